/* JSON as systems of many kinds write it: exports, APIs, data sets. */
#include "tests/unit/indexer_data.h"

/* Prose of more than 400 bytes. */
#define LONG                                                                                                      \
    "The ferry was late again on Monday, and the harbour office had no word of when the next one would come in. " \
    "Those who waited on the pier drank tea from the kiosk, read the paper twice and spoke of the winter of the " \
    "great ice, when nobody crossed for six weeks. At noon a horn was heard behind the fog, then the hull came "  \
    "into sight, and the crowd got up from its bags. The captain said that a valve had failed off the cape."

static const struct {
    const char *text;
    int field; /* FIELD_COUNT: the date */
    const char *value;
} fields[] = {
    /* a summary yields to a longer text */
    {"{\"description\":\"D\",\"maintext\":\"B\"}", FIELD_BODY, "B"},
    {"{\"summary\":\"D\",\"document\":\"B\"}", FIELD_BODY, "B"},
    {"{\"description\":\"D\",\"body_html\":\"<p>B</p><p>C</p>\"}", FIELD_BODY, "B\n\nC"},
    {"{\"title\":\"H\",\"short_description\":\"D\"}", FIELD_BODY, "D"},
    {"{\"abstract\":\"A\",\"tale\":\"" LONG "\"}", FIELD_BODY, LONG},
    {"{\"lead_paragraph\":\"L\",\"tale\":\"" LONG "\"}", FIELD_BODY, "L"},
    {"{\"summary\":\"" LONG "\",\"tale\":\"" LONG LONG "\"}", FIELD_BODY, LONG LONG},
    {"{\"summary\":\"" LONG "\",\"tale\":\"" LONG "\"}", FIELD_BODY, LONG},
    {"{\"summary\":\"D\",\"tale\":\"Short.\"}", FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"top_comments\":\"" LONG "\"}", FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"page\":\"<!DOCTYPE html>" LONG "\"}", FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"data\":\"[" LONG "]\"}", FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"full_story\":\"" LONG "\"}", FIELD_BODY, LONG},
    {"{\"summary\":\"D\",\"Articletext\":\"<p>" LONG "</p>\"}", FIELD_BODY, LONG},
    {"{\"summary\":\"D\",\"terms_of_use\":\"" LONG "\",\"footer\":\"" LONG "\",\"related_text\":\"" LONG "\"}",
     FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"about_the_author\":\"" LONG "\",\"body_fr\":\"" LONG "\",\"style\":\"" LONG "\"}",
     FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"\":\"" LONG "\",\"texts\":\"" LONG "\",\"tal\":\"" LONG "\"}", FIELD_BODY, "D"},
    {"{\"summary\":\"D\",\"full_html\":\"<iframe title='" LONG "'></iframe><p>Watch</p>\"}", FIELD_BODY, "D"},
    /* a key or an address yields to a text */
    {"{\"document\":\"WSJ870324-0001\",\"summary\":\"The ministers met.\"}", FIELD_BODY, "The ministers met."},
    {"{\"html\":\"https://a.example/x.html\",\"abstract\":\"The ministers met.\"}", FIELD_BODY, "The ministers met."},
    {"{\"html\":\"<iframe></iframe><p>Watch</p>\",\"abstract\":\"The ministers met.\"}", FIELD_BODY,
     "The ministers met."},
    {"{\"html\":\"news/x\",\"document\":\"The ministers met.\"}", FIELD_BODY, "The ministers met."},
    {"{\"html\":\"news/x\",\"document\":\"A-1\",\"summary\":\"\"}", FIELD_BODY, "news/x"},
    {"{\"html\":\"\xe9\xa6\x99\xe6\xb8\xaf\",\"summary\":\"The ministers met.\"}", FIELD_BODY,
     "\xe9\xa6\x99\xe6\xb8\xaf"},
    {"{\"text\":\"A-1\",\"summary\":\"The ministers met.\"}", FIELD_BODY, "A-1"},
    /* a page in a value */
    {"{\"title\":\"H\",\"html\":\"<!DOCTYPE html><html><body><nav><a href=/>Home</a> <a "
     "href=/n>News</a></nav><article><h1>H</h1>"
     "<p>" LONG "</p></article><footer>All rights reserved.</footer></body></html>\"}",
     FIELD_BODY, LONG},
    {"{\"title\":\"H\",\"html\":\"<html><p>B</html>\"}", FIELD_BODY, "B"},
    /* names, however they are written */
    {"{\"Title\":\"T\",\"Body\":\"B\",\"Post date\":\"2015-06-01\"}", FIELD_HEADLINE, "T"},
    {"{\"Title\":\"T\",\"Body\":\"B\",\"Post date\":\"2015-06-01\"}", FIELD_BODY, "B"},
    {"{\"Title\":\"T\",\"Body\":\"B\",\"Post date\":\"2015-06-01\"}", FIELD_COUNT, "2015-06-01"},
    {"{\"TEXT\":\"B\",\"text\":\"C\"}", FIELD_BODY, "C"},
    {"{\"Text\":\"B\",\"Author\":\"Ann\"}", FIELD_BYLINE, "Ann"},
    {"{\"_id\":\"1\",\"_source\":{\"title\":\"T\",\"text\":\"B\"}}", FIELD_SOURCE, ""},
    {"{\"plain_text\":\"B\",\"requested_url\":\"http://a.example/\"}", FIELD_URL, "http://a.example/"},
    {"{\"text\":\"B\",\"sitename\":\"The Ledger\"}", FIELD_SOURCE, "The Ledger"},
    /* Drupal */
    {"[{\"title\":[{\"value\":\"T\"}],\"body\":[{\"value\":\"<p>A</p>\",\"processed\":\"<p>B</p>\"}]}]", FIELD_BODY,
     "B"},
    {"[{\"title\":[{\"value\":\"T\"}],\"body\":[{\"value\":\"B\"}]}]", FIELD_HEADLINE, "T"},
    {"[{\"created\":[{\"value\":\"2015-06-01\",\"format\":\"Y\"}],\"body\":[{\"value\":\"B\"}]}]", FIELD_COUNT,
     "2015-06-01"},
    {"{\"data\":[{\"id\":\"1\",\"attributes\":{\"title\":\"T\",\"body\":{\"value\":\"B\",\"summary\":\"S\"}}}]}",
     FIELD_BODY, "B"},
    /* values in arrays and objects */
    {"{\"date\":[\"2011-01-02\"],\"text\":\"B\"}", FIELD_COUNT, "2011-01-02"},
    {"{\"date\":[],\"text\":\"B\"}", FIELD_COUNT, ""},
    {"{\"url\":[\"http://a.example/\"],\"text\":\"B\"}", FIELD_URL, "http://a.example/"},
    {"{\"section\":[\"\",null,\"World\",\"Europe\"],\"text\":\"B\"}", FIELD_SECTION, "World"},
    {"{\"categories\":[3],\"text\":\"B\"}", FIELD_SECTION, ""},
    {"{\"category\":{\"id\":3,\"name\":\"Transit\"},\"text\":\"B\"}", FIELD_SECTION, "Transit"},
    {"{\"id\":[7],\"text\":\"B\"}", FIELD_ID, "7"},
    {"{\"source\":{\"uri\":\"u\",\"title\":\"The Ledger\"},\"text\":\"B\"}", FIELD_SOURCE, "The Ledger"},
    {"{\"author\":{\"firstName\":\"Ann\",\"lastName\":\"Bo\"},\"text\":\"B\"}", FIELD_BYLINE, "Ann Bo"},
    {"{\"authors\":[{\"last_name\":\"Bo\"},{\"first_name\":1}],\"text\":\"B\"}", FIELD_BYLINE, "Bo"},
    {"{\"keywords\":\"peace talks, ports,,\",\"text\":\"B\"}", FIELD_TAG, "peace talks\nports"},
    {"{\"keywords\":\"ports, docks; ships\",\"text\":\"B\"}", FIELD_TAG, "ports, docks\nships"},
    {"{\"keywords\":[\"ports, docks\"],\"text\":\"B\"}", FIELD_TAG, "ports, docks"},
    {"{\"categories\":[\"3\",\"7\"],\"text\":\"B\"}", FIELD_SECTION, ""},
    {"{\"categories\":[\"3\",\"World\"],\"text\":\"B\"}", FIELD_SECTION, "World"},
    {"{\"category\":\"3\",\"text\":\"B\"}", FIELD_SECTION, "3"},
    {"{\"author\":{\"title\":\"Senior Editor\",\"id\":3},\"text\":\"B\"}", FIELD_BYLINE, ""},
    {"{\"byline\":[{\"title\":\"Dr\",\"text\":\"Ann\"}],\"text\":\"B\"}", FIELD_BYLINE, "Ann"},
    {"{\"source\":[\"http://x/feed\"],\"publisher\":\"Daily\",\"text\":\"B\"}", FIELD_SOURCE, "Daily"},
    {"{\"source\":[\"http://x/feed\",\"The Ledger\"],\"publisher\":\"Daily\",\"text\":\"B\"}", FIELD_SOURCE,
     "The Ledger"},
    /* addresses */
    {"{\"url\":{\"text\":\"Read more\",\"href\":\"http://a.example/1\"},\"text\":\"B\"}", FIELD_URL,
     "http://a.example/1"},
    {"{\"url\":{\"title\":\"x\",\"url\":\"x\"},\"web_url\":\"http://a.example/2\",\"text\":\"B\"}", FIELD_URL,
     "http://a.example/2"},
    {"{\"link\":[{\"rel\":\"self\",\"value\":\"x\"},\"y\"],\"web_url\":\"http://a.example/2\",\"text\":\"B\"}",
     FIELD_URL, "http://a.example/2"},
    {"{\"link\":[{\"rel\":\"self\"},{\"href\":\"/a\"}],\"text\":\"B\"}", FIELD_URL, "/a"},
    {"{\"url\":\"a\",\"text\":\"B\"}", FIELD_URL, "a"},
    /* tags in a string */
    {"{\"tags\":\"1,000 Guineas\",\"text\":\"B\"}", FIELD_TAG, "1,000 Guineas"},
    {"{\"tags\":\"1,000 Guineas, Ascot,2,000\",\"text\":\"B\"}", FIELD_TAG, "1,000 Guineas\nAscot\n2,000"},
    {"{\"tags\":\"2019,2020,1,12\",\"text\":\"B\"}", FIELD_TAG, "2019\n2020\n1\n12"},
    {"{\"tags\":\"['peace', 'talks']\",\"text\":\"B\"}", FIELD_TAG, "peace\ntalks"},
    {"{\"tags\":\" [\\\"it's, so\\\", 'a;b',c d] \",\"text\":\"B\"}", FIELD_TAG, "it's, so\na;b\nc d"},
    {"{\"tags\":\"['peace]\",\"text\":\"B\"}", FIELD_TAG, "'peace"},
    {"{\"tags\":\"['a' b, '\",\"text\":\"B\"}", FIELD_TAG, "['a' b\n'"},
    {"{\"tags\":\"[]\",\"tag\":\"x\",\"text\":\"B\"}", FIELD_TAG, "x"},
    {"{\"tags\":\"Smith, John\",\"text\":\"B\"}", FIELD_TAG, "Smith\nJohn"},
    /* WordPress */
    {"{\"date\":\"2023-11-05T15:30:00\",\"date_gmt\":\"2023-11-05T14:30:00\",\"content\":{\"rendered\":\"B\"}}",
     FIELD_COUNT, "2023-11-05T14:30:00Z"},
    {"{\"content\":{\"rendered\":\"B\"},\"author\":2,\"_embedded\":{\"author\":[{\"name\":\"Ann\"}]}}", FIELD_BYLINE,
     "Ann"},
    /* the Guardian */
    {"{\"webTitle\":\"T\",\"blocks\":{\"body\":[{\"id\":\"b\",\"title\":\"\",\"bodyHtml\":\"<p>A</p>\"},"
     "{\"bodyHtml\":\"<p>B</p>\"}]}}",
     FIELD_BODY, "A\n\nB"},
    {"{\"fields\":{\"body\":\"B\",\"publication\":\"The Ledger\"}}", FIELD_SOURCE, "The Ledger"},
    {"{\"fields\":{\"body\":\"B\",\"lang\":\"fr\"}}", FIELD_LANG, "fr"},
    /* Arc */
    {"{\"content_elements\":[{\"type\":\"text\",\"content\":\"A\"},{\"type\":\"interstitial_link\",\"content\":\"X\"},"
     "{\"type\":\"list\",\"items\":[{\"type\":\"text\",\"content\":\"B\"},{\"type\":\"list\",\"items\":"
     "[{\"content\":\"C\"}]}]},{\"type\":\"quote\",\"content_elements\":[{\"type\":\"text\",\"content\":\"D\"}],"
     "\"citation\":{\"content\":\"X\"}},{\"type\":\"link_list\",\"items\":[{\"content\":\"X\"}]},"
     "{\"type\":\"text\",\"content\":\"E\"}]}",
     FIELD_BODY, "A\n\nB\n\nC\n\nD\n\nE"},
    {"{\"text\":\"B\",\"credits\":{\"by\":[{\"type\":\"author\",\"name\":\"Ann\"}]}}", FIELD_BYLINE, "Ann"},
    {"{\"text\":\"B\",\"taxonomy\":{\"primary_section\":{\"name\":\"World\"},\"tags\":[{\"text\":\"a\"}]}}",
     FIELD_SECTION, "World"},
    {"{\"text\":\"B\",\"taxonomy\":{\"sections\":[{\"name\":\"World\"}],\"tags\":[{\"text\":\"a\"}]}}", FIELD_TAG, "a"},
    {"{\"text\":\"B\",\"canonical_url\":\"/a/\"}", FIELD_URL, "/a/"},
    /* Telegram */
    {"{\"text\":[\"Bridge \",{\"type\":\"bold\",\"text\":\"closed\"},\".\\n\\nSee \",{\"type\":\"text_link\",\"text\":"
     "\"map\"},\" now.\"]}",
     FIELD_BODY, "Bridge closed.\n\nSee map now."},
    {"{\"text\":[\"\",{\"type\":\"bold\",\"text\":\"Bridge\"},\"\"]}", FIELD_BODY, "Bridge"},
    {"{\"text\":[\"He \",{\"type\":\"bold\",\"text\":\"un\"},\"said no\",{\"type\":\"link\",\"text\":\" "
     "(map\"},\").\"]}",
     FIELD_BODY, "He unsaid no (map)."},
    {"{\"text\":[\"He spoke.\",{\"type\":\"link\",\"text\":\"Read the plan\"},\"She agreed.\"]}", FIELD_BODY,
     "He spoke.\n\nRead the plan\n\nShe agreed."},
    {"{\"text\":[\"A\",{\"type\":\"paragraph\",\"text\":\"B\"}]}", FIELD_BODY, "A\n\nB"},
    {"{\"date\":\"2022-02-24T07:00:00\",\"date_unixtime\":\"1645682400\",\"text\":\"B\"}", FIELD_COUNT,
     "2022-02-24T06:00:00Z"},
    /* names of APIs */
    {"{\"time_published\":\"20220110T102000\",\"text\":\"B\"}", FIELD_COUNT, "2022-01-10T10:20:00Z"},
    {"{\"providerPublishTime\":1641810000,\"text\":\"B\"}", FIELD_COUNT, "2022-01-10T10:20:00Z"},
    {"{\"post_title\":\"T\",\"post_content\":\"B\"}", FIELD_HEADLINE, "T"},
    {"{\"links\":{\"permalink\":\"http://a.example/1\"},\"text\":\"B\"}", FIELD_URL, "http://a.example/1"},
    {"{\"tags\":[{\"tag\":\"a\"},{\"topic\":\"b\",\"name\":7},{\"name\":\"c\"}],\"text\":\"B\"}", FIELD_TAG, "a\nb\nc"},
    {"{\"author\":\"Ann Author; Bob Writer |;\",\"text\":\"B\"}", FIELD_BYLINE, "Ann Author\nBob Writer |"},
    /* the address of the article as its source */
    {"{\"source\":\"https://a.example/1\",\"hostname\":\"a.example\",\"text\":\"B\"}", FIELD_URL,
     "https://a.example/1"},
    {"{\"source\":\"https://a.example/1\",\"source-hostname\":\"The Ledger\",\"text\":\"B\"}", FIELD_SOURCE,
     "The Ledger"},
    {"{\"source\":\"https://a.example/\",\"text\":\"B\"}", FIELD_SOURCE, "https://a.example/"},
    {"{\"source\":\"https://a.example/feed\",\"url\":\"https://a.example/1\",\"text\":\"B\"}", FIELD_SOURCE,
     "https://a.example/feed"},
    /* fields in an object of that name: Contentful, Airtable */
    {"{\"items\":[{\"sys\":{\"id\":\"1\"},\"fields\":{\"title\":\"T\",\"body\":\"B\"}}]}", FIELD_HEADLINE, "T"},
    {"{\"records\":[{\"id\":\"1\",\"fields\":{\"Title\":\"T\",\"Body\":\"B\",\"Date\":\"2022-01-10\"}}]}", FIELD_COUNT,
     "2022-01-10"},
    {"{\"data\":{\"title\":[{\"type\":\"heading1\",\"text\":\"T\"}],\"content\":[{\"type\":\"paragraph\",\"text\":"
     "\"B\"}]}}",
     FIELD_HEADLINE, "T"},
    /* texts of editors: Sanity, EditorJS, Draft.js, Contentful, ProseMirror, Slate, Lexical */
    {"{\"title\":\"T\",\"body\":[{\"_type\":\"block\",\"children\":[{\"_type\":\"span\",\"text\":\"The "
     "\"},{\"_type\":\"span\",\"text\":\"ferry\"},{\"_type\":\"span\",\"text\":\".\"}]},{\"_type\":\"image\",\"asset\":"
     "{}},{\"_type\":\"block\",\"children\":[{\"text\":\"Fog.\"}]}]}",
     FIELD_BODY, "The ferry.\n\nFog."},
    {"{\"title\":\"T\",\"content\":{\"time\":1,\"blocks\":[{\"type\":\"header\",\"data\":{\"text\":\"A\",\"level\":2}},"
     "{\"type\":\"paragraph\",\"data\":{\"text\":\"<b>B</b> &amp; "
     "c\"}},{\"type\":\"list\",\"data\":{\"items\":[\"D\",{\"content\":\"E\",\"items\":[]}]}},{\"type\":\"image\","
     "\"data\":{\"caption\":\"X\"}}]}}",
     FIELD_BODY, "A\n\nB & c\n\nD\n\nE"},
    {"{\"body\":{\"blocks\":[{\"text\":\"A\",\"type\":\"unstyled\"},{\"text\":\"B\",\"type\":\"header-two\"}],"
     "\"entityMap\":{}}}",
     FIELD_BODY, "A\n\nB"},
    {"{\"items\":[{\"sys\":{},\"fields\":{\"title\":\"T\",\"body\":{\"nodeType\":\"document\",\"content\":[{"
     "\"nodeType\":\"paragraph\",\"content\":[{\"nodeType\":\"text\",\"value\":\"See "
     "\"},{\"nodeType\":\"hyperlink\",\"content\":[{\"nodeType\":\"text\",\"value\":\"the "
     "plan\"}]},{\"nodeType\":\"text\",\"value\":\".\"}]}]}}}]}",
     FIELD_BODY, "See the plan."},
    {"{\"text\":{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"A\"},"
     "{\"type\":\"hardBreak\"},{\"type\":\"text\",\"text\":\"B\"}]},{\"type\":\"bulletList\",\"content\":[{\"type\":"
     "\"listItem\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"C\"}]}]}]}]}}",
     FIELD_BODY, "A B\n\nC"},
    {"{\"content\":[{\"type\":\"paragraph\",\"children\":[{\"text\":\"A "
     "\"},{\"type\":\"link\",\"children\":[{\"text\":\"b\"}]},{\"text\":\"\"},\" c\",7]}]}",
     FIELD_BODY, "A b c"},
    {"{\"content\":{\"root\":{\"type\":\"root\",\"children\":[{\"type\":\"paragraph\",\"children\":[{\"type\":\"text\","
     "\"text\":\"A\"}]}]}}}",
     FIELD_BODY, "A"},
    {"{\"content\":[{\"type\":\"headline\",\"value\":\"T\"},{\"type\":\"text\",\"value\":\"A\"},{\"type\":\"headline\","
     "\"value\":\"<h2>B</h2>\"},{\"type\":\"text\",\"value\":\"C\"}]}",
     FIELD_BODY, "A\n\nB\n\nC"},
    {"{\"content\":{\"title\":\"T\",\"content\":[{\"text\":\"A\"}]}}", FIELD_HEADLINE, "T"},
    /* an address as the name of an article */
    {"{\"http://a.example/1\":{\"title\":\"T\",\"text\":\"B\"}}", FIELD_URL, "http://a.example/1"},
    {"{\"http://a.example/1\":{\"title\":\"T\",\"text\":\"B\",\"url\":\"/1\"}}", FIELD_URL, "/1"},
    {"{\"-M1\":{\"title\":\"T\",\"text\":\"B\"}}", FIELD_ID, ""},
    /* feeds and XML as JSON */
    {"{\"title\":\"T\",\"content\":\"A\",\"content:encoded\":\"<p>B</p>\"}", FIELD_BODY, "B"},
    {"{\"dc:creator\":\"Ann\",\"isoDate\":\"2022-01-10T10:20:00.000Z\",\"content\":\"B\"}", FIELD_COUNT,
     "2022-01-10T10:20:00Z"},
    {"{\"tags\":[{\"term\":\"a\",\"scheme\":null,\"label\":null},{\"term\":\"b\",\"label\":\"c\"}],\"summary\":\"B\"}",
     FIELD_TAG, "a\nc"},
    {"{\"title\":{\"#text\":\"T\",\"@x\":\"y\"},\"description\":{\"#cdata-section\":\"B\"}}", FIELD_BODY, "B"},
    {"{\"title\":{\"$t\":\"T\"},\"content\":{\"type\":\"html\",\"$t\":\"B\"}}", FIELD_HEADLINE, "T"},
    /* what scripts write for nothing, and lists of Python's */
    {"{\"author\":\"None\",\"authors\":\"['Ann Author', \\\"Bob O'Writer\\\"]\",\"text\":\"B\"}", FIELD_BYLINE,
     "Ann Author\nBob O'Writer"},
    {"{\"id\":\"None\",\"text\":\"B\"}", FIELD_ID, ""},
    {"{\"section\":\"nan\",\"category\":\"World\",\"text\":\"B\"}", FIELD_SECTION, "World"},
    {"{\"place\":\"Nan\",\"text\":\"B\"}", FIELD_PLACE, "Nan"},
    {"{\"content\":\"The ferry was lat… [+2473 chars]\"}", FIELD_BODY, "The ferry was lat…"},
    {"{\"content\":\"The ferry was lat... [24 chars]\"}", FIELD_BODY, "The ferry was lat..."},
    {"{\"content\":\"A [+ chars]\"}", FIELD_BODY, "A [+ chars]"},
    {"{\"content\":\"ONLY AVAILABLE IN PAID PLANS\",\"description\":\"D\"}", FIELD_BODY, "D"},
    {"{\"body\":\"nan\",\"text\":\"B\"}", FIELD_BODY, "B"},
    /* Webhose */
    {"{\"thread\":{\"site\":\"ledger.example\"},\"text\":\"B\"}", FIELD_SOURCE, "ledger.example"},
};

