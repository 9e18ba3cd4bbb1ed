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

static void add_value(Random &random, const KeywordField &field, Article *a)
{
    const Value &value = any_value(random, field);
    a->values.push_back({field.field, any_writing(random, value)});
    a->terms.insert(field.prefix + value.folded);
}

static void add_values(Random &random, Article *a)
{
    for (const auto &field : keyword_fields)
        for (uint32_t count = field.several ? random.below(4) : random.chance(75); count > 0; count--)
            add_value(random, field, a);
}

static std::string make_id(Random &random, uint32_t number)
{
    static const char *const starts[] = {"article-", "article-", "wire|1-", "https://news.example/a,b?c=-", "-", "É-"};
    return starts[random.below(6)] + std::to_string(number);
}

Corpus make_corpus(Random &random)
{
    Corpus corpus;
    uint32_t articles = 1 + random.below(random.chance(20) ? 600 : 120);
    uint32_t vocabulary = 3 + random.below(80);
    for (uint32_t i = 0; i < articles; i++) {
        Article a;
        a.id = make_id(random, i);
        a.headline = make_text(random, random.below(7), vocabulary);
        a.body = make_text(random, 1 + random.below(random.chance(5) ? 600 : 50), vocabulary);
        a.dated = random.chance(85);
        a.date = any_instant(random);
        add_values(random, &a);
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
    for (const auto &value : a.values)
        article_add(article, value.first, view(value.second));
    if (a.dated)
        article->published = {a.date, 0, DATE_SECOND};
    must(archive_put(writer, article, false, &change, &err), err);
}

// The article as it was before it was corrected.
static Article draft_of(const Article &a, Random &random)
{
    Article draft = a;
    draft.body.push_back("draft");
    draft.values.clear();
    add_values(random, &draft);
    draft.dated = random.chance(50);
    draft.date = any_instant(random);
    return draft;
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
        if (random.chance(20))
            put(writer, &article, draft_of(a, random));
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
