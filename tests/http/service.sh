#!/bin/bash
# A service: new commits and generations are seen, the log can be read, it
# stops well, it runs without an index.
. "$(dirname "$0")/common.sh"
one() {
    printf '{"liasse":1,"uid":"%s","kind":"page","title":"Une loi %s"}\n' \
        "$1" "$1" >"$1.ndjson"
    liasse-ingest -q -i index "$1.ndjson" 2>/dev/null
}
mkdir -p index
start_server
get /health
expect 503 "no index yet"
has body '"index_missing"' "no index yet"
has head 'Retry-After: ' "no index yet"
get / 'Accept: text/html'
expect 503 "the page without an index"
has body '<h1>' "the page without an index"
one A
liasse-index -q -i index 2>/dev/null
get '/search?query=loi'
has body '"total":1' "the index came"
etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' head)
one B
get '/search?query=loi'
has body '"pending":1' "waiting documents are told"
liasse-index -q -i index 2>/dev/null
get '/search?query=loi' "If-None-Match: $etag"
expect 200 "a new commit"
has body '"total":2' "a new commit"
liasse-index -q -i index --rebuild 2>/dev/null
get '/search?query=loi'
has body '"total":2' "a new generation"

get /metrics
has body 'liasse_http_requests_total{route="search",status="2xx"}' "metrics"
has body 'liasse_documents 2' "metrics"
get /version
has body '"name":"liasse"' "version"
get /stats
has body '"documents":2' "stats"
get '/search?query="x%0ay' 'User-Agent: a"b\xe9' 'X-Request-Id: odd'
stop_server
[ "$stopped" = 0 ] || wrong "stopped with $stopped"
LC_ALL=C grep -Evq '^127\.0\.0\.1 - - \[[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9:]{8} \+0000\] "([^"\\]|\\.)*" [0-9]{3} [0-9]+ "[^"]*" "([^"\\]|\\.)*" [A-Za-z0-9._-]+ [0-9.]+$' access.log &&
    wrong "the log: $(cat access.log)"
[ "$(wc -l <access.log)" -ge 10 ] || wrong "the log is short"

# CORS when asked for; SIGINT ends it too.
start_server --cors https://example.org
get /health 'Origin: https://example.org'
has head 'Access-Control-Allow-Origin: https://example.org' "CORS"
get /health 'Origin: https://other.example'
has_not head 'Access-Control-Allow-Origin' "CORS for another origin"
kill -INT "$server"
wait "$server" || wrong "SIGINT: $?"
server=

# Usage.
liasse-query -i index --serve nonsense:port 2>err
[ $? = 2 ] || wrong "a bad address is usage"
liasse-query -i index --serve 127.0.0.1:0 some words 2>err
[ $? = 2 ] || wrong "a query beside --serve is usage"
finish
