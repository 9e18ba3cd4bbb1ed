/* Pages of news sites: files -> articles, pieces of markup -> text, and what is no page or has no story. */
#include "indexer/html.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/reader.h"
#include "tests/unit/suite.h"

#define STORY                                                                                                         \
    "<p>The pilots went back to work on Saturday, and the first ship came in before noon.<p>The union said that the " \
    "new roster leaves every pilot two nights' sleep in three."
#define BODY                                                                                                        \
    "The pilots went back to work on Saturday, and the first ship came in before noon.\n\nThe union said that the " \
    "new roster leaves every pilot two nights' sleep in three."
#define PAGE(head, around) "<html><head>" head "</head><body>" around "<article>" STORY "</article></body></html>"
#define LD(json)           PAGE("<script type=\"application/ld+json\">" json "</script>", "")

/* ---- fields ---- */

static const struct {
    const char *page;
    enum field field;
    const char *want;
} fields[] = {
    /* headline */
    {PAGE("<title>Harbour pilots end strike | The Ledger</title>", ""), FIELD_HEADLINE, "Harbour pilots end strike"},
    {PAGE("<title>Harbour pilots end strike - The Ledger</title>", ""), FIELD_HEADLINE, "Harbour pilots end strike"},
    {PAGE("<title>Moon found — and lost again</title>", ""), FIELD_HEADLINE, "Moon found — and lost again"},
    {PAGE("<title>The Ledger - Pilots end strike</title><meta property=og:site_name content='The Ledger'>", ""),
     FIELD_HEADLINE, "Pilots end strike"},
    {PAGE("<title>Ledger: Pilots end their strike</title>", "<h2>Pilots end their strike</h2>"), FIELD_HEADLINE,
     "Pilots end their strike"},
    {PAGE("<title>Ledger</title>", "<h1>Pilots end strike</h1>"), FIELD_HEADLINE, "Ledger"},
    {PAGE("<title></title>", "<h1>Pilots end strike</h1>"), FIELD_HEADLINE, "Pilots end strike"},
    {PAGE("<title>A &amp; B &#151; c&eacute;</title>", ""), FIELD_HEADLINE, "A & B — cé"},
    {PAGE("<title>Title</title><meta property='og:title' content='Pilots &quot;end&quot; strike'>", ""), FIELD_HEADLINE,
     "Pilots \"end\" strike"},
    {PAGE("<meta property='og:title' content='Other'><script type='application/ld+json'>{\"@type\":\"NewsArticle\","
          "\"headline\":\"Pilots &amp; ships\"}</script>",
          ""),
     FIELD_HEADLINE, "Pilots & ships"},
    {PAGE("<title>The pilots end their strike - Ledger</title><meta property=og:title content='Back to sea'>",
          "<h1>The pilots end their strike</h1>"),
     FIELD_HEADLINE, "The pilots end their strike"},
    {PAGE("<title>Strike of pilots ends</title><meta property=og:title content='Strike of pilots ends'>",
          "<h1>After nine days pilots end strike</h1>"),
     FIELD_HEADLINE, "Strike of pilots ends"},
    {PAGE("<title>Strike ends</title><meta property=og:title content='Strike ends'>",
          "<h1>The news of the coast since 1911</h1>"),
     FIELD_HEADLINE, "Strike ends"},
    /* JSON-LD in its forms */
    {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Person\",\"name\":\"Ann Author\"}}"), FIELD_BYLINE,
     "Ann Author"},
    {LD("[{\"@type\":\"WebPage\"},{\"@type\":[\"Thing\",\"ReportageNewsArticle\"],\"author\":[\"Ann\",{\"name\":"
        "\"Bob\"}]}]"),
     FIELD_BYLINE, "Ann\nBob"},
    {LD("{\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#a\",\"name\":\"Ann\"},{\"@type\":\"BlogPosting\",\"author\":{"
        "\"@id\":\"#a\"}}]}"),
     FIELD_BYLINE, "Ann"},
    {LD("{\"@type\":\"WebPage\",\"mainEntity\":{\"@type\":\"LiveBlogPosting\",\"articleSection\":[\"World\",\"News\"]}"
        "}"),
     FIELD_SECTION, "World"},
    {PAGE("<script type='application/ld+json'>{\"@type\":\"NewsArticle\"}</script><script "
          "type='application/ld+json'>{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"name\":\"Home\",\"item\":"
          "\"/\"},{\"item\":{\"@id\":\"/l\",\"name\":\"Local\"}},{\"name\":\"Pilots go back\"}]}</script>",
          ""),
     FIELD_SECTION, "Local"},
    {PAGE("<script type='application/ld+json'>{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"name\":\"Home\","
          "\"item\":\"/\"}]}</script>",
          ""),
     FIELD_SECTION, ""},
    {LD("//<![CDATA[\n{\"@type\":\"Article\",\"keywords\":\"ports, labour,ports\"}\n//]]>"), FIELD_TAG,
     "ports\nlabour"},
    {LD("{\"@type\":\"Article\",\"keywords\":[\"ports, labour\",{\"name\":\"sea\"}]}"), FIELD_TAG,
     "ports, labour\nsea"},
    {LD("{\"@type\":\"Article\",\"publisher\":{\"name\":\"The Ledger\"}}"), FIELD_SOURCE, "The Ledger"},
    {LD("{\"@type\":\"Article\",\"inLanguage\":{\"@type\":\"Language\",\"name\":\"de\"}}"), FIELD_LANG, "de"},
    {LD("{\"@type\":\"Article\",\"mainEntityOfPage\":{\"@id\":\"https://ledger.example/1\"}}"), FIELD_URL,
     "https://ledger.example/1"},
    {LD("{\"@type\":\"Article\",\"url\":\"/1\",\"mainEntityOfPage\":\"https://ledger.example/2\"}"), FIELD_URL,
     "https://ledger.example/2"},
    {LD("{\"@type\":\"Article\",\"contentLocation\":{\"name\":\"LEEDS\"}}"), FIELD_PLACE, "LEEDS"},
    {LD("{\"@type\":\"Product\",\"name\":\"A bridge\"}"), FIELD_HEADLINE, ""},
    {LD("{\"@type\":\"Article\",\"headline\":}"), FIELD_HEADLINE, ""},
    /* meta elements and markup */
    {PAGE("<meta name=author content='By Ann Author'>", ""), FIELD_BYLINE, "Ann Author"},
    {PAGE("<meta property='article:author' content='https://social.example/ann'>",
          "<p class=byline>By <a rel=author href=/ann>Ann Author</a> | 5 May</p>"),
     FIELD_BYLINE, "Ann Author"},
    {PAGE("<meta property=og:site_name content=Ledger><meta name=author content=Ledger>",
          "<div class='story-byline'>By Bob Writer</div>"),
     FIELD_BYLINE, "Bob Writer"},
    {PAGE("", "<h1>Pilots</h1>By BOB WRITER<br>Staff Writer"), FIELD_BYLINE, "BOB WRITER"},
    {PAGE("", "<aside><p class=byline>By Somebody Else</p></aside>"), FIELD_BYLINE, ""},
    {PAGE("<meta property=article:tag content='a, b'><meta property=article:tag content=c><meta name=keywords "
          "content=d>",
          ""),
     FIELD_TAG, "a, b\nc"},
    {PAGE("<meta name=keywords content=' d, e;f,, '>", ""), FIELD_TAG, "d\ne\nf"},
    {PAGE("", "<a rel=tag href=/t>ports</a><a href=/u rel='nofollow tag'>ships</a>"), FIELD_TAG, "ports\nships"},
    {PAGE("<meta property=article:section content=Business>", ""), FIELD_SECTION, "Business"},
    {PAGE("<link rel=canonical href='https://ledger.example/1?a=1&amp;b=2'>", ""), FIELD_URL,
     "https://ledger.example/1?a=1&b=2"},
    {PAGE("<link rel=canonical href='/1'>", ""), FIELD_URL, ""},
    {PAGE("", "<h1>Pilots</h1><p class=byline>By Ann Author at the mole</p>"), FIELD_BYLINE, "Ann Author"},
    {PAGE("", "<h1>Pilots</h1><small>May 5th, 2006 by Ann Author</small>"), FIELD_BYLINE, "Ann Author"},
    {PAGE("<title>Evening Post | News | Pilots end their strike today</title>", ""), FIELD_HEADLINE,
     "Pilots end their strike today"},
    {PAGE("<title>Pilots end strike\n / Article / Ledger.example</title>", "<h1>Pilots end strike</h1>"), FIELD_SOURCE,
     "Ledger.example"},
    {PAGE("<title>Evening Post :: Pilots end strike</title>", "<h1>Pilots end strike</h1>"), FIELD_SOURCE,
     "Evening Post"},
    {PAGE("<meta http-equiv=content-language content=de>", ""), FIELD_LANG, "de"},
    {"<html lang=fr><body><article>" STORY "</article>", FIELD_LANG, "fr"},
    {PAGE("<title>The bells　ring：Harbour News</title>", "<h1>The bells　ring</h1>"), FIELD_HEADLINE,
     "The bells ring"},
    {PAGE("<title>Il Faro - Cronaca - Mille multe in una cartella</title>", "<div>Mille multe in una cartella</div>"),
     FIELD_HEADLINE, "Mille multe in una cartella"},
    {LD("[{\"@type\":\"ImageGallery\",\"author\":\"Ann\"},{\"@type\":\"NewsArticle\",\"author\":\"Bob\"}]"),
     FIELD_BYLINE, "Bob"},
    {LD("{\"@type\":\"ImageGallery\",\"author\":{\"name\":\"Ann Author\"}}"), FIELD_BYLINE, "Ann Author"},
    {PAGE("", "<h1>Pilots</h1><div>di ANNA AUTRICE</div>"), FIELD_BYLINE, "ANNA AUTRICE"},
    {PAGE("", "<h1>Pilots</h1><p>di nuovo in servizio"), FIELD_BYLINE, ""},
    {PAGE("", "<h1>Pilots</h1><p>Pictures and text: Ann Author"), FIELD_BYLINE, "Ann Author"},
    {PAGE("", "<h1>Pilots</h1><p>Pictures: The harbour"), FIELD_BYLINE, ""},
    {PAGE("", "<h1>Pilots</h1><div class=byline>BY ANN AUTHOR<div>Published 1:32 AM, 8 May 2017</div></div>"),
     FIELD_BYLINE, "ANN AUTHOR"},
    {PAGE("", "<h1>Pilots</h1><p>By J. R. Author"), FIELD_BYLINE, "J. R. Author"},
    {PAGE("", "<h1>Pilots</h1><p>10. září 2012, Ann Author"), FIELD_BYLINE, "Ann Author"},
    {PAGE("", "<h1>Pilots</h1><p>1996년 9월 14일 09:12 | 김서연 기자"), FIELD_BYLINE, "김서연"},
    {PAGE("", "<h1>Pilots</h1><div>New York 14 September 1996</div>"), FIELD_BYLINE, ""},
    {PAGE("", "<h1>Pilots</h1><div>World News | 14 September 1996</div>"), FIELD_BYLINE, ""},
    {PAGE("<meta name=author content='Ann Author, Carol Reporterson and Bob Writer'>", ""), FIELD_BYLINE,
     "Ann Author, Carol Reporterson and Bob Writer"},
    {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"Organization\",\"name\":\"Reuters\"}}"), FIELD_AGENCY,
     "Reuters"},
    {PAGE("", "<h1>Pilots</h1><div>Submitted by Ann Author on Sat, 1996-09-14 08:15</div>"), FIELD_BYLINE,
     "Ann Author"},
    {LD("{\"@type\":\"NewsArticle\",\"author\":{\"@type\":\"NewsMediaOrganization\",\"name\":\"The Ledger\"}}"),
     FIELD_BYLINE, ""},
    {PAGE("<meta name=author content='Super User'>", ""), FIELD_BYLINE, ""},
    {PAGE("<meta name=author content='103017'>", ""), FIELD_BYLINE, ""},
    {PAGE("<meta name=author content='Ann Author - 9/14/1996, 9:30 AM'>", ""), FIELD_BYLINE, "Ann Author"},
    {PAGE("<meta name=author content='김서연 기자'>", ""), FIELD_BYLINE, "김서연"},
    {PAGE("", "<h1>Pilots</h1><a rel='category tag' href=/l>Harbour</a>"), FIELD_SECTION, "Harbour"},
    {PAGE("", "<div class=breadcrumb><a href=/>Home</a> › <a href=/n>News</a> › <a href=/l>Local News</a></div>"),
     FIELD_SECTION, "Local News"},
    {PAGE("<title>Pilots go back | Local News | The Ledger</title>", "<h1>Pilots go back</h1>"), FIELD_SECTION,
     "Local News"},
    {PAGE("<title>Pilots go back | With fireworks | The Ledger</title>", "<h1>Pilots go back</h1>"), FIELD_SECTION, ""},
    {PAGE("", "<span property='foaf:name'>Ann Author</span>"), FIELD_BYLINE, "Ann Author"},
    {PAGE("", "<h1>Pilots</h1><div>Ann Author / TCM / Mar 12, 2019, 07:23 IST</div>"), FIELD_BYLINE, "Ann Author"},
    {PAGE("<meta name=author content='Ann Author, Religious Affairs Correspondent'>", ""), FIELD_BYLINE, "Ann Author"},
    {"<div class=hentry>" STORY
     "<div class=post-footer><span class='author vcard'>Posted by <span class=fn>Ann A.</span>"
     "</span></div></div>",
     FIELD_BYLINE, "Ann A."},
};

