/* The reader of MediaWiki's exports: pages -> articles, and pages that are none. */
#include "indexer/reader.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "indexer/reader_impl.h"
#include "indexer/wikitext.h"
#include "tests/unit/suite.h"

#define SITE                                                                                      \
    "<mediawiki xml:lang=\"en\"><siteinfo><sitename>Ledger</sitename><dbname>ledgerwiki</dbname>" \
    "<base>https://ledger.example/wiki/Main_Page</base><namespaces><namespace key=\"0\" />"       \
    "<namespace key=\"1\">Talk</namespace><namespace key=\"6\">Datei</namespace>"                 \
    "<namespace key=\"14\">Kategorie</namespace></namespaces></siteinfo>\n"
#define REVISION(TIME, TEXT)   "<revision><timestamp>" TIME "</timestamp><text>" TEXT "</text></revision>"
#define PAGE(TITLE, REVISIONS) "<page><title>" TITLE "</title><ns>0</ns><id>7</id>" REVISIONS "</page>"
#define ONE(TITLE, TEXT)       SITE PAGE(TITLE, REVISION("2006-11-20T10:00:00Z", TEXT)) "</mediawiki>"
#define BARE(SITE_ELEMENTS)    "<mediawiki><siteinfo>" SITE_ELEMENTS "</siteinfo>" PAGE("A b", REVISION("", "Text"))

struct opened {
    struct source *source;
    struct reader *reader;
    struct article article;
    enum status status;
    struct err err;
};

static void open_text(struct opened *o, struct str text)
{
    *o = (struct opened){0};
    ck_assert_int_eq(source_open_memory("dump.xml", text, &o->source, &o->err), S_OK);
    enum status s = reader_open(o->source, "auto", NULL, &o->reader, &o->err);
    ck_assert_msg(s == S_OK, "%s", o->err.text);
}

static bool next(struct opened *o)
{
    return reader_next(o->reader, &o->article, &o->status, &o->err);
}

static void close_all(struct opened *o)
{
    reader_close(o->reader);
    source_close(o->source);
    article_release(&o->article);
}

static void assert_field(const struct article *a, enum field field, const char *want, const char *text)
{
    struct str got = article_get(a, field);
    ck_assert_msg(str_equal(got, str_of(want)), "%s is \"%.*s\", not \"%s\", of: %s", schema[field].name, (int)got.len,
                  got.len ? got.ptr : "", want, text);
}

/* ---- articles ---- */

static const struct sample {
    const char *text, *id, *headline, *date, *recorded, *place, *tags, *url, *body;
} samples[] = {
    {ONE("Talks resume", "{{date|November 19, 2006}}The talks.[[Kategorie:Talks]][[Datei:A.jpg|B]]"),
     "ledger.example:7", "Talks resume", "2006-11-19", "2006-11-20T10:00:00Z", "", "Talks",
     "https://ledger.example/wiki/Talks_resume", "The talks."},
    {ONE("Über 50% &amp; more? (a+b)", "&lt;b&gt;Text&lt;/b&gt; &amp;amp; {{byline|location=Oslo,  Norway}}"),
     "ledger.example:7", "Über 50% & more? (a+b)", "", "2006-11-20T10:00:00Z", "Oslo, Norway", "",
     "https://ledger.example/wiki/%C3%9Cber_50%25_%26_more%3F_(a%2Bb)", "Text &"},
    /* the latest revision, wherever it stands; of two with one time the one behind */
    {SITE PAGE("A", REVISION("2006-11-20T10:00:00Z", "One") REVISION("2006-11-22T10:00:00Z", "Two")
                        REVISION("2006-11-21T10:00:00Z", "Three")) "</mediawiki>",
     "ledger.example:7", "A", "", "2006-11-22T10:00:00Z", "", "", "https://ledger.example/wiki/A", "Two"},
    {SITE PAGE("A", REVISION("2006-11-20T10:00:00Z", "One") REVISION("2006-11-20T10:00:00Z", "Two")) "</mediawiki>",
     "ledger.example:7", "A", "", "2006-11-20T10:00:00Z", "", "", "https://ledger.example/wiki/A", "Two"},
    {SITE PAGE(
         "A",
         "<revision><text>One</text><model>wikitext</model><timestamp>2006-11-20T10:00:00Z</timestamp>"
         "</revision><revision><text>Two</text><timestamp>2005-11-20T10:00:00Z</timestamp></revision>") "</mediawiki>",
     "ledger.example:7", "A", "", "2006-11-20T10:00:00Z", "", "", "https://ledger.example/wiki/A", "One"},
    /* a colon is no namespace, unless the site has it; media and uploads are passed over */
    {SITE "<logitem><id>1</id></logitem><page><title>Votes: 31</title><id>8</id><restrictions>x</restrictions>"
          "<revision><id>1</id><contributor><id>5</id></contributor><timestamp>2006</timestamp>"
          "<text>Text</text></revision><upload><timestamp>1999-01-01</timestamp></upload></page></mediawiki>",
     "ledger.example:8", "Votes: 31", "", "2006", "", "", "https://ledger.example/wiki/Votes:_31", "Text"},
    /* names of the site */
    {BARE("<base>http://www.ledger.example/w/index.php?title=Main</base>"), "www.ledger.example/w:7", "A b", "", "", "",
     "", "http://www.ledger.example/w/index.php?title=A_b", "Text"},
    {BARE("<base>//ledger.example/team/index.php/Main</base>"), "ledger.example/team:7", "A b", "", "", "", "",
     "https://ledger.example/team/index.php/A_b", "Text"},
    {BARE("<sitename>S</sitename><dbname>db</dbname>"), "db:7", "A b", "", "", "", "", "", "Text"},
    {"<mediawiki><page><title>A</title><revision><text>Text</text></revision></page></mediawiki>", ":A", "A", "", "",
     "", "", "", "Text"},
    {"<mediawiki><page><revision><text>Text</text></revision></page></mediawiki>", "", "", "", "", "", "", "", "Text"},
};

