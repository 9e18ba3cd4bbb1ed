// The oracle: random corpora and random query trees. Our first pass against Xapian's matcher with BM25Weight(1.2, 0, 0,
// 0.5, 0) over the same live store, and against a plain evaluation that reads the generated articles from the front to
// the back; what Xapian refuses (NEAR of phrases) is judged by the latter alone. Same documents, same scores to 1e-9,
// our order.
//
//     oracle [--queries=N] [--seed=N]
//
// A difference is shrunk to a small tree over few articles before it is shown, with the seed.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <ftw.h>
#include <unistd.h>

#include <xapian.h>

// In C a struct and a function may share a name; C++ calls that hiding a constructor.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "archive/archive.h"
#include "archive/live.h"
#include "query/bm25.h"
#include "query/find.h"
}
#pragma GCC diagnostic pop

namespace
{

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

// ---- corpora ----

struct Article {
    std::string id, section;
    std::vector<std::string> headline, body;
    bool dated;
    int64_t date;
};

using Corpus = std::vector<Article>;

// Words of one to three letters, so that some are prefixes of others.
std::string make_word(uint32_t number)
{
    std::string word(1, char('a' + number % 5));
    for (number /= 5; number; number /= 5)
        word += char('a' + number % 5);
    return word;
}

std::vector<std::string> make_text(Random &random, uint32_t words, uint32_t vocabulary)
{
    std::vector<std::string> text;
    for (uint32_t i = 0; i < words; i++)
        text.push_back(make_word(random.skewed(vocabulary)));
    return text;
}

Corpus make_corpus(Random &random)
{
    static const char *const sections[] = {"world", "sport", "science", ""};
    Corpus corpus;
    uint32_t articles = 1 + random.below(random.chance(20) ? 600 : 120);
    uint32_t vocabulary = 3 + random.below(80);
    for (uint32_t i = 0; i < articles; i++) {
        Article a;
        a.id = "article-" + std::to_string(i);
        a.section = sections[random.below(4)];
        a.headline = make_text(random, random.below(7), vocabulary);
        a.body = make_text(random, 1 + random.below(random.chance(5) ? 600 : 50), vocabulary);
        a.dated = random.chance(85);
        a.date = int64_t(random.below(40)) * 86400 * 365 - int64_t(10) * 86400 * 365;
        corpus.push_back(a);
    }
    return corpus;
}

std::string join(const std::vector<std::string> &words)
{
    std::string text;
    for (const auto &word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

str view(const std::string &s)
{
    return {s.data(), s.size()};
}

void must(enum status s, const struct err &err)
{
    if (s == S_OK)
        return;
    std::fprintf(stderr, "oracle: %s: %s\n", status_name(s), err.text);
    std::exit(2);
}

void put(archive_writer *writer, struct article *article, const Article &a)
{
    struct err err = {};
    enum archive_change change;
    article_reset(article);
    article_set(article, FIELD_ID, view(a.id));
    article_set(article, FIELD_HEADLINE, view(join(a.headline)));
    article_set(article, FIELD_BODY, view(join(a.body)));
    article_set(article, FIELD_SECTION, view(a.section));
    if (a.dated)
        article->published = {a.date, 0, DATE_DAY};
    must(archive_put(writer, article, false, &change, &err), err);
}

// Writes a corpus in several groups, with corrections and removals on the way, so that document numbers have gaps.
void write_archive(const std::string &path, const Corpus &corpus, Random random)
{
    struct err err = {};
    struct article article = {};
    struct archive_settings settings = {"none", true};
    archive_writer *writer;
    must(archive_writer_open(path.c_str(), &settings, &writer, &err), err);
    for (const auto &a : corpus) {
        bool found;
        Article draft = a;
        draft.body.push_back("draft");
        if (random.chance(20))
            put(writer, &article, draft);
        if (random.chance(10))
            must(archive_remove(writer, view(a.id), &found, &err), err);
        put(writer, &article, a);
        if (random.chance(5))
            must(archive_commit(writer, &err), err);
    }
    must(archive_commit(writer, &err), err);
    archive_writer_close(writer);
    article_release(&article);
}

// ---- trees ----

struct Tree {
    enum node_kind kind = NODE_NONE;
    std::vector<Tree> child;
    std::string word; // TERM, PREFIX: a word; FILTER by section: its value
    uint32_t window = 0;
    int64_t from = 0, to = 0;
};

Tree word_tree(Random &random, uint32_t vocabulary)
{
    Tree t;
    t.kind = NODE_TERM;
    t.word = random.chance(3) ? "absent" : make_word(random.skewed(vocabulary));
    return t;
}

Tree phrase_tree(Random &random, uint32_t vocabulary)
{
    Tree t;
    t.kind = NODE_PHRASE;
    for (uint32_t n = 2 + random.below(3); n; n--)
        t.child.push_back(word_tree(random, std::min(vocabulary, 12u)));
    return t;
}

Tree prefix_tree(Random &random)
{
    Tree t;
    t.kind = NODE_PREFIX;
    t.word = make_word(random.below(5));
    if (random.chance(50))
        t.word += char('a' + random.below(5));
    return t;
}

Tree near_tree(Random &random, uint32_t vocabulary)
{
    Tree t;
    t.kind = random.chance(50) ? NODE_NEAR : NODE_ADJ;
    t.window = 1 + random.below(random.chance(70) ? 8 : 100);
    for (uint32_t n = 2 + random.below(3); n; n--) {
        uint32_t dice = random.below(100);
        t.child.push_back(dice < 12   ? phrase_tree(random, vocabulary)
                          : dice < 20 ? prefix_tree(random)
                                      : word_tree(random, std::min(vocabulary, 20u)));
    }
    return t;
}

Tree filter_tree(Random &random)
{
    Tree filter, inside;
    filter.kind = NODE_FILTER;
    if (random.chance(50)) {
        inside.kind = NODE_TERM;
        inside.word = random.chance(50) ? "XSECworld" : "XSECsport";
    } else {
        inside.kind = NODE_DATE;
        inside.from = random.chance(20) ? INT64_MIN : (int64_t(random.below(40)) - 10) * 86400 * 365;
        inside.to = random.chance(20) ? INT64_MAX : inside.from / 2 + int64_t(random.below(20)) * 86400 * 365;
    }
    filter.child.push_back(inside);
    return filter;
}

Tree make_tree(Random &random, uint32_t vocabulary, int depth)
{
    uint32_t dice = random.below(100);
    if (depth == 0 || dice < 25)
        return word_tree(random, vocabulary);
    if (dice < 33)
        return phrase_tree(random, vocabulary);
    if (dice < 43)
        return near_tree(random, vocabulary);
    if (dice < 47)
        return prefix_tree(random);
    if (dice < 49) {
        Tree all;
        all.kind = NODE_ALL;
        return all;
    }
    Tree t;
    t.kind = dice < 68 ? NODE_AND : dice < 87 ? NODE_OR : dice < 95 ? NODE_NOT : NODE_WITH;
    uint32_t children = t.kind == NODE_NOT || t.kind == NODE_WITH ? 2 : 2 + random.below(3);
    for (uint32_t i = 0; i < children; i++)
        t.child.push_back(make_tree(random, vocabulary, depth - 1));
    if (t.kind == NODE_AND && random.chance(30))
        t.child.push_back(filter_tree(random));
    return t;
}

std::string show(const Tree &t)
{
    static const std::map<int, std::string> names = {
        {NODE_ALL, "ALL"}, {NODE_NONE, "NONE"}, {NODE_PHRASE, "PHRASE"}, {NODE_NEAR, "NEAR"},     {NODE_ADJ, "ADJ"},
        {NODE_AND, "AND"}, {NODE_OR, "OR"},     {NODE_NOT, "NOT"},       {NODE_FILTER, "FILTER"}, {NODE_WITH, "WITH"}};
    if (t.kind == NODE_TERM)
        return t.word;
    if (t.kind == NODE_PREFIX)
        return t.word + "*";
    if (t.kind == NODE_DATE)
        return "DATE " + std::to_string(t.from) + ".." + std::to_string(t.to);
    std::string text = "(" + names.at(t.kind) + (t.window ? "/" + std::to_string(t.window) : "");
    for (const auto &child : t.child)
        text += " " + show(child);
    return text + ")";
}

// ---- ours ----

struct node *to_node(struct arena *arena, const Tree &t)
{
    struct node *n = node_new(arena, t.kind);
    n->term = n->text = arena_copy(arena, view(t.word));
    n->window = t.window;
    n->from = t.from;
    n->to = t.to;
    for (size_t i = 0; i < t.child.size(); i++) {
        struct node *child = to_node(arena, t.child[i]);
        child->offset = uint32_t(i);
        node_add_child(arena, n, child);
    }
    return n;
}

using Scores = std::map<uint32_t, double>;

Scores ask_ours(struct archive *archive, const Tree &t, uint32_t documents, std::string *complaint)
{
    struct err err = {};
    struct query query = {};
    struct finding finding = {};
    struct find_options options = {ORDER_RELEVANCE, RANKING_BM25, documents + 1, true};
    query.arena = arena_new();
    query.root = to_node(query.arena, t);
    must(find(archive, &query, &options, &finding, &err), err);

    Scores scores;
    const int64_t *date;
    must(store_dates(archive_store(archive, 0), &date, &err), err);
    for (size_t i = 0; i < finding.count; i++) {
        const struct candidate &c = finding.candidate[i];
        scores[c.document] = c.score;
        if (i == 0)
            continue;
        const struct candidate &before = finding.candidate[i - 1];
        bool ordered = before.score > c.score || (before.score == c.score && date[before.document] >= date[c.document]);
        if (!ordered)
            *complaint = "our order is wrong at rank " + std::to_string(i);
    }
    if (finding.total != finding.count)
        *complaint =
            "our total is " + std::to_string(finding.total) + " for " + std::to_string(finding.count) + " hits";
    // A short page is the beginning of the long one: what is left out on the way was rightly left out.
    struct finding page = {};
    options.depth = 1 + documents % 7;
    must(find(archive, &query, &options, &page, &err), err);
    bool same = page.total == finding.total && page.count == std::min(options.depth, finding.count);
    for (size_t i = 0; same && i < page.count; i++)
        same = page.candidate[i].document == finding.candidate[i].document;
    if (!same)
        *complaint = "a page of " + std::to_string(options.depth) + " is not the beginning of the whole list";
    finding_release(&page);
    finding_release(&finding);
    query_release(&query);
    return scores;
}

// ---- Xapian ----

bool is_positional(const Tree &t)
{
    return t.kind == NODE_PHRASE || t.kind == NODE_NEAR || t.kind == NODE_ADJ;
}

bool has_positional(const Tree &t)
{
    return is_positional(t) || std::any_of(t.child.begin(), t.child.end(), has_positional);
}

bool has_with(const Tree &t)
{
    return t.kind == NODE_WITH || std::any_of(t.child.begin(), t.child.end(), has_with);
}

// What Xapian 1.4 can judge. It refuses NEAR of anything but words. A phrase under OR that a conjunction asks (by
// check() and not by next()) adds its words to the score of a document that holds them apart, when another branch of
// the OR matches: (AND (OR (ADJ cb e) d) f) scores cb and e where only d and f match. And AND_MAYBE becomes AND when
// the score that it may give is below the threshold, which it takes from memory that nobody has set where it stands in
// what is excluded: (NOT e (AND (WITH bab ebb) f)) finds e with bab and f, or not.
bool xapian_can(const Tree &t, bool asked_by_conjunction = false)
{
    bool either = t.kind == NODE_OR || t.kind == NODE_WITH;
    bool near = t.kind == NODE_NEAR || t.kind == NODE_ADJ;
    if (either && asked_by_conjunction && has_positional(t))
        return false;
    if (t.kind == NODE_NOT && has_with(t.child[1]))
        return false;
    // a range that holds every value was once seen to let undated articles through; its cause is not known
    if (t.kind == NODE_DATE && t.from == INT64_MIN && t.to == INT64_MAX)
        return false;
    for (const auto &child : t.child)
        if ((near && child.kind != NODE_TERM) || !xapian_can(child, asked_by_conjunction || t.kind != NODE_OR))
            return false;
    return true;
}

std::string date_bytes(int64_t seconds)
{
    char bytes[LIVE_DATE_BYTES];
    live_encode_date(seconds, bytes);
    return std::string(bytes, sizeof bytes);
}

Xapian::Query to_xapian(const Xapian::Database &db, const Tree &t)
{
    std::vector<Xapian::Query> child;
    for (const auto &c : t.child)
        child.push_back(to_xapian(db, c));
    Xapian::termcount words = Xapian::termcount(t.child.size());
    switch (t.kind) {
    case NODE_ALL:
        return Xapian::Query::MatchAll;
    case NODE_TERM:
        return Xapian::Query(t.word);
    case NODE_PREFIX: {
        std::vector<std::string> terms(db.allterms_begin(t.word), db.allterms_end(t.word));
        return Xapian::Query(Xapian::Query::OP_MAX, terms.begin(), terms.end());
    }
    case NODE_PHRASE:
        return Xapian::Query(Xapian::Query::OP_PHRASE, child.begin(), child.end(), words);
    case NODE_NEAR:
        return Xapian::Query(Xapian::Query::OP_NEAR, child.begin(), child.end(), t.window + words - 1);
    case NODE_ADJ:
        return Xapian::Query(Xapian::Query::OP_PHRASE, child.begin(), child.end(), t.window + words - 1);
    case NODE_AND:
        return Xapian::Query(Xapian::Query::OP_AND, child.begin(), child.end());
    case NODE_OR:
        return Xapian::Query(Xapian::Query::OP_OR, child.begin(), child.end());
    case NODE_NOT:
        return Xapian::Query(Xapian::Query::OP_AND_NOT, child[0], child[1]);
    case NODE_WITH:
        return Xapian::Query(Xapian::Query::OP_AND_MAYBE, child[0], child[1]);
    case NODE_FILTER:
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, child[0], 0.0);
    case NODE_DATE:
        return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, LIVE_SLOT_DATE, date_bytes(t.from), date_bytes(t.to));
    default:
        return Xapian::Query();
    }
}

Scores ask_xapian(const Xapian::Database &db, const Tree &t)
{
    Xapian::Enquire enquire(db);
    enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 0, 0.5, 0));
    enquire.set_query(to_xapian(db, t));
    Xapian::MSet hits = enquire.get_mset(0, db.get_doccount(), db.get_doccount());
    Scores scores;
    for (auto hit = hits.begin(); hit != hits.end(); ++hit)
        scores[*hit] = hit.get_weight();
    return scores;
}

