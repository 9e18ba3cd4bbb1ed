/* The reader of feeds: every field from every dialect, and what is no article. */
#include <unistd.h>

#include "indexer/reader_impl.h"
#include "indexer/shortcode.h"
#include "tests/unit/indexer_read.h"
#include "tests/unit/suite.h"

#define RSS(item)                                                                                             \
    "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' "                                         \
    "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:media='http://search.yahoo.com/mrss/'>\n" \
    "<channel><title>Ledger</title>\n" item "</channel></rss>"
#define ATOM(entry) "<feed xmlns='http://www.w3.org/2005/Atom'><title>Ledger</title>\n" entry "</feed>"

#define WXR(item)                                                                                      \
    "<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/' "                                  \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' "                                                     \
    "xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/' "                                        \
    "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><wp:author><wp:author_login>aa" \
    "</wp:author_login><wp:author_email>x</wp:author_email><wp:author_display_name><![CDATA[Ann "      \
    "Author]]></wp:author_display_name></wp:author><wp:author><wp:author_login>bb</wp:author_login>"   \
    "</wp:author>\n" item "</channel></rss>"
#define TAKEOUT(entry)                                                                                          \
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:blogger='http://schemas.google.com/blogger/2018'>\n" entry \
    "</feed>"

struct sample {
    const char *text, *want;
};

