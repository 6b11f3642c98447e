/* ingest: reads sources, in a process of its own. */
#include "worker_job.h"

#include "ending.h"
#include "lang.h"
#include "options.h"
#include "sandbox.h"
#include "spool.h"
#include "worker.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

/* ---- one input ------------------------------------------------------------
 */

enum status
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

/* The oldest descriptor that came. */
static int
next_file(struct worker *worker)
{
    int fd = worker->files[0];
    worker->file_count--;
    memmove(worker->files, worker->files + 1,
            worker->file_count * sizeof *worker->files);
    return fd;
}

/* The descriptor of a job's source.  STATUS_DONE: *end says why not. */
static enum status
take_source(int *fd, struct frame_end *end, struct worker *worker,
            const struct job *job, struct error *err)
{
    struct stat stat;
    if (str_eq(job->path, STR("-"))) {
        *fd = dup(WORKER_STDIN);
        return *fd < 0 ? end_refused(end, CAUSE_UNREADABLE, strerror(errno))
                       : STATUS_OK;
    }
    if (job->fault)
        return end_refused(end, CAUSE_UNREADABLE, strerror(job->fault));
    if (worker->file_count == 0)
        return error_set(err, STATUS_BUG, "a job without its file");
    *fd = next_file(worker);
    if (fstat(*fd, &stat) != 0 || !S_ISREG(stat.st_mode)) {
        close(*fd);
        *fd = -1;
        return end_refused(end, CAUSE_UNREADABLE,
                           TR("not a regular file", "pas un fichier normal"));
    }
    if (hash_file(end, *fd, err) == STATUS_OK)
        return STATUS_OK;
    close(*fd);
    *fd = -1;
    return end_refused(end, CAUSE_UNREADABLE, err->text);
}

/* Nobody reads it: not ours, or of a kind we read and no text. */
static enum cause
cause_unread(const struct input *input, bool named)
{
    static const struct str texts[] = {
        STR_INIT(".txt"),  STR_INIT(".text"),     STR_INIT(".md"),
        STR_INIT(".json"), STR_INIT(".markdown"), STR_INIT(".ndjson"),
        STR_INIT(".xml"),  STR_INIT(".html"),     STR_INIT(".htm"),
        STR_INIT(".csv")};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (input->charset.kind == CHARSET_BINARY &&
            str_ends_nocase(input->file, texts[i]))
            return CAUSE_BAD_ENCODING;
    return named ? CAUSE_NO_FORMAT : CAUSE_UNKNOWN_KIND;
}

enum status
worker_choose(const struct reader **out, const struct worker *worker,
              struct frame_end *end, struct input *input, bool named,
              struct error *err)
{
    /* "-" is NDJSON unless it is an archive of other things. */
    bool is_stdin = str_eq(input->source, STR("-")) &&
                    (input->member.len == 0 || str_eq(input->member, STR("-")));
    *out = worker->forced;
    if (!*out && is_stdin)
        *out = reader_by_name(STR("liasse-ndjson"));
    if (!*out)
        TRY(reader_choose(out, input, err));
    if (!*out) {
        end_refused(end, cause_unread(input, named), "");
        return STATUS_OK;
    }
    end->reader = str_from((*out)->name);
    end->reader_version = (*out)->version;
    return STATUS_OK;
}

bool
worker_is_unchanged(const struct job *job, const struct frame_end *end)
{
    return str_eq(job->reader, end->reader) &&
           job->reader_version == end->reader_version &&
           memcmp(job->sha256, end->sha256, SHA256_BYTES) == 0;
}

