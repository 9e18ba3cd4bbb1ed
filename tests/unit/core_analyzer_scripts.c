/* The analyzer over scripts other than Latin, and over those that are cut into pairs.
 *
 * "~" in a row of pairs stands for TOKEN_CJK, "?" for TOKEN_CJK_SINGLE, "+" for TOKEN_JOINED. */
#include "core/analyzer.h"
#include "core/utf8.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct analyzer *new_analyzer(const char *language)
{
    struct stemmer stemmer = {language, NULL, NULL};
    struct analyzer *a;
    ck_assert_int_eq(analyzer_new(&stemmer, &a, NULL), S_OK);
    return a;
}

static void append_tokens(struct analyzer *a, const char *text, enum analyzer_mode mode, struct buf *out)
{
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, str_of(text), 0, mode);
    while (token_stream_next(&s, &token)) {
        buf_append_text(out, out->len > 0 ? " " : "");
        buf_append_str(out, token.term);
        buf_printf(out, "@%u%s%s%s", token.position, token.flags & TOKEN_JOINED ? "+" : "",
                   token.flags & TOKEN_CJK ? "~" : "", token.flags & TOKEN_CJK_SINGLE ? "?" : "");
    }
    buf_printf(out, " =%u", s.position);
}

static void check_tokens(struct analyzer *a, const char *text, enum analyzer_mode mode, const char *expected)
{
    struct buf tokens = {0};
    append_tokens(a, text, mode, &tokens);
    ck_assert_msg(strcmp(buf_text(&tokens), expected) == 0, "%s\nexpected %s\ngot      %s", text, expected,
                  buf_text(&tokens));
    buf_release(&tokens);
}

