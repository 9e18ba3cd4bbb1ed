/* XML as a stream of events: what comes out of documents of any charset, damaged ones, hostile ones. */
#include "indexer/xml_in.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

struct sample {
    const char *text, *events, *why; /* why: of S_INPUT at the end, or NULL */
};

static const struct sample documents[] = {
    {"<a/>", "<a></a>", NULL},
    {"<?xml version='1.0'?>\n<!-- no --><a x='1'>one<b>two</b> three</a>\n", "<a>one<b>two</b> three</a>", NULL},
    {"\n \t<?xml version='1.0'?><a>spaces before it</a>", "<a>spaces before it</a>", NULL},
    {"\xef\xbb\xbf<a>mark</a>", "<a>mark</a>", NULL},
    {"<a>one<!-- comment -->two<?pi x?>three<![CDATA[<four> & ]]>five</a>", "<a>onetwothree<four> & five</a>", NULL},
    {"<a>&lt;b&gt; &amp; &#65;&#x42;&quot;&apos;</a>", "<a><b> & AB\"'</a>", NULL},
    {"<a>\r\none\rtwo</a>", "<a>\none\ntwo</a>", NULL},
    /* what HTML calls its characters, whatever the document declares; other names stay as they are */
    {"<a>caf&eacute;&nbsp;&mdash; &unknown; &e;</a>", "<a>caf\xc3\xa9\xc2\xa0\xe2\x80\x94 &unknown; &e;</a>", NULL},
    {"<!DOCTYPE a SYSTEM 'http://nowhere.example/a.dtd'><a>&eacute;</a>", "<a>\xc3\xa9</a>", NULL},
    {"<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>", "<a>&f;</a>", NULL},
    {"<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///etc/passwd'>%p;]><a>b</a>", "<a>b</a>", NULL},
    {"<!DOCTYPE a [<!-- ]> --><?p ]> ?>\n<!ELEMENT a ANY><!ENTITY d \"&#8212;'&#x22;>\">\n<!ENTITY e '<b/>'>] ><a "
     "b=\"&d;\">&d;&e;</a>",
     "<a>—'\">&e;</a>", NULL},
    /* charsets */
    {"<?xml version='1.0' encoding='iso-8859-1'?><a>caf\xe9 \x93so\x94</a>", "<a>caf\xc3\xa9 “so”</a>", NULL},
    {"<?xml version='1.0' encoding='utf-8'?><a>caf\xe9 \xe0 la carte, d\xe9j\xe0 vu</a>",
     "<a>caf\xc3\xa9 \xc3\xa0 la carte, d\xc3\xa9j\xc3\xa0 vu</a>", NULL},
    {"<?xml version='1.0' encoding='windows-1251'?><a>\xcc\xee\xf1\xea\xe2\xe0</a>", "<a>Москва</a>", NULL},
    {"<?xml version='1.0' encoding='no-such-charset'?><a>caf\xc3\xa9</a>", "<a>caf\xc3\xa9</a>", NULL},
    {"<?xml version='1.0' encoding='UTF-16'?><a>caf\xc3\xa9</a>", "<a>caf\xc3\xa9</a>", NULL},
    {"<a>don\xc2\x92t &#147;&#233;&#148;\xc2\xa0</a>", "<a>don’t “\xc3\xa9”\xc2\xa0</a>", NULL},
    /* damage that can be read over */
    {"<a>one & two &three four&; &#0;&#xffffff;five</a>", "<a>one & two &three four&; five</a>", NULL},
    {"<a>1 < 2 <3 <- << end<</a>", "<a>1 < 2 <3 <- << end<</a>", NULL},
    {"<a>one & two <b>&lt;three&eacute;</b></a>", "<a>one & two <b><three\xc3\xa9</b></a>", NULL},
    {"<a><b>one<i>two</b>three<b>four</b></a>", "<a><b>one<i>two</i></b>three<b>four</b></a>", NULL},
    {"<a><b>one</i>two</b></p></p></p>three<b>four</b></a>", "<a><b>onetwo</b>three<b>four</b></a>", NULL},
    {"<a><b:/><:c d:='1' :e='2'>one</:c></a>", "<a><b:></b:><:c>one</:c></a>", NULL},
    {"<a>one\x01two\x0bthree</a>", "<a>one two three</a>", NULL},
    {"<a b='1' b='2' c>one</a>", "<a>one</a>", NULL},
    {"<a b=c d e='<' f>one</a><a b=\"1\"\">two<br <i>three</i></a>", "<a>one</a><a>two<br><i>three</i></br></a>", NULL},
    {"<b>Warning</b>: text\n<?xml version='1.0'?><a>one</a> text", "<b>Warning</b><a>one</a>", NULL},
    {"<?xml version='1.0'?><a>one</a>\n<?xml version='1.0'?><!DOCTYPE a>\n<a>two</a>", "<a>one</a><a>two</a>", NULL},
    {"<a><b>one</b></a", "<a><b>one</b></a>", NULL},
    /* damage that ends the document, after what was whole */
    {"", "", "memory.xml:1: there is no element"},
    {"no markup at all & < 1", "", "memory.xml:1: there is no element"},
    {"<!-- no end", "", "memory.xml:1: there is no element"},
    {"<a><b>one</b><b>tw", "<a><b>one</b><b>tw", "memory.xml:1: the document ends inside the element b"},
    {"<a><b>one</b><b x='", "<a><b>one</b>", "ends inside"},
    {"<a>one<![CDATA[two", "<a>onetwo", "ends inside"},
};

