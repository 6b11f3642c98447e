#!/bin/bash
# nightly.sh BIN_DIR SOURCE_DIR: the fault tests with their long counts, one
# line each.  Counts may be set: KILLS SWITCHES STATES CALLS ALLOCATIONS (a
# number, or all) PLACES TRIALS COPIES DISKS SECONDS_TOGETHER QUERIES;
# MUTANTS=no leaves the mutants out.
set -u
bin=$1 source=$2 failed=0
here=$source/tests/faults

# long NAME VARIABLE=VALUE...
long() {
    name=$1
    shift
    start=$(date +%s)
    said=$(env "$@" timeout 14400 bash "$here/$name.sh" "$bin" "$source" 2>&1)
    code=$?
    case $code in
    0) verdict=$(tail -n 1 <<<"$said") ;;
    77) verdict="skipped: $(tail -n 1 <<<"$said")" ;;
    *) verdict="FAILED ($code): $(grep -a FAIL <<<"$said" | head -n 1)"
        failed=1 ;;
    esac
    printf '%-12s %s, %d s\n' "$name" "$verdict" $(($(date +%s) - start))
}
long kill LIASSE_ROUNDS="${KILLS:-1000}"
long switch LIASSE_ROUNDS="${SWITCHES:-500}"
long bulk LIASSE_ROUNDS="${SWITCHES:-500}"
long compact LIASSE_ROUNDS="${SWITCHES:-500}"
long powerloss LIASSE_STATES="${STATES:-1000}"
long syscalls LIASSE_CASES="${CALLS:-2000}"
long allocations LIASSE_CASES="${ALLOCATIONS:-all}" \
    LIASSE_PLACES="${PLACES:-5000}"
long damage LIASSE_TRIALS="${TRIALS:-5000}"
long repair LIASSE_TRIALS="${TRIALS:-500}"
long backup LIASSE_COPIES="${COPIES:-60}"
long limits LIASSE_CASES="${DISKS:-40}"
long readers LIASSE_SECONDS="${SECONDS_TOGETHER:-60}"
long together LIASSE_SECONDS="${SECONDS_TOGETHER:-60}" \
    LIASSE_QUERIES="${QUERIES:-50000}"
if [ "${MUTANTS:-yes}" = yes ]; then
    bash "$here/mutate.sh" "$source" || failed=1
fi
exit $failed
