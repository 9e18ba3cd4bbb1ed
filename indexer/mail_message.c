#include "indexer/mail_message.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "archive/archive.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/late.h"
#include "indexer/html.h"
#include "indexer/mail_text.h"
#include "indexer/mime_part.h"

struct mail {
    GMimeParserOptions *options;
    struct html *html;
    struct buf value; /* of a field, as it stands in the head */
    struct buf bytes; /* of a part, without transfer encoding */
    struct buf text;  /* the same in UTF-8 */
    struct buf body, clean;
    struct buf joined; /* the bodies of messages in the message */
    bool failed;       /* memory has run out */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

void mail_free(struct mail *m)
{
    if (!m)
        return;
    if (m->options)
        g_mime_parser_options_free(m->options);
    html_free(m->html);
    buf_release(&m->value);
    buf_release(&m->bytes);
    buf_release(&m->text);
    buf_release(&m->body);
    buf_release(&m->clean);
    buf_release(&m->joined);
    free(m);
}

enum status mail_new(struct mail **out, struct err *err)
{
    static const char *charsets[] = {"utf-8", "windows-1252", NULL}; /* of heads that do not say theirs */
    struct mail *m = calloc(1, sizeof *m);
    if (!m)
        return err_no_memory(err);
    enum status s = html_new(&m->html, err);
    if (!s)
        s = late_mime(err);
    if (s) {
        mail_free(m);
        return s;
    }
    pthread_once(&once, g_mime_init);
    m->options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(m->options, charsets);
    *out = m;
    return S_OK;
}

/* ---- the head ---- */

static void set_line(struct mail *m, struct article *article, enum field field, struct str value)
{
    struct str line;
    if (clean_line(value, &m->clean, &line))
        article_set(article, field, line);
    m->failed |= m->clean.failed;
}

/* The value of a field as it stands in the head, borrowed until the next; absent when there is none. */
static struct str field_of(struct mail *m, struct str head, const char *name)
{
    buf_reset(&m->value);
    bool some = mime_field(head, name, &m->value);
    m->failed |= m->value.failed;
    return some ? (struct str){buf_text(&m->value), m->value.len} : (struct str){NULL, 0};
}

/* The same with encoded words decoded. */
static struct str text_of(struct mail *m, struct str head, const char *name)
{
    struct str value = field_of(m, head, name);
    if (!value.len)
        return value;
    char *text = g_mime_utils_header_decode_text(m->options, value.ptr);
    buf_reset(&m->value);
    buf_append_text(&m->value, text);
    m->failed |= m->value.failed;
    g_free(text);
    return buf_str(&m->value);
}

/* What stands in angle brackets, or else all. */
static struct str in_brackets(struct str value)
{
    const char *open = value.len ? memrchr(value.ptr, '<', value.len) : NULL;
    const char *close = value.len ? memrchr(value.ptr, '>', value.len) : NULL;
    return open && close > open ? (struct str){open + 1, (size_t)(close - open) - 1} : value;
}

/* Takes a value off the front of a list that commas divide; false at the end. */
static bool next_value(struct str *list, struct str *value)
{
    if (list->len == 0)
        return false;
    const char *comma = memchr(list->ptr, ',', list->len);
    size_t len = comma ? (size_t)(comma - list->ptr) : list->len;
    *value = str_trim((struct str){list->ptr, len});
    len += comma != NULL;
    *list = (struct str){list->ptr + len, list->len - len};
    return true;
}

/* Groups in groups are followed by recursion. */
static bool has_many_groups(struct str value)
{
    enum { MANY = 20 };
    size_t colons = 0;
    for (size_t i = 0; i < value.len; i++)
        colons += value.ptr[i] == ':';
    return colons > MANY;
}

/* "ann at news.example (Ann Author)", as archives of lists hide an address: what stands in brackets at the end. */
static struct str in_round_brackets(struct str value)
{
    const char *open = value.len && value.ptr[value.len - 1] == ')' ? memchr(value.ptr, '(', value.len) : NULL;
    size_t start = open ? (size_t)(open - value.ptr) + 1 : 0;
    return open ? (struct str){value.ptr + start, value.len - 1 - start} : (struct str){NULL, 0};
}

/* The first name, or else the first address. */
static void set_first(struct mail *m, InternetAddress *first, struct article *article)
{
    struct str name = str_of(first ? internet_address_get_name(first) : NULL);
    if (!str_trim(name).len && first && INTERNET_ADDRESS_IS_MAILBOX(first))
        name = str_of(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
    set_line(m, article, FIELD_BYLINE, name);
}

static void set_author(struct mail *m, struct str head, struct article *article)
{
    struct str value = field_of(m, head, "From");
    if (!value.len || has_many_groups(value))
        return;
    bool hidden = !memchr(value.ptr, '@', value.len) && in_round_brackets(value).len;
    InternetAddressList *from = hidden ? NULL : internet_address_list_parse(m->options, value.ptr);
    if (!from) {
        set_line(m, article, FIELD_BYLINE, in_round_brackets(text_of(m, head, "From")));
        return;
    }
    set_first(m, internet_address_list_get_address(from, 0), article);
    g_object_unref(from);
}

/* A date as RFC 5322 has it, or as GMime can make something of it. */
static bool read_date(struct str value, struct date *out)
{
    char text[128];
    if (date_parse(value, out))
        return true;
    *out = (struct date){0};
    if (!value.len || value.len >= sizeof text)
        return false;
    memcpy(text, value.ptr, value.len);
    text[value.len] = '\0';
    GDateTime *time = g_mime_utils_header_decode_date(text);
    if (!time)
        return false;
    *out = (struct date){.seconds = g_date_time_to_unix(time),
                         .zone_minutes = (int16_t)(g_date_time_get_utc_offset(time) / G_TIME_SPAN_MINUTE),
                         .precision = DATE_SECOND};
    g_date_time_unref(time);
    return true;
}

/* The date behind the last semicolon. */
static void read_received(struct str value, struct date *out)
{
    const char *at = value.len ? memrchr(value.ptr, ';', value.len) : NULL;
    size_t start = at ? (size_t)(at - value.ptr) + 1 : 0;
    *out = (struct date){0};
    if (at)
        read_date(str_trim((struct str){value.ptr + start, value.len - start}), out);
}

static void add_tags(struct mail *m, struct str list, struct article *article)
{
    struct str value, line;
    while (next_value(&list, &value))
        if (clean_line(value, &m->clean, &line))
            article_add(article, FIELD_TAG, line);
}

/* The list, or the first of the newsgroups. */
static void set_source(struct mail *m, struct str head, struct article *article)
{
    struct str value = in_brackets(field_of(m, head, "List-Id"));
    if (!value.len) {
        struct str list = field_of(m, head, "Newsgroups");
        next_value(&list, &value);
    }
    set_line(m, article, FIELD_SOURCE, value);
}

static void read_head(struct mail *m, struct str head, struct article *article, struct date *recorded)
{
    struct str value, list;
    set_line(m, article, FIELD_ID, in_brackets(field_of(m, head, "Message-ID")));
    set_line(m, article, FIELD_HEADLINE, text_of(m, head, "Subject"));
    set_author(m, head, article);
    set_source(m, head, article);
    add_tags(m, text_of(m, head, "Keywords"), article);
    list = field_of(m, head, "Content-Language");
    if (next_value(&list, &value))
        set_line(m, article, FIELD_LANG, value);
    set_line(m, article, FIELD_URL, in_brackets(field_of(m, head, "Archived-At")));
    read_date(field_of(m, head, "Date"), &article->published);
    read_received(field_of(m, head, "Received"), recorded);
}

/* ---- the body ---- */

/* Makes the body, which is empty, of what a part says. */
static enum status take_part(struct mail *m, const struct mime_part *part, bool html, bool escaped, struct err *err)
{
    struct str bytes, text;
    struct mail_form form = {.flowed = part->flowed, .delete_space = part->delete_space, .escaped = escaped};
    enum status s = mime_part_decode(part, &m->bytes, &bytes, err);
    buf_reset(&m->text);
    buf_reset(&m->body);
    if (s || (s = charset_to_utf8(bytes, str_of(part->charset), &m->text, err)))
        return s;
    if (html)
        s = html_append_text(m->html, buf_str(&m->text), &m->body, err);
    else
        mail_append_text(buf_str(&m->text), &form, &m->body);
    if (!clean_value(buf_str(&m->body), &m->clean, &text))
        buf_reset(&m->body);
    m->failed |= m->clean.failed;
    return s ? s : buf_status(&m->body, err);
}

/* Makes the body of the first part of that type that says something. */
static enum status find_text(struct mail *m, struct str message, const char *type, bool escaped, struct err *err)
{
    struct mime_walk walk;
    struct mime_part part;
    bool html = strcmp(type, "text/html") == 0;
    enum status s = S_OK;
    mime_walk_begin(&walk, message, false);
    while (!s && !m->body.len && mime_walk_next(&walk, &part))
        if (!part.attached && strcmp(part.type, type) == 0)
            s = take_part(m, &part, html, escaped, err);
    return s ? s : walk.status ? err_no_memory(err) : S_OK;
}

/* The same of the message and each message in it, one behind the other. */
static enum status join_texts(struct mail *m, struct str message, const char *type, bool escaped, struct err *err)
{
    struct mime_walk walk;
    struct mime_part part;
    bool html = strcmp(type, "text/html") == 0;
    int taken = -1;
    enum status s = S_OK;
    buf_reset(&m->joined);
    mime_walk_begin(&walk, message, true);
    while (!s && mime_walk_next(&walk, &part)) {
        if (part.attached || strcmp(part.type, type) != 0 || walk.messages == taken)
            continue;
        if ((s = take_part(m, &part, html, escaped, err)) || !m->body.len)
            continue;
        taken = walk.messages;
        if (m->joined.len)
            buf_append_text(&m->joined, "\n\n");
        buf_append_str(&m->joined, buf_str(&m->body));
    }
    buf_reset(&m->body);
    buf_append_str(&m->body, buf_str(&m->joined));
    m->failed |= m->joined.failed;
    return s ? s : walk.status ? err_no_memory(err) : S_OK;
}

/* Its own text; of a digest, and of a mail that has none, that of the messages in it. */
static enum status find_body(struct mail *m, struct str message, bool escaped, struct err *err)
{
    static const char digest[] = "multipart/digest";
    static const char *const types[] = {"text/plain", "text/html"};
    bool many = message.len && memmem(message.ptr, message.len, digest, strlen(digest));
    enum status s = S_OK;
    buf_reset(&m->body);
    for (int i = 0; !s && !many && !m->body.len && i < 2; i++)
        s = find_text(m, message, types[i], escaped, err);
    for (int i = 0; !s && !m->body.len && i < 2; i++)
        s = join_texts(m, message, types[i], escaped, err);
    return s;
}

/* ---- pages ---- */

/* What a browser saved as a mail says so, or where the page was. */
static bool is_page(struct mail *m, struct str head)
{
    if (field_of(m, head, "Snapshot-Content-Location").len)
        return true;
    struct str from = field_of(m, head, "From");
    return from.len && memmem(from.ptr, from.len, "Saved by ", strlen("Saved by "));
}

static void set_address(struct mail *m, struct str address, struct article *article)
{
    struct str line;
    if (article_get(article, FIELD_URL).len || !clean_line(address, &m->clean, &line))
        return;
    article_set(article, FIELD_URL, line);
    if (line.len <= ARCHIVE_ID_MAX)
        article_set(article, FIELD_ID, line);
}

/* The first part that is a page with a story in it. When it was saved is when it was recorded. */
static enum status read_page(struct mail *m, struct str message, struct str head, struct article *article,
                             struct date *recorded, struct err *err)
{
    struct mime_walk walk;
    struct mime_part part;
    struct str page;
    enum status s = S_OK;
    read_date(field_of(m, head, "Date"), recorded);
    set_address(m, field_of(m, head, "Snapshot-Content-Location"), article);
    set_address(m, field_of(m, head, "Content-Location"), article);
    mime_walk_begin(&walk, message, false);
    while (!s && !article_get(article, FIELD_BODY).len && mime_walk_next(&walk, &part)) {
        if (strcmp(part.type, "text/html") != 0 || (s = mime_part_decode(&part, &m->bytes, &page, err)))
            continue;
        set_address(m, field_of(m, part.head, "Content-Location"), article);
        s = html_read_page(m->html, page, str_of(part.charset), article, err);
    }
    if (!article_get(article, FIELD_HEADLINE).len)
        set_line(m, article, FIELD_HEADLINE, text_of(m, head, "Subject"));
    return s ? s : walk.status ? err_no_memory(err) : S_OK;
}

/* ---- the whole ---- */

static enum status read_mail(struct mail *m, struct str bytes, struct str head, bool escaped, struct article *article,
                             struct date *recorded, struct err *err)
{
    struct str body;
    read_head(m, head, article, recorded);
    enum status s = find_body(m, bytes, escaped, err);
    if (!s && clean_value(buf_str(&m->body), &m->clean, &body))
        article_set(article, FIELD_BODY, body);
    return s;
}

enum status mail_read(struct mail *m, struct str bytes, bool escaped, struct article *article, struct date *recorded,
                      struct err *err)
{
    struct mime_part whole;
    enum status s = mime_part_read(bytes, &whole, err);
    if (s)
        return s;
    s = is_page(m, whole.head) ? read_page(m, bytes, whole.head, article, recorded, err)
                               : read_mail(m, bytes, whole.head, escaped, article, recorded, err);
    if (s)
        return s;
    return m->failed || m->clean.failed || article->text.failed ? err_no_memory(err) : S_OK;
}
