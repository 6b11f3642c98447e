#ifndef LIASSE_REMOVER_H
#define LIASSE_REMOVER_H

/* Generations that are no longer needed, removed beside other work.
 *
 * To free tables of hundreds of megabytes takes the file system tenths of a
 * second.  They get names that no reader looks for at once, in the caller's
 * thread; a thread of its own frees them.  A run that is killed leaves the
 * rest to the next one (layout_remove_retired). */

#include "cleanup.h"
#include "layout.h"

#include <pthread.h>
#include <stdbool.h>

struct remover {
    const struct layout *layout;
    pthread_t thread;
    bool running;
    enum status status;
    struct error err;
};

/* Starts to remove all but `keep`; `remover` stays where it is to the end, as
 * does `layout`.  The caller has the lock of liasse-index. */
enum status remover_start(struct remover *remover, const struct layout *layout,
                          uint32_t keep, struct error *err) MUST_USE;
/* Waits until all is removed; tells whether it could be.  At once for one that
 * was never started ({0}), and the second time. */
enum status remover_end(struct remover *remover, struct error *err) MUST_USE;
void remover_release(struct remover *remover);

CLEANUP_KIND(remover, struct remover, remover_release)

#endif
