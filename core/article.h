/* The article: one news item as a set of fields and a date.
 *
 * Values are clean UTF-8 (readers repair before they set). The article owns its bytes; article_get borrows from it
 * until the next change. A field of several values (tags) holds them separated by ARTICLE_SEPARATOR. */
#ifndef DATELINE_CORE_ARTICLE_H
#define DATELINE_CORE_ARTICLE_H

#include "core/buf.h"
#include "core/date.h"
#include "core/schema.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { ARTICLE_SEPARATOR = '\n' };

/* Where the date of an article was found. The numbers are written into archives. */
enum date_origin {
    DATE_FROM_METADATA, /* in a field of the record that is meant for it */
    DATE_FROM_JSON_LD,  /* in the data about the article that its page holds */
    DATE_FROM_DATELINE, /* before the first sentence */
    DATE_FROM_URL,      /* in the path of its address */
    DATE_FROM_RECORD,   /* when the record was made: the article was fetched or sent then */
    DATE_FROM_FILE,     /* the file's modification time */
    DATE_ORIGIN_COUNT
};

struct article {
    struct buf text; /* all values, one behind the other */
    struct {
        size_t start, len; /* in text; len 0: absent */
    } field[FIELD_COUNT];
    struct date published;
    enum date_origin date_origin;
};

void article_release(struct article *a);
/* Empties the article and keeps its memory. */
void article_reset(struct article *a);
/* Sets a field, replacing what it held. The value is copied and must not be borrowed from this article. Failure is
 * sticky in a->text. */
void article_set(struct article *a, enum field field, struct str value);
/* Adds a value to a field of several values (a separator inside the value becomes a space, a blank value is passed
 * over); on others sets it. */
void article_add(struct article *a, enum field field, struct str value);
/* The value, or the absent str. */
struct str article_get(const struct article *a, enum field field);
/* "metadata", "json-ld", "dateline", ... Never NULL. */
const char *date_origin_name(enum date_origin origin);
/* Sets the fields that follow from others: the host from the address. */
void article_derive(struct article *a);
/* Walks the values of a field: *at starts at 0; false at the end. A field of one value gives that one. */
bool article_next_value(const struct article *a, enum field field, size_t *at, struct str *value);

#ifdef __cplusplus
}
#endif
#endif
