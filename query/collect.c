/* Order: by relevance the score, then newer first; by newest the date; by oldest the date upwards. Undated articles
 * come last in all of them. What is still equal goes by id, so that the same question always gives the same page. */
#include "query/collect.h"

#include <stdlib.h>

enum status collector_init(struct collector *c, struct archive *archive, enum order_by order, size_t capacity,
                           struct err *err)
{
    *c = (struct collector){.archive = archive, .order = order, .capacity = capacity, .err = err};
    c->best = malloc((capacity + 1) * sizeof *c->best);
    return c->best ? S_OK : err_set(err, S_NOMEM, "out of memory");
}

void collector_release(struct collector *c)
{
    free(c->best);
    *c = (struct collector){0};
}

/* Less than 0 when score and date put `a` before `b`, 0 when they do not tell. */
static int compare_keys(enum order_by order, double a_score, int64_t a_date, double b_score, int64_t b_date)
{
    if (order == ORDER_RELEVANCE && a_score != b_score)
        return a_score > b_score ? -1 : 1;
    if (a_date == b_date)
        return 0;
    if (order != ORDER_OLDEST || a_date == STORE_UNDATED || b_date == STORE_UNDATED)
        return a_date > b_date ? -1 : 1;
    return a_date < b_date ? -1 : 1;
}

static int compare_ids(struct collector *c, const struct candidate *a, const struct candidate *b)
{
    struct str x, y;
    if (c->status || (a->document == b->document && a->store == b->store))
        return 0;
    c->status = store_id(archive_store(c->archive, a->store), a->document, &x, c->err);
    if (!c->status)
        c->status = store_id(archive_store(c->archive, b->store), b->document, &y, c->err);
    return c->status ? 0 : str_compare(x, y);
}

int collector_compare(struct collector *c, const struct candidate *a, const struct candidate *b)
{
    int order = compare_keys(c->order, a->score, a->date, b->score, b->date);
    return order ? order : compare_ids(c, a, b);
}

bool collector_wants(const struct collector *c, double score, int64_t date)
{
    if (c->count < c->capacity)
        return true;
    return c->capacity && compare_keys(c->order, score, date, c->best[0].score, c->best[0].date) <= 0;
}

static void sift_up(struct collector *c, size_t at)
{
    struct candidate moved = c->best[at];
    while (at > 0 && collector_compare(c, &moved, &c->best[(at - 1) / 2]) > 0) {
        c->best[at] = c->best[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    c->best[at] = moved;
}

static void sift_down(struct collector *c)
{
    struct candidate moved = c->best[0];
    size_t at = 0;
    for (;;) {
        size_t worst = 2 * at + 1;
        if (worst >= c->count)
            break;
        if (worst + 1 < c->count && collector_compare(c, &c->best[worst + 1], &c->best[worst]) > 0)
            worst++;
        if (collector_compare(c, &c->best[worst], &moved) <= 0)
            break;
        c->best[at] = c->best[worst];
        at = worst;
    }
    c->best[at] = moved;
}

void collector_add(struct collector *c, const struct candidate *candidate)
{
    if (c->count < c->capacity) {
        c->best[c->count] = *candidate;
        sift_up(c, c->count++);
    } else if (c->capacity && collector_compare(c, candidate, &c->best[0]) < 0) {
        c->best[0] = *candidate;
        sift_down(c);
    }
}

static int compare_for_sort(const void *a, const void *b, void *collector)
{
    return collector_compare(collector, a, b);
}

enum status collector_sort(struct collector *c)
{
    if (c->count > 1)
        qsort_r(c->best, c->count, sizeof *c->best, compare_for_sort, c);
    return c->status;
}
