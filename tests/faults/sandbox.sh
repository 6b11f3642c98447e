#!/bin/sh
# The processes that read run under seccomp from their first input on, unless
# --no-sandbox: what the kernel says of them, and what they open.
. "$(dirname "$0")/common.sh"

mkdir texts
printf 'Note\n\nLa loi de finances.\n' >texts/note.txt
# Of each thread of a process.
seccomp_of() { sed -n 's/^Seccomp:[[:space:]]*//p' /proc/"$1"/task/*/status; }
# modes OPTION...: of the workers while one waits for its input, sorted
modes() {
    rm -f feed
    mkfifo feed
    liasse-ingest --dry-run --jobs 2 "$@" - texts <feed >out 2>log &
    parent=$!
    exec 3>feed
    documents 1 3 >&3
    wait_for has_children $parent
    milliseconds 500
    found=
    for child in $(children $parent); do
        found="$found $(seccomp_of "$child" | tr '\n' ' ')"
    done
    exec 3>&-
    wait $parent || fail "$*: $(cat log)"
    echo "$found"
}
ldd "$(command -v liasse-ingest)" | grep -qE 'lib(asan|tsan)' &&
    { echo "a sanitizer reads /proc: no sandbox" >&2; exit 77; }
open=$(modes --no-sandbox)
case $open in
'') fail "no workers seen" ;;
*2*) echo "filtered from outside: nothing to see" >&2; exit 77 ;;
esac
confined=$(modes)
case $confined in
'' | *0*) fail "workers that are not confined: $confined" ;;
esac

# From then on nothing is opened: neither a file nor a socket, whatever is read.
command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null ||
    { echo "confined; no strace to see more"; exit 0; }
strace -f -o trace -e trace=%file,%network,%process,seccomp \
    liasse-ingest -i index "$source/corpus" texts 2>log
grep -q '^[1-9][0-9]* added' log || fail "$(cat log)"
awk '/seccomp\(SECCOMP_SET_MODE_FILTER, [A-Z_|]*_TSYNC[A-Z_|]*, [{]len/ { confined[$1] = 1; count++; next }
     confined[$1] && !/newfstatat\([0-9]+, ""|recvmsg|resumed>|exit_group|exited|killed|SIG|wait4/ {
         print; wrong = 1 }
     END { exit wrong || count < 1 }' trace >opened || fail "$(head -n 5 opened)"
echo "confined"
