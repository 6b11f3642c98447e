#ifndef LIASSE_WRITE_H
#define LIASSE_WRITE_H

/* Store -> search: incremental (into the generation in use) and rebuild
 * (into a new one).
 *
 * A batch is one transaction: its documents and the sequence number they
 * reach are committed together, then the directory is synced.  So a run
 * killed at any moment leaves an index from which the next one goes on. */

#include "error.h"
#include "layout.h"
#include "lists.h"

#include <stdbool.h>
#include <stdint.h>

struct written {
    uint64_t indexed, deleted;
    uint64_t damaged; /* records that could not be read: told, left out */
    int signal;       /* stopped by this signal, 0 = went to the end */
};

struct write_options {
    unsigned jobs;          /* threads of a bulk build, 0 = one a processor */
    uint64_t memory;        /* MiB that one may take, about; 0 = WRITE_MEMORY */
    bool no_compact;        /* an update never ends with a compaction */
    uint64_t compact_after; /* changes, instead of UPKEEP_CHANGES (upkeep.h) */
};
enum { WRITE_MEMORY = 512 };

/* A first generation and a rebuild are written in bulk (build/build.h),
 * unless the environment has LIASSE_BULK=off or Xapian's format is not the
 * one known: then, as said on stderr, through Xapian's interface. */

/* Options may be NULL.
 *
 * Takes what changed since the last run; makes the first generation when
 * there is none.  lists: as lists_read left them, NULL for none given.
 * STATUS_LOCKED, STATUS_NOT_FOUND (nothing ingested),
 * STATUS_FORMAT (another stamp: asks for a rebuild). */
enum status index_update(struct written *out, const struct layout *layout,
                         struct lists *lists,
                         const struct write_options *options,
                         struct error *err) MUST_USE;

/* Copies the generation in use to a compact one and switches to it, as
 * index_update does by itself from time to time (upkeep.h).  Nothing of *out
 * but the signal is touched.  STATUS_LOCKED, STATUS_NOT_FOUND (no
 * generation), STATUS_FORMAT, STATUS_LIMIT (no room on disk). */
enum status index_compact(struct written *out, const struct layout *layout,
                          struct lists *lists,
                          const struct write_options *options,
                          struct error *err) MUST_USE;

/* Builds a new generation from the whole store, checks it, switches to it.
 * A signal drops it: the old generation stays in use. */
enum status index_rebuild(struct written *out, const struct layout *layout,
                          struct lists *lists,
                          const struct write_options *options,
                          struct error *err) MUST_USE;

#endif
