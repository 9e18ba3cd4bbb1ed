#include "indexer/html.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/html_byline.h"
#include "indexer/html_main.h"
#include "indexer/html_meta.h"

struct html {
    struct html_tokens tokens;
    struct html_token token;
    struct html_blocks blocks;
    struct html_meta meta;
    struct html_main main;
    struct buf page; /* in UTF-8 */
    struct buf body, scratch;
};

enum status html_new(struct html **out, struct err *err)
{
    *out = calloc(1, sizeof **out);
    return *out ? S_OK : err_no_memory(err);
}

void html_free(struct html *h)
{
    if (!h)
        return;
    html_blocks_release(&h->blocks);
    html_meta_release(&h->meta);
    html_main_release(&h->main);
    buf_release(&h->page);
    buf_release(&h->body);
    buf_release(&h->scratch);
    free(h);
}

/* ---- charset ---- */

/* The charset that a meta element among the first bytes declares; absent when there is none. */
static struct str charset_in_meta(struct html *h, struct str bytes)
{
    enum { FIRST_BYTES = 8 << 10 };
    struct str none = {NULL, 0};
    html_tokens_init(&h->tokens, (struct str){bytes.ptr, bytes.len < FIRST_BYTES ? bytes.len : FIRST_BYTES});
    while (html_tokens_next(&h->tokens, &h->token)) {
        if (h->token.kind != HTML_OPEN || h->token.tag == TAG_BODY)
            continue;
        if (h->token.tag != TAG_META)
            continue;
        struct str charset = html_attribute(&h->token, "charset");
        if (!charset.len)
            charset = charset_of_media_type(html_attribute(&h->token, "content"));
        if (charset.len)
            return charset;
    }
    return none;
}

/* What the transport says, unless the bytes contradict it and the page knows better. */
static struct str declared_charset(struct html *h, struct str bytes, struct str charset)
{
    const char *name = charset_name(charset);
    if (name && (strcmp(name, "UTF-8") != 0 || strcmp(charset_choose(bytes, charset), name) == 0))
        return charset;
    return charset_in_meta(h, bytes);
}

/* ---- text ---- */

static void append_block(struct html *h, size_t block, size_t before, struct buf *out)
{
    const struct html_block *blocks = h->blocks.blocks;
    if (before != SIZE_MAX) {
        bool joined = (blocks[block].line && before + 1 == block) ||
                      html_blocks_share_row(&h->blocks, &blocks[before], &blocks[block]);
        buf_append_text(out, joined ? " " : "\n\n");
    }
    buf_append_str(out, html_block_text(&h->blocks, &blocks[block]));
}

static void read_tokens(struct html *h, struct str page)
{
    html_tokens_init(&h->tokens, page);
    html_blocks_begin(&h->blocks);
    while (!h->blocks.full && html_tokens_next(&h->tokens, &h->token))
        html_blocks_token(&h->blocks, &h->token);
    html_blocks_end(&h->blocks);
}

/* Whether an element is a caption, or stands beside the text. */
static bool is_aside(const struct html_node *node)
{
    return node->tag == TAG_FIGCAPTION || node->tag == TAG_ASIDE;
}

/* Appends the blocks, without those in asides when they are not wanted; false when there are none. Blocks of one
 * element mostly come together, so that its surroundings are looked at once. */
static bool append_pieces(struct html *h, bool without_asides, struct buf *out)
{
    size_t before = SIZE_MAX;
    int32_t looked_at = HTML_NO_NODE;
    bool aside = false;
    for (size_t i = 0; i < h->blocks.count; i++) {
        int32_t node = h->blocks.blocks[i].node;
        if (without_asides && node != looked_at) {
            looked_at = node;
            for (aside = false; node != HTML_NO_NODE && !aside; node = h->blocks.nodes[node].parent)
                aside = is_aside(&h->blocks.nodes[node]);
        }
        if (aside)
            continue;
        append_block(h, i, before, out);
        before = i;
    }
    return before != SIZE_MAX;
}

