#include "archive/cursor.h"

#include <string.h>

#include "archive/deadline.h"

void cursor_close(struct cursor *c)
{
    if (c)
        c->source->close(c);
}

enum status cursor_refill(struct cursor *c, uint32_t target, struct err *err)
{
    if (c->document == CURSOR_END)
        return S_OK;
    if (deadline_passed(c->deadline))
        return err_timeout(err);
    enum status s = S_OK;
    do
        s = c->source->fill(c, target, err);
    while (!s && c->count && c->documents[c->count - 1] < target);
    c->at = 0;
    /* CURSOR_END, whose bytes are all the same */
    memset(c->documents + c->count, 0xff, (CURSOR_BLOCK - c->count) * sizeof *c->documents);
    if (s || c->count == 0) {
        c->count = 0;
        c->document = CURSOR_END;
        return s;
    }
    c->document = c->documents[0];
    return cursor_seek(c, target, err);
}

enum status cursor_load_first(struct cursor *c, struct err *err)
{
    enum status s = c->count ? S_OK : cursor_refill(c, 1, err);
    return s || c->count == 0 ? s : cursor_load_frequency(c, err);
}

enum status cursor_positions(struct cursor *c, struct positions *out, struct err *err)
{
    *out = (struct positions){0};
    if (deadline_passed(c->deadline))
        return err_timeout(err);
    return c->source->positions(c, out, err);
}

enum status cursor_copy_positions(struct cursor *c, struct u32_array *out, struct err *err)
{
    struct positions at;
    out->count = 0;
    enum status s = cursor_positions(c, &at, err);
    if (s)
        return s;
    if (!u32_array_reserve(out, at.count))
        return err_no_memory(err);
    for (uint32_t i = 0; i < at.count; i++)
        out->data[i] = position_at(&at, i);
    out->count = at.count;
    return S_OK;
}

enum status positions_of_array(struct u32_array *array, struct positions *out, struct err *err)
{
    if (!u32_array_reserve(array, POSITIONS_SPARE))
        return err_no_memory(err);
    memset(array->data + array->count, 0xff, POSITIONS_SPARE * sizeof *array->data); /* no position is so great */
    *out = (struct positions){array->data, (uint32_t)array->count, 0};
    return S_OK;
}
