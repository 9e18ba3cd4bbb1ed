/* Work that loses its file, connections that take too long, and a queue between threads. */
#include <check.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/connections.h"
#include "server/guard.h"
#include "server/queue.h"
#include "server/request.h"
#include "tests/unit/suite.h"

/* ---- the guard ---- */

enum { PAGE = 4096 };

static void read_page(void *context)
{
    volatile const char *page = context;
    (void)page[PAGE];
}

/* A mapped file is cut short: the work ends, and other work goes on. */
START_TEST(a_file_that_becomes_shorter_ends_the_work)
{
    char path[] = "/tmp/guard-test.XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    unlink(path);
    ck_assert_int_eq(ftruncate(file, 2 * PAGE), 0);
    char *map = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, file, 0);
    ck_assert_ptr_ne(map, MAP_FAILED);
    guard_install();
    ck_assert(guard_run(read_page, map));
    ck_assert_int_eq(ftruncate(file, PAGE), 0);
    for (int i = 0; i < 3; i++)
        ck_assert(!guard_run(read_page, map));
    ck_assert_int_eq(ftruncate(file, 2 * PAGE), 0);
    ck_assert(guard_run(read_page, map));
    munmap(map, 2 * PAGE);
    close(file);
}
END_TEST

/* ---- connections ---- */

static const int64_t SECOND = 1000000000;

static bool is_ended(int other)
{
    char byte;
    return recv(other, &byte, 1, MSG_DONTWAIT) == 0;
}

START_TEST(what_takes_too_long_is_ended)
{
    static const int64_t seconds[] = {
        [PHASE_IDLE] = CONNECTION_IDLE_SECONDS + CONNECTION_REQUEST_SECONDS,
        [PHASE_READING] = CONNECTION_REQUEST_SECONDS,
        [PHASE_ANSWERING] = CONNECTION_ANSWER_SECONDS,
    };
    static const enum phase phases[] = {PHASE_IDLE, PHASE_READING, PHASE_ANSWERING};
    struct connections all;
    struct connection_counts counts;
    connections_init(&all, 100);
    for (size_t i = 0; i < 3; i++) {
        int pair[2];
        ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
        struct connection *c = connections_add(&all, pair[0]);
        int64_t since = request_clock();
        connections_move(&all, c, PHASE_WORKING);
        connections_tend(&all, since + 100 * CONNECTION_ANSWER_SECONDS * SECOND);
        ck_assert(!is_ended(pair[1]));
        connections_move(&all, c, phases[i]);
        connections_tend(&all, since + (seconds[phases[i]] - 1) * SECOND);
        ck_assert(!is_ended(pair[1]));
        connections_tend(&all, since + (seconds[phases[i]] + 1) * SECOND);
        ck_assert(is_ended(pair[1]));
        connections_remove(&all, c);
        close(pair[0]);
        close(pair[1]);
    }
    connections_counts(&all, &counts);
    ck_assert_uint_eq(counts.open, 0);
    ck_assert_uint_eq(counts.cut_slow, 3);
    connections_release(&all);
}
END_TEST

/* When there are more than seven eighths of what may be, those that are idle longest make room. */
START_TEST(idle_ones_make_room)
{
    enum { LIMIT = 8, COUNT = 8 };
    int pair[COUNT][2];
    struct connection *c[COUNT];
    struct connections all;
    struct connection_counts counts;
    connections_init(&all, LIMIT);
    for (int i = 0; i < COUNT; i++) {
        ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair[i]), 0);
        c[i] = connections_add(&all, pair[i][0]);
    }
    connections_move(&all, c[0], PHASE_READING);
    for (int i = 0; i < 3; i++)
        connections_tend(&all, request_clock());
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_eq(is_ended(pair[i][1]), i == 1);
    connections_counts(&all, &counts);
    ck_assert_uint_eq(counts.cut_idle, 1);
    for (int i = 0; i < COUNT; i++) {
        connections_remove(&all, c[i]);
        close(pair[i][0]);
        close(pair[i][1]);
    }
    connections_release(&all);
}
END_TEST

/* ---- the queue ---- */

static void *take_all(void *context)
{
    size_t *sum = calloc(1, sizeof *sum), *item;
    while ((item = queue_take(context)))
        *sum += *item;
    return sum;
}

START_TEST(what_is_given_is_taken_once)
{
    enum { TAKERS = 3, ITEMS = 1000, CAPACITY = 4 };
    static size_t item[ITEMS];
    pthread_t taker[TAKERS];
    size_t total = 0;
    struct queue *q = queue_new(CAPACITY);
    for (int i = 0; i < CAPACITY; i++) {
        ck_assert(queue_has_room(q));
        item[i] = (size_t)i;
        queue_give(q, &item[i]);
    }
    ck_assert(!queue_has_room(q));
    ck_assert_uint_eq(queue_length(q), CAPACITY);
    for (int i = 0; i < TAKERS; i++)
        pthread_create(&taker[i], NULL, take_all, q);
    for (size_t i = CAPACITY; i < ITEMS; i++) {
        item[i] = i;
        while (!queue_has_room(q))
            usleep(10);
        queue_give(q, &item[i]);
    }
    queue_close(q);
    for (int i = 0; i < TAKERS; i++) {
        void *sum;
        pthread_join(taker[i], &sum);
        total += *(size_t *)sum;
        free(sum);
    }
    ck_assert_uint_eq(total, (size_t)ITEMS * (ITEMS - 1) / 2);
    queue_free(q);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("guard");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_file_that_becomes_shorter_ends_the_work);
    tcase_add_test(tests, what_takes_too_long_is_ended);
    tcase_add_test(tests, idle_ones_make_room);
    tcase_add_test(tests, what_is_given_is_taken_once);
    return run_suite(tests, "guard");
}