enum status html_append_text(struct html *h, struct str markup, struct buf *out, struct err *err)
{
    if (!html_is_markup(markup)) {
        if (markup.len)
            utf8_repair(markup.ptr, markup.len, out);
        return buf_status(out, err);
    }
    read_tokens(h, markup);
    if (!append_pieces(h, true, out))
        append_pieces(h, false, out);
    enum status s = buf_status(&h->blocks.text, err);
    return s ? s : buf_status(out, err);
}

/* Whether what follows the name of an element is what follows it in a tag: nothing, or attributes. In "a<b holds, and
 * c>d" it is neither. */
static bool goes_on_as_tag(struct str rest)
{
    size_t at = 0;
    bool blank = true;
    while (at < rest.len && !strchr("<>=", rest.ptr[at]))
        blank &= strchr(" \t\r\n/", rest.ptr[at++]) != NULL;
    return blank || (at < rest.len && rest.ptr[at] == '=');
}

/* Whether a tag begins here, were it cut off behind its name. */
static bool begins_tag(struct str rest)
{
    size_t start = rest.len > 1 && rest.ptr[1] == '/' ? 2 : 1, end = start;
    while (end < rest.len && end < start + 16 && strchr(" \t\r\n/>", rest.ptr[end]) == NULL)
        end++;
    return end < rest.len && html_tag_find((struct str){rest.ptr + start, end - start}) != TAG_OTHER &&
           goes_on_as_tag((struct str){rest.ptr + end, rest.len - end});
}

bool html_is_markup(struct str value)
{
    for (size_t i = 0; i < value.len; i++) {
        struct str rest = {value.ptr + i, value.len - i};
        if (rest.ptr[0] == '&') {
            uint32_t ignored;
            size_t len = html_reference(rest, &ignored);
            if (len && rest.ptr[len - 1] == ';')
                return true;
        }
        if (rest.ptr[0] == '<' && (begins_tag(rest) || str_begins_with(rest, str_of("<!--"))))
            return true;
    }
    return false;
}

/* ---- a page ---- */

static enum status read_json(struct html *h, struct err *err)
{
    struct str type = {NULL, 0};
    if (h->token.kind == HTML_OPEN && h->token.tag == TAG_SCRIPT) {
        type = html_attribute(&h->token, "type");
        static const char json[] = "application/ld+json";
        bool is_json = type.len && memmem(type.ptr, type.len, json, sizeof json - 1);
        if (is_json && html_tokens_next(&h->tokens, &h->token) && h->token.kind == HTML_RAW)
            return html_meta_read_json(&h->meta, h->token.text, err);
    }
    return S_OK;
}

static enum status read_whole(struct html *h, struct err *err)
{
    html_tokens_init(&h->tokens, buf_str(&h->page));
    html_blocks_begin(&h->blocks);
    html_meta_begin(&h->meta);
    while (!h->blocks.full && html_tokens_next(&h->tokens, &h->token)) {
        html_blocks_token(&h->blocks, &h->token);
        html_meta_token(&h->meta, &h->token, &h->blocks);
        enum status s = read_json(h, err);
        if (s)
            return s;
    }
    html_blocks_end(&h->blocks);
    return buf_status(&h->blocks.text, err);
}

static void set_absent(struct article *article, enum field field, struct str values)
{
    if (!values.len || article_get(article, field).len)
        return;
    while (values.len) {
        const char *end = schema[field].several ? memchr(values.ptr, ARTICLE_SEPARATOR, values.len) : NULL;
        size_t len = end ? (size_t)(end - values.ptr) : values.len;
        article_add(article, field, (struct str){values.ptr, len});
        len += end != NULL;
        values = (struct str){values.ptr + len, values.len - len};
    }
}

/* Whether the date in the lines around the story goes before what is known: it does where that is none, or another day,
 * of an element that says of no story that it is its date. */
static bool is_better(const struct html_meta *m, const struct date *date)
{
    enum { DAY = 24 * 60 * 60 };
    int64_t apart = m->date.seconds - date->seconds;
    bool other = m->date_rank >= RANK_TIME && (apart < -DAY || apart > 2 * DAY);
    return m->date.precision == DATE_NONE || (other && date->precision >= DATE_DAY);
}

