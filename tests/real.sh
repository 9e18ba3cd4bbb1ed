#!/bin/bash
# Searches over real text that is not part of the project: it lies beside a checkout as ../shared/data, or these tests are
# skipped and say so.
set -u
: "${DATELINE:?the program}" "${DATELINE_ROOT:?the checkout}"
data=$DATELINE_ROOT/../shared/data
if ! [ -e "$data/congress-press.jsonl.gz" ] || ! [ -e "$data/article-with-dateline.txt" ]; then
    echo "SKIPPED: no ../shared/data beside the checkout"
    exit 0
fi
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0

fail() {
    echo "$*"
    failures=$((failures + 1))
}

found() { # ARCHIVE PARAMETER... -- WORDS: the JSON of a page; its exit status in $status
    local archive=$1
    shift
    page=$("$DATELINE" search -a "$archive" --format=json "$@")
    status=$?
}

total() {
    grep -o '"total":[0-9]*' <<<"$page" | grep -o '[0-9]*$'
}

ids() {
    grep -o '{"id":"[^"]*"' <<<"$page"
}

# ---- one article with a dateline ----

"$DATELINE" index -q -a "$scratch/one" "$data/article-with-dateline.txt" || fail "the article is not taken"
for words in 'OSCE observation mission' '"OSCE observation mission"' '"observation missions"' 'karasin NEAR/20 interfax'; do
    found "$scratch/one" -- "$words"
    [ "$status" = 0 ] && [ "$(total)" = 1 ] || fail "$words: status $status, total $(total)"
    grep -q '"published":"2017-12-27"' <<<"$page" || fail "$words: the date is not 2017-12-27"
    grep -q '"place":"MOSCOW"' <<<"$page" || fail "$words: the place is not MOSCOW"
done
found "$scratch/one" -- OSCE observation mission
grep -q '<em>OSCE observation mission</em>' <<<"$page" || fail "the phrase is not marked as one unit"
found "$scratch/one" -- '"observation OSCE mission"'
[ "$status" = 1 ] && [ "$(total)" = 0 ] || fail '"observation OSCE mission" finds something'
grep -q '"relaxed":false' <<<"$page" || fail '"observation OSCE mission" is relaxed'

# ---- other formats ----

converted() { # WANTED PATH...: how many articles the files give
    local wanted=$1 given
    shift
    given=$("$DATELINE" convert -q "$@" 2>/dev/null | wc -l)
    [ "$given" = "$wanted" ] || fail "$* give $given articles, not $wanted"
}

if [ -d "$data/formats" ]; then
    converted "$(cat "$data"/formats/reuters21578/*.sgm | grep -c '<REUTERS ')" "$data"/formats/reuters21578/*.sgm
    converted "$(grep -c '^From ' "$data/formats/mail/lists.mbox")" "$data/formats/mail/lists.mbox"
    converted 2 "$data/formats/newsml"
    converted 1 "$data/formats/mediawiki"
    converted 4 "$data/formats/warc"
    converted 4 "$data/formats/feeds"
else
    echo "SKIPPED: no ../shared/data/formats beside the checkout"
fi

# ---- some thousands of articles ----

zcat "$data/congress-press.jsonl.gz" | head -n 3000 >"$scratch/some.jsonl"
"$DATELINE" index -q -a "$scratch/some" "$scratch/some.jsonl" 2>/dev/null || fail "the articles are not taken"

# Every article with the phrase stands before any with the scattered words: the first N of the unquoted query are the N of
# the quoted one.
tried=0
for phrase in 'social security administration' 'war in iraq' 'health care reform' 'no child left behind' \
    'members of congress' 'attorney general gonzales' 'house of representatives' 'small business owners' \
    'the president of the united states'; do
    found "$scratch/some" --page-size=200 -- "\"$phrase\""
    with_phrase=$(ids | sort)
    count=$(total)
    [ "$count" -gt 0 ] && [ "$count" -lt 200 ] || continue
    found "$scratch/some" --page-size="$count" -- "$phrase"
    [ "$(total)" -gt "$count" ] && tried=$((tried + 1))
    [ "$(ids | sort)" = "$with_phrase" ] || fail "$phrase: not every article with the phrase comes first"
    reversed=$(tr ' ' '\n' <<<"$phrase" | tac | xargs)
    found "$scratch/some" -- "\"$reversed\""
    grep -q '"relaxed":false' <<<"$page" || fail "\"$reversed\" is relaxed"
done
[ "$tried" -ge 3 ] || fail "only $tried phrases had scattered words to compare with"

# A second run changes nothing, and info agrees with the first.
said=$("$DATELINE" index -a "$scratch/some" "$scratch/some.jsonl" 2>/dev/null)
grep -q 'nothing changed' <<<"$said" || fail "a second run says: $said"
usable=$(grep -c '"text": *"[^"]' "$scratch/some.jsonl")
articles=$("$DATELINE" info -a "$scratch/some" --format=json | grep -o '^{"articles": *[0-9]*' | grep -o '[0-9]*$')
[ "$articles" -le "$usable" ] && [ "$articles" -gt $((usable - 60)) ] || fail "$usable records have a text, $articles are there"

echo "real text: $tried phrases, $failures failures"
[ "$failures" = 0 ]
