#!/usr/bin/env bash
# Each route's answers: the bytes of the shell's commands, tags, gzip, other origins, errors, the log and the counters.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"

ask() { # CURL-OPTION...
    echo >>"$scratch/asked" # also in subshells
    curl -s "$@"
}

get() { # ROUTE NAME=VALUE...: into $scratch/got, its header fields into $scratch/fields, its code into $code
    local route=$1 name arguments=()
    shift
    for name in "$@"; do arguments+=(--data-urlencode "$name"); done
    code=$(ask -G -o "$scratch/got" -D "$scratch/fields" -w '%{http_code}' "${arguments[@]}" "$url$route")
}

field() { # NAME: its value in the last answer
    tr -d '\r' <"$scratch/fields" | sed -n "s/^$1: //ip"
}

like() { # WHAT COMMAND...: the last answer is 200, with the bytes of a command
    local what=$1
    shift
    "$program" "$@" >"$scratch/expected" 2>/dev/null
    [ "$code" = 200 ] && cmp "$scratch/got" "$scratch/expected" || fail "$what: $code, and not the bytes of dateline $*"
}

expect() { # CODE PATTERN
    [ "$code" = "$1" ] && grep -q -- "$2" "$scratch/got" || fail "$code in place of $1 with $2: $(cat "$scratch/got")"
}

news=$scratch/news
"$program" index -q -a "$news" "$root/corpora/wire" || exit 1
"$program" compact -a "$news" >/dev/null
"$program" index -q -a "$news" "$root/corpora/news.jsonl" || exit 1
server_start "$news" --cors-origin=https://page.example --host=news.example

# ---- the bytes of the shell ----

while IFS='|' read -r words parameters; do
    IFS=';' read -ra names <<<"$parameters"
    get /v1/search "q=$words" "${names[@]}"
    like "$words $parameters" search -a "$news" --format=json "${names[@]/#/--}" -- "$words"
done <<'TEXT'
osce observation mission|
"observation mission" AND osce|page-size=3
osce|page=2;page-size=4;show-fields=all
vote* NOT hall|facet=section,place;facet-limit=3
|timeline=year;normalize=on;page-size=0
café OR ferry|highlight=off;snippet-length=80
place:sarajevo|from-date=1996;to-date=1999;order-by=oldest
|order-by=newest;cursor=*;page-size=7
nothingofthiskind|
obsevation mision|
monitors bosnia|explain=on
vote|collapse=text;keywords=5;expand=on
|place=SARAJEVO|ISTANBUL,-PARIS
vote|half-life=30d
100% + & = # ? / "|
日本 привет|
vote|query-fields=headline;ranking=bm25;total=fast
|like=mer-2011-1204-05;page-size=3
|on-this-day=09-14
TEXT
for format in text jsonl csv json atom; do
    get /v1/search q=osce format=$format page-size=5
    like "format=$format" search -a "$news" --format=$format --page-size=5 osce
    case $format:$(field content-type) in
    text:text/plain\;* | jsonl:application/x-ndjson | csv:text/csv\;* | json:application/json | atom:application/atom+xml\;*) ;;
    *) fail "format=$format is $(field content-type)" ;;
    esac
done
get /v1/facets q=osce facet=place,section facet-limit=5
like facets search -a "$news" --format=json --page-size=0 --facet=place,section --facet-limit=5 osce
get /v1/timeline q=osce timeline=month normalize=on
like timeline search -a "$news" --format=json --page-size=0 --timeline=month --normalize=on osce
get /v1/suggest prefix=donj
like suggest suggest -a "$news" --format=json donj
get /v1/suggest "prefix=observation m" limit=2
like suggest suggest -a "$news" --format=json --limit=2 "observation m"
get /v1/info
like info info -a "$news" --format=json
get /v1/articles ids=mer-2011-1204-05,none,mer-1996-0918-22 format=jsonl
like articles show -a "$news" --format=json mer-2011-1204-05 mer-1996-0918-22
get /v1/articles ids=mer-2011-1204-05,none
expect 200 '^{"articles":\[{"id":"mer-2011-1204-05".*}\],"missing":\["none"\]}$'

