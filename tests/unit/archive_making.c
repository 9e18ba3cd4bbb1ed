/* Making an archive, its lock, and what a making that fails leaves behind. */
#include <check.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "archive/archive.h"
#include "archive/lock.h"
#include "core/buf.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suite.h"

static struct err err;

/* ---- making ---- */

static enum status make(void)
{
    struct archive_settings settings = {.stemmer = "english", .store_bodies = true};
    struct archive_writer *w = NULL;
    enum status s = archive_writer_open(in_scratch("archive"), &settings, &w, &err);
    if (!s)
        archive_writer_close(w);
    return s;
}

/* Where files may have so many bytes. */
static enum status make_within(rlim_t bytes)
{
    struct rlimit before, limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
    enum status s = make();
    setrlimit(RLIMIT_FSIZE, &before);
    return s;
}

static bool is_there(const char *name)
{
    return access(in_scratch(name), F_OK) == 0;
}

/* There is no room for the process id in the lock, or none for the manifest. */
static const rlim_t rooms[] = {0, 16};

START_TEST(a_failed_making_takes_its_directory_away)
{
    ck_assert_int_eq(make_within(rooms[_i]), S_IO);
    ck_assert(!is_there("archive"));
    ck_assert_int_eq(make(), S_OK);
    ck_assert(is_there("archive/MANIFEST"));
}
END_TEST

START_TEST(a_failed_making_leaves_what_was_there)
{
    ck_assert_int_eq(mkdir(in_scratch("archive"), 0777), 0);
    ck_assert_int_eq(make_within(rooms[_i]), S_IO);
    ck_assert(is_there("archive") && !is_there("archive/lock") && !is_there("archive/MANIFEST.new"));
    fclose(fopen(in_scratch("archive/lock"), "w"));
    ck_assert_int_eq(make_within(rooms[_i]), S_IO);
    ck_assert(is_there("archive/lock") && !is_there("archive/MANIFEST.new"));
}
END_TEST

START_TEST(a_failed_opening_takes_nothing_away)
{
    ck_assert_int_eq(make(), S_OK);
    ck_assert_int_eq(make_within(0), S_IO);
    ck_assert(is_there("archive/MANIFEST") && is_there("archive/lock"));
}
END_TEST

/* A writer that found no lock may get that of an archive which another has made meanwhile. */
START_TEST(the_lock_of_an_archive_stays)
{
    ck_assert_int_eq(make(), S_OK);
    ck_assert_int_eq(unlink(in_scratch("archive/lock")), 0);
    ck_assert_int_eq(make_within(0), S_IO);
    ck_assert(is_there("archive/lock"));
}
END_TEST

struct failing {
    char path[128];
    int lock;
};

static void *clear_away(void *making)
{
    const struct timespec while_waiting = {0, 50000000L};
    const struct failing *f = making;
    nanosleep(&while_waiting, NULL);
    lock_remove(f->path);
    rmdir(f->path);
    lock_release(f->lock);
    return NULL;
}

/* Who waits for a writer whose making fails makes the archive after it. */
START_TEST(a_directory_that_is_gone_is_made_again)
{
    struct failing first;
    bool made;
    pthread_t other;
    snprintf(first.path, sizeof first.path, "%s", in_scratch("archive"));
    ck_assert_int_eq(mkdir(first.path, 0777), 0);
    ck_assert_int_eq(lock_acquire(first.path, 0, &first.lock, &made, &err), S_OK);
    ck_assert_int_eq(pthread_create(&other, NULL, clear_away, &first), 0);
    enum status s = make();
    ck_assert_int_eq(pthread_join(other, NULL), 0);
    ck_assert_msg(s == S_OK, "%s", err.text);
    ck_assert(is_there("archive/MANIFEST"));
}
END_TEST

/* ---- the lock ---- */

static _Atomic bool has_waited;

static void *wait_for_lock(void *fd)
{
    struct err why;
    bool made;
    ck_assert_int_eq(lock_acquire(scratch, 20000, fd, &made, &why), S_OK);
    has_waited = true;
    return NULL;
}

/* Who waits for a lock that is taken away goes on to wait for the one in its place. */
START_TEST(a_lock_that_is_gone_is_held_by_nobody)
{
    const struct timespec while_waiting = {0, 50000000L};
    int first, second, waiting;
    bool made;
    pthread_t waiter;
    ck_assert_int_eq(lock_acquire(scratch, 0, &first, &made, &err), S_OK);
    ck_assert(made);
    ck_assert_int_eq(pthread_create(&waiter, NULL, wait_for_lock, &waiting), 0);
    nanosleep(&while_waiting, NULL);
    lock_remove(scratch);
    ck_assert_int_eq(lock_acquire(scratch, 0, &second, &made, &err), S_OK);
    ck_assert(made);
    lock_release(first);
    nanosleep(&while_waiting, NULL);
    ck_assert(!has_waited);
    lock_release(second);
    ck_assert_int_eq(pthread_join(waiter, NULL), 0);
    ck_assert_int_eq(lock_acquire(scratch, 0, &second, &made, &err), S_LOCKED);
    lock_release(waiting);
    ck_assert_int_eq(lock_acquire(scratch, 0, &second, &made, &err), S_OK);
    ck_assert(!made);
    lock_release(second);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("making");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_loop_test(tests, a_failed_making_takes_its_directory_away, 0, 2);
    tcase_add_loop_test(tests, a_failed_making_leaves_what_was_there, 0, 2);
    tcase_add_test(tests, a_failed_opening_takes_nothing_away);
    tcase_add_test(tests, the_lock_of_an_archive_stays);
    tcase_add_test(tests, a_directory_that_is_gone_is_made_again);
    tcase_add_test(tests, a_lock_that_is_gone_is_held_by_nobody);
    return run_suite(tests, "making");
}
