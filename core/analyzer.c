#include "core/analyzer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/alphabet.h"
#include "core/bits.h"
#include "core/bytes.h"
#include "core/endings.h"
#include "core/fold.h"
#include "core/hash.h"
#include "core/stopwords.h"
#include "core/term_cache.h"
#include "core/utf8.h"
#include "core/word_masks.h"
#include "core/words.h"

enum {
    WORD_MAX = FOLD_PIECE_MAX, /* bytes of a folded word before it is stemmed */
    ACCENTED_MAX = 16,         /* letters of a language */
    NO_TOKEN = 0               /* in last_end: white space, or nothing, stands before the next token */
};

/* How much of a word of ASCII its term keeps: what a filter may go by. */
enum keeps {
    KEEPS_NOTHING, /* or nobody has looked */
    KEEPS_FIRST,   /* the first byte: the stemmer takes endings only */
    /* But for the last two bytes of the term, a word begins as its term does, with y for i: the endings that Porter's
     * second stemmer for English replaces leave two bytes of another (-ization, -ize), and its exceptions no more
     * (dying, die). The first two bytes stay in any case. */
    KEEPS_ENGLISH,
    KEEPS_ALL /* no stems */
};

struct analyzer {
    struct stemmer stemmer;
    struct term_cache cache;
    unsigned fold_flags; /* before stemming */
    bool elides;
    bool has_stopwords;
    bool moves_hamza;
    enum keeps keeps;
    struct english_stems english;
    struct accented_letter accented[ACCENTED_MAX];
    size_t accented_count;
    const char *ending_list;
    struct endings endings; /* of the list, once they were asked for */
    char term[WORD_MAX];    /* of the last word that the cache did not know */
};

/* Whether `name` is in a list separated by spaces. */
static bool is_listed(const char *name, const char *list)
{
    size_t len = strlen(name);
    for (; *list; list += strspn(list, " ")) {
        size_t listed = strcspn(list, " ");
        if (listed == len && memcmp(list, name, len) == 0)
            return true;
        list += listed;
    }
    return false;
}

static enum keeps keeps_of(const char *language)
{
    if (strcmp(language, "none") == 0)
        return KEEPS_ALL;
    if (strcmp(language, "english") == 0)
        return KEEPS_ENGLISH;
    return is_listed(language, "porter danish dutch french german italian norwegian portuguese spanish swedish")
               ? KEEPS_FIRST
               : KEEPS_NOTHING;
}

enum status analyzer_new(const struct stemmer *stemmer, struct analyzer **out, struct err *err)
{
    const char *language = stemmer->language ? stemmer->language : "none";
    *out = NULL;
    struct analyzer *a = calloc(1, sizeof *a);
    if (!a)
        return err_set(err, S_NOMEM, "out of memory for an analyzer");
    enum status s = term_cache_init(&a->cache, err);
    if (s) {
        free(a);
        return s;
    }
    a->stemmer = *stemmer;
    a->stemmer.language = NULL; /* not copied, and not needed from here on */
    a->has_stopwords = is_listed(language, "english earlyenglish lovins porter");
    a->keeps = keeps_of(language);
    english_stems_init(&a->english);
    a->elides = is_listed(language, "french italian catalan turkish");
    a->moves_hamza = strcmp(language, "arabic") == 0;
    a->fold_flags = FOLD_WORD;
    if (a->has_stopwords || strcmp(language, "none") == 0)
        a->fold_flags |= FOLD_ACCENTS;
    if (strcmp(language, "turkish") == 0)
        a->fold_flags |= FOLD_TURKISH;
    a->ending_list = endings_of(language);
    a->accented_count = alphabet_accented(language, a->fold_flags, a->accented, ACCENTED_MAX);
    *out = a;
    return S_OK;
}

void analyzer_forget_memos(struct analyzer *a)
{
    term_cache_forget_memos(&a->cache);
}

void analyzer_free(struct analyzer *a)
{
    if (!a)
        return;
    term_cache_release(&a->cache);
    free(a);
}

static size_t stem(struct analyzer *a, const char *word, size_t len)
{
    size_t stemmed = a->stemmer.stem ? a->stemmer.stem(a->stemmer.context, word, len, a->term, sizeof a->term) : 0;
    if (stemmed > 0 && stemmed <= sizeof a->term)
        return stemmed;
    memcpy(a->term, word, len);
    return len;
}

