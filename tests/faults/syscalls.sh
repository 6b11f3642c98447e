#!/bin/bash
# The n-th system call on the index fails, once or for good, in every program
# that writes and in the one that reads: a clear message and exit code, never
# a signal; what was acknowledged before is there, whole batches only, and the
# next run without the fault ends as an undisturbed one.
. "$(dirname "$0")/common.sh"
need_shim
cases=${LIASSE_CASES:-60} seed=${LIASSE_SEED:-$(random 1000000)}
RANDOM=$((seed % 32768))
here=$(pwd -P) batch=100
LIASSE_FAULT_NOSYNC=1 LIASSE_BATCH=$batch
export LIASSE_FAULT_NOSYNC LIASSE_BATCH

documents 1 400 >first.ndjson
documents 401 800 >second.ndjson
quiet() { LD_PRELOAD=$bin/faults.so "$@" 2>run.log; }
quiet liasse-ingest -i new first.ndjson || fail "ingest"
quiet liasse-index -i new || fail "index"
cp -r new pending
quiet liasse-ingest -i pending second.ndjson || fail "ingest"
cp -r pending done
quiet liasse-index -i done || fail "index"

# What each program does, to which index.
programs=${LIASSE_PROGRAMS:-ingest create index slow rebuild compact query check}
start_of() {
    case $1 in
    ingest) echo new ;;
    create) echo empty ;;
    index | slow | rebuild) echo pending ;;
    *) echo "done" ;;
    esac
}
run() {
    case $1 in
    ingest) liasse-ingest -i index --verbose second.ndjson ;;
    create) liasse-ingest -i index --verbose first.ndjson ;;
    index) liasse-index -i index ;;
    slow) LIASSE_BULK=off liasse-index -i index --rebuild ;;
    rebuild) liasse-index -i index --rebuild --jobs 2 --memory 64 ;;
    compact) liasse-index -i index --compact ;;
    query) liasse-query -i index --limit 100 --facet type logement ;;
    check) liasse-index -i index --check ;;
    esac
}
faulty() { # faulty PROGRAM FAULT
    LIASSE_FAULT_DIR=$here/index LIASSE_FAULT=$2 LIASSE_FAULT_COUNT=$here/count \
        LIASSE_FAULT_ROLE=parent LD_PRELOAD=$bin/faults.so run "$1"
}
fresh() {
    rm -rf index count
    [ "$1" = empty ] || cp -r "$1" index
}

# How often each program makes each call.
declare -A calls
kinds=${LIASSE_KINDS:-write fsync rename open read mmap unlink}
for program in $programs; do
    fresh "$(start_of $program)"
    faulty $program write:0:5:once >answer.$program 2>run.log ||
        fail "$program: $(cat run.log)"
    while read -r kind number _; do
        calls[$program.$kind]=$number
    done <count
done

# reached KIND: was the fault?
reached() {
    awk -v kind="$1" '$1 == kind && $3 > 0 { found = 1 }
        END { exit !found }' count 2>/dev/null
}

# Is the index what it may be, `kept` documents at least in it?
look() { # look KEPT
    if ! LD_PRELOAD=$bin/faults.so liasse-index -i index --check >check.log 2>&1
    then
        # Nothing was promised yet: a database half made, or none.
        [ "$1" = 0 ] && grep -q '^liasse-index: ..' check.log ||
            fail "$what: --check: $(cat check.log)"
        return
    fi
    number=$(stat_of index documents) || fail "$what: --stats"
    [ "$number" -ge "$1" ] || fail "$what: $number of $1 documents"
    [ $((number % batch)) = 0 ] || fail "$what: part of a batch, $number"
}

n=0 fired=0 absorbed=0
while [ $n -lt "$cases" ]; do
    # shellcheck disable=SC2086
    set -- $programs
    shift $((RANDOM % $#))
    program=$1
    # shellcheck disable=SC2086
    set -- $kinds
    shift $((RANDOM % $#))
    kind=$1
    times=${calls[$program.$kind]:-0}
    [ "$times" -gt 0 ] || continue
    n=$((n + 1)) tried=$((tried + 1))
    nth=$((RANDOM % times + 1))
    # Names and syncs are few: as often as many reads.
    case $kind in
    write) set -- 5:once 5:always 28:once 28:always 28:short ;;
    open) set -- 5:once 5:always 24:once 24:always 28:always ;;
    mmap) set -- 12:once 12:always ;;
    rename | unlink) set -- 5:once 5:always 28:once 28:always ;;
    *) set -- 5:once 5:always ;;
    esac
    shift $((RANDOM % $#))
    what="seed $seed case $n: $program $kind:$nth:$1"
    fresh "$(start_of "$program")"
    faulty "$program" "$kind:$nth:$1" >answer 2>run.log
    code=$?
    reached "$kind" && fired=$((fired + 1))
    case $code in
    0) # told or not, what was asked for is done
        absorbed=$((absorbed + 1))
        [ "$program" != query ] || cmp -s answer answer.query ||
            fail "$what: other answers, exit 0"
        # A sync of ingest that failed is never passed over.
        case $program:$kind in
        ingest:fsync | create:fsync)
            ! reached fsync || fail "$what: exit 0: $(cat run.log)"
            ;;
        esac
        ;;
    1) [ "$program" = check ] || fail "$what: exit 1: $(cat run.log)" ;;
    3) ;;
    *) fail "$what: exit $code: $(cat run.log)" ;;
    esac
    [ $code = 0 ] || grep -q "^liasse-[a-z]*: ..*" run.log ||
        fail "$what: exit $code without a message: $(cat run.log)"
    if [ $code != 0 ] && grep -qiE ': success|unknown error' run.log; then
        fail "$what: a message that says nothing: $(cat run.log)"
    fi
    case $program in
    query | check) continue ;;
    ingest | create)
        kept=$(awk '/^committed / { n = $2 } END { print n + 0 }' run.log)
        [ $code != 0 ] || kept=400
        [ "$program" = create ] || kept=$((kept + 400))
        look "$kept"
        quiet run "$program" || fail "$what: then: $(cat run.log)"
        quiet liasse-index -i index || fail "$what: index: $(cat run.log)"
        ;;
    *)
        quiet liasse-query -i index --count logement >count ||
            fail "$what: no answer: $(cat run.log)"
        look 800
        quiet liasse-index -i index || fail "$what: index: $(cat run.log)"
        ;;
    esac
    end=done
    [ "$program" != create ] || end=new
    quiet liasse-query -i index --format ids --limit 1000 logement | sort >ids
    quiet liasse-query -i $end --format ids --limit 1000 logement | sort |
        cmp -s - ids || fail "$what: other answers at the end"
    look 400
done
echo "$cases of $cases faults, $fired reached, $absorbed done all the same"
