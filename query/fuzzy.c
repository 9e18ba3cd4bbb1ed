#include "query/fuzzy.h"

#include <stdlib.h>
#include <string.h>

#include "core/analyzer.h"
#include "core/utf8.h"

/* ---- what was found ---- */

enum { NOT_NEAR = UINT32_MAX };

struct near {
    struct archive *archive;
    struct arena *arena;
    const struct automaton *automaton;
    struct str word;
    size_t fixed; /* bytes of the word that are taken as right */
    /* First those that the walk has met, ascending once it is over. Those that only some word one edit away begins with
     * have NOT_NEAR edits. */
    struct fuzzy_term *term;
    size_t met, count, capacity;
};

static enum status add_term(struct near *n, struct fuzzy_term term, struct err *err)
{
    if (n->count == n->capacity) {
        size_t capacity = n->capacity ? 2 * n->capacity : 256;
        struct fuzzy_term *grown = realloc(n->term, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        n->term = grown;
        n->capacity = capacity;
    }
    term.term = arena_copy(n->arena, term.term);
    if (!term.term.ptr)
        return err_no_memory(err);
    n->term[n->count++] = term;
    return S_OK;
}

static int by_term(const void *a, const void *b)
{
    const struct fuzzy_term *x = a, *y = b;
    return str_compare(x->term, y->term);
}

/* Puts what was met in several stores in order, each term once. */
static void gather_met(struct near *n)
{
    size_t kept = 0;
    if (n->count && archive_store_count(n->archive) > 1)
        qsort(n->term, n->count, sizeof *n->term, by_term);
    for (size_t i = 0; i < n->count; i++) {
        if (kept && str_equal(n->term[kept - 1].term, n->term[i].term))
            n->term[kept - 1].documents += n->term[i].documents;
        else
            n->term[kept++] = n->term[i];
    }
    n->met = n->count = kept;
}

/* NULL when neither the walk has met it nor a look-up found it. */
static struct fuzzy_term *find_term(struct near *n, struct str term)
{
    const struct fuzzy_term asked = {.term = term};
    struct fuzzy_term *found = n->met ? bsearch(&asked, n->term, n->met, sizeof asked, by_term) : NULL;
    for (size_t i = n->met; !found && i < n->count; i++)
        found = str_equal(n->term[i].term, term) ? &n->term[i] : NULL;
    return found;
}

static int by_nearness(const void *a, const void *b)
{
    const struct fuzzy_term *x = a, *y = b;
    if (x->edits != y->edits)
        return x->edits < y->edits ? -1 : 1;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return str_compare(x->term, y->term);
}

/* Leaves only what is near, the nearest first. */
static void sort_near(struct near *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n->count; i++)
        if (n->term[i].edits != NOT_NEAR)
            n->term[kept++] = n->term[i];
    n->count = kept;
    if (n->count)
        qsort(n->term, n->count, sizeof *n->term, by_nearness);
}

/* People hardly ever miss a word's first letter: to change it counts twice. */
static uint32_t edits_weighed(struct str word, struct str other, uint32_t edits)
{
    return edits + (edits && word.len && other.len && word.ptr[0] != other.ptr[0]);
}

/* ---- the automaton ---- */

enum {
    EDITS_MAX = 2,
    ROWS = FUZZY_LETTERS_MAX + EDITS_MAX + 2,
    ASCII = 128,
    ENDING_LETTERS = 4 /* of a word that may be two edits away */
};

static const uint64_t ANY_LETTER = UINT64_C(1) << 63; /* above all places */

/* Bits of the first 0 .. letters letters. */
static uint64_t first_letters(uint32_t letters)
{
    return (UINT64_C(2) << letters) - 1;
}

/* Bits 0 .. letters of a number stand for so many first letters of the word (S. Wu, U. Manber, "Fast text searching
 * allowing errors", CACM 35(10), 1992; turned letters as H. Hyyrö, "A bit-vector algorithm for computing Levenshtein
 * and Damerau edit distances", 2003). */
