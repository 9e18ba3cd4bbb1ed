#include "indexer/xml_record.h"

#include <string.h>

#include "core/utf8.h"
#include "indexer/clean.h"
#include "indexer/dateline.h"
#include "indexer/word.h"

enum status xml_record_init(struct xml_record *r, const struct reader_verbs *verbs, struct source *source,
                            const struct field_map *map, struct err *err)
{
    r->reader = (struct reader){.verbs = verbs, .source = source, .map = map};
    return xml_in_new(source, &r->x, err);
}

void xml_record_release(struct xml_record *r)
{
    xml_in_free(r->x);
    buf_release(&r->root);
    buf_release(&r->raw);
    buf_release(&r->line);
    buf_release(&r->body);
}

void xml_record_start(struct xml_record *r, struct article *article, struct err *err)
{
    r->article = article;
    r->err = err;
    r->full = r->ended = false;
    buf_reset(&r->body);
}

void xml_record_begin(struct xml_record *r)
{
    r->known = true;
    r->values = 0;
    r->surplus = 0;
    r->reader.place = (struct place){xml_in_line(r->x), xml_in_offset(r->x)};
}

/* ---- the end of a record ---- */

/* What is wrong with a record that was read to its end. */
static enum status judge(struct xml_record *r)
{
    enum status s;
    if ((s = buf_status(&r->raw, r->err)) || (s = buf_status(&r->line, r->err)) || (s = buf_status(&r->body, r->err)) ||
        (s = buf_status(&r->article->text, r->err)))
        return s;
    if (r->full)
        return reader_refuse(&r->reader, REJECT_TOO_LONG, r->err, "longer than %d bytes", READER_TEXT_MAX);
    if (text_is_blank(buf_str(&r->body)))
        return reader_refuse(&r->reader, REJECT_NO_BODY, r->err, "no body");
    return S_OK;
}

bool xml_record_finish(struct xml_record *r, enum status *status)
{
    bool cut = r->ended && (r->status == S_OK || r->status == S_INPUT);
    *status = r->ended ? r->status : judge(r);
    if (cut) {
        r->told = xml_in_is_damaged(r->x);
        *status = reader_refuse(&r->reader, REJECT_MALFORMED, r->err, "the document breaks off inside the article");
    }
    if (*status == S_OK) {
        struct str body;
        clean_value(buf_str(&r->body), &r->line, &body);
        article_set(r->article, FIELD_BODY, body);
        if (!(*status = buf_status(&r->line, r->err)))
            *status = buf_status(&r->article->text, r->err);
    }
    return *status == S_OK || *status == S_INPUT;
}

static enum status refuse_root(struct xml_record *r)
{
    enum { SHOWN_MAX = 40 };
    struct str name;
    if (!clean_line(buf_str(&r->root), &r->line, &name))
        name = (struct str){"", 0};
    enum status s;
    if ((s = buf_status(&r->root, r->err)) || (s = buf_status(&r->line, r->err)))
        return s;
    return reader_refuse(
        &r->reader, REJECT_OTHER, r->err,
        "XML with the root <%.*s>; what is read are RSS, Atom, NITF, NewsML, Reuters RCV1, MediaWiki and Solr",
        (int)utf8_cut(name.ptr, name.len, SHOWN_MAX), name.ptr);
}

bool xml_record_end(struct xml_record *r, enum status *status)
{
    bool told = r->told;
    *status = r->status;
    if (r->status == S_INPUT && xml_in_is_damaged(r->x)) {
        r->told = r->known = true;
        r->reader.reject = told ? REJECT_NONE : REJECT_MALFORMED;
        *status = told ? S_OK : S_INPUT;
        return !told;
    }
    if (r->known || *status)
        return false;
    r->known = true;
    *status = refuse_root(r);
    return *status == S_INPUT;
}

/* ---- elements ---- */

bool xml_record_next(struct xml_record *r, unsigned depth, enum xml_event *event)
{
    if (r->ended || !xml_in_next(r->x, event, &r->status, r->err)) {
        r->ended = true;
        return false;
    }
    if (*event == XML_OPEN && !r->known && !r->root.len)
        buf_append_str(&r->root, xml_in_name(r->x));
    return *event != XML_CLOSE || xml_in_depth(r->x) != depth;
}

bool xml_record_open(struct xml_record *r, unsigned depth)
{
    enum xml_event event;
    while (xml_record_next(r, depth, &event))
        if (event == XML_OPEN)
            return true;
    return false;
}

bool xml_record_is(const struct xml_record *r, const char *name)
{
    return str_equal(xml_in_name(r->x), str_of(name));
}

bool xml_record_is_one_of(const struct xml_record *r, const char *names)
{
    struct str name = xml_in_name(r->x);
    for (const char *at = name.len ? names : NULL; at; at = strchr(at, '|')) {
        at += *at == '|';
        if (*at == *name.ptr && strncmp(at, name.ptr, name.len) == 0 && (at[name.len] == '|' || at[name.len] == '\0'))
            return true;
    }
    return false;
}

