#!/usr/bin/env bash
# The benchmark: what ./dev bench runs. Every figure is a ratio against a peer in the same run, or a measure of
# relevance.
#
#     bench/run.sh [ARTICLES ...]      the engines in warm processes (peers.py); without arguments all of these, on the
#                                      articles beside the project, or on generated ones where there are none
#     bench/run.sh quest [ARTICLES]    from process start to answer, beside Xapian's quest (search.py)
#     bench/run.sh judged [DIRECTORY]  relevance on judged collections (judged.py)
#     bench/run.sh http [OPTION ...] [ARTICLES]
#                                      the server under load beside a plain one over Lucene (load.py); over 100,000
#                                      generated articles by default; --minutes=N also shows its memory over time
#     bench/run.sh formats [OPTION ...]
#                                      indexing by format, beside cat of the same bytes (formats.py); takes 5 GB of disk
#     bench/run.sh half [COUNT]        totals and a facet over half of so many generated articles, a million by default,
#                                      beside Lucene's (peers.py); takes some 8 GB of disk for a million
set -eu
cd "$(dirname "$0")/.."
data=../shared/data
output=build/bench
mkdir -p "$output"

# Sets `articles`.
find_articles() {
    local file
    articles=()
    for file in "$data/congress-press.jsonl.gz" "$data/trove-press.jsonl.gz"; do
        [ ! -e "$file" ] || articles+=("$file")
    done
    [ ${#articles[@]} = 0 ] || return 0
    build/generate-news 12000 >"$output/generated.jsonl"
    articles=("$output/generated.jsonl")
}

run_peers() { # ARTICLES ...
    python3 bench/peers.py --build=build --output="$output" "$@"
}

run_quest() { # ARTICLES
    echo "search, from process start to answer: $(basename -- "$1")"
    python3 bench/search.py --dateline=build/dateline "$1"
}

run_judged() { # DIRECTORY
    echo "relevance"
    python3 bench/judged.py --dateline=build/dateline "$1"
}

run_half() { # COUNT
    local generated=$output/generated-$1.jsonl
    build/generate-news "$1" >"$generated"
    python3 bench/peers.py --build=build --output="$output" --builds=1 --half "$generated"
    rm "$generated"
}

case ${1:-} in
quest)
    articles=("${@:2}")
    [ ${#articles[@]} -gt 0 ] || find_articles
    run_quest "${articles[0]}"
    ;;
judged) run_judged "${2:-$data/judged}" ;;
half) run_half "${2:-1000000}" ;;
formats) python3 bench/formats.py --build=build --output="$output" "${@:2}" ;;
http) python3 bench/load.py --build=build --output="$output" "${@:2}" ;;
'')
    find_articles
    run_peers "${articles[@]}"
    run_quest "${articles[0]}"
    echo
    if [ -d "$data/judged" ]; then
        run_judged "$data/judged"
    else
        echo "relevance: skipped, no judged collections in $data/judged"
    fi
    ;;
*) run_peers "$@" ;;
esac
