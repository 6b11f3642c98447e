#ifndef LIASSE_GLASS_BYTES_H
#define LIASSE_GLASS_BYTES_H

/* Numbers and keys in tables of a glass database, read from bytes that may be
 * damaged (index/build/glass.h has their form and writes them). */

#include <stddef.h>
#include <stdint.h>

enum { GLASS_DOCID_MAX = 6 }; /* bytes */

static inline uint32_t
glass_get16(const uint8_t *from)
{
    return (uint32_t)from[0] << 8 | from[1];
}

static inline uint32_t
glass_get32(const uint8_t *from)
{
    return glass_get16(from) << 16 | glass_get16(from + 2);
}

/* A number of seven bits a byte, low ones first; behind it, NULL when it is
 * cut or too large. */
static inline const uint8_t *
glass_get_uint64(uint64_t *out, const uint8_t *from, const uint8_t *end)
{
    uint64_t number = 0;
    for (unsigned shift = 0; from < end && shift < 63; shift += 7) {
        number |= (uint64_t)(*from & 127) << shift;
        if (!(*from++ & 128)) {
            *out = number;
            return from;
        }
    }
    return NULL;
}

static inline const uint8_t *
glass_get_uint(uint32_t *out, const uint8_t *from, const uint8_t *end)
{
    uint64_t number;
    from = glass_get_uint64(&number, from, end);
    if (!from || number > UINT32_MAX)
        return NULL;
    *out = (uint32_t)number;
    return from;
}

/* A docid whose bytes sort as it does; how many they are. */
static inline size_t
glass_put_docid(uint8_t to[GLASS_DOCID_MAX], uint32_t docid)
{
    uint64_t bytes = docid;
    size_t len = 2;
    if (docid >= 0x8000)
        for (uint32_t rest = docid >> 15; rest; rest >>= 7)
            len++;
    for (size_t i = len; i-- > 0; bytes >>= 8)
        to[i] = (uint8_t)bytes;
    to[0] = (uint8_t)(to[0] | 0xFFu << (10 - len));
    return len;
}

/* 0 where it is none. */
static inline uint32_t
glass_get_docid(const uint8_t *at, size_t len)
{
    size_t expected = 2;
    uint64_t docid;
    if (len < 2)
        return 0;
    for (uint8_t bit = 0x80; bit && at[0] & bit; bit >>= 1)
        expected++;
    if (len != expected || expected > GLASS_DOCID_MAX)
        return 0;
    docid = at[0] & (0xFFu >> (expected - 1));
    for (size_t i = 1; i < len; i++)
        docid = docid << 8 | at[i];
    return docid <= UINT32_MAX ? (uint32_t)docid : 0;
}

#endif
