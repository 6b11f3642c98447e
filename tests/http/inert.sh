#!/bin/bash
# What documents and queries hold stays text, whatever it looks like and
# wherever it comes out: commands of a terminal, markup, formulas; through the
# page, JSON, CSV, Atom, MCP, suggestions, --explain, logs, diagnostics.
. "$(dirname "$0")/common.sh"

# As in JSON strings.
samples=(
    '\u001b[31mrouge\u001b[0m' '\u001b[2J\u001b[H' '\u001b]0;titre\u0007'
    '\u001b]52;c;cm0gLXJmIC8=\u0007' '\u001b]8;;http://evil\u001b\\\\clic'
    '\u001bP$q\"p\u001b\\\\' '\u009b31m' '\u009d0;x\u009c' 'mauvais\rbon'
    'a\nERROR tout est perdu' 'secret\b\b\b' 'abc\u202etxt.exe' 'a\u0000b'
    'a\u200bb' '\ufeffa' '\u2066x\u2069' '\u2028x\u2029' '\udb40\udc41x' '\u007f'
    '<script>alert(1)</script>' '\"><img src=x onerror=alert(1)>'
    "'><svg onload=alert(1)>" '</title><script>x</script>'
    '</textarea><script>y</script>' 'javascript:alert(1)' ']]><script>z</script>'
    '<!-- x' '--><b onclick=x>' '<a href=\"javascript:alert(1)\">x</a>'
    '\" onmouseover=\"alert(1)' '&lt;script&gt;'
    '=1+1' '+1+1' '-1+1' '@SUM(A1)' "=cmd|' /C calc'!A0" '\t=1+1' '\r=1+1'
    ' =1+1' '\n=1+1' '\uff1d1+1' '=HYPERLINK(\"http://evil\";\"x\")' ';=1+1'
)
count=0
for s in "${samples[@]}"; do
    count=$((count + 1))
    printf '{"liasse":1,"uid":"X%d","kind":"page","title":"%s zorglub","text":[{"role":"body","heading":"%s","text":"zorglub %s fin"}],"author":["%s"],"rubric":["%s"],"group":"%s","constituency":"%s","ministry_asked":"%s","number":"%s","status":"%s","code":"%s","path":["%s"],"container":{"uid":"C","title":"%s"},"links":[{"type":"%s","target":"%s","label":"%s"}],"source":[{"source":"%s","member":"%s","url":"%s"}]}\n' \
        "$count" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s" "$s"
done >samples.ndjson
# Names of files are of others too; this one is no document.
named=$'x\e[31m\e]0;y\a\xc2\x9b\n<script>.json'
printf '{' >"$named"
liasse-ingest -v -i index --diagnostics diagnostics.json samples.ndjson \
    "$named" 2>ingest.err
liasse-index -v -i index 2>index.err
[ "$(liasse-query -q -i index --count zorglub)" = $count ] ||
    wrong "not all samples are found"

# quiet FILE: no control character but line ends and (CSV, HTML) CR, nothing
# that hides or turns text; CSV and TSV are exact as to the latter.
quiet() {
    LC_ALL=C grep -anP '[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]' "$1" |
        head -3 >found
    [ -s found ] && wrong "$1: a control character: $(cat -v found | cut -c1-200)"
    case $1 in *.csv | *.tsv) return ;; esac
    LC_ALL=C grep -anP '\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xf3\xa0' \
        "$1" | head -3 >found
    [ -s found ] && wrong "$1: a hidden character: $(cat -v found | cut -c1-200)"
}
# dead FILE: no tag or attribute of a sample.
dead() {
    for live in '<script>' '<img src' '<svg onload' '<b onclick' \
        'href="javascript:' '<!-- x'; do
        has_not "$1" "$live" "$1"
    done
    LC_ALL=C grep -aqP '(?<!\\)" onmouseover' "$1" && wrong "$1: an attribute"
}

# no_formula FILE: no cell of it (separated by semicolons) starts like one.
no_formula() {
    LC_ALL=C sed 's/^\xef\xbb\xbf//' "$1" | LC_ALL=C awk '{ all = all $0 "\n" }
        END {
            start = 1
            for (i = 1; i <= length(all); i++) {
                c = substr(all, i, 1)
                if (start) {
                    quoted = c == "\""
                    cell = substr(all, i + quoted, 12)
                    if (cell ~ /^ *([=+@\t\r\n-]|\357\274[\213\215\235\240])/ &&
                        cell !~ /^\n/)
                        print cell
                    if (quoted && cell ~ /^\n/)
                        print "a line feed first"
                    start = 0
                    if (quoted)
                        continue
                }
                if (c == "\"")
                    quoted = !quoted
                if (!quoted && (c == ";" || c == "\n"))
                    start = 1
            }
        }' >found
    [ -s found ] && wrong "$1: a formula: $(head -3 found)"
}