START_TEST(fields_are_found)
{
    assert_value("json", NULL, str_of(fields[_i].text), fields[_i].field, fields[_i].value);
}
END_TEST

static const struct {
    const char *text, *want;
} files[] = {
    {"{\"nodes\":[{\"node\":{\"title\":\"T\",\"Body\":\"a\"}},{\"node\":{\"title\":\"T\",\"Body\":\"b\"}}]}", "=a =b"},
    {"{\"content_elements\":[{\"type\":\"list\",\"items\":[7]}]}", "1:field of the wrong type"},
    {"{\"content_elements\":[{\"type\":\"list\",\"items\":[{\"type\":\"list\",\"items\":[{\"type\":\"list\",\"items\":"
     "[{\"type\":\"list\",\"items\":[{\"content\":\"deep\"}]}]}]}]}]}",
     "1:no body"},
    /* arrays in an element of another one */
    {"{\"db\":[{\"meta\":{\"version\":1},\"data\":{\"posts\":[{\"id\":1,\"title\":\"T\",\"html\":\"a\"},{\"id\":2,"
     "\"plaintext\":\"b\"}]"
     ","
     "\"posts_tags\":[{\"id\":1}],\"tags\":[{\"id\":1,\"name\":\"x\",\"description\":\"y\"}]}}]}",
     "=a =b"},
    {"{\"a\":[{\"b\":[{\"title\":1,\"text\":\"a\"}]},{\"b\":[{\"url\":2,\"text\":\"b\"}]}]}{\"text\":\"c\"}",
     "=a =b =c"},
    {"{\"a\":[{\"b\":[{\"id\":1,\"text\":\"a\"}]}]}", "1:no body"},
    {"{\"a\":[{\"b\":[{\"name\":\"Jo\",\"text\":\"a\"}]}]}", "1:no body"},
    {"{\"a\":[{\"b\":[{\"text\":\"a\"}]}]}", "1:no body"},
    {"{\"a\":[{\"b\":[{\"c\":[{\"title\":1,\"text\":\"a\"}]}]}]}", "1:no body"},
    {"{\"a\":[{\"b\":{\"c\":{\"d\":[{\"title\":1,\"text\":\"a\"}]}}}]}", "1:no body"},
    {"{\"a\":[[{\"title\":1,\"text\":\"a\"}]]}", "1:no body"},
    {"{\"chats\":{\"list\":[{\"name\":\"N\",\"messages\":[{\"id\":1,\"type\":\"message\",\"text\":\"a\"}]}]}}", "=a"},
    {"[{\"html\":\"a\",\"status\":\"draft\"},{\"html\":\"b\",\"status\":\"published\"}]", "1:not an article =b"},
    /* articles under names */
    {"{\"http://a.example/"
     "1\":{\"title\":\"T\",\"text\":\"a\"},\n\"b\":7,\"c\":{\"text\":\"c\"},\"d\":{}}\n{\"text\":\"e\"}",
     "=a =c 2:no body =e"},
    {"{\"a\":{\"title\":\"T\",\"text\":\"a\"},\"b\":{\"title\":\"T\",\"text\":\"b\"}}", "=a =b"},
    {"{\"a\":{\"title\":\"T\",\"text\":\"a\"},\"b\":{\"title\":\"T\"}}", "1:no body"},
    {"{\"1\":{\"title\":\"T\",\"text\":\"a\"}}", "=a"},
    {"{\"1\":{\"title\":\"T\",\"description\":\"a\"}}", "1:no body"},
    {"{\"batch\":\"\",\"query\":{\"n\":[1],\"pages\":{\"736\":{\"title\":\"T\",\"text\":\"a\"},\"737\":{\"text\":\"b\"}"
     "}},\"x\":[{}]}",
     "=a =b"},
    {"{\"news\":{\"x1\":{\"title\":\"T\",\"text\":\"a\"}},\"sport\":{\"x2\":{\"text\":\"b\"}}}", "=a =b"},
    {"{\"x1\":{\"title\":\"T\",\"text\":\"a\"},\n\"x2\":{\"title\":\"T\" "
     "\"text\":\"b\"},\n\"x3\":{\"title\":\"T\",\"text\":\"c\"}}{\"text\":\"d\"}",
     "=a 2:broken JSON =c =d"},
    {"{\"x1\":{\"title\":\"T\",\"text\":\"a\"},\n\"x2\":{\"title\":\"T\",\"text\":\"b\"}", "=a =b 2:broken JSON"},
    {"{\"channel\":{\"title\":\"T\",\"description\":\"D\",\"item\":[{\"title\":\"T\",\"description\":\"a\"}]}}", "=a"},
    /* parts of an article are none */
    {"{\"headline\":\"T\",\"description\":\"D\",\"comments\":[{\"replies\":[{\"title\":1,\"text\":\"a\"}]}]}", "=D"},
    {"{\"description\":\"D\",\"photos\":[{\"sizes\":[{\"title\":\"l\",\"text\":\"Large\"}]}]}", "=D"},
    {"{\"title\":\"T\",\"media\":[{\"sizes\":[{\"title\":\"l\",\"text\":\"Large\"}]}]}", "1:no body"},
    {"{\"description\":\"D\",\"items\":[{\"text\":\"a\"}]}", "=a"},
    {"{\"posts\":[{\"heading\":\"T\",\"story\":\"S\",\"comments\":[{\"id\":1,\"text\":\"a\"}]}]}", "1:no body"},
    /* texts around articles are told of */
    {"{\"posts\":[{\"comments\":[{\"title\":1,\"text\":\"a\"}]},\n{\"story\":\"The ministers met in the capital.\"}]\n}"
     "{\"text\":\"b\"}",
     "=a 1:not an article =b"},
    {"{\"posts\":[{\"data\":{\"story\":\"The ministers met in the capital.\",\"x\":[{\"title\":1,\"text\":\"a\"}]}}]}",
     "=a 1:not an article"},
    {"{\"note\":[{\"a\":\"The ministers met in the capital.\"}],\"a\":[{\"name\":\"World and local news\",\"tags\":"
     "[{\"x\":\"The ministers met in the capital.\"}],\"x\":[{\"title\":1,\"text\":\"a\"}]}]}",
     "=a"},
    {"{\"body\":{\"type\":\"doc\",\"content\":[]}}", "1:no body"},
    {"{\"body\":{\"blocks\":[{\"data\":{\"file\":{}}},7]}}", "1:field of the wrong type"},
    {"{\"body\":{\"value\":\"\",\"processed\":\"\"}}", "1:no body"},
    {"{\"body\":{\"value\":7}}", "1:field of the wrong type"},
};

