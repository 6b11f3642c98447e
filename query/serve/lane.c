/* Serve: threads for what costs something.  See lane.h. */
#include "lane.h"

#include "clock.h"
#include "lang.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 4 };

struct lane {
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t more;
    struct job *first, *last; /* inside, in the order in which they came */
    size_t count, most, per_address;
    bool ending;
    unsigned thread_count;
    pthread_t threads[LANE_THREADS_MAX];
};

/* ---- the list, under the lock ----------------------------------------- */

static void
link_last(struct lane *lane, struct job *job)
{
    job->before = lane->last;
    job->behind = NULL;
    if (lane->last)
        lane->last->behind = job;
    else
        lane->first = job;
    lane->last = job;
    lane->count++;
}

static void
unlink_job(struct lane *lane, struct job *job)
{
    *(job->before ? &job->before->behind : &lane->first) = job->behind;
    *(job->behind ? &job->behind->before : &lane->last) = job->before;
    lane->count--;
}

static size_t
count_of_address(const struct lane *lane, const char *address, bool running)
{
    size_t count = 0;
    for (const struct job *it = lane->first; it; it = it->behind)
        count += (!running || it->state == JOB_RUNNING) &&
                 strcmp(it->address, address) == 0;
    return count;
}

/* One address leaves a thread to the others. */
static bool
has_its_share(const struct lane *lane, size_t running)
{
    return lane->per_address && lane->thread_count > 1 &&
           running >= lane->thread_count - 1 && !lane->ending;
}

static struct job *
next_job(const struct lane *lane)
{
    struct job *best = NULL;
    size_t fewest = SIZE_MAX;
    for (struct job *it = lane->first; it && fewest; it = it->behind) {
        if (it->state != JOB_WAITING)
            continue;
        size_t running = count_of_address(lane, it->address, true);
        if (running >= fewest || has_its_share(lane, running))
            continue;
        best = it;
        fewest = running;
    }
    return best;
}

static bool
is_gone(struct job *job, double now)
{
    return job->gone && now - job->since >= LANE_GONE_SECONDS && job->gone(job);
}

/* Those that wait for nobody, out of the list: they have no place any more. */
static struct job *
take_gone(struct lane *lane)
{
    struct job *taken = NULL, *behind;
    double now = clock_seconds();
    for (struct job *it = lane->first; it; it = behind) {
        behind = it->behind;
        if (it->state != JOB_WAITING || !is_gone(it, now))
            continue;
        unlink_job(lane, it);
        it->behind = taken;
        taken = it;
    }
    return taken;
}

/* ---- threads ---------------------------------------------------------- */

static void
leave(struct lane *lane, struct job *job)
{
    pthread_mutex_lock(&lane->lock);
    unlink_job(lane, job);
    pthread_cond_broadcast(&lane->more); /* its address may have one more */
    pthread_mutex_unlock(&lane->lock);
    job->done(job);
}

/* The next one, marked as running; NULL: the lane has ended. */
static struct job *
take(struct lane *lane, bool *wanted)
{
    struct job *job;
    pthread_mutex_lock(&lane->lock);
    while (!(job = next_job(lane)) && !lane->ending)
        pthread_cond_wait(&lane->more, &lane->lock);
    if (job)
        job->state = JOB_RUNNING;
    bool ending = lane->ending;
    pthread_mutex_unlock(&lane->lock);
    double now = clock_seconds();
    *wanted = job && !ending && now - job->since < LANE_WAIT_SECONDS &&
              !is_gone(job, now);
    return job;
}

static void *
work(void *payload)
{
    struct lane *lane = payload;
    struct job *job;
    bool wanted;
    while ((job = take(lane, &wanted))) {
        job->run(job, wanted);
        leave(lane, job);
    }
    return NULL;
}

enum status
lane_new(struct lane **out, unsigned threads, size_t most, size_t per_address,
         struct error *err)
{
    struct lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return error_no_memory(err);
    lane->most = most;
    lane->per_address = per_address;
    pthread_mutex_init(&lane->lock, NULL);
    pthread_cond_init(&lane->more, NULL);
    pthread_mutex_lock(&lane->lock); /* until their number is known */
    while (lane->thread_count < threads &&
           lane->thread_count < LANE_THREADS_MAX &&
           pthread_create(&lane->threads[lane->thread_count], NULL, work,
                          lane) == 0)
        lane->thread_count++;
    pthread_mutex_unlock(&lane->lock);
    if (lane->thread_count == 0) {
        lane_free(lane);
        return error_set(
            err, STATUS_IO,
            TR("no thread can be started", "aucun fil d'exécution ne démarre"));
    }
    *out = lane;
    return STATUS_OK;
}

void
lane_end(struct lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    lane->ending = true;
    pthread_cond_broadcast(&lane->more);
    pthread_mutex_unlock(&lane->lock);
    for (unsigned i = 0; i < lane->thread_count; i++)
        pthread_join(lane->threads[i], NULL);
}

void
lane_free(struct lane *lane)
{
    if (!lane)
        return;
    pthread_cond_destroy(&lane->more);
    pthread_mutex_destroy(&lane->lock);
    free(lane);
}

/* ---- jobs ------------------------------------------------------------- */

/* An address that has hardly any gets in where others fill the lane. */
static bool
has_room(const struct lane *lane, const char *address)
{
    size_t own = count_of_address(lane, address, false);
    if (lane->per_address && own >= lane->per_address)
        return false;
    return lane->count < lane->most ||
           (own < FEW && lane->count < lane->most + lane->most / 4);
}

bool
lane_enter(struct lane *lane, struct job *job, bool part)
{
    pthread_mutex_lock(&lane->lock);
    bool enters = part || has_room(lane, job->address);
    job->state = JOB_ENTERED;
    if (enters)
        link_last(lane, job);
    pthread_mutex_unlock(&lane->lock);
    return enters;
}

void
lane_add(struct lane *lane, struct job *job)
{
    pthread_mutex_lock(&lane->lock);
    bool ending = lane->ending;
    job->since = clock_seconds();
    job->state = ending ? JOB_RUNNING : JOB_WAITING;
    if (!ending)
        pthread_cond_signal(&lane->more);
    pthread_mutex_unlock(&lane->lock);
    if (!ending)
        return;
    job->run(job, false);
    leave(lane, job);
}

void
lane_sweep(struct lane *lane)
{
    pthread_mutex_lock(&lane->lock);
    struct job *job = take_gone(lane);
    pthread_mutex_unlock(&lane->lock);
    while (job) {
        struct job *behind = job->behind; /* done() may free it */
        job->run(job, false);
        job->done(job);
        job = behind;
    }
}
