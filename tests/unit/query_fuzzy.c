/* The walk over the dictionary finds what a look at every term finds, in segments and in the live store. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/utf8.h"
#include "query/near_words.h"
#include "tests/random.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

enum { WORDS = 3000, QUESTIONS = 300, LETTERS = 12 };

static char word[WORDS][LETTERS + 1];
static struct random lot = {.state = 17};
static struct err err;
static const char *const *letters_of; /* five; NULL: the usual ones */
static const char *const *ending_of;  /* six that words get by their letters; NULL: none do */

/* What a word of the letters a to e is in the archive, until the next call: some letters have two bytes. */
static struct str spelt(const char *of)
{
    static const char *const usual[] = {"a", "b", "c", "\xd0\xb4", "\xd0\xb5"};
    const char *const *letters = letters_of ? letters_of : usual;
    static char out[2 * LETTERS + 16];
    size_t sum = 0;
    out[0] = '\0';
    for (; *of; of++) {
        strcat(out, letters[*of - 'a']);
        sum = sum * 7 + (size_t)*of;
    }
    if (ending_of)
        strcat(out, ending_of[sum % 6]);
    return str_of(out);
}

/* Bytes of the first letter. */
static size_t spelt_first(const char *of)
{
    const char first[] = {of[0], '\0'};
    return spelt(first).len;
}

/* Of few letters, so that many words are near each other. */
static void draw_word(char *out)
{
    size_t len = 3 + random_below(&lot, LETTERS - 3);
    for (size_t i = 0; i < len; i++)
        out[i] = "abcabcde"[random_below(&lot, 8)]; /* most are plain letters */
    out[len] = '\0';
}

/* Makes one edit at a random place, when there is room for it. */
static void edit(char *of)
{
    size_t len = strlen(of), at = random_below(&lot, len), kind = random_below(&lot, 4);
    char letter = "abcde"[random_below(&lot, 5)];
    if (kind == 0 && len > 3)
        memmove(of + at, of + at + 1, len - at);
    else if (kind == 1 && len < LETTERS) {
        memmove(of + at + 1, of + at, len - at + 1);
        of[at] = letter;
    } else if (kind == 2 && at + 1 < len) {
        char turned = of[at];
        of[at] = of[at + 1];
        of[at + 1] = turned;
    } else
        of[at] = letter;
}

/* A word with a letter put in or changed at a random place behind its first. */
static void slip_in(struct str whole, const char *const letters[5], struct buf *out)
{
    size_t at = fuzzy_first_letter(whole), letter;
    for (uint64_t more = random_below(&lot, utf8_count(whole.ptr, whole.len) - 1); more > 0; more--)
        at += fuzzy_first_letter(str_skip(whole, at));
    letter = fuzzy_first_letter(str_skip(whole, at));
    buf_append(out, whole.ptr, at);
    buf_append_text(out, letters[random_below(&lot, 5)]);
    buf_append_str(out, str_skip(whole, random_below(&lot, 2) ? at : at + letter));
}

/* What stores the words are put into. */
enum layout { SEGMENTS, SEGMENT_AND_LIVE, LIVE };

enum {
    LIVE_MOST = 300, /* articles that are few enough for the live store */
    SOME_SEGMENTS = 2
};

/* Commits some of the words by a writer of their own, each an article. */
static void put(const char *path, const struct archive_settings *settings, size_t from, size_t to)
{
    struct archive_writer *w;
    struct article a = {0};
    enum archive_change change;
    ck_assert_msg(archive_writer_open(path, from ? NULL : settings, &w, &err) == S_OK, "%s", err.text);
    for (size_t i = from; i < to; i++) {
        article_reset(&a);
        article_set(&a, FIELD_BODY, spelt(word[i]));
        article_set(&a, FIELD_TAG, spelt(word[(i * 7) % WORDS])); /* terms of fields are none of words */
        char id[16];
        snprintf(id, sizeof id, "%zu", i);
        article_set(&a, FIELD_ID, str_of(id));
        ck_assert_msg(archive_put(w, &a, false, &change, &err) == S_OK, "%s", err.text);
    }
    ck_assert_msg(archive_commit(w, &err) == S_OK, "%s", err.text);
    archive_writer_close(w);
    article_release(&a);
}

