#include "tests/layouts/questions.h"

#include <stdio.h>
#include <string.h>

#include "core/date.h"

struct asking {
    const struct stock *stock;
    struct random *random;
    struct buf q;
};

static const struct article *any_article(struct asking *a)
{
    return &a->stock->article[random_below(a->random, (uint32_t)a->stock->count)];
}

/* ---- words of articles ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* `count` neighbouring words of an article, with the punctuation between them. */
static struct str some_words(struct asking *a, unsigned count)
{
    const struct article *article = any_article(a);
    struct str headline = article_get(article, FIELD_HEADLINE), body = article_get(article, FIELD_BODY);
    struct str text = headline.len && random_chance(a->random, 20) ? headline : body;
    if (text.len == 0)
        return str_of("nothing");
    size_t start = random_below(a->random, (uint32_t)text.len);
    while (start > 0 && !is_space(text.ptr[start - 1]))
        start--;
    size_t end = start;
    for (; count > 0; count--) {
        while (end < text.len && is_space(text.ptr[end]))
            end++;
        while (end < text.len && !is_space(text.ptr[end]))
            end++;
    }
    return str_trim((struct str){text.ptr + start, end - start});
}

/* Appends text without what the parser would read as syntax. */
static void append_words(struct buf *out, struct str words)
{
    for (size_t i = 0; i < words.len; i++) {
        char c = words.ptr[i];
        bool syntax = strchr("\"()*:+-/,|\\", c) || is_space(c);
        buf_append_byte(out, syntax ? ' ' : c);
    }
}

static void append_word(struct asking *a)
{
    struct str word = some_words(a, 1);
    size_t start = a->q.len;
    append_words(&a->q, word);
    if (str_trim((struct str){a->q.data + start, a->q.len - start}).len == 0)
        buf_append_text(&a->q, "word");
}

static void append_phrase(struct asking *a)
{
    buf_append_byte(&a->q, '"');
    append_words(&a->q, some_words(a, 2 + random_below(a->random, 3)));
    buf_append_byte(&a->q, '"');
}

/* The first letters of a word: enough of them that they seldom stand for too many terms. */
static void append_wildcard(struct asking *a)
{
    struct str word = some_words(a, 1);
    size_t len = 3 + random_below(a->random, 4);
    struct buf cut = {0};
    append_words(&cut, (struct str){word.ptr, word.len < len ? word.len : len});
    while (cut.len && ((unsigned char)cut.data[cut.len - 1] >= 0x80 || cut.data[cut.len - 1] == ' '))
        buf_truncate(&cut, cut.len - 1);
    buf_append_text(&a->q, cut.len > 1 ? buf_text(&cut) : "the");
    buf_append_byte(&a->q, '*');
    buf_release(&cut);
}

/* A word with a letter left open, or what is behind its first three. */
static void append_pattern(struct asking *a)
{
    struct str word = some_words(a, 1);
    struct buf letters = {0};
    append_words(&letters, word);
    size_t len = 0;
    while (len < letters.len && letters.data[len] >= 'a' && letters.data[len] <= 'z')
        len++;
    if (len < 5) {
        buf_append_text(&a->q, "m?ss*n");
    } else {
        size_t at = random_below(a->random, (uint32_t)len - 2) + 1;
        letters.data[at] = at > 2 && random_chance(a->random, 30) ? '*' : '?';
        buf_append(&a->q, letters.data, len);
    }
    buf_release(&letters);
}

static struct str any_value(struct asking *a, enum field field)
{
    struct str value = {0};
    size_t at = 0;
    for (int attempt = 0; attempt < 8 && !value.len; attempt++, at = 0)
        article_next_value(any_article(a), field, &at, &value);
    return value;
}

