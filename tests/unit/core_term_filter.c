/* Streams with a filter beside streams without one: what is asked for comes, and comes the same. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/analyzer.h"
#include "core/word_masks.h"
#include "tests/unit/suite.h"

static struct analyzer *new_analyzer(const char *language)
{
    struct stemmer stemmer = {language, NULL, NULL};
    struct analyzer *a;
    ck_assert_int_eq(analyzer_new(&stemmer, &a, NULL), S_OK);
    return a;
}

/* Appends the tokens of one term, with all that a token says. */
static void append_sightings(struct analyzer *a, struct str text, struct str term, const struct term_filter *filter,
                             struct buf *out)
{
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, text, 7, ANALYZE_DOCUMENT);
    token_stream_only(&s, filter);
    while (token_stream_next(&s, &token))
        if (str_equal(token.term, term))
            buf_printf(out, "%u %zu-%zu %u\n", token.position, token.start, token.end, token.flags);
    buf_printf(out, "end %u\n", s.position);
}

static void check_text(struct analyzer *a, struct str text, const char *term)
{
    struct term_filter filter = {0};
    struct buf all = {0}, filtered = {0};
    analyzer_filter_add(a, str_of(term), &filter);
    append_sightings(a, text, str_of(term), NULL, &all);
    append_sightings(a, text, str_of(term), &filter, &filtered);
    ck_assert_msg(str_equal(buf_str(&all), buf_str(&filtered)), "%s in %.*s:\n%sbut\n%s", term, (int)text.len, text.ptr,
                  buf_text(&all), buf_text(&filtered));
    buf_release(&all);
    buf_release(&filtered);
}

static const char *const terms[] = {"us", "u", "cafe", "observ", "o'brien", "3500", "19.5", "die", "abcdefghij", "x7"};
enum { TERM_COUNT = sizeof terms / sizeof *terms };

/* Texts put together from what is near a word's end or inside it. */
START_TEST(filters_change_no_token_of_their_terms)
{
    static const char *const pieces[] = {
        " ",           " ",       "  ",    "-",    ".",    ",",         "'",    "’",      "’s ",          "us",
        "US",          "U.S.",    "u",     "caf",  "é",    "e\xCC\x81", "cafe", "CAFÉ's", "c\302\255afe", "observ",
        "o'brien",     "O’Brien", "3,500", "3500", "19.5", "die",       "dye",  "中国",   "abcdefghij",   "ABCDEFGHIJ",
        "abcdefghijk", "x7",      "\xff",  "\n"};
    static const char *const languages[] = {"english", "none", "french", "russian"};
    srand(1996);
    for (size_t language = 0; language < sizeof languages / sizeof *languages; language++) {
        struct analyzer *a = new_analyzer(languages[language]);
        struct buf text = {0};
        for (int round = 0; round < 3000; round++) {
            buf_reset(&text);
            for (int i = rand() % (round % 2 ? 12 : 60); i >= 0; i--)
                buf_append_text(&text, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
            check_text(a, buf_str(&text), terms[rand() % TERM_COUNT]);
        }
        buf_release(&text);
        analyzer_free(a);
    }
}
END_TEST

/* Words are read eight bytes at a time: each byte of ASCII at each place among them. */
START_TEST(any_byte_parts_words_at_any_place)
{
    enum { LENGTH = 18 };
    struct analyzer *a = new_analyzer("none");
    for (int byte = 1; byte < 0x80; byte++)
        for (size_t place = 1; place + 1 < LENGTH; place++) {
            char text[LENGTH];
            memset(text, 'a', sizeof text);
            text[place] = (char)byte;
            bool joins = strchr("0123456789'", byte) || (unsigned)((byte | 0x20) - 'a') < 26;
            struct token_stream s;
            struct token token;
            token_stream_begin(&s, a, (struct str){text, sizeof text}, 0, ANALYZE_DOCUMENT);
            ck_assert(token_stream_next(&s, &token));
            size_t end = joins ? LENGTH : place;
            ck_assert_msg(token.end == end, "byte %d at %zu: %zu", byte, place, token.end);
        }
    analyzer_free(a);
}
END_TEST

/* Words are passed over sixty-four bytes at a time: what the vectors say of them is what single bytes say. */
START_TEST(masks_of_vectors_are_those_of_bytes)
{
    srand(1997);
    for (int round = 0; round < 20000; round++) {
        char text[WORD_MASK_BYTES];
        for (size_t i = 0; i < sizeof text; i++)
            text[i] = (char)(round < 256 ? round + (int)i : rand());
        struct word_masks fast = word_masks_of(text), plain = word_masks_scalar(text);
        ck_assert_int_eq(memcmp(&fast, &plain, sizeof fast), 0);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("term_filter");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, filters_change_no_token_of_their_terms);
    tcase_add_test(tests, masks_of_vectors_are_those_of_bytes);
    tcase_add_test(tests, any_byte_parts_words_at_any_place);
    return run_suite(tests, "term_filter");
}
