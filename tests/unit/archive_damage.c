/* Damage to a segment: archive_check finds each, and whoever reads the archive is told of it or gets what the whole one
 * gives, never anything else. */
#include <check.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "archive/archive.h"
#include "archive/manifest.h"
#include "archive/segment_merge.h"
#include "archive/term_walk.h"
#include "archive/word_filter.h"
#include "core/schema.h"
#include "tests/unit/archive_lies.h"
#include "tests/unit/suite.h"

enum {
    COUNT = 180, /* one word is in all: two blocks, with skip data and impacts */
    FLIPS = 200  /* a section */
};

static struct err err;
static char archive_path[128], segment_path[256];
static struct buf whole; /* bytes of the segment */
static struct manifest whole_manifest;
static struct segment_header header; /* of the whole segment */

/* ---- making ---- */

static void make_archive(const char *path, uint64_t seed)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct article a = {0};
    enum archive_change change;
    must(archive_writer_open(path, &settings, &w, &err), &err);
    for (unsigned n = 10; n < 10 + COUNT; n++) {
        shape_article(seed, n, n % 100 == 11, &a);
        must(archive_put(w, &a, false, &change, &err), &err);
    }
    must(archive_commit(w, &err), &err);
    must(archive_compact(w, &err), &err);
    archive_writer_close(w);
    article_release(&a);
}

static struct buf bytes_of_segment(const char *archive, struct manifest *m)
{
    struct buf path = {0};
    must(manifest_read(archive, m, &err), &err);
    ck_assert_uint_eq(m->segments, 1);
    manifest_segment_path(archive, m->segment[0].number, &path);
    struct buf bytes = read_whole(buf_text(&path));
    snprintf(segment_path, sizeof segment_path, "%s", buf_text(&path));
    buf_release(&path);
    return bytes;
}

/* ---- reading everything ---- */

/* What reading gives: a run of answers, and whether each was one. */
struct answers {
    struct buf bytes;
    size_t end[256];
    bool good[256];
    size_t count;
    bool opened;
};

static struct answers whole_answers;

static void end_answer(struct answers *a, enum status status, const struct err *why)
{
    ck_assert_uint_lt(a->count, sizeof a->good / sizeof *a->good);
    ck_assert_msg(status == S_OK || status == S_NOT_FOUND || status == S_CORRUPT, "%s: %s", status_name(status),
                  why->text);
    if (status == S_CORRUPT) /* file and section */
        ck_assert_msg(strstr(why->text, ".seg is damaged"), "%s", why->text);
    buf_append_byte(&a->bytes, (char)status);
    a->good[a->count] = status != S_CORRUPT;
    a->end[a->count++] = a->bytes.len;
}

static void append_number(struct answers *a, uint64_t number)
{
    buf_append(&a->bytes, &number, sizeof number);
}

static void read_term(struct answers *a, struct store *s, const char *term)
{
    struct cursor *c;
    struct u32_array positions = {0};
    struct err why = {0};
    enum status status = store_cursor(s, str_of(term), &c, &why);
    if (!status) {
        append_number(a, c->document_count);
        for (status = cursor_seek(c, 1, &why); !status && c->document != CURSOR_END;
             status = cursor_seek(c, c->document + 1, &why)) {
            if ((status = cursor_load_frequency(c, &why)) || (status = cursor_copy_positions(c, &positions, &why)))
                break;
            append_number(a, c->document);
            append_number(a, cursor_frequency(c));
            buf_append(&a->bytes, positions.data, positions.count * sizeof *positions.data);
        }
        cursor_close(c);
    }
    u32_array_release(&positions);
    end_answer(a, status, &why);
}

static void read_document(struct answers *a, struct store *s, uint32_t document)
{
    struct article article = {0};
    struct err why = {0};
    uint32_t length = 0, headline = 0;
    int64_t date = 0;
    enum status status = store_length(s, document, &length, &why);
    append_number(a, status ? 0 : length);
    end_answer(a, status, &why);
    status = store_headline_lengths(s, &document, 1, &headline, &why);
    append_number(a, status ? 0 : headline);
    end_answer(a, status, &why);
    status = store_date(s, document, &date, &why);
    append_number(a, status ? 0 : (uint64_t)date);
    end_answer(a, status, &why);
    end_answer(a, store_id(s, document, &a->bytes, &why), &why);
    status = store_article(s, document, &article, &why);
    if (!status)
        record_encode(&article, true, &a->bytes);
    end_answer(a, status, &why);
    article_release(&article);
}

