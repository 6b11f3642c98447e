#ifndef LIASSE_ISOLATE_H
#define LIASSE_ISOLATE_H

/* Work on a database that may be damaged, in a process of its own: what Xapian
 * reads from damaged blocks may crash it or hold it for ever, and whoever
 * looks for damage must outlive that.
 *
 * The child is forked: no writer may be open (it would keep the lock), and
 * what the work does to memory is lost but for the count it returns.  Where an
 * allocation failed in it and it came to no good end, it is done once more: a
 * damaged length asks for too much each time, memory may be there again. */

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

typedef enum status isolated_work(uint64_t *count, void *payload,
                                  struct error *err);

/* Runs it and gives back its status, count and error; STATUS_NOMEM where memory
 * ended in it, STATUS_FORMAT where it asked for more than there is.  *died: it crashed, or
 * took more than `seconds` of processor time; then the status is STATUS_OK,
 * and err says how it ended. */
enum status isolate(uint64_t *count, bool *died, isolated_work *work,
                    void *payload, unsigned seconds,
                    struct error *err) MUST_USE;

#endif
