/* The words near a word as the stemmers of other languages than English take it, with its accents and in the letters of
 * its script: stemmed, and their stems looked up. Those that have an accent more, since people leave accents out, and
 * those one edit away, but for the edits of a to z in a word of such letters, which fuzzy_edits.c has made. Letters
 * with accents are those of the archive's language, the letters of edits those of the word's Unicode blocks. */
#include <string.h>

#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/near_words.h"

enum {
    STEMS_MAX = 2000,  /* of a word: a third of a microsecond each */
    ALPHABET_MAX = 64, /* letters that are tried */
    SPELT_LETTERS_MAX = FUZZY_LETTERS_MAX + 1
};

struct spelling {
    uint32_t letter[SPELT_LETTERS_MAX];
    size_t count;
};

struct spellings {
    struct near_words *near;
    struct spelling word;
    size_t fixed; /* letters that are taken as right */
    size_t stems; /* that were looked up */
};

/* False when there are too many letters, or none. */
static bool read_letters(struct str word, struct spelling *out)
{
    out->count = 0;
    for (size_t at = 0; at < word.len;) {
        if (out->count == FUZZY_LETTERS_MAX)
            return false;
        at += utf8_decode(word.ptr + at, word.len - at, &out->letter[out->count++], NULL);
    }
    return out->count > 0;
}

/* The word with `taken` letters at a place replaced by so many others. */
static struct spelling edited_at(const struct spelling *word, size_t at, size_t taken, const uint32_t *others,
                                 size_t count)
{
    struct spelling e = {.count = word->count - taken + count};
    memcpy(e.letter, word->letter, at * sizeof *e.letter);
    memcpy(e.letter + at, others, count * sizeof *e.letter);
    memcpy(e.letter + at + count, word->letter + at + taken, (word->count - at - taken) * sizeof *e.letter);
    return e;
}

/* Looks up the stem of a word that is so many edits away. */
static enum status look_up(struct spellings *s, const struct spelling *edited, uint32_t edits, struct err *err)
{
    char bytes[SPELT_LETTERS_MAX * UTF8_MAX];
    struct str word = {bytes, 0}, term;
    struct near_words *n = s->near;
    if (s->stems++ >= STEMS_MAX)
        return S_OK;
    for (size_t i = 0; i < edited->count; i++)
        word.len += utf8_encode(edited->letter[i], bytes + word.len);
    if (!analyzer_spelt_term(archive_analyzer(n->archive), word, &term))
        return S_OK;
    return fuzzy_look_up(n, term, word_filter_hash(term), near_words_edits(n->word, word, edits), err);
}

static enum status look_up_edited(struct spellings *s, size_t at, size_t taken, const uint32_t *others, size_t count,
                                  struct err *err)
{
    struct spelling e = edited_at(&s->word, at, taken, others, count);
    return look_up(s, &e, 1, err);
}

/* ---- accents ---- */

static enum status put_accents(struct spellings *s, struct err *err)
{
    enum status status = S_OK;
    size_t count;
    const struct accented_letter *accented = analyzer_accented(archive_analyzer(s->near->archive), &count);
    for (size_t at = 0; at < s->word.count; at++)
        for (size_t i = 0; !status && i < count; i++) {
            struct spelling e = s->word;
            if (s->word.letter[at] != (unsigned char)accented[i].plain)
                continue;
            e.letter[at] = accented[i].letter;
            status = look_up(s, &e, 0, err);
        }
    return status;
}

/* ---- edits ---- */

/* Without the letter at a place, and with the next one before it. */
static enum status take_and_turn(struct spellings *s, size_t at, struct err *err)
{
    const uint32_t *letter = s->word.letter + at;
    enum status status = look_up_edited(s, at, 1, letter, 0, err);
    if (status || at + 1 == s->word.count)
        return status;
    const uint32_t turned[] = {letter[1], letter[0]};
    return look_up_edited(s, at, 2, turned, 2, err);
}

/* With a letter before a place, and in place of the one there. */
static enum status put_letter(struct spellings *s, size_t at, uint32_t letter, struct err *err)
{
    enum status status = look_up_edited(s, at, 0, &letter, 1, err);
    if (status || at == s->word.count || s->word.letter[at] == letter)
        return status;
    return look_up_edited(s, at, 1, &letter, 1, err);
}

static enum status edit(struct spellings *s, struct str word, struct err *err)
{
    uint32_t alphabet[ALPHABET_MAX];
    enum status status = S_OK;
    size_t places = 2 * s->word.count + 1, left = STEMS_MAX - s->stems;
    size_t most = left > 2 * places ? left / places - 1 : 1;
    size_t letters =
        analyzer_letters(archive_analyzer(s->near->archive), word, alphabet, most < ALPHABET_MAX ? most : ALPHABET_MAX);
    for (size_t at = s->fixed; !status && at <= s->word.count; at++) {
        if (at < s->word.count)
            status = take_and_turn(s, at, err);
        for (size_t i = 0; !status && i < letters; i++)
            status = put_letter(s, at, alphabet[i], err);
    }
    return status;
}

static enum status look_up_spelt(struct near_words *n, struct str word, struct err *err)
{
    struct spellings s = {.near = n, .fixed = utf8_count(n->word.ptr, n->fixed)};
    if (!read_letters(word, &s.word))
        return S_OK;
    enum status status = put_accents(&s, err);
    return status || near_words_is_plain(word) ? status : edit(&s, word, err);
}

enum status fuzzy_look_up_spellings(struct near_words *n, struct str typed, struct err *err)
{
    struct buf spelt = {0};
    if (!analyzer_spell_word(archive_analyzer(n->archive), typed, &spelt))
        return S_OK;
    enum status status = buf_status(&spelt, err);
    if (!status)
        status = look_up_spelt(n, buf_str(&spelt), err);
    buf_release(&spelt);
    return status;
}
