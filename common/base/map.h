#ifndef LIASSE_MAP_H
#define LIASSE_MAP_H

/* A hash map from byte strings to 64-bit values (a number, or an offset, or
 * a pointer cast by the caller).  Keys are copied and live until map_release.
 *
 *     AUTO(map) struct map seen = {0};
 *     uint64_t *value = map_at(&seen, key);     NULL = no memory
 *     if (*value == 0) *value = 1; */

#include "arena.h"
#include "cleanup.h"
#include "str.h"

struct map_slot {
    struct str key;
    uint64_t hash, value;
};

struct map {
    struct map_slot *slots;
    size_t size, count; /* size is zero or a power of two */
    struct arena keys;
};

/* The value of key, made with value 0 when it is new; NULL without memory.
 * The pointer lives until the next map_at. */
uint64_t *map_at(struct map *map, struct str key);
/* The same without making it: NULL when there is none. */
uint64_t *map_find(const struct map *map, struct str key);
/* The map's own copy of a key that is in it; empty when it is not. */
struct str map_key(const struct map *map, struct str key);
/* Walks: *at starts at 0; false at the end.  The order is arbitrary. */
bool map_next(const struct map *map, size_t *at, struct str *key,
              uint64_t *value);
void map_clear(struct map *map);
void map_release(struct map *map);

CLEANUP_KIND(map, struct map, map_release)

#endif
