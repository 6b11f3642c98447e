#ifndef LIASSE_INVERTER_H
#define LIASSE_INVERTER_H

/* Documents in, posting lists out: the heart of the build.
 *
 * An inverter takes documents of rising docids (one thread has one).  Each
 * term has a chain of postings, each document a list of its terms, each slot
 * a chain of its values; inverter_cut makes a run of all that (run.h) and
 * leaves the inverter empty.  A run covers docids that no other run has.
 *
 *   posting   uint docid - the one before, uint wdf, uint bytes, positions
 *             as positions_encode writes them (no byte: none)
 *   document  uint docid, uint length, uint terms, (uint term, uint wdf)...,
 *             uint slots, (uint slot)... rising
 *   value     uint docid - the one before, text
 *
 * The words of documents with their stems are kept as terms that no document
 * has: INVERTER_WORDS, stem, zero byte, word.  So they are sorted, put into
 * files and merged like terms; real ones are UTF-8 and never start so.
 *
 * It is a term_sink: document_terms, or a test, gives it the terms between
 * inverter_start and inverter_end. */

#include "glass.h"
#include "memory.h"
#include "term_sink.h"

#define INVERTER_WORDS "\xFF\xFF\xFF\xFF"
enum { INVERTER_TEXT_MAX = 2048 }; /* bytes of a term, or of such a pair */

/* Half a line of the processor's cache. */
struct inverted_term {
    pool_place text;
    uint32_t wdf_low; /* of all documents, 48 bits */
    uint16_t wdf_high, len;
    struct chain postings;
    uint32_t documents;
    uint32_t last_docid;
    /* Its place in the document at hand, if what stands there says so too;
     * when a run is cut, where it goes. */
    uint32_t entry;
};

static inline uint64_t
inverted_wdf(const struct inverted_term *term)
{
    return (uint64_t)term->wdf_high << 32 | term->wdf_low;
}

struct inverted_slot {
    uint32_t slot, last_docid, count;
    struct chain values;
    struct buf lowest, highest;
};

struct length {
    uint32_t docid, length;
};

/* An entry of the hash table. */
struct hashed {
    uint32_t hash, term; /* term + 1, 0 = free */
};

struct inverter {
    struct term_sink sink; /* first */
    struct pool pool;
    struct buf terms;   /* struct inverted_term */
    struct buf slots;   /* struct inverted_slot */
    struct buf lengths; /* struct length */
    struct chain documents;
    uint32_t term_count;
    struct hashed *table;
    uint32_t table_size;
    struct buf by_known;           /* word number and column -> term + 1 */
    uint8_t columns[FAMILY_COUNT]; /* 0 = none; column 0: the word is kept */
    unsigned column_count;
    uint32_t highest_wdf;
    /* Of the document at hand. */
    struct buf entries, positions, values, texts, list;
    uint32_t entry_count;
};

enum status inverter_init(struct inverter *out, struct error *err) MUST_USE;
void inverter_release(struct inverter *inverter);

void inverter_start(struct inverter *inverter);
/* The document is complete. */
enum status inverter_end(struct inverter *inverter, uint32_t docid,
                         struct error *err) MUST_USE;
/* Memory held, with what cutting it will take. */
size_t inverter_bytes(const struct inverter *inverter);
/* Is to be empty again; its memory is kept for what comes. */
void inverter_clear(struct inverter *inverter);

struct inverted_term *inverter_terms(const struct inverter *inverter);

void inverted_slots_release(struct buf *slots);

CLEANUP_KIND(inverter, struct inverter, inverter_release)

#endif
