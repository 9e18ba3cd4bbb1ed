#include "indexer/html_byline.h"

#include <string.h>

#include "indexer/html_phrases.h"
#include "indexer/word.h"

static const char *const said_of_dates[] = {
    "published",    "posted",      "updated",      "last updated", "last modified", "first published",
    "created",      "modified",    "date:",        "on ",          "issued",        "veröffentlicht",
    "aktualisiert", "stand:",      "erstellt",     "publié",       "mis à jour",    "le ",
    "publicado",    "actualizado", "atualizado",   "pubblicato",   "aggiornato",    "gepubliceerd",
    "publicerad",   "uppdaterad",  "opublikowano", "опубликовано", "обновлено",     "yayınlanma"};
static const char *const said_of_authors[] = {"by ",        "by: ",        "von ",         "par ",     "por ",
                                              "di ",        "door ",       "av ",          "af ",      "od ",
                                              "text:",      "text ",       "автор",        "autor:",   "autore:",
                                              "written by", "reported by", "reporting by", "story by", "words by"};

static const char *behind_any(const char *line, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strncmp(line, starts[i], strlen(starts[i])) == 0)
            return line + strlen(starts[i]);
    return NULL;
}

static unsigned count_words(struct str text)
{
    struct word word;
    unsigned words = 0;
    while (word_next(&text, &word))
        words++;
    return words;
}

static bool has_digit(const char *line)
{
    return strpbrk(line, "0123456789") != NULL;
}

enum {
    AUTHOR_STARTS = sizeof said_of_authors / sizeof said_of_authors[0],
    DATE_STARTS = sizeof said_of_dates / sizeof said_of_dates[0],
    BYLINE_BYTES = 160,
    BYLINE_WORDS = 14
};

bool html_is_byline(struct str text)
{
    char line[HTML_LINE_BYTES];
    struct date date;
    if (text.len >= BYLINE_BYTES || !html_lower_line(text, line))
        return false;
    if (date_parse(text, &date))
        return true;
    if (count_words(text) > BYLINE_WORDS || ends_sentence(text))
        return false;
    return behind_any(line, said_of_authors, AUTHOR_STARTS) || date_parse_prefix(text, &date) ||
           (behind_any(line, said_of_dates, DATE_STARTS) && has_digit(line));
}

/* ---- what they say ---- */

/* Takes what stands before the next bar or dot off the front; false at the end. */
static bool next_part(struct str *rest, struct str *part)
{
    static const char *const bars[] = {"|", "•", "·"};
    if (!rest->len)
        return false;
    size_t len = rest->len, bar_len = 0;
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        const char *bar = memmem(rest->ptr, len, bars[i], strlen(bars[i]));
        if (bar) {
            len = (size_t)(bar - rest->ptr);
            bar_len = strlen(bars[i]);
        }
    }
    *part = str_trim((struct str){rest->ptr, len});
    *rest = (struct str){rest->ptr + len + bar_len, rest->len - len - bar_len};
    return true;
}

static struct str behind_start(struct str text, const char *const *starts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(starts[i]);
        if (text.len > len && memcmp(text.ptr, starts[i], len) == 0)
            return str_trim((struct str){text.ptr + len, text.len - len});
    }
    return (struct str){NULL, 0};
}

/* Up to the first word that no name has: "Ann Author at the weir". */
static struct str name_at_start(struct str text)
{
    struct str rest = text;
    struct word word;
    size_t len = 0;
    bool named = false;
    while (word_next(&rest, &word)) {
        if (word.kind == WORD_LOWER && named && !word_is_particle(word.text))
            break;
        named |= word.kind != WORD_LOWER;
        len = (size_t)(word.text.ptr + word.text.len - text.ptr);
    }
    while (len && (text.ptr[len - 1] == ',' || text.ptr[len - 1] == ' '))
        len--;
    return (struct str){text.ptr, len};
}

struct str html_name_in_byline(struct str text)
{
    static const char *const starts[] = {
        "By ",   "BY ",      "by ",     "By: ",      "Von ",     "VON ",   "Par ",    "PAR ",    "Por ",  "POR ",
        "Door ", "Author: ", "Autor: ", "Auteur : ", "Autore: ", "Text: ", "Words: ", "Автор: ", "Автор "};
    struct str part, name;
    struct date date;
    if (!text.len || text.len >= BYLINE_BYTES || ends_sentence(text) || count_words(text) > BYLINE_WORDS)
        return (struct str){NULL, 0};
    while (next_part(&text, &part)) {
        size_t dated = date_parse_prefix(part, &date);
        name = behind_start(str_trim((struct str){part.ptr + dated, part.len - dated}), starts,
                            sizeof starts / sizeof starts[0]);
        if (name.len)
            return name_at_start(name);
    }
    return (struct str){NULL, 0};
}

/* A date at the start of a text, or all before a comma behind it. */
static bool date_at_start(struct str text, struct date *out)
{
    if (date_parse(text, out) || date_parse_prefix(text, out))
        return true;
    const char *comma = text.len ? memchr(text.ptr, ',', text.len) : NULL;
    return comma && date_parse((struct str){text.ptr, (size_t)(comma - text.ptr)}, out);
}

bool html_date_in_byline(struct str text, struct date *out)
{
    static const char *const starts[] = {"Published", "Posted", "PUBLISHED", "POSTED", "Created",
                                         "Date",      "on ",    "On ",       ":"};
    struct str part, rest;
    while (text.len < BYLINE_BYTES && next_part(&text, &part)) {
        while ((rest = behind_start(part, starts, sizeof starts / sizeof starts[0])).len)
            part = rest;
        if (date_at_start(part, out))
            return true;
    }
    return false;
}
