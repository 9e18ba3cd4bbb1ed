/* Positions as a segment gives them, however wide their gaps are: a word that is written with gaps of every width, its
 * positions against their plain sums. */
#include <check.h>

#include "tests/unit/archive_written.h"
#include "tests/unit/suite.h"

enum { GAPS = 64, COUNTS = 2 };

static struct err err;

/* All in one chunk of 128 positions, and in several. */
static const uint32_t frequency[COUNTS][WRITTEN_DOCUMENTS] = {{3, 2, 1, 4, 2, 2}, {64, 40, 50, 64, 1, 30}};

/* ---- a segment of one word ---- */

/* The gaps of a document: one of them is wide, at a place of the document's own. */
static void fill_gaps(uint32_t document, uint32_t count, uint32_t wide, uint32_t gaps[GAPS])
{
    for (uint32_t i = 0; i < count; i++)
        gaps[i] = i;
    gaps[document % count] = wide;
}

struct word {
    const uint32_t *frequency;
    uint32_t wide;
};

static void encode_word(struct term_encoder *e, const void *context)
{
    const struct word *word = context;
    uint32_t gaps[GAPS];
    term_encoder_begin(e, str_of("word"), true);
    for (uint32_t i = 0; i < WRITTEN_DOCUMENTS; i++) {
        fill_gaps(i + 1, word->frequency[i], word->wide, gaps);
        term_encoder_add(e, i + 1, word->frequency[i], gaps);
    }
    term_encoder_end(e);
}

/* ---- reading it ---- */

static void check_positions(struct cursor *c, uint32_t count, uint32_t wide)
{
    struct positions found;
    uint32_t gaps[GAPS];
    uint64_t position = 0, whole = 0;
    fill_gaps(c->document, count, wide, gaps);
    for (uint32_t i = 0; i < count; i++)
        whole += (uint64_t)gaps[i] + 1;
    enum status s = cursor_positions(c, &found, &err);
    ck_assert_int_eq(s, whole > UINT32_MAX ? S_CORRUPT : S_OK);
    if (s)
        return;
    ck_assert_uint_eq(found.count, count);
    for (uint32_t i = 0; i < count; i++) {
        position += (uint64_t)gaps[i] + 1;
        ck_assert_uint_eq(position_at(&found, i), position);
        ck_assert_uint_gt(found.number[i], i ? found.number[i - 1] : found.before);
    }
}

/* Positions that go over 2^32 are damage; those of the other documents in their chunk are not. A chunk is read
 * in another way from the second question on: all is asked for twice. */
static void check_word(const uint32_t *count, uint32_t wide)
{
    const struct word word = {count, wide};
    struct segment *s = write_terms(encode_word, &word);
    struct cursor *c;
    must(store_cursor(&s->store, str_of("word"), &c, &err), &err);
    for (uint32_t document = 1; document <= WRITTEN_DOCUMENTS; document++) {
        must(cursor_seek(c, document, &err), &err);
        ck_assert_uint_eq(c->document, document);
        must(cursor_load_frequency(c, &err), &err);
        check_positions(c, count[document - 1], wide);
        check_positions(c, count[document - 1], wide);
    }
    cursor_close(c);
    store_close(&s->store);
}

START_TEST(gaps_may_be_wide)
{
    static const uint32_t wide[] = {0,       (1 << 24) - 1,  1 << 24,           (1 << 24) + 1,
                                    1 << 30, UINT32_MAX / 2, UINT32_MAX - 4000, UINT32_MAX - 1};
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        check_word(frequency[_i], wide[i]);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("postings");
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_loop_test(tests, gaps_may_be_wide, 0, COUNTS);
    return run_suite(tests, "postings");
}
