// What the parts of the oracle share: oracle.cc says what it is.
#ifndef DATELINE_TESTS_ORACLE_H
#define DATELINE_TESTS_ORACLE_H

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <xapian.h>

// In C a struct and a function may share a name; C++ calls that hiding a constructor.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "archive/archive.h"
#include "query/params.h"
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

// ---- keyword fields (keywords.cc) ----

// A value as its term has it, and as articles and queries write it.
struct Value {
    std::string folded;
    std::vector<std::string> written;
};

struct KeywordField {
    enum field field;
    std::string name, prefix;
    bool several; // of an article
    bool words;   // a part of a value finds it
    std::vector<Value> values;
};

extern const std::vector<KeywordField> keyword_fields;
const KeywordField &any_field(Random &random);
const Value &any_value(Random &random, const KeywordField &field);
const std::string &any_writing(Random &random, const Value &value);

// ---- corpora (corpus.cc) ----

struct Article {
    std::string id;
    std::vector<std::string> headline, body;
    std::vector<std::pair<enum field, std::string>> values; // as written
    std::set<std::string> terms;                            // that stand for them
    bool dated;
    int64_t date;
};

using Corpus = std::vector<Article>;

std::string make_word(uint32_t number);
Corpus make_corpus(Random &random);
std::string join(const std::vector<std::string> &words);
// Ids end in the numbers by which articles are told apart here.
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
    std::string word; // TERM, PREFIX
    uint32_t window = 0;
    int64_t from = 0, to = 0;
    std::string text; // what stands inside of a FILTER, as a query writes it
};

Tree all_tree();
Tree term_tree(const std::string &term);
Tree filter_tree(const Tree &inside);
// Spans of time may count from `now`.
Tree make_tree(Random &random, uint32_t vocabulary, int depth, int64_t now);
// FILTER of field:value or date:A..B.
Tree make_field(Random &random, int64_t now);
std::string show(const Tree &t);
bool is_positional(const Tree &t);
bool has_positional(const Tree &t);
bool has_with(const Tree &t);
// Trees with a little less in them.
void smaller_trees(const Tree &t, std::vector<Tree> *out);

// What a query writes, and what it means: as a whole value, or some words of it where that does; or the start of a
// value (keywords.cc).
struct Asked {
    std::string written;
    Tree meaning;
};
Asked ask_for_value(Random &random, const KeywordField &field);
Asked ask_for_start(Random &random, const KeywordField &field);

// ---- searches (search.cc) ----

// A part of a parameter's value, and what it means.
struct Clause {
    std::string text;
    Tree meaning;
    bool excluded = false;
    std::string kind; // for the tally
};

struct Parameter {
    std::string name;
    std::vector<Clause> clauses;
};

struct Search {
    Tree words;
    bool by_words = false; // asked by words and parameters, not by the tree
    std::vector<Parameter> parameters;
    enum order_by order = ORDER_RELEVANCE;
    bool default_order = false; // no parameter says the order
    int64_t now = 0;
};

enum order_by any_order(Random &random);
Search make_search(Random &random, const Corpus &corpus);
std::string write_words(const Tree &t);
std::string value_of(const Parameter &p);
Tree meaning_of(const Search &s);
std::string show(const Search &s);
// The kinds of filters in it.
std::set<std::string> kinds_of(const Search &s);
std::vector<Search> smaller_searches(const Search &s);

// Dates (dates.cc), in a time zone that is not that of UTC.
void set_time_zone();
int64_t any_instant(Random &random);
Tree make_date_field(Random &random, int64_t now);
std::vector<Parameter> make_date_range(Random &random, int64_t now);
Parameter make_on_this_day(Random &random, int64_t now);

// ---- answers ----

struct Answer {
    std::map<uint32_t, double> scores; // by the numbers of articles
    std::vector<uint32_t> order;       // by date only, and then by id
};

// ours.cc: ours, with a complaint when the order by relevance, the total or a page of it is wrong.
Answer ask_ours(struct archive *archive, const Search &s, uint32_t documents, std::string *complaint);

// xapian.cc
struct Judge {
    Xapian::Database db;
    std::map<Xapian::docid, uint32_t> numbers;
    std::vector<Xapian::Query> undated;

    Judge(const std::string &path, const Corpus &corpus);
    Xapian::Query query(const Tree &t) const;
};
bool xapian_can(const Tree &t, bool asked_by_conjunction = false);
Answer ask_xapian(const Judge &judge, const Tree &t, enum order_by order);

// plain.cc: the plain evaluation.
struct Plain {
    struct Text {
        std::string id;
        std::vector<std::pair<std::string, uint32_t>> at; // word and position, in order
        std::map<std::string, uint32_t> count;            // of each word and value
        bool dated;
        int64_t date;
    };
    std::map<uint32_t, Text> documents;
    std::map<std::string, uint32_t> with; // in how many documents a word is
    double average = 0;

    explicit Plain(const Corpus &corpus);
    double weight(const Text &text, const std::string &term) const;
};
Answer ask_plain(const Plain &plain, const Tree &t, enum order_by order);

#endif
