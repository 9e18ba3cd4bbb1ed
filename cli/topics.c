#include "cli/topics.h"

#include <stdlib.h>

#include "cli/common.h"
#include "query/search.h"

enum { ATTEMPTS = 8 };

static enum status read_ids(struct archive *archive, const struct finding *finding, struct found *out, struct err *err)
{
    size_t start[TOPICS_DEPTH + 1], count = finding->count < TOPICS_DEPTH ? finding->count : TOPICS_DEPTH;
    enum status s = S_OK;
    buf_reset(&out->bytes);
    for (size_t i = 0; !s && i < count; i++) {
        const struct candidate *c = &finding->candidate[i];
        start[i] = out->bytes.len;
        s = store_id(archive_store(archive, c->store), c->document, &out->bytes, err);
    }
    if (!s)
        s = buf_status(&out->bytes, err);
    start[count] = out->bytes.len;
    out->count = s ? 0 : count;
    for (size_t i = 0; i < out->count; i++)
        out->id[i] = (struct str){out->bytes.data + start[i], start[i + 1] - start[i]};
    return s;
}

static enum status search_once(const struct params *params, struct archive *archive, const struct topic *topic,
                               struct found *out, struct err *err)
{
    struct params of_topic = *params; /* borrowed, but for the words */
    struct query query = {0};
    struct finding finding = {0};
    of_topic.q = (struct buf){0};
    bool has_words = topic_words(topic->words, &of_topic.q);
    enum status s = buf_status(&of_topic.q, err);
    if (!s && has_words)
        s = search_find(archive, &of_topic, &query, &finding, err);
    if (!s)
        s = read_ids(archive, &finding, out, err);
    finding_release(&finding);
    query_release(&query);
    buf_release(&of_topic.q);
    return s;
}

enum status topic_search(const struct params *params, struct archive *archive, const struct topic *topic,
                         struct found *out, struct err *err)
{
    enum status s = search_once(params, archive, topic, out, err);
    for (int attempt = 1; s == S_STALE && attempt < ATTEMPTS; attempt++) {
        s = archive_reopen(archive, err);
        if (!s)
            s = search_once(params, archive, topic, out, err);
    }
    return s;
}

static void append_run(const struct topic *topic, const struct found *found, const char *tag, struct buf *out)
{
    for (size_t i = 0; i < found->count; i++) {
        buf_append_str(out, topic->id);
        buf_append_text(out, " Q0 ");
        buf_append_str(out, found->id[i]);
        buf_printf(out, " %zu %zu %s\n", i + 1, (size_t)TOPICS_DEPTH - i, tag);
    }
}

static enum status run_topic(const struct params *params, struct archive *archive, const struct topic *topic,
                             const char *tag, struct found *found, struct err *err)
{
    struct buf out = {0};
    enum status s = topic_search(params, archive, topic, found, err);
    if (!s) {
        append_run(topic, found, tag, &out);
        s = write_output(&out, err);
    }
    buf_release(&out);
    return s;
}

enum status topics_run(const char *path, const struct params *params, struct archive *archive, const char *tag,
                       size_t *count, struct err *err)
{
    struct buf text = {0};
    struct topics topics = {0};
    struct found *found = calloc(1, sizeof *found);
    enum status s = found ? read_file(path, TOPICS_BYTES_MAX, &text, err) : err_no_memory(err);
    if (!s)
        s = topics_read(buf_str(&text), path, &topics, err);
    for (size_t i = 0; !s && i < topics.count; i++)
        s = run_topic(params, archive, &topics.of[i], tag, found, err);
    *count = topics.count;
    topics_release(&topics);
    buf_release(&text);
    if (found)
        buf_release(&found->bytes);
    free(found);
    return s;
}
