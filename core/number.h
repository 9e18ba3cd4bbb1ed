/* Numbers as people read them: for messages and answers in text. */
#ifndef DATELINE_CORE_NUMBER_H
#define DATELINE_CORE_NUMBER_H

#include <stdint.h>

#include "core/buf.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A count with commas: 12,526. */
void append_count(struct buf *out, uint64_t count);
/* "1 article", "12,526 articles": the noun takes an s. */
void append_counted(struct buf *out, uint64_t count, const char *noun);
/* Bytes: "812 bytes", "36.9 MB". */
void append_size(struct buf *out, uint64_t bytes);

#ifdef __cplusplus
}
#endif
#endif