// ---- the plain evaluation ----

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

    void add(uint32_t document, const Article &a)
    {
        Text text = {{}, {}, a.dated, a.date};
        uint32_t position = 1;
        for (const auto &word : a.headline)
            text.at.push_back({word, position++});
        position += HEADLINE_GAP;
        for (const auto &word : a.body)
            text.at.push_back({word, position++});
        for (const auto &word : text.at)
            text.count[word.first]++;
        if (!a.section.empty())
            text.count["XSEC" + a.section]++;
        for (const auto &word : text.count)
            with[word.first]++;
        documents[document] = text;
    }
    static uint32_t frequency(const Text &text, const std::string &term)
    {
        auto found = text.count.find(term);
        return found == text.count.end() ? 0 : found->second;
    }
    double weight(const Text &text, const std::string &term) const
    {
        uint32_t f = frequency(text, term);
        if (f == 0)
            return 0;
        double n = with.at(term), all = double(documents.size());
        double x = (all - n + 0.5) / (n + 0.5);
        double idf = std::log(x < 2 ? x / 2 + 1 : x);
        return idf * f * 2.2 / (f + 1.2 * (0.5 + 0.5 * double(text.at.size()) / average));
    }
};

// Where an operand of NEAR stands: first and last position.
using Spans = std::vector<std::pair<uint32_t, uint32_t>>;

