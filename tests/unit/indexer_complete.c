/* What every article gets from its text and its address, and the cascade of dates. */
#include "indexer/complete.h"

#include <check.h>
#include <string.h>

#include "indexer/address.h"
#include "tests/unit/suite.h"

/* ---- addresses ---- */

START_TEST(dates_and_sections_of_addresses)
{
    static const struct {
        const char *url, *date, *section;
    } addresses[] = {
        {"https://news.example/world/1996/09/14/vote", "1996-09-14", "world"},
        {"https://news.example/2017/dec/27/vote", "2017-12-27", ""},
        {"https://news.example/2017/Dec/7/vote.html", "2017-12-07", ""},
        {"https://news.example/politik/19960914-wahl.html", "1996-09-14", "politik"},
        {"https://news.example/1996-09-14-vote", "1996-09-14", ""},
        {"https://news.example/archive/1996_09_14", "1996-09-14", ""},
        {"https://news.example/2011/11/second-bridge", "2011-11", ""},
        {"https://news.example/Sport/2011/11/", "2011-11", "Sport"},
        {"http://news.example/news/uk-news/2011/nov/5", "2011-11-05", "uk-news"},
        {"//news.example/1996/9/4/", "1996-09-04", ""},
        /* no dates */
        {"https://news.example/1996/13/14/vote", "", ""},
        {"https://news.example/2011/02/30/vote", "2011-02", ""},
        {"https://news.example/19960931", "", ""},
        {"https://news.example/199609141", "", ""},
        {"https://news.example/1996-09-145", "", ""},
        {"https://news.example/a?d=/1996/09/14/", "", ""},
        {"https://news.example/#/1996/09/14/", "", ""},
        {"https://1996-09-14.example/vote", "", ""},
        {"https://news.example/12345678/vote", "", ""},
        {"https://news.example/0996/09/14/vote", "", ""},
        /* no sections: the page itself, or no customary name */
        {"https://news.example/world", "", ""},
        {"https://news.example/press-releases/vote", "", ""},
        {"https://world.example/vote", "", ""},
        {"", "", ""},
        {"/", "", ""},
        {"://", "", ""},
    };
    for (size_t i = 0; i < sizeof addresses / sizeof addresses[0]; i++) {
        char text[DATE_TEXT_MAX];
        struct date date = {0};
        struct str url = str_of(addresses[i].url), section = address_section(url);
        bool dated = address_date(url, &date);
        ck_assert_msg(dated == (addresses[i].date[0] != '\0'), "%s", addresses[i].url);
        ck_assert_str_eq(dated ? date_format(&date, text) : "", addresses[i].date);
        ck_assert_msg(str_equal(section, str_of(addresses[i].section)), "%s: %.*s", addresses[i].url, (int)section.len,
                      section.ptr ? section.ptr : "");
    }
}
END_TEST

/* ---- articles ---- */

struct sample {
    const char *body, *url, *published, *recorded, *given_lang;  /* in */
    const char *date, *place, *agency, *byline, *section, *lang; /* out */
    enum date_origin origin;
};

