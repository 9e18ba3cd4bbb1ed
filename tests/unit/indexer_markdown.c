/* The Markdown reader: front matter, and text without its marks. */
#include "tests/unit/indexer_data.h"

/* ---- texts ---- */

static const struct {
    const char *text, *body;
} texts[] = {
    {"One.", "One."},
    {"One\ntwo  \nthree\\\nfour\n\n\nFive", "One two three four\n\nFive"},
    {"\xef\xbb\xbfOne\r\n\r\nTwo\r\n", "One\n\nTwo"},
    {"caf\xe9 na\xefve cr\xe8me br\xfbl\xe9"
     "e",
     "café naïve crème brûlée"},
    /* blocks */
    {"## A ##\nText\n### B {#b}\n#hash", "A\n\nText\n\nB\n\n#hash"},
    {"Text\n\n# Late", "Text\n\nLate"},
    {"Text\nmore\n---\nText", "Text more\n\nText"},
    {"Text\n\n***\n\n- - -\nText", "Text\n\nText"},
    {"- a\n- b\n  goes on\n* c\n+ d\n\n1. e\n2) f\ng\n\nh\n3. i", "a\n\nb goes on\n\nc\n\nd\n\ne\n\nf g\n\nh 3. i"},
    {"- [ ] a\n- [x] b\n- - c", "a\n\nb\n\nc"},
    {"In the year\n1996. It was\n-5 degrees\n1. one", "In the year 1996. It was -5 degrees\n\none"},
    {"> a\n> b\n>\n>> c\n> - d", "a b\n\nc\n\nd"},
    {"```c\nint *x;\n\n  y `z`\n```\nText", "int *x;\n\n  y `z`\n\nText"},
    {"~~~\na *b*\n```\n~~~~", "a *b*\n```"},
    {"```\nnever closed *x*", "never closed *x*"},
    {"| a | b |\n|:--|--:|\n| c \\| x | *d* |\n| e |\n\nText | more", "a b\n\nc | x d\n\ne\n\nText | more"},
    {"a | b\n--|--\nc | d\n\nText", "a | b\n\nc d\n\nText"},
    {"[label]: http://a.example \"t\"\n\nText\n\n[^1]: The note", "Text\n\nThe note"},
    {"[Note]: this goes", ""},
    /* inside */
    {"*a* **b** ***c*** _d_ __e__ ~~f~~ *g _h_*", "a b c d e f g h"},
    {"2 * 3 * 4 snake_case_name __init__ **bold* *o", "2 * 3 * 4 snake_case_name init *bold *o"},
    {"un*believ*able **[a](b)** (*c*), \"*d*\"", "unbelievable a (c), \"d\""},
    {"`a *b*` ``c ` d`` `open", "a *b* c ` d `open"},
    {"[a](http://b) [c](<d e> \"f\") [g](h 'i') [j][k] [l][] [m] [n](o(p)q) [r](s t) ]", "a c g j l [m] n [r](s t) ]"},
    {"A ![b](c) d ![e][f] [![g](h)](i) j", "A  d   j"},
    {"A[^1] b[^note]", "A b"},
    {"\\*a\\* \\[b\\](c) \\q \\\\", "*a* [b](c) \\q \\"},
    {"<http://a.example/b_c_d> <ann@a.example> 1 < 2 > 1", "http://a.example/b_c_d ann@a.example 1 < 2 > 1"},
    {"A [b](c){:target=\"_blank\"} d.\n{: .note}\n\n{:toc}\n\n**e**{: .f} {:g{:h} {:", "A b d.\n\ne {:g {:"},
    {"[A]({{ site.url }}/b.html) [c]({% post_url d %} \"e\") ![f]({{ g }}) [h]({{ i)", "A c  [h]({{ i)"},
    {"A {{< figure src=\"x\" >}} b {% raw %} c {{ d }} {e}", "A  b  c  {e}"},
    {"A <!-- gone --> b\n<!-- gone\n\ngone -->c\n\n<script>\ngone\n</script>\n<style>gone</style>\nd", "A  b c\n\nd"},
    /* HTML */
    {"A <b>b</b> &amp; c", "A b & c"},
    {"A <b>b</b> `<i>` \\< `&amp;` **c**", "A b <i> < &amp; c"},
    {"<p>One</p><p>*Two*</p>", "One\n\nTwo"},
    /* what is no front matter */
    {"---\nno end: of it\n", "no end: of it"},
    {"---\n", ""},
    {"", ""},
    {"# Only a heading", ""},
    {"---\ntitle: T\nbody: b\n---\n", ""},
    {"\n \n\xc2\xa0\n![a](b)\n", ""},
};

