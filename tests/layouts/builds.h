/* The same articles in archives that are laid out differently. */
#ifndef DATELINE_TESTS_LAYOUTS_BUILDS_H
#define DATELINE_TESTS_LAYOUTS_BUILDS_H

#include "archive/archive.h"
#include "tests/layouts/stock.h"

enum layout {
    LAYOUT_SEGMENT, /* one segment, inverted in one go */
    LAYOUT_LIVE,    /* all in the live store */
    LAYOUT_SEVEN,   /* seven segments */
    LAYOUT_HALF,    /* half in three segments, half in the live store */
    LAYOUT_MERGED,  /* seven segments merged into one */
    LAYOUT_COUNT
};
extern const char *const layout_name[LAYOUT_COUNT];
/* How many stores an archive of that layout has. */
extern const size_t layout_stores[LAYOUT_COUNT];

/* What becomes of an article of the stock when the archives are changed. */
enum fate { FATE_STAYS, FATE_REMOVED, FATE_CORRECTED, FATE_TWICE, FATE_BACK, FATE_AGAIN, FATE_NEW };
struct change {
    enum fate fate;
    uint32_t other; /* the article whose text a corrected one takes */
};
/* Draws a change for each article; *count of them fall to the caller. */
enum status changes_draw(const struct stock *stock, struct random *r, struct change **out, struct err *err);
/* The stock as it is after the changes. */
enum status changes_apply(const struct stock *stock, const struct change *change, struct stock *out, struct err *err);

/* Makes an archive of the articles of a stock in an order of their own, without those that a change (may be NULL) calls
 * new. */
enum status layout_build(const char *path, enum layout layout, const struct stock *stock, const struct change *change,
                         struct random r, struct err *err);
/* Makes the changes in an archive, in groups, some of which become segments where the layout has several. */
enum status layout_change(const char *path, enum layout layout, const struct stock *stock, const struct change *change,
                          struct random r, struct err *err);
enum status layout_compact(const char *path, struct err *err);

#endif
