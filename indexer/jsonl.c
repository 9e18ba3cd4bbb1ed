/* The JSON Lines reader: one object a line, an article as json_article.h says.
 *
 * Any charset (charset_in.h); in a file that is not UTF-8 the offset counts the bytes as UTF-8.
 *
 * The lines of Elasticsearch's bulk format that say what to do, {"index": {"_id": "1"}}, are no records; the one behind
 * has that id unless it has another.
 *
 * A file whose first record goes on over several lines is no JSON Lines: it is refused as a whole. */
#include <stdlib.h>
#include <string.h>

#include "indexer/charset_in.h"
#include "indexer/json_article.h"
#include "indexer/json_scan.h"
#include "indexer/json_shape.h"
#include "indexer/reader_impl.h"
#include "indexer/word.h"

struct jsonl_reader {
    struct reader reader;
    struct json_article article;
    struct charset_in in;
    struct buf data; /* of the source, from `base` on */
    uint64_t base;   /* offset of the first byte of data in the source as UTF-8 */
    size_t at;       /* in data: the line that comes next */
    size_t searched; /* bytes behind `at` that hold no newline */
    uint64_t line;   /* number of the line that comes next, less one */
    bool ended;      /* nothing comes behind data */
    bool begun;      /* the first record has been looked at */
    bool refused;    /* the source as a whole */
    bool passed;     /* the line was no record */
    struct buf id;   /* that the line before gave to this one, or empty */
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
    enum status s = charset_in_read(&j->in, &j->data, err);
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
    j->reader.place = (struct place){j->line + 1, j->base + j->at + j->in.mark};
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

/* ---- records ---- */

/* Counted as broken, whatever it is as JSON: the file is in another form than the records are read in. */
static enum status refuse_form(struct jsonl_reader *j, struct err *err)
{
    return reader_refuse(&j->reader, REJECT_SYNTAX, err,
                         "a JSON array or a pretty-printed object, not JSON Lines: put one object on a line");
}

static bool root_holds_objects(const struct json_parser *p)
{
    struct json_value element;
    size_t at = 0;
    struct json_value root = json_root(p);
    return root.type == JSON_ARRAY && json_next_element(p, root, &at, &element) && element.type == JSON_OBJECT;
}

/* Whether a line of the bulk format says what to do with the next one: an object of one member that names an action,
 * and holds nothing, or first a name such as "_index". The id in it is kept. */
static bool is_action(struct jsonl_reader *j)
{
    const struct json_parser *p = j->article.parser;
    struct json_value action, value;
    struct str name;
    size_t at = 0, inside = 0;
    if (!json_next_member(p, json_root(p), &at, &name, &action) || action.type != JSON_OBJECT ||
        !word_in_list(name, "index|create|update|delete") || json_next_member(p, json_root(p), &at, &name, &value))
        return false;
    if (json_next_member(p, action, &inside, &name, &value) && (name.len == 0 || name.ptr[0] != '_'))
        return false;
    buf_reset(&j->id);
    buf_append_str(&j->id, json_member(p, action, str_of("_id")).text);
    return true;
}

/* Gives an article without an id that of the line before it. */
static void set_id(struct jsonl_reader *j, struct article *article)
{
    struct str id;
    if (j->id.len && !article_get(article, FIELD_ID).len && values_line(&j->article.values, buf_str(&j->id), &id))
        article_set(article, FIELD_ID, id);
    buf_reset(&j->id);
}

static enum status read_record(struct jsonl_reader *j, struct str line, struct article *article, struct err *err)
{
    enum status s = json_article_parse(&j->article, line, err);
    if (s) {
        buf_reset(&j->id);
        return s;
    }
    if ((j->passed = is_action(j)))
        return buf_status(&j->id, err);
    s = root_holds_objects(j->article.parser) ? refuse_form(j, err) : json_article_read(&j->article, article, err);
    set_id(j, article);
    return s;
}

/* ---- files in another form ---- */

/* The next line that is not blank, left where it is; empty at the end of the source, and when it cannot be read, which
 * the one who takes it will notice. */
static struct str peek_line(struct jsonl_reader *j)
{
    struct err ignored;
    for (size_t start = 0, seen = 0;;) {
        struct str rest = {j->data.data + j->at, j->data.len - j->at};
        while (start < rest.len && json_is_space(rest.ptr[start]))
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

static bool jsonl_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct jsonl_reader *j = (struct jsonl_reader *)r;
    struct str line;
    while (!j->refused && next_line(j, &line, status, err)) {
        bool first = !j->begun;
        if (*status) {
            j->begun = true;
            buf_reset(&j->id);
            return true;
        }
        line = str_trim(line);
        if (line.len == 0)
            continue;
        j->begun = true;
        j->passed = false;
        *status = first ? read_first(j, line, article, err) : read_record(j, line, article, err);
        if (*status == S_OK && j->passed)
            continue;
        return *status == S_OK || *status == S_INPUT;
    }
    return false;
}

int jsonl_sniff(struct str head)
{
    switch (json_form_of(head)) {
    case JSON_FORM_LINES:
    case JSON_FORM_CUT:
        return 2;
    case JSON_FORM_UNCLEAR:
        return 1;
    default:
        return 0;
    }
}

static void jsonl_close(struct reader *r)
{
    struct jsonl_reader *j = (struct jsonl_reader *)r;
    json_article_release(&j->article);
    charset_in_release(&j->in);
    buf_release(&j->data);
    buf_release(&j->id);
    free(j);
}

enum status jsonl_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {jsonl_next, jsonl_close};
    struct jsonl_reader *j = calloc(1, sizeof *j);
    if (!j)
        return err_no_memory(err);
    j->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    charset_in_init(&j->in, source);
    enum status s = json_article_init(&j->article, &j->reader, err);
    if (s)
        jsonl_close(&j->reader);
    else
        *out = &j->reader;
    return s;
}
