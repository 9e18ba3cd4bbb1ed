#!/usr/bin/env bash
# The examples of README.md: every ```console block is a transcript, and all of them are run one after the other in one
# scratch directory, with dateline on the PATH and the small articles of corpora/ as ./corpora. Standard error stands with
# standard output. Times and sizes on disk are made equal as transcript.bash says.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
# shellcheck source=tests/transcript.bash
. "$root/tests/transcript.bash"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/place"
ln -s "$program" "$scratch/bin/dateline"
ln -s "$root/corpora" "$scratch/place/corpora"
export PATH=$scratch/bin:$PATH LC_ALL=C.UTF-8 TZ=UTC
unset DATELINE_ARCHIVE NO_COLOR COLUMNS

awk '/^```console$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$root/README.md" >"$scratch/written"
(cd "$scratch/place" && transcript_run merged) <"$scratch/written" >"$scratch/today"
commands=$(grep -c '^\$ ' "$scratch/written")
[ "$commands" -gt 0 ] || {
    echo "readme: README.md has no examples"
    exit 1
}
diff -u --label README.md <(transcript_normalise <"$scratch/written") --label today "$scratch/today" || {
    echo "readme: the examples of README.md say something else than the program"
    exit 1
}
echo "readme: $commands commands, all as written"
