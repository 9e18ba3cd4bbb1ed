/* The code of ids: what is written is read again, whatever the bytes; what is no code is refused. */
#include <check.h>
#include <string.h>

#include "archive/huffman.h"
#include "tests/unit/suite.h"

static void round_trip(const uint64_t count[HUFFMAN_SYMBOLS], struct str bytes, uint64_t *bits)
{
    static struct huffman_code code;
    static struct huffman_table table;
    unsigned char lengths[HUFFMAN_LENGTHS_BYTES];
    struct bit_packer packer = {0};
    struct buf out = {0}, again = {0};
    huffman_make(count, &code);
    huffman_write_lengths(&code, lengths);
    buf_reserve(&out, 1);
    huffman_append(&code, bytes, &packer, &out);
    bits_end(&packer, &out);
    ck_assert(huffman_read_lengths(lengths, &table));
    struct huffman_stream stream = {.at = (unsigned char *)out.data, .end = (unsigned char *)out.data + out.len};
    buf_reserve(&again, bytes.len + 1);
    ck_assert(huffman_decode(&table, &stream, (unsigned char *)again.data, bytes.len));
    ck_assert(bytes.len == 0 || memcmp(again.data, bytes.ptr, bytes.len) == 0);
    ck_assert(huffman_is_over(&stream));
    ck_assert(!huffman_decode(&table, &stream, (unsigned char *)again.data, 8)); /* at most 7 bits are left */
    *bits = (uint64_t)out.len * 8;
    buf_release(&out);
    buf_release(&again);
}

static void count_bytes(struct str bytes, uint64_t count[HUFFMAN_SYMBOLS])
{
    memset(count, 0, HUFFMAN_SYMBOLS * sizeof *count);
    for (size_t i = 0; i < bytes.len; i++)
        count[(unsigned char)bytes.ptr[i]]++;
}

START_TEST(gives_back_what_was_written)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                                        "ab",
                                        "https://news.example/1996/09/14/observers-arrive",
                                        "\x01\xff\x80\x7f"};
    uint64_t count[HUFFMAN_SYMBOLS], bits;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        count_bytes(str_of(texts[i]), count);
        round_trip(count, str_of(texts[i]), &bits);
        ck_assert_uint_le(bits, 8 * strlen(texts[i]));
    }
}
END_TEST

/* Fibonacci's numbers make the longest codes: they are kept within their limit. */
START_TEST(keeps_codes_short)
{
    uint64_t count[HUFFMAN_SYMBOLS] = {0}, bits;
    char bytes[HUFFMAN_SYMBOLS];
    uint64_t before = 1, now = 1;
    for (unsigned i = 0; i < HUFFMAN_SYMBOLS; i++) {
        bytes[i] = (char)i;
        count[i] = now;
        uint64_t next = i < 80 ? before + now : now;
        before = now;
        now = next;
    }
    round_trip(count, (struct str){bytes, sizeof bytes}, &bits);
    ck_assert_uint_le(bits, HUFFMAN_SYMBOLS * HUFFMAN_BITS_MAX);
}
END_TEST

/* Equal frequencies of all bytes: none gets shorter, none longer. */
START_TEST(leaves_noise_as_it_is)
{
    uint64_t count[HUFFMAN_SYMBOLS], bits;
    char bytes[HUFFMAN_SYMBOLS];
    for (unsigned i = 0; i < HUFFMAN_SYMBOLS; i++)
        bytes[i] = (char)i;
    count_bytes((struct str){bytes, sizeof bytes}, count);
    round_trip(count, (struct str){bytes, sizeof bytes}, &bits);
    ck_assert_uint_eq(bits, 8 * HUFFMAN_SYMBOLS);
}
END_TEST

START_TEST(refuses_what_is_no_code)
{
    static struct huffman_table table;
    unsigned char lengths[HUFFMAN_LENGTHS_BYTES] = {0}, byte = 0xff, out;
    /* three codes of one bit; one that is too long */
    lengths[0] = 0x11;
    lengths[1] = 0x01;
    ck_assert(!huffman_read_lengths(lengths, &table));
    lengths[0] = HUFFMAN_BITS_MAX + 1;
    lengths[1] = 0;
    ck_assert(!huffman_read_lengths(lengths, &table));
    /* one code, 0: what begins with 1 is none */
    lengths[0] = 1;
    ck_assert(huffman_read_lengths(lengths, &table));
    struct huffman_stream stream = {.at = &byte, .end = &byte + 1};
    ck_assert(!huffman_decode(&table, &stream, &out, 1));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("huffman");
    tcase_add_test(tests, gives_back_what_was_written);
    tcase_add_test(tests, keeps_codes_short);
    tcase_add_test(tests, leaves_noise_as_it_is);
    tcase_add_test(tests, refuses_what_is_no_code);
    return run_suite(tests, "huffman");
}
