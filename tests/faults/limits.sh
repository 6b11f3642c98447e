#!/bin/bash
# No room, no right to write, few files, little memory, nobody reading: a
# message and exit 3, what was acknowledged stays, and with the limit gone the
# next run goes on.
. "$(dirname "$0")/common.sh"
need_shim
cases=${LIASSE_CASES:-4} seed=${LIASSE_SEED:-$(random 1000000)}
RANDOM=$((seed % 32768))
here=$(pwd -P)

documents 1 2000 >first.ndjson
documents 2001 6000 >second.ndjson
liasse-ingest -i new first.ndjson 2>run.log || fail "ingest: $(cat run.log)"
liasse-index -i new 2>run.log || fail "index: $(cat run.log)"

# ended WHAT CODE LOG: exit 3 with a message (0: it was enough after all).
ended() {
    case $2 in
    0) ;;
    3) grep -q '^liasse-[a-z]*: ..*' "$3" || fail "$1: exit 3, no message" ;;
    *) fail "$1: exit $2: $(cat "$3")" ;;
    esac
}
# whole INDEX ACKNOWLEDGED
whole() {
    sound "$1"
    number=$(stat_of "$1" documents)
    [ "$number" -ge "$2" ] && [ $((number % 2000)) = 0 ] ||
        fail "$what: $number documents, $2 acknowledged"
}
last_committed() {
    awk '/^committed / { n = $2 } END { print n + 0 }' "$1"
}

