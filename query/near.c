/* Query, fourth step: PRÈS and AVANT on positions. */
#include "near.h"

#include "deadline.h"
#include "lang.h"

#include <stdlib.h>

/* Where an operand stands, by first word, then last. */
struct place {
    uint32_t first, last;
};

struct places {
    struct place *at;
    size_t count, room;
};

struct checking {
    struct search *search;
    xap_docid docid;
    struct arena scratch;    /* of one document */
    uint64_t work, work_max; /* places and terms looked at, in all */
    struct error *err;
};

static void
checking_release(struct checking *checking)
{
    arena_release(&checking->scratch);
}

CLEANUP_KIND(checking, struct checking, checking_release)

/* Nested PRÈS over frequent words can have more places than a text has words:
 * what a query may cost is bounded, and it is told. */
static enum status
count_work(struct checking *checking)
{
    if (checking->work++ < checking->work_max)
        return STATUS_OK;
    return error_set(checking->err, STATUS_SYNTAX,
                     TR("the words beside NEAR stand in too many places: ask "
                        "for fewer or rarer ones",
                        "les mots à côté de PRÈS sont à trop d'endroits : "
                        "demandez-en moins, ou de plus rares"));
}

static enum status
places_add(struct places *places, struct checking *checking, uint32_t first,
           uint32_t last)
{
    TRY(count_work(checking));
    if (places->count == places->room) {
        size_t room = places->room ? 2 * places->room : 16;
        struct place *bigger =
            arena_array(&checking->scratch, room, sizeof *bigger);
        if (!bigger)
            return error_no_memory(checking->err);
        for (size_t i = 0; i < places->count; i++)
            bigger[i] = places->at[i];
        places->at = bigger;
        places->room = room;
    }
    places->at[places->count++] = (struct place){first, last};
    return STATUS_OK;
}

static int
compare(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->last < b->last ? -1 : a->last > b->last;
}

/* In order, each once. */
static void
places_sort(struct places *places)
{
    size_t kept = 0;
    if (places->count)
        qsort(places->at, places->count, sizeof *places->at, compare);
    for (size_t i = 0; i < places->count; i++)
        if (kept == 0 || compare(&places->at[kept - 1], &places->at[i]) != 0)
            places->at[kept++] = places->at[i];
    places->count = kept;
}

enum { TERMS_LOOKED_UP = 16 }; /* of more, the document's own are read */

struct visiting {
    struct places *places;
    struct checking *checking;
    const struct str *terms; /* in order */
    size_t count;
    size_t next; /* term that the walk has come to */
};

static enum status
visit_position(void *payload, uint32_t position)
{
    struct visiting *visiting = payload;
    return places_add(visiting->places, visiting->checking, position, position);
}

/* A term of the document: both lists go forward together. */
static enum status
visit_term(void *payload, struct str term, uint32_t count)
{
    struct visiting *visiting = payload;
    struct checking *checking = visiting->checking;
    (void)count;
    TRY(count_work(checking));
    while (visiting->next < visiting->count &&
           str_cmp(visiting->terms[visiting->next], term) < 0)
        visiting->next++;
    if (visiting->next == visiting->count)
        return STATUS_DONE;
    if (!str_eq(visiting->terms[visiting->next], term))
        return STATUS_OK;
    return search_positions(checking->search, checking->docid, term,
                            visit_position, visiting, checking->err);
}

static enum status
terms_places(struct places *out, struct checking *checking,
             const struct str *terms, size_t count)
{
    struct visiting visiting = {out, checking, terms, count, 0};
    bool many = count > TERMS_LOOKED_UP;
    if (many)
        TRY(search_terms(checking->search, checking->docid, visit_term,
                         &visiting, checking->err));
    for (size_t i = 0; !many && i < count; i++)
        TRY(search_positions(checking->search, checking->docid, terms[i],
                             visit_position, &visiting, checking->err));
    places_sort(out);
    return STATUS_OK;
}

/* Takes those of b out of a; both in order. */
static void
take_out(struct places *a, const struct places *b)
{
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < a->count; i++) {
        while (at < b->count && b->at[at].first < a->at[i].first)
            at++;
        if (at == b->count || b->at[at].first != a->at[i].first)
            a->at[kept++] = a->at[i];
    }
    a->count = kept;
}

