/* The text reader: one article a file.
 *
 *     date 2017-12-27                 optional, with or without a colon, before or behind the headline, or on the line
 *                                     of the dateline; a date that does not exist or cannot be read is left out. Also
 *                                     a line that is nothing but a date, unless others follow as subheads
 *     https://ledger.example/1        optional, the first line or the second; not one of several
 *     Envoy urges talks               optional headline: under 200 bytes, and no full stop at its end
 *     By Ann Author                   optional, behind a headline
 *     MOSCOW—While welcoming ...      optional dateline, then paragraphs, separated by blank lines
 *
 * The charset is told from the bytes (indexer/charset.h). Lines of a paragraph are joined, so that hard-wrapped and
 * long lines read the same. A file that is one line has that line as its body. A head of fields (indexer/text_fields.h)
 * may stand before all of it. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/byline.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/dateline.h"
#include "indexer/lines.h"
#include "indexer/reader_impl.h"
#include "indexer/text_date.h"
#include "indexer/text_fields.h"
#include "indexer/word.h"

enum {
    HEADLINE_MAX = 200, /* bytes; a longer first line is a paragraph */
    ADDRESS_MAX = 2000  /* bytes of an address on a line of its own */
};

struct text_reader {
    struct reader reader;
    struct buf raw, text, clean, scratch, body;
    bool done;
};

/* ---- lines ---- */

static bool is_highlight_mark(struct str line)
{
    return str_equal(line, str_of("@highlight"));
}

/* Whether the text behind such a mark is one paragraph, and the next mark and its paragraph, up to the end. */
static bool is_summary(struct str text)
{
    enum { MARK, HIGHLIGHT, BEHIND } state = MARK;
    struct str line;
    while (lines_next(&text, &line)) {
        bool blank = text_is_blank(line);
        if (is_highlight_mark(line))
            state = MARK;
        else if (blank && state == HIGHLIGHT)
            state = BEHIND;
        else if (!blank && state == BEHIND)
            return false;
        else if (!blank)
            state = HIGHLIGHT;
    }
    return true;
}

/* The text without the summary that the stories of the CNN/DailyMail collection end with: paragraphs that a line
 * "@highlight" marks, and nothing else behind the first of them. */
static struct str without_summary(struct str text)
{
    struct str rest = text, line;
    while (lines_next(&rest, &line))
        if (is_highlight_mark(line))
            return is_summary(rest) ? (struct str){text.ptr, (size_t)(line.ptr - text.ptr)} : text;
    return text;
}

static void append_paragraphs(struct str text, struct buf *out)
{
    struct str line;
    bool inside = false;
    while (lines_next(&text, &line)) {
        if (text_is_blank(line)) {
            inside = false;
            continue;
        }
        if (out->len)
            buf_append_text(out, inside ? " " : "\n\n");
        buf_append_str(out, line);
        inside = true;
    }
}

/* ---- what stands before the body ---- */

static bool is_address(struct str line)
{
    return (str_begins_with(line, str_of("http://")) || str_begins_with(line, str_of("https://"))) &&
           line.len <= ADDRESS_MAX && word_count(line) == 1;
}

static bool is_headline(struct str line, struct str behind)
{
    struct dateline dateline;
    return line.len > 0 && line.len < HEADLINE_MAX && !ends_sentence(line) && !is_address(line) &&
           !text_is_blank(behind) && !dateline_parse(line, false, &dateline);
}

/* Whether a bare date that opens a text is no date of it but the first of its subheads, as in a chronology: others
 * follow, and no headline comes next. */
static bool is_subhead(struct str behind, const struct date *date, bool titled)
{
    struct str after, next = lines_first(behind, &after);
    return text_other_date(behind, date) && (titled || !is_headline(next, after));
}

/* Takes a date line off the front of the text; where it shares the line with a dateline, only the date. */
static void take_date(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = lines_first(*text, &behind);
    struct date date;
    if (article->published.precision)
        return;
    bool bare = text_bare_date(line, behind, &date);
    if (bare && is_subhead(behind, &date, article_get(article, FIELD_HEADLINE).len > 0))
        return;
    size_t len = bare ? line.len : text_date_line(line, &date);
    if (len == 0)
        return;
    article->published = date;
    const char *rest = line.ptr + len;
    *text = (struct str){rest, (size_t)(text->ptr + text->len - rest)};
}

/* Takes an address that stands alone on its line; one of several such lines is one of a list. */
static void take_address(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = lines_first(*text, &behind), rest = behind, other;
    if (!is_address(line) || text_is_blank(behind))
        return;
    while (lines_next(&rest, &other))
        if (is_address(other) && !str_equal(other, line))
            return;
    article_set(article, FIELD_URL, line);
    *text = behind;
}