/* Stems a folded word into a->term, where its accents go, and returns its length; 0 when it is too long. What stands in
 * a folded word is folded. */
static size_t make_folded_term(struct analyzer *a, const char *word, size_t len)
{
    char stemmed[WORD_MAX];
    size_t kept = stem(a, word, len);
    struct str made = {a->term, kept};
    if (!(a->fold_flags & FOLD_ACCENTS) && (fold_has_accents(made) || !memmem(word, len, made.ptr, made.len))) {
        memcpy(stemmed, a->term, kept);
        kept = fold_piece((struct str){stemmed, kept}, FOLD_WORD | FOLD_ACCENTS, a->term, sizeof a->term);
    }
    return kept <= TERM_MAX ? kept : 0;
}

/* Makes the term of a word in a->term and returns its length; 0 when it is none, or too long to be one. */
static size_t make_term(struct analyzer *a, struct str surface, unsigned *flags)
{
    char word[WORD_MAX];
    size_t len = fold_piece(surface, a->fold_flags, word, sizeof word);
    /* an abbreviation is no stop word: A.M. is not "am" */
    bool abbreviated = memchr(surface.ptr, '.', surface.len) != NULL;
    if (a->has_stopwords && !abbreviated && is_english_stopword((struct str){word, len}))
        *flags |= TOKEN_STOP;
    if (len > 2 && memcmp(word + len - 2, "'s", 2) == 0)
        len -= 2;
    return len ? make_folded_term(a, word, len) : 0;
}

static bool fill_uncached(struct analyzer *a, struct str surface, uint64_t hash, struct token *token)
{
    unsigned flags = 0;
    size_t len = surface.len <= FOLD_PIECE_MAX ? make_term(a, surface, &flags) : 0;
    if (len == 0)
        return false;
    token->term = (struct str){a->term, len};
    token->flags |= flags;
    if (surface.len <= TERM_CACHE_BYTES)
        term_cache_add(&a->cache, surface, hash, token->term, flags);
    return true;
}

/* The term and the flags of a word, whose hash is that of str_hash when it is short enough to be kept; false when it
 * gives none. */
static inline bool fill_hashed(struct analyzer *a, struct str surface, uint64_t hash, struct token *token)
{
    if (surface.len <= TERM_CACHE_BYTES) {
        struct term_cache_slot *known = term_cache_find(&a->cache, surface, hash);
        if (known) {
            token->memo = &known->memo;
            token->term = (struct str){known->bytes + known->term_at, known->term_len};
            token->flags |= known->flags;
            return true;
        }
    }
    return fill_uncached(a, surface, hash, token);
}

static inline uint64_t expect(const struct analyzer *a, struct str surface)
{
    uint64_t hash = str_hash(surface);
    __builtin_prefetch(term_cache_home(&a->cache, hash));
    return hash;
}

/* One or two plain characters, of three bytes each: they are their own term. */
static bool is_plain_pair(struct str surface)
{
    uint32_t first, last;
    if (surface.len != 3 && surface.len != 6)
        return false;
    utf8_decode(surface.ptr, 3, &first, NULL);
    utf8_decode(surface.ptr + surface.len - 3, 3, &last, NULL);
    return is_plain_cjk(first) && is_plain_cjk(last);
}

static bool fill_cjk(struct analyzer *a, struct str surface, struct token *token)
{
    if (is_plain_pair(surface)) {
        token->term = surface;
        return true;
    }
    size_t len = fold_piece(surface, FOLD_WORD | FOLD_ACCENTS, a->term, sizeof a->term);
    token->term = (struct str){a->term, len};
    return len > 0 && len <= TERM_MAX;
}

/* One step through a run: the pair at its next character, or the last character alone. False when that gives no token.
 */
static bool next_of_run(struct token_stream *s, struct token *token)
{
    struct str run = {s->text, s->run_end};
    size_t start = s->run_at, first_end = cjk_char_end(run, start);
    bool last = first_end == s->run_end, whole = last && s->run_first;
    bool joined = s->last_end != NO_TOKEN;
    s->run_at = first_end;
    s->run_first = false;
    s->at = s->last_end = first_end;
    uint32_t position = s->position++;
    if (last && !whole && s->mode == ANALYZE_QUERY)
        return false;
    size_t end = last ? first_end : cjk_char_end(run, first_end);
    *token = (struct token){.position = position, .start = start, .end = end, .flags = TOKEN_CJK};
    if (whole && s->mode == ANALYZE_QUERY)
        token->flags |= TOKEN_CJK_SINGLE;
    if (joined)
        token->flags |= TOKEN_JOINED;
    return fill_cjk(s->analyzer, (struct str){s->text + start, end - start}, token);
}

