/* The Reuters-21578 reader: the wire of 1987 in SGML, as D. D. Lewis distributed it (his README describes the
 * elements).
 *
 *     <REUTERS ... NEWID="1">
 *     <DATE>26-FEB-1987 15:01:01.79</DATE>      published; taken as UTC; without a time that can be, its day
 *     <TOPICS><D>cocoa</D></TOPICS>             tags, as are PLACES (countries), PEOPLE, ORGS, EXCHANGES, COMPANIES
 *     <TEXT>
 *     <TITLE>BAHIA COCOA REVIEW</TITLE>         headline
 *     <AUTHOR>    by Ann Author, Reuters</AUTHOR>
 *     <DATELINE>    SALVADOR, Feb 26 - </DATELINE>  place; what stands behind the dash belongs to the body
 *     <BODY>Showers continued ...  Reuter</BODY></TEXT></REUTERS>
 *
 * The id is NEWID, with "reuters-" before a number; source and agency are Reuters, whatever the text says, but for an
 * agency in the dateline. A TEXT of TYPE="BRIEF" is a headline alone, which is then the body as well; so is the
 * headline of any record without a body. In TYPE="UNPROC", and where there is neither headline nor body, all is one
 * text: its first line, and lines in capitals behind it, are the headline, and the place is that of the first dateline
 * in it. The agency's signature at the end is left out. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/clean.h"
#include "indexer/dateline.h"
#include "indexer/reader_impl.h"
#include "indexer/sgml_in.h"
#include "indexer/wire_text.h"
#include "indexer/word.h"

struct reuters_reader {
    struct reader reader;
    struct sgml_in in;
    struct buf text;  /* of an element */
    struct buf raw;   /* the text of the body, in its lines */
    struct buf loose; /* text before title, dateline and body */
    struct buf body;  /* in paragraphs */
    struct buf clean; /* a value, repaired */
    bool unprocessed; /* the present record */
    bool failed;      /* memory has run out */
};

enum { DATE, TOPICS, PLACES, PEOPLE, ORGS, EXCHANGES, COMPANIES, TEXT, TITLE, AUTHOR, DATELINE, BODY, UNKNOWN };
static const char *const element_names[] = {"DATE", "TOPICS", "PLACES", "PEOPLE",   "ORGS", "EXCHANGES", "COMPANIES",
                                            "TEXT", "TITLE",  "AUTHOR", "DATELINE", "BODY", "UNKNOWN",   NULL};

/* ---- fields ---- */

/* The text of an element as one line; false when there is none. */
static bool line_of(struct reuters_reader *q, struct str content, struct str *line)
{
    buf_reset(&q->text);
    sgml_append_text(content, &q->text);
    bool some = clean_line(buf_str(&q->text), &q->clean, line);
    q->failed |= q->text.failed || q->clean.failed;
    return some;
}

static int number_at(struct str text, size_t at, size_t digits)
{
    int number = 0;
    for (size_t i = at; i < at + digits; i++) {
        if (i >= text.len || text.ptr[i] < '0' || text.ptr[i] > '9')
            return -1;
        number = number * 10 + (text.ptr[i] - '0');
    }
    return number;
}

