// The values of keyword fields, and which terms a value in a query stands for.
#include "tests/oracle/oracle.h"

const std::vector<KeywordField> keyword_fields = {
    {FIELD_SECTION,
     "section",
     "XSEC",
     false,
     false,
     {{"world", {"World", "world", "WORLD"}},
      {"sport", {"Sport"}},
      {"science, health", {"Science, Health", "science,  health"}},
      {"op|ed", {"Op|Ed"}},
      {"-30-", {"-30-"}}}},
    {FIELD_TAG,
     "tag",
     "K",
     true,
     false,
     {{"peace", {"Peace", "peace"}},
      {"peace talks", {"Peace talks", "peace\u00a0talks"}},
      {"talks", {"talks"}},
      {"vote", {"vote", "VOTE"}},
      {"a", {"a", "A"}},
      {"b, c", {"b, c"}}}},
    {FIELD_SOURCE,
     "source",
     "XSRC",
     false,
     false,
     {{"evening post", {"Evening Post", "EVENING  POST"}},
      {"el pais", {"El País", "El Pai\u0301s", "el pais"}},
      {"globe|mail", {"Globe|Mail"}}}},
    {FIELD_PLACE,
     "place",
     "XPL",
     false,
     true,
     {{"new york", {"NEW YORK", "New York"}},
      {"york", {"York"}},
      {"sao paulo, brazil", {"São Paulo, Brazil", "SAO PAULO, BRAZIL"}},
      {"yorkshire", {"Yorkshire"}}}},
    {FIELD_BYLINE,
     "byline",
     "A",
     true,
     true,
     {{"ann smith", {"Ann Smith", "ANN SMITH"}},
      {"bob smith jones", {"Bob Smith Jones"}},
      {"smith", {"Smith"}},
      {"jones", {"Jones"}}}},
    {FIELD_AGENCY, "agency", "XAG", false, false, {{"interfax", {"Interfax"}}, {"lodz press", {"Łódź Press"}}}},
    {FIELD_LANG, "lang", "L", false, false, {{"en", {"en", "EN"}}, {"de", {"de"}}, {"pt-br", {"pt-BR"}}}},
};

const KeywordField &any_field(Random &random)
{
    return keyword_fields[random.skewed(uint32_t(keyword_fields.size()))];
}

const Value &any_value(Random &random, const KeywordField &field)
{
    return field.values[random.skewed(uint32_t(field.values.size()))];
}

const std::string &any_writing(Random &random, const Value &value)
{
    return value.written[random.below(uint32_t(value.written.size()))];
}

static std::vector<std::string> words_of(const std::string &text)
{
    std::vector<std::string> words;
    for (size_t at = 0, end; (at = text.find_first_not_of(" ,", at)) != std::string::npos; at = end) {
        end = std::min(text.find_first_of(" ,", at), text.size());
        words.push_back(text.substr(at, end - at));
    }
    return words;
}

// Tree over the values of a field that are chosen.
template <typename Choice> static Tree any_of(const KeywordField &field, const Choice &chosen)
{
    Tree any;
    any.kind = NODE_OR;
    for (const auto &value : field.values)
        if (chosen(value.folded))
            any.child.push_back(term_tree(field.prefix + value.folded));
    return any.child.empty() ? Tree() : any.child.size() == 1 ? any.child[0] : any;
}

static bool holds(const std::vector<std::string> &words, const std::vector<std::string> &wanted)
{
    return std::search(words.begin(), words.end(), wanted.begin(), wanted.end()) != words.end();
}

Asked ask_for_value(Random &random, const KeywordField &field)
{
    const Value &value = any_value(random, field);
    std::string written = any_writing(random, value);
    std::vector<std::string> words = words_of(value.folded);
    if (random.chance(4))
        return {"nowhere", Tree()};
    if (!field.words)
        return {written, term_tree(field.prefix + value.folded)};
    if (random.chance(50)) {
        written = words[random.below(uint32_t(words.size()))];
        words = {written};
    }
    return {written, any_of(field, [&](const std::string &folded) { return holds(words_of(folded), words); })};
}

// Two letters or three.
Asked ask_for_start(Random &random, const KeywordField &field)
{
    std::string start;
    while (start.size() < 2)
        start = words_of(any_value(random, field).folded)[0].substr(0, 2 + random.below(2));
    return {start, any_of(field, [&](const std::string &folded) { return folded.rfind(start, 0) == 0; })};
}
