/* Searches end to end, over an archive of a few articles: what is found, in which order, how it is marked. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/find.h"
#include "query/parser.h"
#include "query/plan.h"
#include "query/search.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static struct archive *archive;
static struct err err;

static const struct {
    const char *id, *headline, *body, *section, *byline;
    int64_t day; /* 0: undated */
} articles[] = {
    {"scattered", "Mission of the OSCE under observation",
     "The observation of the vote is the mission that the OSCE took.", "world", "Anna Smith", 10},
    {"phrase", "Vote passes", "After long talks about other matters the OSCE observation mission stayed for a year.",
     "world", "Ben Smithers", 20},
    {"plural", "Two groups", "Several observation missions were sent out by the council.", "world", NULL, 30},
    {"hamlet", "Theatre", "He asked whether to be or not to be was still the question.", "culture", NULL, 40},
    {"possessive", "The president’s speech", "President's men spoke to the U.S. press about 3,500 jobs.", "politics",
     NULL, 50},
    {"accents", "Café society", "A well-known café in Łódź, where Erdoğan once sat.", "culture", NULL, 60},
    {"pronoun", "They told us", "They gave us 3500 letters.", "culture", NULL, 0},
    {"german", "Präsident in Köln", "Der Präsident fuhr über die Straße nach Köln.", "world", NULL, 70},
    {"arabic", "القمة", "وصل الرئيس إلى العاصمة اليوم.", "world", NULL, 80},
    {"armenian", "Երևան", "Նախագահը ժամանեց Երևան։", "world", NULL, 90},
    {"chinese", "北京新闻", "中国人民代表大会在北京举行。", "world", NULL, 100},
    {"near", "Interview", "Karasin said in a long interview with the well informed agency Interfax.", "world", NULL,
     110},
    {"tie-b", "Equal", "sugar prices rose", "business", NULL, 120},
    {"tie-a", "Equal", "sugar prices rose", "business", NULL, 120},
    {"tie-new", "Equal", "sugar prices rose", "business", NULL, 121},
    {"tie-undated", "Equal", "sugar prices rose", "business", NULL, 0},
};

static void set_field(struct article *a, enum field field, const char *value)
{
    if (value)
        article_set(a, field, str_of(value));
}

static void setup(void)
{
    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct article a = {0};
    struct buf path = {0};
    enum archive_change change;

    scratch_make();
    buf_printf(&path, "%s/archive", scratch);
    ck_assert_msg(archive_writer_open(buf_text(&path), &settings, &w, &err) == S_OK, "%s", err.text);
    for (size_t i = 0; i < sizeof articles / sizeof articles[0]; i++) {
        article_reset(&a);
        set_field(&a, FIELD_ID, articles[i].id);
        set_field(&a, FIELD_HEADLINE, articles[i].headline);
        set_field(&a, FIELD_BODY, articles[i].body);
        set_field(&a, FIELD_SECTION, articles[i].section);
        set_field(&a, FIELD_BYLINE, articles[i].byline);
        if (articles[i].day)
            a.published = (struct date){articles[i].day * 86400, 0, DATE_DAY};
        ck_assert_int_eq(archive_put(w, &a, false, &change, &err), S_OK);
    }
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    article_release(&a);
    ck_assert_msg(archive_open(buf_text(&path), &archive, &err) == S_OK, "%s", err.text);
    buf_release(&path);
}

static void teardown(void)
{
    archive_close(archive);
    scratch_remove();
}

