/* ingest: what the ledger knows of a source before it is read. */
#include "deposit.h"
#include "withdraw.h"

#include <string.h>

enum { RACY_SECONDS = 2 };

/* The file as the ledger has it.  A time of change too near to the reading
 * proves nothing: the file may have changed again in the same instant. */
static bool
is_as_it_was(const struct deposit *deposit, const struct ledger_entry *entry,
             const struct found *found)
{
    uint32_t stamp = str_eq(entry->reader, STR(ARCHIVE_READER))
                         ? deposit->archive_version
                         : readers_stamp();
    return entry->readers == stamp && entry->size == found->size &&
           entry->modified == found->modified &&
           found->modified / 1000000000 + RACY_SECONDS <
               (int64_t)entry->read_at;
}

struct telling {
    struct deposit *deposit;
    struct str source;
    uint64_t told;
    struct error *err;
};

static enum status
tell_member(void *payload, const struct ledger_member *member)
{
    struct telling *telling = payload;
    enum cause cause;
    if (!cause_by_name(&cause, member->cause) ||
        cause_class(cause) != CLASS_REFUSED)
        return STATUS_OK;
    telling->told++;
    return diagnostics_tell(telling->deposit->diagnostics, cause,
                            telling->source, member->member, STR(""),
                            member->detail, telling->err);
}

/* Refusals are told each time: exit 1 as long as they are there. */
static enum status
tell_refusals(struct deposit *deposit, const struct ledger_entry *entry,
              struct error *err)
{
    struct telling telling = {deposit, entry->source, 0, err};
    enum cause cause;
    struct diagnostics *diagnostics = deposit->diagnostics;
    TRY(ledger_each_member(deposit->store, entry->source, tell_member, &telling,
                           err));
    TRY(diagnostics_source_end(diagnostics, entry->source, err));
    if (entry->state == LEDGER_REFUSED && cause_by_name(&cause, entry->cause)) {
        telling.told++;
        TRY(diagnostics_tell(diagnostics, cause, entry->source, STR(""),
                             STR(""), entry->detail, err));
    }
    if (entry->refused > telling.told)
        diagnostics->refused += entry->refused - telling.told;
    return STATUS_OK;
}

enum status
deposit_again(struct deposit *deposit, struct ledger_entry *entry,
              struct error *err)
{
    deposit->counts.unchanged += entry->documents;
    deposit->diagnostics->skipped += entry->skipped;
    if (entry->refused)
        TRY(tell_refusals(deposit, entry, err));
    if (entry->state != LEDGER_COMPLETE || !entry->stale)
        return STATUS_OK;
    return prune_source(deposit, entry, err);
}

/* May trouble of this kind be gone although the file is the same? */
static bool
is_worth_a_try(const struct ledger_entry *entry, const struct found *found)
{
    enum cause cause;
    if (!cause_by_name(&cause, entry->cause))
        return true;
    return cause == CAUSE_UNREADABLE || cause == CAUSE_CRASHED ||
           cause == CAUSE_TIMEOUT ||
           (cause == CAUSE_NO_FORMAT && !found->named);
}

/* Is there nothing to read in a file that is as it was? */
static bool
is_settled(const struct deposit *deposit, const struct ledger_entry *entry,
           const struct found *found)
{
    switch (entry->state) {
    case LEDGER_COMPLETE:
        return entry->refused == 0 || !deposit->options.retry_failed;
    case LEDGER_REFUSED:
        return !deposit->options.retry_failed && !is_worth_a_try(entry, found);
    case LEDGER_SKIPPED:
        return !found->named;
    case LEDGER_PARTIAL:
    case LEDGER_DAMAGED:
        break;
    }
    return false;
}

/* What the worker needs to see that the bytes are the same. */
static void
fill_job(struct job *job, const struct deposit *deposit,
         const struct ledger_entry *entry)
{
    bool complete = entry->state == LEDGER_COMPLETE &&
                    (entry->refused == 0 || !deposit->options.retry_failed);
    bool stopped = entry->state == LEDGER_PARTIAL &&
                   entry->reader_version == deposit->archive_version;
    if (complete || stopped)
        memcpy(job->sha256, entry->sha256, SHA256_BYTES);
    if (complete) {
        job->reader = entry->reader;
        job->reader_version = entry->reader_version;
    }
    if (stopped)
        job->done = entry->done;
}

enum status
deposit_known(bool *known, struct job *job, struct deposit *deposit,
              const struct found *found, struct arena *arena, struct error *err)
{
    struct ledger_entry entry;
    *known = false;
    if (!deposit->store || str_eq(found->source, STR("-")))
        return STATUS_OK;
    enum status status =
        ledger_get(&entry, deposit->store, found->source, arena, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    TRY(status);
    *known = !deposit->options.reader && is_as_it_was(deposit, &entry, found) &&
             is_settled(deposit, &entry, found);
    if (!*known) {
        fill_job(job, deposit, &entry);
        return STATUS_OK;
    }
    bool stale = entry.stale;
    TRY(deposit_again(deposit, &entry, err));
    if (stale == entry.stale)
        return STATUS_OK;
    TRY(deposit_begin(deposit, err));
    return ledger_put(deposit->store, &entry, err);
}
