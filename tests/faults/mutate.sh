#!/bin/bash
# mutate.sh SOURCE_DIR [RULE...]
#
# Takes the rules of RELIABILITY.md out of a copy of the sources, one at a
# time, and runs the test that holds the rule: it must turn red.  A pattern
# that is found no more, a mutant that does not compile and one that survives
# are failures.  For the night (make -f Makefile.local nightly), not for ctest.
set -u
source=$(cd "$1" && pwd -P) || exit 2
shift
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tree=$work/tree build=$work/build
mkdir "$tree"
git -C "$source" ls-files -z | (cd "$source" && tar cf - --null -T -) |
    tar xf - -C "$tree" || exit 2
launcher=
command -v ccache >/dev/null &&
    launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
export CCACHE_BASEDIR=$work CCACHE_NOHASHDIR=1
# shellcheck disable=SC2086
cmake -S "$tree" -B "$build" -DCMAKE_BUILD_TYPE=RelWithDebInfo $launcher \
    -DLIASSE_SHARED="$source/../shared" >"$work/log" 2>&1 &&
    cmake --build "$build" -j "$(nproc)" >>"$work/log" 2>&1 ||
    { tail "$work/log"; exit 2; }

# the tests, by name
unit() { "$build/bin/unit" "$1"; }
script() { bash "$tree/tests/faults/$1.sh" "$build/bin" "$tree"; }
powerloss() { LIASSE_STATES=150 LIASSE_SEED=1 script powerloss; }
allocations() { LIASSE_CASES=400 LIASSE_SEED=1 script allocations; }
syncs() { LIASSE_CASES=60 LIASSE_SEED=1 LIASSE_KINDS=fsync script syscalls; }
limits() { LIASSE_CASES=2 LIASSE_SEED=1 script limits; }
interrupted() { LIASSE_ROUNDS=6 script kill; }
together() { LIASSE_SECONDS=8 script together; }

tried=0 red=0 bad=0
chosen="$*"
# mutant NAME FILE TEST [ARGUMENT] <<END: a sed script that takes the rule out
mutant() {
    name=$1 file=$2
    shift 2
    cat >"$work/script"
    case " $chosen " in "  " | *" $name "*) ;; *) return ;; esac
    tried=$((tried + 1))
    cp "$tree/$file" "$work/before"
    sed -E -z -i -f "$work/script" "$tree/$file"
    if cmp -s "$tree/$file" "$work/before"; then
        verdict="PATTERN NOT FOUND in $file"
    elif ! cmake --build "$build" -j "$(nproc)" >"$work/log" 2>&1; then
        verdict="DOES NOT COMPILE: $(grep -m 1 error "$work/log")"
    elif "$@" >"$work/log" 2>&1; then
        verdict="SURVIVED $*"
    else
        red=$((red + 1))
        verdict="red ($*): $(grep -aE 'FAIL|CHECK|[0-9]+\. ' "$work/log" |
            head -n 1 | cut -c1-110)"
    fi
    case $verdict in red*) ;; *) bad=$((bad + 1)) ;; esac
    printf '%-22s %s\n' "$name" "$verdict"
    cp "$work/before" "$tree/$file"
}

