/* MANIFEST is UTF-8 text, one `key value` a line, each line ended by a newline, in this order:
 *
 *     dateline-archive 1             the format's version
 *     generation 1                   decimal
 *     stemmer english                Snowball's name of the language, or none
 *     fingerprint 0123456789abcdef   of the analyzer, 16 hexadecimal digits
 *     store article                  article: bodies are stored; fields: all but the bodies
 *     live live.000001               directory of the live store
 *     checksum 0123456789abcdef      XXH3 (64 bits, seed 0) of all bytes before this line
 *
 * A new manifest is written to MANIFEST.new, fsynced, renamed over MANIFEST, and the directory is fsynced. */
#include "archive/manifest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xxhash.h>

#include "core/buf.h"
#include "shim/xap.h"

enum { MANIFEST_BYTES_MAX = 4096 }; /* seven short lines; anything longer is no manifest */

static enum status path_of(const char *archive, const char *name, struct buf *out, struct err *err)
{
    buf_reset(out);
    buf_printf(out, "%s/%s", archive, name);
    return buf_status(out, err);
}

/* ---- the ground ---- */

static bool is_ours(const char *name)
{
    return strcmp(name, "lock") == 0 || strcmp(name, "MANIFEST.new") == 0 || strncmp(name, "live.", 5) == 0;
}

/* Whether a live store without a manifest holds articles: what an interrupted making leaves is empty. */
static bool holds_articles(const char *archive, const char *live)
{
    struct buf path = {0};
    struct xap_reader *reader = NULL;
    struct xap_counts counts = {0};
    buf_printf(&path, "%s/%s", archive, live);
    if (!path.failed && xap_reader_open(buf_text(&path), &reader, NULL) == S_OK)
        xap_reader_counts(reader, &counts);
    xap_reader_close(reader);
    buf_release(&path);
    return counts.documents > 0;
}

static enum manifest_ground judge_entry(const char *archive, const char *name)
{
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return GROUND_FREE;
    if (strcmp(name, "MANIFEST") == 0)
        return GROUND_ARCHIVE;
    if (!is_ours(name))
        return GROUND_FOREIGN;
    return strncmp(name, "live.", 5) == 0 && holds_articles(archive, name) ? GROUND_DAMAGED : GROUND_FREE;
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
        enum manifest_ground found = judge_entry(archive, entry->d_name);
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
        return err_set(err, S_CORRUPT, "%s is damaged: its MANIFEST is missing, and its live store holds articles",
                       archive);
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

static bool parse(struct str text, struct manifest *m)
{
    struct str rest = text;
    uint64_t version, checksum;
    char store[16];

    bool good = take_number(&rest, "dateline-archive", 10, &version) &&
                take_number(&rest, "generation", 10, &m->generation) &&
                take_line(&rest, "stemmer", m->settings.stemmer, sizeof m->settings.stemmer) &&
                take_number(&rest, "fingerprint", 16, &m->fingerprint) &&
                take_line(&rest, "store", store, sizeof store) && take_line(&rest, "live", m->live, sizeof m->live);
    size_t covered = text.len - rest.len;
    if (!good || !take_number(&rest, "checksum", 16, &checksum) || rest.len > 0)
        return false;
    m->settings.store_bodies = strcmp(store, "article") == 0;
    return checksum == XXH3_64bits(text.ptr, covered) && (m->settings.store_bodies || strcmp(store, "fields") == 0) &&
           strncmp(m->live, "live.", 5) == 0 && !strchr(m->live, '/');
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

static enum status write_file(const char *path, struct str text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return err_set(err, S_IO, "cannot write %s: %s", path, strerror(errno));
    errno = 0;
    bool good = write(fd, text.ptr, text.len) == (ssize_t)text.len && fsync(fd) == 0;
    int failure = errno ? errno : ENOSPC;
    if (close(fd) != 0 || !good)
        return err_set(err, S_IO, "cannot write %s: %s", path, strerror(good ? errno : failure));
    return S_OK;
}

static enum status sync_directory(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int failure = errno;
    if (fd >= 0)
        close(fd);
    return good ? S_OK : err_set(err, S_IO, "cannot sync %s: %s", path, strerror(failure));
}

enum status manifest_write(const char *archive, const struct manifest *m, struct err *err)
{
    struct buf text = {0}, path = {0}, fresh = {0};

    buf_printf(&text, "dateline-archive %d\ngeneration %" PRIu64 "\nstemmer %s\nfingerprint %016" PRIx64 "\n",
               ARCHIVE_FORMAT_VERSION, m->generation, m->settings.stemmer, m->fingerprint);
    buf_printf(&text, "store %s\nlive %s\n", m->settings.store_bodies ? "article" : "fields", m->live);
    buf_printf(&text, "checksum %016" PRIx64 "\n", (uint64_t)XXH3_64bits(text.data, text.len));

    enum status s = buf_status(&text, err);
    if (!s && !(s = path_of(archive, "MANIFEST", &path, err)) && !(s = path_of(archive, "MANIFEST.new", &fresh, err)))
        s = write_file(buf_text(&fresh), buf_str(&text), err);
    if (!s && rename(buf_text(&fresh), buf_text(&path)) != 0)
        s = err_set(err, S_IO, "cannot write %s: %s", buf_text(&path), strerror(errno));
    if (!s)
        s = sync_directory(archive, err);
    buf_release(&text);
    buf_release(&path);
    buf_release(&fresh);
    return s;
}
