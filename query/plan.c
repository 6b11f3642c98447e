/* Query, third step: tree -> Xapian query. */
#include "plan.h"

#include "lang.h"
#include "lex.h"
#include "plan_near.h"
#include "queries.h"
#include "rank.h"

static enum status plan_node(struct piece *out, struct planner *planner,
                             const struct node *node, bool any);

/* A node whose children are side by side or joined by ET, taken apart. */
struct joined {
    struct queries strong, weak; /* what must (or, loosely, may) match */
    struct queries conditions;   /* under any: what must match all the same */
    struct queries without;
    size_t negatives;
    size_t noted; /* terms of the plan before it */
};

static void
joined_release(struct joined *joined)
{
    queries_release(&joined->strong);
    queries_release(&joined->weak);
    queries_release(&joined->conditions);
    queries_release(&joined->without);
}

CLEANUP_KIND(joined, struct joined, joined_release)

static enum status
join_negative(struct joined *joined, struct planner *planner,
              const struct node *child)
{
    struct piece piece;
    planner->inside_not++;
    enum status status = plan_node(&piece, planner, child, false);
    planner->inside_not--;
    TRY(status);
    if (piece.empty)
        return STATUS_OK;
    joined->negatives++;
    return queries_add(&joined->without, piece.query, planner->err);
}

/* A phrase twice side by side: once is enough. */
static bool
is_again(const struct node *among, const struct node *child)
{
    if (child->kind != NODE_PHRASE && child->kind != NODE_EXACT)
        return false;
    for (; among != child; among = among->next)
        if (ast_same_leaf(among, child))
            return true;
    return false;
}

static enum status
join_child(struct joined *joined, struct planner *planner,
           const struct node *child, bool loose, bool any)
{
    struct piece piece;
    if (child->kind == NODE_NOT)
        return join_negative(joined, planner, child->child);
    bool condition = loose && ast_is_condition(child);
    size_t noted = planner->plan->term_count;
    TRY(plan_node(&piece, planner, child, any && !condition));
    if (piece.empty)
        return STATUS_OK;
    for (size_t i = noted; i < planner->plan->term_count; i++)
        planner->plan->terms[i].weak = piece.weak;
    TRY(queries_add(condition    ? &joined->conditions
                    : piece.weak ? &joined->weak
                                 : &joined->strong,
                    piece.query, planner->err));
    return loose ? plan_note_branch(planner, noted, piece.query) : STATUS_OK;
}

/* positive AND conditions AND NOT without; only negatives: all but these. */
static enum status
joined_query(struct piece *out, struct joined *joined, bool loose,
             struct error *err)
{
    bool only_weak = joined->strong.count + joined->conditions.count == 0;
    struct queries *positive = only_weak ? &joined->weak : &joined->strong;
    struct piece piece = {.weak = only_weak && joined->negatives == 0,
                          .empty = positive->count == 0 &&
                                   joined->conditions.count == 0};
    struct xap_query *query = NULL;
    if (piece.empty && joined->negatives == 0) {
        *out = piece;
        return STATUS_OK;
    }
    if (piece.empty)
        TRY(xap_query_all(&query, err));
    else if (positive->count)
        TRY(queries_join(&query, positive, loose ? XAP_OR : XAP_AND, err));
    if (joined->conditions.count) {
        if (query)
            TRY(queries_add(&joined->conditions, query, err));
        TRY(queries_join(&query, &joined->conditions, XAP_AND, err));
    }
    if (joined->without.count) {
        struct xap_query *without;
        enum status status =
            queries_join(&without, &joined->without, XAP_OR, err);
        if (status != STATUS_OK) {
            xap_query_free(query);
            return status;
        }
        TRY(queries_combine(&query, XAP_AND_NOT, without, err));
    }
    piece.query = query;
    piece.empty = false;
    *out = piece;
    return STATUS_OK;
}

/* Stop words beside others are not searched. */
static void
drop_weak_terms(const struct joined *joined, struct plan *plan)
{
    bool dropped = joined->strong.count + joined->conditions.count > 0;
    for (size_t i = joined->noted; dropped && i < plan->term_count; i++)
        if (plan->terms[i].weak) {
            xap_query_free(plan->terms[i].rank);
            plan->terms[i].rank = NULL;
        }
}

static enum status
plan_joined(struct piece *out, struct planner *planner, const struct node *node,
            bool any)
{
    struct arena *arena = planner->context->arena;
    AUTO(joined)
    struct joined joined = {.strong = {.arena = arena},
                            .weak = {.arena = arena},
                            .conditions = {.arena = arena},
                            .without = {.arena = arena},
                            .noted = planner->plan->term_count};
    bool loose = any && node->kind == NODE_SEQ;
    bool single = node->kind == NODE_NOT;
    for (const struct node *child = single ? node : node->child; child;
         child = single ? NULL : child->next)
        if (single || !is_again(node->child, child))
            TRY(join_child(&joined, planner, child, loose, any));
    drop_weak_terms(&joined, planner->plan);
    return joined_query(out, &joined, loose || (!single && ast_is_choice(node)),
                        planner->err);
}

static enum status
plan_or(struct piece *out, struct planner *planner, const struct node *node,
        bool any)
{
    AUTO(queries)
    struct queries list = {.arena = planner->context->arena};
    struct piece all = {.weak = true, .empty = true};
    const struct node *near = planner->near;
    for (const struct node *child = node->child; child; child = child->next) {
        struct piece piece;
        size_t noted = planner->plan->term_count;
        planner->near = near ? child : NULL; /* a branch stands for itself */
        enum status status = plan_node(&piece, planner, child, any);
        planner->near = near;
        TRY(status);
        if (piece.empty)
            continue;
        TRY(queries_add(&list, piece.query, planner->err));
        TRY(plan_note_branch(planner, noted, piece.query));
        all.weak = all.weak && piece.weak;
        all.empty = false;
    }
    TRY(queries_join(&all.query, &list, XAP_OR, planner->err));
    *out = all;
    return STATUS_OK;
}

