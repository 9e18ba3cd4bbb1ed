/* A snippet is cut in three steps. The core is the shortest stretch that holds the heaviest set of distinct units which
 * fit into the length: found by sliding a window of that length over the occurrences. Then comes context in front, up
 * to a third of what is left, then context behind with the rest. Cuts fall between sentences or words; in scripts
 * without spaces, and in words longer than LONG_WORD, between characters.
 *
 * Lengths are counted in characters, since bytes would halve the snippets of other scripts. */
#include "query/snippet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "query/occurrence.h"
#include "query/squeeze.h"

enum {
    CORE_STARTS = 64,  /* occurrences that a core may begin at: the rest of a window full of them is no better */
    LONG_WORD = 32,    /* characters: a cut may fall inside a word rather than lose more than this */
    MARK_OVERRUN = 400 /* characters that a snippet may exceed its length by so that a mark is not cut */
};

/* ---- the core ---- */

/* A stretch of the text, in characters and in bytes. */
struct stretch {
    size_t char_start, char_end;
    size_t start, end;
};

/* Weights as whole numbers, so that a sum does not depend on the order of adding and equal windows tie. */
static int64_t fixed_weight(double weight)
{
    return weight > 0 && weight < 1e9 ? 1 + llround(weight * 65536) : 1;
}

struct by_end {
    uint32_t char_end, index;
};

