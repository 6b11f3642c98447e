#!/bin/sh
# Do repeated increments degrade search?
#
#   increments.sh BIN_DIR CORPUS.ndjson QUERIES.tsv [WORK_DIR [RUNS [COUNT]]]
#
# RUNS (50) times COUNT (1,000) documents of CORPUS are changed at random,
# ingested and indexed one run after the other, into two copies of one index:
# with automatic compaction and with --no-compact.  Prints what a run took,
# the sizes, then query times (query_time, processor time) of the index as it
# was built, of both copies, and of a rebuild of the same store; they take
# turns, three rounds.
set -eu
bin=$(cd "$1" && pwd) corpus=$(realpath "$2") queries=$(realpath "$3")
work=${4:-$(mktemp -d)} runs=${5:-50} count=${6:-1000}
[ $# -ge 4 ] || trap 'rm -rf "$work"' EXIT
PATH=$bin:$PATH LC_ALL=C.UTF-8 LIASSE_LANG=en
export PATH LC_ALL LIASSE_LANG
mkdir -p "$work"
cd "$work"
rm -rf built compact loose rebuilt changed-*
python3 - "$corpus" "$runs" "$count" <<'P'
import json, random, sys
lines = open(sys.argv[1], "rb").read().splitlines()
random.seed(1)
for run in range(int(sys.argv[2])):
    with open(f"changed-{run:03}", "w", encoding="utf-8") as out:
        for i in sorted(random.sample(range(len(lines)), int(sys.argv[3]))):
            document = json.loads(lines[i])
            words = document["text"][0]["text"].split(" ")
            a, b = random.randrange(len(words)), random.randrange(len(words))
            words[a], words[b] = words[b], words[a]
            document["text"][0]["text"] = " ".join(words) + f" Version {run}."
            out.write(json.dumps(document, ensure_ascii=False) + "\n")
P
liasse-ingest -q -i built "$corpus" 2>/dev/null
liasse-index -q -i built 2>/dev/null
cp -r built compact
cp -r built loose
for changes in changed-*; do
    for index in compact loose; do
        liasse-ingest -q -i $index - <"$changes" 2>/dev/null
        option=
        [ $index = compact ] || option=--no-compact
        start=$(date +%s.%N)
        liasse-index $option -i $index 2>log
        end=$(date +%s.%N)
        compacted=$(grep compacted log || true)
        [ -z "$compacted" ] || echo "$changes, $index: $compacted"
        echo "$index $start $end" >>runs
    done
done
awk '{ s = $3 - $2; n[$1]++; t[$1] += s; if (s > m[$1]) m[$1] = s }
     END { for (i in n) printf "%s: %d runs, mean %.2f s, slowest %.2f s\n",
           i, n[i], t[i] / n[i], m[i] }' runs
rm runs
cp -r loose rebuilt
liasse-index -q -i rebuilt --rebuild 2>/dev/null
for index in built compact loose rebuilt; do
    current=$(sed 's/auto //' $index/search)
    echo "$index: $(du -BM -s $index/$current | cut -f 1) search"
done
LIASSE_BENCH_CLOCK=cpu
export LIASSE_BENCH_CLOCK
for round in 1 2 3; do
    for index in built compact loose rebuilt; do
        query_time $index "$queries" 2 >times
        echo "$index: $(grep '^plain' times)"
        echo "$index: $(grep '^3 facets' times)"
    done
done
