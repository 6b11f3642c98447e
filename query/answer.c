/* Query: from a request to its answer. */
#include "answer.h"

#include "cites.h"
#include "deadline.h"
#include "hits.h"
#include "lang.h"
#include "near.h"
#include "paging.h"
#include "parse.h"
#include "plan.h"
#include "rank.h"
#include "rerank.h"
#include "retry.h"
#include "similar.h"

#include <time.h>

/* What one request needs on its way. */
struct asking {
    struct search *search;
    const struct request *request;
    const struct node *root; /* NULL: no query, every document or similar */
    struct plan_context context;
    struct filters filters;
    struct xap_query *query; /* what is searched: the plan's within filters */
    struct paging paging;
    struct rerank_parts *parts; /* of the scores, for request.explain */
    size_t part_count;
    size_t *where;
    struct arena *arena;
    struct error *err;
};

static void
asking_release(struct asking *asking)
{
    filters_release(&asking->filters);
    xap_query_free(asking->query);
    asking->query = NULL;
}

CLEANUP_KIND(asking, struct asking, asking_release)

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
    *out = NULL;
    if (request->similar_uid.len || request->similar_text.len ||
        (request->everything && str_is_empty(str_trim(request->query))))
        return STATUS_OK;
    if (request->plain)
        return parse_plain(out, where, request->query, arena, err);
    return parse(out, where, request->query, request->match != MATCH_ALL, arena,
                 err);
}

/* Sorted by a value there are no weights, so that ties are in docid order. */
static void
set_sort(struct xap_search *how, enum sort_order sort)
{
    how->sort_slot = paging_slot(sort);
    how->sort_descending = sort == SORT_DATE_NEWEST;
    how->sort_missing_last = true;
    how->boolean = sort != SORT_RELEVANCE;
}

/* Every match is wanted where hits are to be folded together, or a place in
 * the list is to be found again. */
static bool
wants_all(const struct asking *asking)
{
    return asking->request->collapse.wanted || asking->paging.moved;
}

static enum status
describe_search(struct xap_search *out, struct asking *asking)
{
    const struct request *request = asking->request;
    uint32_t documents, end = asking->paging.offset + request->limit;
    TRY(search_doc_count(&documents, asking->search, asking->err));
    *out = (struct xap_search){
        .count = end < asking->paging.depth ? asking->paging.depth : end,
        .check_at_least =
            end + 1 > RANK_COUNT_EXACT ? end + 1 : RANK_COUNT_EXACT,
        .k1 = rank.k1,
        .k3 = rank.k3,
        .b = rank.b,
        .min_normlen = rank.min_normlen,
        .collapse_slot = XAP_NO_SLOT,
        .partial = !asking->paging.moved,
    };
    set_sort(out, request->sort);
    if (request->count_only) {
        out->count = 0;
        out->check_at_least = documents;
        out->boolean = true;
        out->sort_slot = XAP_NO_SLOT;
    }
    if (wants_all(asking))
        out->count = out->check_at_least = documents;
    else if (asking->paging.depth == 0 && !request->count_only) {
        out->first = asking->paging.offset;
        out->count = request->limit;
    }
    return STATUS_OK;
}

/* Cuts the hits asked for out of the first ones. */
static void
window(struct xap_result *result, size_t offset, size_t limit)
{
    size_t first = offset < result->count ? offset : result->count;
    result->hits += first;
    result->count -= first;
    if (result->count > limit)
        result->count = limit;
}

static enum status
matches_without(struct xap_result *out, struct asking *asking,
                const struct xap_query *query, const struct facet_field *except)
{
    AUTO(xap_query) struct xap_query *within = NULL;
    TRY(filters_apply(&within, &asking->filters, query, except, asking->err));
    return search_all(out, asking->search, within, asking->arena, asking->err);
}

