/* build: keys and tags of a glass database. */
#include "glass.h"

#include <string.h>

size_t
glass_sortable(uint8_t *to, uint32_t docid)
{
    if (docid < 0x8000) {
        to[0] = (uint8_t)(docid >> 8);
        to[1] = (uint8_t)docid;
        return 2;
    }
    /* Each further byte leaves seven bits more for the number. */
    size_t len = 3;
    for (uint32_t rest = docid >> 22; rest; rest >>= 7)
        len++;
    uint64_t bytes = docid;
    for (size_t i = len - 1; i > 0; i--) {
        to[i] = (uint8_t)bytes;
        bytes >>= 8;
    }
    to[0] = (uint8_t)(bytes | 0xFFu << (10 - len));
    return len;
}

void
glass_add_uint(struct buf *out, uint64_t number)
{
    if (buf_reserve(out, GLASS_UINT_MAX))
        out->len += glass_uint((uint8_t *)out->at + out->len, number);
}

void
glass_add_text(struct buf *out, struct str text)
{
    glass_add_uint(out, text.len);
    buf_add(out, text);
}

/* ---- keys ---------------------------------------------------------------- */

static void
key_byte(struct glass_key *key, unsigned byte)
{
    if (key->len < sizeof key->at)
        key->at[key->len++] = (uint8_t)byte;
}

static void
key_docid(struct glass_key *key, uint32_t docid)
{
    uint8_t bytes[GLASS_SORTABLE_MAX];
    size_t len = glass_sortable(bytes, docid);
    for (size_t i = 0; i < len; i++)
        key_byte(key, bytes[i]);
}

void
glass_key_term(struct glass_key *out, struct str term)
{
    out->len = 0;
    if (!term.len || !memchr(term.at, 0, term.len)) {
        out->len = term.len < GLASS_KEY_MAX ? term.len : GLASS_KEY_MAX;
        if (out->len)
            memcpy(out->at, term.at, out->len);
        return;
    }
    for (size_t i = 0; i < term.len; i++) {
        key_byte(out, (uint8_t)term.at[i]);
        if (term.at[i] == '\0')
            key_byte(out, 0xFF);
    }
}

void
glass_key_term_docid(struct glass_key *out, struct str term, uint32_t docid)
{
    glass_key_term(out, term);
    key_byte(out, 0);
    key_docid(out, docid);
}

void
glass_key_docid(struct glass_key *out, uint32_t docid)
{
    out->len = glass_sortable(out->at, docid);
}

void
glass_key_slots(struct glass_key *out, uint32_t docid)
{
    glass_key_docid(out, docid);
    key_byte(out, 0);
}

static void
key_kind(struct glass_key *out, unsigned kind)
{
    out->at[0] = 0;
    out->at[1] = (uint8_t)kind;
    out->len = 2;
}

void
glass_key_metadata(struct glass_key *out, struct str name)
{
    key_kind(out, 0xC0);
    for (size_t i = 0; i < name.len; i++)
        key_byte(out, (uint8_t)name.at[i]);
}

void
glass_key_bounds(struct glass_key *out, uint32_t slot)
{
    key_kind(out, 0xD0);
    for (; slot; slot >>= 8)
        key_byte(out, slot & 0xFF);
}

void
glass_key_values(struct glass_key *out, uint32_t slot, uint32_t docid)
{
    key_kind(out, 0xD8);
    out->len += glass_uint(out->at + out->len, slot);
    key_docid(out, docid);
}

void
glass_key_lengths(struct glass_key *out, uint32_t docid, bool first)
{
    key_kind(out, 0xE0);
    if (!first)
        key_docid(out, docid);
}

/* ---- termlists -------------------------------------------------------------
 */

void
glass_termlist_start(struct glass_termlist *list, struct buf *out,
                     uint32_t length, uint32_t count)
{
    *list = (struct glass_termlist){.out = out};
    if (count == 0)
        return;
    glass_add_uint(out, length);
    glass_add_uint(out, count);
}

static uint64_t
load(const char *at)
{
    uint64_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

/* Bytes in memory before the first one that is not zero; 8 of none. */
static size_t
bytes_before(uint64_t bytes)
{
    if (bytes == 0)
        return sizeof bytes;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return (size_t)__builtin_clzll(bytes) / 8;
#else
    return (size_t)__builtin_ctzll(bytes) / 8;
#endif
}

/* Eight bytes a step; those behind the end of one do not count. */
static size_t
common_start(struct str a, struct str b)
{
    size_t len = a.len < b.len ? a.len : b.len, same = 0;
    for (size_t i = 0; i < len; i += sizeof(uint64_t)) {
        uint64_t differ = load(a.at + i) ^ load(b.at + i);
        same = i + bytes_before(differ);
        if (differ)
            break;
    }
    return same < len ? same : len;
}

/* The rest of a term behind `kept` bytes; mostly few, and then one move. */
static uint8_t *
rest_add(uint8_t *to, struct str term, size_t kept)
{
    size_t rest = term.len - kept;
    *to++ = (uint8_t)rest;
    memcpy(to, term.at + kept, GLASS_BEHIND);
    if (rest > GLASS_BEHIND)
        memcpy(to, term.at + kept, rest);
    return to + rest;
}

void
glass_termlist_add(struct glass_termlist *list, struct str term, uint32_t wdf)
{
    struct buf *out = list->out;
    if (!buf_reserve(out, term.len + 2 + GLASS_BEHIND + GLASS_UINT_MAX))
        return;
    uint8_t *start = (uint8_t *)out->at + out->len, *to = start;
    size_t kept = 0, packed = 0;
    if (list->count > 0) {
        kept = common_start(list->last, term);
        if (wdf < 127)
            packed = (wdf + 1) * (list->last.len + 1) + kept;
        if (packed >= 256)
            packed = 0;
        *to++ = (uint8_t)(packed ? packed : kept);
    }
    to = rest_add(to, term, kept);
    /* Written, and kept if it was not packed: nothing to guess. */
    size_t len = glass_uint(to, wdf);
    to += packed ? 0 : len;
    out->len += (size_t)(to - start);
    list->last = term;
    list->count++;
}