START_TEST(texts_lose_their_marks)
{
    struct opened o;
    open_memory(&o, "a.md", str_of(texts[_i].text), "markdown", NULL);
    ck_assert(next(&o));
    if (*texts[_i].body) {
        ck_assert_msg(o.status == S_OK, "%s: %s", o.err.text, texts[_i].text);
        assert_clean(&o.article);
        assert_field(&o.article, FIELD_BODY, texts[_i].body, texts[_i].text);
        ck_assert(!next(&o));
    } else {
        ck_assert_msg(o.status == S_INPUT, "%s", texts[_i].text);
        ck_assert_int_eq(reader_reject(o.reader), REJECT_NO_BODY);
    }
    close_reader(&o);
}
END_TEST

/* ---- front matter ---- */

#define YAML(lines) "---\n" lines "\n---\nB\n"
#define TOML(lines) "+++\n" lines "\n+++\nB\n"

#define JSON(members) "{" members "}\n\nB\n"

static const struct {
    const char *map, *text;
    int field;
    const char *value;
} fields[] = {
    {NULL, YAML("title: T"), FIELD_BODY, "B"},
    {NULL, YAML("title: T"), FIELD_HEADLINE, "T"},
    {NULL, YAML("Title:   A: b, 'c' # gone"), FIELD_HEADLINE, "A: b, 'c'"},
    {NULL, YAML("title: C# and #d"), FIELD_HEADLINE, "C# and"},
    {NULL, YAML("title: \"A \\\"b\\\" \\u00e9\\n#c\" # gone"), FIELD_HEADLINE, "A \"b\" é #c"},
    {NULL, YAML("title: 'It''s # b' # gone"), FIELD_HEADLINE, "It's # b"},
    {NULL, YAML("title: One\n  two\n  three"), FIELD_HEADLINE, "One two three"},
    {NULL, YAML("title: >\n  One\n  two\nsummary: |\n  S"), FIELD_HEADLINE, "One two"},
    {NULL, YAML("title: |-\n  One\n  two"), FIELD_HEADLINE, "One two"},
    {NULL, YAML("\"title\": T"), FIELD_HEADLINE, "T"},
    {NULL, YAML("title:\nheadline: H"), FIELD_HEADLINE, "H"},
    {NULL, YAML("title: A &amp; B"), FIELD_HEADLINE, "A & B"},
    {NULL, YAML("tags: [a, \"b, c\", 'd']"), FIELD_TAG, "a\nb, c\nd"},
    {NULL, YAML("tags: [a,\n  b,\n]\ndate: 1996"), FIELD_TAG, "a\nb"},
    {NULL, YAML("tags:\n- a\n- \"b\"\n# c\n-  d # e\ndate: 1996"), FIELD_TAG, "a\nb\nd"},
    {NULL, YAML("tags:\n  - a\n\n  - b"), FIELD_TAG, "a\nb"},
    {NULL, YAML("tags: a"), FIELD_TAG, "a"},
    {NULL, YAML("keywords: []\ntags: [a]"), FIELD_TAG, "a"},
    {NULL, YAML("author: Ann"), FIELD_BYLINE, "Ann"},
    {NULL, YAML("authors: [Ann, Bob]"), FIELD_BYLINE, "Ann\nBob"},
    {NULL, YAML("author:\n  name: Ann\n  email: x"), FIELD_BYLINE, "Ann"},
    {NULL, YAML("authors:\n  - name: Ann\n    email: x\n  - Bob"), FIELD_BYLINE, "Ann\nBob"},
    {NULL, YAML("category: World"), FIELD_SECTION, "World"},
    {NULL, YAML("categories: [World, Peace]\ntags: [a]"), FIELD_SECTION, "World"},
    {NULL, YAML("categories: [World, Peace]\n"), FIELD_TAG, "Peace"},
    {NULL, YAML("date: 2015-01-02 10:00:00 +0100"), FIELD_COUNT, "2015-01-02T09:00:00Z"},
    {NULL, YAML("date: 2015-01-02T10:00:00+01:00"), FIELD_COUNT, "2015-01-02T09:00:00Z"},
    {NULL, YAML("date: '2015-01-02'"), FIELD_COUNT, "2015-01-02"},
    {NULL, YAML("publish_date: 2015-01-02"), FIELD_COUNT, "2015-01-02"},
    {NULL, YAML("pubDate: soon"), FIELD_COUNT, ""},
    {NULL, YAML("lang: en"), FIELD_LANG, "en"},
    {NULL, YAML("slug: a-b"), FIELD_URL, ""},
    {NULL, YAML("slug: /a/b"), FIELD_URL, "/a/b"},
    {NULL, YAML("slug: /a/b\npermalink: /c"), FIELD_URL, "/c"},
    {NULL, YAML("url: http://a.example/#b"), FIELD_URL, "http://a.example/#b"},
    {NULL, YAML("text: T\nsummary: S\nabstract: A"), FIELD_BODY, "B"},
    {"headline=kicker", YAML("kicker: K\ntitle: T"), FIELD_HEADLINE, "K"},
    {"id=slug", YAML("slug: a-b"), FIELD_ID, "a-b"},
    {NULL, YAML("- not\n? a\n!b\n: c\n\"open\n'\n[\n{\nd:e\n&f: g\nid: 7"), FIELD_ID, "7"},
    {NULL, "---\nid: 1\n...\nB\n", FIELD_ID, "1"},
    /* in JSON */
    {NULL, JSON("\"title\": \"A \\u00e9\", \"n\": {\"title\": \"no\"}"), FIELD_HEADLINE, "A é"},
    {NULL, JSON("\"title\": \"T\", \"tags\": [\"a\", 7, null, {\"name\": \"b\"}, \"c\\u001fd\"]"), FIELD_TAG,
     "a\n7\nb\nc d"},
    {NULL, JSON("\"author\": {\"name\": \"Ann\"}"), FIELD_BYLINE, "Ann"},
    {NULL, JSON("\n\"date\": \"2015-01-02\",\n\"draft\": false\n"), FIELD_COUNT, "2015-01-02"},
    {NULL, JSON("\"description\": \"D\""), FIELD_BODY, "B"},
    {NULL, "{: .lead}\nB\n", FIELD_BODY, "B"},
    {NULL, "{\"title\": \"T\"} B\n", FIELD_HEADLINE, ""},
    {NULL, "{\"title\": \"T\nB\n", FIELD_HEADLINE, ""},
    {NULL, YAML("categories: world news"), FIELD_SECTION, "world news"},
    /* a rule, and no front matter */
    {NULL, "---\n\nThe council voted.\n\n---\n\nSecond part.\n", FIELD_BODY, "The council voted.\n\nSecond part."},
    {NULL, "---\n\nUpdate: the council voted.\n\n---\n\nB\n", FIELD_BODY, "Update: the council voted.\n\nB"},
    {NULL, "+++\nThe council voted.\n+++\nB\n", FIELD_BODY, "+++ The council voted. +++ B"},
    {NULL, "---\n---\nB\n", FIELD_BODY, "B"},
    {NULL, "---\nlayout:\n---\nB\n", FIELD_BODY, "B"},
    {NULL, "+++\n# none\n+++\nB\n", FIELD_BODY, "B"},
    {NULL, "---\n# none\n---\nB\n", FIELD_BODY, "B"},
    /* TOML */
    {NULL, TOML("title = \"T \\\"x\\\"\" # c"), FIELD_HEADLINE, "T \"x\""},
    {NULL, TOML("title = 'T'"), FIELD_HEADLINE, "T"},
    {NULL, TOML("title = \"\"\"\nOne\ntwo\"\"\"\nid = 3"), FIELD_HEADLINE, "One two"},
    {NULL, TOML("title = '''\nOne\n'''\nid = 3"), FIELD_ID, "3"},
    {NULL, TOML("date = 2015-01-02T10:00:00Z"), FIELD_COUNT, "2015-01-02T10:00:00Z"},
    {NULL, TOML("# c\n[taxonomies]\ntags = [\"a\",\n  'b',\n]\nid=1"), FIELD_TAG, "a\nb"},
    {NULL, TOML("[extra]\nauthor = \"Ann\""), FIELD_BYLINE, "Ann"},
    /* headings */
    {NULL, "# H *x*\n\nB", FIELD_HEADLINE, "H x"},
    {NULL, "# H *x*\n\nB", FIELD_BODY, "B"},
    {NULL, "H\n===\n\nB", FIELD_HEADLINE, "H"},
    {NULL, "## H\n\nB", FIELD_HEADLINE, ""},
    {NULL, "B\n\n# H", FIELD_HEADLINE, ""},
    {NULL, "---\ntitle: H\n---\n# H\n\nB", FIELD_BODY, "B"},
    {NULL, "---\ntitle: T\n---\n# H\n\nB", FIELD_BODY, "H\n\nB"},
};