static int compare_ends(const void *a, const void *b)
{
    const struct by_end *x = a, *y = b;
    if (x->char_end != y->char_end)
        return x->char_end < y->char_end ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static size_t span(const struct occurrence *o)
{
    return o->char_end - o->char_start;
}

/* The occurrence that begins the heaviest window of `length` characters, the first of equal ones. An occurrence longer
 * than the window never enters it and never leaves it. `ends` holds the occurrences by their ends; `inside` counts the
 * occurrences of each unit in the window and is zeroed before and after. */
static size_t heaviest_window(const struct occurrence_list *l, const struct snippet_query *query,
                              const struct by_end *ends, uint32_t *inside, size_t length)
{
    int64_t weight = 0, heaviest = 0;
    size_t best = 0, entered = 0;
    for (size_t i = 0; i < l->count; i++) {
        size_t limit = l->data[i].char_start + length;
        for (; entered < l->count && ends[entered].char_end <= limit; entered++) {
            const struct occurrence *o = &l->data[ends[entered].index];
            if (span(o) <= length && inside[o->unit]++ == 0)
                weight += fixed_weight(query->unit[o->unit].weight);
        }
        if (weight > heaviest) {
            heaviest = weight;
            best = i;
        }
        const struct occurrence *leaving = &l->data[i];
        if (span(leaving) <= length && --inside[leaving->unit] == 0)
            weight -= fixed_weight(query->unit[leaving->unit].weight);
    }
    return best;
}

/* The stretch from an occurrence to where every unit that stands between it and `limit` has been seen once; *seen says
 * how many units that were. `units` has a place for each unit of the query. */
static struct stretch stretch_over_units(const struct occurrence_list *l, size_t first, size_t limit, bool *units,
                                         size_t unit_count, size_t *seen)
{
    const struct occurrence *o = &l->data[first];
    struct stretch s = {o->char_start, o->char_start, o->start, o->start};
    memset(units, 0, unit_count * sizeof *units);
    *seen = 0;
    for (const struct occurrence *end = l->data + l->count; o < end && o->char_start < limit; o++) {
        if (o->char_end > limit || units[o->unit])
            continue;
        units[o->unit] = true;
        ++*seen;
        if (o->char_end > s.char_end) {
            s.char_end = o->char_end;
            s.end = o->end;
        }
    }
    return s;
}

/* The shortest stretch of the window that holds all its units: a phrase rather than the word of it that stands by
 * itself a line before. */
static struct stretch core_of_window(const struct occurrence_list *l, size_t first, size_t length, bool *units,
                                     size_t unit_count)
{
    size_t limit = l->data[first].char_start + length, all, seen;
    struct stretch core = stretch_over_units(l, first, limit, units, unit_count, &all);
    for (size_t i = first + 1; i < l->count && i < first + CORE_STARTS; i++) {
        struct stretch s = stretch_over_units(l, i, limit, units, unit_count, &seen);
        if (seen < all)
            break;
        if (s.char_end - s.char_start < core.char_end - core.char_start)
            core = s;
    }
    return core;
}

static enum status choose_core(const struct occurrence_list *l, const struct snippet_query *query, size_t length,
                               struct stretch *core, struct err *err)
{
    *core = (struct stretch){0};
    if (l->count == 0)
        return S_OK;
    struct by_end *ends = malloc(l->count * sizeof *ends);
    uint32_t *inside = calloc(query->count, sizeof *inside);
    bool *units = calloc(query->count, sizeof *units);
    enum status s = S_OK;
    if (ends && inside && units) {
        for (uint32_t i = 0; i < l->count; i++)
            ends[i] = (struct by_end){l->data[i].char_end, i};
        qsort(ends, l->count, sizeof *ends, compare_ends);
        size_t first = heaviest_window(l, query, ends, inside, length);
        *core = core_of_window(l, first, length, units, query->count);
    } else {
        s = err_set(err, S_NOMEM, "out of memory for a snippet");
    }
    free(ends);
    free(inside);
    free(units);
    return s;
}

/* The length, or that of the longest mark where it is no more than MARK_OVERRUN longer. */
static size_t widen_to_marks(const struct occurrence_list *l, size_t length)
{
    size_t widest = length;
    for (size_t i = 0; i < l->count; i++)
        if (span(&l->data[i]) > widest && span(&l->data[i]) <= length + MARK_OVERRUN)
            widest = span(&l->data[i]);
    return widest;
}

/* ---- where cuts may fall ---- */

static bool is_ascii(char c)
{
    return (unsigned char)c < 0x80;
}

static size_t step_back(struct str text, size_t at)
{
    do
        at--;
    while (at && ((unsigned char)text.ptr[at] & 0xC0) == 0x80);
    return at;
}

static uint32_t character_at(struct str text, size_t at)
{
    uint32_t c = 0;
    utf8_decode(text.ptr + at, text.len - at, &c, NULL);
    return c;
}

static size_t step_forward(struct str text, size_t at)
{
    uint32_t c;
    if (is_ascii(text.ptr[at]))
        return at + 1;
    return at + utf8_decode(text.ptr + at, text.len - at, &c, NULL);
}

/* Whether a cut here would part a letter from its accents. */
static bool splits_character(struct str text, size_t at)
{
    return at < text.len && utf8_width(character_at(text, at)) == 0;
}

static uint32_t character_before(struct str text, size_t at)
{
    return at ? character_at(text, step_back(text, at)) : ' ';
}

/* Whether a word may end and another begin here: at a space, or between characters of scripts without spaces. */
static bool between_words(struct str text, size_t at)
{
    if (at == 0 || at >= text.len || text.ptr[at] == ' ' || text.ptr[at - 1] == ' ')
        return true;
    if (is_ascii(text.ptr[at]))
        return false;
    uint32_t next = character_at(text, at);
    return utf8_width(next) == 2 && utf8_width(character_before(text, at)) == 2;
}

static bool closes_sentence(uint32_t c)
{
    switch (c) {
    case '.':
    case '!':
    case '?':
    case 0x2026: /* horizontal ellipsis */
    case 0x0589: /* Armenian full stop */
    case 0x061f: /* Arabic question mark */
    case 0x06d4: /* Urdu full stop */
    case 0x0964: /* danda */
        return true;
    default:
        return false;
    }
}

static bool closes_cjk_sentence(uint32_t c)
{
    return c == 0x3002 || c == 0xff01 || c == 0xff1f || c == 0xff61;
}

static bool closes_quotation(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0x2019 || c == 0x201d || c == 0xbb || c == 0x300d ||
           c == 0x300f || c == 0xff09;
}

/* Whether the full stop at `stop` ends an initial or a short title (J., U.S., Mr., Gen.) rather than a sentence. */
static bool is_abbreviation(struct str text, size_t stop)
{
    size_t start = stop;
    while (start && stop - start < 4 && text.ptr[start - 1] != ' ' && text.ptr[start - 1] != '.')
        start--;
    return text.ptr[stop] == '.' && stop > start && stop - start < 4 && text.ptr[start] >= 'A' &&
           text.ptr[start] <= 'Z';
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool starts_sentence(struct str text, size_t at)
{
    if (at == 0)
        return true;
    if (is_word_byte(text.ptr[at - 1]))
        return false;
    size_t before = text.ptr[at - 1] == ' ' ? at - 1 : at;
    uint32_t c = character_before(text, before);
    for (int quotes = 0; quotes < 3 && closes_quotation(c); quotes++) {
        before = step_back(text, before);
        c = character_before(text, before);
    }
    if (closes_cjk_sentence(c))
        return !closes_quotation(character_at(text, at)) && !closes_cjk_sentence(character_at(text, at));
    return text.ptr[at - 1] == ' ' && closes_sentence(c) && !is_abbreviation(text, step_back(text, before)) &&
           !(text.ptr[at] >= 'a' && text.ptr[at] <= 'z');
}

/* ---- context ---- */

/* The mark that a cut at `at` would fall into; NULL: none. */
static const struct mark *mark_across(const struct marked *marks, size_t at)
{
    size_t first = marked_find(marks, at);
    return first < marks->mark_count && marks->mark[first].start < at ? &marks->mark[first] : NULL;
}

/* Whether all of it is ASCII: words and sentences then begin behind spaces alone, which are quickly found. */
static bool is_plain(struct str text, size_t from, size_t to)
{
    return character_count(text.ptr + from, to - from) == to - from && (to == from || is_ascii(text.ptr[to - 1]));
}

/* As find_begin, from `least` on. */
static size_t find_plain_begin(struct str text, size_t core, size_t least)
{
    size_t word = SIZE_MAX;
    for (size_t at = least; at <= core; at++) {
        const char *space = at ? memchr(text.ptr + at - 1, ' ', core - at + 1) : NULL;
        if (at && !space)
            break;
        at = space ? (size_t)(space - text.ptr) + 1 : 0;
        if (at && text.ptr[at] == ' ')
            continue;
        if (starts_sentence(text, at))
            return at;
        word = word == SIZE_MAX ? at : word;
    }
    if (word == SIZE_MAX)
        return core - least < LONG_WORD ? core : least;
    return word - least <= LONG_WORD ? word : least;
}

/* As find_end, up to `most`. */
static size_t find_plain_end(struct str text, size_t core, size_t most)
{
    if (most == text.len)
        return most;
    for (size_t at = most; at > core && most - at <= LONG_WORD; at--)
        if (text.ptr[at] == ' ' && text.ptr[at - 1] != ' ')
            return at;
    return core && most - core <= LONG_WORD ? core : most;
}

/* Where the context in front of the core begins, at most `room` characters before it: at the earliest sentence there,
 * else at the earliest word, else at the character itself. */
static size_t find_begin(struct str text, size_t core, size_t room)
{
    size_t least = core > room ? core - room : 0;
    if (core < text.len && is_plain(text, least, core + 1))
        return find_plain_begin(text, core, least);
    size_t at = core, sentence = core, word = core, beyond_word = 0;
    bool sentence_found = false;
    for (size_t i = 0;; i++) {
        if (starts_sentence(text, at) && (at == 0 || text.ptr[at] != ' ')) {
            sentence = at;
            sentence_found = true;
        }
        beyond_word++;
        if (between_words(text, at) && (at == text.len || text.ptr[at] != ' ')) {
            word = at;
            beyond_word = 0;
        }
        if (i == room || at == 0)
            break;
        at = step_back(text, at);
    }
    if (sentence_found)
        return sentence;
    if (beyond_word <= LONG_WORD)
        return word;
    while (at < core && splits_character(text, at))
        at = step_forward(text, at);
    return at;
}

/* Where the context behind the core ends, at most `room` characters after it. */
static size_t find_end(struct str text, size_t core, size_t room)
{
    size_t most = text.len - core > room ? core + room : text.len;
    if (is_plain(text, core, most < text.len ? most + 1 : most))
        return find_plain_end(text, core, most);
    size_t at = core, word = core, beyond_word = 0;
    for (size_t i = 0; i < room && at < text.len; i++) {
        at = step_forward(text, at);
        beyond_word++;
        if (between_words(text, at) && (at == text.len || text.ptr[at - 1] != ' ')) {
            word = at;
            beyond_word = 0;
        }
    }
    if (beyond_word <= LONG_WORD && word > 0)
        return word;
    size_t whole = at;
    while (whole > core && splits_character(text, whole))
        whole = step_back(text, whole);
    return whole ? whole : at;
}

/* Moves a beginning out of a mark: behind it when the core is still to come, else in front of it when that is near. */
static size_t begin_outside_mark(struct str text, const struct marked *marks, size_t begin, size_t core)
{
    const struct mark *m = mark_across(marks, begin);
    if (!m)
        return begin;
    if (m->end > core)
        return character_count(text.ptr + m->start, begin - m->start) <= MARK_OVERRUN ? m->start : begin;
    begin = m->end;
    while (begin < core && !(text.ptr[begin] != ' ' && between_words(text, begin)))
        begin = step_forward(text, begin);
    return begin;
}

/* Moves an end out of a mark: in front of it when it begins behind the core, else behind it when that is near. */
static size_t end_outside_mark(struct str text, const struct marked *marks, size_t end, size_t core)
{
    const struct mark *m = mark_across(marks, end);
    if (!m)
        return end;
    if (m->start < core)
        return character_count(text.ptr + end, m->end - end) <= MARK_OVERRUN ? m->end : end;
    end = m->start;
    while (end > core && !between_words(text, end))
        end = step_back(text, end);
    return end;
}

/* Puts context around the core. */
static struct stretch surround(struct str text, const struct marked *marks, const struct stretch *core, size_t length)
{
    size_t core_chars = core->char_end - core->char_start;
    size_t slack = length > core_chars ? length - core_chars : 0;
    size_t behind = character_count(text.ptr + core->end, text.len - core->end);
    size_t before = slack / 3;
    if (behind < slack - before)
        before = slack - behind;
    /* the beginning of the article is the best beginning of all */
    if (core->char_start <= slack / 2)
        before = core->char_start;
    struct stretch s = {0};
    s.start = begin_outside_mark(text, marks, find_begin(text, core->start, before), core->start);
    size_t used = character_count(text.ptr + s.start, core->end - s.start);
    s.end = find_end(text, core->end, length > used ? length - used : 0);
    s.end = end_outside_mark(text, marks, s.end, core->end);
    while (s.end > s.start && text.ptr[s.end - 1] == ' ')
        s.end--;
    return s;
}

/* ---- the results ---- */

enum status snippet_make(struct analyzer *analyzer, struct str text, const struct snippet_query *query, uint32_t length,
                         struct marked *out, struct err *err)
{
    struct buf clean = {0};
    struct occurrence_list found = {0};
    struct marked marks = {0};
    struct stretch core, window;
    bool too_long = text.len > SNIPPET_SCAN_MAX;
    marked_reset(out);
    squeeze_append((struct str){text.ptr, too_long ? utf8_cut(text.ptr, text.len, SNIPPET_SCAN_MAX) : text.len},
                   &clean);
    enum status s = buf_status(&clean, err);
    if (s || clean.len == 0)
        goto done;
    if ((s = occurrence_find(analyzer, buf_str(&clean), query, &found, err)))
        goto done;
    for (size_t i = 0; i < found.count; i++)
        marked_add(&marks, found.data[i].start, found.data[i].end);
    if (character_count(clean.data, clean.len) <= length) {
        window = (struct stretch){.end = clean.len};
    } else {
        size_t widened = widen_to_marks(&found, length);
        if ((s = choose_core(&found, query, widened, &core, err)))
            goto done;
        window = surround(buf_str(&clean), &marks, &core, widened);
    }
    marked_append(out, buf_str(&clean), &marks, window.start, window.end);
    out->cut_front = window.start > 0;
    out->cut_back = window.end < clean.len || too_long;
    s = marks.text.failed ? buf_status(&marks.text, err) : buf_status(&out->text, err);
done:
    buf_release(&clean);
    occurrence_list_release(&found);
    marked_release(&marks);
    return s;
}

/* Marks what of the query stands in a text that `out` has. */
static enum status add_marks(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                             struct marked *out, struct err *err)
{
    struct occurrence_list found = {0};
    enum status s = occurrence_find(analyzer, text, query, &found, err);
    for (size_t i = 0; !s && i < found.count; i++)
        marked_add(out, found.data[i].start, found.data[i].end);
    occurrence_list_release(&found);
    return s ? s : buf_status(&out->text, err);
}

enum status snippet_mark(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                         struct marked *out, struct err *err)
{
    marked_reset(out);
    squeeze_append(text, &out->text);
    struct str scanned = buf_str(&out->text);
    if (scanned.len > SNIPPET_SCAN_MAX)
        scanned.len = utf8_cut(scanned.ptr, scanned.len, SNIPPET_SCAN_MAX);
    enum status s = buf_status(&out->text, err);
    return s || !scanned.len ? s : add_marks(analyzer, scanned, query, out, err);
}

enum status snippet_mark_whole(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                               struct marked *out, struct err *err)
{
    marked_reset(out);
    buf_append_str(&out->text, text);
    enum status s = buf_status(&out->text, err);
    return s || !text.len ? s : add_marks(analyzer, text, query, out, err);
}
