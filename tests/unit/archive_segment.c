/* Segments against a plain map: the same articles inverted one by one and sorted. */
#include <check.h>
#include <pthread.h>

#include "archive/archive.h"
#include "archive/document.h"
#include "archive/language.h"
#include "archive/deflater.h"
#include "archive/segment_merge.h"
#include "archive/segment_writer.h"
#include "archive/word_filter.h"
#include "core/bm25.h"
#include "tests/unit/archive_articles.h"
#include "tests/unit/suite.h"

enum {
    RICH = 60,
    COUNT = 17000, /* one word is in all: more than 128 blocks of 128 documents */
    SEED = 1
};

static struct err err;

/* ---- the map ---- */

struct posting {
    size_t term_at, term_len; /* in map.terms */
    uint32_t document, frequency;
    size_t first; /* in map.positions */
};

struct column {
    unsigned number; /* of shape_article */
    uint64_t seed;
    int64_t date;
    uint32_t length, headline;
    uint64_t text;
    struct buf id;
};

static struct map {
    struct column *column; /* by document */
    uint32_t count;
    struct posting *posting; /* by term and document */
    size_t postings, capacity;
    struct buf terms;
    struct u32_array positions;
} map;

static struct language language;
static struct segment *whole;

static struct str term_of(const struct posting *p)
{
    return (struct str){map.terms.data + p->term_at, p->term_len};
}

static int by_term(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;
    int order = str_compare(term_of(x), term_of(y));
    return order ? order : (x->document > y->document) - (x->document < y->document);
}

static int by_order(const void *a, const void *b)
{
    const struct column *x = a, *y = b;
    return segment_order(x->date, buf_str(&x->id), y->date, buf_str(&y->id));
}

static void shape(const struct column *c, struct article *a)
{
    shape_article(c->seed, c->number, c->number < RICH, a);
}

static void add_posting(uint32_t document, const struct xap_posting *p)
{
    if (map.postings == map.capacity) {
        map.capacity = map.capacity ? 2 * map.capacity : 1 << 16;
        map.posting = realloc(map.posting, map.capacity * sizeof *map.posting);
    }
    map.posting[map.postings++] =
        (struct posting){map.terms.len, p->term.len, document, p->frequency, map.positions.count};
    buf_append_str(&map.terms, p->term);
    for (size_t i = 0; i < p->position_count; i++)
        u32_array_append(&map.positions, p->positions[i]);
}

static void invert_into_map(struct document *d, uint32_t document, struct article *a)
{
    struct inverted_article inverted;
    struct column *c = &map.column[document];
    shape(c, a);
    article_derive(a);
    must(document_invert(d, language.analyzer, a, &inverted, &err), &err);
    c->headline = inverted.headline_words;
    c->text = inverted.text;
    for (size_t i = 0; i < inverted.count; i++) {
        c->length += inverted.posting[i].frequency;
        add_posting(document, &inverted.posting[i]);
    }
}

static void release_map(void)
{
    for (uint32_t i = 1; i <= map.count; i++)
        buf_release(&map.column[i].id);
    free(map.column);
    free(map.posting);
    buf_release(&map.terms);
    u32_array_release(&map.positions);
    map = (struct map){0};
}

/* A map of articles 0 .. count - 1 but those that `left_out` names; seeds by `seed_of`. */
static void make_map(unsigned count, uint64_t (*seed_of)(unsigned n), bool (*left_out)(unsigned n))
{
    struct article a = {0};
    struct document *d;
    release_map();
    map.column = calloc(count + 1, sizeof *map.column);
    for (unsigned n = 0; n < count; n++) {
        if (left_out && left_out(n))
            continue;
        struct column *c = &map.column[++map.count];
        *c = (struct column){.number = n, .seed = seed_of ? seed_of(n) : SEED};
        shape(c, &a);
        c->date = a.published.precision == DATE_NONE ? STORE_UNDATED : a.published.seconds;
        buf_append_str(&c->id, article_get(&a, FIELD_ID));
    }
    qsort(map.column + 1, map.count, sizeof *map.column, by_order);
    must(document_new(&d, &err), &err);
    for (uint32_t i = 1; i <= map.count; i++)
        invert_into_map(d, i, &a);
    document_free(d);
    article_release(&a);
    qsort(map.posting, map.postings, sizeof *map.posting, by_term);
}

/* The postings [*from, return value) of the term that posting `from` begins. */
static size_t end_of_term(size_t from)
{
    size_t to = from;
    while (to < map.postings && str_equal(term_of(&map.posting[to]), term_of(&map.posting[from])))
        to++;
    return to;
}

static size_t find_term(const char *term, size_t *end)
{
    size_t from = 0;
    while (from < map.postings && !str_equal(term_of(&map.posting[from]), str_of(term)))
        from = end_of_term(from);
    *end = end_of_term(from);
    ck_assert_msg(from < map.postings, "%s is not in the map", term);
    return from;
}

/* ---- comparing ---- */

static void same_positions(struct cursor *c, const struct posting *p)
{
    static struct u32_array positions;
    must(cursor_load_frequency(c, &err), &err);
    ck_assert_uint_eq(cursor_frequency(c), p->frequency);
    must(cursor_copy_positions(c, &positions, &err), &err);
    ck_assert_uint_eq(positions.count, p->frequency);
    if (p->frequency)
        ck_assert_mem_eq(positions.data, map.positions.data + p->first, p->frequency * sizeof *positions.data);
    u32_array_release(&positions);
}

