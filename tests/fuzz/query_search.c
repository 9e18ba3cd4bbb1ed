/* Any bytes as a search: lines NAME=VALUE are parameters, the rest is the query. It is asked of a small archive of a
 * segment and a live store, with removed and undated articles and copies, and shown in every format: an answer or a
 * clear refusal, and in time (the fuzzer says when an input takes long). The query is also the beginning of something,
 * for suggestions. */
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "query/suggest.h"
#include "tests/fuzz/searching.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARTICLES = 1200, TIMEOUT = 200 /* milliseconds, unless the input says another */ };

static char scratch[] = "/tmp/fuzz-search.XXXXXX";

static int remove_one(const char *name, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(name);
}

static void remove_scratch(void)
{
    nftw(scratch, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void put(struct archive_writer *w, unsigned number)
{
    static const char *const places[] = {"SARAJEVO", "Washington, D.C.", "VIENNA", ""};
    static const char *const words[] = {"observation", "mission", "election", "ferry", "strike", "the", "of", "snow"};
    struct article a = {0};
    struct buf body = {0}, id = {0};
    struct err err;
    enum archive_change change;
    char date[16];
    buf_printf(&id, "article-%u", number);
    for (unsigned i = 0; i < 12 + number % 9; i++)
        buf_printf(&body, "%s ", words[(number * 7 + i * i) % 8]);
    snprintf(date, sizeof date, "%04u-%02u-%02u", 1960 + number % 60, 1 + number % 12, 1 + number % 28);
    article_set(&a, FIELD_ID, buf_str(&id));
    article_set(&a, FIELD_HEADLINE, str_of(words[number % 8]));
    article_set(&a, FIELD_BODY, buf_str(&body));
    article_set(&a, FIELD_PLACE, str_of(places[number % 4]));
    article_set(&a, FIELD_TAG, str_of(number % 3 ? "peace talks" : "weather"));
    if (number % 11)
        date_parse(str_of(date), &a.published);
    expect(archive_put(w, &a, false, &change, &err) == S_OK);
    article_release(&a);
    buf_release(&body);
    buf_release(&id);
}

static void fill(const char *path, bool make, unsigned from, unsigned to)
{
    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    struct err err;
    expect(archive_writer_open(path, make ? &settings : NULL, &w, &err) == S_OK);
    for (unsigned i = from; i < to; i++)
        put(w, i);
    expect(archive_commit(w, &err) == S_OK);
    archive_writer_close(w);
}

static struct archive *opened(void)
{
    static struct archive *archive;
    struct err err;
    if (archive)
        return archive;
    struct buf path = {0};
    expect(mkdtemp(scratch) != NULL);
    atexit(remove_scratch);
    buf_printf(&path, "%s/archive", scratch);
    fill(buf_text(&path), true, 0, ARTICLES);
    fill(buf_text(&path), false, ARTICLES - 40, ARTICLES + 60); /* into the live store, and hides some of the segment */
    expect(archive_open(buf_text(&path), &archive, &err) == S_OK);
    buf_release(&path);
    return archive;
}

static void suggest_for(struct str words)
{
    struct suggestions suggestions;
    struct err err;
    expect(suggest(opened(), words, SUGGEST_LIMIT_DEFAULT, &suggestions, &err) == S_OK);
    for (size_t i = 0; i < suggestions.count; i++)
        expect(suggestions.of[i].text.len && suggestions.of[i].count);
    suggestions_release(&suggestions);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct params params;
    struct page page = {0};
    struct err err = {0};
    uint64_t given;
    params_init(&params, 1592222400);
    params.timeout = TIMEOUT;
    struct str words = set_parameters(&params, (struct str){(const char *)data, size});
    enum status s = params_set(&params, str_of("q"), words, &err);
    if (!s)
        s = params_check(&params, &err);
    if (!s)
        s = search_run(opened(), &params, &page, &err);
    expect(s == S_OK || s == S_USAGE || s == S_LIMIT);
    if (!s && params.has_cursor)
        expect(search_export(opened(), &params, ignore_hit, NULL, &given, &err) == S_OK &&
               (given <= page.total || page.timed_out));
    if (!s)
        show(&page, &params);
    suggest_for(words);
    page_release(&page);
    params_release(&params);
    return 0;
}
