#include "archive/term_encoder.h"

#include <stdlib.h>
#include <string.h>

#include "archive/packing.h"

void term_encoder_init(struct term_encoder *e, const uint8_t *norm)
{
    *e = (struct term_encoder){.norm = norm};
}

void term_encoder_release(struct term_encoder *e)
{
    buf_release(&e->names);
    buf_release(&e->postings);
    buf_release(&e->positions);
    buf_release(&e->blocks);
    buf_release(&e->impacts);
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
                  e->impacts.failed;
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
    buf_reset(&e->impacts);
    e->positions_start = positions_place(e);
}

/* ---- impacts: what bounds a block's scores ---- */

struct impact {
    uint32_t frequency;
    uint8_t norm;
};

/* How much a frequency weighs, about: only to choose which pairs give way. */
static double weight(uint32_t frequency)
{
    return frequency / (frequency + 1.2);
}

/* Joins the two neighbours whose joining loosens the bound least: the pair that is left covers both. */
static uint32_t join_closest(struct impact *pair, uint32_t count)
{
    uint32_t closest = 0;
    for (uint32_t i = 1; i + 1 < count; i++)
        if (weight(pair[i].frequency) - weight(pair[i + 1].frequency) <
            weight(pair[closest].frequency) - weight(pair[closest + 1].frequency))
            closest = i;
    pair[closest].norm = pair[closest + 1].norm;
    memmove(pair + closest + 1, pair + closest + 2, (count - closest - 2) * sizeof *pair);
    return count - 1;
}

/* The pairs (frequency, norm) of the block that no other beats in both: from the greatest frequency down, each with a
 * lesser norm than the one before. */
static uint32_t find_impacts(const struct term_encoder *e, struct impact pair[UINT8_MAX + 1])
{
    uint8_t least[UINT8_MAX + 1];
    uint32_t greatest = 1, count = 0;
    memset(least, UINT8_MAX, sizeof least);
    bool seen[UINT8_MAX + 1] = {false};
    for (uint32_t i = 0; i < e->pending; i++) {
        uint32_t frequency = e->frequencies[i] < UINT8_MAX ? e->frequencies[i] : UINT8_MAX;
        uint8_t norm = e->norm[e->documents[i]];
        if (!seen[frequency] || norm < least[frequency])
            least[frequency] = norm;
        seen[frequency] = true;
        greatest = frequency > greatest ? frequency : greatest;
    }
    for (uint32_t f = greatest; f > 0; f--)
        if (seen[f] && (count == 0 || least[f] < pair[count - 1].norm))
            pair[count++] = (struct impact){f, least[f]};
    while (count > SEGMENT_IMPACTS_MAX)
        count = join_closest(pair, count);
    return count;
}

static uint32_t append_impacts(struct term_encoder *e)
{
    struct impact pair[UINT8_MAX + 1];
    uint32_t count = find_impacts(e, pair);
    for (uint32_t i = 0; i < count; i++) {
        buf_append_byte(&e->impacts, (char)pair[i].frequency);
        buf_append_byte(&e->impacts, (char)pair[i].norm);
    }
    return count;
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

/* A term of one block has no skip data, and needs no impacts: who wants a bound can look at its few documents. */
static void end_block(struct term_encoder *e, bool with_impacts)
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
    b->impact_count = word && with_impacts ? append_impacts(e) : 0;
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

static void append_column(struct buf *out, const struct term_encoder *e, size_t from, size_t count,
                          uint32_t (*value)(const struct encoded_block *b, uint32_t before))
{
    uint32_t values[SEGMENT_GROUP];
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

static uint32_t impacts_of(const struct encoded_block *b, uint32_t before)
{
    (void)before;
    return b->impact_count;
}

static void append_skips(struct buf *out, const struct term_encoder *e, bool word)
{
    for (size_t from = 0; from < e->block_count; from += SEGMENT_GROUP) {
        size_t count = e->block_count - from < SEGMENT_GROUP ? e->block_count - from : SEGMENT_GROUP;
        append_column(out, e, from, count, document_gap);
        append_column(out, e, from, count, postings_bytes);
        if (word) {
            append_column(out, e, from, count, positions_bytes);
            append_column(out, e, from, count, impacts_of);
        }
    }
    buf_append_str(out, buf_str(&e->impacts));
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
    e->no_memory |= e->blocks.failed || e->impacts.failed;
    t->postings_len = e->postings.len - start;
    t->positions_len = positions_place(e) - e->positions_start;
    e->term_count++;
}
