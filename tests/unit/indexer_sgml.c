/* SGML of news collections: the records of Reuters-21578 and of TREC. */
#include "indexer_records.h"
#include "indexer/sgml_in.h"

struct sample {
    const char *text, *want;
};

#define RECORD(text) "<REUTERS NEWID=\"7\"><DATE>26-FEB-1987 15:01:01.79</DATE>" text "</REUTERS>\n"
#define HEAD         "@1\ndate=1987-02-26T15:01:01Z\nid=reuters-7\n"
#define TAIL         "source=Reuters\nagency=Reuters\n"

static const struct sample reuters[] = {
    {RECORD(
         "<TOPICS><D>cocoa</D><D>grain</D></TOPICS><PLACES><D>peru</D></PLACES><PEOPLE></PEOPLE><ORGS><D>ec</D></ORGS>"
         "<UNKNOWN>&#5;C T</UNKNOWN><TEXT>&#2;\n<TITLE>COCOA &lt;XYZ> UP</TITLE>\n"
         "<AUTHOR>    By Ann Author, Reuters</AUTHOR>\n<DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>Showers\n"
         "went on.\n    The dry\nperiod &amp; more.\n Reuter\n&#3;</BODY></TEXT>"),
     HEAD
     "headline=COCOA <XYZ> UP\nbody=Showers went on.||The dry period & more.\nbyline=Ann Author\nplace=SALVADOR\n" TAIL
     "tag=cocoa|grain|peru|ec\n"},
    {RECORD("<TEXT><DATELINE>    PARIS, ( ) New York, Feb 4 </DATELINE><BODY>Ships.</BODY></TEXT>"),
     HEAD "body=Ships.\nplace=PARIS, ( ) New York\n" TAIL},
    {RECORD("<TEXT TYPE=\"BRIEF\">&#2;\n******<TITLE>BANK LENDS MORE\n</TITLE>Blah blah blah.\n&#3;</TEXT>"),
     HEAD "headline=BANK LENDS MORE\nbody=BANK LENDS MORE\n" TAIL},
    {RECORD("<TEXT TYPE=\"UNPROC\">&#2;\nBANK LENDS\nAND LENDS\n    REPEAT\n    BONN, Feb 26 - The bank\nlends.\n "
            "REUTER\n&#3;\n\n</TEXT>"),
     HEAD "headline=BANK LENDS AND LENDS\nbody=REPEAT||BONN, Feb 26 - The bank lends.\nplace=BONN\n" TAIL},
    {RECORD("<TEXT TYPE=\"UNPROC\">&#2;\nMAIZE HARVEST LOWER NEW YORK, Feb 26\n- The crop\nfell.\n</TEXT>"),
     HEAD "headline=MAIZE HARVEST LOWER\nbody=NEW YORK, Feb 26 - The crop fell.\nplace=NEW YORK\n" TAIL},
    {RECORD("<TEXT TYPE=\"UNPROC\">&#2;\nRESERVES\n    One week\n Bank borrowings...............644 vs.....1,337\n"
            " Float.........................1,025 vs.....1,497\n</TEXT>"),
     HEAD "headline=RESERVES\nbody=One week|Bank borrowings...............644 vs.....1,337|"
          "Float.........................1,025 vs.....1,497\n" TAIL},
    /* datelines that are none, that hold the start of the body, or are misspelt */
    {RECORD("<TEXT><TITLE>LIST</TITLE><DATELINE> Wilcox/Gibbs - </DATELINE><BODY>New York\n Sarich - "
            "Bonn\n</BODY></TEXT>"),
     HEAD "headline=LIST\nbody=Wilcox/Gibbs - New York|Sarich - Bonn\n" TAIL},
    {RECORD("<TEXT><DATELINE>    CHICAGO, June 1 - A 43-dlr-a-</DATELINE><BODY>share bid.</BODY></TEXT>"),
     HEAD "body=A 43-dlr-a-share bid.\nplace=CHICAGO\n" TAIL},
    {RECORD("<TEXT><DATELINE>    THE HAGUE, 2 March - Imports of fat- </DATELINE><BODY>and oil-bearing "
            "seeds.</BODY></TEXT>"),
     HEAD "body=Imports of fat- and oil-bearing seeds.\nplace=THE HAGUE\n" TAIL},
    {RECORD("<TEXT><DATELINE>0   ****RICHMOND, Va. Feb 26 -\n    </DATELINE><BODY>Shr one dlr.</BODY></TEXT>"),
     HEAD "body=Shr one dlr.\nplace=RICHMOND, Va.\n" TAIL},
    {RECORD("<TEXT><DATELINE>    panama city, Narch 2 (UPI) - </DATELINE><BODY>Ships.</BODY></TEXT>"),
     HEAD "body=Ships.\nplace=panama city\nsource=Reuters\nagency=UPI\n"},
    {RECORD("<TEXT><DATELINE>    LONDON, March 2-The bank </DATELINE><BODY>lends.</BODY></TEXT>"),
     HEAD "body=The bank lends.\nplace=LONDON\n" TAIL},
    {RECORD("<TEXT><DATELINE>    LONDON, March 2, 1987 The bank </DATELINE><BODY>lends.</BODY></TEXT>"),
     HEAD "body=The bank lends.\nplace=LONDON\n" TAIL},
    {RECORD("<TEXT TYPE=\"BRIEF\">&#2;\nBANK LENDS\n&#3;</TEXT>"), HEAD "headline=BANK LENDS\nbody=BANK LENDS\n" TAIL},
    {"<reuters newid=8><date>  xx 31-MAR-1987 605:12:19.12 yy</date><text><body>Ships.</body></text></reuters>",
     "@1\ndate=1987-03-31\nid=reuters-8\nbody=Ships.\n" TAIL},
    {"<REUTERS><DATE>31-FEB-1987</DATE><BODY>Caf\xe9 &#233; &eacute; &unknown; &#x41;&#0;&#31;&#1114112; "
     "a<b.</BODY></REUTERS>",
     "@1\nbody=Caf\xc3\xa9 \xc3\xa9 \xc3\xa9 &unknown; A\xef\xbf\xbd a<b.\n" TAIL},
    /* an end tag is missing; the source is cut off; nothing is in it */
    {"<!DOCTYPE x>\n\n<REUTERS NEWID=\"1\"><BODY>One.\n<REUTERS NEWID=\"2\"><BODY>Two.</BODY></REUTERS>\n<REUTERS "
     "NEWID=\"3\"><BODY>Thr",
     "@3\nid=reuters-1\nbody=One.\n" TAIL "@4\nid=reuters-2\nbody=Two.\n" TAIL
     "@5! malformed: cut off: no </REUTERS>\n"},
    {"<REUTERS NEWID=\"1\"><TITLE></TITLE><BODY> Reuter\n</BODY></REUTERS>", "@1! no body: no body\n"},
    {"<reut>text</reut>", "@1! malformed: no <REUTERS> element in it\n"},
    {"", ""},
};

