/* The terms of a segment as those of a store: one after the other, by a guide, by what they end with. */
#include <stdlib.h>

#include "archive/term_walk.h"
#include "archive/word_filter.h"

struct segment_terms {
    struct store_terms walk;
    struct term_walk inner;
    struct str prefix;
    size_t read;   /* bytes of the walk's term that a guide has read */
    size_t common; /* bytes with which all terms of the group begin */
};

static enum status terms_next(struct store_terms *walk, bool *more, struct str *term, uint32_t *document_count,
                              struct err *err)
{
    struct segment_terms *t = (struct segment_terms *)walk;
    enum status status = term_walk_next(&t->inner, more, err);
    if (status || !*more)
        return status;
    *term = (struct str){t->inner.term, t->inner.term_len};
    *more = str_begins_with(*term, t->prefix);
    *document_count = t->inner.entry.documents;
    return S_OK;
}

/* ---- by a guide: a group's terms are read in order, and of those that are dead only how they are written ---- */

static bool ask_guide(struct segment_terms *t, struct terms_guide *guide, size_t shared)
{
    t->read = t->inner.term_len;
    return guide->wants(guide, (struct str){t->inner.term, t->inner.term_len}, shared);
}

/* Whether a term begins as the guide wants none to: with what is dead, or with no letter that may stand in place of the
 * last of that. */
static inline bool is_dead(const struct terms_guide *guide, size_t shared, unsigned char next)
{
    return guide->dead && (shared >= guide->dead ||
                           (shared == guide->dead - 1 && next < 0x80 && !(guide->kinds[next] & guide->others)));
}

/* Reads the first term of a group. */
static bool read_first(struct segment_terms *t, struct terms_guide *guide)
{
    struct term_walk *w = &t->inner;
    struct str first = {w->bytes, *w->further};
    size_t shared = str_shared((struct str){w->term, t->read}, first);
    w->term_len = 0;
    return term_walk_take(w) && ask_guide(t, guide, shared);
}

/* Goes behind the terms of the group that are dead. */
static void pass_dead(struct term_walk *w, const struct terms_guide *guide)
{
    const uint8_t *shared = w->shared, *further = w->further;
    const char *bytes = w->bytes;
    uint32_t left = w->left;
    for (; left && is_dead(guide, *shared, (unsigned char)*bytes); left--) {
        bytes += *further++;
        shared++;
    }
    w->next += w->left - left;
    w->unread += w->left - left;
    w->left = left;
    w->shared = shared;
    w->further = further;
    w->bytes = bytes;
}

/* Reads on in the group, up to a wanted term or to where all that is left is dead. */
static enum status search_group(struct segment_terms *t, struct terms_guide *guide, bool *wanted, struct err *err)
{
    struct term_walk *w = &t->inner;
    if (w->next % SEGMENT_TERM_GROUP == 0)
        *wanted = read_first(t, guide);
    while (!*wanted && w->left) {
        if (guide->dead && guide->dead <= t->common) {
            w->next += w->left;
            w->left = 0;
        } else
            pass_dead(w, guide);
        if (w->left) {
            size_t shared = *w->shared;
            if (!term_walk_take(w))
                return segment_damaged(w->segment, SECTION_TERMS, err);
            *wanted = ask_guide(t, guide, shared);
        }
    }
    return *wanted ? term_walk_numbers(w, err) : S_OK;
}

/* The group in which the next wanted term may be: the next one, or, where that begins with no greater term than the
 * guide leads to, one from there on. */
static enum status find_group(struct segment *s, struct str from, uint32_t *group, struct err *err)
{
    int order;
    enum status status = term_walk_compare_first(s, *group, from, &order, err);
    return status || order > 0 ? status : term_walk_find_group(s, from, *group, group, err);
}

/* Enters the next group in which there may be a wanted term; without one *more is false. */
static enum status next_group(struct segment_terms *t, struct terms_guide *guide, bool *more, struct err *err)
{
    struct term_walk *w = &t->inner;
    struct str from;
    enum status status = S_OK;
    bool dead = t->read && guide->dead;
    uint32_t group = w->next / SEGMENT_TERM_GROUP;
    *more = w->next < w->segment->header.terms;
    if (*more && w->next)
        status = term_walk_first_begins(w->segment, group, t->prefix, more, err);
    *more = *more && !status && (!dead || guide->next(guide, (struct str){w->term, t->read}, &from));
    if (!*more)
        return status;
    if (deadline_passed(t->walk.deadline))
        return err_timeout(err);
    if (dead)
        status = find_group(w->segment, from, &group, err);
    if (!status)
        status = term_walk_common(w->segment, group, &t->common, err);
    return status ? status : term_walk_enter(w, group, err);
}

static enum status terms_find(struct store_terms *walk, struct terms_guide *guide, bool *more, struct str *term,
                              uint32_t *document_count, struct err *err)
{
    struct segment_terms *t = (struct segment_terms *)walk;
    struct term_walk *w = &t->inner;
    bool wanted = w->held && ask_guide(t, guide, 0);
    enum status status = wanted ? term_walk_numbers(w, err) : S_OK;
    w->held = false;
    *more = true;
    while (!status && *more && !wanted) {
        if (w->left == 0)
            status = next_group(t, guide, more, err);
        if (!status && *more)
            status = search_group(t, guide, &wanted, err);
    }
    *more = wanted && str_begins_with((struct str){w->term, w->term_len}, t->prefix);
    *term = (struct str){w->term, w->term_len};
    *document_count = w->entry.documents;
    return status;
}

