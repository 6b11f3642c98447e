/* index: --check. */
#include "check.h"

#include "check_full.h"
#include "check_store.h"
#include "isolate.h"
#include "lang.h"
#include "log.h"
#include "manifest.h"
#include "progress.h"
#include "retry.h"
#include "terms.h"
#include "version_file.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    LINES_MAX = 100,       /* faults told; more are counted */
    SECONDS = 300,         /* of a check, and for each */
    SECOND_BYTES = 1 << 20 /* bytes one more */
};

/* What is checked, and what was found by now. */
struct checking {
    const struct layout *layout;
    char search_path[LAYOUT_PATH_MAX], store_path[LAYOUT_PATH_MAX];
    const char *tables; /* of this database, for check_tables */
    bool with_search;   /* its contents too */
    bool full;          /* all of them */
    int unseen;         /* errno: why tables could not be looked at */
    uint64_t faults;
    struct xap_reader *search;
    struct store *store;
    struct arena arena;
    uint64_t reached; /* sequence number that search reached */
    uint64_t count;
    xap_docid before;
    struct progress progress;
    struct error *err;
};

static void
tell(void *payload, const char *text)
{
    struct checking *checking = payload;
    progress_hide(&checking->progress);
    if (++checking->faults < LINES_MAX)
        log_error("%s", text);
    else if (checking->faults == LINES_MAX)
        log_error("%s", TR("more faults follow and are only counted",
                           "d'autres défauts suivent, seulement comptés"));
}

static void
fault(void *payload, xap_docid docid, const char *what)
{
    char text[400];
    if (docid == 0) {
        tell(payload, what);
        return;
    }
    snprintf(text, sizeof text, TR("document %u: %s", "document %u : %s"),
             docid, what);
    tell(payload, text);
}

/* ---- files ------------------------------------------------------------- */

static unsigned
seconds_for(const char *path)
{
    char file[LAYOUT_PATH_MAX + 32];
    uint64_t bytes = 0;
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++) {
        struct stat stat_of;
        snprintf(file, sizeof file, "%s/%s.glass", path, version_table_name(i));
        if (stat(file, &stat_of) == 0)
            bytes += (uint64_t)stat_of.st_size;
    }
    return SECONDS + (unsigned)(bytes / SECOND_BYTES);
}

static enum status
check_tables(uint64_t *count, void *payload, struct error *err)
{
    struct checking *checking = payload;
    AUTO(buf) struct buf report = BUF_INIT(1 << 20);
    uint32_t found = 0;
    TRY(xap_check(&found, checking->tables, &report, err));
    *count = found;
    if (found)
        log_error(TR("'%s': %u faults in the tables: " STR_FMT,
                     "« %s » : %u défauts dans les tables : " STR_FMT),
                  checking->tables, found,
                  STR_ARG(str_head(buf_str(&report), 2000)));
    return STATUS_OK;
}

static uint64_t
revisions(const struct checking *checking)
{
    struct version_file search = {0}, store = {0};
    if (checking->search_path[0])
        (void)!version_look(&search, NULL, NULL, checking->search_path, NULL);
    (void)!version_look(&store, NULL, NULL, checking->store_path, NULL);
    return (uint64_t)search.revision << 32 | store.revision;
}

/* Runs a part of the check; how it ended is a fault.  So is a revision that is
 * gone where nobody writes: Xapian tells blocks of noise from newer ones by
 * nothing. */
static enum status
run_isolated(struct checking *checking, isolated_work *work, const char *path)
{
    struct retry retry = RETRY_START;
    struct error own;
    enum status status;
    uint64_t count;
    bool died;
    uint64_t before = revisions(checking);
    do {
        own = (struct error){0};
        status =
            isolate(&count, &died, work, checking, seconds_for(path), &own);
    } while (status == STATUS_STALE && retry_again(&retry));
    checking->faults += count;
    /* A damaged length that asks for more memory than there is is a fault; the
     * end of memory is none. */
    bool moved = (status == STATUS_STALE || status == STATUS_NOT_FOUND) &&
                 before != revisions(checking);
    if (moved || status == STATUS_INTERRUPTED || status == STATUS_NOMEM)
        return error_set(checking->err, status, "%s", own.text);
    if (status != STATUS_OK || died) {
        char text[LAYOUT_PATH_MAX + 300];
        snprintf(text, sizeof text, TR("'%s': %s", "« %s » : %s"), path,
                 own.text);
        tell(checking, text);
    }
    return STATUS_OK;
}

/* Xapian's check opens tables for writing: on a read-only disk, or in an index
 * of somebody else, that they cannot be is no damage. */
static bool
are_in_reach(struct checking *checking, const char *path)
{
    char file[LAYOUT_PATH_MAX + 32];
    for (unsigned i = 0; i < VERSION_FILE_TABLES; i++) {
        snprintf(file, sizeof file, "%s/%s.glass", path, version_table_name(i));
        if (faccessat(AT_FDCWD, file, W_OK, AT_EACCESS) == 0 ||
            (errno != EROFS && errno != EACCES))
            continue;
        checking->unseen = errno;
        return false;
    }
    return true;
}

