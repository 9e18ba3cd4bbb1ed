/* The parameters of a search: what each takes, what it says when it does not, and the filters that they become. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "query/params.h"
#include "shim/xap.h"
#include "tests/unit/suite.h"

/* 2020-06-15T12:00:00Z */
static const int64_t NOW = 1592222400;

static enum status set(struct params *p, const char *name, const char *value, struct err *err)
{
    return params_set(p, str_of(name), value ? str_of(value) : (struct str){0}, err);
}

static void must_set(struct params *p, const char *name, const char *value)
{
    struct err err = {0};
    ck_assert_msg(set(p, name, value, &err) == S_OK, "%s=%s: %s", name, value ? value : "", err.text);
}

/* ---- values ---- */

START_TEST(defaults)
{
    struct params p;
    params_init(&p, NOW);
    ck_assert_int_eq(p.default_op, DEFAULT_OP_AND);
    ck_assert_int_eq(p.order, ORDER_DEFAULT);
    ck_assert_int_eq(p.ranking, RANKING_DEFAULT);
    ck_assert_int_eq(p.format, FORMAT_TEXT);
    ck_assert_uint_eq(p.page, 1);
    ck_assert_uint_eq(p.page_size, 10);
    ck_assert_uint_eq(p.snippet_length, 300);
    ck_assert(p.highlight && !p.explain && !p.has_from && !p.has_to);
    ck_assert(p.show_field[FIELD_HEADLINE] && p.show_field[FIELD_BYLINE] && !p.show_field[FIELD_BODY]);
    ck_assert_int_eq(params_check(&p, NULL), S_OK);
    params_release(&p);
}
END_TEST

START_TEST(every_row_has_help_and_an_example_that_parses)
{
    ck_assert_uint_eq(param_count(), 35);
    ck_assert_ptr_null(param_at(param_count()));
    for (size_t i = 0; i < param_count(); i++) {
        struct params p;
        const struct param_info *info = param_at(i);
        params_init(&p, NOW);
        ck_assert(info->help && *info->help);
        must_set(&p, info->name, info->example);
        if (strcmp(info->name, "normalize") == 0)
            must_set(&p, "timeline", "year"); /* which it is a part of */
        ck_assert_int_eq(params_check(&p, NULL), S_OK);
        params_release(&p);
    }
}
END_TEST

START_TEST(values_arrive)
{
    struct params p;
    params_init(&p, NOW);
    must_set(&p, "q", "cat\xFF dog");
    must_set(&p, "default-op", "or");
    must_set(&p, "from-date", "1996");
    must_set(&p, "to-date", "1996-09");
    must_set(&p, "section", "world");
    must_set(&p, "ids", "a,b");
    must_set(&p, "order-by", "oldest");
    must_set(&p, "ranking", "bm25");
    must_set(&p, "page", "3");
    must_set(&p, "page-size", "200");
    must_set(&p, "show-fields", "headline, body");
    must_set(&p, "highlight", "off");
    must_set(&p, "snippet-length", "80");
    must_set(&p, "explain", NULL);
    must_set(&p, "format", "json");
    ck_assert_str_eq(buf_text(&p.q), "cat\xEF\xBF\xBD dog");
    ck_assert_int_eq(p.default_op, DEFAULT_OP_OR);
    ck_assert(p.has_from && p.from == 820454400); /* 1996-01-01 */
    ck_assert(p.has_to && p.to == 844127999);     /* 1996-09-30T23:59:59 */
    ck_assert_str_eq(buf_text(&p.filter[FIELD_SECTION]), "world");
    ck_assert_str_eq(buf_text(&p.ids), "a,b");
    ck_assert_int_eq(p.order, ORDER_OLDEST);
    ck_assert_int_eq(p.ranking, RANKING_BM25);
    ck_assert_uint_eq(p.page, 3);
    ck_assert_uint_eq(p.page_size, 200);
    ck_assert(p.show_field[FIELD_HEADLINE] && p.show_field[FIELD_BODY] && !p.show_field[FIELD_BYLINE]);
    ck_assert(!p.highlight && p.explain);
    ck_assert_uint_eq(p.snippet_length, 80);
    ck_assert_int_eq(p.format, FORMAT_JSON);
    ck_assert_int_eq(params_check(&p, NULL), S_OK);
    params_release(&p);
}
END_TEST

