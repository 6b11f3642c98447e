#ifndef LIASSE_REPAIR_H
#define LIASSE_REPAIR_H

/* liasse-index --repair: an index that works again, whatever state it is in.
 *
 * A whole store is left as it is.  Of a damaged one a new store is made from
 * the records that can be read (salvage.h), at their docids, with the ledger
 * and the list of deletions, beside it in INDEX/repair; synced and sealed it
 * takes the place of the damaged one, which is kept as INDEX/store-damaged-N.
 * What is lost is told document by document, and all sources are marked to be
 * read again, so that the next liasse-ingest brings it back.
 * Then search is built anew from the store, as by --rebuild, without asking
 * the old one for more than the user's word lists. */

#include "lists.h"
#include "write.h"

/* *lost = documents that could not be read, or only in an older state.  STATUS_LOCKED: liasse-ingest or
 * another liasse-index is at work; STATUS_NOT_FOUND: there is no store. */
enum status index_repair(uint64_t *lost, struct written *out,
                         const struct layout *layout, struct lists *lists,
                         const struct write_options *options,
                         struct error *err) MUST_USE;

#endif
