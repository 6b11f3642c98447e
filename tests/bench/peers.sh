# Sourced by the measuring scripts: the programs that ours is set beside.
# They are no part of the build; what they need is installed here.
#   peers_build SOURCE_DIR WORK_DIR     programs in WORK_DIR/peers
#   lucene ARGUMENTS...                 see peers/Lucene.java

packages="npm python3 time g++ libxapian-dev libsqlite3-dev xapian-omega
    default-jdk-headless liblucene8-java"

peers_install() {
    missing=""
    for p in $packages; do
        dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' ||
            missing="$missing $p"
    done
    # A newer npm or JDK from elsewhere is as good.
    command -v npm >/dev/null && missing=$(echo "$missing" | sed 's/ npm//')
    command -v javac >/dev/null &&
        missing=$(echo "$missing" | sed 's/ default-jdk-headless//')
    [ -n "$missing" ] || return 0
    sudo=$([ "$(id -u)" = 0 ] || echo sudo)
    $sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive \
        $sudo apt-get install -q -y --no-install-recommends $missing
}

peers_build() {
    sources=$1/tests/bench/peers peers=$2/peers
    peers_install >"$2/install.log" 2>&1 || {
        tail -3 "$2/install.log" >&2
        return 1
    }
    mkdir -p "$peers"
    g++ -O2 -std=c++17 -o "$peers/stock_xapian" "$sources/stock_xapian.cc" \
        -lxapian
    gcc -O2 -D_GNU_SOURCE -o "$peers/fts5" "$sources/fts5.c" -lsqlite3
    classes=$(ls /usr/share/java/lucene-core-8*.jar |
        head -1):$(ls /usr/share/java/lucene-analyzers-common-8*.jar | head -1)
    javac -cp "$classes" -d "$peers" "$sources/Lucene.java"
}

lucene() {
    java -Xmx4g -cp "$classes:$peers" Lucene "$@"
}

# results_keep SOURCE_DIR BLOCK <TEXT: puts the text into the block of
# RESULTS.md between the comments "BLOCK" and "/BLOCK".
results_keep() {
    python3 -c '
import re, sys
path, block, text = sys.argv[1], sys.argv[2], sys.stdin.read()
whole = open(path, encoding="utf-8").read()
start, end = "<!-- %s -->\n" % block, "<!-- /%s -->\n" % block
if start not in whole:
    whole += "\n" + start + end
head, rest = whole.split(start, 1)
with open(path, "w", encoding="utf-8") as out:
    out.write(head + start + text + end + rest.split(end, 1)[1])
' "$1/tests/bench/RESULTS.md" "$2"
}
