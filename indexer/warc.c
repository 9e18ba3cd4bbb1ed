/* The WARC reader: archives of the web (ISO 28500; WARC/0.17 to 1.1), plain, or with each record in a gzip member,
 * which the source takes apart.
 *
 *     WARC/1.0                                        version, fields, an empty line
 *     WARC-Type: response
 *     WARC-Target-URI: http://news.example/1          id and url; in angle brackets in old files
 *     WARC-Date: 2017-03-06T04:02:06Z                 when it was fetched: `recorded`
 *     Content-Type: application/http; msgtype=response
 *     Content-Length: 975                             of the block, behind which two empty lines stand
 *
 * A response with a status of 2xx that holds HTML is read as a page, and so is a resource of HTML; chunks and the
 * codings gzip and deflate are taken off. A resource of plain text is a body by itself, and a conversion of it too
 * (WET: each line a paragraph). Other statuses, types and codings are refused as no articles. Records that are none by
 * their kind are passed over without being counted: warcinfo, request, metadata, revisit, continuation, and responses
 * of other protocols.
 *
 * A block over WARC_BLOCK_MAX is passed over without being held. Behind a broken head, and where no record begins
 * behind the last, the search goes on at the next line that begins with "WARC/". A record that the source cuts off is
 * refused. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "archive/archive.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/html.h"
#include "indexer/http_message.h"
#include "indexer/reader_impl.h"
#include "indexer/window.h"
#include "indexer/wire_text.h"

enum { WARC_BLOCK_MAX = HTML_BYTES_MAX + HEAD_BYTES_MAX };

struct warc_reader {
    struct reader reader;
    struct window window;
    struct html *html;
    struct buf type; /* Content-Type of the present record */
    struct buf decoded[2];
    struct buf body, clean;
};

enum kind { OTHER_KIND, RESPONSE, RESOURCE, CONVERSION };

struct record {
    enum kind kind;
    uint64_t length; /* of the block */
};

/* ---- heads ---- */

static bool begins_record(struct str line)
{
    return line.len > 6 && memcmp(line.ptr, "WARC/", 5) == 0 && line.ptr[5] >= '0' && line.ptr[5] <= '9' &&
           line.ptr[6] == '.';
}

/* Passes over line ends. */
static enum status skip_blank(struct window *w, struct err *err)
{
    for (;;) {
        struct str rest = window_rest(w);
        size_t len = 0;
        while (len < rest.len && (rest.ptr[len] == '\r' || rest.ptr[len] == '\n'))
            len++;
        window_pass(w, len);
        if (len < rest.len || w->ended)
            return S_OK;
        enum status s = window_fill(w, err);
        if (s)
            return s;
    }
}

/* Passes over the present line and all up to one that begins a record. */
static enum status find_record(struct window *w, struct err *err)
{
    struct str line;
    bool first = true, begins = true;
    for (;;) {
        enum status s = window_line(w, HEAD_BYTES_MAX, &line, err);
        if (s || line.len == 0 || (!first && begins && begins_record(line)))
            return s;
        begins = line.ptr[line.len - 1] == '\n';
        first = false;
        window_pass(w, line.len);
    }
}

static enum status refuse_head(struct warc_reader *q, const char *why, struct err *err)
{
    enum status s = find_record(&q->window, err);
    return s ? s : reader_refuse(&q->reader, REJECT_MALFORMED, err, "%s", why);
}

/* The bytes before a second line that begins a record, so that none is looked at for every such line before it. */
static size_t up_to_next_record(struct str text)
{
    const char *at = text.ptr, *end = text.ptr + text.len;
    while ((at = memmem(at, (size_t)(end - at), "\nWARC/", 6))) {
        at++;
        if (begins_record((struct str){at, (size_t)(end - at)}))
            return (size_t)(at - text.ptr);
    }
    return text.len;
}

