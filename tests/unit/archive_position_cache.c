#include <check.h>
#include <stdlib.h>

#include "archive/position_cache.h"
#include "tests/unit/suite.h"

/* The list that stands for a word in a document: its count and content follow from both. */
static void make_list(const char *term, uint32_t document, struct u32_array *out)
{
    out->count = 0;
    for (uint32_t i = 0; i < document % 50; i++)
        ck_assert(u32_array_append(out, document * 3 + i * (uint32_t)term[0]));
}

static bool equal(const struct u32_array *a, const struct u32_array *b)
{
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->data[i] == b->data[i];
    return same;
}

/* Whatever is found is what was put for that word in that document, through any number of replacements and emptyings.
 */
START_TEST(gives_back_what_was_put)
{
    static const char *const terms[] = {"a", "b", "observ", "mission"};
    struct position_cache cache = {0};
    struct u32_array list = {0}, found = {0};
    unsigned hits = 0;

    ck_assert(!position_cache_find(&cache, str_of("a"), 1, &found));
    for (uint32_t document = 1; document < 20000; document++) {
        const char *term = terms[document % 4];
        make_list(term, document, &list);
        position_cache_add(&cache, str_of(term), document, &list);
        ck_assert(position_cache_find(&cache, str_of(term), document, &found));
        ck_assert(equal(&list, &found));
        ck_assert(!position_cache_find(&cache, str_of("other"), document, &found));
        uint32_t earlier = document / 2 + 1;
        if (position_cache_find(&cache, str_of(terms[earlier % 4]), earlier, &found)) {
            make_list(terms[earlier % 4], earlier, &list);
            ck_assert(equal(&list, &found));
            hits++;
        }
    }
    ck_assert_uint_gt(hits, 0);
    position_cache_release(&cache);
    u32_array_release(&list);
    u32_array_release(&found);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("position cache");
    tcase_add_test(tests, gives_back_what_was_put);
    return run_suite(tests, "position cache");
}
