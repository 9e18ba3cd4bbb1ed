#include "indexer/late.h"

#ifdef GMIME_SONAME

#include <gmime/gmime.h>

#undef g_free /* macros over the functions */
#undef g_object_unref

#define FUNCTIONS(X)                                                                                              \
    X(void, g_mime_init, (void), ())                                                                              \
    X(GMimeParserOptions *, g_mime_parser_options_new, (void), ())                                                \
    X(void, g_mime_parser_options_free, (GMimeParserOptions * options), (options))                                \
    X(void, g_mime_parser_options_set_fallback_charsets, (GMimeParserOptions * options, const char **charsets),   \
      (options, charsets))                                                                                        \
    X(char *, g_mime_utils_header_decode_text, (GMimeParserOptions * options, const char *text), (options, text)) \
    X(GDateTime *, g_mime_utils_header_decode_date, (const char *text), (text))                                   \
    X(InternetAddressList *, internet_address_list_parse, (GMimeParserOptions * options, const char *text),       \
      (options, text))                                                                                            \
    X(InternetAddress *, internet_address_list_get_address, (InternetAddressList * list, int at), (list, at))     \
    X(const char *, internet_address_get_name, (InternetAddress * address), (address))                            \
    X(GType, internet_address_mailbox_get_type, (void), ())                                                       \
    X(const char *, internet_address_mailbox_get_addr, (InternetAddressMailbox * mailbox), (mailbox))             \
    X(GMimeContentType *, g_mime_content_type_parse, (GMimeParserOptions * options, const char *text),            \
      (options, text))                                                                                            \
    X(char *, g_mime_content_type_get_mime_type, (GMimeContentType * type), (type))                               \
    X(const char *, g_mime_content_type_get_parameter, (GMimeContentType * type, const char *name), (type, name)) \
    X(GMimeContentEncoding, g_mime_content_encoding_from_string, (const char *text), (text))                      \
    X(void, g_mime_encoding_init_decode, (GMimeEncoding * state, GMimeContentEncoding kind), (state, kind))       \
    X(size_t, g_mime_encoding_outlen, (GMimeEncoding * state, size_t len), (state, len))                          \
    X(size_t, g_mime_encoding_flush, (GMimeEncoding * state, const char *in, size_t len, char *out),              \
      (state, in, len, out))                                                                                      \
    X(GTypeInstance *, g_type_check_instance_cast, (GTypeInstance * instance, GType type), (instance, type))      \
    X(gboolean, g_type_check_instance_is_a, (GTypeInstance * instance, GType type), (instance, type))             \
    X(gint64, g_date_time_to_unix, (GDateTime * time), (time))                                                    \
    X(GTimeSpan, g_date_time_get_utc_offset, (GDateTime * time), (time))                                          \
    X(void, g_date_time_unref, (GDateTime * time), (time))                                                        \
    X(gchar, g_ascii_tolower, (gchar c), (c))                                                                     \
    X(gint, g_ascii_strcasecmp, (const gchar *a, const gchar *b), (a, b))                                         \
    X(void, g_free, (gpointer memory), (memory))                                                                  \
    X(void, g_object_unref, (gpointer object), (object))

FUNCTIONS(LATE_STUB)

enum status late_mime(struct err *err)
{
    static const struct late_symbol symbols[] = {FUNCTIONS(LATE_SYMBOL)};
    static int loaded;
    return late_load(GMIME_SONAME, symbols, sizeof symbols / sizeof symbols[0], &loaded, err);
}

#else

enum status late_mime(struct err *err)
{
    (void)err;
    return S_OK;
}

#endif
