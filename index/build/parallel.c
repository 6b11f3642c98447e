/* build: threads. */
#include "parallel.h"

#include <pthread.h>

enum { JOBS_MAX = 64 };

struct worker {
    struct parallel *parallel;
    parallel_work *work;
    void *payload;
    unsigned index;
    pthread_t thread;
    bool started;
    enum status status;
    struct error err;
};

static void *
worker_main(void *payload)
{
    struct worker *worker = payload;
    worker->status = worker->work(worker->payload, worker->parallel,
                                  worker->index, &worker->err);
    if (worker->status != STATUS_OK)
        atomic_store(&worker->parallel->stop, true);
    return NULL;
}

bool
parallel_next(struct parallel *parallel, unsigned count, unsigned *out)
{
    if (atomic_load(&parallel->stop))
        return false;
    *out = atomic_fetch_add(&parallel->next, 1);
    return *out < count;
}

enum status
parallel_run(unsigned jobs, parallel_work *work, void *payload,
             struct error *err)
{
    struct worker workers[JOBS_MAX] = {0};
    struct parallel parallel = {.jobs = jobs < 1          ? 1
                                        : jobs > JOBS_MAX ? JOBS_MAX
                                                          : jobs};
    for (unsigned i = 0; i < parallel.jobs; i++)
        workers[i] = (struct worker){.parallel = &parallel,
                                     .work = work,
                                     .payload = payload,
                                     .index = i};
    /* A thread that cannot be had is no failure: the others do its work. */
    for (unsigned i = 1; i < parallel.jobs; i++)
        workers[i].started = pthread_create(&workers[i].thread, NULL,
                                            worker_main, &workers[i]) == 0;
    worker_main(&workers[0]);
    for (unsigned i = 1; i < parallel.jobs; i++)
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
    for (unsigned i = 0; i < parallel.jobs; i++) {
        if (workers[i].status == STATUS_OK)
            continue;
        if (err)
            *err = workers[i].err;
        return workers[i].status;
    }
    return STATUS_OK;
}
