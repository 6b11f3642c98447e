#ifndef LIASSE_CHECK_H
#define LIASSE_CHECK_H

/* liasse-index --check: are store and search whole, and do they agree?
 *
 * Both databases' tables (Xapian's own check), every record's CRC and form,
 * the stamps, and docid by docid: a document in search must bear the uid of
 * its record and a sequence number that the store knows.  What waits for
 * liasse-index is no fault. */

#include "error.h"
#include "layout.h"

#include <stdint.h>

/* One line a fault on stderr; *faults = their number. */
enum status index_check(uint64_t *faults, const struct layout *layout,
                        struct error *err) MUST_USE;

#endif
