/* Hits and articles for people, after git log and notmuch: one entry a hit, its headline first, then a dim line that
 * says when, where and whose, then the snippet. */
#include "query/present_format.h"

#include <ctype.h>
#include <string.h>

#include "core/number.h"
#include "core/utf8.h"
#include "query/full_width.h"
#include "query/parser.h"
#include "query/wrap.h"

enum {
    HIT_INDENT = 4,
    BODY_COLUMNS_MAX = 80,  /* longer lines are hard to read */
    LEAD_COLUMNS = 60,      /* of a body that stands in for a headline */
    QUERY_COLUMNS_MAX = 100 /* of the query in the summary */
};

static const char BOLD[] = "\033[1m";
static const char BOLD_RED[] = "\033[1;31m";
static const char DIM[] = "\033[2m";

static const char *styled(const struct present_options *options, const char *style)
{
    return options->colour ? style : NULL;
}

/* Writes bare text as lines of one style, and a newline. */
static void write_lines(struct str text, uint32_t width, uint32_t indent, const char *style, struct buf *out)
{
    struct marked bare = {0};
    struct wrap_style lines = {.width = width, .indent = indent, .text = style};
    present_plain(text, &bare.text);
    buf_append_repeat(out, ' ', indent);
    wrap_marked(&bare, indent, &lines, out);
    buf_append_byte(out, '\n');
    out->failed = out->failed || bare.text.failed;
    marked_release(&bare);
}

/* "1996-09-14 21:03 UTC", or as much of it as is known. */
static void append_date(const struct date *date, struct buf *out)
{
    char text[DATE_TEXT_MAX];
    date_format(date, text);
    if (date->precision == DATE_SECOND)
        buf_printf(out, "%.10s %.5s UTC", text, text + strlen("1996-09-14T"));
    else
        buf_append_text(out, text);
}

/* Adds an item to a line of items; an absent one leaves no trace. */
static void append_item(struct str item, struct buf *line)
{
    if (item.len == 0)
        return;
    if (line->len)
        buf_append_text(line, " · ");
    buf_append_str(line, item);
}

/* ---- around the hits ---- */

static bool has_filters(const struct params *params)
{
    for (enum field f = 0; f < FIELD_COUNT; f++)
        if (params->filter[f].len)
            return true;
    return params->has_from || params->has_to || params->month || params->ids.len;
}

/* A star with letters before it; with fewer than WILDCARD_MIN it is not read. */
static bool has_open_word(struct str q)
{
    size_t letters = 0;
    for (size_t i = 0; i < q.len; i++) {
        unsigned char byte = (unsigned char)q.ptr[i];
        if (letters >= WILDCARD_MIN && begins_with_any(str_skip(q, i), "*"))
            return true;
        if (isalnum(byte) || byte >= 0xC0)
            letters++;
        else if (byte < 0x80)
            letters = 0;
    }
    return false;
}

static const char *hint(const struct page *page, const struct params *params)
{
    if (page->timed_out)
        return "the time was over before anything was found; try a longer --timeout";
    if (page->archive_documents == 0)
        return "the archive is empty; `dateline index` adds articles";
    if (params->like.len && str_trim(buf_str(&params->q)).len == 0)
        return "no other article has its key terms";
    if (has_filters(params))
        return "try it without the filters";
    if (query_has_quotes(buf_str(&params->q)))
        return "words in quotes must stand together and in this order; try it without the quotes";
    if (has_open_word(buf_str(&params->q)))
        return "try it with fewer letters beside the *: an archive keeps words by their stems, unless told not to";
    if (page->relaxed)
        return "no article has any of the words; try other spellings, or the start of a word with * behind it";
    return "try fewer words, other spellings, or the start of a word with * behind it";
}

static void append_copies(uint64_t count, struct buf *out)
{
    append_count(out, count);
    buf_append_text(out, count == 1 ? " copy" : " copies");
}

static void write_summary(const struct page *page, const struct present_options *options, struct buf *out)
{
    uint64_t pages = present_pages(page);
    if (page->total == 0) {
        buf_append_text(out, "nothing found");
    } else {
        buf_append_text(out, page->at_least ? "at least " : "");
        append_counted(out, page->total, "article");
    }
    if (page->others) {
        buf_append_text(out, " and ");
        append_copies(page->others, out);
    }
    struct str words = str_trim(buf_str(&options->params->q));
    if (words.len) {
        buf_append_text(out, " for ");
        present_cut(words, QUERY_COLUMNS_MAX, out);
    }
    if (pages > 1 && page->number <= pages) {
        buf_append_text(out, " (page ");
        append_count(out, page->number);
        buf_append_text(out, " of ");
        append_count(out, pages);
        buf_append_byte(out, ')');
    }
    buf_append_byte(out, '\n');
    if (page->suggestion.len) {
        buf_append_text(out, "did you mean: ");
        present_plain(buf_str(&page->suggestion), out);
        buf_append_byte(out, '\n');
    }
    if (page->total == 0 && !page->suggestion.len)
        buf_printf(out, "%s\n", hint(page, options->params));
    else if (page->total && page->relaxed)
        buf_append_text(out, "no article has all the words; showing articles with any of them\n");
    else if (pages && page->number > pages) {
        buf_append_text(out, "page ");
        append_count(out, page->number);
        buf_append_text(out, " is behind the last one, ");
        append_count(out, pages);
        buf_append_byte(out, '\n');
    }
}