/* Writes the events of a document in the manner of a document. */
static enum status write_events(struct source *source, struct buf *out, struct err *err)
{
    struct xml_in *x;
    enum xml_event event;
    enum status status;
    ck_assert_int_eq(xml_in_new(source, &x, err), S_OK);
    while (xml_in_next(x, &event, &status, err)) {
        struct str name = xml_in_name(x);
        if (event == XML_TEXT)
            buf_append_str(out, xml_in_text(x));
        else
            buf_printf(out, "<%s%.*s>", event == XML_CLOSE ? "/" : "", (int)name.len, name.ptr);
    }
    xml_in_free(x);
    return status;
}

static enum status events_of(struct str text, struct buf *out, struct err *err)
{
    struct source *source;
    ck_assert_int_eq(source_open_memory("memory.xml", text, &source, err), S_OK);
    enum status status = write_events(source, out, err);
    source_close(source);
    return status;
}

START_TEST(documents_become_events)
{
    const struct sample *c = &documents[_i];
    struct buf out = {0};
    struct err err = {""};
    enum status status = events_of(str_of(c->text), &out, &err);
    ck_assert_msg(strcmp(buf_text(&out), c->events) == 0, "%s, not %s, of: %s", buf_text(&out), c->events, c->text);
    ck_assert_msg(status == (c->why ? S_INPUT : S_OK), "%s of: %s", err.text, c->text);
    if (c->why)
        ck_assert_msg(strstr(err.text, c->why) != NULL, "%s of: %s", err.text, c->text);
    buf_release(&out);
}
END_TEST

/* ASCII in wider units. */
static void append_wide(struct buf *out, const char *text, size_t width, bool big)
{
    for (; *text; text++)
        for (size_t i = 0; i < width; i++)
            buf_append_byte(out, i == (big ? width - 1 : 0) ? *text : '\0');
}

START_TEST(wide_charsets_are_seen_without_a_mark)
{
    for (int i = 0; i < 4; i++) {
        struct buf text = {0}, out = {0}, scratch = {0};
        struct err err;
        append_wide(&text, "<?xml version='1.0'?><n:a>one</n:a>", i & 1 ? 2 : 4, i & 2);
        ck_assert_int_eq(events_of(buf_str(&text), &out, &err), S_OK);
        ck_assert_str_eq(buf_text(&out), "<a>one</a>");
        ck_assert(str_equal(xml_root_name(buf_str(&text), &scratch), str_of("a")));
        buf_release(&text);
        buf_release(&out);
        buf_release(&scratch);
    }
}
END_TEST

START_TEST(roots_are_found)
{
    static const struct {
        const char *head, *name;
    } heads[] = {
        {"<rss version='2.0'>", "rss"},
        {" \n<?xml version='1.0'?><!-- <no> -->\n<!DOCTYPE nitf SYSTEM 'nitf.dtd' [ <!ENTITY a '>'> ]>\n<nitf>",
         "nitf"},
        {"\xef\xbb\xbf<rdf:RDF\nxmlns='a'>", "RDF"},
        {"<feed/>", "feed"},
        {"<feed", ""},
        {"<", ""},
        {"", ""},
        {"< a>", ""},
        {"<!-- <rss> ", ""},
        {"<?xml <rss> ", ""},
        {"text <rss>", ""},
        {"<a@b.example> wrote:", "a@b.example"},
    };
    struct buf scratch = {0};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        struct str name = xml_root_name(str_of(heads[i].head), &scratch);
        ck_assert_msg(str_equal(name, str_of(heads[i].name)), "%.*s of: %s", (int)name.len, name.len ? name.ptr : "",
                      heads[i].head);
    }
    buf_release(&scratch);
}
END_TEST

