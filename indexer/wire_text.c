#include "indexer/wire_text.h"

#include <string.h>
#include <strings.h>

#include "core/ascii.h"
#include "indexer/dateline.h"
#include "indexer/word.h"

static struct str slice(struct str text, size_t from, size_t to)
{
    return (struct str){from ? text.ptr + from : text.ptr, to - from};
}

/* ---- paragraphs ---- */

struct line {
    struct str text; /* trimmed */
    size_t indent;
    bool table;
};

/* Columns: a run of three spaces or four dots between two things, or two runs that are shorter by one. */
static bool is_table_line(struct str text)
{
    size_t shorter = 0;
    for (size_t at = 1, run; at < text.len; at += run) {
        char c = text.ptr[at];
        for (run = 1; (c == ' ' || c == '.') && at + run < text.len && text.ptr[at + run] == c; run++)
            continue;
        bool dots = c == '.', between = at + run < text.len && text.ptr[at + run] != ' ';
        size_t enough = dots ? 4 : 3;
        if ((c == ' ' || dots) && between && run >= enough)
            return true;
        shorter += (c == ' ' || dots) && between && run + 1 == enough;
    }
    return shorter > 1;
}

/* Takes a line off the front of `rest`; false at the end. */
static bool next_line(struct str *rest, struct line *line)
{
    if (rest->len == 0)
        return false;
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end ? (size_t)(end - rest->ptr) : rest->len;
    line->text = str_trim(slice(*rest, 0, len));
    line->indent = line->text.len ? (size_t)(line->text.ptr - rest->ptr) : 0;
    line->table = is_table_line(line->text);
    len += end != NULL;
    *rest = slice(*rest, len, rest->len);
    return true;
}

void wire_append_paragraphs(struct str text, struct buf *out)
{
    enum { PARAGRAPH = 2 };
    struct line line, last = {0};
    while (next_line(&text, &line)) {
        if (line.text.len) {
            bool tabular = line.table && last.table;
            bool begins = !last.text.len || (line.indent >= PARAGRAPH && !tabular);
            if (out->len && begins)
                buf_append_text(out, "\n\n");
            else if (out->len)
                buf_append_byte(out, line.table || last.table || line.indent ? '\n' : ' ');
            buf_append_str(out, line.text);
        }
        last = line;
    }
}

struct str wire_without_signature(struct str text)
{
    enum { ENDING = 4 }; /* bytes behind the name: "..." or a slip of the hand */
    text = str_trim(text);
    const char *newline = text.len ? memrchr(text.ptr, '\n', text.len) : NULL;
    size_t start = newline ? (size_t)(newline - text.ptr) + 1 : 0;
    struct str last = str_trim(slice(text, start, text.len));
    size_t letters = 0;
    while (letters < last.len && ascii_is_letter(last.ptr[letters]))
        letters++;
    static const char name[] = "reuters";
    bool signs = letters >= 5 && letters < sizeof name && strncasecmp(last.ptr, name, letters) == 0;
    return signs && last.len <= letters + ENDING ? str_trim(slice(text, 0, start)) : text;
}

/* ---- dates ---- */

int wire_month(struct str word)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    size_t len = 0;
    while (len < word.len && ascii_is_letter(word.ptr[len]))
        len++;
    bool stop = len + 1 == word.len && word.ptr[len] == '.';
    for (int i = 0; len >= 3 && (len == word.len || stop) && i < 12; i++)
        if (len <= strlen(names[i]) && strncasecmp(names[i], word.ptr, len) == 0)
            return i + 1;
    return 0;
}

bool wire_day(int year, int month, int day, struct date *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > date_days_in_month(year, month))
        return false;
    struct civil civil = {.year = year, .month = month, .day = day};
    *out = (struct date){.seconds = date_from_civil(&civil), .precision = DATE_DAY};
    return true;
}

bool wire_short_date(struct str digits, bool month_first, struct date *out)
{
    enum { CENTURY_ENDS = 30 };
    int pair[3];
    if (digits.len != 6)
        return false;
    for (size_t i = 0; i < 6; i += 2) {
        if (!ascii_is_digit(digits.ptr[i]) || !ascii_is_digit(digits.ptr[i + 1]))
            return false;
        pair[i / 2] = (digits.ptr[i] - '0') * 10 + digits.ptr[i + 1] - '0';
    }
    int year = pair[month_first ? 2 : 0], month = pair[month_first ? 0 : 1], day = pair[month_first ? 1 : 2];
    return wire_day(year + (year < CENTURY_ENDS ? 2000 : 1900), month, day, out);
}

