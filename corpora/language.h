/* The language of generate-news: random numbers, and words that are as frequent and as many as in English news.
 *
 * A header with code in it, for generate.c alone, so that the law of the words and the shape of the articles can each
 * be read in one go.
 *
 * Words. Every word has a rank r, from 1 on, and is drawn on its own with a weight of two regimes:
 *
 *     r <= B:  1 / (r + 0.5)        Zipf's law with Mandelbrot's shift, which gives "the" 6.9 %
 *     r >  B:  B / (r * (r - 1))    a tail of exponent 2 and, in sum, of weight 1
 *
 * Two regimes of exponents 1 and 2 are what R. Ferrer i Cancho and R. V. Sole, "Two regimes in the frequency of words
 * and the origins of complex lexicons", Journal of Quantitative Linguistics 8 (2001), measured in the British National
 * Corpus, with the break at about 6,000. A tail of exponent 2 makes the number of distinct words among n grow as the
 * root of n: M = sqrt(pi * B / H) * n^0.5 with H = 9.7, the sum of all weights: 44 n^0.5. Heaps' law for Reuters-RCV1
 * is M = 44 n^0.49 (Manning, Raghavan and Schuetze, "Introduction to Information Retrieval", section 5.1.1).
 *
 * The first ranks are function words of English, the others are spelled from syllables: one or two for the frequent
 * ones, more in the tail. The language is the same for every seed. On top of it an article has a few words of its own
 * that return (burstiness), persons, and set phrases, which are shared by all articles and as uneven in use as words.
 */
#ifndef DATELINE_CORPORA_LANGUAGE_H
#define DATELINE_CORPORA_LANGUAGE_H

#include <assert.h>
#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/buf.h"

/* --- Random numbers: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) --- */

struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* The stream of its own that belongs to (seed, number). */
static inline struct rng rng_of(uint64_t seed, uint64_t number)
{
    struct rng rng = {seed};
    rng.state = rng_next(&rng) ^ number;
    rng.state = rng_next(&rng);
    return rng;
}

/* 0 <= result < limit, by the high half of a product; limit at least 1. */
static inline uint32_t rng_below(struct rng *rng, uint32_t limit)
{
    return (uint32_t)(((rng_next(rng) >> 32) * limit) >> 32);
}

static inline bool rng_chance(struct rng *rng, uint32_t per_mille)
{
    return rng_below(rng, 1000) < per_mille;
}

/* An index below `limit`, the first ones more often: the smaller of two. */
static inline uint32_t rng_skewed(struct rng *rng, uint32_t limit)
{
    uint32_t a = rng_below(rng, limit), b = rng_below(rng, limit);
    return a < b ? a : b;
}

/* --- The language --- */

/* Function words, the most frequent first; a word of syllables never starts with a vowel, so "an" is not needed. */
static const char *const function_words[] = {
    "the",     "of",    "to",     "and",   "a",     "in",      "that",    "for",   "is",     "on",     "it",
    "with",    "was",   "as",     "he",    "by",    "at",      "from",    "be",    "his",    "have",   "has",
    "are",     "not",   "but",    "they",  "which", "this",    "who",     "had",   "their",  "its",    "were",
    "been",    "would", "or",     "she",   "her",   "there",   "when",    "about", "after",  "more",   "we",
    "up",      "no",    "out",    "if",    "what",  "so",      "all",     "than",  "other",  "into",   "some",
    "over",    "i",     "could",  "only",  "them",  "you",     "between", "do",    "before", "under",  "against",
    "him",     "most",  "during", "while", "such",  "because", "should",  "our",   "these",  "did",    "any",
    "through", "those", "both",   "being", "down",  "very",    "where",   "off",   "how",    "then",   "own",
    "further", "same",  "does",   "until", "my",    "each",    "me",      "your",  "few",    "us",     "too",
    "why",     "below", "above",  "again", "once",  "here",    "himself", "nor",   "having", "cannot", "themselves",
};

enum {
    FUNCTION_WORDS = sizeof function_words / sizeof *function_words,
    THE = 0, /* ranks here count from 0 */
    A = 4,
    HEAD = 6000, /* B above: ranks that have a weight of their own */
    SHORT_STEMS = 300,
    NAMES = 1 << 19, /* numbers of syllables that no stem has */
    WORD_BYTES = 32  /* six syllables of four bytes, coda and suffix */
};

struct word {
    char text[WORD_BYTES];
    size_t len;
};

/* Walker's alias method over HEAD ranks and, as the last outcome, the whole tail. */
static struct {
    struct word word[HEAD];
    uint32_t threshold[HEAD + 1]; /* in 2^-32: below it the outcome itself, else its alias */
    uint32_t alias[HEAD + 1];
} language;

static inline void word_add(struct word *word, const char *letters)
{
    while (*letters)
        word->text[word->len++] = *letters++;
}

/* A word of open syllables and a final consonant, different for each number below 2^(8 * syllables + 4): a run of
 * consonants is one onset, so the word can be read back. The bits are mixed first, reversibly, so that neighbours in
 * rank do not look alike. */
