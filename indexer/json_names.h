/* Members of an object by names that are written in another way than a field's own: "Post date" for post_date, as
 * indexer/names.h compares them, but "_source" is not source. Inner header of indexer/.
 *
 * Only members that no field goes by exactly are compared, the first MEMBERS_MAX of an object. Records of one file have
 * the same names, so what a name came to is remembered; of others, a hash tells most that no field has. The map is the
 * same each time. */
#ifndef DATELINE_INDEXER_JSON_NAMES_H
#define DATELINE_INDEXER_JSON_NAMES_H

#include "indexer/reader_impl.h"
#include "shim/json_in.h"

enum {
    JSON_NAMES_MEMBERS_MAX = 256, /* of an object that are looked at */
    JSON_NAMES_ODD_MAX = 32,      /* of them that may be a field's */
    JSON_NAMES_SEEN = 128,        /* names that are remembered */
    JSON_NAMES_SEEN_LEN = 30,     /* bytes of such a name */
    JSON_NAMES_HASHES = 4096      /* hashes of names that a field has, a bit each */
};

/* What a name came to. */
struct json_name {
    char name[JSON_NAMES_SEEN_LEN];
    uint8_t len;
    bool odd;        /* a field's, but for its writing */
    uint32_t fields; /* whose it is, or whose names go on behind it: a bit each, the date's is FIELD_MAP_DATE */
};

struct json_names {
    struct json_value object; /* whose members are below; JSON_ABSENT: of none */
    uint32_t fields;          /* of all its members */
    size_t count;
    struct {
        struct str name;
        struct json_value value;
    } odd[JSON_NAMES_ODD_MAX];
    struct json_name seen[JSON_NAMES_SEEN];
    bool hashed; /* the names of the map */
    uint64_t hashes[JSON_NAMES_HASHES / 64];
};

/* Forgets the object, whose parser parses another text. */
void json_names_reset(struct json_names *n);
/* The member of an object by path (json_member), else by a name that is equal but for its writing. */
struct json_value json_names_member(struct json_names *n, const struct field_map *map, const struct json_parser *p,
                                    struct json_value object, struct str name);
/* Whether a member of an object may be that field, or the date, or hold it: else no name of it need be looked up. */
bool json_names_may_hold(struct json_names *n, const struct field_map *map, const struct json_parser *p,
                         struct json_value object, int field);
/* Whether a field goes by exactly that name. */
bool json_names_exact(const struct field_map *map, struct str name);

#endif