START_TEST(files_are_taken_apart)
{
    assert_told("json", str_of(files[_i].text), files[_i].want);
}
END_TEST

START_TEST(a_json_feed_speaks_for_its_items)
{
    static const char text[] = "{\"version\":\"https://jsonfeed.org/version/"
                               "1.1\",\"title\":\"Hill\",\"language\":\"fr\",\"authors\":[{\"name\":\"Ann\"}"
                               ",{\"name\":\"Bo\"}],\"items\":[{\"id\":1,\"content_text\":\"a\"},{\"id\":2,\"content_"
                               "text\":\"b\",\"language\":\"de\","
                               "\"author\":{\"name\":\"Cy\"}}]}[{\"text\":\"c\"}]";
    static const struct {
        const char *source, *lang, *byline;
    } want[] = {{"Hill", "fr", "Ann\nBo"}, {"Hill", "de", "Cy"}, {"", "", ""}};
    struct opened o;
    open_memory(&o, "memory", str_of(text), "json", NULL);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        ck_assert(next(&o) && o.status == S_OK);
        assert_field(&o.article, FIELD_SOURCE, want[i].source, text);
        assert_field(&o.article, FIELD_LANG, want[i].lang, text);
        assert_field(&o.article, FIELD_BYLINE, want[i].byline, text);
    }
    ck_assert(!next(&o));
    close_reader(&o);
}
END_TEST

