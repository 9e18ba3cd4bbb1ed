/* MANIFEST is UTF-8 text, one `key value` a line, each line ended by a newline, in this order:
 *
 *     dateline-archive 7             the format's version
 *     generation 1                   decimal
 *     stemmer english                Snowball's name of the language, or none
 *     fingerprint 0123456789abcdef   of the analyzer, 16 hexadecimal digits
 *     identity 0123456789abcdef      of the analyzer's code, where it gave that fingerprint
 *     store article                  article: bodies are stored; fields: all but the bodies
 *     next 14                        number of the next file
 *     live live.000013               directory of the live store; - when there is none
 *     segment 12 106520 45123456 0123456789abcdef 3 0123456789abcdef
 *                                    for each segment: number, documents, bytes, checksum of its header, version of its
 *                                    removals file (0: none) and that file's checksum
 *     checksum 0123456789abcdef      XXH3 (64 bits, seed 0) of all bytes before this line
 *
 * A new manifest is written to MANIFEST.new, fsynced, renamed over MANIFEST, and the directory is fsynced; it is
 * fsynced before as well, so that the names of new files are there when the manifest is. */
#include "archive/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "archive/files.h"
#include "core/buf.h"

enum { MANIFEST_BYTES_MAX = 32 << 10 }; /* nine short lines, and one of at most 120 bytes a segment */

static enum status path_of(const char *archive, const char *name, struct buf *out, struct err *err)
{
    buf_reset(out);
    buf_printf(out, "%s/%s", archive, name);
    return buf_status(out, err);
}

/* ---- the ground ---- */

/* Whether a name is that of a store: live.000013, 000012.seg, 000012.del.3, and what a spool begins as. */
static bool is_store(const char *name)
{
    size_t digits = strspn(name, "0123456789");
    return strncmp(name, "live.", 5) == 0 ||
           (digits >= 6 && (strncmp(name + digits, ".seg", 4) == 0 || strncmp(name + digits, ".del.", 5) == 0));
}

static enum manifest_ground judge_entry(const char *name)
{
    if (strcmp(name, "MANIFEST") == 0)
        return GROUND_ARCHIVE;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lock") == 0 ||
        strcmp(name, "MANIFEST.new") == 0)
        return GROUND_FREE;
    return is_store(name) ? GROUND_DAMAGED : GROUND_FOREIGN;
}

enum status manifest_ground(const char *archive, enum manifest_ground *out, struct err *err)
{
    DIR *directory = opendir(archive);
    if (!directory && errno == ENOTDIR)
        return err_set(err, S_USAGE, "%s is a file, not an archive: an archive is a directory", archive);
    if (!directory)
        return err_set(err, errno == ENOENT ? S_NOT_FOUND : S_IO, "cannot open the archive %s: %s", archive,
                       strerror(errno));
    *out = GROUND_FREE;
    for (struct dirent *entry; *out != GROUND_ARCHIVE && (entry = readdir(directory));) {
        enum manifest_ground found = judge_entry(entry->d_name);
        if (found == GROUND_ARCHIVE || (found != GROUND_FREE && *out != GROUND_FOREIGN))
            *out = found;
    }
    closedir(directory);
    return S_OK;
}

