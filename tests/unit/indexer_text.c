/* The text reader: files -> articles, and what is no article. */
#include "indexer/reader.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct sample {
    const char *text, *date, *headline, *byline, *place, *agency, *body;
};

static const struct sample articles[] = {
    {" date 2017-12-27 MOSCOW—While welcoming.\n\nIn an interview.\n", "2017-12-27", "", "", "MOSCOW", "",
     "While welcoming.\n\nIn an interview."},
    {"date 2017-12-27\nMOSCOW— While.\n", "2017-12-27", "", "", "MOSCOW", "", "While."},
    {"Date: 14 September 1996\n\nTalks resume\n\nSARAJEVO (Reuters) - The talks.\n", "1996-09-14", "Talks resume", "",
     "SARAJEVO", "Reuters", "The talks."},
    {"DATE Sept. 14, 1996\r\nTalks resume\r\nThe talks\r\nwent on.\r\n", "1996-09-14", "Talks resume", "", "", "",
     "The talks went on."},
    {"Date: Sat, 14 Sep 1996 21:03:00 +0200\nTalks\nThe body.", "1996-09-14T19:03:00Z", "Talks", "", "", "",
     "The body."},
    {"Talks resume\ndate 1996-09-14\nBy Ann Author and Bob de Vries\n\nGENEVA — The talks.", "1996-09-14",
     "Talks resume", "Ann Author and Bob de Vries", "GENEVA", "", "The talks."},
    {"Talks resume\nBY ANN AUTHOR, Staff Writer\ndate 1996-09-14\nGENEVA — The talks.", "1996-09-14", "Talks resume",
     "ANN AUTHOR, Staff Writer", "GENEVA", "", "The talks."},
    {"Talks resume\n\nBy Tuesday the storm had\npassed.", "", "Talks resume", "", "", "",
     "By Tuesday the storm had passed."},
    {"A sentence is no headline.\n\nSecond.", "", "", "", "", "", "A sentence is no headline.\n\nSecond."},
    {"He said “no.”\nSecond.", "", "", "", "", "", "He said “no.” Second."},
    {"Headline with question?\nBody.", "", "Headline with question?", "", "", "", "Body."},
    {"only one line", "", "", "", "", "", "only one line"},
    {"date 2017-12-27 only one line", "2017-12-27", "", "", "", "", "only one line"},
    {"SARAJEVO, Bosnia and Herzegovina, Sept. 14, 1996 (Reuters) – The talks.", "1996-09-14", "", "",
     "SARAJEVO, Bosnia and Herzegovina", "Reuters", "The talks."},
    {"WASHINGTON, Dec. 27 - The talks.", "", "", "", "WASHINGTON", "", "The talks."},
    {"date 2017\n会谈结束\n\n　　新华社北京12月27日电（记者 王小明）会谈。", "2017-12-27", "会谈结束", "王小明", "北京",
     "新华社", "会谈。"},
    {"date 2017\nFine del ponte\n\n(ANSA) - ROMA, 27 DIC - Il ponte.", "2017-12-27", "Fine del ponte", "", "ROMA",
     "ANSA", "Il ponte."},
    {"date 2017\nWASHINGTON, Dec. 27 - The talks.", "2017-12-27", "", "", "WASHINGTON", "", "The talks."},
    {"date 2017\nWASHINGTON, Feb. 29 - The talks.", "2017", "", "", "WASHINGTON", "", "The talks."},
    {"date 2017-12-28\nWASHINGTON, Dec. 27 - The talks.", "2017-12-28", "", "", "WASHINGTON", "", "The talks."},
    /* what is meant as a date and is none is no headline either */
    {"date 1997-02-30\nTalks resume\nThe talks.", "", "Talks resume", "", "", "", "The talks."},
    {"date 2017-13-45\nThe talks\nwent on.", "", "The talks", "", "", "", "went on."},
    {"date 1997-02-30\nThe talks went on.", "", "", "", "", "", "The talks went on."},
    {"date 1997-02-30 MOSCOW—The talks.", "", "", "", "MOSCOW", "", "The talks."},
    {"Date: 31 February 1997 12:00 GMT\nMOSCOW—The talks.", "", "", "", "MOSCOW", "", "The talks."},
    {"Date: Sun, 30 Feb 1997 21:03:00 +0200\nTalks\nThe body.", "", "Talks", "", "", "", "The body."},
    {"Date: 14 septembro 1996\nTalks\nThe body.", "", "Talks", "", "", "", "The body."},
    {"Talks resume\ndate 1997-02-30\nBy Ann Author\nThe talks.", "", "Talks resume", "Ann Author", "", "",
     "The talks."},
    {"date 1997-02-30\nTalks resume\ndate 1997-03-01\nThe talks.", "1997-03-01", "Talks resume", "", "", "",
     "The talks."},
    {"date unknown\nTalks resume\nThe talks.", "", "Talks resume", "", "", "", "The talks."},
    {"Date:\nTalks resume\nThe talks.", "", "Talks resume", "", "", "", "The talks."},
    {"Date set for 1996 vote\nThe talks.", "", "Date set for 1996 vote", "", "", "", "The talks."},
    {"Date night at the museum\nThe talks.", "", "Date night at the museum", "", "", "", "The talks."},
    {"Date: how a fruit changed the desert\nThe talks.", "", "Date: how a fruit changed the desert", "", "", "",
     "The talks."},
    {"Dates\nThe talks.", "", "Dates", "", "", "", "The talks."},
    {"Dateline news\nThe talks.", "", "Dateline news", "", "", "", "The talks."},
    /* a line that is nothing but a date */
    {"Saturday, September 14, 1996\nTalks resume\nBy Ann Author, Staff Writer\n\nGENEVA -- The talks.", "1996-09-14",
     "Talks resume", "Ann Author, Staff Writer", "GENEVA", "", "The talks."},
    {"1996-09-14\n\nTalks resume\n\nThe talks.", "1996-09-14", "Talks resume", "", "", "", "The talks."},
    {"Talks resume\nSeptember 14, 1996\n\nThe talks.", "1996-09-14", "Talks resume", "", "", "", "The talks."},
    {"TALKS RESUME\nBy Ann Author\n14 September 1996\n\nThe talks.", "1996-09-14", "TALKS RESUME", "Ann Author", "", "",
     "The talks."},
    {"Talks resume\n\n14 Sept. 1996\n\nBy Ann Author\n\nThe talks.", "1996-09-14", "Talks resume", "Ann Author", "", "",
     "The talks."},
    {"September 1996\nTalks resume\nThe talks.", "1996-09", "Talks resume", "", "", "", "The talks."},
    {"1984\nThe novel.", "", "1984", "", "", "", "The novel."},
    {"Talks resume\n\nSeptember 14, 1996\nwas a cold day.", "", "Talks resume", "", "", "",
     "September 14, 1996 was a cold day."},
    {"Talks resume\n\nOn September 14, 1996, they met.", "", "Talks resume", "", "", "",
     "On September 14, 1996, they met."},
    {"September 14, 1996", "", "", "", "", "", "September 14, 1996"},
    {"Talks resume\nThe talks went on.\n\nSeptember 14, 1996\n", "", "Talks resume", "", "", "",
     "The talks went on.\n\nSeptember 14, 1996"},
    /* subheads that are dates */
    {"A chronology\n\n1 September 1939\n\nIt begins.\n\n3 September 1939\n\nIt goes on.", "", "A chronology", "", "",
     "", "1 September 1939\n\nIt begins.\n\n3 September 1939\n\nIt goes on."},
    {"1 September 1939\n\nA chronology\n\n3 September 1939\n\nIt begins.", "1939-09-01", "A chronology", "", "", "",
     "3 September 1939\n\nIt begins."},
    {"1 September 1939\n\nIt begins.\n\n3 September 1939\n\nIt goes on.", "", "1 September 1939", "", "", "",
     "It begins.\n\n3 September 1939\n\nIt goes on."},
    {"Talks\n1 September 1939\n\nThe talks.\n\nSeptember 1, 1939\n\nMore.", "1939-09-01", "Talks", "", "", "",
     "The talks.\n\nSeptember 1, 1939\n\nMore."},
    /* a head of fields */
    {"Headline: Talks resume\nBY: By Ann Author; Bob Writer\nPublished: 14 September 1996\n\nGENEVA — The talks.",
     "1996-09-14", "Talks resume", "Ann Author\nBob Writer", "GENEVA", "", "The talks."},
    {"\nTitle: Talks\n  resume\nDate: nobody knows\nWords: 412\nPlace: GENEVA\n \nBy Ann Author\nPARIS — The talks.",
     "", "Talks resume", "Ann Author", "GENEVA", "", "The talks."},
    {"Source: The Ledger\nDate: 14 September 1996\n\nTalks resume\n\nThe talks.", "1996-09-14", "Talks resume", "", "",
     "", "The talks."},
    {"Title: Talks\nAuthor: Ann\nThe talks.", "", "Title: Talks", "", "", "", "Author: Ann The talks."},
    {"Title: Talks\nAuthor: Ann\nGENEVA: The talks went on.\n\nMore.", "", "Title: Talks", "", "", "",
     "Author: Ann GENEVA: The talks went on.\n\nMore."},
    {"Author: Ann\nSource: The Ledger\n\nThe talks.", "", "Author: Ann", "", "", "",
     "Source: The Ledger\n\nThe talks."},
    {"Title: Talks\n\nThe talks.", "", "Title: Talks", "", "", "", "The talks."},
    /* lines of a text that look like one */
    {"Title: The debate\nDate: 14 March 2008\nMODERATOR: Welcome\n  to it\nSMITH: I will build\nPage: 4\n\nThe end.",
     "2008-03-14", "The debate", "", "", "", "MODERATOR: Welcome to it\n\nSMITH: I will build\n\nThe end."},
    {"Author: Why did you write it?\nTitle: Because of the sea.\nSource: A dream.\n\nIt went on.", "",
     "Author: Why did you write it?", "", "", "", "Title: Because of the sea. Source: A dream.\n\nIt went on."},
    {"Title: The sea.\nSource: A dream.\n\nIt went on.", "", "", "", "", "",
     "Title: The sea. Source: A dream.\n\nIt went on."},
    {"Headline: Bridge\nPublished: Leeds University Press\n\nText.", "", "Headline: Bridge", "", "", "",
     "Published: Leeds University Press\n\nText."},
    {"Place: Leeds\nDate: Friday at nine\n\nText.", "", "Place: Leeds", "", "", "", "Date: Friday at nine\n\nText."},
    {"Title: Will it rain?\nAuthor: Ann Author Jr.\nPlace: LEEDS\n\nText.", "", "Will it rain?", "Ann Author Jr.",
     "LEEDS", "", "Text."},
    /* nor are these a mail */
    {"From: the archive\nSubject: trains\n\nThe driver wrote:\n\n-- \nI left.", "", "From: the archive", "", "", "",
     "Subject: trains\n\nThe driver wrote:\n\n-- I left."},
    /* the summary of a collection */
    {"The talks went on.\n\n@highlight\n\nTalks go on\nfor days\n\n@highlight\n\nNEW: No end\n", "", "", "", "", "",
     "The talks went on."},
    {"The talks.\n\n@highlight\nOne\ntwo\n\n@highlight\n\nThree\n@highlight\nFour", "", "", "", "", "", "The talks."},
    {"The talks.\n\n@highlight\nOne\n\nTwo.", "", "", "", "", "", "The talks.\n\n@highlight One\n\nTwo."},
    {"The code.\n\n@highlight\n\nOne.\n\n@highlight\n\nTwo.\n\nThree.", "", "", "", "", "",
     "The code.\n\n@highlight\n\nOne.\n\n@highlight\n\nTwo.\n\nThree."},
    {"The @highlight of the talks.\n\n@highlights\n", "", "", "", "", "",
     "The @highlight of the talks.\n\n@highlights"},
    {"NATO-led forces\nThe talks.", "", "NATO-led forces", "", "", "", "The talks."},
    {"\xef\xbb\xbfTalks\n\n\n  \t \nOne  \ntwo\n\n\n\nthree\n", "", "Talks", "", "", "", "One two\n\nthree"},
    {"caf\xe9 society\nBody \x93here\x94.", "", "café society", "", "", "", "Body “here”."},
    {"Ein \xe4lterer Text\n\nDie \xc4rzte h\xf6rten zu.", "", "Ein älterer Text", "", "", "", "Die Ärzte hörten zu."},
    {"\xce\xea\xf0\xf3\xe3\n\n\xc2 \xec\xee\xf1\xea\xee\xe2\xf1\xea\xee\xec \xee\xea\xf0\xf3\xe3\xe5 "
     "\xe8\xe4\xb8\xf2 \xf1\xed\xe5\xe3.",
     "", "Округ", "", "", "", "В московском округе идёт снег."},
    {"A long café society, à la carte, très naïve, déjà vu: ça va, Zoë, façade, über, Ångström, señor, \xff.", "", "",
     "", "", "",
     "A long café society, à la carte, très naïve, déjà vu: ça va, Zoë, façade, über, Ångström, señor, \xef\xbf\xbd."},
    {"Вечерние новости\n\nМОСКВА, 27 декабря — В Москве.", "", "Вечерние новости", "", "МОСКВА", "", "В Москве."},
    {"中国新闻\n\n北京今天下雨。", "", "中国新闻", "", "", "", "北京今天下雨。"},
};

