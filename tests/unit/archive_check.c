/* archive_check over archives of several parts: live store, segments, removals; damage to the live store; beside a
 * writer. Damage to segments is archive_damage.c's. */
#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "archive/archive.h"
#include "archive/manifest.h"
#include "archive/removals.h"
#include "shim/xap.h"
#include "tests/unit/archive_articles.h"
#include "tests/unit/suite.h"

enum { SEALED = 300, LIVE = 60 };

static struct err err;
static char path[128];
static uint64_t found;
static char first_found[ERR_TEXT_MAX];
static struct archive_checked checked;

static struct archive_writer *open_writer(void)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    must(archive_writer_open(path, &settings, &w, &err), &err);
    return w;
}

static void put(struct archive_writer *w, uint64_t seed, unsigned from, unsigned to)
{
    struct article a = {0};
    enum archive_change change;
    for (unsigned n = from; n < to; n++) {
        shape_article(seed, n, false, &a);
        must(archive_put(w, &a, false, &change, &err), &err);
    }
    must(archive_commit(w, &err), &err);
    article_release(&a);
}

/* Two segments, the first with removals, and a live store that replaces some of both. */
static void make_archive(void)
{
    struct archive_writer *w = open_writer();
    put(w, 1, 10, 10 + SEALED);
    must(archive_compact(w, &err), &err);
    put(w, 2, 10, 10 + LIVE);
    must(archive_backup(w, in_scratch("copy"), &err), &err); /* seals the live store */
    put(w, 3, 40, 40 + LIVE);
    archive_writer_close(w);
}

static void note_damage(void *context, const char *text)
{
    (void)context;
    if (found++ == 0)
        snprintf(first_found, sizeof first_found, "%s", text);
}

static bool check_finds(void)
{
    const struct archive_checking to = {.damage = note_damage};
    found = 0;
    first_found[0] = '\0';
    must(archive_check(path, &to, &checked, &err), &err);
    ck_assert_uint_eq(checked.damages, found);
    return found > 0;
}

static void setup(void)
{
    scratch_make();
    snprintf(path, sizeof path, "%s", in_scratch("archive"));
    make_archive();
}

static void teardown(void)
{
    scratch_remove();
}

static struct manifest the_manifest(void)
{
    struct manifest m;
    must(manifest_read(path, &m, &err), &err);
    return m;
}

START_TEST(all_parts_are_well)
{
    struct manifest m = the_manifest();
    ck_assert_uint_eq(m.segments, 2);
    ck_assert_uint_gt(m.segment[0].removals, 0);
    ck_assert_str_ne(m.live, "");
    ck_assert_msg(!check_finds(), "%s", first_found);
    ck_assert_uint_eq(checked.articles, SEALED);
    ck_assert_uint_gt(checked.files, 4);
}
END_TEST

START_TEST(what_is_no_archive_cannot_be_checked)
{
    const struct archive_checking to = {.damage = note_damage};
    ck_assert_int_eq(archive_check(in_scratch("nowhere"), &to, &checked, &err), S_NOT_FOUND);
    ck_assert_int_eq(archive_check(in_scratch(""), &to, &checked, &err), S_USAGE);
}
END_TEST

/* ---- removals ---- */

START_TEST(every_byte_of_a_removals_file_counts)
{
    struct manifest m = the_manifest();
    struct buf name = {0};
    manifest_removals_path(path, &m.segment[0], &name);
    struct buf bytes = read_whole(buf_text(&name));
    for (size_t i = 0; i < bytes.len; i++) {
        bytes.data[i] ^= (char)(1 << (i % 8));
        write_whole(buf_text(&name), bytes.data, bytes.len);
        ck_assert_msg(check_finds() && strstr(first_found, ".del."), "byte %zu: %s", i, first_found);
        bytes.data[i] ^= (char)(1 << (i % 8));
    }
    write_whole(buf_text(&name), bytes.data, bytes.len - 1);
    ck_assert(check_finds());
    put_le32((unsigned char *)bytes.data + 12, le32((unsigned char *)bytes.data + 12) + 1);
    m.segment[0].removals_checksum = XXH3_64bits(bytes.data, bytes.len - 8);
    put_le64((unsigned char *)bytes.data + bytes.len - 8, m.segment[0].removals_checksum);
    write_whole(buf_text(&name), bytes.data, bytes.len);
    must(manifest_write(path, &m, &err), &err);
    ck_assert_msg(check_finds() && strstr(first_found, ".del."), "a count that lies");
    buf_release(&bytes);
    buf_release(&name);
}
END_TEST

