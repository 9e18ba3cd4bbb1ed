// Random query trees.
#include "tests/oracle/oracle.h"

Tree all_tree()
{
    Tree t;
    t.kind = NODE_ALL;
    return t;
}

Tree term_tree(const std::string &term)
{
    Tree t;
    t.kind = NODE_TERM;
    t.word = term;
    return t;
}

Tree filter_tree(const Tree &inside)
{
    Tree t;
    t.kind = NODE_FILTER;
    t.child.push_back(inside);
    return t;
}

static Tree word_tree(Random &random, uint32_t vocabulary)
{
    return term_tree(random.chance(3) ? "absent" : make_word(random.skewed(vocabulary)));
}

static Tree phrase_tree(Random &random, uint32_t vocabulary)
{
    Tree t;
    t.kind = NODE_PHRASE;
    for (uint32_t n = 2 + random.below(3); n; n--)
        t.child.push_back(word_tree(random, std::min(vocabulary, 12u)));
    return t;
}

static Tree prefix_tree(Random &random)
{
    Tree t;
    t.kind = NODE_PREFIX;
    t.word = make_word(random.below(5));
    if (random.chance(50))
        t.word += char('a' + random.below(5));
    return t;
}

static Tree near_tree(Random &random, uint32_t vocabulary)
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

Tree make_field(Random &random, int64_t now)
{
    if (random.chance(50))
        return filter_tree(make_date_field(random, now));
    const KeywordField &field = any_field(random);
    bool start = random.chance(20);
    Asked asked = start ? ask_for_start(random, field) : ask_for_value(random, field);
    bool spaced = asked.written.find(' ') != std::string::npos || asked.written.find("\u00a0") != std::string::npos;
    bool quoted = !start && (spaced || random.chance(30));
    asked.meaning.text = field.name + ':' + (quoted ? '"' + asked.written + '"' : asked.written) + (start ? "*" : "");
    return filter_tree(asked.meaning);
}

Tree make_tree(Random &random, uint32_t vocabulary, int depth, int64_t now)
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
    if (dice < 49)
        return all_tree();
    Tree t;
    t.kind = dice < 68 ? NODE_AND : dice < 87 ? NODE_OR : dice < 95 ? NODE_NOT : NODE_WITH;
    uint32_t children = t.kind == NODE_NOT || t.kind == NODE_WITH ? 2 : 2 + random.below(3);
    for (uint32_t i = 0; i < children; i++)
        t.child.push_back(make_tree(random, vocabulary, depth - 1, now));
    if (t.kind == NODE_AND && random.chance(30))
        t.child.push_back(make_field(random, now));
    return t;
}

std::string show(const Tree &t)
{
    static const std::map<int, std::string> names = {
        {NODE_ALL, "ALL"}, {NODE_NONE, "NONE"}, {NODE_PHRASE, "PHRASE"}, {NODE_NEAR, "NEAR"},     {NODE_ADJ, "ADJ"},
        {NODE_AND, "AND"}, {NODE_OR, "OR"},     {NODE_NOT, "NOT"},       {NODE_FILTER, "FILTER"}, {NODE_WITH, "WITH"}};
    if (!t.text.empty())
        return t.text;
    if (t.kind == NODE_TERM)
        return t.word;
    if (t.kind == NODE_PREFIX)
        return t.word + "*";
    std::string text = "(" + names.at(t.kind) + (t.window ? "/" + std::to_string(t.window) : "");
    for (const auto &child : t.child)
        text += " " + show(child);
    return text + ")";
}

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

// ---- shrinking ----

void smaller_trees(const Tree &t, std::vector<Tree> *out)
{
    bool operands = is_positional(t);
    if (t.kind == NODE_FILTER)
        return;
    out->insert(out->end(), t.child.begin(), t.child.end());
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
