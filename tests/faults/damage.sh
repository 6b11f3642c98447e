#!/bin/sh
# Damaged indexes: one file damaged in one place (tests/tools/damage.c), first
# of a sealed generation, its stub and its manifest, then of the store, then of
# a generation that was written to since, with --check --full.  Each trial runs
# --check and some queries:
#
#   found      --check says so, exit 1
#   harmless   --check finds nothing, and every answer is what it was
#   WRONG      --check finds nothing, but an answer is another one or none
#   crash      a program ended by a signal, or with a code of no meaning
#   hang       a program took more than 20 s
#
# The last three are failures.  LIASSE_TRIALS: so many of each (40; 5,000 for the
# whole), LIASSE_SEED: the first seed (1), LIASSE_KINDS: some of sealed, store,
# live only.
. "$(dirname "$0")/common.sh"
trials=${LIASSE_TRIALS:-40} seed=${LIASSE_SEED:-1}

documents 1 1500 >all.ndjson
liasse-ingest -i whole --quiet all.ndjson "$source/corpus/textes" \
    "$source/corpus/codes" "$source/corpus/questions-json" 2>/dev/null
liasse-ingest -i whole --quiet --delete T7 2>/dev/null || fail "ingest"
liasse-index -i whole --quiet || fail "index"
liasse-index -i whole --check --verbose 2>log || fail "check: $(cat log)"
grep -q 'search: every file is as sealed' log || fail "not sealed: $(cat log)"

printf '%s\n' loi 'école transport' '"justice numérique"' 'hôpit*' \
    'titre:document' 'retraite PRÈS/4 budget' 'santé -mairie' \
    'type:article' 'date:2020..2026' 'Document 1234' |
    awk '{ print NR "\t" $0 }' >queries

# answer INDEX: all that is asked, without times.
answer() {
    {
        timeout 20 liasse-query -i "$1" --batch queries --format ndjson \
            --limit 12 --snippets 1 || echo "code $?"
        timeout 20 liasse-query -i "$1" --format json --facet kind \
            --histogram year --sort -date 'loi OU école' || echo "code $?"
        timeout 20 liasse-query -i "$1" --format json --show T1200 ||
            echo "code $?"
    } 2>answer.log | grep -v '"took_ms"'
}

# The same with a generation that is no longer sealed.
cp -r whole live
documents 1400 1600 | sed 's/Document /Document nouveau /' >new.ndjson
liasse-ingest -i live --quiet new.ndjson || fail "ingest"
liasse-index -i live --quiet || fail "index"
liasse-index -i live --check --full 2>log || fail "check: $(cat log)"
[ -e live/search-1/manifest ] && fail "still sealed"

found=0 harmless=0 told=0 wrong=0
# trial INDEX NAME SEED [OPTION]: damages a file of a fresh copy whose name
# begins so.
trial() {
    tried=$((tried + 1))
    rm -rf index && cp -r "$1" index
    shift
    what=$(damage index "$1" "$2") || fail "damage"
    timeout 20 liasse-index -i index --check ${3-} >check.log 2>&1
    code=$?
    answer index >now
    for bad in $code $(sed -n 's/^code //p' now); do
        [ "$bad" = 124 ] && fail "seed $2: hang: $what: $(cat check.log)"
        [ "$bad" -gt 3 ] && fail "seed $2: crash $bad: $what: $(cat answer.log)"
    done
    if [ $code = 1 ]; then
        found=$((found + 1))
        if cmp -s right now; then :
        elif grep -q '^code 3' now || [ -s answer.log ]; then told=$((told + 1))
        else wrong=$((wrong + 1)); fi
    elif [ $code = 0 ] && cmp -s right now && ! [ -s answer.log ]; then
        harmless=$((harmless + 1))
    else
        diff right now | head -5 | cut -c 1-200
        fail "seed $2: WRONG, --check ended with $code: $what:" \
            "$(cat check.log answer.log)"
    fi
    [ -n "${LIASSE_TRIALS_LOG-}" ] &&
        echo "$1 $2 $what: $code, $(cmp -s right now && echo same || echo other)" \
            >>"$LIASSE_TRIALS_LOG"
}

# trials INDEX NAME [OPTION]
trials() {
    found=0 harmless=0 told=0 wrong=0 i=0
    answer "$1" >right
    grep -q '^code' right && fail "queries: $(cat right answer.log)"
    [ "$(wc -l <right)" -gt 200 ] || fail "too few answers"
    while [ $i -lt "$trials" ]; do
        trial "$1" "$2" $((seed + i)) ${3-}
        i=$((i + 1))
    done
    echo "$1/$2: $trials damaged: $found found, $harmless harmless, 0 else;" \
        "of those found $told answered with an error, $wrong with other answers"
    [ $found -gt 0 ] || fail "found nothing"
}
for kind in ${LIASSE_KINDS:-sealed store live}; do
    case $kind in
    sealed) trials whole search ;;
    store) trials whole store/ ;;
    live) trials live search- --full ;;
    esac
done
