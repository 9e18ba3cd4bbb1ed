/* Every action on an archive under every fault: each operation on a file fails, or the process is killed there, or the
 * power is cut there. Afterwards the archive opens and holds the state before the action or the one after it, the one
 * after it when the action had been acknowledged, and the action can be done again and leaves nothing behind.
 *
 *     fault_loops [--long] [--seed=N] [--action=NAME] [--each=N]
 *
 * By default of each action about so many faults and so many cuts (--each) are drawn by lot; the seed is printed.
 * --long takes all. The action is done by this program itself in a child, with the library faulty_io beside it
 * preloaded. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/faults/actions.h"
#include "tests/faults/disturbed.h"
#include "tests/faults/power_cut.h"

enum { EACH = 32, COMPLAINTS_MAX = 40, SEEN_MAX = 1 << 16 };
enum { CUTS = CUT_DATA_KINDS * CUT_NAMES_KINDS }; /* behind each operation */

static const char *const data_name[CUT_DATA_KINDS] = {"lost", "kept to their half", "kept from their half",
                                                      "turned to zeros", "kept"};

static char scratch[32];
static struct places base, work;
static bool everything;
static unsigned each = EACH, failures;
static uint64_t state_of_lot; /* of splitmix64 (G. Steele, D. Lea, C. Flood, 2014) */
static struct {
    unsigned faults, refused, killed, passed, aborted, missed, cuts, same;
} tally;

