#!/bin/sh
# Archives: kills and signals in the middle of one, taking up behind the last
# member, changes, --prune, --delete, --delete-source, --retry-failed, globs,
# --not-indexed; accounts of every source.
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "no python3" >&2; exit 77; }

last() { tail -n 1 "$1" | sed 's/ in [0-9.]* s$//'; }
want() { # LOG "N added, ..."
    [ "$(last "$1")" = "$2" ] || fail "$1: $(last "$1"), not $2"
}
# archive NAME FIRST LAST: one NDJSON document a member
archive() {
    documents "$2" "$3" | python3 -c '
import io, sys, tarfile
with tarfile.open(sys.argv[1], "w:gz", compresslevel=1) as tar:
    for n, line in enumerate(sys.stdin.buffer, int(sys.argv[2])):
        info = tarfile.TarInfo("d/%06d.ndjson" % n)
        info.size = len(line)
        tar.addfile(info, io.BytesIO(line))' "$1" "$2"
}

# ---- stopped in the middle: the next run goes on behind the last member
total=20000
archive big.tar.gz 1 $total
liasse-ingest -i clean big.tar.gz 2>clean.log || fail "$(cat clean.log)"
want clean.log "$total added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
xapian-delve -a clean/store -1 >clean.terms

liasse-ingest -i stopped --verbose big.tar.gz 2>log &
pid=$!
while ! grep -q '^committed' log && kill -0 $pid 2>/dev/null; do
    milliseconds 20
done
kill -TERM $pid
wait $pid
[ $? = 143 ] || fail "stopped: $(cat log)"
added=$(last log | cut -d' ' -f1)
[ "$added" -gt 0 ] && [ "$added" -lt $total ] || fail "stopped: $added"
# A killed reader of members already done would be seen here: nothing of
# what is there is read again.
liasse-ingest -i stopped big.tar.gz 2>log || fail "$(cat log)"
# (The member at hand when the signal came may have been in the batch.)
[ "$(last log | awk '{ print $1 ":" ($5 <= 1) ":" $9 + $11 }')" = \
    "$((total - added)):1:0" ] || fail "went on: $added before, $(last log)"
xapian-delve -a stopped/store -1 >stopped.terms
cmp clean.terms stopped.terms || fail "other documents than undisturbed"
liasse-ingest -i stopped big.tar.gz 2>log || fail "$(cat log)"
want log "0 added, 0 updated, $total unchanged, 0 deleted, 0 refused, 0 skipped"

round=0
while [ $round -lt $((rounds / 5 + 1)) ]; do
    round=$((round + 1))
    [ $((round % 3)) = 1 ] && rm -rf killed
    liasse-ingest -i killed --verbose big.tar.gz 2>log &
    pid=$!
    milliseconds "$(random 900)"
    kill -9 $pid 2>/dev/null
    wait $pid 2>/dev/null
done
kept=$(stat_of killed documents 2>/dev/null)
liasse-ingest -i killed big.tar.gz 2>log || fail "after kills: $(cat log)"
[ "$(last log | cut -d' ' -f1)" = $((total - ${kept:-0})) ] ||
    fail "after kills: $kept kept, $(last log)"
[ "$(stat_of killed documents)" = $total ] || fail "documents lost"
sound killed

# A worker that dies costs no member that another one can read.
liasse-ingest -i dead --jobs 2 --verbose big.tar.gz 2>log &
pid=$!
while ! grep -q '^committed' log && kill -0 $pid 2>/dev/null; do
    milliseconds 20
done
for child in $(children $pid); do kill -9 "$child" 2>/dev/null; done
wait $pid || fail "dead workers: exit $?, $(cat log)"
[ "$(stat_of dead documents)" = $total ] || fail "dead: $(last log)"

# Other bytes under the name: begun anew, not taken up.
rm -rf moved
archive moved.tar.gz 1 12000
liasse-ingest -i moved --verbose moved.tar.gz 2>log &
pid=$!
while ! grep -q '^committed' log && kill -0 $pid 2>/dev/null; do
    milliseconds 20