START_TEST(pages_are_articles)
{
    const struct sample *c = &samples[_i];
    char date[DATE_TEXT_MAX];
    struct opened o;
    open_text(&o, str_of(c->text));
    ck_assert_msg(next(&o), "nothing in %s", c->text);
    ck_assert_msg(o.status == S_OK, "%s", o.err.text);
    assert_field(&o.article, FIELD_ID, c->id, c->text);
    assert_field(&o.article, FIELD_HEADLINE, c->headline, c->text);
    assert_field(&o.article, FIELD_PLACE, c->place, c->text);
    assert_field(&o.article, FIELD_TAG, c->tags, c->text);
    assert_field(&o.article, FIELD_URL, c->url, c->text);
    assert_field(&o.article, FIELD_BODY, c->body, c->text);
    bool dated = *c->date || !*c->recorded; /* else the reader's fallback has been taken */
    ck_assert_str_eq(date_format(&o.article.published, date), dated ? c->date : c->recorded);
    ck_assert_str_eq(date_format(&o.reader->recorded, date), c->recorded);
    ck_assert_int_eq(o.article.date_origin, dated ? DATE_FROM_METADATA : DATE_FROM_RECORD);
    next(&o);
    close_all(&o);
}
END_TEST

/* ---- no articles ---- */

static const struct refusal {
    const char *text;
    enum reject reject;
    const char *why;
} refusals[] = {
    {SITE "<page><title>Talk:A</title><ns>1</ns><id>7</id>" REVISION("2006", "x") "</page></mediawiki>", REJECT_OTHER,
     "dump.xml:2: a page outside the main namespace"},
    {SITE "<page><title>talk:A</title>" REVISION("2006", "x") "</page></mediawiki>", REJECT_OTHER,
     "dump.xml:2: a page outside the main namespace"},
    {SITE PAGE("A", "<redirect title=\"B\" />" REVISION("2006", "x")) "</mediawiki>", REJECT_OTHER,
     "dump.xml:2: a redirect"},
    {ONE("A", "#REDIRECT [[B]]"), REJECT_OTHER, "dump.xml:2: a redirect"},
    {SITE PAGE("A", "<revision><text deleted=\"deleted\" /></revision>") "</mediawiki>", REJECT_OTHER,
     "dump.xml:2: a deleted text"},
    {SITE PAGE("A", "<revision><model>json</model><text>{}</text></revision>") "</mediawiki>", REJECT_OTHER,
     "dump.xml:2: a page that is not wikitext"},
    {SITE PAGE("A", "<revision><text>{}</text><model>css</model></revision>") "</mediawiki>", REJECT_OTHER,
     "dump.xml:2: a page that is not wikitext"},
    {ONE("A", ""), REJECT_NO_BODY, "dump.xml:2: no body"},
    {ONE("A", "{{develop}}\n== Sources ==\n* a"), REJECT_NO_BODY, "dump.xml:2: no body"},
    {SITE PAGE("A", "") "</mediawiki>", REJECT_NO_BODY, "dump.xml:2: no body: no revision in it"},
    {SITE "<page><title>A</title><ns>0</ns><revision><text>Some", REJECT_MALFORMED,
     "dump.xml:2: a page without an end"},
    {SITE "<page><title>A", REJECT_MALFORMED, "dump.xml:2: a page without an end"},
};

