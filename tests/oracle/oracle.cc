// The oracle: random corpora and random searches. Our first pass against Xapian's matcher with BM25Weight(1.2, 0, 0,
// 0.5, 0) over the live store, and against a plain evaluation that reads the generated articles from the front to the
// back; what Xapian refuses (NEAR of phrases) is judged by the latter alone. Same articles, same scores to 1e-9, our
// order, or in the orders by date the judges' own. Each corpus lies in the live store, in one segment, and in several
// segments with a live store beside them.
//
// Of two searches one is a query tree, for the matcher, and one is words and parameters with filters, for all from the
// parser on; what these mean is known from how they were made.
//
//     oracle [--queries=N] [--seed=N]                    N of each
//
// A difference is shrunk to a small search of few articles before it is shown, with the seed.
#include "tests/oracle/oracle.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include <ftw.h>
#include <unistd.h>

namespace
{

const std::map<Layout, const char *> layouts = {
    {Layout::live, "live"}, {Layout::segment, "segment"}, {Layout::mixed, "mixed"}};

// ---- comparing ----

std::string compare(const char *judge, const Answer &wanted, const Answer &ours)
{
    char text[200];
    for (const auto &w : wanted.scores) {
        auto found = ours.scores.find(w.first);
        if (found == ours.scores.end())
            return std::string(judge) + " finds article " + std::to_string(w.first) + ", we do not";
        if (std::fabs(found->second - w.second) > 1e-9 * std::max(1.0, std::fabs(w.second))) {
            std::snprintf(text, sizeof text, "%s scores article %u with %.12f, we with %.12f", judge, w.first, w.second,
                          found->second);
            return text;
        }
    }
    for (const auto &o : ours.scores)
        if (!wanted.scores.count(o.first))
            return std::string("we find article ") + std::to_string(o.first) + ", " + judge + " does not";
    for (size_t i = 0; i < wanted.order.size(); i++)
        if (wanted.order[i] != ours.order[i])
            return std::string(judge) + " has article " + std::to_string(wanted.order[i]) + " at rank " +
                   std::to_string(i) + ", we have " + std::to_string(ours.order[i]);
    return "";
}

int remove_one(const char *path, const struct stat *, int, struct FTW *)
{
    return std::remove(path);
}

// Archives of a corpus on disk, one in each layout; Xapian reads the one whose articles all lie in the live store.
struct Bench {
    std::string path;
    std::map<Layout, struct archive *> archives;
    std::unique_ptr<Judge> xapian;
    Plain plain;
    size_t size;

