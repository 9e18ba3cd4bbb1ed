/* What the tests of the live store share: a directory for each test, and documents made from words. */
#ifndef DATELINE_TESTS_SHIM_LIVE_H
#define DATELINE_TESTS_SHIM_LIVE_H

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <check.h>

#include "shim/xap.h"
#include "tests/unit/suite.h"

static struct err err;
static char directory[PATH_MAX]; /* made for each test */
static char live[PATH_MAX + 8];  /* the database in it */

#define ck_ok(call) ck_assert_msg((call) == S_OK, "%s: %s", #call, err.text)

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline void remove_tree(const char *path)
{
    nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void make_directory(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/dateline-shim-XXXXXX", parent ? parent : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    snprintf(live, sizeof live, "%s/live", directory);
}

static inline void remove_directory(void)
{
    remove_tree(directory);
}

/* A document of words separated by spaces: each word once, with its frequency and its positions from 1. */
struct words {
    struct xap_posting posting[64];
    uint32_t positions[64][64];
    size_t count;
};

static inline void add_word(struct words *w, struct str word, uint32_t position)
{
    size_t i = 0;
    while (i < w->count && !str_equal(w->posting[i].term, word))
        i++;
    ck_assert_uint_lt(i, 64);
    struct xap_posting *p = &w->posting[i];
    if (i == w->count)
        w->posting[w->count++] = (struct xap_posting){.term = word, .positions = w->positions[i]};
    w->positions[i][p->position_count++] = position;
    p->frequency++;
}

static inline void split_words(struct words *w, const char *text)
{
    uint32_t position = 0;
    w->count = 0;
    for (const char *at = text; *at;) {
        size_t len = strcspn(at, " ");
        add_word(w, (struct str){at, len}, ++position);
        at += len + (at[len] == ' ');
    }
}

/* Puts a document of words; its data is the text, its value 0 the id. */
static inline enum status put_words(struct xap_writer *w, const char *id, const char *text)
{
    static struct words words;
    memset(&words, 0, sizeof words);
    split_words(&words, text);
    struct xap_value value = {0, str_of(id)};
    struct xap_document d = {words.posting, words.count, &value, 1, str_of(text)};
    return xap_put(w, str_of(id), &d, &err);
}

static inline void assert_buf(const struct buf *b, const char *expected)
{
    ck_assert_msg(str_equal(buf_str(b), str_of(expected)), "\"%.*s\", expected \"%s\"", (int)b->len, b->data, expected);
}

static inline struct xap_writer *open_writer(void)
{
    struct xap_writer *w;
    ck_ok(xap_writer_open(live, true, &w, &err));
    return w;
}

static inline struct xap_reader *open_reader(void)
{
    struct xap_reader *r;
    ck_ok(xap_reader_open(live, &r, &err));
    return r;
}

/* Commits `count` documents "Q<first>", ... in one group. */
static inline void commit_documents(struct xap_writer *w, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char id[32], text[128];
        snprintf(id, sizeof id, "Q%d", i);
        snprintf(text, sizeof text, "all word%d all even%d filler of document %d", i, i % 2, i);
        ck_ok(put_words(w, id, text));
    }
    ck_ok(xap_commit(w, &err));
}

static inline uint32_t count_documents(void)
{
    struct xap_counts counts;
    struct xap_reader *r = open_reader();
    xap_reader_counts(r, &counts);
    xap_reader_close(r);
    return counts.documents;
}

static inline void make_database(int documents)
{
    struct xap_writer *w = open_writer();
    commit_documents(w, 0, documents);
    xap_writer_close(w);
}

/* Runs every call of a reader over the first documents; the first status that is not S_OK or S_NOT_FOUND. */
static inline enum status read_everything(struct xap_reader *r)
{
    enum { SOME = 2048 };
    static uint32_t column[1 << 20];
    struct xap_counts counts;
    struct buf b = {0};
    struct u32_array positions = {0};
    struct xap_cursor *c = NULL;
    struct xap_terms *t = NULL;
    struct str term;
    uint32_t documents[128], frequencies[128], number;
    size_t count = 1;
    bool more = true;
    enum status s;

    xap_reader_counts(r, &counts);
    if (counts.last_document > SOME) {
        err_set(&err, S_CORRUPT, "too many documents");
        return S_CORRUPT;
    }
    if ((s = xap_lengths(r, column, &err)) || (s = xap_column(r, 0, &b, column, &err)) ||
        (s = xap_cursor_open(r, str_of("all"), &c, &err)) || (s = xap_terms_open(r, (struct str){0}, &t, &err)))
        goto done;
    for (int rounds = 0; !s && count && rounds < SOME; rounds++)
        s = xap_cursor_fill(c, documents, frequencies, 128, &count, &err);
    for (int rounds = 0; !s && more && rounds < 100000; rounds++)
        s = xap_terms_next(t, &more, &term, &number, &err);
    for (uint32_t d = 1; !s && d <= counts.last_document; d++) {
        if ((s = xap_data(r, d, &b, &err)) == S_OK && (s = xap_value_get(r, d, 0, &b, &err)) == S_OK)
            s = xap_positions_get(r, str_of("all"), d, &positions, &err);
        s = s == S_NOT_FOUND ? S_OK : s;
    }
done:
    xap_cursor_close(c);
    xap_terms_close(t);
    u32_array_release(&positions);
    buf_release(&b);
    return s;
}

static inline int run_live_suite(TCase *tests, const char *name)
{
    tcase_add_checked_fixture(tests, make_directory, remove_directory);
    tcase_set_timeout(tests, 60);
    return run_suite(tests, name);
}

#endif
