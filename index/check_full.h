#ifndef LIASSE_CHECK_FULL_H
#define LIASSE_CHECK_FULL_H

/* --check --full: search against the store, document by document.  Every record
 * is analysed again, and what comes out must be what search holds: the terms
 * with their counts, by posting lists and by the document's own list; words
 * with their positions, by the chunks; values, in their slots and in the sealed columns; the document's data
 * and length; the stems that citing sentences add; the map stem -> words.
 * Documents that wait for liasse-index are left out.
 *
 * Takes about as long as a rebuild by one thread; memory: some 100 bytes a
 * document and the different words. */

#include "check_store.h"

/* `path`: the generation's directory, that `search` was opened from. */
enum status check_full(struct store *store, struct xap_reader *search,
                       const char *path, check_fault *fault, void *payload,
                       struct error *err) MUST_USE;

#endif
