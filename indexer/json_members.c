#include "indexer/json_members.h"

#include <string.h>

#include "indexer/reader_impl.h"

enum {
    LOOKED_AT = 64,    /* members before the first that is an object */
    ADDRESS_MAX = 2048 /* bytes */
};

void json_members_release(struct json_members *m)
{
    buf_release(&m->name);
}

/* ---- what stands behind the place ---- */

struct ahead {
    struct json_window *w;
    size_t at; /* bytes behind the place */
    enum status *status;
    struct err *err;
};

/* The next character that is no white space; NUL where there is none. */
static char peek(struct ahead *a)
{
    for (;;) {
        struct str text = json_window_rest(a->w, a->at);
        size_t len = 0;
        while (len < text.len && json_is_space(text.ptr[len]))
            len++;
        a->at += len;
        if (len < text.len)
            return text.ptr[len];
        if (a->w->bytes.ended || a->at > JSON_RECORD_MAX || (*a->status = window_fill(&a->w->bytes, a->err)))
            return '\0';
    }
}

static bool take(struct ahead *a, char c)
{
    bool taken = peek(a) == c;
    a->at += taken;
    return taken;
}

/* Takes a whole value, or none. */
static struct str take_value(struct ahead *a)
{
    struct json_scan scan;
    size_t len;
    json_scan_begin(&scan, false);
    if (!peek(a) || json_window_measure(a->w, &scan, a->at, JSON_RECORD_MAX, &len, a->status, a->err) != JSON_WHOLE)
        return (struct str){NULL, 0};
    struct str value = {json_window_rest(a->w, a->at).ptr, len};
    a->at += len;
    return value;
}

/* Takes a name with its colon, without its quotation marks. */
static bool take_name(struct ahead *a, bool *digit)
{
    struct str name = peek(a) == '"' ? take_value(a) : (struct str){NULL, 0};
    *digit = false;
    for (size_t i = 0; i < name.len; i++)
        *digit |= name.ptr[i] >= '0' && name.ptr[i] <= '9';
    return name.len && take(a, ':');
}

static bool take_article(struct ahead *a, struct json_article *article)
{
    struct err ignored;
    struct str value = peek(a) == '{' ? take_value(a) : (struct str){NULL, 0};
    if (!value.len)
        return false;
    enum status s = json_article_parse(article, value, &ignored);
    if (s && s != S_INPUT)
        *a->status = s;
    return s == S_OK && json_article_resembles(article, JSON_NEEDS_BODY | JSON_NEEDS_TITLE | JSON_NEEDS_TEXT);
}

/* Goes to the first member of the object there that is an object itself. */
static bool find_object(struct ahead *a, bool *digit)
{
    if (!take(a, '{'))
        return false;
    for (int i = 0; i < LOOKED_AT && take_name(a, digit); i++) {
        if (peek(a) == '{')
            return true;
        if (!take_value(a).len || !take(a, ','))
            return false;
    }
    return false;
}

bool json_members_find(struct json_members *m, struct json_window *w, struct json_article *article, enum status *status,
                       struct err *err)
{
    struct ahead a = {w, 0, status, err};
    enum reject reject = article->reader->reject;
    bool digit, other, found = false;
    *status = S_OK;
    m->level = m->depth = 0;
    for (unsigned level = 1; level <= JSON_SCAN_DESCENT && !found && find_object(&a, &digit); level++) {
        struct ahead ahead = a;
        if (take_article(&ahead, article))
            found = digit || (take(&ahead, ',') && take_name(&ahead, &other) && take_article(&ahead, article));
        if (found)
            m->level = level;
    }
    article->reader->reject = reject;
    return found && *status == S_OK;
}

/* ---- names ---- */

enum json_extent json_members_pass_name(struct json_members *m, struct json_window *w, struct json_scan *scan,
                                        enum status *status, struct err *err)
{
    size_t len;
    buf_reset(&m->name);
    json_scan_begin(scan, false);
    enum json_extent extent = json_window_measure(w, scan, 0, JSON_RECORD_MAX, &len, status, err);
    if (extent != JSON_WHOLE)
        return extent == JSON_LONG ? JSON_BROKEN : extent;
    struct str name = {json_window_rest(w, 0).ptr + 1, len - 2};
    if (name.len <= ADDRESS_MAX && str_begins_with(name, str_of("http")) && memmem(name.ptr, name.len, "://", 3) &&
        !memchr(name.ptr, '\\', name.len))
        buf_append_str(&m->name, name);
    json_window_pass(w, len);
    if (!json_window_pass_space(w, status, err))
        return *status ? JSON_FAILED : JSON_CUT;
    if (json_window_rest(w, 0).ptr[0] != ':')
        return JSON_BROKEN;
    json_window_pass(w, 1);
    m->named = true;
    return JSON_WHOLE;
}
