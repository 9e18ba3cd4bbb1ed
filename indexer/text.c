/* The text reader: one article a file.
 *
 *     date 2017-12-27                 optional, with or without a colon, before or behind the headline, or on the line
 *                                     of the dateline; a date that does not exist or cannot be read is left out
 *     Envoy urges talks               optional headline: under 200 bytes, and no full stop at its end
 *     By Ann Author                   optional, behind a headline
 *     MOSCOW—While welcoming ...      optional dateline, then paragraphs, separated by blank lines
 *
 * The charset is told from the bytes (indexer/charset.h). Lines of a paragraph are joined, so that hard-wrapped and
 * long lines read the same. A file that is one line has that line as its body. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "indexer/byline.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/dateline.h"
#include "indexer/reader_impl.h"
#include "indexer/word.h"

enum {
    HEADLINE_MAX = 200, /* bytes; a longer first line is a paragraph */
    DATE_WORDS_MAX = 6, /* of a date that cannot be read: lundi, le 14 septembre 1996 */
    DATE_DIGITS = 6,    /* that one word of a date has at least: 1997-02-30, 30.2.1997 */
    DATE_LETTERS = 2    /* that a number in a date has at most: 14th, 1997-02-30T12:00:00Z */
};

struct text_reader {
    struct reader reader;
    struct buf raw, text, clean, body;
    bool done;
};

/* ---- lines ---- */

/* Takes a line off the front of `rest`, trimmed; false at the end. */
static bool next_line(struct str *rest, struct str *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    *line = str_trim((struct str){rest->ptr, len});
    len += end != NULL;
    *rest = (struct str){rest->ptr + len, rest->len - len};
    return true;
}

/* The first line with something in it; *behind is what follows. */
static struct str first_line(struct str text, struct str *behind)
{
    struct str line = {NULL, 0};
    *behind = text;
    while (next_line(behind, &line))
        if (!text_is_blank(line))
            return line;
    return (struct str){text.ptr, 0};
}

