#!/bin/sh
# Installs to a fresh prefix and uses the C library from there as a stranger
# would: header, pkg-config, manual, shared library.
#   api.sh BUILD_DIR SOURCE_DIR CC CXX SANITIZERS
set -eu
build=$1 source=$2 cc=$3 cxx=$4 sanitizers=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "$*"; exit 1; }
prefix=$work/prefix
cmake --install "$build" --prefix "$prefix" >/dev/null
pc=$(find "$prefix" -name liasse.pc)
header=$prefix/include/liasse.h
manual=$prefix/share/man/man3/liasse.3
library=$(find "$prefix" -name libliasse.so)
for file in "$pc" "$header" "$manual" "$library"; do
    [ -e "$file" ] || fail "missing: $file"
done
PKG_CONFIG_PATH=$(dirname "$pc") LD_LIBRARY_PATH=$(dirname "$library")
export PKG_CONFIG_PATH LD_LIBRARY_PATH
flags="$(pkg-config --cflags liasse)"
libs="$(pkg-config --libs liasse)"
version=$(pkg-config --modversion liasse)
strict="-Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion"
case $sanitizers in
"") ;;
coverage) strict="$strict --coverage" ;;
*) strict="$strict -fsanitize=$sanitizers" ;;
esac
ASAN_OPTIONS=new_delete_type_mismatch=0
export ASAN_OPTIONS

# What is exported is what the header declares, no more and no less.
nm -D --defined-only "$library" | awk '$2 == "T" {print $3}' |
    sed 's/@.*//' | sort >"$work/exported"
"$cc" -E "$header" | tr '\n' ' ' | grep -o 'liasse_[a-z_]*(' | tr -d '(' |
    sort -u >"$work/declared"
diff "$work/declared" "$work/exported" || fail "header and library differ"
nm -D --defined-only "$library" | awk '$2 != "T" && $2 != "A"' |
    grep . && fail "data or weak symbols are exported"
# Each call stands in the manual.
while read -r name; do
    grep -q "^\.Fn $name " "$manual" || fail "liasse.3: no $name"
done <"$work/declared"
# It cannot print or end the program: it imports nothing that does.
# (What counts lines does both.)
[ "$sanitizers" != coverage ] && nm -D --undefined-only "$library" | awk '{print $2}' | sed 's/@.*//' |
    grep -Ex '(__)?(v|f|vf|d|vd)?printf(_chk)?|f?put[cs]|putchar|fwrite|perror|_?exit|_Exit|quick_exit|abort|system|syslog|signal|sigaction' &&
    fail "the library can print or exit"

# C and C++, under strict flags.
# shellcheck disable=SC2086 # flags are lists
for standard in c99 c11 c17; do
    "$cc" -std=$standard $strict -Wstrict-prototypes $flags \
        "$source/tests/api/header.c" $libs -o "$work/header"
    "$work/header" || fail "header, $standard"
done
for standard in c++11 c++17; do
    "$cxx" -x c++ -std=$standard $strict -Wold-style-cast $flags \
        "$source/tests/api/header.c" -x none $libs -o "$work/header"
    "$work/header" || fail "header, $standard"
done

# An index.
cd "$work"
bin=$prefix/bin
"$bin/liasse-ingest" -q -i x "$source/tests/golden/query.ndjson" 2>/dev/null
"$bin/liasse-index" -q -i x 2>/dev/null

# The manual's example: at most 40 lines, and it does what it says.
sed -n '/^\.\\" example begins/,/^\.\\" example ends/p' "$manual" |
    sed '/^\./d; s/\\e/\\/g' >example.c
lines=$(wc -l <example.c)
[ "$lines" -gt 20 ] && [ "$lines" -le 40 ] || fail "example: $lines lines"
"$cc" -std=c99 $strict $flags example.c $libs -o example
"$cxx" -x c++ -std=c++11 $strict $flags example.c -x none $libs -o example++
./example x 'accès aux soins' >got 2>err || fail "example failed: $(cat err)"
./example++ x 'accès aux soins' >got++
cmp got got++
cat >want <<'END'
2 documents
QE1: Accès aux soins dans l'Yonne
    M. Daniel Grenon attire l&#39;attention sur l&#39;<em>accès</em> aux <em>soins</em> et le marché intérieur.
AM1: Amendement n° 12
    À l&#39;article L. 162-31-1, après le mot « <em>soins</em> », insérer le mot : « primaires ».
    L&#39;ETAT garantit l&#39;<em>accès</em>. Cet amendement précise la loi.
kind amendement: 1
kind question-ecrite: 1
year 2024: 1
year 2026: 1
END
diff want got
# README, "From C": its own commands, but for the build.  (A sanitizer would
# have to be in that program too.)
sed -n '/^## From C/,/^## /s/^    //p' "$source/README.md" >readme.sh
[ "$(grep -c '^make .* install PREFIX=$HOME/liasse$' readme.sh)" = 1 ] &&
    [ "$(wc -l <readme.sh)" = 4 ] || fail "README, From C"
if [ -z "$sanitizers" ]; then
    cmake --install "$build" --prefix "$work/home/liasse" >/dev/null
    cp example.c program.c
    cp -r x my-index
    grep -v '^make' readme.sh |
        env -u LD_LIBRARY_PATH HOME="$work/home" sh -eu >got ||
        fail "README, From C"
    diff want got
fi
./example nowhere soins >got 2>err && fail "example: no index, no error"
[ ! -s got ] && [ -s err ]

# Every call; the library itself says nothing.
"$cc" -std=c99 $strict $flags "$source/tests/api/walk.c" $libs -o walk
./walk x >out 2>&1 || { cat out; fail "walk"; }
[ ! -s out ] || { cat out; fail "something was printed"; }
"$cxx" -x c++ -std=c++11 $strict $flags "$source/tests/api/walk.c" -x none \
    $libs -o walk++
./walk++ x >out 2>&1 || { cat out; fail "walk++"; }

# Allocations that fail (LIASSE_PLACES of them, 0: all), options of every size.
# Sanitizers have an allocator of their own.
if [ -z "$sanitizers" ]; then
    "$cc" -std=c99 $strict $flags "$source/tests/api/memory.c" $libs -o memory
    ./memory x "${LIASSE_PLACES:-60}" || fail "memory"
fi

# One handle a thread, beside a writer.
"$cc" -std=c99 $strict $flags -pthread "$source/tests/api/threads.c" $libs \
    -o threads
(
    i=0
    while [ ! -e stop ] && [ $i -lt 200 ]; do
        i=$((i + 1))
        printf '{"liasse":1,"uid":"N%d","kind":"page","title":"soins %d"}\n' \
            $i $i >n.ndjson
        "$bin/liasse-ingest" -q -i x n.ndjson 2>/dev/null || break
        "$bin/liasse-index" -q -i x 2>/dev/null || break
    done
) &
writer=$!
./threads x >out 2>&1 || { touch stop; wait $writer; cat out; fail "threads"; }
touch stop
wait $writer
[ ! -s out ] || { cat out; fail "something was printed"; }
[ "$(./example x soins | sed 's/ .*//;q')" -gt 5 ] || fail "nothing was written"
[ -n "$version" ]
