#!/bin/sh
# Retrieval quality on SP-Codes: 28,855 articles of four French codes searched
# with titles of service-public.fr sheets (../shared/FRENCH.md says how the
# judgements were made).  Fetches the collection from npm, indexes it, runs the
# train queries and prints our metrics.
#
#   quality.sh BIN_DIR SOURCE_DIR [WORK_DIR]
#
# Needs npm, python3 and ../shared/french; WORK_DIR is kept when it is given.
set -eu
bin=$1 source=$2 work=${3:-$(mktemp -d)}
french=$source/../shared/french
package=@socialgouv/legi-data@2.513.0
[ -d "$french" ] || { echo "no ../shared/french: nothing measured" >&2; exit 77; }
PATH=$bin:$PATH
mkdir -p "$work" && cd "$work"
if [ ! -s corpus.ndjson ]; then
    npm pack "$package" >/dev/null 2>&1
    tar xzf socialgouv-legi-data-*.tgz
    python3 "$french/spcodes/corpus.py" package/data >corpus.ndjson
fi
rm -rf index
liasse-ingest --quiet -i index corpus.ndjson
liasse-index -i index
# The same queries without their accents: the difference should be nothing.
python3 -c 'import sys, unicodedata
for line in sys.stdin:
    print("".join(c for c in unicodedata.normalize("NFD", line.rstrip("\n"))
                  if not unicodedata.combining(c)))' \
    <"$french/spcodes/queries.train.tsv" >plain.tsv
for queries in "$french/spcodes/queries.train.tsv" plain.tsv; do
    liasse-query -i index --batch "$queries" --format trec --limit 1000 \
        --match any >run
    for set in A B; do
        printf '%s %s: ' "$(basename "$queries" .tsv)" $set
        python3 "$french/eval.py" run "$french/spcodes/qrels.$set.train.txt"
    done
done
[ $# -gt 2 ] || rm -rf "$work"
