#!/bin/bash
# Writers on a damaged index: liasse-index goes on with a search that was
# damaged, liasse-ingest with a store; either does its work or says why not
# and ends with 1 or 3, in time; never a signal.  LIASSE_TRIALS: so many of
# each (20), LIASSE_SEED: the first seed (1).
. "$(dirname "$0")/common.sh"
trials=${LIASSE_TRIALS:-20} seed=${LIASSE_SEED:-1}
documents 1 1500 >all.ndjson
documents 1400 1600 | sed 's/Document /Document nouveau /' >new.ndjson
documents 1300 1700 | sed 's/Document /Document encore /' >newer.ndjson
liasse-ingest -i whole --quiet all.ndjson 2>/dev/null
liasse-index -i whole --quiet || fail "index"
liasse-ingest -i whole --quiet new.ndjson 2>/dev/null || fail "ingest"
liasse-index -i whole --quiet --no-compact || fail "index"
liasse-ingest -i whole --quiet newer.ndjson 2>/dev/null || fail "ingest"
liasse-ingest -i whole --quiet --delete T7 T8 T1500 2>/dev/null || fail "delete"

# writes PROGRAM...: looks at how it ended.
writes() {
    timeout 60 "$@" -i index >said 2>run.log
    code=$?
    case $code in
    0) done=$((done + 1)) ;;
    1 | 3)
        grep -q '^liasse-[a-z]*: ..*' run.log ||
            fail "$what: $*: exit $code without a message: $(cat run.log)"
        refused=$((refused + 1))
        ;;
    *) fail "$what: $*: exit $code: $(cat run.log)" ;;
    esac
}
done=0 refused=0 i=0
while [ $i -lt "$trials" ]; do
    for part in search- store/; do
        tried=$((tried + 1))
        rm -rf index && cp -r whole index
        what="seed $((seed + i)), $(damage index $part $((seed + i)))" ||
            fail "damage"
        case $part in
        search-) writes liasse-index --no-compact ;;
        store/)
            writes liasse-ingest all.ndjson
            writes liasse-index
            ;;
        esac
    done
    i=$((i + 1))
done
echo "$done runs did their work, $refused said why not"