/* Runs a search; `parameters` are name=value, separated by spaces. */
static void search(const char *words, const char *parameters, struct page *page)
{
    struct params p;
    params_init(&p, 200 * 86400);
    buf_append_text(&p.q, words);
    for (struct str rest = str_of(parameters); rest.len;) {
        const char *space = memchr(rest.ptr, ' ', rest.len);
        size_t len = space ? (size_t)(space - rest.ptr) : rest.len;
        const char *equals = memchr(rest.ptr, '=', len);
        ck_assert_ptr_nonnull(equals);
        struct str name = {rest.ptr, (size_t)(equals - rest.ptr)};
        ck_assert_msg(params_set(&p, name, (struct str){equals + 1, len - name.len - 1}, &err) == S_OK, "%s", err.text);
        len += space ? 1 : 0;
        rest = (struct str){rest.ptr + len, rest.len - len};
    }
    ck_assert_msg(search_run(archive, &p, page, &err) == S_OK, "%s: %s", words, err.text);
    params_release(&p);
}

static void ids_of(const struct page *page, struct buf *out)
{
    for (size_t i = 0; i < page->count; i++) {
        buf_append_text(out, i ? " " : "");
        buf_append_str(out, article_get(&page->hit[i].article, FIELD_ID));
    }
}

static const struct {
    const char *words, *parameters, *ids;
} searches[] = {
    /* an unquoted phrase before the scattered words, whatever their scores */
    {"OSCE observation mission", "", "phrase scattered"},
    {"osce observation mission", "ranking=bm25", "scattered phrase"},
    {"\"OSCE observation mission\"", "", "phrase"},
    {"\"observation OSCE mission\"", "", ""},
    {"\"observation missions\"", "", "plural phrase"},
    {"karasin NEAR/20 interfax", "", "near"},
    {"karasin NEAR/5 interfax", "", ""},
    {"interfax ADJ/20 karasin", "", ""},
    {"karasin ADJ/20 interfax", "", "near"},
    /* what a reader expects of words */
    {"\"to be or not to be\"", "", "hamlet"},
    {"to be or not to be", "", "hamlet"},
    {"president’s speech", "", "possessive"},
    {"president's speech", "", "possessive"},
    {"U.S. press", "", "possessive"},
    {"u.s. press", "", "possessive"},
    {"US press", "", "possessive"},
    {"3,500 jobs", "", "possessive"},
    {"3500 jobs", "", "possessive"},
    {"cafe", "", "accents"},
    {"café", "", "accents"},
    {"erdogan lodz", "", "accents"},
    {"well-known", "", "accents"},
    {"well known", "", "accents"},
    {"Präsident", "", "german"},
    {"strasse köln", "", "german"},
    {"الرئيس", "", "arabic"},
    {"ՆԱԽԱԳԱՀԸ", "", "armenian"},
    {"人民", "", "chinese"},
    {"中国人民", "", "chinese"},
    {"京", "", "chinese"},
    {"人国", "", ""},
    /* operators, wildcards, fields, filters, dates */
    {"observ* mission", "", "phrase plural scattered"},
    {"observatio* mission", "", "phrase plural scattered"},
    {"missions*", "", "phrase plural scattered"},
    {"byline:smith", "", "scattered"},
    {"observation", "section=world byline=smith", "scattered"},
    {"headline:president", "", "possessive"},
    {"date:1970-01-11..1970-01-21", "", "phrase scattered"},
    {"mission", "from-date=1970-01-21", "phrase plural"},
    {"mission", "to-date=1970-01-11", "scattered"},
    {"mission -vote", "", "plural"},
    {"sugar", "", "tie-new tie-a tie-b tie-undated"},
    {"sugar", "order-by=oldest", "tie-a tie-b tie-new tie-undated"},
    /* words that stand for several, in a part of the text: scored as elsewhere */
    {"missoin~", "query-fields=headline", "scattered"},
    /* equal texts are one hit, the newest, whatever the order */
    {"sugar", "collapse=text", "tie-new"},
    {"sugar", "collapse=text order-by=oldest", "tie-new"},
    {"sugar", "collapse=text to-date=1970-05-01", "tie-a"},
    {"they", "collapse=text", "pronoun"},
    {"sugar", "page-size=2 page=2", "tie-b tie-undated"},
    {"", "section=culture", "accents hamlet pronoun"},
    {"-mission", "section=world", "near chinese armenian arabic german"},
    /* relaxed only between bare words, and only when nothing matches */
    {"karasin hamlet cafe", "", "near accents"},
    {"karasin \"no such phrase\"", "", ""},
    {"karasin AND nonesuch", "", ""},
    {"+nonesuch karasin", "", ""},
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The words of a text in byte order, where the order of a row is not its point. */
static void sort_words(char *text)
{
    char copy[512], *word[64];
    size_t count = 0;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *w = strtok(copy, " "); w && count < 64; w = strtok(NULL, " "))
        word[count++] = w;
    qsort(word, count, sizeof *word, by_text);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        strcat(strcat(text, i ? " " : ""), word[i]);
}

