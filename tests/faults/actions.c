#include "tests/faults/actions.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/archive.h"

/* ---- changes ---- */

static enum status open_writer(const struct places *p, struct archive_writer **out, struct err *err)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    enum status s = archive_writer_open(p->archive, &settings, out, err);
    if (!s)
        archive_writer_tune(*out, 4 << 20, 1);
    return s;
}

static enum status put(struct archive_writer *w, int from, int to, int version, struct err *err)
{
    struct article article = {0};
    enum archive_change change;
    enum status s = S_OK;
    char text[160];
    for (int i = from; !s && i < to; i++) {
        article_reset(&article);
        snprintf(text, sizeof text, "n%d", i);
        article_set(&article, FIELD_ID, str_of(text));
        snprintf(text, sizeof text, "Report %d of version v%d", i, version);
        article_set(&article, FIELD_HEADLINE, str_of(text));
        snprintf(text, sizeof text, "Everywhere stands w%d beside w%d; number %d, v%d", i % 7, i % 31, i, version);
        article_set(&article, FIELD_BODY, str_of(text));
        s = archive_put(w, &article, false, &change, err);
    }
    article_release(&article);
    return s;
}

static enum status take_out(struct archive_writer *w, int from, int to, struct err *err)
{
    enum status s = S_OK;
    for (int i = from; !s && i < to; i++) {
        char id[16];
        bool found;
        snprintf(id, sizeof id, "n%d", i);
        s = archive_remove(w, str_of(id), &found, err);
    }
    return s;
}

/* Seals what is there into a segment, which merges nothing: a backup does. */
static enum status seal(struct archive_writer *w, const struct places *p, struct err *err)
{
    enum status s = archive_backup(w, p->copy, err);
    remove_tree(p->copy);
    return s;
}

/* A change of articles: those of a range are put, and those of another taken out. */
struct change {
    int put_from, put_to, version, out_from, out_to;
};

static enum status stage_change(struct archive_writer *w, const struct change *c, struct err *err)
{
    enum status s = put(w, c->put_from, c->put_to, c->version, err);
    return s ? s : take_out(w, c->out_from, c->out_to, err);
}

static enum status change_archive(const struct places *p, const struct change *c, void (*acknowledge)(void),
                                  struct err *err)
{
    struct archive_writer *w;
    enum status s = open_writer(p, &w, err);
    if (s)
        return s;
    s = stage_change(w, c, err);
    bool staged = !s;
    if (staged)
        s = archive_commit(w, err);
    /* A caller may try once more: when that is told to have worked, it has. */
    if (!s || (staged && archive_commit(w, NULL) == S_OK))
        acknowledge();
    archive_writer_close(w);
    return s;
}

/* ---- archives to begin with ---- */

/* Makes an archive by changes; behind each of the first `sealed` what is there becomes a segment. */
static enum status make(const struct places *p, const struct change *c, size_t changes, size_t sealed, struct err *err)
{
    struct archive_writer *w;
    enum status s = open_writer(p, &w, err);
    if (s)
        return s;
    for (size_t i = 0; !s && i < changes; i++) {
        s = stage_change(w, &c[i], err);
        if (!s)
            s = archive_commit(w, err);
        if (!s && i < sealed)
            s = seal(w, p, err);
    }
    archive_writer_close(w);
    return s;
}

static enum status make_live(const struct places *p, struct err *err)
{
    const struct change c[] = {{0, 40, 1, 0, 0}, {20, 25, 2, 0, 5}};
    return make(p, c, 2, 0, err);
}

static enum status make_segment(const struct places *p, struct err *err)
{
    const struct change c[] = {{0, 60, 1, 0, 0}};
    return make(p, c, 1, 1, err);
}

/* A segment and a live store that hides some of it. */
static enum status make_both(const struct places *p, struct err *err)
{
    const struct change c[] = {{0, 400, 1, 0, 0}, {390, 420, 2, 0, 5}};
    return make(p, c, 2, 1, err);
}

static enum status make_large(const struct places *p, struct err *err)
{
    const struct change c[] = {{0, 1100, 1, 0, 0}};
    return make(p, c, 1, 1, err);
}

/* Three segments, of which the first two have removals files. */
static enum status make_three(const struct places *p, struct err *err)
{
    const struct change c[] = {{0, 80, 1, 0, 0}, {70, 150, 2, 3, 9}, {140, 200, 3, 20, 25}};
    return make(p, c, 3, 3, err);
}

/* ---- actions ---- */

static enum status build_bulk(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return change_archive(p, &(struct change){0, 1000, 1, 0, 0}, acknowledge, err);
}

static enum status build_small(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return change_archive(p, &(struct change){0, 30, 1, 0, 0}, acknowledge, err);
}

static enum status change_small(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return change_archive(p, &(struct change){10, 50, 3, 5, 8}, acknowledge, err);
}

static enum status change_bulk(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return change_archive(p, &(struct change){300, 1300, 3, 10, 30}, acknowledge, err);
}

static enum status remove_bulk(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return change_archive(p, &(struct change){0, 0, 0, 50, 1060}, acknowledge, err);
}

static enum status upkeep(const struct places *p, void (*acknowledge)(void), bool copies, struct err *err)
{
    struct archive_writer *w;
    enum status s = open_writer(p, &w, err);
    if (s)
        return s;
    s = copies ? archive_backup(w, p->copy, err) : archive_compact(w, err);
    if (!s)
        acknowledge();
    archive_writer_close(w);
    return s;
}