    Bench(const Corpus &corpus, Random random) : plain(corpus), size(corpus.size())
    {
        // In memory where that can be: what is committed here so often need not wait for a disk.
        const char *base = std::getenv("TMPDIR");
        path = std::string(base ? base : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/oracle.XXXXXX";
        if (!mkdtemp(&path[0])) {
            std::perror("oracle");
            std::exit(2);
        }
        for (const auto &layout : layouts) {
            struct err err = {};
            std::string archive = path + "/" + layout.second;
            write_archive(archive, layout.first, corpus, random);
            must(archive_open(archive.c_str(), &archives[layout.first], &err), err);
        }
        xapian.reset(new Judge(path + "/live/live.000001", corpus));
    }
    ~Bench()
    {
        for (const auto &archive : archives)
            archive_close(archive.second);
        xapian.reset();
        nftw(path.c_str(), remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
    Bench(const Bench &) = delete;
    Bench &operator=(const Bench &) = delete;

    // What differs, or nothing.
    std::string judge(const Search &s, bool *by_xapian, size_t *matches)
    {
        Tree t = meaning_of(s);
        Answer by_plain = ask_plain(plain, t, s.order), by_db;
        *by_xapian = xapian_can(t);
        if (*by_xapian)
            by_db = ask_xapian(*xapian, t, s.order);
        *matches = by_plain.scores.size();
        for (const auto &archive : archives) {
            std::string complaint;
            Answer ours = ask_ours(archive.second, s, uint32_t(size), &complaint);
            if (complaint.empty())
                complaint = compare("the plain evaluation", by_plain, ours);
            if (complaint.empty() && *by_xapian)
                complaint = compare("Xapian", by_db, ours);
            if (!complaint.empty())
                return std::string(layouts.at(archive.first)) + ": " + complaint;
        }
        return "";
    }

    bool differs(const Search &s)
    {
        bool by_xapian;
        size_t matches;
        return !judge(s, &by_xapian, &matches).empty();
    }
};

// ---- shrinking ----

void show(const Article &a)
{
    std::printf("  %s: %s / %s (", a.id.c_str(), join(a.headline).c_str(), join(a.body).c_str());
    for (const auto &value : a.values)
        std::printf("%s, ", value.second.c_str());
    std::printf(a.dated ? "%lld)\n" : "undated)\n", (long long)a.date);
}

void shrink(Corpus corpus, Search s, Random random)
{
    for (bool shrunk = true; shrunk;) {
        shrunk = false;
        Bench bench(corpus, random);
        for (const auto &candidate : smaller_searches(s))
            if (!shrunk && bench.differs(candidate)) {
                s = candidate;
                shrunk = true;
            }
    }
    for (size_t piece = corpus.size() / 2; piece > 0; piece /= 2)
        for (size_t at = 0; at + piece <= corpus.size() && corpus.size() > 1;) {
            Corpus less = corpus;
            less.erase(less.begin() + long(at), less.begin() + long(at + piece));
            if (!less.empty() && Bench(less, random).differs(s))
                corpus = less;
            else
                at += piece;
        }
    bool by_xapian;
    size_t matches;
    Bench bench(corpus, random);
    std::printf("shrunk to %zu articles and %s\n  %s\n", corpus.size(), show(s).c_str(),
                bench.judge(s, &by_xapian, &matches).c_str());
    for (const auto &a : corpus)
        show(a);
}

// ---- the run ----

enum { QUERIES_A_CORPUS = 100, ENOUGH = 50 };

struct Count {
    uint64_t asked, found;
};

// Of what kinds the searches were.
struct Tally {
    uint64_t asked = 0, xapian = 0, matches = 0, stores = 0;
    std::map<std::string, Count> kinds;

    void add(const Search &s, bool by_xapian, size_t found)
    {
        for (const auto &kind : kinds_of(s)) {
            kinds[kind].asked++;
            kinds[kind].found += found > 0;
        }
        asked++;
        xapian += by_xapian;
        matches += found;
    }

    // False when something was asked for that was never there.
    bool tell() const
    {
        bool good = matches && stores > asked;
        std::printf("searches of each kind: asked, found something\n");
        for (const auto &kind : kinds) {
            bool poor = kind.second.asked >= ENOUGH && kind.second.found == 0;
            std::printf("  %-24s %6llu %6llu%s\n", kind.first.c_str(), (unsigned long long)kind.second.asked,
                        (unsigned long long)kind.second.found, poor ? ": nothing was tested" : "");
            good = good && !poor;
        }
        std::printf(
            "%llu searches (%llu judged by Xapian too), %llu matches, %.1f stores in a mixed archive, no difference\n",
            (unsigned long long)asked, (unsigned long long)xapian, (unsigned long long)matches,
            double(stores) / double(asked));
        return good;
    }
};

Search make_tree_search(Random &random)
{
    Search s;
    s.now = any_instant(random);
    s.words = make_tree(random, 90, 3, s.now);
    s.order = any_order(random);
    return s;
}

// False when a search has another answer than it should.
bool ask(Bench &bench, const Search &s, Tally *tally, std::string *difference)
{
    bool by_xapian;
    size_t found;
    *difference = bench.judge(s, &by_xapian, &found);
    tally->add(s, by_xapian, found);
    tally->stores += archive_store_count(bench.archives.at(Layout::mixed));
    return difference->empty();
}

int run(uint64_t seed, uint64_t queries)
{
    Random random = {seed};
    Tally tally;
    std::printf("seed %llu\n", (unsigned long long)seed);
    while (tally.asked < 2 * queries) {
        Corpus corpus = make_corpus(random);
        Random writing = {random.next()};
        Bench bench(corpus, writing);
        for (int i = 0; i < 2 * QUERIES_A_CORPUS && tally.asked < 2 * queries; i++) {
            Search s = i % 2 ? make_search(random, corpus) : make_tree_search(random);
            std::string difference;
            if (ask(bench, s, &tally, &difference))
                continue;
            std::printf("difference in search %llu, %s\n  %s\n", (unsigned long long)tally.asked, show(s).c_str(),
                        difference.c_str());
            shrink(corpus, s, writing);
            std::printf("again with --seed=%llu\n", (unsigned long long)seed);
            return 1;
        }
    }
    return tally.tell() ? 0 : 1;
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
    set_time_zone();
    return run(seed, queries);
}
