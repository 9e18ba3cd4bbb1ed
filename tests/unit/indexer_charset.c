/* Character sets: bytes with and without a declared charset -> UTF-8. */
#include "indexer/charset.h"

#include <check.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/unit/suite.h"

#define SIZED(text)            \
    {                          \
        text, sizeof(text) - 1 \
    }

static const char german[] = "Zürich – „Die Brücke über die Straße“, sagte der Bürgermeister, müsse größer werden. Für "
                             "fünf Jahre wäre das möglich, hieß es.",
                  russian[] = "Вечером в порту снова начали работать лоцманы. Первое судно вошло в гавань до полудня, "
                              "сообщил секретарь союза.",
                  japanese[] = "港の水先人は土曜日に仕事に戻り、外で待っていた四十隻の船のうち最初の一隻が正午前に入港"
                               "した。",
                  korean[] = "항구의 도선사들은 토요일에 일터로 돌아왔고 밖에서 기다리던 마흔 척의 배 가운데 첫 배가 "
                             "정오 전에 들어왔다.",
                  traditional[] = "港口的領航員星期六恢復工作，在防波堤外等候的四十艘船中的第一艘在中午以前進港。工會說"
                                  "新的班表讓每個人都能休息。",
                  simplified[] = "港口的领航员星期六恢复工作，在防波堤外等候的四十艘船中的第一艘在中午以前进港。工会说"
                                 "新的班表让每个人都能休息。",
                  thai[] = "นักนำร่องในท่าเรือกลับมาทำงานในวันเสาร์หลังจากสิบเอ็ดวัน และเรือลำแรกเข้ามาก่อนเที่ยง",
                  greek[] = "Οι πλοηγοί του λιμανιού επέστρεψαν στη δουλειά το Σάββατο μετά από έντεκα ημέρες.",
                  polish[] =
                      "Piloci w porcie wrócili w sobotę do pracy, a pierwszy z czterdziestu statków wszedł przed "
                      "południem. Związek twierdzi, że nowy grafik daje więcej snu, "
                      "ale opozycja pyta, kto zapłaci za święta i dłuższą podróż.";

/* Texts in charsets that iconv writes here, as declared, and whether the bytes alone tell it. */
static const struct {
    const char *text, *written, *declared;
    bool guessed;
} texts[] = {
    {german, "WINDOWS-1252", "windows-1252", true},
    {german, "WINDOWS-1252", "ISO-8859-1", true},
    {russian, "KOI8-R", "koi8-r", true},
    {russian, "WINDOWS-1251", "windows-1251", true},
    {russian, "ISO-8859-5", "iso-8859-5", true},
    {russian, "CP866", "ibm866", true},
    {japanese, "SHIFT_JIS", "Shift_JIS", true},
    {japanese, "EUC-JP", "euc-jp", true},
    {japanese, "ISO-2022-JP", "iso-2022-jp", true},
    {korean, "EUC-KR", "euc-kr", true},
    {korean, "EUC-KR", "ks_c_5601-1987", true},
    {traditional, "BIG5", "big5", true},
    {simplified, "GB2312", "gb2312", true},
    {simplified, "GB18030", " GB18030 ", true},
    {thai, "TIS-620", "tis-620", true},
    {thai, "TIS-620", "windows-874", true},
    {greek, "ISO-8859-7", "iso-8859-7", true},
    {greek, "WINDOWS-1253", "windows-1253", true},
    {polish, "ISO-8859-2", "latin2", true},
    {polish, "WINDOWS-1250", "cp1250", true},
    {german, "UTF-7", "utf-7", false},
    {german, "UTF-16LE", "utf-16", true},
    {german, "UTF-16BE", "utf-16", true},
    {german, "UTF-16BE", "utf-8", true},
    {german, "UTF-32LE", "utf-32", true},
    {german, "UTF-32BE", "utf-32be", true},
    {japanese, "UTF-16BE", "utf-16be", false},
    {german, "UTF-8", "utf-8", true},
    {japanese, "UTF-8", "utf8", true},
    {russian, "UTF-8", "iso-8859-1", true},
};

/* Writes a text in a charset, or fails the test. */
static void write_in(const char *charset, const char *text, struct buf *out)
{
    iconv_t converter = iconv_open(charset, "UTF-8");
    ck_assert_msg(converter != (iconv_t)-1, "no %s", charset);
    char bytes[4096], *to = bytes, *in = strdup(text), *from = in;
    size_t left = strlen(text), room = sizeof bytes;
    ck_assert_msg(iconv(converter, &from, &left, &to, &room) == 0, "%s in %s", text, charset);
    iconv(converter, NULL, NULL, &to, &room);
    iconv_close(converter);
    buf_append(out, bytes, sizeof bytes - room);
    free(in);
}

static void assert_reads(struct str bytes, const char *declared, const char *want)
{
    struct buf out = {0};
    struct err err;
    ck_assert_int_eq(charset_to_utf8(bytes, str_of(declared), &out, &err), S_OK);
    ck_assert_msg(strcmp(buf_text(&out), want) == 0, "\"%s\", not \"%s\", declared %s, chosen %s", buf_text(&out), want,
                  declared ? declared : "nothing", charset_choose(bytes, str_of(declared)));
    buf_release(&out);
}

START_TEST(declared_charsets_are_read)
{
    struct buf bytes = {0};
    write_in(texts[_i].written, texts[_i].text, &bytes);
    assert_reads(buf_str(&bytes), texts[_i].declared, texts[_i].text);
    buf_release(&bytes);
}
END_TEST

