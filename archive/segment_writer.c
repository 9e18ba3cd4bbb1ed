/* A segment is one file, little-endian, written once. N is the number of documents, numbered from 1 in this order:
 * newest first, documents of one instant by id (memcmp), undated ones last, by id.
 *
 * varint: unsigned LEB128. packed(n): n numbers as packing.c writes them. numbers(n): packed in blocks of 128; a last
 * block of fewer than 8 as varints. bits(n): n numbers of R bits each, packed from the lowest bit of the first byte on,
 * and 8 bytes 0.
 *
 *   0     8  magic "DLseg\r\n\x1a"
 *   8     4  version 6
 *   12    4  number of sections, 20
 *   16    4  N
 *   20    4  D: the first D documents are dated
 *   24    4  number of terms
 *   28    4  W_l, 32  4  W_h: bytes of an element, 1, 2 or 4
 *   36    4  R: bits of N - 1, at least 1
 *   40    4  1: bodies are stored, 0: they are not
 *   44    4  0
 *   48    8  sum of the lengths
 *   56    8  bytes of the file
 *   64   24  for each section: offset, bytes, XXH3-64 of its bytes (seed 0)
 *   ...      zeros
 *   1016  8  XXH3-64 of the 1016 bytes before: it stands for the whole segment
 *   1024     the sections, one behind the other:
 *
 *   stored dictionary    at most 32 KiB: the preset dictionary of the records below; segments of an archive share one
 *                        where they can, so that a merge takes the records as they are
 *
 *   stored               for each document: its record (record.c) as a raw deflate stream (RFC 1951). Where bodies are
 *                        not stored the record is without, and the high half of the XXH3-128 of the whole one (8
 *                        bytes) stands before the stream
 *
 *   stored ends          for each group of 128 documents, 8 bytes: where its first stream begins in `stored`; then for
 *                        each document, 4 bytes: where its stream ends, from the beginning of the group
 *
 *   dates                for each group of 128 of the D dated documents, 24 bytes: least date (8, seconds since 1970),
 *                        unit in seconds (4), bits (4), offset of its numbers from the end of these heads (8); then
 *                        for each document (date - least) / unit in so many bits, packed from the lowest bit of the
 *                        first byte on, each group beginning at a byte; 8 bytes 0
 *
 *   lengths              for each document, W_l bytes: words of headline and body
 *
 *   headline lengths     for each document, W_h bytes
 *
 *   texts                for each document, 8 bytes: the same for documents that say the same (text_hash.h)
 *
 *   ids                  128 bytes: for each byte the length of its code, 4 bits (huffman.h); then the ids, ascending
 *                        (memcmp), in groups of 16: varint bytes of the first, these bytes; for each of the others
 *                        varint bytes shared with the id before, varint further bytes; then these further bytes of
 *                        all, each as its code. The place of an id here is its rank, from 0
 *
 *   groups of ids        for each group 4 bytes: where it begins in `ids`
 *
 *   ranks of ids         bits(N): the rank of each document's id
 *
 *   documents of ids     bits(N): the document of each rank, less 1
 *
 *   long ids             for each id that is too long for a term, by these numbers: the low half of its XXH3-128 (8
 *                        bytes), its document (4 bytes)
 *
 *   positions            for each term that is a word, for each of its blocks: numbers(sum of frequencies): of each
 *                        document the first position less 1, then each distance to the next less 1
 *
 *   postings             for each term, its documents in blocks of 128, the last one shorter. With more than one block
 *                        they are preceded by skip data: varint bytes of it; for words the impact that at least 10 of
 *                        the documents reach, and that 100 do (2 bytes each), and for each block the greatest impact in
 *                        it (2 bytes) and the norm of its shortest document (1 byte); for each 128 blocks packed(last
 *                        document - last document of the block before - 1), packed(bytes in postings); then for words
 *                        for each 128 blocks packed(bytes in positions). An impact is frequency / (frequency + length
 *                        part) as of bm25.h with the segment's average length, times 65,535, as impact_below and
 *                        impact_above (segment_format.h) round it: up where it bounds, down where it is reached; so are
 *                        norms. A document of 65,535 words or more counts as one of 65,535 where it bounds, and as 0
 *                        where it is reached.
 *                        A block: packed(document - document before - 1), and for words packed(frequency - 1). One of
 *                        fewer than 8 documents: for each, varint gap, for words (gap << 1 | frequency is 1) and if it
 *                        is not, varint (frequency - 1)
 *
 *   terms                ascending, in groups of 32: varint offset of the group in postings, varint in positions; for
 *                        each term 1 byte: bytes shared with the term before, 0 for the first of the group; for each
 *                        1 byte: further bytes; these further bytes of all; for each varint (documents << 1 | is a
 *                        word), varint bytes in postings, and for words varint bytes in positions
 *
 *   term index           for each group the first 8 bytes of its first term, with zeros behind a shorter one; then for
 *                        each 8 bytes: its offset in `terms`; 4 bytes: where its first term ends in what follows; then
 *                        these first terms
 *
 *   endings of terms     for each term 1 byte: its last 4 bytes as a number, times 0x9E3779B1, bits 24 to 31 of that; 0
 *                        for a shorter one; then for each 1 byte: bits 16 to 23
 *
 *   filter of words      the Bloom filter of word_filter.h over all terms but those of fields
 *
 *   page checksums       for each 4 KiB of the file up to here 4 bytes: the low half of their XXH3-64; the first
 *                        leaves out the header
 *
 *   checksums of those   for each 4 KiB of the page checksums 8 bytes: their XXH3-64
 */
