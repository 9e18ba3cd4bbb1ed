#include "query/evaluation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"

enum { GRADE_MAX = 1000, CUT = 10, RECALL_CUT = 100 };
enum { NDCG, MAP, PRECISION, RECALL, MRR };

const char *const measure_names[MEASURES] = {"nDCG@10", "MAP", "P@10", "recall@100", "MRR"};

/* ---- reading ---- */

struct lines {
    struct str rest;
    const char *name;
    size_t number;
};

/* The next line that is not blank. */
static bool next_line(struct lines *l, struct str *line)
{
    do {
        if (l->rest.len == 0)
            return false;
        const char *end = memchr(l->rest.ptr, '\n', l->rest.len);
        size_t len = end ? (size_t)(end - l->rest.ptr) : l->rest.len, taken = len + (end ? 1 : 0);
        *line = str_trim((struct str){l->rest.ptr, len});
        l->rest = (struct str){l->rest.ptr + taken, l->rest.len - taken};
        l->number++;
    } while (line->len == 0);
    return true;
}

static enum status wrong(const struct lines *l, const char *right, struct err *err)
{
    return err_set(err, S_USAGE, "%s:%zu: a line is %s", l->name, l->number, right);
}

/* The number of the line that a place of the text is in. */
static size_t line_of(struct str text, const char *at)
{
    size_t number = 1;
    for (const char *c = text.ptr; c < at; c++)
        number += *c == '\n';
    return number;
}

/* Room for one more behind `count`; the capacity is a power of two. */
static void *grow(void *array, size_t count, size_t size)
{
    bool full = count == 0 || (count >= 64 && (count & (count - 1)) == 0);
    return full ? realloc(array, (count < 64 ? 64 : 2 * count) * size) : array;
}

/* By id, then as they stand in the text. */
static int by_id(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    int order = str_compare(*x, *y);
    return order ? order : (x->ptr > y->ptr) - (x->ptr < y->ptr);
}

/* A run would have the articles of such a topic twice, and a mean count it twice. */
static enum status refuse_repeated_topics(const struct topics *t, struct str text, const char *name, struct err *err)
{
    struct str *id = malloc((t->count + 1) * sizeof *id);
    enum status s = id ? S_OK : err_no_memory(err);
    for (size_t i = 0; !s && i < t->count; i++)
        id[i] = t->of[i].id;
    if (!s && t->count)
        qsort(id, t->count, sizeof *id, by_id);
    for (size_t i = 1; !s && i < t->count; i++)
        if (str_equal(id[i - 1], id[i]))
            s = err_set(err, S_USAGE, "%s:%zu: there is a topic %.*s already, in line %zu", name,
                        line_of(text, id[i].ptr), (int)id[i].len, id[i].ptr, line_of(text, id[i - 1].ptr));
    free(id);
    return s;
}

