/* The timeline: a bar a period, each a link that narrows the search to it, and the way back to longer ones. It is laid
 * out in percent of its width, since the policy allows no style here. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/number.h"
#include "query/present.h"
#include "query/timeline.h"
#include "server/page_impl.h"

enum {
    BARS_MAX = 160,  /* with more periods a bar is several of them */
    LABELS_MAX = 10, /* of an axis, and on a narrow screen every other one */
    TOP = 6,         /* percent above the highest bar */
    WIDEST = 5       /* percent of the whole that a bar is wide */
};

/* Bars from the periods of a timeline: `group` of them each. */
struct bars {
    const struct timeline *of;
    size_t group, count;
    uint64_t most;
};

static uint64_t bar_count(const struct bars *b, size_t bar)
{
    uint64_t count = 0;
    for (size_t i = bar * b->group; i < (bar + 1) * b->group && i < b->of->count; i++)
        count += b->of->period[i].count;
    return count;
}

static struct bars bars_of(const struct timeline *t)
{
    struct bars b = {.of = t, .group = 1 + t->count / BARS_MAX};
    b.count = (t->count + b.group - 1) / b.group;
    for (size_t i = 0; i < b.count; i++)
        b.most = bar_count(&b, i) > b.most ? bar_count(&b, i) : b.most;
    return b;
}

/* The first or the last period of a bar, as a parameter has it. */
static struct str bound(const struct bars *b, size_t bar, bool last, char text[DATE_TEXT_MAX])
{
    size_t period = last ? (bar + 1) * b->group - 1 : bar * b->group;
    period = period < b->of->count ? period : b->of->count - 1;
    return str_of(timeline_label(b->of->unit, b->of->period[period].number, text));
}

/* ---- labels for people ---- */

static void append_date(struct str text, struct buf *out)
{
    struct date date;
    if (date_parse(text, &date))
        page_date(&date, false, out);
}

static void append_bar_name(const struct bars *b, size_t bar, struct buf *out)
{
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    append_date(bound(b, bar, false, from), out);
    if (str_equal(bound(b, bar, false, from), bound(b, bar, true, to)))
        return;
    buf_append_text(out, " to ");
    append_date(str_of(to), out);
}

/* Below the bars there is room for a short one: 1996, Sep 1996, 14 Sep, the first day with its year. */
static void append_short(const struct bars *b, size_t bar, struct buf *out)
{
    char text[DATE_TEXT_MAX];
    struct buf whole = {0};
    append_date(bound(b, bar, false, text), &whole);
    const char *word = buf_text(&whole);
    for (size_t len; *word; word += len + strspn(word + len, " ")) {
        bool name = isalpha((unsigned char)*word), first = word == whole.data;
        len = strcspn(word, " ");
        if (b->of->unit == TIMELINE_DAY && bar && !word[len])
            break;
        buf_append_text(out, first ? "" : " ");
        buf_append(out, word, name && len > 3 ? 3 : len);
    }
    out->failed = out->failed || whole.failed;
    buf_release(&whole);
}

/* ---- the picture ---- */

static void write_bar(const struct view *v, const struct bars *b, size_t bar, struct buf *out)
{
    char from[DATE_TEXT_MAX], to[DATE_TEXT_MAX];
    const struct page_change change[] = {{"from-date", bound(b, bar, false, from)},
                                         {"to-date", bound(b, bar, true, to)}};
    uint64_t count = bar_count(b, bar);
    double x = 100.0 * (double)bar / (double)b->count, width = 100.0 / (double)b->count;
    double thick = width * 0.84 < WIDEST ? width * 0.84 : WIDEST;
    double height = count ? 2 + (98.0 - TOP) * (double)count / (double)b->most : 0;
    buf_append_text(out, count ? "<a href=\"" : "<g");
    if (count) {
        page_link(v, change, 2, out);
        buf_printf(out, "\" data-key=\"bar-%s\" aria-label=\"", from);
        append_bar_name(b, bar, out);
        buf_append_text(out, ": ");
        append_counted(out, count, "article");
        buf_append_text(out, "\"");
    }
    buf_printf(out, "><rect class=\"room\" x=\"%.3f%%\" y=\"0\" width=\"%.3f%%\" height=\"100%%\"/>", x, width);
    if (count)
        buf_printf(out, "<rect class=\"bar\" x=\"%.3f%%\" y=\"%.2f%%\" width=\"%.3f%%\" height=\"%.2f%%\"/>",
                   x + (width - thick) / 2, 100 - height, thick, height);
    buf_append_text(out, "<title>");
    append_bar_name(b, bar, out);
    buf_append_text(out, ": ");
    append_counted(out, count, "article");
    buf_append_text(out, count ? "</title></a>\n" : "</title></g>\n");
}

