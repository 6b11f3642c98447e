#!/bin/sh
# Queries made to hurt: each is answered or refused, with a reason, within two
# seconds of processor time (most need two milliseconds).
here=$(dirname "$0")
. "$here/common.sh"
{
    documents 1 300
    awk 'BEGIN { for (i = 0; i < 40; i++) {
        text = ""
        for (j = 0; j < 3000; j++)
            text = text (j % 3 ? "de " : j % 2 ? "la " : "mot" j % 700 " ")
        printf "{\"liasse\":1,\"uid\":\"H%d\",\"kind\":\"page\"," \
               "\"text\":\"%s\"}\n", i, text } }'
} | liasse-ingest -q -i x - 2>/dev/null
liasse-index -q -i x 2>log || fail "index: $(cat log)"
# One sentence of 200,000 references: no run of liasse-index ends with it.  In
# an index of its own: as a hit it takes the time of a thousand others.
awk 'BEGIN { printf "{\"liasse\":1,\"uid\":\"C1\",\"kind\":\"article\"," \
    "\"code\":\"Code du travail\",\"text\":\"articles L. 0-0"
    for (i = 1; i < 200000; i++) printf ", L. %d-%d", i, i
    print " du code du travail\"}" }' | liasse-ingest -q -i y - 2>/dev/null
liasse-index -q -i y 2>log || fail "references: $(cat log)"
liasse-query -i y --limit 1 '"code du travail"' >out 2>err ||
    fail "references: $(cat err)"

# repeat N TEXT
repeat() {
    awk -v n="$1" -v text="$2" \
        'BEGIN { while (n-- > 0) printf "%s", text }'
}
# numbers N BEFORE AFTER: the numbers from 1 on between two texts.
numbers() {
    awk -v n="$1" -v a="$2" -v b="$3" \
        'BEGIN { for (i = 1; i <= n; i++) printf "%s%d%s", a, i, b }'
}
tried=0
# try WHAT QUERY: under auto, all and any, and explained.
try() {
    for how in --match=auto --match=all --match=any --explain; do
        tried=$((tried + 1))
        (
            ulimit -t 2
            liasse-query -i x --limit 3 $how --query-file - >out 2>err <<END
$2
END
        )
        code=$?
        case $code in
        0 | 1) ;;
        2) [ -s err ] || fail "$1 $how: refused without a word" ;;
        *) fail "$1 $how: ended with $code: $(head -c 300 err)" ;;
        esac
    done
}

try "10,000 words" "$(numbers 10000 mot ' ')"
try "1,000 words" "$(numbers 1000 mot ' ')"
try "1,000 alternatives" "$(numbers 1000 'mot' ' OU ')x"
try "1,000 exclusions" "mot3 $(numbers 1000 '-mot' ' ')"
try "1,000 fields" "$(numbers 900 'ministere:mot' ' ')"
try "a field of a field" "$(repeat 9000 titre:)"
try "a phrase of 1,000 words" "\"$(numbers 1000 mot ' ')\""
try "a phrase of one word" "\"$(repeat 1000 'de ')\""
try "an exact phrase" "=\"$(repeat 450 'de la ')\""
try "open brackets" "$(repeat 60000 '(')"
try "closed brackets" "$(repeat 30000 ')(')"
try "deep brackets" "$(repeat 30000 '(')mot$(repeat 30000 ')')"
try "64 brackets" "$(repeat 64 '(mot1 OU ')mot2$(repeat 64 ')')"
try "65 brackets" "$(repeat 65 '(')mot2$(repeat 65 ')')"
try "quotes" "$(repeat 60000 '"')"
try "quotes in turn" "$(repeat 15000 '"a" ')"
try "guillemets" "$(repeat 30000 '«')$(repeat 2000 '»')"
try "stars" "$(repeat 60000 '*')"
try "stars and letters" "$(repeat 30000 '*a')"
try "stars and digits" "$(repeat 30000 '1*')"
try "a long pattern" "*a*b*c*d*e*f*g*h*i*j*"
try "wildcards everywhere" \
    "*mo* OU *ot* OU m*t* OU *1* OU *o*2* OU *t3* OU *e* OU *de* OU *la*"
try "17 wildcards" "$(repeat 17 '*ot* ')"
try "near spellings" "$(repeat 16 'motte~2 OU ')x"
try "tildes" "$(repeat 60000 '~')"
try "a chain of PRÈS" "$(repeat 500 'de PRÈS/99 ')la"
try "64 PRÈS" "$(repeat 64 'de PRÈS/99 ')la"
try "phrases beside PRÈS" "$(repeat 30 '"de la" PRÈS/99 ')de"
try "PRÈS in brackets" "$(repeat 60 '(de PRÈS/99 ')la$(repeat 60 ')')"
try "wildcards beside PRÈS" "$(repeat 15 'mo* PRÈS/99 ')mo*"
try "PRÈS in PRÈS" "((de PRÈS/99 la) PRÈS/99 de) PRÈS/99 (la PRÈS/99 de)"
try "wildcards and phrases beside PRÈS" \
    "\"mo* de\" PRÈS/99 \"de la\" PRÈS/99 \"de mo* de\" PRÈS/99 mo*"
try "many phrases beside PRÈS" "$(numbers 60 '"de mot' '" PRÈS/99 ')de"
try "PRÈS alone" "$(repeat 7000 'PRÈS/5 ')"
try "minus" "$(repeat 60000 -)"
try "NON" "$(repeat 10000 'NON ')mot1"
try "ET" "$(repeat 9000 'mot1 ET ')"
try "OU" "$(repeat 20000 'OU ')"
try "dates" "$(repeat 900 'date:2020..2021 OU ')mot1"
try "references" "$(numbers 900 'L. ' '-1 ')"
try "articles" "articles $(numbers 1000 '' ', ')"
try "ranges of articles" "$(repeat 400 'articles L1 à L99999 ')"
try "decrees" "$(repeat 9000 'R.* 1 ')"
try "a long word" "$(repeat 60000 a)"
try "a long accented word" "$(repeat 30000 é)"
try "accents on one letter" "e$(repeat 30000 "$(printf '\314\201')")"
try "hyphens" "$(repeat 30000 'a-')"
try "joined words" "$(numbers 900 mot -)"
try "apostrophes" "$(repeat 30000 "l'")"
try "digits" "$(repeat 60000 1)"
try "colons" "$(repeat 60000 :)"
try "equal signs" "$(repeat 60000 =)"
try "everything at once" "$(repeat 5000 '("a* OU -«=~ ')"
try "no UTF-8" "$(repeat 30000 "$(printf '\351')")"
try "half a character" "mot$(printf '\303')"
try "an overlong form" "$(printf '\300\257')"
try "a control character" "mot$(printf '\001')"
try "over 64 KiB" "$(repeat 70000 a)"
[ $tried -gt 200 ] || fail "only $tried were tried"
