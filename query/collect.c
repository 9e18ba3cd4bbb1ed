/* Order: by score, then newer first, undated articles last. What is still equal goes by id, so that the same question
 * always gives the same page. */
#include "query/collect.h"

#include <stdlib.h>

enum status collector_init(struct collector *c, struct archive *archive, size_t capacity, struct err *err)
{
    *c = (struct collector){.archive = archive, .capacity = capacity, .err = err};
    c->best = malloc((capacity + 1) * sizeof *c->best);
    return c->best ? S_OK : err_no_memory(err);
}

void collector_release(struct collector *c)
{
    free(c->best);
    buf_release(&c->id[0]);
    buf_release(&c->id[1]);
    *c = (struct collector){0};
}

static int compare_scores(const struct candidate *a, const struct candidate *b)
{
    return (a->score < b->score) - (a->score > b->score);
}

static int64_t date_of(struct collector *c, const struct candidate *candidate)
{
    int64_t date = STORE_UNDATED;
    if (!c->status)
        c->status = store_date(archive_store(c->archive, candidate->store), candidate->document, &date, c->err);
    return date;
}

static struct str id_of(struct collector *c, const struct candidate *candidate, struct buf *id)
{
    buf_reset(id);
    if (!c->status)
        c->status = store_id(archive_store(c->archive, candidate->store), candidate->document, id, c->err);
    return buf_str(id);
}

int collector_compare(struct collector *c, const struct candidate *a, const struct candidate *b)
{
    int order = compare_scores(a, b);
    if (order || c->status || (a->document == b->document && a->store == b->store))
        return order;
    if (a->store == b->store && store_in_order(archive_store(c->archive, a->store)))
        return a->document < b->document ? -1 : 1;
    int64_t date_a = date_of(c, a), date_b = date_of(c, b);
    if (date_a != date_b)
        return date_a > date_b ? -1 : 1; /* STORE_UNDATED is the least */
    return str_compare(id_of(c, a, &c->id[0]), id_of(c, b, &c->id[1]));
}

bool collector_wants(const struct collector *c, const struct candidate *candidate)
{
    return c->count < c->capacity || (c->capacity && compare_scores(candidate, &c->best[0]) <= 0);
}

/* 1 when `a` comes behind `b`, else 0: nearly always their scores say it. */
static inline size_t is_behind(struct collector *c, const struct candidate *a, const struct candidate *b)
{
    if (a->score != b->score)
        return a->score < b->score;
    return collector_compare(c, a, b) > 0;
}

static void sift_down(struct collector *c, size_t at)
{
    struct candidate moved = c->best[at];
    for (;;) {
        size_t worst = 2 * at + 1;
        if (worst >= c->count)
            break;
        if (worst + 1 < c->count)
            worst += is_behind(c, &c->best[worst + 1], &c->best[worst]);
        if (!is_behind(c, &c->best[worst], &moved))
            break;
        c->best[at] = c->best[worst];
        at = worst;
    }
    c->best[at] = moved;
}

/* Before it is full nobody asks which is the worst. */
static void make_heap(struct collector *c)
{
    for (size_t at = c->count / 2; at-- > 0;)
        sift_down(c, at);
}

void collector_add(struct collector *c, const struct candidate *candidate)
{
    if (c->count < c->capacity) {
        c->best[c->count++] = *candidate;
        if (c->count == c->capacity)
            make_heap(c);
    } else if (c->capacity && is_behind(c, &c->best[0], candidate)) {
        c->best[0] = *candidate;
        sift_down(c, 0);
    }
}

/* The worst that is left goes behind the others. */
enum status collector_sort(struct collector *c)
{
    size_t count = c->count;
    if (count < c->capacity)
        make_heap(c);
    while (c->count > 1) {
        struct candidate worst = c->best[0];
        c->best[0] = c->best[--c->count];
        sift_down(c, 0);
        c->best[c->count] = worst;
    }
    c->count = count;
    return c->status;
}
