#!/bin/sh
# Big inputs, one after the other: a tar of many small members, one array of
# JSON, one file of XML, one tree of JSON.  Seconds and memory of each, and
# whether all records came out.  No process may take more than 256 MiB; a job
# and its parent together neither.
#   dumps_big.sh BIN_DIR [MEMBERS [MB [TREE_MB]]]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 members=${2:-1000000} mb=${3:-1000} tree_mb=${4:-60}
limit=256
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
failed=0
# A record takes about so many bytes.
try() { # KIND RECORDS DOCUMENTS
    python3 "$here/dumps.py" "$here/../../corpus" "$1" "$1" "$2"
    size=$(stat -c %s "$1")
    line=$(python3 "$here/timed.py" "$1" "$bin/liasse-ingest" --jobs 1 -n "$1")
    rm -f "$1"
    echo "$((size / 1000000)) MB $line"
    case $line in
    *"$3 added, 0 updated, 0 unchanged, 0 deleted, 0 refused, 0 skipped"*) ;;
    *) echo "wanted $3 documents"; failed=1 ;;
    esac
    echo "$line" | awk -v limit=$limit '{ for (i = 1; i < NF; i++)
        if ($i == "all" && $(i + 1) > limit) { print "too much memory"; exit 1 } }' ||
        failed=1
}
try dila.tar "$members" "$members"
try questions.json $((mb * 169)) $((mb * 169))
try questions.xml $((mb * 163)) $((mb * 163))
articles=$((tree_mb * 25 * 20))
try tree.json $articles $((articles + articles / 20 + 1))
exit $failed
