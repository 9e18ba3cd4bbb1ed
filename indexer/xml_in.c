/* libxml2's push parser behind the repair of xml_repair.h, its calls made a queue of events. A slice of the document is
 * parsed when the queue is empty, or holds nothing but a text that may go on in the next slice. The parser sees one
 * element around everything, so that roots may follow one another. */
#include "indexer/xml_in.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/entity.h"
#include "indexer/late.h"
#include "indexer/utf8_in.h"
#include "indexer/xml_repair.h"

enum {
    SLICE = 32 << 10,  /* bytes that are parsed at a time */
    NAMES_MAX = 20000, /* that the parser keeps, and looks through for each tag */
    ENTITY_NAME_MAX = 32
};

struct event {
    enum xml_event kind;
    unsigned depth;
    struct place place;
    const char *name, *uri; /* of the element; the parser's, as long as it lives */
    size_t start, len;      /* of a text, in x->text; of attributes, in x->attributes */
};

struct attribute {
    const char *name;  /* the parser's */
    size_t start, len; /* in x->text */
};

struct xml_in {
    struct utf8_in in;
    struct xml_repair repair;
    xmlParserCtxtPtr parser;
    struct buf block;    /* of the document in UTF-8 */
    size_t parsed;       /* of the block */
    struct buf repaired; /* a slice of the block, for the parser */
    bool begun;          /* the charset has been chosen */
    bool ended;          /* the parser will give nothing more */
    enum status end;     /* why */
    bool damaged;        /* it was the document */
    struct err why;

    struct buf events, attributes, text;
    size_t next;          /* in events */
    struct event present; /* the one that the caller sees */
    struct str name;      /* its */
    struct buf value;     /* an attribute that was asked for */

    bool wrapped;                           /* the element around everything is open */
    unsigned depth;                         /* inside it */
    struct place place;                     /* of the element that was opened last */
    size_t places_taken;                    /* from the repair */
    unsigned namespaces[XML_DEPTH_MAX + 1]; /* declared in the elements that are open, by depth */
    const char *refusal;                    /* a limit that the parser has passed */
    bool no_memory;
    xmlEntity entity; /* the one that was asked for last */
    char entity_text[ENTITY_NAME_MAX + 4];
};

/* ---- the queue ---- */

static struct event *event_at(const struct xml_in *x, size_t at)
{
    return (struct event *)(void *)x->events.data + at;
}

static size_t event_count(const struct xml_in *x)
{
    return x->events.len / sizeof(struct event);
}

/* Drops what has been taken; a text that may go on stays. */
static void compact(struct xml_in *x)
{
    if (x->next == event_count(x)) {
        buf_truncate(&x->events, 0);
        buf_truncate(&x->attributes, 0);
        buf_truncate(&x->text, 0);
    } else if (x->next > 0) {
        struct event *open = event_at(x, x->next), *first = event_at(x, 0);
        memmove(x->text.data, x->text.data + open->start, open->len);
        buf_truncate(&x->text, open->len);
        open->start = 0;
        *first = *open;
        buf_truncate(&x->events, sizeof *first);
        buf_truncate(&x->attributes, 0);
    }
    x->next = 0;
}

static void add_text(struct xml_in *x, const char *text, size_t len)
{
    size_t count = event_count(x);
    if (x->depth == 0)
        return;
    struct event *last = count ? event_at(x, count - 1) : NULL;
    if (!last || last->kind != XML_TEXT || last->len >= XML_TEXT_MAX) {
        struct event event = {.kind = XML_TEXT, .depth = x->depth, .place = x->place, .start = x->text.len};
        buf_append(&x->events, &event, sizeof event);
        if (x->events.failed)
            return;
        last = event_at(x, count);
    }
    buf_append(&x->text, text, len);
    if (!x->text.failed)
        last->len += len;
}

/* ---- the parser's calls ---- */

static const xmlChar empty[] = ""; /* a name that is all prefix */

/* The values of attributes lie between the texts; the fifth of five pointers is behind the end. */
static void add_attributes(struct xml_in *x, int count, const xmlChar **attributes)
{
    for (int i = 0; i < count; i++, attributes += 5) {
        struct attribute attribute = {(const char *)(attributes[0] ? attributes[0] : empty), x->text.len,
                                      (size_t)(attributes[4] - attributes[3])};
        buf_append(&x->text, attributes[3], attribute.len);
        buf_append(&x->attributes, &attribute, sizeof attribute);
    }
}

