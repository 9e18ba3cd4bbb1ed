/* Snippets: what is marked, and which window of a text is chosen. Results are written with [ ] around marks and an
 * ellipsis where text was cut. */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "query/occurrence.h"
#include "query/snippet.h"
#include "query/squeeze.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

enum { UNITS_MAX = 8, TERMS_MAX = 8 };

/* A stemmer small enough to see through: a final s goes. */
static size_t stem_plural(void *context, const char *word, size_t len, char *out, size_t capacity)
{
    (void)context;
    if (len < 4 || word[len - 1] != 's' || len - 1 > capacity)
        return 0;
    memcpy(out, word, len - 1);
    return len - 1;
}

static struct analyzer *new_analyzer(void)
{
    struct stemmer stemmer = {"english", stem_plural, NULL};
    struct analyzer *a;
    ck_assert_int_eq(analyzer_new(&stemmer, &a, NULL), S_OK);
    return a;
}

/* A query read from "osce|observation mission^3|trail*": units, with their weights when these are not their lengths. */
struct built_query {
    struct snippet_query query;
    struct snippet_unit unit[UNITS_MAX];
    struct str term[UNITS_MAX][TERMS_MAX];
    uint32_t offset[UNITS_MAX][TERMS_MAX];
    char *copy[UNITS_MAX][TERMS_MAX];
};

static void build_unit(struct built_query *b, struct analyzer *a, struct str words)
{
    size_t n = b->query.count++;
    struct snippet_unit *unit = &b->unit[n];
    const char *weight = memchr(words.ptr, '^', words.len);
    double given = weight ? strtod(weight + 1, NULL) : 0;
    if (weight)
        words.len = (size_t)(weight - words.ptr);
    unit->prefix = words.len && words.ptr[words.len - 1] == '*';
    struct token_stream stream;
    struct token token;
    token_stream_begin(&stream, a, words, 0, ANALYZE_QUERY);
    while (token_stream_next(&stream, &token)) {
        char *copy = strndup(token.term.ptr, token.term.len);
        b->offset[n][unit->count] = token.position;
        b->copy[n][unit->count] = copy;
        b->term[n][unit->count++] = (struct str){copy, token.term.len};
    }
    unit->term = b->term[n];
    unit->offset = b->offset[n];
    unit->weight = weight ? given : (double)unit->count;
}

static void build_query(struct built_query *b, struct analyzer *a, const char *units)
{
    memset(b, 0, sizeof *b);
    b->query.unit = b->unit;
    for (const char *at = units; *at;) {
        size_t len = strcspn(at, "|");
        build_unit(b, a, (struct str){at, len});
        at += len + (at[len] == '|');
    }
}

static void release_query(struct built_query *b)
{
    for (size_t i = 0; i < b->query.count; i++)
        for (size_t j = 0; j < b->unit[i].count; j++)
            free(b->copy[i][j]);
}

static void render(const struct marked *m, struct buf *out)
{
    size_t at = 0;
    buf_append_text(out, m->cut_front ? "…" : "");
    for (size_t i = 0; i < m->mark_count; i++) {
        ck_assert_uint_ge(m->mark[i].start, at);
        ck_assert_uint_gt(m->mark[i].end, m->mark[i].start);
        ck_assert_uint_le(m->mark[i].end, m->text.len);
        buf_append(out, m->text.data + at, m->mark[i].start - at);
        buf_append_byte(out, '[');
        buf_append(out, m->text.data + m->mark[i].start, m->mark[i].end - m->mark[i].start);
        buf_append_byte(out, ']');
        at = m->mark[i].end;
    }
    if (m->text.len)
        buf_append(out, m->text.data + at, m->text.len - at);
    buf_append_text(out, m->cut_back ? "…" : "");
}

enum { HEADLINE = 0, WHOLE = UINT32_MAX }; /* for a length: snippet_mark, snippet_mark_whole */

static void make(struct str text, const char *units, uint32_t length, struct marked *out)
{
    struct analyzer *a = new_analyzer();
    struct built_query b;
    struct err err = {""};
    build_query(&b, a, units);
    enum status s = length == HEADLINE ? snippet_mark(a, text, &b.query, out, &err)
                    : length == WHOLE  ? snippet_mark_whole(a, text, &b.query, out, &err)
                                       : snippet_make(a, text, &b.query, length, out, &err);
    ck_assert_msg(s == S_OK, "%s", err.text);
    ck_assert(utf8_valid(out->text.data, out->text.len));
    release_query(&b);
    analyzer_free(a);
}

