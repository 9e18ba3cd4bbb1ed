/* The walk over the dictionary finds what a look at every term finds, in segments and in the live store. */
#include <check.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "query/fuzzy.h"
#include "tests/random.h"
#include "tests/unit/suite.h"

enum { WORDS = 3000, QUESTIONS = 300, LETTERS = 12 };

static char scratch[64];
static char word[WORDS][LETTERS + 1];
static struct random lot = {.state = 17};
static struct err err;

static int remove_one(const char *name, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(name);
}

/* What a word of the letters a to e is in the archive, until the next call: some letters have two bytes. */
static struct str spelt(const char *of)
{
    static const char *const letters[] = {"a", "b", "c", "\xd0\xb4", "\xd0\xb5"};
    static char out[2 * LETTERS + 1];
    out[0] = '\0';
    for (; *of; of++)
        strcat(out, letters[*of - 'a']);
    return str_of(out);
}

/* Bytes of the first letter. */
static size_t spelt_first(const char *of)
{
    const char first[] = {of[0], '\0'};
    return spelt(first).len;
}

/* Of few letters, so that many words are near each other. */
static void draw_word(char *out)
{
    size_t len = 3 + random_below(&lot, LETTERS - 3);
    for (size_t i = 0; i < len; i++)
        out[i] = "abcabcde"[random_below(&lot, 8)]; /* most are plain letters */
    out[len] = '\0';
}

/* Makes one edit at a random place, when there is room for it. */
static void edit(char *of)
{
    size_t len = strlen(of), at = random_below(&lot, len), kind = random_below(&lot, 4);
    char letter = "abcde"[random_below(&lot, 5)];
    if (kind == 0 && len > 3)
        memmove(of + at, of + at + 1, len - at);
    else if (kind == 1 && len < LETTERS) {
        memmove(of + at + 1, of + at, len - at + 1);
        of[at] = letter;
    } else if (kind == 2 && at + 1 < len) {
        char turned = of[at];
        of[at] = of[at + 1];
        of[at + 1] = turned;
    } else
        of[at] = letter;
}

static void put(struct archive_writer *w, size_t from, size_t to)
{
    struct article a = {0};
    enum archive_change change;
    for (size_t i = from; i < to; i++) {
        article_reset(&a);
        article_set(&a, FIELD_BODY, spelt(word[i]));
        article_set(&a, FIELD_TAG, spelt(word[(i * 7) % WORDS])); /* terms of fields are none of words */
        char id[16];
        snprintf(id, sizeof id, "%zu", i);
        article_set(&a, FIELD_ID, str_of(id));
        ck_assert_msg(archive_put(w, &a, false, &change, &err) == S_OK, "%s", err.text);
    }
    ck_assert_msg(archive_commit(w, &err) == S_OK, "%s", err.text);
    article_release(&a);
}

