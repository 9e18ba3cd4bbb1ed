#include "indexer/nitf_in.h"

#include <string.h>

#include "indexer/clean.h"

enum date_rank { DATE_OF_DATELINE = 1, DATE_OF_RELEASE, DATE_OF_PUBLICATION, DATE_OF_ISSUE };

struct nitf {
    struct xml_record *record;
    struct date date;
    enum date_rank date_rank;
    struct buf title, holder; /* of the head; of the rights */
    struct buf part, desk;    /* of the site, of the paper: sections, for want of a better */
    struct buf text;
};

static void keep(struct buf *b, struct str value)
{
    buf_reset(b);
    buf_append_str(b, value);
}

/* Some papers say a thing twice, in two places. */
static bool is_known(struct nitf *n, enum field field, struct str value)
{
    enum { COMPARED = 30 /* with the first, however many there are */ };
    struct str known;
    size_t at = 0;
    for (int i = 0; i < COMPARED && article_next_value(n->record->article, field, &at, &known); i++)
        if (str_equal(known, value))
            return true;
    return false;
}

/* Keeps the date in an attribute if it is better than what there is. */
static void take_date(struct nitf *n, const char *attribute, enum date_rank rank)
{
    struct str line;
    struct date date;
    if (rank <= n->date_rank || !xml_record_attribute(n->record, attribute, &line) || !date_parse(line, &date))
        return;
    n->date = date;
    n->date_rank = rank;
}

static void take_attribute(struct nitf *n, const char *attribute, enum field field)
{
    struct str line;
    if (xml_record_attribute(n->record, attribute, &line))
        xml_record_set(n->record, field, line);
}

/* ---- the head ---- */

static void read_pubdata(struct nitf *n)
{
    take_attribute(n, "name", FIELD_SOURCE);
    take_attribute(n, "position.section", FIELD_SECTION);
    take_attribute(n, "ex-ref", FIELD_URL);
    take_date(n, "date.publication", DATE_OF_PUBLICATION);
}

static void read_holder(struct nitf *n)
{
    struct str line;
    if (xml_record_attribute(n->record, "holder", &line) || xml_record_attribute(n->record, "owner", &line))
        keep(&n->holder, line);
}

/* The New York Times has its sections so: "Sports; Front Page", "Metropolitan Desk". */
static void read_meta(struct nitf *n)
{
    struct str name = xml_in_attribute(n->record->x, "name"), line;
    struct buf *out = str_equal(name, str_of("online_sections")) ? &n->part : &n->desk;
    if ((out == &n->desk && !str_equal(name, str_of("dsk"))) || !xml_record_attribute(n->record, "content", &line))
        return;
    const char *end = memchr(line.ptr, ';', line.len);
    keep(out, str_trim((struct str){line.ptr, end ? (size_t)(end - line.ptr) : line.len}));
}

/* An element of the head that says what it says in attributes. */
static bool read_head_element(struct nitf *n)
{
    struct xml_record *r = n->record;
    if (xml_record_is(r, "doc-id"))
        take_attribute(n, "id-string", FIELD_ID);
    else if (xml_record_is(r, "date.issue"))
        take_date(n, "norm", DATE_OF_ISSUE);
    else if (xml_record_is(r, "date.release"))
        take_date(n, "norm", DATE_OF_RELEASE);
    else if (xml_record_is(r, "keyword"))
        take_attribute(n, "key", FIELD_TAG);
    else if (xml_record_is(r, "pubdata"))
        read_pubdata(n);
    else if (xml_record_is(r, "meta"))
        read_meta(n);
    else if (xml_record_is_one_of(r, "doc.copyright|doc.rights"))
        read_holder(n);
    else
        return false;
    return true;
}

/* What the text is about: a subject, a person. Paths such as "Top/News/Sports" are none. */
static void read_identified(struct nitf *n)
{
    struct xml_record *r = n->record;
    struct str line;
    if (str_equal(xml_in_attribute(r->x, "type"), str_of("taxonomic_classifier")))
        xml_record_skip(r);
    else if (xml_record_line(r, &line) && !is_known(n, FIELD_TAG, line))
        xml_record_set(r, FIELD_TAG, line);
}

/* ---- the head of the body ---- */

/* "By Ann Author" is Ann Author. */
static struct str without_by(struct str text)
{
    static const char *const words[] = {"By ", "BY ", "by "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_begins_with(text, str_of(words[i])))
            return str_trim((struct str){text.ptr + 3, text.len - 3});
    return text;
}

/* A name in front of its title: "By Ann Author, <byttl>". */
static struct str without_comma(struct str text)
{
    while (text.len && (text.ptr[text.len - 1] == ',' || text.ptr[text.len - 1] == ' '))
        text.len--;
    return text;
}

