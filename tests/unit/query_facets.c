/* Facets over columns of every kind: of few values and of many, of one value an article and of several. What is counted
 * is compared with what was put. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "query/search.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum {
    FEW = 400, /* articles: the live store keeps them */
    MANY = 2000,
    SOURCES = 700, /* more than are counted side by side, and no whole number of masks */
    SECTIONS = 5,
    TAGS = 13
};

static struct err err;

/* What article `n` has; of a field that it has nothing of, nothing is counted. */
static bool has_source(unsigned n)
{
    return n % 7 != 0;
}
static unsigned source_of(unsigned n)
{
    return n * 31 % SOURCES;
}
static unsigned section_of(unsigned n)
{
    return n % 9 % SECTIONS;
}
static unsigned first_tag_of(unsigned n)
{
    return n % TAGS;
}
static unsigned second_tag_of(unsigned n)
{
    return n / 3 % TAGS;
}

static void put(struct archive_writer *w, struct article *a)
{
    enum archive_change change;
    ck_assert_msg(archive_put(w, a, false, &change, &err) == S_OK, "%s", err.text);
}

static void put_source_of_its_own(struct archive_writer *w, unsigned n, struct article *a)
{
    char text[64];
    article_reset(a);
    snprintf(text, sizeof text, "a%u", n);
    article_set(a, FIELD_ID, str_of(text));
    article_set(a, FIELD_SOURCE, str_of(text));
    put(w, a);
}

static void put_one_of_all(struct archive_writer *w, unsigned n, struct article *a)
{
    char text[64];
    article_reset(a);
    snprintf(text, sizeof text, "a%u", n);
    article_set(a, FIELD_ID, str_of(text));
    snprintf(text, sizeof text, "everywhere, and in one of three: third%u", n % 3);
    article_set(a, FIELD_BODY, str_of(text));
    snprintf(text, sizeof text, "source-%u", source_of(n));
    if (has_source(n))
        article_set(a, FIELD_SOURCE, str_of(text));
    snprintf(text, sizeof text, "section-%u", section_of(n));
    article_set(a, FIELD_SECTION, str_of(text));
    snprintf(text, sizeof text, "tag-%u", first_tag_of(n));
    article_add(a, FIELD_TAG, str_of(text));
    snprintf(text, sizeof text, "tag-%u", second_tag_of(n));
    article_add(a, FIELD_TAG, str_of(text));
    put(w, a);
}

static struct archive *make_archive(unsigned articles,
                                    void (*put_article)(struct archive_writer *w, unsigned n, struct article *a))
{
    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct archive *archive;
    struct article a = {0};
    scratch_make();
    ck_assert_msg(archive_writer_open(scratch, &settings, &w, &err) == S_OK, "%s", err.text);
    for (unsigned n = 0; n < articles; n++)
        put_article(w, n, &a);
    ck_assert_msg(archive_commit(w, &err) == S_OK, "%s", err.text);
    archive_writer_close(w);
    article_release(&a);
    ck_assert_msg(archive_open(scratch, &archive, &err) == S_OK, "%s", err.text);
    return archive;
}

/* The values of a facet are each once, and have the counts that are expected. */
static void check_facet(const struct facet *facet, const char *name, const unsigned *expected, unsigned values,
                        unsigned without)
{
    size_t met = 0;
    for (unsigned i = 0; i < values; i++)
        met += expected[i] > 0;
    ck_assert_uint_eq(facet->values, met);
    ck_assert_uint_eq(facet->count, met);
    ck_assert_uint_eq(facet->without, without);
    for (size_t i = 0; i < facet->count; i++) {
        const struct facet_value *v = &facet->value[i];
        struct str number = str_skip(v->text, strlen(name));
        char text[16] = "";
        ck_assert(str_begins_with(v->text, str_of(name)) && number.len < sizeof text);
        memcpy(text, number.ptr, number.len);
        ck_assert_uint_eq(v->count, expected[strtoul(text, NULL, 10)]);
        ck_assert(i == 0 || facet->value[i - 1].count >= v->count);
    }
}

/* `third` 0 to 2: those of a third; 3: all. */
static void check_counts(struct archive *archive, unsigned articles, unsigned third)
{
    unsigned source[SOURCES] = {0}, section[SECTIONS] = {0}, tag[TAGS] = {0}, without = 0;
    struct params p;
    struct page page;
    for (unsigned n = 0; n < articles; n++) {
        if (third < 3 && n % 3 != third)
            continue;
        source[source_of(n)] += has_source(n);
        without += !has_source(n);
        section[section_of(n)]++;
        tag[first_tag_of(n)]++;
        tag[second_tag_of(n)] += first_tag_of(n) != second_tag_of(n);
    }
    params_init(&p, 0);
    buf_printf(&p.q, third < 3 ? "third%u" : "everywhere", third);
    ck_assert_int_eq(params_set(&p, str_of("facet"), str_of("source,section,tag"), &err), S_OK);
    ck_assert_int_eq(params_set(&p, str_of("facet-limit"), str_of("1000"), &err), S_OK);
    ck_assert_msg(search_run(archive, &p, &page, &err) == S_OK, "%s", err.text);
    ck_assert_uint_eq(page.facet_count, 3);
    check_facet(&page.facet[0], "source-", source, SOURCES, without);
    check_facet(&page.facet[1], "section-", section, SECTIONS, 0);
    check_facet(&page.facet[2], "tag-", tag, TAGS, 0);
    page_release(&page);
    params_release(&p);
}

START_TEST(counts_are_those_of_what_was_put)
{
    unsigned articles = _i ? MANY : FEW;
    struct archive *archive = make_archive(articles, put_one_of_all);
    for (unsigned third = 0; third <= 3; third++)
        check_counts(archive, articles, third);
    archive_close(archive);
    scratch_remove();
}
END_TEST

/* More values than a column of only values has numbers for. */
START_TEST(values_that_cannot_be_numbered_in_two_bytes)
{
    enum { VALUES = UINT16_MAX + 1 };
    struct archive *archive = make_archive(VALUES, put_source_of_its_own);
    struct params p;
    struct page page;
    params_init(&p, 0);
    ck_assert_int_eq(params_set(&p, str_of("facet"), str_of("source"), &err), S_OK);
    ck_assert_int_eq(params_set(&p, str_of("facet-limit"), str_of("1000"), &err), S_OK);
    ck_assert_msg(search_run(archive, &p, &page, &err) == S_OK, "%s", err.text);
    ck_assert_uint_eq(page.facet[0].values, VALUES);
    ck_assert_uint_eq(page.facet[0].without, 0);
    for (size_t i = 0; i < page.facet[0].count; i++)
        ck_assert_uint_eq(page.facet[0].value[i].count, 1);
    page_release(&page);
    params_release(&p);
    archive_close(archive);
    scratch_remove();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("all");
    tcase_add_loop_test(tests, counts_are_those_of_what_was_put, 0, 2);
    tcase_add_test(tests, values_that_cannot_be_numbered_in_two_bytes);
    tcase_set_timeout(tests, 60);
    return run_suite(tests, "facets");
}
