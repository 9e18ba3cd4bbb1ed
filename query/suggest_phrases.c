/* Phrases of headlines that go on with what was typed. The newest headlines with these words are read; a phrase runs
 * from the first word typed to up to three words behind the last, within one part of a sentence, and ends in no stop
 * word. Of a phrase and a longer one that is in as many headlines, the longer one is meant. */
#include <stdlib.h>
#include <string.h>

#include "query/find_dated.h"
#include "query/parser.h"
#include "query/suggest_impl.h"
#include "query/word_table.h"

enum {
    FOLLOWING_MAX = 3,   /* words behind those typed */
    HEADLINE_WORDS = 64, /* that are looked at */
    PHRASES_MAX = 512,   /* different ones that are kept */
    HEADLINES_MIN = 2    /* that a phrase is in */
};

/* A word of a headline. */
struct headline_word {
    struct str surface;
    struct str term, folded; /* in the arena */
    bool stop, joined;       /* joined: only spaces, hyphens or an apostrophe part it from the word before */
};

/* A phrase, and how many headlines have it. */
struct tally {
    struct str key;  /* its words folded, a space between */
    struct str text; /* as the newest headline has it */
    uint64_t count;
    uint32_t last; /* headline that it was counted in */
};

struct phrases {
    struct typed *typed;
    struct tally of[PHRASES_MAX];
    size_t count;
    uint32_t headline;
};

/* ---- reading a headline ---- */

/* An apostrophe parts words where the language elides: l'état. Beside a space it may be a quotation mark. */
static bool is_joined(struct str text, size_t from, size_t to)
{
    bool joined = true;
    for (size_t i = from; joined && i < to; i++)
        joined = text.ptr[i] == ' ' || text.ptr[i] == '-';
    return joined || text_is_apostrophe((struct str){text.ptr + from, to - from});
}

static enum status read_headline(struct typed *t, struct str text, struct headline_word word[HEADLINE_WORDS],
                                 size_t *count, struct err *err)
{
    struct token_stream stream;
    struct token token;
    struct buf folded = {0};
    size_t end = 0;
    enum status s = S_OK;
    *count = 0;
    token_stream_begin(&stream, archive_analyzer(t->archive), text, 1, ANALYZE_DOCUMENT);
    while (!s && *count < HEADLINE_WORDS && token_stream_next(&stream, &token)) {
        struct headline_word *w = &word[(*count)++];
        *w = (struct headline_word){.surface = {text.ptr + token.start, token.end - token.start},
                                    .stop = token.flags & TOKEN_STOP,
                                    .joined = is_joined(text, end, token.start)};
        end = token.end;
        w->term = arena_copy(t->out->arena, token.term);
        suggest_fold(t, w->surface, &folded);
        w->folded = arena_copy(t->out->arena, buf_str(&folded));
        if (!w->term.ptr || !w->folded.ptr || folded.failed)
            s = err_no_memory(err);
    }
    buf_release(&folded);
    return s;
}

/* Whether what was typed stands at a word; *last is then the last word of it. */
static bool stands_at(const struct typed *t, const struct headline_word *word, size_t count, size_t at, size_t *last)
{
    size_t words = t->words + (t->start.len > 0);
    if (at + words > count)
        return false;
    for (size_t i = 0; i < t->words; i++)
        if (!str_equal(word[at + i].term, t->word[i]) || (i && !word[at + i].joined))
            return false;
    *last = at + words - 1;
    if (t->start.len == 0)
        return true;
    return str_begins_with(word[*last].folded, t->start) && (t->words == 0 || word[*last].joined);
}

/* ---- counting ---- */

static enum status count_phrase(struct phrases *p, const struct headline_word *first, const struct headline_word *last,
                                struct err *err)
{
    struct buf key = {0};
    struct str text = {first->surface.ptr, (size_t)(last->surface.ptr + last->surface.len - first->surface.ptr)};
    size_t at = 0;
    for (const struct headline_word *w = first; w <= last; w++) {
        buf_append_text(&key, w > first ? " " : "");
        buf_append_str(&key, w->folded);
    }
    while (at < p->count && !str_equal(p->of[at].key, buf_str(&key)))
        at++;
    enum status s = buf_status(&key, err);
    if (!s && at == p->count && at < PHRASES_MAX) {
        struct arena *arena = p->typed->out->arena;
        p->of[p->count++] = (struct tally){.key = arena_copy(arena, buf_str(&key)), .text = arena_copy(arena, text)};
        s = p->of[at].key.ptr && p->of[at].text.ptr ? S_OK : err_no_memory(err);
    }
    if (!s && at < p->count && p->of[at].last != p->headline) {
        p->of[at].last = p->headline;
        p->of[at].count++;
    }
    buf_release(&key);
    return s;
}

/* Whether a word goes on behind the one before it: the last character of a run of Chinese or Japanese, which is a word
 * once more, does not. */
static bool adds_text(const struct headline_word *word)
{
    const struct str before = word[-1].surface;
    return word->surface.ptr + word->surface.len > before.ptr + before.len;
}

static enum status count_headline(struct phrases *p, struct str text, struct err *err)
{
    struct headline_word word[HEADLINE_WORDS];
    size_t count, last = 0;
    enum status s = read_headline(p->typed, text, word, &count, err);
    p->headline++;
    for (size_t at = 0; !s && at < count; at++) {
        if (!stands_at(p->typed, word, count, at, &last))
            continue;
        for (size_t end = last; !s && end < count && end <= last + FOLLOWING_MAX; end++) {
            if (end > last && !word[end].joined)
                break;
            if (end > at && !word[end].stop && adds_text(&word[end]))
                s = count_phrase(p, &word[at], &word[end], err);
        }
    }
    return s;
}

