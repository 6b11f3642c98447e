/* Analysis: words met before. */
#include "cache.h"

#include <string.h>

enum { FIRST_SIZE = 1 << 12 };

/* Eight bytes a step, mixed by multiplication; never 0. */
uint32_t
cache_hash(struct str word)
{
    const uint64_t odd = 0x9E3779B97F4A7C15u; /* 2^64 / golden ratio */
    uint64_t hash = word.len * odd, piece;
    size_t at = 0;
    for (; word.len - at >= 8; at += 8) {
        memcpy(&piece, word.at + at, 8);
        hash = (hash ^ piece) * odd;
        hash ^= hash >> 32;
    }
    piece = 0;
    for (size_t i = at; i < word.len; i++)
        piece = piece << 8 | (unsigned char)word.at[i];
    hash = (hash ^ piece) * odd;
    hash ^= hash >> 29;
    hash *= odd;
    return (uint32_t)(hash >> 32) | 1;
}

/* The entry of the word or the free slot where it belongs. */
static struct cache_entry *
slot_of(const struct cache *cache, uint32_t hash, struct str word)
{
    size_t mask = cache->size - 1;
    for (size_t i = hash >> 1 & mask;; i = (i + 1) & mask) {
        struct cache_entry *slot = &cache->slots[i];
        if (!slot->hash || (slot->hash == hash && str_eq(slot->word, word)))
            return slot;
    }
}

const struct cache_entry *
cache_find(const struct cache *cache, uint32_t hash, struct str word)
{
    if (cache->size == 0)
        return NULL;
    const struct cache_entry *slot = slot_of(cache, hash, word);
    return slot->hash ? slot : NULL;
}

bool
cache_wants(struct cache *cache, uint32_t hash, struct str word)
{
    if (word.len > CACHE_WORD_MAX || cache->count >= cache->most)
        return false;
    uint32_t *seen = &cache->seen[hash >> 1 & (CACHE_SEEN - 1)];
    bool twice = *seen == hash;
    *seen = hash;
    return twice;
}

/* Twice the slots.  The old ones stay in the arena: together they are no
 * more than the new ones, and there is an end to it. */
static bool
grow(struct cache *cache)
{
    struct cache old = *cache;
    size_t size = old.size ? old.size * 2 : FIRST_SIZE;
    struct cache_entry *slots =
        arena_array(&cache->memory, size, sizeof *slots);
    if (!slots)
        return false;
    cache->slots = slots;
    cache->size = size;
    for (size_t i = 0; i < old.size; i++)
        if (old.slots[i].hash)
            *slot_of(cache, old.slots[i].hash, old.slots[i].word) =
                old.slots[i];
    return true;
}

const struct cache_entry *
cache_add(struct cache *cache, struct cache_entry entry)
{
    if (cache->count * 2 >= cache->size && !grow(cache))
        return NULL;
    struct str word = arena_copy(&cache->memory, entry.word);
    bool same = str_eq(entry.word, entry.stem);
    struct str stem = same ? word : arena_copy(&cache->memory, entry.stem);
    if (word.len != entry.word.len || stem.len != entry.stem.len)
        return NULL;
    struct cache_entry *slot = slot_of(cache, entry.hash, word);
    entry.word = word;
    entry.stem = stem;
    entry.number = (uint32_t)++cache->count;
    *slot = entry;
    return slot;
}

void
cache_release(struct cache *cache)
{
    arena_release(&cache->memory);
    cache->slots = NULL;
    cache->size = cache->count = 0;
}