static struct term_place terms_place(const struct store_terms *walk)
{
    return ((const struct segment_terms *)walk)->inner.entry;
}

static void terms_close(struct store_terms *walk)
{
    free(walk);
}

/* A zeroed walk of `size` bytes, behind which stands a copy of what it asks for. */
static void *new_walk(size_t size, struct str asked, struct str *kept)
{
    char *walk = calloc(1, size + asked.len + 1);
    if (walk && asked.len)
        memcpy(walk + size, asked.ptr, asked.len);
    *kept = (struct str){walk ? walk + size : NULL, asked.len};
    return walk;
}

enum status segment_terms_open(struct store *store, struct str prefix, struct store_terms **out, struct err *err)
{
    static const struct store_terms_kind kind = {terms_next, terms_find, terms_place, terms_close};
    struct str kept;
    struct segment_terms *t = new_walk(sizeof *t, prefix, &kept);
    if (!t)
        return err_no_memory(err);
    t->prefix = kept;
    t->walk.kind = &kind;
    enum status status = term_walk_begin(&t->inner, segment_of(store), t->prefix, err);
    if (status)
        free(t);
    else
        *out = &t->walk;
    return status;
}

/* ---- by what they end with ---- */

struct segment_endings {
    struct store_terms walk;
    struct term_walk inner;
    const unsigned char *labels, *second; /* of all terms */
    struct segment_ending asked;
    uint32_t next, after_next; /* to be looked at */
    struct str ending;
};

/* The number of the next term that may end so, from `from` on; that of terms: none. */
static uint32_t next_labelled(const struct segment_endings *e, uint64_t from)
{
    const uint32_t terms = e->inner.segment->header.terms;
    const unsigned char *found;
    for (; from < terms && (found = memchr(e->labels + from, e->asked.first, terms - from)); from++) {
        from = (uint64_t)(found - e->labels);
        if (e->second[from] == e->asked.second)
            return (uint32_t)from;
    }
    return terms;
}

/* Goes behind a term of a number that is not behind the walk. */
static enum status go_behind(struct term_walk *w, uint32_t number, struct err *err)
{
    enum status status = S_OK;
    if (w->left == 0 || w->next / SEGMENT_TERM_GROUP != number / SEGMENT_TERM_GROUP)
        status = term_walk_enter(w, number / SEGMENT_TERM_GROUP, err);
    while (!status && w->next <= number)
        status = term_walk_take(w) ? S_OK : segment_damaged(w->segment, SECTION_TERMS, err);
    return status;
}

/* The next term to look at. Where those behind it lie is not in the processor's caches: it is said beforehand. */
static uint32_t take_labelled(struct segment_endings *e)
{
    const struct segment *s = e->inner.segment;
    uint32_t taken = e->next;
    e->next = e->after_next;
    e->after_next = next_labelled(e, (uint64_t)e->next + 1);
    term_walk_expect_entry(s, e->after_next / SEGMENT_TERM_GROUP);
    term_walk_expect_terms(s, e->next / SEGMENT_TERM_GROUP);
    return taken;
}

static enum status endings_next(struct store_terms *walk, bool *more, struct str *term, uint32_t *document_count,
                                struct err *err)
{
    struct segment_endings *e = (struct segment_endings *)walk;
    struct term_walk *w = &e->inner;
    uint32_t terms = w->segment->header.terms, number;
    enum status status = S_OK;
    *more = false;
    while (!status && !*more && (number = take_labelled(e)) < terms) {
        status = deadline_passed(walk->deadline) ? err_timeout(err) : go_behind(w, number, err);
        *term = (struct str){w->term, w->term_len};
        *more = !status && str_ends_with(*term, e->ending);
    }
    if (*more)
        status = term_walk_numbers(w, err);
    *document_count = w->entry.documents;
    return status;
}

enum status segment_endings_open(struct store *store, struct str ending, struct store_terms **out, struct err *err)
{
    static const struct store_terms_kind kind = {endings_next, NULL, NULL, terms_close};
    struct segment *s = segment_of(store);
    enum status status = segment_need(s, SECTION_TERM_ENDINGS, 0, 2 * (uint64_t)s->header.terms, err);
    struct str kept;
    struct segment_endings *e = status ? NULL : new_walk(sizeof *e, ending, &kept);
    if (!e)
        return status ? status : err_no_memory(err);
    e->ending = kept;
    e->labels = s->section[SECTION_TERM_ENDINGS];
    e->second = e->labels + s->header.terms;
    e->asked = segment_ending(kept);
    e->inner.segment = s;
    e->walk.kind = &kind;
    e->next = next_labelled(e, 0);
    e->after_next = next_labelled(e, (uint64_t)e->next + 1);
    *out = &e->walk;
    return S_OK;
}

/* ---- in short ---- */

enum status segment_word_filter(struct store *store, struct word_filter *out, struct err *err)
{
    struct segment *s = segment_of(store);
    uint64_t bytes = s->header.section[SECTION_WORD_FILTER].bytes;
    *out = (struct word_filter){s->section[SECTION_WORD_FILTER], bytes / WORD_FILTER_BLOCK};
    return segment_need(s, SECTION_WORD_FILTER, 0, bytes, err);
}
