#!/usr/bin/env bash
# The page in a browser: page_browser.py uses it as a reader would.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null || ! "$python" -c 'import selenium' 2>/dev/null; then
    echo "SKIPPED: there is no chromium with its driver and selenium to use the page with"
    exit 0
fi
"$program" index -q -a "$scratch/news" "$root/corpora/wire" "$root/corpora/news.jsonl" || exit 1
server_start "$scratch/news"
HOME=$scratch "$python" "$root/tests/server/page_browser.py" "$url" || exit 1
server_end
