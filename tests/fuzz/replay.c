/* Runs a fuzz entry over stored inputs, where libFuzzer is not there to do it: every file named, and every file of
 * every directory named, in order of name. */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void die(const char *path)
{
    fprintf(stderr, "replay: %s: %s\n", path, strerror(errno));
    exit(1);
}

static void replay_file(const char *path)
{
    char block[65536];
    struct buf bytes = {0};
    FILE *file = fopen(path, "rb");
    if (!file)
        die(path);
    for (size_t len; (len = fread(block, 1, sizeof block, file)) > 0;)
        buf_append(&bytes, block, len);
    if (ferror(file) || bytes.failed)
        die(path);
    fclose(file);
    /* A copy of just the size, so that a sanitizer sees a read past the end. */
    uint8_t *copy = malloc(bytes.len ? bytes.len : 1);
    if (!copy)
        die(path);
    if (bytes.len)
        memcpy(copy, bytes.data, bytes.len);
    fprintf(stderr, "%s\n", path); /* the last one named is the one that failed */
    LLVMFuzzerTestOneInput(copy, bytes.len);
    free(copy);
    buf_release(&bytes);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int replay(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0)
        die(path);
    if (!S_ISDIR(status.st_mode)) {
        replay_file(path);
        return 1;
    }
    struct dirent **entries;
    int count = scandir(path, &entries, visible, by_name), replayed = 0;
    if (count < 0)
        die(path);
    for (int i = 0; i < count; i++) {
        struct buf name = {0};
        buf_printf(&name, "%s/%s", path, entries[i]->d_name);
        replayed += replay(buf_text(&name));
        buf_release(&name);
        free(entries[i]);
    }
    free(entries);
    return replayed;
}

int main(int argc, char **argv)
{
    int replayed = 0;
    for (int i = 1; i < argc; i++)
        replayed += replay(argv[i]);
    printf("%d inputs replayed\n", replayed);
    return replayed ? 0 : 1;
}
