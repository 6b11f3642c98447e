#ifndef LIASSE_CHECK_STORE_H
#define LIASSE_CHECK_STORE_H

/* The store against itself: each record's CRC and form, and that its terms, in
 * posting lists and in the document's own list, and its values are those that
 * the record makes; that counts, sequence numbers and the ledger hold
 * together.  Records alone have a CRC: what else is in a store follows from
 * them, so it is computed again. */

#include "store.h"

typedef void check_fault(void *payload, xap_docid docid, const char *what);

/* Tells each fault (docid 0: of the whole).  STATUS_STALE: it was written to
 * meanwhile. */
enum status check_store(struct store *store, check_fault *fault, void *payload,
                        struct error *err) MUST_USE;

#endif
