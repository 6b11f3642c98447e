#ifndef LIASSE_STOPPING_H
#define LIASSE_STOPPING_H

/* Stopping well: SIGINT and SIGTERM are noted and asked for between two
 * documents; the batch at hand is committed, then the program ends with
 * 128 + the signal's number.  A second signal ends it at once (a batch not
 * committed leaves nothing behind).
 *
 * SIGPIPE and SIGXFSZ are ignored: they come back as errors of write(). */

#include "error.h"

void stop_install(void);
/* The signal noted, 0 if none. */
int stop_signal(void);

/* Says why the process has to end where it stands (ending.h), without
 * an allocation. */
void stop_badly(enum status code);
/* The same, and ends it with the code of `code`. */
void stop_at_once(enum status code);

#endif
