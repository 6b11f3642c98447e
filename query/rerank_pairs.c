/* Query, re-ranking: words that stand side by side as in the query. */
#include "rank.h"
#include "rows.h"

#include <math.h>

/* Adds `weight` to the rows that a query matches, times its rarity among all
 * documents; *count = how many these are. */
static enum status
add_matches(uint32_t *count, struct rows *rows, struct search *search,
                 const struct xap_query *query, double weight,
                 struct error *err)
{
    AUTO(arena) struct arena arena = {0};
    struct xap_result result;
    struct xap_search how = {.count = RANK_PAIR_DOCUMENTS,
                             .check_at_least = RANK_PAIR_DOCUMENTS,
                             .boolean = true,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    uint32_t documents;
    TRY(search_doc_count(&documents, search, err));
    TRY(search_run(&result, search, query, &how, &arena, err));
    *count = result.total_low;
    double all = documents, with = *count;
    double rarity = log((all - with + 0.5) / (with + 0.5));
    /* Both are by docid: without weights Xapian gives them so. */
    for (size_t hit = 0, row = 0;
         rarity > 0 && hit < result.count && row < rows->count;) {
        xap_docid a = result.hits[hit].docid, b = rows->at[row].hit.docid;
        if (a == b)
            rows->at[row].parts.pairs += weight * rarity;
        hit += a <= b;
        row += b <= a;
    }
    return STATUS_OK;
}

enum status
rerank_pairs(struct rows *rows, struct search *search, const struct plan *plan,
             struct error *err)
{
    double heading = rank_pairs.weight * (rank_pairs.heading - 1);
    uint32_t count;
    for (size_t i = 0; i < plan->pair_count; i++) {
        const struct plan_pair *pair = &plan->pairs[i];
        TRY(add_matches(&count, rows, search, pair->anywhere,
                             rank_pairs.weight, err));
        if (count)
            TRY(add_matches(&count, rows, search, pair->heading, heading,
                                 err));
    }
    for (size_t i = 0; i < rows->count; i++)
        rows->at[i].hit.score += rows->at[i].parts.pairs;
    return STATUS_OK;
}
