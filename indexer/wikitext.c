#include "indexer/wikitext.h"

#include <string.h>
#include <strings.h>

#include "core/utf8.h"
#include "indexer/wikitext_impl.h"

enum { PREFIX_MAX = 60 /* bytes of the name of a namespace or a wiki */ };

static struct str part(const struct wikitext *w, size_t start, size_t end)
{
    return (struct str){w->clean.data + start, end > start ? end - start : 0};
}

static bool same_name(struct str name, struct str listed)
{
    if (name.len != listed.len)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i] == '_' ? ' ' : name.ptr[i];
        if (c != listed.ptr[i] && strncasecmp(&c, listed.ptr + i, 1) != 0)
            return false;
    }
    return true;
}

bool wikitext_listed(struct str name, struct str list)
{
    while (list.len) {
        const char *bar = memchr(list.ptr, '|', list.len);
        size_t len = bar ? (size_t)(bar - list.ptr) : list.len;
        if (name.len && same_name(name, (struct str){list.ptr, len}))
            return true;
        len += bar != NULL;
        list = (struct str){list.ptr + len, list.len - len};
    }
    return false;
}

bool wikitext_is_redirect(struct str source)
{
    static const char word[] = "#redirect";
    struct str text = str_trim(source);
    if (text.len < sizeof word - 1 || strncasecmp(text.ptr, word, sizeof word - 1) != 0)
        return false;
    text = str_trim((struct str){text.ptr + sizeof word - 1, text.len - (sizeof word - 1)});
    if (text.len && text.ptr[0] == ':')
        text = str_trim((struct str){text.ptr + 1, text.len - 1});
    return str_begins_with(text, str_of("[["));
}

/* ---- links ---- */

/* What stands before the first colon: "Category", "w". */
static struct str link_prefix(struct str target)
{
    size_t max = target.len < PREFIX_MAX ? target.len : PREFIX_MAX;
    const char *colon = max ? memchr(target.ptr, ':', max) : NULL;
    return colon ? (struct str){target.ptr, (size_t)(colon - target.ptr)} : (struct str){NULL, 0};
}

/* "de", "zh-yue": the same article in another language. */
static bool is_language(struct str prefix)
{
    size_t letters = 0;
    while (letters < prefix.len && prefix.ptr[letters] >= 'a' && prefix.ptr[letters] <= 'z')
        letters++;
    bool code = (letters == 2 || letters == 3) && (letters == prefix.len || prefix.ptr[letters] == '-');
    return (code && !wikitext_listed(prefix, str_of("mw|rfc"))) || wikitext_listed(prefix, str_of("simple"));
}

static void tell_category(struct wikitext *w, struct str name)
{
    struct date date;
    name = str_trim(name);
    if (w->plain || name.len == 0 || name.len > WIKITEXT_VALUE_MAX || memchr(name.ptr, '\n', name.len))
        return;
    if (date_parse(name, &date)) {
        if (!w->category_date.precision && date.precision >= DATE_DAY)
            w->category_date = date;
        return;
    }
    if (w->tag_count >= WIKITEXT_TAGS_MAX || wikitext_listed(name, str_of("Published|Archived")))
        return;
    w->tag_count++;
    bool space, after_space = true;
    for (size_t i = 0; i < name.len; i++, after_space = space) {
        space = name.ptr[i] == '_' || name.ptr[i] == ' ' || name.ptr[i] == '\t';
        if (!space || !after_space)
            buf_append_byte(&w->tags, space ? ' ' : name.ptr[i]);
    }
    buf_append_byte(&w->tags, '\n');
}

/* Where to go on behind what is gone without a trace: a line that held nothing else goes as a whole. */
static size_t behind_gone(const struct wikitext *w, size_t at)
{
    bool fresh = w->flat.len == 0 || w->flat.data[w->flat.len - 1] == '\n';
    return at + (fresh && at < w->clean.len && w->clean.data[at] == '\n');
}

/* Files and categories go, with all that is in them. */
static bool link_goes(struct wikitext *w, struct str target, bool whole, bool labelled)
{
    struct str prefix = link_prefix(target), name = str_trim(prefix);
    if (wikitext_listed(name, str_of("Category")) || wikitext_listed(name, w->names.category)) {
        if (whole)
            tell_category(w, (struct str){prefix.ptr + prefix.len + 1, target.len - prefix.len - 1});
        return true;
    }
    return wikitext_listed(name, str_of("File|Image")) || wikitext_listed(name, w->names.file) ||
           (!labelled && is_language(name));
}

static uint32_t take_link(struct wikitext *w, uint32_t i, size_t *at)
{
    struct mark *marks = wikitext_marks(w), *link = &marks[i];
    bool whole = link->next == i + 1, labelled = link->next != link->close;
    struct str target = part(w, link->end, marks[i + 1].at);
    if (link_goes(w, target, whole, labelled)) {
        *at = behind_gone(w, marks[link->close].end);
        return link->close + 1;
    }
    struct str label = part(w, marks[link->next].end, marks[link->close].at);
    if (labelled && str_trim(label).len) {
        *at = marks[link->next].end;
        return link->next + 1;
    }
    size_t skipped = labelled ? link_prefix(target).len : 0;
    skipped += skipped < target.len && target.ptr[skipped] == ':';
    if (labelled)
        marks[link->next].kind = MARK_GONE;
    *at = link->end + skipped;
    return i + 1;
}