START_TEST(reuters_is_taken_apart)
{
    assert_records(str_of(reuters[_i].text), "reuters", reuters[_i].want);
}
END_TEST

static const struct sample trec[] = {
    {"<DOC>\n<DOCNO> AP880212-0001 </DOCNO>\n<FILEID>AP-NR-02-12-88 2344EST</FILEID>\n<FIRST>u i AM-X</FIRST>\n"
     "<HEAD>Harbour Pilots &amp; Crews Return</HEAD>\n<HEAD>Eds: A note</HEAD>\n<BYLINE>By ANN AUTHOR, Associated "
     "Press Writer</BYLINE>\n"
     "<DATELINE>ROTTERDAM, Netherlands (AP) </DATELINE>\n<NOTE>x</NOTE><TEXT>\n   Pilots went\nback.\n   It "
     "rained.\n</TEXT>\n"
     "<TEXT>\n   More.\n</TEXT>\n</DOC>\n",
     "@1\ndate=1988-02-12\nid=AP880212-0001\nheadline=Harbour Pilots & Crews Return\nbody=Pilots went back.||It "
     "rained.||More.\n"
     "byline=ANN AUTHOR\nplace=ROTTERDAM, Netherlands\nagency=AP\n"},
    {"<DOC><DOCNO>FT911-3</DOCNO><PROFILE>_AN-X</PROFILE><DATE>910514\n</DATE><HEADLINE>\nFT  14 MAY 91 / Pilots "
     "return\n"
     "</HEADLINE><BYLINE>By ANN AUTHOR</BYLINE><DATELINE>\n   ROTTERDAM </DATELINE><TEXT>\nPilots went\nback.\n</TEXT>"
     "<CN>NLZ  Netherlands, EC.</CN><TP>COMP  Company News.\nMKTS  Sales.</TP><PUB>The Financial "
     "Times\n</PUB><PAGE>9</PAGE></DOC>",
     "@1\ndate=1991-05-14\nid=FT911-3\nheadline=Pilots return\nbody=Pilots went back.\nbyline=ANN "
     "AUTHOR\nplace=ROTTERDAM\n"
     "source=The Financial Times\ntag=Netherlands, EC|Company News|Sales\n"},
    {"<DOC><DOCNO>FT911-4</DOCNO><HEADLINE>FT  14 MAY 91 / A/B</HEADLINE><TEXT>Text.</TEXT></DOC>",
     "@1\ndate=1991-05-14\nid=FT911-4\nheadline=A/B\nbody=Text.\nsource=Financial Times\n"},
    {"<DOC>\n<DOCNO> LA010189-0001 </DOCNO>\n<DOCID> 1 </DOCID>\n<DATE>\n<P>\nJanuary 2, 1989, Monday, Home Edition "
     "\n</P>\n</DATE>\n"
     "<SECTION>\n<P>\nMetro; Part 2; Page 1\n</P>\n</SECTION>\n<HEADLINE>\n<P>\nPILOTS; \n</P>\n<P>\nBACK AT WORK "
     "\n</P>\n</HEADLINE>\n"
     "<BYLINE>\n<P>\nBy ANN AUTHOR, Times Staff Writer \n</P>\n</BYLINE>\n<TEXT>\n<P>\nPilots went\nback. "
     "\n</P>\n<P>\nIt rained.\n</P>\n"
     "</TEXT>\n<GRAPHIC><P>Photo, a ship</P></GRAPHIC>\n<SUBJECT><P>PORTS; LABOUR</P></SUBJECT>\n</DOC>",
     "@1\ndate=1989-01-02\nid=LA010189-0001\nheadline=PILOTS; BACK AT WORK\nbody=Pilots went back.||It "
     "rained.\nbyline=ANN AUTHOR\n"
     "section=Metro\nsource=Los Angeles Times\ntag=PORTS|LABOUR\n"},
    {"<DOC><DOCNO>LA021189-0001</DOCNO><TEXT>Text.</TEXT></DOC>",
     "@1\ndate=1989-02-11\nid=LA021189-0001\nbody=Text.\nsource=Los Angeles Times\n"},
    {"<DOC>\n<DOCNO> WSJ870324-0001 </DOCNO>\n<HL> Pilots\nReturn</HL>\n<DD> 03/25/87</DD>\n<SO> WALL STREET JOURNAL "
     "(J)</SO>\n<IN> SHIPPING (SHP)\n</IN>\n"
     "<LP>   Pilots went\nback. </LP>\n<TEXT>\n   It rained.\n</TEXT>\n</DOC>",
     "@1\ndate=1987-03-25\nid=WSJ870324-0001\nheadline=Pilots Return\nbody=Pilots went back.||It rained.\nsource=WALL "
     "STREET JOURNAL\n"
     "tag=SHIPPING (SHP)\n"},
    {"<DOC><DOCNO>FBIS3-1</DOCNO><HT>\"x\"</HT><HEADER><AU>FBIS</AU><H2>POLITICS</H2><DATE1>  14 March 1994 </DATE1>"
     "<H3> <TI>  Pilots return </TI></H3></HEADER><TEXT>Type:CSO\n<F P=105>English</F>\n\n  [Text] Pilots went "
     "back.</TEXT></DOC>",
     "@1\ndate=1994-03-14\nid=FBIS3-1\nheadline=Pilots return\nbody=Type:CSO English||[Text] Pilots went "
     "back.\nsource=FBIS\n"},
    {"<DOC>\n<DOCNO> SJMN91-06010225 </DOCNO>\n<ACCESS> 06010225 </ACCESS>\n<LEADPARA>   Pilots went\nback. "
     "</LEADPARA>\n<HEADLINE>   PILOTS RETURN </HEADLINE>\n<TEXT>   It rained. </TEXT>\n</DOC>",
     "@1\nid=SJMN91-06010225\nheadline=PILOTS RETURN\nbody=Pilots went back.||It rained.\n"
     "source=San Jose Mercury News\n"},
    {"<DOC>\n<DOCNO> NYT19980601.0001 </DOCNO>\n<DOCTYPE> NEWS STORY </DOCTYPE>\n<DATE_TIME> 1998-06-01 00:02 "
     "</DATE_TIME>\n<BODY>\n<HEADLINE>\nPILOTS RETURN\n</HEADLINE>\n<TEXT>\n<P>\nText.\n</P>\n</TEXT>\n</BODY>\n</DOC>",
     "@1\ndate=1998-06-01T00:02:00Z\nid=NYT19980601.0001\nheadline=PILOTS RETURN\nbody=Text.\nsource=New York Times\n"},
    {"<DOC><DOCNO>CNN19980104.1130.0000</DOCNO><DATE_TIME> 01/04/1998 11:30:00.00 </DATE_TIME><TEXT>Text.</TEXT></DOC>"
     "<DOC><DOCNO>A19980104.1</DOCNO><DATE_TIME>04/01/1998</DATE_TIME><TEXT>Text.</TEXT></DOC>"
     "<DOC><DOCNO>B</DOCNO><DATE_TIME>01/04/1998</DATE_TIME><TEXT>Text.</TEXT></DOC>",
     "@1\ndate=1998-01-04T11:30:00Z\nid=CNN19980104.1130.0000\nbody=Text.\n"
     "@1\ndate=1998-01-04\nid=A19980104.1\nbody=Text.\n@1\ndate=1998-01-04\nid=B\nbody=Text.\n"},
    /* Gigaword */
    {"<?xml version=\"1.0\"?>\n<!-- > --><GWENG>\n<DOC id=\"AFP_ENG_20050101.0001\" type=\"story\" >\n<HEADLINE>\n"
     "Pilots\nreturn\n</HEADLINE>\n<DATELINE>\nROTTERDAM, Jan 1 (AFP)\n</DATELINE>\n<TEXT>\n<P>\nPilots went\nback."
     "\n</P>\n<P>\nIt rained.\n</P>\n</TEXT>\n</DOC>\n<DOC id='APW_ENG_20051301.0002' type='other'>\n<TEXT>\nText.\n"
     "</TEXT>\n</DOC>\n</GWENG>",
     "@3\ndate=2005-01-01\nid=AFP_ENG_20050101.0001\nheadline=Pilots return\nbody=Pilots went back.||It rained.\n"
     "place=ROTTERDAM\nagency=AFP\n@21\nid=APW_ENG_20051301.0002\nbody=Text.\nagency=AP\n"},
    /* no end tags; small letters; without a text */
    {"<doc><docno>a</docno><head>One<text>Text one.\n<doc><docno>b</docno><head>Two<text>Text two.\n<DOC><DOCNO>c",
     "@1\nid=a\nheadline=One\nbody=Text one.\n@2\nid=b\nheadline=Two\nbody=Text two.\n@3! no body: no body\n"},
    {"<DOC><DOCNO>AP999999-1</DOCNO><DATE>991332</DATE><TEXT>Text.</TEXT></DOC>",
     "@1\nid=AP999999-1\nbody=Text.\nagency=AP\n"},
    {"<DOC><DOCNO>AP150314-1</DOCNO><TEXT>Text<!-- note -->.</TEXT></DOC>",
     "@1\ndate=2015-03-14\nid=AP150314-1\nbody=Text.\nagency=AP\n"},
};