/* Opens a text reader over memory and reads the first record. */
static bool read_first(struct str text, const char *format, struct article *article, enum status *status,
                       enum reject *reject, struct err *err)
{
    struct source *source;
    struct reader *reader;
    ck_assert_int_eq(source_open_memory("memory.txt", text, &source, err), S_OK);
    enum status s = reader_open(source, format, NULL, &reader, err);
    ck_assert_msg(s == S_OK, "%s", err->text);
    bool more = reader_next(reader, article, status, err);
    *reject = reader_reject(reader);
    if (more) {
        struct article none = {0};
        enum status end;
        ck_assert(!reader_next(reader, &none, &end, err) || *status == S_INPUT);
        article_release(&none);
    }
    reader_close(reader);
    source_close(source);
    return more;
}

static void assert_field(const struct article *a, enum field field, const char *want, const char *text)
{
    struct str got = article_get(a, field);
    ck_assert_msg(str_equal(got, str_of(want)), "%s is \"%.*s\", not \"%s\", of: %s", schema[field].name, (int)got.len,
                  got.len ? got.ptr : "", want, text);
}

static void assert_article(const struct article *a, const struct sample *c)
{
    char date[DATE_TEXT_MAX];
    assert_field(a, FIELD_HEADLINE, c->headline, c->text);
    assert_field(a, FIELD_BYLINE, c->byline, c->text);
    assert_field(a, FIELD_PLACE, c->place, c->text);
    assert_field(a, FIELD_AGENCY, c->agency, c->text);
    assert_field(a, FIELD_BODY, c->body, c->text);
    ck_assert_msg(strcmp(date_format(&a->published, date), c->date) == 0, "date %s, not %s, of: %s", date, c->date,
                  c->text);
}

