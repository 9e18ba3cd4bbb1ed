#include "archive/postings.h"

#include <stdlib.h>

/* A word stands in an article at most this often: more is damage. */
enum { FREQUENCY_MAX = 1 << 27 };

static enum status damaged(const struct postings *p, enum segment_section section, struct err *err)
{
    return segment_damaged(p->segment, section, err);
}

/* ---- skip data ---- */

struct skip_reader {
    const unsigned char *at, *end;
    uint32_t column[PACKING_BLOCK];
};

static bool read_column(struct skip_reader *r, uint32_t count)
{
    r->at = packing_decode(r->at, r->end, count, r->column);
    return r->at != NULL;
}

/* Reads the columns of up to 128 blocks into place[0..count), behind place[-1]. */
static bool read_group(struct postings *p, struct skip_reader *r, struct block_place *place, uint32_t count)
{
    if (!read_column(r, count))
        return false;
    packing_prefix_sum(r->column, count, place[-1].last_document, 1);
    for (uint32_t i = 0; i < count; i++) {
        if (r->column[i] <= place[(int)i - 1].last_document || r->column[i] > p->segment->header.documents)
            return false;
        place[i] = (struct block_place){.last_document = r->column[i]};
    }
    if (!read_column(r, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        if (__builtin_add_overflow(place[(int)i - 1].postings_end, r->column[i], &place[i].postings_end))
            return false;
    if (!p->term.word)
        return true;
    if (!read_column(r, count))
        return false;
    for (uint32_t i = 0; i < count; i++)
        place[i].positions_end = place[(int)i - 1].positions_end + r->column[i];
    if (!read_column(r, count))
        return false;
    for (uint32_t i = 0; i < count; i++) {
        if (r->column[i] > SEGMENT_IMPACTS_MAX)
            return false;
        place[i].impacts_end = place[(int)i - 1].impacts_end + r->column[i];
    }
    return true;
}

static bool read_skips(struct postings *p, struct skip_reader *r)
{
    for (uint32_t from = 0; from < p->block_count; from += SEGMENT_GROUP) {
        uint32_t count = p->block_count - from < SEGMENT_GROUP ? p->block_count - from : SEGMENT_GROUP;
        if (!read_group(p, r, p->place + 1 + from, count))
            return false;
    }
    p->impacts = r->at;
    return (size_t)(r->end - r->at) == (size_t)p->place[p->block_count].impacts_end * 2;
}

/* Whether the blocks' bytes are those of the term. */
static bool extents_agree(const struct postings *p)
{
    const struct block_place *last = &p->place[p->block_count];
    return p->blocks_at + last->postings_end == p->term.postings_at + p->term.postings_len &&
           last->positions_end == p->term.positions_len;
}

static enum status load_skips(struct postings *p, struct err *err)
{
    struct segment *s = p->segment;
    uint64_t head = p->term.postings_len < 10 ? p->term.postings_len : 10, len;
    enum status status = segment_need(s, SECTION_POSTINGS, p->term.postings_at, head, err);
    if (status)
        return status;
    const char *start = (const char *)s->section[SECTION_POSTINGS] + p->term.postings_at, *at = start;
    if (!varint_read(&at, start + head, &len) || len > p->term.postings_len - (uint64_t)(at - start))
        return damaged(p, SECTION_POSTINGS, err);
    p->blocks_at = p->term.postings_at + (uint64_t)(at - start) + len;
    status = segment_need(s, SECTION_POSTINGS, p->term.postings_at, p->blocks_at - p->term.postings_at, err);
    if (status)
        return status;
    p->place = malloc(((size_t)p->block_count + 1) * sizeof *p->place);
    if (!p->place)
        return err_no_memory(err);
    p->place[0] = (struct block_place){0};
    struct skip_reader r = {.at = (const unsigned char *)at, .end = (const unsigned char *)at + len};
    return read_skips(p, &r) && extents_agree(p) ? S_OK : damaged(p, SECTION_POSTINGS, err);
}

enum status postings_begin(struct postings *p, struct segment *s, const struct segment_term *term, struct err *err)
{
    p->segment = s;
    p->term = *term;
    p->block = p->block_count = (term->documents + CURSOR_BLOCK - 1) / CURSOR_BLOCK;
    p->place = NULL;
    p->impacts = NULL;
    p->blocks_at = term->postings_at;
    p->count = 0;
    return p->block_count > 1 ? load_skips(p, err) : S_OK;
}

void postings_release(struct postings *p)
{
    free(p->place);
    p->place = NULL;
}

uint32_t postings_seek(const struct postings *p, uint32_t block, uint32_t target)
{
    if (!p->place || block >= p->block_count)
        return block;
    const struct block_place *place = p->place + 1;
    uint32_t step = 1, low = block;
    while (low + step < p->block_count && place[low + step - 1].last_document < target) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < p->block_count ? low + step : p->block_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (place[middle].last_document < target)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* ---- documents and frequencies ---- */

/* A block of a few documents, as varints: gaps, and for words frequencies less one, are given apart. */
static bool read_short(struct postings *p, const char *at, const char *end, uint32_t *gaps)
{
    uint32_t *less = p->first; /* kept there until the frequencies are asked for */
    for (uint32_t i = 0; i < p->count; i++) {
        uint64_t gap, rest = 0;
        if (!varint_read(&at, end, &gap))
            return false;
        bool once = !p->term.word || (gap & 1);
        if (!once && (!varint_read(&at, end, &rest) || rest >= FREQUENCY_MAX))
            return false;
        gap >>= p->term.word;
        if (gap >= CURSOR_END)
            return false;
        gaps[i] = (uint32_t)gap;
        less[i] = (uint32_t)rest;
    }
    return at == end;
}

/* Whether the numbers ascend and are documents. They ascend unless their sum went over 2^32, which gaps and a first
 * number of at most 24 bits do not reach. */
static bool are_documents(const struct postings *p, const uint32_t *documents, uint32_t before, uint32_t gap_bits)
{
    uint32_t disorder = 0;
    for (uint32_t i = 0; (gap_bits | before) >> 24 && i < p->count; i++) {
        disorder |= documents[i] <= before;
        before = documents[i];
    }
    return !disorder && documents[p->count - 1] <= p->segment->header.documents;
}

enum status postings_documents(struct postings *p, uint32_t block, uint32_t documents[CURSOR_BLOCK], struct err *err)
{
    struct segment *s = p->segment;
    uint32_t before = p->place ? p->place[block].last_document : 0;
    uint64_t start = p->blocks_at + (p->place ? p->place[block].postings_end : 0);
    uint64_t end =
        p->place ? p->blocks_at + p->place[block + 1].postings_end : p->term.postings_at + p->term.postings_len;
    p->block = block;
    p->count = block + 1 < p->block_count ? CURSOR_BLOCK : p->term.documents - block * CURSOR_BLOCK;
    p->grouped = false;
    p->chunk_number = 0;
    p->chunk = NULL;
    enum status status = segment_need(s, SECTION_POSTINGS, start, end - start, err);
    if (status)
        return status;
    p->at = s->section[SECTION_POSTINGS] + start;
    p->end = s->section[SECTION_POSTINGS] + end;
    bool good;
    if (p->count < SEGMENT_SHORT_LIST) {
        good = read_short(p, (const char *)p->at, (const char *)p->end, documents);
    } else {
        p->at = packing_decode(p->at, p->end, p->count, documents);
        good = p->at != NULL;
    }
    if (!good)
        return damaged(p, SECTION_POSTINGS, err);
    uint32_t gap_bits = packing_prefix_sum(documents, p->count, before, 1);
    if (!are_documents(p, documents, before, gap_bits) ||
        (p->place && documents[p->count - 1] != p->place[block + 1].last_document))
        return damaged(p, SECTION_POSTINGS, err);
    return S_OK;
}

enum status postings_frequencies(struct postings *p, uint32_t frequencies[CURSOR_BLOCK], struct err *err)
{
    if (!p->term.word) {
        memset(frequencies, 0, p->count * sizeof *frequencies);
        return S_OK;
    }
    if (p->count < SEGMENT_SHORT_LIST) {
        for (uint32_t i = 0; i < p->count; i++)
            frequencies[i] = p->first[i] + 1;
        return S_OK;
    }
    if (packing_decode(p->at, p->end, p->count, frequencies) != p->end ||
        packing_add(frequencies, p->count, 1) >= FREQUENCY_MAX)
        return damaged(p, SECTION_POSTINGS, err);
    return S_OK;
}

/* ---- positions ---- */

static enum status begin_positions(struct postings *p, const uint32_t frequencies[CURSOR_BLOCK], struct err *err)
{
    uint64_t start = p->term.positions_at + (p->place ? p->place[p->block].positions_end : 0);
    uint64_t end = p->term.positions_at + (p->place ? p->place[p->block + 1].positions_end : p->term.positions_len);
    uint64_t sum = 0;
    p->first[0] = 0;
    memcpy(p->first + 1, frequencies, p->count * sizeof *frequencies);
    uint32_t bits = packing_prefix_sum(p->first + 1, p->count, 0, 0);
    for (uint32_t i = 0; bits >> 24 && i < p->count; i++) /* 128 smaller numbers stay below 2^32 */
        sum += frequencies[i];
    if (sum > UINT32_MAX ||
        p->first[p->count] >
            (end - start) * PACKING_BLOCK) /* a chunk takes a byte at least: else no memory is taken for it */
        return damaged(p, SECTION_POSITIONS, err);
    enum status status = segment_need(p->segment, SECTION_POSITIONS, start, end - start, err);
    p->chunk = p->segment->section[SECTION_POSITIONS] + start;
    p->chunks_end = p->segment->section[SECTION_POSITIONS] + end;
    p->chunk_number = 0;
    p->grouped = !status;
    return status;
}

static bool read_short_chunk(struct postings *p, uint32_t count)
{
    const char *at = (const char *)p->chunk, *end = (const char *)p->chunks_end;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t gap;
        if (!varint_read(&at, end, &gap) || gap >= CURSOR_END)
            return false;
        p->gaps[i] = (uint32_t)gap;
    }
    p->chunk = (const unsigned char *)at;
    return true;
}

/* Unpacks chunk `number` of the block's positions, going forward. */
static enum status load_chunk(struct postings *p, uint32_t number, struct err *err)
{
    uint32_t total = p->first[p->count];
    while (p->chunk && p->chunk_number < number) {
        p->chunk = packing_skip(p->chunk, p->chunks_end, PACKING_BLOCK);
        p->chunk_number++;
    }
    uint32_t rest = total - number * PACKING_BLOCK, count = rest < PACKING_BLOCK ? rest : PACKING_BLOCK;
    if (p->chunk && count < SEGMENT_SHORT_LIST && !read_short_chunk(p, count))
        p->chunk = NULL;
    else if (p->chunk && count >= SEGMENT_SHORT_LIST)
        p->chunk = packing_decode(p->chunk, p->chunks_end, count, p->gaps);
    p->chunk_number = number + 1;
    return p->chunk ? S_OK : damaged(p, SECTION_POSITIONS, err);
}

/* The gaps of a document, chunk by chunk. */
struct gaps {
    const uint32_t *part;
    uint32_t count; /* of the part */
    uint32_t at, end;
};

static enum status gaps_begin(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK], struct gaps *g,
                              struct u32_array *out, struct err *err)
{
    enum status status = S_OK;
    /* chunks are gone through forward: for one that lies behind, from the first again */
    if (!p->grouped || !p->chunk || p->chunk_number > p->first[i] / PACKING_BLOCK + 1)
        status = begin_positions(p, frequencies, err);
    g->at = p->first[i];
    g->end = p->first[i + 1];
    out->count = 0;
    return !status && !u32_array_reserve(out, frequencies[i]) ? err_no_memory(err) : status;
}

static enum status gaps_next(struct postings *p, struct gaps *g, struct err *err)
{
    uint32_t number = g->at / PACKING_BLOCK, from = g->at % PACKING_BLOCK;
    g->part = p->gaps + from;
    g->count = PACKING_BLOCK - from < g->end - g->at ? PACKING_BLOCK - from : g->end - g->at;
    g->at += g->count;
    return p->chunk_number == number + 1 ? S_OK : load_chunk(p, number, err);
}

enum status postings_gaps(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                          struct u32_array *out, struct err *err)
{
    struct gaps g;
    enum status status = gaps_begin(p, i, frequencies, &g, out, err);
    while (!status && g.at < g.end && !(status = gaps_next(p, &g, err))) {
        memcpy(out->data + out->count, g.part, g.count * sizeof *g.part);
        out->count += g.count;
    }
    return status;
}

enum status postings_positions(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                               struct u32_array *out, struct err *err)
{
    struct gaps g;
    uint64_t position = 0;
    enum status status = gaps_begin(p, i, frequencies, &g, out, err);
    while (!status && g.at < g.end && !(status = gaps_next(p, &g, err))) {
        uint32_t *to = out->data + out->count;
        for (uint32_t j = 0; j < g.count; j++) {
            position += (uint64_t)g.part[j] + 1;
            to[j] = (uint32_t)position;
        }
        out->count += g.count;
    }
    return !status && position > UINT32_MAX ? damaged(p, SECTION_POSITIONS, err) : status;
}

/* ---- impacts ---- */

enum status postings_impacts(const struct postings *p, uint32_t block, struct cursor_impacts *out, struct err *err)
{
    uint32_t from = p->place[block].impacts_end, to = p->place[block + 1].impacts_end;
    if (from == to)
        return damaged(p, SECTION_POSTINGS, err);
    out->last = p->place[block + 1].last_document;
    out->count = to - from;
    for (uint32_t i = 0; i < out->count; i++) {
        const unsigned char *pair = p->impacts + 2 * (size_t)(from + i);
        out->pair[i].frequency = pair[0] == UINT8_MAX ? UINT32_MAX : pair[0];
        out->pair[i].length = length_of_norm(pair[1]);
    }
    return S_OK;
}
