/* The words one edit from a word of the letters a to z: written out and looked up, with their stems. */
#include <string.h>

#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/near_words.h"

/* ---- the edits of one place of a word ---- */

enum { FIRST_LETTER = 'a', LETTERS = 'z' - 'a' + 1, EDITED_MAX = FUZZY_LETTERS_MAX + 1 };

struct edited {
    char bytes[EDITED_MAX];
    size_t len;
    struct stem_guesses *any;  /* what its term may be but for the letter at the place; NULL: not told of all letters */
    bool stems;                /* to a term that may be there */
    uint64_t to_stem, to_pass; /* hashes, for the analyzer and for the filters */
};

struct place_edits {
    size_t count;
    struct edited of[2 * LETTERS + 2];
    struct stem_guesses guesses[2], *inserted, *replaced; /* of all letters; NULL: not told */
};

static struct str edited_str(const struct edited *e)
{
    return (struct str){e->bytes, e->len};
}

/* The word with `taken` bytes at a place replaced by others. */
static struct edited edited_at(struct str word, size_t at, size_t taken, struct str others)
{
    struct edited e = {.len = word.len - taken + others.len};
    memcpy(e.bytes, word.ptr, at);
    memcpy(e.bytes + at, others.ptr, others.len);
    memcpy(e.bytes + at + others.len, word.ptr + at + taken, word.len - at - taken);
    return e;
}

/* The word with some letter at a place, instead of so many that stand there. */
static struct edited with_any_letter(struct str word, size_t at, size_t taken, struct stem_guesses *any)
{
    const char letter = FIRST_LETTER;
    struct edited e = edited_at(word, at, taken, (struct str){&letter, 1});
    e.any = any;
    return e;
}

/* With each of some letters before the place, and in place of the one there. */
static void add_letters(struct place_edits *e, struct str word, size_t at, char first, int count)
{
    bool inside = at < word.len;
    struct edited inserted = with_any_letter(word, at, 0, e->inserted);
    struct edited replaced = inside ? with_any_letter(word, at, 1, e->replaced) : inserted;
    for (int i = 0; i < count; i++) {
        char letter = (char)(first + i);
        e->of[e->count] = inserted;
        e->of[e->count++].bytes[at] = letter;
        if (!inside || letter == word.ptr[at])
            continue;
        e->of[e->count] = replaced;
        e->of[e->count++].bytes[at] = letter;
    }
}

/* What these words may become, whatever the letter; NULL when that depends on it. */
static struct stem_guesses *guess_any(const struct near_words *n, size_t at, size_t taken, struct stem_guesses *out)
{
    struct edited e = with_any_letter(n->word, at, taken, NULL);
    return analyzer_guess_any_terms(archive_analyzer(n->archive), edited_str(&e), at, out) ? out : NULL;
}

static void make_edits(const struct near_words *n, size_t at, struct place_edits *out)
{
    struct str word = n->word;
    out->count = 0;
    out->inserted = guess_any(n, at, 0, &out->guesses[0]);
    out->replaced = at < word.len ? guess_any(n, at, 1, &out->guesses[1]) : NULL;
    if (at < word.len)
        out->of[out->count++] = edited_at(word, at, 1, (struct str){"", 0});
    if (at + 1 < word.len) {
        const char turned[] = {word.ptr[at + 1], word.ptr[at]};
        out->of[out->count++] = edited_at(word, at, 2, (struct str){turned, sizeof turned});
    }
    add_letters(out, word, at, FIRST_LETTER, LETTERS);
}

/* ---- by what stores tell in short ---- */

bool fuzzy_has_others(const struct near_words *n, const struct near_store *store, size_t *begin)
{
    for (size_t at = n->fixed; at <= n->word.len; at++) {
        struct place_edits e;
        e.count = 0;
        e.inserted = e.replaced = NULL;
        add_letters(&e, n->word, at, WORD_FILTER_OTHER, 1);
        for (*begin = at; e.count > 0; e.count--)
            if (word_filter_passes(&store->filter, word_filter_hash(edited_str(&e.of[e.count - 1]))))
                return true;
    }
    return false;
}

/* Whether some term begins as this one does, as far as that is the word and one letter more. The walk went through all
 * that begin with the first `fixed` bytes of the word. */
