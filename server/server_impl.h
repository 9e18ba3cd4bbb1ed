/* The inside of a server. Inner header of server/. */
#ifndef DATELINE_SERVER_SERVER_IMPL_H
#define DATELINE_SERVER_SERVER_IMPL_H

#include <pthread.h>

#include "server/access_log.h"
#include "server/connections.h"
#include "server/host.h"
#include "server/keys.h"
#include "server/listen.h"
#include "server/metrics.h"
#include "server/pool.h"
#include "server/rate.h"
#include "server/server.h"
#include "server/writer.h"

struct http;

struct server {
    struct server_options options;
    struct host_names names;
    struct listening listening;
    struct connections connections;
    struct pool *pool;
    struct writer *writer; /* NULL: nothing may be changed */
    struct keys *keys;     /* NULL: none, for as long as the server runs */
    pthread_mutex_t keys_mutex;
    struct rate rate;        /* the HTTP thread's */
    enum reason archive;     /* what was told last of it */
    struct metrics *metrics; /* the HTTP thread's */
    struct access_log *log;  /* NULL: none */
    struct buf openapi;      /* the text of openapi.json */
    struct http *http;
    bool stopping;       /* __atomic, as the three below */
    size_t under_way;    /* requests whose line was read and whose answer is not sent */
    size_t with_workers; /* and with the writer */
    size_t posted_bytes; /* of bodies that are held */
};

#endif
