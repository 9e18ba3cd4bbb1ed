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
    {"МОСКВА, 27 декабря — В Москве", "МОСКВА", "", "--12-27", "В Москве"},
    {"МОСКВА — Премьер", "МОСКВА", "", "", "Премьер"},
    {"ΑΘΗΝΑ — Ο πρωθυπουργός", "ΑΘΗΝΑ", "", "", "Ο πρωθυπουργός"},
    {"ԵՐԵՎԱՆ — Հայաստանի", "ԵՐԵՎԱՆ", "", "", "Հայաստանի"},
    {"القاهرة - قال", "القاهرة", "", "", "قال"},
    {"თბილისი — პრეზიდენტი", "თბილისი", "", "", "პრეზიდენტი"},
    {"BERLIN, 27. Dezember – Die", "BERLIN", "", "--12-27", "Die"},
    {"WASHINGTON (AP) — The", "WASHINGTON", "AP", "", "The"},
    {"BEIJING, Dec. 27 (Xinhua) -- China", "BEIJING", "Xinhua", "--12-27", "China"},
    {"WASHINGTON (AP), Dec. 27 - it", "WASHINGTON", "AP", "--12-27", "it"},
    {"MOSCOW, December 27. /TASS/. Russian", "MOSCOW", "TASS", "--12-27", "Russian"},
    {"МОСКВА, 27 декабря. /ТАСС/. В Москве", "МОСКВА", "ТАСС", "--12-27", "В Москве"},
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
    {"Madrid, 27 dic (EFE).- El", "Madrid", "EFE", "--12-27", "El"},
    {"MADRID, 27 Dic. (EUROPA PRESS) - El", "MADRID", "EUROPA PRESS", "--12-27", "El"},
    {"Buenos Aires, 1 ene 2018 (EFE).- El", "Buenos Aires", "EFE", "2018-01-01", "El"},
    {"São Paulo, 27 dez (Lusa) - A", "São Paulo", "Lusa", "--12-27", "A"},
    {"PARIS, 27 déc (AFP) — Le", "PARIS", "AFP", "--12-27", "Le"},
    {"Genève (ats) - Le", "Genève", "ats", "", "Le"},
    {"Warszawa (PAP) - Most", "Warszawa", "PAP", "", "Most"},
    {"Praha 27. prosince (ČTK) - Most", "Praha", "ČTK", "--12-27", "Most"},
    {"ANKARA, 27 Aralık (AA) - Köprü", "ANKARA", "AA", "--12-27", "Köprü"},
    {"GYŐR, 27 december (MTI) - A", "GYŐR", "MTI", "--12-27", "A"},
    {"HELSINKI, 27 joulukuuta (STT) - Silta", "HELSINKI", "STT", "--12-27", "Silta"},
    {"(ANSA) - ROMA, 27 DIC - Il", "ROMA", "ANSA", "--12-27", "Il"},
    {"(ANSA) ROMA, 27 DIC - Il", "ROMA", "ANSA", "--12-27", "Il"},
    {"Roma, 27 dic. (askanews) - Il", "Roma", "askanews", "--12-27", "Il"},
    {"МОСКВА, 27 дек — РИА Новости. Мост", "МОСКВА", "РИА Новости", "--12-27", "Мост"},
    {"Москва. 27 декабря. ИНТЕРФАКС - Мост", "Москва", "ИНТЕРФАКС", "--12-27", "Мост"},
    {"Москва. 27 декабря. INTERFAX.RU - Мост", "Москва", "INTERFAX.RU", "--12-27", "Мост"},
    {"القاهرة (رويترز) - قال", "القاهرة", "رويترز", "", "قال"},
    {"القاهرة 27 ديسمبر (أ ف ب) - قال", "القاهرة", "أ ف ب", "--12-27", "قال"},
    {"القاهرة، 27 ديسمبر (أ.ف.ب) - قال", "القاهرة", "أ.ف.ب", "--12-27", "قال"},
    {"القاهرة في 27 ديسمبر /أ ش أ/ قال", "القاهرة", "أ ش أ", "--12-27", "قال"},
    {"بغداد / واع / قال", "بغداد", "واع", "", "قال"},
    {"بغداد / واع\nقال", "بغداد", "واع", "", "قال"},
    {"بغداد - واع\nقال", "بغداد", "واع", "", "قال"},
    {"تهران - ایرنا - رئیس", "تهران", "ایرنا", "", "رئیس"},
    {"Potsdam (dpa/bb) - Die", "Potsdam", "dpa/bb", "", "Die"},
    {"Paris (awp/AFP) - Le", "Paris", "awp/AFP", "", "Le"},
    {"NEW DELHI, Dec 27 (PTI): The", "NEW DELHI", "PTI", "--12-27", "The"},
    {"New Delhi, Dec 27 (PTI): The", "New Delhi", "PTI", "--12-27", "The"},
    {"MOSCOW, December 27 /TASS/ Russian", "MOSCOW", "TASS", "--12-27", "Russian"},
    {"MOSCOW, December 27 /TASS/ -- Russian", "MOSCOW", "TASS", "--12-27", "Russian"},
    {"Tokyo, Dec. 27 (Jiji Press)--The", "Tokyo", "Jiji Press", "--12-27", "The"},
    {"Roma, 27 dic. - (Adnkronos) - Il", "Roma", "Adnkronos", "--12-27", "Il"},
    {"ROMA - (Rossi) - Il", "ROMA", "", "", "(Rossi) - Il"},
    /* no datelines */
    {"New Delhi (PTI): The", NULL, "", "", ""},
    {"Redacción Deportes, 27 dic (EFE).- El", NULL, "", "", ""},
    {"Fútbol, 27 dic (EFE): El", NULL, "", "", ""},
    {"Weather, Dec 27 (AP): Rain", NULL, "", "", ""},
    {"JOHN SMITH, HOST: The", NULL, "", "", ""},
    {"JOHN SMITH, CNN: The", NULL, "", "", ""},
    {"JOHN SMITH, CNN CORRESPONDENT: The", NULL, "", "", ""},
    {"TENNIS (Reuters) - The", NULL, "", "", ""},
    {"Спорт, 27 декабря — РИА Новости. Мост", NULL, "", "", ""},
    {"СРОЧНО — Мост", NULL, "", "", ""},
    {"صورة - رويترز\nقال", NULL, "", "", ""},
    {"وكالات - رويترز\nقال", NULL, "", "", ""},
    {"رياضة / واع / قال", NULL, "", "", ""},
    {"サッカー (ロイター) - 議会は", NULL, "", "", ""},
    {"Smith, 27 (PTI): The", NULL, "", "", ""},
    {"Smith (AP/Miller) - The", NULL, "", "", ""},
    {"Smith (x/AP) - The", NULL, "", "", ""},
    {"(ANSA) - Il ponte", NULL, "", "", ""},
    {"(ANSA) - IL PONTE - La storia", NULL, "", "", ""},
    {"(ANSA) - ROMA - Il ponte", NULL, "", "", ""},
    {"(ANSA) - ROMA, 27 DIC (AGI) - Il", NULL, "", "", ""},
    {"(Rossi) - ROMA, 27 DIC - Il", NULL, "", "", ""},
    {"John Smith / AP\nThe", NULL, "", "", ""},
    {"JOHN SMITH / AP\nThe", NULL, "", "", ""},
    {"John Smith / AP / The", NULL, "", "", ""},
    {"John Smith - AP\nThe", NULL, "", "", ""},
    {"Madrid, 27 dic.- El", NULL, "", "", ""},
    {"El puente (cerrado).- El", NULL, "", "", ""},
    {"Москва. Мост. ИНТЕРФАКС - Мост", NULL, "", "", ""},
    {"محمد علي / رويترز\nقال", NULL, "", "", ""},
    {"قال الوزير / واع / قال", NULL, "", "", ""},
    {"بغداد / شارع / قال", NULL, "", "", ""},
    {"بغداد / واع", NULL, "", "", ""},
    {"قال الوزير في مؤتمر صحفي (رويترز) - قال", NULL, "", "", ""},
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

