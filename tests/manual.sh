#!/usr/bin/env bash
# The manual pages: well-formed; dateline(1) tells the commands and the page of each command its options as the program's
# own help does; and the examples run.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/stock"
ln -s "$program" "$scratch/bin/dateline"
export PATH=$scratch/bin:$PATH LC_ALL=C.UTF-8 TZ=UTC
unset DATELINE_ARCHIVE NO_COLOR COLUMNS
failures=0

fail() {
    echo "manual: $*"
    failures=$((failures + 1))
}

compare() { # WHAT OFFERED WRITTEN: lists of lines, in any order
    local differing
    differing=$(comm -3 <(sort -u <<<"$2") <(sort -u <<<"$3"))
    [ -z "$differing" ] || fail "$1: offered by the program | written in the page, but not both:"$'\n'"$differing"
}

# ---- well-formed ----

for page in "$root"/docs/*.scd; do
    text=$(scdoc <"$page") || fail "scdoc does not read $page"
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W error <<<"$text" || fail "mandoc finds fault with $page"
    fi
done

# ---- what the pages tell ----

offered_commands() { # NAME help
    dateline --help | sed -n 's/^  \([a-z]\+\)  \+\([a-z].*\)/\1 \2/p'
}
written_commands() {
    sed -n '/^# COMMANDS/,/^# EXIT/ { /^\*[a-z]*\*$/ { N; s/^\*\(.*\)\*\n\t\(.\)\(.*\)\.$/\1 \l\2\3/p } }' \
        "$root/docs/dateline.1.scd"
}
# Options with their values, a line each: -a, --archive=ARCHIVE, --expand[=on|off].
offered_options() { # COMMAND
    dateline "$1" --help | grep -oE '^ {2}(-[a-z], |    )--[a-z][^ ]*' | grep -v -- --usage | one_a_line
}
written_options() { # PAGE
    grep '^\*-' "$1" | sed -e 's/\\\*/\a/g' -e 's/[*_\\]//g' -e 's/\a/*/g' -e 's/++$//' | one_a_line
}
one_a_line() {
    sed -e 's/^ *//' -e 's/, --/\n--/g'
}

names=$(offered_commands | cut -d ' ' -f 1)
compare "dateline(1)" "$(offered_commands)" "$(written_commands)"
compare "the pages of commands" "$names" "$(cd "$root/docs" && printf '%s\n' dateline-*.1.scd | sed 's/dateline-\(.*\)\.1\.scd/\1/')"
for name in $names; do
    page=$root/docs/dateline-$name.1.scd
    grep -q "\*dateline-$name\*(1)" "$root/docs/dateline.1.scd" || fail "dateline(1) does not point to dateline-$name(1)"
    [ -f "$page" ] && compare "dateline-$name(1)" "$(offered_options "$name")" "$(written_options "$page")"
done

# ---- the examples ----

# What an example may use: the archive news, and stories/, releases.jsonl.gz, topics.tsv and qrels.tsv to read.
ln -s "$root/corpora/wire" "$scratch/stock/stories"
gzip -c "$root/corpora/news.jsonl" >"$scratch/stock/releases.jsonl.gz"
printf '1\tobservation mission\n' >"$scratch/stock/topics.tsv"
printf '1\tmer-2011-1204-05\t1\n' >"$scratch/stock/qrels.tsv"
dateline index -q -a "$scratch/stock/news" "$scratch"/stock/{stories,releases.jsonl.gz} || fail "there is no archive"
for page in "$root"/docs/*.scd; do
    place=$scratch/$(basename "$page" .scd)
    cp -a "$scratch/stock" "$place"
    awk '/^```$/ { inside = !inside; next } inside' "$page" >"$place/examples"
    grep -q dateline "$place/examples" || fail "$page has no example"
    (cd "$place" && bash -eu -o pipefail examples </dev/null >said 2>&1) ||
        fail "an example of $page fails, behind: $(tail -n 3 "$place/said")"
done

[ $failures = 0 ] && echo "manual: all well"
exit $((failures > 0))
