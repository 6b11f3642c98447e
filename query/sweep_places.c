/* Query, fourth step: phrases on the table of positions. */
#include "sweep_places.h"

#include "buf.h"
#include "deadline.h"
#include "term_places.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

struct word {
    struct str term;
    xap_docid next; /* before which it has no list, known so far */
    uint32_t documents;
};

/* What must stand at one place: any of the words, the most frequent first. */
struct word_slot {
    struct word *words;
    size_t count;
    int64_t offset; /* within a phrase */
    double documents;
};

/* Where the first word stands in one document: so many numbers. */
struct stand {
    size_t document; /* number in docids */
    size_t at, count;
};

struct sweep_places {
    struct positions *positions;
    struct word_slot *slots; /* the rarest first */
    size_t count;
    uint32_t window;
    bool exact, ordered;
    struct term_places list;
    bool *holds; /* the answer: of the documents at hand */
    size_t held; /* of the stands */
    struct buf numbers, marks, stands, pairs;
};

/* ---- what a node is made of -----------------------------------------------
 */

static bool
is_terms(const struct xap_node *node)
{
    if (xap_node_kind(node) == XAP_KIND_TERM ||
        xap_node_kind(node) == XAP_KIND_NONE)
        return true;
    if (xap_node_kind(node) != XAP_KIND_OP ||
        (xap_node_op(node) != XAP_OR && xap_node_op(node) != XAP_SYNONYM))
        return false;
    for (size_t i = 0; i < xap_node_count(node); i++)
        if (!is_terms(xap_node_child(node, i)))
            return false;
    return true;
}

