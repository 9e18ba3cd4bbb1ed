#include "core/date_months.h"

#include <string.h>
#include <utf8proc.h>

#include "core/utf8.h"

enum { NAME_BYTES = 28, E = MONTH_IS_ENGLISH, S = MONTH_IS_SHORT };

/* In small letters, without accents, in the order of their bytes. */
static const struct {
    char name[NAME_BYTES];
    unsigned char says;
} months[] = {
    {"abr", 4 | S},      {"abril", 4},         {"ago", 8 | S},      {"agosto", 8},        {"agu", 8 | S},
    {"agustos", 8},      {"agustus", 8},       {"aout", 8},         {"apr", 4 | E | S},   {"april", 4 | E},
    {"aprile", 4},       {"aprilie", 4},       {"aprilis", 4},      {"ara", 12 | S},      {"aralik", 12},
    {"aralık", 12},      {"aug", 8 | E | S},   {"august", 8 | E},   {"augusti", 8},       {"augusts", 8},
    {"augustus", 8},     {"augusztus", 8},     {"avr", 4 | S},      {"avril", 4},         {"balandzio", 4},
    {"birzelio", 6},     {"brezen", 3},        {"brezna", 3},       {"cerven", 6},        {"cervence", 7},
    {"cervenec", 7},     {"cervna", 6},        {"cze", 6 | S},      {"czerwca", 6},       {"czerwiec", 6},
    {"dec", 12 | E | S}, {"december", 12 | E}, {"decembre", 12},    {"decembrie", 12},    {"decembris", 12},
    {"des", 12 | S},     {"desember", 12},     {"dez", 12 | S},     {"dezember", 12},     {"dezembro", 12},
    {"dic", 12 | S},     {"dicembre", 12},     {"diciembre", 12},   {"duben", 4},         {"dubna", 4},
    {"eki", 10 | S},     {"ekim", 10},         {"elokuuta", 8},     {"ene", 1 | S},       {"enero", 1},
    {"eyl", 9 | S},      {"eylul", 9},         {"feb", 2 | E | S},  {"febbraio", 2},      {"feber", 2},
    {"febrero", 2},      {"februar", 2},       {"februari", 2},     {"februarie", 2},     {"februaris", 2},
    {"february", 2 | E}, {"fev", 2 | S},       {"fevereiro", 2},    {"fevr", 2 | S},      {"fevrier", 2},
    {"geguzes", 5},      {"gen", 1 | S},       {"gennaio", 1},      {"giu", 6 | S},       {"giugno", 6},
    {"gru", 12 | S},     {"grudnia", 12},      {"grudzien", 12},    {"gruodzio", 12},     {"haz", 6 | S},
    {"haziran", 6},      {"heinakuuta", 7},    {"helmikuuta", 2},   {"huhtikuuta", 4},    {"ianuarie", 1},
    {"iulie", 7},        {"iunie", 6},         {"jan", 1 | E | S},  {"janeiro", 1},       {"janner", 1},
    {"januar", 1},       {"januari", 1},       {"january", 1 | E},  {"janv", 1 | S},      {"janvaris", 1},
    {"janvier", 1},      {"joulukuuta", 12},   {"juil", 7 | S},     {"juill", 7 | S},     {"juillet", 7},
    {"juin", 6},         {"jul", 7 | E | S},   {"julho", 7},        {"juli", 7},          {"julijs", 7},
    {"julio", 7},        {"julius", 7},        {"july", 7 | E},     {"jun", 6 | E | S},   {"june", 6 | E},
    {"junho", 6},        {"juni", 6},          {"junijs", 6},       {"junio", 6},         {"junius", 6},
    {"kas", 11 | S},     {"kasim", 11},        {"kasım", 11},       {"kesakuuta", 6},     {"kovo", 3},
    {"kveten", 5},       {"kvetna", 5},        {"kwi", 4 | S},      {"kwiecien", 4},      {"kwietnia", 4},
    {"lapkricio", 11},   {"leden", 1},         {"ledna", 1},        {"liepos", 7},        {"lip", 7 | S},
    {"lipca", 7},        {"lipiec", 7},        {"lis", 11 | S},     {"listopad", 11},     {"listopada", 11},
    {"listopadu", 11},   {"lokakuuta", 10},    {"lug", 7 | S},      {"luglio", 7},        {"lut", 2 | S},
    {"lutego", 2},       {"luty", 2},          {"maaliskuuta", 3},  {"maart", 3},         {"maerz", 3},
    {"mag", 5 | S},      {"maggio", 5},        {"mai", 5},          {"maijs", 5},         {"maio", 5},
    {"maj", 5},          {"maja", 5},          {"majus", 5},        {"mar", 3 | E | S},   {"marca", 3},
    {"march", 3 | E},    {"marcius", 3},       {"marco", 3},        {"maret", 3},         {"marraskuuta", 11},
    {"mars", 3},         {"mart", 3},          {"martie", 3},       {"marts", 3},         {"marz", 3},
    {"marzec", 3},       {"marzo", 3},         {"may", 5 | E},      {"mayis", 5},         {"mayo", 5},
    {"mayıs", 5},        {"mei", 5},           {"mrt", 3 | S},      {"mrz", 3 | S},       {"nis", 4 | S},
    {"nisan", 4},        {"noiembrie", 11},    {"nov", 11 | E | S}, {"november", 11 | E}, {"novembre", 11},
    {"novembris", 11},   {"novembro", 11},     {"noviembre", 11},   {"oca", 1 | S},       {"ocak", 1},
    {"oct", 10 | E | S}, {"october", 10 | E},  {"octobre", 10},     {"octombrie", 10},    {"octubre", 10},
    {"okt", 10 | S},     {"oktober", 10},      {"oktobris", 10},    {"ott", 10 | S},      {"ottobre", 10},
    {"out", 10 | S},     {"outubro", 10},      {"paz", 10 | S},     {"pazdziernik", 10},  {"pazdziernika", 10},
    {"prosince", 12},    {"prosinec", 12},     {"rijen", 10},       {"rijna", 10},        {"rugpjucio", 8},
    {"rugsejo", 9},      {"sausio", 1},        {"sep", 9 | E | S},  {"sept", 9 | E | S},  {"september", 9 | E},
    {"septembre", 9},    {"septembrie", 9},    {"septembris", 9},   {"septiembre", 9},    {"set", 9 | S},
    {"setembro", 9},     {"setiembre", 9},     {"sett", 9 | S},     {"settembre", 9},     {"sie", 8 | S},
    {"sierpien", 8},     {"sierpnia", 8},      {"spalio", 10},      {"srpen", 8},         {"srpna", 8},
    {"sty", 1 | S},      {"styczen", 1},       {"stycznia", 1},     {"sub", 2 | S},       {"subat", 2},
    {"syyskuuta", 9},    {"szeptember", 9},    {"tammikuuta", 1},   {"tem", 7 | S},       {"temmuz", 7},
    {"toukokuuta", 5},   {"unor", 2},          {"unora", 2},        {"vasario", 2},       {"wrz", 9 | S},
    {"wrzesien", 9},     {"wrzesnia", 9},      {"zari", 9},         {"απριλιου", 4},      {"αυγουστου", 8},
    {"δεκεμβριου", 12},  {"ιανουαριου", 1},    {"ιουλιου", 7},      {"ιουνιου", 6},       {"μαιου", 5},
    {"μαρτιου", 3},      {"νοεμβριου", 11},    {"οκτωβριου", 10},   {"σεπτεμβριου", 9},   {"φεβρουαριου", 2},
    {"авг", 8 | S},      {"август", 8},        {"августа", 8},      {"апр", 4 | S},       {"апрель", 4},
    {"апреля", 4},       {"април", 4},         {"березня", 3},      {"вересня", 9},       {"грудня", 12},
    {"дек", 12 | S},     {"декабрь", 12},      {"декабря", 12},     {"декември", 12},     {"жовтня", 10},
    {"июл", 7 | S},      {"июль", 7},          {"июля", 7},         {"июн", 6 | S},       {"июнь", 6},
    {"июня", 6},         {"квітня", 4},        {"липня", 7},        {"листопада", 11},    {"лютого", 2},
    {"маи", 5},          {"мар", 3 | S},       {"март", 3},         {"марта", 3},         {"мая", 5},
    {"ноември", 11},     {"ноя", 11 | S},      {"нояб", 11 | S},    {"ноябрь", 11},       {"ноября", 11},
    {"окт", 10 | S},     {"октомври", 10},     {"октябрь", 10},     {"октября", 10},      {"сен", 9 | S},
    {"сент", 9 | S},     {"сентябрь", 9},      {"сентября", 9},     {"септември", 9},     {"серпня", 8},
    {"січня", 1},        {"травня", 5},        {"фев", 2 | S},      {"февр", 2 | S},      {"февраль", 2},
    {"февраля", 2},      {"февруари", 2},      {"червня", 6},       {"юли", 7},           {"юни", 6},
    {"янв", 1 | S},      {"январь", 1},        {"января", 1},       {"януари", 1},        {"ابريل", 4},
    {"اغسطس", 8},        {"اكتوبر", 10},       {"ديسمبر", 12},      {"سبتمبر", 9},        {"فبراير", 2},
    {"مارس", 3},         {"مايو", 5},          {"نوفمبر", 11},      {"يناير", 1},         {"يوليو", 7},
    {"يونيو", 6},
};

