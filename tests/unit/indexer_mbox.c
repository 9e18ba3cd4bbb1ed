/* Mailboxes and single mails: heads, parts, texts, and what is wrong with some. */
#include "indexer_records.h"

#include "indexer/mail_message.h"
#include "indexer/mail_text.h"
#include "indexer/mime_part.h"

struct sample {
    const char *text, *want;
};

#define FROM "From ann@news.example Sat Sep 14 21:03:00 1996\n"

/* ---- heads ---- */

static const struct sample messages[] = {
    {FROM
     "Received: from a by b; Sat, 14 Sep 1996 23:04:00 +0200\nReceived: from c; Sat, 14 Sep 1996 20:00:00 +0000\n"
     "Message-ID: <1@news.example>\nFrom: Ann Author <ann@news.example>\nSubject: [wire] Pilots\n return\n"
     "Date: Sat, 14 Sep 1996 23:03:00 +0200 (CEST)\nList-Id: The wire <wire.news.example>\nKeywords: ports, labour\n"
     "Content-Language: en, de\nArchived-At: <http://news.example/1>\n\nPilots went back.\n\nIt rained.\n",
     "@1\ndate=1996-09-14T21:03:00Z\nrecorded=1996-09-14T21:04:00Z\nid=1@news.example\nheadline=[wire] Pilots return\n"
     "body=Pilots went back.||It rained.\nbyline=Ann Author\nsource=wire.news.example\ntag=ports|labour\nlang=en\n"
     "url=http://news.example/1\n"},
    {"Subject: =?iso-8859-1?Q?Caf=E9?= =?utf-8?B?IOKAlCBvcGVu?=\nFrom: bob@news.example (Bob)\nNewsgroups: "
     "news.a,news.b\n"
     "Date: Sat, 14 Sep 96 21:03:00 GMT\n\nText",
     "@1\ndate=1996-09-14T21:03:00Z\nheadline=Caf\xc3\xa9 \xe2\x80\x94 open\nbody=Text\nbyline=Bob\nsource=news.a\n"},
    {"from: <bob@news.example>\nsubject: Z\xfcrich\ndate: yesterday\n\nText\n",
     "@1\nheadline=Z\xc3\xbcrich\nbody=Text\nbyline=bob@news.example\n"},
    {"From: =?utf-8?q?J=C3=BCrgen?= <j@news.example>\nSubject:\nMessage-ID: odd\n\nText\n",
     "@1\nid=odd\nbody=Text\nbyline=J\xc3\xbcrgen\n"},
    {"\r\n\nFrom: a@b.example\r\nSubject: One\r\n\r\nText\r\nMore text\r\n",
     "@3\nheadline=One\nbody=Text|More text\nbyline=a@b.example\n"},
    /* addresses that an archive hides */
    {"From: ann at news.example (Ann Author)\n\nText\n", "@1\nbody=Text\nbyline=Ann Author\n"},
    {"From: j at news.example (=?utf-8?q?J=C3=BCrgen?= (desk))\n\nText\n",
     "@1\nbody=Text\nbyline=J\xc3\xbcrgen (desk)\n"},
    {"From: j at news.example (=?utf-8?q?J=C3=BCrgen?=)\n\nText\n", "@1\nbody=Text\nbyline=J\xc3\xbcrgen\n"},
    {"From: ann at news.example ()\n\nText\n", "@1\nbody=Text\n"},
    {FROM "\nNo head.\n", "@1\nbody=No head.\n"},
    {FROM "Subject: x\n\n \n\n", "@1! no body: no text in the message\n"},
    {FROM "Subject: x\n", "@1! no body: no text in the message\n"},
    {"", ""},
    {"\n\n", ""},
};

START_TEST(messages_are_taken_apart)
{
    assert_records(str_of(messages[_i].text), "mbox", messages[_i].want);
}
END_TEST

/* ---- where a message begins ---- */

