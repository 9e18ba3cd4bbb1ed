#include "query/present_format.h"

#include <math.h>

#include "core/json.h"
#include "query/timeline.h"

static const char *const order_names[] = {
    [ORDER_DEFAULT] = "relevance",
    [ORDER_RELEVANCE] = "relevance",
    [ORDER_NEWEST] = "newest",
    [ORDER_OLDEST] = "oldest",
};

static void write_optional(struct json_writer *w, const char *key, struct str value)
{
    json_key(w, key);
    if (value.len)
        json_string(w, value);
    else
        json_null(w);
}

/* Four decimals, without zeros at the end. */
static void write_score(struct json_writer *w, const char *key, double value)
{
    json_key(w, key);
    json_double(w, isfinite(value) ? round(value * 1e4) / 1e4 : value);
}

/* As it was computed: the parts of an explanation add up to the score that it explains. */
static void write_exact(struct json_writer *w, const char *key, double value)
{
    json_key(w, key);
    json_double(w, value);
}

static void write_published(struct json_writer *w, const struct date *published)
{
    char text[DATE_TEXT_MAX];
    write_optional(w, "published", str_of(date_format(published, text)));
}

static void write_marked(struct json_writer *w, const char *key, const struct marked *marked, bool highlight)
{
    struct buf value = {0};
    if (highlight) {
        present_marked(marked, &value);
    } else if (marked->text.len) {
        buf_append_text(&value, marked->cut_front ? "… " : "");
        buf_append_str(&value, buf_str(&marked->text));
        buf_append_text(&value, marked->cut_back ? " …" : "");
    }
    write_optional(w, key, buf_str(&value));
    w->out->failed = w->out->failed || value.failed;
    buf_release(&value);
}

static void write_values(struct json_writer *w, const char *key, const struct article *article, enum field field)
{
    struct str value;
    json_key(w, key);
    json_array_begin(w);
    for (size_t at = 0; article_next_value(article, field, &at, &value);)
        json_string(w, value);
    json_array_end(w);
}

/* The values of a field other than tags as one text: "A, B". */
static void write_joined(struct json_writer *w, const char *key, const struct article *article, enum field field)
{
    struct buf joined = {0};
    present_values(article, field, &joined);
    write_optional(w, key, buf_str(&joined));
    w->out->failed = w->out->failed || joined.failed;
    buf_release(&joined);
}

/* ---- a page ---- */

/* A headline without marks is HTML as well where one with marks is. */
static void write_headline(struct json_writer *w, const struct hit *hit, struct str value, bool highlight)
{
    struct marked bare = {0};
    if (hit->headline.text.len == 0)
        buf_append_str(&bare.text, value);
    write_marked(w, schema[FIELD_HEADLINE].name, hit->headline.text.len ? &hit->headline : &bare, highlight);
    w->out->failed = w->out->failed || bare.text.failed;
    marked_release(&bare);
}

static void write_fields(struct json_writer *w, const struct hit *hit, const struct params *params)
{
    json_key(w, "fields");
    json_object_begin(w);
    for (enum field f = 0; f < FIELD_COUNT; f++) {
        struct str value = article_get(&hit->article, f);
        if (!params->show_field[f] || value.len == 0)
            continue;
        if (f == FIELD_HEADLINE)
            write_headline(w, hit, value, params->highlight);
        else if (f == FIELD_TAG)
            write_values(w, schema[f].name, &hit->article, f);
        else
            write_joined(w, schema[f].name, &hit->article, f);
    }
    json_object_end(w);
}