static const struct sample samples[] = {
    /* RSS 2.0 */
    {RSS("<item><guid>https://ledger.example/1</guid><title>Talks &amp;amp; &lt;i&gt;more&lt;/i&gt;</title>"
         "<pubDate>Sat, 14 Sep 1996 21:03:00 GMT</pubDate><author>ann@ledger.example (Ann Author)</author>"
         "<category domain='x'>ports</category><category>labour\n law</category><description>The talks.</description>"
         "</item>"),
     "date 1996-09-14T21:03:00Z\nid https://ledger.example/1\nheadline Talks & more\nbody The talks.\n"
     "byline Ann Author\nsource Ledger\ntag ports\ntag labour law\nurl https://ledger.example/1\n"},
    {RSS("<item><guid isPermaLink='false'>http-1</guid><link> https://ledger.example/2 </link>"
         "<dc:creator>Bob Writer</dc:creator><dc:date>1996-09-14T21:03:00Z</dc:date><dc:subject>ports</dc:subject>"
         "<description>&lt;p&gt;Short.&lt;/p&gt;</description>"
         "<content:encoded><![CDATA[<p>One.</p><p>Two, longer.</p>]]></content:encoded></item>"),
     "date 1996-09-14T21:03:00Z\nid http-1\nbody One.\n\nTwo, longer.\nbyline Bob Writer\nsource Ledger\ntag ports\n"
     "url https://ledger.example/2\n"},
    /* the longest wins, wherever it stands; other vocabularies say nothing */
    {RSS("<item><content:encoded>Short.</content:encoded><media:description>The longest of all, and no "
         "body.</media:description><description>A little longer.</description><media:title>Picture</media:title>"
         "<itunes:author>Nobody</itunes:author></item>"),
     "body A little longer.\nsource Ledger\n"},
    {RSS("<item><description>One\nline.\n\nAnother 1 &lt; 2.</description><source url='x'>The Post</source></item>"),
     "body One line.\n\nAnother 1 < 2.\nsource The Post\n"},
    /* of dates the best; one that cannot be read is none */
    {RSS("<item><dc:date>1996-09-15</dc:date><pubDate>no date</pubDate><description>a</description></item>"
         "<item><dc:date>1996-09-15</dc:date><pubDate>14 Sep 1996</pubDate><description>b</description></item>"),
     "date 1996-09-15\nbody a\nsource Ledger\ndate 1996-09-14\nbody b\nsource Ledger\n"},
    /* markup that nobody has escaped, and an end tag that is missing */
    {RSS("<item><description>One &amp; <b>two</b><br>three</description></item>"
         "<item><description>Four</description></item>"),
     "body One & two three\nsource Ledger\nbody Four\nsource Ledger\n"},
    {RSS("<item><link>http://ledger.example/?a=1&b=2&copy=3</link><description>a</description></item>"),
     "body a\nsource Ledger\nurl http://ledger.example/?a=1&b=2&copy=3\n"},
    {RSS("<language>en-gb</language><item><author>Ann Author &lt;ann@ledger.example&gt;</author>"
         "<description>a</description></item>"),
     "body a\nbyline Ann Author\nsource Ledger\nlang en-gb\n"},
    /* RSS 1.0: items beside the channel */
    {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
     "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://ledger.example/'><title>Ledger</title>"
     "<dc:language>fr</dc:language><items><rdf:Seq><rdf:li resource='https://ledger.example/1'/></rdf:Seq></items>"
     "</channel><image><title>No</title></image><item rdf:about='https://ledger.example/1'><title>Talks</title>"
     "<description>The talks.</description></item><textinput><title>No</title></textinput></rdf:RDF>",
     "id https://ledger.example/1\nheadline Talks\nbody The talks.\nsource Ledger\nlang fr\nurl "
     "https://ledger.example/1\n"},
    {"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>"
     "<channel><title>Ledger</title></channel><item><title>Talks</title><link>https://ledger.example/1</link>"
     "<description>The talks.</description></item></rdf:RDF>",
     "headline Talks\nbody The talks.\nsource Ledger\nurl https://ledger.example/1\n"},
    /* Atom 1.0 */
    {ATOM(
         "<author><name>Ann Author</name><email>no</email></author><entry xml:lang='de' xml:base='http://a.example/b/'>"
         "<id>tag:1</id><title type='html'>A &lt;b&gt;b&lt;/b&gt;</title><link rel='enclosure' href='x.jpg'/>"
         "<link type='application/json' href='c.json'/><link href='c'/><published>1996-09-14T21:03:00Z</published>"
         "<updated>1997-01-01T00:00:00Z</updated><category term='ports' scheme='s'/><category term='p' "
         "label='Labour'/><summary>Short</summary><content type='text'>1 &lt; 2 &lt;b&gt;</content></entry>"),
     "date 1996-09-14T21:03:00Z\nid tag:1\nheadline A b\nbody 1 < 2 <b>\nbyline Ann Author\nsource Ledger\ntag ports\n"
     "tag Labour\nlang de\nurl http://a.example/b/c\n"},
    {ATOM("<entry><author><name>Bob Writer</name></author><author>Ann Author</author><updated>1997-01-01T00:00:00Z"
          "</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>One <b>two</b></p><p>1 &lt; "
          "2</p></div></content></entry>"),
     "date 1997-01-01T00:00:00Z\nbody One two\n\n1 < 2\nbyline Bob Writer\nbyline Ann Author\nsource Ledger\n"},
    {ATOM("<entry><source><title>The Post</title><author><name>Bob Writer</name></author><id>no</id></source>"
          "<content type='image/png'>iVBORw0KGgo</content><summary>Text</summary></entry>"),
     "body Text\nbyline Bob Writer\nsource The Post\n"},
    {ATOM("<link href='http://a.example/feed/'/><entry><link href='../c'/><summary>a</summary></entry>"),
     "body a\nsource Ledger\nurl http://a.example/c\n"},
    /* Atom 0.3 */
    {"<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title mode='escaped' type='text/html'>A &amp;amp; B</title>"
     "<entry><issued>1996-09-14T21:03:00Z</issued><modified>1997-01-01</modified><content type='application/xhtml+xml' "
     "mode='xml'><p xmlns='http://www.w3.org/1999/xhtml'>One</p></content><content mode='base64' "
     "type='text/plain'>QUJDREVG</content></entry></feed>",
     "date 1996-09-14T21:03:00Z\nbody One\nsource A & B\n"},
    /* two feeds in a file; entries in a namespace of its own */
    {"<rss><channel><title>A</title><item><description>a</description></item></channel></rss>\n"
     "<feed xmlns='urn:own'><entry><summary>b</summary></entry></feed>",
     "body a\nsource A\nbody b\n"},
    {"<br>Warning: <b>text</b><rss><channel><item><description>a</description></item></channel></rss>",
     "body a\nline 1: malformed\n"},
    /* what Blogger exports */
    {ATOM("<entry><category scheme='http://schemas.google.com/g/2005#kind' "
          "term='http://schemas.google.com/blogger/2008/kind#template'/><content>no</content></entry>\n"
          "<entry><category scheme='http://schemas.google.com/g/2005#kind' "
          "term='http://schemas.google.com/blogger/2008/kind#post'/><category scheme='http://www.blogger.com/atom/ns#' "
          "term='ports'/><content type='html'>a</content></entry>\n<entry><category "
          "scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#settings'/>"
          "</entry>"),
     "line 2: not an article\nbody a\nsource Ledger\ntag ports\nline 4: not an article\n"},
    {ATOM("<entry><control xmlns='http://www.w3.org/2007/app'><draft>yes</draft></control><content>no</content>"
          "</entry>\n<entry><a:control xmlns:a='http://purl.org/atom/app#'><a:draft>no</a:draft></a:control>"
          "<content>a</content></entry>"),
     "line 2: not an article\nbody a\nsource Ledger\n"},
    {TAKEOUT(
         "<entry><blogger:type>COMMENT</blogger:type><content>no</content></entry>\n"
         "<entry><blogger:type>POST</blogger:type><blogger:status>SOFT_TRASHED</blogger:status><content>no</content>"
         "</entry>\n<entry><blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status><author><name>Ann "
         "Author</name><blogger:type>BLOGGER</blogger:type></author><content>a</content>"
         "<blogger:filename>/2023/05/talks.html</blogger:filename><link/></entry>"),
     "line 2: not an article\nline 3: not an article\ndate 2023-05\nbody a\nbyline Ann Author\nurl "
     "/2023/05/talks.html\n"},
    /* what WordPress exports */
    {WXR("<item><dc:creator>aa</dc:creator><category domain='category' nicename='uncategorized'>Uncategorized"
         "</category><category domain='category'>Ports</category><category domain='category'>Labour</category>"
         "<category domain='post_tag'>ferry</category><category domain='post_format'>Aside</category>"
         "<content:encoded><![CDATA[One [sic].\n\n[caption width=\"9\"]<img/> A pier[/caption]\n\n"
         "[vc_row]Two.[/vc_row] [gallery ids=\"1\"]]]></content:encoded><wp:status>publish</wp:status>"
         "<wp:post_date_gmt>1996-09-14 21:03:00</wp:post_date_gmt><wp:post_type>post</wp:post_type></item>\n"
         "<item><dc:creator>bb</dc:creator><content:encoded>a</content:encoded></item>\n"
         "<item><content:encoded>no</content:encoded><wp:status>draft</wp:status></item>\n"
         "<item><content:encoded>no</content:encoded><wp:status>publish</wp:status><wp:post_type>page</wp:post_type>"
         "</item>\n<item><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>"),
     "date 1996-09-14T21:03:00Z\nbody One [sic].\n\nTwo.\nbyline Ann Author\nsection Ports\ntag Labour\ntag ferry\n"
     "body a\nbyline bb\nline 8: not an article\nline 9: not an article\nline 10: not an article\n"},
    {WXR("<item><content:encoded>a</content:encoded><wp:post_date>1996-09-14 21:03:00</wp:post_date>"
         "<wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt></item>"),
     "date 1996-09-14T21:03:00Z\nbody a\n"},
    /* sites name the types of their articles */
    {WXR("<item><content:encoded>a</content:encoded><wp:status>publish</wp:status><wp:post_type>noticia</wp:post_type>"
         "</item>\n<item><content:encoded>b</content:encoded><wp:status>publish</wp:status>"
         "<wp:post_type>event</wp:post_type></item>\n"
         "<item><content:encoded>no</content:encoded><wp:status>draft</wp:status><wp:post_type>event</wp:post_type>"
         "</item>\n<item><content:encoded>no</content:encoded><wp:status>publish</wp:status>"
         "<wp:post_type>wp_block</wp:post_type></item>\n<item><content:encoded>no</content:encoded>"
         "<wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type></item>"),
     "body a\nbody b\nline 4: not an article\nline 5: not an article\nline 6: not an article\n"},
    /* shortcodes are of exports alone, and the address before a proxy counts */
    {"<rss xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel><item>"
     "<link>http://proxy.example/~3/abc</link><guid>http://ledger.example/?p=1</guid>"
     "<feedburner:origLink>http://ledger.example/1</feedburner:origLink><description>A [gallery] opens.</description>"
     "</item></channel></rss>",
     "id http://ledger.example/?p=1\nbody A [gallery] opens.\nurl http://ledger.example/1\n"},
    /* podcasts and channels of videos */
    {"<rss xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><item><itunes:author>Ann Author"
     "</itunes:author><itunes:subtitle>Fog.</itunes:subtitle><itunes:summary>Fog over the pier.</itunes:summary>"
     "<itunes:title>No</itunes:title></item><item><author>Bob Writer</author><itunes:author>No</itunes:author>"
     "<itunes:summary>No, not this one.</itunes:summary><description>a</description></item></channel></rss>",
     "body Fog over the pier.\nbody a\nbyline Bob Writer\n"},
    {"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:media='http://search.yahoo.com/mrss/'><author><name>Ann Author"
     "</name></author><entry><title>Talks</title><media:group><media:title>No</media:title><media:content url='x'/>"
     "<media:description>The talks.</media:description></media:group></entry><entry><media:group/></entry></feed>",
     "headline Talks\nbody The talks.\nbyline Ann Author\nline 1: no body\n"},
    /* an entry by itself, and entries in no namespace */
    {"<a:entry xmlns:a='http://www.w3.org/2005/Atom' xml:lang='de'><a:id>1</a:id><a:title>Talks</a:title>"
     "<a:link href='http://a.example/1'/><a:content>1 &lt; "
     "2</a:content></a:entry>\n<entry><content>b</content></entry>",
     "id 1\nheadline Talks\nbody 1 < 2\nlang de\nurl http://a.example/1\nbody b\n"},
    {"<feed><title>Ledger</title><entry><content>a</content></entry></feed>", "body a\nsource Ledger\n"},
    /* what is no article */
    {RSS("<item><title>Talks</title></item>\n<item><description> &amp;nbsp; </description></item>\n"
         "<item><description>a</description></item>"),
     "line 3: no body\nline 4: no body\nbody a\nsource Ledger\n"},
    {"<rss/>", ""},
    {"<html><body><item><description>a</description></item></body></html>", "line 0: not an article\n"},
    {RSS("<item><description>a</description></item>\n<item><description>b"),
     "body a\nsource Ledger\nbody b\nsource Ledger\n"},
    {"<rss><channel><item><description>a</description></item>\n<item><description>b", "body a\nline 2: malformed\n"},
    {"", "line 0: malformed\n"},
};

