/* The table of routes and the handlers in it. Inner header of server/. */
#ifndef DATELINE_SERVER_ROUTES_H
#define DATELINE_SERVER_ROUTES_H

#include "server/route.h"

extern const struct route routes[];
extern const size_t routes_count;

/* search_routes.c: hits, and counts alone */
route_handler answer_search, answer_counts;
/* article_routes.c */
route_handler answer_articles, answer_suggest, answer_info;
/* health_routes.c */
route_handler answer_healthz, answer_readyz, answer_metrics, answer_openapi;

/* page.c: the page; page_files.c: what it is made of, and its description */
route_handler answer_page, answer_page_file, answer_opensearch;

/* Refuses a value that is no text: S_USAGE, and call->parameter names it. */
enum status route_value(struct call *call, const struct target_param *param, struct err *err);
/* Sets a parameter of a search; of a failure call->parameter names it. q is repaired. */
enum status route_set(struct call *call, const struct target_param *param, struct params *p, struct err *err);

#endif