/* Does such a leaf stand before this one, where both must match?  *done when
 * the walk has come to it. */
static bool
stands_before(bool *done, const struct node *within, const struct node *leaf)
{
    bool found = false;
    if (within->kind == NODE_OR)
        return false; /* no leaf that is asked about stands in one */
    if (!within->child) {
        *done = within == leaf;
        return !*done && ast_same_leaf(within, leaf);
    }
    for (const struct node *child = within->child; child && !found && !*done;
         child = child->next)
        found = stands_before(done, child, leaf);
    return found;
}

/* An operand of PRÈS; not planned again where it stands before: what it asks
 * of the documents and what it ranks by is there. */
static enum status
plan_operand(struct piece *out, struct planner *planner,
             const struct node *node)
{
    bool done = false;
    *out = (struct piece){.repeated = true};
    if (!node->child && node->kind != NODE_PATTERN &&
        stands_before(&done, planner->near, node))
        return STATUS_OK;
    return plan_node(out, planner, node, false);
}

static enum status
plan_operands(struct piece *out, struct planner *planner,
              const struct node *node)
{
    AUTO(queries)
    struct queries both = {.arena = planner->context->arena};
    for (const struct node *child = node->child; child; child = child->next) {
        struct piece piece;
        TRY(plan_operand(&piece, planner, child));
        if (piece.empty)
            return lex_error(
                planner->where, planner->context->query,
                (size_t)(node->text.at - planner->context->query.at),
                planner->err,
                TR("no word on one side of this operator",
                   "aucun mot d'un côté de cet opérateur"));
        if (!piece.repeated)
            TRY(queries_add(&both, piece.query, planner->err));
    }
    *out = (struct piece){.repeated = both.count == 0};
    return queries_join(&out->query, &both, XAP_AND, planner->err);
}

/* Both operands, ranked as they are, within those where they are near. */
static enum status
plan_near_node(struct piece *out, struct planner *planner,
               const struct node *node)
{
    struct piece piece;
    struct xap_query *filter;
    if (planner->near)
        return plan_operands(out, planner, node);
    planner->near = node;
    enum status status = plan_operands(&piece, planner, node);
    planner->near = NULL;
    TRY(status);
    status = plan_near_filter(&filter, planner, node, piece.query);
    if (status != STATUS_OK) {
        xap_query_free(piece.query);
        return status;
    }
    TRY(queries_combine(&piece.query, XAP_FILTER, filter, planner->err));
    *out = piece;
    return STATUS_OK;
}

static enum status
plan_node(struct piece *out, struct planner *planner, const struct node *node,
          bool any)
{
    switch (node->kind) {
    case NODE_NEAR:
        return plan_near_node(out, planner, node);
    case NODE_SEQ:
    case NODE_AND:
    case NODE_NOT:
        return plan_joined(out, planner, node, any);
    case NODE_OR:
        return plan_or(out, planner, node, any);
    default:
        return plan_leaf(out, planner, node, any);
    }
}

/* Words with wildcards, in phrases too; at least. */
static size_t
wildcards_of(const struct node *node)
{
    size_t count = node->kind == NODE_PATTERN;
    if (node->kind == NODE_PHRASE)
        for (size_t i = 0; i < node->text.len; i++)
            count += (node->text.at[i] == '*' || node->text.at[i] == '~') &&
                     count < QUERY_WILDCARDS_MAX;
    for (const struct node *child = node->child; child; child = child->next)
        count += wildcards_of(child);
    return count;
}

enum status
plan_make(struct plan *out, size_t *where, const struct node *root, bool any,
          const struct plan_context *context, struct error *err)
{
    AUTO(plan) struct plan plan = {0};
    struct planner planner = {.context = context,
                              .plan = &plan,
                              .accents = context->accents && !any,
                              .where = where,
                              .err = err};
    struct piece piece;
    size_t wildcards = wildcards_of(root);
    planner.patterns = wildcards > 0;
    plan.wildcard_words = RANK_WILDCARD_WORDS;
    if (wildcards * RANK_WILDCARD_WORDS > RANK_WILDCARDS_WORDS)
        plan.wildcard_words = RANK_WILDCARDS_WORDS / wildcards;
    TRY(plan_node(&piece, &planner, root, any));
    if (piece.empty)
        return lex_error(where, context->query, 0, err,
                         TR("there is no word to search for",
                            "il n'y a aucun mot à chercher"));
    plan.query = piece.query;
    *out = plan;
    plan.query = plan.exact = plan.cited = NULL;
    plan.pair_count = plan.term_count = 0;
    return STATUS_OK;
}

void
plan_release(struct plan *plan)
{
    xap_query_free(plan->query);
    xap_query_free(plan->exact);
    xap_query_free(plan->cited);
    plan->exact = plan->cited = NULL;
    for (size_t i = 0; i < plan->pair_count; i++) {
        xap_query_free(plan->pairs[i].anywhere);
        xap_query_free(plan->pairs[i].heading);
    }
    for (size_t i = 0; i < plan->term_count; i++)
        xap_query_free(plan->terms[i].rank);
    plan->query = NULL;
    plan->pair_count = plan->term_count = 0;
}
