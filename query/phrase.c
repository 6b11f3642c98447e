/* Query, fourth step: where words stand. */
#include "phrase.h"

#include "deadline.h"
#include "term_places.h"
#include "terms.h"

#include <stdlib.h>
#include <string.h>

/* Where the words of one place stand. */
struct place {
    struct term_places *words;
    size_t count;
};

struct phrase {
    struct place *places;
    size_t count;
    uint32_t window;
    bool ordered;
    bool alone; /* one place, anywhere: that there is a list is enough */
    struct positions *positions;
    struct positions *own; /* them, where they are to be closed */
    struct buf here;       /* places of the words at hand */
    struct buf runs;       /* struct run */
};

/* A start of the phrase, and how far it was followed. */
struct run {
    uint32_t start, reached;
};

/* Xapian makes the sources of a query itself, and tells them its database
 * alone. */
static _Thread_local struct positions *at_hand;

void
phrase_use(struct positions *positions)
{
    at_hand = positions;
}

static void
phrase_end(void *state)
{
    struct phrase *phrase = state;
    if (!phrase)
        return;
    for (size_t i = 0; phrase->places && i < phrase->count; i++) {
        for (size_t k = 0; k < phrase->places[i].count; k++)
            term_places_release(&phrase->places[i].words[k]);
        free(phrase->places[i].words);
    }
    free(phrase->places);
    positions_close(phrase->own);
    buf_release(&phrase->here);
    buf_release(&phrase->runs);
    free(phrase);
}

CLEANUP_HANDLE(phrase, struct phrase, phrase_end)

static enum status
place_start(struct place *place, const struct xap_words *from,
            struct positions *positions, struct error *err)
{
    place->words = calloc(from->count + 1, sizeof *place->words);
    if (!place->words)
        return error_no_memory(err);
    for (; place->count < from->count; place->count++)
        term_places_start(&place->words[place->count], positions,
                          from->at[place->count]);
    return STATUS_OK;
}

/* Each place has one of its words. */
static enum status
count_most(uint32_t *most, struct phrase *phrase, const struct xap_places *of,
           struct error *err)
{
    uint64_t least = UINT32_MAX;
    for (size_t i = 0; i < of->count; i++) {
        uint64_t sum = 0;
        for (size_t k = 0; k < of->places[i].count; k++) {
            struct term name;
            uint32_t documents;
            TRY(positions_documents(&documents, phrase->positions,
                                    term_place_list(&name, of->places[i].at[k]),
                                    err));
            sum += documents;
        }
        least = sum < least ? sum : least;
    }
    *most = of->count ? (uint32_t)least : 0;
    return STATUS_OK;
}

static enum status
phrase_start(void **state, uint32_t *most, const struct xap_places *of,
             struct xap_reader *reader, struct error *err)
{
    AUTO(phrase) struct phrase *phrase = calloc(1, sizeof *phrase);
    if (!phrase)
        return error_no_memory(err);
    *phrase = (struct phrase){.count = of->count,
                              .window = of->window,
                              .ordered = of->ordered,
                              .here = BUF_INIT(SIZE_MAX / 2),
                              .runs = BUF_INIT(SIZE_MAX / 2)};
    if (!at_hand)
        TRY(positions_through(&phrase->own, reader, err));
    phrase->positions = at_hand ? at_hand : phrase->own;
    phrase->places = calloc(of->count + 1, sizeof *phrase->places);
    if (!phrase->places)
        return error_no_memory(err);
    for (size_t i = 0; i < of->count; i++)
        TRY(place_start(&phrase->places[i], &of->places[i], phrase->positions,
                        err));
    phrase->alone = of->count == 1;
    for (size_t k = 0; phrase->alone && k < phrase->places[0].count; k++)
        phrase->alone = !phrase->places[0].words[k].family;
    TRY(count_most(most, phrase, of, err));
    *state = phrase;
    phrase = NULL;
    return STATUS_OK;
}

/* The first document from a docid on, or one before that, that has a word of
 * the place. */
static enum status
place_next(xap_docid *out, struct place *place, xap_docid docid,
           struct error *err)
{
    *out = UINT32_MAX;
    for (size_t k = 0; k<place->count && * out> docid; k++) {
        uint32_t next;
        TRY(term_places_find(&next, &place->words[k], docid, err));
        *out = next < *out ? next : *out;
    }
    return STATUS_OK;
}

