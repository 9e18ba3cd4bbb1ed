/* Presenters: golden answers, hostile articles, width. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "query/present.h"
#include "query/tree.h"
#include "tests/unit/suite.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- building pages ---- */

static void set(struct article *a, enum field field, const char *value)
{
    article_set(a, field, str_of(value));
}

static struct date date_of(const char *text)
{
    struct date date;
    ck_assert(date_parse(str_of(text), &date));
    return date;
}

/* Marked text read from "the [OSCE] met"; an ellipsis at an end says that it was cut there. */
static void set_marked(struct marked *m, const char *text)
{
    static const char ellipsis[] = "…";
    size_t len = strlen(text), start = 0;
    marked_reset(m);
    if (strncmp(text, ellipsis, strlen(ellipsis)) == 0) {
        m->cut_front = true;
        text += strlen(ellipsis);
        len -= strlen(ellipsis);
    }
    if (len >= strlen(ellipsis) && strcmp(text + len - strlen(ellipsis), ellipsis) == 0) {
        m->cut_back = true;
        len -= strlen(ellipsis);
    }
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '[')
            start = m->text.len;
        else if (text[i] == ']')
            marked_add(m, start, m->text.len);
        else
            buf_append_byte(&m->text, text[i]);
    }
}

struct fixture {
    struct params params;
    struct page page;
};

static void begin(struct fixture *f, const char *q, size_t hits)
{
    memset(f, 0, sizeof *f);
    buf_append_text(&f->params.q, q);
    f->params.page = 1;
    f->params.page_size = 10;
    f->params.highlight = true;
    f->params.show_field[FIELD_HEADLINE] = f->params.show_field[FIELD_BYLINE] = true;
    f->page.hit = calloc(hits ? hits : 1, sizeof *f->page.hit);
    f->page.count = hits;
    f->page.total = hits;
    f->page.archive_documents = 100;
    f->page.number = 1;
    f->page.size = 10;
    f->page.order = ORDER_RELEVANCE;
    buf_append_text(&f->page.parsed, q);
}

static void end(struct fixture *f)
{
    page_release(&f->page);
    buf_release(&f->params.q);
    buf_release(&f->params.ids);
    for (enum field field = 0; field < FIELD_COUNT; field++)
        buf_release(&f->params.filter[field]);
}

static void check_page(const struct fixture *f, enum output_format format, bool colour, uint32_t width,
                       const char *expected)
{
    struct present_options options = {.params = &f->params, .colour = colour, .width = width};
    struct buf out = {0};
    presenters[format].page(&f->page, &options, &out);
    ck_assert_str_eq(buf_text(&out), expected);
    buf_release(&out);
}

static void check_article(const struct article *a, enum output_format format, bool colour, uint32_t width,
                          const char *expected)
{
    struct present_options options = {.colour = colour, .width = width};
    struct buf out = {0};
    presenters[format].article(a, &options, &out);
    ck_assert_str_eq(buf_text(&out), expected);
    buf_release(&out);
}

static void begin_news(struct fixture *f)
{
    begin(f, "osce observation mission", 1);
    struct hit *hit = f->page.hit;
    set(&hit->article, FIELD_ID, "afp-1");
    set(&hit->article, FIELD_HEADLINE, "OSCE mission \"calm\"");
    set(&hit->article, FIELD_BYLINE, "Ann O'Hara");
    set(&hit->article, FIELD_PLACE, "SARAJEVO");
    set(&hit->article, FIELD_SECTION, "world");
    set(&hit->article, FIELD_SOURCE, "Newswire");
    set(&hit->article, FIELD_BODY, "The OSCE observation mission said.");
    hit->article.published = date_of("1996-09-14T21:03:00Z");
    hit->score = 12.81004;
    set_marked(&hit->headline, "[OSCE] [mission] \"calm\"");
    set_marked(&hit->snippet, "…the [OSCE observation mission] said <it> & left…");
}

/* ---- text for terminals ---- */

static const struct {
    const char *text, *expected;
} plain_cases[] = {
    {"plain", "plain"},
    {"a\nb\tc\r", "a b c "},
    {"\x1b[31mred\x1b[0m", " [31mred [0m"},
    {"\x1b]0;title\x07", " ]0;title "},
    {"\xc2\x9b"
     "31m",
     " 31m"},
    {"x\x7fy", "x y"},
    {"bad \xff\xc3(", "bad \xef\xbf\xbd\xef\xbf\xbd("},
    {"abc\xe2\x80\xae"
     "fed\xe2\x80\xac",
     "abcfed"},
    {"\xe2\x81\xa6in\xe2\x81\xa9", "in"},
    {"a\xe2\x80\xa8"
     "b",
     "a b"},
    {"القاهرة 中国 é", "القاهرة 中国 é"},
};

