/* The CSV reader: a header of names, then a row an article.
 *
 * Format: csv_rows.h; the delimiter is one of , ; tab | or what a first line "sep=;" says. Names of columns are those
 * of the field map, compared without case, spaces, underscores and hyphens; for each field the first name wins whose
 * cell is not blank. A header without a column for the body refuses the file and lists its columns. Body and headline
 * may be markup (indexer/values.h). Several tags in a cell are split at ; or | or a comma, several authors at ; or |,
 * in each case the first of them that is there and is not the delimiter. Dates in digits: csv_dates.h. Cells that are
 * missing are absent; cells over the number of columns that are not empty refuse the row. The line and offset of a
 * record are those of its first line; in a file that is not UTF-8 the offset counts the bytes as UTF-8. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "indexer/charset.h"
#include "indexer/csv_dates.h"
#include "indexer/csv_rows.h"
#include "indexer/json_tags.h"
#include "indexer/names.h"
#include "indexer/reader_impl.h"
#include "indexer/values.h"

enum {
    NAMES_MAX = 8,    /* columns that a field may have */
    LISTED_MAX = 200, /* bytes of columns in a message, about */
    NAME_SHOWN = 40   /* bytes of one of them */
};

struct columns {
    size_t count;
    uint16_t column[NAMES_MAX]; /* best first */
};

struct csv_reader {
    struct reader reader;
    struct csv_rows rows;
    struct values values;
    size_t columns; /* of the header */
    struct columns field[FIELD_MAP_COUNT];
    bool month_first[NAMES_MAX]; /* in each column of the date */
    bool begun, over;
};

/* ---- the header ---- */

/* The columns that a field's names stand for, in the order of the names. */
static void find_columns(struct csv_reader *c, int field)
{
    struct columns *columns = &c->field[field];
    struct str names = field_map_names(c->reader.map, field), name;
    while (field_map_next_name(&names, &name))
        for (size_t i = 0; i < c->columns && columns->count < NAMES_MAX; i++)
            if (names_equal(str_trim(csv_rows_cell(&c->rows, i)), name))
                columns->column[columns->count++] = (uint16_t)i;
}

static enum status refuse_header(struct csv_reader *c, struct err *err)
{
    struct buf list = {0};
    struct str name;
    for (size_t i = 0; i < c->columns && list.len < LISTED_MAX; i++) {
        bool blank = !values_line(&c->values, csv_rows_cell(&c->rows, i), &name);
        buf_printf(&list, "%s\"%.*s\"", i ? ", " : "", blank ? 0 : (int)utf8_cut(name.ptr, name.len, NAME_SHOWN),
                   blank ? "" : name.ptr);
        if (i + 1 < c->columns && list.len >= LISTED_MAX)
            buf_append_text(&list, " ...");
    }
    enum status s = buf_status(&list, err);
    if (!s)
        s = reader_refuse(&c->reader, REJECT_NO_BODY, err,
                          "no column for the body; the first row has %s: give --map=body=NAME,headline=NAME,date=NAME",
                          buf_text(&list));
    buf_release(&list);
    return s;
}

static enum status read_header(struct csv_reader *c, struct err *err)
{
    c->columns = c->rows.count < CSV_COLUMNS_MAX ? c->rows.count : CSV_COLUMNS_MAX;
    c->rows.columns = c->columns;
    for (int field = 0; field < FIELD_MAP_COUNT; field++)
        if (field != FIELD_HOST)
            find_columns(c, field);
    const struct columns *dates = &c->field[FIELD_MAP_DATE];
    for (size_t i = 0; i < dates->count; i++)
        c->month_first[i] = csv_dates_month_first(csv_rows_ahead(&c->rows), &c->rows.dialect, dates->column[i]);
    enum status s = buf_status(&c->rows.cells, err);
    return s || c->field[FIELD_BODY].count ? s : refuse_header(c, err);
}

/* ---- fields ---- */

/* The first that has a text; the name of a file or an address is a body only where nothing else is. */
static void read_body(struct csv_reader *c, struct article *article)
{
    const struct columns *columns = &c->field[FIELD_BODY];
    struct str text;
    for (size_t i = 0; i < columns->count; i++) {
        if (!values_body(&c->values, csv_rows_cell(&c->rows, columns->column[i]), &text))
            continue;
        if (values_is_nothing(text))
            continue;
        bool word = values_is_word(text);
        if (!word || !article_get(article, FIELD_BODY).len)
            article_set(article, FIELD_BODY, text);
        if (!word)
            return;
    }
}

