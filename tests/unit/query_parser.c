/* What the parser makes of words: one table of queries and trees as node_print writes them. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/utf8.h"
#include "query/parser.h"
#include "shim/xap.h"
#include "tests/unit/suite.h"

/* 2020-06-15T12:00:00Z */
static const int64_t NOW = 1592222400;

static struct xap_stemmer *stemmer;
static struct analyzer *analyzer;

static void set_up(void)
{
    struct stemmer english = {.language = "english", .stem = xap_stem};
    struct err err;
    ck_assert_int_eq(xap_stemmer_new("english", &stemmer, &err), S_OK);
    english.context = stemmer;
    ck_assert_int_eq(analyzer_new(&english, &analyzer, &err), S_OK);
    setenv("TZ", "UTC", 1);
}

static void tear_down(void)
{
    analyzer_free(analyzer);
    xap_stemmer_free(stemmer);
}

static enum status parse_bytes(const char *words, size_t len, enum default_op op, struct query *q, struct err *err)
{
    struct parser_options options = {.analyzer = analyzer, .default_op = op, .now = NOW};
    return query_parse((struct str){words, len}, &options, q, err);
}

static void parse(const char *words, enum default_op op, struct query *q)
{
    struct err err = {0};
    ck_assert_msg(parse_bytes(words, strlen(words), op, q, &err) == S_OK, "%s: %s", words, err.text);
}

static void expect_tree(const char *words, const struct node *node, const char *expected)
{
    struct buf text = {0};
    if (node)
        node_print(node, &text);
    else
        buf_append_text(&text, "-");
    ck_assert_msg(strcmp(buf_text(&text), expected) == 0, "%s\n  gives    %s\n  expected %s", words, buf_text(&text),
                  expected);
    buf_release(&text);
}

struct row {
    const char *words, *tree;
};

static void expect_rows(const struct row *row, size_t count, enum default_op op)
{
    for (size_t i = 0; i < count; i++) {
        struct query q;
        parse(row[i].words, op, &q);
        expect_tree(row[i].words, q.root, row[i].tree);
        query_release(&q);
    }
}

#define EXPECT_ROWS(rows, op) expect_rows(rows, sizeof(rows) / sizeof *(rows), op)

