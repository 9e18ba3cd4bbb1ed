#!/usr/bin/env bash
# openapi.json beside the answers, and before its linter where that is there.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"

"$program" index -q -a "$scratch/news" "$root/corpora/wire" "$root/corpora/news.jsonl" || exit 1
server_start "$scratch/news" --writable
curl -s "$url/openapi.json" >"$scratch/openapi.json"
"$python" "$root/tests/server/openapi.py" "$url" || exit 1
if command -v redocly >/dev/null; then
    redocly lint "$scratch/openapi.json" >"$scratch/lint" 2>&1 || {
        cat "$scratch/lint"
        exit 1
    }
else
    echo "SKIPPED: the linter, redocly, is not there"
fi
server_end
