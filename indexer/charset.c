#include "indexer/charset.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>
#include <uchardet/uchardet.h>

#include "core/utf8.h"

static const char utf8_name[] = "UTF-8", western[] = "WINDOWS-1252";

/* ---- names ---- */

/* What a charset is called, and which converter reads it best: the superset that is really meant. */
static const struct {
    const char *name, *labels;
} charsets[] = {
    {utf8_name, "utf-8|utf8|unicode-1-1-utf-8|x-unicode20utf8|utf-8-sig|utf8mb4|cp65001"},
    {western, "windows-1252|cp1252|x-cp1252|cp-1252|win-1252|ansi|iso-8859-1|iso8859-1|iso88591|iso_8859-1|"
              "iso_8859-1:1987|iso-8859-1:1987|iso-ir-100|latin1|latin-1|l1|cp819|ibm819|csisolatin1|us-ascii|ascii|"
              "ansi_x3.4-1968|iso-646-us|iso646-us|us|8bit|x-ansi"},
    {"WINDOWS-1250", "windows-1250|cp1250|x-cp1250|win-1250|cp-1250"},
    {"WINDOWS-1251", "windows-1251|cp1251|x-cp1251|win-1251|cp-1251|win1251|windows1251"},
    {"WINDOWS-1253", "windows-1253|cp1253|x-cp1253|win-1253"},
    {"WINDOWS-1254", "windows-1254|cp1254|x-cp1254|win-1254|iso-8859-9|iso8859-9|iso88599|iso_8859-9|"
                     "iso_8859-9:1989|iso-ir-148|latin5|l5|csisolatin5"},
    {"WINDOWS-1255", "windows-1255|cp1255|x-cp1255|win-1255"},
    {"WINDOWS-1256", "windows-1256|cp1256|x-cp1256|win-1256"},
    {"WINDOWS-1257", "windows-1257|cp1257|x-cp1257|win-1257"},
    {"WINDOWS-1258", "windows-1258|cp1258|x-cp1258"},
    {"CP874", "windows-874|cp874|ibm874|dos-874|tis-620|tis620|tis620-0|tis-620-2533|tis620.2533|iso-8859-11|"
              "iso8859-11|iso885911"},
    {"ISO-8859-2", "iso-8859-2|iso8859-2|iso88592|iso_8859-2|iso_8859-2:1987|iso-ir-101|latin2|l2|csisolatin2"},
    {"ISO-8859-3", "iso-8859-3|iso8859-3|iso88593|iso_8859-3|iso_8859-3:1988|iso-ir-109|latin3|l3|csisolatin3"},
    {"ISO-8859-4", "iso-8859-4|iso8859-4|iso88594|iso_8859-4|iso_8859-4:1988|iso-ir-110|latin4|l4|csisolatin4"},
    {"ISO-8859-5", "iso-8859-5|iso8859-5|iso88595|iso_8859-5|iso_8859-5:1988|iso-ir-144|cyrillic|csisolatincyrillic"},
    {"ISO-8859-6", "iso-8859-6|iso8859-6|iso88596|iso_8859-6|iso_8859-6:1987|iso-ir-127|arabic|asmo-708|ecma-114|"
                   "csisolatinarabic|iso-8859-6-e|iso-8859-6-i"},
    {"ISO-8859-7", "iso-8859-7|iso8859-7|iso88597|iso_8859-7|iso_8859-7:1987|iso-ir-126|greek|greek8|ecma-118|"
                   "elot_928|csisolatingreek|sun_eu_greek"},
    {"ISO-8859-8", "iso-8859-8|iso8859-8|iso88598|iso_8859-8|iso_8859-8:1988|iso-ir-138|hebrew|visual|logical|"
                   "csisolatinhebrew|iso-8859-8-e|iso-8859-8-i|csiso88598e|csiso88598i"},
    {"ISO-8859-10", "iso-8859-10|iso8859-10|iso885910|iso-ir-157|latin6|l6|csisolatin6"},
    {"ISO-8859-13", "iso-8859-13|iso8859-13|iso885913|latin7"},
    {"ISO-8859-14", "iso-8859-14|iso8859-14|iso885914|latin8"},
    {"ISO-8859-15", "iso-8859-15|iso8859-15|iso885915|iso_8859-15|latin9|latin-9|l9|csisolatin9"},
    {"ISO-8859-16", "iso-8859-16|iso8859-16|iso885916|latin10"},
    {"KOI8-R", "koi8-r|koi8_r|koi8|koi|cskoi8r"},
    {"KOI8-U", "koi8-u|koi8-ru"},
    {"KOI8-T", "koi8-t"},
    {"CP437", "cp437|ibm437|437|cspc8codepage437"},
    {"CP850", "cp850|ibm850|850"},
    {"CP852", "cp852|ibm852|852"},
    {"CP855", "cp855|ibm855|855"},
    {"CP862", "cp862|ibm862|dos-862|862"},
    {"CP865", "cp865|ibm865|865"},
    {"CP866", "cp866|ibm866|866|csibm866"},
    {"MACINTOSH", "macintosh|mac|x-mac-roman|csmacintosh"},
    {"MAC-CYRILLIC", "x-mac-cyrillic|x-mac-ukrainian|mac-cyrillic"},
    {"MAC-CENTRALEUROPE", "x-mac-ce|mac-centraleurope"},
    {"ARMSCII-8", "armscii-8|armscii8"},
    {"GEORGIAN-PS", "georgian-ps"},
    {"GEORGIAN-ACADEMY", "georgian-academy"},
    {"VISCII", "viscii"},
    {"TCVN", "tcvn|tcvn5712-1"},
    {"GB18030", "gb18030|gb2312|gb_2312|gb_2312-80|gb2312-80|euc-cn|gbk|x-gbk|chinese|csgb2312|csiso58gb231280|"
                "iso-ir-58|cp936|ms936|windows-936"},
    {"BIG5-HKSCS", "big5|big5-hkscs|big-5|cn-big5|csbig5|x-x-big5|cp950|ms950|windows-950"},
    {"EUC-TW", "euc-tw|x-euc-tw"},
    {"CP932", "shift_jis|shift-jis|sjis|x-sjis|ms_kanji|csshiftjis|ms932|cp932|windows-31j|cswindows31j"},
    {"EUC-JP-MS", "euc-jp|eucjp|x-euc-jp|x-eucjp|cseucpkdfmtjapanese"},
    {"ISO-2022-JP-3", "iso-2022-jp|csiso2022jp|iso-2022-jp-1|iso-2022-jp-2|iso-2022-jp-3"},
    {"CP949", "euc-kr|euckr|x-euc-kr|cseuckr|ks_c_5601-1987|ks_c_5601-1989|ksc5601|ksc_5601|korean|iso-ir-149|"
              "csksc56011987|cp949|uhc|windows-949"},
    {"ISO-2022-KR", "iso-2022-kr|csiso2022kr"},
    {"JOHAB", "johab|cp1361"},
    {"UTF-7", "utf-7|unicode-1-1-utf-7|csunicode11utf7"},
    {"UTF-16LE", "utf-16|utf-16le|utf16|utf16le|ucs-2|ucs-2le|unicode|csunicode|iso-10646-ucs-2|unicodefeff"},
    {"UTF-16BE", "utf-16be|utf16be|ucs-2be|unicodefffe"},
    {"UTF-32LE", "utf-32|utf-32le|utf32|utf32le|ucs-4|ucs-4le"},
    {"UTF-32BE", "utf-32be|utf32be|ucs-4be"},
};

