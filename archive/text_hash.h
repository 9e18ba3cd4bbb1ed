/* Whether two articles say the same, as a number: wire copies have one. Inner header of archive/.
 *
 * The text is the body, or of an article without one the headline: each word as the index knows it (folded, stemmed) as
 * the low 32 bits of its XXH3-64, little-endian, one behind the other, and of these the low half of XXH3-128. So case,
 * accents, punctuation and white space make no difference. Of a million different texts two have the same number with a
 * chance of 1 in 37 million. */
#ifndef DATELINE_ARCHIVE_TEXT_HASH_H
#define DATELINE_ARCHIVE_TEXT_HASH_H

#include <endian.h>
#include <xxhash.h>

#include "core/buf.h"

/* The words of an article, as they come. */
struct text_words {
    struct u32_array hash;
    size_t body; /* the first so many are of the headline */
};

static inline void text_words_begin(struct text_words *t)
{
    t->hash.count = t->body = 0;
}

static inline void text_words_begin_body(struct text_words *t)
{
    t->body = t->hash.count;
}

/* Takes the XXH3-64 of a word; false when memory has run out. */
static inline bool text_words_add(struct text_words *t, uint32_t hash)
{
    return u32_array_append(&t->hash, htole32(hash));
}

/* Never 0, but for an article without words: such are not the same. */
static inline uint64_t text_words_hash(const struct text_words *t)
{
    size_t from = t->body < t->hash.count ? t->body : 0;
    if (t->hash.count == 0)
        return 0;
    uint64_t hash = XXH3_128bits(t->hash.data + from, (t->hash.count - from) * sizeof *t->hash.data).low64;
    return hash ? hash : 1;
}

#endif
