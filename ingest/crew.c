/* ingest: the worker processes, seen from the parent. */
#include "crew.h"

#include "clock.h"
#include "lang.h"
#include "stopping.h"
#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum {
    QUEUE = 8, /* jobs a worker may have at a time */
    WORKERS_MAX = 64,
    BUFFER_ENOUGH = 4 * 1024 * 1024, /* of answers of a job not yet due */
    CHUNK = 256 * 1024
};

/* A job under way, in its encoded form, so that another worker can get it. */
struct queued {
    uint64_t number;
    bool patient; /* reads the standard input: it may be slow */
    struct buf frame;
};

struct member {
    pid_t pid;
    int to, from;
    struct queued queue[QUEUE]; /* oldest first */
    size_t count;
    struct buf in; /* bytes received */
    size_t used;   /* of them, given out */
    double heard;  /* when the last byte came */
    bool ended;    /* its pipe is at the end */
};

struct crew {
    struct crew_options options;
    struct member members[WORKERS_MAX];
    uint64_t added,
        due;           /* next job number; number of the one whose turn it is */
    struct buf detail; /* text of a synthetic end */
    int stdin_copy;
};

/* ---- processes ------------------------------------------------------------
 */

static void
pipe_close(int fds[2])
{
    for (int i = 0; i < 2; i++)
        if (fds[i] >= 0)
            close(fds[i]);
}

static bool
pipe_open(int fds[2])
{
    if (pipe(fds) != 0)
        return false;
    for (int i = 0; i < 2; i++)
        if (fcntl(fds[i], F_SETFD, FD_CLOEXEC) != 0)
            return false;
    return true;
}

