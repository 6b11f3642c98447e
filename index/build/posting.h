#ifndef LIASSE_BUILD_POSTING_H
#define LIASSE_BUILD_POSTING_H

/* A posting in the chain of a term, in memory and in the file of a run.
 *
 * Terms of families with positions (term_has_positions) have their wdf in the
 * stems, others no positions, so each has a form without the other:
 *
 *   without   uint docid - the one before - 1, uint wdf
 *   with      uint (docid - the one before - 1) * 8 + bytes of the list - 1,
 *             the list as positions_encode writes it
 *        or   the same + 7, uint bytes, the list: as in a chunk
 *             (position_chunk.h)
 *
 * (the one before the first: 0). */

#include "glass.h"

enum {
    POSTING_BITS = 3,
    POSTING_LONG = (1 << POSTING_BITS) - 1,
    POSTING_HEAD = 4 * GLASS_UINT_MAX /* more than stands before the list, by
                                         BATCH_READ and more */
};

struct posting {
    uint32_t docid, wdf;
    struct str positions; /* encoded */
};

/* What stands before the list; posting->docid is above `before`. */
static inline size_t
posting_put(uint8_t *to, const struct posting *posting, uint32_t before,
            bool places)
{
    uint64_t step = posting->docid - before - 1;
    size_t bytes = posting->positions.len, len;
    if (!places) {
        len = glass_uint(to, step);
        return len + glass_uint(to + len, posting->wdf);
    }
    if (bytes - 1 < POSTING_LONG)
        return glass_uint(to, step << POSTING_BITS | (bytes - 1));
    len = glass_uint(to, step << POSTING_BITS | POSTING_LONG);
    return len + glass_uint(to + len, bytes);
}

/* NULL: the number goes on behind `end`. */
static inline const uint8_t *
posting_uint(uint64_t *out, const uint8_t *at, const uint8_t *end)
{
    uint64_t number = 0;
    for (unsigned shift = 0; at < end && shift < 64; shift += 7) {
        number |= (uint64_t)(*at & 127) << shift;
        if (!(*at++ & 128)) {
            *out = number;
            return at;
        }
    }
    return NULL;
}

/* The next one; out->docid is that of the one before.  Says where it ends, or
 * NULL if that is behind `end`: then *out is as it was. */
static inline const uint8_t *
posting_next(struct posting *out, const uint8_t *at, const uint8_t *end,
             bool places)
{
    uint64_t step, wdf = 0, bytes = 0;
    if (!(at = posting_uint(&step, at, end)))
        return NULL;
    if (!places) {
        if (!(at = posting_uint(&wdf, at, end)))
            return NULL;
    } else {
        bytes = (step & POSTING_LONG) + 1;
        step >>= POSTING_BITS;
        if (bytes > POSTING_LONG && !(at = posting_uint(&bytes, at, end)))
            return NULL;
        if (bytes > (size_t)(end - at))
            return NULL;
    }
    out->docid += (uint32_t)step + 1;
    out->wdf = (uint32_t)wdf;
    out->positions = (struct str){(const char *)at, (size_t)bytes};
    return at + bytes;
}

#endif