static enum status
slot_places(struct places *out, struct checking *checking,
            const struct near_slot *slot)
{
    struct places without = {0};
    TRY(terms_places(out, checking, slot->terms, slot->count));
    if (slot->without_count == 0 || out->count == 0)
        return STATUS_OK;
    TRY(terms_places(&without, checking, slot->without, slot->without_count));
    take_out(out, &without);
    return STATUS_OK;
}

/* Those of `places` behind which the next word of the phrase stands. */
static void
go_on(struct places *places, const struct places *next)
{
    size_t kept = 0, at = 0;
    for (size_t i = 0; i < places->count; i++) {
        uint32_t wanted = places->at[i].last + 1;
        while (at < next->count && next->at[at].first < wanted)
            at++;
        if (at < next->count && next->at[at].first == wanted)
            places->at[kept++] = (struct place){places->at[i].first, wanted};
    }
    places->count = kept;
}

static enum status
words_places(struct places *out, struct checking *checking,
             const struct near *near)
{
    for (size_t i = 0; i < near->slot_count; i++) {
        struct places next = {0};
        TRY(slot_places(i ? &next : out, checking, &near->slots[i]));
        if (i)
            go_on(out, &next);
        if (out->count == 0)
            break;
    }
    return STATUS_OK;
}

/* Every place of b that starts behind a, within the distance. */
static enum status
pairs(struct places *out, struct checking *checking, struct place a,
      const struct places *b, uint32_t distance)
{
    size_t low = 0, high = b->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->at[middle].first <= a.last)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < b->count && b->at[low].first - a.last <= distance; low++)
        TRY(places_add(out, checking, a.first, b->at[low].last));
    return STATUS_OK;
}

static enum status near_places(struct places *out, struct checking *checking,
                               const struct near *near);

static enum status
both_places(struct places *out, struct checking *checking,
            const struct near *near)
{
    struct places a = {0}, b = {0};
    TRY(near_places(&a, checking, near->child));
    if (a.count)
        TRY(near_places(&b, checking, near->child->next));
    for (size_t i = 0; i < a.count; i++)
        TRY(pairs(out, checking, a.at[i], &b, near->distance));
    for (size_t i = 0; !near->ordered && i < b.count; i++)
        TRY(pairs(out, checking, b.at[i], &a, near->distance));
    places_sort(out);
    return STATUS_OK;
}

static enum status
near_places(struct places *out, struct checking *checking,
            const struct near *near)
{
    if (near->kind == NEAR_WORDS)
        return words_places(out, checking, near);
    if (near->kind == NEAR_BOTH)
        return both_places(out, checking, near);
    for (const struct near *child = near->child; child; child = child->next) {
        struct places some = {0};
        TRY(near_places(&some, checking, child));
        for (size_t i = 0; i < some.count; i++)
            TRY(places_add(out, checking, some.at[i].first, some.at[i].last));
    }
    places_sort(out);
    return STATUS_OK;
}

static size_t
operands_of(const struct near *near)
{
    size_t count = near->kind == NEAR_WORDS;
    for (const struct near *child = near->child; child; child = child->next)
        count += operands_of(child);
    return count;
}

enum status
search_near(void *payload, struct xap_query **out,
            const struct xap_query *candidates, const struct near *near,
            struct arena *arena, struct error *err)
{
    struct search *search = payload;
    AUTO(checking) struct checking checking = {.search = search, .err = err};
    struct xap_result found;
    size_t count = 0;
    TRY(search_all(&found, search, candidates, arena, err));
    bool few = operands_of(near) <= NEAR_OPERANDS_FEW;
    checking.work_max =
        NEAR_WORK + (uint64_t)found.count *
                        (few ? NEAR_WORK_DOCUMENT : NEAR_WORK_DOCUMENT_MANY);
    xap_docid *docids = arena_array(arena, found.count + 1, sizeof *docids);
    if (!docids)
        return error_no_memory(err);
    for (size_t i = 0; i < found.count; i++) {
        struct places places = {0};
        checking.docid = found.hits[i].docid;
        if (i % 64 == 0)
            TRY(deadline_check(err));
        arena_reset(&checking.scratch);
        TRY(near_places(&places, &checking, near));
        if (places.count)
            docids[count++] = checking.docid;
    }
    return search_docids_query(out, search, docids, count, err);
}