static void append_field(struct asking *a)
{
    static const enum field fields[] = {FIELD_BYLINE, FIELD_PLACE, FIELD_SECTION, FIELD_SOURCE, FIELD_AGENCY,
                                        FIELD_TAG,    FIELD_LANG,  FIELD_HOST,    FIELD_URL};
    enum field field = fields[random_below(a->random, sizeof fields / sizeof fields[0])];
    if (random_chance(a->random, 30)) {
        buf_append_text(&a->q, "headline:");
        random_chance(a->random, 30) ? append_phrase(a) : append_word(a);
        return;
    }
    struct str value = any_value(a, field);
    size_t len = value.len < 60 ? value.len : 60;
    bool whole = random_chance(a->random, 60);
    for (size_t i = 0; !whole && i < len; i++)
        if (value.ptr[i] == ' ')
            len = i;
    buf_printf(&a->q, "%s:\"", schema[field].name);
    append_words(&a->q, (struct str){value.ptr, len});
    buf_append_byte(&a->q, '"');
}

static int any_year(struct asking *a)
{
    struct civil day = {0};
    date_to_civil(any_article(a)->published.seconds, &day);
    return day.year;
}

static void append_date(struct asking *a)
{
    int year = any_year(a), later = year + (int)random_below(a->random, 4);
    unsigned month = 1 + random_below(a->random, 12);
    switch (random_below(a->random, 4)) {
    case 0:
        buf_printf(&a->q, "date:%d", year);
        break;
    case 1:
        buf_printf(&a->q, "date:%d-%02u..%d", year, month, later);
        break;
    case 2:
        buf_printf(&a->q, "date:..%d", year);
        break;
    default:
        buf_printf(&a->q, "date:%d-%02u..", year, month);
    }
}

/* ---- operators ---- */

static void append_near(struct asking *a)
{
    for (unsigned more = 1 + random_below(a->random, 2);; more--) {
        uint32_t dice = random_below(a->random, 10);
        dice == 0 ? append_phrase(a) : dice == 1 ? append_wildcard(a) : append_word(a);
        if (more == 0)
            return;
        buf_printf(&a->q, " %s/%u ", random_chance(a->random, 50) ? "NEAR" : "ADJ", 1 + random_below(a->random, 40));
    }
}

static void append_query(struct asking *a, unsigned depth);

static void append_operand(struct asking *a, unsigned depth)
{
    uint32_t dice = random_below(a->random, 100);
    if (dice < 55)
        append_word(a);
    else if (dice < 67)
        append_phrase(a);
    else if (dice < 73)
        append_wildcard(a);
    else if (dice < 76)
        append_pattern(a);
    else if (dice < 83)
        append_field(a);
    else if (dice < 87)
        append_date(a);
    else if (dice < 94 || depth == 0)
        append_near(a);
    else {
        buf_append_byte(&a->q, '(');
        append_query(a, depth - 1);
        buf_append_byte(&a->q, ')');
    }
}

static void append_query(struct asking *a, unsigned depth)
{
    static const char *const between[] = {" ", " ", " ", " ", " AND ", " OR ", " OR ", " NOT ", " -", " +"};
    for (unsigned more = random_below(a->random, 4);; more--) {
        append_operand(a, depth);
        if (more == 0)
            return;
        buf_append_text(&a->q, between[random_below(a->random, sizeof between / sizeof between[0])]);
    }
}

/* Neighbouring words, bare: what the first tier is made for. */
static void append_bare_words(struct asking *a)
{
    append_words(&a->q, some_words(a, 2 + random_below(a->random, 3)));
}

/* ---- parameters ---- */

struct setting {
    struct params *params;
    struct buf *told;
    enum status status;
    struct err *err;
};

static void set(struct setting *s, const char *name, struct str value)
{
    if (s->status)
        return;
    s->status = params_set(s->params, str_of(name), value, s->err);
    buf_printf(s->told, " --%s='%.*s'", name, (int)value.len, value.len ? value.ptr : "");
}

static void set_text(struct setting *s, const char *name, const char *value)
{
    set(s, name, str_of(value));
}

