#include "indexer/window.h"

#include <string.h>

#include "indexer/charset_in.h"

void window_release(struct window *w)
{
    buf_release(&w->data);
}

struct str window_rest(const struct window *w)
{
    return w->at < w->data.len ? (struct str){w->data.data + w->at, w->data.len - w->at} : (struct str){"", 0};
}

enum status window_fill(struct window *w, struct err *err)
{
    if (w->at) {
        memmove(w->data.data, w->data.data + w->at, w->data.len - w->at);
        buf_truncate(&w->data, w->data.len - w->at);
        w->base += w->at;
        w->at = 0;
    }
    size_t before = w->data.len;
    enum status s = w->in ? charset_in_read(w->in, &w->data, err) : source_read(w->source, &w->data, err);
    w->ended = !s && w->data.len == before;
    w->failed |= s != S_OK;
    return s;
}

enum status window_need(struct window *w, size_t len, struct err *err)
{
    enum status s = S_OK;
    while (!s && !w->ended && w->data.len - w->at < len)
        s = window_fill(w, err);
    return s;
}

void window_pass(struct window *w, size_t len)
{
    const char *start = window_rest(w).ptr, *end = start + len;
    for (const char *at = start; (at = memchr(at, '\n', (size_t)(end - at))); at++) {
        w->lines++;
        w->line_start = w->base + w->at + (uint64_t)(at - start) + 1;
    }
    w->at += len;
}

enum status window_skip(struct window *w, uint64_t len, uint64_t *passed, struct err *err)
{
    enum status s = S_OK;
    *passed = 0;
    while (!s && *passed < len) {
        size_t there = window_rest(w).len;
        if (there > len - *passed)
            there = (size_t)(len - *passed);
        window_pass(w, there);
        *passed += there;
        if (*passed < len && w->ended)
            break;
        if (*passed < len)
            s = window_fill(w, err);
    }
    return s;
}

enum status window_line(struct window *w, size_t max, struct str *line, struct err *err)
{
    size_t searched = 0;
    for (;;) {
        struct str rest = window_rest(w);
        const char *newline = memchr(rest.ptr + searched, '\n', rest.len - searched);
        size_t len = newline ? (size_t)(newline - rest.ptr) + 1 : rest.len;
        searched = rest.len;
        if (newline || w->ended || len > max) {
            *line = (struct str){rest.ptr, len < max ? len : max};
            return S_OK;
        }
        enum status s = window_fill(w, err);
        if (s)
            return s;
    }
}

struct place window_place(const struct window *w)
{
    return (struct place){w->lines + 1, w->base + w->at};
}