static inline void spell_syllables(struct word *word, int syllables, uint64_t number)
{
    static const char onset[32][3] = {"b",  "c",  "d",  "f",  "g",  "h",  "j",  "k",  "l",  "m",  "n",
                                      "p",  "r",  "s",  "t",  "v",  "w",  "y",  "z",  "br", "ch", "dr",
                                      "fl", "gl", "gr", "kr", "pl", "pr", "sh", "st", "th", "tr"};
    static const char vowel[8][3] = {"a", "e", "i", "o", "u", "ai", "ea", "ou"};
    static const char coda[16][3] = {"n", "r", "l",  "t",  "m",  "k",  "p",  "g",
                                     "b", "f", "nt", "rt", "st", "nd", "rk", "lt"};
    int bits = 8 * syllables + 4;
    uint64_t mask = ((uint64_t)1 << bits) - 1;
    number = (number * 0x9e3779b97f4a7c15u) & mask;
    number ^= number >> (bits / 2);
    number = (number * 0xd1342543de82ef95u) & mask;
    word->len = 0;
    uint64_t rest = number >> 4;
    for (int i = 0; i < syllables; i++, rest >>= 8) {
        word_add(word, onset[rest & 31]);
        word_add(word, vowel[rest >> 5 & 7]);
    }
    word_add(word, coda[number & 15]);
}

/* The word of a rank. Past the function words, two ranks share a stem: the plain word and an inflected one. No coda is
 * "s", "d" or "ng", so an inflected word is never another's plain one. */
static inline void spell(struct word *word, uint64_t rank)
{
    static const char *const suffix[] = {"s", "s", "s", "ed", "ing"};
    if (rank < FUNCTION_WORDS) {
        word->len = 0;
        word_add(word, function_words[rank]);
        return;
    }
    uint64_t stem = (rank - FUNCTION_WORDS) / 2;
    int syllables = stem < SHORT_STEMS ? 1 : stem < HEAD / 2 ? 2 : stem < (1u << 20) ? 3 : stem >> 32 ? 6 : 4;
    spell_syllables(word, syllables, stem);
    if ((rank - FUNCTION_WORDS) % 2)
        word_add(word, suffix[stem % 5]);
}

/* Short stems could be function words; the numbers in the multiplications above are such that none is. */
static inline bool is_function_word(const struct word *word)
{
    for (size_t i = 0; i < FUNCTION_WORDS; i++)
        if (strlen(function_words[i]) == word->len && memcmp(function_words[i], word->text, word->len) == 0)
            return true;
    return false;
}

static inline void language_init(void)
{
    static double weight[HEAD + 1];
    static uint32_t small[HEAD + 1], large[HEAD + 1];
    size_t smalls = 0, larges = 0;
    double sum = 1;
    for (uint32_t r = 0; r < HEAD; r++) {
        spell(&language.word[r], r);
        assert(r < FUNCTION_WORDS || !is_function_word(&language.word[r]));
        sum += weight[r] = 1 / (r + 1.5);
    }
    weight[HEAD] = 1;
    for (uint32_t r = 0; r <= HEAD; r++) {
        weight[r] = weight[r] * (HEAD + 1) / sum;
        if (weight[r] < 1)
            small[smalls++] = r;
        else
            large[larges++] = r;
    }
    while (smalls && larges) {
        uint32_t s = small[--smalls], l = large[larges - 1];
        language.threshold[s] = (uint32_t)(weight[s] * 4294967296.0);
        language.alias[s] = l;
        weight[l] -= 1 - weight[s];
        if (weight[l] < 1)
            small[smalls++] = large[--larges];
    }
    /* What is left over has weight 1 but for rounding: it is its own alias. */
    while (smalls || larges) {
        uint32_t r = smalls ? small[--smalls] : large[--larges];
        language.threshold[r] = UINT32_MAX;
        language.alias[r] = r;
    }
}

static inline uint64_t draw_rank(struct rng *rng)
{
    uint32_t outcome = rng_below(rng, HEAD + 1);
    if ((uint32_t)(rng_next(rng) >> 32) >= language.threshold[outcome])
        outcome = language.alias[outcome];
    if (outcome < HEAD)
        return outcome;
    /* P(rank >= r) = HEAD / r. */
    return ((uint64_t)HEAD << 32) / ((rng_next(rng) >> 32) + 1);
}

static inline uint64_t draw_content_rank(struct rng *rng)
{
    uint64_t rank;
    do
        rank = draw_rank(rng);
    while (rank < FUNCTION_WORDS);
    return rank;
}

static inline void append_word(struct buf *out, uint64_t rank)
{
    if (rank < HEAD) {
        buf_append(out, language.word[rank].text, language.word[rank].len);
        return;
    }
    struct word word;
    spell(&word, rank);
    buf_append(out, word.text, word.len);
}

/* Makes the letter at `start` a capital. */
static inline void capitalise(struct buf *out, size_t start)
{
    if (start < out->len)
        out->data[start] = (char)toupper((unsigned char)out->data[start]);
}

/* A name: a word of two syllables that is no word of the text. */
static inline void append_name(struct buf *out, uint32_t number)
{
    struct word word;
    spell_syllables(&word, 2, NAMES + number);
    size_t start = out->len;
    buf_append(out, word.text, word.len);
    capitalise(out, start);
}

static inline void append_acronym(struct buf *out, struct rng *rng)
{
    static const char letters[] = "ACDEFGIKLMNOPRSTU";
    for (uint32_t n = 3 + rng_below(rng, 2); n; n--)
        buf_append_byte(out, letters[rng_below(rng, sizeof letters - 1)]);
}

/* A set phrase, the same for its number always: "C C", "C C C", "C of C", "C of the C" or, as the names of missions and
 * committees are, "ABC C C". */
static inline void append_phrase(struct buf *out, uint64_t number)
{
    struct rng rng = rng_of(0x70687261736573u, number);
    uint32_t pattern = rng_below(&rng, 5);
    if (pattern == 4)
        append_acronym(out, &rng);
    else
        append_word(out, draw_content_rank(&rng));
    buf_append_text(out, pattern == 2 ? " of " : pattern == 3 ? " of the " : " ");
    append_word(out, draw_content_rank(&rng));
    if (pattern == 1 || pattern == 4) {
        buf_append_byte(out, ' ');
        append_word(out, draw_content_rank(&rng));
    }
}

#endif
