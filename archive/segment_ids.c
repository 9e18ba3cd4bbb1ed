/* A segment's ids: from a document by its rank to its group, and from an id by its group to its document. */
#include <stdlib.h>

#include "archive/archive.h"
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

/* ---- groups ---- */

static enum status read_code(struct segment *s, struct err *err)
{
    enum status status = segment_need(s, SECTION_IDS, 0, HUFFMAN_LENGTHS_BYTES, err);
    if (status)
        return status;
    s->ids.code = malloc(sizeof *s->ids.code);
    if (!s->ids.code)
        return err_no_memory(err);
    if (huffman_read_lengths(s->section[SECTION_IDS], s->ids.code))
        return S_OK;
    free(s->ids.code);
    s->ids.code = NULL;
    return damaged(s, err);
}

/* The bytes of a group, and the first id at their head. */
static enum status group_bytes(struct segment *s, uint32_t group, struct str *first, struct str *rest, struct err *err)
{
    uint64_t ids = s->header.section[SECTION_IDS].bytes, start, end = ids, len;
    bool last = s->header.documents - group * SEGMENT_ID_GROUP <= SEGMENT_ID_GROUP;
    enum status status = segment_need(s, SECTION_ID_GROUPS, (uint64_t)group * 4, last ? 4 : 8, err);
    if (status)
        return status;
    start = le32(s->section[SECTION_ID_GROUPS] + (uint64_t)group * 4);
    if (!last)
        end = le32(s->section[SECTION_ID_GROUPS] + (uint64_t)group * 4 + 4);
    if (start > end || end > ids)
        return segment_damaged(s, SECTION_ID_GROUPS, err);
    status = segment_need(s, SECTION_IDS, start, end - start, err);
    const char *at = (const char *)s->section[SECTION_IDS] + start, *limit = at + (end - start);
    if (!status && (!varint_read(&at, limit, &len) || len > (uint64_t)(limit - at)))
        return damaged(s, err);
    if (!status) {
        *first = (struct str){at, (size_t)len};
        *rest = (struct str){at + len, (size_t)(limit - at) - (size_t)len};
    }
    return status;
}

/* Begins a group: its first id is the present one. */
static enum status group_begin(struct segment *s, uint32_t group, struct err *err)
{
    struct segment_id_walk *w = &s->ids;
    struct str first, rest;
    w->left = 0; /* nothing, until the whole of it is well */
    enum status status = w->code ? S_OK : read_code(s, err);
    if (!status)
        status = group_bytes(s, group, &first, &rest, err);
    if (status)
        return status;
    uint32_t documents = s->header.documents - group * SEGMENT_ID_GROUP;
    uint32_t count = documents < SEGMENT_ID_GROUP ? documents : SEGMENT_ID_GROUP;
    const char *at = rest.ptr, *end = rest.ptr + rest.len;
    for (uint32_t i = 1; i < count; i++) {
        uint64_t shared, further;
        if (!varint_read(&at, end, &shared) || !varint_read(&at, end, &further) || shared > ARCHIVE_ID_MAX ||
            further > ARCHIVE_ID_MAX)
            return damaged(s, err);
        w->shared[i] = (uint16_t)shared;
        w->further[i] = (uint16_t)further;
    }
    w->stream = (struct huffman_stream){.at = (const unsigned char *)at, .end = (const unsigned char *)end};
    w->rank = group * SEGMENT_ID_GROUP;
    w->in_group = 0;
    w->left = count;
    buf_reset(&w->id);
    buf_append_str(&w->id, first);
    return buf_status(&w->id, err);
}

/* Goes on to the next id of the group. */
static enum status group_next(struct segment *s, struct err *err)
{
    struct segment_id_walk *w = &s->ids;
    uint32_t at = ++w->in_group, left = w->left - 1;
    w->left = 0; /* nothing, until this one is well */
    if (w->shared[at] > w->id.len)
        return damaged(s, err);
    buf_truncate(&w->id, w->shared[at]);
    if (!buf_reserve(&w->id, w->further[at]))
        return err_no_memory(err);
    if (!huffman_decode(w->code, &w->stream, (unsigned char *)w->id.data + w->id.len, w->further[at]))
        return damaged(s, err);
    w->id.len += w->further[at];
    w->rank++;
    w->left = left;
    return S_OK;
}

/* Makes the id of a rank the present one: those who go through them in order go through a group once. */
static enum status seek_rank(struct segment *s, uint32_t rank, struct err *err)
{
    struct segment_id_walk *w = &s->ids;
    bool ahead = w->left && rank >= w->rank && rank - w->rank < w->left;
    enum status status = ahead ? S_OK : group_begin(s, rank / SEGMENT_ID_GROUP, err);
    while (!status && w->rank < rank)
        status = group_next(s, err);
    return status;
}

enum status segment_id(struct segment *s, uint32_t document, struct str *out, struct err *err)
{
    uint32_t rank;
    enum status status = packed_number(s, SECTION_ID_RANKS, document - 1, &rank, err);
    if (!status)
        status = seek_rank(s, rank, err);
    *out = buf_str(&s->ids.id);
    return status;
}

/* The last group whose first id is <= the id. */
static enum status find_group(struct segment *s, struct str id, uint32_t *group, struct err *err)
{
    uint32_t low = 0, high = (s->header.documents + SEGMENT_ID_GROUP - 1) / SEGMENT_ID_GROUP;
    enum status status = S_OK;
    while (!status && high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        struct str first = {0}, rest;
        status = group_bytes(s, middle, &first, &rest, err);
        if (str_compare(first, id) <= 0)
            low = middle;
        else
            high = middle;
    }
    *group = low;
    return status;
}

enum status segment_find_id(struct segment *s, struct str id, uint32_t *document, struct err *err)
{
    struct segment_id_walk *w = &s->ids;
    uint32_t group;
    if (s->header.documents == 0)
        return S_NOT_FOUND;
    enum status status = find_group(s, id, &group, err);
    if (!status)
        status = group_begin(s, group, err);
    while (!status) {
        int order = str_compare(buf_str(&w->id), id);
        if (order == 0)
            return segment_document_by_rank(s, w->rank, document, err);
        if (order > 0 || w->left == 1)
            return S_NOT_FOUND;
        status = group_next(s, err);
    }
    return status;
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
