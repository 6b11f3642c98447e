#!/bin/sh
# Speed of the French analysis on the benchmark corpus (139,003 legal texts):
# bytes a second on one core, by CPU time; of tokens with their cached stems
# alone, and with references, dates and positions.
#
#   cmake --build build --target analyse_speed
#   analyse.sh BIN_DIR SOURCE_DIR [CORPUS_DIR]
#
# CORPUS_DIR is where ../shared/bench/corpus.py put, or will put, its files.
set -eu
bin=$1 source=$2 corpus=${3:-$(mktemp -d)}
[ -r "$source/../shared/bench/corpus.py" ] || {
    echo "no ../shared/bench: nothing measured" >&2
    exit 77
}
if [ ! -s "$corpus/corpus.tsv" ]; then
    mkdir -p "$corpus"
    python3 "$source/../shared/bench/corpus.py" "$corpus" >&2
fi
"$bin/analyse_speed" "$corpus/corpus.tsv" 5
[ $# -gt 2 ] || rm -rf "$corpus"
