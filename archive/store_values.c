/* Columns of keyword fields, made of the postings of their values. */
#include <stdlib.h>
#include <string.h>

#include "archive/store_kind.h"
#include "core/analyzer.h"

/* What is asked for a field this often is worth its column, which costs as much as some dozens of articles. */
enum { ASKED_WORTHWHILE = 2 };

/* A document that has a value. */
struct pair {
    uint32_t document, value;
};

struct making {
    struct store *store;
    struct store_values *values;
    struct buf terms; /* one behind the other */
    struct u32_array term_end;
    struct pair *pair;
    size_t pairs, capacity;
};

static void values_free(struct store_values *v)
{
    if (!v)
        return;
    for (uint32_t i = 0; v->text && i < v->count; i++)
        free((char *)(uintptr_t)v->text[i].ptr);
    free((char *)(uintptr_t)v->bytes);
    free(v->term);
    free(v->newest);
    free(v->start);
    free(v->value);
    free(v->only);
    free(v->text);
    free(v);
}

void store_values_release(struct store *s)
{
    for (unsigned field = 0; field < FIELD_COUNT; field++) {
        values_free(s->values[field]);
        s->values[field] = NULL;
    }
}

static bool add_pair(struct making *m, struct pair pair)
{
    if (m->pairs == m->capacity) {
        size_t capacity = m->capacity ? 2 * m->capacity : 1024;
        struct pair *grown = realloc(m->pair, capacity * sizeof *grown);
        if (!grown)
            return false;
        m->pair = grown;
        m->capacity = capacity;
    }
    m->pair[m->pairs++] = pair;
    return true;
}

/* Notes the documents of a value; a value that none has any more is left out. */
static enum status read_value(struct making *m, struct str term, struct err *err)
{
    struct cursor *c = NULL;
    size_t before = m->pairs;
    bool room = true;
    enum status s = store_cursor(m->store, term, &c, err);
    if (!s)
        s = cursor_seek(c, 1, err);
    for (; !s && room && c->document != CURSOR_END; s = cursor_seek(c, c->documents[c->count - 1] + 1, err))
        for (uint32_t i = c->at; room && i < c->count; i++)
            room = add_pair(m, (struct pair){c->documents[i], (uint32_t)m->term_end.count});
    cursor_close(c);
    if (!s && m->pairs > before) {
        buf_append_str(&m->terms, term);
        room = room && u32_array_append(&m->term_end, (uint32_t)m->terms.len);
    }
    return s || (room && !m->terms.failed) ? s : err_no_memory(err);
}

static enum status read_values(struct making *m, enum field field, struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    bool more = true;
    enum status s = store_terms_open(m->store, str_of(schema[field].prefix), &terms, err);
    while (!s && !(s = store_terms_next(terms, &more, &term, &documents, err)) && more)
        s = read_value(m, term, err);
    store_terms_close(terms);
    return s;
}

/* Puts the pairs in the order of their documents: a counting sort. */
static void sort_pairs(const struct making *m, uint32_t limit)
{
    struct store_values *v = m->values;
    for (size_t i = 0; i < m->pairs; i++)
        v->start[m->pair[i].document + 1]++;
    for (uint32_t d = 0; d < limit; d++)
        v->start[d + 1] += v->start[d];
    for (size_t i = m->pairs; i-- > 0;) { /* the place behind a document's last value is that of the next one's first */
        uint32_t at = --v->start[m->pair[i].document + 1];
        v->value[at] = m->pair[i].value;
    }
    memmove(v->start, v->start + 1, limit * sizeof *v->start);
    v->start[limit] = (uint32_t)m->pairs;
}

static bool has_several(const struct store_values *v, uint32_t limit)
{
    for (uint32_t d = 0; d < limit; d++)
        if (v->start[d + 1] - v->start[d] > 1)
            return true;
    return false;
}

/* Most fields have one value at most: a column of these alone takes a quarter of the room, and one look. */
static enum status lay_out_only(struct store_values *v, uint32_t limit, struct err *err)
{
    if (v->count >= UINT16_MAX || has_several(v, limit))
        return S_OK;
    v->only = calloc((size_t)limit + 1, sizeof *v->only);
    if (!v->only)
        return err_no_memory(err);
    for (uint32_t d = 0; d < limit; d++)
        if (v->start[d + 1] > v->start[d])
            v->only[d] = (uint16_t)(v->value[v->start[d]] + 1);
    free(v->start);
    free(v->value);
    v->start = v->value = NULL;
    return S_OK;
}