START_TEST(plain_text_is_harmless)
{
    struct buf out = {0};
    present_plain(str_of(plain_cases[_i].text), &out);
    ck_assert_str_eq(buf_text(&out), plain_cases[_i].expected);
    buf_release(&out);
}
END_TEST

START_TEST(text_page)
{
    struct fixture f;
    begin_news(&f);
    check_page(&f, FORMAT_TEXT, false, 0,
               "1 article for osce observation mission\n"
               "\n"
               " 1. *OSCE* *mission* \"calm\"\n"
               "    1996-09-14 21:03 UTC · SARAJEVO · Newswire · world · id afp-1\n"
               "    … the *OSCE observation mission* said <it> & left …\n");
    check_page(&f, FORMAT_TEXT, true, 40,
               "1 article for osce observation mission\n"
               "\n"
               " 1. \033[1;31mOSCE\033[0m\033[1m \033[0m\033[1;31mmission\033[0m\033[1m \"calm\"\033[0m\n"
               "    \033[2m1996-09-14 21:03 UTC · SARAJEVO ·\033[0m\n"
               "    \033[2mNewswire · world\033[0m\n"
               "    \033[2mid afp-1\033[0m\n"
               "    … the \033[1;31mOSCE observation mission\033[0m said\n"
               "    <it> & left …\n");
    f.params.highlight = false;
    check_page(&f, FORMAT_TEXT, true, 0,
               "1 article for osce observation mission\n"
               "\n"
               " 1. \033[1mOSCE mission \"calm\"\033[0m\n"
               "    \033[2m1996-09-14 21:03 UTC · SARAJEVO · Newswire · world · id afp-1\033[0m\n"
               "    … the OSCE observation mission said <it> & left …\n");
    end(&f);
}
END_TEST

/* Ids are copied from terminals: no line ends inside one. */
START_TEST(text_page_keeps_ids_whole)
{
    static const char id[] = "https://news.example/1996/09/14/a-very-long-address-of-one-story.html?edition=late";
    struct fixture f;
    begin(&f, "", 1);
    struct article *a = &f.page.hit->article;
    set(a, FIELD_ID, id);
    set(a, FIELD_HEADLINE, "H");
    set(a, FIELD_URL, id);
    check_page(&f, FORMAT_TEXT, false, 40,
               "1 article\n\n 1. H\n"
               "    id https://news.example/1996/09/14/a-very-long-address-of-one-story.html?edition=late\n");
    a->published = date_of("1996-09-14");
    check_page(
        &f, FORMAT_TEXT, true, 40,
        "1 article\n\n 1. \033[1mH\033[0m\n"
        "    \033[2m1996-09-14\033[0m\n"
        "    \033[2mid https://news.example/1996/09/14/a-very-long-address-of-one-story.html?edition=late\033[0m\n");
    set(a, FIELD_ID, "x-1");
    check_page(&f, FORMAT_TEXT, false, 40, "1 article\n\n 1. H\n    1996-09-14 · id x-1\n");
    set(a, FIELD_ID, id);
    check_article(a, FORMAT_TEXT, false, 40,
                  "H\n1996-09-14\n"
                  "https://news.example/1996/09/14/a-very-long-address-of-one-story.html?edition=late\n"
                  "id https://news.example/1996/09/14/a-very-long-address-of-one-story.html?edition=late\n");
    end(&f);
}
END_TEST

START_TEST(text_page_of_many)
{
    struct fixture f;
    begin_news(&f);
    f.page.total = 12409;
    f.page.number = 2;
    f.page.relaxed = true;
    buf_append_text(&f.page.notes, "unbalanced ( read as a word\nand \x1b[1mmore\n");
    check_page(&f, FORMAT_TEXT, false, 0,
               "12,409 articles for osce observation mission (page 2 of 1,241)\n"
               "no article has all the words; showing articles with any of them\n"
               "note: unbalanced ( read as a word\n"
               "note: and  [1mmore\n"
               "\n"
               "11. *OSCE* *mission* \"calm\"\n"
               "    1996-09-14 21:03 UTC · SARAJEVO · Newswire · world · id afp-1\n"
               "    … the *OSCE observation mission* said <it> & left …\n"
               "\n"
               "more with --page=3\n");
    end(&f);
}
END_TEST

