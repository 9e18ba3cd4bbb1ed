#include "archive/term_encoder.h"

#include <stdlib.h>
#include <string.h>

#include "archive/packing.h"
#include "core/bm25.h"

void term_encoder_init(struct term_encoder *e, struct encoder_lengths lengths)
{
    *e = (struct term_encoder){.lengths = lengths};
}

void term_encoder_release(struct term_encoder *e)
{
    buf_release(&e->names);
    buf_release(&e->postings);
    buf_release(&e->positions);
    buf_release(&e->blocks);
    buf_release(&e->bounds);
    u32_array_release(&e->gaps);
    free(e->term);
    free(e->block);
    *e = (struct term_encoder){0};
}

void term_encoder_reset(struct term_encoder *e)
{
    buf_reset(&e->names);
    buf_reset(&e->postings);
    buf_reset(&e->positions);
    e->term_count = 0;
    e->positions_taken = 0;
}

enum status term_encoder_status(const struct term_encoder *e, struct err *err)
{
    bool failed = e->no_memory || e->names.failed || e->postings.failed || e->positions.failed || e->blocks.failed ||
                  e->bounds.failed;
    return failed ? err_no_memory(err) : S_OK;
}

static uint64_t positions_place(const struct term_encoder *e)
{
    return e->positions_taken + e->positions.len;
}

void term_encoder_take_positions(struct term_encoder *e)
{
    e->positions_taken += e->positions.len;
    buf_truncate(&e->positions, 0);
}

void term_encoder_begin(struct term_encoder *e, struct str term, bool word)
{
    if (e->term_count == e->term_capacity) {
        size_t capacity = e->term_capacity ? e->term_capacity * 2 : 1024;
        struct encoded_term *grown = realloc(e->term, capacity * sizeof *grown);
        if (!grown) {
            e->no_memory = true;
            return;
        }
        e->term = grown;
        e->term_capacity = capacity;
    }
    e->term[e->term_count] = (struct encoded_term){.term_start = e->names.len, .term_len = term.len, .word = word};
    buf_append_str(&e->names, term);
    e->pending = e->last_document = 0;
    e->gaps.count = e->block_count = 0;
    buf_reset(&e->blocks);
    buf_reset(&e->bounds);
    e->best.count = 0;
    e->positions_start = positions_place(e);
}

/* ---- impacts: what bounds scores ---- */

/* Puts an impact in the place of the top, and moves it down to its own. */
static void sink(struct best_impacts *best, uint16_t impact)
{
    uint32_t at = 0;
    for (uint32_t least; (least = 2 * at + 1) < best->count; at = least) {
        least += least + 1 < best->count && best->impact[least + 1] < best->impact[least];
        if (best->impact[least] >= impact)
            break;
        best->impact[at] = best->impact[least];
    }
    best->impact[at] = impact;
}

static void take_impact(struct best_impacts *best, uint16_t impact)
{
    if (best->count == ENCODER_BEST) {
        if (impact > best->impact[0])
            sink(best, impact);
        return;
    }
    uint32_t at = best->count++;
    for (; at > 0 && best->impact[(at - 1) / 2] > impact; at = (at - 1) / 2)
        best->impact[at] = best->impact[(at - 1) / 2];
    best->impact[at] = impact;
}

/* Of a long document only a least length is known, which bounds its impact from above alone. */
static void append_bound(struct term_encoder *e)
{
    double base = bm25_length_part(0, e->lengths.average_length), greatest = 0;
    double slope = bm25_length_slope(e->lengths.average_length);
    uint16_t shortest = ENCODER_LONG;
    unsigned char bytes[SEGMENT_BOUND_BYTES];
    for (uint32_t i = 0; i < e->pending; i++) {
        uint16_t length = e->lengths.of[e->documents[i]];
        double impact = bm25_impact(e->frequencies[i], base + slope * length);
        greatest = impact > greatest ? impact : greatest;
        shortest = length < shortest ? length : shortest;
        take_impact(&e->best, length < ENCODER_LONG ? impact_below(impact) : 0);
    }
    put_le16(bytes, impact_above(greatest));
    bytes[2] = norm_of_length(shortest);
    buf_append(&e->bounds, bytes, sizeof bytes);
}

