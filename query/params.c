#include "query/params.h"

#include <inttypes.h>
#include <pthread.h>
#include <string.h>

#include "core/date.h"
#include "core/utf8.h"
#include "query/date_cursor.h"
#include "query/edit_distance.h"
#include "query/filter_list.h"

/* A row of the table: what help shows, and how a value is set. */
struct param {
    struct param_info info;
    enum status (*set)(struct params *p, const struct param *param, struct str value, struct err *err);
    enum field field; /* of a filter */
};

enum { QUOTED_MAX = 80 /* bytes of a value that an error text repeats */ };

/* A value as an error text may have it: cut, on one line. */
struct quoted {
    char text[QUOTED_MAX + sizeof "..."];
};

static struct quoted quote(struct str value)
{
    struct quoted q;
    size_t len = utf8_cut(value.ptr, value.len, QUOTED_MAX);
    if (len)
        memcpy(q.text, value.ptr, len);
    strcpy(q.text + len, len < value.len ? "..." : "");
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)q.text[i] < ' ' || q.text[i] == 0x7F)
            q.text[i] = ' ';
    return q;
}

static enum status wrong(struct err *err, const struct param *param, struct str value, const char *right)
{
    return err_set(err, S_USAGE, "%s=%s: the value is %s", param->info.name, quote(value).text, right);
}

/* ---- kinds of values ---- */

/* The place of a value in a list separated by '|', or -1. */
static int choice(const char *list, struct str value)
{
    for (int i = 0;; i++) {
        size_t len = strcspn(list, "|");
        if (str_equal((struct str){list, len}, value))
            return i;
        if (!list[len])
            return -1;
        list += len + 1;
    }
}

static enum status set_choice(const struct param *param, struct str value, int *out, struct err *err)
{
    int i = choice(param->info.value ? param->info.value : "on|off", value);
    if (i < 0)
        return wrong(err, param, value, param->info.value ? param->info.value : "on or off");
    *out = i;
    return S_OK;
}

static enum status set_switch(const struct param *param, struct str value, bool *out, struct err *err)
{
    int i = 0; /* the name alone means on */
    enum status s = value.len ? set_choice(param, value, &i, err) : S_OK;
    *out = i == 0;
    return s;
}

static enum status set_number(const struct param *param, struct str value, uint32_t least, uint32_t most, uint32_t *out,
                              struct err *err)
{
    uint64_t number = 0;
    bool good = value.len > 0;
    for (size_t i = 0; good && i < value.len; i++) {
        good = value.ptr[i] >= '0' && value.ptr[i] <= '9';
        if (good && number <= UINT32_MAX)
            number = number * 10 + (uint64_t)(value.ptr[i] - '0');
    }
    if (!good || number < least || number > most)
        return err_set(err, S_USAGE, "%s=%s: the value is a number from %" PRIu32 " to %" PRIu32, param->info.name,
                       quote(value).text, least, most);
    *out = (uint32_t)number;
    return S_OK;
}

static enum status set_bytes(struct buf *out, struct str value, struct err *err)
{
    buf_reset(out);
    utf8_repair(value.ptr, value.len, out);
    return buf_status(out, err);
}

/* A list that will be read again when the query is there; its faults are found here. */
static enum status set_list(const struct param *param, struct str value, enum filter_syntax syntax, struct buf *out,
                            struct err *err)
{
    struct filter_list list;
    struct filter_value item;
    enum status s = set_bytes(out, value, err);
    filter_list_begin(&list, buf_str(out), syntax);
    while (!s && filter_list_next(&list, &item))
        continue;
    if (!s && list.fault)
        s = err_set(err, S_USAGE, "%s=%s: %s; write %s=%s", param->info.name, quote(value).text, list.fault,
                    param->info.name, param->info.example);
    if (s)
        buf_reset(out);
    return s;
}

static enum status set_date(const struct param *param, struct str value, int64_t now, bool end, int64_t *out,
                            struct err *err)
{
    struct err inner = {0};
    enum status s = date_parse_bound(value, now, end, out, &inner);
    return s ? err_set(err, s, "%s=%s: %s", param->info.name, quote(value).text, inner.text) : S_OK;
}

/* ---- one function a parameter ---- */

static enum status set_q(struct params *p, const struct param *param, struct str value, struct err *err)
{
    (void)param;
    return set_bytes(&p->q, value, err);
}

static enum status set_default_op(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = DEFAULT_OP_AND;
    enum status s = set_choice(param, value, &i, err);
    p->default_op = (enum default_op)i;
    return s;
}

