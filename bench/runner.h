/* The warm half of a peer: a process that holds an index open and answers the driver (bench/measure.py), which writes a
 * command a line on standard input:
 *
 *   about   answered by a line of text: the engine's name and version, and what there is to say about this run of it
 *   round   finds the ten best hits of every query once; answered by a line of microseconds, one number a query
 *   count   answered by a line of the exact numbers of matching articles, one a query; not timed
 *
 * The end of input ends the process. Queries come from a file, one a line: CLASS TAB OP TAB WORDS, with OP one of term,
 * and, or, phrase, and words of ASCII letters with a space between them; every engine translates them itself, within
 * the time that is measured. The programs of the benchmark have no caller to tell of a failure: they print it and exit.
 */
#ifndef DATELINE_BENCH_RUNNER_H
#define DATELINE_BENCH_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum bench_op { BENCH_TERM, BENCH_AND, BENCH_OR, BENCH_PHRASE };
enum { BENCH_HITS = 10, BENCH_WORDS_MAX = 8, BENCH_ABOUT_MAX = 256 };

struct bench_query {
    enum bench_op op;
    const char *word[BENCH_WORDS_MAX];
    size_t words;
};

struct bench_engine {
    void *context;
    void (*find)(void *context, const struct bench_query *query);
    uint64_t (*count)(void *context, const struct bench_query *query);
    char about[BENCH_ABOUT_MAX];
};

/* Reads the queries and answers commands until the end of input. */
void bench_serve(const char *queries_path, const struct bench_engine *engine);

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
