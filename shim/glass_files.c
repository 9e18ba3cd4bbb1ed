#include "shim/glass_files.h"

#include <errno.h>
#include <fcntl.h>
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
    VERSION_FILE_MAX = 4096, /* bytes; libxapian's own files have about 100 */
    BLOCK_BYTES = 8192,      /* libxapian's default, which the writer keeps */
    BLOCK_SHIFT = 11,        /* of the block size as written */
    BLOCK_LEVEL_AT = 4,      /* byte of a block that holds its level */
    LEVEL_MAX = 9,           /* a table is at most ten levels deep */
    CHECK_ATTEMPTS = 16      /* a writer commits a few times a second, and a check takes a tenth of a millisecond */
};

static const char known_start[] = "\x0f\x0dXapian Glass\x04\x6e"; /* the magic, and the format that is read here */

struct table {
    bool empty;
    uint64_t root;       /* block number */
    uint64_t level;      /* of the root, above the leaves */
    uint64_t block_size; /* >> BLOCK_SHIFT */
    bool counted;        /* it is known how many blocks are used */
    uint64_t blocks;     /* used ones, free ones among them included */
};

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

/* An empty table that never had a block has no free list either. */
static void count_blocks(struct str free_list, struct table *t)
{
    const char *at = free_list.ptr, *end = at + free_list.len;
    uint64_t revision;
    t->blocks = 0;
    t->counted = free_list.len ? varint_read(&at, end, &revision) && varint_read(&at, end, &t->blocks) : t->empty;
}

static bool read_table(const char **at, const char *end, struct table *out)
{
    uint64_t flags, entries, compress_min, free_list;
    if (!varint_read(at, end, &out->root) || !varint_read(at, end, &flags) || !varint_read(at, end, &entries) ||
        !varint_read(at, end, &out->block_size) || !varint_read(at, end, &compress_min) ||
        !varint_read(at, end, &free_list) || free_list > (uint64_t)(end - *at))
        return false;
    out->empty = flags & 1;
    out->level = flags >> 2;
    count_blocks((struct str){*at, free_list}, out);
    *at += free_list;
    return true;
}

static bool parse_version(const char *text, size_t len, uint64_t *revision, struct table table[TABLES])
{
    if (len < MAGIC_BYTES + FORMAT_BYTES + UUID_BYTES)
        return false;
    const char *at = text + MAGIC_BYTES + FORMAT_BYTES + UUID_BYTES, *end = text + len;
    if (!varint_read(&at, end, revision))
        return false;
    for (size_t i = 0; i < TABLES; i++) {
        if (!read_table(&at, end, &table[i]))
            return false;
    }
    return true;
}

