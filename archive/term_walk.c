/* A segment's dictionary: by the index to a group, and through the group. */
#include "archive/term_walk.h"

#include <assert.h>

/* ---- the index ---- */

/* Where a group lies in the terms. */
static enum status group_extent(struct segment *s, uint32_t group, uint64_t *start, uint64_t *end, struct err *err)
{
    bool last = group + 1 == term_groups(s);
    uint64_t at = term_entries_at(s) + (uint64_t)group * SEGMENT_INDEX_ENTRY;
    enum status status = segment_need(s, SECTION_TERM_INDEX, at, (last ? 1 : 2) * SEGMENT_INDEX_ENTRY, err);
    if (status)
        return status;
    const unsigned char *entry = s->section[SECTION_TERM_INDEX] + at;
    *start = le64(entry);
    *end = last ? s->header.section[SECTION_TERMS].bytes : le64(entry + SEGMENT_INDEX_ENTRY);
    return *end < *start || *end - *start > UINT32_MAX ? segment_damaged(s, SECTION_TERM_INDEX, err) : S_OK;
}

/* The first term of a group. */
static enum status group_key(struct segment *s, uint32_t group, struct str *out, struct err *err)
{
    uint64_t at = term_entries_at(s) + (uint64_t)group * SEGMENT_INDEX_ENTRY, keys = term_keys_at(s);
    uint64_t before = group ? at - SEGMENT_INDEX_ENTRY : at;
    enum status status = segment_need(s, SECTION_TERM_INDEX, before, at + SEGMENT_INDEX_ENTRY - before, err);
    if (status)
        return status;
    const unsigned char *entry = s->section[SECTION_TERM_INDEX] + at;
    uint32_t start = group ? le32(entry - 4) : 0, end = le32(entry + 8);
    if (end < start)
        return segment_damaged(s, SECTION_TERM_INDEX, err);
    *out = (struct str){(const char *)s->section[SECTION_TERM_INDEX] + keys + start, end - start};
    return segment_need(s, SECTION_TERM_INDEX, keys + start, end - start, err);
}

/* Groups whose beginnings are made sure of together, half a page. */
enum { NEAR_GROUPS = SEGMENT_PAGE_BYTES / 2 / SEGMENT_BEGINNING };

/* Makes sure of the beginnings of some groups. */
static enum status need_beginnings(struct segment *s, uint32_t group, uint32_t count, struct err *err)
{
    return segment_need(s, SECTION_TERM_INDEX, (uint64_t)group * SEGMENT_BEGINNING, (uint64_t)count * SEGMENT_BEGINNING,
                        err);
}

static inline uint64_t beginning_of(const struct segment *s, uint32_t group)
{
    return be64(s->section[SECTION_TERM_INDEX] + (size_t)group * SEGMENT_BEGINNING);
}

/* The first group from *low on whose first term begins with `least` or more. It is looked for nearby first, unless all
 * are asked. */
static enum status pass_beginnings(struct segment *s, uint64_t least, uint32_t *low, struct err *err)
{
    uint32_t high = term_groups(s);
    bool nearby = *low > 0;
    while (high - *low > NEAR_GROUPS) {
        uint32_t middle = nearby ? *low + NEAR_GROUPS : *low + (high - *low) / 2;
        enum status status = need_beginnings(s, middle, 1, err);
        if (status)
            return status;
        nearby = false;
        if (beginning_of(s, middle) < least)
            *low = middle + 1;
        else
            high = middle;
    }
    enum status status = need_beginnings(s, *low, high - *low, err);
    while (!status && *low < high) {
        uint32_t middle = *low + (high - *low) / 2;
        bool less = beginning_of(s, middle) < least;
        *low = less ? middle + 1 : *low;
        high = less ? high : middle;
    }
    return status;
}

