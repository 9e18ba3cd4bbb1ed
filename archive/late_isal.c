#include "archive/late_isal.h"

#ifdef ISAL_SONAME

#define FUNCTIONS(X)                                                                                                \
    X(void, isal_deflate_init, (struct isal_zstream * s), (s))                                                      \
    X(void, isal_deflate_reset, (struct isal_zstream * s), (s))                                                     \
    X(int, isal_deflate_process_dict, (struct isal_zstream * s, struct isal_dict * d, uint8_t * bytes, uint32_t n), \
      (s, d, bytes, n))                                                                                             \
    X(int, isal_deflate_reset_dict, (struct isal_zstream * s, struct isal_dict * d), (s, d))                        \
    X(int, isal_deflate, (struct isal_zstream * s), (s))

FUNCTIONS(LATE_STUB)

enum status late_isal(struct err *err)
{
    static const struct late_symbol symbols[] = {FUNCTIONS(LATE_SYMBOL)};
    static int loaded;
    return late_load(ISAL_SONAME, symbols, sizeof symbols / sizeof symbols[0], &loaded, err);
}

#else

enum status late_isal(struct err *err)
{
    (void)err;
    return S_OK;
}

#endif
