/* A segment with changed bytes, whose pages are not verified: whatever is read of it stays in bounds and comes to an
 * end. The input is a list of changes to a small whole segment (archive_lies.h). */
#include <stdint.h>

#include "archive/segment_merge.h"
#include "archive/word_filter.h"
#include "tests/unit/archive_lies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
    ARTICLES = 140,    /* one word is in all: two blocks, with skip data */
    CHANGES_MAX = 256, /* more only take time */
    SEEK_STEP = 37
};

static struct buf whole;
static char path[160], merged[160];
static struct article article;

static void end(void)
{
    buf_release(&whole);
    article_release(&article);
    scratch_remove();
}

static void begin(void)
{
    scratch_make();
    snprintf(path, sizeof path, "%s", in_scratch("fuzz.seg"));
    snprintf(merged, sizeof merged, "%s", in_scratch("merged.seg"));
    struct inverter *inverter = open_inverter(path, 1, true);
    for (unsigned n = 10; n < 10 + ARTICLES; n++) {
        shape_article(3, n, n % 100 == 11, &article);
        add_article(inverter, &article);
    }
    segment_close(finish_segment(inverter, path));
    whole = read_whole(path);
    atexit(end);
}

/* ---- changing ---- */

static void write_changed(const uint8_t *data, size_t size)
{
    struct segment_header h;
    struct buf bytes = {0};
    buf_append_str(&bytes, buf_str(&whole));
    unsigned char *at = (unsigned char *)bytes.data;
    if (!segment_header_decode(at, &h))
        abort();
    for (size_t i = 0; i + 4 <= size && i < 4 * CHANGES_MAX; i += 4)
        change_segment(at, &h, data + i);
    write_whole(path, bytes.data, bytes.len);
    buf_release(&bytes);
}

/* ---- reading ---- */

static void require(bool truth)
{
    if (!truth)
        abort();
}

static void read_cursor(struct segment *s, struct str term, uint32_t step, bool positions)
{
    struct cursor *c;
    struct cursor_bound bound;
    struct u32_array found = {0};
    uint32_t before = 0;
    if (segment_cursor(&s->store, term, &c, NULL) != S_OK)
        return;
    for (uint32_t target = 1; cursor_seek(c, target, NULL) == S_OK && c->document != CURSOR_END;) {
        require(c->document > before && c->document >= target && c->document <= s->header.documents);
        before = c->document;
        if (cursor_load_frequency(c, NULL) || c->source->bound(c, target, 300, &bound, NULL))
            break;
        require(bound.impact >= 0 && bound.impact <= 1);
        require(c->source->greatest(c, 200) >= 0 && c->source->greatest(c, 200) <= 1);
        require(!c->source->reached || c->source->reached(c, 10, 300) <= 1);
        if (positions && cursor_copy_positions(c, &found, NULL) == S_OK)
            for (size_t i = 1; i < found.count; i++)
                require(found.data[i] > found.data[i - 1]);
        target = c->document + step;
    }
    before = 0;
    if (c->source->rewind) {
        c->source->rewind(c);
        for (uint32_t target = 1; cursor_seek(c, target, NULL) == S_OK && c->document != CURSOR_END;) {
            require(c->document > before && c->document >= target);
            before = target = c->document;
            target++;
        }
    }
    u32_array_release(&found);
    cursor_close(c);
}

static void read_terms(struct segment *s)
{
    struct store_terms *walk;
    struct str term;
    uint32_t documents, number = 0;
    bool more = true;
    if (store_terms_open(&s->store, (struct str){0}, &walk, NULL) != S_OK)
        return;
    for (; store_terms_next(walk, &more, &term, &documents, NULL) == S_OK && more; number++) {
        read_cursor(s, term, 1, true);
        if (number % 8 == 0)
            read_cursor(s, term, SEEK_STEP, number % 16 == 0);
    }
    store_terms_close(walk);
}

static void read_endings(struct segment *s)
{
    static const char *const endings[] = {"here", "echo", "sion", "1-11"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct store_terms *walk;
        struct str term, ending = str_of(endings[i]);
        uint32_t documents;
        bool more = true;
        if (store_endings_open(&s->store, ending, &walk, NULL) != S_OK)
            return;
        while (store_terms_next(walk, &more, &term, &documents, NULL) == S_OK && more)
            require(str_ends_with(term, ending));
        store_terms_close(walk);
    }
}

static void read_filter(struct segment *s)
{
    struct word_filter filter;
    size_t passed = 0;
    if (store_word_filter(&s->store, &filter, NULL) == S_OK)
        for (uint64_t hash = 1; hash; hash <<= 1)
            passed += word_filter_passes(&filter, hash - 1);
    require(passed <= 64);
}

static void read_guided(struct segment *s)
{
    static const char letters[] = "bez";
    for (size_t i = 0; i + 1 < sizeof letters; i++) {
        struct letter_guide of = guide_to(letters[i]);
        struct store_terms *walk;
        struct str term;
        uint32_t documents;
        bool more = true;
        if (store_terms_open(&s->store, (struct str){0}, &walk, NULL) != S_OK)
            return;
        while (store_terms_find(walk, &of.guide, &more, &term, &documents, NULL) == S_OK && more)
            require(term.len && term.ptr[0] == letters[i]);
        require(of.asked <= s->header.terms);
        store_terms_close(walk);
    }
}

static void read_documents(struct segment *s)
{
    struct buf id = {0};
    const int64_t *dates;
    uint32_t number, found;
    int64_t date;
    uint64_t content;
    (void)store_dates(&s->store, &dates, NULL);
    for (uint32_t document = 0; document <= s->header.documents + 1; document++) {
        buf_reset(&id);
        (void)store_date(&s->store, document, &date, NULL);
        (void)store_length(&s->store, document, &number, NULL);
        (void)store_headline_lengths(&s->store, &document, 1, &number, NULL);
        if (store_id(&s->store, document, &id, NULL) == S_OK)
            (void)store_find(&s->store, buf_str(&id), &found, NULL);
        if (document % 8 == 0) {
            (void)store_article(&s->store, document, &article, NULL);
            if (document && document <= s->header.documents)
                (void)segment_content(s, document, &content, NULL);
        }
    }
    buf_release(&id);
}

static void find_terms(struct segment *s)
{
    static const char *const terms[] = {"everywher", "echo", "ba", "Qid-11", "Qnobody", "zzz", "XSNworld", ""};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        read_cursor(s, str_of(terms[i]), 1 + (uint32_t)i * SEEK_STEP, true);
}

static void merge(struct segment *s)
{
    struct segment_header header;
    struct segment *const one[] = {s};
    for (uint32_t document = 1; document < s->header.documents; document += 3)
        (void)segment_hide(s, document, NULL);
    find_terms(s);
    struct merge_options options = {0};
    for (options.stored = MERGE_STORED_KEPT; options.stored <= MERGE_STORED_AGAIN; options.stored++)
        if (segment_merge(one, 1, &options, merged, &header, NULL) == S_OK)
            unlink(merged);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct segment *s;
    if (!whole.data)
        begin();
    write_changed(data, size);
    if (segment_open(path, 0, false, &s, NULL) != S_OK)
        return 0;
    find_terms(s);
    read_terms(s);
    read_endings(s);
    read_filter(s);
    read_guided(s);
    read_documents(s);
    merge(s);
    segment_close(s);
    return 0;
}
