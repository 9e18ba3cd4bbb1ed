/* A source of JSON as a window that goes forward over its bytes: values are measured in it, records are found in it
 * again behind damage. Inner header of indexer/json.c.
 *
 * What is behind the window's place is gone; what is before it is held as far as it has been measured, so each measure
 * has a limit. */
#ifndef DATELINE_INDEXER_JSON_WINDOW_H
#define DATELINE_INDEXER_JSON_WINDOW_H

#include "indexer/charset_in.h"
#include "indexer/json_scan.h"
#include "indexer/window.h"

enum {
    JSON_NAME_LEN = 64,   /* bytes of a first name that are compared */
    JSON_SPACE_LEN = 256, /* bytes of white space between a brace and its first name, for it to be found */
};

struct json_window {
    struct charset_in in;
    struct window bytes; /* its first byte that was not passed is the place */
    bool line_blank;     /* nothing but white space stands in the place's line before it */
    /* How records begin: with which name, and where in a line. */
    struct buf first_name; /* with its quotation marks; empty while it is not known */
    bool in_own_line;      /* they begin lines */
    uint64_t column;       /* then: bytes before them */
    bool named;            /* they are members of an object */
};

/* How a pass over a value went: to its end or to elements, to damage, to the end of the source, past the limit; or the
 * source failed. */
enum json_extent { JSON_WHOLE, JSON_BROKEN, JSON_DEEP, JSON_CUT, JSON_LONG, JSON_FAILED };

void json_window_init(struct json_window *w, struct source *source);
void json_window_release(struct json_window *w);
struct place json_window_place(const struct json_window *w);
/* What is held from `from` bytes behind the place on. Borrowed until the window moves or measures. */
struct str json_window_rest(const struct json_window *w, size_t from);
/* Moves the place forward over bytes that are held. */
void json_window_pass(struct json_window *w, size_t len);
/* Passes white space; false at the end of the source or its failure. */
bool json_window_pass_space(struct json_window *w, enum status *status, struct err *err);
/* Goes on with a scan `from` bytes behind the place; *len is how far it came. Past `max` it stops when it can. */
enum json_extent json_window_measure(struct json_window *w, struct json_scan *scan, size_t from, size_t max,
                                     size_t *len, enum status *status, struct err *err);
/* Goes on with a scan at the place, which moves with it, over any length. */
enum json_extent json_window_pass_value(struct json_window *w, struct json_scan *scan, enum status *status,
                                        struct err *err);
/* Whether an object is the next element, behind one that ends *from bytes behind the place; *from goes on to it, but no
 * further than `max` when it can. */
bool json_window_next_object(struct json_window *w, size_t *from, size_t max, enum status *status, struct err *err);
/* Keeps how the record at the place begins, when it is the first. */
void json_window_note_record(struct json_window *w, struct str record);
/* Passes what stands before the next object that begins as noted; to the end of the source when there is none. */
enum status json_window_find_record(struct json_window *w, struct err *err);

#endif
