/* The target of a request: its path and parameters, out of the bytes between the method and the version.
 *
 *   /v1/search?q=osce+mission&page=2      origin form
 *   http://news.example/v1/search?q=osce  absolute form, as for a proxy; its host stands in place of the Host field
 *
 * Percent signs are decoded once; in parameters + is a space. What a path may not have (a percent sign without two
 * hexadecimal digits, a slash or NUL behind one, bytes outside ASCII) is refused here. What is wrong with a parameter's
 * value is noted with it: a search repairs its q, and refuses the rest. */
#ifndef DATELINE_SERVER_TARGET_H
#define DATELINE_SERVER_TARGET_H

#include <stddef.h>

#include "core/buf.h"
#include "core/err.h"

enum {
    TARGET_BYTES_MAX = 32 << 10, /* a query of 8 KiB with each byte written as three, and a page of other parameters */
    TARGET_PARAMS_MAX = 64       /* more than there are; each may stand once */
};

struct target_param {
    struct str name, value; /* decoded; in the target's bytes */
    const char *fault;      /* of the value: "has no UTF-8"; NULL: none */
};

struct target {
    struct buf bytes;
    struct str path, authority; /* authority: absent in origin form */
    struct target_param param[TARGET_PARAMS_MAX];
    size_t params; /* in the order of the target */
};

/* S_LIMIT: longer than TARGET_BYTES_MAX or too many parameters; S_USAGE with a text for the client; S_NOMEM. `raw` may
 * be freed afterwards. target_release releases *out also after a failure. */
enum status target_parse(struct str raw, struct target *out, struct err *err);
void target_release(struct target *t);

/* Takes a parameter of that name out, each time that it is there. */
void target_drop(struct target *t, const char *name);
/* The first parameter of that name; NULL: there is none. */
const struct target_param *target_find(const struct target *t, const char *name);

#endif
