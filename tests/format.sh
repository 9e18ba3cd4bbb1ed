#!/usr/bin/env bash
# Whether every source is laid out as .clang-format says; with --fix, lays them out.
set -u
cd "${DATELINE_ROOT:-$(dirname "$0")/..}" || exit 1
command -v clang-format >/dev/null || {
    echo "format: clang-format is not installed"
    exit 1
}
arguments=(--dry-run -Werror)
[ "${1:-}" = --fix ] && arguments=(-i)
find core shim archive indexer query server cli corpora tests bench -type f \
    \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) -print0 | xargs -0 clang-format "${arguments[@]}" || {
    echo "format: ./dev format lays the sources out"
    exit 1
}