static void read_page(struct str page, const char *charset, struct article *article)
{
    struct html *h;
    struct err err;
    ck_assert_int_eq(html_new(&h, &err), S_OK);
    ck_assert_int_eq(html_read_page(h, page, str_of(charset), article, &err), S_OK);
    html_free(h);
}

static void assert_field(const struct article *a, enum field field, const char *want, const char *page)
{
    struct str got = article_get(a, field);
    ck_assert_msg(got.len == strlen(want) && memcmp(got.len ? got.ptr : "", want, got.len) == 0,
                  "%s is \"%.*s\", not \"%s\", of: %.600s", schema[field].name, (int)got.len, got.len ? got.ptr : "",
                  want, page);
}

START_TEST(pages_give_fields)
{
    struct article article = {0};
    read_page(str_of(fields[_i].page), NULL, &article);
    assert_field(&article, fields[_i].field, fields[_i].want, fields[_i].page);
    assert_field(&article, FIELD_BODY, BODY, fields[_i].page);
    article_release(&article);
}
END_TEST

static const struct {
    const char *page, *date;
    enum date_origin origin;
} dates[] = {
    {LD("{\"@type\":\"NewsArticle\",\"datePublished\":\"1996-09-14T21:03:00+02:00\"}"), "1996-09-14T19:03:00Z",
     DATE_FROM_JSON_LD},
    {PAGE("<meta name=date content=1996-09-14><script type=application/ld+json>{\"@type\":\"NewsArticle\","
          "\"datePublished\":\"yesterday\"}</script>",
          ""),
     "1996-09-14", DATE_FROM_METADATA},
    {PAGE("<meta name='cXenseParse:recs:publishtime' content='1996-09-14T21:03:00.000Z'>", ""), "1996-09-14T21:03:00Z",
     DATE_FROM_METADATA},
    {PAGE("<meta name=date content=1996-09-15><meta property=article:published_time content=1996-09-14T10:00Z>", ""),
     "1996-09-14T10:00:00Z", DATE_FROM_METADATA},
    {PAGE("<meta name=sailthru.date content='Sat, 14 Sep 1996 10:00:00 GMT'>", ""), "1996-09-14T10:00:00Z",
     DATE_FROM_METADATA},
    {PAGE("<meta itemprop=datePublished content=1996-09-14>", ""), "1996-09-14", DATE_FROM_METADATA},
    {PAGE("", "<h1>Pilots</h1><time datetime=1996-09-14>today</time>"), "1996-09-14", DATE_FROM_METADATA},
    {PAGE("", "<h1>Pilots</h1><time>14 September 1996</time>"), "1996-09-14", DATE_FROM_METADATA},
    {PAGE("", "<time datetime=1996-09-14>today</time>"), "", DATE_FROM_METADATA},
    {PAGE("", "<aside><article><time datetime=1996-09-14>then</time></article></aside>"), "", DATE_FROM_METADATA},
    {PAGE("", "<abbr class=published title=1996-09-14T10:00Z>Saturday</abbr>"), "1996-09-14T10:00:00Z",
     DATE_FROM_DATELINE},
    {PAGE("", "<div class=date>Published: September 14, 1996</div>"), "1996-09-14", DATE_FROM_DATELINE},
    {PAGE("<title>Pilots end strike</title>", "<h2>Pilots end strike</h2>Posted Sept. 14, 1996"), "1996-09-14",
     DATE_FROM_DATELINE},
    {PAGE("<meta property=article:modified_time content=1996-09-14>", ""), "", DATE_FROM_METADATA},
    {PAGE("", "<span property='dc:date dc:created' content=1996-09-14T10:00Z>x</span>"), "1996-09-14T10:00:00Z",
     DATE_FROM_METADATA},
    {PAGE("", "<h1>Pilots</h1><div>Relacjonuje Ann Author, 14 września 1996</div>"), "1996-09-14", DATE_FROM_DATELINE},
    {"<div class=hentry>" STORY "<div class=post-footer><abbr class=published title='1996-09-14T21:03:00+02:00'>21:03"
     "</abbr></div></div>",
     "1996-09-14T19:03:00Z", DATE_FROM_DATELINE},
    {"<h1>Pilots</h1><div class=share><time itemprop=datePublished datetime='1996-09-14T21:03:00Z'>14/09</time></div>"
     "<article>" STORY "</article>",
     "1996-09-14T21:03:00Z", DATE_FROM_METADATA},
    {"<div><div><ul><li>Release<li>14 September 1996</ul><h1>Pilots</h1></div><article>" STORY "</article><article>"
     "<time datetime='1996-08-01T12:00:00Z'>1 August</time><a href=a>Ships</a></article></div>",
     "1996-09-14", DATE_FROM_DATELINE},
    {PAGE("<meta name=date content=1996-09-14>",
          "<h1>Pilots</h1><time datetime='1996-09-14T21:03:00-04:00'>Saturday</time>"),
     "1996-09-15T01:03:00Z", DATE_FROM_METADATA},
    {PAGE("", "<h1>Pilots</h1><div>Web posted at 9:03 p.m. EST Saturday, September 14, 1996</div>"),
     "1996-09-15T02:03:00Z", DATE_FROM_DATELINE},
    {PAGE("", "<p class=date>1996年9月14日 06時58分</p>"), "1996-09-14T06:58:00Z", DATE_FROM_DATELINE},
    {PAGE("", "<h1>Pilots</h1><p>Par Ann Author<br>Publié le 14 septembre 1996 à 14h05 - Mis à jour le 15 mai 1997"),
     "1996-09-14T14:05:00Z", DATE_FROM_DATELINE},
    {"<title>Pilots end strike</title><div><table><tr><td>News<td>Saturday, September 14, 1996</table><h1>Pilots end "
     "strike</h1>" STORY "</div>",
     "1996-09-14", DATE_FROM_DATELINE},
    {"<div>Saturday, September 14, 1996</div><title>Pilots end strike</title><div><div><h1>Pilots end strike</h1>" STORY
     "</div></div>",
     "", DATE_FROM_METADATA},
    {"<td><div class=testo>" STORY "</div><div>(14 settembre 1996)</div>", "1996-09-14", DATE_FROM_DATELINE},
};

