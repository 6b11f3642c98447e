/* Query, fourth step: where the words beside PRÈS stand. */
#include "near_places.h"

#include "deadline.h"
#include "lang.h"

#include <stdlib.h>
#include <string.h>

enum {
    TERM_STEPS = 200, /* work of looking a term up, */
    LIST_STEPS = 12,  /* and its positions in a document */
    NONE = 0          /* no chunk: the first stands behind one number */
};

/* Numbers of one document and term: next chunk, count, the numbers. */
struct chunks {
    struct buf data;
    uint32_t *heads; /* by document; NONE */
};

struct slot_places {
    const struct near_slot *slot;
    uint32_t *heads;          /* in `chunks` */
    struct near_numbers here; /* in the document at hand */
    bool known;               /* is it looked up? */
};

struct near_places {
    struct search *search;
    struct slot_places *slots;
    size_t count, room;
    struct buf chunks;
    struct arena heads, slots_arena, scratch;
    size_t document; /* at hand */
    uint64_t work, work_max;
    struct error *err;
};

enum status
near_places_new(struct near_places **out, struct search *search,
                uint64_t work_max, struct error *err)
{
    struct near_places *places = calloc(1, sizeof *places);
    if (!places)
        return error_no_memory(err);
    *places = (struct near_places){.search = search,
                                   .chunks = BUF_INIT((size_t)1 << 31),
                                   .work_max = work_max,
                                   .err = err};
    *out = places;
    return STATUS_OK;
}

void
near_places_free(struct near_places *places)
{
    if (!places)
        return;
    buf_release(&places->chunks);
    arena_release(&places->heads);
    arena_release(&places->slots_arena);
    arena_release(&places->scratch);
    free(places);
}

struct arena *
near_places_scratch(struct near_places *places)
{
    return &places->scratch;
}

enum status
near_places_work(struct near_places *places, uint64_t steps)
{
    deadline_work(steps * NEAR_STEP);
    places->work += steps;
    if (places->work <= places->work_max)
        return STATUS_OK;
    return error_set(places->err, STATUS_SYNTAX,
                     TR("the words of the phrase or of NEAR stand in too many "
                        "places: ask for fewer or rarer ones",
                        "les mots de l'expression ou de PRÈS sont à trop "
                        "d'endroits : "
                        "demandez-en moins, ou de plus rares"));
}

/* ---- slots ----------------------------------------------------------- */

static bool
same_slot(const struct near_slot *a, const struct near_slot *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_eq(a->terms[i], b->terms[i]))
            return false;
    return true;
}

enum status
near_places_slot(size_t *number, struct near_places *places,
                 const struct near_slot *slot)
{
    for (size_t i = 0; i < places->count; i++)
        if (same_slot(places->slots[i].slot, slot)) {
            *number = i;
            return STATUS_OK;
        }
    if (places->count == places->room) {
        size_t room = places->room ? 2 * places->room : 16;
        struct slot_places *bigger =
            arena_array(&places->slots_arena, room, sizeof *bigger);
        if (!bigger)
            return error_no_memory(places->err);
        for (size_t i = 0; i < places->count; i++)
            bigger[i] = places->slots[i];
        places->slots = bigger;
        places->room = room;
    }
    *number = places->count;
    places->slots[places->count++] = (struct slot_places){.slot = slot};
    return STATUS_OK;
}

/* ---- reading --------------------------------------------------------- */

struct reading_term {
    struct near_places *places;
    uint32_t *heads; /* to */
};

static uint32_t *
chunk_at(const struct near_places *places, uint32_t at)
{
    return (uint32_t *)(void *)places->chunks.at + at;
}

static enum status
chunk_add(struct near_places *places, uint32_t *head, const uint32_t *numbers,
          size_t count)
{
    size_t at = places->chunks.len / sizeof *head;
    size_t size = (count + 2) * sizeof *head;
    if (!buf_reserve(&places->chunks, size))
        return error_no_memory(places->err);
    places->chunks.len += size;
    uint32_t *chunk = chunk_at(places, (uint32_t)at);
    chunk[0] = *head;
    chunk[1] = (uint32_t)count;
    memcpy(chunk + 2, numbers, count * sizeof *numbers);
    *head = (uint32_t)at;
    return STATUS_OK;
}

static enum status
visit_places(void *payload, size_t i, const uint32_t *positions, size_t count)
{
    struct reading_term *reading = payload;
    struct near_places *places = reading->places;
    TRY(near_places_work(places, LIST_STEPS + count));
    return chunk_add(places, &reading->heads[i], positions, count);
}

static enum status
read_term(struct near_places *places, uint32_t *heads, struct str term,
          const xap_docid *docids, size_t count)
{
    struct reading_term reading = {places, heads};
    TRY(deadline_check(places->err));
    TRY(near_places_work(places, TERM_STEPS));
    return search_positions_of(places->search, term, docids, count,
                               visit_places, &reading, places->err);
}

static enum status
read_slot(struct slot_places *slot, struct near_places *places,
          const xap_docid *docids, size_t count)
{
    const struct near_slot *of = slot->slot;
    slot->heads = arena_array(&places->heads, count + 1, sizeof *slot->heads);
    if (!slot->heads)
        return error_no_memory(places->err);
    for (size_t i = 0; i < of->count; i++)
        TRY(read_term(places, slot->heads, of->terms[i], docids, count));
    return STATUS_OK;
}

enum status
near_places_read(struct near_places *places, const xap_docid *docids,
                 size_t count)
{
    static const uint32_t nothing = 0;
    arena_reset(&places->heads);
    buf_clear(&places->chunks);
    buf_add(&places->chunks, (struct str){(const char *)&nothing, 4});
    for (size_t i = 0; i < places->count; i++)
        TRY(read_slot(&places->slots[i], places, docids, count));
    return STATUS_OK;
}

/* ---- one document ---------------------------------------------------- */

static int
by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* The numbers of all chunks, in order; of one chunk they are so already. */
static enum status
join_chunks(struct near_numbers *out, struct near_places *places, uint32_t head)
{
    size_t total = 0, count = 0, kept = 0;
    for (uint32_t at = head; at != NONE; at = chunk_at(places, at)[0])
        total += chunk_at(places, at)[1];
    *out = (struct near_numbers){0};
    if (head != NONE && chunk_at(places, head)[0] == NONE)
        *out = (struct near_numbers){chunk_at(places, head) + 2, total};
    if (out->at || total == 0)
        return STATUS_OK;
    TRY(near_places_work(places, 4 * total));
    uint32_t *all = arena_array(&places->scratch, total, sizeof *all);
    if (!all)
        return error_no_memory(places->err);
    for (uint32_t at = head; at != NONE; at = chunk_at(places, at)[0]) {
        const uint32_t *chunk = chunk_at(places, at);
        memcpy(all + count, chunk + 2, chunk[1] * sizeof *all);
        count += chunk[1];
    }
    qsort(all, count, sizeof *all, by_number);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || all[kept - 1] != all[i])
            all[kept++] = all[i];
    *out = (struct near_numbers){all, kept};
    return STATUS_OK;
}

void
near_places_go(struct near_places *places, size_t i)
{
    arena_reset(&places->scratch);
    places->document = i;
    for (size_t n = 0; n < places->count; n++)
        places->slots[n].known = false;
}

enum status
near_places_at(struct near_numbers *out, struct near_places *places,
               size_t number)
{
    struct slot_places *slot = &places->slots[number];
    size_t i = places->document;
    if (!slot->known) {
        TRY(join_chunks(&slot->here, places, slot->heads[i]));
        slot->known = true;
    }
    *out = slot->here;
    return STATUS_OK;
}
