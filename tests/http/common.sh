# Shared by the tests of the server: sourced, not run.
#   SCRIPT BIN_DIR SOURCE_DIR
set -u
bin=$1 source=$2
work=$(mktemp -d) || exit 1
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
PATH=$bin:$PATH LC_ALL=C.UTF-8 LIASSE_LANG=en
export PATH LC_ALL LIASSE_LANG
unset LIASSE_INDEX
failures=0

# Every fault is told; the test ends with their number.
wrong() {
    echo "WRONG: $*" >&2
    failures=$((failures + 1))
}
finish() {
    stop_server
    [ "$failures" = 0 ] || { cat server.err; exit 1; }
    exit 0
}

index_corpus() {
    liasse-ingest -q -i index "$source"/corpus/*-* "$source"/corpus/codes \
        "$source"/corpus/textes "$source"/corpus/ndjson 2>/dev/null
    liasse-index -q -i index 2>/dev/null
}

# start_server [OPTIONS]: on a free port, which it tells; sets $port.
start_server() {
    : >server.err # not the port of the one before
    liasse-query -i index --serve 127.0.0.1:0 "$@" >access.log 2>server.err &
    server=$!
    tries=0
    until port=$(sed -n 's|.*http://[^/]*:\([0-9]*\)/$|\1|p' server.err) &&
        [ -n "$port" ]; do
        tries=$((tries + 1))
        [ $tries -lt 500 ] || { cat server.err; exit 1; }
        kill -0 "$server" 2>/dev/null || { cat server.err; exit 1; }
        sleep 0.02
    done
}
stop_server() {
    [ -n "$server" ] || return 0
    kill -TERM "$server" 2>/dev/null
    wait "$server"
    stopped=$?
    server=
}

# raw BYTES: sends them (printf form) and leaves status, head and body.
# A server that has refused may close before all is written.
trap "" PIPE
raw() {
    exec 3<>"/dev/tcp/127.0.0.1/$port" || { wrong "no connection"; return; }
    # shellcheck disable=SC2059
    printf "$1" >&3 2>/dev/null
    timeout 20 cat <&3 >reply 2>/dev/null
    exec 3>&-
    status=$(LC_ALL=C sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' reply | tr -d '\0')
    LC_ALL=C sed '/^\r$/q' reply >head
    LC_ALL=C sed '1,/^\r$/d' reply >body
}

# get PATH [HEADER...]: a plain request.
get() {
    get_path=${1//%/%%}
    shift
    get_more=
    for get_header in "$@"; do get_more="$get_more$get_header\r\n"; done
    raw "GET $get_path HTTP/1.1\r\nHost: localhost:$port\r\n${get_more}Connection: close\r\n\r\n"
}

expect() { # expect STATUS WHAT
    [ "$status" = "$1" ] || wrong "$2: status '$status', not $1"
}
has() { # has FILE TEXT WHAT
    grep -qF -e "$2" "$1" || wrong "$3: no '$2' in $1: $(head -c 300 "$1")"
}
has_not() {
    ! grep -qF -e "$2" "$1" || wrong "$3: '$2' in $1"
}