/* Of agencies of East Asia, with who filed it. */
static const struct asian_sample {
    struct sample sample;
    const char *byline;
} asian_datelines[] = {
    {{"新华社北京12月27日电 北方大雪", "北京", "新华社", "--12-27", "北方大雪"}, ""},
    {{"　　新华社北京12月27日电　北方大雪", "北京", "新华社", "--12-27", "北方大雪"}, ""},
    {{"新华社北京12月27日电（记者 王小明）大雪", "北京", "新华社", "--12-27", "大雪"}, "王小明"},
    {{"新华社北京12月27日电 （记者王小明、李四）大雪", "北京", "新华社", "--12-27", "大雪"}, "王小明、李四"},
    {{"新华社北京12月27日电（记者王小明 通讯员李四）大雪", "北京", "新华社", "--12-27",
      "（记者王小明 通讯员李四）大雪"},
     ""},
    {{"新华社北京12月27日电（2017年）大雪", "北京", "新华社", "--12-27", "（2017年）大雪"}, ""},
    {{"新华社华盛顿2017年12月26日电 议会", "华盛顿", "新华社", "2017-12-26", "议会"}, ""},
    {{"新华社三亚十二月二十七日电 渡轮", "三亚", "新华社", "--12-27", "渡轮"}, ""},
    {{"新华社北京十月十日电 渡轮", "北京", "新华社", "--10-10", "渡轮"}, ""},
    {{"新华社北京27日电 渡轮", "北京", "新华社", "", "渡轮"}, ""},
    {{"据新华社北京12月27日电 渡轮", "北京", "新华社", "--12-27", "渡轮"}, ""},
    {{"中新社香港12月27日电 渡轮", "香港", "中新社", "--12-27", "渡轮"}, ""},
    {{"中新网北京12月27日电(记者 王小明)渡轮", "北京", "中新网", "--12-27", "渡轮"}, "王小明"},
    {{"中新网12月27日电 渡轮", "", "中新网", "--12-27", "渡轮"}, ""},
    {{"中新网客户端北京12月27日电 渡轮", "北京", "中新网", "--12-27", "渡轮"}, ""},
    {{"本报上海12月27日讯 渡轮", "上海", "", "--12-27", "渡轮"}, ""},
    {{"中央社台北27日電 渡輪", "台北", "中央社", "", "渡輪"}, ""},
    {{"（中央社台北27日電）渡輪", "台北", "中央社", "", "渡輪"}, ""},
    {{"（中央社記者王小明台北27日電）渡輪", "台北", "中央社", "", "渡輪"}, "王小明"},
    {{"（中央社記者王小明新竹縣27日電）渡輪", "新竹縣", "中央社", "", "渡輪"}, "王小明"},
    {{"（中央社東京27日綜合外電報導）渡輪", "東京", "中央社", "", "渡輪"}, ""},
    {{"【ワシントン共同】議会は", "ワシントン", "共同", "", "議会は"}, ""},
    {{"【北京共同】議会は", "北京", "共同", "", "議会は"}, ""},
    {{"【札幌27日共同】議会は", "札幌", "共同", "", "議会は"}, ""},
    {{"【北京＝時事】議会は", "北京", "時事", "", "議会は"}, ""},
    {{"【ニューヨーク＝共同】議会は", "ニューヨーク", "共同", "", "議会は"}, ""},
    {{"【ニューヨーク２７日＝共同】議会は", "ニューヨーク", "共同", "", "議会は"}, ""},
    {{"【ニューヨーク12月27日共同】　議会は", "ニューヨーク", "共同", "--12-27", "議会は"}, ""},
    {{"【パリＡＦＰ＝時事】議会は", "パリ", "ＡＦＰ＝時事", "", "議会は"}, ""},
    {{"【12月27日 AFP】議会は", "", "AFP", "--12-27", "議会は"}, ""},
    {{"［東京　２７日　ロイター］ － 議会は", "東京", "ロイター", "", "議会は"}, ""},
    {{"[東京 ロイター] - 議会は", "東京", "ロイター", "", "議会は"}, ""},
    {{"[ワシントン 27日 ロイター] - 議会は", "ワシントン", "ロイター", "", "議会は"}, ""},
    {{"(서울=연합뉴스) 홍길동 기자 = 의회가", "서울", "연합뉴스", "", "의회가"}, "홍길동"},
    {{"(서울=연합뉴스) 홍길동 김철수 기자 = 의회가", "서울", "연합뉴스", "", "의회가"}, "홍길동 김철수"},
    {{"(워싱턴=연합뉴스) 홍길동 특파원 = 의회가", "워싱턴", "연합뉴스", "", "의회가"}, "홍길동"},
    {{"[서울=뉴시스]홍길동 기자 = 의회가", "서울", "뉴시스", "", "의회가"}, "홍길동"},
    {{"【서울=뉴시스】홍길동 기자 = 의회가", "서울", "뉴시스", "", "의회가"}, "홍길동"},
    {{"[워싱턴=AP/뉴시스] 의회가", "워싱턴", "AP/뉴시스", "", "의회가"}, ""},
    {{"(제네바 AFP=연합뉴스) 의회가", "제네바", "AFP=연합뉴스", "", "의회가"}, ""},
    {{"(서울·부산=연합뉴스) = 의회가", "서울·부산", "연합뉴스", "", "의회가"}, ""},
    {{"(서울=연합뉴스) 홍길동 기자·김철수 특파원 = 의회가", "서울", "연합뉴스", "",
      "홍길동 기자·김철수 특파원 = 의회가"},
     ""},
    {{"(서울=연합뉴스) 다리의 길이 = 백 미터", "서울", "연합뉴스", "", "다리의 길이 = 백 미터"}, ""},
    /* no datelines */
    {{"新华社12月27日报道，北方大雪", NULL, "", "", ""}, ""},
    {{"新华社北京12月27日电，北方大雪", NULL, "", "", ""}, ""},
    {{"新华社北京12月27日电话采访了王小明", NULL, "", "", ""}, ""},
    {{"新华社北京13月27日电 大雪", NULL, "", "", ""}, ""},
    {{"新华社北京12月32日电 大雪", NULL, "", "", ""}, ""},
    {{"本报综合消息12月27日电 大雪", NULL, "", "", ""}, ""},
    {{"新华社评论员12月27日电 大雪", NULL, "", "", ""}, ""},
    {{"新华社北京电 大雪", NULL, "", "", ""}, ""},
    {{"新华社记者王小明12月27日电 大雪", NULL, "", "", ""}, ""},
    {{"新华社的王小明说，北京12月27日电 大雪", NULL, "", "", ""}, ""},
    {{"某某社北京12月27日电 大雪", NULL, "", "", ""}, ""},
    {{"本报12月27日讯 大雪", NULL, "", "", ""}, ""},
    {{"本报讯 大雪", NULL, "", "", ""}, ""},
    {{"北京12月27日电 大雪", NULL, "", "", ""}, ""},
    {{"（中央社台北27日電，王小明）渡輪", NULL, "", "", ""}, ""},
    {{"（中央社台北27日電渡輪", NULL, "", "", ""}, ""},
    /* who and where cannot be told apart */
    {{"（中央社記者王小明某地27日電）渡輪", NULL, "", "", ""}, ""},
    {{"（中央社記者王台北27日電）渡輪", NULL, "", "", ""}, ""},
    {{"（中央社記者王小明的老同學台北27日電）渡輪", NULL, "", "", ""}, ""},
    {{"（王小明）渡輪", NULL, "", "", ""}, ""},
    {{"【速報】議会は", NULL, "", "", ""}, ""},
    {{"【速報＝共同】議会は", NULL, "", "", ""}, ""},
    {{"【写真＝時事】議会は", NULL, "", "", ""}, ""},
    {{"【日米共同】議会は", NULL, "", "", ""}, ""},
    {{"【国際時事】議会は", NULL, "", "", ""}, ""},
    {{"【企業共同】議会は", NULL, "", "", ""}, ""},
    {{"【グループ共同】議会は", NULL, "", "", ""}, ""},
    {{"【週刊時事】議会は", NULL, "", "", ""}, ""},
    {{"【イベント企画共同】議会は", NULL, "", "", ""}, ""},
    {{"【日米共同声明】議会は", NULL, "", "", ""}, ""},
    {{"【共同】議会は", NULL, "", "", ""}, ""},
    {{"【ワシントン＝田中太郎】議会は", NULL, "", "", ""}, ""},
    {{"【橋と道、共同】議会は", NULL, "", "", ""}, ""},
    {{"【MAP】議会は", NULL, "", "", ""}, ""},
    {{"【ワシントン\n共同】議会は", NULL, "", "", ""}, ""},
    {{"【ワシントン共同", NULL, "", "", ""}, ""},
    {{"[東京 27日 ロイター] 議会は", NULL, "", "", ""}, ""},
    {{"[写真 27日 ロイター] 議会は", NULL, "", "", ""}, ""},
    {{"[ロイター] - 議会は", NULL, "", "", ""}, ""},
    {{"(사진=연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"(자료사진=연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"[화면캡처=연합뉴스TV] 의회가", NULL, "", "", ""}, ""},
    {{"(로이터=연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"[워싱턴=AP뉴시스] 의회가", NULL, "", "", ""}, ""},
    {{"(취재=연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"(서울=홍길동) 의회가", NULL, "", "", ""}, ""},
    {{"(홍길동 기자=연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"(연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"(=연합뉴스) 의회가", NULL, "", "", ""}, ""},
    {{"(x = y) is an equation", NULL, "", "", ""}, ""},
    {{"[a=b] 의회가", NULL, "", "", ""}, ""},
};

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

static void check_sample(const struct sample *c, const char *byline, bool strict)
{
    char date[DATE_TEXT_MAX];
    struct dateline d;
    struct str text = str_of(c->text);
    bool found = dateline_parse(text, strict, &d);
    ck_assert_msg(found == (c->place != NULL), "%s: %s", found ? "taken" : "not taken", c->text);
    if (!found)
        return;
    assert_str(d.place, c->place, c->text);
    assert_str(d.agency, c->agency, c->text);
    assert_str(d.byline, byline, c->text);
    assert_str(date_text(&d, date), c->date, c->text);
    assert_str((struct str){text.ptr + d.len, text.len - d.len}, c->rest, c->text);
    ck_assert(d.place.len <= DATELINE_TEXT_MAX && d.agency.len <= DATELINE_TEXT_MAX &&
              d.byline.len <= DATELINE_TEXT_MAX);
}

START_TEST(datelines_are_taken_apart)
{
    check_sample(&datelines[_i], "", false);
}
END_TEST

/* Names of agencies tell them in JSON, too. */
START_TEST(asian_datelines_are_taken_apart)
{
    check_sample(&asian_datelines[_i].sample, asian_datelines[_i].byline, false);
    check_sample(&asian_datelines[_i].sample, asian_datelines[_i].byline, true);
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
    ck_assert(dateline_parse(str_of("القاهرة (رويترز) - قال"), true, &d));
    ck_assert(dateline_parse(str_of("بغداد / واع / قال"), true, &d));
    ck_assert(dateline_parse(str_of("NEW DELHI, Dec 27 (PTI): The"), true, &d));
    ck_assert(!dateline_parse(str_of("NEW DELHI, Dec 27 (Star): The"), true, &d));
    ck_assert(!dateline_parse(str_of("NEW DELHI (PTI): The"), true, &d));
    ck_assert(!dateline_parse(str_of("北京（通讯社）——政府"), true, &d));
    ck_assert(dateline_parse(str_of("Washington, DC - The"), true, &d));
}
END_TEST

/* Every prefix of every sample, in a block of its own size: nothing is read past the end. */
static void check_prefixes(const char *text)
{
    struct dateline d;
    size_t len = strlen(text);
    for (size_t cut = 0; cut <= len; cut++) {
        char *copy = malloc(cut ? cut : 1);
        memcpy(copy, text, cut);
        if (dateline_parse((struct str){copy, cut}, false, &d))
            ck_assert_uint_le(d.len, cut);
        free(copy);
    }
}

START_TEST(prefixes_stay_within_bounds)
{
    check_prefixes(datelines[_i].text);
}
END_TEST

START_TEST(asian_prefixes_stay_within_bounds)
{
    check_prefixes(asian_datelines[_i].sample.text);
}
END_TEST

int main(void)
{
    int count = sizeof datelines / sizeof datelines[0];
    int asian_count = sizeof asian_datelines / sizeof asian_datelines[0];
    TCase *tcase = tcase_create("dateline");
    tcase_add_loop_test(tcase, datelines_are_taken_apart, 0, count);
    tcase_add_loop_test(tcase, prefixes_stay_within_bounds, 0, count);
    tcase_add_loop_test(tcase, asian_datelines_are_taken_apart, 0, asian_count);
    tcase_add_loop_test(tcase, asian_prefixes_stay_within_bounds, 0, asian_count);
    tcase_add_test(tcase, strict_leaves_doubtful_forms_out);
    return run_suite(tcase, "dateline");
}
