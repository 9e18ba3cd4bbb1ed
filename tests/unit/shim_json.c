/* Reading JSON: values, what is repaired, what is refused and where. */
#include "shim/json_in.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

static struct json_parser *parser;
static struct err err;

static void setup(void)
{
    ck_assert_int_eq(json_parser_new(&parser, &err), S_OK);
}

static void teardown(void)
{
    json_parser_free(parser);
}

/* A text literal with its NULs. */
#define TEXT(literal) ((struct str){literal, sizeof literal - 1})

static struct json_value parse(struct str text)
{
    enum status s = json_parse(parser, text.ptr, text.len, NULL, &err);
    ck_assert_msg(s == S_OK, "%.*s: %s", (int)text.len, text.ptr, err.text);
    return json_root(parser);
}

static void assert_text(struct json_value v, struct str expected)
{
    ck_assert_msg(str_equal(v.text, expected), "\"%.*s\", expected \"%.*s\"", (int)v.text.len, v.text.ptr,
                  (int)expected.len, expected.ptr);
}

static struct json_value member(struct json_value object, const char *path)
{
    return json_member(parser, object, str_of(path));
}

START_TEST(scalars_and_roots)
{
    static const struct {
        const char *json;
        enum json_type type;
        const char *text;
    } cases[] = {
        {"null", JSON_NULL, ""},
        {" true ", JSON_BOOL, "true"},
        {"false\n", JSON_BOOL, "false"},
        {"\"word\"", JSON_STRING, "word"},
        {"\"\"", JSON_STRING, ""},
        {"0", JSON_NUMBER, "0"},
        {"-17", JSON_NUMBER, "-17"},
        {"9223372036854775807", JSON_NUMBER, "9223372036854775807"},
        {"-9223372036854775808", JSON_NUMBER, "-9223372036854775808"},
        {"18446744073709551615", JSON_NUMBER, "18446744073709551615"},
        {"1.5", JSON_NUMBER, "1.5"},
        {"0.1", JSON_NUMBER, "0.1"},
        {"1e3", JSON_NUMBER, "1000"},
        {"2.5E-3", JSON_NUMBER, "0.0025"},
        {"1e-400", JSON_NUMBER, "0"},
        {"[]", JSON_ARRAY, ""},
        {"{}", JSON_OBJECT, ""},
        /* beyond 64 bits and doubles: the text as it is */
        {"18446744073709551616", JSON_STRING, "18446744073709551616"},
        {"-12345678901234567890123", JSON_STRING, "-12345678901234567890123"},
        {"1e400", JSON_STRING, "1e400"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_value v = parse(str_of(cases[i].json));
        ck_assert_msg(v.type == cases[i].type, "%s has type %d", cases[i].json, v.type);
        assert_text(v, str_of(cases[i].text));
    }
}
END_TEST

START_TEST(members_by_path)
{
    struct json_value root =
        parse(str_of("{\"title\": \"one\", \"title\": \"two\", \"a\": {\"b\": {\"c\": 3}, \"x.y\": 4},"
                     " \"a.b\": 5, \"null\": null, \"\": 6, \"list\": [1]}"));
    static const struct {
        const char *path;
        enum json_type type;
        const char *text;
    } cases[] = {
        {"title", JSON_STRING, "one"},  {"a.b", JSON_NUMBER, "5"}, {"a.b.c", JSON_NUMBER, "3"},
        {"a.x.y", JSON_NUMBER, "4"},    {"null", JSON_NULL, ""},   {"", JSON_NUMBER, "6"},
        {"Title", JSON_ABSENT, ""},     {"a.c", JSON_ABSENT, ""},  {"title.b", JSON_ABSENT, ""},
        {"list.0", JSON_ABSENT, ""},    {"a..b", JSON_ABSENT, ""}, {"a", JSON_OBJECT, ""},
        {"missing.b", JSON_ABSENT, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json_value v = member(root, cases[i].path);
        ck_assert_msg(v.type == cases[i].type, "%s has type %d", cases[i].path, v.type);
        assert_text(v, str_of(cases[i].text));
    }
    ck_assert_int_eq(json_member(parser, member(root, "list"), str_of("a")).type, JSON_ABSENT);
    ck_assert_int_eq(json_member(parser, (struct json_value){0}, str_of("a")).type, JSON_ABSENT);
}
END_TEST

START_TEST(elements_in_order)
{
    struct json_value root = parse(str_of("{\"tags\": [\"a\", {\"x\": [1, 2]}, [], 7, null, \"z\"], \"none\": []}"));
    static const enum json_type types[] = {JSON_STRING, JSON_OBJECT, JSON_ARRAY, JSON_NUMBER, JSON_NULL, JSON_STRING};
    struct json_value tags = member(root, "tags"), v;
    size_t at = 0, count = 0;

    while (json_next_element(parser, tags, &at, &v)) {
        ck_assert_uint_lt(count, 6);
        ck_assert_int_eq(v.type, types[count++]);
    }
    ck_assert_uint_eq(count, 6);
    assert_text(v, str_of("z"));
    at = 0;
    ck_assert(!json_next_element(parser, member(root, "none"), &at, &v));
    at = 0;
    ck_assert(!json_next_element(parser, root, &at, &v));
}
END_TEST

/* Each kind of damage costs only what is damaged. */
START_TEST(repairs)
{
    static const struct {
        struct str json, text;
    } cases[] = {
        {TEXT("\"a\xff\xfe z\""), TEXT("a\xef\xbf\xbd\xef\xbf\xbd z")},
        {TEXT("\"caf\xe9\""), TEXT("caf\xef\xbf\xbd")},
        {TEXT("\"\xe2\x82\""), TEXT("\xef\xbf\xbd")},
        {TEXT("\"\xed\xa0\x80\""), TEXT("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
        {TEXT("\"\xc0\xaf\""), TEXT("\xef\xbf\xbd\xef\xbf\xbd")},
        {TEXT("\"a\\ud83dz\""), TEXT("a\xef\xbf\xbdz")},
        {TEXT("\"a\\uDC00\""), TEXT("a\xef\xbf\xbd")},
        {TEXT("\"\\ud83d\\u0041\""), TEXT("\xef\xbf\xbd"
                                          "A")},
        {TEXT("\"\\ud83d\\ud83d\\ude00\""), TEXT("\xef\xbf\xbd\xf0\x9f\x98\x80")},
        {TEXT("\"\\ud83d\\n\""), TEXT("\xef\xbf\xbd\n")},
        {TEXT("\"\\uD83D\\uDE00\""), TEXT("\xf0\x9f\x98\x80")},
        {TEXT("\"\\\\ud83d\""), TEXT("\\ud83d")},
        {TEXT("\"a\nb\tc\x01\x1f\""), TEXT("a b c  ")},
        {TEXT("\"a\0b\""), TEXT("a b")},
        {TEXT("\"a\\u0000b\""), TEXT("a\0b")},
        {TEXT("\xef\xbb\xbf\"a\""), TEXT("a")},
        {TEXT("\"\\u00e9 \\\"\\/\\b\""), TEXT("\xc3\xa9 \"/\b")},
        {TEXT("\"\x7f\xc2\x85\""), TEXT("\x7f\xc2\x85")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_text(parse(cases[i].json), cases[i].text);
}
END_TEST

START_TEST(repair_keeps_the_rest)
{
    struct json_value root = parse(TEXT("{\"id\": 99999999999999999999, \"t\": \"x\ny\", \"n\": [1, -2.5, 0, true],"
                                        " \"e\": {}, \"a\": [], \"s\": \"\\ud800\", \"u\": \"\\\\\xff\"}"));
    assert_text(member(root, "id"), str_of("99999999999999999999"));
    assert_text(member(root, "t"), str_of("x y"));
    assert_text(member(root, "s"), str_of("\xef\xbf\xbd"));
    assert_text(member(root, "u"), str_of("\\\xef\xbf\xbd"));
    struct json_value numbers = member(root, "n"), v;
    size_t at = 0;
    ck_assert(json_next_element(parser, numbers, &at, &v));
    ck_assert(json_next_element(parser, numbers, &at, &v));
    ck_assert_int_eq(v.type, JSON_NUMBER);
    assert_text(v, str_of("-2.5"));
    ck_assert_int_eq(member(root, "e").type, JSON_OBJECT);
    ck_assert_int_eq(member(root, "a").type, JSON_ARRAY);
}
END_TEST

START_TEST(refusals_name_the_byte)
{
    static const struct {
        struct str json;
        size_t offset;
        const char *what;
    } cases[] = {
        {TEXT(""), 0, "ends too early"},
        {TEXT("   "), 3, "ends too early"},
        {TEXT("{\"a\": 1"), 7, "ends too early"},
        {TEXT("{\"a\": \"x"), 8, "ends too early"},
        {TEXT("{\"a\""), 4, "ends too early"},
        {TEXT("[1, 2"), 5, "ends too early"},
        {TEXT("{\"a\" 1}"), 5, "a colon"},
        {TEXT("{\"a\": 1 \"b\": 2}"), 8, "a comma or }"},
        {TEXT("[1 2]"), 3, "a comma or ]"},
        {TEXT("[1}"), 2, "a comma or ]"},
        {TEXT("{\"a\": 1]"), 7, "a comma or }"},
        {TEXT("{a: 1}"), 1, "double quotes"},
        {TEXT("{\"a\": 1,}"), 8, "double quotes"},
        {TEXT("[1,]"), 3, "a value"},
        {TEXT("[,1]"), 1, "a value"},
        {TEXT("{\"a\": 'x'}"), 6, "a value"},
        {TEXT("{\"a\": NaN}"), 6, "a value"},
        {TEXT("nulls"), 4, "behind true"},
        {TEXT("tru"), 0, "a value"},
        {TEXT("{\"a\": 01}"), 8, "a number"},
        {TEXT("{\"a\": 1.}"), 8, "a number"},
        {TEXT("{\"a\": -}"), 7, "a number"},
        {TEXT("{\"a\": 1e}"), 8, "a number"},
        {TEXT("{\"a\": 12x}"), 8, "a number"},
        {TEXT("{\"a\": \"\\x41\"}"), 7, "a backslash"},
        {TEXT("{\"a\": \"\\u12g4\"}"), 7, "hexadecimal"},
        {TEXT("{\"a\": 1} {\"b\": 2}"), 9, "behind the record"},
        {TEXT("{}\0\0"), 2, "behind the record"},
        {TEXT("\xff"), 0, "a value"},
        /* repaired before the place: the offset is that of the text as it came */
        {TEXT("{\"a\": \"\xff\xff\n\", \"b\" 1}"), 17, "a colon"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t offset = 99;
        enum status s = json_parse(parser, cases[i].json.ptr, cases[i].json.len, &offset, &err);
        ck_assert_msg(s == S_INPUT, "%s gives %s", cases[i].json.ptr, status_name(s));
        ck_assert_msg(offset == cases[i].offset, "%s: byte %zu, %s", cases[i].json.ptr, offset, err.text);
        ck_assert_msg(strstr(err.text, cases[i].what), "%s: %s", cases[i].json.ptr, err.text);
        char place[40];
        snprintf(place, sizeof place, "not JSON at byte %zu: ", offset);
        ck_assert_ptr_eq(strstr(err.text, place), err.text);
        ck_assert_int_eq(json_root(parser).type, JSON_ABSENT);
    }
    assert_text(parse(str_of("\"good again\"")), str_of("good again"));
}
END_TEST

/* `depth` containers around a number. */
static char *nested(const char *open, const char *close, size_t depth, size_t *len)
{
    struct buf b = {0};
    for (size_t i = 0; i < depth; i++)
        buf_append_text(&b, open);
    buf_append_text(&b, "1");
    for (size_t i = 0; i < depth; i++)
        buf_append_text(&b, close);
    ck_assert(!b.failed);
    *len = b.len;
    return b.data;
}

START_TEST(nesting)
{
    static const char *const forms[][2] = {{"[", "]"}, {"{\"a\":", "}"}};
    for (size_t form = 0; form < 2; form++) {
        static const struct {
            size_t depth;
            enum status status;
        } cases[] = {{JSON_NESTING_MAX - 1, S_OK},
                     {JSON_NESTING_MAX, S_OK},
                     {JSON_NESTING_MAX + 1, S_INPUT},
                     {JSON_NESTING_MAX + 2, S_INPUT},
                     {100000, S_INPUT}};
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            size_t len, offset;
            char *text = nested(forms[form][0], forms[form][1], cases[i].depth, &len);
            ck_assert_msg(json_parse(parser, text, len, &offset, &err) == cases[i].status, "%zu: %s", cases[i].depth,
                          err.text);
            if (cases[i].status) {
                ck_assert_str_eq(err.text, "nested deeper than 64");
                ck_assert_uint_eq(offset, JSON_NESTING_MAX * strlen(forms[form][0]));
            }
            free(text);
        }
    }
    /* the same limit on the way through the repair; a pair of brackets with nothing in it is no level, in both */
    size_t len;
    char *text = nested("[\"\n\",", "]", JSON_NESTING_MAX, &len);
    ck_assert_int_eq(json_parse(parser, text, len, NULL, &err), S_OK);
    free(text);
    text = nested("[", "]", JSON_NESTING_MAX + 1, &len);
    memmove(text + JSON_NESTING_MAX + 1, text + JSON_NESTING_MAX + 2, JSON_NESTING_MAX + 1);
    ck_assert_int_eq(json_parse(parser, text, len - 1, NULL, &err), S_OK);
    free(text);
    text = nested("[\"\n\",[],", "]", JSON_NESTING_MAX, &len);
    ck_assert_int_eq(json_parse(parser, text, len, NULL, &err), S_OK);
    free(text);
}
END_TEST

/* A string of `len` bytes with its quotes. */
static char *long_string(size_t len, char fill)
{
    char *text = malloc(len);
    ck_assert_ptr_nonnull(text);
    memset(text, fill, len);
    text[0] = text[len - 1] = '"';
    return text;
}

START_TEST(long_records)
{
    static const struct {
        size_t len;
        char fill;
        enum status status;
    } cases[] = {
        {JSON_RECORD_MAX, 'x', S_OK},  {JSON_RECORD_MAX + 1, 'x', S_INPUT}, {10 << 20, 'x', S_INPUT},
        {1 << 20, '\xff', S_OK},       {JSON_RECORD_MAX, '\xff', S_INPUT}, /* three times as long once it is repaired */
        {JSON_RECORD_MAX, '\n', S_OK}, {JSON_RECORD_MAX, '\\', S_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = long_string(cases[i].len, cases[i].fill);
        ck_assert_msg(json_parse(parser, text, cases[i].len, NULL, &err) == cases[i].status, "case %zu: %s", i,
                      err.text);
        free(text);
    }
    char *text = long_string(JSON_RECORD_MAX + 1, 'x');
    size_t offset;
    ck_assert_int_eq(json_parse(parser, text, JSON_RECORD_MAX + 1, &offset, &err), S_INPUT);
    ck_assert_str_eq(err.text, "longer than 8388608 bytes");
    ck_assert_uint_eq(offset, JSON_RECORD_MAX);
    free(text);
}
END_TEST

/* Walking an array takes one step an element, and the numbers' texts stay where they are. */
START_TEST(long_array)
{
    enum { ELEMENTS = 1000000 };
    struct buf b = {0};
    struct json_value first, v;
    size_t at = 0, count = 1;

    buf_append_byte(&b, '[');
    for (int i = 0; i < ELEMENTS; i++)
        buf_append_text(&b, i % 2 ? "123," : "[45],");
    buf_append_text(&b, "0]");
    struct json_value root = parse(buf_str(&b));
    ck_assert(json_next_element(parser, root, &at, &first));
    at = 0;
    ck_assert(json_next_element(parser, root, &at, &v));
    ck_assert(json_next_element(parser, root, &at, &first));
    for (count = 2; json_next_element(parser, root, &at, &v); count++)
        ;
    ck_assert_uint_eq(count, ELEMENTS + 1);
    assert_text(first, str_of("123"));
    assert_text(v, str_of("0"));
    buf_release(&b);
}
END_TEST

/* Whatever bytes change in a record, there is an answer, and a refusal has a place inside the text. */
START_TEST(random_damage)
{
    static const char record[] =
        "{\"id\": 12, \"title\": \"Caf\\u00e9 \\ud83d\\ude00\", \"tags\": [\"a\", 1.5e3, null, {}],"
        " \"date\": {\"year\": 1996}, \"ok\": true}";
    unsigned seed = 20240229;
    for (int round = 0; round < 20000; round++) {
        char text[sizeof record];
        size_t len = sizeof record - 1, offset;
        memcpy(text, record, sizeof record);
        for (int k = 0; k < 1 + round % 3; k++) {
            seed = seed * 1103515245 + 12345;
            text[(seed >> 8) % len] = (char)(seed >> 20);
        }
        enum status s = json_parse(parser, text, len, &offset, &err);
        ck_assert(s == S_OK || (s == S_INPUT && offset <= len));
        ck_assert_msg(s == S_OK || strstr(err.text, "at byte"), "%.*s: %s", (int)len, text, err.text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json_in");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, scalars_and_roots);
    tcase_add_test(tests, members_by_path);
    tcase_add_test(tests, elements_in_order);
    tcase_add_test(tests, repairs);
    tcase_add_test(tests, repair_keeps_the_rest);
    tcase_add_test(tests, refusals_name_the_byte);
    tcase_add_test(tests, nesting);
    tcase_add_test(tests, long_records);
    tcase_add_test(tests, long_array);
    tcase_add_test(tests, random_damage);
    return run_suite(tests, "json_in");
}
