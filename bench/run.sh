#!/bin/bash
# The benchmark: what ./dev bench runs. Every figure is a ratio against a peer in the same run, or a measure of relevance.
#
#     bench/run.sh [ARTICLES.jsonl.gz] [JUDGED-DIRECTORY]
#
# Without arguments it takes generated articles, and the judged collections only when they are given.
set -eu
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
articles=${1:-}
if [ -z "$articles" ]; then
    articles=$scratch/generated.jsonl
    build/generate-news 12000 >"$articles"
fi
echo "search, from process start to answer: $(basename "$articles")"
python3 bench/search.py --dateline=build/dateline "$articles"
if [ -n "${2:-}" ]; then
    echo
    echo "relevance"
    python3 bench/judged.py --dateline=build/dateline "$2"
fi