/* Whether the segment's postings of a term are those, without the hidden; the cursor is looked up without a place. */
static void same_postings(struct segment *s, size_t from, size_t to, const struct term_place *place)
{
    struct cursor *c;
    must(store_cursor_at(&s->store, term_of(&map.posting[from]), place, &c, &err), &err);
    ck_assert_uint_eq(c->document_count, to - from);
    for (size_t i = from; i < to; i++) {
        if (segment_hides(s, map.posting[i].document))
            continue;
        must(cursor_seek(c, c->document + 1, &err), &err);
        ck_assert_uint_eq(c->document, map.posting[i].document);
        same_positions(c, &map.posting[i]);
    }
    must(cursor_seek(c, c->document + 1, &err), &err);
    ck_assert_uint_eq(c->document, CURSOR_END);
    cursor_close(c);
}

static void same_terms(struct segment *s)
{
    struct store_terms *walk;
    struct str term;
    uint32_t documents;
    bool more;
    must(store_terms_open(&s->store, (struct str){0}, &walk, &err), &err);
    for (size_t from = 0, to; from < map.postings; from = to) {
        to = end_of_term(from);
        must(store_terms_next(walk, &more, &term, &documents, &err), &err);
        ck_assert(more && str_equal(term, term_of(&map.posting[from])));
        ck_assert_uint_eq(documents, to - from);
        const struct term_place place = store_terms_place(walk), none = {0};
        ck_assert_uint_eq(place.documents, to - from);
        same_postings(s, from, to, &place);
        same_postings(s, from, to, &none);
    }
    must(store_terms_next(walk, &more, &term, &documents, &err), &err);
    ck_assert(!more);
    store_terms_close(walk);
}

static void same_document(struct segment *s, uint32_t document)
{
    const struct column *c = &map.column[document];
    uint32_t length, headline, found = 0;
    uint64_t text;
    int64_t date;
    struct buf id = {0};
    must(store_length(&s->store, document, &length, &err), &err);
    must(store_headline_lengths(&s->store, &document, 1, &headline, &err), &err);
    must(store_text(&s->store, document, &text, &err), &err);
    ck_assert(text == c->text);
    must(store_date(&s->store, document, &date, &err), &err);
    must(store_id(&s->store, document, &id, &err), &err);
    ck_assert_uint_eq(length, c->length);
    ck_assert_uint_eq(headline, c->headline);
    ck_assert_int_eq(date, c->date);
    ck_assert(str_equal(buf_str(&id), buf_str(&c->id)));
    must(store_find(&s->store, buf_str(&c->id), &found, &err), &err);
    ck_assert_uint_eq(found, document);
    buf_release(&id);
}

static void same_id_term(struct segment *s, uint32_t document)
{
    struct buf term = {0};
    struct cursor *cursor;
    archive_id_term(buf_str(&map.column[document].id), &term);
    must(store_cursor(&s->store, buf_str(&term), &cursor, &err), &err);
    must(cursor_seek(cursor, 1, &err), &err);
    ck_assert_uint_eq(cursor->document, document);
    ck_assert_uint_eq(cursor->document_count, 1);
    cursor_close(cursor);
    buf_release(&term);
}

static void same_article(struct segment *s, uint32_t document, bool bodies)
{
    struct article stored = {0}, made = {0};
    struct buf record = {0};
    uint64_t content;
    must(store_article(&s->store, document, &stored, &err), &err);
    shape(&map.column[document], &made);
    record_encode(&made, true, &record);
    must(segment_content(s, document, &content, &err), &err);
    ck_assert_uint_eq(content, XXH3_128bits(record.data, record.len).high64);
    for (unsigned field = 0; field < FIELD_COUNT; field++)
        ck_assert(str_equal(article_get(&stored, (enum field)field),
                            field == FIELD_BODY && !bodies ? (struct str){0} : article_get(&made, (enum field)field)));
    ck_assert_int_eq(stored.published.seconds, made.published.seconds);
    ck_assert_int_eq(stored.published.precision, made.published.precision);
    buf_release(&record);
    article_release(&stored);
    article_release(&made);
}

static void same_documents(struct segment *s, bool bodies)
{
    const int64_t *dates;
    must(store_dates(&s->store, &dates, &err), &err);
    ck_assert_uint_eq(s->header.documents, map.count);
    for (uint32_t document = 1; document <= map.count; document++) {
        same_document(s, document);
        same_id_term(s, document);
        ck_assert_int_eq(dates[document], map.column[document].date);
        if (document % 7 == 0 || map.column[document].number < RICH)
            same_article(s, document, bodies);
    }
}

/* ---- fixture: one segment that is only read ---- */

static struct segment *segment_of_first(const char *name, unsigned count, unsigned jobs, bool bodies)
{
    char path[128];
    struct article a = {0};
    snprintf(path, sizeof path, "%s", in_scratch(name));
    struct inverter *inverter = open_inverter(path, jobs, bodies);
    for (unsigned n = 0; n < count; n++) {
        shape_article(SEED, n, n < RICH, &a);
        add_article(inverter, &a);
    }
    article_release(&a);
    return finish_segment(inverter, path);
}

static void setup(void)
{
    scratch_make();
    must(language_open("english", &language, &err), &err);
    make_map(COUNT, NULL, NULL);
    whole = segment_of_first("whole.seg", COUNT, 1, true);
}

static void teardown(void)
{
    segment_close(whole);
    release_map();
    language_close(&language);
    scratch_remove();
}

/* ---- tests ---- */

START_TEST(gives_back_every_posting)
{
    same_terms(whole);
}
END_TEST

START_TEST(gives_back_every_document)
{
    uint32_t document;
    uint64_t length = 0;
    same_documents(whole, true);
    for (uint32_t i = 1; i <= map.count; i++)
        length += map.column[i].length;
    ck_assert_uint_eq(whole->header.total_length, length);
    ck_assert_int_eq(store_find(&whole->store, str_of("id-"), &document, &err), S_NOT_FOUND);
    ck_assert_int_eq(store_find(&whole->store, (struct str){0}, &document, &err), S_NOT_FOUND);
}
END_TEST

