/* The reader of Solr's documents: what it is given, what it answers, and what is no article. */
#include "indexer/reader_impl.h"
#include "tests/unit/indexer_read.h"
#include "tests/unit/suite.h"

#define ADD(fields) "<add><doc>" fields "</doc></add>"

static const struct {
    const char *text, *want;
} samples[] = {
    {ADD("<field name='id'>1</field><field name='Title'>Talks &amp;amp; &lt;i&gt;more&lt;/i&gt;</field>"
         "<field name='tags'>ports</field><field name='tags'> labour\n law </field><field name='author'>Ann</field>"
         "<field name='PUB_DATE'>1996-09-14T21:03:00Z</field><field name='_version_'>7</field>"
         "<field name='content'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</field>"),
     "date 1996-09-14T21:03:00Z\nid 1\nheadline Talks & more\nbody One.\n\nTwo.\nbyline Ann\ntag ports\ntag labour "
     "law\n"},
    {"<response><lst name='responseHeader'><int name='status'>0</int></lst><result name='response'><doc>"
     "<str name='id'>1</str><arr name='tags'><str>a</str><str>b</str></arr><date name='date'>1996-09-14</date>"
     "<arr name='text'><str>One.</str><str> </str><str>Two.</str></arr></doc>\n<doc><str name='text'>b</str></doc>"
     "</result></response>",
     "date 1996-09-14\nid 1\nbody One.\n\nTwo.\ntag a\ntag b\nbody b\n"},
    /* the best name that has a value counts */
    {ADD("<field name='summary'>S</field><field name='body'>B</field><field name='text'>T</field>"
         "<field name='title'>t</field><field name='headline'> </field><field name='keywords'>k</field>"
         "<field name='tags'>t</field><field name='created'>1995</field><field name='date'>1996</field>"
         "<field name='published'>soon</field><field name='title'>u</field>"),
     "date 1996\nheadline t\nbody B\ntag t\n"},
    {ADD("<field name='document'>WSJ870324-0001</field><field name='summary'>The ministers met.</field>"),
     "body The ministers met.\n"},
    /* what is inside is not of the document */
    {ADD("<doc><field name='text'>no</field></doc><lst name='text'><str>no</str></lst><field>no</field>"
         "<field name='text'>a</field>"),
     "body a\n"},
    {"<update><add>\n<doc boost='2'><field name='text'>a</field></doc><doc/></add><commit/>\n<add><doc>"
     "<field name='text'>b</field></doc></add></update>",
     "body a\nline 2: no body\nbody b\n"},
    /* answers in groups, those that were collapsed, and those that are only alike */
    {"<response><lst name='responseHeader'><int name='status'>0</int></lst><lst name='grouped'><lst name='source'>"
     "<int name='matches'>2</int><arr name='groups'><lst><str name='groupValue'>A</str><result name='doclist'><doc>"
     "<str name='text'>a</str></doc></result></lst><lst><result name='doclist'><doc><str name='text'>b</str></doc>"
     "</result></lst></arr></lst></lst></response>",
     "body a\nbody b\n"},
    {"<response><result name='response'><lst name='g'><result name='doclist'><doc><str name='text'>a</str></doc>"
     "</result></lst></result><lst name='expanded'><result name='g'><doc><str name='text'>b</str></doc></result></lst>"
     "<lst name='moreLikeThis'><result name='1'><doc><str name='text'>no</str></doc></result></lst>"
     "<lst name='highlighting'><lst name='1'><arr name='text'><str>no</str></arr></lst></lst></response>",
     "body a\nbody b\n"},
    {"<lst><result><doc><str name='text'>no</str></doc></result></lst>", "line 0: not an article\n"},
    {"<add/>", ""},
    {"<response><lst name='error'><str name='text'>no</str></lst></response>", ""},
    {"<articles><doc>a</doc></articles>", "line 0: not an article\n"},
    {ADD("<field name='text'>a</field>") "\n<add><doc><field name='text'>b", "body a\nline 2: malformed\n"},
    {"", "line 0: malformed\n"},
};

START_TEST(documents_become_articles)
{
    assert_read("solr", str_of(samples[_i].text), samples[_i].want);
}
END_TEST

START_TEST(the_three_articles)
{
    static const char *const names[] = {"articles.solr.xml", NULL}, *const without[] = {NULL};
    assert_samples(names, without);
}
END_TEST

START_TEST(lengths_are_bounded)
{
    static const char *const forms[][3] = {
        {"<field name='text'>", "0123456789", "</field>"},
        {"<arr name='text'>", "<str>0123456789</str>", "</arr>"},
        {"<field name='text'>a</field>", "<field name='tag'>0123456789</field><field name='author'>b</field>", ""},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        assert_too_long("solr", "<add><doc>", forms[i], "</doc>\n<doc><field name='text'>b</field></doc></add>");
}
END_TEST

START_TEST(documents_are_known_by_their_root)
{
    ck_assert_int_eq(solr_sniff(str_of("<?xml version='1.0'?>\n<add><doc><field name='id'>1</field>")), 2);
    ck_assert_int_eq(solr_sniff(str_of("<update><add><doc><field name='id'>1</field>")), 2);
    ck_assert_int_eq(solr_sniff(str_of("<response>\n<lst/><result name='response'>")), 2);
    ck_assert_int_eq(solr_sniff(str_of("<response><articles>")), 0);
    ck_assert_int_eq(solr_sniff(str_of("<add><a>1</a></add>")), 0);
    ck_assert_int_eq(solr_sniff(str_of("<field name='id'>")), 0);
    ck_assert_int_eq(solr_sniff(str_of("add")), 0);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("solr");
    tcase_add_loop_test(tcase, documents_become_articles, 0, sizeof samples / sizeof samples[0]);
    tcase_add_test(tcase, the_three_articles);
    tcase_add_test(tcase, lengths_are_bounded);
    tcase_add_test(tcase, documents_are_known_by_their_root);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "solr");
}
