#!/usr/bin/env bash
# The completion that dateline makes for bash, and for zsh where that is there: both offer the same, and every option that
# the program's help tells.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/..}" && pwd)
program=$(realpath "${DATELINE:-$root/build/dateline}")
# shellcheck source=tests/terminal.bash
. "$root/tests/terminal.bash"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/bin" "$scratch/place/news"
touch "$scratch/place/report.json"
ln -s "$program" "$scratch/bin/dateline"
export PATH=$scratch/bin:$PATH LC_ALL=C.UTF-8
cd "$scratch/place" || exit 1
failures=0

fail() {
    echo "completion: $*"
    failures=$((failures + 1))
}

dateline completion bash >"$scratch/bash" && bash -n "$scratch/bash" || fail "the script for bash does not parse"
dateline completion zsh >"$scratch/zsh" || fail "there is no script for zsh"
if command -v shellcheck >/dev/null; then
    shellcheck -s bash -S warning "$scratch/bash" || fail "shellcheck finds fault with the script for bash"
fi

# ---- what is to be offered: a command line, and the candidates ----

cases() {
    cat <<'TEXT'
dateline s|search serve show suggest
dateline -|--help --version
dateline help ev|eval
dateline search --or|--order-by
dateline search --fa|--facet --facet-limit
dateline search --order-by=|newest oldest relevance
dateline search --order-by=n|newest
dateline search --order-by |newest oldest relevance
dateline search --expand=|off on
dateline search --expand |
dateline search --from-date=|
dateline search --on-this-day=|today
dateline search --cursor=|*
dateline search --show-fields=s|section source
dateline search --facet=place,s|section source
dateline search --facet=place,source,s|section
dateline search --facet source,so|
dateline search --facet source,section,|agency byline lang place tag
dateline search vote -- --or|
dateline search vote |
dateline delete -|--archive --help --query --usage -a
dateline index -d re|replace
dateline index -s ger|german german2
dateline index --stemmer=no|none norwegian
dateline analyze -s ger|german german2
dateline index --report=|news report.json
dateline index r|report.json
dateline index -a |news
dateline info --archive=n|news
dateline backup -a news n|news
dateline completion |bash zsh
dateline find |
TEXT
    local name
    for name in $(dateline help | sed -n 's/^  \([a-z]\+\)  \+[a-z].*/\1/p'); do
        echo "dateline $name --|$(dateline help "$name" | grep -oE '^ {2}(-., |    )--[a-z-]+' | sed 's/.* //' | sort | xargs)"
    done
}

sorted() { # WORD...
    printf '%s\n' "$@" | sort -u | paste -sd ' '
}

check() { # SHELL LINE OFFERED EXPECTED
    [ "$3" = "$4" ] || fail "in $1, '$2' offers '$3' and not '$4'"
}

# ---- bash ----

# shellcheck disable=SC1091
. "$scratch/bash"

offer_in_bash() { # LINE: as readline parts it, at the = when that is in COMP_WORDBREAKS
    local line=$1
    [[ $COMP_WORDBREAKS != *=* ]] || line=${line//=/ = }
    line=${line%' '}
    read -ra COMP_WORDS <<<"$line"
    [[ $1 != *' ' ]] || COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _dateline
}

bash_offers() { # LINE: the candidates, without what is there already
    local i
    offer_in_bash "$1"
    for i in "${!COMPREPLY[@]}"; do
        COMPREPLY[i]=${COMPREPLY[i]%=} COMPREPLY[i]=${COMPREPLY[i]##*[=,]} COMPREPLY[i]=${COMPREPLY[i]#\\}
    done
    sorted "${COMPREPLY[@]}"
}

while IFS='|' read -r line expected; do
    for COMP_WORDBREAKS in $' \t\n"\'><=;|&(:' $' \t\n"\'><;|&(:'; do
        check bash "$line" "$(bash_offers "$line")" "$expected"
    done
done < <(cases)

# What is typed into a terminal, and what the program is then given: names with spaces, and signs, arrive whole.
type_into_bash() {
    mkdir "two words"
    cat >"$scratch/rc" <<TEXT
unset HISTFILE
PS1= COMP_WORDBREAKS=\$' \t\n"\'><=;|&(:'
bind 'set bell-style none'
. "$scratch/bash"
dateline() { printf '<%s>' "\$@"; echo; }
TEXT
    given=$(printf '%s\t\n' 'dateline info -a tw' 'dateline info --archive=tw' 'dateline info -a "tw' 'dateline search --cursor=' |
        INPUTRC=/dev/null script -qec "bash --rcfile '$scratch/rc' -i" /dev/null | grep -o '<.*>')
    check bash "what is typed" "$(paste -sd ' ' <<<"$given")" \
        "<info><-a><two words/> <info><--archive=two words/> <info><-a><two words/> <search><--cursor=*>"
    rmdir "two words"
}
if have_terminal "completion in bash"; then
    type_into_bash
fi

# ---- zsh ----

ask_zsh() {
    cases | cut -d '|' -f 1 >"$scratch/lines"
    zsh -f "$root/tests/completion.zsh" "$scratch/zsh" "$scratch/lines" "$scratch/offers"
    while IFS='|' read -r line expected && read -ra words <&3; do
        check zsh "$line" "$(sorted "${words[@]%=}")" "$expected"
    done < <(cases) 3<"$scratch/offers"
}
if command -v zsh >/dev/null; then
    zsh -n "$scratch/zsh" || fail "the script for zsh does not parse"
    if have_terminal "completion in zsh"; then
        ask_zsh
    fi
else
    echo "SKIPPED: there is no zsh to ask"
fi

[ $failures = 0 ] && echo "completion: all well"
exit $((failures > 0))
