#include "query/info.h"

#include "archive/manifest.h"
#include "core/date.h"
#include "core/number.h"

/* A writer commits at most a few times a second; a snapshot that is lost this often has something else in its way. */
enum { INFO_ATTEMPTS = 8 };

/* ---- dates ---- */

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

void info_release(struct info *info)
{
    buf_release(&info->text);
    buf_release(&info->json);
    *info = (struct info){0};
}

/* ---- together ---- */

static enum status gather_once(struct archive *archive, struct info *out, struct err *err)
{
    enum status s = S_OK;
    info_release(out);
    out->settings = *archive_settings(archive);
    out->generation = archive_generation(archive);
    archive_counts(archive, &out->counts);
    out->counts.documents -= out->counts.hidden;
    for (size_t i = 0; !s && i < archive_store_count(archive); i++)
        s = gather_dates(archive_store(archive, i), out, err);
    return s ? s : gather_parts(archive, out, err);
}

enum status info_gather(struct archive *archive, struct info *out, struct err *err)
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

void info_text(const struct info *info, const char *path, struct buf *out)
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

void info_json(const struct info *info, struct buf *out)
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
