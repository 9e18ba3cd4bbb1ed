/* Datelines, told from text that merely looks like one. */
#include "indexer/dateline.h"
#include "tests/unit/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Date as text; "--09-14" for a day without its year. */
struct sample {
    const char *text, *place, *agency, *date, *rest;
};

static const struct sample datelines[] = {
    {"MOSCOW—While welcoming", "MOSCOW", "", "", "While welcoming"},
    {"  MOSCOW — While", "MOSCOW", "", "", "While"},
    {"YEREVAN (Agency) -- The", "YEREVAN", "Agency", "", "The"},
    {"WASHINGTON, Dec. 27 - The", "WASHINGTON", "", "--12-27", "The"},
    {"WASHINGTON, 27 December - The", "WASHINGTON", "", "--12-27", "The"},
    {"PARIS, FRANCE: The", "PARIS, FRANCE", "", "", "The"},
    {"SARAJEVO, Bosnia and Herzegovina, Sept. 14, 1996 (Reuters) – The", "SARAJEVO, Bosnia and Herzegovina", "Reuters",
     "1996-09-14", "The"},
    {"NEW YORK —\nShares", "NEW YORK", "", "", "Shares"},
    {"NEW YORK—Shares", "NEW YORK", "", "", "Shares"},
    {"ST. PETERSBURG, Russia -- A", "ST. PETERSBURG, Russia", "", "", "A"},
    {"Washington, DC - Congresswoman", "Washington, DC", "", "", "Congresswoman"},
    {"WASHINGTON, D.C. – Today", "WASHINGTON, D.C.", "", "", "Today"},
    {"WASHINGTON D.C. – Today", "WASHINGTON D.C.", "", "", "Today"},
    {"Washington D.C. – Today", "Washington D.C.", "", "", "Today"},
    {"(WASHINGTON, DC) – Today", "WASHINGTON, DC", "", "", "Today"},
    {"Miami, Fla. – Today", "Miami, Fla.", "", "", "Today"},
    {"London (Reuters) - Oil", "London", "Reuters", "", "Oil"},
    {"Paris, 14 September 1996 (AFP) - France", "Paris", "AFP", "1996-09-14", "France"},
    {"МОСКВА, 27 декабря — В Москве", "МОСКВА", "", "", "В Москве"},
    {"МОСКВА — Премьер", "МОСКВА", "", "", "Премьер"},
    {"ΑΘΗΝΑ — Ο πρωθυπουργός", "ΑΘΗΝΑ", "", "", "Ο πρωθυπουργός"},
    {"ԵՐԵՎԱՆ — Հայաստանի", "ԵՐԵՎԱՆ", "", "", "Հայաստանի"},
    {"القاهرة - قال", "القاهرة", "", "", "قال"},
    {"თბილისი — პრეზიდენტი", "თბილისი", "", "", "პრეზიდენტი"},
    {"BERLIN, 27. Dezember – Die", "BERLIN", "", "", "Die"},
    {"WASHINGTON (AP) — The", "WASHINGTON", "AP", "", "The"},
    {"BEIJING, Dec. 27 (Xinhua) -- China", "BEIJING", "Xinhua", "--12-27", "China"},
    {"WASHINGTON (AP), Dec. 27 - it", "WASHINGTON", "AP", "--12-27", "it"},
    {"MOSCOW, December 27. /TASS/. Russian", "MOSCOW", "TASS", "--12-27", "Russian"},
    {"МОСКВА, 27 декабря. /ТАСС/. В Москве", "МОСКВА", "ТАСС", "", "В Москве"},
    {"MOSCOW. Dec 27 (Interfax) - Russian", "MOSCOW", "Interfax", "--12-27", "Russian"},
    {"DALLAS, Dec. 27, 2017 /PRNewswire/ -- A", "DALLAS", "PRNewswire", "2017-12-27", "A"},
    {"NEW YORK--(BUSINESS WIRE)--A", "NEW YORK", "BUSINESS WIRE", "", "A"},
    {"WASHINGTON (March 5, 2010) – \"We", "WASHINGTON", "", "2010-03-05", "\"We"},
    {"RIO DE JANEIRO, Brazil – Two", "RIO DE JANEIRO, Brazil", "", "", "Two"},
    {"RIO de JANEIRO – Two", "RIO de JANEIRO", "", "", "Two"},
    {"McLEAN, Va. — A", "McLEAN, Va.", "", "", "A"},
    {"PORT-AU-PRINCE, Haiti (AP) — A", "PORT-AU-PRINCE, Haiti", "AP", "", "A"},
    {"L'AQUILA, Italy — A", "L'AQUILA, Italy", "", "", "A"},
    {"CÓRDOBA, Argentina — A", "CÓRDOBA, Argentina", "", "", "A"},
    {"UNITED NATIONS (Reuters) - The", "UNITED NATIONS", "Reuters", "", "The"},
    {"NEW DELHI: 12 killed", NULL, "", "", ""},
    {"LONDON, Monday - The", "LONDON", "", "", "The"},
    {"LONDON, Tuesday, Dec. 5 - The", "LONDON", "", "--12-05", "The"},
    {"GENEVA, 14 September 1996: The", "GENEVA", "", "1996-09-14", "The"},
    {"BAKU -- “We", "BAKU", "", "", "“We"},
    {"KYIV – 12 people", "KYIV", "", "", "12 people"},
    {"Houston, Texas – Today", "Houston, Texas", "", "", "Today"},
    {"Havana, Cuba — A", "Havana, Cuba", "", "", "A"},
    {"NEWPORT NEWS, VA – A", "NEWPORT NEWS, VA", "", "", "A"},
    {"Moore, OK – A", "Moore, OK", "", "", "A"},
    {"WASHINGTON, D. C. – A", "WASHINGTON, D. C.", "", "", "A"},
    {"MOSCOW—", "MOSCOW", "", "", ""},
    {"SEOUL——Two", "SEOUL", "", "", "Two"},
    {"北京（通讯社）——政府", "北京", "通讯社", "", "政府"},
    {"北京（太平洋通讯）—— 因大雪", "北京", "太平洋通讯", "", "因大雪"},
    {"東京［通信社］— 政府", "東京", "通信社", "", "政府"},
    {"LONDON（Reuters）— The", "LONDON", "Reuters", "", "The"},
    {"（WASHINGTON, DC）– Today", "WASHINGTON, DC", "", "", "Today"},
    {"LONDON (Cable & Star) - The", "LONDON", "Cable & Star", "", "The"},
    {"LONDON (Cable & Star), Dec. 27 - it", "LONDON", "Cable & Star", "--12-27", "it"},
    {"BOSTON (AP) _ The", "BOSTON", "AP", "", "The"},
    {"ALCANEA. - The", "ALCANEA", "", "", "The"},
    {"RICHMOND, VA. - The", "RICHMOND, VA.", "", "", "The"},
    {"BOSTON, Dec. 27 (AP) _ it", "BOSTON", "AP", "--12-27", "it"},
    {"LONDON--(S&P WIRE)--The", "LONDON", "S&P WIRE", "", "The"},
    /* no datelines */
    {"BOSTON _ The", NULL, "", "", ""},
    {"BOSTON _The_ storm", NULL, "", "", ""},
    {"BOSTON_ The storm", NULL, "", "", ""},
    {"BOSTON ___ The", NULL, "", "", ""},
    {"NATO-led forces moved", NULL, "", "", ""},
    {"NATO — the alliance", NULL, "", "", ""},
    {"NATO — The alliance", NULL, "", "", ""},
    {"OSCE: the mission", NULL, "", "", ""},
    {"OSCE: The mission", NULL, "", "", ""},
    {"UPDATE: The", NULL, "", "", ""},
    {"CORRECTION: The", NULL, "", "", ""},
    {"EXCLUSIVE: The", NULL, "", "", ""},
    {"EXCLUSIVE — The", NULL, "", "", ""},
    {"MOSCOW: The", NULL, "", "", ""},
    {"I - and others - went", NULL, "", "", ""},
    {"A — The first", NULL, "", "", ""},
    {"FOR IMMEDIATE RELEASE - The", NULL, "", "", ""},
    {"PRIME MINISTER: Well", NULL, "", "", ""},
    {"QUESTION - Is it", NULL, "", "", ""},
    {"TALKS FAIL — NATO SAYS NO", NULL, "", "", ""},
    {"PARIS–DAKAR rally starts", NULL, "", "", ""},
    {"The mission — which began", NULL, "", "", ""},
    {"The talks (Reuters) went on - The", NULL, "", "", ""},
    {"Smith (D-NY) - Today", NULL, "", "", ""},
    {"Smith (the senator) - Today", NULL, "", "", ""},
    {"John Smith, Jr. - Today", NULL, "", "", ""},
    {"Obama, Biden — The", NULL, "", "", ""},
    {"Smith, MP - The", NULL, "", "", ""},
    {"Moscow - The", NULL, "", "", ""},
    {"Moscow: The", NULL, "", "", ""},
    {"Monday, 14 September 1996 - The", NULL, "", "", ""},
    {"Updated 14 September 1996 - The", NULL, "", "", ""},
    {"In 1996 — The", NULL, "", "", ""},
    {"WASHINGTON\n— The", NULL, "", "", ""},
    {"WASHINGTON The president said", NULL, "", "", ""},
    {"WASHINGTON (AP The - ", NULL, "", "", ""},
    {"STRATFORD-UPON-AVON is a town", NULL, "", "", ""},
    {"1996 — The", NULL, "", "", ""},
    {"— The", NULL, "", "", ""},
    {"-- ", NULL, "", "", ""},
    {": The", NULL, "", "", ""},
    {"", NULL, "", "", ""},
    {"他说——我们", NULL, "", "", ""},
    {"他说（我们——你们", NULL, "", "", ""},
    {"他说（一，二）——我们", NULL, "", "", ""},
    {"LONDON (& Star) - The", NULL, "", "", ""},
    {"LONDON (Cable &) - The", NULL, "", "", ""},
    {"Smith (D & R) - Today", NULL, "", "", ""},
    {"AT&T — The company", NULL, "", "", ""},
};

