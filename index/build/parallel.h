#ifndef LIASSE_PARALLEL_H
#define LIASSE_PARALLEL_H

/* The same work in several threads, to its end.
 *
 * A worker that fails stops the others at their next look; the first failure
 * is the answer. */

#include "error.h"

#include <stdatomic.h>
#include <stdbool.h>

struct parallel;

/* Work of thread `index` of `jobs`; 0 is the caller's own thread. */
typedef enum status parallel_work(void *payload, struct parallel *parallel,
                                  unsigned index, struct error *err);

struct parallel {
    unsigned jobs;
    atomic_bool stop; /* for workers to look at */
    atomic_uint next; /* of a list of tasks: parallel_next */
};

enum status parallel_run(unsigned jobs, parallel_work *work, void *payload,
                         struct error *err) MUST_USE;
/* The next of `count` tasks; false when there is none or another thread has
 * failed. */
bool parallel_next(struct parallel *parallel, unsigned count, unsigned *out);

#endif
