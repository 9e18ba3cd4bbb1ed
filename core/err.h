/* Status and error, the one vocabulary of failure.
 *
 * A function that can fail returns an enum status and, when it is not S_OK, leaves one line of text for a person in
 * the caller's struct err. The status says what the caller can do; the text names the place (file, line, offset,
 * parameter). `err` may be NULL when nobody will read the text. The lowest error goes up unchanged: a caller that adds
 * nothing passes its own `err` down. Nothing here is global, so threads need no care. Printing and exit codes are
 * decided in cli/ alone. */
#ifndef DATELINE_CORE_ERR_H
#define DATELINE_CORE_ERR_H

#ifdef __cplusplus
extern "C" {
#endif

enum status {
    S_OK = 0,
    S_USAGE,       /* a parameter, an option or an argument is wrong; the text names it */
    S_NOT_FOUND,   /* what was asked for is not there */
    S_IO,          /* the operating system refused: read, write, permission */
    S_FULL,        /* it has no space for what is to be written; make some, and try again */
    S_CORRUPT,     /* stored bytes are damaged */
    S_LOCKED,      /* another writer holds the archive; try again later */
    S_VERSION,     /* the archive was made by an incompatible version */
    S_STALE,       /* a reader's snapshot is gone: reopen and run the request again whole */
    S_INPUT,       /* one piece of input (a record, a file) is bad: count it, skip it, go on */
    S_LIMIT,       /* a documented limit was reached */
    S_NOMEM,       /* out of memory */
    S_TIMEOUT,     /* the time for it is over */
    S_INTERRUPTED, /* the user asked to stop */
    S_INTERNAL,    /* a fault of ours */
};

/* Bytes of error text, terminator included; a longer text is cut. */
enum { ERR_TEXT_MAX = 512 };

struct err {
    char text[ERR_TEXT_MAX]; /* UTF-8, NUL-terminated, no newline at the end */
};

/* Sets err->text (when err is not NULL) and returns `status`, so that a failure is one line:
 *     return err_set(err, S_IO, "cannot open %s: %s", path, strerror(errno)); */
enum status err_set(struct err *err, enum status status, const char *format, ...)
    __attribute__((format(printf, 3, 4), cold));

/* The status of a write that has failed with this errno: S_FULL or S_IO. */
enum status status_of_write(int failure) __attribute__((cold));

/* S_NOMEM with its text. */
enum status err_no_memory(struct err *err) __attribute__((cold));

/* S_TIMEOUT with its text. */
enum status err_timeout(struct err *err) __attribute__((cold));

/* Returns the name of a status for reports and tests: "ok", "usage", "not found", ... Never NULL. */
const char *status_name(enum status status);

#ifdef __cplusplus
}
#endif
#endif
