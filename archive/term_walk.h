/* A walk over the terms of a segment, through groups of them (segment_writer.c has the format). Inner header of
 * archive/. */
#ifndef DATELINE_ARCHIVE_TERM_WALK_H
#define DATELINE_ARCHIVE_TERM_WALK_H

#include "archive/segment.h"

/* ---- from term to term ---- */

/* Begins before the first term >= `from`. */
enum status term_walk_begin(struct term_walk *w, struct segment *s, struct str from, struct err *err);
enum status term_walk_next(struct term_walk *w, bool *more, struct err *err);

/* ---- the index: what begins each group in one place, then the groups' entries, then their first terms ---- */

static inline uint32_t term_groups(const struct segment *s)
{
    return (uint32_t)(((uint64_t)s->header.terms + SEGMENT_TERM_GROUP - 1) / SEGMENT_TERM_GROUP);
}

static inline uint64_t term_entries_at(const struct segment *s)
{
    return (uint64_t)term_groups(s) * SEGMENT_BEGINNING;
}

static inline uint64_t term_keys_at(const struct segment *s)
{
    return (uint64_t)term_groups(s) * (SEGMENT_BEGINNING + SEGMENT_INDEX_ENTRY);
}

/* The last group whose first term is <= the term; the first when there is none. Group `least` is known to begin so. */
enum status term_walk_find_group(struct segment *s, struct str term, uint32_t least, uint32_t *out, struct err *err);

/* How the first term of a group compares with another: -1, 0 or 1 and the like. Mostly it is told by how they begin. */
enum status term_walk_compare_first(struct segment *s, uint32_t group, struct str term, int *order, struct err *err);
/* Whether it begins so. */
enum status term_walk_first_begins(struct segment *s, uint32_t group, struct str prefix, bool *begins, struct err *err);
/* Bytes with which all terms of a group begin, as far as the index has them in one place. */
enum status term_walk_common(struct segment *s, uint32_t group, size_t *bytes, struct err *err);

/* ---- a group ---- */

/* Enters a group, before its first term. */
enum status term_walk_enter(struct term_walk *w, uint32_t group, struct err *err);
/* Say that a group will be entered: first of its entry in the index, then, by that, of its terms. */
void term_walk_expect_entry(const struct segment *s, uint32_t group);
void term_walk_expect_terms(const struct segment *s, uint32_t group);
/* Goes behind the next term of the group, of which there is one left. */
static inline void term_walk_pass(struct term_walk *w)
{
    w->bytes += *w->further++;
    w->shared++;
    w->left--;
    w->next++;
    w->unread++;
}
/* Makes the next term of the group the walk's, and goes behind it; what it shares with the one before is there. False
 * when it cannot be: it shares more than there is, or is too long. */
static inline bool term_walk_take(struct term_walk *w)
{
    enum { ROOM = 16 }; /* bytes that are copied at once */
    size_t shared = *w->shared, further = *w->further;
    if (shared > w->term_len || shared + further > SEGMENT_TERM_MAX)
        return false;
    bool room = further <= ROOM && w->end - w->bytes >= ROOM && shared <= TERM_WALK_BYTES - ROOM;
    memcpy(w->term + shared, w->bytes, room ? (size_t)ROOM : further);
    w->term_len = shared + further;
    term_walk_pass(w);
    return true;
}
/* Reads the numbers of the term that it stands behind. */
enum status term_walk_numbers(struct term_walk *w, struct err *err);

#endif
