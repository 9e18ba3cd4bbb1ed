/* The inverter: articles -> a segment. Inner header of archive/.
 *
 *   record -> batch -> a worker: words -> terms with their postings, as compact bytes in an arena; the record deflated
 *          into a spool -> segment: documents put into order, terms sorted, their postings put into blocks
 *
 * One thread hands in records; with two jobs or more the workers are threads of their own. What a segment holds depends
 * on the records and their order alone, not on the number of workers. */
#ifndef DATELINE_ARCHIVE_INVERTER_H
#define DATELINE_ARCHIVE_INVERTER_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/segment_format.h"
#include "core/buf.h"
#include "core/err.h"

struct inverter;

struct inverter_options {
    const char *path; /* of the segment to be: its directory takes the spool */
    const char *stemmer;
    bool store_bodies;
    uint64_t memory;       /* bytes: inverter_full says when they are used up */
    unsigned jobs;         /* workers, at least 1 */
    struct str dictionary; /* preset dictionary of the stored records; copied */
};

enum status inverter_open(const struct inverter_options *options, struct inverter **out, struct err *err);
/* Accepts NULL. */
void inverter_close(struct inverter *i);

/* An article: its whole record, what is known of it, and the high half of the record's XXH3-128. All is copied. Numbers
 * are given from 1 on in the order of the calls. A failure of a worker may show at a later call. */
struct inverter_article {
    struct str record, id;
    int64_t date; /* STORE_UNDATED: none */
    uint64_t content;
};
enum status inverter_add(struct inverter *i, const struct inverter_article *article, uint32_t *number, struct err *err);
/* Leaves an article that was added out of the segment. */
void inverter_drop(struct inverter *i, uint32_t number);
bool inverter_full(const struct inverter *i);
/* Articles added and not dropped. */
uint32_t inverter_count(const struct inverter *i);
/* Writes the segment to options.path. The inverter is empty afterwards and can only be closed. */
enum status inverter_write(struct inverter *i, struct segment_header *header, struct err *err);

#endif
