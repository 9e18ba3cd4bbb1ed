/* Wikitext: what is text of a page, what it says about itself, and that nothing hostile takes long. */
#include "indexer/wikitext.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "tests/unit/suite.h"

static const struct sample {
    const char *source, *text;
} samples[] = {
    {"", ""},
    {" \n\n\t", ""},
    {"Plain text.", "Plain text."},
    {"One\ntwo\n\nthree\n\n\n\nfour", "One two\n\nthree\n\nfour"},
    {"One  \r\n two \r\n\r\n three", "One two\n\nthree"},
    /* quotes */
    {"''One'' '''two''' '''''three'''''", "One two three"},
    {"The union's pilots' strike", "The union's pilots' strike"},
    {"''''four'''' ''''''six''''''", "'four' 'six'"},
    {"L'''''Aurora''''' l''x''", "LAurora lx"},
    {"'''unclosed", "unclosed"},
    /* links */
    {"The [[harbour]]s of [[Leeds|the town]]", "The harbours of the town"},
    {"[[w:Rotterdam|Rotterdam]], [[:Category:Ports]], [[:w:Mole]]", "Rotterdam, Category:Ports, w:Mole"},
    {"[[Rotterdam|'''ROTTERDAM''']] — Pilots", "ROTTERDAM — Pilots"},
    {"[[bridge (card game)|]] and [[w:Mole|]]", "bridge (card game) and Mole"},
    {"[[a|b|c]]", "b|c"},
    {"[[Council votes 31:28]]", "Council votes 31:28"},
    {"[[File:Mole.jpg|thumb|A [[mole]] in {{w|Leeds}}, [http://a.example seen] 1996]]The mole.", "The mole."},
    {"[[Image:Mole.jpg]]\nThe mole.", "The mole."},
    {"[[ file : Mole_x.jpg |thumb]]The mole.", "The mole."},
    {"[[File:{{name}}.jpg|thumb|x]]The mole.", "The mole."},
    {"The mole.\n\n[[de:Mole]]\n[[zh-yue:防波堤]]\n[[simple:Mole]]", "The mole."},
    {"[[de:Mole|kept label]]", "kept label"},
    {"One\n[[Category:Ports]]\ntwo", "One two"},
    {"[[unclosed and [[closed]]\n\n[[a]]", "unclosed and closed\n\na"},
    {"[[unclosed\n\n]]text", "unclosed\n\n]]text"},
    {"[[[a]]] [b] ]] [", "[a] [b] ]] ["},
    /* external links */
    {"[http://wire.example The wire] and [//wire.example wire].", "The wire and wire."},
    {"A claim[http://wire.example].", "A claim."},
    {"See http://wire.example/a_b?c=d&e=f now", "See http://wire.example/a_b?c=d&e=f now"},
    {"[http://wire.example [[The wire]]]", "The wire"},
    {"[[http://wire.example The wire]]", "[The wire]"},
    {"[http://wire.example unclosed", "[http://wire.example unclosed"},
    {"[mailto:a@wire.example write] [[a]] [b]", "write a [b]"},
    /* templates */
    {"{{Infobox|name=[[Mole]]|x={{y|{{z}}}}}}\nThe mole{{fact|date=May}}.", "The mole."},
    {"{{w|Leeds}}, {{W|Leeds Bridge|the bridge}}, {{w|Mole|the [[mole]]|lang=de}}, {{w|A| }}",
     "Leeds, the bridge, the mole, A"},
    {"{{w|1=Leeds|2=the town}}", "the town"},
    {"{{lang|fr|''Le Monde''}} {{lang-fr|pont}} {{nowrap|5 {{nowrap|km}}}}", "Le Monde pont 5 km"},
    {"He said:{{quote|We asked for rest.|the [[secretary]]}}And left.", "He said:\n\nWe asked for rest.\n\nAnd left."},
    {"{{blockquote|text=One.\n\nTwo.|sign=x}}", "One.\n\nTwo."},
    {"{{convert|5|km}} {{convert|3.5|to|7|km|mi|abbr=on}} {{cvt|12|kg|lb}} {{convert|9}}", "5 km 3.5 to 7 km 12 kg 9"},
    {"1990{{ndash}}1996{{snd}}one{{nbsp}}way {{=}}", "1990–1996 – one way ="},
    {"{{haveyoursay}}\n{{publish}}\n{{source|url=http://a.example|title=T}}Text", "Text"},
    {"{{{parameter|default}}}Text {{{{{1}}}}}", "Text"},
    {"a {{b {{c}} d", "a b d"},
    {"a }} b {{c}} }} d", "a }} b }} d"},
    {"{{x|[[unclosed}} b", "b"},
    {"{{x|\n\ny\n|z}}b {{DEFAULTSORT:Mole}}{{#if:a|b|c}}", "b"},
    {"{{ quote | text = ''A'' }}", "A"},
    {"{{quote|{{lang|de|{{w|Brücke|die Brücke}}}}}}", "die Brücke"},
    {"a { b } c {d", "a { b } c {d"},
    /* what goes as a whole */
    {"One<ref>a [[b]] {{c}}</ref> two<ref name=\"x\" /> three<REF\nname=y>z</REF >.", "One two three."},
    {"One <!-- a\n\n{{b --> two<!-- to the end", "One two"},
    {"One\n<!-- alone -->\ntwo", "One two"},
    {"<gallery>\nFile:A.jpg|A\n</gallery>x<math>a^2</math>y<timeline>z</timeline>", "xy"},
    {"<syntaxhighlight lang=\"c\">int [[x]];</syntaxhighlight>Text<references/>", "Text"},
    {"<ref>unclosed text", "unclosed text"},
    {"<ref>a</ref end", "end"},
    {"<includeonly>[[Category:X]]</includeonly><noinclude>Text</noinclude>", "Text"},
    {"<nowiki>'''[[a|b]]''' {{c}} <i> &amp; ~~~~</nowiki> d", "'''[[a|b]]''' {{c}} <i> & ~~~~ d"},
    {"One<pre>\n* a  [[b]]\n</pre>two", "One\n\n* a [[b]]\n\ntwo"},
    {"<nowiki />a<nowiki>\n* b</nowiki>", "a * b"},
    {"__NOTOC__Text __FORCETOC__ __init__ a__b ____ __KEIN_INHALTSVERZEICHNIS__", "Text __init__ a__b ____"},
    {"Text. ~~~~ ~~~ a ~ b", "Text. a ~ b"},
    /* tags and references */
    {"km<sup>2</sup> <span class=\"x\">a</span> <u>b</u><br/>c", "km2 a b c"},
    {"One<br><br />two<p>three</p>four<div>five</div>", "One\n\ntwo\n\nthree\n\nfour\n\nfive"},
    {"a < b, <3, <ann@wire.example>, a > b", "a < b, <3, <ann@wire.example>, a > b"},
    {"&lt;b&gt; &amp;amp; 5&nbsp;km &ndash; &#8212; &#x2014; &hellip; &eacute;", "<b> &amp; 5 km – — — … é"},
    {"&#0; &#xD800; &#x110000; &#99999999999; &nosuch; &; & &#x; AT&T;",
     "&#0; &#xD800; &#x110000; &#99999999999; &nosuch; &; & &#x; AT&T;"},
    {"a&#10;&#9;&#1;&#133;b", "a b"},
    /* headings, lists, rules */
    {"Lead\n== One ==\nText\n=== ''Two'' ===\nText", "Lead\n\nOne\n\nText\n\nTwo\n\nText"},
    {"==One==<!-- x -->\nText\n= 5\n=", "One\n\nText = 5 ="},
    {"* one\n* two\n** three\n# four\n:: five\n; six : seven\nText\n*",
     "one\n\ntwo\n\nthree\n\nfour\n\nfive\n\nsix : seven\n\nText"},
    {"One\n----\ntwo\n-----three", "One\n\ntwo\n\nthree"},
    {" indented\n text", "indented text"},
    /* sections */
    {"Text\n== Sources ==\n* {{source|x}} a\n=== Old ===\nb\n== Next ==\nc", "Text\n\nNext\n\nc"},
    {"Text\n== related_news ==\na\n==External links==\nb\n== '''References''' ==\nc\n== See also ==\n* d", "Text"},
    {"=== Quellen ===\na\n== Mehr ==\nb", "Mehr\n\nb"},
    {"== Sources of power ==\na", "Sources of power\n\na"},
    /* tables */
    {"{| class=\"wikitable\"\n|+ The ''vote''\n! Party !! Seats\n|-\n| [[Left|The Left]] || 31\n|-\n"
     "| style=\"x\" | Right\n| 28\n|}\nText",
     "The vote\n\nParty | Seats\n\nThe Left | 31\n\nRight | 28\n\nText"},
    {"{|\n|\nOne\n\nTwo\n|}\nThree", "One\n\nTwo\n\nThree"},
    {"{|\n| a\n{|\n| b\n|}\n| c\n|}\nd", "a\n\nb\n\nc\n\nd"},
    {":{|\n| a || <nowiki>||</nowiki>\n|}b", "a | ||\n\nb"},
    {"{|\n| never closed\n== One ==\n| text", "never closed\n\nOne\n\n| text"},
    {"{{table}}\n|-\nText\n|}", "Text"},
    {"{|\n| a {{!}} b\n|}", "b"},
    /* what is not UTF-8 */
    {"caf\xe9 \x01[[\xff|b\xfe]]\x02", "caf\xef\xbf\xbd b\xef\xbf\xbd"},
    {"[[北京]]是{{w|中国|中國}}的。", "北京是中國的。"},
};

