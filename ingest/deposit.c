/* ingest: documents -> store. */
#include "deposit.h"

#include "clock.h"
#include "document_json.h"
#include "lang.h"
#include "log.h"
#include "setting.h"
#include "suppressed.h"
#include "withdraw.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

enum { JSON_MAX = 512 * 1024 * 1024 };

void
deposit_init(struct deposit *deposit, struct store *store,
             struct diagnostics *diagnostics,
             const struct deposit_options *options)
{
    *deposit = (struct deposit){
        .store = store,
        .diagnostics = diagnostics,
        .options = *options,
        .archive_version = archive_version(options->filter, options->reader),
        .batch = setting("LIASSE_BATCH", DEPOSIT_BATCH, DEPOSIT_BATCH),
        .last_member = BUF_INIT(64 * 1024),
    };
}

void
deposit_release(struct deposit *deposit)
{
    arena_release(&deposit->arena);
    buf_release(&deposit->last_member);
}

/* ---- batches --------------------------------------------------------------
 */

/* A batch needs room for its text and Xapian's copies of blocks. */
static enum status
room_check(const struct deposit *deposit, struct error *err)
{
    char path[LAYOUT_PATH_MAX];
    store_path(path, deposit->store);
    return directory_room(path, 3 * (uint64_t)DEPOSIT_BYTES, err);
}

enum status
deposit_begin(struct deposit *deposit, struct error *err)
{
    if (deposit->open)
        return STATUS_OK;
    TRY(room_check(deposit, err));
    TRY(store_begin(deposit->store, err));
    deposit->open = true;
    deposit->batch_documents = deposit->batch_joined = 0;
    deposit->batch_replaced = 0;
    deposit->batch_bytes = 0;
    deposit->batch_started = clock_seconds();
    return STATUS_OK;
}

static struct ledger_entry
entry_of(const struct deposit *deposit, const struct accounts *seen)
{
    return (struct ledger_entry){
        .source = deposit->source.source,
        .size = deposit->source.size,
        .modified = deposit->source.modified,
        .read_at = deposit->read_at,
        .readers =
            deposit->is_archive ? deposit->archive_version : readers_stamp(),
        .documents = seen->documents,
        .refused = seen->refused,
        .skipped = seen->skipped,
        .members = seen->documents + seen->refused + seen->skipped,
        .stamp = deposit->stamp,
        .stale = deposit->has_before,
    };
}

/* The source at hand is not through: what the next run must know of it. */
static enum status
put_partial(struct deposit *deposit, struct error *err)
{
    struct ledger_entry entry = entry_of(deposit, &deposit->through);
    entry.state = LEDGER_PARTIAL;
    if (deposit->is_archive) {
        memcpy(entry.sha256, deposit->sha256, SHA256_BYTES);
        entry.reader = STR(ARCHIVE_READER);
        entry.reader_version = deposit->archive_version;
        entry.last_member = buf_str(&deposit->last_member);
        entry.done = deposit->done;
    }
    return ledger_put(deposit->store, &entry, err);
}

enum status
deposit_commit(struct deposit *deposit, bool partial, struct error *err)
{
    if (!deposit->open)
        return STATUS_OK;
    if (partial && deposit->source.source.len &&
        !str_eq(deposit->source.source, STR("-")))
        TRY(put_partial(deposit, err));
    TRY(store_commit(deposit->store, err));
    deposit->open = false;
    deposit->committed += deposit->batch_documents;
    deposit->safe = deposit->counts;
    /* Scripts that feed "-" read this line: it is an acknowledgement. */
    if (log_level() == LOG_VERBOSE)
        log_summary("committed %llu", (unsigned long long)deposit->committed);
    return STATUS_OK;
}

/* A batch ends between two members of an archive, so that the next run can
 * go on there; in the middle only of large ones. */
static bool
is_due(const struct deposit *deposit)
{
    uint64_t times = deposit->in_member ? 2 : 1;
    uint64_t replaced = deposit->batch_replaced + deposit->batch_joined;
    return deposit->batch_documents + deposit->batch_joined >=
               times * deposit->batch ||
           replaced >= times * DEPOSIT_REPLACED ||
           deposit->batch_bytes >= times * DEPOSIT_BYTES ||
           clock_seconds() - deposit->batch_started >=
               (double)(times * DEPOSIT_SECONDS);
}

