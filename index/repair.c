/* index: --repair. */
#define _GNU_SOURCE /* renameat2 */
#include "repair.h"

#include "export.h"
#include "isolate.h"
#include "lang.h"
#include "ledger.h"
#include "log.h"
#include "manifest.h"
#include "odd.h"
#include "salvage.h"
#include "stopping.h"
#include "store.h"
#include "suppressed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BATCH = 2000, /* records in one transaction */
    SECONDS = 600,
    KEPT_MAX = 1000 /* damaged stores beside an index */
};

#define WORKSHOP "repair"

struct repairing {
    struct salvage *salvage;
    struct store *store; /* the new one */
    uint64_t saved, lost, highest;
    unsigned batch;
    struct error *err;
};

static inline void
cleanup_lock(int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

/* ---- the new store ------------------------------------------------------- */

static enum status
put(void *payload, xap_docid docid, struct str uid, const struct record *record,
    bool old)
{
    struct repairing *repairing = payload;
    if (stop_signal())
        return error_set(
            repairing->err, STATUS_INTERRUPTED, "%s",
            TR("stopped: nothing was changed", "arrêté : rien n'a été changé"));
    if (!record || old) {
        repairing->lost++;
        export_tell_lost(docid, uid, old);
    }
    if (!record)
        return STATUS_OK;
    TRY(store_restore(repairing->store, docid, record, repairing->err));
    repairing->saved += record->count > 0;
    if (record->sequence > repairing->highest)
        repairing->highest = record->sequence;
    if (++repairing->batch < BATCH)
        return STATUS_OK;
    repairing->batch = 0;
    TRY(store_commit(repairing->store, repairing->err));
    return store_begin(repairing->store, repairing->err);
}

/* The sequence numbers given, and what the ledger says. */
static enum status
put_entry(void *payload, bool *taken, struct str key, struct str value)
{
    struct repairing *repairing = payload;
    uint64_t number;
    if (str_eq(key, STR("sequence"))) {
        *taken = str_to_u64(value, &number);
        if (*taken && number > repairing->highest)
            repairing->highest = number;
        return STATUS_OK;
    }
    TRY(ledger_restore(taken, repairing->store, key, value, repairing->err));
    return *taken ? STATUS_OK
                  : suppressed_restore(taken, repairing->store, key, value,
                                       repairing->err);
}

static enum status
fill(struct repairing *repairing)
{
    TRY(store_begin(repairing->store, repairing->err));
    TRY(salvage_each(repairing->salvage, put, repairing, repairing->err));
    TRY(salvage_metadata(repairing->salvage, put_entry, repairing,
                         repairing->err));
    store_restore_sequence(repairing->store, repairing->highest);
    return store_commit(repairing->store, repairing->err);
}

/* ---- its place ----------------------------------------------------------- */

static void
path_of(char out[LAYOUT_PATH_MAX], const struct layout *layout,
        const char *name)
{
    snprintf(out, LAYOUT_PATH_MAX, "%s/%s", layout->index, name);
}

/* Where nothing is yet: NAME-damaged-N. */
static enum status
kept_path(char out[LAYOUT_PATH_MAX], const struct layout *layout,
          const char *what, struct error *err)
{
    char name[48];
    struct stat stat_of;
    for (unsigned i = 1; i <= KEPT_MAX; i++) {
        snprintf(name, sizeof name, "%s-damaged-%u", what, i);
        path_of(out, layout, name);
        if (lstat(out, &stat_of) != 0)
            return STATUS_OK;
    }
    return error_set(err, STATUS_LIMIT, "'%s'", out);
}

/* Both change places in one step where the file system can; else there is a
 * moment without a store, which the next --repair ends. */
static enum status
exchange(const char *fresh, const char *store, const char *kept,
         struct error *err)
{
    if (renameat2(AT_FDCWD, fresh, AT_FDCWD, store, RENAME_EXCHANGE) == 0) {
        if (rename(fresh, kept) != 0)
            return error_errno(err, errno, "'%s'", kept);
        return STATUS_OK;
    }
    if (errno != EINVAL && errno != ENOSYS)
        return error_errno(err, errno, "'%s'", store);
    if (rename(store, kept) != 0 || rename(fresh, store) != 0)
        return error_errno(err, errno, "'%s'", store);
    return STATUS_OK;
}

static enum status
take_place(const struct layout *layout, const struct layout *workshop,
           struct error *err)
{
    char fresh[LAYOUT_PATH_MAX], store[LAYOUT_PATH_MAX], kept[LAYOUT_PATH_MAX];
    layout_store(fresh, workshop);
    layout_store(store, layout);
    TRY(kept_path(kept, layout, "store", err));
    TRY(directory_sync(workshop->index, err));
    TRY(exchange(fresh, store, kept, err));
    TRY(directory_sync(workshop->index, err));
    TRY(directory_sync(layout->index, err));
    log_note(TR("the damaged store is kept as '%s'",
                "le store endommagé est gardé : « %s »"),
             kept);
    return STATUS_OK;
}

/* An INDEX of its own within INDEX, emptied. */
static enum status
workshop_make(struct layout *out, const struct layout *layout,
              struct error *err)
{
    char path[LAYOUT_PATH_MAX], store[LAYOUT_PATH_MAX];
    path_of(path, layout, WORKSHOP);
    TRY(layout_init(out, path, err));
    layout_store(store, out);
    TRY(directory_remove(store, err));
    return layout_create(out, err);
}

static enum status
store_anew(struct repairing *repairing, const struct layout *layout)
{
    struct layout workshop;
    char path[LAYOUT_PATH_MAX];
    TRY(workshop_make(&workshop, layout, repairing->err));
    TRY(store_create(&repairing->store, &workshop, repairing->err));
    enum status status = fill(repairing);
    store_close(repairing->store);
    repairing->store = NULL;
    TRY(status);
    layout_store(path, &workshop);
    TRY(directory_sync_all(path, repairing->err));
    TRY(manifest_write(path, repairing->err));
    TRY(take_place(layout, &workshop, repairing->err));
    (void)rmdir(workshop.index);
    log_note(TR("store made anew: %llu documents saved, %llu lost",
                "store refait : %llu documents sauvés, %llu perdus"),
             (unsigned long long)repairing->saved,
             (unsigned long long)repairing->lost);
    log_note("%s", TR("the next liasse-ingest reads all sources again: what "
                      "was lost of them comes back",
                      "le prochain liasse-ingest relira toutes les sources : "
                      "ce qui en était perdu revient"));
    return STATUS_OK;
}

/* ---- what is in the way -------------------------------------------------- */

/* A thing of another kind in the place of a file or directory of ours: its
 * place is needed, what it is nobody knows. */
static enum status
move_away(const struct layout *layout, const char *folder, const char *name,
          struct error *err)
{
    char path[LAYOUT_PATH_MAX], kept[LAYOUT_PATH_MAX];
    snprintf(path, sizeof path, "%s%s/%s", layout->index, folder, name);
    TRY(kept_path(kept, layout, name, err));
    if (rename(path, kept) != 0)
        return error_errno(err, errno, "'%s'", path);
    log_note(TR("'%s' was no file of ours: kept as '%s'",
                "« %s » n'était pas un des nôtres : gardé sous « %s »"),
             path, kept);
    return directory_sync(layout->index, err);
}

static bool
is_in_the_way(const char *path, bool directory)
{
    return directory ? directory_is_odd(path) : file_is_odd(path);
}

static enum status
clear_the_way(const struct layout *layout, struct error *err)
{
    static const struct place {
        const char *folder, *name;
    } places[] = {{"", "search"},
                  {"", "search.new"},
                  {"", "search.lock"},
                  {"", "commit.lock"},
                  {"", WORKSHOP},
                  {"/store", "flintlock"},
                  {"/store", "iamglass.crc"},
                  {"/store", "iamglass.new"},
                  {"/store", MANIFEST},
                  {"/store", MANIFEST ".new"}};
    char path[LAYOUT_PATH_MAX];
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct place *place = &places[i];
        snprintf(path, sizeof path, "%s%s/%s", layout->index, place->folder,
                 place->name);
        if (is_in_the_way(path, strcmp(place->name, WORKSHOP) == 0))
            TRY(move_away(layout, place->folder, place->name, err));
    }
    return STATUS_OK;
}

