/* Query, fourth step: the best of what was found. */
#include "sweep_best.h"

#include "radix.h"

#include <stdlib.h>

enum { ROOM_FIRST = 1024 };

/* The number that is at `wanted` (from 0) when the highest come first; moves
 * numbers about (Hoare's selection, the middle of three as pivot). */
static double
select_key(double *at, size_t count, size_t wanted)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        double a = at[low], b = at[low + (high - low) / 2], c = at[high];
        double pivot = a > b ? (b > c   ? b
                                : a > c ? c
                                        : a)
                             : (a > c   ? a
                                : b > c ? c
                                        : b);
        size_t i = low, j = high;
        for (;;) {
            while (at[i] > pivot)
                i++;
            while (at[j] < pivot)
                j--;
            if (i >= j)
                break;
            double held = at[i];
            at[i++] = at[j];
            at[j--] = held;
        }
        if (wanted <= j && j < high)
            high = j;
        else
            low = j + 1;
    }
    return at[wanted];
}

static bool
grow(struct best *best)
{
    size_t most = 2 * best->wanted;
    size_t room = best->room ? 2 * best->room : ROOM_FIRST;
    if (room > most && most >= ROOM_FIRST)
        room = most;
    struct best_one *bigger = realloc(best->at, room * sizeof *bigger);
    if (!bigger)
        return false;
    best->at = bigger;
    best->room = room;
    return true;
}

/* Keeps the first `wanted`, as they came: by docid. */
static bool
cut(struct best *best)
{
    size_t kept = 0, above = 0;
    double *keys = malloc(best->count * sizeof *keys);
    if (!keys)
        return false;
    for (size_t i = 0; i < best->count; i++)
        keys[i] = best->at[i].key;
    double least = select_key(keys, best->count, best->wanted - 1);
    free(keys);
    for (size_t i = 0; i < best->count; i++)
        above += best->at[i].key > least;
    size_t equal = best->wanted - above;
    for (size_t i = 0; i < best->count; i++) {
        bool is_equal = best->at[i].key == least;
        bool keeps = best->at[i].key > least || (is_equal && equal > 0);
        equal -= is_equal && keeps;
        best->at[kept] = best->at[i];
        kept += keeps;
    }
    best->count = kept;
    best->full = true;
    best->threshold = least;
    return true;
}

bool
best_make_room(struct best *best)
{
    if (best->room < 2 * best->wanted || best->room == 0)
        return grow(best);
    return cut(best);
}

bool
best_finish(struct best *best)
{
    if (best->count > best->wanted && !cut(best))
        return false;
    size_t count = best->count;
    struct radix_item *items = malloc((2 * count + 1) * sizeof *items);
    if (!items)
        return false;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct radix_item){radix_key_falling(best->at[i].key), i};
    radix_sort(items, items + count, count);
    struct best_one *sorted = malloc((count + 1) * sizeof *sorted);
    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = best->at[items[i].value];
    free(items);
    if (!sorted)
        return false;
    free(best->at);
    best->at = sorted;
    best->room = count;
    return true;
}

void
best_release(struct best *best)
{
    free(best->at);
}
