/* The bytes of a block of `count` numbers:
 *
 *   head        1 byte
 *               0x80: all numbers are equal; a varint (the number) is the rest of the block
 *               else bits 0..5 are the width b, 0..32; bit 6 says that there are exceptions; bit 7 is 0
 *   exceptions  1 byte, only with bit 6: how many numbers do not fit b bits, 1..count
 *   payload     the low b bits of each number
 *               of 128 numbers, 16 * b bytes: number i is in lane i % 4. The bits of a lane's 32 numbers follow each
 *               other from the lowest bit up in b words of 32 bits, lowest byte first; word 0 of the four lanes stands
 *               first, then word 1 of the four, and so on
 *               of fewer, (count * b + 7) / 8 bytes: the bits of the numbers follow each other from the lowest bit of
 *               the first byte up; the bits that the last byte has too many are written 0 and not read
 *   positions   1 byte for each exception, ascending: which number it is
 *   high parts  a varint for each exception: the number >> b, never 0
 *
 * A varint is unsigned LEB128: 7 bits a byte, the lowest first, bit 7 set in all bytes but the last; at most 5 bytes.
 * Anything else is damage. */
#include <stdbool.h>
#include <string.h>

#include "archive/packing.h"
#include "archive/packing_vector.h"
#include "core/bytes.h"

enum {
    HEAD_EQUAL = 0x80,
    HEAD_EXCEPTIONS = 0x40,
    HEAD_WIDTH = 0x3f,
    WIDTH_MAX = 32,
    VARINT_BITS = 7, /* of a number in each byte */
    LOAD = 8         /* bytes that the fast readers load at once */
};

/* ---- encoding ---- */

static unsigned char *varint_write(unsigned char *out, uint32_t value)
{
    for (; value > 0x7f; value >>= VARINT_BITS)
        *out++ = (unsigned char)(0x80 | value);
    *out++ = (unsigned char)value;
    return out;
}

static uint32_t varint_bytes(uint32_t value)
{
    uint32_t bytes = 1;
    for (; value > 0x7f; value >>= VARINT_BITS)
        bytes++;
    return bytes;
}

static uint32_t bit_length(uint32_t value)
{
    return 63 - (uint32_t)__builtin_clzll((uint64_t)value << 1 | 1);
}

/* of_length[n] = how many values have n bits. Four counts side by side: increments of one place wait for each other. */
static void lengths_count(const uint32_t *values, uint32_t count, uint32_t of_length[WIDTH_MAX + 1])
{
    uint8_t part[4][WIDTH_MAX + 1] = {{0}};
    uint32_t i = 0;

    for (; i + 4 <= count; i += 4) {
        part[0][bit_length(values[i])]++;
        part[1][bit_length(values[i + 1])]++;
        part[2][bit_length(values[i + 2])]++;
        part[3][bit_length(values[i + 3])]++;
    }
    for (; i < count; i++)
        part[0][bit_length(values[i])]++;
    for (uint32_t n = 0; n <= WIDTH_MAX; n++)
        of_length[n] = (uint32_t)part[0][n] + part[1][n] + part[2][n] + part[3][n];
}

struct plan {
    uint32_t width, exceptions;
    size_t bytes;
};

/* The width that makes the block smallest, of equal ones the greatest. A number of n bits has ceil((n - b) / 7) bytes
 * of high part at width b: one if it is longer than b, and those that it has at width b + 7. */
static struct plan plan_make(const uint32_t of_length[WIDTH_MAX + 1], uint32_t count)
{
    uint32_t high_bytes[WIDTH_MAX + 1 + VARINT_BITS] = {0}, longer = 0, width = WIDTH_MAX;
    struct plan best;

    while (width > 0 && of_length[width] == 0)
        width--;
    best = (struct plan){width, 0, 1 + (count * width + 7) / 8};
    while (width-- > 0) {
        longer += of_length[width + 1];
        high_bytes[width] = longer + high_bytes[width + VARINT_BITS];
        size_t bytes = 2 + (count * width + 7) / 8 + longer + high_bytes[width];
        if (bytes < best.bytes)
            best = (struct plan){width, longer, bytes};
    }
    return best;
}

static bool all_equal(const uint32_t *values, uint32_t count)
{
    uint32_t i = 1;
    while (i < count && values[i] == values[0])
        i++;
    return i == count;
}