static const struct sample boxes[] = {
    {FROM "Subject: One\n\nText one.\n\n" FROM "Subject: Two\n\nText two.\n",
     "@1\nheadline=One\nbody=Text one.\n@6\nheadline=Two\nbody=Text two.\n"},
    {"From - Sat Sep 14 21:03:00 1996\r\nSubject: One\r\n\r\nText one.\r\n\r\nFrom -\r\nSubject: Two\r\n\r\nText "
     "two.\r\n",
     "@1\nheadline=One\nbody=Text one.\n@6\nheadline=Two\nbody=Text two.\n"},
    {FROM
     "Subject: One\n\nText.\n\nFrom here on it rained.\n\n>From Rome it came.\n>>From x\nFrom what\nSubject: none\n",
     "@1\nheadline=One\nbody=Text.||From here on it rained.||From Rome it came.|>>From x|From what|Subject: none\n"},
    {"Subject: One\n\nText.\n\n" FROM "Subject: Two\n\n>From Text two.\n",
     "@1\nheadline=One\nbody=Text.||From ann@news.example Sat Sep 14 21:03:00 1996 Subject: Two||>From Text two.\n"},
    /* without an empty line between */
    {FROM "Subject: One\n\nText one.\n" FROM "Subject: Two\n\nText two.\n",
     "@1\nheadline=One\nbody=Text one.\n@5\nheadline=Two\nbody=Text two.\n"},
    {FROM "Subject: One\n\nText.\n" FROM "and more\nFrom a 21:03 1996\nSubject: Two\nFrom Sat Sep on\nSubject: Three\n",
     "@1\nheadline=One\nbody=Text.|From ann@news.example Sat Sep 14 21:03:00 1996 and more|From a 21:03 1996|Subject: "
     "Two|From Sat Sep on|Subject: Three\n"},
    {FROM "Subject: One\n\nText.\n\n" FROM "\n\n" FROM,
     "@1\nheadline=One\nbody=Text.\n@6! no body: no text in the message\n"
     "@9! no body: no text in the message\n"},
    {FROM "Subject: One\n\nText one.\n\n" FROM "Subj",
     "@1\nheadline=One\nbody=Text one.\n@6! no body: no text in the message\n"},
};

START_TEST(mailboxes_are_parted)
{
    assert_records(str_of(boxes[_i].text), "mbox", boxes[_i].want);
}
END_TEST

/* ---- parts ---- */

#define MIXED "Content-Type: multipart/mixed; boundary=\"b 1\"\n\npreamble\n--b 1\n"
#define HTML  "Content-Type: text/html; charset=utf-8\n\n<p>Text of HTML.</p>\n"

static const struct sample parts[] = {
    {MIXED "\nFirst.\n--b 1\n\nSecond.\n--b 1--\n\nepilogue\n", "First."},
    {MIXED "\n \n--b 1\nContent-Type: text/plain\n\nSecond.\n", "Second."},
    {MIXED HTML "--b 1\nContent-Type: text/plain\n\nPlain.\n--b 1--\n", "Plain."},
    {MIXED HTML "--b 1--\n\nText: none\n\nepilogue\n", "Text of HTML."},
    {MIXED "Content-Disposition: ATTACHMENT; filename=x\n\nAttached.\n--b 1\n\nText.\n--b 1--\n", "Text."},
    {MIXED "Content-Type: message/rfc822\n\nSubject: x\n\nInside.\n--b 1\n\nText.\n--b 1--\n", "Text."},
    {MIXED "Content-Type: multipart/alternative; boundary=c\n\n--c\n\nInner.\n--c--\n--b 1\n\nOuter.\n--b 1--\n",
     "Inner."},
    {MIXED "Content-Type: multipart/alternative; boundary=c\n\n--c\n" HTML "--b 1\n\nOuter.\n--b 1--\n", "Outer."},
    {MIXED "Content-Type: image/png\n\nx\n--b 1 \t\n\nText.\n--b 1 x\n--b 1--\n", "Text.|--b 1 x"},
    {"Content-Type: text/html\n\n<p>Text of HTML.</p>", "Text of HTML."},
    /* messages in the message */
    {MIXED
     "\n \n--b 1\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\nSubject: x\n\nInside.\n--b 1\n"
     "Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nAnother.\n--c\n\nFoot.\n"
     "--c--\n--b 1--\n",
     "Inside.||Another."},
    {MIXED "Content-Type: message/rfc822\n\nSubject: x\n" HTML "--b 1--\n", "Text of HTML."},
    {MIXED "Content-Type: message/delivery-status\n\n\nInside.\n--b 1\n" HTML "--b 1--\n", "Text of HTML."},
    {MIXED "\nOf the list.\n--b 1\nContent-Type: multipart/digest; boundary=c\n\n--c\n\nSubject: a\n\nOne.\n--c\n"
           "Content-Type: message/rfc822\n\nSubject: b\n\nTwo.\n--c\nContent-Type: image/png\n\nx\n--c--\n--b "
           "1\n\nFoot.\n--b 1--\n",
     "Of the list.||One.||Two."},
    {"Content-Type: multipart/digest; boundary=c\n\n--c\n\nSubject: a\n\nOne.\n--c\n\n\nTwo.\n--c--\n", "One.||Two."},
    {"Content-Type: rubbish\n\nText.", "Text."},
    /* transfer encodings and charsets */
    {"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nCaf=E9 =\nopen=3D\n",
     "Caf\xc3\xa9 open="},
    {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nQ2Fmw6kK\nb3Blbgo=\n",
     "Caf\xc3\xa9|open"},
    {"Content-Type: TEXT/Plain; charset=\"KOI8-R\"\n\n\xed\xcf\xd3\xcb\xd7\xc1",
     "\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"},
    {"Content-Type: text/plain; charset=none-such\n\nCaf\xc3\xa9", "Caf\xc3\xa9"},
    {"Content-Transfer-Encoding: x-own\n\nText.", "Text."},
};

