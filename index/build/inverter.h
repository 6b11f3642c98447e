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
 *             as glass_add_positions writes them (no byte: none)
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

struct inverted_term {
    uint64_t order; /* its first eight bytes, as a number */
    const char *text;
    struct chain postings;
    uint64_t wdf; /* of all documents */
    uint32_t documents;
    uint32_t last_docid;
    uint32_t number; /* in the order of coming */
    uint32_t len;
};

struct inverted_slot {
    uint32_t slot, last_docid, count;
    struct chain values;
    struct str lowest, highest; /* in the pool */
};

struct length {
    uint32_t docid, length;
};

struct run;

struct inverter {
    struct term_sink sink; /* first */
    struct pool pool;
    struct buf terms;   /* struct inverted_term */
    struct buf slots;   /* struct inverted_slot */
    struct buf lengths; /* struct length */
    struct chain documents;
    uint32_t term_count;
    uint32_t *table;       /* hash -> term + 1 */
    uint32_t *hashes;      /* of the terms */
    uint32_t *entry_of;    /* of a term: its place in the document at hand, if
                              what stands there says so too */
    uint32_t table_size, hashes_room;
    struct buf by_known;   /* word number and column -> term + 1 */
    uint8_t columns[FAMILY_COUNT]; /* 0 = none; column 0: the word is kept */
    unsigned column_count;
    uint32_t highest_wdf;
    /* Of the document at hand. */
    struct buf entries, positions, values, texts;
    uint32_t entry_count;
};

enum status inverter_init(struct inverter *out, struct error *err) MUST_USE;
void inverter_release(struct inverter *inverter);

void inverter_start(struct inverter *inverter);
/* The document is complete. */
enum status inverter_end(struct inverter *inverter, uint32_t docid,
                         struct error *err) MUST_USE;
/* Memory held. */
size_t inverter_bytes(const struct inverter *inverter);

struct inverted_term *inverter_terms(const struct inverter *inverter);

CLEANUP_KIND(inverter, struct inverter, inverter_release)

#endif
