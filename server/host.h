/* The names that a server goes by.
 *
 * A page of another site can have its visitor's browser ask a server on the visitor's own machine, by a name of its own
 * that it lets stand for that address for a moment (DNS rebinding). The Host field then has that name. So a request is
 * served whose Host is localhost, an address of loopback, or a name of --host; where the server listens beyond
 * loopback, also any address in digits, since no name can be made to be one. The port does not matter: proxies have
 * others. */
#ifndef DATELINE_SERVER_HOST_H
#define DATELINE_SERVER_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/buf.h"

struct host_names {
    const char *const *name; /* of --host, without ports; borrowed */
    size_t count;
    bool beyond_loopback;
};

/* Whether it is a name as --host takes it: of a host, or an address in digits, without scheme, port and brackets. */
bool host_is_name(const char *name);
/* Whether it is an origin as browsers write it (RFC 6454, section 6.2): scheme, host, and a port that is not the
 * scheme's own, in small letters and without a path. */
bool host_is_origin(const char *origin);

enum host_verdict { HOST_OURS, HOST_OTHER, HOST_MALFORMED };

/* Judges a Host field: NAME, NAME:PORT, 127.0.0.1:PORT, [::1]:PORT. */
enum host_verdict host_judge(const struct host_names *names, struct str host);

#endif
