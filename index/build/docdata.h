#ifndef LIASSE_DOCDATA_H
#define LIASSE_DOCDATA_H

/* The data of documents (term_sink.h) -> the docdata table, while they are
 * inverted: each thread fills a part for each of its runs.  The table is made
 * when the first document has data. */

#include "glass_table.h"

#include <pthread.h>

struct docdata {
    const char *directory;
    pthread_mutex_t lock;
    struct glass_table table;
    bool made;
    struct buf parts; /* struct glass_part, ended; the first one leading */
};

/* One thread's. */
struct docdata_part {
    struct docdata *docdata;
    struct glass_part part;
    bool open;
};

void docdata_init(struct docdata *docdata, const char *directory);
void docdata_release(struct docdata *docdata);

/* The data of a document above the last one since docdata_cut. */
enum status docdata_add(struct docdata_part *part, uint32_t docid,
                        struct str data, struct error *err) MUST_USE;
/* The documents that follow need not be above those before. */
enum status docdata_cut(struct docdata_part *part, struct error *err) MUST_USE;
void docdata_part_release(struct docdata_part *part);

/* The ended parts in the order of their docids, NULL for none. */
struct glass_part *docdata_parts(struct docdata *docdata, size_t *count);

CLEANUP_KIND(docdata, struct docdata, docdata_release)

#endif
