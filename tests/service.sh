#!/usr/bin/env bash
# docs/dateline.service: systemd takes it, and what it runs are the program and options of it.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    echo "service: $*"
    failures=$((failures + 1))
}

# the manual page need not be installed here
sed -e "s|^ExecStart=/usr/local/bin/dateline|ExecStart=$program|" -e '/^Documentation=/d' "$root/docs/dateline.service" \
    >"$scratch/dateline.service"
offered=$("$program" serve --help)
for option in $(grep -oE -- '--[a-z-]+' "$scratch/dateline.service" | sort -u); do
    grep -q -- "$option\b" <<<"$offered" || fail "serve has no option $option"
done
if command -v systemd-analyze >/dev/null; then
    said=$(systemd-analyze verify "$scratch/dateline.service" 2>&1) || fail "systemd does not take it: $said"
else
    echo "SKIPPED: docs/dateline.service is not verified, for want of systemd-analyze"
fi

[ $failures = 0 ] && echo "service: all well"
exit $((failures > 0))
