#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/article.h"
#include "tests/unit/suite.h"

static void assert_value(const struct article *a, enum field field, const char *want)
{
    struct str got = article_get(a, field);
    ck_assert_msg(str_equal(got, str_of(want)), "%s is \"%.*s\", not \"%s\"", schema[field].name, (int)got.len, got.ptr,
                  want);
}

/* ---- the article ---- */

START_TEST(fields_are_set_and_replaced)
{
    struct article a = {0};
    ck_assert_ptr_null(article_get(&a, FIELD_BODY).ptr);
    article_set(&a, FIELD_ID, str_of("wire-1"));
    article_set(&a, FIELD_HEADLINE, str_of("Vote counted"));
    article_set(&a, FIELD_BODY, str_of("It went on.\nAll day."));
    article_set(&a, FIELD_HEADLINE, str_of("Votes counted twice"));
    article_set(&a, FIELD_ID, str_of("w"));
    assert_value(&a, FIELD_ID, "w");
    assert_value(&a, FIELD_HEADLINE, "Votes counted twice");
    assert_value(&a, FIELD_BODY, "It went on.\nAll day.");
    ck_assert_uint_eq(a.text.len, strlen("wVotes counted twiceIt went on.\nAll day."));
    article_set(&a, FIELD_HEADLINE, (struct str){0});
    ck_assert_ptr_null(article_get(&a, FIELD_HEADLINE).ptr);
    assert_value(&a, FIELD_ID, "w");
    article_release(&a);
    article_release(&a);
}
END_TEST

START_TEST(reset_empties_and_keeps_memory)
{
    struct article a = {0};
    article_set(&a, FIELD_URL, str_of("https://news.example/1"));
    a.published = (struct date){5, 0, DATE_DAY};
    const char *memory = a.text.data;
    article_reset(&a);
    for (int field = 0; field < FIELD_COUNT; field++)
        ck_assert_ptr_null(article_get(&a, field).ptr);
    ck_assert_int_eq(a.published.precision, DATE_NONE);
    ck_assert_ptr_eq(a.text.data, memory);
    article_release(&a);
}
END_TEST

static void assert_values(const struct article *a, enum field field, const char *const *want)
{
    struct str value;
    size_t at = 0;
    for (; *want; want++) {
        ck_assert_msg(article_next_value(a, field, &at, &value), "\"%s\" is missing", *want);
        ck_assert_msg(str_equal(value, str_of(*want)), "\"%.*s\", not \"%s\"", (int)value.len, value.ptr, *want);
    }
    ck_assert(!article_next_value(a, field, &at, &value));
    ck_assert(!article_next_value(a, field, &at, &value));
}

START_TEST(several_values_are_added_and_walked)
{
    struct article a = {0};
    assert_values(&a, FIELD_TAG, (const char *const[]){NULL});
    article_add(&a, FIELD_TAG, str_of("vote"));
    article_add(&a, FIELD_BYLINE, str_of("Ann Smith"));
    article_set(&a, FIELD_BODY, str_of("One.\nTwo."));
    article_add(&a, FIELD_TAG, str_of("two\nlines\n"));
    article_add(&a, FIELD_TAG, str_of(" \n "));
    article_add(&a, FIELD_TAG, (struct str){0});
    article_add(&a, FIELD_BYLINE, str_of("Bo Lee"));
    article_add(&a, FIELD_BYLINE, str_of("C. Doe"));
    assert_values(&a, FIELD_TAG, (const char *const[]){"vote", "two lines ", NULL});
    assert_values(&a, FIELD_BYLINE, (const char *const[]){"Ann Smith", "Bo Lee", "C. Doe", NULL});
    assert_values(&a, FIELD_BODY, (const char *const[]){"One.\nTwo.", NULL});
    article_release(&a);
}
END_TEST

START_TEST(one_value_is_replaced_when_added)
{
    struct article a = {0};
    article_add(&a, FIELD_PLACE, str_of("MOSCOW"));
    article_add(&a, FIELD_PLACE, str_of("YEREVAN\nCITY"));
    assert_values(&a, FIELD_PLACE, (const char *const[]){"YEREVAN\nCITY", NULL});
    article_set(&a, FIELD_TAG, str_of("\na\n\nb\n"));
    assert_values(&a, FIELD_TAG, (const char *const[]){"a", "b", NULL});
    article_release(&a);
}
END_TEST

START_TEST(failure_leaves_the_article_as_it_was)
{
    struct article a = {0};
    article_set(&a, FIELD_PLACE, str_of("MOSCOW"));
    article_add(&a, FIELD_TAG, str_of("vote"));
    a.text.failed = true;
    article_set(&a, FIELD_PLACE, str_of("YEREVAN"));
    article_set(&a, FIELD_BODY, str_of("x"));
    article_add(&a, FIELD_TAG, str_of("more"));
    assert_value(&a, FIELD_PLACE, "MOSCOW");
    assert_value(&a, FIELD_TAG, "vote");
    assert_value(&a, FIELD_BODY, "");
    ck_assert_int_eq(buf_status(&a.text, NULL), S_NOMEM);
    article_release(&a);
}
END_TEST

