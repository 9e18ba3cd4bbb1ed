/* The inside of a store: what each kind of store does for the calls of store.h, which say what these mean. Inner header
 * of archive/. */
#ifndef DATELINE_ARCHIVE_STORE_KIND_H
#define DATELINE_ARCHIVE_STORE_KIND_H

#include "archive/deadline.h"
#include "archive/store.h"

struct store_terms_kind {
    enum status (*next)(struct store_terms *t, bool *more, struct str *term, uint32_t *document_count, struct err *err);
    enum status (*find)(struct store_terms *t, struct terms_guide *guide, bool *more, struct str *term,
                        uint32_t *document_count, struct err *err);
    struct term_place (*place)(const struct store_terms *t); /* NULL: it is never known */
    void (*close)(struct store_terms *t);
};

/* The first member of every kind's walk over its terms. */
struct store_terms {
    const struct store_terms_kind *kind;
    struct deadline *deadline; /* NULL: none */
};

struct store_kind {
    void (*counts)(const struct store *s, struct store_counts *out);
    enum status (*dates)(struct store *s, const int64_t **out, struct err *err);
    /* NULL: the documents do not stand in the order of their dates */
    enum status (*first_before)(struct store *s, int64_t date, uint32_t from, uint32_t *document, struct err *err);
    enum status (*lengths)(struct store *s, const uint32_t *document, size_t count, uint32_t *out, struct err *err);
    enum status (*date)(struct store *s, uint32_t document, int64_t *out, struct err *err);
    enum status (*headline_lengths)(struct store *s, const uint32_t *document, size_t count, uint32_t *out,
                                    struct err *err);
    enum status (*text)(struct store *s, uint32_t document, uint64_t *out, struct err *err);
    enum status (*id)(struct store *s, uint32_t document, struct buf *out, struct err *err);
    enum status (*find)(struct store *s, struct str id, uint32_t *document, struct err *err);
    enum status (*article)(struct store *s, uint32_t document, struct article *out, struct err *err);
    enum status (*cursor)(struct store *s, struct str term, struct cursor **out, struct err *err);
    /* A place that is known; NULL: none is */
    enum status (*cursor_at)(struct store *s, const struct term_place *place, struct cursor **out, struct err *err);
    enum status (*terms_open)(struct store *s, struct str prefix, struct store_terms **out, struct err *err);
    enum status (*endings_open)(struct store *s, struct str ending, struct store_terms **out, struct err *err);
    enum status (*word_filter)(struct store *s, struct word_filter *out, struct err *err);
    void (*close)(struct store *s);
};

/* The first member of every kind of store. */
struct store {
    const struct store_kind *kind;
    struct deadline *deadline;                /* of the reader; NULL: none */
    struct store_values *values[FIELD_COUNT]; /* columns, NULL until they are asked for */
    uint8_t values_asked[FIELD_COUNT];
};

void store_values_release(struct store *s);
/* Accepts NULL. */
void store_close(struct store *s);

#endif
