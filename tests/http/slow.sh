#!/bin/bash
# A thousand connections that send a byte a second, all from one address, then
# twice as many from 200: another address is served all the while, and none of them is left
# when its time is over.
# LIASSE_CLIENTS: how many; LIASSE_PATIENCE: milliseconds that an answer may
# take (100 on an idle machine, tests/bench/RESULTS.md).
. "$(dirname "$0")/common.sh"
clients=${LIASSE_CLIENTS:-1000} patience=${LIASSE_PATIENCE:-2000}
index_corpus
start_server
slow() { # slow ADDRESSES HELD_AT_MOST CLIENTS
    "$bin/slow_clients" "$port" "$3" 13 "$1" >slow.out ||
        wrong "not served: $(cat slow.out)"
    echo "$1 addresses: $(cat slow.out)"
    read -r opened held left most <<<"$(sed -E 's/^([0-9]+) opened, ([0-9]+) held at first, ([0-9]+) at the end; [0-9]+ answers to another address, ([0-9]+) ms.*/\1 \2 \3 \4/' slow.out)"
    [ "$opened" -ge $((clients / 2)) ] || wrong "only $opened could be opened"
    [ "$held" -le "$2" ] || wrong "$held are held"
    [ "$left" = 0 ] || wrong "$left were left after their time"
    [ "$most" -le "$patience" ] || wrong "another address waited $most ms"
}
slow 1 40 "$clients" # 32, and a quarter for what is cheap
slow 200 920 $((2 * clients))
memory=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
[ "$memory" -lt "${LIASSE_MEMORY:-2000}" ] || wrong "the server took $memory MB"
echo "$memory MB"
get /health
expect 200 "alive"
finish
