#include "archive/word_filter.h"
#include "archive/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/archive.h"
#include "archive/checksum.h"
#include "archive/record.h"
#include "archive/term_walk.h"
#include "shim/xap.h"

enum { CONTENT_BYTES = 8, DATE_HEAD_BYTES = 24 };

/* A record is at most what the live store takes, and what does not compress grows by little: damage must not fill the
 * memory. */
enum { RECORD_BYTES_MAX = XAP_DATA_MAX, STREAM_BYTES_MAX = RECORD_BYTES_MAX + RECORD_BYTES_MAX / 64 };

/* ---- damage ---- */

enum status segment_damaged(const struct segment *s, enum segment_section section, struct err *err)
{
    return err_set(err, S_CORRUPT, "%s is damaged in its %s", s->path, segment_section_name(section));
}

static bool is_verified(const uint64_t *bits, uint64_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

static void set_verified(uint64_t *bits, uint64_t at)
{
    bits[at / 64] |= UINT64_C(1) << (at % 64);
}

/* Verifies the checksums of a group of pages. */
static enum status verify_group(struct segment *s, uint64_t group, struct err *err)
{
    const uint64_t bytes = (uint64_t)SEGMENT_PAGE_GROUP * SEGMENT_PAGE_SUM, at = group * bytes;
    uint64_t rest = s->header.section[SECTION_PAGES].bytes - at;
    if (is_verified(s->verified_groups, group))
        return S_OK;
    if (checksum64(s->section[SECTION_PAGES] + at, rest < bytes ? rest : bytes) !=
        le64(s->section[SECTION_PAGE_GROUPS] + 8 * group))
        return segment_damaged(s, SECTION_PAGES, err);
    set_verified(s->verified_groups, group);
    return S_OK;
}

static enum status verify_page(struct segment *s, enum segment_section section, uint64_t page, struct err *err)
{
    uint64_t covered = s->header.section[SECTION_PAGES].offset;
    uint64_t start = page * SEGMENT_PAGE_BYTES, end = start + SEGMENT_PAGE_BYTES;
    start = start < SEGMENT_HEADER_BYTES ? SEGMENT_HEADER_BYTES : start;
    end = end < covered ? end : covered;
    enum status status = verify_group(s, page / SEGMENT_PAGE_GROUP, err);
    if (status)
        return status;
    if ((uint32_t)checksum64(s->map + start, end - start) != le32(s->section[SECTION_PAGES] + SEGMENT_PAGE_SUM * page))
        return err_set(err, S_CORRUPT, "%s is damaged in its %s (between bytes %" PRIu64 " and %" PRIu64 ")", s->path,
                       segment_section_name(section), start, end);
    set_verified(s->verified, page);
    return S_OK;
}

enum status segment_verify(struct segment *s, enum segment_section section, uint64_t at, uint64_t len, struct err *err)
{
    uint64_t from = s->header.section[section].offset + at;
    enum status status = S_OK;
    for (uint64_t page = from / SEGMENT_PAGE_BYTES; !status && page * SEGMENT_PAGE_BYTES < from + len; page++)
        if (!is_verified(s->verified, page))
            status = verify_page(s, section, page, err);
    return status;
}

/* ---- opening ---- */

static enum status map_file(struct segment *s, struct err *err)
{
    struct stat info;
    int fd = open(s->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, S_NOT_FOUND, "%s is missing", s->path);
    if (fd < 0)
        return err_set(err, S_IO, "cannot open %s: %s", s->path, strerror(errno));
    enum status status = S_OK;
    if (fstat(fd, &info) != 0)
        status = err_set(err, S_IO, "cannot read %s: %s", s->path, strerror(errno));
    else if (info.st_size < SEGMENT_HEADER_BYTES)
        status = err_set(err, S_CORRUPT, "%s is damaged: it is only %lld bytes long", s->path, (long long)info.st_size);
    if (!status) {
        void *map = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED)
            status = err_set(err, S_IO, "cannot map %s: %s", s->path, strerror(errno));
        else
            s->map = map;
        s->bytes = (size_t)info.st_size;
    }
    close(fd);
    return status;
}

