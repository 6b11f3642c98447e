/* ingest: what a worker sends. */
#include "worker_job.h"

#include "document_json.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    FLUSH_BYTES = 64 * 1024,
    FRAME_ROOM = 64 * 1024 /* of a frame, for what is not the document */
};

enum status
frames_flush(struct buf *out, struct error *err)
{
    TRY(buf_status(out, err));
    size_t done = 0;
    while (done < out->len) {
        ssize_t n = write(STDOUT_FILENO, out->at + done, out->len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_errno(err, errno, "pipe");
        done += (size_t)n;
    }
    buf_clear(out);
    return STATUS_OK;
}

enum status
frames_flush_when_full(struct buf *out, struct error *err)
{
    TRY(buf_status(out, err));
    return out->len < FLUSH_BYTES ? STATUS_OK : frames_flush(out, err);
}

/* A line of JSON, as a dry run prints it: made here, where there are several
 * of us.  false: too long for a frame, the parent makes it. */
static bool
encode_line(struct frame_sink *to, const struct document *document,
            struct str url)
{
    struct json_out json;
    struct document told = *document;
    struct str parts[6] = {
        [SOURCE_SOURCE] = to->source,
        [SOURCE_MEMBER] = to->member,
        [SOURCE_URL] = url,
        [SOURCE_READER] =
            str_from((to->sink.reader ? to->sink.reader : to->reader)->name)};
    /* A field of one entry of our own: nothing to allocate. */
    told.field[FIELD_SOURCE] = (struct values){parts, 1, 1};
    json_start(&json, &to->encoded, JSON_COMPACT);
    document_json(&json, &told);
    buf_add_char(&to->encoded, '\n');
    return to->encoded.failure == STATUS_OK;
}

static enum status
send_document(struct sink *sink, const struct document *document,
              struct str url, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    buf_clear(&to->encoded);
    bool line = to->print && encode_line(to, document, url);
    if (!line) {
        buf_clear(&to->encoded);
        TRY(document_encode(&to->encoded, document, err));
    }
    const struct reader *reader = sink->reader ? sink->reader : to->reader;
    struct frame_document frame = {
        .reader = str_from(reader->name),
        .reader_version = reader->version,
        .rank = reader->rank,
        .url = url,
        .member = to->member,
        .line = line,
        .document = buf_str(&to->encoded),
    };
    memcpy(frame.sha256, to->sha256, SHA256_BYTES);
    if (to->stream) {
        struct digest digest;
        digest_init(&digest);
        digest_add(&digest, frame.document);
        digest_end(&digest, frame.sha256);
    }
    frame_document(to->out, &frame);
    to->documents++;
    return frames_flush_when_full(to->out, err);
}

static enum status
send_deletion(struct sink *sink, struct str uid, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    frame_deletion(to->out, uid);
    to->documents++;
    return frames_flush_when_full(to->out, err);
}

static enum status
send_diagnostic(struct sink *sink, enum cause cause, struct str where,
                struct str detail, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    struct frame_tell tell = {cause, to->member, where, detail};
    to->refused += cause_class(cause) == CLASS_REFUSED;
    to->skipped += cause_class(cause) == CLASS_SKIPPED;
    frame_tell(to->out, &tell);
    return frames_flush_when_full(to->out, err);
}

struct frame_sink
frame_sink_of(struct worker *worker, struct str source)
{
    return (struct frame_sink){
        .sink = {.document = send_document,
                 .deletion = send_deletion,
                 .diagnostic = send_diagnostic},
        .out = &worker->out,
        .source = source,
        .print = worker->print,
        .encoded = BUF_INIT(FRAME_MAX - FRAME_ROOM),
    };
}

uint64_t
frame_sink_members(const struct frame_sink *sink)
{
    return sink->documents + sink->refused + sink->skipped;
}
