#!/usr/bin/env bash
# What may be changed over HTTP, by whom: articles posted and taken out, bodies of every kind, keys, a rate, another
# writer, a full disk.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
news=$scratch/news

expect() { # CODE PATTERN ROUTE CURL-OPTION...
    local code
    code=$(curl -s -o "$scratch/got" -w '%{http_code}' "${@:4}" "$url$3")
    [ "$code" = "$1" ] && grep -q -- "$2" "$scratch/got" || fail "$3: $code in place of $1 with $2: $(cat "$scratch/got")"
}

post() { # CODE PATTERN BODY CURL-OPTION...
    expect "$1" "$2" /v1/articles -H 'Content-Type: application/json' --data-binary "$3" "${@:4}"
}

finds() { # TOTAL WORD
    local total
    total=$(curl -s "$url/v1/search?page-size=0&q=$2" | grep -o '"total":[0-9]*')
    [ "$total" = "\"total\":$1" ] || fail "$2: $total in place of $1"
}

article() { # ID WORD
    printf '{"id":"%s","title":"A %s","text":"It was %s."}' "$1" "$2" "$2"
}

"$program" index -q -a "$news" "$root/corpora/wire" || fail "there is no archive"

# ---- a server that may not be written to ----

server_start "$news"
post 405 'without --writable","reason":"method"' "$(article a zebra)"
expect 405 '"reason":"method"' '/v1/articles?ids=a' -X DELETE
server_end

# ---- bodies ----

server_start "$news" --writable
post 200 '"added":1,"updated":0,"unchanged":0,"rejected":0,"rejects":\[\]' "$(article a zebra)"
finds 1 zebra
post 200 '"added":0,"updated":0,"unchanged":1' "$(article a zebra)"
post 200 '"updated":1' "$(article a okapi)"
finds 0 zebra
finds 1 okapi
post 200 '"added":1,"updated":0,"unchanged":1,"rejected":1,"rejects":\[{"record":2,"line":3,"reason":"no body"' \
    $'[\n{"id": "i", "title": "An eland", "text": "It was an eland."},\n{"id": "j"}, '"$(article a okapi)"' ]'
post 200 '"added":1' $'{\n  "id": "b",\n  "title": "A gnu",\r\n  "text": "It was a\\ngnu."\n}\n'
finds 1 gnu
printf '%s\n{"id":"no body"}\nno JSON\n%s\n' "$(article c lynx)" "$(article d ibex)" >"$scratch/lines"
expect 200 '"added":2,"updated":0,"unchanged":0,"rejected":2,"rejects":\[{"record":2,"line":2,"reason":"no body"' /v1/articles \
    -H 'Content-Type: application/x-ndjson; charset=utf-8' --data-binary "@$scratch/lines"
finds 1 ibex
post 422 '"reason":"content","rejects":\[{"record":1,"line":1,"reason":"no body".*},{"record":2,"line":1,.*}\]}$' \
    '[{"id":"no body"},3]'
post 200 '"ids":\["[0-9a-f]\{32\}"\]' '{"title": "An auk", "text": "It was an auk."}'
id=$(grep -o '[0-9a-f]\{32\}' "$scratch/got")
expect 200 'An auk' "/v1/articles?ids=$id"
expect 200 '"removed":1' "/v1/articles?ids=$id" -X DELETE
expect 200 '"unchanged":2' /v1/articles -H 'Content-Type: application/x-ndjson' -H 'Transfer-Encoding: chunked' \
    --data-binary "@$scratch/lines"
for body in '' ' ' '[]' 'null' '{}' '{"id":"x"}' '"text"' $'\xff\xfe' '{"id":"x","text":'; do
    post 422 '"reason":"content"' "$body"
