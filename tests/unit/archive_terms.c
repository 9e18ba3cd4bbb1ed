/* The dictionary of a segment at its borders, against a sorted list: groups that are full or not, so many of them that
 * they are looked for in several steps, terms that all begin alike, those of the least and the greatest bytes. */
#include <check.h>

#include "archive/term_walk.h"
#include "tests/unit/archive_written.h"
#include "tests/unit/suite.h"

enum { TERMS_MAX = 16400, TERM_BYTES = 12 };

static struct err err;

static struct list {
    size_t count;
    struct term {
        char bytes[TERM_BYTES];
        size_t len;
    } term[TERMS_MAX];
} list;

static struct str term_at(size_t i)
{
    return (struct str){list.term[i].bytes, list.term[i].len};
}

static uint32_t documents_of(size_t i)
{
    return (uint32_t)(i % WRITTEN_DOCUMENTS) + 1;
}

/* ---- the terms ---- */

/* Numbers of three bytes, the highest first, behind so many of a byte: terms ascend with them. */
static void fill_list(size_t count, char first, size_t before)
{
    list.count = count;
    for (size_t i = 0; i < count; i++) {
        struct term *t = &list.term[i];
        memset(t->bytes, first, before);
        for (size_t byte = 0; byte < 3; byte++)
            t->bytes[before + byte] = (char)(i >> (16 - 8 * byte));
        t->len = before + 3;
    }
}

/* Terms of one byte, one more of it each. */
static void fill_with_runs(char byte)
{
    list.count = TERM_BYTES;
    for (size_t i = 0; i < list.count; i++) {
        memset(list.term[i].bytes, byte, i + 1);
        list.term[i].len = i + 1;
    }
}

static void encode_list(struct term_encoder *e, const void *context)
{
    (void)context;
    for (size_t i = 0; i < list.count; i++) {
        term_encoder_begin(e, term_at(i), false);
        for (uint32_t document = 1; document <= documents_of(i); document++)
            term_encoder_add(e, document, 0, NULL);
        term_encoder_end(e);
    }
}

/* ---- looking ---- */

/* How many terms of the list are less. */
static size_t count_less(struct str term)
{
    size_t low = 0, high = list.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (str_compare(term_at(middle), term) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* From any group on that is not behind it the same is found: from those as well that are as far as is looked at once.
 */
static void check_group(struct segment *s, struct str term, size_t less, bool there)
{
    static const uint32_t behind[] = {0, 1, 254, 255, 256, 257, 258, 511, 512, 513};
    size_t last = there || less == 0 ? less : less - 1;
    uint32_t group, expected = (uint32_t)(last / SEGMENT_TERM_GROUP);
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        must(term_walk_find_group(s, term, expected < behind[i] ? 0 : expected - behind[i], &group, &err), &err);
        ck_assert_uint_eq(group, expected);
    }
}

static void check_term(struct segment *s, struct str term)
{
    struct term_place found;
    struct term_walk walk;
    bool more;
    size_t less = count_less(term);
    bool there = less < list.count && str_equal(term_at(less), term);
    check_group(s, term, less, there);
    must(segment_find_term(s, term, &found, &err), &err);
    ck_assert_uint_eq(found.documents, there ? documents_of(less) : 0);
    must(term_walk_begin(&walk, s, term, &err), &err);
    must(term_walk_next(&walk, &more, &err), &err);
    ck_assert_int_eq(more, less < list.count);
    ck_assert(!more || str_equal((struct str){walk.term, walk.term_len}, term_at(less)));
}

/* What is in the list, what is a byte shorter, and what is a byte longer. */
static void check_list(void)
{
    struct segment *s = write_terms(encode_list, NULL);
    size_t step = list.count < 2000 ? 1 : 5; /* through the places of a group */
    for (size_t i = 0; i < list.count; i += step) {
        char longer[TERM_BYTES + 1] = {0};
        struct str term = term_at(i);
        memcpy(longer, term.ptr, term.len);
        check_term(s, term);
        check_term(s, (struct str){term.ptr, term.len - 1});
        check_term(s, (struct str){longer, term.len + 1});
        longer[term.len] = '\xff';
        check_term(s, (struct str){longer, term.len + 1});
    }
    store_close(&s->store);
}

START_TEST(terms_are_found_at_the_borders)
{
    static const size_t counts[] = {1, 31, 32, 33, 8191, 8192, 8193, 8224, 8225, TERMS_MAX};
    static const size_t before[] = {0, 5, 8};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        fill_list(counts[_i], '\xff', before[i]);
        check_list();
        fill_list(counts[_i], 'e', before[i]);
        check_list();
    }
}
END_TEST

START_TEST(runs_of_a_byte_are_terms)
{
    static const char bytes[] = {'\0', 'a', '\xff'};
    for (size_t i = 0; i < sizeof bytes; i++) {
        fill_with_runs(bytes[i]);
        check_list();
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("terms");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_loop_test(tests, terms_are_found_at_the_borders, 0, 10);
    tcase_add_test(tests, runs_of_a_byte_are_terms);
    return run_suite(tests, "terms");
}
