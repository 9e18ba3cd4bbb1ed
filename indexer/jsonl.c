/* The JSON Lines reader: one object a line, the names of its members from the field map.
 *
 * For each field the first name that is present and neither null nor blank wins. A body may be an array of strings, its
 * paragraphs; every other value is one line. A headline or body of another type rejects the record; a smaller field of
 * a type that it cannot have is left out. A date that cannot be read leaves the article undated.
 *
 * A file whose first record goes on over several lines is no JSON Lines: it is refused as a whole. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/clean.h"
#include "indexer/json_shape.h"
#include "indexer/reader_impl.h"
#include "shim/json_in.h"

struct jsonl_reader {
    struct reader reader;
    struct json_parser *parser;
    struct buf data;  /* of the source, from `base` on */
    uint64_t base;    /* offset of the first byte of data in the decompressed source */
    size_t at;        /* in data: the line that comes next */
    size_t searched;  /* bytes behind `at` that hold no newline */
    uint64_t line;    /* number of the line that comes next, less one */
    bool ended;       /* nothing comes behind data */
    bool begun;       /* the first record has been looked at */
    bool refused;     /* the source as a whole */
    struct buf clean; /* a value, repaired */
    struct buf list;  /* values, joined */
};

/* ---- lines ---- */

/* Drops what has been read and reads on. */
static enum status fill(struct jsonl_reader *j, struct err *err)
{
    if (j->at) {
        memmove(j->data.data, j->data.data + j->at, j->data.len - j->at);
        buf_truncate(&j->data, j->data.len - j->at);
        j->base += j->at;
        j->at = 0;
    }
    size_t before = j->data.len;
    enum status s = source_read(j->reader.source, &j->data, err);
    j->ended = !s && j->data.len == before;
    return s;
}

/* Takes the line that ends at data[end]; `next` is where the one behind it begins. */
static struct str take_line(struct jsonl_reader *j, size_t end, size_t next)
{
    struct str line = {j->data.data + j->at, end - j->at};
    j->at = next;
    j->searched = 0;
    return line;
}

/* Passes over the rest of a line that is too long, keeping none of it. */
static enum status skip_line(struct jsonl_reader *j, struct err *err)
{
    for (;;) {
        char *newline = memchr(j->data.data + j->at, '\n', j->data.len - j->at);
        if (newline) {
            take_line(j, (size_t)(newline - j->data.data), (size_t)(newline - j->data.data) + 1);
            return S_OK;
        }
        take_line(j, j->data.len, j->data.len);
        enum status s = j->ended ? S_OK : fill(j, err);
        if (s || j->ended)
            return s;
    }
}

/* The next line without its newline; false at the end of the source or its failure. A line over the limit is passed
 * over and comes as S_INPUT. */
static bool next_line(struct jsonl_reader *j, struct str *line, enum status *status, struct err *err)
{
    j->reader.place = (struct place){j->line + 1, j->base + j->at};
    for (;;) {
        size_t from = j->at + j->searched;
        const char *newline = from < j->data.len ? memchr(j->data.data + from, '\n', j->data.len - from) : NULL;
        size_t end = newline ? (size_t)(newline - j->data.data) : j->data.len;
        j->searched = end - j->at;
        if (j->searched > JSON_RECORD_MAX) {
            j->line++;
            if ((*status = skip_line(j, err)))
                return false;
            *status = reader_refuse(&j->reader, REJECT_TOO_LONG, err, "longer than %d bytes", JSON_RECORD_MAX);
            return true;
        }
        if (newline || (j->ended && j->searched)) {
            j->line++;
            *line = take_line(j, end, newline ? end + 1 : end);
            return true;
        }
        if (j->ended || (*status = fill(j, err)))
            return false;
    }
}

/* ---- values ---- */