static int descending(const void *a, const void *b)
{
    const uint16_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

static void append_levels(struct buf *out, struct best_impacts *best)
{
    qsort(best->impact, best->count, sizeof *best->impact, descending);
    for (size_t level = 0; level < SEGMENT_LEVELS; level++) {
        unsigned char bytes[SEGMENT_LEVEL_BYTES];
        put_le16(bytes, best->impact[segment_level[level] - 1]);
        buf_append(out, bytes, sizeof bytes);
    }
}

/* ---- blocks ---- */

static void append_packed(struct buf *out, const uint32_t *values, uint32_t count)
{
    if (buf_reserve(out, PACKING_BYTES_MAX))
        out->len += packing_encode(values, count, (unsigned char *)out->data + out->len);
}

/* Numbers in blocks of 128; a short rest as varints. */
static void append_numbers(struct buf *out, const uint32_t *values, size_t count)
{
    for (size_t at = 0; at < count; at += PACKING_BLOCK) {
        uint32_t part = count - at < PACKING_BLOCK ? (uint32_t)(count - at) : PACKING_BLOCK;
        if (part >= SEGMENT_SHORT_LIST)
            append_packed(out, values + at, part);
        for (uint32_t i = 0; part < SEGMENT_SHORT_LIST && i < part; i++)
            buf_append_varint(out, values[at + i]);
    }
}

static void append_postings(struct term_encoder *e, bool word)
{
    uint32_t gaps[CURSOR_BLOCK], less[CURSOR_BLOCK], before = e->last_document;
    for (uint32_t i = 0; i < e->pending; i++) {
        gaps[i] = e->documents[i] - before - 1;
        less[i] = e->frequencies[i] - 1;
        before = e->documents[i];
    }
    if (e->pending >= SEGMENT_SHORT_LIST) {
        append_packed(&e->blocks, gaps, e->pending);
        if (word)
            append_packed(&e->blocks, less, e->pending);
        return;
    }
    for (uint32_t i = 0; i < e->pending; i++) {
        buf_append_varint(&e->blocks, word ? (uint64_t)gaps[i] << 1 | (less[i] == 0) : gaps[i]);
        if (word && less[i])
            buf_append_varint(&e->blocks, less[i]);
    }
}

/* A term of one block has no skip data, and needs no bounds: who wants a bound can look at its few documents. */
static void end_block(struct term_encoder *e, bool with_bounds)
{
    bool word = e->term[e->term_count].word;
    size_t postings_start = e->blocks.len;
    uint64_t positions_start = positions_place(e);
    if (e->block_count == e->block_capacity) {
        size_t capacity = e->block_capacity ? e->block_capacity * 2 : 64;
        struct encoded_block *grown = realloc(e->block, capacity * sizeof *grown);
        if (!grown) {
            e->no_memory = true;
            return;
        }
        e->block = grown;
        e->block_capacity = capacity;
    }
    append_postings(e, word);
    if (word)
        append_numbers(&e->positions, e->gaps.data, e->gaps.count);
    struct encoded_block *b = &e->block[e->block_count++];
    b->last_document = e->last_document = e->documents[e->pending - 1];
    b->postings_len = (uint32_t)(e->blocks.len - postings_start);
    b->positions_len = (uint32_t)(positions_place(e) - positions_start);
    if (word && with_bounds)
        append_bound(e);
    e->pending = 0;
    e->gaps.count = 0;
}

void term_encoder_add(struct term_encoder *e, uint32_t document, uint32_t frequency, const uint32_t *gaps)
{
    if (e->no_memory)
        return;
    if (e->pending == CURSOR_BLOCK)
        end_block(e, true);
    e->documents[e->pending] = document;
    e->frequencies[e->pending++] = frequency;
    for (uint32_t i = 0; gaps && i < frequency; i++)
        if (!u32_array_append(&e->gaps, gaps[i]))
            e->no_memory = true;
    e->term[e->term_count].documents++;
}

/* ---- skip data ---- */

/* Of the group of blocks from `from` on. */
static void append_column(struct buf *out, const struct term_encoder *e, size_t from,
                          uint32_t (*value)(const struct encoded_block *b, uint32_t before))
{
    uint32_t values[SEGMENT_GROUP];
    size_t count = e->block_count - from < SEGMENT_GROUP ? e->block_count - from : SEGMENT_GROUP;
    for (size_t i = 0; i < count; i++)
        values[i] = value(&e->block[from + i], from + i ? e->block[from + i - 1].last_document : 0);
    append_packed(out, values, (uint32_t)count);
}

static uint32_t document_gap(const struct encoded_block *b, uint32_t before)
{
    return b->last_document - before - 1;
}

static uint32_t postings_bytes(const struct encoded_block *b, uint32_t before)
{
    (void)before;
    return b->postings_len;
}

static uint32_t positions_bytes(const struct encoded_block *b, uint32_t before)
{
    (void)before;
    return b->positions_len;
}

/* Positions stand behind all else: few searches ask for them. */
static void append_skips(struct buf *out, struct term_encoder *e, bool word)
{
    if (word) {
        append_levels(out, &e->best);
        buf_append_str(out, buf_str(&e->bounds));
    }
    for (size_t from = 0; from < e->block_count; from += SEGMENT_GROUP) {
        append_column(out, e, from, document_gap);
        append_column(out, e, from, postings_bytes);
    }
    for (size_t from = 0; word && from < e->block_count; from += SEGMENT_GROUP)
        append_column(out, e, from, positions_bytes);
}

void term_encoder_end(struct term_encoder *e)
{
    if (e->no_memory)
        return;
    struct encoded_term *t = &e->term[e->term_count];
    if (t->documents == 0) {
        buf_truncate(&e->names, t->term_start);
        return;
    }
    end_block(e, e->block_count > 0);
    size_t start = e->postings.len;
    if (e->block_count > 1) {
        struct buf skips = {0};
        append_skips(&skips, e, t->word);
        e->postings.failed |= skips.failed;
        buf_append_varint(&e->postings, skips.len);
        buf_append_str(&e->postings, buf_str(&skips));
        buf_release(&skips);
    }
    buf_append_str(&e->postings, buf_str(&e->blocks));
    e->no_memory |= e->blocks.failed || e->bounds.failed;
    t->postings_len = e->postings.len - start;
    t->positions_len = positions_place(e) - e->positions_start;
    e->term_count++;
}