static bool walk_met_beginning(const struct near_words *n, struct str term)
{
    size_t same = str_shared(n->word, term), letters = same;
    if (same < n->fixed || same == term.len)
        return true;
    uint32_t letter = (unsigned char)term.ptr[same];
    if (!n->plain || letter >= ASCII) {
        same = utf8_cut(n->word.ptr, n->word.len, same);
        letters = utf8_count(n->word.ptr, same);
        utf8_decode(term.ptr + same, term.len - same, &letter, NULL);
    }
    return n->automaton->begins[letters][letter / 64 % 2] >> letter % 64 & 1;
}

static bool may_have(const struct near_words *n, const struct near_store *store, struct str term, uint64_t hash)
{
    return store->filtered ? word_filter_passes(&store->filter, hash) : walk_met_beginning(n, term);
}

/* Whether the stem of an edited word may be a term that some store has. */
static bool may_have_stem(const struct near_words *n, const struct edited *e, size_t at)
{
    struct stem_guesses own, *guesses = e->any ? e->any : &own;
    if (!e->any && !analyzer_guess_terms(archive_analyzer(n->archive), edited_str(e), &own))
        return true;
    for (size_t i = 0; i < guesses->count; i++) {
        struct str term = {guesses->of[i].bytes, guesses->of[i].len};
        if (e->any)
            guesses->of[i].bytes[at] = e->bytes[at];
        uint64_t hash = word_filter_hash(term);
        for (size_t k = 0; k < n->stores; k++)
            if (may_have(n, &n->store[k], term, hash))
                return true;
    }
    return false;
}

/* The hash of a word that will be asked for. */
static uint64_t expect(const struct near_words *n, struct str word)
{
    uint64_t hash = word_filter_hash(word);
    for (size_t i = 0; i < n->stores; i++)
        if (n->store[i].filtered)
            word_filter_expect(&n->store[i].filter, hash);
    return hash;
}

/* ---- looking up ---- */

/* Asks the stores that may have a term for its documents, until it is known to be near, which says them. */
enum status fuzzy_look_up(struct near_words *n, struct str term, uint64_t hash, uint32_t edits, struct err *err)
{
    struct fuzzy_term found = {.term = term, .edits = edits};
    enum status s = S_OK;
    for (size_t i = 0; !s && i < n->stores; i++) {
        uint32_t documents;
        if (!may_have(n, &n->store[i], term, hash))
            continue;
        struct fuzzy_term *known = found.documents ? NULL : near_words_find(n, term);
        if (known) {
            known->edits = edits < known->edits ? edits : known->edits;
            return S_OK;
        }
        s = store_term_documents(n->store[i].store, term, &documents, err);
        found.documents += documents;
    }
    return s || found.documents == 0 ? s : near_words_add(n, found, err);
}

/* An edited word where the walk did not go, and its stem when that is another. */
static enum status look_up_edited(struct near_words *n, const struct edited *e, struct err *err)
{
    struct str word = edited_str(e), term;
    if (n->all_walked && !e->stems)
        return S_OK;
    uint32_t edits = near_words_edits(n->word, word, 1);
    enum status s = n->all_walked ? S_OK : fuzzy_look_up(n, word, e->to_pass, edits, err);
    if (s || !e->stems || !analyzer_plain_term(archive_analyzer(n->archive), word, e->to_stem, &term) ||
        str_equal(term, word))
        return s;
    return fuzzy_look_up(n, term, word_filter_hash(term), edits, err);
}

/* The analyzer and the filters are told beforehand what they will be asked for. */
static enum status edit_place(struct near_words *n, size_t at, struct err *err)
{
    struct place_edits e;
    enum status s = S_OK;
    make_edits(n, at, &e);
    for (size_t i = 0; i < e.count; i++) {
        e.of[i].stems = may_have_stem(n, &e.of[i], at);
        if (e.of[i].stems)
            e.of[i].to_stem = analyzer_expect_hash(archive_analyzer(n->archive), edited_str(&e.of[i]));
        e.of[i].to_pass = n->all_walked ? 0 : expect(n, edited_str(&e.of[i]));
    }
    for (size_t i = 0; !s && i < e.count; i++)
        s = look_up_edited(n, &e.of[i], err);
    return s;
}

enum status fuzzy_look_up_edits(struct near_words *n, struct err *err)
{
    enum status s = n->all_walked ? S_OK : fuzzy_look_up(n, n->word, word_filter_hash(n->word), 0, err);
    for (size_t at = n->fixed; !s && at <= n->word.len; at++)
        s = edit_place(n, at, err);
    return s;
}