START_TEST(the_text_is_found)
{
    struct buf want = {0};
    buf_printf(&want, "@1\nbody=%s\n", parts[_i].want);
    assert_records(str_of(parts[_i].text), "mbox", buf_text(&want));
    buf_release(&want);
}
END_TEST

/* ---- pages saved as a mail ---- */

#define STORY                                                                                                        \
    "Pilots in the harbour went back to work on Saturday after eleven days, and the first of forty ships that wait " \
    "outside the mole came in before noon."
#define PAGE                                                                                            \
    "Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"b\"\r\n\r\n\r\n--b\r\n"  \
    "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"                        \
    "Content-Location: http://news.example/1\r\n\r\n"                                                   \
    "<html><head><meta charset=3D\"iso-8859-1\"><title>Pilots return</title></head><body><article>"     \
    "<h1>Pilots return</h1><p>" STORY "</p><p>" STORY " The caf=E9 keeps=\r\n its hours.</p></article>" \
    "</body></html>\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
#define PAGE_BODY "body=" STORY "||" STORY " The caf\xc3\xa9 keeps its hours.\n"

static const struct sample pages[] = {
    {"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://news.example/1?a\r\nSubject: "
     "=?utf-8?Q?Pilots=20return?=\r\nDate: Sat, 14 Sep 1996 21:03:00 -0000\r\nMIME-Version: 1.0\r\n" PAGE,
     "@1\nrecorded=1996-09-14T21:03:00Z\nid=http://news.example/1?a\nheadline=Pilots return\n" PAGE_BODY
     "url=http://news.example/1?a\n"},
    {"From: \"Saved by Windows Internet Explorer 8\"\r\nSubject: x\r\nDate: Sat, 14 Sep 1996 21:03:00 "
     "-0000\r\nMIME-Version: 1.0\r\n" PAGE,
     "@1\nrecorded=1996-09-14T21:03:00Z\nid=http://news.example/1\nheadline=Pilots return\n" PAGE_BODY
     "url=http://news.example/1\n"},
    {"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\nFrom: <Saved by "
     "x>\r\n\r\n--b\r\n\r\nText\r\n",
     "@1! no body: no text in the message\n"},
};

START_TEST(saved_pages_are_read_as_pages)
{
    ck_assert_int_eq(mbox_sniff(str_of(pages[_i].text)), 2);
    assert_records(str_of(pages[_i].text), "auto", pages[_i].want);
}
END_TEST

/* ---- texts ---- */

#define LONG "The first of forty ships that wait outside the mole"

