#include "query/suggest.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "query/find_dated.h"
#include "query/suggest_impl.h"
#include "query/word_table.h"

enum { LETTERS_MIN = 2 };

void suggestions_release(struct suggestions *s)
{
    if (s->arena)
        arena_free(s->arena);
    *s = (struct suggestions){0};
}

enum status suggest_add(struct typed *t, struct suggestion suggestion, struct err *err)
{
    if (t->out->count == t->capacity) {
        size_t capacity = t->capacity ? 2 * t->capacity : 16;
        struct suggestion *grown = arena_alloc(t->out->arena, capacity * sizeof *grown);
        if (!grown)
            return err_no_memory(err);
        if (t->out->count)
            memcpy(grown, t->out->of, t->out->count * sizeof *grown);
        t->out->of = grown;
        t->capacity = capacity;
    }
    suggestion.text = arena_copy(t->out->arena, suggestion.text);
    if (!suggestion.text.ptr)
        return err_no_memory(err);
    t->out->of[t->out->count++] = suggestion;
    return S_OK;
}

static int by_count(const void *a, const void *b)
{
    const struct suggestion *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return str_compare(x->text, y->text);
}

void suggest_sort(struct typed *t, size_t first)
{
    if (t->out->count > first)
        qsort(t->out->of + first, t->out->count - first, sizeof *t->out->of, by_count);
}

void suggest_fold(const struct typed *t, struct str surface, struct buf *out)
{
    buf_reset(out);
    analyzer_fold_word(archive_analyzer(t->archive), surface, out);
}

/* ---- what was typed ---- */

/* The last word is the beginning of one when nothing stands behind it. */
static enum status read_typed(struct typed *t, struct err *err)
{
    struct token_stream stream;
    struct token token;
    struct str last = {0};
    struct buf folded = {0};
    enum status s = S_OK;
    token_stream_begin(&stream, archive_analyzer(t->archive), t->text, 1, ANALYZE_QUERY);
    while (!s && t->words < TYPED_WORDS_MAX && token_stream_next(&stream, &token)) {
        last = (struct str){t->text.ptr + token.start, token.end - token.start};
        t->word[t->words] = arena_copy(t->out->arena, token.term);
        s = t->word[t->words++].ptr ? S_OK : err_no_memory(err);
    }
    if (!s && last.len && last.ptr + last.len == t->text.ptr + t->text.len) {
        t->stem = t->word[--t->words];
        suggest_fold(t, last, &folded);
        t->start = arena_copy(t->out->arena, buf_str(&folded));
        s = folded.failed || !t->start.ptr ? err_no_memory(err) : S_OK;
    }
    buf_release(&folded);
    return s;
}

static bool has_letters(struct str text)
{
    size_t letters = 0;
    for (size_t at = 0; at < text.len && letters < LETTERS_MIN; letters++) {
        uint32_t code;
        at += utf8_decode(text.ptr + at, text.len - at, &code, NULL);
    }
    return letters >= LETTERS_MIN;
}

/* ---- values of fields ---- */

/* Whether a word of the value begins with what was typed. */
static bool is_begun(struct str value, struct str typed, bool any_word)
{
    for (size_t at = 0; at + typed.len <= value.len; at++) {
        bool word = at == 0 || strchr(" -'(/&.", value.ptr[at - 1]);
        if (word && memcmp(value.ptr + at, typed.ptr, typed.len) == 0)
            return true;
        if (!any_word)
            return false;
    }
    return false;
}

/* Adds up the values of one store's dictionary. */
static enum status count_values(struct store *store, enum field field, struct str typed, struct word_table *values,
                                struct err *err)
{
    const char *prefix = schema[field].prefix;
    struct store_terms *terms = NULL;
    struct str term;
    struct buf begin = {0};
    uint32_t articles;
    bool more = true, any_word = schema[field].words;
    buf_append_text(&begin, prefix);
    buf_append_str(&begin, any_word ? (struct str){0} : typed);
    enum status s = buf_status(&begin, err);
    if (!s)
        s = store_terms_open(store, buf_str(&begin), &terms, err);
    for (size_t looked = 0; !s && looked < SUGGEST_TERMS_MAX; looked++) {
        struct table_word *value;
        s = store_terms_next(terms, &more, &term, &articles, err);
        if (s || !more)
            break;
        struct str text = {term.ptr + strlen(prefix), term.len - strlen(prefix)};
        if (is_begun(text, typed, any_word) && !(s = word_table_find(values, term, &value, err)))
            value->weight += articles;
    }
    store_terms_close(terms);
    buf_release(&begin);
    return s;
}

/* Adds a value that an article has; *added says whether one has. */
static enum status add_value(struct typed *t, enum field field, struct str term, bool *added, struct err *err)
{
    struct finding found;
    struct article article = {0};
    struct suggestion value = {.kind = SUGGESTION_VALUE, .field = field};
    enum status s = find_newest_with(t->archive, term, 1, &found, err);
    *added = !s && found.count > 0;
    if (*added) {
        value.count = found.total;
        s = store_article(archive_store(t->archive, found.candidate[0].store), found.candidate[0].document, &article,
                          err);
        if (!s) {
            value.text = article_value_of_term(&article, field, term);
            s = suggest_add(t, value, err);
        }
    }
    article_release(&article);
    finding_release(&found);
    return s;
}

/* Dictionaries know of articles that are no more: those values are passed over. */
static enum status suggest_field(struct typed *t, enum field field, struct str folded, struct err *err)
{
    struct word_table values = {.arena = t->out->arena};
    size_t first = t->out->count, added = 0;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < archive_store_count(t->archive); i++)
        s = count_values(archive_store(t->archive, i), field, folded, &values, err);
    if (!s)
        word_table_sort(&values);
    for (size_t i = 0; !s && i < values.count && added < t->limit; i++) {
        bool good = false;
        s = add_value(t, field, values.word[i].term, &good, err);
        added += good;
    }
    suggest_sort(t, first);
    word_table_release(&values);
    return s;
}

enum status suggest_values(struct typed *t, struct err *err)
{
    struct buf folded = {0};
    enum status s = S_OK;
    text_fold(t->text, SUGGEST_BYTES_MAX, &folded);
    for (unsigned field = 0; !s && !folded.failed && folded.len && field < FIELD_COUNT; field++)
        if (schema[field].filter)
            s = suggest_field(t, (enum field)field, buf_str(&folded), err);
    if (!s)
        s = buf_status(&folded, err);
    buf_release(&folded);
    return s;
}

/* ---- together ---- */

enum status suggest(struct archive *archive, struct str prefix, size_t limit, struct suggestions *out, struct err *err)
{
    struct typed t = {.archive = archive, .limit = limit, .out = out};
    struct buf clean = {0};
    *out = (struct suggestions){.arena = arena_new(NULL)};
    utf8_repair(prefix.ptr, utf8_cut(prefix.ptr, prefix.len, SUGGEST_BYTES_MAX), &clean);
    enum status s = out->arena ? buf_status(&clean, err) : err_no_memory(err);
    t.text = s ? (struct str){0} : buf_str(&clean);
    if (!s && has_letters(t.text)) {
        s = read_typed(&t, err);
        if (!s)
            s = suggest_words(&t, err);
        if (!s)
            s = suggest_phrases(&t, err);
        if (!s)
            s = suggest_values(&t, err);
    }
    buf_release(&clean);
    return s;
}