/* The first document from `from` on that the column of dates has before `date`. */
static uint32_t first_before(int64_t date, uint32_t from)
{
    uint32_t limit = whole->header.dated + 1;
    while (from < limit && map.column[from].date >= date)
        from++;
    return from;
}

START_TEST(finds_the_first_document_before_a_date)
{
    uint32_t dated = whole->header.dated, found;
    for (uint32_t at = 1; at <= dated; at += 1 + at % 97)
        for (uint32_t from = at % 31 + 1; from <= dated + 1; from += dated / 11)
            for (int64_t more = -1; more <= 1; more++) {
                int64_t date = map.column[at].date;
                date += (more < 0 && date > INT64_MIN + 1) || (more > 0 && date < INT64_MAX) ? more : 0;
                must(store_first_before(&whole->store, date, from, &found, &err), &err);
                ck_assert_uint_eq(found, first_before(date, from));
            }
    must(store_first_before(&whole->store, STORE_UNDATED + 1, 1, &found, &err), &err);
    ck_assert_uint_eq(found, dated + 1);
}
END_TEST

START_TEST(is_the_same_for_any_number_of_jobs)
{
    struct segment *s = segment_of_first("three.seg", COUNT, 3, true);
    ck_assert_uint_eq(s->bytes, whole->bytes);
    ck_assert_mem_eq(s->map, whole->map, s->bytes);
    segment_close(s);
}
END_TEST

/* Articles that were dropped leave nothing behind. */
START_TEST(leaves_out_what_was_dropped)
{
    enum { SOME = 400 };
    char path[128];
    struct article a = {0};
    struct segment *plain = segment_of_first("plain.seg", SOME, 1, true);
    snprintf(path, sizeof path, "%s", in_scratch("dropped.seg"));
    struct inverter *inverter = open_inverter(path, 2, true);
    for (unsigned n = 0; n < SOME; n++) {
        shape_article(SEED + 5, n, n < RICH, &a);
        uint32_t number = add_article(inverter, &a);
        shape_article(SEED, n, n < RICH, &a);
        add_article(inverter, &a);
        inverter_drop(inverter, number);
        inverter_drop(inverter, number);
    }
    ck_assert_uint_eq(inverter_count(inverter), SOME);
    struct segment *s = finish_segment(inverter, path);
    ck_assert_uint_eq(s->bytes, plain->bytes);
    ck_assert_mem_eq(s->map, plain->map, s->bytes);
    segment_close(s);
    segment_close(plain);
    article_release(&a);
}
END_TEST

/* What a worker fails at is told while articles come, and not only when all are there. */
START_TEST(a_failure_shows_at_a_later_article)
{
    enum { BATCH = 300 << 10, MOST = 100 };
    struct inverter *inverter = open_inverter(in_scratch("failed.seg"), 1 + (unsigned)_i, true);
    struct buf broken = {0};
    uint32_t number, added = 0;
    enum status s = S_OK;
    buf_append_repeat(&broken, '\0', BATCH);
    const struct inverter_article article = {.record = buf_str(&broken), .id = str_of("id"), .date = STORE_UNDATED};
    for (; !s && added < MOST; added++)
        s = inverter_add(inverter, &article, &number, &err);
    ck_assert_int_eq(s, S_CORRUPT);
    inverter_close(inverter);
    buf_release(&broken);
}
END_TEST

START_TEST(walks_the_terms_of_a_prefix)
{
    static const char *const prefixes[] = {"a", "ba", "echo", "everywhere", "S", "XT", "\xe4\xba\xac", "zzz", "\xff"};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct store_terms *walk;
        struct str term, prefix = str_of(prefixes[i]);
        uint32_t documents;
        bool more;
        must(store_terms_open(&whole->store, prefix, &walk, &err), &err);
        for (size_t from = 0; from < map.postings; from = end_of_term(from)) {
            struct str wanted = term_of(&map.posting[from]);
            if (wanted.len < prefix.len || memcmp(wanted.ptr, prefix.ptr, prefix.len) != 0)
                continue;
            must(store_terms_next(walk, &more, &term, &documents, &err), &err);
            ck_assert(more && str_equal(term, wanted));
        }
        must(store_terms_next(walk, &more, &term, &documents, &err), &err);
        ck_assert(!more);
        store_terms_close(walk);
    }
}
END_TEST

/* Where the postings of each term begin, and behind the last where they end. */
static size_t *term_starts(size_t *count)
{
    size_t *start = calloc(map.postings + 1, sizeof *start);
    ck_assert_ptr_nonnull(start);
    for (*count = 0; start[*count] < map.postings; ++*count)
        start[*count + 1] = end_of_term(start[*count]);
    return start;
}

static void check_ending(const size_t *start, size_t count, struct str ending)
{
    struct store_terms *walk;
    struct str term;
    uint32_t documents;
    bool more;
    must(store_endings_open(&whole->store, ending, &walk, &err), &err);
    for (size_t i = 0; i < count; i++) {
        struct str wanted = term_of(&map.posting[start[i]]);
        if (!str_ends_with(wanted, ending))
            continue;
        must(store_terms_next(walk, &more, &term, &documents, &err), &err);
        ck_assert(more && str_equal(term, wanted));
        ck_assert_uint_eq(documents, start[i + 1] - start[i]);
    }
    must(store_terms_next(walk, &more, &term, &documents, &err), &err);
    ck_assert(!more);
    store_terms_close(walk);
}

