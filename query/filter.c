/* Query, third step: conditions beside the query -> Xapian queries. */
#include "filter.h"

#include "document.h"
#include "lang.h"
#include "parse.h"
#include "queries.h"

struct filtering {
    struct search *search;
    const struct plan_context *context;
    struct error *err;
};

/* ---- values that documents have exactly so ---------------------------- */

struct exact_values {
    struct str value;
    bool *has; /* of each candidate */
    const struct xap_result *candidates;
    size_t next;
};

static bool
packed_has(struct str packed, struct str value)
{
    struct str one;
    while (packed.len && decode_str(&packed, &one))
        if (str_eq(one, value))
            return true;
    return false;
}

static enum status
visit_value(void *payload, xap_docid docid, struct str packed)
{
    struct exact_values *exact = payload;
    const struct xap_result *candidates = exact->candidates;
    while (exact->next < candidates->count &&
           candidates->hits[exact->next].docid < docid)
        exact->next++;
    if (exact->next < candidates->count &&
        candidates->hits[exact->next].docid == docid &&
        packed_has(packed, exact->value))
        exact->has[exact->next] = true;
    return STATUS_OK;
}

/* The candidates that have the value in one of the target's facets, as a
 * query; *found tells whether there are any. */
static enum status
exactly(bool *found, struct xap_query **out, struct filtering *filtering,
        const struct target *target, struct str value,
        const struct xap_result *candidates)
{
    struct arena *arena = filtering->context->arena;
    xap_docid *docids =
        arena_array(arena, candidates->count + 1, sizeof *docids);
    struct exact_values exact = {
        .value = value,
        .has = arena_array(arena, candidates->count + 1, sizeof(bool)),
        .candidates = candidates};
    size_t count = 0;
    if (!docids || !exact.has)
        return error_no_memory(filtering->err);
    for (size_t i = 0; i < candidates->count; i++)
        docids[i] = candidates->hits[i].docid;
    for (size_t i = 0; i < target->count; i++) {
        uint32_t slot = schema_facet_slot(target->fields[i]);
        exact.next = 0;
        if (slot != UINT32_MAX)
            TRY(search_values_of(filtering->search, slot, docids,
                                 candidates->count, visit_value, &exact,
                                 filtering->err));
    }
    for (size_t i = 0; i < candidates->count; i++)
        if (exact.has[i])
            docids[count++] = docids[i];
    *found = count > 0;
    if (count == 0)
        return STATUS_OK;
    return search_docids_query(out, filtering->search, docids, count,
                               filtering->err);
}

/* May documents that the value's query finds have it otherwise: with more
 * words, in other case?  Kinds and numbers are written in one way only. */
static bool
is_counted(const struct target *target)
{
    if (target->meaning != MEANING_FIELD)
        return false;
    for (size_t i = 0; i < target->count; i++) {
        enum field field = target->fields[i];
        if (schema_facet_slot(field) != UINT32_MAX && field != FIELD_KIND &&
            schema[field].index != INDEX_NUMBER)
            return true;
    }
    return false;
}

/* A value of the facet `cites` is a term of its own. */
static enum status
exactly_cited(bool *found, struct xap_query **out, struct filtering *filtering,
              struct str value)
{
    struct term term;
    uint32_t documents;
    bool article = str_starts(value, STR("art:")) && cite_is_key(value) &&
                   !str_contains(value, STR(" "));
    if (article)
        value = arena_printf(filtering->context->arena,
                             STR_FMT TERM_CITES_UNCODED, STR_ARG(value));
    if (!value.at)
        return error_no_memory(filtering->err);
    struct str key = term_make(&term, schema[FIELD_CITES].prefix, value);
    TRY(search_term_freq(&documents, filtering->search, key, filtering->err));
    *found = documents > 0;
    return *found ? xap_query_term(out, key, 1, filtering->err) : STATUS_OK;
}

static bool
is_of_cites(const struct target *target)
{
    return target->meaning == MEANING_FIELD && target->count == 1 &&
           target->fields[0] == FIELD_CITES;
}

/* ---- one value -------------------------------------------------------- */