done
printf 'not gzip' | gzip >"$scratch/body.gz"
post 422 'compressed' "@$scratch/body.gz"
post 422 'not JSON' "@$scratch/body.gz" -H 'Content-Encoding: gzip'
post 422 'not in gzip' "$(article e yak)" -H 'Content-Encoding: gzip'
post 415 '"reason":"media"' "$(article e yak)" -H 'Content-Encoding: br'
gzip -c "$scratch/lines" >"$scratch/lines.gz"
post 200 '"unchanged":2,.*"ids":\["c","d"\]' "@$scratch/lines.gz" -H 'Content-Encoding: gzip'
head -c -9 "$scratch/lines.gz" >"$scratch/cut.gz"
post 422 'ends too early' "@$scratch/cut.gz" -H 'Content-Encoding: gzip'
expect 415 '"reason":"media"' /v1/articles --data-binary "$(article e yak)"
expect 415 '"reason":"media"' /v1/articles -H 'Content-Type: text/plain' --data-binary "$(article e yak)"
expect 400 '"parameter":"q"' '/v1/articles?q=1' -H 'Content-Type: application/json' --data-binary "$(article e yak)"
head -c 34000000 /dev/zero | tr '\0' ' ' >"$scratch/long"
post 413 '"reason":"body-length"' "@$scratch/long"
gzip -c "$scratch/long" >"$scratch/long.gz"
post 413 '"detail":"unpacked, the body' "@$scratch/long.gz" -H 'Content-Encoding: gzip'
post 413 '"reason":"body-length"' "@$scratch/long" -H 'Transfer-Encoding: chunked' -H 'Expect:'
expect 404 '"reason":"no-route"' /v1/nothing -H 'Content-Type: application/json' --data-binary '{}'
expect 405 '"reason":"method"' /v1/search -H 'Content-Type: application/json' --data-binary '{}'
finds 0 yak

# ---- taking out ----

expect 200 '"removed":1,"missing":\["none"\]' '/v1/articles?ids=a,none,a,none' -X DELETE
finds 0 okapi
expect 400 '"parameter":"ids"' /v1/articles -X DELETE
expect 400 '"parameter":"ids"' '/v1/articles?ids=' -X DELETE
expect 400 '"parameter":"ids"' '/v1/articles?ids=%22b' -X DELETE
expect 400 '"parameter":"format"' '/v1/articles?ids=b&format=json' -X DELETE
finds 1 gnu

# ---- pages of other origins, and proxies ----

post 403 '"reason":"no-right"' "$(article e yak)" -H 'Origin: http://other.example'
post 403 '"reason":"no-right"' "$(article e yak)" -H 'X-Forwarded-For: 192.0.2.1'
post 403 '"reason":"no-right"' "$(article e yak)" -H 'Forwarded: for=192.0.2.1'
curl -s -i -X OPTIONS "$url/v1/articles" | grep -q '^Allow: GET, HEAD, POST, DELETE, OPTIONS' || fail "OPTIONS tells no POST"

# ---- another writer ----

mkfifo "$scratch/slow"
"$program" index -q -a "$news" - <"$scratch/slow" &
other=$!
exec 3>"$scratch/slow"
article f vole >&3
sleep 0.3
post 503 "\"reason\":\"archive-locked\"" "$(article e yak)"
grep -q "(process $other)" "$scratch/got" || fail "the other writer is not named: $(cat "$scratch/got")"
exec 3>&-
wait "$other"
post 200 '"added":1' "$(article e yak)"
finds 1 vole
finds 1 yak
curl -s "$url/metrics" | grep -q '^dateline_writer_articles_total{change="added"} 7' || fail "articles are not counted"
twice=$(curl -s "$url/metrics" | grep -v '^#' | sed 's/ [^ ]*$//' | sort | uniq -d)
[ -z "$twice" ] || fail "/metrics has series that are there twice: $twice"
server_end || fail "the server does not end well"

# ---- a full disk ----

if [ -n "${FAULTY_IO:-}" ]; then
    server_environment=("LD_PRELOAD=$FAULTY_IO" "FAULTY_DIR=$news" FAULTY_MODE=full FAULTY_AT=1)
    server_start "$news" --writable
    server_environment=()
    post 507 '"reason":"no-space"' "$(article h serval)"
    expect 507 '"reason":"no-space"' '/v1/articles?ids=b' -X DELETE
    finds 0 serval
    finds 1 gnu
    server_end
