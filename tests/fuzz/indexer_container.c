/* Any bytes as a file: what is compressed or packed is taken apart, as a run does it, or refused. */
#include <stdint.h>
#include <stdlib.h>

#include "indexer/container.h"

enum { BYTES_MAX = 8 << 20 /* that are read of one input */ };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_source(struct source *source, unsigned depth, uint64_t *left);

static void read_members(struct source *source, unsigned depth, uint64_t *left)
{
    struct container *container;
    struct source *member;
    enum status status;
    struct err err;
    if (depth > CONTAINER_DEPTH_MAX || container_open(source, &container, &err))
        return;
    while (*left && container_next(container, &member, &status, &err)) {
        if (status == S_OK)
            read_source(member, depth, left);
        else if (status != S_INPUT)
            abort();
    }
    container_close(container);
}

static void read_source(struct source *source, unsigned depth, uint64_t *left)
{
    struct buf block = {0};
    struct str head;
    struct err err;
    if (source_peek(source, &head, &err))
        return;
    if (container_begins(head)) {
        read_members(source, depth + 1, left);
        return;
    }
    do {
        buf_reset(&block);
        if (source_read(source, &block, &err))
            break;
        *left -= block.len < *left ? block.len : *left;
    } while (block.len && *left);
    buf_release(&block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct source *source;
    struct err err;
    uint64_t left = BYTES_MAX;
    if (source_open_memory("fuzz", (struct str){(const char *)data, size}, &source, &err))
        return 0;
    read_source(source, 0, &left);
    source_close(source);
    return 0;
}
