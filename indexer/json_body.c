#include "indexer/json_body.h"

#include <string.h>
#include <strings.h>

#include "indexer/json_rich.h"
#include "indexer/names.h"
#include "indexer/word.h"

enum {
    PARTS_DEEP = 4,   /* levels of parts in parts */
    LONGER_MIN = 400, /* bytes of a text under a name that is not known */
    LOOKED_AT = 256   /* members of a record that are looked at */
};

struct json_value json_body_first(const struct json_article *j, struct json_value object, const char *const *names)
{
    struct json_value value = {.type = JSON_ABSENT};
    for (; *names && value.type != JSON_STRING; names++)
        value = json_member_of(j, object, *names);
    return value.type == JSON_STRING ? value : (struct json_value){.type = JSON_ABSENT};
}

struct json_value json_body_text(const struct json_article *j, struct json_value object)
{
    static const char *const names[] = {"processed", "value", "rendered", "#text", "#cdata-section", "$t", NULL};
    return json_body_first(j, object, names);
}

/* ---- arrays ---- */

static bool is_run(const struct json_article *j, struct json_value element)
{
    static const char styles[] = "bold|italic|underline|strikethrough|spoiler|link|text_link|hashtag|cashtag|mention|"
                                 "mention_name|bot_command|email|phone|code|pre|plain|custom_emoji|bank_card";
    return element.type == JSON_OBJECT && json_member_of(j, element, "text").type == JSON_STRING &&
           word_in_list(json_member_of(j, element, "type").text, styles);
}

/* Whether a text goes on behind another one: white space or punctuation stands there. */
static bool is_joint(struct str before, struct str behind)
{
    static const char spaces[] = " \t\r\n", opening[] = "([{/#@", closing[] = ".,;:!?)]}'";
    char last = before.ptr[before.len - 1], first = behind.ptr[0];
    return memchr(spaces, last, sizeof spaces - 1) || memchr(spaces, first, sizeof spaces - 1) ||
           memchr(opening, last, sizeof opening - 1) || memchr(closing, first, sizeof closing - 1);
}

/* Whether an array is one text in pieces: a string and an object of a style are in it, and most go on behind the one
 * before. */
static bool is_runs(const struct json_article *j, struct json_value array)
{
    struct json_value element;
    struct str before = {NULL, 0};
    bool string = false, run = false;
    size_t joints = 0, gaps = 0;
    for (size_t at = 0; json_next_element(j->parser, array, &at, &element);) {
        string |= element.type == JSON_STRING;
        run = run || is_run(j, element);
        if (element.type == JSON_OBJECT)
            element = json_member_of(j, element, "text");
        if (element.type != JSON_STRING || element.text.len == 0)
            continue;
        bool joint = before.len && is_joint(before, element.text);
        joints += joint;
        gaps += before.len && !joint;
        before = element.text;
    }
    return string && run && joints >= gaps;
}

/* In j->values. */
static bool join_runs(struct json_article *j, struct json_value array, struct str *text)
{
    struct json_value element;
    buf_reset(&j->list);
    for (size_t at = 0; json_next_element(j->parser, array, &at, &element);) {
        if (element.type == JSON_OBJECT)
            element = json_member_of(j, element, "text");
        if (element.type == JSON_STRING)
            buf_append_str(&j->list, element.text);
    }
    return values_body(&j->values, buf_str(&j->list), text);
}

static bool has_headline(const struct json_article *j, struct json_value object)
{
    struct str names = field_map_names(j->reader->map, FIELD_HEADLINE), name;
    while (field_map_next_name(&names, &name))
        if (json_member(j->parser, object, name).type != JSON_ABSENT)
            return true;
    return false;
}

/* The text of an element that is a part of a body; absent when it is another part of the article. False when it is an
 * article of its own. */
static bool read_part(const struct json_article *j, struct json_value element, struct json_value *text)
{
    static const char others[] = "title|headline|kicker|byline|author_info|date|image|video|gallery|interstitial_link";
    static const char *const names[] = {"content", "text", NULL}, *const blocks[] = {"bodyHtml", NULL};
    *text = json_body_first(j, element, names);
    if (text->type == JSON_STRING && has_headline(j, element))
        return false;
    if (text->type != JSON_STRING)
        *text = json_body_text(j, element);
    if (text->type != JSON_STRING)
        *text = json_body_first(j, element, blocks);
    if (text->type != JSON_STRING)
        *text = json_rich_data_text(j, element);
    struct str type = json_member_of(j, element, "type").text;
    bool subhead = j->list.len && str_equal(type, str_of("headline")); /* behind a text */
    if (word_in_list(type, others) && !subhead)
        text->type = JSON_NULL;
    return true;
}