START_TEST(trec_is_taken_apart)
{
    assert_records(str_of(trec[_i].text), "trec", trec[_i].want);
}
END_TEST

START_TEST(formats_are_told_by_their_first_bytes)
{
    ck_assert_int_eq(reuters_sniff(str_of("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS TOPICS=\"YES\">")), 2);
    ck_assert_int_eq(reuters_sniff(str_of("The <REUTERS element")), 0);
    ck_assert_int_eq(reuters_sniff(str_of("<rss>")), 0);
    ck_assert_int_eq(reuters_sniff(str_of("")), 0);
    ck_assert_int_eq(trec_sniff(str_of("\n<DOC>\n<DOCNO> AP880212-0001 </DOCNO>")), 2);
    ck_assert_int_eq(trec_sniff(str_of("<doc>\n<title>")), 1);
    ck_assert_int_eq(trec_sniff(str_of("<DOC id=\"AFP_ENG_20050101.0001\" type=\"story\" >\n<TEXT>\n<P>")), 2);
    ck_assert_int_eq(trec_sniff(str_of("<?xml version='1.0'?><!-- > --><!DOCTYPE a><root>\n<DOC>\n<DOCNO>a")), 2);
    ck_assert_int_eq(trec_sniff(str_of("Text <DOC><DOCNO>")), 0);
    ck_assert_int_eq(trec_sniff(str_of("<DOCS><a><TEXT>")), 0);
    ck_assert_int_eq(trec_sniff(str_of("<doc")), 0);
    ck_assert_int_eq(trec_sniff(str_of("<doc id=\"1\" url=\"x\">")), 0);
    ck_assert_int_eq(trec_sniff(str_of("")), 0);
}
END_TEST

