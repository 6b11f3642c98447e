#!/bin/bash
# Costly searches and downloads that fill the server: what is cheap is
# answered beside them, from the same address too, and nobody is left without
# an answer.
# LIASSE_CLIENTS, LIASSE_SECONDS; LIASSE_PATIENCE: milliseconds that a cheap
# answer may take (100 in the night).
. "$(dirname "$0")/common.sh"
clients=${LIASSE_CLIENTS:-200} seconds=${LIASSE_SECONDS:-5}
patience=${LIASSE_PATIENCE:-1000}
awk -v documents="${LIASSE_DOCUMENTS:-20000}" 'BEGIN {
    split("santé logement école transport justice numérique énergie " \
          "mairie pêche retraite budget hôpital crédit loi décret", w, " ")
    for (i = 1; i <= documents; i++) {
        text = ""
        for (j = 0; j < 60; j++)
            text = text w[(i * 7 + j * (i % 11 + 1)) % 15 + 1] " "
        printf "{\"liasse\":1,\"uid\":\"T%d\",\"kind\":\"page\",\"title\":" \
               "\"Document %d\",\"text\":[{\"role\":\"body\",\"text\":" \
               "\"%s\"}]}\n", i, i, text
    }
}' >many.ndjson
liasse-ingest -q -i index many.ndjson 2>/dev/null
liasse-index -q -i index 2>/dev/null
words=sant%C3%A9+logement+%C3%A9cole+transport+justice+%C3%A9nergie+mairie
words=$words+retraite+budget+h%C3%B4pital+cr%C3%A9dit+loi+d%C3%A9cret
search="/search?query=$words&page_size=100&snippets=5&facets=kind"
download="/search?query=$words&format=ndjson"

busy() { # busy FROM CLIENTS
    "$bin/busy_clients" "$port" "$2" "$seconds" "$1" "$search" "$search" \
        "$search" "$download" >busy.out || wrong "from $1: $(cat busy.out)"
    echo "from $1, $2 clients: $(cat busy.out)"
    read -r broken most <<<"$(sed -E 's/.* ([0-9]+) broken off; [0-9]+ cheap ones, ([0-9]+) ms.*/\1 \2/' busy.out)"
    [ "$most" -le "$patience" ] || wrong "a cheap answer took $most ms"
    [ "$broken" = 0 ] || [ "$2" -gt 32 ] || wrong "$broken without an answer"
}
# Without a limit per address, as behind a proxy: all from one.
start_server --per-address 0
busy 127.0.0.3 "$clients"
# Who has gone is not searched for: the next of the same address has not to wait
# for all of theirs.
"$bin/busy_clients" "$port" 1 4 127.0.0.2 "$search" >gone.out ||
    wrong "after a crowd that has gone: $(cat gone.out)"
echo "after a crowd that has gone: $(cat gone.out)"
memory=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
[ "$memory" -lt "${LIASSE_MEMORY:-800}" ] || wrong "the server took $memory MB"
stop_server
[ "$stopped" = 0 ] || wrong "stopped with $stopped"
# With it: as many searches as an address may have.
start_server
busy 127.0.0.3 32
# A search of another address waits for none of theirs.
"$bin/busy_clients" "$port" 32 "$seconds" 127.0.0.2 "$search" >busy.out &
crowd=$!
sleep 1
started=$(date +%s%N)
get '/search?query=mairie&page_size=10'
took=$((($(date +%s%N) - started) / 1000000))
expect 200 "another address searches"
echo "a search of another address: $took ms"
[ $took -le $((2 * patience)) ] || wrong "a search of another address took $took ms"
wait $crowd || wrong "beside it: $(cat busy.out)"
# It ends well in the midst of it.
"$bin/busy_clients" "$port" 32 2 127.0.0.2 "$search" "$download" >busy.out &
crowd=$!
sleep 1
stop_server
[ "$stopped" = 0 ] || wrong "stopped with $stopped while it was busy"
wait $crowd
finish
