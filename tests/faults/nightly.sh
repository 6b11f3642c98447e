#!/bin/bash
# nightly.sh BIN_DIR SOURCE_DIR [PART...]
#
# The fault tests with their long counts, LIASSE_JOBS (2) at a time: a line as
# each ends, then a table for tests/RESULTS.md, which also stays in
# BIN_DIR/../nightly.md.  PART: some of them only (kill, or allocations-query:
# all whose names begin so); "list" names them.  Counts may be set: KILLS
# SWITCHES STATES CALLS ALLOCATIONS (a number, or all) PLACES TRIALS OTHERS
# COPIES DISKS SERVES SECONDS_TOGETHER QUERIES FUZZ; SEED.  Work is done in memory
# (/dev/shm) where TMPDIR names no other place.
set -u
bin=$(cd "$1" && pwd) && source=$(cd "$2" && pwd) || exit 2
shift 2
here=$source/tests/faults jobs=${LIASSE_JOBS:-2}
seed=${SEED:-$(($(date +%s) % 30000))}
if [ -z "${TMPDIR-}" ] && [ -w /dev/shm ]; then
    TMPDIR=/dev/shm
    export TMPDIR
fi
logs=$(mktemp -d) || exit 2
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$logs"' EXIT
chosen=" $* " table=$bin/../nightly.md
names=()

# is_chosen NAME
is_chosen() {
    [ "$chosen" = "  " ] && return 0
    for wanted in $chosen; do
        case $1 in "$wanted"*) return 0 ;; esac
    done
    return 1
}

# run NAME COMMAND...: in the background, its end in files.
run() {
    name=$1
    shift
    (
        start=$(date +%s)
        LIASSE_TALLY=$logs/$name.tally timeout 14400 "$@" >"$logs/$name.out" 2>&1
        code=$?
        end=$(date +%s)
        case $code in
        0) said=$(grep -av '^$' "$logs/$name.out" | tail -n 1) ;;
        77) said="skipped: $(tail -n 1 "$logs/$name.out")" ;;
        *) said="ended with $code: $(grep -aE 'FAIL|WRONG|tests failed|\*\*\*' "$logs/$name.out" | head -n 1)" ;;
        esac
        read -r passed failed 2>/dev/null <"$logs/$name.tally" ||
            { passed=$((code == 0)) failed=$((code != 0 && code != 77)); }
        [ $code = 0 ] || [ $code = 77 ] || [ "$failed" -gt 0 ] || failed=1
        # Those that count for themselves: queries, inputs of a target.
        [ "$code$passed" != 00 ] || passed=${said%% *}
        [ -z "${said##* inputs, *}" ] && [ $code = 0 ] &&
            passed=$(awk '$3 ~ /^inputs/ { n += $2 } END { print n + 0 }' "$logs/$name.out") &&
            said="$(grep -c ' inputs, ' "$logs/$name.out") targets, no finding"
        printf '%-20s %s passed, %s failed, %s s: %s\n' "$name" "$passed" \
            "$failed" $((end - start)) "${said:0:200}" | tee "$logs/$name.line"
    ) &
}

# part NAME VARIABLE=VALUE... COMMAND...: waits for a place.
part() {
    if [ "$chosen" = " list " ]; then echo "$1"; return; fi
    is_chosen "$1" || return 0
    names+=("$1")
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    one=$1
    shift
    run "$one" env "$@"
}
# fault NAME SCRIPT VARIABLE=VALUE...
fault() {
    name=$1 script=$2
    shift 2
    part "$name" "LIASSE_SEED=$seed" "$@" bash "$here/$script.sh" "$bin" "$source"
    seed=$((seed + 5000))
}
# half COUNT
half() { echo $((($1 + 1) / 2)); }

# The longest first, so that the two ends come near one another.
for program in index rebuild ingest worker check query; do
    fault allocations-$program allocations "LIASSE_CASES=${ALLOCATIONS:-all}" \
        "LIASSE_PLACES=${PLACES:-5000}" LIASSE_PROGRAMS=$program