/* There are more hits, but a deeper page is refused. */
START_TEST(text_page_that_is_the_last)
{
    struct fixture f;
    struct buf out = {0};
    struct present_options options = {.params = &f.params};
    begin_news(&f);
    f.page.total = 12409;
    f.page.number = PAGE_DEPTH_MAX / f.page.size;
    presenters[FORMAT_TEXT].page(&f.page, &options, &out);
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "(page 1,000 of 1,241)"));
    ck_assert_ptr_nonnull(
        strstr(buf_text(&out), "\nno more pages, but all hits with --order-by=newest --cursor='*'\n"));
    f.page.order = ORDER_OLDEST;
    buf_reset(&out);
    presenters[FORMAT_TEXT].page(&f.page, &options, &out);
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "\nno more pages, but all hits with --cursor='*'\n"));
    buf_release(&out);
    end(&f);
}
END_TEST

/* total=fast: the answer does not say more than is known. */
START_TEST(a_total_that_may_be_greater)
{
    struct fixture f;
    begin_news(&f);
    f.page.total = 3;
    f.page.at_least = true;
    struct present_options options = {.params = &f.params};
    struct buf out = {0};
    presenters[FORMAT_JSON].page(&f.page, &options, &out);
    ck_assert_ptr_nonnull(strstr(buf_text(&out), "\"total\":3,\"total-relation\":\"at-least\""));
    buf_reset(&out);
    presenters[FORMAT_TEXT].page(&f.page, &options, &out);
    ck_assert_msg(strncmp(buf_text(&out), "at least 3 articles for", 23) == 0, "%s", buf_text(&out));
    buf_release(&out);
    end(&f);
}
END_TEST

/* An article that has next to nothing, and what is in it is hostile. */
START_TEST(text_page_bare_article)
{
    struct fixture f;
    begin(&f, "vote", 2);
    set(&f.page.hit[0].article, FIELD_ID, "x\x1b[2J");
    set(&f.page.hit[0].article, FIELD_BODY,
        "\nThe vote\x1b]0;pwned\x07 was calm and nobody in the long queue before the school complained");
    set_marked(&f.page.hit[0].snippet, "The [vote\x1b#8\xe2\x80\xae] was calm");
    f.page.hit[0].article.published = date_of("1996-09");
    set(&f.page.hit[1].article, FIELD_ID, "y");
    check_page(&f, FORMAT_TEXT, false, 0,
               "2 articles for vote\n"
               "\n"
               " 1. The vote ]0;pwned was calm and nobody in the long queue…\n"
               "    1996-09 · id x [2J\n"
               "    The *vote #8* was calm\n"
               "\n"
               " 2. (no headline)\n"
               "    id y\n");
    end(&f);
}
END_TEST

struct nothing_case {
    const char *q, *section;
    uint64_t documents;
    const char *expected;
};

static const struct nothing_case nothing_cases[] = {
    {"", NULL, 0, "nothing found\nthe archive is empty; `dateline index` adds articles\n"},
    {"osce", "world", 9, "nothing found for osce\ntry it without the filters\n"},
    {"\"b a\"", NULL, 9,
     "nothing found for \"b a\"\n"
     "words in quotes must stand together and in this order; try it without the quotes\n"},
    {"„b a”", NULL, 9,
     "nothing found for „b a”\n"
     "words in quotes must stand together and in this order; try it without the quotes\n"},
    {"「北京」", NULL, 9,
     "nothing found for 「北京」\n"
     "words in quotes must stand together and in this order; try it without the quotes\n"},
    {"ｂｏｍｂｉｎ＊", NULL, 9,
     "nothing found for ｂｏｍｂｉｎ＊\n"
     "try it with fewer letters beside the *: an archive keeps words by their stems, unless told not to\n"},
    {" a\nb ", NULL, 9,
     "nothing found for a b\ntry fewer words, other spellings, or the start of a word with * behind it\n"},
    {"bombin*", NULL, 9,
     "nothing found for bombin*\n"
     "try it with fewer letters beside the *: an archive keeps words by their stems, unless told not to\n"},
    {"б*", NULL, 9,
     "nothing found for б*\ntry fewer words, other spellings, or the start of a word with * behind it\n"},
    {"б бо*", NULL, 9,
     "nothing found for б бо*\n"
     "try it with fewer letters beside the *: an archive keeps words by their stems, unless told not to\n"},
    {"b *ail", NULL, 9,
     "nothing found for b *ail\ntry fewer words, other spellings, or the start of a word with * behind it\n"},
};

