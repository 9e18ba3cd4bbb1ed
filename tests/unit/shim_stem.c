/* Stemmers: which there are, what they do, what is refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "core/analyzer.h"
#include "shim/xap.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

static struct err err;

/* Whether a name stands among names separated by spaces. */
static bool lists(const char *names, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = strstr(names, name); at; at = strstr(at + 1, name)) {
        if ((at == names || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
            return true;
    }
    return false;
}

START_TEST(languages)
{
    static const char *const expected[] = {"english", "german",  "arabic",  "armenian", "french",
                                           "russian", "spanish", "turkish", "none"};
    const char *names = xap_stemmer_languages();
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        ck_assert_msg(lists(names, expected[i]), "%s is not in: %s", expected[i], names);
    ck_assert_str_eq(names + strlen(names) - strlen(" none"), " none");
    ck_assert_ptr_eq(names, xap_stemmer_languages());
}
END_TEST

/* Every language that is listed can be made and used. */
START_TEST(every_language_works)
{
    char *names = strdup(xap_stemmer_languages()), *rest = names;
    ck_assert_ptr_nonnull(names);
    for (char *name; (name = strsep(&rest, " "));) {
        struct xap_stemmer *s;
        char out[XAPIAN_MAX_TERM];
        ck_assert_msg(xap_stemmer_new(name, &s, &err) == S_OK, "%s", err.text);
        ck_assert_uint_le(xap_stem(s, "observation", 11, out, sizeof out), sizeof out);
        xap_stemmer_free(s);
    }
    free(names);
}
END_TEST

START_TEST(stems)
{
    static const struct {
        const char *language, *word, *stem; /* "": left as it is */
    } cases[] = {
        {"english", "missions", "mission"}, {"english", "mission", "mission"},
        {"english", "observers", "observ"}, {"german", "beobachter", "beobacht"},
        {"french", "missions", "mission"},  {"russian", "миссии", "мисс"},
        {"none", "missions", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xap_stemmer *s;
        char out[XAPIAN_MAX_TERM];
        ck_assert_int_eq(xap_stemmer_new(cases[i].language, &s, &err), S_OK);
        size_t len = xap_stem(s, cases[i].word, strlen(cases[i].word), out, sizeof out);
        ck_assert_msg(str_equal((struct str){out, len}, str_of(cases[i].stem)), "%s: %.*s", cases[i].word, (int)len,
                      out);
        xap_stemmer_free(s);
    }
}
END_TEST

START_TEST(odd_words)
{
    struct xap_stemmer *s;
    char out[XAPIAN_MAX_TERM], word[4096];
    memset(word, 'a', sizeof word);
    ck_assert_int_eq(xap_stemmer_new("english", &s, &err), S_OK);
    ck_assert_uint_eq(xap_stem(s, "", 0, out, sizeof out), 0);
    ck_assert_uint_eq(xap_stem(s, "missions", 8, out, 6), 0);
    ck_assert_uint_eq(xap_stem(s, "missions", 8, out, 7), 7);
    ck_assert_uint_eq(xap_stem(s, word, sizeof word, out, sizeof out), 0);
    ck_assert_uint_le(xap_stem(s, "\xff\xc0 \0s", 5, out, sizeof out), sizeof out);
    xap_stemmer_free(s);
    xap_stemmer_free(NULL);
}
END_TEST

START_TEST(unknown_languages)
{
    static const char *const unknown[] = {"klingon", "", "en", "English", "english german", "english ", "engl", NULL};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        struct xap_stemmer *s;
        ck_assert_int_eq(xap_stemmer_new(unknown[i], &s, &err), S_USAGE);
        ck_assert_ptr_null(s);
        ck_assert_msg(strstr(err.text, "english") && strstr(err.text, "turkish none"), "%s", err.text);
        ck_assert_ptr_nonnull(strstr(err.text, unknown[i] ? unknown[i] : "\"\""));
    }
}
END_TEST

/* The first term of a word, with a filter or without one; empty when there is none. */
static struct str first_term(struct analyzer *a, const char *word, const struct term_filter *filter)
{
    struct token_stream stream;
    struct token token;
    token_stream_begin(&stream, a, str_of(word), 0, ANALYZE_DOCUMENT);
    token_stream_only(&stream, filter);
    return token_stream_next(&stream, &token) ? token.term : (struct str){0};
}

static void passes_its_own_filter(struct analyzer *a, const char *language, const char *word)
{
    struct term_filter filter = {0};
    char bytes[TERM_MAX];
    struct str term = first_term(a, word, NULL);
    ck_assert_uint_le(term.len, sizeof bytes);
    if (term.len == 0)
        return;
    memcpy(bytes, term.ptr, term.len);
    analyzer_filter_add(a, (struct str){bytes, term.len}, &filter);
    struct str filtered = first_term(a, word, &filter);
    ck_assert_msg(str_equal(filtered, (struct str){bytes, term.len}), "%s: %s", language, word);
}

static struct analyzer *new_analyzer(const char *language, struct xap_stemmer **snowball)
{
    struct analyzer *a;
    ck_assert_int_eq(xap_stemmer_new(language, snowball, &err), S_OK);
    const struct stemmer stemmer = {language, xap_stem, *snowball};
    ck_assert_int_eq(analyzer_new(&stemmer, &a, &err), S_OK);
    return a;
}

/* Of words that stemmers look at. */
static const char *const beginnings[] = {"",    "a",     "b",      "e",     "i",    "o",     "s",      "t",      "y",
                                         "ab",  "ad",    "ba",     "by",    "de",   "ed",    "gl",     "ha",     "ic",
                                         "kn",  "la",    "my",     "ob",    "oy",   "re",    "sk",     "sy",     "ti",
                                         "yi",  "aba",   "cry",    "eye",   "gen",  "hop",   "lyr",    "nat",    "say",
                                         "spr", "arsen", "commun", "gener", "happ", "Inner", "electr", "vietnam"};
static const char *const endings[] = {
    "",      "s",      "es",      "bb",      "ff",     "mm",      "ic",      "ies",   "ied",    "ed",      "edly",
    "eed",   "eedly",  "ing",     "ingly",   "y",      "ly",      "li",      "lli",   "ally",   "e",       "ee",
    "ss",    "us",     "tional",  "ational", "enci",   "ancy",    "ably",    "ently", "izer",   "ization", "ation",
    "ator",  "alism",  "ality",   "fulness", "ously",  "ousness", "iveness", "ivity", "bility", "bly",     "ogy",
    "fully", "lessly", "ical",    "ness",    "ative",  "ement",   "ent",     "ion",   "ous",    "heit",    "lich",
    "ungen", "ement",  "issions", "erons",   "amente", "ando",    "hetens",  "ligt",  "zione",  "7",       "2x"};
static const char *const exceptions[] = {"skis",  "skies", "dying",  "lying", "tying", "idly",   "gently", "ugly",
                                         "early", "only",  "singly", "sky",   "news",  "inning", "Dying"};

static void words_pass(const char *language)
{
    struct xap_stemmer *snowball;
    struct analyzer *a = new_analyzer(language, &snowball);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        for (size_t j = 0; j < sizeof endings / sizeof *endings; j++)
            for (size_t k = 0; k < sizeof endings / sizeof *endings; k += 21) {
                char word[64];
                snprintf(word, sizeof word, "%s%s%s", beginnings[i], endings[k], endings[j]);
                passes_its_own_filter(a, language, word);
            }
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        passes_its_own_filter(a, language, exceptions[i]);
    analyzer_free(a);
    xap_stemmer_free(snowball);
}

/* What core/analyzer.c says of how much of a word its term keeps, held against each stemmer. */
START_TEST(filters_keep_no_word_back)
{
    char *names = strdup(xap_stemmer_languages()), *rest = names;
    ck_assert_ptr_nonnull(names);
    for (char *name; (name = strsep(&rest, " "));)
        words_pass(name);
    free(names);
}
END_TEST

/* ---- guesses ---- */

static const char *const guessing[] = {"english", "none"};

/* What an analyzer makes of a word of the letters a to z, and before that guesses. */
static void is_guessed(struct analyzer *a, struct str word)
{
    struct stem_guesses guesses;
    struct str term;
    ck_assert_msg(analyzer_guess_terms(a, word, &guesses), "%.*s", (int)word.len, word.ptr);
    ck_assert(analyzer_plain_term(a, word, analyzer_expect_hash(a, word), &term));
    bool guessed = str_equal(term, word);
    for (size_t i = 0; i < guesses.count; i++)
        guessed |= str_equal((struct str){guesses.of[i].bytes, guesses.of[i].len}, term);
    ck_assert_msg(guessed, "%.*s: %.*s", (int)word.len, word.ptr, (int)term.len, term.ptr);
}

static bool is_plain(const char *word)
{
    return *word && word[strspn(word, "abcdefghijklmnopqrstuvwxyz")] == '\0';
}

/* Of beginnings with two endings, and with letters changed in them. */
START_TEST(stems_are_guessed)
{
    struct random random = {7};
    struct xap_stemmer *snowball;
    struct analyzer *a = new_analyzer(guessing[_i], &snowball);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        for (size_t j = 0; j < sizeof endings / sizeof *endings; j++)
            for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
                char word[64];
                size_t len = (size_t)snprintf(word, sizeof word, "%s%s%s", beginnings[i], endings[k], endings[j]);
                if (!is_plain(word))
                    continue;
                is_guessed(a, (struct str){word, len});
                word[random_below(&random, (uint32_t)len)] = (char)('a' + random_below(&random, 26));
                is_guessed(a, (struct str){word, len});
            }
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (is_plain(exceptions[i]))
            is_guessed(a, str_of(exceptions[i]));
    analyzer_free(a);
    xap_stemmer_free(snowball);
}
END_TEST

