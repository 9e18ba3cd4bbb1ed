/* One pass over the tokens of the text notes the sightings of any term of the query; a filter that keeps most words
 * from becoming tokens, and a hash of the terms, make this nearly independent of the size of the query. A second pass
 * over the sightings, which are few, completes phrases: each unit is tried only where its first term stands. */
#include "query/occurrence.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/hash.h"
#include "core/utf8.h"
#include "query/wildcard.h"

static const uint32_t NO_TERM = UINT32_MAX;
static const uint32_t NO_UNIT = UINT32_MAX;

struct term_entry {
    struct str term;
    uint32_t first_unit; /* of those that begin with this term; NO_UNIT: none */
};

struct unit_entry {
    uint32_t next_unit;  /* that begins with the same term */
    uint32_t first_term; /* index in unit_term of the numbers of its terms */
};

/* The query made ready: its distinct terms, and which units begin with each. */
struct lexicon {
    const struct analyzer *analyzer;
    const struct snippet_query *query;
    struct term_entry *term;
    size_t term_count;
    uint32_t *slot; /* open addressing: number of a term, or NO_TERM */
    size_t slot_mask;
    struct term_filter filter;
    struct unit_entry *unit;
    uint32_t *unit_term;
    uint32_t *open; /* numbers of the units that take in any word of a kind */
    size_t open_count;
};

/* A token of the text that is a term of the query, or that a open unit takes in. */
struct sighting {
    struct occurrence at; /* its unit is set for open units only */
    uint32_t term;        /* NO_TERM for open units */
    uint32_t position;
};

struct sighting_list {
    struct sighting *data;
    size_t count, capacity;
};

void occurrence_list_release(struct occurrence_list *l)
{
    free(l->data);
    *l = (struct occurrence_list){0};
}

typedef signed char sixteen __attribute__((vector_size(16)));

/* Sixteen bytes at a time, as far as sums fit a byte: only bytes that continue a character are below -64. */
static size_t count_sixteens(const char *text, size_t rounds)
{
    sixteen sum = {0}, bytes;
    size_t count = 0;
    for (size_t i = 0; i < rounds; i++) {
        memcpy(&bytes, text + i * sizeof bytes, sizeof bytes);
        sum -= bytes >= -64;
    }
    for (size_t i = 0; i < sizeof sum; i++)
        count += (size_t)sum[i];
    return count;
}

size_t character_count(const char *text, size_t len)
{
    const uint64_t ones = 0x0101010101010101u;
    size_t count = 0, at = 0;
    while (len - at >= 4 * sizeof(sixteen)) {
        size_t rounds = (len - at) / sizeof(sixteen) < SCHAR_MAX ? (len - at) / sizeof(sixteen) : SCHAR_MAX;
        count += count_sixteens(text + at, rounds);
        at += rounds * sizeof(sixteen);
    }
    /* eight bytes at a time: bit 7 without bit 6 continues a character */
    for (uint64_t word; len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        uint64_t continuing = (word >> 7) & ~(word >> 6) & ones;
        count += sizeof word - (size_t)(continuing * ones >> 56);
    }
    for (; at < len; at++)
        count += ((unsigned char)text[at] & 0xC0) != 0x80;
    return count;
}

/* ---- the lexicon ---- */

static void lexicon_release(struct lexicon *x)
{
    free(x->term);
    free(x->slot);
    free(x->unit);
    free(x->unit_term);
    free(x->open);
}

/* The slot of a term: its own, or the free one where it would go. */
static uint32_t *lexicon_slot(const struct lexicon *x, struct str term)
{
    size_t at = str_hash(term) & x->slot_mask;
    while (x->slot[at] != NO_TERM && !str_equal(x->term[x->slot[at]].term, term))
        at = (at + 1) & x->slot_mask;
    return &x->slot[at];
}

static uint32_t lexicon_add_term(struct lexicon *x, struct str term)
{
    uint32_t *slot = lexicon_slot(x, term);
    if (*slot == NO_TERM) {
        *slot = (uint32_t)x->term_count;
        x->term[x->term_count++] = (struct term_entry){term, NO_UNIT};
        analyzer_filter_add(x->analyzer, term, &x->filter);
    }
    return *slot;
}

/* Whether a unit takes in any word of a kind. */
static bool is_open(const struct snippet_unit *unit)
{
    return unit->prefix || unit->pattern;
}

static bool unit_usable(const struct snippet_unit *unit)
{
    if (unit->count == 0 || (is_open(unit) && unit->count != 1))
        return false;
    for (size_t i = 0; i < unit->count; i++)
        if (unit->term[i].len == 0)
            return false;
    return true;
}

static bool unit_equal(const struct snippet_unit *a, const struct snippet_unit *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_equal(a->term[i], b->term[i]) || (i && a->offset[i] - a->offset[0] != b->offset[i] - b->offset[0]))
            return false;
    return true;
}

