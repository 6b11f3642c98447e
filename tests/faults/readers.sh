#!/bin/sh
# RELIABILITY.md rules 8 and 9: queries while ingest commits, index commits
# and generations are switched: none fails, none sees half a batch.
. "$(dirname "$0")/common.sh"

documents 1 2000 >all.ndjson
liasse-ingest -i index all.ndjson 2>/dev/null || fail "ingest"
liasse-index -i index 2>/dev/null || fail "index"

(
    n=2001
    while [ -e running ]; do
        documents $n $((n + 199)) | liasse-ingest -i index - 2>ingest.log ||
            { cp ingest.log broken; exit 1; }
        n=$((n + 200))
    done
) &
(
    n=0
    while [ -e running ]; do
        n=$((n + 1))
        if [ $((n % 7)) = 0 ]; then
            liasse-index -i index --rebuild 2>index.log
        else
            liasse-index -i index 2>index.log
        fi || { cp index.log broken; exit 1; }
    done
) &
>running
seconds=${LIASSE_SECONDS:-6}
end=$(($(date +%s) + seconds))
queries=0 last=0
while [ "$(date +%s)" -lt $end ]; do
    count=$(liasse-query -i index --count page OU logement 2>query.log) ||
        fail "query $queries: exit $?, $(cat query.log)"
    [ "$count" -ge "$last" ] || fail "fewer hits than before: $last, $count"
    last=$count
    liasse-query -i index --format json --limit 20 logement >hits.json \
        2>query.log || fail "query $queries: $(cat query.log)"
    queries=$((queries + 2))
done
rm running
wait
[ ! -e broken ] || fail "writer: $(cat broken)"
[ "$last" -gt 0 ] || fail "nothing found"
liasse-index -i index 2>/dev/null || fail "last index"
sound index
echo "$queries queries"
