/* The first pass: BM25 as libxapian's BM25Weight(1.2, 0, 0, 0.5, 0) computes it, so that the live store's library is
 * the reference of our tests (S. Robertson, S. Walker et al., Okapi at TREC-3, 1994; xapian-core 1.4,
 * weight/bm25weight.cc).
 *
 * It stands here, and not with the search, since segments hold impacts that it has given: another K1 or B is another
 * format of theirs. */
#ifndef DATELINE_CORE_BM25_H
#define DATELINE_CORE_BM25_H

#include <math.h>
#include <stdint.h>

static const double BM25_K1 = 1.2;
static const double BM25_B = 0.5;

/* Inverse document frequency, natural logarithm: log((N - n + 0.5) / (n + 0.5)), flattened below 2 so that it never
 * turns negative for a term in most of the articles. */
static inline double bm25_idf(uint64_t documents, uint64_t with_term)
{
    double x = ((double)documents - (double)with_term + 0.5) / ((double)with_term + 0.5);
    return log(x < 2 ? x * 0.5 + 1 : x);
}

/* What the length of an article (in words) adds below the fraction: the same for each of its terms. */
static inline double bm25_length_part(double length, double average_length)
{
    return BM25_K1 * (1 - BM25_B + BM25_B * (average_length > 0 ? length / average_length : 1));
}

/* The length part is bm25_length_part(0) and so much more for each word. */
static inline double bm25_length_slope(double average_length)
{
    return average_length > 0 ? BM25_K1 * BM25_B / average_length : 0;
}

/* What a posting gives by itself, from 0 to 1. */
static inline double bm25_impact(uint32_t frequency, double length_part)
{
    return frequency / (frequency + length_part);
}

static inline double bm25_score(double idf, double impact)
{
    return idf * (BM25_K1 + 1) * impact;
}

static inline double bm25_term(double idf, uint32_t frequency, double length_part)
{
    return bm25_score(idf, bm25_impact(frequency, length_part));
}

/* A posting has this impact where articles have `average` words on average: the most and the least that it can be where
 * they have `other`, whatever its length. The length part changes by a factor between 1 and average / other. */
static inline double bm25_impact_at_most(double impact, double average, double other)
{
    if (other <= average)
        return impact;
    double part = impact * (other / average);
    return average > 0 ? part / (1 - impact + part) : 1;
}

static inline double bm25_impact_at_least(double impact, double average, double other)
{
    if (other >= average)
        return impact;
    double part = impact * (other / average);
    return part / (1 - impact + part);
}

#endif