START_TEST(fields_are_found)
{
    assert_value("markdown", fields[_i].map, str_of(fields[_i].text), fields[_i].field, fields[_i].value);
}
END_TEST

/* ---- limits ---- */

static void assert_reject(struct str text, enum reject reject)
{
    struct opened o;
    open_memory(&o, "a.md", text, "markdown", NULL);
    ck_assert(next(&o));
    ck_assert_int_eq(o.status, reject ? S_INPUT : S_OK);
    ck_assert_int_eq(reader_reject(o.reader), reject);
    ck_assert(!next(&o));
    close_reader(&o);
}

START_TEST(files_are_bounded)
{
    struct buf text = {0};
    buf_append_repeat(&text, 'a', READER_TEXT_MAX);
    assert_reject(buf_str(&text), REJECT_NONE);
    buf_append_byte(&text, 'a');
    assert_reject(buf_str(&text), REJECT_TOO_LONG);
    assert_reject(TEXT("\x89PNG\r\n\x1a\n and more"), REJECT_NOT_TEXT);
    assert_reject(TEXT("\xff\xfe"
                       "a\0\n\0"),
                  REJECT_NONE);
    buf_release(&text);
}
END_TEST

START_TEST(drafts_are_none)
{
    assert_reject(TEXT("---\ntitle: T\ndraft: true\n---\nB\n"), REJECT_OTHER);
    assert_reject(TEXT("---\ntitle: T\npublished: false\n---\nB\n"), REJECT_OTHER);
    assert_reject(TEXT("+++\ntitle = 'T'\ndraft = true\n+++\nB\n"), REJECT_OTHER);
    assert_reject(TEXT("---\ntitle: T\ndraft: false\n---\nB\n"), REJECT_NONE);
}
END_TEST

