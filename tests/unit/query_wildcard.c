/* Patterns of words: what they match, and which words they describe. */
#include <check.h>
#include <string.h>

#include "query/wildcard.h"
#include "shim/xap.h"
#include "tests/unit/suite.h"

START_TEST(matches)
{
    static const struct {
        const char *pattern, *text;
        bool yes;
    } rows[] = {
        {"trail", "trail", true},
        {"trail", "trai", false},
        {"tr?il", "trail", true},
        {"tr?il", "tril", false},
        {"tr?il", "traail", false},
        {"tr*il", "tril", true},
        {"tr*il", "traaail", true},
        {"tr*il", "trails", false},
        {"tr*", "tr", true},
        {"*", "", true},
        {"?", "", false},
        {"a*b*c", "abbc", true},
        {"a*b*c", "acb", false},
        {"caf?", "café", true},
        {"c??é", "café", true},
        {"c?é", "café", false},
        {"a*?", "a", false},
        {"a*?", "ab", true},
        {"*?*?*", "x", false},
        {"w?m*n", "women", true},
        {"", "", true},
        {"", "a", false},
        {"ab*ab", "abab", true},
        {"ab*ab", "aba", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(wildcard_matches(str_of(rows[i].pattern), str_of(rows[i].text)) == rows[i].yes, "%s and %s",
                      rows[i].pattern, rows[i].text);
}
END_TEST

/* Many stars over many letters take no more time than they have to: this ends. */
START_TEST(matches_in_bounded_time)
{
    char pattern[] = "a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", text[4096];
    memset(text, 'a', sizeof text);
    ck_assert(!wildcard_matches(str_of(pattern), (struct str){text, sizeof text}));
}
END_TEST

START_TEST(head)
{
    ck_assert(str_equal(wildcard_head(str_of("tr?il")), str_of("tr")));
    ck_assert(str_equal(wildcard_head(str_of("trail")), str_of("trail")));
    ck_assert_uint_eq(wildcard_head(str_of("*il")).len, 0);
}
END_TEST

struct seen {
    size_t words;
    bool trail, troil;
};

static enum status see(void *context, struct str stem, struct err *err)
{
    struct seen *seen = context;
    (void)err;
    seen->words++;
    seen->trail |= str_equal(stem, str_of("trail"));
    seen->troil |= str_equal(stem, str_of("troil"));
    return S_OK;
}

/* The analyzer of English, for the length of a test. */
struct language {
    struct xap_stemmer *stemmer;
    struct analyzer *analyzer;
};

static struct language language_new(const char *name)
{
    struct language e = {NULL, NULL};
    struct stemmer stemmer = {.language = name, .stem = xap_stem};
    ck_assert_int_eq(xap_stemmer_new(name, &e.stemmer, NULL), S_OK);
    stemmer.context = e.stemmer;
    ck_assert_int_eq(analyzer_new(&stemmer, &e.analyzer, NULL), S_OK);
    return e;
}

static void language_free(struct language e)
{
    analyzer_free(e.analyzer);
    xap_stemmer_free(e.stemmer);
}

START_TEST(stems)
{
    struct language e = language_new("english");
    struct seen seen = {0};
    ck_assert_int_eq(wildcard_stems(e.analyzer, str_of("tr?ils"), see, &seen, NULL), S_OK);
    ck_assert_uint_eq(seen.words, 26);
    ck_assert(seen.trail && seen.troil);
    ck_assert_int_eq(wildcard_stems(e.analyzer, str_of("t??il"), see, &seen, NULL), S_OK);
    ck_assert_uint_eq(seen.words, 26 + 26 * 26);
    /* too many, a star, another script: none */
    ck_assert_int_eq(wildcard_stems(e.analyzer, str_of("t???l"), see, &seen, NULL), S_OK);
    ck_assert_int_eq(wildcard_stems(e.analyzer, str_of("tr?i*"), see, &seen, NULL), S_OK);
    ck_assert_int_eq(wildcard_stems(e.analyzer, str_of("tr?é"), see, &seen, NULL), S_OK);
    ck_assert_uint_eq(seen.words, 26 + 26 * 26);
    language_free(e);
}
END_TEST

START_TEST(describes)
{
    static const struct {
        const char *pattern, *stem;
        bool yes;
    } rows[] = {
        {"el*ion", "elect", true}, {"el*ion", "eleph", false}, {"hap*y", "happi", true},   {"el*ions", "elect", true},
        {"el*", "elect", false},   {"e*ted", "elect", true},   {"e*ted", "eject", true},   {"e*x", "elect", false},
        {"*é", "café", false},     {"tr?ils", "trail", true},  {"tr?ils", "trial", false},
    };
    struct language e = language_new("english");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wildcard_endings endings = {0};
        bool yes = wildcard_describes(e.analyzer, str_of(rows[i].pattern), str_of(rows[i].stem), &endings);
        ck_assert_msg(yes == rows[i].yes, "%s and %s", rows[i].pattern, rows[i].stem);
    }
    language_free(e);
}
END_TEST

struct expected {
    struct str stem;
    bool found;
    size_t others;
};

static enum status compare(void *context, struct str stem, struct err *err)
{
    struct expected *expected = context;
    (void)err;
    if (str_equal(stem, expected->stem))
        expected->found = true;
    else
        expected->others++;
    return S_OK;
}

START_TEST(shorter_stems)
{
    static const struct {
        const char *head, *stem;
    } rows[] = {
        {"innovat", "innov"},
        {"technologie", "technolog"},
        {"improvemen", "improv"},
        {"electi", "elect"},
        {"planni", "plan"},
        {"electorat", "elector"},
        {"observatio", "observ"},
        {"allegianc", "allegi"},
        {"spain", ""},
        {"presi", ""},
        {"butte", ""},
        {"train", ""},
        {"observ", ""},
        {"a", ""},
        {"aa", ""},
        {"électi", ""},
    };
    struct language e = language_new("english");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct expected expected = {.stem = str_of(rows[i].stem)};
        ck_assert_int_eq(wildcard_shorter_stems(e.analyzer, str_of(rows[i].head), compare, &expected, NULL), S_OK);
        ck_assert_msg(expected.found == (expected.stem.len > 0), "%s", rows[i].head);
        ck_assert_msg(expected.found || expected.others == 0, "%s", rows[i].head);
    }
    char letters[TERM_MAX];
    memset(letters, 's', sizeof letters);
    ck_assert_int_eq(wildcard_shorter_stems(e.analyzer, (struct str){letters, sizeof letters}, compare, NULL, NULL),
                     S_OK);
    language_free(e);
}
END_TEST

