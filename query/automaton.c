#include "query/automaton.h"

#include <string.h>

#include "core/schema.h"

static const uint64_t ANY_LETTER = UINT64_C(1) << 63; /* above all places */

/* Bits of the first 0 .. letters letters. */
static uint64_t first_letters(uint32_t letters)
{
    return (UINT64_C(2) << letters) - 1;
}

static uint64_t places_of(const struct automaton *a, uint32_t letter)
{
    uint64_t places = 0;
    if (letter < ASCII)
        return a->guide.kinds[letter];
    for (uint32_t j = 0; j < a->letters; j++)
        places |= (uint64_t)(a->word[j] == letter) << (j + 1);
    return places;
}

/* Adds one more letter; false when nothing that goes on so is near enough. */
static inline bool step(struct automaton *a, uint32_t letter)
{
    uint32_t depth = a->depth++;
    const uint64_t *above = a->within[depth];
    uint64_t places = places_of(a, letter), *row = a->within[depth + 1];
    uint64_t turned = places << 1 & a->placed[depth];
    a->placed[depth + 1] = places;
    a->letter[depth + 1] = letter;
    row[0] = above[0] << 1 & places;
    row[1] = ((above[1] << 1 & places) | above[0] | above[0] << 1 | row[0] << 1) & a->all;
    row[2] = ((above[2] << 1 & places) | above[1] | above[1] << 1) & a->all;
    if (turned) {
        row[1] |= a->within[depth - 1][0] << 2 & turned;
        row[2] |= a->within[depth - 1][1] << 2 & turned;
    }
    row[2] |= row[1] << 1 & a->all;
    row[a->edits] &= a->late;
    if (above[0] && !row[0])
        a->begins[depth][letter / 64 % 2] |= UINT64_C(1) << letter % 64;
    uint64_t turning = above[a->edits - 1] << 2 & places & a->late; /* the next letter may be the one before it */
    return (row[a->edits] | row[a->edits - 1] | turning) != 0;
}

/* Whether any letter may be an edit, and something near go on behind it. */
static bool takes_any(const struct automaton *a)
{
    const uint64_t *row = a->within[a->depth];
    uint64_t last = row[a->edits - 1];
    return ((last | last << 1) & a->late) || (a->edits > 1 && row[a->edits - 2]);
}

uint32_t automaton_edits(const struct automaton *a)
{
    uint32_t edits = 0;
    while (edits <= a->edits && !(a->within[a->depth][edits] >> a->letters & 1))
        edits++;
    return edits;
}

/* Where no letter may be an edit any more: bits of the first letters of the word whose last one goes on to something
 * near. */
static uint64_t ways_on(const struct automaton *a)
{
    static const uint64_t none[EDITS_MAX + 1] = {0};
    uint32_t edits = a->edits;
    const uint64_t *row = a->within[a->depth], *above = a->depth ? a->within[a->depth - 1] : none;
    uint64_t same = (row[edits] | row[edits - 1]) << 1 & a->all, turning = row[edits - 1] << 2 & a->late;
    uint64_t turned = (above[edits - 1] << 2 & a->late) | (edits > 1 ? above[edits - 2] << 2 : 0);
    return same | turning | (turned & a->placed[a->depth]) >> 1;
}

/* The least such letter behind `last`; 0: none. */
static uint32_t letter_behind(const struct automaton *a, uint32_t last)
{
    uint32_t least = 0;
    for (uint64_t ways = ways_on(a); ways; ways &= ways - 1) {
        uint32_t letter = a->word[__builtin_ctzll(ways) - 1];
        if (letter > last && (least == 0 || letter < least))
            least = letter;
    }
    return least;
}

/* Says that nothing near begins with the letters that are filled, and what may stand in place of the last of them. */
static void give_up(struct automaton *a)
{
    a->guide.dead = a->end[a->depth--];
    bool any = takes_any(a) || a->letter[a->depth + 1] >= ASCII;
    a->guide.others = any ? ANY_LETTER : ways_on(a);
    a->depth++;
}

bool automaton_reads(struct automaton *a, struct str term, size_t shared)
{
    struct terms_guide *guide = &a->guide;
    if (a->end[a->depth] == a->depth) /* of a byte each */
        a->depth = shared < a->depth ? (uint32_t)shared : a->depth;
    while (a->end[a->depth] > shared)
        a->depth--;
    guide->dead = 0;
    if (term_is_of_field(term)) {
        guide->dead = 1;
        guide->others = ANY_LETTER;
        return false;
    }
    for (size_t at = a->end[a->depth]; at < term.len;) {
        uint32_t letter = (unsigned char)term.ptr[at];
        at += letter < ASCII ? 1 : utf8_decode(term.ptr + at, term.len - at, &letter, NULL);
        a->end[a->depth + 1] = at;
        if (!step(a, letter)) {
            give_up(a);
            return false;
        }
    }
    return automaton_edits(a) <= a->edits;
}

static bool is_near(struct terms_guide *guide, struct str term, size_t shared)
{
    return automaton_reads((struct automaton *)guide, term, shared);
}

/* The least term behind all that begin with the first `len` bytes of one; false when there can be none. */
static bool behind(struct automaton *a, struct str term, size_t len, struct str *from)
{
    while (len && (unsigned char)term.ptr[len - 1] == 0xff)
        len--;
    if (len == 0 || len > sizeof a->next)
        return false;
    memcpy(a->next, term.ptr, len);
    a->next[len - 1]++;
    *from = (struct str){a->next, len};
    return true;
}

static bool next_near(struct terms_guide *guide, struct str term, struct str *from)
{
    struct automaton *a = (struct automaton *)guide;
    if (term_is_of_field(term))
        return behind(a, str_of("Z"), 1, from);
    while (a->depth > 0) {
        uint32_t last = a->letter[a->depth--], letter;
        if (takes_any(a))
            return behind(a, term, a->end[a->depth + 1], from);
        if ((letter = letter_behind(a, last))) {
            memcpy(a->next, term.ptr, a->end[a->depth]);
            *from = (struct str){a->next, a->end[a->depth] + utf8_encode(letter, a->next + a->end[a->depth])};
            return true;
        }
    }
    return false;
}

bool automaton_begin(struct automaton *a, struct str word)
{
    size_t start[FUZZY_LETTERS_MAX];
    a->guide = (struct terms_guide){.wants = is_near, .next = next_near};
    a->letters = 0;
    a->end[0] = a->placed[0] = 0;
    for (uint32_t letter = 0; letter < ASCII; letter++)
        a->guide.kinds[letter] = ANY_LETTER;
    memset(a->begins, 0, sizeof a->begins);
    for (size_t at = 0; at < word.len;) {
        uint32_t letter;
        if (a->letters == FUZZY_LETTERS_MAX)
            return false;
        start[a->letters] = at;
        at += utf8_decode(word.ptr + at, word.len - at, &letter, NULL);
        a->word[a->letters++] = letter;
        if (letter < ASCII)
            a->guide.kinds[letter] |= UINT64_C(1) << a->letters;
    }
    a->edits = fuzzy_edits(a->letters);
    a->all = first_letters(a->letters);
    a->ending = a->edits > 1 ? start[a->letters - ENDING_LETTERS] : 0;
    return a->edits > 0;
}

void automaton_restart(struct automaton *a, bool early)
{
    a->depth = 0;
    a->late = early ? a->all : a->all & ~first_letters(a->letters - ENDING_LETTERS);
    for (uint32_t edits = 0; edits <= EDITS_MAX; edits++)
        a->within[0][edits] = first_letters(edits) & (edits == a->edits ? a->late : a->all);
}
