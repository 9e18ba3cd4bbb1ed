/* The live store: what is put is what is read. Cursors are in shim_cursor.c, failures in shim_faults.c
 * and shim_damage.c. */
#include "tests/unit/shim_live.h"

static void assert_data(struct xap_reader *r, const char *id, const char *expected)
{
    struct buf b = {0};
    uint32_t document = 0;
    ck_ok(xap_lookup(r, str_of(id), &document, &err));
    ck_ok(xap_data(r, document, &b, &err));
    assert_buf(&b, expected);
    buf_release(&b);
}

/* ---- writing ---- */

START_TEST(put_commit_read)
{
    struct xap_writer *w = open_writer();
    ck_ok(put_words(w, "Qa", "osce observation mission observation"));
    ck_ok(put_words(w, "Qb", "mission"));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    struct xap_reader *r = open_reader();
    struct xap_counts counts;
    xap_reader_counts(r, &counts);
    ck_assert_uint_eq(counts.documents, 2);
    ck_assert_uint_eq(counts.last_document, 2);
    ck_assert_uint_eq(counts.total_length, 5);
    assert_data(r, "Qa", "osce observation mission observation");
    assert_data(r, "Qb", "mission");
    struct buf b = {0};
    ck_ok(xap_value_get(r, 2, 0, &b, &err));
    assert_buf(&b, "Qb");
    ck_ok(xap_value_get(r, 2, 7, &b, &err));
    assert_buf(&b, "");
    buf_release(&b);
    xap_reader_close(r);
}
END_TEST

START_TEST(put_replaces_under_the_same_number)
{
    struct xap_writer *w = open_writer();
    commit_documents(w, 0, 3);
    ck_ok(put_words(w, "Q1", "new text"));
    ck_ok(put_words(w, "Q1", "newest text"));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    struct xap_reader *r = open_reader();
    struct xap_counts counts;
    uint32_t document = 0;
    xap_reader_counts(r, &counts);
    ck_assert_uint_eq(counts.documents, 3);
    ck_assert_uint_eq(counts.last_document, 3);
    ck_ok(xap_lookup(r, str_of("Q1"), &document, &err));
    ck_assert_uint_eq(document, 2);
    assert_data(r, "Q1", "newest text");
    ck_assert_int_eq(xap_lookup(r, str_of("word1"), &document, &err), S_NOT_FOUND);
    ck_assert_int_eq(xap_lookup(r, str_of("new"), &document, &err), S_NOT_FOUND);
    xap_reader_close(r);
}
END_TEST

START_TEST(remove_takes_out)
{
    struct xap_writer *w = open_writer();
    bool found;
    commit_documents(w, 0, 3);
    ck_ok(xap_remove(w, str_of("Q1"), &found, &err));
    ck_assert(found);
    ck_ok(xap_remove(w, str_of("Q1"), &found, &err));
    ck_assert(!found);
    ck_ok(xap_remove(w, str_of("Q77"), NULL, &err));
    ck_ok(xap_remove(w, (struct str){0}, &found, &err));
    ck_assert(!found);
    ck_ok(put_words(w, "Qnew", "word"));
    ck_ok(xap_remove(w, str_of("Qnew"), &found, &err));
    ck_assert(found);
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    struct xap_reader *r = open_reader();
    struct buf b = {0};
    ck_assert_uint_eq(count_documents(), 2);
    err.text[0] = '\0';
    uint32_t document;
    ck_assert_int_eq(xap_lookup(r, str_of("Q1"), &document, &err), S_NOT_FOUND);
    ck_assert_str_eq(err.text, "");
    static const uint32_t absent[] = {0, 2, 4, 1000, UINT32_MAX};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        ck_assert_int_eq(xap_data(r, absent[i], &b, &err), S_NOT_FOUND);
        ck_ok(xap_value_get(r, absent[i], 0, &b, &err));
        ck_assert_uint_eq(b.len, 0);
    }
    buf_release(&b);
    xap_reader_close(r);
}
END_TEST

