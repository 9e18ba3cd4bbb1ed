/* Archives of the web: records, the responses in them, and what is wrong with some. */
#include "indexer_records.h"

#include <zlib.h>

#include "indexer/html.h"
#include "indexer/http_message.h"

static const char page[] =
    "<!DOCTYPE html><html><head><title>Pilots return</title></head><body><article><h1>Pilots return</h1>"
    "<p>Pilots in the harbour went back to work on Saturday after eleven days, and the first of forty ships that wait "
    "outside the mole came in before noon.</p><p>The union said that the new roster leaves every pilot two nights' "
    "sleep "
    "in three, and that the caf\xc3\xa9 on the quay keeps its hours.</p></article></body></html>";

static void add_record(struct buf *out, const char *type, const char *uri, const char *media, struct str block)
{
    buf_printf(out, "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2017-03-06T04:02:06Z\r\n", type,
               uri);
    buf_printf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n", media, block.len);
    buf_append_str(out, block);
    buf_append_text(out, "\r\n\r\n");
}

#define URI     "http://news.example/1"
#define FETCHED "recorded=2017-03-06T04:02:06Z\n"
#define FIELDS  FETCHED "id=" URI "\n"

static void add_text(struct buf *out, const char *type, const char *text)
{
    add_record(out, type, URI, "text/plain; charset=utf-8", str_of(text));
}

/* ---- records ---- */

START_TEST(plain_text_is_an_article)
{
    struct buf file = {0};
    add_text(&file, "conversion", "Pilots return\nPilots went back.\n\nIt rained.\n");
    add_record(&file, "resource", "<http://news.example/2>", "text/plain",
               str_of("Pilots\nwent back.\n\nIt rained.\xe9\n"));
    add_text(&file, "conversion", " \n ");
    assert_records(buf_str(&file), "auto",
                   "@1\n" FIELDS "body=Pilots return||Pilots went back.||It rained.\nurl=" URI "\n"
                   "@14\n" FETCHED "id=http://news.example/2\nbody=Pilots went back.||It rained.\xc3\xa9\n"
                   "url=http://news.example/2\n@27! no body: no text\n");
    buf_release(&file);
}
END_TEST

START_TEST(versions_and_line_ends_differ)
{
    assert_records(
        str_of("\r\n\nWARC/0.17\nwarc-type:conversion\nWarc-Target-Uri:<" URI ">\nWARC-Date: 2017-03-06\n"
               "WARC-Identified-Content-Language: eng\nContent-Type: TEXT/PLAIN\nContent-Length: 4\n\nText\n\n"),
        "warc", "@3\nrecorded=2017-03-06\nid=" URI "\nbody=Text\nlang=eng\nurl=" URI "\n");
    assert_records(
        str_of("WARC/1.1\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nText"),
        "warc", "@1\nbody=Text\n");
    assert_records(str_of(""), "warc", "");
}
END_TEST

START_TEST(records_that_are_no_articles_are_passed_over)
{
    static const char *const types[] = {"warcinfo", "request", "metadata", "revisit", "continuation", "x-own"};
    struct buf file = {0};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        add_record(&file, types[i], URI, "application/http", str_of("HTTP/1.1 200 OK\r\n\r\nWARC/1.0\r\n"));
    add_record(&file, "response", "dns:news.example", "text/dns", str_of("20170306040206\nnews.example.\n"));
    assert_records(buf_str(&file), "warc", "");
    buf_release(&file);
}
END_TEST

/* A long address is no id, and no field holds a control character. */
START_TEST(addresses_are_bounded)
{
    struct buf file = {0}, uri = {0}, got = {0};
    buf_append_text(&uri, "http://news.example/");
    buf_append_repeat(&uri, 'x', 3000);
    add_record(&file, "conversion", buf_text(&uri), "text/plain", str_of("Text"));
    record_memory(buf_str(&file), "warc", &got);
    ck_assert_msg(!strstr(buf_text(&got), "id=") && strstr(buf_text(&got), "url=http"), "%s", buf_text(&got));
    buf_release(&file);
    buf_release(&uri);
    buf_release(&got);
}
END_TEST

/* ---- responses ---- */

static void deflate_page(int window_bits, struct str text, struct buf *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text.ptr, .avail_in = (uInt)text.len};
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert(buf_reserve(out, deflateBound(&z, text.len) + 64));
    z.next_out = (Bytef *)out->data + out->len;
    z.avail_out = (uInt)(out->capacity - out->len);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

