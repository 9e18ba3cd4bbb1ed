/* What is deflated comes back, whatever the record. */
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

int main(void)
{
    TCase *t = tcase_create("deflater");
    tcase_add_test(t, records_come_back);
    tcase_set_timeout(t, 120);
    return run_suite(t, "deflater");
}
