#ifndef LIASSE_PENDING_H
#define LIASSE_PENDING_H

/* What changed in the store since `search` last looked, batch by batch.
 *
 * The store may move on while it is read (STATUS_STALE): pending_next then
 * reopens it and asks again from the last batch that was written; bounded,
 * as every retry here. */

#include "store.h"

enum { PENDING_BATCH = 1000 }; /* records; or LIASSE_BATCH (setting.h) */

struct pending {
    struct store *store; /* open for reading, borrowed */
    uint64_t done;       /* last sequence number written */
    struct arena arena;  /* of the list */
    struct change *at;
    size_t count, next, batch;
    bool listed; /* the list is whole as of when it was made */
};

void pending_init(struct pending *pending, struct store *store,
                  uint64_t done);
void pending_release(struct pending *pending);

/* The next changes, at most PENDING_BATCH; STATUS_DONE when the list is
 * through: every document that the store had when it was made is then
 * written.  (What came since is for the next run: a busy liasse-ingest would
 * keep this one for ever.) */
enum status pending_next(struct change **out, size_t *count,
                         struct pending *pending, struct error *err) MUST_USE;
/* They are written, up to this sequence number. */
void pending_written(struct pending *pending, uint64_t sequence);
/* The store moved: the list is made anew at the next pending_next. */
void pending_forget(struct pending *pending);

CLEANUP_KIND(pending, struct pending, pending_release)

#endif
