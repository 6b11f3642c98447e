/* ingest: members that another worker took out of an archive, in a helper. */
#include "worker_job.h"

#include <assert.h>

static enum status
read_one(struct worker *worker, const struct batch_member *member,
         struct frame_sink *sink, struct error *err)
{
    struct frame_end end = {.state = LEDGER_COMPLETE};
    struct frame_member through = {member->number, member->name};
    struct bytes_joined bytes = {member->bytes, NULL};
    sink->member = member->name;
    digest_of(sink->sha256, member->bytes);
    TRY(worker_read_member(worker, &end, sink, bytes_of_joined(&bytes), false,
                           true, err));
    if (end.state != LEDGER_COMPLETE)
        TRY(worker_tell_member(sink, end.cause, end.detail, err));
    assert(frame_sink_members(sink) > 0);
    frame_member(&worker->out, &through);
    return frames_flush_when_full(worker, err);
}

enum status
worker_read_batch(struct worker *worker, struct str payload, struct error *err)
{
    struct frame_parse parse;
    struct batch_member member;
    struct str source, rest;
    uint64_t members = 0;
    if (!frame_read_parse(&parse, payload) ||
        !batch_open(&source, &rest, &worker->batches, parse.region,
                    parse.batch.slot, parse.batch.used))
        return error_set(err, STATUS_BUG, "bad batch");
    for (uint32_t i = 0; i < parse.first + parse.count; i++) {
        if (!batch_next(&member, &rest))
            return error_set(err, STATUS_BUG, "bad batch");
        if (i < parse.first)
            continue;
        struct frame_sink sink = frame_sink_of(worker, source);
        enum status status = read_one(worker, &member, &sink, err);
        frame_sink_release(&sink);
        TRY(status);
        members += frame_sink_members(&sink);
    }
    frame_through(&worker->out, members);
    TRY(frames_flush(worker, err));
    if (parse.last)
        batch_free(&worker->batches, parse.region, parse.batch.slot);
    return STATUS_OK;
}
