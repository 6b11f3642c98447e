#ifndef LIASSE_CACHE_H
#define LIASSE_CACHE_H

/* The words that keep coming back, with their stems and flags.
 *
 * Bounded: a word enters when it is seen for the second time, and up to
 * `most` of them, so that a document of noise cannot fill it.  Words and stems
 * never move or leave: what was handed out lives as long as the cache.
 *
 * A word is given as a key: its bytes, and zeros behind them up to the next
 * multiple of CACHE_PIECE bytes, so that hash and comparison take it in
 * pieces.  An entry is a line of the processor's cache and holds the first
 * piece: a common word is found by looking at that line alone. */

#include "arena.h"
#include "str.h"

enum {
    CACHE_WORDS = 1 << 18, /* at most about 45 MiB with their slots */
    CACHE_PIECE = 16,      /* bytes */
    CACHE_WORD_MAX = 48,   /* bytes; longer words are not kept */
    CACHE_SEEN = 1 << 16
};

struct cache_entry {
    _Alignas(64) char start[CACHE_PIECE]; /* of the word, then zeros */
    struct str word, stem;                /* word.len 0 = free */
    uint32_t hash;
    uint32_t flags;
    uint32_t number; /* in the order of entry, from 1 */
    uint32_t cues;   /* as of a token (analyse.h), like the flags */
};

struct cache {
    struct cache_entry *slots;
    size_t size, count;
    size_t most; /* words, set by the owner: up to CACHE_WORDS */
    struct arena memory;
    uint32_t seen[CACHE_SEEN]; /* hashes of words seen once */
};

/* The key of a word, in out; false when it is one that is never kept: empty
 * or too long. */
bool cache_key(char out[CACHE_WORD_MAX], struct str word);

/* Mixed by multiplication; never 0. */
static inline uint32_t
cache_hash(struct str key)
{
    const uint64_t odd = 0x9E3779B97F4A7C15u; /* 2^64 / golden ratio */
    const uint64_t other = 0xD6E8FEB86659FD93u;
    uint64_t hash = key.len;
    for (size_t at = 0; at < key.len; at += CACHE_PIECE) {
        uint64_t low, high;
        memcpy(&low, key.at + at, sizeof low);
        memcpy(&high, key.at + at + sizeof low, sizeof high);
        hash = (hash ^ low) * odd + high * other;
        hash ^= hash >> 32;
    }
    hash *= odd;
    return (uint32_t)(hash >> 32) | 1;
}

static inline bool
cache_entry_is(const struct cache_entry *entry, struct str key)
{
    return memcmp(entry->start, key.at, CACHE_PIECE) == 0 &&
           entry->word.len == key.len &&
           (key.len <= CACHE_PIECE ||
            memcmp(entry->word.at + CACHE_PIECE, key.at + CACHE_PIECE,
                   key.len - CACHE_PIECE) == 0);
}

/* Asks for the line where a word is likely to stand. */
static PREFETCHES void
cache_prefetch(const struct cache *cache, uint32_t hash)
{
    if (cache->size)
        __builtin_prefetch(&cache->slots[hash >> 1 & (cache->size - 1)]);
}

/* NULL when the word is not kept. */
static inline const struct cache_entry *
cache_find(const struct cache *cache, uint32_t hash, struct str key)
{
    if (cache->size == 0)
        return NULL;
    size_t mask = cache->size - 1;
    for (size_t i = hash >> 1 & mask;; i = (i + 1) & mask) {
        const struct cache_entry *entry = &cache->slots[i];
        if (cache_entry_is(entry, key))
            return entry;
        if (!entry->word.len)
            return NULL;
    }
}

/* True when the word should be kept now. */
bool cache_wants(struct cache *cache, uint32_t hash, struct str key);
/* Keeps a copy of the given entry (its hash filled in, its word a key that is
 * not in the cache); NULL without memory, and then the cache is as it was. */
const struct cache_entry *cache_add(struct cache *cache,
                                    const struct cache_entry *given);
/* Memory that it takes, without its own struct. */
size_t cache_bytes(const struct cache *cache);
void cache_release(struct cache *cache);

#endif
