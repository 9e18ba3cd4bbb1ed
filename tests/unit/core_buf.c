#include <check.h>
#include <limits.h>
#include <string.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/utf8.h"
#include "tests/unit/suite.h"

/* ---- errors ---- */

START_TEST(error_keeps_status_and_text)
{
    struct err err;
    ck_assert_int_eq(err_set(&err, S_IO, "cannot open %s", "a.txt"), S_IO);
    ck_assert_str_eq(err.text, "cannot open a.txt");
    ck_assert_int_eq(err_set(NULL, S_USAGE, "nobody reads %d", 1), S_USAGE);
    err_set(&err, S_IO, "line 3: %s", err.text);
    ck_assert_str_eq(err.text, "line 3: cannot open a.txt");
    err_set(&err, S_IO, "name \"%s\"", "a\nb\x1b[31m\t");
    ck_assert_str_eq(err.text, "name \"a b [31m \"");
}
END_TEST

START_TEST(long_error_is_cut_between_characters)
{
    char name[ERR_TEXT_MAX * 2];
    struct err err;
    for (size_t before = 0; before < 4; before++) {
        memset(name, 'x', before);
        for (size_t i = before; i < sizeof name - 3; i += 3)
            memcpy(name + i, "\xE2\x82\xAC", 4);
        err_set(&err, S_INPUT, "%s", name);
        ck_assert_uint_ge(strlen(err.text), ERR_TEXT_MAX - 4);
        ck_assert(utf8_valid(err.text, strlen(err.text)));
        ck_assert_int_eq(memcmp(err.text, name, strlen(err.text)), 0);
    }
}
END_TEST

START_TEST(statuses_have_names)
{
    for (int status = S_OK; status <= S_INTERNAL; status++)
        ck_assert_str_ne(status_name((enum status)status), "unknown");
    ck_assert_str_eq(status_name(S_OK), "ok");
    ck_assert_str_eq(status_name(S_INTERNAL), "internal fault");
    ck_assert_str_eq(status_name((enum status)(S_INTERNAL + 1)), "unknown");
}
END_TEST

/* ---- borrowed strings ---- */