/* Moves to the next character that begins a word and returns its class; CHAR_SPACE at the end of the text. */
static inline enum char_class skip_gap(struct token_stream *s)
{
    struct str text = {s->text, s->len};
    for (size_t len = 1; s->at < s->len; s->at += len) {
        enum char_class class = (enum char_class)ascii_class[(unsigned char)s->text[s->at]];
        len = 1;
        if (class == CHAR_LEAD)
            class = char_class_at(text, s->at, &len);
        if (class == CHAR_LETTER || class == CHAR_DIGIT || class == CHAR_CJK)
            return class;
        if (class == CHAR_SPACE)
            s->last_end = NO_TOKEN;
    }
    return CHAR_SPACE;
}

/* Whether a byte is an ASCII letter or digit. */
static inline bool is_plain_word_byte(char c)
{
    enum char_class class = (enum char_class)ascii_class[(unsigned char)c];
    return class == CHAR_LETTER || class == CHAR_DIGIT;
}

/* How many of eight bytes, from the first on, are ASCII letters and digits: without a branch for each, since nothing
 * foretells the lengths of words. The high bit of each byte says what the byte is. */
static inline size_t plain_word_bytes(const char *text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones * 0x80;
    uint64_t word = le64((const unsigned char *)text); /* the first byte counts least */
    uint64_t ascii = word & ~highs, lower = ascii | ones * 0x20;
    uint64_t letters = (lower + ones * (0x80 - 'a')) & ~(lower + ones * (0x7F - 'z'));
    uint64_t digits = (ascii + ones * (0x80 - '0')) & ~(ascii + ones * (0x7F - '9'));
    uint64_t others = (~(letters | digits) | word) & highs;
    return others ? (size_t)__builtin_ctzll(others) / 8 : sizeof word;
}

/* The end of the ASCII letters and digits at `at`. */
static inline size_t plain_word_end(struct str text, size_t at)
{
    while (text.len - at >= sizeof(uint64_t)) {
        size_t plain = plain_word_bytes(text.ptr + at);
        at += plain;
        if (plain < sizeof(uint64_t))
            return at;
    }
    while (at < text.len && is_plain_word_byte(text.ptr[at]))
        at++;
    return at;
}

/* The end of a word of ASCII letters and digits, the usual word by far; 0 when what follows may belong to it and
 * word_end has to look. */
static inline size_t ascii_word_end(struct str text, size_t start)
{
    size_t at = plain_word_end(text, start);
    if (at == text.len)
        return at == start ? 0 : at;
    char behind = text.ptr[at];
    if ((unsigned char)behind >= 0x80 || behind == '\'')
        return 0;
    bool separator = behind == '.' || behind == ',';
    return separator && (at == start + 1 || is_ascii_digit(text.ptr[at - 1])) ? 0 : at;
}

/* Whether a word gives no term that is asked for, judged by the letters and digits of ASCII that it begins with. What
 * composes with the last of them could change it, so that only what certainly does not may stand behind it. */
static bool is_unwanted(const struct token_stream *s, size_t start, size_t end)
{
    static const char apostrophe[] = "\xE2\x80\x99"; /* U+2019 */
    size_t at = plain_word_end((struct str){s->text, end}, start), rest = s->len - at;
    bool parted =
        rest == 0 || (unsigned char)s->text[at] < 0x80 || (rest >= 3 && memcmp(s->text + at, apostrophe, 3) == 0);
    return at > start && parted && !term_filter_passes(s->filter, s->text + start, at - start);
}

/* The words of ASCII letters and digits that end within a window, as masks of their first bytes and of the bytes behind
 * them. What word_end has to look at, and all behind it, is left out. */
struct plain_words {
    uint64_t starts, ends;
};

static inline unsigned lowest_bit(uint64_t mask)
{
    return (unsigned)__builtin_ctzll(mask);
}

static inline uint64_t bits_below(unsigned bit)
{
    return (UINT64_C(1) << bit) - 1;
}

