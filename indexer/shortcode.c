#include "indexer/shortcode.h"

#include <stdbool.h>
#include <string.h>

#include "core/ascii.h"

enum { CLOSED_MAX = 64 /* names of a text that are known to be closed */ };

/* A tag in brackets. */
struct tag {
    struct str name, attributes;
    size_t len; /* with both brackets */
    bool closes, empty;
};

/* Names whose content is no text. */
static const char *const hiding[] = {"caption", "wp_caption", "embed", "audio", "video", "playlist", "gallery"};
enum { HIDING_COUNT = sizeof hiding / sizeof hiding[0] };

struct stripping {
    const char *start; /* of the text */
    struct str rest;
    struct buf *out;
    struct str closed[CLOSED_MAX];
    size_t closed_count;
};

/* ---- tags ---- */

static bool in_name(char c)
{
    return ascii_is_letter(c) || ascii_is_digit(c) || c == '_' || c == '-';
}

/* Reads the tag that a text begins with; its bytes end before another bracket opens, so that no byte is looked at
 * often.
 */
static bool read_tag(struct str text, struct tag *tag)
{
    size_t at = 1, name;
    *tag = (struct tag){.closes = text.len > 1 && text.ptr[1] == '/'};
    name = at += tag->closes;
    if (at == text.len || !ascii_is_letter(text.ptr[at]))
        return false;
    while (at < text.len && in_name(text.ptr[at]))
        at++;
    tag->name = (struct str){text.ptr + name, at - name};
    size_t end = at;
    while (end < text.len && text.ptr[end] != ']' && text.ptr[end] != '[')
        end++;
    if (end == text.len || text.ptr[end] == '[' || !(ascii_is_space(text.ptr[at]) || strchr("]/=", text.ptr[at])))
        return false;
    tag->empty = end > at && text.ptr[end - 1] == '/';
    tag->attributes = (struct str){text.ptr + at, end - at};
    tag->len = end + 1;
    return !tag->closes || !str_trim(tag->attributes).len;
}

/* ` ids="1"`: a name behind white space, with a value that follows at once; in quotes, or first of all. */
static bool has_attribute(struct str text)
{
    size_t start = 0;
    bool first = true;
    for (size_t at = 0; at + 1 < text.len; at++) {
        char next = text.ptr[at + 1];
        if (text.ptr[at] == '=' && at > start && start > 0 &&
            (first ? !ascii_is_space(next) : strchr("\"'", next) != NULL))
            return true;
        if (in_name(text.ptr[at]))
            continue;
        first &= at == 0 || start == at; /* white space only */
        start = ascii_is_space(text.ptr[at]) ? at + 1 : text.len;
    }
    return false;
}

static int hiding_number(struct str name)
{
    for (int i = 0; i < HIDING_COUNT; i++)
        if (str_equal(name, str_of(hiding[i])))
            return i;
    return -1;
}

static bool is_closed(const struct stripping *s, struct str name)
{
    for (size_t i = 0; i < s->closed_count; i++)
        if (str_equal(s->closed[i], name))
            return true;
    return false;
}

/* Whether the tag that the rest begins with has a line or an element for itself, or others with it. */
static bool stands_alone(const struct stripping *s, const struct tag *tag)
{
    const char *before = s->rest.ptr, *behind = s->rest.ptr + tag->len, *end = s->rest.ptr + s->rest.len;
    while (before > s->start && (before[-1] == ' ' || before[-1] == '\t'))
        before--;
    while (behind < end && (*behind == ' ' || *behind == '\t'))
        behind++;
    return (before == s->start || strchr("\n>]", before[-1])) && (behind == end || strchr("\r\n<[", *behind));
}

static bool is_shortcode(const struct stripping *s, const struct tag *tag)
{
    bool marked = tag->empty || memchr(tag->name.ptr, '_', tag->name.len);
    return tag->closes || hiding_number(tag->name) >= 0 || has_attribute(tag->attributes) || is_closed(s, tag->name) ||
           (marked && stands_alone(s, tag));
}

/* ---- the text ---- */

static void find_closed(struct stripping *s)
{
    struct str text = s->rest;
    struct tag tag;
    for (const char *at; s->closed_count < CLOSED_MAX && text.len && (at = memmem(text.ptr, text.len, "[/", 2));) {
        text = (struct str){at, text.len - (size_t)(at - text.ptr)};
        if (read_tag(text, &tag) && !is_closed(s, tag.name))
            s->closed[s->closed_count++] = tag.name;
        text = str_skip(text, 2);
    }
}

/* Passes over what a tag hides, up to its end. Where that does not come, or the same opens again before it, only the
 * tag goes. */
static void pass_content(struct stripping *s, const struct tag *tag)
{
    int number = hiding_number(tag->name);
    struct tag next;
    if (number < 0 || tag->closes || tag->empty)
        return;
    for (struct str rest = s->rest; rest.len; rest = str_skip(rest, 1)) {
        const char *at = memchr(rest.ptr, '[', rest.len);
        if (!at)
            return;
        rest = str_skip(rest, (size_t)(at - rest.ptr));
        if (!read_tag(rest, &next) || hiding_number(next.name) != number)
            continue;
        if (next.closes)
            s->rest = str_skip(rest, next.len);
        return;
    }
}

/* What the rest begins with is a bracket. */
static void take_bracket(struct stripping *s)
{
    struct tag tag;
    size_t twice = s->rest.len > 1 && s->rest.ptr[1] == '[';
    if (!twice && read_tag(s->rest, &tag) && is_shortcode(s, &tag)) {
        s->rest = str_skip(s->rest, tag.len);
        pass_content(s, &tag);
        return;
    }
    buf_append(s->out, s->rest.ptr, 1 + twice);
    s->rest = str_skip(s->rest, 1 + twice);
}

void shortcode_strip(struct str text, struct buf *out)
{
    struct stripping s = {.start = text.ptr, .rest = text, .out = out};
    find_closed(&s);
    while (s.rest.len) {
        const char *at = memchr(s.rest.ptr, '[', s.rest.len);
        size_t len = at ? (size_t)(at - s.rest.ptr) : s.rest.len;
        buf_append(out, s.rest.ptr, len);
        s.rest = str_skip(s.rest, len);
        if (s.rest.len)
            take_bracket(&s);
    }
}
