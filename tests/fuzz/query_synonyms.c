/* Any bytes as a file of synonyms, and its first line as a query that they are applied to: a tree that the matcher may
 * walk, or a clear refusal. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "query/parser.h"
#include "query/synonyms.h"
#include "shim/xap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool good)
{
    if (!good)
        abort();
}

static struct analyzer *english(void)
{
    static struct analyzer *analyzer;
    static struct xap_stemmer *stemmer;
    struct stemmer s = {.language = "english", .stem = xap_stem};
    if (analyzer)
        return analyzer;
    expect(xap_stemmer_new("english", &stemmer, NULL) == S_OK);
    s.context = stemmer;
    expect(analyzer_new(&s, &analyzer, NULL) == S_OK);
    return analyzer;
}

static void apply(const struct synonyms *synonyms, struct str words)
{
    struct parser_options options = {.analyzer = english()};
    struct query query;
    struct buf text = {0};
    struct err err;
    enum status s = query_parse(words, &options, &query, &err);
    if (!s)
        s = synonyms_apply(synonyms, &query, &err);
    expect(s == S_OK || s == S_LIMIT);
    if (!s) {
        expect(node_leaf_count(query.root) <= QUERY_LEAVES_MAX);
        node_print(query.root, &text);
        expect(utf8_valid(text.data, text.len));
    }
    buf_release(&text);
    query_release(&query);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    const char *newline = size ? memchr(data, '\n', size) : NULL;
    struct str words = {text.ptr, newline ? (size_t)(newline - text.ptr) : size};
    struct synonyms *synonyms;
    struct err err = {0};
    enum status s = synonyms_read(text, "input", english(), &synonyms, &err);
    expect(s == S_OK || s == S_USAGE);
    expect(!s || strncmp(err.text, "input:", strlen("input:")) == 0);
    if (!s) {
        apply(synonyms, words);
        synonyms_free(synonyms);
    }
    return 0;
}