/* Whether the sections that are addressed by document number have room for every document. */
static bool columns_fit(const struct segment *s)
{
    const struct segment_header *h = &s->header;
    uint64_t n = h->documents, groups = (n + SEGMENT_GROUP - 1) / SEGMENT_GROUP;
    uint64_t dated_groups = ((uint64_t)h->dated + SEGMENT_GROUP - 1) / SEGMENT_GROUP;
    uint64_t pages = (h->section[SECTION_PAGES].offset + SEGMENT_PAGE_BYTES - 1) / SEGMENT_PAGE_BYTES;
    return h->section[SECTION_STORED_DICTIONARY].bytes <= SEGMENT_DICTIONARY_BYTES &&
           h->section[SECTION_STORED_ENDS].bytes == groups * 8 + n * 4 &&
           h->section[SECTION_DATES].bytes >= dated_groups * DATE_HEAD_BYTES + 8 &&
           h->section[SECTION_LENGTHS].bytes == n * h->length_width &&
           h->section[SECTION_HEADLINE_LENGTHS].bytes == n * h->headline_width &&
           h->section[SECTION_TEXTS].bytes == n * 8 &&
           h->section[SECTION_ID_GROUPS].bytes == (n + SEGMENT_ID_GROUP - 1) / SEGMENT_ID_GROUP * 4 &&
           h->section[SECTION_ID_RANKS].bytes == packed_bits_bytes(n, h->number_bits) &&
           h->section[SECTION_ID_DOCUMENTS].bytes == packed_bits_bytes(n, h->number_bits) &&
           h->section[SECTION_TERM_INDEX].bytes >= term_keys_at(s) &&
           h->section[SECTION_TERM_ENDINGS].bytes == 2 * (uint64_t)h->terms &&
           h->section[SECTION_WORD_FILTER].bytes % WORD_FILTER_BLOCK == 0 &&
           h->section[SECTION_PAGES].bytes == pages * SEGMENT_PAGE_SUM &&
           h->section[SECTION_PAGE_GROUPS].bytes == (pages + SEGMENT_PAGE_GROUP - 1) / SEGMENT_PAGE_GROUP * 8;
}

static enum status check_header(struct segment *s, uint64_t checksum, struct err *err)
{
    if (!segment_header_decode(s->map, &s->header))
        return err_set(err, S_CORRUPT, "%s is damaged: its header is not that of a segment", s->path);
    if (s->header.file_bytes != s->bytes)
        return err_set(err, S_CORRUPT, "%s is damaged: it is %zu bytes long and not %" PRIu64, s->path, s->bytes,
                       s->header.file_bytes);
    if (checksum && checksum != s->header.checksum)
        return err_set(err, S_CORRUPT, "%s is damaged: it is not the segment that the archive's MANIFEST names",
                       s->path);
    if (!columns_fit(s))
        return err_set(err, S_CORRUPT, "%s is damaged: the sizes of its sections do not agree", s->path);
    for (int i = 0; i < SECTION_COUNT; i++)
        s->section[i] = s->map + s->header.section[i].offset;
    return S_OK;
}

/* The top of the pages' checksums is verified at once: it is a part in two millions of the file. */
static enum status check_pages(struct segment *s, struct err *err)
{
    const struct segment_extent *groups = &s->header.section[SECTION_PAGE_GROUPS];
    uint64_t pages = s->header.section[SECTION_PAGES].bytes / SEGMENT_PAGE_SUM;
    if (checksum64(s->section[SECTION_PAGE_GROUPS], groups->bytes) != groups->checksum)
        return segment_damaged(s, SECTION_PAGE_GROUPS, err);
    s->verified = calloc(pages / 64 + 1, sizeof *s->verified);
    s->verified_groups = calloc(groups->bytes / 8 / 64 + 1, sizeof *s->verified_groups);
    return s->verified && s->verified_groups ? S_OK : err_no_memory(err);
}

static const struct store_kind segment_kind;

