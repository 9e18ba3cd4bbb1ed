/* Rows of CSV, streamed over libcsv. Inner header of indexer/csv.c.
 *
 * Format: RFC 4180, with any delimiter and quote of one byte, rows that end with CR LF, LF or CR, empty lines between
 * them, and quotation marks inside cells that are not doubled, which libcsv takes as they are. Any charset
 * (charset_in.h). A row has at most CSV_ROW_MAX bytes; about three times that is held.
 *
 * A quotation mark that is not closed would swallow rows up to the limit or the end: then the row is refused, and
 * reading goes on with the next line that is a whole row by itself. It is looked for from the second line of the
 * refused row on while the bytes that are so read again are few beside all, else behind what was read. The same holds
 * where the next quotation mark, of another cell, closes it: a row over several lines, one of which but the first is a
 * whole row, with quotation marks that RFC 4180 does not allow. A refused row of a table with tabs, in which quotation
 * marks are mostly text, is given as its line has it, when that has a cell for each column. */
#ifndef DATELINE_INDEXER_CSV_ROWS_H
#define DATELINE_INDEXER_CSV_ROWS_H

#include <csv.h>

#include "indexer/charset_in.h"
#include "indexer/reader.h"

enum {
    CSV_ROW_MAX = 8 << 20,   /* bytes */
    CSV_COLUMNS_MAX = 1000,  /* cells of a row that are kept */
    CSV_HEAD_MAX = 64 << 10, /* bytes that show the dialect */
    CSV_HEAD_ROWS = 50       /* rows that do */
};

struct csv_dialect {
    char delimiter, quote;
    size_t skip; /* bytes of a first line that names the delimiter, "sep=;" */
};

/* What rows the dialects make of the first bytes of a file. */
struct csv_shape {
    size_t columns, known; /* cells of the header; those with a name of a field */
    size_t rows, even;     /* whole rows behind it; those with as many cells */
    bool body;             /* a column may be the body */
    bool overlong;         /* the row that the bytes end in has more cells than the header */
};

/* Finds the dialect by the first bytes: the names in the header, then rows of one length, then the number of columns. A
 * tie goes to `preferred`. The last row is taken as cut. S_NOMEM. */
enum status csv_dialect_find(struct str head, const struct field_map *map, char preferred, struct csv_dialect *dialect,
                             struct csv_shape *shape, struct err *err);

enum csv_row_kind {
    CSV_ROW,
    CSV_ROW_UNCLOSED, /* a quotation mark is not closed, or by another cell's */
    CSV_ROW_TOO_LONG
};

struct csv_rows {
    struct charset_in in;
    struct buf text; /* of the source, from `base` on */
    uint64_t base;   /* offset of the first byte of text */
    size_t at;       /* in text: what comes next */
    uint64_t line;   /* ends of lines before text[at] */
    bool behind_cr;  /* text[at - 1] is a CR, not counted yet */
    bool ended;
    struct csv_dialect dialect;
    struct csv_parser parser, probe; /* of the rows; of single lines */
    size_t columns;                  /* of the header; 0 while it is not known */
    /* the present row */
    struct place place;
    size_t count;                 /* of cells, those over CSV_COLUMNS_MAX as well */
    size_t last;                  /* number of the last cell that is not empty, from 1 */
    bool whole;                   /* its end has come */
    struct buf cells;             /* one behind the other */
    size_t ends[CSV_COLUMNS_MAX]; /* of each cell in cells */
    uint64_t reread;
};

/* The source is borrowed until csv_rows_release. */
void csv_rows_init(struct csv_rows *r, struct source *source);
void csv_rows_release(struct csv_rows *r);
/* Reads what shows the dialect, and chooses it. */
enum status csv_rows_begin(struct csv_rows *r, const struct field_map *map, char preferred, struct err *err);
/* The next row; false at the end of the source or its failure. Behind a row that is refused csv_rows_recover comes
 * first. */
bool csv_rows_next(struct csv_rows *r, enum csv_row_kind *kind, enum status *status, struct err *err);
/* Goes to the next line that is a whole row. */
enum status csv_rows_recover(struct csv_rows *r, struct err *err);
/* What has been read behind the present row. Borrowed until the next. */
struct str csv_rows_ahead(const struct csv_rows *r);
/* A cell of the present row, absent when there are fewer. Borrowed until the next row. */
struct str csv_rows_cell(const struct csv_rows *r, size_t column);

#endif