static bool in_labels(const char *labels, struct str name)
{
    while (*labels) {
        size_t len = strcspn(labels, "|");
        if (len == name.len && strncasecmp(labels, name.ptr, len) == 0)
            return true;
        labels += len + (labels[len] == '|');
    }
    return false;
}

const char *charset_name(struct str label)
{
    label = str_trim(label);
    for (size_t i = 0; label.len && i < sizeof charsets / sizeof charsets[0]; i++)
        if (in_labels(charsets[i].labels, label))
            return charsets[i].name;
    return NULL;
}

static bool is_wide(const char *name)
{
    return strncmp(name, "UTF-16", 6) == 0 || strncmp(name, "UTF-32", 6) == 0;
}

static size_t unit_of(const char *name)
{
    return !is_wide(name) ? 1 : name[4] == '1' ? 2 : 4;
}

struct str charset_of_media_type(struct str type)
{
    static const char word[] = "charset";
    const char *end = type.len ? type.ptr + type.len : NULL;
    for (const char *p = type.ptr; type.len && (size_t)(end - p) >= sizeof word; p++) {
        if (strncasecmp(p, word, sizeof word - 1) != 0)
            continue;
        const char *value = p + sizeof word - 1;
        while (value < end && isspace((unsigned char)*value))
            value++;
        if (value == end || *value++ != '=')
            continue;
        while (value < end && (isspace((unsigned char)*value) || *value == '"' || *value == '\''))
            value++;
        size_t len = 0;
        while (value + len < end && !strchr("\"'; \t\r\n,", value[len]))
            len++;
        return len ? (struct str){value, len} : (struct str){NULL, 0};
    }
    return (struct str){NULL, 0};
}