bool
sweep_places_can(const struct xap_node *node)
{
    bool ordered;
    size_t count = xap_node_count(node);
    uint32_t window = xap_node_window(node, &ordered);
    if (count < 1 || (count > 2 && (!ordered || window > count)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_terms(xap_node_child(node, i)))
            return false;
    return true;
}

static size_t
count_terms(const struct xap_node *node)
{
    size_t count = xap_node_kind(node) == XAP_KIND_TERM;
    if (xap_node_kind(node) == XAP_KIND_OP)
        for (size_t i = 0; i < xap_node_count(node); i++)
            count += count_terms(xap_node_child(node, i));
    return count;
}

static enum status
take_terms(struct word_slot *slot, const struct xap_node *node,
           struct xap_reader *reader, struct error *err)
{
    uint32_t documents, wqf;
    if (xap_node_kind(node) == XAP_KIND_OP)
        for (size_t i = 0; i < xap_node_count(node); i++)
            TRY(take_terms(slot, xap_node_child(node, i), reader, err));
    if (xap_node_kind(node) != XAP_KIND_TERM)
        return STATUS_OK;
    struct str term = xap_node_term(node, &wqf);
    TRY(xap_reader_term_freq(&documents, reader, term_place_documents(term),
                             err));
    slot->documents += documents;
    if (documents)
        slot->words[slot->count++] =
            (struct word){.term = term, .documents = documents};
    return STATUS_OK;
}

/* Lists of several terms have to be put in order: that costs as much as
 * reading them. */
static double
price(const struct word_slot *slot)
{
    return slot->documents * (slot->count > 1 ? 2 : 1);
}

static int
by_price(const void *left, const void *right)
{
    const struct word_slot *a = left, *b = right;
    if (price(a) != price(b))
        return price(a) < price(b) ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

static int
by_documents(const void *left, const void *right)
{
    const struct word *a = left, *b = right;
    return (a->documents < b->documents) - (a->documents > b->documents);
}

/* Must all words be in stretches of the same family?  ANALYSE_GAP is between
 * them: where the first is in one, the others near it are in it too. */
static bool
is_of_one_family(const struct sweep_places *places)
{
    struct term first, other;
    first.len = other.len = 0;
    for (size_t i = 0; i < places->count; i++)
        for (size_t k = 0; k < places->slots[i].count; k++) {
            struct term *out = first.len ? &other : &first;
            if (!term_stretches(out, places->slots[i].words[k].term) ||
                memcmp(first.at, out->at, first.len) != 0)
                return false;
        }
    return places->window <= ANALYSE_GAP;
}

static enum status
slot_everywhere(struct word_slot *slot, struct arena *arena, struct error *err)
{
    for (size_t i = 0; i < slot->count; i++) {
        struct term list;
        struct str *term = &slot->words[i].term;
        *term = arena_copy(arena, term_place_list(&list, *term));
        if (!term->at)
            return error_no_memory(err);
    }
    return STATUS_OK;
}

enum status
sweep_places_make(struct sweep_places **out, const struct xap_node *node,
                  struct xap_reader *reader, struct positions *positions,
                  struct arena *arena, struct error *err)
{
    struct sweep_places *places = arena_alloc(arena, sizeof *places);
    size_t count = xap_node_count(node);
    if (!places)
        return error_no_memory(err);
    *places = (struct sweep_places){.positions = positions,
                                    .count = count,
                                    .numbers = BUF_INIT(SIZE_MAX / 2),
                                    .marks = BUF_INIT(SIZE_MAX / 2),
                                    .stands = BUF_INIT(SIZE_MAX / 2),
                                    .pairs = BUF_INIT(SIZE_MAX / 2)};
    places->window = xap_node_window(node, &places->ordered);
    if (places->window < count)
        places->window = (uint32_t)count;
    places->exact = places->ordered && places->window == count;
    places->slots = arena_array(arena, count, sizeof *places->slots);
    if (!places->slots)
        return error_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        const struct xap_node *child = xap_node_child(node, i);
        struct word_slot *slot = &places->slots[i];
        *slot = (struct word_slot){.offset = (int64_t)i};
        slot->words =
            arena_array(arena, count_terms(child) + 1, sizeof *slot->words);
        if (!slot->words)
            return error_no_memory(err);
        TRY(take_terms(slot, child, reader, err));
        qsort(slot->words, slot->count, sizeof *slot->words, by_documents);
    }
    qsort(places->slots, count, sizeof *places->slots, by_price);
    if (is_of_one_family(places))
        for (size_t i = 1; i < count; i++)
            TRY(slot_everywhere(&places->slots[i], arena, err));
    *out = places;
    return STATUS_OK;
}

void
sweep_places_release(struct sweep_places *places)
{
    term_places_release(&places->list);
    buf_release(&places->numbers);
    buf_release(&places->marks);
    buf_release(&places->stands);
    buf_release(&places->pairs);
}

/* ---- growing arrays -------------------------------------------------------
 */

static struct stand *
stands(struct sweep_places *places)
{
    return (struct stand *)(void *)places->stands.at;
}

static size_t
stand_count(const struct sweep_places *places)
{
    return places->stands.len / sizeof(struct stand);
}

static uint32_t *
numbers(struct sweep_places *places)
{
    return (uint32_t *)(void *)places->numbers.at;
}

static enum status
add_stand(struct sweep_places *places, size_t document, const uint32_t *at,
          size_t count, struct error *err)
{
    struct stand stand = {document, places->numbers.len / sizeof *at, count};
    buf_add(&places->numbers,
            (struct str){(const char *)at, count * sizeof *at});
    buf_add(&places->stands, (struct str){(const char *)&stand, sizeof stand});
    TRY(buf_status(&places->numbers, err));
    return buf_status(&places->stands, err);
}

/* ---- reading --------------------------------------------------------------
 */

typedef enum status visit_list(struct sweep_places *places, size_t i,
                               void *payload, struct error *err);

/* Documents between two looks at the deadline. */
enum { STRIDE = 256 };

/* Documents to look at: those of docids, or of the stands in these. */
struct among {
    const xap_docid *docids;
    const struct stand *stands; /* NULL: all of docids */
    size_t count;
};

static xap_docid
among_at(const struct among *among, size_t i)
{
    return among->docids[among->stands ? among->stands[i].document : i];
}

/* The first from i on that is not before a docid; in steps that double. */
static size_t
among_find(const struct among *among, size_t i, xap_docid docid)
{
    size_t low = i, high = i;
    for (size_t step = 1; high < among->count; step *= 2) {
        if (among_at(among, high) >= docid)
            break;
        low = high + 1;
        high += step;
    }
    if (high > among->count)
        high = among->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (among_at(among, middle) < docid)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The lists of a word; visit gets the number of the document, or of the
 * stand. */
static enum status
read_word(struct sweep_places *places, struct word *word,
          const struct among *among, visit_list *visit, void *payload,
          struct error *err)
{
    struct term_places *list = &places->list;
    xap_docid *next = &word->next;
    if (among->count == 0 || *next > among_at(among, among->count - 1))
        return STATUS_OK;
    deadline_work(DEADLINE_WORK_TERM);
    term_places_start(list, places->positions, word->term);
    size_t i = 0;
    for (size_t looks = 0;; looks++) {
        i = among_find(among, i, *next);
        if (i == among->count)
            return STATUS_OK;
        xap_docid docid = among_at(among, i);
        if (looks % STRIDE == STRIDE - 1)
            TRY(deadline_check(err));
        deadline_work(DEADLINE_WORK_LIST);
        TRY(term_places_find(next, list, docid, err));
        if (*next != docid)
            continue;
        TRY(term_places_read(list, err));
        deadline_work(DEADLINE_WORK_READ +
                      list->count * DEADLINE_WORK_POSITION);
        if (list->count)
            TRY(visit(places, i, payload, err));
        i++;
    }
}

/* ---- the first word -------------------------------------------------------
 */

static enum status
visit_single(struct sweep_places *places, size_t i, void *payload,
             struct error *err)
{
    (void)payload;
    return add_stand(places, i, places->list.at, places->list.count, err);
}

struct pair {
    uint32_t document, number;
};

static enum status
visit_many(struct sweep_places *places, size_t i, void *payload,
           struct error *err)
{
    struct stand *of = payload;
    for (size_t k = 0; k < places->list.count; k++) {
        struct pair pair = {(uint32_t)i, places->list.at[k]};
        buf_add(&places->pairs, (struct str){(const char *)&pair, sizeof pair});
    }
    of[i].count += places->list.count;
    return buf_status(&places->pairs, err);
}

static int
by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Most often it is in order, or nearly so. */
static void
sort_numbers(uint32_t *at, size_t count)
{
    size_t moved = 0;
    for (size_t i = 1; i < count; i++) {
        uint32_t one = at[i];
        size_t k = i;
        for (; k > 0 && at[k - 1] > one; k--)
            at[k] = at[k - 1];
        at[k] = one;
        moved += i - k;
        if (moved > 4 * count + 64) {
            qsort(at, count, sizeof *at, by_number);
            return;
        }
    }
}

/* Gives each document the room for its numbers; places->stands are those that
 * have any. */
static enum status
spread_stands(struct sweep_places *places, struct stand *of, size_t count,
              struct error *err)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        of[i].document = i;
        of[i].at = at;
        at += of[i].count;
        if (of[i].count)
            buf_add(&places->stands,
                    (struct str){(const char *)&of[i], sizeof of[i]});
    }
    if (!buf_reserve(&places->numbers, at * sizeof(uint32_t)))
        return error_no_memory(err);
    places->numbers.len = at * sizeof(uint32_t);
    return buf_status(&places->stands, err);
}

