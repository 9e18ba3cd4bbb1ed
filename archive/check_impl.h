/* The inside of archive_check: check.c (what the archive consists of), check_segment.c (checksums, documents),
 * check_ids.c, check_terms.c (dictionary, postings), check_live.c.
 *
 * What looks at one thing returns S_CORRUPT with a text at its first damage, and check_judge makes a line of it; so one
 * fault does not become a line for each document that it touches. */
#ifndef DATELINE_ARCHIVE_CHECK_IMPL_H
#define DATELINE_ARCHIVE_CHECK_IMPL_H

#include "archive/archive_impl.h"
#include "archive/document.h"

struct check {
    const struct archive_checking *to;
    struct archive_checked *out;
    const char *archive;
    struct manifest manifest;
    struct language language;
    bool same_analyzer;        /* as the archive was made with: words may be analyzed again and compared */
    struct document *document; /* inverts */
    uint64_t done;             /* bytes of the files that are done with */
    bool holding;              /* damage is kept until it is known that no writer came in between */
    struct buf held;           /* texts, each ended by a NUL */
    uint64_t held_count;       /* of them */
};

/* Makes a line of an S_CORRUPT, which is then S_OK; other statuses pass. */
enum status check_judge(struct check *c, enum status status, const struct err *err);
/* Says how far it is: `done` of `total` steps in a file of `bytes`. */
void check_progress(const struct check *c, const char *path, uint64_t bytes, uint64_t done, uint64_t total);

/* S_CORRUPT with the segment, the section and what is wrong there. */
enum status check_wrong(const struct segment *s, enum segment_section section, struct err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Postings are compared by a sum for each document of the hashes of its (term, frequency, positions): in whatever order
 * they come, and in 8 bytes a document. */
uint64_t check_hash_posting(struct str term, uint32_t frequency, const uint32_t *positions, size_t count);

/* Checks a segment that was opened without verifying its pages; *whole says whether nothing was found. */
enum status check_segment(struct check *c, struct segment *s, bool *whole, struct err *err);
/* The part of it that concerns ids (check_ids.c); its sections are whole. */
enum status check_ids(struct segment *s, struct err *err);
/* The part of it that concerns terms; its sections are whole. `sum`, by document, is that of the articles' postings,
 * and those that are found are taken off; NULL: they are not known. */
enum status check_terms(struct check *c, struct segment *s, uint64_t *sum, struct err *err);

/* Checks the live store; `store` is it, opened, and `path` its directory. S_STALE: a writer came in between. */
enum status check_live(struct check *c, struct store *store, const char *path, struct err *err);

#endif
