#ifndef LIASSE_EXPORT_H
#define LIASSE_EXPORT_H

/* liasse-index --export: every document of the store as liasse NDJSON on
 * stdout, in docid order, fit for liasse-ingest.  Records that cannot be read
 * are told and passed over; what can be read of a damaged store is given
 * (salvage.h).  Needs no search and takes no lock. */

#include "error.h"
#include "layout.h"

#include <stdbool.h>
#include <stdint.h>

/* *unreadable = documents that could not be given as they last were.  STATUS_NOT_FOUND: nothing
 * was ingested. */
enum status index_export(uint64_t *unreadable, const struct layout *layout,
                         struct error *err) MUST_USE;

/* One line a document that is lost, or there only in an older state. */
void export_tell_lost(uint32_t docid, struct str uid, bool old);

#endif
