#include "tests/faults/busy_writer.h"

#include <ftw.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { STATES_MAX = 1 << 16 };

static const char clock_id[] = "clock";

static struct busy_state empty;
static struct busy_state *states[STATES_MAX] = {&empty};
static uint32_t started, committed;

static uint32_t load(const uint32_t *number)
{
    return __atomic_load_n(number, __ATOMIC_ACQUIRE);
}

uint32_t busy_started(void)
{
    return load(&started);
}

uint32_t busy_committed(void)
{
    return load(&committed);
}

const struct busy_state *busy_state(uint32_t number)
{
    return number <= busy_started() ? states[number] : &empty;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info, (void)type, (void)place;
    return remove(path);
}

void busy_remove_tree(const char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- the clock ---- */

static enum status put_clock(struct busy_writer *w, uint32_t state)
{
    enum archive_change change;
    struct buf text = {0};
    buf_printf(&text, "%" PRIu32, state);
    article_reset(&w->article);
    article_set(&w->article, FIELD_ID, str_of(clock_id));
    article_set(&w->article, FIELD_URL, buf_str(&text));
    buf_release(&text);
    return archive_put(w->archive, &w->article, false, &change, &w->err);
}

enum status busy_clock(struct archive *archive, uint32_t *state, struct err *err)
{
    struct located at;
    struct article article = {0};
    struct buf text = {0};
    enum status s = archive_locate(archive, str_of(clock_id), &at, err);
    if (!s)
        s = store_article(at.store, at.document, &article, err);
    if (!s)
        buf_append_str(&text, article_get(&article, FIELD_URL));
    *state = (uint32_t)strtoul(buf_text(&text), NULL, 10);
    buf_release(&text);
    article_release(&article);
    return s;
}

/* ---- changes ---- */

static enum status put_next(struct busy_writer *w, uint32_t number)
{
    enum archive_change change;
    uint32_t version = ++w->next->version[number];
    if (version == 1) /* none was there, or it was removed: never the version of before */
        version = w->next->version[number] = (uint16_t)(1 + random_below(&w->random, 1000));
    w->make(w->context, number, version, &w->article);
    return archive_put(w->archive, &w->article, false, &change, &w->err);
}

static enum status take_out(struct busy_writer *w, uint32_t number)
{
    char id[16];
    bool found;
    snprintf(id, sizeof id, "%" PRIu32, number);
    bool there = w->next->version[number] > 0;
    w->next->version[number] = 0;
    enum status s = archive_remove(w->archive, str_of(id), &found, &w->err);
    return s || found == there ? s
                               : err_set(&w->err, S_INTERNAL, "article %s: there is %d, found is %d", id, there, found);
}

/* Changes articles from some place on, in steps. */
static enum status change_articles(struct busy_writer *w, uint32_t count, uint32_t removed_percent)
{
    uint32_t at = random_below(&w->random, BUSY_ARTICLES);
    enum status s = S_OK;
    for (uint32_t i = 0; !s && i < count; i++) {
        at = (at + 1 + (count < 100 ? random_below(&w->random, 50) : 0)) % BUSY_ARTICLES;
        s = random_chance(&w->random, removed_percent) ? take_out(w, at) : put_next(w, at);
    }
    return s;
}

enum status busy_commit(struct busy_writer *w, uint32_t count, uint32_t removed_percent)
{
    uint32_t last = load(&committed);
    w->next = malloc(sizeof *w->next);
    if (!w->next || last + 1 == STATES_MAX)
        return err_no_memory(&w->err);
    *w->next = *states[last];
    enum status s = change_articles(w, count, removed_percent);
    if (!s)
        s = put_clock(w, last + 1);
    states[last + 1] = w->next;
    __atomic_store_n(&started, last + 1, __ATOMIC_RELEASE);
    if (!s)
        s = archive_commit(w->archive, &w->err);
    __atomic_store_n(&committed, last + 1, __ATOMIC_RELEASE);
    w->commits++;
    w->bulks += count >= BUSY_BULK;
    return s;
}

/* ---- what a writer does ---- */

static enum status open_archive(struct busy_writer *w)
{
    struct archive_settings settings = {.store_bodies = true};
    snprintf(settings.stemmer, sizeof settings.stemmer, "%s", w->stemmer);
    enum status s = archive_writer_open(w->path, &settings, &w->archive, &w->err);
    if (!s)
        archive_writer_tune(w->archive, 0, 2);
    return s;
}

/* A backup seals the live store. */
static enum status seal(struct busy_writer *w)
{
    enum status s = archive_backup(w->archive, w->backup_path, &w->err);
    busy_remove_tree(w->backup_path);
    w->seals++;
    return s;
}

enum status busy_compact(struct busy_writer *w)
{
    w->compactions++;
    return archive_compact(w->archive, &w->err);
}

enum status busy_write(struct busy_writer *w)
{
    uint32_t dice = random_below(&w->random, 100);
    if (dice < 69)
        return busy_commit(w, 1 + random_below(&w->random, 40), 25);
    if (dice < 77)
        return busy_commit(w, BUSY_BULK + random_below(&w->random, 300), 0);
    if (dice < 80)
        return busy_commit(w, BUSY_BULK, 70);
    if (dice < 88)
        return seal(w);
    if (dice < 91)
        return archive_tidy(w->archive, &w->err);
    if (dice < 97)
        return busy_compact(w);
    archive_writer_close(w->archive);
    w->archive = NULL;
    return open_archive(w);
}

enum status busy_writer_open(struct busy_writer *w)
{
    return open_archive(w);
}

void busy_writer_close(struct busy_writer *w)
{
    archive_writer_close(w->archive);
    article_release(&w->article);
    for (uint32_t i = 1; i <= started; i++)
        free(states[i]);
}
