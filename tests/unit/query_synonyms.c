/* Synonyms: what a file says, and what becomes of queries. */
#include <check.h>
#include <string.h>

#include "query/parser.h"
#include "query/synonyms.h"
#include "shim/xap.h"
#include "tests/unit/suite.h"

static struct xap_stemmer *stemmer;
static struct analyzer *analyzer;
static struct err err;

static void set_up(void)
{
    struct stemmer english = {.language = "english", .stem = xap_stem};
    ck_assert_int_eq(xap_stemmer_new("english", &stemmer, &err), S_OK);
    english.context = stemmer;
    ck_assert_int_eq(analyzer_new(&english, &analyzer, &err), S_OK);
}

static void tear_down(void)
{
    analyzer_free(analyzer);
    xap_stemmer_free(stemmer);
}

static const char lines[] = "# vehicles\n"
                            "car, automobile, motor car\n"
                            "\n"
                            "un, united nations => united nations, unesco\r\n"
                            "loop => lop\n"
                            "lop => loop\n"
                            "big cat, lion\n"
                            "lion, simba\n"
                            "the hague => den haag\n"
                            "rock\\, roll => music\n"
                            "secretary of state, foreign minister\n";

START_TEST(queries)
{
    static const struct {
        const char *words, *tree;
    } rows[] = {
        {"car", "car | automobil | \"motor car\""},
        {"cars", "car | automobil | \"motor car\""},
        {"automobiles crash", "(car | automobil | \"motor car\") AND crash"},
        {"motor car crash", "(car | automobil | (motor AND car)) AND crash"},
        {"\"motor car\"", "car | automobil | \"motor car\""},
        {"\"my motor car\"", "\"my motor car\""},
        {"UN vote", "(\"unit nation\" | unesco) AND vote"},
        {"united nations", "(unit AND nation) | unesco"},
        {"unesco", "unesco"},
        /* lines that name each other are no loop */
        {"loop", "lop"},
        {"lop", "loop"},
        /* what several lines say together; what one of them gives is not looked up again */
        {"lion", "\"big cat\" | lion | simba"},
        {"simba", "lion | simba"},
        {"big cat", "(big AND cat) | lion"},
        {"-car lion", "(\"big cat\" | lion | simba) AND NOT (car | automobil | \"motor car\")"},
        {"car OR boat", "(car | automobil | \"motor car\") OR boat"},
        /* what names a field, or stands beside NEAR, is as it is */
        {"section:car", "[section:car]"},
        {"headline:car", "car AND [headline:car]"},
        {"headline:car un", "car AND [headline:car] AND (\"unit nation\" | unesco)"},
        /* a written AND divides, and stop words are no part of bare words */
        {"united AND nations", "unit AND nation"},
        {"the hague court", "\"den haag\" AND court"},
        {"\"the hague\"", "\"den haag\""},
        {"hague", "\"den haag\""},
        /* and stay as typed also where the line writes them with some */
        {"secretary of state", "(secretari AND state) | \"foreign minist\""},
        {"secretary state", "(secretari AND state) | \"foreign minist\""},
        {"\"secretary of state\"", "\"secretari of state\" | \"foreign minist\""},
        {"foreign minister", "\"secretari of state\" | (foreign AND minist)"},
        {"car NEAR/3 boat", "car NEAR/3 boat"},
        {"car*", "car*"},
        {"rock roll", "music"},
        {"\"rock roll\"", "music"},
    };
    struct synonyms *synonyms;
    ck_assert_msg(synonyms_read(str_of(lines), "lines", analyzer, &synonyms, &err) == S_OK, "%s", err.text);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct parser_options options = {.analyzer = analyzer};
        struct query q;
        struct buf text = {0};
        ck_assert_int_eq(query_parse(str_of(rows[i].words), &options, &q, &err), S_OK);
        ck_assert_int_eq(synonyms_apply(synonyms, &q, &err), S_OK);
        node_print(q.root, &text);
        ck_assert_msg(strcmp(buf_text(&text), rows[i].tree) == 0, "%s\n  gives    %s\n  expected %s", rows[i].words,
                      buf_text(&text), rows[i].tree);
        buf_release(&text);
        query_release(&q);
    }
    synonyms_free(synonyms);
}
END_TEST

START_TEST(faults_name_the_line)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"a, b\nalone\n", "lines:2: a synonym stands alone"},
        {"a, , b", "lines:1: a synonym has no words"},
        {"=> b", "lines:1: a synonym has no words"},
        {"a =>", "lines:1: a synonym has no words"},
        {"a, b c d e f g h i j", "lines:1: a synonym has more than 8 words"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct synonyms *synonyms;
        ck_assert_int_eq(synonyms_read(str_of(rows[i].text), "lines", analyzer, &synonyms, &err), S_USAGE);
        ck_assert_msg(strstr(err.text, rows[i].message) == err.text, "%s", err.text);
    }
}
END_TEST

/* A query that its synonyms make too large is refused, a line that is too long too. */
START_TEST(keeps_limits)
{
    struct buf text = {0}, words = {0};
    struct parser_options options = {.analyzer = analyzer};
    struct synonyms *synonyms;
    struct query q;
    for (int i = 0; i < SYNONYMS_LINE_MAX; i++)
        buf_printf(&text, "%sword%c%c", i ? "," : "", 'a' + i / 26, 'a' + i % 26);
    ck_assert_int_eq(synonyms_read(buf_str(&text), "lines", analyzer, &synonyms, &err), S_OK);
    for (int i = 0; i < 5; i++)
        buf_printf(&words, "word%c%c ", 'a', 'a' + i);
    ck_assert_int_eq(query_parse(buf_str(&words), &options, &q, &err), S_OK);
    ck_assert_int_eq(synonyms_apply(synonyms, &q, &err), S_LIMIT);
    query_release(&q);
    synonyms_free(synonyms);
    buf_append_text(&text, ",one,more");
    ck_assert_int_eq(synonyms_read(buf_str(&text), "lines", analyzer, &synonyms, &err), S_USAGE);
    /* lines that say the same again take no more */
    buf_reset(&text);
    for (int i = 0; i < 20000; i++)
        buf_append_text(&text, "car,automobile\n");
    ck_assert_int_eq(synonyms_read(buf_str(&text), "lines", analyzer, &synonyms, &err), S_OK);
    synonyms_free(synonyms);
    /* but many that say something else do */
    buf_reset(&text);
    for (int i = 0; i <= SYNONYMS_LINE_MAX; i++)
        buf_printf(&text, "car => word%d\n", i);
    ck_assert_int_eq(synonyms_read(buf_str(&text), "lines", analyzer, &synonyms, &err), S_USAGE);
    ck_assert_msg(strstr(err.text, "lines:65: ") == err.text, "%s", err.text);
    buf_release(&text);
    buf_release(&words);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("synonyms");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, queries);
    tcase_add_test(tests, faults_name_the_line);
    tcase_add_test(tests, keeps_limits);
    return run_suite(tests, "synonyms");
}
