#include "query/by_date.h"

#include <stdlib.h>

/* The matches of one store that are still to come. */
struct lane {
    const struct store_matches *m;
    uint32_t store;
    bool more;
    struct candidate head; /* the next match, when there is more */
    struct buf id;         /* of the head, once it was asked for */
    bool id_known;

    uint32_t next, limit; /* in order: the matches of [next, limit) are to be given now */
    uint32_t left;        /* oldest first: then the dated ones before this document, in groups of one date */
    uint32_t undated;     /* oldest first: then those from here on; CURSOR_END: given already */

    struct candidate *sorted; /* of a store that is in no order */
    size_t count, at;
};

struct dated_walk {
    enum order_by order;
    const struct date_position *after;
    struct lane *lane;
    size_t lanes;
};

/* ---- order ---- */

static int compare_dates(enum order_by order, int64_t a, int64_t b)
{
    if (a == b)
        return 0;
    if (a == STORE_UNDATED || b == STORE_UNDATED)
        return a == STORE_UNDATED ? 1 : -1;
    return (a < b) == (order == ORDER_OLDEST) ? -1 : 1;
}

static enum status read_id(struct lane *l, struct err *err)
{
    if (l->id_known)
        return S_OK;
    buf_reset(&l->id);
    enum status s = store_id(l->m->store, l->head.document, &l->id, err);
    l->id_known = !s;
    return s;
}

/* Whether the head of `a` comes before that of `b`. */
static enum status comes_before(struct dated_walk *w, struct lane *a, struct lane *b, bool *yes, struct err *err)
{
    int order = compare_dates(w->order, a->head.date, b->head.date);
    enum status s = S_OK;
    if (order == 0 && !(s = read_id(a, err)) && !(s = read_id(b, err)))
        order = str_compare(buf_str(&a->id), buf_str(&b->id));
    *yes = order < 0;
    return s;
}

/* Whether the head of a lane is at the position where the walk begins behind, or before it. */
static enum status is_passed(struct dated_walk *w, struct lane *l, bool *yes, struct err *err)
{
    int order = compare_dates(w->order, l->head.date, w->after->date);
    enum status s = S_OK;
    if (order == 0 && !(s = read_id(l, err)))
        order = str_compare(buf_str(&l->id), w->after->id);
    *yes = !s && order <= 0;
    return s;
}

/* ---- a store in order ---- */

static enum status begin_in_order(struct dated_walk *w, struct lane *l, struct err *err)
{
    struct store *store = l->m->store;
    int64_t date = w->after ? w->after->date : INT64_MAX;
    enum status s = S_OK;
    l->next = 1;
    l->limit = l->m->limit;
    if (w->order == ORDER_NEWEST)
        return date < INT64_MAX ? store_first_before(store, date + 1, 1, &l->next, err) : S_OK;
    s = store_first_before(store, STORE_UNDATED + 1, 1, &l->undated, err);
    l->left = l->undated;
    l->limit = l->next;
    if (!s && w->after)
        s = date == STORE_UNDATED ? S_OK : store_first_before(store, date, 1, &l->left, err);
    if (w->after && date == STORE_UNDATED)
        l->left = 1;
    return s;
}

/* Oldest first: the group of one date before l->left, or the undated. False when nothing is left. */
static enum status next_group(struct lane *l, bool *more, struct err *err)
{
    uint32_t last = matches_before(l->m, l->left);
    int64_t date;
    *more = true;
    if (last == 0) {
        *more = l->undated != CURSOR_END;
        l->next = l->undated;
        l->limit = l->m->limit;
        l->undated = CURSOR_END;
        return S_OK;
    }
    enum status s = store_date(l->m->store, last, &date, err);
    if (!s)
        s = store_first_before(l->m->store, date + 1, 1, &l->next, err);
    l->next = l->next > last ? last : l->next; /* whatever a damaged store says, it goes back */
    l->limit = last + 1;
    l->left = l->next;
    return s;
}

static enum status advance_in_order(struct dated_walk *w, struct lane *l, struct err *err)
{
    uint32_t document = matches_next(l->m, l->next);
    enum status s = S_OK;
    l->more = true;
    while (!s && l->more && document >= l->limit) {
        l->more = false;
        if (w->order == ORDER_OLDEST)
            s = next_group(l, &l->more, err);
        document = l->more ? matches_next(l->m, l->next) : CURSOR_END;
    }
    if (s || !l->more)
        return s;
    l->next = document + 1;
    l->head.document = document;
    return store_date(l->m->store, document, &l->head.date, err);
}

