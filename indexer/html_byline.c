#include "indexer/html_byline.h"

#include <string.h>
#include <strings.h>

#include "indexer/address.h"
#include "indexer/html_phrases.h"
#include "indexer/word.h"
#include "indexer/values.h"

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

static bool begins_any(struct str text, const char *const *starts, size_t count)
{
    char line[HTML_LINE_BYTES];
    return html_lower_line(text, line) && behind_any(line, starts, count);
}

static bool has_digit(const char *line)
{
    return strpbrk(line, "0123456789") != NULL;
}

enum {
    AUTHOR_STARTS = sizeof said_of_authors / sizeof said_of_authors[0],
    DATE_STARTS = sizeof said_of_dates / sizeof said_of_dates[0],
    BYLINE_BYTES = 160,
    BYLINE_WORDS = 14,
    WORDS_BEHIND_DATE = 5 /* with more it is an entry of a chronicle */
};

/* Without brackets around all of it. */
static struct str without_brackets(struct str text)
{
    bool whole = text.len > 2 && text.ptr[0] == '(' && text.ptr[text.len - 1] == ')';
    return whole ? (struct str){text.ptr + 1, text.len - 2} : text;
}

bool html_is_byline(struct str text)
{
    char line[HTML_LINE_BYTES];
    struct date date;
    if (text.len >= BYLINE_BYTES || !html_lower_line(text, line))
        return false;
    if (date_parse(without_brackets(text), &date))
        return true;
    if (word_count(text) > BYLINE_WORDS || ends_sentence(text))
        return false;
    size_t dated = date_parse_prefix(text, &date);
    if (dated && word_count((struct str){text.ptr + dated, text.len - dated}) <= WORDS_BEHIND_DATE)
        return true;
    return behind_any(line, said_of_authors, AUTHOR_STARTS) ||
           (behind_any(line, said_of_dates, DATE_STARTS) && has_digit(line));
}

/* ---- what they say ---- */

