#include "tests/layouts/answers.h"

#include <inttypes.h>
#include <stdlib.h>

#include "query/search.h"
#include "query/timeline.h"

static void append_marked(const char *name, const struct marked *m, struct buf *out)
{
    buf_printf(out, "  %s%s ", name, m->cut_front ? " ..." : "");
    buf_append_str(out, buf_str(&m->text));
    buf_append_text(out, m->cut_back ? " ...\n   " : "\n   ");
    for (size_t i = 0; i < m->mark_count; i++)
        buf_printf(out, " %zu-%zu", m->mark[i].start, m->mark[i].end);
    buf_append_byte(out, '\n');
}

/* %a writes a double without loss. */
static void append_hit(const struct hit *hit, struct buf *out)
{
    const struct score_parts *parts = &hit->parts;
    buf_append_str(out, article_get(&hit->article, FIELD_ID));
    buf_printf(out, " score %a = %a + %a + %a + %a + %a%s, %" PRId64 "\n", hit->score, parts->bm25, parts->window,
               parts->headline, parts->position, parts->feedback, parts->phrase_tier ? ", phrase" : "",
               hit->article.published.seconds);
    if (hit->others)
        buf_printf(out, "  and %" PRIu32 " with its text\n", hit->others);
    for (size_t i = 0; i < parts->term_count; i++) {
        const struct term_score *t = &parts->term[i];
        buf_append_text(out, "  term ");
        buf_append_str(out, t->term);
        buf_printf(out, " %" PRIu32 " %a %a\n", t->frequency, t->idf, t->score);
    }
    append_marked("headline", &hit->headline, out);
    append_marked("snippet", &hit->snippet, out);
}

/* ---- counts ---- */

/* Appends what was counted; false when it does not add up to the total. */
static bool append_facet(const struct facet *facet, uint64_t total, struct buf *out)
{
    uint64_t sum = facet->without;
    buf_printf(out, "facet %s, %" PRIu64 " values, without %" PRIu64 "\n", schema[facet->field].name, facet->values,
               facet->without);
    for (size_t i = 0; i < facet->count; i++) {
        buf_printf(out, "  %" PRIu64 " ", facet->value[i].count);
        buf_append_str(out, facet->value[i].text);
        buf_append_byte(out, '\n');
        sum += facet->value[i].count;
    }
    return sum == total || schema[facet->field].several || facet->count < facet->values;
}

static bool append_timeline(const struct timeline *timeline, uint64_t total, struct buf *out)
{
    uint64_t sum = timeline->undated;
    char label[DATE_TEXT_MAX];
    buf_printf(out, "timeline, undated %" PRIu64 " of %" PRIu64 "\n", timeline->undated, timeline->undated_articles);
    for (size_t i = 0; i < timeline->count; i++) {
        const struct period *p = &timeline->period[i];
        sum += p->count;
        if (p->count)
            buf_printf(out, "  %s %" PRIu64 " of %" PRIu64 "\n", timeline_label(timeline->unit, p->number, label),
                       p->count, p->articles);
    }
    return sum == total;
}

static bool append_counts(const struct page *page, struct buf *out)
{
    bool sound = true;
    for (size_t i = 0; i < page->facet_count; i++)
        sound &= append_facet(&page->facet[i], page->total, out);
    if (page->timeline.unit)
        sound &= append_timeline(&page->timeline, page->total, out);
    buf_append_text(out, sound ? "" : "the counts do not add up to the total\n");
    return sound;
}

/* Like scores they depend on the articles that are hidden. */
static void append_keywords(const struct page *page, struct buf *out)
{
    for (size_t i = 0; i < page->keyword_count; i++) {
        buf_append_text(out, "keyword ");
        buf_append_str(out, page->keyword[i].text);
        buf_printf(out, " %" PRIu64 " %a\n", page->keyword[i].count, page->keyword[i].score);
    }
}

/* ---- exports ---- */

struct ids {
    uint64_t count, sum;
};

/* The sum depends on the order (FNV-1a). */
static enum status note_id(void *context, const struct hit *hit, struct err *err)
{
    struct ids *ids = context;
    struct str id = article_get(&hit->article, FIELD_ID);
    (void)err;
    ids->count++;
    for (size_t i = 0; i < id.len; i++)
        ids->sum = (ids->sum ^ (unsigned char)id.ptr[i]) * UINT64_C(0x100000001b3);
    return S_OK;
}

