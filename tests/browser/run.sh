#!/bin/bash
# Tests with packages of the npm registry: run.sh BIN SOURCE CACHE SCRIPT.mjs
# Skips, and says so, without node, npm, the registry (or, for the pages,
# Chromium).  The packages stay in CACHE.
here=$(cd "$(dirname "$0")" && pwd)
cache=$3 script=$4
. "$here/../http/common.sh"
skip() { echo "skipped: $*"; exit 77; }
command -v node >/dev/null || skip "no node"
command -v npm >/dev/null || skip "no npm"
[ "$script" != page.mjs ] || command -v chromium >/dev/null || skip "no chromium"
mkdir -p "$cache"
( # one at a time; what is there is not fetched again
    flock 9
    cmp -s "$here/package.json" "$cache/package.json" && exit 0
    cp "$here/package.json" "$cache/fetching.json"
    rm -rf "$cache/node_modules" "$cache/package.json"
    mkdir -p "$cache/new" && cp "$cache/fetching.json" "$cache/new/package.json"
    cd "$cache/new" && timeout 120 npm install --no-audit --no-fund \
        --ignore-scripts --fetch-retries 0 >npm.log 2>&1 &&
        mv node_modules "$cache/node_modules" &&
        cp package.json "$cache/package.json"
) 9>"$cache/lock" || skip "the npm registry cannot be reached"
index_corpus
printf '%s\n' '{"liasse":1,"uid":"HOSTILE1","kind":"page","title":"<script>alert(1)</script> \"quotes\" & '"'apos'"' \u202egnol\u200b zorglub","text":[{"role":"body","heading":"<b onclick=x>","text":"zorglub </p><img src=x onerror=alert(2)> \u202e fin | <i>cell</i>\nzorglub | b"}],"author":["<svg onload=alert(3)>"],"rubric":["\"><script>alert(4)</script>"],"source":[{"source":"x","member":"m","url":"javascript:alert(5)"}]}' >hostile.ndjson
printf '%s\n' '{"liasse":1,"uid":"CITING1","kind":"page","title":"Une note","text":[{"role":"body","text":"Voir la question n° 15512."}]}' >>hostile.ndjson
liasse-ingest -q -i index hostile.ndjson 2>/dev/null
liasse-index -q -i index 2>/dev/null
start_server --per-address 0
timeout 240 node "$here/$script" "$cache/node_modules" \
    "http://127.0.0.1:$port" "$bin/liasse-query" "$work/index" || wrong "$script"
finish
