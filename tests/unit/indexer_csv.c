/* The CSV reader: dialects, headers, rows and their damage. */
#include "tests/unit/indexer_data.h"

#include "indexer/csv_rows.h"

/* ---- rows ---- */

static const struct {
    const char *text, *want;
} files[] = {
    {"", ""},
    {"\n\r\n  \n", ""},
    {"\xef\xbb\xbf", ""},
    {"text\na\nb\n", "=a =b"},
    {"title,text\nT,a", "=a"},
    {"\n\r\n\xef\xbb\xbftitle,text\nT,a", "=a"},
    {"\n  \ntitle,text\n\n\nT,a\n\n", "=a"},
    {"title,text\r\nT,a\r\n\r\nT,b\r\n", "=a =b"},
    {"title,text\rT,a\rT,b", "=a =b"},
    {"title;text\nT;a, b\n", "=a, b"},
    {"title\ttext\nT\ta; b\n", "=a; b"},
    {"title|text\nT|a, b\n", "=a, b"},
    {"sep=^\r\ntitle^text\r\nT^a\r\n", "=a"},
    {"sep=;\ntitle;text\nT;a\n", "=a"},
    {"'title','text'\n'T','a ''b'' c, \"d\"'\n", "=a 'b' c, \"d\""},
    {"title,text\nT,'tis the season\nT,'twas\n", "='tis the season ='twas"},
    {"title,text\nT,\"a \"\"b\"\", c\n\nd\"\n", "=a \"b\", c\n\nd"},
    {"title,text\r\nT,\"a\r\n\r\nd\"\r\n", "=a\n\nd"},
    {"title,text\nT,  a  \nT, \" b \" \n", "=a =b"},
    {"title,text\nT,a \"b\" c\n", "=a \"b\" c"},
    {"title,text\nT,\"a \"b\" c\"\nT,d\n", "=a \"b\" c =d"},
    /* rows of another length */
    {"title,text,date\nT,a\nT\nT,b,1996\n", "=a 3:no body =b"},
    {"title,text\nT,a,\nT,b,,,\nT,c,d\nT,e\n", "=a =b 4:malformed =e"},
    {"title,text\nT,\n,\n,a\n", "2:no body 3:no body =a"},
    /* charsets */
    {"title,text\nT,caf\xe9 \x93na\xefve\x94 cr\xe8me br\xfbl\xe9"
     "e \xe0 la carte\n",
     "=café “naïve” crème brûlée à la carte"},
    {"title,text\nT,café “naïve”\n", "=café “naïve”"},
    /* headers */
    {"Article Title,Notiz\nT,a\n", "1:no body"},
    {"a,b,c\n", "1:no body"},
    {"title,date\nT,a\n", "1:no body"},
    {"no table at all\n\nB\n", "1:no body"},
    /* quotation marks that are not closed */
    {"title,text\nT,a\nT,\"b\nT,c\nT,d\n", "=a 3:malformed =c =d"},
    {"title,text\nT,\"b\nwent, on and, on\n\nT,c", "2:malformed =c"},
    {"title,text\nT,\"b", "2:malformed"},
    {"title,text\nT,\"b\nT,\"c\nT,\"d\nT,e", "2:malformed =e"},
    {"\"title,text\nT,a\n", "=a"},
    /* and that swallow rows up to the next one */
    {"title,text\nT,\"b\nT,c\nT,\"d\"\nT,e\n", "2:malformed =c =d =e"},
    {"title,text\nT,\"b\nc, \"d\"\ne\"\nT,f\n", "2:malformed =d 4:no body =f"},
    {"id,title,text\n1,T,\"b \"c\" d\ne, f\"\n2,T,g\n", "=b \"c\" d\ne, f =g"},
    {"text\n\"b \"c\" d\ne\"\nf\n", "=b \"c\" d\ne =f"},
    {"title,text\nT,\"b\"\"\nT,c\"\nT,d\n", "=b\"\nT,c =d"},
    {"id\ttitle\ttext\n1\t\"Quote starts here\tThe body one\n2\tother\tThe body two\n3\t\"third\"\tThe body three\n",
     "=The body one =The body two =The body three"},
    {"title\ttext\nT\t\"b\nT\tc\nT\td\n", "=\"b =c =d"},
    {"title\ttext\nT\t\"b\n\"\nT\td\n", "=b =d"},
    {"title\ttext\nT\"\t\"b\tc\nT\td\n", "2:malformed =d"},
    {"\"text\nT\n", "1:no body"},
    {"title,abstract,document\nT,The ministers met.,doc-1.pdf\nT,,doc-2.pdf\n", "=The ministers met. =doc-2.pdf"},
};