/* Joins an array of strings into j->list; false when an element is neither a string nor null. */
static bool join_array(struct jsonl_reader *j, struct json_value array, const char *between)
{
    struct json_value element;
    struct str text;
    size_t at = 0;
    buf_reset(&j->list);
    while (json_next_element(j->parser, array, &at, &element)) {
        if (element.type == JSON_NULL)
            continue;
        if (element.type != JSON_STRING)
            return false;
        if (!clean_value(element.text, &j->clean, &text))
            continue;
        if (j->list.len)
            buf_append_text(&j->list, between);
        buf_append_str(&j->list, text);
    }
    return true;
}

static const char *type_name(enum json_type type)
{
    static const char *const names[] = {
        [JSON_ABSENT] = "absent",    [JSON_NULL] = "null",       [JSON_BOOL] = "true or false",
        [JSON_NUMBER] = "a number",  [JSON_STRING] = "a string", [JSON_ARRAY] = "an array",
        [JSON_OBJECT] = "an object",
    };
    return names[type];
}

/* ---- fields ---- */

/* Headline or body: the first usable value; when there is none but one of a wrong type, that rejects the record. */
static enum status read_main(struct jsonl_reader *j, enum field field, struct article *article, struct err *err)
{
    struct str names = field_map_names(j->reader.map, (int)field), name, wrong_name = {NULL, 0}, text;
    enum json_type wrong = JSON_ABSENT;
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_member(j->parser, json_root(j->parser), name);
        bool usable = false;
        if (value.type == JSON_STRING)
            usable = field == FIELD_BODY ? clean_value(value.text, &j->clean, &text)
                                         : clean_line(value.text, &j->clean, &text);
        else if (value.type == JSON_ARRAY && field == FIELD_BODY && join_array(j, value, "\n\n")) {
            text = buf_str(&j->list);
            usable = text.len > 0;
        } else if (value.type != JSON_ABSENT && value.type != JSON_NULL && !wrong) {
            wrong = value.type;
            wrong_name = name;
        }
        if (usable) {
            article_set(article, field, text);
            return S_OK;
        }
    }
    if (!wrong)
        return S_OK;
    int shown = wrong_name.len < 80 ? (int)wrong_name.len : 80;
    return reader_refuse(&j->reader, REJECT_TYPE, err, "%s \"%.*s\" is %s; it must be a string%s", schema[field].name,
                         shown, wrong_name.ptr, type_name(wrong), field == FIELD_BODY ? " or an array of strings" : "");
}

/* Adds a string, or a number as it is written. */
static bool add_value(struct jsonl_reader *j, enum field field, struct json_value value, struct article *article)
{
    struct str text;
    if (value.type != JSON_STRING && value.type != JSON_NUMBER)
        return false;
    if (!clean_line(value.text, &j->clean, &text))
        return false;
    article_add(article, field, text);
    return true;
}

/* An element that is an object stands for its name, as in "author": [{"@type": "Person", "name": "..."}]. */
static bool add_array(struct jsonl_reader *j, enum field field, struct json_value array, struct article *article)
{
    struct json_value element;
    size_t at = 0;
    bool added = false;
    while (schema[field].several && json_next_element(j->parser, array, &at, &element)) {
        if (element.type == JSON_OBJECT)
            element = json_member(j->parser, element, str_of("name"));
        added |= add_value(j, field, element, article);
    }
    return added;
}

static void read_minor(struct jsonl_reader *j, enum field field, struct article *article)
{
    struct str names = field_map_names(j->reader.map, (int)field), name;
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_member(j->parser, json_root(j->parser), name);
        if (value.type == JSON_ARRAY ? add_array(j, field, value, article) : add_value(j, field, value, article))
            return;
    }
}

/* A number is seconds since 1970, or milliseconds when it would else lie past the year 5138; eight digits that are a
 * day, such as 19960914, are that day, and four from 1000 to 2999 are a year. */