START_TEST(pages_give_dates)
{
    struct article article = {0};
    char date[DATE_TEXT_MAX];
    read_page(str_of(dates[_i].page), NULL, &article);
    ck_assert_msg(strcmp(date_format(&article.published, date), dates[_i].date) == 0, "date %s, not %s, of: %s", date,
                  dates[_i].date, dates[_i].page);
    ck_assert_msg(article.date_origin == dates[_i].origin, "origin %d of: %s", article.date_origin, dates[_i].page);
    article_release(&article);
}
END_TEST

START_TEST(what_is_known_stays)
{
    struct article article = {0};
    char date[DATE_TEXT_MAX];
    article_set(&article, FIELD_URL, str_of("https://archive.example/"));
    date_parse(str_of("2001-01-01"), &article.published);
    read_page(str_of(PAGE("<link rel=canonical href=https://ledger.example/1><meta name=date content=1996-09-14>", "")),
              NULL, &article);
    assert_field(&article, FIELD_URL, "https://archive.example/", "a page");
    ck_assert_str_eq(date_format(&article.published, date), "2001-01-01");
    article_release(&article);
}
END_TEST

/* ---- the story ---- */

#define ONE "The first paragraph of the story is a sentence of some length, as they are."
#define TWO "The second has commas, clauses, and an end that is a full stop like any other."
#define END "The third says what will become of all this in the weeks that are to come."

