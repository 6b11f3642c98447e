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


# The rest of the list of RELIABILITY.md: what libmicrohttpd answers for itself
# (400, 413, 414, 431, 505) has a body of its own.
odd 200 "a plus, and one escaped" "GET /search?query=a+b%%2B$rest"
odd 200 "a parameter twice" "GET /search?query=1&query=2$rest"
odd 404 "upwards with backslashes" "GET /..%%5c..%%5cx$rest"
odd 404 "upwards, all escaped" "GET /static/%%2e%%2e%%2f%%2e%%2e%%2fetc/passwd$rest"
odd 400 "an address of elsewhere" "GET http://evil.example/health$rest"
odd 404 "NUL as it is in the path" "GET /he\\0alth$rest"
odd 200 "line ends in a value" "GET /search?query=%%0d%%0aSet-Cookie:a$rest"
has_not head 'Set-Cookie' "line ends in a value"
odd 200 "a folded header" "GET /health HTTP/1.1\r\nX-Request-Id: a\r\n Set-Cookie: b\r\n$host\r\n"
has_not head 'Set-Cookie' "a folded header"
odd 200 "NUL in a header" "GET /health HTTP/1.1\r\nA: b\\0c\r\n$host\r\n"
odd 421 "no name in Host" "GET /health HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"
odd 421 "a user in Host" "GET /health HTTP/1.1\r\nHost: evil@localhost\r\nConnection: close\r\n\r\n"
odd 200 "bare line feeds" "GET /health HTTP/1.1\nHost: localhost\nConnection: close\n\n"
odd 400 "HTTP/0.9" "GET /health\r\n\r\n"
odd 505 "HTTP/9.9" "GET /health HTTP/9.9\r\n$host\r\n"
odd 505 "HTTP/2" "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
odd 400 "a length below zero" "GET /health HTTP/1.1\r\nContent-Length: -1\r\n$host\r\n"
odd 413 "a length beyond all" "GET /health HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n$host\r\n"
odd 400 "an endless chunk" "GET /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n${host}\r\nffffffffffffffff\r\n"
odd 405 "PUT" "PUT /$rest"
odd 405 "OPTIONS" "OPTIONS *$rest"
odd 405 "CONNECT" "CONNECT evil.example:80$rest"
odd 405 "a method in small letters" "get /health$rest"
odd 400 "100 brackets" "GET /search?match=all&query=$(printf '(%.0s' $(seq 100))a$rest"
# big STATUS WHAT: the request in a file, too large or odd for a variable.
big() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    cat request >&3 2>/dev/null
    timeout 20 cat <&3 >reply 2>/dev/null
    exec 3>&-
    status=$(LC_ALL=C sed -n '1s/^HTTP[^ ]* \([0-9]*\).*/\1/p' reply | tr -d '\0')
    expect "$1" "$2"
}
letters() { head -c "$1" /dev/zero | tr '\0' a; }
# shellcheck disable=SC2059
line() { printf "$1"; }
{ line "GET /search?query="; letters 30000; line "$rest"; } >request
big 414 "an address of 30 KB"
{ line "GET /search?query="; letters 1000000; line "$rest"; } >request
big 414 "an address of 1 MB"
{ line "GET /health HTTP/1.1\r\n${host}X: "; letters 1000000; line "\r\n\r\n"; } >request
big 431 "a header of 1 MB"
{
    line "GET /health HTTP/1.1\r\n${host}"
    line "$(printf 'X: y\\r\\n%.0s' $(seq 10000))\r\n"
} >request
big 431 "10,000 headers"
{ line "POST /search HTTP/1.1\r\n${host}Content-Length: 20000000\r\n\r\n"; letters 20000000; } >request
big 405 "a body of 20 MB"
for _ in 1 2 3 4 5 6 7 8 9 10; do
    for ((i = 0; i < 256; i++)); do line "\\x$(printf '%02x' $i)"; done
done >request
line '\r\n\r\n' >>request
big 400 "every byte"
memory=$(awk '/^VmHWM/ { print int($2 / 1024) }' "/proc/$server/status")
[ "$memory" -lt "${LIASSE_MEMORY:-2000}" ] || wrong "the server took $memory MB"

get /health
expect 200 "alive at the end"

# Names that a server is given are answered to.
stop_server
start_server --host recherche.example
raw "GET /health HTTP/1.1\r\nHost: recherche.example:80\r\nConnection: close\r\n\r\n"
expect 200 "--host"
finish
