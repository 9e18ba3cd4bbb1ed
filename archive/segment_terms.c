/* A segment's dictionary: by the index to a group, and through the group. */
#include <stdlib.h>

#include "archive/segment.h"

static uint32_t group_count(const struct segment *s)
{
    return (uint32_t)(((uint64_t)s->header.terms + SEGMENT_TERM_GROUP - 1) / SEGMENT_TERM_GROUP);
}

enum { INDEX_ENTRY = 12 };

/* Where a group begins in the terms; behind the last group, their end. */
static enum status group_start(struct segment *s, uint32_t group, uint64_t *out, struct err *err)
{
    if (group >= group_count(s)) {
        *out = s->header.section[SECTION_TERMS].bytes;
        return S_OK;
    }
    uint64_t at = (uint64_t)group * INDEX_ENTRY;
    enum status status = segment_need(s, SECTION_TERM_INDEX, at, INDEX_ENTRY, err);
    if (!status)
        *out = le64(s->section[SECTION_TERM_INDEX] + at);
    return status;
}

/* The first term of a group. */
static enum status group_key(struct segment *s, uint32_t group, struct str *out, struct err *err)
{
    uint64_t at = (uint64_t)group * INDEX_ENTRY, keys = (uint64_t)group_count(s) * INDEX_ENTRY;
    uint64_t before = group ? at - INDEX_ENTRY : at;
    enum status status = segment_need(s, SECTION_TERM_INDEX, before, at + INDEX_ENTRY - before, err);
    if (status)
        return status;
    const unsigned char *entry = s->section[SECTION_TERM_INDEX] + at;
    uint32_t start = group ? le32(entry - 4) : 0, end = le32(entry + 8);
    if (end < start)
        return segment_damaged(s, SECTION_TERM_INDEX, err);
    *out = (struct str){(const char *)s->section[SECTION_TERM_INDEX] + keys + start, end - start};
    return segment_need(s, SECTION_TERM_INDEX, keys + start, end - start, err);
}

/* The last group of [low, high) whose first term is <= the term; low when there is none. */
static enum status find_group(struct segment *s, struct str term, uint32_t low, uint32_t high, uint32_t *out,
                              struct err *err)
{
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        struct str key;
        enum status status = group_key(s, middle, &key, err);
        if (status)
            return status;
        if (str_compare(key, term) <= 0)
            low = middle;
        else
            high = middle;
    }
    *out = low;
    return S_OK;
}

static enum status damaged(const struct term_walk *w, struct err *err)
{
    return segment_damaged(w->segment, SECTION_TERMS, err);
}

static enum status enter_group(struct term_walk *w, uint32_t group, struct err *err)
{
    struct segment *s = w->segment;
    uint64_t start, end;
    enum status status = group_start(s, group, &start, err);
    if (!status)
        status = group_start(s, group + 1, &end, err);
    if (!status && (end < start || end - start > UINT32_MAX))
        status = segment_damaged(s, SECTION_TERM_INDEX, err);
    if (!status)
        status = segment_need(s, SECTION_TERMS, start, end - start, err);
    if (status)
        return status;
    w->at = (const char *)s->section[SECTION_TERMS] + start;
    w->end = w->at + (end - start);
    w->term_len = 0;
    w->entry = (struct segment_term){0};
    if (!varint_read(&w->at, w->end, &w->entry.postings_at) || !varint_read(&w->at, w->end, &w->entry.positions_at))
        return damaged(w, err);
    return S_OK;
}

/* Reads the bytes of the next term. */
static bool read_term(struct term_walk *w)
{
    uint64_t shared = 0, further;
    if (w->next % SEGMENT_TERM_GROUP && !varint_read(&w->at, w->end, &shared))
        return false;
    if (!varint_read(&w->at, w->end, &further) || shared > w->term_len || further > sizeof w->term - shared ||
        further > (uint64_t)(w->end - w->at))
        return false;
    memcpy(w->term + shared, w->at, further);
    w->at += further;
    w->term_len = (size_t)(shared + further);
    return true;
}

/* Reads the term's numbers: its bytes lie behind those of the term before. */
static bool read_entry(struct term_walk *w)
{
    struct segment_term *e = &w->entry;
    uint64_t documents;
    e->postings_at += e->postings_len;
    e->positions_at += e->positions_len;
    e->positions_len = 0;
    if (!varint_read(&w->at, w->end, &documents) || !varint_read(&w->at, w->end, &e->postings_len))
        return false;
    e->word = documents & 1;
    if (e->word && !varint_read(&w->at, w->end, &e->positions_len))
        return false;
    documents >>= 1;
    if (documents == 0 || documents > w->segment->header.documents)
        return false;
    e->documents = (uint32_t)documents;
    const struct segment_header *h = &w->segment->header;
    return e->postings_at <= h->section[SECTION_POSTINGS].bytes &&
           e->postings_len <= h->section[SECTION_POSTINGS].bytes - e->postings_at &&
           e->positions_at <= h->section[SECTION_POSITIONS].bytes &&
           e->positions_len <= h->section[SECTION_POSITIONS].bytes - e->positions_at;
}

