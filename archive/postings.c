#include "archive/postings.h"

#include <stdlib.h>

/* A word stands in an article at most this often: more is damage. */
enum { FREQUENCY_MAX = 1 << 27 };

static enum status damaged(const struct postings *p, enum segment_section section, struct err *err)
{
    return segment_damaged(p->segment, section, err);
}

/* ---- skip data ---- */

/* Sums up a column of the group of blocks from `from` on, whose sum before is to[0]: to[1..count]. False when a sum
 * goes over 2^32. */
static bool read_sums(const unsigned char **at, const unsigned char *end, uint32_t count, uint32_t gap, uint32_t *to)
{
    *at = packing_decode(*at, end, count, to + 1);
    if (!*at)
        return false;
    uint32_t bits = packing_prefix_sum(to + 1, count, to[0], gap);
    bool ascend = to[count] >= to[0];
    /* 128 numbers of 24 bits stay below 2^32 */
    for (uint32_t i = 1; bits >> 24 && i <= count; i++)
        ascend &= gap ? to[i] > to[i - 1] : to[i] >= to[i - 1];
    return ascend;
}

static uint32_t group_size(const struct postings *p, uint32_t from)
{
    return p->block_count - from < SEGMENT_GROUP ? p->block_count - from : SEGMENT_GROUP;
}

/* Where the blocks end, by documents and by bytes. */
static bool read_ends(struct postings *p, const unsigned char *at, const unsigned char *end)
{
    p->last_document[0] = p->postings_end[0] = 0;
    for (uint32_t from = 0; from < p->block_count; from += SEGMENT_GROUP) {
        uint32_t count = group_size(p, from);
        if (!read_sums(&at, end, count, 1, p->last_document + from) ||
            !read_sums(&at, end, count, 0, p->postings_end + from))
            return false;
    }
    p->positions = at;
    p->skips_end = end;
    return p->last_document[p->block_count] <= p->segment->header.documents &&
           p->blocks_at + p->postings_end[p->block_count] == p->term.postings_at + p->term.postings_len &&
           (p->term.word || at == end);
}

/* Where the words' levels and bounds stand; they are read where they lie. */
static bool find_bounds(struct postings *p, const unsigned char **at, const unsigned char *end)
{
    size_t levels = SEGMENT_LEVELS * SEGMENT_LEVEL_BYTES, bounds = (size_t)p->block_count * SEGMENT_BOUND_BYTES;
    if ((size_t)(end - *at) < levels + bounds)
        return false;
    p->reached = *at;
    p->impacts = *at + levels;
    *at += levels + bounds;
    return true;
}

static enum status make_room(struct postings *p, struct err *err)
{
    size_t room = 1 + ((size_t)p->block_count + SEGMENT_GROUP - 1) / SEGMENT_GROUP * SEGMENT_GROUP;
    p->last_document = p->block_count <= SEGMENT_GROUP ? p->few : malloc(2 * room * sizeof *p->last_document);
    if (!p->last_document)
        return err_no_memory(err);
    p->postings_end = p->last_document + room;
    return S_OK;
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
    if (!status)
        status = make_room(p, err);
    if (status)
        return status;
    const unsigned char *skips = (const unsigned char *)at, *end = skips + len;
    bool good = (!p->term.word || find_bounds(p, &skips, end)) && read_ends(p, skips, end);
    return good ? S_OK : damaged(p, SECTION_POSTINGS, err);
}

enum status postings_begin(struct postings *p, struct segment *s, const struct term_place *term, struct err *err)
{
    p->segment = s;
    p->term = *term;
    p->block = p->block_count = (term->documents + CURSOR_BLOCK - 1) / CURSOR_BLOCK;
    p->last_document = NULL;
    p->positions_end = NULL;
    p->blocks_at = term->postings_at;
    p->count = 0;
    return p->block_count > 1 ? load_skips(p, err) : S_OK;
}

void postings_release(struct postings *p)
{
    if (p->last_document != p->few)
        free(p->last_document);
    free(p->positions_end);
    p->last_document = NULL;
    p->positions_end = NULL;
}