/* What the reader's status means for the input. */
static enum status
end_after(struct frame_end *end, enum status status,
          const struct frame_sink *sink, bool endless, struct error *err)
{
    if (status == STATUS_OK || status == STATUS_DONE) {
        /* Blanks only: as empty as an empty file. */
        if (frame_sink_members(sink) == 0 && !endless)
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

enum status
worker_read(struct frame_end *end, struct frame_sink *sink, struct input *input,
            struct error *err)
{
    bool endless = str_eq(input->source, STR("-"));
    enum status status = sink->reader->read(input, &sink->sink, err);
    return end_after(end, status, sink, endless, err);
}

/* ---- one job --------------------------------------------------------------
 */

/* A source that is one input; its bytes are taken over. */
static enum status
read_file(struct worker *worker, struct frame_end *end, const struct job *job,
          struct bytes from, struct error *err)
{
    AUTO(input) struct input input = {0};
    bool is_stdin = str_eq(job->path, STR("-"));
    enum status status =
        input_open_bytes(&input, from, job->source, STR(""), err);
    if (status == STATUS_DONE)
        return end_refused(end, CAUSE_EMPTY, "");
    TRY(status);
    input.named = job->named;
    struct frame_sink sink = frame_sink_of(worker, job->source);
    TRY(worker_choose(&sink.reader, worker, end, &input, job->named, err));
    if (!sink.reader)
        return STATUS_DONE;
    end->unchanged = !is_stdin && worker_is_unchanged(job, end);
    if (end->unchanged)
        return STATUS_OK;
    sink.stream = is_stdin;
    memcpy(sink.sha256, end->sha256, SHA256_BYTES);
    status = worker_read(end, &sink, &input, err);
    frame_sink_release(&sink);
    end->members += frame_sink_members(&sink);
    return status;
}

/* "-": NDJSON, also within gzip, or a tar of anything; a zip cannot be read
 * from a pipe (its directory stands at the end). */
static enum status
read_stdin(struct worker *worker, struct frame_end *end, const struct job *job,
           int fd, struct error *err)
{
    char head[ARCHIVE_HEAD];
    size_t got;
    struct bytes file = bytes_of_file(fd);
    TRY(bytes_read_full(&file, head, sizeof head, &got, err));
    struct str seen = {head, got};
    struct bytes_joined joined = {seen, &file};
    struct bytes all = bytes_of_joined(&joined);
    enum archive_kind kind = archive_kind_of(STR(""), seen);
    if (kind == ARCHIVE_ZIP)
        return end_refused(end, CAUSE_NO_FORMAT,
                           TR("a zip is read from a file, not from a pipe",
                              "un zip se lit dans un fichier, pas sur un "
                              "tube"));
    return kind == ARCHIVE_NONE
               ? read_file(worker, end, job, all, err)
               : worker_read_archive(worker, end, job, kind, -1, &all, err);
}

static enum archive_kind
archive_kind_of_file(const struct job *job, int fd)
{
    char head[ARCHIVE_HEAD];
    size_t slash = str_rfind(job->source, STR("/"));
    struct str file = slash == SIZE_MAX
                          ? job->source
                          : str_from_offset(job->source, slash + 1);
    ssize_t n = pread(fd, head, sizeof head, 0);
    if (n <= 0)
        return ARCHIVE_NONE; /* empty, or no file */
    return archive_kind_of(file, (struct str){head, (size_t)n});
}

/* fd is taken over. */
static enum status
read_source(struct worker *worker, struct frame_end *end, const struct job *job,
            int fd, struct error *err)
{
    enum status status = STATUS_OK;
    enum archive_kind kind = ARCHIVE_NONE;
    bool is_stdin = str_eq(job->path, STR("-"));
    if (!is_stdin)
        kind = archive_kind_of_file(job, fd);
    if (kind == ARCHIVE_NONE && !is_stdin && !job->list)
        return read_file(worker, end, job, bytes_of_file(fd), err);
    if (is_stdin && !job->list)
        status = read_stdin(worker, end, job, fd, err);
    else if (kind != ARCHIVE_NONE)
        status = worker_read_archive(worker, end, job, kind, fd, NULL, err);
    close(fd);
    return status;
}

static enum status
run_job(struct worker *worker, struct str payload, struct error *err)
{
    struct frame_end end = {.state = LEDGER_COMPLETE};
    struct job job;
    int fd = -1;
    if (!frame_read_job(&job, payload))
        return error_set(err, STATUS_BUG, "bad job");
    enum status status = take_source(&fd, &end, worker, &job, err);
    if (status == STATUS_OK)
        status = read_source(worker, &end, &job, fd, err);
    if (status != STATUS_OK && status != STATUS_DONE)
        end_refused(&end, CAUSE_UNREADABLE, err->text);
    end.members += end.state != LEDGER_COMPLETE;
    frame_end(&worker->out, &end);
    return frames_flush(worker, err);
}

/* ---- the loop --------------------------------------------------------------
 */

/* Keeps the descriptors that came with bytes. */
static enum status
keep_files(struct worker *worker, struct msghdr *message, struct error *err)
{
    for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head;
         head = CMSG_NXTHDR(message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        if (count > WORKER_FILES - worker->file_count)
            return error_set(err, STATUS_BUG, "too many files");
        memcpy(worker->files + worker->file_count, CMSG_DATA(head),
               count * sizeof(int));
        worker->file_count += count;
    }
    return message->msg_flags & MSG_CTRUNC
               ? error_set(err, STATUS_BUG, "files lost")
               : STATUS_OK;
}

/* Bytes of the socket, at least one; STATUS_DONE at its end. */
static enum status
receive(struct worker *worker, struct error *err)
{
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(WORKER_FILES * sizeof(int))];
    } control;
    if (!buf_reserve(&worker->in, CHUNK))
        return buf_status(&worker->in, err);
    struct iovec part = {worker->in.at + worker->in.len, CHUNK};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    ssize_t n = recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR)
        return STATUS_OK;
    if (n < 0)
        return error_errno(err, errno, "recvmsg");
    TRY(keep_files(worker, &message, err));
    worker->in.len += (size_t)n;
    return n == 0 ? STATUS_DONE : STATUS_OK;
}

