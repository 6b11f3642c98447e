#!/bin/bash
# coverage.sh BUILD_DIR SOURCE_DIR
#
# Runs every test in a build with LIASSE_COVERAGE and prints the share of lines
# of common, ingest, index and query that ran; fails under 90 % in one of them
# (LIASSE_COVERED: another share; LIASSE_LABELS: only tests so labelled).
# BUILD_DIR/coverage.txt has it file by file, with the lines that did not run.
# What workers killed in tests have run is not counted.
set -u
build=$1 source=$2 least=${LIASSE_COVERED:-90} failed=0
find "$build" -name '*.gcda' -delete
# Allocations and bytes of gcov would count, too; there is no sandbox here.
ctest --test-dir "$build" -j "$(nproc)" -L "${LIASSE_LABELS:-.}" \
    -E '^(hardening|faults\.(allocations|limits|sandbox))$' >"$build/coverage.log" 2>&1 ||
    { failed=1; sed -n '/tests failed out/,$p' "$build/coverage.log"; }
gcovr -r "$source" --object-directory "$build" \
    --filter "$source/(common|ingest|index|query)/" --json "$build/coverage.json" \
    --gcov-ignore-parse-errors >/dev/null || exit 2
gcovr -r "$source" -a "$build/coverage.json" --txt "$build/coverage.txt"
for room in common ingest index query; do
    share=$(gcovr -r "$source" -a "$build/coverage.json" \
        --filter "$source/$room/" --json-summary - |
        sed -n 's/.*"line_percent": *\([0-9.]*\).*/\1/p' | tail -n 1)
    echo "$room: $share % of lines"
    awk -v have="$share" -v least="$least" 'BEGIN { exit !(have + 0 < least) }' &&
        { echo "FAIL: $room under $least %"; failed=1; }
done
exit $failed