enum status
deposit_commit_due(struct deposit *deposit, struct error *err)
{
    if (!deposit->open || !is_due(deposit))
        return STATUS_OK;
    return deposit_commit(deposit, true, err);
}

/* ---- frames ---------------------------------------------------------------
 */

enum status
deposit_source(struct deposit *deposit, const struct found *found,
               struct error *err)
{
    deposit->source = *found;
    deposit->seen = deposit->through = (struct accounts){0};
    deposit->base = deposit->remembered = deposit->repaired = 0;
    deposit->done = 0;
    deposit->has_before = deposit->is_archive = deposit->fresh = false;
    deposit->in_member = false;
    deposit->before = (struct ledger_entry){0};
    deposit->read_at = deposit->stamp = (uint64_t)time(NULL);
    buf_clear(&deposit->last_member);
    arena_reset(&deposit->arena);
    if (!deposit->store || str_eq(found->source, STR("-")))
        return STATUS_OK;
    enum status status = ledger_get(&deposit->before, deposit->store,
                                    found->source, &deposit->arena, err);
    if (status == STATUS_NOT_FOUND)
        return STATUS_OK;
    deposit->has_before = status == STATUS_OK;
    if (deposit->stamp <= deposit->before.stamp)
        deposit->stamp = deposit->before.stamp + 1;
    return status;
}

/* Before the first word of a new reading: the old one's refusals go. */
static enum status
freshen(struct deposit *deposit, struct error *err)
{
    if (deposit->fresh)
        return STATUS_OK;
    deposit->fresh = true;
    if (!deposit->has_before)
        return STATUS_OK;
    TRY(deposit_begin(deposit, err));
    return ledger_clear_members(deposit->store, deposit->source.source, err);
}

/* A dump of the same name that is not the one read: what it has no more is
 * withdrawn, and people should know. */
static enum status
tell_resent(struct deposit *deposit, struct error *err)
{
    const struct ledger_entry *before = &deposit->before;
    struct dump dump;
    if (!deposit->has_before || before->state != LEDGER_COMPLETE ||
        memcmp(before->sha256, deposit->sha256, SHA256_BYTES) == 0 ||
        !dump_of(&dump, deposit->source.source))
        return STATUS_OK;
    TRY(deposit_begin(deposit, err));
    TRY(suppressed_forget(deposit->store, &dump, err));
    return diagnostics_tell(deposit->diagnostics, CAUSE_RESENT,
                            deposit->source.source, STR(""), STR(""), STR(""),
                            err);
}

enum status
deposit_start(struct deposit *deposit, const struct frame_start *frame,
              struct error *err)
{
    const struct ledger_entry *before = &deposit->before;
    deposit->is_archive = true;
    memcpy(deposit->sha256, frame->sha256, SHA256_BYTES);
    TRY(tell_resent(deposit, err));
    if (frame->done == 0)
        return STATUS_OK;
    /* Taken up where an earlier run was stopped. */
    deposit->fresh = true;
    deposit->stamp = before->stamp;
    deposit->through =
        (struct accounts){before->documents, before->refused, before->skipped};
    deposit->seen = deposit->through;
    deposit->base = before->members;
    deposit->remembered = before->refused + before->skipped;
    deposit->done = frame->done;
    buf_add(&deposit->last_member, before->last_member);
    return buf_status(&deposit->last_member, err);
}

enum status
deposit_member(struct deposit *deposit, const struct frame_member *frame,
               struct error *err)
{
    deposit->in_member = false;
    deposit->through = deposit->seen;
    deposit->done = frame->number;
    buf_clear(&deposit->last_member);
    buf_add(&deposit->last_member, frame->name);
    return buf_status(&deposit->last_member, err);
}

static enum status
print_line(struct str line, struct error *err)
{
    if (fwrite(line.at, 1, line.len, stdout) != line.len)
        return error_errno(err, errno, "stdout");
    return STATUS_OK;
}

