#ifndef LIASSE_SWEEP_PLACES_H
#define LIASSE_SWEEP_PLACES_H

/* Phrases and PRÈS of two words looked at in many documents at once, on the
 * table of positions (positions.h).
 *
 * The rarest word comes first: where it stands is where the phrase can be.
 * Each further word is read only in the documents that are left, one term
 * over all of them before the next, for so they lie in the table; of a word
 * that is many terms (a wildcard) no list is ever joined but the first.
 *
 * Same documents as Xapian's own operators; a test compares. */

#include "positions.h"
#include "xap.h"

/* Is it of terms and ORs of terms: one of them, an exact phrase, or two words
 * with others between?  XAP_KIND_PLACES only. */
bool sweep_places_can(const struct xap_node *node);

struct sweep_places;

/* In arena, but for what sweep_places_release frees.  reader tells how
 * frequent the terms are. */
enum status sweep_places_make(struct sweep_places **out,
                              const struct xap_node *node,
                              struct xap_reader *reader,
                              struct positions *positions, struct arena *arena,
                              struct error *err) MUST_USE;
void sweep_places_release(struct sweep_places *places);

/* holds[i]: does docids[i] have it?  docids ascending, also from one call to
 * the next.  Ends with
 * STATUS_TIMEOUT at the deadline (deadline.h). */
enum status sweep_places_keep(bool *holds, struct sweep_places *places,
                              const xap_docid *docids, size_t count,
                              struct error *err) MUST_USE;

#endif
