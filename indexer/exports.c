/* The reader of text exports of LexisNexis, Factiva and ProQuest, which hold many articles in one file: what their
 * marks are, and where each field goes, is in exports.h.
 *
 * A file is told by the marks of its dialect, which must open it, behind a cover sheet at most, in the first 4 KiB.
 * What stands around the documents, such as a cover sheet or a list of contents, is passed over, but for prose and what
 * has a mark of a document: that is refused. Labels inside a body are text when a paragraph without one follows. A
 * document has at most 8 MiB; one that the end of the file cuts is given when it has a body. Any charset
 * (charset_in.h); in a file that is not UTF-8 offsets count the bytes as UTF-8. */
#include "indexer/exports.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "indexer/charset_in.h"
#include "indexer/clean.h"
#include "indexer/lines.h"
#include "indexer/reader_impl.h"
#include "indexer/window.h"

enum {
    LINE_MAX_BYTES = 64 << 10, /* of a line that is taken in one go */
    AHEAD_BYTES = 1 << 10      /* that tell whether a line ends a document */
};

static const struct export_dialect *const dialects[] = {&export_lexisnexis, &export_factiva, &export_proquest};

struct exports_reader {
    struct reader reader;
    const struct export_dialect *dialect; /* NULL: not told yet */
    struct charset_in in;
    struct window window;
    struct buf document, clean; /* as it is read; as UTF-8 */
    struct buf front, value, body, scratch;
};

/* ---- a document ---- */

static void append_line(struct exports_reader *e, enum export_part part, struct str line, bool apart)
{
    struct buf *out = part == PART_BODY ? &e->body : part == PART_FRONT ? &e->front : &e->value;
    if (line.len == 0 || part == PART_NONE)
        return;
    if (out->len)
        buf_append_text(out, apart ? "\n\n" : part == PART_FRONT ? "\n" : " ");
    buf_append_str(out, line);
}

static void finish_field(struct exports_reader *e, enum export_part part, struct article *article)
{
    struct str value;
    if (e->value.len && clean_line(buf_str(&e->value), &e->scratch, &value))
        export_take_value(part, value, article, &e->reader.recorded);
    buf_reset(&e->value);
}

/* The label that a line begins with; `rest` is what follows the line. */
static const struct export_label *label_of(const struct export_dialect *dialect, struct str line, struct str rest,
                                           bool apart, struct str *value)
{
    struct str next, behind;
    bool lone = apart && (!lines_next(&rest, &next) || !dialect->label(next, false, &behind));
    return dialect->label(line, lone, value);
}

/* Whether the labelled paragraphs that begin here are the fields below a body: they go on to the end of the document,
 * or to a label that is surely none of the story. Else a paragraph of the story follows. *until: the labels before it
 * are told as well. */
static bool are_fields(const struct export_dialect *dialect, struct str text, const char **until)
{
    struct str line, value;
    bool apart = true;
    *until = text.ptr + text.len;
    while (lines_next(&text, &line)) {
        bool first = apart;
        apart = text_is_blank(line);
        if (!first || apart || export_copyright(line))
            continue;
        const struct export_label *label = label_of(dialect, line, text, true, &value);
        bool sure = label && (label->sure || (label->part == PART_BODY && value.len == 0));
        if (label && !sure)
            continue;
        *until = line.ptr + sure;
        return sure;
    }
    return true;
}

/* What is known of the labels inside a body up to a place: whether they are fields. */
struct outlook {
    const char *until;
    bool fields;
};

static bool ends_body(struct exports_reader *e, const struct export_label *label, struct str text, struct str value,
                      struct outlook *outlook)
{
    if (label->part == PART_BODY)
        return label->sure || value.len == 0 || e->body.len == 0;
    if (!outlook->until || text.ptr >= outlook->until)
        outlook->fields = are_fields(e->dialect, text, &outlook->until);
    return outlook->fields;
}

/* Goes through the lines of a document; whether it has labels. */
static bool read_fields(struct exports_reader *e, struct str text, struct article *article)
{
    enum export_part part = PART_FRONT, behind = PART_FRONT;
    struct str line, value, end = str_skip(text, text.len);
    struct outlook outlook = {NULL, false};
    bool apart = true, labelled = false, bare = false; /* bare: the label stood alone on its line */
    while (lines_next(&text, &line)) {
        if (text_is_blank(line)) {
            apart = true;
            continue;
        }
        bool inside = part == PART_BODY;
        const struct export_label *label = apart || !inside ? label_of(e->dialect, line, text, apart, &value) : NULL;
        struct str here = {line.ptr, (size_t)(end.ptr - line.ptr)};
        if (label && inside && !ends_body(e, label, here, value, &outlook))
            label = NULL;
        if (label || (apart && part != behind)) {
            finish_field(e, part, article);
            part = label ? label->part : behind;
            behind = label ? label->behind : behind;
            labelled |= label != NULL;
        }
        append_line(e, part, label ? value : line, apart || label || bare);
        apart = false;
        bare = label && value.len == 0;
    }
    finish_field(e, part, article);
    return labelled;
}