enum status segment_open(const char *path, uint64_t checksum, bool verify, struct segment **out, struct err *err)
{
    struct segment *s = calloc(1, sizeof *s);
    if (!s || !(s->path = strdup(path))) {
        free(s);
        return err_no_memory(err);
    }
    s->store.kind = &segment_kind;
    enum status status = map_file(s, err);
    if (!status)
        status = check_header(s, checksum, err);
    if (!status && verify)
        status = check_pages(s, err);
    if (status)
        segment_close(s);
    else
        *out = s;
    return status;
}

void segment_close(struct segment *s)
{
    if (!s)
        return;
    if (s->map)
        munmap((void *)(uintptr_t)s->map, s->bytes);
    inflater_release(&s->inflater);
    free(s->path);
    free(s->verified);
    free(s->verified_groups);
    free(s->hidden);
    free(s->dates);
    buf_release(&s->ids.id);
    free(s->ids.code);
    buf_release(&s->scratch);
    segment_free_spare_cursors(s);
    free(s);
}

/* Columns that were read are without what is hidden. */
static void drop_columns(struct segment *s)
{
    free(s->dates);
    s->dates = NULL;
    store_values_release(&s->store);
}

void segment_hide_none(struct segment *s)
{
    if (s->hidden)
        drop_columns(s);
    free(s->hidden);
    s->hidden = NULL;
    s->hidden_count = 0;
}

enum status segment_hide(struct segment *s, uint32_t document, struct err *err)
{
    if (document == 0 || document > s->header.documents || segment_hides(s, document))
        return S_OK;
    if (!s->hidden) {
        drop_columns(s);
        s->hidden = calloc(segment_hidden_words(s), sizeof *s->hidden);
    }
    if (!s->hidden)
        return err_no_memory(err);
    s->hidden[document / 64] |= UINT64_C(1) << (document % 64);
    s->hidden_count++;
    return S_OK;
}

/* ---- columns ---- */

static uint32_t number_at(const unsigned char *at, uint32_t width)
{
    return width == 1 ? *at : width == 2 ? le16(at) : le32(at);
}

static enum status column_number(struct segment *s, enum segment_section section, uint64_t at, uint32_t width,
                                 uint32_t *out, struct err *err)
{
    enum status status = segment_need(s, section, at, width, err);
    if (!status)
        *out = number_at(s->section[section] + at, width);
    return status;
}

enum status segment_length(struct segment *s, uint32_t document, uint32_t *out, struct err *err)
{
    uint32_t width = s->header.length_width;
    return column_number(s, SECTION_LENGTHS, (uint64_t)(document - 1) * width, width, out, err);
}

enum status segment_headline_length(struct segment *s, uint32_t document, uint32_t *out, struct err *err)
{
    uint32_t width = s->header.headline_width;
    return column_number(s, SECTION_HEADLINE_LENGTHS, (uint64_t)(document - 1) * width, width, out, err);
}

enum status segment_text(struct segment *s, uint32_t document, uint64_t *out, struct err *err)
{
    uint64_t at = (uint64_t)(document - 1) * 8;
    enum status status = segment_need(s, SECTION_TEXTS, at, 8, err);
    *out = status ? 0 : le64(s->section[SECTION_TEXTS] + at);
    return status;
}

/* A group of the column of dates (segment_writer.c): SEGMENT_GROUP documents, the least date and what the others are
 * more, packed. */
struct date_group {
    int64_t least;
    uint32_t unit, bits;
    const unsigned char *packed;
};

static uint64_t date_groups(const struct segment *s)
{
    return ((uint64_t)s->header.dated + SEGMENT_GROUP - 1) / SEGMENT_GROUP;
}

static enum status read_date_group(struct segment *s, uint64_t group, struct date_group *out, struct err *err)
{
    enum status status = segment_need(s, SECTION_DATES, group * DATE_HEAD_BYTES, DATE_HEAD_BYTES, err);
    if (status)
        return status;
    const unsigned char *head = s->section[SECTION_DATES] + group * DATE_HEAD_BYTES;
    uint64_t start = le64(head + 16), heads = date_groups(s) * DATE_HEAD_BYTES;
    *out = (struct date_group){.least = (int64_t)le64(head), .unit = le32(head + 8), .bits = le32(head + 12)};
    if (start > s->header.section[SECTION_DATES].bytes || (out->bits > SEGMENT_DATE_BITS && out->bits != 64))
        return segment_damaged(s, SECTION_DATES, err);
    uint64_t last = group + 1 < date_groups(s) ? SEGMENT_GROUP - 1 : (s->header.dated - 1) % SEGMENT_GROUP;
    out->packed = s->section[SECTION_DATES] + heads + start;
    return segment_need(s, SECTION_DATES, heads + start, last * out->bits / 8 + 8, err);
}

