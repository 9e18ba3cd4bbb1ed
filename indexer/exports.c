/* The reader of text exports of LexisNexis, Factiva and ProQuest, which hold many articles in one file: what their
 * marks are, and where each field goes, is in exports.h.
 *
 * A file is told by the marks of its dialect, which the first 4 KiB must show. What stands around the documents, such
 * as a cover sheet or a list of contents, is passed over. A document has at most 8 MiB; one that the end of the file
 * cuts is given when it has a body. Any charset (charset_in.h); in a file that is not UTF-8 offsets count the bytes as
 * UTF-8. */
#include "indexer/exports.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "core/utf8.h"
#include "indexer/charset_in.h"
#include "indexer/clean.h"
#include "indexer/lines.h"
#include "indexer/reader_impl.h"
#include "indexer/window.h"
#include "indexer/word.h"
#include "shim/language.h"

enum {
    LINE_MAX_BYTES = 64 << 10, /* of a line that is taken in one go */
    LABEL_MAX = 32,            /* bytes of a label */
    NUMBER_MAX = 20,           /* digits */
    DATE_LINE_MAX = 200,       /* bytes */
    PLACE_MAX = 200,
    CREDIT_WORDS = 3 /* a sentence of more of them names no author */
};

static const struct export_dialect *const dialects[] = {&export_lexisnexis, &export_factiva, &export_proquest};

struct exports_reader {
    struct reader reader;
    const struct export_dialect *dialect; /* NULL: not told yet */
    struct charset_in in;
    struct window window;
    struct buf document, clean; /* as it is read; as UTF-8 */
    struct buf front, value, body, scratch;
};

/* ---- what the dialects share ---- */

bool export_date(struct str text, struct date *out)
{
    return text.len <= DATE_LINE_MAX && (date_parse(text, out) || date_parse_prefix(text, out)) &&
           out->precision >= DATE_MONTH;
}

const struct export_label *export_colon_label(const struct export_label *labels, struct str line, struct str *value)
{
    const char *colon = line.len ? memchr(line.ptr, ':', line.len < LABEL_MAX ? line.len : LABEL_MAX) : NULL;
    if (!colon)
        return NULL;
    struct str name = {line.ptr, (size_t)(colon - line.ptr)};
    *value = str_trim(str_skip(line, name.len + 1));
    for (; labels->name; labels++)
        if (str_equal(name, str_of(labels->name)))
            return labels;
    return NULL;
}

static size_t digits_at(struct str line, size_t at)
{
    size_t end = at;
    while (end < line.len && ascii_is_digit(line.ptr[end]))
        end++;
    return end - at <= NUMBER_MAX ? end - at : 0;
}

bool export_counts(struct str line, struct str *behind)
{
    static const char of[] = " of ";
    size_t at = digits_at(line, 0);
    if (at == 0 || !str_begins_with(str_skip(line, at), str_of(of)))
        return false;
    at += sizeof of - 1;
    size_t digits = digits_at(line, at);
    *behind = str_trim(str_skip(line, at + digits));
    return digits > 0;
}

void export_set_line(struct article *article, enum field field, struct str block)
{
    struct buf joined = {0};
    struct str line;
    if (!article_get(article, field).len && clean_line(block, &joined, &line))
        article_set(article, field, line);
    article->text.failed |= joined.failed;
    buf_release(&joined);
}

/* ---- values ---- */

static struct str next_part(struct str *list, const char *marks)
{
    size_t len = 0;
    while (len < list->len && !strchr(marks, list->ptr[len]))
        len++;
    struct str part = str_trim((struct str){list->ptr, len});
    *list = str_skip(*list, len + (len < list->len));
    return part;
}

/* "By Ann Author; Bob Writer contributed reporting from Leeds." are Ann Author. */
static void add_bylines(struct str list, struct article *article)
{
    if (article_get(article, FIELD_BYLINE).len)
        return;
    while (list.len) {
        struct str name = next_part(&list, ";|");
        if (name.len > 3 && strncasecmp(name.ptr, "by ", 3) == 0)
            name = str_trim(str_skip(name, 3));
        if (!ends_sentence(name) || word_count(name) <= CREDIT_WORDS)
            article_add(article, FIELD_BYLINE, name);
    }
}

/* "HARBOURS (88%)" and "gcat : Political News": the name alone. */
static void add_tags(struct str list, struct article *article)
{
    if (article_get(article, FIELD_TAG).len)
        return;
    while (list.len) {
        struct str tag = next_part(&list, ";|");
        const char *colon = memmem(tag.ptr, tag.len, " : ", 3);
        if (colon)
            tag = str_trim(str_skip(tag, (size_t)(colon - tag.ptr) + 3));
        const char *open =
            tag.len > 3 && memcmp(tag.ptr + tag.len - 2, "%)", 2) == 0 ? memrchr(tag.ptr, '(', tag.len) : NULL;
        if (open)
            tag = str_trim((struct str){tag.ptr, (size_t)(open - tag.ptr)});
        article_add(article, FIELD_TAG, tag);
    }
}

