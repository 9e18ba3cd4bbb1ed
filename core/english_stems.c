#include "core/english_stems.h"

#include <assert.h>
#include <string.h>

/* Steps of the algorithm, in their order: of each a word follows one rule at most. */
enum step { PLURALS, VERBS, DOUBLED, LAST_Y, NOUNS, ADJECTIVES, ENDINGS, LAST_LETTER };

struct rule {
    enum step step;
    unsigned char len, becomes_len;
    char before_last; /* of the ending; 0: it is one letter */
    const char *ending, *becomes;
};

#define RULE(step, ending, becomes)                                                                                   \
    {                                                                                                                 \
        step, sizeof(ending) - 1, sizeof(becomes) - 1, sizeof(ending) > 2 ? (ending)[sizeof(ending) - 3] : 0, ending, \
            becomes                                                                                                   \
    }

/* By the letter that the endings end with. None makes a word longer. The algorithm's exceptions, which come before all
 * else, are among the plurals. What only leaves a word as it is, and what a shorter ending makes the same of, is left
 * out: -fulli becomes -ful as -li goes. */
static const struct rule with_b[] = {RULE(DOUBLED, "bb", "b")};
static const struct rule with_c[] = {RULE(ENDINGS, "ic", "")};
static const struct rule with_d[] = {
    RULE(VERBS, "ed", ""),
    RULE(VERBS, "ed", "e"),
    RULE(DOUBLED, "dd", "d"),
};
static const struct rule with_e[] = {
    RULE(ADJECTIVES, "alize", "al"), RULE(ADJECTIVES, "icate", "ic"), RULE(ADJECTIVES, "ative", ""),
    RULE(ENDINGS, "ance", ""),       RULE(ENDINGS, "ence", ""),       RULE(ENDINGS, "able", ""),
    RULE(ENDINGS, "ible", ""),       RULE(ENDINGS, "ate", ""),        RULE(ENDINGS, "ive", ""),
    RULE(ENDINGS, "ize", ""),        RULE(LAST_LETTER, "e", ""),
};
static const struct rule with_f[] = {RULE(DOUBLED, "ff", "f")};
static const struct rule with_g[] = {
    RULE(PLURALS, "dying", "die"), RULE(PLURALS, "lying", "lie"), RULE(PLURALS, "tying", "tie"),
    RULE(VERBS, "ing", ""),        RULE(VERBS, "ing", "e"),       RULE(DOUBLED, "gg", "g"),
};
static const struct rule with_i[] = {
    RULE(NOUNS, "enci", "ence"), RULE(NOUNS, "anci", "ance"),  RULE(NOUNS, "aliti", "al"),
    RULE(NOUNS, "iviti", "ive"), RULE(NOUNS, "biliti", "ble"), RULE(NOUNS, "bli", "ble"),
    RULE(NOUNS, "logi", "log"),  RULE(NOUNS, "li", ""),        RULE(ADJECTIVES, "iciti", "ic"),
    RULE(ENDINGS, "iti", ""),
};
static const struct rule with_l[] = {
    RULE(NOUNS, "ational", "ate"),  RULE(ADJECTIVES, "tional", "tion"), RULE(ADJECTIVES, "ational", "ate"),
    RULE(ADJECTIVES, "ical", "ic"), RULE(ADJECTIVES, "ful", ""),        RULE(ENDINGS, "al", ""),
    RULE(LAST_LETTER, "ll", "l"),
};
static const struct rule with_m[] = {RULE(DOUBLED, "mm", "m"), RULE(NOUNS, "alism", "al"), RULE(ENDINGS, "ism", "")};
static const struct rule with_n[] = {
    RULE(DOUBLED, "nn", "n"),
    RULE(NOUNS, "ization", "ize"),
    RULE(NOUNS, "ation", "ate"),
    RULE(ENDINGS, "ion", ""),
};
static const struct rule with_p[] = {RULE(DOUBLED, "pp", "p")};
static const struct rule with_r[] = {
    RULE(DOUBLED, "rr", "r"),
    RULE(NOUNS, "izer", "ize"),
    RULE(NOUNS, "ator", "ate"),
    RULE(ENDINGS, "er", ""),
};
static const struct rule with_s[] = {
    RULE(PLURALS, "s", ""),        RULE(PLURALS, "sses", "ss"),   RULE(PLURALS, "ies", "i"),
    RULE(PLURALS, "skies", "sky"), RULE(NOUNS, "fulness", "ful"), RULE(NOUNS, "iveness", "ive"),
    RULE(ADJECTIVES, "ness", ""),  RULE(ENDINGS, "ous", ""),
};
static const struct rule with_t[] = {
    RULE(DOUBLED, "tt", "t"),  RULE(ENDINGS, "ant", ""), RULE(ENDINGS, "ement", ""),
    RULE(ENDINGS, "ment", ""), RULE(ENDINGS, "ent", ""),
};
static const struct rule with_y[] = {
    RULE(PLURALS, "idly", "idl"), RULE(PLURALS, "gently", "gentl"), RULE(PLURALS, "singly", "singl"),
    RULE(VERBS, "edly", ""),      RULE(VERBS, "edly", "e"),         RULE(VERBS, "ingly", ""),
    RULE(VERBS, "ingly", "e"),    RULE(LAST_Y, "y", "i"),
};