START_TEST(walks_the_terms_of_an_ending)
{
    static const char *const endings[] = {"verywher", "erywherf", "\xac\xe4\xba\xac", "zzzz", "\xff\xff\xff\xff"};
    size_t count, *start = term_starts(&count);
    ck_assert(store_knows_words(&whole->store));
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        check_ending(start, count, str_of(endings[i]));
    for (size_t i = 0; i < count; i += 7) {
        struct str term = term_of(&map.posting[start[i]]);
        size_t len = SEGMENT_ENDING + i % 5;
        if (term.len >= len)
            check_ending(start, count, str_skip(term, term.len - len));
    }
    free(start);
}
END_TEST

/* Of fields it has no terms; of what is not there few pass. */
START_TEST(the_filter_passes_every_word)
{
    struct word_filter filter;
    size_t passed = 0, asked = 0;
    must(store_word_filter(&whole->store, &filter, &err), &err);
    for (size_t from = 0; from < map.postings; from = end_of_term(from)) {
        struct str term = term_of(&map.posting[from]);
        bool of_field = term_is_of_field(term);
        ck_assert(of_field || word_filter_passes(&filter, word_filter_hash(term)));
        if (!of_field) {
            struct buf other = {0};
            buf_append_str(&other, term);
            buf_append_byte(&other, '!');
            passed += word_filter_passes(&filter, word_filter_hash(buf_str(&other)));
            asked++;
            buf_release(&other);
        }
    }
    ck_assert_uint_gt(asked, 500);
    ck_assert_uint_lt(passed, asked / 20);
    filter = (struct word_filter){0};
    ck_assert(!word_filter_passes(&filter, word_filter_hash(str_of("echo"))));
}
END_TEST

START_TEST(short_words_with_another_letter_stand_for_it)
{
    static const struct {
        const char *term;
        size_t hashes;
        const char *other;
    } of[] = {{"cafe", 1, NULL},
              {"caf\xc3\xa9", 2, "caf?"},
              {"1etters", 2, "?etters"},
              {"na\xc3\xafvet\xc3\xa9", 1, NULL},
              {"eight\xc3\xa9le", 2, "eight?le"},
              {"ninelett3", 1, NULL},
              {"Qid", 0, NULL},
              {"", 0, NULL}};
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        uint64_t hash[WORD_FILTER_HASHES];
        ck_assert_uint_eq(word_filter_hashes(str_of(of[i].term), hash), of[i].hashes);
        ck_assert(of[i].hashes == 0 || hash[0] == word_filter_hash(str_of(of[i].term)));
        ck_assert(!of[i].other || hash[1] == word_filter_hash(str_of(of[i].other)));
    }
}
END_TEST

START_TEST(a_guide_leads_to_what_it_wants)
{
    struct letter_guide of = guide_to('e');
    struct store_terms *walk;
    struct str term;
    uint32_t documents;
    bool more;
    must(store_terms_open(&whole->store, (struct str){0}, &walk, &err), &err);
    for (size_t from = 0; from < map.postings; from = end_of_term(from)) {
        struct str wanted = term_of(&map.posting[from]);
        if (wanted.ptr[0] != 'e')
            continue;
        must(store_terms_find(walk, &of.guide, &more, &term, &documents, &err), &err);
        ck_assert(more && str_equal(term, wanted));
        ck_assert_uint_eq(documents, end_of_term(from) - from);
    }
    must(store_terms_find(walk, &of.guide, &more, &term, &documents, &err), &err);
    ck_assert(!more);
    store_terms_close(walk);
}
END_TEST

/* Wants some terms of the map, each so far behind the one before. */
struct step_guide {
    struct terms_guide guide;
    const size_t *start;
    size_t count, next, step;
};

static struct str wanted_next(const struct step_guide *of)
{
    return term_of(&map.posting[of->start[of->next]]);
}

static bool is_wanted_next(struct terms_guide *guide, struct str term, size_t shared)
{
    struct step_guide *of = (struct step_guide *)guide;
    (void)shared;
    if (of->next >= of->count) {
        guide->dead = 1;
        return false;
    }
    struct str wanted = wanted_next(of);
    size_t same = str_shared(wanted, term);
    guide->dead = same < term.len ? same + 1 : 0;
    if (!str_equal(term, wanted))
        return false;
    of->next += of->step;
    return true;
}

static bool go_to_wanted(struct terms_guide *guide, struct str term, struct str *from)
{
    struct step_guide *of = (struct step_guide *)guide;
    (void)term;
    if (of->next >= of->count)
        return false;
    *from = wanted_next(of);
    return true;
}

static void check_steps(const size_t *start, size_t count, size_t step)
{
    struct step_guide of = {.guide = {.wants = is_wanted_next, .next = go_to_wanted, .others = 1},
                            .start = start,
                            .count = count,
                            .next = step - 1,
                            .step = step};
    struct store_terms *walk;
    struct str term;
    uint32_t documents;
    bool more;
    for (size_t i = 0; i < sizeof of.guide.kinds / sizeof *of.guide.kinds; i++)
        of.guide.kinds[i] = 1;
    must(store_terms_open(&whole->store, (struct str){0}, &walk, &err), &err);
    for (size_t i = step - 1; i < count; i += step) {
        must(store_terms_find(walk, &of.guide, &more, &term, &documents, &err), &err);
        ck_assert(more && str_equal(term, term_of(&map.posting[start[i]])));
        ck_assert_uint_eq(documents, start[i + 1] - start[i]);
    }
    must(store_terms_find(walk, &of.guide, &more, &term, &documents, &err), &err);
    ck_assert(!more);
    store_terms_close(walk);
}