static bool date_of_number(struct str text, struct date *out)
{
    static const double MILLISECONDS_FROM = 1e11, FIRST = -62135596800.0, LAST = 253402300799.0;
    char number[64];
    bool calendar = text.len == 8 || (text.len == 4 && (text.ptr[0] == '1' || text.ptr[0] == '2'));
    if (calendar && date_parse(text, out))
        return true;
    if (text.len >= sizeof number)
        return false;
    memcpy(number, text.ptr, text.len);
    number[text.len] = '\0';
    double seconds = strtod(number, NULL);
    if (fabs(seconds) > MILLISECONDS_FROM)
        seconds /= 1000;
    if (!(seconds >= FIRST && seconds <= LAST))
        return false;
    *out = (struct date){.seconds = (int64_t)floor(seconds), .precision = DATE_SECOND};
    return true;
}

/* Ten digits, or thirteen, are the seconds or milliseconds of a source that writes its numbers as strings. */
static bool is_quoted_number(struct str text)
{
    size_t digits = 0;
    while (digits < text.len && text.ptr[digits] >= '0' && text.ptr[digits] <= '9')
        digits++;
    return digits == text.len && (digits == 10 || digits == 13);
}

static bool date_of_value(struct jsonl_reader *j, struct json_value value, struct date *out)
{
    struct str text;
    if (value.type == JSON_NUMBER)
        return date_of_number(value.text, out);
    if (value.type != JSON_STRING || !clean_value(value.text, &j->clean, &text))
        return false;
    return is_quoted_number(text) ? date_of_number(text, out) : date_parse(text, out);
}

static void read_date(struct jsonl_reader *j, struct article *article)
{
    struct str names = field_map_names(j->reader.map, FIELD_MAP_DATE), name;
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_member(j->parser, json_root(j->parser), name);
        struct date date;
        if (date_of_value(j, value, &date)) {
            article->published = date;
            return;
        }
    }
}

/* ---- records ---- */

/* Counted as broken, whatever it is as JSON: the file is in another form than the records are read in. */
static enum status refuse_form(struct jsonl_reader *j, struct err *err)
{
    return reader_refuse(&j->reader, REJECT_SYNTAX, err,
                         "a JSON array or a pretty-printed object, not JSON Lines: put one object on a line");
}

static bool root_holds_objects(const struct jsonl_reader *j)
{
    struct json_value element;
    size_t at = 0;
    struct json_value root = json_root(j->parser);
    return root.type == JSON_ARRAY && json_next_element(j->parser, root, &at, &element) && element.type == JSON_OBJECT;
}

static enum status parse_line(struct jsonl_reader *j, struct str line, struct err *err)
{
    struct err why;
    enum status s = json_parse(j->parser, line.ptr, line.len, NULL, &why);
    if (s == S_INPUT) {
        bool too_deep = json_shape_of(line).deepest > JSON_NESTING_MAX;
        return reader_refuse(&j->reader, too_deep ? REJECT_TOO_DEEP : REJECT_SYNTAX, err, "%s", why.text);
    }
    if (s)
        return err_set(err, s, "%s", why.text);
    if (root_holds_objects(j))
        return refuse_form(j, err);
    enum json_type type = json_root(j->parser).type;
    if (type != JSON_OBJECT)
        return reader_refuse(&j->reader, REJECT_TYPE, err, "the record is %s, not an object", type_name(type));
    return S_OK;
}

static enum status read_record(struct jsonl_reader *j, struct str line, struct article *article, struct err *err)
{
    enum status s;
    if ((s = parse_line(j, line, err)) || (s = read_main(j, FIELD_BODY, article, err)) ||
        (s = read_main(j, FIELD_HEADLINE, article, err)))
        return s;
    if (!article->text.failed && !article_get(article, FIELD_BODY).len)
        return reader_refuse(&j->reader, REJECT_NO_BODY, err, "no body");
    for (int field = 0; field < FIELD_COUNT; field++)
        if (field != FIELD_BODY && field != FIELD_HEADLINE && field != FIELD_HOST)
            read_minor(j, (enum field)field, article);
    read_date(j, article);
    if ((s = buf_status(&j->clean, err)) || (s = buf_status(&j->list, err)))
        return s;
    return buf_status(&article->text, err);
}

