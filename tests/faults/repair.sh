#!/bin/sh
# --export and --repair: a fresh index from an export has equal documents;
# whatever search lost is built again; of a damaged store all that can be read
# is given and kept, what is lost is named, and ingesting its sources again
# brings it back.  LIASSE_TRIALS: damaged stores (12), LIASSE_SEED: the first.
. "$(dirname "$0")/common.sh"
trials=${LIASSE_TRIALS:-12} seed=${LIASSE_SEED:-1}

# plain: documents without what says when and where they were read.
plain() {
    sed 's/,"source":\[{"source":.*}\]//' | sort
}

mkdir sources && documents 1 1200 >sources/all.ndjson &&
    cp -r "$source/corpus/textes" "$source/corpus/questions-json" \
        "$source/corpus/codes" "$source/corpus/questions-xml" sources
liasse-ingest -i whole --quiet sources 2>/dev/null || fail "ingest"
liasse-ingest -i whole --quiet --delete T7 2>/dev/null || fail "delete"
liasse-index -i whole --quiet || fail "index"

# An export is fit for ingest.
liasse-index -i whole --export >whole.ndjson 2>log || fail "export: $(cat log)"
[ -s log ] && fail "export said: $(cat log)"
plain <whole.ndjson >whole.plain
grep -q '"source":\[' whole.plain && fail "plain() missed a source"
[ "$(wc -l <whole.plain)" = "$(stat_of whole documents)" ] || fail "export: count"
liasse-ingest -i again --quiet - <whole.ndjson 2>log || fail "again: $(cat log)"
liasse-index -i again --export 2>/dev/null | plain | cmp - whole.plain ||
    fail "other documents after export and ingest"
rm -rf again

liasse-query -i whole --format ids --limit 3000 'loi OU école' | sort >whole.ids
# repaired CODE: --repair of index ends so, and it is whole afterwards.
repaired() {
    liasse-index -i index --repair >repair.log 2>&1
    code=$?
    [ $code = "$1" ] || fail "--repair ended with $code: $(cat repair.log)"
    liasse-index -i index --check >check.log 2>&1 ||
        fail "--check after --repair: $(cat check.log repair.log)"
}
same_answers() {
    liasse-query -i index --format ids --limit 3000 'loi OU école' | sort |
        cmp - whole.ids || fail "other answers after --repair"
}

# Search in every state.
for damage in 'rm index/search' 'rm -r index/search-1' 'echo auto x >index/search' \
    'rm index/search-1/iamglass' ': >index/search-1/postlist.glass' \
    'damage index search-1/postlist 3' 'damage index search-1/postlist 4' \
    ': >index/search' 'head -c 300 /dev/urandom >index/search' \
    'head -c 5000 /dev/urandom >index/search-1/manifest' \
    'cp index/store/iamglass index/search-1/iamglass' \
    'truncate -s 20G index/search-1/termlist.glass' \
    'cd index/search-1 && rm docdata.glass && mkdir docdata.glass' \
    'cd index/search-1 && rm docdata.glass && mkfifo docdata.glass' \
    'cd index/search-1 && rm docdata.glass && ln -s docdata.glass docdata.glass'; do
    rm -rf index && cp -r whole index
    sh -c "$damage" >/dev/null || fail "$damage"
    # Without its stub an index is one that nothing was indexed in.
    found=1
    [ "$damage" != 'rm index/search' ] || found=0
    timeout 60 liasse-index -i index --check >check.log 2>&1
    code=$?
    [ $code = $found ] || fail "$damage: --check ended with $code: $(cat check.log)"
    repaired 0
    grep -q 'the store is whole' repair.log || fail "$damage: $(cat repair.log)"
    same_answers
done

