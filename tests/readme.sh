#!/usr/bin/env bash
# The examples of README.md and of the guides in docs/: every ```console block is a transcript, and all of a document's are
# run one after the other in one scratch directory, with dateline on the PATH and the small articles of corpora/ as
# ./corpora. Standard error stands with standard output. Times and sizes on disk are made equal as transcript.bash says. An
# ```html block is a page, which a browser opens.
#
#     tests/readme.sh [--update DOCUMENT]    takes what the commands print today into the document
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
# shellcheck source=tests/transcript.bash
. "$root/tests/transcript.bash"
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
scratch=$(mktemp -d) server='' url=''
trap '[ -z "$server" ] || kill -KILL "$server"; rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/dateline"
export PATH=$scratch/bin:$PATH LC_ALL=C.UTF-8 TZ=UTC
unset DATELINE_ARCHIVE NO_COLOR COLUMNS
failures=0

fail() {
    echo "readme: $*"
    failures=$((failures + 1))
}

block() { # LANGUAGE DOCUMENT: what stands in its blocks of that language
    awk -v "begin=^\`\`\`$1\$" '$0 ~ begin { inside = 1; next } /^```$/ { inside = 0 } inside' "$2"
}

# Leaves what the document has in `written` and what it should have in `today`.
run_document() { # DOCUMENT
    local place=$scratch/place
    rm -rf "$place"
    mkdir "$place"
    ln -s "$root/corpora" "$place/corpora"
    block console "$root/$1" >"$scratch/written"
    (cd "$place" && transcript_run merged) <"$scratch/written" >"$scratch/today"
}

check_document() { # DOCUMENT
    local commands
    run_document "$1"
    commands=$(grep -c '^\$ ' "$scratch/written")
    [ "$commands" -gt 0 ] || fail "$1 has no examples"
    diff -u --label "$1" <(transcript_normalise <"$scratch/written") --label today "$scratch/today" ||
        fail "the examples of $1 say something else than the program"
    echo "readme: $1: $commands commands"
}

# The page finds articles, and marks words in them.
check_page() { # DOCUMENT
    local browser
    browser=$(command -v chromium) || {
        echo "SKIPPED: the page in $1 is not opened, for want of chromium"
        return
    }
    dateline index -q -a "$scratch/news" "$root/corpora/wire" || fail "there is no archive"
    server_start "$scratch/news" --cors-origin='*'
    block html "$root/$1" | sed "s|https://archive.news.example|$url|" >"$scratch/page.html"
    "$browser" --headless --no-sandbox --disable-gpu --user-data-dir="$scratch/browser" --virtual-time-budget=10000 \
        --dump-dom "file://$scratch/page.html?q=osce" >"$scratch/dom" 2>"$scratch/browser.err"
    grep -q '<p id="total" role="status">5 articles' "$scratch/dom" && grep -q '<em>OSCE</em>' "$scratch/dom" ||
        fail "the page in $1 shows no hits: $(cat "$scratch/dom" "$scratch/browser.err")"
    server_end || fail "the server ends badly"
}

if [ "${1:-}" = --update ]; then
    run_document "$2"
    awk -v "today=$scratch/today" '
        /^```console$/ { inside = 1; print; next }
        /^```$/ { inside = 0 }
        !inside { print; next }
        /^\$ / {
            if (!begun) { getline line <today; begun = 1 }
            do print line; while ((more = (getline line <today)) > 0 && line !~ /^\$ /)
        }' "$root/$2" >"$scratch/document"
    cp "$scratch/document" "$root/$2"
    exit
fi
for document in README.md docs/portal.md; do
    check_document "$document"
done
check_page docs/portal.md
[ $failures = 0 ] && echo "readme: all as written"
exit $((failures > 0))
