/* The inside of the inverter: inverter.c (documents, threads), inverter_worker.c (words), inverter_write.c (the
 * segment). */
#ifndef DATELINE_ARCHIVE_INVERTER_IMPL_H
#define DATELINE_ARCHIVE_INVERTER_IMPL_H

#include <assert.h>
#include <pthread.h>

#include "archive/deflater.h"
#include "archive/inverter.h"
#include "archive/language.h"
#include "archive/segment_out.h"
#include "archive/text_hash.h"
#include "core/article.h"

/* ---- documents ---- */

struct inverted_document {
    int64_t date;
    const char *id;
    uint32_t id_len;
    uint32_t length, headline_words; /* filled by the worker, like the following */
    uint32_t stored_len;
    uint64_t stored_at; /* in the spool */
    uint64_t text;      /* as of text_hash.h */
    bool dropped;
};

enum { DOCUMENT_PAGE = 4096 }; /* documents a page: pages stay where they are while the array of them grows */

/* ---- a worker's terms ---- */

/* A term and the chain of slices that holds its postings; each slice ends with a pointer to the next. One line of the
 * cache: a word of the text costs this line and the one that is written to. */
struct posting_term {
    unsigned char *write, *limit;
    uint32_t last_document; /* 0 before the first */
    uint32_t last_position;
    uint64_t bytes;
    uint32_t documents;
    uint32_t hash; /* XXH3-64, the low half */
    unsigned char *head;
    const char *name;
    uint16_t name_len;
    uint8_t level;
    bool word;
};

/* Begins a block of an arena; what is taken begins at a line of the cache. */
struct arena_block {
    struct arena_block *next;
    char padding[64 - sizeof(void *)];
};

/* A word of the text whose term and stream are on their way from memory. */
struct waiting_word {
    uint32_t term, position;
};
enum { WAITING_WORDS = 16 };

static inline struct str posting_term_name(const struct posting_term *t)
{
    return (struct str){t->name, t->name_len};
}

/* A term by its name. */
struct sorted_term {
    uint64_t beginning; /* segment_beginning */
    struct posting_term *term;
};

struct worker {
    struct inverter *inverter;
    struct language language;
    struct article article;
    struct buf folded, prefixed, stored;
    struct posting_term **page; /* of TERM_PAGE terms */
    size_t term_count, page_capacity;
    uint32_t *slot; /* open addressing by hash: term number + 1; a power of two of them, at most half full */
    size_t slots;
    struct arena_block *blocks;
    char *arena_at, *arena_end;
    uint32_t document, length; /* under work */
    struct waiting_word waiting[WAITING_WORDS];
    uint32_t seen, posted; /* of the document's words */
    struct text_words text;
    struct deflater deflater;
    enum status status;
    struct err err;
    struct sorted_term *sorted;
};

enum { TERM_PAGE = 4096, CACHE_LINE = 64 };
static_assert(sizeof(struct posting_term) <= CACHE_LINE, "a term is one line of the cache");

/* Stream of a term's postings in its slices: for each document varint (document - the one before) << 1 | 1, then for
 * each position varint (position - the one before, in the document) << 1; of a term that is no word only the
 * documents, as varint differences. */
enum status worker_init(struct worker *w, struct inverter *inverter, struct err *err);
void worker_release(struct worker *w);
/* Inverts one record, and adds it to what is to be stored: d->stored_at is its place there. */
enum status worker_take(struct worker *w, uint32_t number, struct inverted_document *d, struct str record,
                        uint64_t content, struct err *err);
/* Writes what is to be stored to the spool, from *at on. */
enum status worker_spool(struct worker *w, uint64_t *at, struct err *err);
/* Copies a term's stream to `out`, which has room for its bytes. */
void posting_term_copy(const struct posting_term *t, unsigned char *out);
/* Fills worker->sorted, in the order of sorted_term_compare. */
enum status worker_sort(struct worker *w);
int sorted_term_compare(const struct sorted_term *x, const struct sorted_term *y);

static inline struct posting_term *worker_term(const struct worker *w, size_t number)
{
    return &w->page[number / TERM_PAGE][number % TERM_PAGE];
}

/* ---- the inverter ---- */

/* Records on their way to a worker: a run of struct batch_head, each followed by its record. */
struct batch_head {
    struct inverted_document *document;
    uint64_t content;
    uint32_t number, len;
};

struct batch {
    struct buf records;
    struct batch *next;
};

struct inverter {
    struct inverter_options options;
    char *path, *stemmer;
    struct buf dictionary;
    struct spool *spool;
    struct worker *worker;
    unsigned worker_count, thread_count;
    pthread_t *thread;
    uint64_t memory; /* taken; by inverter_took alone */
    struct inverted_document **page;
    uint32_t document_count, page_capacity, dropped;
    struct arena_block *ids;
    char *id_at, *id_end;
    struct batch *filling;
    /* the queue, under the lock */
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_room;
    struct batch *first, *last, *spare;
    size_t queued_bytes;
    unsigned busy;
    bool closing;
    bool failed; /* of a worker; __atomic */
};

static inline struct inverted_document *inverter_document(const struct inverter *i, uint32_t number)
{
    return &i->page[(number - 1) / DOCUMENT_PAGE][(number - 1) % DOCUMENT_PAGE];
}

static inline void inverter_took(struct inverter *i, uint64_t bytes)
{
    __atomic_fetch_add(&i->memory, bytes, __ATOMIC_RELAXED);
}

/* Hands the last batch over and waits until every worker is idle; the first failure of one. */
enum status inverter_settle(struct inverter *i, struct err *err);

#endif