START_TEST(files_are_taken_apart)
{
    assert_told("csv", str_of(files[_i].text), files[_i].want);
}
END_TEST

START_TEST(wide_characters_are_read)
{
    static const char le[] = "\xff\xfe"
                             "t\0e\0x\0t\0,\0i\0d\0\r\0\n\0c\0\xe9\0,\0"
                             "1\0\r\0\n\0\x3d\xd8\x00\xde,\0";
    static const char be[] = "\xfe\xff\0t\0e\0x\0t\0\n\0c\0\xe9\0\n";
    assert_told("csv", TEXT(le), "=cé =\xf0\x9f\x98\x80");
    assert_told("csv", TEXT(be), "=cé");
    assert_told("csv", TEXT("text\na\0b\n"), "=a b");
}
END_TEST

/* A charset that shows late, and characters that blocks cut. */
START_TEST(charsets_are_kept_over_blocks)
{
    static const char *const letters[] = {"é", "\xe9"};
    for (size_t i = 0; i < 2; i++) {
        struct buf text = {0}, want = {0};
        buf_append_text(&text, "title,text\n");
        while (text.len < 3 * (size_t)SOURCE_CHUNK)
            buf_append_text(&text, "T,ascii\n");
        size_t start = text.len;
        while (text.len < start + 3 * (size_t)SOURCE_CHUNK)
            buf_printf(&text, "T,a%su%s r%ssum%s\n", letters[i], letters[i], letters[i], letters[i]);
        struct opened o;
        open_memory(&o, "a.csv", buf_str(&text), "csv", NULL);
        size_t accents = 0;
        while (next(&o)) {
            ck_assert_int_eq(o.status, S_OK);
            struct str body = article_get(&o.article, FIELD_BODY);
            bool ascii = str_equal(body, str_of("ascii"));
            ck_assert_msg(ascii || str_equal(body, str_of("aéué résumé")), "%.*s", (int)body.len, body.ptr);
            accents += !ascii;
        }
        ck_assert(accents > 1000);
        close_reader(&o);
        buf_release(&text);
        buf_release(&want);
    }
}
END_TEST

/* ---- fields ---- */

#define ROW(names, cells) names ",Text\n" cells ",B\n"