static bool order_matters(size_t row)
{
    return strstr(searches[row].words, "sugar") || strstr(searches[row].words, "OSCE") || !searches[row].words[0] ||
           searches[row].words[0] == '-';
}

START_TEST(finds)
{
    struct page page;
    struct buf ids = {0};
    char found[512], wanted[512];
    search(searches[_i].words, searches[_i].parameters, &page);
    ids_of(&page, &ids);
    snprintf(found, sizeof found, "%s", buf_text(&ids));
    snprintf(wanted, sizeof wanted, "%s", searches[_i].ids);
    if (!order_matters((size_t)_i)) {
        sort_words(found);
        sort_words(wanted);
    }
    ck_assert_msg(strcmp(found, wanted) == 0, "%s (%s) found '%s', not '%s'; read as %s", searches[_i].words,
                  searches[_i].parameters, found, wanted, buf_text(&page.parsed));
    buf_release(&ids);
    page_release(&page);
}
END_TEST

static void marked_text(const struct marked *m, struct buf *out)
{
    size_t at = 0;
    for (size_t i = 0; i < m->mark_count; i++) {
        buf_append(out, m->text.data + at, m->mark[i].start - at);
        buf_append_byte(out, '[');
        buf_append(out, m->text.data + m->mark[i].start, m->mark[i].end - m->mark[i].start);
        buf_append_byte(out, ']');
        at = m->mark[i].end;
    }
    buf_append(out, m->text.data + at, m->text.len - at);
}

START_TEST(marks_a_phrase_as_one_unit)
{
    static const struct {
        const char *words, *parameters;
    } queries[] = {{"OSCE observation mission", ""},
                   {"\"osce observation missions\"", ""},
                   {"OSCE observation mission", "ranking=bm25 ids=phrase"}};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct page page;
        struct buf text = {0};
        search(queries[i].words, queries[i].parameters, &page);
        marked_text(&page.hit[0].snippet, &text);
        ck_assert_msg(strstr(buf_text(&text), "[OSCE observation mission]"), "%s", buf_text(&text));
        buf_release(&text);
        page_release(&page);
    }
}
END_TEST

START_TEST(says_when_it_relaxed)
{
    struct page page;
    search("karasin hamlet cafe", "", &page);
    ck_assert(page.relaxed);
    page_release(&page);
    search("OSCE observation mission", "", &page);
    ck_assert(!page.relaxed);
    ck_assert_uint_eq(page.total, 2);
    ck_assert(page.hit[0].parts.phrase_tier);
    ck_assert(!page.hit[1].parts.phrase_tier);
    page_release(&page);
    search("\"observation OSCE mission\"", "", &page);
    ck_assert(!page.relaxed);
    page_release(&page);
}
END_TEST

