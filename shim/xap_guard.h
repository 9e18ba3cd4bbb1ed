/* The one guard between libxapian and C: whatever is thrown becomes a status. Inner header of shim/.
 *
 *     return guarded(err, path, [&] { ...; return S_OK; });
 *
 * The statuses say what the caller can do; see the head of xap.h. */
#ifndef DATELINE_SHIM_XAP_GUARD_H
#define DATELINE_SHIM_XAP_GUARD_H

#include <cstddef>
#include <string>

#include "core/buf.h"
#include "core/err.h"

namespace dateline
{

/* The status of the exception that is being handled, with its text. To be called in a catch clause. `path` is the
 * database's directory; NULL when none is concerned. */
enum status status_of_exception(struct err *err, const char *path) noexcept;

template <class Step> enum status guarded(struct err *err, const char *path, Step &&step) noexcept
{
    try {
        return step();
    } catch (...) {
        return status_of_exception(err, path);
    }
}

/* Whether bytes can be a term: the longest key that libxapian stores, each NUL counted twice. */
bool term_fits(const char *bytes, size_t len) noexcept;

/* Puts bytes in place of what `out` holds. */
enum status copy_out(const std::string &bytes, struct buf *out, struct err *err) noexcept;

} // namespace dateline

#endif
