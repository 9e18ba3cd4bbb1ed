/* What a search frees in a process that answers many. */
#include <check.h>
#include <malloc.h>
#include <stdio.h>

#include "query/search.h"
#include "query/warm.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum { WORDS = 1000 /* one an article: so many articles are a segment */ };

static struct archive *archive;
static struct err err;

static void setup(void)
{
    struct archive_settings settings = {.stemmer = "none", .store_bodies = false};
    struct archive_writer *w;
    struct article a = {0};
    struct buf path = {0};
    enum archive_change change;
    scratch_make();
    buf_printf(&path, "%s/archive", scratch);
    ck_assert_msg(archive_writer_open(buf_text(&path), &settings, &w, &err) == S_OK, "%s", err.text);
    for (int i = 0; i < WORDS; i++) {
        char word[16];
        snprintf(word, sizeof word, "word%d", i);
        article_reset(&a);
        article_set(&a, FIELD_ID, str_of(word));
        article_set(&a, FIELD_BODY, str_of(word));
        ck_assert_int_eq(archive_put(w, &a, false, &change, &err), S_OK);
    }
    ck_assert_int_eq(archive_commit(w, &err), S_OK);
    archive_writer_close(w);
    article_release(&a);
    ck_assert_msg(archive_open(buf_text(&path), &archive, &err) == S_OK, "%s", err.text);
    buf_release(&path);
}

static void teardown(void)
{
    archive_close(archive);
    scratch_remove();
}

static void search(const char *words)
{
    struct params params;
    struct page page;
    params_init(&params, 0);
    ck_assert_int_eq(params_set(&params, str_of("q"), str_of(words), &err), S_OK);
    ck_assert_msg(search_run(archive, &params, &page, &err) == S_OK, "%s", err.text);
    ck_assert_uint_eq(page.total, WORDS);
    page_release(&page);
    params_release(&params);
}

#if defined __GLIBC__ && __GLIBC_PREREQ(2, 33)
/* The memory of many thousand cursors is not kept for those few of them that wait to be opened again. */
START_TEST(a_large_search_keeps_little_memory)
{
    enum { KEPT = 8 << 20, REST = 4 << 20 };
    warm_keep_memory();
    search("word*");
    size_t before = mallinfo2().arena;
    search("word* OR word* OR word* OR word* OR word* OR word* OR word* OR word*"); /* some 40 MB */
    ck_assert_uint_lt(mallinfo2().arena, before + KEPT + REST);
}
END_TEST
#endif

int main(void)
{
    TCase *tests = tcase_create("warm");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, setup, teardown);
#if defined __GLIBC__ && __GLIBC_PREREQ(2, 33)
    tcase_add_test(tests, a_large_search_keeps_little_memory);
#endif
    return run_suite(tests, "warm");
}
