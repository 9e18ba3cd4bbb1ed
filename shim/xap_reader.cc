/* Reading the live store: a snapshot, its counts, documents and columns. */
#include "shim/xap_reader.h"

#include <climits>
#include <cstring>
#include <memory>
#include <new>

#include "shim/glass_files.h"
#include "shim/xap_frame.h"

namespace dateline
{

enum status stale_or_damaged(const struct xap_reader *r, enum status status, struct err *err) noexcept
{
    uint64_t now;
    const char *path = r->path.c_str();
    enum status s = glass_files_check(path, &now, nullptr);
    if (s == S_NOT_FOUND) /* sealed and swept away meanwhile */
        return err_set(err, S_STALE, "%s is there no more: open the archive again", path);
    if (s || now == GLASS_NO_REVISION)
        return status;
    if (status == S_STALE && now == r->revision)
        return err_set(err, S_CORRUPT, "%s is damaged: a block is newer than the last commit", path);
    if ((status == S_CORRUPT || status == S_NOT_FOUND) && now != r->revision)
        return err_set(err, S_STALE, "%s has been committed to since it was opened: reopen it", path);
    return status;
}

} // namespace dateline

/* ---- opening ---- */

/* A commit that ends between two reads of the opening makes libxapian say "modified". It is soon over. */
enum { OPEN_ATTEMPTS = 16 };

/* Numbers of documents end below the one that marks the end of a cursor, with room for arrays one longer. */
static const uint32_t DOCUMENT_MAX = UINT32_MAX - 2;

static enum status take_counts(struct xap_reader *r, struct err *err)
{
    r->counts.documents = r->db.get_doccount();
    r->counts.last_document = r->db.get_lastdocid();
    r->counts.total_length = r->db.get_total_length();
    if (r->counts.documents > r->counts.last_document || r->counts.last_document > DOCUMENT_MAX)
        return err_set(err, S_CORRUPT, "%s is damaged: its numbers of documents do not agree", r->path.c_str());
    return S_OK;
}

static enum status check_again(const struct xap_reader *r, struct err *err)
{
    const char *path = r->path.c_str();
    enum status s = glass_files_check(path, nullptr, err);
    return s == S_NOT_FOUND ? err_set(err, S_CORRUPT, "%s is damaged: iamglass is missing", path) : s;
}

/* Runs `open`, again when a commit came in between. The files are looked at before, for libxapian believes them, and
 * after, for one may have gone in between: those that are there then were there when libxapian opened them. */
template <class Open> static enum status open_snapshot(struct xap_reader *r, struct err *err, Open &&open) noexcept
{
    const char *path = r->path.c_str();
    enum status s = S_STALE;
    for (int attempt = 0; s == S_STALE && attempt < OPEN_ATTEMPTS; attempt++) {
        s = glass_files_check(path, &r->revision, err);
        if (s)
            return s == S_NOT_FOUND ? err_set(err, s, "%s holds no database", path) : s;
        s = dateline::guarded_read(r, err, [&] {
            open();
            r->revision = r->db.get_revision();
            r->uuid = r->db.get_uuid();
            return take_counts(r, err);
        });
    }
    return s ? s : check_again(r, err);
}

enum status xap_reader_open(const char *path, struct xap_reader **out, struct err *err)
{
    *out = nullptr;
    if (!*path)
        return err_set(err, S_NOT_FOUND, "the path of a database is empty");
    return dateline::guarded(err, path, [&] {
        auto r = std::make_unique<xap_reader>();
        r->path = path;
        r->term.reserve(XAPIAN_MAX_TERM);
        enum status s = open_snapshot(
            r.get(), err, [&] { r->db = Xapian::Database(r->path, Xapian::DB_OPEN | Xapian::DB_BACKEND_GLASS); });
        if (!s)
            *out = r.release();
        return s;
    });
}

void xap_reader_close(struct xap_reader *r)
{
    delete r;
}

void xap_reader_counts(const struct xap_reader *r, struct xap_counts *out)
{
    *out = r->counts;
}

bool xap_reader_is_newest(const struct xap_reader *r)
{
    uint64_t now;
    return glass_files_check(r->path.c_str(), &now, nullptr) == S_OK && now == r->revision;
}

const char *xap_reader_uuid(const struct xap_reader *r)
{
    return r->uuid.c_str();
}

uint64_t xap_reader_revision(const struct xap_reader *r)
{
    return r->revision;
}

enum status xap_reader_reopen(struct xap_reader *r, struct err *err)
{
    return open_snapshot(r, err, [&] { r->db.reopen(); });
}

enum status xap_notes(struct xap_reader *r, void (*visit)(void *context, struct str key), void *context,
                      struct err *err)
{
    return dateline::guarded_read(r, err, [&] {
        for (Xapian::TermIterator it = r->db.metadata_keys_begin(); it != r->db.metadata_keys_end(); ++it) {
            const std::string key = *it;
            visit(context, {key.data(), key.size()});
        }
        return S_OK;
    });
}

/* ---- one document ---- */

static enum status no_document(const struct xap_reader *r, uint32_t document, struct err *err)
{
    return err_set(err, S_NOT_FOUND, "%s has no document %lu", r->path.c_str(), (unsigned long)document);
}

