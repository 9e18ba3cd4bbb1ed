/* Answers in gzip, for clients that take it. */
#ifndef DATELINE_SERVER_ENCODING_H
#define DATELINE_SERVER_ENCODING_H

#include <stdbool.h>

#include "core/buf.h"

enum {
    ENCODING_WORTHWHILE = 2048, /* bytes; shorter answers gain less than a packet */
    ENCODING_LEVEL = 1          /* a seventh of the time of a search for 6 KB; higher ones cost more than they save */
};

/* Whether an Accept-Encoding field takes gzip: `gzip, br`, `gzip;q=0.5`, `*`, but not `gzip;q=0`. */
bool encoding_takes_gzip(struct str field);

struct encoder;
/* One thread's. NULL: no memory. */
struct encoder *encoder_new(void);
/* Accepts NULL. */
void encoder_free(struct encoder *e);
/* Compresses a text in place; false leaves it as it was, for want of memory or because it would not be shorter. */
bool encoder_gzip(struct encoder *e, struct buf *text);

#endif