static void put_all(const char *path, const struct archive_settings *settings, enum layout layout)
{
    size_t at = 0;
    if (layout == SEGMENTS)
        for (; at < WORDS; at += WORDS / SOME_SEGMENTS)
            put(path, settings, at, at + WORDS / SOME_SEGMENTS);
    if (layout == SEGMENT_AND_LIVE)
        put(path, settings, 0, at = WORDS - LIVE_MOST);
    for (; at < WORDS; at += LIVE_MOST)
        put(path, settings, at, at + LIVE_MOST);
}

static void check_layout(struct archive *archive, enum layout layout)
{
    size_t segments = 0;
    for (size_t i = 0; i < archive_store_count(archive); i++)
        segments += store_knows_words(archive_store(archive, i));
    ck_assert_uint_eq(segments, layout == SEGMENTS ? SOME_SEGMENTS : layout == SEGMENT_AND_LIVE);
    ck_assert_uint_eq(archive_store_count(archive) - segments, layout != SEGMENTS);
}

static void draw_words(void)
{
    for (size_t i = 0; i < WORDS; i++) {
        draw_word(word[i]);
        if (i % 10 == 9) /* some are frequent: what the dictionary says of them is long */
            memcpy(word[i], word[i / 10 % 3], sizeof word[i]);
        if (i % 3 == 1) { /* some are near the one before */
            memcpy(word[i], word[i - 1], sizeof word[i]);
            edit(word[i]);
            if (i % 2)
                edit(word[i]);
        }
    }
}

/* `name` in the scratch directory. */
static struct archive *make_archive(const char *name, const char *stemmer, enum layout layout)
{
    struct archive_settings settings = {.store_bodies = true};
    struct archive *archive;
    const char *path = in_scratch(name);
    snprintf(settings.stemmer, sizeof settings.stemmer, "%s", stemmer);
    put_all(path, &settings, layout);
    ck_assert_msg(archive_open(path, &archive, &err) == S_OK, "%s", err.text);
    check_layout(archive, layout);
    return archive;
}

/* Edits between two words, without any short cut. */
static unsigned distance(const char *a, const char *b)
{
    unsigned d[LETTERS + 2][LETTERS + 2];
    size_t m = strlen(a), n = strlen(b);
    for (size_t i = 0; i <= m; i++)
        for (size_t j = 0; j <= n; j++) {
            d[i][j] = i == 0 ? (unsigned)j : j == 0 ? (unsigned)i : d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            if (i && j && d[i - 1][j] + 1 < d[i][j])
                d[i][j] = d[i - 1][j] + 1;
            if (i && j && d[i][j - 1] + 1 < d[i][j])
                d[i][j] = d[i][j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < d[i][j])
                d[i][j] = d[i - 2][j - 2] + 1;
        }
    return d[m][n];
}

/* Articles with the word, and whether it is the first of its kind. */
static unsigned articles_of(size_t i, bool *first)
{
    unsigned count = 0;
    *first = true;
    for (size_t j = 0; j < WORDS; j++) {
        bool same = strcmp(word[i], word[j]) == 0;
        count += same;
        *first &= !(same && j < i);
    }
    return count;
}

