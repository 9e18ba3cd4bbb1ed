/* Classes of ASCII bytes, whatever the locale; a byte of another character is in none. */
#ifndef DATELINE_CORE_ASCII_H
#define DATELINE_CORE_ASCII_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Space, tab, newline, vertical tab, form feed, carriage return: what str_trim takes away. */
static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

#ifdef __cplusplus
}
#endif
#endif
