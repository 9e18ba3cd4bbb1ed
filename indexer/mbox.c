/* The mbox reader: mailboxes (RFC 4155) and single messages (.eml); what becomes of a message is in mail_message.h.
 *
 *     From ann@news.example Sat Sep 14 21:03:00 1996   begins a message, usually behind an empty line
 *     Subject: ...                                     its head, an empty line, its text
 *
 * A line counts as such when a time and a year stand in it, or when a field of a head comes next, so that a paragraph
 * that begins with "From " is none; without an empty line before it, when there are both and weekday and month as well.
 * A source that does not begin with one is a single message.
 *
 * A message over MAIL_BYTES_MAX, or with a head over MAIL_HEAD_MAX, is refused and not held. The last message may have
 * been cut off: nothing in a mailbox tells, so it is given if it has a body. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "indexer/mail_message.h"
#include "indexer/reader_impl.h"
#include "indexer/window.h"
#include "indexer/word.h"

enum { LINE_BYTES_MAX = 1000 }; /* of a line that begins a message */

struct mbox_reader {
    struct reader reader;
    struct window window;
    struct mail *mail;
    bool begun, single; /* single: the source is one message */
};

static size_t line_length(struct str text)
{
    const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    return end ? (size_t)(end - text.ptr) + 1 : text.len;
}

/* ---- lines that begin a message ---- */

/* "21:03" and, behind it, "1996". */
static bool has_time_and_year(struct str line)
{
    size_t at = 2;
    while (at + 2 < line.len &&
           !(line.ptr[at] == ':' && ascii_is_digit(line.ptr[at - 1]) && ascii_is_digit(line.ptr[at + 1])))
        at++;
    for (; at + 4 <= line.len; at++)
        if ((line.ptr[at] == '1' || line.ptr[at] == '2') && ascii_is_digit(line.ptr[at + 1]) &&
            ascii_is_digit(line.ptr[at + 2]) && ascii_is_digit(line.ptr[at + 3]))
            return true;
    return false;
}

/* "Subject: ..." */
static bool begins_field(struct str line)
{
    size_t at = 0;
    while (at < line.len && line.ptr[at] > ' ' && line.ptr[at] < 0x7f && line.ptr[at] != ':')
        at++;
    return at > 0 && at < line.len && line.ptr[at] == ':';
}

/* "Sat Sep" */
static bool has_day_and_month(struct str line)
{
    struct word word;
    bool day = false;
    while (word_next(&line, &word)) {
        if (day && word_month(word.text))
            return true;
        day = word_is_weekday(word.text);
    }
    return false;
}

/* Whether a message begins at this "From "; two lines of it are there, unless the source ends. `apart`: an empty line
 * stands before it, or nothing. */
static bool begins_message(struct str text, bool apart)
{
    if (!str_begins_with(text, str_of("From ")))
        return false;
    size_t len = line_length(text);
    struct str line = {text.ptr, len}, next = {text.ptr + len, text.len - len};
    bool dated = len <= LINE_BYTES_MAX && has_time_and_year(line), field = begins_field(next);
    return apart ? len <= LINE_BYTES_MAX && (dated || field) : dated && field && has_day_and_month(line);
}

/* Whether the line that ends with text[newline] is empty. */
static bool ends_empty_line(const char *text, size_t newline)
{
    if (newline && text[newline - 1] == '\r')
        newline--;
    return newline == 0 || text[newline - 1] == '\n';
}

/* Looks for the next message from *at on and moves *at to its line, or to where the search goes on when more is there.
 */
static bool find_message(const struct mbox_reader *b, size_t *at)
{
    enum { AHEAD = 2 * LINE_BYTES_MAX };
    struct str rest = window_rest(&b->window);
    const char *found;
    while (*at < rest.len && (found = memchr(rest.ptr + *at, '\n', rest.len - *at))) {
        size_t newline = (size_t)(found - rest.ptr);
        struct str here = {found + 1, rest.len - newline - 1};
        *at = newline;
        if (here.len < AHEAD && !b->window.ended)
            return false;
        *at = newline + 1;
        here.len = here.len < AHEAD ? here.len : AHEAD;
        if (here.len && here.ptr[0] == 'F' && begins_message(here, ends_empty_line(rest.ptr, newline)))
            return true;
    }
    *at = rest.len;
    return false;
}

/* ---- messages ---- */

/* Passes over the message that begins here. *message is the whole of it, or with *too_long nothing. */
static enum status pass_message(struct mbox_reader *b, struct str *message, bool *too_long, struct err *err)
{
    size_t at = 0;
    *too_long = false;
    for (;;) {
        bool found = !b->single && find_message(b, &at);
        if (b->single)
            at = window_rest(&b->window).len;
        *too_long |= at > MAIL_BYTES_MAX;
        if (found || (b->window.ended && at == window_rest(&b->window).len)) {
            *message = (struct str){window_rest(&b->window).ptr, *too_long ? 0 : at};
            window_pass(&b->window, at);
            return S_OK;
        }
        if (*too_long && at > 1) { /* an empty line may be the last that is there */
            window_pass(&b->window, at - 2);
            at = 2;
        }
        enum status s = window_fill(&b->window, err);
        if (s)
            return s;
    }
}

static bool has_long_head(struct str message)
{
    struct str head = {message.ptr, message.len < MAIL_HEAD_MAX ? message.len : MAIL_HEAD_MAX};
    return message.len > MAIL_HEAD_MAX && !memmem(head.ptr, head.len, "\n\n", 2) &&
           !memmem(head.ptr, head.len, "\n\r\n", 3);
}

