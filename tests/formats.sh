#!/usr/bin/env bash
# One set of articles in every format, as corpora/formats/ has it, each plain, compressed in every way, and packed: the
# same articles come out of all. And what a compressed file gives is what the plain one gives, for every file of
# corpora/.
set -uo pipefail
root=$DATELINE_ROOT
samples=$root/corpora/formats
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0 compared=0

fail() {
    echo "formats: $*" >&2
    failures=$((failures + 1))
}

articles() { # FILE...: as JSON Lines in order, what was skipped behind them with neither paths nor times
    "$DATELINE" convert "$@" 2>"$scratch/said" | sort
    sed -e 's/ in [0-9.]* s .*//' -e "s|$scratch/[a-z]*/||g" "$scratch/said" | grep -E '^[0-9,]* article'
}

# ---- the same articles in every format ----

# Headlines, bodies and days are in every format.
essence() {
    python3 -c '
import json, sys
for line in sys.stdin:
    article = json.loads(line)
    print(json.dumps([article["headline"], article["body"], article["published"][:10], article["lang"]]))' | sort
}

"$DATELINE" convert -q "$samples/articles.jsonl" | essence >"$scratch/wanted"
[ "$(wc -l <"$scratch/wanted")" = 3 ] || fail "there are not three articles in articles.jsonl"
formats=0
for sample in "$samples"/*; do
    "$DATELINE" convert -q "$sample" | essence >"$scratch/got"
    cmp -s "$scratch/wanted" "$scratch/got" || fail "${sample##*/} holds other articles: $(diff "$scratch/wanted" "$scratch/got")"
    formats=$((formats + 1))
done

# Every format that there is has its sample, by which the format is known without a name to go by.
"$DATELINE" convert --format=none - 2>&1 | grep -oP 'there are \K[a-z|]+' | tr '|' '\n' | sort >"$scratch/known"
"$DATELINE" convert -q --report="$scratch/report" "$samples" "$root/corpora/wire" >"$scratch/got"
{
    echo auto
    grep -oP '"format":"\K[a-z]+' "$scratch/report" | sort -u
} | sort >"$scratch/met"
cmp -s "$scratch/known" "$scratch/met" || fail "formats without a sample, or the other way round: $(diff "$scratch/known" "$scratch/met")"

# ---- what is printed is read again ----

# Where a date came from is told once: in what was printed it is a field.
"$DATELINE" convert -q "$root"/corpora/{formats,pages,wire,news.jsonl} | sed 's/"date-origin":"[a-z-]*",//' >"$scratch/once"
"$DATELINE" convert -q --format=jsonl - <"$scratch/once" >"$scratch/twice"
cmp "$scratch/once" "$scratch/twice" >&2 || fail "what convert prints is read as something else: $(diff "$scratch/once" "$scratch/twice" | head -n 4 | cut -c 1-300)"
[ "$(wc -l <"$scratch/once")" -ge 150 ] || fail "too few articles were converted twice"

# ---- compressed and packed ----

compress() { # NAME <plain >compressed
    case $1 in
    gz) gzip -c ;;
    bz2) bzip2 -c ;;
    xz) xz -c ;;
    zst) zstd -qc ;;
    lz4) lz4 -qc ;;
    esac
}

same() { # WHAT: the articles of what follows are those of the plain file
    local what=$1
    shift
    articles "$@" >"$scratch/got"
    cmp -s "$scratch/wanted" "$scratch/got" || fail "$what gives other articles: $(diff "$scratch/wanted" "$scratch/got" | head -n 5)"
    compared=$((compared + 1))
}

while read -r sample; do
    name=${sample##*/}
    mkdir -p "$scratch/plain" "$scratch/packed"
    cp "$sample" "$scratch/plain/$name"
    articles "$scratch/plain/$name" >"$scratch/wanted"
    for coding in gz bz2 xz zst lz4; do
        compress "$coding" <"$sample" >"$scratch/packed/$name.$coding"
        same "$name.$coding" "$scratch/packed/$name.$coding"
        mv "$scratch/packed/$name.$coding" "$scratch/packed/$name"
        same "$name by $coding without its suffix" "$scratch/packed/$name"
    done
    tar -C "$scratch/plain" -cf "$scratch/packed.tar" "$name"
    same "$name in a tar" "$scratch/packed.tar"
    (cd "$scratch/plain" && zip -q "$scratch/packed.zip" "$name")
    same "$name in a zip" "$scratch/packed.zip"
    tar -C "$scratch" -czf "$scratch/outer.tgz" packed.zip
    same "$name in a zip in a tar" "$scratch/outer.tgz"
    rm -rf "$scratch"/{plain,packed,packed.*,outer.*}
done < <(find "$samples" -type f)

[ $formats -ge 16 ] || fail "only $formats samples"
[ $compared -ge 250 ] || fail "only $compared comparisons"
[ $failures = 0 ] && echo "formats: $formats samples, $compared times the same articles"
exit $((failures > 0))
