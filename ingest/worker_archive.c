/* ingest: archives, in the worker.  Each member goes the way of a file:
 * charset, reader, documents. */
#include "worker_job.h"

#include "lang.h"
#include "limits.h"
#include "utf8.h"

#include <assert.h>
#include <string.h>

enum { CHUNK = 64 * 1024 };

/* An archive being read. */
struct reading {
    struct worker *worker;
    const struct job *job;
    struct bundle *bundle;
    struct frame_end *end; /* of the whole */
    uint64_t done;         /* members read in an earlier run */
    bool is_single;        /* a .gz: its one member was named if it was */
    /* Members to be handed on: count of them in the slot. */
    struct frame_batch batch;
    struct buf slot;
};

/* The member's bytes up to LIMIT_WHOLE, *all of it if it ends before. */
static enum status
fill_whole(struct buf *whole, bool *all, struct bytes *from, struct error *err)
{
    size_t got = 1;
    buf_clear(whole);
    while (whole->len < LIMIT_WHOLE) {
        if (!buf_reserve(whole, CHUNK))
            return buf_status(whole, err);
        TRY(bytes_read(from, whole->at + whole->len, CHUNK, &got, err));
        if (got == 0)
            break;
        whole->len += got;
    }
    *all = got == 0;
    return STATUS_OK;
}

/* Bytes that could not be had: the member's fault or the archive's. */
static enum status
failed_bytes(const struct reading *it, struct frame_end *end,
             enum status status, struct error *err)
{
    if (status != STATUS_FORMAT && status != STATUS_LIMIT)
        return status;
    if (end->state == LEDGER_COMPLETE)
        end->state = LEDGER_REFUSED;
    end->cause = bundle_cause(it->bundle);
    end->detail = str_from(err->text);
    return STATUS_OK;
}

enum status
worker_read_member(struct worker *worker, struct frame_end *end,
                   struct frame_sink *sink, struct bytes from, bool named,
                   bool all, struct error *err)
{
    AUTO(input) struct input input = {0};
    enum status status =
        input_open_bytes(&input, from, sink->source, sink->member, err);
    if (status == STATUS_DONE) {
        end_refused(end, CAUSE_EMPTY, "");
        return STATUS_OK;
    }
    TRY(status);
    TRY(worker_choose(&sink->reader, worker, end, &input, named, err));
    if (!sink->reader)
        return STATUS_OK;
    sink->stream = !all;
    return worker_read(end, sink, &input, err);
}

/* ---- members handed on ---------------------------------------------------
 */

static enum status
send_batch(struct reading *it, struct error *err)
{
    if (it->batch.members == 0)
        return STATUS_OK;
    TRY(buf_status(&it->slot, err));
    it->batch.used = it->slot.len;
    frame_batch(&it->worker->out, &it->batch);
    it->batch.members = 0;
    return frames_flush(it->worker, err);
}

/* Puts the member in worker->whole into the batch; *handed is false when no
 * slot is free: whoever inflates has time to parse, then. */
static enum status
hand_on(bool *handed, struct reading *it, const struct bundle_member *member,
        struct error *err)
{
    struct worker *worker = it->worker;
    struct batch_member next = {member->number, member->name,
                                buf_str(&worker->whole)};
    *handed = false;
    if (it->batch.members && it->slot.len + batch_size(&next) > BATCH_ROOM)
        TRY(send_batch(it, err));
    if (it->batch.members == 0) {
        unsigned slot;
        struct str source = it->job->source;
        if (source.len + batch_size(&next) > BATCH_ROOM ||
            !batch_take(&slot, &worker->batches, it->job->region,
                        it->job->slots))
            return STATUS_OK;
        it->batch.slot = slot;
        it->slot = batch_buf(&worker->batches, it->job->region, slot);
        encode_str(&it->slot, source);
    }
    batch_put(&it->slot, &next);
    it->batch.members++;
    *handed = true;
    if (it->batch.members == BATCH_MEMBERS || it->slot.len >= BATCH_ENOUGH)
        return send_batch(it, err);
    return STATUS_OK;
}

/* ---- members --------------------------------------------------------------
 */

static enum status
read_bytes(bool *handed, struct reading *it, const struct bundle_member *member,
           struct frame_end *end, struct frame_sink *sink, struct error *err)
{
    bool all = false;
    struct buf *whole = &it->worker->whole;
    struct bytes rest = bundle_bytes(it->bundle);
    enum status status = fill_whole(whole, &all, &rest, err);
    if (status != STATUS_OK)
        return failed_bytes(it, end, status, err);
    struct str head = str_head(buf_str(whole), ARCHIVE_HEAD);
    if (head.len && archive_kind_of(sink->member, head) != ARCHIVE_NONE) {
        end_refused(end, CAUSE_NESTED_ARCHIVE, "");
        return STATUS_OK;
    }
    if (all && it->job->slots && !it->is_single && !member->cut) {
        TRY(hand_on(handed, it, member, err));
        if (*handed)
            return STATUS_OK;
    }
    TRY(send_batch(it, err));
    if (all)
        digest_of(sink->sha256, buf_str(whole));
    struct bytes_joined joined = {buf_str(whole), all ? NULL : &rest};
    bool named = it->job->named && it->is_single;
    TRY(worker_read_member(it->worker, end, sink, bytes_of_joined(&joined),
                           named, all, err));
    return bundle_has_failed(it->bundle)
               ? failed_bytes(it, end, STATUS_FORMAT, err)
               : STATUS_OK;
}

