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

enum status lookup_ids(struct str ids, size_t most, lookup_id *visit, void *context, size_t *count, struct err *err)
{
    struct filter_list list;
    struct filter_value value;
    enum status s = S_OK;
    *count = 0;
    filter_list_begin(&list, ids, FILTER_IDS);
    while (!s && filter_list_next(&list, &value)) {
        if (++*count > most)
            s = err_set(err, S_LIMIT, "ids: more than %zu of them", most);
        else if (visit)
            s = visit(context, value.text, err);
    }
    return s || !list.fault ? s : err_set(err, S_USAGE, "ids: %s", list.fault);
}

struct looking_up {
    struct archive *archive;
    struct article article;
    lookup_visit *visit;
    void *context;
};

static enum status visit_article(void *context, struct str id, struct err *err)
{
    struct looking_up *l = context;
    enum status s = lookup_article(l->archive, id, &l->article, err);
    if (s && s != S_NOT_FOUND)
        return s;
    return l->visit(l->context, id, s ? NULL : &l->article, err);
}

enum status lookup_articles(struct archive *archive, struct str ids, lookup_visit *visit, void *context,
                            struct err *err)
{
    struct looking_up l = {.archive = archive, .visit = visit, .context = context};
    size_t count;
    enum status s = lookup_ids(ids, LOOKUP_IDS_MAX, visit_article, &l, &count, err);
    article_release(&l.article);
    return s;
}