/* The two spellings of each row are one to a reader; the third column says whether they are to the analyzer. */
START_TEST(spellings_that_are_alike)
{
    static const struct {
        const char *language, *one, *other;
        bool equal;
    } rows[] = {
        {"english", "й", "и\xCC\x86", true},
        {"english", "й", "и", false},
        {"russian", "Й", "и\xCC\x86", true},
        {"russian", "Йод", "иод", false},
        {"english", "ё", "е\xCC\x88", true},
        {"russian", "ёлка", "елка", true},
        {"english", "ещё", "еще", true},
        {"english", "١٢٣ ۴۵", "123 45", true},
        {"turkish", "İstanbul'da", "istanbul-da", true},
        {"turkish", "Ankara’nın", "ankara-nın", true},
        {"english", "ї", "i", false},
        {"english", "ПРЕЗИДЕНТА", "президента", true},
        {"english", "Ελλάδας", "ελλαδας", true},
        {"english", "ΣΟΦΟΣ", "σοφός", true},
        {"english", "σοφος", "σοφοσ", true},
        {"none", "ἄνθρωπος", "ανθρωπος", true},
        {"none", "ά", "α\xCC\x81", true},
        {"english", "ինչո՞ւ", "ինչու", true},
        {"armenian", "Երևան", "Երեւան", true},
        {"armenian", "ԵՐԵՎԱՆ", "երեվան", true},
        {"armenian", "վա՜յ", "վայ", true},
        {"english", "كَتَبَ", "كتب", true},
        {"arabic", "الكتـــاب", "الكتاب", true},
        {"arabic", "أ", "ا\xD9\x94", true},
        {"arabic", "أ", "ا", false},
        {"arabic", "ﷲ", "الله", true},
        {"arabic", "ﻻ", "لا", true},
        {"none", "בְּרֵאשִׁית", "בראשית", true},
        {"none", "שׁ", "ש", true},
        {"none", "می‌خواهم", "میخواهم", true},
        {"none", "हिन्दी", "हन्द", false},
        {"none", "ガ", "カ\xE3\x82\x99", true},
        {"none", "ガギ", "ｶﾞｷﾞ", true},
        {"none", "トウキョウ", "ﾄｳｷｮｳ", true},
        {"none", "한국", "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\xE1\x84\x80\xE1\x85\xAE\xE1\x86\xA8", true},
        {"none", "中国", "中\xE2\x80\x8D国", true},
        {"none", "葛飾", "葛\xF3\xA0\x84\x80飾", true},
        {"none", "豈", "\xEF\xA4\x80", true},
        {"none", "か", "カ", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct analyzer *a = new_analyzer(rows[i].language);
        struct buf one = {0}, other = {0};
        append_tokens(a, rows[i].one, ANALYZE_DOCUMENT, &one);
        append_tokens(a, rows[i].other, ANALYZE_DOCUMENT, &other);
        bool equal = strcmp(buf_text(&one), buf_text(&other)) == 0;
        ck_assert_msg(equal == rows[i].equal, "%s gives %s, %s gives %s", rows[i].one, buf_text(&one), rows[i].other,
                      buf_text(&other));
        buf_release(&one);
        buf_release(&other);
        analyzer_free(a);
    }
}
END_TEST

START_TEST(words_of_other_scripts)
{
    static const char *const rows[][2] = {
        {"Выборы президента", "выборы@0 президента@1 =2"},
        {"Դիտորդական առաքելություն։", "դիտորդական@0 առաքելություն@1 =2"},
        {"الانتخابات، الرئاسية؟", "الانتخابات@0 الرئاسية@1 =2"},
        {"תל־אביב", "תל@0 אביב@1+ =2"},
        {"चुनाव आयोग।", "चुनाव@0 आयोग@1 =2"},
        {"ﷺ", "صلىاللهعليهوسلم@0 =1"},
        {"ـــ كتب", "كتب@0 =1"},
    };
    struct analyzer *a = new_analyzer("none");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_tokens(a, rows[i][0], ANALYZE_DOCUMENT, rows[i][1]);
    analyzer_free(a);
}
END_TEST

START_TEST(runs_are_cut_into_pairs)
{
    static const struct {
        const char *text, *document, *query;
    } rows[] = {
        {"中国人民", "中国@0~ 国人@1+~ 人民@2+~ 民@3+~ =4", "中国@0~ 国人@1+~ 人民@2+~ =4"},
        {"中国", "中国@0~ 国@1+~ =2", "中国@0~ =2"},
        {"中", "中@0~ =1", "中@0~? =1"},
        {"中国，人民。", "中国@0~ 国@1+~ 人民@2+~ 民@3+~ =4", "中国@0~ 人民@2+~ =4"},
        {"中国 人", "中国@0~ 国@1+~ 人@2~ =3", "中国@0~ 人@2~? =3"},
        {"在G7峰会", "在@0~ g7@1+ 峰会@2+~ 会@3+~ =4", "在@0~? g7@1+ 峰会@2+~ =4"},
        {"第3次rain", "第@0~ 3@1+ 次@2+~ rain@3+ =4", "第@0~? 3@1+ 次@2+~? rain@3+ =4"},
        {"東京オリ", "東京@0~ 京オ@1+~ オリ@2+~ リ@3+~ =4", "東京@0~ 京オ@1+~ オリ@2+~ =4"},
        {"オ・リ", "オ@0~ リ@1+~ =2", "オ@0~? リ@1+~? =2"},
        {"ｶﾞ", "ガ@0~ =1", "ガ@0~? =1"},
        {"대한민국 대통령", "대한@0~ 한민@1+~ 민국@2+~ 국@3+~ 대통@4~ 통령@5+~ 령@6+~ =7",
         "대한@0~ 한민@1+~ 민국@2+~ 대통@4~ 통령@5+~ =7"},
        {"\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한@0~ =1", "한@0~? =1"},
        {"𠀀𠀁", "𠀀𠀁@0~ 𠀁@1+~ =2", "𠀀𠀁@0~ =2"},
        {"人々", "人々@0~ 々@1+~ =2", "人々@0~ =2"},
        {"rain 中", "rain@0 中@1~ =2", "rain@0 中@1~? =2"},
    };
    struct analyzer *a = new_analyzer("english");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check_tokens(a, rows[i].text, ANALYZE_DOCUMENT, rows[i].document);
        check_tokens(a, rows[i].text, ANALYZE_QUERY, rows[i].query);
    }
    analyzer_free(a);
}
END_TEST

START_TEST(pairs_have_offsets)
{
    struct analyzer *a = new_analyzer("none");
    struct token_stream s;
    struct token token;
    token_stream_begin(&s, a, str_of("ｶﾞ中 国"), 7, ANALYZE_DOCUMENT);
    static const struct {
        size_t start, end;
        uint32_t position;
    } expected[] = {{0, 9, 7}, {6, 9, 8}, {10, 13, 9}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        ck_assert(token_stream_next(&s, &token));
        ck_assert_uint_eq(token.start, expected[i].start);
        ck_assert_uint_eq(token.end, expected[i].end);
        ck_assert_uint_eq(token.position, expected[i].position);
    }
    ck_assert(!token_stream_next(&s, &token));
    analyzer_free(a);
}
END_TEST

static size_t letters_of(const char *text, uint32_t out[128])
{
    size_t count = 0;
    while (*text)
        text += utf8_decode(text, strlen(text), &out[count++], NULL);
    return count;
}

/* How many of the letters of a text are among others. */
static size_t count_among(const char *text, const uint32_t *letters, size_t count)
{
    uint32_t wanted[128];
    size_t found = 0;
    for (size_t i = letters_of(text, wanted); i > 0; i--)
        for (size_t k = 0; k < count; k++)
            found += letters[k] == wanted[i - 1];
    return found;
}

