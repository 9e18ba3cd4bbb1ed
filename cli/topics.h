/* Queries out of a file, one after the other: what eval and `search --topics` share. */
#ifndef DATELINE_CLI_TOPICS_H
#define DATELINE_CLI_TOPICS_H

#include "archive/archive.h"
#include "query/evaluation.h"
#include "query/params.h"

enum {
    TOPICS_DEPTH = 1000,         /* articles of a topic, as TREC's runs have */
    TOPICS_BYTES_MAX = 256 << 20 /* of topics or judgements */
};

#define RUN_TAG "dateline" /* the name of a run that was given none */

/* What was found for a topic, best first. */
struct found {
    struct buf bytes; /* of the ids */
    struct str id[TOPICS_DEPTH];
    size_t count;
};

/* Searches for the words of a topic, which are words whatever they are; the other parameters say how, and how many. A
 * snapshot that is lost to a writer is renewed. */
enum status topic_search(const struct params *params, struct archive *archive, const struct topic *topic,
                         struct found *out, struct err *err);
/* Writes a run of all topics of a file to standard output as trec_eval reads it: `topic Q0 article rank score tag`. It
 * sorts by the score, so that counts down. *count says how many topics there are. */
enum status topics_run(const char *path, const struct params *params, struct archive *archive, const char *tag,
                       size_t *count, struct err *err);
#endif
