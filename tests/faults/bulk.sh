#!/bin/sh
# The bulk build of liasse-index, from outside: kill -9 at random moments with
# a reader open, a memory limit that sends runs to files, one and many threads;
# what it builds is what Xapian's interface builds.
. "$(dirname "$0")/common.sh"

documents 1 30000 >all.ndjson
liasse-ingest -i index all.ndjson 2>/dev/null || fail "ingest"
LIASSE_BULK=off liasse-index -i index 2>log || fail "index: $(cat log)"
grep -q 'LIASSE_BULK=off' log || fail "the slow way is not told"

# A reader that stays: lines of a pipe are queries.
mkfifo ask
liasse-query -i index --batch ask --format ids --limit 1 >answers 2>reader.log &
reader=$!
exec 3>ask
printf '1\tlogement\n' >&3

round=0
while [ $round -lt $((rounds / 6 + 1)) ]; do
    round=$((round + 1)) tried=$((tried + 1))
    liasse-index -i index --rebuild --memory 64 --jobs $((round % 4 + 1)) \
        2>/dev/null &
    pid=$!
    milliseconds "$(random 1200)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    printf '%d\tlogement\n' $((round + 1)) >&3
    liasse-query -i index --count logement >count 2>log ||
        fail "no answer after a killed build: $(cat log)"
    [ "$(ls index/search-*/run* 2>/dev/null | wc -l)" = 0 ] ||
        fail "a run has a name"
done
exec 3>&-
wait $reader || fail "the reader: $(cat reader.log)"
[ "$(wc -l <answers)" = $((round + 1)) ] || fail "answers: $(cat answers)"
[ "$(cut -f 2 answers | sort -u | wc -l)" = 1 ] || fail "other answers: $(cat answers)"

# Both ways of one store, side by side.
liasse-index -i index 2>/dev/null || fail "index after killed builds"
[ "$(ls -d index/search-* | wc -l)" = 1 ] || fail "leftovers: $(ls index)"
cp -r index slow
LIASSE_BULK=off liasse-index -i slow --rebuild 2>/dev/null || fail "slow"
for jobs in 1 2 5; do
    liasse-index -i index --rebuild --memory 64 --jobs $jobs 2>log ||
        fail "$jobs threads: $(cat log)"
    compare slow/search index/search >log || fail "$jobs threads: $(cat log)"
done
sound index
echo "$round builds killed"