# The programs.
quiet diagnostics.json
quiet ingest.err
quiet index.err
grep -q 'control' diagnostics.json || wrong "diagnostics tell nothing"
for format in text json ndjson csv tsv; do
    liasse-query -i index --limit 100 --format $format zorglub >cli.$format 2>err
    quiet cli.$format
    quiet err
done
liasse-query -i index --limit 100 --explain --facet auteur --facet rubrique \
    zorglub >explain.out 2>&1
quiet explain.out
for ((i = 1; i <= count; i++)); do
    liasse-query -i index --show X$i zorglub
    liasse-query -i index --show X$i --format json
done >show.out 2>&1
quiet show.out
for start in zor '<s' '=1' rou; do
    liasse-query -i index --suggest "$start"
done >suggest.out 2>&1
quiet suggest.out

# What is asked comes back in errors, corrections, explanations.
for query in $'mot\e]0;x\a' $'\xc2\x9b31m' $'(\xe2\x80\xaetxt' $'<script>:x("' \
    $'zorglbu \xe2\x80\xae' $'\xff\xfe' $'titre:"\xf3\xa0\x81\x81' $'"'; do
    liasse-query -i index --match all "$query"
    liasse-query -i index --explain "$query"
    liasse-query -i index --show "$query"
    liasse-query -i index --similar "$query"
    liasse-query -i index --facet "$query" x
    liasse-query -i index --filter "$query=$query" x
    liasse-query -i index --cursor "$query" x
    liasse-query -i "$query" x
    liasse-ingest -i index "$query"
    liasse-index -i "$query"
done >asked.out 2>&1
quiet asked.out

# A spreadsheet computes nothing: what it would is behind an apostrophe.
liasse-query -i index --limit 100 --format csv --csv-excel zorglub >excel.csv
no_formula excel.csv
grep -qF "'=1+1" excel.csv || wrong "no formula was made text"

# MCP.
{
    printf '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\n'
    printf '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"search","arguments":{"query":"zorglub","limit":50}}}\n'
    for ((i = 1; i <= count; i++)); do
        printf '{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"get","arguments":{"uid":"X%d"}}}\n' $((i + 2)) $i
    done
    for s in "${samples[@]}"; do
        printf '{"jsonrpc":"2.0","id":"%s","method":"tools/call","params":{"name":"%s","arguments":{"query":"%s"}}}\n' "$s" "$s" "$s"
    done
} >mcp.in
liasse-query -i index --mcp <mcp.in >mcp.out 2>mcp.err
quiet mcp.out
quiet mcp.err
dead mcp.out
[ "$(wc -l <mcp.out)" -gt $count ] || wrong "MCP: few answers"

# The server.
start_server
for path in '/?query=zorglub&page_size=100' '/search?query=zorglub&page_size=100' \
    '/search?query=zorglub&format=atom' '/search?query=zorglub&format=ndjson' \
    '/?query=zorglub&facette=rubrique' '/?query=zorglub&facette=auteur' \
    '/search?query=zorglub&facets=auteur&facets=rubrique' \
    '/suggest?prefix=zo' '/suggest?prefix=%3Cs' '/suggest?prefix=%3D1' \
    '/?query=%3Cscript%3Ealert(6)%3C%2Fscript%3E' '/%3Cscript%3Ealert(7)' \
    '/?query=%22%3E%3Cimg%20src%3Dx%3E%28' '/search?%3Cscript%3E=1' \
    '/?%3Cscript%3E=1' '/?type=%22%20onmouseover%3D%22alert(1)' \
    '/?query=x&date_start=%3Cscript%3E' '/documents/%3Cscript%3E' \
    '/documents/X1?compare=%3Cscript%3E' '/?query=a%E2%80%AEb' '/?query=%F3%A0%81%81' \
    '/?query=javascript:alert(1)' '/aide?%3Cscript%3E' '/?lang=%3Cscript%3E'; do
    for accept in text/html application/json; do
        get "$path" "Accept: $accept"
        [ "${status:-500}" -lt 500 ] || wrong "$path: $status"
        dead body
        quiet body
        quiet head
    done
done
for ((i = 1; i <= count; i++)); do
    for more in '?format=html&query=zorglub' '' '?format=txt'; do
        get "/documents/X$i$more"
        expect 200 "/documents/X$i$more"
        quiet body
        case $more in *txt) ;; *) dead body ;; esac
    done
done
raw "GET /search?query=zorglub&page_size=100&format=csv&bom=1 HTTP/1.0\r\nHost: localhost\r\n\r\n"
expect 200 "CSV for spreadsheets" # HTTP/1.0: not in chunks
cp body served.csv
quiet served.csv
no_formula served.csv
get /health $'User-Agent: \x1b]0;x\x07<script>' $'Referer: \x9b31m' \
    'X-Request-Id: <script>'
get '/?query=zorglub' $'Accept-Language: <script>"' $'Host2: \x1b'
stop_server
sed 's/\\x[0-9a-f][0-9a-f]//g' access.log >log.out
quiet log.out
quiet server.err
finish
