#ifndef LIASSE_WORKER_H
#define LIASSE_WORKER_H

/* The worker process: takes a source, finds its reader, sends what it reads.
 *
 * Runs in a process of its own (crew.h starts it), which can open nothing
 * (sandbox.h): takes JOB frames with the descriptors of their files, as a
 * helper PARSE frames, from descriptor 0 until its end, writes frames to
 * descriptor 1; descriptor 3 is the standard input of the parent, for the
 * source "-", descriptor 4 the memory of batch.h.  A crash in a parser ends
 * this process, not the run. */

#include "filter.h"

enum {
    WORKER_STDIN = 3,
    WORKER_BATCHES = 4,
    WORKER_ARGUMENTS = 12 + 4 * OPTION_LIST_MAX
};

/* What all of them are started with. */
struct process_options {
    const char *reader;          /* forced, or NULL */
    const struct filter *filter; /* or NULL */
    bool print;         /* documents as the lines of JSON of a dry run */
    bool unconfined;    /* without sandbox.h */
    int input, batches; /* descriptors given on */
};

/* The command line of a worker: what worker_main reads.  Strings are
 * borrowed. */
void worker_arguments(char *argv[WORKER_ARGUMENTS],
                      const struct process_options *options);

/* Was the program started as a worker? */
bool is_worker(int argc, char **argv);
/* The exit code. */
int worker_main(int argc, char **argv);

#endif