/* `window`: WORD_MASK_BYTES bytes, of which the first begins a word. The rules are those of ascii_word_end. */
static inline struct plain_words plain_words_of(const char *window)
{
    struct word_masks m = word_masks_of(window);
    uint64_t starts = m.word & ~(m.word << 1), ends = ~m.word & m.word << 1;
    uint64_t joins = m.apostrophe | (m.separator & (m.digit | starts) << 1);
    uint64_t others = m.wide | (ends & joins);
    if (others)
        ends &= bits_below(lowest_bit(others));
    uint64_t within = ends ? UINT64_MAX >> __builtin_clzll(ends) : 0;
    return (struct plain_words){starts & within, ends};
}

/* The first of the words that may give a term that is asked for, as a bit; 0: none of them. */
static inline uint64_t first_wanted(const struct term_filter *filter, const char *window, struct plain_words words)
{
    uint64_t begun = 0;
    for (uint64_t left = words.starts; left; left &= left - 1)
        begun |= (uint64_t)term_filter_may_begin(filter, window[lowest_bit(left)]) << lowest_bit(left);
    for (; begun; begun &= begun - 1) {
        unsigned start = lowest_bit(begun);
        if (term_filter_passes(filter, window + start, lowest_bit(words.ends >> start)))
            return UINT64_C(1) << start;
    }
    return 0;
}

static bool holds_space(const char *text, size_t from, size_t to)
{
    while (from < to && ascii_class[(unsigned char)text[from]] != CHAR_SPACE)
        from++;
    return from < to;
}

/* The next WORD_MASK_BYTES bytes of the text; where it ends before, in `last` with zeros behind. */
static inline const char *window_at(const struct token_stream *s, char last[WORD_MASK_BYTES])
{
    const char *text = s->text + s->at;
    size_t left = s->len - s->at;
    if (left >= WORD_MASK_BYTES)
        return text;
    memset(last + left, 0, WORD_MASK_BYTES - left);
    return memcpy(last, text, left);
}

/* Passes over the words of ASCII, of the next WORD_MASK_BYTES bytes, that give no term that is asked for: to the first
 * that may, or to the end of the last. True when that is the end of a word, behind which the next one is to be found.
 */
static bool pass_unwanted(struct token_stream *s)
{
    char last[WORD_MASK_BYTES];
    const char *window = window_at(s, last);
    struct plain_words words = plain_words_of(window);
    uint64_t wanted = first_wanted(s->filter, window, words);
    uint64_t ends = wanted ? words.ends & (wanted - 1) : words.ends;
    if (!ends)
        return false;
    size_t end = s->at + 63 - (unsigned)__builtin_clzll(ends);
    s->position += count_bits(ends);
    s->at = wanted ? s->at + lowest_bit(wanted) : end;
    s->last_end = wanted && holds_space(s->text, end, s->at) ? NO_TOKEN : end;
    return !wanted;
}

static_assert(WORDS_AHEAD >= WORD_MASK_BYTES / 2, "between two words there is a byte at least");

/* Finds the words of ASCII that end in the next WORD_MASK_BYTES bytes, the first of which begins one, where all words
 * are wanted; false when none does. */
static bool looks_ahead(struct token_stream *s)
{
    char last[WORD_MASK_BYTES];
    struct words_ahead *a = &s->ahead;
    if (s->filter)
        return false;
    struct plain_words words = plain_words_of(window_at(s, last));
    a->from = s->at;
    a->taken = a->count = 0;
    for (; words.ends; words.starts &= words.starts - 1, words.ends &= words.ends - 1) {
        unsigned start = lowest_bit(words.starts), end = lowest_bit(words.ends);
        a->start[a->count] = (unsigned char)start;
        a->end[a->count] = (unsigned char)end;
        a->hash[a->count++] = expect(s->analyzer, (struct str){s->text + a->from + start, end - start});
    }
    return a->count > 0;
}

/* Gives a word and goes behind it; false when it gives no term. */
static inline bool give_word(struct token_stream *s, size_t start, size_t end, bool joined, uint64_t hash,
                             struct token *token)
{
    unsigned flags = joined ? TOKEN_JOINED : 0;
    *token = (struct token){.position = s->position, .start = start, .end = end, .flags = flags};
    bool filled = fill_hashed(s->analyzer, (struct str){s->text + start, end - start}, hash, token);
    s->at = s->last_end = end;
    s->position++;
    return filled;
}

