#include "indexer/late.h"

#ifdef ARCHIVE_SONAME

#include <archive.h>
#include <archive_entry.h>

#define FUNCTIONS(X)                                                                                      \
    X(struct archive *, archive_read_new, (void), ())                                                     \
    X(int, archive_read_free, (struct archive * a), (a))                                                  \
    X(int, archive_read_open,                                                                             \
      (struct archive * a, void *context, archive_open_callback *opened, archive_read_callback *read,     \
       archive_close_callback *closed),                                                                   \
      (a, context, opened, read, closed))                                                                 \
    X(int, archive_read_set_seek_callback, (struct archive * a, archive_seek_callback * seek), (a, seek)) \
    X(int, archive_read_next_header, (struct archive * a, struct archive_entry * *entry), (a, entry))     \
    X(la_ssize_t, archive_read_data, (struct archive * a, void *bytes, size_t len), (a, bytes, len))      \
    X(int, archive_read_support_filter_bzip2, (struct archive * a), (a))                                  \
    X(int, archive_read_support_filter_xz, (struct archive * a), (a))                                     \
    X(int, archive_read_support_filter_zstd, (struct archive * a), (a))                                   \
    X(int, archive_read_support_filter_lz4, (struct archive * a), (a))                                    \
    X(int, archive_read_support_format_raw, (struct archive * a), (a))                                    \
    X(int, archive_read_support_format_tar, (struct archive * a), (a))                                    \
    X(int, archive_read_support_format_zip, (struct archive * a), (a))                                    \
    X(const char *, archive_error_string, (struct archive * a), (a))                                      \
    X(__LA_MODE_T, archive_entry_filetype, (struct archive_entry * e), (e))                               \
    X(const char *, archive_entry_hardlink, (struct archive_entry * e), (e))                              \
    X(int, archive_entry_is_data_encrypted, (struct archive_entry * e), (e))                              \
    X(time_t, archive_entry_mtime, (struct archive_entry * e), (e))                                       \
    X(int, archive_entry_mtime_is_set, (struct archive_entry * e), (e))                                   \
    X(const char *, archive_entry_pathname, (struct archive_entry * e), (e))                              \
    X(const char *, archive_entry_pathname_utf8, (struct archive_entry * e), (e))                         \
    X(la_int64_t, archive_entry_size, (struct archive_entry * e), (e))                                    \
    X(int, archive_entry_size_is_set, (struct archive_entry * e), (e))

FUNCTIONS(LATE_STUB)

enum status late_archive(struct err *err)
{
    static const struct late_symbol symbols[] = {FUNCTIONS(LATE_SYMBOL)};
    static int loaded;
    return late_load(ARCHIVE_SONAME, symbols, sizeof symbols / sizeof symbols[0], &loaded, err);
}

#else

enum status late_archive(struct err *err)
{
    (void)err;
    return S_OK;
}

#endif
