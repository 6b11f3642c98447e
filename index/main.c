/* liasse-index: turns records of the store into searchable terms. */
#include "analyze.h"
#include "backup.h"
#include "check.h"
#include "descriptors.h"
#include "export.h"
#include "ending.h"
#include "lang.h"
#include "log.h"
#include "options.h"
#include "progress.h"
#include "repair.h"
#include "stats.h"
#include "stopping.h"
#include "write.h"
#include "xap.h"

#include "clock.h"
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum {
    JOBS_MAX = 64,
    FILES_NEEDED = 32 /* those of three databases, and more */
};

static struct {
    const char *index, *analyze, *lexicon, *backup;
    uint64_t jobs, memory;
    bool rebuild, compact, no_compact, check, full, repair, export, stats;
    bool quiet, verbose;
} it;

static const struct option_row rows[] = {
    {"index", 'i', OPTION_STRING, &it.index, "INDEX",
     "the index directory (else LIASSE_INDEX)",
     "le répertoire de l'index (sinon LIASSE_INDEX)"},
    {"rebuild", 0, OPTION_FLAG, &it.rebuild, NULL,
     "build a new generation from the whole store, then switch to it",
     "reconstruit une génération depuis tout le store, puis bascule"},
    {"jobs", 'j', OPTION_NUMBER, &it.jobs, "N",
     "threads of a rebuild (as many as processors)",
     "fils d'une reconstruction (autant que de processeurs)"},
    {"memory", 0, OPTION_NUMBER, &it.memory, "MB",
     "memory that a rebuild may take, in MiB (512)",
     "mémoire que peut prendre une reconstruction, en Mio (512)"},
    {"lexicon", 0, OPTION_STRING, &it.lexicon, "FILE",
     "stems, stop words and acronyms of your own, kept in the index",
     "familles, mots vides et sigles à vous, gardés dans l'index"},
    {"compact", 0, OPTION_FLAG, &it.compact, NULL,
     "copy the search tables without gaps, then switch to the copy",
     "recopie les tables de recherche sans trous, puis bascule"},
    {"no-compact", 0, OPTION_FLAG, &it.no_compact, NULL,
     "do not compact after many changes, whatever has gathered",
     "ne compacte pas, quel que soit le nombre de changements"},
    {"check", 0, OPTION_FLAG, &it.check, NULL,
     "check store and search and that they agree; exit 1 on damage",
     "vérifie store et search et leur accord ; code 1 si dommage"},
    {"full", 0, OPTION_FLAG, &it.full, NULL,
     "with --check: analyse every record again and compare all of search",
     "avec --check : réanalyse chaque enregistrement, compare tout search"},
    {"repair", 0, OPTION_FLAG, &it.repair, NULL,
     "mend a damaged store as far as it can be read, then rebuild search",
     "refait un store endommagé de ce qui s'en lit, puis reconstruit search"},
    {"export", 0, OPTION_FLAG, &it.export, NULL,
     "print all documents as liasse NDJSON, whatever state the index is in",
     "affiche tous les documents en NDJSON, quel que soit l'état de l'index"},
    {"backup", 0, OPTION_STRING, &it.backup, "DIR",
     "copy the index as it is now, while others write, and check the copy",
     "copie l'index tel qu'il est, même pendant des écritures, et la vérifie"},
    {"stats", 0, OPTION_FLAG, &it.stats, NULL, "print numbers and table sizes",
     "affiche les nombres et les tailles"},
    {"analyze", 0, OPTION_STRING, &it.analyze, "TEXT",
     "print the words, stems, references and acronyms of a text (- = stdin)",
     "affiche mots, racines, références et sigles d'un texte (- = stdin)"},
    {"quiet", 'q', OPTION_FLAG, &it.quiet, NULL, "errors only",
     "les erreurs seulement"},
    {"verbose", 'v', OPTION_FLAG, &it.verbose, NULL, "say more", "en dit plus"},
    {0}};

static const struct program program = {
    .name = "liasse-index",
    .usage = "-i INDEX [options]",
    .english = "Index what liasse-ingest read: French terms, ready to search.",
    .french = "Indexe ce que liasse-ingest a lu : des termes français, prêts "
              "à la recherche.",
    .english_more = "Without an option: what changed since the last run.\n"
                    "Exit: 0 done or nothing to do, 1 damage found, 2 usage,\n"
                    "3 environment, 75 another liasse-index is running.\n",
    .french_more =
        "Sans option : ce qui a changé depuis la dernière fois.\n"
        "Codes : 0 fait ou rien à faire, 1 dommage trouvé, 2 usage,\n"
        "3 environnement, 75 un autre liasse-index est en cours.\n",
    .rows = rows,
};