done
kill -9 $pid
wait $pid 2>/dev/null
archive moved.tar.gz 6001 12000
liasse-ingest -i moved moved.tar.gz 2>log || fail "$(cat log)"
[ "$(last log | awk '{ print $1 + $5 }')" = 6000 ] || fail "moved: $(last log)"

# ---- a changed archive: what did not change is counted so, the rest pruned
archive small.tar.gz 1 100
mkdir -p tree && cp small.tar.gz tree/ && documents 500 509 >tree/a.ndjson
documents 600 604 >tree/b.ndjson
liasse-ingest -i ix tree 2>log || fail "$(cat log)"
want log "115 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
archive tree/small.tar.gz 21 120
rm tree/b.ndjson
liasse-ingest -i ix tree 2>log || fail "$(cat log)"
want log "20 added, 0 updated, 90 unchanged, 0 deleted, 0 refused, 0 skipped"
[ "$(stat_of ix documents)" = 135 ] || fail "kept without --prune"
# A walk with trouble prunes no source, a damaged archive none of its members.
ln -s nowhere tree/broken.txt
liasse-ingest -i ix --prune tree 2>log && fail "a broken link is trouble"
want log "0 added, 0 updated, 110 unchanged, 20 deleted, 1 refused, 0 skipped"
grep -q "withdrew 20 contributions of 'tree/small.tar.gz'" log || fail "$(cat log)"
grep -q "not pruned" log || fail "$(cat log)"
rm tree/broken.txt
liasse-ingest -i ix --prune tree 2>log || fail "$(cat log)"
want log "0 added, 0 updated, 110 unchanged, 5 deleted, 0 refused, 0 skipped"
grep -q "withdrew 5 contributions of 'tree/b.ndjson'" log || fail "$(cat log)"
archive whole.tar.gz 60 120
python3 -c '
data = open("whole.tar.gz", "rb").read()
open("tree/small.tar.gz", "wb").write(data[:len(data) // 2])'
liasse-ingest -i ix --prune tree 2>log && fail "cut archive: exit 0"
grep -q "damaged archive.*cut short" log || fail "$(cat log)"
[ "$(last log | cut -d' ' -f7)" = 0 ] || fail "pruned after damage: $(last log)"
cp whole.tar.gz tree/small.tar.gz
liasse-ingest -i ix --prune tree 2>log || fail "$(cat log)"
want log "0 added, 0 updated, 71 unchanged, 39 deleted, 0 refused, 0 skipped"
# An empty directory may be a disk that is not there.
mkdir other && mv tree/* other/
liasse-ingest -i ix --prune tree 2>log
grep -q "not pruned" log || fail "empty: $(cat log)"
[ "$(stat_of ix documents)" = 71 ] || fail "an empty directory was pruned"
mv other/* tree/

# ---- globs, also within archives, and what they leave out is not pruned
liasse-ingest -i globs --include '*5.ndjson' tree 2>log || fail "$(cat log)"
want log "6 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
liasse-ingest -i globs --exclude 'd/*' --exclude 'a.*' tree 2>log ||
    fail "$(cat log)"
want log "0 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
liasse-ingest -i globs tree 2>log || fail "$(cat log)"
want log "65 added, 0 updated, 6 unchanged, 0 deleted, 0 refused, 0 skipped"
liasse-ingest -i globs --prune --include '*5.ndjson' tree 2>log ||
    fail "$(cat log)"
[ "$(stat_of globs documents)" = 71 ] || fail "globs pruned: $(last log)"

# ---- delete
liasse-ingest -i ix --delete T500 T60 2>log || fail "$(cat log)"
want log "0 added, 0 updated, 0 unchanged, 2 deleted, 0 refused, 0 skipped"
liasse-ingest -i ix --delete T500 nobody 2>log && fail "deleted nobody"
want log "0 added, 0 updated, 0 unchanged, 0 deleted, 2 refused, 0 skipped"
liasse-ingest -i ix --delete 2>log
[ $? = 2 ] || fail "--delete without uid: $(cat log)"
liasse-ingest -i ix --delete-source tree/small.tar.gz 2>log || fail "$(cat log)"
want log "0 added, 0 updated, 0 unchanged, 60 deleted, 0 refused, 0 skipped"
liasse-ingest -i ix --delete-source tree/small.tar.gz 2>log && fail "twice"
liasse-ingest -i ix --delete-source tree 2>log || fail "$(cat log)"
[ "$(stat_of ix documents)" = 0 ] || fail "left: $(last log)"
liasse-ingest -i ix tree 2>log || fail "$(cat log)"
want log "71 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
sound ix

# ---- refused ones are told, not read again, unless asked for
mkdir bad
documents 1 1 >bad/good.ndjson
python3 - <<'P'
import zipfile
with zipfile.ZipFile("bad/z.zip", "w") as z:
    z.writestr("ok.ndjson", open("bad/good.ndjson").read().replace("T1", "T2"))
    z.writestr("broken.json", '{"liasse":1,"uid"')
    z.writestr("inner.zip", b"PK\3\4 and so on")
    z.writestr("note.bin", b"\0\1\2\3" * 100)
open("bad/cut.json", "w").write('{"liasse":1,"uid"')
P
touch -d '1 minute ago' bad/*
liasse-ingest -i bad.ix bad 2>log
[ $? = 1 ] || fail "exit: $(cat log)"
want log "2 added, 0 updated, 0 unchanged, 0 deleted, 3 refused, 1 skipped"
trace=
: >trace
strace -o /dev/null true 2>/dev/null &&
    trace="strace -f -o trace -e trace=openat"
# LeakSanitizer cannot work under ptrace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS
for options in "" "--retry-failed"; do
    $trace liasse-ingest -i bad.ix $options \
        --diagnostics bad.json bad 2>log
    [ $? = 1 ] || fail "again: exit, $(cat log)"
    want log "0 added, 0 updated, 2 unchanged, 0 deleted, 3 refused, 1 skipped"
    grep -q '"nested-archive","source":"bad/z.zip","member":"inner.zip"' \
        bad.json || fail "$(cat bad.json)"
    if [ -s trace ]; then
        grep -q 'z\.zip' trace; opened=$?
        [ "$opened" = "$([ -z "$options" ]; echo $?)" ] &&
            fail "'$options': opened $opened"
    fi
done

# ---- from the standard input: NDJSON, in gzip too, or a tar
documents 1 30 | gzip | liasse-ingest -i stdin - 2>log || fail "$(cat log)"
want log "30 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
liasse-ingest -i stdin - <"$source/corpus/archives/pages.tar.gz" 2>log ||
    fail "$(cat log)"
want log "3 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"
gzip -dc "$source/corpus/archives/pages.tar.gz" |
    liasse-ingest -i stdin - 2>log || fail "$(cat log)"
want log "0 added, 0 updated, 3 unchanged, 0 deleted, 0 refused, 0 skipped"
liasse-ingest -i stdin - <bad/z.zip 2>log
[ $? = 1 ] || fail "zip from a pipe: $(cat log)"

# ---- where is it?
liasse-ingest -i bad.ix --not-indexed bad tree/a.ndjson >lines 2>log
[ $? = 1 ] || fail "not-indexed: $(cat log)"
tab=$(printf '\t')
for line in "bad/cut.json${tab}REFUSED${tab}malformed" \
    "bad/good.ndjson${tab}T1" "bad/z.zip!ok.ndjson${tab}T2" \
    "bad/z.zip!broken.json${tab}REFUSED${tab}malformed" \
    "bad/z.zip!inner.zip${tab}REFUSED${tab}nested-archive" \
    "bad/z.zip!note.bin${tab}REFUSED${tab}unknown-kind" \
    "tree/a.ndjson${tab}ABSENT"; do
    grep -q "^$line" lines || fail "no '$line' in $(cat lines)"
done
[ "$(wc -l <lines)" = 7 ] || fail "$(cat lines)"
echo "archives kept well"