static const struct {
    const char *map, *text;
    int field;
    const char *value;
} fields[] = {
    {NULL, ROW("Pub Date", "1996-09-14"), FIELD_COUNT, "1996-09-14"},
    {NULL, ROW("PUB_DATE", "14.9.1996 21:03"), FIELD_COUNT, "1996-09-14T21:03:00Z"},
    {NULL, ROW("timestamp", "1514370000"), FIELD_COUNT, "2017-12-27T10:20:00Z"},
    {NULL, ROW("created,date", "1996,the other day"), FIELD_COUNT, "1996"},
    {NULL, ROW("date", "the other day"), FIELD_COUNT, ""},
    /* which of the digits is the month, by other rows */
    {NULL, ROW("date", "3/4/2019,A\n3/14/2019"), FIELD_COUNT, "2019-03-04"},
    {NULL, ROW("date", "3/4/2019,A\n14/3/2019"), FIELD_COUNT, "2019-04-03"},
    {NULL, ROW("date", "3/4/2019,A\n14/3/2019,A\n3/14/2019"), FIELD_COUNT, "2019-04-03"},
    {NULL, ROW("date", "3/4/2019,A\n5/6/2019"), FIELD_COUNT, "2019-04-03"},
    {NULL, ROW("date", "\"03-04-2019, 9:03 p.m.\",\"A\n\"\"3\"\"/14/2019\"\n03-14-2019"), FIELD_COUNT,
     "2019-03-04T21:03:00Z"},
    {NULL, ROW("date", "3.4.2019,A\n3.14.2019"), FIELD_COUNT, "2019-04-03"},
    {NULL, ROW("date,seen", "3/4/2019,3/14/2019,A\n1/2/2019,3/14/2019"), FIELD_COUNT, "2019-04-03"},
    {NULL, ROW("date,created", "3/4/2019,3/14/2019,A\n1/2/2019,3/14/2019"), FIELD_COUNT, "2019-04-03"},
    {NULL, ROW("date,created", "3/4/2019,14/3/2019,A\n3/14/2019,14/3/2019"), FIELD_COUNT, "2019-03-04"},
    {NULL, ROW("date,created", "soon,3/4/2019,A\n14/3/2019,3/14/2019"), FIELD_COUNT, "2019-03-04"},
    {NULL, ROW("Doc-ID", "17"), FIELD_ID, "17"},
    {NULL, ROW("title,headline", "T,H"), FIELD_HEADLINE, "H"},
    {NULL, ROW("title,headline", "T, "), FIELD_HEADLINE, "T"},
    {NULL, ROW("title", "\"a\nb\""), FIELD_HEADLINE, "a b"},
    {NULL, ROW("Tags", "a; b c ;;d"), FIELD_TAG, "a\nb c\nd"},
    {NULL, ROW("Tags", "a|b"), FIELD_TAG, "a\nb"},
    {NULL, ROW("Tags", "\"a, b\""), FIELD_TAG, "a, b"},
    {NULL, "tags;text\na, b;B\n", FIELD_TAG, "a\nb"},
    {NULL, "tags\ttext\na, b; c\tB\n", FIELD_TAG, "a, b\nc"},
    {NULL, ROW("Author", "Ann; Bob"), FIELD_BYLINE, "Ann\nBob"},
    {NULL, ROW("Author", "\"Author, Ann\""), FIELD_BYLINE, "Author, Ann"},
    {NULL, ROW("Section", "a; b"), FIELD_SECTION, "a; b"},
    {NULL, ROW("article section", "World"), FIELD_SECTION, "World"},
    {NULL, ROW("source.name", "The Post"), FIELD_SOURCE, "The Post"},
    {NULL, ROW("permalink", "http://a.example/1"), FIELD_URL, "http://a.example/1"},
    {NULL, "body,text\n,T\n", FIELD_BODY, "T"},
    {NULL, "text,text\n,T\n", FIELD_BODY, "T"},
    {"body=Inhalt,headline=Überschrift", "Überschrift;Inhalt\nÜ;B\n", FIELD_HEADLINE, "Ü"},
    {"body=Inhalt,date=Datum", "Datum,Inhalt,Text\n1996,B,T\n", FIELD_BODY, "B"},
    {"body=my text", "MY_TEXT,date\nB,1996\n", FIELD_BODY, "B"},
    {NULL, ROW("Author", "\"['Ann Author', 'Bob Writer']\""), FIELD_BYLINE, "Ann Author\nBob Writer"},
    {NULL, ROW("Tags", "\"['a, b', c]\""), FIELD_TAG, "a, b\nc"},
    {NULL, ROW("Tags,Keywords", "[],d"), FIELD_TAG, "d"},
    {NULL, ROW("Author", "nan"), FIELD_BYLINE, ""},
    {NULL, ROW("Source,Publisher", "None,The Post"), FIELD_SOURCE, "The Post"},
    {NULL, "body,text\nnan,T\n", FIELD_BODY, "T"},
    /* names of other languages, and those that say of what */
    {NULL, "Überschrift;Inhalt;Datum;Autor\nÜ;B;3.1.2022;Ann\n", FIELD_HEADLINE, "Ü"},
    {NULL, "Überschrift;Inhalt;Datum;Autor\nÜ;B;3.1.2022;Ann\n", FIELD_COUNT, "2022-01-03"},
    {NULL, "titre,contenu,auteur\nT,B,Ann\n", FIELD_BODY, "B"},
    {NULL, "Título,Texto,Fecha\nT,B,03/01/2022\n", FIELD_COUNT, "2022-01-03"},
    {NULL, "제목,본문,일자\nT,B,20220103\n", FIELD_COUNT, "2022-01-03"},
    {NULL, "Heading,Article text,News date\nT,B,2022/1/3\n", FIELD_HEADLINE, "T"},
    {NULL, "Heading,Article text,News date\nT,B,2022/1/3\n", FIELD_COUNT, "2022-01-03"},
    {NULL, "published_utc,text\n1641810000.0,B\n", FIELD_COUNT, "2022-01-10T10:20:00Z"},
    /* markup */
    {NULL, "text,title\n<p>One &amp; two</p><p>three</p>,A &amp; B\n", FIELD_BODY, "One & two\n\nthree"},
    {NULL, "text,title\n<p>One</p>,A &amp; B\n", FIELD_HEADLINE, "A & B"},
    {NULL, "text,title\na < b & c,T\n", FIELD_BODY, "a < b & c"},
};

