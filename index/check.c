/* index: --check. */
#include "check.h"

#include "lang.h"
#include "log.h"
#include "merge.h"
#include "progress.h"
#include "retry.h"
#include "store.h"
#include "terms.h"
#include "words.h"

#include <stdio.h>

struct checking {
    struct store *store;
    struct xap_reader *search;
    struct arena arena;
    uint64_t faults, reached; /* sequence number that search reached */
    struct progress progress;
    struct error *err;
};

static enum status
check_tables(uint64_t *faults, const char *path, struct error *err)
{
    AUTO(buf) struct buf report = BUF_INIT(1 << 20);
    uint32_t found = 0;
    enum status status = xap_check(&found, path, &report, err);
    if (status == STATUS_IO || status == STATUS_FORMAT) {
        /* Too damaged to be checked: that is what was asked. */
        log_error("'%s': %s", path, err->text);
        ++*faults;
        return STATUS_OK;
    }
    TRY(status);
    if (found)
        log_error(TR("'%s': %u faults in the tables: " STR_FMT,
                     "« %s » : %u défauts dans les tables : " STR_FMT),
                  path, found, STR_ARG(str_head(buf_str(&report), 2000)));
    *faults += found;
    return STATUS_OK;
}

static void
fault(struct checking *checking, xap_docid docid, const char *what)
{
    progress_hide(&checking->progress);
    log_error(TR("document %u: %s", "document %u : %s"), docid, what);
    checking->faults++;
}

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
    struct document document;
    (void)wdf;
    arena_reset(&checking->arena);
    progress_add(&checking->progress, 1, 0);
    enum status status = store_record(&record, checking->store, docid,
                                      &checking->arena, checking->err);
    if (status == STATUS_OK)
        status =
            merge_record(&document, &record, &checking->arena, checking->err);
    if (status == STATUS_FORMAT) {
        fault(checking, docid, checking->err->text);
        return STATUS_OK;
    }
    TRY(status);
    if (!checking->search)
        return STATUS_OK;
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
    arena_reset(&checking->arena);
    enum status status = store_record(&record, checking->store, docid,
                                      &checking->arena, checking->err);
    if (status == STATUS_FORMAT)
        return STATUS_OK; /* told by check_record */
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
    if (status == STATUS_FORMAT) {
        log_error("%s", TR("search was made by another version: run "
                           "liasse-index --rebuild",
                           "search vient d'une autre version : lancez "
                           "liasse-index --rebuild"));
        checking->faults++;
    }
    if (!str_to_u64(sequence, &checking->reached))
        checking->reached = 0;
    return STATUS_OK;
}

static enum status
check_contents(struct checking *checking)
{
    if (checking->search)
        TRY(check_stamp(checking));
    /* Search was opened first: what the store got since waits. */
    TRY(xap_reader_postings(store_reader(checking->store), STR(""),
                            check_record, checking, checking->err));
    if (!checking->search)
        return STATUS_OK;
    return xap_reader_values(checking->search, SLOT_UID, 1, check_orphan,
                             checking, checking->err);
}

static enum status
check_once(uint64_t *faults, const struct layout *layout, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    AUTO(xap_reader) struct xap_reader *search = NULL;
    AUTO(store) struct store *store = NULL;
    uint32_t generation;
    *faults = 0;
    enum status indexed = layout_current(&generation, layout, err);
    if (indexed == STATUS_OK) {
        layout_generation(path, layout, generation);
        TRY(check_tables(faults, path, err));
        if (*faults == 0)
            TRY(xap_reader_open(&search, path, err));
    } else if (indexed != STATUS_NOT_FOUND) {
        return indexed;
    }
    layout_store(path, layout);
    TRY(check_tables(faults, path, err));
    if (*faults)
        return STATUS_OK; /* what the tables hold cannot be trusted */
    TRY(store_open(&store, layout, err));
    struct checking checking = {.store = store, .search = search, .err = err};
    progress_start(&checking.progress, TR("checking", "vérification"));
    enum status status = check_contents(&checking);
    progress_end(&checking.progress);
    arena_release(&checking.arena);
    *faults += checking.faults;
    return status;
}

enum status
index_check(uint64_t *faults, const struct layout *layout, struct error *err)
{
    struct retry retry = RETRY_START;
    enum status status;
    do
        status = check_once(faults, layout, err);
    while (status == STATUS_STALE && retry_again(&retry));
    return status;
}
