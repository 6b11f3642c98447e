#!/bin/sh
# Ours beside its peers on 139,003 legal texts: bulk, incremental, size,
# memory, queries, growth (bench.py says how).  Fetches the corpus from npm,
# installs and builds what the peers need, prints the tables and keeps them in
# RESULTS.md.  Some 15 minutes; --full (1.1 million documents, slow peers on
# the whole corpus) an hour more.
#
#   bench.sh BIN_DIR SOURCE_DIR [WORK_DIR [--rounds N] [--full] [--only PART,...]]
set -eu
bin=$(cd "$1" && pwd) source=$(cd "$2" && pwd) work=${3:-$(mktemp -d)}
[ $# -lt 3 ] || given=yes
shift $(($# < 3 ? $# : 3))
. "$source/tests/bench/peers.sh"
mkdir -p "$work"
work=$(cd "$work" && pwd)
peers_build "$source" "$work"
shared=$source/../shared/bench
if [ ! -s "$work/corpus.tsv" ]; then
    corpus=$shared/corpus.py
    [ -f "$corpus" ] || corpus=$source/tests/bench/corpus.py
    python3 "$corpus" "$work" >&2
fi
queries=$shared/genqueries.py
[ -f "$queries" ] || queries=$source/tests/bench/queries.py
python3 "$queries" "$work/corpus.tsv" >"$work/queries.tsv"
cat >"$work/omega.script" <<'S'
id : boolean=Q unique=Q field
title : field index=S index
code : field value=1
etat : boolean=E
date : value=0
body : field index
S
{
    echo "\`make -f Makefile.local bench\`, revision $(git -C "$source" \
        rev-parse --short HEAD)"
    python3 "$source/tests/bench/bench.py" "$bin" "$work" "$classes:$peers" "$@"
} >"$work/table.md"
cat "$work/table.md"
results_keep "$source" bench <"$work/table.md"
[ "${given-no}" = yes ] || rm -rf "$work"
