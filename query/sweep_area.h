#ifndef LIASSE_SWEEP_AREA_H
#define LIASSE_SWEEP_AREA_H

/* The documents of one window of docids: a bit each, and a score that holds
 * only where the bit is set. */

#include "bits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { AREA_DOCS = 4096, AREA_WORDS = AREA_DOCS / 64 };

struct area {
    uint64_t bits[AREA_WORDS];
    double score[AREA_DOCS];
};

static inline void
area_clear(struct area *area)
{
    memset(area->bits, 0, sizeof area->bits);
}

/* The first `count` of them; scores are as they are. */
static inline void
area_fill(struct area *area, uint32_t count)
{
    for (uint32_t i = 0; i < AREA_WORDS; i++)
        area->bits[i] = count >= 64 * (i + 1) ? UINT64_MAX
                        : count > 64 * i      ? ((uint64_t)1 << count % 64) - 1
                                              : 0;
}

static inline bool
area_is_empty(const struct area *area)
{
    uint64_t any = 0;
    for (size_t i = 0; i < AREA_WORDS; i++)
        any |= area->bits[i];
    return any == 0;
}

/* Document i is in it, with that much more. */
static inline void
area_add(struct area *area, uint32_t i, double score)
{
    uint64_t bit = (uint64_t)1 << i % 64, *word = &area->bits[i / 64];
    area->score[i] = *word & bit ? area->score[i] + score : score;
    *word |= bit;
}

/* The same for a document that is not in it yet. */
static inline void
area_put(struct area *area, uint32_t i, double score)
{
    area->score[i] = score;
    area->bits[i / 64] |= (uint64_t)1 << i % 64;
}

/* Leaves the first `count`. */
static inline void
area_cut(struct area *area, uint32_t count)
{
    for (uint32_t i = count / 64; i < AREA_WORDS; i++)
        area->bits[i] &= i == count / 64 ? ((uint64_t)1 << count % 64) - 1 : 0;
}

static inline void
area_drop(struct area *area, uint32_t i)
{
    area->bits[i / 64] &= ~((uint64_t)1 << i % 64);
}

/* Moves *i to the first document from there on; false when there is none. */
static inline bool
area_next(const struct area *area, uint32_t *i)
{
    return bits_next(area->bits, AREA_DOCS, i);
}

static inline size_t
area_count(const struct area *area)
{
    size_t count = 0;
    for (size_t i = 0; i < AREA_WORDS; i++)
        count += bits_count(area->bits[i]);
    return count;
}

/* All of from. */
static inline void
area_or(struct area *area, const struct area *from)
{
    for (uint32_t i = 0; area_next(from, &i); i++)
        area_add(area, i, from->score[i]);
}

/* What both have, scores added. */
static inline void
area_and(struct area *area, const struct area *other)
{
    for (uint32_t word = 0; word < AREA_WORDS; word++) {
        uint64_t bits = area->bits[word] &= other->bits[word];
        for (; bits; bits &= bits - 1) {
            uint32_t i = 64 * word + bits_first(bits);
            area->score[i] += other->score[i];
        }
    }
}

static inline void
area_without(struct area *area, const struct area *other)
{
    for (size_t i = 0; i < AREA_WORDS; i++)
        area->bits[i] &= ~other->bits[i];
}

/* Its own documents, with what the other adds to them. */
static inline void
area_maybe(struct area *area, const struct area *other)
{
    for (uint32_t i = 0; area_next(other, &i); i++)
        if (area->bits[i / 64] >> i % 64 & 1)
            area->score[i] += other->score[i];
}

#endif
