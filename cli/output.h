/* Standard output, and the terminal that it may be.
 *
 * A command that people read takes OUTPUT_OPTIONS and calls page_output: what it writes to a terminal is then held
 * until it is more than a screen, and goes through a pager from there on. In a pipe nothing of this happens. */
#ifndef DATELINE_CLI_OUTPUT_H
#define DATELINE_CLI_OUTPUT_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/buf.h"
#include "core/err.h"

/* ---- options ---- */

/* Far from the keys that commands count from OPTION_KEY_LONG, and in groups behind theirs. */
enum { OUTPUT_KEY_COLOR = 1 << 16, OUTPUT_KEY_NO_PAGER, OUTPUT_GROUP = 1 << 8 };

/* clang-format off */
#define OUTPUT_OPTIONS                                                                                            \
    {"color", OUTPUT_KEY_COLOR, "auto|always|never", OPTION_ARG_OPTIONAL,                                         \
     "colours: auto, on a terminal; --color alone means always", OUTPUT_GROUP},                                   \
    {"no-pager", OUTPUT_KEY_NO_PAGER, NULL, 0, "no pager for what is longer than the screen", OUTPUT_GROUP + 1}
/* clang-format on */

/* Takes one of these options; ARGP_ERR_UNKNOWN for any other key. */
error_t parse_output_option(int key, const char *value);

/* ---- the terminal ---- */

struct terminal {
    bool colour;            /* --color, or else: a terminal, TERM not "dumb", NO_COLOR not set */
    uint32_t width, height; /* its columns and lines; 0: standard output is no terminal */
};

struct terminal terminal_of_output(void);
/* The columns of the terminal that a file descriptor is: COLUMNS, or what the terminal says, or 80. */
uint32_t terminal_columns(int descriptor);

/* ---- writing ---- */

/* From here on, what is more than a screen goes through a pager, if standard output is a terminal and one is wanted. */
void page_output(const struct terminal *terminal);
/* Writes all of it to standard output. A reader that has gone away, or a pager that was left, is no error. */
enum status write_output(const struct buf *text, struct err *err);
/* Whether somebody still reads; false once a write has met nobody. */
bool output_wanted(void);
/* Writes what is held, or waits until the pager is left. What comes after it is not paged. */
enum status end_output(struct err *err);

#endif
