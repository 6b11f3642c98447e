#ifndef LIASSE_HITS_H
#define LIASSE_HITS_H

/* The join of a search with the store (DESIGN.md, 1): each hit's uid and
 * sequence number are compared with the record of the same docid.  Equal: the
 * document as searched.  A newer record: the newer text, marked stale, its
 * extracts made from it.  Another uid, a tombstone or nothing: dropped and
 * counted.  A damaged record: dropped and counted apart. */

#include "answer.h"

/* Fills hits, count, dropped and damaged of *answer, in arena. */
enum status hits_join(struct answer *answer, struct search *search,
                      const struct request *request, const struct marks *marks,
                      const struct xap_result *result, struct arena *arena,
                      struct error *err) MUST_USE;

#endif
