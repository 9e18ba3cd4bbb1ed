#include "query/collapse.h"

#include <stdlib.h>

#include "query/collect.h"

/* The match that stays for a text; a text of 0 is a free slot. */
struct kept {
    uint64_t text;
    uint32_t document, store;
    uint32_t others;
};

struct collapse {
    struct kept *slot; /* open addressing; a power of two of them, at most half full */
    size_t slots, count;
};

enum { FIRST_SLOTS = 1024 };

/* A text is a hash already. */
static struct kept *find_slot(const struct collapse *c, uint64_t text)
{
    size_t at = (size_t)text & (c->slots - 1);
    while (c->slot[at].text && c->slot[at].text != text)
        at = (at + 1) & (c->slots - 1);
    return &c->slot[at];
}

static enum status grow(struct collapse *c, struct err *err)
{
    struct collapse grown = {.slots = c->slots ? 2 * c->slots : FIRST_SLOTS, .count = c->count};
    grown.slot = calloc(grown.slots, sizeof *grown.slot);
    if (!grown.slot)
        return err_no_memory(err);
    for (size_t i = 0; i < c->slots; i++)
        if (c->slot[i].text)
            *find_slot(&grown, c->slot[i].text) = c->slot[i];
    free(c->slot);
    *c = grown;
    return S_OK;
}

static void take_out(struct matches *m, uint32_t store, uint32_t document)
{
    struct store_matches *of = &m->of[store];
    of->bits[document / 64] &= ~(UINT64_C(1) << document % 64);
    of->count--;
    m->total--;
}

static enum status take_match(struct collapse *c, struct collector *order, struct matches *m, uint32_t store,
                              uint32_t document, struct err *err)
{
    uint64_t text;
    enum status s = store_text(m->of[store].store, document, &text, err);
    if (!s && 2 * c->count >= c->slots)
        s = grow(c, err);
    if (s || text == 0)
        return s;
    struct kept *kept = find_slot(c, text);
    if (!kept->text) {
        *kept = (struct kept){text, document, store, 0};
        c->count++;
        return S_OK;
    }
    struct candidate before = {.document = kept->document, .store = kept->store},
                     now = {.document = document, .store = store};
    bool comes_first = collector_compare(order, &now, &before) < 0;
    if (comes_first) {
        kept->document = document;
        kept->store = store;
    }
    kept->others++;
    take_out(m, comes_first ? before.store : store, comes_first ? before.document : document);
    return order->status;
}

enum status collapse_texts(struct archive *archive, struct matches *m, struct collapse **out, struct err *err)
{
    struct collector order = {.archive = archive, .err = err}; /* for its order among equals alone */
    struct collapse *c = calloc(1, sizeof *c);
    enum status s = c ? S_OK : err_no_memory(err);
    for (uint32_t store = 0; !s && store < m->stores; store++)
        for (uint32_t d = matches_next(&m->of[store], 1); !s && d != CURSOR_END; d = matches_next(&m->of[store], d + 1))
            s = take_match(c, &order, m, store, d, err);
    collector_release(&order);
    *out = c;
    return s;
}

void collapse_free(struct collapse *c)
{
    if (c)
        free(c->slot);
    free(c);
}

uint32_t collapse_others(const struct collapse *c, uint64_t text)
{
    return text && c->slots ? find_slot(c, text)->others : 0;
}