static void add_byline(struct nitf *n, struct str text)
{
    struct str line;
    if (!clean_line(text, &n->record->line, &line))
        return;
    line = without_comma(without_by(line));
    if (line.len && !is_known(n, FIELD_BYLINE, line))
        xml_record_set(n->record, FIELD_BYLINE, line);
}

/* Its persons; without any its text, and of that what is no title, if there is anything else. */
static void read_byline(struct nitf *n)
{
    struct xml_record *r = n->record;
    unsigned depth = xml_in_depth(r->x);
    enum xml_event event;
    struct str line;
    bool persons = false;
    struct blocks blocks;
    if (article_get(r->article, FIELD_BYLINE).len &&
        str_equal(xml_in_attribute(r->x, "class"), str_of("normalized_byline"))) {
        xml_record_skip(r);
        return;
    }
    buf_reset(&n->text);
    blocks_init(&blocks, &n->text);
    struct buf title = {0};
    while (xml_record_next(r, depth, &event)) {
        if (event == XML_TEXT) {
            blocks_add(&blocks, xml_in_text(r->x), false);
        } else if (event == XML_OPEN && xml_record_is(r, "person")) {
            if (xml_record_line(r, &line)) {
                keep(&title, line);
                add_byline(n, buf_str(&title));
                persons = true;
            }
        } else if (event == XML_OPEN && xml_record_is(r, "byttl") && xml_record_line(r, &line)) {
            keep(&title, line);
        }
    }
    if (!persons)
        add_byline(n, text_is_blank(buf_str(&n->text)) ? buf_str(&title) : buf_str(&n->text));
    r->raw.failed |= title.failed;
    buf_release(&title);
}

static void read_dateline(struct nitf *n)
{
    struct xml_record *r = n->record;
    unsigned depth = xml_in_depth(r->x);
    enum xml_event event;
    struct str line;
    struct blocks blocks;
    bool placed = false;
    buf_reset(&n->text);
    blocks_init(&blocks, &n->text);
    while (xml_record_next(r, depth, &event)) {
        if (event == XML_TEXT) {
            blocks_add(&blocks, xml_in_text(r->x), false);
        } else if (event == XML_OPEN && xml_record_is(r, "location")) {
            if ((placed |= xml_record_line(r, &line)))
                xml_record_set(r, FIELD_PLACE, line);
        } else if (event == XML_OPEN && xml_record_is(r, "story.date")) {
            take_date(n, "norm", DATE_OF_DATELINE);
        }
    }
    if (!placed)
        xml_record_set_dateline(r, buf_str(&n->text));
}

static void read_title(struct nitf *n)
{
    struct str line;
    if (xml_record_line(n->record, &line) && !n->title.len)
        keep(&n->title, line);
}

static void read_as(struct nitf *n, enum field field)
{
    struct str line;
    if (xml_record_line(n->record, &line))
        xml_record_set(n->record, field, line);
}

/* ---- the document ---- */

static void read_element(struct nitf *n)
{
    struct xml_record *r = n->record;
    if (read_head_element(n))
        return;
    if (xml_record_is(r, "title"))
        read_title(n);
    else if (xml_record_is(r, "hl1"))
        read_as(n, FIELD_HEADLINE);
    else if (xml_record_is(r, "byline"))
        read_byline(n);
    else if (xml_record_is(r, "dateline"))
        read_dateline(n);
    else if (xml_record_is(r, "distributor"))
        read_as(n, FIELD_AGENCY);
    else if (xml_record_is(r, "body.content"))
        xml_record_append_blocks(r, &r->body);
    else if (xml_record_is_one_of(r, "classifier|org|person|location|event|object.title"))
        read_identified(n);
    else if (!xml_record_is_one_of(r, "head|docdata|key-list|identified-content|body|body.head|hedline"))
        xml_record_skip(r);
}

static void finish(struct nitf *n)
{
    struct xml_record *r = n->record;
    if (n->title.len)
        xml_record_set(r, FIELD_HEADLINE, buf_str(&n->title));
    if (n->holder.len)
        xml_record_set(r, FIELD_SOURCE, buf_str(&n->holder));
    const struct buf *section = n->part.len ? &n->part : &n->desk;
    if (section->len)
        xml_record_set(r, FIELD_SECTION, buf_str(section));
    if (!r->article->published.precision)
        r->article->published = n->date;
    r->raw.failed |= n->title.failed || n->holder.failed || n->part.failed || n->desk.failed || n->text.failed;
    buf_release(&n->title);
    buf_release(&n->part);
    buf_release(&n->desk);
    buf_release(&n->holder);
    buf_release(&n->text);
}

void nitf_read(struct xml_record *r)
{
    struct nitf n = {.record = r};
    unsigned depth = xml_in_depth(r->x);
    take_attribute(&n, "lang", FIELD_LANG);
    while (xml_record_open(r, depth))
        read_element(&n);
    finish(&n);
}