static void write_notes(struct str notes, struct buf *out)
{
    for (struct str line; present_next_line(&notes, &line);) {
        if (line.len == 0)
            continue;
        buf_append_text(out, "note: ");
        present_plain(line, out);
        buf_append_byte(out, '\n');
    }
}

/* ---- one hit ---- */

/* Copies marked text as a terminal may have it. Where there is no colour to show the marks, they are written as
 * asterisks. */
static void copy_marked(const struct marked *from, const struct present_options *options, struct marked *to)
{
    bool marks = options->params->highlight, asterisks = marks && !options->colour;
    struct str text = buf_str(&from->text);
    size_t at = 0;
    buf_append_text(&to->text, from->cut_front ? "… " : "");
    for (size_t i = 0; marks && i < from->mark_count; i++) {
        struct mark m = from->mark[i];
        present_plain((struct str){text.ptr + at, m.start - at}, &to->text);
        size_t start = to->text.len;
        buf_append_text(&to->text, asterisks ? "*" : "");
        present_plain((struct str){text.ptr + m.start, m.end - m.start}, &to->text);
        buf_append_text(&to->text, asterisks ? "*" : "");
        marked_add(to, start, to->text.len);
        at = m.end;
    }
    if (text.len)
        present_plain((struct str){text.ptr + at, text.len - at}, &to->text);
    buf_append_text(&to->text, from->cut_back ? " …" : "");
}

/* Writes marked text as lines of one style, and a newline. */
static void write_marked(const struct marked *from, uint32_t width, uint32_t indent, const char *style,
                         const struct present_options *options, struct buf *out)
{
    struct marked text = {0};
    struct wrap_style lines = {width, indent, style, styled(options, BOLD_RED)};
    copy_marked(from, options, &text);
    buf_append_repeat(out, ' ', indent);
    wrap_marked(&text, indent, &lines, out);
    buf_append_byte(out, '\n');
    out->failed = out->failed || text.text.failed;
    marked_release(&text);
}

static void write_headline(const struct hit *hit, uint64_t number, const struct present_options *options,
                           struct buf *out)
{
    struct marked headline = {0};
    size_t before = out->len;
    buf_printf(out, "%2llu. ", (unsigned long long)number);
    size_t indent = out->len - before;
    struct wrap_style style = {options->width, HIT_INDENT, styled(options, BOLD), styled(options, BOLD_RED)};
    struct str own = article_get(&hit->article, FIELD_HEADLINE);
    struct str body = str_trim(article_get(&hit->article, FIELD_BODY));
    if (hit->headline.text.len)
        copy_marked(&hit->headline, options, &headline);
    else if (own.len)
        present_plain(own, &headline.text);
    else if (body.len)
        present_cut(body, LEAD_COLUMNS, &headline.text);
    else
        buf_append_text(&headline.text, "(no headline)");
    wrap_marked(&headline, indent, &style, out);
    buf_append_byte(out, '\n');
    out->failed = out->failed || headline.text.failed;
    marked_release(&headline);
}

static size_t plain_width(struct str text)
{
    struct buf plain = {0};
    present_plain(text, &plain);
    size_t columns = utf8_text_width(plain.data, plain.len);
    buf_release(&plain);
    return columns;
}

/* Date, place, source, section and id of an article, of which only the id is always there. An id that does not fit is
 * on a line of its own, never broken: people copy it. */
static void write_origin(const struct hit *hit, const struct present_options *options, struct buf *out)
{
    const struct article *a = &hit->article;
    struct buf line = {0}, id = {0}, others = {0};
    const char *style = styled(options, DIM);
    append_date(&a->published, &line);
    append_item(article_get(a, FIELD_PLACE), &line);
    append_item(article_get(a, FIELD_SOURCE), &line);
    append_item(article_get(a, FIELD_SECTION), &line);
    if (hit->others)
        append_copies(hit->others, &others);
    append_item(buf_str(&others), &line);
    size_t rest = line.len;
    buf_append_text(&id, "id ");
    buf_append_str(&id, article_get(a, FIELD_ID));
    append_item(buf_str(&id), &line);
    bool fits = options->width == 0 || HIT_INDENT + plain_width(buf_str(&line)) <= options->width;
    if (!fits)
        buf_truncate(&line, rest);
    if (line.len)
        write_lines(buf_str(&line), options->width, HIT_INDENT, style, out);
    if (!fits)
        write_lines(buf_str(&id), 0, HIT_INDENT, style, out);
    out->failed = out->failed || line.failed || id.failed || others.failed;
    buf_release(&line);
    buf_release(&id);
    buf_release(&others);
}

