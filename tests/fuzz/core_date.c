/* Fuzz entry of the date readers: what is read is in range, comes back from its own text, and a bound is one. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool truth)
{
    if (!truth)
        abort();
}

/* A date's text in UTC reads back as the same date, but for the zone. */
static void require_return(const struct date *date)
{
    char text[DATE_TEXT_MAX];
    struct date again;
    require(date->precision >= DATE_YEAR && date->precision <= DATE_SECOND);
    require(date_parse(str_of(date_format(date, text)), &again));
    require(again.seconds == date->seconds && again.precision == date->precision);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct date date, prefix;
    struct err err;
    int64_t first, last;
    int64_t now = INT64_C(842735000); /* 1996-09-14T21:03:20Z */

    if (date_parse(text, &date))
        require_return(&date);
    else
        require(date.precision == DATE_NONE && date.seconds == 0);

    size_t taken = date_parse_prefix(text, &prefix);
    require(taken <= size);
    if (taken) {
        require_return(&prefix);
        require(date_parse((struct str){text.ptr, taken}, &date) && date.seconds == prefix.seconds);
    }

    enum status from = date_parse_bound(text, now, false, &first, &err);
    enum status to = date_parse_bound(text, now, true, &last, &err);
    require(from == to && (from == S_OK || from == S_USAGE));
    require(from == S_OK ? first <= last : strlen(err.text) > 0);
    return 0;
}