static enum status
count_facets(struct answer *answer, struct asking *asking,
             const struct xap_query *query)
{
    const struct request *request = asking->request;
    struct xap_result matches;
    size_t count = request->facet_count;
    if (count == 0 && request->histogram == HISTOGRAM_NONE)
        return STATUS_OK;
    answer->facets =
        arena_array(asking->arena, count + 1, sizeof *answer->facets);
    if (!answer->facets)
        return error_no_memory(asking->err);
    TRY(matches_without(&matches, asking, query, NULL));
    for (size_t i = 0; i < count; i++) {
        const struct facet_field *field = &request->facets[i];
        struct xap_result wider = matches;
        if (filters_touch(&asking->filters, field))
            TRY(matches_without(&wider, asking, query, field));
        TRY(facet_count(&answer->facets[i], field, asking->search, &wider,
                        request->facet_limit, asking->arena, asking->err));
    }
    if (request->histogram != HISTOGRAM_NONE)
        TRY(histogram_count(&answer->histogram, request->histogram,
                            asking->search, &matches, asking->arena,
                            asking->err));
    answer->facet_count = count;
    answer->documents = matches.count;
    if (!request->collapse.wanted)
        answer->total = matches.count;
    answer->total_exact = true;
    return STATUS_OK;
}

static enum status
make_plan(struct plan *plan, struct asking *asking, bool any)
{
    const struct request *request = asking->request;
    plan_release(plan);
    *plan = (struct plan){0};
    if (request->similar_uid.len)
        return similar_to_uid(plan, asking->search, request->similar_uid,
                              asking->arena, asking->err);
    if (request->similar_text.len)
        return similar_to_text(plan, asking->search, request->similar_text,
                               asking->arena, asking->err);
    if (!asking->root)
        return xap_query_all(&plan->query, asking->err);
    return plan_make(plan, asking->where, asking->root, any, &asking->context,
                     asking->err);
}

static enum status
rerank_result(struct xap_result *result, struct asking *asking,
              const struct plan *plan, uint32_t depth)
{
    struct rerank_parts *parts = NULL;
    size_t count = result->count < depth ? result->count : depth;
    if (asking->request->explain) {
        parts = arena_array(asking->arena, count + 1, sizeof *parts);
        if (!parts)
            return error_no_memory(asking->err);
        asking->parts = parts;
        asking->part_count = count;
    }
    return rerank(result, parts, depth, asking->search, plan, asking->arena,
                  asking->err);
}

static enum status
explain(struct answer *answer, struct asking *asking, const struct plan *plan,
        const struct xap_result *result)
{
    const struct request *request = asking->request;
    struct xap_search how;
    if (!request->explain)
        return STATUS_OK;
    answer->explanation =
        arena_alloc(asking->arena, sizeof *answer->explanation);
    if (!answer->explanation)
        return error_no_memory(asking->err);
    TRY(describe_search(&how, asking));
    struct explaining explaining = {
        .search = asking->search,
        .root = asking->root,
        .plan = plan,
        .context = &asking->context,
        .query = asking->query,
        .how = &how,
        .any = request->match == MATCH_ANY || answer->relaxed,
        .ranked = request->sort == SORT_RELEVANCE && !request->count_only,
        .parts = asking->parts,
        .part_count = asking->part_count};
    return explain_make(answer->explanation, &explaining, result, asking->err);
}

/* Once there are hits, what only adds to them may be missing. */
static enum status
spare(struct answer *answer, enum status status)
{
    if (status != STATUS_TIMEOUT)
        return status;
    answer->timed_out = true;
    return STATUS_OK;
}

static enum status
run_plan(struct plan *plan, struct xap_result *result, struct answer *answer,
         struct asking *asking, bool any)
{
    struct xap_search how;
    const struct request *request = asking->request;
    uint32_t depth = asking->paging.depth;
    TRY(make_plan(plan, asking, any));
    xap_query_free(asking->query);
    asking->query = NULL;
    TRY(filters_apply(&asking->query, &asking->filters, plan->query, NULL,
                      asking->err));
    TRY(describe_search(&how, asking));
    TRY(search_run(result, asking->search, asking->query, &how, asking->arena,
                   asking->err));
    answer->documents = result->total_low;
    answer->timed_out = result->cut;
    asking->part_count = 0;
    if (depth && !result->cut)
        TRY(spare(answer, rerank_result(result, asking, plan, depth)));
    if (request->collapse.wanted)
        TRY(collapse_result(result, &request->collapse, asking->search,
                            asking->err));
    if (asking->paging.moved)
        TRY(paging_find(&asking->paging, request, result, asking->search,
                        asking->err));
    if (request->count_only)
        result->count = 0;
    else if (depth || wants_all(asking))
        window(result, asking->paging.offset, request->limit);
    return STATUS_OK;
}

