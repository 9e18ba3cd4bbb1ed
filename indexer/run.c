/* The run: path after path, record after record, a commit for each group. What was put and not yet committed when a
 * run fails is dropped by the writer; what a listener was told is committed stays. */
#include "indexer/run.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/article.h"
#include "indexer/container.h"
#include "indexer/reader_impl.h"
#include "shim/language.h"

enum { PROGRESS_NS = 100 * 1000 * 1000, DAY_SECONDS = 24 * 60 * 60 };

struct run {
    struct archive_writer *writer; /* NULL: articles go to `take` */
    run_take *take;
    void *take_context;
    const struct run_options *options;
    const struct run_listener *listener;
    struct run_totals *totals;
    struct run_stop *where;
    struct field_map *map;
    char language[LANGUAGE_CODE_MAX]; /* "": all */
    struct source *outer;             /* the file that is read, or that the member lies in */
    struct article article;
    uint64_t group_articles; /* taken since the last commit */
    int64_t started, told;   /* clock_ns */
};

static const struct place nowhere = {0, 0};

static int64_t clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

uint64_t run_rejected(const uint64_t rejected[REJECT_COUNT])
{
    uint64_t sum = 0;
    for (int reason = 0; reason < REJECT_COUNT; reason++)
        sum += rejected[reason];
    return sum;
}

/* ---- telling ---- */

static void tell_progress(struct run *run)
{
    int64_t now = clock_ns();
    if (now - run->told < PROGRESS_NS)
        return;
    run->told = now;
    run->totals->seconds = (double)(now - run->started) / 1e9;
    if (run->listener && run->listener->progress)
        run->listener->progress(run->listener->context, run->totals, source_path(run->outer), source_offset(run->outer),
                                source_size(run->outer));
}

/* Counts a record, or all of a source, against the source `from`. */
static void reject(struct run *run, struct run_source *from, enum reject reason, struct place place,
                   const struct err *err)
{
    run->totals->records++;
    run->totals->rejected[reason]++;
    from->rejected[reason]++;
    if (run->listener && run->listener->rejected)
        run->listener->rejected(run->listener->context, reason, from->path, place, err->text);
}

static void tell_source(struct run *run, const struct run_source *source)
{
    if (run->listener && run->listener->source_read)
        run->listener->source_read(run->listener->context, source);
}

/* A path of which nothing can be read. */
static void reject_path(struct run *run, const char *path, const struct err *err)
{
    struct run_source source = {.path = path, .format = ""};
    reject(run, &source, REJECT_UNREADABLE, nowhere, err);
    tell_source(run, &source);
}

static bool stopped(const struct run *run)
{
    return run->options->stop && *run->options->stop;
}

static enum status stop_at(struct run *run, const char *path, struct place place, struct err *err)
{
    if (run->where) {
        snprintf(run->where->path, sizeof run->where->path, "%s", path);
        run->where->place = place;
    }
    return err_set(err, S_INTERRUPTED, "interrupted");
}

/* ---- articles ---- */

static enum status commit(struct run *run, struct err *err)
{
    if (run->group_articles == 0)
        return S_OK;
    enum status s = run->writer ? archive_commit(run->writer, err) : S_OK;
    if (s)
        return s;
    run->totals->committed += run->group_articles;
    run->group_articles = 0;
    if (run->listener && run->listener->committed)
        run->listener->committed(run->listener->context, run->totals);
    return S_OK;
}

static void count_taken(struct run *run, struct run_source *from, enum archive_change change)
{
    struct run_totals *t = run->totals;
    uint64_t *counts[] = {[ARCHIVE_ADDED] = &t->added,
                          [ARCHIVE_UPDATED] = &t->updated,
                          [ARCHIVE_UNCHANGED] = &t->unchanged,
                          [ARCHIVE_IGNORED] = &t->ignored};
    uint64_t bytes = article_get(&run->article, FIELD_HEADLINE).len + article_get(&run->article, FIELD_BODY).len;
    ++*counts[change];
    t->records++;
    t->bytes += bytes;
    from->taken++;
    run->group_articles++;
}

/* The civil day of the file's last change, for an article without a date. */
static void date_by_file(struct run *run, const struct source *source)
{
    int64_t mtime = source_mtime(source);
    if (!run->options->mtime_date || !mtime || run->article.published.precision != DATE_NONE)
        return;
    int64_t into_day = mtime % DAY_SECONDS;
    mtime -= into_day < 0 ? into_day + DAY_SECONDS : into_day;
    if (article_get(&run->article, FIELD_ID).len == 0) {
        /* the content's own id: a file that is touched is no new article */
        struct buf id = {0};
        archive_content_id(&run->article, &id);
        article_set(&run->article, FIELD_ID, buf_str(&id));
        buf_release(&id);
    }
    run->article.published = (struct date){.seconds = mtime, .precision = DATE_DAY};
    run->article.date_origin = DATE_FROM_FILE;
}

