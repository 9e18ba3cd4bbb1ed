/* The reader of NewsML-G2 and NewsML 1: each news item an article, alone or in a message that holds several.
 *
 *                G2                                              1
 *     id         @guid                                           PublicIdentifier
 *     headline   headline                                        HeadLine
 *     byline     creator, contributor; by                        ByLine
 *     place      located; dateline                               DateLine
 *     date       contentCreated, firstCreated, versionCreated,   FirstCreated, ThisRevisionCreated
 *                contentModified, the first that is there
 *     agency,    provider, infoSource, copyrightHolder: an       Provider, Source
 *     source     agency when it is known as one
 *     tag        subject, keyword                                KeywordLine
 *     lang       language/@tag, xml:lang                         Language/@FormalName
 *     body       inlineXML (NITF, XHTML), inlineData             DataContent
 *
 * Somebody is called by the first of the names that the element has, or by the last part of its code. Where both
 * metadata and the NITF inside say something the metadata count. Packages, concepts and knowledge items are no
 * articles. Fragments whose root is contentSet or contentMeta are read as an item. The items of Reuters Corpus Volume
 * 1, which are older, are read as well: rcv1_in.h.
 *
 * Sources: IPTC, NewsML-G2 2.35 and NewsML 1.2. */
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/charset.h"
#include "indexer/clean.h"
#include "indexer/html.h"
#include "indexer/mime_part.h"
#include "indexer/nitf_in.h"
#include "indexer/rcv1_in.h"
#include "indexer/word.h"

struct newsml {
    struct xml_record record;
    struct html *html;
    struct buf lang;       /* of the item */
    struct buf name, code; /* of somebody */
    struct buf by, holder; /* a byline; who holds the rights */
    struct buf plain;      /* content that is no XML */
    struct buf bytes;      /* the same in base64, decoded */
    struct buf type;       /* of content */
    struct buf encoding;   /* of content that is not read */
    struct date date;
    unsigned date_rank, rank; /* of the date; of the element that is read */
};

static void keep(struct buf *b, struct str value)
{
    buf_reset(b);
    buf_append_str(b, value);
}

static void fail(struct xml_record *r, enum status status)
{
    r->status = status;
    r->ended = true;
}

/* ---- somebody or something with a name ---- */

/* The last part of a code that the element has for a name; in NewsML 1 the name itself. */
static void keep_code(struct newsml *n)
{
    struct str line;
    if (!n->name.len && xml_record_attribute(&n->record, "FormalName", &line))
        keep(&n->name, line);
    if (n->code.len || !xml_record_attribute(&n->record, "qcode", &line))
        return;
    const char *colon = memrchr(line.ptr, ':', line.len);
    size_t start = colon ? (size_t)(colon - line.ptr) + 1 : 0;
    keep(&n->code, (struct str){line.ptr + start, line.len - start});
}

/* Reads the element that was just opened: its first name or that of its party, into n->name, and its code. */
static bool read_name(struct newsml *n, struct str *name)
{
    struct xml_record *r = &n->record;
    unsigned depth = xml_in_depth(r->x);
    struct str line;
    buf_reset(&n->name);
    buf_reset(&n->code);
    keep_code(n);
    while (xml_record_open(r, depth)) {
        if (xml_record_is(r, "Party"))
            keep_code(n);
        if (!xml_record_is(r, "name") || n->name.len)
            xml_record_skip(r);
        else if (xml_record_line(r, &line))
            keep(&n->name, line);
    }
    *name = buf_str(&n->name);
    return name->len > 0;
}

static bool is_agency(struct str name)
{
    static const char agencies[] =
        "AAP|AFP|Agence France-Presse|Anadolu|ANP|ANSA|AP|APA|Associated Press|The Associated Press|Belga|Bloomberg|"
        "Bloomberg News|Canadian Press|The Canadian Press|CP|Deutsche "
        "Presse-Agentur|dpa|DPA|EFE|IANS|Interfax|ITAR-TASS|"
        "Kyodo|Kyodo News|NTB|PA|PA Media|Press Association|Press Trust of India|PTI|Reuters|REUTERS|RIA "
        "Novosti|Ritzau|"
        "TASS|Thomson Reuters|TT|United Press International|UPI|Xinhua|Yonhap";
    struct str list = str_of(agencies), known, rest = name, last = name;
    struct word word;
    while (field_map_next_name(&list, &known))
        if (str_equal(name, known))
            return true;
    while (word_next(&rest, &word))
        last = word.text;
    return str_equal(last, str_of("Agency"));
}