static enum status
next_cursor(struct answer *answer, struct asking *asking,
            const struct xap_result *result)
{
    uint64_t end = asking->paging.offset + (uint64_t)result->count;
    if (result->count == 0 || (answer->total_exact && end >= answer->total))
        return STATUS_OK;
    return paging_next(&answer->next_cursor, &asking->paging, asking->request,
                       &result->hits[result->count - 1], (uint32_t)end,
                       asking->search, asking->arena, asking->err);
}

static enum status
run(struct answer *answer, struct asking *asking)
{
    AUTO(plan) struct plan plan = {0};
    struct xap_result result;
    const struct request *request = asking->request;
    TRY(paging_start(&asking->paging, request, asking->search, asking->err));
    asking->context.pairs = asking->paging.depth > 0;
    TRY(filters_make(&asking->filters, request->filters, request->filter_count,
                     asking->search, &asking->context, asking->err));
    TRY(run_plan(&plan, &result, answer, asking, request->match == MATCH_ANY));
    if (result.total_high == 0 && !result.cut && request->match == MATCH_AUTO &&
        request->relax && (plan.words > 1 || plan.accents) && asking->root &&
        ast_is_words(asking->root)) {
        TRY(run_plan(&plan, &result, answer, asking, true));
        answer->relaxed = result.total_high > 0;
        answer->relaxed_accents = answer->relaxed && plan.words == 1;
    }
    answer->wildcard_cut = plan.wildcard_cut;
    answer->wildcard_words = plan.wildcard_words;
    if (request->correct && asking->root)
        TRY(spare(answer,
                  corrections_find(&answer->corrections, asking->search,
                                   asking->root,
                                   answer->relaxed ? 0 : result.total_low,
                                   &asking->context, asking->err)));
    answer->total_exact = result.total_low == result.total_high && !result.cut;
    answer->total = result.total_low;
    answer->offset = asking->paging.offset;
    TRY(spare(answer, explain(answer, asking, &plan, &result)));
    if (answer->timed_out)
        answer->explanation = NULL; /* half of one */
    TRY(spare(answer, count_facets(answer, asking, plan.query)));
    if (!result.cut) /* its order is not that of the whole list */
        TRY(next_cursor(answer, asking, &result));
    TRY(search_pending(&answer->pending, asking->search, asking->err));
    answer->timed_out = answer->timed_out || deadline_passed();
    if (answer->timed_out)
        deadline_grace(); /* for extracts */
    TRY(hits_join(answer, asking->search, request, &plan.marks, &result,
                  asking->arena, asking->err));
    answer->timed_out = answer->timed_out || deadline_passed();
    return STATUS_OK;
}

/* What a search may cost at most: any query ends. */
static enum status
limit_work(const struct asking *asking)
{
    const struct request *request = asking->request;
    uint32_t documents;
    if (request->unbounded)
        return STATUS_OK;
    TRY(search_doc_count(&documents, asking->search, asking->err));
    deadline_allow(RANK_WORK + (uint64_t)RANK_WORK_DOCUMENT * documents +
                   (uint64_t)RANK_WORK_HIT * request->limit);
    return STATUS_OK;
}

static enum status
ask_once(struct answer *out, struct asking *asking)
{
    struct answer answer = {.query = asking->request->query,
                            .collapsed = asking->request->collapse.wanted};
    TRY(search_refresh(asking->search, asking->err));
    TRY(limit_work(asking));
    asking->context.analyser = search_analyser(asking->search);
    TRY(run(&answer, asking));
    *out = answer;
    return STATUS_OK;
}