/* ---- the headlines ---- */

/* A word that is too long to be a term of headlines is in none. */
static struct node *in_headline(struct query *query, struct str word)
{
    struct buf term = {0};
    buf_append_text(&term, schema[FIELD_HEADLINE].prefix);
    buf_append_str(&term, word);
    struct node *n = term.failed ? NULL : node_new_term(query->arena, buf_str(&term), buf_str(&term));
    if (n)
        n->field = FIELD_HEADLINE;
    if (n && term.len > TERM_MAX)
        n->kind = NODE_NONE;
    buf_release(&term);
    return n;
}

/* The word that is begun: any that begins so, or the one that it would be. */
static struct node *begun_in_headline(struct query *query, const struct typed *t)
{
    struct node *n = in_headline(query, t->start), *stem = in_headline(query, t->stem);
    if (!n || !stem)
        return NULL;
    if (n->kind == NODE_NONE)
        return n;
    n->kind = NODE_PREFIX;
    if (stem->kind != NODE_NONE)
        n->stem = stem->term;
    return n;
}

/* The words typed, each in the headline: an AND in the arena of `query`. */
static struct node *typed_in_headlines(const struct typed *t, struct query *query)
{
    struct node *all = node_new(query->arena, NODE_AND);
    for (size_t i = 0; all && i < t->words; i++)
        if (!node_add_child(query->arena, all, in_headline(query, t->word[i])))
            return NULL;
    if (all && t->start.len && !node_add_child(query->arena, all, begun_in_headline(query, t)))
        return NULL;
    if (all && all->count == 0)
        all->kind = NODE_NONE;
    return all && all->count == 1 ? all->child[0] : all;
}

static enum status read_headlines(struct phrases *p, const struct query *query, struct err *err)
{
    struct archive *archive = p->typed->archive;
    struct find_options options = {.order = ORDER_NEWEST, .depth = SUGGEST_HEADLINES};
    struct finding found;
    struct article article = {0};
    enum status s = find(archive, query, &options, &found, err);
    for (size_t i = 0; !s && i < found.count; i++) {
        const struct candidate *c = &found.candidate[i];
        s = store_article(archive_store(archive, c->store), c->document, &article, err);
        if (!s)
            s = count_headline(p, article_get(&article, FIELD_HEADLINE), err);
    }
    article_release(&article);
    finding_release(&found);
    return s;
}

/* ---- choosing ---- */

static bool goes_on(const struct tally *longer, const struct tally *shorter)
{
    return longer->key.len > shorter->key.len && longer->count >= shorter->count &&
           str_begins_with(longer->key, shorter->key) && longer->key.ptr[shorter->key.len] == ' ';
}

static int by_count(const void *a, const void *b)
{
    const struct tally *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return str_compare(x->key, y->key);
}

/* Those that are in some headlines, without those that a longer one stands for. */
static void keep_telling(struct phrases *p)
{
    size_t kept = 0;
    if (p->count)
        qsort(p->of, p->count, sizeof *p->of, by_count);
    for (size_t i = 0; i < p->count; i++) {
        bool keep = p->of[i].count >= HEADLINES_MIN;
        for (size_t k = 0; keep && k < p->count; k++)
            keep = !goes_on(&p->of[k], &p->of[i]);
        if (keep)
            p->of[kept++] = p->of[i];
    }
    p->count = kept;
}

/* How many articles have the phrase in their headlines. */
static enum status count_articles(struct archive *archive, struct str phrase, uint64_t *count, struct err *err)
{
    struct parser_options options = {.analyzer = archive_analyzer(archive), .arenas = archive_arenas(archive)};
    struct find_options counting = {.order = ORDER_RELEVANCE, .count_all = true};
    struct query query = {0};
    struct finding found = {0};
    struct buf words = {0};
    buf_append_text(&words, "headline:\"");
    buf_append_str(&words, phrase);
    buf_append_byte(&words, '"');
    enum status s = buf_status(&words, err);
    if (!s)
        s = query_parse(buf_str(&words), &options, &query, err);
    if (!s)
        s = find(archive, &query, &counting, &found, err);
    *count = found.total;
    finding_release(&found);
    query_release(&query);
    buf_release(&words);
    return s;
}

static enum status add_phrases(struct phrases *p, struct err *err)
{
    struct typed *t = p->typed;
    size_t first = t->out->count;
    enum status s = S_OK;
    for (size_t i = 0; !s && i < p->count && i < t->limit; i++) {
        struct suggestion phrase = {.kind = SUGGESTION_PHRASE, .field = FIELD_HEADLINE, .text = p->of[i].text};
        s = count_articles(t->archive, p->of[i].text, &phrase.count, err);
        if (!s)
            s = suggest_add(t, phrase, err);
    }
    suggest_sort(t, first);
    return s;
}

enum status suggest_phrases(struct typed *t, struct err *err)
{
    struct query query = {.arena = arena_new(archive_arenas(t->archive))};
    struct phrases *p = calloc(1, sizeof *p);
    query.root = query.arena ? typed_in_headlines(t, &query) : NULL;
    enum status s = p && query.root ? S_OK : err_no_memory(err);
    if (!s) {
        p->typed = t;
        s = read_headlines(p, &query, err);
    }
    if (!s) {
        keep_telling(p);
        s = add_phrases(p, err);
    }
    free(p);
    if (query.arena)
        query_release(&query);
    return s == S_LIMIT ? S_OK : s; /* begins too many words */
}