# ---- a full disk: a real one, where a file system may be mounted ------------
full_disk() {
    mkdir disk
    mount -t tmpfs -o size=400m none disk || exit 77
    trap 'kill $(jobs -p) 2>/dev/null; umount -l disk; rm -rf "$work"' EXIT
    n=0
    while [ $n -lt "$cases" ]; do
        n=$((n + 1))
        what="seed $seed, full disk $n"
        rm -rf disk/* feed
        cp -r new disk/index
        mkfifo feed
        liasse-ingest -i disk/index --verbose - <feed 2>full.log &
        pid=$!
        exec 3>feed
        given=$((RANDOM % 3000 + 1))
        head -n $given second.ndjson >&3
        milliseconds 100 # the batch is open; now its room goes
        left=$((RANDOM * 32 % 1500000))
        room=$(($(stat -f -c '%a * %S' disk)))
        fallocate -l $((room - left)) disk/filler
        tail -n +$((given + 1)) second.ndjson >&3
        exec 3>&-
        wait $pid
        code=$?
        [ $code = 3 ] || fail "$what: exit $code: $(cat full.log)"
        grep -qE "No space left|disk almost full" full.log ||
            fail "$what: $(cat full.log)"
        kept=$(($(last_committed full.log) / 2000 * 2000))
        liasse-query -i disk/index --count logement >count 2>run.log ||
            fail "$what: no answer: $(cat run.log)"
        liasse-index -i disk/index 2>run.log
        ended "$what: index" $? run.log
        rm disk/filler
        whole disk/index 2000
        [ "$number" -ge $((2000 + kept)) ] || fail "$what: $number, $kept"
        liasse-ingest -i disk/index second.ndjson 2>run.log ||
            fail "$what: with room again: $(cat run.log)"
        liasse-index -i disk/index 2>run.log || fail "$what: $(cat run.log)"
        [ "$(stat_of disk/index documents)" = 6000 ] || fail "$what: not all"
    done
    # Read-only: it can be searched, and writers say why not.
    mount -o remount,ro disk || exit 77
    liasse-query -i disk/index --count logement >count || fail "read-only: query"
    # Xapian's own check opens tables for writing: that is no damage, and said.
    liasse-index -i disk/index --check >run.log 2>&1
    [ $? = 3 ] || fail "read-only: --check: $(cat run.log)"
    grep -q "no fault found.*Read-only" run.log ||
        fail "read-only: --check: $(cat run.log)"
    mount -o remount,rw disk && cp disk/index/search stub &&
        echo x >>disk/index/search && mount -o remount,ro disk || exit 77
    liasse-index -i disk/index --check >run.log 2>&1
    [ $? = 1 ] || fail "read-only and damaged: --check: $(cat run.log)"
    mount -o remount,rw disk && cp stub disk/index/search &&
        mount -o remount,ro disk || exit 77
    for program in "liasse-ingest first.ndjson" liasse-index \
        "liasse-index --rebuild" "liasse-index --compact"; do
        # shellcheck disable=SC2086
        $program -i disk/index 2>run.log
        [ $? = 3 ] || fail "read-only: $program: $(cat run.log)"
        grep -qi "read-only" run.log || fail "read-only: $(cat run.log)"
    done
    echo "$cases of $cases full disks"
}
if [ "${LIASSE_INSIDE-}" = yes ]; then
    full_disk
    exit 0
fi
if unshare -Urm true 2>/dev/null; then
    LIASSE_INSIDE=yes LIASSE_TALLY='' LIASSE_SEED=$seed unshare -Urm \
        "$source/tests/faults/limits.sh" "$bin" "$source" ||
        fail "on a full disk"
else
    echo "nothing can be mounted here: no real full disk" >&2
fi

# ---- the same for every program, by a budget of bytes ------------------------
cp -r new pending
liasse-ingest -i pending second.ndjson 2>run.log || fail "$(cat run.log)"
n=0
while [ $n -lt "$cases" ]; do
    n=$((n + 1))
    for program in "liasse-ingest second.ndjson" liasse-index \
        "liasse-index --rebuild" "liasse-index --compact"; do
        tried=$((tried + 1))
        from=pending least=6000
        [ "$program" != "liasse-ingest second.ndjson" ] || from=new least=2000
        rm -rf index && cp -r $from index
        bytes=$((RANDOM * RANDOM % 3000000))
        what="seed $seed, $bytes bytes for $program"
        # shellcheck disable=SC2086
        LIASSE_FAULT_DIR=$here/index LIASSE_FAULT_BUDGET=$bytes \
            LIASSE_FAULT_ROLE=parent LIASSE_FAULT_NOSYNC=1 \
            LD_PRELOAD=$bin/faults.so $program -i index 2>run.log
        ended "$what" $? run.log
        liasse-query -i index --count logement >count 2>run.log ||
            fail "$what: query: $(cat run.log)"
        whole index $least
    done
done

# ---- few files ---------------------------------------------------------------
# Without descriptors nothing is damaged: --check finds none, --repair makes
# nothing anew, --export does not end well with less than all.
files_tried="4 6 9" memory_tried="32 64"
[ "$cases" -le 4 ] || files_tried="4 5 6 7 8 9 10 11 12 14 16 20"
[ "$cases" -le 4 ] || memory_tried="24 28 32 36 40 48 56 64 80 96 128"
liasse-index -i new --export >exported 2>run.log || fail "export: $(cat run.log)"
for files in $files_tried; do
    for program in "liasse-ingest --jobs 1 second.ndjson" liasse-index \
        "liasse-index --rebuild" "liasse-index --check" \
        "liasse-index --check --full" "liasse-index --repair" \
        "liasse-index --export" "liasse-index --backup copy" \
        "liasse-query --count a"; do
        rm -rf index copy && cp -r new index
        what="$files files: $program"
        # shellcheck disable=SC2086
        (ulimit -n $files && exec $program -i index) >out 2>run.log
        code=$?
        case $program:$code in
        *query*:1) ;; # no hit
        *export*:0) cmp -s out exported || fail "$what: another export" ;;
        *:127) [ -s run.log ] || fail "$what: no message" ;; # the loader
        *) ended "$what" $code run.log ;;
        esac
        [ ! -e index/store-damaged-1 ] || fail "$what: a sound store was replaced"
        liasse-index -i index --check >run.log 2>&1 || fail "$what: $(cat run.log)"
    done
done

# ---- little memory -------------------------------------------------------------
for megabytes in $memory_tried; do
    for program in "liasse-ingest --jobs 1 second.ndjson" \
        "liasse-index --rebuild --jobs 2" "liasse-query --limit 100 logement"; do
        rm -rf index && cp -r new index
        what="$megabytes MiB: $program"
        # shellcheck disable=SC2086
        (ulimit -v $((megabytes * 1024)) && exec $program -i index) \
            >out 2>run.log
        code=$?
        # 127: the loader found no room for the libraries; 1: a worker did not.
        case $program:$code in
        *:127 | *ingest*:1) [ -s run.log ] || fail "$what: no message" ;;
        *) ended "$what" $code run.log ;;
        esac
        liasse-index -i index --check >run.log 2>&1 || fail "$what: $(cat run.log)"
    done
done

# ---- nobody reads what is said ---------------------------------------------------
rm -rf index && cp -r new index
{ liasse-ingest -i index --verbose second.ndjson 2>&1 && echo 0 >code; } | true
[ "$(cat code 2>/dev/null)" = 0 ] || fail "a closed pipe stopped ingest"
[ "$(stat_of index documents)" = 6000 ] || fail "a closed pipe: documents lost"
{ liasse-ingest --dry-run second.ndjson 2>run.log; echo $? >code; } | head -n 1 >out
[ "$(cat code)" = 3 ] && grep -q "stdout" run.log ||
    fail "dry run into a closed pipe: exit $(cat code): $(cat run.log)"
echo "limits are told"
