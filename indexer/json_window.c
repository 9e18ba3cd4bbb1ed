#include "indexer/json_window.h"

#include <string.h>

enum { AHEAD = JSON_SPACE_LEN + JSON_NAME_LEN + 4 }; /* bytes that tell whether a record begins */

void json_window_init(struct json_window *w, struct source *source)
{
    *w = (struct json_window){.line_blank = true};
    charset_in_init(&w->in, source);
    w->bytes = (struct window){.source = source, .in = &w->in};
}

void json_window_release(struct json_window *w)
{
    charset_in_release(&w->in);
    window_release(&w->bytes);
    buf_release(&w->first_name);
}

struct place json_window_place(const struct json_window *w)
{
    struct place place = window_place(&w->bytes);
    place.offset += w->in.mark;
    return place;
}

struct str json_window_rest(const struct json_window *w, size_t from)
{
    struct str rest = window_rest(&w->bytes);
    return (struct str){rest.ptr + from, rest.len - from};
}

void json_window_pass(struct json_window *w, size_t len)
{
    const char *start = window_rest(&w->bytes).ptr;
    uint64_t offset = w->bytes.base + w->bytes.at, lines = w->bytes.lines;
    window_pass(&w->bytes, len);
    bool new_line = w->bytes.lines > lines;
    size_t before = new_line ? (size_t)(w->bytes.line_start - offset) : 0;
    w->line_blank = (new_line || w->line_blank) && str_trim((struct str){start + before, len - before}).len == 0;
}

bool json_window_pass_space(struct json_window *w, enum status *status, struct err *err)
{
    for (;;) {
        struct str text = json_window_rest(w, 0);
        size_t len = 0;
        while (len < text.len && json_is_space(text.ptr[len]))
            len++;
        json_window_pass(w, len);
        if (len < text.len)
            return true;
        if (w->bytes.ended || (*status = window_fill(&w->bytes, err)))
            return false;
    }
}

/* ---- values ---- */

static enum json_extent extent_of(enum json_scan_result result)
{
    switch (result) {
    case JSON_SCAN_BROKEN:
        return JSON_BROKEN;
    case JSON_SCAN_DEEP:
        return JSON_DEEP;
    default:
        return JSON_WHOLE;
    }
}

enum json_extent json_window_measure(struct json_window *w, struct json_scan *scan, size_t from, size_t max,
                                     size_t *len, enum status *status, struct err *err)
{
    for (*len = 0;;) {
        size_t used;
        enum json_scan_result result = json_scan_on(scan, json_window_rest(w, from + *len), &used);
        *len += used;
        if (*len > max && (result == JSON_SCAN_MORE || result == JSON_SCAN_END))
            return JSON_LONG;
        if (result != JSON_SCAN_MORE)
            return extent_of(result);
        if (w->bytes.ended)
            return json_scan_may_end(scan) ? JSON_WHOLE : JSON_CUT;
        if ((*status = window_fill(&w->bytes, err)))
            return JSON_FAILED;
    }
}

enum json_extent json_window_pass_value(struct json_window *w, struct json_scan *scan, enum status *status,
                                        struct err *err)
{
    for (;;) {
        size_t used;
        enum json_scan_result result = json_scan_on(scan, json_window_rest(w, 0), &used);
        json_window_pass(w, used);
        if (result != JSON_SCAN_MORE)
            return extent_of(result);
        if (w->bytes.ended)
            return json_scan_may_end(scan) ? JSON_WHOLE : JSON_CUT;
        if ((*status = window_fill(&w->bytes, err)))
            return JSON_FAILED;
    }
}

bool json_window_next_object(struct json_window *w, size_t *from, size_t max, enum status *status, struct err *err)
{
    for (bool comma = false;;) {
        struct str text = json_window_rest(w, *from);
        size_t len = 0;
        for (; len < text.len && (json_is_space(text.ptr[len]) || (!comma && text.ptr[len] == ',')); len++)
            comma |= text.ptr[len] == ',';
        *from += len;
        if (len < text.len)
            return comma && text.ptr[len] == '{';
        if (w->bytes.ended || *from > max || (*status = window_fill(&w->bytes, err)))
            return false;
    }
}

/* ---- records ---- */

/* The first name of the object that a text begins with, with its quotation marks; absent when there is none. */
static struct str first_name(struct str object)
{
    size_t at = 1;
    while (at < object.len && at <= JSON_SPACE_LEN && json_is_space(object.ptr[at]))
        at++;
    if (at >= object.len || object.ptr[0] != '{' || object.ptr[at] != '"')
        return (struct str){NULL, 0};
    size_t max = object.len - at < JSON_NAME_LEN ? object.len - at : JSON_NAME_LEN;
    const char *name = object.ptr + at, *end = memchr(name + 1, '"', max - 1);
    return (struct str){name, end ? (size_t)(end - name) + 1 : max};
}

/* Bytes before the place in its line. */
static uint64_t column_of(const struct json_window *w)
{
    return w->bytes.base + w->bytes.at - w->bytes.line_start;
}

void json_window_note_record(struct json_window *w, struct str record)
{
    if (w->first_name.len)
        return;
    buf_append_str(&w->first_name, first_name(record));
    w->in_own_line = w->line_blank;
    w->column = column_of(w);
}

/* Whether a record may begin at the place, behind the character `before`. */
static bool may_begin(const struct json_window *w, char before)
{
    struct str name = first_name(json_window_rest(w, 0));
    if (!name.len || !(w->line_blank || strchr(w->named ? ":,[]}" : ",[]}", before)))
        return false;
    if (!w->first_name.len)
        return true;
    if (w->in_own_line && (!w->line_blank || column_of(w) != w->column))
        return false;
    return str_equal(name, buf_str(&w->first_name));
}

/* The last character of a text that is no white space, or `otherwise`. */
static char last_of(struct str text, char otherwise)
{
    text = str_trim(text);
    return text.len ? text.ptr[text.len - 1] : otherwise;
}

enum status json_window_find_record(struct json_window *w, struct err *err)
{
    for (char before = ',';;) {
        struct str text = json_window_rest(w, 0);
        const char *brace = text.len ? memchr(text.ptr, '{', text.len) : NULL;
        size_t len = brace ? (size_t)(brace - text.ptr) : text.len;
        before = last_of((struct str){text.ptr, len}, before);
        json_window_pass(w, len);
        if (text.len - len < AHEAD && !w->bytes.ended) {
            enum status s = window_fill(&w->bytes, err);
            if (s)
                return s;
            continue;
        }
        if (!brace || may_begin(w, before))
            return S_OK;
        before = '{';
        json_window_pass(w, 1);
    }
}
