#!/bin/sh
# 100,000 small XML in one tar.gz (DILA articles, dumps.py): gzip -dc alone,
# liasse-ingest --dry-run with one worker and with two, into a fresh store; the
# peak memory of each process and of all together.  Ratios to gzip -dc of the
# same round.
#   archive.sh BIN_DIR [MEMBERS [ROUNDS]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 members=${2:-100000} rounds=${3:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 "$here/dumps.py" "$here/../../corpus" dila.tar.gz dila.tar.gz "$members"
for round in $(seq "$rounds"); do
    rm -rf index
    python3 "$here/timed.py" "gzip -dc" gzip -dc dila.tar.gz
    python3 "$here/timed.py" "--dry-run --jobs 1" \
        "$bin/liasse-ingest" --jobs 1 -n dila.tar.gz
    python3 "$here/timed.py" "--dry-run --jobs 2" \
        "$bin/liasse-ingest" --jobs 2 -n dila.tar.gz
    python3 "$here/timed.py" "into a store --jobs 2" \
        "$bin/liasse-ingest" --jobs 2 -i index dila.tar.gz
done
