#include "query/marking.h"

#include <stdlib.h>

#include "query/accents.h"
#include "query/fuzzy.h"
#include "query/parser.h"
#include "query/snippet.h"
#include "query/units.h"

struct marking {
    struct archive *archive;
    struct query query;
    struct snippet_query units; /* in the query's arena */
};

static enum status prepare(struct marking *m, const struct params *params, struct err *err)
{
    static const struct finding nothing_found = {0}; /* weights choose snippets, not marks */
    struct analyzer *analyzer = archive_analyzer(m->archive);
    const struct parser_options options = {.analyzer = analyzer, .default_op = params->default_op, .now = params->now};
    enum status s = query_parse(buf_str(&params->q), &options, &m->query, err);
    if (!s)
        s = accents_resolve(m->archive, &m->query, err);
    if (!s)
        s = fuzzy_resolve(m->archive, &m->query, err);
    if (!s)
        s = units_make(&m->query, &nothing_found, &m->units, err);
    return s ? s : snippet_prepare(analyzer, &m->units, err);
}

enum status marking_new(struct archive *archive, const struct params *params, struct marking **out, struct err *err)
{
    struct marking *m = calloc(1, sizeof *m);
    *out = NULL;
    if (!m)
        return err_no_memory(err);
    m->archive = archive;
    enum status s = prepare(m, params, err);
    if (s)
        marking_free(m);
    else
        *out = m;
    return s;
}

void marking_free(struct marking *m)
{
    if (!m)
        return;
    snippet_release(&m->units);
    query_release(&m->query);
    free(m);
}

enum status marking_apply(const struct marking *m, const struct article *article, struct marked_article *out,
                          struct err *err)
{
    struct analyzer *analyzer = archive_analyzer(m->archive);
    enum status s = snippet_mark(analyzer, article_get(article, FIELD_HEADLINE), &m->units, &out->headline, err);
    if (!s)
        s = snippet_mark_whole(analyzer, article_get(article, FIELD_BODY), &m->units, &out->body, err);
    return s;
}

void marked_article_release(struct marked_article *a)
{
    marked_release(&a->headline);
    marked_release(&a->body);
}
