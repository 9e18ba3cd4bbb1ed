/* One mail -> an article, with GMime's decoders. Inner header of indexer/.
 *
 *     Message-ID        id                     From              byline: the name, or else the address
 *     Subject           headline               List-Id           source: what stands in <>; else first of Newsgroups
 *     Date              published              Keywords          tags
 *     Received          recorded: the last     Content-Language  lang
 *     Archived-At       url
 *
 * The body is the first part of text/plain with something in it, or else of text/html; attachments are left out. That
 * of a digest (RFC 2046, 5.1.5), and of a mail without a text of its own, is those of the messages in it, one behind
 * the other. Transfer encodings and encoded words (RFC 2047) are decoded; charsets go through indexer/charset.h. Limits
 * of parts and values: mime_part.h.
 *
 * A page that a browser saved as a mail (MHTML, RFC 2557) is read as a page (indexer/html.h): its address is id and
 * url, Date is when it was recorded, and Subject the headline where the page has none. It is told by
 * Snapshot-Content-Location, or by a "Saved by" in From. */
#ifndef DATELINE_INDEXER_MAIL_MESSAGE_H
#define DATELINE_INDEXER_MAIL_MESSAGE_H

#include "core/article.h"
#include "core/err.h"

enum {
    MAIL_BYTES_MAX = 16 << 20, /* of a message; longer ones are refused by those who call */
    MAIL_HEAD_MAX = 256 << 10  /* bytes of its head; so are these */
};

struct mail;

/* What reads messages, one after the other; it keeps its memory between them. */
enum status mail_new(struct mail **out, struct err *err);
void mail_free(struct mail *m);
/* Reads a message into an empty article; one without a text leaves the body absent. `escaped`: it lay in a mailbox,
 * where "From " at the start of a line is written ">From ". *recorded: when it was received, or none. S_NOMEM. */
enum status mail_read(struct mail *m, struct str bytes, bool escaped, struct article *article, struct date *recorded,
                      struct err *err);

#endif
