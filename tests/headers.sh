#!/usr/bin/env bash
# Each header compiles alone, as C and as C++. The shim's own, which speak to C++ libraries, as C++ only.
set -u
cd "${DATELINE_ROOT:-$(dirname "$0")/..}" || exit 1
failures=0

compile() { # LANGUAGE STANDARD HEADER
    echo "#include \"$3\"" |
        gcc -x "$1" -std="$2" -fsyntax-only -I. -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-unused - || {
        echo "headers: $3 does not compile alone as $1"
        failures=$((failures + 1))
    }
}

for header in {core,shim,archive,indexer,query,server,cli}/*.h; do
    grep -qE '<xapian|<simdjson|^namespace|^class ' "$header" || compile c c11 "$header"
    compile c++ c++17 "$header"
done
[ $failures = 0 ] && echo "headers: all well"
exit $((failures > 0))