static void check(const char *text, const char *units, uint32_t length, const char *expected)
{
    struct marked m = {0};
    struct buf got = {0};
    make(str_of(text), units, length, &m);
    render(&m, &got);
    ck_assert_msg(strcmp(buf_text(&got), expected) == 0, "units %s, length %u\n     got: %s\nexpected: %s", units,
                  length, buf_text(&got), expected);
    buf_release(&got);
    marked_release(&m);
}

struct mark_case {
    const char *text, *units, *expected;
};

static const struct mark_case mark_cases[] = {
    {"Nothing here", "osce", "Nothing here"},
    {"", "osce", ""},
    {" \n\t ", "osce", ""},
    {"The OSCE met. Osce!", "osce", "The [OSCE] met. [Osce]!"},
    /* a phrase is one mark, and words side by side are two */
    {"The OSCE observation mission left", "osce observation mission", "The [OSCE observation mission] left"},
    {"The OSCE observation mission left", "osce|observation|mission", "The [OSCE] [observation] [mission] left"},
    {"The OSCE observation mission left the OSCE", "osce|osce observation mission|mission",
     "The [OSCE observation mission] left the [OSCE]"},
    {"observation OSCE mission", "osce observation mission", "observation OSCE mission"},
    {"OSCE's observation\n  missions", "osce observation mission", "[OSCE's observation missions]"},
    {"to be or not to be", "to be or not to be", "[to be or not to be]"},
    /* overlapping phrases */
    {"one two three four", "one two three|two three four", "[one two three four]"},
    {"a b a b a c", "a b a c", "a b [a b a c]"},
    /* stems, accents, case */
    {"Missions to Erdoğan's Café", "mission|erdogan|cafe", "[Missions] to [Erdoğan's] [Café]"},
    {"The U.S. and the US", "u.s.", "The [U.S.] and the [US]"},
    /* beginnings of words */
    {"Trail, trailing and Trailers; no entrails", "trail*", "[Trail], [trailing] and [Trailers]; no entrails"},
    {"Éditions and editor, credit", "edit*", "[Éditions] and [editor], credit"},
    /* white space and controls */
    {"  a \t\r\n b\xc2\xa0 \xe2\x80\xa9 c\x01"
     "d ",
     "b", "a [b] c d"},
    {"bad \xff bytes \xc3", "byte", "bad \xef\xbf\xbd [bytes] \xef\xbf\xbd"},
    /* scripts without spaces: pairs that overlap are one mark */
    {"中国人民和中国", "中国", "[中国]人民和[中国]"},
    {"中国人民和中国", "中国人民", "[中国人民]和中国"},
    {"中国人民和中国", "国人|中国|人民", "[中国人民]和[中国]"},
    {"我们的人民", "人*", "我们的[人]民"},
    {"我们的人", "人*", "我们的[人]"},
    /* other scripts */
    {"قال الرئيس في القاهرة اليوم", "القاهرة", "قال الرئيس في [القاهرة] اليوم"},
    {"Հայաստանի նախագահը Երևանում", "երևանում", "Հայաստանի նախագահը [Երևանում]"},
};

START_TEST(marks_units)
{
    check(mark_cases[_i].text, mark_cases[_i].units, HEADLINE, mark_cases[_i].expected);
}
END_TEST

/* An article keeps its lines and its spaces; a phrase may begin on one line and end on the next. */
START_TEST(marks_whole_texts)
{
    check("The  OSCE observation\nmission left.\n\nIts head,\ttoo.", "osce observation mission|head", WHOLE,
          "The  [OSCE observation\nmission] left.\n\nIts [head],\ttoo.");
    check("", "osce", WHOLE, "");
    check("\n", "osce", WHOLE, "\n");
}
END_TEST

/* Marks are also found behind what a snippet scans. */
START_TEST(marks_long_texts)
{
    struct buf text = {0};
    struct marked m = {0};
    for (size_t i = 0; i <= SNIPPET_SCAN_MAX / strlen("filler "); i++)
        buf_append_text(&text, "filler ");
    buf_append_text(&text, "mission");
    make(buf_str(&text), "mission", WHOLE, &m);
    ck_assert_uint_eq(m.mark_count, 1);
    ck_assert_uint_eq(m.mark[0].end, text.len);
    marked_release(&m);
    buf_release(&text);
}
END_TEST

