#!/bin/bash
# What the server answers: shapes, headers, negotiation, hostile content.
. "$(dirname "$0")/common.sh"
index_corpus
cat >hostile.ndjson <<'EOF'
{"liasse":1,"uid":"HOSTILE1","kind":"page","title":"<script>alert(1)</script> \"quotes\" & 'apos' \u202egnol\u200b zorglub","text":[{"role":"body","heading":"<b onclick=x>","text":"zorglub </p><img src=x onerror=alert(2)> \u202e fin | <i>cell</i>\nzorglub | b"}],"author":["<svg onload=alert(3)>"],"rubric":["\"><script>alert(4)</script>"],"source":[{"source":"x","member":"m","url":"javascript:alert(5)"}]}
{"liasse":1,"uid":"CITING1","kind":"page","title":"Une note","text":[{"role":"body","text":"Premier alinéa.\n\nVoir la question n° 15512 sur les vignes et le décret n° 2026-9611 du 1er avril 2026."}]}
EOF
liasse-ingest -q -i index hostile.ndjson 2>/dev/null
liasse-index -q -i index 2>/dev/null
start_server

# What results cite, where it is asked for.
get '/search?query=cite:L121-4&fields=cites&facets=cite'
expect 200 "search with fields"
has body '"cites":[{"target":' "what results cite"
has body '"facets":{"cites":[{"value":"art:l121-4' "what they cite, counted"

# Shape of a search.
get '/search?query=eau&page_size=2&facets=type&facets=auteur'
expect 200 "search"
for key in page page_size next_page previous_page query total total_relation \
    took_ms relaxed corrections pending results facets; do
    has body "\"$key\":" "search"
done
has head "Content-Type: application/json" "search"
has body 'facets=kind\u0026facets=author' "the next page keeps the facets, repeated"
total=$(sed 's/.*"total":\([0-9]*\).*/\1/' body)
wanted=$(liasse-query -i index --match auto --count eau)
[ "$total" = "$wanted" ] || wrong "total $total, the command line says $wanted"
get '/search?query=eau&page_size=0'
has body '"results":[]' "count only"
has body "\"total\":$wanted" "count only"

# Filters: several of a field, dates in French form, empty ones absent.
get '/search?query=&type=question-ecrite&type=article&date_start=01%2F01%2F2024&date_end=&page_size=0'
expect 200 "filters"
some=$(sed 's/.*"total":\([0-9]*\).*/\1/' body)
wanted=$(liasse-query -i index --count 'type:(question-ecrite OU article) date:2024-01-01..')
[ "$some" = "$wanted" ] || wrong "filters: $some, the query language says $wanted"

# Errors: one object, stable codes.
bad() { # bad STATUS CODE PATH
    get "$3"
    expect "$1" "$3"
    has body "\"code\":\"$2\"" "$3"
    has body '"message":' "$3"
    has body '"type":' "$3"
    has body '"request_id":' "$3"
    has head 'no-store' "$3"
}
bad 400 invalid_parameter '/search?fields=nosuch'
bad 400 unknown_parameter '/search?query=eau&foo=1'
has body 'date_start' "the allowed parameters are named"
bad 400 unknown_parameter '/search?query=eau&foo='
bad 400 invalid_parameter '/search?page=0'
bad 400 invalid_parameter '/search?page_size=101'
bad 400 invalid_parameter '/search?sort=best'
bad 400 invalid_parameter '/search?facets=nosuch'
bad 400 page_too_deep '/search?query=eau&page=1000&page_size=100'
bad 400 invalid_date '/search?query=eau&date_start=2024-13-01'
bad 400 invalid_date '/search?query=eau&date_start=2024..2025'
has body '"parameter":"date_start"' "the parameter is named"
bad 400 invalid_request '/search?query=eau&leg=dix'
bad 400 query_syntax '/search?query=%28eau+OU&match=all'
has body '"position":' "a syntax error says where"
bad 404 no_such_document /documents/NOSUCH
bad 404 no_such_document /documents/NOSUCH/similar
bad 404 no_such_page /x
bad 400 unknown_parameter '/health?x=1'

# Documents, by Accept and by format.
get /documents/QANR5L17QE15512
has head 'application/json' "a program gets JSON"
has body '"liasse":1' "the bare document"
get /documents/QANR5L17QE15512 'Accept: text/html,*/*;q=0.8'
has head 'text/html' "a browser gets the page"
has body '<h1>' "the page"
get '/documents/QANR5L17QE15512?format=txt'
has head 'text/plain' "text"
get '/documents/QANR5L17QE15512?query=vignes&start=10&length=50'
has body '"slice"' "a slice"
get '/documents/QANR5L17QE15512/similar?page_size=3'
has body '"results":[{' "similar"
get '/suggest?prefix=lo'
has body '"suggestions":[{' "suggest"