START_TEST(feeds_become_articles)
{
    assert_read("feed", str_of(samples[_i].text), samples[_i].want);
}
END_TEST

START_TEST(shortcodes_go_and_prose_stays)
{
    static const struct sample texts[] = {
        {"", ""},
        {"No tags.", "No tags."},
        {"He said [sic] that [the mayor] of [Upper-Town] and [1] [...] [a/b] [] [",
         "He said [sic] that [the mayor] of "
         "[Upper-Town] and [1] [...] [a/b] [] ["},
        {"[E=mc] and [x = 5] and [of 5=five]", "[E=mc] and [x = 5] and "},
        {"a[gallery]b[gallery ids=\"1,2\"]c[video src='x' /]d", "abcd"},
        {"a[caption id=\"c\"]<img/> A pier[/caption]b", "ab"},
        {"a[caption]One[/caption]b[caption]Two, never closed", "abTwo, never closed"},
        {"a[embed]http://a.example/[/embed]b[/embed]c", "abc"},
        {"[vc_row][vc_column width=\"1/2\"]Text[/vc_column][/vc_row]", "Text"},
        {"[quote]Text[/quote] [quote me] [quoted]", "Text  [quoted]"},
        {"[[gallery]] [button url=x]Go[/button]", "[[gallery]] Go"},
        {"[ad [gallery] [/ not] [/open", "[ad  [/ not] [/open"},
        {"[br/][ad id=5]", ""},
        /* attributes follow a name; what has only an underscore or a slash stands alone */
        {"[the minister, aged=50] and [the minister aged=50] [gist 7 file=\"a\"]",
         "[the minister, aged=50] and [the minister aged=50] "},
        {"[name_of_witness] agreed; x[i_1]=y. Press [enter/] or [quit /].",
         "[name_of_witness] agreed; x[i_1]=y. Press [enter/] or [quit /]."},
        {"One\n[sg_popup]\nTwo <p> [divider /] </p>[vc_gap] [vc_line/]", "One\n\nTwo <p>  </p> "},
        /* what opens again hides nothing */
        {"[video src=\"a\"] The story. [video src=\"b\"][/video] End.", " The story.  End."},
        {"[audio]a[/audio]b[audio]c[audios]d[/audio]e", "be"},
        {"[caption]a[gallery]b[/caption]c", "c"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct buf out = {0};
        shortcode_strip(str_of(texts[i].text), &out);
        ck_assert_str_eq(buf_text(&out), texts[i].want);
        buf_release(&out);
    }
}
END_TEST

START_TEST(shortcodes_take_linear_time)
{
    static const char *const parts[] = {
        "[", "[caption]", "[/a", "[a", "[[", "[a b=", "[b][/b]", "[video][audio] ", "[a_b] ", "[a/]     "};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        struct buf text = {0}, out = {0};
        while (text.len < READER_TEXT_MAX)
            buf_append_text(&text, parts[i]);
        shortcode_strip(buf_str(&text), &out);
        ck_assert_uint_le(out.len, text.len);
        buf_release(&text);
        buf_release(&out);
    }
}
END_TEST

