#include "indexer/csv_rows.h"

#include <string.h>

enum {
    CELL_STEP = 64 << 10, /* bytes by which libcsv's cell grows */
    REREAD_MIN = 16 << 20 /* bytes that may always be read a second time */
};

void csv_rows_init(struct csv_rows *r, struct source *source)
{
    *r = (struct csv_rows){.dialect = {',', '"', 0}};
    charset_in_init(&r->in, source);
    csv_init(&r->parser, 0);
    csv_init(&r->probe, 0);
    buf_reserve(&r->text, SOURCE_CHUNK);
}

void csv_rows_release(struct csv_rows *r)
{
    charset_in_release(&r->in);
    csv_free(&r->parser);
    csv_free(&r->probe);
    buf_release(&r->text);
    buf_release(&r->cells);
}

/* ---- bytes ---- */

/* Drops what has been passed and reads on. */
static enum status fill(struct csv_rows *r, struct err *err)
{
    if (r->at) {
        memmove(r->text.data, r->text.data + r->at, r->text.len - r->at);
        buf_truncate(&r->text, r->text.len - r->at);
        r->base += r->at;
        r->at = 0;
    }
    size_t before = r->text.len;
    enum status s = charset_in_read(&r->in, &r->text, err);
    r->ended = !s && r->text.len == before;
    return s;
}

/* Goes on by `len` bytes and counts the lines that end in them. */
static void pass(struct csv_rows *r, size_t len)
{
    for (const char *p = r->text.data + r->at, *end = p + len; p < end; p++) {
        r->line += r->behind_cr && *p != '\n';
        r->behind_cr = *p == '\r';
        r->line += *p == '\n';
    }
    r->at += len;
}

static struct place place_of(const struct csv_rows *r)
{
    return (struct place){r->line + r->behind_cr + 1, r->base + r->at + r->in.mark};
}

/* Bytes from `from` on up to and with the end of the line, or all that are there. */
static size_t line_length(const struct csv_rows *r, size_t from, bool *ends)
{
    const char *text = r->text.data + from;
    size_t len = r->text.len - from, at = 0;
    while (at < len && text[at] != '\n' && text[at] != '\r')
        at++;
    *ends = at < len;
    return at + *ends;
}

/* ---- rows ---- */

static void set_dialect(struct csv_parser *p, const struct csv_dialect *dialect)
{
    csv_free(p);
    csv_init(p, 0);
    csv_set_delim(p, (unsigned char)dialect->delimiter);
    csv_set_quote(p, (unsigned char)dialect->quote);
    csv_set_blk_size(p, CELL_STEP);
}

static void take_cell(void *bytes, size_t len, void *context)
{
    struct csv_rows *r = context;
    if (r->count < CSV_COLUMNS_MAX) {
        buf_append(&r->cells, bytes, len);
        r->ends[r->count] = r->cells.len;
    }
    r->count++;
    if (len)
        r->last = r->count;
}

static void take_row(int end, void *context)
{
    struct csv_rows *r = context;
    (void)end;
    r->whole = true;
}

static void begin_row(struct csv_rows *r)
{
    buf_reset(&r->cells);
    r->count = r->last = 0;
    r->whole = false;
    r->place = place_of(r);
}

/* Ends a parser's last row; false when that is open. */
static bool finish(struct csv_parser *p, void (*cell)(void *, size_t, void *), void (*row)(int, void *), void *context)
{
    csv_set_opts(p, CSV_STRICT | CSV_STRICT_FINI);
    bool closed = csv_fini(p, cell, row, context) == 0;
    csv_set_opts(p, 0);
    return closed;
}

/* ---- rows that swallow others ---- */

struct count {
    size_t cells, rows;
};

static void count_cell(void *bytes, size_t len, void *context)
{
    (void)bytes;
    (void)len;
    ((struct count *)context)->cells++;
}

static void count_row(int end, void *context)
{
    (void)end;
    ((struct count *)context)->rows++;
}

static bool is_row(struct csv_rows *r, struct str line)
{
    struct count count = {0};
    csv_parse(&r->probe, line.ptr, line.len, count_cell, count_row, &count);
    if (!finish(&r->probe, count_cell, count_row, &count)) {
        set_dialect(&r->probe, &r->dialect);
        return false;
    }
    return count.rows == 1 && count.cells == r->columns;
}

static bool is_strict(struct csv_rows *r, struct str row)
{
    struct count count = {0};
    csv_set_opts(&r->probe, CSV_STRICT);
    bool strict = csv_parse(&r->probe, row.ptr, row.len, count_cell, count_row, &count) == row.len;
    set_dialect(&r->probe, &r->dialect);
    return strict;
}

/* Whether a row up to `end` has swallowed others. */
static bool swallows(struct csv_rows *r, size_t end)
{
    bool ends, row = false;
    size_t at = r->at + line_length(r, r->at, &ends);
    if (at >= end || r->columns < 2)
        return false;
    for (size_t len; !row && at < end; at += len) {
        len = line_length(r, at, &ends);
        row = is_row(r, (struct str){r->text.data + at, len});
    }
    return row && !is_strict(r, (struct str){r->text.data + r->at, end - r->at});
}