static void read_headline(struct csv_reader *c, struct article *article)
{
    const struct columns *columns = &c->field[FIELD_HEADLINE];
    struct str text;
    for (size_t i = 0; i < columns->count; i++)
        if (values_headline(&c->values, csv_rows_cell(&c->rows, columns->column[i]), &text)) {
            article_set(article, FIELD_HEADLINE, text);
            return;
        }
}

/* What separates the values in a cell; NUL when it is one value. */
static char separator_in(const struct csv_reader *c, enum field field, struct str cell)
{
    const char *separators = field == FIELD_TAG ? ";|," : ";|";
    for (; schema[field].several && *separators; separators++)
        if (*separators != c->rows.dialect.delimiter && memchr(cell.ptr, *separators, cell.len))
            return *separators;
    return '\0';
}

static bool add_values(struct csv_reader *c, enum field field, struct str cell, struct article *article)
{
    struct json_tags list;
    struct str text;
    bool added = false;
    if (cell.len == 0)
        return false;
    json_tags_begin(&list, cell);
    if (schema[field].several && list.list) /* of Python's: ['a', 'b'] */
        return json_tags_add(&list, &c->values, field, article);
    char separator = separator_in(c, field, cell);
    while (cell.len) {
        const char *end = separator ? memchr(cell.ptr, separator, cell.len) : NULL;
        size_t len = end ? (size_t)(end - cell.ptr) : cell.len;
        if (values_line(&c->values, (struct str){cell.ptr, len}, &text)) {
            article_add(article, field, text);
            added = true;
        }
        len += end != NULL;
        cell = (struct str){cell.ptr + len, cell.len - len};
    }
    return added;
}

static void read_minor(struct csv_reader *c, enum field field, struct article *article)
{
    const struct columns *columns = &c->field[field];
    for (size_t i = 0; i < columns->count; i++)
        if (add_values(c, field, csv_rows_cell(&c->rows, columns->column[i]), article))
            return;
}

static void read_date(struct csv_reader *c, struct article *article)
{
    const struct columns *columns = &c->field[FIELD_MAP_DATE];
    for (size_t i = 0; i < columns->count; i++) {
        struct date date;
        struct str cell = csv_rows_cell(&c->rows, columns->column[i]);
        c->values.month_first = c->month_first[i];
        if (cell.len && values_date(&c->values, cell, &date)) {
            article->published = date;
            return;
        }
    }
}

static enum status read_article(struct csv_reader *c, struct article *article, struct err *err)
{
    enum status s;
    read_body(c, article);
    read_headline(c, article);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (field != FIELD_BODY && field != FIELD_HEADLINE)
            read_minor(c, (enum field)field, article);
    read_date(c, article);
    if ((s = buf_status(&c->rows.cells, err)) || (s = values_status(&c->values, err)) ||
        (s = buf_status(&article->text, err)))
        return s;
    if (!article_get(article, FIELD_BODY).len)
        return reader_refuse(&c->reader, REJECT_NO_BODY, err, "no body");
    return S_OK;
}

/* ---- rows ---- */

static enum status refuse_row(struct csv_reader *c, enum csv_row_kind kind, struct err *err)
{
    enum status s = csv_rows_recover(&c->rows, err);
    if (s)
        return s;
    if (kind == CSV_ROW_TOO_LONG)
        return reader_refuse(&c->reader, REJECT_TOO_LONG, err, "longer than %d bytes: a quotation mark may be missing",
                             CSV_ROW_MAX);
    return reader_refuse(&c->reader, REJECT_MALFORMED, err, "a quotation mark that is not closed");
}

static enum status read_row(struct csv_reader *c, enum csv_row_kind kind, struct article *article, struct err *err)
{
    if (kind != CSV_ROW)
        return refuse_row(c, kind, err);
    if (c->rows.last > c->columns)
        return reader_refuse(&c->reader, REJECT_MALFORMED, err, "%zu cells under a header of %zu", c->rows.count,
                             c->columns);
    return read_article(c, article, err);
}

