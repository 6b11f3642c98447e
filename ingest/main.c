/* liasse-ingest: reads dumps into records of the store. */
#include "anomalies.h"
#include "ending.h"
#include "lang.h"
#include "log.h"
#include "options.h"
#include "run.h"
#include "stopping.h"
#include "worker.h"
#include "xap.h"

#include "clock.h"
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static struct {
    const char *index, *reader, *diagnostics, *files_from;
    uint64_t jobs;
    bool dry_run, list_formats, then_index, quiet, verbose;
    bool prune, delete, not_indexed, retry_failed, anomalies, no_sandbox;
    struct option_list sources, include, exclude;
} it;

static const struct option_row rows[] = {
    {"index", 'i', OPTION_STRING, &it.index, "INDEX",
     "the index directory (else LIASSE_INDEX)",
     "le répertoire de l'index (sinon LIASSE_INDEX)"},
    {"files-from", 0, OPTION_STRING, &it.files_from, "FILE|-",
     "read further SOURCEs from a file, one a line",
     "lit d'autres SOURCE dans un fichier, une par ligne"},
    {"jobs", 'j', OPTION_NUMBER, &it.jobs, "N",
     "reading processes (default: one a processor)",
     "processus de lecture (sinon : un par processeur)"},
    {"reader", 0, OPTION_STRING, &it.reader, "NAME",
     "read everything as this format", "lit tout dans ce format"},
    {"list-formats", 0, OPTION_FLAG, &it.list_formats, NULL,
     "print the formats read", "affiche les formats lus"},
    {"dry-run", 'n', OPTION_FLAG, &it.dry_run, NULL,
     "print the documents as NDJSON; no index is touched",
     "affiche les documents en NDJSON ; ne touche à aucun index"},
    {"diagnostics", 0, OPTION_STRING, &it.diagnostics, "FILE",
     "write a JSON object for each input refused, skipped or suspicious",
     "écrit un objet JSON par entrée refusée, ignorée ou suspecte"},
    {"include", 0, OPTION_LIST, &it.include, "GLOB",
     "read only files and archive members of such names (repeatable)",
     "ne lit que les fichiers et membres d'archives de ce nom (répétable)"},
    {"exclude", 0, OPTION_LIST, &it.exclude, "GLOB",
     "do not read files and archive members of such names (repeatable)",
     "ne lit pas les fichiers et membres d'archives de ce nom (répétable)"},
    {"retry-failed", 0, OPTION_FLAG, &it.retry_failed, NULL,
     "read again what was refused, though it did not change",
     "relit ce qui a été refusé, même inchangé"},
    {"prune", 0, OPTION_FLAG, &it.prune, NULL,
     "withdraw what the SOURCEs, read to their end, no longer hold",
     "retire ce que les SOURCE, lues jusqu'au bout, ne contiennent plus"},
    {"delete", 0, OPTION_FLAG, &it.delete, NULL,
     "delete documents: the arguments are uids",
     "supprime des documents : les arguments sont des uid"},
    {"delete-source", 0, OPTION_LIST, &it.sources, "NAME",
     "withdraw all that a file, archive or directory gave (repeatable)",
     "retire tout ce qu'a donné un fichier, une archive, un répertoire"},
    {"not-indexed", 0, OPTION_FLAG, &it.not_indexed, NULL,
     "only say of each file and member: ABSENT, REFUSED (why) or its uids",
     "dit seulement de chaque fichier et membre : ABSENT, REFUSED, ou uid"},
    {"anomalies", 0, OPTION_FLAG, &it.anomalies, NULL,
     "only print what looks wrong in the index: orphans, dates, texts ...",
     "affiche seulement ce qui paraît faux : orphelins, dates, textes..."},
    {"then-index", 0, OPTION_FLAG, &it.then_index, NULL,
     "run liasse-index afterwards", "lance ensuite liasse-index"},
    {"no-sandbox", 0, OPTION_FLAG, &it.no_sandbox, NULL,
     "do not take the right to open files from the reading processes",
     "laisse aux processus de lecture le droit d'ouvrir des fichiers"},
    {"quiet", 'q', OPTION_FLAG, &it.quiet, NULL, "errors only",
     "les erreurs seulement"},
    {"verbose", 'v', OPTION_FLAG, &it.verbose, NULL,
     "also tell what was skipped and each batch committed",
     "dit aussi ce qui est ignoré et chaque lot écrit"},
    {0}};

