/* The reader of feeds: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom 0.3 and 1.0; each item or entry an article.
 *
 *     id         guid, id, rdf:about            byline   author, dc:creator, author/name; of Atom also that of the feed
 *     headline   title                          tag      category (its label, its term, its text), dc:subject
 *     url        link, alternate link           source   source, the feed's title
 *     date       pubDate, published, issued; dc:date; created; updated, modified
 *     lang       xml:lang, language             body     content:encoded, content, description, summary, xhtml:body
 *
 * The longest text of what may be the body is the body; where there is none, the summary of a podcast or the
 * description of Media RSS is. Addresses are resolved against xml:base, or else the address of the feed. Other elements
 * of other vocabularies (media, itunes, georss) are passed over, whatever their names. When the feed itself was made is
 * the time at which its items were recorded. Exports of WordPress and Blogger: feed_export.h; there the first category
 * is the section.
 *
 * Sources: RSS 2.0 (rssboard.org), RDF Site Summary 1.0 with its modules, RFC 4287. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/byline.h"
#include "indexer/clean.h"
#include "indexer/feed_address.h"
#include "indexer/feed_export.h"
#include "indexer/feed_writing.h"
#include "indexer/html.h"
#include "indexer/shortcode.h"
#include "indexer/xml_record.h"

enum {
    HEAD_VALUE_MAX = 400, /* bytes */
    HEAD_ADDRESS_MAX = 2048
};

struct feed {
    struct xml_record record;
    struct html *html;
    bool atom;
    struct feed_export export;
    enum feed_space of;                   /* the element that is being read */
    struct buf space;                     /* the namespace of the root, whatever it is */
    struct buf title, lang, author, base; /* of the feed */
    struct buf item_base, item_author;    /* item_author: of the feed that the item came from */
    struct buf link, about;
    unsigned link_rank, date_rank, rank; /* of what there is, and of what is being read */
    struct buf value, text, best, spare; /* of a body: as written, as text, the longest; of what is one at need */
};

static void keep(struct buf *b, struct str value)
{
    buf_reset(b);
    buf_append_str(b, value);
}

/* What goes into each item: of a value that is longer than any is in earnest, the start. */
static void keep_head(struct buf *b, struct str value)
{
    keep(b, (struct str){value.ptr, utf8_cut(value.ptr, value.len, HEAD_VALUE_MAX)});
}

static void swap(struct buf *a, struct buf *b)
{
    struct buf other = *a;
    *a = *b;
    *b = other;
}

/* ---- texts ---- */

static void fail(struct xml_record *r, enum status status)
{
    r->status = status;
    r->ended = true;
}

/* Reads the element that was just opened into f->text, paragraph by paragraph. */
static void read_text(struct feed *f)
{
    struct xml_record *r = &f->record;
    enum feed_writing writing = feed_writing_of(r->x, f->atom);
    bool markup, full;
    buf_reset(&f->text);
    buf_reset(&f->value);
    if (!xml_in_append_either(r->x, &f->value, &markup, &full, &r->status, r->err)) {
        r->ended = true;
        return;
    }
    r->full |= full;
    if (f->export.wordpress) {
        shortcode_strip(buf_str(&f->value), &f->text);
        swap(&f->value, &f->text);
        buf_reset(&f->text);
    }
    struct str value = buf_str(&f->value);
    if (markup || (writing == WRITING_EITHER && html_is_markup(value)))
        writing = WRITING_HTML;
    enum status s = S_OK;
    struct blocks blocks;
    blocks_init(&blocks, &f->text);
    if (writing == WRITING_HTML)
        s = html_append_text(f->html, value, &f->text, r->err);
    else if (writing != WRITING_OTHER)
        blocks_add(&blocks, value, true);
    if (s || (s = buf_status(&f->value, r->err)) || (s = buf_status(&f->text, r->err)))
        fail(r, s);
}

/* The same as one line. */
static bool read_line(struct feed *f, struct str *line)
{
    read_text(f);
    return !f->record.ended && clean_line(buf_str(&f->text), &f->record.line, line);
}

/* ---- addresses ---- */

/* The base of the element that was just opened, inside another. */
static void keep_base(struct feed *f, struct buf *out, struct str around)
{
    struct str line;
    if (xml_record_attribute(&f->record, "base", &line))
        feed_address(line, around, out);
    else
        keep(out, around);
}

static void keep_link(struct feed *f, struct str address, struct str base, unsigned rank)
{
    if (!address.len || rank <= f->link_rank)
        return;
    feed_address(address, base, &f->link);
    f->link_rank = rank;
}