/* Every part of a score is explained, and the parts add up to it. */
START_TEST(explains_the_whole_score)
{
    static const char *const queries[] = {"OSCE observation mission", "observ* mission -vote",
                                          "(sugar OR cafe) AND NOT us", "+mission osce", "karasin NEAR/20 interfax"};
    for (size_t i = 0; i < sizeof queries / sizeof queries[0]; i++) {
        struct page page;
        search(queries[i], "explain=on default-op=or", &page);
        ck_assert_uint_gt(page.count, 0);
        for (size_t h = 0; h < page.count; h++) {
            const struct score_parts *parts = &page.hit[h].parts;
            double bm25 = 0;
            for (size_t t = 0; t < parts->term_count; t++)
                bm25 += parts->term[t].score;
            ck_assert_double_eq_tol(bm25, parts->bm25, 1e-9);
            ck_assert_double_eq_tol(parts->bm25 + parts->window + parts->headline + parts->position, page.hit[h].score,
                                    1e-9);
        }
        page_release(&page);
    }
}
END_TEST

/* The same question gives the same page, and the pages together give every hit once. */
START_TEST(pages_cover_all_hits_once)
{
    struct buf all = {0}, pieces = {0};
    struct page page;
    search("the of mission sugar us", "default-op=or page-size=200", &page);
    ids_of(&page, &all);
    uint64_t total = page.total;
    page_release(&page);
    for (int number = 1; number <= (int)total; number++) {
        char parameters[64];
        snprintf(parameters, sizeof parameters, "default-op=or page-size=1 page=%d", number);
        search("the of mission sugar us", parameters, &page);
        ck_assert_uint_eq(page.total, total);
        ck_assert_uint_eq(page.count, 1);
        buf_append_text(&pieces, number > 1 ? " " : "");
        ids_of(&page, &pieces);
        page_release(&page);
    }
    ck_assert_str_eq(buf_text(&pieces), buf_text(&all));
    buf_release(&all);
    buf_release(&pieces);
}
END_TEST

/* The ids are for those who delete: what reads as nothing must not mean everything. */
START_TEST(gives_no_ids_for_nothing)
{
    static const char *const nothing[] = {"", " ", "!!!", "*", "\"\"", "((((", "NEAR/5", "-!!!", "-"};
    struct buf long_word = {0};
    buf_append_byte(&long_word, '-');
    buf_append_repeat(&long_word, 'x', 8000);
    for (size_t i = 0; i <= sizeof nothing / sizeof nothing[0]; i++) {
        const char *words = i < sizeof nothing / sizeof nothing[0] ? nothing[i] : buf_text(&long_word);
        struct params p;
        struct buf ids = {0};
        params_init(&p, 0);
        buf_append_text(&p.q, words);
        ck_assert_msg(search_ids(archive, &p, &ids, &err) == S_USAGE, "'%.20s' was taken", words);
        ck_assert_uint_eq(ids.len, 0);
        params_release(&p);
        buf_release(&ids);
    }
    buf_release(&long_word);
}
END_TEST

START_TEST(refuses_what_only_excludes)
{
    static const struct {
        const char *words;
        enum status status;
    } rows[] = {
        {"-sugar", S_USAGE},
        {"NOT sugar", S_USAGE},
        {"-section:sport -\"sugar mill\"", S_USAGE},
        {"－sugar", S_USAGE},
        {"-(sugar date:1996)", S_USAGE},
        {"(-sugar)", S_USAGE},
        {"mission OR -sugar", S_USAGE},
        {"-sugar AND -mission", S_USAGE},
        {"-date:none", S_USAGE},
        {"-sugar -*", S_USAGE},
        {"-sugar wh* -mission", S_OK},
        {"* -sugar", S_OK},
        {"＊ －sugar", S_OK},
        {"mission -sugar", S_OK},
        {"date:1996 -sugar", S_OK},
        {"date:none -sugar", S_OK},
        {"-(-sugar)", S_OK},
        {"(mission OR sugar) -sugar", S_OK},
        {"-sugar AND mission", S_OK},
        {"sugar", S_OK},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct params p;
        params_init(&p, 0);
        buf_append_text(&p.q, rows[i].words);
        ck_assert_msg(search_refuse_exclusions(archive, &p, &err) == rows[i].status, "%s", rows[i].words);
        params_release(&p);
    }
}
END_TEST

