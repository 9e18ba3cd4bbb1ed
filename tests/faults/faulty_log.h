/* The log that faulty_io.c writes and fault_loops.c reads: records, each a struct faulty_record, the path, the other
 * path and the bytes behind it. */
#ifndef DATELINE_TESTS_FAULTS_FAULTY_LOG_H
#define DATELINE_TESTS_FAULTS_FAULTY_LOG_H

#include <stdint.h>

enum faulty_kind {
    FAULTY_OPEN, /* counted when it may make or empty a file */
    FAULTY_WRITE,
    FAULTY_TRUNCATE, /* to `offset` bytes */
    FAULTY_SYNC,
    FAULTY_CLOSE, /* counted when the file was written */
    FAULTY_RENAME,
    FAULTY_LINK,
    FAULTY_UNLINK,
    FAULTY_RMDIR,
    FAULTY_MKDIR,
    FAULTY_ACKNOWLEDGE, /* never counted */
    FAULTY_KINDS
};

struct faulty_record {
    uint32_t kind;
    uint32_t number; /* of the operation, from 1; 0: it is not counted */
    int32_t fd;
    uint32_t empties; /* an open with O_TRUNC */
    uint64_t offset;
    uint32_t path_bytes, other_bytes; /* without a NUL */
    uint64_t bytes;
};

#endif
