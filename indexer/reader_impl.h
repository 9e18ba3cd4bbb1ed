/* What the readers share behind reader.h: the common part of a reader, and the map of names. */
#ifndef DATELINE_INDEXER_READER_IMPL_H
#define DATELINE_INDEXER_READER_IMPL_H

#include "indexer/reader.h"

struct reader_verbs {
    bool (*next)(struct reader *r, struct article *article, enum status *status, struct err *err);
    void (*close)(struct reader *r);
};

/* The first member of each format's reader. */
struct reader {
    const struct reader_verbs *verbs;
    const struct reader_kind *kind; /* reader_open sets it */
    struct source *source;
    const struct field_map *map;
    struct place place;
    enum reject reject;
    struct date recorded; /* when the present record was made, for an article that has no better date; or none */
};

int text_sniff(struct str head);
enum status text_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int jsonl_sniff(struct str head);
enum status jsonl_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int reuters_sniff(struct str head);
enum status reuters_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int trec_sniff(struct str head);
enum status trec_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int html_sniff(struct str head);
enum status html_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int warc_sniff(struct str head);
enum status warc_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int mbox_sniff(struct str head);
enum status mbox_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int feed_sniff(struct str head);
enum status feed_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int nitf_sniff(struct str head);
enum status nitf_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int newsml_sniff(struct str head);
enum status newsml_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int json_sniff(struct str head);
enum status json_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int csv_sniff(struct str head);
enum status csv_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int markdown_sniff(struct str head);
enum status markdown_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int mediawiki_sniff(struct str head);
enum status mediawiki_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int solr_sniff(struct str head);
enum status solr_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);
int exports_sniff(struct str head);
enum status exports_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err);

/* Notes why the present record is skipped, writes "PATH:LINE: why" to err and returns S_INPUT. */
enum status reader_refuse(struct reader *r, enum reject reject, struct err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether these first bytes are no text in any encoding that ASCII is a part of, or that has a mark: a known signature,
 * or more control characters than damage explains. */
bool head_is_binary(struct str head);
/* Appends what is left of the source, up to a little more than `max` bytes: the caller looks at the length. */
enum status reader_read_all(struct reader *r, size_t max, struct buf *out, struct err *err);

/* The names that a field, or with FIELD_MAP_DATE the date, may have in the source, separated by '|', best first. A NULL
 * map gives the aliases of the field table. */
enum { FIELD_MAP_DATE = FIELD_COUNT, FIELD_MAP_COUNT };
struct str field_map_names(const struct field_map *m, int field);
/* Takes the first of the names off the list; false when it is empty. */
bool field_map_next_name(struct str *names, struct str *name);

#endif
