#ifndef LIASSE_SEAL_H
#define LIASSE_SEAL_H

/* The sealed columns (columns.h) of a generation being written: which
 * documents changed since they were sealed, committed with these documents,
 * and when to seal anew.  Columns are derived: what goes wrong here is told
 * and costs speed, never an answer. */

#include "columns.h"

struct seal {
    uint64_t base; /* sequence number of the file that counts */
    bool known;    /* there is such a file, and what changed since is known */
    xap_docid *docids;
    size_t count, room;
};

/* Of the database in `path` as the writer sees it. */
enum status seal_start(struct seal *out, const char *path,
                       struct xap_writer *writer, struct error *err) MUST_USE;
void seal_release(struct seal *seal);
/* This document changes in the open transaction. */
enum status seal_note(struct seal *seal, xap_docid docid,
                      struct error *err) MUST_USE;
/* Puts what changed into the open transaction. */
enum status seal_flush(struct seal *seal, struct xap_writer *writer,
                       struct error *err) MUST_USE;
/* After the last commit: seals if there is no file that counts, or too much
 * changed since. */
enum status seal_finish(struct seal *seal, const char *path,
                        struct xap_writer *writer, struct error *err) MUST_USE;

CLEANUP_KIND(seal, struct seal, seal_release)

#endif