static struct xml_in *open_text(struct str text, struct source **source)
{
    struct xml_in *x;
    struct err err;
    ck_assert_int_eq(source_open_memory("memory.xml", text, source, &err), S_OK);
    ck_assert_int_eq(xml_in_new(*source, &x, &err), S_OK);
    return x;
}

static void assert_attribute(struct xml_in *x, const char *name, const char *want)
{
    struct str got = xml_in_attribute(x, name);
    ck_assert_msg(str_equal(got, str_of(want)), "%s is \"%.*s\"", name, (int)got.len, got.len ? got.ptr : "");
}

START_TEST(attributes_namespaces_and_places)
{
    struct source *source;
    struct xml_in *x =
        open_text(str_of("<a xmlns='urn:a' xmlns:b='urn:b'>\n<b:c\n one='1 &lt; 2 &amp;amp; &eacute;&no;' "
                         "b:two=\"&#38;#38;&#65;&amp;\" xml:lang='en'\n>text</b:c></a>"),
                  &source);
    enum xml_event event;
    enum status status;
    struct err err;
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_OPEN);
    ck_assert(str_equal(xml_in_namespace(x), str_of("urn:a")));
    ck_assert_uint_eq(xml_in_depth(x), 1);
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_TEXT);
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_OPEN);
    ck_assert(str_equal(xml_in_namespace(x), str_of("urn:b")) && str_equal(xml_in_name(x), str_of("c")));
    assert_attribute(x, "one", "1 < 2 &amp; \xc3\xa9&no;");
    assert_attribute(x, "two", "&#38;A&");
    assert_attribute(x, "lang", "en");
    ck_assert(xml_in_attribute(x, "three").ptr == NULL);
    ck_assert_uint_eq(xml_in_depth(x), 2);
    ck_assert_uint_eq(xml_in_line(x), 2);
    ck_assert_uint_eq(xml_in_offset(x), 34);
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_TEXT);
    ck_assert_uint_eq(xml_in_depth(x), 2);
    assert_attribute(x, "one", "");
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_CLOSE);
    ck_assert(str_equal(xml_in_name(x), str_of("c")));
    ck_assert_uint_eq(xml_in_depth(x), 2);
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_CLOSE);
    ck_assert(!xml_in_next(x, &event, &status, &err) && status == S_OK);
    ck_assert(!xml_in_next(x, &event, &status, &err) && status == S_OK);
    xml_in_free(x);
    source_close(source);
}
END_TEST

START_TEST(a_prefix_stands_for_what_is_not_declared)
{
    struct source *source;
    struct xml_in *x = open_text(str_of("<media:title>one</media:title>"), &source);
    enum xml_event event;
    enum status status;
    struct err err;
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_OPEN);
    ck_assert(str_equal(xml_in_namespace(x), str_of("media")) && str_equal(xml_in_name(x), str_of("title")));
    xml_in_free(x);
    source_close(source);
}
END_TEST

START_TEST(an_element_as_one_text)
{
    struct source *source;
    struct xml_in *x = open_text(str_of("<a><b>one <i x='1'>two</i><![CDATA[ <&> ]]>three</b><c>"
                                        "<h:p xmlns:h='urn:h'>one &lt; two<h:br/></h:p></c><d>no<e>no</e></d>end</a>"),
                                 &source);
    struct buf out = {0};
    enum xml_event event;
    enum status status;
    struct err err;
    bool full;
    ck_assert(xml_in_next(x, &event, &status, &err) && xml_in_next(x, &event, &status, &err));
    ck_assert(xml_in_append_content(x, &out, &full, &status, &err) && !full);
    ck_assert_str_eq(buf_text(&out), "one two <&> three");
    buf_reset(&out);
    ck_assert(xml_in_next(x, &event, &status, &err) && xml_in_append_markup(x, &out, &full, &status, &err) && !full);
    ck_assert_str_eq(buf_text(&out), "<p>one &lt; two<br></p>");
    ck_assert(xml_in_next(x, &event, &status, &err) && xml_in_skip(x, &status, &err));
    ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_TEXT && str_equal(xml_in_text(x), str_of("end")));
    ck_assert(xml_in_next(x, &event, &status, &err) && !xml_in_next(x, &event, &status, &err));
    buf_release(&out);
    xml_in_free(x);
    source_close(source);
}
END_TEST

