#include "indexer/json_names.h"

#include <string.h>

#include "indexer/names.h"

void json_names_reset(struct json_names *n)
{
    n->object.type = JSON_ABSENT;
    n->count = 0;
}

bool json_names_exact(const struct field_map *map, struct str name)
{
    for (int field = 0; field < FIELD_MAP_COUNT; field++) {
        struct str names = field == FIELD_HOST ? (struct str){NULL, 0} : field_map_names(map, field), one;
        while (field_map_next_name(&names, &one))
            if (str_equal(one, name))
                return true;
    }
    return false;
}

static bool is_odd(const struct field_map *map, struct str name)
{
    return name.ptr[0] != '_' && names_known(map, name) && !json_names_exact(map, name);
}

static struct str before_dot(struct str name)
{
    const char *dot = memchr(name.ptr, '.', name.len);
    return (struct str){name.ptr, dot ? (size_t)(dot - name.ptr) : name.len};
}

/* The fields that have the name, or one that goes on behind it with a dot. */
static uint32_t fields_of(const struct field_map *map, struct str name)
{
    uint32_t fields = 0;
    for (int field = 0; field < FIELD_MAP_COUNT; field++) {
        struct str names = field == FIELD_HOST ? (struct str){NULL, 0} : field_map_names(map, field), one;
        while (field_map_next_name(&names, &one)) {
            if (names_equal(before_dot(one), name) || names_equal(one, name))
                fields |= 1u << field;
        }
    }
    return fields;
}

static void note_hash(struct json_names *n, struct str name)
{
    uint32_t hash = names_hash(name) % JSON_NAMES_HASHES;
    n->hashes[hash / 64] |= (uint64_t)1 << hash % 64;
}

/* Notes the names that fields have, and what stands before their dots. */
static void note_hashes(struct json_names *n, const struct field_map *map)
{
    n->hashed = true;
    for (int field = 0; field < FIELD_MAP_COUNT; field++) {
        struct str names = field == FIELD_HOST ? (struct str){NULL, 0} : field_map_names(map, field), one;
        while (field_map_next_name(&names, &one)) {
            note_hash(n, one);
            note_hash(n, before_dot(one));
        }
    }
}

static bool may_be_known(struct json_names *n, const struct field_map *map, struct str name)
{
    if (!n->hashed)
        note_hashes(n, map);
    uint32_t hash = names_hash(name) % JSON_NAMES_HASHES;
    return n->hashes[hash / 64] >> hash % 64 & 1;
}

/* Where a name is remembered, or is to be: in the place of another one at worst. */
static struct json_name *find_seen(struct json_names *n, struct str name)
{
    enum { TRIED = 8 };
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char)name.ptr[i]) * 16777619u;
    hash ^= hash >> 16;
    for (uint32_t i = 0; i < TRIED; i++) {
        struct json_name *seen = &n->seen[(hash + i) % JSON_NAMES_SEEN];
        if (!seen->len || (seen->len == name.len && memcmp(seen->name, name.ptr, name.len) == 0))
            return seen;
    }
    return &n->seen[hash % JSON_NAMES_SEEN];
}

static struct json_name look_up(struct json_names *n, const struct field_map *map, struct str name)
{
    if (!may_be_known(n, map, name))
        return (struct json_name){0};
    if (name.len == 0 || name.len > JSON_NAMES_SEEN_LEN)
        return (struct json_name){.odd = name.len && is_odd(map, name), .fields = fields_of(map, name)};
    struct json_name *seen = find_seen(n, name);
    if (seen->len != name.len || memcmp(seen->name, name.ptr, name.len) != 0) {
        *seen = (struct json_name){.len = (uint8_t)name.len, .odd = is_odd(map, name), .fields = fields_of(map, name)};
        memcpy(seen->name, name.ptr, name.len);
    }
    return *seen;
}

static void look_at(struct json_names *n, const struct field_map *map, const struct json_parser *p,
                    struct json_value object)
{
    struct json_value value;
    struct str name;
    size_t at = 0;
    if (n->object.type != JSON_ABSENT && memcmp(n->object.handle, object.handle, sizeof object.handle) == 0)
        return;
    n->object = object;
    n->fields = 0;
    n->count = 0;
    for (int i = 0; json_next_member(p, object, &at, &name, &value); i++) {
        if (i == JSON_NAMES_MEMBERS_MAX) {
            n->fields = UINT32_MAX;
            return;
        }
        struct json_name known = look_up(n, map, name);
        n->fields |= known.fields;
        if (known.odd && n->count < JSON_NAMES_ODD_MAX) {
            n->odd[n->count].name = name;
            n->odd[n->count++].value = value;
        }
    }
}

bool json_names_may_hold(struct json_names *n, const struct field_map *map, const struct json_parser *p,
                         struct json_value object, int field)
{
    look_at(n, map, p, object);
    return n->fields >> field & 1;
}

struct json_value json_names_member(struct json_names *n, const struct field_map *map, const struct json_parser *p,
                                    struct json_value object, struct str name)
{
    struct json_value value = json_member(p, object, name);
    if (value.type != JSON_ABSENT || object.type != JSON_OBJECT)
        return value;
    look_at(n, map, p, object);
    for (size_t i = 0; i < n->count; i++)
        if (names_equal(n->odd[i].name, name))
            return n->odd[i].value;
    return value;
}
