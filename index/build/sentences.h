#ifndef LIASSE_SENTENCES_H
#define LIASSE_SENTENCES_H

/* The citing sentences of documents (citing.h, the data of a document) while
 * they are inverted, to be read again by docid when all are: late.h.
 *
 * The docdata table cannot be read before it is whole, so the bytes go to
 * files of their own, one a thread (run.h, spill).  In memory stays where they
 * are: 16 bytes for each document that cites. */

#include "run.h"

#include <pthread.h>

struct sentences_place {
    uint32_t docid, len;
    uint64_t at : 48, spill : 16;
};

struct sentences {
    struct spill *spills; /* one a thread */
    unsigned jobs;
    pthread_mutex_t lock;
    struct buf places; /* struct sentences_place */
};

/* One thread's. */
struct sentences_part {
    struct sentences *sentences;
    unsigned number;
    struct buf bytes; /* not written yet */
    struct buf places;
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

/* All threads have ended: from here on they can be read. */
void sentences_sort(struct sentences *sentences);
/* What was added for a document, empty for none; `out` is cleared first. */
enum status sentences_read(struct buf *out, const struct sentences *sentences,
                           uint32_t docid, struct error *err) MUST_USE;

#endif
