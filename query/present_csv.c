#include "query/present_format.h"

#include <string.h>

/* A value as RFC 4180 has it: in quotes where it has to be, with its own quotes doubled. */
static void append_value(struct str value, struct buf *out)
{
    bool quoted = false;
    for (size_t i = 0; i < value.len; i++)
        quoted |= value.ptr[i] == '"' || value.ptr[i] == ',' || value.ptr[i] == '\n' || value.ptr[i] == '\r';
    if (!quoted) {
        buf_append_str(out, value);
        return;
    }
    buf_append_byte(out, '"');
    for (size_t i = 0; i < value.len; i++) {
        if (value.ptr[i] == '"')
            buf_append_byte(out, '"');
        buf_append_byte(out, value.ptr[i]);
    }
    buf_append_byte(out, '"');
}

/* Whether a field has a column of its own besides the id. */
static bool has_column(const struct params *params, enum field field)
{
    return params->show_field[field] && field != FIELD_ID;
}

void present_csv_head(const struct present_options *options, struct buf *out)
{
    buf_append_text(out, "id,published,score");
    for (enum field f = 0; f < FIELD_COUNT; f++)
        if (has_column(options->params, f))
            buf_printf(out, ",%s", schema[f].name);
    buf_append_text(out, ",snippet\n");
}

void present_csv_hit(const struct hit *hit, const struct present_options *options, struct buf *out)
{
    char date[DATE_TEXT_MAX];
    struct buf value = {0};
    append_value(article_get(&hit->article, FIELD_ID), out);
    buf_printf(out, ",%s,%.4f", date_format(&hit->article.published, date), hit->score);
    for (enum field f = 0; f < FIELD_COUNT; f++) {
        if (!has_column(options->params, f))
            continue;
        buf_reset(&value);
        present_values(&hit->article, f, &value);
        buf_append_byte(out, ',');
        append_value(buf_str(&value), out);
    }
    buf_append_byte(out, ',');
    append_value(buf_str(&hit->snippet.text), out);
    buf_append_byte(out, '\n');
    out->failed = out->failed || value.failed;
    buf_release(&value);
}
