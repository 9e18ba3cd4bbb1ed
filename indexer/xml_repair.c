#include "indexer/xml_repair.h"

#include <string.h>

#include "indexer/utf8_in.h"
#include "indexer/xml_tag.h"

void xml_repair_release(struct xml_repair *r)
{
    buf_release(&r->data);
    buf_release(&r->names);
    buf_release(&r->places);
    xml_entities_release(&r->entities);
}

/* ---- places ---- */

/* Counts the lines up to data[at], which never goes back. */
static void count_lines(struct xml_repair *r, size_t at)
{
    if (at == r->counted)
        return;
    const char *from = r->data.data + r->counted, *end = r->data.data + at;
    while (from < end && (from = memchr(from, '\n', (size_t)(end - from)))) {
        r->newlines++;
        from++;
    }
    r->counted = at;
}

static void note_place(struct xml_repair *r)
{
    count_lines(r, r->at);
    struct place place = {r->newlines + 1, r->base + r->at};
    buf_append(&r->places, &place, sizeof place);
}

uint64_t xml_repair_line(struct xml_repair *r)
{
    count_lines(r, r->at);
    return r->newlines + 1;
}

/* ---- the elements that are open ---- */

static struct str name_of(const struct xml_repair *r, unsigned depth)
{
    size_t start = r->name_start[depth], end = depth + 1 < r->depth ? r->name_start[depth + 1] : r->names.len;
    return (struct str){r->names.data + start, end - start};
}

struct str xml_repair_open_name(const struct xml_repair *r)
{
    return r->depth ? name_of(r, r->depth - 1) : (struct str){NULL, 0};
}

static void open_element(struct xml_repair *r, struct str name)
{
    r->rooted = true;
    if (r->depth == XML_DEPTH_MAX) {
        r->refusal = "elements are nested too deep";
        return;
    }
    r->name_start[r->depth++] = r->names.len;
    buf_append_str(&r->names, name);
}

static void close_element(struct xml_repair *r)
{
    buf_truncate(&r->names, r->name_start[--r->depth]);
}

/* ---- text and references ---- */

/* The length of the reference that an & begins, 0 when it begins none; *cut: it is all there is, and may go on. */
static size_t reference_len(struct str text, bool *cut)
{
    bool number = text.len > 1 && text.ptr[1] == '#';
    size_t before = number ? 2 : 1;
    struct str name = xml_name_at(str_skip(text, before < text.len ? before : text.len));
    size_t end = before + name.len;
    *cut = end >= text.len && name.len <= XML_ENTITY_NAME_MAX;
    bool named = name.len && name.len <= XML_ENTITY_NAME_MAX && (number || xml_is_name_start(name.ptr[0]));
    return named && end < text.len && text.ptr[end] == ';' ? end + 1 : 0;
}

/* &#146; as it is meant: windows-1252 that somebody took for ISO 8859-1. */
static bool append_number(struct str reference, struct buf *out)
{
    enum { DIGITS = 3 };
    uint32_t number = 0;
    if (reference.len != 3 + DIGITS || reference.ptr[1] != '#')
        return false;
    for (size_t i = 2; i < 2 + DIGITS; i++) {
        if (reference.ptr[i] < '0' || reference.ptr[i] > '9')
            return false;
        number = number * 10 + (uint32_t)(reference.ptr[i] - '0');
    }
    if (utf8_in_windows(number) == number)
        return false;
    buf_printf(out, "&#%u;", utf8_in_windows(number));
    return true;
}

static void append_reference(const struct xml_repair *r, struct str reference, struct buf *out)
{
    struct str text = xml_entities_find(&r->entities, (struct str){reference.ptr + 1, reference.len - 2});
    if (!text.ptr) {
        if (!append_number(reference, out))
            buf_append_str(out, reference);
        return;
    }
    for (size_t i = 0; i < text.len; i++)
        if (strchr("\"'>", text.ptr[i]))
            buf_printf(out, "&#%d;", text.ptr[i]);
        else
            buf_append_byte(out, text.ptr[i]);
}

/* A long piece of content goes as a section, which the parser takes whole: other text that is not ASCII it goes through
 * letter by letter. */
static void append_plain(struct str text, bool content, struct buf *out)
{
    enum { LONG = 100 };
    bool section = content && text.len > LONG && !memmem(text.ptr, text.len, "]]>", 3);
    if (section)
        buf_append_text(out, "<![CDATA[");
    buf_append_str(out, text);
    if (section)
        buf_append_text(out, "]]>");
}

/* Appends a text without a <, and returns how much of it: with `goes_on` not a reference that is cut by its end. */
static size_t append_text(const struct xml_repair *r, struct str text, bool content, bool goes_on, struct buf *out)
{
    for (size_t at = 0; at < text.len;) {
        const char *mark = memchr(text.ptr + at, '&', text.len - at);
        size_t plain = mark ? (size_t)(mark - text.ptr) - at : text.len - at;
        append_plain((struct str){text.ptr + at, plain}, content, out);
        at += plain;
        if (!mark)
            break;
        bool cut;
        size_t len = reference_len(str_skip(text, at), &cut);
        if (cut && goes_on)
            return at;
        if (len)
            append_reference(r, (struct str){text.ptr + at, len}, out);
        else
            buf_append_text(out, "&amp;");
        at += len ? len : 1;
    }
    return text.len;
}