/* A stretch of a marked text has the marks that it cuts into. */
START_TEST(appends_stretches)
{
    static const struct {
        size_t start, end;
        const char *expected;
    } stretches[] = {
        {0, 9, "> ab [cd] [ef] "}, {3, 8, "> [cd] [ef]"}, {4, 7, "> [d] [e]"}, {5, 6, ">  "}, {9, 9, "> "}};
    struct marked from = {0};
    buf_append_text(&from.text, "ab cd ef ");
    marked_add(&from, 3, 5);
    marked_add(&from, 6, 8);
    for (size_t i = 0; i < sizeof stretches / sizeof *stretches; i++) {
        struct marked m = {0};
        struct buf got = {0};
        buf_append_text(&m.text, "> ");
        marked_append(&m, buf_str(&from.text), &from, stretches[i].start, stretches[i].end);
        render(&m, &got);
        ck_assert_str_eq(buf_text(&got), stretches[i].expected);
        buf_release(&got);
        marked_release(&m);
    }
    marked_release(&from);
}
END_TEST

static const char news[] =
    "The council met on Monday in Vienna. Delegates spoke of grain, of tariffs and of the weather at some length. "
    "A mission left early. Later the OSCE observation mission said that the vote had been calm. Its head thanked the "
    "hosts for their patience, and flew home the same evening with the other delegates of the organisation.";

struct window_case {
    const char *text, *units;
    uint32_t length;
    const char *expected;
};

static const struct window_case window_cases[] = {
    /* without units: the beginning */
    {news, "minsk", 40, "The council met on Monday in Vienna.…"},
    {news, "minsk", 36, "The council met on Monday in Vienna.…"},
    {news, "minsk", 35, "The council met on Monday in…"},
    {"short text", "minsk", 40, "short text"},
    /* the phrase beats the earlier word, and its sentence begins the snippet */
    {news, "osce observation mission|mission", 80,
     "…Later the [OSCE observation mission] said that the vote had been calm. Its head…"},
    /* a phrase that is longer than the snippet is kept whole */
    {news, "osce observation mission", 10, "…[OSCE observation mission]…"},
    /* distinct words count, repeats do not */
    {"mission mission mission mission. Nothing is here at all. The mission of the OSCE.", "mission|osce", 25,
     "…The [mission] of the [OSCE]."},
    /* rare words outweigh common ones */
    {"the mission and the vote were far from the place where he saw an aardvark today", "mission^1|vote^1|aardvark^9",
     24, "…he saw an [aardvark] today"},
    /* the earliest of equals */
    {"first vote, and much later, after many words about nothing, a second vote", "vote", 20,
     "first [vote], and much…"},
    /* near the end, what cannot go behind goes in front */
    {news, "organisation", 60, "…same evening with the other delegates of the [organisation]."},
    /* an abbreviation begins no sentence */
    {"He was silent for years and years on end. On Monday the U.S. Senate voted again and again on it.", "senate", 60,
     "…On Monday the U.S. [Senate] voted again and again on it."},
};

START_TEST(chooses_a_window)
{
    const struct window_case *c = &window_cases[_i];
    check(c->text, c->units, c->length, c->expected);
}
END_TEST

static void append_times(struct buf *b, const char *text, size_t times)
{
    while (times--)
        buf_append_text(b, text);
}

/* Text without spaces is cut to length all the same, and between characters. */
START_TEST(cuts_text_without_spaces)
{
    struct buf text = {0};
    struct marked m = {0};
    append_times(&text, "文章报道了会议的内容。", 200);
    buf_append_text(&text, "观察团");
    append_times(&text, "代表们随后离开了会场。", 200);
    make(buf_str(&text), "观察团", 60, &m);
    size_t characters = character_count(m.text.data, m.text.len);
    ck_assert_uint_le(characters, 60);
    ck_assert_uint_ge(characters, 50);
    ck_assert(m.cut_front && m.cut_back);
    ck_assert_uint_eq(m.mark_count, 1);
    ck_assert_int_eq(memcmp(m.text.data + m.mark[0].start, "观察团", m.mark[0].end - m.mark[0].start), 0);
    /* begins where a sentence does */
    ck_assert_int_eq(memcmp(m.text.data, "文章", strlen("文章")), 0);
    marked_release(&m);
    buf_release(&text);
}
END_TEST

