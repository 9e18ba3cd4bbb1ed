/* The part of archive_check that concerns a segment's ids: their groups, their ranks, the long ones. */
#include <inttypes.h>

#include "archive/check_impl.h"
#include "archive/ids.h"

enum { LONG_ENTRY = 12 };

/* Whether the groups of ids lie one behind the other. */
static enum status check_groups(struct segment *s, struct err *err)
{
    uint32_t groups = (s->header.documents + SEGMENT_ID_GROUP - 1) / SEGMENT_ID_GROUP, before = HUFFMAN_LENGTHS_BYTES;
    for (uint32_t group = 0; group < groups; group++) {
        uint32_t start = le32(s->section[SECTION_ID_GROUPS] + 4 * (size_t)group);
        if (group == 0 ? start != before : start <= before)
            return check_wrong(s, SECTION_ID_GROUPS, err, "group %" PRIu32 " does not begin where the one before ends",
                               group);
        before = start;
    }
    return S_OK;
}

/* Whether nothing but zeros stands behind packed numbers. */
static enum status check_padding(struct segment *s, enum segment_section section, struct err *err)
{
    uint64_t bits = (uint64_t)s->header.documents * s->header.number_bits, at = bits / 8;
    const unsigned char *bytes = s->section[section];
    bool good = bits % 8 == 0 || bytes[at] >> (bits % 8) == 0;
    for (at = (bits + 7) / 8; good && at < s->header.section[section].bytes; at++)
        good = bytes[at] == 0;
    return good ? S_OK : check_wrong(s, section, err, "there is something behind the last");
}

/* Each entry is an id that is too long for a term, in the order of their hashes. */
static enum status check_long_ids(struct segment *s, uint64_t expected, struct err *err)
{
    uint64_t count = s->header.section[SECTION_LONG_IDS].bytes / LONG_ENTRY, before = 0;
    if (count != expected || s->header.section[SECTION_LONG_IDS].bytes % LONG_ENTRY)
        return check_wrong(s, SECTION_LONG_IDS, err, "there are %" PRIu64 " and not %" PRIu64, count, expected);
    for (uint64_t i = 0; i < count; i++) {
        const unsigned char *entry = s->section[SECTION_LONG_IDS] + i * LONG_ENTRY;
        uint64_t hash = le64(entry);
        uint32_t document = le32(entry + 8);
        struct str id;
        if (document == 0 || document > s->header.documents || hash < before)
            return check_wrong(s, SECTION_LONG_IDS, err, "entry %" PRIu64 " is out of order", i);
        enum status status = segment_id(s, document, &id, err);
        if (status)
            return status;
        if (!id_is_long(id) || id_hash(id) != hash)
            return check_wrong(s, SECTION_LONG_IDS, err, "entry %" PRIu64 " is not that of document %" PRIu32, i,
                               document);
        before = hash;
    }
    return S_OK;
}

/* Whether the id at a rank comes behind the one before, and leads to its document. */
static enum status check_rank(struct segment *s, uint32_t rank, struct buf *before, bool *is_long, struct err *err)
{
    uint32_t document, found = 0;
    struct str id;
    enum status status = segment_document_by_rank(s, rank, &document, err);
    if (!status)
        status = segment_id(s, document, &id, err);
    if (status)
        return status;
    if (id.len == 0 || id.len > ARCHIVE_ID_MAX)
        return check_wrong(s, SECTION_IDS, err, "that of document %" PRIu32 " is %zu bytes long", document, id.len);
    if (rank && str_compare(buf_str(before), id) >= 0)
        return check_wrong(s, SECTION_IDS, err, "rank %" PRIu32 " does not come behind the one before", rank);
    if (s->ids.left == 1 && !huffman_is_over(&s->ids.stream))
        return check_wrong(s, SECTION_IDS, err, "rank %" PRIu32 " does not end with its group", rank);
    *is_long = id_is_long(id);
    buf_reset(before);
    buf_append_str(before, id);
    status = buf_status(before, err);
    if (!status)
        status = segment_find_id(s, buf_str(before), &found, err);
    if (status == S_NOT_FOUND || (!status && found != document))
        return check_wrong(s, SECTION_ID_RANKS, err, "the id of document %" PRIu32 " does not lead to it", document);
    return status;
}

enum status check_ids(struct segment *s, struct err *err)
{
    struct buf before = {0};
    uint64_t long_ids = 0;
    enum status status = check_groups(s, err);
    if (!status)
        status = check_padding(s, SECTION_ID_RANKS, err);
    if (!status)
        status = check_padding(s, SECTION_ID_DOCUMENTS, err);
    for (uint32_t rank = 0; !status && rank < s->header.documents; rank++) {
        bool is_long = false;
        status = check_rank(s, rank, &before, &is_long, err);
        long_ids += is_long;
    }
    buf_release(&before);
    return status ? status : check_long_ids(s, long_ids, err);
}
