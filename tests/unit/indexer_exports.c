/* Text exports of LexisNexis, Factiva and ProQuest: documents, their fields, what is none, hostile files. */
#include "indexer_records.h"

#define LEXIS   "1 of 2 DOCUMENTS\n\nThe Ledger\n\nSeptember 14, 1996 Saturday\n\nTalks\n\n"
#define FACTIVA "HD  Talks\nWC  2 words\nPD  14 September 1996\n"
#define PLAIN   "Talks\n\n2 words\n14 September 1996\nThe Ledger\nEnglish\n\n"
#define RULE    "____________________\n"

static const struct {
    const char *text, *want;
} files[] = {
    /* LexisNexis */
    {"Cover sheet\n\n  1 of 2 DOCUMENTS\n\n  Copyright 1996 Ledger Company\n  All Rights Reserved\n\n  The Ledger\n\n"
     "  September 14, 1996 Saturday\n  Late Edition\n\nTalks\nresume\n\nBYLINE: By ANN AUTHOR;\nBob Writer\n\n"
     "SECTION: Section A; Column 2; Foreign Desk; Pg. 1\n\nLENGTH: 9 words\n\nDATELINE: GENEVA, Sept. 13\n\n"
     "The talks\nwent on.\n\nNOTE: they did.\n\nSUBJECT: TALKS (90%); PEACE\n\nLOAD-DATE: September 15, 1996\n\n"
     "LANGUAGE: GERMAN\n\nURL: https://l.example/1\n\n  Copyright 1996 Ledger Company\n\n  2 of 2 DOCUMENTS\n\n"
     "SECTION: Section B; Pg. 3\nLENGTH: 1 word\n\nMore.\n\nLOAD-DATE: September 15, 1996\n",
     "@3\ndate=1996-09-14\nrecorded=1996-09-15\nheadline=Talks resume\nbody=The talks went on.||NOTE: they did.\n"
     "byline=ANN AUTHOR|Bob Writer\nplace=GENEVA\nsection=Foreign Desk\nsource=The Ledger\ntag=TALKS|PEACE\nlang=de\n"
     "url=https://l.example/1\n@40\nrecorded=1996-09-15\nbody=More.\nsection=Section B\n"},
    {LEXIS "LENGTH: 2 words\n\nHEADLINE: The true one\n\nBODY:\nOne\ntwo.\n\nThree. URL: none\nGRAPHIC: is inside\n",
     "@1\ndate=1996-09-14\nheadline=The true one\nbody=One two.||Three. URL: none GRAPHIC: is inside\n"
     "source=The Ledger\n"},
    {LEXIS "BYLINE: Ann; Bob Writer told us of it from Leeds.\n\nLENGTH:\n\nText\n",
     "@1\ndate=1996-09-14\nheadline=Talks\nbody=Text\nbyline=Ann\nsource=The Ledger\n"},
    {LEXIS "LENGTH: 2 words\n\nLOAD-DATE: 1996\n\n2 of 2 DOCUMENTS\n\nLENGTH: 1 word\n\nText",
     "@1! no body: no text in the document\n@13\nbody=Text\n"},
    {"1 of 2 DOCUMENTS\n\nThe Ledger\n\nNothing but a block.\n", "@1! no body: no text in the document\n"},
    /* without labels, and with names that have none */
    {LEXIS "One\ntwo.\n\nThree.\n\n2 of 2 DOCUMENTS\n\nThe Ledger\n\nThere is no day in this one.\n",
     "@1\ndate=1996-09-14\nheadline=Talks\nbody=One two.||Three.\nsource=The Ledger\n"
     "@14! malformed: no document that can be read\n"},
    {"1 of 1 DOCUMENTS\n\nThe Ledger\n\nSeptember 14, 1996 Saturday\n\nFinal Edition\n\nTalks at the lake resume\n\n"
     "Ann Author, Staff Writer\n\nThe second day was as long as the first.\n\nLENGTH: 2 words\n\nText.\n",
     "@1\ndate=1996-09-14\nheadline=Talks at the lake resume\n"
     "body=The second day was as long as the first.||Text.\nbyline=Ann Author, Staff Writer\nsource=The Ledger\n"},
    {"1 of 1 DOCUMENTS\n\nThe Ledger\n\nSeptember 14, 1996 Saturday\n\nLate Edition - Final\n\nUnion Says Yes\n\n"
     "By Bob Writer\n\nBy Ann Author\n\nOne.\n",
     "@1\ndate=1996-09-14\nheadline=Union Says Yes\nbody=By Ann Author||One.\nbyline=Bob Writer\nsource=The Ledger\n"},
    {LEXIS "Final Edition\n\nBYLINE: Ann Author\n\nLENGTH: 2 words\n\nText.\n",
     "@1\ndate=1996-09-14\nheadline=Talks\nbody=Text.\nbyline=Ann Author\nsource=The Ledger\n"},
    /* labels inside a body */
    {LEXIS "LENGTH: 2 words\n\nOne.\n\nPERSON: that is a word.\n\nNOTES: they had them.\n\nTwo.\n\nBODY: the third.\n\n"
           "GRAPHIC: Photo\n\nCopyright 1996 The Ledger\n\nLOAD-DATE: September 15, 1996\n\nAn appendix.\n",
     "@1\ndate=1996-09-14\nrecorded=1996-09-15\nheadline=Talks\nbody=One.||PERSON: that is a word.||NOTES: they had "
     "them.||Two.||BODY: the third.\nsource=The Ledger\n"},
    {FACTIVA "LP\n\nOne.\n\nTD\n\nART lovers came.\n\nPUB owners sold\nmore.\n\nPUB Ledger Company\n"
             "AN  Document LDGR000019960914ds9e0004a\n",
     "@1\ndate=1996-09-14\nid=LDGR000019960914ds9e0004a\nheadline=Talks\nbody=One.||ART lovers came.||PUB owners sold "
     "more.\n"},
    {RULE
     "Document 1 of 1\n\nTalks\n\nFull text: A poet.\n\nTitle: I have none.\n\nYear: 1968, she says.\n\nThe end.\n\n"
     "Subject: a\n\nPublication date: Sep 14, 1996\n",
     "@1\ndate=1996-09-14\nheadline=Talks\nbody=A poet.||Title: I have none.||Year: 1968, she says.||The "
     "end.\ntag=a\n"},
    /* a rule inside a body, a document without labels, prose that is in none */
    {RULE "Document 1 of 2\n\nTalks\n\nFull text: One.\n\n" RULE "\nThe second part of the story.\n\nTwo.\n\n"
          "Publication date: Sep 14, 1996\n" RULE "Document 2 of 2\n\nMore\n\nOne.\n\nTwo.\n\n" RULE "Contact us\n",
     "@1\ndate=1996-09-14\nheadline=Talks\nbody=One.||____________________||The second part of the story.||Two.\n"
     "@15\nheadline=More\nbody=One.||Two.\n"},
    {RULE "Report Information from ProQuest\n" RULE "The list is of all that was found.\n" RULE
          "Document 1 of 1\n\nTalks\n\nFull text: One.\n",
     "@1! malformed: no document that can be read\n@5\nheadline=Talks\nbody=One.\n"},
    /* Factiva with codes */
    {"SE  World\nHD  Talks\n    resume\nBY  By Ann Author\nWC  1,310 words\nPD  14 September 1996\nET  09:03 PM\n"
     "SN  The Ledger\nLA  German\nLP  \n\nOne\ntwo.\n\nTD\n\nIN a word, three.\n\nNS  c42 : Labour | Other\n"
     "PUB Ledger Company\nAN  Document LDGR000019960914ds9e0004a\n\nHD  More\nLP\nText\nTD\nMore text\n\n"
     "AN  Document LDGR000019960914ds9e0004b\n\nSearch Summary\nText  talks\n",
     "@1\ndate=1996-09-14\nid=LDGR000019960914ds9e0004a\nheadline=Talks resume\nbody=One two.||IN a word, three.\n"
     "byline=Ann Author\nsection=World\nsource=The Ledger\ntag=Labour|Other\nlang=de\n"
     "@23\nid=LDGR000019960914ds9e0004b\nheadline=More\nbody=Text TD More text\n"},
    {FACTIVA "AN  Document LDGR000019960914ds9e0004a\n\n" FACTIVA "LP\n\nCut sho",
     "@1! no body: no text in the document\n@6\ndate=1996-09-14\nheadline=Talks\nbody=Cut sho\n"},
    /* and without */
    {"Talks\nresume\n\nBy Ann Author\n1,310 words\n14 September 1996\n09:03 PM\nThe Ledger\nLDGR\nGerman\n(c) 1996\n\n"
     "One\ntwo.\n\nThree.\n\nDocument LDGR000019960914ds9e0004a\n\n\n" PLAIN "Text",
     "@1\ndate=1996-09-14\nid=LDGR000019960914ds9e0004a\nheadline=Talks resume\nbody=One two.||Three.\n"
     "byline=Ann Author\nsource=The Ledger\nlang=de\n@21\ndate=1996-09-14\nheadline=Talks\nbody=Text\n"
     "source=The Ledger\nlang=en\n"},
    /* whose count or day is of another language, or that have none; names without a "By" */
    {"Talks resume\n\nAnn Author\n1.310 words\n14 September 1996\nThe Ledger\nEnglish\n\nOne.\n\n"
     "Document LDGR000019960914ds9e0004a\n\nGespräche\n\nIm zweiten Anlauf\n\n310 Wörter\n14 septembro 1996\n"
     "Die Zeitung\nDeutsch\n\nText\n\nDocument LDGR000019960914ds9e0004b\n\nMore\n\nDocument "
     "LDGR000019960914ds9e0004c\n\nThe end of this is not there.\n",
     "@1\ndate=1996-09-14\nid=LDGR000019960914ds9e0004a\nheadline=Talks resume\nbody=One.\nbyline=Ann Author\n"
     "source=The Ledger\nlang=en\n@13\nid=LDGR000019960914ds9e0004b\nheadline=Gespräche\n"
     "body=Im zweiten Anlauf||Text\nsource=Die Zeitung\nlang=de\n@26! malformed: no document that can be read\n"
     "@30! malformed: no document that can be read\n"},
    /* ProQuest */
    {RULE "\nReport Information from ProQuest\nMarch 20 2015\n" RULE
          "Document 1 of 2\n\nTalks\nresume\n\nAuthor: A; B\n\n"
          "Publication info: The Ledger [Leeds] 14 Sep 1996: B.1.\n\nAbstract: None available.\n\nFull text: One.\n\n"
          "Two: three.\n\nSubject: a; b\n\nLanguage of publication: German\n\nProQuest document ID: 12\n\n" RULE
          "Document 2 of 2\n\nMore\n\nFull text: Not available.\n\nTitle: More\n" RULE "Contact us\n",
     "@5\ndate=1996-09-14\nid=proquest-12\nheadline=Talks resume\nbody=One.||Two: three.\nbyline=A|B\n"
     "source=The Ledger\ntag=a|b\nlang=de\n@27! no body: no text in the document\n"},
    {RULE "Talks\n\nPublication info: x ] [ 1996\n\nPublication title: The Ledger\n\nPublication date: Sep 14, 1996\n\n"
          "Section: World\n\nFull text: One.\n\nDocument URL: https://l.example/1\n",
     "@1\ndate=1996-09-14\nheadline=Talks\nbody=One.\nsection=World\nsource=The Ledger\nurl=https://l.example/1\n"},
    /* none of them, though it was named so */
    {"Talks\n\nThe talks.\n", "@1! not an article: no export of LexisNexis, Factiva or ProQuest\n"},
    {"", ""},
};