static enum status set_from_date(struct params *p, const struct param *param, struct str value, struct err *err)
{
    enum status s = set_date(param, value, p->now, false, &p->from, err);
    p->has_from = !s;
    return s;
}

static enum status set_to_date(struct params *p, const struct param *param, struct str value, struct err *err)
{
    enum status s = set_date(param, value, p->now, true, &p->to, err);
    p->has_to = !s;
    return s;
}

/* MM-DD: a day that some year has. */
static bool read_day(struct str text, int *month, int *day)
{
    enum { LEAP_YEAR = 2000 };
    bool good = text.len == strlen("MM-DD") && text.ptr[2] == '-';
    for (size_t i = 0; good && i < text.len; i++)
        good = i == 2 || (text.ptr[i] >= '0' && text.ptr[i] <= '9');
    if (!good)
        return false;
    *month = (text.ptr[0] - '0') * 10 + text.ptr[1] - '0';
    *day = (text.ptr[3] - '0') * 10 + text.ptr[4] - '0';
    return *month >= 1 && *month <= 12 && *day >= 1 && *day <= date_days_in_month(LEAP_YEAR, *month);
}

static enum status set_on_this_day(struct params *p, const struct param *param, struct str value, struct err *err)
{
    struct civil today;
    int64_t start;
    if (!str_equal(value, str_of("today")))
        return read_day(value, &p->month, &p->day) ? S_OK : wrong(err, param, value, "a day as MM-DD, 09-14, or today");
    enum status s = set_date(param, value, p->now, false, &start, err);
    date_to_civil(s ? 0 : start, &today);
    p->month = today.month;
    p->day = today.day;
    return s;
}

static enum status set_filter(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_list(param, value, FILTER_CLAUSES, &p->filter[param->field], err);
}

static enum status set_ids(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_list(param, value, FILTER_IDS, &p->ids, err);
}

static enum status set_like(struct params *p, const struct param *param, struct str value, struct err *err)
{
    if (value.len == 0)
        return wrong(err, param, value, "the id of an article");
    return set_bytes(&p->like, value, err);
}

static enum status set_order_by(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = 0;
    enum status s = set_choice(param, value, &i, err);
    if (!s)
        p->order = (enum order_by)(ORDER_RELEVANCE + i);
    return s;
}

static enum status set_ranking(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = RANKING_DEFAULT;
    enum status s = set_choice(param, value, &i, err);
    p->ranking = (enum ranking)i;
    return s;
}

struct unit {
    const char *name;
    uint32_t size;
};

/* A number and its unit, 30d: in the unit of size 1, from 1 to `most`. */
static bool read_quantity(struct str value, const struct unit *unit, size_t units, uint64_t most, uint32_t *out)
{
    size_t digits = 0, at = 0;
    uint64_t number = 0;
    for (; digits < value.len && value.ptr[digits] >= '0' && value.ptr[digits] <= '9'; digits++)
        number = number <= most ? number * 10 + (uint64_t)(value.ptr[digits] - '0') : number;
    struct str name = digits ? (struct str){value.ptr + digits, value.len - digits} : (struct str){0};
    while (at < units && !str_equal(str_of(unit[at].name), name))
        at++;
    number *= at < units ? unit[at].size : 0;
    *out = (uint32_t)number;
    return digits > 0 && number > 0 && number <= most;
}

static enum status set_half_life(struct params *p, const struct param *param, struct str value, struct err *err)
{
    static const struct unit units[] = {{"d", 1}, {"w", 7}, {"m", 30}, {"y", 365}};
    if (!read_quantity(value, units, sizeof units / sizeof *units, HALF_LIFE_MAX, &p->half_life))
        return wrong(err, param, value, "a time from 1d to 100y: 30d, 8w, 6m, 2y");
    return S_OK;
}

static enum status set_timeout(struct params *p, const struct param *param, struct str value, struct err *err)
{
    static const struct unit units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
    if (!read_quantity(value, units, sizeof units / sizeof *units, TIMEOUT_MAX, &p->timeout))
        return wrong(err, param, value, "a time from 1ms to 10m: 500ms, 2s, 1m");
    return S_OK;
}

static enum status set_expand(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_switch(param, value, &p->expand, err);
}

static enum status set_collapse(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = COLLAPSE_NONE;
    enum status s = set_choice(param, value, &i, err);
    p->collapse = (enum collapse_by)i;
    return s;
}

static enum status set_total(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = TOTAL_EXACT;
    enum status s = set_choice(param, value, &i, err);
    p->total = (enum total)i;
    return s;
}

