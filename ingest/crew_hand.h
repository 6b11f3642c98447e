#ifndef LIASSE_CREW_HAND_H
#define LIASSE_CREW_HAND_H

/* The helpers: processes that parse batches (batch.h) of the job whose turn
 * it is; answers are given back in the order in which the batches came.
 *
 * Nothing of a batch is given out before all of it is there.  A helper that
 * dies or hangs in one is replaced, and the batch is parsed anew member by
 * member: the one that kills it again is refused, the others are read. */

#include "batch.h"
#include "crew_process.h"

enum {
    HAND_MAX = 63,     /* helpers */
    HAND_BATCHES = 64, /* under way at a time */
    HAND_DEATHS = 8    /* of helpers, that a job may cost */
};

struct helper {
    struct process process;
    /* What it was sent and what of it is not yet given out, oldest first: a
     * batch, or a member of it on its own. */
    struct frame_parse queue[HAND_BATCHES + BATCH_MEMBERS];
    size_t count;
    size_t ahead; /* bytes of the oldest one's answer looked through */
    bool whole;   /* its answer is all there */
};

struct hand {
    struct helper *helpers; /* the first `started` ones run */
    unsigned room, started;
    const struct process_options *options;
    struct batches *batches;
    unsigned timeout;
    unsigned order[HAND_BATCHES]; /* helper of each batch, oldest first */
    size_t count;
    uint64_t members; /* told of the oldest batch so far */
    unsigned deaths;  /* of helpers; the owner sets it back */
};

enum status hand_init(struct hand *hand, unsigned helpers, unsigned timeout,
                      const struct process_options *options,
                      struct batches *batches, struct error *err) MUST_USE;
void hand_release(struct hand *hand);

bool hand_has_room(const struct hand *hand);
/* Gives a batch of the region to a helper. */
enum status hand_give(struct hand *hand, unsigned region,
                      const struct frame_batch *batch,
                      struct error *err) MUST_USE;
/* The next frame of the oldest batch; lives until bytes are received.
 * STATUS_NOT_FOUND: none is there yet; STATUS_DONE: the batch is through,
 * hand->members were sent of it. */
enum status hand_next(int *type, struct str *payload, struct hand *hand,
                      struct error *err) MUST_USE;
/* The helper that hand_next waits for; NULL: there is no batch. */
struct helper *hand_due(struct hand *hand);
/* It died or hung: the place of a member that it has died of alone is taken
 * by a refusal. */
enum status hand_recover(struct hand *hand, bool timeout,
                         struct error *err) MUST_USE;

#endif