static enum status compact(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return upkeep(p, acknowledge, false, err);
}

static enum status backup(const struct places *p, void (*acknowledge)(void), struct err *err)
{
    return upkeep(p, acknowledge, true, err);
}

const struct action actions[] = {
    {"bulk build", false, NULL, build_bulk},
    {"small build", false, NULL, build_small},
    {"small change of a live store", false, make_live, change_small},
    {"small change of a segment", false, make_segment, change_small},
    {"small change of both", false, make_both, change_small},
    {"bulk change", false, make_both, change_bulk},
    {"bulk removal", false, make_large, remove_bulk},
    {"merge", false, make_three, compact},
    {"seal", false, make_live, compact},
    {"backup", true, make_both, backup},
};
const size_t action_count = sizeof actions / sizeof *actions;

/* ---- states ---- */

static enum status count_hits(struct store *store, const char *term, uint64_t *hits, struct err *err)
{
    struct cursor *c = NULL;
    enum status s = store_cursor(store, str_of(term), &c, err);
    while (!s && !(s = cursor_seek(c, c->document + 1, err)) && c->document != CURSOR_END)
        ++*hits;
    cursor_close(c);
    return s;
}

static enum status read_store(struct store *store, struct state *out, struct err *err)
{
    static const enum field field[] = {FIELD_ID, FIELD_HEADLINE, FIELD_BODY};
    struct cursor *all = NULL;
    struct article article = {0};
    enum status s = store_cursor(store, (struct str){0}, &all, err);
    while (!s && !(s = cursor_seek(all, all->document + 1, err)) && all->document != CURSOR_END) {
        uint64_t hash = 0;
        s = store_article(store, all->document, &article, err);
        for (size_t i = 0; i < sizeof field / sizeof *field; i++) {
            struct str value = article_get(&article, field[i]);
            hash = XXH3_64bits_withSeed(value.len ? value.ptr : "", value.len, hash);
        }
        out->articles++;
        out->content += hash;
    }
    cursor_close(all);
    article_release(&article);
    return s;
}

static void count_segment(void *context, const struct archive_part *part)
{
    struct state *out = context;
    out->segments += part->is_segment;
}

enum status state_read(const char *path, struct state *out, struct err *err)
{
    static const char *const term[STATE_TERMS] = {"everywher", "w3", "v1", "v3"};
    struct archive *archive;
    struct archive_counts counts;
    *out = (struct state){0};
    enum status s = archive_open(path, &archive, err);
    if (s)
        return s;
    for (size_t i = 0; !s && i < archive_store_count(archive); i++) {
        s = read_store(archive_store(archive, i), out, err);
        for (size_t k = 0; !s && k < STATE_TERMS; k++)
            s = count_hits(archive_store(archive, i), term[k], &out->hits[k], err);
    }
    archive_counts(archive, &counts);
    out->hidden = counts.hidden;
    if (!s)
        s = archive_parts(archive, count_segment, out, err);
    archive_close(archive);
    return s;
}

bool state_equal(const struct state *a, const struct state *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

struct known {
    const char *name;
    bool found;
};

static void compare_name(void *context, const struct archive_part *part)
{
    struct known *k = context;
    k->found |= strcmp(part->name, k->name) == 0;
}

void find_leftovers(const char *path, char *out, size_t capacity)
{
    struct archive *archive;
    size_t used = 0;
    out[0] = '\0';
    if (archive_open(path, &archive, NULL) != S_OK)
        return;
    DIR *directory = opendir(path);
    for (struct dirent *e; directory && (e = readdir(directory));) {
        struct known k = {e->d_name, strcmp(e->d_name, "lock") == 0 || e->d_name[strspn(e->d_name, ".")] == '\0'};
        archive_parts(archive, compare_name, &k, NULL);
        if (!k.found && used < capacity)
            used += (size_t)snprintf(out + used, capacity - used, " %s", e->d_name);
    }
    if (directory)
        closedir(directory);
    archive_close(archive);
}

/* ---- trees ---- */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

void remove_tree(const char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void copy_file(const char *from, const char *to)
{
    char piece[65536];
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    for (size_t got; in && out && (got = fread(piece, 1, sizeof piece, in)) > 0;)
        fwrite(piece, 1, got, out);
    if (!in || !out || ferror(out)) {
        perror(to);
        exit(2);
    }
    fclose(in);
    fclose(out);
}

void copy_tree(const char *from, const char *to)
{
    DIR *directory = opendir(from);
    struct buf source = {0}, target = {0};
    mkdir(to, 0777);
    for (struct dirent *e; directory && (e = readdir(directory));) {
        buf_reset(&source);
        buf_reset(&target);
        buf_printf(&source, "%s/%s", from, e->d_name);
        buf_printf(&target, "%s/%s", to, e->d_name);
        if (e->d_type == DT_DIR && e->d_name[strspn(e->d_name, ".")] != '\0')
            copy_tree(buf_text(&source), buf_text(&target));
        else if (e->d_type != DT_DIR)
            copy_file(buf_text(&source), buf_text(&target));
    }
    if (directory)
        closedir(directory);
    buf_release(&source);
    buf_release(&target);
}
