/* Passing over what cannot score enough: a page of a few is the beginning of the list of all, over corpora whose words
 * stand unevenly, so that the bounds of blocks differ much. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "query/find.h"
#include "query/parser.h"
#include "tests/random.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum { ARTICLES = 20000, CORPORA = 8 };

static struct archive *archive;
static struct random lot;
static struct err err;

static void add_words(struct buf *body, const char *word, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        buf_printf(body, "%s ", word);
}

/* Words of so many articles as fill a block, or nearly: those from the first on. */
static const uint32_t first_articles[] = {127, 128, 129, 256};

/* `rare` in every 12th article, `common` in half of them with bursts now and then, `middle` in a fifth, `seldom` and
 * `scarce` in one of hundreds; `odd` or `even` often in each of the first ones, and `firstN` once in the first N;
 * lengths vary. */
static void write_body(struct buf *body, uint32_t number)
{
    buf_reset(body);
    if (number < 400)
        add_words(body, number % 2 ? "odd" : "even", 20);
    for (size_t i = 0; i < sizeof first_articles / sizeof *first_articles; i++)
        if (number < first_articles[i])
            buf_printf(body, "first%u ", first_articles[i]);
    if (number % 12 == 0)
        add_words(body, "rare", random_chance(&lot, 1) ? 2 : 1);
    if (random_chance(&lot, 50))
        add_words(body, "common", random_below(&lot, 400) == 0 ? 20 + random_below(&lot, 30) : 1);
    if (random_chance(&lot, 20))
        add_words(body, "middle", 1 + random_below(&lot, 3));
    if (random_below(&lot, 300) == 0)
        add_words(body, "seldom", 1 + random_below(&lot, 4));
    if (random_below(&lot, 500) == 0)
        add_words(body, "scarce", 1 + random_below(&lot, 4));
    for (uint32_t i = random_below(&lot, 8) + 20; i > 0; i--)
        buf_printf(body, "filler%u ", random_below(&lot, 40));
}

static void make_archive(void)
{
    struct archive_settings settings = {.stemmer = "none", .store_bodies = false};
    struct archive_writer *w;
    struct article a = {0};
    struct buf path = {0}, body = {0};
    enum archive_change change;
    char id[16];
    scratch_make();
    buf_printf(&path, "%s/archive", scratch);
    ck_assert_msg(archive_writer_open(buf_text(&path), &settings, &w, &err) == S_OK, "%s", err.text);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        article_reset(&a);
        write_body(&body, i);
        snprintf(id, sizeof id, "%06u", i);
        article_set(&a, FIELD_ID, str_of(id));
        article_set(&a, FIELD_BODY, buf_str(&body));
        ck_assert_msg(archive_put(w, &a, false, &change, &err) == S_OK, "%s", err.text);
    }
    ck_assert_msg(archive_commit(w, &err) == S_OK, "%s", err.text);
    archive_writer_close(w);
    ck_assert_msg(archive_open(buf_text(&path), &archive, &err) == S_OK, "%s", err.text);
    article_release(&a);
    buf_release(&path);
    buf_release(&body);
}

static void find_best(const char *words, size_t depth, bool count_all, struct query *query, struct finding *out)
{
    const struct parser_options options = {.analyzer = archive_analyzer(archive)};
    const struct find_options how = {
        .order = ORDER_RELEVANCE, .ranking = RANKING_BM25, .depth = depth, .count_all = count_all};
    ck_assert_int_eq(query_parse(str_of(words), &options, query, &err), S_OK);
    ck_assert_msg(find(archive, query, &how, out, &err) == S_OK, "%s", err.text);
}

static void check_page(const char *words, size_t size, bool count_all)
{
    struct query all_query = {0}, page_query = {0};
    struct finding all, page;
    find_best(words, ARTICLES + 1, true, &all_query, &all);
    find_best(words, size, count_all, &page_query, &page);
    ck_assert_uint_eq(page.count, all.count < size ? all.count : size);
    for (size_t i = 0; i < page.count; i++) {
        ck_assert_msg(page.candidate[i].document == all.candidate[i].document, "%s: rank %zu", words, i);
        ck_assert_msg(page.candidate[i].score == all.candidate[i].score, "%s: score %zu", words, i);
    }
    ck_assert_msg(page.at_least ? page.total <= all.total : page.total == all.total, "%s: total", words);
    ck_assert(!(count_all && page.at_least));
    finding_release(&all);
    finding_release(&page);
    query_release(&all_query);
    query_release(&page_query);
}