static const struct sample samples[] = {
    /* the cascade of dates */
    {.body = "OSLO, March 4, 1999 - The talks.",
     .url = "https://a.example/1998/01/02/x",
     .published = "1997-01-02",
     .recorded = "2001-01-01",
     .date = "1997-01-02",
     .place = "OSLO"},
    {.body = "OSLO, March 4, 1999 - The talks.",
     .url = "https://a.example/1998/01/02/x",
     .recorded = "2001-01-01",
     .date = "1999-03-04",
     .place = "OSLO",
     .origin = DATE_FROM_DATELINE},
    {.body = "OSLO - The talks.",
     .url = "https://a.example/1998/01/02/x",
     .recorded = "2001-01-01",
     .date = "1998-01-02",
     .place = "OSLO",
     .origin = DATE_FROM_URL},
    {.body = "OSLO, March 4 - The talks.",
     .url = "https://a.example/x",
     .recorded = "2001-01-01",
     .date = "2000-03-04",
     .place = "OSLO",
     .origin = DATE_FROM_DATELINE},
    {.body = "OSLO, Jan 1 - The talks.",
     .recorded = "2001-01-01",
     .date = "2001-01-01",
     .place = "OSLO",
     .origin = DATE_FROM_DATELINE},
    {.body = "OSLO, Feb 29 - The talks.",
     .recorded = "2001-05-01",
     .date = "2001-05-01",
     .place = "OSLO",
     .origin = DATE_FROM_RECORD},
    /* datelines behind a lead, and headings that look like one */
    {.body =
         "Pilots will have two nights' sleep in three\n\nOSLO, March 4, 1999 - The pilots of the harbour went back to "
         "work on Saturday, and the first ship came in before noon.",
     .date = "1999-03-04",
     .place = "OSLO",
     .lang = "en",
     .origin = DATE_FROM_DATELINE},
    {.body = "Sunday, 4 March\n\nSMITH DOORSTOP - TAXES, ROADS\n\nQuestion: what is said of the pilots of the harbour?",
     .lang = "en"},
    {.body =
         "A debate\n\nSMITH — Thank you for coming to this hall tonight, where the pilots of the harbour have always "
         "met.\n\nMILLER — I thank you, too.",
     .lang = "en"},
    {.body = "One paragraph.\n\nAnother.\n\nOSLO, March 4, 1999 - The pilots of the harbour went back to work on "
             "Saturday, and the first ship came in before noon.",
     .lang = "en"},
    {.body = "The talks.", .recorded = "2001-05-01", .date = "2001-05-01", .origin = DATE_FROM_RECORD},
    {.body = "The talks.", .date = ""},
    /* agencies and bylines */
    {.body = "GENEVA (Reuters) - The talks.", .place = "GENEVA", .agency = "Reuters"},
    {.body = "(AP) -- The talks.", .agency = "AP"},
    {.body = "(Sports Network) - The talks.", .agency = "Sports Network"},
    {.body = "(Washington D.C.) - The talks.", .place = "Washington D.C."},
    {.body = "(Reuters) The talks."},
    {.body = "(ANSA) - ROMA, 4 MAR - I colloqui.",
     .recorded = "2001-01-01",
     .date = "2000-03-04",
     .place = "ROMA",
     .agency = "ANSA",
     .origin = DATE_FROM_DATELINE},
    {.body = "(ANSA) - I colloqui.", .agency = "ANSA"},
    {.body = "新华社北京3月4日电（记者 王小明）会谈。",
     .recorded = "2001-01-01",
     .date = "2000-03-04",
     .place = "北京",
     .agency = "新华社",
     .byline = "王小明",
     .origin = DATE_FROM_DATELINE},
    {.body = "中新网3月4日电 会谈。",
     .recorded = "2001-01-01",
     .date = "2000-03-04",
     .agency = "中新网",
     .origin = DATE_FROM_DATELINE},
    {.body = "(서울=연합뉴스) 홍길동 기자 = 회담이 끝났다.", .place = "서울", .agency = "연합뉴스", .byline = "홍길동"},
    {.body = "【速報】会談は終わった。"},
    {.body = "The talks ended.\n\nNobody was pleased. (AFP)", .agency = "AFP"},
    {.body = "Nobody was pleased, Reuters wrote (Reuters).", .agency = "Reuters"},
    {.body = "Nobody was pleased with the Academy of Arts and Parks (AAP)."},
    {.body = "Nobody was pleased in 1996 (ATS)"},
    {.body = "The talks ended.\n\nReuters", .agency = "Reuters"},
    {.body = "The talks ended (Friday)."},
    {.body = "By Ann Author\n\nThe talks ended.", .byline = "Ann Author"},
    {.body = "The talks\nBy Ann Author and Bob Writer\nThe talks ended.", .byline = "Ann Author and Bob Writer"},
    {.body = "By Friday the talks had ended.\n\nNobody was pleased."},
    {.body = "One.\n\nTwo.\n\nBy Ann Author"},
    /* sections and languages */
    {.body = "The talks.", .url = "https://a.example/business/talks", .section = "business"},
    {.body = "The pilots in the harbour went back to work on Saturday after eleven days without pay.", .lang = "en"},
    {.body = "Die Lotsen im Hafen sind am Samstag nach elf Tagen an die Arbeit zurückgekehrt, sagte der Sprecher.",
     .lang = "de"},
    {.body = "Les pilotes du port ont repris le travail samedi après onze jours de grève, a dit le syndicat.",
     .lang = "fr"},
    {.body = "12,000 0.5 88 31:28 12,000 0.5 88 31:28 12,000 0.5 88 31:28 12,000 0.5 88 31:28"},
    {.body = "Zu kurz."},
    {.body = "A.", .given_lang = "English", .lang = "en"},
    {.body = "A.", .given_lang = "german (Austria)", .lang = "de"},
    {.body = "A.", .given_lang = "ger", .lang = "de"},
    {.body = "A.", .given_lang = "cmn-Hans", .lang = "zh"},
    {.body = "A.", .given_lang = "zho-Hant", .lang = "zh-Hant"},
    {.body = "A.", .given_lang = "zh-Hant", .lang = "zh-Hant"},
    {.body = "A.", .given_lang = "Chinese (Traditional)", .lang = "zh-Hant"},
    {.body = "A.", .given_lang = "Chinese (simplified)", .lang = "zh"},
    {.body = "A.", .given_lang = "English-US", .lang = "en"},
    {.body = "A.", .given_lang = "eng-US", .lang = "en"},
    {.body = "A.", .given_lang = "Scots-Gaelic", .lang = "gd"},
    {.body = "A.", .given_lang = "French-Creole", .lang = "French-Creole"},
    {.body = "A.", .given_lang = "English-French", .lang = "English-French"},
    {.body = "A.", .given_lang = "haw", .lang = "haw"},
    {.body = "A.", .given_lang = "heb", .lang = "he"},
    {.body = "A.", .given_lang = "en-GB", .lang = "en-GB"},
    {.body = "A.", .given_lang = "EN", .lang = "EN"},
    {.body = "A.", .given_lang = "xx_YY", .lang = "xx_YY"},
    {.body = "A.", .given_lang = "Klingon", .lang = "Klingon"},
    {.body = "A.", .given_lang = "und", .lang = "und"},
};