START_TEST(text_page_of_nothing)
{
    const struct nothing_case *c = &nothing_cases[_i];
    struct fixture f;
    begin(&f, c->q, 0);
    f.page.archive_documents = c->documents;
    if (c->section)
        buf_append_text(&f.params.filter[FIELD_SECTION], c->section);
    check_page(&f, FORMAT_TEXT, true, 80, c->expected);
    end(&f);
}
END_TEST

START_TEST(text_page_past_the_end)
{
    struct fixture f;
    begin(&f, "vote", 0);
    f.page.total = 11;
    f.page.number = 5;
    check_page(&f, FORMAT_TEXT, false, 0, "11 articles for vote\npage 5 is behind the last one, 2\n");
    f.page.size = 0;
    check_page(&f, FORMAT_TEXT, false, 0, "11 articles for vote\n");
    end(&f);
}
END_TEST

static void explain_news(struct fixture *f)
{
    begin_news(f);
    f->page.arena = arena_new(NULL);
    struct hit *hit = f->page.hit;
    struct term_score *terms = arena_alloc(f->page.arena, 2 * sizeof *terms);
    terms[0] = (struct term_score){str_of("osce"), 3, 4.2101, 6.40502};
    terms[1] = (struct term_score){str_of("中国"), 1, 2, 3.202510};
    hit->parts = (struct score_parts){.bm25 = 9.60753,
                                      .window = 2,
                                      .headline = 1,
                                      .position = .20251,
                                      .phrase_tier = true,
                                      .term = terms,
                                      .term_count = 2};
    f->params.explain = true;
    f->page.seconds = .00321;
}

START_TEST(text_page_explained)
{
    struct fixture f;
    explain_news(&f);
    check_page(&f, FORMAT_TEXT, false, 0,
               "1 article for osce observation mission\n"
               "query: osce observation mission\n"
               "\n"
               " 1. *OSCE* *mission* \"calm\"\n"
               "    1996-09-14 21:03 UTC · SARAJEVO · Newswire · world · id afp-1\n"
               "    … the *OSCE observation mission* said <it> & left …\n"
               "    score 12.8100 = bm25 9.6075 + window 2.0000 + headline 1.0000 + position 0.2025; has the phrase\n"
               "      term  frequency      idf     score   share\n"
               "      osce          3    4.210    6.4050   50.0%\n"
               "      中国          1    2.000    3.2025   25.0%\n"
               "\n"
               "searched 100 articles\n");
    end(&f);
}
END_TEST

struct wrap_case {
    const char *snippet;
    uint32_t width;
    const char *expected;
};

static const struct wrap_case wrap_cases[] = {
    {"one two three four five six", 24, "    one two three four\n    five six\n"},
    {"one two three four five six", 0, "    one two three four five six\n"},
    /* narrower than sense: twenty columns all the same */
    {"one two three four five six", 1, "    one two three four\n    five six\n"},
    /* a word wider than the line */
    {"a ABCDEFGHIJKLMNOPQRSTUVWXYZ b", 24, "    a\n    ABCDEFGHIJKLMNOPQRST\n    UVWXYZ b\n"},
    /* wide characters break anywhere, but no line begins with a full stop */
    {"文章报道了会议的内容。文章", 24, "    文章报道了会议的内\n    容。文章\n"},
    {"abc 文章报道了[会议的]内容", 24, "    abc 文章报道了*会议\n    的*内容\n"},
    /* accents take no column */
    {"e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81 e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81 0123456789",
     24,
     "    e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81 e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81"
     "e\xcc\x81\n    0123456789\n"},
    {"قال الرئيس في القاهرة اليوم", 24, "    قال الرئيس في\n    القاهرة اليوم\n"},
};

