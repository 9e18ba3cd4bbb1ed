/* Cursors of the live store: postings in blocks, positions, the dictionary. */
#include "tests/unit/shim_live.h"

enum { MANY = 1000 };

/* Documents 1 to MANY; every seventh is taken out again. */
static void make_many(void)
{
    struct xap_writer *w = open_writer();
    commit_documents(w, 1, MANY);
    for (int i = 7; i <= MANY; i += 7) {
        char id[16];
        snprintf(id, sizeof id, "Q%d", i);
        ck_ok(xap_remove(w, str_of(id), NULL, &err));
    }
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);
}

START_TEST(cursor_fills_blocks)
{
    static const struct {
        const char *term;
        uint32_t frequency, step; /* of the documents that have it */
    } cases[] = {{"all", 2, 1}, {"even0", 1, 2}, {"", 1, 1}};
    static const size_t capacities[] = {1, 7, 128, 5000};
    make_many();
    struct xap_reader *r = open_reader();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < sizeof capacities / sizeof *capacities; k++) {
            struct xap_cursor *c;
            uint32_t documents[5000], frequencies[5000], expected = 0, total = 0;
            size_t count;
            ck_ok(xap_cursor_open(r, str_of(cases[i].term), &c, &err));
            do {
                ck_ok(xap_cursor_fill(c, documents, frequencies, capacities[k], &count, &err));
                for (size_t d = 0; d < count; d++) {
                    do
                        expected += cases[i].step;
                    while (expected % 7 == 0);
                    ck_assert_uint_eq(documents[d], expected);
                    ck_assert_uint_eq(frequencies[d], cases[i].frequency);
                }
                total += (uint32_t)count;
            } while (count);
            ck_assert_uint_eq(total, xap_cursor_document_count(c));
            ck_assert_uint_eq(total, MANY / cases[i].step - MANY / 7 / cases[i].step);
            xap_cursor_close(c);
        }
    }
    xap_reader_close(r);
}
END_TEST

START_TEST(cursor_seeks_forward)
{
    static const struct {
        uint32_t target, found; /* 0: the end */
    } steps[] = {{0, 1}, {1, 2}, {7, 8}, {8, 9}, {3, 10}, {500, 500}, {MANY - 1, MANY - 1}, {MANY + 1, 0}, {5, 0}};
    static const char *const terms[] = {"all", ""};
    make_many();
    struct xap_reader *r = open_reader();
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        struct xap_cursor *c;
        ck_ok(xap_cursor_open(r, str_of(terms[i]), &c, &err));
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
            uint32_t document = 0, frequency;
            size_t count;
            ck_ok(xap_cursor_seek(c, steps[k].target, &err));
            ck_ok(xap_cursor_fill(c, &document, &frequency, 1, &count, &err));
            ck_assert_uint_eq(count, steps[k].found != 0);
            ck_assert_msg(document == steps[k].found, "%u: %u", steps[k].target, document);
        }
        xap_cursor_close(c);
    }
    xap_reader_close(r);
}
END_TEST

START_TEST(cursor_of_an_absent_term)
{
    static const char long_term[1000];
    const struct str absent[] = {str_of("nowhere"), {long_term, sizeof long_term}, {long_term, 123}, str_of("al")};
    make_many();
    struct xap_reader *r = open_reader();
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        struct xap_cursor *c;
        uint32_t document, frequency;
        size_t count = 9;
        ck_ok(xap_cursor_open(r, absent[i], &c, &err));
        ck_assert_uint_eq(xap_cursor_document_count(c), 0);
        ck_ok(xap_cursor_seek(c, 5, &err));
        ck_ok(xap_cursor_fill(c, &document, &frequency, 1, &count, &err));
        ck_assert_uint_eq(count, 0);
        xap_cursor_close(c);
    }
    xap_cursor_close(NULL);
    xap_reader_close(r);
}
END_TEST