static size_t take_text(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    const char *mark = memchr(rest.ptr, '<', rest.len);
    struct str text = {rest.ptr, mark ? (size_t)(mark - rest.ptr) : rest.len};
    return r->depth ? append_text(r, text, true, !mark && !end, out) : text.len;
}

/* A < that opens nothing. */
static size_t take_stray(struct xml_repair *r, struct buf *out)
{
    if (r->depth)
        buf_append_text(out, "&lt;");
    return 1;
}

/* ---- tags ---- */

/* What there is for a mark whose end is not to be seen: 0, more is needed; or all that is left. */
static size_t unfinished(struct xml_repair *r, struct str rest, bool end)
{
    if (rest.len > XML_TAG_MAX)
        r->refusal = "a tag or declaration is too long";
    return end || r->refusal ? rest.len : 0;
}

static void append_attribute(const struct xml_repair *r, const struct xml_attribute *a, struct buf *out)
{
    struct str rest = a->value;
    buf_append_byte(out, ' ');
    buf_append_str(out, a->name);
    buf_append_byte(out, '=');
    buf_append_byte(out, a->quote);
    while (rest.len) {
        const char *mark = memchr(rest.ptr, '<', rest.len);
        size_t plain = mark ? (size_t)(mark - rest.ptr) : rest.len;
        append_text(r, (struct str){rest.ptr, plain}, false, false, out);
        if (mark)
            buf_append_text(out, "&lt;");
        rest = str_skip(rest, mark ? plain + 1 : plain);
    }
    buf_append_byte(out, a->quote);
}

static void append_attributes(struct xml_repair *r, struct str rest, struct buf *out)
{
    struct xml_attribute attribute;
    unsigned count = 0;
    while (xml_next_attribute(&rest, &attribute)) {
        if (++count > XML_ATTRIBUTES_MAX) {
            r->refusal = "a tag has too many attributes";
            return;
        }
        append_attribute(r, &attribute, out);
    }
}

static size_t take_start_tag(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    size_t len = xml_tag_end(rest);
    if (len == rest.len || len > XML_TAG_MAX)
        return unfinished(r, rest, end);
    struct str tag = {rest.ptr + 1, len - 1};
    bool empty = tag.ptr[tag.len - 1] == '/';
    tag.len -= empty;
    struct str name = xml_name_at(tag);
    note_place(r);
    open_element(r, name);
    if (r->refusal)
        return len;
    buf_append_byte(out, '<');
    buf_append_str(out, name);
    append_attributes(r, str_skip(tag, name.len), out);
    buf_append_text(out, empty ? "/>" : ">");
    if (empty && !r->refusal)
        close_element(r);
    return len + (rest.ptr[len] == '>');
}

/* Closes the innermost element of this name and those inside it, when there is one. */
static void append_end_tags(struct xml_repair *r, struct str name, struct buf *out)
{
    unsigned depth = r->depth;
    while (depth > 0 && !str_equal(name_of(r, depth - 1), name))
        depth--;
    while (depth > 0 && r->depth >= depth) {
        buf_append_text(out, "</");
        buf_append_str(out, xml_repair_open_name(r));
        buf_append_byte(out, '>');
        close_element(r);
    }
}

static size_t take_end_tag(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    if (rest.len < 3)
        return unfinished(r, rest, end);
    if (!xml_is_name_start(rest.ptr[2]))
        return take_stray(r, out);
    size_t len = 2;
    while (len < rest.len && rest.ptr[len] != '>' && rest.ptr[len] != '<')
        len++;
    if (len > XML_TAG_MAX || (len == rest.len && !end))
        return unfinished(r, rest, end);
    append_end_tags(r, xml_name_at(str_skip(rest, 2)), out);
    return len + (len < rest.len && rest.ptr[len] == '>');
}

/* ---- declarations ---- */

/* Where one of the marks stands outside of quotation marks; the length when there is none. */
static size_t find_unquoted(struct str text, const char *marks)
{
    for (size_t at = 0; at < text.len; at++) {
        char c = text.ptr[at];
        if (strchr(marks, c))
            return at;
        if (c != '"' && c != '\'')
            continue;
        const char *quote = memchr(text.ptr + at + 1, c, text.len - at - 1);
        if (!quote)
            return text.len;
        at = (size_t)(quote - text.ptr);
    }
    return text.len;
}

static size_t take_doctype(struct xml_repair *r, struct str rest, bool end)
{
    size_t len = find_unquoted(rest, "[>");
    if (len == rest.len || len > XML_TAG_MAX)
        return unfinished(r, rest, end);
    if (rest.ptr[len] == '[')
        r->mode = XML_SUBSET;
    return len + 1;
}

static size_t enter(struct xml_repair *r, enum xml_repair_mode mode, size_t len)
{
    if (mode != XML_CDATA)
        r->outer = r->mode;
    r->mode = mode;
    return len;
}