static void read_terms(struct answers *a, struct store *s)
{
    struct store_terms *walk;
    struct str term;
    struct err why = {0};
    uint32_t documents;
    bool more = true;
    enum status status = store_terms_open(s, (struct str){0}, &walk, &why);
    if (!status) {
        while (!(status = store_terms_next(walk, &more, &term, &documents, &why)) && more) {
            buf_append_str(&a->bytes, term);
            append_number(a, documents);
        }
        store_terms_close(walk);
    }
    end_answer(a, status, &why);
}

static void read_endings(struct answers *a, struct store *s)
{
    static const char *const endings[] = {"ywher", "echo", "sion"};
    struct err why = {0};
    for (size_t i = 0; store_knows_words(s) && i < sizeof endings / sizeof *endings; i++) {
        struct store_terms *walk = NULL;
        struct str term;
        uint32_t documents;
        bool more = true;
        enum status status = store_endings_open(s, str_of(endings[i]), &walk, &why);
        while (!status && !(status = store_terms_next(walk, &more, &term, &documents, &why)) && more) {
            buf_append_str(&a->bytes, term);
            append_number(a, documents);
        }
        store_terms_close(walk);
        end_answer(a, status, &why);
    }
}

static void read_filter(struct answers *a, struct store *s)
{
    static const char *const words[] = {"everywher", "echo", "nobody"};
    struct word_filter filter = {0};
    struct err why = {0};
    if (!store_knows_words(s))
        return;
    enum status status = store_word_filter(s, &filter, &why);
    for (size_t i = 0; !status && i < sizeof words / sizeof *words; i++)
        append_number(a, word_filter_passes(&filter, word_filter_hash(str_of(words[i]))));
    end_answer(a, status, &why);
}

static void read_ids(struct answers *a, struct store *s)
{
    static const char *const ids[] = {"id-11", "id-150", "https://news.example/статья/34", "nobody"};
    struct err why = {0};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        uint32_t document = 0;
        enum status status = store_find(s, str_of(ids[i]), &document, &why);
        append_number(a, status ? 0 : document);
        end_answer(a, status, &why);
    }
}

