#include "indexer/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "indexer/decoder.h"
#include "indexer/late.h"

struct container {
    struct source *source;
    struct archive *archive;
    struct source *member;
    struct buf block; /* of the source, that libarchive is looking at */
    struct buf path;
    uint64_t count; /* members met */
    uint64_t given; /* bytes of members */

    enum status failure; /* of the source, on the way through libarchive */
    struct err failure_text;
};

/* ---- recognising ---- */

enum { TAR_BLOCK = 512, TAR_SUM_AT = 148, TAR_SUM_LEN = 8 };

static unsigned long octal(const char *text, size_t len)
{
    unsigned long number = 0;
    for (size_t i = 0; i < len && number < 1 << 24; i++)
        if (text[i] >= '0' && text[i] <= '7')
            number = number * 8 + (unsigned long)(text[i] - '0');
    return number;
}

/* POSIX.1-1988 ustar, section "Header Block": the sum of all bytes of a header, its own eight taken as spaces. Older
 * tar has no other sign. */
static bool is_tar(struct str head)
{
    unsigned long sum = 0;
    if (head.len < TAR_BLOCK || head.ptr[0] == '\0')
        return false;
    for (size_t i = 0; i < TAR_BLOCK; i++)
        sum += i - TAR_SUM_AT < TAR_SUM_LEN ? ' ' : (unsigned char)head.ptr[i];
    return octal(head.ptr + TAR_SUM_AT, TAR_SUM_LEN) == sum;
}

bool container_begins(struct str head)
{
    static const struct str member = {"PK\x03\x04", 4}, no_member = {"PK\x05\x06", 4};
    return str_begins_with(head, member) || str_begins_with(head, no_member) || is_tar(head);
}

/* ---- the source, as libarchive reads it ---- */

static la_ssize_t give_block(struct archive *archive, void *context, const void **bytes)
{
    (void)archive;
    struct container *c = context;
    buf_reset(&c->block);
    c->failure = source_read(c->source, &c->block, &c->failure_text);
    if (c->failure)
        return ARCHIVE_FATAL;
    *bytes = c->block.data;
    return (la_ssize_t)c->block.len;
}

static la_int64_t seek_to(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    struct container *c = context;
    int64_t size = (int64_t)source_size(c->source);
    (void)archive;
    int64_t target = whence == SEEK_SET ? offset : whence == SEEK_END ? size + offset : -1;
    return target >= 0 && target <= size && source_seek(c->source, (uint64_t)target) ? target : ARCHIVE_FAILED;
}

static enum status failed(struct container *c, struct err *err)
{
    if (c->failure)
        return err_set(err, c->failure, "%s", c->failure_text.text);
    const char *why = archive_error_string(c->archive);
    return err_set(err, S_INPUT, "%s: damaged behind %llu members (%s)", source_path(c->source),
                   (unsigned long long)c->count, why ? why : "no reason given");
}

/* ---- members ---- */

/* A function of source.h for the member: its bytes. */
static enum status pull_member(void *context, void *bytes, size_t len, size_t *got, struct err *err)
{
    struct container *c = context;
    la_ssize_t count = archive_read_data(c->archive, bytes, len);
    if (count < 0) {
        if (c->failure)
            return err_set(err, c->failure, "%s", c->failure_text.text);
        const char *why = archive_error_string(c->archive);
        return err_set(err, S_INPUT, "%s: damaged (%s)", buf_text(&c->path), why ? why : "no reason given");
    }
    *got = (size_t)count;
    c->given += *got;
    if (expands_too_much(source_offset(c->source), c->given))
        return err_set(err, S_INPUT, "%s: expands to more than %d times its size", buf_text(&c->path), EXPANSION_MAX);
    return S_OK;
}

static const char *name_of(struct archive_entry *entry)
{
    const char *name = archive_entry_pathname_utf8(entry);
    if (!name)
        name = archive_entry_pathname(entry);
    return name && *name ? name : "(no name)";
}

