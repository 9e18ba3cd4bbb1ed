/* The vocabularies that the elements of a feed are from, told by their namespaces. Inner header of indexer/; a part of
 * the reader of feeds. */
#ifndef DATELINE_INDEXER_FEED_SPACE_H
#define DATELINE_INDEXER_FEED_SPACE_H

#include "core/buf.h"

/* As bits. */
enum feed_space {
    SPACE_FEED = 1,    /* RSS, Atom; none, or that of the root, whatever it is */
    SPACE_DC = 2,      /* Dublin Core */
    SPACE_CONTENT = 4, /* the content module of RSS 1.0 */
    SPACE_XHTML = 8,
    SPACE_OTHER = 16,
    SPACE_WORDPRESS = 32, /* of its exports, without that of excerpts */
    SPACE_BLOGGER = 64,   /* likewise */
    SPACE_APP = 128,      /* of publishing by Atom, RFC 5023 */
    SPACE_FEEDBURNER = 256,
    SPACE_ITUNES = 512, /* of podcasts */
    SPACE_MEDIA = 1024  /* Media RSS */
};

/* By a namespace's URI, or the usual prefix where that is not declared. */
enum feed_space feed_space_of(struct str uri, struct str root);

#endif
