#include "indexer/dateline_separator.h"

#include <string.h>

#include "indexer/agency_name.h"

enum { DATELINE_MAX = 160 /* bytes before the separator: city, country, date, agency */ };

enum separator_kind separator_dash_at(struct str text, size_t at, size_t *len)
{
    enum separator_kind kind = SEPARATOR_NONE;
    size_t end = at;
    while (end + 3 <= text.len && memcmp(text.ptr + end, "\xe2\x80", 2) == 0) {
        unsigned char last = (unsigned char)text.ptr[end + 2];
        if (last < 0x93 || last > 0x95)
            break;
        kind = last == 0x93 && kind != SEPARATOR_EM ? SEPARATOR_EN : SEPARATOR_EM;
        end += 3;
    }
    if (kind == SEPARATOR_NONE) {
        while (end < text.len && text.ptr[end] == '-')
            end++;
        kind = end - at > 1 ? SEPARATOR_EM : end - at == 1 ? SEPARATOR_HYPHEN : SEPARATOR_NONE;
    }
    if (kind == SEPARATOR_NONE && at < text.len && text.ptr[at] == '_' && space_at(text, at + 1)) {
        kind = SEPARATOR_LINE;
        end = at + 1;
    }
    *len = end - at;
    return kind;
}

/* By the first bytes of those that open. */
static const char bracket_begins[] = "([/\xEF";
static const struct bracket brackets[] = {{"(", ")"}, {"[", "]"}, {"/", "/"}, {"（", "）"}, {"［", "］"}};

const struct bracket *bracket_at(struct str text, size_t at)
{
    if (!memchr(bracket_begins, text.ptr[at], sizeof bracket_begins - 1))
        return NULL;
    for (size_t i = 0; i < sizeof brackets / sizeof brackets[0]; i++) {
        size_t len = strlen(brackets[i].open);
        if (text.len - at < len || memcmp(text.ptr + at, brackets[i].open, len) != 0)
            continue;
        return brackets[i].open[0] != '/' || (at && ascii_is_space(text.ptr[at - 1])) ? &brackets[i] : NULL;
    }
    return NULL;
}

struct group bracket_group(struct str text, size_t at, const struct bracket *bracket)
{
    size_t start = at + strlen(bracket->open), max = text.len - at < DATELINE_MAX ? text.len : at + DATELINE_MAX;
    const char *end = memmem(text.ptr + start, max - start, bracket->close, strlen(bracket->close));
    if (!end || memchr(text.ptr + at, '\n', (size_t)(end - text.ptr) - at))
        return (struct group){.at = at};
    return (struct group){.at = at,
                          .len = (size_t)(end - text.ptr) + strlen(bracket->close) - at,
                          .inside = {text.ptr + start, (size_t)(end - text.ptr) - start}};
}

/* "بغداد / واع" on a line of its own: the group of a slash that is not closed. */
static struct group group_to_line_end(struct str text, size_t at)
{
    size_t max = text.len - at < DATELINE_MAX ? text.len : at + DATELINE_MAX;
    const char *end = memchr(text.ptr + at, '\n', max - at);
    if (!end)
        return (struct group){.at = at};
    struct str inside = str_trim((struct str){text.ptr + at + 1, (size_t)(end - text.ptr) - at - 1});
    size_t len = agency_is_listed(inside) ? (size_t)(end - text.ptr) - at : 0;
    return (struct group){.at = at, .len = len, .inside = inside};
}

/* "/TASS/." ends a dateline by itself, and so does a name that is known with no dash behind it: "/ واع / قال". */
static bool ends_after_group(struct str text, const struct bracket *bracket, const struct group *group)
{
    size_t end = group->at + group->len, dash;
    if (bracket->open[0] != '/' || !group->len || end >= text.len)
        return false;
    if (text.ptr[end] == '.')
        return space_at(text, end + 1);
    return space_at(text, end) && agency_is_listed(str_trim(group->inside)) &&
           !separator_dash_at(str_trim(str_skip(text, end)), 0, &dash);
}

/* The separator that an agency is by itself, with the stop behind it. */
static struct separator separator_of(struct str text, const struct group *group)
{
    size_t end = group->at + group->len;
    return (struct separator){.kind = SEPARATOR_AGENCY,
                              .at = group->at,
                              .len = group->len + (end < text.len && text.ptr[end] == '.'),
                              .spaced = true,
                              .agency = str_trim(group->inside)};
}

/* What stands at `at`: a separator, or else in *skip how far to go on (0: no dateline can be here). */
static bool separator_at(struct str text, size_t at, struct separator *out, size_t *skip)
{
    char c = text.ptr[at];
    bool space_before = at > 0 && ascii_is_space(text.ptr[at - 1]);
    *skip = c == '\n' ? 0 : 1;
    const struct bracket *bracket = bracket_at(text, at);
    if (bracket) {
        struct group group = bracket_group(text, at, bracket);
        if (!group.len && bracket->open[0] == '/')
            group = group_to_line_end(text, at);
        *skip = group.len;
        *out = separator_of(text, &group);
        return ends_after_group(text, bracket, &group);
    }
    if (c == ':' && at && space_at(text, at + 1)) {
        *out = (struct separator){.kind = SEPARATOR_COLON, .at = at, .len = 1, .spaced = true};
        return true;
    }
    size_t len;
    enum separator_kind kind = separator_dash_at(text, at, &len);
    if (kind == SEPARATOR_NONE)
        return false;
    bool space_after = space_at(text, at + len);
    *skip = len;
    *out = (struct separator){.kind = kind, .at = at, .len = len, .spaced = space_before || space_after};
    bool weak = kind == SEPARATOR_HYPHEN || kind == SEPARATOR_LINE;
    struct str before = {text.ptr, at};
    bool closed = str_ends_with(before, str_of(")")) || str_ends_with(before, str_of(").")); /* (EFE).- */
    return !weak || (space_after && (space_before || closed));
}

bool separator_find(struct str text, struct separator *out)
{
    size_t skip;
    for (size_t at = 0; at < text.len && at < DATELINE_MAX; at += skip) {
        if (separator_at(text, at, out, &skip))
            return true;
        if (skip == 0)
            return false;
    }
    return false;
}