static enum status
run_check(const struct layout *layout, int *exit_code, struct error *err)
{
    uint64_t faults;
    TRY(index_check(&faults, layout, it.full, err));
    if (faults == 0)
        log_note("%s", TR("no fault found", "aucun défaut trouvé"));
    *exit_code = faults ? EXIT_SOME : EXIT_OK;
    return STATUS_OK;
}

static enum status
run_backup(const struct layout *layout, int *exit_code, struct error *err)
{
    uint64_t faults;
    TRY(index_backup(&faults, layout, it.backup, err));
    if (faults)
        log_error("%s", TR("no copy was made: run liasse-index --check",
                           "aucune copie : lancez liasse-index --check"));
    *exit_code = faults ? EXIT_SOME : EXIT_OK;
    return STATUS_OK;
}

static enum status
run_export(const struct layout *layout, int *exit_code, struct error *err)
{
    uint64_t unreadable = 0;
    TRY(index_export(&unreadable, layout, err));
    *exit_code = unreadable ? EXIT_SOME : EXIT_OK;
    return STATUS_OK;
}

static enum status
run_write(const struct layout *layout, int *exit_code, struct error *err)
{
    AUTO(lists) struct lists lists = {0};
    struct written written = {0};
    uint64_t lost = 0;
    TRY(lists_read(&lists, it.lexicon, err));
    struct write_options options = {
        .jobs = (unsigned)(it.jobs > JOBS_MAX ? JOBS_MAX : it.jobs),
        .memory = it.memory,
        .no_compact = it.no_compact};
    double start = clock_seconds();
    enum status status =
        it.repair ? index_repair(&lost, &written, layout, &lists, &options, err)
        : it.rebuild ? index_rebuild(&written, layout, &lists, &options, err)
        : it.compact ? index_compact(&written, layout, &lists, &options, err)
                     : index_update(&written, layout, &lists, &options, err);
    if (status == STATUS_OK || written.indexed)
        log_summary("%llu documents indexed, %llu deleted in %.1f s",
                    (unsigned long long)written.indexed,
                    (unsigned long long)written.deleted,
                    clock_seconds() - start);
    *exit_code = written.signal            ? EXIT_SIGNAL + written.signal
                 : written.damaged || lost ? EXIT_SOME
                                           : EXIT_OK;
    return status;
}

static enum status
run(int *exit_code, struct error *err)
{
    struct layout layout;
    const char *index;
    if (it.analyze && !it.index)
        return index_analyze(NULL, str_from(it.analyze), err);
    TRY(descriptors_ensure(FILES_NEEDED, err));
    TRY(options_index(&index, it.index, err));
    TRY(layout_init(&layout, index, err));
    if (it.analyze)
        return index_analyze(&layout, str_from(it.analyze), err);
    if (it.full && !it.check)
        return error_set(
            err, STATUS_SYNTAX, "%s",
            TR("--full goes with --check", "--full accompagne --check"));
    if (it.check)
        return run_check(&layout, exit_code, err);
    if (it.backup)
        return run_backup(&layout, exit_code, err);
    if (it.export)
        return run_export(&layout, exit_code, err);
    if (it.stats)
        return index_stats(&layout, err);
    return run_write(&layout, exit_code, err);
}

int
main(int argc, char **argv)
{
    struct error err = {0};
    enum options_outcome outcome;
    int rest = 0, exit_code = EXIT_OK;
    log_start(program.name, LOG_NORMAL);
    enum status status =
        options_read(&outcome, &rest, &program, argc, argv, &err);
    if (status == STATUS_OK && outcome == OPTIONS_EXIT)
        return EXIT_OK;
    if (status == STATUS_OK && rest < argc)
        status = error_set(
            &err, STATUS_SYNTAX,
            TR("unexpected argument '%s'", "argument inattendu « %s »"),
            argv[rest]);
    log_start(program.name, it.quiet     ? LOG_QUIET
                            : it.verbose ? LOG_VERBOSE
                                         : LOG_NORMAL);
    stop_install();
    ending_set(stop_at_once);
    xap_on_failure();
    if (status == STATUS_OK)
        status = run(&exit_code, &err);
    if (status != STATUS_OK)
        log_error("%s", err.text[0] ? err.text : status_text(status));
    if (status == STATUS_SYNTAX)
        options_hint(&program);
    return status == STATUS_OK ? exit_code : exit_code_of(status);
}
