/* dateline analyze: the words of a text as the analyzer makes them, one a line: position, term, what it was made of,
 * flags. With an archive, its analyzer. */
#include <stdio.h>
#include <string.h>

#include "archive/archive.h"
#include "cli/common.h"
#include "query/present.h"
#include "shim/xap.h"

static const struct argp_option options[] = {
    {"archive", 'a', "ARCHIVE", 0, "analyze as this archive does", 0},
    {"stemmer", 's', "LANG", 0, "language of the stems, or none; english by default", 0},
    {0},
};

struct analyze_arguments {
    const char *archive, *language;
    struct buf text;
};

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    struct analyze_arguments *a = state->input;
    switch (key) {
    case 'a':
        a->archive = value;
        return 0;
    case 's':
        a->language = value;
        return 0;
    case ARGP_KEY_ARGS:
        join_words(state->argv + state->next, (size_t)(state->argc - state->next), &a->text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    options,
    parse_option,
    "TEXT ...",
    "Shows what the analyzer makes of a text: one word a line, with its position, its term, what it was made of, and "
    "`stop' for a stop word.\v"
    "Exit status: 0, 1 when there is no word in the text; 2, 3, 4, 6 as for every command.",
    NULL,
    NULL,
    NULL,
};

const struct argp *analyze_argp(void)
{
    return &argp;
}

static size_t append_tokens(struct analyzer *analyzer, struct str text, struct buf *out)
{
    struct token_stream stream;
    struct token token;
    size_t count = 0;
    token_stream_begin(&stream, analyzer, text, 1, ANALYZE_DOCUMENT);
    while (token_stream_next(&stream, &token)) {
        buf_printf(out, "%u\t", token.position);
        present_plain(token.term, out);
        buf_append_byte(out, '\t');
        present_plain((struct str){text.ptr + token.start, token.end - token.start}, out);
        buf_append_text(out, token.flags & TOKEN_STOP ? "\tstop\n" : "\n");
        count++;
    }
    return count;
}

static int analyze(struct analyzer *analyzer, const struct buf *text)
{
    struct buf out = {0};
    struct err err = {0};
    size_t count = append_tokens(analyzer, buf_str(text), &out);
    enum status s = write_output(&out, &err);
    buf_release(&out);
    return s ? fail(s, &err) : count ? EXIT_DONE : EXIT_NOTHING;
}

static int analyze_as_archive(const struct analyze_arguments *a)
{
    struct archive *archive = NULL;
    struct err err = {0};
    enum status s = archive_open(a->archive, &archive, &err);
    int status = s ? fail(s, &err) : analyze(archive_analyzer(archive), &a->text);
    archive_close(archive);
    return status;
}

static int analyze_as_language(const struct analyze_arguments *a)
{
    struct stemmer stemmer = {a->language ? a->language : "english", xap_stem, NULL};
    struct xap_stemmer *stems = NULL;
    struct analyzer *analyzer = NULL;
    struct err err = {0};
    enum status s = xap_stemmer_new(stemmer.language, &stems, &err);
    stemmer.context = stems;
    if (!s)
        s = analyzer_new(&stemmer, &analyzer, &err);
    int status = s ? fail(s, &err) : analyze(analyzer, &a->text);
    analyzer_free(analyzer);
    xap_stemmer_free(stems);
    return status;
}

int command_analyze(int argc, char **argv)
{
    struct analyze_arguments a = {0};
    parse_options(&argp, argc, argv, &a);
    if (a.archive && a.language)
        usage_error("give --archive or --stemmer, not both");
    if (a.text.len == 0)
        usage_error("what text?");
    int status = a.archive ? analyze_as_archive(&a) : analyze_as_language(&a);
    buf_release(&a.text);
    return status;
}