/* Left to the text reader: ordinary prose in JSON may look the same. */
static const char *const loose_only[] = {"PARIS, FRANCE: The", "القاهرة - قال", "GENEVA, 14 September 1996: The"};

static struct str date_text(const struct dateline *d, char out[DATE_TEXT_MAX])
{
    if (d->day)
        snprintf(out, DATE_TEXT_MAX, "--%02d-%02d", d->month, d->day);
    else
        date_format(&d->date, out);
    return str_of(out);
}

static void assert_str(struct str got, const char *want, const char *text)
{
    ck_assert_msg(str_equal(got, str_of(want)), "\"%.*s\", not \"%s\", of: %s", (int)got.len, got.len ? got.ptr : "",
                  want, text);
}

START_TEST(datelines_are_taken_apart)
{
    const struct sample *c = &datelines[_i];
    char date[DATE_TEXT_MAX];
    struct dateline d;
    struct str text = str_of(c->text);
    bool found = dateline_parse(text, false, &d);
    ck_assert_msg(found == (c->place != NULL), "%s: %s", found ? "taken" : "not taken", c->text);
    if (!found)
        return;
    assert_str(d.place, c->place, c->text);
    assert_str(d.agency, c->agency, c->text);
    assert_str(date_text(&d, date), c->date, c->text);
    assert_str((struct str){text.ptr + d.len, text.len - d.len}, c->rest, c->text);
    ck_assert(d.place.len <= DATELINE_TEXT_MAX && d.agency.len <= DATELINE_TEXT_MAX);
}
END_TEST