/* Records of exactly the limit and one byte over it, and one that never ends. */
START_TEST(length_is_bounded)
{
    static const char start[] = "<DOC><DOCNO>a</DOCNO><TEXT>", end[] = "</DOC>",
                      small[] = "\n<DOC><TEXT>x</TEXT></DOC>";
    struct buf text = {0}, got = {0};
    for (size_t extra = 0; extra < 2; extra++) {
        buf_append_text(&text, start);
        buf_append_repeat(&text, 'x', SGML_RECORD_MAX - strlen(start) + extra);
        buf_append_text(&text, end);
    }
    buf_append_text(&text, small);
    buf_append_text(&text, "\n<DOC>");
    buf_append_repeat(&text, '<', 2 * SGML_RECORD_MAX);
    record_memory(buf_str(&text), "trec", &got);
    const char *tail = strstr(buf_text(&got), "\n@1! ");
    ck_assert(tail && tail - buf_text(&got) > SGML_RECORD_MAX - 100);
    ck_assert_str_eq(
        tail, "\n@1! too long: longer than 8388608 bytes\n@2\nbody=x\n@3! too long: longer than 8388608 bytes\n");
    buf_release(&text);
    buf_release(&got);
}
END_TEST

/* What would take long if bytes were looked at again and again. */
START_TEST(hostile_records_end_soon)
{
    static const char *const pieces[] = {"<",  "<a",      "<a =\"", "<!--", "<TEXT", "<TEXT>", "&",
                                         "&#", "</TEXT>", "<DOC ",  "\n-",  "a ",    "("};
    struct buf text = {0}, got = {0};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        buf_reset(&text);
        buf_append_text(&text, "<DOC><DATELINE>");
        while (text.len < (1 << 20))
            buf_append_text(&text, pieces[i]);
        buf_append_text(&text, "</DATELINE><TEXT>x</TEXT></DOC>");
        buf_reset(&got);
        record_memory(buf_str(&text), "trec", &got);
    }
    buf_release(&text);
    buf_release(&got);
}
END_TEST