Spans spans_of(const Plain::Text &text, const Tree &t)
{
    Spans spans;
    for (size_t i = 0; i < text.at.size(); i++) {
        bool here = t.kind == NODE_TERM     ? text.at[i].first == t.word
                    : t.kind == NODE_PREFIX ? text.at[i].first.rfind(t.word, 0) == 0
                                            : i + t.child.size() <= text.at.size();
        uint32_t first = text.at[i].second, last = first;
        for (size_t j = 0; here && t.kind == NODE_PHRASE && j < t.child.size(); j++) {
            last = text.at[i + j].second;
            here = text.at[i + j].first == t.child[j].word && last == first + j;
        }
        if (here)
            spans.push_back({first, last});
    }
    return spans;
}

bool place_operands(const std::vector<Spans> &spans, size_t at, Spans &chosen, uint32_t span, bool ordered)
{
    if (at == spans.size())
        return true;
    for (const auto &here : spans[at]) {
        bool fits = true;
        for (const auto &other : chosen) {
            fits = fits && (here.first > other.second || here.second < other.first);
            fits = fits && (!ordered || here.first > other.second);
            fits = fits && std::max(here.second, other.second) - std::min(here.first, other.first) <= span;
        }
        if (!fits)
            continue;
        chosen.push_back(here);
        if (place_operands(spans, at + 1, chosen, span, ordered))
            return true;
        chosen.pop_back();
    }
    return false;
}