/* An address in an attribute (Atom), where only that of the article itself counts, pages before other types; or as a
 * text (RSS). */
static void read_link(struct feed *f)
{
    enum { OTHER_TYPE = 2, PAGE = 3 };
    struct xml_record *r = &f->record;
    struct str rel = str_trim(xml_in_attribute(r->x, "rel"));
    bool own = !rel.len || str_equal(rel, str_of("alternate"));
    struct str type = xml_in_attribute(r->x, "type"), line;
    bool page = !type.len || memmem(type.ptr, type.len, "html", 4);
    keep_base(f, &f->value, buf_str(&f->item_base));
    if (xml_record_attribute(r, "href", &line)) {
        if (own)
            keep_link(f, line, buf_str(&f->value), page ? PAGE : OTHER_TYPE);
        xml_record_skip(r);
    } else if (xml_record_line(r, &line) && own) {
        keep_link(f, line, buf_str(&f->value), PAGE);
    }
}

/* ---- the elements of an item ---- */

static void read_title(struct feed *f)
{
    struct str line;
    if (read_line(f, &line))
        xml_record_set(&f->record, FIELD_HEADLINE, line);
}

static void read_id(struct feed *f)
{
    struct str line, link = str_trim(xml_in_attribute(f->record.x, "isPermaLink"));
    bool address = !str_equal(link, str_of("false"));
    if (!xml_record_line(&f->record, &line))
        return;
    xml_record_set(&f->record, FIELD_ID, line);
    if (address && str_begins_with(line, str_of("http")))
        keep_link(f, line, (struct str){NULL, 0}, 1);
}

static void read_date(struct feed *f)
{
    struct str line;
    struct date date;
    if (!xml_record_line(&f->record, &line) || f->rank <= f->date_rank || !date_parse(line, &date))
        return;
    f->record.article->published = date;
    f->date_rank = f->rank;
}

/* An address that is better than the link, or worse. */
static void read_address(struct feed *f)
{
    struct str line;
    if (xml_record_line(&f->record, &line))
        keep_link(f, line, buf_str(&f->item_base), f->rank);
}

/* The name of the element's author, in an element of its own or as its text, in f->value. */
static bool read_name(struct feed *f, struct str *name)
{
    struct xml_record *r = &f->record;
    unsigned depth = xml_in_depth(r->x);
    enum xml_event event;
    struct str line;
    struct blocks blocks;
    bool named = false;
    buf_reset(&f->value);
    blocks_init(&blocks, &f->value);
    while (xml_record_next(r, depth, &event)) {
        if (event == XML_TEXT && !named) {
            blocks_add(&blocks, xml_in_text(r->x), false);
        } else if (event == XML_OPEN && xml_record_is(r, "name")) {
            named |= xml_record_line(r, &line);
            if (named)
                keep(&f->value, line);
        } else if (event == XML_OPEN) {
            xml_record_skip(r);
        }
    }
    return clean_line(buf_str(&f->value), &r->line, name);
}

static void read_author(struct feed *f)
{
    struct str name;
    if (read_name(f, &name))
        xml_record_set(&f->record, FIELD_BYLINE, feed_export_author(&f->export, byline_of_author(name)));
}

static void read_category(struct feed *f)
{
    struct xml_record *r = &f->record;
    struct str line;
    if (feed_export_read_category(&f->export, r))
        return;
    if (xml_record_attribute(r, "label", &line) || xml_record_attribute(r, "term", &line)) {
        xml_record_set(r, FIELD_TAG, line);
        xml_record_skip(r);
    } else if (xml_record_line(r, &line)) {
        xml_record_set(r, FIELD_TAG, line);
    }
}

static void read_body(struct feed *f)
{
    struct buf *longest = f->rank ? &f->spare : &f->best;
    read_text(f);
    if (f->text.len > longest->len)
        swap(longest, &f->text);
}

/* What is in it is read as if it stood in the item. */
static void enter(struct feed *f)
{
    (void)f;
}

/* An element of the head of the feed that an item comes from. */
static void read_source_element(struct feed *f)
{
    struct str line;
    if (xml_record_is(&f->record, "title")) {
        if (read_line(f, &line))
            xml_record_set(&f->record, FIELD_SOURCE, line);
    } else if (xml_record_is(&f->record, "author")) {
        if (read_name(f, &line))
            keep(&f->item_author, line);
    } else {
        xml_record_skip(&f->record);
    }
}

