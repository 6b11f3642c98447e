/* build: entries on their way to the chains of terms. */
#include "batch.h"

#include "glass.h"
#include "position_chunk.h"

#include <stdlib.h>
#include <string.h>

enum {
    ROOM_MORE = 1 << 12, /* entries of a document, about the most */
    DIGIT_BITS = 11,
    DIGITS = 1 << DIGIT_BITS,
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
    free(batch->entries);
    free(batch->spare);
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
    struct entry *entries =
        realloc(batch->entries, room * sizeof *batch->entries);
    if (!entries)
        return error_no_memory(err);
    batch->entries = entries;
    free(batch->spare);
    batch->spare = malloc(room * sizeof *batch->spare);
    if (!batch->spare) {
        batch->room = 0;
        return error_no_memory(err);
    }
    batch->room = room;
    return STATUS_OK;
}

/* Head of a list of positions that is about to be appended. */
static uint32_t
places_begin(struct batch *batch, uint32_t wdf)
{
    uint32_t where = (uint32_t)batch->positions.len;
    if (wdf)
        glass_add_uint(&batch->positions, wdf);
    return where | ENTRY_PLACES | (wdf ? ENTRY_WDF : 0);
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
    struct entry *entry = &batch->entries[batch->count];
    __builtin_prefetch((const uint32_t *)(const void *)batch->latest.at + term,
                       1);
    *entry = (struct entry){.term = term, .what = wdf};
    if (count) {
        entry->what = places_begin(batch, wdf);
        places_encode(&batch->positions, positions, count);
        TRY(buf_status(&batch->positions, err));
    }
    batch->count++;
    return STATUS_OK;
}

/* Where only one has positions, and there is a wdf to add to them. */
static enum status
places_join(struct batch *batch, struct entry *first, const struct entry *more,
            struct error *err)
{
    struct str places = batch_positions(batch, more);
    uint32_t wdf = batch_wdf(batch, first) + batch_wdf(batch, more);
    if (places.len == 0)
        places = batch_positions(batch, first);
    if (!buf_reserve(&batch->positions, places.len + 2 * GLASS_UINT_MAX))
        return buf_status(&batch->positions, err);
    /* The room may have moved. */
    places = batch_positions(batch, more);
    if (places.len == 0)
        places = batch_positions(batch, first);
    first->what = places_begin(batch, wdf);
    glass_add_text(&batch->positions, places);
    return buf_status(&batch->positions, err);
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
        } else if ((entries[at].what | one.what) & ENTRY_PLACES) {
            TRY(places_join(batch, &entries[at], &one, err));
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

static void
sort_step(struct entry *to, const struct entry *from, size_t count,
          unsigned shift)
{
    uint32_t starts[DIGITS] = {0}, sum = 0;
    for (size_t i = 0; i < count; i++)
        starts[from[i].term >> shift & (DIGITS - 1)]++;
    for (unsigned i = 0; i < DIGITS; i++) {
        uint32_t here = starts[i];
        starts[i] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].term >> shift & (DIGITS - 1)]++] = from[i];
}

const struct entry *
batch_sort(struct batch *batch, uint32_t terms)
{
    for (unsigned shift = 0; shift < 32 && terms >> shift;
         shift += DIGIT_BITS) {
        sort_step(batch->spare, batch->entries, batch->count, shift);
        struct entry *swap = batch->entries;
        batch->entries = batch->spare;
        batch->spare = swap;
    }
    return batch->entries;
}