bool plain_near(const Plain::Text &text, const Tree &t)
{
    std::vector<Spans> spans;
    Spans chosen;
    uint32_t span = t.window + uint32_t(t.child.size()) - 2;
    for (const auto &child : t.child) {
        spans.push_back(spans_of(text, child));
        span += child.kind == NODE_PHRASE ? uint32_t(child.child.size()) - 1 : 0;
    }
    return place_operands(spans, 0, chosen, span, t.kind == NODE_ADJ);
}

// Whether a text matches a tree; adds to *score.
bool plain_match(const Plain &plain, const Plain::Text &text, const Tree &t, double *score)
{
    double parts = 0, unused = 0;
    bool match = false;
    switch (t.kind) {
    case NODE_ALL:
        return true;
    case NODE_TERM:
        match = Plain::frequency(text, t.word) > 0;
        parts = plain.weight(text, t.word);
        break;
    case NODE_PREFIX: {
        std::set<std::string> terms;
        for (const auto &word : text.at)
            if (word.first.rfind(t.word, 0) == 0)
                terms.insert(word.first);
        for (const auto &term : terms)
            parts = std::max(parts, plain.weight(text, term));
        match = !terms.empty();
        break;
    }
    case NODE_DATE:
        return text.dated && text.date >= t.from && text.date <= t.to;
    case NODE_PHRASE:
    case NODE_NEAR:
    case NODE_ADJ:
        match = t.kind == NODE_PHRASE ? !spans_of(text, t).empty() : plain_near(text, t);
        for (const auto &child : t.child)
            plain_match(plain, text, child, &parts);
        break;
    case NODE_AND:
        match = true;
        for (const auto &child : t.child)
            match = plain_match(plain, text, child, &parts) && match;
        break;
    case NODE_OR:
        for (const auto &child : t.child)
            match = plain_match(plain, text, child, &parts) || match;
        break;
    case NODE_NOT:
        match = plain_match(plain, text, t.child[0], &parts) && !plain_match(plain, text, t.child[1], &unused);
        break;
    case NODE_WITH:
        match = plain_match(plain, text, t.child[0], &parts);
        plain_match(plain, text, t.child[1], &parts);
        break;
    case NODE_FILTER:
        return plain_match(plain, text, t.child[0], &unused);
    default:
        break;
    }
    *score += match ? parts : 0;
    return match;
}