#include "archive/segment_writer.h"

#include <stdlib.h>

#include "archive/segment_ids.h"
#include "archive/segment_terms_writer.h"
#include "archive/store.h"

struct segment_writer {
    struct segment_out *out;
    const struct segment_documents *documents;
    struct segment_header header;
    uint16_t *length; /* of each document, up to ENCODER_LONG */
    struct spool *postings;
    struct buf postings_waiting;
    struct terms_writer terms;
};

int segment_order(int64_t date_a, struct str id_a, int64_t date_b, struct str id_b)
{
    if (date_a != date_b)
        return date_a > date_b ? -1 : 1; /* STORE_UNDATED is the least date */
    return str_compare(id_a, id_b);
}

/* ---- documents ---- */

static enum status get(struct segment_writer *w, uint32_t document, struct segment_document *out, struct err *err)
{
    return w->documents->get(w->documents->context, document, out, err);
}

static uint32_t width_of(uint32_t greatest)
{
    return greatest <= UINT8_MAX ? 1 : greatest <= UINT16_MAX ? 2 : 4;
}

/* What the header and the encoders need to know of all documents. */
static enum status survey(struct segment_writer *w, struct err *err)
{
    struct segment_document d;
    uint32_t longest = 0, longest_headline = 0;
    enum status s = S_OK;
    for (uint32_t i = 1; i <= w->documents->count && !(s = get(w, i, &d, err)); i++) {
        w->length[i] = d.length < ENCODER_LONG ? (uint16_t)d.length : ENCODER_LONG;
        w->header.total_length += d.length;
        w->header.dated += d.date != STORE_UNDATED;
        longest = d.length > longest ? d.length : longest;
        longest_headline = d.headline_words > longest_headline ? d.headline_words : longest_headline;
    }
    w->header.documents = w->documents->count;
    w->header.bodies = w->documents->bodies;
    w->header.length_width = width_of(longest);
    w->header.headline_width = width_of(longest_headline);
    w->header.number_bits = w->documents->count > 2 ? 32 - (uint32_t)__builtin_clz(w->documents->count - 1) : 1;
    return s;
}

static void write_number(struct segment_out *out, uint64_t value, uint32_t width)
{
    unsigned char bytes[8];
    put_le64(bytes, value);
    segment_out_write(out, bytes, width);
}

/* Ends of what lies one behind the other: the beginning of each group, and from there the end of each element. */
struct ends {
    struct buf groups, ends;
    uint64_t group_start, total;
    uint32_t count;
};

