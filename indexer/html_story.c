/* The blocks of the story's element -> the story. */
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "indexer/html_byline.h"
#include "indexer/html_main.h"
#include "indexer/html_phrases.h"

enum { LEAST_NAMED = 40 }; /* letters of a story on a page that says that it has one */

struct teller {
    struct html_main *m;
    const struct html_blocks *b;
    bool unlisted;         /* there is prose that is in no list of other stories */
    bool begun;            /* a paragraph was taken */
    bool boxed;            /* among headlines of other stories */
    bool teased;           /* behind one of them: */
    size_t headline;       /* this block */
    uint32_t prose, taken; /* letters: in the story\'s element, and of the blocks that were passed */
};

static struct str text_of(const struct teller *t, size_t block)
{
    return html_block_text(t->b, &t->b->blocks[block]);
}

static enum html_tag tag_of(const struct html_blocks *b, size_t block)
{
    return b->nodes[b->blocks[block].node].tag;
}

static bool is_candidate(const struct html_main *m, const struct html_blocks *b, size_t block)
{
    const struct html_sum *sum = &m->sums[b->blocks[block].node];
    return sum->chosen && !(sum->hints & HINT_DROP);
}

/* ---- where it begins ---- */

static bool contains(struct str text, struct str part)
{
    return text.len && part.len && memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

bool html_is_headline(const struct html_blocks *b, size_t block, const struct html_page_facts *facts)
{
    enum { LONG_PART = 15 };
    struct str text = html_block_text(b, &b->blocks[block]);
    if (str_equal(text, facts->headline))
        return true;
    if (b->blocks[block].level)
        return (text.len >= LONG_PART && contains(facts->title, text)) || contains(text, facts->headline);
    return text.len >= LONG_PART && facts->title.len && str_begins_with(facts->title, text) &&
           !html_is_prose(&b->blocks[block]);
}

static bool has_unlisted(const struct teller *t)
{
    uint32_t prose = 0;
    for (size_t i = 0; i < t->b->count && prose < HTML_STORY_LEAST; i++)
        if (!t->b->blocks[i].listed && html_is_prose(&t->b->blocks[i]) && is_candidate(t->m, t->b, i))
            prose += t->b->blocks[i].letters;
    return prose >= HTML_STORY_LEAST;
}

/* The block behind the headline, when most of the prose is there; else the first. */
static size_t find_begin(const struct teller *t, const struct html_page_facts *facts)
{
    uint32_t before = 0, all = 0;
    size_t begin = 0;
    for (size_t i = 0; i < t->b->count; i++) {
        if (!is_candidate(t->m, t->b, i))
            continue;
        if (!begin && html_is_headline(t->b, i, facts)) {
            begin = i + 1;
            before = all;
        }
        all += html_is_prose(&t->b->blocks[i]) ? t->b->blocks[i].letters : 0;
    }
    return before <= all / 2 ? begin : 0;
}

/* ---- one block after the other ---- */

/* Whether a line stands between two paragraphs, all three in elements side by side. */
static bool is_between_paragraphs(const struct html_blocks *b, size_t block)
{
    if (block == 0 || block + 1 >= b->count)
        return false;
    const struct html_block *it = &b->blocks[block];
    int32_t around = b->nodes[it->node].parent;
    return html_is_prose(it - 1) && html_is_prose(it + 1) && b->nodes[it[-1].node].parent == around &&
           b->nodes[it[1].node].parent == around;
}

static bool is_line_of_text(const struct teller *t, size_t block)
{
    const struct html_block *blocks = t->b->blocks;
    switch (tag_of(t->b, block)) {
    case TAG_P:
    case TAG_LI:
    case TAG_DD:
    case TAG_DT:
    case TAG_TD:
    case TAG_TH:
    case TAG_BLOCKQUOTE:
    case TAG_PRE:
    case TAG_CENTER:
    case TAG_SUMMARY:
        return true;
    default:
        break;
    }
    bool beside = (block > 0 && blocks[block - 1].node == blocks[block].node) ||
                  (block + 1 < t->b->count && blocks[block + 1].node == blocks[block].node);
    return blocks[block].ends || beside || is_between_paragraphs(t->b, block) ||
           t->m->sums[blocks[block].node].hints & HINT_QUOTE;
}

static bool is_opening(const struct teller *t, size_t block)
{
    enum { SHORT_SENTENCE = 10, LEAD = 30 };
    const struct html_block *it = &t->b->blocks[block];
    if (t->m->sums[it->node].hints & HINT_LEAD && it->letters >= LEAD && (!it->level || it->ends))
        return true;
    return html_is_prose(it) || (!it->level && it->ends && it->letters >= SHORT_SENTENCE && is_line_of_text(t, block));
}

/* A link, or a headline that is one: what follows may be its teaser. */
static void pass_link(struct teller *t, size_t block)
{
    if (!t->b->blocks[block].level || !t->begun)
        return;
    t->teased = t->boxed = true;
    t->headline = block;
}

/* Whether a block between others is a part of the story. */
static bool belongs(struct teller *t, size_t block)
{
    const struct html_block *it = &t->b->blocks[block];
    bool prose = html_is_prose(it);
    bool teaser = t->teased && it->letters < HTML_TEASER_MOST && html_is_under(t->m, t->b, t->headline, block);
    t->teased = false;
    if (prose && teaser)
        return false;
    if (t->boxed && it->linked * 5 > it->letters)
        return false;
    if (prose || it->level)
        t->boxed = false;
    if (t->boxed || (!prose && !it->level && html_is_byline(text_of(t, block))))
        return false;
    if (!t->begun)
        return t->begun = is_opening(t, block);
    return prose || it->level || is_line_of_text(t, block);
}

/* Whether a rule is before a block with little prose behind it, and links under that, a label before them at most. */
static bool is_end_rule(const struct teller *t, size_t block)
{
    enum { SHARE = 3 };
    const struct html_block *it = &t->b->blocks[block];
    if (!it->ruled || !t->begun || t->taken < t->prose - t->prose / SHARE)
        return false;
    bool label = !html_is_prose(it) && !it->ends && block + 1 < t->b->count;
    return html_is_link(it) || (label && html_is_link(it + 1));
}

/* Whether a phrase ends the story. One of its tail is in a box beside it when little of it has been read. */
static bool is_end(const struct teller *t, enum html_phrase phrase)
{
    enum { SHARE = 3 };
    return t->begun && (phrase == PHRASE_END || (phrase == PHRASE_TAIL && t->taken >= t->prose - t->prose / SHARE));
}

static void sum_prose(struct teller *t)
{
    t->prose = t->taken = 0;
    for (size_t i = 0; i < t->b->count; i++)
        if (html_is_prose(&t->b->blocks[i]) && is_candidate(t->m, t->b, i))
            t->prose += t->b->blocks[i].letters;
}

/* Whether a block is a paragraph of the element that the page names as the text, with nothing between: no list of other
 * stories, though links may stand before it. */
static bool is_own_paragraph(const struct teller *t, const struct html_block *block)
{
    const struct html_node *node = &t->b->nodes[block->node];
    return t->m->named && node->tag == TAG_P && node->parent == t->m->root;
}

static bool take_blocks(struct teller *t, size_t begin)
{
    sum_prose(t);
    for (size_t i = begin; i < t->b->count; i++) {
        const struct html_block *block = &t->b->blocks[i];
        if (!is_candidate(t->m, t->b, i))
            continue;
        enum html_phrase phrase = html_phrase_of(text_of(t, i));
        if (is_end(t, phrase) || is_end_rule(t, i))
            break;
        t->taken += html_is_prose(block) ? block->letters : 0;
        if (phrase != PHRASE_NONE) {
            t->boxed |= phrase == PHRASE_BOX && t->begun;
            continue;
        }
        if (block->listed && t->unlisted && !is_own_paragraph(t, block))
            continue;
        if (html_is_link(block))
            pass_link(t, i);
        else if (belongs(t, i) && !u32_array_append(&t->m->story, (uint32_t)i))
            return false;
    }
    return true;
}

/* ---- what is left over ---- */

static bool is_item(enum html_tag tag)
{
    return tag == TAG_LI || tag == TAG_TD || tag == TAG_TH || tag == TAG_DD || tag == TAG_DT;
}

static bool announces(struct str text)
{
    return text.len && text.ptr[text.len - 1] == ':';
}

/* How many of the first `count` blocks stand before the list that the last of them is in, or `count` when the list is
 * one of the story. */
static size_t before_list(const struct teller *t, size_t count)
{
    size_t first = count;
    while (first > 0 && is_item(tag_of(t->b, t->m->story.data[first - 1])))
        if (html_is_prose(&t->b->blocks[t->m->story.data[--first]]))
            return count;
    return first > 0 && announces(text_of(t, t->m->story.data[first - 1])) ? count : first;
}

/* Cuts headings and labels off the end. */
static void trim_end(struct teller *t)
{
    size_t count = t->m->story.count;
    while (count > 0) {
        size_t last = t->m->story.data[count - 1];
        const struct html_block *block = &t->b->blocks[last];
        if (html_is_prose(block) || (block->ends && !block->level))
            break;
        size_t before = is_item(tag_of(t->b, last)) ? before_list(t, count) : count - 1;
        if (before == count)
            break;
        count = before;
    }
    t->m->story.count = count;
}

/* How to reach who wrote the story: "Contact Ann Author at author@paper.example". */
static bool is_contact(struct str text, struct str byline)
{
    enum { LONGEST = 400 };
    return text.len <= LONGEST && memchr(text.ptr, '@', text.len) && contains(text, byline);
}

static uint32_t letters_of(const struct teller *t, size_t from, size_t to)
{
    uint32_t letters = 0;
    for (size_t i = from; i < to; i++)
        letters += t->b->blocks[t->m->story.data[i]].letters;
    return letters;
}

/* Cuts the story before a line near its end that is the author's name: a box about them. */
static void cut_at_name(struct teller *t, struct str byline)
{
    enum { BLOCKS = 5, LETTERS = 400, TIMES = 2 };
    size_t count = t->m->story.count;
    for (size_t i = count; byline.len && i-- > 1 && count - i <= BLOCKS;)
        if (str_equal(text_of(t, t->m->story.data[i]), byline) && letters_of(t, i, count) <= LETTERS &&
            letters_of(t, 0, i) > TIMES * letters_of(t, i, count)) {
            t->m->story.count = i;
            return;
        }
}

/* What is said of the author behind the story begins with the name, or has an address. */
static void drop_biography(struct teller *t, struct str byline)
{
    cut_at_name(t, byline);
    for (int contact = 1; contact >= 0 && byline.len && t->m->story.count > 1; contact--) {
        struct str text = text_of(t, t->m->story.data[t->m->story.count - 1]);
        t->m->story.count -= contact ? is_contact(text, byline) : str_begins_with(text, byline);
    }
}

/* The block quote that an element is in; HTML_NO_NODE: none. */
static int32_t quote_around(const struct html_blocks *b, int32_t node)
{
    while (node >= 0 && !(b->nodes[node].hints & HINT_QUOTE))
        node = b->nodes[node].parent;
    return node;
}

/* The last line of a post from elsewhere: "— Ann Author (@author) September 14, 2016". */
static bool signs_post(struct str text)
{
    static const char dash[] = "\xe2\x80\x94";
    return str_begins_with(text, str_of(dash)) && memmem(text.ptr, text.len, "(@", 2);
}

/* Drops the quotes that are posts from elsewhere, set into the story. */
static void drop_posts(struct teller *t)
{
    uint32_t *story = t->m->story.data;
    size_t kept = 0;
    for (size_t i = 0; i < t->m->story.count; i++) {
        int32_t quote = quote_around(t->b, t->b->blocks[story[i]].node);
        bool post = quote >= 0 && signs_post(text_of(t, story[i]));
        while (post && kept > 0 && quote_around(t->b, t->b->blocks[story[kept - 1]].node) == quote)
            kept--;
        if (!post)
            story[kept++] = story[i];
    }
    t->m->story.count = kept;
}

/* Whether a rule or a line of marks is before a block. */
static bool is_set_off(const struct teller *t, size_t block)
{
    const struct html_block *it = &t->b->blocks[block];
    char line[HTML_LINE_BYTES];
    return it->ruled || (block > 0 && !html_lower_line(text_of(t, block - 1), line));
}

/* What is set off below the story and is all in italics is said by the editors. */
static void drop_notes(struct teller *t)
{
    enum { NOTES = 3 };
    size_t count = t->m->story.count, first = count;
    const uint32_t *story = t->m->story.data;
    while (first > 1 && count - first < NOTES) {
        const struct html_block *block = &t->b->blocks[story[first - 1]];
        if (block->slanted * 10 < block->letters * 9)
            return;
        first--;
        if (is_set_off(t, story[first])) {
            t->m->story.count = first;
            return;
        }
    }
}

/* A heading with no text before the next one of its level leads to what was left out. */
static void drop_empty_headings(struct teller *t)
{
    uint32_t *story = t->m->story.data;
    size_t to = t->m->story.count;
    unsigned below = 0; /* the level of what follows; 0: text */
    if (!to)
        return;
    for (size_t i = t->m->story.count; i-- > 0;) {
        unsigned level = t->b->blocks[story[i]].level;
        bool empty = level && below && below <= level;
        below = level;
        if (!empty)
            story[--to] = story[i];
    }
    t->m->story.count -= to;
    memmove(story, story + to, t->m->story.count * sizeof *story);
}

/* Drops what stands behind the story and is none of it. */
static void drop_end(struct teller *t, struct str byline)
{
    trim_end(t);
    drop_biography(t, byline);
    drop_notes(t);
    trim_end(t);
    drop_empty_headings(t);
}

/* ---- what stands there twice ---- */

struct print {
    uint64_t hash;
    size_t at;
};

static int compare_prints(const void *one, const void *other)
{
    const struct print *a = one, *b = other;
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    return a->at < b->at ? -1 : a->at > b->at;
}

static bool drop_repeated(struct teller *t)
{
    enum { LETTERS = 50 };
    static const uint32_t gone = UINT32_MAX;
    uint32_t *story = t->m->story.data;
    size_t count = t->m->story.count, kept = 0, printed = 0;
    struct print *prints = count ? malloc(count * sizeof *prints) : NULL;
    if (!prints)
        return !count;
    for (size_t i = 0; i < count; i++)
        if (t->b->blocks[story[i]].letters >= LETTERS)
            prints[printed++] = (struct print){str_hash(text_of(t, story[i])), i};
    qsort(prints, printed, sizeof *prints, compare_prints);
    for (size_t i = 1; i < printed; i++)
        if (prints[i].hash == prints[i - 1].hash)
            story[prints[i].at] = gone;
    for (size_t i = 0; i < count; i++)
        if (story[i] != gone)
            story[kept++] = story[i];
    t->m->story.count = kept;
    free(prints);
    return true;
}

/* ---- whether there is one ---- */

static uint32_t teased_prose(const struct teller *t)
{
    uint32_t prose = 0;
    for (size_t i = 0; i < t->b->count; i++) {
        const struct html_block *block = &t->b->blocks[i];
        if (block->teaser && !(t->m->sums[block->node].hints & HINT_DROP))
            prose += block->letters;
    }
    return prose;
}

/* Letters of prose in short articles, when there are several. */
static uint32_t prose_in_small_articles(const struct teller *t)
{
    enum { ARTICLES = 4 };
    uint32_t prose = 0;
    size_t articles = 0;
    for (size_t i = 1; i < t->b->node_count; i++) {
        const struct html_sum *sum = &t->m->sums[i];
        if (t->b->nodes[i].hints & HINT_ARTICLE && sum->kept && sum->kept < HTML_TEASER_MOST) {
            prose += sum->kept;
            articles++;
        }
    }
    return articles >= ARTICLES ? prose : 0;
}

static bool is_index(const struct teller *t)
{
    uint32_t all = t->m->sums[0].kept, most = all - all * 2 / 5;
    return all && (teased_prose(t) >= most || prose_in_small_articles(t) >= most);
}

static bool is_enough(const struct teller *t, bool expected)
{
    uint32_t letters = letters_of(t, 0, t->m->story.count);
    expected |= t->m->named || t->m->sums[t->m->root].hints & HINT_ARTICLE;
    return letters >= (expected ? LEAST_NAMED : HTML_STORY_LEAST);
}

bool html_story_choose(struct html_main *m, const struct html_blocks *b, const struct html_page_facts *facts)
{
    struct teller t = {.m = m, .b = b};
    if (!facts->article && is_index(&t))
        return true;
    t.unlisted = has_unlisted(&t);
    size_t begin = find_begin(&t, facts);
    if (!take_blocks(&t, begin) || !drop_repeated(&t))
        return false;
    drop_posts(&t);
    drop_end(&t, facts->byline);
    if (!html_around_read(m, b, facts))
        return false;
    if (!facts->byline.len && m->byline >= 0)
        drop_end(&t, html_name_in_byline(text_of(&t, (size_t)m->byline)));
    if (!is_enough(&t, begin > 0 || facts->article))
        m->story.count = 0;
    return true;
}