/* The feed that an item comes from: its name (RSS), or its head (Atom). */
static void read_source(struct feed *f)
{
    struct xml_record *r = &f->record;
    unsigned depth = xml_in_depth(r->x);
    enum xml_event event;
    struct str line;
    while (xml_record_next(r, depth, &event))
        if (event == XML_OPEN)
            read_source_element(f);
        else if (event == XML_TEXT && !f->atom && clean_line(xml_in_text(r->x), &r->line, &line))
            xml_record_set(r, FIELD_SOURCE, line);
}

static void read_language(struct feed *f)
{
    struct str line;
    if (xml_record_line(&f->record, &line))
        xml_record_set(&f->record, FIELD_LANG, line);
}

static void read_export(struct feed *f)
{
    feed_export_read(&f->export, &f->record, f->of);
}

/* ---- items ---- */

static void read_item_element(struct feed *f)
{
    static const struct {
        const char *names;
        unsigned spaces;
        void (*read)(struct feed *f);
        unsigned rank;
    } elements[] = {
        {"title", SPACE_FEED | SPACE_DC, read_title, 0},
        {"link", SPACE_FEED, read_link, 0},
        {"guid|id", SPACE_FEED, read_id, 0},
        {"pubDate|pubdate|published|issued", SPACE_FEED | SPACE_DC, read_date, 4},
        {"date", SPACE_DC, read_date, 3},
        {"created", SPACE_FEED | SPACE_DC, read_date, 2},
        {"updated|modified", SPACE_FEED | SPACE_DC, read_date, 1},
        {"author|creator", SPACE_FEED | SPACE_DC, read_author, 0},
        {"category|subject", SPACE_FEED | SPACE_DC, read_category, 0},
        {"encoded|content|description|summary", SPACE_FEED | SPACE_DC | SPACE_CONTENT, read_body, 0},
        {"body|div", SPACE_XHTML, read_body, 0},
        {"summary|subtitle", SPACE_ITUNES, read_body, 1},
        {"description", SPACE_MEDIA, read_body, 1},
        {"group", SPACE_MEDIA, enter, 0},
        {"source", SPACE_FEED, read_source, 0},
        {"language", SPACE_FEED | SPACE_DC, read_language, 0},
        {"origLink", SPACE_FEEDBURNER, read_address, 4},
        {"filename", SPACE_BLOGGER, read_address, 1},
        {"post_date_gmt", SPACE_WORDPRESS, read_date, 3},
        {"post_date", SPACE_WORDPRESS, read_date, 1},
        {"post_type|status|type|control", SPACE_WORDPRESS | SPACE_BLOGGER | SPACE_APP, read_export, 0},
    };
    f->of = feed_space_of(xml_in_namespace(f->record.x), buf_str(&f->space));
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (!(elements[i].spaces & f->of) || !xml_record_is_one_of(&f->record, elements[i].names))
            continue;
        f->rank = elements[i].rank;
        elements[i].read(f);
        return;
    }
    xml_record_skip(&f->record);
}

static void begin_item(struct feed *f)
{
    struct str line;
    xml_record_begin(&f->record);
    f->link_rank = f->date_rank = 0;
    *f->export.why = '\0';
    buf_reset(&f->best);
    buf_reset(&f->spare);
    buf_reset(&f->link);
    buf_reset(&f->item_author);
    keep_base(f, &f->item_base, buf_str(&f->base));
    keep(&f->about, (struct str){NULL, 0});
    if (xml_record_attribute(&f->record, "about", &line))
        keep(&f->about, line);
    if (xml_record_attribute(&f->record, "lang", &line))
        xml_record_set(&f->record, FIELD_LANG, line);
}

/* What the item does not say itself. */
static void finish_item(struct feed *f)
{
    struct xml_record *r = &f->record;
    if (f->about.len) {
        xml_record_set(r, FIELD_ID, buf_str(&f->about));
        keep_link(f, buf_str(&f->about), (struct str){NULL, 0}, 1);
    }
    if (f->link.len)
        xml_record_set(r, FIELD_URL, buf_str(&f->link));
    if (f->title.len)
        xml_record_set(r, FIELD_SOURCE, buf_str(&f->title));
    if (f->lang.len)
        xml_record_set(r, FIELD_LANG, buf_str(&f->lang));
    const struct buf *author = f->item_author.len ? &f->item_author : &f->author;
    if (author->len && !article_get(r->article, FIELD_BYLINE).len)
        xml_record_set(r, FIELD_BYLINE, byline_of_author(buf_str(author)));
    buf_append_str(&r->body, buf_str(f->best.len ? &f->best : &f->spare));
    r->raw.failed |= f->export.authors.failed;
}

