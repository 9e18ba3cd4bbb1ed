#include "indexer/agency_name.h"

#include <string.h>

#include "indexer/word.h"

enum { AGENCY_MAX = 40 /* bytes of a name */, AGENCY_WORDS = 4 };

/* Without their full stops. What is also the initials of people (TT, SID) or a word (MAP) is left out: these names are
 * looked for at the end of a text, too. */
static const char listed[] =
    "Reuters|AP|AFP|UPI|TASS|ITAR-TASS|Interfax|Xinhua|dpa|DPA|Bloomberg|Kyodo|Yonhap|"
    "ANI|IANS|PTI|APP|EFE|ANSA|CNN|BBC|RIA|RFE/RL|APA|Armenpress|Anadolu|AAP|Agency|"
    "Lusa|LUSA|Europa Press|EUROPA PRESS|Prensa Latina|Télam|TELAM|Notimex|NOTIMEX|Agência Brasil|"
    "AGI|Adnkronos|ADNKRONOS|askanews|ASKANEWS|LaPresse|Belga|BELGA|ANP|ats|ATS|awp|"
    "dpa-AFX|ots|dapd|epd|KNA|NTB|Ritzau|STT|PAP|ČTK|CTK|TASR|MTI|BTA|Tanjug|TANJUG|AGERPRES|Agerpres|"
    "DHA|İHA|Ukrinform|BelTA|BELTA|Kazinform|Azertac|AZERTAC|TTXVN|Antara|ANTARA|Bernama|BERNAMA|Jiji|JIJI|KCNA|IRNA|"
    "Jiji Press|Kyodo News|KUNA|"
    "ТАСС|ИТАР-ТАСС|РИА "
    "Новости|Интерфакс|ИНТЕРФАКС|INTERFAX|INTERFAXRU|УНИАН|УНІАН|Укринформ|Укрінформ|БЕЛТА|БелТА|БТА|"
    "رويترز|أ ف ب|أفب|ا ف ب|افب|فرانس برس|أ ب|د ب أ|أ ش "
    "أ|أشأ|الأناضول|شينخوا|واس|وام|واع|نينا|كونا|بترا|سانا|وفا|ایرنا|ایسنا|"
    "新华社|中新社|中央社|ロイター|共同通信|時事通信|연합뉴스|뉴시스|로이터";

/* A second name behind a slash, or the code of a regional service: AFP/dpa, dpa/bb. */
static bool is_second_name(struct str name)
{
    enum { CODE_MAX = 3 };
    size_t small = 0;
    while (small < name.len && name.ptr[small] >= 'a' && name.ptr[small] <= 'z')
        small++;
    return word_in_list(name, listed) || (small >= 2 && small <= CODE_MAX && small == name.len);
}

bool agency_is_listed(struct str name)
{
    const char *slash = name.len ? memchr(name.ptr, '/', name.len) : NULL;
    size_t first = slash ? (size_t)(slash - name.ptr) : 0;
    return word_in_list(name, listed) ||
           (slash && word_in_list((struct str){name.ptr, first}, listed) && is_second_name(str_skip(name, first + 1)));
}

/* A word of an agency's name: not that of a member of a parliament, (D-NY) or (R), nor a small one at the start. */
static bool is_agency_word(const struct word *word, bool first)
{
    if (word->kind == WORD_BAD)
        return false;
    if (word->kind == WORD_LOWER && first && !word_in_list(word->text, listed))
        return false;
    return word->text.ptr[0] >= 'a' || (word->letters > 1 && word->text.ptr[1] != '-');
}

/* "S&P": names on both sides. */
static bool is_joined_word(struct str text)
{
    const char *sign = memchr(text.ptr, '&', text.len);
    if (!sign)
        return false;
    struct str before = {text.ptr, (size_t)(sign - text.ptr)}, behind = {sign + 1, text.len - before.len - 1};
    struct word left, right;
    return word_next(&before, &left) && word_next(&behind, &right) && left.kind != WORD_BAD && right.kind != WORD_BAD;
}

bool agency_has_shape(struct str name)
{
    struct str rest = str_trim(name);
    struct word word;
    unsigned words = 0;
    if (agency_is_listed(name))
        return true;
    if (name.len > AGENCY_MAX)
        return false;
    while (word_next(&rest, &word)) {
        bool sign = words > 0 && rest.len > 0 && str_equal(word.text, str_of("&"));
        if (!sign && !is_joined_word(word.text) && !is_agency_word(&word, words == 0))
            return false;
        if (++words > AGENCY_WORDS)
            return false;
    }
    return words > 0;
}

/* "Sports Network": without a place before it a name in brackets must say what it is. */
bool agency_says_so(struct str name)
{
    struct word word;
    while (word_next(&name, &word))
        if (word_in_list(word.text, "News|Press|Agency|Network|Wire|Service|Newswire|NEWS|PRESS|WIRE|NEWSWIRE"))
            return true;
    return false;
}

bool agency_is_known(struct str name)
{
    static const char *const full[] = {"Associated Press", "The Associated Press", "Thomson Reuters",
                                       "PA Media",         "Agence France-Presse", "Press Association",
                                       "Agencia EFE",      "Agenzia ANSA"};
    bool known = agency_is_listed(name);
    for (size_t i = 0; i < sizeof full / sizeof full[0] && !known; i++)
        known = str_equal(name, str_of(full[i]));
    return known;
}