enum status xap_data(struct xap_reader *r, uint32_t document, struct buf *out, struct err *err)
{
    return dateline::guarded_read(r, err, [&] {
        if (document == 0)
            return no_document(r, document, err);
        return dateline::unframe_data(r->db.get_document(document).get_data(), r->path.c_str(), out, err);
    });
}

enum status xap_document_terms(struct xap_reader *r, uint32_t document,
                               void (*visit)(void *context, struct str term, uint32_t frequency), void *context,
                               struct err *err)
{
    return dateline::guarded_read(r, err, [&] {
        if (document == 0)
            return no_document(r, document, err);
        for (Xapian::TermIterator it = r->db.termlist_begin(document); it != r->db.termlist_end(document); ++it) {
            const std::string term = *it;
            visit(context, {term.data(), term.size()}, it.get_wdf());
        }
        return S_OK;
    });
}

enum status xap_value_get(struct xap_reader *r, uint32_t document, uint32_t slot, struct buf *out, struct err *err)
{
    return dateline::guarded_read(r, err, [&] {
        if (document == 0)
            return dateline::copy_out(std::string(), out, err);
        return dateline::copy_out(r->db.get_document(document, Xapian::DOC_ASSUME_VALID).get_value(slot), out, err);
    });
}

enum status xap_lookup(struct xap_reader *r, struct str term, uint32_t *document, struct err *err)
{
    uint32_t found = 0;
    enum status s = dateline::guarded_read(r, err, [&] {
        if (!dateline::set_term(r, term))
            return S_OK;
        Xapian::PostingIterator it = r->db.postlist_begin(r->term);
        if (it != Xapian::PostingIterator())
            found = *it;
        return S_OK;
    });
    if (!s && found)
        *document = found;
    return !s && !found ? S_NOT_FOUND : s;
}

enum status xap_values_get(struct xap_reader *r, uint32_t slot, const uint32_t *document, size_t count, struct buf *out,
                           uint32_t *end, struct err *err)
{
    buf_reset(out);
    return dateline::guarded_read(r, err, [&] {
        Xapian::ValueIterator it = r->db.valuestream_begin(slot), last = r->db.valuestream_end(slot);
        for (size_t i = 0; i < count; i++) {
            if (it != last && it.get_docid() < document[i])
                it.skip_to(document[i]);
            if (it != last && it.get_docid() == document[i]) {
                const std::string value = *it;
                buf_append(out, value.data(), value.size());
            }
            if (out->len > UINT32_MAX)
                return err_set(err, S_LIMIT, "the values of %zu documents are too long", count);
            end[i] = static_cast<uint32_t>(out->len);
        }
        return buf_status(out, err);
    });
}

enum status xap_length(struct xap_reader *r, uint32_t document, uint32_t *length, struct err *err)
{
    return dateline::guarded_read(r, err, [&] {
        if (document == 0)
            return no_document(r, document, err);
        *length = r->db.get_doclength(document);
        return S_OK;
    });
}

/* ---- columns ---- */

/* The caller's arrays end at last_document; a damaged list may name more. */
static enum status unexpected_document(const struct xap_reader *r, struct err *err)
{
    return err_set(err, S_CORRUPT, "%s is damaged: a list of documents is out of order", r->path.c_str());
}

enum status xap_lengths(struct xap_reader *r, uint32_t *length, struct err *err)
{
    const uint32_t last = r->counts.last_document;
    std::memset(length, 0, (static_cast<size_t>(last) + 1) * sizeof *length);
    return dateline::guarded_read(r, err, [&] {
        Xapian::PostingIterator it = r->db.postlist_begin(std::string()), end;
        for (; it != end; ++it) {
            const uint32_t document = *it;
            if (document > last)
                return unexpected_document(r, err);
            length[document] = it.get_doclength();
        }
        return S_OK;
    });
}

/* Appends the values of a slot; the documents up to `next` - 1 have their offsets. */
static enum status read_column(struct xap_reader *r, uint32_t slot, struct buf *bytes, uint32_t *offset, uint32_t *next,
                               struct err *err)
{
    const uint32_t last = r->counts.last_document;
    Xapian::ValueIterator it = r->db.valuestream_begin(slot), end;
    for (; it != end; ++it) {
        const uint32_t document = it.get_docid();
        if (document > last || document < *next)
            return unexpected_document(r, err);
        const std::string value = *it;
        if (value.size() > UINT32_MAX - bytes->len)
            return err_set(err, S_LIMIT, "%s: the values of slot %lu are over 4 GiB", r->path.c_str(),
                           (unsigned long)slot);
        while (*next <= document)
            offset[(*next)++] = static_cast<uint32_t>(bytes->len);
        buf_append(bytes, value.data(), value.size());
    }
    return buf_status(bytes, err);
}

enum status xap_column(struct xap_reader *r, uint32_t slot, struct buf *bytes, uint32_t *offset, struct err *err)
{
    uint32_t next = 0;
    buf_reset(bytes);
    enum status s = dateline::guarded_read(r, err, [&] { return read_column(r, slot, bytes, offset, &next, err); });
    for (; next < r->counts.last_document + 2; next++)
        offset[next] = static_cast<uint32_t>(bytes->len);
    return s;
}
