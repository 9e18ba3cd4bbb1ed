#include "cli/report.h"

#include <errno.h>
#include <string.h>

#include "core/json.h"

/* Keeps why a write has failed, before another call changes errno. */
static void note_failure(struct report *r, FILE *file)
{
    if (!r->failure && ferror(file))
        r->failure = errno;
}

enum status report_open(struct report *r, const char *path, struct err *err)
{
    *r = (struct report){0};
    if (!path)
        return S_OK;
    enum status s = report_file_open(&r->to, path, err);
    if (s)
        return s;
    r->file = r->to.stream;
    r->sources = tmpfile();
    if (!r->sources)
        return err_set(err, S_IO, "cannot make a temporary file for the report: %s", strerror(errno));
    fputs("{\"rejected\":[", r->file);
    return S_OK;
}

void report_record(struct report *r, enum reject reason, const char *file, struct place place, const char *text)
{
    struct buf record = {0};
    struct json_writer w;
    if (!r->file)
        return;
    json_init(&w, &record);
    json_object_begin(&w);
    json_key(&w, "file");
    json_text(&w, file);
    json_key(&w, "line");
    if (place.line)
        json_integer(&w, (int64_t)place.line);
    else
        json_null(&w);
    json_key(&w, "offset");
    json_integer(&w, (int64_t)place.offset);
    json_key(&w, "reason");
    json_text(&w, reject_name(reason));
    json_key(&w, "text");
    json_text(&w, text);
    json_object_end(&w);
    fprintf(r->file, "%s\n%s", r->some ? "," : "", buf_text(&record));
    note_failure(r, r->file);
    r->some = true;
    buf_release(&record);
}

static void write_reasons(struct json_writer *w, const uint64_t rejected[REJECT_COUNT])
{
    json_key(w, "reasons");
    json_object_begin(w);
    for (int reason = 0; reason < REJECT_COUNT; reason++)
        if (rejected[reason])
            json_count(w, reject_name((enum reject)reason), rejected[reason]);
    json_object_end(w);
}

void report_source(struct report *r, const struct run_source *source)
{
    struct buf text = {0};
    struct json_writer w;
    if (!r->sources)
        return;
    json_init(&w, &text);
    json_object_begin(&w);
    json_key(&w, "file");
    json_text(&w, source->path);
    json_key(&w, "format");
    if (*source->format)
        json_text(&w, source->format);
    else
        json_null(&w);
    json_count(&w, "taken", source->taken);
    json_count(&w, "rejected", run_rejected(source->rejected));
    write_reasons(&w, source->rejected);
    json_object_end(&w);
    fprintf(r->sources, "%s\n%s", r->some_source ? "," : "", buf_text(&text));
    note_failure(r, r->sources);
    r->some_source = true;
    buf_release(&text);
}

/* Puts what was written of the sources behind the records. */
static void append_sources(struct report *r)
{
    char block[4096];
    size_t len;
    fflush(r->sources);
    note_failure(r, r->sources);
    rewind(r->sources);
    fputs("\"sources\":[", r->file);
    while ((len = fread(block, 1, sizeof block, r->sources)) > 0)
        fwrite(block, 1, len, r->file);
    note_failure(r, r->sources);
    fputs(r->some_source ? "\n],\n" : "],\n", r->file);
    note_failure(r, r->file);
    fclose(r->sources);
    r->sources = NULL;
}

/* The members behind the array, as a JSON object of their own. */
static void write_totals(struct json_writer *w, enum status outcome, const struct run_totals *t)
{
    json_object_begin(w);
    json_key(w, "outcome");
    json_text(w, status_name(outcome));
    json_count(w, "files", t->files);
    json_count(w, "records", t->records);
    json_count(w, "added", t->added);
    json_count(w, "updated", t->updated);
    json_count(w, "unchanged", t->unchanged);
    json_count(w, "ignored", t->ignored);
    json_count(w, "committed", t->committed);
    json_count(w, "bytes", t->bytes);
    json_key(w, "seconds");
    json_fixed(w, t->seconds, 3);
    write_reasons(w, t->rejected);
    json_object_end(w);
}

enum status report_publish(struct report *r, enum status outcome, const struct run_totals *totals, struct err *err)
{
    struct buf text = {0};
    struct json_writer w;
    if (!r->file)
        return S_OK;
    json_init(&w, &text);
    write_totals(&w, outcome, totals);
    fputs(r->some ? "\n],\n" : "],\n", r->file);
    append_sources(r);
    fprintf(r->file, "%s\n", buf_text(&text) + 1); /* without its opening brace */
    note_failure(r, r->file);
    enum status s = buf_status(&text, err);
    buf_release(&text);
    if (s)
        return s;
    r->file = NULL;
    return report_file_publish(&r->to, r->failure, err);
}

void report_close(struct report *r)
{
    report_file_close(&r->to);
    if (r->sources)
        fclose(r->sources);
    r->file = r->sources = NULL;
}
