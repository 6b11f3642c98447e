#ifndef LIASSE_RETRY_H
#define LIASSE_RETRY_H

/* The one bounded retry of the project (RELIABILITY.md, rule 8): when a
 * database changed under a reader, reopen and repeat, at most RETRY_MAX
 * times, 5 to 50 ms apart.
 *
 *     struct retry retry = RETRY_START;
 *     do
 *         status = work();
 *     while (status == STATUS_STALE && retry_again(&retry)); */

#include <stdbool.h>

enum { RETRY_MAX = 5 };

struct retry {
    int tries;
};

#define RETRY_START                                                            \
    {                                                                          \
        0                                                                      \
    }

/* Waits a little and says whether to try again. */
bool retry_again(struct retry *retry);

/* The same for a lock that another process holds: it may be about to end, or
 * have just been killed.  A second in all (rule 6). */
enum { RETRY_LOCK_MAX = 20 };
bool retry_lock(struct retry *retry);

#endif
