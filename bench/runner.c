#include "bench/runner.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- what every program here needs ---- */

void bench_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

double bench_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

void bench_add_number(struct bench_answer *answer, int64_t number)
{
    if (answer->numbers == BENCH_NUMBERS_MAX)
        bench_fail("an answer of more than %d numbers", BENCH_NUMBERS_MAX);
    answer->number[answer->numbers++] = number;
}

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

/* ---- the queries ---- */

struct queries {
    struct bench_query *query;
    double *micros; /* what each took in the last round */
    size_t count, capacity;
};

static enum bench_op read_op(const char *name)
{
    static const char *const names[] = {"term", "and", "or", "phrase", "prefix", "fuzzy"};
    for (size_t op = 0; name && op < sizeof names / sizeof *names; op++)
        if (strcmp(name, names[op]) == 0)
            return (enum bench_op)op;
    bench_fail("no such kind of query: %s", name ? name : "none");
}

static void add_words(struct bench_query *query, char *words)
{
    char *rest = NULL;
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        if (query->words == BENCH_WORDS_MAX)
            bench_fail("a query of more than %d words", BENCH_WORDS_MAX);
        query->word[query->words++] = word;
    }
}

static void add_param(struct bench_query *query, char *param)
{
    char *value = strchr(param, '=');
    if (!value || query->params == BENCH_PARAMS_MAX)
        bench_fail("no parameter, or one too many: %s", param);
    *value = '\0';
    query->param[query->params++] = (struct bench_param){param, value + 1};
}

/* Takes the line apart, whose texts the query keeps. */
static void add_query(struct queries *q, char *line)
{
    char *rest = NULL;
    strtok_r(line, "\t\n", &rest); /* the class is the driver's affair */
    struct bench_query query = {.line = line, .op = read_op(strtok_r(NULL, "\t\n", &rest))};
    add_words(&query, strtok_r(NULL, "\t\n", &rest));
    for (char *param; (param = strtok_r(NULL, "\t\n", &rest));)
        add_param(&query, param);
    if (q->count == q->capacity) {
        q->capacity = q->capacity ? 2 * q->capacity : 64;
        q->query = realloc(q->query, q->capacity * sizeof *q->query);
        if (!q->query)
            bench_fail("out of memory");
    }
    q->query[q->count++] = query;
}

static void read_queries(struct queries *q, const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    if (!file)
        bench_fail("cannot open %s", path);
    for (; getline(&line, &capacity, file) > 0; line = NULL)
        add_query(q, line);
    free(line);
    fclose(file);
    q->micros = calloc(q->count + 1, sizeof *q->micros);
    if (!q->micros)
        bench_fail("out of memory");
}

static void free_queries(struct queries *q)
{
    for (size_t i = 0; i < q->count; i++)
        free(q->query[i].line);
    free(q->query);
    free(q->micros);
}

/* ---- the commands ---- */

/* Written at the end only: to write a number between two queries takes as much of the caches as a short query. */
static void time_round(const struct queries *q, const struct bench_engine *engine)
{
    for (size_t i = 0; i < q->count; i++) {
        double start = bench_clock();
        engine->find(engine->context, &q->query[i]);
        q->micros[i] = bench_clock() - start;
    }
    for (size_t i = 0; i < q->count; i++)
        printf("%.2f ", q->micros[i]);
}

static void tell_answers(const struct queries *q, const struct bench_engine *engine)
{
    static struct bench_answer answer;
    for (size_t i = 0; i < q->count; i++) {
        answer.total = answer.numbers = 0;
        engine->answer(engine->context, &q->query[i], &answer);
        printf("%" PRIu64, answer.total);
        for (size_t n = 0; n < answer.numbers; n++)
            printf("%c%" PRId64, n ? ',' : ':', answer.number[n]);
        putchar(' ');
    }
}

void bench_serve(const char *queries_path, const struct bench_engine *engine)
{
    struct queries queries = {0};
    char command[16];
    read_queries(&queries, queries_path);
    while (fgets(command, sizeof command, stdin)) {
        if (strcmp(command, "about\n") == 0)
            fputs(engine->about, stdout);
        else if (strcmp(command, "round\n") == 0)
            time_round(&queries, engine);
        else if (strcmp(command, "answers\n") == 0)
            tell_answers(&queries, engine);
        else
            bench_fail("no such command: %s", command);
        putchar('\n');
        fflush(stdout);
    }
    free_queries(&queries);
}