/* Without its removals a segment shows again what a later part replaces. */
START_TEST(lost_removals_show_articles_twice)
{
    struct manifest m = the_manifest();
    m.segment[0].removals = 0;
    must(manifest_write(path, &m, &err), &err);
    ck_assert(check_finds());
    ck_assert_msg(strstr(first_found, "is an article in"), "%s", first_found);
}
END_TEST

/* ---- the live store ---- */

static struct xap_writer *open_live(void)
{
    struct manifest m = the_manifest();
    struct xap_writer *w;
    struct buf live = {0};
    buf_printf(&live, "%s/%s", path, m.live);
    must(xap_writer_open(buf_text(&live), false, &w, &err), &err);
    buf_release(&live);
    return w;
}

static void close_live(struct xap_writer *w)
{
    must(xap_commit(w, &err), &err);
    xap_writer_close(w);
}

START_TEST(a_note_must_be_of_a_document)
{
    struct manifest m = the_manifest();
    struct buf key = {0};
    struct xap_writer *w = open_live();
    buf_printf(&key, "hide %u %u", m.segment[1].number, m.segment[1].documents + 1);
    must(xap_note(w, buf_str(&key), &err), &err);
    close_live(w);
    ck_assert_msg(check_finds() && strstr(first_found, "hides document"), "%s", first_found);
    buf_release(&key);
}
END_TEST

/* Documents that are whole for the library, but not what their article gives. */
START_TEST(a_document_must_be_its_article)
{
    struct article a = {0};
    struct buf record = {0}, id = {0};
    const uint32_t positions[] = {1, 2};
    const struct xap_posting posting = {str_of("everywher"), 2, positions, 2};
    shape_article(3, 41, false, &a);
    record_encode(&a, true, &record);
    archive_id_term(article_get(&a, FIELD_ID), &id);
    struct xap_writer *w = open_live();
    const struct xap_document document = {.postings = &posting, .posting_count = 1, .data = buf_str(&record)};
    must(xap_put(w, buf_str(&id), &document, &err), &err);
    close_live(w);
    ck_assert_msg(check_finds() && strstr(first_found, "/live."), "%s", first_found);
    buf_release(&record);
    buf_release(&id);
    article_release(&a);
}
END_TEST

/* All that the live store has to say. */
static struct buf answers_of_live(void)
{
    struct archive *a;
    struct store *s;
    struct store_terms *walk;
    struct store_counts counts;
    struct str term;
    struct buf out = {0};
    struct article article = {0};
    struct u32_array positions = {0};
    uint32_t documents;
    bool more;
    must(archive_open(path, &a, &err), &err);
    s = archive_store(a, archive_store_count(a) - 1);
    store_counts(s, &counts);
    must(store_terms_open(s, (struct str){0}, &walk, &err), &err);
    while (store_terms_next(walk, &more, &term, &documents, &err) == S_OK && more) {
        struct cursor *c;
        buf_append_str(&out, term);
        must(store_cursor(s, term, &c, &err), &err);
        for (must(cursor_seek(c, 1, &err), &err); c->document != CURSOR_END;
             must(cursor_seek(c, c->document + 1, &err), &err)) {
            must(cursor_load_frequency(c, &err), &err);
            must(cursor_copy_positions(c, &positions, &err), &err);
            buf_printf(&out, " %u %u", c->document, cursor_frequency(c));
            buf_append(&out, positions.data, positions.count * sizeof *positions.data);
        }
        cursor_close(c);
    }
    store_terms_close(walk);
    for (uint32_t document = 1; document < counts.document_limit; document++) {
        uint32_t length, headline;
        uint64_t text;
        int64_t date;
        must(store_article(s, document, &article, &err), &err);
        must(store_length(s, document, &length, &err), &err);
        must(store_headline_lengths(s, &document, 1, &headline, &err), &err);
        must(store_text(s, document, &text, &err), &err);
        must(store_date(s, document, &date, &err), &err);
        must(store_id(s, document, &out, &err), &err);
        buf_printf(&out, "%u %u %llx %lld", length, headline, (unsigned long long)text, (long long)date);
        record_encode(&article, true, &out);
    }
    article_release(&article);
    u32_array_release(&positions);
    archive_close(a);
    return out;
}

