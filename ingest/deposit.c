/* ingest: documents -> store. */
#include "deposit.h"

#include "document_json.h"
#include "lang.h"
#include "log.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

enum { RACY_SECONDS = 2, JSON_MAX = 512 * 1024 * 1024 };

static double
now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

void
deposit_init(struct deposit *deposit, struct store *store,
             struct diagnostics *diagnostics)
{
    *deposit = (struct deposit){.store = store, .diagnostics = diagnostics};
}

/* ---- batches --------------------------------------------------------------
 */

/* A batch needs room for its text, Xapian's copies of blocks and a margin:
 * better to stop before than in the middle (RELIABILITY.md, rule 7). */
static enum status
room_check(const struct deposit *deposit, struct error *err)
{
    struct statvfs about;
    char path[LAYOUT_PATH_MAX];
    const uint64_t need = 3 * (uint64_t)DEPOSIT_BYTES + 64 * 1024 * 1024;
    store_path(path, deposit->store);
    if (statvfs(path, &about) != 0)
        return error_errno(err, errno, "statvfs");
    uint64_t room = (uint64_t)about.f_bavail * about.f_frsize;
    if (room >= need)
        return STATUS_OK;
    return error_set(err, STATUS_IO,
                     TR("disk almost full: %llu MB left, %llu needed for the "
                        "next batch",
                        "disque presque plein : reste %llu Mo, il en faut "
                        "%llu pour le prochain lot"),
                     (unsigned long long)(room / 1000000),
                     (unsigned long long)(need / 1000000));
}

static enum status
batch_open(struct deposit *deposit, struct error *err)
{
    if (deposit->open)
        return STATUS_OK;
    TRY(room_check(deposit, err));
    TRY(store_begin(deposit->store, err));
    deposit->open = true;
    deposit->batch_documents = deposit->batch_bytes = 0;
    deposit->batch_started = now();
    return STATUS_OK;
}

static struct ledger_entry
entry_of(const struct deposit *deposit)
{
    return (struct ledger_entry){
        .source = deposit->source.source,
        .size = deposit->source.size,
        .modified = deposit->source.modified,
        .read_at = deposit->read_at,
        .readers = readers_stamp(),
        .documents = deposit->documents,
        .refused = deposit->refused,
    };
}

enum status
deposit_commit(struct deposit *deposit, bool partial, struct error *err)
{
    if (!deposit->open)
        return STATUS_OK;
    if (partial && deposit->source.source.len) {
        struct ledger_entry entry = entry_of(deposit);
        entry.state = LEDGER_PARTIAL;
        TRY(ledger_put(deposit->store, &entry, err));
    }
    TRY(store_commit(deposit->store, err));
    deposit->open = false;
    deposit->committed += deposit->batch_documents;
    deposit->safe = deposit->counts;
    /* Scripts that feed "-" read this line: it is an acknowledgement. */
    if (log_level() == LOG_VERBOSE)
        log_summary("committed %llu", (unsigned long long)deposit->committed);
    return STATUS_OK;
}

enum status
deposit_commit_due(struct deposit *deposit, struct error *err)
{
    if (!deposit->open || (deposit->batch_documents < DEPOSIT_BATCH &&
                           deposit->batch_bytes < DEPOSIT_BYTES &&
                           now() - deposit->batch_started < DEPOSIT_SECONDS))
        return STATUS_OK;
    return deposit_commit(deposit, true, err);
}

/* ---- what is known of a source ----------------------------------------------
 */

/* The file as the ledger has it.  A time of change too near to the reading
 * proves nothing: the file may have changed again in the same instant. */
static bool
is_as_it_was(const struct ledger_entry *entry, const struct found *found)
{
    return entry->readers == readers_stamp() && entry->size == found->size &&
           entry->modified == found->modified &&
           found->modified / 1000000000 + RACY_SECONDS <
               (int64_t)entry->read_at;
}

enum status
deposit_known(bool *known, struct job *job, struct deposit *deposit,
              const struct found *found, bool any_reader, struct arena *arena,
              struct error *err)
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
    if (entry.state == LEDGER_COMPLETE && entry.refused == 0) {
        memcpy(job->sha256, entry.sha256, SHA256_BYTES);
        job->reader = entry.reader;
        job->reader_version = entry.reader_version;
        *known = any_reader && is_as_it_was(&entry, found);
        if (*known)
            deposit->counts.unchanged += entry.documents;
    } else if (entry.state == LEDGER_SKIPPED) {
        *known = any_reader && !found->named && is_as_it_was(&entry, found);
        if (*known)
            deposit->diagnostics->skipped++;
    }
    return STATUS_OK;
}

/* ---- frames
 * ------------------------------------------------------------------ */

void
deposit_source(struct deposit *deposit, const struct found *found)
{
    deposit->source = *found;
    deposit->documents = deposit->refused = 0;
    deposit->last_uid = (struct str){NULL, 0};
    deposit->read_at = (uint64_t)time(NULL);
}

static enum status
print(const struct frame_document *frame, struct str source,
      struct document *document, struct arena *arena, struct error *err)
{
    AUTO(buf) struct buf line = BUF_INIT(JSON_MAX);
    struct json_out json;
    struct str parts[6] = {[SOURCE_SOURCE] = source,
                           [SOURCE_URL] = frame->url,
                           [SOURCE_READER] = frame->reader};
    TRY(document_add_parts(document, FIELD_SOURCE, parts, arena, err));
    json_start(&json, &line, JSON_COMPACT);
    document_json(&json, document);
    buf_add_char(&line, '\n');
    TRY(buf_status(&line, err));
    if (fwrite(line.at, 1, line.len, stdout) != line.len)
        return error_errno(err, errno, "stdout");
    return STATUS_OK;
}

