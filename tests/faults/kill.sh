#!/bin/sh
# kill -9 at random moments of ingest and of index: what was acknowledged is
# there, nothing of a batch that was not, and the next run goes on to the same
# result as an undisturbed one.
. "$(dirname "$0")/common.sh"

total=3000 batch=500
LIASSE_BATCH=$batch
export LIASSE_BATCH
documents 1 $total >all.ndjson
clock() { echo $(($(date +%s%N) / 1000000)); }
began=$(clock)
liasse-ingest -i clean all.ndjson 2>clean.log || fail "clean: $(cat clean.log)"
ingested=$(clock)
liasse-index -i clean 2>/dev/null || fail "clean index"
# So long a run takes here, and a little more.
ingest_ms=$(((ingested - began) * 11 / 10))
index_ms=$((($(clock) - ingested) * 11 / 10))
liasse-query -i clean --format ids --limit 100000 logement | sort >clean.ids
[ -s clean.ids ] || fail "nothing found"

round=0
while [ $round -lt "$rounds" ]; do
    round=$((round + 1)) tried=$((tried + 1))
    # A fresh index every fifth round; else the kills add up.
    [ $((round % 5)) = 1 ] && rm -rf index
    liasse-ingest -i index --verbose all.ndjson 2>ingest.log &
    pid=$!
    milliseconds "$(random $ingest_ms)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    acknowledged=$(awk '/^committed / { n = $2 } END { print n + 0 }' ingest.log)
    [ -d index/store ] || continue
    # Killed before the store's first commit: nothing to look at yet.
    kept=$(stat_of index documents 2>stat.log)
    if [ -z "$kept" ]; then
        [ "$acknowledged" = 0 ] || fail "round $round: $(cat stat.log)"
        continue
    fi
    # What joins change on top was given before and is not counted again.
    [ "$acknowledged" -le $total ] ||
        fail "round $round: $acknowledged of $total acknowledged"
    [ "$kept" -ge "$acknowledged" ] ||
        fail "round $round: $acknowledged acknowledged, $kept kept"
    [ $((kept % batch)) = 0 ] || fail "round $round: part of a batch ($kept)"

    liasse-index -i index 2>index.log &
    pid=$!
    milliseconds "$(random $index_ms)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    [ $((round % 5)) = 0 ] && sound index
done

liasse-ingest -i index all.ndjson 2>last.log || fail "last: $(cat last.log)"
liasse-index -i index 2>last.log || fail "last index: $(cat last.log)"
sound index
[ "$(stat_of index documents)" = $total ] || fail "documents lost"
liasse-query -i index --format ids --limit 100000 logement | sort >index.ids
cmp clean.ids index.ids || fail "other answers than undisturbed"

# The same for a rebuild: the old generation answers until the new one does.
round=0
while [ $round -lt $((rounds / 6 + 1)) ]; do
    round=$((round + 1)) tried=$((tried + 1))
    liasse-index -i index --rebuild 2>/dev/null &
    pid=$!
    milliseconds "$(random $((2 * index_ms)))"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    count=$(liasse-query -i index --count logement) ||
        fail "no answer after a killed rebuild"
    [ "$count" = "$(wc -l <clean.ids)" ] || fail "rebuild: $count hits"
done
liasse-index -i index 2>/dev/null || fail "index after killed rebuilds"
[ "$(ls -d index/search-* | wc -l)" = 1 ] || fail "leftovers: $(ls index)"
sound index
echo "$rounds rounds"
