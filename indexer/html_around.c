/* What stands around the story and is of it: the lead above, who wrote it and when. */
#include <string.h>

#include "indexer/html_byline.h"
#include "indexer/html_main.h"
#include "indexer/html_phrases.h"
#include "indexer/word.h"

struct surroundings {
    struct html_main *m;
    const struct html_blocks *b;
    const struct html_page_facts *facts;
};

static struct str text_of(const struct surroundings *t, size_t block)
{
    return html_block_text(t->b, &t->b->blocks[block]);
}

/* ---- the lead ---- */

/* Where the headline is that the story stands under, at most some blocks before; b->count: nowhere. */
static size_t find_headline(const struct surroundings *t)
{
    enum { BLOCKS = 20 };
    size_t end = t->m->story.count ? t->m->story.data[0] : 0, from = end;
    while (from > 0 && end - from < BLOCKS)
        if (html_is_headline(t->b, --from, t->facts))
            return from;
    return t->b->count;
}

/* Without what ends a sentence that may be cut. */
static struct str bare_sentence(struct str text)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    text = str_trim(text);
    while (text.len && (text.ptr[text.len - 1] == '.' || text.ptr[text.len - 1] == ' '))
        text.len--;
    if (text.len > 3 && memcmp(text.ptr + text.len - 3, ellipsis, 3) == 0)
        text.len -= 3;
    return text;
}

/* The element that a block is, or that which wraps it and nothing else. */
static int32_t place_of_line(const struct surroundings *t, size_t block)
{
    int32_t node = t->b->blocks[block].node, around = t->b->nodes[node].parent;
    while (around > 0 && t->m->sums[around].letters == t->b->blocks[block].letters) {
        node = around;
        around = t->b->nodes[node].parent;
    }
    return around;
}

/* A line that is no list of names and titles. */
static bool is_running_text(struct str text)
{
    enum { LEAST = 3 };
    struct word word;
    unsigned small = 0;
    while (word_next(&text, &word))
        small += word.kind == WORD_LOWER || word.kind == WORD_CASELESS;
    return small >= LEAST;
}

/* Whether a block under the headline is the lead: it says what the page's data give as its description, or it is a line
 * of its own beside the headline. */
static bool is_standfirst(const struct surroundings *t, size_t block, size_t headline)
{
    enum { LEAST = 30, LEAST_WITHOUT_STOP = 36, BEHIND = 2 };
    const struct html_block *it = &t->b->blocks[block];
    uint32_t hints = t->m->sums[it->node].hints;
    struct str text = text_of(t, block);
    if (hints & (HINT_FOREIGN | HINT_CAPTION) || it->letters < LEAST || it->linked * 2 > it->letters || it->listed ||
        (t->facts->byline.len && str_begins_with(text, t->facts->byline)) || html_phrase_of(text) != PHRASE_NONE ||
        html_is_byline(text) || html_name_in_byline(text).len)
        return false;
    struct str said = bare_sentence(text), wanted = bare_sentence(t->facts->description);
    if (wanted.len >= LEAST && (str_begins_with(said, wanted) || str_begins_with(wanted, said)))
        return true;
    bool whole = it->ends || (it->letters >= LEAST_WITHOUT_STOP && is_running_text(text));
    return whole && !(hints & HINT_DROP) && !it->linked && block - headline <= BEHIND &&
           place_of_line(t, block) == place_of_line(t, headline);
}

/* Puts the lead that stands by itself under the headline before the story. */
static bool add_standfirst(struct surroundings *t)
{
    size_t headline = find_headline(t), count = t->m->story.count;
    size_t end = count ? t->m->story.data[0] : 0;
    for (size_t i = headline + 1; headline < end && i < end; i++) {
        if (!is_standfirst(t, i, headline))
            continue;
        if (!u32_array_append(&t->m->story, 0))
            return false;
        memmove(t->m->story.data + 1, t->m->story.data, count * sizeof *t->m->story.data);
        t->m->story.data[0] = (uint32_t)i;
        return true;
    }
    return true;
}

