#ifndef LIASSE_CITES_H
#define LIASSE_CITES_H

/* Both ends of a citation, found in the index by the key in which they meet
 * (self.h).  Of several versions of an article a citation means the one in
 * force today, else the newest. */

#include "document.h"
#include "search.h"

/* Fills the field `cites` of a document: what its texts cite, each with the
 * uid of its target, or the normal form of what is not in the index; then
 * what the field held of other places.  `indexed` = the search is open. */
enum status cites_fill(struct document *document, struct search *search,
                       bool indexed, struct arena *arena,
                       struct error *err) MUST_USE;

/* The keys by which a document with this uid, or the documents with this cid,
 * are cited: a plan_keys (plan.h), payload the struct search. */
enum status search_keys(void *search, struct str **out, size_t *count,
                        struct str value, struct arena *arena,
                        struct error *err) MUST_USE;

#endif