static enum status set_page(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_number(param, value, 1, UINT32_MAX, &p->page, err);
}

static enum status set_page_size(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_number(param, value, 0, PAGE_SIZE_MAX, &p->page_size, err);
}

/* ---- lists of fields ---- */

static bool is_shown(enum field field)
{
    return field < FIELD_COUNT && field != FIELD_HOST; /* which is not stored */
}

/* Words can be looked for in texts and in keywords. */
static bool is_searched(enum field field)
{
    return field < FIELD_COUNT && (schema[field].kind == FIELD_KIND_TEXT || schema[field].kind == FIELD_KIND_KEYWORD);
}

/* Facets are counted over the fields that filter. */
static bool is_counted(enum field field)
{
    return field < FIELD_COUNT && schema[field].filter;
}

static enum status wrong_field(const struct param *param, struct str name, bool (*good)(enum field), const char *right,
                               struct err *err)
{
    struct buf known = {0};
    for (unsigned field = 0; field < FIELD_COUNT; field++)
        if (good((enum field)field))
            buf_printf(&known, " %s", schema[field].name);
    err_set(err, S_USAGE, "%s=%s: the value is %s:%s", param->info.name, quote(name).text, right, buf_text(&known));
    buf_release(&known);
    return S_USAGE;
}

static bool has_facet(const struct params *p, enum field field)
{
    bool has = false;
    for (size_t i = 0; i < p->facet_count; i++)
        has |= p->facet[i] == field;
    return has;
}

/* Takes the next name off a list with commas between; false at its end. */
static bool next_name(struct str *list, struct str *name)
{
    if (!list->ptr)
        return false;
    const char *comma = list->len ? memchr(list->ptr, ',', list->len) : NULL;
    size_t len = comma ? (size_t)(comma - list->ptr) : list->len;
    *name = str_trim((struct str){list->ptr, len});
    *list = comma ? (struct str){comma + 1, list->len - len - 1} : (struct str){0};
    return true;
}

static enum status set_query_fields(struct params *p, const struct param *param, struct str value, struct err *err)
{
    p->query_fields = 0;
    for (struct str list = {value.ptr ? value.ptr : "", value.len}, name; next_name(&list, &name);) {
        enum field field = schema_find(name);
        if (!is_searched(field))
            return wrong_field(param, name, is_searched, "some of these, with commas between", err);
        p->query_fields |= UINT32_C(1) << field;
    }
    return S_OK;
}

static enum status set_facet(struct params *p, const struct param *param, struct str value, struct err *err)
{
    p->facet_count = 0;
    for (struct str list = {value.ptr ? value.ptr : "", value.len}, name; next_name(&list, &name);) {
        enum field field = schema_find(name);
        if (!is_counted(field) || has_facet(p, field))
            return wrong_field(param, name, is_counted, "some of these, each once, with commas between", err);
        p->facet[p->facet_count++] = field;
    }
    return S_OK;
}

static enum status set_facet_limit(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_number(param, value, 1, FACET_LIMIT_MAX, &p->facet_limit, err);
}

static enum status set_keywords(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_number(param, value, 1, KEYWORDS_MAX, &p->keywords, err);
}

static enum status set_timeline(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = 0;
    enum status s = set_choice(param, value, &i, err);
    if (!s)
        p->timeline = (enum timeline_unit)(TIMELINE_YEAR + i);
    return s;
}

static enum status set_normalize(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_switch(param, value, &p->normalize, err);
}

static enum status set_cursor(struct params *p, const struct param *param, struct str value, struct err *err)
{
    struct date_cursor cursor;
    bool start = str_equal(value, str_of("*"));
    enum status s = set_bytes(&p->cursor, start ? (struct str){0} : value, err);
    if (!s && !start) {
        if (!date_cursor_read(buf_str(&p->cursor), &cursor))
            return wrong(err, param, value, "* for the start, or the next-cursor of an answer");
        date_cursor_release(&cursor);
    }
    p->has_cursor = !s;
    return s;
}

static enum status set_show_fields(struct params *p, const struct param *param, struct str value, struct err *err)
{
    static const char right[] = "all, or some of these with commas between";
    bool all = str_equal(value, str_of("all"));
    if (value.len == 0)
        return wrong_field(param, value, is_shown, right, err);
    for (unsigned field = 0; field < FIELD_COUNT; field++)
        p->show_field[field] = all && is_shown((enum field)field);
    for (struct str list = value, name; !all && next_name(&list, &name);) {
        enum field field = schema_find(name);
        if (!is_shown(field))
            return wrong_field(param, name, is_shown, right, err);
        p->show_field[field] = true;
    }
    return S_OK;
}

