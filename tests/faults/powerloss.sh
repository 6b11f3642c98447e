#!/bin/bash
# Power loss: a history of ingest, index, rebuild and compaction is written
# down by the shim, states that a disk may hold at some moment of it are made
# by powerloss, and in each the promises are looked at: what was acknowledged
# is there, whole batches only, --check finds no fault, the next run goes on.
. "$(dirname "$0")/common.sh"
need_shim
states=${LIASSE_STATES:-40} seed=${LIASSE_SEED:-$(random 1000000)}
here=$(pwd -P) batch=50 parts=3 part=200

# pages FIRST LAST REVISION
pages() {
    awk -v first="$1" -v last="$2" -v revision="$3" 'BEGIN {
        for (i = first; i <= last; i++) {
            text = ""
            for (j = 0; j < 30; j++)
                text = text "mot" (i * 7 + j * revision) % 97 " "
            printf "{\"liasse\":1,\"uid\":\"T%d\",\"kind\":\"page\"," \
                   "\"title\":\"revision %d\",\"text\":[{\"role\":\"body\"," \
                   "\"text\":\"%s\"}]}\n", i, revision, text
        }
    }'
}
# One source in three states.
mkdir 1 2 3
pages 1 200 1 >1/all.ndjson
pages 101 300 2 >2/all.ndjson
{ pages 1 100 3; pages 301 400 3; } >3/all.ndjson
cat [123]/all.ndjson >all.ndjson
total=$((parts * part))
# expect.N: what the index holds after the first N lines.
for n in $(seq 0 $batch $total); do
    head -n "$n" all.ndjson |
        sed 's/.*"uid":"\([^"]*\)".*"title":"\([^"]*\)".*/\1\t\2/' |
        awk -F'\t' '{ title[$1] = $2 }
            END { for (uid in title) print uid "\t" title[uid] }' |
        sort >expect.$n
done

# contents INDEX: uid and title of all documents.
contents() {
    liasse-query -i "$1" --format ndjson --limit 1000 type:page |
        sed 's/.*"uid":"\([^"]*\)".*"title":"\([^"]*\)".*/\1\t\2/' | sort
}

LIASSE_FAULT_NOSYNC=1 LIASSE_BATCH=$batch
export LIASSE_FAULT_NOSYNC LIASSE_BATCH
logged() {
    LIASSE_FAULT_DIR=$here/index LIASSE_FAULT_LOG=$here/log \
        LD_PRELOAD=$bin/faults.so "$@" 2>run.log ||
        fail "$*: $(cat run.log)"
}
logged liasse-ingest -i index --verbose 1/all.ndjson
logged liasse-index -i index
logged liasse-ingest -i index --verbose 2/all.ndjson
logged liasse-index -i index
logged env LIASSE_BULK=off liasse-index -i index --rebuild
logged liasse-ingest -i index --verbose 3/all.ndjson
logged liasse-index -i index
logged liasse-index -i index --compact
logged liasse-index -i index --rebuild
for name in commit.lock iamglass.crc manifest search.new; do
    grep -qaF "$name" log || fail "nothing was written down of $name"
done
logged liasse-index -i index --repair
contents index >found
cmp found expect.$total || fail "the undisturbed run"

# acknowledged FILE: lines of all.ndjson that were, then those that were
# indexed, then the generations that were.
acknowledged() {
    awk -v part=$part '
        /^committed / { got = base + $2 }
        / added, / { base += part; got = base }
        / documents indexed, / { indexed = got; runs++ }
        END { print got + 0, indexed + 0, runs + 0 }' "$1"
}

LD_PRELOAD=$bin/faults.so
export LD_PRELOAD
n=0
while [ $n -lt "$states" ]; do
    n=$((n + 1)) tried=$((tried + 1))
    model=journal
    [ $((n % 2)) = 0 ] && model=loose
    what="seed $((seed + n)) $model"
    rm -rf state state.said
    moment=$(powerloss log "$here/index" state $((seed + n)) $model) ||
        fail "$what: powerloss"
    what="$what, operation $moment"
    read -r got indexed runs <<<"$(acknowledged state.said)"
    # At once, as it is: readable, no fault; the answers of the last index.
    if [ "$got" -gt 0 ]; then
        liasse-index -i state --check >check.log 2>&1 ||
            fail "$what: --check: $(cat check.log)"
    fi
    if [ "$runs" -gt 0 ]; then
        contents state 2>log.err | cut -f1 >found || fail "$what: $(cat log.err)"
        cut -f1 expect.$indexed | sort >wanted
        sort found | comm -13 - wanted >missing
        [ ! -s missing ] || fail "$what: search lost $(head -n 3 missing)"
    fi
    # All batches that were acknowledged, none in part.
    if ! liasse-index -i state 2>run.log; then
        [ "$got" = 0 ] && grep -q 'run liasse-ingest first' run.log ||
            fail "$what: index: $(cat run.log)"
    else
        contents state >found
        whole=
        for p in $(seq "$got" $batch $total); do
            cmp -s found expect.$p && whole=$p && break
        done
        [ -n "$whole" ] || fail "$what: $got acknowledged; $(wc -l <found) \
documents in no whole number of batches, or lost"
        liasse-index -i state --check >check.log 2>&1 ||
            fail "$what: --check after index: $(cat check.log)"
    fi
    # The next run goes on.
    [ $((n % 4)) = 0 ] || continue
    for i in 1 2 3; do
        liasse-ingest -i state $i/all.ndjson 2>run.log ||
            fail "$what: $(cat run.log)"
    done
    liasse-index -i state 2>run.log || fail "$what: $(cat run.log)"
    contents state >found
    cmp expect.$total found || fail "$what: not all at the end"
    sound state
done
echo "$states of $states states"
