#include "tests/layouts/builds.h"

#include <stdlib.h>

#include "archive/writer_impl.h"

const char *const layout_name[LAYOUT_COUNT] = {"one segment", "all live", "seven segments", "half live",
                                               "seven segments merged"};
const size_t layout_stores[LAYOUT_COUNT] = {1, 1, 7, 4, 1};

/* Groups of the live store: fewer articles than make a segment by themselves. */
enum { LIVE_GROUP = 700 };

/* An order of the stock. */
static uint32_t *shuffle(size_t count, struct random *r)
{
    uint32_t *order = malloc((count + 1) * sizeof *order);
    for (size_t i = 0; order && i < count; i++) {
        size_t at = random_below(r, (uint32_t)i + 1);
        order[i] = order[at];
        order[at] = (uint32_t)i;
    }
    return order;
}

/* ---- building ---- */

/* What an archive's articles are committed as, a group behind the other. */
struct plan {
    size_t segments, segment_articles;
};

static struct plan plan_of_layout(enum layout layout, size_t count)
{
    switch (layout) {
    case LAYOUT_SEVEN:
    case LAYOUT_MERGED:
        return (struct plan){7, count / 7 + 1};
    case LAYOUT_HALF:
        return (struct plan){3, count / 6 + 1};
    case LAYOUT_SEGMENT:
        return (struct plan){1, count};
    default:
        return (struct plan){0, 0};
    }
}

/* Commits what is staged when its group is whole. Segments are made however few their articles are. */
static enum status commit_group(struct archive_writer *w, const struct plan *plan, size_t done, bool last,
                                struct err *err)
{
    size_t in_segments = plan->segments * plan->segment_articles;
    if (done <= in_segments && plan->segments)
        return done % plan->segment_articles == 0 || last ? commit_publish(w, err) : S_OK;
    return (done - in_segments) % LIVE_GROUP == 0 || last ? archive_commit(w, err) : S_OK;
}

static enum status put_all(struct archive_writer *w, const struct stock *stock, const struct change *change,
                           const uint32_t *order, const struct plan *plan, struct err *err)
{
    enum archive_change what;
    enum status s = S_OK;
    size_t done = 0, all = 0;
    for (size_t i = 0; i < stock->count; i++)
        all += !change || change[i].fate != FATE_NEW;
    for (size_t i = 0; !s && i < stock->count; i++) {
        if (change && change[order[i]].fate == FATE_NEW)
            continue;
        s = archive_put(w, &stock->article[order[i]], false, &what, err);
        if (!s && ++done)
            s = commit_group(w, plan, done, done == all, err);
    }
    return s;
}

enum status layout_build(const char *path, enum layout layout, const struct stock *stock, const struct change *change,
                         struct random r, struct err *err)
{
    const struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w;
    size_t count = 0;
    for (size_t i = 0; i < stock->count; i++)
        count += !change || change[i].fate != FATE_NEW;
    const struct plan plan = plan_of_layout(layout, count);
    enum status s = archive_writer_open(path, &settings, &w, err);
    if (s)
        return s;
    uint32_t *order = shuffle(stock->count, &r);
    s = order ? put_all(w, stock, change, order, &plan, err) : err_no_memory(err);
    if (!s && layout == LAYOUT_MERGED)
        s = archive_compact(w, err);
    archive_writer_close(w);
    free(order);
    return s;
}

enum status layout_compact(const char *path, struct err *err)
{
    struct archive_writer *w;
    enum status s = archive_writer_open(path, NULL, &w, err);
    if (s)
        return s;
    s = archive_compact(w, err);
    archive_writer_close(w);
    return s;
}

/* ---- changing ---- */

static enum fate draw_fate(struct random *r)
{
    static const enum fate fates[] = {FATE_REMOVED, FATE_REMOVED, FATE_CORRECTED, FATE_CORRECTED,
                                      FATE_TWICE,   FATE_BACK,    FATE_AGAIN,     FATE_NEW};
    return random_chance(r, 60) ? FATE_STAYS : fates[random_below(r, sizeof fates / sizeof fates[0])];
}

