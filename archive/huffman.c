#include "archive/huffman.h"

#include <stdlib.h>
#include <string.h>

/* ---- lengths ---- */

/* A node of the tree that is being built: a symbol, or two nodes together. */
struct weight {
    uint64_t count;
    uint16_t symbols;                /* how many are below */
    uint8_t symbol[HUFFMAN_SYMBOLS]; /* these */
};

static size_t take_least(struct weight *const *node, size_t count)
{
    size_t least = 0;
    for (size_t i = 1; i < count; i++)
        if (node[i]->count < node[least]->count)
            least = i;
    return least;
}

/* Joins the two least nodes until one is left: every symbol below gets a bit more (D. Huffman, Proc. IRE 40(9), 1952).
 */
static void join_all(struct weight **node, size_t count, uint8_t length[HUFFMAN_SYMBOLS])
{
    while (count > 1) {
        size_t at = take_least(node, count);
        struct weight *a = node[at];
        node[at] = node[--count];
        at = take_least(node, count);
        struct weight *b = node[at];
        memcpy(a->symbol + a->symbols, b->symbol, b->symbols);
        a->symbols = (uint16_t)(a->symbols + b->symbols);
        a->count += b->count;
        for (size_t i = 0; i < a->symbols; i++)
            length[a->symbol[i]]++;
        node[at] = a;
    }
}

static bool make_lengths(const uint64_t count[HUFFMAN_SYMBOLS], struct weight *room, uint8_t length[HUFFMAN_SYMBOLS])
{
    struct weight *node[HUFFMAN_SYMBOLS];
    size_t nodes = 0;
    bool fits = true;
    memset(length, 0, HUFFMAN_SYMBOLS);
    for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++) {
        if (!count[symbol])
            continue;
        node[nodes] = &room[symbol];
        *node[nodes++] = (struct weight){.count = count[symbol], .symbols = 1, .symbol = {(uint8_t)symbol}};
    }
    if (nodes == 1)
        length[node[0]->symbol[0]] = 1;
    join_all(node, nodes, length);
    for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++)
        fits &= length[symbol] <= HUFFMAN_BITS_MAX;
    return fits;
}

/* The first code of each length. */
static void first_codes(const uint8_t length[HUFFMAN_SYMBOLS], uint32_t first[HUFFMAN_BITS_MAX + 1])
{
    uint32_t of_length[HUFFMAN_BITS_MAX + 1] = {0}, code = 0;
    for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++)
        of_length[length[symbol]]++;
    of_length[0] = 0;
    first[0] = 0;
    for (unsigned bits = 1; bits <= HUFFMAN_BITS_MAX; bits++)
        first[bits] = code = (code + of_length[bits - 1]) << 1;
}

static uint16_t reversed(uint32_t code, uint32_t bits)
{
    uint32_t out = 0;
    for (uint32_t i = 0; i < bits; i++)
        out |= (code >> i & 1) << (bits - 1 - i);
    return (uint16_t)out;
}

void huffman_make(const uint64_t count[HUFFMAN_SYMBOLS], struct huffman_code *out)
{
    uint64_t flatter[HUFFMAN_SYMBOLS];
    uint32_t next[HUFFMAN_BITS_MAX + 1];
    struct weight *room = malloc(HUFFMAN_SYMBOLS * sizeof *room);
    memcpy(flatter, count, sizeof flatter);
    memset(out, 0, sizeof *out);
    /* where codes are too long, rare bytes are taken for less rare: in the end all are as frequent */
    while (room && !make_lengths(flatter, room, out->length))
        for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++)
            flatter[symbol] = flatter[symbol] ? flatter[symbol] / 2 + 1 : 0;
    for (unsigned symbol = 0; !room && symbol < HUFFMAN_SYMBOLS; symbol++)
        out->length[symbol] = 8; /* without memory bytes stay as long as they are */
    free(room);
    first_codes(out->length, next);
    for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++)
        if (out->length[symbol])
            out->code[symbol] = reversed(next[out->length[symbol]]++, out->length[symbol]);
}

void huffman_write_lengths(const struct huffman_code *code, unsigned char out[HUFFMAN_LENGTHS_BYTES])
{
    for (unsigned i = 0; i < HUFFMAN_LENGTHS_BYTES; i++)
        out[i] = (unsigned char)(code->length[2 * i] | code->length[2 * i + 1] << 4);
}

void huffman_append(const struct huffman_code *code, struct str bytes, struct bit_packer *packer, struct buf *out)
{
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        bits_append(packer, code->code[byte], code->length[byte], out);
    }
}

/* ---- reading ---- */

bool huffman_read_lengths(const unsigned char in[HUFFMAN_LENGTHS_BYTES], struct huffman_table *out)
{
    uint8_t length[HUFFMAN_SYMBOLS];
    uint32_t next[HUFFMAN_BITS_MAX + 1], room = 1 << HUFFMAN_BITS_MAX;
    memset(out, 0, sizeof *out);
    for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++) {
        length[symbol] = in[symbol / 2] >> symbol % 2 * 4 & 15;
        if (length[symbol] > HUFFMAN_BITS_MAX)
            return false;
        uint32_t taken = length[symbol] ? 1u << (HUFFMAN_BITS_MAX - length[symbol]) : 0;
        if (taken > room) /* L. Kraft's inequality */
            return false;
        room -= taken;
    }
    first_codes(length, next);
    for (unsigned symbol = 0; symbol < HUFFMAN_SYMBOLS; symbol++) {
        if (!length[symbol])
            continue;
        uint32_t step = 1u << length[symbol];
        for (uint32_t at = reversed(next[length[symbol]]++, length[symbol]); at < 1u << HUFFMAN_BITS_MAX; at += step) {
            out->entry[at].symbol = (uint8_t)symbol;
            out->entry[at].length = length[symbol];
        }
    }
    return true;
}

static void refill(struct huffman_stream *s)
{
    for (; s->held_bits <= 56 && s->at < s->end; s->held_bits += 8)
        s->held |= (uint64_t)*s->at++ << s->held_bits;
}

bool huffman_decode(const struct huffman_table *table, struct huffman_stream *s, unsigned char *out, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (s->held_bits < HUFFMAN_BITS_MAX)
            refill(s);
        size_t entry = s->held & ((1u << HUFFMAN_BITS_MAX) - 1);
        uint32_t length = table->entry[entry].length;
        if (length == 0 || length > s->held_bits)
            return false;
        out[i] = table->entry[entry].symbol;
        s->held >>= length;
        s->held_bits -= length;
    }
    return true;
}
