#!/bin/sh
# A worker process that dies or hangs costs its input, not the run; results
# are the same for every number of workers.
. "$(dirname "$0")/common.sh"

mkdir texts
i=0
while [ $i -lt 60 ]; do
    i=$((i + 1))
    printf 'Note %d\n\nLe texte de la note %d, sur la loi de finances.\n' \
        $i $i >"texts/$(printf %03d $i).txt"
done

# killed: the standard input's worker dies, the files are read all the same.
mkfifo feed
liasse-ingest -i killed --jobs 2 --diagnostics killed.json - texts <feed \
    2>killed.log &
parent=$!
exec 3>feed
documents 1 3 >&3
wait_for has_children $parent
milliseconds 300
victims=
for child in $(children $parent); do
    # The one that waits for its input has the FIFO as descriptor 3 and is
    # in read(): killing both does no harm, each job is told or done.
    victims="$victims $child"
done
[ -n "$victims" ] || fail "no worker processes"
set -- $victims
kill -9 "$1"
milliseconds 200
exec 3>&-
wait $parent
code=$?
[ $code = 0 ] || [ $code = 1 ] || fail "exit $code: $(cat killed.log)"
if [ $code = 1 ]; then
    grep -q '"cause":"reader-crashed"' killed.json || fail "$(cat killed.json)"
    grep -q 'signal 9' killed.log || fail "no word on the signal"
fi
[ "$(stat_of killed documents)" -ge 60 ] || fail "$(cat killed.log)"

# hung: a stopped worker is ended after the time limit, told, replaced.
LIASSE_WORKER_TIMEOUT=2
export LIASSE_WORKER_TIMEOUT
documents 1 60000 >big.ndjson
liasse-ingest -i hung --jobs 1 big.ndjson texts 2>hung.log &
parent=$!
wait_for has_children $parent
milliseconds 100
for child in $(children $parent); do kill -STOP "$child"; done
wait $parent
code=$?
[ $code = 1 ] || fail "hung: exit $code, $(cat hung.log)"
grep -q "took too long" hung.log || fail "$(cat hung.log)"
[ "$(liasse-ingest -i hung texts 2>&1 | tail -n 1 | cut -d' ' -f5)" = 60 ] ||
    fail "the files behind were not read"
unset LIASSE_WORKER_TIMEOUT

# Any number of workers gives the same records in the same order.
for jobs in 1 2 7; do
    liasse-ingest -i "jobs$jobs" --jobs $jobs texts "$source/corpus" \
        2>/dev/null
    liasse-index -i "jobs$jobs" 2>/dev/null
    liasse-query -i "jobs$jobs" --format ids --limit 1000 --sort date loi \
        >"jobs$jobs.ids"
    xapian-delve -a "jobs$jobs/store" -1 >"jobs$jobs.terms" 2>/dev/null
done
cmp jobs1.ids jobs2.ids && cmp jobs1.ids jobs7.ids || fail "order of results"
cmp jobs1.terms jobs7.terms || fail "records"
[ -s jobs1.ids ] || fail "nothing found"

# An archive's members are parsed by all of them, with the same result.
mkdir many
awk 'BEGIN { for (i = 1; i <= 3000; i++) {
    file = sprintf("many/%04d.txt", i)
    printf "Note %d\n\nLa loi de finances, article %d.\n", i, i >file
    close(file) } }'
tar czf many.tar.gz many
for jobs in 1 2 4; do
    liasse-ingest --jobs $jobs -n many.tar.gz >many$jobs.ndjson 2>/dev/null ||
        fail "dry run, $jobs workers"
    liasse-ingest -i "many$jobs" --jobs $jobs many.tar.gz 2>/dev/null ||
        fail "archive, $jobs workers"
    xapian-delve -a "many$jobs/store" -1 -V0 >"many$jobs.values"
done
[ "$(wc -l <many1.ndjson)" = 3000 ] || fail "$(wc -l <many1.ndjson) documents"
for jobs in 2 4; do
    cmp many1.ndjson many$jobs.ndjson || fail "dry run of an archive"
    cmp many1.values many$jobs.values || fail "records of an archive"
done

# killed: a helper dies in the middle of an archive: nothing is lost.
size=$(wc -c <many.tar.gz)
mkfifo archive
liasse-ingest -i helper --jobs 3 - <archive 2>helper.log &
parent=$!
exec 3>archive
head -c $((size / 2)) many.tar.gz >&3
four_children() { [ "$(children $parent | wc -w)" -ge 4 ]; }
wait_for four_children
helper=$(children $parent | sort -n | tail -n 1) # started last
kill -9 "$helper"
tail -c +$((size / 2 + 1)) many.tar.gz >&3
exec 3>&-
wait $parent || fail "helper killed: $(cat helper.log)"
grep -q '^3000 added' helper.log || fail "helper killed: $(cat helper.log)"

echo "workers replaced"