START_TEST(other_pages_are_refused)
{
    const struct refusal *c = &refusals[_i];
    struct opened o;
    open_text(&o, str_of(c->text));
    ck_assert_msg(next(&o), "nothing in %s", c->text);
    ck_assert_int_eq(o.status, S_INPUT);
    ck_assert_int_eq(reader_reject(o.reader), c->reject);
    ck_assert_str_eq(o.err.text, c->why);
    ck_assert_uint_eq(reader_place(o.reader).line, 2);
    ck_assert_uint_eq(reader_place(o.reader).offset, sizeof SITE - 1);
    ck_assert(!next(&o));
    close_all(&o);
}
END_TEST

START_TEST(other_documents_are_refused)
{
    struct opened o = {0};
    struct str text = str_of("<rss><channel/></rss>");
    ck_assert_int_eq(source_open_memory("dump.xml", text, &o.source, &o.err), S_OK);
    ck_assert_int_eq(reader_open(o.source, "mediawiki", NULL, &o.reader, &o.err), S_OK);
    ck_assert(next(&o));
    ck_assert_int_eq(o.status, S_INPUT);
    ck_assert_int_eq(reader_reject(o.reader), REJECT_MALFORMED);
    ck_assert_str_eq(o.err.text, "dump.xml:1: not an export of MediaWiki");
    ck_assert(!next(&o));
    ck_assert_int_eq(o.status, S_OK);
    close_all(&o);
}
END_TEST

/* A good page stands on both sides of a bad one. */
START_TEST(reading_goes_on)
{
    static const char text[] = SITE PAGE("A", REVISION("2006", "One")) "<page><title>B</title><ns>4</ns></page>" PAGE(
        "C", REVISION("2006", "Three")) PAGE("D", REVISION("2006", "cut"));
    struct opened o;
    open_text(&o, (struct str){text, sizeof text - 1 - sizeof "</text></revision></page>"});
    ck_assert(next(&o) && o.status == S_OK);
    ck_assert(next(&o) && o.status == S_INPUT);
    ck_assert(next(&o) && o.status == S_OK);
    assert_field(&o.article, FIELD_BODY, "Three", text);
    ck_assert(next(&o) && o.status == S_INPUT);
    ck_assert_int_eq(reader_reject(o.reader), REJECT_MALFORMED);
    ck_assert(!next(&o));
    ck_assert_int_eq(o.status, S_OK);
    close_all(&o);
}
END_TEST

/* A document that is broken says so once, as a record would. */
START_TEST(damage_is_told_once)
{
    static const char *const texts[] = {"", "prose", "<mediawiki><siteinfo>", SITE "<page"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct opened o = {0};
        ck_assert_int_eq(source_open_memory("dump.xml", str_of(texts[i]), &o.source, &o.err), S_OK);
        ck_assert_int_eq(reader_open(o.source, "mediawiki", NULL, &o.reader, &o.err), S_OK);
        ck_assert_msg(next(&o) && o.status == S_INPUT, "%s", texts[i]);
        ck_assert_int_eq(reader_reject(o.reader), REJECT_MALFORMED);
        ck_assert_msg(strstr(o.err.text, "dump.xml") != NULL, "%s", o.err.text);
        ck_assert(!next(&o));
        ck_assert_int_eq(o.status, S_OK);
        close_all(&o);
    }
}
END_TEST

START_TEST(every_cut_ends)
{
    static const char text[] = ONE("Talks", "{{date|November 19, 2006}}The [[talks]].");
    struct buf copy = {0};
    for (size_t len = 40; len < sizeof text - 1; len++) {
        struct opened o;
        int records = 0;
        buf_reset(&copy);
        buf_append(&copy, text, len);
        open_text(&o, buf_str(&copy));
        while (next(&o))
            ck_assert_int_lt(++records, 3);
        close_all(&o);
    }
    buf_release(&copy);
}
END_TEST

static void append_page(struct buf *out, const char *time, size_t length)
{
    buf_printf(out, "<revision><timestamp>%s</timestamp><text>", time);
    buf_append_repeat(out, 'a', length);
    buf_append_text(out, "</text></revision>");
}