static enum status
put(struct deposit *deposit, const struct frame_document *frame,
    const struct document *document, struct error *err)
{
    enum put outcome;
    struct contribution contribution = {
        .source = deposit->source.source,
        .reader = frame->reader,
        .reader_version = frame->reader_version,
        .rank = frame->rank,
        .ingested = deposit->read_at,
        .url = frame->url,
        .document = *document,
    };
    memcpy(contribution.sha256, frame->sha256, SHA256_BYTES);
    TRY(batch_open(deposit, err));
    TRY(store_put(&outcome, deposit->store, &contribution, err));
    deposit->counts.added += outcome == PUT_ADDED;
    deposit->counts.updated += outcome == PUT_UPDATED;
    deposit->counts.unchanged += outcome == PUT_UNCHANGED;
    return STATUS_OK;
}

enum status
deposit_document(struct deposit *deposit, const struct frame_document *frame,
                 struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    TRY(document_decode(&document, frame->document, &arena, err));
    if (deposit->store) {
        TRY(put(deposit, frame, &document, err));
    } else {
        TRY(print(frame, deposit->source.source, &document, &arena, err));
        deposit->counts.added++;
    }
    struct str uid = document_first(&document, FIELD_UID);
    memcpy(deposit->last_uid_bytes, uid.at, uid.len);
    deposit->last_uid = (struct str){deposit->last_uid_bytes, uid.len};
    deposit->documents++;
    deposit->batch_documents++;
    deposit->batch_bytes += frame->document.len;
    return STATUS_OK;
}

enum status
deposit_deletion(struct deposit *deposit, struct str uid, struct error *err)
{
    if (!deposit->store)
        return STATUS_OK;
    TRY(batch_open(deposit, err));
    enum status status = store_delete(deposit->store, uid, err);
    deposit->batch_documents++;
    if (status == STATUS_OK)
        deposit->counts.deleted++;
    else if (status == STATUS_NOT_FOUND)
        deposit->counts.unchanged++;
    else
        return status;
    return STATUS_OK;
}

enum status
deposit_tell(struct deposit *deposit, const struct frame_tell *tell,
             struct error *err)
{
    if (cause_class(tell->cause) == CLASS_REFUSED)
        deposit->refused++;
    return diagnostics_tell(deposit->diagnostics, tell->cause,
                            deposit->source.source, tell->where, tell->detail,
                            err);
}

/* A file of one document may have become another document: the contribution
 * it made before is withdrawn.  (Of files of many, only --prune withdraws.) */
struct former {
    struct deposit *deposit;
    struct arena arena;
    struct str uid; /* named by this source, not the one it names now */
    struct error *err;
};

static enum status
former_visit(void *payload, xap_docid docid)
{
    struct former *former = payload;
    struct record record;
    TRY(store_record(&record, former->deposit->store, docid, &former->arena,
                     former->err));
    if (!str_eq(record.uid, former->deposit->last_uid))
        former->uid = record.uid;
    return STATUS_OK;
}

static enum status
withdraw_former(struct deposit *deposit, struct error *err)
{
    struct former former = {.deposit = deposit, .err = err};
    struct str source = deposit->source.source;
    enum status status =
        store_by_source(deposit->store, source, former_visit, &former, err);
    if (status == STATUS_OK && former.uid.len) {
        status =
            store_withdraw(deposit->store, former.uid, source, STR(""), err);
        deposit->counts.deleted += status == STATUS_OK;
    }
    arena_release(&former.arena);
    return status;
}

/* Was this source one whole document last time? */
static enum status
was_single(bool *out, struct deposit *deposit, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct ledger_entry entry;
    enum status status =
        ledger_get(&entry, deposit->store, deposit->source.source, &arena, err);
    *out = status == STATUS_OK && entry.state == LEDGER_COMPLETE &&
           entry.documents == 1;
    return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

static enum status
end_in_ledger(struct deposit *deposit, const struct frame_end *end,
              struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct ledger_entry entry = entry_of(deposit), before;
    bool single;
    TRY(batch_open(deposit, err));
    TRY(was_single(&single, deposit, err));
    if (single && !end->unchanged && deposit->documents == 1 &&
        end->state == LEDGER_COMPLETE)
        TRY(withdraw_former(deposit, err));
    entry.state = end->state;
    memcpy(entry.sha256, end->sha256, SHA256_BYTES);
    entry.reader = end->reader;
    entry.reader_version = end->reader_version;
    if (end->state != LEDGER_COMPLETE) {
        entry.cause = str_from(cause_name(end->cause));
        entry.detail = end->detail;
    }
    if (end->unchanged) {
        TRY(ledger_get(&before, deposit->store, deposit->source.source, &arena,
                       err));
        entry.documents = before.documents;
        deposit->counts.unchanged += before.documents;
    }
    return ledger_put(deposit->store, &entry, err);
}

enum status
deposit_end(struct deposit *deposit, const struct frame_end *given,
            struct error *err)
{
    struct frame_end end = *given;
    /* A crash after whole documents: they stay, the source is damaged. */
    if (end.state == LEDGER_REFUSED && deposit->documents)
        end.state = LEDGER_DAMAGED;
    if (end.state != LEDGER_COMPLETE) {
        deposit->refused += end.state != LEDGER_SKIPPED;
        TRY(diagnostics_tell(deposit->diagnostics, end.cause,
                             deposit->source.source, STR(""), end.detail, err));
    }
    /* The standard input is another one each time: nothing to remember. */
    if (deposit->store && !str_eq(deposit->source.source, STR("-")))
        TRY(end_in_ledger(deposit, &end, err));
    deposit->source.source = (struct str){NULL, 0};
    return STATUS_OK;
}
