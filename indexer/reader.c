#include "indexer/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "indexer/complete.h"
#include "indexer/reader_impl.h"

const struct reader_kind reader_kinds[] = {
    {"text", "txt|text|story", "one article a file, with an optional date line, headline, byline and dateline",
     text_sniff, text_open},
    {"json", "json", "an array of objects, an object that is an article or holds an array of them; ninjs", json_sniff,
     json_open},
    {"jsonl", "jsonl|ndjson", "JSON Lines: one object a line, names by --map or the usual ones", jsonl_sniff,
     jsonl_open},
    {"reuters", "sgm|sgml", "Reuters-21578: the wire of 1987 in SGML", reuters_sniff, reuters_open},
    {"trec", "trec", "TREC: documents in SGML, as of the AP, the FT or the Los Angeles Times", trec_sniff, trec_open},
    {"html", "html|htm|xhtml", "a page of a news site: its story, without what stands around it", html_sniff,
     html_open},
    {"warc", "warc", "archives of the web: pages that were fetched, and text taken out of them (WET)", warc_sniff,
     warc_open},
    {"mbox", "mbox|mbx|eml|mht|mhtml", "mailboxes, single mails, and pages saved as one (MHTML)", mbox_sniff,
     mbox_open},
    {"feed", "rss|atom|xml", "RSS 0.9 to 2.0 and Atom: one article an item", feed_sniff, feed_open},
    {"nitf", "nitf", "NITF 3: one article a document", nitf_sniff, nitf_open},
    {"newsml", "newsml", "NewsML-G2 and NewsML 1: one article an item", newsml_sniff, newsml_open},
    {"csv", "csv|tsv|tab", "a table, a row an article, a header with names by --map or the usual ones", csv_sniff,
     csv_open},
    {"markdown", "md|markdown|mdown", "one article a file, with or without front matter", markdown_sniff,
     markdown_open},
    {"mediawiki", "xml", "exports of MediaWiki, as the dumps of Wikinews: one article a page", mediawiki_sniff,
     mediawiki_open},
    {"solr", "xml", "documents of Solr in XML, names by --map or the usual ones", solr_sniff, solr_open},
    {"exports", "", "text exports of LexisNexis, Factiva and ProQuest: one article a document", exports_sniff,
     exports_open},
    {NULL, NULL, NULL, NULL, NULL},
};

const char *reject_name(enum reject reject)
{
    static const char *const names[REJECT_COUNT] = {
        [REJECT_NONE] = "accepted",
        [REJECT_SYNTAX] = "broken JSON",
        [REJECT_NO_BODY] = "no body",
        [REJECT_TYPE] = "field of the wrong type",
        [REJECT_TOO_LONG] = "too long",
        [REJECT_TOO_DEEP] = "nested too deep",
        [REJECT_BAD_ID] = "unusable id",
        [REJECT_NOT_TEXT] = "not text",
        [REJECT_UNREADABLE] = "unreadable",
        [REJECT_DAMAGED] = "damaged file",
        [REJECT_MALFORMED] = "malformed",
        [REJECT_OTHER] = "not an article",
        [REJECT_LANGUAGE] = "another language",
    };
    return (unsigned)reject < REJECT_COUNT ? names[reject] : "unknown";
}

/* ---- choosing the format ---- */

/* First bytes of files that look like text for a while, or whose name would mislead. */
static bool has_signature(struct str head)
{
    static const struct str signatures[] = {
        {"\x89PNG", 4},
        {"GIF8", 4},
        {"\xff\xd8\xff", 3},
        {"%PDF-", 5},
        {"PK\x03\x04", 4},
        {"\x7f"
         "ELF",
         4},
        {"\xfd"
         "7zXZ",
         5},
        {"\x28\xb5\x2f\xfd", 4},
        {"Rar!\x1a", 5},
        {"7z\xbc\xaf", 4},
        {"BZh91AY&SY", 10},
        {"SQLite format 3", 15},
        {"\xd0\xcf\x11\xe0", 4},
        {"OggS", 4},
        {"\xca\xfe\xba\xbe", 4},
        {"\x1f\x8b", 2},
        {"{\\rtf", 5},
    };
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
        if (str_begins_with(head, signatures[i]))
            return true;
    return false;
}

/* UTF-16 and UTF-32 with their mark are text, whatever control characters they are made of. */
static bool is_wide_text(struct str head)
{
    return str_begins_with(head, str_of("\xff\xfe")) || str_begins_with(head, str_of("\xfe\xff")) ||
           str_begins_with(head, (struct str){"\0\0\xfe\xff", 4});
}

bool head_is_binary(struct str head)
{
    /* Compressed or compiled data has one control character in nine bytes; a damaged text has a few. */
    enum { FEW = 8, ONE_IN = 20 };
    size_t controls = 0;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        controls += (c < ' ' && !(c >= '\t' && c <= '\r')) || c == 0x7f;
    }
    return has_signature(head) || (!is_wide_text(head) && controls > FEW && controls > head.len / ONE_IN);
}