/* Into the same group, the next, one nearby and one far away. */
START_TEST(a_guide_leads_near_and_far)
{
    static const size_t steps[] = {1, 5, 31, 33, 100, 3000, 8200, 9000, 15000};
    size_t count, *start = term_starts(&count);
    ck_assert_uint_gt(count, steps[sizeof steps / sizeof *steps - 1]);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        check_steps(start, count, steps[i]);
    free(start);
}
END_TEST

/* Through an index whose beginnings lie, also where nothing is verified. */
START_TEST(a_guided_walk_never_goes_back)
{
    static const int lies[] = {0x00, 'e', 0xff};
    struct letter_guide of = guide_to('e');
    struct segment_header header;
    struct buf bytes = read_whole(in_scratch("whole.seg")), last = {0};
    struct store_terms *walk;
    struct segment *s;
    struct str term;
    uint32_t documents;
    bool more = true;
    ck_assert(segment_header_decode((unsigned char *)bytes.data, &header));
    size_t groups = (header.terms + SEGMENT_TERM_GROUP - 1) / SEGMENT_TERM_GROUP;
    memset(bytes.data + header.section[SECTION_TERM_INDEX].offset, lies[_i], groups * SEGMENT_BEGINNING);
    write_whole(in_scratch("back.seg"), bytes.data, bytes.len);
    must(segment_open(in_scratch("back.seg"), 0, false, &s, &err), &err);
    must(store_terms_open(&s->store, (struct str){0}, &walk, &err), &err);
    while (store_terms_find(walk, &of.guide, &more, &term, &documents, &err) == S_OK && more) {
        ck_assert_int_lt(str_compare(buf_str(&last), term), 0);
        buf_truncate(&last, 0);
        buf_append_str(&last, term);
    }
    store_terms_close(walk);
    segment_close(s);
    buf_release(&bytes);
    buf_release(&last);
}
END_TEST

START_TEST(what_is_not_there_has_no_postings)
{
    static const char *const terms[] = {"", "everywherf", "0", "Q", "Qid-", "\xff\xff"};
    for (size_t i = 1; i < sizeof terms / sizeof *terms; i++) {
        struct cursor *c;
        must(store_cursor(&whole->store, str_of(terms[i]), &c, &err), &err);
        ck_assert_uint_eq(c->document_count, 0);
        must(cursor_seek(c, 1, &err), &err);
        ck_assert_uint_eq(c->document, CURSOR_END);
        cursor_close(c);
    }
}
END_TEST

/* Terms are looked up from where the last one was: in order, back, somewhere, and what is not there in between. */
START_TEST(terms_are_found_in_any_order)
{
    uint64_t state = 7;
    size_t count = 0, at = 0;
    size_t *first = malloc(map.postings * sizeof *first);
    for (size_t from = 0; from < map.postings; from = end_of_term(from))
        first[count++] = from;
    for (size_t i = 0; i < 4 * count; i++) {
        struct term_place found;
        uint64_t way = draw(&state, 8);
        at = way < 5 ? (at + draw(&state, 4)) % count : way == 5 ? (at + count - 1) % count : draw(&state, count);
        struct str term = term_of(&map.posting[first[at]]);
        char other[TERM_WALK_BYTES];
        memcpy(other, term.ptr, term.len);
        other[term.len] = '\x01';
        if (way == 3) {
            must(segment_find_term(whole, (struct str){other, term.len + 1}, &found, &err), &err);
            ck_assert_uint_eq(found.documents, 0);
        }
        must(segment_find_term(whole, term, &found, &err), &err);
        ck_assert_uint_eq(found.documents, end_of_term(first[at]) - first[at]);
    }
    free(first);
}
END_TEST

static void seek_at_random(size_t from, size_t to, uint64_t *state)
{
    struct cursor *c;
    size_t at = from;
    must(store_cursor(&whole->store, term_of(&map.posting[from]), &c, &err), &err);
    for (uint32_t target = 1; target <= map.count + 1;) {
        must(cursor_seek(c, target, &err), &err);
        while (at < to && map.posting[at].document < target)
            at++;
        ck_assert_uint_eq(c->document, at < to ? map.posting[at].document : CURSOR_END);
        if (at < to && draw(state, 2))
            same_positions(c, &map.posting[at]);
        target += 1 + (uint32_t)draw(state, UINT64_C(1) << draw(state, 13));
    }
    cursor_close(c);
}

START_TEST(seeks_to_any_document)
{
    uint64_t state = 42;
    for (size_t from = 0, to, i = 0; from < map.postings; from = to, i++) {
        to = end_of_term(from);
        if (i % 50 == 0 || to - from > 1000)
            seek_at_random(from, to, &state);
    }
}
END_TEST

/* What a posting gives where articles have so many words on average. */
static double impact_of_posting(const struct posting *p, double average_length)
{
    return bm25_impact(p->frequency, bm25_length_part(map.column[p->document].length, average_length));
}

/* A word's bounds hold for every posting up to where they say. */
static void bounds_hold(struct segment *s, size_t from, size_t to, double average_length)
{
    struct cursor *c;
    struct cursor_bound bound = {0};
    must(store_cursor(&s->store, term_of(&map.posting[from]), &c, &err), &err);
    for (size_t i = from; i < to; i++) {
        const struct posting *p = &map.posting[i];
        if (p->document > bound.last)
            must(c->source->bound(c, p->document, average_length, &bound, &err), &err);
        ck_assert_uint_ge(bound.last, p->document);
        ck_assert(p->frequency == 0 || impact_of_posting(p, average_length) <= bound.impact);
        ck_assert(p->frequency == 0 || map.column[p->document].length >= bound.shortest);
    }
    cursor_close(c);
}