static void write_explanation(struct json_writer *w, const struct hit *hit)
{
    const struct score_parts *parts = &hit->parts;
    json_key(w, "explain");
    json_object_begin(w);
    write_exact(w, "score", hit->score);
    write_exact(w, "bm25", parts->bm25);
    write_exact(w, "window", parts->window);
    write_exact(w, "headline", parts->headline);
    write_exact(w, "position", parts->position);
    if (parts->feedback > 0)
        write_exact(w, "feedback", parts->feedback);
    if (parts->decay > 0)
        write_exact(w, "half-life", parts->decay);
    json_key(w, "phrase-tier");
    json_bool(w, parts->phrase_tier);
    json_key(w, "terms");
    json_array_begin(w);
    for (size_t i = 0; i < parts->term_count; i++) {
        const struct term_score *term = &parts->term[i];
        json_object_begin(w);
        json_key(w, "term");
        json_string(w, term->term);
        json_count(w, "frequency", term->frequency);
        write_exact(w, "idf", term->idf);
        write_exact(w, "score", term->score);
        write_exact(w, "share", hit->score > 0 ? term->score / hit->score : 0);
        json_object_end(w);
    }
    json_array_end(w);
    json_object_end(w);
}

static void write_hit(struct json_writer *w, const struct hit *hit, const struct params *params)
{
    const struct article *a = &hit->article;
    json_object_begin(w);
    json_key(w, "id");
    json_string(w, article_get(a, FIELD_ID));
    if (params->explain)
        write_exact(w, "score", hit->score);
    else
        write_score(w, "score", hit->score);
    write_published(w, &a->published);
    if (params->collapse)
        json_count(w, "copies", hit->others);
    write_optional(w, "section", article_get(a, FIELD_SECTION));
    write_optional(w, "source", article_get(a, FIELD_SOURCE));
    write_optional(w, "place", article_get(a, FIELD_PLACE));
    write_optional(w, "url", article_get(a, FIELD_URL));
    write_fields(w, hit, params);
    write_marked(w, "snippet", &hit->snippet, params->highlight);
    if (params->explain)
        write_explanation(w, hit);
    json_object_end(w);
}

void present_jsonl_hit(const struct hit *hit, const struct present_options *options, struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    write_hit(&w, hit, options->params);
    buf_append_byte(out, '\n');
}

static void write_notes(struct json_writer *w, struct str notes)
{
    json_key(w, "notes");
    json_array_begin(w);
    for (struct str line; present_next_line(&notes, &line);)
        if (line.len)
            json_string(w, line);
    json_array_end(w);
}

static void write_feedback(struct json_writer *w, const struct feedback *feedback)
{
    json_key(w, "expansions");
    json_array_begin(w);
    for (size_t i = 0; i < feedback->count; i++) {
        json_object_begin(w);
        json_key(w, "term");
        json_string(w, feedback->term[i].term);
        write_exact(w, "weight", feedback->term[i].weight);
        json_object_end(w);
    }
    json_array_end(w);
}

static void write_query(struct json_writer *w, const struct page *page, bool explain)
{
    json_key(w, "query");
    json_object_begin(w);
    json_key(w, "parsed");
    json_string(w, buf_str(&page->parsed));
    json_key(w, "relaxed");
    json_bool(w, page->relaxed);
    write_optional(w, "suggestion", buf_str(&page->suggestion));
    if (page->notes.len)
        write_notes(w, buf_str(&page->notes));
    if (explain && page->feedback.count)
        write_feedback(w, &page->feedback);
    json_object_end(w);
}

/* ---- counts ---- */

static void write_facet_value(struct json_writer *w, struct str value, uint64_t count)
{
    json_object_begin(w);
    write_optional(w, "value", value);
    json_count(w, "count", count);
    json_object_end(w);
}

/* Articles without a value are the last entry, with null. */
static void write_facets(struct json_writer *w, const struct page *page)
{
    json_key(w, "facets");
    json_object_begin(w);
    for (size_t i = 0; i < page->facet_count; i++) {
        const struct facet *facet = &page->facet[i];
        json_key(w, schema[facet->field].name);
        json_array_begin(w);
        for (size_t j = 0; j < facet->count; j++)
            write_facet_value(w, facet->value[j].text, facet->value[j].count);
        if (facet->without)
            write_facet_value(w, (struct str){0}, facet->without);
        json_array_end(w);
    }
    json_object_end(w);
}