Plain read_plain(const Xapian::Database &db, const Corpus &corpus)
{
    Plain plain;
    for (const auto &a : corpus) {
        plain.add(*db.postlist_begin("Q" + a.id), a);
        plain.average += double(a.headline.size() + a.body.size()) / double(corpus.size());
    }
    return plain;
}

Scores ask_plain(const Plain &plain, const Tree &t)
{
    Scores scores;
    for (const auto &document : plain.documents) {
        double score = 0;
        if (plain_match(plain, document.second, t, &score))
            scores[document.first] = score;
    }
    return scores;
}

// ---- comparing ----

std::string compare(const char *judge, const Scores &wanted, const Scores &ours)
{
    char text[200];
    for (const auto &w : wanted) {
        auto found = ours.find(w.first);
        if (found == ours.end())
            return std::string(judge) + " finds document " + std::to_string(w.first) + ", we do not";
        if (std::fabs(found->second - w.second) > 1e-9 * std::max(1.0, std::fabs(w.second))) {
            std::snprintf(text, sizeof text, "%s scores document %u with %.12f, we with %.12f", judge, w.first,
                          w.second, found->second);
            return text;
        }
    }
    for (const auto &o : ours)
        if (!wanted.count(o.first))
            return std::string("we find document ") + std::to_string(o.first) + ", " + judge + " does not";
    return "";
}

int remove_one(const char *path, const struct stat *, int, struct FTW *)
{
    return std::remove(path);
}

// An archive of a corpus on disk, opened by all three.
struct Bench {
    std::string path;
    struct archive *archive = nullptr;
    std::unique_ptr<Xapian::Database> db;
    Plain plain;
    size_t size;

