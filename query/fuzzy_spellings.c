/* The words one edit from a word of other letters than a to z, in archives whose stemmer is one for them: stemmed, and
 * their stems looked up. The letters are those of the word's Unicode blocks, so that no language has a list of its own.
 */
#include <string.h>

#include "core/analyzer.h"
#include "query/near_words.h"

enum {
    STEMS_MAX = 2000,  /* of a word, at most: half a microsecond each */
    ALPHABET_MAX = 64, /* letters that are tried */
    SPELT_LETTERS_MAX = FUZZY_LETTERS_MAX + 1
};

struct spelling {
    uint32_t letter[SPELT_LETTERS_MAX];
    size_t count;
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

static enum status look_up(struct near_words *n, const struct spelling *edited, struct err *err)
{
    char bytes[SPELT_LETTERS_MAX * UTF8_MAX];
    struct str word = {bytes, 0}, term;
    for (size_t i = 0; i < edited->count; i++)
        word.len += utf8_encode(edited->letter[i], bytes + word.len);
    if (!analyzer_spelt_term(archive_analyzer(n->archive), word, &term))
        return S_OK;
    return fuzzy_look_up(n, term, word_filter_hash(term), near_words_edits(n->word, word, 1), err);
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

/* Without the letter at a place, and with the next one before it. */
static enum status take_and_turn(struct near_words *n, const struct spelling *word, size_t at, struct err *err)
{
    struct spelling e = edited_at(word, at, 1, NULL, 0);
    enum status s = look_up(n, &e, err);
    if (s || at + 1 == word->count)
        return s;
    const uint32_t turned[] = {word->letter[at + 1], word->letter[at]};
    e = edited_at(word, at, 2, turned, 2);
    return look_up(n, &e, err);
}

/* With a letter before a place, and in place of the one there. */
static enum status put_letter(struct near_words *n, const struct spelling *word, size_t at, uint32_t letter,
                              struct err *err)
{
    struct spelling e = edited_at(word, at, 0, &letter, 1);
    enum status s = look_up(n, &e, err);
    if (s || at == word->count || word->letter[at] == letter)
        return s;
    e = edited_at(word, at, 1, &letter, 1);
    return look_up(n, &e, err);
}

static enum status edit(struct near_words *n, const struct spelling *word, const uint32_t *alphabet, size_t letters,
                        struct err *err)
{
    enum status s = S_OK;
    size_t fixed = near_words_letters((struct str){n->word.ptr, n->fixed});
    for (size_t at = fixed; !s && at <= word->count; at++) {
        if (at < word->count)
            s = take_and_turn(n, word, at, err);
        for (size_t i = 0; !s && i < letters; i++)
            s = put_letter(n, word, at, alphabet[i], err);
    }
    return s;
}

enum status fuzzy_look_up_spellings(struct near_words *n, struct str typed, struct err *err)
{
    uint32_t alphabet[ALPHABET_MAX];
    struct spelling word;
    struct buf spelt = {0};
    bool spells = analyzer_spell_word(archive_analyzer(n->archive), typed, &spelt);
    enum status s = buf_status(&spelt, err);
    if (!s && spells && !near_words_is_plain(buf_str(&spelt)) && read_letters(buf_str(&spelt), &word)) {
        size_t most = STEMS_MAX / (2 * word.count + 1) - 1;
        size_t letters = analyzer_letters(archive_analyzer(n->archive), buf_str(&spelt), alphabet,
                                          most < ALPHABET_MAX ? most : ALPHABET_MAX);
        s = edit(n, &word, alphabet, letters, err);
    }
    buf_release(&spelt);
    return s;
}
