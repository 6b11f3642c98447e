#ifndef LIASSE_LANE_H
#define LIASSE_LANE_H

/* Threads for the requests that cost something, so that the thread that holds
 * the connections has time for all else: /health and a style sheet are
 * answered at once whatever is computed.
 *
 * Jobs run in the order in which they came, but a free thread takes the first
 * of the address that has the fewest running; with a limit per address one
 * address never has all threads, so that another's search begins at once.
 *
 * After LANE_GONE_SECONDS a job whose client has gone gives its place up, when
 * its turn comes or at the next lane_sweep.  Not before: a client that has only
 * ended its sending (shutdown) looks the same and may be answered. */

#include "error.h"

#include <stdbool.h>

enum {
    LANE_THREADS_MAX = 64,
    LANE_WAIT_SECONDS = 10, /* then nobody waits for the answer any more */
    LANE_GONE_SECONDS = 1   /* then it is asked whether anybody does */
};

struct job {
    const char *address; /* whose it is */
    /* In a thread of the lane, or in that of lane_add once the lane ends.
     * wanted = false: there is no time for it. */
    void (*run)(struct job *job, bool wanted);
    /* After run, the last that the lane has to do with the job. */
    void (*done)(struct job *job);
    /* Has its client gone?  Quick, and without calling the lane; NULL: it is
     * not asked. */
    bool (*gone)(struct job *job);
    /* the lane's own: */
    struct job *before, *behind;
    enum { JOB_ENTERED, JOB_WAITING, JOB_RUNNING } state;
    double since;
};

struct lane;

/* threads: at most LANE_THREADS_MAX; most: jobs at a time, and a quarter
 * more of addresses that have few; per_address: those of one address, 0 = any.
 */
enum status lane_new(struct lane **out, unsigned threads, size_t most,
                     size_t per_address, struct error *err) MUST_USE;
/* Gives the job a place, which lane_add must then use; false: there are too
 * many.  part = true: of a job that was let in before, never too many. */
bool lane_enter(struct lane *lane, struct job *job, bool part);
void lane_add(struct lane *lane, struct job *job);
/* Those that wait and whose clients have gone are run, not wanted, in this
 * thread. */
void lane_sweep(struct lane *lane);
/* What runs is finished; what waits, or is added later, is not wanted.  The
 * threads are gone when it returns. */
void lane_end(struct lane *lane);
/* When nobody can add any more; NULL is fine. */
void lane_free(struct lane *lane);

#endif
