/* The choice of a reader when no format is named: by content, then by the suffix, then by what content allows. */
#include "indexer/reader.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

/* What a file of that name is read as, or why it is not. */
static const struct {
    const char *name, *text, *want;
} files[] = {
    {"a.txt", "Talks resume.\n", "text"},
    {"a", "Talks resume.\n", "text"},
    {"a.md", "Talks resume.\n", "markdown"},
    {"a.txt", "{\"text\": \"Talks resume.\"}\n", "jsonl"},
    /* XML: by the root, and where that is none that is known still not as a text */
    {"a.xml", "<rss>", "feed"},
    {"a.txt", "<?xml version='1.0'?>\n<mediawiki>", "mediawiki"},
    {"a.xml", "<articles><article>", "feed"},
    {"a.nitf", "<?xml version='1.0'?><articles>", "nitf"},
    {"a", "<?xml version='1.0'?><articles>", "feed"},
    {"a.txt", "\n<?xml version='1.0'?><articles>", "feed"},
    {"a.txt", "<articles><article>", "text"},
    {"a.xml", "Talks resume.\n", "feed"},
    {"a.xml", "", "feed"},
    /* what nothing reads */
    {"a.txt", "\x89PNG\r\n", "a.txt: not a text file"},
    {"a.rtf", "{\\rtf1\\ansi Talks resume.}", "a.rtf: not a text file"},
    {"a.txt", "{\\rtf1\\ansi Talks resume.}", "a.txt: not a text file"},
    {"a.arc", "filedesc://a.arc 0.0.0.0 20070306040206 text/plain 76\n",
     "a.arc: an archive of the web in the old format ARC, which is not read; WARC is"},
};

START_TEST(files_find_their_reader)
{
    struct source *source;
    struct reader *reader;
    struct err err;
    ck_assert_int_eq(source_open_memory(files[_i].name, str_of(files[_i].text), &source, &err), S_OK);
    enum status s = reader_open(source, "auto", NULL, &reader, &err);
    ck_assert(s == S_OK || s == S_INPUT);
    ck_assert_str_eq(s ? err.text : reader_format(reader), files[_i].want);
    reader_close(reader);
    source_close(source);
}
END_TEST

/* What the one refusal says. */
static const struct {
    const char *text, *reason;
} unknown[] = {
    {"<?xml version='1.0'?><articles><article><title>a</title><body>b</body></article></articles>",
     "XML with the root <articles>; what is read are RSS, Atom, NITF, NewsML, Reuters RCV1, MediaWiki and Solr"},
    {"<x:a-name-of-more-than-forty-bytes-which-is-shown-cut/>", "<a-name-of-more-than-forty-bytes-which-is>;"},
    {"prose", "there is no element of XML in it"},
    {"", "there is no element of XML in it"},
};

START_TEST(xml_of_another_kind_is_named)
{
    struct source *source;
    struct reader *reader;
    struct article article = {0};
    enum status status;
    struct err err;
    ck_assert_int_eq(source_open_memory("a.xml", str_of(unknown[_i].text), &source, &err), S_OK);
    ck_assert_int_eq(reader_open(source, "auto", NULL, &reader, &err), S_OK);
    ck_assert(reader_next(reader, &article, &status, &err) && status == S_INPUT);
    ck_assert_msg(strstr(err.text, unknown[_i].reason) != NULL, "%s", err.text);
    ck_assert(!reader_next(reader, &article, &status, &err) && status == S_OK);
    reader_close(reader);
    source_close(source);
    article_release(&article);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("reader");
    tcase_add_loop_test(tcase, files_find_their_reader, 0, sizeof files / sizeof files[0]);
    tcase_add_loop_test(tcase, xml_of_another_kind_is_named, 0, sizeof unknown / sizeof unknown[0]);
    return run_suite(tcase, "reader");
}