START_TEST(charsets_are_guessed)
{
    struct buf bytes = {0};
    write_in(texts[_i].written, texts[_i].text, &bytes);
    if (texts[_i].guessed) {
        assert_reads(buf_str(&bytes), NULL, texts[_i].text);
        assert_reads(buf_str(&bytes), "x-none-such", texts[_i].text);
    }
    buf_release(&bytes);
}
END_TEST

START_TEST(marks_decide_before_all)
{
    static const struct {
        struct str bytes;
        const char *declared, *want;
    } marked[] = {
        {SIZED("\xef\xbb\xbf"
               "caf\xc3\xa9"),
         "iso-8859-2", "café"},
        {SIZED("\xff\xfe\xe9\x00!\x00"), "utf-8", "é!"},
        {SIZED("\xfe\xff\x00\xe9\x00!"), "windows-1252", "é!"},
        {SIZED("\xff\xfe\x00\x00\xe9\x00\x00\x00"), NULL, "é"},
        {SIZED("\x00\x00\xfe\xff\x00\x00\x00\xe9"), NULL, "é"},
        {SIZED("\xef\xbb\xbf"), NULL, ""},
        {SIZED("\xff\xfe"), NULL, ""},
        {SIZED(""), NULL, ""},
        {SIZED("<\0h\0t\0m\0l\0>\0"), "windows-1252", "<html>"},
        {SIZED("\0<\0h\0t\0m\0l\0>"), NULL, "<html>"},
    };
    for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++)
        assert_reads(marked[i].bytes, marked[i].declared, marked[i].want);
}
END_TEST

/* What is broken, undeclared or declared wrongly still comes out. */
START_TEST(nothing_is_refused)
{
    static const struct {
        struct str bytes;
        const char *declared, *want;
    } odd[] = {
        {SIZED("caf\xe9"), NULL, "café"},
        {SIZED("caf\xe9"), "utf-8", "café"},
        {SIZED("caf\xe9"), "../../etc/passwd", "café"},
        {SIZED("caf\xe9"), "//TRANSLIT", "café"},
        {SIZED("caf\xe9"), "utf-16", "café"},
        {SIZED("caf\xe9 \x93quoted\x94"), "us-ascii", "café “quoted”"},
        {SIZED("a\x81z"), "windows-1252", "a\xef\xbf\xbdz"},
        {SIZED("plain"), "utf-16be", "plain"},
        {SIZED("plain"), "", "plain"},
        {SIZED("\x82\xa0\x82\xff!"), "shift_jis", "あ\xef\xbf\xbd\xef\xbf\xbd!"},
        {SIZED("\x82\xa0\x82"), "shift_jis", "あ\xef\xbf\xbd"},
        {SIZED("a\0\x00\xd8z\0"), "utf-16le", "a\xef\xbf\xbdz"},
        {SIZED("a\0z"), "utf-16le", "a\xef\xbf\xbd"},
        {SIZED("\r\n\t\0x"), "utf-8", "\r\n\t"},
        {SIZED("ééééééééééééééééééééé\xff."), "utf-8", "ééééééééééééééééééééé\xef\xbf\xbd."},
        {SIZED("ééééééééééééééééééééé\xc3"), NULL, "ééééééééééééééééééééé\xef\xbf\xbd"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        assert_reads(odd[i].bytes, odd[i].declared, odd[i].want);
}
END_TEST

START_TEST(media_types_name_charsets)
{
    static const struct {
        const char *type, *want;
    } types[] = {
        {"text/html; charset=utf-8", "utf-8"},
        {"text/html;charset=\"ISO-8859-1\"; x=y", "ISO-8859-1"},
        {"text/html; Charset = 'big5' ", "big5"},
        {"text/html", NULL},
        {"text/html; charset=", NULL},
        {"text/html; charset", NULL},
        {"charset charset=koi8-r", "koi8-r"},
        {"", NULL},
        {NULL, NULL},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct str got = charset_of_media_type(str_of(types[i].type));
        ck_assert_msg(str_equal(got, str_of(types[i].want)), "\"%.*s\" of %s", (int)got.len, got.len ? got.ptr : "",
                      types[i].type);
    }
}
END_TEST

/* A megabyte of noise takes no more than seconds, whatever is declared. */
START_TEST(noise_is_read_in_linear_time)
{
    static const char *const declared[] = {NULL,      "utf-8", "utf-16le",    "utf-32be", "shift_jis",
                                           "gb18030", "big5",  "iso-2022-jp", "utf-7",    "euc-kr"};
    struct buf noise = {0}, out = {0};
    struct err err;
    for (unsigned i = 0, x = 1; i < 1u << 20; i++) {
        x = x * 1664525 + 1013904223;
        buf_append_byte(&noise, (char)(x >> 24));
    }
    for (size_t i = 0; i < sizeof declared / sizeof declared[0]; i++) {
        buf_reset(&out);
        ck_assert_int_eq(charset_to_utf8(buf_str(&noise), str_of(declared[i]), &out, &err), S_OK);
        ck_assert(out.len <= 4 * noise.len && utf8_valid(out.data, out.len));
    }
    buf_release(&noise);
    buf_release(&out);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("charset");
    tcase_add_loop_test(tcase, declared_charsets_are_read, 0, sizeof texts / sizeof texts[0]);
    tcase_add_loop_test(tcase, charsets_are_guessed, 0, sizeof texts / sizeof texts[0]);
    tcase_add_test(tcase, marks_decide_before_all);
    tcase_add_test(tcase, nothing_is_refused);
    tcase_add_test(tcase, media_types_name_charsets);
    tcase_add_test(tcase, noise_is_read_in_linear_time);
    tcase_set_timeout(tcase, 100);
    return run_suite(tcase, "charset");
}