START_TEST(text_wraps_by_columns)
{
    const struct wrap_case *c = &wrap_cases[_i];
    struct fixture f;
    begin(&f, "", 1);
    set(&f.page.hit->article, FIELD_ID, "x");
    set(&f.page.hit->article, FIELD_HEADLINE, "H");
    set_marked(&f.page.hit->snippet, c->snippet);
    struct buf expected = {0};
    buf_printf(&expected, "1 article\n\n 1. H\n    id x\n%s", c->expected);
    check_page(&f, FORMAT_TEXT, false, c->width, buf_text(&expected));
    buf_release(&expected);
    end(&f);
}
END_TEST

/* ---- JSON ---- */

#define JSON_HEAD                                                                                                   \
    "{\"response\":{\"status\":\"ok\",\"total\":1,\"total-relation\":\"exact\",\"start-index\":1,\"page-size\":10," \
    "\"current-page\":1,\"pages\":1,\"order-by\":\"relevance\",\"timed-out\":false,"                                \
    "\"query\":{\"parsed\":\"osce observation mission\",\"relaxed\":false,\"suggestion\":null},\"results\":["
#define JSON_HIT_BEGIN "{\"id\":\"afp-1\",\"score\":"
#define JSON_HIT_REST                                                \
    ",\"published\":\"1996-09-14T21:03:00Z\",\"section\":\"world\"," \
    "\"source\":\"Newswire\",\"place\":\"SARAJEVO\",\"url\":null,"
#define JSON_HIT JSON_HIT_BEGIN "12.81" JSON_HIT_REST
#define JSON_MARKED                                                                                            \
    "\"fields\":{\"headline\":\"<em>OSCE</em> <em>mission</em> &quot;calm&quot;\",\"byline\":\"Ann O'Hara\"}," \
    "\"snippet\":\"… the <em>OSCE observation mission</em> said &lt;it&gt; &amp; left …\""
#define JSON_TAIL "}]}}\n"

START_TEST(json_page)
{
    struct fixture f;
    begin_news(&f);
    check_page(&f, FORMAT_JSON, true, 40, JSON_HEAD JSON_HIT JSON_MARKED JSON_TAIL);
    f.params.highlight = false;
    check_page(&f, FORMAT_JSON, false, 0,
               JSON_HEAD JSON_HIT "\"fields\":{\"headline\":\"OSCE mission \\\"calm\\\"\",\"byline\":\"Ann O'Hara\"},"
                                  "\"snippet\":\"… the OSCE observation mission said <it> & left …\"" JSON_TAIL);
    end(&f);
}
END_TEST

/* What is marked is HTML, and nothing else is: not the same headline in another field, not the id. */
START_TEST(json_escapes_what_is_marked_alone)
{
    struct fixture f;
    begin(&f, "vote", 1);
    struct hit *hit = f.page.hit;
    set(&hit->article, FIELD_ID, "<1>");
    set(&hit->article, FIELD_HEADLINE, "Vote <b> & more");
    set(&hit->article, FIELD_BYLINE, "<b>Ann</b> & Co");
    set_marked(&hit->headline, "[Vote] <b> & more");
    set_marked(&hit->snippet, "The [vote] <i>");
    for (int html = 1; html >= 0; html--) {
        struct present_options options = {.params = &f.params};
        struct buf out = {0};
        f.params.highlight = html;
        presenters[FORMAT_JSON].page(&f.page, &options, &out);
        ck_assert_ptr_nonnull(strstr(buf_text(&out), "\"id\":\"<1>\""));
        ck_assert_ptr_nonnull(strstr(buf_text(&out), "\"byline\":\"<b>Ann</b> & Co\""));
        ck_assert_ptr_nonnull(strstr(buf_text(&out), html ? "\"headline\":\"<em>Vote</em> &lt;b&gt; &amp; more\""
                                                          : "\"headline\":\"Vote <b> & more\""));
        ck_assert_ptr_nonnull(strstr(buf_text(&out), html ? "\"snippet\":\"The <em>vote</em> &lt;i&gt;\""
                                                          : "\"snippet\":\"The vote <i>\""));
        buf_release(&out);
    }
    end(&f);
}
END_TEST

