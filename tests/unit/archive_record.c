#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "archive/record.h"
#include "tests/unit/suite.h"

static void fill(struct article *a)
{
    article_set(a, FIELD_ID, str_of("wire-17"));
    article_set(a, FIELD_HEADLINE, str_of("Observers count the votes"));
    article_set(a, FIELD_BODY, str_of("SARAJEVO (Agency) -- The count began at noon.\n\nIt went on."));
    article_set(a, FIELD_TAG, str_of("vote\nobservers"));
    a->published = (struct date){-86400, -300, DATE_SECOND};
}

START_TEST(comes_back_as_it_was)
{
    struct article before = {0}, after = {0};
    struct buf bytes = {0};
    struct err err;

    fill(&before);
    record_encode(&before, true, &bytes);
    ck_assert_int_eq(record_decode(buf_str(&bytes), &after, &err), S_OK);
    for (int field = 0; field < FIELD_COUNT; field++)
        ck_assert(str_equal(article_get(&before, field), article_get(&after, field)));
    ck_assert_int_eq(after.published.seconds, -86400);
    ck_assert_int_eq(after.published.zone_minutes, -300);
    ck_assert_int_eq(after.published.precision, DATE_SECOND);
    article_release(&before);
    article_release(&after);
    buf_release(&bytes);
}
END_TEST

START_TEST(leaves_out_the_body_when_told)
{
    struct article before = {0}, after = {0};
    struct buf bytes = {0};

    fill(&before);
    record_encode(&before, false, &bytes);
    ck_assert_int_eq(record_decode(buf_str(&bytes), &after, NULL), S_OK);
    ck_assert_uint_eq(article_get(&after, FIELD_BODY).len, 0);
    ck_assert(str_equal(article_get(&after, FIELD_HEADLINE), str_of("Observers count the votes")));
    article_release(&before);
    article_release(&after);
    buf_release(&bytes);
}
END_TEST

/* Every cut of a record and every changed byte gives an article or S_CORRUPT, never anything else. */
START_TEST(survives_damage)
{
    struct article article = {0};
    struct buf bytes = {0};
    struct err err;

    fill(&article);
    record_encode(&article, true, &bytes);
    for (size_t len = 0; len < bytes.len; len++)
        ck_assert_int_eq(record_decode((struct str){bytes.data, len}, &article, &err), S_CORRUPT);
    for (size_t i = 0; i < bytes.len; i++)
        for (int value = 0; value < 256; value += 5) {
            char *copy = malloc(bytes.len);
            memcpy(copy, bytes.data, bytes.len);
            copy[i] = (char)value;
            enum status s = record_decode((struct str){copy, bytes.len}, &article, &err);
            ck_assert(s == S_OK || s == S_CORRUPT);
            free(copy);
        }
    article_release(&article);
    buf_release(&bytes);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("record");
    tcase_add_test(tests, comes_back_as_it_was);
    tcase_add_test(tests, leaves_out_the_body_when_told);
    tcase_add_test(tests, survives_damage);
    return run_suite(tests, "record");
}
