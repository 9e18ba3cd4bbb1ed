/* Ranking: what the first pass has kept of each tier -> one list, best first. Inner header of query/. */
#ifndef DATELINE_QUERY_RANK_H
#define DATELINE_QUERY_RANK_H

#include "query/find.h"

/* Articles that hold the bare words as a phrase, and all others. */
enum tier { TIER_PHRASE, TIER_REST, TIERS };

/* How many of each tier are ranked again. */
size_t rank_depth(const struct find_options *options);

/* Fills the candidates and parts of a finding from the collectors, which are used up. With `second` the best of each
 * tier are ranked again by positions, and then, if that is wanted, by feedback. */
enum status rank_tiers(struct matching *m, struct collector tier[TIERS], const struct find_options *options,
                       bool second, struct finding *out, struct err *err);

#endif
