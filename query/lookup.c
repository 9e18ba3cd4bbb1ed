#include "query/lookup.h"

/* A writer commits at most a few times a second; a snapshot that is lost this often has something else in its way. */
enum { LOOKUP_ATTEMPTS = 8 };

static enum status look_up(struct archive *archive, struct str id, struct article *out, struct err *err)
{
    struct located at;
    enum status s = archive_locate(archive, id, &at, err);
    return s ? s : store_article(at.store, at.document, out, err);
}

enum status lookup_article(struct archive *archive, struct str id, struct article *out, struct err *err)
{
    enum status s = look_up(archive, id, out, err);
    for (int attempt = 1; s == S_STALE && attempt < LOOKUP_ATTEMPTS; attempt++) {
        s = archive_reopen(archive, err);
        if (!s)
            s = look_up(archive, id, out, err);
    }
    return s;
}
