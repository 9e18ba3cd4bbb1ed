#include "archive/segment_terms_writer.h"

#include <stdlib.h>

#include "archive/word_filter.h"

enum status terms_writer_init(struct terms_writer *w, const char *path, struct err *err)
{
    *w = (struct terms_writer){0};
    enum status s = spool_open(path, &w->spool, err);
    return s ? s : spool_open(path, &w->hash_spool, err);
}

void terms_writer_release(struct terms_writer *w)
{
    spool_close(w->spool);
    spool_close(w->hash_spool);
    buf_release(&w->waiting);
    buf_release(&w->hashes_waiting);
    buf_release(&w->beginnings);
    buf_release(&w->entries);
    buf_release(&w->keys);
    buf_release(&w->endings);
    buf_release(&w->second_endings);
    buf_release(&w->last);
    buf_release(&w->group_bytes);
    buf_release(&w->group_numbers);
    *w = (struct terms_writer){0};
}

static void begin_group(struct terms_writer *w, struct str term)
{
    unsigned char entry[SEGMENT_INDEX_ENTRY];
    size_t begins = term.len < SEGMENT_BEGINNING ? term.len : SEGMENT_BEGINNING;
    buf_append(&w->beginnings, term.ptr, begins);
    buf_append_repeat(&w->beginnings, '\0', SEGMENT_BEGINNING - begins);
    buf_append_str(&w->keys, term);
    put_le64(entry, w->spooled + w->waiting.len);
    put_le32(entry + 8, (uint32_t)w->keys.len);
    buf_append(&w->entries, entry, sizeof entry);
    buf_append_varint(&w->waiting, w->postings);
    buf_append_varint(&w->waiting, w->positions);
}

static void end_group(struct terms_writer *w)
{
    uint32_t count = (w->terms - 1) % SEGMENT_TERM_GROUP + 1;
    buf_append(&w->waiting, w->shared, count);
    buf_append(&w->waiting, w->further, count);
    buf_append_str(&w->waiting, buf_str(&w->group_bytes));
    buf_append_str(&w->waiting, buf_str(&w->group_numbers));
    w->waiting.failed |= w->group_bytes.failed || w->group_numbers.failed;
    buf_truncate(&w->group_bytes, 0);
    buf_truncate(&w->group_numbers, 0);
}

static void append_numbers(struct terms_writer *w, const struct encoded_term *t)
{
    buf_append_varint(&w->group_numbers, (uint64_t)t->documents << 1 | t->word);
    buf_append_varint(&w->group_numbers, t->postings_len);
    if (t->word)
        buf_append_varint(&w->group_numbers, t->positions_len);
    w->postings += t->postings_len;
    w->positions += t->positions_len;
}

static void append_hashes(struct terms_writer *w, struct str term)
{
    uint64_t hash[WORD_FILTER_HASHES];
    size_t count = word_filter_hashes(term, hash);
    buf_append(&w->hashes_waiting, hash, count * sizeof *hash);
    w->hashes += count;
}

void terms_writer_add(struct terms_writer *w, struct str term, const struct encoded_term *t)
{
    uint32_t at = w->terms % SEGMENT_TERM_GROUP;
    size_t shared = at ? str_shared(buf_str(&w->last), term) : 0;
    struct segment_ending ending = segment_ending(term);
    if (at == 0)
        begin_group(w, term);
    w->shared[at] = (uint8_t)shared;
    w->further[at] = (uint8_t)(term.len - shared);
    buf_append(&w->group_bytes, term.ptr + shared, term.len - shared);
    buf_append_byte(&w->endings, (char)ending.first);
    buf_append_byte(&w->second_endings, (char)ending.second);
    append_numbers(w, t);
    append_hashes(w, term);
    buf_truncate(&w->last, 0);
    buf_append_str(&w->last, term);
    if (++w->terms % SEGMENT_TERM_GROUP == 0)
        end_group(w);
}

static enum status spool_waiting(struct terms_writer *w, size_t least, struct err *err)
{
    size_t waited = w->waiting.len;
    enum status s = spool_take(w->spool, &w->waiting, least, err);
    w->spooled += waited - w->waiting.len;
    return s;
}

enum status terms_writer_spool(struct terms_writer *w, struct err *err)
{
    enum status s = spool_waiting(w, SPOOL_AT, err);
    return s ? s : spool_take(w->hash_spool, &w->hashes_waiting, SPOOL_AT, err);
}

static enum status write_buf(struct segment_out *out, const struct buf *bytes, struct err *err)
{
    segment_out_write(out, bytes->data, bytes->len);
    return buf_status(bytes, err);
}

/* Makes the filter, now that it is known how many are in it. */
static enum status fill_filter(struct terms_writer *w, unsigned char *filter, uint64_t bytes, struct err *err)
{
    enum { PIECE = 512 };
    uint64_t hash[PIECE], left = w->hashes;
    enum status s = spool_take(w->hash_spool, &w->hashes_waiting, 0, err);
    for (uint64_t at = 0; !s && left; at += sizeof hash) {
        size_t count = left < PIECE ? (size_t)left : PIECE;
        s = spool_read(w->hash_spool, at, hash, count * sizeof *hash, err);
        for (size_t i = 0; !s && i < count; i++)
            word_filter_add(filter, bytes, hash[i]);
        left -= count;
    }
    return s;
}

static enum status write_filter(struct terms_writer *w, struct segment_out *out, struct err *err)
{
    uint64_t bytes = word_filter_bytes(w->hashes);
    unsigned char *filter = bytes ? calloc(1, bytes) : NULL;
    if (bytes && !filter)
        return err_no_memory(err);
    enum status s = fill_filter(w, filter, bytes, err);
    segment_out_begin(out, SECTION_WORD_FILTER);
    if (!s)
        segment_out_write(out, filter, bytes);
    free(filter);
    return s;
}

enum status terms_writer_finish(struct terms_writer *w, struct segment_out *out, struct err *err)
{
    if (w->terms % SEGMENT_TERM_GROUP)
        end_group(w);
    enum status s = spool_waiting(w, 0, err);
    segment_out_begin(out, SECTION_TERMS);
    if (!s)
        s = spool_copy(w->spool, out, err);
    if (!s)
        s = buf_status(&w->last, err);
    segment_out_begin(out, SECTION_TERM_INDEX);
    if (!s)
        s = write_buf(out, &w->beginnings, err);
    if (!s)
        s = write_buf(out, &w->entries, err);
    if (!s)
        s = write_buf(out, &w->keys, err);
    segment_out_begin(out, SECTION_TERM_ENDINGS);
    if (!s)
        s = write_buf(out, &w->endings, err);
    if (!s)
        s = write_buf(out, &w->second_endings, err);
    return s ? s : write_filter(w, out, err);
}
