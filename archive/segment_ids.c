/* A segment's ids: from a document by its rank to its group, and from an id by its group to its document. */
#include "archive/ids.h"
#include "archive/segment.h"

enum { LONG_ENTRY = 12 };

static enum status damaged(const struct segment *s, struct err *err)
{
    return segment_damaged(s, SECTION_IDS, err);
}

/* A number of ranks or documents. */
static enum status packed_number(struct segment *s, enum segment_section section, uint32_t at, uint32_t *out,
                                 struct err *err)
{
    uint32_t bits = s->header.number_bits;
    enum status status = segment_need(s, section, (uint64_t)at * bits / 8, 8, err);
    if (status)
        return status;
    *out = packed_bits(s->section[section], at, bits);
    return *out < s->header.documents ? S_OK : segment_damaged(s, section, err);
}

enum status segment_document_by_rank(struct segment *s, uint32_t rank, uint32_t *document, struct err *err)
{
    enum status status = packed_number(s, SECTION_ID_DOCUMENTS, rank, document, err);
    *document += 1;
    return status;
}

/* A walk through a group; the present id lies in s->id. */
struct group_walk {
    const char *at, *end;
    uint32_t left;
};

static enum status group_begin(struct segment *s, uint32_t group, struct group_walk *w, struct err *err)
{
    uint64_t ids = s->header.section[SECTION_IDS].bytes, start, end = ids;
    uint32_t first = group * SEGMENT_ID_GROUP;
    bool last = s->header.documents - first <= SEGMENT_ID_GROUP;
    enum status status = segment_need(s, SECTION_ID_GROUPS, (uint64_t)group * 4, last ? 4 : 8, err);
    if (status)
        return status;
    start = le32(s->section[SECTION_ID_GROUPS] + (uint64_t)group * 4);
    if (!last)
        end = le32(s->section[SECTION_ID_GROUPS] + (uint64_t)group * 4 + 4);
    if (start > end || end > ids)
        return segment_damaged(s, SECTION_ID_GROUPS, err);
    w->at = (const char *)s->section[SECTION_IDS] + start;
    w->end = w->at + (end - start);
    w->left = last ? s->header.documents - first : SEGMENT_ID_GROUP;
    buf_reset(&s->id);
    return segment_need(s, SECTION_IDS, start, end - start, err);
}

static enum status group_next(struct segment *s, struct group_walk *w, bool first, struct err *err)
{
    uint64_t shared = 0, further;
    if ((!first && !varint_read(&w->at, w->end, &shared)) || !varint_read(&w->at, w->end, &further) ||
        shared > s->id.len || further > (uint64_t)(w->end - w->at))
        return damaged(s, err);
    buf_truncate(&s->id, (size_t)shared);
    buf_append(&s->id, w->at, (size_t)further);
    w->at += further;
    w->left--;
    return buf_status(&s->id, err);
}

enum status segment_id(struct segment *s, uint32_t document, struct str *out, struct err *err)
{
    struct group_walk w;
    uint32_t rank;
    enum status status = packed_number(s, SECTION_ID_RANKS, document - 1, &rank, err);
    if (!status)
        status = group_begin(s, rank / SEGMENT_ID_GROUP, &w, err);
    for (uint32_t i = 0; !status && i <= rank % SEGMENT_ID_GROUP; i++)
        status = group_next(s, &w, i == 0, err);
    *out = buf_str(&s->id);
    return status;
}

/* Compares the first id of a group with an id. */
static enum status compare_first(struct segment *s, uint32_t group, struct str id, int *order, struct err *err)
{
    struct group_walk w;
    enum status status = group_begin(s, group, &w, err);
    if (!status)
        status = group_next(s, &w, true, err);
    *order = str_compare(buf_str(&s->id), id);
    return status;
}

/* The last group whose first id is <= the id. */
static enum status find_group(struct segment *s, struct str id, uint32_t *group, struct err *err)
{
    uint32_t low = 0, high = (s->header.documents + SEGMENT_ID_GROUP - 1) / SEGMENT_ID_GROUP;
    enum status status = S_OK;
    while (!status && high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        int order;
        status = compare_first(s, middle, id, &order, err);
        if (order <= 0)
            low = middle;
        else
            high = middle;
    }
    *group = low;
    return status;
}

enum status segment_find_id(struct segment *s, struct str id, uint32_t *document, struct err *err)
{
    struct group_walk w;
    uint32_t group, rank;
    if (s->header.documents == 0)
        return S_NOT_FOUND;
    enum status status = find_group(s, id, &group, err);
    if (!status)
        status = group_begin(s, group, &w, err);
    if (status)
        return status;
    rank = group * SEGMENT_ID_GROUP;
    for (bool first = true; w.left; first = false, rank++) {
        status = group_next(s, &w, first, err);
        int order = status ? 1 : str_compare(buf_str(&s->id), id);
        if (order > 0)
            return status ? status : S_NOT_FOUND;
        if (order < 0)
            continue;
        return segment_document_by_rank(s, rank, document, err);
    }
    return S_NOT_FOUND;
}

/* Whether the id of a document has the term. */
static enum status has_term(struct segment *s, uint32_t document, struct str term, bool *yes, struct err *err)
{
    struct str id;
    enum status status = segment_id(s, document, &id, err);
    if (status)
        return status;
    buf_reset(&s->scratch);
    archive_id_term(id, &s->scratch);
    *yes = str_equal(buf_str(&s->scratch), term);
    return buf_status(&s->scratch, err);
}

/* By the hash of an id that is too long for a term. */
static enum status find_long_id(struct segment *s, uint64_t hash, struct str term, uint32_t *document, struct err *err)
{
    uint64_t bytes = s->header.section[SECTION_LONG_IDS].bytes, low = 0, high = bytes / LONG_ENTRY;
    const unsigned char *entries = s->section[SECTION_LONG_IDS];
    enum status status = segment_need(s, SECTION_LONG_IDS, 0, bytes, err);
    if (status)
        return status;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (le64(entries + middle * LONG_ENTRY) < hash)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < bytes / LONG_ENTRY && le64(entries + low * LONG_ENTRY) == hash; low++) {
        bool yes = false;
        *document = le32(entries + low * LONG_ENTRY + 8);
        if (*document == 0 || *document > s->header.documents)
            return segment_damaged(s, SECTION_LONG_IDS, err);
        status = has_term(s, *document, term, &yes, err);
        if (status || yes)
            return status;
    }
    return S_NOT_FOUND;
}

enum status segment_find_id_term(struct segment *s, struct str term, uint32_t *document, struct err *err)
{
    uint64_t hash;
    size_t prefix = strlen(schema[FIELD_ID].prefix);
    if (id_term_hash(term, &hash))
        return find_long_id(s, hash, term, document, err);
    if (term.len < prefix)
        return S_NOT_FOUND;
    return segment_find_id(s, (struct str){term.ptr + prefix, term.len - prefix}, document, err);
}
