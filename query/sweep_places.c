/* Query, fourth step: phrases on the table of positions. */
#include "sweep_places.h"

#include "buf.h"
#include "deadline.h"
#include "skip.h"
#include "sweep_words.h"
#include "term_lists.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

/* What must stand at one place: any of the words, the most frequent first. */
struct word_slot {
    struct sweep_word *words;
    size_t count;
    int64_t offset; /* within a phrase */
    double documents;
};

/* Where the first word stands in one document: so many numbers, rising; those
 * of a further one of its terms are in another stand, until they are joined. */
struct stand {
    uint32_t at, count;
    uint32_t more; /* its number + 1 */
};

struct sweep_desk {
    struct sweep_words *words;
    struct stand stands[AREA_DOCS];
    struct buf numbers, marks, more;
    uint64_t many[AREA_WORDS]; /* documents whose stand has more */
};

struct sweep_places {
    struct sweep_desk *desk;
    struct word_slot *slots; /* the rarest first */
    size_t count;
    uint32_t window;
    bool exact, ordered;
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
           const struct term_lists *lists, struct error *err)
{
    uint32_t documents, wqf;
    if (xap_node_kind(node) == XAP_KIND_OP)
        for (size_t i = 0; i < xap_node_count(node); i++)
            TRY(take_terms(slot, xap_node_child(node, i), lists, err));
    if (xap_node_kind(node) != XAP_KIND_TERM)
        return STATUS_OK;
    struct str term = xap_node_term(node, &wqf);
    TRY(term_lists_documents(&documents, lists, term_place_documents(term),
                             err));
    slot->documents += documents;
    if (documents)
        slot->words[slot->count++] =
            (struct sweep_word){.term = term, .documents = documents};
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
    const struct sweep_word *a = left, *b = right;
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
                  const struct sweep_source *source, struct sweep_desk *desk,
                  struct arena *arena, struct error *err)
{
    struct term_lists lists = {source->reader, &source->positions, 1};
    struct sweep_places *places = arena_alloc(arena, sizeof *places);
    size_t count = xap_node_count(node);
    if (!places)
        return error_no_memory(err);
    *places = (struct sweep_places){.desk = desk, .count = count};
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
        TRY(take_terms(slot, child, &lists, err));
        qsort(slot->words, slot->count, sizeof *slot->words, by_documents);
    }
    qsort(places->slots, count, sizeof *places->slots, by_price);
    if (is_of_one_family(places))
        for (size_t i = 1; i < count; i++)
            TRY(slot_everywhere(&places->slots[i], arena, err));
    *out = places;
    return STATUS_OK;
}

double
sweep_places_estimate(const struct sweep_places *places)
{
    double least = places->slots[0].documents;
    for (size_t i = 1; i < places->count; i++)
        if (places->slots[i].documents < least)
            least = places->slots[i].documents;
    return least;
}

bool
sweep_places_are_anywhere(const struct sweep_places *places)
{
    struct term family;
    for (size_t i = 0; i < places->count; i++)
        for (size_t k = 0; k < places->slots[i].count; k++)
            if (term_stretches(&family, places->slots[i].words[k].term))
                return false;
    return true;
}

enum status
sweep_desk_make(struct sweep_desk **out, struct positions *positions,
                struct arena *arena, struct error *err)
{
    struct sweep_desk *desk = arena_alloc(arena, sizeof *desk);
    if (!desk)
        return error_no_memory(err);
    desk->numbers = desk->marks = desk->more =
        (struct buf)BUF_INIT(UINT32_MAX / 2);
    TRY(sweep_words_make(&desk->words, positions, arena, err));
    *out = desk;
    return STATUS_OK;
}

void
sweep_desk_release(struct sweep_desk *desk)
{
    if (!desk)
        return;
    sweep_words_release(desk->words);
    buf_release(&desk->numbers);
    buf_release(&desk->marks);
    buf_release(&desk->more);
}

/* ---- documents of a window ------------------------------------------------
 */