static void lexicon_add_unit(struct lexicon *x, uint32_t number, uint32_t *unit_terms)
{
    const struct snippet_unit *unit = &x->query->unit[number];
    uint32_t first_term = *unit_terms;
    for (size_t i = 0; i < unit->count; i++)
        x->unit_term[(*unit_terms)++] = lexicon_add_term(x, unit->term[i]);
    struct term_entry *first = &x->term[x->unit_term[first_term]];
    for (uint32_t u = first->first_unit; u != NO_UNIT; u = x->unit[u].next_unit)
        if (unit_equal(&x->query->unit[u], unit))
            return;
    x->unit[number] = (struct unit_entry){first->first_unit, first_term};
    first->first_unit = number;
}

static enum status lexicon_init(struct lexicon *x, const struct analyzer *analyzer, const struct snippet_query *query,
                                struct err *err)
{
    *x = (struct lexicon){.query = query, .analyzer = analyzer};
    size_t terms = 1;
    for (size_t u = 0; u < query->count; u++)
        terms += query->unit[u].count;
    size_t slots = 16;
    while (slots < 2 * terms)
        slots *= 2;
    x->slot_mask = slots - 1;
    x->term = malloc(terms * sizeof *x->term);
    x->slot = malloc(slots * sizeof *x->slot);
    x->unit = malloc((query->count + 1) * sizeof *x->unit);
    x->unit_term = malloc(terms * sizeof *x->unit_term);
    x->open = malloc((query->count + 1) * sizeof *x->open);
    if (!x->term || !x->slot || !x->unit || !x->unit_term || !x->open)
        return err_set(err, S_NOMEM, "out of memory for a snippet");
    memset(x->slot, 0xff, slots * sizeof *x->slot);
    uint32_t unit_terms = 0;
    for (uint32_t u = 0; u < query->count; u++) {
        if (!unit_usable(&query->unit[u]))
            continue;
        if (is_open(&query->unit[u])) {
            struct str term = query->unit[u].term[0];
            x->open[x->open_count++] = u;
            analyzer_filter_add(x->analyzer, query->unit[u].pattern ? wildcard_head(term) : term, &x->filter);
        } else
            lexicon_add_unit(x, u, &unit_terms);
    }
    return S_OK;
}

/* ---- sightings ---- */

static bool sighting_add(struct sighting_list *l, struct sighting sighting)
{
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : 32;
        struct sighting *data = realloc(l->data, capacity * sizeof *data);
        if (!data)
            return false;
        l->data = data;
        l->capacity = capacity;
    }
    l->data[l->count++] = sighting;
    return true;
}

static bool takes_in(const struct snippet_unit *unit, struct str word)
{
    return unit->pattern ? wildcard_matches(unit->term[0], word) : str_begins_with(word, unit->term[0]);
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= 0x80)
            return false;
    return true;
}

/* The surface of a token as a prefix is compared with it; plain ASCII is folded without the analyzer. */
static struct str fold_surface(struct analyzer *analyzer, struct str surface, struct buf *folded)
{
    buf_reset(folded);
    if (is_ascii(surface)) {
        for (size_t i = 0; i < surface.len && i < TERM_MAX; i++)
            buf_append_byte(folded, surface.ptr[i] >= 'A' && surface.ptr[i] <= 'Z' ? (char)(surface.ptr[i] | 0x20)
                                                                                   : surface.ptr[i]);
    } else {
        analyzer_fold_word(analyzer, surface, folded);
    }
    return buf_str(folded);
}

/* Of a pair cut from a run of a script without spaces only the characters that were asked for are marked. */
static void narrow_to_prefix(struct occurrence *at, const char *text, struct str prefix)
{
    size_t characters = character_count(prefix.ptr, prefix.len);
    size_t end = at->start;
    for (; characters && end < at->end; characters--)
        for (end++; end < at->end && ((unsigned char)text[end] & 0xC0) == 0x80; end++)
            ;
    at->end = (uint32_t)end;
    at->char_end = at->char_start + (uint32_t)character_count(text + at->start, end - at->start);
}

struct sighter {
    const struct lexicon *lexicon;
    struct analyzer *analyzer;
    struct str text;
    struct buf folded;
    struct sighting_list list;
    /* how far characters have been counted */
    size_t counted_bytes;
    uint32_t counted_chars;
};

static struct occurrence locate(struct sighter *s, const struct token *token)
{
    assert(token->start >= s->counted_bytes && token->end <= s->text.len);
    s->counted_chars += (uint32_t)character_count(s->text.ptr + s->counted_bytes, token->start - s->counted_bytes);
    s->counted_bytes = token->start;
    uint32_t chars = (uint32_t)character_count(s->text.ptr + token->start, token->end - token->start);
    return (struct occurrence){(uint32_t)token->start, (uint32_t)token->end, s->counted_chars, s->counted_chars + chars,
                               NO_UNIT};
}

