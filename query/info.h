/* What an archive holds: its articles, dates, settings and the sizes of its parts; for people, and as a JSON object:
 *
 *   {"articles": 12526, "undated": 3, "oldest": "2009-01-06", "newest": "2024-06-28", "words": 5000000,
 *    "stemmer": "english", "store": "article", "format": 1, "generation": 7, "bytes": 90000000,
 *    "parts": [{"name": "MANIFEST", "bytes": 163}, {"name": "000001.seg", "bytes": 80000000, "articles": 12526,
 *    "removed": 0, "sections": [{"name": "stored articles", "bytes": 60000000}, ...]}, ...]}
 *
 * `oldest` and `newest` are the UTC days of the first and last dated article, null when there is none. */
#ifndef DATELINE_QUERY_INFO_H
#define DATELINE_QUERY_INFO_H

#include <stdbool.h>
#include <stdint.h>

#include "archive/archive.h"
#include "core/buf.h"
#include "core/err.h"
#include "core/json.h"

struct info {
    struct archive_counts counts;
    uint64_t dated;
    int64_t oldest, newest; /* when dated is not 0 */
    struct archive_settings settings;
    uint64_t generation, bytes;
    struct buf text, json; /* the parts, as they are presented */
    struct json_writer writer;
    bool in_sections;
};

/* Gathers it, of the newest state when the snapshot is lost on the way. info_release releases *out also after a
 * failure. */
enum status info_gather(struct archive *archive, struct info *out, struct err *err);
void info_release(struct info *info);

/* Appends it for people; `path` is how they name the archive. */
void info_text(const struct info *info, const char *path, struct buf *out);
/* Appends it as one line of JSON. */
void info_json(const struct info *info, struct buf *out);

#endif