/* The parts that a part without a text holds. */
static struct json_value inner_parts(const struct json_article *j, struct json_value element)
{
    static const char lists[] = "list|quote|element_group";
    struct json_value inner = json_rich_inner(j, element);
    if (inner.type == JSON_ARRAY || !word_in_list(json_member_of(j, element, "type").text, lists))
        return inner;
    struct json_value items = json_member_of(j, element, "items");
    return items.type == JSON_ARRAY ? items : json_member_of(j, element, "content_elements");
}

static void append_paragraph(struct json_article *j, struct str value)
{
    struct str text;
    if (!values_body(&j->values, value, &text))
        return;
    if (j->list.len)
        buf_append_text(&j->list, "\n\n");
    buf_append_str(&j->list, text);
}

/* Joins the paragraphs of an array into j->list; false when an element can be none. */
static bool join_array(struct json_article *j, struct json_value array)
{
    struct {
        struct json_value array;
        size_t at;
    } open[PARTS_DEEP] = {{array, 0}};
    buf_reset(&j->list);
    for (int depth = 0; depth >= 0;) {
        struct json_value element, text, parts = {.type = JSON_ABSENT};
        if (!json_next_element(j->parser, open[depth].array, &open[depth].at, &element)) {
            depth--;
            continue;
        }
        text = element;
        if (element.type == JSON_OBJECT && !read_part(j, element, &text))
            return false;
        if (text.type == JSON_STRING)
            append_paragraph(j, text.text);
        else if (text.type == JSON_ABSENT && depth + 1 < PARTS_DEEP)
            parts = inner_parts(j, element);
        else if (text.type > JSON_NULL)
            return false;
        buf_reset(&j->runs);
        if (parts.type == JSON_ARRAY && json_rich_append(j, parts, &j->runs))
            append_paragraph(j, buf_str(&j->runs));
        else if (parts.type == JSON_ARRAY) {
            open[++depth].array = parts;
            open[depth].at = 0;
        }
    }
    return true;
}

/* ---- a value ---- */

/* What an object has as its body: a string, or the blocks of a document that is no article of its own. */
static struct json_value inside(const struct json_article *j, struct json_value object)
{
    struct json_value text = json_body_text(j, object);
    return text.type == JSON_STRING || has_headline(j, object) ? text : json_rich_blocks(j, object);
}

bool json_body_fits(struct json_article *j, struct json_value value)
{
    if (value.type == JSON_OBJECT && (value = inside(j, value)).type == JSON_ABSENT)
        return false;
    if (value.type == JSON_ARRAY)
        return is_runs(j, value) || join_array(j, value);
    return value.type == JSON_ABSENT || value.type == JSON_NULL || value.type == JSON_STRING;
}

/* Without "[+2473 chars]" at its end, by which NewsAPI and GNews say how much they have cut off. */
static struct str without_count(struct str text)
{
    static const char end[] = " chars]";
    size_t len = sizeof end - 1, at = text.len > len ? text.len - len : 0, digits = at;
    if (!at || memcmp(text.ptr + at, end, len) != 0)
        return text;
    while (digits && text.ptr[digits - 1] >= '0' && text.ptr[digits - 1] <= '9')
        digits--;
    bool counted = digits < at;
    digits -= digits && text.ptr[digits - 1] == '+';
    return counted && digits && text.ptr[digits - 1] == '[' ? str_trim((struct str){text.ptr, digits - 1}) : text;
}

bool json_body_set(struct json_article *j, struct json_value value, struct article *article)
{
    struct str text = {NULL, 0};
    bool usable = false;
    if (value.type == JSON_OBJECT)
        value = inside(j, value);
    if (value.type == JSON_STRING)
        usable = values_body(&j->values, value.text, &text) && !values_is_nothing(text) &&
                 (text = without_count(text)).len > 0;
    else if (value.type == JSON_ARRAY && is_runs(j, value))
        usable = join_runs(j, value, &text);
    else if (value.type == JSON_ARRAY && join_array(j, value)) {
        text = buf_str(&j->list);
        usable = text.len > 0;
    }
    if (usable)
        article_set(article, FIELD_BODY, text);
    return usable;
}