START_TEST(documents_are_articles)
{
    assert_records(str_of(files[_i].text), "exports", files[_i].want);
}
END_TEST

static const struct {
    const char *head;
    int sure;
} heads[] = {
    {LEXIS, 2},
    {"Cover\n\t1 of 300 DOCUMENTS\r\n", 2},
    {"1 of 1 DOCUMENT\n", 2},
    {FACTIVA, 2},
    {PLAIN, 2},
    {"Talks. And more of them are to come.\n\nBy Ann Author\n2 words\n14 September 1996\nThe Ledger\nEnglish\n", 2},
    {RULE "Document 1 of 2\n", 2},
    {"Cover\n" RULE "Document 1 of 2\n", 2},
    {RULE "\nReport Information from ProQuest\n", 2},
    {RULE "Talks\n\nPublication info: x\n", 2},
    /* ordinary texts */
    {"He sent 1 of 2 DOCUMENTS\n", 0},
    {"1 of 2 documents\n", 0},
    {"HD  Talks\nPD  14 September 1996\n", 0},
    {"HD Talks\nWC 2 words\nPD 14 September 1996\n", 0},
    {"Talks\n\n2 words\n14 September 1996\nThe Ledger\n\nEnglish\n", 0},
    {"Talks\n\n2 words\nEnglish\n", 0},
    {"Document 1 of 2\n", 0},
    {RULE "Talks\n" RULE, 0},
    {"Title: Talks\nAuthor: Ann\nFull text: x\n", 0},
    {"9 of 10 DOCUMENTS\n", 0},
    {"# How exports look\n\n    1 of 2 DOCUMENTS\n\nLENGTH: 2 words\n", 0},
    {"The first page of the archive reads so.\n\n" LEXIS, 0},
    {"Papers leaked\n\n1 of 2 DOCUMENTS\n\nThe clerk wrote that down.\n\nBODY: a word\n", 0},
    {"He wrote all of it down in the book.\n\n" FACTIVA, 0},
    {"Contest opens\n\nThe rules are simple.\n\n500 words\n14 March 2008\nLeeds Library\nEnglish\n", 0},
    {"Minutes\n" RULE "Section: Opening\nPublication info: none\n", 0},
    {RULE "He wrote all of it down.\n\nPublication info: none\n", 0},
    {"He wrote all of it down.\n" RULE "Document 1 of 2\n", 0},
    {"", 0},
};