/* As many documents reach an impact as it is told of; returns whether it is told. */
static bool is_reached(struct segment *s, size_t from, size_t to, size_t count, double average_length)
{
    struct cursor *c;
    size_t reached = 0;
    must(store_cursor(&s->store, term_of(&map.posting[from]), &c, &err), &err);
    double impact = c->source->reached ? c->source->reached(c, count, average_length) : 0;
    for (size_t i = from; i < to; i++)
        reached += map.posting[i].frequency && !segment_hides(s, map.posting[i].document) &&
                   impact_of_posting(&map.posting[i], average_length) >= impact;
    ck_assert(impact == 0 || reached >= count);
    cursor_close(c);
    return impact > 0;
}

static const double average_factor[] = {1, 0.6, 1.7};

START_TEST(impacts_bound_every_posting)
{
    for (size_t from = 0, to; from < map.postings; from = to) {
        to = end_of_term(from);
        for (size_t i = 0; i < sizeof average_factor / sizeof *average_factor; i++)
            bounds_hold(whole, from, to, average_factor[i] * segment_average_length(&whole->header));
    }
}
END_TEST

START_TEST(so_many_documents_reach_an_impact)
{
    static const size_t count[] = {1, 10, 11, 100, 101, SIZE_MAX};
    size_t told = 0, words = 0;
    for (size_t from = 0, to; from < map.postings; from = to) {
        to = end_of_term(from);
        bool word = to - from > CURSOR_BLOCK && map.posting[from].frequency;
        words += word;
        for (size_t i = 0; i < sizeof average_factor / sizeof *average_factor; i++)
            for (size_t j = 0; j < sizeof count / sizeof *count; j++) {
                double average_length = average_factor[i] * segment_average_length(&whole->header);
                bool is_told = is_reached(whole, from, to, count[j], average_length);
                ck_assert(!is_told || (word && count[j] <= 100));
                told += is_told;
            }
    }
    ck_assert_uint_gt(words, 10);
    ck_assert_uint_eq(told, words * 4 * sizeof average_factor / sizeof *average_factor);
}
END_TEST

START_TEST(norms_are_lower_bounds_that_grow)
{
    uint8_t before = 0;
    for (uint64_t length = 0; length <= UINT32_MAX; length += 1 + length / 1000) {
        uint8_t norm = norm_of_length((uint32_t)length);
        ck_assert_uint_ge(norm, before);
        ck_assert_uint_le(length_of_norm(norm), length);
        if (length < 1 << 18)
            ck_assert_uint_le(length - length_of_norm(norm), length / 16);
        before = norm;
    }
    for (unsigned norm = 1; norm <= UINT8_MAX; norm++) {
        ck_assert_uint_gt(length_of_norm((uint8_t)norm), length_of_norm((uint8_t)(norm - 1)));
        ck_assert_uint_eq(norm_of_length(length_of_norm((uint8_t)norm)), norm);
    }
}
END_TEST

START_TEST(fields_alone_are_kept_without_bodies)
{
    make_map(300, NULL, NULL);
    struct segment *s = segment_of_first("fields.seg", 300, 2, false);
    same_terms(s);
    same_documents(s, false);
    segment_close(s);
    make_map(COUNT, NULL, NULL);
}
END_TEST

START_TEST(hidden_documents_are_left_out)
{
    struct segment *s;
    struct cursor *all;
    uint32_t found;
    must(segment_open(in_scratch("whole.seg"), 0, true, &s, &err), &err);
    for (uint32_t document = 1; document <= map.count; document++) /* runs of more than a block, too */
        if (document % 3 == 0 || (document > 1000 && document < 1600))
            must(segment_hide(s, document, &err), &err);
    same_terms(s);
    size_t end, from = find_term("everywher", &end);
    bounds_hold(s, from, end, segment_average_length(&s->header));
    must(store_cursor(&s->store, (struct str){0}, &all, &err), &err);
    for (uint32_t document = 1; document <= map.count; document++) {
        if (segment_hides(s, document)) {
            ck_assert_int_eq(store_find(&s->store, buf_str(&map.column[document].id), &found, &err), S_NOT_FOUND);
            continue;
        }
        must(cursor_seek(all, all->document + 1, &err), &err);
        ck_assert_uint_eq(all->document, document);
    }
    cursor_close(all);
    segment_close(s);
}
END_TEST

/* Those that give most are hidden. */
START_TEST(what_is_hidden_reaches_nothing)
{
    struct segment *s;
    struct cursor *c;
    size_t end, from = find_term("everywher", &end), hidden = 0;
    must(segment_open(in_scratch("whole.seg"), 0, true, &s, &err), &err);
    double average_length = segment_average_length(&s->header);
    must(store_cursor(&s->store, term_of(&map.posting[from]), &c, &err), &err);
    double best = c->source->reached(c, 50, average_length);
    cursor_close(c);
    for (size_t i = from; i < end && hidden < 50; i++)
        if (impact_of_posting(&map.posting[i], average_length) >= best) {
            must(segment_hide(s, map.posting[i].document, &err), &err);
            hidden++;
        }
    ck_assert_uint_eq(hidden, 50);
    ck_assert(is_reached(s, from, end, 1, average_length));
    ck_assert(is_reached(s, from, end, 50, average_length));
    ck_assert(!is_reached(s, from, end, 51, average_length));
    segment_close(s);
}
END_TEST

/* ---- merging ---- */

enum { PARTS = 18, MERGED = 3000 };

/* Articles whose number a multiple of 7 is are told twice: the second time in the last part. Multiples of 10 are
 * removed. */
static uint64_t last_seed(unsigned n)
{
    return n % 7 == 0 ? SEED + 1 : SEED;
}

static bool is_removed(unsigned n)
{
    return n % 10 == 0;
}

