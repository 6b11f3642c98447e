#!/bin/bash
# mutate.sh SOURCE_DIR [RULE...]
#
# Takes the rules of RELIABILITY.md out of a copy of the sources, one at a
# time, and runs the test that holds the rule: it must turn red.  A pattern
# that is found no more, a mutant that does not compile and one that survives
# are failures.  For the night (make -f Makefile.local nightly), not for ctest.
# LIASSE_MUTATE=compile: mutants are made and compiled, no test is run.
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
    -DLIASSE_WHOLE=OFF \
    -DLIASSE_SHARED="$source/../shared" >"$work/log" 2>&1 &&
    cmake --build "$build" -j "$(nproc)" >>"$work/log" 2>&1 ||
    { tail "$work/log"; exit 2; }

# the tests, by name
unit() { timeout 600 "$build/bin/unit" "$1"; }
script() { timeout 1200 bash "$tree/tests/faults/$1.sh" "$build/bin" "$tree"; }
powerloss() { LIASSE_STATES=150 LIASSE_SEED=1 script powerloss; }
allocations() { LIASSE_CASES=400 LIASSE_SEED=1 script allocations; }
syncs() {
    LIASSE_CASES=80 LIASSE_SEED=1 LIASSE_KINDS=fsync LIASSE_PROGRAMS="ingest create" \
        script syscalls
}
limits() { LIASSE_CASES=2 LIASSE_SEED=1 script limits; }
damage() { LIASSE_TRIALS=60 LIASSE_SEED=1 script damage; }
web() { timeout 600 bash "$tree/tests/http/$1.sh" "$build/bin" "$tree"; }
interrupted() { LIASSE_ROUNDS=6 script kill; }
library() { LIASSE_PLACES=0 timeout 600 sh "$tree/tests/api/api.sh" "$build" "$tree" cc c++ ""; }
checked() { LIASSE_CASES=1400 LIASSE_SEED=1 LIASSE_PROGRAMS=check script allocations; }
together() { LIASSE_SECONDS=8 script together; }

