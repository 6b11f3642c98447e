#ifndef LIASSE_INVERTER_H
#define LIASSE_INVERTER_H

/* Documents in, posting lists out: the heart of the build.
 *
 * An inverter takes documents of rising docids (one thread has one).  Each
 * term has a chain of postings, each document a list of its terms, each slot
 * a chain of its values; inverter_cut makes a run of all that (run.h) and
 * leaves the inverter empty.  A run covers docids that no other run has.
 *
 *   posting   as posting.h has it
 *   document  uint docid, uint length, uint terms, the terms (those without
 *             positions), uint slots, (uint slot)... rising
 *             a term: uint term * 4 + wdf, or + 3 and then uint wdf - 3
 *   value     uint docid - the one before, text
 *
 * What documents give is collected (batch.h) and goes to the chains of the
 * terms when there is much of it, or when a run is cut.
 *
 * The words of documents with their stems are kept as terms that no document
 * has: INVERTER_WORDS, stem, zero byte, word.  So they are sorted, put into
 * files and merged like terms; real ones are UTF-8 and never start so.
 *
 * It is a term_sink: document_terms, or a test, gives it the terms between
 * inverter_start and inverter_end. */

#include "batch.h"
#include "glass.h"
#include "memory.h"
#include "term_sink.h"

#define INVERTER_WORDS "\xFF\xFF\xFF\xFF"
enum {
    INVERTER_TEXT_MAX = 2048, /* bytes of a term, or of such a pair */
    INVERTER_SLOTS = 512,     /* slots above are looked for */
    /* In the list of a document: */
    INVERTER_WDF_BITS = 2,
    INVERTER_WDF_LONG = (1 << INVERTER_WDF_BITS) - 1
};

/* Half a line of the processor's cache.  Most terms have one posting, of some
 * bytes: it stands in the term, until there are more. */
enum { INVERTED_FEW = 7 };
struct inverted_term {
    pool_place text;  /* in the pool of texts */
    uint32_t wdf_low; /* of all documents, 48 bits */
    uint16_t wdf_high;
    uint16_t len : 12;
    uint16_t places : 1; /* term_has_positions */
    uint16_t few : 3;    /* bytes of its posting, if it stands here */
    union {
        struct chain postings;
        uint8_t at[INVERTED_FEW]; /* if few */
    };
    uint32_t documents;
    uint32_t last_docid;
    uint32_t ordered; /* in a run: number of the term at this place */
};

static inline uint64_t
inverted_wdf(const struct inverted_term *term)
{
    return (uint64_t)term->wdf_high << 32 | term->wdf_low;
}

static inline void
inverted_wdf_add(struct inverted_term *term, uint64_t wdf)
{
    uint64_t sum = inverted_wdf(term) + wdf;
    term->wdf_low = (uint32_t)sum;
    term->wdf_high = (uint16_t)(sum >> 32);
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
    struct pool texts;  /* of terms: close together, they are read often */
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
    struct batch batch;
    uint16_t slot_places[INVERTER_SLOTS]; /* slot -> place in slots + 1 */
    /* Of the document at hand. */
    struct buf values, value_texts, list;
    struct buf waiting, waiting_texts; /* terms without a number yet */
};

/* Collects up to about so many entries, 0 = BATCH_ENTRIES. */
enum status inverter_init(struct inverter *out, size_t entries,
                          struct error *err) MUST_USE;
void inverter_release(struct inverter *inverter);

void inverter_start(struct inverter *inverter);
/* The document is complete. */
enum status inverter_end(struct inverter *inverter, uint32_t docid,
                         struct error *err) MUST_USE;
/* What is collected goes to the chains. */
enum status inverter_flush(struct inverter *inverter,
                           struct error *err) MUST_USE;
/* Memory held, with what cutting it will take. */
size_t inverter_bytes(const struct inverter *inverter);
/* Is to be empty again; its memory is kept for what comes. */
void inverter_clear(struct inverter *inverter);

/* A term in the list of a document; says how many bytes. */
static inline size_t
inverter_list_entry(uint8_t *to, uint32_t term, uint32_t wdf)
{
    uint64_t number = (uint64_t)term << INVERTER_WDF_BITS;
    if (wdf < INVERTER_WDF_LONG)
        return glass_uint(to, number | wdf);
    size_t len = glass_uint(to, number | INVERTER_WDF_LONG);
    return len + glass_uint(to + len, wdf - INVERTER_WDF_LONG);
}

struct inverted_term *inverter_terms(const struct inverter *inverter);

void inverted_slots_release(struct buf *slots);

CLEANUP_KIND(inverter, struct inverter, inverter_release)

#endif
