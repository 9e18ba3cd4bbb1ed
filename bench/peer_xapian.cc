/* bench-xapian: libxapian itself as a peer of the benchmark, with its own indexer and matcher.
 *
 *     bench-xapian index FILE DATABASE
 *     bench-xapian query DATABASE QUERIES
 *
 * Stems of all words with positions, one commit at the end, then compacted. Document data is id, title and date. */
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <string>

#include <xapian.h>

#include "bench/articles.h"
#include "bench/runner.h"

namespace
{

std::string text_of(const struct str &s)
{
    return std::string(s.ptr ? s.ptr : "", s.len);
}

/* ---- building ---- */

constexpr Xapian::termcount headline_gap = 128;
constexpr size_t id_term_max = 245;

struct builder {
    Xapian::WritableDatabase database;
    Xapian::TermGenerator generator;
};

void add_article(void *context, const struct bench_article *article)
{
    auto *b = static_cast<builder *>(context);
    Xapian::Document document;
    b->generator.set_document(document);
    b->generator.set_termpos(0);
    b->generator.index_text(text_of(article->title));
    b->generator.increase_termpos(headline_gap);
    b->generator.index_text(text_of(article->text));
    document.add_boolean_term(("Q" + text_of(article->id)).substr(0, id_term_max));
    document.set_data(text_of(article->id) + "\n" + text_of(article->title) + "\n" + text_of(article->date));
    b->database.add_document(document);
}

void build(const char *articles, const std::string &path)
{
    const std::string loose = path + ".loose";
    {
        builder b{Xapian::WritableDatabase(loose, Xapian::DB_CREATE_OR_OVERWRITE), {}};
        b.generator.set_stemmer(Xapian::Stem("english"));
        b.generator.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
        bench_read_articles(articles, add_article, &b);
        b.database.commit();
        b.database.compact(path);
    }
    std::filesystem::remove_all(loose);
}

/* ---- searching ---- */

struct searcher {
    Xapian::Database database;
    Xapian::Stem stem;
    Xapian::Enquire enquire;
};

Xapian::Query query_of(const searcher &s, const struct bench_query &query)
{
    static const Xapian::Query::op ops[] = {Xapian::Query::OP_OR, Xapian::Query::OP_AND, Xapian::Query::OP_OR,
                                            Xapian::Query::OP_PHRASE};
    std::string terms[BENCH_WORDS_MAX];
    for (size_t i = 0; i < query.words; i++)
        terms[i] = s.stem(query.word[i]);
    auto window = static_cast<Xapian::termcount>(query.op == BENCH_PHRASE ? query.words : 0);
    return Xapian::Query(ops[query.op], terms, terms + query.words, window);
}

void find_hits(void *context, const struct bench_query *query)
{
    auto *s = static_cast<searcher *>(context);
    s->enquire.set_query(query_of(*s, *query));
    s->enquire.get_mset(0, BENCH_HITS);
}

void count_all(void *context, const struct bench_query *query, struct bench_answer *out)
{
    auto *s = static_cast<searcher *>(context);
    s->enquire.set_query(query_of(*s, *query));
    out->total = s->enquire.get_mset(0, BENCH_HITS, s->database.get_doccount()).get_matches_estimated();
}

void serve(const char *path, const char *queries)
{
    Xapian::Database database(path);
    searcher s{database, Xapian::Stem("english"), Xapian::Enquire(database)};
    s.enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 0, 0.5, 0));
    struct bench_engine engine = {&s, find_hits, count_all, ""};
    std::snprintf(engine.about, sizeof engine.about, "Xapian %s", Xapian::version_string());
    bench_serve(queries, &engine);
}

} // namespace

int main(int argc, char **argv)
try {
    if (argc == 4 && std::strcmp(argv[1], "index") == 0)
        build(argv[2], argv[3]);
    else if (argc == 4 && std::strcmp(argv[1], "query") == 0)
        serve(argv[2], argv[3]);
    else
        bench_fail("usage: bench-xapian index FILE DATABASE | query DATABASE QUERIES");
    return 0;
} catch (const Xapian::Error &error) {
    bench_fail("%s", error.get_description().c_str());
} catch (const std::exception &error) {
    bench_fail("%s", error.what());
}
