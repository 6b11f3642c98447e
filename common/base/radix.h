#ifndef LIASSE_RADIX_H
#define LIASSE_RADIX_H

/* Sorting by a number, byte by byte from the lowest one (LSD radix sort): no
 * comparison that the processor could guess wrongly.  A thousand hits take
 * some 10 us, qsort 60. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct radix_item {
    uint64_t key;
    uint64_t value; /* what the key stands for */
};

/* Lowest key first; items of one key stay in their order.  spare: room for as
 * many. */
void radix_sort(struct radix_item *items, struct radix_item *spare,
                size_t count);

/* A key that sorts as the number does (not a NaN; 0 and -0 are one). */
static inline uint64_t
radix_key(double number)
{
    uint64_t bits;
    number += 0.0;
    memcpy(&bits, &number, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static inline uint64_t
radix_key_falling(double number)
{
    return ~radix_key(number);
}

#endif