static const struct program program = {
    .name = "liasse-ingest",
    .usage = "-i INDEX [options] SOURCE...",
    .english = "Read French legislative documents: files, directories, "
               "archives (zip, tar, gz), - for liasse NDJSON.",
    .french = "Lit des documents législatifs français : fichiers, "
              "répertoires, archives (zip, tar, gz), - pour du NDJSON liasse.",
    .english_more =
        "Then: liasse-index -i INDEX, liasse-query -i INDEX WORDS\n"
        "Exit: 0 all read, 1 some input refused, 2 usage, 3 environment,\n"
        "75 another liasse-ingest is writing, 128+n stopped by signal n.\n",
    .french_more =
        "Ensuite : liasse-index -i INDEX, liasse-query -i INDEX MOTS\n"
        "Codes : 0 tout lu, 1 des entrées refusées, 2 usage, 3 environnement,"
        "\n75 un autre liasse-ingest écrit, 128+n arrêt par le signal n.\n",
    .rows = rows,
};

static void
list_formats(void)
{
    for (const struct reader *reader = readers; reader->name; reader++)
        printf("%-20s %s\n", reader->name, TR(reader->english, reader->french));
}

/* liasse-index stands beside this program. */
static enum status
then_index(int *exit_code, const char *index, struct error *err)
{
    char path[4096];
    ssize_t len = readlink("/proc/self/exe", path, sizeof path - 16);
    char *slash = len > 0 ? (path[len] = '\0', strrchr(path, '/')) : NULL;
    if (!slash)
        return error_errno(err, errno, "/proc/self/exe");
    memcpy(slash + 1, "liasse-index", sizeof "liasse-index");
    char *argv[] = {"liasse-index",
                    "-i",
                    (char *)(uintptr_t)index,
                    "--lang",
                    (char *)(uintptr_t)lang_name(),
                    it.quiet ? "--quiet" : NULL,
                    NULL};
    pid_t pid;
    int status, number = posix_spawn(&pid, path, NULL, NULL, argv, environ);
    if (number)
        return error_errno(err, number, "'%s'", path);
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return error_errno(err, errno, "'%s'", path);
    if (WIFSIGNALED(status))
        *exit_code = EXIT_SIGNAL + WTERMSIG(status);
    else if (WEXITSTATUS(status))
        *exit_code = WEXITSTATUS(status);
    return STATUS_OK;
}

static void
summary(const struct run_result *result, double taken)
{
    log_summary("%llu added, %llu updated, %llu unchanged, %llu deleted, "
                "%llu refused, %llu skipped in %.1f s",
                (unsigned long long)result->counts.added,
                (unsigned long long)result->counts.updated,
                (unsigned long long)result->counts.unchanged,
                (unsigned long long)result->counts.deleted,
                (unsigned long long)result->refused,
                (unsigned long long)result->skipped, taken);
}

/* The arguments make sense together? */
static enum status
check_usage(const struct run_options *options, struct error *err)
{
    bool stdin_taken = options->list == stdin;
    if (options->remove && options->path_count == 0)
        return error_set(err, STATUS_SYNTAX, "%s",
                         TR("no UID given", "aucun UID donné"));
    if (options->remove)
        return STATUS_OK;
    if (options->sources.count && options->path_count)
        return error_set(err, STATUS_SYNTAX, "%s",
                         TR("--delete-source takes no further SOURCE",
                            "--delete-source exclut d'autres SOURCE"));
    if (options->path_count == 0 && !options->list && !options->sources.count)
        return error_set(err, STATUS_SYNTAX, "%s",
                         TR("no SOURCE given", "aucune SOURCE donnée"));
    for (size_t i = 0; i < options->path_count; i++) {
        if (strcmp(options->paths[i], "-") != 0)
            continue;
        if (stdin_taken)
            return error_set(err, STATUS_SYNTAX, "%s",
                             TR("the standard input is asked for twice",
                                "l'entrée standard est demandée deux fois"));
        stdin_taken = true;
    }
    if (options->reader && !reader_by_name(str_from(options->reader)))
        return error_set(err, STATUS_SYNTAX,
                         TR("no reader '%s': see --list-formats",
                            "aucun lecteur « %s » : voir --list-formats"),
                         options->reader);
    return STATUS_OK;
}

