#include "query/timeline.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    DAY = 86400, /* seconds */
    WEEK_DAYS = 7,
    MONDAY = 3,          /* days from Monday, 29 December 1969, to the first of 1970 */
    PERIODS_MAX = 100000 /* of an answer: 270 years of days */
};

static const char *const plural[] = {
    [TIMELINE_YEAR] = "years", [TIMELINE_MONTH] = "months", [TIMELINE_WEEK] = "weeks", [TIMELINE_DAY] = "days"};

/* ---- periods: numbered so that each follows the one before ---- */

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static int64_t period_of(enum timeline_unit unit, int64_t seconds)
{
    struct civil c;
    if (unit == TIMELINE_DAY)
        return floor_divide(seconds, DAY);
    if (unit == TIMELINE_WEEK)
        return floor_divide(floor_divide(seconds, DAY) + MONDAY, WEEK_DAYS);
    date_to_civil(seconds, &c);
    return unit == TIMELINE_YEAR ? c.year : (int64_t)c.year * 12 + c.month - 1;
}

/* The first second of a period. */
static int64_t period_start(enum timeline_unit unit, int64_t period)
{
    if (unit == TIMELINE_DAY)
        return period * DAY;
    if (unit == TIMELINE_WEEK)
        return (period * WEEK_DAYS - MONDAY) * DAY;
    struct civil c = {.year = (int)period, .month = 1, .day = 1};
    if (unit == TIMELINE_MONTH) {
        c.year = (int)(period / 12);
        c.month = (int)(period % 12) + 1;
    }
    return date_from_civil(&c);
}

const char *timeline_label(enum timeline_unit unit, int64_t period, char out[DATE_TEXT_MAX])
{
    static const enum date_precision precision[] = {[TIMELINE_YEAR] = DATE_YEAR,
                                                    [TIMELINE_MONTH] = DATE_MONTH,
                                                    [TIMELINE_WEEK] = DATE_DAY,
                                                    [TIMELINE_DAY] = DATE_DAY};
    struct date date = {.seconds = period_start(unit, period), .precision = (uint8_t)precision[unit]};
    return date_format(&date, out);
}

/* ---- counting ---- */

struct tally {
    int64_t period;
    uint64_t count;
};

struct counting {
    enum timeline_unit unit;
    struct tally *of;
    size_t count, capacity;
    uint64_t undated;
};

static enum status add(struct counting *t, int64_t period, uint64_t count, struct err *err)
{
    if (t->count && t->of[t->count - 1].period == period) {
        t->of[t->count - 1].count += count;
        return S_OK;
    }
    if (t->count == t->capacity) {
        size_t capacity = t->capacity ? 2 * t->capacity : 64;
        struct tally *grown = realloc(t->of, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        t->of = grown;
        t->capacity = capacity;
    }
    t->of[t->count++] = (struct tally){period, count};
    return S_OK;
}

/* Documents go from new to old: a period is an interval of them. */
static enum status count_in_order(struct counting *t, const struct store_matches *m, struct err *err)
{
    enum status s = S_OK;
    for (uint32_t d = matches_next(m, 1), limit; !s && d != CURSOR_END; d = matches_next(m, limit)) {
        int64_t date;
        s = store_date(m->store, d, &date, err);
        limit = m->limit;
        if (!s && date != STORE_UNDATED) {
            int64_t period = period_of(t->unit, date);
            s = store_first_before(m->store, period_start(t->unit, period), d, &limit, err);
            limit = limit > d ? limit : d + 1; /* whatever a damaged store says, it goes forward */
            if (!s)
                s = add(t, period, matches_between(m, d, limit), err);
        } else if (!s) {
            t->undated += matches_between(m, d, limit);
        }
    }
    return s;
}

static enum status count_each(struct counting *t, const struct store_matches *m, struct err *err)
{
    const int64_t *date = NULL;
    enum status s = store_dates(m->store, &date, err);
    for (uint32_t d = matches_next(m, 1); !s && d != CURSOR_END; d = matches_next(m, d + 1)) {
        if (date[d] == STORE_UNDATED)
            t->undated++;
        else
            s = add(t, period_of(t->unit, date[d]), 1, err);
    }
    return s;
}

static int by_period(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    return (x->period > y->period) - (x->period < y->period);
}

/* Puts the tallies in order, ascending, and those of one period together. One store's are in order, descending. */
static void gather(struct counting *t)
{
    size_t kept = 0;
    for (size_t i = 0; i < t->count / 2; i++) {
        struct tally first = t->of[i];
        t->of[i] = t->of[t->count - 1 - i];
        t->of[t->count - 1 - i] = first;
    }
    bool in_order = true;
    for (size_t i = 1; in_order && i < t->count; i++)
        in_order = t->of[i - 1].period <= t->of[i].period;
    if (!in_order)
        qsort(t->of, t->count, sizeof *t->of, by_period);
    for (size_t i = 0; i < t->count; i++) {
        if (kept && t->of[kept - 1].period == t->of[i].period)
            t->of[kept - 1].count += t->of[i].count;
        else
            t->of[kept++] = t->of[i];
    }
    t->count = kept;
}

static enum status count_periods(struct counting *t, const struct matches *matches, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < matches->stores; i++) {
        const struct store_matches *m = &matches->of[i];
        s = store_in_order(m->store) ? count_in_order(t, m, err) : count_each(t, m, err);
    }
    gather(t);
    return s;
}

/* ---- together ---- */

/* The periods from the first to the last, with gaps filled. */
static enum status lay_out(const struct counting *t, struct arena *arena, struct timeline *out, struct err *err)
{
    out->undated = t->undated;
    if (t->count == 0)
        return S_OK;
    int64_t first = t->of[0].period, periods = t->of[t->count - 1].period - first + 1;
    if (periods > PERIODS_MAX)
        return err_set(err, S_LIMIT,
                       "timeline: from the first article found to the last there are %" PRId64
                       " %s, and at most %d are shown: take a longer period, or narrow the query by from-date and "
                       "to-date",
                       periods, plural[t->unit], PERIODS_MAX);
    out->period = arena_alloc(arena, (size_t)periods * sizeof *out->period);
    if (!out->period)
        return err_no_memory(err);
    out->count = (size_t)periods;
    for (size_t i = 0; i < out->count; i++)
        out->period[i].number = first + (int64_t)i;
    for (size_t i = 0; i < t->count; i++)
        out->period[t->of[i].period - first].count = t->of[i].count;
    return S_OK;
}

/* Adds how many articles the whole archive has in each period. */
static void add_whole(const struct counting *whole, struct timeline *out)
{
    for (size_t i = 0; i < whole->count; i++) {
        int64_t at = out->count ? whole->of[i].period - out->period[0].number : -1;
        if (at >= 0 && (uint64_t)at < out->count)
            out->period[at].articles = whole->of[i].count;
    }
    out->undated_articles = whole->undated;
    out->normalized = true;
}

enum status timeline_make(const struct matches *matches, const struct matches *whole, enum timeline_unit unit,
                          struct arena *arena, struct timeline *out, struct err *err)
{
    struct counting found = {.unit = unit}, all = {.unit = unit};
    *out = (struct timeline){.unit = unit};
    enum status s = count_periods(&found, matches, err);
    if (!s)
        s = lay_out(&found, arena, out, err);
    if (!s && whole && !(s = count_periods(&all, whole, err)))
        add_whole(&all, out);
    free(found.of);
    free(all.of);
    return s;
}
