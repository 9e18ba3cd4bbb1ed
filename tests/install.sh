#!/usr/bin/env bash
# What cmake --install puts in place: the program, a page for each of docs/*.scd, completion, the documents that the pages
# refer to, nothing else; and no text of it names the directories it was made in.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
build=$(dirname "$program")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    echo "install: $*"
    failures=$((failures + 1))
}

expected() {
    printf '%s\n' bin/dateline share/bash-completion/completions/dateline share/zsh/site-functions/_dateline \
        share/doc/dateline/{formats.md,portal.md,dateline.service,nginx.conf}
    command -v scdoc >/dev/null || return 0
    for page in "$root"/docs/*.scd; do
        page=$(basename "$page" .scd)
        echo "share/man/man${page##*.}/$page"
    done
}

said=$(cmake --install "$build" --prefix "$scratch/there" 2>&1) || fail "cmake --install: $said"
cd "$scratch/there" || exit 1
differing=$(comm -3 <(expected | sort) <(find . -type f -printf '%P\n' | sort))
[ -z "$differing" ] || fail "expected | there, and not both:"$'\n'"$differing"
naming=$(grep -rlFI -e "$root" -e "$build" .)
[ -z "$naming" ] || fail "the place of the build is named in $naming"
sed "s|/usr/local/bin|$scratch/there/bin|" "$root/docs/dateline.service" | cmp -s - share/doc/dateline/dateline.service ||
    fail "dateline.service does not run the program that was installed"
bin/dateline --version >/dev/null || fail "the program that was installed does not run"
for named in $(grep -ohE '_[a-z]+\.md_' "$root"/docs/*.scd | tr -d _ | sort -u); do
    [ -e "share/doc/dateline/$named" ] || fail "the manual refers to $named, which is not installed"
done

[ $failures = 0 ] && echo "install: all well"
exit $((failures > 0))
