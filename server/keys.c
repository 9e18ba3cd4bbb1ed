#include "server/keys.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/sha2.h>

struct key {
    uint8_t hash[SHA256_DIGEST_SIZE];
    unsigned rights;
};

struct keys {
    unsigned anyone; /* the rights of those without a key */
    size_t count;
    struct key key[KEYS_MAX];
};

/* ---- the file ---- */

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hash(struct str text, uint8_t hash[SHA256_DIGEST_SIZE])
{
    if (text.len != 2 * SHA256_DIGEST_SIZE)
        return false;
    for (size_t i = 0; i < SHA256_DIGEST_SIZE; i++) {
        int high = digit_of(text.ptr[2 * i]), low = digit_of(text.ptr[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        hash[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* 0: they are none. */
static unsigned read_rights(struct str text)
{
    static const struct {
        const char *name;
        unsigned rights;
    } known[] = {{"search", RIGHT_SEARCH},
                 {"write", RIGHT_WRITE},
                 {"search,write", RIGHT_SEARCH | RIGHT_WRITE},
                 {"write,search", RIGHT_SEARCH | RIGHT_WRITE}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_equal(text, str_of(known[i].name)))
            return known[i].rights;
    return 0;
}

/* The next word of a line, which is cut off it; empty: there is none. */
static struct str next_word(struct str *line)
{
    size_t at = 0, end;
    while (at < line->len && (line->ptr[at] == ' ' || line->ptr[at] == '\t' || line->ptr[at] == '\r'))
        at++;
    for (end = at; end < line->len && line->ptr[end] > ' '; end++)
        ;
    struct str word = {line->ptr + at, end - at};
    *line = (struct str){line->ptr + end, line->len - end};
    return word;
}

static const char *read_anyone(struct str rights, struct str rest, struct keys *keys)
{
    if (read_rights(rights) != RIGHT_SEARCH || rest.len)
        return "behind anyone stands search, and nothing else";
    keys->anyone = RIGHT_SEARCH;
    return NULL;
}

static const char *read_key(struct str line, struct keys *keys)
{
    struct str name = next_word(&line), rights = next_word(&line), hash = next_word(&line);
    struct key *key = &keys->key[keys->count];
    if (name.len == 0 || name.ptr[0] == '#')
        return NULL;
    if (str_equal(name, str_of("anyone")))
        return read_anyone(rights, hash, keys);
    if (keys->count == KEYS_MAX)
        return "there are too many keys";
    key->rights = read_rights(rights);
    if (!key->rights)
        return "behind the name stand the rights: search, write or search,write";
    if (!read_hash(hash, key->hash) || next_word(&line).len)
        return "behind the rights stands the SHA-256 of the key, 64 hexadecimal digits, and nothing else";
    keys->count++;
    return NULL;
}

static enum status read_keys(const char *path, struct str text, struct keys *keys, struct err *err)
{
    for (size_t number = 1; text.len; number++) {
        const char *end = memchr(text.ptr, '\n', text.len);
        size_t len = end ? (size_t)(end - text.ptr) : text.len;
        const char *fault = read_key((struct str){text.ptr, len}, keys);
        if (fault)
            return err_set(err, S_USAGE, "%s:%zu: %s", path, number, fault);
        len += end != NULL;
        text = (struct str){text.ptr + len, text.len - len};
    }
    return S_OK;
}

static enum status read_file(const char *path, struct buf *out, struct err *err)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return err_set(err, S_IO, "cannot open %s: %s", path, strerror(errno));
    enum status s = buf_reserve(out, KEYS_FILE_BYTES_MAX + 1) ? S_OK : err_no_memory(err);
    if (!s)
        out->len = fread(out->data, 1, KEYS_FILE_BYTES_MAX + 1, file);
    if (!s && ferror(file))
        s = err_set(err, S_IO, "cannot read %s: %s", path, strerror(errno));
    else if (!s && out->len > KEYS_FILE_BYTES_MAX)
        s = err_set(err, S_LIMIT, "%s is longer than %d bytes", path, KEYS_FILE_BYTES_MAX);
    fclose(file);
    return s;
}

enum status keys_read(const char *path, struct keys **out, struct err *err)
{
    struct buf text = {0};
    struct keys *keys = calloc(1, sizeof *keys);
    *out = NULL;
    if (!keys)
        return err_no_memory(err);
    enum status s = read_file(path, &text, err);
    if (!s)
        s = read_keys(path, buf_str(&text), keys, err);
    buf_release(&text);
    if (s)
        keys_free(keys);
    else
        *out = keys;
    return s;
}

void keys_free(struct keys *k)
{
    free(k);
}

/* ---- a key ---- */

unsigned keys_rights(const struct keys *k, struct str key)
{
    struct sha256_ctx context;
    uint8_t hash[SHA256_DIGEST_SIZE];
    unsigned rights = 0;
    if (key.len == 0)
        return k->anyone;
    sha256_init(&context);
    sha256_update(&context, key.len, (const uint8_t *)key.ptr);
    sha256_digest(&context, sizeof hash, hash);
    for (size_t i = 0; i < k->count; i++)
        if (memcmp(k->key[i].hash, hash, sizeof hash) == 0)
            rights |= k->key[i].rights;
    return rights;
}