/* Whether the article is in the language that was asked for. One whose language is not known is not. */
static bool is_in_language(const struct run *run)
{
    char code[LANGUAGE_CODE_MAX];
    return !*run->language ||
           (language_code_of(article_get(&run->article, FIELD_LANG), code) && strcmp(code, run->language) == 0);
}

static enum status put(struct run *run, enum archive_change *change, struct err *err)
{
    if (run->writer)
        return archive_put(run->writer, &run->article, run->options->keep, change, err);
    *change = ARCHIVE_ADDED;
    enum status s = archive_check_id(article_get(&run->article, FIELD_ID), err); /* as archive_put does */
    return s ? s : run->take(run->take_context, &run->article, err);
}

static enum status take_article(struct run *run, const struct source *source, struct run_source *from,
                                struct reader *reader, struct err *err)
{
    enum archive_change change;
    struct err why;
    if (!is_in_language(run)) {
        struct str lang = article_get(&run->article, FIELD_LANG);
        reader_refuse(reader, REJECT_LANGUAGE, err, "in another language: %.*s", lang.len ? (int)lang.len : 7,
                      lang.len ? lang.ptr : "unknown");
        reject(run, from, REJECT_LANGUAGE, reader_place(reader), err);
        return S_OK;
    }
    date_by_file(run, source);
    enum status s = put(run, &change, &why);
    if (s == S_INPUT) {
        reader_refuse(reader, REJECT_BAD_ID, err, "%s", why.text);
        reject(run, from, REJECT_BAD_ID, reader_place(reader), err);
        return S_OK;
    }
    if (s)
        return err_set(err, s, "%s", why.text);
    count_taken(run, from, change);
    uint32_t most = run->options->group_articles;
    bool full = (run->writer && archive_wants_commit(run->writer)) || (most && run->group_articles >= most);
    return full ? commit(run, err) : S_OK;
}

/* ---- sources ---- */

/* Judges how a source ended: damage and failures to read are its own affair, the rest ends the run. */
static enum status end_of_source(struct run *run, struct run_source *from, struct place place, enum status s,
                                 struct err *err)
{
    switch (s) {
    case S_INPUT:
        reject(run, from, REJECT_DAMAGED, place, err);
        return S_OK;
    case S_IO:
        reject(run, from, REJECT_UNREADABLE, place, err);
        return S_OK;
    case S_INTERRUPTED:
        return stop_at(run, from->path, place, err);
    default:
        return s;
    }
}

static enum status run_reader(struct run *run, struct source *source, struct run_source *from, struct reader *reader,
                              struct err *err)
{
    enum status s, record;
    while (reader_next(reader, &run->article, &record, err)) {
        struct place place = reader_place(reader);
        if (stopped(run))
            return stop_at(run, from->path, place, err);
        if (record == S_OK && (s = take_article(run, source, from, reader, err)))
            return s;
        if (record != S_OK)
            reject(run, from, reader_reject(reader), place, err);
        tell_progress(run);
    }
    return end_of_source(run, from, reader_place(reader), record, err);
}

/* Opens a path; a wait for a named pipe that a signal ended goes on unless the run is to stop. */
static enum status open_source(struct run *run, const char *path, struct source **source, struct err *err)
{
    enum status s;
    do
        s = source_open(path, source, err);
    while (s == S_INTERRUPTED && !stopped(run));
    return s;
}

static enum status run_articles(struct run *run, struct source *source, struct run_source *from, struct err *err)
{
    struct reader *reader;
    enum status s = reader_open(source, run->options->format, run->map, &reader, err);
    if (s == S_INPUT) {
        reject(run, from, REJECT_NOT_TEXT, nowhere, err);
        return S_OK;
    }
    if (s)
        return s == S_INTERRUPTED ? stop_at(run, from->path, nowhere, err) : s;
    from->format = reader_format(reader);
    s = run_reader(run, source, from, reader, err);
    reader_close(reader);
    return s;
}

static enum status run_source(struct run *run, struct source *source, unsigned depth, struct err *err);

/* The members of a container, each a source of its own. */
static enum status run_members(struct run *run, struct run_source *from, struct container *container, unsigned depth,
                               struct err *err)
{
    struct source *member;
    enum status s, given;
    while (container_next(container, &member, &given, err)) {
        if (stopped(run))
            return stop_at(run, from->path, nowhere, err);
        if (given)
            reject(run, from, REJECT_UNREADABLE, nowhere, err);
        else if ((s = run_source(run, member, depth, err)))
            return s;
    }
    return end_of_source(run, from, nowhere, given, err);
}

