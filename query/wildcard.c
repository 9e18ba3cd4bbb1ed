#include "query/wildcard.h"

#include <string.h>

#include "core/utf8.h"

enum { LETTERS = 'z' - 'a' + 1 };

static size_t character_at(struct str s, size_t at)
{
    uint32_t code;
    return utf8_decode(s.ptr + at, s.len - at, &code, NULL);
}

/* A star takes nothing at first, and one character more each time that the rest does not match. */
bool wildcard_matches(struct str pattern, struct str text)
{
    size_t p = 0, t = 0, star = SIZE_MAX, taken = 0;
    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            taken = t;
        } else if (p < pattern.len && pattern.ptr[p] == '?') {
            p++;
            t += character_at(text, t);
        } else if (p < pattern.len && pattern.ptr[p] == text.ptr[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            taken += character_at(text, taken);
            t = taken;
            p = star + 1;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}

struct str wildcard_head(struct str pattern)
{
    size_t len = 0;
    while (len < pattern.len && pattern.ptr[len] != '*' && pattern.ptr[len] != '?')
        len++;
    return (struct str){pattern.ptr, len};
}

/* The number of words that a pattern describes; 0 where it has a star, another script, or too many of them. */
static size_t count_words(struct str pattern)
{
    size_t words = 1;
    if (pattern.len > WILDCARD_BYTES_MAX)
        return 0;
    for (size_t i = 0; i < pattern.len; i++) {
        if (pattern.ptr[i] == '*' || (unsigned char)pattern.ptr[i] >= 0x80)
            return 0;
        words *= pattern.ptr[i] == '?' ? LETTERS : 1;
        if (words > WILDCARD_WORDS_MAX)
            return 0;
    }
    return words;
}

/* The term of a word in the analyzer's hands until its next; empty for what is no single word. */
static struct str stem_of(struct analyzer *a, struct str word)
{
    struct token_stream stream;
    struct token token;
    token_stream_begin(&stream, a, word, 1, ANALYZE_QUERY);
    return token_stream_next(&stream, &token) && token.end - token.start == word.len ? token.term : (struct str){0};
}

enum status wildcard_stems(struct analyzer *a, struct str pattern, wildcard_visit *visit, void *context,
                           struct err *err)
{
    char word[WILDCARD_BYTES_MAX];
    size_t words = count_words(pattern);
    enum status s = S_OK;
    for (size_t number = 0; !s && number < words; number++) {
        size_t rest = number;
        memcpy(word, pattern.ptr, pattern.len);
        for (size_t i = 0; i < pattern.len; i++) {
            if (word[i] != '?')
                continue;
            word[i] = (char)('a' + rest % LETTERS);
            rest /= LETTERS;
        }
        struct str stem = stem_of(a, (struct str){word, pattern.len});
        if (stem.len)
            s = visit(context, stem, err);
    }
    return s;
}

/* What every text that matches ends with. */
static struct str tail_of(struct str pattern)
{
    size_t at = pattern.len;
    while (at > 0 && pattern.ptr[at - 1] != '*' && pattern.ptr[at - 1] != '?')
        at--;
    return (struct str){pattern.ptr + at, pattern.len - at};
}

/* Whether the first `kept` bytes of a stem and the last bytes of the pattern's tail are a word that the pattern
 * describes and that has this stem. What the pattern describes ends with the whole tail. */
static bool has_ending(struct analyzer *a, struct str pattern, struct str stem, size_t kept, struct str tail,
                       struct str ending)
{
    char word[TERM_MAX + ENDINGS_MAX];
    struct str whole = {word, kept + ending.len};
    size_t before = tail.len - ending.len;
    if (whole.len > sizeof word || before > kept || memcmp(stem.ptr + kept - before, tail.ptr, before) != 0)
        return false;
    memcpy(word, stem.ptr, kept);
    memcpy(word + kept, ending.ptr, ending.len);
    return wildcard_matches(pattern, whole) && str_equal(stem_of(a, whole), stem);
}

/* Whether a word of the archive's language may certainly end so. */
static bool is_known_ending(struct analyzer *a, struct str text)
{
    size_t count;
    const struct word_ending *ending = analyzer_endings(a, &count);
    bool yes = false;
    for (size_t i = 0; !yes && i < count; i++)
        yes = str_equal(ending[i].folded, text);
    return yes;
}

bool wildcard_describes(struct analyzer *a, struct str pattern, struct str stem, struct wildcard_endings *endings)
{
    struct str tail = tail_of(pattern);
    bool yes = false;
    size_t letters = tail.len < ENDINGS_MAX ? tail.len : ENDINGS_MAX;
    bool shorter = stem.len && (unsigned char)stem.ptr[stem.len - 1] < 0x80;
    for (size_t cut = 0; !yes && stem.len && cut <= shorter; cut++)
        for (size_t len = letters; !yes && len > 0; len--) {
            struct str ending = {tail.ptr + tail.len - len, len};
            if (utf8_cut(tail.ptr, tail.len, tail.len - len) != tail.len - len)
                continue;
            struct wildcard_ending *e = &endings->of[cut][len - 1];
            if (e->tries++ == 0)
                e->comes_off = is_known_ending(a, ending);
            yes = (e->comes_off || e->tries <= ENDING_TRIES) &&
                  has_ending(a, pattern, stem, stem.len - cut, tail, ending);
            e->comes_off |= yes;
        }
    return yes;
}

/* ---- words that begin with a head ---- */

enum { ENDING_BYTES_MAX = 32 };
/* Letters: of shorter ones many are no stem of such a word, but another word: spain* does not mean spa. So little is
 * enough where much of the head lies behind it. */
enum { SHORTER_STEM_MIN = 5, SHORT_STEM_MIN = 4, BEHIND_SHORT_MIN = 3 };

/* Whether the first `kept` bytes of the head and an ending are a word that begins with all of the head, and that has a
 * stem. */
static bool gives_stem(struct analyzer *a, struct str head, size_t kept, const struct word_ending *ending,
                       struct str stem)
{
    char word[WILDCARD_BYTES_MAX + ENDING_BYTES_MAX];
    if (!str_begins_with(ending->folded, str_skip(head, kept)) || ending->spelt.len > ENDING_BYTES_MAX)
        return false;
    memcpy(word, head.ptr, kept);
    memcpy(word + kept, ending->spelt.ptr, ending->spelt.len);
    return str_equal(stem_of(a, (struct str){word, kept + ending->spelt.len}), stem);
}

/* Whether any ending does. */
static bool any_gives_stem(struct analyzer *a, struct str head, size_t kept, struct str stem)
{
    size_t count;
    const struct word_ending *ending = analyzer_endings(a, &count);
    bool yes = false, open = kept == head.len;
    for (size_t i = 0; !yes && i < count; i++)
        if (open || ending[i].folded.ptr[0] == head.ptr[kept])
            yes = gives_stem(a, head, kept, &ending[i], stem);
    return yes;
}

/* Whether the first `len` bytes of the head are the stem of a word that begins with all of it. */
static bool is_shorter_stem(struct analyzer *a, struct str head, size_t len)
{
    struct str stem = {head.ptr, len};
    size_t letters = utf8_count(head.ptr, len);
    size_t least = utf8_count(head.ptr + len, head.len - len) < BEHIND_SHORT_MIN ? SHORTER_STEM_MIN : SHORT_STEM_MIN;
    bool doubled = letters >= SHORT_STEM_MIN && head.ptr[len] == head.ptr[len - 1]; /* planning, of plan */
    return (letters >= least && any_gives_stem(a, head, len, stem)) ||
           (doubled && any_gives_stem(a, head, len + 1, stem));
}

enum status wildcard_shorter_stems(struct analyzer *a, struct str head, wildcard_visit *visit, void *context,
                                   struct err *err)
{
    enum status s = S_OK;
    if (head.len > WILDCARD_BYTES_MAX)
        return S_OK;
    for (size_t len = SHORT_STEM_MIN; !s && len < head.len; len++)
        if (utf8_cut(head.ptr, head.len, len) == len && is_shorter_stem(a, head, len))
            s = visit(context, (struct str){head.ptr, len}, err);
    return s;
}

/* ---- fronts that come off ---- */

bool wildcard_front_comes_off(struct analyzer *a, struct str front, struct str term)
{
    char word[TERM_MAX];
    if (front.len + term.len > sizeof word || term.len == 0)
        return false;
    memcpy(word, front.ptr, front.len);
    memcpy(word + front.len, term.ptr, term.len);
    struct str stem = stem_of(a, (struct str){word, front.len + term.len});
    return stem.len && str_begins_with(term, stem);
}