static bool see_open(struct sighter *s, const struct token *token)
{
    const struct lexicon *x = s->lexicon;
    struct str surface = {s->text.ptr + token->start, token->end - token->start};
    /* The term is looked at first: folding a surface ends the token's loan of it. */
    char term_bytes[TERM_MAX];
    struct str term = {term_bytes, token->term.len < TERM_MAX ? token->term.len : TERM_MAX};
    memcpy(term_bytes, token->term.ptr, term.len);
    struct str folded = fold_surface(s->analyzer, surface, &s->folded);
    for (size_t i = 0; i < x->open_count; i++) {
        const struct snippet_unit *unit = &x->query->unit[x->open[i]];
        if (!takes_in(unit, term) && !takes_in(unit, folded))
            continue;
        struct sighting seen = {locate(s, token), NO_TERM, token->position};
        seen.at.unit = x->open[i];
        if (token->flags & TOKEN_CJK && unit->prefix)
            narrow_to_prefix(&seen.at, s->text.ptr, unit->term[0]);
        if (!sighting_add(&s->list, seen))
            return false;
    }
    return true;
}

static bool see_token(struct sighter *s, const struct token *token)
{
    const struct lexicon *x = s->lexicon;
    if (token->term.len && term_filter_passes(&x->filter, token->term.ptr, 1)) {
        uint32_t term = *lexicon_slot(x, token->term);
        if (term != NO_TERM && !sighting_add(&s->list, (struct sighting){locate(s, token), term, token->position}))
            return false;
    }
    return x->open_count == 0 || see_open(s, token);
}

/* ---- occurrences ---- */

static bool occurrence_add(struct occurrence_list *l, struct occurrence occurrence)
{
    if (l->count == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : 32;
        struct occurrence *data = realloc(l->data, capacity * sizeof *data);
        if (!data)
            return false;
        l->data = data;
        l->capacity = capacity;
    }
    l->data[l->count++] = occurrence;
    return true;
}

/* Whether the rest of a unit follows the sighting of its first term; *last is then the sighting of its last. */
static bool unit_stands_at(const struct lexicon *x, uint32_t number, const struct sighting_list *l, size_t at,
                           size_t *last)
{
    const struct snippet_unit *unit = &x->query->unit[number];
    const uint32_t *term = &x->unit_term[x->unit[number].first_term];
    *last = at;
    for (size_t i = 1, next = at; i < unit->count; i++) {
        uint64_t position = (uint64_t)l->data[at].position + (unit->offset[i] - unit->offset[0]);
        while (next < l->count && l->data[next].position < position)
            next++;
        /* open units may have been seen at this position too */
        size_t same = next;
        while (same < l->count && l->data[same].position == position && l->data[same].term != term[i])
            same++;
        if (same == l->count || l->data[same].position != position)
            return false;
        *last = same;
    }
    return true;
}

static bool complete_units(const struct lexicon *x, const struct sighting_list *l, struct occurrence_list *out)
{
    for (size_t i = 0; i < l->count; i++) {
        struct occurrence at = l->data[i].at;
        if (l->data[i].term == NO_TERM) {
            if (!occurrence_add(out, at))
                return false;
            continue;
        }
        uint32_t u = x->term[l->data[i].term].first_unit;
        for (; u != NO_UNIT; u = x->unit[u].next_unit) {
            size_t last;
            if (!unit_stands_at(x, u, l, i, &last))
                continue;
            const struct occurrence *end = &l->data[last].at;
            if (!occurrence_add(out, (struct occurrence){at.start, end->end, at.char_start, end->char_end, u}))
                return false;
        }
    }
    return true;
}

enum status snippet_prepare(struct analyzer *analyzer, struct snippet_query *query, struct err *err)
{
    struct lexicon *x = calloc(1, sizeof *x);
    if (!x)
        return err_no_memory(err);
    enum status s = lexicon_init(x, analyzer, query, err);
    query->lexicon = x;
    if (s)
        snippet_release(query);
    return s;
}

void snippet_release(struct snippet_query *query)
{
    struct lexicon *x = (struct lexicon *)(uintptr_t)query->lexicon;
    if (x)
        lexicon_release(x);
    free(x);
    query->lexicon = NULL;
}

static enum status find_in(const struct lexicon *lexicon, struct analyzer *analyzer, struct str text, uint32_t words,
                           struct occurrence_list *out, struct err *err)
{
    struct sighter s = {.lexicon = lexicon, .analyzer = analyzer, .text = text};
    struct token_stream stream;
    struct token token;
    bool room = true;
    if (lexicon->term_count == 0 && lexicon->open_count == 0)
        return S_OK;
    token_stream_begin(&stream, analyzer, text, 0, ANALYZE_DOCUMENT);
    token_stream_only(&stream, &lexicon->filter);
    while (room && stream.position < words && token_stream_next(&stream, &token))
        room = see_token(&s, &token);
    room = room && !s.folded.failed && complete_units(lexicon, &s.list, out);
    free(s.list.data);
    buf_release(&s.folded);
    return room ? S_OK : err_no_memory(err);
}

enum status occurrence_find(struct analyzer *analyzer, struct str text, const struct snippet_query *query,
                            struct occurrence_list *out, struct err *err)
{
    struct snippet_query own = *query;
    uint32_t words = query->bounded ? query->words : UINT32_MAX;
    if (query->lexicon)
        return find_in(query->lexicon, analyzer, text, words, out, err);
    enum status s = snippet_prepare(analyzer, &own, err);
    if (!s)
        s = find_in(own.lexicon, analyzer, text, words, out, err);
    snippet_release(&own);
    return s;
}
