/* Checking a segment's dictionary and postings, and that lengths and impacts agree with them. */
#include <inttypes.h>
#include <stdlib.h>

#include "archive/check_impl.h"
#include "archive/postings.h"
#include "archive/term_walk.h"
#include "archive/word_filter.h"
#include "core/analyzer.h"
#include "core/bm25.h"

enum { PROGRESS_EVERY = 4096 };

struct terms_check {
    struct segment *segment;
    struct term_walk walk;
    uint32_t *length;                   /* of each document, as the postings say */
    uint64_t postings_at, positions_at; /* where the next term's begin */
    uint32_t key_end;                   /* of the group before, in the term index */
    unsigned char *filter;              /* of words, as the terms so far give it */
    uint64_t hashes;                    /* in it */
    uint64_t *sum;                      /* of each document's postings; or NULL */
    uint64_t reached[SEGMENT_LEVELS];   /* by so many of the present term's documents */
    struct buf last;                    /* term */
    struct u32_array gaps;
};

/* ---- the dictionary ---- */

/* Where the group's first term stands a second time. */
static enum status check_key(struct terms_check *t, uint32_t group, struct str term, struct err *err)
{
    struct segment *s = t->segment;
    uint32_t groups = term_groups(s);
    uint64_t keys = term_keys_at(s), room = s->header.section[SECTION_TERM_INDEX].bytes - keys;
    const unsigned char *index = s->section[SECTION_TERM_INDEX], *beginning = index + (size_t)group * SEGMENT_BEGINNING;
    const unsigned char *entry = index + term_entries_at(s) + (size_t)group * SEGMENT_INDEX_ENTRY;
    uint32_t start = t->key_end, end = le32(entry + 8);
    bool good = end >= start && end <= room && (group > 0 || le64(entry) == 0) && (group + 1 < groups || end == room) &&
                str_equal((struct str){(const char *)index + keys + start, end - start}, term) &&
                be64(beginning) == segment_beginning(term);
    t->key_end = end;
    return good ? S_OK : check_wrong(s, SECTION_TERM_INDEX, err, "group %" PRIu32 " has another first term", group);
}

static void add_to_filter(struct terms_check *t, struct str term)
{
    uint64_t hash[WORD_FILTER_HASHES];
    size_t count = word_filter_hashes(term, hash);
    for (size_t i = 0; i < count && t->filter; i++)
        word_filter_add(t->filter, t->segment->header.section[SECTION_WORD_FILTER].bytes, hash[i]);
    t->hashes += count;
}

static enum status check_filter(const struct terms_check *t, struct err *err)
{
    struct segment *s = t->segment;
    uint64_t bytes = s->header.section[SECTION_WORD_FILTER].bytes;
    bool good = bytes == word_filter_bytes(t->hashes) &&
                (bytes == 0 || memcmp(t->filter, s->section[SECTION_WORD_FILTER], bytes) == 0);
    return good ? S_OK : check_wrong(s, SECTION_WORD_FILTER, err, "it is not that of the terms");
}

/* Whether the endings of terms say of one what its last bytes are. */
static bool is_labelled(const struct segment *s, uint32_t number, struct str term)
{
    const unsigned char *labels = s->section[SECTION_TERM_ENDINGS];
    struct segment_ending ending = segment_ending(term);
    return labels[number] == ending.first && labels[s->header.terms + (size_t)number] == ending.second;
}

/* The term that the walk has come to: in order, found by its name, its bytes behind those of the term before. */
static enum status check_term(struct terms_check *t, struct err *err)
{
    struct segment *s = t->segment;
    const struct term_place *e = &t->walk.entry;
    struct str term = {t->walk.term, t->walk.term_len};
    struct term_place found;
    uint32_t number = t->walk.next - 1;
    if (term.len == 0 || (number && str_compare(buf_str(&t->last), term) >= 0))
        return check_wrong(s, SECTION_TERMS, err, "term %" PRIu32 " should stand before the one in front", number);
    if (e->postings_at != t->postings_at || e->positions_at != t->positions_at)
        return check_wrong(s, SECTION_TERMS, err, "the postings of term %" PRIu32 " are elsewhere", number);
    if (t->walk.left == 0 && t->walk.numbers != t->walk.end)
        return check_wrong(s, SECTION_TERMS, err, "behind term %" PRIu32 " are more", number);
    enum status status = number % SEGMENT_TERM_GROUP ? S_OK : check_key(t, number / SEGMENT_TERM_GROUP, term, err);
    if (!status)
        status = segment_find_term(s, term, &found, err);
    if (!status && (found.documents != e->documents || found.postings_at != e->postings_at))
        return check_wrong(s, SECTION_TERM_INDEX, err, "term %" PRIu32 " is not found", number);
    if (!status && !is_labelled(s, number, term))
        return check_wrong(s, SECTION_TERM_ENDINGS, err, "term %" PRIu32 " ends with something else", number);
    add_to_filter(t, term);
    t->postings_at += e->postings_len;
    t->positions_at += e->positions_len;
    buf_truncate(&t->last, 0);
    buf_append_str(&t->last, term);
    return status ? status : buf_status(&t->last, err);
}

