/* The hits: how many there are, in which order, what is to be said of them, and the other pages. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "query/present.h"
#include "server/page_impl.h"

static struct str number_text(char text[24], uint64_t number)
{
    int len = snprintf(text, 24, "%" PRIu64, number);
    return (struct str){text, (size_t)len};
}

/* ---- above the hits ---- */

/* "1,416 articles", "11 to 20 of 1,416 articles". page.js adds the time, and is told where no article has all that was
 * asked for. */
static void write_total(const struct page *page, struct buf *out)
{
    uint64_t first = ((uint64_t)page->number - 1) * page->size + 1;
    bool less = page->total == 0 || page->relaxed;
    buf_printf(out, "<p class=\"total\" id=\"total\"%s>", less ? " data-less" : "");
    if (page->number > 1 && page->count) {
        append_count(out, first);
        buf_append_text(out, " to ");
        append_count(out, first + page->count - 1);
        buf_append_text(out, " of ");
    }
    buf_append_text(out, page->at_least ? "at least <strong>" : "<strong>");
    append_count(out, page->total);
    buf_append_text(out, page->total == 1 ? "</strong> article" : "</strong> articles");
    buf_append_text(out, "<span class=\"took\"></span></p>");
}

static void write_order(const struct view *v, enum order_by order, const char *name, const char *label, struct buf *out)
{
    enum order_by usual = v->params.q.len || v->params.like.len ? ORDER_RELEVANCE : ORDER_NEWEST;
    bool by_default = order == usual;
    char attributes[96];
    snprintf(attributes, sizeof attributes, "%sdata-key=\"order-%s\"",
             order == v->page.order ? "class=\"here\" aria-current=\"true\" " : "", name);
    page_anchor(v, attributes, (struct page_change){"order-by", by_default ? (struct str){0} : str_of(name)},
                str_of(label), out);
}

static void write_orders(const struct view *v, struct buf *out)
{
    buf_append_text(out, "<nav class=\"orders\" aria-label=\"Order\">");
    if (v->params.q.len || v->params.like.len)
        write_order(v, ORDER_RELEVANCE, "relevance", "Relevance", out);
    write_order(v, ORDER_NEWEST, "newest", "Newest", out);
    write_order(v, ORDER_OLDEST, "oldest", "Oldest", out);
    buf_append_text(out, "</nav>");
}

static void write_note(const char *text, struct buf *out)
{
    buf_printf(out, "<p class=\"note\">%s</p>\n", text);
}

static void write_suggestion(const struct view *v, struct buf *out)
{
    struct str words = buf_str(&v->page.suggestion);
    if (words.len == 0)
        return;
    buf_append_text(out, "<p class=\"note\">Did you mean ");
    page_anchor(v, "class=\"suggestion\" data-key=\"suggestion\"", (struct page_change){"q", words}, words, out);
    buf_append_text(out, "?</p>\n");
}

/* Lines about how the query was read. */
static void write_lines(struct str lines, struct buf *out)
{
    for (struct str line; present_next_line(&lines, &line);) {
        buf_append_text(out, "<p class=\"note\">");
        present_html(line, out);
        buf_append_text(out, "</p>\n");
    }
}

static void write_notes(const struct view *v, struct buf *out)
{
    const struct page *page = &v->page;
    write_suggestion(v, out);
    if (page->relaxed && page->total)
        write_note("No article has all of these words; these have some of them.", out);
    if (page->timed_out)
        write_note("The time was over before everything was looked at: there may be more.", out);
    write_lines(buf_str(&page->notes), out);
    if (page->total == 0 && !page->timed_out)
        write_note("Nothing was found. Fewer words find more, and so do fewer filters.", out);
    else if (page->count == 0)
        write_note("There is nothing on this page.", out);
}

/* ---- a hit ---- */

