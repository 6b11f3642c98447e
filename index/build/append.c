/* build: from the batch to the chains of terms. */
#include "inverter.h"
#include "posting.h"

#include <string.h>

enum {
    AHEAD = 6,       /* entries looked ahead */
    PIECE_GUESS = 64 /* bytes into a piece */
};

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
        memcpy(to->at, local, len);
    }
    to->at += len;
    if (bytes)
        memcpy(to->at, posting->positions.at, bytes);
    to->at += bytes;
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
    uint64_t sum = 0;
    struct appending to = {.inverter = inverter, .usual = places ? 4 : 3};
    appending_start(&to, &term->postings);
    term->documents += (uint32_t)(end - from);
    for (; from < end; from++) {
        struct posting posting = {.docid = from->docid,
                                  .wdf = batch_wdf(batch, from),
                                  .positions = batch_positions(batch, from)};
        TRY(posting_append(&to, &posting, term->last_docid, places,
                           (size_t)(end - from - 1), err));
        term->last_docid = from->docid;
        sum += posting.wdf;
        if (posting.wdf > inverter->highest_wdf)
            inverter->highest_wdf = posting.wdf;
    }
    appending_end(&to);
    inverted_wdf_add(term, sum);
    return STATUS_OK;
}

/* Terms come in the order of their numbers; the ends of their chains are
 * anywhere, and memory is slow to come. */
static void
chain_prefetch(const struct inverter *inverter, const struct entry *entry)
{
    const struct piece *last = pool_piece(
        &inverter->pool, inverter_terms(inverter)[entry->term].postings.last);
    if (last) {
        __builtin_prefetch(last, 1);
        __builtin_prefetch(last->at + PIECE_GUESS, 1);
    }
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
        for (; ahead < end && ahead < next + AHEAD; ahead++)
            if (ahead + 1 < end && ahead[1].term != ahead->term)
                chain_prefetch(inverter, ahead + 1);
        TRY(term_append(inverter, entry, next, err));
        entry = next;
    }
    batch_clear(batch);
    return STATUS_OK;
}
