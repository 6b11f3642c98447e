#ifndef LIASSE_BUILD_MEMORY_H
#define LIASSE_BUILD_MEMORY_H

/* What the inverter keeps: many small pieces, never freed one by one.
 *
 * A pool hands out bytes from one mapping that grows and may move: a place in
 * it is a number that keeps its meaning, and half as long as a pointer.  The
 * kernel is asked for large pages, for terms come in no order.  A chain is a
 * string of bytes that grows at its end: pieces of rising size from a pool.
 * What is appended in one go lies in one piece. */

#include "cleanup.h"
#include "str.h"

#include <stdint.h>

/* In steps of POOL_STEP bytes; POOL_NONE is none. */
typedef uint32_t pool_place;
enum {
    POOL_STEP = 8,
    POOL_NONE = 0,
    POOL_BEHIND = 16 /* bytes that can be read behind any */
};

struct pool {
    uint8_t *at;
    size_t len;  /* handed out */
    size_t size; /* mapped */
    size_t most; /* what is behind it and `len` takes no memory */
};

/* Uncleared, aligned to POOL_STEP; POOL_NONE without memory, or beyond 32
 * GiB. */
pool_place pool_take(struct pool *pool, size_t size);
/* Nothing is handed out any more.  The memory stays but for an eighth: what is
 * kept follows what is needed, and for whoever needs as much again it is little
 * to take anew. */
void pool_clear(struct pool *pool);
/* Gives back what is not handed out. */
void pool_trim(struct pool *pool);
void pool_release(struct pool *pool);

static inline uint8_t *
pool_at(const struct pool *pool, pool_place place)
{
    return pool->at + (size_t)place * POOL_STEP;
}

struct piece {
    pool_place next;
    uint32_t used, room;
    uint8_t at[];
};

struct chain {
    pool_place first, last;
};

static inline struct piece *
pool_piece(const struct pool *pool, pool_place place)
{
    return place ? (struct piece *)(void *)pool_at(pool, place) : NULL;
}

/* `size` bytes at the end, to be written before anything else is taken from
 * the pool; NULL without memory. */
uint8_t *chain_reserve(struct chain *chain, struct pool *pool, size_t size);
/* A new piece at the end, of `size` bytes at least; more if the chain is long
 * or so many are wanted. */
uint8_t *chain_extend(struct chain *chain, struct pool *pool, size_t size,
                      size_t wanted);
/* So many of them were. */
static inline void
chain_used(const struct chain *chain, const struct pool *pool, size_t size)
{
    pool_piece(pool, chain->last)->used += (uint32_t)size;
}

CLEANUP_KIND(pool, struct pool, pool_release)

#endif
