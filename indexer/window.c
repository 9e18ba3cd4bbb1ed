#include "indexer/window.h"

#include <string.h>

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
    enum status s = source_read(w->source, &w->data, err);
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

static uint64_t count_newlines(struct str text)
{
    uint64_t lines = 0;
    const char *end = text.ptr + text.len;
    for (const char *at = text.ptr; (at = memchr(at, '\n', (size_t)(end - at))); at++)
        lines++;
    return lines;
}

void window_pass(struct window *w, size_t len)
{
    struct str rest = window_rest(w);
    w->lines += count_newlines((struct str){rest.ptr, len});
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