START_TEST(words_and_phrases)
{
    static const struct row rows[] = {
        {"", "ALL"},
        {"   \t\n ", "ALL"},
        {"minsk", "minsk"},
        {"Elections", "elect"},
        {"minsk rom", "minsk AND rom"},
        {"OSCE observation mission", "osc AND observ AND mission"},
        {"minsk minsk", "minsk AND minsk"},
        {"minsk\xC2\xA0paris\xE3\x80\x80rom", "minsk AND pari AND rom"},
        {"\"observation mission\"", "\"observ mission\""},
        {"“observation mission”", "\"observ mission\""},
        {"„observation mission“", "\"observ mission\""},
        {"«observation mission»", "\"observ mission\""},
        {"»observation mission«", "\"observ mission\""},
        {"‹observation mission›", "\"observ mission\""},
        {"「observation mission」", "\"observ mission\""},
        {"｢observation mission｣", "\"observ mission\""},
        {"『observation 「mission」』", "\"observ mission\""},
        {"“observation mission\"", "\"observ mission\""},
        {"\"minsk «paris» rom\"", "\"minsk pari rom\""},
        {"\"to be or not to be\"", "\"to be or not to be\""},
        {"\"the\"", "the"},
        {"\"minsk\" rom", "minsk AND rom"},
        {"\"minsk\"rom", "minsk AND rom"},
        {"\"minsk rom", "\"minsk rom\""},
        {"rom \"", "rom"},
        {"\"\"", "ALL"},
        {"\"\" minsk", "minsk"},
        {"\"minsk rom\"~3 dog", "\"minsk rom\" AND dog"},
        {"\"miss* rom\"", "\"miss rom\""},
        {"well-known", "\"well known\""},
        {"well-known minsk", "\"well known\" AND minsk"},
        {"example.com", "\"exampl com\""},
        {"OSCE/UN", "\"osc un\""},
        {"U.S.", "us"},
        {"3,500", "3500"},
        {"president’s", "presid"},
        {"Smith & Wesson", "smith AND wesson"},
        {"... !!! ?", "ALL"},
        {"*", "ALL"},
        {"*:*", "ALL"},
        {"中国人", "\"中国 国人\""},
        {"中", "中*"},
        {"中国人 minsk", "\"中国 国人\" AND minsk"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(stop_words)
{
    static const struct row rows[] = {
        {"the cat", "cat"},
        {"the cat of the dog", "cat AND dog"},
        {"to be or not to be", "to AND be AND or AND not AND to AND be"},
        {"the", "the"},
        {"+the cat", "the AND cat"},
        {"the \"cat dog\"", "\"cat dog\""},
        {"the +cat", "cat"},
        {"the -cat", "the AND NOT cat"},
        {"the section:world", "[section:world]"},
        {"the OR cat", "the OR cat"},
        {"the AND cat", "the AND cat"},
        {"the AND cat of", "the AND cat"},
        {"the NEAR/3 cat", "the NEAR/3 cat"},
        {"headline:the cat", "the AND [headline:the] AND cat"},
        {"(the) cat", "the AND cat"},
        {"to-be cat", "\"to be\" AND cat"},
        {"-the", "NOT the"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(operators)
{
    static const struct row rows[] = {
        {"cat AND dog", "cat AND dog"},
        {"cat and dog", "cat AND dog"},
        {"cat OR dog", "cat OR dog"},
        {"cat NOT dog", "cat AND NOT dog"},
        {"cat AND NOT dog", "cat AND NOT dog"},
        {"cat && dog fox", "cat AND dog AND fox"},
        {"cat || dog", "cat OR dog"},
        {"cat||dog", "\"cat dog\""},
        {"cat && && dog ||", "cat AND dog"},
        {"cat -dog", "cat AND NOT dog"},
        {"-dog cat", "cat AND NOT dog"},
        {"cat -dog -fox", "cat AND NOT (dog OR fox)"},
        {"-dog", "NOT dog"},
        {"NOT dog", "NOT dog"},
        {"-dog -fox", "NOT (dog OR fox)"},
        {"NOT NOT dog", "dog"},
        {"NOT dog AND cat", "cat AND NOT dog"},
        {"cat OR NOT dog", "cat OR (NOT dog)"},
        {"-(cat dog) fox", "fox AND NOT (cat AND dog)"},
        {"-\"cat dog\" fox", "fox AND NOT \"cat dog\""},
        {"-section:world fox", "fox AND NOT [section:world]"},
        {"+cat dog", "cat AND dog"},
        {"+\"cat dog\" fox", "\"cat dog\" AND fox"},
        {"+(cat OR dog) fox", "(cat OR dog) AND fox"},
        {"cat dog OR fox", "(cat AND dog) OR fox"},
        {"fox OR cat dog", "fox OR (cat AND dog)"},
        {"fox OR cat AND dog", "fox OR (cat AND dog)"},
        {"cat OR dog OR fox", "cat OR dog OR fox"},
        {"cat AND dog AND fox", "cat AND dog AND fox"},
        {"(cat OR dog) AND fox", "(cat OR dog) AND fox"},
        {"(cat OR dog) fox", "(cat OR dog) AND fox"},
        {"cat(dog OR fox)", "cat AND (dog OR fox)"},
        {"((cat))", "cat"},
        {"pig cat AND dog hen", "(pig AND hen) AND cat AND dog"},
        {"pig \"cat dog\" hen", "(pig AND hen) AND \"cat dog\""},
        {"\"AND\" cat", "and AND cat"},
        {"-AND cat", "cat AND NOT and"},
        {"cat - dog", "cat AND dog"},
        {"cat -- dog", "cat AND dog"},
        {"--cat", "cat"},
        {"cat-dog", "\"cat dog\""},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(words_near_each_other)
{
    static const struct row rows[] = {
        {"cat NEAR/3 dog", "cat NEAR/3 dog"},
        {"cat NEAR dog", "cat NEAR/10 dog"},
        {"cat ADJ dog", "cat ADJ/10 dog"},
        {"cat ADJ/2 dog fox", "(cat ADJ/2 dog) AND fox"},
        {"cat NEAR/3 dog NEAR/3 fox", "cat NEAR/3 dog NEAR/3 fox"},
        {"cat NEAR/3 dog NEAR/5 fox", "(cat NEAR/3 dog) AND (dog NEAR/5 fox)"},
        {"cat NEAR/3 dog ADJ/3 fox ADJ/3 hen", "(cat NEAR/3 dog) AND (dog ADJ/3 fox ADJ/3 hen)"},
        {"\"big cat\" NEAR/3 dog", "\"big cat\" NEAR/3 dog"},
        {"well-known NEAR/3 dog", "\"well known\" NEAR/3 dog"},
        {"trail* NEAR/3 dog", "trail* NEAR/3 dog"},
        {"(cat) NEAR/3 dog", "cat NEAR/3 dog"},
        {"(cat OR hen) NEAR/3 dog", "(cat OR hen) AND dog"},
        {"cat NEAR/3 (hen OR pig) NEAR/3 dog", "cat AND (hen OR pig) AND dog"},
        {"cat NEAR/3 dog NEAR/3 (hen OR pig)", "(cat NEAR/3 dog) AND (hen OR pig)"},
        {"section:world NEAR/3 dog", "[section:world] AND dog"},
        {"cat NEAR/1000000000000000000000 dog", "cat NEAR/100 dog"},
        {"cat NEAR/100 dog", "cat NEAR/100 dog"},
        {"cat NEAR/0 dog", "cat NEAR/1 dog"},
        {"cat NEAR/x dog", "cat AND \"near x\" AND dog"},
        {"cat NEAR/ dog", "cat AND near AND dog"},
        {"cat NEAR/3 ... dog", "cat AND dog"},
        {"cat NEAR/3 dog OR fox", "(cat NEAR/3 dog) OR fox"},
        /* eight stand near each other; of a longer chain each has its neighbours */
        {"c1 ADJ/3 c2 ADJ/3 c3 ADJ/3 c4 ADJ/3 c5 ADJ/3 c6 ADJ/3 c7 ADJ/3 c8",
         "c1 ADJ/3 c2 ADJ/3 c3 ADJ/3 c4 ADJ/3 c5 ADJ/3 c6 ADJ/3 c7 ADJ/3 c8"},
        {"c1 NEAR/3 c2 NEAR/3 c3 NEAR/3 c4 NEAR/3 c5 NEAR/3 c6 NEAR/3 c7 NEAR/3 c8 NEAR/3 \"d e\" NEAR/3 f",
         "(c1 NEAR/3 c2 NEAR/3 c3 NEAR/3 c4 NEAR/3 c5 NEAR/3 c6 NEAR/3 c7 NEAR/3 c8) AND "
         "(c8 NEAR/3 \"d e\" NEAR/3 f)"},
        {"cat AND dog NEAR/3 fox", "cat AND (dog NEAR/3 fox)"},
        {"-cat NEAR/3 dog fox", "fox AND NOT (cat NEAR/3 dog)"},
        {"cat near dog", "cat AND near AND dog"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(wildcards)
{
    static const struct row rows[] = {
        {"trail*", "trail*"},
        {"Trail*, dog", "trail* AND dog"},
        {"observation*", "observation*|observ"},
        {"tr*", "tr*"},
        {"t*", "t"},
        {"*rail", "rail"},
        {"trail**", "trail*"},
        {"tr*il", "tr*il"},
        {"tr?il", "tr?il"},
        {"Tr?il, dog", "tr?il AND dog"},
        {"tr?il*", "tr?il*"},
        {"tr**i?l", "tr*i?l"},
        {"t?", "t"},
        {"trail?", "trail"},
        {"what?", "what"},
        {"?rail", "rail"},
        {"tr*i?l?*", "tr*i?l?*"},
        {"caf?é", "caf?e"},
        {"a?b", "a?b"},
        {"a.b/c?d=e", "\"ab c d e\""},
        {"tr?il NEAR/3 dog", "tr?il NEAR/3 dog"},
        {"3,5*", "3,5*"},
        {"O'Bri*", "o'bri*"},
        {"well-kno*", "\"well kno\""},
        {"-trail*", "NOT trail*"},
        {"café*", "cafe*"},
        {"headline:trail*", "trail* AND [headline:trail*]"},
        {"headline:observation*", "observation*|observ AND [headline:observation*|observ]"},
        {"headline:tr?il", "tr?il AND [headline:tr?il]"},
        {"tag:clim*", "[tag:clim*]"},
        {"tag:\"clim*\"", "[tag:\"clim*\"]"},
        {"byline:smi*", "[byline:smi*]"},
        /* what has no spaces is found inside longer words without a star, but for one character that stands alone */
        {"中国*", "中国"},
        {"*中国人*", "\"中国 国人\""},
        {"中*", "中*"},
        {"headline:中国*", "中国 AND [headline:中国]"},
        {"中国* NEAR/3 minsk", "中国 NEAR/3 minsk"},
        {"minsk中国*", "\"minsk 中国\""},
        {"3月*", "\"3 月\""},
        {"中*国", "\"中 国\""},
        {"中国?人", "\"中国 _ 人\""},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(full_width)
{
    static const struct row rows[] = {
        {"headline：北京", "北京 AND [headline:北京]"},
        {"ＨＥＡＤＬＩＮＥ：cat", "cat AND [headline:cat]"},
        {"section：“world news”", "[section:\"world news\"]"},
        {"section：（a　ＯＲ　b）", "[section:a] OR [section:b]"},
        {"headline：）", "headlin"},
        {"cat　－dog", "cat AND NOT dog"},
        {"－（cat　dog）", "NOT (cat AND dog)"},
        {"－－cat", "cat"},
        {"cat－dog", "\"cat dog\""},
        {"cat （－dog）", "cat AND (NOT dog)"},
        {"＋cat dog", "cat AND dog"},
        {"cat　ＡＮＤ　ＮＯＴ　dog", "cat AND NOT dog"},
        {"cat ＆＆ dog ｜｜ fox", "(cat AND dog) OR fox"},
        {"cat　ｏｒ　dog", "cat AND dog"},
        {"cat　ＮＥＡＲ／５　dog", "cat NEAR/5 dog"},
        {"cat　ＡＤＪ　dog", "cat ADJ/10 dog"},
        {"ＡＮＤ", "and"},
        {"ｔｒａｉｌ＊", "trail*"},
        {"tr？il", "tr?il"},
        {"trail？", "trail"},
        {"mission～", "mission~"},
        {"“big cat”～３", "\"big cat\""},
        {"tag：clim＊", "[tag:clim*]"},
        {"中国＊", "中国"},
        {"date：１９９６．．１９９７－０６", "[date:1996-01-01..1997-06-30]"},
        {"date:ｎｏｎｅ", "[ALL AND date:none]"},
        {"＊", "ALL"},
        /* words stay as they are, for the analyzer cuts those of articles so, and ids are taken byte for byte */
        {"３．５", "\"3 5\""},
        {"id:ａ＊", "[id:ａ＊]"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(fields)
{
    static const struct row rows[] = {
        {"section:world", "[section:world]"},
        {"SECTION:World", "[section:world]"},
        {"section:world minsk", "[section:world] AND minsk"},
        {"section:\"World News\"", "[section:\"world news\"]"},
        {"source:«Evening Post»", "[source:\"evening post\"]"},
        {"tag:café", "[tag:cafe]"},
        {"byline:Smith", "[byline:smith]"},
        {"byline:O'Brien", "[byline:o'brien]"},
        {"place:\"New York\"", "[place:\"new york\"]"},
        {"id:Wire-17", "[id:Wire-17]"},
        {"id:\"a b\"", "[id:\"a b\"]"},
        {"id:\"a\nb\"", "[id:\"a\\x0Ab\"]"},
        {"id:http://example.com/a?b=c", "[id:\"http://example.com/a?b=c\"]"},
        {"headline:mission", "mission AND [headline:mission]"},
        {"headline:mission minsk", "mission AND [headline:mission] AND minsk"},
        {"headline:\"observation mission\"",
         "(\"observ mission\" IN headline) AND [headline:observ AND headline:mission]"},
        {"headline:well-known", "(\"well known\" IN headline) AND [headline:well AND headline:known]"},
        {"headline:mission~", "mission~ IN headline"},
        {"headline:tr?il", "tr?il AND [headline:tr?il]"},
        {"headline:\"tr?il\"", "(\"tr il\" IN headline) AND [headline:tr AND headline:il]"},
        {"headline:(fuzz~ OR dog)", "(fuzz~ IN headline) OR (dog AND [headline:dog])"},
        {"body:mission", "mission IN body"},
        {"body:\"big cat\"", "\"big cat\" IN body"},
        {"body:(trail* OR fuzz~) -body:dog", "((trail* IN body) OR (fuzz~ IN body)) AND NOT (dog IN body)"},
        {"body:??? dog", "dog"},
        {"section:(world OR sport)", "[section:world] OR [section:sport]"},
        {"headline:(cat OR dog)", "(cat AND [headline:cat]) OR (dog AND [headline:dog])"},
        {"headline:(cat section:world) dog", "cat AND [headline:cat] AND [section:world] AND dog"},
        {"section:AND", "[section:and]"},
        {"section:-x", "[section:-x]"},
        {"section: world", "section AND world"},
        {"section:) world", "section AND world"},
        {"section:\"\"", "[NONE]"},
        {"url:example", "\"url exampl\""},
        {"foo:bar", "\"foo bar\""},
        {"12:30", "\"12 30\""},
        {"https://example.com/a", "\"https exampl com a\""},
        {"section:a:b", "[section:\"a:b\"]"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

/* Bare words and phrases where one of some fields holds them; what names a field itself stays. */
START_TEST(query_fields)
{
    enum { HEADLINE = 1 << FIELD_HEADLINE, BODY = 1 << FIELD_BODY, BYLINE = 1 << FIELD_BYLINE };
    static const struct {
        uint32_t fields;
        enum default_op op;
        const char *words, *tree;
    } rows[] = {
        {HEADLINE, DEFAULT_OP_AND, "minsk", "minsk AND [headline:minsk]"},
        {HEADLINE, DEFAULT_OP_AND, "minsk vote", "(minsk AND [headline:minsk]) AND (vote AND [headline:vote])"},
        {HEADLINE, DEFAULT_OP_AND, "\"big cat\"", "(\"big cat\" IN headline) AND [headline:big AND headline:cat]"},
        {HEADLINE, DEFAULT_OP_AND, "trail*", "trail* AND [headline:trail*]"},
        {HEADLINE, DEFAULT_OP_AND, "trail~", "trail~ IN headline"},
        {HEADLINE, DEFAULT_OP_AND, "t*", "t AND [headline:t]"},
        {HEADLINE, DEFAULT_OP_AND, "a dog~", "dog AND [headline:dog]"},
        {HEADLINE, DEFAULT_OP_AND, "the cat", "cat AND [headline:cat]"},
        {HEADLINE, DEFAULT_OP_AND, "-cat dog", "(dog AND [headline:dog]) AND NOT (cat AND [headline:cat])"},
        {HEADLINE, DEFAULT_OP_AND, "cat byline:smith", "(cat AND [headline:cat]) AND [byline:smith]"},
        {HEADLINE, DEFAULT_OP_AND, "cat NEAR/3 dog", "cat NEAR/3 dog"},
        {HEADLINE, DEFAULT_OP_OR, "cat dog", "(cat AND [headline:cat]) OR (dog AND [headline:dog])"},
        {BODY, DEFAULT_OP_AND, "minsk", "minsk IN body"},
        {BODY, DEFAULT_OP_AND, "\"big cat\" dog", "(\"big cat\" IN body) AND (dog IN body)"},
        {HEADLINE | BODY, DEFAULT_OP_AND, "minsk vote", "minsk AND vote"},
        {BYLINE, DEFAULT_OP_OR, "smith jones", "[byline:smith] OR [byline:jones]"},
        {HEADLINE | BYLINE, DEFAULT_OP_AND, "smith", "(smith AND [headline:smith]) OR [byline:smith]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct parser_options options = {
            .analyzer = analyzer, .default_op = rows[i].op, .fields = rows[i].fields, .now = NOW};
        struct query q;
        struct err err = {0};
        ck_assert_int_eq(query_parse(str_of(rows[i].words), &options, &q, &err), S_OK);
        expect_tree(rows[i].words, q.root, rows[i].tree);
        ck_assert_msg(!q.notes || !q.notes->next, "%s: a note twice", rows[i].words);
        query_release(&q);
    }
}
END_TEST

START_TEST(dates)
{
    static const struct row rows[] = {
        {"date:1996", "[date:1996-01-01..1996-12-31]"},
        {"date:1996-09", "[date:1996-09-01..1996-09-30]"},
        {"date:1996-09..1997", "[date:1996-09-01..1997-12-31]"},
        {"date:1996..", "[date:1996-01-01..]"},
        {"date:..1996", "[date:..1996-12-31]"},
        {"date:..", "[date:..]"},
        {"DATE:\"1996..1997\" minsk", "[date:1996-01-01..1997-12-31] AND minsk"},
        {"date:7d", "[date:2020-06-08..]"},
        {"date:7d..", "[date:2020-06-08..]"},
        {"date:today", "[date:2020-06-15..2020-06-15]"},
        {"-date:1996 minsk", "minsk AND NOT [date:1996-01-01..1996-12-31]"},
        {"date:(1996 OR 1998)", "[date:1996-01-01..1996-12-31] OR [date:1998-01-01..1998-12-31]"},
        {"date:1997..1996", "[date:1997-01-01..1996-12-31]"},
        {"date:hello", "\"date hello\""},
        {"date:1996-13", "\"date 1996 13\""},
        {"date:(1996 OR hello)", "[date:1996-01-01..1996-12-31] OR hello"},
        {"date:", "date"},
        {"date:\"\"", "date"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(any_word)
{
    static const struct row rows[] = {
        {"cat dog", "cat OR dog"},
        {"cat \"big dog\" fox", "cat OR \"big dog\" OR fox"},
        {"+cat dog", "cat WITH dog"},
        {"+cat dog fox", "cat WITH (dog OR fox)"},
        {"+cat +dog fox", "(cat AND dog) WITH fox"},
        {"cat dog -fox", "(cat OR dog) AND NOT fox"},
        {"-fox", "NOT fox"},
        {"cat dog section:world", "(cat OR dog) AND [section:world]"},
        {"cat date:1996", "cat AND [date:1996-01-01..1996-12-31]"},
        {"+cat dog section:world", "(cat WITH dog) AND [section:world]"},
        {"section:world", "[section:world]"},
        {"cat AND dog fox", "(cat AND dog) OR fox"},
        {"cat OR dog fox", "cat OR dog OR fox"},
        {"the cat dog", "cat OR dog"},
        {"to be", "to OR be"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_OR);
}
END_TEST

START_TEST(what_dangles)
{
    static const struct row rows[] = {
        {"AND OR (", "and AND or"},
        {"AND", "and"},
        {"NOT", "not"},
        {"NOT NOT NOT", "not AND not AND not"},
        {"cat AND", "cat"},
        {"AND cat", "cat"},
        {"cat OR", "cat"},
        {"cat NOT", "cat"},
        {"cat AND OR dog", "cat OR dog"},
        {"NEAR/3 dog", "dog"},
        {"cat NEAR/3", "cat"},
        {"cat NEAR", "cat AND near"},
        {"cat NEAR/3 -dog", "cat AND NOT dog"},
        {"cat NEAR/3 NOT dog", "cat AND NOT dog"},
        {")", "ALL"},
        {"cat ) dog", "cat AND dog"},
        {"(cat OR dog", "cat OR dog"},
        {"(cat OR (dog fox", "cat OR (dog AND fox)"},
        {"cat (", "cat"},
        {"()", "ALL"},
        {"cat AND ()", "cat"},
        {"cat -()", "cat"},
        {"section:() cat", "cat"},
        {"((()))()", "ALL"},
        {"cat AND (...)", "cat"},
        {"cat OR (...)", "cat"},
        {"cat + dog", "cat AND dog"},
        {"cat -", "cat"},
        {"-(-(-(cat)))", "NOT (NOT (NOT cat))"},
    };
    EXPECT_ROWS(rows, DEFAULT_OP_AND);
}
END_TEST

START_TEST(first_tier)
{
    static const struct row rows[] = {
        {"osce observation mission", "\"osc observ mission\""},
        {"bank of england", "\"bank of england\""},
        {"to be or not to be", "\"to be or not to be\""},
        {"the well-known mission", "\"the well known mission\""},
        {"Smith & Wesson", "\"smith wesson\""},
        {"big cat -dog", "\"big cat\""},
        {"-dog big cat section:world", "\"big cat\""},
        {"+dog big cat", "\"big cat\""},
        {"\"red dog\" big cat", "\"big cat\""},
        {"headline:dog big cat date:1996", "\"big cat\""},
        {"中国人 minsk", "\"中国 国人 _ minsk\""},
        {"big cat -(red dog)", "\"big cat\""},
        {"cat AND", "\"cat and\""},
        {"minsk", "-"},
        {"well-known", "-"},
        {"big +dog cat", "-"},
        {"big section:world cat", "-"},
        {"big AND cat", "-"},
        {"big cat OR dog", "-"},
        {"big cat NEAR/3 dog", "-"},
        {"big cat (dog OR fox)", "-"},
        {"\"big cat\"", "-"},
        {"big trail*", "-"},
        {"cat ...", "-"},
        {"section:world", "-"},
        {"", "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query q;
        parse(rows[i].words, DEFAULT_OP_AND, &q);
        expect_tree(rows[i].words, q.tier, rows[i].tree);
        query_release(&q);
    }
}
END_TEST

START_TEST(relaxation)
{
    /* the relaxed tree, or - when there is nothing to relax */
    static const struct row rows[] = {
        {"big cat dog", "big OR cat OR dog"},
        {"big cat \"red dog\"", "(big OR cat) AND \"red dog\""},
        {"big cat +dog", "(big OR cat) AND dog"},
        {"big cat -dog", "(big OR cat) AND NOT dog"},
        {"big cat section:world", "(big OR cat) AND [section:world]"},
        {"(big cat) OR dog", "(big OR cat) OR dog"},
        {"the well-known cat", "\"well known\" OR cat"},
        {"pig cat AND dog hen", "(pig OR hen) AND cat AND dog"},
        {"-(big cat)", "-"},
        {"+(big cat) dog", "-"},
        {"big AND cat", "-"},
        {"\"big cat\"", "-"},
        {"cat", "-"},
        {"cat \"red dog\"", "-"},
        {"headline:(big cat)", "-"},
        {"section:(a b)", "-"},
        {"", "-"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query q;
        parse(rows[i].words, DEFAULT_OP_AND, &q);
        bool relaxed = query_relax(&q);
        ck_assert(relaxed == q.relaxed);
        expect_tree(rows[i].words, relaxed ? q.root : NULL, rows[i].tree);
        ck_assert(!query_relax(&q));
        query_release(&q);
    }
}
END_TEST

START_TEST(what_scores)
{
    static const struct {
        const char *words;
        bool scores;
    } rows[] = {
        {"cat", true},          {"\"big cat\"", true},    {"trail*", true}, {"cat -dog", true}, {"-dog", false},
        {"headline:cat", true}, {"section:world", false}, {"", false},      {"id:a", false},    {"date:1996", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query q;
        parse(rows[i].words, DEFAULT_OP_AND, &q);
        ck_assert_msg(q.has_words == rows[i].scores, "%s", rows[i].words);
        query_release(&q);
    }
}
END_TEST

START_TEST(says_what_it_read_as_words)
{
    /* a piece of the first note, or NULL for none */
    static const struct row rows[] = {
        {"cat dog", NULL},
        {"\"big cat\" -dog +fox section:world date:1996 cat NEAR/5 dog", NULL},
        {"Note: this", NULL},
        {"*:* :-| ...", NULL},
        {"\"big cat", "not closed"},
        {"cat AND", "AND has nothing to join and was read as a word"},
        {"cat &&", "&& has nothing to join and was left out"},
        {"|| cat", "|| has nothing to join and was left out"},
        {"NEAR/3 dog", "NEAR/3 has nothing to join and was left out"},
        {"cat NEAR/500 dog", "NEAR/500 was read as NEAR/100"},
        {"cat NEAR/x dog", "NEAR/x was read as words"},
        {"(a OR b) NEAR/5 c", "NEAR/5 joins words and phrases only"},
        {"a NEAR/5 b NEAR/5 c NEAR/5 d NEAR/5 e NEAR/5 f NEAR/5 g NEAR/5 h", NULL},
        {"a NEAR/5 b NEAR/5 c NEAR/5 d NEAR/5 e NEAR/5 f NEAR/5 g NEAR/5 h NEAR/5 i",
         "NEAR/5 joins at most 8 words or phrases: the chain was read as several, joined by AND"},
        {"foo:bar", "foo:bar was read as words: there is no field of that name"},
        {"url:bar", "the field url is shown and not searched"},
        {"section: world", "section: was read as a word"},
        {"date:hello", "date:hello was read as words"},
        {"date:1997..1996", "ends before it begins"},
        {"t*", "t* was read without its wildcard"},
        {"*rail", "*rail was read without its wildcard"},
        {"?rail", "?rail was read without its wildcard"},
        {"is it so?No", NULL},
        {"\"miss* a\"", "stars inside quotation marks"},
        {"cat )", ") closes nothing"},
        {"(cat", "( is not closed"},
        {"cat ()", "() with nothing inside"},
        {"\"a b\"~3", "~3 behind a phrase was left out"},
        {"--cat", "--cat was read as words"},
        {"!cat dog", "!cat was read as a word: NOT or -"},
        {"cat ! dog!", NULL},
        {"/ca[rt]/", "there are no regular expressions"},
        {"and/or /", NULL},
        {"cat^2 dog", "cat^2 was read as words"},
        {"cat^dog", NULL},
        {"??? !", "??? ! has no words: that asks for all articles"},
        {"\"\"", "\"\" has no words"},
        {"source:x ???", NULL},
        {"*", NULL},
        {"", NULL},
        {"section:\"\"", "section: the value is empty"},
        {"foo:\x01", NULL},
        {"byline:wei*", NULL},
        {"byline:*eiss", "*eiss was looked for as it stands: the one wildcard of the field byline"},
        {"byline:w?i", "w?i was looked for as it stands"},
        {"tag:what?", NULL},
        {"tag:\"w*i\"", NULL},
        {"place:(a* cat)", "a* was looked for as it stands"},
        {"id:en*", "en* was looked for as it stands: the field id has no wildcards"},
        {"id:http://example.com/a?b=c", NULL},
        {"中国* 中* *中国人", NULL},
        {"中*国", "inside words of Chinese, Japanese and Korean there is none"},
        {"中国?人", NULL},
        /* full-width signs are shown as they were typed */
        {"cat　－dog　headline：北京＊　ＯＲ　（date：１９９６）", NULL},
        {"记者：王小明", NULL},
        {"记者:王小明", "there is no field of that name"},
        {"ｆｏｏ：bar", "ｆｏｏ：bar was read as words: there is no field of that name"},
        {"headline： cat", "headline： was read as a word"},
        {"cat ＡＮＤ", "ＡＮＤ has nothing to join and was read as a word"},
        {"＆＆ cat", "＆＆ has nothing to join and was left out"},
        {"ＮＥＡＲ／３ cat", "ＮＥＡＲ／３ has nothing to join and was left out"},
        {"cat ＮＥＡＲ／５００ dog", "ＮＥＡＲ／５００ was read as NEAR/100"},
        {"ｔ＊", "ｔ＊ was read without its wildcard"},
        {"cat～", "cat～ was read without its tilde"},
        {"“cat＊”", "cat＊: stars inside quotation marks"},
        {"“cat”～３", "～３ behind a phrase was left out"},
        {"（cat", "（ is not closed"},
        {"cat）", "） closes nothing"},
        {"date：soon", "date：soon was read as words"},
        {"＊", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query q;
        parse(rows[i].words, DEFAULT_OP_AND, &q);
        const char *note = q.notes ? q.notes->text.ptr : NULL;
        ck_assert_msg(rows[i].tree ? note && strstr(note, rows[i].tree) : !note, "%s: %s", rows[i].words,
                      note ? note : "no note");
        query_release(&q);
    }
}
END_TEST

START_TEST(notes_are_few_and_one_line_each)
{
    struct query q;
    struct buf words = {0};
    for (int i = 0; i < 200; i++)
        buf_printf(&words, "foo:bar%d\x01\n \"a\nb*\" ", i);
    buf_truncate(&words, 600);
    parse(buf_text(&words), DEFAULT_OP_AND, &q);
    size_t count = 0;
    for (const struct query_note *n = q.notes; n; n = n->next) {
        for (size_t i = 0; i < n->text.len; i++)
            ck_assert((unsigned char)n->text.ptr[i] >= ' ');
        count++;
    }
    ck_assert_uint_eq(count, 17);
    query_release(&q);
    buf_release(&words);
}
END_TEST

/* ---- limits and hostile input ---- */

static void expect_limit(const char *piece, size_t times, const char *text)
{
    struct buf words = {0};
    struct query q;
    struct err err = {0};
    for (size_t i = 0; i < times; i++)
        buf_append_text(&words, piece);
    ck_assert_int_eq(parse_bytes(words.data, words.len, DEFAULT_OP_AND, &q, &err), S_LIMIT);
    ck_assert_msg(strstr(err.text, text), "%s: %s", piece, err.text);
    query_release(&q);
    buf_release(&words);
}

static void expect_fits(const char *piece, size_t times)
{
    struct buf words = {0};
    struct query q;
    for (size_t i = 0; i < times; i++)
        buf_append_text(&words, piece);
    parse(buf_text(&words), DEFAULT_OP_AND, &q);
    ck_assert_uint_le(node_leaf_count(q.root), QUERY_LEAVES_MAX);
    query_release(&q);
    buf_release(&words);
}

START_TEST(limits)
{
    expect_limit("word ", 100000, "longer than 8192 bytes");
    expect_limit("(", 100000, "longer than 8192 bytes");
    expect_limit("(", 8192, "nested deeper than 64");
    expect_limit("(", 65, "nested deeper than 64");
    expect_limit("-(a ", 65, "nested deeper than 64");
    expect_limit("cat ", 257, "more than 256 words");
    expect_limit("cat-", 257, "more than 256 words");
    expect_limit("cat OR ", 300, "more than 256 words");
    expect_limit("tag:a ", 257, "more than 256 words");
    expect_limit("date:1996 ", 257, "more than 256 words");
    expect_limit("a NEAR/1 b NEAR/2 ", 100, "more than 256 words");
    expect_limit("a NEAR/1 ", 257, "more than 256 words");
    expect_limit("NOT x OR ", 150, "more than 256 words");
    expect_fits("cat ", 256);
    expect_fits("the ", 256);
    expect_fits("(", 64);
    expect_fits(")", 8192);
    expect_fits("()", 4096);
    expect_fits("\"", 8192);
    expect_fits("- ", 4096);
    expect_fits("* ", 4096);
    expect_fits("*", 8192);
    expect_fits("x", 8192);
    expect_fits("NOT ", 256);
    expect_fits("a NEAR/1 ", 200);
    expect_fits("\"\" ", 2700);
}
END_TEST

START_TEST(a_negation_chain_is_flat)
{
    struct buf words = {0};
    struct query q;
    for (int i = 0; i < 2000; i++)
        buf_append_text(&words, "NOT ");
    buf_append_text(&words, "cat");
    parse(buf_text(&words), DEFAULT_OP_AND, &q);
    expect_tree("NOT ...", q.root, "cat");
    query_release(&q);
    buf_release(&words);
}
END_TEST

/* Invalid UTF-8, controls, NULs, every byte alone: a tree, and what is printed is clean. */
START_TEST(hostile_bytes)
{
    static const char *const frames[] = {"%",        "cat %dog", "\"%",   "section:%", "section:\"a%b\"",
                                         "id:\"%\"", "-%",       "date:%"};
    for (int byte = 0; byte < 256; byte++) {
        for (size_t f = 0; f < sizeof frames / sizeof *frames; f++) {
            char words[64];
            size_t len = strlen(frames[f]);
            memcpy(words, frames[f], len);
            *(char *)memchr(words, '%', len) = (char)byte;
            struct query q;
            struct buf text = {0};
            struct err err;
            ck_assert_int_eq(parse_bytes(words, len, DEFAULT_OP_AND, &q, &err), S_OK);
            node_print(q.root, &text);
            ck_assert(utf8_valid(text.data, text.len));
            for (size_t i = 0; i < text.len; i++)
                ck_assert((unsigned char)text.data[i] >= ' ');
            buf_release(&text);
            query_release(&q);
        }
    }
}
END_TEST

/* A word that no article can hold is asked for all the same; punctuation, however long, is not. */
START_TEST(an_overlong_word_matches_nothing)
{
    static const struct {
        const char *before;
        char letter;
        const char *behind, *tree;
    } rows[] = {
        {"", 'x', "", "NONE"},
        {"cat ", 'x', "", "cat AND NONE"},
        {"the ", '1', "", "NONE"},
        {"\"", 'x', "\"", "NONE"},
        {"headline:", 'x', "", "NONE"},
        {"cat OR ", 'x', "", "cat OR NONE"},
        {"cat -", 'x', "", "cat AND NOT NONE"},
        {"", 'x', "*", "NONE"},
        {"cat ", '!', "", "cat"},
        {"", '!', "", "ALL"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf words = {0};
        struct query q;
        buf_append_text(&words, rows[i].before);
        buf_append_repeat(&words, rows[i].letter, 4000);
        buf_append_text(&words, rows[i].behind);
        parse(buf_text(&words), DEFAULT_OP_AND, &q);
        expect_tree(rows[i].tree, q.root, rows[i].tree);
        bool told = false;
        for (const struct query_note *note = q.notes; note; note = note->next)
            told |= strstr(note->text.ptr, "longer than any word") != NULL;
        ck_assert_int_eq(told, rows[i].letter != '!');
        query_release(&q);
        buf_release(&words);
    }
}
END_TEST

/* A word that fits as a term of the text need not fit with the prefix of the headline. */
START_TEST(a_word_too_long_for_the_headline_matches_nothing_there)
{
    struct buf words = {0};
    struct query q;
    buf_append_text(&words, "headline:");
    buf_append_repeat(&words, '1', TERM_MAX);
    parse(buf_text(&words), DEFAULT_OP_AND, &q);
    ck_assert_int_eq(q.root->kind, NODE_AND);
    ck_assert_int_eq(q.root->child[1]->child[0]->kind, NODE_NONE);
    query_release(&q);
    buf_release(&words);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("parser");
    tcase_add_unchecked_fixture(t, set_up, tear_down);
    tcase_add_test(t, words_and_phrases);
    tcase_add_test(t, stop_words);
    tcase_add_test(t, operators);
    tcase_add_test(t, words_near_each_other);
    tcase_add_test(t, wildcards);
    tcase_add_test(t, full_width);
    tcase_add_test(t, fields);
    tcase_add_test(t, query_fields);
    tcase_add_test(t, dates);
    tcase_add_test(t, any_word);
    tcase_add_test(t, what_dangles);
    tcase_add_test(t, first_tier);
    tcase_add_test(t, relaxation);
    tcase_add_test(t, what_scores);
    tcase_add_test(t, says_what_it_read_as_words);
    tcase_add_test(t, notes_are_few_and_one_line_each);
    tcase_add_test(t, limits);
    tcase_add_test(t, a_negation_chain_is_flat);
    tcase_add_test(t, hostile_bytes);
    tcase_add_test(t, an_overlong_word_matches_nothing);
    tcase_add_test(t, a_word_too_long_for_the_headline_matches_nothing_there);
    return run_suite(t, "query parser");
}
