/* The TREC reader: documents in SGML, as the Text Retrieval Conferences and the Linguistic Data Consortium (Gigaword)
 * gave newspapers and wires out.
 *
 *     <DOC id="AFP_ENG_20050101.0001" type="story">
 *     <DOCNO> AP880212-0001 </DOCNO>       id, or else that of the tag; its start tells paper or agency, and the date
 *                                          when nothing else does
 *     <HEAD>Harbour Pilots Return</HEAD>   headline, also HEADLINE, HL, TI, TITLE; the first counts, others are notes
 *                                          of the desk and left out. "FT  14 MAY 91 / Pilots return" holds the date too
 *     <BYLINE>By ANN AUTHOR</BYLINE>
 *     <DATELINE>ROTTERDAM (AP) </DATELINE> place and agency
 *     <TEXT> ... </TEXT></DOC>             body, several are joined, with LP or LEADPARA (a first paragraph) before
 *
 * DATE and DD are yymmdd, mm/dd/yy, or prose ("<P>January 1, 1989, Sunday, Home Edition</P>"), DATE1 prose, DATE_TIME
 * mm/dd/yyyy with the time; PUB and SO the paper; SECTION its section up to the first semicolon; CO, CN, IN, TP,
 * SUBJECT, KEYWORD lists of tags, separated by semicolons or lines. Other elements are passed over. Names are in any
 * case, and an element without an end tag ends where the next of these begins. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "indexer/clean.h"
#include "indexer/reader_impl.h"
#include "indexer/sgml_in.h"
#include "indexer/wire_text.h"

struct trec_reader {
    struct reader reader;
    struct sgml_in in;
    struct buf text;  /* of an element */
    struct buf body;  /* in paragraphs */
    struct buf clean; /* a value, repaired */
    bool failed;      /* memory has run out */
};

/* Elements that are known, the headings of a group standing before its first. */
static const char *const element_names[] = {
    "DOCNO", "HEAD", "HEADLINE", "HL", "TI", "TITLE", "BYLINE", "AUTHOR", "DATELINE", "TEXT", "LP", "LEADPARA", "DATE",
    "DATE1", "DD", "DATE_TIME", "PUB", "SO", "SECTION", "CO", "CN", "IN", "TP", "SUBJECT", "KEYWORD",
    /* passed over */
    "DOCID", "NOTE", "UNK", "FIRST", "SECOND", "FILEID", "GRAPHIC", "TYPE", "PAGE", "PE", "GV", "LENGTH", "XX",
    "CORRECTION", "CORRECTION-DATE", "PROFILE", NULL};
enum {
    DOCNO,
    HEAD,
    HEADLINE,
    HL,
    TI,
    TITLE,
    BYLINE,
    AUTHOR,
    DATELINE,
    TEXT,
    LP,
    LEADPARA,
    DATE,
    DATE1,
    DD,
    DATE_TIME,
    PUB,
    SO,
    SECTION,
    CO,
    CN,
    IN,
    TP,
    SUBJECT,
    KEYWORD,
    KNOWN
};

/* ---- fields ---- */

/* "19980601" behind the letters that a number begins with: NYT19980601.0001, AFP_ENG_20050101.0001. */
static void read_eight_digits(struct str number, struct date *date)
{
    enum { DIGITS = 8 };
    size_t start = 0, end;
    while (start < number.len && !ascii_is_digit(number.ptr[start]))
        start++;
    for (end = start; end < number.len && ascii_is_digit(number.ptr[end]);)
        end++;
    struct str digits = {number.ptr + start, end - start};
    bool likely = str_begins_with(digits, str_of("19")) || str_begins_with(digits, str_of("20"));
    if (digits.len != DIGITS || !likely || !date_parse(digits, date))
        *date = (struct date){0};
}

/* Paper, agency and date by the start of a document number: AP880212-0001, LA010189-0001, FT911-3, XIN_ENG_20050101.1.
 */
