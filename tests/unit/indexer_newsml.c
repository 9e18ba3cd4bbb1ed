/* The reader of NewsML-G2 and NewsML 1: every field, content of every kind, and what is no article. */
#include <unistd.h>

#include "indexer/reader_impl.h"
#include "tests/unit/indexer_read.h"
#include "tests/unit/suite.h"

#define ITEM(attributes, meta, content)                                                                \
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'" attributes ">" meta "<contentSet>" content \
    "</contentSet></newsItem>"
#define DATA "<inlineData contenttype='text/plain'>a</inlineData>"

struct sample {
    const char *text, *want;
};

static const struct sample samples[] = {
    {ITEM(
         " guid='urn:a:1' xml:lang='en-GB'",
         "<rightsInfo><copyrightHolder><name>Holder</name></copyrightHolder></rightsInfo><itemMeta><itemClass "
         "qcode='ninat:text'/><provider><name>Ledger</name></provider><versionCreated>1996-09-16</versionCreated>"
         "<firstCreated>1996-09-15</firstCreated></itemMeta><contentMeta><contentModified>1996-09-17</contentModified>"
         "<contentCreated>1996-09-14T21:03:00Z</contentCreated><located><name>Leeds</name><broader><name>England</name>"
         "</broader></located><creator role='a'><name>Ann Author</name></creator><contributor><name>Bob Writer</name>"
         "</contributor><by>By nobody</by><infoSource qcode='is:AP'><name>Associated "
         "Press</name></infoSource><language "
         "tag='fr'/><subject><name xml:lang='en'>ports</name><name xml:lang='de'>H\xc3\xa4"
         "fen</name><broader><name>Economy</name></broader></subject><subject "
         "qcode='medtop:1'/><keyword>labour</keyword>"
         "<slugline>no</slugline><headline role='hldrole:sub'>Sub</headline><headline>Talks  resume</headline>"
         "</contentMeta>",
         DATA),
     "date 1996-09-14T21:03:00Z\nid urn:a:1\nheadline Talks resume\nbody a\nbyline Ann Author\nbyline Bob Writer\n"
     "place Leeds\nsource Ledger\nagency Associated Press\ntag ports\ntag labour\nlang fr\n"},
    {ITEM(" xml:lang='de'",
          "<rightsInfo><copyrightHolder><name>Holder</name></copyrightHolder></rightsInfo><itemMeta><provider "
          "qcode='nprov:REUTERS'/><versionCreated>1996-09-16</versionCreated></itemMeta><contentMeta><by>By Ann "
          "Author</by><dateline>MOSCOW, Monday (ANI)</dateline></contentMeta>",
          DATA),
     "date 1996-09-16\nbody a\nbyline Ann Author\nplace MOSCOW\nsource Holder\nagency REUTERS\nlang de\n"},
    {ITEM("",
          "<itemMeta><provider "
          "qcode='nprov:LEDGER'/></itemMeta><contentMeta><infoSource><name>Ledger</name></infoSource>"
          "<infoSource><name>Small Service</name></infoSource><creator><name>TASS</name></creator></contentMeta>",
          DATA),
     "body a\nsource Ledger\nagency Small Service\n"},
    /* content */
    {ITEM(
         "", "",
         "<inlineXML><nitf><body><body.head><hedline><hl1>Talks</hl1></hedline><byline>By Ann Author</byline><dateline>"
         "<location>Leeds</location></dateline></body.head><body.content><p>a</p><p>b</p></body.content></body></nitf>"
         "</inlineXML>"),
     "headline Talks\nbody a\n\nb\nbyline Ann Author\nplace Leeds\n"},
    {ITEM("", "<contentMeta><headline>Talks</headline></contentMeta>",
          "<inlineXML><html "
          "xmlns='http://www.w3.org/1999/xhtml'><head><title>No</title><style>no</style></head><body><h1>"
          "Talks</h1><p>a</p><ul><li>b</li></ul><script>no</script></body></html></inlineXML>"),
     "headline Talks\nbody a\n\nb\n"},
    {ITEM("", "", "<inlineData contenttype='text/plain'>one\ntwo\n\n1 &lt; 2</inlineData>"), "body one two\n\n1 < 2\n"},
    {ITEM("", "", "<inlineData contenttype='text/html'>&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</inlineData>"),
     "body a\n\nb\n"},
    {ITEM("", "", "<remoteContent href='x'/><inlineData encoding='base64'>QUJD</inlineData><inlineData>a</inlineData>"),
     "body ABC\n\na\n"},
    {ITEM("", "",
          "<inlineData encoding='b64' contenttype='text/html; charset=iso-8859-1'>\nPHA+Q2Fm\n6TwvcD48cD5iPC9wPg==\n"
          "</inlineData>"),
     "body Caf\xc3\xa9\n\nb\n"},
    {ITEM("", "",
          "<inlineData encoding='b64' contenttype='image/png'>QUJD</inlineData><inlineData encoding='b64'>iVBORw0KGgo="
          "</inlineData><inlineData encoding='b64'/><inlineData encoding='gzip'>a</inlineData>"),
     "line 1: no body\n"},
    {"<contentSet><inlineXML><nitf><body><body.content><p>a</p></body.content></body></nitf></inlineXML></contentSet>",
     "body a\n"},
    /* messages */
    {"<newsMessage><header><sent>1996-09-14</sent></header><itemSet>\n"
     "<newsItem guid='1'><contentSet><inlineData>a</inlineData></contentSet></newsItem>\n"
     "<newsItem guid='2'><contentMeta><headline>Talks</headline></contentMeta></newsItem>\n"
     "<packageItem guid='3'><itemMeta/></packageItem>\n"
     "<newsItem guid='4'><contentSet><inlineData>b</inlineData></contentSet></newsItem></itemSet></newsMessage>",
     "id 1\nbody a\nline 3: no body\nline 4: not an article\nid 4\nbody b\n"},
    /* NewsML 1 */
    {"<NewsML><NewsEnvelope><DateAndTime>19960915T000000Z</DateAndTime></NewsEnvelope><NewsItem xml:lang='en'>"
     "<Identification><NewsIdentifier><ProviderId>ledger.example</ProviderId><PublicIdentifier>urn:1</PublicIdentifier>"
     "</NewsIdentifier></Identification><NewsManagement><FirstCreated>19960914T210300Z</FirstCreated>"
     "<ThisRevisionCreated>19960915T000000Z</ThisRevisionCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>"
     "Talks</HeadLine><ByLine>By Ann Author</ByLine><DateLine>Leeds, Sept. "
     "14</DateLine><KeywordLine>ports</KeywordLine>"
     "</NewsLines><AdministrativeMetadata><Provider><Party FormalName='Ledger'/></Provider><Source><Party "
     "FormalName='AFP'/></Source></AdministrativeMetadata><DescriptiveMetadata><Language FormalName='fr'/>"
     "</DescriptiveMetadata><ContentItem><MediaType FormalName='Text'/><DataContent><p>a</p><p>b</p></DataContent>"
     "</ContentItem></NewsComponent></NewsItem></NewsML>",
     "date 1996-09-14T21:03:00Z\nid urn:1\nheadline Talks\nbody a\n\nb\nbyline Ann Author\nplace Leeds\nsource Ledger\n"
     "agency AFP\ntag ports\nlang fr\n"},
    /* Reuters Corpus Volume 1 */
    {"<?xml version='1.0' encoding='iso-8859-1' ?>\n<newsitem itemid='2330' id='root' date='1996-08-20' "
     "xml:lang='en'>\n"
     "<title>UK: Leeds pilots return.</title>\n<headline>Leeds pilots return.</headline>\n<byline>By Ann "
     "Author</byline>"
     "<dateline>LEEDS, England 1996-08-19</dateline>\n<text>\n<p>Pilots went\nback.</p>\n<p>It rained. Caf\xe9.</p>\n"
     "</text>\n<copyright>(c) Reuters Limited 1996</copyright>\n<metadata>\n<codes class='bip:countries:1.0'>\n"
     "<code code='UK'>\n<editdetail attribution='Desk' action='confirmed' date='1996-08-21'/>\n</code>\n</codes>\n"
     "<codes class='bip:topics:1.0'><code code='GJOB'/><code code='GCAT'/></codes>\n"
     "<dc element='dc.date.created' value='1996-08-22'/>\n<dc element='dc.source' value='Reuters'/>\n"
     "<dc element='dc.creator.location' value='YORK'/>\n<dc element='dc.publisher' value='No'/>\n</metadata>\n"
     "</newsitem>",
     "date 1996-08-20\nid rcv1-2330\nheadline Leeds pilots return.\nbody Pilots went back.\n\nIt rained. "
     "Caf\xc3\xa9.\nbyline Ann Author\nplace LEEDS, England\nsource Reuters\nagency Reuters\ntag UK\ntag GJOB\n"
     "tag GCAT\nlang en\n"},
    {"<newsitem><title>UK: Talks</title><text><p>a</p></text><metadata><dc element='dc.date.published' "
     "value='1996-08-22'/><dc element='dc.creator.location' value='YORK'/><dc/></metadata></newsitem>\n"
     "<newsitem itemid='2'><text></text></newsitem>\n<newsitem itemid='3'><text><p>c",
     "date 1996-08-22\nheadline UK: Talks\nbody a\nplace YORK\nline 2: no body\nline 3: malformed\n"},
    /* what is no article */
    {"<newsMessage><itemSet/></newsMessage>", ""},
    {"<contentMeta><dateline>MOSCOW</dateline></contentMeta>", "line 1: no body\n"},
    {"<conceptItem guid='1'><concept/></conceptItem>", "line 1: not an article\n"},
    {"<rss/>", "line 0: not an article\n"},
    {ITEM("", "", DATA) "\n<newsItem><contentSet><inlineData>b", "body a\nline 2: malformed\n"},
};