static enum status set_highlight(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_switch(param, value, &p->highlight, err);
}

static enum status set_snippet_length(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_number(param, value, 0, SNIPPET_LENGTH_MAX, &p->snippet_length, err);
}

static enum status set_explain(struct params *p, const struct param *param, struct str value, struct err *err)
{
    return set_switch(param, value, &p->explain, err);
}

static enum status set_format(struct params *p, const struct param *param, struct str value, struct err *err)
{
    int i = FORMAT_TEXT;
    enum status s = set_choice(param, value, &i, err);
    p->format = (enum output_format)i;
    return s;
}

/* ---- the table ---- */

static const struct param head[] = {
    {{"q", "WORDS", "the query", "\"observation mission\" AND osce"}, set_q, 0},
    {{"default-op", "and|or", "what joins bare words; and becomes or when nothing has them all", "or"},
     set_default_op,
     0},
    {{"query-fields", "FIELD,...", "where words and phrases must stand that name no field: any of these", "headline"},
     set_query_fields,
     0},
    {{"from-date", "DATE", "published then or later: 1996, 1996-09, 1996-09-14, 7d, 2w, 3m, today", "1996-09"},
     set_from_date,
     0},
    {{"to-date", "DATE", "published then or earlier, the whole day, month or year included", "1996-12-31"},
     set_to_date,
     0},
    {{"on-this-day", "MM-DD|today", "published on this day, whatever the year", "09-14"}, set_on_this_day, 0},
};
static const struct param tail[] = {
    {{"ids", "ID,...", "just these articles", "wire-17,wire-18"}, set_ids, 0},
    {{"like", "ID", "articles like this one: any of its key terms, but not itself", "wire-17"}, set_like, 0},
    {{"order-by", "relevance|newest|oldest", "the order of hits: relevance when there are words, else newest",
      "newest"},
     set_order_by,
     0},
    {{"ranking", "default|bm25", "bm25 counts words only; default also looks where they stand", "bm25"},
     set_ranking,
     0},
    {{"expand", NULL, "rank also by words that the best articles have in common", "on"}, set_expand, 0},
    {{"half-life", "TIME", "newer articles first: a score loses half of itself with so much age, 30d, 8w, 6m, 2y",
      "30d"},
     set_half_life,
     0},
    {{"collapse", "none|text", "text: one hit for articles that say the same, the newest", "text"}, set_collapse, 0},
    {{"total", "exact|fast", "exact counts all matches; fast may stop counting, and says so", "fast"}, set_total, 0},
    {{"page", "N", "which page of hits, from 1", "2"}, set_page, 0},
    {{"cursor", "*|CURSOR", "go through all hits by date: * first, then the next-cursor of each answer", "*"},
     set_cursor,
     0},
    {{"page-size", "N", "hits on a page: 10, at most 200; 0 only counts", "50"}, set_page_size, 0},
    {{"show-fields", "FIELD,...", "fields of the article in JSON, or all", "headline,byline,place"},
     set_show_fields,
     0},
    {{"highlight", NULL,
      "mark what was found: on; <em> in JSON, colour on a terminal, *...* elsewhere; off gives clean text", "off"},
     set_highlight,
     0},
    {{"snippet-length", "N", "characters of a snippet: 300; 0 leaves it out", "160"}, set_snippet_length, 0},
    {{"facet", "FIELD,...", "count the values of these fields over all that was found", "section,place"}, set_facet, 0},
    {{"facet-limit", "N", "values of each facet: the 20 most frequent, at most 1000", "100"}, set_facet_limit, 0},
    {{"keywords", "N", "tell so many words that set what was found apart from the rest, at most 30", "10"},
     set_keywords,
     0},
    {{"timeline", "year|month|week|day", "count what was found over time", "month"}, set_timeline, 0},
    {{"normalize", NULL, "with timeline: also the share of all articles of the archive", "on"}, set_normalize, 0},
    {{"timeout", "TIME", "give what was found by then, and say so: 500ms, 2s", "500ms"}, set_timeout, 0},
    {{"explain", NULL, "show how the query was read and what each part gave to a score", "on"}, set_explain, 0},
    {{"format", "text|json|jsonl|csv|atom", "the form of the answer", "json"}, set_format, 0},
};

enum { HEAD = sizeof head / sizeof *head, TAIL = sizeof tail / sizeof *tail };
_Static_assert(HEAD + TAIL + FIELD_COUNT <= PARAMS_MAX, "each parameter has a bit in struct params");

