// Xapian as the judge: its own matcher over the live store.
#include "tests/oracle/oracle.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
extern "C" {
#include "archive/live.h"
}
#pragma GCC diagnostic pop

// What Xapian 1.4 can judge. It refuses NEAR of anything but words. A phrase under OR that a conjunction asks (by
// check() and not by next()) adds its words to the score of a document that holds them apart, when another branch of
// the OR matches: (AND (OR (ADJ cb e) d) f) scores cb and e where only d and f match. And AND_MAYBE becomes AND when
// the score that it may give is below the threshold, which it takes from memory that nobody has set where it stands in
// what is excluded: (NOT e (AND (WITH bab ebb) f)) finds e with bab and f, or not.
bool xapian_can(const Tree &t, bool asked_by_conjunction)
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

static std::string date_bytes(int64_t seconds)
{
    char bytes[LIVE_DATE_BYTES];
    live_encode_date(seconds, bytes);
    return std::string(bytes, sizeof bytes);
}

Judge::Judge(const std::string &path, const Corpus &corpus) : db(path)
{
    for (const auto &a : corpus) {
        Xapian::docid document = *db.postlist_begin("Q" + a.id);
        numbers[document] = number_of(a.id);
        if (db.get_document(document).get_value(LIVE_SLOT_DATE).empty())
            undated.push_back(Xapian::Query("Q" + a.id));
    }
}

static Xapian::Query date_range(int64_t from, int64_t to)
{
    if (from > to)
        return Xapian::Query::MatchNothing;
    if (from == INT64_MIN)
        return Xapian::Query(Xapian::Query::OP_VALUE_LE, LIVE_SLOT_DATE, date_bytes(to));
    if (to == INT64_MAX)
        return Xapian::Query(Xapian::Query::OP_VALUE_GE, LIVE_SLOT_DATE, date_bytes(from));
    return Xapian::Query(Xapian::Query::OP_VALUE_RANGE, LIVE_SLOT_DATE, date_bytes(from), date_bytes(to));
}

// What scores, filtered by what does not.
static Xapian::Query conjunction(const Tree &t, const std::vector<Xapian::Query> &child)
{
    std::vector<Xapian::Query> scored;
    for (size_t i = 0; i < child.size(); i++)
        if (t.child[i].kind != NODE_FILTER)
            scored.push_back(child[i]);
    Xapian::Query all(Xapian::Query::OP_AND, scored.begin(), scored.end());
    if (scored.empty())
        all = Xapian::Query::MatchAll;
    for (size_t i = 0; i < child.size(); i++)
        if (t.child[i].kind == NODE_FILTER)
            all = Xapian::Query(Xapian::Query::OP_FILTER, all, child[i]);
    return all;
}

Xapian::Query Judge::query(const Tree &t) const
{
    std::vector<Xapian::Query> child;
    for (const auto &c : t.child)
        child.push_back(query(c));
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
        return conjunction(t, child);
    case NODE_OR:
        return Xapian::Query(Xapian::Query::OP_OR, child.begin(), child.end());
    case NODE_NOT:
        return Xapian::Query(Xapian::Query::OP_AND_NOT, child[0], child[1]);
    case NODE_WITH:
        return Xapian::Query(Xapian::Query::OP_AND_MAYBE, child[0], child[1]);
    case NODE_FILTER:
        return Xapian::Query(Xapian::Query::OP_SCALE_WEIGHT, child[0], 0.0);
    case NODE_DATE:
        return date_range(t.from, t.to);
    case NODE_UNDATED:
        return Xapian::Query(Xapian::Query::OP_OR, undated.begin(), undated.end());
    default:
        return Xapian::Query();
    }
}

// Newest or oldest first, undated last, those of one instant by id.
static void set_order(Xapian::MultiValueKeyMaker *key, enum order_by order)
{
    bool oldest = order == ORDER_OLDEST;
    key->add_value(LIVE_SLOT_DATE, !oldest, oldest ? std::string(LIVE_DATE_BYTES + 1, '\xff') : "");
    key->add_value(LIVE_SLOT_ID);
}

Answer ask_xapian(const Judge &judge, const Tree &t, enum order_by order)
{
    Xapian::Enquire enquire(judge.db);
    Xapian::MultiValueKeyMaker key;
    set_order(&key, order);
    enquire.set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 0, 0.5, 0));
    enquire.set_query(judge.query(t));
    if (order != ORDER_RELEVANCE)
        enquire.set_sort_by_key_then_relevance(&key, false);
    Xapian::MSet hits = enquire.get_mset(0, judge.db.get_doccount(), judge.db.get_doccount());
    Answer answer;
    for (auto hit = hits.begin(); hit != hits.end(); ++hit) {
        answer.scores[judge.numbers.at(*hit)] = hit.get_weight();
        if (order != ORDER_RELEVANCE)
            answer.order.push_back(judge.numbers.at(*hit));
    }
    return answer;
}
