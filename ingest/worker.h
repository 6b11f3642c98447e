#ifndef LIASSE_WORKER_H
#define LIASSE_WORKER_H

/* The worker process: opens a source, finds its reader, sends what it reads.
 *
 * Runs in a process of its own (crew.h starts it): takes JOB frames, as a
 * helper PARSE frames, from descriptor 0 until its end, writes frames to
 * descriptor 1; descriptor 3 is the standard input of the parent, for the
 * source "-", descriptor 4 the memory of batch.h.  A crash in a parser ends
 * this process, not the run. */

#include "filter.h"

enum {
    WORKER_STDIN = 3,
    WORKER_BATCHES = 4,
    WORKER_ARGUMENTS = 10 + 4 * OPTION_LIST_MAX
};

/* The command line of a worker: what worker_main reads.  `reader` forces a
 * reader by name, NULL for none; filter may be NULL; with `print` documents
 * are sent as the lines of JSON that a dry run prints.  Strings are
 * borrowed. */
void worker_arguments(char *argv[WORKER_ARGUMENTS], const char *reader,
                      const struct filter *filter, bool print);

/* Was the program started as a worker? */
bool is_worker(int argc, char **argv);
/* The exit code. */
int worker_main(int argc, char **argv);

#endif
