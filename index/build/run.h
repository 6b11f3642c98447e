#ifndef LIASSE_RUN_H
#define LIASSE_RUN_H

/* A run: the terms, documents and values of some documents, sorted, in memory
 * or in a file.
 *
 * Runs do not share documents of one kind of term: put in the order of their
 * docids, the postings of a term in all of them, one after the other, are its
 * posting list.
 *
 * Runs go to the file of their thread, one behind the other; it is removed as
 * soon as it is open, so that nothing is left when the program is killed:
 *   terms      uint bytes of the whole entry, text term, uint documents,
 *              uint wdf, postings as in posting.h; in the order of terms
 *   documents  uint bytes of what follows; the list as in inverter.h, but a
 *              term is its place in the order, less the one before it
 *   texts      each term as text, in order
 *   slots      the values as in inverter.h, slot after slot
 *   lengths    struct length
 * In memory stay: a term and where it stands about every RUN_STEP bytes, the
 * bounds of the slots. */

#include "inverter.h"
#include "posting.h"
#include "unnamed.h"

enum { RUN_STEP = 1 << 16, RUN_BUFFER = 1 << 16, RUN_BUFFER_LEAST = 1 << 12 };

struct run_mark {
    uint32_t text, len; /* of the term, in mark_texts */
    uint64_t at;        /* of its entry */
};

/* A file for runs: made when the first one comes. */
struct spill {
    const char *directory;
    int fd;
    uint64_t end;
};
void spill_init(struct spill *out, const char *directory);
void spill_release(struct spill *spill);
/* Other bytes: adds them to the file, and clears the buffer. */
enum status spill_write(struct spill *spill, struct buf *bytes,
                        struct error *err) MUST_USE;
/* Adds `len` bytes of it to `out`. */
enum status spill_read(struct buf *out, const struct spill *spill, uint64_t at,
                       size_t len, struct error *err) MUST_USE;

/* Of a term in memory.  Terms that are in many documents have low numbers, so
 * their names and texts are close together. */
struct run_name {
    uint32_t place; /* in the order */
    pool_place text;
    uint32_t len;
};

struct run_part {
    uint64_t at, end;
};

struct run {
    uint32_t first_docid, last_docid;
    uint32_t term_count, highest_wdf;
    struct buf terms;       /* in memory: struct inverted_term, by number */
    struct run_name *names; /* in memory: of terms by their numbers */
    struct buf slots;       /* struct inverted_slot, by slot */
    struct buf lengths;     /* in memory: struct length */
    struct chain documents;
    struct pool pool, texts;
    int fd; /* of the spill, -1: in memory */
    struct run_part file_terms, file_documents, file_texts, file_lengths;
    struct buf slot_parts; /* struct run_part, one a slot */
    struct buf marks;      /* struct run_mark */
    struct buf mark_texts;
};

/* The first eight bytes of a text as a number that sorts as they do; zeros
 * behind its end. */
enum { ORDER_BYTES = 8 };
static inline uint64_t
order_of(struct str text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    uint64_t order = 0;
    if (text.len >= ORDER_BYTES)
        return (uint64_t)at[0] << 56 | (uint64_t)at[1] << 48 |
               (uint64_t)at[2] << 40 | (uint64_t)at[3] << 32 |
               (uint64_t)at[4] << 24 | (uint64_t)at[5] << 16 |
               (uint64_t)at[6] << 8 | at[7];
    for (size_t i = 0; i < text.len; i++)
        order |= (uint64_t)at[i] << (56 - 8 * i);
    return order;
}

/* Makes a run of what the inverter has, which is empty then.  `spill` NULL
 * keeps it in memory; else the inverter keeps its memory for what comes. */
enum status inverter_cut(struct run *out, struct inverter *inverter,
                         struct spill *spill, struct error *err) MUST_USE;
/* Puts names and order of its terms in place: what inverter_cut begins with. */
enum status run_sort(struct run *run, struct error *err) MUST_USE;
void run_release(struct run *run);
/* Memory held. */
size_t run_bytes_held(const struct run *run);

/* Of a run in memory: terms stay where the inverter had them, for to move them
 * is to wait for memory twice. */
static inline const struct inverted_term *
run_terms(const struct run *run)
{
    return (const struct inverted_term *)(const void *)run->terms.at;
}
static inline const struct inverted_term *
run_term_at(const struct run *run, uint32_t place)
{
    return run_terms(run) + run_terms(run)[place].ordered;
}
/* Terms, texts and chains are anywhere in memory, which is slow to come. */
static PREFETCHES void
run_terms_ahead(const struct run *run, uint32_t place)
{
    enum { TERMS_AHEAD = 16, CHAINS_AHEAD = 8 };
    if (run->term_count - place <= TERMS_AHEAD)
        return;
    __builtin_prefetch(run_term_at(run, place + TERMS_AHEAD));
    const struct inverted_term *term = run_term_at(run, place + CHAINS_AHEAD);
    __builtin_prefetch(pool_at(&run->texts, term->text));
    if (!term->few)
        __builtin_prefetch(pool_at(&run->pool, term->postings.first));
}
static inline struct str
run_text(const struct run *run, const struct inverted_term *term)
{
    return (struct str){(const char *)pool_at(&run->texts, term->text),
                        term->len};
}

