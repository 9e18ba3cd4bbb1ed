#include "tests/faults/disturbed.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILD_SECONDS = 120 };

const char *const mode_name[MODES] = {"none", "eio", "full", "short", "before", "after"};
const char *const kind_name[FAULTY_KINDS] = {"open", "write",  "truncate", "sync",  "close",      "rename",
                                             "link", "unlink", "rmdir",    "mkdir", "acknowledge"};

static char library[512];

void die(const char *what)
{
    perror(what);
    exit(2);
}

void places_set(struct places *p, const char *root)
{
    snprintf(p->root, sizeof p->root, "%s", root);
    snprintf(p->archive, sizeof p->archive, "%s/archive", root);
    snprintf(p->copy, sizeof p->copy, "%s/copy", root);
}

/* ---- what a run has logged ---- */

static char *read_text(FILE *file, size_t len)
{
    char *text = calloc(1, len + 1);
    if (!text || fread(text, 1, len, file) != len)
        die("the log ends early");
    return text;
}

void operations_read(const char *path, struct operations *out)
{
    struct faulty_record r;
    FILE *file = fopen(path, "rb");
    *out = (struct operations){0};
    while (file && fread(&r, sizeof r, 1, file) == 1) {
        out->operation = realloc(out->operation, (out->count + 1) * sizeof *out->operation);
        if (!out->operation)
            die("the log");
        struct operation *o = &out->operation[out->count++];
        o->record = r;
        o->path = read_text(file, r.path_bytes);
        o->other = read_text(file, r.other_bytes);
        o->bytes = read_text(file, r.bytes);
    }
    if (file)
        fclose(file);
}

void operations_release(struct operations *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->operation[i].path);
        free(all->operation[i].other);
        free(all->operation[i].bytes);
    }
    free(all->operation);
}

/* ---- the child ---- */

static int acknowledgements = -1;

static void acknowledge(void)
{
    if (acknowledgements >= 0 && write(acknowledgements, "a", 1) != 1)
        _exit(3);
}

int disturbed_main(char **argv)
{
    const char *number = argv[2], *root = argv[3], *descriptor = argv[4];
    struct places p;
    struct err err;
    acknowledgements = atoi(descriptor);
    places_set(&p, root);
    alarm(CHILD_SECONDS);
    enum status s = actions[atoi(number)].act(&p, acknowledge, &err);
    if (s)
        fprintf(stderr, "%s\n", err.text);
    return s ? EXIT_FAILED + (int)s : 0;
}

static void set_number(const char *name, unsigned number)
{
    char text[16];
    snprintf(text, sizeof text, "%u", number);
    setenv(name, text, 1);
}

static void become_child(size_t action, const struct places *p, unsigned at, enum mode mode, const char *log, int ack)
{
    char number[16], descriptor[16];
    snprintf(number, sizeof number, "%zu", action);
    snprintf(descriptor, sizeof descriptor, "%d", ack);
    setenv("LD_PRELOAD", library, 1);
    setenv("FAULTY_DIR", p->root, 1);
    setenv("FAULTY_MODE", mode_name[mode], 1);
    set_number("FAULTY_AT", at);
    set_number("FAULTY_ACK", (unsigned)ack);
    if (log)
        setenv("FAULTY_LOG", log, 1);
    execl("/proc/self/exe", "fault_loops", "--act", number, p->root, descriptor, (char *)NULL);
    _exit(4);
}

void disturbed_set_up(void)
{
    char self[400];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0)
        die("/proc/self/exe");
    self[len] = '\0';
    snprintf(library, sizeof library, "%s/libfaulty_io.so", dirname(self));
}

void disturbed_run(size_t action, const struct places *p, unsigned at, enum mode mode, const char *log,
                   struct outcome *out)
{
    int told[2], said[2];
    size_t len = 0;
    char byte;
    if (pipe(told) != 0 || pipe(said) != 0)
        die("pipe");
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(said[1], 2);
        close(said[0]);
        close(told[0]);
        become_child(action, p, at, mode, log, told[1]);
    }
    close(told[1]);
    close(said[1]);
    for (ssize_t got; (got = read(said[0], out->text + len, sizeof out->text - 1 - len)) > 0;)
        len += (size_t)got;
    out->text[len] = '\0';
    out->acknowledged = read(told[0], &byte, 1) == 1;
    close(told[0]);
    close(said[0]);
    if (child < 0 || waitpid(child, &out->status, 0) != child)
        die("the child");
}
