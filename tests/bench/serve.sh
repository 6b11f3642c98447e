#!/bin/bash
# Queries a second over HTTP beside the same searches in one process.
#
#   serve.sh BIN_DIR CORPUS.ndjson [WORK_DIR] [SECONDS]
#
# CORPUS: liasse NDJSON; the figures are those of SP-Codes (quality.sh makes
# it).  Word and and-queries of its own vocabulary, ten hits, one highlight, no
# facets, no cache of answers, 8 connections of wrk on the machine's cores;
# the in-process loop is liasse-query --batch with the same queries, extracts
# and JSON.  The two take turns, so that noise of the machine meets both; the
# ratio is the median of the rounds.
set -eu
bin=$1 corpus=$2 work=${3:-$(mktemp -d)} seconds=${4:-5}
command -v wrk >/dev/null || { echo "no wrk: nothing measured" >&2; exit 77; }
PATH=$bin:$PATH
mkdir -p "$work"
cp "$corpus" "$work/serve.ndjson"
cd "$work"
rm -rf serve-index
liasse-ingest -q -i serve-index serve.ndjson
liasse-index -q -i serve-index
python3 - serve.ndjson <<'P'
import collections, json, random, re, sys, urllib.parse
random.seed(1)
frequency, documents = collections.Counter(), []
for line in open(sys.argv[1], encoding="utf-8"):
    document = json.loads(line)
    words = set(re.findall(r"[a-zà-ÿ]{4,}", " ".join(b["text"] for b in document.get("text", [])).lower()))
    documents.append(sorted(words))
    frequency.update(words)
usual = [w for w, n in frequency.items() if 20 <= n <= len(documents) // 10]
usual.sort()
queries = random.sample(usual, 500)
while len(queries) < 1000:
    words = [w for w in random.choice(documents) if 20 <= frequency[w] <= len(documents) // 5]
    if len(words) > 2:
        queries.append(" ET ".join(random.sample(words, 2)))
random.shuffle(queries)
with open("serve.tsv", "w", encoding="utf-8") as batch:
    for i, q in enumerate(3 * queries):
        print(i, q, sep="\t", file=batch)
with open("serve.lua", "w", encoding="utf-8") as lua:
    print("local queries = {", file=lua)
    for q in queries:
        print('  "%s",' % urllib.parse.quote_plus(q), file=lua)
    print("""}
local at = 0
request = function()
  at = at % #queries + 1
  return wrk.format("GET", "/search?page_size=10&snippets=1&correct=0&match=all&query=" .. queries[at])
end
done = function(summary, latency)
  io.write(string.format("%.0f %.2f %.2f %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout))
end""", file=lua)
P
liasse-query -i serve-index --serve 127.0.0.1:0 >/dev/null 2>serve.err &
server=$!
trap 'kill $server 2>/dev/null' EXIT
sleep 1
# It tells its port.
port=$(sed -n "s|.*:\([0-9]*\)/\$|\1|p" serve.err)
[ -n "$port" ] || { echo "no port" >&2; exit 1; }
loop() {
    python3 - <<'P'
import subprocess, time
lines = sum(1 for _ in open("serve.tsv"))
start = time.perf_counter()
subprocess.run(["liasse-query", "-q", "-i", "serve-index", "--batch", "serve.tsv", "--format", "json", "--limit", "10", "--snippets", "1", "--match", "all"], stdout=subprocess.DEVNULL, check=True)
print(round(lines / (time.perf_counter() - start)))
P
}
echo "round in-process/s http/s p50-ms p99-ms errors ratio"
for round in 1 2 3 4 5; do
    inside=$(loop)
    outside=$(wrk -t1 -c8 -d"${seconds}s" -s serve.lua "http://127.0.0.1:$port" | tail -1)
    echo "$round $inside $outside $(echo "$inside ${outside%% *}" | awk '{ printf "%.2f", $2 / $1 }')"
done | tee serve.rounds
awk '{ print $7 }' serve.rounds | sort -n | awk '{ v[NR] = $1 } END { print "median ratio", v[int((NR + 1) / 2)] }'
