#include "indexer/address.h"

#include <string.h>

#include "indexer/word.h"

enum { YEAR_FIRST = 1700, YEAR_LAST = 2099, YEAR_DIGITS = 4, COMPACT_DIGITS = 8, SECTION_MAX = 32 };

/* In English, French, German, Spanish, Italian and Portuguese. */
static const char sections[] =
    "world|international|national|nation|us-news|uk-news|world-news|local|local-news|regional|metro|politics|business|"
    "economy|finance|money|markets|companies|technology|tech|science|health|environment|climate|education|opinion|"
    "opinions|editorial|editorials|commentisfree|letters|columns|sport|sports|football|cricket|tennis|golf|racing|"
    "culture|arts|books|film|films|music|theater|theatre|tv|television|entertainment|lifestyle|life-style|style|"
    "fashion|food|travel|weather|obituaries|crime|law|society|religion|property|realestate|real-estate|"
    "automotive|cars|magazine|europe|asia|africa|americas|middle-east|middleeast|asia-pacific|latin-america|"
    "monde|politique|economie|societe|idees|sciences|sante|"
    "politik|wirtschaft|panorama|wissen|wissenschaft|kultur|gesellschaft|meinung|ausland|inland|finanzen|feuilleton|"
    "internacional|nacional|politica|economia|sociedad|cultura|deportes|opinion|ciencia|salud|"
    "esteri|cronaca|sociedade|esporte|esportes|mundo";

/* The path of an address, from its first slash on, without what is asked for behind it. */
static struct str path_of(struct str url)
{
    if (url.len == 0)
        return url;
    const char *host = memmem(url.ptr, url.len, "://", 3);
    const char *end = url.ptr + url.len, *start = host ? host + 3 : url.ptr;
    const char *slash = memchr(start, '/', (size_t)(end - start));
    struct str path = {slash ? slash : end, slash ? (size_t)(end - slash) : 0};
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '?' || path.ptr[i] == '#')
            path.len = i;
    return path;
}

/* Takes the next part of a path off its front; false at the end. */
static bool next_part(struct str *path, struct str *part)
{
    while (path->len && path->ptr[0] == '/')
        *path = (struct str){path->ptr + 1, path->len - 1};
    if (path->len == 0)
        return false;
    const char *slash = memchr(path->ptr, '/', path->len);
    *part = (struct str){path->ptr, slash ? (size_t)(slash - path->ptr) : path->len};
    *path = (struct str){path->ptr + part->len, path->len - part->len};
    return true;
}

/* ---- the date ---- */

/* The number that a text begins with, of at most `digits`; *len is how many there are. */
static int number_of(struct str text, size_t digits, size_t *len)
{
    int number = 0;
    for (*len = 0; *len < text.len && *len < digits && text.ptr[*len] >= '0' && text.ptr[*len] <= '9'; ++*len)
        number = number * 10 + (text.ptr[*len] - '0');
    return number;
}

static bool is_whole_number(struct str part, size_t digits_max, int *number)
{
    size_t len;
    *number = number_of(part, digits_max, &len);
    return len > 0 && len == part.len;
}

static bool set_date(int year, int month, int day, struct date *out)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12 || day < 0 ||
        day > date_days_in_month(year, month))
        return false;
    struct civil civil = {.year = year, .month = month, .day = day ? day : 1};
    *out = (struct date){.seconds = date_from_civil(&civil), .precision = day ? DATE_DAY : DATE_MONTH};
    return true;
}

/* "19960914", "1996-09-14", "1996_09_14-vote": at the start of a part, with no digit behind. */
static bool date_of_part(struct str part, struct date *out)
{
    size_t len;
    int number = number_of(part, COMPACT_DIGITS, &len);
    bool more = len < part.len && part.ptr[len] >= '0' && part.ptr[len] <= '9';
    if (len == COMPACT_DIGITS)
        return !more && set_date(number / 10000, number / 100 % 100, number % 100, out);
    if (len != YEAR_DIGITS || part.len < sizeof "1996-09-14" - 1 || (part.ptr[4] != '-' && part.ptr[4] != '_'))
        return false;
    size_t months, days;
    int month = number_of((struct str){part.ptr + 5, 2}, 2, &months);
    int day = number_of((struct str){part.ptr + 8, 2}, 2, &days);
    bool ends = part.len == 10 || part.ptr[10] < '0' || part.ptr[10] > '9';
    return months == 2 && days == 2 && part.ptr[7] == part.ptr[4] && ends && day && set_date(number, month, day, out);
}

/* "09", "9", "sep" */
static bool month_of_part(struct str part, int *month)
{
    if (is_whole_number(part, 2, month))
        return true;
    *month = word_month(part);
    return *month > 0;
}

/* "1996/09/14" or "1996/09", from the part that is the year on. */
static bool date_of_parts(struct str year_part, struct str rest, struct date *out)
{
    struct str part;
    int year, month, day;
    if (year_part.len != YEAR_DIGITS || !is_whole_number(year_part, YEAR_DIGITS, &year) || !next_part(&rest, &part) ||
        !month_of_part(part, &month))
        return false;
    bool has_day = next_part(&rest, &part) && is_whole_number(part, 2, &day) && day > 0;
    return (has_day && set_date(year, month, day, out)) || set_date(year, month, 0, out);
}

bool address_date(struct str url, struct date *out)
{
    struct str path = path_of(url), part;
    while (next_part(&path, &part))
        if (date_of_part(part, out) || date_of_parts(part, path, out))
            return true;
    return false;
}

/* ---- the section ---- */

static bool is_section(struct str part)
{
    char small[SECTION_MAX];
    if (part.len > sizeof small)
        return false;
    for (size_t i = 0; i < part.len; i++)
        small[i] = part.ptr[i] >= 'A' && part.ptr[i] <= 'Z' ? (char)(part.ptr[i] - 'A' + 'a') : part.ptr[i];
    return word_in_list((struct str){small, part.len}, sections);
}

bool address_names_section(struct str name)
{
    char part[SECTION_MAX];
    if (name.len == 0 || name.len > sizeof part)
        return false;
    for (size_t i = 0; i < name.len; i++)
        part[i] = name.ptr[i] == ' ' ? '-' : name.ptr[i];
    return is_section((struct str){part, name.len});
}

struct str address_section(struct str url)
{
    struct str path = path_of(url), part;
    while (next_part(&path, &part))
        if (path.len && is_section(part))
            return part;
    return (struct str){NULL, 0};
}
