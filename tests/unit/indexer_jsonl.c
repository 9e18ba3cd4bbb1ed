/* The JSON Lines reader: records -> articles, the field map, and every kind of damage. */
#include "indexer/reader.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "shim/json_in.h"
#include "tests/unit/suite.h"

/* A source and its reader over bytes in memory. */
struct opened {
    struct source *source;
    struct field_map *map;
    struct reader *reader;
    struct article article;
    struct err err;
};

static void open_jsonl(struct opened *o, struct str bytes, const char *map)
{
    *o = (struct opened){0};
    ck_assert_int_eq(source_open_memory("memory.jsonl", bytes, &o->source, &o->err), S_OK);
    ck_assert_msg(field_map_new(map, &o->map, &o->err) == S_OK, "%s", o->err.text);
    ck_assert_int_eq(reader_open(o->source, "jsonl", o->map, &o->reader, &o->err), S_OK);
}

static void close_jsonl(struct opened *o)
{
    reader_close(o->reader);
    source_close(o->source);
    field_map_free(o->map);
    article_release(&o->article);
}

static enum status next(struct opened *o)
{
    enum status status;
    bool more = reader_next(o->reader, &o->article, &status, &o->err);
    ck_assert_msg(more, "the source has ended: %s", status_name(status));
    return status;
}

static void assert_end(struct opened *o, enum status want)
{
    enum status status;
    ck_assert(!reader_next(o->reader, &o->article, &status, &o->err));
    ck_assert_int_eq(status, want);
}

static void assert_field(const struct article *a, enum field field, const char *want, const char *record)
{
    struct str got = article_get(a, field);
    ck_assert_msg(str_equal(got, str_of(want)), "%s is \"%.*s\", not \"%s\", of: %s", schema[field].name, (int)got.len,
                  got.len ? got.ptr : "", want, record);
}

/* ---- fields ---- */