/* Of a word with another letter at a place: what is guessed of all letters is what is guessed of this one. */
static void is_guessed_of_any(const struct analyzer *a, struct str word, size_t at, char letter)
{
    struct stem_guesses any, own;
    char other[64];
    if (!analyzer_guess_any_terms(a, word, at, &any))
        return;
    memcpy(other, word.ptr, word.len);
    other[at] = letter;
    ck_assert(analyzer_guess_terms(a, (struct str){other, word.len}, &own));
    ck_assert_uint_eq(any.count, own.count);
    for (size_t i = 0; i < own.count; i++) {
        any.of[i].bytes[at] = letter;
        ck_assert_msg(any.of[i].len > at && any.of[i].len == own.of[i].len &&
                          memcmp(any.of[i].bytes, own.of[i].bytes, own.of[i].len) == 0,
                      "%.*s: %.*s", (int)word.len, other, (int)own.of[i].len, own.of[i].bytes);
    }
}

START_TEST(stems_are_guessed_of_all_letters)
{
    struct random random = {9};
    struct xap_stemmer *snowball;
    struct analyzer *a = new_analyzer(guessing[_i], &snowball);
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        for (size_t j = 0; j < sizeof endings / sizeof *endings; j++)
            for (size_t k = random_below(&random, 4); k < sizeof endings / sizeof *endings; k += 4) {
                char word[64];
                size_t len = (size_t)snprintf(word, sizeof word, "%s%s%s", beginnings[i], endings[k], endings[j]);
                for (size_t at = 0; is_plain(word) && at < len; at++)
                    for (int n = 0; n < 3; n++)
                        is_guessed_of_any(a, (struct str){word, len}, at, (char)('a' + random_below(&random, 26)));
            }
    analyzer_free(a);
    xap_stemmer_free(snowball);
}
END_TEST