static void read_store(struct answers *a, struct store *s)
{
    static const char *const terms[] = {"everywher", "echo", "of",  "ba",      "ri",
                                        "东西",      "北京", "Sba", "XSworld", "nobody"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        read_term(a, s, terms[i]);
    for (uint32_t document = 1; document <= COUNT; document += 16)
        read_document(a, s, document);
    read_terms(a, s);
    read_endings(a, s);
    read_filter(a, s);
    read_ids(a, s);
}

static void read_archive(struct answers *a)
{
    struct archive *archive;
    struct err why = {0};
    *a = (struct answers){0};
    enum status status = archive_open(archive_path, &archive, &why);
    a->opened = status == S_OK;
    if (status) {
        ck_assert_msg(status == S_CORRUPT && strstr(why.text, ".seg is"), "%s: %s", status_name(status), why.text);
        return;
    }
    if (archive_store_count(archive) == 1)
        read_store(a, archive_store(archive, 0));
    archive_close(archive);
}

/* Nothing but what the whole archive gives, or an error. */
static void same_or_error(const char *what, size_t at)
{
    struct answers a;
    read_archive(&a);
    ck_assert(!a.opened || a.count == whole_answers.count);
    for (size_t i = 0; i < a.count; i++) {
        size_t start = i ? a.end[i - 1] : 0, other = i ? whole_answers.end[i - 1] : 0;
        size_t len = a.end[i] - start;
        bool same = len == whole_answers.end[i] - other &&
                    memcmp(a.bytes.data + start, whole_answers.bytes.data + other, len) == 0;
        ck_assert_msg(same || !a.good[i], "%s, byte %zu: answer %zu is another", what, at, i);
    }
    buf_release(&a.bytes);
}

/* ---- checking ---- */

static uint64_t found;
static char first_found[ERR_TEXT_MAX];

static void note_damage(void *context, const char *text)
{
    (void)context;
    if (found++ == 0)
        snprintf(first_found, sizeof first_found, "%s", text);
}

static bool check_finds(void)
{
    const struct archive_checking to = {.damage = note_damage};
    struct archive_checked checked;
    found = 0;
    first_found[0] = '\0';
    must(archive_check(archive_path, &to, &checked, &err), &err);
    ck_assert_uint_eq(checked.damages, found);
    return found > 0;
}

static void found_by_check(const char *what, size_t at)
{
    ck_assert_msg(check_finds(), "%s, byte %zu: not found", what, at);
    ck_assert_msg(strstr(first_found, ".seg"), "%s", first_found);
}

/* ---- fixture ---- */

static void write_segment(const void *bytes, size_t len)
{
    write_whole(segment_path, bytes, len);
}

static void restore(void)
{
    write_segment(whole.data, whole.len);
    must(manifest_write(archive_path, &whole_manifest, &err), &err);
}

static void setup(void)
{
    scratch_make();
    snprintf(archive_path, sizeof archive_path, "%s", in_scratch("archive"));
    make_archive(archive_path, 1);
    whole = bytes_of_segment(archive_path, &whole_manifest);
    ck_assert(segment_header_decode((const unsigned char *)whole.data, &header));
    read_archive(&whole_answers);
    ck_assert(whole_answers.opened && whole_answers.count > 70);
    for (size_t i = 0; i < whole_answers.count; i++)
        ck_assert(whole_answers.good[i]);
}

static void teardown(void)
{
    buf_release(&whole);
    buf_release(&whole_answers.bytes);
    scratch_remove();
}

static const char *name_of(int section)
{
    return segment_section_name((enum segment_section)section);
}

/* ---- tests ---- */

START_TEST(a_whole_archive_is_all_well)
{
    const struct archive_checking to = {.damage = note_damage};
    struct archive_checked checked;
    must(archive_check(archive_path, &to, &checked, &err), &err);
    ck_assert_msg(checked.damages == 0, "%s", first_found);
    ck_assert_uint_eq(checked.articles, COUNT);
    ck_assert_uint_eq(checked.files, 2);
    ck_assert_uint_gt(checked.bytes, whole.len);
}
END_TEST

START_TEST(a_cut_segment)
{
    for (int i = 0; i < SECTION_COUNT; i++) {
        const struct segment_extent *e = &header.section[i];
        const uint64_t cuts[] = {e->offset, e->offset + e->bytes / 2};
        for (int j = 0; j < 2; j++) {
            write_segment(whole.data, cuts[j]);
            found_by_check(name_of(i), cuts[j]);
            same_or_error(name_of(i), cuts[j]);
        }
    }
    write_segment(whole.data, 0);
    found_by_check("nothing", 0);
    same_or_error("nothing", 0);
    write_segment(whole.data, whole.len - 1);
    found_by_check("the last byte", whole.len);
    unlink(segment_path);
    found_by_check("the file", 0);
    same_or_error("the file", 0);
    struct buf longer = {0};
    buf_append_str(&longer, buf_str(&whole));
    buf_append_byte(&longer, 0);
    write_segment(longer.data, longer.len);
    found_by_check("a byte more", longer.len);
    buf_release(&longer);
    restore();
}
END_TEST

static void flip(int fd, size_t at, unsigned bit)
{
    char byte = (char)(whole.data[at] ^ (1 << bit));
    ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)at), 1);
    found_by_check("flipped", at);
    same_or_error("flipped", at);
    ck_assert_int_eq(pwrite(fd, whole.data + at, 1, (off_t)at), 1);
}

START_TEST(a_changed_byte_of_the_header)
{
    int fd = open(segment_path, O_WRONLY);
    for (size_t at = 0; at < SEGMENT_HEADER_BYTES; at++)
        flip(fd, at, at % 8);
    close(fd);
}
END_TEST

