# What a test of a server begins with: program, python, a place for its files, a way to fail; and a server for it.
#
# server_start ARCHIVE OPTION... starts one on a free port, whose address is then in $url and whose process in $server
# (both empty at first); server_end ends it as a supervisor would. What it says is in server.out and server.err of
# $scratch. What stands in server_environment is set for it.

program=$(realpath "${DATELINE:-${root:?}/build/dateline}")
python=/usr/bin/python3 # for which Debian's modules are
[ -x "$python" ] || python=python3
scratch=$(mktemp -d) server='' url=''
failures=0
server_environment=()
export LC_ALL=C.UTF-8 TZ=UTC
trap '[ -z "$server" ] || kill -KILL "$server"; rm -rf "$scratch"' EXIT

fail() {
    echo "$(basename "$0" .sh): $*"
    failures=$((failures + 1))
}


server_start() {
    local tries
    : "${program:?}" "${scratch:?}"
    rm -f "$scratch/server.out"
    env "${server_environment[@]}" "$program" serve -a "$1" --listen=127.0.0.1:0 --access-log="$scratch/access.jsonl" "${@:2}" \
        >"$scratch/server.out" 2>"$scratch/server.err" &
    server=$!
    for ((tries = 0; tries < 200; tries++)); do
        url=$(sed -n 's/^listening on //p' "$scratch/server.out" 2>/dev/null)
        [ -z "$url" ] || break
        sleep 0.05
    done
    [ -n "$url" ] || {
        echo "the server does not start:"
        cat "$scratch/server.err"
        exit 1
    }
    for ((tries = 0; tries < ${patience:-200}; tries++)); do
        [ "$(curl -s -o "$scratch/ready" -w '%{http_code}' "$url/readyz")" = 503 ] || break
        grep -q '"reason":"opening"' "$scratch/ready" || break
        sleep 0.05
    done
}

# Its exit status.
server_end() {
    kill -TERM "$server" 2>/dev/null
    wait "$server"
    local status=$?
    server=''
    return $status
}