/* Of several terms: all their lists, put in order. */
static enum status
join_pairs(struct sweep_places *places, struct stand *of, size_t count,
           struct error *err)
{
    const struct pair *pairs = (const struct pair *)(void *)places->pairs.at;
    size_t pair_count = places->pairs.len / sizeof *pairs;
    deadline_work(pair_count * DEADLINE_WORK_POSITION);
    TRY(spread_stands(places, of, count, err));
    for (size_t i = 0; i < pair_count; i++)
        numbers(places)[of[pairs[i].document].at++] = pairs[i].number;
    for (size_t i = 0; i < stand_count(places); i++)
        sort_numbers(numbers(places) + stands(places)[i].at,
                     stands(places)[i].count);
    return STATUS_OK;
}

static enum status
first_slot(struct sweep_places *places, const xap_docid *docids, size_t count,
           struct error *err)
{
    const struct word_slot *slot = &places->slots[0];
    struct among among = {.docids = docids, .count = count};
    buf_clear(&places->numbers);
    buf_clear(&places->stands);
    buf_clear(&places->pairs);
    if (slot->count == 1)
        return read_word(places, &slot->words[0], &among, visit_single, NULL,
                         err);
    struct stand *of = calloc(count + 1, sizeof *of);
    if (!of)
        return error_no_memory(err);
    enum status status = STATUS_OK;
    for (size_t i = 0; i < slot->count && status == STATUS_OK; i++)
        status =
            read_word(places, &slot->words[i], &among, visit_many, of, err);
    if (status == STATUS_OK)
        status = join_pairs(places, of, count, err);
    free(of);
    return status;
}

