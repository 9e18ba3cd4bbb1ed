/* The inside of a writer: writer.c (opening, putting), staging.c (what is put and not committed), commit.c (both ways
 * to commit), maintain.c (merging, backup). */
#ifndef DATELINE_ARCHIVE_WRITER_IMPL_H
#define DATELINE_ARCHIVE_WRITER_IMPL_H

#include "archive/archive_impl.h"
#include "archive/document.h"
#include "archive/inverter.h"
#include "archive/live.h"

/* An article that is put and not committed. */
struct staged {
    uint64_t content;
    int64_t date;
    size_t id_at, id_len;         /* in ids */
    size_t record_at, record_len; /* in records, as long as there is no inverter */
    uint32_t number;              /* in the inverter */
    bool dropped;                 /* removed or put again */
};

struct hidden_now {
    size_t segment; /* place in archive->segment */
    uint32_t document;
};

struct staging {
    struct buf ids, records;
    struct staged *article;
    size_t count, capacity, dropped;
    uint32_t *slot; /* open addressing by id: number in `article` + 1; a power of two of them */
    size_t slots;
    struct hidden_now *hidden; /* documents of segments that are hidden since the last commit */
    size_t hidden_count, hidden_capacity;
    bool *live_gone; /* by document of the live store: replaced or removed since the last commit */
    size_t live_gone_count;
};

struct archive_writer {
    struct buf path;
    int lock;
    struct archive *archive; /* as it is committed, with the hidden documents of the staging hidden */
    uint64_t memory;
    unsigned jobs;
    struct archive_merging merging; /* progress NULL: nobody watches */
    struct xap_writer *live;        /* NULL until something goes there */
    struct document *document;
    struct staging staging;
    struct inverter *inverter; /* NULL as long as the staged articles are few */
    uint32_t inverter_number;  /* of the segment to be */
    struct article article;    /* with what the writer adds: the id, the host */
    struct buf record, id_term, value;
    enum status spent; /* not S_OK: a commit has failed, and `archive` may not be any more what is on disk */
    struct err spent_why;
};

/* ---- writer.c ---- */

/* Stages w->article, whose whole record is w->record and the high half of whose hash is `content`; to an inverter as
 * soon as enough is staged. */
enum status writer_stage(struct archive_writer *w, uint64_t content, struct err *err);

/* ---- staging.c ---- */

void staging_release(struct staging *s);
/* Forgets everything. */
void staging_reset(struct staging *s);
bool staging_is_empty(const struct staging *s);
/* The staged article with this id that is not dropped, or NULL. */
struct staged *staging_find(const struct staging *s, struct str id);
/* Stages an article; its record is kept when `keep_record` says so. Borrowed until the next call. */
enum status staging_add(struct staging *s, struct str id, struct str record, bool keep_record, struct staged **out,
                        struct err *err);
/* Notes that a document of the archive is gone, and hides it in its segment. */
enum status staging_hide(struct archive_writer *w, const struct located *at, struct err *err);
/* Whether a document of the live store is gone. */
bool staging_hides_live(const struct staging *s, uint32_t document);

/* ---- commit.c ---- */

/* S_OK, or why the writer is spent. */
enum status commit_possible(const struct archive_writer *w, struct err *err);

/* Enough to make a segment of it: fewer articles, or removals, go to the live store. */
enum { BULK_ARTICLES = 1000, BULK_BYTES = 16 << 20 };

/* Hands what is staged to an inverter. */
enum status commit_begin_inverter(struct archive_writer *w, struct err *err);
/* Publishes what is staged and the live store as a segment. */
enum status commit_publish(struct archive_writer *w, struct err *err);
/* Publishes a manifest in place of the present one: its generation is set, the archive opened again, what it does not
 * name is removed. */
enum status commit_manifest(struct archive_writer *w, struct manifest *m, struct err *err);

/* ---- maintain.c ---- */

/* Merges where a tier has grown full. */
enum status maintain_tiers(struct archive_writer *w, struct err *err);

#endif
