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
# As many requests at once as the library looks at in one go, and then silence:
# it must not wait for more before it answers them.
at_once() {
    fds=()
    for ((i = 0; i < 128; i++)); do
        exec {fd}<>"/dev/tcp/127.0.0.1/$port" || return
        fds+=("$fd")
    done
    sleep 0.2 # all are accepted
    kill -STOP "$server"
    for fd in "${fds[@]}"; do
        printf 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n' >&"$fd"
    done
    kill -CONT "$server"
    answered=0
    for fd in "${fds[@]}"; do
        read -r -t 5 line <&"$fd" || break
        [[ $line != "HTTP/1.1 200"* ]] || answered=$((answered + 1))
    done
    for fd in "${fds[@]}"; do exec {fd}>&-; done
    [ "$answered" = 128 ] || wrong "$answered of 128 requests at once answered"
}
memory=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
[ "$memory" -lt "${LIASSE_MEMORY:-2000}" ] || wrong "the server took $memory MB"
echo "$memory MB"
get /health
expect 200 "alive"
stop_server
start_server --per-address 0
at_once
finish