static struct segment *make_part(unsigned part, bool bodies, struct str dictionary)
{
    char path[128], name[16];
    struct article a = {0};
    snprintf(name, sizeof name, "part%u.seg", part);
    snprintf(path, sizeof path, "%s", in_scratch(name));
    struct inverter *inverter = open_inverter_with(path, 1 + part % 2, bodies, dictionary);
    for (unsigned n = 0; n < MERGED; n++) {
        bool again = part == PARTS - 1 && n % 7 == 0;
        if (n % (PARTS - 1) != part && !again)
            continue;
        shape_article(again ? last_seed(n) : SEED, n, n < RICH, &a);
        add_article(inverter, &a);
    }
    article_release(&a);
    return finish_segment(inverter, path);
}

static void hide_replaced(struct segment *part[PARTS])
{
    struct article a = {0};
    for (unsigned n = 0; n < MERGED; n++) {
        shape_article(SEED, n, false, &a);
        for (unsigned i = 0; i < PARTS; i++) {
            uint32_t document;
            enum status status = segment_find_id(part[i], article_get(&a, FIELD_ID), &document, &err);
            if (!status && (is_removed(n) || (n % 7 == 0 && i < PARTS - 1)))
                must(segment_hide(part[i], document, &err), &err);
        }
    }
    article_release(&a);
}

static void same_sections(const struct segment *a, const struct segment *b)
{
    for (int i = 0; i < SECTION_COUNT; i++) {
        if (i == SECTION_STORED || i == SECTION_STORED_DICTIONARY || i == SECTION_STORED_ENDS || i >= SECTION_PAGES)
            continue;
        ck_assert_msg(a->header.section[i].bytes == b->header.section[i].bytes &&
                          memcmp(a->section[i], b->section[i], a->header.section[i].bytes) == 0,
                      "%s", segment_section_name((enum segment_section)i));
    }
    ck_assert_uint_eq(a->header.total_length, b->header.total_length);
    ck_assert_uint_eq(a->header.terms, b->header.terms);
}

static bool same_bytes(const struct segment *a, const struct segment *b)
{
    return a->bytes == b->bytes && memcmp(a->map, b->map, a->bytes) == 0;
}

static struct segment *merge(struct segment *const *part, size_t count, enum merge_stored stored, unsigned jobs,
                             const char *name)
{
    char path[128];
    struct segment_header header;
    struct segment *merged;
    snprintf(path, sizeof path, "%s", in_scratch(name));
    const struct merge_options options = {.stored = stored, .jobs = jobs};
    must(segment_merge(part, count, &options, path, &header, &err), &err);
    must(segment_open(path, header.checksum, true, &merged, &err), &err);
    return merged;
}

/* The segment of the articles of the map. */
static struct segment *make_direct(bool bodies, struct str dictionary)
{
    char path[128];
    struct article a = {0};
    snprintf(path, sizeof path, "%s", in_scratch("direct.seg"));
    struct inverter *inverter = open_inverter_with(path, 1, bodies, dictionary);
    for (uint32_t i = 1; i <= map.count; i++) {
        shape(&map.column[i], &a);
        add_article(inverter, &a);
    }
    article_release(&a);
    return finish_segment(inverter, path);
}

static bool is_even(struct segment *s)
{
    bool even;
    must(segment_is_stored_evenly(s, &even, &err), &err);
    return even;
}

/* What the dictionaries of the parts are. */
enum dictionaries {
    ALIKE,  /* stored articles are taken as they are */
    UNLIKE, /* that of the largest part is taken */
    POOR,   /* none of them serves */
    DICTIONARIES
};

static struct buf make_words(uint64_t seed, uint64_t count)
{
    struct buf words = {0};
    append_words(&seed, count, &words);
    return words;
}

static void check_merging(bool bodies, enum dictionaries are)
{
    struct segment *part[PARTS];
    struct buf words = make_words(1, are == POOR ? 5 : 1500), others = make_words(2, 1500);
    ck_assert(dictionary_serves(buf_str(&words), bodies) == (are != POOR));
    for (unsigned i = 0; i < PARTS; i++)
        part[i] = make_part(i, bodies, buf_str(i == 1 && are == UNLIKE ? &others : &words));
    hide_replaced(part);
    struct segment *kept = merge(part, PARTS, MERGE_STORED_KEPT, 2, "kept.seg");
    struct segment *again = merge(part, PARTS, MERGE_STORED_AGAIN, 1, "again.seg");
    struct segment *by_many = merge(part, PARTS, MERGE_STORED_AGAIN, 3, "by_many.seg");
    struct segment *of_kept = merge(&kept, 1, MERGE_STORED_AGAIN, 2, "of_kept.seg");

    make_map(MERGED, last_seed, is_removed);
    struct segment *direct = make_direct(bodies, buf_str(&words));
    if (are == ALIKE) { /* the bytes of all others follow from these */
        same_terms(kept);
        same_documents(kept, bodies);
        same_documents(again, bodies);
    }
    same_sections(again, direct);
    ck_assert(same_bytes(kept, are == POOR ? again : direct));
    ck_assert(same_bytes(again, by_many));
    ck_assert(same_bytes(again, of_kept));
    ck_assert(is_even(again));
    ck_assert(is_even(kept) == (are == POOR));
    ck_assert(!is_even(direct));

    segment_close(kept);
    segment_close(again);
    segment_close(by_many);
    segment_close(of_kept);
    segment_close(direct);
    for (unsigned i = 0; i < PARTS; i++)
        segment_close(part[i]);
    buf_release(&words);
    buf_release(&others);
    make_map(COUNT, NULL, NULL);
}

START_TEST(merging_makes_the_segment_of_the_rest)
{
    check_merging(_i / DICTIONARIES, (enum dictionaries)(_i % DICTIONARIES));
}
END_TEST

