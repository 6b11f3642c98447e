#!/bin/sh
# Compaction, from outside: kill -9 at random moments with a reader open, the
# automatic one told and turned off, no room on the disk.
. "$(dirname "$0")/common.sh"

documents 1 12000 >all.ndjson
documents 1 11000 | sed 's/Document /Document changé /' >changed.ndjson
liasse-ingest -i index all.ndjson 2>/dev/null || fail "ingest"
liasse-index -i index 2>log || fail "index: $(cat log)"
grep -q compact log && fail "compacted without a change"
liasse-ingest -i index changed.ndjson 2>/dev/null || fail "ingest"
cp -r index other
liasse-index -i index --no-compact 2>log || fail "index: $(cat log)"
grep -q compact log && fail "--no-compact compacted"
cp -r index before

# By itself, when it may: said in one line, the answers the same.
liasse-index -i other 2>log || fail "index: $(cat log)"
[ "$(grep -c '^liasse-index: index compacted: ' log)" = 1 ] ||
    fail "not told: $(cat log)"
compare before/search other/search >log || fail "by itself: $(cat log)"
liasse-index -i other 2>log
grep -q compact log && fail "compacted twice"
sound other

# A reader that stays: lines of a pipe are queries.
mkfifo ask
liasse-query -i index --batch ask --format ids --limit 1 >answers 2>reader.log &
reader=$!
exec 3>ask
printf '1\tlogement\n' >&3
round=0
while [ $round -lt $((rounds / 3 + 1)) ]; do
    round=$((round + 1)) tried=$((tried + 1))
    liasse-index -i index --compact 2>/dev/null &
    pid=$!
    milliseconds "$(random 300)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
    printf '%d\tlogement\n' $((round + 1)) >&3
    liasse-query -i index --count logement >count 2>log ||
        fail "no answer after a killed compaction: $(cat log)"
done
exec 3>&-
wait $reader || fail "the reader: $(cat reader.log)"
[ "$(wc -l <answers)" = $((round + 1)) ] || fail "answers: $(cat answers)"
[ "$(cut -f 2 answers | sort -u | wc -l)" = 1 ] ||
    fail "other answers: $(cat answers)"
liasse-index -i index --compact 2>log || fail "at last: $(cat log)"
liasse-index -i index --no-compact 2>/dev/null || fail "index after compactions"
[ "$(ls -d index/search-* | wc -l)" = 1 ] || fail "leftovers: $(ls index)"
compare before/search index/search >log || fail "after kills: $(cat log)"
sound index

# A compaction that cannot write costs the compaction only.  Xapian frees nothing
# when it throws out of one: leaks are not looked for in these two runs.
no_leaks="${ASAN_OPTIONS-}:detect_leaks=0"
rm -rf other && cp -r before other
(
    ulimit -f 200
    ASAN_OPTIONS=$no_leaks liasse-index -i other --compact 2>log
    [ $? = 3 ] || fail "--compact without room: $(cat log)"
) || exit 1
(
    ulimit -f 200
    ASAN_OPTIONS=$no_leaks liasse-index -i other 2>log ||
        fail "an update without room: $(cat log)"
    grep -q 'not compacted' log || fail "not told: $(cat log)"
) || exit 1
[ "$(ls -d other/search-* | wc -l)" = 1 ] || fail "leftovers: $(ls other)"
compare before/search other/search >log || fail "without room: $(cat log)"
echo "$round compactions killed"