static void write_axis(const struct bars *b, struct buf *out)
{
    size_t step = (b->count + LABELS_MAX - 1) / LABELS_MAX;
    buf_append_text(out, "<svg class=\"axis\" aria-hidden=\"true\">");
    for (size_t bar = 0, label = 0; bar < b->count; bar += step, label++) {
        buf_printf(out, "<text%s x=\"%.3f%%\" y=\"13\">", label % 2 ? " class=\"odd\"" : "",
                   100.0 * ((double)bar + 0.5) / (double)b->count);
        append_short(b, bar, out);
        buf_append_text(out, "</text>");
    }
    buf_append_text(out, "</svg>\n");
}

/* ---- the way back ---- */

static void write_crumb(const struct view *v, struct str date, const char *key, struct buf *out)
{
    const struct page_change change[] = {{"from-date", date}, {"to-date", date}};
    buf_printf(out, "<a data-key=\"%s\" href=\"", key);
    page_link(v, change, 2, out);
    buf_append_text(out, "\">");
    if (date.len)
        append_date(date, out);
    else
        buf_append_text(out, "All dates");
    buf_append_text(out, "</a> › ");
}

static void write_period(const struct view *v, const struct date *date, struct buf *out)
{
    struct buf text = {0};
    if (date)
        page_date(date, false, &text);
    else
        page_dates(v, &text);
    buf_append_text(out, "<span>");
    present_html(buf_str(&text), out);
    buf_append_text(out, "</span>");
    out->failed = out->failed || text.failed;
    buf_release(&text);
}

/* From all dates over the year and the month to the day: of 1996-09-14. */
static void write_crumbs(const struct view *v, struct buf *out)
{
    static const size_t lengths[] = {sizeof "1996" - 1, sizeof "1996-09" - 1};
    struct str from = page_asked(v, "from-date");
    struct date date;
    if (!v->params.has_from && !v->params.has_to)
        return;
    buf_append_text(out, "<nav class=\"crumbs\" aria-label=\"Longer periods\">");
    write_crumb(v, (struct str){0}, "dates-all", out);
    bool one = str_equal(from, page_asked(v, "to-date")) && date_parse(from, &date);
    for (size_t i = 0; one && i < 2 && from.len > lengths[i] && from.ptr[lengths[i]] == '-'; i++)
        write_crumb(v, (struct str){from.ptr, lengths[i]}, i ? "dates-month" : "dates-year", out);
    write_period(v, one ? &date : NULL, out);
    buf_append_text(out, "</nav>");
}

static const char *unit_name(const struct bars *b)
{
    static const char *const names[] = {[TIMELINE_YEAR] = "by year",
                                        [TIMELINE_MONTH] = "by month",
                                        [TIMELINE_WEEK] = "by week",
                                        [TIMELINE_DAY] = "by day"};
    return b->group > 1 ? "over time" : names[b->of->unit];
}

void page_timeline(const struct view *v, struct buf *out)
{
    const struct timeline *t = v->dates.timeline.count ? &v->dates.timeline : &v->page.timeline;
    struct bars bars = bars_of(t);
    buf_append_text(out, "<section class=\"timeline\" aria-label=\"Articles over time\"><div class=\"heading\"><h2>");
    buf_printf(out, "Articles %s</h2>", t->count ? unit_name(&bars) : "over time");
    write_crumbs(v, out);
    buf_append_text(out, "</div>\n<svg class=\"bars\" role=\"group\" aria-label=\"Periods\">\n");
    for (size_t i = 0; i < bars.count; i++)
        write_bar(v, &bars, i, out);
    buf_append_text(out, "</svg>\n");
    write_axis(&bars, out);
    buf_append_text(out, "</section>\n");
}
