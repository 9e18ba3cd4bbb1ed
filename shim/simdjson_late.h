/* simdjson's shared library, loaded when the first JSON is read: only indexing reads any, and every start of the
 * program would pay 0.08 ms for it. Inner header of shim/.
 *
 * Without SIMDJSON_SONAME, where the library is linked in the usual way, there is nothing to load. */
#ifndef DATELINE_SHIM_SIMDJSON_LATE_H
#define DATELINE_SHIM_SIMDJSON_LATE_H

#include <simdjson.h>

#include "core/err.h"

namespace dateline
{

/* Before anything else of simdjson is used. S_INTERNAL when the library is not there. */
enum status load_simdjson(struct err *err);
/* What simdjson::error_message says. */
const char *simdjson_message(simdjson::error_code code);

} // namespace dateline

#endif
