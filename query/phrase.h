#ifndef LIASSE_PHRASE_H
#define LIASSE_PHRASE_H

/* Query, fourth step: phrases and PRÈS of two words within a search by Xapian,
 * where the sweep (sweep_places.h) does not do it: several databases, a table
 * of positions that is not to be had. */

#include "xap.h"

/* Do words stand in one document as a phrase, or near one another?  Ordered:
 * each behind the one before, from the first to the last at most `window`
 * places; else two words, at most window - 1 apart. */
extern const struct xap_checker phrase_checker;

/* Where a term of a family of words (terms.h) stands in the documents that
 * have it, of count docids, ascending, in one walk: i = which of them. */
enum status phrase_positions(struct xap_reader *reader, struct str term,
                             const xap_docid *docids, size_t count,
                             xap_places_visit *visit, void *payload,
                             struct error *err) MUST_USE;

#endif
