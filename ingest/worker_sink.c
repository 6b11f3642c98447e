/* ingest: what a worker sends. */
#include "worker_job.h"

#include "document_json.h"
#include "joins.h"

#include <string.h>

enum {
    ENOUGH = 128 * 1024, /* frames that wait */
    FRAME_ROOM = 64 * 1024 /* of a frame, for what is not the document */
};

enum status
frames_flush(struct worker *worker, struct error *err)
{
    return outbox_flush(worker->outbox, &worker->out, err);
}

enum status
frames_flush_when_full(struct worker *worker, struct error *err)
{
    TRY(buf_status(&worker->out, err));
    return worker->out.len < ENOUGH
               ? STATUS_OK
               : outbox_give(worker->outbox, &worker->out, err);
}

static const struct reader *
reader_of(const struct frame_sink *to)
{
    return to->sink.reader ? to->sink.reader : to->reader;
}

/* A line of JSON, as a dry run prints it: made here, where there are several
 * of us.  false: too long for a frame, the parent makes it. */
static bool
encode_line(struct frame_sink *to, const struct document *document,
            struct str url)
{
    struct json_out json;
    struct document told = *document;
    struct str parts[6] = {[SOURCE_SOURCE] = to->source,
                           [SOURCE_MEMBER] = to->member,
                           [SOURCE_URL] = url,
                           [SOURCE_READER] = str_from(reader_of(to)->name)};
    /* A field of one entry of our own: nothing to allocate. */
    told.field[FIELD_SOURCE] = (struct values){parts, 1, 1};
    json_start(&json, &to->encoded, JSON_COMPACT);
    document_json(&json, &told);
    buf_add_char(&to->encoded, '\n');
    return to->encoded.failure == STATUS_OK;
}

static enum status
add_printed(struct frame_sink *to, const struct document *document,
            struct str url, struct error *err)
{
    const struct reader *reader = reader_of(to);
    struct frame_document frame = {.form = FORM_LINE,
                                   .reader = str_from(reader->name),
                                   .reader_version = reader->version,
                                   .rank = reader->rank,
                                   .url = url,
                                   .member = to->member};
    buf_clear(&to->encoded);
    if (!encode_line(to, document, url)) {
        frame.form = FORM_PLAIN;
        buf_clear(&to->encoded);
        TRY(document_encode(&to->encoded, document, err));
    }
    frame.document = buf_str(&to->encoded);
    frame_document(&to->worker->out, &frame);
    return buf_status(&to->worker->out, err);
}

/* As the store will have it; the outbox packs it. */
static enum status
add_packed(struct frame_sink *to, const struct document *document,
           struct str url, struct error *err)
{
    const struct reader *reader = reader_of(to);
    struct contribution one = {.source = to->source,
                               .member = to->member,
                               .reader = str_from(reader->name),
                               .reader_version = reader->version,
                               .rank = reader->rank,
                               .url = url,
                               .document = *document};
    const struct record record = {.contributions = &one, .count = 1};
    struct frame_document frame = {.form = FORM_PACKED,
                                   .member = to->member,
                                   .uid = document_first(document, FIELD_UID),
                                   .class = joins_class(&record)};
    buf_clear(&to->encoded);
    TRY(document_encode(&to->encoded, document, err));
    memcpy(one.sha256, to->sha256, SHA256_BYTES);
    if (to->stream)
        digest_of(one.sha256, buf_str(&to->encoded));
    buf_clear(&to->contribution);
    contribution_encode_with(&to->contribution, &one, buf_str(&to->encoded));
    TRY(buf_status(&to->contribution, err));
    frame.packed = (struct packed){buf_str(&to->contribution),
                                   to->contribution.len};
    frame_document(&to->worker->out, &frame);
    return buf_status(&to->worker->out, err);
}

static enum status
send_document(struct sink *sink, const struct document *document,
              struct str url, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    TRY(to->print ? add_printed(to, document, url, err)
                  : add_packed(to, document, url, err));
    to->documents++;
    return frames_flush_when_full(to->worker, err);
}

static enum status
send_deletion(struct sink *sink, struct str uid, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    frame_deletion(&to->worker->out, uid);
    to->documents++;
    return frames_flush_when_full(to->worker, err);
}

static enum status
send_diagnostic(struct sink *sink, enum cause cause, struct str where,
                struct str detail, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    struct frame_tell tell = {cause, to->member, where, detail};
    to->refused += cause_class(cause) == CLASS_REFUSED;
    to->skipped += cause_class(cause) == CLASS_SKIPPED;
    frame_tell(&to->worker->out, &tell);
    return frames_flush_when_full(to->worker, err);
}

struct frame_sink
frame_sink_of(struct worker *worker, struct str source)
{
    return (struct frame_sink){
        .sink = {.document = send_document,
                 .deletion = send_deletion,
                 .diagnostic = send_diagnostic},
        .worker = worker,
        .source = source,
        .print = worker->print,
        .encoded = BUF_INIT(FRAME_MAX - 2 * FRAME_ROOM),
        .contribution = BUF_INIT(FRAME_MAX - FRAME_ROOM),
    };
}

void
frame_sink_release(struct frame_sink *sink)
{
    buf_release(&sink->encoded);
    buf_release(&sink->contribution);
}

uint64_t
frame_sink_members(const struct frame_sink *sink)
{
    return sink->documents + sink->refused + sink->skipped;
}