/* Who watches a merge. */
struct watching {
    unsigned calls, until; /* it is stopped at the call number `until` */
    double done;
};

static bool watch(void *context, size_t segments, double done)
{
    struct watching *w = context;
    ck_assert_uint_eq(segments, 1);
    ck_assert_msg(done >= w->done && done <= 1, "%.17g behind %.17g", done, w->done);
    w->done = done;
    return ++w->calls != w->until;
}

START_TEST(merging_tells_and_stops)
{
    enum { ARTICLES = 200 };
    /* while documents are put into order, articles are stored, and terms are merged */
    static const unsigned stop_at[] = {1, 2 * ARTICLES, 2 * ARTICLES + 1, 3 * ARTICLES, 3 * ARTICLES + 1};
    struct segment *s = segment_of_first("watched.seg", ARTICLES, 1, true);
    struct segment_header header;
    for (unsigned turn = 0; turn < 4; turn++) {
        struct watching goes_on = {0};
        struct merge_options options = {
            .stored = turn % 2 ? MERGE_STORED_AGAIN : MERGE_STORED_KEPT, .merging = {&goes_on, watch, 0}, .jobs = turn};
        ck_assert_int_eq(segment_merge(&s, 1, &options, in_scratch("watched_on.seg"), &header, &err), S_OK);
        ck_assert_uint_ge(goes_on.calls, 3 * ARTICLES + 10);
        ck_assert(goes_on.done > 0.9);
        for (size_t i = 0; i < sizeof stop_at / sizeof *stop_at; i++) {
            struct watching stops = {.until = stop_at[i]};
            options.merging.context = &stops;
            ck_assert_int_eq(segment_merge(&s, 1, &options, in_scratch("stopped.seg"), &header, &err), S_INTERRUPTED);
            ck_assert_uint_eq(stops.calls, stop_at[i]);
            ck_assert_int_ne(access(in_scratch("stopped.seg"), F_OK), 0);
        }
    }
    segment_close(s);
}
END_TEST

/* Makes new threads wish for a stack that no machine has, or one as before. */
static void forbid_threads(bool forbid)
{
    static size_t usual;
    pthread_attr_t attributes;
    ck_assert_int_eq(pthread_getattr_default_np(&attributes), 0);
    if (forbid)
        pthread_attr_getstacksize(&attributes, &usual);
    pthread_attr_setstacksize(&attributes, forbid ? (size_t)1 << 60 : usual);
    ck_assert_int_eq(pthread_setattr_default_np(&attributes), 0);
    pthread_attr_destroy(&attributes);
}

START_TEST(merging_goes_on_without_threads)
{
    struct segment *s = segment_of_first("alone.seg", 200, 1, true);
    struct segment *by_many = merge(&s, 1, MERGE_STORED_AGAIN, 3, "by_many.seg");
    forbid_threads(true);
    struct segment *alone = merge(&s, 1, MERGE_STORED_AGAIN, 3, "by_one.seg");
    forbid_threads(false);
    ck_assert(same_bytes(alone, by_many));
    segment_close(alone);
    segment_close(by_many);
    segment_close(s);
}
END_TEST

START_TEST(merging_nothing_leaves_no_file)
{
    struct segment *s = segment_of_first("none.seg", 10, 1, true);
    struct segment_header header;
    const struct merge_options options = {0};
    for (uint32_t i = 1; i <= 10; i++)
        must(segment_hide(s, i, &err), &err);
    ck_assert_int_eq(segment_merge(&s, 1, &options, in_scratch("nothing.seg"), &header, &err), S_NOT_FOUND);
    ck_assert_int_ne(access(in_scratch("nothing.seg"), F_OK), 0);
    segment_close(s);
}
END_TEST

int main(void)
{
    TCase *t = tcase_create("all");
    tcase_set_timeout(t, 100);
    tcase_add_unchecked_fixture(t, setup, teardown);
    tcase_add_test(t, gives_back_every_posting);
    tcase_add_test(t, gives_back_every_document);
    tcase_add_test(t, finds_the_first_document_before_a_date);
    tcase_add_test(t, is_the_same_for_any_number_of_jobs);
    tcase_add_test(t, leaves_out_what_was_dropped);
    tcase_add_loop_test(t, a_failure_shows_at_a_later_article, 0, 3);
    tcase_add_test(t, walks_the_terms_of_a_prefix);
    tcase_add_test(t, walks_the_terms_of_an_ending);
    tcase_add_test(t, a_guide_leads_near_and_far);
    tcase_add_test(t, the_filter_passes_every_word);
    tcase_add_test(t, short_words_with_another_letter_stand_for_it);
    tcase_add_test(t, a_guide_leads_to_what_it_wants);
    tcase_add_loop_test(t, a_guided_walk_never_goes_back, 0, 3);
    tcase_add_test(t, what_is_not_there_has_no_postings);
    tcase_add_test(t, terms_are_found_in_any_order);
    tcase_add_test(t, seeks_to_any_document);
    tcase_add_test(t, impacts_bound_every_posting);
    tcase_add_test(t, so_many_documents_reach_an_impact);
    tcase_add_test(t, norms_are_lower_bounds_that_grow);
    tcase_add_test(t, hidden_documents_are_left_out);
    tcase_add_test(t, what_is_hidden_reaches_nothing);
    tcase_add_test(t, fields_alone_are_kept_without_bodies);
    tcase_add_loop_test(t, merging_makes_the_segment_of_the_rest, 0, 2 * DICTIONARIES);
    tcase_add_test(t, merging_tells_and_stops);
    tcase_add_test(t, merging_goes_on_without_threads);
    tcase_add_test(t, merging_nothing_leaves_no_file);
    return run_suite(t, "segment");
}
