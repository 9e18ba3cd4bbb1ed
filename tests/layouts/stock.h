/* Articles for tests to build archives of. */
#ifndef DATELINE_TESTS_LAYOUTS_STOCK_H
#define DATELINE_TESTS_LAYOUTS_STOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/article.h"
#include "core/buf.h"
#include "core/err.h"
#include "tests/random.h"

struct stock {
    struct article *article;
    size_t count, capacity;
};

/* Reads the first `most` articles of a JSON Lines file (gzip too); those without an id get one. */
enum status stock_read(const char *path, size_t most, struct stock *out, struct err *err);
/* Articles of generate-news, which $GENERATE_NEWS names, by way of a file in `directory`. */
enum status stock_generate(const char *directory, size_t count, struct random *r, struct stock *out, struct err *err);
void stock_release(struct stock *s);
/* Takes what real articles seldom have among them: articles without a date, many of one day, without a headline,
 * without a section. */
void stock_roughen(struct stock *s, struct random *r);
/* A copy of an article in place of what `out` holds. */
void stock_copy(const struct article *article, struct article *out);
/* The article under its own id with the text and the section of another one. */
void stock_correct(const struct article *article, const struct article *other, struct article *out);

#endif
