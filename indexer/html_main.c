#include "indexer/html_main.h"

#include <stdlib.h>
#include <string.h>

#include "indexer/html_phrases.h"

/* ---- sums ---- */

static bool make_sums(struct html_main *m, const struct html_blocks *b)
{
    if (b->node_count <= m->sums_room)
        return true;
    struct html_sum *more = realloc(m->sums, b->node_count * sizeof *more);
    if (!more)
        return false;
    m->sums = more;
    m->sums_room = b->node_count;
    return true;
}

static void sum_all(struct html_main *m, const struct html_blocks *b)
{
    memset(m->sums, 0, b->node_count * sizeof *m->sums);
    for (size_t i = 0; i < b->count; i++) {
        struct html_sum *sum = &m->sums[b->blocks[i].node];
        sum->letters += b->blocks[i].letters;
        sum->prose += html_is_prose(&b->blocks[i]) ? b->blocks[i].letters : 0;
    }
    for (size_t i = b->node_count; i-- > 1;) {
        m->sums[b->nodes[i].parent].prose += m->sums[i].prose;
        m->sums[b->nodes[i].parent].letters += m->sums[i].letters;
    }
}

/* A form around most of the page is its frame. */
static void pardon_forms(struct html_main *m, struct html_blocks *b)
{
    for (size_t i = 1; i < b->node_count; i++)
        if (b->nodes[i].hints & HINT_FORM && m->sums[i].prose <= m->sums[0].prose / 2)
            b->nodes[i].hints |= HINT_FOREIGN;
}

void html_main_inherit(struct html_main *m, const struct html_blocks *b)
{
    m->sums[0].hints = b->nodes[0].hints;
    for (size_t i = 1; i < b->node_count; i++)
        m->sums[i].hints = b->nodes[i].hints | m->sums[b->nodes[i].parent].hints;
}

static void sum_kept(struct html_main *m, const struct html_blocks *b)
{
    for (size_t i = 0; i < b->node_count; i++)
        m->sums[i].kept = m->sums[i].letters = m->sums[i].linked = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct html_block *block = &b->blocks[i];
        struct html_sum *sum = &m->sums[block->node];
        if (sum->hints & HINT_DROP)
            continue;
        sum->letters += block->letters;
        sum->linked += block->linked;
        if (html_is_prose(block))
            sum->kept += block->letters;
    }
    for (size_t i = b->node_count; i-- > 1;) {
        struct html_sum *around = &m->sums[b->nodes[i].parent];
        around->kept += m->sums[i].kept;
        around->letters += m->sums[i].letters;
        around->linked += m->sums[i].linked;
    }
}

/* The outermost element with most prose of those that are left out; 0: none. */
static size_t largest_dropped(const struct html_main *m, const struct html_blocks *b)
{
    size_t largest = 0;
    for (size_t i = 1; i < b->node_count; i++)
        if (b->nodes[i].hints & HINT_DROP && !(m->sums[b->nodes[i].parent].hints & HINT_DROP) &&
            (!largest || m->sums[i].prose > m->sums[largest].prose))
            largest = i;
    return largest;
}

/* Paragraphs that share a name which leaves them out, and are most of the page: the name was misread. */
static void pardon_paragraphs(struct html_main *m, struct html_blocks *b)
{
    uint32_t prose = 0, signature = 0;
    html_main_inherit(m, b);
    sum_kept(m, b);
    for (size_t i = 1; i < b->node_count; i++) {
        bool named = b->nodes[i].tag == TAG_P && b->nodes[i].hints & HINT_DROP &&
                     !(m->sums[b->nodes[i].parent].hints & HINT_DROP);
        if (!named || (prose && b->nodes[i].signature != signature))
            continue;
        signature = b->nodes[i].signature;
        prose += m->sums[i].prose;
    }
    for (size_t i = 1; prose > m->sums[0].kept && i < b->node_count; i++)
        if (b->nodes[i].tag == TAG_P && b->nodes[i].signature == signature)
            b->nodes[i].hints &= ~(uint32_t)HINT_DROP;
}

