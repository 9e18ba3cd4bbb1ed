#!/usr/bin/env bash
# A server's life: an archive that is not there yet, changes, is damaged, is replaced; a queue that is full; a log that is
# renamed; an end with requests under way.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
news=$scratch/news

expect() { # CODE PATTERN ROUTE
    local code
    code=$(curl -s -o "$scratch/got" -w '%{http_code}' "$url$3")
    [ "$code" = "$1" ] && grep -q -- "$2" "$scratch/got" || fail "$3: $code in place of $1 with $2: $(cat "$scratch/got")"
}

await() { # COMMAND...: until it succeeds
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        "$@" && return
        sleep 0.05
    done
    fail "in vain awaited: $*"
}

measured() { # NAME VALUE
    curl -s "$url/metrics" | grep -q "^dateline_$1 $2\$"
}

total() { # WORD
    curl -s "$url/v1/search?page-size=0&q=$1" | grep -o '"total":[0-9]*'
}

index() { # ARCHIVE ID WORD
    printf '{"id":"%s","title":"A %s","text":"It was %s."}\n' "$2" "$3" "$3" >"$scratch/one.jsonl"
    "$program" index -q -a "$1" "$scratch/one.jsonl" || fail "there is no archive with $3"
}

# ---- an archive that comes, changes and goes ----

server_start "$news" --workers=2
expect 200 '"ok"' /healthz
expect 503 '"reason":"archive-missing"' /readyz
expect 503 '"reason":"archive-missing"' '/v1/search?q=zebra'
grep -q "$news" "$scratch/got" && fail "a client is told a path of this machine"
index "$news" a zebra
expect 200 ready /readyz
for word in lion tiger bear; do
    index "$news" "$word" "$word"
    [ "$(total "$word")" = '"total":1' ] || fail "$word is not found as soon as it is there"
done
"$program" compact -a "$news" >/dev/null
[ "$(total zebra)" = '"total":1' ] || fail "zebra is not found in a compact archive"
"$program" delete -a "$news" lion >/dev/null
[ "$(total lion)" = '"total":0' ] || fail "lion is still found"
"$program" compact -a "$news" >/dev/null
mv "$news" "$scratch/old"
expect 503 '"reason":"archive-missing"' '/v1/search?q=zebra'
"$program" index -q -s german -a "$news" "$root/corpora/wire"
[ "$(total zebra)" = '"total":0' ] || fail "the old archive is still searched"
expect 200 '"stemmer":"german"' /v1/info
rm -rf "$news"
mv "$scratch/old" "$news"
[ "$(total zebra)" = '"total":1' ] || fail "the archive that is back is not searched"

# ---- damage ----

