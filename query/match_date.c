/* Nodes that match by the date of publication: a span of time, a day of any year, no date. Where documents stand in the
 * order of their dates these are intervals of documents, and nothing is looked at that does not match. */
#include "query/mnode.h"

enum { DAY_SECONDS = 86400 };

/* A column knows no hidden documents as dated, but the undated ones: the parser joins all but spans with all
 * documents. */
enum status match_date_open(struct mnode *n, const struct node *node, struct store *store, struct err *err)
{
    struct store_counts counts;
    bool ordered = store_in_order(store);
    enum status s = S_OK;
    store_counts(store, &counts);
    n->date_node = node;
    n->store = store;
    n->first = 1;
    n->limit = counts.document_limit;
    n->cost = counts.documents;
    if (node->kind == NODE_DATE)
        s = store_date_interval(store, node->from, node->to, &n->first, &n->limit, &ordered, err);
    else if (ordered && node->kind == NODE_UNDATED)
        s = store_first_before(store, STORE_UNDATED + 1, 1, &n->first, err);
    else if (ordered)
        s = store_first_before(store, STORE_UNDATED + 1, 1, &n->limit, err);
    return s || ordered ? s : store_dates(store, &n->date, err);
}

static bool is_day(const struct node *node, int64_t seconds)
{
    struct civil c;
    date_to_civil(seconds, &c);
    return c.month == node->month && c.day == node->day;
}

static bool is_in(const struct node *node, int64_t date)
{
    if (node->kind == NODE_UNDATED)
        return date == STORE_UNDATED;
    if (date == STORE_UNDATED)
        return false;
    return node->kind == NODE_DATE ? date >= node->from && date <= node->to : is_day(node, date);
}

/* The last second of the last such day that is not after the day of `seconds`; false when there is none. */
static bool last_day(const struct node *node, int64_t seconds, int64_t *end)
{
    struct civil c, day = {.month = node->month, .day = node->day};
    date_to_civil(seconds, &c);
    bool later = c.month < node->month || (c.month == node->month && c.day < node->day);
    for (day.year = c.year - later; day.year > 0; day.year--)
        if (node->day <= date_days_in_month(day.year, node->month))
            break;
    *end = day.year > 0 ? date_from_civil(&day) + DAY_SECONDS - 1 : 0;
    return day.year > 0;
}

/* Newest first: from document to document on such a day, and from there to the day a year or more before. */
static enum status seek_day(struct mnode *n, uint32_t target, struct err *err)
{
    const struct node *node = n->date_node;
    while (target < n->limit) {
        int64_t date, end;
        uint32_t next;
        enum status s = store_date(n->store, target, &date, err);
        if (s)
            return s;
        if (is_in(node, date)) {
            n->document = target;
            return S_OK;
        }
        if (date == STORE_UNDATED || !last_day(node, date, &end))
            break;
        s = store_first_before(n->store, end + 1, target, &next, err);
        if (s)
            return s;
        target = next > target ? next : target + 1;
    }
    n->document = CURSOR_END;
    return S_OK;
}

enum status match_date_seek(struct mnode *n, uint32_t target, struct err *err)
{
    target = target < n->first ? n->first : target;
    if (!n->date && n->date_node->kind == NODE_DAY)
        return seek_day(n, target, err);
    while (n->date && target < n->limit && !is_in(n->date_node, n->date[target]))
        target++;
    n->document = target < n->limit ? target : CURSOR_END;
    return S_OK;
}
