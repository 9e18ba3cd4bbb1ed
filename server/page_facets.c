/* Filters: those in force, each with a link that takes it away, and the values that narrow the search further. */
#include <inttypes.h>
#include <string.h>

#include "core/number.h"
#include "query/filter_edit.h"
#include "query/present.h"
#include "server/page_impl.h"

/* ---- filters in force ---- */

static void begin_chip(const char *name, bool negative, struct buf *out)
{
    buf_printf(out, "<li><span class=\"name\">%s%s</span> ", name, negative ? " not" : "");
}

static void end_chip(const struct view *v, struct str text, const struct page_change *change, size_t changes,
                     struct buf *out)
{
    present_html(text, out);
    buf_append_text(out, " <a href=\"");
    page_link(v, change, changes, out);
    buf_append_text(out, "\" aria-label=\"Without ");
    present_html(text, out);
    buf_append_text(out, "\">×</a></li>\n");
}

static void write_field_chips(const struct view *v, enum field field, struct buf *out)
{
    struct str list = buf_str(&v->params.filter[field]), text;
    struct buf without = {0};
    bool negative;
    for (size_t i = 0; filter_item(list, i, &text, &negative); i++) {
        buf_reset(&without);
        filter_without(list, i, &without);
        const struct page_change change = {schema[field].name, buf_str(&without)};
        begin_chip(page_field_name(field), negative, out);
        end_chip(v, text, &change, 1, out);
    }
    out->failed = out->failed || without.failed;
    buf_release(&without);
}

static void write_date_chip(const struct view *v, struct buf *out)
{
    static const struct page_change change[] = {{"from-date", {NULL, 0}}, {"to-date", {NULL, 0}}};
    struct buf text = {0};
    page_dates(v, &text);
    if (text.len) {
        begin_chip("Date", false, out);
        end_chip(v, buf_str(&text), change, 2, out);
    }
    out->failed = out->failed || text.failed;
    buf_release(&text);
}

/* Parameters that the page has no other place for. */
static void write_other_chips(const struct view *v, struct buf *out)
{
    static const struct {
        const char *name, *label;
    } others[] = {{"like", "Like"},
                  {"ids", "Only"},
                  {"on-this-day", "On this day"},
                  {"query-fields", "Words in"},
                  {"default-op", "Words joined by"},
                  {"ranking", "Ranking"},
                  {"half-life", "Half-life"},
                  {"expand", "Expanded"},
                  {"collapse", "Copies joined by"},
                  {"total", "Total"}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct str value = page_asked(v, others[i].name);
        const struct page_change change = {others[i].name, {NULL, 0}};
        if (value.len == 0)
            continue;
        begin_chip(others[i].label, false, out);
        end_chip(v, value, &change, 1, out);
    }
}

void page_chips(const struct view *v, struct buf *out)
{
    size_t start = out->len, filled;
    buf_append_text(out, "<ul class=\"chips\" aria-label=\"Filters in force\">\n");
    filled = out->len;
    for (unsigned field = 0; field < FIELD_COUNT; field++)
        write_field_chips(v, (enum field)field, out);
    write_date_chip(v, out);
    write_other_chips(v, out);
    if (out->len == filled)
        buf_truncate(out, start);
    else
        buf_append_text(out, "</ul>\n");
}

/* ---- values that narrow ---- */

/* A value as a link that adds it, or takes it away when it is in force. One that no list can have is no link. */
static void write_value(const struct view *v, enum field field, const struct facet_value *value, struct buf *out)
{
    struct str list = buf_str(&v->params.filter[field]);
    struct buf changed = {0};
    size_t place;
    bool in_force = filter_place(list, value->text, &place), possible = true;
    if (in_force)
        filter_without(list, place, &changed);
    else
        possible = filter_with(list, value->text, !schema[field].several, &changed);
    const struct page_change change = {schema[field].name, buf_str(&changed)};
    buf_append_text(out, in_force ? "<li class=\"here\">" : "<li>");
    buf_append_text(out, possible ? "<a href=\"" : "<span");
    if (possible) {
        page_link(v, &change, 1, out);
        buf_printf(out, "\" data-key=\"%s=", schema[field].name);
        present_html(value->text, out);
        buf_append_text(out, in_force ? "\" aria-current=\"true\"" : "\"");
    }
    buf_append_text(out, "><span class=\"value\" dir=\"auto\">");
    present_html(value->text, out);
    buf_append_text(out, "</span> <span class=\"count\">");
    append_count(out, value->count);
    buf_append_text(out, possible ? "</span></a></li>\n" : "</span></span></li>\n");
    out->failed = out->failed || changed.failed;
    buf_release(&changed);
}

static void write_more(const struct view *v, const struct facet *facet, struct buf *out)
{
    buf_printf(out, "</ul>\n<details data-key=\"more-%s\"><summary>%zu more</summary>\n<ul>\n",
               schema[facet->field].name, facet->count - PAGE_FACET_SHOWN);
    for (size_t i = PAGE_FACET_SHOWN; i < facet->count; i++)
        write_value(v, facet->field, &facet->value[i], out);
    buf_append_text(out, "</ul>\n");
    if (facet->values > facet->count) {
        buf_append_text(out, "<p class=\"rest\">and ");
        append_counted(out, facet->values - facet->count, "other");
        buf_append_text(out, "</p>\n");
    }
    buf_append_text(out, "</details>\n");
}

static void write_facet(const struct view *v, const struct facet *facet, struct buf *out)
{
    if (facet->count == 0)
        return;
    buf_printf(out, "<section class=\"facet\"><h3>%s</h3>\n<ul>\n", page_field_name(facet->field));
    for (size_t i = 0; i < facet->count && i < PAGE_FACET_SHOWN; i++)
        write_value(v, facet->field, &facet->value[i], out);
    if (facet->count > PAGE_FACET_SHOWN)
        write_more(v, facet, out);
    else
        buf_append_text(out, "</ul>\n");
    buf_append_text(out, "</section>\n");
}

static void write_date_field(const struct view *v, const char *name, const char *label, const char *hint,
                             struct buf *out)
{
    buf_printf(out, "<input form=\"search\" name=\"%s\" data-key=\"%s\" aria-label=\"%s\" placeholder=\"%s\" value=\"",
               name, name, label, hint);
    present_html(page_asked(v, name), out);
    buf_append_text(out, "\" title=\"1996, 1996-09, 1996-09-14, 7d, today\" autocomplete=\"off\" "
                         "enterkeyhint=\"search\">");
}

static void write_dates(const struct view *v, struct buf *out)
{
    buf_append_text(out, "<section class=\"facet\"><h3>Dates</h3>\n<div class=\"dates\">");
    write_date_field(v, "from-date", "From", "from", out);
    buf_append_text(out, "<span>–</span>");
    write_date_field(v, "to-date", "To", "to", out);
    buf_append_text(out, "</div></section>\n");
}

void page_facets(const struct view *v, struct buf *out)
{
    write_dates(v, out);
    for (size_t i = 0; i < v->page.facet_count; i++)
        write_facet(v, v->others[i].facet_count ? v->others[i].facet : &v->page.facet[i], out);
}
