/* The JSON reader: files whose records are values of JSON in any arrangement, RFC 8259.
 *
 *     an array of objects, each an article, of any size
 *     an object that is an article
 *     an object that is none, or has no more than a summary: the arrays of objects in it, at most three names down,
 *         of which one of the first ELEMENTS_TRIED looks like an article (json_article_resembles), as {"articles":
 *         [...]}, {"response": {"results": [...]}}, {"news": [...], "sport": [...]}; where the object has a headline,
 *         they need a name of their own, so as not to be its parts, and behind the first such array they need a body.
 *         The arrays may be in an element of another one, where the object has neither headline nor body, and then
 *         they need a headline, an address or the type "message", and a body: {"db": [{"data": {"posts": [...]}}]} of
 *         Ghost. Texts that stand in such elements beside the arrays are refused together, at the end.
 *         What stands around the arrays is passed over, but for title (the source), language and authors of a JSON
 *         Feed of at most JSON_RECORD_MAX bytes, JSON_FEED_VALUE_MAX bytes of each
 *     an object that is none, whose members are articles: json_members.h. A name that is an address is the url of an
 *         article that has none; other values are passed over
 *     several of these, one behind the other
 *
 * A record is at most JSON_RECORD_MAX bytes; less than four times that is held. A broken record is refused, and reading
 * goes on with the next object that begins as the first record did: with the same name, and in its line where that did.
 * It is looked for from the start of the broken record on while the bytes that are read again so are few beside all,
 * else from the damage on. Of what is open at the end of the file the records before have been given, and the rest is
 * refused.
 *
 * Any charset (charset_in.h); in a file that is not UTF-8 the offset counts the bytes as UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "indexer/json_article.h"
#include "indexer/json_feed.h"
#include "indexer/json_members.h"
#include "indexer/json_shape.h"
#include "indexer/json_window.h"
#include "indexer/reader_impl.h"

enum {
    REREAD_MIN = 16 << 20, /* bytes that may always be read a second time */
    ELEMENTS_TRIED = 16,   /* of an array, for whether they are articles */
    ARRAYS_TRIED = 1000    /* in elements of others one behind the other, until no more are looked for */
};

enum mode {
    AT_TOP,      /* between the values of the file */
    IN_ELEMENTS, /* between the elements of the array that is read */
    IN_MEMBERS,  /* in an object whose members are articles, or hold them */
    IN_REST      /* at its end, or behind it in the object that holds it */
};

struct json_reader {
    struct reader reader;
    struct json_article article;
    struct json_window window;
    enum mode mode;
    struct json_members members;
    struct json_scan outer; /* of the value of the file that holds the elements, up to them */
    struct article feed;    /* what the JSON Feed around the elements says of each */
    uint64_t reread;        /* bytes from broken records to their damage */
    unsigned needs;         /* what an element must have to be an article: json_article_resembles */
    int tried;              /* arrays in elements of others that were not ours, one behind the other */
    bool flat;              /* the object around cannot hold elements in elements of an array */
    bool over;
    bool damaged; /* brackets may be out of order from now on, which is no news */
};

/* What a step came to: nothing to give yet, a record or a refusal, or the end of reading. */
enum step { STEP_ON, STEP_RECORD, STEP_FAILED };

/* ---- damage ---- */

/* Goes on behind damage that was noticed `len` bytes behind the place. */
static enum step resume(struct json_reader *j, size_t len, enum status *status, struct err *err)
{
    struct json_window *w = &j->window;
    struct err why;
    j->damaged = true;
    if (j->mode == IN_REST)
        j->mode = AT_TOP;
    j->reread += len;
    bool again = j->reread <= REREAD_MIN || j->reread / 2 <= json_window_place(w).offset + len;
    json_window_pass(w, again && len ? 1 : len);
    enum status s = json_window_find_record(w, &why);
    if (!s)
        return STEP_RECORD;
    *status = s;
    if (err)
        *err = why;
    return STEP_FAILED;
}

static enum step refuse_damage(struct json_reader *j, enum json_extent extent, const struct json_scan *scan, size_t len,
                               enum status *status, struct err *err)
{
    unsigned long long offset = json_window_place(&j->window).offset + len - j->reader.place.offset;
    if (extent == JSON_DEEP)
        *status = reader_refuse(&j->reader, REJECT_TOO_DEEP, err, "nested deeper than %d", JSON_NESTING_MAX);
    else if (extent == JSON_CUT)
        *status = reader_refuse(&j->reader, REJECT_SYNTAX, err, "not JSON at byte %llu: it ends too early", offset);
    else
        *status = reader_refuse(&j->reader, REJECT_SYNTAX, err, "not JSON at byte %llu: there should be %s", offset,
                                json_scan_expected(scan));
    return resume(j, len, status, err);
}