void xml_record_skip(struct xml_record *r)
{
    if (!r->ended && !xml_in_skip(r->x, &r->status, r->err))
        r->ended = true;
}

/* ---- values ---- */

bool xml_record_line(struct xml_record *r, struct str *line)
{
    bool full;
    buf_reset(&r->raw);
    if (!xml_in_append_content(r->x, &r->raw, &full, &r->status, r->err)) {
        r->ended = true;
        return false;
    }
    r->full |= full;
    return clean_line(buf_str(&r->raw), &r->line, line);
}

bool xml_record_attribute(struct xml_record *r, const char *name, struct str *line)
{
    struct str value = xml_in_attribute(r->x, name);
    return value.len && clean_line(value, &r->line, line);
}

void xml_record_set(struct xml_record *r, enum field field, struct str value)
{
    bool surplus = schema[field].several && r->values == XML_VALUES_MAX;
    if (r->article->text.len + r->surplus + value.len > READER_TEXT_MAX)
        r->full = true;
    else if (surplus)
        r->surplus += value.len;
    else if (schema[field].several) {
        article_add(r->article, field, value);
        r->values++;
    } else if (!article_get(r->article, field).len)
        article_set(r->article, field, value);
}

void xml_record_set_date(struct xml_record *r, struct str value)
{
    struct date date;
    if (!r->article->published.precision && date_parse(value, &date))
        r->article->published = date;
}

/* Whether what stands behind a comma of a dateline is a day: "Monday", "Dec. 27", "27 December". */
static bool begins_day(struct str text)
{
    struct word word;
    if (!word_next(&text, &word))
        return false;
    struct str bare = {word.text.ptr, word.text.len - (word.text.ptr[word.text.len - 1] == ',')};
    return word_is_weekday(bare) || word_month(bare) || (bare.len && bare.ptr[0] >= '0' && bare.ptr[0] <= '9');
}

static struct str place_of_dateline(struct str text)
{
    size_t len = 0;
    if (begins_day(text))
        return (struct str){NULL, 0};
    while (len < text.len && text.ptr[len] != '(' &&
           !(text.ptr[len] == ',' && begins_day((struct str){text.ptr + len + 1, text.len - len - 1})))
        len++;
    return str_trim((struct str){text.ptr, len});
}

void xml_record_set_dateline(struct xml_record *r, struct str text)
{
    struct dateline d;
    struct str line;
    if (!clean_line(text, &r->line, &line) || line.len > DATELINE_TEXT_MAX)
        return;
    buf_reset(&r->raw);
    buf_append_str(&r->raw, line);
    buf_append_text(&r->raw, " - The");
    if (!dateline_parse(buf_str(&r->raw), false, &d))
        d = (struct dateline){.place = place_of_dateline(line)};
    if (d.place.len)
        xml_record_set(r, FIELD_PLACE, d.place);
    if (d.agency.len)
        xml_record_set(r, FIELD_AGENCY, d.agency);
    if (!r->article->published.precision)
        r->article->published = d.date;
}

/* ---- blocks ---- */

static bool is_left_out(const struct xml_record *r)
{
    return xml_record_is_one_of(r, "hedline|hl1|hl2|h1|media|media-caption|caption|figcaption|script|style|head|title|"
                                   "datasource|nitf-table-metadata|iframe|object|nav|aside|form");
}

static enum blocks_break break_of(const struct xml_record *r)
{
    if (xml_record_is_one_of(r, "p|div|block|bq|blockquote|pre|ol|ul|li|dl|dt|dd|table|tr|nitf-table|fn|note|hr|"
                                "h2|h3|h4|h5|h6|section|article|main|body|body.content|credit"))
        return BLOCKS_PARAGRAPH;
    return xml_record_is_one_of(r, "td|th|br") ? BLOCKS_SPACE : BLOCKS_NONE;
}

void xml_record_append_blocks(struct xml_record *r, struct buf *out)
{
    unsigned depth = xml_in_depth(r->x), preformatted = 0;
    struct blocks blocks;
    enum xml_event event;
    blocks_init(&blocks, out);
    while (xml_record_next(r, depth, &event)) {
        if (event == XML_TEXT) {
            blocks_add(&blocks, xml_in_text(r->x), preformatted > 0);
        } else if (event == XML_OPEN && is_left_out(r)) {
            xml_record_skip(r);
        } else {
            if (event == XML_OPEN && xml_record_is(r, "block") &&
                str_equal(xml_in_attribute(r->x, "class"), str_of("full_text")))
                buf_truncate(out, blocks.start);
            blocks_break(&blocks, break_of(r));
            if (xml_record_is(r, "pre"))
                preformatted += event == XML_OPEN ? 1 : -1U;
        }
    }
    r->full |= blocks.full;
}