static void
bits_clear(uint64_t *bits)
{
    memset(bits, 0, AREA_WORDS * sizeof *bits);
}

static bool
bits_any(const uint64_t *bits)
{
    uint64_t any = 0;
    for (size_t i = 0; i < AREA_WORDS; i++)
        any |= bits[i];
    return any;
}

/* A window at hand: of its documents are still wanted, */
struct window {
    struct sweep_places *places;
    uint64_t wanted[AREA_WORDS];
    uint64_t *found; /* and those found by the step at hand */
    struct position_window of;
};

static uint32_t *
numbers(const struct sweep_desk *desk)
{
    return (uint32_t *)(void *)desk->numbers.at;
}

/* What is done with lists of a word. */
typedef enum status take_parts(struct window *window,
                               const struct position_parts *parts,
                               const struct word_slot *slot, struct error *err);

static enum status
read_word(struct window *window, const struct word_slot *slot, size_t i,
          take_parts *take, struct error *err)
{
    struct sweep_words *words = window->places->desk->words;
    struct sweep_word *word = &slot->words[i];
    if (word->next >= (uint64_t)window->of.start + window->of.width)
        return STATUS_OK;
    TRY(sweep_word_start(words, word, &window->of, err));
    for (;;) {
        TRY(sweep_word_read(words, word, err));
        if (words->parts.count == 0)
            return STATUS_OK;
        TRY(take(window, &words->parts, slot, err));
    }
}

/* ---- the first word -------------------------------------------------------
 */

/* A document has the word in one more of its terms. */
static enum status
stand_more(struct sweep_desk *desk, const struct position_part *part,
           struct stand stand, struct error *err)
{
    struct stand *first = &desk->stands[part->document];
    stand.more = first->more;
    buf_add(&desk->more, (struct str){(const char *)&stand, sizeof stand});
    first->more = (uint32_t)(desk->more.len / sizeof stand);
    bits_add(desk->many, part->document);
    return buf_status(&desk->more, err);
}

static enum status
take_first(struct window *window, const struct position_parts *parts,
           const struct word_slot *slot, struct error *err)
{
    struct sweep_desk *desk = window->places->desk;
    const struct position_part *last = &parts->part[parts->count - 1];
    size_t size = (last->first + last->count) * sizeof *parts->at;
    uint32_t start = (uint32_t)(desk->numbers.len / sizeof *parts->at);
    (void)slot;
    buf_add(&desk->numbers, (struct str){(const char *)parts->at, size});
    for (size_t i = 0; i < parts->count; i++) {
        const struct position_part *part = &parts->part[i];
        struct stand stand = {start + part->first, part->count, 0};
        if (part->count == 0)
            continue;
        if (bits_has(window->found, part->document)) {
            TRY(stand_more(desk, part, stand, err));
        } else {
            bits_add(window->found, part->document);
            desk->stands[part->document] = stand;
        }
    }
    return buf_status(&desk->numbers, err);
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

/* Numbers that lie close together are put in order as bits, and each is there
 * once then: how many are left. */
static uint32_t
sort_close(uint32_t *at, uint32_t count, uint64_t *bits, uint32_t least)
{
    uint32_t kept = 0, most = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t n = at[i] - least;
        bits[n / 64] |= (uint64_t)1 << n % 64;
        most = n > most ? n : most;
    }
    for (uint32_t word = 0; word <= most / 64; word++)
        for (uint64_t left = bits[word]; left; left &= left - 1)
            at[kept++] = least + 64 * word + bits_first(left);
    return kept;
}

enum {
    SEVERAL = 16, /* numbers are put in order as bits, */
    CLOSE = 256   /* where for each of them that many lie between all */
};

