#!/bin/sh
# All of ../shared/badinputs in one run under strace: no crash of the run, no
# process but our workers, no socket, no file outside; archives each as their
# README says.  Skipped without strace or the samples.
. "$(dirname "$0")/common.sh"
samples=$source/../shared/badinputs
[ -d "$samples" ] || { echo "no $samples" >&2; exit 77; }
command -v strace >/dev/null || { echo "no strace" >&2; exit 77; }
strace -o /dev/null true 2>/dev/null || { echo "no ptrace here" >&2; exit 77; }
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# The one file that a worker opens ahead has no name and lies here.
TMPDIR=$work
export TMPDIR

mkdir good
printf 'Note\n\nUn décret du 3 mars sur la pêche.\n' >good/note.txt
strace -f -y -s 300 -o trace -e trace=network,execve,clone,clone3,fork,vfork,open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,mkdir,mkdirat,symlink,symlinkat,link,linkat,mknod,mknodat \
    liasse-ingest -i index --verbose --diagnostics told.json --jobs 2 \
    "$samples" good 2>log
code=$?
[ $code = 1 ] || fail "exit $code: $(tail -n 3 log)"
[ "$(stat_of index documents)" -gt 0 ] || fail "nothing read"
liasse-ingest -i index --not-indexed good >lines || fail "$(cat lines)"

# ---- what the run did
! grep -q 'reader-crashed\|reader-timeout' told.json || fail "a reader crashed"
! grep -qE '(socket|connect|bind)\(' trace || fail "$(grep -E 'socket|connect|bind' trace)"
grep 'execve(' trace | grep -v '"/proc/self/exe"' | tail -n +2 | grep . &&
    fail "another program was started"
# Written: only under this directory.  Read: only the samples, libraries.
awk '/open|creat|mkdir|rename|link|mknod/ && /O_WRONLY|O_RDWR|O_CREAT|creat|mkdir|rename|link|mknod/' \
    trace | grep -vE 'ENOENT|ENOTDIR' >written
grep -vE "resumed>|<$work|\"$work|\"(index|told.json)|/dev/(null|tty)|AT_FDCWD<$work>, \"(index|told)|clone|SIG" written |
    grep -vE '"/proc/self' | grep . && fail "written outside"
grep -E '"[^"]*(etc/passwd|evil|PWNED|/tmp/h/)' trace && fail "a name was opened"

# ---- archives
# told SOURCE CAUSE [MEMBER]: was it?
told() {
    grep -q "\"cause\":\"$2\",\"source\":\"badinputs/$1\",\"member\":\"${3-}" \
        told.json || fail "$1: no $2 ${3-}: $(grep "$1" told.json)"
}
silent() {
    ! grep '"source":"badinputs/'"$1" told.json | grep -v unknown-kind ||
        fail "$1 was to be silent"
}
# members SOURCE N: as --not-indexed lists them
members() {
    n=$(liasse-ingest -i index --not-indexed "$samples/$1" | grep -c '!')
    [ "$n" = "$2" ] || fail "$1: $n members"
}
told gz_empty.gz empty
told lz_prog.lrz unknown-kind
told tar_bad_checksum.tar bad-archive
told tar_bomb.tar.gz ratio
told tar_gz_badcrc.tar.gz bad-crc
told tar_gz_trailing.tar.gz trailing-junk
told tar_long_name.tar name-cut
silent tar_good.tar.gz
silent tar_gz_multi.tar.gz
for name in tar_good tar_gz_multi tar_gz_trailing; do
    members $name.tar.gz 50
done
told tar_traversal.tar unsafe-name ../../evil.xml
told tar_traversal.tar unsafe-name /etc/evil.xml
for name in lnk hard.xml fifo.xml dev.xml; do
    told tar_traversal.tar not-regular "$name"
done
! grep 'tar_traversal' told.json | grep '"ok.xml' | grep -v unknown-kind ||
    fail "ok.xml was not read"
n=$(grep -c 'zip_1e5_entries' told.json)
[ "$n" = 1 ] || fail "zip_1e5_entries: $n lines"
told zip_1e5_entries.zip empty
grep 'zip_1e5' told.json | grep -q '30000 members' || fail "not 30000"
told zip_bomb_flat.zip ratio a.xml
told zip_crc.zip bad-member a.xml
told zip_empty.zip empty
told zip_encrypted.zip encrypted secret.xml
told zip_truncated.zip bad-archive
told zip_traversal.zip unsafe-name
for name in zip_good zip_latin1_name zip_zip64; do silent $name.zip; done
members zip_good.zip 1
members zip_dup_names.zip 2
members zip_traversal.zip 6

# ---- nothing of it reaches a terminal or breaks the JSON
LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" log told.json &&
    fail "control characters"
iconv -f UTF-8 -t UTF-8 log >/dev/null || fail "log is no UTF-8"
iconv -f UTF-8 -t UTF-8 told.json >/dev/null || fail "told.json is no UTF-8"
if command -v python3 >/dev/null; then
    python3 -c 'import json, sys
for line in open("told.json"): json.loads(line)' || fail "told.json"
fi

# ---- a second run tells the same
liasse-ingest -i index "$samples" good 2>again
[ "$(tail -n 1 again | cut -d' ' -f9-12)" = "$(tail -n 1 log | cut -d' ' -f9-12)" ] ||
    fail "again: $(tail -n 1 again), first $(tail -n 1 log)"
sound index
echo "$(tail -n 1 log)"