static enum status read_message(struct mbox_reader *b, struct str message, struct article *article, struct err *err)
{
    if (!b->single) {
        size_t line = line_length(message);
        message = (struct str){message.ptr + line, message.len - line};
    }
    if (has_long_head(message))
        return reader_refuse(&b->reader, REJECT_TOO_LONG, err, "the head is longer than %d bytes", MAIL_HEAD_MAX);
    enum status s = mail_read(b->mail, message, !b->single, article, &b->reader.recorded, err);
    if (s || article_get(article, FIELD_BODY).len)
        return s;
    return reader_refuse(&b->reader, REJECT_NO_BODY, err, "no text in the message");
}

/* Passes over empty lines before the first message and looks whether it is one of a mailbox. */
static enum status begin(struct mbox_reader *b, struct err *err)
{
    enum status s = window_need(&b->window, 2 * LINE_BYTES_MAX, err);
    struct str rest = window_rest(&b->window);
    size_t blank = 0;
    while (blank < rest.len && (rest.ptr[blank] == '\n' || rest.ptr[blank] == '\r'))
        blank++;
    window_pass(&b->window, blank);
    b->begun = true;
    b->single = !begins_message(window_rest(&b->window), true);
    return s;
}

static bool mbox_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct mbox_reader *b = (struct mbox_reader *)r;
    struct str message;
    bool too_long;
    if (!b->begun && (*status = begin(b, err)))
        return false;
    if ((*status = window_need(&b->window, 1, err)) || window_rest(&b->window).len == 0)
        return false;
    r->place = window_place(&b->window);
    r->recorded = (struct date){0};
    if ((*status = pass_message(b, &message, &too_long, err)))
        return false;
    *status = too_long ? reader_refuse(r, REJECT_TOO_LONG, err, "longer than %d bytes", MAIL_BYTES_MAX)
                       : read_message(b, message, article, err);
    return *status == S_OK || *status == S_INPUT;
}

/* ---- the reader ---- */

static bool has_name(struct str line, const char *name)
{
    return line.len > strlen(name) && strncasecmp(line.ptr, name, strlen(name)) == 0;
}

/* "ann@news.example", or "ann at news.example (Ann Author)" as archives hide it. */
static bool has_address(struct str value)
{
    for (size_t at = 1; at + 1 < value.len; at++)
        if (value.ptr[at] == '@' && value.ptr[at - 1] > ' ' && value.ptr[at + 1] > ' ')
            return true;
    const char *hidden = value.len ? memmem(value.ptr, value.len, " at ", 4) : NULL;
    return hidden && memchr(hidden, '(', (size_t)(value.ptr + value.len - hidden));
}

/* Whether a field is one that nobody writes over a text: a sender with an address, or what programs add. */
static bool is_sent(struct str line)
{
    static const char *const fields[] = {"Lines:",      "Newsgroups:", "Organization:", "Message-ID:",
                                         "References:", "Received:",   "Reply-To:",     "In-Reply-To:"};
    if (has_name(line, "From:") && has_address(line))
        return true;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (has_name(line, fields[i]))
            return true;
    return false;
}

/* Whether a head stands here that only mail has, or a page that was saved as one. One that was stripped to From and
 * Subject, as collections of Usenet have them, must end with an empty line and show that it was sent: texts begin with
 * "From: readers" as well. */
static bool is_head(struct str head)
{
    static const char *const fields[] = {
        "From:", "Date:", "Message-ID:", "MIME-Version:", "Content-Type: multipart/related", "Subject:"};
    enum { MAIL = 1 + 2 + 4, MIME = 1 + 2 + 8, PAGE = 8 + 16, NEWS = 1 + 32, FIELDS = 6 };
    unsigned seen = 0;
    bool empty = false, sent = false;
    while (head.len && !empty) {
        size_t len = line_length(head);
        struct str line = {head.ptr, len};
        empty = str_trim(line).len == 0;
        if (!empty && !begins_field(line) && line.ptr[0] != ' ' && line.ptr[0] != '\t')
            break;
        for (int i = 0; i < FIELDS; i++)
            if (has_name(line, fields[i]))
                seen |= 1U << i;
        sent |= is_sent(line);
        head = (struct str){head.ptr + len, head.len - len};
    }
    bool stripped = empty && sent && (seen & NEWS) == NEWS;
    return (seen & MAIL) == MAIL || (seen & MIME) == MIME || (seen & PAGE) == PAGE || stripped;
}

int mbox_sniff(struct str head)
{
    while (head.len && (head.ptr[0] == '\n' || head.ptr[0] == '\r'))
        head = (struct str){head.ptr + 1, head.len - 1};
    if (!begins_message(head, true))
        return is_head(head) ? 2 : 0;
    size_t len = line_length(head);
    return begins_field((struct str){head.ptr + len, head.len - len}) ? 2 : 1;
}

static void mbox_close(struct reader *r)
{
    struct mbox_reader *b = (struct mbox_reader *)r;
    window_release(&b->window);
    mail_free(b->mail);
    free(b);
}

enum status mbox_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {mbox_next, mbox_close};
    struct mbox_reader *b = calloc(1, sizeof *b);
    if (!b)
        return err_no_memory(err);
    b->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    b->window = (struct window){.source = source};
    enum status s = mail_new(&b->mail, err);
    if (s) {
        free(b);
        return s;
    }
    *out = &b->reader;
    return S_OK;
}
