#!/bin/bash
# The n-th allocation fails, once or for good, in every program: "out of
# memory" and exit 3 (or the work done all the same), no crash; the index as
# before or further on, never half.
. "$(dirname "$0")/common.sh"
need_shim
# LIASSE_CASES=N: N places spread over the first LIASSE_PLACES of each
# program; LIASSE_CASES=all: each of them, once, and each tenth also for good.
# LIASSE_PROGRAMS: some of the programs only.
cases=${LIASSE_CASES:-100} places=${LIASSE_PLACES:-5000}
seed=${LIASSE_SEED:-$(random 1000000)}
RANDOM=$((seed % 32768))
here=$(pwd -P) batch=50
LIASSE_FAULT_NOSYNC=1 LIASSE_BATCH=$batch LIASSE_FAULT_DIR=$here/index
export LIASSE_FAULT_NOSYNC LIASSE_BATCH LIASSE_FAULT_DIR
# libseccomp goes round for ever where memory ends in it: a worker that hangs
# costs its input as one that dies does.
LIASSE_WORKER_TIMEOUT=2
export LIASSE_WORKER_TIMEOUT
quiet() { LD_PRELOAD=$bin/faults.so "$@" 2>run.log; }

documents 1 100 >first.ndjson
documents 101 200 >second.ndjson
quiet liasse-ingest -i new first.ndjson || fail "ingest"
quiet liasse-index -i new || fail "index"
cp -r new pending
quiet liasse-ingest -i pending second.ndjson || fail "ingest"
cp -r pending done
quiet liasse-index -i done || fail "index"
# Bounds of values that were replaced stay as they were until a rebuild.
cp -r "done" rebuilt
quiet liasse-index -i rebuilt --rebuild || fail "rebuild"

