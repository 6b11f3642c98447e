/* Query, fourth step: PRÈS and AVANT on positions. */
#include "near_places.h"

#include "deadline.h"

enum { WINDOW = 1 << 15 }; /* documents whose positions are held at a time */

/* An operand, as it is checked. */
struct operand {
    const struct near *near;
    size_t *slots; /* their numbers (near_places.h) */
    struct operand *child, *next;
    struct near_numbers starts; /* of words, in this document: */
    xap_docid starts_of;
};

struct checking {
    struct near_places *places;
    xap_docid docid;
    struct arena *scratch; /* of one document */
    struct error *err;
};

/* Where an operand ends must be asked so: anywhere, or when it starts at most
 * `distance` behind one of these. */
struct behind {
    struct near_numbers of;
    uint32_t distance;
    bool anywhere;
};

static enum status
numbers_room(uint32_t **out, struct checking *checking, size_t count)
{
    TRY(near_places_work(checking->places, count + 8));
    *out = arena_array(checking->scratch, count + 1, sizeof **out);
    return *out ? STATUS_OK : error_no_memory(checking->err);
}

/* Those of `starts` that have one of `next` so many words on. */
static enum status
go_on(struct near_numbers *starts, struct checking *checking,
      const struct near_numbers *next, uint32_t step)
{
    uint32_t *kept;
    size_t count = 0, k = 0;
    TRY(numbers_room(&kept, checking, starts->count));
    for (size_t i = 0; i < starts->count; i++) {
        while (k < next->count && next->at[k] < starts->at[i] + step)
            k++;
        if (k < next->count && next->at[k] == starts->at[i] + step)
            kept[count++] = starts->at[i];
    }
    *starts = (struct near_numbers){kept, count};
    return STATUS_OK;
}

/* Where the words, one behind the other, start. */
static enum status
starts_of(struct near_numbers *out, struct checking *checking,
          struct operand *words)
{
    bool known = words->starts_of == checking->docid;
    if (!known)
        words->starts = (struct near_numbers){0};
    for (size_t i = 0; !known && i < words->near->slot_count; i++) {
        struct near_numbers next;
        if (i && words->starts.count == 0)
            break;
        TRY(near_places_at(&next, checking->places, words->slots[i]));
        if (i == 0)
            words->starts = next;
        else
            TRY(go_on(&words->starts, checking, &next, (uint32_t)i));
    }
    words->starts_of = checking->docid;
    *out = words->starts;
    return STATUS_OK;
}

static enum status
words_ends(struct near_numbers *out, struct checking *checking,
           struct operand *words, const struct behind *behind)
{
    struct near_numbers starts;
    uint32_t *ends, step = (uint32_t)words->near->slot_count - 1;
    const struct near_numbers *of = &behind->of;
    size_t count = 0, k = 0;
    TRY(starts_of(&starts, checking, words));
    if (behind->anywhere && step == 0) {
        *out = starts;
        return STATUS_OK;
    }
    TRY(numbers_room(&ends, checking, starts.count));
    for (size_t i = 0; i < starts.count; i++) {
        /* The nearest before it is the one to ask. */
        while (k < of->count && of->at[k] < starts.at[i])
            k++;
        if (behind->anywhere ||
            (k && starts.at[i] - of->at[k - 1] <= behind->distance))
            ends[count++] = starts.at[i] + step;
    }
    *out = (struct near_numbers){ends, count};
    return STATUS_OK;
}

/* Adds those of b to a. */
static enum status
unite(struct near_numbers *a, struct checking *checking,
      const struct near_numbers *b)
{
    uint32_t *all;
    size_t count = 0, i = 0, k = 0;
    if (b->count == 0)
        return STATUS_OK;
    if (a->count == 0) {
        *a = *b;
        return STATUS_OK;
    }
    TRY(numbers_room(&all, checking, a->count + b->count));
    while (i < a->count || k < b->count) {
        bool first = k == b->count || (i < a->count && a->at[i] <= b->at[k]);
        uint32_t least = first ? a->at[i] : b->at[k];
        i += i < a->count && a->at[i] == least;
        k += k < b->count && b->at[k] == least;
        all[count++] = least;
    }
    *a = (struct near_numbers){all, count};
    return STATUS_OK;
}

static enum status ends_of(struct near_numbers *out, struct checking *checking,
                           struct operand *operand,
                           const struct behind *behind);

