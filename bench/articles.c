#include "bench/articles.h"

#include <stdio.h>
#include <stdlib.h>

#include "bench/runner.h"
#include "shim/json_in.h"

static struct str member(const struct json_parser *parser, const char *name)
{
    return json_member(parser, json_root(parser), str_of(name)).text;
}

void bench_read_articles(const char *path, bench_visit *visit, void *context)
{
    struct json_parser *parser;
    struct err err;
    char *line = NULL;
    size_t capacity = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        bench_fail("cannot open %s", path);
    enum status s = json_parser_new(&parser, &err);
    for (ssize_t len; !s && (len = getline(&line, &capacity, file)) > 0;) {
        s = json_parse(parser, line, (size_t)len, NULL, &err);
        if (s)
            break;
        struct bench_article article = {member(parser, "id"), member(parser, "title"), member(parser, "text"),
                                        member(parser, "date")};
        visit(context, &article);
    }
    if (s)
        bench_fail("%s: %s", path, err.text);
    json_parser_free(parser);
    free(line);
    fclose(file);
}
