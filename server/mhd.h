/* libmicrohttpd, loaded when a server starts: it brings ten further libraries with it, for TLS, and every start of the
 * program would pay 1.5 ms for them. Inner header of server/.
 *
 * Without MICROHTTPD_SONAME, where the library is linked in the usual way, there is nothing to load. */
#ifndef DATELINE_SERVER_MHD_H
#define DATELINE_SERVER_MHD_H

#include <microhttpd.h>

#include "core/err.h"

/* The functions that are called, by their names without MHD_. */
#define MHD_FUNCTIONS(each)                                                                                      \
    each(add_response_header) each(create_response_from_buffer) each(destroy_response) each(get_connection_info) \
        each(get_connection_values_n) each(queue_response) each(quiesce_daemon) each(resume_connection)          \
            each(start_daemon) each(stop_daemon) each(suspend_connection)

#define MHD_MEMBER(name) __typeof__(&MHD_##name) name;
struct mhd {
    MHD_FUNCTIONS(MHD_MEMBER)
};

/* The functions; to be called after mhd_load. */
extern struct mhd mhd;

/* Loads them, once; by the thread that starts a server. S_INTERNAL: the library is not there. */
enum status mhd_load(struct err *err);

#endif