/* The head of the next record, left in the window, or S_INPUT. */
static enum status read_head(struct warc_reader *q, struct str *head, struct err *err)
{
    enum status s = window_need(&q->window, strlen("WARC/1.0\r\n"), err);
    if (!s && !begins_record(window_rest(&q->window)))
        return refuse_head(q, "no WARC record begins here", err);
    while (!s) {
        struct str rest = window_rest(&q->window);
        size_t most = rest.len < HEAD_BYTES_MAX ? rest.len : HEAD_BYTES_MAX;
        size_t len = up_to_next_record((struct str){rest.ptr, most});
        *head = (struct str){rest.ptr, head_length((struct str){rest.ptr, len})};
        if (head->len)
            return S_OK;
        if (q->window.ended || len < most || most == HEAD_BYTES_MAX)
            return refuse_head(q, "the head of the record has no end", err);
        s = window_fill(&q->window, err);
    }
    return s;
}

static bool read_length(struct str text, uint64_t *length)
{
    enum { DIGITS_MAX = 18 };
    *length = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *length = *length * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return text.len > 0 && text.len <= DIGITS_MAX;
}

static bool is_word(struct str text, const char *word)
{
    return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

/* Whether a media type, with or without parameters, is this one. */
static bool is_type(struct str type, const char *name)
{
    size_t len = strlen(name);
    return type.len >= len && strncasecmp(type.ptr, name, len) == 0 &&
           (type.len == len || strchr("; \t,", type.ptr[len]));
}

static bool is_html(struct str type)
{
    return is_type(type, "text/html") || is_type(type, "application/xhtml+xml");
}

static enum kind kind_of(struct str name, struct str type, struct str uri)
{
    if (is_word(name, "response")) {
        bool web = uri.len > 4 && strncasecmp(uri.ptr, "http", 4) == 0;
        return is_type(type, "application/http") || (!type.len && web) ? RESPONSE : OTHER_KIND;
    }
    if (is_word(name, "resource"))
        return RESOURCE;
    return is_word(name, "conversion") ? CONVERSION : OTHER_KIND;
}

static struct str without_angles(struct str uri)
{
    bool angles = uri.len > 1 && uri.ptr[0] == '<' && uri.ptr[uri.len - 1] == '>';
    return angles ? (struct str){uri.ptr + 1, uri.len - 2} : uri;
}

/* Reads the head and passes it. Fields that the article needs are kept. */
static enum status take_head(struct warc_reader *q, struct record *record, struct article *article, struct err *err)
{
    struct str head, line;
    enum status s = read_head(q, &head, err);
    if (s)
        return s;
    if (!read_length(head_field(head, "Content-Length"), &record->length))
        return refuse_head(q, "no Content-Length that is a number", err);
    struct str type = head_field(head, "Content-Type"), uri = without_angles(head_field(head, "WARC-Target-URI"));
    record->kind = kind_of(head_field(head, "WARC-Type"), type, uri);
    buf_reset(&q->type);
    buf_append_str(&q->type, type);
    if (clean_line(uri, &q->clean, &line)) {
        article_set(article, FIELD_URL, line);
        if (line.len <= ARCHIVE_ID_MAX)
            article_set(article, FIELD_ID, line);
    }
    if (record->kind == CONVERSION &&
        clean_line(head_field(head, "WARC-Identified-Content-Language"), &q->clean, &line) &&
        !memchr(line.ptr, ',', line.len))
        article_set(article, FIELD_LANG, line);
    if (!date_parse(head_field(head, "WARC-Date"), &q->reader.recorded))
        q->reader.recorded = (struct date){0};
    window_pass(&q->window, head.len);
    return buf_status(&q->type, err);
}

/* ---- blocks ---- */

static enum status refuse_cut(struct warc_reader *q, uint64_t there, uint64_t length, struct err *err)
{
    return reader_refuse(&q->reader, REJECT_MALFORMED, err, "cut off: %llu bytes of %llu", (unsigned long long)there,
                         (unsigned long long)length);
}

static enum status skip_block(struct warc_reader *q, uint64_t length, struct err *err)
{
    uint64_t passed;
    enum status s = window_skip(&q->window, length, &passed, err);
    return s || passed == length ? s : refuse_cut(q, passed, length, err);
}

/* Refuses with a value of the record behind the reason. */
static enum status refuse_value(struct warc_reader *q, enum reject reject, const char *why, struct str what,
                                struct err *err)
{
    enum { SHOWN_MAX = 80 };
    struct str shown;
    if (!clean_line((struct str){what.ptr, what.len < SHOWN_MAX ? what.len : SHOWN_MAX}, &q->clean, &shown))
        shown = (struct str){"", 0};
    return reader_refuse(&q->reader, reject, err, "%s%.*s", why, (int)shown.len, shown.ptr);
}

/* The same, and passes over the block; a record that is cut off is refused as that. */
static enum status refuse_block(struct warc_reader *q, uint64_t length, enum reject reject, const char *why,
                                struct str what, struct err *err)
{
    struct err text;
    refuse_value(q, reject, why, what, &text);
    enum status s = skip_block(q, length, err);
    if (s)
        return s;
    q->reader.reject = reject;
    return err_set(err, S_INPUT, "%s", text.text);
}

/* The whole block, passed; borrowed from the window. */
static enum status take_block(struct warc_reader *q, uint64_t length, struct str *block, struct err *err)
{
    static const struct str nothing = {"", 0};
    if (length > WARC_BLOCK_MAX)
        return refuse_block(q, length, REJECT_TOO_LONG, "a block of more than 16 MiB", nothing, err);
    enum status s = window_need(&q->window, (size_t)length, err);
    struct str rest = window_rest(&q->window);
    *block = (struct str){rest.ptr, rest.len < length ? rest.len : (size_t)length};
    window_pass(&q->window, block->len);
    return s || block->len == length ? s : refuse_cut(q, block->len, length, err);
}

/* ---- articles ---- */

static enum status read_page(struct warc_reader *q, struct str page, struct str type, struct article *article,
                             struct err *err)
{
    if (page.len > HTML_BYTES_MAX)
        return reader_refuse(&q->reader, REJECT_TOO_LONG, err, "a page of more than 16 MiB");
    enum status s = html_read_page(q->html, page, charset_of_media_type(type), article, err);
    if (s || article_get(article, FIELD_BODY).len)
        return s;
    return reader_refuse(&q->reader, REJECT_NO_BODY, err, "no main text in the page");
}

static enum status refuse_coding(struct warc_reader *q, enum http_fault fault, struct str codings, struct err *err)
{
    switch (fault) {
    case HTTP_TOO_LONG:
        return reader_refuse(&q->reader, REJECT_TOO_LONG, err,
                             "a page of more than 16 MiB, or one that grows too much when it is inflated");
    case HTTP_OTHER_CODING:
        return refuse_value(q, REJECT_OTHER, "a page in the coding ", codings, err);
    default:
        return reader_refuse(&q->reader, REJECT_MALFORMED, err, "the page is in broken gzip or deflate");
    }
}

/* Looks at the head of the response before the block is held. */
static enum status check_response(struct warc_reader *q, uint64_t length, struct err *err)
{
    static const struct str nothing = {"", 0};
    struct http_head head;
    char code[16];
    size_t wanted = length < HEAD_BYTES_MAX ? (size_t)length : HEAD_BYTES_MAX;
    enum status s = window_need(&q->window, wanted, err);
    if (s)
        return s;
    struct str start = window_rest(&q->window);
    start.len = start.len < wanted ? start.len : wanted;
    if (!http_head_parse(start, &head))
        return refuse_block(q, length, REJECT_MALFORMED, "no head of an HTTP response", nothing, err);
    if (head.status < 200 || head.status > 299) {
        int size = snprintf(code, sizeof code, "%d", head.status);
        return refuse_block(q, length, REJECT_OTHER, "a response with status ", (struct str){code, (size_t)size}, err);
    }
    if (!is_html(head.type) && (head.type.len || !html_sniff((struct str){start.ptr + head.len, start.len - head.len})))
        return refuse_block(q, length, REJECT_OTHER, "no page but ", head.type, err);
    return S_OK;
}

static enum status read_response(struct warc_reader *q, uint64_t length, struct article *article, struct err *err)
{
    struct http_head head;
    struct str block, page;
    enum http_fault fault;
    enum status s;
    if ((s = check_response(q, length, err)) || (s = take_block(q, length, &block, err)))
        return s;
    http_head_parse(block, &head);
    struct str body = {block.ptr + head.len, block.len - head.len};
    if ((s = http_decode(&head, body, HTML_BYTES_MAX, q->decoded, &page, &fault, err)))
        return s;
    return fault ? refuse_coding(q, fault, head.codings, err) : read_page(q, page, head.type, article, err);
}

/* Each line is a paragraph. */
static void append_lines(struct str text, struct buf *out)
{
    while (text.len) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) + 1 : text.len;
        struct str line = str_trim((struct str){text.ptr, len});
        if (out->len && line.len)
            buf_append_text(out, "\n\n");
        buf_append_str(out, line);
        text = (struct str){text.ptr + len, text.len - len};
    }
}

