/* ingest: taking contributions back. */
#include "withdraw.h"

#include "lang.h"
#include "log.h"
#include "suppressed.h"

#include <stdlib.h>

/* ---- the documents of a source ----------------------------------------------
 */

struct docids {
    xap_docid *at;
    size_t count, room;
};

static enum status
add_docid(void *payload, xap_docid docid)
{
    struct docids *all = payload;
    if (all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 1024;
        xap_docid *grown = realloc(all->at, room * sizeof *grown);
        if (!grown)
            return STATUS_NOMEM;
        all->at = grown;
        all->room = room;
    }
    all->at[all->count++] = docid;
    return STATUS_OK;
}

/* What of a source is to go: contributions older than `stamp`. */
struct sweep {
    struct deposit *deposit;
    struct str source;
    uint64_t stamp; /* UINT64_MAX: all */
    bool may_spare; /* members refused now, or filtered out, stay */
    uint64_t gone;  /* contributions withdrawn */
};

static enum status
is_spared(bool *out, const struct sweep *sweep, struct str member,
          struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct ledger_member refused;
    *out = false;
    if (!sweep->may_spare || member.len == 0)
        return STATUS_OK;
    *out = !filter_takes(sweep->deposit->options.filter, member);
    if (*out)
        return STATUS_OK;
    enum status status = ledger_get_member(&refused, sweep->deposit->store,
                                           sweep->source, member, &arena, err);
    *out = status == STATUS_OK;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
withdraw_one(struct sweep *sweep, const struct record *record,
             const struct contribution *one, size_t left, struct error *err)
{
    struct deposit *deposit = sweep->deposit;
    TRY(deposit_begin(deposit, err));
    TRY(store_withdraw(deposit->store, record->uid, one->source, one->member,
                       err));
    deposit->batch_documents++;
    if (left)
        deposit->counts.updated++;
    else
        deposit->counts.deleted++;
    sweep->gone++;
    log_detail(TR("withdrew '" STR_FMT "%s" STR_FMT "' of " STR_FMT,
                  "retiré « " STR_FMT "%s" STR_FMT " » de " STR_FMT),
               STR_ARG(one->source), one->member.len ? "!" : "",
               STR_ARG(one->member), STR_ARG(record->uid));
    return STATUS_OK;
}

static enum status
sweep_record(struct sweep *sweep, xap_docid docid, struct arena *arena,
             struct error *err)
{
    struct record record;
    TRY(store_record(&record, sweep->deposit->store, docid, arena, err));
    size_t left = record.count;
    for (size_t i = 0; i < record.count; i++) {
        const struct contribution *one = &record.contributions[i];
        bool spared;
        if (!str_eq(one->source, sweep->source) ||
            one->ingested >= sweep->stamp)
            continue;
        TRY(is_spared(&spared, sweep, one->member, err));
        if (!spared)
            TRY(withdraw_one(sweep, &record, one, --left, err));
    }
    return deposit_commit_due(sweep->deposit, err);
}

static enum status
sweep_docids(struct sweep *sweep, const struct docids *all, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    for (size_t i = 0; i < all->count; i++) {
        arena_reset(&arena);
        TRY(sweep_record(sweep, all->at[i], &arena, err));
    }
    return STATUS_OK;
}

static enum status
sweep_source(struct sweep *sweep, struct error *err)
{
    struct docids all = {0};
    enum status status = store_by_source(sweep->deposit->store, sweep->source,
                                         add_docid, &all, err);
    if (status == STATUS_OK)
        status = sweep_docids(sweep, &all, err);
    free(all.at);
    if (status == STATUS_OK && sweep->gone)
        log_note(TR("withdrew %llu contributions of '" STR_FMT "'",
                    "%llu contributions de « " STR_FMT " » retirées"),
                 (unsigned long long)sweep->gone, STR_ARG(sweep->source));
    return status;
}

/* A member that a worker died of has no name: nobody can tell which
 * documents are still in it. */
static enum status
find_nameless(void *payload, const struct ledger_member *member)
{
    bool *found = payload;
    enum cause cause;
    *found = cause_by_name(&cause, member->cause) &&
             (cause == CAUSE_CRASHED || cause == CAUSE_TIMEOUT);
    return *found ? STATUS_DONE : STATUS_OK;
}

enum status
prune_source(struct deposit *deposit, struct ledger_entry *entry,
             struct error *err)
{
    bool is_archive = str_eq(entry->reader, STR(ARCHIVE_READER));
    struct sweep sweep = {deposit, entry->source, entry->stamp, true, 0};
    struct dump dump;
    bool wanted = deposit->options.prune || dump_of(&dump, entry->source);
    if (!wanted || !entry->stale || entry->state != LEDGER_COMPLETE)
        return STATUS_OK;
    if (entry->refused > (is_archive ? LIMIT_REMEMBERED : 0))
        return STATUS_OK;
    bool nameless = false;
    enum status status = entry->refused
                             ? ledger_each_member(deposit->store, entry->source,
                                                  find_nameless, &nameless, err)
                             : STATUS_OK;
    if (nameless || status != STATUS_OK)
        return status == STATUS_DONE ? STATUS_OK : status;
    TRY(sweep_source(&sweep, err));
    entry->stale = false;
    return STATUS_OK;
}

/* ---- sources that are gone
 * --------------------------------------------------- */

/* Names of sources, gathered before the ledger is written. */
struct names {
    struct arena arena;
    struct str *at;
    size_t count, room;
    struct str root;          /* under it ... */
    const struct map *seen;   /* ... and not here; NULL: all */
    const struct dump *older; /* or: of this base, older than it */
    const struct filter *filter;
};

static bool
is_under(struct str name, struct str root)
{
    return name.len > root.len && str_starts(name, root) &&
           name.at[root.len] == '/';
}

static enum status
add_name(void *payload, const struct ledger_entry *entry)
{
    struct names *names = payload;
    struct dump dump;
    if (names->older
            ? !dump_of(&dump, entry->source) ||
                  !str_eq(dump.base, names->older->base) ||
                  dump.when >= names->older->when
            : !is_under(entry->source, names->root) ||
                  (names->seen && map_find(names->seen, entry->source)) ||
                  (names->filter &&
                   !filter_takes_file(names->filter, entry->source)))
        return STATUS_OK;
    if (names->count == names->room) {
        size_t room = names->room ? 2 * names->room : 256;
        struct str *grown = realloc(names->at, room * sizeof *grown);
        if (!grown)
            return STATUS_NOMEM;
        names->at = grown;
        names->room = room;
    }
    struct str copy = arena_copy(&names->arena, entry->source);
    names->at[names->count++] = copy;
    return copy.at ? STATUS_OK : STATUS_NOMEM;
}

static enum status
remove_source(struct deposit *deposit, struct str source, struct error *err)
{
    struct sweep sweep = {deposit, source, UINT64_MAX, false, 0};
    TRY(sweep_source(&sweep, err));
    TRY(deposit_begin(deposit, err));
    if (sweep.gone == 0)
        log_note(TR("forgot '" STR_FMT "'", "« " STR_FMT " » oubliée"),
                 STR_ARG(source));
    struct dump dump;
    if (dump_of(&dump, source))
        TRY(suppressed_forget(deposit->store, &dump, err));
    return ledger_remove(deposit->store, source, err);
}

static enum status
remove_named(struct deposit *deposit, struct names *names, struct error *err)
{
    enum status status = ledger_each(deposit->store, add_name, names, err);
    for (size_t i = 0; status == STATUS_OK && i < names->count; i++)
        status = remove_source(deposit, names->at[i], err);
    free(names->at);
    arena_release(&names->arena);
    return status;
}

enum status
prune_directory(struct deposit *deposit, struct str root,
                const struct map *seen, struct error *err)
{
    struct names names = {
        .root = root, .seen = seen, .filter = deposit->options.filter};
    return remove_named(deposit, &names, err);
}

enum status
withdraw_older(struct deposit *deposit, const struct dump *global,
               struct error *err)
{
    struct names names = {.older = global};
    return remove_named(deposit, &names, err);
}

/* ---- what a dump deletes
 * -----------------------------------------------------
 */

/* An undated list in a folder speaks of undated files in folders. */
static bool
path_names(struct str path, const struct dump *list, bool dated,
           const struct contribution *one)
{
    struct dump own;
    bool is_dump = dump_of(&own, one->source);
    if (dated)
        return is_dump && str_eq(own.base, list->base) &&
               own.when <= list->when &&
               dump_path_covers(path, dump_path(one->member));
    struct str rest = one->member.len ? one->member : one->source, head;
    while (!is_dump && rest.len) {
        if (dump_path_covers(path, dump_path(rest)))
            return true;
        str_cut(rest, STR("/"), &head, &rest);
    }
    return false;
}

static enum status
withdraw_listed(struct deposit *deposit, xap_docid docid, struct str path,
                bool *found, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct sweep sweep = {.deposit = deposit};
    struct record record;
    struct dump list;
    bool dated = dump_of(&list, deposit->source.source);
    TRY(store_record(&record, deposit->store, docid, &arena, err));
    size_t left = record.count;
    for (size_t i = 0; i < record.count; i++)
        if (path_names(path, &list, dated, &record.contributions[i]))
            TRY(withdraw_one(&sweep, &record, &record.contributions[i], --left,
                             err));
    *found = *found || sweep.gone;
    /* A document is counted once. */
    if (sweep.gone > 1)
        deposit->counts.updated -= sweep.gone - 1;
    return STATUS_OK;
}

enum status
withdraw_path(struct deposit *deposit, struct str listed, struct error *err)
{
    struct str path = dump_path(listed), id = dump_last_id(path);
    struct docids below = {0};
    struct dump list;
    xap_docid docid;
    bool found = false;
    TRY(deposit_begin(deposit, err));
    if (dump_of(&list, deposit->source.source))
        TRY(suppressed_note(deposit->store, &list, listed, err));
    if (id.len == 0)
        return error_set(err, STATUS_NOT_FOUND, "no identifier");
    enum status status = store_find(&docid, deposit->store, id, err);
    if (status == STATUS_OK)
        status = withdraw_listed(deposit, docid, path, &found, err);
    if (status == STATUS_OK || status == STATUS_NOT_FOUND)
        status = store_by_folder(deposit->store, id, add_docid, &below, err);
    for (size_t i = 0; status == STATUS_OK && i < below.count; i++)
        status = withdraw_listed(deposit, below.at[i], path, &found, err);
    free(below.at);
    TRY(status);
    return found ? STATUS_OK
                 : error_set(err, STATUS_NOT_FOUND, "nothing at this path");
}

/* ---- what people name
 * ---------------------------------------------------------- */

enum status
delete_document(struct deposit *deposit, struct str uid, struct error *err)
{
    if (!document_uid_is_valid(uid))
        return error_set(
            err, STATUS_NOT_FOUND,
            TR("no document '" STR_FMT "'", "aucun document « " STR_FMT " »"),
            STR_ARG(uid));
    TRY(deposit_begin(deposit, err));
    TRY(store_delete(deposit->store, uid, err));
    deposit->counts.deleted++;
    deposit->batch_documents++;
    return deposit_commit_due(deposit, err);
}

enum status
delete_source(struct deposit *deposit, struct str name, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct ledger_entry entry;
    while (name.len > 1 && name.at[name.len - 1] == '/')
        name.len--;
    enum status status = ledger_get(&entry, deposit->store, name, &arena, err);
    if (status == STATUS_OK)
        return remove_source(deposit, name, err);
    if (status != STATUS_NOT_FOUND)
        return status;
    struct names names = {.root = name};
    TRY(remove_named(deposit, &names, err));
    if (names.count)
        return STATUS_OK;
    return error_set(
        err, STATUS_NOT_FOUND,
        TR("no source '" STR_FMT "'", "aucune source « " STR_FMT " »"),
        STR_ARG(name));
}
