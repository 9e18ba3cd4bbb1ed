#include "query/value_text.h"

#include <string.h>

#include "query/filters.h"

/* The article that is to tell: the newest so far. */
struct newest {
    struct store *store;
    uint32_t document;
    int64_t date;
    struct buf id;
};

static enum status compare_article(struct newest *n, struct store *store, uint32_t document, struct err *err)
{
    int64_t date;
    struct buf id = {0};
    enum status s = store_date(store, document, &date, err);
    if (s || (n->store && date < n->date))
        return s;
    s = store_id(store, document, &id, err);
    if (!s && (!n->store || date > n->date || str_compare(buf_str(&id), buf_str(&n->id)) < 0)) {
        buf_release(&n->id);
        *n = (struct newest){store, document, date, id};
        return S_OK;
    }
    buf_release(&id);
    return s;
}

/* Looks through the articles of a value: where documents go by date the first is the newest. */
static enum status find_newest(const struct store_matches *m, struct str term, struct newest *n, struct err *err)
{
    struct cursor *c = NULL;
    bool done = m->count == 0;
    enum status s = store_cursor(m->store, term, &c, err);
    if (!s)
        s = cursor_seek(c, 1, err);
    while (!s && !done && c->document != CURSOR_END) {
        if (matches_has(m, c->document)) {
            s = compare_article(n, m->store, c->document, err);
            done = store_in_order(m->store);
        }
        if (!s)
            s = cursor_seek(c, c->document + 1, err);
    }
    cursor_close(c);
    return s;
}

enum status value_text_in(const struct article *article, enum field field, struct str term, struct arena *arena,
                          struct str *out, struct err *err)
{
    size_t prefix = strlen(schema[field].prefix);
    struct buf other = {0};
    struct str value, found = {term.ptr + prefix, term.len - prefix};
    bool same = false;
    for (size_t at = 0; !same && article_next_value(article, field, &at, &value);) {
        buf_reset(&other);
        filter_term(field, value, &other);
        same = str_equal(buf_str(&other), term);
        found = same ? value : found;
    }
    *out = arena_copy(arena, found);
    enum status s = out->ptr ? buf_status(&other, err) : err_no_memory(err);
    buf_release(&other);
    return s;
}

enum status value_text(const struct matches *matches, enum field field, struct str term, struct arena *arena,
                       struct str *out, struct err *err)
{
    struct newest n = {0};
    struct article article = {0};
    enum status s = S_OK;
    for (size_t i = 0; !s && i < matches->stores; i++)
        s = find_newest(&matches->of[i], term, &n, err);
    if (!s && n.store)
        s = store_article(n.store, n.document, &article, err);
    if (!s)
        s = value_text_in(&article, field, term, arena, out, err);
    article_release(&article);
    buf_release(&n.id);
    return s;
}
