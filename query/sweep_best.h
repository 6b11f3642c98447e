#ifndef LIASSE_SWEEP_BEST_H
#define LIASSE_SWEEP_BEST_H

/* The first `wanted` of many documents: highest key first, ties by docid.
 * Documents come with docids ascending.  Memory is twice what is wanted. */

#include "cleanup.h"
#include "xap.h"

struct best_one {
    double key;
    xap_docid docid;
};

struct best {
    size_t wanted;
    struct best_one *at;
    size_t count, room;
    bool full;        /* `wanted` were seen: */
    double threshold; /* what is not above it is not among them */
};

/* False without memory. */
bool best_make_room(struct best *best);

static inline bool
best_add(struct best *best, xap_docid docid, double key)
{
    if (best->full && !(key > best->threshold))
        return true;
    if (best->count == best->room && !best_make_room(best))
        return false;
    best->at[best->count++] = (struct best_one){key, docid};
    return true;
}

/* Leaves the first `wanted`, in order; false without memory. */
bool best_finish(struct best *best);
void best_release(struct best *best);

CLEANUP_KIND(best, struct best, best_release)

#endif
