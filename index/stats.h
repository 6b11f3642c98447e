#ifndef LIASSE_STATS_H
#define LIASSE_STATS_H

/* liasse-index --stats: what is in an index, on stdout. */

#include "error.h"
#include "layout.h"

/* name TAB value lines: documents, deleted, pending, sequence, generation,
 * words, sizes of every table in bytes. */
enum status index_stats(const struct layout *layout, struct error *err)
    MUST_USE;

#endif
