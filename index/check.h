#ifndef LIASSE_CHECK_H
#define LIASSE_CHECK_H

/* liasse-index --check: are store and search whole, and do they agree?
 *
 * Of each database the version file (version_file.h), then every file against
 * the manifest while it is as sealed (manifest.h), else Xapian's own check of
 * the tables.  Every record of the store by its CRC, and what the store's
 * tables say of it (check_store.h).  Then docid by docid: a document in search
 * must bear the uid of its record and a sequence number that the store knows.
 * What waits for liasse-index is no fault.  `full`: also all that search holds
 * of each document (check_full.h), while no other liasse-index runs.
 *
 * All that reads tables runs in a process of its own (isolate.h): damage
 * neither crashes nor holds it.  A version file that was not noted is noted
 * when no fault was found. */

#include "error.h"
#include "layout.h"

#include <stdbool.h>
#include <stdint.h>

/* One line a fault on stderr; *faults = their number.  STATUS_LOCKED: full, and
 * another liasse-index is running. */
enum status index_check(uint64_t *faults, const struct layout *layout, bool full,
                        struct error *err) MUST_USE;

#endif