/* Takes what stands before the next bar or dot off the front; false at the end. */
static bool next_part(struct str *rest, struct str *part)
{
    static const char *const bars[] = {"|", "•", "·", " / "};
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

/* Up to the first word that no name has: "Ann Author at the weir"; to one that is not in capitals behind a name that
 * is, to what is said of a date, or to a number. */
static struct str name_at_start(struct str text)
{
    size_t before = 0;
    while (before < text.len && !(text.ptr[before] >= '0' && text.ptr[before] <= '9'))
        before++;
    text.len = before;
    struct str rest = text;
    struct word word;
    size_t len = 0;
    bool named = false;
    unsigned capitals = 0; /* words in them so far, without initials */
    while (word_next(&rest, &word)) {
        bool small = word.kind == WORD_LOWER && !word_is_particle(word.text);
        bool changes = word.kind == WORD_CAPITAL && capitals >= 2;
        if (named && (small || changes || str_equal(word.text, str_of("on")) ||
                      begins_any(word.text, said_of_dates, DATE_STARTS)))
            break;
        capitals += word.kind == WORD_UPPER && word.letters > 1;
        named |= word.kind != WORD_LOWER;
        len = (size_t)(word.text.ptr + word.text.len - text.ptr);
    }
    while (len && (text.ptr[len - 1] == ',' || text.ptr[len - 1] == ' '))
        len--;
    return (struct str){text.ptr, len};
}

/* Whether a text is a name of a person and nothing else: two to four words that begin with capitals. */
static bool is_name(struct str text)
{
    enum { LEAST = 2, MOST = 4 };
    struct word word;
    unsigned names = 0;
    while (word_next(&text, &word)) {
        bool named = word.kind == WORD_UPPER || word.kind == WORD_CAPITAL;
        if (!named && !word_is_particle(word.text))
            return false;
        names += named;
    }
    return names >= LEAST && names <= MOST;
}

/* "Pictures and text: Ann Author", "di Ann Author", "Relacjonuje Ann Author": what is sure only when a name follows. */
static struct str name_behind_label(struct str part)
{
    static const char *const small[] = {"di ",   "de ", "da ", "von ", "par ",  "por ",
                                        "door ", "av ", "af ", "od ",  "przez "};
    static const char *const made[] = {"text",  "words", "story",  "report",   "writ",    "testo", "texto",
                                       "texte", "tekst", "relacj", "servizio", "bericht", "autor"};
    char line[HTML_LINE_BYTES];
    struct str name = behind_start(part, small, sizeof small / sizeof small[0]);
    const char *mark = part.len ? memchr(part.ptr, ':', part.len) : NULL;
    if (!mark && !name.len)
        mark = part.len ? memchr(part.ptr, ' ', part.len) : NULL;
    if (mark) {
        html_lower_line((struct str){part.ptr, (size_t)(mark - part.ptr)}, line);
        for (size_t i = 0; i < sizeof made / sizeof made[0] && !name.len; i++)
            if (strstr(line, made[i]))
                name = str_trim((struct str){mark + 1, part.len - (size_t)(mark + 1 - part.ptr)});
    }
    name = name.len ? name_at_start(name) : name;
    return name.len && is_name(name) ? name : (struct str){NULL, 0};
}

/* Korean puts what its author is behind the name. */
static struct str name_before_title(struct str part)
{
    struct str rest = part;
    struct word name, title;
    bool titled = word_next(&rest, &name) && name.kind == WORD_CASELESS && word_next(&rest, &title) &&
                  str_equal(title.text, str_of("기자"));
    return titled ? name.text : (struct str){NULL, 0};
}

/* "Ann Author / Wire / 14 Sep 1996": a name in front of a line of three parts of which the last begins with a date. */
static struct str name_before_date(struct str text)
{
    struct str name, wire, last, none = {NULL, 0};
    struct date date;
    bool three = next_part(&text, &name) && next_part(&text, &wire) && next_part(&text, &last) && !text.len;
    if (!three || !is_name(name) || address_names_section(name) || !last.len || !date_parse_prefix(last, &date) ||
        date.precision < DATE_DAY)
        return none;
    return name;
}

struct str html_name_in_byline(struct str text)
{
    static const char *const starts[] = {
        "Submitted by ", "Posted by ", "Written by ", "By ",     "BY ",     "by ",   "By: ",     "Von ",
        "VON ",          "Par ",       "PAR ",        "Por ",    "POR ",    "Door ", "Author: ", "Autor: ",
        "Auteur : ",     "Autore: ",   "Text: ",      "Words: ", "Автор: ", "Автор "};
    struct str part, name;
    struct date date;
    if (!text.len || text.len >= BYLINE_BYTES || ends_sentence(text) || word_count(text) > BYLINE_WORDS)
        return (struct str){NULL, 0};
    name = name_before_date(text);
    if (name.len)
        return name;
    while (next_part(&text, &part)) {
        size_t dated = date_parse_prefix(part, &date);
        name = behind_start(str_trim((struct str){part.ptr + dated, part.len - dated}), starts,
                            sizeof starts / sizeof starts[0]);
        if (name.len)
            return name_at_start(name);
        if (dated && part.len > dated + 2 && part.ptr[dated] == ',')
            name = str_trim((struct str){part.ptr + dated + 1, part.len - dated - 1});
        if (name.len && is_name(name))
            return name;
        name = name_behind_label(part);
        if (!name.len && part.len)
            name = name_before_title(part);
        if (name.len)
            return name;
    }
    return (struct str){NULL, 0};
}

/* A name without the office that stands behind a comma: "Ann Author, Arts Editor". */
static struct str without_office(struct str name)
{
    static const char offices[] = "correspondent|editor|reporter|writer|columnist|producer|staff|redakteur|redakteurin|"
                                  "redaktion|korrespondent|korrespondentin";
    const char *comma = name.len ? memchr(name.ptr, ',', name.len) : NULL;
    size_t before = comma ? (size_t)(comma - name.ptr) : name.len;
    struct str office = str_skip(name, before + (comma != NULL)), rest = office;
    struct word word;
    char line[HTML_LINE_BYTES];
    bool found = false;
    while (word_next(&rest, &word)) {
        if (word_in_list(word.text, "and|und|et|y|&") || memchr(word.text.ptr, ',', word.text.len))
            return name;
        size_t len = html_lower_line(word.text, line);
        found |= len && word_in_list((struct str){line, len}, offices);
    }
    return found ? str_trim((struct str){name.ptr, before}) : name;
}

bool html_begins_nocase(struct str text, const char *start)
{
    size_t len = strlen(start);
    return text.len >= len && strncasecmp(text.ptr, start, len) == 0;
}

bool html_is_front_page(struct str name)
{
    static const char *const front[] = {"home",    "homepage", "home page",  "start", "startseite", "inicio",
                                        "início",  "portada",  "accueil",    "hem",   "forside",    "strona główna",
                                        "главная", "головна",  "front page", NULL};
    for (const char *const *known = front; *known; known++)
        if (name.len == strlen(*known) && begins_any(name, known, 1))
            return true;
    return false;
}

bool html_is_nobody(struct str name)
{
    static const char *const nobody[] = {"super user", "admin", "administrator", "editor", "webmaster",
                                         "newsroom",   "staff", "user",          NULL};
    for (const char *const *known = nobody; *known; known++)
        if (html_begins_nocase(name, *known) && name.len == strlen(*known))
            return true;
    return values_is_number(name); /* a key */
}

struct str html_bare_byline(struct str text)
{
    static const char *const starts[] = {"by ",          "by:",        "von ",     "par ",   "por ",
                                         "di ",          "door ",      "av ",      "af ",    "written by ",
                                         "reported by ", "posted by ", "author: ", "autor: "};
    static const char *const bars[] = {" | ", " • ", " · ", " — ", " – ", " / ", " - ", " 기자"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
        if (html_begins_nocase(text, starts[i])) {
            text = (struct str){text.ptr + strlen(starts[i]), text.len - strlen(starts[i])};
            break;
        }
    text = str_trim(text);
    while (str_begins_with(text, str_of("\xc2\xa0")))
        text = str_trim(str_skip(text, 2));
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        const char *bar = text.len ? memmem(text.ptr, text.len, bars[i], strlen(bars[i])) : NULL;
        if (bar)
            text.len = (size_t)(bar - text.ptr);
    }
    const char *bracket = text.len ? memchr(text.ptr, '(', text.len) : NULL;
    if (bracket && memchr(bracket, '@', text.len - (size_t)(bracket - text.ptr)))
        text.len = (size_t)(bracket - text.ptr);
    text = without_office(str_trim(text));
    while (text.len && text.ptr[text.len - 1] == ',')
        text.len--;
    return text;
}

/* A date at the start of a text, all before a comma behind it, or all behind one: "Ann Author, 11 May 2010". */
static bool date_beside_comma(struct str text, struct date *out)
{
    if (date_parse(text, out) || date_parse_prefix(text, out))
        return true;
    const char *comma = text.len ? memchr(text.ptr, ',', text.len) : NULL;
    if (!comma)
        return false;
    size_t before = (size_t)(comma - text.ptr);
    return date_parse((struct str){text.ptr, before}, out) ||
           (date_parse((struct str){comma + 1, text.len - before - 1}, out) && out->precision >= DATE_DAY);
}

/* A date a few words behind what is said of one. */
static bool date_behind_words(struct str part, struct date *out)
{
    static const char *const said[] = {
        "web posted",   "publi", "pubbli", "veröffentlicht", "erstellt",     "posted",       "created",
        "gepubliceerd", "date",  "on ",    "issued",         "opublikowano", "опубликовано", "first published",
        "yayınlanma"};
    enum { WORDS = 3 };
    struct word word;
    if (!begins_any(part, said, sizeof said / sizeof said[0]))
        return false;
    struct str rest = part;
    for (int i = 0; i < WORDS && word_next(&rest, &word); i++)
        if (date_parse(str_trim(rest), out))
            return true;
    for (int i = 0; i < WORDS && word_next(&part, &word); i++)
        if (date_beside_comma(str_trim(part), out))
            return true;
    return false;
}

bool html_date_in_byline(struct str text, struct date *out)
{
    struct str part;
    text = without_brackets(text);
    while (text.len < BYLINE_BYTES && next_part(&text, &part))
        if (part.len && (date_behind_words(part, out) || date_beside_comma(part, out)))
            return true;
    return false;
}