static enum status open_container(struct run *run, struct source *source, struct run_source *from, unsigned depth,
                                  struct container **out, struct err *err)
{
    *out = NULL;
    if (depth > CONTAINER_DEPTH_MAX) {
        err_set(err, S_INPUT, "%s: an archive in an archive in an archive: unpack it first", from->path);
        reject(run, from, REJECT_TOO_DEEP, nowhere, err);
        return S_OK;
    }
    enum status s = container_open(source, out, err);
    if (s == S_INPUT) {
        reject(run, from, REJECT_NOT_TEXT, nowhere, err);
        return S_OK;
    }
    return s ? end_of_source(run, from, nowhere, s, err) : S_OK;
}

/* A container is told as a source only when there is something to say of it. */
static enum status run_container(struct run *run, struct source *source, unsigned depth, struct err *err)
{
    struct run_source from = {.path = source_path(source), .format = ""};
    struct container *container;
    enum status s = open_container(run, source, &from, depth, &container, err);
    if (container)
        s = run_members(run, &from, container, depth, err);
    container_close(container);
    if (run_rejected(from.rejected))
        tell_source(run, &from);
    return s;
}

/* A source inside `depth` containers. */
static enum status run_source(struct run *run, struct source *source, unsigned depth, struct err *err)
{
    struct run_source from = {.path = source_path(source), .format = ""};
    struct str head;
    source_stop_on(source, run->options->stop);
    enum status s = source_peek(source, &head, err);
    if (!s && container_begins(head))
        return run_container(run, source, depth + 1, err);
    run->totals->files += !s;
    s = s ? end_of_source(run, &from, nowhere, s, err) : run_articles(run, source, &from, err);
    tell_source(run, &from);
    return s;
}

static enum status run_path(struct run *run, const char *path, struct err *err)
{
    struct source *source;
    enum status s = open_source(run, path, &source, err);
    if (s == S_INTERRUPTED)
        return stop_at(run, path, nowhere, err);
    if (s == S_NOMEM)
        return s;
    if (s) {
        reject_path(run, path, err);
        return S_OK;
    }
    run->outer = source;
    s = run_source(run, source, 0, err);
    source_close(source);
    return s;
}

static enum status run_paths(struct run *run, struct source_list *list, struct err *err)
{
    const char *path;
    enum status s;
    while (source_list_next(list, &path, &s, err)) {
        if (s == S_NOMEM)
            return s;
        if (stopped(run))
            return stop_at(run, path, nowhere, err);
        if (s)
            reject_path(run, path, err);
        else if ((s = run_path(run, path, err)))
            return s;
    }
    return S_OK;
}

/* Commits what is whole, also when the user stopped the run; that status is kept, and merging left to the next run. */
static enum status finish(struct run *run, enum status s, struct err *err)
{
    if (s != S_OK && s != S_INTERRUPTED)
        return s;
    enum status committed = commit(run, err);
    if (!committed && s == S_OK && run->writer)
        committed = archive_tidy(run->writer, err);
    return committed && committed != S_INTERRUPTED ? committed : s;
}

bool run_knows_language(const char *language)
{
    char code[LANGUAGE_CODE_MAX];
    return language_code_of(str_of(language), code);
}

static enum status begin(struct run *run, const char *const *paths, size_t count, struct source_list **list,
                         struct err *err)
{
    const char *language = run->options->language;
    *run->totals = (struct run_totals){0};
    run->started = run->told = clock_ns();
    if (language && !language_code_of(str_of(language), run->language))
        return err_set(err, S_USAGE, "no such language: %.40s", language);
    enum status s = field_map_new(run->options->map, &run->map, err);
    if (!s)
        s = source_list_new(paths, count, list, err);
    if (!s && run->listener)
        source_list_tell_passed(*list, run->listener->passed, run->listener->context);
    return s;
}

static enum status run_all(struct run *run, const char *const *paths, size_t count, struct err *err)
{
    struct err text; /* reasons for rejects are needed even when the caller wants none */
    struct source_list *list = NULL;
    if (!err)
        err = &text;
    enum status s = begin(run, paths, count, &list, err);
    if (!s)
        s = finish(run, run_paths(run, list, err), err);
    run->totals->seconds = (double)(clock_ns() - run->started) / 1e9;
    source_list_free(list);
    field_map_free(run->map);
    article_release(&run->article);
    return s;
}

enum status run_index(struct archive_writer *writer, const char *const *paths, size_t count,
                      const struct run_options *options, const struct run_listener *listener, struct run_totals *totals,
                      struct run_stop *where, struct err *err)
{
    struct run run = {.writer = writer, .options = options, .listener = listener, .totals = totals, .where = where};
    return run_all(&run, paths, count, err);
}

enum status run_convert(run_take *take, void *context, const char *const *paths, size_t count,
                        const struct run_options *options, const struct run_listener *listener,
                        struct run_totals *totals, struct run_stop *where, struct err *err)
{
    struct run run = {.take = take,
                      .take_context = context,
                      .options = options,
                      .listener = listener,
                      .totals = totals,
                      .where = where};
    return run_all(&run, paths, count, err);
}
