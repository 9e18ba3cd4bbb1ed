#!/usr/bin/env bash
# Requests as nobody should send them (rough.c), to a server over the articles of corpora/.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
"$program" index -q -a "$scratch/news" "$root/corpora/wire" "$root/corpora/news.jsonl" || exit 1
server_start "$scratch/news" --connections=600
"$ROUGH" "$url" || exit 1
server_end || {
    echo "rough: the server ends with $?:"
    cat "$scratch/server.err"
    exit 1
}
[ ! -s "$scratch/server.err" ] || {
    echo "rough: the server says:"
    cat "$scratch/server.err"
    exit 1
}