START_TEST(strings_compare_as_bytes)
{
    static const struct {
        const char *a, *b;
        int order;
    } cases[] = {{"", "", 0},   {NULL, "", 0},     {"", "a", -1},    {"a", "b", -1},
                 {"b", "a", 1}, {"ab", "abc", -1}, {"\xFF", "a", 1}, {"same", "same", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str a = str_of(cases[i].a), b = str_of(cases[i].b);
        int order = str_compare(a, b);
        ck_assert_int_eq((order > 0) - (order < 0), cases[i].order);
        ck_assert_int_eq(str_equal(a, b), cases[i].order == 0);
    }
    ck_assert_ptr_null(str_of(NULL).ptr);
}
END_TEST

START_TEST(strings_are_trimmed)
{
    static const char *const cases[][2] = {{"", ""},       {" \t\r\n\v\f ", ""},   {" a ", "a"},
                                           {"a b", "a b"}, {"\n\ta b\r\n", "a b"}, {"\xC2\xA0", "\xC2\xA0"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert(str_equal(str_trim(str_of(cases[i][0])), str_of(cases[i][1])));
    ck_assert_uint_eq(str_trim((struct str){0}).len, 0);
}
END_TEST

/* ---- buffer ---- */

START_TEST(buffer_puts_pieces_together)
{
    struct buf b = {0};
    ck_assert_str_eq(buf_text(&b), "");
    buf_append(&b, "ab\0c", 4);
    buf_append_text(&b, "de");
    buf_append_str(&b, str_of("fg"));
    buf_append_str(&b, (struct str){0});
    buf_append_byte(&b, 'h');
    buf_append_repeat(&b, '-', 3);
    buf_append_repeat(&b, '-', 0);
    buf_printf(&b, "%d%s", 42, "!");
    ck_assert(str_equal(buf_str(&b), (struct str){"ab\0cdefgh---42!", 15}));
    buf_truncate(&b, 100);
    ck_assert_uint_eq(b.len, 15);
    buf_truncate(&b, 2);
    ck_assert_str_eq(buf_text(&b), "ab");
    ck_assert_int_eq(buf_status(&b, NULL), S_OK);
    buf_reset(&b);
    ck_assert_uint_eq(b.len, 0);
    ck_assert_ptr_nonnull(b.data);
    buf_release(&b);
    buf_release(&b);
    ck_assert_ptr_null(b.data);
}
END_TEST

START_TEST(buffer_grows_from_any_size)
{
    struct buf b = {0};
    for (size_t i = 0; i < 5000; i++) {
        buf_printf(&b, "%zu,", i);
        ck_assert_uint_eq(strlen(buf_text(&b)), b.len);
    }
    ck_assert_int_eq(memcmp(b.data + b.len - 10, "4998,4999,", 10), 0);
    buf_release(&b);
}
END_TEST

START_TEST(buffer_failure_is_sticky)
{
    struct buf b = {0};
    struct err err;
    buf_append_text(&b, "kept");
    buf_append(&b, "", SIZE_MAX);
    ck_assert(b.failed);
    buf_append_text(&b, "lost");
    buf_append_byte(&b, 'x');
    buf_append_repeat(&b, 'x', 2);
    buf_append_varint(&b, 300);
    buf_printf(&b, "%d", 1);
    ck_assert(!buf_reserve(&b, 0));
    ck_assert(str_equal(buf_str(&b), str_of("kept")));
    ck_assert_str_eq(buf_text(&b), "");
    ck_assert_int_eq(buf_status(&b, &err), S_NOMEM);
    ck_assert_str_eq(err.text, "out of memory");
    buf_reset(&b);
    buf_append_text(&b, "again");
    ck_assert_str_eq(buf_text(&b), "again");
    ck_assert(!buf_reserve(&b, SIZE_MAX - 4));
    buf_release(&b);
    ck_assert(!b.failed);
}
END_TEST

/* ---- numbers ---- */

START_TEST(varints_come_back)
{
    static const struct {
        uint64_t value;
        size_t len;
    } cases[] = {{0, 1},
                 {1, 1},
                 {127, 1},
                 {128, 2},
                 {300, 2},
                 {16383, 2},
                 {16384, 3},
                 {UINT32_MAX, 5},
                 {0x0123456789ABCD, 7},
                 {(1ULL << 56) - 1, 8},
                 {1ULL << 56, 9},
                 {INT64_MAX, 9},
                 {UINT64_MAX, 10},
                 {1ULL << 63, 10},
                 {(1ULL << 63) - 1, 9}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf b = {0};
        uint64_t value = 0;
        buf_append_varint(&b, cases[i].value);
        ck_assert_uint_eq(b.len, cases[i].len);
        const char *at = b.data;
        ck_assert(varint_read(&at, b.data + b.len, &value));
        ck_assert(value == cases[i].value);
        ck_assert_ptr_eq(at, b.data + b.len);
        at = b.data;
        ck_assert(!varint_read(&at, b.data + b.len - 1, &value));
        ck_assert_ptr_eq(at, b.data);
        buf_append_repeat(&b, '\xFF', 8); /* what stands behind it does not matter */
        value = 0;
        ck_assert(varint_read(&at, b.data + b.len, &value));
        ck_assert(value == cases[i].value);
        ck_assert_ptr_eq(at, b.data + cases[i].len);
        buf_release(&b);
    }
}
END_TEST

START_TEST(varints_past_64_bits_are_refused)
{
    static const char *const cases[] = {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02",
                                        "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",
                                        "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t value = 7;
        const char *at = cases[i];
        ck_assert(!varint_read(&at, cases[i] + strlen(cases[i]), &value));
        ck_assert_ptr_eq(at, cases[i]);
        ck_assert_uint_eq(value, 7);
    }
}
END_TEST

START_TEST(number_array_grows)
{
    struct u32_array a = {0};
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert(u32_array_append(&a, i * i));
    ck_assert_uint_eq(a.count, 1000);
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(a.data[i], i * i);
    u32_array_release(&a);
    u32_array_release(&a);
    ck_assert_uint_eq(a.capacity, 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("buf");
    tcase_add_test(tests, error_keeps_status_and_text);
    tcase_add_test(tests, long_error_is_cut_between_characters);
    tcase_add_test(tests, statuses_have_names);
    tcase_add_test(tests, strings_compare_as_bytes);
    tcase_add_test(tests, strings_are_trimmed);
    tcase_add_test(tests, buffer_puts_pieces_together);
    tcase_add_test(tests, buffer_grows_from_any_size);
    tcase_add_test(tests, buffer_failure_is_sticky);
    tcase_add_test(tests, varints_come_back);
    tcase_add_test(tests, varints_past_64_bits_are_refused);
    tcase_add_test(tests, number_array_grows);
    return run_suite(tests, "buf");
}
