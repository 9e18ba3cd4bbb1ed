/* Checking a segment: its checksums, and what it says of its documents. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <xxhash.h>

#include "archive/check_impl.h"
#include "archive/record.h"
#include "archive/segment_writer.h"

/* Parts of a segment's time, about: checksums, then stored articles, then terms. */
enum { PART_CHECKSUMS = 1, PART_RECORDS = 16, PARTS = 20, PROGRESS_EVERY = 1024 };

enum status check_wrong(const struct segment *s, enum segment_section section, struct err *err, const char *format, ...)
{
    char what[256];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    return err_set(err, S_CORRUPT, "%s is damaged in its %s: %s", s->path, segment_section_name(section), what);
}

/* ---- checksums ---- */

/* The header says nothing that a writer would have said otherwise. */
static enum status check_header(const struct segment *s, struct err *err)
{
    unsigned char again[SEGMENT_HEADER_BYTES];
    segment_header_encode(&s->header, again);
    if (memcmp(again, s->map, sizeof again) == 0)
        return S_OK;
    return err_set(err, S_CORRUPT, "%s is damaged in its header: no writer makes such a one", s->path);
}

static enum status check_section(const struct segment *s, enum segment_section section, struct err *err)
{
    const struct segment_extent *e = &s->header.section[section];
    if (XXH3_64bits(s->section[section], e->bytes) == e->checksum)
        return S_OK;
    return check_wrong(s, section, err, "their checksum is wrong");
}

/* The checksums of the pages, where what they cover and they themselves are whole: else the sections have been told. */
static enum status check_pages(const struct segment *s, struct err *err)
{
    uint64_t covered = s->header.section[SECTION_PAGES].offset, start = SEGMENT_HEADER_BYTES;
    for (uint64_t page = 0; start < covered; page++) {
        uint64_t end = (page + 1) * SEGMENT_PAGE_BYTES < covered ? (page + 1) * SEGMENT_PAGE_BYTES : covered;
        if ((uint32_t)XXH3_64bits(s->map + start, end - start) !=
            le32(s->section[SECTION_PAGES] + SEGMENT_PAGE_SUM * page))
            return check_wrong(s, SECTION_PAGES, err, "that of bytes %" PRIu64 " to %" PRIu64 " is wrong", start, end);
        start = end;
    }
    const uint64_t group = SEGMENT_PAGE_GROUP * SEGMENT_PAGE_SUM, bytes = s->header.section[SECTION_PAGES].bytes;
    for (uint64_t at = 0; at < bytes; at += group)
        if (XXH3_64bits(s->section[SECTION_PAGES] + at, bytes - at < group ? bytes - at : group) !=
            le64(s->section[SECTION_PAGE_GROUPS] + at / group * 8))
            return check_wrong(s, SECTION_PAGE_GROUPS, err, "that of group %" PRIu64 " is wrong", at / group);
    return S_OK;
}

static enum status check_checksums(struct check *c, struct segment *s, struct err *err)
{
    uint64_t before = c->out->damages;
    enum status status = check_judge(c, check_header(s, err), err);
    for (int i = 0; !status && i < SECTION_COUNT; i++) {
        status = check_judge(c, check_section(s, (enum segment_section)i, err), err);
        check_progress(c, s->path, s->bytes, (uint64_t)i * PART_CHECKSUMS, (uint64_t)SECTION_COUNT * PARTS);
    }
    if (!status && c->out->damages == before)
        status = check_judge(c, check_pages(s, err), err);
    return status;
}

/* ---- columns ---- */

/* Whether the stored articles lie one behind the other, from the first byte of their section to its last. */
static enum status check_stored_ends(struct segment *s, struct err *err)
{
    const char *at = (const char *)s->section[SECTION_STORED];
    struct str stored;
    for (uint32_t i = 1; i <= s->header.documents; i++) {
        enum status status = segment_stored(s, i, &stored, err);
        if (status)
            return status;
        if (stored.ptr != at)
            return check_wrong(s, SECTION_STORED_ENDS, err,
                               "document %" PRIu32 " does not begin where the one before ends", i);
        at = stored.ptr + stored.len;
    }
    if (at != (const char *)s->section[SECTION_STORED] + s->header.section[SECTION_STORED].bytes)
        return check_wrong(s, SECTION_STORED_ENDS, err, "the last does not end with the stored articles");
    return S_OK;
}

/* Whether the dates' numbers lie one behind the other, and the zeros behind them. */
static enum status check_dates(struct segment *s, struct err *err)
{
    const unsigned char *dates = s->section[SECTION_DATES];
    uint64_t groups = ((uint64_t)s->header.dated + SEGMENT_GROUP - 1) / SEGMENT_GROUP, at = 0;
    for (uint64_t g = 0; g < groups; g++) {
        uint64_t rest = s->header.dated - g * SEGMENT_GROUP, count = rest < SEGMENT_GROUP ? rest : SEGMENT_GROUP;
        const unsigned char *head = dates + g * 24;
        if (le64(head + 16) != at)
            return check_wrong(s, SECTION_DATES, err, "group %" PRIu64 " does not begin where the one before ends", g);
        at += (count * le32(head + 12) + 7) / 8;
    }
    if (groups * 24 + at + 8 != s->header.section[SECTION_DATES].bytes || le64(dates + groups * 24 + at) != 0)
        return check_wrong(s, SECTION_DATES, err, "they do not end where they should");
    return S_OK;
}