static enum status read_text(struct warc_reader *q, struct str block, bool lines, struct article *article,
                             struct err *err)
{
    struct str text;
    buf_reset(&q->decoded[0]);
    buf_reset(&q->body);
    enum status s = charset_to_utf8(block, charset_of_media_type(buf_str(&q->type)), &q->decoded[0], err);
    if (s)
        return s;
    if (clean_value(buf_str(&q->decoded[0]), &q->clean, &text)) {
        (lines ? append_lines : wire_append_paragraphs)(text, &q->body);
        article_set(article, FIELD_BODY, buf_str(&q->body));
    }
    if ((s = buf_status(&q->clean, err)) || (s = buf_status(&q->body, err)))
        return s;
    return q->body.len ? S_OK : reader_refuse(&q->reader, REJECT_NO_BODY, err, "no text");
}

static enum status read_plain(struct warc_reader *q, const struct record *record, struct article *article,
                              struct err *err)
{
    struct str block, type = buf_str(&q->type);
    bool html = is_html(type);
    if (!html && !is_type(type, "text/plain"))
        return refuse_block(q, record->length, REJECT_OTHER, "no page but ", type, err);
    enum status s = take_block(q, record->length, &block, err);
    if (s)
        return s;
    return html ? read_page(q, block, type, article, err)
                : read_text(q, block, record->kind == CONVERSION, article, err);
}