/* Its title is copied into each item. */
START_TEST(a_json_feed_says_little)
{
    struct opened o;
    struct buf text = {0};
    buf_append_text(&text, "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"");
    for (int i = 0; i < 100000; i++)
        buf_append_text(&text, "\xc3\xa9");
    buf_append_text(&text, "\",\"authors\":[{\"name\":\"Ann\"}");
    for (int i = 0; i < 100000; i++)
        buf_printf(&text, ",{\"name\":\"Bo %d\"}", i);
    buf_append_text(&text, "],\"items\":[{\"id\":1,\"content_text\":\"a\"},{\"id\":2,\"content_text\":\"b\"}]}");
    open_memory(&o, "memory", buf_str(&text), "json", NULL);
    for (int i = 0; i < 2; i++) {
        ck_assert(next(&o) && o.status == S_OK);
        assert_clean(&o.article);
        ck_assert_uint_eq(article_get(&o.article, FIELD_SOURCE).len, 1000);
        struct str names = article_get(&o.article, FIELD_BYLINE);
        ck_assert(names.len > 990 && names.len <= 1000 && str_begins_with(names, str_of("Ann\nBo 0\n")));
        ck_assert(names.ptr[names.len - 1] >= '0' && names.ptr[names.len - 5] == 'o');
    }
    close_reader(&o);
    buf_release(&text);
}
END_TEST

/* Arrays in elements of others are looked for a thousand times in vain. */
START_TEST(many_arrays_hold_nothing)
{
    static const struct {
        int arrays;
        const char *want;
    } of[] = {{999, "=a"}, {1000, "1:no body"}};
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        struct buf text = {0};
        buf_append_text(&text, "{\"a\":[");
        for (int array = 0; array < of[i].arrays; array++)
            buf_append_text(&text, "{\"b\":[{\"x\":1}]},");
        buf_append_text(&text, "{\"b\":[{\"title\":\"T\",\"text\":\"a\"}]}]}");
        assert_told("json", buf_str(&text), of[i].want);
        buf_release(&text);
    }
}
END_TEST

