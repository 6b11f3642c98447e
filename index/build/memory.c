/* build: memory of the inverter. */
#include "memory.h"

#include <stdlib.h>

enum { BLOCK = 1 << 20, PIECE_FIRST = 32, PIECE_MOST = 16384 };

struct pool_block {
    struct pool_block *next;
    max_align_t at[];
};

void *
pool_take(struct pool *pool, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    if (size > pool->left) {
        size_t room = size > BLOCK / 4 ? size : BLOCK;
        struct pool_block *block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        block->next = pool->blocks;
        pool->blocks = block;
        pool->bytes += sizeof *block + room;
        if (room == size) /* its own block: what is left elsewhere stays */
            return block->at;
        pool->at = (uint8_t *)block->at;
        pool->left = room;
    }
    void *taken = pool->at;
    pool->at += size;
    pool->left -= size;
    return taken;
}

void
pool_release(struct pool *pool)
{
    while (pool->blocks) {
        struct pool_block *next = pool->blocks->next;
        free(pool->blocks);
        pool->blocks = next;
    }
    *pool = (struct pool){0};
}

uint8_t *
chain_reserve(struct chain *chain, struct pool *pool, size_t size)
{
    struct piece *last = chain->last;
    if (last && last->room - last->used >= size)
        return last->at + last->used;
    size_t whole = last ? (sizeof *last + last->room) * 2 : PIECE_FIRST;
    if (whole > PIECE_MOST)
        whole = PIECE_MOST;
    if (whole < sizeof *last + size)
        whole = (sizeof *last + size + 7) & ~(size_t)7;
    struct piece *piece = pool_take(pool, whole);
    if (!piece)
        return NULL;
    *piece = (struct piece){.room = (uint32_t)(whole - sizeof *piece)};
    if (last)
        last->next = piece;
    else
        chain->first = piece;
    chain->last = piece;
    return piece->at;
}

void
chain_used(struct chain *chain, size_t size)
{
    chain->last->used += (uint32_t)size;
}