/* Head, the filters out of the schema, tail; built once. */
static struct param table[PARAMS_MAX];
static size_t table_count;
static pthread_once_t table_once = PTHREAD_ONCE_INIT;

static void build_table(void)
{
    for (size_t i = 0; i < HEAD; i++)
        table[table_count++] = head[i];
    for (unsigned field = 0; field < FIELD_COUNT; field++)
        if (schema[field].filter)
            table[table_count++] =
                (struct param){{schema[field].name, "VALUE,...", schema[field].help, schema[field].example},
                               set_filter,
                               (enum field)field};
    for (size_t i = 0; i < TAIL; i++)
        table[table_count++] = tail[i];
}

size_t param_count(void)
{
    pthread_once(&table_once, build_table);
    return table_count;
}

const struct param_info *param_at(size_t i)
{
    return i < param_count() ? &table[i].info : NULL;
}

/* ---- names ---- */

enum { NEAR_ENOUGH = 2 };

static enum status unknown(struct str name, struct err *err)
{
    const char *nearest = NULL;
    size_t best = NEAR_ENOUGH + 1;
    for (size_t i = 0; i < param_count(); i++) {
        struct str known = str_of(table[i].info.name);
        size_t distance = known.len > NEAR_ENOUGH ? edit_distance(name, known) : best;
        if (distance < best) {
            best = distance;
            nearest = table[i].info.name;
        }
    }
    return err_set(err, S_USAGE, "unknown parameter %s%s%s%s", quote(name).text, nearest ? "; did you mean " : "",
                   nearest ? nearest : "", nearest ? "?" : "");
}

/* The query has a limit of its own, which is told before the general one. */
static enum status check_length(const struct param *param, struct str value, struct err *err)
{
    if (param->set == set_q)
        return query_check_length(value, err);
    if (value.len > PARAM_BYTES_MAX)
        return err_set(err, S_LIMIT, "%s is longer than %d bytes", param->info.name, PARAM_BYTES_MAX);
    return S_OK;
}

enum status params_set(struct params *p, struct str name, struct str value, struct err *err)
{
    size_t i = 0;
    while (i < param_count() && !str_equal(str_of(table[i].info.name), name))
        i++;
    if (i == param_count())
        return unknown(name, err);
    if (p->given >> i & 1)
        return err_set(err, S_USAGE, "%s was given twice; one value is enough", table[i].info.name);
    enum status s = check_length(&table[i], value, err);
    if (!s)
        s = table[i].set(p, &table[i], value, err);
    if (!s)
        p->given |= UINT64_C(1) << i;
    return s;
}

/* ---- the whole ---- */

void params_init(struct params *p, int64_t now)
{
    *p = (struct params){.page = 1,
                         .page_size = PAGE_SIZE_DEFAULT,
                         .highlight = true,
                         .snippet_length = SNIPPET_LENGTH_DEFAULT,
                         .facet_limit = FACET_LIMIT_DEFAULT,
                         .now = now};
    p->show_field[FIELD_HEADLINE] = p->show_field[FIELD_BYLINE] = true;
}

void params_release(struct params *p)
{
    buf_release(&p->q);
    for (size_t field = 0; field < FIELD_COUNT; field++)
        buf_release(&p->filter[field]);
    buf_release(&p->ids);
    buf_release(&p->cursor);
    buf_release(&p->like);
}

enum status params_check(const struct params *p, struct err *err)
{
    if (p->has_from && p->has_to && p->from > p->to)
        return err_set(err, S_USAGE, "from-date is after to-date: no article can be between them");
    if (p->expand && p->ranking == RANKING_BM25)
        return err_set(err, S_USAGE, "expand=on is a part of ranking=default, which ranking=bm25 leaves out");
    if (p->has_cursor && p->page > 1)
        return err_set(err, S_USAGE, "page and cursor are two ways to go on: leave one of them out");
    if (p->has_cursor && p->page_size == 0)
        return err_set(err, S_USAGE, "page-size=0 shows no hits that a cursor could go through");
    if (p->normalize && !p->timeline)
        return err_set(err, S_USAGE, "normalize=on is a part of a timeline: add timeline=year, month, week or day");
    if ((uint64_t)p->page * p->page_size > PAGE_DEPTH_MAX)
        return err_set(err, S_USAGE,
                       "page=%" PRIu32 " with page-size=%" PRIu32
                       " is past the first %d hits: narrow the query, or divide it by from-date and to-date",
                       p->page, p->page_size, PAGE_DEPTH_MAX);
    return S_OK;
}