static struct wikitext w;

static void read_text(struct str source)
{
    static const struct wikitext_names names = {{"Datei|Bild", 10}, {"Kategorie", 9}};
    struct err err;
    ck_assert_int_eq(wikitext_read(&w, source, &names, &err), S_OK);
}

START_TEST(text_is_taken_out)
{
    read_text(str_of(samples[_i].source));
    ck_assert_msg(str_equal(buf_str(&w.text), str_of(samples[_i].text)), "\"%s\"\nnot \"%s\"\nof \"%s\"",
                  buf_text(&w.text), samples[_i].text, samples[_i].source);
}
END_TEST

static const struct page {
    const char *source, *text, *date, *place, *tags;
} pages[] = {
    {"{{date|November 20, 2006}}\nText [[Category:Ports]] [[Kategorie:Wahl in_Leeds|x]]", "Text", "2006-11-20", "",
     "Ports\nWahl in Leeds\n"},
    {"{{Date|[[September 14]], 1996}}Text", "Text", "1996-09-14", "", ""},
    {"{{byline|date=November 20, 2006|location=[[Leeds]], {{w|England|Engl.}}}}Text", "Text", "2006-11-20",
     "Leeds, Engl.", ""},
    {"{{dateline|location=Oslo|date=20 November 2006}}{{date|1996-01-01}}Text", "Text", "2006-11-20", "Oslo", ""},
    {"{{date|soon}}Text[[Category:Published]][[Category: archived ]][[Category:November 20, 2006]]", "Text",
     "2006-11-20", "", ""},
    {"{{date}}{{date|}}{{date| 2006-11-20 }}[[category:1996]]Text", "Text", "2006-11-20", "", ""},
    {"{{date|{{CURRENTYEAR}}}}[[Category:]][[Category: ]][[Category:{{x}}]]Text", "Text", "", "", ""},
    {"== Sources ==\n{{date|2006-11-20}}\n[[Category:Ports]]", "", "2006-11-20", "", "Ports\n"},
    {"[[Datei:A.jpg|B]][[Bild:A.jpg]]<!-- [[Category:No]] --><nowiki>[[Category:No]]</nowiki>", "[[Category:No]]", "",
     "", ""},
    {"{{quote|{{date|2006-11-20}}[[Category:Ports]]a}}", "a", "2006-11-20", "", "Ports\n"},
};

