/* A place in hits that are in the order of their dates, as text: `newest:872899200:wire-17`. The text is the order, the
 * date in seconds since 1970 or `none`, and the id, in which every byte but letters, digits and - . _ ~ is written as
 * %XX. It stays good when articles come and go. Inner header of query/. */
#ifndef DATELINE_QUERY_DATE_CURSOR_H
#define DATELINE_QUERY_DATE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/store.h"
#include "query/params.h"

struct date_cursor {
    enum order_by order;
    int64_t date; /* STORE_UNDATED: none */
    struct buf id;
};

/* Appends the text of a cursor behind an article. */
void date_cursor_write(enum order_by order, int64_t date, struct str id, struct buf *out);
/* False, with nothing to release, when the text is no cursor. */
bool date_cursor_read(struct str text, struct date_cursor *out);
void date_cursor_release(struct date_cursor *c);

#endif