struct automaton {
    struct terms_guide guide;
    uint32_t word[FUZZY_LETTERS_MAX];
    uint32_t letters, edits;
    size_t ending;            /* where the word's last ENDING_LETTERS begin */
    uint64_t all;             /* first letters */
    uint64_t late;            /* those to which all the edits may lead */
    uint64_t begins[ROWS][2]; /* by the number of first letters: with which others terms go on behind these */
    /* Of the first letters of a term, by how many: */
    uint64_t within[ROWS][EDITS_MAX + 1]; /* those at most 0, 1, 2 edits away */
    uint64_t placed[ROWS];                /* those that end with the last letter */
    uint32_t letter[ROWS];                /* the last letter */
    size_t end[ROWS];                     /* their bytes */
    uint32_t depth;                       /* how many are filled */
    char next[TERM_MAX + UTF8_MAX];       /* what the guide says comes next */
};

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
    if (above[0] && !row[0] && letter < ASCII)
        a->begins[depth][letter / 64] |= UINT64_C(1) << letter % 64;
    return (row[a->edits] | row[a->edits - 1]) != 0;
}

/* Whether any letter may be an edit, and something near go on behind it. */
static bool takes_any(const struct automaton *a)
{
    const uint64_t *row = a->within[a->depth];
    uint64_t last = row[a->edits - 1];
    return ((last | last << 1) & a->late) || (a->edits > 1 && row[a->edits - 2]);
}

/* Edits from what was read to the word: more than a->edits when it is not near. */
static uint32_t edits_of(const struct automaton *a)
{
    uint32_t edits = 0;
    while (edits <= a->edits && !(a->within[a->depth][edits] >> a->letters & 1))
        edits++;
    return edits;
}

/* The same of a term that was wanted, as they count; NOT_NEAR: only a word one edit away begins so. */
static uint32_t edits_counted(const struct automaton *a, struct str word, struct str term)
{
    uint32_t edits = edits_of(a);
    return edits <= a->edits ? edits_weighed(word, term, edits) : NOT_NEAR;
}

/* Where no letter may be an edit any more: bits of the first letters of the word whose last one goes on to something
 * near. */
