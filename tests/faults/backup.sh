#!/bin/sh
# --backup while liasse-ingest and liasse-index write: each copy is whole, is
# one state, and goes on as an index; one that is killed leaves nothing of its
# name.
. "$(dirname "$0")/common.sh"
copies=${LIASSE_COPIES:-6}

documents 1 2000 >all.ndjson
liasse-ingest -i index --quiet all.ndjson || fail "ingest"
liasse-index -i index --quiet || fail "index"

# Writers at work: documents change and come, they are indexed, rebuilt.
(
    n=0
    while [ ! -e stop ]; do
        n=$((n + 1))
        documents 1 3000 | sed "s/Document /Document $n /" |
            liasse-ingest -i index --quiet - 2>>writers.log || exit 1
    done
) &
ingest=$!
(
    n=0
    while [ ! -e stop ]; do
        n=$((n + 1))
        option=
        [ $((n % 4)) = 0 ] && option=--rebuild
        liasse-index -i index --quiet $option 2>>writers.log || exit 1
    done
) &
index=$!

i=0
while [ $i -lt "$copies" ]; do
    i=$((i + 1))
    milliseconds "$(random 300)"
    liasse-index -i index --backup "copy-$i" 2>log || fail "copy $i: $(cat log)"
    [ -e "copy-$i.partial" ] && fail "leftovers"
done
liasse-index -i index --backup copy-1 2>log && fail "took the place of a copy"

# Killed: no copy of its name, and the next one is none the worse.
k=0
while [ $k -lt "$copies" ]; do
    k=$((k + 1))
    liasse-index -i index --backup "killed-$k" 2>/dev/null &
    pid=$!
    milliseconds "$(random 60)"
    kill -9 $pid 2>/dev/null && wait $pid 2>/dev/null
    [ -e "killed-$k" ] || continue
    liasse-index -i "killed-$k" --check 2>log || fail "killed $k: $(cat log)"
done
liasse-index -i index --backup last 2>log || fail "last: $(cat log)"
touch stop
wait $ingest || fail "liasse-ingest: $(cat writers.log)"
wait $index || fail "liasse-index: $(cat writers.log)"

for copy in copy-* last; do
    tried=$((tried + 1))
    liasse-index -i "$copy" --check --verbose 2>log || fail "$copy: $(cat log)"
    grep -q 'search: every file is as sealed' log || fail "$copy: not sealed"
    grep -q 'store: every file is as sealed' log || fail "$copy: not sealed"
    xapian-check "$copy/store" >log 2>&1 || fail "$copy: $(cat log)"
    # One batch of ingest is all or nothing: titles of at most two rounds, and
    # every document as often as it is there.
    liasse-index -i "$copy" --export 2>/dev/null >export
    documents=$(wc -l <export)
    [ "$documents" = 2000 ] || [ "$documents" = 3000 ] ||
        fail "$copy: $documents documents"
    [ "$(sed 's/.*"title":"Document \(\([0-9]*\) \)\{0,1\}[0-9]*".*/\2/' export |
        sort -u | wc -l)" -le 2 ] || fail "$copy: more than two states"
    # It goes on.
    liasse-ingest -i "$copy" --quiet all.ndjson 2>log || fail "$copy: $(cat log)"
    liasse-index -i "$copy" --quiet 2>log || fail "$copy: $(cat log)"
    liasse-query -i "$copy" --count 'uid:T1234' >count ||
        fail "$copy: not found"
done
echo "$copies copies"