static void write_term_score(const struct term_score *term, size_t name_columns, double score, struct buf *out)
{
    struct buf name = {0};
    present_plain(term->term, &name);
    size_t columns = utf8_text_width(name.data, name.len);
    buf_append_repeat(out, ' ', HIT_INDENT + 2);
    buf_append_str(out, buf_str(&name));
    buf_append_repeat(out, ' ', name_columns > columns ? name_columns - columns : 0);
    buf_printf(out, "  %9u  %7.3f  %8.4f  %5.1f%%\n", term->frequency, term->idf, term->score,
               score > 0 ? 100 * term->score / score : 0);
    out->failed = out->failed || name.failed;
    buf_release(&name);
}

/* The parts of the score, and a table of what each term gave. */
static void write_explanation(const struct hit *hit, struct buf *out)
{
    const struct score_parts *parts = &hit->parts;
    buf_append_repeat(out, ' ', HIT_INDENT);
    buf_printf(out, "score %.4f = bm25 %.4f + window %.4f + headline %.4f + position %.4f", hit->score, parts->bm25,
               parts->window, parts->headline, parts->position);
    if (parts->feedback > 0)
        buf_printf(out, " + feedback %.4f", parts->feedback);
    buf_append_text(out, parts->phrase_tier ? "; has the phrase" : "");
    if (parts->decay > 0)
        buf_printf(out, "; age leaves %.1f%%", 100 * parts->decay);
    buf_append_byte(out, '\n');
    size_t columns = strlen("term");
    for (size_t i = 0; i < parts->term_count; i++) {
        size_t wide = utf8_text_width(parts->term[i].term.ptr, parts->term[i].term.len);
        columns = wide > columns ? wide : columns;
    }
    if (parts->term_count) {
        buf_append_repeat(out, ' ', HIT_INDENT + 2);
        buf_append_text(out, "term");
        buf_append_repeat(out, ' ', columns - strlen("term"));
        buf_append_text(out, "  frequency      idf     score   share\n");
    }
    for (size_t i = 0; i < parts->term_count; i++)
        write_term_score(&parts->term[i], columns, hit->score, out);
}

static void write_feedback(const struct feedback *feedback, const struct present_options *options, struct buf *out)
{
    struct buf line = {0};
    for (size_t i = 0; i < feedback->count; i++) {
        buf_append_text(&line, i ? ", " : "expanded by: ");
        buf_append_str(&line, feedback->term[i].term);
        buf_printf(&line, " %.3f", feedback->term[i].weight);
    }
    if (line.len)
        write_lines(buf_str(&line), options->width, 0, NULL, out);
    out->failed = out->failed || line.failed;
    buf_release(&line);
}

/* How to see more. */
static void write_way_on(const struct page *page, const struct present_options *options, struct buf *out)
{
    struct buf way = {0};
    if (page->next_cursor.len) {
        buf_append_text(&way, "more with --cursor='");
        buf_append_str(&way, buf_str(&page->next_cursor));
        buf_append_byte(&way, '\'');
    } else if (!page->by_cursor && page->count && page->number < present_last_page(page)) {
        buf_printf(&way, "more with --page=%u", page->number + 1);
    } else if (!page->by_cursor && page->count && page->number < present_pages(page)) {
        buf_printf(&way, "no more pages, but all hits with %s--cursor='*'",
                   page->order == ORDER_RELEVANCE ? "--order-by=newest " : "");
    }
    if (way.len) {
        buf_append_byte(out, '\n');
        write_lines(buf_str(&way), 0, 0, styled(options, DIM), out);
    }
    out->failed = out->failed || way.failed;
    buf_release(&way);
}

