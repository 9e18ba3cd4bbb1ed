#include "archive/store_kind.h"

void store_close(struct store *s)
{
    if (!s)
        return;
    store_values_release(s);
    s->kind->close(s);
}

void store_counts(const struct store *s, struct store_counts *out)
{
    s->kind->counts(s, out);
}

enum status store_dates(struct store *s, const int64_t **out, struct err *err)
{
    return s->kind->dates(s, out, err);
}

bool store_in_order(const struct store *s)
{
    return s->kind->first_before != NULL;
}

enum status store_date_interval(struct store *s, int64_t from, int64_t to, uint32_t *first, uint32_t *limit,
                                bool *ordered, struct err *err)
{
    struct store_counts counts;
    store_counts(s, &counts);
    *ordered = s->kind->first_before != NULL && counts.hidden == 0;
    if (!*ordered)
        return S_OK;
    *first = 1;
    enum status status = to < INT64_MAX ? s->kind->first_before(s, to + 1, 1, first, err) : S_OK;
    return status ? status : s->kind->first_before(s, from, *first, limit, err);
}

enum status store_first_before(struct store *s, int64_t date, uint32_t from, uint32_t *document, struct err *err)
{
    if (!s->kind->first_before)
        return err_set(err, S_INTERNAL, "the store is not in the order of its dates");
    return s->kind->first_before(s, date, from, document, err);
}

enum status store_lengths(struct store *s, const uint32_t *document, size_t count, uint32_t *out, struct err *err)
{
    return s->kind->lengths(s, document, count, out, err);
}

enum status store_length(struct store *s, uint32_t document, uint32_t *out, struct err *err)
{
    return s->kind->lengths(s, &document, 1, out, err);
}

enum status store_date(struct store *s, uint32_t document, int64_t *out, struct err *err)
{
    return s->kind->date(s, document, out, err);
}

enum status store_headline_lengths(struct store *s, const uint32_t *document, size_t count, uint32_t *out,
                                   struct err *err)
{
    return s->kind->headline_lengths(s, document, count, out, err);
}

enum status store_text(struct store *s, uint32_t document, uint64_t *out, struct err *err)
{
    return s->kind->text(s, document, out, err);
}

enum status store_id(struct store *s, uint32_t document, struct buf *out, struct err *err)
{
    return s->kind->id(s, document, out, err);
}

enum status store_find(struct store *s, struct str id, uint32_t *document, struct err *err)
{
    return s->kind->find(s, id, document, err);
}

enum status store_article(struct store *s, uint32_t document, struct article *out, struct err *err)
{
    return s->kind->article(s, document, out, err);
}

enum status store_cursor_at(struct store *s, struct str term, const struct term_place *place, struct cursor **out,
                            struct err *err)
{
    if (deadline_passed(s->deadline))
        return err_timeout(err);
    bool known = place && place->documents;
    enum status status = known ? s->kind->cursor_at(s, place, out, err) : s->kind->cursor(s, term, out, err);
    if (!status)
        (*out)->deadline = s->deadline;
    return status;
}

enum status store_cursor(struct store *s, struct str term, struct cursor **out, struct err *err)
{
    return store_cursor_at(s, term, NULL, out, err);
}

enum status store_term_documents(struct store *s, struct str term, uint32_t *out, struct err *err)
{
    struct cursor *c = NULL;
    enum status status = store_cursor(s, term, &c, err);
    *out = status ? 0 : c->document_count;
    cursor_close(c);
    return status;
}

enum status store_terms_open(struct store *s, struct str prefix, struct store_terms **out, struct err *err)
{
    enum status status = s->kind->terms_open(s, prefix, out, err);
    if (!status)
        (*out)->deadline = s->deadline;
    return status;
}

bool store_knows_words(const struct store *s)
{
    return s->kind->word_filter;
}

enum status store_endings_open(struct store *s, struct str ending, struct store_terms **out, struct err *err)
{
    enum status status = s->kind->endings_open(s, ending, out, err);
    if (!status)
        (*out)->deadline = s->deadline;
    return status;
}

enum status store_word_filter(struct store *s, struct word_filter *out, struct err *err)
{
    return s->kind->word_filter(s, out, err);
}

enum status store_terms_find(struct store_terms *t, struct terms_guide *guide, bool *more, struct str *term,
                             uint32_t *document_count, struct err *err)
{
    return t->kind->find(t, guide, more, term, document_count, err);
}

struct term_place store_terms_place(const struct store_terms *t)
{
    return t->kind->place ? t->kind->place(t) : (struct term_place){0};
}

void store_terms_close(struct store_terms *t)
{
    if (t)
        t->kind->close(t);
}

enum status store_terms_next(struct store_terms *t, bool *more, struct str *term, uint32_t *document_count,
                             struct err *err)
{
    if (deadline_passed(t->deadline))
        return err_timeout(err);
    return t->kind->next(t, more, term, document_count, err);
}
