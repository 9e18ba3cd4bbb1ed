#include "query/filter_edit.h"

#include <string.h>

#include "core/analyzer.h"
#include "query/filter_list.h"

bool filter_item(struct str list, size_t place, struct str *text, bool *negative)
{
    struct filter_list items;
    struct filter_value value;
    filter_list_begin(&items, list, FILTER_CLAUSES);
    for (size_t i = 0; list.len && filter_list_next(&items, &value); i++) {
        if (i != place)
            continue;
        *text = value.text;
        *negative = value.negative;
        return true;
    }
    return false;
}

static bool is_same(struct str a, struct str b)
{
    struct buf x = {0}, y = {0};
    text_fold(a, a.len, &x);
    text_fold(b, b.len, &y);
    bool same = !x.failed && !y.failed && str_equal(buf_str(&x), buf_str(&y));
    buf_release(&x);
    buf_release(&y);
    return same;
}

bool filter_place(struct str list, struct str value, size_t *place)
{
    struct str text;
    bool negative;
    for (*place = 0; filter_item(list, *place, &text, &negative); (*place)++)
        if (!negative && is_same(text, value))
            return true;
    return false;
}

/* Whether a value would be read otherwise without quotation marks. */
static bool needs_quotes(struct str value)
{
    return memchr(value.ptr, ',', value.len) || memchr(value.ptr, '|', value.len) || value.ptr[0] == '-' ||
           value.ptr[0] == '"';
}

static bool can_stand(struct str value)
{
    return str_trim(value).len && !(needs_quotes(value) && memchr(value.ptr, '"', value.len));
}

static void append_value(struct str value, bool negative, struct buf *out)
{
    const char *quote = needs_quotes(value) ? "\"" : "";
    buf_append_text(out, negative ? "-" : "");
    buf_append_text(out, quote);
    buf_append_str(out, value);
    buf_append_text(out, quote);
}

void filter_without(struct str list, size_t place, struct buf *out)
{
    struct filter_list items;
    struct filter_value value;
    bool either = false, some = false;
    filter_list_begin(&items, list, FILTER_CLAUSES);
    for (size_t i = 0; list.len && filter_list_next(&items, &value); i++) {
        if (i == place) {
            either = either && value.or_next;
            continue;
        }
        if (some)
            buf_append_byte(out, either ? '|' : ',');
        append_value(value.text, value.negative, out);
        either = value.or_next;
        some = true;
    }
}

bool filter_with(struct str list, struct str value, bool either, struct buf *out)
{
    if (!can_stand(value))
        return false;
    buf_append_str(out, list);
    if (list.len)
        buf_append_byte(out, either ? '|' : ',');
    append_value(value, false, out);
    return true;
}
