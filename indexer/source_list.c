/* The walk over paths: a stack of open directories, each with its names read and sorted at once, so that depth costs
 * memory and never the machine's stack. A directory behind a symbolic link is entered only when it was named by the
 * caller, so no loop can arise. */
#include "indexer/source.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "archive/archive.h"

struct directory {
    char *path;       /* without a slash at the end, unless it is "/" */
    struct buf names; /* each with its NUL */
    const char **sorted;
    size_t count, at;
};

struct source_list {
    const char *const *paths;
    size_t count, at;
    struct directory *stack;
    size_t depth, capacity;
    struct buf path; /* what was given last */
    source_passed *passed;
    void *passed_context;
};

static void directory_release(struct directory *d)
{
    free(d->path);
    free(d->sorted);
    buf_release(&d->names);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Reads all names that are not hidden into d->names. */
static enum status read_names(DIR *dir, struct directory *d, struct err *err)
{
    struct dirent *entry;
    for (errno = 0; (entry = readdir(dir)); errno = 0) {
        if (entry->d_name[0] == '.')
            continue;
        buf_append(&d->names, entry->d_name, strlen(entry->d_name) + 1);
        d->count++;
    }
    if (errno)
        return err_set(err, S_IO, "cannot read directory %s: %s", d->path, strerror(errno));
    return buf_status(&d->names, err);
}

static enum status sort_names(struct directory *d, struct err *err)
{
    d->sorted = malloc((d->count + 1) * sizeof *d->sorted);
    if (!d->sorted)
        return err_no_memory(err);
    const char *name = d->names.data;
    for (size_t i = 0; i < d->count; i++, name += strlen(name) + 1)
        d->sorted[i] = name;
    qsort(d->sorted, d->count, sizeof *d->sorted, compare_names);
    return S_OK;
}

static enum status directory_open(const char *path, struct directory *d, struct err *err)
{
    *d = (struct directory){.path = strdup(path)};
    if (!d->path)
        return err_no_memory(err);
    size_t len = strlen(path);
    while (len > 1 && d->path[len - 1] == '/')
        d->path[--len] = '\0';
    DIR *dir = opendir(path);
    if (!dir)
        return err_set(err, S_IO, "cannot read directory %s: %s", path, strerror(errno));
    enum status s = read_names(dir, d, err);
    closedir(dir);
    return s ? s : sort_names(d, err);
}

static enum status push(struct source_list *l, const char *path, struct err *err)
{
    if (l->depth == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : 8;
        struct directory *stack = realloc(l->stack, capacity * sizeof *stack);
        if (!stack)
            return err_no_memory(err);
        l->stack = stack;
        l->capacity = capacity;
    }
    enum status s = directory_open(path, &l->stack[l->depth], err);
    if (s)
        directory_release(&l->stack[l->depth]);
    else
        l->depth++;
    return s;
}

enum status source_list_new(const char *const *paths, size_t count, struct source_list **out, struct err *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return err_no_memory(err);
    (*out)->paths = paths;
    (*out)->count = count;
    return S_OK;
}

void source_list_tell_passed(struct source_list *l, source_passed *passed, void *context)
{
    l->passed = passed;
    l->passed_context = context;
}

void source_list_free(struct source_list *l)
{
    if (!l)
        return;
    while (l->depth)
        directory_release(&l->stack[--l->depth]);
    free(l->stack);
    buf_release(&l->path);
    free(l);
}

/* What a path is to the walk. */
enum found { FOUND_FILE, FOUND_DIRECTORY, FOUND_NOTHING, FOUND_FAILURE };

/* A path that the caller named: links are followed, and a pipe or a device is read. */
static enum found look_at_named(const char *path, enum status *status, struct err *err)
{
    struct stat st;
    if (strcmp(path, "-") == 0)
        return FOUND_FILE;
    if (stat(path, &st)) {
        *status = err_set(err, S_IO, "cannot read %s: %s", path, strerror(errno));
        return FOUND_FAILURE;
    }
    if (S_ISDIR(st.st_mode) && archive_is_at(path)) {
        *status = err_set(err, S_IO, "%s is an archive, not a directory of articles", path);
        return FOUND_FAILURE;
    }
    return S_ISDIR(st.st_mode) ? FOUND_DIRECTORY : FOUND_FILE;
}

/* What is neither a file nor a directory. */
static const char *name_of_special(mode_t mode)
{
    return S_ISFIFO(mode) ? "a named pipe" : S_ISSOCK(mode) ? "a socket" : "a device";
}

/* A path met in a directory; *what names what is passed over. */
static enum found look_at_met(const char *path, const char **what, enum status *status, struct err *err)
{
    struct stat st;
    int failed = lstat(path, &st);
    bool link = !failed && S_ISLNK(st.st_mode);
    if (link)
        failed = stat(path, &st);
    if (failed) {
        *status = err_set(err, S_IO, "cannot read %s: %s", path, strerror(errno));
        return FOUND_FAILURE;
    }
    if (S_ISREG(st.st_mode))
        return FOUND_FILE;
    if (S_ISDIR(st.st_mode) && !link && !archive_is_at(path))
        return FOUND_DIRECTORY;
    *what = !S_ISDIR(st.st_mode) ? name_of_special(st.st_mode) : link ? "a link to a directory" : "an archive";
    return FOUND_NOTHING;
}

/* Takes the next path, from the innermost directory or from the caller's list, into l->path; false at the end. */
static bool next_path(struct source_list *l, bool *named)
{
    while (l->depth && l->stack[l->depth - 1].at == l->stack[l->depth - 1].count)
        directory_release(&l->stack[--l->depth]);
    *named = l->depth == 0;
    buf_reset(&l->path);
    if (*named) {
        if (l->at == l->count)
            return false;
        buf_append_text(&l->path, l->paths[l->at++]);
        return true;
    }
    struct directory *d = &l->stack[l->depth - 1];
    buf_append_text(&l->path, d->path);
    if (strcmp(d->path, "/") != 0)
        buf_append_byte(&l->path, '/');
    buf_append_text(&l->path, d->sorted[d->at++]);
    return true;
}

bool source_list_next(struct source_list *l, const char **path, enum status *status, struct err *err)
{
    bool named;
    *status = S_OK;
    while (next_path(l, &named)) {
        *path = buf_text(&l->path);
        if ((*status = buf_status(&l->path, err)))
            return true;
        const char *what;
        enum found found = named ? look_at_named(*path, status, err) : look_at_met(*path, &what, status, err);
        if (found == FOUND_NOTHING && l->passed)
            l->passed(l->passed_context, *path, what);
        if (found == FOUND_DIRECTORY && (*status = push(l, *path, err)))
            return true;
        if (found == FOUND_FILE || found == FOUND_FAILURE)
            return true;
    }
    return false;
}