START_TEST(fields_are_found)
{
    assert_value("csv", fields[_i].map, str_of(fields[_i].text), fields[_i].field, fields[_i].value);
}
END_TEST

START_TEST(refusals_say_what_would_do)
{
    assert_refusal("csv", str_of("Titel;Notiz; \nT;a;\n"),
                   "memory:1: no column for the body; the first row has \"Titel\", \"Notiz\", \"\": give "
                   "--map=body=NAME,headline=NAME,date=NAME");
    assert_refusal("csv", str_of("title,text\nT,a,b\n"), "memory:2: 3 cells under a header of 2");
    assert_refusal("csv", str_of("title,text\nT,\"a\n"), "memory:2: a quotation mark that is not closed");
    struct buf text = {0};
    for (int i = 0; i < 5000; i++)
        buf_printf(&text, "column number %d,", i);
    buf_append_text(&text, "last\n");
    assert_refusal("csv", buf_str(&text), "\"column number 9\"");
    assert_refusal("csv", buf_str(&text), "...: give --map");
    buf_release(&text);
}
END_TEST

START_TEST(places_are_those_of_first_lines)
{
    struct opened o;
    open_memory(&o, "a.csv", str_of("\xef\xbb\xbf\r\ntitle,text\r\n\r\n\"T\r\n\",a\r\nT,b\r\rT,c\n\nT,d"), "csv", NULL);
    static const unsigned places[][2] = {{4, 19}, {6, 28}, {8, 33}, {10, 38}};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(next(&o) && o.status == S_OK);
        ck_assert_uint_eq(reader_place(o.reader).line, places[i][0]);
        ck_assert_uint_eq(reader_place(o.reader).offset, places[i][1]);
    }
    close_reader(&o);
}
END_TEST

/* ---- limits ---- */

START_TEST(long_rows_are_refused)
{
    for (int quoted = 0; quoted < 2; quoted++) {
        struct buf text = {0};
        buf_append_text(&text, "title,text\nT,a\nT,");
        buf_append_text(&text, quoted ? "\"" : "");
        for (size_t lines = 0; text.len < 2 * (size_t)CSV_ROW_MAX; lines++)
            buf_append_text(&text, quoted ? "some prose, and some\n" : "some prose and some ");
        buf_append_text(&text, "\nT,b\nT,c\n");
        struct buf out = {0};
        struct opened o;
        open_memory(&o, "memory", buf_str(&text), "csv", NULL);
        ck_assert(next(&o) && o.status == S_OK);
        ck_assert(next(&o) && o.status == S_INPUT);
        ck_assert_int_eq(reader_reject(o.reader), REJECT_TOO_LONG);
        ck_assert_uint_eq(reader_place(o.reader).line, 3);
        if (!quoted) {
            tell(&o, &out);
            ck_assert_str_eq(buf_text(&out), "=b =c");
        } else {
            ck_assert(next(&o) && o.status == S_OK); /* a line of the prose is as good a row as any */
            assert_field(&o.article, FIELD_BODY, "and some", "prose");
        }
        close_reader(&o);
        buf_release(&out);
        buf_release(&text);
    }
}
END_TEST

/* Longer than a row may be, but under sanitizers, which take their time. */
#ifdef DATELINE_SANITIZED
enum { HOSTILE_LENGTH = 3 << 20 };
#else
enum { HOSTILE_LENGTH = CSV_ROW_MAX + (2 << 20) };
#endif

/* What makes a reader go back and forth must not make it slow. */
START_TEST(hostile_files_take_no_time)
{
    static const char *const pieces[] = {"\"a\n", "T,\"\n", ",", "\"", "\"\"", "T,\"a\nT,b\n", "\n", "\r", "T,a,b\n"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = {0};
        struct opened o;
        buf_append_text(&text, "title,text\n");
        while (text.len < HOSTILE_LENGTH)
            buf_append_text(&text, pieces[i]);
        open_memory(&o, "memory", buf_str(&text), "csv", NULL);
        while (next(&o))
            continue;
        ck_assert_int_eq(o.status, S_OK);
        close_reader(&o);
        buf_release(&text);
    }
}
END_TEST

