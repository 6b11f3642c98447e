/* base: sorting by numbers. */
#include "radix.h"

#include <stdbool.h>

enum { BYTES = 8, VALUES = 256, FEW = 24 };

static void
insertion_sort(struct radix_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct radix_item item = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key > item.key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static bool
in_order(const struct radix_item *items, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (items[i - 1].key > items[i].key)
            return false;
    return true;
}

void
radix_sort(struct radix_item *items, struct radix_item *spare, size_t count)
{
    size_t counts[BYTES][VALUES] = {{0}};
    struct radix_item *from = items, *to = spare;
    if (count <= FEW) {
        insertion_sort(items, count);
        return;
    }
    if (in_order(items, count))
        return;
    for (size_t i = 0; i < count; i++)
        for (unsigned byte = 0; byte < BYTES; byte++)
            counts[byte][items[i].key >> 8 * byte & (VALUES - 1)]++;
    for (unsigned byte = 0; byte < BYTES; byte++) {
        size_t *at = counts[byte], sum = 0;
        if (at[items[0].key >> 8 * byte & (VALUES - 1)] == count)
            continue; /* all the same */
        for (unsigned value = 0; value < VALUES; value++) {
            size_t these = at[value];
            at[value] = sum;
            sum += these;
        }
        for (size_t i = 0; i < count; i++)
            to[at[from[i].key >> 8 * byte & (VALUES - 1)]++] = from[i];
        struct radix_item *other = from;
        from = to;
        to = other;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}
