/* For a process that answers one search after the other. */
#ifndef DATELINE_QUERY_WARM_H
#define DATELINE_QUERY_WARM_H

/* What a search frees the next one takes again, up to 8 MiB for each thread. Otherwise it goes back to the system,
 * which clears each page anew: of a wildcard that stands for hundreds of words that was half of the time. To be called
 * before threads are made; does nothing where the C library has no such setting. */
void warm_keep_memory(void);

#endif