/* ---- choice ---- */

static const struct {
    const char *name, *text, *format;
} choices[] = {
    {"a.txt", "title,text\nT,a\n", "csv"},
    {"a", "sep=;\nid;Body;date\n1;b;2\n", "csv"},
    {"a", "ID\tHeadline\tFull Text\n1\tH\tsome te", "csv"},
    {"a", "\xef\xbb\xbf\"date\",\"body\"\n\"1996\",\"a\nb\"\n", "csv"},
    {"a.txt", "title,text\nT,a,b\nT,c\n", "text"},
    {"a.txt", "Title, text\n\nA headline, and some, more\n", "text"},
    {"a.txt", "The council, by 31 to 28, voted.\nThe text, date and place, are known.\n", "text"},
    {"a.txt", "date 2017-12-27\nTitle, text\nThe talks, he said, went on.\n", "text"},
    {"a.txt", "title,date\nT,1996\n", "text"},
    {"a.txt", "text\na\n", "text"},
    {"a.txt", "Title,Text\nhe said, she said\n", "text"},
    {"a.txt", "Title,Text\nhe said, she said\nand so, the talks", "text"},
    {"a.txt", "Title,Text\nhe said, she said\nT, a\n", "csv"},
    {"a.txt", "Title,Text\nhe said,\"she, said\"\n", "csv"},
    {"a.csv", "anything", "csv"},
    {"a.tsv", "anything", "csv"},
    {"a.tab", "Überschrift\tInhalt\n", "csv"},
    {"a.csv", "{\"text\":\"a\"}\n", "jsonl"},
};

START_TEST(content_decides_then_the_suffix)
{
    assert_chosen(choices[_i].name, str_of(choices[_i].text), choices[_i].format);
}
END_TEST

START_TEST(wide_tables_are_known)
{
    static const char wide[] = "\xff\xfe"
                               "t\0e\0x\0t\0\t\0i\0d\0\r\0\n\0c\0\t\0"
                               "1\0\r\0\n";
    assert_chosen("a.txt", TEXT(wide), "csv");
}
END_TEST

START_TEST(samples_hold_the_common_articles)
{
    static const char *const names[] = {"formats/articles.csv", "formats/articles.tsv", "formats/articles-excel.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct opened o;
        open_corpus(&o, names[i], "auto");
        assert_common(&o, 0, 3, 0);
        close_reader(&o);
    }
}
END_TEST

/* Wherever a file is cut, no row is lost but the last. */
START_TEST(cut_files_give_what_is_whole)
{
    static const char text[] = "title,text\nT,\"a\n1\"\nT,\"b\n2\"\n";
    for (size_t len = 0; len < sizeof text; len++) {
        struct opened o;
        struct buf out = {0};
        open_memory(&o, "memory", (struct str){text, len}, "csv", NULL);
        tell(&o, &out);
        ck_assert_msg((strstr(buf_text(&out), "=a\n1") != NULL) == (len >= 18), "%zu: %s", len, buf_text(&out));
        close_reader(&o);
        buf_release(&out);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("csv");
    tcase_add_loop_test(tcase, files_are_taken_apart, 0, sizeof files / sizeof files[0]);
    tcase_add_test(tcase, wide_characters_are_read);
    tcase_add_test(tcase, charsets_are_kept_over_blocks);
    tcase_add_loop_test(tcase, fields_are_found, 0, sizeof fields / sizeof fields[0]);
    tcase_add_test(tcase, refusals_say_what_would_do);
    tcase_add_test(tcase, places_are_those_of_first_lines);
    tcase_add_test(tcase, long_rows_are_refused);
    tcase_add_test(tcase, hostile_files_take_no_time);
    tcase_add_loop_test(tcase, content_decides_then_the_suffix, 0, sizeof choices / sizeof choices[0]);
    tcase_add_test(tcase, wide_tables_are_known);
    tcase_add_test(tcase, samples_hold_the_common_articles);
    tcase_add_test(tcase, cut_files_give_what_is_whole);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "csv");
}