START_TEST(json_page_explained)
{
    struct fixture f;
    explain_news(&f);
    check_page(&f, FORMAT_JSON, false, 0,
               JSON_HEAD JSON_HIT_BEGIN
               "12.81004" JSON_HIT_REST JSON_MARKED
               ",\"explain\":{\"score\":12.81004,\"bm25\":9.60753,\"window\":2,\"headline\":1,\"position\":0.20251,"
               "\"phrase-tier\":true,\"terms\":["
               "{\"term\":\"osce\",\"frequency\":3,\"idf\":4.2101,\"score\":6.40502,\"share\":0.5},"
               "{\"term\":\"中国\",\"frequency\":1,\"idf\":2,\"score\":3.20251,\"share\":0.25}]}" JSON_TAIL);
    end(&f);
}
END_TEST

START_TEST(json_page_of_nothing)
{
    struct fixture f;
    begin(&f, "a \"b", 0);
    f.page.relaxed = true;
    f.page.number = 3;
    f.page.order = ORDER_NEWEST;
    buf_append_text(&f.page.notes, "one\ntwo \"quotes\"");
    check_page(&f, FORMAT_JSON, false, 0,
               "{\"response\":{\"status\":\"ok\",\"total\":0,\"total-relation\":\"exact\",\"start-index\":21,"
               "\"page-size\":10,\"current-page\":3,\"pages\":0,\"order-by\":\"newest\",\"timed-out\":false,"
               "\"query\":{\"parsed\":\"a \\\"b\",\"relaxed\":true,\"suggestion\":null,"
               "\"notes\":[\"one\",\"two \\\"quotes\\\"\"]},\"results\":[]}}\n");
    f.page.size = 0;
    f.page.number = 1;
    f.page.total = 7;
    f.page.relaxed = false;
    buf_reset(&f.page.notes);
    check_page(&f, FORMAT_JSON, false, 0,
               "{\"response\":{\"status\":\"ok\",\"total\":7,\"total-relation\":\"exact\",\"start-index\":1,"
               "\"page-size\":0,\"current-page\":1,\"pages\":0,\"order-by\":\"newest\",\"timed-out\":false,"
               "\"query\":{\"parsed\":\"a \\\"b\",\"relaxed\":false,\"suggestion\":null},\"results\":[]}}\n");
    end(&f);
}
END_TEST

/* Markup, escape sequences, separators and broken bytes of an article stay inside their string. */
START_TEST(json_page_hostile)
{
    struct fixture f;
    begin(&f, "x", 1);
    set(&f.page.hit->article, FIELD_ID, "\"\\\n");
    set(&f.page.hit->article, FIELD_HEADLINE, "<script>alert('1')</script>");
    article_add(&f.page.hit->article, FIELD_TAG, str_of("<b>"));
    article_add(&f.page.hit->article, FIELD_TAG, str_of("q\"t"));
    f.params.show_field[FIELD_TAG] = true;
    set_marked(&f.page.hit->snippet, "[</em><script>] \x1b#8 \xe2\x80\xa8 \xff'");
    check_page(&f, FORMAT_JSON, false, 0,
               "{\"response\":{\"status\":\"ok\",\"total\":1,\"total-relation\":\"exact\",\"start-index\":1,"
               "\"page-size\":10,\"current-page\":1,\"pages\":1,\"order-by\":\"relevance\",\"timed-out\":false,"
               "\"query\":{\"parsed\":\"x\",\"relaxed\":false,\"suggestion\":null},\"results\":["
               "{\"id\":\"\\\"\\\\\\n\",\"score\":0,\"published\":null,\"section\":null,\"source\":null,\"place\":null,"
               "\"url\":null,\"fields\":{\"headline\":\"&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\","
               "\"tag\":[\"<b>\",\"q\\\"t\"]},"
               "\"snippet\":\"<em>&lt;/em&gt;&lt;script&gt;</em> \\u001b#8 \\u2028 \xef\xbf\xbd&#39;\"}]}}\n");
    end(&f);
}
END_TEST

/* ---- feeds ---- */

#define ATOM_HEAD(title, id, updated, total)                                                        \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "      \
    "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\">\n<title>" title "</title>\n<id>" id \
    "</id>\n<updated>" updated                                                                      \
    "</updated>\n<author><name>Dateline</name></author>\n<generator version=\"" DATELINE_VERSION    \
    "\">Dateline</generator>\n<opensearch:totalResults>" total "</opensearch:totalResults>\n"       \
    "<opensearch:startIndex>1</opensearch:startIndex>\n<opensearch:itemsPerPage>10</opensearch:itemsPerPage>\n"