static uint64_t ways_on(const struct automaton *a)
{
    static const uint64_t none[EDITS_MAX + 1] = {0};
    uint32_t edits = a->edits;
    const uint64_t *row = a->within[a->depth], *above = a->depth ? a->within[a->depth - 1] : none;
    uint64_t same = (row[edits] | row[edits - 1]) << 1 & a->all;
    uint64_t turned = (above[edits - 1] << 2 & a->late) | (edits > 1 ? above[edits - 2] << 2 : 0);
    return same | (turned & a->placed[a->depth]) >> 1;
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

/* Terms that begin with a capital are those of fields. */
static bool is_of_field(struct str term)
{
    return term.len && term.ptr[0] >= 'A' && term.ptr[0] <= 'Z';
}

static bool is_near(struct terms_guide *guide, struct str term, size_t shared)
{
    struct automaton *a = (struct automaton *)guide;
    if (a->end[a->depth] == a->depth) /* of a byte each */
        a->depth = shared < a->depth ? (uint32_t)shared : a->depth;
    while (a->end[a->depth] > shared)
        a->depth--;
    guide->dead = 0;
    if (is_of_field(term)) {
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
    return edits_of(a) <= a->edits || a->within[a->depth][1]; /* a word one edit away begins so */
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
    if (is_of_field(term))
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

/* Of more letters than an automaton takes, false. */
static bool automaton_begin(struct automaton *a, struct str word)
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
        at += utf8_decode(word.ptr + at, word.len - at, &letter, NULL);
        start[a->letters] = at;
        a->word[a->letters++] = letter;
        if (letter < ASCII)
            a->guide.kinds[letter] |= UINT64_C(1) << a->letters;
    }
    a->edits = fuzzy_edits(a->letters);
    a->all = first_letters(a->letters);
    a->ending = a->edits > 1 ? start[a->letters - ENDING_LETTERS] : 0;
    return a->edits > 0;
}

/* Before the first letter of a term. With `early` false only what comes with all its edits into the word's ending is
 * near: there the rest ends as the word does, which tells it more easily. */
static void automaton_restart(struct automaton *a, bool early)
{
    a->depth = 0;
    a->late = early ? a->all : a->all & ~first_letters(a->letters - ENDING_LETTERS);
    for (uint32_t edits = 0; edits <= EDITS_MAX; edits++)
        a->within[0][edits] = first_letters(edits) & (edits == a->edits ? a->late : a->all);
}

/* How many edits a term is away, with counted ones or none. NOT_NEAR: it is not near, but a word one edit away
 * begins so. False: it is not wanted at all. */
static bool automaton_measures(struct automaton *a, struct str word, struct str term, bool early, uint32_t *edits)
{
    automaton_restart(a, early);
    if (!is_near(&a->guide, term, 0))
        return false;
    *edits = edits_counted(a, word, term);
    return true;
}

/* Whether terms with all their edits before the word's ending are found by that. */
static bool by_endings(const struct automaton *a, const struct store *store)
{
    return a->edits > 1 && store_knows_endings(store);
}

static enum status walk_store(struct near *n, struct automaton *a, struct store *store, struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    bool more = true;
    enum status s = store_terms_open(store, (struct str){n->word.ptr, n->fixed}, &terms, err);
    automaton_restart(a, !by_endings(a, store));
    while (!s && !(s = store_terms_find(terms, &a->guide, &more, &term, &documents, err)) && more)
        s = add_term(n, (struct fuzzy_term){term, documents, edits_counted(a, n->word, term)}, err);
    store_terms_close(terms);
    return s;
}

/* A term that ends as the word does: the walk may have met it, or a store before. */
static enum status take_ending(struct near *n, struct automaton *a, struct str term, uint32_t documents,
                               struct err *err)
{
    uint32_t edits;
    bool met = automaton_measures(a, n->word, term, false, &edits);
    if (!str_begins_with(term, (struct str){n->word.ptr, n->fixed}) ||
        !automaton_measures(a, n->word, term, true, &edits) || edits == NOT_NEAR)
        return S_OK;
    struct fuzzy_term *known = find_term(n, term);
    if (!known)
        return add_term(n, (struct fuzzy_term){term, documents, edits}, err);
    known->edits = edits;
    known->documents += met ? 0 : documents;
    return S_OK;
}

static enum status walk_endings(struct near *n, struct automaton *a, struct store *store, struct err *err)
{
    struct store_terms *terms = NULL;
    struct str term;
    uint32_t documents;
    bool more = true;
    enum status s = store_endings_open(store, str_skip(n->word, a->ending), &terms, err);
    while (!s && !(s = store_terms_next(terms, &more, &term, &documents, err)) && more)
        s = take_ending(n, a, term, documents, err);
    store_terms_close(terms);
    return s;
}

static enum status walk_dictionaries(struct near *n, struct automaton *a, struct err *err)
{
    enum status s = S_OK;
    for (size_t i = 0; !s && i < archive_store_count(n->archive); i++)
        s = walk_store(n, a, archive_store(n->archive, i), err);
    gather_met(n);
    for (size_t i = 0; !s && i < archive_store_count(n->archive); i++)
        if (by_endings(a, archive_store(n->archive, i)))
            s = walk_endings(n, a, archive_store(n->archive, i), err);
    return s;
}

/* ---- stems of words one edit away ---- */

/* Whether some term begins as this one does, as far as that is the word and one letter more. The walk went through all
 * that begin with the first `fixed` bytes of the word. */
static bool may_be_there(const struct automaton *a, struct str word, size_t fixed, struct str term)
{
    size_t same = str_shared(word, term);
    if (same < fixed || same == term.len || (unsigned char)term.ptr[same] >= ASCII)
        return true;
    unsigned char letter = (unsigned char)term.ptr[same];
    return a->begins[same][letter / 64] >> letter % 64 & 1;
}

/* Looks up the stem of an edited word; the walk has met the words themselves, and what they begin with. */
static enum status look_up(struct near *n, struct str edited, uint32_t edits, struct err *err)
{
    struct token_stream stream;
    struct token token;
    uint64_t documents;
    token_stream_begin(&stream, archive_analyzer(n->archive), edited, 1, ANALYZE_QUERY);
    if (!token_stream_next(&stream, &token) || !may_be_there(n->automaton, n->word, n->fixed, token.term))
        return S_OK;
    struct fuzzy_term *known = find_term(n, token.term);
    if (known && known->edits == NOT_NEAR)
        known->edits = edits;
    if (known || (str_begins_with(edited, token.term) && token.term.len >= n->fixed))
        return S_OK;
    enum status s = archive_term_documents(n->archive, token.term, &documents, err);
    return s || documents == 0 ? s : add_term(n, (struct fuzzy_term){token.term, documents, edits}, err);
}

struct edited {
    size_t len;
    char bytes[FUZZY_LETTERS_MAX + 1];
};

/* All edits of one place of a word. */
struct place_edits {
    size_t count;
    struct edited of[2 * ('z' - 'a' + 1) + 2];
};

/* Adds the word with `taken` bytes at a place replaced by some others. */
static void add_edited(struct place_edits *e, struct str word, size_t at, size_t taken, struct str put)
{
    struct edited *to = &e->of[e->count++];
    size_t rest = word.len - at - taken;
    memcpy(to->bytes, word.ptr, at);
    memcpy(to->bytes + at, put.ptr, put.len);
    memcpy(to->bytes + at + put.len, word.ptr + at + taken, rest);
    to->len = at + put.len + rest;
}

/* Of a word of ASCII letters. */
static void make_edits(struct str word, size_t at, struct place_edits *out)
{
    bool inside = at < word.len;
    out->count = 0;
    if (inside && word.len > 1)
        add_edited(out, word, at, 1, (struct str){"", 0});
    if (at + 1 < word.len) {
        const char turned[] = {word.ptr[at + 1], word.ptr[at]};
        add_edited(out, word, at, 2, (struct str){turned, 2});
    }
    for (char letter = 'a'; letter <= 'z'; letter++) {
        add_edited(out, word, at, 0, (struct str){&letter, 1});
        if (inside && letter != word.ptr[at])
            add_edited(out, word, at, 1, (struct str){&letter, 1});
    }
}

/* The analyzer is told beforehand what it will be asked for. */
static enum status edit_place(struct near *n, struct str word, size_t at, struct err *err)
{
    struct place_edits e;
    enum status s = S_OK;
    make_edits(word, at, &e);
    for (size_t i = 0; i < e.count; i++)
        analyzer_expect(archive_analyzer(n->archive), (struct str){e.of[i].bytes, e.of[i].len});
    for (size_t i = 0; !s && i < e.count; i++) {
        struct str edited = {e.of[i].bytes, e.of[i].len};
        s = look_up(n, edited, edits_weighed(word, edited, 1), err);
    }
    return s;
}

static enum status look_up_edits(struct near *n, struct str word, size_t fixed, struct err *err)
{
    bool letters = word.len <= FUZZY_LETTERS_MAX;
    for (size_t i = 0; letters && i < word.len; i++)
        letters = word.ptr[i] >= 'a' && word.ptr[i] <= 'z';
    enum status s = S_OK;
    for (size_t at = fixed; letters && !s && at <= word.len; at++)
        s = edit_place(n, word, at, err);
    return s;
}

/* ---- together ---- */

enum status fuzzy_find(struct archive *archive, struct arena *arena, struct str folded, size_t fixed,
                       struct fuzzy_term out[FUZZY_TERMS_MAX], size_t *count, struct err *err)
{
    struct automaton automaton;
    struct near near = {.archive = archive, .arena = arena, .automaton = &automaton, .word = folded, .fixed = fixed};
    *count = 0;
    if (!automaton_begin(&automaton, folded))
        return S_OK;
    enum status s = walk_dictionaries(&near, &automaton, err);
    if (!s)
        s = look_up_edits(&near, folded, fixed, err);
    sort_near(&near);
    *count = near.count < FUZZY_TERMS_MAX ? near.count : FUZZY_TERMS_MAX;
    if (*count)
        memcpy(out, near.term, *count * sizeof *out);
    free(near.term);
    return s;
}

static enum status resolve_node(struct archive *archive, struct query *query, struct node *n, struct err *err)
{
    struct fuzzy_term term[FUZZY_TERMS_MAX];
    size_t count;
    enum status s = fuzzy_find(archive, query->arena, n->term, 0, term, &count, err);
    if (s)
        return s;
    n->kind = count ? NODE_OR : NODE_NONE;
    for (size_t i = 0; i < count; i++) {
        struct node *word = node_new_term(query->arena, term[i].term, n->text);
        if (!word || !node_add_child(query->arena, n, word))
            return err_no_memory(err);
    }
    if (count == 1)
        *n = *n->child[0];
    return S_OK;
}

static enum status resolve_tree(struct archive *archive, struct query *query, struct node *n, struct err *err)
{
    enum status s = n->kind == NODE_FUZZY ? resolve_node(archive, query, n, err) : S_OK;
    for (size_t i = 0; !s && n->kind != NODE_PHRASE && i < n->count; i++)
        s = resolve_tree(archive, query, n->child[i], err);
    return s;
}

enum status fuzzy_resolve(struct archive *archive, struct query *query, struct err *err)
{
    enum status s = resolve_tree(archive, query, query->root, err);
    if (!s && node_leaf_count(query->root) > QUERY_LEAVES_MAX)
        s = err_set(err, S_LIMIT, "the query and what its words with ~ stand for have more than %d words",
                    QUERY_LEAVES_MAX);
    return s;
}