/* Capitals, and letters that are folded into others, are not among them. */
START_TEST(letters_are_those_of_the_blocks_of_a_word)
{
    static const struct {
        const char *language, *word, *first, *among, *others;
    } rows[] = {
        {"russian", "тропа", "тропаб", "абвгдежзийклмнопрстуфхцчшщъыьэюяіј", "ёАzα"},
        {"french", "été", "étabc", "abcdefghijklmnopqrstuvwxyzàâçèêëîïôùûüÿ", "ßÉж"},
        {"german", "uhr", "uhrabc", "abcdefghijklmnopqrstuvwxyz", "UäÄ"},
        {"arabic", "سلام", "سلام", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", "\xD9\x8E\xD9\x80٣a"},
        {"armenian", "քար", "քար", "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ", "ԱЖа"},
        {"nepali", "नेपाल", "नेपाल", "कखगघङचछजझञटठडढणतथदधनािीुूेैोौ्", "३a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct analyzer *a = new_analyzer(rows[i].language);
        struct str word = str_of(rows[i].word);
        uint32_t letters[128], few[128], wanted[128];
        size_t count = analyzer_letters(a, word, letters, 128), first = letters_of(rows[i].first, wanted);
        ck_assert_uint_eq(count_among(rows[i].among, letters, count), letters_of(rows[i].among, few));
        ck_assert_uint_eq(count_among(rows[i].others, letters, count), 0);
        ck_assert_int_eq(memcmp(letters, wanted, first * sizeof *wanted), 0);
        ck_assert_uint_eq(analyzer_letters(a, word, few, 5), 5);
        ck_assert_int_eq(memcmp(few, letters, 5 * sizeof *few), 0);
        analyzer_free(a);
    }
}
END_TEST

/* A word may be spelt first, and stemmed then. */
START_TEST(spelt_words_have_the_same_terms)
{
    static const char *const rows[][2] = {
        {"russian", "Ёлками"}, {"russian", "за\xCC\x81мок"}, {"french", "É\xCC\x81t\xC3\xA9s"},
        {"german", "Straße"},  {"turkish", "IŞIK"},          {"arabic", "الكتـــاب"},
        {"greek", "Άνθρωπος"}, {"nepali", "नेपाल"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct analyzer *a = new_analyzer(rows[i][0]);
        struct buf spelt = {0}, term = {0};
        struct token_stream stream;
        struct token token;
        struct str again;
        token_stream_begin(&stream, a, str_of(rows[i][1]), 0, ANALYZE_QUERY);
        ck_assert(token_stream_next(&stream, &token));
        buf_append_str(&term, token.term);
        ck_assert(analyzer_spell_word(a, str_of(rows[i][1]), &spelt));
        ck_assert(analyzer_spelt_term(a, buf_str(&spelt), &again));
        ck_assert_msg(str_equal(again, buf_str(&term)), "%s", rows[i][1]);
        buf_release(&spelt);
        buf_release(&term);
        analyzer_free(a);
    }
    struct analyzer *english = new_analyzer("english");
    ck_assert(!analyzer_spell_word(english, str_of("café"), NULL));
    analyzer_free(english);
}
END_TEST

START_TEST(letters_have_accents)
{
    static const struct {
        const char *language, *letter;
        char plain; /* 0: not among them */
    } rows[] = {{"french", "é", 'e'},   {"spanish", "ñ", 'n'}, {"hungarian", "ő", 'o'},  {"turkish", "ş", 's'},
                {"romanian", "ț", 't'}, {"turkish", "ı", 'i'}, {"portuguese", "ã", 'a'}, {"spanish", "ő", 0},
                {"french", "É", 0},     {"danish", "æ", 0},    {"english", "é", 0},      {"russian", "é", 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct analyzer *a = new_analyzer(rows[i].language);
        size_t count;
        uint32_t letter;
        char plain = 0;
        const struct accented_letter *accented = analyzer_accented(a, &count);
        utf8_decode(rows[i].letter, strlen(rows[i].letter), &letter, NULL);
        for (size_t k = 0; k < count; k++)
            plain = accented[k].letter == letter ? accented[k].plain : plain;
        ck_assert_msg(plain == rows[i].plain, "%s %s", rows[i].language, rows[i].letter);
        analyzer_free(a);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("scripts");
    tcase_add_test(tests, spellings_that_are_alike);
    tcase_add_test(tests, words_of_other_scripts);
    tcase_add_test(tests, runs_are_cut_into_pairs);
    tcase_add_test(tests, pairs_have_offsets);
    tcase_add_test(tests, letters_are_those_of_the_blocks_of_a_word);
    tcase_add_test(tests, spelt_words_have_the_same_terms);
    tcase_add_test(tests, letters_have_accents);
    return run_suite(tests, "core_analyzer_scripts");
}
