#include "query/spelling.h"

#include <string.h>
#include <utf8proc.h>

#include "core/analyzer.h"
#include "core/utf8.h"
#include "query/edit_distance.h"
#include "query/find_dated.h"
#include "query/fuzzy.h"

enum {
    SELDOM = 3,         /* a word in more articles than this is taken as it is */
    BETTER = 10,        /* else one near it that is in so many times more articles is taken for it */
    WALKS_MAX = 4,      /* over the dictionary, a few milliseconds each: for the first so many words that are seldom */
    ARTICLES_READ = 3,  /* for how a word is written */
    WORDS_READ = 20000, /* of each */
    SPELLINGS_MAX = 8
};

/* ---- how articles write a term ---- */

struct spelling {
    char text[TERM_MAX];
    size_t len;
    unsigned times;
};

/* Bytes of a text in small letters, as people type them; 0: it is too long. */
static size_t small_letters(struct str text, char out[TERM_MAX])
{
    enum { SIGMA = 0x03C3, FINAL_SIGMA = 0x03C2 };
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t c;
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        c = (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
        if (c == SIGMA && at == text.len)
            c = FINAL_SIGMA;
        if (len + UTF8_MAX > TERM_MAX)
            return 0;
        len += utf8_encode(c, out + len);
    }
    return len;
}

static void count_spelling(struct spelling list[SPELLINGS_MAX], struct str text)
{
    char small[TERM_MAX];
    size_t len = small_letters(text, small);
    if (!len)
        return;
    for (int i = 0; i < SPELLINGS_MAX; i++) {
        bool same = list[i].len == len && memcmp(list[i].text, small, len) == 0;
        if (!same && list[i].times)
            continue;
        memcpy(list[i].text, small, len);
        list[i].len = len;
        list[i].times++;
        return;
    }
}

static void count_spellings(struct analyzer *analyzer, struct str text, struct str term,
                            struct spelling list[SPELLINGS_MAX])
{
    struct token_stream stream;
    struct token token;
    token_stream_begin(&stream, analyzer, text, 1, ANALYZE_DOCUMENT);
    for (int words = 0; words < WORDS_READ && token_stream_next(&stream, &token); words++)
        if (str_equal(token.term, term))
            count_spelling(list, (struct str){text.ptr + token.start, token.end - token.start});
}

/* Whether `a` is nearer to what was typed, or as near and more frequent. */
static bool is_likelier(const struct spelling *a, const struct spelling *b, struct str typed)
{
    size_t from_a = edit_distance((struct str){a->text, a->len}, typed);
    size_t from_b = edit_distance((struct str){b->text, b->len}, typed);
    return a->times && (from_a != from_b ? from_a < from_b : a->times > b->times);
}

/* Appends the likeliest spelling of a term in the newest articles that have it, else the term. */
static enum status append_spelling(struct archive *archive, struct str term, struct str typed, struct buf *out,
                                   struct err *err)
{
    struct spelling list[SPELLINGS_MAX] = {{.len = 0}}, *best = list;
    struct article article = {0};
    struct finding found;
    enum status s = find_newest_with(archive, term, ARTICLES_READ, &found, err);
    for (size_t i = 0; !s && i < found.count; i++) {
        s = store_article(archive_store(archive, found.candidate[i].store), found.candidate[i].document, &article, err);
        count_spellings(archive_analyzer(archive), article_get(&article, FIELD_HEADLINE), term, list);
        count_spellings(archive_analyzer(archive), article_get(&article, FIELD_BODY), term, list);
    }
    article_release(&article);
    finding_release(&found);
    for (int i = 1; i < SPELLINGS_MAX; i++)
        best = is_likelier(&list[i], best, typed) ? &list[i] : best;
    buf_append_str(out, best->times ? (struct str){best->text, best->len} : term);
    return s;
}

/* ---- words ---- */

/* What has been put right so far. */
struct correcting {
    struct archive *archive;
    const struct query *query;
    struct buf text;
    size_t walks; /* over the dictionary */
    bool changed;
};

/* The likeliest term that is meant by a word, empty when it is the word itself: of the fewest edits, and then in the
 * most articles. */
static enum status find_better(struct correcting *c, const struct node *word, struct str *out, struct err *err)
{
    struct fuzzy_term near[FUZZY_TERMS_MAX];
    struct buf folded = {0};
    uint64_t articles;
    size_t count = 0;
    *out = (struct str){0};
    analyzer_fold_word(archive_analyzer(c->archive), word->text, &folded);
    enum status s = buf_status(&folded, err);
    if (!s)
        s = archive_term_documents(c->archive, word->term, &articles, err);
    if (!s && articles <= SELDOM && c->walks++ < WALKS_MAX)
        s = fuzzy_find(c->archive, c->query->arena, buf_str(&folded), word->text, fuzzy_first_letter(buf_str(&folded)),
                       near, &count, err);
    for (size_t i = 0; !s && !out->len && i < count; i++)
        if (!str_equal(near[i].term, word->term) && near[i].documents >= BETTER * articles)
            *out = near[i].term;
    buf_release(&folded);
    return s;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* Where the word stands free in the text from `from` on; text.len when it does not. */
static size_t find_word(struct str text, size_t from, struct str word)
{
    for (size_t at = from; word.len && at + word.len <= text.len; at++) {
        bool same = memcmp(text.ptr + at, word.ptr, word.len) == 0;
        bool free = (at == 0 || !is_letter(text.ptr[at - 1])) &&
                    (at + word.len == text.len || !is_letter(text.ptr[at + word.len]));
        if (same && free)
            return at;
    }
    return text.len;
}

static enum status correct_word(struct correcting *c, const struct node *word, struct err *err)
{
    struct str better = {0};
    size_t at = find_word(buf_str(&c->text), 0, word->text);
    enum status s = at < c->text.len ? find_better(c, word, &better, err) : S_OK;
    if (s || at == c->text.len || !better.len)
        return s;
    struct buf changed = {0};
    buf_append(&changed, c->text.data, at);
    s = append_spelling(c->archive, better, word->text, &changed, err);
    buf_append(&changed, c->text.data + at + word->text.len, c->text.len - at - word->text.len);
    buf_release(&c->text);
    c->text = changed;
    c->changed = true;
    return s;
}

static enum status correct_tree(struct correcting *c, const struct node *n, struct err *err)
{
    enum status s = S_OK;
    if (n->kind == NODE_FILTER)
        return S_OK;
    if (n->kind == NODE_TERM && n->field == FIELD_BODY)
        return correct_word(c, n, err);
    for (size_t i = 0; !s && i < (n->kind == NODE_NOT ? 1 : n->count); i++)
        s = correct_tree(c, n->child[i], err);
    return s;
}

enum status spelling_correct(struct archive *archive, const struct params *params, const struct query *query,
                             struct buf *out, struct err *err)
{
    struct correcting c = {.archive = archive, .query = query};
    buf_append_str(&c.text, buf_str(&params->q));
    enum status s = correct_tree(&c, query->root, err);
    if (c.changed)
        buf_append_str(out, buf_str(&c.text));
    if (!s && c.text.failed)
        s = err_no_memory(err);
    buf_release(&c.text);
    return s;
}
