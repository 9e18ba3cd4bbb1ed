// The plain evaluation: reads the articles from the front to the back.
#include "tests/oracle/oracle.h"

#include <cmath>
#include <set>

#include "core/analyzer.h"

static Plain::Text text_of(const Article &a)
{
    Plain::Text text = {a.id, {}, {}, a.dated, a.date};
    uint32_t position = 1;
    for (const auto &word : a.headline)
        text.at.push_back({word, position++});
    position += HEADLINE_GAP;
    for (const auto &word : a.body)
        text.at.push_back({word, position++});
    for (const auto &word : text.at)
        text.count[word.first]++;
    for (const auto &term : a.terms)
        text.count[term]++;
    text.count["Q" + a.id]++;
    return text;
}

Plain::Plain(const Corpus &corpus)
{
    for (const auto &a : corpus) {
        Text text = text_of(a);
        for (const auto &word : text.count)
            with[word.first]++;
        average += double(text.at.size()) / double(corpus.size());
        documents[number_of(a.id)] = text;
    }
}

static uint32_t frequency(const Plain::Text &text, const std::string &term)
{
    auto found = text.count.find(term);
    return found == text.count.end() ? 0 : found->second;
}

double Plain::weight(const Text &text, const std::string &term) const
{
    uint32_t f = frequency(text, term);
    if (f == 0)
        return 0;
    double n = with.at(term), all = double(documents.size());
    double x = (all - n + 0.5) / (n + 0.5);
    double idf = std::log(x < 2 ? x / 2 + 1 : x);
    return idf * f * 2.2 / (f + 1.2 * (0.5 + 0.5 * double(text.at.size()) / average));
}

// Where an operand of NEAR stands: first and last position.
using Spans = std::vector<std::pair<uint32_t, uint32_t>>;

static Spans spans_of(const Plain::Text &text, const Tree &t)
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

static bool place_operands(const std::vector<Spans> &spans, size_t at, Spans &chosen, uint32_t span, bool ordered)
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

static bool plain_near(const Plain::Text &text, const Tree &t)
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
static bool plain_match(const Plain &plain, const Plain::Text &text, const Tree &t, double *score)
{
    double parts = 0, unused = 0;
    bool match = false;
    switch (t.kind) {
    case NODE_ALL:
        return true;
    case NODE_TERM:
        match = frequency(text, t.word) > 0;
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
    case NODE_UNDATED:
        return !text.dated;
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

// In the order of dates: undated last, those of one instant by id.
static bool comes_before(const Plain::Text &a, const Plain::Text &b, enum order_by order)
{
    if (a.dated != b.dated)
        return a.dated;
    if (a.dated && a.date != b.date)
        return (a.date < b.date) == (order == ORDER_OLDEST);
    return a.id < b.id;
}

Answer ask_plain(const Plain &plain, const Tree &t, enum order_by order)
{
    Answer answer;
    for (const auto &document : plain.documents) {
        double score = 0;
        if (!plain_match(plain, document.second, t, &score))
            continue;
        answer.scores[document.first] = score;
        if (order != ORDER_RELEVANCE)
            answer.order.push_back(document.first);
    }
    std::sort(answer.order.begin(), answer.order.end(), [&](uint32_t a, uint32_t b) {
        return comes_before(plain.documents.at(a), plain.documents.at(b), order);
    });
    return answer;
}