START_TEST(all_fields)
{
    struct params p;
    params_init(&p, NOW);
    must_set(&p, "show-fields", "all");
    for (int field = 0; field < FIELD_COUNT; field++)
        ck_assert(p.show_field[field] == (field != FIELD_HOST));
    params_release(&p);
}
END_TEST

START_TEST(switches)
{
    static const struct {
        const char *value;
        bool on;
    } rows[] = {{"on", true}, {"off", false}, {"", true}, {NULL, true}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct params p;
        params_init(&p, NOW);
        must_set(&p, "explain", rows[i].value);
        must_set(&p, "highlight", rows[i].value);
        ck_assert(p.explain == rows[i].on && p.highlight == rows[i].on);
        params_release(&p);
    }
}
END_TEST

START_TEST(counts_and_cursors)
{
    struct params p;
    params_init(&p, NOW);
    must_set(&p, "facet", "place, tag");
    must_set(&p, "facet-limit", "1000");
    must_set(&p, "timeline", "week");
    must_set(&p, "normalize", NULL);
    must_set(&p, "on-this-day", "02-29");
    must_set(&p, "half-life", "2w");
    must_set(&p, "timeout", "2s");
    ck_assert_uint_eq(p.timeout, 2000);
    must_set(&p, "cursor", "*");
    must_set(&p, "expand", "on");
    must_set(&p, "like", "a b");
    ck_assert_uint_eq(p.facet_count, 2);
    ck_assert_int_eq(p.facet[0], FIELD_PLACE);
    ck_assert_int_eq(p.facet[1], FIELD_TAG);
    ck_assert_uint_eq(p.facet_limit, 1000);
    ck_assert_int_eq(p.timeline, TIMELINE_WEEK);
    ck_assert(p.normalize && p.expand && p.has_cursor && p.cursor.len == 0);
    ck_assert_int_eq(p.month, 2);
    ck_assert_int_eq(p.day, 29);
    ck_assert_uint_eq(p.half_life, 14);
    ck_assert_str_eq(buf_text(&p.like), "a b");
    ck_assert_int_eq(params_check(&p, NULL), S_OK);
    params_release(&p);
}
END_TEST

/* ---- faults ---- */

