#!/bin/bash
# Slow and greedy clients: others are served, nobody stays for ever.
. "$(dirname "$0")/common.sh"
trap '' PIPE # closed connections are what is looked for
index_corpus
start_server --per-address 8

# One address has so many connections, then none.
exec 4<>"/dev/tcp/127.0.0.1/$port"
exec 5<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-' >&4
( # a byte a second is not silence: only the deadline ends it
    for _ in $(seq 15); do
        printf a >&4 2>/dev/null || exit 0
        sleep 1
    done
) &
slow=$!
held=()
for i in 6 7 8 9 10 11 12 13 14 15; do
    eval "exec $i<>/dev/tcp/127.0.0.1/$port" 2>/dev/null && held+=("$i")
done
sleep 0.3
printf 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&15 2>/dev/null
reply=$(timeout 2 cat <&15 2>/dev/null | head -1)
[ -z "$reply" ] || wrong "the twelfth connection of an address: $reply"
for i in "${held[@]}"; do eval "exec $i>&-"; done
# The server takes a moment to see that they are gone.
for _ in $(seq 50); do
    get /health
    [ "$status" = 200 ] && break
    sleep 0.1
done
expect 200 "others are served beside a slow one"

# The slow and the silent are gone after their time.
started=$(date +%s)
timeout 20 cat <&4 >/dev/null 2>&1
timeout 20 cat <&5 >/dev/null 2>&1
took=$(($(date +%s) - started))
[ $took -lt 15 ] || wrong "a slow request was held for $took s"
kill $slow 2>/dev/null
wait $slow 2>/dev/null
exec 4>&- 5>&-
get /health
expect 200 "alive"
finish