else
    echo "SKIPPED: a full disk, without FAULTY_IO"
fi

# ---- keys ----

hash_of() { printf %s "$1" | sha256sum | cut -d' ' -f1; }
{
    echo "# the portal's"
    echo "portal search $(hash_of one)"
    echo "desk   search,write $(hash_of two)"
    echo "feed   write $(hash_of three)"
} >"$scratch/keys"
server_start "$news" --writable --keys="$scratch/keys"
expect 401 '"reason":"no-key"' '/v1/search?q=yak'
expect 401 '"reason":"no-key"' '/v1/search?q=yak' -H 'Authorization: Bearer four'
expect 401 '"reason":"no-key"' '/v1/search?q=yak' -H 'Authorization: Basic b25l'
expect 401 '"reason":"no-key"' /metrics
expect 200 '"total":1' '/v1/search?q=yak' -H 'Authorization: Bearer one'
expect 200 '"total":1' '/v1/search?q=yak&api-key=two'
expect 403 '"reason":"no-right"' '/v1/search?q=yak&api-key=three'
expect 200 ok /healthz
expect 200 ready /readyz
post 401 '"reason":"no-key"' "$(article g stoat)"
post 403 '"reason":"no-right"' "$(article g stoat)" -H 'Authorization: Bearer one'
post 200 '"added":1' "$(article g stoat)" -H 'Authorization: bearer three' -H 'X-Forwarded-For: 192.0.2.1'
curl -s -i "$url/v1/info" | grep -q '^WWW-Authenticate: Bearer' || fail "a 401 does not say how"
grep -q 'api-key\|"two"' "$scratch/access.jsonl" && fail "a key stands in the access log"
echo "late search $(hash_of late)" >>"$scratch/keys"
kill -HUP "$server"
for ((tries = 0; tries < 100; tries++)); do
    [ "$(curl -s -o "$scratch/got" -w '%{http_code}' "$url/v1/info?api-key=late")" = 200 ] && break
    sleep 0.05
done
expect 200 articles '/v1/info?api-key=late'
echo 'anyone search' >>"$scratch/keys"
kill -HUP "$server"
for ((tries = 0; tries < 100; tries++)); do
    [ "$(curl -s -o "$scratch/got" -w '%{http_code}' "$url/v1/info")" = 200 ] && break
    sleep 0.05
done
expect 200 '"total":1' '/v1/search?q=yak'
expect 401 '"reason":"no-key"' '/v1/search?q=yak' -H 'Authorization: Bearer four'
post 401 '"reason":"no-key"' "$(article g weasel)"
post 403 '"reason":"no-right"' "$(article g weasel)" -H 'Authorization: Bearer one'
post 200 '"updated":1' "$(article g weasel)" -H 'Authorization: Bearer two'
server_end
for line in 'anyone write' 'anyone search abc' 'anyone'; do
    echo "$line" >"$scratch/keys"
    "$program" serve -a "$news" --listen=127.0.0.1:0 --keys="$scratch/keys" >"$scratch/got" 2>&1 && fail "$line is taken"
    grep -q "keys:1: behind anyone" "$scratch/got" || fail "$line: $(cat "$scratch/got")"
done
echo 'portal read abc' >"$scratch/keys"
"$program" serve -a "$news" --listen=127.0.0.1:0 --keys="$scratch/keys" >"$scratch/got" 2>&1 && fail "wrong keys are taken"
grep -q "keys:1: " "$scratch/got" || fail "the line of a wrong key is not told: $(cat "$scratch/got")"

# ---- a rate ----

server_start "$news" --rate=3
for ((i = 0; i < 20; i++)); do
    curl -s -o /dev/null -w '%{http_code}\n' "$url/v1/info"
done >"$scratch/codes"
grep -q 200 "$scratch/codes" && grep -q 429 "$scratch/codes" || fail "the rate is not kept: $(xargs <"$scratch/codes")"
expect 200 ok /healthz
server_end

[ "$failures" = 0 ] || exit 1
echo "writes: articles are posted and taken out as they should be"