/* A value as a filter has it: always in quotes, since many a one has a comma. */
static void append_value(struct asking *a, enum field field, struct buf *list)
{
    struct str value = any_value(a, field);
    buf_append_text(list, random_chance(a->random, 20) ? "-\"" : "\"");
    for (size_t i = 0; i < value.len; i++)
        buf_append_byte(list, value.ptr[i] == '"' ? ' ' : value.ptr[i]);
    buf_append_text(list, value.len ? "\"" : "nowhere\"");
}

static void set_field(struct asking *a, struct setting *s, enum field field)
{
    struct buf list = {0};
    append_value(a, field, &list);
    for (unsigned more = random_chance(a->random, 40) ? 1 + random_below(a->random, 3) : 0; more > 0; more--) {
        buf_append_byte(&list, random_chance(a->random, 70) ? '|' : ',');
        append_value(a, field, &list);
    }
    set(s, schema[field].name, buf_str(&list));
    buf_release(&list);
}

static void set_fields(struct asking *a, struct setting *s)
{
    static const enum field fields[] = {FIELD_SECTION, FIELD_TAG,    FIELD_SOURCE, FIELD_PLACE,
                                        FIELD_AGENCY,  FIELD_BYLINE, FIELD_LANG};
    unsigned first = random_below(a->random, 7), second = random_below(a->random, 7);
    set_field(a, s, fields[first]);
    if (first != second && random_chance(a->random, 30))
        set_field(a, s, fields[second]);
}

/* The day of an article, its month or its year; undated ones are of 1970. */
static void set_date(struct setting *s, const char *name, int64_t seconds, enum date_precision precision)
{
    char text[DATE_TEXT_MAX];
    set_text(s, name, date_format(&(struct date){seconds, 0, (uint8_t)precision}, text));
}

static void set_dates(struct asking *a, struct setting *s)
{
    int64_t from = any_article(a)->published.seconds, to = any_article(a)->published.seconds;
    enum date_precision precision = (enum date_precision)(DATE_YEAR + random_below(a->random, 4));
    uint32_t dice = random_below(a->random, 3);
    if (dice != 1)
        set_date(s, "from-date", from < to ? from : to, precision);
    if (dice != 0)
        set_date(s, "to-date", from < to ? to : from, precision);
}

static void set_ids(struct asking *a, struct setting *s)
{
    struct buf list = {0};
    for (unsigned i = 1 + random_below(a->random, 30); i > 0; i--) {
        buf_printf(&list, "%s\"", list.len ? "," : "");
        buf_append_str(&list, article_get(any_article(a), FIELD_ID));
        buf_append_byte(&list, '"');
    }
    set(s, "ids", buf_str(&list));
    buf_release(&list);
}

static void set_filters(struct asking *a, struct setting *s)
{
    if (random_chance(a->random, 8))
        set_dates(a, s);
    if (random_chance(a->random, 8))
        set_fields(a, s);
    if (random_chance(a->random, 3))
        set_ids(a, s);
}

static void set_page(struct asking *a, struct setting *s)
{
    static const char *const orders[] = {"relevance", "newest", "oldest"};
    static const char *const sizes[] = {"10", "10", "10", "10", "10", "0", "1", "25", "25", "100"};
    static const char *const fields[] = {"headline", "body", "headline,byline", "place,tag,body"};
    if (random_chance(a->random, 40))
        set_text(s, "order-by", orders[random_below(a->random, 3)]);
    set_text(s, "ranking", random_chance(a->random, 35) ? "bm25" : "default");
    set_text(s, "page-size", sizes[random_below(a->random, sizeof sizes / sizeof sizes[0])]);
    if (random_chance(a->random, 10))
        set_text(s, "page", random_chance(a->random, 50) ? "2" : "7");
    if (random_chance(a->random, 15))
        set_text(s, "default-op", "or");
    if (random_chance(a->random, 6))
        set_text(s, "query-fields", fields[random_below(a->random, sizeof fields / sizeof fields[0])]);
    set_text(s, "explain", random_chance(a->random, 20) ? "on" : "off");
    set_text(s, "total", random_chance(a->random, 25) ? "fast" : "exact");
    set_text(s, "snippet-length", "80");
}

