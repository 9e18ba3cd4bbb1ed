/* The analyzer over text in English and other languages written with spaces.
 *
 * A row is a language, a text and what comes of it, as "term@position" with + for TOKEN_JOINED, ! for TOKEN_STOP. The
 * stemmer is a toy: it takes off a final "ing" or "s" of words of four letters and more. */
#include "core/analyzer.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t stemmer_calls;

static size_t toy_stem(void *context, const char *word, size_t len, char *out, size_t capacity)
{
    (void)context;
    stemmer_calls++;
    size_t stem = len;
    if (len > 5 && memcmp(word + len - 3, "ing", 3) == 0)
        stem = len - 3;
    else if (len > 3 && word[len - 1] == 's')
        stem = len - 1;
    if (stem == len || stem > capacity)
        return 0;
    memcpy(out, word, stem);
    return stem;
}

static struct analyzer *new_analyzer(const char *language)
{
    struct stemmer stemmer = {language, strcmp(language, "none") == 0 ? NULL : toy_stem, NULL};
    struct analyzer *a;
    ck_assert_int_eq(analyzer_new(&stemmer, &a, NULL), S_OK);
    return a;
}

static void append_tokens(struct analyzer *a, struct str text, enum analyzer_mode mode, struct buf *out)
{
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, text, 0, mode);
    while (token_stream_next(&s, &token)) {
        if (token.start >= token.end || token.end > text.len || token.term.len == 0 || token.term.len > TERM_MAX)
            ck_abort_msg("a token outside of its bounds: %zu to %zu of %zu", token.start, token.end, text.len);
        buf_append_text(out, out->len > 0 ? " " : "");
        buf_append_str(out, token.term);
        buf_printf(out, "@%u%s%s", token.position, token.flags & TOKEN_JOINED ? "+" : "",
                   token.flags & TOKEN_STOP ? "!" : "");
    }
}

struct row {
    const char *language, *text, *tokens;
};

/* Each text twice: what the cache gives must be what was made. */
static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct analyzer *a = new_analyzer(rows[i].language);
        for (int again = 0; again < 2; again++) {
            struct buf tokens = {0};
            append_tokens(a, str_of(rows[i].text), ANALYZE_DOCUMENT, &tokens);
            ck_assert_msg(strcmp(buf_text(&tokens), rows[i].tokens) == 0, "%s: %s\nexpected %s\ngot      %s",
                          rows[i].language, rows[i].text, rows[i].tokens, buf_text(&tokens));
            buf_release(&tokens);
        }
        analyzer_free(a);
    }
}

#define CHECK_ROWS(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

START_TEST(words_have_positions_and_stems)
{
    static const struct row rows[] = {
        {"english", "", ""},
        {"english", " ,;- \n", ""},
        {"english", "Observers", "observer@0"},
        {"english", "OSCE observing missions", "osce@0 observ@1 mission@2"},
        {"english", "(rain)\tand \"wind\"", "rain@0 and@1! wind@2"},
        {"english", "to be or not to be", "to@0! be@1! or@2! not@3! to@4! be@5!"},
        {"english", "G20 F-16 1990s", "g20@0 f@1 16@2+ 1990@3"},
        {"english", "well-known", "well@0 known@1+"},
        {"english", "well - known", "well@0 known@1"},
        {"english", "MOSCOW—The rain", "moscow@0 the@1+! rain@2"},
        {"english", "example.com", "example@0 com@1+"},
        {"english", "end.Next AT&T snake_case a/b", "end@0 next@1+ at@2! t@3+ snake@4 case@5+ a@6! b@7+"},
        {"english", "“rain”… ‘sun’", "rain@0 sun@1"},
        {"none", "Observers observing", "observers@0 observing@1"},
        {"german", "the Observers", "the@0 observer@1"},
    };
    CHECK_ROWS(rows);
}
END_TEST