done
# A server starts threads: its places are not the same twice, chance finds them.
part allocations-library LIASSE_PLACES=0 sh "$source/tests/api/api.sh" \
    "$bin/.." "$source" cc c++ ""
fault allocations-serve allocations "LIASSE_CASES=$((7 * ${SERVES:-1000}))" \
    LIASSE_PLACES=100000 LIASSE_PROGRAMS=serve
rounds=$(half "${KILLS:-1000}")
fault kill-1 kill "LIASSE_ROUNDS=$rounds"
fault kill-2 kill "LIASSE_ROUNDS=$rounds"
trials=$(half "${TRIALS:-5000}")
fault damage-sealed-1 damage "LIASSE_TRIALS=$trials" LIASSE_KINDS=sealed
fault damage-sealed-2 damage "LIASSE_TRIALS=$trials" LIASSE_KINDS=sealed
fault damage-store damage "LIASSE_TRIALS=${OTHERS:-1000}" LIASSE_KINDS=store
fault damage-live damage "LIASSE_TRIALS=${OTHERS:-1000}" LIASSE_KINDS=live
cases=$(half "${CALLS:-2000}")
fault syscalls-1 syscalls "LIASSE_CASES=$cases"
fault syscalls-2 syscalls "LIASSE_CASES=$cases"
states=$(half "${STATES:-1000}")
fault powerloss-1 powerloss "LIASSE_STATES=$states"
fault powerloss-2 powerloss "LIASSE_STATES=$states"
for group in reader archive query http store french; do
    part fuzz-$group "LIASSE_FUZZ_COUNT=${FUZZ:-10000}" \
        "LIASSE_FUZZ_SEED=$seed" \
        "$source/tests/fuzz/run.sh" "$bin" "$source" $group-
done
fault writers writers "LIASSE_TRIALS=${OTHERS:-1000}"
fault switch switch "LIASSE_ROUNDS=${SWITCHES:-500}"
fault bulk bulk "LIASSE_ROUNDS=${SWITCHES:-500}"
fault compact compact "LIASSE_ROUNDS=${SWITCHES:-500}"
fault repair repair "LIASSE_TRIALS=${REPAIRS:-500}"
fault backup backup "LIASSE_COPIES=${COPIES:-60}"
fault limits limits "LIASSE_CASES=${DISKS:-40}"
# These measure time, or need it: one at a time.
wait
jobs=1
fault readers readers "LIASSE_SECONDS=${SECONDS_TOGETHER:-60}"
fault together together "LIASSE_SECONDS=${SECONDS_TOGETHER:-60}" \
    "LIASSE_QUERIES=${QUERIES:-50000}"
part http-slow LIASSE_PATIENCE=100 "$source/tests/http/slow.sh" "$bin" "$source"
part http-busy LIASSE_PATIENCE=100 LIASSE_SECONDS=20 \
    "$source/tests/http/busy.sh" "$bin" "$source"
part http-crowd "LIASSE_SECONDS=${SECONDS_TOGETHER:-60}" \
    "$source/tests/http/crowd.sh" "$bin" "$source"
wait
[ "$chosen" = " list " ] && exit 0

# The table.
failures=0
{
    echo "$(git -C "$source" describe --always --dirty 2>/dev/null), $(date -u +%F)"
    echo
    echo "| part | result | time |"
    echo "|---|---|---|"
    for name in "${names[@]}"; do
        sed -E 's/^([^ ]+) +([0-9]+) passed, ([0-9]+) failed, ([0-9]+) s: (.*)$/| \1 | \2 passed, \3 failed: \5 | \4 s |/' \
            "$logs/$name.line"
    done
} >"$table"
for name in "${names[@]}"; do
    grep -q ' 0 failed' "$logs/$name.line" ||
        { failures=$((failures + 1)); tail -n 20 "$logs/$name.out"; }
done
cat "$table"
echo "${#names[@]} parts, $failures of them failed"
[ $failures = 0 ]
