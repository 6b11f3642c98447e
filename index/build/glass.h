#ifndef LIASSE_GLASS_H
#define LIASSE_GLASS_H

/* The bytes inside the tables of a glass database (Xapian 1.4, format of
 * 2016-03-14), as xapian-core's backends/glass writes and reads them.
 *
 * Numbers:
 *   uint      seven bits a byte, low ones first, the top bit says "more"
 *   sortable  a docid whose bytes sort as it does: below 0x8000 two bytes,
 *             high one first; else the first byte says by its leading ones
 *             how many follow, and the rest is the number, high byte first
 *   text      its length as uint, then the bytes
 *
 * Keys and tags (a tag is what a key leads to), table by table:
 *
 * postlist, in this order
 *   00 C0 name                metadata: the value as it is
 *   00 D0 slot                bounds of a slot (slot: low byte first, no
 *                             byte for 0): uint how many, text the lowest,
 *                             then the highest up to the end of the tag,
 *                             nothing if it equals the lowest
 *   00 D8 uint slot, sortable docid
 *                             a piece of a slot's values, from that docid on:
 *                             text, then (uint docids skipped, text)...
 *   00 E0 [sortable docid]    a piece of the document lengths, written as a
 *                             posting list with two zeros at its head
 *   term [00 sortable docid]  a piece of a term's posting list.  The first
 *                             has the bare term for key and starts with uint
 *                             documents, uint sum of wdf, uint first docid - 1.
 *                             All go on with the digit 1 if it is the last,
 *                             else 0; uint last docid - first docid; then uint
 *                             wdf, (uint docids skipped, uint wdf)...  A zero
 *                             byte in a term is followed by FF in keys.
 * termlist
 *   sortable docid            uint length, uint terms, then each: a byte that
 *                             says how much of the one before is kept (the
 *                             first term has none), a length byte, the rest,
 *                             uint wdf.  Where (wdf + 1) * (length of the one
 *                             before + 1) + kept fits into a byte, that byte is
 *                             written instead and no wdf.  No terms: no byte.
 *   sortable docid, 00        the slots used: uint slots skipped...
 * docdata
 *   sortable docid            the document's data */

#include "buf.h"
#include "error.h"
#include "str.h"

#include <stdint.h>
#include <string.h>

enum {
    GLASS_KEY_MAX = 255,
    GLASS_UINT_MAX = 10,    /* bytes of a uint */
    GLASS_SORTABLE_MAX = 6, /* bytes of a sortable docid */
    GLASS_PIECE = 2000      /* a posting or value list is cut behind this */
};

/* Writes at `to` and says how many bytes. */
static inline size_t
glass_uint(uint8_t *to, uint64_t number)
{
    size_t len = 0;
    for (; number >= 128; number >>= 7)
        to[len++] = (uint8_t)(number | 128);
    to[len++] = (uint8_t)number;
    return len;
}
size_t glass_sortable(uint8_t *to, uint32_t docid);
/* Reads a uint that glass_uint wrote (trusted bytes). */
static inline const uint8_t *
glass_uint_read(const uint8_t *from, uint64_t *out)
{
    uint64_t number = *from & 127;
    for (unsigned shift = 7; *from++ & 128; shift += 7)
        number |= (uint64_t)(*from & 127) << shift;
    *out = number;
    return from;
}

/* Appends. */
void glass_add_uint(struct buf *out, uint64_t number);
void glass_add_text(struct buf *out, struct str text);

/* A key: bytes and length, built up. */
struct glass_key {
    uint8_t at[GLASS_KEY_MAX + GLASS_SORTABLE_MAX + 2];
    size_t len;
};
static inline void
glass_key_copy(struct glass_key *to, const struct glass_key *from)
{
    memcpy(to->at, from->at, from->len);
    to->len = from->len;
}

/* Of a term (at most 245 bytes, zero bytes counted twice), and of a later
 * piece. */
void glass_key_term(struct glass_key *out, struct str term);
void glass_key_term_docid(struct glass_key *out, struct str term,
                          uint32_t docid);
void glass_key_docid(struct glass_key *out, uint32_t docid);
void glass_key_slots(struct glass_key *out, uint32_t docid);
void glass_key_metadata(struct glass_key *out, struct str name);
void glass_key_bounds(struct glass_key *out, uint32_t slot);
void glass_key_values(struct glass_key *out, uint32_t slot, uint32_t docid);
void glass_key_lengths(struct glass_key *out, uint32_t docid, bool first);

/* A termlist that is being written: terms in bytewise order. */
struct glass_termlist {
    struct buf *out;
    struct str last;
    uint32_t count;
};
void glass_termlist_start(struct glass_termlist *list, struct buf *out,
                          uint32_t length, uint32_t count);
/* term must live until the next call; GLASS_BEHIND bytes behind it, whatever
 * they are, can be read. */
enum { GLASS_BEHIND = 16 };
void glass_termlist_add(struct glass_termlist *list, struct str term,
                        uint32_t wdf);

#endif