/* ---- postings ---- */

static void take_posting(struct terms_check *t, uint32_t document, uint32_t frequency, const uint32_t *positions,
                         size_t count)
{
    struct str term = {t->walk.term, t->walk.term_len};
    if (t->sum)
        t->sum[document] -= check_hash_posting(term, frequency, positions, count);
}

/* The positions of a block's i-th document: they ascend, and none lies between headline and body. */
static enum status check_positions(struct terms_check *t, struct postings *p, uint32_t i, uint32_t document,
                                   const uint32_t *frequencies, struct err *err)
{
    uint32_t position = 0, headline = 0;
    t->gaps.count = 0;
    enum status status = postings_gaps(p, i, frequencies, &t->gaps, err);
    if (!status)
        status = segment_headline_length(t->segment, document, &headline, err);
    for (size_t g = 0; !status && g < t->gaps.count; g++) {
        if (__builtin_add_overflow(position, t->gaps.data[g], &position) || ++position == 0)
            return check_wrong(t->segment, SECTION_POSITIONS, err, "those in document %" PRIu32 " are too great",
                               document);
        if (position > headline && position - headline <= HEADLINE_GAP)
            return check_wrong(t->segment, SECTION_POSITIONS, err,
                               "one in document %" PRIu32 " is neither in its headline nor in its body", document);
        t->gaps.data[g] = position;
    }
    if (!status)
        take_posting(t, document, frequencies[i], t->gaps.data, t->gaps.count);
    return status;
}

static double impact_of_posting(const struct terms_check *t, uint32_t frequency, uint32_t length)
{
    return bm25_impact(frequency, bm25_length_part(length, segment_average_length(&t->segment->header)));
}

/* Of a word of several blocks: whether what is told of the present one holds for a posting. */
static bool is_bounded(const struct postings *p, uint32_t length, double impact)
{
    struct cursor_bound bound;
    postings_bound(p, p->block, &bound);
    return impact <= bound.impact && length >= bound.shortest;
}

static void count_levels(struct terms_check *t, const struct postings *p, double impact)
{
    for (size_t level = 0; level < SEGMENT_LEVELS; level++)
        t->reached[level] += impact >= postings_reached(p, segment_level[level]);
}

static enum status check_levels(const struct terms_check *t, struct err *err)
{
    for (size_t level = 0; level < SEGMENT_LEVELS; level++)
        if (t->reached[level] < segment_level[level])
            return check_wrong(t->segment, SECTION_POSTINGS, err, "the best of term %" PRIu32 " are told too great",
                               t->walk.next - 1);
    return S_OK;
}

/* A word's frequencies count into the lengths, and are bounded by what is told of the block. */
static enum status check_words(struct terms_check *t, struct postings *p, const uint32_t *documents,
                               const uint32_t *frequencies, struct err *err)
{
    enum status status = S_OK;
    for (uint32_t i = 0; !status && i < p->count; i++) {
        uint32_t length;
        status = segment_length(t->segment, documents[i], &length, err);
        double impact = status ? 0 : impact_of_posting(t, frequencies[i], length);
        if (!status && p->block_count > 1)
            count_levels(t, p, impact);
        if (!status && p->block_count > 1 && !is_bounded(p, length, impact))
            return check_wrong(t->segment, SECTION_POSTINGS, err, "document %" PRIu32 " is above its block's bounds",
                               documents[i]);
        if (!status && __builtin_add_overflow(t->length[documents[i]], frequencies[i], &t->length[documents[i]]))
            return check_wrong(t->segment, SECTION_POSTINGS, err, "document %" PRIu32 " is too long", documents[i]);
        if (!status)
            status = check_positions(t, p, i, documents[i], frequencies, err);
    }
    if (!status && p->chunk != p->chunks_end)
        return check_wrong(t->segment, SECTION_POSITIONS, err, "there are more than the postings have");
    return status;
}

