# Shared by the fault tests: sourced, not run.
#   SCRIPT BIN_DIR SOURCE_DIR
# Each test works in a fresh directory, $work, and calls fail() on the first
# thing that is not as it must be.
set -u
bin=$1 source=$2
work=$(mktemp -d) || exit 1
# Cases tried, and failed: one ends a test.  LIASSE_TALLY: a file for both.
tried=0 failed=0
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$work"
    [ -z "${LIASSE_TALLY-}" ] || echo "$((tried - failed)) $failed" >"$LIASSE_TALLY"' EXIT
cd "$work" || exit 1
PATH=$bin:$PATH LC_ALL=C.UTF-8 LIASSE_LANG=en
export PATH LC_ALL LIASSE_LANG
rounds=${LIASSE_ROUNDS:-30}

fail() {
    echo "FAIL: $*" >&2
    failed=1
    exit 1
}

# documents FIRST LAST: liasse NDJSON, one document a line, always the same.
documents() {
    awk -v first="$1" -v last="$2" 'BEGIN {
        split("santé logement école transport justice numérique énergie " \
              "mairie pêche retraite budget hôpital crédit loi décret", w, " ")
        for (i = first; i <= last; i++) {
            text = ""
            for (j = 0; j < 60; j++)
                text = text w[(i * 7 + j * (i % 11 + 1)) % 15 + 1] " "
            printf "{\"liasse\":1,\"uid\":\"T%d\",\"kind\":\"page\"," \
                   "\"title\":\"Document %d\",\"text\":[{\"role\":\"body\"," \
                   "\"text\":\"%s\"}]}\n", i, i, text
        }
    }'
}

# stat_of INDEX NAME: one number of liasse-index --stats.
stat_of() {
    liasse-index -i "$1" --stats | awk -F'\t' -v name="$2" \
        '$1 == name { print $2 }'
}

# milliseconds N: sleeps that long.
milliseconds() {
    sleep "$(awk -v n="$1" 'BEGIN { printf "%.3f", n / 1000 }')"
}

# wait_for COMMAND...: until it succeeds, at most a minute.
wait_for() {
    tries=0
    until "$@" >/dev/null 2>&1; do
        tries=$((tries + 1))
        [ $tries -lt 3000 ] || fail "waited in vain: $*"
        milliseconds 20
    done
}

# random N: 0 .. N-1
random() {
    awk -v n="$1" -v seed="$(od -An -N4 -tu4 /dev/urandom)" \
        'BEGIN { srand(seed); print int(rand() * n) }'
}

# children PID: the processes that it started.
children() {
    for status in /proc/[0-9]*/status; do
        awk -v parent="$1" '/^Pid:/ { pid = $2 }
            /^PPid:/ && $2 == parent { print pid }' "$status" 2>/dev/null
    done
}

# has_children PID
has_children() {
    [ -n "$(children "$1")" ]
}

# Is the index whole?  Ours and Xapian's own check.
sound() {
    liasse-index -i "$1" --check >check.log 2>&1 ||
        fail "--check of $1: $(cat check.log)"
    xapian-check "$1/store" >check.log 2>&1 ||
        fail "xapian-check of $1/store: $(cat check.log)"
}

# need_shim: skips where there is none (a sanitizer brings its own malloc).
need_shim() {
    [ -e "$bin/faults.so" ] ||
        { echo "no shim in this build: skipped" >&2; exit 77; }
}
