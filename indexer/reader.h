/* Readers: the bytes of one format -> articles.
 *
 *     while (reader_next(r, &article, &status, &err))
 *         ... status S_OK: an article; S_INPUT: a record that was skipped, err says why and where; go on
 *     after false: S_OK the end of the source, anything else ends the source (S_IO, S_NOMEM; S_INPUT damage such as
 *     broken gzip: the whole articles before it have been given) */
#ifndef DATELINE_INDEXER_READER_H
#define DATELINE_INDEXER_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/article.h"
#include "core/err.h"
#include "indexer/source.h"

enum { READER_TEXT_MAX = 8 << 20 }; /* bytes of an article in one text file */

/* Why a record was not taken; for counting. Names by reject_name. */
enum reject {
    REJECT_NONE,
    REJECT_SYNTAX,     /* broken JSON */
    REJECT_NO_BODY,    /* no body, or nothing but white space in it */
    REJECT_TYPE,       /* a field of the wrong type: a body that is a number */
    REJECT_TOO_LONG,   /* over the limit of a record */
    REJECT_TOO_DEEP,   /* nested past the limit */
    REJECT_BAD_ID,     /* an id that cannot be stored */
    REJECT_NOT_TEXT,   /* a file that is no text: an image, a program */
    REJECT_UNREADABLE, /* a file that cannot be opened or read */
    REJECT_DAMAGED,    /* broken compression: the rest of the file is lost */
    REJECT_MALFORMED,  /* a record that breaks the rules of its format, other than JSON */
    REJECT_OTHER,      /* a record that is no article: a redirect, an image, a request */
    REJECT_LANGUAGE,   /* in a language that was not asked for */
    REJECT_COUNT
};
const char *reject_name(enum reject reject); /* "broken JSON", "no body", ... */

/* Where a record stands. */
struct place {
    uint64_t line;   /* from 1; 0: not counted by lines */
    uint64_t offset; /* bytes from the start of the decompressed source to the record */
};

struct field_map;

/* Reads `--map=headline=title,date=pub_date`: ours=theirs, separated by commas; names of ours from core/schema and
 * "date". NULL or "" gives the aliases of the field table alone; a mapped field has no other names. S_USAGE names the
 * entry. */
enum status field_map_new(const char *text, struct field_map **out, struct err *err);
void field_map_free(struct field_map *m);

struct reader;

struct reader_kind {
    const char *name;     /* for --format */
    const char *suffixes; /* separated by '|' */
    const char *help;
    /* How sure the kind is that these first bytes are its own: 0 no, 1 perhaps, 2 surely. */
    int (*sniff)(struct str head);
    enum status (*open)(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
};

/* The formats, ended by a NULL name. */
extern const struct reader_kind reader_kinds[];
const struct reader_kind *reader_kind_named(const char *format); /* NULL: there is none such */

/* Opens a reader of the named format, or of the one that content, then suffix suggest when `format` is "auto". The
 * source is borrowed until the reader is closed. S_USAGE: no such format; S_INPUT: nothing reads this
 * (REJECT_NOT_TEXT). */
enum status reader_open(struct source *source, const char *format, const struct field_map *map, struct reader **out,
                        struct err *err);
void reader_close(struct reader *r);
bool reader_next(struct reader *r, struct article *article, enum status *status, struct err *err);
const char *reader_format(const struct reader *r); /* the name of its kind */
struct place reader_place(const struct reader *r); /* of the last record */
enum reject reader_reject(const struct reader *r); /* why, after S_INPUT */

#endif
