#!/bin/bash
# Runs what README.md tells to run: readme.sh BIN SOURCE
# A section's first indented block is one script; curl may be missing.
set -u
bin=$1 source=$2
work=$(mktemp -d) || exit 1
trap '[ -z "${server-}" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 1
PATH=$bin:$PATH LC_ALL=C.UTF-8 LIASSE_LANG=en
export PATH LC_ALL LIASSE_LANG
liasse-ingest -q -i corpus-index "$source"/corpus/*-* "$source"/corpus/codes \
    "$source"/corpus/textes "$source"/corpus/ndjson 2>/dev/null
liasse-index -q -i corpus-index 2>/dev/null
failures=0
wrong() {
    echo "WRONG: $*" >&2
    failures=$((failures + 1))
}
block() { # block SECTION: its first indented block
    awk -v section="## $1" '
        $0 == section { inside = 1; next }
        /^## / { inside = 0 }
        inside && /^    / { found = 1; print substr($0, 5); next }
        inside && found && !/^$/ { exit }' "$source/README.md"
}

block 'In a shell pipeline' >pipeline.sh
grep -q liasse-query pipeline.sh || wrong "no pipeline in README.md"
bash pipeline.sh >out 2>err || wrong "pipeline: $(cat err)"
grep -q '"date_answer": "2026' out || wrong "pipeline: $(cat out err)"

block 'From a language model' >mcp.sh
bash mcp.sh >out 2>err || wrong "mcp: $(cat err)"
grep -q '"result":{"content":\[{"type":"text"' out || wrong "mcp: $(cat out err)"
grep -q 'sha256' out || wrong "mcp: $(cat out)"

# The server on a free port instead of its usual one.
block 'Over HTTP' >http.sh
grep -q -e '--serve &' http.sh || wrong "no server in README.md"
: >serve.err
liasse-query -i corpus-index --serve 127.0.0.1:0 >/dev/null 2>serve.err &
server=$!
for _ in $(seq 500); do
    port=$(sed -n 's|.*:\([0-9]*\)/$|\1|p' serve.err)
    [ -z "$port" ] || break
    sleep 0.02
done
address=$(sed -n "s|.*curl 'http://127.0.0.1:8017\(/[^']*\)'.*|\1|p" http.sh)
[ -n "$address" ] || wrong "no address in README.md"
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' \
    "$address" >&3
timeout 10 cat <&3 >out
grep -q '"facets":{"code":\[{"value"' out || wrong "http: $(cat out)"
grep -q '"results":\[{' out || wrong "http: $(cat out)"
if command -v curl >/dev/null; then
    sed -n "s/:8017/:$port/; /curl/p" http.sh >curl.sh
    bash curl.sh >out 2>/dev/null || wrong "curl"
    grep -q '"results":\[{' out || wrong "curl: $(cat out)"
fi
exit $((failures > 0))
