#include "indexer/json_body.h"

#include <string.h>

#include "indexer/names.h"
#include "indexer/word.h"

enum {
    PARTS_DEEP = 4,     /* levels of parts in parts */
    LONGER_MIN = 400,   /* bytes of a text under an unknown name */
    NOTE_NAME_MAX = 64, /* bytes of such a name */
    LOOKED_AT = 256     /* members of a record that are looked at */
};

static struct json_value member(const struct json_article *j, struct json_value object, const char *name)
{
    return json_member(j->parser, object, str_of(name));
}

struct json_value json_body_first(const struct json_article *j, struct json_value object, const char *const *names)
{
    struct json_value value = {.type = JSON_ABSENT};
    for (; *names && value.type != JSON_STRING; names++)
        value = member(j, object, *names);
    return value.type == JSON_STRING ? value : (struct json_value){.type = JSON_ABSENT};
}

struct json_value json_body_text(const struct json_article *j, struct json_value object)
{
    static const char *const names[] = {"processed", "value", "rendered", NULL};
    return json_body_first(j, object, names);
}

/* ---- arrays ---- */

static bool is_run(const struct json_article *j, struct json_value element)
{
    static const char styles[] = "bold|italic|underline|strikethrough|spoiler|link|text_link|hashtag|cashtag|mention|"
                                 "mention_name|bot_command|email|phone|code|pre|plain|custom_emoji|bank_card";
    return element.type == JSON_OBJECT && member(j, element, "text").type == JSON_STRING &&
           word_in_list(member(j, element, "type").text, styles);
}

/* Whether an array is one text in pieces: a string and an object of a style are in it. */
static bool is_runs(const struct json_article *j, struct json_value array)
{
    struct json_value element;
    bool string = false, run = false;
    for (size_t at = 0; !(string && run) && json_next_element(j->parser, array, &at, &element);) {
        string |= element.type == JSON_STRING;
        run |= is_run(j, element);
    }
    return string && run;
}

/* In j->values. */
static bool join_runs(struct json_article *j, struct json_value array, struct str *text)
{
    struct json_value element;
    buf_reset(&j->list);
    for (size_t at = 0; json_next_element(j->parser, array, &at, &element);) {
        if (element.type == JSON_OBJECT)
            element = member(j, element, "text");
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
    if (word_in_list(member(j, element, "type").text, others))
        text->type = JSON_NULL;
    return true;
}

/* The parts that a part without a text holds. */
static struct json_value inner_parts(const struct json_article *j, struct json_value element)
{
    static const char lists[] = "list|quote|element_group";
    if (!word_in_list(member(j, element, "type").text, lists))
        return (struct json_value){.type = JSON_ABSENT};
    struct json_value items = member(j, element, "items");
    return items.type == JSON_ARRAY ? items : member(j, element, "content_elements");
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
        if (parts.type == JSON_ARRAY) {
            open[++depth].array = parts;
            open[depth].at = 0;
        }
    }
    return true;
}

/* ---- a value ---- */

bool json_body_fits(struct json_article *j, struct json_value value)
{
    if (value.type == JSON_ARRAY)
        return is_runs(j, value) || join_array(j, value);
    if (value.type == JSON_OBJECT)
        return json_body_text(j, value).type == JSON_STRING;
    return value.type == JSON_ABSENT || value.type == JSON_NULL || value.type == JSON_STRING;
}

bool json_body_set(struct json_article *j, struct json_value value, struct article *article)
{
    struct str text = {NULL, 0};
    bool usable = false;
    if (value.type == JSON_OBJECT)
        value = json_body_text(j, value);
    if (value.type == JSON_STRING)
        usable = values_body(&j->values, value.text, &text);
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
        bool text =
            value.type == JSON_STRING || value.type == JSON_ARRAY || json_body_text(j, value).type == JSON_STRING;
        if (text && (summary || !names_summary(name)))
            return true;
    }
    return false;
}

static bool is_note(struct str name)
{
    static const char *const notes[] = {"comment", "bio",        "caption", "copyright",
                                        "licen",   "disclaimer", "policy",  NULL};
    char lower[NOTE_NAME_MAX];
    if (name.len > sizeof lower)
        return true;
    for (size_t i = 0; i < name.len; i++)
        lower[i] = (char)(name.ptr[i] >= 'A' && name.ptr[i] <= 'Z' ? name.ptr[i] | 0x20 : name.ptr[i]);
    for (const char *const *note = notes; *note; note++)
        if (memmem(lower, name.len, *note, strlen(*note)))
            return true;
    return false;
}

/* A text with spaces as prose has them, or of a script without; no page, no data. */
static bool is_prose(struct str text)
{
    enum { LOOKED_AT_BYTES = 4096, WORD = 20 };
    size_t len = text.len < LOOKED_AT_BYTES ? text.len : LOOKED_AT_BYTES, between = 0;
    text = str_trim((struct str){text.ptr, len});
    if (text.len == 0 || text.ptr[0] == '{' || text.ptr[0] == '[' || str_begins_with(text, str_of("<!")) ||
        str_begins_with(text, str_of("<html")))
        return false;
    for (size_t i = 0; i < text.len; i++)
        between += text.ptr[i] == ' ' || (unsigned char)text.ptr[i] >= 0x80;
    return between >= text.len / WORD;
}

/* The longest text under a name that is not known; absent when none is worth more than a summary. */
static struct json_value find_longer(struct json_article *j, size_t summary_len)
{
    struct json_value longest = {.type = JSON_ABSENT}, value;
    struct str name;
    size_t at = 0, len = summary_len * 2 < LONGER_MIN ? LONGER_MIN : summary_len * 2;
    for (int i = 0; i < LOOKED_AT && json_next_member(j->parser, j->record, &at, &name, &value); i++) {
        if (value.type != JSON_STRING || value.text.len < len || is_note(name) || !is_prose(value.text) ||
            names_known(j->reader->map, name))
            continue;
        longest = value;
        len = value.text.len;
    }
    return longest;
}

bool json_body_read(struct json_article *j, struct article *article)
{
    struct str names = field_map_names(j->reader->map, FIELD_BODY), name;
    while (field_map_next_name(&names, &name)) {
        if (!json_body_set(j, json_article_member(j, j->record, name), article))
            continue;
        j->summary = names_summary(name);
        if (j->summary && !json_article_is_mapped(j, FIELD_BODY) &&
            json_body_set(j, find_longer(j, article_get(article, FIELD_BODY).len), article))
            j->summary = false;
        return true;
    }
    return false;
}