/* Newest first, documents of one instant by id, undated ones last. */
static enum status check_order(struct segment *s, struct err *err)
{
    struct buf before = {0};
    struct str id;
    int64_t date, date_before = INT64_MAX;
    enum status status = S_OK;
    for (uint32_t i = 1; !status && i <= s->header.documents; i++) {
        status = segment_date(s, i, &date, err);
        if (!status)
            status = segment_id(s, i, &id, err);
        if (!status && i <= s->header.dated && date == STORE_UNDATED)
            status = check_wrong(s, SECTION_DATES, err, "document %" PRIu32 " should have one", i);
        if (!status && i > 1 && segment_order(date_before, buf_str(&before), date, id) >= 0)
            status = check_wrong(s, date > date_before ? SECTION_DATES : SECTION_IDS, err,
                                 "document %" PRIu32 " should stand before the one in front of it", i);
        buf_reset(&before);
        if (!status)
            buf_append_str(&before, id);
        date_before = date;
    }
    buf_release(&before);
    return status;
}

/* ---- stored articles ---- */

static uint32_t words_of_headline(struct analyzer *analyzer, const struct article *article)
{
    struct token_stream stream;
    struct token token;
    token_stream_begin(&stream, analyzer, article_get(article, FIELD_HEADLINE), 1, ANALYZE_DOCUMENT);
    while (token_stream_next(&stream, &token))
        ;
    return stream.position - 1;
}

/* Whether the columns say what the article says. */
static enum status check_article(const struct check *c, struct segment *s, uint32_t document,
                                 const struct article *article, struct err *err)
{
    struct str id;
    int64_t date, stored = article->published.precision == DATE_NONE ? STORE_UNDATED : article->published.seconds;
    uint32_t words = 0;
    enum status status = segment_id(s, document, &id, err);
    if (!status)
        status = segment_date(s, document, &date, err);
    if (!status)
        status = segment_headline_length(s, document, &words, err);
    if (status)
        return status;
    if (!str_equal(id, article_get(article, FIELD_ID)))
        return check_wrong(s, SECTION_IDS, err, "that of document %" PRIu32 " is not its article's", document);
    if (date != stored)
        return check_wrong(s, SECTION_DATES, err, "that of document %" PRIu32 " is not its article's", document);
    if (c->same_analyzer && words != words_of_headline(c->language.analyzer, article))
        return check_wrong(s, SECTION_HEADLINE_LENGTHS, err, "that of document %" PRIu32 " is not its article's",
                           document);
    if (!s->header.bodies && article_get(article, FIELD_BODY).len)
        return check_wrong(s, SECTION_STORED, err, "document %" PRIu32 " has a body", document);
    return S_OK;
}

/* Adds up what the article gives to the index. */
static enum status add_postings(struct check *c, struct segment *s, uint32_t document, struct article *article,
                                uint64_t *sum, struct err *err)
{
    struct inverted_article inverted;
    uint64_t text;
    article_derive(article);
    enum status status = document_invert(c->document, c->language.analyzer, article, &inverted, err);
    for (size_t i = 0; !status && i < inverted.count; i++) {
        const struct xap_posting *p = &inverted.posting[i];
        *sum += check_hash_posting(p->term, p->frequency, p->positions, p->position_count);
    }
    if (!status)
        status = segment_text(s, document, &text, err);
    if (!status && text != inverted.text)
        return check_wrong(s, SECTION_TEXTS, err, "that of document %" PRIu32 " is not its article's", document);
    return status;
}

static enum status check_records(struct check *c, struct segment *s, uint64_t *sum, struct err *err)
{
    struct article article = {0};
    enum status status = S_OK;
    for (uint32_t i = 1; !status && i <= s->header.documents; i++) {
        struct str record;
        struct err why;
        status = segment_record(s, i, &record, err);
        if (!status && (status = record_decode(record, &article, &why)))
            status = status == S_CORRUPT ? check_wrong(s, SECTION_STORED, err, "document %" PRIu32 ": %s", i, why.text)
                                         : err_no_memory(err);
        if (!status)
            status = check_article(c, s, i, &article, err);
        if (!status && sum)
            status = add_postings(c, s, i, &article, &sum[i], err);
        if (i % PROGRESS_EVERY == 0)
            check_progress(c, s->path, s->bytes,
                           PART_CHECKSUMS * (uint64_t)s->header.documents + PART_RECORDS * (uint64_t)i,
                           PARTS * (uint64_t)s->header.documents);
    }
    article_release(&article);
    return status;
}

/* ---- together ---- */

/* What one look finds would only be found again by those that build on it. */
static enum status check_documents(struct check *c, struct segment *s, uint64_t *sum, struct err *err)
{
    enum status status = check_stored_ends(s, err);
    if (!status)
        status = check_dates(s, err);
    if (!status)
        status = check_order(s, err);
    if (!status)
        status = check_ids(s, err);
    return status ? status : check_records(c, s, sum, err);
}

/* Words can be compared with the articles when both are there. */
static enum status check_structure(struct check *c, struct segment *s, struct err *err)
{
    bool comparable = s->header.bodies && c->same_analyzer;
    uint64_t before = c->out->damages;
    uint64_t *sum = comparable ? calloc((size_t)s->header.documents + 1, sizeof *sum) : NULL;
    if (comparable && !sum)
        return err_no_memory(err);
    enum status status = check_judge(c, check_documents(c, s, sum, err), err);
    if (!status)
        status = check_judge(c, check_terms(c, s, c->out->damages == before ? sum : NULL, err), err);
    free(sum);
    return status;
}

enum status check_segment(struct check *c, struct segment *s, bool *whole, struct err *err)
{
    uint64_t before = c->out->damages;
    enum status status = check_checksums(c, s, err);
    if (!status && c->out->damages == before)
        status = check_structure(c, s, err);
    *whole = c->out->damages == before;
    c->done += s->bytes;
    return status;
}