START_TEST(items_become_articles)
{
    assert_read("newsml", str_of(samples[_i].text), samples[_i].want);
}
END_TEST

START_TEST(an_encoding_that_is_not_read_is_named)
{
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    struct str text = str_of(ITEM("", "", "<inlineData encoding='gzip'>a</inlineData>"));
    ck_assert_int_eq(source_open_memory("memory.xml", text, &source, &err), S_OK);
    ck_assert_int_eq(reader_open(source, "newsml", NULL, &reader, &err), S_OK);
    ck_assert(reader_next(reader, &article, &status, &err) && status == S_INPUT);
    ck_assert_str_eq(err.text, "memory.xml:1: no body: content in the encoding gzip");
    reader_close(reader);
    source_close(source);
    article_release(&article);
}
END_TEST

START_TEST(the_three_articles)
{
    static const char *const names[] = {"articles.newsml.xml", NULL};
    static const char *const without[] = {"section", "url", NULL};
    assert_samples(names, without);
}
END_TEST

START_TEST(lengths_are_bounded)
{
    static const char *const forms[][3] = {
        {"<newsItem><contentSet><inlineData>a", "0123456789", "</inlineData></contentSet></newsItem>"},
        {"<newsItem><contentSet>", "<inlineData>0123456789</inlineData>", "</contentSet></newsItem>"},
        {"<newsItem><contentMeta>", "<subject><name>0123456789</name></subject>",
         "</contentMeta><contentSet><inlineData>a</inlineData></contentSet></newsItem>"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct buf text = {0};
        buf_append_text(&text, forms[i][0]);
        for (size_t n = 0; n < READER_TEXT_MAX / 10 + 1; n++)
            buf_append_text(&text, forms[i][1]);
        buf_append_text(&text, forms[i][2]);
        buf_append_text(&text, "\n" ITEM("", "", DATA));
        assert_read("newsml", buf_str(&text), "line 1: too long\nbody a\n");
        buf_release(&text);
    }
}
END_TEST

START_TEST(items_are_known_by_their_root)
{
    static const char *const roots[] = {"<newsItem guid='1'>",
                                        "<?xml version='1.0'?>\n<newsMessage>",
                                        "<NewsML>",
                                        "<contentSet>",
                                        "<contentMeta>",
                                        "<packageItem>",
                                        "<newsitem itemid='1'>"};
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++)
        ck_assert_int_eq(newsml_sniff(str_of(roots[i])), 2);
    ck_assert_int_eq(newsml_sniff(str_of("<rss>")), 0);
    ck_assert_int_eq(newsml_sniff(str_of("newsItem")), 0);
}
END_TEST

/* The examples of the standard, which are not ours to keep. */
START_TEST(examples_of_the_standard)
{
    static const struct {
        const char *name, *want;
    } files[] = {
        {"LISTING_1_A_NewsML-G2_News_Item.xml", "line 2: no body\n"},
        {"LISTING_28_Illustrating_Located_Subject_and_Dateline.xml", "line 1: no body\n"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        assert_shared("newsml", files[i].name, files[i].want);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("newsml");
    tcase_add_loop_test(tcase, items_become_articles, 0, sizeof samples / sizeof samples[0]);
    tcase_add_test(tcase, an_encoding_that_is_not_read_is_named);
    tcase_add_test(tcase, the_three_articles);
    tcase_add_test(tcase, lengths_are_bounded);
    tcase_add_test(tcase, items_are_known_by_their_root);
    tcase_add_test(tcase, examples_of_the_standard);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "newsml");
}