static bool read_item(struct feed *f, enum status *status)
{
    unsigned depth = xml_in_depth(f->record.x);
    begin_item(f);
    while (xml_record_open(&f->record, depth))
        read_item_element(f);
    finish_item(f);
    if (!xml_record_finish(&f->record, status))
        return false;
    if (*f->export.why && !f->record.ended)
        *status = reader_refuse(&f->record.reader, REJECT_OTHER, f->record.err, "%s", f->export.why);
    return true;
}

/* ---- the feed ---- */

static void begin_root(struct feed *f)
{
    struct xml_record *r = &f->record;
    struct str line;
    r->known = true;
    r->reader.recorded = (struct date){0};
    f->atom = !xml_record_is_one_of(r, "rss|RDF");
    keep(&f->space, xml_in_namespace(r->x));
    feed_export_release(&f->export);
    buf_reset(&f->title);
    buf_reset(&f->lang);
    buf_reset(&f->author);
    keep_base(f, &f->base, (struct str){NULL, 0});
    if (f->base.len > HEAD_ADDRESS_MAX)
        buf_reset(&f->base);
    if (xml_record_attribute(r, "lang", &line))
        keep_head(&f->lang, line);
}

/* The feed's own address is the base where none is given. */
static void read_feed_link(struct feed *f)
{
    bool given = f->base.len > 0;
    f->link_rank = 0;
    buf_reset(&f->link);
    keep(&f->item_base, buf_str(&f->base));
    read_link(f);
    if (!given && f->link.len <= HEAD_ADDRESS_MAX && str_begins_with(buf_str(&f->link), str_of("http")))
        keep(&f->base, buf_str(&f->link));
}

static void read_feed_element(struct feed *f)
{
    struct xml_record *r = &f->record;
    struct str line;
    enum feed_space space = feed_space_of(xml_in_namespace(f->record.x), buf_str(&f->space));
    if (xml_record_is_one_of(r, "rss|RDF|feed"))
        begin_root(f);
    else if (!r->known || (space == SPACE_FEED && xml_record_is_one_of(r, "channel|items")))
        return;
    else if (space == SPACE_FEED && xml_record_is(r, "link"))
        read_feed_link(f);
    else if (space == SPACE_WORDPRESS)
        feed_export_read_head(&f->export, r);
    else if (!(space & (SPACE_FEED | SPACE_DC)))
        xml_record_skip(r);
    else if (xml_record_is(r, "title")) {
        if (read_line(f, &line) && !f->title.len)
            keep_head(&f->title, line);
    } else if (xml_record_is(r, "language")) {
        if (xml_record_line(r, &line))
            keep_head(&f->lang, line);
    } else if (xml_record_is(r, "author") && f->atom) {
        if (read_name(f, &line))
            keep_head(&f->author, line);
    } else if (xml_record_is_one_of(r, "lastBuildDate|pubDate|updated|modified|date")) {
        if (xml_record_line(r, &line) && !r->reader.recorded.precision)
            date_parse(line, &r->reader.recorded);
    } else
        xml_record_skip(r);
}

/* An entry that stands alone, as a file of its own. */
static bool is_single(const struct feed *f)
{
    return xml_in_depth(f->record.x) == 1 && xml_record_is(&f->record, "entry");
}

static bool is_item(const struct feed *f)
{
    return f->record.known && xml_record_is_one_of(&f->record, "item|entry") &&
           feed_space_of(xml_in_namespace(f->record.x), buf_str(&f->space)) == SPACE_FEED;
}

static bool feed_next(struct reader *reader, struct article *article, enum status *status, struct err *err)
{
    struct feed *f = (struct feed *)reader;
    xml_record_start(&f->record, article, err);
    while (xml_record_open(&f->record, 0)) {
        if (is_single(f))
            begin_root(f);
        if (is_item(f))
            return read_item(f, status);
        read_feed_element(f);
    }
    return xml_record_end(&f->record, status);
}

/* ---- the reader ---- */

static void feed_close(struct reader *reader)
{
    struct feed *f = (struct feed *)reader;
    struct buf *buffers[] = {&f->space, &f->title, &f->lang,  &f->author, &f->base, &f->item_base, &f->item_author,
                             &f->spare, &f->link,  &f->about, &f->value,  &f->text, &f->best};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        buf_release(buffers[i]);
    feed_export_release(&f->export);
    html_free(f->html);
    xml_record_release(&f->record);
    free(f);
}

enum status feed_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {feed_next, feed_close};
    struct feed *f = calloc(1, sizeof *f);
    if (!f)
        return err_no_memory(err);
    enum status s;
    if ((s = xml_record_init(&f->record, &verbs, source, map, err)) || (s = html_new(&f->html, err))) {
        feed_close(&f->record.reader);
        return s;
    }
    *out = &f->record.reader;
    return S_OK;
}
