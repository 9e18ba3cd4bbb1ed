#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common.h"
#include "core/utf8.h"
#include "query/present.h"

enum {
    MARGIN =
        3, /* columns that are left free: one, so that the line does not wrap, and two for the ^C of the terminal */
    WIDTH_MIN = 20
};

void progress_begin(struct progress *p, bool wanted)
{
    uint32_t width = terminal_columns(STDERR_FILENO);
    *p = (struct progress){.enabled = wanted && isatty(STDERR_FILENO), .width = width < WIDTH_MIN ? WIDTH_MIN : width};
}

/* Cuts a line to `width` columns. */
static void cut_to_width(struct buf *line, unsigned width)
{
    size_t at = 0;
    unsigned columns = 0;
    while (at < line->len) {
        uint32_t c;
        size_t len = utf8_decode(line->data + at, line->len - at, &c, NULL);
        columns += (unsigned)utf8_width(c);
        if (columns > width)
            break;
        at += len;
    }
    buf_truncate(line, at);
}

static void describe(const struct run_totals *t, const char *path, uint64_t offset, uint64_t size, struct buf *out)
{
    double seconds = t->seconds > 0 ? t->seconds : 1;
    const char *slash = strrchr(path, '/');

    append_counted(out, t->added + t->updated + t->unchanged + t->ignored, "article");
    buf_printf(out, ", %.1f MB/s", (double)t->bytes / 1e6 / seconds);
    if (run_rejected(t->rejected)) {
        buf_append_text(out, ", ");
        append_count(out, run_rejected(t->rejected));
        buf_append_text(out, " rejected");
    }
    if (size)
        buf_printf(out, ", %d%% of ", offset < size ? (int)(100.0 * (double)offset / (double)size) : 100);
    else
        buf_append_text(out, ", ");
    present_plain(str_of(slash ? slash + 1 : path), out);
}

void progress_line(struct progress *p, struct buf *text)
{
    if (!p->enabled)
        return;
    cut_to_width(text, p->width - MARGIN);
    progress_clear(p);
    fputs(buf_text(text), stderr);
    p->shown = true;
}

void progress_show(struct progress *p, const struct run_totals *totals, const char *path, uint64_t offset,
                   uint64_t size)
{
    struct buf line = {0};
    if (!p->enabled)
        return;
    describe(totals, path, offset, size, &line);
    progress_line(p, &line);
    buf_release(&line);
}

void progress_merging(struct progress *p, size_t segments, double done)
{
    struct buf line = {0};
    if (!p->enabled)
        return;
    buf_printf(&line, "%d%%, ", (int)(100 * done));
    buf_append_text(&line, segments == 1 ? "writing the segment anew" : "merging ");
    if (segments > 1)
        append_counted(&line, segments, "segment");
    progress_line(p, &line);
    buf_release(&line);
}

/* Spaces rather than an escape sequence: a dumb terminal knows them too. */
void progress_clear(struct progress *p)
{
    if (p->shown)
        fprintf(stderr, "\r%*s\r", (int)p->width - 1, "");
    p->shown = false;
}
