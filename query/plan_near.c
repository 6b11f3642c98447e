/* Query, third step: PRÈS and AVANT. */
#include "plan_near.h"

#include "lang.h"
#include "lex.h"
#include "phrase.h"
#include "queries.h"

static enum status near_tree(struct near **out, struct planner *planner,
                             const struct node *node);

static enum status
near_children(struct near *near, struct planner *planner,
              const struct node *node)
{
    struct near **end = &near->child;
    for (const struct node *child = node->child; child; child = child->next) {
        TRY(near_tree(end, planner, child));
        end = &(*end)->next;
    }
    return STATUS_OK;
}

static enum status
near_refuse(struct planner *planner, const struct node *node)
{
    while (node->child)
        node = node->child;
    return plan_leaf_error(
        planner, node,
        TR("NEAR and ADJ go with words, wildcards, phrases and (a OR b)",
           "PRÈS et AVANT vont avec des mots, jokers, expressions et (a OU "
           "b)"));
}

static enum status
near_tree(struct near **out, struct planner *planner, const struct node *node)
{
    struct near *near = arena_alloc(planner->context->arena, sizeof *near);
    if (!near)
        return error_no_memory(planner->err);
    *out = near;
    switch (node->kind) {
    case NODE_WORDS:
    case NODE_PHRASE:
    case NODE_EXACT:
    case NODE_PATTERN:
        return plan_slots(near, planner, node);
    case NODE_OR:
        near->kind = NEAR_ANY;
        return near_children(near, planner, node);
    case NODE_NEAR:
        near->kind = NEAR_BOTH;
        near->distance = node->distance;
        near->ordered = node->ordered;
        return near_children(near, planner, node);
    default:
        return near_refuse(planner, node);
    }
}

/* More than a wildcard stands for; over several indexes Xapian looks at them,
 * and is slow at as many (deadline.h ends it). */
enum { FLAT_TERMS = 2000 };

/* One word as a few terms, or an OR of such. */
static bool
is_flat(const struct near *near)
{
    if (near->kind == NEAR_WORDS)
        return near->slot_count == 1 && near->slots[0].count <= FLAT_TERMS;
    for (const struct near *child = near->child; child; child = child->next)
        if (!is_flat(child))
            return false;
    return near->kind == NEAR_ANY;
}

static enum status
flat_terms(struct queries *list, const struct near *near, struct error *err)
{
    for (size_t i = 0; i < near->slot_count; i++)
        for (size_t t = 0; t < near->slots[i].count; t++)
            TRY(queries_add_term(list, near->slots[i].terms[t], err));
    for (const struct near *child = near->child; child; child = child->next)
        TRY(flat_terms(list, child, err));
    return STATUS_OK;
}

static enum status
add_flat(struct queries *both, struct planner *planner, const struct near *near)
{
    AUTO(queries) struct queries list = {.arena = planner->context->arena};
    struct xap_query *query;
    TRY(flat_terms(&list, near, planner->err));
    TRY(queries_join(&query, &list, XAP_OR, planner->err));
    return queries_add(both, query, planner->err);
}

static enum status
near_flat(struct xap_query **out, struct planner *planner,
          const struct near *near)
{
    AUTO(queries) struct queries both = {.arena = planner->context->arena};
    TRY(add_flat(&both, planner, near->child));
    TRY(add_flat(&both, planner, near->child->next));
    if (!both.at[0] || !both.at[1]) { /* a wildcard without a word */
        *out = NULL;
        return STATUS_OK;
    }
    both.count = 0;
    return xap_query_places(out, both.at, 2, near->distance + 1, near->ordered,
                            &phrase_checker, planner->err);
}

enum status
plan_near_filter(struct xap_query **out, struct planner *planner,
                 const struct node *node, const struct xap_query *candidates)
{
    const struct plan_context *context = planner->context;
    struct near *near;
    TRY(near_tree(&near, planner, node));
    if (is_flat(near->child) && is_flat(near->child->next))
        return near_flat(out, planner, near);
    return context->near(context->payload, out, candidates, near,
                         context->arena, planner->err);
}
