#include "tests/faults/power_cut.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "core/buf.h"

enum { FILES_MAX = 1024, NAME_BYTES = 64 };

struct entry {
    char name[NAME_BYTES];
    struct node *node;
};

/* The entries of a directory, in the order in which they came. */
struct names {
    struct entry *entry;
    size_t count;
};

/* A write since the last sync, or a truncation to `offset` bytes. */
struct change {
    uint64_t offset;
    struct buf bytes;
    bool truncates;
};

struct node {
    bool is_directory;
    struct names now, synced;
    struct buf bytes; /* as synced */
    struct change *change;
    size_t changes;
    struct node *next; /* of all nodes */
};

struct cut_disk {
    char *root;
    struct node *top, *all;
    struct node *open[FILES_MAX];
};

static void *must(void *memory)
{
    if (!memory) {
        fputs("power_cut: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

static struct node *new_node(struct cut_disk *d, bool is_directory)
{
    struct node *n = must(calloc(1, sizeof *n));
    n->is_directory = is_directory;
    n->next = d->all;
    d->all = n;
    return n;
}

/* ---- names ---- */

static struct entry *find(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->entry[i].name, name) == 0)
            return &names->entry[i];
    return NULL;
}

static void name_node(struct names *names, const char *name, struct node *node)
{
    struct entry *there = find(names, name);
    if (!there) {
        names->entry = must(realloc(names->entry, (names->count + 1) * sizeof *names->entry));
        there = &names->entry[names->count++];
        snprintf(there->name, sizeof there->name, "%s", name);
    }
    there->node = node;
}

static bool forget_name(struct names *names, const char *name)
{
    struct entry *there = find(names, name);
    if (!there)
        return false;
    *there = names->entry[--names->count];
    return true;
}

static void copy_names(const struct names *from, struct names *to)
{
    to->count = 0;
    for (size_t i = 0; i < from->count; i++)
        name_node(to, from->entry[i].name, from->entry[i].node);
}

/* The directory that a path lies in, and its last piece; *name is "" for the root itself. */
static struct node *find_parent(struct cut_disk *d, const char *path, char name[NAME_BYTES])
{
    struct node *node = d->top;
    const char *at = path + strlen(d->root);
    for (name[0] = '\0';;) {
        at += strspn(at, "/");
        if (!*at)
            return node;
        if (name[0]) {
            struct entry *there = find(&node->now, name);
            if (!there || !there->node->is_directory)
                return NULL;
            node = there->node;
        }
        size_t len = strcspn(at, "/");
        snprintf(name, NAME_BYTES, "%.*s", (int)len, at);
        at += len;
    }
}

/* ---- loading ---- */

static void load_file(struct node *n, const char *path)
{
    char piece[65536];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    for (ssize_t got; fd >= 0 && (got = read(fd, piece, sizeof piece)) > 0;)
        buf_append(&n->bytes, piece, (size_t)got);
    if (fd >= 0)
        close(fd);
}

static void load_directory(struct cut_disk *d, struct node *n, const char *path)
{
    DIR *directory = opendir(path);
    for (struct dirent *e; directory && (e = readdir(directory));) {
        struct stat info;
        struct buf child = {0};
        buf_printf(&child, "%s/%s", path, e->d_name);
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0 && stat(buf_text(&child), &info) == 0) {
            struct node *made = new_node(d, S_ISDIR(info.st_mode));
            name_node(&n->now, e->d_name, made);
            if (made->is_directory)
                load_directory(d, made, buf_text(&child));
            else
                load_file(made, buf_text(&child));
        }
        buf_release(&child);
    }
    if (directory)
        closedir(directory);
    copy_names(&n->now, &n->synced);
}

struct cut_disk *cut_load(const char *root)
{
    struct cut_disk *d = must(calloc(1, sizeof *d));
    d->root = must(strdup(root));
    d->top = new_node(d, true);
    load_directory(d, d->top, root);
    return d;
}

static void drop_changes(struct node *n)
{
    for (size_t i = 0; i < n->changes; i++)
        buf_release(&n->change[i].bytes);
    n->changes = 0;
}

void cut_free(struct cut_disk *d)
{
    for (struct node *n = d->all, *next; n; n = next) {
        next = n->next;
        drop_changes(n);
        free(n->change);
        free(n->now.entry);
        free(n->synced.entry);
        buf_release(&n->bytes);
        free(n);
    }
    free(d->root);
    free(d);
}

/* ---- doing operations again ---- */

static void add_change(struct node *n, uint64_t offset, const char *bytes, size_t len, bool truncates)
{
    n->change = must(realloc(n->change, (n->changes + 1) * sizeof *n->change));
    struct change *c = &n->change[n->changes++];
    *c = (struct change){.offset = offset, .truncates = truncates};
    buf_append(&c->bytes, bytes, len);
}

/* Puts the first bytes of a change into a file's content, from `skip` on. With `space_only` what is new gets its place,
 * filled with zeros, and nothing is written over. */
static void make_change(const struct change *c, size_t skip, size_t len, bool space_only, struct buf *content)
{
    if (c->truncates) {
        buf_truncate(content, c->offset);
        if (content->len < c->offset)
            buf_append_repeat(content, '\0', c->offset - content->len);
        return;
    }
    size_t from = c->offset + skip, end = c->offset + len;
    if (content->len < end)
        buf_append_repeat(content, '\0', end - content->len);
    if (!space_only)
        memcpy(content->data + from, c->bytes.data + skip, len - skip);
}