static void read_number(struct str number, struct article *article, struct date *date)
{
    static const struct {
        const char *prefix, *source, *agency;
        bool dated, month_first;
    } series[] = {
        {"AP", NULL, "AP", true, false},
        {"WSJ", "Wall Street Journal", NULL, true, false},
        {"SJMN", "San Jose Mercury News", NULL, false, false},
        {"FT", "Financial Times", NULL, false, false},
        {"LA", "Los Angeles Times", NULL, true, true},
        {"FBIS", "FBIS", NULL, false, false},
        /* with eight digits */
        {"AFP", NULL, "AFP", false, false},
        {"APW", NULL, "AP", false, false},
        {"CNA", NULL, "CNA", false, false},
        {"LTW", "Los Angeles Times/Washington Post", NULL, false, false},
        {"NYT", "New York Times", NULL, false, false},
        {"WPB", "Washington Post/Bloomberg", NULL, false, false},
        {"XIE", NULL, "Xinhua", false, false},
        {"XIN", NULL, "Xinhua", false, false},
    };
    if (number.len)
        read_eight_digits(number, date);
    for (size_t i = 0; i < sizeof series / sizeof series[0]; i++) {
        size_t len = strlen(series[i].prefix);
        if (number.len <= len || strncasecmp(number.ptr, series[i].prefix, len) != 0 ||
            !(ascii_is_digit(number.ptr[len]) || number.ptr[len] == '_'))
            continue;
        if (series[i].source)
            article_set(article, FIELD_SOURCE, str_of(series[i].source));
        if (series[i].agency)
            article_set(article, FIELD_AGENCY, str_of(series[i].agency));
        struct str digits = {number.ptr + len, number.len - len < 6 ? number.len - len : 6};
        if (series[i].dated && !date->precision)
            wire_short_date(digits, series[i].month_first, date);
        return;
    }
}

/* "03/24/87". */
static bool read_slashes(struct str text, struct date *out)
{
    if (text.len != 8 || text.ptr[2] != '/' || text.ptr[5] != '/')
        return false;
    char digits[6] = {text.ptr[0], text.ptr[1], text.ptr[3], text.ptr[4], text.ptr[6], text.ptr[7]};
    return wire_short_date((struct str){digits, sizeof digits}, true, out);
}

/* "14 MAY 91". */
static bool read_words(struct str text, struct date *out)
{
    struct str day, month, year, more;
    size_t at = 0;
    if (!wire_next_word(text, &at, &day) || !wire_next_word(text, &at, &month) || !wire_next_word(text, &at, &year) ||
        wire_next_word(text, &at, &more) || day.len > 2 || year.len != 2 || !wire_month(month))
        return false;
    char digits[6] = {year.ptr[0],
                      year.ptr[1],
                      (char)('0' + wire_month(month) / 10),
                      (char)('0' + wire_month(month) % 10),
                      day.len == 2 ? day.ptr[0] : '0',
                      day.ptr[day.len - 1]};
    return wire_short_date((struct str){digits, sizeof digits}, false, out);
}

static bool read_date(struct str text, struct date *out)
{
    return wire_short_date(text, false, out) || read_slashes(text, out) || read_words(text, out) ||
           date_parse(text, out) || date_parse_prefix(text, out) > 0;
}

/* The collections that have times write "01/04/1998 11:30:00", month first; unless the number of the document says that
 * it is the day. */
static bool read_time(struct str text, struct str number, struct date *out)
{
    struct date of_number = {0}, day_first;
    enum { DAY_SECONDS = 24 * 60 * 60 };
    if (number.len)
        read_eight_digits(number, &of_number);
    if (!of_number.precision || !date_parse(text, &day_first) ||
        day_first.seconds / DAY_SECONDS != of_number.seconds / DAY_SECONDS)
        return date_parse_month_first(text, out);
    *out = day_first;
    return true;
}