# ---- errors ----

while read -r status route pattern; do
    code=$(ask -o "$scratch/got" -w '%{http_code}' "$url$route")
    expect "$status" "\"status\":$status,.*$pattern"
done <<'TEXT'
400 /v1/search?pages=2 did you mean page?","reason":"parameter","parameter":"pages"
400 /v1/search?q=a&q=b "parameter":"q"
400 /v1/search?page=0 "parameter":"page"
400 /v1/search?page-size=201 "parameter":"page-size"
400 /v1/search?from-date=soon "parameter":"from-date"
400 /v1/search?from-date=1999&to-date=1998 from-date is after to-date
400 /v1/search?place=%ff "parameter":"place"
400 /v1/search?place=a%00 "parameter":"place"
400 /v1/search?place=100% "parameter":"place"
400 /v1/search?format=trec "parameter":"format"
400 /v1/search?format=csv&cursor=* "parameter":"cursor"
400 /v1/search?timeout=11m "parameter":"timeout"
400 /v1/search?%ff=1 "reason":"target"
400 /v1/facets?q=a "parameter":"facet"
400 /v1/facets?facet=place&page=2 "parameter":"page"
400 /v1/timeline?timeline=century "parameter":"timeline"
400 /v1/suggest "parameter":"prefix"
400 /v1/suggest?prefix=a&limit=0 "parameter":"limit"
400 /v1/suggest?prefix=%ff "parameter":"prefix"
400 /v1/articles?ids= "parameter":"ids"
400 /v1/articles?ids=%22a "parameter":"ids"
400 /v1/articles?ids=a&format=csv "parameter":"format"
400 /v1/info?q=a "parameter":"q"
404 /v1/articles?ids=none "reason":"not-found"
404 /v1/search/ "reason":"no-route"
404 /page "reason":"no-route"
TEXT
get /v1/search "q=$(head -c 9000 /dev/zero | tr '\0' a)"
expect 400 '"parameter":"q"'
get /v1/search "q=$(seq -s ' ' 300)"
expect 400 'has more than 256 words","reason":"parameter","parameter":"q"'
get /v1/facets "q=$(printf '(%.0s' $(seq 65))a" facet=place
expect 400 'nested deeper than 64","reason":"parameter","parameter":"q"'
get /v1/search "section=$(seq -s '|' 300)"
expect 400 'more than 256 words and values","reason":"parameter"}'
code=$(ask -o "$scratch/got" -w '%{http_code}' -X DELETE "$url/v1/articles?ids=a")
expect 405 '"reason":"method"'
code=$(ask -o "$scratch/got" -w '%{http_code}' -H 'Host: other.example' "$url/healthz")
expect 421 '"reason":"misdirected"'
code=$(ask -o "$scratch/got" -w '%{http_code}' -H 'Host: news.example:80' "$url/healthz")
expect 200 '"ok"'
get /v1/search page=x
[ "$(field content-type)" = application/problem+json ] || fail "a problem is $(field content-type)"

# ---- what is kept ----

get /v1/search q=osce page-size=2
tag=$(field etag)
[ "$(field cache-control)" = no-cache ] && [ -n "$tag" ] || fail "an answer has no tag"
[[ $(field server-timing) =~ ^queue\;dur=[0-9.]+,\ work\;dur=[0-9.]+$ ]] || fail "Server-Timing: $(field server-timing)"
known() { # TARGET: its code for who has $tag
   
    ask -o "$scratch/got" -w '%{http_code} %{size_download}' -H "If-None-Match: \"x\", $tag" "$url$1"
}
[ "$(known '/v1/search?page-size=2&q=osce')" = '304 0' ] || fail "a known answer is sent again"
[[ $(known '/v1/search?page-size=3&q=osce') == 200* ]] || fail "another answer is not sent"
get /v1/search q=osce half-life=30d
[ -z "$(field etag)" ] && [ "$(field cache-control)" = no-store ] || fail "an answer that depends on the time is kept"
get /v1/search page=x
[ -z "$(field etag)" ] && [ "$(field cache-control)" = no-store ] || fail "a problem is kept"
printf '%s\n' '{"id":"new-1","title":"An OSCE mission to the moon","text":"It landed."}' \
    '{"id":"old-1","title":"A tapir","text":"It was drawn.","date":"1500-01-01"}' >"$scratch/new.jsonl"