/* ---- limits ---- */

/* head, then `count` times `piece`, then tail. */
static struct buf repeat(const char *head, const char *piece, size_t count, const char *tail)
{
    struct buf text = {0};
    buf_append_text(&text, head);
    for (size_t i = 0; i < count; i++)
        buf_append_text(&text, piece);
    buf_append_text(&text, tail);
    ck_assert(!text.failed);
    return text;
}

static void assert_end(struct buf text, enum status want, const char *why)
{
    struct buf out = {0};
    struct err err = {""};
    enum status status = events_of(buf_str(&text), &out, &err);
    ck_assert_msg(status == want && strstr(err.text, why), "%s, not %s", err.text, why);
    buf_release(&out);
    buf_release(&text);
}

static struct buf many_names(void)
{
    struct buf text = {0};
    buf_append_text(&text, "<a>");
    for (int i = 0; i < 1000000; i++)
        buf_printf(&text, "<a%d/>", i);
    return text;
}

static struct buf many_namespaces(void)
{
    struct buf text = {0};
    for (int i = 0; i < 20; i++) {
        buf_append_text(&text, "<a");
        for (int n = 0; n < 100; n++)
            buf_printf(&text, " xmlns:a%d='%d'", n, i);
        buf_append_byte(&text, '>');
    }
    return text;
}

START_TEST(hostile_documents_end)
{
    assert_end(repeat("", "<a>", XML_DEPTH_MAX, "text"), S_INPUT, "ends inside");
    assert_end(repeat("", "<a>", XML_DEPTH_MAX + 1, "text"), S_INPUT, "too deep");
    assert_end(repeat("", "<a>", 100000, ""), S_INPUT, "too deep");
    assert_end(repeat("<a ", "b=''\n", 100000, "/>"), S_INPUT, "a tag");
    assert_end(repeat("<a ", "xmlns:b=''\n", 100000, "/>"), S_INPUT, "a tag");
    assert_end(repeat("<a ", "b='' ", XML_ATTRIBUTES_MAX, "/>"), S_OK, "");
    assert_end(repeat("<a ", "b='' ", XML_ATTRIBUTES_MAX + 1, "/>"), S_INPUT, "attributes");
    assert_end(many_namespaces(), S_INPUT, "namespaces");
    assert_end(many_names(), S_INPUT, "different names");
    assert_end(repeat("<a b='", "<>", 1000000, "'/>"), S_INPUT, "a tag");
    assert_end(repeat("<a>", "<!-- - -- ", 1000000, ""), S_INPUT, "ends inside");
    assert_end(repeat("<a>", "<?pi ", 1000000, ""), S_INPUT, "ends inside");
    assert_end(repeat("<a>", "<![CDATA[ ]", 1000000, ""), S_INPUT, "ends inside");
    assert_end(repeat("<!DOCTYPE a [", "<!ATTLIST a b CDATA ''>", 100000, "]><a/>"), S_OK, "");
    assert_end(repeat("<!DOCTYPE a [", "<!ENTITY", 100000, ""), S_INPUT, "a tag");
    assert_end(repeat("<!DOCTYPE a [", "<!ENTITY x 'y'>", 100000, ""), S_INPUT, "memory.xml:1: there is no element");
    assert_end(repeat("<a>", "<", 1000000, "</a>"), S_OK, "");
    assert_end(repeat("<a>", "&", 1000000, "</a>"), S_OK, "");
    assert_end(repeat("<a>", "</b>", 1000000, "</a>"), S_OK, "");
    assert_end(repeat("", "<b></a></b>", 100000, ""), S_OK, "");
}
END_TEST