START_TEST(the_three_articles)
{
    static const char *const rss[] = {"articles.rss", NULL}, *const atom[] = {"articles.atom", NULL};
    static const char *const without[] = {"place", "section", NULL};
    assert_samples(rss, without);
    assert_samples(atom, without);
}
END_TEST

START_TEST(damaged_feeds)
{
    struct buf out = {0};
    append_sample("../broken/ill-formed.rss", &out);
    drop_field(&out, "lang"); /* which the feed does not say */
    ck_assert_str_eq(
        buf_text(&out),
        "headline Ferries < bridges\nbody The café on the ferry closes. Its cook stays, she said – and &so "
        "does the soup.\nsource Ledger & Sons\nurl https://ledger.example/?a=1&b=2\n"
        "headline A tag too many\nbody The second item is read as well.\nsource Ledger & Sons\n");
    buf_reset(&out);
    append_sample("../broken/cut-short.atom", &out);
    const char *refused = strstr(buf_text(&out), "line 9: malformed\n");
    ck_assert_msg(strncmp(buf_text(&out), "id cut-1\n", 9) == 0 && refused != NULL, "%s", buf_text(&out));
    buf_release(&out);
}
END_TEST

START_TEST(what_the_feed_is_made_at_is_recorded)
{
    static const char text[] = RSS("<lastBuildDate>Sat, 14 Sep 1996 21:03:00 GMT</lastBuildDate>"
                                   "<item><description>a</description></item>");
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    char date[DATE_TEXT_MAX];
    ck_assert_int_eq(source_open_memory("memory.xml", str_of(text), &source, &err), S_OK);
    ck_assert_int_eq(reader_open(source, "auto", NULL, &reader, &err), S_OK);
    ck_assert(reader_next(reader, &article, &status, &err) && status == S_OK);
    ck_assert_str_eq(date_format(&reader->recorded, date), "1996-09-14T21:03:00Z");
    reader_close(reader);
    source_close(source);
    article_release(&article);
}
END_TEST

