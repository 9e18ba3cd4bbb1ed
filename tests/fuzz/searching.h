/* What the fuzz entries that search share: parameters from an input, and a page in every format. */
#ifndef DATELINE_TESTS_FUZZ_SEARCHING_H
#define DATELINE_TESTS_FUZZ_SEARCHING_H

#include <stdlib.h>
#include <string.h>

#include "query/present.h"
#include "query/search.h"

static inline void expect(bool good)
{
    if (!good)
        abort();
}

/* Takes lines that set parameters off the front. */
static inline struct str set_parameters(struct params *params, struct str rest)
{
    struct err err;
    for (;;) {
        const char *end = rest.len ? memchr(rest.ptr, '\n', rest.len) : NULL;
        size_t len = end ? (size_t)(end - rest.ptr) : 0;
        const char *equal = len ? memchr(rest.ptr, '=', len) : NULL;
        if (!equal)
            return rest;
        struct str name = {rest.ptr, (size_t)(equal - rest.ptr)}, value = {equal + 1, len - name.len - 1};
        enum status s = params_set(params, name, value, &err);
        expect(s == S_OK || s == S_USAGE || s == S_LIMIT);
        expect(s == S_OK || err.text[0]);
        rest = (struct str){end + 1, rest.len - len - 1};
    }
}

static inline enum status ignore_hit(void *context, const struct hit *hit, struct err *err)
{
    (void)context, (void)hit, (void)err;
    return S_OK;
}

/* In every format. */
static inline void show(const struct page *page, struct params *params)
{
    for (int format = FORMAT_TEXT; format <= FORMAT_ATOM; format++) {
        struct present_options options = {.params = params, .colour = format % 2, .width = 70};
        struct buf out = {0};
        params->format = (enum output_format)format;
        presenters[format].page(page, &options, &out);
        expect(!out.failed);
        buf_release(&out);
    }
}

#endif