/* One endless word: a bare cut, but between characters; Thai has no spaces and no double width. */
START_TEST(cuts_long_words)
{
    static const char *const pieces[] = {"x", "ก", "é", "e\xcc\x81", "👩"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = {0};
        struct marked m = {0};
        append_times(&text, pieces[i], 5000);
        make(buf_str(&text), "osce", 100, &m);
        size_t characters = character_count(m.text.data, m.text.len);
        ck_assert_uint_le(characters, 100);
        ck_assert_uint_ge(characters, 98);
        ck_assert_uint_eq(m.text.len % strlen(pieces[i]), 0);
        marked_release(&m);
        buf_release(&text);
    }
}
END_TEST

/* A run of overlapping marks may be longer than any snippet: then it is cut. */
START_TEST(bounds_endless_marks)
{
    static const char *const units[] = {"哈哈", "a a"};
    static const char *const pieces[] = {"哈", "a "};
    for (size_t i = 0; i < 2; i++) {
        struct buf text = {0};
        struct marked m = {0};
        append_times(&text, pieces[i], 100000);
        make(buf_str(&text), units[i], 300, &m);
        ck_assert_uint_le(character_count(m.text.data, m.text.len), 300);
        ck_assert_uint_eq(m.mark_count, 1);
        ck_assert(m.cut_back);
        marked_release(&m);
        buf_release(&text);
    }
}
END_TEST

/* Only the first SNIPPET_SCAN_MAX bytes are searched. */
START_TEST(scans_a_bounded_part)
{
    struct buf text = {0};
    struct marked m = {0};
    append_times(&text, "日常新闻 ", SNIPPET_SCAN_MAX / 10);
    buf_append_text(&text, "osce");
    make(buf_str(&text), "osce", 100, &m);
    ck_assert_uint_eq(m.mark_count, 0);
    ck_assert(!m.cut_front && m.cut_back);
    marked_release(&m);
    buf_release(&text);
}
END_TEST

/* Every length from 1 on gives clean text of about that length with whole marks, wherever the cuts fall. */
START_TEST(keeps_its_length)
{
    static const char *const units[] = {"osce observation mission|mission|delegate", "the|of", "minsk", "o*|mission"};
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++)
        for (uint32_t length = 1; length < 330; length += 7) {
            struct marked m = {0};
            make(str_of(news), units[u], length, &m);
            ck_assert_uint_le(m.text.len, length < 24 ? 24 : length);
            ck_assert_uint_gt(m.text.len, 0);
            ck_assert(m.text.data[0] != ' ' && m.text.data[m.text.len - 1] != ' ');
            struct marked again = {0};
            make(buf_str(&m.text), units[u], HEADLINE, &again);
            ck_assert_uint_eq(m.mark_count, again.mark_count);
            for (size_t i = 0; i < m.mark_count; i++)
                ck_assert_int_eq(memcmp(&m.mark[i], &again.mark[i], sizeof m.mark[i]), 0);
            marked_release(&again);
            marked_release(&m);
        }
}
END_TEST

/* Units that say nothing are passed over. */
START_TEST(ignores_empty_units)
{
    struct analyzer *a = new_analyzer();
    struct str nothing = {"", 0};
    uint32_t zero = 0;
    struct snippet_unit units[] = {{NULL, NULL, 0, 1, false, false}, {&nothing, &zero, 1, 1, true, false}};
    struct snippet_query query = {.unit = units, .count = 2};
    struct marked m = {0};
    ck_assert_int_eq(snippet_make(a, str_of("some text"), &query, 300, &m, NULL), S_OK);
    ck_assert_uint_eq(m.mark_count, 0);
    ck_assert_str_eq(buf_text(&m.text), "some text");
    ck_assert_int_eq(snippet_make(a, (struct str){NULL, 0}, &query, 300, &m, NULL), S_OK);
    ck_assert_uint_eq(m.text.len, 0);
    marked_release(&m);
    analyzer_free(a);
}
END_TEST

