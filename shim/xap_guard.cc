#include "shim/xap_guard.h"

#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>

#include <xapian.h>

#include "shim/xap.h"

namespace dateline
{

namespace
{

enum status report(struct err *err, enum status status, const char *path, const char *what,
                   const std::string &detail) noexcept
{
    const char *place = path ? path : "libxapian";
    return detail.empty() ? err_set(err, status, "%s %s", place, what)
                          : err_set(err, status, "%s %s: %s", place, what, detail.c_str());
}

/* Xapian's message with the system's own words behind it, when there are any. */
std::string describe(const Xapian::Error &e)
{
    const char *system = e.get_error_string();
    return system ? e.get_msg() + " (" + system + ")" : e.get_msg();
}

/* A file of the database is missing: damage. Any other refusal is the system's. */
bool names_missing_file(const Xapian::Error &e)
{
    const char *system = e.get_error_string();
    return system && std::strcmp(system, strerror(ENOENT)) == 0;
}

/* A write has failed, and then the tables could not be opened again either (the disk is full): libxapian has the
 * system's words about the write in its text, in parentheses. On disk is what was committed. */
bool tells_of_write(const std::string &said)
{
    static const char start[] = "Modifications failed (";
    return said.compare(0, sizeof start - 1, start) == 0 && said.find("))") != std::string::npos;
}

/* The system's refusal, by its words: the number that it gave is not to be had from libxapian. */
enum status status_of_words(const std::string &said)
{
    bool full = said.find(strerror(ENOSPC)) != std::string::npos || said.find(strerror(EDQUOT)) != std::string::npos;
    return full ? S_FULL : S_IO;
}

/* An error of a database that has no class of its own: with words of the system a read or write has failed, without
 * them the content is wrong ("got end of file"). */
enum status plain_database_error(const Xapian::DatabaseError &e, struct err *err, const char *path)
{
    if (e.get_error_string() && !names_missing_file(e))
        return report(err, status_of_words(describe(e)), path, "cannot be read or written", describe(e));
    if (tells_of_write(e.get_msg()))
        return report(err, status_of_words(e.get_msg()), path, "cannot be written", describe(e));
    return report(err, S_CORRUPT, path, "is damaged", describe(e));
}

/* Only one of the reasons why there is no lock is another writer; the others are failures to make its file. */
enum status lock_error(const Xapian::DatabaseLockError &e, struct err *err, const char *path)
{
    static const char held[] = "already locked";
    const std::string &said = e.get_msg();
    if (said.size() >= sizeof held - 1 && said.compare(said.size() - (sizeof held - 1), sizeof held - 1, held) == 0)
        return report(err, S_LOCKED, path, "is being written by another process", describe(e));
    return report(err, status_of_words(describe(e)), path, "cannot be locked", describe(e));
}

/* Derived classes stand before their bases. */
enum status status_of_database_error(struct err *err, const char *path)
{
    try {
        throw;
    } catch (const Xapian::DatabaseModifiedError &) {
        return report(err, S_STALE, path, "has been committed to twice since it was opened", "reopen it");
    } catch (const Xapian::DatabaseLockError &e) {
        return lock_error(e, err, path);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return report(err, S_CORRUPT, path, "is damaged", describe(e));
    } catch (const Xapian::DatabaseVersionError &e) {
        return report(err, S_VERSION, path, "has a format that this libxapian does not read", describe(e));
    } catch (const Xapian::DatabaseNotFoundError &) {
        return report(err, S_NOT_FOUND, path, "holds no database", "");
    } catch (const Xapian::DatabaseCreateError &e) {
        return report(err, status_of_words(describe(e)), path, "cannot be made", describe(e));
    } catch (const Xapian::DatabaseClosedError &e) {
        return report(err, S_INTERNAL, path, "is closed", describe(e));
    } catch (const Xapian::DatabaseError &e) {
        return plain_database_error(e, err, path);
    }
}

enum status status_of_xapian_error(struct err *err, const char *path)
{
    try {
        throw;
    } catch (const Xapian::DatabaseError &) {
        return status_of_database_error(err, path);
    } catch (const Xapian::DocNotFoundError &e) {
        return report(err, S_NOT_FOUND, path, "has no such document", describe(e));
    } catch (const Xapian::InvalidArgumentError &e) {
        return report(err, S_USAGE, path, "refuses an argument", describe(e));
    } catch (const Xapian::FeatureUnavailableError &e) {
        return report(err, S_VERSION, path, "needs what this libxapian cannot do", describe(e));
    } catch (const Xapian::SerialisationError &e) {
        return report(err, S_CORRUPT, path, "is damaged", describe(e));
    } catch (const Xapian::RangeError &e) {
        return report(err, S_CORRUPT, path, "is damaged", describe(e));
    } catch (const Xapian::NetworkError &e) {
        return report(err, S_IO, path, "cannot be reached", describe(e));
    } catch (const Xapian::Error &e) {
        return report(err, S_INTERNAL, path, "was used wrongly", describe(e));
    }
}

} // namespace

enum status status_of_exception(struct err *err, const char *path) noexcept
{
    try {
        throw;
    } catch (const Xapian::Error &) {
        try {
            return status_of_xapian_error(err, path);
        } catch (...) {
            return err_no_memory(err);
        }
    } catch (const std::bad_alloc &) {
        return err_no_memory(err);
    } catch (const std::length_error &) {
        /* libxapian sizes strings by numbers that it reads. */
        return err_set(err, S_CORRUPT, "%s is damaged: it holds an impossible length", path ? path : "the input");
    } catch (const std::exception &e) {
        return err_set(err, S_INTERNAL, "%s: %s", path ? path : "libxapian", e.what());
    } catch (...) {
        return err_set(err, S_INTERNAL, "%s: an error of an unknown kind", path ? path : "libxapian");
    }
}

bool term_fits(const char *bytes, size_t len) noexcept
{
    if (len == 0 || len > XAPIAN_MAX_TERM)
        return false;
    size_t stored = len;
    for (size_t i = 0; i < len; i++)
        stored += bytes[i] == '\0';
    return stored <= XAPIAN_MAX_TERM;
}

enum status copy_out(const std::string &bytes, struct buf *out, struct err *err) noexcept
{
    buf_reset(out);
    buf_append(out, bytes.data(), bytes.size());
    return buf_status(out, err);
}

} // namespace dateline

bool xap_term_fits(struct str term)
{
    return dateline::term_fits(term.ptr, term.len);
}