enum status changes_draw(const struct stock *stock, struct random *r, struct change **out, struct err *err)
{
    struct change *change = malloc((stock->count + 1) * sizeof *change);
    if (!change)
        return err_no_memory(err);
    for (size_t i = 0; i < stock->count; i++)
        change[i] = (struct change){draw_fate(r), random_below(r, (uint32_t)stock->count)};
    *out = change;
    return S_OK;
}

static bool is_corrected(enum fate fate)
{
    return fate == FATE_CORRECTED || fate == FATE_TWICE || fate == FATE_BACK;
}

enum status changes_apply(const struct stock *stock, const struct change *change, struct stock *out, struct err *err)
{
    *out = (struct stock){.article = calloc(stock->count + 1, sizeof *out->article), .capacity = stock->count + 1};
    if (!out->article)
        return err_no_memory(err);
    for (size_t i = 0; i < stock->count; i++) {
        if (change[i].fate == FATE_REMOVED)
            continue;
        struct article *kept = &out->article[out->count++];
        if (is_corrected(change[i].fate))
            stock_correct(&stock->article[i], &stock->article[change[i].other], kept);
        else
            stock_copy(&stock->article[i], kept);
        if (kept->text.failed)
            return err_no_memory(err);
    }
    return S_OK;
}

struct changing {
    struct archive_writer *writer;
    struct article article;
    const struct stock *stock;
    struct random *random;
    bool segments; /* groups may become segments */
};

static enum status put_corrected(struct changing *c, size_t i, size_t other, struct err *err)
{
    enum archive_change what;
    stock_correct(&c->stock->article[i], &c->stock->article[other], &c->article);
    return archive_put(c->writer, &c->article, false, &what, err);
}

static enum status commit_now(struct changing *c, struct err *err)
{
    if (c->segments && random_chance(c->random, 30))
        return commit_publish(c->writer, err);
    return archive_commit(c->writer, err);
}

static enum status take_out(struct changing *c, size_t i, struct err *err)
{
    bool found;
    enum status s = archive_remove(c->writer, article_get(&c->stock->article[i], FIELD_ID), &found, err);
    return s || found ? s : err_set(err, S_INTERNAL, "an article is not there to be removed");
}

/* Between the two steps of a change a commit may come, or none. */
static enum status change_one(struct changing *c, size_t i, const struct change *change, struct err *err)
{
    enum archive_change what;
    enum status s = S_OK;
    switch (change->fate) {
    case FATE_STAYS:
        return random_chance(c->random, 95) ? S_OK : archive_put(c->writer, &c->stock->article[i], false, &what, err);
    case FATE_NEW:
    case FATE_AGAIN:
        if (change->fate == FATE_AGAIN)
            s = take_out(c, i, err);
        if (!s && random_chance(c->random, 2))
            s = commit_now(c, err);
        return s ? s : archive_put(c->writer, &c->stock->article[i], false, &what, err);
    case FATE_REMOVED:
        return take_out(c, i, err);
    case FATE_TWICE:
        s = put_corrected(c, i, (change->other + 1) % c->stock->count, err);
        break;
    case FATE_BACK:
        s = take_out(c, i, err);
        break;
    default:
        break;
    }
    if (!s && random_chance(c->random, 2))
        s = commit_now(c, err);
    return s ? s : put_corrected(c, i, change->other, err);
}

enum status layout_change(const char *path, enum layout layout, const struct stock *stock, const struct change *change,
                          struct random r, struct err *err)
{
    struct changing c = {.stock = stock, .random = &r, .segments = layout == LAYOUT_SEVEN || layout == LAYOUT_HALF};
    enum status s = archive_writer_open(path, NULL, &c.writer, err);
    if (s)
        return s;
    uint32_t *order = shuffle(stock->count, &r);
    if (!order)
        s = err_no_memory(err);
    for (size_t i = 0; !s && i < stock->count; i++) {
        s = change_one(&c, order[i], &change[order[i]], err);
        if (!s && i % LIVE_GROUP == LIVE_GROUP - 1)
            s = commit_now(&c, err);
    }
    if (!s)
        s = archive_commit(c.writer, err);
    archive_writer_close(c.writer);
    article_release(&c.article);
    free(order);
    return s;
}