START_TEST(the_samples_hold_the_same_articles)
{
    static const enum field both[] = {FIELD_ID, FIELD_HEADLINE, FIELD_BODY, FIELD_BYLINE, FIELD_PLACE, FIELD_TAG};
    static const enum field papers[] = {FIELD_SOURCE, FIELD_SECTION};
    assert_same_articles("corpora/formats/articles.sgm", "auto", both, sizeof both / sizeof both[0]);
    assert_same_articles("corpora/formats/articles.trec", "auto", both, sizeof both / sizeof both[0]);
    assert_same_articles("corpora/formats/articles.trec", "auto", papers, sizeof papers / sizeof papers[0]);
}
END_TEST

START_TEST(real_files_come_out_whole)
{
    assert_real_records("reuters21578/reut2-000.sgm", 1000, 0, false);
    assert_real_records("reuters21578/reut2-017.sgm", 1000, 0, false);
    assert_real_records("reuters21578/reut2-021.sgm", 578, 0, false);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("sgml");
    tcase_add_loop_test(tcase, reuters_is_taken_apart, 0, sizeof reuters / sizeof reuters[0]);
    tcase_add_loop_test(tcase, trec_is_taken_apart, 0, sizeof trec / sizeof trec[0]);
    tcase_add_test(tcase, formats_are_told_by_their_first_bytes);
    tcase_add_test(tcase, length_is_bounded);
    tcase_add_test(tcase, hostile_records_end_soon);
    tcase_add_test(tcase, the_samples_hold_the_same_articles);
    tcase_add_test(tcase, real_files_come_out_whole);
    return run_record_suite(tcase, "sgml");
}