static struct asking
asking_of(struct search *search, const struct request *request,
          const struct node *root, size_t *where, struct arena *arena,
          struct error *err)
{
    return (struct asking){
        .search = search,
        .request = request,
        .root = root,
        .context = {.forms = search_forms,
                    .words = search_words,
                    .near = search_near,
                    .keys = search_keys,
                    .expand = search_expand,
                    .shorten = search_shorten,
                    .payload = search,
                    .accents = !request->accents_free,
                    .exact = request->exact,
                    .explain = request->explain,
                    .arena = arena,
                    .query = request->query},
        .where = where,
        .arena = arena,
        .err = err,
    };
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
    TRY(parse_request(&root, where, request, arena, err));
    AUTO(asking)
    struct asking asking = asking_of(search, request, root, where, arena, err);
    deadline_start(request->cpu_limit);
    do
        status = ask_once(out, &asking);
    while (status == STATUS_STALE && retry_again(&retry));
    deadline_start(0);
    if (status == STATUS_TIMEOUT) {
        *out = (struct answer){.query = request->query, .timed_out = true};
        status = STATUS_OK;
    }
    TRY(status);
    out->took_ms = now_ms() - started;
    return STATUS_OK;
}

static enum status
docids_once(xap_docid **out, size_t *count, struct asking *asking)
{
    AUTO(plan) struct plan plan = {0};
    struct answer answer = {0};
    struct xap_result result;
    TRY(search_refresh(asking->search, asking->err));
    asking->context.analyser = search_analyser(asking->search);
    TRY(paging_start(&asking->paging, asking->request, asking->search,
                     asking->err));
    asking->paging.depth = 0; /* the order of a list, not re-ranked */
    TRY(filters_make(&asking->filters, asking->request->filters,
                     asking->request->filter_count, asking->search,
                     &asking->context, asking->err));
    TRY(run_plan(&plan, &result, &answer, asking,
                 asking->request->match == MATCH_ANY));
    *out = arena_array(asking->arena, result.count + 1, sizeof **out);
    if (!*out)
        return error_no_memory(asking->err);
    for (size_t i = 0; i < result.count; i++)
        (*out)[i] = result.hits[i].docid;
    *count = result.count;
    return STATUS_OK;
}

enum status
answer_docids(xap_docid **out, size_t *count, size_t *where,
              struct search *search, const struct request *request,
              struct arena *arena, struct error *err)
{
    struct node *root;
    struct retry retry = RETRY_START;
    enum status status;
    *where = 0;
    TRY(parse_request(&root, where, request, arena, err));
    AUTO(asking)
    struct asking asking = asking_of(search, request, root, where, arena, err);
    do
        status = docids_once(out, count, &asking);
    while (status == STATUS_STALE && retry_again(&retry));
    return status;
}

static enum status
marks_once(struct marks *out, struct asking *asking)
{
    AUTO(plan) struct plan plan = {0};
    TRY(search_refresh(asking->search, asking->err));
    TRY(limit_work(asking)); /* PRÈS is looked for here too */
    asking->context.analyser = search_analyser(asking->search);
    TRY(make_plan(&plan, asking, asking->request->match == MATCH_ANY));
    *out = plan.marks;
    return STATUS_OK;
}

enum status
answer_marks(struct marks *out, size_t *where, struct search *search,
             const struct request *request, struct arena *arena,
             struct error *err)
{
    struct node *root;
    struct retry retry = RETRY_START;
    enum status status;
    *where = 0;
    TRY(parse_request(&root, where, request, arena, err));
    AUTO(asking)
    struct asking asking = asking_of(search, request, root, where, arena, err);
    do
        status = marks_once(out, &asking);
    while (status == STATUS_STALE && retry_again(&retry));
    deadline_start(0);
    return status;
}

static enum status
show_once(bool *found, struct document *out, struct search *search,
          struct str uid, struct arena *arena, struct error *err)
{
    struct error none = {0};
    enum status indexed = search_refresh(search, &none);
    if (indexed == STATUS_STALE)
        return indexed;
    if (indexed != STATUS_OK) /* a document can be shown all the same */
        TRY(search_refresh_stores(search, err));
    TRY(search_document(found, out, search, uid, arena, err));
    return *found ? cites_fill(out, search, indexed == STATUS_OK, arena, err)
                  : STATUS_OK;
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