/* A document whose line was too long for the worker. */
static enum status
print(const struct frame_document *frame, struct str source, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    AUTO(buf) struct buf line = BUF_INIT(JSON_MAX);
    struct json_out json;
    struct str parts[6] = {[SOURCE_SOURCE] = source,
                           [SOURCE_MEMBER] = frame->member,
                           [SOURCE_URL] = frame->url,
                           [SOURCE_READER] = frame->reader};
    TRY(document_decode(&document, frame->document, &arena, err));
    TRY(document_add_parts(&document, FIELD_SOURCE, parts, &arena, err));
    json_start(&json, &line, JSON_COMPACT);
    document_json(&json, &document);
    buf_add_char(&line, '\n');
    TRY(buf_status(&line, err));
    return print_line(buf_str(&line), err);
}

/* One that came as it is printed, not as it is stored. */
static enum status
put_plain(enum put *out, struct deposit *deposit,
          const struct frame_document *frame, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct document document;
    TRY(document_decode(&document, frame->document, &arena, err));
    struct contribution contribution = {
        .source = deposit->source.source,
        .member = frame->member,
        .reader = frame->reader,
        .reader_version = frame->reader_version,
        .rank = frame->rank,
        .ingested = deposit->stamp,
        .url = frame->url,
        .document = document,
    };
    memcpy(contribution.sha256, frame->sha256, SHA256_BYTES);
    return store_put(out, deposit->store, &contribution, err);
}

/* The first document of each source, and of the others one of DOUBT that no
 * worker can foresee: who lies often is found out before its batch is
 * committed. */
static bool
is_doubted(struct deposit *deposit)
{
    if (deposit->doubt == 0 && getrandom(&deposit->doubt, sizeof deposit->doubt,
                                         0) != sizeof deposit->doubt)
        deposit->doubt = 1;
    /* xorshift64*: Vigna 2014 */
    deposit->doubt ^= deposit->doubt >> 12;
    deposit->doubt ^= deposit->doubt << 25;
    deposit->doubt ^= deposit->doubt >> 27;
    return deposit->seen.documents == 0 ||
           deposit->doubt * UINT64_C(0x2545F4914F6CDD1D) <
               UINT64_MAX / DEPOSIT_DOUBT;
}

static enum status
put_packed(enum put *out, struct deposit *deposit,
           const struct frame_document *frame, struct error *err)
{
    struct sealed sealed = {.uid = frame->uid,
                            .source = deposit->source.source,
                            .member = frame->member,
                            .ingested = deposit->stamp,
                            .class = frame->class,
                            .doubted = is_doubted(deposit),
                            .packed = frame->packed};
    return store_put_sealed(out, deposit->store, &sealed, err);
}

static enum status
put(struct deposit *deposit, const struct frame_document *frame,
    struct error *err)
{
    enum put outcome;
    struct dump dump;
    bool gone = false;
    TRY(deposit_begin(deposit, err));
    if (dump_of(&dump, deposit->source.source))
        TRY(suppressed_covers(&gone, deposit->store, &dump, frame->member,
                              err));
    if (gone) { /* by a list of its day, or of an archive that came before */
        deposit->counts.unchanged++;
        return STATUS_OK;
    }
    TRY(frame->form == FORM_PACKED ? put_packed(&outcome, deposit, frame, err)
                                   : put_plain(&outcome, deposit, frame, err));
    deposit->batch_replaced += outcome != PUT_ADDED;
    deposit->counts.added += outcome == PUT_ADDED;
    deposit->counts.updated += outcome == PUT_UPDATED;
    deposit->counts.unchanged += outcome == PUT_UNCHANGED;
    return STATUS_OK;
}

enum status
deposit_document(struct deposit *deposit, const struct frame_document *frame,
                 struct error *err)
{
    TRY(freshen(deposit, err));
    if (deposit->store) {
        TRY(put(deposit, frame, err));
    } else {
        TRY(frame->form == FORM_LINE
                ? print_line(frame->document, err)
                : print(frame, deposit->source.source, err));
        deposit->counts.added++;
    }
    deposit->seen.documents++;
    deposit->in_member = deposit->is_archive;
    deposit->batch_documents++;
    deposit->batch_bytes += frame_document_size(frame);
    return STATUS_OK;
}

