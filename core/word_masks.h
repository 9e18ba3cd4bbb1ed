/* Sixty-four bytes of a text at once, as masks: bit i of each says something of byte i. Private to core. */
#ifndef DATELINE_CORE_WORD_MASKS_H
#define DATELINE_CORE_WORD_MASKS_H

#include <stdint.h>
#include <string.h>

enum { WORD_MASK_BYTES = 64 };

struct word_masks {
    uint64_t word;       /* a letter or digit of ASCII */
    uint64_t digit;      /* a digit of ASCII */
    uint64_t wide;       /* part of a character that is not ASCII */
    uint64_t apostrophe; /* ' */
    uint64_t separator;  /* . or , */
};

/* The reference: byte by byte. */
static inline struct word_masks word_masks_scalar(const char *text)
{
    struct word_masks m = {0, 0, 0, 0, 0};
    for (unsigned i = 0; i < WORD_MASK_BYTES; i++) {
        unsigned char c = (unsigned char)text[i], lower = c | 0x20;
        uint64_t digit = c >= '0' && c <= '9', letter = lower >= 'a' && lower <= 'z';
        m.word |= (digit | letter) << i;
        m.digit |= digit << i;
        m.wide |= (uint64_t)(c >> 7) << i;
        m.apostrophe |= (uint64_t)(c == '\'') << i;
        m.separator |= (uint64_t)(c == '.' || c == ',') << i;
    }
    return m;
}

#if defined(__SSE2__)
typedef unsigned char word_masks_bytes __attribute__((vector_size(16)));

/* Which of sixteen bytes are `first` or one of the `count` - 1 after it. */
static inline word_masks_bytes word_masks_among(word_masks_bytes bytes, unsigned char first, unsigned char count)
{
    return (word_masks_bytes)(bytes - first < count);
}

static inline uint64_t word_masks_bits(word_masks_bytes chosen, unsigned at)
{
    typedef char plain_bytes __attribute__((vector_size(16)));
    return (uint64_t)(unsigned)__builtin_ia32_pmovmskb128((plain_bytes)chosen) << at;
}

static inline void word_masks_sixteen(const char *text, unsigned at, struct word_masks *m)
{
    word_masks_bytes bytes;
    memcpy(&bytes, text + at, sizeof bytes);
    word_masks_bytes digits = word_masks_among(bytes, '0', 10), letters = word_masks_among(bytes | 0x20, 'a', 26);
    m->word |= word_masks_bits(digits | letters, at);
    m->digit |= word_masks_bits(digits, at);
    m->wide |= word_masks_bits(bytes, at);
    m->apostrophe |= word_masks_bits((word_masks_bytes)(bytes == '\''), at);
    m->separator |= word_masks_bits((word_masks_bytes)((bytes == '.') | (bytes == ',')), at);
}
#endif

static inline struct word_masks word_masks_of(const char *text)
{
#if defined(__SSE2__)
    struct word_masks m = {0, 0, 0, 0, 0};
    for (unsigned at = 0; at < WORD_MASK_BYTES; at += sizeof(word_masks_bytes))
        word_masks_sixteen(text, at, &m);
    return m;
#else
    return word_masks_scalar(text);
#endif
}

#endif
