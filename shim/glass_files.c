#include "shim/glass_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/buf.h"

static const char *const table_name[] = {"postlist", "docdata", "termlist", "position", "spelling", "synonym"};

enum {
    TABLES = sizeof table_name / sizeof *table_name,
    MAGIC_BYTES = 14,
    FORMAT_BYTES = 2,
    UUID_BYTES = 16,
    VERSION_FILE_MAX = 65536 /* bytes; libxapian's own files have about 100 */
};

static const char known_start[] = "\x0f\x0dXapian Glass\x04\x6e"; /* the magic, and the format that is read here */

/* Reads at most `capacity` bytes of a file. */
static enum status read_file(const char *path, char *out, size_t capacity, size_t *len, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        bool missing = errno == ENOENT || errno == ENOTDIR;
        return err_set(err, missing ? S_NOT_FOUND : S_IO, "cannot open %s: %s", path, strerror(errno));
    }
    ssize_t got = 1;
    for (*len = 0; got > 0 && *len < capacity; *len += (size_t)got) {
        got = read(fd, out + *len, capacity - *len);
        if (got < 0)
            break;
    }
    int problem = errno;
    close(fd);
    return got < 0 ? err_set(err, S_IO, "cannot read %s: %s", path, strerror(problem)) : S_OK;
}

static bool read_table(const char **at, const char *end, bool *empty)
{
    uint64_t root, flags, entries, block_size, compress_min, free_list;
    if (!varint_read(at, end, &root) || !varint_read(at, end, &flags) || !varint_read(at, end, &entries) ||
        !varint_read(at, end, &block_size) || !varint_read(at, end, &compress_min) ||
        !varint_read(at, end, &free_list) || free_list > (uint64_t)(end - *at))
        return false;
    *at += free_list;
    *empty = flags & 1;
    return true;
}

static bool parse_version(const char *text, size_t len, uint64_t *revision, bool empty[TABLES])
{
    if (len < MAGIC_BYTES + FORMAT_BYTES + UUID_BYTES)
        return false;
    const char *at = text + MAGIC_BYTES + FORMAT_BYTES + UUID_BYTES, *end = text + len;
    if (!varint_read(&at, end, revision))
        return false;
    for (size_t i = 0; i < TABLES; i++) {
        if (!read_table(&at, end, &empty[i]))
            return false;
    }
    return true;
}

/* Whether the table's file is there; *bytes is its size. */
static bool find_table(const char *path, size_t table, off_t *bytes)
{
    struct buf name = {0};
    struct stat st;
    buf_printf(&name, "%s/%s.glass", path, table_name[table]);
    bool found = !name.failed && stat(buf_text(&name), &st) == 0 && S_ISREG(st.st_mode);
    *bytes = found ? st.st_size : 0;
    buf_release(&name);
    return found;
}

static enum status read_version(const char *path, char *out, size_t *len, struct err *err)
{
    struct buf name = {0};
    buf_printf(&name, "%s/iamglass", path);
    enum status s = buf_status(&name, err);
    if (!s)
        s = read_file(buf_text(&name), out, VERSION_FILE_MAX, len, err);
    buf_release(&name);
    return s;
}

enum status glass_files_check(const char *path, uint64_t *revision, struct err *err)
{
    char text[VERSION_FILE_MAX];
    size_t len = 0;
    uint64_t number = 0;
    bool empty[TABLES];
    enum status s = read_version(path, text, &len, err);

    if (revision)
        *revision = GLASS_NO_REVISION;
    if (s)
        return s;
    if (len >= MAGIC_BYTES + FORMAT_BYTES && memcmp(text, known_start, MAGIC_BYTES + FORMAT_BYTES) != 0)
        return S_OK;
    if (!parse_version(text, len, &number, empty))
        return err_set(err, S_CORRUPT, "%s/iamglass is damaged: it ends early", path);
    for (size_t i = 0; i < TABLES; i++) {
        off_t bytes;
        if (!empty[i] && (!find_table(path, i, &bytes) || bytes == 0))
            return err_set(err, S_CORRUPT, "%s is damaged: %s.glass is missing", path, table_name[i]);
    }
    if (revision)
        *revision = number;
    return S_OK;
}

bool glass_files_orphaned(const char *path)
{
    struct err err;
    if (glass_files_check(path, NULL, &err) != S_NOT_FOUND)
        return false;
    for (size_t i = 0; i < TABLES; i++) {
        off_t bytes;
        if (find_table(path, i, &bytes) && bytes > 0)
            return true;
    }
    return false;
}