static unsigned char *bits_write(const uint32_t *values, uint32_t count, uint32_t width, unsigned char *out)
{
    uint64_t mask = ((uint64_t)1 << width) - 1, bits = 0;
    uint32_t used = 0;

    for (uint32_t i = 0; i < count; i++) {
        bits |= (values[i] & mask) << used;
        used += width;
        if (used >= 32) {
            put_le32(out, (uint32_t)bits);
            out += 4;
            bits >>= 32;
            used -= 32;
        }
    }
    for (uint32_t done = 0; done < used; done += 8)
        *out++ = (unsigned char)(bits >> done);
    return out;
}

static unsigned char *exceptions_write(const uint32_t *values, uint32_t count, const struct plan *plan,
                                       unsigned char *out)
{
    const unsigned char *positions = out;

    /* The byte behind the last position is written too: the first high part goes there. */
    for (uint32_t i = 0; i < count; i++) {
        *out = (unsigned char)i;
        out += values[i] >> plan->width != 0;
    }
    for (uint32_t i = 0; i < plan->exceptions; i++)
        out = varint_write(out, values[positions[i]] >> plan->width);
    return out;
}

size_t packing_encode(const uint32_t *values, uint32_t count, unsigned char *out)
{
    uint32_t of_length[WIDTH_MAX + 1];
    unsigned char *at = out;

    lengths_count(values, count, of_length);
    struct plan plan = plan_make(of_length, count);
    if (plan.bytes > 1 + varint_bytes(values[0]) && all_equal(values, count)) {
        *at++ = HEAD_EQUAL;
        return (size_t)(varint_write(at, values[0]) - out);
    }
    *at++ = (unsigned char)(plan.width | (plan.exceptions > 0 ? HEAD_EXCEPTIONS : 0));
    if (plan.exceptions > 0)
        *at++ = (unsigned char)plan.exceptions;
    if (count == PACKING_BLOCK) {
        packing_lanes_pack(values, plan.width, at);
        at += (size_t)16 * plan.width;
    } else {
        at = bits_write(values, count, plan.width, at);
    }
    if (plan.exceptions > 0)
        at = exceptions_write(values, count, &plan, at);
    return (size_t)(at - out);
}

/* ---- decoding ---- */

/* Reads a number of at most 32 bits; NULL on damage. */
static inline const unsigned char *varint_read32(const unsigned char *at, const unsigned char *end, uint32_t *value)
{
    uint64_t read = 0;
    for (uint32_t shift = 0; at < end && shift < 5 * VARINT_BITS; shift += VARINT_BITS) {
        unsigned char byte = *at++;
        read |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = (uint32_t)read;
            return read <= UINT32_MAX ? at : NULL;
        }
    }
    return NULL;
}

/* A block whose numbers are not all equal. */
struct frame {
    uint32_t width, exceptions;
    const unsigned char *payload, *positions, *highs;
};

/* False when the head is none, or the block would end behind `end` even if each high part had one byte. */
static inline bool frame_read(const unsigned char *at, const unsigned char *end, uint32_t count, struct frame *f)
{
    unsigned char head = *at++;

    f->width = head & HEAD_WIDTH;
    f->exceptions = 0;
    if (head & HEAD_EQUAL || f->width > WIDTH_MAX)
        return false;
    if (head & HEAD_EXCEPTIONS) {
        if (at == end)
            return false;
        f->exceptions = *at++;
        if (f->exceptions == 0 || f->exceptions > count)
            return false;
    }
    size_t payload = (count * f->width + 7) / 8;
    if ((size_t)(end - at) < payload + 2 * f->exceptions)
        return false;
    f->payload = at;
    f->positions = at + payload;
    f->highs = f->positions + f->exceptions;
    return true;
}

/* Reads the exceptions, and puts the high parts above the low bits in `out`. Returns what is behind them; NULL when
 * they are damaged. */
static inline const unsigned char *exceptions_read(const struct frame *f, const unsigned char *end, uint32_t count,
                                                   uint32_t *out)
{
    const unsigned char *at = f->highs;
    uint32_t high_max = (uint32_t)((uint64_t)UINT32_MAX >> f->width); /* 0 at width 32: nothing can be above */
    uint32_t next = 0;                                                /* the least position that may follow */

    for (uint32_t i = 0; i < f->exceptions; i++) {
        uint32_t position = f->positions[i], high = 0;
        if (position < next || position >= count)
            return NULL;
        at = varint_read32(at, end, &high);
        if (!at || high == 0 || high > high_max)
            return NULL;
        out[position] |= high << f->width;
        next = position + 1;
    }
    return at;
}