/* Eight bytes are looked at together: each kind of white space at each place among them. */
START_TEST(squeezes_at_any_place)
{
    static const struct {
        const char *text, *squeezed;
    } gaps[] = {{" ", " "},        {"  ", " "},  {"\t", " "},   {"\n\n", " "}, {" \x7f ", " "},         {"\x01", " "},
                {"\xC2\xA0", " "}, {" é", " é"}, {"é  ", "é "}, {"~", "~"},    {"   é\n\n é ", " é é "}};
    enum { LENGTH = 20 };
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        for (int place = 1; place < LENGTH; place++) {
            char text[2 * LENGTH + 16], expected[2 * LENGTH + 16];
            struct buf out = {0};
            snprintf(text, sizeof text, " %.*s%s%.*s ", place, "abcdefghijklmnopqrst", gaps[i].text, LENGTH - place,
                     "01234567890123456789");
            snprintf(expected, sizeof expected, "%.*s%s%.*s", place, "abcdefghijklmnopqrst", gaps[i].squeezed,
                     LENGTH - place, "01234567890123456789");
            squeeze_append(str_of(text), &out);
            ck_assert_str_eq(buf_text(&out), expected);
            buf_release(&out);
        }
}
END_TEST

/* ---- the two ways to a cut ---- */

/* Words of x, some with an accented letter inside, sentences, quotations, long words; `needle` in the middle. */
static void write_text(struct random *lot, const char *inside, struct buf *out)
{
    static const char *const between[] = {" ",    " ",  " ",  " ", ", ",   ". ",  "? ",
                                          ".\" ", " (", ") ", "-", "... ", " J. "};
    enum { WORDS = 120 };
    for (int i = 0; i < WORDS; i++) {
        uint32_t letters = random_chance(lot, 3) ? 40 : 1 + random_below(lot, 9);
        for (uint32_t at = 0; at < letters; at++)
            buf_append_text(out, at && at + 1 < letters ? inside : at == 0 && random_chance(lot, 20) ? "X" : "x");
        buf_append_text(out,
                        i == WORDS / 2 ? " needle " : between[random_below(lot, sizeof between / sizeof *between)]);
    }
}

static void snippet_of(uint64_t seed, const char *inside, uint32_t length, struct buf *out)
{
    struct random lot = {.state = seed};
    struct buf text = {0};
    struct marked snippet = {0};
    write_text(&lot, inside, &text);
    make(buf_str(&text), "needle", length, &snippet);
    for (size_t at = 0; at < snippet.text.len; at += strncmp(snippet.text.data + at, "\u00e9", 2) ? 1 : 2)
        buf_append_byte(out, (unsigned char)snippet.text.data[at] < 0x80 ? snippet.text.data[at] : 'x');
    marked_release(&snippet);
    buf_release(&text);
}

/* A text in ASCII is gone through by its spaces, another letter by letter. */
START_TEST(cuts_the_same_with_accents)
{
    for (uint64_t seed = 0; seed < 2000; seed++) {
        uint32_t length = 10 + (uint32_t)(seed % 7) * 60;
        struct buf plain = {0}, accented = {0};
        snippet_of(seed, "x", length, &plain);
        snippet_of(seed, "\u00e9", length, &accented);
        ck_assert_msg(str_equal(buf_str(&plain), buf_str(&accented)), "%" PRIu64 ":\n%s\n%s", seed, buf_text(&plain),
                      buf_text(&accented));
        buf_release(&plain);
        buf_release(&accented);
    }
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("snippet");
    tcase_add_loop_test(t, marks_units, 0, sizeof mark_cases / sizeof mark_cases[0]);
    tcase_add_loop_test(t, chooses_a_window, 0, sizeof window_cases / sizeof window_cases[0]);
    tcase_add_test(t, marks_whole_texts);
    tcase_add_test(t, marks_long_texts);
    tcase_add_test(t, appends_stretches);
    tcase_add_test(t, cuts_text_without_spaces);
    tcase_add_test(t, cuts_long_words);
    tcase_add_test(t, bounds_endless_marks);
    tcase_add_test(t, scans_a_bounded_part);
    tcase_add_test(t, keeps_its_length);
    tcase_add_test(t, ignores_empty_units);
    tcase_add_test(t, squeezes_at_any_place);
    tcase_add_test(t, cuts_the_same_with_accents);
    return run_suite(t, "snippet");
}