enum status topics_read(struct str text, const char *name, struct topics *out, struct err *err)
{
    struct lines lines = {.rest = text, .name = name};
    *out = (struct topics){0};
    for (struct str line; next_line(&lines, &line);) {
        const char *tab = memchr(line.ptr, '\t', line.len);
        if (!tab)
            return wrong(&lines, "an id, a tab and the words of a query", err);
        struct topic *grown = grow(out->of, out->count, sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        size_t id = (size_t)(tab - line.ptr);
        out->of = grown;
        out->of[out->count++] =
            (struct topic){str_trim((struct str){line.ptr, id}), str_trim((struct str){tab + 1, line.len - id - 1})};
    }
    return refuse_repeated_topics(out, text, name, err);
}

void topics_release(struct topics *t)
{
    free(t->of);
}

/* Takes a word off the front. */
static struct str next_word(struct str *rest)
{
    size_t at = 0, end;
    while (at < rest->len && (rest->ptr[at] == ' ' || rest->ptr[at] == '\t'))
        at++;
    for (end = at; end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t';)
        end++;
    struct str word = {rest->ptr + at, end - at};
    *rest = (struct str){rest->ptr + end, rest->len - end};
    return word;
}

static bool read_grade(struct str word, int *out)
{
    bool negative = word.len > 1 && word.ptr[0] == '-';
    int grade = 0;
    for (size_t i = negative; i < word.len; i++) {
        if (word.ptr[i] < '0' || word.ptr[i] > '9' || grade > GRADE_MAX)
            return false;
        grade = grade * 10 + (word.ptr[i] - '0');
    }
    *out = negative ? -grade : grade;
    return word.len > 0 && grade <= GRADE_MAX;
}

static bool read_judgement(struct str line, struct judgement *out)
{
    struct str word[4];
    size_t words = 0;
    for (; words < 4; words++) {
        word[words] = next_word(&line);
        if (word[words].len == 0)
            break;
    }
    if (words < 3 || next_word(&line).len)
        return false;
    *out = (struct judgement){.topic = word[0], .article = word[words - 2]};
    return read_grade(word[words - 1], &out->grade);
}

static int by_article(const void *a, const void *b)
{
    const struct judgement *x = a, *y = b;
    int order = str_compare(x->topic, y->topic);
    return order ? order : str_compare(x->article, y->article);
}

/* The same, and those of one article as they stand in the text. */
static int by_article_and_line(const void *a, const void *b)
{
    const struct judgement *x = a, *y = b;
    int order = by_article(a, b);
    return order ? order : (x->article.ptr > y->article.ptr) - (x->article.ptr < y->article.ptr);
}

/* The article would count as two relevant ones, of which one is never found; or which grade counts would be open. */
static enum status refuse_repeated_judgements(const struct judgements *j, struct str text, const char *name,
                                              struct err *err)
{
    for (size_t i = 1; i < j->count; i++) {
        const struct judgement *before = &j->of[i - 1], *second = &j->of[i];
        if (by_article(before, second) == 0)
            return err_set(err, S_USAGE, "%s:%zu: the article %.*s is judged for topic %.*s already, in line %zu", name,
                           line_of(text, second->article.ptr), (int)second->article.len, second->article.ptr,
                           (int)second->topic.len, second->topic.ptr, line_of(text, before->article.ptr));
    }
    return S_OK;
}

enum status judgements_read(struct str text, const char *name, struct judgements *out, struct err *err)
{
    struct lines lines = {.rest = text, .name = name};
    *out = (struct judgements){0};
    for (struct str line; next_line(&lines, &line);) {
        struct judgement judgement;
        if (!read_judgement(line, &judgement))
            return wrong(&lines, "a topic, an article and a grade, with the iteration behind the topic as TREC has it",
                         err);
        struct judgement *grown = grow(out->of, out->count, sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        out->of = grown;
        out->of[out->count++] = judgement;
    }
    if (out->count)
        qsort(out->of, out->count, sizeof *out->of, by_article_and_line);
    return refuse_repeated_judgements(out, text, name, err);
}

void judgements_release(struct judgements *j)
{
    free(j->of);
}

/* ---- measuring ---- */

static int grade_of(const struct judgements *j, struct str topic, struct str article)
{
    const struct judgement wanted = {.topic = topic, .article = article};
    const struct judgement *found = j->count ? bsearch(&wanted, j->of, j->count, sizeof *j->of, by_article) : NULL;
    return found && found->grade > 0 ? found->grade : 0;
}

static double discounted(int grade, size_t rank)
{
    return grade / log2((double)rank + 1);
}

static int greatest_first(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

/* The grades of a topic's relevant articles, the greatest first. */
static enum status relevant_grades(const struct judgements *j, struct str topic, int **out, size_t *count,
                                   struct err *err)
{
    int *grades = malloc((j->count + 1) * sizeof *grades);
    *out = grades;
    *count = 0;
    if (!grades)
        return err_no_memory(err);
    for (size_t i = 0; i < j->count; i++)
        if (j->of[i].grade > 0 && str_equal(j->of[i].topic, topic))
            grades[(*count)++] = j->of[i].grade;
    if (*count)
        qsort(grades, *count, sizeof *grades, greatest_first);
    return S_OK;
}

enum status measure_topic(const struct judgements *j, struct str topic, const struct str *found, size_t count,
                          bool *judged, struct measures *out, struct err *err)
{
    int *grades;
    size_t relevant, hits = 0;
    double best = 0;
    *out = (struct measures){{0}};
    enum status s = relevant_grades(j, topic, &grades, &relevant, err);
    *judged = !s && relevant > 0;
    for (size_t i = 0; *judged && i < relevant && i < CUT; i++)
        best += discounted(grades[i], i + 1);
    for (size_t i = 0; *judged && i < count; i++) {
        int grade = grade_of(j, topic, found[i]);
        if (grade == 0)
            continue;
        hits++;
        out->of[NDCG] += i < CUT ? discounted(grade, i + 1) / best : 0;
        out->of[MAP] += (double)hits / (double)(i + 1) / (double)relevant;
        out->of[PRECISION] += i < CUT ? 1.0 / CUT : 0;
        out->of[RECALL] += i < RECALL_CUT ? 1 / (double)relevant : 0;
        out->of[MRR] += hits == 1 ? 1 / (double)(i + 1) : 0;
    }
    free(grades);
    return s;
}

/* ---- words ---- */

/* Letters, digits and what stands inside words. Beyond ASCII, signs of Latin-1 and general punctuation are none; the
 * apostrophe is. */
static bool is_of_word(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '\'' || c == '.';
    return c == 0x2019 || (c >= 0xc0 && !(c >= 0x2000 && c <= 0x206f) && !(c >= 0x3000 && c <= 0x3003) && c != 0xff02);
}

bool topic_words(struct str words, struct buf *out)
{
    bool has_words = false;
    for (size_t at = 0, len; at < words.len; at += len) {
        uint32_t c;
        len = utf8_decode(words.ptr + at, words.len - at, &c, NULL);
        bool capital = c >= 'A' && c <= 'Z';
        has_words |= capital || (is_of_word(c) && c != '\'' && c != '.');
        if (capital)
            buf_append_byte(out, (char)(c - 'A' + 'a'));
        else if (is_of_word(c))
            buf_append(out, words.ptr + at, len);
        else
            buf_append_byte(out, ' ');
    }
    return has_words;
}
