#ifndef LIASSE_DEADLINE_H
#define LIASSE_DEADLINE_H

/* How much processor time the work at hand may take in this thread: a search
 * for a server must end, whatever was asked.  What loops long asks now and
 * then; which of a dozen functions of several modules is at it when the time
 * is over is not known, hence one per thread instead of one more parameter
 * everywhere.
 *
 *     deadline_start(1.0);
 *     status = work();              TRY(deadline_check(err)) inside
 *     deadline_start(0);            none again */

#include "attr.h"
#include "error.h"

#include <stdbool.h>

/* Seconds of this thread's processor time from now; 0 = no limit. */
void deadline_start(double seconds);
#define DEADLINE_GRACE 0.25
/* So many more from now, to put in order what was found in time; nothing
 * where there is no limit. */
void deadline_grace(double seconds);
bool deadline_is_set(void);
/* Stays true once it is.  Looks at the clock each time: some 0.3 us. */
bool deadline_passed(void);
/* STATUS_TIMEOUT when it has. */
enum status deadline_check(struct error *err) MUST_USE;

#endif