bool archive_is_at(const char *path)
{
    static const char first[] = "dateline-archive ";
    char text[sizeof first] = "";
    struct buf name = {0};
    buf_printf(&name, "%s/MANIFEST", path);
    int fd = name.failed ? -1 : open(buf_text(&name), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool yes = fd >= 0 && read(fd, text, sizeof first - 1) == sizeof first - 1 && strcmp(text, first) == 0;
    if (fd >= 0)
        close(fd);
    buf_release(&name);
    return yes;
}

/* The real path of what is there, or of the directory that is to hold it; NULL when there is neither. */
static char *real_place(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = real || errno != ENOENT ? NULL : strdup(path);
    if (copy)
        real = realpath(dirname(copy), NULL);
    free(copy);
    return real;
}

bool archive_holds(const char *archive, const char *path)
{
    char *inner = real_place(path), *outer = realpath(archive, NULL);
    size_t len = outer ? strlen(outer) : 0;
    bool yes = inner && outer && strncmp(inner, outer, len) == 0 && (inner[len] == '/' || inner[len] == '\0');
    free(inner);
    free(outer);
    return yes;
}

static enum status explain_absence(const char *archive, struct err *err)
{
    enum manifest_ground ground;
    enum status s = manifest_ground(archive, &ground, err);
    if (s)
        return s;
    if (ground == GROUND_FOREIGN)
        return err_set(err, S_USAGE, "%s is not an archive: it has no MANIFEST (dateline index -a makes a new archive)",
                       archive);
    if (ground == GROUND_DAMAGED)
        return err_set(err, S_CORRUPT, "%s is damaged: its MANIFEST is missing, and its stores are there", archive);
    return err_set(err, S_NOT_FOUND, "there is no archive in %s yet: dateline index -a %s FILE makes it", archive,
                   archive);
}

/* ---- reading ---- */

static enum status read_text(const char *archive, const char *path, char *text, size_t *len, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return explain_absence(archive, err);
    if (fd < 0)
        return err_set(err, S_IO, "cannot open %s: %s", path, strerror(errno));
    ssize_t got;
    *len = 0;
    while ((got = read(fd, text + *len, MANIFEST_BYTES_MAX - *len)) > 0)
        *len += (size_t)got;
    int failure = errno;
    close(fd);
    return got < 0 ? err_set(err, S_IO, "cannot read %s: %s", path, strerror(failure)) : S_OK;
}

/* Takes `key value` off the text; false when the next line is not of that key or its value is empty or too long. */
static bool take_line(struct str *text, const char *key, char *value, size_t capacity)
{
    const char *newline = memchr(text->ptr, '\n', text->len);
    size_t key_len = strlen(key);
    if (!newline)
        return false;
    size_t line = (size_t)(newline - text->ptr);
    if (line <= key_len + 1 || memcmp(text->ptr, key, key_len) != 0 || text->ptr[key_len] != ' ')
        return false;
    size_t len = line - key_len - 1;
    if (len >= capacity || memchr(text->ptr + key_len + 1, '\0', len))
        return false;
    memcpy(value, text->ptr + key_len + 1, len);
    value[len] = '\0';
    *text = (struct str){newline + 1, text->len - line - 1};
    return true;
}

static bool take_number(struct str *text, const char *key, int base, uint64_t *out)
{
    char value[24], *end;
    if (!take_line(text, key, value, sizeof value) || strchr("+- ", value[0]))
        return false;
    errno = 0;
    *out = strtoull(value, &end, base);
    return errno == 0 && *end == '\0';
}

/* Reads the numbers of a `segment` line. */
static bool parse_segment(const char *value, struct manifest_segment *out)
{
    int end = 0;
    int read = sscanf(value, "%" SCNu32 " %" SCNu32 " %" SCNu64 " %" SCNx64 " %" SCNu32 " %" SCNx64 "%n", &out->number,
                      &out->documents, &out->bytes, &out->checksum, &out->removals, &out->removals_checksum, &end);
    return read == 6 && value[end] == '\0';
}

static bool take_segments(struct str *text, struct manifest *m)
{
    char value[128];
    while (take_line(text, "segment", value, sizeof value))
        if (m->segments == MANIFEST_SEGMENTS_MAX || !parse_segment(value, &m->segment[m->segments++]))
            return false;
    return true;
}

static bool take_live(struct str *text, struct manifest *m)
{
    if (!take_line(text, "live", m->live, sizeof m->live))
        return false;
    if (strcmp(m->live, "-") == 0)
        m->live[0] = '\0';
    return !m->live[0] || (strncmp(m->live, "live.", 5) == 0 && !strchr(m->live, '/'));
}

/* The checksum of what comes before it, in the one way of writing it: nothing else looks after its own line. */
static bool take_checksum(struct str *text, uint64_t checksum)
{
    char value[24], whole[24];
    snprintf(whole, sizeof whole, "%016" PRIx64, checksum);
    return take_line(text, "checksum", value, sizeof value) && strcmp(value, whole) == 0;
}

static bool parse(struct str text, struct manifest *m)
{
    struct str rest = text;
    uint64_t version, next;
    char store[16];

    bool good =
        take_number(&rest, "dateline-archive", 10, &version) && take_number(&rest, "generation", 10, &m->generation) &&
        take_line(&rest, "stemmer", m->settings.stemmer, sizeof m->settings.stemmer) &&
        take_number(&rest, "fingerprint", 16, &m->fingerprint) && take_number(&rest, "identity", 16, &m->identity) &&
        take_line(&rest, "store", store, sizeof store) && take_number(&rest, "next", 10, &next) && next <= UINT32_MAX &&
        take_live(&rest, m) && take_segments(&rest, m);
    if (!good)
        return false;
    m->checksum = XXH3_64bits(text.ptr, text.len - rest.len);
    if (!take_checksum(&rest, m->checksum) || rest.len > 0)
        return false;
    m->next = (uint32_t)next;
    m->settings.store_bodies = strcmp(store, "article") == 0;
    return m->settings.store_bodies || strcmp(store, "fields") == 0;
}

enum status manifest_read(const char *archive, struct manifest *out, struct err *err)
{
    char bytes[MANIFEST_BYTES_MAX];
    struct str text = {bytes, 0};
    struct buf path = {0};

    *out = (struct manifest){0};
    enum status s = path_of(archive, "MANIFEST", &path, err);
    if (!s)
        s = read_text(archive, buf_text(&path), bytes, &text.len, err);
    if (!s) {
        struct str rest = text;
        uint64_t version;
        if (take_number(&rest, "dateline-archive", 10, &version) && version != ARCHIVE_FORMAT_VERSION)
            s = err_set(err, S_VERSION,
                        "%s has the archive format %" PRIu64
                        ", and this program reads %d: index the articles again, or use "
                        "the version that made it",
                        archive, version, ARCHIVE_FORMAT_VERSION);
        else if (!parse(text, out))
            s = err_set(err, S_CORRUPT, "%s is damaged: its MANIFEST does not read or its checksum is wrong", archive);
    }
    buf_release(&path);
    return s;
}

/* ---- writing ---- */

static void append_segment(struct buf *text, const struct manifest_segment *s)
{
    buf_printf(text, "segment %" PRIu32 " %" PRIu32 " %" PRIu64 " %016" PRIx64 " %" PRIu32 " %016" PRIx64 "\n",
               s->number, s->documents, s->bytes, s->checksum, s->removals, s->removals_checksum);
}

enum status manifest_write(const char *archive, const struct manifest *m, struct err *err)
{
    struct buf text = {0}, path = {0}, fresh = {0};

    buf_printf(&text, "dateline-archive %d\ngeneration %" PRIu64 "\nstemmer %s\nfingerprint %016" PRIx64 "\n",
               ARCHIVE_FORMAT_VERSION, m->generation, m->settings.stemmer, m->fingerprint);
    buf_printf(&text, "identity %016" PRIx64 "\n", m->identity);
    buf_printf(&text, "store %s\nnext %" PRIu32 "\nlive %s\n", m->settings.store_bodies ? "article" : "fields", m->next,
               m->live[0] ? m->live : "-");
    for (size_t i = 0; i < m->segments; i++)
        append_segment(&text, &m->segment[i]);
    buf_printf(&text, "checksum %016" PRIx64 "\n", (uint64_t)XXH3_64bits(text.data, text.len));

    enum status s = buf_status(&text, err);
    if (!s && !(s = path_of(archive, "MANIFEST", &path, err)) && !(s = path_of(archive, "MANIFEST.new", &fresh, err)))
        s = file_write(buf_text(&fresh), buf_str(&text), err);
    if (!s)
        s = directory_sync(archive, err);
    if (!s && rename(buf_text(&fresh), buf_text(&path)) != 0)
        s = err_set(err, status_of_write(errno), "cannot write %s: %s", buf_text(&path), strerror(errno));
    if (!s)
        s = directory_sync(archive, err);
    buf_release(&text);
    buf_release(&path);
    buf_release(&fresh);
    return s;
}

void manifest_remove(const char *archive)
{
    static const char *const names[] = {"MANIFEST", "MANIFEST.new"};
    struct buf path = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        buf_reset(&path);
        buf_printf(&path, "%s/%s", archive, names[i]);
        unlink(buf_text(&path));
    }
    buf_release(&path);
}