/* The message of check names the section. */
START_TEST(a_changed_byte_of_a_section)
{
    int fd = open(segment_path, O_WRONLY);
    for (int i = 0; i < SECTION_COUNT; i++) {
        const struct segment_extent *e = &header.section[i];
        uint64_t step = e->bytes / FLIPS + 1;
        for (uint64_t at = 0; at < e->bytes; at += step) {
            flip(fd, e->offset + at, at / step % 8);
            ck_assert_msg(strstr(first_found, name_of(i)), "%s: %s", name_of(i), first_found);
        }
    }
    close(fd);
}
END_TEST

START_TEST(sections_in_each_others_place)
{
    for (int i = 0; i < SECTION_COUNT; i++)
        for (int j = 0; j < i; j++) {
            const struct segment_extent *a = &header.section[i], *b = &header.section[j];
            uint64_t len = a->bytes < b->bytes ? a->bytes : b->bytes;
            if (len == 0 || memcmp(whole.data + a->offset, whole.data + b->offset, len) == 0)
                continue;
            struct buf bytes = {0};
            buf_append_str(&bytes, buf_str(&whole));
            memcpy(bytes.data + a->offset, whole.data + b->offset, len);
            memcpy(bytes.data + b->offset, whole.data + a->offset, len);
            write_segment(bytes.data, bytes.len);
            found_by_check(name_of(i), a->offset);
            same_or_error(name_of(i), a->offset);
            buf_release(&bytes);
        }
    restore();
}
END_TEST

START_TEST(the_segment_of_another_archive)
{
    char own[sizeof segment_path], other_path[128];
    struct manifest m;
    snprintf(own, sizeof own, "%s", segment_path);
    snprintf(other_path, sizeof other_path, "%s", in_scratch("other"));
    make_archive(other_path, 2);
    struct buf other = bytes_of_segment(other_path, &m);
    snprintf(segment_path, sizeof segment_path, "%s", own);
    write_segment(other.data, other.len);
    found_by_check("another", 0);
    same_or_error("another", 0);
    buf_release(&other);
    restore();
}
END_TEST

/* ---- lies: every checksum is right ---- */

static void write_lie(struct buf *bytes)
{
    struct manifest m = whole_manifest;
    m.segment[0].checksum = le64((const unsigned char *)bytes->data + SEGMENT_HEADER_BYTES - 8);
    write_segment(bytes->data, bytes->len);
    must(manifest_write(archive_path, &m, &err), &err);
}

/* A reader may believe a lie, but must not crash over it. */
static void survives(void)
{
    struct answers a;
    read_archive(&a);
    buf_release(&a.bytes);
}

static void lie_of_header(const char *what, void (*change)(struct segment_header *h))
{
    struct segment_header h = header;
    struct buf bytes = {0};
    buf_append_str(&bytes, buf_str(&whole));
    change(&h);
    reseal(&bytes, &h);
    write_lie(&bytes);
    found_by_check(what, 0);
    survives();
    buf_release(&bytes);
}

static void more_words(struct segment_header *h)
{
    h->total_length++;
}
static void fewer_terms(struct segment_header *h)
{
    h->terms--;
}
static void more_terms(struct segment_header *h)
{
    h->terms++;
}
static void fewer_groups_of_terms(struct segment_header *h)
{
    h->terms -= SEGMENT_TERM_GROUP;
}
static void no_terms(struct segment_header *h)
{
    h->terms = 0;
}
static void fewer_dated(struct segment_header *h)
{
    h->dated--;
}
static void more_dated(struct segment_header *h)
{
    h->dated++;
}
static void fewer_documents(struct segment_header *h)
{
    h->documents--;
    h->dated = h->dated < h->documents ? h->dated : h->documents;
}
static void no_bodies(struct segment_header *h)
{
    h->bodies = false;
}
/* The border between two sections is moved. */
static void longer_postings(struct segment_header *h)
{
    h->section[SECTION_POSTINGS].offset--;
    h->section[SECTION_POSTINGS].bytes++;
    h->section[SECTION_POSITIONS].bytes--;
}
static void longer_terms(struct segment_header *h)
{
    h->section[SECTION_TERMS].bytes++;
    h->section[SECTION_TERM_INDEX].offset++;
    h->section[SECTION_TERM_INDEX].bytes--;
}
static void longer_dictionary(struct segment_header *h)
{
    h->section[SECTION_STORED_DICTIONARY].bytes++;
    h->section[SECTION_STORED].offset++;
    h->section[SECTION_STORED].bytes--;
}

