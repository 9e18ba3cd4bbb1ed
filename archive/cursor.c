#include "archive/cursor.h"

#include <stdlib.h>

void cursor_close(struct cursor *c)
{
    if (!c)
        return;
    c->source->close(c);
    free(c);
}

enum status cursor_refill(struct cursor *c, uint32_t target, struct err *err)
{
    if (c->document == CURSOR_END)
        return S_OK;
    enum status s = c->source->fill(c, target, err);
    if (s)
        c->count = 0;
    c->at = 0;
    c->document = c->count ? c->documents[0] : CURSOR_END;
    return s;
}

enum status cursor_positions(struct cursor *c, struct u32_array *out, struct err *err)
{
    return c->source->positions(c, c->document, out, err);
}
