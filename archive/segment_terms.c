/* A segment's dictionary: by the index to a group, and through the group. */
#include <stdlib.h>

#include "archive/segment.h"

static uint32_t group_count(const struct segment *s)
{
    return (uint32_t)(((uint64_t)s->header.terms + SEGMENT_TERM_GROUP - 1) / SEGMENT_TERM_GROUP);
}

/* Terms of the walk's group that are still to be read. */
static uint32_t terms_left(const struct term_walk *w)
{
    uint32_t of_group = SEGMENT_TERM_GROUP - w->next % SEGMENT_TERM_GROUP, of_all = w->segment->header.terms - w->next;
    return of_group < of_all ? of_group : of_all;
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
static enum status bisect_groups(struct segment *s, struct str term, uint32_t low, uint32_t high, uint32_t *out,
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

/* The last group whose first term is <= the term, as that of `low` is. Most are near: the groups ahead are looked at in
 * steps that double. */
static enum status find_group_ahead(struct segment *s, struct str term, uint32_t low, uint32_t *out, struct err *err)
{
    uint32_t count = group_count(s), high = low + 1;
    for (uint32_t step = 1; high < count; step *= 2) {
        struct str key;
        enum status status = group_key(s, high, &key, err);
        if (status)
            return status;
        if (str_compare(key, term) > 0)
            break;
        low = high;
        high = count - high > step ? high + step : count;
    }
    return bisect_groups(s, term, low, high, out, err);
}

/* The group that a term would be in, from where one was looked up last: a query asks for the same term several times,
 * and for those that a word stands for in order. */
static enum status find_group(struct segment *s, struct str term, uint32_t *out, struct err *err)
{
    struct str key;
    *out = 0;
    if (group_count(s) == 0)
        return S_OK;
    enum status status = group_key(s, s->group, &key, err);
    if (!status && str_compare(key, term) <= 0)
        status = find_group_ahead(s, term, s->group, out, err);
    else if (!status)
        status = bisect_groups(s, term, 0, s->group, out, err);
    if (!status)
        s->group = *out;
    return status;
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
    w->next_key = (struct str){0};
    if (group + 1 < group_count(s) && (status = group_key(s, group + 1, &w->next_key, err)))
        return status;
    if (!varint_read(&w->at, w->end, &w->entry.postings_at) || !varint_read(&w->at, w->end, &w->entry.positions_at))
        return damaged(w, err);
    return S_OK;
}

/* How a term is written: how many bytes it has from the term before it, and how many others follow. */
struct term_shape {
    size_t shared, further;
};

/* Of a term that is not the first of its group; `before` is the length of the one before it. */
static inline bool read_shape(const char **at, const char *end, size_t before, struct term_shape *out)
{
    uint64_t shared, further;
    if (!varint_read(at, end, &shared) || !varint_read(at, end, &further))
        return false;
    *out = (struct term_shape){(size_t)shared, (size_t)further};
    return shared <= before && further <= TERM_WALK_BYTES - shared && further <= (uint64_t)(end - *at);
}

static inline bool read_first_shape(const char **at, const char *end, struct term_shape *out)
{
    uint64_t further;
    *out = (struct term_shape){0, 0};
    if (!varint_read(at, end, &further) || further > TERM_WALK_BYTES || further > (uint64_t)(end - *at))
        return false;
    out->further = (size_t)further;
    return true;
}

/* Reads a term's numbers: its bytes lie behind those of the term before. */
static inline bool read_numbers(const char **at, const char *end, struct segment_term *e)
{
    uint64_t documents;
    e->postings_at += e->postings_len;
    e->positions_at += e->positions_len;
    e->positions_len = 0;
    if (!varint_read(at, end, &documents) || !varint_read(at, end, &e->postings_len))
        return false;
    e->word = documents & 1;
    documents >>= 1;
    e->documents = documents <= UINT32_MAX ? (uint32_t)documents : 0;
    return !e->word || varint_read(at, end, &e->positions_len);
}

/* Reads the shape of the walk's next term, and what stands behind its bytes. */
static bool read_next_shape(struct term_walk *w, struct term_shape *out)
{
    return w->next % SEGMENT_TERM_GROUP ? read_shape(&w->at, w->end, w->term_len, out)
                                        : read_first_shape(&w->at, w->end, out);
}

static bool read_next_numbers(struct term_walk *w, struct term_shape shape)
{
    w->at += shape.further;
    w->term_len = shape.shared + shape.further;
    w->next++;
    return read_numbers(&w->at, w->end, &w->entry);
}

static bool is_in_bounds(const struct segment_term *e, const struct segment_header *h)
{
    return e->documents > 0 && e->documents <= h->documents && e->postings_at <= h->section[SECTION_POSTINGS].bytes &&
           e->postings_len <= h->section[SECTION_POSTINGS].bytes - e->postings_at &&
           e->positions_at <= h->section[SECTION_POSITIONS].bytes &&
           e->positions_len <= h->section[SECTION_POSITIONS].bytes - e->positions_at;
}

static bool read_term(struct term_walk *w)
{
    struct term_shape shape;
    if (!read_next_shape(w, &shape))
        return false;
    memcpy(w->term + shape.shared, w->at, shape.further);
    return read_next_numbers(w, shape) && is_in_bounds(&w->entry, &w->segment->header);
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
    return status || read_term(w) ? status : damaged(w, err);
}

/* Reads the next term towards `from`, of which the one before, which is less, has the first *same bytes. What a term
 * shares with the one before tells most of them apart: with more than that it is less, too, and with less it is
 * greater. The bytes of a term that is less are not kept: a later one either shares no others than `from` has, or is
 * less, too. */
static bool read_towards(struct term_walk *w, struct str from, size_t *same)
{
    struct term_shape shape;
    if (!read_next_shape(w, &shape))
        return false;
    w->held = shape.shared < *same;
    if (shape.shared == *same) {
        struct str rest = {w->at, shape.further}, asked = {from.ptr + *same, from.len - *same};
        size_t more = str_shared(rest, asked);
        *same += more;
        w->held =
            more == asked.len || (more < rest.len && (unsigned char)rest.ptr[more] > (unsigned char)asked.ptr[more]);
    }
    if (w->held) {
        memcpy(w->term, from.ptr, shape.shared);
        memcpy(w->term + shape.shared, w->at, shape.further);
    }
    return read_next_numbers(w, shape) && (!w->held || is_in_bounds(&w->entry, &w->segment->header));
}

/* Stops before the first term >= from, from the beginning of a group on, or behind a term that is less and has the
 * first `same` bytes of it. */
static enum status go_to(struct term_walk *w, struct str from, size_t same, struct err *err)
{
    enum status status = S_OK;
    while (!status && !w->held && w->next < w->segment->header.terms) {
        if (w->next % SEGMENT_TERM_GROUP == 0) {
            status = enter_group(w, w->next / SEGMENT_TERM_GROUP, err);
            same = 0;
        }
        if (!status && !read_towards(w, from, &same))
            status = damaged(w, err);
    }
    return status;
}

enum status term_walk_begin(struct term_walk *w, struct segment *s, struct str from, struct err *err)
{
    uint32_t group = 0;
    *w = (struct term_walk){.segment = s};
    if (from.len == 0)
        return S_OK;
    enum status status = find_group(s, from, &group, err);
    w->next = group * SEGMENT_TERM_GROUP;
    return status ? status : go_to(w, from, 0, err);
}

/* Whether a term is behind the one that the walk has found, in its group. */
static bool is_ahead(const struct term_walk *w, struct str term)
{
    struct str found = {w->term, w->term_len};
    return str_compare(found, term) < 0 && (w->next_key.len == 0 || str_compare(term, w->next_key) < 0);
}

enum status segment_find_term(struct segment *s, struct str term, struct segment_term *out, struct err *err)
{
    struct term_walk *w = &s->lookup;
    bool more = false, ahead = s->found && is_ahead(w, term);
    struct str before = {w->term, w->term_len};
    *out = (struct segment_term){0};
    s->found = false;
    enum status status = ahead ? go_to(w, term, str_shared(before, term), err) : term_walk_begin(w, s, term, err);
    if (!status)
        status = term_walk_next(w, &more, err);
    s->found = !status && more && str_equal((struct str){w->term, w->term_len}, term);
    if (s->found)
        *out = w->entry;
    return status;
}

/* ---- as a store's ---- */

struct segment_terms {
    struct store_terms walk;
    struct term_walk inner;
    struct str prefix;
    size_t read;   /* bytes of the walk's term that a guide has read */
    size_t common; /* bytes with which all terms of the group begin */
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

/* ---- by a guide: a group's terms are read in order, and of those that are dead only how they are written ---- */

static bool ask_guide(struct segment_terms *t, struct terms_guide *guide, size_t shared)
{
    t->read = t->inner.term_len;
    return guide->wants(guide, (struct str){t->inner.term, t->inner.term_len}, shared);
}

/* Whether a term begins as the guide wants none to: with what is dead, or with no letter that may stand in place of the
 * last of that. */
static inline bool is_dead(const struct terms_guide *guide, size_t shared, unsigned char next)
{
    return guide->dead && (shared >= guide->dead ||
                           (shared == guide->dead - 1 && next < 0x80 && !(guide->kinds[next] & guide->others)));
}

/* Reads the first term of a group. */
static bool read_first(struct segment_terms *t, struct terms_guide *guide, bool *wanted)
{
    struct term_walk *w = &t->inner;
    struct term_shape shape;
    if (!read_next_shape(w, &shape))
        return false;
    struct str first = {w->at, shape.further};
    size_t shared = str_shared((struct str){w->term, t->read}, first);
    t->common = str_shared(w->next_key, first);
    memcpy(w->term, first.ptr, first.len);
    if (!read_next_numbers(w, shape))
        return false;
    *wanted = ask_guide(t, guide, shared);
    return true;
}

/* Reads the terms of the group that follow, with the guide those that are not dead, up to a wanted one or to where all
 * that is left is dead. The members of the walk are kept in registers meanwhile. */
static bool read_guided(struct segment_terms *t, struct terms_guide *guide, bool *wanted)
{
    enum { ROOM = 16 }; /* bytes that are copied at once */
    struct term_walk *w = &t->inner;
    const char *at = w->at, *const end = w->end;
    struct segment_term e = w->entry;
    struct term_shape shape;
    size_t len = w->term_len;
    uint32_t left = terms_left(w);
    for (; left && !*wanted && (guide->dead == 0 || guide->dead > t->common); left--) {
        if (!read_shape(&at, end, len, &shape))
            return false;
        const char *bytes = at;
        at += shape.further;
        len = shape.shared + shape.further;
        if (!read_numbers(&at, end, &e))
            return false;
        if (is_dead(guide, shape.shared, (unsigned char)*bytes))
            continue;
        memcpy(w->term + shape.shared, bytes,
               shape.further <= ROOM && end - bytes >= ROOM && len <= TERM_WALK_BYTES - ROOM ? ROOM : shape.further);
        t->read = len;
        *wanted = guide->wants(guide, (struct str){w->term, len}, shape.shared);
    }
    w->next += terms_left(w) - left;
    w->at = at;
    w->entry = e;
    w->term_len = len;
    return true;
}

static bool group_is_read(const struct term_walk *w)
{
    return w->next % SEGMENT_TERM_GROUP == 0 || w->next == w->segment->header.terms;
}

/* Reads on in the group, up to a wanted term or as far as there can be one. */
static enum status search_group(struct segment_terms *t, struct terms_guide *guide, bool *wanted, struct err *err)
{
    struct term_walk *w = &t->inner;
    bool good = true;
    if (w->next % SEGMENT_TERM_GROUP == 0)
        good = read_first(t, guide, wanted);
    if (good && !*wanted && !group_is_read(w))
        good = read_guided(t, guide, wanted);
    if (!*wanted && !group_is_read(w))
        w->next += terms_left(w);
    return good && (!*wanted || is_in_bounds(&w->entry, &w->segment->header)) ? S_OK : damaged(w, err);
}

/* Enters the next group in which there may be a wanted term; without one *more is false. */
static enum status next_group(struct segment_terms *t, struct terms_guide *guide, bool *more, struct err *err)
{
    struct term_walk *w = &t->inner;
    struct str from;
    enum status status = S_OK;
    bool dead = t->read && guide->dead;
    uint32_t group = w->next / SEGMENT_TERM_GROUP;
    *more = w->next < w->segment->header.terms && (w->next == 0 || str_begins_with(w->next_key, t->prefix)) &&
            (!dead || guide->next(guide, (struct str){w->term, t->read}, &from));
    if (!*more)
        return S_OK;
    if (deadline_passed(t->walk.deadline))
        return err_timeout(err);
    if (dead && str_compare(w->next_key, from) <= 0)
        status = find_group_ahead(w->segment, from, group, &group, err);
    w->next = group * SEGMENT_TERM_GROUP;
    return status ? status : enter_group(w, group, err);
}

static enum status terms_find(struct store_terms *walk, struct terms_guide *guide, bool *more, struct str *term,
                              uint32_t *document_count, struct err *err)
{
    struct segment_terms *t = (struct segment_terms *)walk;
    struct term_walk *w = &t->inner;
    bool wanted = w->held && ask_guide(t, guide, 0);
    enum status status = S_OK;
    w->held = false;
    *more = true;
    while (!status && *more && !wanted) {
        if (group_is_read(w))
            status = next_group(t, guide, more, err);
        if (!status && *more)
            status = search_group(t, guide, &wanted, err);
    }
    *more = wanted && str_begins_with((struct str){w->term, w->term_len}, t->prefix);
    *term = (struct str){w->term, w->term_len};
    *document_count = w->entry.documents;
    return status;
}

static void terms_close(struct store_terms *walk)
{
    free(walk);
}

enum status segment_terms_open(struct store *store, struct str prefix, struct store_terms **out, struct err *err)
{
    static const struct store_terms_kind kind = {terms_next, terms_find, terms_close};
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