/* "Section A; Column 0; Metropolitan Desk; Pg. 1" is the Metropolitan Desk; where only numbers stand, the first. */
static struct str section_of(struct str list)
{
    struct str rest = list, first = next_part(&rest, ";"), word;
    for (rest = list; rest.len;) {
        struct str part = next_part(&rest, ";"), left = part;
        word = next_part(&left, " ");
        if (part.len && !word_in_list(word, "Section|SECTION|Sect|Column|Col|Pg|Page|p"))
            return part;
    }
    return first;
}

/* "GENEVA, March 14" is GENEVA. */
static struct str place_of(struct str value)
{
    struct word word;
    if (value.len > PLACE_MAX)
        return (struct str){NULL, 0};
    for (size_t at = 1; at + 1 < value.len; at++) {
        struct str behind = str_skip(value, at + 1);
        if (value.ptr[at] == ',' && word_next(&behind, &word) && (word_month(word.text) || word_is_weekday(word.text)))
            return (struct str){value.ptr, at};
    }
    return value;
}

static void set_date(struct article *article, struct str value)
{
    struct date date;
    if (!article->published.precision && export_date(value, &date))
        article->published = date;
}

static void set_once(struct article *article, enum field field, struct str value)
{
    if (!article_get(article, field).len)
        article_set(article, field, value);
}

/* "The Morning Ledger [Leeds] 14 Mar 2008: B.1." */
static void read_info(struct str value, struct article *article)
{
    const char *open = memchr(value.ptr, '[', value.len), *close = memchr(value.ptr, ']', value.len);
    if (!open || !close || close < open)
        return;
    struct str behind = str_skip(value, (size_t)(close - value.ptr) + 1), date = next_part(&behind, ":");
    set_once(article, FIELD_SOURCE, str_trim((struct str){value.ptr, (size_t)(open - value.ptr)}));
    set_date(article, date);
}

/* "Document LDGR000020080314e43e0001a" as it is, a number by itself as proquest-NUMBER. */
static void set_id(struct article *article, struct str value)
{
    static const char document[] = "Document ";
    char id[sizeof "proquest-" + NUMBER_MAX];
    size_t digits = digits_at(value, 0);
    if (str_begins_with(value, str_of(document)))
        value = str_trim(str_skip(value, sizeof document - 1));
    if (digits && digits == value.len) {
        snprintf(id, sizeof id, "proquest-%.*s", (int)digits, value.ptr);
        value = str_of(id);
    }
    set_once(article, FIELD_ID, value);
}

static bool is_absent(struct str value)
{
    static const char *const words[] = {"Not available", "Not available.", "None available", "None available."};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_equal(value, str_of(words[i])))
            return true;
    return false;
}

static void set_language(struct str value, struct article *article)
{
    char code[LANGUAGE_CODE_MAX];
    if (language_code_of(value, code))
        set_once(article, FIELD_LANG, str_of(code));
}

static void take_value(enum export_part part, struct str value, struct article *article, struct date *recorded)
{
    static const enum field fields[PART_BODY] = {
        [PART_HEADLINE] = FIELD_HEADLINE, [PART_SOURCE] = FIELD_SOURCE, [PART_URL] = FIELD_URL};
    if (is_absent(value))
        return;
    switch (part) {
    case PART_ID:
        set_id(article, value);
        break;
    case PART_BYLINE:
        add_bylines(value, article);
        break;
    case PART_TAG:
        add_tags(value, article);
        break;
    case PART_SECTION:
        set_once(article, FIELD_SECTION, section_of(value));
        break;
    case PART_PLACE:
        set_once(article, FIELD_PLACE, place_of(value));
        break;
    case PART_LANG:
        set_language(value, article);
        break;
    case PART_DATE:
        set_date(article, value);
        break;
    case PART_INFO:
        read_info(value, article);
        break;
    case PART_LOADED:
        if (!export_date(value, recorded))
            *recorded = (struct date){0};
        break;
    default:
        if (fields[part])
            set_once(article, fields[part], value);
    }
}

/* ---- a document ---- */

static void append_line(struct exports_reader *e, enum export_part part, struct str line, bool apart)
{
    struct buf *out = part == PART_BODY ? &e->body : part == PART_FRONT ? &e->front : &e->value;
    if (line.len == 0 || part == PART_NONE)
        return;
    if (out->len)
        buf_append_text(out, apart ? "\n\n" : part == PART_FRONT ? "\n" : " ");
    buf_append_str(out, line);
}

static void finish_field(struct exports_reader *e, enum export_part part, struct article *article)
{
    struct str value;
    if (e->value.len && clean_line(buf_str(&e->value), &e->scratch, &value))
        take_value(part, value, article, &e->reader.recorded);
    buf_reset(&e->value);
}