static int64_t date_in_group(const struct date_group *g, uint64_t at)
{
    uint64_t bit = at * g->bits, value = le64(g->packed + bit / 8) >> (bit % 8);
    if (g->bits < 64)
        value &= (UINT64_C(1) << g->bits) - 1;
    return (int64_t)((uint64_t)g->least + value * g->unit);
}

enum status segment_date(struct segment *s, uint32_t document, int64_t *out, struct err *err)
{
    *out = STORE_UNDATED;
    if (document > s->header.dated)
        return S_OK;
    struct date_group group;
    enum status status = read_date_group(s, (document - 1) / SEGMENT_GROUP, &group, err);
    if (!status)
        *out = date_in_group(&group, (document - 1) % SEGMENT_GROUP);
    return status;
}

enum status segment_stored(struct segment *s, uint32_t document, struct str *out, struct err *err)
{
    uint64_t at = document - 1, group = at / SEGMENT_GROUP;
    uint64_t groups = ((uint64_t)s->header.documents + SEGMENT_GROUP - 1) / SEGMENT_GROUP;
    uint32_t start = 0, end = 0;
    enum status status = segment_need(s, SECTION_STORED_ENDS, group * 8, 8, err);
    if (!status && at % SEGMENT_GROUP)
        status = column_number(s, SECTION_STORED_ENDS, groups * 8 + (at - 1) * 4, 4, &start, err);
    if (!status)
        status = column_number(s, SECTION_STORED_ENDS, groups * 8 + at * 4, 4, &end, err);
    if (status)
        return status;
    uint64_t from = le64(s->section[SECTION_STORED_ENDS] + group * 8);
    if (end < start || from > s->header.section[SECTION_STORED].bytes)
        return segment_damaged(s, SECTION_STORED_ENDS, err);
    status = segment_need(s, SECTION_STORED, from + start, end - start, err);
    *out = (struct str){(const char *)s->section[SECTION_STORED] + from + start, end - start};
    return status;
}

/* ---- stored articles ---- */

struct segment *segment_largest(struct segment *const *segment, size_t count)
{
    struct segment *largest = NULL;
    for (size_t i = 0; i < count; i++)
        if (!largest || segment[i]->header.documents > largest->header.documents)
            largest = segment[i];
    return largest;
}

enum status segment_stored_dictionary(struct segment *s, struct str *out, struct err *err)
{
    uint64_t bytes = s->header.section[SECTION_STORED_DICTIONARY].bytes;
    *out = (struct str){(const char *)s->section[SECTION_STORED_DICTIONARY], bytes};
    return segment_need(s, SECTION_STORED_DICTIONARY, 0, bytes, err);
}

enum status segment_begin_inflating(struct segment *s, struct inflater *inflater, struct err *err)
{
    struct str dictionary;
    enum status status = segment_stored_dictionary(s, &dictionary, err);
    return status ? status : inflater_begin(inflater, dictionary, err);
}

enum status segment_inflate(const struct segment *s, struct inflater *inflater, struct str stored, struct str *before,
                            struct str *record, struct err *err)
{
    *before = (struct str){stored.ptr, s->header.bodies ? 0 : CONTENT_BYTES};
    if (stored.len < before->len || stored.len > STREAM_BYTES_MAX)
        return segment_damaged(s, SECTION_STORED, err);
    struct str stream = {stored.ptr + before->len, stored.len - before->len};
    enum status status = inflater_run(inflater, stream, RECORD_BYTES_MAX, record, err);
    return status == S_CORRUPT ? segment_damaged(s, SECTION_STORED, err) : status;
}

enum status segment_record(struct segment *s, uint32_t document, struct str *out, struct err *err)
{
    struct str stored = {0}, before;
    enum status status = segment_stored(s, document, &stored, err);
    if (!status && !inflater_is_begun(&s->inflater))
        status = segment_begin_inflating(s, &s->inflater, err);
    return status ? status : segment_inflate(s, &s->inflater, stored, &before, out, err);
}