START_TEST(writer_sees_its_own_group)
{
    struct xap_writer *w = open_writer();
    struct buf b = {0};
    err.text[0] = '\0';
    ck_assert_int_eq(xap_writer_value(w, str_of("Qa"), 0, &b, &err), S_NOT_FOUND);
    ck_assert_int_eq(xap_writer_value(w, (struct str){0}, 0, &b, &err), S_NOT_FOUND);
    ck_assert_str_eq(err.text, "");
    ck_ok(put_words(w, "Qa", "word"));
    ck_ok(xap_writer_value(w, str_of("Qa"), 0, &b, &err));
    assert_buf(&b, "Qa");
    ck_ok(xap_writer_value(w, str_of("Qa"), 5, &b, &err));
    assert_buf(&b, "");
    ck_ok(xap_commit(w, &err));
    ck_ok(xap_writer_value(w, str_of("Qa"), 0, &b, &err));
    assert_buf(&b, "Qa");
    ck_ok(xap_remove(w, str_of("Qa"), NULL, &err));
    ck_assert_int_eq(xap_writer_value(w, str_of("Qa"), 0, &b, &err), S_NOT_FOUND);
    buf_release(&b);
    xap_writer_close(w);
    ck_assert_uint_eq(count_documents(), 1);
}
END_TEST

START_TEST(commit_of_nothing)
{
    struct xap_writer *w = open_writer();
    ck_ok(xap_commit(w, &err));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);
    xap_writer_close(NULL);
    ck_assert_uint_eq(count_documents(), 0);
}
END_TEST

/* The library's own threshold neither commits in the middle of a group nor behind our back at the end. */
START_TEST(close_drops_the_group)
{
    static const char *const thresholds[] = {NULL, "1", "3"};
    for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++) {
        if (thresholds[i])
            setenv("XAPIAN_FLUSH_THRESHOLD", thresholds[i], 1);
        struct xap_writer *w = open_writer();
        for (int k = 0; k < 20; k++) {
            char id[16];
            snprintf(id, sizeof id, "Qx%d", k);
            ck_ok(put_words(w, id, "dropped"));
            if (k == 10)
                ck_assert_uint_eq(count_documents(), i * 2);
        }
        ck_ok(xap_remove(w, str_of("Q0"), NULL, &err));
        xap_writer_close(w);
        ck_assert_uint_eq(count_documents(), i * 2);
        w = open_writer();
        commit_documents(w, (int)i * 2, 2);
        xap_writer_close(w);
        ck_assert_uint_eq(count_documents(), i * 2 + 2);
        unsetenv("XAPIAN_FLUSH_THRESHOLD");
    }
}
END_TEST

/* ---- what does not fit ---- */

