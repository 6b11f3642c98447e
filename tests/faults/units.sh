#!/bin/sh
# The examples for systemd: well-formed, with a tight sandbox in systemd's own
# judgement; the server does its work with what of it this machine can give.
. "$(dirname "$0")/common.sh"
command -v systemd-analyze >/dev/null || { echo "no systemd-analyze" >&2; exit 77; }

build=${bin%/bin}
for unit in query/liasse-serve.service ingest/liasse-dumps.service; do
    # The program is where it will be installed, and its user not here yet.
    sed "s,^ExecStart=[^ ]*/,ExecStart=$bin/,; s/^User=.*/User=root/" \
        "$build/$unit" >"$(basename $unit)"
    systemd-analyze verify --man=no "./$(basename $unit)" 2>log ||
        fail "$unit: $(cat log)"
    ! grep -q "liasse-" log || fail "$unit: $(cat log)"
    sed -i 's/^User=.*/User=nobody/' "./$(basename $unit)"
    # Of 100, as "exposure"; what is left is the network and the user.
    systemd-analyze security --no-pager --offline=true --threshold=20 \
        "./$(basename $unit)" >log 2>&1 || fail "$unit: $(tail -n 3 log)"
done

# As somebody with no rights, no way to new ones, the bounds of the unit, an
# index that cannot be written: it answers.
documents 1 50 >some.ndjson
liasse-ingest -q -i index some.ndjson 2>log && liasse-index -q -i index 2>log ||
    fail "$(cat log)"
chmod -R a+rX,a-w index
chmod a+x .
confined="env"
[ "$(id -u)" != 0 ] || confined="setpriv --reuid=65534 --regid=65534 \
    --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all"
command -v setpriv >/dev/null || confined=env
# A build directory nobody may enter: then as we are.
$confined test -x "$bin/liasse-query" -a -r index/search || confined=env
(ulimit -n 4096; ulimit -c 0
    exec $confined "$bin/liasse-query" -i index --serve 127.0.0.1:0) \
    >/dev/null 2>server.log &
server=$!
port=
told() {
    port=$(sed -n 's|.*http://[^/]*:\([0-9]*\)/$|\1|p' server.log)
    [ -n "$port" ] || ! kill -0 $server
}
wait_for told
[ -n "$port" ] || fail "the server did not start: $(cat server.log)"
liasse-query -i index --count logement >count || fail "$(cat count)"
[ "$(bash -c 'exec 3<>/dev/tcp/127.0.0.1/$0
    printf "GET /search?query=logement HTTP/1.1\r\nHost: localhost:$0\r\nConnection: close\r\n\r\n" >&3
    cat <&3' "$port" | sed -n 's/.*"total":\([0-9]*\).*/\1/p')" = "$(cat count)" ] ||
    fail "no answer: $(cat server.log)"
[ "$confined" = env ] || grep -q '^NoNewPrivs:.*1' "/proc/$server/status" ||
    fail "not confined"
kill $server
wait $server || fail "the server ended with $?"
chmod -R u+w index
echo "units hold"
