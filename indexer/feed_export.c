#include "indexer/feed_export.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"

void feed_export_release(struct feed_export *e)
{
    buf_release(&e->authors);
    e->wordpress = false;
    *e->why = '\0';
}

static void refuse(struct feed_export *e, const char *what, struct str value)
{
    enum { SHOWN_MAX = 40 };
    int len = (int)utf8_cut(value.ptr, value.len, SHOWN_MAX);
    if (!*e->why)
        snprintf(e->why, sizeof e->why, len ? "%s \"%.*s\"" : "%s", what, len, value.ptr);
}

/* Names that end in '*' are starts. */
static bool is_one_of(struct str value, const char *names)
{
    struct str list = str_of(names), name;
    while (field_map_next_name(&list, &name)) {
        bool start = name.ptr[name.len - 1] == '*';
        if (start ? str_begins_with(value, (struct str){name.ptr, name.len - 1}) : str_equal(value, name))
            return true;
    }
    return false;
}

/* ---- authors ---- */

/* The login stands before the name. */
static void read_author(struct feed_export *e, struct xml_record *r)
{
    unsigned depth = xml_in_depth(r->x);
    size_t start = e->authors.len;
    struct str line;
    bool login = false, named = false;
    while (xml_record_open(r, depth)) {
        bool wanted = xml_record_is(r, login ? "author_display_name" : "author_login");
        if (named || !wanted || !xml_record_line(r, &line))
            continue;
        buf_append_text(&e->authors, login ? "\t" : "\n");
        buf_append_str(&e->authors, line);
        named = login;
        login = true;
    }
    if (!named || e->authors.len > EXPORT_AUTHORS_MAX)
        buf_truncate(&e->authors, start);
}

struct str feed_export_author(const struct feed_export *e, struct str login)
{
    enum { LOGIN_MAX = 128 };
    char key[LOGIN_MAX + 2];
    if (login.len == 0 || login.len > LOGIN_MAX || e->authors.len == 0)
        return login;
    size_t len = (size_t)snprintf(key, sizeof key, "\n%.*s", (int)login.len, login.ptr);
    key[len++] = '\t';
    const char *end = e->authors.data + e->authors.len, *at = memmem(e->authors.data, e->authors.len, key, len);
    if (!at)
        return login;
    const char *name = at + len, *behind = memchr(name, '\n', (size_t)(end - name));
    return (struct str){name, (size_t)((behind ? behind : end) - name)};
}

void feed_export_read_head(struct feed_export *e, struct xml_record *r)
{
    e->wordpress = true;
    if (xml_record_is(r, "author"))
        read_author(e, r);
    else
        xml_record_skip(r);
}

/* ---- items ---- */

/* Types of WordPress itself, of shops, forms and builders of pages. Sites name those of their articles as they like. */
static const char no_articles[] =
    "page|attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request|wp_*|acf|acf-*|"
    "shop_*|product|product_variation|scheduled-action|wpcf7_contact_form|feedback|elementor_*|et_pb_*|"
    "vc_*|fl-builder-template|popup|tablepress_table|amp_validated_url";

static void read_control(struct feed_export *e, struct xml_record *r)
{
    unsigned depth = xml_in_depth(r->x);
    struct str line;
    while (xml_record_open(r, depth))
        if (xml_record_is(r, "draft") && xml_record_line(r, &line) && str_equal(line, str_of("yes")))
            refuse(e, "an entry that is a draft", (struct str){NULL, 0});
}

void feed_export_read(struct feed_export *e, struct xml_record *r, enum feed_space space)
{
    static const struct {
        const char *name;
        enum feed_space space;
        bool wanted; /* the values, or any but them */
        const char *values, *why;
    } elements[] = {
        {"post_type", SPACE_WORDPRESS, false, no_articles, "an item that is no post, but of the type"},
        {"status", SPACE_WORDPRESS, true, "publish", "an item that is not published: its status is"},
        {"type", SPACE_BLOGGER, true, "POST", "an entry that is no post, but of the type"},
        {"status", SPACE_BLOGGER, true, "LIVE", "an entry that is not published: its status is"},
    };
    struct str line;
    if (space == SPACE_APP && xml_record_is(r, "control")) {
        read_control(e, r);
        return;
    }
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (elements[i].space != space || !xml_record_is(r, elements[i].name))
            continue;
        if (xml_record_line(r, &line) && is_one_of(line, elements[i].values) != elements[i].wanted)
            refuse(e, elements[i].why, line);
        return;
    }
    xml_record_skip(r);
}

static bool ends_with(struct str text, const char *end)
{
    size_t len = strlen(end);
    return text.len >= len && memcmp(text.ptr + text.len - len, end, len) == 0;
}

static void read_kind(struct feed_export *e, struct xml_record *r)
{
    struct str term = xml_in_attribute(r->x, "term");
    const char *mark = term.len ? memchr(term.ptr, '#', term.len) : NULL;
    struct str kind = mark ? str_skip(term, (size_t)(mark - term.ptr) + 1) : term;
    if (!str_equal(kind, str_of("post")))
        refuse(e, "an entry that is no post, but of the kind", kind);
    xml_record_skip(r);
}

bool feed_export_read_category(struct feed_export *e, struct xml_record *r)
{
    struct str domain = xml_in_attribute(r->x, "domain"), line;
    if (ends_with(xml_in_attribute(r->x, "scheme"), "/g/2005#kind")) {
        read_kind(e, r);
    } else if (e->wordpress && is_one_of(domain, "post_format|nav_menu|author|language|post_translations")) {
        xml_record_skip(r);
    } else if (e->wordpress && str_equal(domain, str_of("category"))) {
        bool none = str_equal(xml_in_attribute(r->x, "nicename"), str_of("uncategorized"));
        bool section = article_get(r->article, FIELD_SECTION).len > 0;
        if (xml_record_line(r, &line) && !none)
            xml_record_set(r, section ? FIELD_TAG : FIELD_SECTION, line);
    } else {
        return false;
    }
    return true;
}
