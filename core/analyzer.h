/* The analyzer: text -> terms with positions. One, for documents and for queries.
 *
 *   text -> words (Unicode, with our rules for news) -> NFKC, case folding -> accents folded, stemmed -> term
 *
 * Words: runs of letters, marks and digits. Inside a word:
 *   - an apostrophe (' ’ ʼ and full-width) between letters stays as '; a possessive 's or final s' is dropped; where
 * the language elides (French, Italian, Catalan) or sets endings off (Turkish) the apostrophe ends a word (l'état: l,
 * état);
 *   - single letters joined by full stops are one word without them, and no stop word: U.S., u.s. and US are "us";
 *   - commas between groups of three digits are dropped (3,500 = 3500); one full stop or comma between digits joins
 * (3.5);
 *   - a hyphen, like everything else, ends a word: well-known is well, known;
 *   - soft hyphens, zero-width (non-)joiners, Arabic harakat and tatweel, Hebrew points and the Armenian marks that
 * stand inside words (U+055B, U+055C, U+055E) are passed over. Runs of Han, Hiragana, Katakana and Hangul are cut into
 * overlapping pairs: a run of n characters takes n positions, pairs at the first n-1 of them. The last character alone
 * is a term as well in documents, so that with its pairs every character starts some term; in a query it is left out
 * unless it is the whole run, and then marked TOKEN_CJK_SINGLE: the parser asks for it as a prefix. Accents: for
 * English and "none" folded before stemming, for other languages after; Latin and Greek only (й is not и; but ё is е,
 * as papers print it); letters with strokes count as accented (ł = l, ø = o, đ = d, ı = i), æ = ae, œ = oe, þ = th.
 * Every word is indexed, stop words too; the flag TOKEN_STOP (Snowball's English list, 174 words, for English only) is
 * the query parser's affair.
 *
 * A term is 1 to TERM_MAX bytes counted with each NUL twice (the limit of the live store's library, see
 * XAPIAN_MAX_TERM in shim/xap.h); a longer word is skipped and its position stays empty.
 *
 * The stemmer runs about once for each distinct surface word: a cache of 65,536 words (core/term_cache.h) maps surface
 * to term, and in it frequent words outlast rare ones. An analyzer is used by one thread at a time. */
#ifndef DATELINE_CORE_ANALYZER_H
#define DATELINE_CORE_ANALYZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/english_stems.h"
#include "core/err.h"
#include "core/term_filter.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    TERM_MAX = 245,
    HEADLINE_GAP = 128 /* positions between the last headline word and the first body word */
};

/* A stemmer passed in from outside (core knows no library of stemmers). `stem` writes the stem of a folded lower-case
 * word to out (capacity bytes) and returns its length; 0 means "leave the word as it is". */
struct stemmer {
    const char *language; /* as Snowball names it: "english", "german", ..., "none" */
    size_t (*stem)(void *context, const char *word, size_t len, char *out, size_t capacity);
    void *context; /* must outlive the analyzer */
};

enum token_flags {
    TOKEN_STOP = 1,       /* a stop word of the language */
    TOKEN_CJK = 2,        /* cut from a run of a script without spaces */
    TOKEN_CJK_SINGLE = 4, /* in a query: the run was this one character */
    TOKEN_JOINED = 8      /* no white space between this token and the one before it (well-known, 中国人) */
};

struct token {
    struct str term;   /* borrowed, until the next call on the analyzer */
    uint32_t position; /* counted from the position that the stream began at */
    size_t start, end; /* bytes of the text that it was made of */
    unsigned flags;    /* enum token_flags */
    uint32_t *memo; /* the caller's note on the term, 0 at first: kept with the word as long as the analyzer knows it,
                       so that a known word leads to what is known of its term. NULL: not now. Borrowed likewise */
};

enum analyzer_mode { ANALYZE_DOCUMENT, ANALYZE_QUERY };

struct analyzer;

/* Makes an analyzer for a stemmer, which is copied (its context is borrowed). S_NOMEM. */
enum status analyzer_new(const struct stemmer *stemmer, struct analyzer **out, struct err *err);
void analyzer_free(struct analyzer *a);
/* Sets every token's memo to 0. */
void analyzer_forget_memos(struct analyzer *a);

/* Words of a text that were found together, so that what is known of each is on its way from memory when it is asked
 * for: `taken` of them are given already. Of the others, as offsets from `from`: */
enum { WORDS_AHEAD = 32 };
struct words_ahead {
    size_t from;
    unsigned taken, count;
    unsigned char start[WORDS_AHEAD], end[WORDS_AHEAD];
    uint64_t hash[WORDS_AHEAD];
};