START_TEST(faults_name_parameter_value_and_what_is_right)
{
    static const struct {
        const char *name, *value, *text;
    } rows[] = {
        {"default-op", "xor", "default-op=xor: the value is and|or"},
        {"default-op", "", "default-op=: the value is and|or"},
        {"default-op", "AND", "default-op=AND: the value is and|or"},
        {"order-by", "date", "order-by=date: the value is relevance|newest|oldest"},
        {"order-by", "relevance|newest", "order-by=relevance|newest: the value is"},
        {"ranking", "best", "ranking=best: the value is default|bm25"},
        {"format", "xml", "format=xml: the value is text|json"},
        {"highlight", "yes", "highlight=yes: the value is on or off"},
        {"explain", "1", "explain=1: the value is on or off"},
        {"page", "0", "page=0: the value is a number from 1 to"},
        {"page", "-1", "page=-1: the value is a number"},
        {"page", "", "page=: the value is a number"},
        {"page", "1x", "page=1x: the value is a number"},
        {"page", "99999999999999999999999999", "the value is a number"},
        {"page-size", "201", "page-size=201: the value is a number from 0 to 200"},
        {"snippet-length", "-1", "snippet-length=-1: the value is a number from 0 to 10000"},
        {"from-date", "hello", "from-date=hello: "},
        {"from-date", "1996-13", "from-date=1996-13: "},
        {"to-date", "", "to-date=: "},
        {"show-fields", "headline,foo", "show-fields=foo: the value is all, or some of these"},
        {"show-fields", "", "show-fields=: the value is all, or some of these"},
        {"show-fields", "headline,", "show-fields=: the value is all, or some of these"},
        {"show-fields", "host", "show-fields=host: the value is all, or some of these"},
        {"facet", "place,", "facet=: the value is some of these"},
        {"facet", "url", "facet=url: the value is some of these"},
        {"facet-limit", "1001", "facet-limit=1001: the value is a number from 1 to 1000"},
        {"timeline", "hour", "timeline=hour: the value is year|month|week|day"},
        {"on-this-day", "13-01", "on-this-day=13-01: the value is a day as MM-DD"},
        {"on-this-day", "", "on-this-day=: the value is a day as MM-DD"},
        {"timeout", "0ms", "timeout=0ms: the value is a time from 1ms to 10m"},
        {"timeout", "500", "timeout=500: the value is a time from 1ms to 10m"},
        {"timeout", "11m", "timeout=11m: the value is a time from 1ms to 10m"},
        {"timeout", "", "timeout=: the value is a time from 1ms to 10m"},
        {"half-life", "1h", "half-life=1h: the value is a time from 1d to 100y"},
        {"half-life", "99999999999999999999d", "the value is a time from 1d to 100y"},
        {"cursor", "", "cursor=: the value is * for the start"},
        {"cursor", "newest:1:", "cursor=newest:1:: the value is * for the start"},
        {"like", "", "like=: the value is the id of an article"},
        {"section", "", "section=: a value is empty; write section=world"},
        {"section", "a,,b", "section=a,,b: a value is empty"},
        {"section", "-", "section=-: a value is empty"},
        {"section", "a|", "section=a|: a value is empty"},
        {"section", "\"\"", "section=\"\": a value is empty"},
        {"section", "\"a", "section=\"a: a quotation mark is not closed"},
        {"section", "\"a\"b", "section=\"a\"b: a comma must follow"},
        {"ids", "a,", "ids=a,: a value is empty; write ids=wire-17,wire-18"},
        {"explain", "a\nb", "explain=a b: "},
        {"sectoin", "world", "unknown parameter sectoin; did you mean section?"},
        {"from", "1996", "unknown parameter from"},
        {"order_by", "newest", "unknown parameter order_by; did you mean order-by?"},
        {"pages", "1", "unknown parameter pages; did you mean page?"},
        {"Page", "1", "unknown parameter Page; did you mean page?"},
        {"", "1", "unknown parameter "},
        {"completely-different", "1", "unknown parameter completely-different"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct params p;
        struct err err = {0};
        params_init(&p, NOW);
        ck_assert_msg(set(&p, rows[i].name, rows[i].value, &err) == S_USAGE, "%s=%s", rows[i].name, rows[i].value);
        ck_assert_msg(strstr(err.text, rows[i].text), "%s=%s\n  says     %s\n  expected %s", rows[i].name,
                      rows[i].value, err.text, rows[i].text);
        ck_assert(!strchr(err.text, '\n'));
        params_release(&p);
    }
}
END_TEST

START_TEST(a_far_name_suggests_nothing)
{
    struct params p;
    struct err err = {0};
    params_init(&p, NOW);
    ck_assert_int_eq(set(&p, "completely-different", "1", &err), S_USAGE);
    ck_assert_str_eq(err.text, "unknown parameter completely-different");
    ck_assert_int_eq(set(&p, "x", "1", &err), S_USAGE);
    ck_assert_str_eq(err.text, "unknown parameter x");
    params_release(&p);
}
END_TEST

START_TEST(a_second_value_is_refused)
{
    struct params p;
    struct err err = {0};
    params_init(&p, NOW);
    must_set(&p, "page", "2");
    ck_assert_int_eq(set(&p, "page", "3", &err), S_USAGE);
    ck_assert_ptr_nonnull(strstr(err.text, "page was given twice"));
    ck_assert_uint_eq(p.page, 2);
    params_release(&p);
}
END_TEST

START_TEST(hostile_values)
{
    struct params p;
    struct err err = {0};
    struct buf value = {0};
    params_init(&p, NOW);
    buf_append_repeat(&value, 'x', PARAM_BYTES_MAX + 1);
    ck_assert_int_eq(params_set(&p, str_of("section"), buf_str(&value), &err), S_LIMIT);
    ck_assert_int_eq(params_set(&p, buf_str(&value), str_of("1"), &err), S_USAGE);
    value.len = PARAM_BYTES_MAX;
    ck_assert_int_eq(params_set(&p, str_of("page"), buf_str(&value), &err), S_USAGE);
    ck_assert_int_eq(params_set(&p, str_of("order-by"), (struct str){"new\0est", 7}, &err), S_USAGE);
    ck_assert_int_eq(params_set(&p, str_of("section"), (struct str){"\xFF\0\x01", 3}, &err), S_OK);
    buf_release(&value);
    params_release(&p);
}
END_TEST

/* The limit that a user meets is that of the query, whoever looks first. */
START_TEST(a_query_that_is_too_long)
{
    struct params p;
    struct err err = {0};
    struct buf value = {0};
    params_init(&p, NOW);
    buf_append_repeat(&value, 'x', 10 * PARAM_BYTES_MAX);
    ck_assert_int_eq(params_set(&p, str_of("q"), buf_str(&value), &err), S_LIMIT);
    ck_assert_str_eq(err.text, "the query is longer than 8192 bytes");
    value.len = QUERY_BYTES_MAX + 1;
    ck_assert_int_eq(params_set(&p, str_of("q"), buf_str(&value), &err), S_LIMIT);
    ck_assert_str_eq(err.text, "the query is longer than 8192 bytes");
    value.len = QUERY_BYTES_MAX;
    ck_assert_int_eq(params_set(&p, str_of("q"), buf_str(&value), &err), S_OK);
    buf_release(&value);
    params_release(&p);
}
END_TEST

/* An absent value is an empty one. */
START_TEST(absent_values)
{
    for (size_t i = 0; i < param_count(); i++) {
        struct params p;
        const char *name = param_at(i)->name;
        bool may_be_empty = !param_at(i)->value || strcmp(name, "q") == 0;
        params_init(&p, NOW);
        ck_assert_int_eq(set(&p, name, NULL, NULL), may_be_empty ? S_OK : S_USAGE);
        params_release(&p);
    }
}
END_TEST

START_TEST(parameters_that_do_not_go_together)
{
    static const struct {
        const char *page, *size, *from, *to, *text; /* NULL: fine */
    } rows[] = {
        {"1000", "10", NULL, NULL, NULL},
        {"1001", "10", NULL, NULL, "page=1001 with page-size=10 is past the first 10000 hits"},
        {"1001", "10", NULL, NULL, "from-date and to-date"},
        {"4294967295", "200", NULL, NULL, "is past"},
        {"4294967295", "0", NULL, NULL, NULL},
        {"1", "10", "1996", "1996", NULL},
        {"1", "10", "1997", "1996", "from-date is after to-date"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct params p;
        struct err err = {0};
        params_init(&p, NOW);
        must_set(&p, "page", rows[i].page);
        must_set(&p, "page-size", rows[i].size);
        if (rows[i].from) {
            must_set(&p, "from-date", rows[i].from);
            must_set(&p, "to-date", rows[i].to);
        }
        ck_assert_int_eq(params_check(&p, &err), rows[i].text ? S_USAGE : S_OK);
        ck_assert_msg(!rows[i].text || strstr(err.text, rows[i].text), "%s", err.text);
        params_release(&p);
    }
}
END_TEST

/* ---- filters ---- */

static struct xap_stemmer *stemmer;
static struct analyzer *analyzer;

static void set_up(void)
{
    struct stemmer english = {.language = "english", .stem = xap_stem};
    setenv("TZ", "UTC", 1);
    ck_assert_int_eq(xap_stemmer_new("english", &stemmer, NULL), S_OK);
    english.context = stemmer;
    ck_assert_int_eq(analyzer_new(&english, &analyzer, NULL), S_OK);
}

static void tear_down(void)
{
    analyzer_free(analyzer);
    xap_stemmer_free(stemmer);
}

/* Parses words, sets up to two parameters, applies them. */
static enum status apply(const char *words, const char *const set_to[4], struct query *q, struct err *err)
{
    struct params p;
    struct parser_options options = {.analyzer = analyzer, .now = NOW};
    params_init(&p, NOW);
    for (size_t i = 0; i < 4 && set_to[i]; i += 2)
        must_set(&p, set_to[i], set_to[i + 1]);
    enum status s = query_parse(str_of(words), &options, q, err);
    if (!s)
        s = params_apply_filters(&p, q, err);
    params_release(&p);
    return s;
}

START_TEST(filters_become_nodes)
{
    static const struct {
        const char *words, *set_to[4], *tree;
    } rows[] = {
        {"cat", {NULL}, "cat"},
        {"", {NULL}, "ALL"},
        {"cat", {"section", "World"}, "cat AND [section:world]"},
        {"cat dog", {"section", "world"}, "(cat AND dog) AND [section:world]"},
        {"cat AND dog", {"section", "world"}, "cat AND dog AND [section:world]"},
        {"cat OR dog", {"section", "world"}, "(cat OR dog) AND [section:world]"},
        {"", {"section", "world"}, "[section:world]"},
        {"", {"section", "a,b"}, "[section:a] AND [section:b]"},
        {"", {"section", "a|b"}, "[section:a OR section:b]"},
        {"", {"section", "a,b|c,-d"}, "([section:a] AND [section:b OR section:c]) AND NOT [section:d]"},
        {"", {"section", "-a"}, "NOT [section:a]"},
        {"", {"section", "-a,-b"}, "NOT ([section:a] OR [section:b])"},
        {"", {"section", "-a|b"}, "[(NOT section:a) OR section:b]"},
        {"", {"section", "\"a,b\",c"}, "[section:a,b] AND [section:c]"},
        {"", {"section", "\"-a|b\""}, "[section:\"-a|b\"]"},
        {"", {"section", "-\"a,b\""}, "NOT [section:a,b]"},
        {"", {"section", "  a b , c "}, "[section:\"a b\"] AND [section:c]"},
        {"", {"section", "a-b"}, "[section:a-b]"},
        {"", {"source", "Évening Post"}, "[source:\"evening post\"]"},
        {"", {"byline", "Smith", "place", "Paris"}, "[byline:smith] AND [place:paris]"},
        {"cat", {"tag", "-x", "lang", "en"}, "(cat AND [lang:en]) AND NOT [tag:x]"},
        {"", {"ids", "Wire-1,-b|c"}, "[id:Wire-1 OR id:\"-b|c\"]"},
        {"", {"ids", "\"a,b\""}, "[id:a,b]"},
        {"cat", {"ids", "a"}, "cat AND [id:a]"},
        {"cat", {"from-date", "1996"}, "cat AND [date:1996-01-01..]"},
        {"cat", {"to-date", "1996"}, "cat AND [date:..1996-12-31]"},
        {"", {"from-date", "1996", "to-date", "1996-09"}, "[date:1996-01-01..1996-09-30]"},
        {"-dog", {"section", "world"}, "(NOT dog) AND [section:world]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query q;
        struct buf text = {0};
        struct err err = {0};
        ck_assert_int_eq(apply(rows[i].words, rows[i].set_to, &q, &err), S_OK);
        node_print(q.root, &text);
        ck_assert_msg(strcmp(buf_text(&text), rows[i].tree) == 0, "%s %s=%s\n  gives    %s\n  expected %s",
                      rows[i].words, rows[i].set_to[0], rows[i].set_to[1], buf_text(&text), rows[i].tree);
        buf_release(&text);
        query_release(&q);
    }
}
END_TEST

START_TEST(values_are_looked_up_as_the_schema_says)
{
    static const char *const byline[4] = {"byline", "smith"}, *const section[4] = {"section", "world"};
    struct query q;
    ck_assert_int_eq(apply("", byline, &q, NULL), S_OK);
    ck_assert_int_eq(q.root->kind, NODE_FILTER);
    ck_assert_int_eq(q.root->child[0]->kind, NODE_VALUES);
    ck_assert(str_equal(q.root->child[0]->term, str_of("Asmith")));
    query_release(&q);
    ck_assert_int_eq(apply("", section, &q, NULL), S_OK);
    ck_assert_int_eq(q.root->child[0]->kind, NODE_TERM);
    ck_assert(str_equal(q.root->child[0]->term, str_of("XSECworld")));
    query_release(&q);
}
END_TEST

START_TEST(an_id_is_the_term_of_the_archive)
{
    struct buf id = {0}, term = {0};
    const char *set_to[4] = {"ids", NULL};
    struct query q;
    buf_append_repeat(&id, 'x', 300);
    archive_id_term(buf_str(&id), &term);
    set_to[1] = buf_text(&id);
    ck_assert_int_eq(apply("", set_to, &q, NULL), S_OK);
    ck_assert(str_equal(q.root->child[0]->term, buf_str(&term)));
    ck_assert_uint_le(term.len, TERM_MAX);
    query_release(&q);
    buf_release(&id);
    buf_release(&term);
}
END_TEST

START_TEST(filters_count_as_leaves)
{
    struct buf list = {0};
    const char *set_to[4] = {"ids", NULL};
    struct query q;
    struct err err = {0};
    for (int i = 0; i < QUERY_LEAVES_MAX; i++)
        buf_printf(&list, "%s%d", i ? "," : "", i);
    set_to[1] = buf_text(&list);
    ck_assert_int_eq(apply("", set_to, &q, &err), S_OK);
    query_release(&q);
    ck_assert_int_eq(apply("cat", set_to, &q, &err), S_LIMIT);
    ck_assert_ptr_nonnull(strstr(err.text, "256"));
    query_release(&q);
    buf_release(&list);
}
END_TEST

START_TEST(filters_outlive_relaxation)
{
    static const char *const section[4] = {"section", "world"};
    struct query q;
    struct buf text = {0};
    ck_assert_int_eq(apply("cat dog", section, &q, NULL), S_OK);
    ck_assert(query_relax(&q));
    node_print(q.root, &text);
    ck_assert_str_eq(buf_text(&text), "(cat OR dog) AND [section:world]");
    buf_release(&text);
    query_release(&q);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("parameters");
    tcase_add_unchecked_fixture(t, set_up, tear_down);
    tcase_add_test(t, counts_and_cursors);
    tcase_add_test(t, defaults);
    tcase_add_test(t, every_row_has_help_and_an_example_that_parses);
    tcase_add_test(t, values_arrive);
    tcase_add_test(t, all_fields);
    tcase_add_test(t, switches);
    tcase_add_test(t, faults_name_parameter_value_and_what_is_right);
    tcase_add_test(t, a_far_name_suggests_nothing);
    tcase_add_test(t, a_second_value_is_refused);
    tcase_add_test(t, hostile_values);
    tcase_add_test(t, a_query_that_is_too_long);
    tcase_add_test(t, absent_values);
    tcase_add_test(t, parameters_that_do_not_go_together);
    tcase_add_test(t, filters_become_nodes);
    tcase_add_test(t, values_are_looked_up_as_the_schema_says);
    tcase_add_test(t, an_id_is_the_term_of_the_archive);
    tcase_add_test(t, filters_count_as_leaves);
    tcase_add_test(t, filters_outlive_relaxation);
    return run_suite(t, "query parameters");
}