# Downloads: every hit, whatever the page.
get '/search?type=question-ecrite&format=ndjson'
lines=$(grep -c '"uid"' body)
wanted=$(liasse-query -i index --count type:question-ecrite)
[ "$lines" = "$wanted" ] || wrong "ndjson has $lines of $wanted"
get '/search?type=question-ecrite&format=csv&bom=1'
has head 'attachment; filename="liasse.csv"' "csv"
LC_ALL=C grep -q $'\xef\xbb\xbf' body || wrong "csv for spreadsheets: no mark"
get '/search?type=question-ecrite&format=json&download=1'
lines=$(grep -o '"uid":' body | wc -l)
[ "$lines" = "$wanted" ] || wrong "json download has $lines of $wanted"
get '/search?query=eau&format=atom'
has head 'application/atom+xml' "atom"
has body '<entry>' "atom"

# Headers.
get '/search?query=eau'
for header in 'X-Content-Type-Options: nosniff' 'Referrer-Policy: no-referrer' \
    "Content-Security-Policy: default-src 'none'; script-src 'self'" \
    'Cache-Control: no-cache' 'Vary: ' 'ETag: W/"' 'X-Request-Id: '; do
    has head "$header" "headers"
done
has_not head 'Access-Control' "no CORS unless asked for"
has_not head 'unsafe' "policy"
etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' head)
get '/search?query=eau' "If-None-Match: $etag"
expect 304 "known answer"
[ ! -s body ] || wrong "304 with a body"
get '/search?query=eau' 'X-Request-Id: mine-1'
has head 'X-Request-Id: mine-1' "the caller's id"
get / 'Accept-Encoding: gzip'
has head 'Content-Encoding: gzip' "gzip"
gzip -dc <body | grep -q '</html>' || wrong "gzip: not the page"
get / 'Accept-Encoding: gzip;q=0'
has_not head 'Content-Encoding' "gzip refused"
raw "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
expect 200 "HEAD"
[ ! -s body ] || wrong "HEAD with a body"
has head 'Content-Length: ' "HEAD"
get /
css=$(grep -o '/style\.[0-9a-f]*\.css' body | head -1)
get "$css"
expect 200 "stylesheet"
has head 'immutable' "stylesheet"

# Languages.
get '/' 'Accept-Language: en-GB,en;q=0.9'
has body '<html lang="en">' "English by Accept-Language"
get '/'
has body '<html lang="fr">' "French first"
get '/?lang=en&query=eau' 'Accept-Language: fr'
has body '<html lang="en">' "English by choice"

# What the text cites is linked where it stands, and back.
get '/documents/CITING1?format=html&query=vignes'
has body '<a href="/documents/QANR5L17QE15512">question n° 15512</a>' "a citation"
has body '<h2>Cite</h2>' "what it cites"
get "/documents/QANR5L17QE15512?format=html"
has body '<h2>Cité par</h2>' "what cites it"
has body '<a href="/documents/CITING1">' "what cites it"

# Nothing of a document is live, in no form.
for path in '/?query=zorglub' '/documents/HOSTILE1?format=html&query=zorglub' \
    '/search?query=zorglub' '/search?query=zorglub&format=atom' \
    '/?query=zorglub&facette=rubrique' '/documents/HOSTILE1' \
    '/?query=%3Cscript%3Ealert(6)%3C%2Fscript%3E' '/%3Cscript%3Ealert(7)' \
    '/?rubrique=%22%3E%3Cscript%3Ealert(4)%3C%2Fscript%3E'; do
    get "$path" 'Accept: text/html'
    for live in '<script>' '<img src' '<svg onload' '<b onclick' '<i>cell' \
        'href="javascript:'; do
        has_not body "$live" "$path"
    done
    if LC_ALL=C grep -q $'\xe2\x80\xae' body; then
        wrong "$path: a direction override"
    fi
done
get '/?query=zorglub'
has body '&lt;script&gt;' "the title is shown"

# Time is over: what was found until then, and it is said.  How much that is
# depends on the machine and the build: the first limit that leaves hits.
many=$(printf '%%28de*+OU+*ion%%29+OU+%.0s' $(seq 8))$(printf 'eau+ou+la+loi+%.0s' $(seq 40))
for limit in 1 2 3 5 8 12 20 30 50 80 120 200 300; do
    stop_server
    start_server --time-limit $limit --base-url https://recherche.example/liasse/
    get "/search?query=$many&facets=type"
    expect 200 "a search without time"
    grep -q '"timed_out":true' body && grep -q '"uid":' body && break
done
has body '"timed_out":true' "a search without time ($limit ms)"
has body '"uid":' "what was found until then ($limit ms)"
has head 'no-store' "not to be kept"
has_not head 'ETag' "not to be kept"
get '/search?query=vignes&format=atom'
has body '<link href="https://recherche.example/liasse/documents/' "--base-url"
get "/?query=$many&lang=en"
expect 200 "the page of a search without time"
has body 'Search cut short.' "the page says so"
get /metrics
timed=$(sed -n 's/^liasse_searches_timed_out_total //p' body)
[ "${timed:-0}" -ge 2 ] || wrong "searches ended for their time: $timed"
stop_server
start_server

# Well-formed, where that can be told.
if command -v xmllint >/dev/null; then
    get '/search?query=zorglub&format=atom'
    xmllint --noout body || wrong "atom is not well-formed"
fi
finish