/* Notes a byline or a date. */
static void note_line(struct surroundings *t, size_t block, bool headed)
{
    struct str text = text_of(t, block);
    struct date date;
    if (t->m->byline < 0 && html_name_in_byline(text).len)
        t->m->byline = (int32_t)block;
    if (t->m->dated < 0 && headed && html_date_in_byline(text, &date) && date.precision >= DATE_DAY)
        t->m->dated = (int32_t)block;
}

/* Looks between the headline and the second paragraph, as a lead may stand above the byline; without a headline at the
 * few lines before the first. */
static void note_lines(struct surroundings *t)
{
    enum { LINES = 20, LINES_WITHOUT_HEADLINE = 3 };
    size_t end = t->m->story.count ? t->m->story.data[0] : 0, from = end;
    while (from > 0 && end - from < LINES && !html_is_headline(t->b, from - 1, t->facts))
        from--;
    bool headed = from > 0 && end - from < LINES;
    if (!headed)
        from = end > LINES_WITHOUT_HEADLINE ? end - LINES_WITHOUT_HEADLINE : 0;
    if (t->m->story.count > 1)
        end = t->m->story.data[1];
    for (size_t i = from; i < end; i++)
        if (!(t->m->sums[t->b->blocks[i].node].hints & HINT_FOREIGN) && !html_is_prose(&t->b->blocks[i]))
            note_line(t, i, headed);
}

/* Whether a block stands with the headline in an element that holds no text, as a page's own head is. */
static bool is_in_head(const struct surroundings *t, size_t block)
{
    size_t headline = find_headline(t);
    if (headline == t->b->count)
        return false;
    int32_t around = t->b->blocks[headline].node, node = t->b->blocks[block].node;
    while (around > 0 && !html_is_inside(t->b, node, around))
        around = t->b->nodes[around].parent;
    return around > 0 && t->b->nodes[around].tag != TAG_BODY && t->m->sums[around].prose < HTML_STORY_LEAST;
}

/* Whether a block near the story says when it appeared and nothing else. */
static bool is_date_of_story(const struct surroundings *t, size_t block)
{
    const struct html_block *it = &t->b->blocks[block];
    int32_t around = t->b->nodes[t->m->root].parent;
    struct str text = text_of(t, block);
    struct date date;
    bool near = it->node != 0 && !(t->m->sums[it->node].hints & (HINT_FOREIGN | HINT_HEADER)) &&
                (html_is_inside(t->b, it->node, t->m->root) || is_in_head(t, block) ||
                 (around > 0 && t->b->nodes[around].tag != TAG_BODY && html_is_inside(t->b, it->node, around)));
    return near && !it->linked && html_is_byline(text) && html_date_in_byline(text, &date) &&
           date.precision >= DATE_DAY;
}

/* Looks for a date just above the headline, and behind the last line of the story. */
static void note_date_around(struct surroundings *t)
{
    enum { BLOCKS = 4 };
    size_t headline = find_headline(t), count = t->m->story.count;
    for (size_t i = 1; i <= BLOCKS && headline < t->b->count && i <= headline && t->m->dated < 0; i++)
        if (is_date_of_story(t, headline - i))
            t->m->dated = (int32_t)(headline - i);
    size_t behind = count ? t->m->story.data[count - 1] + (size_t)1 : t->b->count;
    if (t->m->dated < 0 && behind < t->b->count && is_date_of_story(t, behind))
        t->m->dated = (int32_t)behind;
}

bool html_around_read(struct html_main *m, const struct html_blocks *b, const struct html_page_facts *facts)
{
    struct surroundings t = {m, b, facts};
    note_lines(&t);
    if (m->dated < 0)
        note_date_around(&t);
    return add_standfirst(&t);
}
