/* Files of files: tar and zip, whose members are sources. Inner header of indexer/.
 *
 * Nothing is ever unpacked to the disk: a member's name is a label, whatever it says. Passed over are directories,
 * links and devices, and hidden names, as in a directory. Through libarchive, with these two formats enabled and no
 * filter: what is compressed as a whole has been decompressed by the source, what is compressed inside is a source of
 * its own. A zip on a disk is read by its directory, one from a pipe as its members come. */
#ifndef DATELINE_INDEXER_CONTAINER_H
#define DATELINE_INDEXER_CONTAINER_H

#include <stdbool.h>

#include "indexer/source.h"

enum { CONTAINER_DEPTH_MAX = 2 /* a container in a container: what is in that must be files */ };

/* Whether these first bytes of a source are those of a container. */
bool container_begins(struct str head);

struct container;

/* The source is borrowed until the container is closed. S_INPUT: it is damaged from the start, or an office document,
 * which is made like a zip. */
enum status container_open(struct source *source, struct container **out, struct err *err);
void container_close(struct container *c);
/* The next member, which is the container's until the next call. False at the end; true with a status: S_INPUT or S_IO,
 * a member that cannot be read (encrypted); what ends the container comes with false. */
bool container_next(struct container *c, struct source **member, enum status *status, struct err *err);

#endif
