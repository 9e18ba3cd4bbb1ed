#!/usr/bin/env bash
# The house's order: includes run one way, C++ and Xapian stay behind the shim, and only cli/ prints or exits.
#
#   core <- shim <- archive <- { indexer, query } <- server <- cli
set -u
cd "${DATELINE_ROOT:-$(dirname "$0")/..}" || exit 1
failures=0

fail() {
    echo "layering: $*"
    failures=$((failures + 1))
}

declare -A may=(
    [core]="core"
    [shim]="core shim"
    [archive]="core shim archive"
    [indexer]="core shim archive indexer"
    [query]="core shim archive query"
    [server]="core shim archive indexer query server"
    [cli]="core shim archive indexer query server cli"
)

sources() { # ROOM...
    find "$@" -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) | sort
}

# The code of a file, without comments and texts, and with the parenthesis of a call on the line of its name.
code() {
    gcc -fpreprocessed -dD -E -P -x c++ "$1" 2>/dev/null | sed -E 's/"([^"\\]|\\.)*"/""/g' |
        sed -zE 's/([_[:alnum:]])[[:space:]]+\(/\1 (/g'
}

# Those of the files that have a word that the pattern finds, also in comments and texts: few are worth a closer look.
with_word() { # PATTERN FILE...
    grep -lE "$1" "${@:2}"
}

check_includes() { # ROOM
    local file room include
    while IFS=: read -r file include; do
        room=${include%%/*}
        [[ " ${may[$1]} " == *" $room "* ]] || fail "$file includes $include, and $1 may include from: ${may[$1]}"
    done < <(sources "$1" | xargs grep -HoP '^\s*#\s*include\s*"\K[^"]+')
}

for room in "${!may[@]}"; do
    [ -d "$room" ] && check_includes "$room"
done
for directory in */; do
    case ${directory%/} in
    bench | build* | corpora | docs | packages | tests) ;;
    *) [ -n "${may[${directory%/}]:-}" ] || fail "${directory%/} is a room that this test does not know" ;;
    esac
done

# core: libc and the Unicode library.
libc='assert|ctype|errno|float|inttypes|limits|locale|math|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|strings|time'
while IFS=: read -r file header; do
    [[ $header =~ ^($libc|utf8proc)\.h$ ]] || fail "$file includes <$header>: core includes libc and utf8proc alone"
done < <(sources core | xargs grep -HoP '^\s*#\s*include\s*<\K[^>]+')

# The door to C++ libraries: headers that are C and name no library; one more loads libraries of C.
mapfile -t files < <(sources core archive indexer query server cli corpora)
for file in $(with_word 'Xapian|xapian|simdjson' "${files[@]}" shim/xap.h shim/json_in.h shim/language.h); do
    code "$file" | grep -qE 'Xapian::|<xapian|simdjson' && fail "$file: Xapian and simdjson stay inside shim/"
done
for file in "${files[@]}"; do
    [[ $file == *.cc ]] && fail "$file: C++ stays inside shim/"
done
while IFS=: read -r file header; do
    [[ $header == shim/xap.h || $header == shim/json_in.h || $header == shim/language.h || $header == shim/late.h ]] ||
        fail "$file includes $header, which is the shim's own"
done < <(sources core archive indexer query server cli tests | xargs grep -HoP '^\s*#\s*include\s*"\Kshim/[^"]+')
while read -r file; do
    [[ $file == tests/oracle/* ]] || fail "$file: only the oracle may speak C++ or to Xapian among the tests"
done < <({
    find tests -name '*.cc' -o -name '*.cpp' -o -name '*.hh'
    sources tests | xargs grep -lE 'Xapian::|<xapian'
} | sort -u)
while read -r file; do
    [[ $file == bench/peer_xapian.cc ]] || fail "$file: only the Xapian peer may speak C++ or to Xapian in bench/"
done < <({
    find bench -name '*.cc' -o -name '*.cpp' -o -name '*.hh'
    sources bench | xargs grep -lE 'Xapian::|<xapian'
} | sort -u)

# Printing and exiting are decided in cli/.
printing='v?f?printf|puts|putchar|fputs|fputc|perror|psignal|syslog|_?[eE]xit|abort|err|errx|warnx?'
stream='stdout|stderr|std::(cout|cerr|clog)|STD(OUT|ERR)_FILENO'
prints="(^|[^_[:alnum:].>])($printing) *\("
streams="(^|[^_[:alnum:]])($stream)($|[^_[:alnum:]])"
mapfile -t files < <(sources core shim archive indexer query server)
for file in $(with_word "\\b($printing)\\s*([(/]|$)|\\b($stream)\\b" "${files[@]}"); do
    found=$(code "$file" | grep -nE "$prints|$streams") && fail "$file prints or exits, which only cli/ does: $found"
done

[ $failures = 0 ] && echo "layering: all well"
exit $((failures > 0))
