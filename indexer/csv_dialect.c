/* Which delimiter and quote a file of CSV has. */
#include <string.h>

#include "indexer/csv_rows.h"
#include "indexer/names.h"

struct look {
    const struct field_map *map;
    struct csv_shape shape;
    size_t row, cell; /* of the present one, from 0 */
};

static void take_cell(void *bytes, size_t len, void *context)
{
    struct look *look = context;
    look->cell++;
    if (look->row > 0)
        return;
    struct str name = str_trim((struct str){bytes, len});
    look->shape.columns++;
    look->shape.known += name.len && names_known(look->map, name);
    look->shape.body |= name.len && names_rank(look->map, FIELD_BODY, name) >= 0;
}

static void take_row(int end, void *context)
{
    struct look *look = context;
    (void)end;
    look->shape.rows += look->row > 0;
    look->shape.even += look->row > 0 && look->cell == look->shape.columns;
    look->cell = 0;
    look->row++;
}

/* False when memory has run out. */
static bool look_at(struct str text, const struct csv_dialect *dialect, struct look *look)
{
    struct csv_parser parser;
    csv_init(&parser, 0);
    csv_set_delim(&parser, (unsigned char)dialect->delimiter);
    csv_set_quote(&parser, (unsigned char)dialect->quote);
    csv_set_blk_size(&parser, SOURCE_HEAD);
    size_t at = 0;
    while (at < text.len && look->row <= CSV_HEAD_ROWS) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end ? (size_t)(end - text.ptr) + 1 - at : text.len - at;
        if (csv_parse(&parser, text.ptr + at, len, take_cell, take_row, look) != len)
            break;
        at += len;
    }
    bool done = csv_error(&parser) == CSV_SUCCESS;
    look->shape.overlong = look->row > 0 && look->cell > look->shape.columns;
    csv_free(&parser);
    return done;
}

static bool is_better(const struct csv_shape *a, const struct csv_shape *b)
{
    bool a_even = a->even == a->rows && !a->overlong, b_even = b->even == b->rows && !b->overlong;
    if (a->known != b->known)
        return a->known > b->known;
    if (a_even != b_even)
        return a_even;
    return a->columns > b->columns;
}

/* "sep=;" on a line of its own, as spreadsheets write it. */
static size_t read_separator(struct str head, char *delimiter)
{
    if (head.len < 6 || memcmp(head.ptr, "sep=", 4) != 0)
        return 0;
    size_t end = head.ptr[5] == '\r' ? 6 : 5;
    if (end >= head.len || head.ptr[end] != '\n')
        return 0;
    *delimiter = head.ptr[4];
    return end + 1;
}

enum status csv_dialect_find(struct str head, const struct field_map *map, char preferred, struct csv_dialect *dialect,
                             struct csv_shape *shape, struct err *err)
{
    static const char quotes[] = "\"'";
    char delimiters[] = {preferred, ',', ';', '\t', '|', '\0'}, named = '\0';
    bool found = false;
    size_t skip = read_separator(head, &named);
    if (named)
        memcpy(delimiters, (char[]){named, '\0'}, 2);
    for (const char *quote = quotes; *quote; quote++)
        for (const char *delimiter = delimiters; *delimiter; delimiter++) {
            struct csv_dialect tried = {*delimiter, *quote, skip};
            struct look look = {.map = map};
            if (!look_at((struct str){head.ptr + skip, head.len - skip}, &tried, &look))
                return err_no_memory(err);
            if (found && !is_better(&look.shape, shape))
                continue;
            *dialect = tried;
            *shape = look.shape;
            found = true;
        }
    return S_OK;
}
