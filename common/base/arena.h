#ifndef LIASSE_ARENA_H
#define LIASSE_ARENA_H

/* An arena: allocate piecemeal, free all at once.
 *
 * One per document or per request.  Readers, analysis and the query parser
 * never free; the owner calls arena_reset between documents.  Allocations are
 * zeroed and aligned for any type, and return NULL when memory or the arena's
 * limit is exhausted (the caller answers STATUS_NOMEM).
 *
 *     AUTO(arena) struct arena arena = {0};
 *     char *name = arena_alloc(&arena, 20); */

#include "attr.h"
#include "cleanup.h"
#include "str.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    size_t used;                /* bytes handed out since the last reset */
    size_t limit;               /* 0 = none; else arena_alloc fails above */
};

void *arena_alloc(struct arena *arena, size_t size);
/* count objects of size bytes, overflow checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* A copy; on failure at == NULL (also for an empty s with len 0). */
struct str arena_copy(struct arena *arena, struct str s);
/* Several strings as one; on failure at == NULL. */
struct str arena_join(struct arena *arena, const struct str *parts,
                      size_t count);
/* A NUL-terminated copy, or NULL. */
char *arena_cstr(struct arena *arena, struct str s);
/* printf into the arena; on failure at == NULL. */
struct str arena_printf(struct arena *arena, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* Forgets every allocation; keeps one block for the next round. */
void arena_reset(struct arena *arena);
/* Gives everything back; the arena may be used again. */
void arena_release(struct arena *arena);

CLEANUP_KIND(arena, struct arena, arena_release)

#endif