#define LONG       ONE " " TWO " " END
#define LONG2      TWO " " END " " ONE
#define LONG3      END " " ONE " " TWO
#define AMONG(box) "<div class=entry><p>" LONG "<p>" LONG2 box "<p>" LONG3 "</div>", LONG "\n\n" LONG2 "\n\n" LONG3

static const struct {
    const char *page, *want;
} stories[] = {
    /* boxes among paragraphs */
    {AMONG("<table align=right><tr><td>What do you think? Post your view on our boards.</table>")},
    {AMONG("<div style='float: left'>The town has a brewery, a chapel and 400 people.</div>")},
    {AMONG("<div><p>From our shop<p>The songs of the net lofts. Hardback, 312 pages, 22 euros.</div>")},
    {AMONG("<div><p>The songs of the net lofts, 312 pages, 22 euros.</p><a href=/shop>Buy now</a></div>")},
    {AMONG("<div><p>Advertisement. Scroll on to keep reading below our offers.</div>")},
    {AMONG("<div><b>The sea by post</b><p>Every Friday, what washed up.<input type=email></div>")},
    {"<div class=entry><p>" LONG "<p>" LONG2 "<div><p>The bells rang twice, he said.</div><p>" LONG3 "</div>",
     LONG "\n\n" LONG2 "\n\nThe bells rang twice, he said.\n\n" LONG3},
    /* what stands behind a box is no teaser of it */
    {"<div class=entry><p>" LONG "<p>" LONG2 "<div class=related><h3>Read also</h3><a href=a>The brewery is to be "
     "flats</a></div><p>" ONE "<p>" TWO "</div><ul><li><a href=b>The school bus sees the sea</a><p>The driver was new."
     "</ul>",
     LONG "\n\n" LONG2 "\n\n" ONE "\n\n" TWO},
    /* each part of the text is a widget of its own */
    {"<div><section class='elementor-element elementor-element-3f9c61a'><div class=elementor-widget-wrap><div "
     "class=elementor-widget><p>" LONG "</div></div></section><section class='elementor-element "
     "elementor-element-40b31de'><div class=elementor-widget-wrap><div class=elementor-widget><p>" LONG2
     "</div></div></section><section class='elementor-element elementor-element-4f1d2ab'><div "
     "class=elementor-widget-wrap><div class=elementor-widget><p>" LONG3 "</div></div></section></div>",
     LONG "\n\n" LONG2 "\n\n" LONG3},
    /* headings, key points and texts that are named as that */
    {"<div class=entry><p>" LONG "<div role=heading aria-level=2>The cup stayed</div><p>" LONG2 "</div>",
     LONG "\n\nThe cup stayed\n\n" LONG2},
    {"<article><section class=key-points><ul><li><div>The train runs from Monday, three times a week.</div></ul>"
     "</section><div class=article-body><p>" LONG "<p>" LONG2 "</div></article>",
     "The train runs from Monday, three times a week.\n\n" LONG "\n\n" LONG2},
    {"<div class=_a data-articlebody=1>" LONG "<br><br>" LONG2 "</div><div class=_b><p>" LONG3 "</div>",
     LONG "\n\n" LONG2},
    {"<div class=entry><p>" LONG "<section data-region=articulo_newsletter><h4>La carta</h4><p>Historias de la noche, "
     "cada martes en tu correo.</section><p>" LONG2 "</div>",
     LONG "\n\n" LONG2},
    /* notes keep their numbers and their text */
    {"<div class=entry><p>" LONG "<p>" LONG2 "<div><a href=#a>1</a><div><p>The original has it in pencil, crossed "
     "out.</div></div></div>",
     LONG "\n\n" LONG2 "\n\nThe original has it in pencil, crossed out."},
    /* posts from elsewhere */
    {"<article><p>" LONG "<blockquote><p>I have seen less of my own kitchen this week. <a href=b>#ferry</a></p>— Ann "
     "Author (@ann) <a href=a>September 14, 2016</a></blockquote><p>" LONG2 "<blockquote><p>“It sank,” she said, and "
     "went.</blockquote><p>" LONG3 "</article>",
     LONG "\n\n" LONG2 "\n\n“It sank,” she said, and went.\n\n" LONG3},
    /* who wrote it, and how to reach them */
    {"<meta name=author content='Ann Author'><article><p>" LONG "<p>" LONG2 "<p>Contact Ann Author at 555-0148 or "
     "ann@paper.example.</article>",
     LONG "\n\n" LONG2},
    {"<article><p>" LONG "<p>" LONG2 "<p>Write to the mayor at mayor@town.example, said the clerk.<p>" ONE "</article>",
     LONG "\n\n" LONG2 "\n\nWrite to the mayor at mayor@town.example, said the clerk.\n\n" ONE},
    {"<article><p>" LONG "<p>" LONG2 "<p>Reporting by Ann Author in Rome; Editing by Bob Binder</article>",
     LONG "\n\n" LONG2},
    {"<article><p>" LONG "<p>" LONG2 "<h3>Sobre la firma</h3><div>Redactora de la sección, donde escribe de ríos."
     "</div></article>",
     LONG "\n\n" LONG2},
    {"<article><h3>About the author</h3><p>" LONG "<p>" LONG2 "</article>", LONG "\n\n" LONG2},
    {"<title>The bell</title><table><tr><td><b>The bell</b><br>By Ann Author<br>Ledger Staff Writer<br>Web posted "
     "Thursday, November 13, 1997<p>" LONG "<p>" LONG2 "</table>",
     LONG "\n\n" LONG2},
    {"<div class=article-body><p>" LONG "<p>" LONG2 "<p><a href=a>And yet: in praise of the dark, at length</a><p>" ONE
     "</div>",
     LONG "\n\n" LONG2 "\n\n" ONE},
    /* names that are misread */
    {"<article><p class=paywall>" LONG "<p class=paywall>" LONG2 "<div class=paywall><p>Read on for one euro.</p><a "
     "href=s>Subscribe</a></div><p class=paywall>" LONG3 "</article>",
     LONG "\n\n" LONG2 "\n\n" LONG3},
    {"<article><p>" ONE "<p class=promo>" LONG "<p class=promo>" LONG2 "<p class=promo>" LONG3 "</article>",
     ONE "\n\n" LONG "\n\n" LONG2 "\n\n" LONG3},
    /* tables in figures and between the parts of a text */
    {"<article><p>" LONG
     "<figure class=wp-block-table><table><tr><th>Party<th>Seats<tr><td>Blue<td>31</table><figcaption>"
     "Count of May</figcaption></figure><p>" LONG2 "</article>",
     LONG "\n\nParty Seats\n\nBlue 31\n\n" LONG2},
    {"<article><div class=article-body><p>" LONG "</div><div class=t><table><tr><th>Party<th>Seats<tr><td>Blue<td>31"
     "</table></div><div class=article-body><p>" LONG2 "</div></article>",
     LONG "\n\nParty Seats\n\nBlue 31\n\n" LONG2},
    /* the author's box, and sources at the end */
    {"<meta name=author content='Ann Author'><article><p>" LONG "<p>" LONG2
     "<h4>Ann Author</h4><p>Arts editor<p>Ann has "
     "collected stories since 2015.</article>",
     LONG "\n\n" LONG2},
    {"<article><p>" LONG "<p>" LONG2
     "<h2>Sources</h2><ul><li>Bob Writer. Crews are back aboard, 18 May.</ul></article>",
     LONG "\n\n" LONG2},
    /* sentences that begin as labels do, verse, and what is said of a name */
    {"<article><p>" LONG "<p>Reporting by the Post showed that the minister had known of it for years.<p>Writing by "
     "candlelight, she finished the book.<p>About the author of the letter nothing is known, the police say.<p>There "
     "is a "
     "bigger picture: the county has lost eleven bridges.<p>" LONG2 "</article>",
     LONG
     "\n\nReporting by the Post showed that the minister had known of it for years.\n\nWriting by candlelight, she "
     "finished the book.\n\nAbout the author of the letter nothing is known, the police say.\n\nThere is a bigger "
     "picture: the county has lost eleven bridges.\n\n" LONG2},
    {"<article><p>" LONG
     "<p>A hole is a hole, said the mate to the cod,<br>And the cod went away through the hole<br>A knot "
     "is a knot, said the wife with a nod,<br>And supper is hot in the bowl<p>" LONG2 "</article>",
     LONG
     "\n\nA hole is a hole, said the mate to the cod, And the cod went away through the hole A knot is a knot, said "
     "the wife with a nod, And supper is hot in the bowl\n\n" LONG2},
    {"<article><p>" LONG "<p>" LONG2 "<p>Contact the council at bridge@town.example if you have seen the dog, he "
     "said.</article>",
     LONG "\n\n" LONG2 "\n\nContact the council at bridge@town.example if you have seen the dog, he said."},
    {"<article><p>" LONG "<div class=tweet><p>" LONG2 "</div><p>" LONG3 "</article>", LONG "\n\n" LONG2 "\n\n" LONG3},
    /* lists of other stories */
    {"<div><p>" LONG "<p>" LONG2 "<hr><b>OTHER NEWS OF THE STATE</b><ul><li><a href=a>The brewery is to be flats</a>"
     "<br>The chimney stays, for the storks.<li><a href=b>The school bus sees the sea</a><br>The driver was new, the "
     "map was old.<li><a href=c>Beekeepers fear a hungry spring</a><br>Three weeks of rain have come down.</ul></div>",
     LONG "\n\n" LONG2},
    /* captions that are the story */
    {"<script type=application/ld+json>{\"@type\":\"ImageGallery\"}</script><div class=gallery><div "
     "class=slide><img><div "
     "class=slide__caption><p>" LONG "<span class=credit>Ann</span></div></div><div class=slide><img><div "
     "class=slide__caption><h2>The gate</h2><p>" LONG2
     "</div></div><div class=slide><img><div class=slide__caption><p>" LONG3 "</div></div></div><section><p>" END
     "</section>",
     LONG "\n\nThe gate\n\n" LONG2 "\n\n" LONG3},
    /* leads that stand by themselves */
    {"<title>The bell</title><header><h1>The bell</h1><p>A bell is an argument that nobody has answered<p>Sat 4 May "
     "1996</header><div class=text><p>" LONG "<p>" LONG2 "</div>",
     "A bell is an argument that nobody has answered\n\n" LONG "\n\n" LONG2},
    {"<title>The bell</title><meta name=description content='It was stolen on Sunday, the police "
     "say.'><div><div><h1>The "
     "bell</h1></div><ul><li><a href=a>Print</a></ul><div><b>It was stolen on Sunday, the police say</b></div><div "
     "class=text><p>" LONG "<p>" LONG2 "</div></div>",
     "It was stolen on Sunday, the police say\n\n" LONG "\n\n" LONG2},
    {"<article itemscope itemtype='http://schema.org/Article'><h1>The bell</h1><div class=teaser itemprop=description>"
     "<p>It was stolen on Sunday, the police say</div><div itemprop=articleBody><p>" LONG "</div></article>",
     "It was stolen on Sunday, the police say\n\n" LONG},
    {"<title>The bell</title><header><h1>The bell</h1><p>Ann Author, Chief Political Correspondent in "
     "Washington</header>"
     "<div class=text><p>" LONG "<p>" LONG2 "</div>",
     LONG "\n\n" LONG2},
    {"<article><p>" LONG "<p>14 septembre 1996: le procès du capitaine a commencé<p>" LONG2 "</article>",
     LONG "\n\n14 septembre 1996: le procès du capitaine a commencé\n\n" LONG2},
    /* what stands below */
    {"<article><p>" LONG "<p>___<p><i>Follow Ann Author on the networks, for she is there.</i></article>", LONG},
    {"<article><p>" LONG "<p><i>Never, said the captain of the ship.</i></article>",
     LONG "\n\nNever, said the captain of the ship."},
    {"<article><p>" LONG "<hr><ol><li><p>He asked why one would wait. <a href=#r>↩</a></ol></article>",
     LONG "\n\nHe asked why one would wait. ↩"},
    {"<article><p>" LONG "<h2>Por qué se para</h2><p>" LONG2 "</article>", LONG "\n\nPor qué se para\n\n" LONG2},
    {"<div id=nav><a href=/>Home</a></div><div class=story><h1>Title</h1><p>" ONE "</p><p>" TWO "</p><p>" END
     "</p></div><div id=footer><p>" TWO " And more.</p></div>",
     ONE "\n\n" TWO "\n\n" END},
    /* text without paragraphs */
    {"<table><tr><td><a href=a>News</a><br><a href=b>Sports</a><td>" ONE "<br><br>" TWO "<br>\n<br>" END "</table>",
     ONE "\n\n" TWO "\n\n" END},
    {"<font size=2>" ONE "<br>" TWO "<p>" END "</font>", ONE " " TWO "\n\n" END},
    {"<pre>\n" ONE "\n\n" TWO "\n" END "\n</pre>", ONE "\n\n" TWO " " END},
    /* what stands inside it */
    {"<article><p>" ONE "<h2>Heading</h2><p>" TWO "<ul><li>item one<li>item two</ul><blockquote>Quoted, he said."
     "</blockquote><p>" END "</article>",
     ONE "\n\nHeading\n\n" TWO "\n\nitem one\n\nitem two\n\nQuoted, he said.\n\n" END},
    {"<article><p>" ONE "<table><tr><th>Party<th>Seats<tr><td>Blue<td>31<tr><td>Red<td>28</table><p>" TWO "</article>",
     ONE "\n\nParty Seats\n\nBlue 31\n\nRed 28\n\n" TWO},
    {"<article><p>" ONE "<p>No.<p>“Never”<p>" TWO "</article>", ONE "\n\nNo.\n\n“Never”\n\n" TWO},
    /* what does not belong */
    {"<article><p>By Ann Author<p>14 September 1996<p>" ONE "<figure><img><figcaption>" END
     "</figcaption></figure><p>" TWO "</article>",
     ONE "\n\n" TWO},
    {"<article><p>" ONE "<p hidden>" END "<p style='Display : none'>" END "<p aria-hidden=true>" END
     "<noscript><img src=x>" END "</noscript><script>" END "</script><template><p>" END "</template><p>" TWO
     "</article>",
     ONE "\n\n" TWO},
    {"<article><p>" ONE
     "<p><a href=x>Read our other story about this</a><p>Advertisement<p>Read more: ships<h3>Related "
     "stories</h3><ul><li>Wool holds its price</ul><p>" TWO "<p>Share this:<h3>Tags</h3></article>",
     ONE "\n\n" TWO},
    {"<article><p>" ONE "<p>" TWO "<h2>12 comments</h2><p>" END "</article>", ONE "\n\n" TWO},
    {"<article><p>" ONE "<p>" TWO "<p>" ONE "</article>", ONE "\n\n" TWO},
    {"<div class=article-body><p>" ONE "</p></div><aside class=ad></aside><div class=article-body><p>" TWO
     "</p></div><div class=related><p>" END "</p></div>",
     ONE "\n\n" TWO},
    {"<form action=/ method=post><div class=content><p>" ONE "</p><p>" TWO "</p><p>" END "</p></div></form>",
     ONE "\n\n" TWO "\n\n" END},
    {"<div class=sidebar><p>" ONE "<p>" TWO "<p>" END "</div>", ONE "\n\n" TWO "\n\n" END},
    {"<div class=x1><div class=_a><div class=_b><span>" ONE "</span></div></div><div class=_a><div class=_b><span>" TWO
     "</span></div></div><div class=_a><div class=_b><span>" END "</span></div></div></div>",
     ONE "\n\n" TWO "\n\n" END},
    {"<article><p>" ONE "<p>" TWO
     "<div><img src=x><div>The dome of the observatory, above the lake, at night.</div></div>"
     "<div><p>Our letter comes every morning, before you have had your coffee.</p><form><input></form></div><p>" END
     "</article>",
     ONE "\n\n" TWO "\n\n" END},
    {"<meta name=author content='Ann Author'><article><p>" ONE "<p>" TWO
     "<p>Ann Author writes about the sea, and has two "
     "boats of her own.</article>",
     ONE "\n\n" TWO},
    {"<title>The bell</title><div><p>Menu and other lines that are a sentence.</p></div><div><h1>The bell</h1><h2 "
     "class=lead>It was taken on Sunday night, while all slept.</h2><p>The police listen to all that rings in the "
     "valley, and have heard sheep.</p></div>",
     "It was taken on Sunday night, while all slept.\n\nThe police listen to all that rings in the valley, and have "
     "heard sheep."},
    {"<div><div class=c><details><summary>Who?</summary><div><p>" LONG "</div></details><div aria-label=advert><p>" END
     "</div><details><summary>Where is it now</summary><div><p>" LONG2 "</div></details></div><div><p>" TWO
     "</div></div>",
     LONG "\n\nWhere is it now\n\n" LONG2},
    {"<body><h2>Bridge may be sued</h2><dl><dd>" LONG "<p>" LONG2 "<p>" LONG3
     "</dl><hr><ul><li><a href=a>Hay prices up for "
     "a third week</a></ul><p>" END,
     LONG "\n\n" LONG2 "\n\n" LONG3},
    {"<div><div>" LONG "</div><div>What is left to do</div><div>" LONG2 "</div><div><div>Label</div></div><div>" LONG3
     "</div></div>",
     LONG "\n\nWhat is left to do\n\n" LONG2 "\n\n" LONG3},
    /* broken markup */
    {"<article><p>" ONE "</span></div></p></p><p>" TWO "</article></body></html>\n", ONE "\n\n" TWO},
    {"<article><p>" ONE "<b><p>" TWO "</b><!-- never closed > <p>" END, ONE "\n\n" TWO},
    {"<article><p>" ONE "<p><button>Share <p>" TWO, ONE "\n\n" TWO},
    {"<article><p title=\"never closed>" ONE "<p>" TWO, ONE "\n\n" TWO},
    {"<title>never closed <article><p>" ONE "<p>" TWO "</article>", ONE "\n\n" TWO},
    {"<article><p>" ONE " " TWO
     " 1 < 2 &amp; 3 > 2, AT&T, &nosuch; &#8217;&#x2019;&#150; a&shy;b c&nbsp;d</p></article>",
     ONE " " TWO " 1 < 2 & 3 > 2, AT&T, &nosuch; ’’– ab c d"},
    {"<article><p>" ONE " " TWO " \xef\xbb\xbf\x01\t\x7f z</p></article>", ONE " " TWO " z"},
    /* the data of the page as the last resort */
    {"<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"One.\\n\\nTwo &amp; three.\"}"
     "</script><div id=app></div>",
     "One.\n\nTwo & three."},
    /* none */
    {"<p>Nothing here.</p>", ""},
    {"<ul><li><a href=a>" ONE "</a><li><a href=b>" TWO "</a><li><a href=c>" END "</a></ul>", ""},
    {"<div><h3><a href=a>The headline of one</a></h3><p>" ONE
     "</div><div><h3><a href=b>The headline of two</a></h3><p>" TWO
     "</div><div><h3><a href=c>The headline of three</a></h3><p>" END "</div>",
     ""},
    {"", ""},
};

