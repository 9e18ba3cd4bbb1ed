#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "core/utf8.h"
#include "tests/unit/suite.h"

#define BYTES(text)            \
    {                          \
        text, sizeof(text) - 1 \
    }

START_TEST(writes_a_document)
{
    struct buf out = {0};
    struct json_writer w;
    json_init(&w, &out);
    json_object_begin(&w);
    json_key(&w, "status");
    json_text(&w, "ok");
    json_key(&w, "none");
    json_text(&w, NULL);
    json_key(&w, "empty");
    json_object_begin(&w);
    json_object_end(&w);
    json_key(&w, "list");
    json_array_begin(&w);
    json_integer(&w, INT64_MIN);
    json_integer(&w, INT64_MAX);
    json_bool(&w, true);
    json_bool(&w, false);
    json_null(&w);
    json_array_begin(&w);
    json_array_end(&w);
    json_raw(&w, str_of("{\"raw\":1}"));
    json_array_end(&w);
    json_key(&w, "a \"key\"");
    json_string(&w, (struct str){0});
    json_object_end(&w);
    ck_assert_str_eq(buf_text(&out), "{\"status\":\"ok\",\"none\":null,\"empty\":{},\"list\":[-9223372036854775808,"
                                     "9223372036854775807,true,false,null,[],{\"raw\":1}],\"a \\\"key\\\"\":\"\"}");
    buf_release(&out);
}
END_TEST

START_TEST(values_at_the_top_are_the_callers_to_separate)
{
    struct buf out = {0};
    struct json_writer w;
    json_init(&w, &out);
    for (int line = 1; line <= 2; line++) {
        json_array_begin(&w);
        json_integer(&w, line);
        json_array_end(&w);
        buf_append_byte(&out, '\n');
    }
    ck_assert_str_eq(buf_text(&out), "[1]\n[2]\n");
    buf_release(&out);
}
END_TEST

START_TEST(nesting_is_bounded)
{
    struct buf out = {0};
    struct json_writer w;
    json_init(&w, &out);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        json_array_begin(&w);
    json_integer(&w, 1);
    json_integer(&w, 2);
    ck_assert(!out.failed);
    json_array_begin(&w);
    json_array_begin(&w);
    json_integer(&w, 3);
    json_integer(&w, 4);
    ck_assert(out.failed);
    for (int i = 0; i < JSON_DEPTH_MAX + 2; i++)
        json_array_end(&w);
    ck_assert_int_eq(w.depth, 0);
    buf_release(&out);
}
END_TEST

START_TEST(strings_are_escaped_and_clean)
{
    static const struct {
        struct str value;
        const char *want;
    } cases[] = {
        {BYTES(""), ""},
        {BYTES("plain \xC3\xA9 \xF0\x9F\x98\x80 / <em>"), "plain \xC3\xA9 \xF0\x9F\x98\x80 / <em>"},
        {BYTES("\"quoted\" \\ back"), "\\\"quoted\\\" \\\\ back"},
        {BYTES("\b\t\n\f\r"), "\\b\\t\\n\\f\\r"},
        {BYTES("\0\x01\x1F\x7F"), "\\u0000\\u0001\\u001f\x7F"},
        {BYTES("caf\xE9"), "caf\xEF\xBF\xBD"},
        {BYTES("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {BYTES("\xEF\xBF\xBD"), "\xEF\xBF\xBD"},
        {BYTES("a\xE2\x80\xA8z\xE2\x80\xA9"), "a\\u2028z\\u2029"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        json_escape(&out, cases[i].value);
        ck_assert_str_eq(buf_text(&out), cases[i].want);
        ck_assert(utf8_valid(out.data, out.len));
        buf_release(&out);
    }
}
END_TEST

static const char *double_text(struct buf *out, double value)
{
    struct json_writer w;
    buf_reset(out);
    json_init(&w, out);
    json_double(&w, value);
    return buf_text(out);
}

START_TEST(doubles_are_short_and_exact)
{
    static const struct {
        double value;
        const char *want;
    } cases[] = {{0, "0"},
                 {1, "1"},
                 {-2.5, "-2.5"},
                 {0.1, "0.1"},
                 {12.81, "12.81"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {1e21, "1e+21"},
                 {5e-324, "5e-324"},
                 {DBL_MAX, "1.7976931348623157e+308"},
                 {(double)NAN, "null"},
                 {(double)INFINITY, "null"},
                 {-(double)INFINITY, "null"}};
    struct buf out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(double_text(&out, cases[i].value), cases[i].want);
    srandom(7);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = (uint64_t)random() << 42 ^ (uint64_t)random() << 21 ^ (uint64_t)random();
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            ck_assert(strtod(double_text(&out, value), NULL) == value);
    }
    buf_release(&out);
}
END_TEST

START_TEST(fixed_decimals)
{
    static const struct {
        double value;
        int decimals;
        const char *want;
    } cases[] = {{12.8149, 2, "12.81"},
                 {3, 0, "3"},
                 {-0.5, 3, "-0.500"},
                 {(double)NAN, 2, "null"},
                 {-(double)INFINITY, 2, "null"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        struct json_writer w;
        json_init(&w, &out);
        json_fixed(&w, cases[i].value, cases[i].decimals);
        ck_assert_str_eq(buf_text(&out), cases[i].want);
        buf_release(&out);
    }
    struct buf out = {0};
    struct json_writer w;
    json_init(&w, &out);
    json_fixed(&w, -DBL_MAX, 17);
    ck_assert_uint_eq(out.len, 1 + 309 + 1 + 17);
    buf_release(&out);
}
END_TEST

/* Only where a locale with a decimal comma is installed can this tell the two apart. */
START_TEST(numbers_do_not_follow_the_locale)
{
    static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8", "C"};
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++)
        if (setlocale(LC_NUMERIC, locales[i]))
            break;
    struct buf out = {0};
    ck_assert_str_eq(double_text(&out, 0.5), "0.5");
    setlocale(LC_NUMERIC, "C");
    buf_release(&out);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json");
    tcase_add_test(tests, writes_a_document);
    tcase_add_test(tests, values_at_the_top_are_the_callers_to_separate);
    tcase_add_test(tests, nesting_is_bounded);
    tcase_add_test(tests, strings_are_escaped_and_clean);
    tcase_add_test(tests, doubles_are_short_and_exact);
    tcase_add_test(tests, fixed_decimals);
    tcase_add_test(tests, numbers_do_not_follow_the_locale);
    return run_suite(tests, "json");
}
