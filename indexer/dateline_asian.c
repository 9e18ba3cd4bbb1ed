/* Each form is read from its front, with the names of agencies for its fixed points. Lists of names are separated by
 * '|'. */
#include "indexer/dateline_asian.h"

#include <string.h>
#include <utf8proc.h>

#include "core/ascii.h"
#include "core/utf8.h"

enum {
    PLACE_LETTERS_MAX = 12,
    NAME_LETTERS_MAX = 4, /* of one person, Chinese */
    INSIDE_MAX = 90,      /* bytes in brackets */
    REPORTERS_MAX = 96    /* bytes */
};

/* ---- names in lists ---- */

/* The length of the longest of some names that the text begins with, or ends with; 0: none. */
static size_t name_length(struct str text, const char *names, bool at_end)
{
    size_t longest = 0;
    for (const char *name = names; *name;) {
        size_t len = strcspn(name, "|");
        if (len > longest && len <= text.len && memcmp(text.ptr + (at_end ? text.len - len : 0), name, len) == 0)
            longest = len;
        name += len + (name[len] == '|');
    }
    return longest;
}

static bool take_name(struct str *rest, const char *names, struct str *name)
{
    *name = (struct str){rest->ptr, name_length(*rest, names, false)};
    *rest = str_skip(*rest, name->len);
    return name->len > 0;
}

static bool cut_name(struct str *text, const char *names, struct str *name)
{
    size_t len = name_length(*text, names, true);
    text->len -= len;
    *name = (struct str){text->ptr + text->len, len};
    return len > 0;
}

static bool is_name(struct str text, const char *names)
{
    return text.len > 0 && name_length(text, names, false) == text.len;
}

/* Whether any of some names stands anywhere in the text. */
static bool holds_name(struct str text, const char *names)
{
    for (; text.len; text = str_skip(text, 1))
        if (name_length(text, names, false))
            return true;
    return false;
}

static const char blanks[] = " |\t|　";

static void pass_blanks(struct str *rest)
{
    struct str blank;
    while (take_name(rest, blanks, &blank))
        ;
}

static struct str trim_blanks(struct str text)
{
    struct str blank;
    pass_blanks(&text);
    while (cut_name(&text, blanks, &blank))
        ;
    return text;
}

/* ---- places ---- */

/* Words that stand where places do, alone or with others: of pictures, of headings, of people. */
static const char no_places[] =
    "记者|記者|写真|画像|動画|映像|速報|号外|独自|解説|特集|訂正|資料|提供|図解|地図|声明|会見|"
    "评论员|快讯|微博|微信|编辑部|特稿|综述|综合|綜合|网站|網站|今天|昨天|今日|昨日|グループ|"
    "ニュース|スポーツ|コラム|ビジネス|사진|자료|그래픽|영상|출처|제공|속보|단독|포토|인포|"
    "이미지|그림|캡처|화면|촬영|기사|취재|편집|앵커";

static bool is_letter(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    bool joins = c == 0xB7 || c == 0x30FB; /* middle dots */
    return joins || category == UTF8PROC_CATEGORY_LO || category == UTF8PROC_CATEGORY_LM;
}

/* The number of letters when there is nothing else; 0: there is. */
static size_t count_letters(struct str text)
{
    size_t count = 0;
    for (uint32_t c; text.len; count++) {
        size_t len = utf8_decode(text.ptr, text.len, &c, NULL);
        if (!is_letter(c))
            return 0;
        text = str_skip(text, len);
    }
    return count;
}

static bool is_place(struct str text)
{
    size_t letters = count_letters(text);
    return letters >= 2 && letters <= PLACE_LETTERS_MAX && !holds_name(text, no_places);
}

/* ---- days ---- */

