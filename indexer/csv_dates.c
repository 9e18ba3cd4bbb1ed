#include "indexer/csv_dates.h"

struct dates {
    const uint16_t *columns;
    size_t count, cell; /* cell: the present one of its row, from 0 */
    bool month_first, day_first;
};

static void take_cell(void *bytes, size_t len, void *context)
{
    enum { DATE_LEN_MAX = 64 };
    struct dates *d = context;
    for (size_t i = 0; i < d->count && len <= DATE_LEN_MAX; i++) {
        if (d->columns[i] != d->cell)
            continue;
        enum date_order order = date_order_of((struct str){bytes, len});
        d->month_first |= order == DATE_ORDER_MONTH_FIRST;
        d->day_first |= order == DATE_ORDER_DAY_FIRST;
    }
    d->cell++;
}

static void take_row(int end, void *context)
{
    struct dates *d = context;
    (void)end;
    d->cell = 0;
}

bool csv_dates_month_first(struct str rows, const struct csv_dialect *dialect, const uint16_t *columns, size_t count)
{
    struct csv_parser parser;
    struct dates d = {.columns = columns, .count = count};
    if (count == 0 || rows.len == 0)
        return false;
    csv_init(&parser, 0);
    csv_set_delim(&parser, (unsigned char)dialect->delimiter);
    csv_set_quote(&parser, (unsigned char)dialect->quote);
    csv_set_blk_size(&parser, SOURCE_HEAD);
    csv_parse(&parser, rows.ptr, rows.len < CSV_HEAD_MAX ? rows.len : CSV_HEAD_MAX, take_cell, take_row, &d);
    csv_free(&parser);
    return d.month_first && !d.day_first;
}