static bool in_list(struct str list, struct str word)
{
    struct str name;
    while (field_map_next_name(&list, &name))
        if (name.len == word.len && strncasecmp(name.ptr, word.ptr, word.len) == 0)
            return true;
    return false;
}

const struct reader_kind *reader_kind_named(const char *format)
{
    for (const struct reader_kind *kind = reader_kinds; kind->name; kind++)
        if (strcmp(kind->name, format) == 0)
            return kind;
    return NULL;
}

static enum status choose_named(const char *format, const struct reader_kind **out, struct err *err)
{
    *out = reader_kind_named(format);
    return *out ? S_OK : err_set(err, S_USAGE, "unknown format \"%.40s\"", format);
}

/* The first that has the suffix, or NULL. */
static const struct reader_kind *kind_of_suffix(struct str suffix)
{
    for (const struct reader_kind *kind = reader_kinds; kind->name; kind++)
        if (in_list(str_of(kind->suffixes), suffix))
            return kind;
    return NULL;
}

/* By the suffix; XML under another name, or that of a text, is still no text: a reader of XML says what it is. */
static const struct reader_kind *kind_of_name(struct str suffix, struct str head)
{
    const struct reader_kind *named = kind_of_suffix(suffix);
    bool open = !named || named->sniff == text_sniff;
    return open && str_begins_with(str_trim(head), str_of("<?xml")) ? kind_of_suffix(str_of("xml")) : named;
}

/* What these first bytes are, when nothing here reads it; NULL: they may be text. */
static const char *what_is_not_read(struct str head)
{
    if (str_begins_with(head, str_of("filedesc://")))
        return "an archive of the web in the old format ARC, which is not read; WARC is";
    return has_signature(head) ? "not a text file" : NULL;
}

/* By content when that is sure, then by suffix, then by what content allows. */
static enum status choose_by_content(struct source *source, const struct reader_kind **out, struct err *err)
{
    enum { SURELY = 2 };
    struct str head;
    enum status s = source_peek(source, &head, err);
    if (s)
        return s;
    const struct reader_kind *likely = NULL;
    struct str suffix = source_suffix(source);
    int best = 0;
    for (const struct reader_kind *kind = reader_kinds; kind->name; kind++) {
        bool is_named = in_list(str_of(kind->suffixes), suffix);
        if (best == SURELY && !is_named)
            continue;
        int sure = kind->sniff(head);
        if (sure > best || (sure == best && is_named)) {
            best = sure;
            likely = kind;
        }
    }
    const struct reader_kind *named = best < SURELY ? kind_of_name(suffix, head) : NULL;
    *out = named ? named : likely;
    const char *why = what_is_not_read(head);
    if (!*out || why)
        return err_set(err, S_INPUT, "%s: %s", source_path(source), why ? why : "not a text file");
    return S_OK;
}

enum status reader_open(struct source *source, const char *format, const struct field_map *map, struct reader **out,
                        struct err *err)
{
    const struct reader_kind *kind;
    *out = NULL;
    enum status s =
        strcmp(format, "auto") == 0 ? choose_by_content(source, &kind, err) : choose_named(format, &kind, err);
    if (!s)
        s = kind->open(source, map, out, err);
    if (!s)
        (*out)->kind = kind;
    return s;
}

/* ---- the common part ---- */

void reader_close(struct reader *r)
{
    if (r)
        r->verbs->close(r);
}

bool reader_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    r->reject = REJECT_NONE;
    r->recorded = (struct date){0};
    *status = S_OK;
    article_reset(article);
    if (!r->verbs->next(r, article, status, err))
        return false;
    if (*status == S_OK)
        *status = complete_article(article, &r->recorded, err);
    return *status == S_OK || *status == S_INPUT;
}

const char *reader_format(const struct reader *r)
{
    return r->kind->name;
}

struct place reader_place(const struct reader *r)
{
    return r->place;
}

enum reject reader_reject(const struct reader *r)
{
    return r->reject;
}

/* The end of a path that would leave no room for the reason. */
static const char *path_tail(const char *path)
{
    enum { TAIL_MAX = 300 };
    size_t len = strlen(path);
    const char *tail = len > TAIL_MAX ? path + len - TAIL_MAX : path;
    while (tail > path && ((unsigned char)*tail & 0xc0) == 0x80)
        tail++;
    return tail;
}

enum status reader_refuse(struct reader *r, enum reject reject, struct err *err, const char *format, ...)
{
    char why[ERR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, format, args);
    va_end(args);
    r->reject = reject;
    const char *path = path_tail(source_path(r->source));
    if (r->place.line)
        return err_set(err, S_INPUT, "%s:%llu: %s", path, (unsigned long long)r->place.line, why);
    return err_set(err, S_INPUT, "%s: %s", path, why);
}

enum status reader_read_all(struct reader *r, size_t max, struct buf *out, struct err *err)
{
    size_t before;
    do {
        before = out->len;
        enum status s = source_read(r->source, out, err);
        if (s)
            return s;
    } while (out->len > before && out->len <= max);
    return S_OK;
}
