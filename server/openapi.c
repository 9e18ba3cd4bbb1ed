#include "server/openapi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "server/route.h"

static void write_text(struct json_writer *w, const char *key, const char *value)
{
    json_key(w, key);
    json_text(w, value);
}

static void begin(struct json_writer *w, const char *key)
{
    json_key(w, key);
    json_object_begin(w);
}

/* ---- parameters ---- */

/* Whether a value's form lists all the values that there are: and|or, but not MM-DD|today. */
static bool is_choice(const char *form)
{
    for (const char *c = form; *c; c++)
        if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '|')
            return false;
    return true;
}

static void write_choices(struct json_writer *w, const char *list)
{
    json_key(w, "enum");
    json_array_begin(w);
    for (const char *at = list; *at; at += strspn(at, "|")) {
        size_t len = strcspn(at, "|");
        json_string(w, (struct str){at, len});
        at += len;
    }
    json_array_end(w);
}

static bool is_number(const struct param_info *info)
{
    return info->value && strcmp(info->value, "N") == 0;
}

static void write_schema(struct json_writer *w, const struct param_info *info)
{
    begin(w, "schema");
    write_text(w, "type", is_number(info) ? "integer" : "string");
    if (is_number(info))
        json_count(w, "minimum", 0);
    else if (!info->value || is_choice(info->value))
        write_choices(w, info->value ? info->value : "on|off");
    json_object_end(w);
    json_key(w, "example");
    if (is_number(info))
        json_integer(w, strtol(info->example, NULL, 10));
    else
        json_text(w, info->example);
}

static void write_parameter(struct json_writer *w, const struct route *route, const struct param_info *info)
{
    bool required = route->required && strcmp(route->required, info->name) == 0;
    json_object_begin(w);
    write_text(w, "name", info->name);
    write_text(w, "in", "query");
    write_text(w, "description", info->help);
    if (required) {
        json_key(w, "required");
        json_bool(w, true);
    }
    write_schema(w, info);
    json_object_end(w);
}

/* ---- routes ---- */

static void write_content(struct json_writer *w, const char *type, const char *name)
{
    begin(w, type);
    begin(w, "schema");
    if (name) {
        struct buf reference = {0};
        buf_printf(&reference, "#/components/schemas/%s", name);
        write_text(w, "$ref", buf_text(&reference));
        buf_release(&reference);
    } else {
        write_text(w, "type", "string");
    }
    json_object_end(w);
    json_object_end(w);
}

static void write_response(struct json_writer *w, const char *code, const char *description, const char *type,
                           const char *name)
{
    begin(w, code);
    write_text(w, "description", description);
    if (type) {
        begin(w, "content");
        write_content(w, type, name);
        json_object_end(w);
    }
    json_object_end(w);
}

static void write_problem(struct json_writer *w, const char *code, const char *description)
{
    write_response(w, code, description, ANSWER_PROBLEM, "Problem");
}

static void write_refusals_of_change(struct json_writer *w, const struct route *route)
{
    if (route->method == METHOD_POST) {
        write_problem(w, "413", "the body is too long");
        write_problem(w, "415", "the body is of a type that is not taken");
        write_problem(w, "422", "the body holds no article that could be taken");
    }
    write_problem(w, "507", "there is no space for this; nothing of it was taken");
}

static void write_responses(struct json_writer *w, const struct route *route)
{
    begin(w, "responses");
    write_response(w, "200", route->help, route->answers ? "application/json" : "text/plain", route->answers);
    if (route->kind == ROUTE_CACHED)
        write_response(w, "304", "the client has this answer already", NULL, NULL);
    write_problem(w, "400", "a parameter is wrong; the problem names it");
    if (!route->open) {
        write_problem(w, "401", "a key is needed");
        write_problem(w, "403", "the key, or the client's place, does not give the right to this");
        write_problem(w, "429", "there are more requests than the server takes");
    }
    if (route->by_id)
        write_problem(w, "404", "the archive has none of these articles");
    if (route->kind == ROUTE_CHANGE)
        write_refusals_of_change(w, route);
    if (route->kind != ROUTE_AT_ONCE)
        write_problem(w, "503", "try again after as many seconds as Retry-After tells");
    json_object_end(w);
}