/* Reads until a whole frame is there; STATUS_DONE at the end. */
static enum status
next_frame(int *type, struct worker *worker, struct str *payload, size_t *used,
           struct error *err)
{
    for (;;) {
        struct str bytes = buf_str(&worker->in);
        *type = frame_next(&bytes, payload);
        *used = worker->in.len - bytes.len;
        if (*type == FRAME_JOB || *type == FRAME_PARSE)
            return STATUS_OK;
        if (*type != 0)
            return error_set(err, STATUS_BUG, "bad frame");
        TRY(receive(worker, err));
    }
}

static enum status
work(struct worker *worker, struct error *err)
{
    for (;;) {
        struct str payload;
        int type;
        size_t used;
        enum status status = next_frame(&type, worker, &payload, &used, err);
        if (status == STATUS_DONE)
            return STATUS_OK;
        TRY(status);
        TRY(type == FRAME_JOB ? run_job(worker, payload, err)
                              : worker_read_batch(worker, payload, err));
        buf_consume(&worker->in, used);
    }
}

/* ---- the command line: --worker --lang X [--sandbox off] [--print json]
 * [--reader R] [--include G] ... ------------------------------------------- */

static size_t
add_globs(char **argv, const char *option, const struct option_list *globs)
{
    for (size_t i = 0; i < globs->count; i++) {
        argv[2 * i] = (char *)(uintptr_t)option;
        argv[2 * i + 1] = (char *)(uintptr_t)globs->at[i];
    }
    return 2 * globs->count;
}

void
worker_arguments(char *argv[WORKER_ARGUMENTS],
                 const struct process_options *options)
{
    size_t n = 0;
    argv[n++] = "liasse-ingest";
    argv[n++] = "--worker";
    argv[n++] = "--lang";
    argv[n++] = (char *)(uintptr_t)lang_name();
    if (options->unconfined) {
        argv[n++] = "--sandbox";
        argv[n++] = "off";
    }
    if (options->print) {
        argv[n++] = "--print";
        argv[n++] = "json";
    }
    if (options->reader) {
        argv[n++] = "--reader";
        argv[n++] = (char *)(uintptr_t)options->reader;
    }
    if (options->filter) {
        n += add_globs(argv + n, "--include", &options->filter->include);
        n += add_globs(argv + n, "--exclude", &options->filter->exclude);
    }
    argv[n] = NULL;
}

bool
is_worker(int argc, char **argv)
{
    return argc >= 4 && strcmp(argv[1], "--worker") == 0;
}

static void
take_argument(struct worker *worker, const char *option, const char *value)
{
    struct option_list *globs = strcmp(option, "--include") == 0
                                    ? &worker->filter.include
                                    : &worker->filter.exclude;
    if (strcmp(option, "--lang") == 0)
        (void)lang_choose(value);
    else if (strcmp(option, "--print") == 0)
        worker->print = true;
    else if (strcmp(option, "--sandbox") == 0)
        worker->confined = false;
    else if (strcmp(option, "--reader") == 0)
        worker->forced = reader_by_name(str_from(value));
    else if (globs->count < OPTION_LIST_MAX)
        globs->at[globs->count++] = value;
}

/* The parent tells: of the input that it costs. */
static void
last_words(enum status code)
{
    _exit(exit_code_of(code));
}

int
worker_main(int argc, char **argv)
{
    struct worker worker = {.confined = true,
                            .in = BUF_INIT(FRAME_MAX + CHUNK),
                            .out = BUF_INIT(FRAME_MAX + CHUNK),
                            .whole = BUF_INIT(LIMIT_WHOLE + 2 * CHUNK)};
    struct error err = {0};
    ending_set(last_words);
    /* Ctrl-C goes to the whole group: the parent decides when we end. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    /* libarchive turns the UTF-8 names of pax and zip into the locale's. */
    setlocale(LC_CTYPE, "C.UTF-8");
    /* No time zone matters to us, and no file can be opened for it later. */
    setenv("TZ", "UTC0", 1);
    tzset();
    for (int i = 2; i + 1 < argc; i += 2)
        take_argument(&worker, argv[i], argv[i + 1]);
    worker.archive_version = archive_version(
        &worker.filter, worker.forced ? worker.forced->name : NULL);
    /* Without shared memory it reads on its own. */
    (void)!batches_map(&worker.batches, WORKER_BATCHES, NULL);
    enum status status = outbox_open(&worker.outbox, &err);
    if (worker.confined) {
        spool_prepare();
        (void)sandbox_enter();
    }
    if (status == STATUS_OK)
        status = work(&worker, &err);
    outbox_close(worker.outbox);
    batches_unmap(&worker.batches);
    buf_release(&worker.in);
    buf_release(&worker.out);
    buf_release(&worker.whole);
    return status == STATUS_OK ? 0 : 1;
}
