/* The headline of a page. */
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "indexer/address.h"
#include "indexer/clean.h"
#include "indexer/html_main.h"
#include "indexer/html_meta.h"
#include "indexer/word.h"

/* What stands between a headline and the name of its site; those of the first kind stand nowhere else. */
static const char *const sure_marks[] = {" | ", "｜", "：", " :: ", " » ", " « ", " · ", "_", " • ", " ‹ ", " › "};
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

/* "The Morning Ledger", "ledger.example": a few words, none of which begins small but the small ones of names. */
static bool looks_like_site(struct str text)
{
    enum { WORDS = 4 };
    struct word word;
    if (word_count(text) > WORDS)
        return false;
    if (memchr(text.ptr, '.', text.len) && word_count(text) == 1)
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
            (!site.len && word_count(head) >= WORDS_LEFT && tail.len && looks_like_site(tail))) {
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

/* ---- parts of a title ---- */

/* Where the first of the marks begins, its length in *len; title.len when there is none. */
static size_t first_mark(struct str title, size_t *len)
{
    size_t first = title.len;
    for (size_t i = 0; i < SURE + OTHER; i++) {
        const char *mark = i < SURE ? sure_marks[i] : other_marks[i - SURE];
        const char *found = title.len ? memmem(title.ptr, title.len, mark, strlen(mark)) : NULL;
        if (found && (size_t)(found - title.ptr) < first) {
            first = (size_t)(found - title.ptr);
            *len = strlen(mark);
        }
    }
    return first;
}

/* The longest part between sure marks: "Site | News | A headline that is long". */
static struct str longest_part(struct str title)
{
    struct str best = {title.ptr, 0};
    while (title.len) {
        size_t len = 0, end = title.len;
        for (size_t i = 0; i < SURE; i++) {
            const char *found = memmem(title.ptr, end, sure_marks[i], strlen(sure_marks[i]));
            if (found) {
                end = (size_t)(found - title.ptr);
                len = strlen(sure_marks[i]);
            }
        }
        if (end > best.len)
            best = (struct str){title.ptr, end};
        title = (struct str){title.ptr + end + len, title.len - end - len};
    }
    return str_trim(best);
}

/* What is left of a title beside the headline: the first part before it, or the last behind it. */
static struct str site_beside(struct str title, struct str headline)
{
    struct str none = {NULL, 0};
    const char *found =
        title.len > headline.len && headline.len ? memmem(title.ptr, title.len, headline.ptr, headline.len) : NULL;
    if (!found)
        return none;
    size_t before = (size_t)(found - title.ptr), len = 0;
    struct str site = {title.ptr, before};
    if (before) {
        site.len = first_mark((struct str){title.ptr, before}, &len);
        const char *colon = memmem(site.ptr, site.len, ": ", 2); /* "Ledger: Local: A headline" */
        site.len = colon ? (size_t)(colon - site.ptr) : site.len;
    } else {
        site = (struct str){title.ptr + headline.len, title.len - headline.len};
        for (size_t at; (at = first_mark(site, &len)) < site.len;)
            site = (struct str){site.ptr + at + len, site.len - at - len};
    }
    site = str_trim(site);
    if (str_begins_with(site, str_of("/ "))) /* "A headline / Article / Ledger" */
        for (const char *slash; (slash = memmem(site.ptr, site.len, "/ ", 2));)
            site = str_skip(site, (size_t)(slash - site.ptr) + 2);
    while (site.len && strchr(":-|", site.ptr[site.len - 1]))
        site = str_trim((struct str){site.ptr, site.len - 1});
    const char *comma = site.len ? memchr(site.ptr, ',', site.len) : NULL; /* "Ledger, the paper of the coast" */
    if (comma && !looks_like_site(site))
        site.len = (size_t)(comma - site.ptr);
    return site.len && looks_like_site(site) ? site : none;
}

/* "A headline | Local | The Ledger": of two parts behind the headline the first. */
static struct str section_beside(struct str title, struct str headline)
{
    struct str none = {NULL, 0};
    size_t len, end;
    if (!headline.len || !str_begins_with(title, headline))
        return none;
    struct str rest = str_skip(title, headline.len);
    if (!rest.len || first_mark(rest, &len) > 0)
        return none;
    rest = str_skip(rest, len);
    end = first_mark(rest, &len);
    struct str section = str_trim((struct str){rest.ptr, end < rest.len ? end : 0});
    return address_names_section(section) || same_name(section, str_of("News")) ? section : none;
}

/* ---- headings ---- */

static bool contains(struct str text, struct str part)
{
    return text.len && part.len && memmem(text.ptr, text.len, part.ptr, part.len) != NULL;
}

/* Whether a title holds a heading and has little else, or a mark or a colon beside it. */
static bool agrees(struct str title, struct str heading)
{
    const char *found = memmem(title.ptr, title.len, heading.ptr, heading.len);
    if (!found)
        return false;
    size_t before = (size_t)(found - title.ptr);
    bool starts = before < 2 || strchr("|:-»«", found[-2]) || (unsigned char)found[-2] >= 0x80;
    bool ends = before + heading.len == title.len || found[heading.len] == ' ' || found[heading.len] == ':';
    return heading.len * 2 >= title.len || (starts && ends);
}

/* Whether a line is one of the parts that a title is made of, and no name of a site or of a section. */
static bool is_part(struct str title, struct str line)
{
    enum { WORDS = 3 };
    const char *found = memmem(title.ptr, title.len, line.ptr, line.len);
    if (!found || word_count(line) < WORDS || looks_like_site(line))
        return false;
    size_t before = (size_t)(found - title.ptr), behind = before + line.len, len;
    struct str rest = {title.ptr + behind, title.len - behind};
    bool starts = before == 0 || (before > 2 && found[-1] == ' ' && strchr("|-:", found[-2])) ||
                  (before > 3 && found[-1] == ' ' && (unsigned char)found[-2] >= 0x80);
    return starts && (!rest.len || first_mark(rest, &len) == 0);
}

/* The longest heading that the title holds, of those the first. A line that is no paragraph counts as well when the
 * title has little else, or when it is a part of it. */
static struct str heading_in_title(const struct html_blocks *b, struct str title)
{
    enum { SHORTEST = 8, LOWEST = 3 };
    struct str best = {NULL, 0};
    for (size_t i = 0; i < b->count && title.len; i++) {
        const struct html_block *block = &b->blocks[i];
        struct str text = html_block_text(b, block);
        if (text.len < SHORTEST || text.len <= best.len || !contains(title, text))
            continue;
        bool line = !block->level && !block->linked && !html_is_prose(block) &&
                    (text.len * 2 >= title.len || is_part(title, text));
        if (line || (block->level && block->level <= LOWEST && agrees(title, text)))
            best = text;
    }
    return best;
}

/* A heading that holds the whole title and more. */
static struct str heading_around_title(const struct html_blocks *b, struct str title)
{
    enum { SHORTEST = 12, LOWEST = 2 };
    for (size_t i = 0; i < b->count && title.len >= SHORTEST; i++)
        if (b->blocks[i].level && b->blocks[i].level <= LOWEST && contains(html_block_text(b, &b->blocks[i]), title))
            return html_block_text(b, &b->blocks[i]);
    return (struct str){NULL, 0};
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

/* Networks are given a headline of their own at times; the page's is its only heading and stands in its title. */
static struct str for_the_page(const struct html_blocks *b, struct str title, struct str given, struct str site)
{
    enum { WORDS = 4 };
    struct str heading = only_heading(b);
    bool other = heading.len && !contains(heading, given) && contains(title, heading) && !contains(title, given);
    return other && word_count(heading) >= WORDS && !same_name(heading, site) && !looks_like_site(heading) ? heading
                                                                                                           : given;
}

/* Data put what stands above a headline before it, with a colon. */
static struct str without_kicker(const struct html_blocks *b, struct str given)
{
    enum { WORDS = 4 };
    struct str heading = only_heading(b);
    size_t before = given.len > heading.len ? given.len - heading.len : 0;
    bool ends = before > 2 && heading.len && memcmp(given.ptr + before, heading.ptr, heading.len) == 0 &&
                given.ptr[before - 1] == ' ' && given.ptr[before - 2] == ':';
    return ends && word_count(heading) >= WORDS ? heading : given;
}

static struct str choose(const struct html_meta *m, const struct html_blocks *b, struct str title)
{
    struct str site = buf_str(&m->values[FIELD_SOURCE].text);
    struct str heading = heading_in_title(b, title);
    if (!heading.len)
        heading = heading_around_title(b, without_site(title, site));
    if (heading.len)
        return heading;
    struct str bare = without_site(longest_part(title), site);
    if (!bare.len || same_name(bare, site))
        heading = only_heading(b);
    return heading.len ? heading : bare;
}

struct str html_title(struct html_meta *m, struct buf *scratch)
{
    enum { TITLE_MAX = 2000 }; /* bytes; a longer one is none, and each block is compared with it */
    struct str title = {NULL, 0}, rest;
    buf_reset(&m->scratch);
    buf_reset(&m->clean);
    html_append_resolved(m->title, &m->scratch);
    for (rest = buf_str(&m->scratch); rest.len;) {
        uint32_t c;
        size_t len = utf8_decode(rest.ptr, rest.len, &c, NULL);
        if (html_is_wide_space(c))
            buf_append_byte(&m->clean, ' ');
        else
            buf_append(&m->clean, rest.ptr, len);
        rest = (struct str){rest.ptr + len, rest.len - len};
    }
    if (!clean_line(buf_str(&m->clean), scratch, &title) || title.len > TITLE_MAX)
        title = (struct str){NULL, 0};
    m->failed |= m->scratch.failed || m->clean.failed || scratch->failed;
    return title;
}

struct str html_headline(struct html_meta *m, const struct html_blocks *b, struct str title)
{
    const struct html_value *given = &m->values[FIELD_HEADLINE];
    struct str site = buf_str(&m->values[FIELD_SOURCE].text), headline = without_kicker(b, buf_str(&given->text));
    if (given->rank >= RANK_MARKUP)
        headline = choose(m, b, title);
    else if (given->rank != RANK_JSON_LD)
        headline = for_the_page(b, title, site.len ? without_site(headline, site) : headline, site);
    html_meta_set(m, FIELD_SECTION, RANK_LINE, section_beside(title, headline));
    html_meta_set(m, FIELD_SOURCE, RANK_LINE, site_beside(title, headline));
    return headline;
}
