/* HTTP responses as archives of the web keep them: the head, and the body without its codings (RFC 9110, RFC 9112).
 * Inner header of indexer/.
 *
 * Crawlers often store a body decoded and leave the fields that say otherwise, so that a body that does not begin as
 * its coding would is taken as it is. */
#ifndef DATELINE_INDEXER_HTTP_MESSAGE_H
#define DATELINE_INDEXER_HTTP_MESSAGE_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

enum {
    HEAD_BYTES_MAX = 64 << 10, /* of a head, that of a WARC record too */
    HTTP_RATIO_MAX = 250       /* that a body may grow by when it is inflated, past the first MiB */
};

/* Lines up to an empty one: the bytes with it, or 0 when it is not there. */
size_t head_length(struct str bytes);
/* The value of the first field of that name, in any case, without white space around it; absent when there is none. A
 * folded value ends at its first line. */
struct str head_field(struct str head, const char *name);

struct http_head {
    int status;           /* 100 to 999 */
    struct str type;      /* Content-Type, or absent */
    struct str codings;   /* Content-Encoding */
    struct str transfers; /* Transfer-Encoding */
    size_t len;           /* bytes up to the body */
};

/* Reads the head at the start of a message; false when there is none that is whole. */
bool http_head_parse(struct str message, struct http_head *out);

enum http_fault { HTTP_NO_FAULT, HTTP_TOO_LONG, HTTP_OTHER_CODING, HTTP_BROKEN };

/* The body without chunks and content coding (gzip, deflate), at most `max` bytes; borrowed from `body` or from the two
 * buffers. *fault tells why there is none. A body that was cut gives what came before. S_NOMEM. */
enum status http_decode(const struct http_head *head, struct str body, size_t max, struct buf scratch[2],
                        struct str *out, enum http_fault *fault, struct err *err);

#endif