static uint64_t random_number(void)
{
    uint64_t z = (state_of_lot += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* Whether something of this weight is taken, when of all `total` about `wanted` are to be. */
static bool draw(size_t wanted, size_t weight, size_t total)
{
    return everything || random_number() % total < wanted * weight;
}

/* In a sample a write or a cut among many of its like stands for a hundred of them. */
enum { WEIGHT = 100 };

static bool is_alike(const struct operation *a, const struct operation *b)
{
    return a->record.kind == FAULTY_WRITE && b->record.kind == FAULTY_WRITE && a->record.fd == b->record.fd;
}

static size_t weight_of(const struct operations *all, size_t i)
{
    const struct operation *o = &all->operation[i];
    return i > 0 && i + 1 < all->count && is_alike(o - 1, o) && is_alike(o, o + 1) ? 1 : WEIGHT;
}

/* ---- judging ---- */

/* What is tried: an action, what it begins and ends with, and the present disturbance in words. */
struct trial {
    size_t number;
    const struct action *action;
    struct state before, after, copied;
    char what[256];
};

static void acknowledge_nothing(void)
{
}

static void complain(const struct trial *t, const char *what, const char *more)
{
    if (failures++ < COMPLAINTS_MAX)
        printf("%s, %s: %s%s%s\n", t->action->name, t->what, what, *more ? ": " : "", more);
}

static void reset_work(void)
{
    remove_tree(work.root);
    copy_tree(base.root, work.root);
}

static void judge_archive(const struct trial *t, bool acknowledged)
{
    struct state now;
    struct err err;
    enum status s = state_read(work.archive, &now, &err);
    if (s == S_NOT_FOUND && !t->action->prepare && !acknowledged)
        return;
    if (s)
        complain(t, acknowledged ? "the archive does not read after an acknowledgement" : "the archive does not read",
                 err.text);
    else if (acknowledged && !state_equal(&now, &t->after))
        complain(t, "what was acknowledged is not there", "");
    else if (!state_equal(&now, &t->before) && !state_equal(&now, &t->after))
        complain(t, "the archive holds neither the state before nor the one after", "");
}

/* A copy is an archive as soon as it has its manifest, and then it is whole. */
static void judge_copy(const struct trial *t, bool acknowledged)
{
    char manifest[128];
    struct stat info;
    struct state now;
    struct err err;
    snprintf(manifest, sizeof manifest, "%s/MANIFEST", work.copy);
    if (stat(manifest, &info) != 0) {
        if (acknowledged)
            complain(t, "the acknowledged copy is not there", "");
    } else if (state_read(work.copy, &now, &err) != S_OK) {
        complain(t, "the copy does not read", err.text);
    } else if (!state_equal(&now, &t->copied)) {
        complain(t, "the copy holds something else", "");
    }
}

static void judge(const struct trial *t, bool acknowledged)
{
    judge_archive(t, acknowledged);
    if (t->action->copies)
        judge_copy(t, acknowledged);
}

/* An archive whose making has failed leaves the place as it was. */
static void judge_place(const struct trial *t)
{
    struct state now;
    struct err err;
    if (!t->action->prepare && state_read(work.archive, &now, &err) == S_NOT_FOUND && access(work.archive, F_OK) == 0)
        complain(t, "the failed making has left a directory", "");
}

/* Does the action once more, undisturbed. */
static void repeat(const struct trial *t)
{
    struct state now;
    struct err err;
    char names[256];
    if (t->action->act(&work, acknowledge_nothing, &err) != S_OK)
        complain(t, "the action cannot be done again", err.text);
    else if (state_read(work.archive, &now, &err) != S_OK)
        complain(t, "the archive does not read after the action was done again", err.text);
    else if (!state_equal(&now, &t->after))
        complain(t, "the action done again leads to another state", "");
    find_leftovers(work.archive, names, sizeof names);
    if (names[0])
        complain(t, "left over in the archive", names);
    if (t->action->copies)
        judge_copy(t, true);
}

/* ---- faults ---- */

static bool mode_fits(enum mode mode, uint32_t kind)
{
    switch (mode) {
    case MODE_NONE:
        return false;
    case MODE_FULL:
        return kind == FAULTY_OPEN || kind == FAULTY_WRITE || kind == FAULTY_SYNC || kind == FAULTY_RENAME ||
               kind == FAULTY_LINK || kind == FAULTY_MKDIR;
    case MODE_SHORT:
        return kind == FAULTY_WRITE;
    default:
        return true;
    }
}

/* A refusal tells what the system has said, and about which file. libxapian does not always hand on the reason. */
static void judge_refusal(const struct trial *t, enum mode mode, const struct outcome *o)
{
    const char *reason = strerror(mode == MODE_EIO ? EIO : ENOSPC);
    enum status told = (enum status)(WEXITSTATUS(o->status) - EXIT_FAILED);
    if (told != S_IO && told != S_FULL)
        complain(t, "the failure is told as something else", o->text);
    else if ((told == S_FULL) != (mode != MODE_EIO) && strstr(o->text, reason))
        complain(t, "the failure is told as something else", o->text);
    else if (!strstr(o->text, work.root))
        complain(t, "the message names no path", o->text);
    else if (!strstr(o->text, reason) && !strstr(o->text, "/live."))
        complain(t, "the message has not the system's reason", o->text);
    tally.refused++;
}

/* libxapian 1.4 writes in a destructor (ValueUpdater in glass_values.cc), out of which no exception comes: when that
 * write fails the process aborts. What is on disk is judged all the same. */
static bool is_of_libxapian(const struct outcome *o)
{
    return WIFSIGNALED(o->status) && WTERMSIG(o->status) == SIGABRT &&
           strcmp(o->text, "terminate called without an active exception\n") == 0;
}

static void try_fault(const struct trial *t, unsigned at, enum mode mode)
{
    struct outcome o;
    bool kills = mode == MODE_BEFORE || mode == MODE_AFTER;
    reset_work();
    disturbed_run(t->number, &work, at, mode, NULL, &o);
    tally.faults++;
    if (WIFSIGNALED(o.status) && kills && WTERMSIG(o.status) == SIGKILL)
        tally.killed++;
    else if (is_of_libxapian(&o))
        tally.aborted++;
    else if (!WIFEXITED(o.status))
        complain(t, "the action died by a signal", o.text);
    else if (WEXITSTATUS(o.status) != 0)
        judge_refusal(t, mode, &o);
    else if (kills)
        tally.missed++; /* threads: this time there were fewer operations */
    else
        tally.passed++;
    if (WIFEXITED(o.status) && WEXITSTATUS(o.status) == 0 && o.text[0])
        complain(t, "the action has succeeded and says", o.text);
    judge(t, o.acknowledged);
    if (WIFEXITED(o.status) && WEXITSTATUS(o.status) != 0)
        judge_place(t);
    /* A backup wants an empty place, which one that has failed by itself has left. */
    if (t->action->copies && (o.acknowledged || !WIFEXITED(o.status)))
        remove_tree(work.copy);
    repeat(t);
}

static void try_faults(struct trial *t, const struct operations *all)
{
    size_t total = 0;
    for (size_t i = 0; i < all->count; i++)
        for (unsigned mode = 0; all->operation[i].record.number && mode < MODES; mode++)
            total += mode_fits((enum mode)mode, all->operation[i].record.kind) ? weight_of(all, i) : 0;
    for (size_t i = 0; i < all->count; i++) {
        const struct operation *o = &all->operation[i];
        for (unsigned mode = 0; o->record.number && mode < MODES; mode++) {
            if (!mode_fits((enum mode)mode, o->record.kind) || !draw(each, weight_of(all, i), total))
                continue;
            snprintf(t->what, sizeof t->what, "operation %u (%s %.100s), fault %s", o->record.number,
                     kind_name[o->record.kind], o->path, mode_name[mode]);
            try_fault(t, o->record.number, (enum mode)mode);
        }
    }
}

/* ---- power cuts ---- */

static bool see(uint64_t seen[SEEN_MAX], uint64_t hash)
{
    size_t at = hash % SEEN_MAX;
    for (; seen[at] && seen[at] != hash; at = (at + 1) % SEEN_MAX)
        ;
    bool new = !seen[at];
    seen[at] = hash;
    return new;
}

static void try_cut(const struct trial *t, const struct cut_disk *disk, enum cut_data data, enum cut_names names,
                    bool acknowledged)
{
    remove_tree(work.root);
    if (mkdir(work.root, 0777) != 0)
        die(work.root);
    cut_write(disk, data, names, work.root);
    tally.cuts++;
    judge(t, acknowledged);
    remove_tree(work.copy);
    repeat(t);
}

/* The cuts behind one operation. What two of them leave alike is tried once, and again when it has been acknowledged
 * since. */
static void try_cuts_here(struct trial *t, const struct cut_disk *disk, bool acknowledged, uint64_t seen[SEEN_MAX],
                          size_t weight, size_t total)
{
    char place[sizeof t->what];
    snprintf(place, sizeof place, "%s", t->what);
    for (unsigned v = 0; v < CUTS; v++) {
        enum cut_data data = (enum cut_data)(v / CUT_NAMES_KINDS);
        enum cut_names names = (enum cut_names)(v % CUT_NAMES_KINDS);
        if (!draw(each, weight, total))
            continue;
        if (!see(seen, cut_write(disk, data, names, NULL) + acknowledged)) {
            tally.same++;
            continue;
        }
        snprintf(t->what, sizeof t->what, "%.150s: unsynced bytes %s, names %s", place, data_name[data],
                 names == CUT_NAMES_KEPT ? "kept" : "lost");
        try_cut(t, disk, data, names, acknowledged);
    }
}

static void try_cuts(struct trial *t, const struct operations *all, struct cut_disk *disk)
{
    bool acknowledged = false;
    size_t total = 0;
    uint64_t *seen = calloc(SEEN_MAX, sizeof *seen);
    if (!seen)
        die("cuts");
    for (size_t i = 0; i < all->count; i++)
        total += CUTS * weight_of(all, i);
    for (size_t i = 0; i < all->count; i++) {
        const struct operation *o = &all->operation[i];
        acknowledged |= o->record.kind == FAULTY_ACKNOWLEDGE;
        snprintf(t->what, sizeof t->what, "power cut behind record %zu (%s %.100s)", i, kind_name[o->record.kind],
                 o->path);
        if (!cut_apply(disk, &o->record, o->path, o->other, o->bytes))
            complain(t, "the log does not fit the disk", "");
        try_cuts_here(t, disk, acknowledged, seen, weight_of(all, i), total);
    }
    free(seen);
}

/* ---- the loop ---- */

/* The action undisturbed: its operations, and what it ends with. */
static bool rehearse(struct trial *t, struct operations *all)
{
    struct outcome o;
    struct err err;
    char log[64];
    snprintf(log, sizeof log, "%s/log", scratch);
    disturbed_run(t->number, &work, 0, MODE_NONE, log, &o);
    operations_read(log, all);
    if (!WIFEXITED(o.status) || WEXITSTATUS(o.status) != 0 || !o.acknowledged)
        complain(t, "fails undisturbed", o.text);
    else if (all->count < 10)
        complain(t, "the library faulty_io has seen nothing", "");
    else if (state_read(work.archive, &t->after, &err) != S_OK ||
             (t->action->copies && state_read(work.copy, &t->copied, &err) != S_OK))
        complain(t, "does not read undisturbed", err.text);
    else
        return true;
    return false;
}

static void try_action(size_t number)
{
    struct trial t = {.number = number, .action = &actions[number], .what = "undisturbed"};
    struct operations all = {0};
    struct err err;
    remove_tree(base.root);
    if (mkdir(base.root, 0777) != 0)
        die(base.root);
    if (t.action->prepare && (t.action->prepare(&base, &err) || state_read(base.archive, &t.before, &err))) {
        complain(&t, "cannot be prepared", err.text);
        return;
    }
    reset_work();
    struct cut_disk *disk = cut_load(work.root);
    if (rehearse(&t, &all)) {
        unsigned faults = tally.faults, cuts = tally.cuts;
        try_faults(&t, &all);
        try_cuts(&t, &all, disk);
        printf("%s: %zu records, %u faults, %u cuts\n", t.action->name, all.count, tally.faults - faults,
               tally.cuts - cuts);
    }
    operations_release(&all);
    cut_free(disk);
}

static void set_up(void)
{
    char root[64];
    disturbed_set_up();
    /* In memory where that can be: syncs are what costs most. */
    snprintf(scratch, sizeof scratch, "%s/fault-loops.XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(scratch))
        die(scratch);
    snprintf(root, sizeof root, "%s/base", scratch);
    places_set(&base, root);
    snprintf(root, sizeof root, "%s/work", scratch);
    places_set(&work, root);
}

int main(int argc, char **argv)
{
    const char *only = NULL;
    if (argc == 5 && strcmp(argv[1], "--act") == 0)
        return disturbed_main(argv);
    state_of_lot = (uint64_t)time(NULL) * 1000003 + (uint64_t)getpid();
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--long") == 0)
            everything = true;
        else if (strncmp(argv[i], "--seed=", 7) == 0)
            state_of_lot = strtoull(argv[i] + 7, NULL, 10);
        else if (strncmp(argv[i], "--each=", 7) == 0)
            each = (unsigned)strtoul(argv[i] + 7, NULL, 10);
        else if (strncmp(argv[i], "--action=", 9) == 0)
            only = argv[i] + 9;
    }
    printf("seed %llu\n", (unsigned long long)state_of_lot);
    set_up();
    for (size_t i = 0; i < action_count; i++)
        if (!only || strcmp(only, actions[i].name) == 0)
            try_action(i);
    printf("%u faults: %u refused, %u passed over, %u killed, %u aborted by libxapian, %u not reached\n", tally.faults,
           tally.refused, tally.passed, tally.killed, tally.aborted, tally.missed);
    printf("%u power cuts, %u more that leave the same: %u failures\n", tally.cuts, tally.same, failures);
    remove_tree(scratch);
    return failures ? 1 : 0;
}
