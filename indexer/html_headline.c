/* The headline of a page. */
#include <string.h>
#include <strings.h>

#include "indexer/clean.h"
#include "indexer/html_main.h"
#include "indexer/html_meta.h"
#include "indexer/word.h"

/* What stands between a headline and the name of its site; those of the first kind stand nowhere else. */
static const char *const sure_marks[] = {" | ", " :: ", " » ", " « ", " · ", " • ", " ‹ ", " › "};
static const char *const other_marks[] = {" - ", " – ", " — ", " -- "};

enum { SURE = sizeof sure_marks / sizeof sure_marks[0], OTHER = sizeof other_marks / sizeof other_marks[0] };

/* ---- the name of the site ---- */

/* Where the last of the marks begins, its length in *len; title.len when there is none. */
static size_t last_mark(struct str title, const char *const *marks, size_t count, size_t *len)
{
    for (size_t at = title.len; at-- > 0;)
        for (size_t i = 0; i < count; i++) {
            *len = strlen(marks[i]);
            if (title.len - at >= *len && memcmp(title.ptr + at, marks[i], *len) == 0)
                return at;
        }
    return title.len;
}

static bool same_name(struct str a, struct str b)
{
    return a.len == b.len && a.len && strncasecmp(a.ptr, b.ptr, a.len) == 0;
}

static unsigned count_words(struct str text)
{
    struct word word;
    unsigned words = 0;
    while (word_next(&text, &word))
        words++;
    return words;
}

/* "The Morning Ledger", "ledger.example": a few words, none of which begins small but the small ones of names. */
static bool looks_like_site(struct str text)
{
    enum { WORDS = 4 };
    struct word word;
    if (count_words(text) > WORDS)
        return false;
    if (memchr(text.ptr, '.', text.len) && count_words(text) == 1)
        return true;
    while (word_next(&text, &word))
        if (word.kind == WORD_LOWER && !word_is_particle(word.text))
            return false;
    return true;
}

/* Cuts the name of the site off the end, or a known one off the front; false when none stands there. */
static bool cut_site(struct str *title, struct str site)
{
    enum { BYTES_LEFT = 10, WORDS_LEFT = 3 };
    const char *const *const marks[] = {sure_marks, other_marks};
    static const size_t counts[] = {SURE, OTHER};
    for (int kind = 0; kind < 2; kind++) {
        size_t len, at = last_mark(*title, marks[kind], counts[kind], &len);
        if (at == title->len)
            continue;
        struct str head = str_trim((struct str){title->ptr, at});
        struct str tail = str_trim((struct str){title->ptr + at + len, title->len - at - len});
        if (same_name(head, site)) {
            *title = tail;
            return true;
        }
        bool sure = kind == 0 && head.len >= BYTES_LEFT;
        if (same_name(tail, site) || sure ||
            (!site.len && count_words(head) >= WORDS_LEFT && tail.len && looks_like_site(tail))) {
            *title = head;
            return true;
        }
    }
    return false;
}

static struct str without_site(struct str title, struct str site)
{
    enum { PARTS = 3 };
    for (int i = 0; i < PARTS && cut_site(&title, site); i++)
        ;
    return title;
}

/* ---- headings ---- */

static bool contains(struct str text, struct str part)
{
    return text.len && part.len && memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* The best heading that the title agrees with: of the highest level, and the first of that. A line that the title holds
 * counts as one of the lowest. */
static struct str heading_in_title(const struct html_blocks *b, struct str title)
{
    enum { SHORTEST = 12, LOWEST = 3 };
    struct str best = {NULL, 0};
    unsigned best_level = LOWEST + 1;
    for (size_t i = 0; i < b->count; i++) {
        const struct html_block *block = &b->blocks[i];
        struct str text = html_block_text(b, block);
        bool agrees =
            contains(title, text) ? text.len * 2 >= title.len : title.len >= SHORTEST && contains(text, title);
        bool line = !block->level && !block->linked && !html_is_prose(block) && contains(title, text);
        unsigned level = line ? LOWEST : block->level;
        if (level && level < best_level && text.len >= SHORTEST && agrees) {
            best = text;
            best_level = level;
        }
    }
    return best;
}

/* The only heading of the first level, unless it is a link. */
static struct str only_heading(const struct html_blocks *b)
{
    struct str only = {NULL, 0};
    for (size_t i = 0; i < b->count; i++) {
        if (b->blocks[i].level != 1 || b->nodes[b->blocks[i].node].hints & HINT_DROP)
            continue;
        if (only.len || b->blocks[i].linked * 2 > b->blocks[i].letters)
            return (struct str){NULL, 0};
        only = html_block_text(b, &b->blocks[i]);
    }
    return only;
}

struct str html_headline(struct html_meta *m, const struct html_blocks *b, struct buf *scratch)
{
    const struct html_value *given = &m->values[FIELD_HEADLINE];
    struct str site = buf_str(&m->values[FIELD_SOURCE].text), title = {NULL, 0}, heading;
    if (given->rank == RANK_JSON_LD)
        return buf_str(&given->text);
    if (given->rank < RANK_MARKUP)
        return site.len ? without_site(buf_str(&given->text), site) : buf_str(&given->text);
    buf_reset(&m->scratch);
    html_append_resolved(m->title, &m->scratch);
    clean_line(buf_str(&m->scratch), scratch, &title);
    m->failed |= m->scratch.failed || scratch->failed;
    title = without_site(title, site);
    heading = heading_in_title(b, title);
    if (!heading.len && same_name(title, site))
        heading = only_heading(b);
    if (!heading.len && !title.len)
        heading = only_heading(b);
    return heading.len ? heading : title;
}
