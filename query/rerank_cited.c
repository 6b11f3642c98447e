/* Query, re-ranking: words in the sentences that cite a document. */
#include "queries.h"
#include "rank.h"
#include "rows.h"

#include <stdlib.h>

static int
compare_docid(const void *key, const void *row)
{
    xap_docid a = *(const xap_docid *)key;
    xap_docid b = ((const struct row *)row)->hit.docid;
    return (a > b) - (a < b);
}

/* The query among the rows. */
static enum status
among_rows(struct xap_query **out, const struct rows *rows,
           struct search *search, const struct xap_query *query,
           struct error *err)
{
    struct xap_query *docids;
    TRY(xap_query_copy(out, query, err));
    enum status status =
        search_docids_query(&docids, search, rows->docids, rows->count, err);
    if (status != STATUS_OK) {
        xap_query_free(*out);
        *out = NULL;
        return status;
    }
    return queries_combine(out, XAP_FILTER, docids, err);
}

enum status
rerank_cited(struct rows *rows, struct search *search, const struct plan *plan,
             struct arena *arena, struct error *err)
{
    AUTO(xap_query) struct xap_query *query = NULL;
    struct xap_result result;
    struct xap_search how = {.count = (uint32_t)rows->count,
                             .k1 = rank.k1,
                             .k3 = rank.k3,
                             .b = rank.b,
                             .min_normlen = rank.min_normlen,
                             .sort_slot = XAP_NO_SLOT,
                             .collapse_slot = XAP_NO_SLOT};
    if (!plan->cited || rows->count == 0)
        return STATUS_OK;
    TRY(among_rows(&query, rows, search, plan->cited, err));
    TRY(search_run(&result, search, query, &how, arena, err));
    for (size_t i = 0; i < result.count; i++) {
        struct row *row = bsearch(&result.hits[i].docid, rows->at, rows->count,
                                  sizeof *row, compare_docid);
        if (!row)
            continue;
        row->parts.cited = rank_cited.weight * result.hits[i].score;
        row->hit.score += row->parts.cited;
    }
    return STATUS_OK;
}
