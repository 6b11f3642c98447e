#ifndef LIASSE_SWEEP_H
#define LIASSE_SWEEP_H

/* Finds and ranks over one database, window of docids by window: each term's
 * documents are read once, in runs; scores of a window are added up in an
 * array; lengths, orders and ranges come from columns (columns.h).  Where
 * Xapian's own matcher asks for each document in turn, this is some three
 * times faster, and totals are always exact.
 *
 * Same documents and same scores (BM25) as xap_search; a test compares.  What
 * it does not know (sweep_can) is for xap_search.  Phrases and the like are
 * looked at in the documents that are left of a window (sweep_places.h); what
 * that does not know is found by Xapian, without weights, and taken as lists.
 */

#include "columns.h"
#include "positions.h"
#include "postings.h"

/* Can this query be swept, asked so? */
bool sweep_can(const struct xap_query *query, const struct xap_search *how);

/* As xap_search; how->check_at_least counts for nothing.  With how->partial,
 * what is found at the deadline is what the documents up to some docid have.
 * postings may be NULL. */
enum status sweep_run(struct xap_result *out, struct xap_reader *reader,
                      struct columns *columns, struct positions *positions,
                      struct postings *postings, const struct xap_query *query,
                      const struct xap_search *how, struct arena *arena,
                      struct error *err) MUST_USE;

#endif