/* Whether the bytes up to `end` may be read a second time, which is to stay in proportion to the file. */
static bool may_read_again(const struct csv_rows *r, size_t end)
{
    uint64_t reread = r->reread + (end - r->at);
    return reread <= REREAD_MIN || reread / 2 <= r->base + end;
}

/* Takes the line at the place without regard to quotation marks; false when it has another number of cells. */
static bool take_plain_line(struct csv_rows *r)
{
    bool ends;
    size_t len = line_length(r, r->at, &ends);
    char *at = r->text.data + r->at, *end = at + len - ends;
    if (r->dialect.delimiter != '\t' || r->columns < 2 || !(ends || r->ended))
        return false;
    buf_reset(&r->cells);
    r->count = r->last = 0;
    for (char *tab; (tab = memchr(at, '\t', (size_t)(end - at))); at = tab + 1)
        take_cell(at, (size_t)(tab - at), r);
    take_cell(at, (size_t)(end - at), r);
    if (r->count != r->columns)
        return false;
    pass(r, len);
    return true;
}

/* ---- rows as they come ---- */

/* The row has been read up to `end`. */
static bool give(struct csv_rows *r, size_t end, enum csv_row_kind kind, enum csv_row_kind *out)
{
    *out = kind == CSV_ROW && swallows(r, end) ? CSV_ROW_UNCLOSED : kind;
    if (*out == CSV_ROW) {
        pass(r, end - r->at);
        return true;
    }
    bool again = may_read_again(r, end);
    set_dialect(&r->parser, &r->dialect);
    r->reread += end - r->at;
    if (!again)
        pass(r, end - r->at);
    else if (take_plain_line(r))
        *out = CSV_ROW;
    return true;
}

/* At the end of the source: the row that has no end of line. */
static bool give_last(struct csv_rows *r, size_t end, enum csv_row_kind *kind)
{
    bool closed = finish(&r->parser, take_cell, take_row, r);
    if (!closed)
        return give(r, end, CSV_ROW_UNCLOSED, kind);
    return r->whole ? give(r, end, CSV_ROW, kind) : false;
}

bool csv_rows_next(struct csv_rows *r, enum csv_row_kind *kind, enum status *status, struct err *err)
{
    bool blank = true, ends;
    begin_row(r);
    for (size_t length = 0;;) {
        size_t len = line_length(r, r->at + length, &ends);
        const char *piece = r->text.data + r->at + length;
        if (len && csv_parse(&r->parser, piece, len, take_cell, take_row, r) != len) {
            *status = err_no_memory(err);
            return false;
        }
        blank = blank && (len == 0 || str_trim((struct str){piece, len}).len == 0);
        length += len;
        if (r->whole)
            return give(r, r->at + length, CSV_ROW, kind);
        if (blank && ends) {
            pass(r, length);
            length = 0;
            r->place = place_of(r);
        } else if (length > CSV_ROW_MAX)
            return give(r, r->at + length, CSV_ROW_TOO_LONG, kind);
        if (ends || r->at + length < r->text.len)
            continue;
        if (r->ended)
            return give_last(r, r->at + length, kind);
        if ((*status = fill(r, err)))
            return false;
    }
}

struct str csv_rows_ahead(const struct csv_rows *r)
{
    return r->at < r->text.len ? (struct str){r->text.data + r->at, r->text.len - r->at} : (struct str){NULL, 0};
}

struct str csv_rows_cell(const struct csv_rows *r, size_t column)
{
    if (column >= r->count || column >= CSV_COLUMNS_MAX)
        return (struct str){NULL, 0};
    size_t start = column ? r->ends[column - 1] : 0;
    if (r->ends[column] == start)
        return (struct str){"", 0};
    return (struct str){r->cells.data + start, r->ends[column] - start};
}

/* ---- after damage ---- */

/* Passes the rest of a line, whatever its length. */
static enum status pass_line(struct csv_rows *r, struct err *err)
{
    for (;;) {
        bool ends;
        pass(r, line_length(r, r->at, &ends));
        enum status s = ends || r->ended ? S_OK : fill(r, err);
        if (s || ends || r->ended)
            return s;
    }
}

enum status csv_rows_recover(struct csv_rows *r, struct err *err)
{
    enum status s = pass_line(r, err);
    for (size_t length = 0; !s;) {
        bool ends;
        length += line_length(r, r->at + length, &ends);
        if (!ends && !r->ended && length <= CSV_ROW_MAX) {
            s = fill(r, err);
            continue;
        }
        if (length == 0 || (length <= CSV_ROW_MAX && is_row(r, (struct str){r->text.data + r->at, length})))
            return S_OK;
        s = pass_line(r, err);
        length = 0;
    }
    return s;
}

enum status csv_rows_begin(struct csv_rows *r, const struct field_map *map, char preferred, struct err *err)
{
    struct csv_shape shape;
    enum status s = S_OK;
    while (!s && !r->ended && r->text.len < CSV_HEAD_MAX)
        s = fill(r, err);
    struct str head = {r->text.data, r->text.len < CSV_HEAD_MAX ? r->text.len : CSV_HEAD_MAX};
    if (s || (s = csv_dialect_find(head, map, preferred, &r->dialect, &shape, err)))
        return s;
    set_dialect(&r->parser, &r->dialect);
    set_dialect(&r->probe, &r->dialect);
    if (r->dialect.skip)
        pass(r, r->dialect.skip);
    return S_OK;
}
