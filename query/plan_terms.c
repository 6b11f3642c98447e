/* Query, third step: what was searched, noted for --explain. */
#include "plan_leaf.h"
#include "queries.h"

static struct plan_term *
term_new(struct planner *planner)
{
    struct plan *plan = planner->plan;
    if (!plan->terms)
        plan->terms = arena_array(planner->context->arena, PLAN_TERMS_MAX,
                                  sizeof *plan->terms);
    if (!plan->terms)
        return NULL;
    struct plan_term *term = &plan->terms[plan->term_count++];
    *term = (struct plan_term){.excluded = planner->inside_not > 0};
    return term;
}

static bool
is_wanted(const struct planner *planner)
{
    return planner->context->explain &&
           planner->plan->term_count < PLAN_TERMS_MAX;
}

/* As typed, as far as the places of the tokens are those of the query. */
static struct str
typed_word(const struct unit *unit, const struct token *token)
{
    return unit->text.len ? str_range(unit->text, token->start, token->end)
                          : token->word;
}

enum status
plan_note_word(struct planner *planner, const struct unit *unit,
               const struct token *token, const struct xap_query *rank)
{
    if (!is_wanted(planner))
        return STATUS_OK;
    struct plan_term *term = term_new(planner);
    if (!term)
        return error_no_memory(planner->err);
    term->typed = typed_word(unit, token);
    term->word = token->word;
    term->stem = token->stem;
    term->target = unit->target;
    term->exact = unit->exact;
    term->pattern = token->flags & TOKEN_PATTERN;
    if (!rank || term->excluded)
        return STATUS_OK;
    return xap_query_copy(&term->rank, rank, planner->err);
}

enum status
plan_note_value(struct planner *planner, const struct node *leaf,
                struct str key)
{
    if (!is_wanted(planner))
        return STATUS_OK;
    struct plan_term *term = term_new(planner);
    if (!term)
        return error_no_memory(planner->err);
    term->typed = leaf->text;
    term->word = key;
    term->target = leaf->target;
    term->value = true;
    return STATUS_OK;
}

enum status
plan_note_branch(struct planner *planner, size_t from,
                 const struct xap_query *query)
{
    struct plan *plan = planner->plan;
    for (size_t i = from; query && i < plan->term_count; i++) {
        struct xap_query *copy;
        if (!plan->terms[i].rank)
            continue;
        TRY(xap_query_copy(&copy, query, planner->err));
        TRY(queries_combine(&plan->terms[i].rank, XAP_FILTER, copy,
                            planner->err));
    }
    return STATUS_OK;
}

enum status
plan_note_scale(struct planner *planner, size_t from, double factor)
{
    struct plan *plan = planner->plan;
    for (size_t i = from; i < plan->term_count; i++) {
        struct xap_query *rank = plan->terms[i].rank;
        plan->terms[i].rank = NULL;
        plan->terms[i].acronym = true;
        if (rank)
            TRY(xap_query_scale(&plan->terms[i].rank, rank, factor,
                                planner->err));
    }
    return STATUS_OK;
}
