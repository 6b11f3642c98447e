#!/bin/bash
# valgrind.sh BIN_DIR SOURCE_DIR [unit SUITE... | golden CASE...]
#
# Memcheck over the unit suites and the command-line cases: errors and lost
# memory are failures (tests/valgrind.supp: what is not ours, with reasons).
# liasse-ingest runs as it is, as it starts itself anew; what it does is in the
# unit suites.
# LIASSE_JOBS (2) at a time.
set -u
bin=$1 source=$2 kind=${3:-}
shift 2
[ $# = 0 ] || shift
jobs=${LIASSE_JOBS:-2}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
command -v valgrind >/dev/null || { echo "no valgrind" >&2; exit 77; }
mkdir "$work/bin" "$work/logs"
check="valgrind -q --leak-check=full --show-leak-kinds=definite
    --errors-for-leak-kinds=definite --error-exitcode=99 --fair-sched=yes
    --suppressions=$source/tests/valgrind.supp"
for program in "$bin"/*; do ln -s "$program" "$work/bin/"; done
for program in liasse-index liasse-query; do
    rm "$work/bin/$program"
    # shellcheck disable=SC2086
    printf '#!/bin/sh\nexec %s --log-file=%s/%%p "%s" "$@"\n' "$(echo $check)" \
        "$work/logs" "$bin/$program" >"$work/bin/$program"
    chmod +x "$work/bin/$program"
done

# Suites left out: sandbox and crew bound the memory of a process, or its
# processor time; the others do the same with thousands of inputs (random
# queries, real files, a table of the language's cases) as suites that run, or
# build whole databases twice (build), and would take hours.
left_out="sandbox crew build query_random shared fidelity french_cases"
# Cases left out: hundreds of queries on one way through the programs.
cases_out="130-french-cases 140-references 200-facets 270-french-jurist 270-results 290-bulk"
unit() {
    # shellcheck disable=SC2086
    LIASSE_VALGRIND=yes timeout 3600 $check "$bin/unit" "$1" >"$work/unit.$1.log" 2>&1
    said $? "unit.$1" "$work/unit.$1.log"
}
golden() {
    timeout 3600 sh "$source/tests/golden/run.sh" "$work/bin" "$source" "$1" \
        >"$work/golden.$1.log" 2>&1
    said $? "golden.$1" "$work/golden.$1.log"
}
said() { # said CODE NAME LOG
    case $1 in
    0) echo "$2: ok" ;;
    77) echo "$2: skipped" ;;
    *) echo "$2: FAILED ($1)"; grep -av '^ *$' "$3" | head -n 40 ;;
    esac
}
# without LEFT_OUT NAME...: the names that are not left out
without() {
    out=" $1 "
    shift
    for one; do case $out in *" $one "*) ;; *) echo "$one" ;; esac; done
}
# shellcheck disable=SC2046
suites=$(without "$left_out" $(sed -n 's/^SUITE(\(.*\))$/\1/p' "$source/tests/unit/suites.def"))
# shellcheck disable=SC2046
cases=$(without "$cases_out" $(cd "$source/tests/golden" && echo [0-9]*))
[ "$kind" != unit ] || { cases=; suites=${*:-$suites}; }
[ "$kind" != golden ] || { suites=; cases=${*:-$cases}; }
for one in $suites; do echo "unit $one"; done >"$work/list"
for one in $cases; do echo "golden $one"; done >>"$work/list"
while read -r what name; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n; done
    "$what" "$name" >"$work/said.$what.$name" &
done <"$work/list"
wait
cat "$work"/said.*
for log in "$work"/logs/*; do [ -s "$log" ] && head -n 30 "$log"; done
bad=$(cat "$work"/said.* | grep -c 'FAILED')
echo "$(grep -c . "$work/list") tried, $bad failed"
[ "$bad" = 0 ]