/* ---- what the bytes say ---- */

static const struct {
    const char *name;
    struct str mark;
} marks[] = {
    {utf8_name, {"\xef\xbb\xbf", 3}}, {"UTF-32BE", {"\0\0\xfe\xff", 4}}, {"UTF-32LE", {"\xff\xfe\0\0", 4}},
    {"UTF-16BE", {"\xfe\xff", 2}},    {"UTF-16LE", {"\xff\xfe", 2}},
};

static const char *name_of_mark(struct str bytes, size_t *len)
{
    *len = 0;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_begins_with(bytes, marks[i].mark)) {
            *len = marks[i].mark.len;
            return marks[i].name;
        }
    return NULL;
}

/* Wide characters without a mark: markup and white space leave NULs in every second byte, or in three of four. */
static const char *name_of_nuls(struct str bytes)
{
    enum { LOOK = 256, LEAST = 2 };
    size_t at[4] = {0}, quads = (bytes.len < LOOK ? bytes.len : LOOK) / 4;
    for (size_t i = 0; i < quads * 4; i++)
        at[i % 4] += bytes.ptr[i] == '\0';
    if (quads < LEAST)
        return NULL;
    if (at[2] == quads && at[3] == quads && at[0] == 0)
        return "UTF-32LE";
    if (at[0] == quads && at[1] == quads && at[3] == 0)
        return "UTF-32BE";
    size_t even = at[0] + at[2], odd = at[1] + at[3];
    if (odd > quads / 2 && even == 0)
        return "UTF-16LE";
    return even > quads / 2 && odd == 0 ? "UTF-16BE" : NULL;
}

struct tally {
    size_t good, bad, cut; /* sequences of several bytes, pieces of none, and of the last one */
};

static struct tally tally_utf8(struct str bytes)
{
    struct tally tally = {0};
    for (size_t i = 0; i < bytes.len;) {
        if (!((unsigned char)bytes.ptr[i] & 0x80)) {
            i++;
            continue;
        }
        bool valid;
        size_t len = utf8_decode(bytes.ptr + i, bytes.len - i, &(uint32_t){0}, &valid);
        i += len;
        tally.good += valid;
        tally.bad += !valid && i < bytes.len;
        tally.cut += !valid && i == bytes.len;
    }
    return tally;
}

/* A few broken characters do not make another charset of a text that is full of good ones. */
static bool is_utf8(struct tally tally)
{
    enum { GOOD_FOR_EACH_BAD = 4 };
    return tally.bad <= tally.good / GOOD_FOR_EACH_BAD;
}

/* ---- a guess ---- */

/* A charset that shares most of its letters with windows-1252 is guessed from few letters, and often wrongly. */
static bool is_of_latin_letters(const char *name)
{
    static const char names[] = "iso-8859-2|iso-8859-3|iso-8859-4|windows-1254|iso-8859-10|iso-8859-13|iso-8859-14|"
                                "iso-8859-15|iso-8859-16|windows-1250|windows-1257|windows-1258|cp437|cp850|cp852|"
                                "cp865|macintosh|mac-centraleurope|viscii|tcvn";
    return in_labels(names, str_of(name));
}

static const char *ask_uchardet(struct str sample)
{
    uchardet_t detector = uchardet_new();
    if (!detector)
        return NULL;
    const char *name = NULL;
    if (uchardet_handle_data(detector, sample.ptr, sample.len) == 0) {
        uchardet_data_end(detector);
        name = charset_name(str_of(uchardet_get_charset(detector)));
    }
    uchardet_delete(detector);
    return name;
}

static const char *guess(struct str bytes)
{
    enum { SAMPLE_BYTES = 64 << 10, FEW = 4, FEW_LATIN = 8 };
    size_t first = 0, high = 0;
    while (first < bytes.len && !((unsigned char)bytes.ptr[first] & 0x80))
        first++;
    struct str sample = {bytes.ptr + first, bytes.len - first};
    if (sample.len > SAMPLE_BYTES)
        sample.len = SAMPLE_BYTES;
    for (size_t i = 0; i < sample.len; i++)
        high += ((unsigned char)sample.ptr[i] & 0x80) != 0;
    const char *name = high < FEW ? NULL : ask_uchardet(sample);
    if (!name || name == utf8_name || is_wide(name) || (high < FEW_LATIN && is_of_latin_letters(name)))
        return western;
    return name;
}

