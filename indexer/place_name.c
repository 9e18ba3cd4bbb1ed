/* The shape of a place's name, and the words that have that shape without being one. */
#include "indexer/place_name.h"

#include <string.h>

enum {
    CITY_WORDS = 4,   /* SAN JUAN DE PUERTO ... */
    REGION_WORDS = 5, /* Bosnia and Herzegovina */
    PLACE_PARTS = 3,  /* city, state, country */
    LISTED_MAX = 16   /* bytes of a word in the first two lists */
};

/* Words in capitals before a dash or colon that are no place. */
static const char not_places[] =
    "NATO|OSCE|OPEC|UNESCO|UNICEF|UNHCR|WHO|IMF|WTO|EU|UN|USA|FBI|CIA|NSA|NASA|BBC|CNN|IAEA|ECB|FED|GDP|CEO|COVID|"
    "UPDATE|UPDATED|UPDATES|CORRECTION|CORRECTED|CORRECTS|EXCLUSIVE|BREAKING|URGENT|FLASH|BULLETIN|ALERT|ADVISORY|"
    "FACTBOX|ANALYSIS|OPINION|EDITORIAL|COMMENTARY|COMMENT|FEATURE|INTERVIEW|PROFILE|TIMELINE|NEWS|PRESS|MEDIA|RELEASE|"
    "STATEMENT|IMMEDIATE|EMBARGOED|EMBARGO|SUMMARY|BRIEF|BRIEFS|REPORT|REVIEW|PREVIEW|RECAP|WATCH|VIDEO|PHOTO|PHOTOS|"
    "NOTE|EDITOR|EDITORS|CONTACT|SUBJECT|DATE|FROM|TO|FOR|BY|WHAT|WHEN|WHERE|WHY|HOW|RE|PS|FAQ|FACT|FACTS|BACKGROUND|"
    "QUESTION|ANSWER|JOURNALIST|REPORTER|INTERVIEWER|PRESENTER|COMPERE|HOST|CALLER|SPEAKER|CHAIRMAN|CHAIR|MODERATOR|"
    "PRIME|MINISTER|TREASURER|PRESIDENT|SENATOR|CONGRESSMAN|CONGRESSWOMAN|REP|SEN|SECRETARY|MR|MRS|MS|DR|SIR|HON|"
    "WARNING|IMPORTANT|NOTICE|CONTENTS|INTRODUCTION|CONCLUSION|CHAPTER|PART|SECTION|HEADLINE|TITLE|STORY|MORE|NEW|BUT|"
    "AND|NOT|YES|NO|OK|TRANSCRIPT|SPEECH|ADDRESS|REMARKS|MEMO|MEMORANDUM|FIRST|SECOND|THIRD|POSTED|PUBLISHED|RELEASED|"
    "ISSUED|FILED|PRINTED|MODIFIED|COPYRIGHT|REUTERS|AFP|TASS|UPI|INTERFAX|XINHUA|DPA|"
    "SPORT|SPORTS|FOOTBALL|TENNIS|CRICKET|RUGBY|WEATHER|RESULTS|SCORES|MARKETS|STOCKS|DISCLAIMER|DOSSIER|REPORTAGE|"
    "ENTRETIEN|ENTREVISTA|DEPORTES|POR|PAR|EILMELDUNG|ROUNDUP|FUSSBALL|SPOR|DESPORTO|EKONOMI";
/* The same of other letters, as they are written. */
static const char other_headings[] =
    "Redacción|REDACCIÓN|Redação|REDAÇÃO|Fútbol|FÚTBOL|Última|ÚLTIMA|Vidéo|VIDÉO|Fußball|"
    "Спорт|СПОРТ|Фото|ФОТО|Видео|ВИДЕО|Обзор|ОБЗОР|Интервью|ИНТЕРВЬЮ|Вопрос|ВОПРОС|Срочно|СРОЧНО|"
    "صورة|صور|فيديو|خاص|عاجل|متابعة|متابعات|تقرير|تحليل|مقال|مقابلة|رأي|رياضة|اقتصاد|أخبار|حوار|عواصم|وكالات|المصدر|"
    "ورزشی|سیاسی|اقتصادی|فرهنگی|اجتماعی|"
    "写真|資料写真|画像|動画|速報|スポーツ|サッカー|野球|图片|圖片|资料图|視頻|视频|快讯|"
    "사진|자료사진|영상|속보|스포츠|축구|야구";
/* NEW is in the list for "NEW:", and a place with these words behind it. */
static const char new_places[] = "YORK|DELHI|ORLEANS|HAVEN|JERSEY|ZEALAND|PLYMOUTH|HAMPSHIRE|MEXICO|BRUNSWICK|LONDON|"
                                 "BEDFORD|CASTLE|HYDE|WESTMINSTER|HOPE|BERLIN|CALEDONIA|ROCHELLE|CANAAN|ALBANY|TOWN";