/* libxapian has no checksums: a changed byte is found, or it is one that nobody reads. Whatever it does to libxapian,
 * the check comes to its end. */
static void flip_in_table(const char *table, unsigned flips, const struct buf *whole)
{
    struct manifest m = the_manifest();
    struct buf name = {0};
    unsigned seen = 0;
    buf_printf(&name, "%s/%s/%s.glass", path, m.live, table);
    struct buf bytes = read_whole(buf_text(&name));
    ck_assert_uint_gt(bytes.len, 0);
    for (unsigned i = 0; i < flips; i++) {
        size_t at = bytes.len * i / flips + i % 7;
        bytes.data[at] ^= (char)(1 << (i % 8));
        write_whole(buf_text(&name), bytes.data, bytes.len);
        if (check_finds()) {
            ck_assert_msg(strstr(first_found, m.live), "%s", first_found);
            seen++;
        } else {
            struct buf answers = answers_of_live();
            ck_assert_msg(str_equal(buf_str(&answers), buf_str(whole)), "%s, byte %zu", table, at);
            buf_release(&answers);
        }
        bytes.data[at] ^= (char)(1 << (i % 8));
    }
    write_whole(buf_text(&name), bytes.data, bytes.len);
    ck_assert_uint_gt(seen, 0);
    buf_release(&bytes);
    buf_release(&name);
}

START_TEST(changed_bytes_of_the_live_store)
{
    struct buf whole = answers_of_live();
    flip_in_table("postlist", 40, &whole);
    flip_in_table("position", 40, &whole);
    flip_in_table("docdata", 25, &whole);
    flip_in_table("termlist", 40, &whole);
    buf_release(&whole);
}
END_TEST

/* ---- beside a writer ---- */

static void write_on(int from)
{
    char byte;
    for (unsigned round = 0; round < 1000; round++) {
        struct archive_writer *w = open_writer();
        put(w, 10 + round, 20 + round % 50, 60 + round % 50);
        if (round % 5 == 4)
            must(archive_compact(w, &err), &err);
        archive_writer_close(w);
        if (read(from, &byte, 1) == 0)
            break;
    }
}

START_TEST(a_writer_is_no_damage)
{
    const struct archive_checking to = {.damage = note_damage};
    int pipe_end[2];
    unsigned done = 0;
    ck_assert_int_eq(pipe2(pipe_end, O_NONBLOCK | O_CLOEXEC), 0);
    pid_t child = fork();
    if (child == 0) {
        close(pipe_end[1]);
        write_on(pipe_end[0]);
        kill(getpid(), SIGKILL); /* the suite is the parent's */
    }
    for (int i = 0; i < 15; i++) {
        found = 0;
        enum status status = archive_check(path, &to, &checked, &err);
        ck_assert_msg(status == S_OK || status == S_STALE, "%s", err.text);
        ck_assert_msg(found == 0, "%s", first_found);
        done += status == S_OK;
    }
    close(pipe_end[0]);
    close(pipe_end[1]);
    waitpid(child, NULL, 0);
    ck_assert_uint_gt(done, 0);
    ck_assert_msg(!check_finds(), "%s", first_found);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 100);
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, all_parts_are_well);
    tcase_add_test(t, what_is_no_archive_cannot_be_checked);
    tcase_add_test(t, every_byte_of_a_removals_file_counts);
    tcase_add_test(t, lost_removals_show_articles_twice);
    tcase_add_test(t, a_note_must_be_of_a_document);
    tcase_add_test(t, a_document_must_be_its_article);
    tcase_add_test(t, changed_bytes_of_the_live_store);
    tcase_add_test(t, a_writer_is_no_damage);
    return run_suite(t, "check");
}
