/* Front matter: what stands about an article before its Markdown, as the generators of sites have it. Inner header of
 * indexer/.
 *
 * Between two lines "---" (the second may be "..."), a subset of YAML 1.2: top-level keys, plain, 'single' and "double"
 * quoted scalars (of the escapes those of JSON), plain ones over several lines, lists as [a, b] and as "- a" items,
 * block scalars | and >, comments. A mapping under a key gives keys such as "author.name", one level deep; an item that
 * is a mapping gives its name. Where the first line is blank, or there are lines but no key, the text begins with a
 * rule and has no front matter. Anchors, tags, deeper structures are passed over. Between two lines "+++", a subset of
 * TOML 1.0: key = value with strings of any kind, numbers, dates, arrays; keys in tables count by their own name. Or an
 * object of JSON with lines of text behind it, keys in objects as in YAML. */
#ifndef DATELINE_INDEXER_FRONT_MATTER_H
#define DATELINE_INDEXER_FRONT_MATTER_H

#include <stdbool.h>

#include "core/buf.h"

enum {
    FRONT_KEYS_MAX = 256,        /* keys that are kept */
    FRONT_BYTES_MAX = 256 << 10, /* a longer beginning is none */
    FRONT_SEPARATOR = '\x1f'     /* between the values of a list */
};

struct front_matter {
    struct buf text; /* keys and values */
    size_t count;
    struct {
        size_t key, key_len, value, value_len; /* in text */
        bool list;                             /* written as one */
    } entry[FRONT_KEYS_MAX];
};

void front_matter_release(struct front_matter *f);
/* Reads the front matter that a text of clean UTF-8 begins with and returns its bytes; 0 when there is none. Failure is
 * sticky in f->text. */
size_t front_matter_read(struct front_matter *f, struct str text);
struct str front_matter_key(const struct front_matter *f, size_t i);
/* Values of a list stand between separators, none of which is empty. */
struct str front_matter_value(const struct front_matter *f, size_t i);

/* For those who read it. Begins an entry, whose value is what is appended to f->text until it is ended; false when
 * there is no room, or no key. One whose value is empty is none. */
bool front_matter_begin(struct front_matter *f, struct str prefix, struct str key, bool list);
void front_matter_end(struct front_matter *f);

#endif