START_TEST(stories_are_found)
{
    struct article article = {0};
    read_page(str_of(stories[_i].page), NULL, &article);
    assert_field(&article, FIELD_BODY, stories[_i].want, stories[_i].page);
    article_release(&article);
}
END_TEST

/* ---- charsets ---- */

START_TEST(charsets_come_from_marks_transport_and_page)
{
    static const struct {
        const char *head, *charset, *body, *want;
    } pages[] = {
        {"", "iso-8859-2", "\xb1\xe6\xea", "ąćę"},
        {"<meta charset=iso-8859-2>", "windows-1251", "\xb1", "±"},
        {"<meta charset=iso-8859-2>", "no-such", "\xb1", "ą"},
        {"<meta charset=iso-8859-2>", NULL, "\xb1", "ą"},
        {"<meta charset=iso-8859-2>", "utf-8", "\xb1", "ą"},
        {"<META HTTP-EQUIV=content-type CONTENT='text/html; charset=koi8-r'>", NULL, "\xc1\xc2", "аб"},
        {"<meta charset=iso-8859-1>", NULL, "caf\xc3\xa9 \xe2\x80\x9dno\xe2\x80\x9d", "café ”no”"},
        {"<meta charset=utf-8>", NULL, "caf\xe9", "café"},
        {"", NULL, "caf\xe9 \x96 x", "café – x"},
    };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct buf page = {0}, want = {0};
        struct article article = {0};
        buf_printf(&page, "<html><head>%s</head><article><p>" ONE " " TWO " %s</article>", pages[i].head,
                   pages[i].body);
        buf_printf(&want, ONE " " TWO " %s", pages[i].want);
        read_page(buf_str(&page), pages[i].charset, &article);
        assert_field(&article, FIELD_BODY, i == 1 ? ONE " " TWO " ±" : buf_text(&want), buf_text(&page));
        article_release(&article);
        buf_release(&page);
        buf_release(&want);
    }
}
END_TEST

