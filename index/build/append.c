/* build: from the batch to the chains of terms. */
#include "inverter.h"
#include "posting.h"

#include <string.h>

/* Entries looked ahead. */
enum { PLACES_AHEAD = 16, PIECE_AHEAD = 12, END_AHEAD = 6 };

/* The end of a term's chain, while postings are appended. */
struct appending {
    struct inverter *inverter;
    struct chain *chain;
    uint8_t *at, *end;
    size_t usual; /* bytes of a posting, about, with its head */
};

static void
appending_start(struct appending *out, struct chain *chain)
{
    struct piece *last = pool_piece(&out->inverter->pool, chain->last);
    out->chain = chain;
    out->at = last ? last->at + last->used : NULL;
    out->end = last ? last->at + last->room : NULL;
}

static void
appending_end(const struct appending *appending)
{
    struct piece *last =
        pool_piece(&appending->inverter->pool, appending->chain->last);
    if (last)
        last->used = (uint32_t)(appending->at - last->at);
}

/* Room for `need` bytes, when `more` postings are to follow. */
static enum status
appending_room(struct appending *appending, size_t need, size_t more,
               struct error *err)
{
    struct inverter *inverter = appending->inverter;
    appending_end(appending);
    uint8_t *at = chain_extend(appending->chain, &inverter->pool, need,
                               need + more * appending->usual);
    if (!at)
        return error_no_memory(err);
    appending_start(appending, appending->chain);
    return STATUS_OK;
}

static enum status
posting_append(struct appending *to, const struct posting *posting,
               uint32_t before, bool places, size_t more, struct error *err)
{
    uint8_t local[POSTING_HEAD];
    size_t bytes = posting->positions.len;
    bool direct = (size_t)(to->end - to->at) >= POSTING_HEAD + bytes;
    uint8_t *head = direct ? to->at : local;
    size_t len = posting_put(head, posting, before, places);
    if (!direct) {
        if (len + bytes > (size_t)(to->end - to->at))
            TRY(appending_room(to, len + bytes, more, err));
        posting_put(to->at, posting, before, places); /* sooner than a copy */
    }
    to->at += len;
    /* Mostly few: one move, into room that POSTING_HEAD leaves. */
    if (bytes - 1 < BATCH_READ && direct)
        memcpy(to->at, posting->positions.at, BATCH_READ);
    else if (bytes)
        memcpy(to->at, posting->positions.at, bytes);
    to->at += bytes;
    return STATUS_OK;
}

static struct posting
posting_of(const struct batch *batch, const struct entry *entry)
{
    return (struct posting){.docid = entry->docid,
                            .wdf = batch_wdf(entry),
                            .positions = batch_positions(batch, entry)};
}

static void
wdf_note(struct inverter *inverter, struct inverted_term *term, uint64_t sum,
         uint32_t highest)
{
    inverted_wdf_add(term, sum);
    if (highest > inverter->highest_wdf)
        inverter->highest_wdf = highest;
}

/* A term's only posting, if it is short; *done: so it is. */
static void
only_append(bool *done, struct inverted_term *term,
            const struct posting *posting)
{
    uint8_t head[POSTING_HEAD];
    size_t bytes = posting->positions.len;
    *done = false;
    if (bytes > INVERTED_FEW)
        return;
    size_t len = posting_put(head, posting, 0, term->places);
    if (len + bytes > INVERTED_FEW)
        return;
    posting_put(term->at, posting, 0, term->places);
    if (bytes)
        memcpy(term->at + len, posting->positions.at, bytes);
    term->few = (uint16_t)((len + bytes) & 7);
    *done = true;
}