enum status segment_content(struct segment *s, uint32_t document, uint64_t *out, struct err *err)
{
    struct str stored;
    enum status status =
        s->header.bodies ? segment_record(s, document, &stored, err) : segment_stored(s, document, &stored, err);
    if (status)
        return status;
    if (s->header.bodies)
        *out = XXH3_128bits(stored.ptr, stored.len).high64;
    else if (stored.len >= CONTENT_BYTES)
        *out = le64((const unsigned char *)stored.ptr);
    else
        return segment_damaged(s, SECTION_STORED, err);
    return S_OK;
}

/* ---- the kind ---- */

static void kind_counts(const struct store *store, struct store_counts *out)
{
    const struct segment *s = (const struct segment *)store;
    *out = (struct store_counts){s->header.documents, s->header.documents + 1, s->header.total_length, s->hidden_count};
}

static bool is_document(const struct segment *s, uint32_t document)
{
    return document > 0 && document <= s->header.documents;
}

static enum status no_document(const struct segment *s, uint32_t document, struct err *err)
{
    return err_set(err, S_NOT_FOUND, "%s has no document %" PRIu32, s->path, document);
}

static enum status kind_dates(struct store *store, const int64_t **out, struct err *err)
{
    struct segment *s = segment_of(store);
    enum status status = S_OK;
    if (!s->dates) {
        int64_t *dates = malloc(((size_t)s->header.documents + 1) * sizeof *dates);
        if (!dates)
            return err_no_memory(err);
        dates[0] = STORE_UNDATED;
        for (uint32_t i = 1; !status && i <= s->header.documents; i++)
            status = segment_date(s, i, &dates[i], err);
        for (uint32_t i = 1; !status && s->hidden && i <= s->header.documents; i++)
            if (segment_hides(s, i))
                dates[i] = STORE_UNDATED;
        if (status) {
            free(dates);
            return status;
        }
        s->dates = dates;
    }
    *out = s->dates;
    return S_OK;
}

/* The first group from `group` on whose last document is dated before `date`, or one behind the last group. Looks at
 * steps that double, since what is asked for is near as a rule. */
static enum status find_date_group(struct segment *s, int64_t date, uint64_t group, uint64_t *out, struct err *err)
{
    uint64_t low = group, high = date_groups(s), step = 1;
    bool near = true;
    while (low < high) {
        uint64_t middle = near && high - low > step ? low + step - 1 : low + (high - low) / 2;
        enum status status = segment_need(s, SECTION_DATES, middle * DATE_HEAD_BYTES, DATE_HEAD_BYTES, err);
        if (status)
            return status;
        if ((int64_t)le64(s->section[SECTION_DATES] + middle * DATE_HEAD_BYTES) < date) {
            high = middle;
            near = false;
        } else {
            low = middle + 1;
            step *= 2;
        }
    }
    *out = low;
    return S_OK;
}

static enum status kind_first_before(struct store *store, int64_t date, uint32_t from, uint32_t *out, struct err *err)
{
    struct segment *s = segment_of(store);
    struct date_group dates;
    uint64_t group;
    *out = s->header.dated + 1;
    if (from > s->header.dated)
        return S_OK;
    enum status status = find_date_group(s, date, (from - 1) / SEGMENT_GROUP, &group, err);
    if (status || group == date_groups(s))
        return status;
    status = read_date_group(s, group, &dates, err);
    uint32_t first = (uint32_t)(group * SEGMENT_GROUP) + 1, behind = s->header.dated - first + 1;
    uint32_t low = 0, high = behind < SEGMENT_GROUP ? behind : SEGMENT_GROUP;
    while (!status && low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (date_in_group(&dates, middle) < date)
            high = middle;
        else
            low = middle + 1;
    }
    *out = first + low > from ? first + low : from;
    return status;
}

