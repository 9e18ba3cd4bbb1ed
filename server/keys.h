/* Keys: who may search, and who may write. A file has a line for each:
 *
 *   # name    rights         SHA-256 of the key, in hexadecimal
 *   portal    search         9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
 *   newsroom  search,write   ...
 *   anyone    search
 *
 * The name `anyone` stands for those that come without a key, who may search then, and never write. A key that is
 * nobody's is refused all the same.
 * Keys are long and random, so that a plain hash of one tells nothing of it: openssl rand -hex 24. */
#ifndef DATELINE_SERVER_KEYS_H
#define DATELINE_SERVER_KEYS_H

#include "core/buf.h"
#include "core/err.h"

enum right { RIGHT_SEARCH = 1, RIGHT_WRITE = 2 };
enum { KEYS_MAX = 4096, KEYS_FILE_BYTES_MAX = 1 << 20 };

struct keys;

/* S_USAGE names the file and the line; S_IO, S_LIMIT, S_NOMEM. */
enum status keys_read(const char *path, struct keys **out, struct err *err);
void keys_free(struct keys *k); /* accepts NULL */
/* The rights of a key, as bits; of none, when it is absent or empty, those of anyone. 0: it is nobody's. */
unsigned keys_rights(const struct keys *k, struct str key);

#endif
