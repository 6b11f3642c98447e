#ifndef LIASSE_PHRASE_H
#define LIASSE_PHRASE_H

/* Query, fourth step: words, phrases and PRÈS of two words within a search by
 * Xapian, which knows nothing of words as written (terms.h), where the sweep
 * (sweep.h) does not do it: several databases. */

#include "positions.h"
#include "xap.h"

/* Do words stand in one document as a phrase, or near one another?  Ordered:
 * each behind the one before, from the first to the last at most `window`
 * places; else two words, at most window - 1 apart. */
extern const struct xap_checker phrase_checker;

/* The lists of the one database that this thread is about to search, until
 * NULL is given: past Xapian a chunk of them is found in a tenth of the time.
 * They live until then. */
void phrase_use(struct positions *positions);

#endif