/* Prefixed terms count into no length: frequency 0. */
START_TEST(frequency_zero)
{
    struct xap_writer *w = open_writer();
    const struct xap_posting p[] = {{.term = str_of("Ktag")}, {.term = str_of("word"), .frequency = 3}};
    const struct xap_document d = {p, 2, NULL, 0, {0}};
    ck_ok(xap_put(w, str_of("Qa"), &d, &err));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);
    struct xap_reader *r = open_reader();
    static const struct {
        const char *term;
        uint32_t frequency;
    } cases[] = {{"Ktag", 0}, {"word", 3}, {"Qa", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xap_cursor *c;
        uint32_t document, frequency;
        size_t count;
        ck_ok(xap_cursor_open(r, str_of(cases[i].term), &c, &err));
        ck_ok(xap_cursor_fill(c, &document, &frequency, 1, &count, &err));
        ck_assert_uint_eq(count, 1);
        ck_assert_uint_eq(frequency, cases[i].frequency);
        xap_cursor_close(c);
    }
    uint32_t length[2];
    ck_ok(xap_lengths(r, length, &err));
    ck_assert_uint_eq(length[1], 3);
    xap_reader_close(r);
}
END_TEST

START_TEST(positions)
{
    static const uint32_t far[] = {0, 1, 1000, UINT32_MAX - 1};
    const struct xap_posting p = {.term = str_of("far"), .frequency = 4, .positions = far, .position_count = 4};
    const struct xap_document d = {&p, 1, NULL, 0, {0}};
    struct xap_writer *w = open_writer();
    ck_ok(put_words(w, "Qa", "a b a c a"));
    ck_ok(xap_put(w, str_of("Qb"), &d, &err));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    static const uint32_t of_a[] = {1, 3, 5};
    static const char long_term[1000];
    const struct {
        struct str term;
        uint32_t document;
        const uint32_t *expected;
        size_t count;
    } cases[] = {
        {str_of("a"), 1, of_a, 3},  {str_of("far"), 2, far, 4}, {str_of("a"), 2, NULL, 0},
        {str_of("a"), 99, NULL, 0}, {str_of("a"), 0, NULL, 0},  {str_of("Qa"), 1, NULL, 0},
        {str_of("x"), 1, NULL, 0},  {{0}, 1, NULL, 0},          {{long_term, sizeof long_term}, 1, NULL, 0},
    };
    struct xap_reader *r = open_reader();
    struct u32_array out = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_ok(xap_positions_get(r, cases[i].term, cases[i].document, &out, &err));
        ck_assert_msg(out.count == cases[i].count, "case %zu: %zu positions", i, out.count);
        for (size_t k = 0; k < out.count; k++)
            ck_assert_uint_eq(out.data[k], cases[i].expected[k]);
    }
    u32_array_release(&out);
    xap_reader_close(r);
}
END_TEST

START_TEST(dictionary)
{
    struct xap_writer *w = open_writer();
    ck_ok(put_words(w, "Qa", "trail trailer tram"));
    ck_ok(put_words(w, "Qb", "trail zebra"));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    static const char long_prefix[1000];
    const struct {
        struct str prefix;
        const char *expected;
    } cases[] = {
        {str_of("tr"), "trail:2 trailer:1 tram:1 "},
        {str_of("trail"), "trail:2 trailer:1 "},
        {str_of("x"), ""},
        {{0}, "Qa:1 Qb:1 trail:2 trailer:1 tram:1 zebra:1 "},
        {{long_prefix, sizeof long_prefix}, ""},
    };
    struct xap_reader *r = open_reader();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct xap_terms *t;
        struct buf b = {0};
        struct str term;
        uint32_t count;
        bool more;
        ck_ok(xap_terms_open(r, cases[i].prefix, &t, &err));
        for (;;) {
            ck_ok(xap_terms_next(t, &more, &term, &count, &err));
            if (!more)
                break;
            buf_printf(&b, "%.*s:%u ", (int)term.len, term.ptr, count);
        }
        assert_buf(&b, cases[i].expected);
        buf_release(&b);
        xap_terms_close(t);
    }
    xap_terms_close(NULL);
    xap_reader_close(r);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("cursor");
    tcase_add_test(tests, cursor_fills_blocks);
    tcase_add_test(tests, cursor_seeks_forward);
    tcase_add_test(tests, cursor_of_an_absent_term);
    tcase_add_test(tests, frequency_zero);
    tcase_add_test(tests, positions);
    tcase_add_test(tests, dictionary);
    return run_live_suite(tests, "cursor");
}
