/* The parameter half-life: a score loses half of itself with every so many days of age (as Elasticsearch's exponential
 * decay does with decay 0.5, scale the half-life, and offset 0). Inner header of query/.
 *
 *     factor  2^(-age / half-life)      age: whole days from publication to now, never below 0
 *
 * Undated articles have the factor of the archive's oldest article. */
#ifndef DATELINE_QUERY_DECAY_H
#define DATELINE_QUERY_DECAY_H

#include "archive/archive.h"

struct decay {
    double half_life; /* days; 0: scores stay as they are */
    int64_t now, oldest;
};

/* half_life 0 makes a decay that changes nothing. */
enum status decay_begin(struct archive *archive, uint32_t half_life, int64_t now, struct decay *out, struct err *err);
/* The factor of one document. */
enum status decay_factor(const struct decay *d, struct store *store, uint32_t document, double *out, struct err *err);

#endif
