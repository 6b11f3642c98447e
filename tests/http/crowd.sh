#!/bin/bash
# wrk with 1,000 connections, 1,000 slow clients of 200 addresses and raw
# garbage, all at once: the server lives, its memory is bounded, a search from
# another address is answered, and rightly; /health in no time.
# LIASSE_SECONDS (60), LIASSE_CLIENTS (1,000).  For the night: needs wrk.
. "$(dirname "$0")/common.sh"
command -v wrk >/dev/null || { echo "no wrk: skipped" >&2; exit 77; }
seconds=${LIASSE_SECONDS:-60} clients=${LIASSE_CLIENTS:-1000}
index_corpus
ulimit -n "$(ulimit -Hn)"
cat >crowd.lua <<'EOF'
local queries = {"marin", "eau+ET+loi", "%22bail+commercial%22", "hopitaux",
    "sant*", "article+L.+121-4", "question+PRES/5+ministre", "loi+SAUF+eau"}
local at = 0
request = function()
    at = at % #queries + 1
    return wrk.format("GET", "/search?page_size=20&facets=kind&query=" .. queries[at])
end
EOF
right=$(liasse-query -i index --match auto --count eau)
[ "$right" -gt 0 ] || wrong "nothing found"
start_server --per-address 0
wrk -t1 -c"$clients" -d"$seconds" --timeout 30 -s crowd.lua \
    "http://127.0.0.1:$port" >wrk.out 2>&1 &
wrk=$!
"$bin/slow_clients" "$port" "$clients" "$seconds" 200 >slow.out &
slow=$!
( # bytes of no meaning, and requests with some of them changed
    while kill -0 $wrk 2>/dev/null; do
        {
            exec 3<>"/dev/tcp/127.0.0.1/$port"
            head -c $((RANDOM % 4000)) /dev/urandom >&3
            exec 3>&-
            exec 3<>"/dev/tcp/127.0.0.1/$port"
            printf 'GET /search?query=eau HTTP/1.1\r\nHost: localhost\r\n\r\n' |
                LC_ALL=C sed "s/./\\x$(printf '%02x' $((RANDOM % 256)))/$((RANDOM % 40 + 1))" >&3
            timeout 1 head -c 12 <&3
            exec 3>&-
        } >/dev/null 2>&1
    done
) &
garbage=$!
# Right answers, from an address of its own.
asked=0 unanswered=0 most=0
while kill -0 $wrk 2>/dev/null; do
    started=$(date +%s%N)
    got=$(curl -s -m 10 --interface 127.0.0.9 \
        "http://127.0.0.1:$port/search?query=eau&page_size=0" |
        sed -n 's/.*"total":\([0-9]*\).*/\1/p')
    took=$((($(date +%s%N) - started) / 1000000))
    asked=$((asked + 1))
    case $got in
    "$right") [ $took -le $most ] || most=$took ;;
    '') unanswered=$((unanswered + 1)) ;;
    *) wrong "$got hits, not $right" ;;
    esac
    sleep 0.2
done
kill $garbage 2>/dev/null
wait $garbage 2>/dev/null
wait $slow || wrong "/health failed: $(cat slow.out)"
cat slow.out
grep -E 'requests in|Non-2xx|Socket' wrk.out
[ "$(sed -n 's/^ *\([0-9]*\) requests in.*/\1/p' wrk.out)" -gt 100 ] ||
    wrong "wrk: $(cat wrk.out)"
[ $((unanswered * 20)) -le $asked ] || wrong "$unanswered of $asked searches unanswered"
memory=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
[ "${memory:-9999}" -lt "${LIASSE_MEMORY:-200}" ] || wrong "the server took $memory MB"
get '/search?query=eau&page_size=0'
has body "\"total\":$right" "right at the end"
stop_server
[ "$stopped" = 0 ] || wrong "stopped with $stopped"
echo "$asked searches of another address, $unanswered unanswered, $most ms at most; $memory MB"
finish