/* ---- files in another form ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The next line that is not blank, left where it is; empty at the end of the source, and when it cannot be read, which
 * the one who takes it will notice. */
static struct str peek_line(struct jsonl_reader *j)
{
    struct err ignored;
    for (size_t start = 0, seen = 0;;) {
        struct str rest = {j->data.data + j->at, j->data.len - j->at};
        while (start < rest.len && is_space(rest.ptr[start]))
            start++;
        seen = seen < start ? start : seen;
        const char *newline = seen < rest.len ? memchr(rest.ptr + seen, '\n', rest.len - seen) : NULL;
        seen = newline ? (size_t)(newline - rest.ptr) : rest.len;
        if (newline || j->ended || seen > JSON_RECORD_MAX || fill(j, &ignored))
            return str_trim((struct str){j->data.data + j->at + start, seen - start});
    }
}

/* The first record tells whether the file is made of lines at all. */
static enum status read_first(struct jsonl_reader *j, struct str line, struct article *article, struct err *err)
{
    struct json_shape shape = json_shape_of(line); /* the line is gone after a look at the next one */
    enum status s = read_record(j, line, article, err);
    if (s != S_INPUT || j->reader.reject != REJECT_SYNTAX)
        return s;
    if (!json_begins_array(&shape) && !json_goes_on(&shape, peek_line(j)))
        return s;
    j->refused = true;
    return refuse_form(j, err);
}

/* ---- the reader ---- */

static struct str without_mark(struct str line, uint64_t number)
{
    bool mark = number == 1 && line.len >= 3 && memcmp(line.ptr, "\xef\xbb\xbf", 3) == 0;
    return mark ? (struct str){line.ptr + 3, line.len - 3} : line;
}

static bool jsonl_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct jsonl_reader *j = (struct jsonl_reader *)r;
    struct str line;
    while (!j->refused && next_line(j, &line, status, err)) {
        bool first = !j->begun;
        if (*status) {
            j->begun = true;
            return true;
        }
        line = str_trim(without_mark(line, j->line));
        if (line.len == 0)
            continue;
        j->begun = true;
        *status = first ? read_first(j, line, article, err) : read_record(j, line, article, err);
        return *status == S_OK || *status == S_INPUT;
    }
    return false;
}

/* What stands behind the first character of a trimmed text. */
static struct str behind_first(struct str text)
{
    return str_trim((struct str){text.ptr + 1, text.len - 1});
}

/* An array of objects is ours as well: to be refused for what it is, and not to be read as a text. */
int jsonl_sniff(struct str head)
{
    head = str_trim(without_mark(head, 1));
    bool array = head.len && head.ptr[0] == '[';
    if (array)
        head = behind_first(head);
    if (head.len == 0 || head.ptr[0] != '{')
        return 0;
    struct str inside = behind_first(head);
    if (inside.len && (inside.ptr[0] == '"' || inside.ptr[0] == '}'))
        return 2;
    return array ? 0 : 1;
}

static void jsonl_close(struct reader *r)
{
    struct jsonl_reader *j = (struct jsonl_reader *)r;
    json_parser_free(j->parser);
    buf_release(&j->data);
    buf_release(&j->clean);
    buf_release(&j->list);
    free(j);
}

enum status jsonl_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {jsonl_next, jsonl_close};
    struct jsonl_reader *j = calloc(1, sizeof *j);
    if (!j)
        return err_no_memory(err);
    enum status s = json_parser_new(&j->parser, err);
    if (s) {
        free(j);
        return s;
    }
    j->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    *out = &j->reader;
    return S_OK;
}