static const struct {
    const char *map, *record;
    enum field field;
    const char *value;
} fields[] = {
    {NULL, "{\"title\":\"T\",\"text\":\"B\"}", FIELD_HEADLINE, "T"},
    {NULL, "{\"headline\":\"T\",\"text\":\"B\"}", FIELD_HEADLINE, "T"},
    {NULL, "{\"text\":\"B\"}", FIELD_HEADLINE, ""},
    {NULL, "{\"text\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"body\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"content\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"text\":null,\"body\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"text\":\" \\n\",\"content\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"text\":7,\"content\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"text\":\"  One\\r\\n\\r\\nTwo \"}", FIELD_BODY, "One\n\nTwo"},
    {NULL, "{\"text\":[\"One\",null,\" \",\"Two\"]}", FIELD_BODY, "One\n\nTwo"},
    {NULL, "{\"text\":\"a\\u0000b \\ud800 c\"}", FIELD_BODY, "a b \xef\xbf\xbd c"},
    {NULL, "{\"text\":\"caf\xe9\"}", FIELD_BODY, "café"},
    {NULL, "{\"text\":\"déjà vu, cr\xe8me brûlée, à côté\"}", FIELD_BODY, "déjà vu, cr\xef\xbf\xbdme brûlée, à côté"},
    {NULL, "{\"text\":\"one\ttwo\x01three\"}", FIELD_BODY, NULL},
    {NULL, "{\"title\":\" Two\\n  lines \",\"text\":\"B\"}", FIELD_HEADLINE, "Two lines"},
    {NULL, "{\"id\":17,\"text\":\"B\"}", FIELD_ID, "17"},
    {NULL, "{\"id\":\"a b\",\"text\":\"B\"}", FIELD_ID, "a b"},
    {NULL, "{\"id\":\" a\\n\\tb\\u0000c \",\"text\":\"B\"}", FIELD_ID, "a b c"},
    {NULL, "{\"url\":\"http://a\\nb\",\"text\":\"B\"}", FIELD_URL, "http://a b"},
    {NULL, "{\"id\":true,\"text\":\"B\"}", FIELD_ID, ""},
    {NULL, "{\"id\":{\"x\":1},\"text\":\"B\"}", FIELD_ID, ""},
    {NULL, "{\"id\":null,\"text\":\"B\"}", FIELD_ID, ""},
    {NULL, "{\"tags\":[\"a\",\"b c\",7,null,\"\"],\"text\":\"B\"}", FIELD_TAG, "a\nb c"},
    {NULL, "{\"tags\":\"a\",\"text\":\"B\"}", FIELD_TAG, "a"},
    {NULL, "{\"section\":{\"a\":1},\"text\":\"B\"}", FIELD_SECTION, ""},
    {NULL, "{\"place\":\"OSLO\",\"text\":\"MOSCOW—While\"}", FIELD_PLACE, "OSLO"},
    {NULL, "{\"text\":\"MOSCOW—While\"}", FIELD_PLACE, "MOSCOW"},
    {NULL, "{\"text\":\"MOSCOW—While\"}", FIELD_BODY, "MOSCOW—While"},
    {NULL, "{\"text\":\"YEREVAN (Agency) -- The\"}", FIELD_AGENCY, "Agency"},
    {NULL, "{\"text\":\"PARIS, FRANCE: The\"}", FIELD_PLACE, ""},
    {NULL, "{\"articleBody\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"description\":\"D\",\"text\":\"B\"}", FIELD_BODY, "B"},
    {NULL, "{\"author\":{\"name\":\"Ann\"},\"text\":\"B\"}", FIELD_BYLINE, "Ann"},
    {NULL, "{\"author\":[{\"name\":\"Ann\"},{\"x\":1},\"Bob\"],\"text\":\"B\"}", FIELD_BYLINE, "Ann\nBob"},
    {NULL, "{\"publisher\":{\"name\":\"The Post\"},\"text\":\"B\"}", FIELD_SOURCE, "The Post"},
    {NULL, "{\"articleSection\":\"World\",\"text\":\"B\"}", FIELD_SECTION, "World"},
    {NULL, "{\"inLanguage\":\"en\",\"text\":\"B\"}", FIELD_LANG, "en"},
    {"headline=meta.name", "{\"meta\":{\"name\":\"T\"},\"title\":\"X\",\"text\":\"B\"}", FIELD_HEADLINE, "T"},
    {"headline=name", "{\"title\":\"X\",\"text\":\"B\"}", FIELD_HEADLINE, ""},
    {"headline=name|title", "{\"title\":\"X\",\"text\":\"B\"}", FIELD_HEADLINE, "X"},
    {" headline = a , body = b ", "{\"a\":\"A\",\"b\":\"B\"}", FIELD_HEADLINE, "A"},
    {"body=a.b.c", "{\"a\":{\"b\":{\"c\":\"B\"}}}", FIELD_BODY, "B"},
};

START_TEST(fields_are_found)
{
    struct opened o;
    open_jsonl(&o, str_of(fields[_i].record), fields[_i].map);
    ck_assert_msg(next(&o) == S_OK, "%s: %s", fields[_i].record, o.err.text);
    if (fields[_i].value)
        assert_field(&o.article, fields[_i].field, fields[_i].value, fields[_i].record);
    assert_end(&o, S_OK);
    close_jsonl(&o);
}
END_TEST

static const struct {
    const char *value, *date;
} dates[] = {
    {"\"2017-12-27\"", "2017-12-27"},
    {"\" 1996-09-14T23:03:00+02:00 \"", "1996-09-14T21:03:00Z"},
    {"\"Sept. 14, 1996\"", "1996-09-14"},
    {"1514332800", "2017-12-27T00:00:00Z"},
    {"1514332800123", "2017-12-27T00:00:00Z"},
    {"1514332800.75", "2017-12-27T00:00:00Z"},
    {"-86400", "1969-12-31T00:00:00Z"},
    {"19960914", "1996-09-14"},
    {"19960931", ""},
    {"19960900", ""},
    {"19961332", "1970-08-20T00:48:52Z"},
    {"-9960914", "1969-09-07T17:04:46Z"},
    {"1996", "1996"},
    {"1000", "1000"},
    {"2999", "2999"},
    {"3000", "1970-01-01T00:50:00Z"},
    {"0", "1970-01-01T00:00:00Z"},
    {"\"1996\"", "1996"},
    {"\"1514370000\"", "2017-12-27T10:20:00Z"},
    {"\" 1514370000123 \"", "2017-12-27T10:20:00Z"},
    {"\"20171227102000\"", "2017-12-27T10:20:00Z"},
    {"\"15143700001\"", ""},
    {"\"the other day\"", ""},
    {"\"2017-13-45\"", ""},
    {"1e300", ""},
    {"-1e300", ""},
    {"true", ""},
    {"{\"x\":1}", ""},
    {"null", ""},
};

