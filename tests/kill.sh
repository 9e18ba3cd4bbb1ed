#!/bin/bash
# kill -9 at random points of an indexing run: the archive opens, everything that was reported committed is there, and
# indexing goes on to the same archive that an undisturbed run makes.
#
#     KILLS=200 tests/kill.sh        as many kills as the issue of durability asks for
#
# The seed of the random points is printed; KILL_SEED sets it.
set -u
: "${DATELINE:?the program}" "${GENERATE_NEWS:?the generator}"
kills=${KILLS:-200}
RANDOM=${KILL_SEED:-$$}
echo "seed ${KILL_SEED:-$$}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

articles=3000
"$GENERATE_NEWS" "$articles" >"$scratch/news.jsonl"
failures=0
fail() {
    echo "kill $kill: $*"
    failures=$((failures + 1))
}

count() { # the number of articles in the archive
    "$DATELINE" info -a "$1" --format=json | grep -o '"articles": *[0-9]*' | grep -o '[0-9]*$'
}

# Milliseconds that an undisturbed run takes: the kills fall anywhere in it.
start=$(date +%s%N)
"$DATELINE" index -q -a "$scratch/whole" "$scratch/news.jsonl" || exit 1
whole_ms=$((($(date +%s%N) - start) / 1000000))

committed_seen=0 late=0
for ((kill = 1; kill <= kills; kill++)); do
    # Every tenth kill begins a new archive, so that its making is hit as well; the others go on with the one before.
    ((kill % 10 == 1)) && rm -rf "$scratch/archive"
    before=0
    [ -e "$scratch/archive/MANIFEST" ] && before=$(count "$scratch/archive")
    "$DATELINE" index -v -a "$scratch/archive" "$scratch/news.jsonl" >/dev/null 2>"$scratch/said" &
    pid=$!
    ms=$(((RANDOM * 32768 + RANDOM) % (whole_ms + 50)))
    sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
    kill -9 "$pid" 2>/dev/null || late=$((late + 1))
    wait "$pid" 2>/dev/null
    reported=$(grep -o '^committed [0-9]*' "$scratch/said" | tail -n 1 | grep -o '[0-9]*$')
    [ -n "$reported" ] && committed_seen=$((committed_seen + 1))
    [ -e "$scratch/archive/MANIFEST" ] || {
        [ -n "$reported" ] && fail "$reported articles were reported and there is no archive"
        continue
    }
    there=$(count "$scratch/archive") || fail "the archive does not open"
    [ "${there:-0}" -ge "${reported:-0}" ] || fail "$reported articles were reported committed, $there are there"
    [ "${there:-0}" -ge "$before" ] || fail "$before articles were there before, $there are now"
    "$DATELINE" search -a "$scratch/archive" --page-size=0 --order-by=newest >/dev/null
    [ $? -le 1 ] || fail "the archive cannot be searched"
done

kill=last
"$DATELINE" index -q -a "$scratch/archive" "$scratch/news.jsonl" || fail "indexing does not go on"
[ "$(count "$scratch/archive")" = "$(count "$scratch/whole")" ] || fail "the finished archive has another count"
said=$("$DATELINE" index -a "$scratch/archive" "$scratch/news.jsonl")
case $said in
*"nothing changed"*) ;;
*) fail "another run should change nothing and says: $said" ;;
esac
for query in "the" "mission" '"of the"'; do
    page() { "$DATELINE" search -a "$1" --format=json --page-size=200 -- "$query" | grep -o '"id":"[^"]*"' | sort; }
    [ "$(page "$scratch/archive")" = "$(page "$scratch/whole")" ] || fail "$query finds something else than in a whole run"
done
[ "$committed_seen" -gt $((kills / 10)) ] || fail "only $committed_seen of $kills runs had committed anything: nothing was tested"
echo "$kills kills, $committed_seen after a reported commit, $late after the end: $failures failures"
[ "$failures" = 0 ]