/* The repair notes a place for each tag that it passes on. */
static struct place next_place(struct xml_in *x)
{
    struct place place = x->place;
    if (x->places_taken < x->repair.places.len / sizeof place)
        memcpy(&place, x->repair.places.data + x->places_taken++ * sizeof place, sizeof place);
    return place;
}

/* Looking up a namespace takes time for each one in scope. */
static bool enter_scope(struct xml_in *x, unsigned declared)
{
    x->namespaces[x->depth + 1] = x->namespaces[x->depth] + declared;
    if (x->namespaces[++x->depth] <= XML_ATTRIBUTES_MAX)
        return true;
    x->refusal = "too many namespaces";
    xmlStopParser(x->parser);
    return false;
}

static struct event element_event(const struct xml_in *x, enum xml_event kind, const xmlChar *name, const xmlChar *uri)
{
    return (struct event){.kind = kind,
                          .depth = x->depth,
                          .place = x->place,
                          .name = (const char *)(name ? name : empty),
                          .uri = (const char *)uri};
}

static void open_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                         int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                         const xmlChar **attributes)
{
    struct xml_in *x = context;
    (void)namespaces, (void)defaulted;
    if (!x->wrapped) {
        x->wrapped = true;
        return;
    }
    if (x->depth == XML_DEPTH_MAX || !enter_scope(x, (unsigned)namespace_count))
        return;
    x->place = next_place(x);
    struct event event = element_event(x, XML_OPEN, name, uri ? uri : prefix);
    event.start = x->attributes.len;
    add_attributes(x, attribute_count, attributes);
    event.len = x->attributes.len - event.start;
    buf_append(&x->events, &event, sizeof event);
}

static void close_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml_in *x = context;
    if (x->depth == 0)
        return;
    struct event event = element_event(x, XML_CLOSE, name, uri ? uri : prefix);
    x->depth--;
    buf_append(&x->events, &event, sizeof event);
}

static void characters(void *context, const xmlChar *text, int len)
{
    add_text(context, (const char *)text, (size_t)len);
}

/* Every entity has a text: those of XML and HTML what they stand for, others their name as it is written. In the value
 * of an attribute the parser leaves references as they are. */
static xmlEntityPtr find_entity(void *context, const xmlChar *name)
{
    struct xml_in *x = context;
    xmlEntityPtr known = xmlGetPredefinedEntity(name);
    x->parser->wellFormed = 1; /* or references would be passed over behind an error */
    if (known)
        return known;
    uint32_t html = entity_character((const char *)name);
    if (html)
        x->entity_text[utf8_encode(html, x->entity_text)] = '\0';
    else
        snprintf(x->entity_text, sizeof x->entity_text, "&%.*s;", ENTITY_NAME_MAX, (const char *)name);
    bool in_value = x->parser->instate == XML_PARSER_ATTRIBUTE_VALUE;
    x->entity = (xmlEntity){.type = XML_ENTITY_DECL,
                            .name = name,
                            .content = (xmlChar *)x->entity_text,
                            .length = (int)strlen(x->entity_text),
                            .etype = in_value ? XML_INTERNAL_GENERAL_ENTITY : XML_INTERNAL_PREDEFINED_ENTITY,
                            .checked = 2};
    return &x->entity;
}

static void complain(void *context, xmlErrorPtr error)
{
    struct xml_in *x = context;
    x->no_memory |= error->code == XML_ERR_NO_MEMORY;
}

static enum status new_parser(struct xml_in *x, struct err *err)
{
    xmlSAXHandler calls = {.initialized = XML_SAX2_MAGIC,
                           .startElementNs = open_element,
                           .endElementNs = close_element,
                           .characters = characters,
                           .ignorableWhitespace = characters,
                           .cdataBlock = characters,
                           .getEntity = find_entity,
                           .serror = complain};
    enum status s = late_xml(err);
    if (s)
        return s;
    xmlInitParser();
    x->parser = xmlCreatePushParserCtxt(&calls, x, NULL, 0, NULL);
    if (!x->parser)
        return err_no_memory(err);
    /* OLDSAX has the parser ask for the predefined entities as well. */
    xmlCtxtUseOptions(x->parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_OLDSAX);
    static const char wrapper[] = "<all>";
    xmlParseChunk(x->parser, wrapper, sizeof wrapper - 1, 0);
    return x->no_memory ? err_no_memory(err) : S_OK;
}