START_TEST(lengths_are_bounded)
{
    static const char *const forms[][3] = {
        {"<item><description>", "0123456789", "</description></item>"},
        {"<item><description>a</description>", "<category>0123456789</category>", "</item>"},
        {"<item><description>a</description>", "<category>0123456789</category><author>0123456789</author>", "</item>"},
        {"<item><description>a</description><title>", "0123456789", "</title></item>"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        assert_too_long("feed", "<rss><channel>", forms[i],
                        "\n<item><description>b</description></item></channel></rss>");
}
END_TEST

/* What each item takes over from the feed is short, so that what comes out is not the product of both. */
START_TEST(values_of_the_feed_are_bounded)
{
    struct buf text = {0}, want = {0};
    buf_append_text(&text, "<rss><channel><title>x");
    buf_append_text(&want, "body a\nsource x");
    for (size_t n = 0; n < 10000; n++)
        buf_append_text(&text, "é");
    for (size_t n = 0; n < 199; n++)
        buf_append_text(&want, "é");
    buf_append_text(&text, "</title><item><description>a</description></item></channel></rss>");
    buf_append_text(&want, "\n");
    assert_read("feed", buf_str(&text), buf_text(&want));
    buf_release(&text);
    buf_release(&want);
}
END_TEST

START_TEST(categories_over_the_limit_are_left_out)
{
    struct buf text = {0}, want = {0};
    buf_append_text(&text, "<rss><channel><item><description>a</description>");
    buf_append_text(&want, "body a\n");
    for (int n = 1; n <= 2500; n++) {
        buf_printf(&text, "<category>c%d</category>", n);
        if (n <= 2000)
            buf_printf(&want, "tag c%d\n", n);
    }
    buf_append_text(&text, "</item>\n<item><description>b</description><category>c</category></item></channel></rss>");
    buf_append_text(&want, "body b\ntag c\n");
    assert_read("feed", buf_str(&text), buf_text(&want));
    buf_release(&text);
    buf_release(&want);
}
END_TEST

START_TEST(feeds_are_known_by_their_root)
{
    static const char *const feeds[] = {"<rss version='2.0'>",
                                        "<?xml version='1.0'?><!-- a --><rss>",
                                        "<feed xmlns='http://www.w3.org/2005/Atom'>",
                                        "<feed>\n<entry>",
                                        "<entry xmlns='http://www.w3.org/2005/Atom'>",
                                        "<r:RDF xmlns:r='r' xmlns='http://purl.org/rss/1.0/'>"};
    static const char *const others[] = {"<RDF xmlns='urn:x'>", "<feed>", "<entry>", "<html>", "rss",
                                         "{\"rss\": 1}",        ""};
    for (size_t i = 0; i < sizeof feeds / sizeof feeds[0]; i++)
        ck_assert_int_eq(feed_sniff(str_of(feeds[i])), 2);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_int_eq(feed_sniff(str_of(others[i])), 0);
}
END_TEST

/* Tests of a feed parser, for charsets and damage, which are not ours to keep. */
START_TEST(tests_of_another_parser)
{
    static const struct {
        const char *name, *want;
    } files[] = {
        {"encoding_big5.xml", ""},
        {"encoding_utf-32be-autodetect.xml", ""},
        {"encoding_utf_32.xml", ""},
        {"encoding_demoronize-1.xml", "body don’t\n"},
        {"encoding_http_text_xml_charset_2.xml",
         "headline Foo\nbody This is a £“test.”\nurl http://purl.org/rss/2.0/?item\n"},
        {"illformed_rss_item_link_corrupted_ampersands.xml", "line 8: no body\n"},
        {"wellformed_atom10_entry_summary_inline_markup.xml", "body Example Atom\n"},
        {"wellformed_atom10_entry_link_rel_enclosure_no_href.xml", "line 6: no body\nline 10: no body\n"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_shared("feeds", files[i].name, files[i].want);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("feed");
    tcase_add_loop_test(tcase, feeds_become_articles, 0, sizeof samples / sizeof samples[0]);
    tcase_add_test(tcase, shortcodes_go_and_prose_stays);
    tcase_add_test(tcase, shortcodes_take_linear_time);
    tcase_add_test(tcase, the_three_articles);
    tcase_add_test(tcase, damaged_feeds);
    tcase_add_test(tcase, what_the_feed_is_made_at_is_recorded);
    tcase_add_test(tcase, lengths_are_bounded);
    tcase_add_test(tcase, values_of_the_feed_are_bounded);
    tcase_add_test(tcase, categories_over_the_limit_are_left_out);
    tcase_add_test(tcase, feeds_are_known_by_their_root);
    tcase_add_test(tcase, tests_of_another_parser);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "feed");
}
