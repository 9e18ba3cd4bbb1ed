/* The reader of pages: one article a file. */
#include "indexer/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/charset.h"
#include "indexer/reader_impl.h"

struct html_reader {
    struct reader reader;
    struct html *html;
    struct buf raw;
    bool done;
};

/* ---- what is a page ---- */

static bool begins(struct str text, const char *start)
{
    size_t len = strlen(start);
    return text.len >= len && strncasecmp(text.ptr, start, len) == 0;
}

/* Without white space, comments and instructions at its start. */
static struct str skip_misc(struct str text)
{
    for (text = str_trim(text); begins(text, "<!--") || begins(text, "<?"); text = str_trim(text))
        text = str_behind(text, begins(text, "<?") ? ">" : "-->");
    return text;
}

/* The name that a tag begins with, or NULL. */
static bool begins_tag(struct str text, const char *const *names)
{
    for (; *names; names++) {
        size_t len = strlen(*names) + 1;
        if (text.len > len && text.ptr[0] == '<' && strncasecmp(text.ptr + 1, *names, len - 1) == 0 &&
            strchr(" \t\r\n>", text.ptr[len]))
            return true;
    }
    return false;
}

static int sniff_text(struct str text)
{
    static const char *const sure[] = {"html", "head", "body", "meta", "title", "script", "link", "base", NULL};
    static const char *const likely[] = {"div", "p",  "h1",      "h2", "table", "center", "article", "main",
                                         "a",   "br", "section", "b",  "font",  "img",    "style",   NULL};
    text = skip_misc(text);
    if (begins(text, "<!doctype")) {
        text = str_trim((struct str){text.ptr + 9, text.len - 9});
        return begins(text, "html") ? 2 : 0;
    }
    return begins_tag(text, sure) ? 2 : begins_tag(text, likely) ? 1 : 0;
}

int html_sniff(struct str head)
{
    struct buf text = {0};
    struct err ignored;
    if (charset_to_utf8(head, (struct str){NULL, 0}, &text, &ignored)) {
        buf_release(&text);
        return 0;
    }
    int sure = sniff_text(buf_str(&text));
    buf_release(&text);
    return sure;
}

/* ---- the reader ---- */

static bool is_binary(struct str bytes)
{
    struct str head = {bytes.ptr, bytes.len < SOURCE_HEAD ? bytes.len : SOURCE_HEAD};
    const char *charset = charset_choose(head, (struct str){NULL, 0});
    bool wide = strncmp(charset, "UTF-16", 6) == 0 || strncmp(charset, "UTF-32", 6) == 0;
    return head_is_binary(head) && !wide;
}

static enum status read_article(struct html_reader *h, struct article *article, struct err *err)
{
    struct str none = {NULL, 0};
    if (h->raw.len == 0)
        return reader_refuse(&h->reader, REJECT_NO_BODY, err, "the file is empty");
    if (h->raw.len > HTML_BYTES_MAX)
        return reader_refuse(&h->reader, REJECT_TOO_LONG, err, "longer than %d bytes", HTML_BYTES_MAX);
    if (is_binary(buf_str(&h->raw)))
        return reader_refuse(&h->reader, REJECT_NOT_TEXT, err, "not a text file");
    enum status s = html_read_page(h->html, buf_str(&h->raw), none, article, err);
    if (!s && !article_get(article, FIELD_BODY).len)
        s = reader_refuse(&h->reader, REJECT_NO_BODY, err, "no main text in the page");
    return s;
}

static bool html_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct html_reader *h = (struct html_reader *)r;
    if (h->done)
        return false;
    if ((*status = reader_read_all(r, HTML_BYTES_MAX, &h->raw, err)) || (*status = buf_status(&h->raw, err)))
        return false;
    h->done = true;
    *status = read_article(h, article, err);
    return *status == S_OK || *status == S_INPUT;
}

static void html_close(struct reader *r)
{
    struct html_reader *h = (struct html_reader *)r;
    html_free(h->html);
    buf_release(&h->raw);
    free(h);
}

enum status html_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {html_next, html_close};
    struct html_reader *h = calloc(1, sizeof *h);
    if (!h)
        return err_no_memory(err);
    enum status s = html_new(&h->html, err);
    if (s) {
        free(h);
        return s;
    }
    h->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    *out = &h->reader;
    return S_OK;
}
