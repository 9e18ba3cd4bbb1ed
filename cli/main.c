/* dateline(1): one binary, one file a subcommand. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/bus_error.h"
#include "cli/common.h"

const struct command commands[] = {
    {"index", "read articles into an archive", command_index, index_argp},
    {"convert", "print the articles that files hold", command_convert, convert_argp},
    {"search", "find articles by words and phrases", command_search, search_argp},
    {"more", "find articles like one", command_more, more_argp},
    {"suggest", "tell how a word or phrase may go on", command_suggest, suggest_argp},
    {"show", "show articles as they are stored", command_show, show_argp},
    {"delete", "take articles out of an archive", command_delete, delete_argp},
    {"info", "tell what an archive holds", command_info, info_argp},
    {"check", "look for damage in an archive", command_check, check_argp},
    {"compact", "make an archive smaller and faster: one segment of all", command_compact, compact_argp},
    {"backup", "copy an archive while it is in use", command_backup, backup_argp},
    {"serve", "answer searches over HTTP", command_serve, serve_argp},
    {"eval", "measure answers by judgements of relevance", command_eval, eval_argp},
    {"analyze", "show what the analyzer makes of a text", command_analyze, analyze_argp},
    {"completion", "print a script that completes command lines", command_completion, completion_argp},
    {NULL, NULL, NULL, NULL},
};

static void append_help(struct buf *out)
{
    buf_append_text(out, "Usage: dateline COMMAND [OPTION...] [ARGUMENT...]\n"
                         "Full-text search for news archives.\n\n");
    for (const struct command *c = commands; c->name; c++)
        buf_printf(out, "  %-11s %s\n", c->name, c->help);
    buf_append_text(out, "\n"
                         "  dateline help COMMAND     its options, as dateline COMMAND --help\n"
                         "  dateline --version        the program's version\n\n"
                         "The archive is named by -a ARCHIVE or by DATELINE_ARCHIVE (for analyze by -a\n"
                         "alone).\n"
                         "Exit status: 0 done or found, 1 nothing found, 2 usage, 3 input or output,\n"
                         "4 archive damaged, 5 archive in use by another writer, 6 archive of an\n"
                         "incompatible version, 130 interrupted.\n");
}

/* Writes the text and releases it; returns the exit status. */
static int print(struct buf *text)
{
    struct err err = {0};
    enum status s = write_output(text, &err);
    buf_release(text);
    return s ? fail(s, &err) : EXIT_DONE;
}

static const struct command *find_command(const char *name)
{
    for (const struct command *c = commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    usage_error("there is no command %s", name);
}

static int run_command(const struct command *command, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof name, "dateline %s", command->name);
    argv[0] = name;
    message_begin(name);
    return command->run(argc, argv);
}

static bool is_help(const char *word)
{
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* dateline help [COMMAND] */
static int help(int argc, char **argv)
{
    char option[] = "--help", *words[] = {argv[0], option, NULL};
    struct buf text = {0};
    if (argc > 2)
        usage_error("help explains one command at a time");
    if (argc == 2 && !is_help(argv[1]))
        return run_command(find_command(argv[1]), 2, words);
    append_help(&text);
    return print(&text);
}

static int version(void)
{
    struct buf text = {0};
    buf_append_text(&text, "dateline " DATELINE_VERSION "\n");
    return print(&text);
}

static int explain_usage(void)
{
    struct buf text = {0};
    append_help(&text);
    fputs(buf_text(&text), stderr);
    buf_release(&text);
    return EXIT_USAGE;
}

static int close_output(int status)
{
    struct err err = {0};
    enum status s = end_output(&err);
    return s ? fail(s, &err) : status;
}

/* argp prints help to the stream and ends the process: a full disk must not look like success. */
static void close_stream(void)
{
    errno = 0;
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
        return;
    message("cannot write the output: %s", strerror(errno ? errno : EIO));
    _exit(EXIT_IO);
}

/* Ends the process without the farewells of the C++ libraries, which take a hundredth of a short search. A build that
 * looks for leaks needs them. */
static int leave(int status)
{
#ifndef DATELINE_SANITIZED
    _exit(status);
#endif
    return status;
}

/* A standard stream that is closed would be the next file that is opened, and output go into an archive. It becomes one
 * on which reading and writing fail. */
static void keep_streams(void)
{
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0)
            continue;
        if (open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) != descriptor)
            _exit(EXIT_IO);
    }
}

int main(int argc, char **argv)
{
    keep_streams();
    signal(SIGPIPE, SIG_IGN); /* writes say EPIPE */
    signal(SIGXFSZ, SIG_IGN); /* writes say EFBIG */
    bus_error_catch();
    atexit(close_stream);
    if (argc < 2)
        return explain_usage();
    if (is_help(argv[1]))
        return leave(close_output(help(argc - 1, argv + 1)));
    if (strcmp(argv[1], "--version") == 0)
        return leave(version());
    return leave(close_output(run_command(find_command(argv[1]), argc - 1, argv + 1)));
}