/* "FT  14 MAY 91 / Headline" loses its start, which is the date. */
static struct str take_headline_date(struct str line, struct date *out)
{
    struct date date;
    const char *stroke = line.len ? memchr(line.ptr, '/', line.len) : NULL;
    if (!stroke || !str_begins_with(line, str_of("FT ")))
        return line;
    struct str day = str_trim((struct str){line.ptr + 3, (size_t)(stroke - line.ptr) - 3});
    if (!read_words(day, &date))
        return line;
    if (!out->precision)
        *out = date;
    return str_trim((struct str){stroke + 1, line.len - (size_t)(stroke - line.ptr) - 1});
}

static void set_dateline(struct trec_reader *q, struct str line, struct article *article)
{
    struct wire_dateline d;
    wire_dateline_parse(line, &d);
    if (d.place.len)
        article_set(article, FIELD_PLACE, d.place);
    if (d.agency.len)
        article_set(article, FIELD_AGENCY, d.agency);
    if (d.place.len)
        wire_append_paragraphs(d.rest, &q->body);
}

static struct str up_to(struct str line, const char *stops)
{
    size_t len = 0;
    while (len < line.len && !strchr(stops, line.ptr[len]))
        len++;
    return str_trim((struct str){line.ptr, len});
}

/* "FRZ  France, EC." is a code and its meaning. */
static struct str without_code(struct str tag)
{
    const char *gap = tag.len ? memmem(tag.ptr, tag.len, "  ", 2) : NULL;
    if (gap)
        tag = str_trim((struct str){gap, tag.len - (size_t)(gap - tag.ptr)});
    if (tag.len > 1 && tag.ptr[tag.len - 1] == '.')
        tag.len--;
    return tag;
}

static void add_tags(struct trec_reader *q, struct article *article)
{
    struct str rest = buf_str(&q->text), line;
    while (rest.len) {
        size_t len = 0;
        while (len < rest.len && rest.ptr[len] != ';' && rest.ptr[len] != '\n')
            len++;
        struct str tag = without_code(str_trim((struct str){rest.ptr, len}));
        if (tag.len && clean_line(tag, &q->clean, &line))
            article_add(article, FIELD_TAG, line);
        len += len < rest.len;
        rest = (struct str){rest.ptr + len, rest.len - len};
    }
}

static void set_once(struct article *article, enum field field, struct str value)
{
    if (value.len && !article_get(article, field).len)
        article_set(article, field, value);
}

static void take_line(struct trec_reader *q, int name, struct str line, struct article *article)
{
    struct date date;
    switch (name) {
    case DOCNO:
        set_once(article, FIELD_ID, line);
        break;
    case BYLINE:
    case AUTHOR:
        set_once(article, FIELD_BYLINE, wire_byline(line));
        break;
    case DATELINE:
        set_dateline(q, line, article);
        break;
    case DATE:
    case DATE1:
    case DD:
        if (!article->published.precision && read_date(line, &date))
            article->published = date;
        break;
    case DATE_TIME:
        if (!article->published.precision &&
            (read_time(line, article_get(article, FIELD_ID), &date) || read_date(line, &date)))
            article->published = date;
        break;
    case PUB:
    case SO:
        article_set(article, FIELD_SOURCE, up_to(line, "(,;"));
        break;
    case SECTION:
        set_once(article, FIELD_SECTION, up_to(line, ";"));
        break;
    default:
        set_once(article, FIELD_HEADLINE, take_headline_date(line, &article->published));
    }
}

static void take_element(struct trec_reader *q, const struct sgml_element *e, struct article *article)
{
    struct str line;
    if (e->name >= KNOWN)
        return;
    buf_reset(&q->text);
    sgml_append_text(e->content, &q->text);
    if (e->name == TEXT || e->name == LP || e->name == LEADPARA)
        wire_append_paragraphs(buf_str(&q->text), &q->body);
    else if (e->name >= CO)
        add_tags(q, article);
    else if (clean_line(buf_str(&q->text), &q->clean, &line))
        take_line(q, e->name, line, article);
    q->failed |= q->text.failed || q->clean.failed;
}

