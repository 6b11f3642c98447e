#!/bin/sh
# The programs and the library are built with what the compiler and the linker
# have against exploits: hardening.sh BUILD_DIR
set -u
build=$1
failed=0
command -v readelf >/dev/null || { echo "no readelf" >&2; exit 77; }
wrong() { echo "WRONG: $*" >&2; failed=1; }
has() { # FILE WHAT PATTERN READELF-OPTION
    readelf -W "$4" "$1" 2>/dev/null | grep -qE "$3" || wrong "$1: no $2"
}
ldd "$build/bin/liasse-query" | grep -qE 'lib(asan|tsan)' &&
    { echo "a sanitizer build" >&2; exit 77; }
for file in "$build"/bin/liasse-ingest "$build"/bin/liasse-index \
    "$build"/bin/liasse-query "$build"/lib/libliasse.so; do
    has "$file" "position-independent code" 'Type: *DYN' -h
    has "$file" "RELRO" GNU_RELRO -l
    has "$file" "early binding" '(BIND_NOW|Flags:.* NOW)' -d
    has "$file" "stack protector" __stack_chk_fail --dyn-syms
    has "$file" "fortified functions" '__[a-z]+_chk' --dyn-syms
    readelf -W -l "$file" | grep GNU_STACK | grep -q ' RWE ' &&
        wrong "$file: a stack that runs"
    readelf -W -l "$file" | grep -E '^ *LOAD' | grep -q ' RWE ' &&
        wrong "$file: memory that can be written and run"
done
# Entries of functions (endbr64); the note that would say it for the whole needs
# a C library built so.
if [ "$(uname -m)" = x86_64 ]; then
    entries=$(LC_ALL=C grep -aoP '\xf3\x0f\x1e\xfa' "$build/lib/libliasse.so" |
        wc -l)
    [ "$entries" -gt 100 ] || wrong "no control-flow protection"
fi
exit $failed
