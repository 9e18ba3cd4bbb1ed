#!/usr/bin/env bash
# Golden cases: each tests/cli/NAME.case is a transcript (transcript.bash says how it is written), run in an empty
# directory with dateline on the PATH and the small articles of corpora/ as ./corpora.
#
#     tests/cli.sh [NAME...]            runs all cases, or these
#     tests/cli.sh --update [NAME...]   rewrites them with what the program says today: read the difference
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
# shellcheck source=tests/transcript.bash
. "$root/tests/transcript.bash"
# shellcheck source=tests/terminal.bash
. "$root/tests/terminal.bash"
update=
[ "${1:-}" = --update ] && update=yes && shift
[ -x "$program" ] || {
    echo "cli: there is no program at $program"
    exit 1
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/dateline"
export PATH=$scratch/bin:$PATH LC_ALL=C.UTF-8 TZ=UTC
unset DATELINE_ARCHIVE DATELINE_PAGER PAGER LESS NO_COLOR COLUMNS LINES
failures=0 count=0

run_case() { # NAME
    local golden=$root/tests/cli/$1.case place=$scratch/$1
    ! grep -q '^\$ on_terminal()' "$golden" || have_terminal "the cases of $1" || return 0
    count=$((count + 1))
    mkdir "$place"
    ln -s "$root/corpora" "$place/corpora"
    (cd "$place" && transcript_run marked) <"$golden" >"$scratch/$1.out"
    if [ "$(grep -c '^\$ ' "$golden")" != "$(grep -c '^\$ ' "$scratch/$1.out")" ]; then
        echo "cli: $1 was ended before its last command"
        failures=$((failures + 1))
    elif [ -n "$update" ]; then
        cmp -s "$golden" "$scratch/$1.out" || { cp "$scratch/$1.out" "$golden" && echo "updated $1"; }
    elif ! diff -u "$golden" "$scratch/$1.out"; then
        echo "cli: $1 differs; tests/cli.sh --update $1 takes the new output"
        failures=$((failures + 1))
    fi
    rm -rf "$place"
}

if [ $# -gt 0 ]; then
    for name in "$@"; do run_case "$name"; done
else
    for file in "$root"/tests/cli/*.case; do run_case "$(basename "$file" .case)"; done
fi
echo "cli: $count cases, $failures failures"
exit $((failures > 0))