static void check_field(const struct article *article, enum field field, const char *expected)
{
    struct str value = article_get(article, field);
    ck_assert_msg(str_equal(value, str_of(expected ? expected : "")), "%s of \"%.*s\": \"%.*s\"", schema[field].name,
                  (int)article_get(article, FIELD_BODY).len, article_get(article, FIELD_BODY).ptr, (int)value.len,
                  value.ptr ? value.ptr : "");
}

START_TEST(what_the_record_does_not_say)
{
    const struct sample *s = &samples[_i];
    struct article article = {0};
    struct date recorded = {0};
    char text[DATE_TEXT_MAX];
    article_set(&article, FIELD_BODY, str_of(s->body));
    if (s->url)
        article_set(&article, FIELD_URL, str_of(s->url));
    if (s->given_lang)
        article_set(&article, FIELD_LANG, str_of(s->given_lang));
    if (s->published)
        ck_assert(date_parse(str_of(s->published), &article.published));
    if (s->recorded)
        ck_assert(date_parse(str_of(s->recorded), &recorded));
    ck_assert_int_eq(complete_article(&article, &recorded, NULL), S_OK);
    ck_assert_str_eq(date_format(&article.published, text), s->date ? s->date : "");
    ck_assert_int_eq(article.date_origin, s->origin);
    check_field(&article, FIELD_BODY, s->body);
    check_field(&article, FIELD_PLACE, s->place);
    check_field(&article, FIELD_AGENCY, s->agency);
    check_field(&article, FIELD_BYLINE, s->byline);
    check_field(&article, FIELD_SECTION, s->section);
    check_field(&article, FIELD_LANG, s->lang);
    article_release(&article);
}
END_TEST

START_TEST(a_byline_has_no_by)
{
    static const struct {
        const char *byline, *want;
    } bylines[] = {
        {"By Ann Author", "Ann Author"},
        {"BY ANN AUTHOR", "ANN AUTHOR"},
        {"by  Ann Author", "Ann Author"},
        {"Bob Writer\nBy Ann Author\nBy Cy", "Bob Writer\nAnn Author\nCy"},
        {"By 王安", "王安"},
        {"By", "By"},
        {"By.", "By."},
        {"By the sea", "By the sea"},
        {"By 7", "By 7"},
        {"By Any Means Necessary", "By Any Means Necessary"},
        {"By The Associated Press", "The Associated Press"},
        {"By Ann Author\nAnn Author\nBob Writer\nBY Bob Writer", "Ann Author\nBob Writer"},
        {"Ann Author\nAnn Author", "Ann Author\nAnn Author"},
        {"Byron Author", "Byron Author"},
    };
    for (size_t i = 0; i < sizeof bylines / sizeof bylines[0]; i++) {
        struct article article = {0};
        struct date none = {0};
        article_set(&article, FIELD_BODY, str_of("The talks."));
        article_set(&article, FIELD_BYLINE, str_of(bylines[i].byline));
        ck_assert_int_eq(complete_article(&article, &none, NULL), S_OK);
        check_field(&article, FIELD_BYLINE, bylines[i].want);
        article_release(&article);
    }
}
END_TEST

START_TEST(what_the_record_says_stays)
{
    static const enum field fields[] = {FIELD_PLACE, FIELD_AGENCY, FIELD_BYLINE, FIELD_SECTION, FIELD_LANG};
    struct article article = {0};
    struct date none = {0};
    article_set(
        &article, FIELD_BODY,
        str_of("OSLO (Reuters) - The pilots in the harbour went back to work on Saturday.\nBy Ann Author\nOn."));
    article_set(&article, FIELD_URL, str_of("https://a.example/business/1996/09/14/x"));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        article_set(&article, fields[i], str_of("as it was"));
    ck_assert_int_eq(complete_article(&article, &none, NULL), S_OK);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        check_field(&article, fields[i], "as it was");
    article_release(&article);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("complete");
    tcase_add_test(tcase, dates_and_sections_of_addresses);
    tcase_add_loop_test(tcase, what_the_record_does_not_say, 0, sizeof samples / sizeof samples[0]);
    tcase_add_test(tcase, a_byline_has_no_by);
    tcase_add_test(tcase, what_the_record_says_stays);
    return run_suite(tcase, "complete");
}
