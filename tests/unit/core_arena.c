#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/arena.h"
#include "tests/unit/suite.h"

enum { PIECES = 400 };

static bool is_filled(const unsigned char *piece, size_t size, unsigned char with)
{
    for (size_t i = 0; i < size; i++)
        if (piece[i] != with)
            return false;
    return true;
}

/* Pieces of many sizes, each filled with its own number: none of them lies in another. */
static void fill_pieces(struct arena *a)
{
    unsigned char *piece[PIECES];
    size_t size[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size[i] = i * i % 1237;
        piece[i] = i % 2 ? arena_alloc(a, size[i]) : arena_alloc_raw(a, size[i]);
        ck_assert_ptr_nonnull(piece[i]);
        ck_assert_uint_eq((uintptr_t)piece[i] % _Alignof(max_align_t), 0);
        ck_assert(i % 2 == 0 || is_filled(piece[i], size[i], 0));
        memset(piece[i], (int)(i % 256), size[i]);
    }
    for (size_t i = 0; i < PIECES; i++)
        ck_assert(is_filled(piece[i], size[i], (unsigned char)i));
}

START_TEST(gives_pieces_of_their_own)
{
    struct arena *a = arena_new(NULL);
    fill_pieces(a);
    memset(arena_alloc_raw(a, 3 << 20), 1, 3 << 20);
    fill_pieces(a);
    arena_free(a);
    arena_free(NULL);
}
END_TEST

START_TEST(copies_text)
{
    struct arena *a = arena_new(NULL);
    struct str text = arena_copy(a, str_of("Vienna")), nothing = arena_copy(a, (struct str){0});
    ck_assert_str_eq(text.ptr, "Vienna");
    ck_assert_uint_eq(text.len, 6);
    ck_assert_str_eq(nothing.ptr, "");
    ck_assert_uint_eq(nothing.len, 0);
    arena_free(a);
}
END_TEST

START_TEST(has_nothing_without_memory)
{
    struct arena *a = arena_new(NULL);
    ck_assert_ptr_null(arena_alloc(NULL, 1));
    ck_assert_ptr_null(arena_copy(NULL, str_of("Vienna")).ptr);
    ck_assert_ptr_null(arena_alloc(a, SIZE_MAX));
    ck_assert_ptr_null(arena_alloc(a, SIZE_MAX - 15));
    arena_free(a);
}
END_TEST

/* What an arena of a pool held before is not seen in the zeroed pieces of the next. */
START_TEST(a_pool_gives_arenas_again)
{
    struct arena_pool pool = {0};
    for (int round = 0; round < 5; round++) {
        struct arena *of[ARENA_POOL_ARENAS + 2];
        for (size_t i = 0; i < ARENA_POOL_ARENAS + 2; i++) {
            of[i] = arena_new(&pool);
            ck_assert_ptr_nonnull(of[i]);
            fill_pieces(of[i]);
        }
        memset(arena_alloc_raw(of[round % 3], ARENA_POOL_BYTES), 1, ARENA_POOL_BYTES);
        for (size_t i = 0; i < ARENA_POOL_ARENAS + 2; i++)
            arena_free(of[i]);
        ck_assert_uint_le(pool.count, ARENA_POOL_ARENAS);
    }
    arena_pool_release(&pool);
    ck_assert_uint_eq(pool.count, 0);
}
END_TEST

#ifndef DATELINE_SANITIZED
/* One piece of work after another takes nothing from the heap: the same memory comes back. */
START_TEST(a_pool_settles)
{
    struct arena_pool pool = {0};
    void *last[2] = {NULL};
    for (int round = 0; round < 6; round++) {
        struct arena *a = arena_new(&pool);
        void *first = arena_alloc(a, 100);
        arena_alloc(a, 40 << 10);
        void *behind = arena_alloc(a, 3000);
        if (round > 2) {
            ck_assert_ptr_eq(first, last[0]);
            ck_assert_ptr_eq(behind, last[1]);
        }
        last[0] = first;
        last[1] = behind;
        arena_free(a);
    }
    arena_pool_release(&pool);
}
END_TEST
#endif

int main(void)
{
    TCase *tests = tcase_create("arena");
    tcase_add_test(tests, gives_pieces_of_their_own);
    tcase_add_test(tests, copies_text);
    tcase_add_test(tests, has_nothing_without_memory);
    tcase_add_test(tests, a_pool_gives_arenas_again);
#ifndef DATELINE_SANITIZED
    tcase_add_test(tests, a_pool_settles);
#endif
    return run_suite(tests, "arena");
}