START_TEST(content_decides)
{
    assert_chosen("a", str_of("{\"a\":[{\"b\":[{\"title\":\"T\",\"text\":\"a\"}]}]}\n"), "json");
    assert_chosen("a", str_of("{\"nodes\":[{\"node\":{\"Title\":\"T\",\"Body\":\"a\"}}]}\n"), "json");
    assert_chosen("a", str_of("{\"nodes\":[{\"node\":{\"Title\":\"T\",\"Post date\" : \"a\"}}]}\n"), "json");
    assert_chosen("a", str_of("{\"nodes\":[{\"node\":{\"Title\":\"T\",\"Bodies\":\"a\"}}]}\n"), "jsonl");
    assert_chosen("a.json", str_of("{\"index\":{\"_id\":\"1\"}}\n{\"text\":\"a\"}\n"), "jsonl");
}
END_TEST

START_TEST(an_id_goes_with_its_line)
{
    static const char *const broken[] = {"{\"text\":\"a", "[{\"text\":\"a\"}]", "{\"title\":\"a\"}", "7"};
    struct opened o;
    struct buf text = {0};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        buf_printf(&text, "{\"text\":\"z\"}\n{\"index\":{\"_id\":\"1\"}}\n%s\n{\"text\":\"b\"}\n", broken[i]);
    buf_append_text(&text, "{\"index\":{\"_id\":\"1\"}}\n");
    buf_append_repeat(&text, 'x', (8 << 20) + 1);
    buf_append_text(&text, "\n{\"text\":\"b\"}\n");
    open_memory(&o, "memory", buf_str(&text), "jsonl", NULL);
    size_t articles = 0;
    while (next(&o)) {
        articles += o.status == S_OK;
        ck_assert(o.status != S_OK || article_get(&o.article, FIELD_ID).len == 0);
    }
    ck_assert_uint_eq(articles, 9);
    close_reader(&o);
    buf_release(&text);
}
END_TEST

