/* For the static analyzer, which sees one source at a time: err_set returns the status that it is given. */
#ifndef DATELINE_TESTS_LINT_H
#define DATELINE_TESTS_LINT_H

#include "core/err.h"

#define err_set(err, status, ...) ((err_set)((err), (status), __VA_ARGS__), (status))

#endif