/* ---- further words --------------------------------------------------------
 */

/* How far from the first word this one may stand. */
struct reach {
    int64_t low, high;
};

static struct reach
reach_of(const struct sweep_places *places, const struct word_slot *slot)
{
    int64_t step = slot->offset - places->slots[0].offset;
    int64_t most = (int64_t)places->window - 1;
    if (places->exact)
        return (struct reach){step, step};
    if (!places->ordered)
        return (struct reach){-most, most};
    return step > 0 ? (struct reach){1, most} : (struct reach){-most, -1};
}

/* The numbers of a stand, the places of a word in the same document. */
struct meeting {
    const uint32_t *at, *list;
    size_t count, list_count;
    const struct reach *reach;
    char *marks; /* of the numbers that have a place in reach; NULL: one is
                    enough */
};

static size_t
first_from(const uint32_t *at, size_t count, int64_t least)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (at[middle] < least)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

/* Marks the numbers that have a place in reach, not the very same place.  Are
 * there any? */
static bool
meet_few(const struct meeting *of)
{
    bool any = false;
    for (size_t k = 0; k < of->list_count && (of->marks || !any); k++) {
        int64_t place = of->list[k];
        size_t n = first_from(of->at, of->count, place - of->reach->high);
        for (; n < of->count && of->at[n] <= place - of->reach->low; n++) {
            if (of->at[n] == place)
                continue;
            any = true;
            if (!of->marks)
                break;
            of->marks[n] = 1;
        }
    }
    return any;
}

static bool
meet_many(const struct meeting *of)
{
    bool any = false;
    size_t k = 0;
    for (size_t n = 0; n < of->count && (of->marks || !any); n++) {
        int64_t number = of->at[n];
        while (k < of->list_count && of->list[k] < number + of->reach->low)
            k++;
        if (k == of->list_count)
            break;
        size_t there = k + (of->list[k] == number);
        if (there == of->list_count ||
            of->list[there] > number + of->reach->high)
            continue;
        any = true;
        if (of->marks)
            of->marks[n] = 1;
    }
    return any;
}

enum { FEW = 8 /* times as many numbers as places, to look each up */ };

static bool
meet(const struct meeting *of)
{
    if (of->list_count < of->count / FEW)
        return meet_few(of);
    deadline_work(of->count);
    return meet_many(of);
}

static struct meeting
meeting_of(struct sweep_places *places, size_t i, const struct reach *reach)
{
    const struct stand *stand = &stands(places)[i];
    return (struct meeting){.at = numbers(places) + stand->at,
                            .list = places->list.at,
                            .count = stand->count,
                            .list_count = places->list.count,
                            .reach = reach};
}