#define RULES(letter, list) [(letter) - 'a'] = {sizeof(list) / sizeof *(list), list}

enum { LETTERS = 'z' - 'a' + 1 };

static const struct {
    size_t count;
    const struct rule *rule;
} rules[LETTERS] = {
    RULES('b', with_b), RULES('c', with_c), RULES('d', with_d), RULES('e', with_e), RULES('f', with_f),
    RULES('g', with_g), RULES('i', with_i), RULES('l', with_l), RULES('m', with_m), RULES('n', with_n),
    RULES('p', with_p), RULES('r', with_r), RULES('s', with_s), RULES('t', with_t), RULES('y', with_y),
};

void english_stems_init(struct english_stems *stems)
{
    memset(stems, 0, sizeof *stems);
    for (size_t last = 0; last < LETTERS; last++)
        for (size_t i = 0; i < rules[last].count; i++) {
            char before_last = rules[last].rule[i].before_last;
            assert(i < 8 * sizeof stems->may_follow[0][0]);
            for (size_t before = 0; before <= LETTERS; before++)
                if (!before_last || before == (size_t)(before_last - 'a'))
                    stems->may_follow[last][before] |= (uint16_t)(1 << i);
        }
}

/* The last letters are known to be the same. Something is to be left of the word. */
static inline bool ends_with(const struct stem_guess *word, const struct rule *rule)
{
    if (word->len + (rule->becomes_len > 0) <= rule->len)
        return false;
    const char *end = word->bytes + word->len - rule->len;
    size_t same = rule->len > 2 ? rule->len - 2u : 0;
    while (same > 0 && end[same - 1] == rule->ending[same - 1])
        same--;
    return same == 0;
}

static void become(struct stem_guess *word, const struct rule *rule)
{
    word->len -= rule->len;
    memcpy(word->bytes + word->len, rule->becomes, rule->becomes_len);
    word->len += rule->becomes_len;
    word->next_step = rule->step + 1;
}

/* The rules that the last two letters of a word let it follow: bits, and in *list what they number. */
static inline unsigned rules_of(const struct english_stems *stems, const struct stem_guess *word,
                                const struct rule **list)
{
    unsigned last = (unsigned char)word->bytes[word->len - 1] - 'a';
    unsigned before = word->len > 1 ? (unsigned char)word->bytes[word->len - 2] - 'a' : LETTERS;
    *list = rules[last].rule;
    return stems->may_follow[last][before];
}

/* Adds what a word becomes by each rule that it may follow. False when there is no more room. */
static inline bool follow_rules(const struct english_stems *stems, const struct stem_guess *word,
                                struct stem_guesses *out)
{
    const struct rule *list;
    for (unsigned left = rules_of(stems, word, &list); left; left &= left - 1) {
        const struct rule *rule = &list[__builtin_ctz(left)];
        if (rule->step < word->next_step || !ends_with(word, rule))
            continue;
        if (out->count == STEM_GUESSES_MAX)
            return false;
        out->of[out->count] = *word;
        become(&out->of[out->count++], rule);
    }
    return true;
}

/* The word before any step. False when it is too long. */
static bool begin(struct str word, struct stem_guess *out)
{
    if (word.len == 0 || word.len > sizeof out->bytes)
        return false;
    out->len = word.len;
    out->next_step = 0;
    memcpy(out->bytes, word.ptr, word.len);
    return true;
}

bool english_stems_guess(const struct english_stems *stems, struct str word, struct stem_guesses *out)
{
    struct stem_guess whole;
    out->count = 0;
    if (!begin(word, &whole))
        return false;
    bool room = follow_rules(stems, &whole, out);
    for (size_t next = 0; room && next < out->count; next++)
        room = follow_rules(stems, &out->of[next], out);
    return room;
}

/* Whether some rule that a word may follow looks at the letter at a place, as far as the letters behind it tell. */
static bool looks_at(const struct english_stems *stems, const struct stem_guess *word, size_t at)
{
    if (at + 2 >= word->len)
        return true;
    size_t behind = word->len - at - 1;
    const struct rule *list;
    for (unsigned left = rules_of(stems, word, &list); left; left &= left - 1) {
        const struct rule *rule = &list[__builtin_ctz(left)];
        if (rule->step >= word->next_step && rule->len > behind &&
            memcmp(rule->ending + rule->len - behind, word->bytes + at + 1, behind) == 0)
            return true;
    }
    return false;
}

bool english_stems_guess_any(const struct english_stems *stems, struct str word, size_t at, struct stem_guesses *out)
{
    struct stem_guess whole;
    if (!begin(word, &whole) || looks_at(stems, &whole, at) || !english_stems_guess(stems, word, out))
        return false;
    for (size_t i = 0; i < out->count; i++)
        if (looks_at(stems, &out->of[i], at))
            return false;
    return true;
}
