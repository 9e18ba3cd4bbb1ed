/* The map of names: for each field the list of names that it may have in the source. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "indexer/reader_impl.h"

struct field_map {
    struct buf text; /* what the names borrow from */
    struct str names[FIELD_MAP_COUNT];
};

static struct str default_names(int field)
{
    return str_of(field == FIELD_MAP_DATE ? schema_date_aliases : schema[field].aliases);
}

struct str field_map_names(const struct field_map *m, int field)
{
    return m && m->names[field].ptr ? m->names[field] : default_names(field);
}

/* Takes what stands before the separator off the front of the list. */
static struct str take_until(struct str *list, char separator)
{
    const char *end = memchr(list->ptr, separator, list->len);
    struct str first = {list->ptr, end ? (size_t)(end - list->ptr) : list->len};
    size_t taken = end ? first.len + 1 : first.len;
    *list = (struct str){list->ptr + taken, list->len - taken};
    return first;
}

bool field_map_next_name(struct str *names, struct str *name)
{
    while (names->len) {
        *name = str_trim(take_until(names, '|'));
        if (name->len)
            return true;
    }
    return false;
}

static int find_ours(struct str name)
{
    if (name.len == 4 && strncasecmp(name.ptr, "date", 4) == 0)
        return FIELD_MAP_DATE;
    enum field field = schema_find(name);
    return field == FIELD_HOST || field == FIELD_COUNT ? -1 : (int)field;
}

static enum status wrong_entry(struct str entry, const char *why, struct err *err)
{
    int shown = entry.len < 80 ? (int)entry.len : 80;
    return err_set(err, S_USAGE, "--map: \"%.*s\" %s", shown, entry.ptr, why);
}

static enum status add_entry(struct field_map *m, struct str entry, struct err *err)
{
    if (!entry.len || !memchr(entry.ptr, '=', entry.len))
        return wrong_entry(entry, "is not of the form headline=title", err);
    struct str theirs = entry, name;
    struct str ours = str_trim(take_until(&theirs, '='));
    int field = find_ours(ours);
    if (field < 0)
        return wrong_entry(entry, "names no field that can be read; give date or a field such as headline, body", err);
    struct str rest = theirs;
    if (!field_map_next_name(&rest, &name))
        return wrong_entry(entry, "names nothing in the source behind the =", err);
    if (m->names[field].ptr)
        return wrong_entry(entry, "gives a field for the second time; write headline=title|name for alternatives", err);
    m->names[field] = theirs;
    return S_OK;
}

enum status field_map_new(const char *text, struct field_map **out, struct err *err)
{
    struct field_map *m = *out = calloc(1, sizeof *m);
    if (!m)
        return err_no_memory(err);
    buf_append_text(&m->text, text ? text : "");
    enum status s = buf_status(&m->text, err);
    struct str rest = str_trim(buf_str(&m->text));
    while (!s && rest.len)
        s = add_entry(m, str_trim(take_until(&rest, ',')), err);
    if (s) {
        field_map_free(m);
        *out = NULL;
    }
    return s;
}

void field_map_free(struct field_map *m)
{
    if (!m)
        return;
    buf_release(&m->text);
    free(m);
}
