// Random articles, and archives of them.
#include "tests/oracle/oracle.h"

#include <cstdio>
#include <cstdlib>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "archive/writer_impl.h"
}
#pragma GCC diagnostic pop

// Words of one to three letters, so that some are prefixes of others.
std::string make_word(uint32_t number)
{
    std::string word(1, char('a' + number % 5));
    for (number /= 5; number; number /= 5)
        word += char('a' + number % 5);
    return word;
}

static std::vector<std::string> make_text(Random &random, uint32_t words, uint32_t vocabulary)
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

uint32_t number_of(const std::string &id)
{
    return uint32_t(std::stoul(id.substr(id.rfind('-') + 1)));
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

// ---- on disk ----

static void put(archive_writer *writer, struct article *article, const Article &a)
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

// Commits, into a segment where the layout has some.
static void commit(archive_writer *writer, Layout layout, Random &random)
{
    struct err err = {};
    bool segment = layout != Layout::live && random.chance(60);
    must(segment ? commit_publish(writer, &err) : archive_commit(writer, &err), err);
}

// Writes a corpus in several groups, with corrections and removals on the way, so that document numbers have gaps. In
// the mixed layout they stay inside their group: what is hidden counts in the statistics until it is merged away.
void write_archive(const std::string &path, Layout layout, const Corpus &corpus, Random random)
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
        if (random.chance(10) && layout != Layout::mixed)
            commit(writer, layout, random);
        if (random.chance(10))
            must(archive_remove(writer, view(a.id), &found, &err), err);
        put(writer, &article, a);
        if (random.chance(5))
            commit(writer, layout, random);
    }
    must(archive_commit(writer, &err), err);
    if (layout == Layout::segment)
        must(archive_compact(writer, &err), err);
    archive_writer_close(writer);
    article_release(&article);
}
