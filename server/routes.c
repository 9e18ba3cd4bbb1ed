#include "server/routes.h"

/* What says how hits are ordered and shown. */
#define OF_HITS                                                                                                      \
    "page|cursor|page-size|show-fields|highlight|snippet-length|order-by|ranking|expand|half-life|explain|keywords|" \
    "format"

static const struct param_info article_params[] = {
    {"ids", "ID,...", "which articles, at most 200; an id with a comma in it stands in double quotes",
     "wire-17,wire-18"},
    {"format", "json|jsonl", "jsonl gives each article on a line, and not what is missing", "jsonl"},
};
static const struct param_info suggest_params[] = {
    {"prefix", "TEXT", "the beginning of a word or phrase, of two letters at least", "donj"},
    {"limit", "N", "of words, of phrases and of values of each field: 5, at most 50", "10"},
};

const struct route routes[] = {
    {.path = "/v1/search",
     .help = "articles by words and phrases, best first, with snippets",
     .kind = ROUTE_CACHED,
     .answer = answer_search,
     .searches = true,
     .answers = "Page"},
    {.path = "/v1/facets",
     .help = "counts of the values of fields over all that a search finds",
     .kind = ROUTE_CACHED,
     .answer = answer_counts,
     .searches = true,
     .left_out = OF_HITS "|timeline|normalize",
     .required = "facet",
     .answers = "Page"},
    {.path = "/v1/timeline",
     .help = "counts over time of all that a search finds",
     .kind = ROUTE_CACHED,
     .answer = answer_counts,
     .searches = true,
     .left_out = OF_HITS "|facet|facet-limit",
     .required = "timeline",
     .answers = "Page"},
    {.path = "/v1/articles",
     .help = "articles by their ids, as they are stored",
     .kind = ROUTE_CACHED,
     .answer = answer_articles,
     .own = article_params,
     .own_count = sizeof article_params / sizeof *article_params,
     .required = "ids",
     .answers = "Articles"},
    {.path = "/v1/suggest",
     .help = "how a word or phrase may go on",
     .kind = ROUTE_CACHED,
     .answer = answer_suggest,
     .own = suggest_params,
     .own_count = sizeof suggest_params / sizeof *suggest_params,
     .required = "prefix",
     .answers = "Suggestions"},
    {.path = "/v1/info",
     .help = "what the archive holds",
     .kind = ROUTE_CACHED,
     .answer = answer_info,
     .answers = "Info"},
    {.path = "/healthz",
     .help = "whether the process lives",
     .kind = ROUTE_AT_ONCE,
     .answer = answer_healthz,
     .answers = "Health"},
    {.path = "/readyz",
     .help = "whether searches are answered: the archive is open, and in its newest state",
     .kind = ROUTE_ARCHIVE,
     .answer = answer_readyz,
     .answers = "Health"},
    {.path = "/openapi.json",
     .help = "this description",
     .kind = ROUTE_AT_ONCE,
     .answer = answer_openapi,
     .answers = "Document"},
    {.path = "/metrics", .help = "counts and times for Prometheus", .kind = ROUTE_AT_ONCE, .answer = answer_metrics},
};
const size_t routes_count = sizeof routes / sizeof *routes;
