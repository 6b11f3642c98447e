#ifndef LIASSE_PLAN_NEAR_H
#define LIASSE_PLAN_NEAR_H

/* PRÈS and AVANT: for plan.c only. */

#include "plan_leaf.h"

/* The filter of a NODE_NEAR; candidates (borrowed) finds every document that
 * has its operands.  Two words, wildcards and ORs of them are a node of the
 * search (xap_query_places), the rest is for near.h. */
enum status plan_near_filter(struct xap_query **out, struct planner *planner,
                             const struct node *node,
                             const struct xap_query *candidates) MUST_USE;

#endif
