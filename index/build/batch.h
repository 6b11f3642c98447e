#ifndef LIASSE_BUILD_BATCH_H
#define LIASSE_BUILD_BATCH_H

/* The terms of some documents, before they go to the chains of the terms.
 *
 * To append posting by posting is to wait for memory: a term and the end of
 * its chain are somewhere else for each.  So entries are collected, sorted by
 * term - a radix sort, which keeps the documents in order - and each term is
 * visited once for all it got.
 *
 * Usage: batch_start; batch_add...; batch_join, for each document;
 * batch_is_full; batch_sort. */

#include "buf.h"
#include "error.h"
#include "glass.h"

#include <stdbool.h>
#include <stdint.h>

/* A term of a document.  `what` is its wdf, or where its positions stand in
 * the batch, with a bit that says so: no term has both. */
struct entry {
    uint32_t term, docid, what;
};
enum { BATCH_ENTRIES = 1 << 18 };
#define ENTRY_PLACES (UINT32_C(1) << 31)

struct batch {
    struct entry *entries, *spare; /* room for so many each... */
    struct entry *both;            /* ... in one piece */
    size_t count, room, most;
    size_t document;      /* first entry of the document at hand */
    struct buf positions; /* uint bytes, encoded positions */
    struct buf latest;    /* uint32_t: last entry of each term */
};

/* Full with about `most` entries. */
void batch_init(struct batch *out, size_t most);
void batch_release(struct batch *batch);
void batch_clear(struct batch *batch);
/* The same, and holds no memory until something comes. */
void batch_forget(struct batch *batch);
/* Memory held. */
size_t batch_bytes(const struct batch *batch);

static inline bool
batch_is_full(const struct batch *batch)
{
    return batch->count >= batch->most;
}

/* There is one more term: the numbers that come are below `terms`. */
enum status batch_terms(struct batch *batch, uint32_t terms,
                        struct error *err) MUST_USE;
/* Which of the document's entries the next one is; its term can be told
 * later, before batch_join. */
static inline size_t
batch_here(const struct batch *batch)
{
    return batch->count - batch->document;
}
static inline void
batch_resolve(struct batch *batch, size_t which, uint32_t term)
{
    batch->entries[batch->document + which].term = term;
    __builtin_prefetch((const uint32_t *)(const void *)batch->latest.at + term,
                       1);
}
/* A document begins. */
void batch_start(struct batch *batch);
enum status batch_add(struct batch *batch, uint32_t term, uint32_t wdf,
                      const uint32_t *positions, size_t count,
                      struct error *err) MUST_USE;
/* The same of a term without positions. */
static inline enum status
batch_put(struct batch *batch, uint32_t term, uint32_t wdf, struct error *err)
{
    if (batch->count == batch->room || wdf & ENTRY_PLACES)
        return batch_add(batch, term, wdf, NULL, 0, err);
    __builtin_prefetch((const uint32_t *)(const void *)batch->latest.at + term,
                       1);
    batch->entries[batch->count++] = (struct entry){.term = term, .what = wdf};
    return STATUS_OK;
}
/* The document is complete: each of its terms is there once, with the sum of
 * its wdf, or the last of its lists of positions. */
enum status batch_join(struct batch *batch, uint32_t docid,
                       struct error *err) MUST_USE;
static inline uint32_t
batch_wdf(const struct entry *entry)
{
    return entry->what & ENTRY_PLACES ? 0 : entry->what;
}
/* Where the positions of an entry that has some stand. */
static inline const uint8_t *
batch_places(const struct batch *batch, const struct entry *entry)
{
    return (const uint8_t *)batch->positions.at + (entry->what & ~ENTRY_PLACES);
}
/* The encoded positions of an entry; they live until the next batch_add.
 * Their first BATCH_READ bytes can be read, even if they are fewer. */
enum { BATCH_READ = 8 };
static inline struct str
batch_positions(const struct batch *batch, const struct entry *entry)
{
    if (!(entry->what & ENTRY_PLACES))
        return (struct str){NULL, 0};
    uint64_t number;
    const uint8_t *at = glass_uint_read(batch_places(batch, entry), &number);
    return (struct str){(const char *)at, (size_t)number};
}
/* All entries by term, those of a term by docid; terms are below `terms`. */
const struct entry *batch_sort(struct batch *batch, uint32_t terms);

#endif