# 1 default sync: never without, but into a fresh copy
mutant writer-syncs common/xapian/xap.cc script durability <<'END'
s/\(no_sync \? Xapian::DB_NO_SYNC : 0\)/Xapian::DB_NO_SYNC/
END
# 2 the directory is synced after each commit
mutant commit-directory common/store/commit.c powerloss <<'END'
s/status = commit_sync\(path, err\);/status = STATUS_OK;/
END
mutant opened-directory common/store/store.c powerloss <<'END'
s/TRY\(directory_sync\(layout->index, err\)\);//
END
# 2 everything within a transaction: without, ending a writer commits
mutant transaction common/xapian/xap.cc unit xap <<'END'
s/writer->db\.begin_transaction\(true\);/(void)0;/
END
mutant close-cancels common/xapian/xap.cc unit xap <<'END'
s/(xap_writer_close.{0,120}\(void\)guard\(nullptr, \[&\] \{\n        )writer->db\.begin_transaction\(false\);/\1writer->db.commit_transaction();/
END
# 2 no second try on a handle that failed
mutant dead-handle common/xapian/xap.cc unit xap <<'END'
s/writer->dead = status != STATUS_OK/writer->dead = false \&\& status != STATUS_OK/
END
# 2 an fsync that fails ends the run
mutant fsync-error common/store/layout.c syncs <<'END'
s/(O_DIRECTORY \| O_CLOEXEC\);\n    if \(fd < 0) \|\| fsync\(fd\) != 0\)/\1 || (fsync(fd) != 0 \&\& fd < 0))/
END
# 3 the sequence number is part of the batch
mutant batch-number index/write.c interrupted <<'END'
s/TRY\(xap_writer_metadata_set\(target->writer, STR\(META_SEQUENCE\),/if (sequence % 2) TRY(xap_writer_metadata_set(target->writer, STR(META_SEQUENCE),/
END
# 4 a generation is synced whole, the stub before its rename
mutant generation-synced index/generation.c powerloss <<'END'
s/TRY\(directory_sync_all\(path, err\)\);//
END
mutant stub-synced common/store/layout.c script durability <<'END'
s/ \|\| fsync\(fd\) != 0\)\n        return failed\(err, path\);\n    return STATUS_OK;\n\}\n\nenum status\nlayout_switch/)\n        return failed(err, path);\n    return STATUS_OK;\n}\n\nenum status\nlayout_switch/
END
mutant switch-synced common/store/layout.c script durability <<'END'
s/(if \(rename\(fresh, stub\) != 0\)\n        return failed\(err, stub\);\n    return )directory_sync\(layout->index, err\)/\1STATUS_OK/
END
# 6 signals
mutant xfsz-ignored common/cli/stopping.c script durability <<'END'
s/sigaction\(SIGXFSZ, &action, NULL\);//
END
mutant pipe-ignored common/cli/stopping.c limits <<'END'
s/sigaction\(SIGPIPE, &action, NULL\);//
END
# 6 a lock is told, by its own code
mutant lock-code common/cli/options.c script lock <<'END'
s/case STATUS_LOCKED:\n        return EXIT_LOCKED;//
END
mutant lock-waited common/base/retry.c unit base <<'END'
s/\+\+retry->tries >= RETRY_LOCK_MAX/++retry->tries >= 0/
END
# 7 room before a batch
mutant room common/store/layout.c unit layout <<'END'
s/if \(room >= need\)/if (room >= 0)/
END
# 8 reopen and repeat, a bounded number of times
mutant reopen query/search.c together <<'END'
s/TRY\(xap_reader_reopen\(search->parts\[i\]\.reader, &other, err\)\);/other = false;/
END
mutant retry common/base/retry.c together <<'END'
s/\+\+retry->tries >= RETRY_MAX/++retry->tries >= 0/
END
mutant bounded common/base/retry.c unit base <<'END'
s/if \(\+\+retry->tries >= RETRY_MAX\)\n        return false;/if (++retry->tries >= RETRY_MAX)\n        retry->tries = 1;/
END
# 10 nothing thrown passes the shim
mutant catch-length common/xapian/xap.cc unit xap <<'END'
s/catch \(const std::length_error &\) \{[^}]*\} //
END
mutant stale-told common/xapian/xap.cc unit xap <<'END'
s/return failed\(err, STATUS_STALE, error\)/return failed(err, STATUS_IO, error)/
END
# documents: terms measured first
mutant term-length common/xapian/xap.cc unit xap <<'END'
s/if \(size > XAP_TERM_MAX\)/if (size > 100000)/
END
# memory: told, never passed over
mutant memory-told common/base/buf.c unit base <<'END'
s/ending_now\(STATUS_NOMEM\);//
END
mutant handlers common/xapian/xap.cc unit xap <<'END'
s/std::set_new_handler\(\[\] \{/(void)([] {/
END
echo "$red of $tried mutants red"
[ $bad = 0 ] && [ $tried -gt 0 ]