void present_text_page(const struct page *page, const struct present_options *options, struct buf *out)
{
    bool explain = options->params->explain;
    write_summary(page, options, out);
    write_notes(buf_str(&page->notes), out);
    if (page->timed_out && page->total)
        buf_append_text(out, "note: the time was over before everything was looked at: there may be more\n");
    if (explain) {
        buf_append_text(out, "query: ");
        present_plain(buf_str(&page->parsed), out);
        buf_append_byte(out, '\n');
        write_feedback(&page->feedback, options, out);
    }
    uint64_t first = page->count ? ((uint64_t)page->number - 1) * page->size + 1 : 0;
    for (size_t i = 0; i < page->count; i++) {
        buf_append_byte(out, '\n');
        write_headline(&page->hit[i], first + i, options, out);
        write_origin(&page->hit[i], options, out);
        if (page->hit[i].snippet.text.len)
            write_marked(&page->hit[i].snippet, options->width, HIT_INDENT, NULL, options, out);
        if (explain)
            write_explanation(&page->hit[i], out);
    }
    write_way_on(page, options, out);
    present_text_counts(page, options, out);
    if (explain) {
        buf_append_text(out, "\nsearched ");
        append_counted(out, page->archive_documents, "article");
        buf_append_byte(out, '\n');
    }
}

/* ---- one article ---- */

static void append_place(const struct article *a, struct buf *line)
{
    struct str place = article_get(a, FIELD_PLACE), agency = article_get(a, FIELD_AGENCY);
    append_item(place, line);
    if (agency.len == 0)
        return;
    if (place.len == 0) {
        append_item(agency, line);
        return;
    }
    buf_append_text(line, " (");
    buf_append_str(line, agency);
    buf_append_byte(line, ')');
}

/* Where the date was found, unless a field says it. */
static void append_origin(const struct article *a, struct buf *line)
{
    static const char *const words[DATE_ORIGIN_COUNT] = {
        [DATE_FROM_JSON_LD] = "by the page's JSON-LD",
        [DATE_FROM_DATELINE] = "by the dateline",
        [DATE_FROM_URL] = "by the address",
        [DATE_FROM_RECORD] = "when it was fetched or sent",
        [DATE_FROM_FILE] = "by the file's time",
    };
    if (words[a->date_origin])
        buf_printf(line, " (%s)", words[a->date_origin]);
}

/* A line of the article's head, when there is anything in it; empties it. */
static void flush_line(struct buf *line, uint32_t width, const char *style, struct buf *out)
{
    if (line->len)
        write_lines(buf_str(line), width, 0, style, out);
    out->failed = out->failed || line->failed;
    buf_reset(line);
}

static void write_head(const struct article *a, const struct present_options *options, uint32_t width, struct buf *out)
{
    const char *dim = styled(options, DIM), *bold = styled(options, BOLD);
    struct buf line = {0};
    if (options->marked && options->marked->headline.text.len)
        write_marked(&options->marked->headline, width, 0, bold, options, out);
    else
        append_item(article_get(a, FIELD_HEADLINE), &line);
    flush_line(&line, width, bold, out);
    append_date(&a->published, &line);
    append_origin(a, &line);
    append_place(a, &line);
    flush_line(&line, width, dim, out);
    present_values(a, FIELD_BYLINE, &line);
    flush_line(&line, width, dim, out);
    append_item(article_get(a, FIELD_SOURCE), &line);
    append_item(article_get(a, FIELD_SECTION), &line);
    flush_line(&line, width, dim, out);
    buf_append_text(&line, article_get(a, FIELD_TAG).len ? "tags: " : "");
    present_values(a, FIELD_TAG, &line);
    flush_line(&line, width, dim, out);
    append_item(article_get(a, FIELD_URL), &line);
    flush_line(&line, 0, dim, out); /* unbroken, to be copied */
    buf_append_text(&line, "id ");
    buf_append_str(&line, article_get(a, FIELD_ID));
    flush_line(&line, 0, dim, out);
    buf_release(&line);
}

static void write_marked_line(const struct marked *body, struct str line, uint32_t width,
                              const struct present_options *options, struct buf *out)
{
    struct marked marked = {0};
    size_t start = (size_t)(line.ptr - body->text.data);
    marked_append(&marked, buf_str(&body->text), body, start, start + line.len);
    write_marked(&marked, width, 0, NULL, options, out);
    out->failed = out->failed || marked.text.failed;
    marked_release(&marked);
}

/* The body line by line as it was written; several blank lines are one. */
static void write_body(struct str body, const struct present_options *options, uint32_t width, struct buf *out)
{
    bool blank = true;
    for (struct str line; present_next_line(&body, &line);) {
        line = str_trim(line);
        if (line.len == 0) {
            blank = true;
            continue;
        }
        if (blank)
            buf_append_byte(out, '\n');
        blank = false;
        if (options->marked)
            write_marked_line(&options->marked->body, line, width, options, out);
        else
            write_lines(line, width, 0, NULL, out);
    }
}

void present_text_article(const struct article *article, const struct present_options *options, struct buf *out)
{
    uint32_t width = options->width > BODY_COLUMNS_MAX ? BODY_COLUMNS_MAX : options->width;
    struct str body = article_get(article, FIELD_BODY);
    write_head(article, options, width, out);
    write_body(options->marked ? buf_str(&options->marked->body.text) : body, options, width, out);
}