/* ---- names ---- */

void manifest_segment_path(const char *archive, uint32_t number, struct buf *out)
{
    buf_printf(out, "%s/%06" PRIu32 ".seg", archive, number);
}

void manifest_removals_path(const char *archive, const struct manifest_segment *segment, struct buf *out)
{
    buf_printf(out, "%s/%06" PRIu32 ".del.%" PRIu32, archive, segment->number, segment->removals);
}

static bool is_named(const struct manifest *m, const char *name)
{
    char file[MANIFEST_NAME_MAX];
    if (strcmp(name, m->live) == 0)
        return true;
    for (size_t i = 0; i < m->segments; i++) {
        snprintf(file, sizeof file, "%06" PRIu32 ".seg", m->segment[i].number);
        if (strcmp(name, file) == 0)
            return true;
        snprintf(file, sizeof file, "%06" PRIu32 ".del.%" PRIu32, m->segment[i].number, m->segment[i].removals);
        if (m->segment[i].removals && strcmp(name, file) == 0)
            return true;
    }
    return false;
}

/* A live store is a directory of files. */
static void remove_store(const char *path)
{
    if (unlink(path) == 0)
        return;
    directory_clear(path);
    rmdir(path);
}

void manifest_sweep(const char *archive, const struct manifest *m)
{
    DIR *directory = opendir(archive);
    struct buf path = {0};
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        bool unpublished = strcmp(entry->d_name, "MANIFEST.new") == 0;
        if (!unpublished && (!is_store(entry->d_name) || is_named(m, entry->d_name)))
            continue;
        buf_reset(&path);
        buf_printf(&path, "%s/%s", archive, entry->d_name);
        remove_store(buf_text(&path));
    }
    if (directory)
        closedir(directory);
    buf_release(&path);
}