/* Version file, manifest, tables of one database. */
static enum status
check_files(enum manifest_state *state, struct checking *checking,
            const char *path)
{
    struct error own = {0};
    uint64_t before = checking->faults;
    enum status status = version_look(NULL, NULL, NULL, path, &own);
    *state = MANIFEST_NONE;
    if (status == STATUS_NOT_FOUND)
        snprintf(own.text, sizeof own.text,
                 TR("'%s': no database there", "« %s » : aucune base"), path);
    if (status != STATUS_OK)
        tell(checking, own.text);
    TRY(manifest_check(state, path, tell, checking, checking->err));
    if (checking->faults > before || *state == MANIFEST_SEALED)
        return STATUS_OK;
    if (!are_in_reach(checking, path))
        return STATUS_OK;
    checking->tables = path;
    return run_isolated(checking, check_tables, path);
}

/* ---- store and search ---------------------------------------------------- */

/* Search must hold what the record says, unless it waits. */
static enum status
check_joined(struct checking *checking, xap_docid docid,
             const struct record *record)
{
    struct str uid, sequence;
    TRY(xap_reader_value(&uid, checking->search, docid, SLOT_UID,
                         &checking->arena, checking->err));
    TRY(xap_reader_value(&sequence, checking->search, docid, SLOT_SEQUENCE,
                         &checking->arena, checking->err));
    if (!str_eq(uid, record->uid))
        fault(checking, docid,
              TR("store and search differ on its uid",
                 "store et search n'ont pas le même uid"));
    else if (sequence_decode(sequence) != record->sequence &&
             record->sequence <= checking->reached)
        fault(checking, docid,
              TR("search holds another state of it than the store",
                 "search en contient un autre état que le store"));
    return STATUS_OK;
}

static enum status
check_record(void *payload, xap_docid docid, uint32_t wdf)
{
    struct checking *checking = payload;
    struct record record;
    (void)wdf;
    arena_reset(&checking->arena);
    progress_add(&checking->progress, 1, 0);
    enum status status = store_record(&record, checking->store, docid,
                                      &checking->arena, checking->err);
    if (status == STATUS_FORMAT || status == STATUS_IO)
        return STATUS_OK; /* told by check_store */
    TRY(status);
    status = check_joined(checking, docid, &record);
    if (status != STATUS_NOT_FOUND)
        return status;
    if (record.count && record.sequence <= checking->reached)
        fault(checking, docid, TR("missing in search", "absent de search"));
    return STATUS_OK;
}

/* Nothing in search without a live record. */
static enum status
check_orphan(void *payload, xap_docid docid, struct str uid)
{
    struct checking *checking = payload;
    struct record record;
    (void)uid;
    if (docid <= checking->before)
        return error_set(checking->err, STATUS_IO, "%s",
                         TR("a list of documents is out of order",
                            "une liste de documents est en désordre"));
    checking->before = docid;
    checking->count++;
    arena_reset(&checking->arena);
    enum status status = store_record(&record, checking->store, docid,
                                      &checking->arena, checking->err);
    if (status == STATUS_FORMAT || status == STATUS_IO)
        return STATUS_OK;
    if (status == STATUS_NOT_FOUND ||
        (status == STATUS_OK && record.count == 0 &&
         record.sequence <= checking->reached)) {
        fault(checking, docid,
              TR("in search but not in the store",
                 "dans search mais pas dans le store"));
        return STATUS_OK;
    }
    return status;
}

static enum status
check_stamp(struct checking *checking)
{
    AUTO(wordlists) struct wordlists lexicon = {0};
    char stamp[WORDS_STAMP];
    struct str sequence;
    enum status status =
        words_read(&lexicon, stamp, checking->search, checking->err);
    if (status != STATUS_FORMAT)
        TRY(status);
    TRY(xap_reader_metadata(&sequence, checking->search, STR(META_SEQUENCE),
                            &checking->arena, checking->err));
    if (status == STATUS_FORMAT)
        tell(checking, TR("search was made by another version: run "
                          "liasse-index --rebuild",
                          "search vient d'une autre version : lancez "
                          "liasse-index --rebuild"));
    if (!str_to_u64(sequence, &checking->reached))
        checking->reached = 0;
    return STATUS_OK;
}

static enum status
check_search(struct checking *checking)
{
    uint32_t documents;
    TRY(check_stamp(checking));
    /* Search was opened first: what the store got since waits. */
    TRY(xap_reader_postings(store_reader(checking->store), STR(""),
                            check_record, checking, checking->err));
    TRY(xap_reader_values(checking->search, SLOT_UID, 1, check_orphan, checking,
                          checking->err));
    TRY(xap_reader_doc_count(&documents, checking->search, checking->err));
    if (documents != checking->count)
        tell(checking, TR("search counts another number of documents than it "
                          "has",
                          "search compte un autre nombre de documents qu'il "
                          "n'en a"));
    return STATUS_OK;
}