START_TEST(apostrophes)
{
    static const struct row rows[] = {
        {"english", "president’s", "president@0"},
        {"english", "president's PRESIDENT'S presidentʼs president＇s",
         "president@0 president@1 president@2 president@3"},
        {"english", "president", "president@0"},
        {"english", "O'Brien O’Brien o'brien's", "o'brien@0 o'brien@1 o'brien@2"},
        {"english", "don't don’t", "don't@0! don't@1!"},
        {"english", "workers' 'workers' workers’", "worker@0 worker@1 worker@2"},
        {"english", "it's It’s we'll I'm", "it@0! it@1! we'll@2! i'm@3!"},
        {"english", "the G20's 747’s 1980's", "the@0! g20@1 747@2 1980@3"},
        {"english", "rock'n'roll ''quoted'' a''b", "rock'n'roll@0 quoted@1 a@2! b@3+"},
        {"english", "'90s 5'6 boy's-own", "90s@0 5@1 6@2+ boy@3 own@4+!"},
        {"english", "us US U.S.", "us@0 us@1 us@2"},
        {"none", "don't president's", "don't@0 president@1"},
        {"french", "l'état aujourd’hui", "l@0 etat@1+ aujourd@2 hui@3+"},
        {"italian", "dell'Italia", "dell@0 italia@1+"},
        {"ukrainian", "пʼять п'ять", "п'ять@0 п'ять@1"},
    };
    CHECK_ROWS(rows);
}
END_TEST

START_TEST(abbreviations)
{
    static const struct row rows[] = {
        {"english", "U.S. U.S US u.s. u.S.", "us@0 us@1 us@2 us@3 us@4"},
        {"english", "the U.S. The", "the@0! us@1 the@2!"},
        {"english", "the U.S.The U.S.a", "the@0! us@1 the@2+! usa@3"},
        {"english", "U.N.-backed", "un@0 backed@1+"},
        {"english", "J.K. Rowling J.K.Rowling", "jk@0 rowl@1 jk@2 rowl@3+"},
        {"english", "the U.S.'s D.C.’s D.C's", "the@0! us@1 dc@2 dc@3"},
        {"english", "at 9 a.m. and i.e.", "at@0! 9@1 am@2 and@3! ie@4"},
        {"english", "Plan B. A plan", "plan@0 b@1 a@2! plan@3"},
        {"english", "Ph.D. a.example x.y.co", "ph@0 d@1+ a@2! example@3+ xy@4 co@5+"},
        {"english", "A.O'Brien d.'s", "a@0! o'brien@1+ d@2 s@3+"},
        {"none", "С.Ш.А. É.U. E\xCC\x81.U.", "сша@0 eu@1 eu@2"},
        {"french", "l'U.R.S.S.", "l@0 urs@1+"},
    };
    CHECK_ROWS(rows);
}
END_TEST

START_TEST(numbers)
{
    static const struct row rows[] = {
        {"english", "3,500 3500", "3500@0 3500@1"},
        {"english", "1,234,567 12,345.67", "1234567@0 12345.67@1"},
        {"english", "1,2,3", "1@0 2@1+ 3@2+"},
        {"english", "3.5 3,5 3.5. 3,500, 5.", "3.5@0 3,5@1 3.5@2 3500@3 5@4"},
        {"english", "27.12.2017 192.168.10.1", "27@0 12@1+ 2017@2+ 192@3 168@4+ 10@5+ 1@6+"},
        {"english", "$3.5m US$1,000bn 3,500km", "3.5m@0 us@1 1000bn@2+ 3500km@3"},
        {"english", "in 1990, 1991", "in@0! 1990@1 1991@2"},
        {"english", "1234,567 1,23,456 1,000,00", "1234,567@0 1@1 23@2+ 456@3+ 1@4 000@5+ 00@6+"},
        {"english", "1.234.567 3:2 50% v1.2", "1@0 234@1+ 567@2+ 3@3 2@4+ 50@5 v1.2@6"},
        {"none", "CO₂ 5 km² Ⅳ", "co2@0 5@1 km2@2 iv@3"},
        {"german", "3,500 3,5", "3500@0 3,5@1"},
    };
    CHECK_ROWS(rows);
}
END_TEST