static void append_utf16(const char *text, struct buf *out)
{
    for (; *text; text++) {
        buf_append_byte(out, *text);
        buf_append_byte(out, '\0');
    }
}

START_TEST(utf16_is_no_binary)
{
    struct buf page = {0};
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    append_utf16("<!doctype html><article><p>" ONE "</article>", &page);
    ck_assert_int_eq(html_sniff(buf_str(&page)), 2);
    ck_assert_int_eq(source_open_memory("page.html", buf_str(&page), &source, &err), S_OK);
    ck_assert_int_eq(reader_open(source, "html", NULL, &reader, &err), S_OK);
    ck_assert(reader_next(reader, &article, &status, &err));
    ck_assert_int_eq(status, S_OK);
    assert_field(&article, FIELD_BODY, ONE, "UTF-16");
    reader_close(reader);
    source_close(source);
    article_release(&article);
    buf_release(&page);
}
END_TEST

/* ---- markup as text ---- */

START_TEST(markup_becomes_text)
{
    static const struct {
        const char *markup, *want;
        bool is_markup;
    } pieces[] = {
        {"plain text, as it is\n\n  with lines", "plain text, as it is\n\n  with lines", false},
        {"1 < 2 and AT&T <ann@ledger.example>", "1 < 2 and AT&T <ann@ledger.example>", false},
        {"When a<b holds, and c>d too", "When a<b holds, and c>d too", false},
        {"x <i think> y <b\nc", "x <i think> y <b\nc", false},
        {"a<b c</b d>", "a<b c</b d>", false},
        {"a <b >c</b >", "a c", true},
        {"a <b/>c", "a c", true},
        {"see <a\nhref=x>this", "see this", true},
        {"see this <a href=", "see this", true},
        {"a<!-- b -->", "a", true},
        {"One.\n\nTwo &amp; <i>three</i>.", "One.\n\nTwo & three.", true},
        {"<p>One <b>bold</b>\nword.</p><p>Two.</p>", "One bold word.\n\nTwo.", true},
        {"One<br>two<br/><br/>three", "One two\n\nthree", true},
        {"<ul><li>a</li><li>b</li></ul>", "a\n\nb", true},
        {"<table><tr><td>a</td><td>b</td></tr></table>", "a b", true},
        {"<script>x</script><style>y</style>text", "text", true},
        {"&quot;Quoted&quot;", "\"Quoted\"", true},
        {"<![CDATA[a]]><p>b", "a\n\nb", true},
        {"<p>a</p><figure><img src=x><figcaption><span>Pier.</span> <p>Photo: Bo</p></figcaption></figure><p>b",
         "a\n\nb", true},
        {"<p>a</p><aside class=rich-link><p>Related:</p><a href=x>Other</a></aside><p>b", "a\n\nb", true},
        {"<figure><blockquote>a</blockquote></figure><p class=image>b", "a\n\nb", true},
        {"<figure><figcaption>The pier.</figcaption></figure>", "The pier.", true},
        {"<aside><p>a</p><p>b</p></aside>", "a\n\nb", true},
        {"", "", false},
    };
    struct html *h;
    struct err err;
    ck_assert_int_eq(html_new(&h, &err), S_OK);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf out = {0};
        ck_assert_int_eq(html_append_text(h, str_of(pieces[i].markup), &out, &err), S_OK);
        ck_assert_msg(strcmp(buf_text(&out), pieces[i].want) == 0, "\"%s\", not \"%s\"", buf_text(&out),
                      pieces[i].want);
        ck_assert_msg(html_is_markup(str_of(pieces[i].markup)) == pieces[i].is_markup, "%s", pieces[i].markup);
        buf_release(&out);
    }
    html_free(h);
}
END_TEST

