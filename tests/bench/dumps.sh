#!/bin/sh
# Reading speed (--dry-run --jobs 1: bytes of input for a second of CPU, all
# processes, printing included): one tar of many small members and big files,
# XML and JSON, beside xmllint --stream and jq on the same files; the real
# amendments of ../shared/data, where they are, 20 times in a tar; then the
# same with more jobs, whose output must be the same.
#   dumps.sh BIN_DIR [MEMBERS [ROUNDS]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 members=${2:-50000} rounds=${3:-2}
real=$here/../../../shared/data/an-amendements-json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
files="dila.tar questions.tar amendments.tar questions.xml questions.json
    amendments.json tree.json"
for kind in $files; do
    python3 "$here/dumps.py" "$here/../../corpus" "$kind" "$kind" "$members"
done
if [ -d "$real" ]; then
    python3 "$here/dumps.py" "$real" copies.tar copies.tar 20
    files="$files copies.tar"
fi
measure() {
    file=$1 label=$2
    shift 2
    python3 "$here/timed.py" "$label" "$@" | awk -v size="$(stat -c %s "$file")" \
        -v file="$file" '{ for (i = 1; i < NF; i++) if ($i == "CPU") cpu = $(i + 1)
            printf "%-15s %6.1f MB/s of CPU  %s\n", file, size / 1e6 / cpu, $0 }'
}
for round in $(seq "$rounds"); do
    for file in $files; do
        measure $file "liasse-ingest" "$bin/liasse-ingest" --jobs 1 -n $file
    done
    if command -v xmllint >/dev/null; then
        measure questions.xml "xmllint --stream" \
            xmllint --stream --noout --huge questions.xml
    else
        echo "xmllint is not here (libxml2-utils)"
    fi
    if command -v jq >/dev/null; then
        for file in questions.json amendments.json tree.json; do
            measure $file "jq empty" jq empty $file
        done
        measure questions.json "jq -c .questions[]" \
            jq -c '.questions[]' questions.json
    else
        echo "jq is not here"
    fi
done
for file in dila.tar questions.tar; do
    for jobs in 1 2 4; do
        measure $file "--jobs $jobs" "$bin/liasse-ingest" --jobs $jobs -n $file
        "$bin/liasse-ingest" --jobs $jobs -n $file 2>/dev/null | cksum
    done | awk '/MB/ { print; next } { if (sum && $0 != sum) bad = 1; sum = $0 }
        END { if (bad) print "the outputs differ"; exit bad }'
done
