#include "indexer/csv_dates.h"

struct dates {
    uint16_t column;
    size_t cell; /* the present one of its row, from 0 */
    bool month_first, day_first;
};

static void take_cell(void *bytes, size_t len, void *context)
{
    enum { DATE_LEN_MAX = 64 };
    struct dates *d = context;
    if (d->cell++ != d->column || len > DATE_LEN_MAX)
        return;
    enum date_order order = date_order_of((struct str){bytes, len});
    d->month_first |= order == DATE_ORDER_MONTH_FIRST;
    d->day_first |= order == DATE_ORDER_DAY_FIRST;
}

static void take_row(int end, void *context)
{
    struct dates *d = context;
    (void)end;
    d->cell = 0;
}

bool csv_dates_month_first(struct str rows, const struct csv_dialect *dialect, uint16_t column)
{
    struct csv_parser parser;
    struct dates d = {.column = column};
    if (rows.len == 0)
        return false;
    csv_init(&parser, 0);
    csv_set_delim(&parser, (unsigned char)dialect->delimiter);
    csv_set_quote(&parser, (unsigned char)dialect->quote);
    csv_set_blk_size(&parser, SOURCE_HEAD);
    csv_parse(&parser, rows.ptr, rows.len < CSV_HEAD_MAX ? rows.len : CSV_HEAD_MAX, take_cell, take_row, &d);
    csv_free(&parser);
    return d.month_first && !d.day_first;
}