/* ---- a store in no order ---- */

struct sorting {
    enum order_by order;
    struct store *store;
    enum status status;
    struct err *err;
    struct buf id[2];
};

static int compare_matches(const void *a, const void *b, void *context)
{
    const struct candidate *x = a, *y = b;
    struct sorting *sorting = context;
    int order = compare_dates(sorting->order, x->date, y->date);
    if (order || sorting->status)
        return order;
    buf_reset(&sorting->id[0]);
    buf_reset(&sorting->id[1]);
    sorting->status = store_id(sorting->store, x->document, &sorting->id[0], sorting->err);
    if (!sorting->status)
        sorting->status = store_id(sorting->store, y->document, &sorting->id[1], sorting->err);
    return str_compare(buf_str(&sorting->id[0]), buf_str(&sorting->id[1]));
}

static enum status begin_unordered(struct dated_walk *w, struct lane *l, struct err *err)
{
    struct sorting sorting = {.order = w->order, .store = l->m->store, .err = err};
    l->sorted = malloc((l->m->count + 1) * sizeof *l->sorted);
    if (!l->sorted)
        return err_no_memory(err);
    enum status s = S_OK;
    for (uint32_t d = matches_next(l->m, 1); !s && d != CURSOR_END; d = matches_next(l->m, d + 1)) {
        struct candidate *c = &l->sorted[l->count++];
        *c = (struct candidate){.document = d, .store = l->store};
        s = store_date(l->m->store, d, &c->date, err);
    }
    if (!s && l->count)
        qsort_r(l->sorted, l->count, sizeof *l->sorted, compare_matches, &sorting);
    buf_release(&sorting.id[0]);
    buf_release(&sorting.id[1]);
    return s ? s : sorting.status;
}

/* ---- together ---- */

static enum status advance(struct dated_walk *w, struct lane *l, struct err *err)
{
    l->id_known = false;
    if (!l->sorted)
        return advance_in_order(w, l, err);
    l->more = l->at < l->count;
    if (l->more)
        l->head = l->sorted[l->at++];
    return S_OK;
}

static enum status begin(struct dated_walk *w, struct lane *l, struct err *err)
{
    bool passed = true;
    enum status s = store_in_order(l->m->store) ? begin_in_order(w, l, err) : begin_unordered(w, l, err);
    l->head.store = l->store;
    while (!s && passed) {
        s = advance(w, l, err);
        passed = false;
        if (!s && l->more && w->after)
            s = is_passed(w, l, &passed, err);
    }
    return s;
}

enum status dated_walk_open(const struct matches *matches, enum order_by order, const struct date_position *after,
                            struct dated_walk **out, struct err *err)
{
    struct dated_walk *w = calloc(1, sizeof *w);
    struct lane *lane = calloc(matches->stores + 1, sizeof *lane);
    if (!w || !lane) {
        free(w);
        free(lane);
        return err_no_memory(err);
    }
    *w = (struct dated_walk){order, after, lane, matches->stores};
    enum status s = S_OK;
    for (size_t i = 0; !s && i < w->lanes; i++) {
        lane[i].m = &matches->of[i];
        lane[i].store = (uint32_t)i;
        s = begin(w, &lane[i], err);
    }
    if (s)
        dated_walk_close(w);
    else
        *out = w;
    return s;
}

void dated_walk_close(struct dated_walk *w)
{
    for (size_t i = 0; w && i < w->lanes; i++) {
        free(w->lane[i].sorted);
        buf_release(&w->lane[i].id);
    }
    if (w)
        free(w->lane);
    free(w);
}

enum status dated_walk_next(struct dated_walk *w, bool *more, struct candidate *out, struct err *err)
{
    struct lane *first = NULL;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < w->lanes; i++) {
        bool before = w->lane[i].more;
        if (before && first)
            s = comes_before(w, &w->lane[i], first, &before, err);
        if (before)
            first = &w->lane[i];
    }
    *more = !s && first;
    if (!*more)
        return s;
    *out = first->head;
    return advance(w, first, err);
}
