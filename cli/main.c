/* dateline(1): one binary, one file a subcommand. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/common.h"

static const struct command commands[] = {
    {"index", "read articles into an archive", command_index},
    {"search", "find articles by words and phrases", command_search},
    {"show", "show articles as they are stored", command_show},
    {"delete", "take articles out of an archive", command_delete},
    {"info", "tell what an archive holds", command_info},
    {"check", "look for damage in an archive", command_check},
    {"compact", "make an archive smaller and faster: one segment of all", command_compact},
    {"backup", "copy an archive while it is in use", command_backup},
    {"eval", "measure answers by judgements of relevance", command_eval},
    {"analyze", "show what the analyzer makes of a text", command_analyze},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

static void print_help(FILE *out)
{
    fputs("Usage: dateline COMMAND [OPTION...] [ARGUMENT...]\n"
          "Full-text search for news archives.\n\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].help);
    fputs("\n"
          "  dateline COMMAND --help   its options\n"
          "  dateline --version        the program's version\n\n"
          "The archive is named by -a ARCHIVE or by DATELINE_ARCHIVE (for analyze by -a\n"
          "alone).\n"
          "Exit status: 0 done or found, 1 nothing found, 2 usage, 3 input or output,\n"
          "4 archive damaged, 5 archive in use by another writer, 6 archive of an\n"
          "incompatible version, 130 interrupted.\n",
          out);
}

static const struct command *find_command(const char *name)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof name, "dateline %s", command->name);
    argv[0] = name;
    message_begin(name);
    return command->run(argc, argv);
}

/* What a write to a closed standard output leaves behind: a full disk must not look like success. */
static int close_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    message("cannot write the output");
    return status ? status : EXIT_IO;
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

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* writes say EPIPE */
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return close_output(EXIT_DONE);
    }
    if (strcmp(name, "--version") == 0) {
        puts("dateline " DATELINE_VERSION);
        return close_output(EXIT_DONE);
    }
    const struct command *command = find_command(name);
    if (!command)
        usage_error("there is no command %s", name);
    return leave(close_output(run_command(command, argc - 1, argv + 1)));
}