/* Appends what an export gives; false when it is not all. */
static bool append_export(struct archive *archive, const struct params *params, uint64_t total, struct buf *out)
{
    struct ids ids = {.sum = UINT64_C(0xcbf29ce484222325)};
    struct err err = {0};
    uint64_t given;
    enum status s = search_export(archive, params, note_id, &ids, &given, &err);
    if (s)
        buf_printf(out, "%s: %s\n", status_name(s), err.text);
    else
        buf_printf(out, "export of %" PRIu64 ", %" PRIx64 "\n", ids.count, ids.sum);
    return !s && ids.count == given && given == total;
}

/* ---- pages ---- */

/* Appends the answer, its total on a line of its own in front; *hits is where the rest begins. */
static uint64_t append_page(struct archive *archive, const struct params *params, bool *is_exact, size_t *hits,
                            struct buf *out)
{
    struct page page;
    struct err err = {0};
    enum status s = search_run(archive, params, &page, &err);
    uint64_t total = page.total;
    *is_exact = s || !page.at_least;
    if (s)
        buf_printf(out, "%s: %s\n", status_name(s), err.text);
    else
        buf_printf(out, "total %" PRIu64 "\n", total);
    *hits = out->len;
    if (!s) {
        buf_printf(out, "order %d%s ", (int)page.order, page.relaxed ? " relaxed" : "");
        buf_append_str(out, buf_str(&page.parsed));
        buf_append_byte(out, '\n');
    }
    for (size_t i = 0; !s && i < page.count; i++)
        append_hit(&page.hit[i], out);
    if (!s)
        append_keywords(&page, out);
    if (!s)
        *is_exact &= append_counts(&page, out);
    if (!s && params->has_cursor) {
        buf_append_str(out, buf_str(&page.next_cursor));
        *is_exact &= page.relaxed || append_export(archive, params, total, out);
    }
    page_release(&page);
    return total;
}

bool answer_page(struct archive *archive, const struct params *params, struct buf *out)
{
    struct params exactly = *params; /* borrowed */
    struct buf fast = {0};
    size_t hits, fast_hits;
    bool is_exact, fast_is_exact;
    exactly.total = TOTAL_EXACT;
    uint64_t total = append_page(archive, &exactly, &is_exact, &hits, out);
    if (params->total == TOTAL_EXACT)
        return is_exact;
    uint64_t at_least = append_page(archive, params, &fast_is_exact, &fast_hits, &fast);
    bool same = is_exact && (fast_is_exact ? at_least == total : at_least <= total) &&
                str_equal((struct str){out->data + hits, out->len - hits},
                          (struct str){fast.data + fast_hits, fast.len - fast_hits});
    if (!same) {
        buf_append_text(out, fast_is_exact ? "but with total=fast:\n" : "but with total=fast, at least:\n");
        buf_append_str(out, buf_str(&fast));
    }
    buf_release(&fast);
    return same;
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void append_sorted(const struct buf *ids, struct buf *out)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < ids->len; i++)
        count += ids->data[i] == '\0';
    struct str *id = calloc(count + 1, sizeof *id);
    for (size_t i = 0; id && i < count; i++) {
        id[i] = str_of(ids->data + at);
        at += id[i].len + 1;
    }
    if (id)
        qsort(id, count, sizeof *id, by_bytes);
    buf_printf(out, "ids %zu\n", count);
    for (size_t i = 0; id && i < count; i++) {
        buf_append_str(out, id[i]);
        buf_append_byte(out, '\n');
    }
    out->failed |= !id;
    free(id);
}

bool answer_set(struct archive *archive, const struct params *params, struct buf *out)
{
    struct page page;
    struct params exactly = *params; /* borrowed */
    struct buf ids = {0};
    struct err err = {0};
    exactly.total = TOTAL_EXACT;
    enum status s = search_run(archive, &exactly, &page, &err);
    if (s)
        buf_printf(out, "%s: %s\n", status_name(s), err.text);
    else
        buf_printf(out, "total %" PRIu64 "%s\n", page.total, page.relaxed ? " relaxed" : "");
    bool sound = s || append_counts(&page, out);
    page_release(&page);
    s = search_ids(archive, params, &ids, &err);
    if (s)
        buf_printf(out, "%s: %s\n", status_name(s), err.text);
    else
        append_sorted(&ids, out);
    buf_release(&ids);
    return sound;
}
