#!/bin/bash
# libFuzzer over the targets, one after another, SECONDS each:
#   libfuzzer.sh LIBFUZZER BIN_DIR SOURCE_DIR SECONDS [TARGET...]
# Corpora grow in $TMPDIR/liasse-libfuzzer/TARGET from run to run; inputs that
# fail are told and kept there.  The last line counts.
set -eu
fuzzer=$1 bin=$2 source=$3 seconds=$4
shift 4
kept=${TMPDIR:-/tmp}/liasse-libfuzzer
mkdir -p "$kept"
index=$(mktemp -d)
trap 'rm -rf "$index"' EXIT
"$bin/liasse-ingest" -q -i "$index" "$source/corpus/textes" \
    "$source/corpus/questions-json" "$source/corpus/dila-legi" 2>/dev/null || true
"$bin/liasse-index" -q -i "$index"
export LIASSE_FUZZ_CORPUS=$source/corpus LIASSE_FUZZ_INDEX=$index
export ASAN_OPTIONS=new_delete_type_mismatch=0 LC_ALL=C.UTF-8 LIASSE_LANG=en
[ $# -gt 0 ] || mapfile -t targets < <("$fuzzer")
[ $# -eq 0 ] || targets=("$@")
passed=0 failed=0
for target in "${targets[@]}"; do
    mkdir -p "$kept/$target"
    if LIASSE_FUZZ_TARGET=$target LIASSE_FUZZ_SEEDS=$kept/$target "$fuzzer" \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 -max_len=65536 \
        -print_final_stats=1 -artifact_prefix="$kept/$target-" \
        "$kept/$target" >"$kept/$target.log" 2>&1; then
        passed=$((passed + 1))
        verdict=ok
    else
        failed=$((failed + 1))
        verdict="FAILED: $kept/$target.log"
    fi
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$kept/$target.log")
    echo "$target: ${runs:-?} runs, $verdict"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