static enum status
value_query(struct xap_query **out, struct filtering *filtering,
            const struct node *node)
{
    AUTO(plan) struct plan plan = {0};
    struct plan_context context = *filtering->context;
    struct xap_result candidates;
    size_t where;
    bool found = false;
    if (is_of_cites(node->target))
        TRY(exactly_cited(&found, out, filtering, node->text));
    if (found)
        return STATUS_OK;
    context.query = node->text;
    context.accents = true;
    context.pairs = false;
    enum status status =
        plan_make(&plan, &where, node, false, &context, filtering->err);
    bool wordless = status == STATUS_SYNTAX && is_counted(node->target);
    if (wordless)
        status = xap_query_all(&plan.query, filtering->err); /* no word in it */
    TRY(status);
    if (is_counted(node->target)) {
        TRY(search_all(&candidates, filtering->search, plan.query,
                       context.arena, filtering->err));
        TRY(exactly(&found, out, filtering, node->target, node->text,
                    &candidates));
    }
    if (found || wordless)
        return STATUS_OK;
    *out = plan.query;
    plan.query = NULL;
    return STATUS_OK;
}

static enum status
filter_node(struct node **out, struct filtering *filtering,
            const struct filter *filter)
{
    struct error inner = {0};
    enum status status = parse_condition(out, filter->field, filter->value,
                                         filtering->context->arena, &inner);
    if (status == STATUS_SYNTAX)
        return error_set(
            filtering->err, status,
            TR("filter '" STR_FMT "': %s", "filtre « " STR_FMT " » : %s"),
            STR_ARG(filter->field), inner.text);
    if (status != STATUS_OK && filtering->err)
        *filtering->err = inner;
    return status;
}

/* ---- groups ----------------------------------------------------------- */

static bool
same_target(const struct target *a, const struct target *b)
{
    if (a->meaning != b->meaning || a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->fields[i] != b->fields[i])
            return false;
    return true;
}

static struct filter_group *
group_of(struct filters *filters, const struct target *target)
{
    for (size_t i = 0; i < filters->count; i++)
        if (same_target(filters->at[i].target, target))
            return &filters->at[i];
    struct filter_group *group = &filters->at[filters->count++];
    *group = (struct filter_group){.target = target};
    return group;
}

enum status
filters_make(struct filters *out, const struct filter *filters, size_t count,
             struct search *search, const struct plan_context *context,
             struct error *err)
{
    struct filtering filtering = {search, context, err};
    if (count > FILTERS_MAX)
        return error_set(err, STATUS_SYNTAX,
                         TR("more than %d filters", "plus de %d filtres"),
                         FILTERS_MAX);
    filters_release(out);
    for (size_t i = 0; i < count; i++) {
        struct node *node = NULL;
        struct xap_query *query = NULL;
        TRY(filter_node(&node, &filtering, &filters[i]));
        TRY(value_query(&query, &filtering, node));
        struct filter_group *group = group_of(out, node->target);
        if (!group->query)
            group->query = query;
        else
            TRY(queries_combine(&group->query, XAP_OR, query, err));
    }
    return STATUS_OK;
}

void
filters_release(struct filters *filters)
{
    for (size_t i = 0; i < filters->count; i++)
        xap_query_free(filters->at[i].query);
    filters->count = 0;
}

static bool
is_own(const struct filter_group *group, const struct facet_field *facet)
{
    const struct target *target = group->target;
    if (facet->year)
        return target->meaning == MEANING_YEAR;
    if (facet->cites)
        return is_of_cites(target);
    for (size_t i = 0; i < target->count; i++)
        for (size_t k = 0; k < facet->count; k++)
            if (target->meaning == MEANING_FIELD &&
                schema_facet_slot(target->fields[i]) == facet->slots[k])
                return true;
    return false;
}

bool
filters_touch(const struct filters *filters, const struct facet_field *facet)
{
    for (size_t i = 0; i < filters->count; i++)
        if (is_own(&filters->at[i], facet))
            return true;
    return false;
}

enum status
filters_apply(struct xap_query **out, const struct filters *filters,
              const struct xap_query *query, const struct facet_field *except,
              struct error *err)
{
    struct xap_query *all = NULL;
    if (!query) {
        *out = NULL;
        return STATUS_OK;
    }
    TRY(xap_query_copy(&all, query, err));
    for (size_t i = 0; i < filters->count; i++) {
        struct xap_query *group = NULL;
        if (except && is_own(&filters->at[i], except))
            continue;
        if (filters->at[i].query) {
            enum status status =
                xap_query_copy(&group, filters->at[i].query, err);
            if (status != STATUS_OK) {
                xap_query_free(all);
                return status;
            }
        }
        TRY(queries_combine(&all, XAP_FILTER, group, err));
    }
    *out = all;
    return STATUS_OK;
}
