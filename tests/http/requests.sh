#!/bin/bash
# What a server may be sent: every odd request gets its answer, none harms.
. "$(dirname "$0")/common.sh"
index_corpus
start_server

odd() { # odd STATUS WHAT BYTES
    raw "$3"
    expect "$1" "$2"
}
host="Host: localhost:$port\r\nConnection: close\r\n"
rest=" HTTP/1.1\r\n$host\r\n"

odd 200 "plain" "GET /health$rest"
odd 200 "HTTP/1.0" "GET /health HTTP/1.0\r\n${host}\r\n"
odd 400 "broken escape" "GET /search?query=%%zz$rest"
odd 400 "escape cut" "GET /search?query=a%%4$rest"
odd 400 "NUL" "GET /search?query=a%%00b$rest"
odd 400 "NUL in the path" "GET /health%%00.html$rest"
odd 400 "overlong UTF-8" "GET /search?query=%%c0%%af$rest"
odd 400 "Latin-1" "GET /search?query=d%%E9cret$rest"
odd 400 "control" "GET /search?query=a%%1bb$rest"
odd 200 "UTF-8, escaped" "GET /search?query=d%%C3%%A9cret$rest"
odd 200 "UTF-8, as it is" "GET /search?query=décret$rest"
odd 404 "upwards" "GET /../../etc/passwd$rest"
odd 404 "upwards, escaped" "GET /documents/%%2e%%2e%%2fetc$rest"
odd 404 "no such page" "GET /nothing$rest"
odd 404 "no such document" "GET /documents/NOSUCH$rest"
odd 405 "POST" "POST /search$rest"
odd 405 "DELETE" "DELETE /search$rest"
odd 405 "TRACE" "TRACE /$rest"
odd 400 "a body" "GET /health HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nabcde"
odd 400 "length and chunks" "GET /health HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
odd 400 "no Host" "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"
odd 400 "two Hosts" "GET /health HTTP/1.1\r\n${host}Host: localhost\r\n\r\n"
odd 421 "another Host" "GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
odd 421 "Host that starts alike" "GET /health HTTP/1.1\r\nHost: localhost.evil.example\r\nConnection: close\r\n\r\n"
odd 200 "Host in capitals" "GET /health HTTP/1.1\r\nHost: LOCALHOST\r\nConnection: close\r\n\r\n"
odd 200 "two in a row" "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nGET /health$rest"

long=$(printf 'a%.0s' $(seq 5000))
odd 400 "query over 4 KiB" "GET /search?query=$long$rest"
has body '"query_too_long"' "query over 4 KiB"
words=$(printf 'a+%.0s' $(seq 300))
odd 400 "query over 256 words" "GET /search?query=$words$rest"
many=$(printf 'leg=1&%.0s' $(seq 300))
odd 414 "300 parameters" "GET /search?$many$rest"
raw "GET /search?query=$long$long$long$long HTTP/1.1\r\n$host\r\n"
[ "$status" = 414 ] || wrong "20 KiB address: $status"

get /health
expect 200 "alive at the end"

# Names that a server is given are answered to.
stop_server
start_server --host recherche.example
raw "GET /health HTTP/1.1\r\nHost: recherche.example:80\r\nConnection: close\r\n\r\n"
expect 200 "--host"
finish