START_TEST(the_format_is_told_by_its_marks)
{
    ck_assert_int_eq(exports_sniff(str_of(heads[_i].head)), heads[_i].sure);
}
END_TEST

START_TEST(samples_hold_the_same_articles)
{
    static const char *const names[] = {"corpora/formats/articles-lexisnexis.txt",
                                        "corpora/formats/articles-factiva.txt",
                                        "corpora/formats/articles-proquest.txt"};
    static const enum field fields[] = {FIELD_HEADLINE, FIELD_BODY, FIELD_SECTION, FIELD_SOURCE, FIELD_TAG, FIELD_LANG};
    assert_same_articles(names[_i], "auto", fields, sizeof fields / sizeof fields[0]);
}
END_TEST

START_TEST(length_is_bounded)
{
    struct buf text = {0};
    buf_append_text(&text, LEXIS "LENGTH: 2 words\n\n");
    buf_append_repeat(&text, 'a', READER_TEXT_MAX);
    buf_append_text(&text, "\n2 of 2 DOCUMENTS\n\nLENGTH: 1 word\n\nText\n");
    assert_records(buf_str(&text), "exports", "@1! too long: longer than 8388608 bytes\n@12\nbody=Text\n");
    buf_release(&text);
}
END_TEST

/* Much of what costs a little each time; the clock of the test is the check. */
START_TEST(hostile_files_end_soon)
{
    static const char *const pieces[] = {"\nBYLINE: a;a\n\nSUBJECT: b;b\n",
                                         "DATELINE: ,,,,,,,,",
                                         "\n\nHEADLINE: a",
                                         "\n\n",
                                         "1 of 2 DOCUMENTS\n",
                                         "2 words\n14 September 1996\n",
                                         ";",
                                         "\n\nText.\n\nPERSON: a\n\nCITY: b",
                                         "\n\nHEADLINE: a\n\nCopyright b",
                                         "\n\nBODY: a\n\nLOAD-DATE: b\n\nLENGTH: c",
                                         "a : "};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = {0}, got = {0};
        buf_append_text(&text, LEXIS "SUBJECT: ");
        while (text.len < 1 << 20)
            buf_append_text(&text, pieces[i]);
        record_memory(buf_str(&text), "exports", &got);
        ck_assert(got.len > 0);
        buf_release(&got);
        buf_release(&text);
    }
}
END_TEST

