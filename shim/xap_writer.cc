/* Writing the live store: a group of puts and removes is one flushed transaction.
 *
 * Inside a transaction XAPIAN_FLUSH_THRESHOLD makes libxapian write blocks, but never publish them; so nothing is
 * visible before xap_commit. The destructor of a WritableDatabase commits what is pending and swallows errors, hence a
 * group that is not to be is cancelled first, always. After a failed write the WritableDatabase is in no defined state
 * while the disk is intact: it is dropped at once, and only the failure is kept. */
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <new>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <xapian.h>

#include "shim/glass_files.h"
#include "shim/xap.h"
#include "shim/xap_frame.h"
#include "shim/xap_guard.h"

struct xap_writer {
    std::string path;
    std::unique_ptr<Xapian::WritableDatabase> db; /* empty once the writer is poisoned */
    bool in_group = false;
    int directory = -1;
    std::string term;
    enum status failure = S_OK; /* what poisoned the writer */
    struct err failure_text = {};

    xap_writer() = default;
    xap_writer(const xap_writer &) = delete;
    xap_writer &operator=(const xap_writer &) = delete;
    ~xap_writer();
};

/* Takes back whatever the database would commit by itself on its way out: the open group, or the rest of a commit that
 * has failed, which a transaction of its own covers. */
static void drop_pending(struct xap_writer *w) noexcept
{
    dateline::guarded(nullptr, nullptr, [&] {
        if (!w->in_group)
            w->db->begin_transaction(false);
        w->db->cancel_transaction();
        return S_OK;
    });
    w->in_group = false;
}

static void drop_database(struct xap_writer *w) noexcept
{
    if (!w->db)
        return;
    drop_pending(w);
    dateline::guarded(nullptr, nullptr, [&] {
        w->db.reset();
        return S_OK;
    });
}

xap_writer::~xap_writer()
{
    drop_database(this);
    if (directory >= 0)
        close(directory);
}

static enum status poison(struct xap_writer *w, enum status failure, const struct err *text, struct err *err) noexcept
{
    w->failure = failure;
    w->failure_text = *text;
    drop_database(w);
    return err_set(err, failure, "%s", text->text);
}

/* One step that changes the database: its failure is the writer's end. */
template <class Step> static enum status change(struct xap_writer *w, struct err *err, Step &&step) noexcept
{
    if (w->failure)
        return err_set(err, w->failure, "%s", w->failure_text.text);
    struct err text;
    enum status s = dateline::guarded(&text, w->path.c_str(), [&] {
        if (!w->in_group) {
            w->db->begin_transaction(true);
            w->in_group = true;
        }
        step();
        return S_OK;
    });
    return s ? poison(w, s, &text, err) : S_OK;
}

/* One step that reads. What it throws is the writer's end as well: to read a term, libxapian first writes the group's
 * postings of that term. A status that it returns is not. */
template <class Step> static enum status look(struct xap_writer *w, struct err *err, Step &&step) noexcept
{
    if (w->failure)
        return err_set(err, w->failure, "%s", w->failure_text.text);
    struct err text;
    bool thrown = true;
    enum status s = dateline::guarded(&text, w->path.c_str(), [&] {
        enum status result = step();
        thrown = false;
        return result;
    });
    return thrown ? poison(w, s, &text, err) : s;
}

/* ---- opening ---- */

static enum status sync_directory(int fd, const char *path, struct err *err)
{
    if (fsync(fd) == 0)
        return S_OK;
    return err_set(err, status_of_write(errno), "cannot sync the directory %s: %s", path, strerror(errno));
}

static enum status open_directory(const char *path, int *fd, struct err *err)
{
    *fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *fd >= 0 ? S_OK : err_set(err, S_IO, "cannot open the directory %s: %s", path, strerror(errno));
}

static std::string parent_of(const std::string &path)
{
    size_t end = path.find_last_not_of('/');
    size_t slash = end == std::string::npos ? end : path.find_last_of('/', end);
    if (slash == std::string::npos)
        return path[0] == '/' ? "/" : ".";
    return path.substr(0, slash + 1);
}

/* A database that has just been made is on disk when its own name is, too. */
static enum status sync_new_database(struct xap_writer *w, struct err *err)
{
    const std::string parent = parent_of(w->path);
    int fd;
    enum status s = open_directory(parent.c_str(), &fd, err);
    if (s)
        return s;
    s = sync_directory(fd, parent.c_str(), err);
    close(fd);
    return s ? s : sync_directory(w->directory, w->path.c_str(), err);
}

static enum status open_database(struct xap_writer *w, bool create, struct err *err)
{
    const char *path = w->path.c_str();
    enum status s = glass_files_check(path, nullptr, err);
    bool fresh = s == S_NOT_FOUND;

    if (fresh && glass_files_orphaned(path))
        return err_set(err, S_CORRUPT, "%s is damaged: iamglass is missing", path);
    if (s && !(fresh && create))
        return fresh ? err_set(err, S_NOT_FOUND, "%s holds no database", path) : s;
    /* The process's umask decides who may write, as in the rest of the archive: Xapian would make the directory with
     * 0755. Where this fails Xapian tries again, and tells why. */
    if (fresh)
        (void)mkdir(path, 0777);
    /* Xapian takes the empty tables that a killed creation leaves for a database, and then misses its version file. */
    int flags = (fresh ? Xapian::DB_CREATE_OR_OVERWRITE : Xapian::DB_OPEN) | Xapian::DB_BACKEND_GLASS;
    w->db = std::make_unique<Xapian::WritableDatabase>(w->path, flags);
    s = open_directory(path, &w->directory, err);
    return s || !fresh ? s : sync_new_database(w, err);
}