START_TEST(accents_and_forms)
{
    static const struct row rows[] = {
        {"english", "café CAFÉ cafe\xCC\x81 cafe", "cafe@0 cafe@1 cafe@2 cafe@3"},
        {"english", "Erdoğan Erdogan", "erdogan@0 erdogan@1"},
        {"english", "İstanbul I\xCC\x87stanbul Istanbul ı", "istanbul@0 istanbul@1 istanbul@2 i@3!"},
        {"english", "Łódź Đà Nẵng", "lodz@0 da@1 nang@2"},
        {"english", "Ærø œuvre Þór naïve", "aero@0 oeuvre@1 thor@2 naive@3"},
        {"english", "Straße STRASSE", "strasse@0 strasse@1"},
        {"english", "ﬁnance Ｔｏｋｙｏ \xEF\xBC\x93", "finance@0 tokyo@1 3@2"},
        {"english", "cafés résumés", "cafe@0 resume@1"},
        {"english", "co\xC2\xADoperate non\xE2\x80\x8Dsense zero\xE2\x80\x8Bwidth word\xE2\x80\x8F",
         "cooperate@0 nonsense@1 zero@2 width@3 word@4"},
        {"none", "cafés", "cafes@0"},
        {"german", "Häuser Grüße", "hauser@0 grusse@1"},
        /* before the stem: the toy takes the s after a folded or an accented letter alike */
        {"spanish", "periódicos periódico", "periodico@0 periodico@1"},
        {"turkish", "ISPARTA İstanbul I\xCC\x87stanbul ılgaz", "isparta@0 istanbul@1 istanbul@2 ilgaz@3"},
    };
    CHECK_ROWS(rows);
}
END_TEST

/* A stemmer that shows what it was given. */
static size_t spy_stem(void *context, const char *word, size_t len, char *out, size_t capacity)
{
    (void)out;
    (void)capacity;
    buf_reset(context);
    buf_append(context, word, len);
    return 0;
}

START_TEST(the_stemmer_is_given_the_word_as_its_language_writes_it)
{
    static const struct row rows[] = {
        {"english", "Cafés", "cafes"},
        {"none", "Cafés", "cafes"},
        {"french", "Cafés", "cafés"},
        {"french", "Cafe\xCC\x81s", "cafés"},
        {"english", "President's", "president"},
        {"turkish", "ISPARTA", "ısparta"},
        {"turkish", "İSTANBUL", "istanbul"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf given = {0};
        struct stemmer stemmer = {rows[i].language, spy_stem, &given};
        struct analyzer *a;
        struct buf tokens = {0};
        ck_assert_int_eq(analyzer_new(&stemmer, &a, NULL), S_OK);
        append_tokens(a, str_of(rows[i].text), ANALYZE_DOCUMENT, &tokens);
        ck_assert_str_eq(buf_text(&given), rows[i].tokens);
        analyzer_free(a);
        buf_release(&given);
        buf_release(&tokens);
    }
}
END_TEST

/* The text with each token in brackets: offsets are those of the whole word, for marking it. */
START_TEST(offsets_cover_the_surface)
{
    static const char *const rows[][2] = {
        {"The U.S. plan", "[The] [U.S.] [plan]"},     {"president’s workers' plan", "[president’s] [workers]' [plan]"},
        {"O'Brien's 3,500.", "[O'Brien's] [3,500]."}, {"(well-known)", "([well]-[known])"},
        {"the U.S.'s Été!", "[the] [U.S.'s] [Été]!"},
    };
    struct analyzer *a = new_analyzer("english");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf marked = {0};
        struct token_stream s;
        struct token token;
        size_t at = 0;
        token_stream_begin(&s, a, str_of(rows[i][0]), 0, ANALYZE_DOCUMENT);
        while (token_stream_next(&s, &token)) {
            buf_append(&marked, rows[i][0] + at, token.start - at);
            buf_append_byte(&marked, '[');
            buf_append(&marked, rows[i][0] + token.start, token.end - token.start);
            buf_append_byte(&marked, ']');
            at = token.end;
        }
        buf_append_text(&marked, rows[i][0] + at);
        ck_assert_str_eq(buf_text(&marked), rows[i][1]);
        buf_release(&marked);
    }
    analyzer_free(a);
}
END_TEST

