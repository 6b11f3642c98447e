#!/bin/sh
# kill -9 at random moments while dumps of the DILA are read: a global one,
# increments with deletions, then a newer global that rebuilds.  The run that
# comes through gives what an undisturbed one gives.
. "$(dirname "$0")/common.sh"
. "$source/tests/tools/dump.sh"

# articles FIRST LAST TEXT, many at once
articles() {
    article LEGIARTI099900000000 "@text@"
    folder=$(dirname "$(find $tree -name '*.xml')")
    mv "$folder/LEGIARTI099900000000.xml" model
    awk -v first=$1 -v last=$2 -v text="$3" -v folder="$folder" '
        { model = model $0 "\n" }
        END {
            for (i = first; i <= last; i++) {
                id = sprintf("LEGIARTI0999%08d", i)
                one = model
                gsub("LEGIARTI099900000000", id, one)
                sub("@text@", text " " i, one)
                file = folder "/" id ".xml"
                printf "%s", one >file
                close(file)
            }
        }' model
}
# deletions FIRST LAST
deletions() {
    mkdir -p $tree
    awk -v first=$1 -v last=$2 \
        -v path="$in_force/article/LEGI/ARTI/09/99/00/00/00" 'BEGIN {
        for (i = first; i <= last; i++)
            printf "%s/LEGIARTI0999%08d\n", path, i }' \
        >>$tree/liste_suppression_legi.dat
}
articles 1 6000 global
archive old/Freemium_legi_global_20250713-140000
articles 5500 7000 lundi
deletions 1 700
archive old/LEGI_20250714-211500
articles 300 900 mardi
deletions 6500 6800
archive old/LEGI_20250715-211500
mkdir all
cp old/*.gz all
articles 1000 3000 rebuilt
archive all/Freemium_legi_global_20250801-140000
articles 2900 3100 later
deletions 1000 1200
archive all/LEGI_20250802-211500

# what there is, by name and content
state() {
    liasse-index -q -i $1 2>log || fail "index: $(cat log)"
    liasse-query -i $1 --format tsv --limit 10000 code:'"Code des rivages"' |
        sort
}
for folder in old all; do
    liasse-ingest -i clean $folder 2>log || fail "clean: $(cat log)"
    state clean >$folder.want
    [ "$(wc -l <$folder.want)" -gt 1000 ] || fail "nothing in $folder"
done
# A run that came through before it was killed starts over.
killed=0
mkdir nothing
for folder in old all; do
    round=0
    cp -r nothing index
    while [ $round -lt $((rounds / 3)) ]; do
        round=$((round + 1))
        liasse-ingest -i index $folder 2>log &
        pid=$!
        milliseconds "$(random 250)"
        kill -9 $pid 2>/dev/null
        if wait $pid 2>/dev/null; then
            rm -rf index
            cp -r nothing index
        else
            killed=$((killed + 1))
        fi
    done
    liasse-ingest -i index $folder 2>log || fail "$folder: $(cat log)"
    tail -n 1 log | grep -q ' 0 refused' || fail "$folder: $(cat log)"
    state index >got
    cmp got $folder.want || fail "$folder: other than undisturbed"
    sound index
    mv index before && rm -rf nothing && mv before nothing
done
[ "$killed" -gt 1 ] || fail "killed only $killed times"
echo "dumps survive"
