/* Any bytes as the target of a request: parts that lie in its bytes and are decoded once, or a refusal. What a route
 * takes of it is a search's parameters, which are set. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "query/params.h"
#include "server/etag.h"
#include "server/host.h"
#include "server/route.h"
#include "server/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool good)
{
    if (!good)
        abort();
}

static bool lies_in(const struct target *t, struct str part)
{
    return part.len == 0 || (part.ptr >= t->bytes.data && part.ptr + part.len <= t->bytes.data + t->bytes.len);
}

static void check_path(const struct target *t)
{
    expect(lies_in(t, t->path) && lies_in(t, t->authority) && t->path.len && t->path.ptr[0] == '/');
    for (size_t i = 0; i < t->path.len; i++)
        expect(t->path.ptr[i] > ' ' && t->path.ptr[i] < 0x7f);
}

static void check_params(const struct target *t)
{
    expect(t->params <= TARGET_PARAMS_MAX);
    for (size_t i = 0; i < t->params; i++) {
        const struct target_param *p = &t->param[i];
        expect(lies_in(t, p->name) && lies_in(t, p->value));
        expect(p->fault ||
               (utf8_valid(p->value.ptr, p->value.len) && (!p->value.len || !memchr(p->value.ptr, 0, p->value.len))));
    }
}

static void set_params(const struct target *t)
{
    struct params params;
    struct err err;
    params_init(&params, 1592222400);
    for (size_t i = 0; i < t->params; i++)
        params_set(&params, t->param[i].name, t->param[i].value, &err);
    params_check(&params, &err);
    params_release(&params);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct host_names names = {NULL, 0, true};
    struct target target;
    struct str wrong;
    struct err err;
    enum status s = target_parse((struct str){(const char *)data, size}, &target, &err);
    expect(s == S_OK || s == S_USAGE || s == S_LIMIT);
    if (s == S_OK) {
        check_path(&target);
        check_params(&target);
        host_judge(&names, target.authority);
        for (size_t i = 0; i < route_count(); i++)
            route_check(route_at(i), &target, &wrong, &err);
        set_params(&target);
        etag_matches(target.path, etag_of(1, 1592222400, &target));
    }
    target_release(&target);
    return 0;
}
