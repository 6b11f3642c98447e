#ifndef LIASSE_CACHE_H
#define LIASSE_CACHE_H

/* The words that keep coming back, with their stems and flags.
 *
 * Bounded: a word enters when it is seen for the second time, and up to
 * `most` of them, so that a document of noise cannot fill it.  Entries
 * never move or leave: what was handed out lives as long as the cache. */

#include "arena.h"
#include "str.h"

enum {
    CACHE_WORDS = 1 << 18, /* at most about 40 MiB with their slots */
    CACHE_WORD_MAX = 48,   /* bytes; longer words are not kept */
    CACHE_SEEN = 1 << 15
};

struct cache_entry {
    uint32_t hash; /* 0 = free */
    uint32_t flags;
    uint32_t number; /* in the order of entry, from 1 */
    struct str word, stem;
};

struct cache {
    struct cache_entry *slots;
    size_t size, count;
    size_t most; /* words, set by the owner: up to CACHE_WORDS */
    struct arena memory;
    uint32_t seen[CACHE_SEEN]; /* hashes of words seen once */
};

uint32_t cache_hash(struct str word);
/* NULL when the word is not kept. */
const struct cache_entry *cache_find(const struct cache *cache, uint32_t hash,
                                     struct str word);
/* True when the word should be kept now. */
bool cache_wants(struct cache *cache, uint32_t hash, struct str word);
/* Keeps a copy of the entry (its hash filled in, not in the cache); NULL
 * without memory, and then the cache is as it was. */
const struct cache_entry *cache_add(struct cache *cache,
                                    struct cache_entry entry);
void cache_release(struct cache *cache);

#endif