/* Who it comes from: an agency that is known as one; or else the paper, and behind that whoever gave it to the paper. A
 * code is worth something only when it is that of an agency. */
static void read_origin(struct newsml *n)
{
    struct str name;
    bool named = read_name(n, &name);
    if (!named)
        name = buf_str(&n->code);
    bool agency = name.len && is_agency(name);
    if (agency || (named && article_get(n->record.article, FIELD_SOURCE).len))
        xml_record_set(&n->record, FIELD_AGENCY, name);
    else if (named)
        xml_record_set(&n->record, FIELD_SOURCE, name);
}

static void read_creator(struct newsml *n)
{
    struct str name;
    if (read_name(n, &name))
        xml_record_set(&n->record, is_agency(name) ? FIELD_AGENCY : FIELD_BYLINE, name);
}

static void read_holder(struct newsml *n)
{
    struct str name;
    if (read_name(n, &name))
        keep(&n->holder, name);
}

static void read_located(struct newsml *n)
{
    struct str name;
    if (read_name(n, &name))
        xml_record_set(&n->record, FIELD_PLACE, name);
}

static void read_subject(struct newsml *n)
{
    struct str name;
    if (read_name(n, &name))
        xml_record_set(&n->record, FIELD_TAG, name);
}

/* ---- single values ---- */

static void read_headline(struct newsml *n)
{
    struct str line, role = xml_in_attribute(n->record.x, "role");
    bool minor = role.len && memmem(role.ptr, role.len, "sub", 3);
    if (xml_record_line(&n->record, &line) && !minor)
        xml_record_set(&n->record, FIELD_HEADLINE, line);
}

static void read_by(struct newsml *n)
{
    struct str line;
    if (!xml_record_line(&n->record, &line))
        return;
    bool by = line.len > 3 && (memcmp(line.ptr, "By ", 3) == 0 || memcmp(line.ptr, "BY ", 3) == 0);
    keep(&n->by, by ? (struct str){line.ptr + 3, line.len - 3} : line);
}

static void read_dateline(struct newsml *n)
{
    struct str line;
    if (!xml_record_line(&n->record, &line))
        return;
    keep(&n->name, line);
    xml_record_set_dateline(&n->record, buf_str(&n->name));
}

static void read_keyword(struct newsml *n)
{
    struct str line;
    if (xml_record_line(&n->record, &line))
        xml_record_set(&n->record, FIELD_TAG, line);
}

static void read_id(struct newsml *n)
{
    struct str line;
    if (xml_record_line(&n->record, &line))
        xml_record_set(&n->record, FIELD_ID, line);
}

static void read_language(struct newsml *n)
{
    struct str line;
    if (xml_record_attribute(&n->record, "tag", &line) || xml_record_attribute(&n->record, "FormalName", &line))
        xml_record_set(&n->record, FIELD_LANG, line);
    xml_record_skip(&n->record);
}

static void read_date(struct newsml *n)
{
    struct str line;
    struct date date;
    if (!xml_record_line(&n->record, &line) || n->rank <= n->date_rank || !date_parse(line, &date))
        return;
    n->date = date;
    n->date_rank = n->rank;
}

/* ---- content ---- */

static void append_plain(struct newsml *n)
{
    struct xml_record *r = &n->record;
    struct str text = buf_str(&n->plain);
    enum status s;
    if (html_is_markup(text)) {
        if (r->body.len)
            buf_append_text(&r->body, "\n\n");
        if ((s = html_append_text(n->html, text, &r->body, r->err)))
            fail(r, s);
    } else {
        struct blocks blocks;
        blocks_init(&blocks, &r->body);
        blocks_add(&blocks, text, true);
        r->full |= blocks.full;
    }
}