# timed NAME=VALUE... COMMAND: a hang is a fault, too.
timed() { timeout -s KILL 60 env "$@"; }
start_of() {
    case $1 in
    ingest | worker) echo new ;;
    index | rebuild) echo pending ;;
    *) echo "done" ;;
    esac
}
# serve [NAME=VALUE...]: a server that is asked some things; its code.  What it
# answers with 200 must be right.
serve() {
    : >server.err
    timeout --foreground -s KILL 60 env "$@" liasse-query -i index --serve 127.0.0.1:0 >access.log \
        2>server.err &
    server=$!
    port=
    trap '' PIPE # it may be gone when it is written to
    while [ -z "$port" ] && kill -0 $server 2>/dev/null; do
        port=$(sed -n 's|.*http://[^/]*:\([0-9]*\)/$|\1|p' server.err)
        milliseconds 5
    done
    for path in /health '/search?query=logement&facets=type' '/?query=%C3%A9cole' \
        /documents/T5 '/suggest?prefix=log' '/search?query=loi&format=csv'; do
        { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || break
        printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' \
            "$path" >&3 2>/dev/null
        timeout 10 cat <&3 >reply 2>/dev/null
        exec 3>&-
        case $(sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' reply) in
        200) # the whole of it, or broken off
            total=$(grep -o '"total":[0-9]*' reply)
            case ${path%%\?*}:$total in
            /search:?*)
                [ -n "${right-}" ] || right=$total
                [ "$total" = "$right" ] || echo "WRONG: $path: $total"
                ;;
            esac
            ;;
        '' | 500 | 503) ;;
        *) echo "WRONG: $path: $(head -n 1 reply)" ;;
        esac
    done
    trap - PIPE
    kill -TERM $server 2>/dev/null
    wait $server
    code=$?
    cat server.err >&2
    return $code
}
# run PROGRAM [NAME=VALUE...]
run() {
    program=$1
    shift
    case $program in
    ingest | worker) timed "$@" liasse-ingest -i index --jobs 1 --verbose \
        ${counting:+--no-sandbox} second.ndjson ;;
    index) timed "$@" liasse-index -i index ;;
    rebuild) timed "$@" liasse-index -i index --rebuild --jobs 2 --memory 64 ;;
    query) timed "$@" liasse-query -i index --limit 20 --facet type \
        '"logement santé" OU école~ OU log*' ;;
    check) timed "$@" liasse-index -i index --check ;;
    serve) serve "$@" ;;
    esac
}
fresh() {
    rm -rf index count
    cp -r "$1" index
}
# How a program fares when allocation $2 and, with always, all later fail.
faulty() {
    role=parent
    [ "$1" != worker ] || role=worker
    run "$1" "LIASSE_FAULT=malloc:$2:12:$3" "LIASSE_FAULT_COUNT=$here/count" \
        LIASSE_FAULT_ROLE=$role "LD_PRELOAD=$bin/faults.so"
}
try() { # try PROGRAM N once|always
    what="$1, allocation $2, $3"
    tried=$((tried + 1))
    [ "$writes" = 0 ] || fresh "$(start_of "$1")"
    faulty "$1" "$2" "$3" >answer 2>run.log
    code=$?
    case $1:$code in
    query:0)
        cmp -s answer "answer.query" || fail "$what: other answers"
        ;;
    serve:*) ! grep -a WRONG answer || fail "$what: $(cat answer)" ;;&
    *:0) ;;
    # A worker that dies costs its input, told and counted.
    worker:1) grep -q 'liasse-ingest: ' run.log || fail "$what: no message" ;;
    # libmicrohttpd does not say why it does not start.
    serve:3) grep -qE '^liasse-query: .*(memory|does not start)' run.log ||
        fail "$what: exit 3, said: $(cat run.log)" ;;
    *:3)
        grep -qE '^liasse-[a-z]*: .*memory' run.log ||
            fail "$what: exit 3, said: $(cat run.log)"
        ;;
    *) fail "$what: exit $code: $(cat run.log)" ;;
    esac
    [ "$writes" = 1 ] || return
    if [ $code = 0 ]; then # all of it, nothing left out in silence
        right_one="done"
        [ "$1" != rebuild ] || right_one=rebuilt
        quiet liasse-index -i index && compare $right_one/search index/search \
            >compare.log || fail "$what: $(cat run.log compare.log)"
        return
    fi
    least=100
    [ "$1" = ingest ] || [ "$1" = worker ] || least=200
    kept=$(awk '/^committed / { n = $2 } END { print n + 100 }' run.log)
    [ $least = 200 ] || least=$kept
    quiet liasse-index -i index --check || fail "$what: $(cat run.log)"
    number=$(stat_of index documents)
    [ "$number" -ge "$least" ] && [ $((number % batch)) = 0 ] ||
        fail "$what: $number documents, $least at least"
}

counting=
programs=${LIASSE_PROGRAMS:-query index rebuild ingest worker check serve}
[ "$cases" = all ] || cases=$(((cases + 6) / 7))
for program in $programs; do
    writes=1
    case $program in query | check | serve) writes=0 ;; esac
    fresh "$(start_of $program)"
    # A worker in its sandbox could not write down its number.
    counting=yes
    faulty $program 0 once >answer.$program 2>run.log ||
        fail "$program: $(cat run.log)"
    counting=
    most=$(awk '$1 == "malloc" && $2 > n { n = $2 } END { print n }' count)
    [ -n "$most" ] || fail "$program: its allocations were not counted"
    [ "$most" -le "$places" ] || most=$places
    if [ "$cases" = all ]; then
        for n in $(seq 1 "$most"); do
            try $program "$n" once
            [ $((n % 10)) != $((seed % 10)) ] || try $program "$n" always
        done
    else
        for i in $(seq 1 "$cases"); do
            [ $((i % 2)) = 0 ] && mode=once || mode=always
            try $program $(((RANDOM * 32768 + RANDOM) % most + 1)) $mode
        done
    fi
    # And then it works.
    fresh "$(start_of $program)"
    quiet run $program >answer || fail "$program: $(cat run.log)"
done
echo "$tried of $tried allocations"