/* Most archives' lengths are of two bytes. */
static void take_lengths(const unsigned char *column, uint32_t width, const uint32_t *document, size_t count,
                         uint32_t *out)
{
    if (width == 2)
        for (size_t i = 0; i < count; i++)
            out[i] = le16(column + 2 * (size_t)(document[i] - document[0]));
    else
        for (size_t i = 0; i < count; i++)
            out[i] = number_at(column + (size_t)(document[i] - document[0]) * width, width);
}

/* Documents that lie near each other in the column cost one look at what is verified: all between the first and the
 * last, so that damage there is found, too. */
static enum status kind_lengths(struct store *store, const uint32_t *document, size_t count, uint32_t *out,
                                struct err *err)
{
    enum { FEW = 4 }; /* documents a page: fewer are looked up one by one */
    struct segment *s = segment_of(store);
    uint32_t width = s->header.length_width, first = count ? document[0] : 1, last = count ? document[count - 1] : 1;
    uint64_t at = (uint64_t)(first - 1) * width, span = (uint64_t)(last - first + 1) * width;
    enum status status = S_OK;
    if (!is_document(s, first) || !is_document(s, last) || last < first)
        return no_document(s, last, err);
    if (span <= SEGMENT_PAGE_BYTES || span <= SEGMENT_PAGE_BYTES / FEW * count) {
        status = segment_need(s, SECTION_LENGTHS, at, span, err);
        if (!status)
            take_lengths(s->section[SECTION_LENGTHS] + at, width, document, count, out);
        return status;
    }
    for (size_t i = 0; !status && i < count; i++)
        status = segment_length(s, document[i], &out[i], err);
    return status;
}

static enum status kind_date(struct store *store, uint32_t document, int64_t *out, struct err *err)
{
    struct segment *s = segment_of(store);
    return is_document(s, document) ? segment_date(s, document, out, err) : no_document(s, document, err);
}

static enum status kind_headline_lengths(struct store *store, const uint32_t *document, size_t count, uint32_t *out,
                                         struct err *err)
{
    struct segment *s = segment_of(store);
    enum status status = S_OK;
    for (size_t i = 0; !status && i < count; i++)
        status = is_document(s, document[i]) ? segment_headline_length(s, document[i], &out[i], err)
                                             : no_document(s, document[i], err);
    return status;
}

static enum status kind_text(struct store *store, uint32_t document, uint64_t *out, struct err *err)
{
    struct segment *s = segment_of(store);
    return is_document(s, document) ? segment_text(s, document, out, err) : no_document(s, document, err);
}

static enum status kind_id(struct store *store, uint32_t document, struct buf *out, struct err *err)
{
    struct segment *s = segment_of(store);
    struct str id;
    enum status status = is_document(s, document) ? segment_id(s, document, &id, err) : no_document(s, document, err);
    if (status)
        return status;
    buf_append_str(out, id);
    return buf_status(out, err);
}

static enum status kind_find(struct store *store, struct str id, uint32_t *document, struct err *err)
{
    struct segment *s = segment_of(store);
    enum status status = segment_find_id(s, id, document, err);
    return !status && segment_hides(s, *document) ? S_NOT_FOUND : status;
}

static enum status kind_article(struct store *store, uint32_t document, struct article *out, struct err *err)
{
    struct segment *s = segment_of(store);
    struct str record;
    struct err why;
    enum status status =
        is_document(s, document) ? segment_record(s, document, &record, err) : no_document(s, document, err);
    if (!status && (status = record_decode(record, out, &why)) == S_CORRUPT)
        return segment_damaged(s, SECTION_STORED, err);
    return status == S_NOMEM ? err_no_memory(err) : status;
}

static void kind_close(struct store *store)
{
    segment_close(segment_of(store));
}

static const struct store_kind segment_kind = {
    .counts = kind_counts,
    .dates = kind_dates,
    .first_before = kind_first_before,
    .lengths = kind_lengths,
    .date = kind_date,
    .headline_lengths = kind_headline_lengths,
    .text = kind_text,
    .id = kind_id,
    .find = kind_find,
    .article = kind_article,
    .cursor = segment_cursor,
    .cursor_at = segment_cursor_at,
    .terms_open = segment_terms_open,
    .endings_open = segment_endings_open,
    .word_filter = segment_word_filter,
    .close = kind_close,
};
