#include "indexer/byline.h"

#include <string.h>

#include "indexer/word.h"

enum { BYLINE_MAX = 120 /* bytes: a few names and a title */ };

/* "By Ann Author and Bob Writer": names throughout, so that a sentence that begins with "By" stays one. */
static bool is_byline(struct str line)
{
    struct word word;
    if (line.len > BYLINE_MAX || ends_sentence(line) || !word_next(&line, &word) || !word_in_list(word.text, "By|BY"))
        return false;
    bool named = false;
    while (word_next(&line, &word)) {
        struct str text = word.text;
        bool comma = text.len > 1 && text.ptr[text.len - 1] == ',';
        struct str bare = {text.ptr, text.len - comma};
        struct word again;
        word_next(&bare, &again);
        bool name = again.kind == WORD_CAPITAL || again.kind == WORD_UPPER || again.kind == WORD_CASELESS;
        if (!name && !(named && (word_is_particle(again.text) || word_in_list(again.text, "for|van|von|bin|with"))))
            return false;
        named = true;
    }
    return named;
}

bool byline_parse(struct str line, struct str *names)
{
    if (!is_byline(line))
        return false;
    *names = str_trim((struct str){line.ptr + strlen("By"), line.len - strlen("By")});
    return true;
}

/* "By Any Means Necessary": a title, not a name. */
static bool begins_phrase(struct str first)
{
    return word_in_list(first, "Any|All|Every|Each|Some|This|That|These|Those|Popular|"
                               "ANY|ALL|EVERY|EACH|SOME|THIS|THAT|THESE|THOSE|POPULAR");
}

struct str byline_bare(struct str text)
{
    struct word word;
    struct str rest = text, name;
    if (!word_next(&rest, &word) || word.text.len != 2 || !word_in_list(word.text, "By|BY|by"))
        return text;
    name = rest = str_trim(rest);
    bool named =
        word_next(&rest, &word) && (word.kind == WORD_CAPITAL || word.kind == WORD_UPPER || word.kind == WORD_CASELESS);
    return named && !begins_phrase(word.text) ? name : text;
}

struct str byline_of_author(struct str text)
{
    const char *at = memchr(text.ptr, '@', text.len), *open, *close = text.ptr + text.len - 1;
    if (at && *close == ')' && (open = memchr(text.ptr, '(', text.len)) && open > at)
        return str_trim((struct str){open + 1, (size_t)(close - open) - 1});
    if (at && *close == '>' && (open = memchr(text.ptr, '<', text.len)) && open < at && open > text.ptr)
        return str_trim((struct str){text.ptr, (size_t)(open - text.ptr)});
    return text;
}