static bool sync_node(struct node *n)
{
    if (n->is_directory)
        copy_names(&n->now, &n->synced);
    for (size_t i = 0; i < n->changes; i++)
        make_change(&n->change[i], 0, n->change[i].bytes.len, false, &n->bytes);
    drop_changes(n);
    return true;
}

static bool open_node(struct cut_disk *d, const struct faulty_record *r, const char *path)
{
    char name[NAME_BYTES];
    struct node *parent = find_parent(d, path, name), *node = d->top;
    if (!parent)
        return false;
    if (name[0]) {
        struct entry *there = find(&parent->now, name);
        node = there ? there->node : new_node(d, false);
        name_node(&parent->now, name, node);
        if (there && r->empties)
            add_change(node, 0, NULL, 0, true);
    }
    d->open[r->fd] = node;
    return true;
}

static bool change_names(struct cut_disk *d, const struct faulty_record *r, const char *path, const char *other)
{
    char name[NAME_BYTES], new_name[NAME_BYTES];
    struct node *parent = find_parent(d, path, name), *to = other[0] ? find_parent(d, other, new_name) : NULL;
    if (!parent || (other[0] && !to))
        return false;
    if (r->kind == FAULTY_MKDIR) {
        name_node(&parent->now, name, new_node(d, true));
        return true;
    }
    struct entry *there = find(&parent->now, name);
    if (!there)
        return false;
    struct node *node = there->node;
    if (r->kind != FAULTY_LINK)
        forget_name(&parent->now, name);
    if (to)
        name_node(&to->now, new_name, node);
    return true;
}

bool cut_apply(struct cut_disk *d, const struct faulty_record *r, const char *path, const char *other,
               const char *bytes)
{
    struct node *node = r->fd >= 0 && r->fd < FILES_MAX ? d->open[r->fd] : NULL;
    switch (r->kind) {
    case FAULTY_OPEN:
        return open_node(d, r, path);
    case FAULTY_RENAME:
    case FAULTY_LINK:
    case FAULTY_UNLINK:
    case FAULTY_RMDIR:
    case FAULTY_MKDIR:
        return change_names(d, r, path, other);
    case FAULTY_ACKNOWLEDGE:
        return true;
    default:
        break;
    }
    if (!node)
        return false;
    if (r->kind == FAULTY_CLOSE)
        d->open[r->fd] = NULL;
    else if (r->kind == FAULTY_SYNC)
        return sync_node(node);
    else
        add_change(node, r->offset, bytes, r->bytes, r->kind == FAULTY_TRUNCATE);
    return true;
}

/* ---- the cut ---- */

/* Which part of the pending bytes of a file is left: from `first` to below `last`. */
static void content_after(const struct node *n, enum cut_data data, struct buf *out)
{
    uint64_t total = 0, at = 0;
    for (size_t i = 0; i < n->changes; i++)
        total += n->change[i].bytes.len;
    uint64_t first = data == CUT_DATA_LAST_HALF ? total / 2 : 0;
    uint64_t last = data == CUT_DATA_FIRST_HALF ? total / 2 : total;
    buf_append(out, n->bytes.data, n->bytes.len);
    for (size_t i = 0; i < n->changes && data != CUT_DATA_LOST; i++) {
        const struct change *c = &n->change[i];
        uint64_t end = at + c->bytes.len, skip = first > at ? first - at : 0;
        uint64_t len = end > last ? (last > at ? last - at : 0) : c->bytes.len;
        if (c->truncates || skip < len)
            make_change(c, skip, len, data == CUT_DATA_ZEROS, out);
        at = end;
    }
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    return XXH3_64bits_withSeed(len ? bytes : "", len, hash);
}

static uint64_t write_node(const struct node *n, enum cut_data data, enum cut_names names, const char *to, int depth)
{
    uint64_t hash = 0;
    struct buf path = {0}, content = {0};
    const struct names *left = names == CUT_NAMES_KEPT ? &n->now : &n->synced;
    if (!n->is_directory) {
        content_after(n, data, &content);
        int fd = to ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
        if (to && (fd < 0 || write(fd, content.data ? content.data : "", content.len) != (ssize_t)content.len)) {
            perror(to);
            exit(2);
        }
        if (fd >= 0)
            close(fd);
        hash = mix(1, content.data, content.len);
    } else if (to && depth) {
        mkdir(to, 0777);
    }
    for (size_t i = 0; i < left->count; i++) {
        buf_reset(&path);
        buf_printf(&path, "%s/%s", to ? to : "", left->entry[i].name);
        uint64_t child = write_node(left->entry[i].node, data, names, to ? buf_text(&path) : NULL, depth + 1);
        /* a sum: the order of names says nothing */
        hash += mix(child, left->entry[i].name, strlen(left->entry[i].name));
    }
    buf_release(&path);
    buf_release(&content);
    return hash;
}

uint64_t cut_write(const struct cut_disk *d, enum cut_data data, enum cut_names names, const char *to)
{
    return write_node(d->top, data, names, to, 0);
}
