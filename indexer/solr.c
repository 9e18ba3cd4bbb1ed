/* The reader of documents of Solr in XML: what it is given, and what it answers; each document an article.
 *
 *     <add><doc><field name="id">1</field><field name="tags">a</field><field name="tags">b</field></doc></add>
 *     <response><result><doc><str name="id">1</str><arr name="tags"><str>a</str><str>b</str></arr></doc></result>
 *
 * Names of fields are those of the field map, compared without case, spaces, underscores and hyphens; for each field
 * the best name counts that has a value, and of it the first value, or all where there may be several; those of a body
 * are its paragraphs. Body and headline may be markup, dates are read as in indexer/values.h. Results may be in
 * lists, as those of groups are. Documents inside documents, which are their parts, documents like those that were
 * found, and commands other than these are passed over.
 *
 * Source: Apache Solr Reference Guide, XML formatted index updates; XML response writer. */
#include <stdlib.h>
#include <string.h>

#include "indexer/names.h"
#include "indexer/values.h"
#include "indexer/xml_record.h"

enum { WORD_RANK = 1 << 15, NO_RANK = 1 << 16 };

struct solr {
    struct xml_record record;
    struct values values;
    struct buf name, text;     /* of the field that is read */
    int rank[FIELD_MAP_COUNT]; /* of the name whose value each field has; NO_RANK: none */
};

/* ---- values ---- */

/* Whether a value under a name of this rank is worth having; a better one takes the place of what there is. */
static bool take_rank(struct solr *s, int field, int rank)
{
    bool better = rank < s->rank[field];
    bool more = rank == s->rank[field] && (field == FIELD_BODY || (field < FIELD_COUNT && schema[field].several));
    if (better)
        s->rank[field] = rank;
    return better || more;
}

static bool is_room(struct solr *s, struct str value)
{
    struct xml_record *r = &s->record;
    r->full |= r->body.len + value.len > READER_TEXT_MAX || r->article->text.len + value.len > READER_TEXT_MAX;
    return !r->full;
}

/* The name of a file or an address is a body only where nothing else is. */
static void take_body(struct solr *s, int rank)
{
    struct buf *body = &s->record.body;
    struct str text;
    int before = s->rank[FIELD_BODY];
    bool any = values_body(&s->values, buf_str(&s->text), &text);
    rank += any && values_is_word(text) ? WORD_RANK : 0;
    if (!any || !take_rank(s, FIELD_BODY, rank) || !is_room(s, text))
        return;
    if (rank < before)
        buf_reset(body);
    if (body->len)
        buf_append_text(body, "\n\n");
    buf_append_str(body, text);
}

static void take_line(struct solr *s, enum field field, int rank)
{
    struct str value = buf_str(&s->text), line;
    int before = s->rank[field];
    bool any =
        field == FIELD_HEADLINE ? values_headline(&s->values, value, &line) : values_line(&s->values, value, &line);
    if (!any || !take_rank(s, (int)field, rank) || !is_room(s, line))
        return;
    if (rank < before)
        article_set(s->record.article, field, line);
    else
        xml_record_set(&s->record, field, line);
}

static void take_date(struct solr *s, int rank)
{
    struct date date;
    if (values_date(&s->values, buf_str(&s->text), &date) && take_rank(s, FIELD_MAP_DATE, rank))
        s->record.article->published = date;
}

/* Reads the element that was just opened as a value of the field with the name that was kept. */
static void read_value(struct solr *s)
{
    struct xml_record *r = &s->record;
    bool full;
    buf_reset(&s->text);
    if (!xml_in_append_content(r->x, &s->text, &full, &r->status, r->err)) {
        r->ended = true;
        return;
    }
    r->full |= full;
    for (int field = 0; field < FIELD_MAP_COUNT; field++) {
        int rank = field == FIELD_HOST ? -1 : names_rank(r->reader.map, field, buf_str(&s->name));
        if (rank < 0)
            continue;
        if (field == FIELD_BODY)
            take_body(s, rank);
        else if (field == FIELD_MAP_DATE)
            take_date(s, rank);
        else
            take_line(s, (enum field)field, rank);
    }
}

/* ---- documents ---- */

static void read_field(struct solr *s)
{
    struct xml_record *r = &s->record;
    struct str name = xml_in_attribute(r->x, "name");
    buf_reset(&s->name);
    buf_append_str(&s->name, name);
    if (!name.len || xml_record_is_one_of(r, "doc|lst")) {
        xml_record_skip(r);
    } else if (xml_record_is(r, "arr")) {
        unsigned depth = xml_in_depth(r->x);
        while (xml_record_open(r, depth))
            read_value(s);
    } else {
        read_value(s);
    }
}

static bool read_document(struct solr *s, enum status *status)
{
    struct xml_record *r = &s->record;
    unsigned depth = xml_in_depth(r->x);
    xml_record_begin(r);
    for (int field = 0; field < FIELD_MAP_COUNT; field++)
        s->rank[field] = NO_RANK;
    while (xml_record_open(r, depth))
        read_field(s);
    r->raw.failed |= s->name.failed || s->text.failed || values_status(&s->values, NULL) != S_OK;
    return xml_record_finish(r, status);
}

/* Answers in groups have a result in lists for each of them. Those that are only like the ones found are no answer. */
static bool may_hold_result(const struct xml_record *r)
{
    return r->known && xml_record_is_one_of(r, "lst|arr") &&
           !str_equal(xml_in_attribute(r->x, "name"), str_of("moreLikeThis"));
}

static bool solr_next(struct reader *reader, struct article *article, enum status *status, struct err *err)
{
    struct solr *s = (struct solr *)reader;
    struct xml_record *r = &s->record;
    xml_record_start(r, article, err);
    while (xml_record_open(r, 0)) {
        if (xml_record_is(r, "doc"))
            return read_document(s, status);
        if (xml_record_is_one_of(r, "add|response|result"))
            r->known = true;
        else if (!xml_record_is(r, "update") && !may_hold_result(r))
            xml_record_skip(r);
    }
    return xml_record_end(r, status);
}

/* ---- the reader ---- */

/* By the root, and what is in it. */
int solr_sniff(struct str head)
{
    struct buf text = {0};
    struct str root = xml_root_name(head, &text);
    bool add = str_equal(root, str_of("add")) || str_equal(root, str_of("update"));
    bool response = str_equal(root, str_of("response"));
    const char *inside = add ? "<field " : "<result ";
    bool surely = (add || response) && text.len && memmem(text.data, text.len, inside, strlen(inside));
    buf_release(&text);
    return surely ? 2 : 0;
}

static void solr_close(struct reader *reader)
{
    struct solr *s = (struct solr *)reader;
    buf_release(&s->name);
    buf_release(&s->text);
    values_release(&s->values);
    xml_record_release(&s->record);
    free(s);
}

enum status solr_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {solr_next, solr_close};
    struct solr *s = calloc(1, sizeof *s);
    if (!s)
        return err_no_memory(err);
    enum status status = xml_record_init(&s->record, &verbs, source, map, err);
    if (status) {
        solr_close(&s->record.reader);
        return status;
    }
    *out = &s->record.reader;
    return S_OK;
}
