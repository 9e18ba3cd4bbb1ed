/* The target of a request, and what is made of its parts: path, parameters, Host, Accept-Encoding, If-None-Match. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "server/encoding.h"
#include "server/etag.h"
#include "server/host.h"
#include "server/problem.h"
#include "server/route.h"
#include "server/target.h"
#include "tests/unit/suite.h"

static struct target target;
static struct err err;

static enum status parse(const char *raw)
{
    target_release(&target);
    return target_parse(str_of(raw), &target, &err);
}

static void teardown(void)
{
    target_release(&target);
}

static bool is(struct str s, const char *text)
{
    return str_equal(s, str_of(text));
}

/* ---- targets ---- */

START_TEST(paths_and_parameters_are_decoded)
{
    ck_assert_int_eq(parse("/v1/se%61rch?q=osce+mission%21&&section=a%2Cb&highlight"), S_OK);
    ck_assert(is(target.path, "/v1/search"));
    ck_assert_uint_eq(target.authority.len, 0);
    ck_assert_uint_eq(target.params, 3);
    ck_assert(is(target_find(&target, "q")->value, "osce mission!"));
    ck_assert(is(target_find(&target, "section")->value, "a,b"));
    ck_assert_uint_eq(target_find(&target, "highlight")->value.len, 0);
    ck_assert_ptr_null(target_find(&target, "Q"));
    ck_assert_int_eq(parse("/"), S_OK);
    ck_assert_uint_eq(target.params, 0);
    ck_assert_int_eq(parse("/a?q=b=c?d"), S_OK);
    ck_assert(is(target_find(&target, "q")->value, "b=c?d"));
}
END_TEST

START_TEST(the_absolute_form_has_a_host)
{
    ck_assert_int_eq(parse("HTTP://News.example:80/v1/info?x=1"), S_OK);
    ck_assert(is(target.authority, "News.example:80"));
    ck_assert(is(target.path, "/v1/info"));
    ck_assert_int_eq(parse("http://news.example"), S_USAGE);
}
END_TEST

START_TEST(paths_that_could_mean_something_else_are_refused)
{
    static const char *const bad[] = {"",         "*",      "v1/search", "/..%2fetc", "/%2F",    "/a%00b",
                                      "/a%",      "/a%2",   "/a%zz",     "/a%2g",     "/a\xff",  "/a%ff",
                                      "/a%0d%0a", "/a%20b", "/?a=b c",   "/?a\t",     "/?a=\x7f"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err.text[0] = '\0';
        ck_assert_msg(parse(bad[i]) == S_USAGE, "%s", bad[i]);
        ck_assert_uint_gt(strlen(err.text), 0);
    }
}
END_TEST

/* They are noted, for a search repairs its q. */
START_TEST(values_that_are_no_text_are_noted)
{
    ck_assert_int_eq(parse("/?a=100%&b=%00&c=%ff&d=%c3%a9&e=%"), S_OK);
    ck_assert_ptr_nonnull(target_find(&target, "a")->fault);
    ck_assert(is(target_find(&target, "a")->value, "100%"));
    ck_assert_ptr_nonnull(target_find(&target, "b")->fault);
    ck_assert_uint_eq(target_find(&target, "b")->value.len, 1);
    ck_assert_ptr_nonnull(target_find(&target, "c")->fault);
    ck_assert_ptr_null(target_find(&target, "d")->fault);
    ck_assert_ptr_nonnull(target_find(&target, "e")->fault);
    ck_assert_int_eq(parse("/?%ff=1"), S_USAGE);
    ck_assert_int_eq(parse("/?a%00=1"), S_USAGE);
}
END_TEST

START_TEST(targets_have_limits)
{
    struct buf raw = {0};
    buf_append_text(&raw, "/?q=");
    buf_append_repeat(&raw, 'a', TARGET_BYTES_MAX - raw.len);
    ck_assert_int_eq(parse(buf_text(&raw)), S_OK);
    buf_append_byte(&raw, 'a');
    ck_assert_int_eq(parse(buf_text(&raw)), S_LIMIT);
    buf_reset(&raw);
    buf_append_text(&raw, "/?");
    for (int i = 0; i < TARGET_PARAMS_MAX; i++)
        buf_append_text(&raw, "a&");
    ck_assert_int_eq(parse(buf_text(&raw)), S_OK);
    buf_append_text(&raw, "a");
    ck_assert_int_eq(parse(buf_text(&raw)), S_LIMIT);
    buf_release(&raw);
}
END_TEST

/* ---- hosts ---- */

