#include "server/route.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "server/routes.h"

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_OTHER] = "other", [METHOD_GET] = "GET",       [METHOD_HEAD] = "HEAD",
    [METHOD_POST] = "POST",   [METHOD_DELETE] = "DELETE", [METHOD_OPTIONS] = "OPTIONS"};

const char *method_name(enum method method)
{
    return method_names[method];
}

enum method method_of(const char *name)
{
    int method = METHOD_COUNT - 1;
    while (method > METHOD_OTHER && strcmp(method_names[method], name) != 0)
        method--;
    return (enum method)method;
}

/* Whether a name is in a list separated by '|'. */
static bool is_listed(const char *list, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = list; at && *at; at += strspn(at, "|")) {
        size_t word = strcspn(at, "|");
        if (word == len && memcmp(at, name, len) == 0)
            return true;
        at += word;
    }
    return false;
}

size_t route_count(void)
{
    return routes_count;
}

const struct route *route_at(size_t i)
{
    return &routes[i];
}

static bool takes_method(const struct route *route, enum method method)
{
    return method == route->method || method == METHOD_OPTIONS ||
           (method == METHOD_HEAD && route->method == METHOD_GET);
}

size_t route_find(struct str path, enum method method, bool changes)
{
    for (size_t i = 0; i < routes_count; i++)
        if (str_equal(str_of(routes[i].path), path) && takes_method(&routes[i], method) &&
            (changes || routes[i].kind != ROUTE_CHANGE))
            return i;
    return routes_count;
}

bool route_allow(struct str path, bool changes, char out[ROUTE_ALLOW_MAX])
{
    size_t len = 0;
    out[0] = '\0';
    for (int m = METHOD_OTHER + 1; m < METHOD_COUNT; m++)
        if (route_find(path, (enum method)m, changes) < routes_count)
            len += (size_t)snprintf(out + len, ROUTE_ALLOW_MAX - len, "%s%s", len ? ", " : "", method_names[m]);
    return len > 0;
}

size_t route_first(const struct route *route)
{
    size_t place = 0;
    while (strcmp(routes[place].path, route->path) != 0)
        place++;
    return place;
}

const struct param_info *route_param(const struct route *route, size_t i)
{
    if (i < route->own_count)
        return &route->own[i];
    i -= route->own_count;
    for (size_t p = 0; route->searches && p < param_count(); p++)
        if (!is_listed(route->left_out, param_at(p)->name) && i-- == 0)
            return param_at(p);
    return NULL;
}

static bool takes(const struct route *route, struct str name)
{
    const struct param_info *info;
    for (size_t i = 0; (info = route_param(route, i)); i++)
        if (str_equal(str_of(info->name), name))
            return true;
    return false;
}

void route_forget_unknown(const struct route *route, struct target *target)
{
    size_t kept = 0;
    for (size_t i = 0; i < target->params; i++)
        if (!route->page || takes(route, target->param[i].name))
            target->param[kept++] = target->param[i];
    target->params = kept;
}

static bool is_of_search(struct str name)
{
    for (size_t i = 0; i < param_count(); i++)
        if (str_equal(str_of(param_at(i)->name), name))
            return true;
    return false;
}

/* Of a search the table itself says what is unknown, and what was meant. */
static enum status refuse(const struct route *route, struct str name, struct err *err)
{
    enum { SHOWN_MAX = 64 };
    if (route->searches && !is_of_search(name)) {
        struct params none;
        params_init(&none, 0);
        enum status s = params_set(&none, name, (struct str){0}, err);
        params_release(&none);
        return s;
    }
    int shown = (int)utf8_cut(name.ptr, name.len, SHOWN_MAX);
    return err_set(err, S_USAGE, "%s takes no parameter %.*s", route->path, shown, name.ptr);
}

enum status route_check(const struct route *route, const struct target *target, struct str *wrong, struct err *err)
{
    for (size_t i = 0; i < target->params; i++) {
        *wrong = target->param[i].name;
        if (!takes(route, *wrong))
            return refuse(route, *wrong, err);
        for (size_t j = 0; j < i; j++)
            if (str_equal(target->param[j].name, *wrong))
                return err_set(err, S_USAGE, "%.*s was given twice; one value is enough", (int)wrong->len, wrong->ptr);
    }
    *wrong = (struct str){0};
    if (route->required && !target_find(target, route->required)) {
        *wrong = str_of(route->required);
        return err_set(err, S_USAGE, "%s needs the parameter %s", route->path, route->required);
    }
    return S_OK;
}