enum status term_walk_next(struct term_walk *w, bool *more, struct err *err)
{
    *more = w->held || w->next < w->segment->header.terms;
    if (!*more || w->held) {
        w->held = false;
        return S_OK;
    }
    enum status status = S_OK;
    if (w->next % SEGMENT_TERM_GROUP == 0)
        status = enter_group(w, w->next / SEGMENT_TERM_GROUP, err);
    if (!status && (!read_term(w) || !read_entry(w)))
        status = damaged(w, err);
    w->next++;
    return status;
}

/* Stops before the first term >= from, of the group that the walk is in or of a later one. */
static enum status go_to(struct term_walk *w, struct str from, struct err *err)
{
    enum status status = S_OK;
    for (bool more = true; !status && more && !w->held;) {
        status = term_walk_next(w, &more, err);
        w->held = !status && more && str_compare((struct str){w->term, w->term_len}, from) >= 0;
    }
    return status;
}

enum status term_walk_begin(struct term_walk *w, struct segment *s, struct str from, struct err *err)
{
    uint32_t group = 0;
    *w = (struct term_walk){.segment = s};
    if (from.len == 0)
        return S_OK;
    enum status status = find_group(s, from, 0, group_count(s), &group, err);
    w->next = group * SEGMENT_TERM_GROUP;
    return status ? status : go_to(w, from, err);
}

/* Most steps are short: the groups ahead are looked at in steps that double. */
enum status term_walk_seek(struct term_walk *w, struct str from, struct err *err)
{
    uint32_t count = group_count(w->segment), low = w->next ? (w->next - 1) / SEGMENT_TERM_GROUP : 0, high = low + 1;
    uint32_t start = low;
    enum status status = S_OK;
    for (uint32_t step = 1; !status && high < count; step *= 2) {
        struct str key;
        status = group_key(w->segment, high, &key, err);
        if (status || str_compare(key, from) > 0)
            break;
        low = high;
        high = count - high > step ? high + step : count;
    }
    if (!status && high - low > 1)
        status = find_group(w->segment, from, low, high, &low, err);
    if (!status && low > start) {
        w->next = low * SEGMENT_TERM_GROUP;
        w->held = false;
    } else if (!status && w->held) {
        w->held = str_compare((struct str){w->term, w->term_len}, from) >= 0;
    }
    return status ? status : go_to(w, from, err);
}

enum status segment_find_term(struct segment *s, struct str term, struct segment_term *out, struct err *err)
{
    struct term_walk w;
    bool found = false;
    *out = (struct segment_term){0};
    enum status status = term_walk_begin(&w, s, term, err);
    if (!status)
        status = term_walk_next(&w, &found, err);
    if (!status && found && str_equal((struct str){w.term, w.term_len}, term))
        *out = w.entry;
    return status;
}

/* ---- as a store's ---- */

struct segment_terms {
    struct store_terms walk;
    struct term_walk inner;
    struct str prefix;
};

static enum status terms_next(struct store_terms *walk, bool *more, struct str *term, uint32_t *document_count,
                              struct err *err)
{
    struct segment_terms *t = (struct segment_terms *)walk;
    enum status status = term_walk_next(&t->inner, more, err);
    if (status || !*more)
        return status;
    *more = t->inner.term_len >= t->prefix.len && memcmp(t->inner.term, t->prefix.ptr, t->prefix.len) == 0;
    *term = (struct str){t->inner.term, t->inner.term_len};
    *document_count = t->inner.entry.documents;
    return S_OK;
}

static enum status terms_seek(struct store_terms *walk, struct str from, struct err *err)
{
    struct segment_terms *t = (struct segment_terms *)walk;
    return term_walk_seek(&t->inner, from, err);
}

static void terms_close(struct store_terms *walk)
{
    free(walk);
}

enum status segment_terms_open(struct store *store, struct str prefix, struct store_terms **out, struct err *err)
{
    static const struct store_terms_kind kind = {terms_next, terms_seek, terms_close};
    struct segment_terms *t = calloc(1, sizeof *t + prefix.len + 1);
    if (!t)
        return err_no_memory(err);
    char *kept = (char *)(t + 1);
    if (prefix.len)
        memcpy(kept, prefix.ptr, prefix.len);
    t->prefix = (struct str){kept, prefix.len};
    t->walk.kind = &kind;
    enum status status = term_walk_begin(&t->inner, segment_of(store), t->prefix, err);
    if (status)
        free(t);
    else
        *out = &t->walk;
    return status;
}
