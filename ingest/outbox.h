#ifndef LIASSE_OUTBOX_H
#define LIASSE_OUTBOX_H

/* Outbox: frames on their way from a worker to the parent, on descriptor 1.
 *
 * Documents are packed here (packed.h), which takes twice the time of reading
 * them: frames that are not in a hurry are packed by a thread while the worker
 * reads on, and sent by another, since the parent does not take any while it
 * commits: some megabytes wait.  One file keeps two processors busy that way,
 * whatever its format.  Frames leave in the order in which they were given.
 *
 *     outbox_open (before the sandbox: threads cannot be started within it)
 *     outbox_give | outbox_flush ...
 *     outbox_close */

#include "buf.h"

struct outbox;

/* Without threads, where none can be had, what is given is sent at once. */
enum status outbox_open(struct outbox **out, struct error *err) MUST_USE;
/* What was given and not flushed may be lost. */
void outbox_close(struct outbox *outbox);

/* Takes frames over, which are empty afterwards.  What fails may be told by a
 * later call. */
enum status outbox_give(struct outbox *outbox, struct buf *frames,
                        struct error *err) MUST_USE;
/* The same, and waits until all are sent. */
enum status outbox_flush(struct outbox *outbox, struct buf *frames,
                         struct error *err) MUST_USE;

CLEANUP_HANDLE(outbox, struct outbox, outbox_close)

#endif
