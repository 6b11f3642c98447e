#ifndef LIASSE_WORKER_H
#define LIASSE_WORKER_H

/* The worker process: opens a source, finds its reader, sends what it reads.
 *
 * Runs in a process of its own (crew.h starts it): takes JOB frames from
 * descriptor 0 until its end, writes frames to descriptor 1; descriptor 3 is
 * the standard input of the parent, for the source "-".  A crash in a parser
 * ends this process, not the run. */

enum { WORKER_STDIN = 3 };

/* `reader` forces a reader by name, NULL for none.  The exit code. */
int worker_main(const char *reader);

#endif
