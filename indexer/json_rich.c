#include "indexer/json_rich.h"

#include <string.h>

#include "indexer/json_body.h"
#include "indexer/word.h"

enum { RUNS_DEEP = 8 };

static struct json_value first_array(const struct json_article *j, struct json_value object, const char *const *names)
{
    struct json_value value = {.type = JSON_ABSENT};
    for (; *names && value.type != JSON_ARRAY; names++)
        value = json_member_of(j, object, *names);
    return value.type == JSON_ARRAY ? value : (struct json_value){.type = JSON_ABSENT};
}

struct json_value json_rich_blocks(const struct json_article *j, struct json_value object)
{
    static const char *const names[] = {"blocks", "content", "children", NULL};
    static const char *const roots[] = {"root", "document", NULL};
    for (const char *const *root = roots; *root; root++) {
        struct json_value inner = json_member_of(j, object, *root);
        if (inner.type == JSON_OBJECT)
            object = inner;
    }
    return first_array(j, object, names);
}

struct json_value json_rich_data_text(const struct json_article *j, struct json_value block)
{
    static const char *const names[] = {"text", NULL};
    return json_body_first(j, json_member_of(j, block, "data"), names);
}

struct json_value json_rich_inner(const struct json_article *j, struct json_value block)
{
    static const char *const names[] = {"children", "content", NULL}, *const items[] = {"items", NULL};
    struct json_value inner = first_array(j, block, names);
    return inner.type == JSON_ARRAY ? inner : first_array(j, json_member_of(j, block, "data"), items);
}

/* ---- runs ---- */

/* The text of a run; absent when it is none. */
static struct json_value run_text(const struct json_article *j, struct json_value run)
{
    static const char *const types[] = {"type", "_type", "nodeType", NULL}, *const texts[] = {"text", "value", NULL};
    struct str type = json_body_first(j, run, types).text;
    bool plain = type.len == 0 || word_in_list(type, "text|span");
    return plain ? json_body_first(j, run, texts) : (struct json_value){.type = JSON_ABSENT};
}

static bool is_runs(const struct json_article *j, struct json_value array)
{
    struct json_value element;
    for (size_t at = 0; json_next_element(j->parser, array, &at, &element);)
        if (element.type == JSON_OBJECT && run_text(j, element).type == JSON_STRING)
            return true;
    return false;
}

bool json_rich_append(const struct json_article *j, struct json_value array, struct buf *out)
{
    struct {
        struct json_value array;
        size_t at;
    } open[RUNS_DEEP] = {{array, 0}};
    if (!is_runs(j, array))
        return false;
    for (int depth = 0; depth >= 0;) {
        struct json_value element, text, inner;
        if (!json_next_element(j->parser, open[depth].array, &open[depth].at, &element)) {
            depth--;
            continue;
        }
        text = element.type == JSON_STRING ? element : run_text(j, element);
        inner = json_rich_inner(j, element);
        if (text.type == JSON_STRING)
            buf_append_str(out, text.text);
        else if (inner.type == JSON_ARRAY && depth + 1 < RUNS_DEEP) {
            open[++depth].array = inner;
            open[depth].at = 0;
        } else
            buf_append_byte(out, ' '); /* where a line breaks */
    }
    return true;
}