"$program" index -q -a "$news" "$scratch/new.jsonl"
[[ $(known '/v1/search?page-size=2&q=osce') == 200* ]] || fail "after a change the old answer is still good"
get /v1/search q=osce page-size=20
like "after a change" search -a "$news" --format=json --page-size=20 osce
get /v1/timeline q="osce OR tapir" timeline=day
expect 400 'at most 100000 are shown.*"parameter":"timeline"'

# ---- gzip, and pages of other origins ----

get /v1/search q=osce show-fields=all
plain=$(field content-length)
cp "$scratch/got" "$scratch/plain"
ask -H 'Accept-Encoding: br, gzip' -D "$scratch/fields" "$url/v1/search?q=osce&show-fields=all" >"$scratch/gz"
[ "$(field content-encoding)" = gzip ] && [ "$(field content-length)" -lt "$plain" ] || fail "an answer is not in gzip"
gzip -dc <"$scratch/gz" | cmp - "$scratch/plain" || fail "gzip holds another answer"
ask -H 'Accept-Encoding: gzip' -D "$scratch/fields" -o /dev/null "$url/v1/search?q=osce&page-size=0"
[ -z "$(field content-encoding)" ] || fail "a short answer is in gzip"
origin() { # ORIGIN CURL-OPTION...: what it may
   
    ask -o /dev/null -D "$scratch/fields" -H "Origin: $1" "${@:2}" "$url/v1/search?page-size=0"
    field access-control-allow-origin
}
[ "$(origin https://page.example)" = https://page.example ] || fail "a page that may read may not"
[ -z "$(origin https://evil.example)" ] || fail "a page that may not read may"
[ "$(origin https://page.example -X OPTIONS)" = https://page.example ] &&
    [[ $(field access-control-allow-methods) == *GET* ]] || fail "there is no leave for other origins"

# ---- what the server says of itself ----

get /openapi.json
for name in q section highlight prefix ids facet; do
    grep -q "{\"name\":\"$name\",\"in\":\"query\"" "$scratch/got" || fail "openapi.json does not tell $name"
done
get /metrics
grep -qF 'dateline_http_requests_total{route="/v1/search",code="200"}' "$scratch/got" &&
    grep -qF 'dateline_http_problems_total{reason="parameter"}' "$scratch/got" &&
    grep -q '^dateline_archive_articles 110$' "$scratch/got" || fail "/metrics does not count"
strange=$(grep -vE '^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+]+)$' "$scratch/got")
[ -z "$strange" ] || fail "/metrics has lines that are none: $strange"
server_end || fail "the server ends with $?"
[ ! -s "$scratch/server.err" ] || fail "the server says: $(cat "$scratch/server.err")"
asked=$(wc -l <"$scratch/asked")
lines=$(grep -c '^{"time":"[0-9T:.-]*Z","client":"127.0.0.1","method":"[A-Za-z]*","route":.*}$' "$scratch/access.jsonl")
ready=$(grep -c '"route":"/readyz"' "$scratch/access.jsonl")
[ "$lines" = $((asked + ready)) ] || fail "$lines lines in the log, of $asked requests and $ready before"
grep -q '"route":"/v1/search","q":"osce","milliseconds":[0-9.]*,"status":200,"bytes":[0-9]*,"waited":[0-9.]*,"worked":[0-9.]*,"total":1[0-9]}' \
    "$scratch/access.jsonl" || fail "the log does not tell a search"

[ $failures = 0 ] && echo "answers: $asked requests, all well"
exit $((failures > 0))