/* Bytes of a run's file, through a buffer. */
struct run_bytes {
    int fd;
    uint64_t at, end; /* of the file: what is not in the buffer yet */
    uint8_t *buffer;
    size_t least;          /* room of the buffer, 0 = RUN_BUFFER */
    size_t room, from, to; /* what is in the buffer */
};
/* At least `want` bytes at *out, fewer at the end; they live until the next
 * call. */
enum status run_bytes_need(const uint8_t **out, size_t *len,
                           struct run_bytes *bytes, size_t want,
                           struct error *err) MUST_USE;
void run_bytes_release(struct run_bytes *bytes);

/* Walks over the terms of a run, in order, from a term on. */
struct run_cursor {
    const struct run *run;
    struct str term; /* empty text and `end`: none is left */
    uint64_t order;  /* its first eight bytes, as a number */
    bool end;
    uint64_t wdf; /* of the term at hand */
    uint32_t documents;
    uint32_t next;                   /* in memory: place of the next term */
    const struct inverted_term *few; /* its posting stands in it */
    const struct piece *piece;
    uint32_t piece_at;
    struct run_bytes bytes;
    uint64_t left; /* file: bytes of postings not read yet */
    size_t want;   /* file: so many of them hold a whole posting */
    char text[INVERTER_TEXT_MAX];
};
/* At the first term >= from; reads a file by `buffer` bytes. */
enum status run_cursor_open(struct run_cursor *out, const struct run *run,
                            struct str from, size_t buffer,
                            struct error *err) MUST_USE;
void run_cursor_release(struct run_cursor *cursor);
/* To the next term, whatever was read of this one. */
enum status run_cursor_next(struct run_cursor *cursor,
                            struct error *err) MUST_USE;
/* Bytes of the term's postings from *at to *end, a whole one at least; none:
 * all were read.  They live until the next call. */
enum status run_cursor_postings(const uint8_t **at, const uint8_t **end,
                                struct run_cursor *cursor,
                                struct error *err) MUST_USE;
/* Those before `to` were read; none, if the first one goes on behind *end. */
void run_cursor_read(struct run_cursor *cursor, const uint8_t *at,
                     const uint8_t *to);

/* Walks over the documents of a run. */
struct run_documents {
    const struct run *run;
    const struct piece *piece;
    uint32_t piece_at;
    struct run_bytes bytes;
    struct str *texts; /* of the terms in order, of a run in a file */
    char *text_bytes;
    struct buf terms; /* of the document at hand: struct run_term */
    struct buf read;  /* of a run in memory, the same as they are read */
    struct buf keys;  /* to sort them */
    struct buf slots; /* uint32_t */
    uint32_t docid, length;
    bool end;
};
struct run_term {
    uint32_t place, wdf;
    uint32_t number; /* of a run in memory */
};
static inline struct str
run_documents_text(const struct run_documents *documents,
                   const struct run_term *term)
{
    if (documents->texts)
        return documents->texts[term->place];
    const struct run *run = documents->run;
    const struct run_name *name = &run->names[term->number];
    return (struct str){(const char *)pool_at(&run->texts, name->text),
                        name->len};
}
enum status run_documents_open(struct run_documents *out, const struct run *run,
                               struct error *err) MUST_USE;
void run_documents_release(struct run_documents *documents);
/* To the next document, its terms in order; `end` when there is none. */
enum status run_documents_next(struct run_documents *documents,
                               struct error *err) MUST_USE;

/* Walks over the lengths of a run's documents. */
struct run_lengths {
    const struct run *run;
    size_t at;
    struct run_bytes bytes;
};
void run_lengths_open(struct run_lengths *out, const struct run *run);
void run_lengths_release(struct run_lengths *lengths);
/* *found = false: there are no more. */
enum status run_lengths_next(struct length *out, bool *found,
                             struct run_lengths *lengths,
                             struct error *err) MUST_USE;

/* The values of the i-th slot: visit(payload, docid, value). */
typedef enum status run_value_visit(void *payload, uint32_t docid,
                                    struct str value, struct error *err);
enum status run_values(const struct run *run, size_t i, run_value_visit *visit,
                       void *payload, struct error *err) MUST_USE;

CLEANUP_KIND(run, struct run, run_release)
CLEANUP_KIND(run_cursor, struct run_cursor, run_cursor_release)
CLEANUP_KIND(run_documents, struct run_documents, run_documents_release)

#endif
