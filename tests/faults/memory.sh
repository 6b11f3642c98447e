#!/bin/sh
# --memory holds: 30,000 documents of 100 words, most of them of few documents,
# which without a bound take four times as much.  The peak is what the program
# itself tells.
. "$(dirname "$0")/common.sh"
ldd "$bin/liasse-index" | grep -q 'libasan\|libtsan' && exit 77

awk 'BEGIN {
    for (n = 0; n < 30000; n++) {
        text = ""
        for (w = 0; w < 100; w++) {
            left = (n * 7919 + w * 104729) % 1000003
            word = ""
            for (k = 0; k < 4; k++) {
                word = word substr("bacedifogulamenipo", 1 + 2 * (left % 9), 2)
                left = int(left / 9)
            }
            text = text " " word (w % 4 ? "" : "n" n)
        }
        printf "{\"liasse\":1,\"uid\":\"D%d\",\"kind\":\"page\"," \
               "\"title\":\"acte %d\",\"text\":[{\"role\":\"body\"," \
               "\"text\":\"%s\"}]}\n", n, n, text
    }
}' >all.ndjson
liasse-ingest -i index all.ndjson 2>/dev/null || fail "ingest"

# peak MEMORY: MiB at the most, of a rebuild with two threads.
peak() {
    liasse-index -i index --rebuild --jobs 2 --memory "$1" --verbose 2>log ||
        fail "rebuild with $1 MiB: $(cat log)"
    sed -n 's/.*memory up to \([0-9]*\) MiB/\1/p' log | sort -n | tail -n 1
}

tried=$((tried + 1))
most=$(peak 64)
[ "$most" -le 64 ] || fail "$most MiB where 64 were asked for"
echo "--memory 64: $most MiB"
most=$(peak 512)
[ "$most" -gt 128 ] || fail "$most MiB are no trial of a bound"