enum status
deposit_deletion(struct deposit *deposit, struct str uid, struct error *err)
{
    deposit->seen.documents++;
    if (!deposit->store)
        return STATUS_OK;
    TRY(freshen(deposit, err));
    TRY(deposit_begin(deposit, err));
    bool is_path = str_contains(uid, STR("/"));
    enum status status = is_path ? withdraw_path(deposit, uid, err)
                                 : store_delete(deposit->store, uid, err);
    deposit->batch_documents++;
    if (status == STATUS_OK && is_path)
        return STATUS_OK; /* counted there */
    if (status == STATUS_OK)
        deposit->counts.deleted++;
    else if (status == STATUS_NOT_FOUND)
        deposit->counts.unchanged++;
    else
        return status;
    return STATUS_OK;
}

/* So that the next run, and --not-indexed, know why. */
static enum status
remember(struct deposit *deposit, const struct frame_tell *tell,
         struct error *err)
{
    AUTO(buf) struct buf detail = BUF_INIT(LIMIT_NAME * 8);
    struct str member = tell->member.len ? tell->member : tell->where;
    if (!deposit->store || member.len == 0 ||
        str_eq(deposit->source.source, STR("-")) ||
        deposit->remembered++ >= LIMIT_REMEMBERED)
        return STATUS_OK;
    if (tell->member.len && tell->where.len)
        buf_printf(&detail, STR_FMT ": ", STR_ARG(tell->where));
    buf_add(&detail, str_head(tell->detail, LIMIT_NAME));
    TRY(deposit_begin(deposit, err));
    return ledger_put_member(deposit->store, deposit->source.source, member,
                             str_from(cause_name(tell->cause)),
                             buf_str(&detail), err);
}

/* What reading mended, for --anomalies. */
static enum status
remember_repair(struct deposit *deposit, const struct frame_tell *tell,
                struct error *err)
{
    AUTO(buf) struct buf detail = BUF_INIT(LIMIT_NAME * 8);
    if (!deposit->store || tell->cause == CAUSE_UNKNOWN_FIELD ||
        str_eq(deposit->source.source, STR("-")) ||
        deposit->repaired++ >= LIMIT_REMEMBERED)
        return STATUS_OK;
    if (tell->where.len)
        buf_printf(&detail, STR_FMT ": ", STR_ARG(tell->where));
    buf_add(&detail, str_head(tell->detail, LIMIT_NAME));
    TRY(buf_status(&detail, err));
    const struct ledger_member repair = {deposit->source.source, tell->member,
                                         str_from(cause_name(tell->cause)),
                                         buf_str(&detail)};
    TRY(deposit_begin(deposit, err));
    return ledger_put_repair(deposit->store, &repair, err);
}

enum status
deposit_tell(struct deposit *deposit, const struct frame_tell *tell,
             struct error *err)
{
    enum cause_class class = cause_class(tell->cause);
    TRY(freshen(deposit, err));
    deposit->seen.refused += class == CLASS_REFUSED;
    deposit->seen.skipped += class == CLASS_SKIPPED;
    if (class != CLASS_SUSPICIOUS)
        TRY(remember(deposit, tell, err));
    else
        TRY(remember_repair(deposit, tell, err));
    return diagnostics_tell(deposit->diagnostics, tell->cause,
                            deposit->source.source, tell->member, tell->where,
                            tell->detail, err);
}

/* The same bytes: the ledger's word stands. */
static enum status
end_unchanged(struct deposit *deposit, struct error *err)
{
    struct ledger_entry entry = deposit->before;
    entry.size = deposit->source.size;
    entry.modified = deposit->source.modified;
    entry.read_at = deposit->read_at;
    entry.readers = str_eq(entry.reader, STR(ARCHIVE_READER))
                        ? deposit->archive_version
                        : readers_stamp();
    TRY(deposit_begin(deposit, err));
    TRY(deposit_again(deposit, &entry, err));
    return ledger_put(deposit->store, &entry, err);
}

