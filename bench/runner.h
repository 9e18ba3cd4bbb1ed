/* The warm half of a peer: a process that holds an index open and answers the driver (bench/measure.py), which writes a
 * command a line on standard input:
 *
 *   about   answered by a line of text: the engine's name and version, and what there is to say about this run of it
 *   round   answers every query once; answered by a line of microseconds, one number a query
 *   answers answered by a line of what was found, one word a query: TOTAL or TOTAL:NUMBER,NUMBER,...; not timed
 *
 * The end of input ends the process. Queries come from a file, one a line: CLASS TAB OP TAB WORDS, with OP one of term,
 * and, or, phrase, prefix, fuzzy, and words of ASCII letters with a space between them; every engine translates them
 * itself, within the time that is measured. What is looked for is the ten best hits, unless parameters say otherwise.
 * These follow the words, each a TAB NAME=VALUE as `dateline search` has them, and are asked of those engines alone
 * that know them (bench/engines.py):
 *
 *   source="VALUE", from-date=DAY, to-date=DAY   only these articles
 *   order-by=newest    the ten newest; NUMBERs are their dates, in seconds since 1970
 *   facet=source       no hits; NUMBERs are the counts of the twenty most frequent values
 *   timeline=month     no hits; NUMBERs are the counts of the months that have any, in order
 *   cursor=*           every hit, the newest first, as a line of JSON; the NUMBER is how many bytes these are
 *
 * The programs of the benchmark have no caller to tell of a failure: they print it and exit. */
#ifndef DATELINE_BENCH_RUNNER_H
#define DATELINE_BENCH_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bench_op { BENCH_TERM, BENCH_AND, BENCH_OR, BENCH_PHRASE, BENCH_PREFIX, BENCH_FUZZY };
enum {
    BENCH_HITS = 10,
    BENCH_WORDS_MAX = 8,
    BENCH_PARAMS_MAX = 4,
    BENCH_NUMBERS_MAX = 4096, /* 340 years of months */
    BENCH_ABOUT_MAX = 256
};

struct bench_param {
    const char *name, *value;
};

struct bench_query {
    char *line; /* that the texts stand in */
    enum bench_op op;
    const char *word[BENCH_WORDS_MAX];
    size_t words;
    struct bench_param param[BENCH_PARAMS_MAX];
    size_t params;
};

struct bench_answer {
    uint64_t total;
    int64_t number[BENCH_NUMBERS_MAX];
    size_t numbers;
};

struct bench_engine {
    void *context;
    void (*find)(void *context, const struct bench_query *query);
    /* *out comes with nothing in it; the total is exact. */
    void (*answer)(void *context, const struct bench_query *query, struct bench_answer *out);
    char about[BENCH_ABOUT_MAX];
};

/* Reads the queries and answers commands until the end of input. */
void bench_serve(const char *queries_path, const struct bench_engine *engine);

/* Adds a number to an answer; exits when it has too many. */
void bench_add_number(struct bench_answer *answer, int64_t number);

/* Prints a line on standard error and exits. */
void bench_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Microseconds on a clock that only goes forward. */
double bench_clock(void);
/* The middle one of an odd number of values, which it sorts. */
double bench_median(double *values, size_t count);

#ifdef __cplusplus
}
#endif
#endif
