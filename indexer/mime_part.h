/* The parts of a mail (RFC 2045, RFC 2046): heads, bodies, and parts in parts. Inner header of indexer/.
 *
 *     for (mime_walk_begin(&walk, message); mime_walk_next(&walk, &part);)
 *         if (mime_part_is(&part, "text/plain")) ...
 *
 * The walk is ours, over the bytes in place: GMime's parser makes objects of all parts and fields, which takes
 * gigabytes for a hostile message, and follows nested groups of addresses down to the end of the stack. Its decoders
 * are used, on values that are bounded by MIME_VALUE_MAX: GLib ends the program when memory runs out. */
#ifndef DATELINE_INDEXER_MIME_PART_H
#define DATELINE_INDEXER_MIME_PART_H

#include <stdbool.h>

#include "core/buf.h"
#include "core/err.h"

enum {
    MIME_VALUE_MAX = 8 << 10, /* bytes of a field that are looked at */
    MIME_TYPE_MAX = 64,       /* bytes of a media type or the name of a charset */
    MIME_BOUNDARY_MAX = 200,  /* bytes; RFC 2046 allows 70 */
    MIME_DEPTH_MAX = 32,      /* parts in parts; deeper ones are passed over */
    MIME_PARTS_MAX = 1000     /* of a message; further ones are passed over */
};

/* Finds the first field of that name and appends its value, unfolded, trimmed and cut at MIME_VALUE_MAX. False when it
 * is absent or empty. */
bool mime_field(struct str head, const char *name, struct buf *out);

struct mime_part {
    struct str head, body;
    char type[MIME_TYPE_MAX];    /* in small letters; text/plain when the head names none */
    char charset[MIME_TYPE_MAX]; /* "" when it is not declared */
    char boundary[MIME_BOUNDARY_MAX + 1];
    bool declared;             /* the head names a type */
    bool attached;             /* meant as an attachment */
    bool flowed, delete_space; /* format=flowed, delsp=yes (RFC 3676) */
};

/* Takes a message or a part apart. S_NOMEM. */
enum status mime_part_read(struct str bytes, struct mime_part *out, struct err *err);
/* The body without its transfer encoding: borrowed from the part or from scratch. S_NOMEM. */
enum status mime_part_decode(const struct mime_part *part, struct buf *scratch, struct str *out, struct err *err);
/* Decodes base64; what is none is passed over. S_NOMEM; what late_mime (indexer/late.h) says. */
enum status mime_base64_decode(struct str text, struct buf *out, struct err *err);

struct mime_walk {
    struct {
        struct str rest;
        char boundary[MIME_BOUNDARY_MAX + 1]; /* "": the rest is a message */
        bool digest;                          /* parts that name no type are messages */
    } level[MIME_DEPTH_MAX];
    int depth, parts;
    bool inside;        /* messages in the message are walked through as well */
    int messages;       /* of those, begun */
    struct str whole;   /* a message that is a single part, which comes first */
    enum status status; /* S_OK, or S_NOMEM when memory ended the walk */
};

void mime_walk_begin(struct mime_walk *w, struct str message, bool inside);
/* The next part that is not made of parts, in order. */
bool mime_walk_next(struct mime_walk *w, struct mime_part *part);

#endif