static void write_period(struct json_writer *w, const struct timeline *timeline, const char *date, uint64_t count,
                         uint64_t articles)
{
    json_object_begin(w);
    write_optional(w, "date", str_of(date));
    json_count(w, "count", count);
    if (timeline->normalized) {
        json_count(w, "articles", articles);
        json_key(w, "share");
        json_double(w, articles ? (double)count / (double)articles : 0);
    }
    json_object_end(w);
}

/* Undated articles are the last entry, with null. */
static void write_timeline(struct json_writer *w, const struct timeline *timeline)
{
    char date[DATE_TEXT_MAX];
    json_key(w, "timeline");
    json_array_begin(w);
    for (size_t i = 0; i < timeline->count; i++) {
        const struct period *p = &timeline->period[i];
        write_period(w, timeline, timeline_label(timeline->unit, p->number, date), p->count, p->articles);
    }
    if (timeline->undated)
        write_period(w, timeline, "", timeline->undated, timeline->undated_articles);
    json_array_end(w);
}

static void write_keywords(struct json_writer *w, const struct page *page)
{
    json_key(w, "keywords");
    json_array_begin(w);
    for (size_t i = 0; i < page->keyword_count; i++) {
        json_object_begin(w);
        json_key(w, "text");
        json_string(w, page->keyword[i].text);
        json_count(w, "count", page->keyword[i].count);
        write_score(w, "score", page->keyword[i].score);
        json_object_end(w);
    }
    json_array_end(w);
}

void present_json_page(const struct page *page, const struct present_options *options, struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    json_key(&w, "response");
    json_object_begin(&w);
    json_key(&w, "status");
    json_text(&w, "ok");
    json_count(&w, "total", page->total);
    json_key(&w, "total-relation");
    json_text(&w, page->at_least ? "at-least" : "exact");
    if (options->params->collapse)
        json_count(&w, "total-uncollapsed", page->total + page->others);
    json_count(&w, "start-index", ((uint64_t)page->number - 1) * page->size + 1);
    json_count(&w, "page-size", page->size);
    json_count(&w, "current-page", page->number);
    json_count(&w, "pages", present_pages(page));
    json_key(&w, "order-by");
    json_text(&w, order_names[page->order]);
    if (page->by_cursor)
        write_optional(&w, "next-cursor", buf_str(&page->next_cursor));
    json_key(&w, "timed-out");
    json_bool(&w, page->timed_out);
    write_query(&w, page, options->params->explain);
    json_key(&w, "results");
    json_array_begin(&w);
    for (size_t i = 0; i < page->count; i++)
        write_hit(&w, &page->hit[i], options->params);
    json_array_end(&w);
    if (page->facet_count)
        write_facets(&w, page);
    if (page->timeline.unit)
        write_timeline(&w, &page->timeline);
    if (options->params->keywords)
        write_keywords(&w, page);
    json_object_end(&w);
    json_object_end(&w);
    buf_append_byte(out, '\n');
}

/* ---- one article ---- */

static bool has_several(const struct article *article, enum field field)
{
    struct str value;
    size_t at = 0;
    return article_next_value(article, field, &at, &value) && article_next_value(article, field, &at, &value);
}

void present_json_article(const struct article *article, const struct present_options *options, struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    write_optional(&w, "id", article_get(article, FIELD_ID));
    write_optional(&w, "headline", article_get(article, FIELD_HEADLINE));
    write_published(&w, &article->published);
    if (article->date_origin != DATE_FROM_METADATA)
        write_optional(&w, "date-origin", str_of(date_origin_name(article->date_origin)));
    for (enum field f = 0; f < FIELD_COUNT; f++)
        if (f != FIELD_ID && f != FIELD_HEADLINE && f != FIELD_BODY && f != FIELD_HOST && f != FIELD_TAG)
            (options->apart && has_several(article, f) ? write_values : write_joined)(&w, schema[f].name, article, f);
    write_values(&w, "tags", article, FIELD_TAG);
    write_optional(&w, "body", article_get(article, FIELD_BODY));
    json_object_end(&w);
    buf_append_byte(out, '\n');
}