/* States and countries that make "Houston, Texas" or "Havana, Cuba" a place in small letters. */
static const char known_regions[] =
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|"
    "Montana|Nebraska|Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|"
    "Oregon|Pennsylvania|Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|"
    "West Virginia|Wisconsin|Wyoming|Puerto Rico|Ontario|Quebec|Alberta|Afghanistan|Albania|Algeria|Argentina|Armenia|"
    "Australia|Austria|Azerbaijan|Bangladesh|Belarus|Belgium|Bolivia|Bosnia|Bosnia and Herzegovina|Brazil|Britain|"
    "Bulgaria|Cambodia|Canada|Chile|China|Colombia|Croatia|Cuba|Cyprus|Czech Republic|Denmark|Ecuador|Egypt|England|"
    "Estonia|Ethiopia|Finland|France|Germany|Ghana|Greece|Guatemala|Haiti|Honduras|Hungary|Iceland|India|Indonesia|"
    "Iran|Iraq|Ireland|Israel|Italy|Jamaica|Japan|Jordan|Kazakhstan|Kenya|Kosovo|Kuwait|Kyrgyzstan|Latvia|Lebanon|"
    "Libya|Lithuania|Macedonia|Malaysia|Mali|Mexico|Moldova|Mongolia|Morocco|Myanmar|Nepal|Netherlands|New Zealand|"
    "Nicaragua|Nigeria|North Korea|Northern Ireland|Norway|Pakistan|Panama|Peru|Philippines|Poland|Portugal|Qatar|"
    "Romania|Russia|Rwanda|Saudi Arabia|Scotland|Senegal|Serbia|Sierra Leone|Slovakia|Slovenia|Somalia|South Africa|"
    "South Korea|South Sudan|Spain|Sri Lanka|Sudan|Sweden|Switzerland|Syria|Taiwan|Tajikistan|Tanzania|Thailand|"
    "Tunisia|Turkey|Turkmenistan|Uganda|Ukraine|Uzbekistan|Venezuela|Vietnam|Wales|Yemen|Zambia|Zimbabwe";

/* What stands behind a comma after a person's or a company's name. */
static const char titles[] = "JR|SR|Jr|Sr|INC|LTD|Inc|Ltd|Co|Corp|Esq|MP|MPs|QC|AM|AO|OBE|CBE|MBE|PhD|II|III|CEO|"
                             "HOST|ANCHOR|REPORTER|CORRESPONDENT|ANALYST|PRESIDENT|CNN|BBC|NPR";

/* Writes ASCII small letters as capitals; the absent str when the word is longer than any in the lists. */
static struct str capitals_of(struct str word, char out[LISTED_MAX])
{
    if (word.len > LISTED_MAX)
        return (struct str){NULL, 0};
    for (size_t i = 0; i < word.len; i++)
        out[i] = word.ptr[i] >= 'a' && word.ptr[i] <= 'z' ? (char)(word.ptr[i] - 'a' + 'A') : word.ptr[i];
    return (struct str){out, word.len};
}

/* Whether a word, in capitals or not, is in the list of those that are no place. */
static bool is_no_place(struct str word, struct str rest)
{
    char folded[LISTED_MAX], folded_next[LISTED_MAX];
    struct str capitals = capitals_of(word, folded);
    struct word next;
    if (!word_in_list(capitals, not_places))
        return word_in_list(word, other_headings);
    bool new_place = word_in_list(capitals, "NEW") && word_next(&rest, &next) &&
                     word_in_list(capitals_of(next.text, folded_next), new_places);
    return !new_place;
}

/* "Monday", "MAY": before a dash they head a list of dates. */
static bool is_calendar(struct str city)
{
    return word_is_weekday(city) || word_month(city) > 0;
}

/* The first part: all its words of one case, but for particles inside. */
static bool look_at_city(struct str part, bool alone, struct place_look *look)
{
    struct word word = {0};
    unsigned letters = 0;
    if (is_calendar(part))
        return false;
    while (word_next(&part, &word)) {
        bool first = look->words++ == 0;
        letters += word.letters;
        if (!first && part.len && word_is_particle(word.text))
            continue;
        if (!first && !part.len && word_in_list(word.text, "DC")) {
            look->region = true;
            continue;
        }
        if (word.kind == WORD_BAD || word.kind == WORD_LOWER || (look->kind && word.kind != look->kind))
            return false;
        /* NEWPORT NEWS, VA is one, for all its last word. */
        if (word.stops > 1 || ((first || alone) && is_no_place(word.text, part)))
            return false;
        look->kind = word.kind;
    }
    unsigned least = look->kind == WORD_CASELESS ? 2 : 3;
    return letters >= least && look->words <= CITY_WORDS;
}

static bool look_at_region(struct str part, struct place_look *look)
{
    struct str whole = part;
    struct word word, last = {0};
    unsigned words = 0, letters = 0;
    for (; word_next(&part, &word); last = word) {
        bool particle = words > 0 && part.len && word_is_particle(word.text);
        bool name = word.kind == WORD_UPPER || word.kind == WORD_CAPITAL || word.kind == WORD_CASELESS;
        letters += word.letters;
        if (++words > REGION_WORDS || (!name && !particle))
            return false;
    }
    if (letters < 2 || word_in_list(last.text, titles))
        return false;
    bool abbreviated = last.text.ptr[last.text.len - 1] == '.';
    bool code = words == 1 && (last.kind == WORD_UPPER || (last.kind == WORD_CAPITAL && abbreviated));
    look->region |= code || word_in_list(whole, known_regions);
    return true;
}

struct place_look look_at_place(struct str place)
{
    struct place_look look = {0};
    while (place.len) {
        const char *comma = memchr(place.ptr, ',', place.len);
        size_t len = comma ? (size_t)(comma - place.ptr) : place.len;
        struct str part = str_trim((struct str){place.ptr, len});
        bool fine = look.parts++ ? look_at_region(part, &look) : look_at_city(part, !comma, &look);
        if (!fine || look.parts > PLACE_PARTS)
            return (struct place_look){0};
        len += comma != NULL;
        place = (struct str){place.ptr + len, place.len - len};
    }
    return look;
}
