#include "query/page.h"

#include <stdlib.h>

#include "query/tree.h"

void marked_release(struct marked *m)
{
    buf_release(&m->text);
    free(m->mark);
    *m = (struct marked){0};
}

void marked_reset(struct marked *m)
{
    buf_reset(&m->text);
    m->mark_count = 0;
    m->cut_front = m->cut_back = false;
}

static bool marked_grow(struct marked *m)
{
    size_t capacity = m->mark_capacity ? m->mark_capacity * 2 : 8;
    struct mark *mark = realloc(m->mark, capacity * sizeof *mark);
    if (!mark) {
        m->text.failed = true;
        return false;
    }
    m->mark = mark;
    m->mark_capacity = capacity;
    return true;
}

void marked_add(struct marked *m, size_t start, size_t end)
{
    if (m->mark_count) {
        struct mark *last = &m->mark[m->mark_count - 1];
        if (start < last->end) {
            if (end > last->end)
                last->end = end;
            return;
        }
    }
    if (m->mark_count == m->mark_capacity && !marked_grow(m))
        return;
    m->mark[m->mark_count++] = (struct mark){start, end};
}

size_t marked_find(const struct marked *m, size_t at)
{
    size_t low = 0, high = m->mark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (m->mark[middle].end <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void marked_append(struct marked *m, struct str text, const struct marked *marks, size_t start, size_t end)
{
    size_t before = m->text.len;
    buf_append(&m->text, text.ptr + start, end - start);
    for (size_t i = marked_find(marks, start); i < marks->mark_count && marks->mark[i].start < end; i++) {
        struct mark mark = marks->mark[i];
        size_t from = mark.start > start ? mark.start - start : 0, to = (mark.end < end ? mark.end : end) - start;
        marked_add(m, before + from, before + to);
    }
}

void page_release(struct page *p)
{
    for (size_t i = 0; i < p->count; i++) {
        article_release(&p->hit[i].article);
        marked_release(&p->hit[i].headline);
        marked_release(&p->hit[i].snippet);
    }
    free(p->hit);
    buf_release(&p->parsed);
    buf_release(&p->notes);
    buf_release(&p->suggestion);
    buf_release(&p->next_cursor);
    if (p->arena)
        arena_free(p->arena);
    *p = (struct page){0};
}
