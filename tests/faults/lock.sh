#!/bin/sh
# One writer each for store and search: a second one is told (exit 75) and
# changes nothing; ingest and index work side by side, queries during both.
. "$(dirname "$0")/common.sh"

documents 1 500 >first.ndjson
liasse-ingest -i index first.ndjson 2>/dev/null || fail "ingest"
liasse-index -i index 2>/dev/null || fail "index"

# A writer that waits for its standard input holds the lock of the store.
mkfifo feed
liasse-ingest -i index --verbose - <feed 2>writer.log &
writer=$!
exec 3>feed
documents 501 600 >&3
wait_for has_children $writer # its workers start when it has the lock
liasse-ingest -i index first.ndjson 2>second.log
[ $? = 75 ] || fail "second writer: exit $?, $(cat second.log)"
grep -q "another liasse-ingest" second.log || fail "$(cat second.log)"
liasse-index -i index 2>index.log || fail "index beside ingest: $(cat index.log)"
[ "$(liasse-query -i index --count logement)" -gt 0 ] || fail "query"
exec 3>&-
wait $writer || fail "writer: $(cat writer.log)"
[ "$(stat_of index documents)" = 600 ] || fail "writer's documents"

# A stopped liasse-index holds the lock of search.
documents 1000 9000 >more.ndjson
liasse-ingest -i index more.ndjson 2>/dev/null || fail "more"
liasse-index -i index --rebuild 2>/dev/null &
indexer=$!
wait_for [ -d index/search-2 ] # made under the lock
if kill -STOP $indexer 2>/dev/null; then
    liasse-index -i index 2>second.log
    code=$?
    kill -CONT $indexer
    [ $code = 75 ] || fail "second indexer: exit $code, $(cat second.log)"
fi
wait $indexer || fail "indexer"
liasse-index -i index 2>/dev/null || fail "index at the end"
sound index

# The lock file left by a killed writer means nothing.
liasse-ingest -i index - <feed 2>/dev/null &
writer=$!
exec 3>feed
wait_for has_children $writer
kill -9 $writer
wait $writer 2>/dev/null
exec 3>&-
liasse-ingest -i index first.ndjson 2>/dev/null || fail "after a killed writer"
echo "locks hold"
