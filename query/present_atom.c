#include "query/present_format.h"

#include <inttypes.h>
#include <string.h>

static void element(const char *name, struct str text, struct buf *out)
{
    buf_printf(out, "<%s>", name);
    present_html(text, out);
    buf_printf(out, "</%s>\n", name);
}

/* A date as the format wants it, whole to the second. */
static void instant(const char *name, struct date date, struct buf *out)
{
    char text[DATE_TEXT_MAX];
    date.precision = DATE_SECOND;
    element(name, str_of(date_format(&date, text)), out);
}

/* An address without what an IRI may not have. */
static void append_address(struct str url, struct buf *out)
{
    for (size_t i = 0; i < url.len; i++) {
        struct str byte = {url.ptr + i, 1};
        if ((unsigned char)url.ptr[i] <= ' ' || strchr("\"<>\\^`{|}", url.ptr[i]))
            present_percent(byte, out);
        else
            present_html(byte, out);
    }
}

/* ---- the feed ---- */

static void append_part(const char *name, struct str value, struct buf *out)
{
    if (value.len == 0)
        return;
    buf_printf(out, ":%s=", name);
    present_percent(value, out);
}

static void append_bound(const char *name, bool there, int64_t seconds, struct buf *out)
{
    char text[DATE_TEXT_MAX];
    const struct date date = {.seconds = seconds, .precision = DATE_SECOND};
    if (there)
        append_part(name, str_of(date_format(&date, text)), out);
}

/* The same for the same question, whatever was found. */
static void write_feed_id(const struct params *p, struct buf *out)
{
    buf_append_text(out, "<id>urn:dateline:search");
    append_part("q", buf_str(&p->q), out);
    for (enum field f = 0; f < FIELD_COUNT; f++)
        append_part(schema[f].name, buf_str(&p->filter[f]), out);
    append_part("ids", buf_str(&p->ids), out);
    append_part("like", buf_str(&p->like), out);
    append_bound("from-date", p->has_from, p->from, out);
    append_bound("to-date", p->has_to, p->to, out);
    if (p->month)
        buf_printf(out, ":on-this-day=%02d-%02d", p->month, p->day);
    buf_append_text(out, "</id>\n");
}

/* When the newest of its entries was published. */
static void write_updated(const struct page *page, struct buf *out)
{
    struct date newest = {0};
    for (size_t i = 0; i < page->count; i++) {
        const struct date *published = &page->hit[i].article.published;
        if (published->precision && (!newest.precision || published->seconds > newest.seconds))
            newest = *published;
    }
    instant("updated", newest, out);
}

static void write_totals(const struct page *page, struct buf *out)
{
    buf_printf(out, "<opensearch:totalResults>%" PRIu64 "</opensearch:totalResults>\n", page->total);
    buf_printf(out, "<opensearch:startIndex>%" PRIu64 "</opensearch:startIndex>\n",
               ((uint64_t)page->number - 1) * page->size + 1);
    buf_printf(out, "<opensearch:itemsPerPage>%" PRIu32 "</opensearch:itemsPerPage>\n", page->size);
}

/* ---- an entry ---- */

static void write_entry_id(const struct article *a, struct buf *out)
{
    struct str id = article_get(a, FIELD_ID), url = article_get(a, FIELD_URL);
    buf_append_text(out, "<id>");
    if (present_is_link(url)) {
        append_address(url, out);
    } else {
        buf_append_text(out, "urn:dateline:article:");
        present_percent(id, out);
    }
    buf_append_text(out, "</id>\n");
    if (!present_is_link(url))
        return;
    buf_append_text(out, "<link rel=\"alternate\" href=\"");
    append_address(url, out);
    buf_append_text(out, "\"/>\n");
}

static void write_authors(const struct article *a, struct buf *out)
{
    struct str value;
    enum field field = article_get(a, FIELD_BYLINE).len ? FIELD_BYLINE : FIELD_SOURCE;
    for (size_t at = 0; article_next_value(a, field, &at, &value);) {
        buf_append_text(out, "<author><name>");
        present_html(value, out);
        buf_append_text(out, "</name></author>\n");
    }
}

static void write_categories(const struct article *a, enum field field, struct buf *out)
{
    struct str value;
    for (size_t at = 0; article_next_value(a, field, &at, &value);) {
        buf_append_text(out, "<category term=\"");
        present_html(value, out);
        buf_append_text(out, "\"/>\n");
    }
}

static void write_summary(const struct hit *hit, struct buf *out)
{
    struct buf html = {0};
    present_marked(&hit->snippet, &html);
    buf_append_text(out, "<summary type=\"html\">");
    present_html(buf_str(&html), out);
    buf_append_text(out, "</summary>\n");
    out->failed = out->failed || html.failed;
    buf_release(&html);
}

static void write_entry(const struct hit *hit, struct buf *out)
{
    const struct article *a = &hit->article;
    struct str headline = article_get(a, FIELD_HEADLINE);
    buf_append_text(out, "<entry>\n");
    element("title", headline.len ? headline : article_get(a, FIELD_ID), out);
    write_entry_id(a, out);
    instant("updated", a->published, out);
    if (a->published.precision)
        instant("published", a->published, out);
    write_authors(a, out);
    write_categories(a, FIELD_SECTION, out);
    write_categories(a, FIELD_TAG, out);
    write_summary(hit, out);
    buf_append_text(out, "</entry>\n");
}

/* What XML cannot have: controls become spaces; U+FFFE and U+FFFF become U+FFFD, which is as long. */
static void make_xml(struct buf *out, size_t from)
{
    for (size_t at = from; at < out->len; at++) {
        if ((unsigned char)out->data[at] < ' ' && !strchr("\t\n", out->data[at]))
            out->data[at] = ' ';
        else if (at + 2 < out->len && memcmp(out->data + at, "\xEF\xBF", 2) == 0 &&
                 (unsigned char)out->data[at + 2] >= 0xBE)
            out->data[at + 2] = '\xBD';
    }
}

void present_atom_page(const struct page *page, const struct present_options *options, struct buf *out)
{
    const struct params *p = options->params;
    size_t start = out->len;
    buf_append_text(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                         "<feed xmlns=\"http://www.w3.org/2005/Atom\" "
                         "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\">\n");
    element("title", p->q.len ? buf_str(&p->q) : str_of("Articles"), out);
    write_feed_id(p, out);
    write_updated(page, out);
    buf_append_text(out, "<author><name>Dateline</name></author>\n"
                         "<generator version=\"" DATELINE_VERSION "\">Dateline</generator>\n");
    write_totals(page, out);
    for (size_t i = 0; i < page->count; i++)
        write_entry(&page->hit[i], out);
    buf_append_text(out, "</feed>\n");
    make_xml(out, start);
}
