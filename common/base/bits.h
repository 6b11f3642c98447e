#ifndef LIASSE_BITS_H
#define LIASSE_BITS_H

/* Sets of small numbers, 64 of them a word. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a word that is not 0: the number of its first bit that is set. */
static inline uint32_t
bits_first(uint64_t word)
{
#if defined __GNUC__
    return (uint32_t)__builtin_ctzll(word);
#else
    uint32_t count = 0;
    for (; !(word & 1); word >>= 1)
        count++;
    return count;
#endif
}

/* Those of a word: by twos, fours, eights, and those added up. */
static inline uint32_t
bits_count(uint64_t word)
{
    word -= word >> 1 & 0x5555555555555555;
    word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
    word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return (uint32_t)(word * 0x0101010101010101 >> 56);
}

static inline bool
bits_has(const uint64_t *bits, uint32_t i)
{
    return bits[i / 64] >> i % 64 & 1;
}

static inline void
bits_add(uint64_t *bits, uint32_t i)
{
    bits[i / 64] |= (uint64_t)1 << i % 64;
}

/* Moves *i to the first one from there on, below `end`; false when there is
 * none.  All words that `end` reaches into are looked at whole. */
static inline bool
bits_next(const uint64_t *bits, uint32_t end, uint32_t *i)
{
    for (uint32_t at = *i; at < end; at = (at / 64 + 1) * 64) {
        uint64_t word = bits[at / 64] >> at % 64;
        if (word) {
            *i = at + bits_first(word);
            return *i < end;
        }
    }
    return false;
}

#endif
