/* build: memory of the inverter. */
#define _GNU_SOURCE /* mremap */
#include "memory.h"

#include "pages.h"

#include <sys/mman.h>
#include <unistd.h>

enum { POOL_FIRST = 1 << 21, PIECE_FIRST = 16, PIECE_MOST = 16384 };

static size_t
rounded(size_t size, size_t step)
{
    return (size + step - 1) / step * step;
}

static bool
pool_grow(struct pool *pool, size_t want)
{
    size_t size = pool->size ? pool->size : POOL_FIRST;
    while (size < want)
        size *= 2;
    void *at = pool->at ? mremap(pool->at, pool->size, size, MREMAP_MAYMOVE)
                        : mmap(NULL, size, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return false;
    pool->at = at;
    pool->size = size;
    pages_large(pool->at, pool->size);
    return true;
}

pool_place
pool_take(struct pool *pool, size_t size)
{
    if (pool->len == 0)
        pool->len = POOL_STEP; /* no place is POOL_NONE */
    size_t at = pool->len;
    if (size > SIZE_MAX / 4 || at / POOL_STEP > UINT32_MAX)
        return POOL_NONE;
    size_t end = at + rounded(size, POOL_STEP);
    if (end + POOL_BEHIND > pool->size && !pool_grow(pool, end + POOL_BEHIND))
        return POOL_NONE;
    pool->len = end;
    return (pool_place)(at / POOL_STEP);
}

void
pool_clear(struct pool *pool)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (pool->most < pool->len)
        pool->most = pool->len;
    pool->len = 0;
    if (!pool->at)
        return;
    size_t keep = rounded(pool->most / 8 * 7, page);
    size_t end = rounded(pool->most, page);
    if (keep < end)
        (void)madvise(pool->at + keep, end - keep, MADV_DONTNEED);
    pool->most = keep;
}

void
pool_trim(struct pool *pool)
{
    size_t size = rounded(pool->len + POOL_BEHIND, POOL_FIRST);
    if (pool->len == 0) {
        pool_release(pool);
    } else if (size < pool->size &&
               mremap(pool->at, pool->size, size, 0) != MAP_FAILED) {
        pool->size = size;
    }
}

void
pool_release(struct pool *pool)
{
    if (pool->at)
        (void)munmap(pool->at, pool->size);
    *pool = (struct pool){0};
}

uint8_t *
chain_extend(struct chain *chain, struct pool *pool, size_t size, size_t wanted)
{
    struct piece *last = pool_piece(pool, chain->last);
    size_t head = sizeof *last;
    size_t whole = last ? (head + last->room) / 2 * 3 : PIECE_FIRST;
    if (whole < head + wanted)
        whole = head + wanted;
    if (whole > PIECE_MOST)
        whole = PIECE_MOST;
    if (whole < head + size)
        whole = head + size;
    whole = rounded(whole, POOL_STEP);
    pool_place place = pool_take(pool, whole);
    if (!place)
        return NULL;
    struct piece *piece = pool_piece(pool, place);
    *piece = (struct piece){.room = (uint32_t)(whole - head)};
    if (chain->last)
        pool_piece(pool, chain->last)->next = place;
    else
        chain->first = place;
    chain->last = place;
    return piece->at;
}

uint8_t *
chain_reserve(struct chain *chain, struct pool *pool, size_t size)
{
    struct piece *last = pool_piece(pool, chain->last);
    if (last && last->room - last->used >= size)
        return last->at + last->used;
    size_t room = last ? sizeof *last + last->room : 0;
    return chain_extend(chain, pool, size, size + room);
}