static void write_body(struct json_writer *w)
{
    begin(w, "requestBody");
    json_key(w, "required");
    json_bool(w, true);
    begin(w, "content");
    write_content(w, "application/json", "NewArticles");
    write_content(w, "application/x-ndjson", NULL);
    json_object_end(w);
    json_object_end(w);
}

/* Either kind of key, or none: whether one is needed is the server's affair. What is open to everyone takes none. */
static void write_security(struct json_writer *w, bool open)
{
    static const char *const schemes[] = {NULL, "bearer", "key"};
    json_key(w, "security");
    json_array_begin(w);
    for (size_t i = 0; !open && i < sizeof schemes / sizeof *schemes; i++) {
        json_object_begin(w);
        if (schemes[i]) {
            json_key(w, schemes[i]);
            json_array_begin(w);
            json_array_end(w);
        }
        json_object_end(w);
    }
    json_array_end(w);
}

/* GET /v1/search is the operation "search", POST /v1/articles "postArticles". */
static void write_operation(struct json_writer *w, const struct route *route)
{
    struct buf name = {0};
    const char *path = strrchr(route->path, '/') + 1;
    if (route->method != METHOD_GET)
        buf_printf(&name, "%s%c", route->method == METHOD_POST ? "post" : "delete", toupper((unsigned char)*path++));
    buf_append(&name, path, strcspn(path, "."));
    write_text(w, "operationId", buf_text(&name));
    buf_release(&name);
}

static void write_route(struct json_writer *w, const struct route *route)
{
    const struct param_info *info;
    struct buf method = {0};
    for (const char *c = method_name(route->method); *c; c++)
        buf_append_byte(&method, (char)tolower((unsigned char)*c));
    begin(w, buf_text(&method));
    buf_release(&method);
    write_operation(w, route);
    write_text(w, "summary", route->help);
    json_key(w, "parameters");
    json_array_begin(w);
    for (size_t i = 0; (info = route_param(route, i)); i++)
        write_parameter(w, route, info);
    json_array_end(w);
    if (route->method == METHOD_POST)
        write_body(w);
    write_security(w, route->open);
    write_responses(w, route);
    json_object_end(w);
}

/* A path once, with the routes of all its methods. */
static void write_path(struct json_writer *w, size_t first)
{
    const char *path = route_at(first)->path;
    if (route_at(first)->page || route_find(str_of(path), METHOD_OPTIONS, true) != first)
        return;
    begin(w, path);
    for (size_t i = first; i < route_count(); i++)
        if (strcmp(route_at(i)->path, path) == 0)
            write_route(w, route_at(i));
    json_object_end(w);
}

static void write_schemes(struct json_writer *w)
{
    begin(w, "securitySchemes");
    begin(w, "bearer");
    write_text(w, "type", "http");
    write_text(w, "scheme", "bearer");
    json_object_end(w);
    begin(w, "key");
    write_text(w, "type", "apiKey");
    write_text(w, "in", "query");
    write_text(w, "name", "api-key");
    json_object_end(w);
    json_object_end(w);
}

static void write_info(struct json_writer *w)
{
    begin(w, "info");
    write_text(w, "title", "Dateline");
    write_text(w, "summary", "Full-text search for a news archive.");
    write_text(w, "version", DATELINE_VERSION);
    begin(w, "license");
    write_text(w, "name", "GPL-3.0-or-later");
    write_text(w, "identifier", "GPL-3.0-or-later");
    json_object_end(w);
    json_object_end(w);
}

void openapi_write(struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    write_text(&w, "openapi", "3.1.0");
    write_info(&w);
    json_key(&w, "servers");
    json_array_begin(&w);
    json_object_begin(&w);
    write_text(&w, "url", "/");
    json_object_end(&w);
    json_array_end(&w);
    begin(&w, "paths");
    for (size_t i = 0; i < route_count(); i++)
        write_path(&w, i);
    json_object_end(&w);
    begin(&w, "components");
    json_key(&w, "schemas");
    json_raw(&w, str_of(openapi_schemas));
    write_schemes(&w);
    json_object_end(&w);
    json_object_end(&w);
    buf_append_byte(out, '\n');
}