# Things of another kind in the place of files: one message that says what to
# do, no program waits for ever, no link is followed; --repair moves them away
# or makes them anew.
mkdir elsewhere && echo precious >elsewhere/file
odd() { # odd KIND PATH
    rm -rf "index/$2"
    case $1 in
    directory) mkdir -p "index/$2/sub" && : >"index/$2/sub/.hidden" ;;
    pipe) mkfifo "index/$2" ;;
    socket) socket "index/$2" ;;
    loop) ln -s "$(basename "$2")" "index/$2" ;;
    dangling) ln -s nowhere "index/$2" ;;
    outside) ln -s "$PWD/elsewhere" "index/$2" ;;
    device) ln -s /dev/null "index/$2" ;;
    esac
}
socket() {
    (cd "$(dirname "$1")" && exec 3<&- && timeout 5 perl -MSocket -e '
        socket(S, AF_UNIX, SOCK_STREAM, 0) && bind(S, sockaddr_un($ARGV[0]))
            or die' "$(basename "$1")") 2>/dev/null || mkfifo "$1"
}
ended() { # ended CODES COMMAND...: within its time
    want=$1
    shift
    timeout 20 "$@" >odd.out 2>odd.log </dev/null
    code=$?
    case " $want " in
    *" $code "*) ;;
    *) fail "$kind in place of $place: $2 $4 ended with $code: $(cat odd.log)" ;;
    esac
    [ $code != 3 ] || [ "$(wc -l <odd.log)" = 1 ] && return
    fail "$kind in place of $place: $(cat odd.log)"
}
n=0
for place in search search.new search.lock commit.lock repair search-1 \
    search-1/manifest search-1/iamglass search-1/flintlock \
    search-1/postlist.glass search-1/iamglass.crc search-2 search-2.gone \
    store/flintlock store/iamglass.crc; do
    for kind in directory pipe socket loop dangling outside device; do
        # All of the two that every reader needs, two kinds of the others.
        n=$((n + 1))
        case $place in
        search | search-1) ;;
        *) [ $((n % 4)) = $((seed % 4)) ] || continue ;;
        esac
        rm -rf index && cp -r whole index
        odd $kind $place
        ended "0 3" liasse-query -i index --count école
        case $place in
        search | search-1)
            [ $code = 3 ] || fail "$kind in place of $place: answered"
            grep -qE -- '--re(pair|build)' odd.log ||
                fail "$kind in place of $place: $(cat odd.log)"
            ;;
        esac
        ended "0 1" liasse-index -i index --check
        ended "0 3" liasse-index -i index
        repaired 0
        same_answers
        [ "$(cat elsewhere/file)" = precious ] || fail "$place: a link was followed"
    done
done

# A store whose version file says nothing: not even how large blocks are, which
# differs between its tables.  Old states may be among what is read.
rm -rf index && cp -r whole index && : >index/store/iamglass
liasse-index -i index --export >part.ndjson 2>export.log
plain <part.ndjson >part.plain
comm -13 part.plain whole.plain >missing
[ -s missing ] && fail "without its version file: $(wc -l <missing) missing"
repaired 0

# A store in many.
lost=0
i=0
while [ $i -lt "$trials" ]; do
    tried=$((tried + 1))
    rm -rf index && cp -r whole index
    what=$(damage index store/ $((seed + i)))
    liasse-index -i index --export >part.ndjson 2>export.log
    code=$?
    [ $code -le 1 ] || fail "seed $((seed + i)): $what: export ended with $code"
    told=$(grep -c '^liasse-index: unreadable: ' export.log)
    [ $code = 1 ] || [ "$told" = 0 ] || fail "$what: $(cat export.log)"
    plain <part.ndjson >part.plain
    # Only documents that there are, and those not given are named.
    comm -23 part.plain whole.plain >strange
    [ -s strange ] && ! grep -q 'only an older' export.log &&
        fail "seed $((seed + i)): $what: not of the index: $(head -c 300 strange)"
    missing=$(comm -13 part.plain whole.plain | wc -l)
    case $what in
    # A list of documents lost with the records that it names.
    *' cut '*) [ "$missing" -le "$told" ] || [ "$told" -gt 0 ] ||
        fail "seed $((seed + i)): $what: $missing missing, $told told" ;;
    *) [ "$missing" -le "$told" ] ||
        fail "seed $((seed + i)): $what: $missing missing, $told told" ;;
    esac
    repaired $code
    lost=$((lost + told))
    if ! grep -q 'the store is whole' repair.log; then
        [ -d index/store-damaged-1 ] || fail "the damaged store was not kept"
        liasse-ingest -i index --quiet sources 2>log || fail "again: $(cat log)"
        liasse-ingest -i index --quiet --delete T7 2>/dev/null
        liasse-index -i index --quiet || fail "index"
    fi
    liasse-index -i index --export 2>/dev/null | plain >now.plain
    cmp now.plain whole.plain || { [ -n "${LIASSE_KEEP-}" ] && cp now.plain whole.plain part.plain repair.log "$LIASSE_KEEP"; } ||
        fail "seed $((seed + i)): $what: other documents at last"
    same_answers
    liasse-index -i index --check >check.log 2>&1 ||
        fail "--check at last: $(cat check.log)"
    i=$((i + 1))
done
echo "$trials damaged stores, $lost documents lost and brought back"