static void append_paragraphs(struct str text, struct buf *out)
{
    struct str line;
    bool inside = false;
    while (next_line(&text, &line)) {
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

static size_t count_digits(struct str word)
{
    size_t digits = 0;
    for (size_t i = 0; i < word.len; i++)
        digits += word.ptr[i] >= '0' && word.ptr[i] <= '9';
    return digits;
}

/* "14th", "1997-02-30T12:00:00Z", "+0200". */
static bool is_date_number(struct str word)
{
    size_t digits = count_digits(word), letters = 0;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.ptr[i];
        letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if ((unsigned char)c >= 0x80 || strchr("\"$%&'()*;=?_", c))
            return false;
    }
    return digits && letters <= DATE_LETTERS;
}

static bool is_date_word(struct str word)
{
    struct str bare = {word.ptr, word.len - (word.len && word.ptr[word.len - 1] == ',')};
    return is_date_number(word) || word_month(bare) || word_is_weekday(bare) ||
           word_in_list(bare, "of|at|AM|PM|am|pm|UTC|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|BST|CET|CEST|EET|EEST|MSK");
}

/* "1997-02-30", "30.2.1997": no number is written so. */
static bool is_whole_date(struct str word)
{
    size_t marks = 0;
    for (size_t i = 0; i < word.len; i++)
        marks += word.ptr[i] == '-' || word.ptr[i] == '.' || word.ptr[i] == '/';
    return marks >= 2 && count_digits(word) >= DATE_DIGITS;
}

/* The bytes at the start of a value that stand as a date does, whether or not there is such a day: "1997-02-30" before
 * anything, "31 Feb 1997" before the end or a dateline. */
static size_t wrong_date_prefix(struct str value)
{
    struct str rest = value;
    struct word word;
    struct dateline dateline;
    size_t len = 0;
    bool digits = false, whole = false;
    while (word_next(&rest, &word) && is_date_word(word.text)) {
        len = (size_t)(word.text.ptr - value.ptr) + word.text.len;
        digits |= count_digits(word.text) > 0;
        whole |= is_whole_date(word.text);
    }
    rest = (struct str){value.ptr + len, value.len - len};
    bool ends = digits && (text_is_blank(rest) || dateline_parse(rest, false, &dateline));
    return whole || ends ? len : 0;
}

/* "unknown", "14 septembre 1996": a few words that stand for a date to somebody. Without a colon one word will do where
 * the line begins with a small d, as no headline does. */
static bool is_foreign_date(struct str value, bool colon, bool small)
{
    struct word word;
    unsigned words = 0, few = colon ? 2 : small ? 1 : 0;
    bool number_first = value.len && count_digits((struct str){value.ptr, 1}), year_last = false;
    while (word_next(&value, &word)) {
        year_last = word.text.len == 4 && count_digits(word.text) == 4;
        if (++words > DATE_WORDS_MAX)
            return false;
    }
    return words <= few || (year_last && (colon || number_first));
}

/* "date 2017-12-27" or "Date: Sat, 14 Sep 1996 21:03:00 +0200" at the start of a line: the bytes up to what follows,
 * or 0. The date is none when it cannot be read. */
static size_t read_date_line(struct str line, struct date *out)
{
    static const char word[] = "date";
    size_t at = sizeof word - 1;
    *out = (struct date){0};
    if (line.len <= at || strncasecmp(line.ptr, word, at) != 0)
        return 0;
    bool colon = line.ptr[at] == ':';
    at += colon;
    struct str value = str_trim((struct str){line.ptr + at, line.len - at});
    if (value.ptr == line.ptr + sizeof word - 1)
        return 0;
    if (date_parse(value, out))
        return line.len;
    size_t before = (size_t)(value.ptr - line.ptr), taken = date_parse_prefix(value, out);
    if (taken)
        return before + taken;
    *out = (struct date){0};
    if ((taken = wrong_date_prefix(value)))
        return before + taken;
    return is_foreign_date(value, colon, line.ptr[0] == 'd') ? line.len : 0;
}

/* Takes a date line off the front of the text; where it shares the line with a dateline, only the date. */
static void take_date(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = first_line(*text, &behind);
    struct date date;
    size_t len = read_date_line(line, &date);
    if (len == 0)
        return;
    article->published = date;
    const char *rest = line.ptr + len;
    *text = (struct str){rest, (size_t)(text->ptr + text->len - rest)};
}

static bool is_headline(struct str line, struct str behind)
{
    struct dateline dateline;
    return line.len > 0 && line.len < HEADLINE_MAX && !ends_sentence(line) && !text_is_blank(behind) &&
           !dateline_parse(line, false, &dateline);
}

static bool take_headline(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = first_line(*text, &behind);
    if (!is_headline(line, behind))
        return false;
    article_set(article, FIELD_HEADLINE, line);
    *text = behind;
    return true;
}

static void take_byline(struct str *text, struct article *article)
{
    struct str behind;
    struct str line = first_line(*text, &behind);
    struct str names;
    if (!byline_parse(line, &names) || text_is_blank(behind))
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
    article_set(article, FIELD_PLACE, d.place);
    if (d.agency.len)
        article_set(article, FIELD_AGENCY, d.agency);
    join_dates(&d, article);
    *text = (struct str){text->ptr + d.len, text->len - d.len};
}

static void read_article(struct str text, struct article *article, struct buf *body)
{
    take_date(&text, article);
    if (take_headline(&text, article)) {
        if (!article->published.precision)
            take_date(&text, article);
        take_byline(&text, article);
    }
    if (!article->published.precision)
        take_date(&text, article);
    take_dateline(&text, article);
    append_paragraphs(text, body);
    article_set(article, FIELD_BODY, buf_str(body));
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
    read_article((struct str){buf_text(&t->clean), t->clean.len}, article, &t->body);
    if ((*status = buf_status(&t->clean, err)) || (*status = buf_status(&t->body, err)) ||
        (*status = buf_status(&article->text, err)))
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