enum status xap_writer_open(const char *path, bool create, struct xap_writer **out, struct err *err)
{
    *out = nullptr;
    if (!*path)
        return err_set(err, S_NOT_FOUND, "the path of a database is empty");
    return dateline::guarded(err, path, [&] {
        auto w = std::make_unique<xap_writer>();
        w->path = path;
        w->term.reserve(XAPIAN_MAX_TERM);
        enum status s = open_database(w.get(), create, err);
        if (!s)
            *out = w.release();
        return s;
    });
}

void xap_writer_close(struct xap_writer *w)
{
    delete w;
}

void xap_writer_trim(const char *path)
{
    glass_files_trim(path);
}

/* ---- changes ---- */

/* Everything that could fail inside libxapian for what the document is, and would take the whole group along, is
 * refused here. */
static enum status check_document(struct str id_term, const struct xap_document *document, struct err *err)
{
    uint64_t length = 0;
    if (!xap_term_fits(id_term))
        return err_set(err, S_USAGE, "the term of the id does not fit (%zu bytes)", id_term.len);
    if (document->data.len > XAP_DATA_MAX)
        return err_set(err, S_USAGE, "a document's data of %zu bytes is over the limit of %d", document->data.len,
                       XAP_DATA_MAX);
    for (size_t i = 0; i < document->posting_count; i++) {
        const struct xap_posting *p = &document->postings[i];
        if (!xap_term_fits(p->term))
            return err_set(err, S_USAGE, "term %zu of the document does not fit (%zu bytes)", i, p->term.len);
        length += p->frequency;
    }
    if (length > UINT32_MAX)
        return err_set(err, S_USAGE, "the document's length does not fit 32 bits");
    for (size_t i = 0; i < document->value_count; i++) {
        const struct xap_value *v = &document->values[i];
        if (v->slot == Xapian::BAD_VALUENO)
            return err_set(err, S_USAGE, "there is no slot %lu for a value", (unsigned long)v->slot);
        if (v->bytes.len > XAP_VALUE_MAX)
            return err_set(err, S_USAGE, "a value of %zu bytes is over the limit of %d", v->bytes.len, XAP_VALUE_MAX);
    }
    return S_OK;
}

static void assign(std::string *to, struct str from)
{
    if (from.len)
        to->assign(from.ptr, from.len);
    else
        to->clear();
}

static void fill_document(struct xap_writer *w, const struct xap_document *from, Xapian::Document *to)
{
    std::string bytes;
    for (size_t i = 0; i < from->posting_count; i++) {
        const struct xap_posting *p = &from->postings[i];
        assign(&w->term, p->term);
        to->add_term(w->term, p->frequency);
        for (size_t k = 0; k < p->position_count; k++)
            to->add_posting(w->term, p->positions[k], 0);
    }
    for (size_t i = 0; i < from->value_count; i++) {
        assign(&bytes, from->values[i].bytes);
        if (!bytes.empty())
            to->add_value(from->values[i].slot, bytes);
    }
    dateline::frame_data(from->data, &bytes);
    to->set_data(bytes);
}

enum status xap_put(struct xap_writer *w, struct str id_term, const struct xap_document *document, struct err *err)
{
    if (w->failure)
        return err_set(err, w->failure, "%s", w->failure_text.text);
    enum status s = check_document(id_term, document, err);
    if (s)
        return s;
    /* Built outside the database, so that running out of memory here costs this document alone. */
    return dateline::guarded(err, w->path.c_str(), [&] {
        Xapian::Document built;
        fill_document(w, document, &built);
        assign(&w->term, id_term);
        built.add_term(w->term, 0);
        return change(w, err, [&] { w->db->replace_document(w->term, built); });
    });
}

enum status xap_remove(struct xap_writer *w, struct str id_term, bool *found, struct err *err)
{
    bool there = false;
    enum status s = look(w, err, [&] {
        assign(&w->term, id_term);
        there = xap_term_fits(id_term) && w->db->term_exists(w->term);
        return S_OK;
    });
    if (!s && there)
        s = change(w, err, [&] { w->db->delete_document(w->term); });
    if (found)
        *found = there && !s;
    return s;
}

enum status xap_writer_value(struct xap_writer *w, struct str id_term, uint32_t slot, struct buf *out, struct err *err)
{
    return look(w, err, [&] {
        if (!xap_term_fits(id_term))
            return S_NOT_FOUND;
        assign(&w->term, id_term);
        Xapian::PostingIterator it = w->db->postlist_begin(w->term);
        if (it == w->db->postlist_end(w->term))
            return S_NOT_FOUND;
        return dateline::copy_out(w->db->get_document(*it).get_value(slot), out, err);
    });
}

enum status xap_note(struct xap_writer *w, struct str key, struct err *err)
{
    return change(w, err, [&] { w->db->set_metadata(std::string(key.ptr, key.len), "1"); });
}

/* ---- commit ---- */

enum status xap_commit(struct xap_writer *w, struct err *err)
{
    if (w->failure)
        return err_set(err, w->failure, "%s", w->failure_text.text);
    if (!w->in_group)
        return S_OK;
    struct err text;
    enum status s = dateline::guarded(&text, w->path.c_str(), [&] {
        /* libxapian ends the transaction before it writes. */
        w->in_group = false;
        w->db->commit_transaction();
        return sync_directory(w->directory, w->path.c_str(), &text);
    });
    return s ? poison(w, s, &text, err) : S_OK;
}