/* 7, ７ or 七; -1: it is no digit. */
static int take_digit(struct str *rest, bool ideographs)
{
    static const char *const written[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
    uint32_t c;
    if (rest->len == 0)
        return -1;
    size_t len = utf8_decode(rest->ptr, rest->len, &c, NULL);
    int digit = c >= '0' && c <= '9' ? (int)(c - '0') : c >= 0xFF10 && c <= 0xFF19 ? (int)(c - 0xFF10) : -1;
    if (ideographs) {
        digit = -1;
        for (int i = 0; i < 9; i++)
            if (str_begins_with(*rest, str_of(written[i])))
                digit = i + 1;
    }
    if (digit >= 0)
        *rest = str_skip(*rest, len);
    return digit;
}

/* 27, ２７ or 二十七; 0: there is none. */
static int take_number(struct str *rest)
{
    struct str ten;
    int first = take_digit(rest, false), second;
    if (first >= 0) {
        second = take_digit(rest, false);
        return second >= 0 ? first * 10 + second : first;
    }
    first = take_digit(rest, true);
    if (!take_name(rest, "十", &ten))
        return first > 0 ? first : 0;
    second = take_digit(rest, true);
    return (first > 0 ? first * 10 : 10) + (second > 0 ? second : 0);
}

/* 12月27日, 2017年12月27日; 27日 by itself is read and says too little. */
static bool take_day(struct str *rest, struct dateline *out)
{
    struct str ahead = *rest, unit;
    size_t len = date_parse_prefix(ahead, &out->date);
    if (len && out->date.precision >= DATE_DAY) {
        *rest = str_skip(ahead, len);
        return true;
    }
    out->date = (struct date){0};
    int number = take_number(&ahead), month = 0;
    if (take_name(&ahead, "月", &unit)) {
        month = number;
        number = take_number(&ahead);
        if (month < 1 || month > 12)
            return false;
    }
    if (number < 1 || number > 31 || !take_name(&ahead, "日", &unit))
        return false;
    out->month = month;
    out->day = month ? number : 0;
    *rest = ahead;
    return true;
}

/* A place, which may be missing, and the day behind it. False: there is no day; the place is then all letters there
 * are. */
static bool take_place_and_day(struct str *rest, struct dateline *out)
{
    struct str start = *rest;
    for (int letters = 0; rest->len && letters <= PLACE_LETTERS_MAX; letters++) {
        out->place = trim_blanks((struct str){start.ptr, start.len - rest->len});
        if (take_day(rest, out))
            return true;
        uint32_t c;
        size_t len = utf8_decode(rest->ptr, rest->len, &c, NULL);
        if (!is_letter(c) && !name_length(*rest, blanks, false))
            break;
        *rest = str_skip(*rest, len);
    }
    out->place = trim_blanks((struct str){start.ptr, start.len - rest->len});
    return false;
}

/* ---- brackets ---- */

/* Takes what stands in one of some pairs of brackets, listed "【】［］", at the start of the text. */
static bool take_enclosed(struct str *rest, const char *const *pairs, struct str *inside)
{
    for (; *pairs; pairs += 2) {
        struct str open = str_of(pairs[0]);
        if (!str_begins_with(*rest, open))
            continue;
        struct str text = str_skip(*rest, open.len);
        size_t most = text.len < INSIDE_MAX ? text.len : INSIDE_MAX;
        const char *close = most ? memmem(text.ptr, most, pairs[1], strlen(pairs[1])) : NULL;
        if (!close || memchr(text.ptr, '\n', (size_t)(close - text.ptr)))
            return false;
        *inside = trim_blanks((struct str){text.ptr, (size_t)(close - text.ptr)});
        *rest = str_skip(text, (size_t)(close - text.ptr) + strlen(pairs[1]));
        return true;
    }
    return false;
}

static const char *const round_brackets[] = {"（", "）", "(", ")", NULL};
static const char *const square_brackets[] = {"［", "］", "[", "]", NULL};
static const char *const lenticular_brackets[] = {"【", "】", NULL};

/* Names of people, as they are written one behind the other. */
static bool are_people(struct str text)
{
    struct str joint;
    size_t letters = 0;
    for (uint32_t c; text.len;) {
        if (take_name(&text, " |　|、|,|，", &joint))
            continue;
        size_t len = utf8_decode(text.ptr, text.len, &c, NULL);
        if (!is_letter(c))
            return false;
        text = str_skip(text, len);
        letters++;
    }
    return letters >= 2;
}

/* ---- China ---- */

static const char chinese_agencies[] =
    "新华社|新华网|中新社|中新网|中国新闻社|中通社|人民网|央广网|中央社|新華社|中新網|中通社|"
    "法新社|路透社|美联社|共同社|韩联社|塔斯社";
static const char chinese_papers[] = "本报|本報";
/* The edition for telephones, named behind the agency: 中新网客户端北京12月27日电. */
static const char chinese_editions[] = "客户端|客戶端";
/* "Wire", as the end of a dateline, and "report". */
static const char wires[] = "电|電|专电|專電|新媒体专电|讯|訊|消息|綜合外電報導|外電報導|綜合報導|報導";
/* Where the Central News Agency, which puts the place behind the reporter's name, files from. */
static const char taiwan_places[] =
    "台北|臺北|新北|基隆|桃園|新竹|新竹市|新竹縣|苗栗|苗栗縣|台中|臺中|彰化|彰化縣|南投|南投縣|雲林|雲林縣|嘉義|嘉義市|"
    "嘉義縣|"
    "台南|臺南|高雄|屏東|屏東縣|宜蘭|宜蘭縣|花蓮|花蓮縣|台東|臺東|台東縣|澎湖|澎湖縣|金門|金門縣|馬祖|連江|"
    "東京|大阪|首爾|北京|上海|香港|澳門|曼谷|河內|胡志明市|馬尼拉|雅加達|吉隆坡|新加坡|仰光|新德里|雪梨|華盛頓|紐約|"
    "洛杉磯|"
    "舊金山|芝加哥|休士頓|溫哥華|多倫多|渥太華|倫敦|巴黎|柏林|法蘭克福|布魯塞爾|日內瓦|維也納|羅馬|馬德里|華沙|莫斯科|"
    "伊斯坦堡|耶路撒冷|開羅";

/* 王小明台北: tells the reporter from the place behind, which must be one that is known. */
static bool split_reporter(struct dateline *out)
{
    struct str name = out->place;
    if (!cut_name(&name, taiwan_places, &out->place))
        return false;
    out->byline = name;
    size_t letters = count_letters(name);
    return letters >= 2 && letters <= NAME_LETTERS_MAX;
}

/* （记者 王小明） behind a dateline; what else is there stays. */
static void take_chinese_reporter(struct str *rest, struct dateline *out)
{
    struct str ahead = *rest, inside, title;
    pass_blanks(&ahead);
    if (!take_enclosed(&ahead, round_brackets, &inside) || !take_name(&inside, "记者|記者", &title))
        return;
    inside = trim_blanks(inside);
    if (!are_people(inside) || holds_name(inside, "记者|記者|通讯员|通訊員"))
        return;
    out->byline = inside;
    *rest = ahead;
}

/* From agency to wire: 新华社北京12月27日电. */
static bool take_filed(struct str *rest, struct dateline *out)
{
    struct str word;
    bool paper = take_name(rest, chinese_papers, &word);
    if (!paper && !take_name(rest, chinese_agencies, &out->agency))
        return false;
    take_name(rest, chinese_editions, &word);
    bool named = take_name(rest, "記者", &word);
    if (!take_place_and_day(rest, out) || !take_name(rest, wires, &word))
        return false;
    if (named && !split_reporter(out))
        return false;
    return out->place.len ? is_place(out->place) : !paper;
}

static bool is_break(struct str rest)
{
    return rest.len == 0 || name_length(rest, " |\t|\n|　|（|(|—", false) > 0;
}

static bool take_chinese(struct str *rest, struct dateline *out)
{
    struct str ahead = *rest, inside, as_by;
    if (take_enclosed(&ahead, round_brackets, &inside)) {
        if (!take_filed(&inside, out) || inside.len)
            return false;
    } else {
        take_name(&ahead, "据", &as_by);
        if (!take_filed(&ahead, out) || !is_break(ahead))
            return false;
        take_chinese_reporter(&ahead, out);
    }
    *rest = ahead;
    return true;
}

/* ---- Japan ---- */

static const char japanese_agencies[] =
    "共同|時事|ロイター|AFP|ＡＦＰ|AP|ＡＰ|UPI|ＵＰＩ|CNN|ＣＮＮ|DPA|ＤＰＡ|新華社|聯合ニュース|"
    "タス|Xinhua News|CNS";
static const char japanese_joints[] = "＝|=|・| |　";
/* "Joint" and "current affairs" are words, too, which stand behind others without a sign between: without a day, only
 * these places and those in katakana are told from them. */
static const char places_beside_agencies[] = "東京|大阪|京都|名古屋|札幌|仙台|広島|福岡|長崎|那覇|北京|上海|香港|台北|"
                                             "広州|深圳|重慶|武漢|天津|西安|成都|南京|大連|"
                                             "瀋陽|平壌|釜山|国連";

static bool is_katakana(struct str text)
{
    bool all = true;
    for (uint32_t c; all && text.len;) {
        size_t len = utf8_decode(text.ptr, text.len, &c, NULL);
        all = c >= 0x30A1 && c <= 0x30FC;
        text = str_skip(text, len);
    }
    return all;
}

static bool cut_joints(struct str *text)
{
    struct str joint;
    size_t len = text->len;
    while (cut_name(text, japanese_joints, &joint))
        ;
    return text->len < len;
}

/* One agency, or two, of which the one passes on what the other wrote: ＡＦＰ＝時事. */
static bool cut_japanese_agency(struct str *text, struct str *agency)
{
    struct str first;
    if (!cut_name(text, japanese_agencies, agency))
        return false;
    struct str before = *text;
    cut_joints(&before);
    if (cut_name(&before, japanese_agencies, &first)) {
        *agency = (struct str){first.ptr, (size_t)(agency->ptr + agency->len - first.ptr)};
        *text = before;
    }
    return true;
}

static bool take_japanese(struct str *rest, struct dateline *out)
{
    struct str ahead = *rest, inside, dash;
    bool square = take_enclosed(&ahead, square_brackets, &inside);
    if ((!square && !take_enclosed(&ahead, lenticular_brackets, &inside)) ||
        !cut_japanese_agency(&inside, &out->agency))
        return false;
    bool parted = cut_joints(&inside), dated = take_place_and_day(&inside, out);
    if (inside.len || (out->place.len ? !is_place(out->place) : !dated))
        return false;
    if (!parted && !dated && !is_katakana(out->place) && !is_name(out->place, places_beside_agencies))
        return false;
    if (square) {
        pass_blanks(&ahead);
        if (!take_name(&ahead, "-|－|–|—|―", &dash))
            return false;
    }
    *rest = ahead;
    return true;
}

/* ---- Korea ---- */

static const char korean_agencies[] = "연합뉴스|연합뉴스TV|뉴시스|뉴스1|뉴스핌";
static const char passed_on[] = "AFP|AP|EPA|UPI|DPA|로이터|타스|신화|교도";
static const char korean_titles[] = "기자|선임기자|전문기자|인턴기자|특파원|통신원|논설위원";

/* "홍길동 기자 = " behind the brackets; what else is there stays. */
static void take_korean_reporter(struct str *rest, struct dateline *out)
{
    size_t most = rest->len < REPORTERS_MAX ? rest->len : REPORTERS_MAX;
    const char *sign = most ? memchr(rest->ptr, '=', most) : NULL;
    struct str title;
    if (!sign)
        return;
    struct str people = trim_blanks((struct str){rest->ptr, (size_t)(sign - rest->ptr)});
    if (people.len) {
        if (!cut_name(&people, korean_titles, &title) || holds_name(people, korean_titles) ||
            !are_people(trim_blanks(people)))
            return;
        out->byline = trim_blanks(people);
    }
    *rest = str_skip(*rest, (size_t)(sign - rest->ptr) + 1);
}

/* 제네바 AFP: cuts off the agency whose report is passed on, and makes *agency begin with it. */
static void cut_passed_on(struct str *place, struct str *agency)
{
    struct str before = *place, first, blank;
    if (!cut_name(&before, passed_on, &first) || !cut_name(&before, blanks, &blank))
        return;
    *agency = (struct str){first.ptr, (size_t)(agency->ptr + agency->len - first.ptr)};
    *place = trim_blanks(before);
}

/* 뉴시스, or with the agency whose report is passed on, AP/뉴시스. */
static bool is_korean_agency(struct str name)
{
    struct str first, slash;
    if (take_name(&name, passed_on, &first) && !take_name(&name, "/", &slash))
        return false;
    return is_name(name, korean_agencies);
}

static bool take_korean(struct str *rest, struct dateline *out)
{
    struct str ahead = *rest, inside;
    if (!take_enclosed(&ahead, round_brackets, &inside) && !take_enclosed(&ahead, square_brackets, &inside) &&
        !take_enclosed(&ahead, lenticular_brackets, &inside))
        return false;
    const char *sign = inside.len ? memchr(inside.ptr, '=', inside.len) : NULL;
    if (!sign)
        return false;
    size_t at = (size_t)(sign - inside.ptr);
    out->place = trim_blanks((struct str){inside.ptr, at});
    out->agency = trim_blanks(str_skip(inside, at + 1));
    if (!is_korean_agency(out->agency))
        return false;
    cut_passed_on(&out->place, &out->agency);
    if (!is_place(out->place) || is_name(out->place, passed_on))
        return false;
    take_korean_reporter(&ahead, out);
    *rest = ahead;
    return true;
}

/* ---- all of them ---- */

static struct str behind_space(struct str text)
{
    while (text.len && (ascii_is_space(text.ptr[0]) || name_length(text, blanks, false)))
        text = str_skip(text, ascii_is_space(text.ptr[0]) ? 1 : name_length(text, blanks, false));
    return text;
}

bool dateline_parse_asian(struct str text, struct dateline *out, struct str *rest)
{
    static bool (*const forms[])(struct str *, struct dateline *) = {take_chinese, take_japanese, take_korean};
    pass_blanks(&text);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        *out = (struct dateline){0};
        *rest = text;
        if (!forms[i](rest, out))
            continue;
        *rest = behind_space(*rest);
        return true;
    }
    return false;
}
