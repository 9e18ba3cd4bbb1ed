/* Facets and timelines for people: a line a value or a period, with a bar where a terminal has room for one. */
#include "query/present_format.h"

#include <string.h>

#include "core/number.h"
#include "core/utf8.h"
#include "query/timeline.h"

enum {
    INDENT = 2,
    LABEL_COLUMNS_MAX = 40,
    BAR_COLUMNS_MIN = 8, /* with less room there is none */
    BAR_COLUMNS_MAX = 60,
    EIGHTHS = 8
};

/* A line of the table. */
struct line {
    struct str label;
    uint64_t count;
    double share; /* of the archive's articles; below 0: not shown */
};

/* How a table is laid out, from its lines. */
struct table {
    size_t label_columns, count_columns;
    double most; /* that a bar stands for */
    uint32_t bar_columns;
    bool shares;
};

static void append_label(struct str label, struct buf *out)
{
    present_cut(label, LABEL_COLUMNS_MAX, out);
}

static size_t label_columns(struct str label)
{
    struct buf text = {0};
    append_label(label, &text);
    size_t columns = utf8_text_width(text.data, text.len);
    buf_release(&text);
    return columns;
}

static size_t count_columns(uint64_t count)
{
    struct buf text = {0};
    append_count(&text, count);
    size_t columns = text.len;
    buf_release(&text);
    return columns;
}

static double bar_value(const struct table *t, const struct line *line)
{
    return t->shares ? line->share : (double)line->count;
}

static void measure(struct table *t, const struct line *line)
{
    size_t label = label_columns(line->label), count = count_columns(line->count);
    t->label_columns = label > t->label_columns ? label : t->label_columns;
    t->count_columns = count > t->count_columns ? count : t->count_columns;
    t->most = bar_value(t, line) > t->most ? bar_value(t, line) : t->most;
}

static void lay_out(struct table *t, uint32_t width)
{
    size_t used = INDENT + t->label_columns + 2 + t->count_columns + (t->shares ? strlen("  100.00%") : 0) + 2;
    size_t rest = width > used ? width - used : 0;
    t->bar_columns = (uint32_t)(rest > BAR_COLUMNS_MAX ? BAR_COLUMNS_MAX : rest);
    if (t->bar_columns < BAR_COLUMNS_MIN)
        t->bar_columns = 0;
}

static void append_bar(double value, const struct table *t, struct buf *out)
{
    static const char *const part[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    uint32_t eighths = t->most > 0 ? (uint32_t)(value / t->most * t->bar_columns * EIGHTHS + 0.5) : 0;
    if (value > 0 && eighths == 0)
        eighths = 1;
    if (eighths)
        buf_append_text(out, "  ");
    for (uint32_t i = 0; i < eighths / EIGHTHS; i++)
        buf_append_text(out, "█");
    buf_append_text(out, part[eighths % EIGHTHS]);
}

static void write_line(const struct line *line, const struct table *t, struct buf *out)
{
    buf_append_repeat(out, ' ', INDENT);
    append_label(line->label, out);
    size_t columns = label_columns(line->label), digits = count_columns(line->count);
    buf_append_repeat(out, ' ', t->label_columns - columns + 2 + t->count_columns - digits);
    append_count(out, line->count);
    if (t->shares)
        buf_printf(out, "  %6.2f%%", 100 * line->share);
    if (t->bar_columns)
        append_bar(bar_value(t, line), t, out);
    buf_append_byte(out, '\n');
}

static void write_title(const char *title, const struct present_options *options, struct buf *out)
{
    buf_printf(out, "\n%s%s%s\n", options->colour ? "\033[1m" : "", title, options->colour ? "\033[0m" : "");
}

/* ---- facets ---- */

static struct line facet_line(const struct facet *facet, size_t i)
{
    struct facet_value value =
        i < facet->count ? facet->value[i] : (struct facet_value){str_of("(none)"), facet->without};
    return (struct line){value.text, value.count, -1};
}

static void write_facet(const struct facet *facet, const struct present_options *options, struct buf *out)
{
    size_t lines = facet->count + (facet->without ? 1 : 0);
    struct table table = {0};
    for (size_t i = 0; i < lines; i++) {
        struct line line = facet_line(facet, i);
        measure(&table, &line);
    }
    lay_out(&table, options->width);
    write_title(schema[facet->field].name, options, out);
    for (size_t i = 0; i < lines; i++) {
        struct line line = facet_line(facet, i);
        write_line(&line, &table, out);
    }
    if (facet->values > facet->count) {
        buf_append_repeat(out, ' ', INDENT);
        append_counted(out, facet->values - facet->count, "more value");
        buf_append_text(out, " with --facet-limit\n");
    }
}

/* ---- the timeline ---- */

static struct line period_line(const struct timeline *timeline, size_t i, char label[DATE_TEXT_MAX])
{
    uint64_t count = timeline->undated, articles = timeline->undated_articles;
    strcpy(label, "undated");
    if (i < timeline->count) {
        count = timeline->period[i].count;
        articles = timeline->period[i].articles;
        timeline_label(timeline->unit, timeline->period[i].number, label);
    }
    double share = articles ? (double)count / (double)articles : 0;
    return (struct line){str_of(label), count, timeline->normalized ? share : -1};
}

static void write_timeline(const struct timeline *timeline, const struct present_options *options, struct buf *out)
{
    static const char *const title[] = {[TIMELINE_YEAR] = "years",
                                        [TIMELINE_MONTH] = "months",
                                        [TIMELINE_WEEK] = "weeks, by their Mondays",
                                        [TIMELINE_DAY] = "days"};
    size_t lines = timeline->count + (timeline->undated ? 1 : 0);
    struct table table = {.shares = timeline->normalized};
    char label[DATE_TEXT_MAX];
    for (size_t i = 0; i < lines; i++) {
        struct line line = period_line(timeline, i, label);
        measure(&table, &line);
    }
    lay_out(&table, options->width);
    write_title(title[timeline->unit], options, out);
    for (size_t i = 0; i < lines; i++) {
        struct line line = period_line(timeline, i, label);
        write_line(&line, &table, out);
    }
}

/* ---- keywords ---- */

static void write_keywords(const struct page *page, const struct present_options *options, struct buf *out)
{
    struct table table = {0};
    for (size_t i = 0; i < page->keyword_count; i++) {
        const struct line line = {page->keyword[i].text, page->keyword[i].count, -1};
        measure(&table, &line);
    }
    lay_out(&table, options->width);
    write_title("keywords", options, out);
    for (size_t i = 0; i < page->keyword_count; i++) {
        const struct line line = {page->keyword[i].text, page->keyword[i].count, -1};
        write_line(&line, &table, out);
    }
}

void present_text_counts(const struct page *page, const struct present_options *options, struct buf *out)
{
    for (size_t i = 0; i < page->facet_count; i++)
        write_facet(&page->facet[i], options, out);
    if (page->timeline.unit)
        write_timeline(&page->timeline, options, out);
    if (page->keyword_count)
        write_keywords(page, options, out);
}