static enum status read_document(struct exports_reader *e, struct article *article, bool *none, struct err *err)
{
    buf_reset(&e->clean);
    buf_reset(&e->front);
    buf_reset(&e->value);
    buf_reset(&e->body);
    utf8_repair(buf_text(&e->document), e->document.len, &e->clean);
    bool labelled = read_fields(e, buf_str(&e->clean), article);
    enum export_kind kind = e->dialect->front(buf_str(&e->front), labelled, article, &e->body);
    struct buf *const used[] = {&e->document, &e->clean, &e->front, &e->value, &e->body, &e->scratch, &article->text};
    for (size_t i = 0; i < sizeof used / sizeof used[0]; i++)
        if (used[i]->failed)
            return err_no_memory(err);
    *none = kind == EXPORT_COVER;
    if (kind == EXPORT_BROKEN)
        return reader_refuse(&e->reader, REJECT_MALFORMED, err, "no document that can be read");
    if (!*none && (text_is_blank(buf_str(&e->body)) || export_is_absent(buf_str(&e->body))))
        return reader_refuse(&e->reader, REJECT_NO_BODY, err, "no text in the document");
    article_set(article, FIELD_BODY, buf_str(&e->body));
    return S_OK;
}

/* ---- the documents of a file ---- */

/* Where a document ends as to the line that comes next, which may move. */
static enum status find_cut(struct exports_reader *e, struct str *line, enum export_cut *cut, struct err *err)
{
    *cut = e->dialect->cut(str_trim(*line));
    if (*cut != CUT_BEFORE || !e->reader.place.line || !e->dialect->goes_on)
        return S_OK;
    size_t len = line->len;
    enum status s = window_need(&e->window, len + AHEAD_BYTES, err);
    struct str ahead = window_rest(&e->window);
    *line = (struct str){ahead.ptr, len};
    ahead = str_skip(ahead, len);
    ahead.len = ahead.len < AHEAD_BYTES ? ahead.len : AHEAD_BYTES;
    if (e->dialect->goes_on(ahead))
        *cut = CUT_NONE;
    return s;
}

/* Reads up to the end of a document, which is empty at the end of the file. */
static enum status next_document(struct exports_reader *e, bool *too_long, struct err *err)
{
    struct str line;
    enum status s;
    bool whole = true; /* the line begins here */
    buf_reset(&e->document);
    e->reader.place.line = 0;
    *too_long = false;
    while (!(s = window_line(&e->window, LINE_MAX_BYTES, &line, err)) && line.len) {
        enum export_cut cut = CUT_NONE;
        if (whole && (s = find_cut(e, &line, &cut, err)))
            break;
        if (cut == CUT_BEFORE && e->reader.place.line)
            break;
        if (!e->reader.place.line && str_trim(line).len)
            e->reader.place = window_place(&e->window);
        *too_long |= e->document.len + line.len > READER_TEXT_MAX;
        if (!*too_long)
            buf_append_str(&e->document, line);
        whole = line.ptr[line.len - 1] == '\n';
        window_pass(&e->window, line.len);
        if (cut == CUT_BEHIND)
            break;
    }
    return s;
}

static enum status tell_dialect(struct exports_reader *e, struct err *err)
{
    enum status s = window_need(&e->window, SOURCE_HEAD, err);
    for (size_t i = 0; !s && !e->dialect && i < sizeof dialects / sizeof dialects[0]; i++)
        if (dialects[i]->sniff(window_rest(&e->window)))
            e->dialect = dialects[i];
    return s;
}

/* What was named an export and is none. */
static bool refuse_file(struct exports_reader *e, enum status *status, struct err *err)
{
    uint64_t passed;
    bool empty = window_rest(&e->window).len == 0;
    e->reader.place = window_place(&e->window);
    if (!empty)
        *status = window_skip(&e->window, UINT64_MAX, &passed, err);
    if (empty || *status)
        return false;
    *status = reader_refuse(&e->reader, REJECT_OTHER, err, "no export of LexisNexis, Factiva or ProQuest");
    return true;
}

static bool exports_next(struct reader *r, struct article *article, enum status *status, struct err *err)
{
    struct exports_reader *e = (struct exports_reader *)r;
    bool too_long, none;
    if (!e->dialect && (*status = tell_dialect(e, err)))
        return false;
    if (!e->dialect)
        return refuse_file(e, status, err);
    do {
        if ((*status = next_document(e, &too_long, err)) || r->place.line == 0)
            return false;
        article_reset(article);
        r->recorded = (struct date){0};
        none = false;
        *status = too_long ? reader_refuse(r, REJECT_TOO_LONG, err, "longer than %d bytes", READER_TEXT_MAX)
                           : read_document(e, article, &none, err);
    } while (none && !*status);
    return *status == S_OK || *status == S_INPUT;
}

/* ---- the reader ---- */

int exports_sniff(struct str head)
{
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++)
        if (dialects[i]->sniff(head))
            return 2;
    return 0;
}

static void exports_close(struct reader *r)
{
    struct exports_reader *e = (struct exports_reader *)r;
    struct buf *const bufs[] = {&e->document, &e->clean, &e->front, &e->value, &e->body, &e->scratch};
    for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++)
        buf_release(bufs[i]);
    window_release(&e->window);
    charset_in_release(&e->in);
    free(e);
}

enum status exports_open(struct source *source, const struct field_map *map, struct reader **out, struct err *err)
{
    static const struct reader_verbs verbs = {exports_next, exports_close};
    struct exports_reader *e = calloc(1, sizeof *e);
    if (!e)
        return err_no_memory(err);
    e->reader = (struct reader){.verbs = &verbs, .source = source, .map = map};
    charset_in_init(&e->in, source);
    e->window = (struct window){.source = source, .in = &e->in};
    *out = &e->reader;
    return S_OK;
}