/* Rules that open no document, and ends of documents that are none. */
START_TEST(hostile_marks_end_soon)
{
    static const char *const starts[] = {RULE "Document 1 of 2\n\nTalks\n\nFull text: ", FACTIVA};
    static const char *const pieces[] = {RULE "x\n", "\n" RULE "\nThe second part of the story.\n\n", RULE,
                                         "Text\n\nDocument LDGR000020080314e43e0001a\n", "\nART a\n\nIN  b\n\nText\n"};
    for (size_t i = 0; i < 2 * sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = {0}, got = {0};
        buf_append_text(&text, starts[i % 2]);
        while (text.len < 1 << 20)
            buf_append_text(&text, pieces[i / 2]);
        record_memory(buf_str(&text), "exports", &got);
        ck_assert(got.len > 0);
        buf_release(&got);
        buf_release(&text);
    }
}
END_TEST

START_TEST(every_cut_ends)
{
    const char *text = files[_i].text;
    for (size_t len = 0; len < strlen(text); len++) {
        struct buf got = {0};
        record_memory((struct str){text, len}, "exports", &got);
        buf_release(&got);
    }
}
END_TEST

int main(void)
{
    int count = sizeof files / sizeof files[0];
    TCase *tcase = tcase_create("exports");
    tcase_add_loop_test(tcase, documents_are_articles, 0, count);
    tcase_add_loop_test(tcase, the_format_is_told_by_its_marks, 0, sizeof heads / sizeof heads[0]);
    tcase_add_loop_test(tcase, samples_hold_the_same_articles, 0, 3);
    tcase_add_test(tcase, length_is_bounded);
    tcase_add_test(tcase, hostile_files_end_soon);
    tcase_add_test(tcase, hostile_marks_end_soon);
    tcase_add_loop_test(tcase, every_cut_ends, 0, count);
    return run_record_suite(tcase, "exports");
}