START_TEST(stop_words_are_those_of_the_list)
{
    static const char english[] =
        "i me yours themselves who am cannot let's here's why's a the and of below off no very "
        "mustn't you've same than";
    static const char others[] = "us will just can osce mission upon a.m i.t";
    struct analyzer *a = new_analyzer("english");
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, str_of(english), 0, ANALYZE_QUERY);
    while (token_stream_next(&s, &token))
        ck_assert_msg(token.flags & TOKEN_STOP, "%.*s", (int)token.term.len, token.term.ptr);
    token_stream_begin(&s, a, str_of(others), 0, ANALYZE_QUERY);
    while (token_stream_next(&s, &token))
        ck_assert_msg(!(token.flags & TOKEN_STOP), "%.*s", (int)token.term.len, token.term.ptr);
    analyzer_free(a);
}
END_TEST

START_TEST(positions_go_on_from_the_first)
{
    struct analyzer *a = new_analyzer("english");
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, str_of("rain 中国"), 130, ANALYZE_QUERY);
    ck_assert(token_stream_next(&s, &token));
    ck_assert_uint_eq(token.position, 130);
    ck_assert(token_stream_next(&s, &token));
    ck_assert_uint_eq(token.position, 131);
    ck_assert(!token_stream_next(&s, &token));
    ck_assert_uint_eq(s.position, 133);
    ck_assert(!token_stream_next(&s, &token));
    analyzer_free(a);
}
END_TEST

static struct buf long_word(const char *unit, size_t count)
{
    struct buf b = {0};
    for (size_t i = 0; i < count; i++)
        buf_append_text(&b, unit);
    return b;
}

START_TEST(long_words_leave_their_position_empty)
{
    static const char *const units[] = {"x", "ж", "'a", "a\xCC\x81", "1", "\xEF\xB7\xBA", "\xC2\xADz"};
    struct analyzer *a = new_analyzer("english");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct buf word = long_word(units[i], 10000), text = {0}, tokens = {0};
        buf_append_text(&text, "rain ");
        buf_append_str(&text, buf_str(&word));
        buf_append_text(&text, " wind");
        append_tokens(a, buf_str(&text), ANALYZE_DOCUMENT, &tokens);
        ck_assert_str_eq(buf_text(&tokens), "rain@0 wind@2");
        buf_release(&word);
        buf_release(&text);
        buf_release(&tokens);
    }
    analyzer_free(a);
}
END_TEST

START_TEST(a_term_has_at_most_its_limit)
{
    struct analyzer *a = new_analyzer("english");
    for (size_t len = TERM_MAX - 2; len <= TERM_MAX + 2; len++) {
        struct buf word = long_word("x", len), tokens = {0};
        append_tokens(a, buf_str(&word), ANALYZE_DOCUMENT, &tokens);
        ck_assert_uint_eq(tokens.len, len <= TERM_MAX ? len + 2 : 0);
        buf_release(&word);
        buf_release(&tokens);
    }
    analyzer_free(a);
}
END_TEST

START_TEST(anything_else_parts_words)
{
#define BYTES(text)            \
    {                          \
        text, sizeof(text) - 1 \
    }
    static const struct {
        struct str text;
        const char *tokens;
    } rows[] = {
        {BYTES("rain\0wind"), "rain@0 wind@1"},
        {BYTES("rain\xFFwind\xC3"), "rain@0 wind@1+"},
        {BYTES("\xED\xA0\x80rain\xE2\x80"), "rain@0"},
        {BYTES("\xCC\x81rain"), "rain@0"},
        {BYTES("rain😀wind"), "rain@0 wind@1+"},
        {BYTES("\xE2\x9D\xA4\xEF\xB8\x8F rain ™"), "rain@0"},
        {BYTES("rain\xC2\xA0wind\xE3\x80\x80sun"), "rain@0 wind@1 sun@2"},
    };
#undef BYTES
    struct analyzer *a = new_analyzer("english");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf tokens = {0};
        append_tokens(a, rows[i].text, ANALYZE_DOCUMENT, &tokens);
        ck_assert_str_eq(buf_text(&tokens), rows[i].tokens);
        buf_release(&tokens);
    }
    analyzer_free(a);
}
END_TEST