static const char weekdays[][NAME_BYTES] = {
    "carsamba",
    "ctvrtek",
    "cuma",
    "cumartesi",
    "czwartek",
    "di",
    "dienstag",
    "dim",
    "dimanche",
    "dinsdag",
    "do",
    "dom",
    "domenica",
    "domingo",
    "donderdag",
    "donnerstag",
    "fr",
    "fredag",
    "freitag",
    "fri",
    "frid",
    "friday",
    "gio",
    "giovedi",
    "jeu",
    "jeudi",
    "jue",
    "jueves",
    "lordag",
    "lun",
    "lundi",
    "lunedi",
    "lunes",
    "lørdag",
    "ma",
    "maandag",
    "mandag",
    "mardi",
    "martedi",
    "martes",
    "mer",
    "mercoledi",
    "mercredi",
    "mi",
    "mie",
    "miercoles",
    "mittwoch",
    "mo",
    "mon",
    "mond",
    "monday",
    "montag",
    "nedele",
    "niedziela",
    "onsdag",
    "patek",
    "pazar",
    "pazartesi",
    "persembe",
    "piatek",
    "pondeli",
    "poniedziałek",
    "qua",
    "quarta",
    "quarta-feira",
    "qui",
    "quinta",
    "quinta-feira",
    "sa",
    "sab",
    "sabado",
    "sabato",
    "sali",
    "salı",
    "sam",
    "samedi",
    "samstag",
    "sat",
    "satu",
    "saturday",
    "seg",
    "segunda",
    "segunda-feira",
    "sex",
    "sexta",
    "sexta-feira",
    "so",
    "sobota",
    "sondag",
    "sonnabend",
    "sonntag",
    "sroda",
    "streda",
    "sun",
    "sund",
    "sunday",
    "søndag",
    "ter",
    "terca",
    "terca-feira",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "tirsdag",
    "tisdag",
    "torsdag",
    "tue",
    "tues",
    "tuesday",
    "utery",
    "ven",
    "vendredi",
    "venerdi",
    "vie",
    "viernes",
    "vr",
    "vrijdag",
    "wed",
    "wedn",
    "wednesday",
    "wo",
    "woensdag",
    "wtorek",
    "za",
    "zaterdag",
    "zo",
    "zondag",
    "воскресенье",
    "вс",
    "вт",
    "вторник",
    "пн",
    "понедельник",
    "пт",
    "пятница",
    "сб",
    "ср",
    "среда",
    "суббота",
    "четверг",
    "чт",
};

