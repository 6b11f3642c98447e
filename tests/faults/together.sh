#!/bin/bash
# Ingest, index, rebuild, eight query threads and a server together: no query
# fails, none sees part of a batch or two revisions (together.c).
. "$(dirname "$0")/common.sh"
seconds=${LIASSE_SECONDS:-4} least=${LIASSE_QUERIES:-100} documents=150

# generation N: all documents with its word.
generation() {
    awk -v n="$1" -v documents=$documents 'BEGIN {
        split("b c d f h j k l m n", letter, " ")
        word = "g"
        for (i = 1000; i >= 1; i = int(i / 10))
            word = word letter[int(n / i) % 10 + 1]
        for (i = 1; i <= documents; i++)
            printf "{\"liasse\":1,\"uid\":\"D%d\",\"kind\":\"page\"," \
                   "\"title\":\"Édition %s\",\"text\":[{\"role\":\"body\"," \
                   "\"text\":\"Le texte permanent %d de %s.\"}]}\n", i, word,
                   i, word
    }' >all.ndjson
}
generation 0
liasse-ingest -i index all.ndjson 2>run.log || fail "ingest: $(cat run.log)"
liasse-index -i index 2>run.log || fail "index: $(cat run.log)"

liasse-query -i index --serve 127.0.0.1:0 --per-address 0 >access.log \
    2>server.err &
server=$!
told() { grep -q 'http://' server.err; }
wait_for told
port=$(sed -n 's|.*http://[^/]*:\([0-9]*\)/$|\1|p' server.err)

>running
(
    n=0
    while [ -e running ]; do
        n=$((n + 1))
        generation $n
        liasse-ingest -i index all.ndjson 2>ingest.log ||
            { echo "ingest: exit $?, $(cat ingest.log)" >broken; exit; }
    done
) &
writers=$!
(
    n=0
    while [ -e running ]; do
        n=$((n + 1))
        how=
        [ $((n % 5)) != 0 ] || how=--rebuild
        [ $((n % 7)) != 0 ] || how=--compact
        # shellcheck disable=SC2086
        liasse-index -i index $how 2>index.log ||
            { echo "index $how: exit $?, $(cat index.log)" >broken; exit; }
        echo $n >indexed
    done
) &
writers="$writers $!"
together index "$seconds" "$port" $documents >result 2>faults.log ||
    fail "$(cat result) $(cut -c1-300 faults.log)"
rm running
# shellcheck disable=SC2086
wait $writers
[ ! -e broken ] || fail "$(cat broken)"
# What is committed is seen at once.
generation 9999
word=$(sed -n '1s/.*Édition \(g[a-z]*\)".*/\1/p' all.ndjson)
liasse-ingest -i index all.ndjson 2>run.log || fail "ingest: $(cat run.log)"
liasse-index -i index 2>run.log || fail "index: $(cat run.log)"
together index 0 "$port" $documents "$word" 2>faults.log ||
    fail "$(cut -c1-300 faults.log)"
kill -TERM $server
wait $server || fail "server: $(cat server.err)"
queries=$(cut -d' ' -f1 result)
[ "$queries" -ge "$least" ] || fail "only $queries queries, $least wanted"
liasse-index -i index 2>run.log || fail "last index: $(cat run.log)"
sound index
echo "$(cat result), $(cat indexed) runs of liasse-index"
