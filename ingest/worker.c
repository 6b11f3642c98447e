/* ingest: reads sources, in a process of its own. */
#include "worker.h"

#include "frame.h"
#include "lang.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH_BYTES = 64 * 1024, CHUNK = 64 * 1024 };

struct worker {
    const struct reader *forced;
    struct buf in, out;
};

/* The sink of one job: documents become frames. */
struct frame_sink {
    struct sink sink; /* first: readers see only this */
    struct worker *worker;
    const struct reader *reader;
    bool stream; /* hash each document: the whole is not known beforehand */
    uint8_t sha256[SHA256_BYTES];
    uint64_t documents, told;
    struct buf encoded;
};

/* ---- output ------------------------------------------------------------- */

static enum status
flush(struct worker *worker, struct error *err)
{
    TRY(buf_status(&worker->out, err));
    size_t done = 0;
    while (done < worker->out.len) {
        ssize_t n =
            write(STDOUT_FILENO, worker->out.at + done, worker->out.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_errno(err, errno, "pipe");
        done += (size_t)n;
    }
    buf_clear(&worker->out);
    return STATUS_OK;
}

static enum status
flush_when_full(struct worker *worker, struct error *err)
{
    TRY(buf_status(&worker->out, err));
    return worker->out.len < FLUSH_BYTES ? STATUS_OK : flush(worker, err);
}

static enum status
sink_document(struct sink *sink, const struct document *document,
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
        .document = buf_str(&to->encoded),
    };
    memcpy(frame.sha256, to->sha256, SHA256_BYTES);
    if (to->stream) {
        struct digest digest;
        digest_init(&digest);
        digest_add(&digest, frame.document);
        digest_end(&digest, frame.sha256);
    }
    frame_document(&to->worker->out, &frame);
    to->documents++;
    return flush_when_full(to->worker, err);
}

static enum status
sink_deletion(struct sink *sink, struct str uid, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    frame_deletion(&to->worker->out, uid);
    to->documents++;
    return flush_when_full(to->worker, err);
}

static enum status
sink_diagnostic(struct sink *sink, enum cause cause, struct str where,
                struct str detail, struct error *err)
{
    struct frame_sink *to = (struct frame_sink *)sink;
    struct frame_tell tell = {cause, where, detail};
    to->told++;
    frame_tell(&to->worker->out, &tell);
    return flush_when_full(to->worker, err);
}

/* ---- one job ------------------------------------------------------------- */

static enum status
end_refused(struct frame_end *end, enum cause cause, const char *detail)
{
    end->state =
        cause_class(cause) == CLASS_SKIPPED ? LEDGER_SKIPPED : LEDGER_REFUSED;
    end->cause = cause;
    end->detail = str_from(detail);
    return STATUS_DONE;
}

/* SHA-256 of a file, which is then rewound. */
static enum status
hash_file(struct frame_end *end, int fd, struct error *err)
{
    char chunk[CHUNK];
    struct digest digest;
    ssize_t n;
    digest_init(&digest);
    while ((n = read(fd, chunk, sizeof chunk)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return error_errno(err, errno, "read");
        digest_add(&digest, (struct str){chunk, (size_t)n});
        end->size += (uint64_t)n;
    }
    digest_end(&digest, end->sha256);
    if (lseek(fd, 0, SEEK_SET) != 0)
        return error_errno(err, errno, "lseek");
    return STATUS_OK;
}

/* The descriptor of a job's source.  STATUS_DONE: *end says why not. */
static enum status
open_source(int *fd, struct frame_end *end, const struct job *job,
            struct arena *arena, struct error *err)
{
    struct stat stat;
    if (str_eq(job->path, STR("-"))) {
        *fd = dup(WORKER_STDIN);
        return *fd < 0 ? end_refused(end, CAUSE_UNREADABLE, strerror(errno))
                       : STATUS_OK;
    }
    const char *path = arena_cstr(arena, job->path);
    if (!path)
        return error_set(err, STATUS_NOMEM, "%s",
                         TR("out of memory", "mémoire insuffisante"));
    /* O_NONBLOCK: a FIFO put in the file's place must not hang us. */
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0)
        return end_refused(end, CAUSE_UNREADABLE, strerror(errno));
    if (fstat(*fd, &stat) != 0 || !S_ISREG(stat.st_mode)) {
        close(*fd);
        return end_refused(end, CAUSE_UNREADABLE,
                           TR("not a regular file", "pas un fichier normal"));
    }
    if (hash_file(end, *fd, err) == STATUS_OK)
        return STATUS_OK;
    close(*fd);
    return end_refused(end, CAUSE_UNREADABLE, err->text);
}

static const struct reader *
choose(const struct worker *worker, const struct input *input)
{
    if (worker->forced)
        return worker->forced;
    if (str_eq(input->source, STR("-")))
        return reader_by_name(STR("liasse-ndjson"));
    return reader_choose(input);
}

static bool
is_unchanged(const struct job *job, const struct frame_end *end,
             const struct reader *reader)
{
    return str_eq(job->reader, str_from(reader->name)) &&
           job->reader_version == reader->version &&
           memcmp(job->sha256, end->sha256, SHA256_BYTES) == 0;
}