/* Gives the next of the words ahead; false when it gives no term. */
static inline bool take_ahead(struct token_stream *s, struct token *token)
{
    struct words_ahead *a = &s->ahead;
    size_t start = a->from + a->start[a->taken], end = a->from + a->end[a->taken];
    bool joined = s->last_end != NO_TOKEN && !holds_space(s->text, s->at, start);
    return give_word(s, start, end, joined, a->hash[a->taken++], token);
}

static inline bool next_word(struct token_stream *s, struct token *token)
{
    if (s->filter && pass_unwanted(s))
        return false;
    struct str text = {s->text, s->len};
    size_t start = s->at, end = ascii_word_end(text, start);
    if (end && looks_ahead(s))
        return take_ahead(s, token);
    if (end == 0)
        end = word_end(text, start, s->analyzer->elides);
    if (s->filter && is_unwanted(s, start, end)) {
        s->at = s->last_end = end;
        s->position++;
        return false;
    }
    uint64_t hash = end - start <= TERM_CACHE_BYTES ? str_hash((struct str){s->text + start, end - start}) : 0;
    return give_word(s, start, end, s->last_end != NO_TOKEN, hash, token);
}

void token_stream_begin(struct token_stream *s, struct analyzer *a, struct str text, uint32_t position,
                        enum analyzer_mode mode)
{
    s->analyzer = a;
    s->text = text.ptr;
    s->len = text.len;
    s->at = s->run_at = s->run_end = 0;
    s->position = position;
    s->mode = mode;
    s->run_first = false;
    s->last_end = NO_TOKEN;
    s->filter = NULL;
    s->ahead.taken = s->ahead.count = 0; /* what is behind these is not read */
}

void token_stream_only(struct token_stream *s, const struct term_filter *filter)
{
    s->filter = s->analyzer->keeps == KEEPS_NOTHING ? NULL : filter;
}

void analyzer_filter_add(const struct analyzer *a, struct str term, struct term_filter *filter)
{
    enum { FIRST_TWO = 2, ENDING = 2 };
    size_t kept = 1;
    if (a->keeps == KEEPS_ALL)
        kept = term.len;
    else if (a->keeps == KEEPS_ENGLISH && term.len > 1)
        kept = term.len > FIRST_TWO + ENDING ? term.len - ENDING : FIRST_TWO;
    term_filter_add(filter, term, kept);
}

bool token_stream_next(struct token_stream *s, struct token *token)
{
    for (;;) {
        if (s->ahead.taken < s->ahead.count) {
            if (take_ahead(s, token))
                return true;
            continue;
        }
        if (s->run_at < s->run_end) {
            if (next_of_run(s, token))
                return true;
            continue;
        }
        enum char_class class = skip_gap(s);
        if (class == CHAR_SPACE)
            return false;
        if (class == CHAR_CJK) {
            s->run_at = s->at;
            s->run_end = cjk_run_end((struct str){s->text, s->len}, s->at);
            s->run_first = true;
        } else if (next_word(s, token)) {
            return true;
        }
    }
}

uint64_t analyzer_expect_hash(const struct analyzer *a, struct str word)
{
    return expect(a, word);
}

bool analyzer_plain_term(struct analyzer *a, struct str word, uint64_t hash, struct str *term)
{
    struct token token = {0};
    bool filled = fill_hashed(a, word, hash, &token);
    *term = token.term;
    return filled;
}

bool analyzer_guess_terms(const struct analyzer *a, struct str word, struct stem_guesses *out)
{
    out->count = 0;
    return a->keeps == KEEPS_ALL || (a->keeps == KEEPS_ENGLISH && english_stems_guess(&a->english, word, out));
}

bool analyzer_guess_any_terms(const struct analyzer *a, struct str word, size_t at, struct stem_guesses *out)
{
    out->count = 0;
    return a->keeps == KEEPS_ALL || (a->keeps == KEEPS_ENGLISH && english_stems_guess_any(&a->english, word, at, out));
}

bool text_is_apostrophe(struct str text)
{
    size_t len;
    return text.len && char_class_at(text, 0, &len) == CHAR_APOSTROPHE && len == text.len;
}