static void add_chunks(struct str body, size_t size, struct buf *out)
{
    for (size_t at = 0; at < body.len; at += size) {
        size_t len = body.len - at < size ? body.len - at : size;
        buf_printf(out, "%zx;extension=1\r\n", len);
        buf_append(out, body.ptr + at, len);
        buf_append_text(out, "\r\n");
    }
    buf_append_text(out, "0\r\n\r\n");
}

enum { PLAIN = 0, GZIP = 15 + 16, ZLIB = 15, RAW = -15 };

struct response {
    const char *head;
    int coding;        /* that the body has */
    size_t chunks;     /* bytes in a chunk, or 0 */
    size_t cut;        /* bytes off the end of the body */
    const char *fault; /* NULL: the page is read */
};

#define OK "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"

static const struct response responses[] = {
    {OK, PLAIN, 0, 0, NULL},
    {OK "Content-Encoding: gzip\r\n", GZIP, 0, 0, NULL},
    {OK "content-encoding: X-GZIP\r\nTransfer-Encoding: chunked\r\n", GZIP, 17, 0, NULL},
    {OK "Content-Encoding: deflate\r\n", ZLIB, 0, 0, NULL},
    {OK "Content-Encoding: deflate\r\n", RAW, 0, 0, NULL},
    {OK "Transfer-Encoding: chunked\r\n", PLAIN, 100, 0, NULL},
    {"HTTP/1.0 203 Own words\nContent-Type: application/xhtml+xml\n", PLAIN, 0, 0, NULL},
    {"HTTP/2 200\r\n", PLAIN, 0, 0, NULL},
    /* fields that say what is no longer so */
    {OK "Transfer-Encoding: chunked\r\n", PLAIN, 0, 0, NULL},
    {OK "Content-Encoding: gzip\r\n", PLAIN, 0, 0, NULL},
    {OK "Content-Encoding: gzip, identity\r\n", GZIP, 0, 0, NULL},
    /* cut in the page's own stream: what came before is there */
    {OK "Content-Encoding: gzip\r\n", GZIP, 0, 9, NULL},
    {OK "Transfer-Encoding: chunked\r\n", PLAIN, 100, 30, NULL},
    {OK "Content-Encoding: br\r\n", PLAIN, 0, 0, "@1! not an article: a page in the coding br\n"},
    {OK "Content-Encoding: a,b,c,gzip\r\n", GZIP, 0, 0, "@1! not an article: a page in the coding a,b,c,gzip\n"},
    {"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n", PLAIN, 0, 0,
     "@1! not an article: a response with status 404\n"},
    {"HTTP/1.1 301 Moved\r\nLocation: /\r\n", PLAIN, 0, 0, "@1! not an article: a response with status 301\n"},
    {"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n", PLAIN, 0, 0, "@1! not an article: no page but image/png\n"},
    {"HTTP/1.1 200 OK\r\nContent-Type: text/htmlx\r\n", PLAIN, 0, 0, "@1! not an article: no page but text/htmlx\n"},
    {"HTTP/1.1 xx\r\n", PLAIN, 0, 0, "@1! malformed: no head of an HTTP response\n"},
    {"nothing\r\n", PLAIN, 0, 0, "@1! malformed: no head of an HTTP response\n"},
};

static void add_response(struct buf *file, const struct response *r)
{
    struct buf body = {0}, block = {0};
    if (r->coding)
        deflate_page(r->coding, str_of(page), &body);
    else
        buf_append_text(&body, page);
    buf_printf(&block, "%s\r\n", r->head);
    if (r->chunks)
        add_chunks(buf_str(&body), r->chunks, &block);
    else
        buf_append_str(&block, buf_str(&body));
    buf_truncate(&block, block.len - r->cut);
    add_record(file, "response", URI, "application/http; msgtype=response", buf_str(&block));
    buf_release(&body);
    buf_release(&block);
}

START_TEST(responses_are_decoded)
{
    const struct response *r = &responses[_i];
    struct buf file = {0}, got = {0};
    add_response(&file, r);
    size_t len = file.len;
    add_text(&file, "conversion", "The next.");
    record_memory(buf_str(&file), "warc", &got);
    const char *text = buf_text(&got), *next = strstr(text, "body=The next.");
    ck_assert_msg(next != NULL, "%d: %s", _i, text);
    if (r->fault)
        ck_assert_msg(strncmp(text, r->fault, strlen(r->fault)) == 0, "%d: %s", _i, text);
    else
        ck_assert_msg(strstr(text, FIELDS) && strstr(text, "Pilots in the harbour went back to work") &&
                          (r->cut || strstr(text, "caf\xc3\xa9 on the quay")) && strstr(text, "url=" URI),
                      "%d: %s", _i, text);
    ck_assert(len < file.len);
    buf_release(&file);
    buf_release(&got);
}
END_TEST