START_TEST(dates_are_read_or_left_out)
{
    char record[256], date[DATE_TEXT_MAX];
    struct opened o;
    snprintf(record, sizeof record, "{\"date\":%s,\"text\":\"B\"}", dates[_i].value);
    open_jsonl(&o, str_of(record), NULL);
    ck_assert_msg(next(&o) == S_OK, "%s: %s", record, o.err.text);
    ck_assert_msg(strcmp(date_format(&o.article.published, date), dates[_i].date) == 0, "%s, not %s, of: %s", date,
                  dates[_i].date, record);
    close_jsonl(&o);
}
END_TEST

START_TEST(a_map_for_the_date)
{
    char date[DATE_TEXT_MAX];
    struct opened o;
    open_jsonl(&o, str_of("{\"when\":{\"day\":\"1996-09-14\"},\"date\":\"2001-01-01\",\"text\":\"B\"}"),
               "date=when.day");
    ck_assert_int_eq(next(&o), S_OK);
    ck_assert_str_eq(date_format(&o.article.published, date), "1996-09-14");
    close_jsonl(&o);
}
END_TEST

START_TEST(wrong_maps_are_named)
{
    static const char *const wrong[] = {"headline", "=title",   "headline=",     "colour=title",
                                        "host=h",   "a=b,,c=d", "body=a,body=b", "headline=|"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct field_map *map;
        struct err err;
        ck_assert_msg(field_map_new(wrong[i], &map, &err) == S_USAGE, "%s", wrong[i]);
        ck_assert_msg(strncmp(err.text, "--map: ", 7) == 0, "%s", err.text);
        ck_assert_ptr_null(map);
    }
    field_map_free(NULL);
}
END_TEST

/* ---- damage ---- */

static const struct {
    const char *record;
    enum reject reject;
    const char *text; /* that the error must hold */
} broken[] = {
    {"{\"text\":\"B\"", REJECT_SYNTAX, "memory.jsonl:2:"},
    {"{\"text\":\"B}", REJECT_SYNTAX, ""},
    {"{text:\"B\"}", REJECT_SYNTAX, ""},
    {"{\"text\":\"B\"}}", REJECT_SYNTAX, ""},
    {"not json", REJECT_SYNTAX, ""},
    {"{\"text\":tru}", REJECT_SYNTAX, ""},
    {"\x80\x81", REJECT_SYNTAX, ""},
    {"[1,2]", REJECT_TYPE, "an array"},
    {"\"text\"", REJECT_TYPE, "a string"},
    {"7", REJECT_TYPE, "a number"},
    {"null", REJECT_TYPE, "null"},
    {"{}", REJECT_NO_BODY, "no body"},
    {"{\"title\":\"T\"}", REJECT_NO_BODY, ""},
    {"{\"title\":\"T\",\"text\":null}", REJECT_NO_BODY, ""},
    {"{\"title\":\"T\",\"text\":\"\"}", REJECT_NO_BODY, ""},
    {"{\"text\":\" \\t\\n\\u00a0\\u200b\"}", REJECT_NO_BODY, ""},
    {"{\"text\":[]}", REJECT_NO_BODY, ""},
    {"{\"text\":[\" \",null]}", REJECT_NO_BODY, ""},
    {"{\"text\":7}", REJECT_TYPE, "body \"text\" is a number"},
    {"{\"text\":{\"a\":\"b\"}}", REJECT_TYPE, "an object"},
    {"{\"text\":false}", REJECT_TYPE, "true or false"},
    {"{\"text\":[\"a\",7]}", REJECT_TYPE, "an array"},
};