/* Makes n->plain of what is in base64, when that is text in the charset that its type names. */
static void decode_plain(struct newsml *n)
{
    struct xml_record *r = &n->record;
    struct str type = buf_str(&n->type);
    enum status s;
    buf_reset(&n->bytes);
    if ((s = mime_base64_decode(buf_str(&n->plain), &n->bytes, r->err)))
        fail(r, s);
    buf_reset(&n->plain);
    struct str bytes = buf_str(&n->bytes);
    struct str head = {bytes.ptr, bytes.len < SOURCE_HEAD ? bytes.len : SOURCE_HEAD};
    bool text = !type.len || str_begins_with(type, str_of("text/")) || memmem(type.ptr, type.len, "xml", 3);
    if (s || !text || head_is_binary(head))
        return;
    if ((s = charset_to_utf8(bytes, charset_of_media_type(type), &n->plain, r->err)))
        fail(r, s);
}

/* An encoding that is none of text. */
static void pass_encoded(struct newsml *n, struct str encoding)
{
    if (!n->encoding.len)
        buf_append_str(&n->encoding, encoding);
    xml_record_skip(&n->record);
}

/* Text, markup that is escaped, NITF or XHTML. */
static void read_content(struct newsml *n)
{
    struct xml_record *r = &n->record;
    unsigned depth = xml_in_depth(r->x);
    enum xml_event event;
    struct str encoding = str_trim(xml_in_attribute(r->x, "encoding"));
    bool base64 = encoding.len > 2 && memcmp(encoding.ptr + encoding.len - 2, "64", 2) == 0;
    if (encoding.len && !base64) {
        pass_encoded(n, encoding);
        return;
    }
    keep(&n->type, str_trim(xml_in_attribute(r->x, "contenttype")));
    buf_reset(&n->plain);
    while (xml_record_next(r, depth, &event)) {
        if (event == XML_TEXT) {
            r->full |= n->plain.len + xml_in_text(r->x).len > BLOCKS_TEXT_MAX;
            if (!r->full)
                buf_append_str(&n->plain, xml_in_text(r->x));
        } else if (event == XML_OPEN && xml_record_is(r, "nitf")) {
            nitf_read(r);
        } else if (event == XML_OPEN) {
            xml_record_append_blocks(r, &r->body);
        }
    }
    if (base64 && !r->ended)
        decode_plain(n);
    if (!text_is_blank(buf_str(&n->plain)))
        append_plain(n);
    r->full |= r->body.len > READER_TEXT_MAX;
}

/* ---- items ---- */

static void enter(struct newsml *n)
{
    (void)n;
}

static void read_element(struct newsml *n)
{
    static const struct {
        const char *names;
        void (*read)(struct newsml *n);
        unsigned rank;
    } elements[] = {
        {"itemMeta|contentMeta|contentSet|rightsInfo|Identification|NewsIdentifier|NewsManagement|NewsComponent|"
         "NewsLines|AdministrativeMetadata|DescriptiveMetadata|ContentItem",
         enter, 0},
        {"headline|HeadLine", read_headline, 0},
        {"creator|contributor", read_creator, 0},
        {"by|ByLine", read_by, 0},
        {"located", read_located, 0},
        {"dateline|DateLine", read_dateline, 0},
        {"contentCreated", read_date, 4},
        {"firstCreated|FirstCreated", read_date, 3},
        {"versionCreated|ThisRevisionCreated", read_date, 2},
        {"contentModified", read_date, 1},
        {"provider|infoSource|Provider|Source", read_origin, 0},
        {"copyrightHolder", read_holder, 0},
        {"subject", read_subject, 0},
        {"keyword|KeywordLine", read_keyword, 0},
        {"language|Language", read_language, 0},
        {"PublicIdentifier", read_id, 0},
        {"inlineXML|inlineData|DataContent", read_content, 0},
    };
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++) {
        if (!xml_record_is_one_of(&n->record, elements[i].names))
            continue;
        n->rank = elements[i].rank;
        elements[i].read(n);
        return;
    }
    xml_record_skip(&n->record);
}

static void begin_item(struct newsml *n)
{
    struct xml_record *r = &n->record;
    struct str line;
    xml_record_begin(r);
    n->date_rank = 0;
    n->date = (struct date){0};
    buf_reset(&n->lang);
    buf_reset(&n->by);
    buf_reset(&n->holder);
    buf_reset(&n->encoding);
    if (xml_record_attribute(r, "guid", &line))
        xml_record_set(r, FIELD_ID, line);
    if (xml_record_attribute(r, "lang", &line))
        keep(&n->lang, line);
}

