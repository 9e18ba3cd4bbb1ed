#include "query/date_cursor.h"

#include <inttypes.h>
#include <string.h>

static const char *const order_name[] = {[ORDER_NEWEST] = "newest:", [ORDER_OLDEST] = "oldest:"};
static const char undated[] = "none";

static bool stands_for_itself(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c && strchr("-._~", c));
}

void date_cursor_write(enum order_by order, int64_t date, struct str id, struct buf *out)
{
    buf_append_text(out, order_name[order]);
    if (date == STORE_UNDATED)
        buf_append_text(out, undated);
    else
        buf_printf(out, "%" PRId64, date);
    buf_append_byte(out, ':');
    for (size_t i = 0; i < id.len; i++) {
        unsigned char c = (unsigned char)id.ptr[i];
        if (stands_for_itself(c))
            buf_append_byte(out, (char)c);
        else
            buf_printf(out, "%%%02X", c);
    }
}

/* ---- reading ---- */

static bool take(struct str *text, const char *word)
{
    size_t len = strlen(word);
    if (text->len < len || memcmp(text->ptr, word, len) != 0)
        return false;
    *text = (struct str){text->ptr + len, text->len - len};
    return true;
}

/* Seconds, of so few digits that they stay within what dates can be. */
static bool take_date(struct str *text, int64_t *out)
{
    enum { DIGITS_MAX = 12 };
    *out = STORE_UNDATED;
    if (take(text, undated))
        return take(text, ":");
    bool negative = take(text, "-");
    int64_t number = 0;
    size_t digits = 0;
    for (; digits < text->len && text->ptr[digits] >= '0' && text->ptr[digits] <= '9'; digits++)
        number = digits < DIGITS_MAX ? number * 10 + (text->ptr[digits] - '0') : number;
    if (digits == 0 || digits > DIGITS_MAX)
        return false;
    *text = (struct str){text->ptr + digits, text->len - digits};
    *out = negative ? -number : number;
    return take(text, ":");
}

static int hex(unsigned char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool take_id(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c == '%') {
            int high = i + 2 < text.len ? hex((unsigned char)text.ptr[i + 1]) : -1;
            int low = i + 2 < text.len ? hex((unsigned char)text.ptr[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            buf_append_byte(out, (char)(high << 4 | low));
            i += 2;
        } else if (stands_for_itself(c)) {
            buf_append_byte(out, (char)c);
        } else {
            return false;
        }
    }
    return text.len > 0 && !out->failed;
}

bool date_cursor_read(struct str text, struct date_cursor *out)
{
    *out = (struct date_cursor){.order = ORDER_NEWEST};
    if (!take(&text, order_name[ORDER_NEWEST])) {
        out->order = ORDER_OLDEST;
        if (!take(&text, order_name[ORDER_OLDEST]))
            return false;
    }
    if (take_date(&text, &out->date) && take_id(text, &out->id))
        return true;
    date_cursor_release(out);
    return false;
}

void date_cursor_release(struct date_cursor *c)
{
    buf_release(&c->id);
}