/* Seven-bit charsets are told by their escapes. */
static const char *guess_ascii(struct str bytes)
{
    static const char escape[] = "\x1b$";
    bool escaped = bytes.len && memmem(bytes.ptr, bytes.len, escape, 2) != NULL;
    const char *name = escaped ? ask_uchardet(bytes.len > 4096 ? (struct str){bytes.ptr, 4096} : bytes) : NULL;
    return name && strncmp(name, "ISO-2022", 8) == 0 ? name : utf8_name;
}

/* ---- the choice ---- */

static bool has_nul(struct str bytes)
{
    enum { LOOK = 4096 };
    return bytes.len && memchr(bytes.ptr, '\0', bytes.len < LOOK ? bytes.len : LOOK) != NULL;
}

const char *charset_choose(struct str head, struct str declared)
{
    size_t mark;
    const char *name = name_of_mark(head, &mark);
    if (!name)
        name = name_of_nuls(head);
    if (name)
        return name;
    name = charset_name(declared);
    if (name && is_wide(name) && !has_nul(head))
        name = NULL;
    if (name && name != utf8_name && name != western)
        return name;
    struct tally tally = tally_utf8(head);
    if (tally.good + tally.bad + tally.cut == 0)
        return name ? name : guess_ascii(head);
    if (tally.good && is_utf8(tally))
        return utf8_name;
    return name == western ? western : guess(head);
}

/* ---- conversion ---- */

static void append_replacement(struct buf *out)
{
    buf_append_text(out, "\xef\xbf\xbd");
}

static void append_repaired(struct str bytes, struct buf *out)
{
    size_t kept = 0;
    if (!bytes.len || utf8_valid(bytes.ptr, bytes.len)) {
        buf_append_str(out, bytes);
        return;
    }
    for (size_t i = 0; i < bytes.len && !out->failed;) {
        bool valid = true;
        size_t len = 1;
        if ((unsigned char)bytes.ptr[i] & 0x80)
            len = utf8_decode(bytes.ptr + i, bytes.len - i, &(uint32_t){0}, &valid);
        if (!valid) {
            buf_append(out, bytes.ptr + kept, i - kept);
            append_replacement(out);
            kept = i + len;
        }
        i += len;
    }
    buf_append(out, bytes.ptr + kept, bytes.len - kept);
}

static void convert(iconv_t converter, struct str bytes, size_t unit, struct buf *out)
{
    char chunk[16 << 10], *in = (char *)(uintptr_t)bytes.ptr;
    size_t left = bytes.len;
    for (bool flushed = false; !flushed && !out->failed;) {
        char *to = chunk;
        size_t room = sizeof chunk, before = left;
        flushed = left == 0;
        size_t done = iconv(converter, flushed ? NULL : &in, flushed ? NULL : &left, &to, &room);
        int failure = done == (size_t)-1 ? errno : 0;
        buf_append(out, chunk, sizeof chunk - room);
        bool stuck = failure == E2BIG && left == before && room == sizeof chunk;
        if (flushed || !failure || (failure == E2BIG && !stuck))
            continue;
        append_replacement(out);
        size_t skip = failure == EINVAL || left < unit ? left : unit;
        in += skip;
        left -= skip;
    }
}

enum status charset_to_utf8(struct str bytes, struct str declared, struct buf *out, struct err *err)
{
    size_t mark;
    const char *name = charset_choose(bytes, declared);
    name_of_mark(bytes, &mark);
    if (mark)
        bytes = (struct str){bytes.ptr + mark, bytes.len - mark};
    iconv_t converter = name == utf8_name ? (iconv_t)-1 : iconv_open(utf8_name, name);
    if (converter == (iconv_t)-1) {
        append_repaired(bytes, out);
        return buf_status(out, err);
    }
    convert(converter, bytes, unit_of(name), out);
    iconv_close(converter);
    return buf_status(out, err);
}

bool charset_is_wide(struct str head)
{
    return str_begins_with(head, str_of("\xff\xfe")) || str_begins_with(head, str_of("\xfe\xff")) ||
           (head.len >= 2 && (head.ptr[0] == '\0') != (head.ptr[1] == '\0')) ||
           str_begins_with(head, (struct str){"\0\0\0{", 4}) || str_begins_with(head, (struct str){"\0\0\xfe\xff", 4});
}
