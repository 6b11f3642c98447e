#!/bin/sh
# Runs one golden case in a fresh directory and compares what it printed.
#   run.sh BIN_DIR SOURCE_DIR CASE [--update]
# cmd is a shell script; it finds the programs in PATH, the corpus in $CORPUS,
# the real samples in $SHARED.  Exit code 77 from cmd = skipped.
set -u
bin=$1 source=$2 case=$3 update=${4-}
here=$source/tests/golden/$case
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/in" || exit 1
cd "$work/in" || exit 1
PATH=$bin:$PATH CORPUS=$source/corpus SHARED=$source/../shared
LC_ALL=C.UTF-8 TZ=UTC LIASSE_LANG=en
export PATH CORPUS SHARED LC_ALL TZ LIASSE_LANG
unset LIASSE_INDEX
sh "$here/cmd" >"$work/raw-out" 2>"$work/raw-err" </dev/null
echo $? >"$work/code"
if [ "$(cat "$work/code")" = 77 ]; then
    echo "skipped: $(cat "$work/raw-err")"
    exit 77
fi
# The same through Xapian's interface, which liasse-index says.
[ "${LIASSE_BULK-}" = off ] && sed -i '/LIASSE_BULK=off: /d' "$work/raw-err"
# Seconds differ from run to run, the inside of a cursor is nobody's business.
for part in out err; do
    sed -e "s/ in [0-9][0-9.]* s\$/ in N s/" \
        -e 's/\("next_cursor": *\)"[^"]*"/\1"C"/' \
        "$work/raw-$part" >"$work/$part"
done
if [ "$update" = --update ]; then
    for part in out err code; do cp "$work/$part" "$here/expected.$part"; done
    exit 0
fi
status=0
for part in out err code; do
    diff -u "$here/expected.$part" "$work/$part" || status=1
done
exit $status
