#!/bin/sh
# SIGINT and SIGTERM: the batch is committed, the place is said, the last line
# stays machine text, the exit code is 128 + n, and the next run goes on.
. "$(dirname "$0")/common.sh"

many=${LIASSE_DOCUMENTS:-60000}
documents 1 "$many" >big.ndjson
for signal in INT TERM; do
    rm -rf index
    # A background process of sh ignores SIGINT: exec through a subshell
    # that restores it is not portable, so the signal goes by kill.
    liasse-ingest -i index --verbose big.ndjson 2>log &
    pid=$!
    wait_for grep -q committed log
    kill -$signal $pid
    wait $pid
    code=$?
    case $signal in INT) want=130 ;; TERM) want=143 ;; esac
    [ $code = $want ] || fail "$signal: exit $code: $(cat log)"
    tail -n 1 log | grep -qE '^[0-9]+ added, .* skipped in [0-9.]+ s$' ||
        fail "$signal: last line: $(tail -n 1 log)"
    grep -q "stopped in 'big.ndjson'" log || fail "$signal: no place"
    added=$(tail -n 1 log | cut -d' ' -f1)
    [ "$added" -gt 0 ] && [ "$added" -lt "$many" ] || fail "$signal: $added"
    [ "$(stat_of index documents)" = "$added" ] || fail "$signal: not kept"
    liasse-index -i index 2>log &
    pid=$!
    milliseconds 400
    kill -$signal $pid
    wait $pid
    code=$?
    [ $code = $want ] || [ $code = 0 ] || fail "$signal: index exit $code"
    liasse-ingest -i index big.ndjson 2>log || fail "$signal: $(cat log)"
    left=$((many - added))
    tail -n 1 log | grep -q "^$left added, 0 updated, $added unchanged" ||
        fail "$signal: next run: $(tail -n 1 log)"
done
liasse-index -i index 2>/dev/null || fail "index"
sound index
echo "stopped well"
