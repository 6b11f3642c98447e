#ifndef LIASSE_TABLES_H
#define LIASSE_TABLES_H

/* Runs -> the tables of a glass database.
 *
 * The work is cut into tasks that threads take one after the other: the
 * termlists of each run; the terms between two bounds, with their postings
 * and positions; what stands before all terms in the postlist table
 * (metadata, values, document lengths).  Each task fills a part of its table,
 * and the parts are joined in the end (glass_table.h). */

#include "glass_version.h"
#include "run.h"

struct metadata {
    struct str key, value;
};

struct tables {
    const char *directory;
    unsigned jobs;
    size_t buffer; /* bytes read at a time of a run in a file, 0 = RUN_BUFFER */
    /* In the order of their docids.  After `count` runs of all documents may
     * come `late` runs with further terms of some (none that is also in the
     * others), in order too. */
    struct run *runs;
    size_t count, late;
    /* Besides the words of the runs; in bytewise order of keys. */
    const struct metadata *metadata;
    size_t metadata_count;
    /* Data of documents; NULL: none has any. */
    struct glass_table *docdata;
    struct glass_part *docdata_parts;
    size_t docdata_count;
};

/* Writes and syncs all tables; what the version file has to say of them is
 * put into *version, whose UUID and revision stay. */
enum status tables_write(struct glass_version *version,
                         const struct tables *tables,
                         struct error *err) MUST_USE;

#endif