/* The date of the metadata stands above one from inside the content. */
static void finish_item(struct newsml *n)
{
    struct xml_record *r = &n->record;
    if (n->by.len && !article_get(r->article, FIELD_BYLINE).len)
        xml_record_set(r, FIELD_BYLINE, buf_str(&n->by));
    if (n->lang.len)
        xml_record_set(r, FIELD_LANG, buf_str(&n->lang));
    if (n->holder.len)
        xml_record_set(r, FIELD_SOURCE, buf_str(&n->holder));
    if (n->date_rank)
        r->article->published = n->date;
}

static bool read_item(struct newsml *n, enum status *status)
{
    struct xml_record *r = &n->record;
    unsigned depth = xml_in_depth(r->x);
    begin_item(n);
    if (xml_record_is_one_of(r, "contentSet|contentMeta"))
        read_element(n);
    while (xml_record_open(r, depth))
        read_element(n);
    finish_item(n);
    if (!xml_record_finish(r, status))
        return false;
    struct str line;
    if (r->reader.reject == REJECT_NO_BODY && clean_line(buf_str(&n->encoding), &r->line, &line))
        *status = reader_refuse(&r->reader, REJECT_NO_BODY, r->err, "no body: content in the encoding %.*s",
                                (int)utf8_cut(line.ptr, line.len, 40), line.ptr);
    return true;
}

static bool refuse_item(struct newsml *n, enum status *status)
{
    struct xml_record *r = &n->record;
    xml_record_begin(r);
    struct str name = xml_in_name(r->x);
    *status = reader_refuse(&r->reader, REJECT_OTHER, r->err, "%.*s, which is no article", (int)name.len, name.ptr);
    xml_record_skip(r);
    return true;
}

static bool newsml_next(struct reader *reader, struct article *article, enum status *status, struct err *err)
{
    struct newsml *n = (struct newsml *)reader;
    struct xml_record *r = &n->record;
    xml_record_start(r, article, err);
    while (xml_record_open(r, 0)) {
        bool fragment = xml_in_depth(r->x) == 1 && xml_record_is_one_of(r, "contentSet|contentMeta");
        if (fragment || xml_record_is_one_of(r, "newsItem|NewsItem"))
            return read_item(n, status);
        if (xml_record_is(r, "newsitem")) {
            xml_record_begin(r);
            rcv1_read(r);
            return xml_record_finish(r, status);
        }
        if (xml_record_is_one_of(r, "packageItem|conceptItem|knowledgeItem|planningItem|catalogItem"))
            return refuse_item(n, status);
        if (xml_record_is_one_of(r, "newsMessage|itemSet|NewsML"))
            r->known = true;
    }
    return xml_record_end(r, status);
}

/* ---- the reader ---- */

int newsml_sniff(struct str head)
{
    struct buf scratch = {0};
    struct str root = xml_root_name(head, &scratch), name;
    struct str roots =
        str_of("newsItem|newsMessage|NewsML|contentSet|contentMeta|packageItem|conceptItem|knowledgeItem|newsitem");
    bool surely = false;
    while (root.len && field_map_next_name(&roots, &name))
        surely |= str_equal(root, name);
    buf_release(&scratch);
    return surely ? 2 : 0;
}

static void newsml_close(struct reader *reader)
{
    struct newsml *n = (struct newsml *)reader;
    struct buf *buffers[] = {&n->lang,  &n->name,  &n->code, &n->by,      &n->holder,
                             &n->plain, &n->bytes, &n->type, &n->encoding};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        buf_release(buffers[i]);
    html_free(n->html);
    xml_record_release(&n->record);
    free(n);
}

enum status newsml_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {newsml_next, newsml_close};
    struct newsml *n = calloc(1, sizeof *n);
    if (!n)
        return err_no_memory(err);
    enum status s;
    if ((s = xml_record_init(&n->record, &verbs, source, map, err)) || (s = html_new(&n->html, err))) {
        newsml_close(&n->record.reader);
        return s;
    }
    *out = &n->record.reader;
    return S_OK;
}