/* Texts that would take minutes if any part of them were read again for each word in it. */
START_TEST(long_texts_take_linear_time)
{
    static const char *const units[] = {"1,", "1.",        "a.",     "a'",           "\xCC\x81",
                                        "中", "a\xC2\xAD", "1,234,", "\xE2\x80\x8D", "\xE4\xB8\xAD\xCC\x81"};
    struct analyzer *a = new_analyzer("english");
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct buf text = long_word(units[i], 300000);
        struct token_stream s;
        struct token token;
        token_stream_begin(&s, a, buf_str(&text), 0, ANALYZE_DOCUMENT);
        size_t count = 0;
        while (token_stream_next(&s, &token))
            count++;
        ck_assert_uint_le(count, 2 * 300000);
        buf_release(&text);
    }
    analyzer_free(a);
}
END_TEST

START_TEST(the_stemmer_runs_once_for_a_word)
{
    struct analyzer *a = new_analyzer("english");
    struct buf text = long_word("rains fall on the plains, and rains fall on the hills\n", 1000), tokens = {0};
    stemmer_calls = 0;
    append_tokens(a, buf_str(&text), ANALYZE_DOCUMENT, &tokens);
    ck_assert_uint_eq(stemmer_calls, 7);
    buf_release(&text);
    buf_release(&tokens);
    analyzer_free(a);
}
END_TEST

/* More words than the cache holds, twice over, with words between them that stay. */
START_TEST(a_full_cache_still_answers)
{
    struct analyzer *a = new_analyzer("english");
    for (unsigned i = 0; i < 400000; i++) {
        char text[32], expected[64];
        unsigned n = i % 200000;
        int len = snprintf(text, sizeof text, "Word%us falls", n);
        snprintf(expected, sizeof expected, "word%u@0 fall@1", n);
        struct buf tokens = {0};
        append_tokens(a, (struct str){text, (size_t)len}, ANALYZE_DOCUMENT, &tokens);
        if (strcmp(buf_text(&tokens), expected) != 0)
            ck_abort_msg("%s gives %s", text, buf_text(&tokens));
        buf_release(&tokens);
    }
    analyzer_free(a);
}
END_TEST

/* Bytes at random, with a leaning to what words are made of: tokens stay inside the text, in order, and an analyzer
 * that has seen much makes of them what a new one makes. */
START_TEST(any_bytes_are_accepted)
{
    static const char *const units[] = {"a",
                                        "S",
                                        "s",
                                        "'",
                                        ".",
                                        ",",
                                        "1",
                                        "22",
                                        "333",
                                        " ",
                                        "-",
                                        "’",
                                        "\xCC\x81",
                                        "é",
                                        "İ",
                                        "中",
                                        "カ",
                                        "ﾞ",
                                        "\xC2\xAD",
                                        "\xFF",
                                        "\xE2",
                                        "\xD9\x8E",
                                        "ا",
                                        "\xEF\xB7\xBA",
                                        "\xE1\x84\x80",
                                        "\xE1\x85\xA1"};
    struct analyzer *seasoned = new_analyzer("english");
    uint32_t random = 12345;
    for (int round = 0; round < 3000; round++) {
        struct buf text = {0}, first = {0}, second = {0};
        for (int i = 0; i < 24; i++) {
            random = random * 1664525 + 1013904223;
            buf_append_text(&text, units[(random >> 16) % (sizeof units / sizeof *units)]);
        }
        enum analyzer_mode mode = round % 2 ? ANALYZE_QUERY : ANALYZE_DOCUMENT;
        append_tokens(seasoned, buf_str(&text), mode, &first);
        if (round % 16 == 0) {
            struct analyzer *fresh = new_analyzer("english");
            append_tokens(fresh, buf_str(&text), mode, &second);
            ck_assert_str_eq(buf_text(&first), buf_text(&second));
            analyzer_free(fresh);
        }
        buf_release(&text);
        buf_release(&first);
        buf_release(&second);
    }
    analyzer_free(seasoned);
}
END_TEST

