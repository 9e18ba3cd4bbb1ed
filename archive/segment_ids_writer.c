#include <stdlib.h>

#include "archive/huffman.h"
#include "archive/ids.h"
#include "archive/segment_ids.h"

enum { LONG_ENTRY = 12, WRITE_AT_ONCE = 64 << 10 };

struct ids_writer {
    struct segment_out *out;
    const struct segment_documents *documents;
    uint32_t *rank; /* of each document */
    struct buf bytes, groups, last, long_ids;
    struct huffman_code code;
    struct buf further; /* of the group under way: what its ids do not share, behind the first */
};

/* Visits the ids in ascending order: each with what it shares with the one before; nothing at the head of a group. */
typedef enum status id_visit(void *context, uint32_t rank, struct str id, size_t shared, struct err *err);

static enum status visit_ids(struct ids_writer *w, id_visit *visit, void *context, struct err *err)
{
    const struct segment_documents *documents = w->documents;
    enum status s = S_OK;
    buf_truncate(&w->last, 0);
    for (uint32_t rank = 0; !s && rank < documents->count; rank++) {
        size_t shared = 0;
        struct str id;
        s = documents->id(documents->context, documents->by_id[rank], &id, err);
        if (s)
            break;
        while (rank % SEGMENT_ID_GROUP && shared < w->last.len && shared < id.len &&
               w->last.data[shared] == id.ptr[shared])
            shared++;
        s = visit(context, rank, id, shared, err);
        buf_truncate(&w->last, shared);
        if (id.len > shared) /* an empty one has no bytes */
            buf_append_str(&w->last, str_skip(id, shared));
    }
    return s ? s : buf_status(&w->last, err);
}

/* ---- the code ---- */

static enum status count_bytes(void *context, uint32_t rank, struct str id, size_t shared, struct err *err)
{
    uint64_t *count = context;
    (void)err;
    for (size_t i = shared; rank % SEGMENT_ID_GROUP && i < id.len; i++)
        count[(unsigned char)id.ptr[i]]++;
    return S_OK;
}

static enum status make_code(struct ids_writer *w, struct err *err)
{
    uint64_t count[HUFFMAN_SYMBOLS] = {0};
    enum status s = visit_ids(w, count_bytes, count, err);
    huffman_make(count, &w->code);
    return s;
}

/* ---- the ids ---- */

static void flush(struct ids_writer *w)
{
    segment_out_write(w->out, w->bytes.data, w->bytes.len);
    buf_truncate(&w->bytes, 0);
}

static void end_group(struct ids_writer *w)
{
    struct bit_packer packer = {0};
    huffman_append(&w->code, buf_str(&w->further), &packer, &w->bytes);
    bits_end(&packer, &w->bytes);
    buf_truncate(&w->further, 0);
    if (w->bytes.len >= WRITE_AT_ONCE)
        flush(w);
}

static void begin_group(struct ids_writer *w, struct str id)
{
    unsigned char at[4];
    end_group(w);
    put_le32(at, (uint32_t)(segment_out_section_bytes(w->out) + w->bytes.len));
    buf_append(&w->groups, at, sizeof at);
    buf_append_varint(&w->bytes, id.len);
    buf_append_str(&w->bytes, id);
}

static void note_long_id(struct ids_writer *w, struct str id, uint32_t document)
{
    unsigned char entry[LONG_ENTRY];
    put_le64(entry, id_hash(id));
    put_le32(entry + 8, document);
    buf_append(&w->long_ids, entry, sizeof entry);
}

static enum status append_id(void *context, uint32_t rank, struct str id, size_t shared, struct err *err)
{
    struct ids_writer *w = context;
    uint32_t document = w->documents->by_id[rank];
    if (rank % SEGMENT_ID_GROUP == 0) {
        begin_group(w, id);
    } else {
        buf_append_varint(&w->bytes, shared);
        buf_append_varint(&w->bytes, id.len - shared);
        buf_append(&w->further, id.ptr + shared, id.len - shared);
    }
    w->rank[document - 1] = rank;
    if (id_is_long(id))
        note_long_id(w, id, document);
    if (segment_out_section_bytes(w->out) > UINT32_MAX / 2)
        return err_set(err, S_LIMIT, "the ids of a segment take more than 2 GB");
    return S_OK;
}

static enum status write_ids(struct ids_writer *w, struct err *err)
{
    unsigned char lengths[HUFFMAN_LENGTHS_BYTES];
    enum status s = make_code(w, err);
    huffman_write_lengths(&w->code, lengths);
    segment_out_begin(w->out, SECTION_IDS);
    segment_out_write(w->out, lengths, sizeof lengths);
    if (!s)
        s = visit_ids(w, append_id, w, err);
    end_group(w);
    flush(w);
    segment_out_begin(w->out, SECTION_ID_GROUPS);
    segment_out_write(w->out, w->groups.data, w->groups.len);
    return s;
}

/* Numbers of some bits each, and the padding behind them. */
static void write_packed(struct ids_writer *w, const uint32_t *number, uint32_t less, uint32_t bits)
{
    struct bit_packer packer = {0};
    for (uint32_t i = 0; i < w->documents->count; i++) {
        bits_append(&packer, number[i] - less, bits, &w->bytes);
        if (w->bytes.len >= WRITE_AT_ONCE)
            flush(w);
    }
    bits_end(&packer, &w->bytes);
    buf_append_repeat(&w->bytes, '\0', 8);
    flush(w);
}

static int by_hash(const void *a, const void *b)
{
    uint64_t x = le64(a), y = le64(b);
    if (x != y)
        return x < y ? -1 : 1;
    uint32_t of_x = le32((const unsigned char *)a + 8), of_y = le32((const unsigned char *)b + 8);
    return (of_x > of_y) - (of_x < of_y);
}

static void write_long_ids(struct ids_writer *w)
{
    if (w->long_ids.len)
        qsort(w->long_ids.data, w->long_ids.len / LONG_ENTRY, LONG_ENTRY, by_hash);
    segment_out_begin(w->out, SECTION_LONG_IDS);
    segment_out_write(w->out, w->long_ids.data, w->long_ids.len);
}

enum status segment_ids_write(struct segment_out *out, const struct segment_documents *documents, uint32_t number_bits,
                              struct err *err)
{
    struct ids_writer w = {.out = out, .documents = documents};
    w.rank = calloc((size_t)documents->count + 1, sizeof *w.rank);
    enum status s = w.rank ? write_ids(&w, err) : err_no_memory(err);
    if (!s) {
        segment_out_begin(out, SECTION_ID_RANKS);
        write_packed(&w, w.rank, 0, number_bits);
        segment_out_begin(out, SECTION_ID_DOCUMENTS);
        write_packed(&w, documents->by_id, 1, number_bits);
        write_long_ids(&w);
    }
    if (!s && (w.bytes.failed || w.groups.failed || w.last.failed || w.long_ids.failed || w.further.failed))
        s = err_no_memory(err);
    free(w.rank);
    buf_release(&w.bytes);
    buf_release(&w.groups);
    buf_release(&w.last);
    buf_release(&w.long_ids);
    buf_release(&w.further);
    return s;
}
