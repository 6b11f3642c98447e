#!/bin/sh
# Installs the build tree to a fresh prefix and uses what lies there.
#   install.sh BUILD_DIR
set -eu
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
cmake --install "$1" --prefix "$prefix" >/dev/null
fail() { echo "$*"; exit 1; }
share=$prefix/share
for program in liasse-ingest liasse-index liasse-query; do
    manual=$share/man/man1/$program.1
    bash=$share/bash-completion/completions/$program
    zsh=$share/zsh/site-functions/_$program
    for file in "$prefix/bin/$program" "$manual" "$bash" "$zsh"; do
        [ -e "$file" ] || fail "missing: $file"
    done
    # Every option of --help stands in the completions and in the manual.
    "$prefix/bin/$program" --lang en --help |
        sed -n 's/^  .*--\([a-z-]*\).*/\1/p' >"$prefix/options"
    [ "$(wc -l <"$prefix/options")" -gt 5 ] || fail "$program: no options"
    while read -r option; do
        grep -q -e "--$option " "$bash" || fail "bash: no --$option"
        grep -q -e "--$option[]=}'[]" "$zsh" || fail "zsh: no --$option"
        sed 's/\\-/-/g' "$manual" | grep -q -e "^\.It Fl.* -$option\b" ||
            fail "$program.1: no --$option"
    done <"$prefix/options"
done
[ -e "$share/man/man7/liasse-query.7" ] || fail "missing: liasse-query.7"
unit=$share/doc/liasse/examples/liasse-dumps.service
grep -q '^ExecStart=/.*/liasse-ingest .*--then-index' "$unit" ||
    fail "liasse-dumps.service"
[ -e "${unit%.service}.timer" ] || fail "missing: liasse-dumps.timer"
bash -n "$prefix/share/bash-completion/completions/liasse-query"
if command -v zsh >/dev/null; then
    zsh -n "$prefix/share/zsh/site-functions/_liasse-query"
fi
# The programs run from there.
cd "$prefix"
printf '{"liasse":1,"uid":"A","kind":"page","title":"Une loi"}\n' >a.ndjson
bin/liasse-ingest -q -i x a.ndjson 2>/dev/null
bin/liasse-index -q -i x 2>/dev/null
[ "$(bin/liasse-query -i x --format ids lois)" = A ]