/* A name that would cost the page its text was misread. */
static void pardon(struct html_main *m, struct html_blocks *b)
{
    enum { ROUNDS = 4 };
    for (int round = 0; round < ROUNDS; round++) {
        html_main_inherit(m, b);
        sum_kept(m, b);
        size_t node = largest_dropped(m, b);
        uint32_t prose = m->sums[node].prose, kept = m->sums[0].kept;
        uint32_t hints = b->nodes[node].hints;
        bool beside = (!(hints & HINT_FOREIGN) || hints & HINT_BODY) && prose > kept;
        if (!node || prose < HTML_STORY_LEAST || (!beside && kept >= HTML_STORY_LEAST))
            return;
        b->nodes[node].hints &= ~(uint32_t)HINT_DROP;
    }
    html_main_inherit(m, b);
    sum_kept(m, b);
}

/* ---- the element ---- */

/* An element that is a part of a text and not around it. */
static bool is_of_text(enum html_tag tag)
{
    switch (tag) {
    case TAG_P:
    case TAG_LI:
    case TAG_UL:
    case TAG_OL:
    case TAG_DL:
    case TAG_DD:
    case TAG_DT:
    case TAG_BLOCKQUOTE:
    case TAG_CENTER:
    case TAG_PRE:
        return true;
    default:
        return false;
    }
}

static float favour(const struct html_main *m, const struct html_blocks *b, int32_t node)
{
    uint32_t hints = b->nodes[node].hints;
    const struct html_sum *sum = &m->sums[node];
    float density = sum->letters ? (float)sum->linked / (float)sum->letters : 0;
    float factor = hints & HINT_BODY                  ? 1.6f
                   : hints & HINT_ARTICLE             ? 1.3f
                   : hints & (HINT_STORY | HINT_MAIN) ? 1.15f
                                                      : 1;
    return factor * (1 - density);
}

/* The innermost element that is more than the paragraph and what wraps it. */
static int32_t place_of(const struct html_main *m, const struct html_blocks *b, const struct html_block *block)
{
    int32_t node = block->node;
    while (node > 0) {
        bool wraps = m->sums[node].letters == block->letters &&
                     !(b->nodes[node].hints & (HINT_ARTICLE | HINT_MAIN | HINT_BODY | HINT_STORY));
        if (!wraps && !is_of_text(b->nodes[node].tag))
            break;
        node = b->nodes[node].parent;
    }
    return node;
}

static void weigh(struct html_main *m, const struct html_blocks *b)
{
    enum { LONGEST = 800, STEPS = 4 };
    for (size_t i = 0; i < b->count; i++) {
        const struct html_block *block = &b->blocks[i];
        if (!html_is_prose(block) || block->teaser || m->sums[block->node].hints & HINT_DROP)
            continue;
        int32_t node = place_of(m, b, block);
        float weight = (float)(block->letters < LONGEST ? block->letters : LONGEST);
        for (int step = 1; step <= STEPS && node >= 0; step++, node = b->nodes[node].parent)
            m->sums[node].weight += weight / (float)(step == 1 ? 1 : step == 2 ? 2 : 3 * (step - 1));
    }
}

static int32_t heaviest(const struct html_main *m, const struct html_blocks *b)
{
    int32_t best = 0;
    float most = 0;
    for (size_t i = 0; i < b->node_count; i++) {
        float weight = m->sums[i].weight * favour(m, b, (int32_t)i);
        if (weight > most) {
            most = weight;
            best = (int32_t)i;
        }
    }
    return best;
}

/* The element that is named as the text and has most prose; HTML_NO_NODE when that is little of the page's. */
static int32_t named_body(const struct html_main *m, const struct html_blocks *b)
{
    enum { SHARE = 4 };
    int32_t best = HTML_NO_NODE;
    for (size_t i = 0; i < b->node_count; i++)
        if (b->nodes[i].hints & HINT_BODY && !(m->sums[i].hints & HINT_DROP) &&
            (best < 0 || m->sums[i].kept > m->sums[best].kept))
            best = (int32_t)i;
    return best >= 0 && m->sums[best].kept > m->sums[0].kept / SHARE ? best : HTML_NO_NODE;
}

/* The article or main part around an element, or itself; HTML_NO_NODE. */
static int32_t article_around(const struct html_blocks *b, int32_t node)
{
    for (; node >= 0; node = b->nodes[node].parent)
        if (b->nodes[node].hints & HINT_ARTICLE)
            return node;
    return HTML_NO_NODE;
}

static bool has_twin(const struct html_main *m, const struct html_blocks *b, int32_t node)
{
    for (size_t i = 1; i < b->node_count; i++)
        if ((int32_t)i != node && b->nodes[i].parent == b->nodes[node].parent &&
            b->nodes[i].signature == b->nodes[node].signature && m->sums[i].kept)
            return true;
    return false;
}