/* The first row. True when it is refused, and with it the file, or cannot be read. */
static bool begin(struct csv_reader *c, enum status *status, struct err *err)
{
    enum csv_row_kind kind;
    struct str suffix = source_suffix(c->reader.source);
    bool tab = suffix.len == 3 && (strncasecmp(suffix.ptr, "tsv", 3) == 0 || strncasecmp(suffix.ptr, "tab", 3) == 0);
    c->begun = true;
    if ((*status = csv_rows_begin(&c->rows, c->reader.map, tab ? '\t' : ',', err)))
        return true;
    if (!csv_rows_next(&c->rows, &kind, status, err)) {
        c->over = true;
        return *status != S_OK;
    }
    c->reader.place = c->rows.place;
    if (kind == CSV_ROW)
        *status = read_header(c, err);
    else
        *status = reader_refuse(&c->reader, REJECT_MALFORMED, err, "no header: the first row does not end");
    c->over = *status != S_OK;
    return *status != S_OK;
}

static bool csv_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct csv_reader *c = (struct csv_reader *)r;
    enum csv_row_kind kind;
    if (!c->begun && begin(c, status, err))
        return r->reject != REJECT_NONE;
    if (c->over || !csv_rows_next(&c->rows, &kind, status, err))
        return false;
    r->place = c->rows.place;
    *status = read_row(c, kind, article, err);
    return *status == S_OK || r->reject != REJECT_NONE;
}

/* ---- the choice ---- */

/* Whether a line has commas, each with a space behind it, as in a sentence. */
static bool is_sentence(struct str text)
{
    const char *end = memchr(text.ptr, '\n', text.len);
    size_t commas = 0;
    for (const char *at = text.ptr, *last = end ? end : text.ptr + text.len; at < last; at++) {
        if (*at == ',' && (at + 1 == last || at[1] != ' '))
            return false;
        commas += *at == ',';
    }
    return commas > 0;
}

/* Two names of fields in one header, one of them the body's, over rows that have as many cells. */
static bool has_header(struct str head)
{
    struct csv_dialect dialect;
    struct csv_shape shape;
    struct err ignored;
    if (csv_dialect_find(head, NULL, ',', &dialect, &shape, &ignored))
        return false;
    const char *row = memchr(head.ptr, '\n', head.len);
    if (shape.rows <= 1 && dialect.delimiter == ',' && row &&
        is_sentence((struct str){row + 1, (size_t)(head.ptr + head.len - row) - 1}))
        return false;
    return shape.body && shape.known >= 2 && shape.even == shape.rows && !shape.overlong;
}

/* Whether the first line has more than one cell by any delimiter: text has that seldom, and trying all dialects on it
 * would take as long as reading it. */
static bool has_cells(struct str head)
{
    static const char delimiters[] = ",;\t|";
    head = str_trim(head);
    const char *end = head.len ? memchr(head.ptr, '\n', head.len) : NULL;
    for (const char *c = head.ptr; end && c < end; c++)
        if (memchr(delimiters, *c, sizeof delimiters - 1))
            return true;
    return false;
}

int csv_sniff(struct str head)
{
    struct err ignored;
    struct buf text = {0};
    bool wide = str_begins_with(head, str_of("\xff\xfe")) || str_begins_with(head, str_of("\xfe\xff"));
    if (!wide && str_begins_with(head, str_of("\xef\xbb\xbf")))
        head = (struct str){head.ptr + 3, head.len - 3};
    if (wide && !charset_to_utf8(head, (struct str){NULL, 0}, &text, &ignored))
        head = buf_str(&text);
    /* a header stands on one line and has a line behind it */
    bool sure = has_cells(head) && has_header(head);
    buf_release(&text);
    return sure ? 2 : 0;
}

static void csv_close(struct reader *r)
{
    struct csv_reader *c = (struct csv_reader *)r;
    csv_rows_release(&c->rows);
    values_release(&c->values);
    free(c);
}

enum status csv_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {csv_next, csv_close};
    struct csv_reader *c = calloc(1, sizeof *c);
    if (!c)
        return err_no_memory(err);
    c->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    csv_rows_init(&c->rows, source);
    *out = &c->reader;
    return S_OK;
}
