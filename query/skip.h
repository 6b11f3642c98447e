#ifndef LIASSE_SKIP_H
#define LIASSE_SKIP_H

/* Going forward in numbers that rise. */

#include <stddef.h>
#include <stdint.h>

/* The first from i on that is not below `least`, `count` if there is none; in
 * steps that double. */
static inline size_t
skip_below(const uint32_t *at, size_t count, size_t i, uint64_t least)
{
    size_t low = i, high = i;
    for (size_t step = 1; high < count && at[high] < least; step *= 2) {
        low = high + 1;
        high += step;
    }
    high = high < count ? high : count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (at[middle] < least)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#endif