static enum status
sort_stand(struct sweep_desk *desk, struct stand *stand, struct error *err)
{
    uint32_t *at = numbers(desk) + stand->at, least = at[0], most = at[0];
    for (uint32_t i = 1; i < stand->count; i++) {
        least = at[i] < least ? at[i] : least;
        most = at[i] > most ? at[i] : most;
    }
    if (stand->count < SEVERAL || (most - least) / CLOSE >= stand->count) {
        sort_numbers(at, stand->count);
        return STATUS_OK;
    }
    size_t size = ((most - least) / 64 + 1) * sizeof(uint64_t);
    buf_clear(&desk->marks);
    if (!buf_reserve(&desk->marks, size))
        return error_no_memory(err);
    memset(desk->marks.at, 0, size);
    stand->count =
        sort_close(at, stand->count, (uint64_t *)(void *)desk->marks.at, least);
    return STATUS_OK;
}

/* All numbers of a document in one stand, in order. */
static enum status
join_stand(struct sweep_desk *desk, struct stand *stand, struct error *err)
{
    const struct stand *more = (const struct stand *)(void *)desk->more.at;
    struct stand all = {(uint32_t)(desk->numbers.len / sizeof(uint32_t)),
                        stand->count, 0};
    for (uint32_t i = stand->more; i; i = more[i - 1].more)
        all.count += more[i - 1].count;
    if (!buf_reserve(&desk->numbers, all.count * sizeof(uint32_t)))
        return error_no_memory(err);
    desk->numbers.len += all.count * sizeof(uint32_t);
    uint32_t *to = numbers(desk) + all.at;
    for (struct stand one = *stand;; one = more[one.more - 1]) {
        memcpy(to, numbers(desk) + one.at, one.count * sizeof *to);
        to += one.count;
        if (one.more == 0)
            break;
    }
    deadline_work(all.count * DEADLINE_WORK_POSITION);
    *stand = all;
    return sort_stand(desk, stand, err);
}