static enum status refuse_long(struct json_reader *j, struct err *err)
{
    return reader_refuse(&j->reader, REJECT_TOO_LONG, err, "longer than %d bytes", JSON_RECORD_MAX);
}

/* ---- records ---- */

static enum status read_value(struct json_reader *j, struct str text, struct article *article, struct err *err)
{
    enum status s = json_article_parse(&j->article, text, err);
    if (s || (s = json_article_read(&j->article, article, err)))
        return s;
    if (!j->article.summary) /* else it may be what stands around the records */
        json_window_note_record(&j->window, text);
    return buf_status(&j->window.first_name, err);
}

/* A record over the limit is passed, and what follows it is read. */
static enum step pass_long(struct json_reader *j, struct json_scan *scan, size_t len, enum status *status,
                           struct err *err)
{
    json_window_pass(&j->window, len);
    enum json_extent extent = json_window_pass_value(&j->window, scan, status, err);
    if (extent == JSON_FAILED)
        return STEP_FAILED;
    *status = refuse_long(j, err);
    return extent == JSON_WHOLE ? STEP_RECORD : resume(j, 0, status, err);
}

static enum step read_element(struct json_reader *j, struct article *article, enum status *status, struct err *err)
{
    struct json_scan scan;
    size_t len;
    json_scan_begin(&scan, false);
    enum json_extent extent = json_window_measure(&j->window, &scan, 0, JSON_RECORD_MAX, &len, status, err);
    if (extent == JSON_FAILED)
        return STEP_FAILED;
    if (extent == JSON_LONG)
        return pass_long(j, &scan, len, status, err);
    if (extent != JSON_WHOLE)
        return refuse_damage(j, extent, &scan, len, status, err);
    struct str text = {json_window_rest(&j->window, 0).ptr, len};
    bool word = text.ptr[0] != '{' && text.ptr[0] != '[';
    *status = read_value(j, text, article, err);
    if (word && *status == S_INPUT && j->reader.reject == REJECT_SYNTAX)
        return resume(j, len, status, err);
    json_window_pass(&j->window, len);
    if (*status == S_OK)
        *status = json_feed_give(&j->feed, article, err);
    return *status == S_OK || *status == S_INPUT ? STEP_RECORD : STEP_FAILED;
}

/* ---- arrays in objects ---- */

/* Whether an element looks like an article, or cannot be looked at. It begins *from bytes behind the place, which goes
 * on to its end. */
static bool is_article(struct json_reader *j, unsigned needs, size_t *from, enum status *status, struct err *err)
{
    struct json_scan scan;
    size_t len;
    json_scan_begin(&scan, false);
    enum json_extent extent = json_window_measure(&j->window, &scan, *from, JSON_RECORD_MAX, &len, status, err);
    if (extent != JSON_WHOLE)
        return extent != JSON_FAILED;
    struct str text = {json_window_rest(&j->window, *from).ptr, len};
    *from += len;
    *status = json_article_parse(&j->article, text, err);
    if (*status == S_INPUT) {
        *status = S_OK;
        return true;
    }
    return *status == S_OK && json_article_resembles(&j->article, needs);
}

/* Whether the array is ours of which the first element begins `from` bytes behind the place. */
static bool is_ours(struct json_reader *j, size_t from, enum status *status, struct err *err)
{
    size_t at = from;
    bool inside = json_scan_in_element(&j->outer);
    unsigned needs = j->needs | (inside ? JSON_NEEDS_BODY | JSON_NEEDS_TITLE : 0);
    for (int tried = 0; tried < ELEMENTS_TRIED && at - from <= JSON_RECORD_MAX; tried++) {
        if (is_article(j, needs, &at, status, err))
            return true;
        if (*status || !json_window_next_object(&j->window, &at, from + JSON_RECORD_MAX, status, err))
            break;
    }
    j->tried += inside;
    j->outer.flat |= j->tried >= ARRAYS_TRIED;
    return false;
}

/* The place is at the first element of an array that is ours. */
static void begin_elements(struct json_reader *j)
{
    json_scan_take(&j->outer);
    j->mode = IN_ELEMENTS;
    j->tried = 0;
    j->needs |= JSON_NEEDS_BODY;
}

/* Looks through the object at the place for the array that is read. JSON_WHOLE, with j->mode changed and the place at
 * the first element: it is there. Otherwise the object went to its end (JSON_WHOLE) or to damage, *len behind the
 * place, which has moved only when the object is too long to be held. */
