#!/bin/sh
# One XML file of many questions: its size must not show in the memory used.
# usage: xml_memory.sh BIN_FOLDER [MB]     needs python3 and GNU time
set -eu
bin=$1
mb=${2:-300}
limit=$((256 * 1024)) # KiB, the whole of what a run may use
command -v python3 >/dev/null && [ -x /usr/bin/time ] || exit 77
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM

python3 - "$dir/questions.xml" "$mb" <<'EOF'
import sys
path, mb = sys.argv[1], int(sys.argv[2])
words = ("la commune demande au ministre de préciser l'application du décret "
         "relatif aux écoles rurales &amp; aux transports ").split(" ")
one = ('<question><uid>QANR5L14QE%d</uid><identifiant><numero>%d</numero>'
       '<legislature>14</legislature></identifiant><type>QE</type>'
       '<indexationAN><rubrique>communes</rubrique><ANALYSE><ANA>essai %d'
       '</ANA></ANALYSE></indexationAN><textesQuestion><texteQuestion><infoJO>'
       '<dateJO>2014-01-07</dateJO></infoJO><texte><![CDATA[%s]]></texte>'
       '</texteQuestion></textesQuestion></question>\n')
text = "<br>".join(" ".join(words) for _ in range(60))
with open(path, "w", encoding="utf-8") as out:
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n<questionsEcrites>\n')
    number, size = 1, 0
    while size < mb << 20:
        piece = one % (number, number, number, text)
        out.write(piece)
        size += len(piece.encode())
        number += 1
    out.write('</questionsEcrites>\n')
print(number - 1, file=open(path + ".count", "w"))
EOF

want=$(cat "$dir/questions.xml.count")
/usr/bin/time -f '%M %e' -o "$dir/time" \
    "$bin/liasse-ingest" --dry-run --jobs 1 "$dir/questions.xml" \
    2>"$dir/talk" | wc -l >"$dir/got"
read -r kib seconds <"$dir/time"
got=$(tr -d ' ' <"$dir/got")
echo "$mb MB, $got questions: $seconds s, $((kib / 1024)) MiB at most in one process"
tail -n 1 "$dir/talk"
[ "$got" -eq "$want" ] || { echo "wanted $want questions"; exit 1; }
[ "$kib" -lt "$limit" ] || { echo "more than $((limit / 1024)) MiB"; exit 1; }
