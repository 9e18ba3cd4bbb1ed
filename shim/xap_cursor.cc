/* Cursors over the live store: postings in blocks, positions, the dictionary. */
#include <cstring>
#include <memory>
#include <new>

#include "shim/xap_reader.h"

struct xap_cursor {
    const struct xap_reader *reader;
    Xapian::PostingIterator it; /* equal to the default one at the end */
    uint32_t document_count = 0;
    uint32_t previous = 0; /* the last document that was given */
    bool all = false;      /* walks all documents */
};

/* ---- postings ---- */

static void begin_cursor(struct xap_reader *r, struct str term, struct xap_cursor *c)
{
    if (term.len == 0) {
        c->all = true;
        c->document_count = r->counts.documents;
        c->it = r->db.postlist_begin(std::string());
    } else if (dateline::set_term(r, term)) {
        c->document_count = r->db.get_termfreq(r->term);
        if (c->document_count)
            c->it = r->db.postlist_begin(r->term);
    }
}

enum status xap_cursor_open(struct xap_reader *r, struct str term, struct xap_cursor **out, struct err *err)
{
    *out = nullptr;
    return dateline::guarded_read(r, err, [&] {
        auto c = std::make_unique<xap_cursor>();
        c->reader = r;
        begin_cursor(r, term, c.get());
        *out = c.release();
        return S_OK;
    });
}

void xap_cursor_close(struct xap_cursor *c)
{
    delete c;
}

uint32_t xap_cursor_document_count(const struct xap_cursor *c)
{
    return c->document_count;
}

enum status xap_cursor_fill(struct xap_cursor *c, uint32_t *documents, uint32_t *frequencies, size_t capacity,
                            size_t *count, struct err *err)
{
    *count = 0;
    return dateline::guarded_read(c->reader, err, [&] {
        const Xapian::PostingIterator end;
        const uint32_t last = c->reader->counts.last_document;
        for (; *count < capacity && c->it != end; ++c->it) {
            const uint32_t document = *c->it;
            if (document <= c->previous || document > last)
                return err_set(err, S_CORRUPT, "%s is damaged: a posting list is out of order",
                               c->reader->path.c_str());
            documents[*count] = c->previous = document;
            frequencies[*count] = c->all ? 1 : c->it.get_wdf();
            ++*count;
        }
        return S_OK;
    });
}

enum status xap_cursor_seek(struct xap_cursor *c, uint32_t target, struct err *err)
{
    return dateline::guarded_read(c->reader, err, [&] {
        if (c->it != Xapian::PostingIterator() && *c->it < target)
            c->it.skip_to(target);
        return S_OK;
    });
}

/* ---- positions ---- */

static enum status read_positions(struct xap_reader *r, uint32_t document, struct u32_array *out, struct err *err)
{
    Xapian::PositionIterator it = r->db.positionlist_begin(document, r->term), end;
    for (; it != end; ++it) {
        const uint32_t position = *it;
        if (out->count && position <= out->data[out->count - 1])
            return err_set(err, S_CORRUPT, "%s is damaged: a list of positions is out of order", r->path.c_str());
        if (!u32_array_append(out, position))
            return err_no_memory(err);
    }
    return S_OK;
}

enum status xap_positions_get(struct xap_reader *r, struct str term, uint32_t document, struct u32_array *out,
                              struct err *err)
{
    out->count = 0;
    return dateline::guarded_read(r, err, [&] {
        if (document == 0 || !dateline::set_term(r, term))
            return S_OK;
        return read_positions(r, document, out, err);
    });
}

/* ---- the dictionary ---- */

struct xap_terms {
    const struct xap_reader *reader;
    Xapian::TermIterator it; /* at the term that comes next */
    std::string term;        /* the one that was given */
};

enum status xap_terms_open(struct xap_reader *r, struct str prefix, struct xap_terms **out, struct err *err)
{
    *out = nullptr;
    return dateline::guarded_read(r, err, [&] {
        auto t = std::make_unique<xap_terms>();
        t->reader = r;
        if (prefix.len == 0)
            t->it = r->db.allterms_begin();
        else if (dateline::set_term(r, prefix))
            t->it = r->db.allterms_begin(r->term);
        *out = t.release();
        return S_OK;
    });
}

enum status xap_terms_seek(struct xap_terms *t, struct str from, struct err *err)
{
    return dateline::guarded_read(t->reader, err, [&] {
        if (t->it != Xapian::TermIterator())
            t->it.skip_to(std::string(from.ptr, from.len));
        return S_OK;
    });
}

void xap_terms_close(struct xap_terms *t)
{
    delete t;
}

enum status xap_terms_next(struct xap_terms *t, bool *more, struct str *term, uint32_t *document_count, struct err *err)
{
    *more = false;
    return dateline::guarded_read(t->reader, err, [&] {
        if (t->it == Xapian::TermIterator())
            return S_OK;
        t->term = *t->it;
        *term = {t->term.data(), t->term.size()};
        *document_count = t->it.get_termfreq();
        ++t->it;
        *more = true;
        return S_OK;
    });
}
