/* The reader of NITF: every field, what is left out of the body, and what is no article. */
#include "indexer/reader_impl.h"
#include "tests/unit/indexer_read.h"
#include "tests/unit/suite.h"

#define BODY(head, content) \
    "<nitf><body><body.head>" head "</body.head><body.content>" content "</body.content></body></nitf>"

struct sample {
    const char *text, *want;
};

static const struct sample samples[] = {
    {"<nitf><head><title>Head</title><docdata><doc-id id-string='a-1' regsrc='x'/><date.release norm='19960913'/>"
     "<date.issue norm='19960914T210300Z'/><key-list><keyword key='ports'/><keyword key='labour law'/></key-list>"
     "<doc.rights owner='Owner'/></docdata><pubdata name='Ledger' position.section='World' date.publication='19960915' "
     "ex-ref='https://ledger.example/1'/></head><body><body.head><hedline><hl1>Talks "
     "<em>resume</em></hl1><hl2>Sub</hl2>"
     "</hedline><byline>By <person>Ann Author</person> and <person>Bob Writer</person></byline><distributor><org>ANI"
     "</org></distributor><dateline><location><city>Moscow</city>, Russia</location><story.date norm='19960912'/>"
     "</dateline><abstract><p>Abstract.</p></abstract></body.head><body.content><p>The talks.</p></body.content>"
     "<body.end><tagline>End</tagline></body.end></body></nitf>",
     "date 1996-09-14T21:03:00Z\nid a-1\nheadline Talks resume\nbody The talks.\nbyline Ann Author\nbyline Bob Writer\n"
     "place Moscow, Russia\nsection World\nsource Ledger\nagency ANI\ntag ports\ntag labour law\n"
     "url https://ledger.example/1\n"},
    {"<nitf xml:lang='de'><head><title>Head</title><docdata><doc.copyright holder='Holder'/></docdata></head><body>"
     "<body.content>Text alone.</body.content></body></nitf>",
     "headline Head\nbody Text alone.\nsource Holder\nlang de\n"},
    /* bylines */
    {BODY("<byline>By Ann Author, <byttl>Staff</byttl></byline>", "a"), "body a\nbyline Ann Author\n"},
    {BODY("<byline><byttl>Sports Desk</byttl></byline>", "a"), "body a\nbyline Sports Desk\n"},
    {BODY("<byline>BY ANN AUTHOR</byline><byline>ANN AUTHOR</byline><byline> </byline>", "a"),
     "body a\nbyline ANN AUTHOR\n"},
    {BODY("<byline class='print_byline'>By ANN AUTHOR</byline><byline class='normalized_byline'>Author, Ann</byline>",
          "a"),
     "body a\nbyline ANN AUTHOR\n"},
    {BODY("<byline class='normalized_byline'>Author, Ann</byline>", "a"), "body a\nbyline Author, Ann\n"},
    /* sections and subjects of the New York Times */
    {"<nitf><head><meta name='dsk' content='Metropolitan Desk'/><meta name='print_section' content='B'/><meta "
     "content='New York and Region; Front Page' name='online_sections'/><meta name='x'/><docdata><identified-content>"
     "<classifier class='indexing_service' type='descriptor'>Harbors</classifier><org>Port "
     "Authority</org><person>Author,"
     " Ann</person><location>Oslo <country>(Norway)</country></location><classifier "
     "type='general_descriptor'>Harbors</classifier><classifier type='taxonomic_classifier'>Top/News</classifier>"
     "<classifier/></identified-content></docdata></head><body><body.content>a</body.content></body></nitf>",
     "body a\nsection New York and Region\ntag Harbors\ntag Port Authority\ntag Author, Ann\ntag Oslo (Norway)\n"},
    {"<nitf><head><meta name='dsk' content='Metropolitan Desk'/></head><body><body.content>a</body.content></body>"
     "</nitf>",
     "body a\nsection Metropolitan Desk\n"},
    {"<nitf><head><meta name='dsk' content='Metropolitan Desk'/><pubdata position.section='World'/></head><body>"
     "<body.content>a</body.content></body></nitf>",
     "body a\nsection World\n"},
    /* datelines */
    {BODY("<dateline>MOSCOW, Monday (Reuters)</dateline>", "a"), "body a\nplace MOSCOW\nagency Reuters\n"},
    {BODY("<dateline>Leeds, England, Sept. 14, 1996</dateline>", "a"),
     "date 1996-09-14\nbody a\nplace Leeds, England\n"},
    {BODY("<dateline>Some Village, Dec. 27</dateline>", "a"), "body a\nplace Some Village\n"},
    {BODY("<dateline><story.date norm='19960914'>Sept. 14</story.date></dateline>", "a"), "date 1996-09-14\nbody a\n"},
    /* blocks */
    {BODY("",
          "<p>One\n  <em>two</em>three</p><p/><ol><li>four</li><li><p>five</p></li></ol><table><caption>No</caption>"
          "<tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table><bq><block><p>six<br/>seven</p></block></bq>"),
     "body One twothree\n\nfour\n\nfive\n\na b\n\nc\n\nsix seven\n"},
    {BODY("", "<hl2>No</hl2><media><media-reference/><media-caption><p>No</p></media-caption></media><p>One</p>"
              "<pre>a  b\nc\n\nd</pre><p>e\n\nf</p>"),
     "body One\n\na b c\n\nd\n\ne f\n"},
    {BODY("", "<block class='lead_paragraph'><p>One</p></block><block class='full_text'><p>One</p><p>Two</p></block>"),
     "body One\n\nTwo\n"},
    /* several in a file, the second with an end tag missing */
    {"<?xml version='1.0'?>" BODY("", "<p>a</p>") "<?xml version='1.0'?>\n" BODY("", "<p>b<p>c</p>"),
     "body a\nbody b\n\nc\n"},
    /* what is no article */
    {BODY("<hedline><hl1>Talks</hl1></hedline>", " "), "line 1: no body\n"},
    {BODY("<abstract><p>a</p></abstract>", "<media><media-caption>a</media-caption></media>"), "line 1: no body\n"},
    {"<newsItem>a</newsItem>", "line 0: not an article\n"},
    {BODY("", "a") "\n<nitf><body><body.content><p>b", "body a\nline 2: malformed\n"},
};

