#include "core/language_code.h"

#include <string.h>
#include <strings.h>

#include "core/ascii.h"

enum { LONG = 3, SHORT = 2, ENTRY = LONG + SHORT + 1 /* bytes */ };

/* A code of three letters and one of two, in order, and a space. */
static const char codes[] =
    "aaraa abkab afraf akaak albsq alssq amham araar arbar argan armhy asmas avaav aveae aymay azeaz azjaz bakba "
    "bambm baqeu belbe benbn bihbh bisbi bodbo bosbs brebr bulbg burmy catca cescs chach chece chizh chucu chvcv "
    "cmnzh corkw cosco crecr cymcy czecs danda deude divdv dutnl dzodz ekket ellel engen epoeo estet euseu eweee "
    "faofo fasfa fijfj finfi frafr frefr fryfy fulff gazom geoka gerde glagd glega glggl glvgv greel grngn gujgu "
    "hatht hauha hebhe herhz hinhi hmoho hrvhr hunhu hyehy iboig iceis idoio iiiii ikuiu ileie inaia indid ipkik "
    "islis itait javjv jpnja kalkl kankn kasks katka kaukr kazkk khkmn khmkm kikki kinrw kirky komkv konkg korko "
    "kuakj kurku laolo latla lavlv limli linln litlt ltzlb lublu luglg lvslv macmk mahmh malml maomi marmr mayms "
    "mkdmk mlgmg mltmt monmn mrimi msams myamy nauna navnv nblnr ndend ndong nepne nldnl nnonn nobnb norno npine "
    "nyany ocioc ojioj orior ormom oryor ossos panpa pbtps perfa pesfa plipi pltmg polpl porpt pusps quequ rohrm "
    "ronro rumro runrn rusru sagsg sansa sinsi slksk slosk slvsl smese smosm snasn sndsd somso sotst spaes sqisq "
    "srdsc srpsr sswss sunsu swasw swesv swhsw tahty tamta tattt telte tgktg tgltl thath tibbo tirti tonto tsntn "
    "tsots tuktk turtr twitw uigug ukruk urdur uzbuz uznuz venve vievi volvo welcy wlnwa wolwo xhoxh yddyi yidyi "
    "yoryo zhaza zhozh zsmms zulzu ";

static const struct {
    const char *name, *code;
} names[] = {
    {"chinese", "zh"},
    {"mandarin", "zh"},
    {"simplified chinese", "zh"},
    {"farsi", "fa"},
    {"castilian", "es"},
    {"flemish", "nl"},
    {"brazilian portuguese", "pt"},
    {"american english", "en"},
    {"british english", "en"},
    {"bahasa indonesia", "id"},
    {"català", "ca"},
    {"čeština", "cs"},
    {"dansk", "da"},
    {"deutsch", "de"},
    {"ελληνικά", "el"},
    {"español", "es"},
    {"espanol", "es"},
    {"castellano", "es"},
    {"eesti", "et"},
    {"suomi", "fi"},
    {"français", "fr"},
    {"francais", "fr"},
    {"hrvatski", "hr"},
    {"magyar", "hu"},
    {"italiano", "it"},
    {"lietuvių", "lt"},
    {"latviešu", "lv"},
    {"nederlands", "nl"},
    {"norsk", "no"},
    {"polski", "pl"},
    {"português", "pt"},
    {"portugues", "pt"},
    {"română", "ro"},
    {"slovenčina", "sk"},
    {"slovenščina", "sl"},
    {"srpski", "sr"},
    {"svenska", "sv"},
    {"türkçe", "tr"},
    {"tiếng việt", "vi"},
    {"български", "bg"},
    {"русский", "ru"},
    {"Русский", "ru"},
    {"українська", "uk"},
    {"Українська", "uk"},
    {"српски", "sr"},
    {"עברית", "he"},
    {"العربية", "ar"},
    {"فارسی", "fa"},
    {"हिन्दी", "hi"},
    {"বাংলা", "bn"},
    {"ไทย", "th"},
    {"中文", "zh"},
    {"日本語", "ja"},
    {"한국어", "ko"},
};

static struct str short_of(struct str code)
{
    for (const char *at = codes; *at; at += ENTRY)
        if (strncasecmp(at, code.ptr, LONG) == 0)
            return (struct str){at + LONG, SHORT};
    return (struct str){NULL, 0};
}

struct str language_two_letters(struct str name)
{
    bool code = name.len >= LONG && ascii_is_letter(name.ptr[0]) && ascii_is_letter(name.ptr[1]) &&
                ascii_is_letter(name.ptr[2]) && (name.len == LONG || strchr("-_", name.ptr[LONG]));
    if (code)
        return short_of(name);
    const char *bracket = name.len ? memchr(name.ptr, '(', name.len) : NULL;
    if (bracket)
        name = str_trim((struct str){name.ptr, (size_t)(bracket - name.ptr)});
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (name.len == strlen(names[i].name) && strncasecmp(name.ptr, names[i].name, name.len) == 0)
            return str_of(names[i].code);
    return (struct str){NULL, 0};
}