START_TEST(an_impossible_word_finds_nothing)
{
    struct buf words = {0};
    struct page page;
    buf_append_repeat(&words, 'x', 8000);
    search(buf_text(&words), "", &page);
    ck_assert_uint_eq(page.total, 0);
    page_release(&page);
    buf_append_text(&words, " karasin");
    search(buf_text(&words), "", &page);
    ck_assert_uint_eq(page.total, 1);
    ck_assert(page.relaxed);
    page_release(&page);
    search(buf_text(&words), "default-op=or", &page);
    ck_assert_uint_eq(page.total, 1);
    page_release(&page);
    buf_release(&words);
}
END_TEST

START_TEST(gives_all_ids)
{
    struct params p;
    struct buf ids = {0};
    params_init(&p, 0);
    buf_append_text(&p.q, "sugar");
    ck_assert_int_eq(search_ids(archive, &p, &ids, &err), S_OK);
    size_t lines = 0;
    for (size_t i = 0; i < ids.len; i++)
        lines += ids.data[i] == '\0';
    ck_assert_uint_eq(lines, 4);
    params_release(&p);
    buf_release(&ids);
}
END_TEST

/* Totals say both, and what is counted is what is shown. */
START_TEST(collapses_equal_texts)
{
    struct page page;
    search("sugar OR mission", "collapse=text facet=section timeline=day", &page);
    ck_assert_uint_eq(page.total, 4);
    ck_assert_uint_eq(page.others, 3);
    ck_assert_uint_eq(page.count, 4);
    uint64_t facet = page.facet[0].without, timeline = page.timeline.undated, others = 0;
    for (size_t i = 0; i < page.facet[0].count; i++)
        facet += page.facet[0].value[i].count;
    for (size_t i = 0; i < page.timeline.count; i++)
        timeline += page.timeline.period[i].count;
    for (size_t i = 0; i < page.count; i++)
        others += page.hit[i].others;
    ck_assert_uint_eq(facet, page.total);
    ck_assert_uint_eq(timeline, page.total);
    ck_assert_uint_eq(others, page.others);
    page_release(&page);
}
END_TEST

/* A word that stands for one is that one, also where its places are looked at. */
START_TEST(scores_what_is_located)
{
    static const char *const fields[] = {"", " query-fields=headline", " query-fields=body"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct page exact, nearly;
        struct buf parameters = {0};
        buf_printf(&parameters, "ranking=bm25%s", fields[i]);
        search("observation", buf_text(&parameters), &exact);
        search("obsrevation~", buf_text(&parameters), &nearly);
        ck_assert_uint_gt(exact.count, 0);
        ck_assert_uint_eq(exact.count, nearly.count);
        for (size_t hit = 0; hit < exact.count; hit++) {
            ck_assert(exact.hit[hit].score > 0);
            ck_assert_double_eq(exact.hit[hit].score, nearly.hit[hit].score);
        }
        page_release(&exact);
        page_release(&nearly);
        buf_release(&parameters);
    }
}
END_TEST

/* What sets the articles found apart from the rest: not what was asked for, and not what all have. */
START_TEST(tells_keywords)
{
    struct page page;
    search("sugar", "keywords=5", &page);
    ck_assert_uint_eq(page.keyword_count, 3); /* equal, prices, rose */
    for (size_t i = 0; i < page.keyword_count; i++) {
        ck_assert(!str_equal(page.keyword[i].term, str_of("sugar")));
        ck_assert_uint_eq(page.keyword[i].count, 4);
        ck_assert(page.keyword[i].score > 0);
        ck_assert(i == 0 || page.keyword[i].score <= page.keyword[i - 1].score);
    }
    page_release(&page);
    search("", "keywords=5", &page); /* everything is no more than everything */
    ck_assert_uint_eq(page.keyword_count, 0);
    page_release(&page);
}
END_TEST