/* ---- files ---- */

START_TEST(pages_are_recognised)
{
    static const struct {
        const char *head;
        int sure;
    } heads[] = {
        {"<!DOCTYPE html><html>", 2},
        {"\xef\xbb\xbf\n <!-- saved --> <!doctype HTML PUBLIC \"-//W3C//DTD HTML 3.2//EN\">", 2},
        {"<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC>", 2},
        {"<?xml version=\"1.0\"?>\n<html xmlns=", 2},
        {"<HTML>", 2},
        {"<head><title>", 2},
        {"<p>A piece.", 1},
        {"<?xml version=\"1.0\"?><rss version=\"2.0\">", 0},
        {"<!DOCTYPE nitf SYSTEM>", 0},
        {"<feed xmlns=", 0},
        {"<htmlx>", 0},
        {"Talks resume\n\n<html> is a tag.", 0},
        {"{\"body\":\"<html>\"}", 0},
        {"WARC/1.0\r\n", 0},
        {"<", 0},
        {"", 0},
    };
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        ck_assert_msg(html_sniff(str_of(heads[i].head)) == heads[i].sure, "%s", heads[i].head);
}
END_TEST

static enum reject reject_of(struct str page, struct err *err)
{
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    ck_assert_int_eq(source_open_memory("page.html", page, &source, err), S_OK);
    ck_assert_int_eq(reader_open(source, "html", NULL, &reader, err), S_OK);
    ck_assert(reader_next(reader, &article, &status, err));
    enum reject reject = reader_reject(reader);
    ck_assert_int_eq(status, reject ? S_INPUT : S_OK);
    struct err none;
    ck_assert(!reader_next(reader, &article, &status, &none));
    ck_assert_int_eq(status, S_OK);
    article_release(&article);
    reader_close(reader);
    source_close(source);
    return reject;
}