/* What stands in the term goes to a chain, for more is to come. */
static enum status
few_move(struct inverted_term *term, struct inverter *inverter, size_t wanted,
         struct error *err)
{
    uint8_t bytes[INVERTED_FEW];
    size_t few = term->few;
    if (few == 0)
        return STATUS_OK;
    memcpy(bytes, term->at, few);
    term->postings = (struct chain){0};
    term->few = 0;
    uint8_t *at =
        chain_extend(&term->postings, &inverter->pool, few, few + wanted);
    if (!at)
        return error_no_memory(err);
    memcpy(at, bytes, few);
    chain_used(&term->postings, &inverter->pool, few);
    return STATUS_OK;
}

/* The entries of one term. */
static enum status
term_append(struct inverter *inverter, const struct entry *from,
            const struct entry *end, struct error *err)
{
    const struct batch *batch = &inverter->batch;
    struct inverted_term *term = &inverter_terms(inverter)[from->term];
    bool places = term->places;
    for (const struct entry *entry = from; entry < end; entry++)
        if (places != ((entry->what & ENTRY_PLACES) != 0))
            return error_set(err, STATUS_BUG,
                             "positions of a term that has none, or none");
    size_t usual = places ? 4 : 3;
    uint64_t sum = 0;
    struct appending to = {.inverter = inverter, .usual = usual};
    term->documents += (uint32_t)(end - from);
    if (term->documents == 1) {
        struct posting posting = posting_of(batch, from);
        bool done;
        only_append(&done, term, &posting);
        if (done) {
            term->last_docid = from->docid;
            wdf_note(inverter, term, posting.wdf, posting.wdf);
            return STATUS_OK;
        }
    }
    TRY(few_move(term, inverter, (size_t)(end - from) * usual, err));
    appending_start(&to, &term->postings);
    uint32_t highest = 0;
    for (; from < end; from++) {
        struct posting posting = posting_of(batch, from);
        TRY(posting_append(&to, &posting, term->last_docid, places,
                           (size_t)(end - from - 1), err));
        term->last_docid = from->docid;
        sum += posting.wdf;
        if (posting.wdf > highest)
            highest = posting.wdf;
    }
    appending_end(&to);
    wdf_note(inverter, term, sum, highest);
    return STATUS_OK;
}

/* Terms come in the order of their numbers; the ends of their chains are
 * anywhere, and memory is slow to come: first the last piece of a chain is
 * asked for, then the end of what is in it. */
static PREFETCHES void
piece_prefetch(const struct inverter *inverter, const struct entry *entry)
{
    const struct inverted_term *term = &inverter_terms(inverter)[entry->term];
    const struct piece *last = pool_piece(&inverter->pool, term->postings.last);
    if (!term->few && last)
        __builtin_prefetch(last, 1);
}

static PREFETCHES void
end_prefetch(const struct inverter *inverter, const struct entry *entry)
{
    const struct inverted_term *term = &inverter_terms(inverter)[entry->term];
    const struct piece *last = pool_piece(&inverter->pool, term->postings.last);
    if (!term->few && last)
        __builtin_prefetch(last->at + last->used, 1);
}

static PREFETCHES void
places_prefetch(const struct batch *batch, const struct entry *entry)
{
    if (entry->what & ENTRY_PLACES)
        __builtin_prefetch(batch_places(batch, entry));
}

enum status
inverter_flush(struct inverter *inverter, struct error *err)
{
    struct batch *batch = &inverter->batch;
    const struct entry *entry = batch_sort(batch, inverter->term_count);
    const struct entry *end = entry + batch->count, *ahead = entry;
    while (entry < end) {
        const struct entry *next = entry + 1;
        while (next < end && next->term == entry->term)
            next++;
        for (; ahead < next && ahead + PLACES_AHEAD < end; ahead++) {
            const struct entry *at = ahead + PIECE_AHEAD;
            places_prefetch(batch, ahead + PLACES_AHEAD);
            if (at[-1].term != at->term)
                piece_prefetch(inverter, at);
            at = ahead + END_AHEAD;
            if (at[-1].term != at->term)
                end_prefetch(inverter, at);
        }
        TRY(term_append(inverter, entry, next, err));
        entry = next;
    }
    batch_clear(batch);
    return STATUS_OK;
}