/* ---- the dateline ---- */

static bool ends_word(char c)
{
    return c == ' ' || c == ',' || c == '\t' || c == '\n' || c == '\r';
}

bool wire_next_word(struct str text, size_t *at, struct str *word)
{
    while (*at < text.len && ends_word(text.ptr[*at]))
        ++*at;
    size_t start = *at;
    while (*at < text.len && !ends_word(text.ptr[*at]))
        ++*at;
    *word = slice(text, start, *at);
    return word->len > 0;
}

/* The length of a word without the dash that ends a dateline: that dash may stand alone, at the end of the text or
 * behind the day ("26-"). The word's own length when there is none. */
static size_t before_dash(struct str word, bool last)
{
    static const char em[] = "\xe2\x80\x94";
    size_t len = word.len;
    while (len && (word.ptr[len - 1] == '-' || word.ptr[len - 1] == '_'))
        len--;
    if (len == word.len && len >= 3 && memcmp(word.ptr + len - 3, em, 3) == 0)
        len -= 3;
    return len == 0 || last || ascii_is_digit(word.ptr[len - 1]) ? len : word.len;
}

/* The digits in "2-The", where the sentence follows the dash at once; 0: it is no such word. */
static size_t day_before_dash(struct str word)
{
    size_t len = 0;
    while (len < word.len && len < 2 && ascii_is_digit(word.ptr[len]))
        len++;
    return len && len + 1 < word.len && word.ptr[len] == '-' && ascii_is_letter(word.ptr[len + 1]) ? len : 0;
}

/* Cuts the head, what stands before the dash, off the front of a line; *dash: there is one. */
static struct str cut_head(struct str line, struct str *rest, bool *dash)
{
    struct str word, before = {NULL, 0};
    size_t at = 0;
    for (*dash = true; wire_next_word(line, &at, &word); before = word) {
        size_t start = at - word.len, len = before_dash(word, at == line.len), day = 0;
        if (len == word.len && (day = wire_month(before) ? day_before_dash(word) : 0) == 0)
            continue;
        *rest = str_trim(slice(line, day ? start + day + 1 : at, line.len));
        return slice(line, 0, start + (day ? day : len));
    }
    *rest = (struct str){line.ptr + line.len, 0};
    *dash = false;
    return line;
}

static bool is_day(struct str word)
{
    return word.len && ascii_is_digit(word.ptr[0]);
}

/* A word and a day behind a comma, "Narch 2", is a date whatever the month is. */
static bool is_misspelt_date(struct str head, struct str word, struct str day)
{
    enum { LETTERS_MAX = 10 };
    const char *before = word.ptr;
    while (before > head.ptr && before[-1] == ' ')
        before--;
    bool number = day.len == 1 || (day.len == 2 && ascii_is_digit(day.ptr[1]));
    return before > head.ptr && before[-1] == ',' && number && is_day(day) && word.len <= LETTERS_MAX &&
           ascii_is_letter(word.ptr[0]);
}

/* Where the date begins in a head: a month and a day in either order, or a number such as 4/2; head.len: nowhere. */
static size_t find_date(struct str head)
{
    struct str word, before = {NULL, 0};
    size_t at = 0;
    while (wire_next_word(head, &at, &word)) {
        bool pair = (wire_month(word) && is_day(before)) || (wire_month(before) && is_day(word)) ||
                    (before.len && is_misspelt_date(head, before, word));
        bool number = is_day(word) && memchr(word.ptr, '/', word.len);
        struct str start = pair ? before : word;
        if ((pair || number) && start.ptr > head.ptr)
            return (size_t)(start.ptr - head.ptr);
        before = word;
    }
    return head.len;
}

