/* The parameters of a search: one table for the shell (--name=value) and HTTP (?name=value). */
#ifndef DATELINE_QUERY_PARAMS_H
#define DATELINE_QUERY_PARAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"
#include "core/schema.h"
#include "query/parser.h"

enum order_by { ORDER_DEFAULT, ORDER_RELEVANCE, ORDER_NEWEST, ORDER_OLDEST };
enum ranking { RANKING_DEFAULT, RANKING_BM25 };
enum total { TOTAL_EXACT, TOTAL_FAST };
enum collapse_by { COLLAPSE_NONE, COLLAPSE_TEXT };
enum timeline_unit { TIMELINE_NONE, TIMELINE_YEAR, TIMELINE_MONTH, TIMELINE_WEEK, TIMELINE_DAY };
enum output_format { FORMAT_TEXT, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV, FORMAT_ATOM };

enum {
    PAGE_SIZE_DEFAULT = 10,
    PAGE_SIZE_MAX = 200,
    PAGE_DEPTH_MAX = 10000,       /* page * page-size: deeper pages keep that many hits in memory */
    SNIPPET_LENGTH_DEFAULT = 300, /* characters */
    SNIPPET_LENGTH_MAX = 10000,
    HALF_LIFE_MAX = 36500, /* days */
    TIMEOUT_MAX = 600000,  /* milliseconds */
    FACET_LIMIT_DEFAULT = 20,
    KEYWORDS_MAX = 30,
    FACET_LIMIT_MAX = 1000,  /* each value that is shown costs a look at an article */
    PARAM_BYTES_MAX = 65536, /* of a value other than q: a page of ids that are addresses */
    PARAMS_MAX = 64          /* in the table: each has a bit in `given` */
};

struct synonyms;

struct params {
    struct buf q;
    uint32_t query_fields; /* as of parser.h */
    enum default_op default_op;
    bool has_from, has_to;
    int64_t from, to;               /* seconds since 1970, both included */
    int month, day;                 /* of on-this-day; 0: any */
    struct buf filter[FIELD_COUNT]; /* value of the filter parameter of each field; empty: none */
    struct buf ids, like;
    enum order_by order;
    enum ranking ranking;
    bool expand;
    uint32_t half_life; /* days; 0: none */
    enum total total;
    uint32_t page, page_size;     /* from 1 */
    bool show_field[FIELD_COUNT]; /* fields in results[].fields; headline and byline by default */
    bool highlight;
    uint32_t snippet_length;
    bool explain;
    uint32_t timeout;              /* milliseconds; 0: none */
    enum field facet[FIELD_COUNT]; /* fields whose values are counted, in the order that was given */
    size_t facet_count;
    uint32_t facet_limit;
    uint32_t keywords; /* how many; 0: none */
    enum timeline_unit timeline;
    bool normalize;
    enum collapse_by collapse;
    bool has_cursor;
    struct buf cursor; /* empty: from the start */
    enum output_format format;
    const struct synonyms
        *synonyms;  /* for the words; borrowed, NULL: none. Not in the table: it is a file of the shell */
    int64_t now;    /* the instant that relative dates count from */
    uint64_t given; /* bit i: parameter i of the table was set, to refuse a second one */
};

struct param_info {
    const char *name;
    const char *value;   /* "N", "DATE", "and|or": for help; NULL: on/off, and the name alone means on */
    const char *help;    /* one line */
    const char *example; /* a value that parses */
};

/* The table: param_count entries, in the order of help. Filters by field come from core/schema. */
size_t param_count(void);
const struct param_info *param_at(size_t i);

/* Sets the defaults; `now` in seconds since 1970. */
void params_init(struct params *p, int64_t now);
void params_release(struct params *p);
/* Sets one parameter from text. S_USAGE with a text that names parameter, value and what would be right: unknown, given
 * twice, a value that does not parse. */
enum status params_set(struct params *p, struct str name, struct str value, struct err *err);
/* Checks that the parameters go together (from-date after to-date, a page too deep). */
enum status params_check(const struct params *p, struct err *err);

/* Adds the filters (fields, ids, dates) to a parsed query: root becomes AND of itself and NODE_FILTERs. A filter value
 * is `a,b` (both), `a|b` (either), `-a` (not), "..." for a value with a comma, a bar or a leading hyphen in it. */
enum status params_apply_filters(const struct params *p, struct query *q, struct err *err);

#endif