static const struct {
    struct mail_form form;
    const char *text, *want;
} texts[] = {
    {{.flowed = false}, LONG "\ncame in.\nOr so.\n\n\nNext.  \n", LONG " came in.|Or so.||Next."},
    {{.flowed = false}, LONG "\n> quoted " LONG "\n> more\n", LONG "|> quoted " LONG "|> more"},
    {{.flowed = false}, LONG "\n  indented\n* item " LONG "\nmore\n", LONG "|  indented|* item " LONG "|more"},
    {{.flowed = false}, "Text.\n\n-- \nAnn\n", "Text."},
    {{.flowed = false}, "Text.\n--\nAnn\n", "Text.|--|Ann"},
    {{.flowed = false}, "Text.\n>From x\n>>From y\n", "Text.|>From x|>>From y"},
    {{.escaped = true}, "Text.\n>From x\n>>From y\n", "Text.|From x|>>From y"},
    {{.flowed = true},
     "One \ntwo \nthree.\nFour.\n\n From five\n> six \n> seven\n",
     "One two three.|Four.||From five|> six|> seven"},
    {{.flowed = true, .delete_space = true}, "\xe5\x8c\x97 \n\xe4\xba\xac\n", "\xe5\x8c\x97\xe4\xba\xac"},
    {{.flowed = true}, "One \n-- \nAnn\n", "One "},
    {{.flowed = false}, "", ""},
};

START_TEST(lines_are_joined)
{
    struct buf out = {0};
    mail_append_text(str_of(texts[_i].text), &texts[_i].form, &out);
    for (size_t i = 0; i < out.len; i++)
        out.data[i] = out.data[i] == '\n' ? '|' : out.data[i];
    ck_assert_str_eq(buf_text(&out), texts[_i].want);
    buf_release(&out);
}
END_TEST

/* ---- limits ---- */

START_TEST(length_is_bounded)
{
    struct buf box = {0};
    buf_append_text(&box, FROM "Subject: One\n\n");
    buf_append_repeat(&box, 'x', MAIL_BYTES_MAX);
    buf_append_text(&box, "\n\n" FROM "X: ");
    buf_append_repeat(&box, 'x', MAIL_HEAD_MAX);
    buf_append_text(&box, "\n\nText\n\n" FROM "\nLast.\n");
    assert_records(buf_str(&box), "mbox",
                   "@1! too long: longer than 16777216 bytes\n@6! too long: the head is longer than 262144 bytes\n"
                   "@11\nbody=Last.\n");
    buf_reset(&box);
    buf_append_text(&box, "Subject: One\n\n");
    buf_append_repeat(&box, '\n', MAIL_BYTES_MAX);
    assert_records(buf_str(&box), "mbox", "@1! too long: longer than 16777216 bytes\n");
    buf_release(&box);
}
END_TEST

/* Fields and parts that would take all memory, all the stack or all day. */
START_TEST(hostile_messages_end_soon)
{
    static const struct {
        const char *head, *piece;
        size_t count;
    } hostile[] = {
        {"From: ", "a:", 100000},
        {"From: ", "(", 200000},
        {"Subject: ", "=?utf-8?q?", 20000},
        {"References: ", "<a@b> ", 40000},
        {"Content-Type: text/plain", "; a*0=b", 30000},
        {"", "X: y\n", 50000},
        {"Content-Type: message/rfc822\n\nTo: ", "a:", 3000000},
        {"Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 500000},
        {"Content-Type: multipart/mixed; boundary=b\n\n", "--b\nX: y\n", 500000},
        {"", "Content-Type: multipart/mixed; boundary=b\n\n--b\n", 100000},
        {"Content-Transfer-Encoding: base64\n\n", "=", 3000000},
        {"Content-Type: text/plain; format=flowed\n\n", "> \n", 1000000},
        {"\n", "\nFrom ", 1000000},
    };
    struct buf box = {0}, got = {0};
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        buf_reset(&box);
        buf_reset(&got);
        buf_printf(&box, FROM "%s", hostile[i].head);
        for (size_t n = 0; n < hostile[i].count; n++)
            buf_append_text(&box, hostile[i].piece);
        buf_append_text(&box, "\n\nLast.\n");
        record_memory(buf_str(&box), "mbox", &got);
    }
    buf_release(&box);
    buf_release(&got);
}
END_TEST

