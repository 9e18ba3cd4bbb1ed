#include "indexer/names.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The next character that counts; NUL at the end. */
static char next_letter(struct str *name)
{
    while (name->len) {
        char c = name->ptr[0];
        *name = (struct str){name->ptr + 1, name->len - 1};
        if (c != ' ' && c != '_' && c != '-' && c)
            return lower(c);
    }
    return '\0';
}

bool names_equal(struct str a, struct str b)
{
    for (;;) {
        char c = next_letter(&a);
        if (c != next_letter(&b))
            return false;
        if (!c)
            return true;
    }
}

uint32_t names_hash(struct str name)
{
    uint32_t hash = 2166136261u;
    for (char c; (c = next_letter(&name));)
        hash = (hash ^ (unsigned char)c) * 16777619u;
    return hash ^ hash >> 16;
}

int names_rank(const struct field_map *map, int field, struct str name)
{
    struct str names = field_map_names(map, field), one;
    for (int rank = 0; field_map_next_name(&names, &one); rank++)
        if (names_equal(one, name))
            return rank;
    return -1;
}

bool names_known(const struct field_map *map, struct str name)
{
    for (int field = 0; field < FIELD_MAP_COUNT; field++)
        if (field != FIELD_HOST && names_rank(map, field, name) >= 0)
            return true;
    return false;
}

bool names_summary(struct str name)
{
    static const char *const summaries[] = {"abstract", "description", "summary", "short_description"};
    for (size_t i = 0; i < sizeof summaries / sizeof summaries[0]; i++)
        if (names_equal(name, str_of(summaries[i])))
            return true;
    return false;
}