/* Where the blocks' positions end. */
static enum status load_positions_ends(struct postings *p, struct err *err)
{
    const unsigned char *at = p->positions;
    uint32_t column[PACKING_BLOCK];
    uint64_t *ends = p->positions_end = malloc(((size_t)p->block_count + 1) * sizeof *ends);
    if (!ends)
        return err_no_memory(err);
    ends[0] = 0;
    for (uint32_t from = 0; at && from < p->block_count; from += SEGMENT_GROUP) {
        uint32_t count = group_size(p, from);
        at = packing_decode(at, p->skips_end, count, column);
        for (uint32_t i = 0; at && i < count; i++)
            ends[from + i + 1] = ends[from + i] + column[i];
    }
    if (at == p->skips_end && ends[p->block_count] == p->term.positions_len)
        return S_OK;
    free(ends);
    p->positions_end = NULL;
    return damaged(p, SECTION_POSTINGS, err);
}

uint32_t postings_seek(const struct postings *p, uint32_t block, uint32_t target)
{
    if (!p->last_document || block >= p->block_count)
        return block;
    const uint32_t *last = p->last_document + 1;
    uint32_t step = 1, low = block;
    while (low + step < p->block_count && last[low + step - 1] < target) {
        low += step;
        step *= 2;
    }
    uint32_t high = low + step < p->block_count ? low + step : p->block_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (last[middle] < target)
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
    bool several = p->last_document != NULL;
    uint32_t before = several ? p->last_document[block] : 0;
    uint64_t start = p->blocks_at + (several ? p->postings_end[block] : 0);
    uint64_t end = several ? p->blocks_at + p->postings_end[block + 1] : p->term.postings_at + p->term.postings_len;
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
        (several && documents[p->count - 1] != p->last_document[block + 1]))
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
    bool several = p->last_document != NULL;
    enum status status = several && !p->positions_end ? load_positions_ends(p, err) : S_OK;
    if (status)
        return status;
    uint64_t start = p->term.positions_at + (several ? p->positions_end[p->block] : 0);
    uint64_t end = p->term.positions_at + (several ? p->positions_end[p->block + 1] : p->term.positions_len);
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
    status = segment_need(p->segment, SECTION_POSITIONS, start, end - start, err);
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
    p->asked = p->summed = false;
    return p->chunk ? S_OK : damaged(p, SECTION_POSITIONS, err);
}

static enum status need_chunk(struct postings *p, uint32_t number, struct err *err)
{
    return p->chunk_number == number + 1 ? S_OK : load_chunk(p, number, err);
}

/* Chunks are gone through forward: for one that lies behind, from the first again. */
static enum status find_chunks(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                               struct err *err)
{
    bool ready = p->grouped && p->chunk && p->chunk_number <= p->first[i] / PACKING_BLOCK + 1;
    return ready ? S_OK : begin_positions(p, frequencies, err);
}

/* How many of the block's positions from number `at` to `end` are in one chunk with it. */
static uint32_t part_of_chunk(uint32_t at, uint32_t end)
{
    uint32_t rest = PACKING_BLOCK - at % PACKING_BLOCK;
    return rest < end - at ? rest : end - at;
}

enum status postings_gaps(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                          struct u32_array *out, struct err *err)
{
    enum status status = find_chunks(p, i, frequencies, err);
    out->count = 0;
    if (!status && !u32_array_reserve(out, frequencies[i]))
        return err_no_memory(err);
    for (uint32_t at = p->first[i], count; !status && at < p->first[i + 1]; at += count) {
        status = need_chunk(p, at / PACKING_BLOCK, err);
        count = part_of_chunk(at, p->first[i + 1]);
        if (!status)
            memcpy(out->data + out->count, p->gaps + at % PACKING_BLOCK, count * sizeof *p->gaps);
        out->count += count;
    }
    return status;
}