/* The last of the groups before `high` whose first term is <= the term, or one that is before `low`. */
static enum status bisect_groups(struct segment *s, struct str term, uint32_t low, uint32_t high, uint32_t *out,
                                 struct err *err)
{
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct str key;
        enum status status = group_key(s, middle, &key, err);
        if (status)
            return status;
        if (str_compare(key, term) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    *out = low ? low - 1 : 0;
    return S_OK;
}

/* Most groups are told apart by how their first terms begin. */
enum status term_walk_find_group(struct segment *s, struct str term, uint32_t least, uint32_t *out, struct err *err)
{
    uint64_t beginning = segment_beginning(term);
    uint32_t low = least, high;
    enum status status = pass_beginnings(s, beginning, &low, err);
    if (status)
        return status;
    high = low;
    if (low < term_groups(s) && beginning_of(s, low) == beginning) {
        if (beginning == UINT64_MAX)
            high = term_groups(s);
        else
            status = pass_beginnings(s, beginning + 1, &high, err);
    }
    return status ? status : bisect_groups(s, term, low, high, out, err);
}

enum status term_walk_compare_first(struct segment *s, uint32_t group, struct str term, int *order, struct err *err)
{
    uint64_t asked = segment_beginning(term), first;
    struct str key;
    enum status status = need_beginnings(s, group, 1, err);
    *order = 0;
    if (status)
        return status;
    first = beginning_of(s, group);
    *order = first < asked ? -1 : first > asked;
    if (*order == 0 && !(status = group_key(s, group, &key, err)))
        *order = str_compare(key, term);
    return status;
}

enum status term_walk_first_begins(struct segment *s, uint32_t group, struct str prefix, bool *begins, struct err *err)
{
    struct str key;
    *begins = prefix.len == 0;
    enum status status = *begins ? S_OK : group_key(s, group, &key, err);
    if (!*begins && !status)
        *begins = str_begins_with(key, prefix);
    return status;
}

enum status term_walk_common(struct segment *s, uint32_t group, size_t *bytes, struct err *err)
{
    *bytes = 0;
    if (group + 1 >= term_groups(s))
        return S_OK;
    enum status status = need_beginnings(s, group, 2, err);
    uint64_t differ = status ? 0 : beginning_of(s, group) ^ beginning_of(s, group + 1);
    if (!status)
        *bytes = differ ? (size_t)__builtin_clzll(differ) / 8 : SEGMENT_BEGINNING;
    return status;
}

/* ---- a group ---- */

static enum status damaged(const struct term_walk *w, struct err *err)
{
    return segment_damaged(w->segment, SECTION_TERMS, err);
}

void term_walk_expect_entry(const struct segment *s, uint32_t group)
{
    if (group < term_groups(s))
        __builtin_prefetch(s->section[SECTION_TERM_INDEX] + term_entries_at(s) + (uint64_t)group * SEGMENT_INDEX_ENTRY);
}

void term_walk_expect_terms(const struct segment *s, uint32_t group)
{
    enum { LINE = 64, LINES = 4 };
    uint64_t at = term_entries_at(s) + (uint64_t)group * SEGMENT_INDEX_ENTRY;
    if (group >= term_groups(s) || at + sizeof(uint64_t) > s->header.section[SECTION_TERM_INDEX].bytes)
        return;
    uint64_t start = le64(s->section[SECTION_TERM_INDEX] + at);
    for (uint64_t line = 0; line < LINES && start + line * LINE < s->header.section[SECTION_TERMS].bytes; line++)
        __builtin_prefetch(s->section[SECTION_TERMS] + start + line * LINE);
}

/* Of so many terms of a group, the bytes that they do not share: eight at a time, as four sums of two bytes each. */
static size_t unshared_bytes(const uint8_t *further, uint32_t count)
{
    const uint64_t lows = UINT64_C(0x00ff00ff00ff00ff), ones = UINT64_C(0x0001000100010001);
    uint64_t sums = 0;
    uint32_t at = 0;
    static_assert(SEGMENT_TERM_GROUP * UINT8_MAX <= UINT16_MAX, "the sum of a group has room in two bytes");
    for (; at + 8 <= count; at += 8) {
        uint64_t eight = le64(further + at);
        sums += (eight & lows) + (eight >> 8 & lows);
    }
    size_t sum = sums * ones >> 48;
    for (; at < count; at++)
        sum += further[at];
    return sum;
}

/* How the terms are written, and behind their bytes, of which there are at most so many as they say, their numbers. */
static bool read_shapes(struct term_walk *w)
{
    uint32_t of_all = w->segment->header.terms - w->next;
    uint32_t count = of_all < SEGMENT_TERM_GROUP ? of_all : SEGMENT_TERM_GROUP;
    const char *at = w->numbers;
    if ((size_t)(w->end - at) < 2 * (size_t)count)
        return false;
    w->left = count;
    w->shared = (const uint8_t *)at;
    w->further = w->shared + count;
    w->bytes = at + 2 * (size_t)count;
    size_t bytes = unshared_bytes(w->further, count);
    w->numbers = w->bytes + bytes;
    return w->shared[0] == 0 && bytes < (size_t)(w->end - w->bytes);
}

enum status term_walk_enter(struct term_walk *w, uint32_t group, struct err *err)
{
    struct segment *s = w->segment;
    uint64_t start, end;
    enum status status = group_extent(s, group, &start, &end, err);
    if (!status)
        status = segment_need(s, SECTION_TERMS, start, end - start, err);
    if (status)
        return status;
    w->next = group * SEGMENT_TERM_GROUP;
    w->numbers = (const char *)s->section[SECTION_TERMS] + start;
    w->end = w->numbers + (end - start);
    w->term_len = 0;
    w->unread = 0;
    w->entry = (struct term_place){0};
    bool good = varint_read(&w->numbers, w->end, &w->entry.postings_at) &&
                varint_read(&w->numbers, w->end, &w->entry.positions_at) && read_shapes(w);
    return good ? S_OK : damaged(w, err);
}

/* Reads a term's numbers: its bytes lie behind those of the term before. */
static inline bool read_numbers(const char **at, const char *end, struct term_place *e)
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

static bool is_in_bounds(const struct term_place *e, const struct segment_header *h)
{
    return e->documents > 0 && e->documents <= h->documents && e->postings_at <= h->section[SECTION_POSTINGS].bytes &&
           e->postings_len <= h->section[SECTION_POSTINGS].bytes - e->postings_at &&
           e->positions_at <= h->section[SECTION_POSITIONS].bytes &&
           e->positions_len <= h->section[SECTION_POSITIONS].bytes - e->positions_at;
}

enum status term_walk_numbers(struct term_walk *w, struct err *err)
{
    const char *at = w->numbers;
    struct term_place e = w->entry;
    bool good = true;
    for (; good && w->unread; w->unread--)
        good = read_numbers(&at, w->end, &e);
    w->numbers = at;
    w->entry = e;
    return good && is_in_bounds(&e, &w->segment->header) ? S_OK : damaged(w, err);
}

enum status term_walk_next(struct term_walk *w, bool *more, struct err *err)
{
    *more = w->held || w->next < w->segment->header.terms;
    if (!*more)
        return S_OK;
    enum status status = S_OK;
    if (!w->held && w->left == 0)
        status = term_walk_enter(w, w->next / SEGMENT_TERM_GROUP, err);
    if (!status && !w->held && !term_walk_take(w))
        status = damaged(w, err);
    w->held = false;
    return status ? status : term_walk_numbers(w, err);
}

/* Passes over the group's terms that are less than `from`, of which the one before has the first *same bytes, and reads
 * the first that is not. What a term shares with the one before tells most of them apart: with more than that it is
 * less, too, and with less it is greater. The bytes of a term that is less are not kept: a later one either shares no
 * others than `from` has, or is less, too. */
static bool pass_less(struct term_walk *w, struct str from, size_t *same)
{
    for (; w->left; term_walk_pass(w)) {
        if (*w->shared > *same)
            continue;
        struct str rest = {w->bytes, *w->further}, asked = str_skip(from, *w->shared);
        size_t more = *w->shared == *same ? str_shared(rest, asked) : 0;
        bool less = *w->shared == *same && more < asked.len &&
                    (more == rest.len || (unsigned char)rest.ptr[more] < (unsigned char)asked.ptr[more]);
        if (!less) {
            memcpy(w->term, from.ptr, *w->shared);
            w->term_len = *w->shared;
            w->held = true;
            return term_walk_take(w);
        }
        *same += more;
    }
    return true;
}

/* Stops before the first term >= from, from the beginning of a group on, or behind a term that is less and has the
 * first `same` bytes of it. */
static enum status go_to(struct term_walk *w, struct str from, size_t same, struct err *err)
{
    enum status status = S_OK;
    while (!status && !w->held && w->next < w->segment->header.terms) {
        if (w->left == 0) {
            status = term_walk_enter(w, w->next / SEGMENT_TERM_GROUP, err);
            same = 0;
        }
        if (!status && !pass_less(w, from, &same))
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
    enum status status = term_walk_find_group(s, from, 0, &group, err);
    w->next = group * SEGMENT_TERM_GROUP;
    return status ? status : go_to(w, from, 0, err);
}

/* Whether a term is behind the one that the walk has found, in its group. */
static bool is_ahead(const struct term_walk *w, struct str term)
{
    struct str found = {w->term, w->term_len};
    uint32_t next = (w->next - 1) / SEGMENT_TERM_GROUP + 1;
    int order = 1;
    return str_compare(found, term) < 0 &&
           (next == term_groups(w->segment) ||
            (!term_walk_compare_first(w->segment, next, term, &order, NULL) && order > 0));
}

enum status segment_find_term(struct segment *s, struct str term, struct term_place *out, struct err *err)
{
    struct term_walk *w = &s->lookup;
    bool ahead = s->found && is_ahead(w, term);
    struct str before = {w->term, w->term_len};
    *out = (struct term_place){0};
    s->found = false;
    enum status status = ahead ? go_to(w, term, str_shared(before, term), err) : term_walk_begin(w, s, term, err);
    if (status || !w->held || !str_equal((struct str){w->term, w->term_len}, term))
        return status;
    w->held = false;
    status = term_walk_numbers(w, err);
    s->found = !status;
    if (s->found)
        *out = w->entry;
    return status;
}
