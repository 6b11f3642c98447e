#ifndef LIASSE_BUILD_MEMORY_H
#define LIASSE_BUILD_MEMORY_H

/* What the inverter keeps: many small pieces, never freed one by one.
 *
 * A pool hands out uncleared bytes from large blocks.  A chain is a string of
 * bytes that grows at its end: pieces of rising size from a pool.  What is
 * appended in one go lies in one piece. */

#include "cleanup.h"
#include "str.h"

#include <stdint.h>

struct pool_block;

struct pool {
    struct pool_block *blocks;
    uint8_t *at;
    size_t left;
    size_t bytes; /* taken from the system */
};

/* Aligned for pointers; NULL without memory. */
void *pool_take(struct pool *pool, size_t size);
void pool_release(struct pool *pool);

struct piece {
    struct piece *next;
    uint32_t used, room;
    uint8_t at[];
};

struct chain {
    struct piece *first, *last;
};

/* `size` bytes at the end, to be written; NULL without memory. */
uint8_t *chain_reserve(struct chain *chain, struct pool *pool, size_t size);
/* So many of them were. */
void chain_used(struct chain *chain, size_t size);

CLEANUP_KIND(pool, struct pool, pool_release)

#endif