START_TEST(a_header_that_lies)
{
    lie_of_header("words", more_words);
    lie_of_header("terms", fewer_terms);
    lie_of_header("terms", more_terms);
    lie_of_header("terms", fewer_groups_of_terms);
    lie_of_header("terms", no_terms);
    lie_of_header("dated", fewer_dated);
    lie_of_header("dated", more_dated);
    lie_of_header("documents", fewer_documents);
    lie_of_header("bodies", no_bodies);
    lie_of_header("postings", longer_postings);
    lie_of_header("terms", longer_terms);
    lie_of_header("dictionary", longer_dictionary);
    restore();
}
END_TEST

/* Whether a byte may change without a contradiction: a bound that got looser, and what of an article no term is made
 * of. */
static bool may_differ_unseen(int section)
{
    return section == SECTION_STORED_DICTIONARY || section == SECTION_STORED || section == SECTION_POSTINGS;
}

/* Bytes that are changed and sealed again: check finds them by what they contradict, or readers get the same as ever.
 */
START_TEST(sections_that_lie)
{
    for (int i = 0; i < SECTION_PAGES; i++) {
        const struct segment_extent *e = &header.section[i];
        uint64_t step = e->bytes / (FLIPS / 2) + 1;
        for (uint64_t at = 0; at < e->bytes; at += step) {
            struct segment_header h = header;
            struct buf bytes = {0};
            buf_append_str(&bytes, buf_str(&whole));
            bytes.data[e->offset + at] ^= (char)(1 << (at / step % 8));
            reseal(&bytes, &h);
            write_lie(&bytes);
            bool is_found = check_finds();
            ck_assert_msg(is_found || may_differ_unseen(i), "%s, byte %zu", name_of(i), (size_t)at);
            if (is_found || i == SECTION_STORED || i == SECTION_STORED_DICTIONARY)
                survives();
            else
                same_or_error(name_of(i), at);
            buf_release(&bytes);
        }
    }
    restore();
}
END_TEST

/* And each is what it looks like, a word or not. */
static void terms_ascend(const char *path)
{
    struct segment *s;
    struct term_walk walk;
    struct buf last = {0};
    bool more = true;
    must(segment_open(path, 0, true, &s, &err), &err);
    must(term_walk_begin(&walk, s, (struct str){0}, &err), &err);
    for (;;) {
        must(term_walk_next(&walk, &more, &err), &err);
        struct str term = {walk.term, walk.term_len};
        if (!more)
            break;
        ck_assert_int_gt(str_compare(term, buf_str(&last)), 0);
        ck_assert_int_eq(walk.entry.word, !term_is_of_field(term));
        buf_truncate(&last, 0);
        buf_append_str(&last, term);
    }
    buf_release(&last);
    segment_close(s);
}

/* Merges the segment once a byte of it was changed, under checksums that fit. */
static enum status merge_changed(uint64_t at, char change, const struct merge_options *options, const char *merged)
{
    struct segment_header h = header;
    struct buf bytes = {0};
    struct segment *s;
    buf_append_str(&bytes, buf_str(&whole));
    bytes.data[at] ^= change;
    reseal(&bytes, &h);
    write_segment(bytes.data, bytes.len);
    must(segment_open(segment_path, 0, true, &s, &err), &err);
    enum status status = segment_merge(&s, 1, options, merged, &h, &err);
    segment_close(s);
    buf_release(&bytes);
    return status;
}