static void check_word(const char *asked, const struct fuzzy_term *found, size_t count, size_t fixed)
{
    uint32_t edits = fuzzy_edits(strlen(asked));
    size_t expected = 0;
    for (size_t i = 0; i < WORDS; i++) {
        bool first, has = false;
        unsigned articles, from = distance(asked, word[i]);
        if (edits == 0 || from > edits || strncmp(asked, word[i], fixed) != 0)
            continue;
        articles = articles_of(i, &first);
        if (!first)
            continue;
        expected++;
        for (size_t j = 0; j < count; j++) {
            if (!str_equal(found[j].term, spelt(word[i])))
                continue;
            has = true;
            ck_assert_uint_eq(found[j].documents, articles);
            ck_assert_uint_eq(found[j].edits, from + (from && asked[0] != word[i][0]));
        }
        ck_assert_msg(has || count == FUZZY_TERMS_MAX, "%s is near %s", word[i], asked);
    }
    ck_assert_uint_eq(count, expected < FUZZY_TERMS_MAX ? expected : FUZZY_TERMS_MAX);
    for (size_t j = 1; j < count; j++)
        ck_assert_uint_le(found[j - 1].edits, found[j].edits);
}

static void draw_question(int question, char asked[LETTERS + 1])
{
    draw_word(asked);
    if (question % 2) {
        memcpy(asked, word[random_below(&lot, WORDS)], LETTERS + 1);
        edit(asked);
    }
}

static void find_what_is_near(enum layout layout)
{
    scratch_make();
    draw_words();
    struct archive *archive = make_archive("archive", "none", layout);
    size_t some = 0;
    for (int question = 0; question < QUESTIONS; question++) {
        struct fuzzy_term found[FUZZY_TERMS_MAX];
        struct arena *arena = arena_new(NULL);
        char asked[LETTERS + 1];
        size_t count;
        draw_question(question, asked);
        size_t first = spelt_first(asked);
        ck_assert_msg(fuzzy_find(archive, arena, spelt(asked), spelt(asked), 0, found, &count, &err) == S_OK, "%s",
                      err.text);
        check_word(asked, found, count, 0);
        some += count > 0;
        ck_assert_msg(fuzzy_find(archive, arena, spelt(asked), spelt(asked), first, found, &count, &err) == S_OK, "%s",
                      err.text);
        check_word(asked, found, count, 1);
        arena_free(arena);
    }
    ck_assert_uint_gt(some, QUESTIONS / 2);
    archive_close(archive);
    scratch_remove();
}

START_TEST(finds_what_is_near_in_segments)
{
    find_what_is_near(SEGMENTS);
}
END_TEST

START_TEST(finds_what_is_near_with_a_live_store)
{
    find_what_is_near(SEGMENT_AND_LIVE);
}
END_TEST

/* Stems of edited words are found in other ways in segments than in a live store. */
START_TEST(finds_the_same_stems_in_all_stores)
{
    static const char *const endings[] = {"", "s", "ed", "ing", "ation", "y"};
    struct archive *archive[LIVE + 1];
    size_t some = 0;
    scratch_make();
    draw_words();
    for (size_t i = 0; i < WORDS; i++) /* plain words */
        for (char *letter = word[i]; *letter; letter++)
            *letter = "abcab"[*letter - 'a'];
    ending_of = endings;
    for (enum layout layout = SEGMENTS; layout <= LIVE; layout++)
        archive[layout] = make_archive((const char *const[]){"segments", "both", "live"}[layout], "english", layout);
    for (int question = 0; question < QUESTIONS; question++) {
        struct fuzzy_term found[LIVE + 1][FUZZY_TERMS_MAX];
        struct arena *arena = arena_new(NULL);
        char asked[LETTERS + 1];
        size_t count[LIVE + 1], fixed = (size_t)question / 2 % 3;
        draw_question(question, asked);
        struct str spelt_out = spelt(asked);
        for (enum layout layout = SEGMENTS; layout <= LIVE; layout++)
            ck_assert_int_eq(
                fuzzy_find(archive[layout], arena, spelt_out, spelt_out, fixed, found[layout], &count[layout], &err),
                S_OK);
        some += count[LIVE];
        for (enum layout layout = SEGMENTS; layout < LIVE; layout++) {
            ck_assert_uint_eq(count[layout], count[LIVE]);
            for (size_t i = 0; i < count[LIVE]; i++) {
                ck_assert(str_equal(found[layout][i].term, found[LIVE][i].term));
                ck_assert_uint_eq(found[layout][i].edits, found[LIVE][i].edits);
                ck_assert_uint_eq(found[layout][i].documents, found[LIVE][i].documents);
            }
        }
        arena_free(arena);
    }
    ck_assert_uint_gt(some, QUESTIONS);
    for (enum layout layout = SEGMENTS; layout <= LIVE; layout++)
        archive_close(archive[layout]);
    scratch_remove();
}
END_TEST