static enum status check_postings(struct terms_check *t, struct err *err)
{
    struct postings p;
    uint32_t documents[CURSOR_BLOCK], frequencies[CURSOR_BLOCK];
    enum status status = postings_begin(&p, t->segment, &t->walk.entry, err);
    memset(t->reached, 0, sizeof t->reached);
    for (uint32_t block = 0; !status && block < p.block_count; block++) {
        status = postings_documents(&p, block, documents, err);
        if (!status)
            status = postings_frequencies(&p, frequencies, err);
        if (!status && p.term.word)
            status = check_words(t, &p, documents, frequencies, err);
        else if (!status && p.count >= SEGMENT_SHORT_LIST && p.at != p.end)
            status = check_wrong(t->segment, SECTION_POSTINGS, err, "a block is longer than its documents");
        for (uint32_t i = 0; !status && !p.term.word && i < p.count; i++)
            take_posting(t, documents[i], 0, NULL, 0);
    }
    if (!status && p.term.word && p.block_count > 1)
        status = check_levels(t, err);
    postings_release(&p);
    return status;
}

/* ---- together ---- */

static enum status check_sums(const struct terms_check *t, struct err *err)
{
    for (uint32_t i = 1; t->sum && i <= t->segment->header.documents; i++)
        if (t->sum[i])
            return check_wrong(t->segment, SECTION_POSTINGS, err, "those of document %" PRIu32 " are not its article's",
                               i);
    return S_OK;
}

static enum status check_lengths(const struct terms_check *t, struct err *err)
{
    struct segment *s = t->segment;
    uint64_t total = 0;
    for (uint32_t i = 1; i <= s->header.documents; i++) {
        uint32_t length;
        enum status status = segment_length(s, i, &length, err);
        if (status)
            return status;
        if (length != t->length[i])
            return check_wrong(s, SECTION_LENGTHS, err, "document %" PRIu32 " has %" PRIu32 " words and not %" PRIu32,
                               i, t->length[i], length);
        total += length;
    }
    if (total == s->header.total_length)
        return check_sums(t, err);
    return err_set(err, S_CORRUPT, "%s is damaged in its header: it counts %" PRIu64 " words, and there are %" PRIu64,
                   s->path, s->header.total_length, total);
}

static enum status check_all(struct check *c, struct terms_check *t, struct err *err)
{
    struct segment *s = t->segment;
    bool more = true;
    enum status status = term_walk_begin(&t->walk, s, (struct str){0}, err);
    while (!status && more) {
        status = term_walk_next(&t->walk, &more, err);
        if (!status && more)
            status = check_term(t, err);
        if (!status && more)
            status = check_postings(t, err);
        if (t->walk.next % PROGRESS_EVERY == 0)
            check_progress(c, s->path, s->bytes, 6 * (uint64_t)s->header.terms + t->walk.next,
                           7 * (uint64_t)s->header.terms);
    }
    if (status)
        return status;
    if (s->header.terms == 0 && (s->header.section[SECTION_TERMS].bytes || s->header.section[SECTION_TERM_INDEX].bytes))
        return check_wrong(s, SECTION_TERMS, err, "the header counts none");
    if (t->postings_at != s->header.section[SECTION_POSTINGS].bytes)
        return check_wrong(s, SECTION_POSTINGS, err, "there are more than the terms have");
    if (t->positions_at != s->header.section[SECTION_POSITIONS].bytes)
        return check_wrong(s, SECTION_POSITIONS, err, "there are more than the terms have");
    status = check_filter(t, err);
    return status ? status : check_lengths(t, err);
}

enum status check_terms(struct check *c, struct segment *s, uint64_t *sum, struct err *err)
{
    struct terms_check t = {.segment = s, .sum = sum};
    t.length = calloc((size_t)s->header.documents + 1, sizeof *t.length);
    uint64_t filter = s->header.section[SECTION_WORD_FILTER].bytes;
    t.filter = filter ? calloc(1, filter) : NULL;
    enum status status = t.length && (t.filter || !filter) ? check_all(c, &t, err) : err_no_memory(err);
    free(t.length);
    free(t.filter);
    buf_release(&t.last);
    u32_array_release(&t.gaps);
    return status;
}
