#ifndef LIASSE_DEADLINE_H
#define LIASSE_DEADLINE_H

/* How much the work at hand may take in this thread: a search must end,
 * whatever was asked.  What loops long asks now and then; which of a dozen
 * functions of several modules is at it when the end has come is not known,
 * hence one per thread instead of one more parameter everywhere.
 *
 * Two measures.  Processor time is what a server cares for, but where it ends
 * a search depends on the machine.  Work is counted, in steps that stand for
 * nanoseconds of a common machine: what it ends, it ends at the same document
 * everywhere.
 *
 *     deadline_start(1.0);
 *     deadline_allow(100 * DEADLINE_WORK_MS);
 *     status = work();              TRY(deadline_check(err)) inside
 *     deadline_start(0);            none again */

#include "attr.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

/* What steps of work cost, about. */
enum {
    DEADLINE_WORK_MS = 1000000,
    DEADLINE_WORK_POSTING = 16, /* a document of a term */
    DEADLINE_WORK_TERM = 1000,  /* a term looked up */
    DEADLINE_WORK_KEY = 3000,   /* something found in metadata by Xapian */
    DEADLINE_WORK_CHUNK = 600,  /* lists of positions gone over together, */
    DEADLINE_WORK_PART = 15,    /* each that is read, */
    DEADLINE_WORK_POSITION = 3, /* and each position of it */
    DEADLINE_WORK_SORT = 100,   /* something put in order */
    DEADLINE_WORK_WORD = 15     /* a word of the vocabulary looked at */
};

/* Seconds of this thread's processor time from now, and any work; 0 = no
 * limit. */
void deadline_start(double seconds);
/* Steps of work from now; 0 = any. */
void deadline_allow(uint64_t work);
/* A share of either more from now, to put in order what was found in time;
 * nothing where there is no limit. */
void deadline_grace(void);
/* So many steps are done, or about to be. */
void deadline_work(uint64_t steps);
/* Steps that may still be done; UINT64_MAX where there is no such limit. */
uint64_t deadline_work_left(void);
bool deadline_is_set(void);
/* Stays true once it is.  Looks at the clock each time: some 0.3 us. */
bool deadline_passed(void);
/* STATUS_TIMEOUT when it has. */
enum status deadline_check(struct error *err) MUST_USE;

#endif
