/* An article: headline, facts, paragraphs with the words of the query marked, and where to go from it. */
#include <string.h>

#include "query/present.h"
#include "server/page_impl.h"

/* ---- paragraphs ---- */

/* The end of the line that begins at `at`. */
static size_t line_end(struct str text, size_t at)
{
    const char *end = memchr(text.ptr + at, '\n', text.len - at);
    return end ? (size_t)(end - text.ptr) : text.len;
}

static bool is_blank(struct str text, size_t from, size_t to)
{
    return str_trim((struct str){text.ptr + from, to - from}).len == 0;
}

/* Where an article has no blank lines, each line is a paragraph. */
static bool has_blank_lines(struct str text)
{
    for (size_t at = 0; at < text.len; at = line_end(text, at) + 1)
        if (at && is_blank(text, at, line_end(text, at)))
            return true;
    return false;
}

static void write_paragraphs(const struct marked *body, struct buf *out)
{
    struct str text = buf_str(&body->text);
    bool blank_lines = has_blank_lines(text);
    for (size_t at = 0; at < text.len;) {
        size_t end = line_end(text, at);
        bool blank = is_blank(text, at, end);
        size_t next = end + 1;
        while (!blank && blank_lines && next < text.len && !is_blank(text, next, line_end(text, next))) {
            end = line_end(text, next);
            next = end + 1;
        }
        if (!blank) {
            buf_append_text(out, "<p dir=\"auto\">");
            present_marked_part(body, at, end, out);
            buf_append_text(out, "</p>\n");
        }
        at = next;
    }
}

/* ---- facts ---- */

/* The values of a field, each a link to all articles that have it. */
static void write_values(const struct view *v, enum field field, struct buf *out)
{
    struct str value;
    const char *comma = "";
    if (article_get(&v->article, field).len == 0)
        return;
    buf_printf(out, "<dt>%s</dt><dd>", page_field_name(field));
    for (size_t at = 0; article_next_value(&v->article, field, &at, &value); comma = ", ") {
        buf_append_text(out, comma);
        buf_printf(out, "<a href=\"./?%s=", schema[field].name);
        present_percent(str_of("\""), out);
        present_percent(value, out);
        present_percent(str_of("\""), out);
        buf_append_text(out, "\">");
        present_html(value, out);
        buf_append_text(out, "</a>");
    }
    buf_append_text(out, "</dd>\n");
}

static void write_facts(const struct view *v, struct buf *out)
{
    static const enum field fields[] = {FIELD_SOURCE, FIELD_AGENCY, FIELD_SECTION, FIELD_TAG};
    buf_append_text(out, "<dl>\n");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        write_values(v, fields[i], out);
    buf_append_text(out, "<dt>Id</dt><dd class=\"id\">");
    present_html(v->article_id, out);
    buf_append_text(out, "</dd>\n</dl>\n");
}

static void write_line(const struct view *v, struct buf *out)
{
    struct buf authors = {0};
    present_values(&v->article, FIELD_BYLINE, &authors);
    buf_append_text(out, "<p class=\"facts\">");
    page_time(&v->article.published, true, out);
    if (article_get(&v->article, FIELD_PLACE).len) {
        buf_append_text(out, "<span class=\"place\">");
        present_html(article_get(&v->article, FIELD_PLACE), out);
        buf_append_text(out, "</span>");
    }
    if (authors.len) {
        buf_append_text(out, "<span class=\"byline\">");
        present_html(buf_str(&authors), out);
        buf_append_text(out, "</span>");
    }
    buf_append_text(out, "</p>\n");
    out->failed = out->failed || authors.failed;
    buf_release(&authors);
}

static void write_ways_on(const struct view *v, struct buf *out)
{
    struct str url = article_get(&v->article, FIELD_URL);
    buf_append_text(out, "<p class=\"on\"><a href=\"./?like=");
    present_percent(v->article_id, out);
    buf_append_text(out, "\">More like this</a>");
    if (present_is_link(url)) {
        buf_append_text(out, "<a rel=\"noopener noreferrer external\" href=\"");
        present_html(url, out);
        buf_append_text(out, "\">Where it was published</a>");
    }
    buf_append_text(out, "</p>\n");
}

/* ---- together ---- */

void page_article(const struct view *v, struct buf *out)
{
    buf_append_text(out, "<article class=\"whole\">\n<p class=\"back\"><a id=\"back\" href=\"");
    page_link(v, NULL, 0, out);
    buf_append_text(out, "\">Back to the results</a></p>\n<h1 id=\"headline\" tabindex=\"-1\"");
    page_language(&v->article, out);
    buf_append_text(out, ">");
    if (v->marked.headline.text.len)
        present_marked(&v->marked.headline, out);
    else
        buf_append_text(out, "Untitled");
    buf_append_text(out, "</h1>\n");
    write_line(v, out);
    buf_append_text(out, "<div class=\"body\"");
    page_language(&v->article, out);
    buf_append_text(out, ">\n");
    write_paragraphs(&v->marked.body, out);
    buf_append_text(out, "</div>\n<footer>\n");
    write_ways_on(v, out);
    write_facts(v, out);
    buf_append_text(out, "</footer>\n</article>\n");
}