static const struct {
    const char *text, *want;
} lines[] = {
    {"{\"index\":{\"_index\":\"n\",\"_id\":\"1\"}}\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n{\"create\":{}}\n{\"text\":"
     "\"c\"}\n",
     "=a =b =c"},
    {"{\"delete\":{\"_id\":\"1\"}}\n{\"update\":{\"_id\":\"2\"}}\n{\"doc\":{\"text\":\"a\"}}\n", "=a"},
    {"{\"index\":{\"_id\":\"1\"}}\n", ""},
    {"{\"index\":{\"x\":1}}\n{\"index\":1}\n{\"index\":{\"_id\":1},\"x\":1}", "1:no body 2:no body 3:no body"},
    {"{\"text\":\"a\"}\n{\"index\":{\"_id\":\"1\"}}\n\n{\"text\":\"b\"", "=a 4:broken JSON"},
};

START_TEST(lines_that_say_what_to_do_are_no_records)
{
    assert_told("jsonl", str_of(lines[_i].text), lines[_i].want);
}
END_TEST

START_TEST(they_give_an_id)
{
    static const char text[] = "{\"index\":{\"_id\":\"k1\"}}\n{\"text\":\"a\"}\n{\"text\":\"b\"}\n"
                               "{\"index\":{\"_id\":7}}\n{\"id\":\"own\",\"text\":\"c\"}\n{\"index\":{\"_id\":7}}\n"
                               "{\"text\":\"d\"}\n";
    static const char *const ids[] = {"k1", "", "own", "7"};
    struct opened o;
    open_memory(&o, "memory", str_of(text), "jsonl", NULL);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        ck_assert(next(&o) && o.status == S_OK);
        assert_field(&o.article, FIELD_ID, ids[i], text);
    }
    ck_assert(!next(&o));
    close_reader(&o);
}
END_TEST