/* ---- looking up ---- */

/* A character without its accents, in small letters: up to `most` of them. */
static size_t plain_letters(uint32_t c, utf8proc_int32_t *out, size_t most)
{
    int boundary = 0;
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, out, (utf8proc_ssize_t)most,
                                UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &boundary);
    return count < 0 || (size_t)count > most ? 0 : (size_t)count;
}

/* A word as the tables have it, and a NUL; false when it is longer than any name. */
static bool plain_word(struct str word, char out[NAME_BYTES])
{
    enum { LETTERS_MAX = 8, LONGEST = 32 };
    utf8proc_int32_t letters[LETTERS_MAX];
    size_t len = 0;
    uint32_t c;
    if (word.len >= LONGEST)
        return false;
    for (size_t at = 0; at < word.len;) {
        if ((unsigned char)word.ptr[at] < 0x80 && len < NAME_BYTES - 1) {
            out[len++] = (char)(word.ptr[at++] | 0x20);
            continue;
        }
        at += utf8_decode(word.ptr + at, word.len - at, &c, NULL);
        size_t count = plain_letters(c, letters, LETTERS_MAX);
        for (size_t i = 0; i < count; i++) {
            if (len + UTF8_MAX >= NAME_BYTES)
                return false;
            len += utf8_encode((uint32_t)letters[i], out + len);
        }
    }
    out[len] = '\0';
    return len > 0;
}

/* The entry of that name in a table of `count` entries of `size` bytes, each of which begins with its name. */
static const char *look_up(struct str word, const void *table, size_t count, size_t size)
{
    char name[NAME_BYTES];
    size_t low = 0, high = plain_word(word, name) ? count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const char *entry = (const char *)table + middle * size;
        int order = strcmp(name, entry);
        if (order == 0)
            return entry;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

unsigned date_month_of(struct str word)
{
    const char *found = look_up(word, months, sizeof months / sizeof months[0], sizeof months[0]);
    return found ? (unsigned char)found[NAME_BYTES] : 0;
}

bool date_is_weekday(struct str word)
{
    return look_up(word, weekdays, sizeof weekdays / sizeof weekdays[0], sizeof weekdays[0]) != NULL;
}
