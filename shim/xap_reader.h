/* What the sources of the reading half share. Inner header of shim/. */
#ifndef DATELINE_SHIM_XAP_READER_H
#define DATELINE_SHIM_XAP_READER_H

#include <cstdint>
#include <string>

#include <xapian.h>

#include "shim/xap.h"
#include "shim/xap_guard.h"

struct xap_reader {
    std::string path;
    Xapian::Database db;
    uint64_t revision = 0;
    std::string uuid;
    struct xap_counts counts = {};
    std::string term; /* the bytes of a struct str, without an allocation a call */
};

namespace dateline
{

/* libxapian says "modified" whenever a block is newer than the snapshot. When no commit has happened since the snapshot
 * was taken, the block is damaged, and opening again would not help: S_CORRUPT in place of S_STALE. The other way round
 * it says "corrupt" when a later commit has put a leaf where the snapshot has a root, for it looks at the level of a
 * root before its age, or does not find a document that the snapshot has; what looks like that in a snapshot that is
 * not the newest is S_STALE, and the newest will tell. */
enum status stale_or_damaged(const struct xap_reader *r, enum status status, struct err *err) noexcept;

/* As guarded(), for one step on a reader's snapshot. */
template <class Step> enum status guarded_read(const struct xap_reader *r, struct err *err, Step &&step) noexcept
{
    enum status s = guarded(err, r->path.c_str(), step);
    return s == S_STALE || s == S_CORRUPT || s == S_NOT_FOUND ? stale_or_damaged(r, s, err) : s;
}

/* Sets r->term; false when the bytes cannot be a term of any document. */
inline bool set_term(struct xap_reader *r, struct str term)
{
    if (!term_fits(term.ptr, term.len))
        return false;
    r->term.assign(term.ptr, term.len);
    return true;
}

} // namespace dateline

#endif
