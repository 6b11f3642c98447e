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
#include "sweep_area.h"
#include "sweep_term.h"
#include "xap.h"

/* Is it of terms and ORs of terms: one of them, an exact phrase, or two words
 * with others between?  XAP_KIND_PLACES only. */
bool sweep_places_can(const struct xap_node *node);

/* What all phrases of a search share; in arena, but for what
 * sweep_desk_release frees. */
struct sweep_desk;
enum status sweep_desk_make(struct sweep_desk **out,
                            struct positions *positions, struct arena *arena,
                            struct error *err) MUST_USE;
void sweep_desk_release(struct sweep_desk *desk);

struct sweep_places;

/* In arena; the desk lives longer.  source tells how frequent the terms
 * are. */
enum status sweep_places_make(struct sweep_places **out,
                              const struct xap_node *node,
                              const struct sweep_source *source,
                              struct sweep_desk *desk, struct arena *arena,
                              struct error *err) MUST_USE;

/* Documents that can have it, about at most. */
double sweep_places_estimate(const struct sweep_places *places);
/* May its words stand anywhere in a document?  Then their lists tell as soon
 * as their postings would in which documents they are. */
bool sweep_places_are_anywhere(const struct sweep_places *places);

/* Which of the wanted documents of a window have it (a bit each of AREA_WORDS,
 * sweep_area.h; docid start = bit 0; none from `width` on)?  Windows rise from
 * one call to the next.  Ends with STATUS_TIMEOUT at the deadline
 * (deadline.h). */
enum status sweep_places_keep(uint64_t *holds, struct sweep_places *places,
                              xap_docid start, uint32_t width,
                              const uint64_t *wanted,
                              struct error *err) MUST_USE;

#endif
