/* Searches of an archive whose segment lies under checksums that fit, as somebody could make it who has the program: an
 * answer, which may be wrong, or the word that it is damaged, in bounds.
 *
 * The input: a byte with the number of changes to a whole segment, these (archive_lies.h), and a search as query_search
 * takes it: lines NAME=VALUE, then the words. */
#include <stdint.h>

#include "archive/archive.h"
#include "archive/manifest.h"
#include "query/suggest.h"
#include "tests/fuzz/searching.h"
#include "tests/unit/archive_lies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    ARTICLES = 700, /* several blocks of the commonest words */
    CHANGES_MAX = 32,
    TIMEOUT = 200 /* milliseconds */
};

static char archive_path[128];
static struct buf whole, segment_path;
static struct manifest manifest;

static void end(void)
{
    buf_release(&whole);
    buf_release(&segment_path);
    scratch_remove();
}

static void begin(void)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct article a = {0};
    struct err err;
    enum archive_change change;
    scratch_make();
    snprintf(archive_path, sizeof archive_path, "%s", in_scratch("archive"));
    must(archive_writer_open(archive_path, &settings, &w, &err), &err);
    for (unsigned n = 10; n < 10 + ARTICLES; n++) {
        shape_article(3, n, n % 100 == 11, &a);
        must(archive_put(w, &a, false, &change, &err), &err);
    }
    must(archive_commit(w, &err), &err);
    must(archive_compact(w, &err), &err);
    archive_writer_close(w);
    article_release(&a);
    must(manifest_read(archive_path, &manifest, &err), &err);
    expect(manifest.segments == 1);
    manifest_segment_path(archive_path, manifest.segment[0].number, &segment_path);
    whole = read_whole(buf_text(&segment_path));
    atexit(end);
}

/* ---- the segment ---- */

/* False when nothing would open it. */
static bool forge(const uint8_t *changes, size_t count)
{
    struct segment_header h;
    struct manifest named = manifest;
    struct buf bytes = {0};
    struct err err;
    buf_append_str(&bytes, buf_str(&whole));
    unsigned char *at = (unsigned char *)bytes.data;
    expect(segment_header_decode(at, &h));
    for (size_t i = 0; i < count; i++)
        change_segment(at, &h, changes + 4 * i);
    bool good = segment_header_decode(at, &h);
    if (good) {
        reseal(&bytes, &h);
        named.segment[0].checksum = le64(at + SEGMENT_HEADER_BYTES - 8);
        named.segment[0].documents = h.documents;
        write_whole(buf_text(&segment_path), bytes.data, bytes.len);
        must(manifest_write(archive_path, &named, &err), &err);
    }
    buf_release(&bytes);
    return good;
}

/* ---- searches ---- */

static bool may_be(enum status s)
{
    return s == S_OK || s == S_USAGE || s == S_LIMIT || s == S_CORRUPT || s == S_NOT_FOUND;
}

static void search(struct archive *archive, struct params *params)
{
    struct page page = {0};
    struct err err;
    uint64_t given;
    enum status s = params_check(params, &err);
    if (!s)
        s = search_run(archive, params, &page, &err);
    expect(may_be(s));
    if (!s)
        show(&page, params);
    if (!s && params->has_cursor)
        expect(may_be(search_export(archive, params, ignore_hit, NULL, &given, &err)));
    page_release(&page);
}

static void suggest_for(struct archive *archive, struct str words)
{
    struct suggestions suggestions;
    struct err err;
    expect(may_be(suggest(archive, words, SUGGEST_LIMIT_DEFAULT, &suggestions, &err)));
    suggestions_release(&suggestions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct params params;
    struct archive *archive;
    struct err err;
    size_t count = size ? data[0] % (CHANGES_MAX + 1) : 0;
    if (!whole.data)
        begin();
    if (size < 1 + 4 * count || !forge(data + 1, count) || archive_open(archive_path, &archive, &err))
        return 0;
    params_init(&params, 1592222400);
    params.timeout = TIMEOUT;
    struct str words = set_parameters(&params, (struct str){(const char *)data + 1 + 4 * count, size - 1 - 4 * count});
    if (params_set(&params, str_of("q"), words, &err) == S_OK)
        search(archive, &params);
    suggest_for(archive, words);
    params_release(&params);
    archive_close(archive);
    return 0;
}