START_TEST(articles_are_taken_apart)
{
    struct article article = {0};
    enum status status;
    enum reject reject;
    struct err err;
    ck_assert(read_first(str_of(articles[_i].text), "auto", &article, &status, &reject, &err));
    ck_assert_int_eq(status, S_OK);
    assert_article(&article, &articles[_i]);
    article_release(&article);
}
END_TEST

/* Fields that few texts have. */
static const struct {
    const char *text, *source, *section, *tag, *lang, *url, *body;
} heads[] = {
    {"Title: a\nSource: The Ledger\nSection: World\nTags: vote, talks\nLanguage: German\nURL: "
     "https://l.example/1\n\nText",
     "The Ledger", "World", "vote\ntalks", "de", "https://l.example/1", "Text"},
    {"Date: 1996\nPublication: The Ledger\nKeywords: vote|talks\nLanguage: Nonesuch\nLink: a\nLink: b\n\na\nText",
     "The Ledger", "", "vote\ntalks", "", "a", "Text"},
    {"https://l.example/1\n\nTalks\n\nText", "", "", "", "", "https://l.example/1", "Text"},
    {"Talks\nhttp://l.example/1\n1996-09-14\nText", "", "", "", "", "http://l.example/1", "Text"},
    {"1996-09-14\nhttp://l.example/1\nTalks\nText", "", "", "", "", "http://l.example/1", "Text"},
    {"http://l.example/1", "", "", "", "", "", "http://l.example/1"},
    {"http://l.example/1\n\nhttp://l.example/2\n\nText", "", "", "", "", "",
     "http://l.example/1\n\nhttp://l.example/2\n\nText"},
    {"Links\n\nhttp://l.example/1\n\nOne.\n\nhttp://l.example/2\n\nTwo.", "", "", "", "", "",
     "http://l.example/1\n\nOne.\n\nhttp://l.example/2\n\nTwo."},
    {"http://l.example/1\nTalks\nText\nhttp://l.example/1\n", "", "", "", "", "http://l.example/1",
     "Text http://l.example/1"},
    {"Talks\nhttp://l.example/1 has more", "", "", "", "", "", "http://l.example/1 has more"},
    {"Talks\nText\nhttp://l.example/1\n", "", "", "", "", "", "Text http://l.example/1"},
};

