/* Teasers, boxes and captions, known by their form. */
#include "indexer/html_main.h"
#include "indexer/html_phrases.h"

/* ---- teasers ---- */

static bool leads(const struct html_blocks *b, const struct html_block *block)
{
    enum { LINE = 15 };
    return html_is_link(block) && block->letters >= LINE && html_phrase_of(html_block_text(b, block)) == PHRASE_NONE;
}

bool html_is_under(const struct html_main *m, const struct html_blocks *b, size_t headline, size_t block)
{
    int32_t around = b->nodes[b->blocks[headline].node].parent;
    while (around > 0 && m->sums[around].letters <= b->blocks[headline].letters)
        around = b->nodes[around].parent;
    return around < 0 || html_is_inside(b, b->blocks[block].node, around);
}

static bool is_dropped(const struct html_main *m, const struct html_block *block)
{
    return m->sums[block->node].hints & HINT_DROP;
}

/* Short paragraphs under linked lines, where there are several of them. A line in a box says nothing of what stands
 * behind the box. */
static void mark_teasers(const struct html_main *m, struct html_blocks *b)
{
    enum { TEASERS = 3, BEHIND = 2 };
    size_t teasers = 0, lead = 0;
    unsigned since = BEHIND + 1;
    for (size_t i = 0; i < b->count; i++) {
        struct html_block *block = &b->blocks[i];
        bool leaves_box = i && is_dropped(m, block - 1) && !is_dropped(m, block);
        since = leads(b, block) ? 0 : leaves_box || !html_is_under(m, b, lead, i) ? BEHIND + 1 : since + 1;
        lead = since ? lead : i;
        block->teaser = since && since <= BEHIND && html_is_prose(block) && block->letters < HTML_TEASER_MOST;
        teasers += block->teaser;
    }
    for (size_t i = 0; teasers < TEASERS && i < b->count; i++)
        b->blocks[i].teaser = false;
}

static void mark_run(struct html_blocks *b, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        b->blocks[i].listed = b->blocks[i].teaser;
}

/* Several teasers with no other prose between them are a list of other stories. */
static void mark_listed(struct html_blocks *b)
{
    enum { TEASERS = 3 };
    size_t teasers = 0, from = 0;
    for (size_t i = 0; i <= b->count; i++) {
        if (i < b->count && (b->blocks[i].teaser || !html_is_prose(&b->blocks[i]))) {
            teasers += b->blocks[i].teaser;
            continue;
        }
        if (teasers >= TEASERS)
            mark_run(b, from, i);
        teasers = 0;
        from = i + 1;
    }
}

/* ---- boxes ---- */

static bool is_box(enum html_tag tag)
{
    switch (tag) {
    case TAG_DIV:
    case TAG_TD:
    case TAG_TH:
    case TAG_LI:
    case TAG_DD:
    case TAG_SECTION:
    case TAG_CENTER:
    case TAG_FIELDSET:
        return true;
    default:
        return false;
    }
}

/* Letters of paragraphs that stand in each element without another around them. */
static void sum_own(struct html_main *m, const struct html_blocks *b)
{
    for (size_t i = 0; i < b->count; i++) {
        const struct html_block *block = &b->blocks[i];
        int32_t node = block->node;
        if (b->nodes[node].tag == TAG_P && b->nodes[node].parent >= 0)
            node = b->nodes[node].parent;
        if (html_is_prose(block))
            m->sums[node].own += block->letters;
    }
}

/* A few lines together with a picture are its caption; with a form, what it is for; what paragraphs flow around is
 * beside them. */
static void mark_boxes(struct html_main *m, struct html_blocks *b)
{
    enum { CAPTION = 250, FORM = 400, FLOAT = 1200, SHARE = 4 };
    for (size_t i = 1; i < b->node_count; i++) {
        uint32_t *hints = &b->nodes[i].hints, letters = m->sums[i].letters;
        bool box = is_box(b->nodes[i].tag) || b->nodes[i].tag == TAG_TABLE;
        if (!box || *hints & (HINT_ARTICLE | HINT_MAIN) || letters > m->sums[0].letters / SHARE)
            continue;
        if (*hints & HINT_PICTURE && letters <= CAPTION)
            *hints |= HINT_CAPTION;
        if (*hints & HINT_HAS_FORM && letters <= FORM)
            *hints |= HINT_FOREIGN;
        if (*hints & HINT_FLOAT && letters <= FLOAT && letters <= m->sums[b->nodes[i].parent].own)
            *hints |= HINT_BESIDE;
    }
}

/* ---- insets ---- */

/* Whether an element is a little one among many paragraphs. */
static bool is_inset(const struct html_main *m, const struct html_blocks *b, int32_t node)
{
    enum { MOST = 350, LEAST_AROUND = 300, SHARE = 3 };
    static const uint32_t others = HINT_ARTICLE | HINT_MAIN | HINT_BODY | HINT_LEAD | HINT_QUOTE;
    enum html_tag tag = b->nodes[node].tag;
    int32_t around = b->nodes[node].parent;
    if ((tag != TAG_DIV && tag != TAG_TABLE && tag != TAG_CENTER) || around < 0 || b->nodes[node].hints & others)
        return false;
    uint32_t letters = m->sums[node].letters, own = m->sums[around].own;
    return letters <= MOST && own >= LEAST_AROUND && own >= SHARE * letters;
}

