// The oracle: random corpora and random query trees. Our first pass against Xapian's matcher with BM25Weight(1.2, 0, 0,
// 0.5, 0) over the live store, and against a plain evaluation that reads the generated articles from the front to the
// back; what Xapian refuses (NEAR of phrases) is judged by the latter alone. Same articles, same scores to 1e-9, our
// order. Each corpus lies in the live store, in one segment, and in several segments with a live store beside them.
//
//     oracle [--queries=N] [--seed=N]
//
// A difference is shrunk to a small tree over few articles before it is shown, with the seed.
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

std::string compare(const char *judge, const Scores &wanted, const Scores &ours)
{
    char text[200];
    for (const auto &w : wanted) {
        auto found = ours.find(w.first);
        if (found == ours.end())
            return std::string(judge) + " finds article " + std::to_string(w.first) + ", we do not";
        if (std::fabs(found->second - w.second) > 1e-9 * std::max(1.0, std::fabs(w.second))) {
            std::snprintf(text, sizeof text, "%s scores article %u with %.12f, we with %.12f", judge, w.first, w.second,
                          found->second);
            return text;
        }
    }
    for (const auto &o : ours)
        if (!wanted.count(o.first))
            return std::string("we find article ") + std::to_string(o.first) + ", " + judge + " does not";
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
    std::unique_ptr<Xapian::Database> db;
    Numbers numbers;
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
        db.reset(new Xapian::Database(path + "/live/live.000001"));
        for (const auto &a : corpus)
            numbers[*db->postlist_begin("Q" + a.id)] = number_of(a.id);
    }
    ~Bench()
    {
        for (const auto &archive : archives)
            archive_close(archive.second);
        db.reset();
        nftw(path.c_str(), remove_one, 8, FTW_DEPTH | FTW_PHYS);
    }
    Bench(const Bench &) = delete;
    Bench &operator=(const Bench &) = delete;

    // What differs, or nothing.
    std::string judge(const Tree &t, bool *by_xapian, size_t *matches)
    {
        Scores by_plain = ask_plain(plain, t), by_db;
        *by_xapian = xapian_can(t);
        if (*by_xapian)
            by_db = ask_xapian(*db, numbers, t);
        *matches = by_plain.size();
        for (const auto &archive : archives) {
            std::string complaint;
            Scores ours = ask_ours(archive.second, t, uint32_t(size), &complaint);
            if (complaint.empty())
                complaint = compare("the plain evaluation", by_plain, ours);
            if (complaint.empty() && *by_xapian)
                complaint = compare("Xapian", by_db, ours);
            if (!complaint.empty())
                return std::string(layouts.at(archive.first)) + ": " + complaint;
        }
        return "";
    }
};

// ---- shrinking ----

void shrink(Corpus corpus, Tree t, Random random)
{
    bool by_xapian;
    size_t matches;
    for (bool shrunk = true; shrunk;) {
        shrunk = false;
        Bench bench(corpus, random);
        std::vector<Tree> candidates;
        smaller_trees(t, &candidates);
        for (const auto &candidate : candidates)
            if (!shrunk && !bench.judge(candidate, &by_xapian, &matches).empty()) {
                t = candidate;
                shrunk = true;
            }
    }
    for (size_t piece = corpus.size() / 2; piece > 0; piece /= 2)
        for (size_t at = 0; at + piece <= corpus.size() && corpus.size() > 1;) {
            Corpus less = corpus;
            less.erase(less.begin() + long(at), less.begin() + long(at + piece));
            if (!less.empty() && !Bench(less, random).judge(t, &by_xapian, &matches).empty())
                corpus = less;
            else
                at += piece;
        }
    Bench bench(corpus, random);
    std::printf("shrunk to %zu articles and %s\n  %s\n", corpus.size(), show(t).c_str(),
                bench.judge(t, &by_xapian, &matches).c_str());
    for (const auto &a : corpus)
        std::printf("  %s: %s / %s (%s)\n", a.id.c_str(), join(a.headline).c_str(), join(a.body).c_str(),
                    a.section.c_str());
}

// ---- the run ----

enum { QUERIES_A_CORPUS = 100 };

int run(uint64_t seed, uint64_t queries)
{
    Random random = {seed};
    uint64_t asked = 0, xapian = 0, matches = 0, stores = 0;
    std::printf("seed %llu\n", (unsigned long long)seed);
    while (asked < queries) {
        Corpus corpus = make_corpus(random);
        Random writing = {random.next()};
        Bench bench(corpus, writing);
        for (int i = 0; i < QUERIES_A_CORPUS && asked < queries; i++, asked++) {
            bool by_xapian;
            size_t found;
            Tree t = make_tree(random, 90, 3);
            std::string difference = bench.judge(t, &by_xapian, &found);
            xapian += by_xapian;
            matches += found;
            stores += archive_store_count(bench.archives.at(Layout::mixed));
            if (difference.empty())
                continue;
            std::printf("difference in query %llu, %s\n  %s\n", (unsigned long long)asked, show(t).c_str(),
                        difference.c_str());
            shrink(corpus, t, writing);
            std::printf("again with --seed=%llu\n", (unsigned long long)seed);
            return 1;
        }
    }
    std::printf(
        "%llu queries (%llu judged by Xapian too), %llu matches, %.1f stores in a mixed archive, no difference\n",
        (unsigned long long)asked, (unsigned long long)xapian, (unsigned long long)matches,
        double(stores) / double(asked));
    return matches && stores > asked ? 0 : 1;
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