START_TEST(hosts_are_judged)
{
    static const char *const name[] = {"news.example", "intern", "192.0.2.1"};
    static const struct {
        const char *host;
        enum host_verdict near, far; /* listening on loopback, and beyond it */
    } cases[] = {
        {"localhost", HOST_OURS, HOST_OURS},
        {"LocalHost:8080", HOST_OURS, HOST_OURS},
        {"localhost.", HOST_OURS, HOST_OURS},
        {"127.0.0.1:1", HOST_OURS, HOST_OURS},
        {"127.9.9.9", HOST_OURS, HOST_OURS},
        {"[::1]:8080", HOST_OURS, HOST_OURS},
        {"news.example", HOST_OURS, HOST_OURS},
        {"NEWS.example.:443", HOST_OURS, HOST_OURS},
        {"intern", HOST_OURS, HOST_OURS},
        {"10.0.0.1", HOST_OTHER, HOST_OURS},
        {"192.0.2.1:80", HOST_OURS, HOST_OURS},
        {"[2001:db8::1]", HOST_OTHER, HOST_OURS},
        {"evil.example", HOST_OTHER, HOST_OTHER},
        {"localhost.evil.example", HOST_OTHER, HOST_OTHER},
        {"127.0.0.1.evil.example", HOST_OTHER, HOST_OTHER},
        {"xn--caf-dma.example", HOST_OTHER, HOST_OTHER},
        {"", HOST_MALFORMED, HOST_MALFORMED},
        {":80", HOST_MALFORMED, HOST_MALFORMED},
        {"localhost:", HOST_OURS, HOST_OURS},
        {"localhost:8x", HOST_MALFORMED, HOST_MALFORMED},
        {"::1", HOST_MALFORMED, HOST_MALFORMED},
        {"[::1", HOST_MALFORMED, HOST_MALFORMED},
        {"[::1]x", HOST_MALFORMED, HOST_MALFORMED},
        {"[localhost]", HOST_MALFORMED, HOST_MALFORMED},
        {"local host", HOST_MALFORMED, HOST_MALFORMED},
        {"user@localhost", HOST_MALFORMED, HOST_MALFORMED},
        {"localhost/", HOST_MALFORMED, HOST_MALFORMED},
        {"caf\xc3\xa9", HOST_MALFORMED, HOST_MALFORMED},
    };
    struct host_names names = {name, sizeof name / sizeof *name, false};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        names.beyond_loopback = false;
        ck_assert_msg(host_judge(&names, str_of(cases[i].host)) == cases[i].near, "%s", cases[i].host);
        names.beyond_loopback = true;
        ck_assert_msg(host_judge(&names, str_of(cases[i].host)) == cases[i].far, "%s, beyond", cases[i].host);
    }
}
END_TEST

/* ---- encodings ---- */