static enum status
end_in_ledger(struct deposit *deposit, const struct frame_end *end,
              struct error *err)
{
    struct ledger_entry entry;
    TRY(freshen(deposit, err));
    TRY(deposit_begin(deposit, err));
    entry = entry_of(deposit, &deposit->seen);
    entry.state = end->state;
    memcpy(entry.sha256, end->sha256, SHA256_BYTES);
    entry.reader = end->reader;
    entry.reader_version = end->reader_version;
    if (end->state != LEDGER_COMPLETE) {
        entry.cause = str_from(cause_name(end->cause));
        entry.detail = end->detail;
    }
    TRY(prune_source(deposit, &entry, err));
    struct dump dump;
    if (entry.state == LEDGER_COMPLETE && dump_of(&dump, entry.source) &&
        dump.global)
        TRY(withdraw_older(deposit, &dump, err));
    TRY(deposit_begin(deposit, err));
    return ledger_put(deposit->store, &entry, err);
}

/* What the worker counted is what came. */
static void
check_accounts(const struct deposit *deposit, const struct frame_end *end)
{
    const struct accounts *seen = &deposit->seen;
    uint64_t got = seen->documents + seen->refused + seen->skipped;
    (void)got;
    (void)end;
    assert(end->lost || got == deposit->base + end->members);
}

/* Told already, and to be told again when it is read again. */
static void
forget_since(struct deposit *deposit)
{
    deposit->diagnostics->refused -=
        deposit->seen.refused - deposit->through.refused;
    deposit->diagnostics->skipped -=
        deposit->seen.skipped - deposit->through.skipped;
    deposit->seen = deposit->through;
}

static enum status
refuse_next(struct deposit *deposit, const struct frame_end *end,
            struct error *err)
{
    char name[64];
    snprintf(name, sizeof name, TR("member %llu", "membre %llu"),
             (unsigned long long)deposit->done + 1);
    struct frame_tell tell = {
        .cause = end->cause, .member = str_from(name), .detail = end->detail};
    TRY(deposit_tell(deposit, &tell, err));
    deposit->through = deposit->seen;
    deposit->done++;
    return STATUS_OK;
}

enum status
deposit_take_up(struct job *job, struct deposit *deposit,
                const struct frame_end *end, bool was_careful,
                struct error *err)
{
    if (was_careful)
        TRY(refuse_next(deposit, end, err));
    else
        forget_since(deposit);
    TRY(diagnostics_source_end(deposit->diagnostics, deposit->source.source,
                               err));
    if (deposit->store) {
        TRY(deposit_begin(deposit, err));
        TRY(put_partial(deposit, err));
    }
    memcpy(job->sha256, deposit->sha256, SHA256_BYTES);
    job->done = deposit->done;
    job->careful = true;
    deposit->source.source = (struct str){NULL, 0};
    return STATUS_OK;
}

enum status
deposit_end(struct deposit *deposit, const struct frame_end *given,
            struct error *err)
{
    struct frame_end end = *given;
    struct str source = deposit->source.source;
    bool has_ledger = deposit->store && !str_eq(source, STR("-"));
    /* A crash after whole documents: they stay, the source is damaged. */
    if (end.state == LEDGER_REFUSED && deposit->seen.documents)
        end.state = LEDGER_DAMAGED;
    TRY(diagnostics_source_end(deposit->diagnostics, source, err));
    if (end.state != LEDGER_COMPLETE) {
        deposit->seen.refused += end.state != LEDGER_SKIPPED;
        deposit->seen.skipped += end.state == LEDGER_SKIPPED;
        TRY(diagnostics_tell(deposit->diagnostics, end.cause, source, STR(""),
                             STR(""), end.detail, err));
    }
    if (!end.unchanged)
        check_accounts(deposit, &end);
    /* The standard input is another one each time: nothing to remember. */
    if (has_ledger && end.unchanged)
        TRY(end_unchanged(deposit, err));
    else if (has_ledger)
        TRY(end_in_ledger(deposit, &end, err));
    deposit->source.source = (struct str){NULL, 0};
    return STATUS_OK;
}