START_TEST(pages_say_things_about_themselves)
{
    char date[DATE_TEXT_MAX];
    read_text(str_of(pages[_i].source));
    ck_assert_str_eq(buf_text(&w.text), pages[_i].text);
    ck_assert_str_eq(date_format(&w.published, date), pages[_i].date);
    ck_assert_str_eq(buf_text(&w.place), pages[_i].place);
    ck_assert_str_eq(buf_text(&w.tags), pages[_i].tags);
}
END_TEST

START_TEST(redirects_are_known)
{
    static const char *const yes[] = {"#REDIRECT [[Other]]", " #redirect:[[Other]]", "#Redirect[[a]] {{x}}"};
    static const char *const no[] = {"", "#", "#REDIRECT", "#REDIRECT Other", "REDIRECT [[Other]]", "# [[a]]"};
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        ck_assert_msg(wikitext_is_redirect(str_of(yes[i])), "%s", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        ck_assert_msg(!wikitext_is_redirect(str_of(no[i])), "%s", no[i]);
}
END_TEST

/* ---- hostile ---- */

static const char *const repeated[] = {
    "{{",      "{{{",      "[[",       "[",          "'",           "''",       "}}",
    "]]",      "{{a|",     "[[a|",     "{{w|",       "{{w|a|b}}",   "<ref>",    "<ref",
    "<",       "<!--",     "</ref",    "<nowiki>",   "<math><ref>", "[http://", "[http://a b",
    "{|\n",    "|-\n",     "|",        "||",         "{{|",         "!",        "=",
    "==a==\n", "*",        "* a\n",    "_",          "__A",         "~",        "&",
    "&a",      "&zz;",     "<br>",     "<br> ",      "<p>",         "<a ",      "{{[[",
    "[[{{",    "{{w|[[a|", "{{quote|", "{{convert|", "{{date|",     "[[File:",  "[[Category:a]]",
    "[[:",     "[[de:",    " ",        "\n",         "\t\n ",       "\1",       "\2",
    "&#",      "{{lang-",  "{{x|a=",   "{{w|\n\n",   "[[\n\n",      "<pre>\n",  "</",
    "{{w| ",   "{{w|}}",   "{{w||}}",  "<ref>}}",    "[[a]]",       ":{|",      "-{",
    "\xff",    "{{!}}",
};

/* Well below a second where the time is linear; what takes minutes is ended by the timeout of the test. */
START_TEST(hostile_text_ends)
{
#ifdef DATELINE_SANITIZED
    enum { LENGTH = 1 << 18 };
#else
    enum { LENGTH = 1 << 20 };
#endif
    struct buf text = {0};
    while (text.len < LENGTH)
        buf_append_text(&text, repeated[_i]);
    read_text(buf_str(&text));
    ck_assert_msg(utf8_valid(buf_text(&w.text), w.text.len), "many of \"%s\"", repeated[_i]);
    /* the same with all its ends behind it */
    static const char *const ends[] = {"}}", "]]", "</ref>", "</nowiki>|}"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        buf_truncate(&text, LENGTH / 2);
        while (text.len < LENGTH)
            buf_append_text(&text, ends[i]);
        read_text(buf_str(&text));
        ck_assert_msg(utf8_valid(buf_text(&w.text), w.text.len), "many of \"%s\", then \"%s\"", repeated[_i], ends[i]);
    }
    buf_release(&text);
}
END_TEST

START_TEST(brackets_nest_to_any_depth)
{
    enum { DEPTH = 100000 };
    struct buf text = {0};
    for (int i = 0; i < DEPTH; i++)
        buf_append_text(&text, i % 2 ? "{{w|A|" : "[[B|");
    buf_append_text(&text, "deep");
    for (int i = DEPTH; i-- > 0;)
        buf_append_text(&text, i % 2 ? "}}" : "]]");
    read_text(buf_str(&text));
    ck_assert_str_eq(buf_text(&w.text), "deep");
    buf_release(&text);
}
END_TEST

START_TEST(lengths_are_bounded)
{
    struct buf text = {0};
    buf_append_repeat(&text, 'a', WIKITEXT_BYTES_MAX + 10);
    read_text(buf_str(&text));
    ck_assert_uint_eq(w.text.len, WIKITEXT_BYTES_MAX);
    buf_reset(&text);
    for (int i = 0; i < WIKITEXT_TAGS_MAX + 50; i++)
        buf_printf(&text, "[[Category:Tag %d x]]", i);
    buf_append_text(&text, "{{byline|date=2006|location=");
    buf_append_repeat(&text, 'a', WIKITEXT_VALUE_MAX + 1);
    buf_append_text(&text, "}}[[Category:");
    buf_append_repeat(&text, 'a', WIKITEXT_VALUE_MAX + 1);
    buf_append_text(&text, "]]");
    read_text(buf_str(&text));
    ck_assert_uint_eq(w.tag_count, WIKITEXT_TAGS_MAX);
    ck_assert_str_eq(buf_text(&w.place), "");
    buf_reset(&text);
    while (text.len < WIKITEXT_BYTES_MAX)
        buf_append_text(&text, "{{|||}}[[||]]");
    read_text(buf_str(&text));
    ck_assert_uint_le(w.marks.len / 20, WIKITEXT_MARKS_MAX);
    buf_release(&text);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("wikitext");
    tcase_add_loop_test(tcase, text_is_taken_out, 0, sizeof samples / sizeof samples[0]);
    tcase_add_loop_test(tcase, pages_say_things_about_themselves, 0, sizeof pages / sizeof pages[0]);
    tcase_add_test(tcase, redirects_are_known);
    tcase_add_loop_test(tcase, hostile_text_ends, 0, sizeof repeated / sizeof repeated[0]);
    tcase_add_test(tcase, brackets_nest_to_any_depth);
    tcase_add_test(tcase, lengths_are_bounded);
    tcase_set_timeout(tcase, 120);
    int failed = run_suite(tcase, "wikitext");
    wikitext_release(&w);
    return failed;
}
