#include "query/decay.h"

#include <math.h>

enum { DAY_SECONDS = 86400 };

/* The date of a store's oldest dated article, if that is before *oldest. */
static enum status look_for_oldest(struct store *store, int64_t *oldest, struct err *err)
{
    struct store_counts counts;
    const int64_t *date = NULL;
    int64_t last = *oldest;
    uint32_t limit = 1;
    store_counts(store, &counts);
    if (store_in_order(store)) {
        enum status s = store_first_before(store, STORE_UNDATED + 1, 1, &limit, err);
        if (!s && limit > 1)
            s = store_date(store, limit - 1, &last, err);
        *oldest = last < *oldest ? last : *oldest;
        return s;
    }
    enum status s = store_dates(store, &date, err);
    for (uint32_t d = 1; !s && d < counts.document_limit; d++)
        if (date[d] != STORE_UNDATED && date[d] < *oldest)
            *oldest = date[d];
    return s;
}

enum status decay_begin(struct archive *archive, uint32_t half_life, int64_t now, struct decay *out, struct err *err)
{
    enum status s = S_OK;
    *out = (struct decay){.half_life = half_life, .now = now, .oldest = now};
    for (size_t i = 0; !s && half_life && i < archive_store_count(archive); i++)
        s = look_for_oldest(archive_store(archive, i), &out->oldest, err);
    return s;
}

enum status decay_factor(const struct decay *d, struct store *store, uint32_t document, double *out, struct err *err)
{
    int64_t date = STORE_UNDATED;
    *out = 1;
    if (d->half_life == 0)
        return S_OK;
    enum status s = store_date(store, document, &date, err);
    date = date == STORE_UNDATED ? d->oldest : date;
    int64_t age = date < d->now ? (d->now - date) / DAY_SECONDS : 0;
    *out = exp2(-(double)age / d->half_life);
    return s;
}
