// Random searches: words and parameters as people write them, and what they mean as a tree, which is made with them and
// not read off them.
#include "tests/oracle/oracle.h"

// ---- words ----

// What has no words is replaced by something that has.
static Tree in_words(Tree t)
{
    if (t.kind == NODE_WITH)
        t.kind = NODE_OR;
    if (t.kind == NODE_ALL)
        t = term_tree("a");
    if (t.kind == NODE_PREFIX && t.word.size() == 1)
        t.word += 'b';
    for (auto &child : t.child)
        child = in_words(child);
    return t;
}

static std::string write_all(const Tree &t, const std::string &between)
{
    std::string text;
    for (const auto &child : t.child)
        text += (text.empty() ? "" : between) + write_words(child);
    return text;
}

std::string write_words(const Tree &t)
{
    switch (t.kind) {
    case NODE_ALL:
        return "";
    case NODE_TERM:
        return t.word;
    case NODE_PREFIX:
        return t.word + "*";
    case NODE_FILTER:
        return t.child[0].text;
    case NODE_PHRASE:
        return '"' + write_all(t, " ") + '"';
    case NODE_AND:
        return "(" + write_all(t, " AND ") + ")";
    case NODE_OR:
        return "(" + write_all(t, " OR ") + ")";
    case NODE_NOT:
        return "(" + write_all(t, " NOT ") + ")";
    default:
        return "(" + write_all(t, (t.kind == NODE_NEAR ? " NEAR/" : " ADJ/") + std::to_string(t.window) + " ") + ")";
    }
}

static Tree make_words(Random &random, int64_t now)
{
    Tree t = all_tree(), both;
    if (random.chance(70))
        t = in_words(make_tree(random, random.chance(60) ? 10 : 90, int(random.below(3)), now));
    if (random.chance(70))
        return t;
    if (t.kind == NODE_ALL)
        return make_field(random, now);
    uint32_t dice = random.below(100);
    both.kind = dice < 65 ? NODE_AND : dice < 85 ? NODE_NOT : NODE_OR;
    both.child = {t, make_field(random, now)};
    return both;
}

// ---- parameters ----

static std::string quoted(Random &random, const std::string &text)
{
    bool needed = text[0] == '-' || text.find_first_of(",|") != std::string::npos;
    return needed || random.chance(25) ? '"' + text + '"' : text;
}

static Tree without(const Tree &t)
{
    Tree n;
    n.kind = NODE_NOT;
    n.child = {all_tree(), t};
    return n;
}

static Clause make_value(Random &random, const KeywordField &field)
{
    Asked asked = ask_for_value(random, field);
    bool negative = random.chance(25);
    return {(negative ? "-" : "") + quoted(random, asked.written), asked.meaning, negative, negative ? "=-a" : "=a"};
}

static Clause make_alternatives(Random &random, const KeywordField &field)
{
    Clause clause = {"", Tree(), false, "=a|b"};
    clause.meaning.kind = NODE_OR;
    for (uint32_t more = 1 + random.below(3);; more--) {
        Clause value = make_value(random, field);
        clause.text += value.text;
        clause.meaning.child.push_back(value.excluded ? without(value.meaning) : value.meaning);
        if (value.excluded)
            clause.kind = "=-a|b";
        if (more == 0)
            return clause;
        clause.text += random.chance(50) ? "|" : " | ";
    }
}

static Parameter make_filter(Random &random)
{
    const KeywordField &field = any_field(random);
    Parameter filter = {field.name, {}};
    for (uint32_t count = random.chance(70) ? 1 : 2 + random.below(2); count > 0; count--)
        filter.clauses.push_back(random.chance(35) ? make_alternatives(random, field) : make_value(random, field));
    return filter;
}

static Parameter make_ids(Random &random, const Corpus &corpus)
{
    Clause clause;
    clause.meaning.kind = NODE_OR;
    for (uint32_t more = random.below(12);; more--) {
        std::string id = corpus[random.below(uint32_t(corpus.size()))].id;
        if (random.chance(10))
            id += "0000";
        bool needs_quotes = id.find(',') != std::string::npos;
        clause.text += needs_quotes || random.chance(25) ? '"' + id + '"' : id;
        clause.meaning.child.push_back(term_tree("Q" + id));
        if (more == 0)
            return {"ids", {clause}};
        clause.text += random.chance(50) ? "," : ", ";
    }
}

// A parameter is given once.
static void add_filter(Search *s, const Parameter &filter)
{
    for (const auto &given : s->parameters)
        if (given.name == filter.name)
            return;
    s->parameters.push_back(filter);
}