/* ---- marks -> flat text ---- */

static void append_verbatim(struct wikitext *w, const struct mark *m)
{
    bool block = w->clean.data[m->at + 1] == 'p' || w->clean.data[m->at + 1] == 'P';
    struct str text = part(w, m->next, m->close);
    if (block)
        buf_append_text(&w->flat, "\n\n");
    while (text.len) {
        const char *newline = memchr(text.ptr, '\n', text.len);
        size_t len = newline ? (size_t)(newline - text.ptr) : text.len;
        buf_append_byte(&w->flat, VERBATIM_BEGIN);
        buf_append(&w->flat, text.ptr, len);
        buf_append_text(&w->flat, newline ? "\2\n" : "\2");
        len += newline != NULL;
        text = (struct str){text.ptr + len, text.len - len};
    }
    if (block)
        buf_append_text(&w->flat, "\n\n");
}

/* Behind a stop, in the text and among the marks. */
static uint32_t take_stop(struct wikitext *w, const struct mark *stop, size_t *at)
{
    if (stop->kind == MARK_STOP_BLOCK)
        buf_append_text(&w->flat, "\n\n");
    *at = wikitext_marks(w)[stop->close].end;
    return stop->close + 1;
}

/* Takes mark i, moves *at behind it and returns the mark that comes next. */
static uint32_t take_mark(struct wikitext *w, uint32_t i, size_t *at)
{
    const struct mark *m = wikitext_marks(w) + i;
    *at = m->end;
    switch ((enum mark_kind)m->kind) {
    case MARK_TEMPLATE:
        return m->close ? wikitext_template(w, i, at) : i + 1;
    case MARK_LINK:
        return m->close ? take_link(w, i, at) : i + 1;
    case MARK_STOP:
    case MARK_STOP_BLOCK:
        return take_stop(w, m, at);
    case MARK_BAR:
    case MARK_SPACE:
        buf_append_byte(&w->flat, m->kind == MARK_BAR ? '|' : ' ');
        break;
    case MARK_COMMENT:
        *at = behind_gone(w, m->end);
        break;
    case MARK_VERBATIM:
        append_verbatim(w, m);
        break;
    case MARK_GONE:
    case MARK_END:
        break;
    }
    return i + 1;
}

static void flatten(struct wikitext *w)
{
    uint32_t count = wikitext_mark_count(w);
    size_t at = 0;
    buf_reset(&w->flat);
    for (uint32_t i = 1; i < count;) {
        size_t mark_at = wikitext_marks(w)[i].at;
        if (mark_at > at)
            buf_append(&w->flat, w->clean.data + at, mark_at - at);
        i = take_mark(w, i, &at);
    }
    if (at < w->clean.len)
        buf_append(&w->flat, w->clean.data + at, w->clean.len - at);
}

/* ---- a page ---- */

static enum status convert(struct wikitext *w, struct str source, struct buf *out, struct err *err)
{
    enum status s;
    buf_reset(&w->clean);
    utf8_repair(source.ptr ? source.ptr : "", source.len, &w->clean);
    wikitext_mark(w);
    if ((s = buf_status(&w->clean, err)) || (s = buf_status(&w->marks, err)) || (s = buf_status(&w->frames, err)))
        return s;
    flatten(w);
    if ((s = buf_status(&w->flat, err)) || (s = buf_status(&w->tags, err)))
        return s;
    wikitext_lines(buf_str(&w->flat), out);
    return buf_status(out, err);
}

/* Converts the values of templates, which may hold links and templates of their own. */
static enum status convert_values(struct wikitext *w, struct err *err)
{
    char date[WIKITEXT_VALUE_MAX], place[WIKITEXT_VALUE_MAX];
    struct str date_value = w->date_value, place_value = w->place_value;
    enum status s = S_OK;
    if (date_value.len)
        memcpy(date, date_value.ptr, date_value.len);
    if (place_value.len)
        memcpy(place, place_value.ptr, place_value.len);
    w->plain = true;
    if (date_value.len && !(s = convert(w, (struct str){date, date_value.len}, &w->place, err)))
        date_parse(buf_str(&w->place), &w->published);
    buf_reset(&w->place);
    if (!s && place_value.len)
        s = convert(w, (struct str){place, place_value.len}, &w->place, err);
    w->plain = false;
    if (!w->published.precision)
        w->published = w->category_date;
    return s;
}

enum status wikitext_read(struct wikitext *w, struct str source, const struct wikitext_names *names, struct err *err)
{
    buf_reset(&w->text);
    buf_reset(&w->tags);
    buf_reset(&w->place);
    w->names = names ? *names : (struct wikitext_names){0};
    w->published = w->category_date = (struct date){0};
    w->date_value = w->place_value = (struct str){0};
    w->tag_count = 0;
    source.len = utf8_cut(source.ptr, source.len, WIKITEXT_BYTES_MAX);
    enum status s = convert(w, source, &w->text, err);
    return s ? s : convert_values(w, err);
}

void wikitext_release(struct wikitext *w)
{
    buf_release(&w->text);
    buf_release(&w->tags);
    buf_release(&w->place);
    buf_release(&w->clean);
    buf_release(&w->flat);
    buf_release(&w->marks);
    buf_release(&w->frames);
}