/* ---- reading on ---- */

static enum status begin(struct xml_in *x, struct err *err)
{
    struct str head;
    enum status s = utf8_in_head(&x->in, &head, err);
    if (s)
        return s;
    x->begun = true;
    return utf8_in_start(&x->in, xml_declared_charset(str_trim(head)), err);
}

static enum status read_block(struct xml_in *x, struct err *err)
{
    enum status s = x->begun ? S_OK : begin(x, err);
    buf_truncate(&x->block, 0);
    x->parsed = 0;
    return s ? s : utf8_in_read(&x->in, &x->block, err);
}

static enum status damaged(struct xml_in *x, const char *why, struct str name)
{
    x->damaged = true;
    return err_set(&x->why, S_INPUT, "%.300s:%llu: %s%.*s", source_path(x->in.source),
                   (unsigned long long)xml_repair_line(&x->repair), why, name.len < 80 ? (int)name.len : 80,
                   name.len ? name.ptr : "");
}

/* Whether and why the document has ended; with `read` there is no more of it. */
static void look_for_end(struct xml_in *x, bool read)
{
    static const struct str none = {"", 0};
    struct str open = xml_repair_open_name(&x->repair);
    if (xmlDictSize(x->parser->dict) > NAMES_MAX && !x->refusal)
        x->refusal = "too many different names";
    const char *refusal = x->repair.refusal ? x->repair.refusal : x->refusal;
    x->ended = true;
    if (x->no_memory)
        x->end = err_no_memory(&x->why);
    else if (refusal)
        x->end = damaged(x, refusal, none);
    else if (read && open.len)
        x->end = damaged(x, "the document ends inside the element ", open);
    else if (read && !x->repair.rooted)
        x->end = damaged(x, "there is no element of XML in it", none);
    else if (!read && x->parser->instate == XML_PARSER_EOF)
        x->end = damaged(x, "XML that cannot be read on", none);
    else
        x->ended = read;
}

/* Those that have been taken. */
static void drop_places(struct xml_in *x)
{
    struct buf *places = &x->repair.places;
    size_t taken = x->places_taken * sizeof(struct place);
    if (taken && taken < places->len)
        memmove(places->data, places->data + taken, places->len - taken);
    buf_truncate(places, places->len - taken);
    x->places_taken = 0;
}

static enum status parse_slice(struct xml_in *x, struct err *err)
{
    size_t left = x->block.len - x->parsed;
    bool end = left == 0;
    struct str slice = {end ? NULL : x->block.data + x->parsed, left};
    enum status s;
    if (left > SLICE)
        slice.len = utf8_cut(slice.ptr, left, SLICE);
    x->parsed += slice.len;
    buf_truncate(&x->repaired, 0);
    drop_places(x);
    if ((s = xml_repair_feed(&x->repair, slice, end, &x->repaired, err)))
        return s;
    xmlParseChunk(x->parser, buf_text(&x->repaired), (int)x->repaired.len, end);
    if ((s = buf_status(&x->events, err)) || (s = buf_status(&x->attributes, err)) || (s = buf_status(&x->text, err)))
        return s;
    look_for_end(x, end);
    return S_OK;
}

/* Parses on; a source that fails ends the document. */
static enum status read_on(struct xml_in *x, struct err *err)
{
    enum status s = S_OK;
    compact(x);
    if (x->parsed == x->block.len)
        s = read_block(x, &x->why);
    if (s && s != S_NOMEM) {
        x->ended = true;
        x->end = s;
        return S_OK;
    }
    return s ? s : parse_slice(x, err);
}

/* ---- the interface ---- */

