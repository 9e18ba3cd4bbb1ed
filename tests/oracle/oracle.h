// What the parts of the oracle share: oracle.cc says what it is.
#ifndef DATELINE_TESTS_ORACLE_H
#define DATELINE_TESTS_ORACLE_H

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

// In C a struct and a function may share a name; C++ calls that hiding a constructor.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "archive/archive.h"
#include "query/tree.h"
}
#pragma GCC diagnostic pop

// ---- random numbers: splitmix64 (G. Steele, D. Lea, C. Flood, 2014) ----

struct Random {
    uint64_t state;
    uint64_t next()
    {
        uint64_t z = (state += 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    uint32_t below(uint32_t n)
    {
        return uint32_t(next() % n);
    }
    bool chance(uint32_t percent)
    {
        return below(100) < percent;
    }
    // Small numbers often: as words in a text.
    uint32_t skewed(uint32_t n)
    {
        return std::min(below(n), below(n));
    }
};

// ---- corpora (corpus.cc) ----

struct Article {
    std::string id, section;
    std::vector<std::string> headline, body;
    bool dated;
    int64_t date;
};

using Corpus = std::vector<Article>;

std::string make_word(uint32_t number);
Corpus make_corpus(Random &random);
std::string join(const std::vector<std::string> &words);
// Ids are made of the numbers by which articles are told apart here.
uint32_t number_of(const std::string &id);

// How the articles of an archive lie on disk.
enum class Layout { live, segment, mixed };
void write_archive(const std::string &path, Layout layout, const Corpus &corpus, Random random);

str view(const std::string &s);
void must(enum status s, const struct err &err);

// ---- trees (tree.cc) ----

struct Tree {
    enum node_kind kind = NODE_NONE;
    std::vector<Tree> child;
    std::string word; // TERM, PREFIX: a word; FILTER by section: its value
    uint32_t window = 0;
    int64_t from = 0, to = 0;
};

Tree make_tree(Random &random, uint32_t vocabulary, int depth);
std::string show(const Tree &t);
bool is_positional(const Tree &t);
bool has_positional(const Tree &t);
bool has_with(const Tree &t);
// Trees with a little less in them.
void smaller_trees(const Tree &t, std::vector<Tree> *out);

// ---- answers: scores by the numbers of articles ----

using Scores = std::map<uint32_t, double>;

// ours.cc: ours, with a complaint when the order, the total or a page of it is wrong.
Scores ask_ours(struct archive *archive, const Tree &t, uint32_t documents, std::string *complaint);

// xapian.cc
using Numbers = std::map<Xapian::docid, uint32_t>;
bool xapian_can(const Tree &t, bool asked_by_conjunction = false);
Scores ask_xapian(const Xapian::Database &db, const Numbers &numbers, const Tree &t);

// plain.cc: the plain evaluation.
struct Plain {
    struct Text {
        std::vector<std::pair<std::string, uint32_t>> at; // word and position, in order
        std::map<std::string, uint32_t> count;            // of each word and section
        bool dated;
        int64_t date;
    };
    std::map<uint32_t, Text> documents;
    std::map<std::string, uint32_t> with; // in how many documents a word is
    double average = 0;

    explicit Plain(const Corpus &corpus);
    double weight(const Text &text, const std::string &term) const;
};
Scores ask_plain(const Plain &plain, const Tree &t);

#endif