/* Each between two good records, which must not be taken along. */
START_TEST(broken_records_are_skipped)
{
    struct buf text = {0};
    struct opened o;
    buf_printf(&text, "{\"text\":\"first\"}\n%s\n{\"text\":\"last\"}", broken[_i].record);
    open_jsonl(&o, buf_str(&text), NULL);
    ck_assert_int_eq(next(&o), S_OK);
    ck_assert_uint_eq(reader_place(o.reader).line, 1);
    ck_assert_msg(next(&o) == S_INPUT, "taken: %s", broken[_i].record);
    ck_assert_msg(reader_reject(o.reader) == broken[_i].reject, "%s: %s", reject_name(reader_reject(o.reader)),
                  broken[_i].record);
    ck_assert_msg(strstr(o.err.text, broken[_i].text) && strstr(o.err.text, "memory.jsonl:2: "), "%s", o.err.text);
    ck_assert_uint_eq(reader_place(o.reader).line, 2);
    ck_assert_uint_eq(reader_place(o.reader).offset, 17);
    ck_assert_int_eq(next(&o), S_OK);
    ck_assert_uint_eq(reader_place(o.reader).line, 3);
    assert_field(&o.article, FIELD_BODY, "last", broken[_i].record);
    assert_end(&o, S_OK);
    close_jsonl(&o);
    buf_release(&text);
}
END_TEST

/* Files that are JSON, but no lines of it: one message says so. */
static const char *const documents[] = {
    "[\n{\"text\":\"a\"},\n{\"text\":\"b\"}\n]\n",
    "\n \n[{\"text\":\"a\"},\n{\"text\":\"b\"}]",
    "[\n  {\n    \"text\": \"a\"\n  }\n]\n",
    "[{\"text\":\"a\"},{\"text\":\"b\"}]\n",
    "{\n  \"text\": \"a\"\n}\n{\n  \"text\": \"b\"\n}\n",
    "\xef\xbb\xbf{\r\n\r\n  \"text\": \"a\"\r\n}\r\n",
    "{ \"id\": 1,\n  \"text\": \"a\" }\n",
    "{ \"id\": 1\n, \"text\": \"a\"\n}\n",
    "{\"articles\": [\n{\"text\":\"a\"},\n{\"text\":\"b\"}]}\n",
};

START_TEST(a_document_is_refused_once)
{
    struct opened o;
    open_jsonl(&o, str_of(documents[_i]), NULL);
    ck_assert_int_eq(next(&o), S_INPUT);
    ck_assert_int_eq(reader_reject(o.reader), REJECT_SYNTAX);
    ck_assert_msg(strstr(o.err.text, "put one object on a line"), "%s: %s", documents[_i], o.err.text);
    assert_end(&o, S_OK);
    assert_end(&o, S_OK);
    close_jsonl(&o);
}
END_TEST

/* Wherever the first record was cut, the next one is read. */
START_TEST(a_cut_first_line_costs_itself_alone)
{
    static const char record[] = "{\"id\": 1, \"tags\": [\"a\", \"b\"], \"o\": {\"x\": {}}, \"text\": \"B\"}";
    static const char *const between[] = {"\n", "\n\n", "\nnot json\n", "\n{\"text\":\"cut\n"};
    for (size_t len = 1; len < sizeof record - 1; len++) {
        for (size_t i = 0; i < sizeof between / sizeof between[0]; i++) {
            struct buf text = {0};
            struct opened o;
            struct str head = str_trim((struct str){record, len});
            char last = head.ptr[head.len - 1];
            if (i == 3 && (last == '[' || last == ':'))
                continue; /* what follows may then be the value */
            buf_append(&text, record, len);
            buf_printf(&text, "%s{\"text\":\"good\"}\n", between[i]);
            open_jsonl(&o, buf_str(&text), NULL);
            for (size_t refused = i < 2 ? 1 : 2; refused; refused--)
                ck_assert_msg(next(&o) == S_INPUT, "%s", buf_text(&text));
            ck_assert_msg(next(&o) == S_OK, "%s: %s", buf_text(&text), o.err.text);
            assert_end(&o, S_OK);
            close_jsonl(&o);
            buf_release(&text);
        }
    }
}
END_TEST

