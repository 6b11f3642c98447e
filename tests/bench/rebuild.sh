#!/bin/sh
# liasse-index --rebuild in bulk and through Xapian's interface, A B A B, on
# the first COUNT documents of the benchmark corpus (20000); then both databases
# are compared in everything and checked, 3,000 documents changed and a tenth
# of that deleted, indexed in both, compared and checked again.
#
#   rebuild.sh BIN_DIR SOURCE_DIR [CORPUS_DIR [COUNT [ROUNDS]]]
#
# CORPUS_DIR holds corpus.liasse.ndjson (../shared/bench/corpus.py); without it
# the corpus is fetched.  The sizes are of the databases as they came out.
set -eu
bin=$(cd "$1" && pwd) source=$(cd "$2" && pwd)
count=${4-20000} rounds=${5-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
corpus=${3-$work}/corpus.liasse.ndjson
if [ ! -s "$corpus" ]; then
    maker=$source/../shared/bench/corpus.py
    [ -f "$maker" ] || maker=$source/tests/bench/corpus.py
    python3 "$maker" "$(dirname "$corpus")" >&2
fi
PATH=$bin:$PATH LC_ALL=C.UTF-8 LIASSE_LANG=en
export PATH LC_ALL LIASSE_LANG
cd "$work"

equal() {
    compare slow/search bulk/search || exit 1
    for index in slow bulk; do
        xapian-check "$index/$(cut -d ' ' -f 2 "$index/search")" | tail -n 1
    done
}

timed() {
    how=$1 index=$2
    LIASSE_BULK=$how /usr/bin/time -f "%e %U %S %M" -o time \
        liasse-index -i "$index" --rebuild --quiet 2>/dev/null
    # A rebuild leaves the generation before it until the next run.
    generation=$(cut -d ' ' -f 2 "$index/search")
    awk -v how="$how" -v bytes="$(du -sb "$index/$generation" | cut -f 1)" '
        { printf "%s\t%.1f s wall\t%.1f s CPU\t%d MiB\t%.0f MB\n", how, $1,
                 $2 + $3, $4 / 1024, bytes / 1e6 }' time
}

head -n "$count" "$corpus" >documents.ndjson
liasse-ingest -i bulk --quiet documents.ndjson 2>/dev/null
cp -r bulk slow
round=0
while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    timed on bulk
    timed off slow
done
equal

# Every seventh document with another title and other words.
awk 'NR % 7 == 0 && n++ < 3000' documents.ndjson |
    sed 's/"title": "/"title": "Version nouvelle, /; s/ alinéa/ paragraphe/g' \
        >changed.ndjson
awk 'NR % 70 == 1 && n++ < 300' documents.ndjson |
    sed 's/.*"uid": "\([^"]*\)".*/{"liasse":1,"uid":"\1","deleted":true}/' \
        >>changed.ndjson
for index in slow bulk; do
    liasse-ingest -i $index --quiet - <changed.ndjson 2>/dev/null
    liasse-index -i $index
done
equal
