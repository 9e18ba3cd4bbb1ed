#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/unit/suite.h"

#define BYTES(text)            \
    {                          \
        text, sizeof(text) - 1 \
    }

START_TEST(every_code_point_comes_back)
{
    for (uint32_t c = 0; c <= 0x110000; c++) {
        char bytes[UTF8_MAX];
        uint32_t got;
        bool valid;
        size_t len = utf8_encode(c, bytes);
        bool is_character = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
        if (utf8_decode(bytes, len, &got, &valid) != len || !valid ||
            got != (is_character ? c : (uint32_t)UTF8_REPLACEMENT))
            ck_abort_msg("U+%04X came back as U+%04X", (unsigned)c, (unsigned)got);
    }
}
END_TEST

/* How the bytes fall apart: the length of each part, ill-formed ones negative. */
START_TEST(ill_formed_text_falls_into_maximal_subparts)
{
    static const struct {
        const char *text;
        int parts[8];
    } cases[] = {
        {"a\xC3\xA9", {1, 2}},
        {"\xEF\xBF\xBD", {3}},
        {"\x80", {-1}},
        {"\xC0\xAF", {-1, -1}},
        {"\xC1\xBF", {-1, -1}},
        {"\xE0\x80\x80", {-1, -1, -1}},
        {"\xE0\xA0", {-2}},
        {"\xE2\x82", {-2}},
        {"\xE2\x82\x41", {-2, 1}},
        {"\xED\xA0\x80", {-1, -1, -1}},
        {"\xED\x9F\xBF", {3}},
        {"\xF0\x80\x80\x80", {-1, -1, -1, -1}},
        {"\xF0\x9F\x98\x80", {4}},
        {"\xF0\x9F\x98", {-3}},
        {"\xF0\x9F\x41", {-2, 1}},
        {"\xF4\x8F\xBF\xBF", {4}},
        {"\xF4\x90\x80\x80", {-1, -1, -1, -1}},
        {"\xF5\x80", {-1, -1}},
        {"\xFF\xFE", {-1, -1}},
        {"\xC3\xC3\xA9", {-1, 2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t len = strlen(cases[i].text), at = 0, part = 0;
        bool all_valid = true;
        for (; at < len; part++) {
            uint32_t c;
            bool valid;
            size_t taken = utf8_decode(cases[i].text + at, len - at, &c, &valid);
            ck_assert_msg(cases[i].parts[part] == (valid ? (int)taken : -(int)taken),
                          "case %zu, part %zu: %zu bytes, %s", i, part, taken, valid ? "valid" : "ill-formed");
            ck_assert(valid || c == UTF8_REPLACEMENT);
            all_valid = all_valid && valid;
            at += taken;
        }
        ck_assert_int_eq(cases[i].parts[part], 0);
        ck_assert_int_eq(utf8_valid(cases[i].text, len), all_valid);
    }
}
END_TEST

START_TEST(cuts_between_characters)
{
    static const struct {
        const char *text;
        size_t max, want;
    } cases[] = {
        {"", 0, 0},
        {"abc", 0, 0},
        {"abc", 2, 2},
        {"abc", 3, 3},
        {"abc", 9, 3},
        {"a\xC3\xA9z", 2, 1},
        {"a\xC3\xA9z", 3, 3},
        {"\xE2\x82\xAC\xE2\x82\xAC", 5, 3},
        {"\xE2\x82\xAC\xE2\x82\xAC", 2, 0},
        {"\xF0\x9F\x98\x80", 3, 0},
        {"x\xF0\x9F\x98\x80y", 5, 5},
        {"\x80\x80\x80\x80\x80\x80\x80\x80", 6, 6},
        {"abc\x80\x80zz", 4, 4},
        {"\xC3\xA9\x80\x80zz", 3, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t got = utf8_cut(cases[i].text, strlen(cases[i].text), cases[i].max);
        ck_assert_msg(got == cases[i].want, "case %zu: cut at %zu, not at %zu", i, got, cases[i].want);
    }
}
END_TEST

START_TEST(repairs_what_is_not_clean)
{
    static const struct {
        struct str text;
        const char *want;
        bool changed;
    } cases[] = {
        {BYTES(""), "", false},
        {BYTES("plain text, long enough for a run"), "plain text, long enough for a run", false},
        {BYTES("tab\tand\nnewline"), "tab\tand\nnewline", false},
        {BYTES("a\r\nb\rc\n\rd\r"), "a\nb\nc\n\nd\n", false},
        {BYTES("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"), "caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", false},
        {BYTES("\xEF\xBB\xBFmark"), "mark", true},
        {BYTES("in\xEF\xBB\xBFside"), "in\xEF\xBB\xBFside", false},
        {BYTES("\xEF\xBF\xBD"), "\xEF\xBF\xBD", false},
        {BYTES("nul\0here"), "nul here", true},
        {BYTES("bell\x07 esc\x1B del\x7F"), "bell  esc  del ", true},
        {BYTES("a\xC2\x85z"), "a z", true},
        {BYTES("a\xC2\xA0z"), "a\xC2\xA0z", false},
        {BYTES("latin caf\xE9 one"), "latin caf\xEF\xBF\xBD one", true},
        {BYTES("cut \xE2\x82"), "cut \xEF\xBF\xBD", true},
        {BYTES("half \xED\xA0\xBD pair"), "half \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD pair", true},
        {BYTES("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct buf out = {0};
        buf_append_text(&out, "> ");
        bool changed = utf8_repair(cases[i].text.ptr, cases[i].text.len, &out);
        ck_assert_str_eq(buf_text(&out) + 2, cases[i].want);
        ck_assert_msg(changed == cases[i].changed, "case %zu: changed %d", i, changed);
        buf_release(&out);
    }
}
END_TEST

/* The fast path looks at eight bytes at once; any byte at any place must get the same answer as alone. */
START_TEST(runs_and_single_bytes_agree)
{
    for (int byte = 0; byte < 256; byte++) {
        struct buf alone = {0};
        char one = (char)byte;
        bool alone_changed = utf8_repair(&one, 1, &alone);
        for (size_t place = 0; place < 17; place++) {
            char text[17];
            struct buf out = {0};
            memset(text, 'x', sizeof text);
            text[place] = one;
            ck_assert_int_eq(utf8_repair(text, sizeof text, &out), alone_changed);
            ck_assert_uint_eq(out.len, sizeof text - 1 + alone.len);
            ck_assert_int_eq(memcmp(out.data + place, alone.data, alone.len), 0);
            ck_assert_int_eq(utf8_valid(text, sizeof text), byte < 0x80);
            buf_release(&out);
        }
        buf_release(&alone);
    }
}
END_TEST

/* Whatever comes in, clean UTF-8 goes out, and repairing it again changes nothing. */
START_TEST(repair_is_final)
{
    struct buf once = {0}, twice = {0};
    srandom(1996);
    for (int round = 0; round < 2000; round++) {
        static const char alphabet[] = "ab\r\n\t\xC3\xA9\xE2\x82\xAC\xEF\xBB\xBF\xF0\x9F\x98\x80\xED\xA0\xFF\x80\x7F";
        char text[64];
        size_t len = (size_t)random() % sizeof text;
        for (size_t i = 0; i < len; i++)
            text[i] = alphabet[(size_t)random() % sizeof alphabet];
        buf_reset(&once);
        buf_reset(&twice);
        buf_append_byte(&once, ' '); /* a byte order mark behind a dropped one is not at the start any more */
        utf8_repair(text, len, &once);
        ck_assert(utf8_valid(once.data, once.len));
        ck_assert(!utf8_repair(once.data, once.len, &twice));
        ck_assert(str_equal(buf_str(&once), buf_str(&twice)));
    }
    buf_release(&once);
    buf_release(&twice);
}
END_TEST

START_TEST(counts_columns)
{
    static const struct {
        const char *text;
        size_t columns;
    } cases[] = {
        {"", 0},
        {"plain", 5},
        {"caf\xC3\xA9", 4},
        {"cafe\xCC\x81", 4},                     /* e and a combining acute */
        {"\xE4\xB8\xAD\xE5\x9B\xBD", 4},         /* two Han characters */
        {"\xD0\x9C\xD0\xBE\xD1\x81\xD0\xBA", 4}, /* Cyrillic */
        {"a\x07"
         "b\tc\x7F",
         3},         /* controls */
        {"\xFF", 1}, /* shown as U+FFFD */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(utf8_text_width(cases[i].text, strlen(cases[i].text)) == cases[i].columns, "case %zu", i);
    ck_assert_int_eq(utf8_width(0), 0);
    ck_assert_int_eq(utf8_width(0x85), 0);
    ck_assert_int_eq(utf8_width(0x110000), 0);
    ck_assert_int_eq(utf8_width(UINT32_MAX), 0);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("utf8");
    tcase_add_test(tests, every_code_point_comes_back);
    tcase_add_test(tests, ill_formed_text_falls_into_maximal_subparts);
    tcase_add_test(tests, cuts_between_characters);
    tcase_add_test(tests, repairs_what_is_not_clean);
    tcase_add_test(tests, runs_and_single_bytes_agree);
    tcase_add_test(tests, repair_is_final);
    tcase_add_test(tests, counts_columns);
    return run_suite(tests, "utf8");
}