START_TEST(hostile_files_take_no_time)
{
    static const char *const pieces[] = {
        "[",    "![",   "[a](",  "*a ",    "a* ",  "*a**b_", "`",     "`` ` ",  "<",          "{{",      "{%",    "[^",
        "\\",   "> ",   "- ",    "|",      "|-\n", "<!--",   "\n",    "a\n\n",  "[a]: b\n\n", "# ",      "~~~\n", "***",
        "[a][", "</a>", "&amp;", "1. a\n", "__a",  "<a ",    "---\n", "a: b\n", "<!-- a -->", "![a](b)", "[a](b)"};
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct buf text = {0};
        struct opened o;
        while (text.len < 2 << 20)
            buf_append_text(&text, pieces[i]);
        open_memory(&o, "a.md", buf_str(&text), "markdown", NULL);
        ck_assert(next(&o));
        close_reader(&o);
        buf_release(&text);
    }
}
END_TEST

START_TEST(the_name_of_a_file_may_begin_with_its_day)
{
    static const struct {
        const char *name, *text, *date;
    } names[] = {
        {"_posts/2016-08-09-talks.md", YAML("title: T"), "2016-08-09"},
        {"2016-08-09-talks.md", "B", "2016-08-09"},
        {"2016-08-09.md", "B", "2016-08-09"},
        {"a/2016-08-09-talks/index.md", "B", "2016-08-09"},
        {"2016-08-09_talks/index.md", "B", "2016-08-09"},
        {"a/2016-08-09-talks.md", YAML("date: 2015-01-02"), "2015-01-02"},
        {"a/2016-08-09-talks.md", YAML("date: soon"), "2016-08-09"},
        {"a/2016-08-32-talks.md", "B", ""},
        {"a/2016-08-091.md", "B", ""},
        {"a/2016-08-09-talks/b.md", "B", ""},
        {"2016.md", "B", ""},
        {"index.md", "B", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char text[DATE_TEXT_MAX];
        struct opened o;
        open_memory(&o, names[i].name, str_of(names[i].text), "markdown", NULL);
        ck_assert(next(&o) && o.status == S_OK);
        ck_assert_msg(strcmp(date_format(&o.article.published, text), names[i].date) == 0, "%s: %s", names[i].name,
                      text);
        close_reader(&o);
    }
}
END_TEST

/* Jekyll is known by the names of its files. */
START_TEST(words_of_jekyll_are_split)
{
    static const struct {
        const char *name, *text;
        int field;
        const char *value;
    } posts[] = {
        {"2016-08-09-a.md", YAML("layout: post\ncategories: news  floods"), FIELD_SECTION, "news"},
        {"2016-08-09-a.md", YAML("layout: post\ncategories: news  floods\ntags: 'a b'"), FIELD_TAG, "floods\na\nb"},
        {"2016-08-09-a.md", YAML("layout: post\ntags: a b, c"), FIELD_TAG, "a b\nc"},
        {"2016-08-09-a.md", YAML("layout: post\ncategories: [world news]\ncategory: x y"), FIELD_SECTION, "x y"},
        {"2016-08-09-a.md", YAML("layout: post\ncategories: [world news]"), FIELD_SECTION, "world news"},
        {"2016-08-09-a.md", YAML("layout: post\ncategories:\n- world news"), FIELD_SECTION, "world news"},
        {"_posts/a.md", YAML("tags: a b"), FIELD_TAG, "a\nb"},
        {"_posts/a.md", YAML("tags: a & 2019 / - c++ é"), FIELD_TAG, "a\n2019\nc++\né"},
        {"_posts/a.md", YAML("categories: '& - a'"), FIELD_SECTION, "a"},
        {"2016-08-09-a.md", YAML("tags: a b"), FIELD_TAG, "a b"},
        {"a.md", YAML("layout: post\ntags: a b"), FIELD_TAG, "a b"},
        {"a.md", YAML("layout: post\ncategories: Politik & Wirtschaft"), FIELD_SECTION, "Politik & Wirtschaft"},
    };
    for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++) {
        struct opened o;
        open_memory(&o, posts[i].name, str_of(posts[i].text), "markdown", NULL);
        ck_assert(next(&o) && o.status == S_OK);
        assert_field(&o.article, (enum field)posts[i].field, posts[i].value, posts[i].text);
        close_reader(&o);
    }
}
END_TEST

