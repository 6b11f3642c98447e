#!/bin/bash
# kill -9 in the middle of rebuilds and compactions, at the n-th system call on
# the index (so also just before and after the switch), with readers opening
# all the time: none fails, every answer is whole, the next run clears up.
. "$(dirname "$0")/common.sh"
need_shim
rounds=${LIASSE_ROUNDS:-20} seed=${LIASSE_SEED:-$(random 1000000)}
RANDOM=$((seed % 32768))
here=$(pwd -P)
LIASSE_BATCH=200
export LIASSE_BATCH

documents 1 1000 >all.ndjson
liasse-ingest -i index all.ndjson 2>run.log || fail "ingest: $(cat run.log)"
liasse-index -i index 2>run.log || fail "index: $(cat run.log)"
want=$(liasse-query -i index --count logement)
[ "$want" -gt 0 ] || fail "nothing found"

faulty() { # faulty HOW FAULT
    LIASSE_FAULT_DIR=$here/index LIASSE_FAULT=$2 LIASSE_FAULT_COUNT=$here/count \
        LIASSE_FAULT_NOSYNC=1 LD_PRELOAD=$bin/faults.so \
        env LIASSE_BULK="$3" liasse-index -i index "$1"
}
declare -A calls
ways="--rebuild:on --rebuild:off --compact:on"
for way in $ways; do
    rm -f count
    faulty "${way%:*}" write:0:5:once "${way#*:}" 2>run.log ||
        fail "$way: $(cat run.log)"
    while read -r kind number _; do
        [ "${calls[$way.$kind]:-0}" -ge "$number" ] ||
            calls[$way.$kind]=$number
    done <count
done

# Readers: one that opens anew all the time, one that stays.
(
    n=0
    while [ -e running ]; do
        got=$(liasse-query -i index --count logement 2>reader.log) &&
            [ "$got" = "$want" ] ||
            { echo "reader: '$got', $(cat reader.log)" >broken; break; }
        n=$((n + 1))
        echo $n >opened
    done
) &
>running
reader=$!
mkfifo ask
liasse-query -i index --batch ask --format ids --limit 1000 >answers \
    2>batch.log &
batch=$!
exec 3>ask
n=0
while [ $n -lt "$rounds" ]; do
    n=$((n + 1)) tried=$((tried + 1))
    # shellcheck disable=SC2086
    set -- $ways
    shift $((RANDOM % $#))
    way=$1
    # As often at a rename or a sync as at a write.
    set -- rename fsync write open unlink rename
    shift $((RANDOM % $#))
    kind=$1
    times=${calls[$way.$kind]:-0}
    [ "$times" -gt 0 ] || times=1
    what="seed $seed, round $n: $way killed at $kind $((RANDOM % times + 1))"
    faulty "${way%:*}" "$kind:${what##* }:0:kill" "${way#*:}" 2>run.log
    code=$?
    case $code in 0 | 137) ;; *) fail "$what: exit $code: $(cat run.log)" ;; esac
    printf '%d\tlogement\n' $n >&3
    [ ! -e broken ] || fail "$what: $(cat broken)"
    [ $((n % 10)) != 0 ] || sound index
done
exec 3>&-
wait $batch || fail "the reader that stays: $(cat batch.log)"
rm running
wait $reader
[ ! -e broken ] || fail "$(cat broken)"
[ "$(wc -l <answers)" = $((rounds * want)) ] ||
    fail "$(wc -l <answers) answers, not $((rounds * want))"
liasse-index -i index 2>run.log || fail "at the end: $(cat run.log)"
[ "$(ls -d index/search-* | wc -l)" = 1 ] || fail "leftovers: $(ls index)"
sound index
echo "$rounds of $rounds kills, $(cat opened) opens"