segment=$(echo "$news"/*.seg)
cp -p "$segment" "$scratch/whole"
head -c 300 /dev/urandom | dd of="$segment" bs=1 seek=100 conv=notrunc status=none
expect 503 '"reason":"archive-damaged"' '/v1/search?q=zebra'
expect 503 '"reason":"archive-damaged"' /readyz
await grep -q 'is damaged' "$scratch/server.err"
cp -p "$scratch/whole" "$segment"
expect 200 '"total":1' '/v1/search?q=zebra'
: >"$segment" # cut short while it is mapped
expect 503 '"reason":"archive-damaged"' '/v1/search?q=zebra'
cp -p "$scratch/whole" "$segment"
expect 200 '"total":1' '/v1/search?q=zebra'
printf 'nonsense\n' >"$news/MANIFEST.bad"
mv "$news/MANIFEST" "$scratch/manifest"
mv "$news/MANIFEST.bad" "$news/MANIFEST"
expect 503 '"reason":"archive-damaged"' '/v1/search?q=zebra'
mv "$scratch/manifest" "$news/MANIFEST"
expect 200 '"total":1' '/v1/search?q=zebra'
await grep -q 'is there again' "$scratch/server.err"

# ---- the log ----

mv "$scratch/access.jsonl" "$scratch/access.1"
kill -HUP "$server"
await test -f "$scratch/access.jsonl"
expect 200 '"ok"' /healthz
server_end || fail "the server ends with $?"
[ -s "$scratch/access.jsonl" ] || fail "the log goes on in the old file"
grep -q '"reason":"archive-damaged","error":".*'"$news" "$scratch/access.1" || fail "the log does not say what is damaged"

# ---- an archive that takes its time ----

# The manifest is a pipe that nobody has opened to write: whoever opens it waits.
hold() {
    mv "$news/MANIFEST" "$scratch/manifest"
    rm -f "$scratch/pipe"
    mkfifo "$news/MANIFEST"
}
release() {
    mv "$news/MANIFEST" "$scratch/pipe"
    mv "$scratch/manifest" "$news/MANIFEST"
    cat "$news/MANIFEST" >"$scratch/pipe"
}
hold
patience=0 server_start "$news" --workers=1
expect 200 '"ok"' /healthz
expect 503 '"reason":"opening"' /readyz
expect 503 '"reason":"opening"' '/v1/search?q=zebra'
release
await measured archive_openings_total 1
expect 200 ready /readyz
expect 200 '"total":1' '/v1/search?q=zebra'
server_end || fail "the server ends with $?"

# ---- a queue that is full, and an end with requests under way ----

# The one worker is held up: it looks for a changed archive before each search.
ask() { # NUMBER: in the background
    curl -s -o "$scratch/slow.$1" -w '%{http_code}' "$url/v1/search?q=zebra" >"$scratch/code.$1" &
    asking+=($!)
}
asking=()
server_start "$news" --workers=1 --queue=3 --timeout=1m
hold
ask 1
await measured workers_busy 1
ask 2
await measured queue_length 1
ask 3
await measured queue_length 2
curl -s -m 1 -o /dev/null "$url/v1/search?q=zebra" && fail "a server that is held up answers"
expect 200 '"ok"' /healthz
expect 503 '"reason":"queue-full"' '/v1/search?q=zebra'
curl -s -D - -o /dev/null "$url/readyz" | grep -qi '^Retry-After: 1' || fail "a full queue does not say when to come again"
expect 200 '^dateline_queue_length 3' /metrics
kill -TERM "$server"
refuses() {
    ! curl -s -o /dev/null "$url/healthz"
}
await refuses # no connection more
release
for number in 1 2 3; do
    wait "${asking[number - 1]}"
    [ "$(cat "$scratch/code.$number")" = 200 ] && grep -q '"total":1' "$scratch/slow.$number" ||
        fail "request $number was under way, and got $(cat "$scratch/code.$number")"
done
wait "$server" || fail "the server ends with $?"
server=''

# ---- time that is over ----

server_start "$news" --workers=1 --timeout=200ms
expect 200 '"timed-out":false' '/v1/search?q=zebra&timeout=10m'
hold
ask 1
await measured workers_busy 1
ask 2
await measured queue_length 1
sleep 0.5
release
wait "${asking[@]: -2}"
[ "$(cat "$scratch/code.1")" = 200 ] || fail "a request that was begun in time got $(cat "$scratch/code.1")"
grep -q '"reason":"queue-wait"' "$scratch/slow.2" || fail "a request that waited too long got $(cat "$scratch/slow.2")"
server_end || fail "the server ends with $?"

# ---- few descriptors ----

idle=()
ulimit -n 200
server_start "$news"
grep -q 'at most 72 connections, not 2048' "$scratch/server.err" || fail "too few files: $(cat "$scratch/server.err")"
for number in {1..90}; do
    exec {descriptor}<>"/dev/tcp/127.0.0.1/${url##*:}" && idle+=("$descriptor")
done
expect 200 '"total":1' '/v1/search?q=zebra'
for descriptor in "${idle[@]}"; do exec {descriptor}>&-; done
server_end || fail "the server ends with $?"
ulimit -n 130
server_start "$news" --connections=10
! grep 'connections, not' "$scratch/server.err" || fail "few connections become more"
server_end || fail "the server ends with $?"

# ---- what is wrong from the start ----

refused() { # STATUS PATTERN OPTION...
    timeout 10 "$program" serve -a "$news" "${@:3}" >"$scratch/got" 2>&1
    local status=$?
    [ $status = "$1" ] && grep -q -- "$2" "$scratch/got" || fail "${*:3}: $status in place of $1: $(cat "$scratch/got")"
}
refused 2 'nothing to listen on' --listen=nowhere
refused 2 'nothing to listen on' --listen=127.0.0.1:65536
refused 2 'nothing to listen on' --listen=::1:80
refused 2 'a number from 1' --listen=127.0.0.1:0 --workers=0
refused 2 'timeout=soon' --listen=127.0.0.1:0 --timeout=soon
refused 2 'the name alone' --listen=127.0.0.1:0 --host=https://news.example
refused 2 'as browsers send it' --listen=127.0.0.1:0 --cors-origin=https://news.example/
refused 3 'cannot listen on' --listen=192.0.2.1:80
refused 3 'cannot open' --listen=127.0.0.1:0 --access-log="$scratch/none/log"

[ $failures = 0 ] && echo "life: all well"
exit $((failures > 0))