/* A walk over one text. The text must stay as it is until the end. Initialise with token_stream_begin; nothing to
 * release. Several streams may use one analyzer in turn. */
struct token_stream {
    struct analyzer *analyzer;
    const char *text;
    size_t len;
    size_t at;
    uint32_t position;
    enum analyzer_mode mode;
    /* the run of a script without spaces that is being cut, as offsets into text */
    size_t run_at, run_end;
    bool run_first;
    size_t last_end;                  /* end of the last token, for TOKEN_JOINED; 0 once white space has followed it */
    const struct term_filter *filter; /* NULL: every term is asked for */
    struct words_ahead ahead;
};

/* `position` is that of the first word. */
void token_stream_begin(struct token_stream *s, struct analyzer *a, struct str text, uint32_t position,
                        enum analyzer_mode mode);
/* Asks only for the terms of a filter (borrowed): words that cannot give one may be passed over, and cost neither
 * folding nor stemming. Others may still come. */
void token_stream_only(struct token_stream *s, const struct term_filter *filter);
/* Adds a term that is not empty to a filter for streams of this analyzer, and with it all terms that begin as it does.
 */
void analyzer_filter_add(const struct analyzer *a, struct str term, struct term_filter *filter);
/* The next token; false at the end. After the end s->position is the position that the next word would have had. Any
 * bytes are accepted; what is not UTF-8 separates words. */
bool token_stream_next(struct token_stream *s, struct token *token);

/* Words of the letters a to z alone, of which many are asked for: first it is said of some of them that they will be,
 * which gives their hashes, so that they are waited for together; then each is asked for. */
uint64_t analyzer_expect_hash(const struct analyzer *a, struct str word);
/* The term that token_stream_next gives for such a word; false when it gives none. Borrowed until the next word. */
bool analyzer_plain_term(struct analyzer *a, struct str word, uint64_t hash, struct str *term);
/* All that this term may be, when it is another than the word; false when that cannot be told without asking for it. */
bool analyzer_guess_terms(const struct analyzer *a, struct str word, struct stem_guesses *out);
/* The same of all words that differ from one only in their letter at a place, which is to be put there in each guess:
 * all that they may become, and what that is depends on no such letter. */
bool analyzer_guess_any_terms(const struct analyzer *a, struct str word, size_t at, struct stem_guesses *out);

/* Whether a text is one apostrophe of those that words have. */
bool text_is_apostrophe(struct str text);
/* Folds a value for keyword fields and comparisons: NFKC, case folding, Latin and Greek accents folded, white space and
 * control characters trimmed and runs of them made one space. Appends to out, at most `max` bytes, cut between
 * characters. */
void text_fold(struct str value, size_t max, struct buf *out);
/* The same without stemming for the start of a word: `trail*` matches terms by this prefix. In Arabic letters lose
 * their hamza, as the stemmer has it. */
void analyzer_fold_word(struct analyzer *a, struct str word, struct buf *out);

/* Whether the stemmer is known to take off endings only. */
bool analyzer_keeps_fronts(const struct analyzer *a);
/* A word as the stemmer takes it, where that has accents which analyzer_fold_word takes off: not in English, nor
 * without a stemmer. False: it takes none, and nothing is appended. */
bool analyzer_spell_word(const struct analyzer *a, struct str word, struct buf *out);
/* The term of a word so spelt; false when it gives none. Borrowed until the next word. */
bool analyzer_spelt_term(struct analyzer *a, struct str word, struct str *term);
/* The letters that a word so spelt may have by an edit, at most `max`: its own, then others of its script. */
size_t analyzer_letters(const struct analyzer *a, struct str word, uint32_t *out, size_t max);
/* Letters with an accent that words of the archive's language have, and people leave out. */
struct accented_letter {
    uint32_t letter;
    char plain; /* a to z */
};
/* Borrowed. None where the stemmer takes words without accents, or its language is not known. */
const struct accented_letter *analyzer_accented(const struct analyzer *a, size_t *count);

/* What words of the archive's language may have behind their stems, among them endings that begin as nearly any other
 * does; with accents, and without. */
struct word_ending {
    struct str spelt, folded;
};
/* Borrowed. None where they are not known. */
const struct word_ending *analyzer_endings(struct analyzer *a, size_t *count);

/* A hash of what the analyzer makes of a fixed list of words in many scripts; an archive keeps it, to notice that a
 * library's upgrade has changed the terms. */
uint64_t analyzer_fingerprint(struct analyzer *a);

#ifdef __cplusplus
}
#endif
#endif