/* Opens a table's file; -1 with errno. */
static int open_table(const char *path, size_t table, int flags)
{
    struct buf name = {0};
    errno = ENOMEM;
    buf_printf(&name, "%s/%s.glass", path, table_name[table]);
    int fd = name.failed ? -1 : open(buf_text(&name), flags | O_CLOEXEC);
    int problem = errno;
    buf_release(&name);
    errno = problem;
    return fd;
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

/* The root block must be there, and be what the version file says that it is. */
static enum status check_root(const char *path, size_t i, const struct table *t, struct err *err)
{
    unsigned char level = 0;
    struct stat st = {0};
    int fd = open_table(path, i, O_RDONLY);
    if (fd < 0 && errno == ENOENT)
        return err_set(err, S_CORRUPT, "%s is damaged: %s.glass is missing", path, table_name[i]);
    if (fd < 0)
        return err_set(err, S_IO, "cannot open %s/%s.glass: %s", path, table_name[i], strerror(errno));
    off_t at = (off_t)t->root * BLOCK_BYTES;
    bool read_it =
        fstat(fd, &st) == 0 && st.st_size >= at + BLOCK_BYTES && pread(fd, &level, 1, at + BLOCK_LEVEL_AT) == 1;
    close(fd);
    if (!read_it)
        return err_set(err, S_CORRUPT, "%s is damaged: %s.glass ends early", path, table_name[i]);
    if (level != t->level)
        return err_set(err, S_CORRUPT, "%s is damaged: %s.glass has another root", path, table_name[i]);
    return S_OK;
}

static enum status check_table(const char *path, size_t i, const struct table *t, struct err *err)
{
    if (t->block_size != BLOCK_BYTES >> BLOCK_SHIFT || t->level > LEVEL_MAX || t->root > UINT32_MAX)
        return err_set(err, S_CORRUPT, "%s/iamglass is damaged: its table %s is impossible", path, table_name[i]);
    return t->empty ? S_OK : check_root(path, i, t, err);
}

static bool is_known(const char *text, size_t len)
{
    return len >= MAGIC_BYTES + FORMAT_BYTES && memcmp(text, known_start, MAGIC_BYTES + FORMAT_BYTES) == 0;
}

static enum status check_tables(const char *path, const char *text, size_t len, uint64_t *revision, struct err *err)
{
    uint64_t number = 0;
    struct table table[TABLES];
    enum status s = S_OK;

    if (len >= MAGIC_BYTES + FORMAT_BYTES && !is_known(text, len))
        return S_OK;
    if (!parse_version(text, len, &number, table))
        return err_set(err, S_CORRUPT, "%s/iamglass is damaged: it ends early", path);
    for (size_t i = 0; !s && i < TABLES; i++)
        s = check_table(path, i, &table[i], err);
    if (!s && revision)
        *revision = number;
    return s;
}

/* A commit may reuse the root blocks of the version that was read: what looks like damage counts only when the version
 * file is the same afterwards. */
enum status glass_files_check(const char *path, uint64_t *revision, struct err *err)
{
    char text[VERSION_FILE_MAX], after[VERSION_FILE_MAX];
    size_t len = 0, after_len = 0;

    if (revision)
        *revision = GLASS_NO_REVISION;
    enum status s = read_version(path, text, &len, err);
    for (int attempt = 0; !s && attempt < CHECK_ATTEMPTS; attempt++) {
        enum status found = check_tables(path, text, len, revision, err);
        if (found != S_CORRUPT)
            return found;
        s = read_version(path, after, &after_len, NULL);
        if (!s && after_len == len && memcmp(text, after, len) == 0)
            return found;
        memcpy(text, after, after_len);
        len = after_len;
    }
    return s ? read_version(path, text, &len, err) : err_set(err, S_STALE, "%s is committed to without a pause", path);
}

bool glass_files_orphaned(const char *path)
{
    struct err err;
    if (glass_files_check(path, NULL, &err) != S_NOT_FOUND)
        return false;
    for (size_t i = 0; i < TABLES; i++) {
        struct stat st = {0};
        int fd = open_table(path, i, O_RDONLY);
        bool content = fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0;
        if (fd >= 0)
            close(fd);
        if (content)
            return true;
    }
    return false;
}

static void trim_table(const char *path, size_t i, const struct table *t)
{
    struct stat st = {0};
    if (!t->counted || t->block_size != BLOCK_BYTES >> BLOCK_SHIFT || t->blocks > UINT32_MAX ||
        (!t->empty && t->blocks <= t->root))
        return;
    int fd = open_table(path, i, O_WRONLY);
    off_t used = (off_t)t->blocks * BLOCK_BYTES;
    if (fd < 0)
        return;
    bool cut = fstat(fd, &st) == 0 && st.st_size > used && ftruncate(fd, used) == 0;
    (void)cut; /* one that cannot be cut is as good as before */
    close(fd);
}

void glass_files_trim(const char *path)
{
    char text[VERSION_FILE_MAX];
    size_t len = 0;
    uint64_t revision;
    struct table table[TABLES];
    if (read_version(path, text, &len, NULL) || !is_known(text, len) || !parse_version(text, len, &revision, table))
        return;
    for (size_t i = 0; i < TABLES; i++)
        trim_table(path, i, &table[i]);
}