/* What the lines above the story say, where nothing else does. */
static void set_from_lines(struct html *h, struct article *article)
{
    const struct html_block *blocks = h->blocks.blocks;
    struct date date;
    if (h->main.byline >= 0)
        html_meta_set(&h->meta, FIELD_BYLINE, RANK_LINE,
                      html_name_in_byline(html_block_text(&h->blocks, &blocks[h->main.byline])));
    if (h->main.dated >= 0 && article->published.precision == DATE_NONE &&
        html_date_in_byline(html_block_text(&h->blocks, &blocks[h->main.dated]), &date) && is_better(&h->meta, &date)) {
        article->published = date;
        article->date_origin = DATE_FROM_DATELINE;
    }
}

static void set_fields(struct html *h, struct str headline, struct article *article)
{
    struct html_meta *m = &h->meta;
    struct str site = buf_str(&m->values[FIELD_SOURCE].text);
    struct str organisation = buf_str(&m->values[HTML_ORGANISATION].text);
    set_absent(article, FIELD_HEADLINE, headline);
    for (int field = 0; field < FIELD_COUNT; field++) {
        struct str value = buf_str(&m->values[field].text);
        bool sites_own = field == FIELD_BYLINE && (str_equal(value, site) || str_equal(value, organisation));
        if (field != FIELD_HEADLINE && field != FIELD_BODY && !sites_own)
            set_absent(article, (enum field)field, value);
    }
    if (article->published.precision == DATE_NONE && m->date.precision != DATE_NONE) {
        article->published = m->date;
        article->date_origin = m->date_rank == RANK_JSON_LD ? DATE_FROM_JSON_LD
                               : m->date_rank == RANK_CLASS ? DATE_FROM_DATELINE
                                                            : DATE_FROM_METADATA;
    }
}

/* The text that the data of the page give, when the page itself has none. */
static enum status append_stated_body(struct html *h, struct err *err)
{
    struct str text = buf_str(&h->meta.body);
    if (!clean_value(text, &h->scratch, &text))
        return S_OK;
    return html_append_text(h, text, &h->body, err);
}

static enum status choose_body(struct html *h, struct str title, struct str headline, struct err *err)
{
    struct str byline = buf_str(&h->meta.values[FIELD_BYLINE].text);
    const char *end = byline.len ? memchr(byline.ptr, ARTICLE_SEPARATOR, byline.len) : NULL;
    byline.len = end ? (size_t)(end - byline.ptr) : byline.len;
    struct html_page_facts facts = {
        .title = title,
        .headline = headline,
        .byline = byline,
        .description = buf_str(&h->meta.values[HTML_DESCRIPTION].text),
        .article = h->meta.article,
        .gallery = h->meta.gallery,
    };
    bool done = html_main_choose(&h->main, &h->blocks, &facts);
    buf_reset(&h->body);
    for (size_t i = 0; done && i < h->main.story.count; i++)
        append_block(h, h->main.story.data[i], i ? h->main.story.data[i - 1] : SIZE_MAX, &h->body);
    return done ? S_OK : err_no_memory(err);
}

enum status html_read_page(struct html *h, struct str bytes, struct str charset, struct article *article,
                           struct err *err)
{
    enum status s;
    buf_reset(&h->page);
    if ((s = charset_to_utf8(bytes, declared_charset(h, bytes, charset), &h->page, err)) || (s = read_whole(h, err)))
        return s;
    struct buf scratch = {0};
    struct str title = html_title(&h->meta, &scratch), headline = html_headline(&h->meta, &h->blocks, title);
    s = choose_body(h, title, headline, err);
    set_from_lines(h, article);
    set_fields(h, headline, article);
    buf_release(&scratch);
    if (!s && !h->body.len)
        s = append_stated_body(h, err);
    set_absent(article, FIELD_BODY, buf_str(&h->body));
    if (!s && h->meta.failed)
        s = err_no_memory(err);
    if (s || (s = buf_status(&h->body, err)) || (s = buf_status(&h->scratch, err)))
        return s;
    return buf_status(&article->text, err);
}
