/* ingest: the worker processes, seen from the parent. */
#include "crew.h"

#include "clock.h"
#include "crew_hand.h"
#include "lang.h"
#include "stopping.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    QUEUE = 8, /* jobs a worker may have at a time */
    WORKERS_MAX = 64,
    WAIT_MS = 1000
};

/* A job under way, in its encoded form, so that another worker can get it. */
struct queued {
    uint64_t number;
    bool patient; /* reads the standard input: it may be slow */
    struct buf frame;
};

struct member {
    struct process process;
    struct queued queue[QUEUE]; /* oldest first */
    size_t count;
};

struct crew {
    struct crew_options options;
    struct process_options process;
    struct member members[WORKERS_MAX];
    uint64_t added,
        due;           /* next job number; number of the one whose turn it is */
    struct buf detail; /* text of a synthetic end */
    struct buf frame;  /* of a job */
    struct batches batches;
    struct hand hand;
    bool handing;    /* a BATCH frame stands at the head: helpers answer */
    size_t ahead;    /* bytes of the due job looked through for batches */
    uint64_t handed; /* members that helpers sent in the due job */
};

/* ---- opening --------------------------------------------------------------
 */

/* Without shared memory every worker parses what it inflates. */
static enum status
open_batches(struct crew *crew, struct error *err)
{
    unsigned workers = crew->options.workers, helpers = workers - 1;
    crew->process.batches = -1;
    if (helpers == 0 ||
        batches_create(&crew->process.batches, workers, NULL) != STATUS_OK ||
        batches_map(&crew->batches, crew->process.batches, NULL) != STATUS_OK)
        helpers = 0;
    return hand_init(&crew->hand, helpers, crew->options.timeout,
                     &crew->process, &crew->batches, err);
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
    crew->frame = (struct buf)BUF_INIT(FRAME_MAX);
    crew->process = (struct process_options){.reader = options->reader,
                                             .filter = options->filter,
                                             .print = options->print,
                                             .unconfined = options->unconfined,
                                             .batches = -1};
    if (crew->options.workers < 1)
        crew->options.workers = 1;
    if (crew->options.workers > WORKERS_MAX)
        crew->options.workers = WORKERS_MAX;
    /* A closed standard input becomes /dev/null: descriptor 3 of a worker
     * must be something. */
    crew->process.input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 10);
    if (crew->process.input < 0)
        crew->process.input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    TRY(open_batches(crew, err));
    for (unsigned i = 0; i < crew->options.workers; i++)
        TRY(process_start(&crew->members[i].process, &crew->process, err));
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
        process_stop(&member->process, member->count > 0);
        process_release(&member->process);
        for (size_t q = 0; q < QUEUE; q++)
            buf_release(&member->queue[q].frame);
    }
    hand_release(&crew->hand);
    batches_unmap(&crew->batches);
    if (crew->process.input >= 0)
        close(crew->process.input);
    if (crew->process.batches >= 0)
        close(crew->process.batches);
    buf_release(&crew->detail);
    buf_release(&crew->frame);
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

static unsigned
region_of(const struct crew *crew, const struct member *member)
{
    return (unsigned)(member - crew->members);
}

/* Slots that one worker may have filled at a time: enough to keep every
 * helper at work.  A careful reading hands nothing on. */
static unsigned
slots_for(const struct crew *crew, const struct job *job)
{
    unsigned slots = 2 * crew->hand.room;
    if (job->careful)
        return 0;
    return slots < BATCH_SLOTS ? slots : BATCH_SLOTS;
}

/* *fd, or *fault, which is the job's.  What is ours (descriptors, memory) is
 * no fault of the file. */
static enum status
open_source(int *fd, int *fault, const char *path, struct error *err)
{
    *fault = 0;
    /* O_NONBLOCK: a FIFO put in the file's place must not hang us. */
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd >= 0)
        return STATUS_OK;
    *fault = errno;
    return *fault == EMFILE || *fault == ENFILE || *fault == ENOMEM
               ? error_errno(err, *fault, "'%s'", path)
               : STATUS_OK;
}