/* ---- records ---- */

/* Paper, agency and date, where no element said them. */
static void complete(struct article *article)
{
    struct article known = {0};
    struct date date = {0};
    read_number(article_get(article, FIELD_ID), &known, &date);
    set_once(article, FIELD_SOURCE, article_get(&known, FIELD_SOURCE));
    set_once(article, FIELD_AGENCY, article_get(&known, FIELD_AGENCY));
    if (!article->published.precision)
        article->published = date;
    article->text.failed |= known.text.failed;
    article_release(&known);
}

/* The number in the tag of the record, where no element has it. */
static void read_tag(struct trec_reader *q, struct str record, struct article *article)
{
    static const char *const names[] = {"DOC", NULL};
    struct str tag = {record.ptr, record.len < SGML_TAG_MAX ? record.len : SGML_TAG_MAX}, line;
    struct sgml_element element;
    if (sgml_next_element(&tag, names, &element) &&
        clean_line(sgml_attribute(element.attributes, "id"), &q->clean, &line))
        set_once(article, FIELD_ID, line);
}

static enum status read_record(struct trec_reader *q, struct str record, struct article *article, struct err *err)
{
    struct sgml_element element;
    struct str rest = record, body;
    buf_reset(&q->body);
    while (sgml_next_element(&rest, element_names, &element))
        take_element(q, &element, article);
    read_tag(q, record, article);
    complete(article);
    if (clean_value(buf_str(&q->body), &q->clean, &body))
        article_set(article, FIELD_BODY, body);
    if (q->failed || q->body.failed || q->clean.failed || article->text.failed)
        return err_no_memory(err);
    return article_get(article, FIELD_BODY).len ? S_OK : reader_refuse(&q->reader, REJECT_NO_BODY, err, "no body");
}

static bool trec_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct trec_reader *q = (struct trec_reader *)r;
    struct str record;
    if (!sgml_in_next(&q->in, r, &record, status, err))
        return false;
    if (*status == S_OK)
        *status = read_record(q, record, article, err);
    return *status == S_OK || *status == S_INPUT;
}

/* ---- the reader ---- */

static bool begins(struct str text, const char *name)
{
    size_t len = strlen(name);
    return text.len >= len && strncasecmp(text.ptr, name, len) == 0;
}

static bool is_document(struct str text)
{
    return begins(text, "<DOC") && text.len > 4 && (text.ptr[4] == '>' || strchr(" \t\r\n", text.ptr[4]));
}

/* Passes over declarations, comments and the tag of an element around the documents. */
static struct str first_document(struct str head)
{
    enum { TAGS_MAX = 8 };
    head = str_trim(head);
    for (int i = 0; i < TAGS_MAX && begins(head, "<") && !is_document(head); i++)
        head = str_trim(str_behind(head, begins(head, "<!--") ? "-->" : ">"));
    return head;
}

/* A <DOC> with a number or a text in it. */
int trec_sniff(struct str head)
{
    struct str first = first_document(head);
    if (!is_document(first))
        return 0;
    for (size_t at = 1; at < first.len; at++) {
        struct str here = {first.ptr + at, first.len - at};
        if (*here.ptr == '<' && (begins(here, "<DOCNO>") || begins(here, "<TEXT>")))
            return 2;
    }
    return first.ptr[4] == '>';
}

static void trec_close(struct reader *r)
{
    struct trec_reader *q = (struct trec_reader *)r;
    sgml_in_release(&q->in);
    buf_release(&q->text);
    buf_release(&q->body);
    buf_release(&q->clean);
    free(q);
}

enum status trec_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {trec_next, trec_close};
    struct trec_reader *q = calloc(1, sizeof *q);
    if (!q)
        return err_no_memory(err);
    q->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    q->in = (struct sgml_in){.window = {.source = source}, .name = "DOC"};
    *out = &q->reader;
    return S_OK;
}