static void set_timeline(struct asking *a, struct setting *s)
{
    static const char *const units[] = {"year", "month", "week", "day"};
    set_text(s, "timeline", units[random_below(a->random, 4)]);
    set_text(s, "normalize", random_chance(a->random, 50) ? "on" : "off");
}

static void set_day(struct asking *a, struct setting *s)
{
    static const char *const days[] = {"02-29", "12-31", "07-04", "01-01"};
    set_text(s, "on-this-day", days[random_below(a->random, 4)]);
}

static void set_counts(struct asking *a, struct setting *s)
{
    static const char *const facets[] = {"place", "section", "source,tag", "byline,lang",
                                         "place,section,source,agency"};
    static const char *const half_lives[] = {"1d", "30d", "20y"};
    if (random_chance(a->random, 8)) {
        set_text(s, "facet", facets[random_below(a->random, 5)]);
        set_text(s, "facet-limit", random_chance(a->random, 70) ? "1000" : "3");
    }
    if (random_chance(a->random, 8))
        set_timeline(a, s);
    if (random_chance(a->random, 5))
        set_day(a, s);
    if (random_chance(a->random, 12))
        set_text(s, "collapse", "text");
    if (random_chance(a->random, 4))
        set_text(s, "keywords", "12");
    if (random_chance(a->random, 10))
        set_text(s, "half-life", half_lives[random_below(a->random, 3)]);
    if (s->params->ranking == RANKING_DEFAULT && random_chance(a->random, 5))
        set_text(s, "expand", "on");
    bool dated = s->params->order == ORDER_NEWEST || s->params->order == ORDER_OLDEST;
    if (dated && s->params->page == 1 && s->params->page_size && random_chance(a->random, 8))
        set_text(s, "cursor", "*");
}

/* Completes a question with its words. */
static enum status finish(struct asking *a, struct setting *s)
{
    set(s, "q", buf_str(&a->q));
    enum status status = s->status ? s->status : params_check(s->params, s->err);
    if (!status)
        status = buf_status(&a->q, s->err);
    buf_release(&a->q);
    return status;
}

enum status question_make(const struct stock *stock, struct random *r, struct params *out, struct buf *told,
                          struct err *err)
{
    struct asking asking = {.stock = stock, .random = r};
    struct setting setting = {.params = out, .told = told, .err = err};
    params_init(out, 1700000000);
    set_page(&asking, &setting);
    set_counts(&asking, &setting);
    set_filters(&asking, &setting);
    if (random_chance(r, 15))
        append_bare_words(&asking);
    else if (!random_chance(r, 2))
        append_query(&asking, 2);
    return finish(&asking, &setting);
}

/* ---- what is counted whole ---- */

static void set_some_filters(struct asking *a, struct setting *s)
{
    uint32_t dice = random_below(a->random, 100);
    if (dice < 75)
        set_fields(a, s);
    if (dice >= 60 && dice < 92)
        set_dates(a, s);
    if (dice >= 90 && dice < 95)
        set_ids(a, s);
    if (dice >= 95)
        set_day(a, s);
}

enum status question_make_counted(const struct stock *stock, struct random *r, struct params *out, struct buf *told,
                                  struct err *err)
{
    struct asking asking = {.stock = stock, .random = r};
    struct setting setting = {.params = out, .told = told, .err = err};
    params_init(out, 1700000000);
    set_text(&setting, "facet", "byline,place,section,source,agency,tag,lang");
    set_text(&setting, "facet-limit", "1000");
    set_timeline(&asking, &setting);
    set_text(&setting, "order-by", random_chance(r, 50) ? "newest" : "oldest");
    set_text(&setting, "cursor", "*");
    set_text(&setting, "collapse", random_chance(r, 30) ? "text" : "none");
    set_some_filters(&asking, &setting);
    uint32_t dice = random_below(r, 100);
    if (dice < 35)
        append_word(&asking);
    else if (dice < 60)
        append_query(&asking, 1);
    return finish(&asking, &setting);
}