/* What the reader's status means for the source. */
static enum status
end_after(struct frame_end *end, enum status status,
          const struct frame_sink *sink, struct error *err)
{
    if (status == STATUS_OK || status == STATUS_DONE) {
        /* Blanks only: as empty as an empty file. */
        if (sink->documents + sink->told == 0 && !sink->stream)
            end_refused(end, CAUSE_EMPTY, "");
        return STATUS_OK;
    }
    if (status == STATUS_IO)
        return status;
    end->state = sink->documents ? LEDGER_DAMAGED : LEDGER_REFUSED;
    end->detail = str_from(err->text);
    end->cause = status == STATUS_LIMIT || status == STATUS_NOMEM
                     ? CAUSE_TOO_LARGE
                     : CAUSE_MALFORMED;
    return STATUS_OK;
}

/* Nobody reads it: not ours, or of a kind we read and no text. */
static enum cause
cause_unread(const struct job *job, const struct input *input)
{
    static const struct str texts[] = {STR_INIT(".txt"), STR_INIT(".text"),
                                       STR_INIT(".md"), STR_INIT(".json"),
                                       STR_INIT(".markdown"),
                                       STR_INIT(".ndjson"), STR_INIT(".xml")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (input->charset.kind == CHARSET_BINARY &&
            str_ends_nocase(input->file, texts[i]))
            return CAUSE_BAD_ENCODING;
    return job->named ? CAUSE_NO_FORMAT : CAUSE_UNKNOWN_KIND;
}

static enum status
read_input(struct worker *worker, struct frame_end *end, const struct job *job,
           struct input *input, struct error *err)
{
    const struct reader *reader = choose(worker, input);
    if (!reader)
        return end_refused(end, cause_unread(job, input), "");
    end->reader = str_from(reader->name);
    end->reader_version = reader->version;
    bool stream = str_eq(job->path, STR("-"));
    if (!stream && is_unchanged(job, end, reader)) {
        end->unchanged = true;
        return STATUS_OK;
    }
    struct frame_sink sink = {
        .sink = {sink_document, sink_deletion, sink_diagnostic},
        .worker = worker,
        .reader = reader,
        .stream = stream,
        .encoded = BUF_INIT(DOCUMENT_ENCODED_MAX),
    };
    memcpy(sink.sha256, end->sha256, SHA256_BYTES);
    enum status status = reader->read(input, &sink.sink, err);
    buf_release(&sink.encoded);
    return end_after(end, status, &sink, err);
}

static enum status
run_job(struct worker *worker, const struct job *job, struct arena *arena,
        struct error *err)
{
    struct frame_end end = {.state = LEDGER_COMPLETE};
    AUTO(input) struct input input = {.fd = -1};
    int fd = -1;
    enum status status = open_source(&fd, &end, job, arena, err);
    if (status == STATUS_OK) {
        status = input_open(&input, fd, job->source, STR(""), err);
        if (status == STATUS_DONE)
            end_refused(&end, CAUSE_EMPTY, "");
        input.named = job->named;
        if (status == STATUS_OK)
            status = read_input(worker, &end, job, &input, err);
    }
    if (status != STATUS_OK && status != STATUS_DONE)
        end_refused(&end, CAUSE_UNREADABLE, err->text);
    frame_end(&worker->out, &end);
    return flush(worker, err);
}

/* ---- the loop --------------------------------------------------------------
 */

/* Reads until a whole frame is there; STATUS_DONE at the end. */
static enum status
next_frame(struct worker *worker, struct str *payload, size_t *used,
           struct error *err)
{
    for (;;) {
        struct str bytes = buf_str(&worker->in);
        int type = frame_next(&bytes, payload);
        *used = worker->in.len - bytes.len;
        if (type == FRAME_JOB)
            return STATUS_OK;
        if (type != 0 || !buf_reserve(&worker->in, CHUNK))
            return error_set(err, STATUS_BUG, "bad frame");
        ssize_t n = read(STDIN_FILENO, worker->in.at + worker->in.len, CHUNK);
        if (n == 0)
            return STATUS_DONE;
        if (n < 0 && errno != EINTR)
            return error_errno(err, errno, "pipe");
        if (n > 0)
            worker->in.len += (size_t)n;
    }
}

static enum status
work(struct worker *worker, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    for (;;) {
        struct str payload;
        struct job job;
        size_t used;
        enum status status = next_frame(worker, &payload, &used, err);
        if (status == STATUS_DONE)
            return STATUS_OK;
        TRY(status);
        if (!frame_read_job(&job, payload))
            return error_set(err, STATUS_BUG, "bad job");
        TRY(run_job(worker, &job, &arena, err));
        buf_consume(&worker->in, used);
        arena_reset(&arena);
    }
}

int
worker_main(const char *reader)
{
    struct worker worker = {.in = BUF_INIT(FRAME_MAX + CHUNK),
                            .out = BUF_INIT(FRAME_MAX + CHUNK)};
    struct error err = {0};
    /* Ctrl-C goes to the whole group: the parent decides when we end. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    if (reader)
        worker.forced = reader_by_name(str_from(reader));
    enum status status = work(&worker, &err);
    buf_release(&worker.in);
    buf_release(&worker.out);
    return status == STATUS_OK ? 0 : 1;
}
