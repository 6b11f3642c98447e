#!/bin/sh
# RELIABILITY.md rules 1 to 3 and 6, seen from outside by strace: every commit
# is synced, then its directory; the reading processes hold no database file;
# a file-size limit is an error with a message, not a signal.
. "$(dirname "$0")/common.sh"
command -v strace >/dev/null || { echo "no strace" >&2; exit 77; }
strace -o /dev/null true 2>/dev/null || { echo "no ptrace here" >&2; exit 77; }
# LeakSanitizer cannot work under ptrace.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

documents 1 5000 >all.ndjson

# commits TRACE DIRECTORY: prints how many commits of that database the trace
# holds; fails when one was not followed by a sync of the directory before
# the next, or had no synced table before it.
commits() {
    awk -v dir="$2" -v base="$(basename "$2")" '
        index($0, "fdatasync(") || index($0, "fsync(") {
            if (index($0, dir "/")) synced = 1
            if (index($0, dir ">)")) due = 0
        }
        /^[^"]*rename/ && index($0, base "/iamglass") {
            if (due) { print "directory not synced" > "/dev/stderr"; exit 1 }
            if (!synced) { print "tables not synced" > "/dev/stderr"; exit 1 }
            due = 1; synced = 0; n++
        }
        END { if (due) { print "last one not synced" > "/dev/stderr"; exit 1 }
              print n + 0 }' "$1"
}

strace -y -o ingest.trace -e trace=fsync,fdatasync,rename,renameat,renameat2 \
    liasse-ingest -i index all.ndjson 2>log || fail "ingest: $(cat log)"
n=$(commits ingest.trace "$work/index/store") || fail "store: $n"
[ "$n" -ge 3 ] || fail "store: only $n commits seen"
for bulk in on off; do # search-1, search-2
    strace -f -y -o index.$bulk \
        -e trace=fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat \
        env LIASSE_BULK=$bulk liasse-index -i index --rebuild 2>log ||
        fail "index: $(cat log)"
done
n=$(commits index.on "$work/index/search-1") || fail "search: $n"
[ "$n" -ge 3 ] || fail "search: only $n commits seen in a bulk build"
n=$(commits index.off "$work/index/search-2") || fail "search: $n"
[ "$n" -ge 5 ] || fail "search: only $n commits seen"
for trace in index.on index.off; do
# The switch: the stub is synced before its rename, the directory after it.
awk '/search.new>/ && /fsync/ { synced = 1 }
     /rename/ && /search.new/ { if (!synced) exit 1; renamed = 1 }
     renamed && /fsync/ && /index>/ { done = 1 }
     END { exit !done }' $trace || fail "the switch is not synced"
# One rename and no more: the stub is there at every moment.
awk '/(rename|unlink)/ && /index\/search"/ { n++; if (!/search\.new", .*index\/search"/) n += 2 }
     END { exit n != 1 }' $trace || fail "the switch is more than one rename"
done

# Workers are started by exec, hold neither the lock nor a table.
mkfifo feed
liasse-ingest -i index --jobs 1 - <feed 2>/dev/null &
parent=$!
exec 3>feed
wait_for has_children $parent
milliseconds 100
for child in $(children $parent); do
    ls -l "/proc/$child/fd" | grep -q glass && fail "a worker holds a table"
    ls -l "/proc/$child/fd" | grep -q flintlock && fail "... or the lock"
done
exec 3>&-
wait $parent || fail "ingest from a pipe"

# A file-size limit (EFBIG, and SIGXFSZ ignored) stands for a full disk.
documents 5001 60000 >more.ndjson
before=$(stat_of index documents)
(ulimit -f 2048 && exec liasse-ingest -i index more.ndjson) 2>log
code=$?
[ $code = 3 ] || fail "file limit: exit $code, $(cat log)"
grep -q "liasse-ingest: " log || fail "no message"
after=$(stat_of index documents)
added=$(tail -n 1 log | cut -d' ' -f1)
[ $((before + added)) = "$after" ] || fail "said $added, $before -> $after"
sound index
liasse-ingest -i index more.ndjson 2>log || fail "with room again: $(cat log)"
[ "$(stat_of index documents)" = 60000 ] || fail "not all there"
sound index
echo "durable"
