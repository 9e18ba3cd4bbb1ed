/* The best K candidates of a search by relevance, over all stores, in a bounded heap. */
#ifndef DATELINE_QUERY_COLLECT_H
#define DATELINE_QUERY_COLLECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "archive/archive.h"
#include "query/params.h"

struct candidate {
    double score;
    int64_t date; /* only in the order of dates (by_date.h): by relevance it is looked up where scores are equal */
    uint32_t document, store;
    uint32_t others; /* articles with its text that it stands for, when these are collapsed */
    uint32_t index;  /* where it stood among others, for whoever asks the collector for the best of them */
};

struct collector {
    struct archive *archive; /* borrowed: dates and ids settle ties */
    size_t capacity, count;
    struct candidate *best; /* once it is full a heap with the worst on top, until collector_sort */
    enum status status;     /* sticky: a date or an id could not be read */
    struct err *err;
    struct buf id[2]; /* of two that are compared */
};

enum status collector_init(struct collector *c, struct archive *archive, size_t capacity, struct err *err);
void collector_release(struct collector *c);
/* Whether a candidate may be kept, by what it carries; a tie counts as yes. */
bool collector_wants(const struct collector *c, const struct candidate *candidate);
void collector_add(struct collector *c, const struct candidate *candidate);
/* Sorts what was kept, best first; nothing is added any more. Returns the sticky status. */
enum status collector_sort(struct collector *c);
/* Less than 0 when `a` comes before `b`. A failure to read an id is left in the sticky status. */
int collector_compare(struct collector *c, const struct candidate *a, const struct candidate *b);

#endif