static enum status
first_slot(struct window *window, struct error *err)
{
    struct sweep_desk *desk = window->places->desk;
    const struct word_slot *slot = &window->places->slots[0];
    buf_clear(&desk->numbers);
    buf_clear(&desk->more);
    bits_clear(desk->many);
    for (size_t i = 0; i < slot->count; i++)
        TRY(read_word(window, slot, i, take_first, err));
    for (uint32_t i = 0; desk->more.len && bits_next(desk->many, AREA_DOCS, &i);
         i++)
        TRY(join_stand(desk, &desk->stands[i], err));
    return STATUS_OK;
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

/* Where the words of one document stand: the numbers of the first, the places
 * of another. */
struct meeting {
    const uint32_t *at, *list;
    size_t count, list_count;
};

enum { FEW = 64 }; /* places, to go by all of them */

/* Has the other word a place so many behind one of the numbers?  With marks,
 * all numbers of which that is so are marked. */
static inline bool
meet_few(const struct meeting *of, int64_t step, char *marks)
{
    bool any = false;
    for (size_t k = 0, i = 0; k < of->count && i < of->list_count;) {
        int64_t want = of->at[k] + step, place = of->list[i];
        if (want == place) {
            any = true;
            if (!marks)
                break;
            marks[k] = 1;
        }
        k += want <= place;
        i += want >= place;
    }
    return any;
}

/* The same for a place in reach, not the very same place, and many numbers. */
static bool
meet_many(const struct meeting *of, struct reach reach, char *marks)
{
    const uint32_t *at = of->at, *list = of->list;
    size_t count = of->count, list_count = of->list_count;
    bool any = false;
    size_t k = 0;
    for (size_t i = 0; i < list_count; i++) {
        int64_t place = list[i], least = place - reach.high;
        k = skip_below(at, count, k, least > 0 ? (uint64_t)least : 0);
        size_t there = k;
        while (there < count && at[there] == place)
            there++;
        if (there == count) {
            if (k == count)
                break;
            continue;
        }
        if (at[there] > place - reach.low)
            continue;
        any = true;
        if (!marks)
            break;
        marks[there] = 1;
    }
    return any;
}

/* part: places of a word. */
static inline bool
meet(const struct sweep_desk *desk, const struct position_parts *parts,
     const struct position_part *part, struct reach reach, char *marks)
{
    const struct stand *stand = &desk->stands[part->document];
    struct meeting of = {numbers(desk) + stand->at, parts->at + part->first,
                         stand->count, part->count};
    if (marks)
        marks += stand->at;
    if (reach.low == reach.high && of.count < FEW && of.list_count < FEW)
        return meet_few(&of, reach.low, marks);
    return meet_many(&of, reach, marks);
}

/* What it costs to let a word's places meet those of the first. */
static void
count_meetings(const struct position_parts *parts)
{
    const struct position_part *last = &parts->part[parts->count - 1];
    deadline_work(parts->count * DEADLINE_WORK_PART +
                  (last->first + last->count) * DEADLINE_WORK_POSITION);
}

static enum status
take_marks(struct window *window, const struct position_parts *parts,
           const struct word_slot *slot, struct error *err)
{
    struct sweep_desk *desk = window->places->desk;
    struct reach reach = reach_of(window->places, slot);
    count_meetings(parts);
    (void)err;
    for (size_t i = 0; i < parts->count; i++) {
        const struct position_part *part = &parts->part[i];
        if (meet(desk, parts, part, reach, desk->marks.at))
            bits_add(window->found, part->document);
    }
    return STATUS_OK;
}

/* Leaves the numbers that are marked. */
static void
keep_marked(struct sweep_desk *desk, struct stand *stand)
{
    uint32_t *at = numbers(desk) + stand->at, count = 0;
    const char *marks = desk->marks.at + stand->at;
    for (uint32_t n = 0; n < stand->count; n++)
        if (marks[n])
            at[count++] = at[n];
    stand->count = count;
}

static enum status
next_slot(struct window *window, const struct word_slot *slot,
          struct error *err)
{
    struct sweep_desk *desk = window->places->desk;
    size_t room = desk->numbers.len / sizeof(uint32_t);
    buf_clear(&desk->marks);
    if (!buf_reserve(&desk->marks, room + 1))
        return error_no_memory(err);
    memset(desk->marks.at, 0, room);
    for (size_t i = 0; i < slot->count; i++)
        TRY(read_word(window, slot, i, take_marks, err));
    for (uint32_t i = 0; bits_next(window->found, AREA_DOCS, &i); i++)
        keep_marked(desk, &desk->stands[i]);
    return STATUS_OK;
}

/* ---- the last word --------------------------------------------------------
 * One place of it is enough: what has one is not looked at again. */

static enum status
take_last(struct window *window, const struct position_parts *parts,
          const struct word_slot *slot, struct error *err)
{
    const struct sweep_desk *desk = window->places->desk;
    struct reach reach = reach_of(window->places, slot);
    bool alone = window->places->count == 1;
    count_meetings(parts);
    (void)err;
    for (size_t i = 0; i < parts->count; i++) {
        const struct position_part *part = &parts->part[i];
        if (alone ? part->count > 0 : meet(desk, parts, part, reach, NULL))
            bits_add(window->found, part->document);
    }
    return STATUS_OK;
}

static enum status
last_slot(struct window *window, const struct word_slot *slot,
          struct error *err)
{
    for (size_t i = 0; i < slot->count && bits_any(window->wanted); i++) {
        TRY(read_word(window, slot, i, take_last, err));
        for (size_t k = 0; k < AREA_WORDS; k++)
            window->wanted[k] &= ~window->found[k];
    }
    return STATUS_OK;
}

enum status
sweep_places_keep(uint64_t *holds, struct sweep_places *places, xap_docid start,
                  uint32_t width, const uint64_t *wanted, struct error *err)
{
    size_t last = places->count - 1;
    struct window window = {.places = places, .found = holds};
    window.of = (struct position_window){start, width, window.wanted};
    memcpy(window.wanted, wanted, sizeof window.wanted);
    bits_clear(holds);
    for (size_t i = 0; i < last && bits_any(window.wanted); i++) {
        if (i == 0)
            TRY(first_slot(&window, err));
        else
            TRY(next_slot(&window, &places->slots[i], err));
        memcpy(window.wanted, holds, sizeof window.wanted);
        bits_clear(holds);
    }
    return last_slot(&window, &places->slots[last], err);
}