/* ---- choice ---- */

static const struct {
    const char *name, *text, *format;
} choices[] = {
    {"a.txt", "---\ntitle: T\n---\nB", "markdown"},
    {"a", "\xef\xbb\xbf---\r\nlayout: post\r\ndate: 2015\r\n---\r\nB", "markdown"},
    {"a", "+++\ntitle = 'T'\n+++\nB", "markdown"},
    {"a.md", "{\"title\": \"T\", \"description\": \"D\"}\n\nB\n", "markdown"},
    {"a.md", "{\"title\": \"T\", \"body\": \"B\"}\n", "jsonl"},
    {"a.jsonl", "{\"title\": \"T\"}\nB\n", "jsonl"},
    {"a.txt", "---\ntitle: T\n", "text"},
    {"a.txt", "---\nlayout: post\n---\n", "text"},
    {"a.txt", "# H\n\nB", "text"},
    {"a.txt", "---\nA line of text.\n---\nB", "text"},
    {"a.md", "# H\n\nB", "markdown"},
    {"a.markdown", "B", "markdown"},
    {"a.mdown", "B", "markdown"},
};

START_TEST(content_decides_then_the_suffix)
{
    assert_chosen(choices[_i].name, str_of(choices[_i].text), choices[_i].format);
}
END_TEST

START_TEST(samples_hold_the_common_articles)
{
    static const char *const names[] = {"harbour-pilots", "fourth-moon", "second-bridge"};
    for (int i = 0; i < 3; i++) {
        char name[64];
        struct opened o;
        snprintf(name, sizeof name, "formats/markdown/%s.md", names[i]);
        open_corpus(&o, name, "auto");
        assert_common(&o, i, 1, 0);
        close_reader(&o);
    }
}
END_TEST

/* Wherever a file is cut, something sensible comes of it. */
START_TEST(cut_files_are_read)
{
    static const char text[] =
        "---\ntitle: \"T\"\ntags: [a, 'b']\nauthor:\n  name: >\n    Ann\n---\n# H\n\n| a |\n|---|\n"
        "[b](c) ![d](e) `f` <b>g</b>\n\n```\nh\n```\n";
    for (size_t len = 0; len < sizeof text; len++) {
        struct opened o;
        open_memory(&o, "a.md", (struct str){text, len}, "markdown", NULL);
        ck_assert(next(&o));
        if (o.status == S_OK)
            assert_clean(&o.article);
        close_reader(&o);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("markdown");
    tcase_add_loop_test(tcase, texts_lose_their_marks, 0, sizeof texts / sizeof texts[0]);
    tcase_add_loop_test(tcase, fields_are_found, 0, sizeof fields / sizeof fields[0]);
    tcase_add_test(tcase, drafts_are_none);
    tcase_add_test(tcase, the_name_of_a_file_may_begin_with_its_day);
    tcase_add_test(tcase, words_of_jekyll_are_split);
    tcase_add_test(tcase, files_are_bounded);
    tcase_add_test(tcase, hostile_files_take_no_time);
    tcase_add_loop_test(tcase, content_decides_then_the_suffix, 0, sizeof choices / sizeof choices[0]);
    tcase_add_test(tcase, samples_hold_the_common_articles);
    tcase_add_test(tcase, cut_files_are_read);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "markdown");
}
