#include "query/lookup.h"

#include "query/filter_list.h"

/* A writer commits at most a few times a second; a snapshot that is lost this often has something else in its way. */
enum { LOOKUP_ATTEMPTS = 8 };

static enum status look_up(struct archive *archive, struct str id, struct article *out, struct err *err)
{
    struct located at;
    enum status s = archive_locate(archive, id, &at, err);
    return s ? s : store_article(at.store, at.document, out, err);
}

enum status lookup_article(struct archive *archive, struct str id, struct article *out, struct err *err)
{
    enum status s = look_up(archive, id, out, err);
    for (int attempt = 1; s == S_STALE && attempt < LOOKUP_ATTEMPTS; attempt++) {
        s = archive_reopen(archive, err);
        if (!s)
            s = look_up(archive, id, out, err);
    }
    return s;
}

static enum status visit_article(struct archive *archive, struct str id, struct article *article, lookup_visit *visit,
                                 void *context, struct err *err)
{
    enum status s = lookup_article(archive, id, article, err);
    if (s && s != S_NOT_FOUND)
        return s;
    return visit(context, id, s ? NULL : article, err);
}

enum status lookup_articles(struct archive *archive, struct str ids, lookup_visit *visit, void *context,
                            struct err *err)
{
    struct article article = {0};
    struct filter_list list;
    struct filter_value value;
    enum status s = S_OK;
    size_t count = 0;
    filter_list_begin(&list, ids, FILTER_IDS);
    while (!s && filter_list_next(&list, &value)) {
        if (++count > LOOKUP_IDS_MAX)
            s = err_set(err, S_LIMIT, "ids: more than %d of them", LOOKUP_IDS_MAX);
        else
            s = visit_article(archive, value.text, &article, visit, context, err);
    }
    if (!s && list.fault)
        s = err_set(err, S_USAGE, "ids: %s", list.fault);
    article_release(&article);
    return s;
}