/* ---- damage ---- */

#define NEXT "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nNext.\r\n\r\n"

static const struct {
    const char *text, *want;
} damaged[] = {
    {"rubbish\r\nmore WARC/1.0\r\n" NEXT, "@1! malformed: no WARC record begins here\n@3\nbody=Next.\n"},
    {"WARC/1.0\r\nWARC-Type: conversion\r\n\r\nText\r\n\r\n" NEXT,
     "@1! malformed: no Content-Length that is a number\n@6\nbody=Next.\n"},
    {"WARC/1.0\r\nContent-Length: -5\r\n\r\n" NEXT,
     "@1! malformed: no Content-Length that is a number\n@4\nbody=Next.\n"},
    {"WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n" NEXT,
     "@1! malformed: no Content-Length that is a number\n@4\nbody=Next.\n"},
    {"WARC/1.0\r\nContent-Type: text/plain\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n\r\nText and more\r\n" NEXT,
     "@1\nbody=Te\n@6! malformed: no WARC record begins here\n@7\nbody=Next.\n"},
    {"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nText",
     "@1! malformed: cut off: 4 bytes of 100\n"},
    {"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 100000000000000000\r\n\r\nText",
     "@1! malformed: cut off: 4 bytes of 100000000000000000\n"},
    {"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 100\r\n\r\nHTTP/1.1 404 "
     "No\r\n\r\nText",
     "@1! malformed: cut off: 23 bytes of 100\n"},
    {"WARC/1.0\r\nWARC-Type: conv", "@1! malformed: the head of the record has no end\n"},
    {"WAR", "@1! malformed: no WARC record begins here\n"},
    {"WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 2\r\n" NEXT,
     "@1! malformed: the head of the record has no end\n@4\nbody=Next.\n"},
};

START_TEST(damage_is_passed_over)
{
    assert_records(str_of(damaged[_i].text), "warc", damaged[_i].want);
}
END_TEST

START_TEST(a_head_is_bounded)
{
    struct buf file = {0};
    buf_append_text(&file, "WARC/1.0\r\nX: ");
    buf_append_repeat(&file, 'x', 3 * HEAD_BYTES_MAX);
    buf_append_text(&file, "\r\n\r\n" NEXT);
    assert_records(buf_str(&file), "warc", "@1! malformed: the head of the record has no end\n@4\nbody=Next.\n");
    buf_release(&file);
}
END_TEST

START_TEST(heads_without_an_end_end_soon)
{
    enum { HEADS = 150000 };
    struct buf file = {0}, got = {0};
    for (int i = 0; i < HEADS; i++)
        buf_append_text(&file, "WARC/1.0\n");
    record_memory(buf_str(&file), "warc", &got);
    ck_assert_uint_gt(got.len, (size_t)HEADS * strlen("@1! malformed: the head of the record has no end\n"));
    buf_release(&file);
    buf_release(&got);
}
END_TEST

START_TEST(blocks_are_bounded)
{
    struct buf file = {0}, block = {0};
    buf_append_text(&block, "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n");
    buf_append_repeat(&block, '\n', 3 * HTML_BYTES_MAX);
    add_record(&file, "response", URI, "application/http", buf_str(&block));
    buf_reset(&block);
    buf_append_text(&block, OK "\r\n");
    buf_append_repeat(&block, 'x', HTML_BYTES_MAX + 1);
    add_record(&file, "response", URI, "application/http", buf_str(&block));
    buf_append_repeat(&block, 'x', HEAD_BYTES_MAX);
    add_record(&file, "response", URI, "application/http", buf_str(&block));
    assert_records(buf_str(&file), "warc",
                   "@1! not an article: no page but image/png\n@50331661! too long: a page of more than 16 MiB, or one "
                   "that grows too much when it is inflated\n"
                   "@50331673! too long: a block of more than 16 MiB\n");
    buf_release(&file);
    buf_release(&block);
}
END_TEST