START_TEST(files_without_a_story_are_refused)
{
    struct err err;
    struct buf page = {0};
    ck_assert_int_eq(reject_of(str_of(PAGE("", "")), &err), REJECT_NONE);
    ck_assert_int_eq(reject_of(str_of(""), &err), REJECT_NO_BODY);
    ck_assert_str_eq(err.text, "page.html: the file is empty");
    ck_assert_int_eq(reject_of(str_of("<html><body><a href=/>Home</a></body></html>"), &err), REJECT_NO_BODY);
    ck_assert_str_eq(err.text, "page.html: no main text in the page");
    ck_assert_int_eq(reject_of((struct str){"\x89PNG\r\n\x1a\n", 8}, &err), REJECT_NOT_TEXT);
    ck_assert_str_eq(err.text, "page.html: not a text file");
    buf_append_text(&page, "<p>");
    buf_append_repeat(&page, 'a', HTML_BYTES_MAX - 3);
    ck_assert_int_eq(reject_of(buf_str(&page), &err), REJECT_NONE);
    buf_append_byte(&page, 'a');
    ck_assert_int_eq(reject_of(buf_str(&page), &err), REJECT_TOO_LONG);
    ck_assert_str_eq(err.text, "page.html: longer than 16777216 bytes");
    buf_release(&page);
}
END_TEST

/* ---- hostile pages ---- */

/* Seconds where the time is linear; hours, which the timeout of the test ends, where it is not. */
START_TEST(hostile_pages_end)
{
    static const struct {
        const char *repeated, *then;
    } pages[] = {
        {" attribute", ""},
        {"<b>", "</i>"},
        {"<div>", "</section>"},
        {"<p><table><tr><td>", ""},
        {"<!--", ""},
        {"<a b=\"", ""},
        {"<a b='", ""},
        {"<title>", ""},
        {"<button>", ""},
        {"<button>", "</x>"},
        {"&", ""},
        {"&aaaaaaaaaa", ""},
        {"&#1", ""},
        {"<", ""},
        {"</", ""},
        {"<![CDATA[", ""},
        {"<textarea>", ""},
        {"<a href=x>", ""},
        {"x<br>", ""},
        {"<p>x", ""},
        {"<ul><li>x", ""},
        {"<dl><dt>x", ""},
        {"<div class=article-body>x", ""},
        {"<p class='a b c'>", ""},
        {"<h1>x</h1>", ""},
        {"<title>Bridge Bridge Bridge ", "</title><p>Bridge 1</p>"},
        {"\xff", ""},
        {"<script type=application/ld+json>[", ""},
        {"<p><a href=x>A headline of a story</a><p>A sentence that is long "
         "enough for prose.",
         ""},
    };
    enum { REPEATED = 100000 };
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        struct buf page = {0};
        struct article article = {0};
        buf_append_text(&page, i == 0 ? "<p" : "<html>");
        for (int k = 0; k < REPEATED; k++)
            buf_append_text(&page, pages[i].repeated);
        for (int k = 0; k < REPEATED && *pages[i].then; k++)
            buf_append_text(&page, pages[i].then);
        buf_append_text(&page, "><p>" ONE);
        read_page(buf_str(&page), NULL, &article);
        struct str body = article_get(&article, FIELD_BODY);
        ck_assert(!body.len || utf8_valid(body.ptr, body.len));
        article_release(&article);
        buf_release(&page);
    }
}
END_TEST

/* ---- the sample ---- */

START_TEST(samples_give_the_common_articles)
{
    static const char *const names[] = {"harbour", "observatory", "bridge"};
    const char *root = getenv("DATELINE_ROOT");
    char path[4096];
    struct source *list, *source;
    struct reader *wanted, *reader;
    struct article want = {0}, got = {0};
    enum status status;
    struct err err;
    snprintf(path, sizeof path, "%s/corpora/formats/articles.jsonl", root ? root : ".");
    ck_assert_int_eq(source_open(path, &list, &err), S_OK);
    ck_assert_int_eq(reader_open(list, "jsonl", NULL, &wanted, &err), S_OK);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        ck_assert(reader_next(wanted, &want, &status, &err));
        snprintf(path, sizeof path, "%s/corpora/formats/html/%s.html", root ? root : ".", names[i]);
        ck_assert_int_eq(source_open(path, &source, &err), S_OK);
        ck_assert_int_eq(reader_open(source, "auto", NULL, &reader, &err), S_OK);
        ck_assert(reader_next(reader, &got, &status, &err));
        ck_assert_msg(status == S_OK, "%s", err.text);
        for (int field = 0; field < FIELD_COUNT; field++) {
            struct str value = article_get(&want, (enum field)field);
            struct buf text = {0};
            buf_append_str(&text, value);
            if (field != FIELD_ID)
                assert_field(&got, (enum field)field, buf_text(&text), path);
            buf_release(&text);
        }
        ck_assert_int_eq(got.published.seconds, want.published.seconds);
        ck_assert_int_eq(got.published.precision, want.published.precision);
        reader_close(reader);
        source_close(source);
    }
    reader_close(wanted);
    source_close(list);
    article_release(&want);
    article_release(&got);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("html");
    tcase_add_loop_test(tcase, pages_give_fields, 0, sizeof fields / sizeof fields[0]);
    tcase_add_loop_test(tcase, pages_give_dates, 0, sizeof dates / sizeof dates[0]);
    tcase_add_test(tcase, what_is_known_stays);
    tcase_add_loop_test(tcase, stories_are_found, 0, sizeof stories / sizeof stories[0]);
    tcase_add_test(tcase, charsets_come_from_marks_transport_and_page);
    tcase_add_test(tcase, utf16_is_no_binary);
    tcase_add_test(tcase, markup_becomes_text);
    tcase_add_test(tcase, pages_are_recognised);
    tcase_add_test(tcase, files_without_a_story_are_refused);
    tcase_add_test(tcase, hostile_pages_end);
    tcase_add_test(tcase, samples_give_the_common_articles);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "html");
}
