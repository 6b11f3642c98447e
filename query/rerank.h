#ifndef LIASSE_RERANK_H
#define LIASSE_RERANK_H

/* Re-ranking of the first hits of a relevance search: by sentences that cite
 * them, by words that stand side by side as in the query, by versions; then,
 * but for the first few, by their headings and the section they stand in
 * (parameters in rank.h).  What
 * the query names by its number or its title comes first.  No hit enters or
 * leaves; totals, other sorts and hits behind the depth do not know it. */

#include "plan.h"
#include "search.h"

/* How many first hits a request with this window re-ranks. */
uint32_t rerank_depth(uint32_t offset, uint32_t limit);

/* What a score is the sum of. */
struct rerank_parts {
    xap_docid docid;
    double words;    /* the search itself */
    double cited;    /* the sentences that cite it */
    double pairs;    /* words side by side */
    double versions; /* other versions, near-duplicates, not in force */
    double headings; /* the headings it stands under */
    double sections; /* what stands near it, and ranks that are kept */
};

/* Reorders the first `depth` of result->hits, which must begin with rank 1, by
 * falling score; their scores become those of the new order.  parts, if not
 * NULL, are those of the first `depth` (or of all, if fewer), in their order.
 */
enum status rerank(struct xap_result *result, struct rerank_parts *parts,
                   uint32_t depth, struct search *search,
                   const struct plan *plan, struct arena *arena,
                   struct error *err) MUST_USE;

#endif