/* Goes through the lines of a document; whether it has labels. */
static bool read_fields(struct exports_reader *e, struct str text, struct article *article)
{
    enum export_part part = PART_FRONT, behind = PART_FRONT;
    struct str line, value;
    bool apart = true, labelled = false, bare = false; /* bare: the label stood alone on its line */
    while (lines_next(&text, &line)) {
        if (text_is_blank(line)) {
            apart = true;
            continue;
        }
        const struct export_label *label = apart || part != PART_BODY ? e->dialect->label(line, &value) : NULL;
        if (label || (apart && part != behind)) {
            finish_field(e, part, article);
            part = label ? label->part : behind;
            behind = label ? label->behind : behind;
            labelled |= label != NULL;
        }
        append_line(e, part, label ? value : line, apart || label || bare);
        apart = false;
        bare = label && value.len == 0;
    }
    finish_field(e, part, article);
    return labelled;
}

static enum status read_document(struct exports_reader *e, struct article *article, bool *none, struct err *err)
{
    buf_reset(&e->clean);
    buf_reset(&e->front);
    buf_reset(&e->value);
    buf_reset(&e->body);
    utf8_repair(buf_text(&e->document), e->document.len, &e->clean);
    bool labelled = read_fields(e, buf_str(&e->clean), article);
    *none = !e->dialect->front(buf_str(&e->front), labelled, article, &e->body);
    struct buf *const used[] = {&e->document, &e->clean, &e->front, &e->value, &e->body, &e->scratch, &article->text};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
        if (used[i]->failed)
            return err_no_memory(err);
    if (!*none && (text_is_blank(buf_str(&e->body)) || is_absent(buf_str(&e->body))))
        return reader_refuse(&e->reader, REJECT_NO_BODY, err, "no text in the document");
    article_set(article, FIELD_BODY, buf_str(&e->body));
    return S_OK;
}

/* ---- the documents of a file ---- */

/* Reads up to the end of a document, which is empty at the end of the file. */
static enum status next_document(struct exports_reader *e, bool *too_long, struct err *err)
{
    struct str line;
    enum status s;
    bool whole = true; /* the line begins here */
    buf_reset(&e->document);
    e->reader.place.line = 0;
    *too_long = false;
    while (!(s = window_line(&e->window, LINE_MAX_BYTES, &line, err)) && line.len) {
        enum export_cut cut = whole ? e->dialect->cut(str_trim(line)) : CUT_NONE;
        if (cut == CUT_BEFORE && e->reader.place.line)
            break;
        if (!e->reader.place.line && str_trim(line).len)
            e->reader.place = window_place(&e->window);
        *too_long |= e->document.len + line.len > READER_TEXT_MAX;
        if (!*too_long)
            buf_append_str(&e->document, line);
        whole = line.ptr[line.len - 1] == '\n';
        window_pass(&e->window, line.len);
        if (cut == CUT_BEHIND)
            break;
    }
    return s;
}

static enum status tell_dialect(struct exports_reader *e, struct err *err)
{
    enum status s = window_need(&e->window, SOURCE_HEAD, err);
    for (size_t i = 0; !s && !e->dialect && i < sizeof dialects / sizeof dialects[0]; i++)
        if (dialects[i]->sniff(window_rest(&e->window)))
            e->dialect = dialects[i];
    return s;
}

/* What was named an export and is none. */
static bool refuse_file(struct exports_reader *e, enum status *status, struct err *err)
{
    uint64_t passed;
    bool empty = window_rest(&e->window).len == 0;
    e->reader.place = window_place(&e->window);
    if (!empty)
        *status = window_skip(&e->window, UINT64_MAX, &passed, err);
    if (empty || *status)
        return false;
    *status = reader_refuse(&e->reader, REJECT_OTHER, err, "no export of LexisNexis, Factiva or ProQuest");
    return true;
}

static bool exports_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct exports_reader *e = (struct exports_reader *)r;
    bool too_long, none;
    if (!e->dialect && (*status = tell_dialect(e, err)))
        return false;
    if (!e->dialect)
        return refuse_file(e, status, err);
    do {
        if ((*status = next_document(e, &too_long, err)) || r->place.line == 0)
            return false;
        article_reset(article);
        r->recorded = (struct date){0};
        none = false;
        *status = too_long ? reader_refuse(r, REJECT_TOO_LONG, err, "longer than %d bytes", READER_TEXT_MAX)
                           : read_document(e, article, &none, err);
    } while (none && !*status);
    return *status == S_OK || *status == S_INPUT;
}

/* ---- the reader ---- */

int exports_sniff(struct str head)
{
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++)
        if (dialects[i]->sniff(head))
            return 2;
    return 0;
}

static void exports_close(struct reader *r)
{
    struct exports_reader *e = (struct exports_reader *)r;
    struct buf *const bufs[] = {&e->document, &e->clean, &e->front, &e->value, &e->body, &e->scratch};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_release(bufs[i]);
    window_release(&e->window);
    charset_in_release(&e->in);
    free(e);
}

enum status exports_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {exports_next, exports_close};
    struct exports_reader *e = calloc(1, sizeof *e);
    if (!e)
        return err_no_memory(err);
    e->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    charset_in_init(&e->in, source);
    e->window = (struct window){.source = source, .in = &e->in};
    *out = &e->reader;
    return S_OK;
}
