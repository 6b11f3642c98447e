/* Positions of many documents in one value. */
#include "position_chunk.h"

#include "bits.h"

#include <string.h>

enum {
    UINT_BYTES = 5,
    LIST_BITS = 3,
    LIST_LONG = (1 << LIST_BITS) - 1,
    LIST_SHIFT_MAX = 35
};

bool
position_key_start(struct position_key *out, struct str term)
{
    size_t head = sizeof META_POSITIONS - 1;
    if (head + term.len + 1 + POSITION_KEY_END > POSITION_KEY_MAX ||
        memchr(term.at, '\0', term.len))
        return false;
    memcpy(out->at, META_POSITIONS, head);
    memcpy(out->at + head, term.at, term.len);
    out->len = head + term.len;
    out->at[out->len++] = '\0';
    return true;
}

struct str
position_key_upto(struct position_key *key, uint32_t docid)
{
    char *at = key->at + key->len;
    at[0] = (char)(docid >> 24);
    at[1] = (char)(docid >> 16);
    at[2] = (char)(docid >> 8);
    at[3] = (char)docid;
    return (struct str){key->at, key->len + POSITION_KEY_END};
}

uint32_t
position_key_docid(const struct position_key *key, struct str found)
{
    if (found.len != key->len + POSITION_KEY_END ||
        memcmp(found.at, key->at, key->len) != 0)
        return 0;
    const uint8_t *at = (const uint8_t *)found.at + key->len;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

bool
position_key_term(struct str *out, struct str found)
{
    size_t head = sizeof META_POSITIONS - 1, tail = 1 + POSITION_KEY_END;
    if (!str_starts(found, STR(META_POSITIONS)) || found.len < head + tail ||
        found.at[found.len - tail] != '\0')
        return false;
    *out = str_range(found, head, found.len - tail);
    return true;
}

static size_t
put_uint(uint8_t *to, uint64_t number)
{
    size_t len = 0;
    while (number > 127) {
        to[len++] = (uint8_t)(number | 128);
        number >>= 7;
    }
    to[len++] = (uint8_t)number;
    return len;
}

/* NULL when it is cut or too large. */
static const uint8_t *
get_uint(uint64_t *out, const uint8_t *from, const uint8_t *end)
{
    uint64_t number = 0;
    for (unsigned shift = 0; from < end && shift <= LIST_SHIFT_MAX;
         shift += 7) {
        number |= (uint64_t)(*from & 127) << shift;
        if (!(*from++ & 128)) {
            *out = number;
            return from;
        }
    }
    return NULL;
}

size_t
positions_put(uint8_t *to, const uint32_t *at, size_t count)
{
    uint8_t *start = to;
    uint32_t before = UINT32_MAX; /* + 1 = 0 */
    for (size_t i = 0; i < count; i++) {
        uint32_t step = at[i] - before - 1;
        if (step < 128)
            *to++ = (uint8_t)step;
        else
            to += put_uint(to, step);
        before = at[i];
    }
    return (size_t)(to - start);
}

void
positions_encode(struct buf *out, const uint32_t *at, size_t count)
{
    if (buf_reserve(out, count * UINT_BYTES))
        out->len += positions_put((uint8_t *)out->at + out->len, at, count);
}

bool
positions_decode(uint32_t *to, size_t *count, struct str list)
{
    const uint8_t *at = (const uint8_t *)list.at, *end = at + list.len;
    uint64_t position = UINT64_MAX, step; /* + 1 = 0 */
    size_t n = 0;
    while (at < end) {
        if (*at < 128)
            step = *at++;
        else if (!(at = get_uint(&step, at, end)))
            return false;
        position += step + 1;
        if (position > UINT32_MAX)
            return false;
        to[n++] = (uint32_t)position;
    }
    *count = n;
    return true;
}

void
position_chunk_count(struct buf *chunk, uint32_t documents)
{
    if (buf_reserve(chunk, UINT_BYTES))
        chunk->len += put_uint((uint8_t *)chunk->at + chunk->len, documents);
}

bool
position_chunk_documents(struct str *rest, uint32_t *documents)
{
    uint64_t number;
    const uint8_t *from = (const uint8_t *)rest->at, *end = from + rest->len;
    const uint8_t *at = get_uint(&number, from, end);
    if (!at || number > UINT32_MAX)
        return false;
    *documents = (uint32_t)number;
    *rest = (struct str){(const char *)at, (size_t)(end - at)};
    return true;
}

void
position_chunk_add(struct buf *chunk, uint32_t *last, uint32_t docid,
                   struct str list)
{
    uint64_t skipped = docid - *last - 1;
    if (!buf_reserve(chunk, 2 * (UINT_BYTES + 1)))
        return;
    uint8_t *start = (uint8_t *)chunk->at + chunk->len, *to = start;
    if (list.len <= LIST_LONG) {
        to += put_uint(to, skipped << LIST_BITS | (list.len - 1));
    } else {
        to += put_uint(to, skipped << LIST_BITS | LIST_LONG);
        to += put_uint(to, list.len);
    }
    chunk->len += (size_t)(to - start);
    buf_add(chunk, list);
    *last = docid;
}

bool
position_chunk_find(struct str *rest, uint32_t *last, struct str *list,
                    uint32_t wanted)
{
    const uint8_t *at = (const uint8_t *)rest->at, *end = at + rest->len;
    uint64_t docid = *last, head, len;
    do {
        if (at == end) {
            *rest = (struct str){(const char *)at, 0};
            return false;
        }
        if (*at < 128)
            head = *at++;
        else if (!(at = get_uint(&head, at, end)))
            return false;
        len = (head & LIST_LONG) + 1;
        if (len > LIST_LONG && !(at = get_uint(&len, at, end)))
            return false;
        docid += (head >> LIST_BITS) + 1;
        if (docid > UINT32_MAX || len == 0 || len > (uint64_t)(end - at))
            return false;
        at += len;
    } while (docid < wanted);
    *last = (uint32_t)docid;
    *list = (struct str){(const char *)at - len, (size_t)len};
    *rest = (struct str){(const char *)at, (size_t)(end - at)};
    return true;
}

bool
position_chunk_next(struct str *rest, uint32_t *last, struct str *list)
{
    return position_chunk_find(rest, last, list, 0);
}

/* A number of one byte or two, which most are, without a branch on which it
 * is; the byte behind the first may be read. */
static inline const uint8_t *
get_short(uint64_t *out, const uint8_t *from, const uint8_t *end)
{
    uint32_t first = from[0], second = from[1], two = first >> 7;
    if (two & (second >> 7))
        return get_uint(out, from, end);
    *out = (first & 127) | (second << 7 & (0 - two));
    return from + 1 + two;
}

/* The document and the length of a list, and where it starts; NULL: damage.
 * Most heads are of one byte or two, and those have the length in the first:
 * that where the next one starts hangs on as little as can be. */
static inline const uint8_t *
get_head(uint64_t *docid, uint64_t *len, const uint8_t *at, const uint8_t *end)
{
    if (end - at < 2)
        return NULL;
    uint32_t first = at[0], second = at[1], two = first >> 7;
    uint64_t head = (first & 127) | (second << 7 & (0 - two));
    *len = (first & LIST_LONG) + 1;
    at += 1 + two;
    if (two & (second >> 7))
        at = get_uint(&head, at - 2, end);
    if (at && *len > LIST_LONG)
        at = get_uint(len, at, end);
    *docid += (head >> LIST_BITS) + 1;
    return at && *docid <= UINT32_MAX && *len > 0 && at <= end &&
                   *len <= (uint64_t)(end - at)
               ? at
               : NULL;
}

bool
position_chunk_docids(uint32_t *out, size_t *count, size_t room,
                      struct str *rest, uint32_t *last, uint32_t wanted)
{
    enum { SHORT = 2 + LIST_LONG }; /* bytes of most lists with their heads */
    const uint8_t *at = (const uint8_t *)rest->at, *end = at + rest->len;
    uint64_t docid = *last, len;
    size_t n = 0;
    while (at < end && n < room) {
        uint32_t head = at[0], two = head >> 7, bytes = head & LIST_LONG;
        if (end - at >= SHORT && bytes < LIST_LONG && !(two & at[1] >> 7)) {
            head = (head & 127) | ((uint32_t)at[1] << 7 & (0 - two));
            docid += (head >> LIST_BITS) + 1;
            at += 2 + two + bytes;
        } else {
            const uint8_t *list = get_head(&docid, &len, at, end);
            if (!list)
                return false;
            at = list + len;
        }
        out[n] = (uint32_t)docid;
        n += docid >= wanted;
    }
    if (docid > UINT32_MAX)
        return false;
    *last = (uint32_t)docid;
    *rest = (struct str){(const char *)at, (size_t)(end - at)};
    *count = n;
    return true;
}

bool
position_chunk_take(struct position_part *out, size_t *count, size_t room,
                    struct str chunk, struct str *rest, uint32_t *last,
                    uint32_t *next, const struct position_window *window)
{
    const uint8_t *base = (const uint8_t *)chunk.at;
    const uint8_t *at = (const uint8_t *)rest->at, *end = at + rest->len;
    const uint64_t *bits = window->bits;
    uint32_t start = window->start, width = window->width;
    uint64_t docid = *last, behind = (uint64_t)start + width, len;
    size_t n = 0;
    *next = 0;
    while (at < end && n < room) {
        uint64_t here = docid;
        const uint8_t *list = get_head(&here, &len, at, end);
        if (!list)
            return false;
        if (here >= behind) {
            *next = (uint32_t)here;
            break;
        }
        docid = here;
        at = list + len;
        if (docid < start)
            continue;
        uint32_t i = (uint32_t)docid - start;
        out[n] =
            (struct position_part){i, (uint32_t)(list - base), (uint32_t)len};
        n += bits_has(bits, i);
    }
    *last = (uint32_t)docid;
    *rest = (struct str){(const char *)at, (size_t)(end - at)};
    *count = n;
    return true;
}

static inline uint64_t
get_eight(const uint8_t *at)
{
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
           (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 |
           (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
           (uint64_t)at[7] << 56;
}

#define EACH_BYTE 0x0101010101010101u
enum { USUAL = 3 /* numbers in a list, at most, decoded without a look */ };

/* The next number of a list of eight bytes at most, each of one or two. */
static inline uint32_t
take_number(uint32_t before, uint64_t *bytes)
{
    uint32_t first = (uint32_t)*bytes & 0xFFFF, two = first >> 7 & 1;
    *bytes >>= 8 << two;
    return before + 1 + ((first & 127) | (first >> 1 & (0 - two) & 0x3F80));
}

/* Such a list; false: it is none, or damaged. */
static inline bool
decode_short(uint32_t *to, uint32_t *count, const uint8_t *at, uint32_t len)
{
    if (len > 8 || len == 0)
        return false;
    uint64_t bytes = get_eight(at) & UINT64_MAX >> (64 - 8 * len);
    uint64_t goes_on = bytes >> 7 & EACH_BYTE;
    if (goes_on & (goes_on >> 8) || goes_on >> (8 * len - 8))
        return false;
    uint32_t ones = (uint32_t)(goes_on * EACH_BYTE >> 56), n = 0;
    uint32_t number = UINT32_MAX; /* + 1 = 0 */
    *count = len - ones;
    for (; n < USUAL; n++)
        to[n] = number = take_number(number, &bytes);
    for (; n < *count; n++)
        to[n] = number = take_number(number, &bytes);
    return true;
}

static bool
decode_long(uint32_t *to, uint32_t *count, const uint8_t *at, uint32_t len)
{
    const uint8_t *end = at + len;
    uint64_t number = UINT64_MAX, step; /* + 1 = 0 */
    uint32_t n = 0;
    while (at < end) {
        if (!(at = get_short(&step, at, end)))
            return false;
        number += step + 1;
        if (number > UINT32_MAX)
            return false;
        to[n++] = (uint32_t)number;
    }
    *count = n;
    return at == end;
}

bool
position_parts_decode(uint32_t *to, struct position_part *parts, size_t count,
                      const char *chunk)
{
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        struct position_part *part = &parts[i];
        const uint8_t *at = (const uint8_t *)chunk + part->first;
        uint32_t len = part->count;
        part->first = n;
        if (!decode_short(to + n, &part->count, at, len) &&
            !decode_long(to + n, &part->count, at, len))
            return false;
        n += part->count;
    }
    return true;
}