/* Names that a directory walk would pass over as well, and what a Mac puts beside each file. */
static bool is_hidden(const char *name)
{
    static const char beside[] = "__MACOSX/";
    if (strncmp(name, beside, sizeof beside - 1) == 0)
        return true;
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (part[0] == '.' && part[1] && part[1] != '/' && strncmp(part, "../", 3) != 0)
            return true;
    }
    return false;
}

static bool is_wanted(struct archive_entry *entry)
{
    return archive_entry_filetype(entry) == AE_IFREG && !archive_entry_hardlink(entry) && !is_hidden(name_of(entry));
}

static enum status open_member(struct container *c, struct archive_entry *entry, struct err *err)
{
    buf_reset(&c->path);
    buf_printf(&c->path, "%s/%s", source_path(c->source), name_of(entry));
    enum status s = buf_status(&c->path, err);
    if (s)
        return s;
    if (archive_entry_is_data_encrypted(entry))
        return err_set(err, S_INPUT, "%s: encrypted", buf_text(&c->path));
    const struct source_member member = {
        .path = buf_text(&c->path),
        .size = archive_entry_size_is_set(entry) ? (uint64_t)archive_entry_size(entry) : 0,
        .mtime = archive_entry_mtime_is_set(entry) ? archive_entry_mtime(entry) : 0,
        .pull = pull_member,
        .context = c,
    };
    return source_open_member(&member, &c->member, err);
}

bool container_next(struct container *c, struct source **member, enum status *status, struct err *err)
{
    struct archive_entry *entry;
    int result;
    source_close(c->member);
    *member = c->member = NULL;
    *status = S_OK;
    while ((result = archive_read_next_header(c->archive, &entry)) == ARCHIVE_OK || result == ARCHIVE_WARN) {
        c->count++;
        if (!is_wanted(entry))
            continue;
        *status = open_member(c, entry, err);
        *member = c->member;
        return *status == S_OK || *status == S_INPUT;
    }
    if (result != ARCHIVE_EOF)
        *status = failed(c, err);
    return false;
}

/* ---- the container ---- */

/* Office documents and books are zips of XML, which is no text of theirs. */
static bool is_document(struct str head)
{
    static const char *const first[] = {"mimetype", "[Content_Types].xml", "META-INF/", "_rels/"};
    enum { NAME_AT = 30 };
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        struct str name = str_of(first[i]);
        if (head.len > NAME_AT + name.len && memcmp(head.ptr, "PK", 2) == 0 &&
            memcmp(head.ptr + NAME_AT, name.ptr, name.len) == 0)
            return true;
    }
    return false;
}

static enum status open_archive(struct container *c, struct err *err)
{
    enum status s = late_archive(err);
    if (s)
        return s;
    c->archive = archive_read_new();
    if (!c->archive)
        return err_no_memory(err);
    bool seeks = source_seek(c->source, 0);
    if (archive_read_support_format_tar(c->archive) != ARCHIVE_OK ||
        archive_read_support_format_zip(c->archive) != ARCHIVE_OK ||
        (seeks && archive_read_set_seek_callback(c->archive, seek_to) != ARCHIVE_OK))
        return failed(c, err);
    int result = archive_read_open(c->archive, c, NULL, give_block, NULL);
    return result == ARCHIVE_OK || result == ARCHIVE_WARN ? S_OK : failed(c, err);
}

enum status container_open(struct source *source, struct container **out, struct err *err)
{
    struct str head;
    *out = NULL;
    enum status s = source_peek(source, &head, err);
    if (s)
        return s;
    if (is_document(head))
        return err_set(err, S_INPUT, "%s: not a text file (an office document or a program)", source_path(source));
    struct container *c = *out = calloc(1, sizeof *c);
    if (!c)
        return err_no_memory(err);
    c->source = source;
    if ((s = open_archive(c, err))) {
        container_close(c);
        *out = NULL;
    }
    return s;
}

void container_close(struct container *c)
{
    if (!c)
        return;
    source_close(c->member);
    if (c->archive)
        archive_read_free(c->archive);
    buf_release(&c->block);
    buf_release(&c->path);
    free(c);
}