START_TEST(deep_parts_are_passed_over)
{
    struct buf box = {0};
    for (int i = 0; i < MIME_DEPTH_MAX + 1; i++)
        buf_printf(&box, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    buf_append_text(&box, "\nToo deep.\n");
    assert_records(buf_str(&box), "mbox", "@1! no body: no text in the message\n");
    buf_printf(&box, "--b%d\n\nDeep enough.\n", MIME_DEPTH_MAX - 1);
    assert_records(buf_str(&box), "mbox", "@1\nbody=Deep enough.\n");
    buf_reset(&box);
    for (int i = 0; i < MIME_DEPTH_MAX; i++)
        buf_append_text(&box, "Content-Type: message/rfc822\n\n");
    size_t deep = box.len;
    buf_append_text(&box, "\nDeep enough.\n");
    assert_records(buf_str(&box), "mbox", "@1\nbody=Deep enough.\n");
    buf_truncate(&box, deep);
    buf_append_text(&box, "Content-Type: message/rfc822\n\n\nToo deep.\n");
    assert_records(buf_str(&box), "mbox", "@1! no body: no text in the message\n");
    buf_release(&box);
}
END_TEST

/* ---- files ---- */

START_TEST(the_format_is_told_by_its_first_bytes)
{
    ck_assert_int_eq(mbox_sniff(str_of(FROM "Subject: x\n\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("\n" FROM "\ntext")), 1);
    ck_assert_int_eq(mbox_sniff(str_of("Received: x\n by y\nFrom: a\nDate: b\nMessage-Id: <c>\n\ntext")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("From: a\nDate: b\n\nMessage-ID: c")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("From: a\nDate: b\nMIME-Version: 1.0\n\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("mime-version: 1.0\ncontent-type: multipart/related; boundary=b\n\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("MIME-Version: 1.0\nContent-Type: text/html\n\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("From: a\nSubject: b\nLines: 2\n\ntext\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("Subject: b\r\nFrom: a@b.example\r\n\r\ntext\r\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("From: Ann <a@b.example>\nSubject: b\n\ntext\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("From: a at b.example (Ann)\nSubject: b\n\ntext\n")), 2);
    ck_assert_int_eq(mbox_sniff(str_of("From: Ann Author, Leeds\nSubject: b\n\nSir, I write.\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("From: London\nTo: Paris\nSubject: Trains\n\nThe trains.\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("Subject: b\nFrom: readers @ large\n\nSir, I write.\n-- \nMore.\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("From: a\nSubject: b\ntext goes on\n\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("From: a\nSubject: b\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("Subject: b\n\nFrom: a\n\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("Date: 14 September 1996\n\nTalks resume\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("From Rome to Paris\n\nThe train left at 10.\n")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("{\"id\":1}")), 0);
    ck_assert_int_eq(mbox_sniff(str_of("")), 0);
}
END_TEST

START_TEST(the_sample_holds_the_same_articles)
{
    static const enum field fields[] = {FIELD_ID,  FIELD_HEADLINE, FIELD_BODY, FIELD_BYLINE,
                                        FIELD_TAG, FIELD_LANG,     FIELD_URL};
    assert_same_articles("corpora/formats/articles.mbox", "auto", fields, sizeof fields / sizeof fields[0]);
}
END_TEST

START_TEST(real_files_come_out_whole)
{
    assert_real_records("mail/lists.mbox", 53, 0, false);
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("mbox");
    tcase_add_loop_test(tcase, messages_are_taken_apart, 0, sizeof messages / sizeof messages[0]);
    tcase_add_loop_test(tcase, mailboxes_are_parted, 0, sizeof boxes / sizeof boxes[0]);
    tcase_add_loop_test(tcase, the_text_is_found, 0, sizeof parts / sizeof parts[0]);
    tcase_add_loop_test(tcase, saved_pages_are_read_as_pages, 0, sizeof pages / sizeof pages[0]);
    tcase_add_loop_test(tcase, lines_are_joined, 0, sizeof texts / sizeof texts[0]);
    tcase_add_test(tcase, length_is_bounded);
    tcase_add_test(tcase, hostile_messages_end_soon);
    tcase_add_test(tcase, deep_parts_are_passed_over);
    tcase_add_test(tcase, the_format_is_told_by_its_first_bytes);
    tcase_add_test(tcase, the_sample_holds_the_same_articles);
    tcase_add_test(tcase, real_files_come_out_whole);
    return run_record_suite(tcase, "mbox");
}
