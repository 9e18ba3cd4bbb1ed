/* dateline info: what an archive holds, as text or as a JSON object:
 *
 *   {"articles": 12526, "undated": 3, "oldest": "2009-01-06", "newest": "2024-06-28", "words": 5000000,
 *    "stemmer": "english", "store": "article", "format": 1, "generation": 7, "bytes": 90000000,
 *    "parts": [{"name": "MANIFEST", "bytes": 163}, {"name": "000001.seg", "bytes": 80000000, "articles": 12526,
 *    "removed": 0, "sections": [{"name": "stored articles", "bytes": 60000000}, ...]}, ...]}
 *
 * `oldest` and `newest` are the UTC days of the first and last dated article, null when there is none. */
#include <string.h>

#include "archive/archive.h"
#include "archive/manifest.h"
#include "cli/common.h"
#include "core/json.h"

enum { KEY_FORMAT = OPTION_KEY_LONG, INFO_ATTEMPTS = 8 };

static const struct argp_option options[] = {
    ARCHIVE_OPTION,
    {"format", KEY_FORMAT, "text|json", 0, "text by default", 0},
    {0},
};

struct info_arguments {
    const char *archive;
    enum output_format format;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct info_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case KEY_FORMAT:
        a->format = parse_format(value);
        return 0;
    case ARGP_KEY_ARG:
        usage_error("%s: info takes no arguments; the archive is given by -a", value);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    NULL,
    "Tells how many articles an archive holds, of which dates, its settings and the sizes of its parts.\v"
    "Exit status: 0; 2, 3, 4, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *info_argp(void)
{
    return &argp;
}

/* ---- gathering ---- */

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

/* A document number without an article is undated like an article without a date. */
static enum status gather_dates(struct store *store, struct info *out, struct err *err)
{
    const int64_t *dates;
    struct store_counts counts;
    store_counts(store, &counts);
    enum status s = store_dates(store, &dates, err);
    for (uint32_t document = 1; !s && document < counts.document_limit; document++) {
        int64_t date = dates[document];
        if (date == STORE_UNDATED)
            continue;
        if (!out->dated || date < out->oldest)
            out->oldest = date;
        if (!out->dated || date > out->newest)
            out->newest = date;
        out->dated++;
    }
    return s;
}

static void write_text(struct json_writer *w, const char *key, const char *value)
{
    json_key(w, key);
    json_text(w, value);
}

/* ---- parts ---- */

static void append_part_text(struct info *out, const struct archive_part *part)
{
    buf_printf(&out->text, part->section ? "\n    %-27s " : "\n  %-29s ", part->section ? part->section : part->name);
    append_size(&out->text, part->bytes);
    if (part->is_segment) {
        buf_append_text(&out->text, ", ");
        append_counted(&out->text, part->articles, "article");
        if (part->hidden) {
            buf_append_text(&out->text, ", ");
            append_count(&out->text, part->hidden);
            buf_append_text(&out->text, " removed");
        }
    }
}

static void end_part(struct info *out)
{
    if (out->in_sections)
        json_array_end(&out->writer);
    if (out->bytes)
        json_object_end(&out->writer);
    out->in_sections = false;
}

static void append_part_json(struct info *out, const struct archive_part *part)
{
    struct json_writer *w = &out->writer;
    if (!part->section)
        end_part(out);
    json_object_begin(w);
    write_text(w, "name", part->section ? part->section : part->name);
    json_count(w, "bytes", part->bytes);
    if (part->is_segment) {
        json_count(w, "articles", part->articles);
        json_count(w, "removed", part->hidden);
        json_key(w, "sections");
        json_array_begin(w);
        out->in_sections = true;
    }
    if (part->section)
        json_object_end(w);
}

static void take_part(void *context, const struct archive_part *part)
{
    struct info *out = context;
    append_part_text(out, part);
    append_part_json(out, part);
    out->bytes += part->section ? 0 : part->bytes;
}

static enum status gather_parts(struct archive *archive, struct info *out, struct err *err)
{
    json_init(&out->writer, &out->json);
    json_array_begin(&out->writer);
    enum status s = archive_parts(archive, take_part, out, err);
    end_part(out);
    json_array_end(&out->writer);
    if (!s)
        s = buf_status(&out->text, err);
    return s ? s : buf_status(&out->json, err);
}

static void release(struct info *info)
{
    buf_release(&info->text);
    buf_release(&info->json);
    *info = (struct info){0};
}

/* ---- together ---- */

static enum status gather_once(struct archive *archive, struct info *out, struct err *err)
{
    enum status s = S_OK;
    release(out);
    out->settings = *archive_settings(archive);
    out->generation = archive_generation(archive);
    archive_counts(archive, &out->counts);
    out->counts.documents -= out->counts.hidden;
    for (size_t i = 0; !s && i < archive_store_count(archive); i++)
        s = gather_dates(archive_store(archive, i), out, err);
    return s ? s : gather_parts(archive, out, err);
}

static enum status gather(struct archive *archive, struct info *out, struct err *err)
{
    enum status s = gather_once(archive, out, err);
    for (int attempt = 1; s == S_STALE && attempt < INFO_ATTEMPTS; attempt++) {
        s = archive_reopen(archive, err);
        if (!s)
            s = gather_once(archive, out, err);
    }
    return s;
}

/* ---- presenting ---- */

static const char *day_of(int64_t seconds, char out[DATE_TEXT_MAX])
{
    const struct date date = {.seconds = seconds, .precision = DATE_DAY};
    return date_format(&date, out);
}

static void present_text(const struct info *info, const char *path, struct buf *out)
{
    char oldest[DATE_TEXT_MAX], newest[DATE_TEXT_MAX];
    buf_printf(out, "archive     %s\narticles    ", path);
    append_count(out, info->counts.documents);
    buf_append_text(out, "\ndates       ");
    if (info->dated)
        buf_printf(out, "%s to %s, ", day_of(info->oldest, oldest), day_of(info->newest, newest));
    append_count(out, info->counts.documents - info->dated);
    buf_append_text(out, " undated\nwords       ");
    append_count(out, info->counts.total_length);
    buf_printf(out, "\nstemmer     %s\nstore       %s\nformat      %d\ngeneration  %llu\nsize        ",
               info->settings.stemmer, info->settings.store_bodies ? "article" : "fields", ARCHIVE_FORMAT_VERSION,
               (unsigned long long)info->generation);
    append_size(out, info->bytes);
    buf_append_str(out, buf_str(&info->text));
    buf_append_byte(out, '\n');
}

static void present_json(const struct info *info, struct buf *out)
{
    char day[DATE_TEXT_MAX];
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    json_count(&w, "articles", info->counts.documents);
    json_count(&w, "undated", info->counts.documents - info->dated);
    write_text(&w, "oldest", info->dated ? day_of(info->oldest, day) : NULL);
    write_text(&w, "newest", info->dated ? day_of(info->newest, day) : NULL);
    json_count(&w, "words", info->counts.total_length);
    write_text(&w, "stemmer", info->settings.stemmer);
    write_text(&w, "store", info->settings.store_bodies ? "article" : "fields");
    json_count(&w, "format", ARCHIVE_FORMAT_VERSION);
    json_count(&w, "generation", info->generation);
    json_count(&w, "bytes", info->bytes);
    json_key(&w, "parts");
    json_raw(&w, buf_str(&info->json));
    json_object_end(&w);
    buf_append_byte(out, '\n');
}

int command_info(int argc, char **argv)
{
    struct info_arguments a = {0};
    struct archive *archive = NULL;
    struct info info = {0};
    struct buf text = {0};
    struct err err = {0};

    parse_options(&argp, argc, argv, &a);
    a.archive = archive_or_default(a.archive);
    enum status s = archive_open(a.archive, &archive, &err);
    if (!s)
        s = gather(archive, &info, &err);
    if (!s) {
        if (a.format == FORMAT_JSON)
            present_json(&info, &text);
        else
            present_text(&info, a.archive, &text);
        s = write_output(&text, &err);
    }
    archive_close(archive);
    release(&info);
    buf_release(&text);
    return s ? fail(s, &err) : EXIT_DONE;
}
