#include "server/page_impl.h"

#include <ctype.h>
#include <string.h>

#include "query/present.h"

/* ---- links ---- */

static const struct page_change *find_change(const struct page_change *change, size_t changes, struct str name)
{
    for (size_t i = 0; i < changes; i++)
        if (str_equal(str_of(change[i].name), name))
            return &change[i];
    return NULL;
}

/* Spaces become +, which people read more easily. */
static void append_value(struct str value, struct buf *out)
{
    for (size_t at = 0; at < value.len;) {
        const char *space = memchr(value.ptr + at, ' ', value.len - at);
        size_t end = space ? (size_t)(space - value.ptr) : value.len;
        present_percent((struct str){value.ptr + at, end - at}, out);
        if (space)
            buf_append_byte(out, '+');
        at = end + 1;
    }
}

static void append_parameter(struct str name, struct str value, bool *some, struct buf *out)
{
    if (value.len == 0)
        return;
    buf_append_text(out, *some ? "&amp;" : "?");
    present_percent(name, out);
    buf_append_byte(out, '=');
    append_value(value, out);
    *some = true;
}

bool page_is_view(struct str name)
{
    return str_equal(name, str_of("page")) || str_equal(name, str_of("article"));
}

void page_link(const struct view *v, const struct page_change *change, size_t changes, struct buf *out)
{
    const struct target *target = v->call->target;
    bool some = false;
    buf_append_text(out, "./");
    for (size_t i = 0; i < target->params; i++) {
        struct str name = target->param[i].name;
        if (!find_change(change, changes, name) && !page_is_view(name))
            append_parameter(name, target->param[i].value, &some, out);
    }
    for (size_t i = 0; i < changes; i++)
        append_parameter(str_of(change[i].name), change[i].value, &some, out);
}

void page_anchor(const struct view *v, const char *attributes, struct page_change change, struct str text,
                 struct buf *out)
{
    buf_printf(out, "<a %s href=\"", attributes);
    page_link(v, &change, 1, out);
    buf_append_text(out, "\">");
    present_html(text, out);
    buf_append_text(out, "</a>");
}

struct str page_asked(const struct view *v, const char *name)
{
    const struct target_param *param = target_find(v->call->target, name);
    return param ? param->value : (struct str){0};
}

/* ---- dates ---- */

void page_dates(const struct view *v, struct buf *out)
{
    struct str from = page_asked(v, "from-date"), to = page_asked(v, "to-date");
    if (!from.len && !to.len)
        return;
    buf_append_text(out, from.len ? "" : "until ");
    buf_append_str(out, from.len ? from : to);
    if (!from.len || str_equal(from, to))
        return;
    buf_append_text(out, to.len ? " to " : " or later");
    buf_append_str(out, to);
}

void page_date(const struct date *date, bool time, struct buf *out)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    struct civil c;
    date_to_civil(date->seconds, &c);
    if (date->precision >= DATE_DAY)
        buf_printf(out, "%d ", c.day);
    if (date->precision >= DATE_MONTH)
        buf_printf(out, "%s ", months[c.month - 1]);
    if (date->precision)
        buf_printf(out, "%d", c.year);
    if (time && date->precision == DATE_SECOND)
        buf_printf(out, ", %02d:%02d UTC", c.hour, c.minute);
}

void page_time(const struct date *date, bool time, struct buf *out)
{
    char text[DATE_TEXT_MAX];
    if (!date->precision)
        return;
    buf_printf(out, "<time datetime=\"%s\">", date_format(date, text));
    page_date(date, time, out);
    buf_append_text(out, "</time>");
}

/* ---- the rest ---- */

/* Whether it looks like BCP 47's: de, pt-BR. Sources write other things as well. */
static bool is_language(struct str lang)
{
    size_t letters = 0;
    while (letters < lang.len && isalpha((unsigned char)lang.ptr[letters]))
        letters++;
    for (size_t i = letters; i < lang.len; i++)
        if (!isalnum((unsigned char)lang.ptr[i]) && lang.ptr[i] != '-')
            return false;
    return letters == 2 || letters == 3;
}

void page_language(const struct article *article, struct buf *out)
{
    struct str lang = article_get(article, FIELD_LANG);
    if (is_language(lang)) {
        buf_append_text(out, " lang=\"");
        present_html(lang, out);
        buf_append_text(out, "\"");
    }
    buf_append_text(out, " dir=\"auto\"");
}

const char *page_field_name(enum field field)
{
    static const char *const names[FIELD_COUNT] = {
        [FIELD_BYLINE] = "Byline", [FIELD_PLACE] = "Place",   [FIELD_SECTION] = "Section", [FIELD_SOURCE] = "Source",
        [FIELD_AGENCY] = "Agency", [FIELD_LANG] = "Language", [FIELD_TAG] = "Tag"};
    return names[field] ? names[field] : schema[field].name;
}
