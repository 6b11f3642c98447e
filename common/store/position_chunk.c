/* Positions of many documents in one value. */
#include "position_chunk.h"

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

void
positions_encode(struct buf *out, const uint32_t *at, size_t count)
{
    if (!buf_reserve(out, count * UINT_BYTES))
        return;
    uint8_t *start = (uint8_t *)out->at + out->len, *to = start;
    uint32_t before = UINT32_MAX; /* + 1 = 0 */
    for (size_t i = 0; i < count; i++) {
        uint32_t step = at[i] - before - 1;
        if (step < 128)
            *to++ = (uint8_t)step;
        else
            to += put_uint(to, step);
        before = at[i];
    }
    out->len += (size_t)(to - start);
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

/* What a list is held to say before it: its document and its length. */
static inline const uint8_t *
get_head(uint64_t *docid, uint64_t *len, const uint8_t *at, const uint8_t *end)
{
    uint64_t head;
    if (end - at < 2 || !(at = get_short(&head, at, end)))
        return NULL;
    *docid += (head >> LIST_BITS) + 1;
    *len = (head & LIST_LONG) + 1;
    if (*len > LIST_LONG && !(at = get_uint(len, at, end)))
        return NULL;
    return *docid <= UINT32_MAX && *len > 0 && at <= end &&
                   *len <= (uint64_t)(end - at)
               ? at
               : NULL;
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
        n += bits[i / 64] >> i % 64 & 1;
    }
    *last = (uint32_t)docid;
    *rest = (struct str){(const char *)at, (size_t)(end - at)};
    *count = n;
    return true;
}

bool
position_parts_decode(uint32_t *to, struct position_part *parts, size_t count,
                      const char *chunk)
{
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        struct position_part *part = &parts[i];
        const uint8_t *at = (const uint8_t *)chunk + part->first;
        const uint8_t *end = at + part->count;
        uint64_t position = UINT64_MAX, step; /* + 1 = 0 */
        part->first = n;
        while (at < end) {
            if (!(at = get_short(&step, at, end)))
                return false;
            position += step + 1;
            if (position > UINT32_MAX)
                return false;
            to[n++] = (uint32_t)position;
        }
        if (at > end)
            return false;
        part->count = n - part->first;
    }
    return true;
}