/* Sums up the gaps of chunk `number`, which is unpacked. */
static void sum_chunk(struct postings *p, uint32_t number)
{
    uint32_t rest = p->first[p->count] - number * PACKING_BLOCK, count = rest < PACKING_BLOCK ? rest : PACKING_BLOCK;
    p->sums[0] = 0;
    memcpy(p->sums + 1, p->gaps, count * sizeof *p->gaps);
    p->narrow = packing_prefix_sum(p->sums + 1, count, 0, 1) >> 24 == 0; /* 128 such gaps stay below 2^32 */
    memset(p->sums + 1 + count, 0xff, POSITIONS_SPARE * sizeof *p->sums);
    p->summed = true;
}

/* Sums up gaps behind a position; returns the last. */
static uint64_t add_gaps(const uint32_t *gaps, uint32_t count, uint64_t position, uint32_t *to)
{
    for (uint32_t i = 0; i < count; i++) {
        position += (uint64_t)gaps[i] + 1;
        to[i] = (uint32_t)position;
    }
    return position;
}

/* The same from the sums in which `before` stands in front of them. */
static uint64_t add_sums(const uint32_t *before, uint32_t count, uint64_t position, uint32_t *to)
{
    memcpy(to, before + 1, count * sizeof *to);
    packing_add(to, count, (uint32_t)position - before[0]);
    return position + (before[count] - before[0]);
}

/* Puts the positions of a document together chunk by chunk. */
static enum status join_positions(struct postings *p, uint32_t i, struct u32_array *out, struct err *err)
{
    uint64_t position = 0;
    uint32_t end = p->first[i + 1];
    enum status status = S_OK;
    out->count = 0;
    if (!u32_array_reserve(out, end - p->first[i] + POSITIONS_SPARE))
        return err_no_memory(err);
    for (uint32_t at = p->first[i], count; at < end && !(status = need_chunk(p, at / PACKING_BLOCK, err));
         at += count) {
        uint32_t from = at % PACKING_BLOCK, *to = out->data + out->count;
        count = part_of_chunk(at, end);
        position = p->summed && p->narrow ? add_sums(p->sums + from, count, position, to)
                                          : add_gaps(p->gaps + from, count, position, to);
        out->count += count;
    }
    return !status && position > UINT32_MAX ? damaged(p, SECTION_POSITIONS, err) : status;
}

/* A chunk of which a second document is asked for is summed up as a whole: most documents' positions lie in one chunk,
 * and are lent where they stand. Where few are asked for, that would take longer. */
enum status postings_positions(struct postings *p, uint32_t i, const uint32_t frequencies[CURSOR_BLOCK],
                               struct u32_array *room, struct positions *out, struct err *err)
{
    enum status status = find_chunks(p, i, frequencies, err);
    uint32_t number = p->first[i] / PACKING_BLOCK;
    if (!status)
        status = need_chunk(p, number, err);
    if (status)
        return status;
    if (p->asked && !p->summed)
        sum_chunk(p, number);
    p->asked = true;
    if (postings_lend(p, i, out))
        return S_OK;
    status = join_positions(p, i, room, err);
    return status ? status : positions_of_array(room, out, err);
}

/* ---- impacts ---- */

void postings_bound(const struct postings *p, uint32_t block, struct cursor_bound *out)
{
    const unsigned char *bound = p->impacts + (size_t)block * SEGMENT_BOUND_BYTES;
    *out = (struct cursor_bound){p->last_document[block + 1], length_of_norm(bound[2]), impact_of(le16(bound))};
}

double postings_greatest(const struct postings *p)
{
    uint16_t greatest = 0;
    for (uint32_t block = 0; block < p->block_count; block++) {
        uint16_t impact = le16(p->impacts + (size_t)block * SEGMENT_BOUND_BYTES);
        greatest = impact > greatest ? impact : greatest;
    }
    return impact_of(greatest);
}

double postings_reached(const struct postings *p, uint64_t count)
{
    for (size_t level = 0; p->block_count > 1 && p->term.word && level < SEGMENT_LEVELS; level++)
        if (count <= segment_level[level])
            return impact_of(le16(p->reached + level * SEGMENT_LEVEL_BYTES));
    return 0;
}
