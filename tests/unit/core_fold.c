/* Folding of keyword values and of the beginnings of words. */
#include "core/analyzer.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/unit/suite.h"

START_TEST(values_are_folded)
{
    static const char *const rows[][2] = {
        {"", ""},
        {" \t\n ", ""},
        {"World News", "world news"},
        {"  World \r\n\t News  ", "world news"},
        {"WORLD\x01NEWS", "world news"},
        {"Łódź, Polska", "lodz, polska"},
        {"O’Brien", "o'brien"},
        {"AT&T (U.S.)", "at&t (u.s.)"},
        {"3,500 words", "3,500 words"},
        {"Straße\xC2\xA0№ 5", "strasse no 5"},
        {"Ｔｏｋｙｏ　東京", "tokyo 東京"},
        {"Политика: й", "политика: й"},
        {"и\xCC\x86", "й"},
        {"\xFFrain\xC3 wind", "rain wind"},
        {"caf\xC3\xA9\xC2\xAD", "cafe"},
        {"İstanbul", "istanbul"},
        {"¨rain", "rain"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        text_fold(str_of(rows[i][0]), 200, &out);
        ck_assert_str_eq(buf_text(&out), rows[i][1]);
        buf_release(&out);
    }
}
END_TEST

START_TEST(values_are_appended_and_cut)
{
    static const struct {
        const char *text;
        size_t max;
        const char *folded;
    } rows[] = {
        {"abc", 3, ":abc"}, {"abcd", 3, ":abc"}, {"ab cd", 3, ":ab"},   {"жжж", 5, ":жж"},
        {"é日", 3, ":e"},   {"abc", 0, ":"},     {"  abc ", 3, ":abc"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = {0};
        buf_append_byte(&out, ':');
        text_fold(str_of(rows[i].text), rows[i].max, &out);
        ck_assert_str_eq(buf_text(&out), rows[i].folded);
        buf_release(&out);
    }
}
END_TEST

/* However long the value is, a mark stays with its letter. */
START_TEST(long_values_fold_as_short_ones_do)
{
    for (size_t shift = 0; shift < 4; shift++) {
        struct buf text = {0}, expected = {0}, out = {0};
        buf_append_repeat(&text, 'x', shift);
        buf_append_repeat(&expected, 'x', shift);
        for (int i = 0; i < 1000; i++) {
            buf_append_text(&text, "и\xCC\x86 É");
            buf_append_text(&expected, "й e");
        }
        text_fold(buf_str(&text), SIZE_MAX, &out);
        ck_assert_str_eq(buf_text(&out), buf_text(&expected));
        buf_release(&text);
        buf_release(&expected);
        buf_release(&out);
    }
}
END_TEST

START_TEST(hostile_values_are_bounded)
{
    static const char *const units[] = {"\xCC\x81", "ﷺ", "\xFF", "\xE2\x80\x8D", "ﬃ", " "};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct buf text = {0}, out = {0};
        for (int n = 0; n < 50000; n++)
            buf_append_text(&text, units[i]);
        text_fold(buf_str(&text), TERM_MAX, &out);
        ck_assert_uint_le(out.len, TERM_MAX);
        ck_assert(utf8_valid(buf_text(&out), out.len));
        buf_release(&text);
        buf_release(&out);
    }
}
END_TEST

START_TEST(beginnings_of_words_are_folded)
{
    static const char *const rows[][3] = {
        {"english", "Trail", "trail"},   {"english", "running", "running"}, {"english", "O’Br", "o'br"},
        {"english", "U.S", "us"},        {"english", "3,500", "3500"},      {"english", "3.5", "3.5"},
        {"german", "HÄUS", "haus"},      {"turkish", "ISP", "isp"},         {"english", "中", "中"},
        {"english", "и\xCC\x86", "й"},   {"english", " -trail! ", "trail"}, {"english", "", ""},
        {"arabic", "الكتـــا", "الكتا"}, {"arabic", "أسئلة", "اسيلة"},      {"none", "أسئلة", "أسئلة"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct stemmer stemmer = {rows[i][0], NULL, NULL};
        struct analyzer *a;
        struct buf out = {0};
        ck_assert_int_eq(analyzer_new(&stemmer, &a, NULL), S_OK);
        analyzer_fold_word(a, str_of(rows[i][1]), &out);
        ck_assert_str_eq(buf_text(&out), rows[i][2]);
        buf_release(&out);
        analyzer_free(a);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fold");
    tcase_add_test(tests, values_are_folded);
    tcase_add_test(tests, values_are_appended_and_cut);
    tcase_add_test(tests, long_values_fold_as_short_ones_do);
    tcase_add_test(tests, hostile_values_are_bounded);
    tcase_add_test(tests, beginnings_of_words_are_folded);
    return run_suite(tests, "core_fold");
}
