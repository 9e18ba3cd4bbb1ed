#include "cli/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { NOT_EXECUTABLE = 126, NOT_FOUND = 127 }; /* what the shell exits with */

const char *pager_command(void)
{
    const char *command = getenv("DATELINE_PAGER");
    if (!command)
        command = getenv("PAGER");
    if (!command)
        command = "less";
    return *command && strcmp(command, "cat") != 0 ? command : NULL;
}

/* Starts it with `input` as its standard input. It minds the signals that this program ignores. */
static bool spawn(const char *command, int input, pid_t *process)
{
    char shell[] = "sh", option[] = "-c", *script = strdup(command);
    char *const argv[] = {shell, option, script, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t usual;

    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    bool started = script && posix_spawnp(process, shell, &actions, &attributes, argv, environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    free(script);
    return started;
}

bool pager_begin(struct pager *p, const char *command)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    setenv("LESS", "FRX", 0);
    p->terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    bool begun = p->terminal >= 0 && spawn(command, ends[0], &p->process);
    if (begun) {
        dup2(ends[1], STDOUT_FILENO);
        p->interrupt = signal(SIGINT, SIG_IGN);
        p->quit = signal(SIGQUIT, SIG_IGN);
    } else {
        p->process = 0;
        if (p->terminal >= 0)
            close(p->terminal);
    }
    close(ends[0]);
    close(ends[1]);
    return begun;
}

bool pager_end(struct pager *p)
{
    int status = 0;
    dup2(p->terminal, STDOUT_FILENO);
    close(p->terminal);
    while (waitpid(p->process, &status, 0) < 0 && errno == EINTR)
        continue;
    signal(SIGINT, p->interrupt);
    signal(SIGQUIT, p->quit);
    p->process = 0;
    return !WIFEXITED(status) || (WEXITSTATUS(status) != NOT_FOUND && WEXITSTATUS(status) != NOT_EXECUTABLE);
}
