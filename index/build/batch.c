/* build: entries on their way to the chains of terms. */
#include "batch.h"

#include "glass.h"
#include "pages.h"
#include "position_chunk.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROOM_MORE = 1 << 12, /* entries of a document, about the most */
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
    STEPS = 3, /* digits of a number */
    WHERE_MAX = (1 << 30) - 1
};

void
batch_init(struct batch *out, size_t most)
{
    *out = (struct batch){.most = most,
                          .positions = BUF_INIT(WHERE_MAX),
                          .latest = BUF_INIT(SIZE_MAX / 2)};
}

void
batch_release(struct batch *batch)
{
    free(batch->both);
    buf_release(&batch->positions);
    buf_release(&batch->latest);
    *batch = (struct batch){0};
}

void
batch_forget(struct batch *batch)
{
    size_t most = batch->most;
    batch_release(batch);
    batch_init(batch, most);
}

void
batch_clear(struct batch *batch)
{
    batch->count = batch->document = 0;
    buf_clear(&batch->positions);
}

size_t
batch_bytes(const struct batch *batch)
{
    return 2 * batch->room * sizeof *batch->entries + batch->positions.size +
           batch->latest.len;
}

enum status
batch_terms(struct batch *batch, uint32_t terms, struct error *err)
{
    struct buf *latest = &batch->latest;
    size_t want = terms * sizeof(uint32_t);
    if (want <= latest->len)
        return STATUS_OK;
    if (!buf_reserve(latest, want - latest->len))
        return error_no_memory(err);
    memset(latest->at + latest->len, 0, want - latest->len);
    latest->len = want;
    return STATUS_OK;
}

void
batch_start(struct batch *batch)
{
    batch->document = batch->count;
}

/* ---- entries ---------------------------------------------------------------
 */

static enum status
batch_grow(struct batch *batch, struct error *err)
{
    size_t room =
        batch->room ? batch->room + batch->room / 2 : batch->most + ROOM_MORE;
    struct entry *both = pages_alloc(2 * room * sizeof *both);
    if (!both)
        return error_no_memory(err);
    if (batch->count)
        memcpy(both, batch->entries, batch->count * sizeof *both);
    free(batch->both);
    batch->both = batch->entries = both;
    batch->spare = both + room;
    batch->room = room;
    return STATUS_OK;
}

/* Their length stands before them: mostly one byte, which is known when they
 * are there. */
static void
places_encode(struct buf *out, const uint32_t *positions, size_t count)
{
    if (!buf_reserve(out, (count + 2) * GLASS_UINT_MAX)) /* and BATCH_READ */
        return;
    uint8_t *start = (uint8_t *)out->at + out->len;
    size_t len = positions_put(start + 1, positions, count);
    *start = (uint8_t)len;
    if (len > 127) {
        uint8_t head[GLASS_UINT_MAX];
        size_t bytes = glass_uint(head, len);
        memmove(start + bytes, start + 1, len);
        memcpy(start, head, bytes);
        out->len += bytes - 1;
    }
    out->len += 1 + len;
}

enum status
batch_add(struct batch *batch, uint32_t term, uint32_t wdf,
          const uint32_t *positions, size_t count, struct error *err)
{
    if (batch->count == batch->room)
        TRY(batch_grow(batch, err));
    if (wdf & ENTRY_PLACES)
        return error_set(err, STATUS_LIMIT, "a term %u times", wdf);
    if (wdf && count)
        return error_set(err, STATUS_BUG, "a term with positions and wdf");
    struct entry *entry = &batch->entries[batch->count];
    __builtin_prefetch((const uint32_t *)(const void *)batch->latest.at + term,
                       1);
    *entry = (struct entry){.term = term, .what = wdf};
    if (count) {
        entry->what = (uint32_t)batch->positions.len | ENTRY_PLACES;
        places_encode(&batch->positions, positions, count);
        TRY(buf_status(&batch->positions, err));
    }
    batch->count++;
    return STATUS_OK;
}

enum status
batch_join(struct batch *batch, uint32_t docid, struct error *err)
{
    struct entry *entries = batch->entries;
    uint32_t *latest = (uint32_t *)(void *)batch->latest.at;
    size_t kept = batch->document;
    for (size_t i = batch->document; i < batch->count; i++) {
        struct entry one = entries[i];
        uint32_t at = latest[one.term];
        if (at < batch->document || at >= kept ||
            entries[at].term != one.term) {
            latest[one.term] = (uint32_t)kept;
            one.docid = docid;
            entries[kept++] = one;
        } else if (one.what & ENTRY_PLACES) {
            entries[at].what = one.what; /* two words that are cut to one */
        } else {
            entries[at].what += one.what;
            if (entries[at].what & ENTRY_PLACES)
                return error_set(err, STATUS_LIMIT, "%s",
                                 "a term too many times");
        }
    }
    batch->count = kept;
    return STATUS_OK;
}

/* ---- order -----------------------------------------------------------------
 */

/* How many entries have each digit; starts[digit] = where they go. */
static void
starts_make(uint32_t *starts)
{
    uint32_t sum = 0;
    for (unsigned i = 0; i < DIGITS; i++) {
        uint32_t here = starts[i];
        starts[i] = sum;
        sum += here;
    }
}

static void
sort_step(struct entry *to, uint32_t *starts, const struct entry *from,
          size_t count, unsigned shift, uint32_t mask)
{
    starts_make(starts);
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].term >> shift & mask]++] = from[i];
}

/* The digits are as narrow as their number lets them be: so many places are
 * written to in turn.  All are counted in one go. */
const struct entry *
batch_sort(struct batch *batch, uint32_t terms)
{
    uint32_t starts[STEPS][DIGITS] = {{0}};
    unsigned bits = 0, steps;
    while (bits < 32 && terms >> bits)
        bits++;
    steps = (bits + DIGIT_BITS - 1) / DIGIT_BITS;
    if (steps == 0)
        return batch->entries;
    unsigned width = (bits + steps - 1) / steps;
    uint32_t mask = (UINT32_C(1) << width) - 1;
    for (size_t i = 0; i < batch->count; i++)
        for (unsigned step = 0; step < steps; step++)
            starts[step][batch->entries[i].term >> step * width & mask]++;
    for (unsigned step = 0; step < steps; step++) {
        sort_step(batch->spare, starts[step], batch->entries, batch->count,
                  step * width, mask);
        struct entry *swap = batch->entries;
        batch->entries = batch->spare;
        batch->spare = swap;
    }
    return batch->entries;
}
