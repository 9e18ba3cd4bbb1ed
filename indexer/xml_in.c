/* libxml2's push parser, whose calls become a queue of events. A block of the document is parsed when the queue is
 * empty, or holds nothing but a text that may go on in the next block. */
#include "indexer/xml_in.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/utf8_in.h"

enum { SLICE = 32 << 10 /* bytes that are parsed at a time */, ENTITY_NAME_MAX = 32 };

struct event {
    enum xml_event kind;
    unsigned depth;
    uint64_t line, offset;
    const char *name, *uri; /* of the element; the parser's, as long as it lives */
    size_t start, len;      /* of a text, in x->text; of attributes, in x->attributes */
};

struct attribute {
    const char *name;  /* the parser's */
    size_t start, len; /* in x->text */
};

struct xml_in {
    struct utf8_in in;
    xmlParserCtxtPtr parser;
    struct buf block; /* of the document in UTF-8 */
    size_t parsed;    /* of the block */
    bool begun;       /* the charset has been chosen */
    bool ended;       /* the parser will give nothing more */
    enum status end;  /* why */
    struct err why;

    struct buf events, attributes, text;
    size_t next;          /* in events */
    struct event present; /* the one that the caller sees */
    struct buf value;     /* an attribute that was asked for */

    unsigned depth;
    xmlEntity entity; /* the one that was asked for last */
    char entity_text[ENTITY_NAME_MAX + 4];
    enum status refused;                  /* a limit that was passed, or memory */
    char damage[ERR_TEXT_MAX - (3 << 5)]; /* the parser's last complaint */
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

static struct event new_event(struct xml_in *x, enum xml_event kind)
{
    const xmlParserInput *input = x->parser->input;
    return (struct event){.kind = kind,
                          .depth = x->depth,
                          .line = (uint64_t)input->line,
                          .offset = (uint64_t)input->consumed + (uint64_t)(input->cur - input->base),
                          .start = x->text.len};
}

/* Ends the document from inside the parser. */
static void refuse(struct xml_in *x, enum status status, const char *why)
{
    if (!x->refused) {
        x->refused = status;
        snprintf(x->damage, sizeof x->damage, "%s", why);
    }
    xmlStopParser(x->parser);
}

static void add_text(struct xml_in *x, const char *text, size_t len)
{
    size_t count = event_count(x);
    struct event *last = count ? event_at(x, count - 1) : NULL;
    if (!last || last->kind != XML_TEXT || last->len >= XML_TEXT_MAX) {
        struct event event = new_event(x, XML_TEXT);
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

/* Moves the place of an element from the end of its tag to the beginning. */
static void move_to_tag(const struct xml_in *x, struct event *event)
{
    const xmlParserInput *input = x->parser->input;
    size_t behind = (size_t)(input->cur - input->base);
    const xmlChar *tag = memrchr(input->base, '<', behind);
    if (!tag)
        return;
    event->offset -= (uint64_t)(input->cur - tag);
    for (const xmlChar *at = tag; (at = memchr(at, '\n', (size_t)(input->cur - at))); at++)
        event->line--;
}

static void open_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
                         int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted,
                         const xmlChar **attributes)
{
    struct xml_in *x = context;
    (void)prefix, (void)namespaces;
    if (++x->depth > XML_DEPTH_MAX) {
        refuse(x, S_INPUT, "elements are nested too deep");
        return;
    }
    if (attribute_count + namespace_count > XML_ATTRIBUTES_MAX) {
        refuse(x, S_INPUT, "an element has too many attributes");
        return;
    }
    struct event event = new_event(x, XML_OPEN);
    event.name = (const char *)name;
    event.uri = (const char *)uri;
    event.start = x->attributes.len;
    move_to_tag(x, &event);
    for (int i = 0; i < attribute_count - defaulted; i++) {
        const xmlChar **a = attributes + (ptrdiff_t)i * 5;
        struct attribute attribute = {(const char *)a[0], x->text.len, (size_t)(a[4] - a[3])};
        buf_append(&x->text, a[3], attribute.len);
        buf_append(&x->attributes, &attribute, sizeof attribute);
    }
    event.len = x->attributes.len - event.start;
    buf_append(&x->events, &event, sizeof event);
}

static void close_element(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
    struct xml_in *x = context;
    (void)prefix;
    struct event event = new_event(x, XML_CLOSE);
    event.name = (const char *)name;
    event.uri = (const char *)uri;
    buf_append(&x->events, &event, sizeof event);
    x->depth--;
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
    const htmlEntityDesc *html = htmlEntityLookup(name);
    if (html)
        x->entity_text[utf8_encode(html->value, x->entity_text)] = '\0';
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
    if (error->code == XML_ERR_NO_MEMORY)
        x->refused = S_NOMEM;
    if (x->refused || error->level < XML_ERR_ERROR)
        return;
    struct str text = str_trim(str_of(error->message));
    snprintf(x->damage, sizeof x->damage, "%.*s, line %d", (int)utf8_cut(text.ptr, text.len, 200), text.ptr,
             error->line);
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
    xmlInitParser();
    x->parser = xmlCreatePushParserCtxt(&calls, x, NULL, 0, NULL);
    if (!x->parser)
        return err_no_memory(err);
    /* OLDSAX has the parser ask for the predefined entities as well. */
    xmlCtxtUseOptions(x->parser, XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_OLDSAX);
    return S_OK;
}

/* ---- reading on ---- */

/* The charset that the declaration at the start names, or that its bytes show. */
static struct str declared_charset(struct str head)
{
    static const struct {
        const char *bytes;
        size_t len;
        const char *name;
    } marks[] = {
        {"\0\0\0<", 4, "UTF-32BE"}, {"<\0\0\0", 4, "UTF-32LE"}, {"\0<", 2, "UTF-16BE"}, {"<\0", 2, "UTF-16LE"}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_begins_with(head, (struct str){marks[i].bytes, marks[i].len}))
            return str_of(marks[i].name);
    struct str utf8 = str_of("UTF-8");
    const char *end = head.len > 5 && memcmp(head.ptr, "<?xml", 5) == 0 ? memchr(head.ptr, '>', head.len) : NULL;
    const char *name = end ? memmem(head.ptr, (size_t)(end - head.ptr), "encoding", 8) : NULL;
    if (!name)
        return utf8;
    struct str value = str_trim((struct str){name + 8, (size_t)(end - name) - 8});
    if (value.len && value.ptr[0] == '=')
        value = str_trim((struct str){value.ptr + 1, value.len - 1});
    const char *quote = value.len > 1 ? memchr(value.ptr + 1, value.ptr[0], value.len - 1) : NULL;
    return quote ? (struct str){value.ptr + 1, (size_t)(quote - value.ptr) - 1} : utf8;
}

static enum status begin(struct xml_in *x, struct err *err)
{
    struct str head;
    enum status s = utf8_in_head(&x->in, &head, err);
    if (s)
        return s;
    x->begun = true;
    return utf8_in_start(&x->in, declared_charset(str_trim(head)), err);
}

/* The next block; white space before the document is dropped. */
static enum status read_block(struct xml_in *x, struct err *err)
{
    enum status s = x->begun ? S_OK : begin(x, err);
    buf_truncate(&x->block, 0);
    x->parsed = 0;
    if (s || (s = utf8_in_read(&x->in, &x->block, err)))
        return s;
    if (xmlByteConsumed(x->parser) <= 0)
        while (x->parsed < x->block.len && strchr(" \t\r\n", x->block.data[x->parsed]))
            x->parsed++;
    return S_OK;
}

/* The status of a document that the parser has left. */
static enum status end_status(struct xml_in *x, bool at_end, struct err *err)
{
    if (x->refused == S_NOMEM)
        return err_no_memory(err);
    if (!x->refused && at_end && x->depth == 0 && x->parser->errNo != XML_ERR_DOCUMENT_EMPTY &&
        x->parser->errNo != XML_ERR_DOCUMENT_END)
        return S_OK;
    return err_set(err, S_INPUT, "damaged XML: %s", x->damage);
}

static void end_document(struct xml_in *x, enum status status)
{
    x->ended = true;
    x->end = status;
}

static enum status parse_slice(struct xml_in *x, struct err *err)
{
    size_t len = x->block.len - x->parsed;
    bool at_end = len == 0;
    if (len > SLICE)
        len = utf8_cut(x->block.data + x->parsed, len, SLICE);
    xmlParseChunk(x->parser, at_end ? NULL : x->block.data + x->parsed, (int)len, at_end);
    x->parsed += len;
    enum status s;
    if ((s = buf_status(&x->events, err)) || (s = buf_status(&x->attributes, err)) || (s = buf_status(&x->text, err)))
        return s;
    if (at_end || x->parser->instate == XML_PARSER_EOF || x->refused)
        end_document(x, end_status(x, at_end, &x->why));
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
        end_document(x, s);
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
    if (x->parser && x->parser->myDoc)
        xmlFreeDoc(x->parser->myDoc);
    xmlFreeParserCtxt(x->parser);
    utf8_in_release(&x->in);
    buf_release(&x->block);
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
    *event = x->present.kind;
    return true;
}

struct str xml_in_name(const struct xml_in *x)
{
    return str_of(x->present.name);
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
    return x->present.line;
}

uint64_t xml_in_offset(const struct xml_in *x)
{
    return x->present.offset;
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
    if (x->present.kind != XML_OPEN)
        return (struct str){NULL, 0};
    const struct attribute *all = (const struct attribute *)(const void *)(x->attributes.data + x->present.start);
    for (size_t i = 0; i < x->present.len / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0)
            return attribute_value(x, (struct str){x->text.data + all[i].start, all[i].len});
    return (struct str){NULL, 0};
}