static enum status
open_list(FILE **out, struct error *err)
{
    *out = NULL;
    if (!it.files_from)
        return STATUS_OK;
    *out = strcmp(it.files_from, "-") == 0 ? stdin : fopen(it.files_from, "re");
    return *out ? STATUS_OK : error_errno(err, errno, "'%s'", it.files_from);
}

static enum status
not_indexed(int *exit_code, const struct run_options *options,
            struct error *err)
{
    bool missing;
    TRY(ingest_not_indexed(&missing, options, err));
    *exit_code = missing ? EXIT_SOME : EXIT_OK;
    return STATUS_OK;
}

static enum status
anomalies(const char *index, struct error *err)
{
    struct layout layout;
    uint64_t count;
    TRY(layout_init(&layout, index, err));
    TRY(anomalies_print(&count, &layout, err));
    log_summary("%llu anomalies", (unsigned long long)count);
    return STATUS_OK;
}

static double started;

static enum status
run(int *exit_code, char *const *paths, size_t count, struct error *err)
{
    struct run_result result;
    struct run_options options = {
        .dry_run = it.dry_run,
        .jobs = (unsigned)(it.jobs > 64 ? 64 : it.jobs),
        .reader = it.reader,
        .diagnostics = it.diagnostics,
        .paths = paths,
        .path_count = count,
        .filter = {it.include, it.exclude},
        .prune = it.prune,
        .retry_failed = it.retry_failed,
        .no_sandbox = it.no_sandbox,
        .remove = it.delete,
        .sources = it.sources,
    };
    started = clock_seconds();
    if (it.anomalies) {
        TRY(options_index(&options.index, it.index, err));
        return anomalies(options.index, err);
    }
    TRY(open_list(&options.list, err));
    TRY(check_usage(&options, err));
    if (!it.dry_run || it.not_indexed)
        TRY(options_index(&options.index, it.index, err));
    if (it.not_indexed)
        return not_indexed(exit_code, &options, err);
    enum status status = ingest_run(&result, &options, err);
    if (status != STATUS_OK)
        log_error("%s", err->text[0] ? err->text : status_text(status));
    if (result.signal && result.stopped_at[0])
        log_note(TR("stopped in '%s'; the next run goes on from there",
                    "arrêt dans « %s » ; la prochaine fois reprend là"),
                 result.stopped_at);
    *exit_code = status != STATUS_OK ? exit_code_of(status)
                 : result.signal     ? EXIT_SIGNAL + result.signal
                 : result.refused    ? EXIT_SOME
                                     : EXIT_OK;
    if (status == STATUS_OK && it.then_index && !result.signal && !it.dry_run &&
        then_index(exit_code, options.index, err) != STATUS_OK) {
        log_error("%s", err->text);
        *exit_code = EXIT_ENVIRONMENT;
    }
    summary(&result, clock_seconds() - started);
    return STATUS_OK;
}

static void
last_words(enum status code)
{
    struct run_result result;
    ingest_run_ended(&result);
    stop_badly(code);
    summary(&result, clock_seconds() - started);
    _exit(exit_code_of(code));
}

int
main(int argc, char **argv)
{
    struct error err = {0};
    enum options_outcome outcome;
    int rest = 0, exit_code = EXIT_OK;
    log_start(program.name, LOG_NORMAL);
    if (is_worker(argc, argv)) /* started by crew.c, never by hand */
        return worker_main(argc, argv);
    enum status status =
        options_read(&outcome, &rest, &program, argc, argv, &err);
    if (status == STATUS_OK && outcome == OPTIONS_EXIT)
        return EXIT_OK;
    if (status == STATUS_OK && it.list_formats) {
        list_formats();
        return EXIT_OK;
    }
    log_start(program.name, it.quiet     ? LOG_QUIET
                            : it.verbose ? LOG_VERBOSE
                                         : LOG_NORMAL);
    stop_install();
    ending_set(last_words);
    xap_on_failure();
    if (status == STATUS_OK)
        status = run(&exit_code, argv + rest, (size_t)(argc - rest), &err);
    if (status == STATUS_OK)
        return exit_code;
    log_error("%s", err.text[0] ? err.text : status_text(status));
    if (status == STATUS_SYNTAX)
        options_hint(&program);
    return exit_code_of(status);
}
