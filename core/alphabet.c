#include "core/alphabet.h"

#include <stdbool.h>
#include <string.h>

#include "core/fold.h"
#include "core/utf8.h"
#include "core/words.h"

enum { BLOCK = 128 }; /* code points: most scripts have one or two such blocks */
static const uint32_t NO_BLOCK = UINT32_MAX;

static bool holds(const uint32_t *letters, size_t count, uint32_t letter)
{
    while (count > 0 && letters[count - 1] != letter)
        count--;
    return count > 0;
}

/* The only code point that folding makes of one; 0: it makes several, or none. */
static uint32_t folded(uint32_t c, unsigned flags)
{
    char bytes[UTF8_MAX], made[FOLD_PIECE_MAX];
    size_t len = fold_piece((struct str){bytes, utf8_encode(c, bytes)}, flags, made, sizeof made);
    return len && utf8_decode(made, len, &c, NULL) == len ? c : 0;
}

/* Whether folded words are written with it: a letter, or a vowel sign of the scripts of India. */
static bool is_written(uint32_t c, unsigned flags)
{
    enum char_class class = char_class(c);
    return (class == CHAR_LETTER || class == CHAR_MARK) && folded(c, flags) == c;
}

static size_t add_block(uint32_t first, unsigned flags, uint32_t *out, size_t count, size_t max)
{
    for (uint32_t c = first; c < first + BLOCK && count < max; c++)
        if (is_written(c, flags) && !holds(out, count, c))
            out[count++] = c;
    return count;
}

/* The first block from one on that has some of the letters. */
static uint32_t next_block(const uint32_t *letters, size_t count, uint32_t from)
{
    uint32_t next = NO_BLOCK;
    for (size_t i = 0; i < count; i++)
        if (letters[i] >= from && letters[i] < next)
            next = letters[i];
    return next == NO_BLOCK ? NO_BLOCK : next / BLOCK * BLOCK;
}

size_t alphabet_of(struct str word, unsigned flags, uint32_t *out, size_t max)
{
    size_t count = 0;
    for (size_t at = 0; at < word.len && count < max;) {
        uint32_t c;
        at += utf8_decode(word.ptr + at, word.len - at, &c, NULL);
        if (is_written(c, flags) && !holds(out, count, c))
            out[count++] = c;
    }
    size_t own = count;
    for (uint32_t first = 0; (first = next_block(out, own, first)) != NO_BLOCK; first += BLOCK)
        count = add_block(first, flags, out, count, max);
    return count;
}

/* What languages are written with besides a to z, as far as accents make it of one of these. */
static const struct {
    const char *language, *letters;
} orthographies[] = {
    {"basque", "ñçü"},           {"catalan", "àçèéíïòóúü"},
    {"danish", "åéóáäöü"},       {"dutch", "áàäâéèëêíïóöúü"},
    {"finnish", "äöå"},          {"french", "éèêëàâçîïôûùüÿ"},
    {"german", "äöüéèàáâêô"},    {"german2", "äöüéèàáâêô"},
    {"hungarian", "áéíóöőúüű"},  {"irish", "áéíóú"},
    {"italian", "àèéìíòóùúî"},   {"lithuanian", "ąčęėįšųūž"},
    {"norwegian", "åéèêóòôàäö"}, {"portuguese", "ãçõáéíóúâêôàü"},
    {"romanian", "ăâîșțşţ"},     {"spanish", "áéíóúñü"},
    {"swedish", "åäöéà"},        {"turkish", "ıçğöşüâîû"},
};

size_t alphabet_accented(const char *language, unsigned flags, struct accented_letter *out, size_t max)
{
    size_t count = 0;
    struct str letters = {NULL, 0};
    for (size_t i = 0; i < sizeof orthographies / sizeof *orthographies; i++)
        if (strcmp(orthographies[i].language, language) == 0)
            letters = str_of(orthographies[i].letters);
    for (size_t at = 0; at < letters.len && count < max;) {
        uint32_t c;
        at += utf8_decode(letters.ptr + at, letters.len - at, &c, NULL);
        uint32_t plain = is_written(c, flags) ? folded(c, flags | FOLD_ACCENTS) : 0;
        if (plain >= 'a' && plain <= 'z')
            out[count++] = (struct accented_letter){c, (char)plain};
    }
    return count;
}