/* "15:01:01" behind the blanks at `at`. */
static void read_time(struct str text, size_t at, struct date *out)
{
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    int hour = number_at(text, at, 2), minute = number_at(text, at + 3, 2), second = number_at(text, at + 6, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return;
    if (text.ptr[at + 2] != ':' || text.ptr[at + 5] != ':')
        return;
    out->seconds += hour * 3600 + minute * 60 + second;
    out->precision = DATE_SECOND;
}

/* A date anywhere in the text: one or two digits, a hyphen, the month, a hyphen, the year. */
static void read_date(struct str text, struct date *out)
{
    enum { BEHIND_DAY = 9 }; /* "-FEB-1987" */
    for (size_t at = 1; at + BEHIND_DAY <= text.len; at++) {
        if (text.ptr[at] != '-' || text.ptr[at + 4] != '-')
            continue;
        int day = at >= 2 ? number_at(text, at - 2, 2) : -1;
        if (day < 0)
            day = number_at(text, at - 1, 1);
        int month = wire_month((struct str){text.ptr + at + 1, 3}), year = number_at(text, at + 5, 4);
        if (!wire_day(year, month, day, out))
            continue;
        read_time(text, at + BEHIND_DAY, out);
        return;
    }
}

static void add_tags(struct reuters_reader *q, struct str content, struct article *article)
{
    static const char *const names[] = {"D", NULL};
    struct sgml_element element;
    struct str line;
    while (sgml_next_element(&content, names, &element))
        if (line_of(q, element.content, &line))
            article_add(article, FIELD_TAG, line);
}

/* Some headlines begin with the stars or the stroke of a flash. */
static struct str without_marks(struct str line)
{
    while (line.len && (line.ptr[0] == '*' || line.ptr[0] == '/' || line.ptr[0] == ' '))
        line = (struct str){line.ptr + 1, line.len - 1};
    return line;
}

static void set_dateline(struct reuters_reader *q, struct str line, struct article *article)
{
    struct wire_dateline d;
    wire_dateline_parse(line, &d);
    if (d.place.len)
        article_set(article, FIELD_PLACE, d.place);
    if (d.agency.len && strncasecmp(d.agency.ptr, "reuter", 6) != 0)
        article_set(article, FIELD_AGENCY, d.agency);
    buf_append_str(&q->raw, d.rest);
}

/* Behind what the dateline held of it: "a 43-dlr-a-" and "share bid", but "fat-" and "and oil-bearing". */
static void append_body(struct reuters_reader *q, struct str content)
{
    bool hyphen = q->raw.len > 1 && q->raw.data[q->raw.len - 1] == '-' && q->raw.data[q->raw.len - 2] != ' ';
    if (q->raw.len && (!hyphen || str_begins_with(content, str_of("and ")) || str_begins_with(content, str_of("or "))))
        buf_append_byte(&q->raw, ' ');
    sgml_append_text(content, &q->raw);
}

static void take_element(struct reuters_reader *q, const struct sgml_element *e, struct article *article)
{
    struct str line;
    if (e->name == BODY || (e->name == TEXT && q->unprocessed)) {
        append_body(q, e->content);
        return;
    }
    if (e->name >= TOPICS && e->name <= COMPANIES) {
        add_tags(q, e->content, article);
        return;
    }
    if (e->name == TEXT)
        sgml_append_text(e->content, &q->loose);
    if (e->name == TEXT || e->name == UNKNOWN || !line_of(q, e->content, &line))
        return;
    if (e->name == DATE)
        read_date(line, &article->published);
    else if (e->name == TITLE && (line = without_marks(line)).len)
        article_set(article, FIELD_HEADLINE, line);
    else if (e->name == AUTHOR)
        article_set(article, FIELD_BYLINE, wire_byline(line));
    else if (e->name == DATELINE)
        set_dateline(q, line, article);
}

/* ---- text that is not divided ---- */

static struct str first_line(struct str text)
{
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    return (struct str){text.ptr, end ? (size_t)(end - text.ptr) + 1 : text.len};
}

static bool has_small_letters(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] >= 'a' && text.ptr[i] <= 'z')
            return true;
    return false;
}

/* The word before `end`, or two where the first is one of those that cities begin with. */
static size_t city_start(struct str text, size_t end)
{
    static const char first_words[] =
        "NEW|SAN|LOS|LAS|RIO|SAO|EL|ST|TEL|HONG|KUALA|BUENOS|CAPE|FORT|MEXICO|PANAMA|ABU|THE|"
        "KANSAS|SALT|PORT";
    size_t start = end, first;
    while (start && text.ptr[start - 1] != ' ')
        start--;
    for (first = start ? start - 1 : 0; first && text.ptr[first - 1] != ' ';)
        first--;
    bool two = start > 1 && word_in_list((struct str){text.ptr + first, start - 1 - first}, first_words);
    return two ? first : start;
}

/* Where a dateline begins that a headline runs into, "CROPS DOWN AFTER FLOOD HARARE, March 3\n- The crops"; 0: nowhere.
 */
static size_t dateline_inside(struct str text)
{
    enum { LINE_MAX_BYTES = 80, TAIL = 24 };
    size_t max = first_line(text).len;
    const char *comma = max && max < LINE_MAX_BYTES ? memrchr(text.ptr, ',', max) : NULL;
    if (!comma)
        return 0;
    size_t at = (size_t)(comma - text.ptr), left = text.len - at;
    struct str tail = {comma + 1, left - 1 < TAIL ? left - 1 : TAIL}, month, day;
    size_t word = 0;
    if (!wire_next_word(tail, &word, &month) || !wire_month(month) || !wire_next_word(tail, &word, &day) ||
        day.len > 2 || number_at(day, 0, day.len) < 1 || !wire_next_word(tail, &word, &day) || day.ptr[0] != '-')
        return 0;
    size_t start = city_start(text, at);
    return has_small_letters((struct str){text.ptr, at}) ? 0 : start;
}

/* Takes the headline off the front: the first line, and up to two that go on in capitals at the margin. */
static void take_headline(struct reuters_reader *q, struct str *text, struct article *article)
{
    enum { LINES = 3 };
    struct str line, more;
    size_t inside = dateline_inside(*text), len = inside ? inside : first_line(*text).len;
    for (int i = 1; i < LINES && !inside; i++) {
        more = first_line((struct str){text->ptr + len, text->len - len});
        if (!more.len || more.ptr[0] == ' ' || text_is_blank(more) || has_small_letters(more))
            break;
        len += more.len;
    }
    if (clean_line((struct str){text->ptr, len}, &q->clean, &line) && (line = without_marks(line)).len)
        article_set(article, FIELD_HEADLINE, line);
    *text = (struct str){text->ptr + len, text->len - len};
}

/* "Week", not "HARTFORD, Conn.". */
static bool begins_small(struct str place)
{
    const char *comma = place.len ? memchr(place.ptr, ',', place.len) : NULL;
    return has_small_letters((struct str){place.ptr, comma ? (size_t)(comma - place.ptr) : place.len});
}

