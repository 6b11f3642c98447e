#ifndef LIASSE_PLAN_LEAF_H
#define LIASSE_PLAN_LEAF_H

/* The leaves of a plan: for plan.c only. */

#include "plan.h"

/* The state of one plan_make. */
struct planner {
    const struct plan_context *context;
    struct plan *plan;
    size_t tokens; /* analysed so far */
    size_t wildcards;
    bool accents;        /* as in the context, but never with any */
    unsigned inside_not; /* what is excluded is not marked */
    size_t *where;
    struct error *err;
};

/* What a part of the tree became. */
struct piece {
    struct xap_query *query;
    bool empty; /* no word in it: as if it were not there */
    bool weak;  /* stop words only: dropped beside others */
};

/* Any leaf; loose = its bare words are OR, not AND. */
enum status plan_leaf(struct piece *out, struct planner *planner,
                      const struct node *leaf, bool loose) MUST_USE;

#endif