static void ends_add(struct ends *e, size_t len)
{
    unsigned char bytes[8];
    if (e->count++ % SEGMENT_GROUP == 0) {
        e->group_start = e->total;
        put_le64(bytes, e->total);
        buf_append(&e->groups, bytes, 8);
    }
    e->total += len;
    put_le64(bytes, e->total - e->group_start);
    buf_append(&e->ends, bytes, 4);
}

static enum status ends_write(struct ends *e, struct segment_out *out, struct err *err)
{
    segment_out_write(out, e->groups.data, e->groups.len);
    segment_out_write(out, e->ends.data, e->ends.len);
    enum status s = buf_status(&e->groups, err);
    if (!s)
        s = buf_status(&e->ends, err);
    buf_release(&e->groups);
    buf_release(&e->ends);
    return s;
}

static enum status write_stored(struct segment_writer *w, struct err *err)
{
    struct ends ends = {0};
    struct str stream;
    enum status s = S_OK;
    segment_out_begin(w->out, SECTION_STORED_DICTIONARY);
    segment_out_write(w->out, w->documents->dictionary.ptr, w->documents->dictionary.len);
    segment_out_begin(w->out, SECTION_STORED);
    for (uint32_t i = 1; !s && i <= w->documents->count; i++) {
        s = w->documents->stored(w->documents->context, i, &stream, err);
        if (s)
            break;
        segment_out_write(w->out, stream.ptr, stream.len);
        ends_add(&ends, stream.len);
        if (ends.total - ends.group_start > UINT32_MAX)
            s = err_set(err, S_LIMIT, "%d articles of a segment take more than 4 GB", SEGMENT_GROUP);
    }
    segment_out_begin(w->out, SECTION_STORED_ENDS);
    enum status written = ends_write(&ends, w->out, err);
    return s ? s : written;
}

/* ---- dates ---- */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Appends a group's head and its numbers. Dates descend. */
static void append_dates(struct buf *heads, struct buf *numbers, const int64_t *date, uint32_t count)
{
    int64_t least = date[count - 1];
    uint64_t unit = 0;
    for (uint32_t i = 0; i < count; i++)
        unit = common_divisor((uint64_t)date[i] - (uint64_t)least, unit);
    if (unit == 0 || unit > UINT32_MAX)
        unit = 1;
    uint64_t greatest = ((uint64_t)date[0] - (uint64_t)least) / unit;
    uint32_t bits = greatest ? 64 - (uint32_t)__builtin_clzll(greatest) : 0;
    if (bits > SEGMENT_DATE_BITS)
        bits = 64;
    unsigned char head[24];
    put_le64(head, (uint64_t)least);
    put_le32(head + 8, (uint32_t)unit);
    put_le32(head + 12, bits);
    put_le64(head + 16, numbers->len);
    buf_append(heads, head, sizeof head);

    struct bit_packer packer = {0};
    for (uint32_t i = 0; i < count; i++) {
        uint64_t value = ((uint64_t)date[i] - (uint64_t)least) / unit;
        if (bits == 64) {
            put_le64(head, value);
            buf_append(numbers, head, 8);
            continue;
        }
        bits_append(&packer, value, bits, numbers);
    }
    bits_end(&packer, numbers);
}

static enum status write_dates(struct segment_writer *w, struct err *err)
{
    struct buf heads = {0}, numbers = {0};
    struct segment_document d;
    int64_t date[SEGMENT_GROUP];
    uint32_t count = 0;
    enum status s = S_OK;
    for (uint32_t i = 1; i <= w->header.dated && !(s = get(w, i, &d, err)); i++) {
        date[count++] = d.date;
        if (count == SEGMENT_GROUP || i == w->header.dated) {
            append_dates(&heads, &numbers, date, count);
            count = 0;
        }
    }
    buf_append_repeat(&numbers, '\0', 8);
    segment_out_begin(w->out, SECTION_DATES);
    segment_out_write(w->out, heads.data, heads.len);
    segment_out_write(w->out, numbers.data, numbers.len);
    if (!s)
        s = buf_status(&heads, err);
    if (!s)
        s = buf_status(&numbers, err);
    buf_release(&heads);
    buf_release(&numbers);
    return s;
}

