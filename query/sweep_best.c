/* Query, fourth step: the best of what was found. */
#include "sweep_best.h"

#include "radix.h"

#include <stdlib.h>

enum { ROOM_FIRST = 1024 };

static double
middle_of(double a, double b, double c)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* The number that is at `wanted` (from 0) when the highest come first.  Those
 * above a pivot go to the front of `to`, those below to its end, and the part
 * that holds the place is looked at again; every number is written twice
 * rather than asked which way it goes, which the processor could not guess. */
static double
select_key(double *from, double *to, size_t count, size_t wanted)
{
    for (;;) {
        double pivot = middle_of(from[0], from[count / 2], from[count - 1]);
        size_t above = 0, below = count;
        for (size_t i = 0; i < count; i++) {
            double number = from[i];
            to[above] = number;
            to[below - 1] = number;
            above += number > pivot;
            below -= number < pivot;
        }
        if (wanted >= above && wanted < below)
            return pivot;
        double *part = wanted < above ? to : to + below;
        count = wanted < above ? above : count - below;
        wanted -= wanted < above ? 0 : below;
        to = from;
        from = part;
    }
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
    double *keys = malloc(2 * best->count * sizeof *keys);
    if (!keys)
        return false;
    for (size_t i = 0; i < best->count; i++)
        keys[i] = best->at[i].key;
    double least =
        select_key(keys, keys + best->count, best->count, best->wanted - 1);
    free(keys);
    for (size_t i = 0; i < best->count; i++)
        above += best->at[i].key > least;
    size_t equal = best->wanted - above;
    for (size_t i = 0; i < best->count; i++) {
        size_t is_above = best->at[i].key > least;
        size_t is_equal = (best->at[i].key == least) & (equal > 0);
        best->at[kept] = best->at[i];
        equal -= is_equal;
        kept += is_above | is_equal;
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