/* Behind a good record a broken line is a broken line. */
START_TEST(a_bracket_among_records_is_a_broken_line)
{
    struct opened o;
    open_jsonl(&o, str_of("{\"text\":\"a\"}\n[\n{\n\"x\"\n{\"text\":\"b\"}\n"), NULL);
    ck_assert_int_eq(next(&o), S_OK);
    for (int line = 2; line <= 4; line++)
        ck_assert_int_eq(next(&o), S_INPUT);
    ck_assert_int_eq(next(&o), S_OK);
    assert_end(&o, S_OK);
    close_jsonl(&o);
}
END_TEST

START_TEST(lines_are_counted)
{
    struct opened o;
    open_jsonl(&o, str_of("\xef\xbb\xbf{\"text\":\"a\"}\r\n\n  \t\r\n{\"text\":\"b\"}\n\n"), NULL);
    ck_assert_int_eq(next(&o), S_OK);
    ck_assert_int_eq(next(&o), S_OK);
    ck_assert_uint_eq(reader_place(o.reader).line, 4);
    ck_assert_uint_eq(reader_place(o.reader).offset, 23);
    assert_field(&o.article, FIELD_BODY, "b", "b");
    assert_end(&o, S_OK);
    close_jsonl(&o);
    open_jsonl(&o, str_of(""), NULL);
    assert_end(&o, S_OK);
    close_jsonl(&o);
}
END_TEST

/* ---- charsets ---- */

enum { ASCII_LINES = 40000 /* more than a source gives at a time */ };

static void append_records(struct buf *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_printf(text, "{\"id\":%zu,\"text\":\"plain\"}\n", i);
}

/* The body of the record that comes behind `count` others. */
static void assert_body_behind(struct opened *o, size_t count, const char *want)
{
    while (count--)
        ck_assert_int_eq(next(o), S_OK);
    ck_assert_int_eq(next(o), S_OK);
    assert_field(&o->article, FIELD_BODY, want, want);
}

/* French in windows-1252 and Russian in KOI8-R, also where they begin far behind the first bytes. */
START_TEST(lines_in_other_charsets_are_converted)
{
    static const struct {
        const char *body, *want;
    } texts[] = {
        {"L'\xe9t\xe9 fut br\xfblant \xe0 N\xeemes, o\xf9 l'\x9cuvre co\xfbte cent \x80.",
         "L'été fut brûlant à Nîmes, où l'œuvre coûte cent €."},
        {"\xf0\xd2\xc1\xd7\xc9\xd4\xc5\xcc\xd8\xd3\xd4\xd7\xcf \xcf\xc2\xdf\xd1\xd7\xc9\xcc\xcf \xcf "
         "\xce\xcf\xd7\xd9\xc8 \xcd\xc5\xd2\xc1\xc8",
         "Правительство объявило о новых мерах"},
    };
    size_t before = _i / 2 * ASCII_LINES;
    struct buf text = {0};
    struct opened o;
    append_records(&text, before);
    buf_printf(&text, "{\"text\":\"%s\"}\n{\"text\":\"%s\"}\n", texts[_i % 2].body, texts[_i % 2].body);
    open_jsonl(&o, buf_str(&text), NULL);
    assert_body_behind(&o, before, texts[_i % 2].want);
    assert_body_behind(&o, 0, texts[_i % 2].want);
    close_jsonl(&o);
    buf_release(&text);
}
END_TEST

/* A broken character far from the next one past ASCII, or beside a few others, does not make another charset of the
 * file. */
START_TEST(one_stray_byte_does_not_decide)
{
    struct buf text = {0};
    struct opened o;
    buf_printf(&text, "{\"text\":\"caf\xe9\",\"title\":\"%s\"}\n", _i ? "’ ’ ’" : "");
    append_records(&text, ASCII_LINES);
    buf_append_text(&text, "{\"text\":\"café\"}\n");
    open_jsonl(&o, buf_str(&text), NULL);
    assert_body_behind(&o, 0, "café");
    assert_body_behind(&o, ASCII_LINES, "café");
    close_jsonl(&o);
    buf_release(&text);
}
END_TEST