enum status xml_in_new(struct source *source, struct xml_in **out, struct err *err)
{
    struct xml_in *x = calloc(1, sizeof *x);
    *out = NULL;
    if (!x)
        return err_no_memory(err);
    utf8_in_init(&x->in, source);
    enum status s = new_parser(x, err);
    if (s) {
        xml_in_free(x);
        return s;
    }
    *out = x;
    return S_OK;
}

void xml_in_free(struct xml_in *x)
{
    if (!x)
        return;
    if (x->parser)
        xmlFreeParserCtxt(x->parser);
    utf8_in_release(&x->in);
    xml_repair_release(&x->repair);
    buf_release(&x->block);
    buf_release(&x->repaired);
    buf_release(&x->events);
    buf_release(&x->attributes);
    buf_release(&x->text);
    buf_release(&x->value);
    free(x);
}

static bool event_ready(const struct xml_in *x)
{
    size_t count = event_count(x);
    if (x->next >= count)
        return false;
    const struct event *event = event_at(x, x->next);
    return event->kind != XML_TEXT || x->next + 1 < count || x->ended || event->len >= XML_TEXT_MAX;
}

bool xml_in_next(struct xml_in *x, enum xml_event *event, enum status *status, struct err *err)
{
    *status = S_OK;
    while (!event_ready(x)) {
        if (x->ended) {
            *status = x->end ? err_set(err, x->end, "%s", x->why.text) : S_OK;
            return false;
        }
        if ((*status = read_on(x, err)))
            return false;
    }
    x->present = *event_at(x, x->next++);
    x->name = str_of(x->present.name);
    *event = x->present.kind;
    return true;
}

struct str xml_in_name(const struct xml_in *x)
{
    return x->name;
}

struct str xml_in_namespace(const struct xml_in *x)
{
    return str_of(x->present.uri);
}

struct str xml_in_text(const struct xml_in *x)
{
    bool text = x->present.kind == XML_TEXT && x->present.len;
    return text ? (struct str){x->text.data + x->present.start, x->present.len} : (struct str){NULL, 0};
}

unsigned xml_in_depth(const struct xml_in *x)
{
    return x->present.depth;
}

uint64_t xml_in_line(const struct xml_in *x)
{
    return x->present.place.line;
}

uint64_t xml_in_offset(const struct xml_in *x)
{
    return x->present.place.offset;
}

bool xml_in_is_damaged(const struct xml_in *x)
{
    return x->damaged;
}

/* What a reference in the value of an attribute stands for; *len is that of the reference, 1 when it is none. */
static struct str reference_text(struct xml_in *x, struct str at, size_t *len)
{
    char name[ENTITY_NAME_MAX + 1];
    const char *end = memchr(at.ptr, ';', at.len < sizeof name ? at.len : sizeof name);
    *len = 1;
    if (!end)
        return (struct str){at.ptr, 1};
    struct str inside = {at.ptr + 1, (size_t)(end - at.ptr) - 1};
    *len = inside.len + 2;
    if (str_equal(inside, str_of("#38")))
        return str_of("&");
    memcpy(name, inside.ptr, inside.len);
    name[inside.len] = '\0';
    return str_of((const char *)find_entity(x, (const xmlChar *)name)->content);
}

static struct str attribute_value(struct xml_in *x, struct str value)
{
    if (!value.len || !memchr(value.ptr, '&', value.len))
        return value;
    buf_reset(&x->value);
    while (value.len) {
        const char *mark = memchr(value.ptr, '&', value.len);
        size_t plain = mark ? (size_t)(mark - value.ptr) : value.len, len = 0;
        buf_append(&x->value, value.ptr, plain);
        value = (struct str){value.ptr + plain, value.len - plain};
        if (value.len)
            buf_append_str(&x->value, reference_text(x, value, &len));
        value = (struct str){value.ptr + len, value.len - len};
    }
    return buf_str(&x->value);
}

struct str xml_in_attribute(struct xml_in *x, const char *name)
{
    if (x->present.kind != XML_OPEN || x->present.len == 0)
        return (struct str){NULL, 0};
    const struct attribute *all = (const struct attribute *)(const void *)(x->attributes.data + x->present.start);
    for (size_t i = 0; i < x->present.len / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].len ? attribute_value(x, (struct str){x->text.data + all[i].start, all[i].len}) : str_of("");
    return (struct str){NULL, 0};
}
