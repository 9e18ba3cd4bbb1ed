#!/usr/bin/env bash
# The generator of articles: deterministic, well-formed, and with the statistics of a language.
# Needs nothing but bash, coreutils, grep, sed and awk; GENERATE_NEWS names the program.
set -u
export LC_ALL=C
program=${GENERATE_NEWS:?set GENERATE_NEWS to the generate-news program}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failures=0

fail() {
    echo "FAIL: $*"
    failures=$((failures + 1))
}

expect_equal() { # what, wanted, got
    [ "$2" = "$3" ] || fail "$1: wanted $2, got $3"
}

count=4000
"$program" $count >"$dir/a" || fail "exit status $?"
"$program" --seed=1 --from=1990 --to=2024 $count >"$dir/b"
"$program" --seed=2 $count >"$dir/c"

# --- deterministic ---
cmp -s "$dir/a" "$dir/b" || fail "the same seed twice gives different bytes"
cmp -s "$dir/a" "$dir/c" && fail "another seed gives the same bytes"
expect_equal "lines" $count "$(wc -l <"$dir/a")"
# A checksum written down, so that another compiler or machine shows a difference.
expect_equal "checksum of the first 100 articles" "2626875781" \
    "$("$program" 100 | cksum | cut -d' ' -f1)"

# --- every line is a JSON object with the fields, in this order ---
string='"([^"\\]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*"'
date='"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?"'
record="^\{\"id\":\"g1-[0-9]{9}\",\"title\":$string,\"text\":$string,\"date\":$date(,\"byline\":$string)?"
record+=",\"place\":$string,\"section\":$string,\"source\":$string,\"agency\":$string"
record+=",\"tags\":\[$string(,$string)*\],\"lang\":\"en\",\"url\":\"https://[^\"]+\"\}\$"
expect_equal "well-formed records" $count "$(grep -cE "$record" "$dir/a")"
grep -qP '[\x00-\x09\x0b-\x1f]' "$dir/a" && fail "a bare control character inside a record"
grep -qE '"(title|text)":""' "$dir/a" && fail "an empty headline or text"
expect_equal "distinct ids" $count "$(grep -oE '^\{"id":"[^"]*"' "$dir/a" | sort -u | wc -l)"

# --- dates advance through the range that was asked for ---
days() { # file
    grep -oE '"date":"[0-9]{4}-[0-9]{2}-[0-9]{2}' "$1" | cut -d'"' -f4
}
days "$dir/a" | sort -c || fail "the dates do not advance"
expect_equal "first year" 1990 "$(days "$dir/a" | head -n 1 | cut -d- -f1)"
expect_equal "last year" 2024 "$(days "$dir/a" | tail -n 1 | cut -d- -f1)"
"$program" --from=1996 --to=1996 500 >"$dir/d"
expect_equal "years in a range of one" 1996 "$(days "$dir/d" | cut -d- -f1 | sort -u | tr '\n' ' ' | tr -d ' ')"

# --- wire copies and corrections ---
grep -q '"title":"CORRECTED: ' "$dir/a" || fail "no correction among $count articles"
copies=$((count - $(grep -oE '"text":"[^"]{200}' "$dir/a" | sort -u | wc -l)))
[ $copies -gt $((count / 100)) ] || fail "only $copies wire copies among $count articles"

# --- the language ---
# Words of the texts, in order: lower case, no markup, no escapes.
grep -oE "\"text\":$string" "$dir/a" | cut -c9- | sed 's/\\[nrt"]/ /g' | tr 'A-Z' 'a-z' | tr -cs 'a-z\n' ' ' >"$dir/words"
awk -v articles=$count '
BEGIN {
    split("the of to and a in that for is on it with was as he by at from be his have has are not but they which " \
          "this who had their its were been would or she her there when about after more we up no out if what so all " \
          "than other into some over i could only them you between do before under against him most during while such " \
          "because should our these did any through those both being down very where off how then own", list, " ")
    for (i in list)
        stop[list[i]] = 1
}
function bad(text) { print "FAIL: " text; failed = 1 }
{
    for (i = 1; i <= NF; i++) {
        n++
        stops += $i in stop
        if (!count[$i]++)
            distinct++
        if (n == 10000 || n == 100000 || n == 1000000)
            vocabulary[n] = distinct
    }
}
END {
    # Heaps: M = K n^b, b between two sizes from the ratio of the vocabularies.
    b = log(vocabulary[1000000] / vocabulary[100000]) / log(10)
    if (b < 0.4 || b > 0.65)
        bad("the vocabulary grows with exponent " b)
    if (vocabulary[1000000] < 30000 || vocabulary[1000000] > 70000)
        bad(vocabulary[1000000] " distinct words in a million")
    if (n / articles < 250 || n / articles > 450)
        bad(n / articles " words an article")
    if (stops / n < 0.38 || stops / n > 0.50)
        bad("stop words are " stops / n " of the words")
    for (w in count)
        print count[w] | ("sort -rn >" frequencies)
    exit failed
}' frequencies="$dir/frequencies" "$dir/words" || failures=$((failures + 1))
# Zipf: the slope of log frequency over log rank is about -1 in the head and steeper in the tail.
awk '
{ frequency[NR] = $1 }
END {
    head = log(frequency[1000] / frequency[10]) / log(1000 / 10)
    tail = log(frequency[30000] / frequency[10000]) / log(3)
    if (head > -0.8 || head < -1.2) { print "FAIL: slope of the head " head; failed = 1 }
    if (tail > -1.2 || tail < -2.5) { print "FAIL: slope of the tail " tail; failed = 1 }
    exit failed
}' "$dir/frequencies" || failures=$((failures + 1))

# --- the command line ---
"$program" --help | grep -q '^usage: generate-news' || fail "--help does not say how it is used"
expect_equal "no articles" 0 "$("$program" 0 | wc -c)"
for arguments in "" "x" "-5" "5 6" "1000000001" "--seed=x 5" "--seed= 5" "--from=0 5" "--from=2001 --to=2000 5" "--shape=5 5"; do
    # shellcheck disable=SC2086
    "$program" $arguments >"$dir/out" 2>"$dir/err"
    expect_equal "exit status of '$arguments'" 2 $?
    [ -s "$dir/out" ] && fail "'$arguments' wrote to standard output"
    grep -q '^generate-news: ' "$dir/err" || fail "'$arguments' is refused without a word"
done
if [ -w /dev/full ]; then
    "$program" 100 >/dev/full 2>"$dir/err"
    expect_equal "exit status when the disk is full" 3 $?
fi

[ $failures -eq 0 ] && echo "generator: all well"
exit $((failures > 0))