enum status
worker_tell_member(struct frame_sink *sink, enum cause cause, struct str detail,
                   struct error *err)
{
    return sink->sink.diagnostic(&sink->sink, cause, STR(""), detail, err);
}

static enum status
read_member(bool *handed, struct reading *it,
            const struct bundle_member *member, struct frame_sink *sink,
            struct error *err)
{
    struct frame_end end = {.state = LEDGER_COMPLETE};
    sink->member = member->name;
    if (member->cut || member->refused)
        TRY(send_batch(it, err)); /* what is told here comes after it */
    if (member->cut)
        TRY(worker_tell_member(sink, CAUSE_NAME_CUT, STR(""), err));
    if (member->refused) {
        end_refused(&end, member->cause, "");
        end.detail = member->detail;
    } else {
        TRY(read_bytes(handed, it, member, &end, sink, err));
    }
    if (*handed)
        return STATUS_OK;
    TRY(send_batch(it, err));
    if (bundle_is_dead(it->bundle)) {
        /* Told once, as the end of the archive. */
        it->end->cause = end.cause;
        return error_add(err, STR_FMT, STR_ARG(utf8_cut(member->name, 100)));
    }
    if (end.state != LEDGER_COMPLETE)
        TRY(worker_tell_member(sink, end.cause, end.detail, err));
    struct frame_member through = {member->number, member->name};
    frame_member(&it->worker->out, &through);
    if (it->job->careful)
        return frames_flush(it->worker, err);
    return frames_flush_when_full(it->worker, err);
}

static enum status
take_member(struct reading *it, const struct bundle_member *member,
            struct error *err)
{
    struct frame_sink sink = frame_sink_of(it->worker, it->job->source);
    bool handed = false;
    if (member->number <= it->done ||
        !filter_takes(&it->worker->filter, member->name))
        return STATUS_OK;
    if (it->job->list) {
        struct frame_member name = {member->number, member->name};
        frame_member(&it->worker->out, &name);
        return frames_flush_when_full(it->worker, err);
    }
    enum status status = read_member(&handed, it, member, &sink, err);
    frame_sink_release(&sink);
    it->end->members += frame_sink_members(&sink);
    /* No member goes by without a word. */
    assert(status != STATUS_OK || handed || frame_sink_members(&sink) > 0);
    return status;
}

static enum status
read_members(struct reading *it, struct error *err)
{
    struct bundle_member member = {0};
    uint64_t seen = 0;
    enum status status;
    bool junk;
    while ((status = bundle_next(&member, it->bundle, err)) == STATUS_OK) {
        seen = member.number;
        TRY(take_member(it, &member, err));
    }
    if (status != STATUS_DONE)
        return status;
    TRY(send_batch(it, err));
    TRY(bundle_end(&junk, it->bundle, err));
    struct frame_tell tell = {.cause = CAUSE_TRAILING_JUNK};
    if (junk)
        frame_tell(&it->worker->out, &tell);
    return seen ? STATUS_OK : end_refused(it->end, CAUSE_EMPTY, "");
}

/* The archive broke: what was read before is kept. */
static enum status
broken(struct reading *it, enum status status, struct error *err)
{
    if (status != STATUS_FORMAT && status != STATUS_LIMIT)
        return status;
    it->end->state = LEDGER_REFUSED; /* damaged, if documents were sent */
    it->end->cause = bundle_cause(it->bundle);
    it->end->detail = str_from(err->text);
    return STATUS_DONE;
}

static bool
is_same_archive(const struct job *job, const struct frame_end *end)
{
    return job->done && memcmp(job->sha256, end->sha256, SHA256_BYTES) == 0;
}

static struct str
last_component(struct str source)
{
    size_t slash = str_rfind(source, STR("/"));
    return slash == SIZE_MAX ? source : str_from_offset(source, slash + 1);
}

enum status
worker_read_archive(struct worker *worker, struct frame_end *end,
                    const struct job *job, enum archive_kind kind, int fd,
                    struct bytes *stream, struct error *err)
{
    AUTO(bundle) struct bundle *bundle = NULL;
    struct str file = last_component(job->source);
    struct reading it = {.worker = worker, .job = job, .end = end};
    end->reader = STR(ARCHIVE_READER);
    end->reader_version = worker->archive_version;
    end->unchanged = !job->list && !stream && worker_is_unchanged(job, end);
    if (end->unchanged)
        return STATUS_OK;
    it.done = is_same_archive(job, end) ? job->done : 0;
    struct frame_start start = {.done = it.done};
    memcpy(start.sha256, end->sha256, SHA256_BYTES);
    frame_start(&worker->out, &start);
    TRY(frames_flush(worker, err)); /* known to be one, whatever comes */
    enum status status =
        stream ? bundle_open_stream(&bundle, kind, *stream, file, err)
               : bundle_open(&bundle, kind, fd, end->size, file, err);
    it.bundle = bundle;
    it.is_single = status == STATUS_OK && bundle_is_single(bundle);
    if (status == STATUS_OK)
        status = read_members(&it, err);
    if (status != STATUS_OK && send_batch(&it, NULL) != STATUS_OK)
        return STATUS_IO; /* nobody listens */
    return status == STATUS_OK || !bundle ? status : broken(&it, status, err);
}
