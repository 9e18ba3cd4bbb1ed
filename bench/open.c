/* bench-open: how long it takes to open an archive.
 *
 *     bench-open ARCHIVE
 *
 * Prints microseconds of archive_open, medians: with its files in memory, and after the system was told to forget them.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#include "archive/archive.h"
#include "bench/runner.h"

enum { WARM_TIMES = 201, COLD_TIMES = 21, OPEN_DIRECTORIES = 16 };

static int forget_file(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)place;
    if (type != FTW_F)
        return 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        bench_fail("cannot open %s", path);
    /* Only what is on disk can be forgotten. */
    fdatasync(file);
    posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
    return 0;
}

static double time_open(const char *path)
{
    struct archive *archive;
    struct err err;
    double start = bench_clock();
    if (archive_open(path, &archive, &err))
        bench_fail("%s", err.text);
    double took = bench_clock() - start;
    archive_close(archive);
    return took;
}

int main(int argc, char **argv)
{
    double warm[WARM_TIMES], cold[COLD_TIMES];
    if (argc != 2)
        bench_fail("usage: bench-open ARCHIVE");
    time_open(argv[1]);
    for (int i = 0; i < WARM_TIMES; i++)
        warm[i] = time_open(argv[1]);
    for (int i = 0; i < COLD_TIMES; i++) {
        nftw(argv[1], forget_file, OPEN_DIRECTORIES, FTW_PHYS);
        cold[i] = time_open(argv[1]);
    }
    printf("%.1f %.1f\n", bench_median(warm, WARM_TIMES), bench_median(cold, COLD_TIMES));
    return 0;
}
