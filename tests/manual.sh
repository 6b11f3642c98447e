#!/bin/sh
# Asks every example of liasse-query(7) on corpus/ and compares the number of
# documents with the one that the page gives.
#   manual.sh BIN_DIR SOURCE_DIR [--update]
set -eu
bin=$1 page=$2/query/liasse-query.7 update=${3-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$bin:$PATH LC_ALL=C.UTF-8 LIASSE_LANG=en LIASSE_INDEX=$work/index
export PATH LC_ALL LIASSE_LANG LIASSE_INDEX
# Some of the corpus is refused on purpose: exit 1.
liasse-ingest -q "$2/corpus" 2>"$work/log" || [ $? = 1 ]
liasse-index -q 2>"$work/log"

asked=0 wrong=0
while IFS= read -r line; do
    query=$(printf '%s\n' "$line" |
        sed 's/^\.It \(.*\) Ta [0-9]* Ta .*/\1/; s/\\(dq/"/g; s/\\-/-/g')
    want=$(printf '%s\n' "$line" | sed 's/.* Ta \([0-9]*\) Ta .*/\1/')
    got=$(liasse-query --match all --count -- "$query") || [ $? = 1 ]
    asked=$((asked + 1))
    [ "$got" = "$want" ] && continue
    wrong=$((wrong + 1))
    echo "$query: the page says $want, found $got"
    if [ "$update" = --update ]; then
        LINE=$line awk -v want=" Ta $want Ta " -v got=" Ta $got Ta " '
            $0 == ENVIRON["LINE"] { sub(want, got) } { print }' \
            "$page" >"$work/page"
        cat "$work/page" >"$page"
    fi
done <<END
$(grep '^\.It .* Ta [0-9]* Ta ' "$page")
END
echo "$asked examples asked"
[ "$asked" -gt 50 ] || { echo "too few examples found in the page"; exit 1; }
[ $wrong = 0 ]
