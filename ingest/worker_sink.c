/* ingest: what a worker sends. */
#include "worker_job.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { FLUSH_BYTES = 64 * 1024 };

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

static enum status
send_document(struct sink *sink, const struct document *document,
              struct str url, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    buf_clear(&to->encoded);
    TRY(document_encode(&to->encoded, document, err));
    struct frame_document frame = {
        .reader = str_from(to->reader->name),
        .reader_version = to->reader->version,
        .rank = to->reader->rank,
        .url = url,
        .member = to->member,
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
frame_sink_of(struct buf *out)
{
    return (struct frame_sink){
        .sink = {send_document, send_deletion, send_diagnostic},
        .out = out,
        .encoded = BUF_INIT(DOCUMENT_ENCODED_MAX),
    };
}

uint64_t
frame_sink_members(const struct frame_sink *sink)
{
    return sink->documents + sink->refused + sink->skipped;
}
