/* The text of a mail as an article has it. Inner header of indexer/. */
#ifndef DATELINE_INDEXER_MAIL_TEXT_H
#define DATELINE_INDEXER_MAIL_TEXT_H

#include <stdbool.h>

#include "core/buf.h"

struct mail_form {
    bool flowed;       /* format=flowed (RFC 3676): a space at the end of a line goes on with the next */
    bool delete_space; /* DelSp=yes: that space is none of the text */
    bool escaped;      /* ">From " at the start of a line stands for "From ", as in a mailbox */
};

/* Appends the paragraphs of a text (UTF-8), a blank line between them. Flowed lines are joined as they say; others
 * where they look like prose that was wrapped: long, without indent, quote or mark at the start of either. Quoted lines
 * stay as they are. The text ends at the signature, a line that is "-- ". */
void mail_append_text(struct str text, const struct mail_form *form, struct buf *out);

#endif
