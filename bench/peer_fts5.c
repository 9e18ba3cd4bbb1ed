/* bench-fts5: SQLite's FTS5 as a peer of the benchmark.
 *
 *     bench-fts5 index FILE DATABASE
 *     bench-fts5 query DATABASE QUERIES
 *
 * Title and text are one column, Porter stems over Unicode words, without a copy of the text; id, title and date stand
 * in a table beside it. One transaction, then `optimize`. The caches are large enough for everything. */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "bench/articles.h"
#include "bench/runner.h"

struct fts5 {
    sqlite3 *database;
    sqlite3_stmt *best, *count;  /* for queries */
    sqlite3_stmt *text, *fields; /* for articles */
    struct buf buf;
};

static void run(struct fts5 *f, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(f->database, sql, NULL, NULL, &message))
        bench_fail("%s: %s", sql, message);
}

static sqlite3_stmt *prepare(struct fts5 *f, const char *sql)
{
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(f->database, sql, -1, &statement, NULL))
        bench_fail("%s: %s", sql, sqlite3_errmsg(f->database));
    return statement;
}

static void open_database(struct fts5 *f, const char *path)
{
    if (sqlite3_open(path, &f->database))
        bench_fail("%s: %s", path, sqlite3_errmsg(f->database));
    run(f, "PRAGMA cache_size=-262144; PRAGMA mmap_size=4294967296");
}

static void bind(sqlite3_stmt *statement, int at, struct str text)
{
    sqlite3_bind_text(statement, at, text.ptr, (int)text.len, SQLITE_STATIC);
}

static void finish(struct fts5 *f, sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        bench_fail("%s", sqlite3_errmsg(f->database));
    sqlite3_reset(statement);
}

/* ---- building ---- */

static void add_article(void *context, const struct bench_article *article)
{
    struct fts5 *f = context;
    bind(f->fields, 1, article->id);
    bind(f->fields, 2, article->title);
    bind(f->fields, 3, article->date);
    finish(f, f->fields);
    buf_reset(&f->buf);
    buf_append_str(&f->buf, article->title);
    buf_append_byte(&f->buf, '\n');
    buf_append_str(&f->buf, article->text);
    sqlite3_bind_int64(f->text, 1, sqlite3_last_insert_rowid(f->database));
    bind(f->text, 2, buf_str(&f->buf));
    finish(f, f->text);
}

static void build(struct fts5 *f, const char *articles)
{
    run(f, "CREATE TABLE fields(number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, date TEXT);"
           "CREATE VIRTUAL TABLE article USING fts5(text, content='', tokenize='porter unicode61');"
           "BEGIN");
    f->fields = prepare(f, "INSERT INTO fields(id, title, date) VALUES(?, ?, ?)");
    f->text = prepare(f, "INSERT INTO article(rowid, text) VALUES(?, ?)");
    bench_read_articles(articles, add_article, f);
    run(f, "INSERT INTO article(article) VALUES('optimize'); COMMIT");
    sqlite3_finalize(f->fields);
    sqlite3_finalize(f->text);
}

/* ---- searching ---- */

/* Each word stands in quotes: and, or, not and near are words too. */
static void bind_query(struct fts5 *f, sqlite3_stmt *statement, const struct bench_query *query)
{
    static const char *const between[] = {
        [BENCH_TERM] = "", [BENCH_AND] = " AND ", [BENCH_OR] = " OR ", [BENCH_PHRASE] = " + "};
    buf_reset(&f->buf);
    for (size_t i = 0; i < query->words; i++)
        buf_printf(&f->buf, "%s\"%s\"", i ? between[query->op] : "", query->word[i]);
    bind(statement, 1, buf_str(&f->buf));
}

static void find_hits(void *context, const struct bench_query *query)
{
    struct fts5 *f = context;
    int status;
    bind_query(f, f->best, query);
    while ((status = sqlite3_step(f->best)) == SQLITE_ROW)
        sqlite3_column_int64(f->best, 0);
    if (status != SQLITE_DONE)
        bench_fail("%s", sqlite3_errmsg(f->database));
    sqlite3_reset(f->best);
}

static void count_all(void *context, const struct bench_query *query, struct bench_answer *out)
{
    struct fts5 *f = context;
    bind_query(f, f->count, query);
    if (sqlite3_step(f->count) != SQLITE_ROW)
        bench_fail("%s", sqlite3_errmsg(f->database));
    out->total = (uint64_t)sqlite3_column_int64(f->count, 0);
    sqlite3_reset(f->count);
}

static void serve(struct fts5 *f, const char *queries)
{
    struct bench_engine engine = {f, find_hits, count_all, ""};
    snprintf(engine.about, sizeof engine.about, "SQLite %s", sqlite3_libversion());
    f->best = prepare(f, "SELECT rowid FROM article WHERE article MATCH ? ORDER BY rank LIMIT 10");
    f->count = prepare(f, "SELECT count(*) FROM article WHERE article MATCH ?");
    bench_serve(queries, &engine);
    sqlite3_finalize(f->best);
    sqlite3_finalize(f->count);
}

int main(int argc, char **argv)
{
    struct fts5 f = {0};
    if (argc == 4 && strcmp(argv[1], "index") == 0) {
        open_database(&f, argv[3]);
        build(&f, argv[2]);
    } else if (argc == 4 && strcmp(argv[1], "query") == 0) {
        open_database(&f, argv[2]);
        serve(&f, argv[3]);
    } else
        bench_fail("usage: bench-fts5 index FILE DATABASE | query DATABASE QUERIES");
    if (sqlite3_close(f.database))
        bench_fail("%s", sqlite3_errmsg(f.database));
    buf_release(&f.buf);
    return 0;
}