static enum json_extent find_elements(struct json_reader *j, size_t *len, enum status *status, struct err *err)
{
    json_scan_begin(&j->outer, true);
    j->outer.flat = j->flat;
    j->tried = 0;
    for (*len = 0;;) {
        size_t more;
        enum json_extent extent = json_window_measure(&j->window, &j->outer, *len, JSON_RECORD_MAX, &more, status, err);
        *len += more;
        if (*len > JSON_RECORD_MAX) {
            json_window_pass(&j->window, *len);
            *len = 0;
        }
        if (extent == JSON_LONG)
            continue;
        if (extent != JSON_WHOLE || !j->outer.stopped)
            return extent;
        if (is_ours(j, *len, status, err)) {
            json_window_pass(&j->window, *len);
            begin_elements(j);
            return JSON_WHOLE;
        }
        if (*status)
            return JSON_FAILED;
    }
}

/* ---- articles as members ---- */

/* The place is at an object that is no article. */
static bool begin_members(struct json_reader *j, enum status *status, struct err *err)
{
    if (!json_members_find(&j->members, &j->window, &j->article, status, err))
        return false;
    j->members.named = j->window.named = true;
    j->mode = IN_MEMBERS;
    j->reader.reject = REJECT_NONE;
    return true;
}

static enum step read_member(struct json_reader *j, struct article *article, enum status *status, struct err *err)
{
    enum step s = read_element(j, article, status, err);
    struct str name = buf_str(&j->members.name);
    if (s == STEP_RECORD && *status == S_OK && name.len && !article_get(article, FIELD_URL).len) {
        article_set(article, FIELD_URL, name);
        *status = buf_status(&article->text, err);
    }
    return s;
}

static enum step step_members(struct json_reader *j, char c, struct article *article, enum status *status,
                              struct err *err)
{
    struct json_members *m = &j->members;
    struct json_scan scan;
    enum json_extent extent = JSON_WHOLE;
    bool value = m->named || (c == '{' && j->damaged);
    m->named = false;
    if (value && c == '{' && (m->depth == m->level || j->damaged))
        return read_member(j, article, status, err);
    json_scan_begin(&scan, false);
    if (value && c != '{')
        extent = json_window_pass_value(&j->window, &scan, status, err);
    else if (!value && c == '"')
        extent = json_members_pass_name(m, &j->window, &scan, status, err);
    else if (value || c == ',' || c == '}') {
        m->depth += value;
        m->depth -= c == '}' && !j->damaged; /* brackets that damage left over close nothing */
        json_window_pass(&j->window, 1);
        j->mode = m->depth ? IN_MEMBERS : AT_TOP;
    } else {
        json_scan_behind_element(&scan);
        extent = JSON_BROKEN;
    }
    if (extent == JSON_WHOLE)
        return STEP_ON;
    return extent == JSON_FAILED ? STEP_FAILED : refuse_damage(j, extent, &scan, 0, status, err);
}

/* An object that is no article by itself, or may be none, `extent` telling why when it is not JSON_WHOLE, else *status
 * and err. */
static enum step read_container(struct json_reader *j, enum json_extent extent, struct article *article,
                                enum status *status, struct err *err)
{
    enum reject reject = j->reader.reject;
    enum status failure = S_OK;
    struct err why;
    size_t len;
    enum json_extent end = find_elements(j, &len, &failure, &why);
    if (end == JSON_FAILED) {
        *status = failure;
        if (err)
            *err = why;
        return STEP_FAILED;
    }
    j->reader.reject = REJECT_NONE;
    if (j->mode == IN_ELEMENTS) {
        article_reset(article);
        return STEP_ON;
    }
    if (extent == JSON_LONG)
        *status = refuse_long(j, err);
    if (extent == JSON_LONG && end != JSON_WHOLE)
        return resume(j, len, status, err);
    if (extent == JSON_BROKEN || extent == JSON_DEEP || extent == JSON_CUT)
        return refuse_damage(j, extent, &j->outer, len, status, err);
    if (extent == JSON_WHOLE)
        j->reader.reject = reject;
    json_window_pass(&j->window, len);
    return STEP_RECORD;
}

static enum step read_object(struct json_reader *j, struct article *article, enum status *status, struct err *err)
{
    struct json_scan scan;
    size_t len;
    json_scan_begin(&scan, false);
    enum json_extent extent = json_window_measure(&j->window, &scan, 0, JSON_RECORD_MAX, &len, status, err);
    if (extent == JSON_FAILED)
        return STEP_FAILED;
    j->needs = 0;
    j->flat = false;
    if (extent == JSON_WHOLE) {
        *status = read_value(j, (struct str){json_window_rest(&j->window, 0).ptr, len}, article, err);
        if (*status == S_OK && !j->article.summary) {
            json_window_pass(&j->window, len);
            return STEP_RECORD;
        }
        if (*status != S_OK && *status != S_INPUT)
            return STEP_FAILED;
        json_feed_note(&j->article, &j->feed);
        bool titled = json_article_has_headline(&j->article);
        j->needs = titled ? JSON_NEEDS_NAME : 0;
        j->flat = titled || *status == S_OK;
    }
    struct err why;
    enum status failure = S_OK;
    if (!j->flat && begin_members(j, &failure, &why)) {
        article_reset(article);
        return STEP_ON;
    }
    if (failure) {
        *status = failure;
        if (err)
            *err = why;
        return STEP_FAILED;
    }
    return read_container(j, extent, article, status, err);
}

