/* Query, fourth step: the best of what was found. */
#include "sweep_best.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_FIRST = 1024 };

static int
compare(const void *left, const void *right)
{
    const struct best_one *a = left, *b = right;
    if (a->key != b->key)
        return a->key > b->key ? -1 : 1;
    return (a->docid > b->docid) - (a->docid < b->docid);
}

static void
swap(struct best_one *a, struct best_one *b)
{
    struct best_one held = *a;
    *a = *b;
    *b = held;
}

/* Puts the first `wanted` in front (Hoare's selection, the middle of three as
 * pivot). */
static void
select_best(struct best_one *at, size_t count, size_t wanted)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2, i = low, j = high;
        if (compare(&at[middle], &at[low]) < 0)
            swap(&at[middle], &at[low]);
        if (compare(&at[high], &at[low]) < 0)
            swap(&at[high], &at[low]);
        if (compare(&at[high], &at[middle]) < 0)
            swap(&at[high], &at[middle]);
        struct best_one pivot = at[middle];
        for (;;) {
            while (compare(&at[i], &pivot) < 0)
                i++;
            while (compare(&at[j], &pivot) > 0)
                j--;
            if (i >= j)
                break;
            swap(&at[i++], &at[j--]);
        }
        if (wanted <= j + 1 && j < high)
            high = j;
        else
            low = j + 1;
        if (low >= wanted)
            break;
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

bool
best_make_room(struct best *best)
{
    if (best->room < 2 * best->wanted || best->room == 0)
        return grow(best);
    select_best(best->at, best->count, best->wanted);
    best->count = best->wanted;
    best->full = true;
    best->threshold = best->at[0].key;
    for (size_t i = 1; i < best->count; i++)
        if (best->at[i].key < best->threshold)
            best->threshold = best->at[i].key;
    return true;
}

void
best_finish(struct best *best)
{
    if (best->count > best->wanted) {
        select_best(best->at, best->count, best->wanted);
        best->count = best->wanted;
    }
    if (best->count)
        qsort(best->at, best->count, sizeof *best->at, compare);
}

void
best_release(struct best *best)
{
    free(best->at);
}
