/* Suggestions as a whole answer: of the newest state, and as JSON. */
#include "core/json.h"
#include "core/utf8.h"
#include "query/suggest.h"

/* A writer commits at most a few times a second; a snapshot that is lost this often has something else in its way. */
enum { SUGGEST_ATTEMPTS = 8 };

enum status suggest_newest(struct archive *archive, struct str prefix, size_t limit, struct suggestions *out,
                           struct err *err)
{
    enum status s = suggest(archive, prefix, limit, out, err);
    for (int attempt = 1; s == S_STALE && attempt < SUGGEST_ATTEMPTS; attempt++) {
        suggestions_release(out);
        s = archive_reopen(archive, err);
        if (!s)
            s = suggest(archive, prefix, limit, out, err);
    }
    return s;
}

enum status suggest_read_limit(struct str value, size_t *out, struct err *err)
{
    enum { SHOWN_MAX = 40 };
    size_t limit = 0;
    for (size_t i = 0; i < value.len; i++)
        limit = value.ptr[i] >= '0' && value.ptr[i] <= '9' && limit <= SUGGEST_LIMIT_MAX
                    ? 10 * limit + (size_t)(value.ptr[i] - '0')
                    : SUGGEST_LIMIT_MAX + 1;
    if (limit < 1 || limit > SUGGEST_LIMIT_MAX)
        return err_set(err, S_USAGE, "limit=%.*s: the value is a number from 1 to %d",
                       (int)utf8_cut(value.ptr, value.len, SHOWN_MAX), value.ptr ? value.ptr : "", SUGGEST_LIMIT_MAX);
    *out = limit;
    return S_OK;
}

const char *suggestion_kind_name(const struct suggestion *s)
{
    return s->kind == SUGGESTION_WORD ? "word" : schema[s->field].name;
}

void suggestions_json(const struct suggestions *suggestions, struct buf *out)
{
    struct json_writer w;
    json_init(&w, out);
    json_object_begin(&w);
    json_key(&w, "suggestions");
    json_array_begin(&w);
    for (size_t i = 0; i < suggestions->count; i++) {
        const struct suggestion *s = &suggestions->of[i];
        json_object_begin(&w);
        json_key(&w, "text");
        json_string(&w, s->text);
        json_key(&w, "kind");
        json_text(&w, suggestion_kind_name(s));
        json_count(&w, "count", s->count);
        json_object_end(&w);
    }
    json_array_end(&w);
    json_object_end(&w);
    buf_append_byte(out, '\n');
}