START_TEST(terms_that_fit)
{
    static const char a[300] = {[0 ... 299] = 'a'}, nul[300];
    static const struct {
        struct str term;
        bool fits;
    } cases[] = {
        {{a, 0}, false},    {{a, 1}, true},     {{a, XAPIAN_MAX_TERM}, true}, {{a, XAPIAN_MAX_TERM + 1}, false},
        {{nul, 1}, true},   {{nul, 122}, true}, {{nul, 123}, false},          {{nul, 245}, false},
        {{NULL, 0}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(xap_term_fits(cases[i].term) == cases[i].fits, "case %zu", i);
}
END_TEST

/* A document that cannot be stored costs the others of its group nothing; the longest that can be is stored. */
START_TEST(refused_document_costs_nothing)
{
    static const char bytes[XAP_VALUE_MAX + 1] = {[0 ... 299] = 'a'};
    static const char nul[245];
    const struct xap_posting too_long = {.term = {bytes, 246}}, of_nuls = {.term = {nul, 245}},
                             empty = {.frequency = 1};
    const struct xap_posting endless[] = {{.term = {"x", 1}, .frequency = UINT32_MAX},
                                          {.term = {"y", 1}, .frequency = 1}};
    const struct xap_value too_big = {0, {bytes, sizeof bytes}}, no_slot = {UINT32_MAX, {"x", 1}};
    const struct {
        struct str id;
        struct xap_document document;
    } cases[] = {
        {str_of("Qx"), {.postings = &too_long, .posting_count = 1}},
        {str_of("Qx"), {.postings = &of_nuls, .posting_count = 1}},
        {str_of("Qx"), {.postings = &empty, .posting_count = 1}},
        {str_of("Qx"), {.postings = endless, .posting_count = 2}},
        {str_of("Qx"), {.values = &too_big, .value_count = 1}},
        {str_of("Qx"), {.values = &no_slot, .value_count = 1}},
        {str_of("Qx"), {.data = {bytes, XAP_DATA_MAX + 1}}},
        {{bytes, 246}, {0}},
        {{nul, 245}, {0}},
        {{NULL, 0}, {0}},
    };
    struct xap_writer *w = open_writer();
    ck_ok(put_words(w, "Qbefore", "kept"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(xap_put(w, cases[i].id, &cases[i].document, &err) == S_USAGE, "case %zu: %s", i, err.text);

    const struct xap_posting longest[] = {{.term = {bytes, 245}}, {.term = {nul, 122}}};
    const struct xap_value biggest = {0, {bytes, XAP_VALUE_MAX}};
    const struct xap_document fits = {longest, 2, &biggest, 1, {bytes, sizeof bytes}};
    ck_ok(xap_put(w, (struct str){bytes, 245}, &fits, &err));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    struct xap_reader *r = open_reader();
    uint32_t document;
    struct buf b = {0};
    assert_data(r, "Qbefore", "kept");
    ck_ok(xap_lookup(r, longest[0].term, &document, &err));
    ck_ok(xap_lookup(r, longest[1].term, &document, &err));
    ck_ok(xap_value_get(r, document, 0, &b, &err));
    ck_assert_uint_eq(b.len, XAP_VALUE_MAX);
    ck_ok(xap_data(r, document, &b, &err));
    ck_assert_uint_eq(b.len, sizeof bytes);
    ck_assert_int_eq(xap_lookup(r, too_long.term, &document, &err), S_NOT_FOUND);
    ck_assert_uint_eq(count_documents(), 2);
    buf_release(&b);
    xap_reader_close(r);
}
END_TEST

/* Data of every length around the steps in which libxapian inflates, of bytes that compress to next to nothing. */
START_TEST(data_of_awkward_lengths)
{
    enum { STEP = 8192, AROUND = 40 };
    static const size_t steps[] = {1, 2, 8, 40};
    static const char fills[] = {'a', '\0'};
    static char bytes[40 * STEP + AROUND];
    for (size_t f = 0; f < sizeof fills; f++) {
        struct xap_writer *w = open_writer();
        memset(bytes, fills[f], sizeof bytes);
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            for (size_t len = steps[i] * STEP - AROUND; len < steps[i] * STEP + AROUND; len++) {
                char id[32];
                const struct xap_document d = {.data = {bytes, len}};
                snprintf(id, sizeof id, "Q%zu", len);
                ck_ok(xap_put(w, str_of(id), &d, &err));
            }
        }
        ck_ok(xap_commit(w, &err));
        xap_writer_close(w);
        struct xap_reader *r = open_reader();
        struct buf b = {0};
        for (uint32_t document = 1; document <= sizeof steps / sizeof *steps * 2 * AROUND; document++) {
            ck_ok(xap_data(r, document, &b, &err));
            size_t len = steps[(document - 1) / (2 * AROUND)] * STEP - AROUND + (document - 1) % (2 * AROUND);
            ck_assert_uint_eq(b.len, len);
            ck_assert_mem_eq(b.data, bytes, len);
        }
        buf_release(&b);
        xap_reader_close(r);
    }
}
END_TEST

/* ---- reading ---- */

START_TEST(lengths_and_columns)
{
    struct xap_writer *w = open_writer();
    commit_documents(w, 0, 5);
    ck_ok(xap_remove(w, str_of("Q0"), NULL, &err));
    ck_ok(xap_remove(w, str_of("Q2"), NULL, &err));
    ck_ok(put_words(w, "Q3", "short"));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);

    static const uint32_t expected_length[] = {0, 0, 8, 0, 1, 8};
    static const uint32_t expected_offset[] = {0, 0, 0, 2, 2, 4, 6};
    uint32_t length[6], offset[7];
    struct buf bytes = {0};
    struct xap_reader *r = open_reader();
    ck_ok(xap_lengths(r, length, &err));
    ck_assert_mem_eq(length, expected_length, sizeof length);
    ck_ok(xap_column(r, 0, &bytes, offset, &err));
    assert_buf(&bytes, "Q1Q3Q4");
    ck_assert_mem_eq(offset, expected_offset, sizeof offset);
    ck_ok(xap_column(r, 9, &bytes, offset, &err));
    ck_assert_uint_eq(bytes.len, 0);
    ck_assert_uint_eq(offset[0] + offset[6], 0);
    buf_release(&bytes);
    xap_reader_close(r);
}
END_TEST

START_TEST(empty_store)
{
    xap_writer_close(open_writer());
    struct xap_reader *r = open_reader();
    uint32_t length[1], offset[2] = {1, 1};
    struct buf bytes = {0};
    ck_ok(xap_lengths(r, length, &err));
    ck_ok(xap_column(r, 0, &bytes, offset, &err));
    ck_assert_uint_eq(offset[0] + offset[1], 0);
    struct xap_cursor *c;
    uint32_t documents[4], frequencies[4];
    size_t count = 9;
    ck_ok(xap_cursor_open(r, (struct str){0}, &c, &err));
    ck_assert_uint_eq(xap_cursor_document_count(c), 0);
    ck_ok(xap_cursor_seek(c, 3, &err));
    ck_ok(xap_cursor_fill(c, documents, frequencies, 4, &count, &err));
    ck_assert_uint_eq(count, 0);
    xap_cursor_close(c);
    xap_reader_close(r);
    xap_reader_close(NULL);
}
END_TEST

/* Terms are bytes to the store, whatever the environment says of tokenising. */
START_TEST(terms_are_bytes)
{
    setenv("XAPIAN_CJK_NGRAM", "1", 1);
    struct xap_writer *w = open_writer();
    ck_ok(put_words(w, "Qa", "中国人 \xff\xfe caf\xc3\xa9"));
    ck_ok(xap_commit(w, &err));
    xap_writer_close(w);
    unsetenv("XAPIAN_CJK_NGRAM");
    struct xap_reader *r = open_reader();
    uint32_t document;
    ck_ok(xap_lookup(r, str_of("中国人"), &document, &err));
    ck_ok(xap_lookup(r, str_of("\xff\xfe"), &document, &err));
    ck_assert_int_eq(xap_lookup(r, str_of("中"), &document, &err), S_NOT_FOUND);
    xap_reader_close(r);
}
END_TEST

static void append_term(void *context, struct str term, uint32_t frequency)
{
    buf_printf(context, "%.*s %u, ", (int)term.len, term.ptr, frequency);
}

START_TEST(a_document_knows_its_terms)
{
    struct buf terms = {0};
    make_database(2);
    struct xap_reader *r = open_reader();
    ck_ok(xap_document_terms(r, 2, append_term, &terms, &err));
    assert_buf(&terms, "1 1, Q1 0, all 2, document 1, even1 1, filler 1, of 1, word1 1, ");
    ck_assert_int_eq(xap_document_terms(r, 3, append_term, &terms, &err), S_NOT_FOUND);
    ck_assert_int_eq(xap_document_terms(r, 0, append_term, &terms, &err), S_NOT_FOUND);
    xap_reader_close(r);
    buf_release(&terms);
}
END_TEST

/* A reader keeps its snapshot through one commit, and moves when it is told to. */
START_TEST(snapshots)
{
    struct xap_writer *w = open_writer();
    struct xap_counts counts;
    commit_documents(w, 0, 10);
    struct xap_reader *r = open_reader();
    ck_ok(put_words(w, "Q3", "changed"));
    ck_ok(xap_remove(w, str_of("Q4"), NULL, &err));
    commit_documents(w, 10, 10);
    xap_reader_counts(r, &counts);
    ck_assert_uint_eq(counts.documents, 10);
    ck_assert(!xap_reader_is_newest(r));
    assert_data(r, "Q3", "all word3 all even1 filler of document 3");
    assert_data(r, "Q4", "all word4 all even0 filler of document 4");
    ck_ok(xap_reader_reopen(r, &err));
    ck_assert(xap_reader_is_newest(r));
    xap_reader_counts(r, &counts);
    ck_assert_uint_eq(counts.documents, 19);
    assert_data(r, "Q3", "changed");
    xap_reader_close(r);
    xap_writer_close(w);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("xap");
    tcase_add_test(tests, put_commit_read);
    tcase_add_test(tests, put_replaces_under_the_same_number);
    tcase_add_test(tests, remove_takes_out);
    tcase_add_test(tests, writer_sees_its_own_group);
    tcase_add_test(tests, commit_of_nothing);
    tcase_add_test(tests, close_drops_the_group);
    tcase_add_test(tests, terms_that_fit);
    tcase_add_test(tests, refused_document_costs_nothing);
    tcase_add_test(tests, data_of_awkward_lengths);
    tcase_add_test(tests, lengths_and_columns);
    tcase_add_test(tests, empty_store);
    tcase_add_test(tests, terms_are_bytes);
    tcase_add_test(tests, a_document_knows_its_terms);
    tcase_add_test(tests, snapshots);
    return run_live_suite(tests, "xap");
}