/* A character past ASCII of which the first block of a source has but some bytes. */
START_TEST(a_character_cut_by_a_block_is_whole)
{
    static const char *const words[] = {"é déjà", "’ déjà", "😀 déjà"};
    const char *behind = "\",\"text\":\"";
    for (size_t cut = 1; (words[_i][cut] & 0xC0) == 0x80; cut++) {
        struct buf text = {0};
        struct opened o;
        buf_append_text(&text, "{\"pad\":\"");
        while (text.len < SOURCE_CHUNK - strlen(behind) - cut)
            buf_append_byte(&text, 'x');
        buf_printf(&text, "%s%s\"}\n{\"text\":\"café\"}\n", behind, words[_i]);
        open_jsonl(&o, buf_str(&text), NULL);
        assert_body_behind(&o, 0, words[_i]);
        assert_body_behind(&o, 0, "café");
        close_jsonl(&o);
        buf_release(&text);
    }
}
END_TEST

START_TEST(nesting_is_bounded)
{
    for (int quoted = 0; quoted < 2; quoted++) {
        struct buf text = {0};
        struct opened o;
        buf_append_text(&text, quoted ? "{\"text\":\"" : "{\"text\":\"B\",\"x\":");
        buf_append_repeat(&text, '[', 100000);
        buf_append_text(&text, quoted ? "\"}\n" : "\n");
        buf_append_text(&text, "{\"text\":\"last\"}");
        open_jsonl(&o, buf_str(&text), NULL);
        ck_assert_int_eq(next(&o), quoted ? S_OK : S_INPUT);
        ck_assert_int_eq(reader_reject(o.reader), quoted ? REJECT_NONE : REJECT_TOO_DEEP);
        ck_assert_int_eq(next(&o), S_OK);
        close_jsonl(&o);
        buf_release(&text);
    }
}
END_TEST

/* A record of exactly `len` bytes. */
static void long_record(size_t len, struct buf *out)
{
    static const char head[] = "{\"text\":\"", tail[] = "\"}";
    buf_append_text(out, head);
    buf_append_repeat(out, 'a', len - (sizeof head - 1) - (sizeof tail - 1));
    buf_append_text(out, tail);
}

START_TEST(long_lines_are_skipped)
{
    for (int ended = 0; ended < 2; ended++) {
        struct buf text = {0};
        struct opened o;
        long_record(JSON_RECORD_MAX, &text);
        buf_append_byte(&text, '\n');
        long_record(JSON_RECORD_MAX + 1, &text);
        buf_append_text(&text, "\n{\"text\":\"B\"}\n");
        long_record(3 * (size_t)JSON_RECORD_MAX, &text);
        if (ended)
            buf_append_byte(&text, '\n');
        open_jsonl(&o, buf_str(&text), NULL);
        ck_assert_int_eq(next(&o), S_OK);
        for (unsigned line = 2; line <= 4; line++) {
            ck_assert_int_eq(next(&o), line == 3 ? S_OK : S_INPUT);
            ck_assert_uint_eq(reader_place(o.reader).line, line);
            ck_assert_int_eq(reader_reject(o.reader), line == 3 ? REJECT_NONE : REJECT_TOO_LONG);
        }
        assert_end(&o, S_OK);
        close_jsonl(&o);
        buf_release(&text);
    }
}
END_TEST

/* ---- compression ---- */