/* ---- all ----------------------------------------------------------------- */

/* Xapian's own lock of the store's writer. */
static enum status
lock_store(int *out, const struct layout *layout, struct error *err)
{
    char path[LAYOUT_PATH_MAX + 16];
    char store[LAYOUT_PATH_MAX];
    layout_store(store, layout);
    snprintf(path, sizeof path, "%s/flintlock", store);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return error_errno(err, errno, "'%s'", path);
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    *out = fd;
    if (fcntl(fd, F_SETLK, &lock) == 0)
        return STATUS_OK;
    return error_set(err, STATUS_LOCKED, "%s",
                     TR("another liasse-ingest is writing this index",
                        "un autre liasse-ingest écrit dans cet index"));
}

/* A repair that was stopped between two renames. */
static enum status
finish_former(const struct layout *layout, struct error *err)
{
    char store[LAYOUT_PATH_MAX], fresh[LAYOUT_PATH_MAX], path[LAYOUT_PATH_MAX];
    struct layout workshop;
    struct stat stat_of;
    layout_store(store, layout);
    path_of(path, layout, WORKSHOP);
    TRY(layout_init(&workshop, path, err));
    layout_store(fresh, &workshop);
    snprintf(path, sizeof path, "%.4000s/" MANIFEST, fresh);
    if (stat(store, &stat_of) == 0 || stat(path, &stat_of) != 0)
        return STATUS_OK;
    if (rename(fresh, store) != 0)
        return error_errno(err, errno, "'%s'", store);
    return directory_sync(layout->index, err);
}

