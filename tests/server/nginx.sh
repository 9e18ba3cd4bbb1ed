#!/usr/bin/env bash
# docs/nginx.conf: nginx with that file before a server. Ports, paths and the newsroom's network are replaced.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"
command -v nginx >/dev/null && command -v openssl >/dev/null || {
    echo "SKIPPED: docs/nginx.conf is not tried, for want of nginx or openssl"
    exit 0
}
proxy=''
trap '[ -z "$proxy" ] || kill -QUIT "$proxy"; [ -z "$server" ] || kill -KILL "$server"; rm -rf "$scratch"' EXIT
name=archive.news.example

# Two ports that are free now.
free_ports() {
    python3 - <<'PYTHON'
import socket
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
print(*(its.getsockname()[1] for its in sockets))
PYTHON
}

proxy_start() { # NETWORK that may change articles
    local tries
    read -r plain secure < <(free_ports)
    {
        echo "daemon off; pid $scratch/nginx.pid; worker_processes 1; error_log $scratch/nginx.log; events {}"
        echo "http { access_log off; client_body_temp_path $scratch/body; proxy_temp_path $scratch/proxy;"
        echo "fastcgi_temp_path $scratch/fastcgi; uwsgi_temp_path $scratch/uwsgi; scgi_temp_path $scratch/scgi;"
        sed -e "s/listen 80;/listen 127.0.0.1:$plain;/" -e "s/listen 443 /listen 127.0.0.1:$secure /" \
            -e "s|/etc/letsencrypt/live/$name|$scratch|" -e "s/127.0.0.1:8080/${url#http://}/" \
            -e "s|192.0.2.0/24|$1|" "$root/docs/nginx.conf"
        echo "}"
    } >"$scratch/nginx.conf"
    nginx -p "$scratch" -c "$scratch/nginx.conf" 2>"$scratch/nginx.said" &
    proxy=$!
    for ((tries = 0; tries < 200; tries++)); do
        [ "$(ask /healthz)" != 200 ] || return 0
        sleep 0.05
    done
    fail "it does not start: $(cat "$scratch/nginx.said" "$scratch/nginx.log")"
}

proxy_end() {
    kill -QUIT "$proxy"
    wait "$proxy"
    proxy=''
}

ask() { # TARGET CURL-OPTION...: the code; the body is in `got`
    curl -s -o "$scratch/got" -w '%{http_code}' --cacert "$scratch/fullchain.pem" \
        --resolve "$name:$secure:127.0.0.1" "${@:2}" "https://$name:$secure$1"
}

expect() { # CODE PATTERN TARGET CURL-OPTION...
    local code
    code=$(ask "${@:3}")
    [ "$code" = "$1" ] && grep -q -- "$2" "$scratch/got" || fail "$3: $code in place of $1 with $2: $(cat "$scratch/got")"
}

post() { # CODE PATTERN CURL-OPTION...
    expect "$1" "$2" /v1/articles -H 'Content-Type: application/json' \
        --data-binary '{"id":"a","title":"A zebra","text":"It was a zebra."}' "${@:3}"
}

# Requests that come at once, more than the rate lets through.
flood() {
    local i
    for ((i = 0; i < 300; i++)); do
        printf 'url = "https://%s:%s/healthz"\noutput = "/dev/null"\n' "$name" "$secure"
    done | curl -s -K - -w '%{http_code}\n' -Z --cacert "$scratch/fullchain.pem" --resolve "$name:$secure:127.0.0.1" 2>/dev/null
}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout "$scratch/privkey.pem" -out "$scratch/fullchain.pem" 2>/dev/null
"$program" index -q -a "$scratch/news" "$root/corpora/wire" || fail "there is no archive"

# ---- a server without keys: nobody from outside may write, whatever nginx lets through ----

server_start "$scratch/news" --host="$name" --writable
proxy_start 127.0.0.0/8
expect 200 '"total":5' '/v1/search?q=osce&page-size=1'
expect 421 '"reason":"misdirected"' /v1/info -H 'Host: other.example'
curl -s -o /dev/null -w '%{redirect_url}' "http://127.0.0.1:$plain/v1/info" | grep -q "^https://$name/v1/info\$" ||
    fail "what comes without TLS is not sent on"
expect 404 '' /metrics
expect 403 '' /v1/search -X POST
post 403 '"reason":"no-right"'
proxy_end
server_end || fail "the server ends badly"

# ---- with keys ----

printf 'newsroom write %s\n' "$(printf secret | sha256sum | cut -c1-64)" >"$scratch/keys"
printf 'portal search %s\n' "$(printf public | sha256sum | cut -c1-64)" >>"$scratch/keys"
server_start "$scratch/news" --host="$name" --writable --keys="$scratch/keys"
proxy_start 127.0.0.0/8
expect 401 '"reason":"no-key"' '/v1/search?q=osce'
post 401 '"reason":"no-key"'
post 403 '"reason":"no-right"' -H 'Authorization: Bearer public'
post 200 '"added":1' -H 'Authorization: Bearer secret'
expect 200 '"total":1' '/v1/search?q=zebra' -H 'Authorization: Bearer public'
proxy_end

# ---- from outside the newsroom, and too often ----

proxy_start 192.0.2.0/24
post 403 nginx -H 'Authorization: Bearer secret'
flood | grep -q '^429$' || fail "no rate is kept"
proxy_end
server_end || fail "the server ends badly"

[ $failures = 0 ] && echo "nginx: all well"
exit $((failures > 0))