START_TEST(growth_is_bounded)
{
    struct buf zeros = {0}, block = {0}, file = {0};
    buf_append_repeat(&zeros, ' ', 4 << 20);
    buf_append_text(&block, OK "Content-Encoding: gzip\r\n\r\n");
    deflate_page(GZIP, buf_str(&zeros), &block);
    add_record(&file, "response", URI, "application/http", buf_str(&block));
    buf_truncate(&block, block.len - 100);
    block.data[block.len - 30] ^= 0x55;
    assert_records(buf_str(&file), "warc",
                   "@1! too long: a page of more than 16 MiB, or one that grows too much when it is inflated\n");
    buf_release(&zeros);
    buf_release(&block);
    buf_release(&file);
}
END_TEST

START_TEST(broken_gzip_is_refused)
{
    struct buf block = {0}, file = {0};
    buf_append_text(&block, OK "Content-Encoding: gzip\r\n\r\n");
    deflate_page(GZIP, str_of(page), &block);
    memset(block.data + block.len - 120, 0xff, 60);
    add_record(&file, "response", URI, "application/http", buf_str(&block));
    assert_records(buf_str(&file), "warc", "@1! malformed: the page is in broken gzip or deflate\n");
    buf_release(&block);
    buf_release(&file);
}
END_TEST

/* Each record is a gzip member; the last one is cut: what is whole before it comes out, and the source says the rest.
 */
START_TEST(records_before_broken_gzip_are_whole)
{
    struct buf file = {0}, record = {0};
    for (int i = 0; i < 3; i++) {
        buf_reset(&record);
        add_text(&record, "conversion", i ? "The second.\n" : "The first.\n");
        deflate_page(GZIP, buf_str(&record), &file);
    }
    buf_truncate(&file, file.len - 60);
    assert_records(buf_str(&file), "warc",
                   "@1\n" FIELDS "body=The first.\nurl=" URI "\n@11\n" FIELDS "body=The second.\nurl=" URI
                   "\n! bad input\n");
    buf_release(&file);
    buf_release(&record);
}
END_TEST

/* ---- files ---- */

START_TEST(the_format_is_told_by_its_first_bytes)
{
    ck_assert_int_eq(warc_sniff(str_of("WARC/1.0\r\n")), 2);
    ck_assert_int_eq(warc_sniff(str_of("WARC/0.17\n")), 2);
    ck_assert_int_eq(warc_sniff(str_of("WARC files")), 0);
    ck_assert_int_eq(warc_sniff(str_of("")), 0);
}
END_TEST

START_TEST(the_sample_holds_the_same_articles)
{
    static const enum field fields[] = {FIELD_HEADLINE, FIELD_BODY, FIELD_BYLINE, FIELD_SECTION,
                                        FIELD_SOURCE,   FIELD_TAG,  FIELD_LANG,   FIELD_URL};
    assert_same_articles("corpora/formats/articles.warc", "auto", fields, sizeof fields / sizeof fields[0]);
}
END_TEST

START_TEST(real_files_come_out_whole)
{
    assert_real_records("warc/example.warc", 1, 0, true);
    assert_real_records("warc/example.warc.gz", 1, 0, true);
    assert_real_records("warc/example-resource.warc.gz", 1, 0, true);
    assert_real_records("warc/example-trunc.warc", 1, 1, true);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("warc");
    tcase_add_test(tcase, plain_text_is_an_article);
    tcase_add_test(tcase, versions_and_line_ends_differ);
    tcase_add_test(tcase, records_that_are_no_articles_are_passed_over);
    tcase_add_test(tcase, addresses_are_bounded);
    tcase_add_loop_test(tcase, responses_are_decoded, 0, sizeof responses / sizeof responses[0]);
    tcase_add_loop_test(tcase, damage_is_passed_over, 0, sizeof damaged / sizeof damaged[0]);
    tcase_add_test(tcase, a_head_is_bounded);
    tcase_add_test(tcase, heads_without_an_end_end_soon);
    tcase_add_test(tcase, blocks_are_bounded);
    tcase_add_test(tcase, growth_is_bounded);
    tcase_add_test(tcase, broken_gzip_is_refused);
    tcase_add_test(tcase, records_before_broken_gzip_are_whole);
    tcase_add_test(tcase, the_format_is_told_by_its_first_bytes);
    tcase_add_test(tcase, the_sample_holds_the_same_articles);
    tcase_add_test(tcase, real_files_come_out_whole);
    return run_record_suite(tcase, "warc");
}