static void write_headline(const struct view *v, const struct hit *hit, size_t place, struct buf *out)
{
    struct str id = article_get(&hit->article, FIELD_ID), headline = article_get(&hit->article, FIELD_HEADLINE);
    const struct page_change change = {"article", id};
    buf_append_text(out, "<h2");
    page_language(&hit->article, out);
    buf_printf(out, "><a class=\"open\" id=\"hit-%zu\" href=\"", place);
    page_link(v, &change, 1, out);
    buf_append_text(out, "\">");
    if (hit->headline.text.len)
        present_marked(&hit->headline, out);
    else
        present_html(headline.len ? headline : str_of("Untitled"), out);
    buf_append_text(out, "</a></h2>\n");
}

static void write_fact(const struct article *a, enum field field, struct buf *out)
{
    struct str value = article_get(a, field);
    if (value.len == 0)
        return;
    buf_printf(out, "<span class=\"%s\">", schema[field].name);
    present_html(value, out);
    buf_append_text(out, "</span>");
}

static void write_copies(uint32_t copies, struct buf *out)
{
    if (copies)
        buf_printf(out, "<span>and %" PRIu32 " with the same text</span>", copies);
}

static void write_hit(const struct view *v, const struct hit *hit, size_t place, struct buf *out)
{
    const struct article *a = &hit->article;
    buf_append_text(out, "<li class=\"hit\"><article>\n");
    write_headline(v, hit, place, out);
    buf_append_text(out, "<p class=\"facts\">");
    page_time(&a->published, false, out);
    write_fact(a, FIELD_PLACE, out);
    write_fact(a, FIELD_SOURCE, out);
    write_fact(a, FIELD_SECTION, out);
    write_copies(hit->others, out);
    buf_append_text(out, "</p>\n<p class=\"snippet\"");
    page_language(a, out);
    buf_append_text(out, ">");
    present_marked(&hit->snippet, out);
    buf_append_text(out, "</p>\n</article></li>\n");
}

/* ---- the other pages ---- */

static void write_page_link(const struct view *v, uint64_t number, const char *attributes, const char *label,
                            struct buf *out)
{
    char text[24];
    struct str value = number_text(text, number);
    page_anchor(v, attributes, (struct page_change){"page", number > 1 ? value : (struct str){0}},
                label ? str_of(label) : value, out);
}

static void write_pages(const struct view *v, struct buf *out)
{
    enum { AROUND = 2 };
    const struct page *page = &v->page;
    uint64_t last = present_last_page(page), here = page->number;
    if (last < 2 && here == 1)
        return;
    buf_append_text(out, "<nav class=\"pages\" aria-label=\"Pages\">");
    if (here > 1)
        write_page_link(v, here - 1, "class=\"step\" rel=\"prev\" data-key=\"previous\"", "Previous", out);
    for (uint64_t p = here > AROUND + 1 ? here - AROUND : 1; p <= last && p <= here + AROUND; p++)
        write_page_link(v, p, p == here ? "class=\"here\" aria-current=\"page\"" : "class=\"number\"", NULL, out);
    if (here < last)
        write_page_link(v, here + 1, "class=\"step\" rel=\"next\" data-key=\"next\"", "Next", out);
    buf_append_text(out, "</nav>\n");
}

/* ---- together ---- */

void page_hits(const struct view *v, struct buf *out)
{
    const struct page *page = &v->page;
    buf_append_text(out, "<div class=\"above\">");
    write_total(page, out);
    write_orders(v, out);
    buf_append_text(out, "<button class=\"fold\" type=\"button\" aria-controls=\"filters\" aria-expanded=\"false\" "
                         "hidden>Filters</button></div>\n");
    page_chips(v, out);
    write_notes(v, out);
    buf_append_text(out, "<ol class=\"hits\">\n");
    for (size_t i = 0; i < page->count; i++)
        write_hit(v, &page->hit[i], i + 1, out);
    buf_append_text(out, "</ol>\n");
    write_pages(v, out);
}
