/* What the page shows, and its parts: each appends HTML. Inner header of server/. */
#ifndef DATELINE_SERVER_PAGE_IMPL_H
#define DATELINE_SERVER_PAGE_IMPL_H

#include "query/marking.h"
#include "query/page.h"
#include "query/params.h"
#include "server/page.h"
#include "server/route.h"

enum {
    PAGE_FACETS = 7,
    PAGE_FACET_VALUES = 30, /* of a field that are offered */
    PAGE_FACET_SHOWN = 6    /* of these before "more" */
};

/* A search, or one article. Zeroed but for the call. */
struct view {
    struct call *call;
    struct params params;
    int64_t due; /* by the clock of requests */
    bool cut;    /* the time was over before all was counted */
    struct page page;
    /* Of a filtered field whose values are alternatives: counted as if it did not filter, for the others to be offered.
     * Parallel to page.facet. */
    struct page others[PAGE_FACETS];
    struct page dates; /* a timeline of shorter periods, when those of `page` are too long */
    struct str article_id;
    struct article article;
    struct marked_article marked;
};

/* ---- page_text.c ---- */

/* A parameter in place of what the request has; without a value it is left out. */
struct page_change {
    const char *name;
    struct str value;
};
/* Whether a parameter says where in a search one is: the number of the page, the article. */
bool page_is_view(struct str name);
/* Appends the address of the page with changed parameters, as the value of an attribute. Page number and article go
 * unless they are among the changes. */
void page_link(const struct view *v, const struct page_change *change, size_t changes, struct buf *out);
/* Appends a link with such an address; `attributes` stand before it: "class=\"more\"". The text is plain. */
void page_anchor(const struct view *v, const char *attributes, struct page_change change, struct str text,
                 struct buf *out);
/* What the request has for a parameter; absent: nothing. */
struct str page_asked(const struct view *v, const char *name);
/* Appends the dates that are asked for, as plain text: "1996 to 1998", "until 1998"; nothing when all are. */
void page_dates(const struct view *v, struct buf *out);
/* Appends a date as people write it: 14 September 1996; `time`: with the time of day where that is known. */
void page_date(const struct date *date, bool time, struct buf *out);
/* The same as an element for programs as well. */
void page_time(const struct date *date, bool time, struct buf *out);
/* Appends lang="de" dir="auto", when the article says which language it is in. */
void page_language(const struct article *article, struct buf *out);
/* The name of a field for people: "Section". */
const char *page_field_name(enum field field);

/* ---- the parts ---- */

void page_chips(const struct view *v, struct buf *out);
void page_facets(const struct view *v, struct buf *out);
void page_timeline(const struct view *v, struct buf *out);
void page_hits(const struct view *v, struct buf *out);
void page_article(const struct view *v, struct buf *out);

/* ---- page_view.c: what is shown ---- */

enum status view_make(struct view *v, struct err *err);
void view_release(struct view *v);

#endif