/* From the heaviest element outwards: to its article, unless that has much else in it, and to the element around twins
 * of it, or of what holds nothing but it, as a text in several parts has them. */
static int32_t widen(const struct html_main *m, const struct html_blocks *b, int32_t node)
{
    enum { STEPS = 4 };
    int32_t article = article_around(b, node), wide = node;
    if (article > 0 && m->sums[article].kept <= 3 * m->sums[node].kept)
        return article;
    for (int steps = 0; steps < STEPS && node > 0;) {
        int32_t around = b->nodes[node].parent;
        if (around <= 0 || b->nodes[node].tag == TAG_TD || b->nodes[around].tag == TAG_BODY)
            break;
        if (has_twin(m, b, node))
            wide = around;
        else if (m->sums[around].kept > m->sums[node].kept)
            break;
        steps += m->sums[around].kept > m->sums[node].kept;
        node = around;
    }
    return wide;
}

/* ---- what belongs to the story ---- */

/* Other parts that are named as the text: inside the same article, or beside the first. */
static bool is_part_of(const struct html_main *m, const struct html_blocks *b, int32_t node)
{
    if (!(b->nodes[node].hints & HINT_BODY) || !m->named)
        return false;
    int32_t article = article_around(b, m->root);
    return b->nodes[node].parent == b->nodes[m->root].parent ||
           (article >= 0 && article_around(b, node) == article &&
            b->nodes[node].signature == b->nodes[m->root].signature);
}

/* The last of several parts that are named as the text, or the first when it is the only one. */
static int32_t last_part(const struct html_main *m, const struct html_blocks *b)
{
    size_t last = b->node_count - 1;
    while ((int32_t)last > m->root && !is_part_of(m, b, (int32_t)last))
        last--;
    return (int32_t)last > m->root ? (int32_t)last : m->root;
}

static void mark_chosen(struct html_main *m, const struct html_blocks *b)
{
    int32_t last = last_part(m, b), article = article_around(b, m->root);
    for (size_t i = 0; i < b->node_count; i++) {
        int32_t around = b->nodes[i].parent;
        /* a table between two parts */
        bool table = (int32_t)i > m->root && (int32_t)i < last && b->nodes[i].tag == TAG_TABLE && article >= 0 &&
                     article_around(b, (int32_t)i) == article;
        m->sums[i].chosen = table || (int32_t)i == m->root || (around >= 0 && m->sums[around].chosen);
        if (!m->sums[i].chosen && b->nodes[i].hints & HINT_BODY)
            m->sums[i].chosen = is_part_of(m, b, (int32_t)i);
    }
}

/* The lead stands above the text that is named. */
static void mark_lead(struct html_main *m, const struct html_blocks *b)
{
    int32_t article = m->root;
    while (article >= 0 && !(b->nodes[article].hints & (HINT_ARTICLE | HINT_MAIN)))
        article = b->nodes[article].parent;
    if (article < 0)
        article = b->nodes[m->root].parent;
    for (int32_t i = article + 1; article >= 0 && i < m->root; i++) {
        int32_t around = i;
        while (around > article)
            around = b->nodes[around].parent;
        if (around == article)
            m->sums[i].chosen |= b->nodes[i].hints & (HINT_LEAD | HINT_BODY) || m->sums[b->nodes[i].parent].chosen;
    }
}

bool html_main_choose(struct html_main *m, struct html_blocks *b, const struct html_page_facts *facts)
{
    m->story.count = 0;
    m->byline = m->dated = -1;
    if (!b->count)
        return true;
    if (!make_sums(m, b))
        return false;
    sum_all(m, b);
    html_marks_set(m, b, facts->gallery);
    pardon_forms(m, b);
    pardon_paragraphs(m, b);
    pardon(m, b);
    m->root = named_body(m, b);
    m->named = m->root >= 0;
    if (!m->named) {
        weigh(m, b);
        m->root = widen(m, b, heaviest(m, b));
    }
    mark_chosen(m, b);
    mark_lead(m, b);
    return html_story_choose(m, b, facts);
}

void html_main_release(struct html_main *m)
{
    free(m->sums);
    u32_array_release(&m->story);
    *m = (struct html_main){0};
}
