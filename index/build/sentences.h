#ifndef LIASSE_SENTENCES_H
#define LIASSE_SENTENCES_H

/* The citing sentences of documents (citing.h, the data of a document) while
 * they are inverted, to be read again by docid when all are: late.h.
 *
 * The docdata table cannot be read before it is whole, so the bytes go to
 * files of their own, one a thread (run.h, spill).  Where they are stands in
 * one more, 16 bytes for each docid: nothing of it stays in memory. */

#include "run.h"

#include <pthread.h>

/* `len` 0: none. */
struct sentences_place {
    uint64_t at : 48, spill : 16;
    uint32_t len, zero;
};

struct sentences {
    struct spill *spills; /* one a thread */
    unsigned jobs;
    struct unnamed places; /* struct sentences_place of each docid */
    _Atomic bool any;
};

/* One thread's. */
struct sentences_part {
    struct sentences *sentences;
    unsigned number;
    struct buf bytes;  /* not written yet */
    struct buf places; /* not either: of docids one after the other */
    uint32_t next;     /* the docid behind them */
};

enum status sentences_init(struct sentences *out, const char *directory,
                           unsigned jobs, struct error *err) MUST_USE;
void sentences_release(struct sentences *sentences);

void sentences_part_init(struct sentences_part *out,
                         struct sentences *sentences, unsigned number);
void sentences_part_release(struct sentences_part *part);
enum status sentences_add(struct sentences_part *part, uint32_t docid,
                          struct str data, struct error *err) MUST_USE;
/* All of the thread's documents were added. */
enum status sentences_end(struct sentences_part *part,
                          struct error *err) MUST_USE;

/* When all threads have ended: what was added for a document, empty for none;
 * `out` is cleared first. */
enum status sentences_read(struct buf *out, const struct sentences *sentences,
                           uint32_t docid, struct error *err) MUST_USE;

#endif