START_TEST(gzip_is_taken_or_not)
{
    static const struct {
        const char *field;
        bool takes;
    } cases[] = {
        {"gzip", true},
        {"deflate, gzip;q=1.0, *;q=0.5", true},
        {"GZIP", true},
        {"br;q=1, gzip ; q=0.3", true},
        {"*", true},
        {"x-gzip", true},
        {"gzip;q=0", false},
        {"gzip;q=0.000", false},
        {"*;q=0", false},
        {"gzip;q=0, *", false},
        {"identity", false},
        {"", false},
        {"gzipped", false},
        {",,;,", false},
        {"br, deflate", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(encoding_takes_gzip(str_of(cases[i].field)) == cases[i].takes, "%s", cases[i].field);
}
END_TEST

/* What does not become shorter stays. */
START_TEST(texts_become_gzip)
{
    struct encoder *e = encoder_new();
    struct buf text = {0}, random = {0};
    ck_assert_ptr_nonnull(e);
    buf_append_repeat(&text, 'a', 10000);
    ck_assert(encoder_gzip(e, &text));
    ck_assert_uint_lt(text.len, 100);
    ck_assert_int_eq(memcmp(text.data, "\x1f\x8b", 2), 0);
    for (unsigned i = 0, x = 1; i < 3000; i++, x = x * 1103515245 + 12345)
        buf_append_byte(&random, (char)(x >> 16));
    ck_assert(!encoder_gzip(e, &random));
    ck_assert_uint_eq(random.len, 3000);
    buf_release(&text);
    buf_release(&random);
    encoder_free(e);
}
END_TEST

/* ---- tags ---- */

static uint64_t tag(uint64_t state, int64_t now, const char *raw)
{
    static struct etag_day day;
    ck_assert_int_eq(parse(raw), S_OK);
    return etag_of(state, etag_today(&day, now), &target);
}

START_TEST(a_tag_follows_from_what_an_answer_follows_from)
{
    const int64_t now = 1592222400, tomorrow = now + 86400;
    uint64_t one = tag(1, now, "/v1/search?q=a&page=2");
    ck_assert_uint_eq(one, tag(1, now + 60, "/v1/search?page=2&q=%61"));
    ck_assert_uint_eq(one, tag(1, now, "/v1/search?timeout=1s&page=2&q=a"));
    ck_assert_uint_ne(one, tag(2, now, "/v1/search?q=a&page=2"));
    ck_assert_uint_ne(one, tag(1, tomorrow, "/v1/search?q=a&page=2"));
    ck_assert_uint_ne(one, tag(1, now, "/v1/facets?q=a&page=2"));
    ck_assert_uint_ne(one, tag(1, now, "/v1/search?q=a&page=3"));
    ck_assert_uint_ne(tag(1, now, "/?a=bc"), tag(1, now, "/?ab=c"));
}
END_TEST

/* In Kathmandu, five hours and three quarters east. Days are those of the calendar, and begin in UTC. */
START_TEST(a_day_begins_at_midnight)
{
    const int64_t day = 1592179200, before = day - 86400, midnight = day - 5 * 3600 - 45 * 60; /* 15 June 2020 */
    struct etag_day today = {0};
    setenv("TZ", "NPT-5:45", 1);
    ck_assert_int_eq(etag_today(&today, 20 * 3600), 86400);
    ck_assert_int_eq(etag_today(&today, 0), 0);
    ck_assert_int_eq(etag_today(&today, midnight - 1), before);
    ck_assert_int_eq(etag_today(&today, midnight), day);
    ck_assert_int_eq(etag_today(&today, midnight + 899), day);
    ck_assert_int_eq(etag_today(&today, midnight - 1), before);
    setenv("TZ", "UTC", 1);
    ck_assert_int_eq(etag_today(&today, midnight + 3600), before);
}
END_TEST

START_TEST(tags_are_compared)
{
    char text[ETAG_TEXT_MAX];
    const uint64_t known = 0x123456789abcdef;
    ck_assert_str_eq(etag_write(known, text), "W/\"0123456789abcdef\"");
    ck_assert(etag_matches(str_of("W/\"0123456789abcdef\""), known));
    ck_assert(etag_matches(str_of("\"x\", \"0123456789abcdef\""), known));
    ck_assert(etag_matches(str_of(",*"), known));
    ck_assert(!etag_matches(str_of("W/\"0123456789abcdee\""), known));
    ck_assert(!etag_matches(str_of("0123456789abcdef"), known));
    ck_assert(!etag_matches(str_of(""), known));
}
END_TEST

START_TEST(names_and_origins_are_judged_as_options)
{
    static const char *const names[] = {"news.example", "intern", "192.0.2.1", "NEWS.example"};
    static const char *const no_names[] = {"",   "https://news.example", "news.example:8080", "news.example/", "[::1]",
                                           "a b"};
    static const char *const origins[] = {"https://news.example",  "http://localhost:3000",
                                          "http://[::1]:3000",     "https://news.example:80",
                                          "capacitor://localhost", "chrome-extension://abcdefghijklmnop"};
    static const char *const no_origins[] = {"",
                                             "news.example",
                                             "https://",
                                             "https://news.example/",
                                             "https://News.example",
                                             "HTTPS://news.example",
                                             "://news.example",
                                             "https://news.example:443",
                                             "http://news.example:80",
                                             "http://news.example:",
                                             "https://a,https://b",
                                             "null"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        ck_assert_msg(host_is_name(names[i]), "%s", names[i]);
    for (size_t i = 0; i < sizeof no_names / sizeof *no_names; i++)
        ck_assert_msg(!host_is_name(no_names[i]), "%s", no_names[i]);
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        ck_assert_msg(host_is_origin(origins[i]), "%s", origins[i]);
    for (size_t i = 0; i < sizeof no_origins / sizeof *no_origins; i++)
        ck_assert_msg(!host_is_origin(no_origins[i]), "%s", no_origins[i]);
}
END_TEST

/* ---- routes and problems ---- */

START_TEST(a_route_takes_its_own_parameters_once)
{
    const struct route *search = route_at(route_find(str_of("/v1/search"), METHOD_GET, false));
    const struct route *facets = route_at(route_find(str_of("/v1/facets"), METHOD_GET, false));
    struct str wrong;
    ck_assert_uint_eq(route_find(str_of("/v1/search/"), METHOD_GET, false), route_count());
    ck_assert_int_eq(parse("/v1/search?q=a&page=2"), S_OK);
    ck_assert_int_eq(route_check(search, &target, &wrong, &err), S_OK);
    ck_assert_uint_eq(wrong.len, 0);
    ck_assert_int_eq(route_check(facets, &target, &wrong, &err), S_USAGE);
    ck_assert(is(wrong, "page"));
    ck_assert_int_eq(parse("/v1/search?q=a&q=b"), S_OK);
    ck_assert_int_eq(route_check(search, &target, &wrong, &err), S_USAGE);
    ck_assert(is(wrong, "q"));
    ck_assert_int_eq(parse("/v1/search?pages=2"), S_OK);
    ck_assert_int_eq(route_check(search, &target, &wrong, &err), S_USAGE);
    ck_assert_str_eq(err.text, "unknown parameter pages; did you mean page?");
    ck_assert_int_eq(parse("/v1/facets?q=a"), S_OK);
    ck_assert_int_eq(route_check(facets, &target, &wrong, &err), S_USAGE);
    ck_assert(is(wrong, "facet"));
}
END_TEST

START_TEST(a_page_passes_over_what_it_does_not_know)
{
    const struct route *page = route_at(route_find(str_of("/"), METHOD_GET, false));
    const struct route *search = route_at(route_find(str_of("/v1/search"), METHOD_GET, false));
    ck_assert_int_eq(parse("/?utm_source=a&q=b&facet=c&utm_source=d"), S_OK);
    route_forget_unknown(search, &target);
    ck_assert_uint_eq(target.params, 4);
    route_forget_unknown(page, &target);
    ck_assert_uint_eq(target.params, 1);
    ck_assert(is(target.param[0].name, "q"));
}
END_TEST

START_TEST(a_path_tells_its_methods)
{
    char allow[ROUTE_ALLOW_MAX];
    struct str path = str_of("/v1/search");
    ck_assert(route_allow(path, false, allow));
    ck_assert_str_eq(allow, "GET, HEAD, OPTIONS");
    ck_assert(!route_allow(str_of("/v1"), true, allow));
    ck_assert(route_allow(str_of("/v1/articles"), false, allow));
    ck_assert_str_eq(allow, "GET, HEAD, OPTIONS");
    ck_assert(route_allow(str_of("/v1/articles"), true, allow));
    ck_assert_str_eq(allow, "GET, HEAD, POST, DELETE, OPTIONS");
    ck_assert_uint_eq(route_find(path, METHOD_HEAD, false), route_find(path, METHOD_GET, false));
    ck_assert_uint_eq(route_find(path, METHOD_OTHER, false), route_count());
    ck_assert_int_eq(method_of("GET"), METHOD_GET);
    ck_assert_int_eq(method_of("DELETE"), METHOD_DELETE);
    ck_assert_int_eq(method_of("get"), METHOD_OTHER);
    ck_assert_int_eq(method_of("TRACE"), METHOD_OTHER);
    ck_assert_str_eq(method_name(METHOD_OPTIONS), "OPTIONS");
}
END_TEST

START_TEST(every_status_is_a_code)
{
    for (int s = S_USAGE; s <= S_INTERNAL; s++)
        for (int opening = 0; opening <= 1; opening++) {
            enum reason reason = reason_of((enum status)s, opening);
            ck_assert_int_ne(reason, REASON_NONE);
            ck_assert_uint_ge(reason_code(reason), 400);
            ck_assert_msg(!opening || reason_code(reason) >= 500, "%s", status_name((enum status)s));
        }
    for (int reason = REASON_NONE; reason < REASON_COUNT; reason++)
        ck_assert_ptr_nonnull(reason_name((enum reason)reason));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("target");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, NULL, teardown);
    tcase_add_test(tests, paths_and_parameters_are_decoded);
    tcase_add_test(tests, the_absolute_form_has_a_host);
    tcase_add_test(tests, paths_that_could_mean_something_else_are_refused);
    tcase_add_test(tests, values_that_are_no_text_are_noted);
    tcase_add_test(tests, targets_have_limits);
    tcase_add_test(tests, hosts_are_judged);
    tcase_add_test(tests, names_and_origins_are_judged_as_options);
    tcase_add_test(tests, a_page_passes_over_what_it_does_not_know);
    tcase_add_test(tests, gzip_is_taken_or_not);
    tcase_add_test(tests, texts_become_gzip);
    tcase_add_test(tests, a_tag_follows_from_what_an_answer_follows_from);
    tcase_add_test(tests, a_day_begins_at_midnight);
    tcase_add_test(tests, tags_are_compared);
    tcase_add_test(tests, a_route_takes_its_own_parameters_once);
    tcase_add_test(tests, a_path_tells_its_methods);
    tcase_add_test(tests, every_status_is_a_code);
    return run_suite(tests, "target");
}