/* A segment, and maybe a live store behind it. */
static struct archive *make_archive(bool live)
{
    struct archive_settings settings = {.stemmer = "none", .store_bodies = true};
    struct archive_writer *w;
    struct archive *archive;
    snprintf(scratch, sizeof scratch, "/tmp/fuzzy-test.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(scratch));
    struct buf path = {0};
    buf_printf(&path, "%s/archive", scratch);
    for (size_t i = 0; i < WORDS; i++) {
        draw_word(word[i]);
        if (i % 10 == 9) /* some are frequent: what the dictionary says of them is long */
            memcpy(word[i], word[i / 10 % 3], sizeof word[i]);
        if (i % 3 == 1) { /* some are near the one before */
            memcpy(word[i], word[i - 1], sizeof word[i]);
            edit(word[i]);
            if (i % 2)
                edit(word[i]);
        }
    }
    ck_assert_msg(archive_writer_open(buf_text(&path), &settings, &w, &err) == S_OK, "%s", err.text);
    put(w, 0, WORDS - 300);
    if (live) {
        archive_writer_close(w);
        ck_assert_msg(archive_writer_open(buf_text(&path), NULL, &w, &err) == S_OK, "%s", err.text);
    }
    put(w, WORDS - 300, WORDS);
    archive_writer_close(w);
    ck_assert_msg(archive_open(buf_text(&path), &archive, &err) == S_OK, "%s", err.text);
    buf_release(&path);
    return archive;
}

/* Edits between two words, without any short cut. */
static unsigned distance(const char *a, const char *b)
{
    unsigned d[LETTERS + 2][LETTERS + 2];
    size_t m = strlen(a), n = strlen(b);
    for (size_t i = 0; i <= m; i++)
        for (size_t j = 0; j <= n; j++) {
            d[i][j] = i == 0 ? (unsigned)j : j == 0 ? (unsigned)i : d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (i && j && d[i - 1][j] + 1 < d[i][j])
                d[i][j] = d[i - 1][j] + 1;
            if (i && j && d[i][j - 1] + 1 < d[i][j])
                d[i][j] = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[m][n];
}

/* Articles with the word, and whether it is the first of its kind. */
static unsigned articles_of(size_t i, bool *first)
{
    unsigned count = 0;
    *first = true;
    for (size_t j = 0; j < WORDS; j++) {
        bool same = strcmp(word[i], word[j]) == 0;
        count += same;
        *first &= !(same && j < i);
    }
    return count;
}

static void check_word(const char *asked, const struct fuzzy_term *found, size_t count, size_t fixed)
{
    uint32_t edits = fuzzy_edits(strlen(asked));
    size_t expected = 0;
    for (size_t i = 0; i < WORDS; i++) {
        bool first, has = false;
        unsigned articles, from = distance(asked, word[i]);
        if (edits == 0 || from > edits || strncmp(asked, word[i], fixed) != 0)
            continue;
        articles = articles_of(i, &first);
        if (!first)
            continue;
        expected++;
        for (size_t j = 0; j < count; j++) {
            if (!str_equal(found[j].term, spelt(word[i])))
                continue;
            has = true;
            ck_assert_uint_eq(found[j].documents, articles);
            ck_assert_uint_eq(found[j].edits, from + (from && asked[0] != word[i][0]));
        }
        ck_assert_msg(has || count == FUZZY_TERMS_MAX, "%s is near %s", word[i], asked);
    }
    ck_assert_uint_eq(count, expected < FUZZY_TERMS_MAX ? expected : FUZZY_TERMS_MAX);
    for (size_t j = 1; j < count; j++)
        ck_assert_uint_le(found[j - 1].edits, found[j].edits);
}

static void find_what_is_near(bool live)
{
    struct archive *archive = make_archive(live);
    size_t some = 0;
    for (int question = 0; question < QUESTIONS; question++) {
        struct fuzzy_term found[FUZZY_TERMS_MAX];
        struct arena *arena = arena_new();
        char asked[LETTERS + 1];
        size_t count;
        draw_word(asked);
        if (question % 2) {
            memcpy(asked, word[random_below(&lot, WORDS)], sizeof asked);
            edit(asked);
        }
        size_t first = spelt_first(asked);
        ck_assert_msg(fuzzy_find(archive, arena, spelt(asked), 0, found, &count, &err) == S_OK, "%s", err.text);
        check_word(asked, found, count, 0);
        some += count > 0;
        ck_assert_msg(fuzzy_find(archive, arena, spelt(asked), first, found, &count, &err) == S_OK, "%s", err.text);
        check_word(asked, found, count, 1);
        arena_free(arena);
    }
    ck_assert_uint_gt(some, QUESTIONS / 2);
    archive_close(archive);
    nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

START_TEST(finds_what_is_near_in_segments)
{
    find_what_is_near(false);
}
END_TEST

START_TEST(finds_what_is_near_with_a_live_store)
{
    find_what_is_near(true);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fuzzy");
    tcase_add_test(tests, finds_what_is_near_in_segments);
    tcase_add_test(tests, finds_what_is_near_with_a_live_store);
    tcase_set_timeout(tests, 120);
    return run_suite(tests, "fuzzy");
}
