/* Query: from a request to its answer. */
#include "answer.h"

#include "hits.h"
#include "lang.h"
#include "near.h"
#include "parse.h"
#include "plan.h"
#include "rank.h"
#include "rerank.h"
#include "retry.h"

#include <time.h>

/* What one request needs on its way. */
struct asking {
    struct search *search;
    const struct request *request;
    const struct node *root;
    struct plan_context context;
    size_t *where;
    struct arena *arena;
    struct error *err;
};

static double
now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static enum status
parse_request(struct node **out, size_t *where, const struct request *request,
              struct arena *arena, struct error *err)
{
    if (request->plain)
        return parse_plain(out, where, request->query, arena, err);
    return parse(out, where, request->query, request->match != MATCH_ALL, arena,
                 err);
}

/* Sorted by a value there are no weights, so that ties are in docid order. */
static void
set_sort(struct xap_search *how, enum sort_order sort)
{
    how->sort_slot = sort == SORT_RELEVANCE ? XAP_NO_SLOT
                     : sort == SORT_NUMBER  ? SLOT_NUMBER
                                            : SLOT_DATE;
    how->sort_descending = sort == SORT_DATE_NEWEST;
    how->sort_missing_last = true;
    how->boolean = sort != SORT_RELEVANCE;
}

static enum status
describe_search(struct xap_search *out, struct asking *asking)
{
    const struct request *request = asking->request;
    uint32_t documents, end = request->offset + request->limit;
    TRY(search_doc_count(&documents, asking->search, asking->err));
    *out = (struct xap_search){
        .first = request->offset,
        .count = request->limit,
        .check_at_least =
            end + 1 > RANK_COUNT_EXACT ? end + 1 : RANK_COUNT_EXACT,
        .k1 = rank.k1,
        .k3 = rank.k3,
        .b = rank.b,
        .min_normlen = rank.min_normlen,
        .collapse_slot = XAP_NO_SLOT,
    };
    set_sort(out, request->sort);
    if (request->count_only) {
        out->first = out->count = 0;
        out->check_at_least = documents;
        out->boolean = true;
        out->sort_slot = XAP_NO_SLOT;
    }
    return STATUS_OK;
}

/* Hits that are re-ranked for this request, 0 = none. */
static uint32_t
reranked(const struct request *request)
{
    if (request->sort != SORT_RELEVANCE || request->count_only)
        return 0;
    return rerank_depth(request->offset, request->limit);
}

/* Cuts the hits asked for out of the first ones. */
static void
window(struct xap_result *result, const struct request *request)
{
    size_t first =
        request->offset < result->count ? request->offset : result->count;
    result->hits += first;
    result->count -= first;
    if (result->count > request->limit)
        result->count = request->limit;
}

static enum status
count_facets(struct answer *answer, struct asking *asking,
             const struct xap_query *query)
{
    const struct request *request = asking->request;
    struct xap_result matches;
    size_t count = request->facet_count;
    if (count == 0)
        return STATUS_OK;
    answer->facets = arena_array(asking->arena, count, sizeof *answer->facets);
    if (!answer->facets)
        return error_no_memory(asking->err);
    TRY(search_all(&matches, asking->search, query, asking->arena,
                   asking->err));
    for (size_t i = 0; i < count; i++)
        TRY(facet_count(&answer->facets[i], &request->facets[i], asking->search,
                        &matches, request->facet_limit, asking->arena,
                        asking->err));
    answer->facet_count = count;
    answer->total = matches.count;
    answer->total_exact = true;
    return STATUS_OK;
}

static enum status
run_plan(struct plan *plan, struct xap_result *result, struct asking *asking,
         bool any)
{
    struct xap_search how;
    plan_release(plan);
    TRY(plan_make(plan, asking->where, asking->root, any, &asking->context,
                  asking->err));
    TRY(describe_search(&how, asking));
    uint32_t depth = reranked(asking->request);
    if (depth) {
        how.first = 0;
        how.count += asking->request->offset;
        how.count = how.count < depth ? depth : how.count;
    }
    TRY(search_run(result, asking->search, plan->query, &how, asking->arena,
                   asking->err));
    if (!depth)
        return STATUS_OK;
    TRY(rerank(result, depth, asking->search, plan, asking->arena,
               asking->err));
    window(result, asking->request);
    return STATUS_OK;
}