/* Takes "(AP)" out of the head, or a name of an agency behind the date. */
static struct str take_agency(struct str *head, size_t date)
{
    const char *open = memchr(head->ptr, '(', head->len), *close = memchr(head->ptr, ')', head->len);
    struct str agency = {NULL, 0}, word;
    if (open && close > open) {
        agency = str_trim(slice(*head, (size_t)(open - head->ptr) + 1, (size_t)(close - head->ptr)));
        if (agency.len && open < head->ptr + date)
            *head = slice(*head, 0, (size_t)(open - head->ptr));
    }
    if (agency.len)
        return agency;
    while (wire_next_word(*head, &date, &word))
        if (word_in_list(word, "Reuter|Reuters|REUTER|REUTERS|AP|UPI|AFP"))
            agency = word;
    return agency;
}

/* What stands behind a date and its year, where no dash tells the sentence from it. */
static struct str behind_date(struct str head, size_t date)
{
    struct str word;
    size_t at = date;
    wire_next_word(head, &at, &word);
    if (!memchr(word.ptr, '/', word.len))
        wire_next_word(head, &at, &word);
    size_t end = at;
    while (wire_next_word(head, &at, &word) && ascii_is_digit(word.ptr[0]))
        end = at;
    struct str rest = str_trim(slice(head, end, head.len));
    while (rest.len && !ascii_is_letter(rest.ptr[0]) && rest.ptr[0] != '"')
        rest = slice(rest, 1, rest.len);
    return rest;
}

static struct str trim_place(struct str place)
{
    while (place.len && (ends_word(place.ptr[place.len - 1]) || place.ptr[place.len - 1] == '-'))
        place.len--;
    while (place.len && !ascii_is_letter(place.ptr[0]) && (unsigned char)place.ptr[0] < 0x80)
        place = slice(place, 1, place.len);
    return place;
}

/* "NEW YORK", "Toronto": not a sentence, and in capitals when a dash alone speaks for it. */
static bool is_place(struct str place, bool capitals)
{
    enum { WORDS_MAX = 9 };
    struct str word;
    size_t at = 0, words = 0;
    const char *comma = memchr(place.ptr, ',', place.len);
    struct str city = comma ? slice(place, 0, (size_t)(comma - place.ptr)) : place;
    for (size_t i = 0; capitals && i < city.len; i++)
        if (city.ptr[i] >= 'a' && city.ptr[i] <= 'z')
            return false;
    while (wire_next_word(place, &at, &word))
        words++;
    return words > 0 && words <= WORDS_MAX && place.len < DATELINE_TEXT_MAX;
}

void wire_dateline_parse(struct str line, struct wire_dateline *out)
{
    *out = (struct wire_dateline){.rest = str_trim(line)};
    bool dash;
    struct str head = cut_head(out->rest, &out->rest, &dash);
    size_t date = find_date(head), whole = head.len;
    out->agency = take_agency(&head, date);
    out->dated = date < whole;
    if (out->dated && !dash && !out->agency.len)
        out->rest = behind_date(head, date);
    struct str place = trim_place(slice(head, 0, date < head.len ? date : head.len));
    if (is_place(place, dash && !out->dated && !out->agency.len))
        out->place = place;
    else
        *out = (struct wire_dateline){.rest = str_trim(line)};
    if (out->agency.len >= DATELINE_TEXT_MAX)
        out->agency = (struct str){NULL, 0};
}

/* ---- the byline ---- */

/* "Reuters", "Times Staff Writer": what a name is not. */
static bool is_office(struct str text)
{
    static const char offices[] = "Reuter|Reuters|REUTER|REUTERS|Press|PRESS|Staff|STAFF|Writer|WRITER|Writers|WRITERS|"
                                  "Editor|EDITOR|Correspondent|CORRESPONDENT|Correspondents|Reporter|REPORTER|Service|"
                                  "SERVICE|Bureau|Chief|Columnist|Critic|AP|UPI|AFP|Times|News";
    struct str word;
    size_t at = 0;
    while (wire_next_word(text, &at, &word))
        if (word_in_list(word, offices))
            return true;
    return false;
}

struct str wire_byline(struct str line)
{
    line = str_trim(line);
    if (line.len > 3 && strncasecmp(line.ptr, "by", 2) == 0 && (ends_word(line.ptr[2]) || line.ptr[2] == ':'))
        line = str_trim(slice(line, 3, line.len));
    const char *comma = line.len ? memchr(line.ptr, ',', line.len) : NULL;
    size_t at = comma ? (size_t)(comma - line.ptr) : line.len;
    return comma && is_office(slice(line, at, line.len)) ? str_trim(slice(line, 0, at)) : line;
}
