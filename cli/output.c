#include "cli/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli/common.h"
#include "cli/pager.h"
#include "core/utf8.h"

/* A pager that has taken this much has begun to read: a pipe holds less. */
enum { PAGER_READS = 1 << 20 };

enum colour { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

static struct output {
    enum colour colour; /* --color */
    bool no_pager;      /* --no-pager */
    bool paged;         /* what is written goes through `kept` */
    uint32_t width, height;
    struct buf kept; /* all that was written, until the pager is known to read */
    bool pager_reads;
    struct pager pager;
    bool reader_gone;
} output;

/* ---- options ---- */

static void set_colour(const char *value)
{
    static const char *const names[] = {"auto", "always", "never"};
    output.colour = COLOUR_ALWAYS;
    for (int i = COLOUR_AUTO; value && i <= COLOUR_NEVER; i++) {
        output.colour = (enum colour)i;
        if (strcmp(value, names[i]) == 0)
            return;
    }
    if (value)
        usage_error("--color=%.40s: it is auto, always or never", value);
}

error_t parse_output_option(int key, const char *value)
{
    switch (key) {
    case OUTPUT_KEY_COLOR:
        set_colour(value);
        return 0;
    case OUTPUT_KEY_NO_PAGER:
        output.no_pager = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the terminal ---- */

/* Columns or lines: those of the environment, or those that the terminal says. */
static uint32_t dimension(const char *variable, uint32_t said, uint32_t otherwise)
{
    enum { MOST = 10000 };
    const char *text = getenv(variable);
    long given = text ? strtol(text, NULL, 10) : 0;
    if (given > 0 && given <= MOST)
        return (uint32_t)given;
    return said ? said : otherwise;
}

static struct winsize size_of(int descriptor)
{
    struct winsize size = {0};
    if (ioctl(descriptor, TIOCGWINSZ, &size) != 0)
        size = (struct winsize){0};
    return size;
}

uint32_t terminal_columns(int descriptor)
{
    return dimension("COLUMNS", size_of(descriptor).ws_col, 80);
}

/* A terminal that can do no more than show one line below the other. */
static bool is_dumb(void)
{
    const char *term = getenv("TERM");
    return !term || !*term || strcmp(term, "dumb") == 0;
}

struct terminal terminal_of_output(void)
{
    struct terminal t = {.colour = output.colour == COLOUR_ALWAYS};
    const char *no_color = getenv("NO_COLOR");
    if (!isatty(STDOUT_FILENO))
        return t;
    if (output.colour == COLOUR_AUTO)
        t.colour = !(no_color && *no_color) && !is_dumb();
    t.width = terminal_columns(STDOUT_FILENO);
    t.height = dimension("LINES", size_of(STDOUT_FILENO).ws_row, 24);
    return t;
}

/* ---- writing ---- */

static enum status write_all(struct str text, struct err *err)
{
    while (text.len && !output.reader_gone) {
        ssize_t wrote = write(STDOUT_FILENO, text.ptr, text.len);
        if (wrote >= 0)
            text = (struct str){text.ptr + wrote, text.len - (size_t)wrote};
        else if (errno == EPIPE)
            output.reader_gone = true;
        else if (errno != EINTR)
            return err_set(err, S_IO, "cannot write the output: %s", strerror(errno));
    }
    return S_OK;
}

bool output_wanted(void)
{
    return !output.reader_gone;
}

/* ---- paging ---- */

void page_output(const struct terminal *terminal)
{
    output.paged = terminal->height && !output.no_pager && !is_dumb() && pager_command();
    output.width = terminal->width;
    output.height = terminal->height;
}

/* The end of the escape sequence at `at`, which switches a style. */
static size_t behind_escape(struct str text, size_t at)
{
    const char *end = memchr(text.ptr + at, 'm', text.len - at);
    return end ? (size_t)(end + 1 - text.ptr) : text.len;
}

/* Whether the terminal can show it and a prompt. */
static bool fits_screen(struct str text)
{
    uint32_t c, rows = 0, column = 0;
    for (size_t at = 0; at < text.len && rows < output.height;) {
        if (text.ptr[at] == '\033') {
            at = behind_escape(text, at);
            continue;
        }
        at += utf8_decode(text.ptr + at, text.len - at, &c, NULL);
        uint32_t width = (uint32_t)utf8_width(c);
        if (c == '\n' || column + width > output.width) {
            rows++;
            column = 0;
        }
        column += width;
    }
    return rows + (column > 0) < output.height;
}

/* Ends paging. When there was no pager in the end, the terminal gets what was kept for it. */
static enum status leave_pager(struct err *err)
{
    bool shown = output.pager.process && pager_end(&output.pager);
    enum status s = S_OK;
    output.paged = false;
    if (!shown && !output.pager_reads) {
        output.reader_gone = false;
        s = buf_status(&output.kept, err);
        s = s ? s : write_all(buf_str(&output.kept), err);
    }
    buf_release(&output.kept);
    return s;
}

static enum status write_paged(struct str text, struct err *err)
{
    bool begun = output.pager.process;
    if (begun && output.kept.len >= PAGER_READS) {
        output.pager_reads = true;
        buf_release(&output.kept);
    }
    if (!output.pager_reads)
        buf_append_str(&output.kept, text);
    if (!begun && fits_screen(buf_str(&output.kept)))
        return buf_status(&output.kept, err);
    if (!begun && !pager_begin(&output.pager, pager_command()))
        return leave_pager(err);
    enum status s = write_all(begun ? text : buf_str(&output.kept), err);
    return s || !output.reader_gone ? s : leave_pager(err);
}

enum status write_output(const struct buf *text, struct err *err)
{
    enum status s = buf_status(text, err);
    if (s)
        return s;
    return output.paged ? write_paged(buf_str(text), err) : write_all(buf_str(text), err);
}

enum status end_output(struct err *err)
{
    return output.paged ? leave_pager(err) : S_OK;
}