# compiled FILE: all programs; in a trial without tests this file only.
compiled() {
    if [ "${LIASSE_MUTATE-}" = compile ]; then
        make -C "$build/$(dirname "$1")" "$(basename "${1%.*}").o" \
            >"$work/log" 2>&1
    else
        cmake --build "$build" -j "$(nproc)" >"$work/log" 2>&1
    fi
}

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
    elif ! compiled "$file"; then
        verdict="DOES NOT COMPILE: $(grep -m 1 error "$work/log")"
    elif [ "${LIASSE_MUTATE-}" = compile ]; then
        red=$((red + 1)) verdict=compiles
    elif "$@" >"$work/log" 2>&1; then
        verdict="SURVIVED $*"
    else
        red=$((red + 1))
        verdict="red ($*): $(grep -aE 'FAIL|CHECK|[0-9]+\. ' "$work/log" |
            head -n 1 | cut -c1-110)"
    fi
    case $verdict in red* | compiles) ;; *) bad=$((bad + 1)) ;; esac
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
s/done \? directory_sync\(layout->index, err\) : failed\(err, stub\)/done ? STATUS_OK : failed(err, stub)/
END
mutant one-rename common/store/layout.c script durability <<'END'
s/bool done = rename\(fresh, stub\) == 0;/char kept[LAYOUT_PATH_MAX + 8];\n    snprintf(kept, sizeof kept, "%s.old", stub);\n    (void)!rename(stub, kept);\n    bool done = rename(fresh, stub) == 0;/
END
# 5 the version file is checked before Xapian opens anything, and its CRC noted
mutant version-checked common/xapian/version_file.c unit version_file <<'END'
s/(version_check\(const char \*path, struct error \*err\)\n\{\n    return )path_check\(path, 0, err\)/\1path[0] ? STATUS_OK : path_check(path, 0, err)/
END
mutant version-noted common/xapian/version_file.c unit version_file <<'END'
s/crc == notes\[i\]\.crc \? VERSION_NOTED : VERSION_DAMAGED/crc == notes[i].crc ? VERSION_NOTED : VERSION_UNNOTED/
END
# 5 a generation's files by their sums
mutant manifest-sums index/manifest.c damage <<'END'
s/sum = libdeflate_crc32\(sum, bytes\.at, \(size_t\)len\);/sum = 1;/
END
mutant record-sum common/store/record.c unit record <<'END'
s/if \(crc32_add\(0, body\) != want\)/if (crc32_add(0, body) != want \&\& bytes.len > 1000000)/
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
mutant reopen query/search.c web service <<'END'
s/TRY\(gone_is_stale\(\s*xap_reader_reopen\(search->parts\[i\]\.reader, &other, err\)\)\);/other = false;/
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
mutant composed ingest/sink.c unit readers <<'END'
s/UTF8PROC_STABLE \| UTF8PROC_COMPOSE/UTF8PROC_STABLE | UTF8PROC_DECOMPOSE/
END
# XML
mutant entities ingest/xml.c unit xml <<'END'
s/        \.entityDecl = on_entity,\n//
END
mutant xml-depth ingest/xml.c unit xml <<'END'
s/\+\+xml->depth > XML_DEPTH_MAX/++xml->depth > 100 * XML_DEPTH_MAX/
END
# archives
mutant gzip-ratio ingest/gunzip.c unit archive <<'END'
s/if \(gunzip->out > LIMIT_RATIO_FREE &&/if (gunzip->out > UINT64_MAX \/ 2 \&\&/
END
mutant archive-names ingest/bundle.c unit archive <<'END'
s/archive_name_is_unsafe\(out->name\) \|\| //
END
mutant archive-links ingest/bundle.c unit archive <<'END'
s/archive_entry_filetype\(entry\) != AE_IFREG \|\|\s*archive_entry_hardlink\(entry\)/archive_entry_filetype(entry) == AE_IFDIR/
END
# workers
mutant doubted common/store/store.c unit store <<'END'
s/if \(docid \|\| sealed->doubted\)/if (docid)/
END
mutant processor-time ingest/crew_process.c unit crew <<'END'
s/process->silent > IDLE \* \(double\)seconds/process->silent > 0/
END
mutant sandboxed ingest/sandbox.c unit sandbox <<'END'
s/seccomp_init\(SCMP_ACT_ERRNO\(EPERM\)\)/seccomp_init(SCMP_ACT_LOG)/
END
# queries
mutant query-bytes query/lex.c unit query_lex <<'END'
s/if \(query\.len <= QUERY_BYTES_MAX\)/if (query.len <= 100 * (size_t)QUERY_BYTES_MAX)/
END
mutant query-words query/lex.c unit query_lex <<'END'
s/lexer\.words > QUERY_WORDS_MAX/lexer.words > 1000 * QUERY_WORDS_MAX/
END
mutant query-nesting query/lex.c unit query_parse <<'END'
s/lexeme\.kind == LEX_OPEN && balance\.depth == QUERY_NESTING_MAX/lexeme.kind == LEX_OPEN \&\& balance.depth == 10 * QUERY_NESTING_MAX/
END
# HTTP
mutant host query/serve/http.c web requests <<'END'
s/if \(!address_allows\(/if (exchange->hosts == 7 \&\& !address_allows(/
END
mutant controls query/serve/url.c web requests <<'END'
s/\(byte < 0x20 && c != [^)]*\)/byte == 0x01/
END
mutant deadline query/serve/http.c web limits <<'END'
s/now - it->since > limit/now - it->since > 100 * limit/
END
mutant crowd query/serve/http.c web slow <<'END'
s/\+\+server->held > server->crowd/++server->held > 100 * server->crowd/
END
mutant own-loop query/serve/http.c web slow <<'END'
s/\(void\)MHD_run\(daemon\);/(void)MHD_run_wait(daemon, 10000);/
END
mutant own-lane query/serve/site.c web busy <<'END'
s/return !route \|\| [^;]*;/return route == NULL;/
END
mutant gone query/serve/lane.c unit lane <<'END'
s/return job->gone && /return false \&\& job->gone \&\& /
END
# terminals and logs
mutant hidden common/cli/safe_text.c unit safe_text <<'END'
s/ && !safe_text_is_hidden\(c\)//
END
mutant formulas query/out_csv.c web inert <<'END'
s/dialect->formulas && is_formula/!dialect->formulas \&\& is_formula/
END
# damaged lists are not given to Xapian's writer
mutant termlist-whole common/xapian/termlists.c unit termlists <<'END'
s/return at && terms == count;/return true;/
END
# memory: told, never passed over
mutant memory-told common/base/buf.c unit base <<'END'
s/ending_now\(STATUS_NOMEM\);//
END
mutant handlers common/xapian/xap.cc unit xap <<'END'
s/std::set_new_handler\(\[\] \{/(void)([] {/
END
mutant half-made common/xapian/xap.cc library <<'END'
s/if \(reader->opened == before \|\| /if (reader->opened <= before || /
END
mutant memory-again index/isolate.c checked <<'END'
s/if \(lacked_memory\(&outcome\)\) [^\n]*/if (false)/
END
mutant few-files index/main.c limits <<'END'
s/TRY\(descriptors_ensure\(FILES_NEEDED, err\)\);//
END
echo "$red of $tried mutants ${LIASSE_MUTATE:+only compiled, not }red"
[ $bad = 0 ] && [ $tried -gt 0 ]