static void gzip(struct buf *text, struct buf *out)
{
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    size_t bound = deflateBound(&z, text->len) + 64;
    ck_assert(buf_reserve(out, bound));
    z.next_in = (unsigned char *)text->data;
    z.avail_in = (unsigned)text->len;
    z.next_out = (unsigned char *)out->data + out->len;
    z.avail_out = (unsigned)bound;
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

/* The last line before the damage may be cut short and must not be taken, even where what is there would be JSON. */
START_TEST(whole_records_before_damage_are_kept)
{
    struct buf text = {0}, packed = {0};
    uint32_t x = 1;
    for (int i = 0; i < 20000; i++) {
        x = x * 1664525 + 1013904223;
        buf_printf(&text, "{\"id\":%d,\"text\":\"body %d %08x\"}\n", i, i, x);
    }
    gzip(&text, &packed);
    for (size_t cut = packed.len / 2; cut < packed.len / 2 + 20; cut++) {
        struct opened o;
        enum status status;
        char body[64];
        int count = 0;
        open_jsonl(&o, (struct str){packed.data, cut}, NULL);
        for (; reader_next(o.reader, &o.article, &status, &o.err); count++) {
            ck_assert_msg(status == S_OK, "%s", o.err.text);
            snprintf(body, sizeof body, "%d", count);
            assert_field(&o.article, FIELD_ID, body, "id");
            ck_assert_uint_ge(article_get(&o.article, FIELD_BODY).len, 15);
        }
        ck_assert_int_eq(status, S_INPUT);
        ck_assert_msg(strstr(o.err.text, "memory.jsonl") && strstr(o.err.text, "byte"), "%s", o.err.text);
        ck_assert(count > 5000 && count < 20000);
        ck_assert_uint_eq(reader_place(o.reader).line, (unsigned)count + 1);
        close_jsonl(&o);
    }
    buf_release(&text);
    buf_release(&packed);
}
END_TEST

/* ---- choice ---- */

START_TEST(content_decides_then_the_suffix)
{
    static const struct {
        const char *name, *text;
        bool jsonl;
    } files[] = {
        {"a.txt", "{\"text\":\"B\"}", true},
        {"a", "\xef\xbb\xbf \n{ \"text\":\"B\"}", true},
        {"a.txt", "[\n  {\"text\":\"B\"}\n]", true},
        {"a", "[ {} ]", true},
        {"a.txt", "[{B] text", false},
        {"a.txt", "[B] text", false},
        {"a.txt", "{B} text", false},
        {"a.jsonl", "not json\n{}", true},
        {"a.NDJSON", "{B", true},
        {"a", "plain text", false},
        {"a.jsonl.gz", "not json", true},
        {"a.jsonl", "", true},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct opened o = {0};
        enum status status;
        ck_assert_int_eq(source_open_memory(files[i].name, str_of(files[i].text), &o.source, &o.err), S_OK);
        ck_assert_int_eq(reader_open(o.source, "auto", NULL, &o.reader, &o.err), S_OK);
        reader_next(o.reader, &o.article, &status, &o.err);
        ck_assert_msg((reader_place(o.reader).line > 0) == files[i].jsonl, "%s: %s", files[i].name, files[i].text);
        close_jsonl(&o);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("jsonl");
    tcase_add_loop_test(tcase, fields_are_found, 0, sizeof fields / sizeof fields[0]);
    tcase_add_loop_test(tcase, dates_are_read_or_left_out, 0, sizeof dates / sizeof dates[0]);
    tcase_add_test(tcase, a_map_for_the_date);
    tcase_add_test(tcase, wrong_maps_are_named);
    tcase_add_loop_test(tcase, broken_records_are_skipped, 0, sizeof broken / sizeof broken[0]);
    tcase_add_loop_test(tcase, a_document_is_refused_once, 0, sizeof documents / sizeof documents[0]);
    tcase_add_test(tcase, a_cut_first_line_costs_itself_alone);
    tcase_add_test(tcase, a_bracket_among_records_is_a_broken_line);
    tcase_add_test(tcase, lines_are_counted);
    tcase_add_loop_test(tcase, lines_in_other_charsets_are_converted, 0, 4);
    tcase_add_loop_test(tcase, one_stray_byte_does_not_decide, 0, 2);
    tcase_add_loop_test(tcase, a_character_cut_by_a_block_is_whole, 0, 3);
    tcase_add_test(tcase, nesting_is_bounded);
    tcase_add_test(tcase, long_lines_are_skipped);
    tcase_add_test(tcase, whole_records_before_damage_are_kept);
    tcase_add_test(tcase, content_decides_then_the_suffix);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "jsonl");
}