static enum status write_lengths(struct segment_writer *w, struct err *err)
{
    struct segment_document d;
    enum status s = S_OK;
    segment_out_begin(w->out, SECTION_LENGTHS);
    for (uint32_t i = 1; i <= w->documents->count && !(s = get(w, i, &d, err)); i++)
        write_number(w->out, d.length, w->header.length_width);
    segment_out_begin(w->out, SECTION_HEADLINE_LENGTHS);
    for (uint32_t i = 1; !s && i <= w->documents->count && !(s = get(w, i, &d, err)); i++)
        write_number(w->out, d.headline_words, w->header.headline_width);
    segment_out_begin(w->out, SECTION_TEXTS);
    for (uint32_t i = 1; !s && i <= w->documents->count && !(s = get(w, i, &d, err)); i++)
        write_number(w->out, d.text, 8);
    return s;
}

/* ---- opening ---- */

static enum status write_documents(struct segment_writer *w, struct err *err)
{
    enum status s = survey(w, err);
    if (!s)
        s = write_stored(w, err);
    if (!s)
        s = write_dates(w, err);
    if (!s)
        s = write_lengths(w, err);
    return s ? s : segment_ids_write(w->out, w->documents, w->header.number_bits, err);
}

enum status segment_writer_open(const char *path, const struct segment_documents *documents,
                                struct segment_writer **out, struct err *err)
{
    struct segment_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_no_memory(err);
    w->documents = documents;
    w->length = malloc(((size_t)documents->count + 1) * sizeof *w->length);
    enum status s = w->length ? segment_out_open(path, &w->out, err) : err_no_memory(err);
    if (!s)
        s = spool_open(path, &w->postings, err);
    if (!s)
        s = terms_writer_init(&w->terms, path, err);
    if (!s)
        s = write_documents(w, err);
    if (s) {
        segment_writer_abandon(w);
        return s;
    }
    segment_out_begin(w->out, SECTION_POSITIONS);
    *out = w;
    return S_OK;
}

static void release(struct segment_writer *w)
{
    spool_close(w->postings);
    terms_writer_release(&w->terms);
    buf_release(&w->postings_waiting);
    free(w->length);
    free(w);
}

void segment_writer_abandon(struct segment_writer *w)
{
    if (!w)
        return;
    segment_out_abandon(w->out);
    release(w);
}

struct encoder_lengths segment_writer_lengths(const struct segment_writer *w)
{
    return (struct encoder_lengths){w->length, segment_average_length(&w->header)};
}

/* ---- terms ---- */

void segment_writer_take_positions(struct segment_writer *w, struct term_encoder *e)
{
    segment_out_write(w->out, e->positions.data, e->positions.len);
    term_encoder_take_positions(e);
}

enum status segment_writer_take(struct segment_writer *w, struct term_encoder *e, struct err *err)
{
    enum status s = term_encoder_status(e, err);
    if (s)
        return s;
    segment_writer_take_positions(w, e);
    for (size_t i = 0; !s && i < e->term_count; i++) {
        const struct encoded_term *t = &e->term[i];
        terms_writer_add(&w->terms, (struct str){e->names.data + t->term_start, t->term_len}, t);
        s = terms_writer_spool(&w->terms, err);
    }
    buf_append_str(&w->postings_waiting, buf_str(&e->postings));
    if (!s)
        s = spool_take(w->postings, &w->postings_waiting, SPOOL_AT, err);
    term_encoder_reset(e);
    return s;
}

static enum status write_terms(struct segment_writer *w, struct err *err)
{
    enum status s = spool_take(w->postings, &w->postings_waiting, 0, err);
    w->header.terms = w->terms.terms;
    segment_out_begin(w->out, SECTION_POSTINGS);
    if (!s)
        s = spool_copy(w->postings, w->out, err);
    return s ? s : terms_writer_finish(&w->terms, w->out, err);
}

enum status segment_writer_finish(struct segment_writer *w, struct segment_header *header, struct err *err)
{
    enum status s = write_terms(w, err);
    if (s) {
        segment_writer_abandon(w);
        return s;
    }
    *header = w->header;
    s = segment_out_finish(w->out, header, err);
    release(w);
    return s;
}