/* Random changes against a plain model: an array of strings. */
START_TEST(agrees_with_a_model)
{
    struct article a = {0};
    char model[FIELD_COUNT][4096] = {{0}};
    srandom(42);
    for (int step = 0; step < 5000; step++) {
        enum field field = (enum field)((size_t)random() % FIELD_COUNT);
        char value[16];
        int len = (int)(random() % 12);
        for (int i = 0; i < len; i++)
            value[i] = (char)('a' + random() % 26);
        value[len] = '\0';
        char *held = model[field];
        bool extend = schema[field].several && random() % 4 && strlen(held) < 4000;
        if (extend)
            article_add(&a, field, str_of(value));
        else
            article_set(&a, field, str_of(value));
        if (!extend)
            strcpy(held, value);
        else if (len)
            sprintf(held + strlen(held), "%s%s", *held ? "\n" : "", value);
        size_t sum = 0;
        for (int f = 0; f < FIELD_COUNT; f++) {
            assert_value(&a, f, model[f]);
            sum += strlen(model[f]);
        }
        ck_assert_uint_eq(a.text.len, sum);
    }
    article_release(&a);
}
END_TEST

/* ---- the field table ---- */

START_TEST(fields_are_found_by_name)
{
    static const char *const names[FIELD_COUNT] = {"id",     "headline", "body", "byline", "place", "section",
                                                   "source", "agency",   "tag",  "lang",   "url",   "host"};
    for (int field = 0; field < FIELD_COUNT; field++) {
        ck_assert_str_eq(schema[field].name, names[field]);
        ck_assert_int_eq(schema_find(str_of(names[field])), field);
    }
    ck_assert_int_eq(schema_find(str_of("HeadLine")), FIELD_HEADLINE);
    static const char *const none[] = {NULL, "", "head", "headlines", "title", "headline ", "date", "\xFF"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert_int_eq(schema_find(str_of(none[i])), FIELD_COUNT);
}
END_TEST

START_TEST(table_is_whole)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        const struct field_info *f = &schema[field];
        ck_assert_uint_gt(strlen(f->help), 0);
        ck_assert_uint_gt(strlen(f->example), 0);
        ck_assert_int_eq(f->prefix == NULL, f->kind == FIELD_KIND_STORED);
        ck_assert(f->kind == FIELD_KIND_KEYWORD || (!f->words && !f->filter && !f->several));
        if (f->aliases)
            ck_assert_int_eq(field == FIELD_TAG ? strncmp(f->aliases, "tags|tag|", 9)
                                                : strncmp(f->aliases, f->name, strlen(f->name)),
                             0);
    }
    ck_assert_str_eq(schema[FIELD_BODY].prefix, "");
    ck_assert_ptr_null(schema[FIELD_HOST].aliases);
    ck_assert(schema[FIELD_TAG].several && schema[FIELD_BYLINE].several);
    ck_assert(schema[FIELD_BYLINE].words && schema[FIELD_PLACE].words && !schema[FIELD_HOST].words);
}
END_TEST

/* Omega's rule: a prefix of one capital, or X and capitals; none is the start of another, or terms would be mixed. */
START_TEST(prefixes_keep_apart)
{
    for (int field = 0; field < FIELD_COUNT; field++) {
        const char *prefix = schema[field].prefix;
        if (!prefix || !*prefix)
            continue;
        for (const char *c = prefix; *c; c++)
            ck_assert(isupper((unsigned char)*c));
        ck_assert(strlen(prefix) == 1 || prefix[0] == 'X');
        for (int other = 0; other < FIELD_COUNT; other++)
            if (other != field && schema[other].prefix)
                ck_assert_int_ne(strncmp(schema[other].prefix, prefix, strlen(prefix)), 0);
    }
}
END_TEST

static bool lists(const char *aliases, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = aliases; at; at = strchr(at, '|') ? strchr(at, '|') + 1 : NULL)
        if (strncmp(at, name, len) == 0 && (at[len] == '|' || at[len] == '\0'))
            return true;
    return false;
}

START_TEST(an_alias_names_one_field)
{
    char names[1024];
    for (int field = 0; field <= FIELD_COUNT; field++) {
        const char *aliases = field == FIELD_COUNT ? schema_date_aliases : schema[field].aliases;
        if (!aliases)
            continue;
        ck_assert_uint_lt(strlen(aliases), sizeof names);
        strcpy(names, aliases);
        for (char *rest = names, *name; (name = strsep(&rest, "|"));) {
            ck_assert_uint_gt(strlen(name), 0);
            for (int other = 0; other < FIELD_COUNT; other++)
                ck_assert(other == field || !schema[other].aliases || !lists(schema[other].aliases, name));
        }
    }
    ck_assert(lists(schema_date_aliases, "pub_date") && lists(schema_date_aliases, "timestamp"));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("article");
    tcase_add_test(tests, fields_are_set_and_replaced);
    tcase_add_test(tests, reset_empties_and_keeps_memory);
    tcase_add_test(tests, several_values_are_added_and_walked);
    tcase_add_test(tests, one_value_is_replaced_when_added);
    tcase_add_test(tests, failure_leaves_the_article_as_it_was);
    tcase_add_test(tests, agrees_with_a_model);
    tcase_add_test(tests, fields_are_found_by_name);
    tcase_add_test(tests, table_is_whole);
    tcase_add_test(tests, prefixes_keep_apart);
    tcase_add_test(tests, an_alias_names_one_field);
    return run_suite(tests, "article");
}
