/* The order of day and month in the dates of a table. Inner header of indexer/csv.c.
 *
 * 3/4/2019 may be either; where another row has 3/14/2019 in the same column, and none has 14/3/2019, its month comes
 * first. Asked are the rows that have been read when the table is opened, CSV_HEAD_MAX bytes at most: without such a
 * row the day comes first, whatever the language, and whatever other columns have. */
#ifndef DATELINE_INDEXER_CSV_DATES_H
#define DATELINE_INDEXER_CSV_DATES_H

#include "indexer/csv_rows.h"

/* Of the dates in one column. False also when memory has run out. */
bool csv_dates_month_first(struct str rows, const struct csv_dialect *dialect, uint16_t column);

#endif