START_TEST(atom_page)
{
    struct fixture f;
    begin_news(&f);
    set(&f.page.hit->article, FIELD_URL, "HTTPS://example.org/a?b=1&c=<x> y");
    buf_append_text(&f.params.filter[FIELD_SECTION], "world|home");
    check_page(
        &f, FORMAT_ATOM, false, 0,
        ATOM_HEAD(
            "osce observation mission", "urn:dateline:search:q=osce%20observation%20mission:section=world%7Chome",
            "1996-09-14T21:03:00Z",
            "1") "<entry>\n<title>OSCE mission &quot;calm&quot;</title>\n"
                 "<id>HTTPS://example.org/a?b=1&amp;c=%3Cx%3E%20y</id>\n"
                 "<link rel=\"alternate\" href=\"HTTPS://example.org/a?b=1&amp;c=%3Cx%3E%20y\"/>\n"
                 "<updated>1996-09-14T21:03:00Z</updated>\n<published>1996-09-14T21:03:00Z</published>\n"
                 "<author><name>Ann O&#39;Hara</name></author>\n<category term=\"world\"/>\n"
                 "<summary type=\"html\">… the &lt;em&gt;OSCE observation mission&lt;/em&gt; said &amp;lt;it&amp;gt; "
                 "&amp;amp; left …</summary>\n</entry>\n</feed>\n");
    end(&f);
}
END_TEST

/* Without a date, a headline, an address of the web; with what no XML can have. */
START_TEST(atom_page_hostile)
{
    struct fixture f;
    begin(&f, "]]>\x1b<", 1);
    set(&f.page.hit->article, FIELD_ID, "a \"b");
    set(&f.page.hit->article, FIELD_URL, "javascript:alert(1)");
    set(&f.page.hit->article, FIELD_SOURCE, "S\xef\xbf\xbf");
    article_add(&f.page.hit->article, FIELD_TAG, str_of("\"/><script>"));
    check_page(
        &f, FORMAT_ATOM, false, 0,
        ATOM_HEAD("]]&gt; &lt;", "urn:dateline:search:q=%5D%5D%3E%1B%3C", "1970-01-01T00:00:00Z",
                  "1") "<entry>\n<title>a &quot;b</title>\n<id>urn:dateline:article:a%20%22b</id>\n"
                       "<updated>1970-01-01T00:00:00Z</updated>\n"
                       "<author><name>S\xef\xbf\xbd</name></author>\n"
                       "<category term=\"&quot;/&gt;&lt;script&gt;\"/>\n<summary type=\"html\"></summary>\n</entry>\n"
                       "</feed>\n");
    end(&f);
}
END_TEST

/* ---- one article ---- */

static void fill_article(struct article *a)
{
    set(a, FIELD_ID, "afp-1");
    set(a, FIELD_HEADLINE, "Vote \x1b[1mcalm");
    set(a, FIELD_BYLINE, "Ann O'Hara");
    set(a, FIELD_PLACE, "SARAJEVO");
    set(a, FIELD_AGENCY, "Newswire");
    set(a, FIELD_SECTION, "world");
    set(a, FIELD_LANG, "en");
    set(a, FIELD_URL, "https://example.org/1");
    article_add(a, FIELD_TAG, str_of("elections"));
    article_add(a, FIELD_TAG, str_of("bosnia"));
    set(a, FIELD_BODY,
        "The vote was calm, the mission said on Saturday evening in the capital, and all went home.\n\n\n"
        "\"Good,\"\nsaid one.\x1b[2J\n");
    a->published = date_of("1996-09-14");
}

START_TEST(article_as_text)
{
    struct article a = {0};
    fill_article(&a);
    check_article(&a, FORMAT_TEXT, false, 200,
                  "Vote [1mcalm\n"
                  "1996-09-14 · SARAJEVO (Newswire)\n"
                  "Ann O'Hara\n"
                  "world\n"
                  "tags: elections, bosnia\n"
                  "https://example.org/1\n"
                  "id afp-1\n"
                  "\n"
                  "The vote was calm, the mission said on Saturday evening in the capital, and all\n"
                  "went home.\n"
                  "\n"
                  "\"Good,\"\n"
                  "said one. [2J\n");
    article_reset(&a);
    set(&a, FIELD_ID, "1");
    set(&a, FIELD_AGENCY, "Newswire");
    set(&a, FIELD_BODY, "One line that is longer than a narrow terminal.");
    check_article(&a, FORMAT_TEXT, true, 0,
                  "\033[2mNewswire\033[0m\n"
                  "\033[2mid 1\033[0m\n"
                  "\n"
                  "One line that is longer than a narrow terminal.\n");
    article_release(&a);
}
END_TEST

