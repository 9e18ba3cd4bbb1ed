#include "core/stopwords.h"

#include <assert.h>

/* Sorted by bytes. Source: snowballstem.org/algorithms/english/stop.txt */
static const char *const words[] = {
    "a",       "about",     "above",     "after",      "again",   "against", "all",     "am",      "an",
    "and",     "any",       "are",       "aren't",     "as",      "at",      "be",      "because", "been",
    "before",  "being",     "below",     "between",    "both",    "but",     "by",      "can't",   "cannot",
    "could",   "couldn't",  "did",       "didn't",     "do",      "does",    "doesn't", "doing",   "don't",
    "down",    "during",    "each",      "few",        "for",     "from",    "further", "had",     "hadn't",
    "has",     "hasn't",    "have",      "haven't",    "having",  "he",      "he'd",    "he'll",   "he's",
    "her",     "here",      "here's",    "hers",       "herself", "him",     "himself", "his",     "how",
    "how's",   "i",         "i'd",       "i'll",       "i'm",     "i've",    "if",      "in",      "into",
    "is",      "isn't",     "it",        "it's",       "its",     "itself",  "let's",   "me",      "more",
    "most",    "mustn't",   "my",        "myself",     "no",      "nor",     "not",     "of",      "off",
    "on",      "once",      "only",      "or",         "other",   "ought",   "our",     "ours",    "ourselves",
    "out",     "over",      "own",       "same",       "shan't",  "she",     "she'd",   "she'll",  "she's",
    "should",  "shouldn't", "so",        "some",       "such",    "than",    "that",    "that's",  "the",
    "their",   "theirs",    "them",      "themselves", "then",    "there",   "there's", "these",   "they",
    "they'd",  "they'll",   "they're",   "they've",    "this",    "those",   "through", "to",      "too",
    "under",   "until",     "up",        "very",       "was",     "wasn't",  "we",      "we'd",    "we'll",
    "we're",   "we've",     "were",      "weren't",    "what",    "what's",  "when",    "when's",  "where",
    "where's", "which",     "while",     "who",        "who's",   "whom",    "why",     "why's",   "with",
    "won't",   "would",     "wouldn't",  "you",        "you'd",   "you'll",  "you're",  "you've",  "your",
    "yours",   "yourself",  "yourselves"};

static_assert(sizeof words / sizeof *words == 174, "the list is whole");

bool is_english_stopword(struct str word)
{
    size_t low = 0, high = sizeof words / sizeof *words;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order =
            word.len ? (unsigned char)words[middle][0] - (unsigned char)word.ptr[0] : 1; /* most steps need no more */
        if (order == 0)
            order = str_compare(str_of(words[middle]), word);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
