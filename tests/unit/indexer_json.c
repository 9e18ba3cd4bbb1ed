/* The JSON reader: arrays, objects and what holds them; ninjs; every kind of damage. */
#include "tests/unit/indexer_data.h"

#include "shim/json_in.h"

/* ---- arrangements and damage ---- */

static const struct {
    const char *text, *want;
} files[] = {
    {"", ""},
    {" \n\t\n", ""},
    {"\xef\xbb\xbf", ""},
    {"[]", ""},
    {"[ ]\n[]", ""},
    /* arrays */
    {"[{\"text\":\"a\"}]", "=a"},
    {"\xef\xbb\xbf [\n{\"text\":\"a\"} ,\r\n{\"text\":\"b\"}\n]\n", "=a =b"},
    {"[{\"text\":\"a\"},]", "=a"},
    {"[{\"text\":\"a ]}[{ \\\" \\\\\"},{\"text\":\"b\",\"x\":[[],{},[{}]]}]", "=a ]}[{ \" \\ =b"},
    {"[{\"text\":\"a\"}]\n[{\"text\":\"b\"}]", "=a =b"},
    {"[1,\n{\"text\":\"a\"},\n\"two\", null,[{\"text\":\"c\"}]]",
     "1:field of the wrong type =a 3:field of the wrong type 3:field of the wrong type 3:field of the wrong type"},
    /* objects */
    {"{\"text\":\"a\"}", "=a"},
    {"{\n  \"text\": \"a\",\n  \"author\": [{\"name\": \"Ann\"}]\n}\n", "=a"},
    {"{\n\"text\":\"a\"}\n{\"text\":\"b\"\n}{\"text\":\"c\"}", "=a =b =c"},
    {"{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "=a =b"},
    /* objects that hold an array */
    {"{\"articles\":[{\"text\":\"a\"},{\"text\":\"b\"}]}", "=a =b"},
    {"{\"status\":\"ok\",\"n\":2,\"articles\":[{\"text\":\"a\"},{\"text\":null},{\"text\":\"b\"}],\"x\":{\"y\":[{}]}}",
     "=a 1:no body =b"},
    {"{\"response\":{\"status\":\"ok\",\"results\":[{\"webPublicationDate\":\"2020-01-01\",\"fields\":{\"bodyText\":"
     "\"a\"}"
     "}]}}",
     "=a"},
    {"{\"response\":{\"docs\":[{\"lead_paragraph\":\"a\",\"abstract\":\"b\"}],\"meta\":{\"hits\":1}}}", "=a"},
    {"{\"a\":{\"b\":{\"items\":[{\"text\":\"a\"}]}}}", "=a"},
    {"{\"a\":{\"b\":{\"c\":{\"items\":[{\"text\":\"a\"}]}}}}", "1:no body"},
    {"{\"a\":[[{\"text\":\"a\"}]]}", "1:no body"},
    {"{\"authors\":[{\"name\":\"Ann\"}],\"hubs\":[{\"url\":\"x\"},2],\"items\":[{\"content_text\":\"a\"}]}", "=a"},
    {"{\"title\":\"T\",\"authors\":[{\"name\":\"Ann\"}]}", "1:no body"},
    {"{\"articles\":[{\"text\":\"a\"}],\"others\":[{\"date\":1}]}\n{\"text\":\"c\"}", "=a =c"},
    {"{\"news\":[{\"text\":\"a\"}],\"n\":{\"sport\":[{\"text\":\"b\"}]},\"x\":[[{}]]}\n{\"text\":\"c\"}", "=a =b =c"},
    {"{\"items\":[{\"title\":\"a\",\"description\":\"x\"},{\"title\":\"b\",\"text\":\"y\"}]}", "=x =y"},
    {"{\"items\":[{\"name\":\"a\",\"description\":\"x\"} , {\"title\":\"b\",\"text\":\"y\"}]}", "=x =y"},
    {"{\"sources\":[{\"name\":\"a\",\"description\":\"x\"}],\"items\":[{\"n\":1},7,{\"text\":\"y\"}]}", "1:no body"},
    {"{\"title\":\"F\",\"description\":\"D\",\"items\":[{\"id\":1,\"content_text\":\"a\"}]}", "=a"},
    {"{\"title\":\"F\",\"description\":\"D\",\"items\":[{\"x\":1}]}", "=D"},
    {"{\"title\":\"F\",\"description\":\"D\",\"items\":[{\"id\":1,\"text\":\"a\"},{\"id\":2,},{\"id\":3,\"text\":\"c\"}"
     "]}",
     "=a 1:broken JSON =c"},
    {"{\"title\":\"T\",\"description\":\"D\"}", "=D"},
    /* parts of an article */
    {"{\"id\":\"b1\",\"title\":\"H\",\"contents\":[{\"content\":\"H\",\"type\":\"title\"},null,{\"content\":"
     "1325376562000,\"type\":\"date\"},{\"content\":\"One.\",\"type\":\"sanitized_html\"},{\"text\":\"<p>Two.</p>\"}],"
     "\"type\":\"article\"}",
     "=One.\n\nTwo."},
    {"{\"_id\":\"X\",\"headlines\":{\"basic\":\"H\"},\"content_elements\":[{\"_id\":\"Y\",\"type\":\"image\",\"url\":"
     "\"u\"},"
     "{\"_id\":\"Z\",\"type\":\"text\",\"content\":\"One.\"}]}",
     "=One."},
    {"{\"title\":\"H\",\"blocks\":[{\"text\":\"One.\"},{\"text\":\"Two.\"}]}", "1:no body"},
    {"{\"content\":[{\"title\":\"T\",\"text\":\"a\"},{\"title\":\"U\",\"text\":\"b\"}],\"totalPages\":1}", "=a =b"},
    /* objects around an article */
    {"{\"hits\":{\"hits\":[{\"_id\":\"1\",\"_source\":{\"text\":\"a\"}},{\"_id\":\"2\",\"_source\":{\"text\":\"b\"}}]}"
     "}",
     "=a =b"},
    {"[{\"article\":{\"title\":\"T\",\"text\":\"a\"}}]", "=a"},
    {"{\"data\":{\"posts\":{\"edges\":[{\"node\":{\"title\":\"T\",\"body\":\"a\"}}]}}}", "=a"},
    {"{\"response\":{\"status\":\"ok\",\"content\":{\"webTitle\":\"T\",\"fields\":{\"bodyText\":\"a\"}}}}", "=a"},
    {"{\"data\":[{\"id\":\"1\",\"attributes\":{\"title\":\"T\",\"body\":\"a\"}}]}", "=a"},
    {"{\"a\":{\"data\":{\"text\":\"a\"}}}", "1:no body"},
    {"{\"article\":{\"title\":\"T\"}}", "1:field of the wrong type"},
    {"{\"articles\":[{\"text\":\"a\"}]}{\"articles\":[{\"text\":\"b\"}]}", "=a =b"},
    {"{\"articles\":[]}", "1:no body"},
    {"{}", "1:no body"},
    {"{\"text\":7}", "1:field of the wrong type"},
    /* damage */
    {"[{\"text\":\"a\"},\n{\"text\":\"b\",\"x\":tru},\n{\"text\":\"c\"}]", "=a 2:broken JSON =c"},
    {"[{\"text\":\"a\"},\n{\"text\":\"b\n},\n{\"text\":\"c\"}]", "=a 2:broken JSON =c"},
    {"[{\"text\":\"a\"},\n{\"text\":\"b\",\n{\"text\":\"c\"}]", "=a 2:broken JSON =c"},
    {"[{\"text\":\"a\"},\n{\"text\":\"b\",\"x\":[1,2},\n{\"text\":\"c\"}]", "=a 2:broken JSON =c"},
    {"[{\"text\":\"a\"},\n{\"text\":\"b\",\"x\":{\"y\":1},\n{\"text\":\"c\"}]", "=a 2:broken JSON =c"},
    {"[{\"text\":\"a\"},\n{\"text\" \"b\"},\n{\"text\":\"c\"}]", "=a 2:broken JSON =c"},
    {"[{\"text\":\"a\"},{\"text\":\"b},{\"text\":\"c\"}]", "=a 1:broken JSON =c"},
    {"[{\"text\":\"a\"} oops, {\"text\":\"c\"}]", "=a 1:broken JSON =c"},
    {"[{\"text\":\"a\"}}, {\"text\":\"c\"}]", "=a 1:broken JSON =c"},
    {"[\n {\n  \"id\": 1, \"text\": \"a\"\n },\n {\n  \"id\": 2, \"tags\": [\n   {\n    \"id\": 5\n   }\n  ], \"x\" "
     "1\n },\n "
     "{\n  \"id\": 3, \"text\": \"c\"\n }\n]",
     "=a 5:broken JSON =c"},
    {"{\"articles\":[{\"text\":\"a\"},{\"text\":,},{\"text\":\"c\"}],\"n\":3}", "=a 1:broken JSON =c"},
    {"{\"n\":tru,\"articles\":[{\"text\":\"a\"}]}", "=a"},
    {"{\"articles\":[{\"text\":\"a\"}],\"n\" 3}\n{\"text\":\"b\"}", "=a 1:broken JSON =b"},
    {"{\"text\":\"a\"}\n{\"text\":\"b\"\n{\"text\":\"c\"}", "=a 2:broken JSON =c"},
    {"not json at all, {B}\n{\"text\":\"a\"}", "1:broken JSON =a"},
    {"[{\"text\":\"a\"}]]]", "=a 1:broken JSON"},
    {"7", "1:field of the wrong type"},
    {"\"text\" 7 {\"text\":\"a\"}", "1:field of the wrong type 1:field of the wrong type =a"},
    /* an end in the middle */
    {"[", "1:broken JSON"},
    {"{", "1:broken JSON"},
    {"[{\"text\":\"a\"}", "=a 1:broken JSON"},
    {"[{\"text\":\"a\"},\n", "=a 2:broken JSON"},
    {"[{\"text\":\"a\"},\n{\"text\":\"b\"", "=a 2:broken JSON"},
    {"[{\"text\":\"a\"},\n{\"text\":\"b", "=a 2:broken JSON"},
    {"{\"articles\":[{\"text\":\"a\"}", "=a 1:broken JSON"},
    {"{\"articles\":[{\"text\":\"a\"}]", "=a 1:broken JSON"},
    {"{\"articles\":[{\"text\":\"a\"},{\"te", "=a 1:broken JSON"},
};

START_TEST(files_are_taken_apart)
{
    assert_told("json", str_of(files[_i].text), files[_i].want);
}
END_TEST

START_TEST(refusals_say_where)
{
    assert_refusal("json", str_of("[{\"text\":\"a\"},\n {\"text\" \"b\"}]"), "memory:2: not JSON at byte 8: ");
    assert_refusal("json", str_of("[{\"text\":\"a\"},\n"), "memory:2: the file ends before its array does");
    assert_refusal("json", str_of("[{\"text\":\"a"), "not JSON at byte 10: it ends too early");
    struct opened o;
    open_memory(&o, "memory", str_of("\xef\xbb\xbf[\n  7,\n  {\"text\":\"a\"}]"), "json", NULL);
    ck_assert(next(&o) && o.status == S_INPUT);
    ck_assert_uint_eq(reader_place(o.reader).offset, 7);
    ck_assert(next(&o) && o.status == S_OK);
    ck_assert_uint_eq(reader_place(o.reader).offset, 12);
    ck_assert_uint_eq(reader_place(o.reader).line, 3);
    close_reader(&o);
}
END_TEST

START_TEST(a_record_without_a_body_names_what_may_be_one)
{
    assert_refusal("json", str_of("{\"title\":\"T\",\"n\":1,\"story\":\"S\",\"blocks\":[]}"),
                   "memory:1: no body; the record has \"story\", \"blocks\": --map=body=NAME says which");
    assert_refusal("jsonl", str_of("{\"_id\":\"1\",\"_source\":{\"x\":1}}"), "the record has \"_source\": --map");
    assert_refusal("jsonl", str_of("{\"a\":\"\",\"b\":\"\",\"c\":{},\"d\\n\":\"\",\"e\":\"\"}"),
                   "no body; the record has \"a\", \"b\", \"c\", \"d\": --map");
}
END_TEST

/* What stands around the articles is none of theirs. */
START_TEST(an_array_is_on_its_own)
{
    static const char text[] =
        "{\"title\":\"My feed\",\"uri\":\"u\",\"slugline\":\"s\",\"items\":[{\"title\":\"One\",\"text\":"
        "\"Body one.\",\"date\":\"2020-01-01\"},{\"id\":2,\"text\":\"Body two.\"}]}";
    struct opened o;
    open_memory(&o, "memory", str_of(text), "json", NULL);
    ck_assert(next(&o) && o.status == S_OK);
    assert_field(&o.article, FIELD_HEADLINE, "One", text);
    assert_field(&o.article, FIELD_URL, "", text);
    ck_assert(next(&o) && o.status == S_OK);
    assert_field(&o.article, FIELD_HEADLINE, "", text);
    ck_assert(!next(&o));
    close_reader(&o);
}
END_TEST

START_TEST(charsets_are_converted)
{
    static const char le[] =
        "\xff\xfe{\0\"\0t\0e\0x\0t\0\"\0:\0\"\0\xe9\0\"\0}\0\n\0{\0\"\0t\0e\0x\0t\0\"\0:\0\"\0b\0\"\0}\0\n\0";
    static const char be[] = "\0[\0{\0\"\0t\0e\0x\0t\0\"\0:\0\"\0\xe9\0\"\0}\0]";
    assert_told("json", TEXT(le), "=é =b");
    assert_told("jsonl", TEXT(le), "=é =b");
    assert_told("json", TEXT(be), "=é");
    assert_told("json",
                str_of("[{\"text\":\"caf\xe9 cr\xe8me br\xfbl\xe9"
                       "e \xe0 la carte\"}]"),
                "=café crème brûlée à la carte");
    assert_told("json", str_of("[{\"text\":\"é à è\"},{\"text\":\"ü ö ä é à è \xff é à è é à è é à è é à è é à è\"}]"),
                "=é à è =ü ö ä é à è \xef\xbf\xbd é à è é à è é à è é à è é à è");
    assert_chosen("a", TEXT(le), "jsonl");
    assert_chosen("a.json", TEXT(be), "json");
}
END_TEST

/* Wherever a file is cut, the whole records before are given, and what is cut is refused. */
START_TEST(cut_files_give_what_is_whole)
{
    static const char text[] = "{\"n\": 2, \"items\": [\n{\"text\": \"a\", \"tags\": [\"x\", {\"name\": \"y\"}]},\n"
                               "{\"text\": \"b\"}]}\n";
    const char *first = strstr(text, "]},\n"), *second = strstr(text, "\"b\"}");
    for (size_t len = 1; len < sizeof text - 2; len++) {
        struct opened o;
        struct buf out = {0};
        open_memory(&o, "memory", (struct str){text, len}, "json", NULL);
        tell(&o, &out);
        bool a = len >= (size_t)(first - text) + 2, b = len >= (size_t)(second - text) + 4;
        ck_assert_msg((strstr(buf_text(&out), "=a") != NULL) == a, "%zu: %s", len, buf_text(&out));
        ck_assert_msg((strstr(buf_text(&out), "=b") != NULL) == b, "%zu: %s", len, buf_text(&out));
        ck_assert_msg(strstr(buf_text(&out), "broken JSON") != NULL, "%zu: %s", len, buf_text(&out));
        close_reader(&o);
        buf_release(&out);
    }
}
END_TEST

/* ---- fields ---- */

#define NINJS "\"uri\":\"urn:x:1\",\"versioncreated\":\"2020-01-02T03:04:05Z\","

static const struct {
    const char *map, *text;
    int field;
    const char *value;
} fields[] = {
    {NULL, "{\"headline\":{\"main\":\"H\",\"kicker\":null},\"text\":\"B\"}", FIELD_HEADLINE, "H"},
    {NULL, "{\"byline\":{\"original\":\"By Ann\"},\"text\":\"B\"}", FIELD_BYLINE, "Ann"},
    {NULL, "{\"keywords\":[{\"name\":\"subject\",\"value\":\"Ports\",\"rank\":1}],\"text\":\"B\"}", FIELD_TAG, "Ports"},
    {NULL, "{\"tags\":[{\"id\":\"a/b\",\"webTitle\":\"Ports\"}],\"text\":\"B\"}", FIELD_TAG, "Ports"},
    {NULL, "{\"lead_paragraph\":\"L\",\"abstract\":\"A\",\"text\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"lead_paragraph\":\"\",\"abstract\":\"A\"}", FIELD_BODY, "A"},
    {NULL, "{\"webTitle\":\"W\",\"fields\":{\"headline\":\"F\",\"bodyText\":\"B\",\"byline\":\"Ann\"}}", FIELD_HEADLINE,
     "F"},
    {NULL, "{\"webTitle\":\"W\",\"fields\":{\"bodyText\":\"B\",\"byline\":\"Ann\"}}", FIELD_HEADLINE, "W"},
    {NULL, "{\"webTitle\":\"W\",\"fields\":{\"bodyText\":\"B\",\"byline\":\"Ann\"}}", FIELD_BYLINE, "Ann"},
    {NULL, "{\"source\":{\"id\":null,\"name\":\"The Post\"},\"content\":\"B\"}", FIELD_SOURCE, "The Post"},
    {NULL, "{\"title\":{\"rendered\":\"T\"},\"content\":{\"rendered\":\"B\"}}", FIELD_HEADLINE, "T"},
    {NULL, "{\"title\":{\"rendered\":\"T\"},\"content\":{\"rendered\":\"B\"}}", FIELD_BODY, "B"},
    {NULL, "{\"content_text\":\"B\",\"date_published\":\"2020-01-02\"}", FIELD_COUNT, "2020-01-02"},
    {"body=a.b", "[{\"a\":{\"b\":\"B\"}}]", FIELD_BODY, "B"},
    {NULL, "{\"description\":\"D\",\"abstract\":\"A\"}", FIELD_BODY, "A"},
    {NULL, "{\"title\":[\"H\"],\"text\":[\"B\"]}", FIELD_HEADLINE, "H"},
    {NULL, "{\"title\":[null,\" \",\"H\",\"I\"],\"text\":\"B\"}", FIELD_HEADLINE, "H"},
    {NULL, "{\"title\":1917,\"text\":\"B\"}", FIELD_HEADLINE, "1917"},
    {NULL, "{\"headline\":{\"en\":\"H\"},\"title\":\"T\",\"text\":\"B\"}", FIELD_HEADLINE, "T"},
    {NULL, "{\"title\":true,\"text\":\"B\"}", FIELD_HEADLINE, ""},
    /* numbers are keys into other tables */
    {NULL, "{\"author\":1,\"text\":\"B\"}", FIELD_BYLINE, ""},
    {NULL, "{\"tags\":[7,\"a\"],\"text\":\"B\"}", FIELD_TAG, "a"},
    {NULL, "{\"id\":7,\"text\":\"B\"}", FIELD_ID, "7"},
    {NULL, "{\"section\":7,\"text\":\"B\"}", FIELD_SECTION, "7"},
    /* MongoDB */
    {NULL, "{\"_id\":{\"$oid\":\"5f00\"},\"text\":\"B\"}", FIELD_ID, "5f00"},
    {NULL, "{\"_id\":{\"$numberLong\":\"17\"},\"text\":\"B\"}", FIELD_ID, "17"},
    {NULL, "{\"date\":{\"$date\":\"2020-03-04T10:00:00Z\"},\"text\":\"B\"}", FIELD_COUNT, "2020-03-04T10:00:00Z"},
    {NULL, "{\"date\":{\"$date\":86400000},\"text\":\"B\"}", FIELD_COUNT, "1970-01-02T00:00:00Z"},
    {NULL, "{\"date\":{\"$date\":{\"$numberLong\":\"978307200000\"}},\"text\":\"B\"}", FIELD_COUNT,
     "2001-01-01T00:00:00Z"},
    {NULL, "{\"date\":{\"$date\":{\"$numberLong\":\"-86400000\"}},\"text\":\"B\"}", FIELD_COUNT,
     "1969-12-31T00:00:00Z"},
    {NULL, "{\"date\":{\"$date\":{}},\"text\":\"B\"}", FIELD_COUNT, ""},
    /* objects around an article */
    {NULL, "[{\"_id\":\"1\",\"_source\":{\"text\":\"B\"}}]", FIELD_ID, "1"},
    {NULL, "[{\"_id\":\"1\",\"_source\":{\"id\":\"2\",\"text\":\"B\"}}]", FIELD_ID, "2"},
    {NULL, "{\"title\":\"O\",\"date\":1996,\"data\":{\"title\":\"H\",\"text\":\"B\"}}", FIELD_HEADLINE, "H"},
    {NULL, "{\"title\":\"O\",\"date\":1996,\"data\":{\"title\":\"H\",\"text\":\"B\"}}", FIELD_COUNT, "1996"},
    {NULL, "{\"data\":{" NINJS "\"body_text\":\"B\"}}", FIELD_ID, "urn:x:1"},
    {NULL, "{\"headlines\":{\"basic\":\"H\"},\"text\":\"B\"}", FIELD_HEADLINE, "H"},
    {NULL, "{\"published_date\":1325376562000,\"text\":\"B\"}", FIELD_COUNT, "2012-01-01T00:09:22Z"},
    /* ninjs */
    {NULL, "{" NINJS "\"body_text\":\"B\"}", FIELD_ID, "urn:x:1"},
    {NULL, "{" NINJS "\"body_text\":\"B\"}", FIELD_URL, ""},
    {NULL, "{" NINJS "\"body_text\":\"B\"}", FIELD_COUNT, "2020-01-02T03:04:05Z"},
    {NULL, "{\"uri\":\"http://a.example/1\",\"slugline\":\"s\",\"body_text\":\"B\"}", FIELD_URL, "http://a.example/1"},
    {NULL, "{\"uri\":\"u\",\"firstCreated\":\"2020-01-02\",\"body_text\":\"B\"}", FIELD_COUNT, "2020-01-02"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"headline\":\"H\",\"slugline\":\"S\"}", FIELD_HEADLINE, "H"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"headlines\":[{\"role\":\"m\",\"value\":\"\"},{\"value\":\"H\"}]}",
     FIELD_HEADLINE, "H"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"slugline\":\"S\"}", FIELD_HEADLINE, "S"},
    {NULL, "{" NINJS "\"bodies\":[{\"contenttype\":\"text/plain\",\"value\":\"B\\n\\nC\"}]}", FIELD_BODY, "B\n\nC"},
    {NULL, "{" NINJS "\"bodies\":[{\"contentType\":\"text/html\",\"value\":\"M\"},{\"value\":\"P\"}]}", FIELD_BODY,
     "M"},
    {NULL, "{" NINJS "\"bodies\":[{\"contentType\":\"text/html\",\"value\":\"M\"},{\"value\":\"P\\nQ\"}]}", FIELD_BODY,
     "P\nQ"},
    {NULL, "{" NINJS "\"bodies\":[7,{\"value\":8},{\"value\":\" \"},{\"value\":\"P\"}],\"body_html\":\"M\"}",
     FIELD_BODY, "M"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"by\":\"Ann\",\"byline\":\"Bob\"}", FIELD_BYLINE, "Bob"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"by\":\"Ann\"}", FIELD_BYLINE, "Ann"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"located\":\"Oslo\",\"place\":[{\"name\":\"Rome\"}]}", FIELD_PLACE, "Oslo"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"places\":[{\"rel\":\"x\"},{\"name\":\"Rome\"}]}", FIELD_PLACE, "Rome"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"subject\":[{\"name\":\"a\"},{\"code\":\"x\"},{\"name\":\"b\"}]}", FIELD_TAG,
     "a\nb"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"infosource\":[{\"name\":\"The Post\"}]}", FIELD_SOURCE, "The Post"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"copyrightHolder\":\"The Post\"}", FIELD_SOURCE, "The Post"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"provider\":{\"name\":\"Wire\"}}", FIELD_AGENCY, "Wire"},
    {NULL, "{" NINJS "\"body_text\":\"B\",\"language\":\"en-GB\"}", FIELD_LANG, "en-GB"},
    {NULL, "{" NINJS "\"type\":\"picture\",\"body_text\":\"B\"}", FIELD_BODY, "B"},
    {"body=story,id=key,date=when", "{" NINJS "\"body_text\":\"B\",\"story\":\"S\"}", FIELD_BODY, "S"},
    {"id=key", "{" NINJS "\"body_text\":\"B\",\"key\":\"k\"}", FIELD_ID, "k"},
    {"date=when", "{" NINJS "\"body_text\":\"B\",\"when\":\"1999\"}", FIELD_COUNT, "1999"},
};

START_TEST(fields_are_found)
{
    assert_value("json", fields[_i].map, str_of(fields[_i].text), fields[_i].field, fields[_i].value);
}
END_TEST

START_TEST(ninjs_may_be_a_line_or_no_text)
{
    assert_value("jsonl", NULL, str_of("{" NINJS "\"bodies\":[{\"value\":\"B\"}]}\n"), FIELD_BODY, "B");
    assert_told("jsonl", str_of("{" NINJS "\"type\":\"picture\",\"headline\":\"H\"}\n"), "1:not an article");
    assert_told("json", str_of("{" NINJS "\"type\":\"video\"}"), "1:not an article");
    assert_told("json", str_of("{" NINJS "\"type\":\"text\"}"), "1:no body");
    assert_refusal("json", str_of("{" NINJS "\"type\":\"Picture\"}"), "of the type \"picture\", without a text");
}
END_TEST

/* ---- markup ---- */

static const struct {
    const char *text, *headline, *body;
} markup[] = {
    {"{\"title\":\"A &amp; B\",\"text\":\"<p>One <b>two</b>.</p><p>Three &quot;four&quot;.</p>\"}", "A & B",
     "One two.\n\nThree \"four\"."},
    {"{\"title\":\"A & B\",\"text\":\"a < b & c > d\\n x  y\"}", "A & B", "a < b & c > d\n x  y"},
    {"{\"text\":\"if a<b then &c; <3\"}", "", "if a<b then &c; <3"},
    {"{\"text\":[\"<p>One</p>\",\"Two & three\"]}", "", "One\n\nTwo & three"},
    {"{\"title\":\"<i>T</i>\",\"content\":{\"rendered\":\"<p>B</p>\\n\"}}", "T", "B"},
    {"{" NINJS "\"body_text\":\"One two\",\"body_xhtml\":\"<p>One</p><p>two</p>\"}", "", "One\n\ntwo"},
};

START_TEST(markup_becomes_text)
{
    assert_value("json", NULL, str_of(markup[_i].text), FIELD_HEADLINE, markup[_i].headline);
    assert_value("json", NULL, str_of(markup[_i].text), FIELD_BODY, markup[_i].body);
    assert_value("jsonl", NULL, str_of(markup[_i].text), FIELD_BODY, markup[_i].body);
}
END_TEST

/* ---- limits ---- */

static void append_record(struct buf *out, size_t len)
{
    static const char head[] = "{\"text\":\"", tail[] = "\"}";
    buf_append_text(out, head);
    buf_append_repeat(out, 'a', len - (sizeof head - 1) - (sizeof tail - 1));
    buf_append_text(out, tail);
}

/* Counts articles, and refusals by reason. */
static void count(struct str text, size_t *articles, size_t rejects[REJECT_COUNT])
{
    struct opened o;
    *articles = 0;
    memset(rejects, 0, REJECT_COUNT * sizeof *rejects);
    open_memory(&o, "memory", text, "json", NULL);
    while (next(&o)) {
        *articles += o.status == S_OK;
        rejects[reader_reject(o.reader)]++;
    }
    ck_assert_int_eq(o.status, S_OK);
    close_reader(&o);
}

START_TEST(records_have_a_limit_and_files_none)
{
    struct buf text = {0};
    size_t articles, rejects[REJECT_COUNT];
    buf_append_text(&text, "{\"n\":1,\"articles\":[");
    for (int i = 0; i < 3; i++) {
        append_record(&text, JSON_RECORD_MAX - (i == 2));
        buf_append_text(&text, ",\n");
        append_record(&text, JSON_RECORD_MAX + 1 + (i == 1 ? 3 * (size_t)JSON_RECORD_MAX : 0));
        buf_append_text(&text, ",\n");
    }
    buf_append_text(&text, "{\"text\":\"b\"}],\"x\":1}");
    count(buf_str(&text), &articles, rejects);
    ck_assert_uint_eq(articles, 4);
    ck_assert_uint_eq(rejects[REJECT_TOO_LONG], 3);
    ck_assert_uint_eq(rejects[REJECT_SYNTAX], 0);
    buf_reset(&text);
    append_record(&text, 3 * (size_t)JSON_RECORD_MAX);
    buf_append_text(&text, "\n{\"text\":\"b\"}");
    count(buf_str(&text), &articles, rejects);
    ck_assert_uint_eq(articles, 1);
    ck_assert_uint_eq(rejects[REJECT_TOO_LONG], 1);
    buf_release(&text);
}
END_TEST

/* Elements behind more than a record's length of other members. */
START_TEST(an_array_may_come_late)
{
    struct buf text = {0};
    size_t articles, rejects[REJECT_COUNT];
    buf_append_text(&text, "{\"note\":\"");
    buf_append_repeat(&text, 'n', 2 * (size_t)JSON_RECORD_MAX);
    buf_append_text(&text, "\",\"response\":{\"docs\":[{\"text\":\"a\"},{\"text\":\"b\"}]}}{\"text\":\"c\"}");
    count(buf_str(&text), &articles, rejects);
    ck_assert_uint_eq(articles, 3);
    buf_release(&text);
}
END_TEST

START_TEST(nesting_is_bounded)
{
    for (int depth = 60; depth <= 100000; depth = depth < 70 ? depth + 1 : depth * 7) {
        struct buf text = {0};
        buf_append_text(&text, "[{\"text\":\"a\"},{\"text\":\"B\",\"x\":");
        buf_append_repeat(&text, '[', (size_t)depth);
        buf_append_byte(&text, '1');
        buf_append_repeat(&text, ']', (size_t)depth);
        buf_append_text(&text, "},{\"text\":\"c\"}]");
        assert_told("json", buf_str(&text), depth < JSON_NESTING_MAX ? "=a =B =c" : "=a 1:nested too deep =c");
        buf_release(&text);
    }
}
END_TEST

/* What makes a reader go back and forth must not make it slow. */
START_TEST(hostile_files_take_no_time)
{
    static const char *const pieces[] = {"[",
                                         "{",
                                         "{\"a\":",
                                         "[{\"a\":[",
                                         "{\"a\":[{\"a\":1},",
                                         "{\"a\":\"",
                                         "[{\"text\":",
                                         "{\"a\":[1,",
                                         "}",
                                         "\"",
                                         "{ ",
                                         "{\"text\"",
                                         "],{\"a\":1,",
                                         "7 ",
                                         "{\"a\":[{\"date\":1},",
                                         "{\"a\":[{},{},",
                                         "{\"data\":",
                                         "{\"a\":[{}],"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = {0};
        size_t articles, rejects[REJECT_COUNT];
        while (text.len < 1 << 20)
            buf_append_text(&text, pieces[i]);
        count(buf_str(&text), &articles, rejects);
        ck_assert_uint_eq(articles, 0);
        buf_release(&text);
    }
}
END_TEST

/* ---- choice ---- */

static const struct {
    const char *name, *text, *format;
} choices[] = {
    {"a.json", "[{\"text\":\"a\"}]", "json"},
    {"a.txt", "[\n  {\n    \"text\": \"a\"\n  }\n]", "json"},
    {"a", "[", "json"},
    {"a", "\xef\xbb\xbf{\n", "json"},
    {"a.jsonl", "{\n  \"text\": \"a\"\n}\n", "json"},
    {"a.json", "{\"text\":\"a\"}\n{\"text\":\"b\"}\n", "jsonl"},
    {"a.json", "{\"text\":\"a\"}\n", "jsonl"},
    {"a.json", "{\"title\":\"a\",\"text\":\"a very long li", "jsonl"},
    {"a.json", "{\"authors\":[{\"name\":\"Ann\"}],\"text\":\"a very long li", "jsonl"},
    {"a", "{\"status\":\"ok\",\"articles\":[{\"title\":\"T\",\"content\":\"a very long li", "json"},
    {"a", "{\"response\":{\"status\":\"ok\",\"results\":[{\"webPublicationDate\":\"2020", "json"},
    {"a", "{\"status\":\"ok\",\"articles\":[{\"title\":\"T\",\"content\":\"B\"}]}\n", "json"},
    {"a.json", "{\"facets\":\"a very long li", "json"},
    {"a", "{\"facets\":\"a very long li", "json"},
    {"a.txt", "{\"facets\":\"a very long li", "json"},
    {"a.jsonl", "{\"facets\":\"a very long li", "jsonl"},
    {"a.ndjson", "{\"facets\":[{\"text\":\"nested\"}],\"x\":\"a very", "json"},
    {"a", "{\"content\":{\"text\":\"a very", "json"},
    {"a", "{\"facets\":\"a line\"}\n", "jsonl"},
    {"a", "{\"title\":\"F\",\"description\":\"D\",\"items\":[{\"id\":1,\"content_text\":\"a\"}]}\n", "json"},
    {"a", "{\"items\":[{\"title\":\"a\",\"x\":1},{\"title\":\"b\",\"text\":\"y\"}]}\n", "json"},
    {"a", "{\"id\":1,\n{\"id\":2,\"text\":\"b\"}\n", "jsonl"},
    {"a.json", "[1,2]", "json"},
    {"a.txt", "[B] text", "text"},
    {"a.txt", "[{B] text", "text"},
    {"a.txt", "{B} text", "text"},
    {"a.json", "{B} text", "json"},
};

START_TEST(content_decides_then_the_suffix)
{
    assert_chosen(choices[_i].name, str_of(choices[_i].text), choices[_i].format);
}
END_TEST

START_TEST(samples_hold_the_common_articles)
{
    struct opened o;
    open_corpus(&o, "formats/articles.json", "auto");
    assert_common(&o, 0, 3, 0);
    close_reader(&o);
    open_corpus(&o, "formats/articles.ninjs.json", "auto");
    assert_common(&o, 0, 3, 1u << FIELD_ID | 1u << FIELD_SECTION);
    close_reader(&o);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("json");
    tcase_add_loop_test(tcase, files_are_taken_apart, 0, sizeof files / sizeof files[0]);
    tcase_add_test(tcase, refusals_say_where);
    tcase_add_test(tcase, a_record_without_a_body_names_what_may_be_one);
    tcase_add_test(tcase, an_array_is_on_its_own);
    tcase_add_test(tcase, charsets_are_converted);
    tcase_add_test(tcase, cut_files_give_what_is_whole);
    tcase_add_loop_test(tcase, fields_are_found, 0, sizeof fields / sizeof fields[0]);
    tcase_add_test(tcase, ninjs_may_be_a_line_or_no_text);
    tcase_add_loop_test(tcase, markup_becomes_text, 0, sizeof markup / sizeof markup[0]);
    tcase_add_test(tcase, records_have_a_limit_and_files_none);
    tcase_add_test(tcase, an_array_may_come_late);
    tcase_add_test(tcase, nesting_is_bounded);
    tcase_add_test(tcase, hostile_files_take_no_time);
    tcase_add_loop_test(tcase, content_decides_then_the_suffix, 0, sizeof choices / sizeof choices[0]);
    tcase_add_test(tcase, samples_hold_the_common_articles);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "json");
}