START_TEST(documents_become_articles)
{
    assert_read("nitf", str_of(samples[_i].text), samples[_i].want);
}
END_TEST

START_TEST(the_three_articles)
{
    static const char *const names[] = {"nitf/harbour-pilots.xml", "nitf/fourth-moon.xml", "nitf/second-bridge.xml",
                                        NULL};
    static const char *const without[] = {NULL};
    assert_samples(names, without);
}
END_TEST

START_TEST(entities_of_a_document)
{
    struct buf out = {0};
    append_sample("../broken/entities.xml", &out);
    ck_assert_str_eq(buf_text(&out),
                     "headline Nobody laughs\nbody A joke – &ha11; – that grows, and &file; from outside.\n");
    buf_release(&out);
}
END_TEST

START_TEST(lengths_are_bounded)
{
    static const char *const forms[][3] = {
        {"<nitf><body><body.content>a", "<p>0123456789</p>", "</body.content></body></nitf>"},
        {"<nitf><head><docdata>", "<keyword key='0123456789'/>",
         "</docdata></head><body><body.content>a</body.content></body></nitf>"},
        {"<nitf><body><body.head>", "<byline>0123456789</byline>",
         "</body.head><body.content>a</body.content></body></nitf>"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct buf text = {0};
        buf_append_text(&text, forms[i][0]);
        for (size_t n = 0; n < (i == 2 ? 1000 : READER_TEXT_MAX / 10) + 1; n++)
            buf_append_text(&text, forms[i][1]);
        buf_append_text(&text, forms[i][2]);
        buf_append_text(&text, "\n" BODY("", "b"));
        assert_read("nitf", buf_str(&text),
                    i == 2 ? "body a\nbyline 0123456789\nbody b\n" : "line 1: too long\nbody b\n");
        buf_release(&text);
    }
}
END_TEST

START_TEST(documents_are_known_by_their_root)
{
    ck_assert_int_eq(nitf_sniff(str_of("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>")), 2);
    ck_assert_int_eq(nitf_sniff(str_of("<n:nitf xmlns:n='http://iptc.org/std/NITF/2006-10-18/'>")), 2);
    ck_assert_int_eq(nitf_sniff(str_of("<html><nitf>")), 0);
    ck_assert_int_eq(nitf_sniff(str_of("nitf")), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("nitf");
    tcase_add_loop_test(tcase, documents_become_articles, 0, sizeof samples / sizeof samples[0]);
    tcase_add_test(tcase, the_three_articles);
    tcase_add_test(tcase, entities_of_a_document);
    tcase_add_test(tcase, lengths_are_bounded);
    tcase_add_test(tcase, documents_are_known_by_their_root);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "nitf");
}
