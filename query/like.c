#include "query/like.h"

#include "query/feedback.h"
#include "query/filters.h"

/* Any of the terms. */
static struct node *any_term(struct arena *arena, const struct feedback *terms)
{
    struct node *any = node_new(arena, terms->count ? NODE_OR : NODE_NONE);
    for (size_t i = 0; any && i < terms->count; i++)
        if (!node_add_child(arena, any, node_new_term(arena, terms->term[i].term, terms->term[i].term)))
            return NULL;
    return any;
}

enum status like_apply(struct archive *archive, struct str id, struct query *query, struct err *err)
{
    struct matching m = {.archive = archive, .query = query, .stores = archive_store_count(archive)};
    struct located at = {0};
    struct feedback terms;
    archive_counts(archive, &m.counts);
    enum status s = archive_locate(archive, id, &at, err);
    if (s == S_NOT_FOUND)
        return err_set(err, S_USAGE, "like: no article has the id %.*s", (int)id.len, id.ptr);
    const struct candidate article = {.document = at.document, .store = (uint32_t)at.number};
    if (!s)
        s = feedback_key_terms(&m, &article, &terms, err);
    if (s)
        return s;
    struct node *itself = filter_of(query->arena, filter_leaf(query->arena, FIELD_ID, id));
    struct node *like = node_new_pair(query->arena, NODE_NOT, any_term(query->arena, &terms), itself);
    if (query->root->kind != NODE_ALL)
        like = node_new_pair(query->arena, NODE_AND, query->root, like);
    if (!like)
        return err_no_memory(err);
    if (node_leaf_count(like) > QUERY_LEAVES_MAX)
        return err_set(err, S_LIMIT, "the query and the key terms of like have more than %d words", QUERY_LEAVES_MAX);
    query->root = like;
    query->has_words = query->has_words || terms.count;
    return S_OK;
}