static enum status
visit_mark(struct sweep_places *places, size_t i, void *payload,
           struct error *err)
{
    struct meeting meeting = meeting_of(places, i, payload);
    meeting.marks = places->marks.at + stands(places)[i].at;
    (void)err;
    (void)meet(&meeting);
    return STATUS_OK;
}

/* Leaves the numbers that are marked, and the stands that have any. */
static void
keep_marked(struct sweep_places *places)
{
    struct stand *all = stands(places);
    size_t kept = 0;
    for (size_t i = 0; i < stand_count(places); i++) {
        struct stand stand = all[i];
        uint32_t *at = numbers(places) + stand.at;
        const char *marks = places->marks.at + stand.at;
        size_t count = 0;
        for (size_t n = 0; n < stand.count; n++)
            if (marks[n])
                at[count++] = at[n];
        stand.count = count;
        if (count)
            all[kept++] = stand;
    }
    places->stands.len = kept * sizeof *all;
}

static enum status
next_slot(struct sweep_places *places, const struct word_slot *slot,
          const xap_docid *docids, struct error *err)
{
    struct reach reach = reach_of(places, slot);
    size_t room = places->numbers.len / sizeof(uint32_t);
    buf_clear(&places->marks);
    if (!buf_reserve(&places->marks, room))
        return error_no_memory(err);
    if (room)
        memset(places->marks.at, 0, room);
    struct among among = {docids, stands(places), stand_count(places)};
    for (size_t i = 0; i < slot->count; i++)
        TRY(read_word(places, &slot->words[i], &among, visit_mark, &reach,
                      err));
    keep_marked(places);
    return STATUS_OK;
}

/* ---- the last word --------------------------------------------------------
 * One place of it is enough: what has one is not looked at again. */

static enum status
visit_last(struct sweep_places *places, size_t i, void *payload,
           struct error *err)
{
    bool *holds = &places->holds[stands(places)[i].document];
    struct meeting meeting = meeting_of(places, i, payload);
    (void)err;
    if (!*holds && (!payload || meet(&meeting))) {
        *holds = true;
        places->held++;
    }
    return STATUS_OK;
}

static void
drop_held(struct sweep_places *places)
{
    struct stand *all = stands(places);
    size_t kept = 0;
    for (size_t i = 0; i < stand_count(places); i++)
        if (!places->holds[all[i].document])
            all[kept++] = all[i];
    places->stands.len = kept * sizeof *all;
    places->held = 0;
}

static enum status
last_slot(struct sweep_places *places, const struct word_slot *slot,
          struct reach *reach, const xap_docid *docids, struct error *err)
{
    for (size_t i = 0; i < slot->count && stand_count(places); i++) {
        struct among among = {docids, stands(places), stand_count(places)};
        TRY(read_word(places, &slot->words[i], &among, visit_last, reach, err));
        if (places->held > stand_count(places) / 4)
            drop_held(places);
    }
    return STATUS_OK;
}

static enum status
only_slot(struct sweep_places *places, const xap_docid *docids, size_t count,
          struct error *err)
{
    buf_clear(&places->stands);
    for (size_t i = 0; i < count; i++) {
        struct stand stand = {.document = i};
        buf_add(&places->stands,
                (struct str){(const char *)&stand, sizeof stand});
    }
    TRY(buf_status(&places->stands, err));
    return last_slot(places, &places->slots[0], NULL, docids, err);
}

enum status
sweep_places_keep(bool *holds, struct sweep_places *places,
                  const xap_docid *docids, size_t count, struct error *err)
{
    size_t last = places->count - 1;
    memset(holds, 0, count * sizeof *holds);
    places->holds = holds;
    places->held = 0;
    if (last == 0)
        return only_slot(places, docids, count, err);
    TRY(first_slot(places, docids, count, err));
    for (size_t i = 1; i < last && stand_count(places); i++)
        TRY(next_slot(places, &places->slots[i], docids, err));
    struct reach reach = reach_of(places, &places->slots[last]);
    return last_slot(places, &places->slots[last], &reach, docids, err);
}