enum order_by any_order(Random &random)
{
    return random.chance(60) ? ORDER_RELEVANCE : random.chance(50) ? ORDER_NEWEST : ORDER_OLDEST;
}

Search make_search(Random &random, const Corpus &corpus)
{
    Search s;
    s.by_words = true;
    s.now = any_instant(random);
    s.words = make_words(random, s.now);
    if (random.chance(35))
        s.parameters = make_date_range(random, s.now);
    if (random.chance(12))
        s.parameters.push_back(make_on_this_day(random, s.now));
    if (random.chance(12))
        s.parameters.push_back(make_ids(random, corpus));
    for (uint32_t more = random.below(3) + s.parameters.empty(); more > 0; more--)
        add_filter(&s, make_filter(random));
    s.order = any_order(random);
    s.default_order = s.words.kind == NODE_ALL && random.chance(30);
    if (s.default_order)
        s.order = ORDER_NEWEST;
    return s;
}

std::string value_of(const Parameter &p)
{
    std::string text;
    for (const auto &clause : p.clauses)
        text += (text.empty() ? "" : ",") + clause.text;
    return text;
}

// ---- what it means ----

// The words and all filters, without what is excluded.
Tree meaning_of(const Search &s)
{
    Tree all, excluded, rest;
    all.kind = NODE_AND;
    excluded.kind = NODE_OR;
    rest.kind = NODE_NOT;
    all.child.push_back(s.words);
    for (const auto &p : s.parameters)
        for (const auto &clause : p.clauses)
            if (clause.excluded)
                excluded.child.push_back(clause.meaning);
            else
                all.child.push_back(filter_tree(clause.meaning));
    if (excluded.child.empty())
        return s.parameters.empty() ? s.words : all;
    rest.child = {all, excluded};
    return rest;
}

static const std::map<int, std::string> order_names = {
    {ORDER_RELEVANCE, "relevance"}, {ORDER_NEWEST, "newest"}, {ORDER_OLDEST, "oldest"}};

std::string show(const Search &s)
{
    std::string text = s.by_words ? "q=" + write_words(s.words) : show(s.words);
    for (const auto &p : s.parameters)
        text += " " + p.name + "=" + value_of(p);
    text += " order-by=" + order_names.at(s.order);
    return text + (s.by_words ? ", asked at " + std::to_string(s.now) : "");
}

// ---- kinds ----

static std::string kind_of_date(const std::string &text)
{
    size_t dots = text.find("..");
    if (dots == std::string::npos)
        return text == "date:none" ? text : "date:A";
    return std::string(dots > 5 ? "date:A.." : "date:..") + (dots + 2 < text.size() ? "B" : "");
}

static void add_kinds_of_words(const Tree &t, std::set<std::string> *kinds)
{
    std::string field = t.kind == NODE_FILTER ? t.child[0].text : "";
    if (field.rfind("date:", 0) == 0)
        kinds->insert(kind_of_date(field));
    else if (t.kind == NODE_FILTER)
        kinds->insert(field.substr(0, field.find(':') + 1) + (field.back() == '*' ? "a*" : "a"));
    for (const auto &child : t.child)
        add_kinds_of_words(child, kinds);
}

std::set<std::string> kinds_of(const Search &s)
{
    std::set<std::string> kinds = {s.by_words ? "words and parameters" : "trees",
                                   "order-by=" + order_names.at(s.order)};
    add_kinds_of_words(s.words, &kinds);
    for (const auto &p : s.parameters) {
        kinds.insert(p.name + "=");
        if (p.clauses.size() > 1)
            kinds.insert("=a,b");
        for (const auto &clause : p.clauses)
            if (!clause.kind.empty())
                kinds.insert(clause.kind);
        if (value_of(p).find('"') != std::string::npos)
            kinds.insert("=\"a\"");
    }
    return kinds;
}

// ---- shrinking ----

std::vector<Search> smaller_searches(const Search &s)
{
    std::vector<Search> out;
    std::vector<Tree> words;
    for (size_t i = 0; i < s.parameters.size(); i++) {
        Search less = s;
        less.parameters.erase(less.parameters.begin() + long(i));
        out.push_back(less);
        for (size_t j = 0; j < s.parameters[i].clauses.size() && s.parameters[i].clauses.size() > 1; j++) {
            less = s;
            less.parameters[i].clauses.erase(less.parameters[i].clauses.begin() + long(j));
            out.push_back(less);
        }
    }
    smaller_trees(s.words, &words);
    if (s.by_words && s.words.kind != NODE_ALL)
        words.push_back(all_tree());
    for (const auto &tree : words) {
        Search less = s;
        less.words = tree;
        out.push_back(less);
    }
    return out;
}