static enum status
check_contents(uint64_t *count, void *payload, struct error *err)
{
    struct checking *checking = payload;
    AUTO(xap_reader) struct xap_reader *search = NULL;
    AUTO(store) struct store *store = NULL;
    checking->faults = 0; /* from here on, in this process */
    checking->err = err;
    if (checking->with_search)
        TRY(xap_reader_open(&search, checking->search_path, err));
    TRY(store_open(&store, checking->layout, err));
    checking->search = search;
    checking->store = store;
    progress_start(&checking->progress, TR("checking", "vérification"));
    enum status status = check_store(store, fault, checking, err);
    if (status == STATUS_OK && search)
        status = check_search(checking);
    if (status == STATUS_OK && search && checking->full)
        status = check_full(store, search, checking->search_path, fault,
                            checking, err);
    progress_end(&checking->progress);
    arena_release(&checking->arena);
    *count = checking->faults;
    return status;
}

/* ---- all ----------------------------------------------------------------- */

static void
tell_live(const char *what, enum manifest_state state, const char *rest)
{
    if (state == MANIFEST_SEALED)
        log_detail(TR("%s: every file is as sealed",
                      "%s : chaque fichier est comme scellé"),
                   what);
    else
        log_note(TR("%s is not as sealed, it was written to: %s",
                    "%s n'est plus comme scellé, il a été modifié : %s"),
                 what, rest);
}

/* What was found sound is noted, where it was not. */
static void
note_version(const char *path)
{
    enum version_noted noted;
    uint32_t crc;
    struct version_file version;
    if (version_look(&version, &noted, &crc, path, NULL) == STATUS_OK &&
        noted == VERSION_UNNOTED && directory_sync(path, NULL) == STATUS_OK)
        version_note_as(path, version.revision, crc);
}

static enum status
check_all(struct checking *checking)
{
    enum manifest_state search = MANIFEST_NONE, store;
    struct error own = {0};
    uint32_t generation = 0;
    enum status indexed = layout_current(&generation, checking->layout, &own);
    if (indexed == STATUS_OK) {
        layout_generation(checking->search_path, checking->layout, generation);
        TRY(check_files(&search, checking, checking->search_path));
    } else if (indexed == STATUS_FORMAT || indexed == STATUS_IO) {
        tell(checking, own.text);
    } else if (indexed != STATUS_NOT_FOUND) {
        return error_set(checking->err, indexed, "%s", own.text);
    }
    if (indexed == STATUS_NOT_FOUND)
        log_note("%s", TR("nothing is indexed: run liasse-index",
                          "rien n'est indexé : lancez liasse-index"));
    checking->with_search = indexed == STATUS_OK && checking->faults == 0;
    TRY(check_files(&store, checking, checking->store_path));
    TRY(run_isolated(checking, check_contents, checking->store_path));
    if (checking->faults)
        return STATUS_OK;
    if (indexed == STATUS_OK) {
        note_version(checking->search_path);
    }
    if (indexed == STATUS_OK && !checking->full) {
        tell_live("search", search,
                  TR("its tables' structure, its documents' uids and states "
                     "were checked; what is within its lists only --full "
                     "compares",
                     "structure des tables, uid et états des documents "
                     "vérifiés ; seul --full compare le contenu des listes"));
    }
    note_version(checking->store_path);
    if (store == MANIFEST_SEALED)
        tell_live("store", store, "");
    return STATUS_OK;
}

static inline void
cleanup_lock(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

enum status
index_check(uint64_t *faults, const struct layout *layout, bool full,
            struct error *err)
{
    AUTO(lock) int lock = -1;
    struct checking checking = {.layout = layout, .full = full, .err = err};
    struct stat stat_of;
    layout_store(checking.store_path, layout);
    if (stat(checking.store_path, &stat_of) != 0)
        return error_set(err, STATUS_NOT_FOUND,
                         TR("no index at '%s': run liasse-ingest first",
                            "aucun index dans « %s » : lancez d'abord "
                            "liasse-ingest"),
                         layout->index);
    /* Where no lock can be made nobody writes. */
    if (full && layout_lock(&lock, layout, err) == STATUS_LOCKED)
        return STATUS_LOCKED;
    TRY(check_all(&checking));
    *faults = checking.faults;
    if (!checking.faults && checking.unseen)
        return error_errno(
            err, checking.unseen,
            TR("no fault found, but the structure of the tables could not be "
               "checked (Xapian opens them for writing)",
               "aucun défaut trouvé, mais la structure des tables n'a pas pu "
               "être vérifiée (Xapian les ouvre en écriture)"));
    return STATUS_OK;
}
