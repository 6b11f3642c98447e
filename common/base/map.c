/* Every step: hash map of byte strings. */
#include "map.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_KEPT = 1 << 10 };

/* FNV-1a, folded once: short keys, no adversary that could profit (a map of
 * ours never decides how long a request may take). */
static uint64_t
hash_of(struct str key)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char)key.at[i]) * 1099511628211u;
    return (hash ^ hash >> 29) | 1; /* never 0: 0 marks an empty slot */
}

static struct map_slot *
slot_of(const struct map *map, struct str key, uint64_t hash)
{
    size_t at = hash & (map->size - 1);
    while (map->slots[at].hash) {
        struct map_slot *slot = &map->slots[at];
        if (slot->hash == hash && str_eq(slot->key, key))
            return slot;
        at = (at + 1) & (map->size - 1);
    }
    return &map->slots[at];
}

static bool
map_grow(struct map *map)
{
    struct map grown = {.size = map->size ? map->size * 2 : 64};
    grown.slots = calloc(grown.size, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < map->size; i++)
        if (map->slots[i].hash)
            *slot_of(&grown, map->slots[i].key, map->slots[i].hash) =
                map->slots[i];
    free(map->slots);
    map->slots = grown.slots;
    map->size = grown.size;
    return true;
}

uint64_t *
map_at(struct map *map, struct str key)
{
    if (map->count >= map->size / 4 * 3 && !map_grow(map))
        return NULL;
    uint64_t hash = hash_of(key);
    struct map_slot *slot = slot_of(map, key, hash);
    if (!slot->hash) {
        struct str copy = arena_copy(&map->keys, key);
        if (copy.len != key.len)
            return NULL;
        *slot = (struct map_slot){.key = copy, .hash = hash};
        map->count++;
    }
    return &slot->value;
}

uint64_t *
map_find(const struct map *map, struct str key)
{
    if (map->size == 0)
        return NULL;
    struct map_slot *slot = slot_of(map, key, hash_of(key));
    return slot->hash ? &slot->value : NULL;
}

struct str
map_key(const struct map *map, struct str key)
{
    if (map->size == 0)
        return (struct str){NULL, 0};
    return slot_of(map, key, hash_of(key))->key;
}

bool
map_next(const struct map *map, size_t *at, struct str *key, uint64_t *value)
{
    for (; *at < map->size; ++*at) {
        const struct map_slot *slot = &map->slots[*at];
        if (!slot->hash)
            continue;
        *key = slot->key;
        *value = slot->value;
        ++*at;
        return true;
    }
    return false;
}

/* Where few of many slots are in use, all would be cleared again and again. */
void
map_clear(struct map *map)
{
    if (map->count == 0)
        return;
    if (map->size > SLOTS_KEPT && map->count < map->size / 8) {
        free(map->slots);
        map->slots = NULL;
        map->size = 0;
    } else {
        memset(map->slots, 0, map->size * sizeof *map->slots);
    }
    map->count = 0;
    arena_reset(&map->keys);
}

void
map_release(struct map *map)
{
    free(map->slots);
    arena_release(&map->keys);
    *map = (struct map){0};
}