START_TEST(strict_leaves_doubtful_forms_out)
{
    struct dateline d;
    for (size_t i = 0; i < sizeof loose_only / sizeof loose_only[0]; i++) {
        ck_assert_msg(dateline_parse(str_of(loose_only[i]), false, &d), "%s", loose_only[i]);
        ck_assert_msg(!dateline_parse(str_of(loose_only[i]), true, &d), "%s", loose_only[i]);
    }
    ck_assert(dateline_parse(str_of("MOSCOW—While"), true, &d));
    ck_assert(dateline_parse(str_of("Washington, DC - The"), true, &d));
}
END_TEST

/* Every prefix of every sample, in a block of its own size: nothing is read past the end. */
START_TEST(prefixes_stay_within_bounds)
{
    struct dateline d;
    size_t len = strlen(datelines[_i].text);
    for (size_t cut = 0; cut <= len; cut++) {
        char *copy = malloc(cut ? cut : 1);
        memcpy(copy, datelines[_i].text, cut);
        if (dateline_parse((struct str){copy, cut}, false, &d))
            ck_assert_uint_le(d.len, cut);
        free(copy);
    }
}
END_TEST

int main(void)
{
    int count = sizeof datelines / sizeof datelines[0];
    TCase *tcase = tcase_create("dateline");
    tcase_add_loop_test(tcase, datelines_are_taken_apart, 0, count);
    tcase_add_loop_test(tcase, prefixes_stay_within_bounds, 0, count);
    tcase_add_test(tcase, strict_leaves_doubtful_forms_out);
    return run_suite(tcase, "dateline");
}