/* The words of a language that a slip of one letter parts from a word of the archive find it, by its stem. */
static void find_slips(const char *stemmer, const char *const letters[5], const char *const endings[6],
                       enum layout layout)
{
    size_t asked_for = 0;
    scratch_make();
    draw_words();
    letters_of = letters;
    ending_of = endings;
    struct archive *archive = make_archive("archive", stemmer, layout);
    struct analyzer *analyzer = archive_analyzer(archive);
    for (int question = 0; question < QUESTIONS; question++) {
        const char *of = word[random_below(&lot, WORDS)];
        struct fuzzy_term found[FUZZY_TERMS_MAX];
        struct arena *arena = arena_new(NULL);
        struct buf whole = {0}, slip = {0}, folded = {0}, spelt_out = {0};
        struct str term;
        size_t count;
        bool has = false;
        buf_append_str(&whole, spelt(of));
        slip_in(buf_str(&whole), letters, &slip);
        analyzer_fold_word(analyzer, buf_str(&slip), &folded);
        ck_assert_int_eq(fuzzy_find(archive, arena, buf_str(&folded), buf_str(&slip), 0, found, &count, &err), S_OK);
        ck_assert(analyzer_spell_word(analyzer, buf_str(&whole), &spelt_out));
        ck_assert(analyzer_spelt_term(analyzer, buf_str(&spelt_out), &term));
        for (size_t i = 0; i < count; i++)
            has |= str_equal(found[i].term, term) && found[i].edits <= 2;
        has |= utf8_count(slip.data, slip.len) < FUZZY_LETTERS_MIN;
        ck_assert_msg(has || count == FUZZY_TERMS_MAX, "%s is near %s", buf_text(&slip), buf_text(&whole));
        asked_for += count < FUZZY_TERMS_MAX;
        buf_release(&whole);
        buf_release(&slip);
        buf_release(&folded);
        buf_release(&spelt_out);
        arena_free(arena);
    }
    ck_assert_uint_gt(asked_for, QUESTIONS / 4);
    archive_close(archive);
    letters_of = NULL;
    ending_of = NULL;
    scratch_remove();
}

START_TEST(slips_are_found_in_other_languages)
{
    static const char *const russian[] = {"к", "о", "т", "и", "л"}, *const arabic[] = {"ك", "ت", "ب", "م", "س"},
                             *const french[] = {"c", "o", "t", "é", "l"};
    static const char *const of_russian[] = {"", "ами", "ого", "ениями", "ость", "ывающий"},
                             *const of_arabic[] = {"", "ة", "ات", "ون", "ية", "ها"},
                             *const of_french[] = {"", "ées", "issaient", "ité", "ements", "é"};
    enum layout layout = (enum layout)_i;
    find_slips("russian", russian, of_russian, layout);
    find_slips("arabic", arabic, of_arabic, layout);
    find_slips("french", french, of_french, layout);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("fuzzy");
    tcase_add_test(tests, finds_what_is_near_in_segments);
    tcase_add_test(tests, finds_what_is_near_with_a_live_store);
    tcase_add_test(tests, finds_the_same_stems_in_all_stores);
    tcase_add_loop_test(tests, slips_are_found_in_other_languages, SEGMENTS, LIVE + 1);
    tcase_set_timeout(tests, 120);
    return run_suite(tests, "fuzzy");
}