void text_fold(struct str value, size_t max, struct buf *out)
{
    fold_append(value, FOLD_ACCENTS, max, out);
}

/* The stemmer for Arabic writes letters without the hamza that they carry (U+0622 .. U+0626). All have two bytes. */
static void take_hamza_off(char *text, size_t len)
{
    static const char bare[][3] = {"\xD8\xA7", "\xD8\xA7", "\xD9\x88", "\xD8\xA7", "\xD9\x8A"};
    for (size_t i = 0; i + 1 < len; i++) {
        unsigned char last = (unsigned char)text[i + 1];
        if (text[i] == '\xD8' && last >= 0xA2 && last <= 0xA6)
            memcpy(text + i, bare[last - 0xA2], 2);
    }
}

void analyzer_fold_word(struct analyzer *a, struct str word, struct buf *out)
{
    size_t before = out->len;
    fold_append(word, a->fold_flags | FOLD_ACCENTS, TERM_MAX, out);
    if (a->moves_hamza && !out->failed && out->len > before)
        take_hamza_off(out->data + before, out->len - before);
}

bool analyzer_keeps_fronts(const struct analyzer *a)
{
    return a->keeps != KEEPS_NOTHING;
}

bool analyzer_spell_word(const struct analyzer *a, struct str word, struct buf *out)
{
    if (a->fold_flags & FOLD_ACCENTS)
        return false;
    fold_append(word, a->fold_flags, TERM_MAX, out);
    return true;
}

bool analyzer_spelt_term(struct analyzer *a, struct str word, struct str *term)
{
    *term = (struct str){a->term, word.len <= WORD_MAX ? make_folded_term(a, word.ptr, word.len) : 0};
    return term->len > 0;
}

size_t analyzer_letters(const struct analyzer *a, struct str word, uint32_t *out, size_t max)
{
    return alphabet_of(word, a->fold_flags, out, max);
}

const struct accented_letter *analyzer_accented(const struct analyzer *a, size_t *count)
{
    *count = a->accented_count;
    return a->accented;
}

const struct word_ending *analyzer_endings(struct analyzer *a, size_t *count)
{
    if (a->endings.count == 0)
        endings_make(a->ending_list, &a->endings);
    *count = a->endings.count;
    return a->endings.of;
}

/* FNV-1a, 64 bits. */
static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ p[i]) * 0x100000001B3U;
    return hash;
}

static uint64_t hash_u32(uint64_t hash, uint32_t value)
{
    const unsigned char bytes[4] = {(unsigned char)value, (unsigned char)(value >> 8), (unsigned char)(value >> 16),
                                    (unsigned char)(value >> 24)};
    return hash_bytes(hash, bytes, sizeof bytes);
}

static uint64_t hash_tokens(uint64_t hash, struct analyzer *a, struct str text, enum analyzer_mode mode)
{
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, text, 1, mode);
    while (token_stream_next(&s, &token)) {
        hash = hash_bytes(hash, token.term.ptr, token.term.len);
        hash = hash_u32(hash, (uint32_t)token.term.len);
        hash = hash_u32(hash, token.position);
        hash = hash_u32(hash, token.flags);
    }
    return hash_u32(hash, s.position);
}

uint64_t analyzer_fingerprint(struct analyzer *a)
{
    /* short, for every opening of an archive reads them: each rule and each family of stems once */
    static const char *const texts[] = {
        "The observers' mission said elections were well-organised; national agreement, happiness, dying, generously.",
        "President’s O'Brien don’t U.S.-led 3,500 $3.5m Running universities.",
        "Café Erdoğan İstanbul ISPARTA Łódź Straße ﬁnance Þórshöfn L'état journaux Häuser españoles città",
        "Выборы президента й ё Ελλάδας ΣΟΦΟΣ ընտրություններ ինչո՞ւ الانتخابات كَتَبَ בְּרֵאשִׁית चुनाव",
        "中国人民银行 オリンピック ﾄｳ 대한민국 中 G7峰会 การเลือก",
    };
    uint64_t hash = 0xCBF29CE484222325U;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        hash = hash_tokens(hash, a, str_of(texts[i]), ANALYZE_DOCUMENT);
    }
    /* the modes differ in runs of the last text only */
    return hash_tokens(hash, a, str_of(texts[sizeof texts / sizeof *texts - 1]), ANALYZE_QUERY);
}