static bool has_block(const unsigned char *at, const unsigned char *end, uint32_t count)
{
    return at < end && count >= 1 && count <= PACKING_BLOCK;
}

static const unsigned char *equal_read(const unsigned char *at, const unsigned char *end, uint32_t count, uint32_t *out)
{
    uint32_t value = 0;
    at = varint_read32(at + 1, end, &value);
    for (uint32_t i = 0; i < count; i++)
        out[i] = value;
    return at;
}

/* The payload of fewer than 128 numbers, with a load of 8 bytes for each number. When `end` is too near for the last of
 * the loads, they are made from a copy. */
static void bits_read(const struct frame *f, const unsigned char *end, uint32_t count, uint32_t *out)
{
    unsigned char copy[4 * PACKING_BLOCK + LOAD];
    const unsigned char *in = f->payload;
    uint32_t mask = (uint32_t)(((uint64_t)1 << f->width) - 1);

    if (end - f->positions < LOAD) {
        size_t bytes = (size_t)(f->positions - f->payload);
        memcpy(copy, in, bytes);
        memset(copy + bytes, 0, LOAD);
        in = copy;
    }
    for (uint32_t i = 0, bit = 0; i < count; i++, bit += f->width)
        out[i] = (uint32_t)(le64(in + bit / 8) >> bit % 8) & mask;
}

const unsigned char *packing_decode(const unsigned char *at, const unsigned char *end, uint32_t count, uint32_t *out)
{
    struct frame f;

    if (!has_block(at, end, count))
        return NULL;
    if (*at == HEAD_EQUAL)
        return equal_read(at, end, count, out);
    if (!frame_read(at, end, count, &f))
        return NULL;
    if (count == PACKING_BLOCK)
        packing_lanes_unpack(f.payload, f.width, out);
    else
        bits_read(&f, end, count, out);
    return exceptions_read(&f, end, count, out);
}

/* Number i of the payload, byte by byte. */
static uint32_t payload_at(const struct frame *f, uint32_t count, uint32_t i)
{
    uint32_t lane = i % 4, bit = (count == PACKING_BLOCK ? i / 4 : i) * f->width, from = bit / 8;
    uint64_t bits = 0;

    if (f->width == 0)
        return 0;
    for (uint32_t byte = from; byte <= (bit + f->width - 1) / 8; byte++) {
        uint32_t at = count == PACKING_BLOCK ? byte / 4 * 16 + lane * 4 + byte % 4 : byte;
        bits |= (uint64_t)f->payload[at] << 8 * (byte - from);
    }
    return (uint32_t)(bits >> bit % 8 & (((uint64_t)1 << f->width) - 1));
}

const unsigned char *packing_decode_scalar(const unsigned char *at, const unsigned char *end, uint32_t count,
                                           uint32_t *out)
{
    struct frame f;

    if (!has_block(at, end, count))
        return NULL;
    if (*at == HEAD_EQUAL)
        return equal_read(at, end, count, out);
    if (!frame_read(at, end, count, &f))
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        out[i] = payload_at(&f, count, i);
    return exceptions_read(&f, end, count, out);
}

/* Passes over varints by the bytes that end them, eight bytes at a time; NULL when they end behind `end`. */
static const unsigned char *varints_skip(const unsigned char *at, const unsigned char *end, uint32_t count)
{
    const uint64_t ones = 0x0101010101010101u;

    while (count > 0 && end - at >= LOAD) {
        uint64_t last = ~le64(at) >> 7 & ones;
        uint32_t ended = (uint32_t)(last * ones >> 56);
        if (ended >= count) {
            for (; count > 1; count--)
                last &= last - 1;
            return at + __builtin_ctzll(last) / 8 + 1;
        }
        count -= ended;
        at += LOAD;
    }
    while (count > 0 && at < end)
        count -= *at++ < 0x80;
    return count ? NULL : at;
}

const unsigned char *packing_skip(const unsigned char *at, const unsigned char *end, uint32_t count)
{
    struct frame f;
    uint32_t value;

    if (!has_block(at, end, count))
        return NULL;
    if (*at == HEAD_EQUAL)
        return varint_read32(at + 1, end, &value);
    return frame_read(at, end, count, &f) ? varints_skip(f.highs, end, f.exceptions) : NULL;
}
