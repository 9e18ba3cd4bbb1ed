#include "indexer/rcv1_in.h"

#include <stdio.h>

#include "indexer/wire_text.h"

static void read_root(struct xml_record *r)
{
    enum { ID_MAX = 40 };
    char id[sizeof "rcv1-" + ID_MAX];
    struct str line;
    if (xml_record_attribute(r, "itemid", &line) && line.len <= ID_MAX) {
        snprintf(id, sizeof id, "rcv1-%.*s", (int)line.len, line.ptr);
        xml_record_set(r, FIELD_ID, str_of(id));
    }
    if (xml_record_attribute(r, "lang", &line))
        xml_record_set(r, FIELD_LANG, line);
    if (xml_record_attribute(r, "date", &line))
        xml_record_set_date(r, line);
}

static void read_as(struct xml_record *r, enum field field)
{
    struct str line;
    if (xml_record_line(r, &line))
        xml_record_set(r, field, field == FIELD_BYLINE ? wire_byline(line) : line);
}

/* A title is good for a headline where none comes. */
static void read_title(struct xml_record *r, struct buf *title)
{
    struct str line;
    if (xml_record_line(r, &line) && !title->len)
        buf_append_str(title, line);
}

static void read_dateline(struct xml_record *r, struct buf *text)
{
    struct str line;
    if (!xml_record_line(r, &line))
        return;
    buf_reset(text);
    buf_append_str(text, line);
    xml_record_set_dateline(r, buf_str(text));
}

static void read_code(struct xml_record *r)
{
    struct str line;
    if (xml_record_attribute(r, "code", &line))
        xml_record_set(r, FIELD_TAG, line);
    xml_record_skip(r);
}

/* <dc element="dc.source" value="Reuters"/> */
static void read_dc(struct xml_record *r)
{
    struct str name = xml_in_attribute(r->x, "element"), line;
    bool place = str_equal(name, str_of("dc.creator.location")), source = str_equal(name, str_of("dc.source"));
    bool date = str_equal(name, str_of("dc.date.published")) || str_equal(name, str_of("dc.date.created"));
    if (!xml_record_attribute(r, "value", &line))
        line = (struct str){"", 0};
    if (date)
        xml_record_set_date(r, line);
    if (place && line.len)
        xml_record_set(r, FIELD_PLACE, line);
    if (source && line.len) {
        xml_record_set(r, FIELD_SOURCE, line);
        xml_record_set(r, FIELD_AGENCY, line);
    }
    xml_record_skip(r);
}

void rcv1_read(struct xml_record *r)
{
    unsigned depth = xml_in_depth(r->x);
    struct buf title = {0}, dateline = {0};
    read_root(r);
    while (xml_record_open(r, depth)) {
        if (xml_record_is(r, "title"))
            read_title(r, &title);
        else if (xml_record_is(r, "headline"))
            read_as(r, FIELD_HEADLINE);
        else if (xml_record_is(r, "byline"))
            read_as(r, FIELD_BYLINE);
        else if (xml_record_is(r, "dateline"))
            read_dateline(r, &dateline);
        else if (xml_record_is(r, "text"))
            xml_record_append_blocks(r, &r->body);
        else if (xml_record_is(r, "code"))
            read_code(r);
        else if (xml_record_is(r, "dc"))
            read_dc(r);
        else if (!xml_record_is_one_of(r, "metadata|codes"))
            xml_record_skip(r);
    }
    if (title.len)
        xml_record_set(r, FIELD_HEADLINE, buf_str(&title));
    r->raw.failed |= title.failed || dateline.failed;
    buf_release(&title);
    buf_release(&dateline);
}