START_TEST(heads_are_read)
{
    struct article article = {0};
    enum status status;
    enum reject reject;
    struct err err;
    const char *text = heads[_i].text;
    ck_assert(read_first(str_of(text), "auto", &article, &status, &reject, &err));
    ck_assert_int_eq(status, S_OK);
    assert_field(&article, FIELD_SOURCE, heads[_i].source, text);
    assert_field(&article, FIELD_SECTION, heads[_i].section, text);
    assert_field(&article, FIELD_TAG, heads[_i].tag, text);
    assert_field(&article, FIELD_LANG, heads[_i].lang, text);
    assert_field(&article, FIELD_URL, heads[_i].url, text);
    assert_field(&article, FIELD_BODY, heads[_i].body, text);
    article_release(&article);
}
END_TEST

static enum reject reject_of(struct str text, struct err *err)
{
    struct article article = {0};
    enum status status;
    enum reject reject;
    ck_assert(read_first(text, "text", &article, &status, &reject, err));
    ck_assert_int_eq(status, reject ? S_INPUT : S_OK);
    article_release(&article);
    return reject;
}

START_TEST(files_without_an_article_are_refused)
{
    struct err err;
    static const char *const empty[] = {
        "", " \n\t\n", "\xef\xbb\xbf", "date 2017-12-27\n", "\xc2\xa0\n\xc2\xa0", "MOSCOW —\n", "\n\n\n"};
    for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++)
        ck_assert_int_eq(reject_of(str_of(empty[i]), &err), REJECT_NO_BODY);
    ck_assert_str_eq(err.text, "memory.txt: no body: nothing but white space or a heading in it");
    ck_assert_int_eq(reject_of(str_of(""), &err), REJECT_NO_BODY);
    ck_assert_str_eq(err.text, "memory.txt: the file is empty");
    ck_assert_int_eq(reject_of((struct str){"\x89PNG\r\n\x1a\n and more", 18}, &err), REJECT_NOT_TEXT);
    ck_assert_int_eq(reject_of(str_of("%PDF-1.4\nlooks like text"), &err), REJECT_NOT_TEXT);
    static const char nuls[400];
    ck_assert_int_eq(reject_of((struct str){nuls, sizeof nuls}, &err), REJECT_NOT_TEXT);
}
END_TEST