/* The place of the first dateline among the first paragraphs; the text keeps it. */
static void find_place(struct str body, struct article *article)
{
    enum { PARAGRAPHS = 4, ALONE = 60 };
    struct dateline d;
    struct wire_dateline alone;
    for (int i = 0; i < PARAGRAPHS && body.len; i++) {
        const char *end = memmem(body.ptr, body.len, "\n\n", 2);
        size_t len = end ? (size_t)(end - body.ptr) + 2 : body.len;
        wire_dateline_parse((struct str){body.ptr, len < ALONE ? len : 0}, &alone);
        bool whole = alone.dated && !alone.rest.len && !begins_small(alone.place);
        if (whole || dateline_parse(body, true, &d)) {
            article_set(article, FIELD_PLACE, whole ? alone.place : d.place);
            return;
        }
        body = (struct str){body.ptr + len, body.len - len};
    }
}

static void read_undivided(struct reuters_reader *q, struct str text, struct article *article)
{
    take_headline(q, &text, article);
    wire_append_paragraphs(text, &q->body);
    find_place(buf_str(&q->body), article);
}

/* ---- records ---- */

static bool is_number(struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return text.len > 0;
}

static void set_id(struct reuters_reader *q, struct str attributes, struct article *article)
{
    struct str id;
    buf_reset(&q->text);
    if (is_number(sgml_attribute(attributes, "NEWID")))
        buf_append_text(&q->text, "reuters-");
    buf_append_str(&q->text, sgml_attribute(attributes, "NEWID"));
    if (clean_line(buf_str(&q->text), &q->clean, &id))
        article_set(article, FIELD_ID, id);
    q->failed |= q->text.failed || q->clean.failed;
}

static void set_body(struct reuters_reader *q, struct article *article)
{
    struct buf headline = {0};
    struct str body;
    bool loose = !q->raw.len && !article_get(article, FIELD_HEADLINE).len;
    struct buf *raw = loose ? &q->loose : &q->raw;
    struct str text = wire_without_signature((struct str){buf_text(raw), raw->len});
    if (q->unprocessed || loose)
        read_undivided(q, text, article);
    else
        wire_append_paragraphs(text, &q->body);
    if (clean_value(buf_str(&q->body), &q->clean, &body)) {
        article_set(article, FIELD_BODY, body);
    } else {
        buf_append_str(&headline, article_get(article, FIELD_HEADLINE));
        article_set(article, FIELD_BODY, buf_str(&headline));
        q->failed |= headline.failed;
        buf_release(&headline);
    }
}

static void read_elements(struct reuters_reader *q, struct str record, struct article *article)
{
    static const char *const root[] = {"REUTERS", NULL};
    struct sgml_element element;
    article_set(article, FIELD_SOURCE, str_of("Reuters"));
    article_set(article, FIELD_AGENCY, str_of("Reuters"));
    if (sgml_next_element(&record, root, &element)) {
        set_id(q, element.attributes, article);
        record = element.content;
    }
    buf_reset(&q->raw);
    buf_reset(&q->loose);
    buf_reset(&q->body);
    q->unprocessed = false;
    while (sgml_next_element(&record, element_names, &element)) {
        if (element.name == TEXT)
            q->unprocessed = str_equal(sgml_attribute(element.attributes, "TYPE"), str_of("UNPROC"));
        take_element(q, &element, article);
    }
    set_body(q, article);
}

static enum status read_record(struct reuters_reader *q, struct str record, struct article *article, struct err *err)
{
    read_elements(q, record, article);
    if (q->failed || q->raw.failed || q->loose.failed || q->body.failed || q->clean.failed || article->text.failed)
        return err_no_memory(err);
    return article_get(article, FIELD_BODY).len ? S_OK : reader_refuse(&q->reader, REJECT_NO_BODY, err, "no body");
}

static bool reuters_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct reuters_reader *q = (struct reuters_reader *)r;
    struct str record;
    if (!sgml_in_next(&q->in, r, &record, status, err))
        return false;
    if (*status == S_OK)
        *status = read_record(q, record, article, err);
    return *status == S_OK || *status == S_INPUT;
}

/* ---- the reader ---- */

int reuters_sniff(struct str head)
{
    head = str_trim(head);
    bool markup = head.len && head.ptr[0] == '<';
    return markup && memmem(head.ptr, head.len, "<REUTERS ", 9) ? 2 : 0;
}

static void reuters_close(struct reader *r)
{
    struct reuters_reader *q = (struct reuters_reader *)r;
    sgml_in_release(&q->in);
    buf_release(&q->text);
    buf_release(&q->raw);
    buf_release(&q->loose);
    buf_release(&q->body);
    buf_release(&q->clean);
    free(q);
}

enum status reuters_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {reuters_next, reuters_close};
    struct reuters_reader *q = calloc(1, sizeof *q);
    if (!q)
        return err_no_memory(err);
    q->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    q->in = (struct sgml_in){.window = {.source = source}, .name = "REUTERS"};
    *out = &q->reader;
    return S_OK;
}