START_TEST(lengths_are_bounded)
{
    struct buf text = {0};
    struct opened o;
    buf_append_text(&text, SITE "<page><title>A</title><ns>0</ns>");
    append_page(&text, "2006-01-01T00:00:00Z", WIKITEXT_BYTES_MAX + 1);
    buf_append_text(&text, "</page><page><title>B</title><ns>0</ns>");
    append_page(&text, "2006-01-01T00:00:00Z", WIKITEXT_BYTES_MAX + 1);
    append_page(&text, "2006-01-02T00:00:00Z", WIKITEXT_BYTES_MAX);
    append_page(&text, "2006-01-01T00:00:00Z", WIKITEXT_BYTES_MAX + 1);
    buf_append_text(&text, "</page><page><ns>0</ns><title>");
    buf_append_repeat(&text, 'a', 5000);
    buf_append_text(&text, "</title>");
    append_page(&text, "2006", 1);
    buf_append_text(&text, "</page></mediawiki>");
    open_text(&o, buf_str(&text));
    ck_assert(next(&o));
    ck_assert_int_eq(reader_reject(o.reader), REJECT_TOO_LONG);
    ck_assert(next(&o) && o.status == S_OK);
    ck_assert_uint_eq(article_get(&o.article, FIELD_BODY).len, WIKITEXT_BYTES_MAX);
    ck_assert(next(&o));
    ck_assert_int_eq(reader_reject(o.reader), REJECT_MALFORMED);
    ck_assert(!next(&o) && o.status == S_OK);
    close_all(&o);
    buf_release(&text);
}
END_TEST

/* ---- files ---- */

static void open_path(struct opened *o, const char *path)
{
    *o = (struct opened){0};
    ck_assert_msg(source_open(path, &o->source, &o->err) == S_OK, "%s", o->err.text);
    ck_assert_int_eq(reader_open(o->source, "auto", NULL, &o->reader, &o->err), S_OK);
}

static const char *path_of(const char *name, char out[4096])
{
    const char *root = getenv("DATELINE_ROOT");
    snprintf(out, 4096, "%s/%s", root ? root : ".", name);
    return out;
}

/* The next article, passing over what is none. */
static bool next_article(struct opened *o)
{
    while (next(o))
        if (o->status == S_OK)
            return true;
    return false;
}

START_TEST(the_common_articles_are_read)
{
    static const enum field same[] = {FIELD_HEADLINE, FIELD_BODY, FIELD_PLACE, FIELD_SOURCE, FIELD_LANG, FIELD_TAG};
    enum { DAY = 24 * 60 * 60 };
    char path[4096];
    struct opened ours, lines;
    int articles = 0;
    open_path(&ours, path_of("corpora/formats/articles.mediawiki.xml", path));
    open_path(&lines, path_of("corpora/formats/articles.jsonl", path));
    while (next_article(&lines)) {
        ck_assert(next_article(&ours));
        articles++;
        for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
            struct str got = article_get(&ours.article, same[i]), want = article_get(&lines.article, same[i]);
            ck_assert_msg(str_equal(got, want), "%s: \"%.*s\" for \"%.*s\"", schema[same[i]].name, (int)got.len,
                          got.ptr, (int)want.len, want.ptr);
        }
        int64_t day = lines.article.published.seconds / DAY;
        ck_assert_int_eq(ours.article.published.seconds, day * DAY);
        ck_assert_int_eq(ours.reader->recorded.seconds, lines.article.published.seconds);
    }
    ck_assert(!next_article(&ours) && ours.status == S_OK);
    ck_assert_int_eq(articles, 3);
    close_all(&ours);
    close_all(&lines);
}
END_TEST

START_TEST(a_real_export)
{
    char path[4096];
    struct opened o;
    if (access(path_of("../shared/data/formats/mediawiki/dump.xml", path), R_OK)) {
        printf("skipped: no %s\n", path);
        return;
    }
    open_path(&o, path);
    ck_assert(next_article(&o));
    assert_field(&o.article, FIELD_HEADLINE, "Foo", path);
    assert_field(&o.article, FIELD_BODY, "Revision 2 text", path);
    assert_field(&o.article, FIELD_ID, "en.wikipedia.org:1", path);
    ck_assert(!next_article(&o) && o.status == S_OK);
    close_all(&o);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("mediawiki");
    tcase_add_loop_test(tcase, pages_are_articles, 0, sizeof samples / sizeof samples[0]);
    tcase_add_loop_test(tcase, other_pages_are_refused, 0, sizeof refusals / sizeof refusals[0]);
    tcase_add_test(tcase, other_documents_are_refused);
    tcase_add_test(tcase, reading_goes_on);
    tcase_add_test(tcase, damage_is_told_once);
    tcase_add_test(tcase, every_cut_ends);
    tcase_add_test(tcase, lengths_are_bounded);
    tcase_add_test(tcase, the_common_articles_are_read);
    tcase_add_test(tcase, a_real_export);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "mediawiki");
}