/* Marks on the headline and in the lines that they stand in. */
START_TEST(article_marked)
{
    struct article a = {0};
    struct params params = {.highlight = true};
    struct marked_article marked = {0};
    struct present_options options = {.params = &params, .width = 30, .marked = &marked};
    struct buf out = {0};
    set(&a, FIELD_ID, "1");
    set(&a, FIELD_HEADLINE, "Vote calm");
    set(&a, FIELD_BODY, " The vote\nwas calm,\x1b the mission said.\n\nAll went home.");
    set_marked(&marked.headline, "[Vote] calm");
    set_marked(&marked.body, " The [vote\nwas calm],\x1b the mission said.\n\n[All] went home.");
    presenters[FORMAT_TEXT].article(&a, &options, &out);
    ck_assert_str_eq(buf_text(&out), "*Vote* calm\n"
                                     "id 1\n"
                                     "\n"
                                     "The *vote*\n"
                                     "*was calm*, the mission said.\n"
                                     "\n"
                                     "*All* went home.\n");
    buf_reset(&out);
    options.colour = true;
    presenters[FORMAT_TEXT].article(&a, &options, &out);
    ck_assert_str_eq(buf_text(&out), "\033[1;31mVote\033[0m\033[1m calm\033[0m\n"
                                     "\033[2mid 1\033[0m\n"
                                     "\n"
                                     "The \033[1;31mvote\033[0m\n"
                                     "\033[1;31mwas calm\033[0m, the mission said.\n"
                                     "\n"
                                     "\033[1;31mAll\033[0m went home.\n");
    buf_release(&out);
    marked_article_release(&marked);
    article_release(&a);
}
END_TEST

START_TEST(article_as_json)
{
    struct article a = {0};
    fill_article(&a);
    check_article(&a, FORMAT_JSON, true, 40,
                  "{\"id\":\"afp-1\",\"headline\":\"Vote \\u001b[1mcalm\",\"published\":\"1996-09-14\","
                  "\"byline\":\"Ann O'Hara\",\"place\":\"SARAJEVO\",\"section\":\"world\",\"source\":null,"
                  "\"agency\":\"Newswire\",\"lang\":\"en\",\"url\":\"https://example.org/1\","
                  "\"tags\":[\"elections\",\"bosnia\"],"
                  "\"body\":\"The vote was calm, the mission said on Saturday evening in the capital, and all went "
                  "home.\\n\\n\\n\\\"Good,\\\"\\nsaid one.\\u001b[2J\\n\"}\n");
    article_release(&a);
    check_article(&a, FORMAT_JSON, false, 0,
                  "{\"id\":null,\"headline\":null,\"published\":null,\"byline\":null,\"place\":null,\"section\":null,"
                  "\"source\":null,\"agency\":null,\"lang\":null,\"url\":null,\"tags\":[],\"body\":null}\n");
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("present");
    tcase_add_loop_test(t, plain_text_is_harmless, 0, LENGTH(plain_cases));
    tcase_add_test(t, text_page);
    tcase_add_test(t, text_page_keeps_ids_whole);
    tcase_add_test(t, text_page_of_many);
    tcase_add_test(t, text_page_that_is_the_last);
    tcase_add_test(t, a_total_that_may_be_greater);
    tcase_add_test(t, text_page_bare_article);
    tcase_add_loop_test(t, text_page_of_nothing, 0, LENGTH(nothing_cases));
    tcase_add_test(t, text_page_past_the_end);
    tcase_add_test(t, text_page_explained);
    tcase_add_loop_test(t, text_wraps_by_columns, 0, LENGTH(wrap_cases));
    tcase_add_test(t, json_page);
    tcase_add_test(t, json_escapes_what_is_marked_alone);
    tcase_add_test(t, json_page_explained);
    tcase_add_test(t, json_page_of_nothing);
    tcase_add_test(t, json_page_hostile);
    tcase_add_test(t, atom_page);
    tcase_add_test(t, atom_page_hostile);
    tcase_add_test(t, article_as_text);
    tcase_add_test(t, article_marked);
    tcase_add_test(t, article_as_json);
    return run_suite(t, "present");
}