static int
spawn(struct crew *crew, struct member *member, int to[2], int from[2])
{
    posix_spawn_file_actions_t actions;
    char *argv[WORKER_ARGUMENTS] = {0};
    worker_arguments(argv, crew->options.reader, crew->options.filter);
    int number = posix_spawn_file_actions_init(&actions);
    if (number)
        return number;
    posix_spawn_file_actions_adddup2(&actions, to[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, from[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, crew->stdin_copy, WORKER_STDIN);
    number = posix_spawn(&member->pid, "/proc/self/exe", &actions, NULL, argv,
                         environ);
    posix_spawn_file_actions_destroy(&actions);
    return number;
}

static enum status
member_start(struct crew *crew, struct member *member, struct error *err)
{
    int to[2] = {-1, -1}, from[2] = {-1, -1}, number = 0;
    if (!pipe_open(to) || !pipe_open(from))
        number = errno;
    if (!number)
        number = spawn(crew, member, to, from);
    if (number) {
        pipe_close(to);
        pipe_close(from);
        return error_errno(
            err, number, "%s",
            TR("cannot start a worker process",
               "lancement d'un processus de lecture impossible"));
    }
    close(to[0]);
    close(from[1]);
    member->to = to[1];
    member->from = from[0];
    member->ended = false;
    member->heard = clock_seconds();
    buf_clear(&member->in);
    member->used = 0;
    return STATUS_OK;
}

/* Closes the pipes of a worker and waits for it; its wait status. */
static int
member_stop(struct member *member, bool force)
{
    int status = 0;
    if (member->pid <= 0)
        return 0;
    if (force)
        kill(member->pid, SIGKILL);
    close(member->to);
    close(member->from);
    while (waitpid(member->pid, &status, 0) < 0 && errno == EINTR)
        ;
    member->pid = 0;
    return status;
}

enum status
crew_open(struct crew **out, const struct crew_options *options,
          struct error *err)
{
    AUTO(crew) struct crew *crew = calloc(1, sizeof *crew);
    if (!crew)
        return error_no_memory(err);
    crew->options = *options;
    crew->detail = (struct buf)BUF_INIT(1024);
    if (crew->options.workers < 1)
        crew->options.workers = 1;
    if (crew->options.workers > WORKERS_MAX)
        crew->options.workers = WORKERS_MAX;
    /* A closed standard input becomes /dev/null: descriptor 3 of a worker
     * must be something. */
    crew->stdin_copy = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);
    if (crew->stdin_copy < 0)
        crew->stdin_copy = open("/dev/null", O_RDONLY | O_CLOEXEC);
    for (unsigned i = 0; i < crew->options.workers; i++) {
        crew->members[i].in = (struct buf)BUF_INIT(FRAME_MAX + 2 * CHUNK);
        TRY(member_start(crew, &crew->members[i], err));
    }
    *out = crew;
    crew = NULL;
    return STATUS_OK;
}

void
crew_close(struct crew *crew)
{
    if (!crew)
        return;
    for (unsigned i = 0; i < crew->options.workers; i++) {
        struct member *member = &crew->members[i];
        member_stop(member, member->count > 0);
        for (size_t q = 0; q < QUEUE; q++)
            buf_release(&member->queue[q].frame);
        buf_release(&member->in);
    }
    if (crew->stdin_copy >= 0)
        close(crew->stdin_copy);
    buf_release(&crew->detail);
    free(crew);
}

/* ---- jobs ------------------------------------------------------------------
 */

static struct member *
least_busy(const struct crew *crew)
{
    const struct member *best = &crew->members[0];
    for (unsigned i = 1; i < crew->options.workers; i++)
        if (crew->members[i].count < best->count)
            best = &crew->members[i];
    return (struct member *)(uintptr_t)best;
}

bool
crew_has_room(const struct crew *crew)
{
    return least_busy(crew)->count < QUEUE;
}

static enum status
job_send(const struct member *member, const struct queued *queued,
         struct error *err)
{
    size_t done = 0;
    while (done < queued->frame.len) {
        ssize_t n = write(member->to, queued->frame.at + done,
                          queued->frame.len - done);
        if (n < 0 && errno == EINTR)
            continue;
        /* The worker died: crew_next sees its pipe end and replaces it. */
        if (n < 0 && errno == EPIPE)
            return STATUS_OK;
        if (n < 0)
            return error_errno(err, errno, "pipe");
        done += (size_t)n;
    }
    return STATUS_OK;
}

enum status
crew_add(struct crew *crew, const struct job *job, struct error *err)
{
    struct member *member = least_busy(crew);
    struct queued *queued = &member->queue[member->count];
    buf_clear(&queued->frame);
    queued->frame.max = FRAME_MAX;
    queued->number = crew->added;
    queued->patient = str_eq(job->path, STR("-"));
    frame_job(&queued->frame, job);
    TRY(buf_status(&queued->frame, err));
    if (member->count == 0)
        member->heard = clock_seconds();
    crew->added++;
    member->count++;
    return job_send(member, queued, err);
}

/* The oldest job of a worker is through. */
static void
queue_pop(struct member *member)
{
    struct queued first = member->queue[0];
    memmove(member->queue, member->queue + 1,
            (QUEUE - 1) * sizeof *member->queue);
    member->queue[QUEUE - 1] = first; /* its buffer is used again */
    member->count--;
}

/* ---- answers ----------------------------------------------------------------
 */

static struct member *
member_due(struct crew *crew)
{
    for (unsigned i = 0; i < crew->options.workers; i++)
        if (crew->members[i].count &&
            crew->members[i].queue[0].number == crew->due)
            return &crew->members[i];
    return NULL;
}

static enum status
bad_frame(struct error *err)
{
    return error_set(err, STATUS_BUG, "%s",
                     TR("a worker sent nonsense",
                        "réponse incompréhensible d'un processus"));
}

static enum status
frame_take(struct crew_frame *out, int type, struct str payload,
           struct error *err)
{
    bool good = false;
    out->type = (enum frame_type)type;
    if (type == FRAME_DELETION) {
        out->uid = payload;
        good = true;
    } else if (type == FRAME_DOCUMENT) {
        good = frame_read_document(&out->document, payload);
    } else if (type == FRAME_TELL) {
        good = frame_read_tell(&out->tell, payload);
    } else if (type == FRAME_START) {
        good = frame_read_start(&out->start, payload);
    } else if (type == FRAME_MEMBER) {
        good = frame_read_member(&out->member, payload);
    } else if (type == FRAME_END) {
        good = frame_read_end(&out->end, payload);
    }
    return good ? STATUS_OK : bad_frame(err);
}

/* The job due is through; the clock of the next one's worker starts now: it
 * may have been kept waiting. */
static void
job_through(struct crew *crew, struct member *member)
{
    queue_pop(member);
    crew->due++;
    struct member *next = member_due(crew);
    if (next)
        next->heard = clock_seconds();
}

/* STATUS_NOT_FOUND: no whole frame has come yet. */
static enum status
member_frame(struct crew_frame *out, struct crew *crew, struct member *member,
             struct error *err)
{
    struct str payload;
    buf_consume(&member->in, member->used);
    member->used = 0;
    struct str bytes = buf_str(&member->in);
    int type = frame_next(&bytes, &payload);
    if (type == 0)
        return STATUS_NOT_FOUND;
    if (type < 0)
        return bad_frame(err);
    out->job = crew->due;
    TRY(frame_take(out, type, payload, err));
    /* Slices point into the buffer: taken off at the next call. */
    member->used = member->in.len - bytes.len;
    if (type == FRAME_END)
        job_through(crew, member);
    return STATUS_OK;
}

static void
detail_of_death(struct crew *crew, int wait_status, bool timeout)
{
    buf_clear(&crew->detail);
    if (timeout)
        buf_printf(&crew->detail,
                   TR("no answer for %u s", "aucune réponse en %u s"),
                   crew->options.timeout);
    else if (WIFSIGNALED(wait_status))
        buf_printf(&crew->detail, TR("signal %d", "signal %d"),
                   WTERMSIG(wait_status));
    else
        buf_printf(&crew->detail, TR("exit code %d", "code de retour %d"),
                   WEXITSTATUS(wait_status));
}

/* A worker is gone: its job ends as refused, a new one takes the rest. */
static enum status
member_replace(struct crew_frame *out, struct crew *crew, struct member *member,
               bool timeout, struct error *err)
{
    int wait_status = member_stop(member, timeout);
    detail_of_death(crew, wait_status, timeout);
    uint64_t job = crew->due;
    job_through(crew, member);
    TRY(member_start(crew, member, err));
    for (size_t i = 0; i < member->count; i++)
        TRY(job_send(member, &member->queue[i], err));
    *out = (struct crew_frame){.type = FRAME_END, .job = job};
    out->end.state = LEDGER_REFUSED;
    out->end.lost = true;
    out->end.cause = timeout ? CAUSE_TIMEOUT : CAUSE_CRASHED;
    out->end.detail = buf_str(&crew->detail);
    return STATUS_OK;
}

static enum status
member_receive(struct member *member, struct error *err)
{
    if (!buf_reserve(&member->in, CHUNK))
        return buf_status(&member->in, err);
    ssize_t n = read(member->from, member->in.at + member->in.len, CHUNK);
    if (n < 0)
        return errno == EINTR ? STATUS_OK : error_errno(err, errno, "pipe");
    member->ended = n == 0;
    member->in.len += (size_t)n;
    member->heard = clock_seconds();
    return STATUS_OK;
}

static bool
is_listened_to(const struct member *member, const struct member *due)
{
    return !member->ended &&
           (member == due || member->in.len - member->used < BUFFER_ENOUGH);
}

/* Waits for bytes of any worker we have room for. */
static enum status
crew_wait(struct crew *crew, const struct member *due, struct error *err)
{
    struct pollfd fds[WORKERS_MAX];
    unsigned at[WORKERS_MAX];
    nfds_t count = 0;
    for (unsigned i = 0; i < crew->options.workers; i++)
        if (is_listened_to(&crew->members[i], due)) {
            at[count] = i;
            fds[count++] =
                (struct pollfd){.fd = crew->members[i].from, .events = POLLIN};
        }
    int ready = poll(fds, count, 1000);
    if (stop_signal())
        return STATUS_INTERRUPTED;
    if (ready < 0 && errno != EINTR)
        return error_errno(err, errno, "poll");
    for (nfds_t i = 0; ready > 0 && i < count; i++)
        if (fds[i].revents)
            TRY(member_receive(&crew->members[at[i]], err));
    return STATUS_OK;
}

enum status
crew_next(struct crew_frame *out, struct crew *crew, struct error *err)
{
    if (crew->due == crew->added)
        return STATUS_DONE;
    struct member *due = member_due(crew);
    if (!due)
        return bad_frame(err);
    for (;;) {
        enum status status = member_frame(out, crew, due, err);
        if (status != STATUS_NOT_FOUND)
            return status;
        bool late = crew->options.timeout && !due->queue[0].patient &&
                    clock_seconds() - due->heard > crew->options.timeout;
        if (due->ended || late)
            return member_replace(out, crew, due, !due->ended, err);
        TRY(crew_wait(crew, due, err));
    }
}