/* With the endings of each language, whose accents the head may lack. */
START_TEST(shorter_stems_by_language)
{
    static const struct {
        const char *language, *head, *stem;
    } rows[] = {
        {"spanish", "investigaci", "investig"},
        {"spanish", "policia", "polic"},
        {"spanish", "trabajador", "trabaj"},
        {"spanish", "presi", ""},
        {"french", "gouvernemen", "gouvern"},
        {"italian", "creavan", ""},
        {"italian", "salveran", "salv"},
        {"german", "regierun", "regier"},
        {"portuguese", "trabalhador", "trabalh"},
        {"romanian", "guvernulu", "guvern"},
        {"russian", "правительствам", "правительств"},
        {"catalan", "governamen", "govern"},
        {"dutch", "regeringe", "reger"},
        {"danish", "regeringern", "regering"},
        {"swedish", "regeringarn", "regering"},
        {"norwegian", "regjeringen", "regjering"},
        {"hungarian", "kormanyna", "kormany"},
        {"none", "innovat", ""},
        {"finnish", "innovat", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct language l = language_new(rows[i].language);
        struct expected expected = {.stem = str_of(rows[i].stem)};
        ck_assert_int_eq(wildcard_shorter_stems(l.analyzer, str_of(rows[i].head), compare, &expected, NULL), S_OK);
        ck_assert_msg(expected.found == (expected.stem.len > 0), "%s", rows[i].head);
        size_t count;
        const struct word_ending *ending = analyzer_endings(l.analyzer, &count);
        for (size_t e = 0; e < count; e++) /* there is room for all */
            ck_assert_msg(ending[e].folded.len > 0, "%s: %.*s", rows[i].language, (int)ending[e].spelt.len,
                          ending[e].spelt.ptr);
        language_free(l);
    }
}
END_TEST

START_TEST(fronts_come_off)
{
    static const struct {
        const char *language, *front, *term;
        bool yes;
    } rows[] = {
        {"arabic", "ال", "كتاب", true},      {"arabic", "لل", "كتاب", true},  {"arabic", "ال", "", false},
        {"arabic", "مد", "رس", false},       {"russian", "пр", "оба", false}, {"english", "un", "do", false},
        {"indonesian", "mem", "beri", true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct language l = language_new(rows[i].language);
        bool yes = wildcard_front_comes_off(l.analyzer, str_of(rows[i].front), str_of(rows[i].term));
        ck_assert_msg(yes == rows[i].yes, "%s%s", rows[i].front, rows[i].term);
        language_free(l);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("wildcards");
    tcase_add_test(tests, matches);
    tcase_add_test(tests, matches_in_bounded_time);
    tcase_add_test(tests, head);
    tcase_add_test(tests, stems);
    tcase_add_test(tests, describes);
    tcase_add_test(tests, shorter_stems);
    tcase_add_test(tests, shorter_stems_by_language);
    tcase_add_test(tests, fronts_come_off);
    return run_suite(tests, "wildcards");
}