/* However many members there are, and names that differ in writing only. */
START_TEST(many_members_take_no_time)
{
    struct buf text = {0};
    buf_append_text(&text, "[");
    for (int record = 0; record < 20; record++) {
        buf_append_text(&text, "{\"text\":\"a\"");
        for (int i = 0; i < 20000; i++)
            buf_printf(&text, ",\"T-e-x_%d\":1,\"Text\":\"b\"", i);
        buf_append_text(&text, record < 19 ? "},\n" : "}]");
    }
    assert_told("json", buf_str(&text), "=a =a =a =a =a =a =a =a =a =a =a =a =a =a =a =a =a =a =a =a");
    buf_release(&text);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("json_dialects");
    tcase_add_loop_test(tcase, fields_are_found, 0, sizeof fields / sizeof fields[0]);
    tcase_add_loop_test(tcase, files_are_taken_apart, 0, sizeof files / sizeof files[0]);
    tcase_add_test(tcase, a_json_feed_speaks_for_its_items);
    tcase_add_test(tcase, a_json_feed_says_little);
    tcase_add_test(tcase, many_arrays_hold_nothing);
    tcase_add_test(tcase, content_decides);
    tcase_add_loop_test(tcase, lines_that_say_what_to_do_are_no_records, 0, sizeof lines / sizeof lines[0]);
    tcase_add_test(tcase, they_give_an_id);
    tcase_add_test(tcase, an_id_goes_with_its_line);
    tcase_add_test(tcase, many_members_take_no_time);
    tcase_set_timeout(tcase, 60);
    return run_suite(tcase, "json_dialects");
}