/* Whatever has been looked at when the time is over: an answer, which says so and tells nothing that is not there. */
START_TEST(ends_when_the_time_is_over)
{
    static const struct {
        const char *words, *parameters;
    } asked[] = {
        {"OSCE observation mission", ""},
        {"sugar prices", "facet=section timeline=day"},
        {"the to of be", "default-op=or facet=byline,section"},
        {"\"to be or not to be\"", "page-size=0"},
        {"s*", "order-by=newest timeline=year normalize=on"},
        {"m?ssion NEAR/20 o*n", ""},
        {"missoin", ""},
        {"sugra~", "half-life=30d"},
        {"mission", "expand=on explain=on"},
        {"", "on-this-day=01-11 order-by=oldest"},
        {"sugar", "like=tie-a section=business"},
        {"sugar OR mission", "collapse=text facet=section"},
        {"sugar", "keywords=3 timeline=year"},
        {"date:1900.. -sugra~", "section=business timeline=year"},
        {"\"the question\"", "collapse=text"},
    };
    enum { STEPS = 400 };
    struct deadline *deadline = archive_deadline(archive);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct page whole, part;
        uint32_t steps = 0;
        search(asked[i].words, asked[i].parameters, &whole);
        ck_assert(!whole.timed_out);
        for (bool in_time = false; !in_time; steps++) {
            ck_assert_uint_lt(steps, STEPS);
            *deadline = (struct deadline){.at = 1, .steps = steps};
            search(asked[i].words, asked[i].parameters, &part);
            in_time = !part.timed_out;
            ck_assert_uint_le(part.total, whole.total);
            ck_assert_uint_le(part.count, part.total);
            ck_assert(in_time || part.at_least || part.total == whole.total);
            ck_assert(!in_time || (part.total == whole.total && part.count == whole.count &&
                                   part.facet_count == whole.facet_count));
            page_release(&part);
        }
        ck_assert_uint_gt(steps, 1);
        *deadline = (struct deadline){0};
        page_release(&whole);
    }
}
END_TEST

/* Wildcards have so many words that opening them is work, too. */
START_TEST(looks_at_the_time_as_words_are_opened)
{
    const struct parser_options options = {.analyzer = archive_analyzer(archive)};
    static const char *const asked[] = {"s*", "m?ssion sugar", "sugar"};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct query query = {0};
        struct matching matching;
        ck_assert_int_eq(query_parse(str_of(asked[i]), &options, &query, &err), S_OK);
        ck_assert_int_eq(plan_query(archive, &query, &err), S_OK);
        *archive_deadline(archive) = (struct deadline){.at = 1};
        ck_assert_int_eq(matching_open(archive, &query, query.root, &matching, &err), S_TIMEOUT);
        *archive_deadline(archive) = (struct deadline){0};
        ck_assert_int_eq(matching_open(archive, &query, query.root, &matching, &err), S_OK);
        matching_close(&matching);
        query_release(&query);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("search");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_loop_test(tests, finds, 0, sizeof searches / sizeof searches[0]);
    tcase_add_test(tests, marks_a_phrase_as_one_unit);
    tcase_add_test(tests, says_when_it_relaxed);
    tcase_add_test(tests, explains_the_whole_score);
    tcase_add_test(tests, pages_cover_all_hits_once);
    tcase_add_test(tests, gives_all_ids);
    tcase_add_test(tests, gives_no_ids_for_nothing);
    tcase_add_test(tests, refuses_what_only_excludes);
    tcase_add_test(tests, an_impossible_word_finds_nothing);
    tcase_add_test(tests, collapses_equal_texts);
    tcase_add_test(tests, tells_keywords);
    tcase_add_test(tests, scores_what_is_located);
    tcase_add_test(tests, ends_when_the_time_is_over);
    tcase_add_test(tests, looks_at_the_time_as_words_are_opened);
    return run_suite(tests, "search");
}
