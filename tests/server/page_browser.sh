#!/usr/bin/env bash
# The page in a browser: page_browser.py uses it as a reader would.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
python=/usr/bin/python3 # for which Debian's selenium is
[ -x "$python" ] || python=python3
if ! command -v chromium >/dev/null || ! command -v chromedriver >/dev/null || ! "$python" -c 'import selenium' 2>/dev/null; then
    echo "SKIPPED: there is no chromium with its driver and selenium to use the page with"
    exit 0
fi
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
scratch=$(mktemp -d)
trap '[ -z "$server" ] || kill -KILL "$server"; rm -rf "$scratch"' EXIT
export LC_ALL=C.UTF-8 TZ=UTC
"$program" index -q -a "$scratch/news" "$root/corpora/wire" "$root/corpora/news.jsonl" || exit 1
server_start "$scratch/news"
HOME=$scratch "$python" "$root/tests/server/page_browser.py" "$url" || exit 1
server_end
