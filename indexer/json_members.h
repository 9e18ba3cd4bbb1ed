/* Articles that are the members of an object, each under a name of its own: {"https://a.example/1": {"title": ...,
 * "text": ...}, "https://a.example/2": ...}, also in such an object, {"news": {"-Mx1": {...}}}, as exports of key-value
 * stores and dictionaries of scripts have them. Inner header of indexer/json.c. */
#ifndef DATELINE_INDEXER_JSON_MEMBERS_H
#define DATELINE_INDEXER_JSON_MEMBERS_H

#include "indexer/json_article.h"
#include "indexer/json_window.h"

/* The way through such objects. */
struct json_members {
    unsigned level;  /* objects around an article; 0: there are none such */
    unsigned depth;  /* objects that are open */
    struct buf name; /* of the member whose value comes next, when it is an address */
    bool named;      /* a value comes next */
};

void json_members_release(struct json_members *m);
/* Whether the object at the place holds articles so; then m->level is set, and m->depth is 0. The first member that is
 * an object decides, or the first in that, JSON_SCAN_DESCENT names down: it must have a text and a headline or an
 * address, and so must the one behind it, unless its name has a digit. */
bool json_members_find(struct json_members *m, struct json_window *w, struct json_article *article, enum status *status,
                       struct err *err);
/* Passes a name at the place, and the colon behind it. */
enum json_extent json_members_pass_name(struct json_members *m, struct json_window *w, struct json_scan *scan,
                                        enum status *status, struct err *err);

#endif