static enum status
run(struct answer *answer, struct asking *asking)
{
    AUTO(plan) struct plan plan = {0};
    struct xap_result result;
    const struct request *request = asking->request;
    TRY(run_plan(&plan, &result, asking, request->match == MATCH_ANY));
    if (result.total_high == 0 && request->match == MATCH_AUTO &&
        request->relax && (plan.words > 1 || plan.accents) &&
        ast_is_words(asking->root)) {
        TRY(run_plan(&plan, &result, asking, true));
        answer->relaxed = result.total_high > 0;
        answer->relaxed_accents = answer->relaxed && plan.words == 1;
    }
    answer->wildcard_cut = plan.wildcard_cut;
    answer->total_exact = result.total_low == result.total_high;
    answer->total = result.total_low;
    TRY(count_facets(answer, asking, plan.query));
    TRY(search_pending(&answer->pending, asking->search, asking->err));
    return hits_join(answer, asking->search, request, &plan.marks, &result,
                     asking->arena, asking->err);
}

static enum status
ask_once(struct answer *out, struct asking *asking)
{
    struct answer answer = {.query = asking->request->query};
    TRY(search_refresh(asking->search, asking->err));
    TRY(run(&answer, asking));
    *out = answer;
    return STATUS_OK;
}

static enum status
check_window(const struct request *request, struct error *err)
{
    if ((uint64_t)request->offset + request->limit <= RANK_HITS_MAX)
        return STATUS_OK;
    return error_set(err, STATUS_SYNTAX,
                     TR("offset and limit together are over %d",
                        "le début et le nombre demandés dépassent %d"),
                     RANK_HITS_MAX);
}

enum status
answer_make(struct answer *out, size_t *where, struct search *search,
            const struct request *request, struct arena *arena,
            struct error *err)
{
    double started = now_ms();
    struct node *root;
    struct retry retry = RETRY_START;
    enum status status;
    *where = 0;
    TRY(check_window(request, err));
    TRY(parse_request(&root, where, request, arena, err));
    struct asking asking = {
        .search = search,
        .request = request,
        .root = root,
        .context = {.analyser = search_analyser(search),
                    .forms = search_forms,
                    .words = search_words,
                    .near = search_near,
                    .payload = search,
                    .accents = !request->accents_free,
                    .arena = arena,
                    .query = request->query,
                    .pairs = reranked(request) > 0},
        .where = where,
        .arena = arena,
        .err = err,
    };
    do
        status = ask_once(out, &asking);
    while (status == STATUS_STALE && retry_again(&retry));
    TRY(status);
    out->took_ms = now_ms() - started;
    return STATUS_OK;
}

static enum status
show_once(bool *found, struct document *out, struct search *search,
          struct str uid, struct arena *arena, struct error *err)
{
    *found = false;
    TRY(search_refresh_stores(search, err));
    for (size_t i = 0; !*found && i < search_part_count(search); i++) {
        struct store *store = search_part(search, i)->store;
        xap_docid docid;
        uint64_t sequence;
        enum status status = store_find(&docid, store, uid, err);
        if (status == STATUS_OK)
            status = store_document(out, &sequence, store, docid, arena, err);
        if (status != STATUS_NOT_FOUND)
            TRY(status);
        *found = status == STATUS_OK;
    }
    return STATUS_OK;
}

enum status
answer_show(bool *found, struct document *out, struct search *search,
            struct str uid, struct arena *arena, struct error *err)
{
    struct retry retry = RETRY_START;
    enum status status;
    do
        status = show_once(found, out, search, uid, arena, err);
    while (status == STATUS_STALE && retry_again(&retry));
    return status;
}
