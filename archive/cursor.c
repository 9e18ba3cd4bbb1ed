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

enum status cursor_positions(struct cursor *c, struct u32_array *out, struct err *err)
{
    if (deadline_passed(c->deadline))
        return err_timeout(err);
    return c->source->positions(c, c->document, out, err);
}