/* Where a rule may look at the letter, it is not told of all. */
START_TEST(some_letters_decide)
{
    static const struct {
        const char *word;
        size_t at;
        bool any;
    } cases[] = {{"missing", 0, true},    {"missing", 1, false},    {"missing", 4, false}, {"missing", 6, false},
                 {"relational", 0, true}, {"relational", 1, false}, {"quantum", 4, true},  {"quantum", 5, false}};
    struct xap_stemmer *snowball;
    struct analyzer *a = new_analyzer("english", &snowball);
    struct stem_guesses guesses;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(analyzer_guess_any_terms(a, str_of(cases[i].word), cases[i].at, &guesses) == cases[i].any,
                      "%s, %zu", cases[i].word, cases[i].at);
    analyzer_free(a);
    xap_stemmer_free(snowball);
}
END_TEST

START_TEST(guesses_are_few)
{
    static const struct {
        const char *word, *guesses;
    } cases[] = {{"stop", ""},
                 {"house", "hous"},
                 {"happy", "happi"},
                 {"hopping", "hopp hoppe hop hopp"},
                 {"dying", "die dy dye di di dy"}};
    struct xap_stemmer *snowball;
    struct analyzer *a = new_analyzer("english", &snowball);
    struct stem_guesses guesses;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128] = "";
        ck_assert(analyzer_guess_terms(a, str_of(cases[i].word), &guesses));
        for (size_t k = 0, len = 0; k < guesses.count; k++)
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%.*s", k ? " " : "", (int)guesses.of[k].len,
                                    guesses.of[k].bytes);
        ck_assert_str_eq(text, cases[i].guesses);
    }
    ck_assert(!analyzer_guess_terms(a, str_of("an-ending-behind-so-many-letters-that-it-is-long"), &guesses));
    analyzer_free(a);
    xap_stemmer_free(snowball);
}
END_TEST

START_TEST(other_languages_are_not_guessed)
{
    struct xap_stemmer *snowball;
    struct analyzer *a = new_analyzer("german", &snowball);
    struct stem_guesses guesses;
    ck_assert(!analyzer_guess_terms(a, str_of("missionen"), &guesses));
    analyzer_free(a);
    xap_stemmer_free(snowball);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("stem");
    tcase_add_test(tests, languages);
    tcase_add_test(tests, every_language_works);
    tcase_add_test(tests, stems);
    tcase_add_test(tests, odd_words);
    tcase_add_test(tests, unknown_languages);
    tcase_add_test(tests, filters_keep_no_word_back);
    tcase_add_loop_test(tests, stems_are_guessed, 0, sizeof guessing / sizeof *guessing);
    tcase_add_loop_test(tests, stems_are_guessed_of_all_letters, 0, sizeof guessing / sizeof *guessing);
    tcase_add_test(tests, some_letters_decide);
    tcase_add_test(tests, guesses_are_few);
    tcase_add_test(tests, other_languages_are_not_guessed);
    return run_suite(tests, "stem");
}
