/* openapi.json: JSON, with every route and every parameter, and a schema for each answer. */
#include <check.h>
#include <string.h>

#include "server/openapi.h"
#include "server/route.h"
#include "shim/json_in.h"
#include "tests/unit/suite.h"

static struct buf text;
static struct json_parser *parser;

static void setup(void)
{
    struct err err;
    openapi_write(&text);
    ck_assert_int_eq(json_parser_new(&parser, &err), S_OK);
    ck_assert_msg(json_parse(parser, text.data, text.len, NULL, &err) == S_OK, "%s", err.text);
}

static void teardown(void)
{
    json_parser_free(parser);
    buf_release(&text);
}

static struct json_value member(struct json_value object, const char *path)
{
    return json_member(parser, object, str_of(path));
}

static struct json_value operation_of(const struct route *route)
{
    const char *name = route->method == METHOD_POST ? "post" : route->method == METHOD_DELETE ? "delete" : "get";
    return member(member(member(json_root(parser), "paths"), route->path), name);
}

static bool has_parameter(struct json_value operation, const struct param_info *info)
{
    struct json_value parameter;
    size_t at = 0;
    while (json_next_element(parser, member(operation, "parameters"), &at, &parameter))
        if (str_equal(member(parameter, "name").text, str_of(info->name)))
            return member(parameter, "schema.type").type == JSON_STRING &&
                   member(parameter, "example").type != JSON_ABSENT;
    return false;
}

START_TEST(every_route_and_parameter_is_there)
{
    ck_assert(str_equal(member(json_root(parser), "openapi").text, str_of("3.1.0")));
    for (size_t i = 0; i < route_count(); i++) {
        const struct route *route = route_at(i);
        const struct param_info *info;
        struct json_value operation = operation_of(route);
        ck_assert_int_eq(operation.type, route->page ? JSON_ABSENT : JSON_OBJECT);
        if (route->page)
            continue;
        ck_assert_int_eq(member(operation, "operationId").type, JSON_STRING);
        ck_assert_int_eq(member(operation, "responses.200").type, JSON_OBJECT);
        for (size_t p = 0; (info = route_param(route, p)); p++)
            ck_assert_msg(has_parameter(operation, info), "%s: %s", route->path, info->name);
    }
}
END_TEST

START_TEST(every_answer_has_a_schema)
{
    struct json_value schemas = member(json_root(parser), "components.schemas");
    ck_assert_int_eq(member(schemas, "Problem").type, JSON_OBJECT);
    for (size_t i = 0; i < route_count(); i++)
        if (route_at(i)->answers)
            ck_assert_msg(member(schemas, route_at(i)->answers).type == JSON_OBJECT, "%s", route_at(i)->answers);
    static const char start[] = "\"#/components/schemas/";
    for (const char *at = buf_text(&text); (at = strstr(at, start));) {
        struct buf name = {0};
        at += sizeof start - 1;
        buf_append(&name, at, strcspn(at, "\""));
        ck_assert_msg(member(schemas, buf_text(&name)).type == JSON_OBJECT, "%s", buf_text(&name));
        buf_release(&name);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("openapi");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, every_route_and_parameter_is_there);
    tcase_add_test(tests, every_answer_has_a_schema);
    return run_suite(tests, "openapi");
}