/* The job as queued, and the descriptor of its file. */
static enum status
send_job(struct crew *crew, const struct member *member,
         const struct queued *queued, struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct job job;
    struct str payload, rest = buf_str(&queued->frame);
    int fd = -1;
    if (frame_next(&rest, &payload) != FRAME_JOB ||
        !frame_read_job(&job, payload))
        return error_set(err, STATUS_BUG, "bad job");
    if (!str_eq(job.path, STR("-"))) {
        const char *path = arena_cstr(&arena, job.path);
        if (!path)
            return error_no_memory(err);
        TRY(open_source(&fd, &job.fault, path, err));
    }
    buf_clear(&crew->frame);
    frame_job(&crew->frame, &job);
    enum status status = buf_status(&crew->frame, err);
    if (status == STATUS_OK)
        status = process_send(&member->process, buf_str(&crew->frame), fd, err);
    if (fd >= 0)
        close(fd);
    return status;
}

enum status
crew_add(struct crew *crew, const struct job *job, struct error *err)
{
    struct member *member = least_busy(crew);
    struct queued *queued = &member->queue[member->count];
    struct job here = *job;
    here.region = region_of(crew, member);
    here.slots = slots_for(crew, job);
    buf_clear(&queued->frame);
    queued->frame.max = FRAME_MAX;
    queued->number = crew->added;
    queued->patient = str_eq(job->path, STR("-"));
    frame_job(&queued->frame, &here);
    TRY(buf_status(&queued->frame, err));
    if (member->count == 0)
        process_heard(&member->process);
    crew->added++;
    member->count++;
    return send_job(crew, member, queued, err);
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
    crew->ahead = 0;
    crew->handed = 0;
    crew->hand.deaths = 0;
    struct member *next = member_due(crew);
    if (next)
        process_heard(&next->process);
}

/* Batches of the job due go to the helpers as they come, before their turn. */
static enum status
give_batches(struct crew *crew, const struct member *member, struct error *err)
{
    for (;;) {
        struct str payload;
        struct frame_batch batch;
        size_t ahead = crew->ahead;
        int type = process_peek(&payload, &member->process, &ahead);
        if (type < 0)
            return bad_frame(err);
        if (type == 0 || type == FRAME_END ||
            (type == FRAME_BATCH && !hand_has_room(&crew->hand)))
            return STATUS_OK;
        crew->ahead = ahead;
        if (type != FRAME_BATCH)
            continue;
        if (crew->hand.room == 0 || !frame_read_batch(&batch, payload) ||
            batch.members == 0 || batch.members > BATCH_MEMBERS)
            return bad_frame(err);
        TRY(hand_give(&crew->hand, region_of(crew, member), &batch, err));
    }
}

/* STATUS_NOT_FOUND: no whole frame has come yet. */
static enum status
own_frame(struct crew_frame *out, struct crew *crew, struct member *member,
          struct error *err)
{
    struct str payload;
    size_t before = member->process.given;
    int type = process_frame(&payload, &member->process);
    if (type == 0)
        return STATUS_NOT_FOUND;
    size_t taken = member->process.given - before;
    crew->ahead = crew->ahead > taken ? crew->ahead - taken : 0;
    if (type == FRAME_BATCH) {
        crew->handing = true;
        crew->hand.members = 0;
        if (hand_due(&crew->hand))
            process_heard(&hand_due(&crew->hand)->process);
        return STATUS_DONE;
    }
    TRY(frame_take(out, type, payload, err));
    if (type != FRAME_END)
        return STATUS_OK;
    out->end.members += crew->handed;
    job_through(crew, member);
    return STATUS_OK;
}

static enum status
helper_frame(struct crew_frame *out, struct crew *crew, struct member *member,
             struct error *err)
{
    struct str payload;
    int type;
    enum status status = hand_next(&type, &payload, &crew->hand, err);
    if (status == STATUS_OK)
        return frame_take(out, type, payload, err);
    if (status != STATUS_DONE)
        return status;
    crew->handing = false;
    crew->handed += crew->hand.members;
    process_heard(&member->process);
    return STATUS_DONE;
}

/* STATUS_NOT_FOUND as above. */
static enum status
next_frame(struct crew_frame *out, struct crew *crew, struct member *member,
           struct error *err)
{
    enum status status = STATUS_DONE;
    while (status == STATUS_DONE) {
        TRY(give_batches(crew, member, err));
        out->job = crew->due;
        status = crew->handing ? helper_frame(out, crew, member, err)
                               : own_frame(out, crew, member, err);
    }
    return status;
}

/* ---- deaths -----------------------------------------------------------------
 */

