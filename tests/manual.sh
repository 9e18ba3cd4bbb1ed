#!/usr/bin/env bash
# The manual pages: well-formed, and the options of dateline(1) those of the program's own help.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
source=$root/docs/dateline.1.scd
failures=0

fail() {
    echo "manual: $*"
    failures=$((failures + 1))
}

for page in "$root"/docs/*.scd; do
    text=$(scdoc <"$page") || fail "scdoc does not read $page"
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W error <<<"$text" || fail "mandoc finds fault with $page"
    fi
done

options() { # prints the long options in a text, one a line
    grep -oE -- '--[a-z][a-z-]+' | sort -u
}
offered=$("$program" --help | options
for command in $("$program" --help | sed -n 's/^  \([a-z]\+\)  \+[a-z].*/\1/p'); do
    "$program" "$command" --help | options
done)
written=$(tr -d '\\' <"$source" | options)
differing=$(comm -3 <(sort -u <<<"$offered") <(sort -u <<<"$written"))
[ -z "$differing" ] || fail "offered by the program | written in the page, but not both:"$'\n'"$differing"
[ $failures = 0 ] && echo "manual: all well"
exit $((failures > 0))
