/* The bytes of one file: raw bytes through a decoder. A failure waits until everything before it has been given. */
#include "indexer/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "indexer/decoder.h"
#include "indexer/raw_bytes.h"

struct source {
    char *path;
    uint64_t size;
    int64_t mtime;

    struct raw_bytes raw;
    struct decoder *decoder; /* NULL before the first read */

    struct buf head; /* peeked, not yet given */
    bool head_given;

    enum status failure; /* given again by every later read */
    struct err failure_text;
};

static enum status source_new(const char *path, struct source **out, struct err *err)
{
    struct source *s = calloc(1, sizeof *s);
    *out = s;
    if (s) {
        s->raw.fd = -1;
        s->raw.path = s->path = strdup(path);
    }
    if (s && s->path)
        return S_OK;
    source_close(s);
    *out = NULL;
    return err_no_memory(err);
}

static enum status open_descriptor(struct source *s, const char *path, struct err *err)
{
    struct stat st;
    s->raw.fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (s->raw.fd < 0 && errno == EINTR)
        return err_set(err, S_INTERRUPTED, "interrupted while opening %s", s->path);
    if (s->raw.fd < 0)
        return err_set(err, S_IO, "cannot open %s: %s", s->path, strerror(errno));
    if (fstat(s->raw.fd, &st))
        return err_set(err, S_IO, "cannot read %s: %s", s->path, strerror(errno));
    if (S_ISREG(st.st_mode)) {
        s->size = (uint64_t)st.st_size;
        s->mtime = st.st_mtime;
    }
    return raw_bytes_init(&s->raw, err);
}

enum status source_open(const char *path, struct source **out, struct err *err)
{
    enum status s = source_new(strcmp(path, "-") == 0 ? "(standard input)" : path, out, err);
    if (s)
        return s;
    if ((s = open_descriptor(*out, path, err))) {
        source_close(*out);
        *out = NULL;
    }
    return s;
}

enum status source_open_memory(const char *name, struct str bytes, struct source **out, struct err *err)
{
    enum status s = source_new(name, out, err);
    if (s)
        return s;
    raw_bytes_init_memory(&(*out)->raw, bytes);
    (*out)->size = bytes.len;
    return S_OK;
}

enum status source_open_member(const struct source_member *member, struct source **out, struct err *err)
{
    enum status s = source_new(member->path, out, err);
    if (s)
        return s;
    (*out)->raw.pull = member->pull;
    (*out)->raw.context = member->context;
    (*out)->size = member->size;
    (*out)->mtime = member->mtime;
    if ((s = raw_bytes_init(&(*out)->raw, err))) {
        source_close(*out);
        *out = NULL;
    }
    return s;
}

void source_close(struct source *s)
{
    if (!s)
        return;
    decoder_close(s->decoder);
    raw_bytes_release(&s->raw);
    buf_release(&s->head);
    free(s->path);
    free(s);
}

void source_stop_on(struct source *s, const volatile sig_atomic_t *stop)
{
    s->raw.stop = stop;
}

/* Appends the next bytes. A failure behind bytes that were appended is kept for the next call. */
static enum status read_on(struct source *s, struct buf *out, struct err *err)
{
    if (s->failure)
        return err_set(err, s->failure, "%s", s->failure_text.text);
    if (raw_bytes_stopped(&s->raw))
        return err_set(err, S_INTERRUPTED, "interrupted while reading %s", s->path);
    size_t start = out->len;
    struct err text;
    enum status status = s->decoder ? S_OK : decoder_open(&s->raw, &s->decoder, &text);
    if (!status)
        status = decoder_read(s->decoder, out, &text);
    if (!status)
        return S_OK;
    if (status == S_IO || status == S_INPUT) {
        s->failure = status;
        s->failure_text = text;
        if (out->len > start)
            return S_OK;
    }
    return err_set(err, status, "%s", text.text);
}

enum status source_read(struct source *s, struct buf *out, struct err *err)
{
    if (s->head.len && !s->head_given) {
        s->head_given = true;
        buf_append_str(out, buf_str(&s->head));
        return buf_status(out, err);
    }
    return read_on(s, out, err);
}

/* Whether a line with something in it is whole. A pipe may be slow, and one line says what the rest is, if it is not of
 * markup. */
static bool has_line(struct str head)
{
    while (head.len && (head.ptr[0] == ' ' || (head.ptr[0] >= '\t' && head.ptr[0] <= '\r')))
        head = (struct str){head.ptr + 1, head.len - 1};
    return head.len && head.ptr[0] != '<' && memchr(head.ptr, '\n', head.len);
}

enum status source_peek(struct source *s, struct str *head, struct err *err)
{
    enum status status = S_OK;
    while (s->head.len < SOURCE_HEAD && !has_line(buf_str(&s->head))) {
        size_t before = s->head.len;
        if ((status = read_on(s, &s->head, err)) || s->head.len == before)
            break;
    }
    *head = buf_str(&s->head);
    if (head->len > SOURCE_HEAD)
        head->len = SOURCE_HEAD;
    return status == S_NOMEM || status == S_INTERRUPTED ? status : S_OK;
}

const char *source_path(const struct source *s)
{
    return s->path;
}

uint64_t source_offset(const struct source *s)
{
    return s->raw.offset;
}

uint64_t source_size(const struct source *s)
{
    return s->size;
}

int64_t source_mtime(const struct source *s)
{
    return s->mtime;
}

bool source_seek(struct source *s, uint64_t offset)
{
    if (!s->decoder || !decoder_is_plain(s->decoder) || !raw_bytes_seek(&s->raw, offset))
        return false;
    buf_reset(&s->head);
    s->head_given = false;
    return true;
}

bool source_is_compressed(struct str head)
{
    return decoder_knows(head);
}

static struct str without_suffix(struct str name, const char *suffix)
{
    size_t len = strlen(suffix);
    bool ends = name.len > len && strncasecmp(name.ptr + name.len - len, suffix, len) == 0;
    return (struct str){name.ptr, ends ? name.len - len : name.len};
}

struct str source_suffix(const struct source *s)
{
    static const char *const codings[] = {".gz", ".bz2", ".xz", ".zst", ".lz4"};
    const char *slash = strrchr(s->path, '/');
    struct str whole = str_of(slash ? slash + 1 : s->path), name = whole;
    for (size_t i = 0; i < sizeof codings / sizeof codings[0] && name.len == whole.len; i++)
        name = without_suffix(whole, codings[i]);
    const char *dot = name.len ? memrchr(name.ptr, '.', name.len) : NULL;
    if (!dot || dot == name.ptr)
        return (struct str){name.ptr, 0};
    return (struct str){dot + 1, (size_t)(name.ptr + name.len - dot) - 1};
}
