#!/bin/sh
# Reading speed (--dry-run --jobs 1: bytes of input for a second of CPU, all
# processes, printing included): one tar of many small members and big files,
# XML and JSON, beside xmllint --stream and jq on the same files.
#   dumps.sh BIN_DIR [MEMBERS [ROUNDS]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 members=${2:-50000} rounds=${3:-2}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for kind in dila.tar questions.tar questions.xml questions.json; do
    python3 "$here/dumps.py" "$here/../../corpus" "$kind" "$kind" "$members"
done
measure() {
    file=$1 label=$2
    shift 2
    python3 "$here/timed.py" "$label" "$@" | awk -v size="$(stat -c %s "$file")" \
        -v file="$file" '{ for (i = 1; i < NF; i++) if ($i == "CPU") cpu = $(i + 1)
            printf "%-15s %6.1f MB/s of CPU  %s\n", file, size / 1e6 / cpu, $0 }'
}
for round in $(seq "$rounds"); do
    for file in dila.tar questions.tar questions.xml questions.json; do
        measure $file "liasse-ingest" "$bin/liasse-ingest" --jobs 1 -n $file
    done
    if command -v xmllint >/dev/null; then
        measure questions.xml "xmllint --stream" \
            xmllint --stream --noout --huge questions.xml
    else
        echo "xmllint is not here (libxml2-utils)"
    fi
    if command -v jq >/dev/null; then
        measure questions.json "jq empty" jq empty questions.json
        measure questions.json "jq -c .questions[]" \
            jq -c '.questions[]' questions.json
    else
        echo "jq is not here"
    fi
done