static bool take_headline(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = lines_first(*text, &behind);
    if (!is_headline(line, behind))
        return false;
    article_set(article, FIELD_HEADLINE, line);
    *text = behind;
    return true;
}

static void take_byline(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = lines_first(*text, &behind);
    struct str names;
    if (article_get(article, FIELD_BYLINE).len || !byline_parse(line, &names) || text_is_blank(behind))
        return;
    article_set(article, FIELD_BYLINE, names);
    *text = behind;
}

/* The date of a dateline: whole, or its day in the year or month of the date line. A whole date line wins. */
static void join_dates(const struct dateline *d, struct article *article)
{
    struct date *published = &article->published;
    if (published->precision == DATE_NONE) {
        *published = d->date;
        article->date_origin = d->date.precision ? DATE_FROM_DATELINE : DATE_FROM_METADATA;
        return;
    }
    struct civil day;
    date_to_civil(published->seconds, &day);
    bool year_only = published->precision == DATE_YEAR;
    if (!d->day || (!year_only && (published->precision != DATE_MONTH || day.month != d->month)))
        return;
    if (d->day > date_days_in_month(day.year, d->month))
        return;
    day = (struct civil){.year = day.year, .month = d->month, .day = d->day};
    *published = (struct date){.seconds = date_from_civil(&day), .precision = DATE_DAY};
}

static void take_dateline(struct str *text, struct article *article)
{
    struct dateline d;
    if (!dateline_parse(*text, false, &d))
        return;
    if (!article_get(article, FIELD_PLACE).len)
        article_set(article, FIELD_PLACE, d.place);
    if (d.agency.len)
        article_set(article, FIELD_AGENCY, d.agency);
    if (d.byline.len && !article_get(article, FIELD_BYLINE).len)
        article_set(article, FIELD_BYLINE, d.byline);
    join_dates(&d, article);
    *text = (struct str){text->ptr + d.len, text->len - d.len};
}

static void take_head(struct str *text, struct article *article)
{
    take_address(text, article);
    take_date(text, article);
    take_address(text, article);
    if (article_get(article, FIELD_HEADLINE).len || take_headline(text, article)) {
        take_address(text, article);
        take_date(text, article);
        take_byline(text, article);
    }
    take_date(text, article);
    take_dateline(text, article);
}

static void read_article(struct str text, struct article *article, struct text_reader *t)
{
    text_fields_take(&text, article, &t->body, &t->scratch);
    take_head(&text, article);
    append_paragraphs(without_summary(text), &t->body);
    article_set(article, FIELD_BODY, buf_str(&t->body));
}

/* ---- the reader ---- */

int text_sniff(struct str head)
{
    return !head_is_binary(head);
}

static enum status check_raw(struct text_reader *t, struct err *err)
{
    struct str head = buf_str(&t->raw);
    if (head.len > SOURCE_HEAD)
        head.len = SOURCE_HEAD;
    if (head_is_binary(head))
        return reader_refuse(&t->reader, REJECT_NOT_TEXT, err, "not a text file");
    if (t->raw.len > READER_TEXT_MAX)
        return reader_refuse(&t->reader, REJECT_TOO_LONG, err, "longer than %d bytes", READER_TEXT_MAX);
    return S_OK;
}

static bool text_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct text_reader *t = (struct text_reader *)r;
    if (t->done)
        return false;
    if ((*status = reader_read_all(r, READER_TEXT_MAX, &t->raw, err)))
        return false;
    t->done = true;
    if ((*status = check_raw(t, err)))
        return true;
    if ((*status = charset_to_utf8(buf_str(&t->raw), (struct str){NULL, 0}, &t->text, err)))
        return false;
    utf8_repair(buf_text(&t->text), t->text.len, &t->clean);
    read_article((struct str){buf_text(&t->clean), t->clean.len}, article, t);
    if ((*status = buf_status(&t->clean, err)) || (*status = buf_status(&t->scratch, err)) ||
        (*status = buf_status(&t->body, err)) || (*status = buf_status(&article->text, err)))
        return false;
    if (t->raw.len == 0)
        *status = reader_refuse(r, REJECT_NO_BODY, err, "the file is empty");
    else if (text_is_blank(buf_str(&t->body)))
        *status = reader_refuse(r, REJECT_NO_BODY, err, "no body: nothing but white space or a heading in it");
    return true;
}

static void text_close(struct reader *r)
{
    struct text_reader *t = (struct text_reader *)r;
    buf_release(&t->raw);
    buf_release(&t->text);
    buf_release(&t->clean);
    buf_release(&t->scratch);
    buf_release(&t->body);
    free(t);
}

enum status text_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {text_next, text_close};
    struct text_reader *t = calloc(1, sizeof *t);
    if (!t)
        return err_no_memory(err);
    t->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    *out = &t->reader;
    return S_OK;
}