START_TEST(a_few_control_characters_are_repaired)
{
    static const char text[] = "Talks\nThe \0 talks \1 went\x7f on.";
    struct article article = {0};
    enum status status;
    enum reject reject;
    struct err err;
    ck_assert(read_first((struct str){text, sizeof text - 1}, "auto", &article, &status, &reject, &err));
    ck_assert_int_eq(status, S_OK);
    assert_field(&article, FIELD_BODY, "The   talks   went  on.", "text with a NUL");
    article_release(&article);
}
END_TEST

START_TEST(length_is_bounded)
{
    struct err err;
    struct buf text = {0};
    buf_append_repeat(&text, 'a', READER_TEXT_MAX);
    ck_assert_int_eq(reject_of(buf_str(&text), &err), REJECT_NONE);
    buf_append_byte(&text, 'a');
    ck_assert_int_eq(reject_of(buf_str(&text), &err), REJECT_TOO_LONG);
    buf_release(&text);
}
END_TEST

START_TEST(binary_files_have_no_reader)
{
    struct source *source;
    struct reader *reader;
    struct err err;
    ck_assert_int_eq(source_open_memory("a.jsonl",
                                        (struct str){"\x7f"
                                                     "ELF\2\1\1",
                                                     7},
                                        &source, &err),
                     S_OK);
    ck_assert_int_eq(reader_open(source, "auto", NULL, &reader, &err), S_INPUT);
    ck_assert_msg(strstr(err.text, "a.jsonl") != NULL, "%s", err.text);
    source_close(source);
}
END_TEST