/* What stands between the brackets of a doctype. */
static size_t take_subset(struct xml_repair *r, struct str rest, bool end)
{
    if (rest.ptr[0] == ']') {
        size_t len = 1;
        while (len < rest.len && xml_is_space(rest.ptr[len]))
            len++;
        if (len == rest.len)
            return unfinished(r, rest, end);
        r->mode = XML_CONTENT;
        return len + (rest.ptr[len] == '>');
    }
    if (rest.ptr[0] != '<')
        return 1;
    if (rest.len < 4)
        return unfinished(r, rest, end);
    if (rest.ptr[1] == '?')
        return enter(r, XML_INSTRUCTION, 2);
    if (memcmp(rest.ptr, "<!--", 4) == 0)
        return enter(r, XML_COMMENT, 4);
    size_t len = find_unquoted(rest, ">");
    if (len == rest.len || len > XML_TAG_MAX)
        return unfinished(r, rest, end);
    if (len > 2)
        xml_entities_declare(&r->entities, (struct str){rest.ptr + 2, len - 2});
    return len + 1;
}

/* <!: a comment, a section, a doctype; or a text. */
static size_t take_declaration(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    static const struct str comment = {"<!--", 4}, cdata = {"<![CDATA[", 9}, doctype = {"<!DOCTYPE", 9};
    if (str_begins_with(rest, comment))
        return enter(r, XML_COMMENT, comment.len);
    if (str_begins_with(rest, cdata))
        return enter(r, XML_CDATA, cdata.len);
    if (str_begins_with(rest, doctype))
        return take_doctype(r, rest, end);
    if (str_begins_with(comment, rest) || str_begins_with(cdata, rest) || str_begins_with(doctype, rest))
        return unfinished(r, rest, end);
    return take_stray(r, out);
}

static size_t take_mark(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    if (rest.len < 2)
        return unfinished(r, rest, end);
    if (xml_is_name_start(rest.ptr[1]))
        return take_start_tag(r, rest, end, out);
    if (rest.ptr[1] == '/')
        return take_end_tag(r, rest, end, out);
    if (rest.ptr[1] == '?')
        return enter(r, XML_INSTRUCTION, 2);
    return rest.ptr[1] == '!' ? take_declaration(r, rest, end, out) : take_stray(r, out);
}

/* ---- sections ---- */

/* Leaves a section at its mark; before that everything but what may be the start of the mark is behind. *inside is how
 * much of the section was there. */
static size_t leave_at(struct xml_repair *r, struct str rest, const char *mark, bool end, size_t *inside)
{
    size_t len = strlen(mark);
    const char *at = memmem(rest.ptr, rest.len, mark, len);
    if (at) {
        r->mode = r->mode == XML_CDATA ? XML_CONTENT : r->outer;
        *inside = (size_t)(at - rest.ptr);
        return *inside + len;
    }
    *inside = end ? rest.len : rest.len < len ? 0 : rest.len - len + 1;
    return *inside;
}

static size_t take_cdata(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    size_t inside, taken = leave_at(r, rest, "]]>", end, &inside);
    while (r->mode == XML_CDATA && inside && inside < rest.len && ((unsigned char)rest.ptr[inside] & 0xC0) == 0x80)
        inside = --taken;
    if (inside && r->depth) {
        buf_append_text(out, "<![CDATA[");
        buf_append(out, rest.ptr, inside);
        buf_append_text(out, "]]>");
    }
    return taken;
}

/* Takes something off the front of the rest; 0: more is needed. */
static size_t step(struct xml_repair *r, struct str rest, bool end, struct buf *out)
{
    size_t inside;
    switch (r->mode) {
    case XML_COMMENT:
        return leave_at(r, rest, "-->", end, &inside);
    case XML_INSTRUCTION:
        return leave_at(r, rest, "?>", end, &inside);
    case XML_CDATA:
        return take_cdata(r, rest, end, out);
    case XML_SUBSET:
        return take_subset(r, rest, end);
    case XML_CONTENT:
        break;
    }
    return rest.ptr[0] == '<' ? take_mark(r, rest, end, out) : take_text(r, rest, end, out);
}

static void drop_taken(struct xml_repair *r)
{
    count_lines(r, r->at);
    if (r->at && r->at < r->data.len)
        memmove(r->data.data, r->data.data + r->at, r->data.len - r->at);
    buf_truncate(&r->data, r->data.len - r->at);
    r->base += r->at;
    r->at = r->counted = 0;
}

enum status xml_repair_feed(struct xml_repair *r, struct str piece, bool end, struct buf *out, struct err *err)
{
    buf_append_str(&r->data, piece);
    size_t taken = 1;
    while (!r->refusal && taken && r->at < r->data.len) {
        taken = step(r, str_skip(buf_str(&r->data), r->at), end, out);
        r->at += taken;
    }
    drop_taken(r);
    enum status s;
    if ((s = buf_status(&r->data, err)) || (s = buf_status(&r->names, err)) || (s = buf_status(&r->places, err)) ||
        (s = buf_status(&r->entities.entries, err)))
        return s;
    return buf_status(out, err);
}
