#ifndef LIASSE_BATCH_H
#define LIASSE_BATCH_H

/* Batches: members of an archive on their way from the worker that inflates
 * them to the helpers that parse them, in memory that the crew shares.
 *
 * Each worker has a region of BATCH_SLOTS slots.  It takes a free slot, puts
 * members in, and tells the parent; the parent has a helper parse it; the
 * helper gives the slot back when its answer is written.  A worker that finds
 * no slot free parses the member itself: nobody waits for anybody.
 *
 * A slot: the source's name, then number, name and bytes of each member, all
 * in the encoded form of document.h. */

#include "buf.h"
#include "limits.h"

enum {
    BATCH_SLOTS = 8,           /* of a worker */
    BATCH_MEMBERS = 64,        /* at most in one */
    BATCH_ENOUGH = 256 * 1024, /* bytes after which it is handed on */
    BATCH_ROOM = LIMIT_WHOLE + 1024 * 1024
};

/* The shared memory; the same bytes in every process of the crew. */
struct batches {
    char *at; /* NULL: there is none */
    size_t size;
};

/* Makes the memory for so many regions: a descriptor to be inherited. */
enum status batches_create(int *fd, unsigned regions,
                           struct error *err) MUST_USE;
enum status batches_map(struct batches *out, int fd,
                        struct error *err) MUST_USE;
void batches_unmap(struct batches *batches);

/* A free slot among the first `slots` of the region; false if none is. */
bool batch_take(unsigned *slot, struct batches *batches, unsigned region,
                unsigned slots);
void batch_free(struct batches *batches, unsigned region, unsigned slot);
void batch_free_all(struct batches *batches, unsigned region);
/* A slot's memory as an empty buffer: never release it. */
struct buf batch_buf(struct batches *batches, unsigned region, unsigned slot);

struct batch_member {
    uint64_t number; /* in the archive, from 1 */
    struct str name, bytes;
};
void batch_put(struct buf *out, const struct batch_member *member);
/* Bytes that batch_put will take, at most. */
size_t batch_size(const struct batch_member *member);

/* What stands in a slot, of which `used` bytes are filled.  false: they are
 * not what batch_put wrote. */
bool batch_open(struct str *source, struct str *rest, struct batches *batches,
                unsigned region, unsigned slot, uint64_t used);
bool batch_next(struct batch_member *out, struct str *rest);

CLEANUP_KIND(batches, struct batches, batches_unmap)

#endif