static enum status
phrase_next(xap_docid *out, void *state, xap_docid docid, struct error *err)
{
    struct phrase *phrase = state;
    size_t agreed = 0;
    *out = phrase->count ? docid : UINT32_MAX;
    for (size_t i = 0; agreed < phrase->count && *out < UINT32_MAX;
         i = (i + 1) % phrase->count) {
        xap_docid next;
        TRY(place_next(&next, &phrase->places[i], *out, err));
        agreed = next == *out ? agreed + 1 : 0;
        *out = next;
    }
    return STATUS_OK;
}

static int
by_number(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Where the words of one place stand, rising. */
static enum status
read_place(const uint32_t **at, size_t *count, struct phrase *phrase, size_t i,
           xap_docid docid, struct error *err)
{
    struct place *place = &phrase->places[i];
    size_t lists = 0;
    buf_clear(&phrase->here);
    for (size_t k = 0; k < place->count; k++) {
        struct term_places *word = &place->words[k];
        uint32_t next;
        TRY(term_places_find(&next, word, docid, err));
        if (next != docid)
            continue;
        TRY(term_places_read(word, err));
        buf_add(&phrase->here, (struct str){(const char *)word->at,
                                            word->count * sizeof *word->at});
        lists += word->count > 0;
    }
    TRY(buf_status(&phrase->here, err));
    *at = (const uint32_t *)(const void *)phrase->here.at;
    *count = phrase->here.len / sizeof **at;
    if (lists > 1)
        qsort(phrase->here.at, *count, sizeof **at, by_number);
    return STATUS_OK;
}

static enum status
runs_start(struct phrase *phrase, const uint32_t *at, size_t count,
           struct error *err)
{
    buf_clear(&phrase->runs);
    if (!buf_reserve(&phrase->runs, count * sizeof(struct run) + 1))
        return error_no_memory(err);
    struct run *runs = (struct run *)(void *)phrase->runs.at;
    for (size_t i = 0; i < count; i++)
        runs[i] = (struct run){at[i], at[i]};
    phrase->runs.len = count * sizeof *runs;
    return STATUS_OK;
}

/* Keeps the runs that go on with one of these places, the nearest behind. */
static void
runs_go_on(struct phrase *phrase, const uint32_t *at, size_t count)
{
    struct run *runs = (struct run *)(void *)phrase->runs.at;
    size_t have = phrase->runs.len / sizeof *runs, kept = 0, k = 0;
    for (size_t i = 0; i < have; i++) {
        while (k < count && at[k] <= runs[i].reached)
            k++;
        if (k < count && at[k] - runs[i].start < phrase->window)
            runs[kept++] = (struct run){runs[i].start, at[k]};
    }
    phrase->runs.len = kept * sizeof *runs;
}

/* Is one of these places near a start, before or behind it? */
static bool
runs_are_near(const struct phrase *phrase, const uint32_t *at, size_t count)
{
    const struct run *runs = (const struct run *)(const void *)phrase->runs.at;
    size_t have = phrase->runs.len / sizeof *runs, k = 0;
    for (size_t i = 0; i < have; i++) {
        while (k < count && at[k] + phrase->window <= runs[i].start)
            k++;
        for (size_t n = k; n < count && at[n] < runs[i].start + phrase->window;
             n++)
            if (at[n] != runs[i].start)
                return true;
    }
    return false;
}

static enum status
phrase_holds(bool *out, void *state, xap_docid docid, struct error *err)
{
    struct phrase *phrase = state;
    const uint32_t *at;
    size_t count;
    if (phrase->alone) {
        xap_docid next;
        deadline_work(phrase->places[0].count * DEADLINE_WORK_POSTING);
        TRY(place_next(&next, &phrase->places[0], docid, err));
        *out = next == docid;
        return STATUS_OK;
    }
    *out = false;
    for (size_t i = 0; i < phrase->count; i++) {
        TRY(read_place(&at, &count, phrase, i, docid, err));
        if (i == 0)
            TRY(runs_start(phrase, at, count, err));
        else if (!phrase->ordered)
            *out = runs_are_near(phrase, at, count);
        else
            runs_go_on(phrase, at, count);
        if (phrase->runs.len == 0)
            return STATUS_OK;
    }
    *out = phrase->ordered || *out;
    return STATUS_OK;
}

const struct xap_checker phrase_checker = {.start = phrase_start,
                                           .next = phrase_next,
                                           .holds = phrase_holds,
                                           .end = phrase_end};
