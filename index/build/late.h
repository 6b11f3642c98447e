#ifndef LIASSE_LATE_H
#define LIASSE_LATE_H

/* What the sentences of others add to documents (citing.h), in a build: runs
 * of "Y" stems alone, made when all documents are inverted (tables.h, late).
 *
 * The documents are cut into ranges of docids.  Of a range: the own keys
 * ("XSELF") of its documents, from the runs; who cites them ("XCITE"), from
 * all runs, in the order of docids; then for each document the sentences of
 * those under its keys, by the rule of citing.h.  A range whose keys and
 * citing documents do not fit into memory is halved.
 *
 * The runs go to files at once: in memory they would take the room that
 * writing the tables needs, and gain nothing. */

#include "sentences.h"

struct late {
    const struct run *runs; /* in the order of their docids */
    size_t count;
    uint32_t last_docid;
    const struct sentences *sentences;
    struct spill *spills; /* one a thread */
    unsigned jobs;
    size_t buffer;  /* bytes read at a time of a run in a file */
    size_t entries; /* that an inverter collects */
    size_t memory;  /* of a thread */
};

/* Adds the runs, in order, to `out` (struct run); fewer after a stop signal. */
enum status late_runs(struct buf *out, const struct late *late,
                      struct error *err) MUST_USE;

#endif