START_TEST(entities_do_not_grow)
{
    struct buf text = {0}, out = {0};
    struct err err;
    buf_append_text(&text, "<!DOCTYPE a [<!ENTITY a0 'ha'>");
    for (int i = 1; i < 40; i++)
        buf_printf(&text, "<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;'>", i, i - 1, i - 1, i - 1, i - 1);
    buf_append_text(&text, "<!ENTITY loop '&loop;'>]><a b='&a39;&loop;'>&a39;&loop;</a>");
    ck_assert_int_eq(events_of(buf_str(&text), &out, &err), S_OK);
    ck_assert_msg(out.len < 1000, "%zu bytes", out.len);
    buf_release(&out);
    buf_release(&text);
}
END_TEST

/* Long texts, in one section or in many pieces, and a limit on what is taken of them. */
START_TEST(long_texts_come_in_pieces)
{
    static const char *const forms[][3] = {{"<a><b>", "0123456789", "</b><c/></a>"},
                                           {"<a><b><![CDATA[", "01234]6789", "]]></b><c/></a>"},
                                           {"<a><b><![CDATA[]]", "0123456789", "]]]]></b><c/></a>"},
                                           {"<a><b>", "0123<!---->456789", "</b><c/></a>"},
                                           {"<a><b>", "&#48;1234&lt;6789", "</b><c/></a>"}};
    enum { PIECES = 2 << 20 };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct buf text = repeat(forms[i][0], forms[i][1], PIECES, forms[i][2]), out = {0};
        struct source *source;
        enum xml_event event;
        enum status status;
        struct err err;
        size_t total = 0;
        bool full;
        struct xml_in *x = open_text(buf_str(&text), &source);
        while (xml_in_next(x, &event, &status, &err)) {
            total += event == XML_TEXT ? xml_in_text(x).len : 0;
            ck_assert_uint_le(xml_in_text(x).len, XML_TEXT_MAX + (1 << 20));
        }
        ck_assert_msg(status == S_OK, "%zu: %s", i, err.text);
        ck_assert_msg(total >= 10 * (size_t)PIECES && total <= 10 * (size_t)PIECES + 4, "%zu: %zu", i, total);
        xml_in_free(x);
        source_close(source);

        x = open_text(buf_str(&text), &source);
        ck_assert(xml_in_next(x, &event, &status, &err) && xml_in_next(x, &event, &status, &err));
        ck_assert(xml_in_append_content(x, &out, &full, &status, &err) && full && out.len == XML_TEXT_MAX);
        ck_assert(xml_in_next(x, &event, &status, &err) && event == XML_OPEN);
        xml_in_free(x);
        source_close(source);
        buf_release(&out);
        buf_release(&text);
    }
}
END_TEST

/* A document over many blocks, every character of several bytes cut somewhere. */
START_TEST(blocks_leave_no_seams)
{
    static const char *const charsets[] = {"utf-8", "shift_jis"};
    static const char *const letters[] = {"\xe6\x9d\xb1", "\x93\x8c"};
    for (int i = 0; i < 2; i++) {
        struct buf text = {0}, out = {0}, want = {0};
        struct err err;
        buf_printf(&text, "<?xml version='1.0' encoding='%s'?><a>x", charsets[i]);
        buf_append_text(&want, "<a>x");
        for (int n = 0; n < 300000; n++) {
            buf_append_text(&text, letters[i]);
            buf_append_text(&want, letters[0]);
        }
        buf_append_text(&text, "</a>");
        buf_append_text(&want, "</a>");
        ck_assert_int_eq(events_of(buf_str(&text), &out, &err), S_OK);
        ck_assert(str_equal(buf_str(&out), buf_str(&want)));
        buf_release(&text);
        buf_release(&out);
        buf_release(&want);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("xml_in");
    tcase_add_loop_test(tcase, documents_become_events, 0, sizeof documents / sizeof documents[0]);
    tcase_add_test(tcase, wide_charsets_are_seen_without_a_mark);
    tcase_add_test(tcase, roots_are_found);
    tcase_add_test(tcase, attributes_namespaces_and_places);
    tcase_add_test(tcase, a_prefix_stands_for_what_is_not_declared);
    tcase_add_test(tcase, an_element_as_one_text);
    tcase_add_test(tcase, hostile_documents_end);
    tcase_add_test(tcase, entities_do_not_grow);
    tcase_add_test(tcase, long_texts_come_in_pieces);
    tcase_add_test(tcase, blocks_leave_no_seams);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "xml_in");
}