/* Adds where `second` ends behind `first`. */
static enum status
add_pair(struct near_numbers *out, struct checking *checking,
         struct operand *first, struct operand *second, uint32_t distance,
         const struct behind *behind)
{
    struct near_numbers ends;
    struct behind next = {.distance = distance};
    TRY(ends_of(&next.of, checking, first, behind));
    if (next.of.count == 0)
        return STATUS_OK;
    TRY(ends_of(&ends, checking, second, &next));
    return unite(out, checking, &ends);
}

/* Where an operand ends.  Every end of "a near b" is the end of a b behind an
 * a, or of an a behind a b: what stands first must start behind `behind`, and
 * nothing else is asked of it. */
static enum status
ends_of(struct near_numbers *out, struct checking *checking,
        struct operand *operand, const struct behind *behind)
{
    const struct near *near = operand->near;
    *out = (struct near_numbers){0};
    TRY(near_places_work(checking->places, 8));
    if (near->kind == NEAR_WORDS)
        return words_ends(out, checking, operand, behind);
    if (near->kind == NEAR_BOTH) {
        struct operand *a = operand->child, *b = a->next;
        TRY(add_pair(out, checking, a, b, near->distance, behind));
        return near->ordered
                   ? STATUS_OK
                   : add_pair(out, checking, b, a, near->distance, behind);
    }
    for (struct operand *child = operand->child; child; child = child->next) {
        struct near_numbers ends;
        TRY(ends_of(&ends, checking, child, behind));
        TRY(unite(out, checking, &ends));
    }
    return STATUS_OK;
}

/* ---- making ---------------------------------------------------------- */

static enum status
operand_make(struct operand **out, struct near_places *places,
             const struct near *near, struct arena *arena, struct error *err)
{
    struct operand *operand = arena_alloc(arena, sizeof *operand), **end;
    if (!operand)
        return error_no_memory(err);
    operand->near = near;
    operand->slots =
        arena_array(arena, near->slot_count + 1, sizeof *operand->slots);
    if (!operand->slots)
        return error_no_memory(err);
    for (size_t i = 0; i < near->slot_count; i++)
        TRY(near_places_slot(&operand->slots[i], places, &near->slots[i]));
    end = &operand->child;
    for (const struct near *child = near->child; child; child = child->next) {
        TRY(operand_make(end, places, child, arena, err));
        end = &(*end)->next;
    }
    *out = operand;
    return STATUS_OK;
}

/* Steps that are left of the work of the whole search; a little is kept, for
 * a refusal tells more than a search without time. */
static uint64_t
work_max(void)
{
    uint64_t left = deadline_work_left();
    return left == UINT64_MAX ? left : left / NEAR_STEP * 9 / 10;
}

/* The documents among hits where it holds, onto docids. */
static enum status
check_window(xap_docid *docids, size_t *kept, struct checking *checking,
             struct operand *operand, const xap_docid *window, size_t count)
{
    const struct behind anywhere = {.anywhere = true};
    TRY(near_places_read(checking->places, window, count));
    for (size_t i = 0; i < count; i++) {
        struct near_numbers ends;
        if (i % 64 == 0)
            TRY(deadline_check(checking->err));
        near_places_go(checking->places, i);
        checking->docid = window[i];
        TRY(ends_of(&ends, checking, operand, &anywhere));
        if (ends.count)
            docids[(*kept)++] = checking->docid;
    }
    return STATUS_OK;
}

enum status
search_near(void *payload, struct xap_query **out,
            const struct xap_query *candidates, const struct near *near,
            struct arena *arena, struct error *err)
{
    struct search *search = payload;
    AUTO(near_places) struct near_places *places = NULL;
    struct operand *operand;
    struct xap_result found;
    size_t kept = 0;
    TRY(search_all(&found, search, candidates, arena, err));
    TRY(near_places_new(&places, search, work_max(), err));
    TRY(operand_make(&operand, places, near, arena, err));
    struct checking checking = {
        .places = places, .scratch = near_places_scratch(places), .err = err};
    xap_docid *docids = arena_array(arena, found.count + 1, sizeof *docids);
    if (!docids)
        return error_no_memory(err);
    for (size_t i = 0; i < found.count; i++)
        docids[i] = found.hits[i].docid;
    for (size_t i = 0; i < found.count; i += WINDOW) {
        size_t count = found.count - i < WINDOW ? found.count - i : WINDOW;
        TRY(check_window(docids, &kept, &checking, operand, docids + i, count));
    }
    return search_docids_query(out, search, docids, kept, err);
}
