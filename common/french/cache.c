/* Analysis: words met before. */
#include "cache.h"

#include "ending.h"
#include "pages.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SIZE = 1 << 11 };

/* Up to eight bytes, with zeros behind, as they stand in memory.  Together:
 * what is written in parts is slow to be read as a whole, and a key is read at
 * once. */
static uint64_t
load_few(const char *at, size_t len)
{
    uint64_t bytes = 0;
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (len >= 8) {
        memcpy(&bytes, at, 8);
    } else if (len >= 4) {
        uint32_t first, last;
        memcpy(&first, at, 4);
        memcpy(&last, at + len - 4, 4);
        bytes = first | (uint64_t)last << 8 * (len - 4);
    } else {
        for (size_t i = 0; i < len; i++)
            bytes |= (uint64_t)(unsigned char)at[i] << 8 * i;
    }
#else
    memcpy(&bytes, at, len < 8 ? len : 8);
#endif
    return bytes;
}

bool
cache_key(char out[CACHE_WORD_MAX], struct str word)
{
    if (word.len == 0 || word.len > CACHE_WORD_MAX)
        return false;
    for (size_t at = 0; at < CACHE_WORD_MAX; at += 8) {
        uint64_t bytes =
            at < word.len ? load_few(word.at + at, word.len - at) : 0;
        memcpy(out + at, &bytes, 8);
    }
    return true;
}

bool
cache_wants(struct cache *cache, uint32_t hash, struct str key)
{
    if (key.len == 0 || key.len > CACHE_WORD_MAX || cache->count >= cache->most)
        return false;
    uint32_t *seen = &cache->seen[hash >> 1 & (CACHE_SEEN - 1)];
    bool twice = *seen == hash;
    *seen = hash;
    return twice;
}

static struct cache_entry *
free_slot(const struct cache *cache, uint32_t hash)
{
    size_t mask = cache->size - 1;
    size_t i = hash >> 1 & mask;
    while (cache->slots[i].word.len)
        i = (i + 1) & mask;
    return &cache->slots[i];
}

/* Twice the slots. */
static bool
grow(struct cache *cache)
{
    struct cache_entry *old = cache->slots;
    size_t old_size = cache->size;
    size_t size = old_size ? old_size * 2 : FIRST_SIZE;
    struct cache_entry *slots = pages_alloc(size * sizeof *slots);
    if (!slots) {
        ending_now(STATUS_NOMEM);
        return false;
    }
    memset(slots, 0, size * sizeof *slots);
    cache->slots = slots;
    cache->size = size;
    for (size_t i = 0; i < old_size; i++)
        if (old[i].word.len)
            *free_slot(cache, old[i].hash) = old[i];
    free(old);
    return true;
}

const struct cache_entry *
cache_add(struct cache *cache, const struct cache_entry *given)
{
    struct cache_entry entry = *given;
    if (cache->count * 3 >= cache->size * 2 && !grow(cache))
        return NULL;
    struct str word = arena_copy(&cache->memory, entry.word);
    bool same = str_eq(entry.word, entry.stem);
    struct str stem = same ? word : arena_copy(&cache->memory, entry.stem);
    if (word.len != entry.word.len || stem.len != entry.stem.len)
        return NULL;
    memcpy(entry.start, entry.word.at, CACHE_PIECE);
    entry.word = word;
    entry.stem = stem;
    entry.number = (uint32_t)++cache->count;
    struct cache_entry *slot = free_slot(cache, entry.hash);
    *slot = entry;
    return slot;
}

size_t
cache_bytes(const struct cache *cache)
{
    return cache->memory.used + cache->size * sizeof *cache->slots;
}

void
cache_release(struct cache *cache)
{
    arena_release(&cache->memory);
    free(cache->slots);
    cache->slots = NULL;
    cache->size = cache->count = 0;
}