/* The document of a value that comes first among equals: the newest, then that of the least id. */
static enum status find_newest(const struct making *m, struct err *err)
{
    struct store_values *v = m->values;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < m->pairs; i++) {
        uint32_t *newest = &v->newest[m->pair[i].value], document = m->pair[i].document;
        bool first = *newest == 0;
        if (!first && !store_in_order(m->store))
            s = store_comes_first(m->store, document, m->store, *newest, &first, err);
        if (first)
            *newest = document;
    }
    return s;
}

static enum status lay_out(struct making *m, struct err *err)
{
    struct store_values *v = m->values;
    struct store_counts counts;
    store_counts(m->store, &counts);
    v->count = (uint32_t)m->term_end.count;
    v->bytes = m->terms.data;
    m->terms = (struct buf){0};
    v->term = calloc(v->count + 1, sizeof *v->term);
    v->text = calloc(v->count + 1, sizeof *v->text);
    v->newest = calloc(v->count + 1, sizeof *v->newest);
    v->start = calloc((size_t)counts.document_limit + 2, sizeof *v->start);
    v->value = malloc((m->pairs + 1) * sizeof *v->value);
    if (!v->term || !v->text || !v->newest || !v->start || !v->value)
        return err_no_memory(err);
    for (uint32_t i = 0, at = 0; i < v->count; at = m->term_end.data[i++])
        v->term[i] = (struct str){v->bytes + at, m->term_end.data[i] - at};
    sort_pairs(m, counts.document_limit);
    enum status s = lay_out_only(v, counts.document_limit, err);
    return s ? s : find_newest(m, err);
}

bool store_values_are_worthwhile(struct store *s, enum field field)
{
    if (s->values[field])
        return true;
    s->values_asked[field] += s->values_asked[field] <= ASKED_WORTHWHILE;
    return s->values_asked[field] > ASKED_WORTHWHILE;
}

enum status store_values(struct store *s, enum field field, const struct store_values **out, struct err *err)
{
    struct making m = {.store = s};
    if (!s->values[field]) {
        m.values = calloc(1, sizeof *m.values);
        enum status status = m.values ? read_values(&m, field, err) : err_no_memory(err);
        if (!status)
            status = lay_out(&m, err);
        free(m.pair);
        buf_release(&m.terms);
        u32_array_release(&m.term_end);
        if (status) {
            values_free(m.values);
            return status;
        }
        s->values[field] = m.values;
    }
    *out = s->values[field];
    return S_OK;
}

/* ---- how a value is written ---- */

struct str article_value_of_term(const struct article *article, enum field field, struct str term)
{
    size_t prefix = strlen(schema[field].prefix);
    struct str asked = {term.ptr + prefix, term.len - prefix}, value;
    struct buf folded = {0};
    bool same = false;
    for (size_t at = 0; !same && article_next_value(article, field, &at, &value);) {
        buf_reset(&folded);
        text_fold(value, TERM_MAX - prefix, &folded);
        same = str_equal(buf_str(&folded), asked);
    }
    buf_release(&folded);
    return same ? value : asked;
}

enum status store_value_text(struct store *s, enum field field, uint32_t value, struct str *out, struct err *err)
{
    struct store_values *v = s->values[field];
    struct article article = {0};
    enum status status = S_OK;
    if (!v->text[value].ptr) {
        status = store_article(s, v->newest[value], &article, err);
        struct str text = status ? (struct str){0} : article_value_of_term(&article, field, v->term[value]);
        char *kept = status ? NULL : malloc(text.len + 1);
        if (kept) {
            memcpy(kept, text.ptr, text.len);
            v->text[value] = (struct str){kept, text.len};
        } else if (!status) {
            status = err_no_memory(err);
        }
        article_release(&article);
    }
    *out = v->text[value];
    return status;
}

enum status store_comes_first(struct store *a, uint32_t document_a, struct store *b, uint32_t document_b, bool *first,
                              struct err *err)
{
    int64_t date_a, date_b;
    struct buf id_a = {0}, id_b = {0};
    enum status s = store_date(a, document_a, &date_a, err);
    if (!s)
        s = store_date(b, document_b, &date_b, err);
    *first = !s && date_a > date_b;
    if (!s && date_a == date_b && !(s = store_id(a, document_a, &id_a, err)) &&
        !(s = store_id(b, document_b, &id_b, err)))
        *first = str_compare(buf_str(&id_a), buf_str(&id_b)) < 0;
    buf_release(&id_a);
    buf_release(&id_b);
    return s;
}