    Bench(const Corpus &corpus, Random random) : size(corpus.size())
    {
        const char *base = std::getenv("TMPDIR");
        path = std::string(base ? base : "/tmp") + "/oracle.XXXXXX";
        if (!mkdtemp(&path[0])) {
            std::perror("oracle");
            std::exit(2);
        }
        struct err err = {};
        write_archive(path + "/archive", corpus, random);
        must(archive_open((path + "/archive").c_str(), &archive, &err), err);
        db.reset(new Xapian::Database(path + "/archive/live.000001"));
        plain = read_plain(*db, corpus);
    }
    ~Bench()
    {
        archive_close(archive);
        db.reset();
        nftw(path.c_str(), remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
    Bench(const Bench &) = delete;
    Bench &operator=(const Bench &) = delete;

    // What differs, or nothing.
    std::string judge(const Tree &t, bool *by_xapian)
    {
        std::string complaint;
        Scores ours = ask_ours(archive, t, uint32_t(size), &complaint);
        if (complaint.empty())
            complaint = compare("the plain evaluation", ask_plain(plain, t), ours);
        *by_xapian = xapian_can(t);
        if (complaint.empty() && *by_xapian)
            complaint = compare("Xapian", ask_xapian(*db, t), ours);
        return complaint;
    }
};

// ---- shrinking ----

void smaller_trees(const Tree &t, std::vector<Tree> *out)
{
    bool operands = is_positional(t);
    for (const auto &child : t.child)
        if (t.kind != NODE_FILTER)
            out->push_back(child);
    if (t.child.size() > 2)
        for (size_t i = 0; i < t.child.size(); i++) {
            Tree less = t;
            less.child.erase(less.child.begin() + long(i));
            out->push_back(less);
        }
    for (size_t i = 0; i < t.child.size() && !operands; i++) {
        std::vector<Tree> inner;
        smaller_trees(t.child[i], &inner);
        for (const auto &replacement : inner) {
            Tree changed = t;
            changed.child[i] = replacement;
            out->push_back(changed);
        }
    }
}

void shrink(Corpus corpus, Tree t, Random random)
{
    bool by_xapian;
    for (bool shrunk = true; shrunk;) {
        shrunk = false;
        Bench bench(corpus, random);
        std::vector<Tree> candidates;
        smaller_trees(t, &candidates);
        for (const auto &candidate : candidates)
            if (!shrunk && !bench.judge(candidate, &by_xapian).empty()) {
                t = candidate;
                shrunk = true;
            }
    }
    for (size_t piece = corpus.size() / 2; piece > 0; piece /= 2)
        for (size_t at = 0; at + piece <= corpus.size() && corpus.size() > 1;) {
            Corpus less = corpus;
            less.erase(less.begin() + long(at), less.begin() + long(at + piece));
            if (!less.empty() && !Bench(less, random).judge(t, &by_xapian).empty())
                corpus = less;
            else
                at += piece;
        }
    Bench bench(corpus, random);
    std::printf("shrunk to %zu articles and %s\n  %s\n", corpus.size(), show(t).c_str(),
                bench.judge(t, &by_xapian).c_str());
    for (const auto &a : corpus)
        std::printf("  %s: %s / %s (%s)\n", a.id.c_str(), join(a.headline).c_str(), join(a.body).c_str(),
                    a.section.c_str());
}

// ---- the run ----

enum { QUERIES_A_CORPUS = 100 };

int run(uint64_t seed, uint64_t queries)
{
    Random random = {seed};
    uint64_t asked = 0, xapian = 0, matches = 0;
    std::printf("seed %llu\n", (unsigned long long)seed);
    while (asked < queries) {
        Corpus corpus = make_corpus(random);
        Random writing = {random.next()};
        Bench bench(corpus, writing);
        for (int i = 0; i < QUERIES_A_CORPUS && asked < queries; i++, asked++) {
            bool by_xapian;
            std::string complaint;
            Tree t = make_tree(random, 90, 3);
            std::string difference = bench.judge(t, &by_xapian);
            xapian += by_xapian;
            matches += ask_ours(bench.archive, t, uint32_t(corpus.size()), &complaint).size();
            if (difference.empty())
                continue;
            std::printf("difference in query %llu, %s\n  %s\n", (unsigned long long)asked, show(t).c_str(),
                        difference.c_str());
            shrink(corpus, t, writing);
            std::printf("again with --seed=%llu\n", (unsigned long long)seed);
            return 1;
        }
    }
    std::printf("%llu queries (%llu judged by Xapian too), %llu matches, no difference\n", (unsigned long long)asked,
                (unsigned long long)xapian, (unsigned long long)matches);
    return matches ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    uint64_t queries = 10000, seed = uint64_t(time(nullptr)) * 1000003 + uint64_t(getpid());
    for (int i = 1; i < argc; i++) {
        if (std::strncmp(argv[i], "--queries=", 10) == 0)
            queries = std::strtoull(argv[i] + 10, nullptr, 10);
        else if (std::strncmp(argv[i], "--seed=", 7) == 0)
            seed = std::strtoull(argv[i] + 7, nullptr, 10);
        else {
            std::fprintf(stderr, "oracle: unknown option %s\n", argv[i]);
            return 2;
        }
    }
    return run(seed, queries);
}