/* ---- a record ---- */

bool json_body_present(struct json_article *j, struct json_value object, bool summary)
{
    struct str names = field_map_names(j->reader->map, FIELD_BODY), name;
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_article_member(j, object, name);
        if (value.type == JSON_OBJECT)
            value = inside(j, value);
        bool text = value.type == JSON_STRING || value.type == JSON_ARRAY;
        if (text && (summary || !names_summary(name)))
            return true;
    }
    return false;
}

/* The length of a word of names of texts, or of what stands between two, at the start of a name; 0: another one. */
static size_t name_word(struct str name)
{
    static const char *const words[] = {"article", "body", "cleaned",    "clean", "complete", "contents",    "content",
                                        "entire",  "full", "html",       "long",  "main",     "description", "news",
                                        "plain",   "post", "press",      "raw",   "release",  "report",      "story",
                                        "tale",    "text", "transcript", NULL};
    if (name.ptr[0] == '_' || name.ptr[0] == '-' || name.ptr[0] == ' ')
        return 1;
    for (const char *const *word = words; *word; word++) {
        size_t len = strlen(*word);
        if (len <= name.len && strncasecmp(name.ptr, *word, len) == 0)
            return len;
    }
    return 0;
}

/* Whether a name is made of nothing but such words: "full_story", "articleText". */
static bool names_text(struct str name)
{
    size_t len = 0;
    while (name.len && (len = name_word(name)))
        name = str_skip(name, len);
    return len > 1;
}

/* A page or data. */
static bool is_data(struct str value)
{
    value = str_trim(value);
    return value.len == 0 || value.ptr[0] == '{' || value.ptr[0] == '[' || str_begins_with(value, str_of("<!")) ||
           str_begins_with(value, str_of("<html"));
}

/* A text with spaces as prose has them, or of a script without. */
static bool is_prose(struct str text)
{
    enum { LOOKED_AT_BYTES = 4096, WORD = 20 };
    size_t len = text.len < LOOKED_AT_BYTES ? text.len : LOOKED_AT_BYTES, between = 0;
    text = str_trim((struct str){text.ptr, len});
    for (size_t i = 0; i < text.len; i++)
        between += text.ptr[i] == ' ' || (unsigned char)text.ptr[i] >= 0x80;
    return between >= text.len / WORD;
}

/* The longest text under a name that is not known; absent when none is worth more than a summary. */
static struct json_value find_longer(struct json_article *j, size_t summary_len)
{
    struct json_value longest = {.type = JSON_ABSENT}, value;
    struct str name, text;
    size_t at = 0, len = summary_len * 2 < LONGER_MIN ? LONGER_MIN : summary_len * 2;
    for (int i = 0; i < LOOKED_AT && json_next_member(j->parser, j->record, &at, &name, &value); i++) {
        if (value.type != JSON_STRING || value.text.len < len || !names_text(name) || is_data(value.text) ||
            names_known(j->reader->map, name))
            continue;
        if (!values_body(&j->values, value.text, &text) || text.len < len || !is_prose(text))
            continue;
        longest = value;
        len = text.len;
    }
    return longest;
}

/* Whether a body is a key or an address, under a name that texts have as well. */
static bool is_reference(const struct json_article *j, struct str name, struct str body)
{
    bool may_be = names_equal(name, str_of("document")) || names_equal(name, str_of("html"));
    return may_be && values_is_word(body) && !json_article_is_mapped(j, FIELD_BODY);
}

bool json_body_read(struct json_article *j, struct article *article)
{
    struct str names = field_map_names(j->reader->map, FIELD_BODY), name;
    struct json_value reference = {.type = JSON_ABSENT};
    while (field_map_next_name(&names, &name)) {
        struct json_value value = json_article_member(j, j->record, name);
        if (!json_body_set(j, value, article))
            continue;
        struct str body = article_get(article, FIELD_BODY);
        if (is_reference(j, name, body)) {
            reference = reference.type == JSON_ABSENT ? value : reference;
            continue;
        }
        if (reference.type != JSON_ABSENT && values_is_word(body))
            break;
        j->summary = names_summary(name);
        if (j->summary && !json_article_is_mapped(j, FIELD_BODY) && json_body_set(j, find_longer(j, body.len), article))
            j->summary = false;
        return true;
    }
    return json_body_set(j, reference, article);
}