/* A worker is gone: its job ends as refused, a new one takes the rest. */
static enum status
member_replace(struct crew_frame *out, struct crew *crew, struct member *member,
               bool timeout, struct error *err)
{
    int wait_status = process_stop(&member->process, timeout);
    process_describe_death(&crew->detail, wait_status,
                           timeout ? crew->options.timeout : 0);
    uint64_t job = crew->due;
    job_through(crew, member);
    batch_free_all(&crew->batches, region_of(crew, member));
    TRY(process_start(&member->process, &crew->process, err));
    for (size_t i = 0; i < member->count; i++)
        TRY(send_job(crew, member, &member->queue[i], err));
    *out = (struct crew_frame){.type = FRAME_END, .job = job};
    out->end.state = LEDGER_REFUSED;
    out->end.lost = true;
    out->end.cause = timeout ? CAUSE_TIMEOUT : CAUSE_CRASHED;
    out->end.detail = buf_str(&crew->detail);
    return STATUS_OK;
}

/* Helpers that go on dying are not replaced for ever: the batches under way
 * are dropped with them, the archive ends as if its own worker had died. */
static enum status
helpers_give_up(struct crew_frame *out, struct crew *crew,
                struct member *member, bool timeout, struct error *err)
{
    unsigned helpers = crew->hand.room;
    hand_release(&crew->hand);
    TRY(hand_init(&crew->hand, helpers, crew->options.timeout, &crew->process,
                  &crew->batches, err));
    crew->handing = false;
    return member_replace(out, crew, member, timeout, err);
}

/* ---- waiting ----------------------------------------------------------------
 */

/* Who is waited for: its bytes are wanted whatever waits already. */
static struct process *
process_due(struct crew *crew, struct member *member)
{
    return crew->handing ? &hand_due(&crew->hand)->process : &member->process;
}

static nfds_t
listen_to(struct pollfd *fd, struct process **at, nfds_t count,
          struct process *process, const struct process *due)
{
    if (process->ended ||
        (process != due && process_waiting(process) >= PROCESS_ENOUGH))
        return count;
    fd[count] = (struct pollfd){.fd = process->from, .events = POLLIN};
    at[count] = process;
    return count + 1;
}

/* No longer than was asked for: we may have been stopped meanwhile. */
static double
waited_since(double before)
{
    double seconds = clock_seconds() - before;
    return seconds < WAIT_MS / 1e3 ? seconds : WAIT_MS / 1e3;
}

/* Waits for bytes of anyone we have room for. */
static enum status
crew_wait(struct crew *crew, struct process *due, struct error *err)
{
    struct pollfd fds[WORKERS_MAX + HAND_MAX];
    struct process *at[WORKERS_MAX + HAND_MAX];
    nfds_t count = 0;
    for (unsigned i = 0; i < crew->options.workers; i++)
        count = listen_to(fds, at, count, &crew->members[i].process, due);
    for (unsigned i = 0; i < crew->hand.started; i++)
        if (crew->hand.helpers[i].count)
            count =
                listen_to(fds, at, count, &crew->hand.helpers[i].process, due);
    double before = clock_seconds();
    int ready = poll(fds, count, WAIT_MS);
    process_silent(due, waited_since(before));
    if (stop_signal())
        return STATUS_INTERRUPTED;
    if (ready < 0 && errno != EINTR)
        return error_errno(err, errno, "poll");
    for (nfds_t i = 0; ready > 0 && i < count; i++)
        if (fds[i].revents)
            TRY(process_receive(at[i], err));
    return STATUS_OK;
}

enum status
crew_next(struct crew_frame *out, struct crew *crew, struct error *err)
{
    if (crew->due == crew->added)
        return STATUS_DONE;
    struct member *member = member_due(crew);
    if (!member)
        return bad_frame(err);
    for (;;) {
        enum status status = next_frame(out, crew, member, err);
        if (status != STATUS_NOT_FOUND)
            return status;
        struct process *due = process_due(crew, member);
        bool late = !member->queue[0].patient &&
                    process_is_late(due, crew->options.timeout);
        if ((due->ended || late) && !crew->handing)
            return member_replace(out, crew, member, !due->ended, err);
        if ((due->ended || late) && crew->hand.deaths >= HAND_DEATHS)
            return helpers_give_up(out, crew, member, !due->ended, err);
        if (due->ended || late)
            TRY(hand_recover(&crew->hand, !due->ended, err));
        else
            TRY(crew_wait(crew, due, err));
    }
}
