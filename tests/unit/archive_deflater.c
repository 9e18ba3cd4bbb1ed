/* What is deflated comes back, whatever the record, and is the same whatever was deflated before. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "archive/deflater.h"
#include "archive/inflater.h"
#include "archive/segment_format.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

enum { RECORDS = 400, LONGEST = 300000, MOST = 2 << 20 };

static struct random lot = {.state = 11};

/* Of any bytes, or of few and often the same. */
static void draw_record(struct buf *out)
{
    size_t len = random_below(&lot, 20) ? random_below(&lot, 600) : random_below(&lot, LONGEST);
    bool any = random_below(&lot, 2);
    buf_reset(out);
    for (size_t i = 0; i < len; i++)
        buf_append_byte(out, (char)(any ? random_below(&lot, 256) : 'a' + i / 3 % 7 * random_below(&lot, 2)));
}

static void check_records(bool bodies, bool with_dictionary)
{
    struct buf dictionary = {0}, record = {0}, stream = {0};
    struct deflater deflater = {.bodies = bodies};
    struct inflater inflater = {0};
    struct str back;
    for (int i = 0; i < DICTIONARY_SLICES && with_dictionary; i++) {
        draw_record(&record);
        dictionary_add_slice(&dictionary, buf_str(&record), bodies);
    }
    ck_assert_uint_le(dictionary.len, SEGMENT_DICTIONARY_BYTES);
    deflater.dictionary = buf_str(&dictionary);
    ck_assert_int_eq(inflater_begin(&inflater, buf_str(&dictionary), NULL), S_OK);
    for (int i = 0; i < RECORDS; i++) {
        draw_record(&record);
        buf_reset(&stream);
        ck_assert_int_eq(deflater_append(&deflater, buf_str(&record), &stream, NULL), S_OK);
        ck_assert_int_eq(inflater_run(&inflater, buf_str(&stream), MOST, &back, NULL), S_OK);
        ck_assert(str_equal(back, buf_str(&record)));
    }
    deflater_release(&deflater);
    inflater_release(&inflater);
    buf_release(&dictionary);
    buf_release(&record);
    buf_release(&stream);
}

START_TEST(records_come_back)
{
    for (int kind = 0; kind < 4; kind++)
        check_records(kind & 1, kind & 2);
}
END_TEST

/* Any bytes, with an echo of the dictionary in their midst: blocks of both kinds. */
static void make_record(size_t len, bool any, struct str dictionary, struct buf *out)
{
    size_t echo = dictionary.len < len / 2 ? dictionary.len : len / 2;
    buf_reset(out);
    while (out->len < len - echo)
        buf_append_byte(out, (char)(any ? random_below(&lot, 256) : 'a' + random_below(&lot, 3)));
    buf_append(out, dictionary.ptr, echo);
}

static void check_length(struct deflater *deflater, struct inflater *inflater, size_t len, bool any)
{
    struct buf record = {0}, stream = {0};
    struct str back;
    make_record(len, any, deflater->dictionary, &record);
    buf_append_text(&stream, "before");
    ck_assert_int_eq(deflater_append(deflater, buf_str(&record), &stream, NULL), S_OK);
    ck_assert_int_eq(inflater_run(inflater, str_skip(buf_str(&stream), 6), MOST, &back, NULL), S_OK);
    ck_assert(str_equal(back, buf_str(&record)));
    buf_release(&record);
    buf_release(&stream);
}

/* Around what the library takes at a time: 3 bytes of a match and 258, 4096 matches, 16,384 tokens, its window, its
 * buffer of two windows and a match. The longest of any bytes grow by more than one round has room for. */
static void check_lengths(bool bodies, size_t dictionary_len)
{
    static const size_t length[] = {0, 3, 258, 4096, 16384, 32768, 65536, 65824, MOST - 2};
    struct buf dictionary = {0};
    struct inflater inflater = {0};
    while (dictionary.len < dictionary_len)
        buf_append_byte(&dictionary, (char)random_below(&lot, 256));
    struct deflater deflater = {.dictionary = buf_str(&dictionary), .bodies = bodies};
    ck_assert_int_eq(inflater_begin(&inflater, buf_str(&dictionary), NULL), S_OK);
    for (size_t i = 0; i < sizeof length / sizeof *length; i++)
        for (size_t len = length[i] ? length[i] - 2 : 0; len <= length[i] + 2; len++) {
            check_length(&deflater, &inflater, len, false);
            check_length(&deflater, &inflater, len, true);
        }
    deflater_release(&deflater);
    inflater_release(&inflater);
    buf_release(&dictionary);
}

START_TEST(records_of_any_length_come_back)
{
    static const size_t dictionary[] = {0, 1, 3, 4, 8192, SEGMENT_DICTIONARY_BYTES};
    check_lengths(false, dictionary[_i]);
    check_lengths(true, dictionary[_i]);
}
END_TEST

/* Streams of some records, and of the same in the opposite order. */
static void check_order(bool bodies)
{
    enum { SOME = 40 };
    struct buf dictionary = {0}, record[SOME] = {0}, stream[SOME] = {0}, again = {0};
    for (int i = 0; i < DICTIONARY_SLICES; i++) {
        draw_record(&again);
        dictionary_add_slice(&dictionary, buf_str(&again), bodies);
    }
    struct deflater there = {.dictionary = buf_str(&dictionary), .bodies = bodies}, back = there;
    for (int i = 0; i < SOME; i++) {
        draw_record(&record[i]);
        ck_assert_int_eq(deflater_append(&there, buf_str(&record[i]), &stream[i], NULL), S_OK);
    }
    for (int i = SOME - 1; i >= 0; i--) {
        buf_reset(&again);
        ck_assert_int_eq(deflater_append(&back, buf_str(&record[i]), &again, NULL), S_OK);
        ck_assert(str_equal(buf_str(&again), buf_str(&stream[i])));
        buf_release(&record[i]);
        buf_release(&stream[i]);
    }
    deflater_release(&there);
    deflater_release(&back);
    buf_release(&dictionary);
    buf_release(&again);
}

START_TEST(order_does_not_matter)
{
    for (int round = 0; round < 20; round++)
        check_order(round & 1);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("deflater");
    tcase_add_test(t, records_come_back);
    tcase_add_loop_test(t, records_of_any_length_come_back, 0, 6);
    tcase_add_test(t, order_does_not_matter);
    tcase_set_timeout(t, 120);
    return run_suite(t, "deflater");
}
