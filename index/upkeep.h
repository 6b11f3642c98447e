#ifndef LIASSE_UPKEEP_H
#define LIASSE_UPKEEP_H

/* Compaction: the generation in use, copied to a new one with full blocks and
 * the same docids, checked, synced and switched to as a rebuild is
 * (generation.h).  Readers go on with the former one until they look again;
 * the next run removes it.  Nothing is analysed and the store is not read.
 *
 * Documents that are written one by one leave blocks half full.  So metadata
 * "changes" counts them, committed with them, from the time the generation was
 * made; an update ends with a compaction when they are more than
 * UPKEEP_CHANGES and more than one document in UPKEEP_PART.  The cost
 * of a compaction is that of copying the index; as so many documents were
 * written between two, it adds a bounded part to the cost of each. */

#include "layout.h"
#include "xap.h"

#include <stdbool.h>

#define META_CHANGES "changes"

enum {
    UPKEEP_CHANGES = 10000, /* fewer leave no trace that can be measured */
    UPKEEP_PART = 4
};

/* Documents changed since the generation of this reader was made. */
enum status upkeep_changes(uint64_t *out, struct xap_reader *reader,
                           struct error *err) MUST_USE;
/* Puts the count into the open transaction. */
enum status upkeep_flush(uint64_t changes, struct xap_writer *writer,
                         struct error *err) MUST_USE;

/* Is it time?  least: instead of UPKEEP_CHANGES, 0 = that. */
bool upkeep_due(uint64_t changes, uint32_t documents, uint64_t least);

struct compacted {
    uint64_t before, after; /* bytes of the tables */
    double seconds;
    int signal; /* stopped by this signal: dropped, 0 = done */
};

/* Compacts the generation and switches to the copy.  The caller has the lock
 * of liasse-index and no writer open; jobs: threads of the check.  Upon any
 * failure the generation stays in use and the copy is removed.  STATUS_LIMIT:
 * the copy would fill the disk (errors told by Xapian are STATUS_IO). */
enum status upkeep_compact(struct compacted *out, const struct layout *layout,
                           uint32_t generation, unsigned jobs,
                           struct error *err) MUST_USE;
/* Says in one line on stderr what a compaction did. */
void upkeep_tell(const struct compacted *compacted);

#endif
