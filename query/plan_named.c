/* Query, third step: the documents that a query names, for re-ranking, and the
 * sentences that cite, for ranking. */
#include "plan_leaf.h"

#include "lang.h"
#include "queries.h"
#include "self.h"
#include "terms.h"

static enum status
add_term(struct queries *list, struct planner *planner, const char *prefix,
         struct str word)
{
    struct term term;
    return queries_add_term(list, term_make(&term, str_from(prefix), word),
                            planner->err);
}

/* The document of a reference; of an article of no named code each that bears
 * its number. */
static enum status
name_reference(struct queries *list, struct planner *planner,
               const struct cite *cite)
{
    struct str key, number = cite->normal;
    bool article = cite->kind == CITE_ARTICLE;
    if (cite->kind == CITE_DATE || cite->kind == CITE_WORD)
        return STATUS_OK;
    TRY(cite_key(&key, cite, planner->context->arena, planner->err));
    if (!article || cite->of.len)
        return add_term(list, planner, TERM_PREFIX_SELF, key);
    number = str_from_offset(number, sizeof "art:" - 1);
    struct term term;
    return queries_add_term(
        list, term_make(&term, schema[FIELD_ARTICLE].prefix, number),
        planner->err);
}

enum status
plan_named(struct planner *planner, const struct node *leaf)
{
    const struct plan_context *context = planner->context;
    AUTO(queries) struct queries list = {.arena = context->arena};
    char title[TERM_TITLE_KEY];
    struct tokens tokens;
    TRY(analyse(&tokens, context->analyser, leaf->text, context->arena,
                planner->err));
    for (size_t i = 0; i < tokens.cite_count; i++)
        TRY(name_reference(&list, planner, &tokens.cites[i]));
    if (term_title_key(title, &tokens))
        TRY(add_term(&list, planner, TERM_PREFIX_NAME, str_from(title)));
    if (planner->plan->exact) {
        struct xap_query *before = planner->plan->exact;
        planner->plan->exact = NULL;
        TRY(queries_add(&list, before, planner->err));
    }
    return queries_join(&planner->plan->exact, &list, XAP_OR, planner->err);
}

/* Each once. */
static enum status
keep_stem(struct planner *planner, struct str stem)
{
    struct plan *plan = planner->plan;
    if (!plan->stems)
        plan->stems = arena_array(planner->context->arena, PLAN_STEMS_MAX,
                                  sizeof *plan->stems);
    if (!plan->stems)
        return error_no_memory(planner->err);
    for (size_t i = 0; i < plan->stem_count; i++)
        if (str_eq(plan->stems[i], stem))
            return STATUS_OK;
    if (plan->stem_count < PLAN_STEMS_MAX)
        plan->stems[plan->stem_count++] = stem;
    return STATUS_OK;
}

enum status
plan_cited(struct planner *planner, const struct tokens *tokens)
{
    struct plan *plan = planner->plan;
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    for (size_t i = 0; i < tokens->count; i++)
        if (!(tokens->at[i].flags & (TOKEN_STOP | TOKEN_REFERENCE))) {
            TRY(add_term(&list, planner, TERM_PREFIX_CITED,
                         tokens->at[i].stem));
            TRY(keep_stem(planner, tokens->at[i].stem));
        }
    if (list.count && plan->cited) {
        struct xap_query *before = plan->cited;
        plan->cited = NULL;
        TRY(queries_add(&list, before, planner->err));
    }
    return list.count ? queries_join(&plan->cited, &list, XAP_OR, planner->err)
                      : STATUS_OK;
}