/* The tokens of so many spaces, the first bytes of a text, and so many spaces, in memory that ends with them. */
static struct buf tokens_between(struct analyzer *a, size_t before, struct str text, size_t behind)
{
    struct buf tokens = {0};
    size_t len = before + text.len + behind;
    char *copy = malloc(len ? len : 1);
    memset(copy, ' ', len);
    memcpy(copy + before, text.ptr, text.len);
    append_tokens(a, (struct str){copy, len}, ANALYZE_DOCUMENT, &tokens);
    free(copy);
    return tokens;
}

/* Words are found sixty-four bytes at a time: where they stand among them, and where the text ends, changes nothing. */
START_TEST(words_are_the_same_at_any_place)
{
    static const char text[] =
        "The U.S. observers' mission said 3,500 voters, 1.5 of each 2.  O'Brien (well-known in Cafe) didn\xE2\x80\x99t "
        "agree; a b c d e f g h i j k l m n o p q r s t u v w x y z caf\xC3\xA9s x\xCC\x81y "
        "antidisestablishmentarianismantidisestablishmentarianismantidisestablishment \xE4\xB8\xAD\xE5\x9B\xBD a.b.c. "
        "\xFF running. St. Paul's,no-one's 12.30pm end";
    struct analyzer *a = new_analyzer("english");
    struct buf whole = tokens_between(a, 0, str_of(text), 0);
    for (size_t before = 1; before < 130; before++) {
        struct buf moved = tokens_between(a, before, str_of(text), 0);
        ck_assert_str_eq(buf_text(&moved), buf_text(&whole));
        buf_release(&moved);
    }
    for (size_t len = 0; len < sizeof text; len++) {
        struct buf cut = tokens_between(a, 0, (struct str){text, len}, 0);
        struct buf followed = tokens_between(a, 0, (struct str){text, len}, 70);
        ck_assert_str_eq(buf_text(&cut), buf_text(&followed));
        buf_release(&cut);
        buf_release(&followed);
    }
    buf_release(&whole);
    analyzer_free(a);
}
END_TEST

START_TEST(the_fingerprint_tells_analyzers_apart)
{
    static const char *const languages[] = {"english", "none", "german", "french"};
    enum { COUNT = sizeof languages / sizeof *languages };
    uint64_t fingerprints[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        struct analyzer *a = new_analyzer(languages[i]);
        fingerprints[i] = analyzer_fingerprint(a);
        ck_assert_uint_eq(fingerprints[i], analyzer_fingerprint(a));
        for (size_t j = 0; j < i; j++)
            ck_assert_uint_ne(fingerprints[i], fingerprints[j]);
        analyzer_free(a);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("analyzer");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, words_have_positions_and_stems);
    tcase_add_test(tests, apostrophes);
    tcase_add_test(tests, abbreviations);
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, accents_and_forms);
    tcase_add_test(tests, the_stemmer_is_given_the_word_as_its_language_writes_it);
    tcase_add_test(tests, offsets_cover_the_surface);
    tcase_add_test(tests, stop_words_are_those_of_the_list);
    tcase_add_test(tests, positions_go_on_from_the_first);
    tcase_add_test(tests, long_words_leave_their_position_empty);
    tcase_add_test(tests, a_term_has_at_most_its_limit);
    tcase_add_test(tests, anything_else_parts_words);
    tcase_add_test(tests, long_texts_take_linear_time);
    tcase_add_test(tests, the_stemmer_runs_once_for_a_word);
    tcase_add_test(tests, a_full_cache_still_answers);
    tcase_add_test(tests, any_bytes_are_accepted);
    tcase_add_test(tests, words_are_the_same_at_any_place);
    tcase_add_test(tests, the_fingerprint_tells_analyzers_apart);
    return run_suite(tests, "core_analyzer");
}
