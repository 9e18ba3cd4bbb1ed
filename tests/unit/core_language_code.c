/* Languages by three letters and by name. */
#include "core/language_code.h"
#include "tests/unit/suite.h"

#include <check.h>

static const struct {
    const char *name, *code;
} rows[] = {
    {"eng", "en"},     {"ENG", "en"},     {"fre", "fr"},      {"fra-CA", "fr"},
    {"aar", "aa"},     {"zul", "zu"},     {"cmn_Hans", "zh"}, {"Deutsch", "de"},
    {"ESPAÑOL", NULL}, {"Español", "es"}, {"中文", "zh"},     {"Chinese (simplified)", "zh"},
    {"en", NULL},      {"en-GB", NULL},   {"haw", NULL},      {"engl", NULL},
    {"ngz", NULL},     {"(", NULL},       {"", NULL},
};

START_TEST(languages_have_codes)
{
    struct str code = language_two_letters(str_of(rows[_i].name));
    ck_assert_msg(str_equal(code, str_of(rows[_i].code ? rows[_i].code : "")), "%s: %.*s", rows[_i].name, (int)code.len,
                  code.ptr ? code.ptr : "");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("language_code");
    tcase_add_loop_test(tcase, languages_have_codes, 0, sizeof rows / sizeof rows[0]);
    return run_suite(tcase, "language_code");
}