/* The inset that a block is in, or HTML_NO_NODE. */
static int32_t inset_around(const struct html_main *m, const struct html_blocks *b, int32_t node)
{
    enum { STEPS = 5 };
    for (int step = 0; step < STEPS && node > 0; step++, node = b->nodes[node].parent)
        if (is_inset(m, b, node))
            return node;
    return HTML_NO_NODE;
}

/* "Advertisement. Buy now": the first sentence is a label. */
static bool begins_with_label(struct str text)
{
    for (size_t i = 0; i + 1 < text.len; i++)
        if ((text.ptr[i] == '.' || text.ptr[i] == ':') && text.ptr[i + 1] == ' ')
            return html_phrase_of((struct str){text.ptr, i}) != PHRASE_NONE;
    return false;
}

/* A short line that is no heading, no sentence and announces nothing. */
static bool is_label(const struct html_blocks *b, const struct html_block *block)
{
    enum { LEAST = 4, MOST = 40 };
    struct str text = html_block_text(b, block);
    enum html_tag tag = b->nodes[block->node].tag;
    return !block->level && !block->ends && block->letters >= LEAST && block->letters <= MOST && text.len &&
           text.ptr[text.len - 1] != ':' && (tag == TAG_P || tag == TAG_DIV || tag == TAG_CENTER);
}

/* Among the paragraphs of a story a box is one that calls to follow a link, or that begins with a label. */
static void mark_insets(struct html_main *m, struct html_blocks *b)
{
    enum { CALL = 4 /* letters: less is the number of a note */ };
    int32_t before = HTML_NO_NODE;
    for (size_t i = 0; i < b->count; i++) {
        const struct html_block *block = &b->blocks[i];
        int32_t inset = inset_around(m, b, block->node);
        bool first = inset != before, more = i + 1 < b->count && b->blocks[i].node != b->blocks[i + 1].node &&
                                             inset_around(m, b, b->blocks[i + 1].node) == inset;
        before = inset;
        if (inset == HTML_NO_NODE)
            continue;
        bool call = !block->level && block->linked * 2 > block->letters && block->letters >= CALL;
        bool row = more && html_is_cell(b->nodes[b->blocks[i + 1].node].tag);
        if (call || (first && ((more && !row && is_label(b, block)) || begins_with_label(html_block_text(b, block)))))
            b->nodes[inset].hints |= HINT_BESIDE;
    }
}

/* ---- captions ---- */

static bool is_caption(const struct html_blocks *b, size_t node)
{
    return b->nodes[node].hints & HINT_CAPTION && !(b->nodes[node].hints & HINT_FOREIGN);
}

/* The look that the captions with most prose have in common, and their prose in all. */
static uint32_t common_captions(const struct html_main *m, const struct html_blocks *b, uint32_t *signature)
{
    enum { LOOKS = 8 };
    struct {
        uint32_t signature, prose;
    } looks[LOOKS] = {{0, 0}};
    size_t count = 0, most = 0;
    for (size_t i = 1; i < b->node_count; i++) {
        size_t look = 0;
        if (!is_caption(b, i) || !m->sums[i].prose)
            continue;
        while (look < count && looks[look].signature != b->nodes[i].signature)
            look++;
        if (look == LOOKS)
            continue;
        count += look == count;
        looks[look].signature = b->nodes[i].signature;
        looks[look].prose += m->sums[i].prose;
        most = looks[look].prose > looks[most].prose ? look : most;
    }
    *signature = looks[most].signature;
    return looks[most].prose;
}

/* Letters of prose that is neither a caption's nor a teaser's. */
static uint32_t prose_beside_captions(struct html_main *m, const struct html_blocks *b)
{
    uint32_t prose = 0;
    html_main_inherit(m, b);
    for (size_t i = 0; i < b->count; i++)
        if (html_is_prose(&b->blocks[i]) && !b->blocks[i].teaser &&
            !(m->sums[b->blocks[i].node].hints & (HINT_FOREIGN | HINT_CAPTION)))
            prose += b->blocks[i].letters;
    return prose;
}

/* On a page of pictures the captions are the story, and what is around them is no gallery beside one. */
static void pardon_captions(struct html_main *m, struct html_blocks *b, bool gallery)
{
    uint32_t signature, prose = common_captions(m, b, &signature);
    if (prose < HTML_STORY_LEAST || prose < (gallery ? 1 : 2) * prose_beside_captions(m, b) / 2)
        return;
    for (size_t i = b->node_count; i-- > 1;) {
        m->sums[i].chosen |= is_caption(b, i) && b->nodes[i].signature == signature;
        if (!m->sums[i].chosen)
            continue;
        b->nodes[i].hints &= ~(uint32_t)(HINT_BESIDE | HINT_CAPTION);
        m->sums[b->nodes[i].parent].chosen = true;
    }
}

void html_marks_set(struct html_main *m, struct html_blocks *b, bool gallery)
{
    sum_own(m, b);
    mark_boxes(m, b);
    mark_insets(m, b);
    html_main_inherit(m, b);
    mark_teasers(m, b);
    mark_listed(b);
    pardon_captions(m, b, gallery);
}