/* A merge tells of terms that are out of order or said to be what they are not, or gives a segment without any. */
START_TEST(a_merge_of_terms_that_lie)
{
    const struct segment_extent *e = &header.section[SECTION_TERMS];
    struct buf merged = {0};
    size_t told = 0;
    buf_printf(&merged, "%s.merged", segment_path);
    for (uint64_t at = 0; at < e->bytes; at += e->bytes / (4 * FLIPS) + 1) {
        const struct merge_options options = {0};
        enum status status = merge_changed(e->offset + at, (char)(1 << at % 4), &options, buf_text(&merged));
        ck_assert(status == S_OK || status == S_CORRUPT);
        told += status == S_CORRUPT;
        if (!status)
            terms_ascend(buf_text(&merged));
        unlink(buf_text(&merged));
    }
    ck_assert_uint_gt(told, 0);
    buf_release(&merged);
    restore();
}
END_TEST

/* A merge that compresses anew tells of a record that is none, whichever thread meets it. */
START_TEST(a_merge_of_stored_articles_that_lie)
{
    const struct segment_extent *e = &header.section[SECTION_STORED];
    struct buf merged = {0};
    size_t told = 0, turn = 0;
    buf_printf(&merged, "%s.merged", segment_path);
    for (uint64_t at = 0; at < e->bytes; at += e->bytes / FLIPS + 1, turn++) {
        const struct merge_options options = {.stored = MERGE_STORED_AGAIN, .jobs = (unsigned)(turn % 4)};
        enum status status = merge_changed(e->offset + at, (char)(1 << at % 8), &options, buf_text(&merged));
        ck_assert(status == S_OK || (status == S_CORRUPT && strstr(err.text, segment_path)));
        ck_assert(status == S_OK || access(buf_text(&merged), F_OK) != 0);
        told += status == S_CORRUPT;
        unlink(buf_text(&merged));
    }
    ck_assert_uint_gt(told, 4);
    buf_release(&merged);
    restore();
}
END_TEST

/* ---- manifest, several parts ---- */

START_TEST(a_manifest_that_lies)
{
    struct manifest m = whole_manifest;
    m.segment[0].documents++;
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, "MANIFEST"));
    m = whole_manifest;
    m.segment[0].bytes--;
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, "MANIFEST"));
    m = whole_manifest;
    m.next = m.segment[0].number;
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, "MANIFEST"));
    m = whole_manifest;
    m.segment[m.segments++] = m.segment[0];
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, "twice"));
    m = whole_manifest;
    m.segment[0].removals = 1;
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, ".del.1"));
    m = whole_manifest;
    m.settings.store_bodies = false;
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, ".seg"));
    m = whole_manifest;
    snprintf(m.live, sizeof m.live, "live.000009");
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds() && strstr(first_found, "live.000009 is missing"));
    restore();
}
END_TEST

/* The same articles in two segments that are both in sight. */
START_TEST(articles_that_are_there_twice)
{
    struct manifest m = whole_manifest;
    struct buf copy = {0};
    m.segment[m.segments] = m.segment[0];
    m.segment[m.segments++].number = m.next++;
    manifest_segment_path(archive_path, m.segment[1].number, &copy);
    write_whole(buf_text(&copy), whole.data, whole.len);
    must(manifest_write(archive_path, &m, &err), &err);
    ck_assert(check_finds());
    ck_assert_msg(found == 1 && strstr(first_found, "is an article in"), "%s", first_found);
    unlink(buf_text(&copy));
    buf_release(&copy);
    restore();
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 100);
    tcase_add_unchecked_fixture(t, setup, teardown);
    tcase_add_test(t, a_whole_archive_is_all_well);
    tcase_add_test(t, a_cut_segment);
    tcase_add_test(t, a_changed_byte_of_the_header);
    tcase_add_test(t, a_changed_byte_of_a_section);
    tcase_add_test(t, sections_in_each_others_place);
    tcase_add_test(t, the_segment_of_another_archive);
    tcase_add_test(t, a_header_that_lies);
    tcase_add_test(t, sections_that_lie);
    tcase_add_test(t, a_merge_of_terms_that_lie);
    tcase_add_test(t, a_merge_of_stored_articles_that_lie);
    tcase_add_test(t, a_manifest_that_lies);
    tcase_add_test(t, articles_that_are_there_twice);
    return run_suite(t, "damage");
}
