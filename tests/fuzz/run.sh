#!/bin/sh
# run.sh BIN_DIR SOURCE_DIR PREFIX: the targets whose names begin so, each with
# LIASSE_FUZZ_COUNT (500) damaged inputs from LIASSE_FUZZ_SEED (1) on; inputs
# that fail stay in $TMPDIR/liasse-fuzz.
set -eu
bin=$1 source=$2 prefix=$3
kept=${TMPDIR:-/tmp}/liasse-fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8 LIASSE_LANG=en
"$bin/liasse-ingest" -q -i index "$source/corpus/textes" \
    "$source/corpus/questions-json" "$source/corpus/dila-legi" >log 2>&1 || true
"$bin/liasse-index" -q -i index >log 2>&1 || { cat log; exit 1; }
# Sanitizers take ten times the time.
if ldd "$bin/fuzz" | grep -qE 'lib(asan|tsan)'; then
    LIASSE_FUZZ_SECONDS=${LIASSE_FUZZ_SECONDS:-20}
    export LIASSE_FUZZ_SECONDS
fi
status=0
"$bin/fuzz" "$source/corpus" index "$prefix" "${LIASSE_FUZZ_COUNT:-500}" \
    "${LIASSE_FUZZ_SEED:-1}" || status=$?
if [ $status != 0 ] && ls fuzz-*.bin >/dev/null 2>&1; then
    mkdir -p "$kept"
    cp fuzz-*.bin "$kept"
    echo "kept in $kept"
fi
exit $status