/* ---- steps ---- */

static enum step step_top(struct json_reader *j, char c, struct article *article, enum status *status, struct err *err)
{
    size_t used;
    article_reset(&j->feed);
    if (c == '{')
        return read_object(j, article, status, err);
    if (c != '[' && !(j->damaged && strchr(",]}", c)))
        return read_element(j, article, status, err);
    if (c == '[') {
        json_scan_begin(&j->outer, false);
        json_scan_on(&j->outer, (struct str){"[", 1}, &used);
        json_scan_behind_element(&j->outer);
        j->mode = IN_ELEMENTS;
    }
    json_window_pass(&j->window, 1);
    return STEP_ON;
}

static enum step step_elements(struct json_reader *j, char c, struct article *article, enum status *status,
                               struct err *err)
{
    if (c == ']')
        j->mode = IN_REST;
    else if (c == ',' || (c == '}' && j->damaged))
        json_window_pass(&j->window, 1);
    else
        return read_element(j, article, status, err);
    return STEP_ON;
}

static enum step step_rest(struct json_reader *j, enum status *status, struct err *err)
{
    enum json_extent extent = json_window_pass_value(&j->window, &j->outer, status, err);
    if (extent == JSON_FAILED)
        return STEP_FAILED;
    if (extent == JSON_WHOLE && j->outer.stopped) {
        if (is_ours(j, 0, status, err))
            begin_elements(j);
        return *status ? STEP_FAILED : STEP_ON;
    }
    if (extent == JSON_WHOLE) {
        j->mode = AT_TOP;
        if (!j->outer.lost)
            return STEP_ON;
        *status = reader_refuse(&j->reader, REJECT_OTHER, err,
                                "the articles are in elements of another array, which have texts of their own");
        return STEP_RECORD;
    }
    if (!j->damaged)
        return refuse_damage(j, extent, &j->outer, 0, status, err);
    return resume(j, 0, status, err) == STEP_FAILED ? STEP_FAILED : STEP_ON;
}

static enum step step(struct json_reader *j, struct article *article, enum status *status, struct err *err)
{
    char c = json_window_rest(&j->window, 0).ptr[0];
    switch (j->mode) {
    case AT_TOP:
        return step_top(j, c, article, status, err);
    case IN_ELEMENTS:
        return step_elements(j, c, article, status, err);
    case IN_MEMBERS:
        return step_members(j, c, article, status, err);
    default:
        return step_rest(j, status, err);
    }
}

/* ---- the reader ---- */

/* At the end of the source: whether something is to be said about it. */
static bool refuse_open(struct json_reader *j, enum status *status, struct err *err)
{
    j->over = true;
    j->reader.place = json_window_place(&j->window);
    if (j->mode == AT_TOP || j->damaged)
        return false;
    *status = reader_refuse(&j->reader, REJECT_SYNTAX, err, "the file ends before its %s does",
                            j->mode == IN_MEMBERS ? "object" : "array");
    return true;
}

static bool json_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct json_reader *j = (struct json_reader *)r;
    while (!j->over) {
        if (!json_window_pass_space(&j->window, status, err))
            return *status == S_OK && refuse_open(j, status, err);
        r->place = json_window_place(&j->window);
        enum step s = step(j, article, status, err);
        if (s != STEP_ON)
            return s == STEP_RECORD;
    }
    return false;
}

int json_sniff(struct str head)
{
    enum json_form form = json_form_of(head);
    return form == JSON_FORM_DOCUMENT || form == JSON_FORM_CUT ? 2 : 0;
}

static void json_close(struct reader *r)
{
    struct json_reader *j = (struct json_reader *)r;
    json_article_release(&j->article);
    json_window_release(&j->window);
    json_members_release(&j->members);
    article_release(&j->feed);
    free(j);
}

enum status json_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {json_next, json_close};
    struct json_reader *j = calloc(1, sizeof *j);
    if (!j)
        return err_no_memory(err);
    j->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    json_window_init(&j->window, source);
    enum status s = json_article_init(&j->article, &j->reader, err);
    if (s)
        json_close(&j->reader);
    else
        *out = &j->reader;
    return s;
}