START_TEST(unknown_formats_are_named)
{
    struct source *source;
    struct reader *reader;
    struct err err;
    ck_assert_int_eq(source_open_memory("a", str_of("text"), &source, &err), S_OK);
    ck_assert_int_eq(reader_open(source, "xml", NULL, &reader, &err), S_USAGE);
    ck_assert_msg(strstr(err.text, "\"xml\""), "%s", err.text);
    source_close(source);
}
END_TEST

START_TEST(a_real_article)
{
    char path[4096];
    const char *root = getenv("DATELINE_ROOT");
    snprintf(path, sizeof path, "%s/../shared/data/article-with-dateline.txt", root ? root : ".");
    if (access(path, R_OK)) {
        printf("skipped: no %s\n", path);
        return;
    }
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    char date[DATE_TEXT_MAX];
    ck_assert_int_eq(source_open(path, &source, &err), S_OK);
    ck_assert_int_eq(reader_open(source, "auto", NULL, &reader, &err), S_OK);
    ck_assert(reader_next(reader, &article, &status, &err));
    ck_assert_int_eq(status, S_OK);
    ck_assert_str_eq(date_format(&article.published, date), "2017-12-27");
    assert_field(&article, FIELD_PLACE, "MOSCOW", path);
    assert_field(&article, FIELD_HEADLINE, "", path);
    struct str body = article_get(&article, FIELD_BODY);
    ck_assert(body.len > 2000 && memcmp(body.ptr, "While welcoming renewed", 23) == 0);
    article_release(&article);
    reader_close(reader);
    source_close(source);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("text");
    tcase_add_loop_test(tcase, articles_are_taken_apart, 0, sizeof articles / sizeof articles[0]);
    tcase_add_loop_test(tcase, heads_are_read, 0, sizeof heads / sizeof heads[0]);
    tcase_add_test(tcase, files_without_an_article_are_refused);
    tcase_add_test(tcase, a_few_control_characters_are_repaired);
    tcase_add_test(tcase, length_is_bounded);
    tcase_add_test(tcase, binary_files_have_no_reader);
    tcase_add_test(tcase, unknown_formats_are_named);
    tcase_add_test(tcase, a_real_article);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "text");
}