/* ---- the reader ---- */

/* Reads a record; *passed tells that it was one of those that are not counted. */
static enum status read_record(struct warc_reader *q, struct article *article, bool *passed, struct err *err)
{
    struct record record;
    enum status s = take_head(q, &record, article, err);
    *passed = false;
    if (s)
        return s;
    if (record.kind == RESPONSE)
        s = read_response(q, record.length, article, err);
    else if (record.kind != OTHER_KIND)
        s = read_plain(q, &record, article, err);
    else if (!(s = skip_block(q, record.length, err)))
        *passed = true;
    return s ? s : buf_status(&article->text, err);
}

static bool warc_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct warc_reader *q = (struct warc_reader *)r;
    bool passed = true;
    while (passed) {
        article_reset(article);
        if ((*status = skip_blank(&q->window, err)) || window_rest(&q->window).len == 0)
            return false;
        r->place = window_place(&q->window);
        r->recorded = (struct date){0};
        *status = read_record(q, article, &passed, err);
        if (*status && (*status != S_INPUT || q->window.failed))
            return false;
    }
    return true;
}

int warc_sniff(struct str head)
{
    return begins_record(head) ? 2 : 0;
}

static void warc_close(struct reader *r)
{
    struct warc_reader *q = (struct warc_reader *)r;
    window_release(&q->window);
    html_free(q->html);
    buf_release(&q->type);
    buf_release(&q->decoded[0]);
    buf_release(&q->decoded[1]);
    buf_release(&q->body);
    buf_release(&q->clean);
    free(q);
}

enum status warc_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {warc_next, warc_close};
    struct warc_reader *q = calloc(1, sizeof *q);
    if (!q)
        return err_no_memory(err);
    q->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    q->window = (struct window){.source = source};
    enum status s = html_new(&q->html, err);
    if (s) {
        warc_close(&q->reader);
        return s;
    }
    *out = &q->reader;
    return S_OK;
}
