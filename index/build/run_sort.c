/* build: the terms of a run in their order. */
#include "run.h"

#include <stdlib.h>

/* A term while they are sorted: eight bytes of its text from some place on,
 * as a number; zeros behind its end. */
struct ordered {
    uint64_t key;
    uint32_t number, len;
};

struct sorting {
    const struct run *run;
    uint32_t random;
};

enum { KEY = ORDER_BYTES, FEW = 12, AHEAD = 16, TEXTS_AHEAD = 8 };

static struct str
text_from(const struct sorting *sorting, const struct ordered *one,
          size_t depth)
{
    const struct run *run = sorting->run;
    return str_from_offset(run_text(run, &run_terms(run)[one->number]), depth);
}

static void
key_load(struct ordered *one, const struct sorting *sorting, size_t depth)
{
    one->key = order_of(text_from(sorting, one, depth));
}

/* Their texts are anywhere in memory, which is slow to come. */
static void
keys_load(struct ordered *at, size_t count, const struct sorting *sorting,
          size_t depth)
{
    const struct run *run = sorting->run;
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count)
            __builtin_prefetch(&run_terms(run)[at[i + AHEAD].number]);
        if (i + TEXTS_AHEAD < count)
            __builtin_prefetch(
                text_from(sorting, &at[i + TEXTS_AHEAD], depth).at);
        key_load(&at[i], sorting, depth);
    }
}

static bool
is_before(const struct ordered *a, const struct ordered *b,
          const struct sorting *sorting, size_t depth)
{
    if (a->key != b->key)
        return a->key < b->key;
    return str_cmp(text_from(sorting, a, depth), text_from(sorting, b, depth)) <
           0;
}

static void
sort_few(struct ordered *at, size_t count, const struct sorting *sorting,
         size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        struct ordered one = at[i];
        size_t to = i;
        for (; to > 0 && is_before(&one, &at[to - 1], sorting, depth); to--)
            at[to] = at[to - 1];
        at[to] = one;
    }
}

static void
swap(struct ordered *a, struct ordered *b)
{
    struct ordered one = *a;
    *a = *b;
    *b = one;
}

/* The keys are equal: texts that end with them come first, by length, and
 * are no more than there are lengths; *ended = how many. */
static void
ended_first(size_t *ended, struct ordered *at, size_t count,
            const struct sorting *sorting, size_t depth)
{
    size_t front = 0;
    for (size_t i = 0; i < count; i++)
        if (at[i].len <= depth + KEY)
            swap(&at[i], &at[front++]);
    sort_few(at, front, sorting, depth);
    *ended = front;
}

/* Quicksort in three parts, where the middle one goes on with the next eight
 * bytes (Bentley and Sedgewick, 1997). */
static void
sort_from(struct ordered *at, size_t count, struct sorting *sorting,
          size_t depth)
{
    while (count > FEW) {
        sorting->random = sorting->random * 1664525 + 1013904223;
        uint64_t pivot = at[sorting->random % count].key;
        size_t low = 0, high = count;
        for (size_t i = 0; i < high;) {
            if (at[i].key < pivot)
                swap(&at[i++], &at[low++]);
            else if (at[i].key > pivot)
                swap(&at[i], &at[--high]);
            else
                i++;
        }
        sort_from(at, low, sorting, depth);
        sort_from(at + high, count - high, sorting, depth);
        size_t ended;
        ended_first(&ended, at + low, high - low, sorting, depth);
        at += low + ended;
        count = high - low - ended;
        depth += KEY;
        keys_load(at, count, sorting, depth);
    }
    sort_few(at, count, sorting, depth);
}

/* Notes which term stands where. */
static void
order_note(struct run *run, const struct ordered *ordered)
{
    struct inverted_term *terms = (struct inverted_term *)(void *)run->terms.at;
    for (uint32_t i = 0; i < run->term_count; i++) {
        if (i + AHEAD < run->term_count)
            __builtin_prefetch(&run->names[ordered[i + AHEAD].number], 1);
        run->names[ordered[i].number].place = i;
        terms[i].ordered = ordered[i].number;
    }
}

enum status
run_sort(struct run *run, struct error *err)
{
    struct sorting sorting = {.run = run, .random = 1};
    const struct inverted_term *terms = run_terms(run);
    struct ordered *ordered =
        malloc((run->term_count + (size_t)1) * sizeof *ordered);
    run->names = malloc((run->term_count + (size_t)1) * sizeof *run->names);
    if (!ordered || !run->names) {
        free(ordered);
        return error_no_memory(err);
    }
    for (uint32_t i = 0; i < run->term_count; i++) {
        run->names[i] =
            (struct run_name){.text = terms[i].text, .len = terms[i].len};
        ordered[i] = (struct ordered){.number = i, .len = terms[i].len};
        key_load(&ordered[i], &sorting, 0);
    }
    sort_from(ordered, run->term_count, &sorting, 0);
    order_note(run, ordered);
    free(ordered);
    return STATUS_OK;
}