START_TEST(a_page_is_the_beginning_of_the_whole_list)
{
    static const char *const words[] = {
        "rare OR common",
        "rare OR common OR middle",
        "common OR filler7",
        "rare",
        "common",
        "common AND middle",
        "rare AND common",
        "\"common common\"",
        "\"rare common\"",
        "rare OR (common AND middle)",
        "middle NOT common",
        "comm* OR rare",
        "common NEAR/3 middle",
        "seldom OR scarce",
        "seldom OR scarce OR rare OR common OR middle",
        "scarce OR common",
        "common AND middle AND rare",
        "\"common middle filler7\"",
        "scarce AND common AND middle",
        "comm*",
        "s*",
        "filler*",
        "odd OR even OR first127",
        "odd OR even OR first128",
        "odd OR even OR first129",
        "odd OR first256 OR first128 OR common",
        "first128",
        "first1*",
        "common AND middle AND first128",
        "common OR common",
        "filler1 OR filler2 OR filler3 OR filler4 OR filler5 OR filler6 OR filler7 OR filler8 OR filler9 OR "
        "filler10 OR filler11 OR filler12 OR filler13 OR filler14 OR filler15 OR filler16 OR filler17 OR filler18 "
        "OR filler19 OR filler20 OR filler21 OR filler22 OR filler23 OR filler24 OR filler25 OR filler26 OR "
        "filler27 OR filler28 OR filler29 OR filler30 OR filler31 OR filler32 OR filler33 OR filler34 OR filler35 "
        "OR rare OR common",
    };
    lot.state = 1996;
    for (int corpus = 0; corpus < CORPORA; corpus++) {
        make_archive();
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            for (size_t size = 10; size <= 50; size += 40) {
                check_page(words[i], size, true);
                check_page(words[i], size, false);
            }
        }
        archive_close(archive);
        scratch_remove();
    }
}
END_TEST

/* A search that ends anywhere gives some of the whole list's matches, in its order. */
static void check_part(const char *words, uint32_t steps, bool *in_time)
{
    struct query all_query = {0}, part_query = {0};
    struct finding all, part;
    find_best(words, 10, true, &all_query, &all);
    *archive_deadline(archive) = (struct deadline){.at = 1, .steps = steps};
    find_best(words, 10, true, &part_query, &part);
    *in_time = archive_deadline(archive)->steps > 0;
    *archive_deadline(archive) = (struct deadline){0};
    ck_assert_uint_le(part.total, all.total);
    ck_assert_uint_le(part.count, part.total);
    ck_assert(part.timed_out || part.total == all.total);
    for (size_t i = 1; i < part.count; i++)
        ck_assert(part.candidate[i - 1].score >= part.candidate[i].score);
    finding_release(&all);
    finding_release(&part);
    query_release(&all_query);
    query_release(&part_query);
}

START_TEST(ends_between_any_two_blocks)
{
    static const char *const words[] = {
        "common AND middle AND filler1",
        "rare AND common AND filler1 AND filler2",
        "odd OR even OR first128",
        "\"common middle filler7\"",
        "comm* OR rare",
        "filler*",
    };
    lot.state = 2011;
    make_archive();
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bool in_time = false;
        for (uint32_t steps = 0; !in_time && steps < 1000; steps++)
            check_part(words[i], steps, &in_time);
    }
    archive_close(archive);
    scratch_remove();
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("bounds");
    tcase_add_test(tests, a_page_is_the_beginning_of_the_whole_list);
    tcase_add_test(tests, ends_between_any_two_blocks);
    tcase_set_timeout(tests, 120);
    return run_suite(tests, "bounds");
}