static enum status
mend_store(struct repairing *repairing, const struct layout *layout)
{
    AUTO(lock) int lock = -1;
    AUTO(salvage) struct salvage *salvage = NULL;
    TRY(lock_store(&lock, layout, repairing->err));
    TRY(salvage_open(&salvage, layout, repairing->err));
    repairing->salvage = salvage;
    if (!salvage_is_whole(salvage))
        return store_anew(repairing, layout);
    log_note("%s", TR("the store is whole", "le store est entier"));
    return STATUS_OK;
}

struct trying {
    const struct layout *layout;
    struct lists *lists;
};

static enum status
try_lists(uint64_t *count, void *payload, struct error *err)
{
    struct trying *trying = payload;
    (void)count;
    return lists_for_new(trying->lists, trying->layout, err);
}

/* Reading the user's word lists may crash in a damaged generation: then they
 * are not asked for. */
static enum status
lists_or_none(struct lists *lists, const struct layout *layout,
              struct error *err)
{
    struct trying trying = {layout, lists};
    uint64_t count;
    bool died;
    if (lists->given)
        return STATUS_OK;
    TRY(isolate(&count, &died, try_lists, &trying, SECONDS, err));
    if (!died)
        return STATUS_OK;
    lists->given = true;
    TRY(wordlists_init(&lists->lexicon, STR(""), err));
    log_error("%s", TR("word lists given before cannot be read: give them "
                       "again with --lexicon",
                       "les listes de mots données plus tôt sont illisibles : "
                       "redonnez-les avec --lexicon"));
    return STATUS_OK;
}

enum status
index_repair(uint64_t *lost, struct written *out, const struct layout *layout,
             struct lists *lists, const struct write_options *options,
             struct error *err)
{
    struct repairing repairing = {.err = err};
    struct stat stat_of;
    char store[LAYOUT_PATH_MAX];
    {
        AUTO(lock) int lock = -1;
        TRY(clear_the_way(layout, err));
        TRY(layout_lock(&lock, layout, err));
        TRY(finish_former(layout, err));
        layout_store(store, layout);
        if (directory_is_odd(store))
            return error_set(err, STATUS_IO,
                             TR("'%s' is no directory: there is no store to "
                                "repair",
                                "« %s » n'est pas un répertoire : aucun store "
                                "à réparer"),
                             store);
        if (stat(store, &stat_of) != 0)
            return error_set(err, STATUS_NOT_FOUND,
                             TR("no index at '%s': run liasse-ingest first",
                                "aucun index dans « %s » : lancez d'abord "
                                "liasse-ingest"),
                             layout->index);
        TRY(mend_store(&repairing, layout));
    }
    *lost = repairing.lost;
    TRY(lists_or_none(lists, layout, err));
    return index_rebuild(out, layout, lists, options, err);
}
